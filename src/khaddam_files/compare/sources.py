"""How to cite a page, and what it cites."""

from __future__ import annotations

from collections.abc import Sequence

from khaddam_files import __version__
from khaddam_files.choices import find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.data import collection


@frozen
class References(Comparison):
    """The sources of one notebook; rows are those of `sources.csv`, with its columns."""

    rows: Sequence[tuple]
    source_ids: Sequence[str]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(
            field["name"] for field in collection().resources["sources"]["schema"]["fields"]
        )


def references(title: str, *source_ids: str) -> References:
    """How to cite one notebook, and the sources that it cites, in the order given. Raises
    `SelectionError` for a source that does not exist."""
    return References(
        sentence=f"Cite this page as: “{title}”, in The Khaddam Files: a guided reading of one "
        f"source, version {__version__}.",
        rows=[tuple(find("sources", source_id).values()) for source_id in source_ids],
        source_ids=source_ids,
    )
