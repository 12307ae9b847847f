"""What lies on the grader's desk: levels given before, answers to read, disputes. On disk, so that a large class needs no more memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from khaddam_files.grade.disputes import same
from khaddam_files.grade.levels import Filled, read_level, trouble, written_out

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE given (code PRIMARY KEY, level, comment, cells, found DEFAULT FALSE);
CREATE TABLE second (cells);
CREATE TABLE answers (place, code, cells, page);
CREATE INDEX by_code ON answers (place, code);
CREATE TABLE disputes (disputed, same, reason, people, PRIMARY KEY (disputed, same));
"""


class Desk:
    """A database without a name, which is gone when it is closed."""

    def __init__(self):
        self._base = sqlite3.connect("")
        self._base.executescript(TABLES)
        self.close = self._base.close

    def take(self, filled: Filled) -> Iterator[str]:
        """Take in what a grader has entered; gives a sentence for everything that cannot be used. Rows without an entry are left out."""
        for cells in filled.rows():
            if any(cell.strip() for name, cell in cells.items() if name not in ("answer", "task_id")):
                yield from self._give(cells)

    def _give(self, cells: dict[str, str]) -> Iterator[str]:
        code, held = cells["answer"].strip().lower(), json.dumps(cells)
        other = self._base.execute("SELECT cells FROM given WHERE code = ?", [code]).fetchone()
        if other is None:
            entered = [code, read_level(cells["level"]), written_out(cells["comment"])[0], held]
            self._base.execute("INSERT INTO given (code, level, comment, cells) VALUES (?, ?, ?, ?)", entered)
            yield from trouble(cells)
        elif other[0] != held:
            self._base.execute("INSERT INTO second VALUES (?)", [held])
            yield f"Answer {code[:40]} has two rows with different entries: the first one counts; delete one in free.csv and run this again."

    def given(self, code: str) -> tuple[int | None, str]:
        """The level and the comment that an answer has got; from now on its row belongs to somebody."""
        self._base.execute("UPDATE given SET found = TRUE WHERE code = ?", [code])
        return self._base.execute("SELECT level, comment FROM given WHERE code = ?", [code]).fetchone() or (None, "")

    def put(self, place: int, code: str, task_id: str, page: str | None) -> None:
        """An answer to read. place: of its task; page: its piece of the page, None where only an entry of the grader is kept."""
        held = self._base.execute("SELECT cells FROM given WHERE code = ?", [code]).fetchone()
        if page is not None or held:
            cells = json.loads(held[0] if held else "{}") | {"answer": code, "task_id": task_id}
            self._base.execute("INSERT INTO answers VALUES (?, ?, ?, ?)", [place, code, json.dumps(cells), page])

    def page(self, place: int) -> Iterator[str]:
        """The pieces of one page in the order of their codes, which says nothing about who wrote them."""
        found = self._base.execute(
            "SELECT page FROM answers WHERE place = ? AND page IS NOT NULL ORDER BY code", [place]
        )
        return (page for (page,) in found)

    def rows(self) -> Iterator[dict[str, str]]:
        """The rows of the next `free.csv` in the order of the pages."""
        return map(_cells, self._base.execute("SELECT cells FROM answers ORDER BY place, code"))

    def left_over(self) -> Iterator[dict[str, str]]:
        """Rows with an entry that belongs to no answer."""
        return map(_cells, self._base.execute("SELECT cells FROM given WHERE NOT found ORDER BY rowid"))

    def second(self) -> Iterator[dict[str, str]]:
        """Rows that say something else about an answer than an earlier row."""
        return map(_cells, self._base.execute("SELECT cells FROM second ORDER BY rowid"))

    def dispute(self, disputed: str, reason: str) -> None:
        """One person disputes a key or a verdict."""
        self._base.execute(
            "INSERT INTO disputes VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET people = people + 1",
            [disputed, same(reason), reason],
        )

    def disputes(self) -> Iterator[tuple[str, int, str, int]]:
        """(key or verdict, people, reason, people with this reason), what most people dispute first."""
        return self._base.execute(
            "SELECT disputed, sum(people) OVER (PARTITION BY disputed) AS everybody, reason, people FROM disputes "
            "ORDER BY everybody DESC, disputed, people DESC, same"
        )


def _cells(found: tuple[str]) -> dict[str, str]:
    return json.loads(found[0])
