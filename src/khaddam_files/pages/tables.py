"""Notebook 10."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from khaddam_files.compare.tables import KeysOfTables
from khaddam_files.pages import html
from khaddam_files.pages.elements import details, paragraph, table
from khaddam_files.wording import join_words


@html.register
def keys_of_tables(comparison: KeysOfTables) -> Markup:
    shown = sorted(
        {(comparison.shown(row.table), f"{row.column} → {row.names}") for row in comparison.rows}
    )
    rows = [
        (name, "; ".join(key for _, key in keys))
        for name, keys in groupby(shown, key=lambda pair: pair[0])
    ]
    return details(
        "As a table",
        table(rows, ("table", "its columns, and the table that each names"), "Keys")
        + paragraph(f"Tied to no other table: {join_words(comparison.alone)}."),
    )
