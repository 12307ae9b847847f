"""Levels and comments that were given on the marking page: journals beside `free.csv`, and how the
two come together.

Every mark names the marks that its giver saw; what nobody who came later has seen still stands.
Where two stand, both are kept, and both are rows of `free.csv`. Each row carries a sign of the mark
that it was made of (behind `text_id`), and of those that stood beside it. So a table that comes
back from a spreadsheet says of each row what was seen: a row that still says what its mark says was
not touched, however old it is; another one was changed by somebody who had seen that mark.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from khaddam_files.answers.folders import keep_names
from khaddam_files.grading.cells import Table, as_typed, harmless
from khaddam_files.grading.free_answers import EARLIER_PREFIX, read_level, read_mark
from khaddam_files.grading.free_table import FreeTable, digest
from khaddam_files.grading.grades_folder import FREE_TABLE, WORK_FOLDER, exchange, held

JOURNALS = "marked"  # in the work folder: one journal for each program that has written
ON_PAGE, IN_TABLE, BEFORE = "page", "table", "before"
LONGEST_COMMENT = 2000  # signs
SIGN = 6  # digits of the name of a mark by which a row knows it


class Value(NamedTuple):
    """What is given to an answer. level: 1, 2, 3 or empty; comment: with codes as they are."""

    level: str
    comment: str


class Key(NamedTuple):
    """One text of one answer. code: of the answer; text_id: the mark of its text."""

    code: str
    text_id: str


NOTHING = Value("", "")


class Mark(NamedTuple):
    """One value that was given. name: of this mark; seen: names of those that it replaces; at: when
    in UTC; by: on the page, in the table
    since, or in the table before anything was given on the page."""

    name: str
    key: Key
    value: Value
    seen: tuple[str, ...]
    at: str
    by: str


def value_of(level: str, comment: str) -> Value:
    """A value in the form in which the table gives it back."""
    number, plain = read_level(level), as_typed(harmless(" ".join(comment.split()), typed=True))
    return Value(str(number) if number else level.strip(), " ".join(plain.split()))


class Journal:
    """Every mark of a folder of grades, those of other programs included. out: the folder."""

    def __init__(self, out: Path):
        self._folder = out / WORK_FOLDER / JOURNALS
        self.name = secrets.token_hex(8)
        self._own = self._folder / f"{self.name}.jsonl"
        self._read_to: dict[Path, int] = {}
        self._marks: dict[str, Mark] = {}
        self._order: list[Mark] = []
        self._standing: dict[Key, list[Mark]] = {}
        self.count = 0  # of marks that were read, in the order of reading
        self.refresh()

    def refresh(self) -> list[Key]:
        """Read what has come since; gives the answers that it concerns."""
        came = []
        for path in sorted(self._folder.glob("*.jsonl")):
            start = self._read_to.get(path, 0)
            if path.stat().st_size > start:
                with open(path, "rb") as stream:
                    stream.seek(start)
                    # a line without its end was being written when the power went: nobody was told
                    # that it is saved
                    whole = stream.read().rpartition(b"\n")[0]
                self._read_to[path] = start + len(whole) + bool(whole)
                came += [mark for line in whole.splitlines() for mark in _marks_in(line)]
        new = [mark for mark in came if mark.name not in self._marks]
        self._marks |= {mark.name: mark for mark in new}  # in the order of reading
        self.count += len(new)
        if new:
            self._order = sorted(self._marks.values(), key=lambda mark: (mark.at, mark.name))
            self._standing = _standing(self._order)
        return [mark.key for mark in new]

    def add(self, key: Key, value: Value, seen: Iterable[str], by: str = ON_PAGE) -> Mark:
        """Write a mark; it is on the disk when this returns. Raises `OSError`."""
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        mark = Mark(secrets.token_hex(8), key, value, tuple(seen), at, by)
        is_new = not self._own.exists()
        self._folder.mkdir(parents=True, exist_ok=True)
        with open(self._own, "ab") as stream:
            line = {"name": mark.name, "key": key, "value": value, "seen": mark.seen}
            stream.write(json.dumps(line | {"at": at, "by": by}).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            keep_names(self._folder)
        self.refresh()
        return mark

    def read_since(self, count: int) -> list[Key]:
        """The answers of the marks that were read after so many others."""
        return [mark.key for mark in list(self._marks.values())[max(0, count) :]]

    def __contains__(self, name: str) -> bool:
        return name in self._marks

    def in_order(self) -> list[Mark]:
        """All marks, the first one first."""
        return self._order

    def standing(self) -> dict[Key, list[Mark]]:
        """Answer -> the marks that nobody has replaced, the latest first."""
        return self._standing


def _standing(order: list[Mark]) -> dict[Key, list[Mark]]:
    replaced = {name for mark in order for name in mark.seen}
    standing: dict[Key, list[Mark]] = {}
    for mark in reversed(order):
        if mark.name not in replaced and mark.value not in values(standing.get(mark.key, [])):
            standing.setdefault(mark.key, []).append(mark)
    return standing


def values(marks: Iterable[Mark]) -> set[Value]:
    """What some marks say."""
    return {mark.value for mark in marks}


def _marks_in(line: bytes) -> Iterator[Mark]:
    """The mark of a line of a journal; none where a drive has damaged it."""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        kept = json.loads(line)
        yield Mark(
            str(kept["name"]),
            Key(*kept["key"]),
            Value(*kept["value"]),
            tuple(kept["seen"]),
            str(kept["at"]),
            str(kept["by"]),
        )


# ---------------------------------------------------------------- the table


class _Rows:
    """The rows of a `free.csv`, and those of each text of each answer."""

    def __init__(self, table: FreeTable):
        self.table, self.rows = table, list(table.rows())
        self._of_key: dict[Key, list[list[str]]] = {}
        for row in self.rows:
            cells = table.cells(row)
            key = Key(cells["answer"].lower(), read_mark(cells["text_id"]) or "")
            self._of_key.setdefault(key, []).append(row)

    def of(self, key: Key) -> list[list[str]]:
        """The rows of one text; a row whose text_id was emptied is that of any."""
        own, any_text = self._of_key.get(key, []), self._of_key.get(Key(key.code, ""), [])
        return any_text if any_text and not any(map(self.table.has_entry, own)) else own

    def value(self, row: list[str]) -> Value:
        cells = self.table.cells(row)
        return value_of(cells["level"], cells["comment"])

    def signs(self, row: list[str]) -> list[str]:
        """The marks that a row knows: its own, then those that stood beside it."""
        text_id = self.table.cells(row)["text_id"].lower().removeprefix(EARLIER_PREFIX)
        return text_id.split()[1:]

    def write(self, key: Key, task_id: str, marks: list[Mark]) -> bool:
        """Have the rows of one text say what stands. Returns whether anything has changed."""
        rows, before = self.of(key), [list(row) for row in self.of(key)]
        names = [mark.name[:SIGN] for mark in marks]
        for number, mark in enumerate(marks):
            row = rows[number] if number < len(rows) else self._new_row(key, rows)
            cells = {"answer": key.code, "task_id": task_id or self.table.cells(row)["task_id"]}
            if self.value(row) != mark.value:
                cells |= {"level": mark.value.level, "comment": mark.value.comment}
            if not self.table.cells(row)["text_id"].startswith(EARLIER_PREFIX):
                own = names[number]
                beside = [name for name in names if name != own]
                cells["text_id"] = " ".join([key.text_id, own, *beside])
            row[:] = self.table.with_cells(row, **cells)
        rows = self.of(key)
        spare = [row for row in rows[len(marks) :] if not self._has_notes(row)]
        for kept in (rows, self.rows):
            kept[:] = [row for row in kept if not any(row is other for other in spare)]
        return rows != before

    def _new_row(self, key: Key, beside: list[list[str]]) -> list[str]:
        row = self.table.with_cells([], answer=key.code, text_id=key.text_id)
        if beside:
            row = self.table.with_cells(row, task_id=self.table.cells(beside[0])["task_id"])
        place = next((n for n, other in enumerate(self.rows) if beside and other is beside[-1]), -1)
        self.rows.insert(place + 1 if place >= 0 else len(self.rows), row)
        self._of_key.setdefault(key, [])
        self.of(key).append(row)
        return row

    def _has_notes(self, row: list[str]) -> bool:
        """Whether a column of the grader's own is filled."""
        bare = self.table.with_cells(row, level="", comment="")
        return self.table.has_entry(bare)

    def first_values(self) -> dict[Key, Value]:
        """What the first row of each text says that says anything."""
        said = {key: [self.value(row) for row in own] for key, own in self._of_key.items()}
        return {key: own[0] for key, own in said.items() if own and own[0] != NOTHING}

    def save(self, path: Path) -> None:
        """Write the table, on the disk when this returns."""
        with open(path, "w", encoding="utf-8-sig", errors="replace", newline="") as stream:
            table, width = Table(stream, self.table.delimiter, typed=True), len(self.table.columns)
            width = max([width, *map(len, self.rows)])
            table.row(self.table.columns + [""] * (width - len(self.table.columns)))
            for row in self.rows:
                table.row(row)
            stream.flush()
            os.fsync(stream.fileno())


