"""The table `free.csv`: under which names free answers are read, which levels a grader gives, and what the comments say."""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from khaddam_files.compare.base import in_latin_digits
from khaddam_files.data import records

FREE = ("answer", "task_id", "level", "comment")
DELIMITERS = ",;\t"
CODE = re.compile(r"#([^\W\d_]\w*)[.,;:!]*")  # the full stop after a code is that of its sentence


class GradeError(ValueError):
    """What was asked for cannot be graded; the message is one sentence: what, where, what was expected, what to do."""

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


def code_of(student: str, task_id: str) -> str:
    """The name under which an answer is read: the same on every run, and it does not show the student.

    It begins with a letter, because spreadsheets read 59e96014 as a number. Twelve digits, because with eight every second class
    of 5,000 would have two answers of one name.
    """
    return "a" + hashlib.sha256(f"{student}\n{task_id}".encode("utf-8", "replace")).hexdigest()[:12]


def read_level(text: str) -> int | None:
    """The level that a grader entered: 1, 2 or 3, also as “2.0” or “level 2” and in Arabic or Persian digits; else None."""
    found = re.fullmatch(r"(?:level\s*)?([123])(?:[.,]0+)?", in_latin_digits(text), re.IGNORECASE)
    return int(found.group(1)) if found else None


def written_out(comment: str) -> tuple[str, list[str]]:
    """A comment with its codes as sentences, and the codes that are not in the bank. A code has a number sign: #date."""
    bank, unknown = {row["comment_id"]: row["comment"] for row in records("comments")}, []

    def sentence(found: re.Match) -> str:
        code, after = found.group(1), found.string[found.end() :][:1]
        if code.lower() not in bank:
            unknown.append(f"#{code}")
            return found.group(0)
        return bank[code.lower()] + (" " if after.isalnum() or after == "#" else "")

    return " ".join(CODE.sub(sentence, comment).split()), unknown


def trouble(cells: dict[str, str]) -> Iterator[str]:
    """What cannot be used in one row of `free.csv`, in one sentence each."""
    where, level = (
        f"Answer {cells['answer'].strip()[:40]} (task {cells['task_id'].strip()[:40]})",
        cells["level"].strip(),
    )
    if level and read_level(level) is None:
        yield f"{where} has the level “{level[:40]}”: expected 1, 2 or 3; correct it in free.csv and run this again."
    for code in written_out(cells["comment"])[1]:
        yield f"{where} has {code[:40]}, which is not in the comment bank: it stays as written; correct it in free.csv and run this again."


class Filled:
    """A `free.csv` as it lies in a folder, with commas, semicolons or tabs; where there is none, an empty one.

    columns: as they stand in the first line; delimiter: between them. Raises `GradeError` for a file without the columns of `FREE`,
    or not in Unicode.
    """

    def __init__(self, path: Path):
        self.path, self.columns, self.delimiter, self.encoding = path, list(FREE), ",", "utf-8-sig"
        self.exists = path.exists()
        if self.exists:
            self._look()

    def _look(self) -> None:
        """Find out how the file is written."""
        with open(self.path, "rb") as stream:
            if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):  # “Unicode text” of a spreadsheet
                self.encoding = "utf-16"
        with self._opened() as stream:
            first = stream.readline()
            for self.delimiter in DELIMITERS:
                self.columns = [
                    name.strip().lower() for name in next(csv.reader([first], delimiter=self.delimiter), [])
                ]
                if set(FREE) <= set(self.columns):
                    return
        raise GradeError(
            f"{self.path}: its first line is “{first.strip()[:80]}”, expected the columns {', '.join(FREE)}; "
            "restore them, or move the file away to get a new one. Nothing was written."
        )

    @contextlib.contextmanager
    def _opened(self):
        try:
            with open(self.path, encoding=self.encoding, newline="") as stream:
                yield stream
        except (UnicodeError, csv.Error):
            raise GradeError(
                f"{self.path}: it is no table in Unicode; save it as “CSV UTF-8” from the spreadsheet and run this again. Nothing was written."
            ) from None

    def rows(self) -> Iterator[dict[str, str]]:
        """Every row: column -> cell."""
        if self.exists:
            with self._opened() as stream:
                table = csv.reader(stream, delimiter=self.delimiter)
                next(table)
                yield from (self._row(cells) for cells in table if any(cell.strip() for cell in cells))

    def _row(self, cells: list[str]) -> dict[str, str]:
        """One row. A comment typed without quotation marks comes in pieces; they are put together again."""
        width = len(self.columns)
        if self.columns[-1] == "comment" and any(cell.strip() for cell in cells[width:]):
            cells = [*cells[: width - 1], self.delimiter.join(cells[width - 1 :])]
        return dict(zip(self.columns, [*cells, *[""] * width], strict=False))
