"""Notebook 10: how the tables hang together.

A reader calls `keys_of_tables`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.data import collection
from khaddam_files.wording import count_of, join_words

_SERIES = "series/"  # the folder of the tables that all have the same columns
_MOST_NAMED = 4  # tables that the sentence counts


class TableKey(NamedTuple):
    """A column that names rows of a table. cells: `one` key in a cell, or a `list` of them, which
    is exploded before it is joined."""

    table: str
    column: str
    cells: str
    names: str
    key: str


@frozen
class KeysOfTables(Comparison):
    """Every key between the tables. series: the tables of numbers, which have the same columns;
    alone: those that name no table and are named by none."""

    rows: Sequence[TableKey]
    series: Sequence[str]
    alone: Sequence[str]
    row_type = TableKey

    def named_by(self) -> Counter[str]:
        """Table -> how many other tables name its rows; the series count as one."""
        pairs = {(self.shown(row.table), row.names) for row in self.rows}
        return Counter(named for table, named in pairs if table != named)

    def shown(self, table: str) -> str:
        """The name under which a table is shown: one for all series."""
        return f"{len(self.series)} series" if table in self.series else table


def keys_of_tables() -> KeysOfTables:
    """Every column of the collection that names rows of a table, read from `datapackage.json`."""
    tables = collection()
    rows = [
        TableKey(table, column, "list" if listed else "one", named, key)
        for table in tables.names()
        for column, listed, named, key in tables.references(table)
    ]
    tied = {name for row in rows for name in (row.table, row.names)}
    made = KeysOfTables(
        sentence="",
        rows=rows,
        series=[
            name for name in tables.names() if tables.resources[name]["path"].startswith(_SERIES)
        ],
        alone=[name for name in tables.names() if name not in tied],
    )
    most = [f"{table} ({count})" for table, count in made.named_by().most_common(_MOST_NAMED)]
    return replace(
        made,
        sentence=f"{len(tied)} of {count_of(len(tables.names()), 'table')} hang together by "
        f"{count_of(len(rows), 'key')}. Named by most others: {join_words(most)}.",
    )