def _take_in(journal: Journal, rows: _Rows) -> None:
    """Take in what a spreadsheet has changed of answers that were marked on the page."""
    ever: dict[Key, dict[str, Mark]] = {}
    for mark in journal.in_order():
        ever.setdefault(mark.key, {})[mark.name[:SIGN]] = mark
    for key, marks in ever.items():
        for value, seen in list(_changed(rows, key, marks)):
            journal.add(key, value, seen, IN_TABLE)


def _changed(rows: _Rows, key: Key, marks: dict[str, Mark]) -> Iterator[tuple[Value, list[str]]]:
    """(value, names of the marks that were seen) for what was changed in the rows of one text.
    marks: all that were ever given to it, by their signs."""
    own, said = rows.of(key), values(marks.values())
    here = {signs[0] for row in own if (signs := rows.signs(row))}
    for row in own:
        value, signs = rows.value(row), [name for name in rows.signs(row) if name in marks]
        if not signs:
            if value not in said | {NOTHING}:
                yield value, []
            continue
        # a row that stood beside this one, and is gone, was deleted by somebody who chose this one
        deleted = [marks[name].name for name in signs[1:] if name not in here]
        seen = [marks[signs[0]].name, *deleted]
        is_known = any(
            mark.value == value and set(seen) <= set(mark.seen) for mark in marks.values()
        )
        if (value != marks[signs[0]].value or deleted) and not is_known:
            yield value, seen


