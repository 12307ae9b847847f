"""The sources behind a statement, and the place of an excerpt."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from markupsafe import Markup

from khaddam_files.choices import by_key, find
from khaddam_files.compare.sources import References
from khaddam_files.pages import html
from khaddam_files.pages.elements import bullets, details, link, paragraph
from khaddam_files.wording import count_of, day


def origin(locator: str) -> Markup:
    """Publisher, date and link of the article with the place in it: what every excerpt carries."""
    return Markup("{}, {}").format(in_the_article("Al Majalla, 23 March 2024"), locator)


@cache
def in_the_article(words: str) -> Markup:
    """Words that lead to the article: the place of an excerpt where there is no room for more."""
    return Markup('<span style="white-space:nowrap">{}</span>').format(
        link(by_key("sources")["W05"]["url"] or "", words)
    )


@cache
def source_link(source_id: str) -> Markup:
    """A short citation with its link and the id by which `sources.csv` knows it. Raises
    `SelectionError` for a source that does not exist."""
    row = find("sources", source_id)
    when = day(row["date"], row["date_precision"] or "day") if row["date"] else row["date_printed"]
    title = link(row["url"], row["title"]) if row["url"] else row["title"]
    return Markup("{}, {}, {} [{}]").format(
        row["author_or_publisher"], title, when or "", source_id
    )


def sources_line(source_ids: Collection[str]) -> Markup:
    """The sources behind a statement, folded away."""
    return details(f"Sources ({len(source_ids)})", bullets(map(source_link, source_ids)))


@html.register
def references(comparison: References) -> Markup:
    return paragraph(f"It cites {count_of(len(comparison.source_ids), 'source')}:") + bullets(
        map(source_link, comparison.source_ids)
    )
