"""The table `free.csv`, which a grader fills in a spreadsheet: read with every cell in its place,
and written again with all of them."""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from khaddam_files.grading.cells import as_typed
from khaddam_files.grading.free_answers import CODE_DIGITS, GradeError, read_mark

FREE_COLUMNS = ("answer", "task_id", "level", "comment")
# of the text that a level was given to; a table of version 0.2.0 has no such column
TEXT_MARK = "text_id"
COLUMNS = ("answer", "task_id", "level", "comment", TEXT_MARK)
DELIMITERS = ",;\t"
ANSWER_CODE = re.compile(rf"a[0-9a-f]{{{CODE_DIGITS},}}")
UNCLOSED_QUOTE = re.compile(
    rf"[\r\n]\"?a[0-9a-f]{{{CODE_DIGITS},}}\"?[{DELIMITERS}]"
)  # a row within a cell
NOTHING_WRITTEN = "Nothing was written."


def digest(path: Path) -> str:
    """A fingerprint of what stands in a file; empty where there is none."""
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


class FreeTable:
    """A `free.csv` as it lay in a folder, with commas, semicolons or tabs; where there was none, an
    empty one.

    path: where it lies; copy: a place for a copy, from which it is read, so that the whole run sees
    one state of it; digest: of that state, empty where there was none. A row is a list of cells,
    one for each of `columns` and as many more as somebody typed beyond them. Raises `GradeError`
    for a file without the columns of `FREE_COLUMNS`, or not in Unicode.
    """

    def __init__(self, path: Path, copy: Path):
        self.path, self.copy, self.delimiter, self.encoding = path, copy, ",", "utf-8-sig"
        self.columns, self.digest, self._added = list(COLUMNS), "", False
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)
        else:
            self.digest = digest(copy)
            self._look()
        self._place = {name: self._names().index(name) for name in COLUMNS}
        for _ in self.rows():  # what cannot be read is told before anything is graded
            pass

    def _names(self) -> list[str]:
        return [name.strip().lower() for name in self.columns]

    def _look(self) -> None:
        """Find out how the file is written."""
        with open(self.copy, "rb") as stream:
            # “Unicode text” of a spreadsheet
            if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                self.encoding = "utf-16"
        with self._opened() as stream:
            first = stream.readline()
            for self.delimiter in DELIMITERS:
                self.columns = [
                    as_typed(name)
                    for name in next(csv.reader([first], delimiter=self.delimiter), [])
                ]
                if set(FREE_COLUMNS) <= set(self._names()):
                    break
            else:
                raise GradeError(
                    f"{self.path}: its first line is “{first.strip()[:80]}”, expected the columns "
                    f"{', '.join(FREE_COLUMNS)}; "
                    f"restore them, or move the file away to get a new one. {NOTHING_WRITTEN}"
                )
        if TEXT_MARK not in self._names():
            self._added = True
            self.columns.insert(self._names().index("comment") + 1, TEXT_MARK)

    @contextlib.contextmanager
    def _opened(self):
        try:
            with open(self.copy, encoding=self.encoding, newline="") as stream:
                yield stream
        except (UnicodeError, csv.Error):
            raise GradeError(
                f"{self.path}: it is no table in Unicode; save it as “CSV UTF-8” from the "
                f"spreadsheet and run this again. {NOTHING_WRITTEN}"
            ) from None

    def duplicate_columns(self) -> list[str]:
        """Names that two columns have, of which the first counts."""
        return [name for name in COLUMNS if self._names().count(name) > 1]

    def rows(self) -> Iterator[list[str]]:
        """Every row with a cell in it. Raises `GradeError` where a quotation mark that is not
        closed hides the rows behind it."""
        if not self.copy.exists():
            return
        with self._opened() as stream:
            table = csv.reader(stream, delimiter=self.delimiter)
            next(table)
            for cells in table:
                if any(UNCLOSED_QUOTE.search(cell) for cell in cells):
                    raise GradeError(
                        f"{self.path}: a quotation mark in the row before line {table.line_num} is "
                        "not closed, so that other rows stand in one cell; "
                        f"close or delete it and run this again. {NOTHING_WRITTEN}"
                    )
                if any(cell.strip() for cell in cells):
                    yield self._row([as_typed(cell) for cell in cells])

    def _row(self, cells: list[str]) -> list[str]:
        """One row. A comment typed without quotation marks comes in pieces; they are put together
        again."""
        width, comment = len(self.columns), self._place["comment"]
        # nothing but the mark stands behind the comment
        if comment == width - 2 and self._place[TEXT_MARK] == width - 1:
            pieces = "\0".join(cells[comment:]).rstrip("\0 ").split("\0")
            mark = (
                pieces.pop()
                if not self._added and len(pieces) > 1 and read_mark(pieces[-1])
                else ""
            )
            cells = [*cells[:comment], self.delimiter.join(pieces).rstrip(self.delimiter), mark]
        elif comment == width - 1 and any(cell.strip() for cell in cells[width:]):
            cells = [*cells[:comment], self.delimiter.join(cells[comment:]).rstrip(self.delimiter)]
        elif self._added and len(cells) > comment:
            cells.insert(self._place[TEXT_MARK], "")
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        return cells + [""] * (width - len(cells))

    def cells(self, row: list[str]) -> dict[str, str]:
        """The cells of one row that have a meaning here, by the name of their column."""
        return {name: row[place].strip() for name, place in self._place.items()}

    def with_cells(self, row: list[str], **cells: str) -> list[str]:
        """The same row with some cells of ours, by the name of their column."""
        row = list(row) if row else [""] * len(self.columns)
        for name, cell in cells.items():
            row[self._place[name]] = cell
        return row

    def has_entry(self, row: list[str]) -> bool:
        """Whether anything in a row is a grader's own: an entry, a cell of another column, or a
        code that is none of ours."""
        ours = {self._place[name] for name in ("answer", "task_id", TEXT_MARK)}
        code = row[self._place["answer"]].strip().lower()
        return bool(code and not ANSWER_CODE.fullmatch(code)) or any(
            cell.strip() for place, cell in enumerate(row) if place not in ours
        )