class Marks:
    """The marks of a folder of grades, and its table. task_of: code of an answer -> its task;
    in_table: what the table says of each text that has an entry."""

    def __init__(self, out: Path):
        self.out, self.journal = out, Journal(out)
        self.task_of: dict[str, str] = {}
        self.in_table: dict[Key, Value] = {}
        self._settled: tuple[str, int] | None = None

    def settle(self) -> bool:
        """Bring journals and `free.csv` together, unless a run of grading is at it. Returns whether
        they are. Raises `GradeError` for a table that cannot be read, and `OSError`."""
        with held(self.out) as is_held:
            return is_held and self.bring_together()

    def bring_together(self) -> bool:
        """The same for whoever holds the folder."""
        self.journal.refresh()
        path = self.out / FREE_TABLE
        if self._settled == (digest(path), self.journal.count):
            return True
        rows = self._read()
        _take_in(self.journal, rows)
        standing = self.journal.standing()
        written = [
            rows.write(key, self.task_of.get(key.code, ""), marks)
            for key, marks in standing.items()
        ]
        if any(written):
            new = self.out / WORK_FOLDER / "free.new"
            rows.save(new)
            # a version is kept of what somebody else has saved
            is_ours = self._settled is not None and self._settled[0] == rows.table.digest
            if not exchange(self.out, new, rows.table.digest, keep=not is_ours):
                return False
        self.in_table = rows.first_values()
        self._settled = (digest(path), self.journal.count)
        return True

    def _read(self) -> _Rows:
        copy = self.out / WORK_FOLDER / f"{self.journal.name}.csv"
        try:
            return _Rows(FreeTable(self.out / FREE_TABLE, copy))
        finally:
            copy.unlink(missing_ok=True)

    def shown(self, key: Key) -> list[Mark]:
        """What stands for one text of an answer: marks, or what the table said before there was
        any."""
        standing = self.journal.standing().get(key)
        value = self.in_table.get(key) or self.in_table.get(Key(key.code, ""))
        if standing or not value:
            return standing or []
        return [Mark(f"{IN_TABLE} {value}", key, value, (), "", BEFORE)]

    def give(self, key: Key, value: Value, seen: Iterable[str]) -> None:
        """Give a value to one text of an answer; it is on the disk when this returns. seen: names
        of the marks that were shown. Raises `OSError`."""
        names = set(seen)
        for before in self.shown(key):
            if before.by == BEFORE and before.name not in self.journal:
                adopted = self.journal.add(key, before.value, (), BEFORE)
                names = {adopted.name if name == before.name else name for name in names}
        # who saw a value saw it, however often it was given
        own = [mark for mark in self.journal.in_order() if mark.key == key]
        seen_values = {mark.value for mark in own if mark.name in names}
        names |= {mark.name for mark in own if mark.value in seen_values}
        self.journal.add(key, value, sorted(names))
