"""The sources behind a statement, and how to cite a page."""

from __future__ import annotations

from khaddam_files import __version__, markup
from khaddam_files.compare.base import Comparison, SelectionError, by_key, day


def source_link(source_id: str) -> str:
    """A short citation with its link and the id by which `sources.csv` knows it."""
    row = by_key("sources", "source_id")[source_id]
    when = day(row["date"], row["date_precision"]) if row["date"] else row["date_printed"]
    title = markup.text(row["title"])
    linked = f'<a href="{markup.text(row["url"])}">{title}</a>' if row["url"] else title
    return f"{markup.text(row['author_or_publisher'])}, {linked}, {markup.text(when)} [{markup.text(source_id)}]"


def sources_line(source_ids) -> str:
    """The sources behind a statement, folded away."""
    return markup.details(
        f"Sources ({len(source_ids)})",
        markup.bullets(map(source_link, source_ids)),
    )


def references(title: str, *source_ids: str) -> Comparison:
    """How to cite one notebook, and the sources that it cites, in the order given. Frame: the rows of `sources.csv`."""
    known = by_key("sources", "source_id")
    missing = [source for source in source_ids if source not in known]
    if missing:
        raise SelectionError("source", missing[0], "an id of sources.csv such as W04")
    return Comparison(
        f"Cite this page as: “{title}”, in The Khaddam Files: a guided reading of one source, version {__version__}.",
        markup.paragraph(f"It cites {len(source_ids)} sources:") + markup.bullets(map(source_link, source_ids)),
        [tuple(known[source].values()) for source in source_ids],
        tuple(known["W04"]),
    )
