"""What lies on the grader's desk: levels given before, answers to read, disputes. On disk, so that
a large class needs no more memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from khaddam_files.grading.disputes import same
from khaddam_files.grading.free_table import FreeTable
from khaddam_files.grading.levels import (
    DIGITS,
    EARLIER,
    code_of,
    read_level,
    read_mark,
    trouble,
    written_out,
)

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE given (code, mark, level, comment, row, found DEFAULT FALSE, PRIMARY KEY (code, mark));
CREATE TABLE second (row);
CREATE TABLE answers (place, code, earlier, row, page);
CREATE INDEX by_place ON answers (place, code, earlier);
CREATE INDEX by_code ON answers (code);
CREATE TABLE cited (place, name, PRIMARY KEY (place, name));
CREATE TABLE disputes (disputed, same, reason, people, PRIMARY KEY (disputed, same));
"""


class Workbench:
    """A database without a name, which is gone when it is closed. filled: the table that the grader
    has filled."""

    def __init__(self, filled: FreeTable, path=""):
        self._base = sqlite3.connect(path)
        self._base.executescript(TABLES)
        self.close = self._base.close
        self.filled, self.width, self._blank = filled, len(filled.columns), True

    def take(self) -> Iterator[str]:
        """Take in what a grader has entered; gives a sentence for everything that cannot be used.
        Rows without an entry are left out."""
        for name in self.filled.twice():
            yield f"Two columns are called {name}: the first one counts, the other one is kept."
        for row in self.filled.rows():
            if self.filled.typed(row):
                self.width = max(self.width, len(row))
                yield from self._give(row)

    def _give(self, row: list[str]) -> Iterator[str]:
        cells, held = self.filled.cells(row), json.dumps(row)
        code, mark = cells["answer"].lower(), read_mark(cells["text_id"]) or ""
        if not code:
            self._base.execute("INSERT INTO second VALUES (?)", [held])
            first = next(cell for cell in row if cell.strip()).strip()
            yield f"A row with “{first[:40]}” has no code of an answer: it is kept and not used."
            return
        other = self._base.execute(
            "SELECT row FROM given WHERE code = ? AND mark = ?", [code, mark]
        ).fetchone()
        if other is None:
            entered = [
                code,
                mark,
                read_level(cells["level"]),
                written_out(cells["comment"])[0],
                held,
            ]
            self._base.execute(
                "INSERT INTO given (code, mark, level, comment, row) VALUES (?, ?, ?, ?, ?)",
                entered,
            )
            self._blank = False
            yield from trouble(cells)
        elif other[0] != held:
            yield self._other(code, held)

    def _other(self, code: str, held: str) -> str:
        """Keep a row that says something else than the one that counts."""
        self._base.execute("INSERT INTO second VALUES (?)", [held])
        return (
            f"Answer {code[:40]} has two rows with different entries: the first one counts; "
            "delete one in free.csv and run this again."
        )

    def code(self, student: str, task_id: str) -> str:
        """The code of an answer; a longer one if somebody else's has the same."""
        code = code_of(student, task_id)
        taken = self._base.execute("SELECT 1 FROM answers WHERE code = ?", [code]).fetchone()
        return code_of(student, task_id, 2 * DIGITS) if taken else code

    def given(self, code: str, mark: str) -> tuple[int | None, str, list[int]]:
        """The level and the comment that this text of an answer has got, and the levels of earlier
        texts where it has none."""
        if self._blank:
            return None, "", []
        found = self._base.execute(
            "SELECT level, comment FROM given WHERE code = ? AND mark IN (?, '') ORDER BY mark "
            "DESC LIMIT 1",
            [code, mark],
        ).fetchone() or (None, "")
        if found[0] is not None:
            return *found, []
        earlier = self._base.execute(
            "SELECT level FROM given WHERE code = ? AND mark NOT IN (?, '') AND level IS NOT NULL "
            "ORDER BY rowid",
            [code, mark],
        )
        return *found, [level for (level,) in earlier]

    def put(self, place: int, code: str, task_id: str, mark: str, page: str | None) -> list[str]:
        """An answer to read. place: of its task; page: its piece of the page, None where only
        entries of the grader are kept.

        Returns a sentence for every other row with entries for the same text.
        """
        rows = [] if self._blank else self._take_up(code, mark)
        now = [row for held, row in rows if held in (mark, "")]
        if page is None and not rows:
            return []
        row = self.filled.filled(
            json.loads(now[0]) if now else [], answer=code, task_id=task_id, text_id=mark
        )
        self._base.execute(
            "INSERT INTO answers VALUES (?, ?, 0, ?, ?)", [place, code, json.dumps(row), page]
        )
        for held, earlier in rows:
            if held not in (mark, ""):
                row = self.filled.filled(
                    json.loads(earlier), answer=code, task_id=task_id, text_id=EARLIER + held
                )
                self._base.execute(
                    "INSERT INTO answers VALUES (?, ?, 1, ?, NULL)", [place, code, json.dumps(row)]
                )
        return [self._other(code, other) for other in now[1:]]

    def _take_up(self, code: str, mark: str) -> list[tuple[str, str]]:
        """(mark, row) of everything that was given to an answer, first of all to this text of it;
        it belongs to somebody now."""
        self._base.execute("UPDATE given SET found = TRUE WHERE code = ?", [code])
        return self._base.execute(
            "SELECT mark, row FROM given WHERE code = ? ORDER BY mark = ? DESC, mark, rowid",
            [code, mark],
        ).fetchall()

    def cite(self, place: int, names: list[str]) -> None:
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
        found = self._base.execute(
            "SELECT page FROM answers WHERE place = ? AND page IS NOT NULL ORDER BY code", [place]
        )
        return (page for (page,) in found)

    def rows(self) -> Iterator[list[str]]:
        """The rows of the next `free.csv` in the order of the pages; under each answer what was
        given to earlier texts of it."""
        return map(
            _row, self._base.execute("SELECT row FROM answers ORDER BY place, code, earlier, rowid")
        )

    def left_over(self) -> Iterator[list[str]]:
        """Rows with an entry that belongs to no answer."""
        return map(_row, self._base.execute("SELECT row FROM given WHERE NOT found ORDER BY rowid"))

    def second(self) -> Iterator[list[str]]:
        """Rows that say something else about an answer than an earlier row, or name no answer."""
        return map(_row, self._base.execute("SELECT row FROM second ORDER BY rowid"))

    def dispute(self, disputed: str, reason: str) -> None:
        """One person disputes a key or a verdict."""
        self._base.execute(
            "INSERT INTO disputes VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET people = "
            "people + 1",
            [disputed, same(reason), reason],
        )

    def disputes(self) -> Iterator[tuple[str, int, str, int]]:
        """(key or verdict, people, reason, people with this reason), what most people dispute
        first."""
        return self._base.execute(
            "SELECT disputed, sum(people) OVER (PARTITION BY disputed) AS everybody, reason, "
            "people FROM disputes "
            "ORDER BY everybody DESC, disputed, people DESC, same"
        )


def _row(found: tuple[str]) -> list[str]:
    return json.loads(found[0])
