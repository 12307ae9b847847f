"""Pieces of Markdown in which nothing that somebody wrote is more than words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape


def cell(value: object) -> str:
    """Text as one cell of a table."""
    return escape(" ".join(str(value).split()), quote=False).replace("|", "\\|")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table, and an empty one; every cell is text."""
    return [
        f"| {' | '.join(columns)} |",
        "|" + "---|" * len(columns),
        *(f"| {' | '.join(map(cell, row))} |" for row in rows),
        "",
    ]


def words_of(text: str) -> str:
    """Text in one line, in which no sign means anything."""
    return re.sub(r"([\\`*_\[\]#<>&~|!])", r"\\\1", " ".join(text.split()))


def fenced(words: str) -> str:
    """A block in which nothing is Markdown or HTML: its fence is longer than any in the words."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", words)), default=0))
    return "\n".join([f"{fence}text", *words.splitlines(), fence])
