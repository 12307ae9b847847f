"""What lies on the grader's workbench: levels given before, answers to read, disputes. On disk, so
that a large class needs no more memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from khaddam_files.grading.disputes import same_reason
from khaddam_files.grading.free_answers import (
    CODE_DIGITS,
    EARLIER_PREFIX,
    code_of,
    read_level,
    read_mark,
    trouble,
    written_out,
)
from khaddam_files.grading.free_table import FreeTable

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE levels (code, mark, level, comment, row, used DEFAULT FALSE, PRIMARY KEY (code, mark));
CREATE TABLE second_rows (row);
CREATE TABLE answers (place, code, earlier, row, page);
CREATE INDEX by_place ON answers (place, code, earlier);
CREATE INDEX by_code ON answers (code);
CREATE TABLE cited (place, name, PRIMARY KEY (place, name));
CREATE TABLE disputes (disputed, same, reason, people, PRIMARY KEY (disputed, same));
"""


class Workbench:
    """A database without a name, which is gone when it is closed. free_table: the table that
    the grader has filled."""

    def __init__(self, free_table: FreeTable, path=""):
        self._base = sqlite3.connect(path)
        self._base.executescript(TABLES)
        self.close = self._base.close
        self.free_table, self.width, self._blank = free_table, len(free_table.columns), True

    def take_in(self) -> Iterator[str]:
        """Take in what a grader has entered; gives a sentence for everything that cannot be used.
        Rows without an entry are left out."""
        for name in self.free_table.duplicate_columns():
            yield f"Two columns are called {name}: the first one counts, the other one is kept."
        for row in self.free_table.rows():
            if self.free_table.has_entry(row):
                self.width = max(self.width, len(row))
                yield from self._take_in_row(row)

    def _take_in_row(self, row: list[str]) -> Iterator[str]:
        cells, row_text = self.free_table.cells(row), json.dumps(row)
        code, mark = cells["answer"].lower(), read_mark(cells["text_id"]) or ""
        if not code:
            self._base.execute("INSERT INTO second_rows VALUES (?)", [row_text])
            first = next(cell for cell in row if cell.strip()).strip()
            yield f"A row with “{first[:40]}” has no code of an answer: it is kept and not used."
            return
        counted_row = self._base.execute(
            "SELECT row FROM levels WHERE code = ? AND mark = ?", [code, mark]
        ).fetchone()
        if counted_row is None:
            entered = [
                code,
                mark,
                read_level(cells["level"]),
                written_out(cells["comment"])[0],
                row_text,
            ]
            self._base.execute(
                "INSERT INTO levels (code, mark, level, comment, row) VALUES (?, ?, ?, ?, ?)",
                entered,
            )
            self._blank = False
            yield from trouble(cells)
        elif counted_row[0] != row_text:
            yield self._set_aside(code, row_text)

    def _set_aside(self, code: str, row_text: str) -> str:
        """Keep a row that says something else than the one that counts."""
        self._base.execute("INSERT INTO second_rows VALUES (?)", [row_text])
        return (
            f"Answer {code[:40]} has two rows with different entries: the first one counts; "
            "delete one in free.csv and run this again."
        )

    def code(self, student: str, task_id: str) -> str:
        """The code of an answer; a longer one if somebody else's has the same."""
        code = code_of(student, task_id)
        used = self._base.execute("SELECT 1 FROM answers WHERE code = ?", [code]).fetchone()
        return code_of(student, task_id, 2 * CODE_DIGITS) if used else code

    def level_and_comment(self, code: str, mark: str) -> tuple[int | None, str, list[int]]:
        """The level and the comment that this text of an answer has got, and the levels of earlier
        texts where it has none."""
        if self._blank:
            return None, "", []
        row = self._base.execute(
            "SELECT level, comment FROM levels WHERE code = ? AND mark IN (?, '') ORDER BY mark "
            "DESC LIMIT 1",
            [code, mark],
        ).fetchone() or (None, "")
        if row[0] is not None:
            return *row, []
        earlier = self._base.execute(
            "SELECT level FROM levels WHERE code = ? AND mark NOT IN (?, '') AND level IS NOT NULL "
            "ORDER BY rowid",
            [code, mark],
        )
        return *row, [level for (level,) in earlier]

    def add_answer(
        self, place: int, code: str, task_id: str, mark: str, page: str | None
    ) -> list[str]:
        """An answer to read. place: of its task; page: its piece of the page, None where only
        entries of the grader are kept.

        Returns a sentence for every other row with entries for the same text.
        """
        rows = [] if self._blank else self._rows_of(code, mark)
        now = [row for row_text, row in rows if row_text in (mark, "")]
        if page is None and not rows:
            return []
        row = json.loads(now[0]) if now else []
        text_id = self.free_table.cells(row)["text_id"] if row else ""
        # a row that is one of several keeps the sign of it
        text_id = text_id if text_id.startswith(f"{mark} ") else mark
        row = self.free_table.with_cells(row, answer=code, task_id=task_id, text_id=text_id)
        self._base.execute(
            "INSERT INTO answers VALUES (?, ?, 0, ?, ?)", [place, code, json.dumps(row), page]
        )
        for row_text, earlier in rows:
            if row_text not in (mark, ""):
                row = self.free_table.with_cells(
                    json.loads(earlier),
                    answer=code,
                    task_id=task_id,
                    text_id=EARLIER_PREFIX + row_text,
                )
                self._base.execute(
                    "INSERT INTO answers VALUES (?, ?, 1, ?, NULL)", [place, code, json.dumps(row)]
                )
        return [self._set_aside(code, row_text) for row_text in now[1:]]

    def _rows_of(self, code: str, mark: str) -> list[tuple[str, str]]:
        """(mark, row) of everything that was given to an answer, first of all to this text of it;
        it belongs to somebody now."""
        self._base.execute("UPDATE levels SET used = TRUE WHERE code = ?", [code])
        return self._base.execute(
            "SELECT mark, row FROM levels WHERE code = ? ORDER BY mark = ? DESC, mark, rowid",
            [code, mark],
        ).fetchall()

    def add_citations(self, place: int, names: list[str]) -> None:
        """Places of the article that an answer cites. place: of its task."""
        self._base.executemany(
            "INSERT OR IGNORE INTO cited VALUES (?, ?)", [(place, name) for name in names]
        )

    def cited(self, place: int) -> list[str]:
        """All of them in the order of their names."""
        return [
            name
            for (name,) in self._base.execute(
                "SELECT name FROM cited WHERE place = ? ORDER BY name", [place]
            )
        ]

    def page(self, place: int) -> Iterator[str]:
        """The pieces of one page in the order of their codes, which says nothing about who wrote
        them."""
        pieces = self._base.execute(
            "SELECT page FROM answers WHERE place = ? AND page IS NOT NULL ORDER BY code", [place]
        )
        return (page for (page,) in pieces)

    def rows(self) -> Iterator[list[str]]:
        """The rows of the next `free.csv` in the order of the pages; under each answer what was
        given to earlier texts of it."""
        return map(
            _row, self._base.execute("SELECT row FROM answers ORDER BY place, code, earlier, rowid")
        )

    def rows_without_answer(self) -> Iterator[list[str]]:
        """Rows with an entry that belongs to no answer."""
        return map(_row, self._base.execute("SELECT row FROM levels WHERE NOT used ORDER BY rowid"))

    def second_rows(self) -> Iterator[list[str]]:
        """Rows that say something else about an answer than an earlier row, or name no answer."""
        return map(_row, self._base.execute("SELECT row FROM second_rows ORDER BY rowid"))

    def add_dispute(self, what: str, reason: str) -> None:
        """One person disputes a key or a verdict."""
        self._base.execute(
            "INSERT INTO disputes VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET people = "
            "people + 1",
            [what, same_reason(reason), reason],
        )

    def disputes(self) -> Iterator[tuple[str, int, str, int]]:
        """(key or verdict, people, reason, people with this reason), what most people dispute
        first."""
        return self._base.execute(
            "SELECT disputed, sum(people) OVER (PARTITION BY disputed) AS everybody, reason, "
            "people FROM disputes "
            "ORDER BY everybody DESC, disputed, people DESC, same"
        )


def _row(cells: tuple[str]) -> list[str]:
    return json.loads(cells[0])
