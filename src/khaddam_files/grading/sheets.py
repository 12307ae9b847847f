"""A table as somebody else's program wrote it, in which single cells are changed and every other
byte stays."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from khaddam_files.grading.free_answers import GradeError

SEPARATORS = ",;\t"
LARGEST = 50_000_000  # bytes


class Cell(NamedTuple):
    """One cell. start, end: where it stands in the text, quotation marks included."""

    value: str
    start: int
    end: int


class Sheet:
    """A table with commas, semicolons or tabs, in UTF-8, UTF-16 or as an older program of Windows
    writes it.

    header: the names of its columns; rows: those below, each a list of `Cell`. Raises `GradeError`
    for what is no table, and `OSError`.
    """

    def __init__(self, path: Path):
        self.path = path
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        self._raw, self._encoding, self._mark = raw, *_encoding(raw)
        self._text = raw[len(self._mark) :].decode(self._encoding)
        lines = max((self._lines(sign) for sign in SEPARATORS), key=lambda rows: len(rows[0]))
        if len(lines[0]) < 2:
            raise GradeError(
                f"{path}: its first line has no columns with commas, semicolons or tabs between "
                "them; export it as CSV and give that file."
            )
        self.header = [cell.value.strip() for cell in lines[0]]
        self.rows = [row for row in lines[1:] if any(cell.value.strip() for cell in row)]
        self._changes: dict[tuple[int, int], str] = {}

    def _lines(self, separator: str) -> list[list[Cell]]:
        """Every line as cells."""
        self._separator = separator
        pattern = re.compile(
            rf'(?:"((?:[^"]|"")*)"[^{separator}\r\n]*|([^{separator}\r\n]*))'
            rf"({separator}|\r\n|\r|\n|\Z)"
        )
        lines: list[list[Cell]] = [[]]
        for match in pattern.finditer(self._text):
            quoted, plain, end = match.groups()
            value = plain if quoted is None else quoted.replace('""', '"')
            lines[-1].append(Cell(value, match.start(), match.end() - len(end)))
            if end != separator:
                if match.end() == len(self._text):
                    break
                lines.append([])
        return lines

    def column(self, name: str) -> int | None:
        """The place of a column by its name, capitals and blanks aside; None if there is none."""
        wanted = _plain(name)
        return next((n for n, own in enumerate(self.header) if _plain(own) == wanted), None)

    def value(self, row: list[Cell], column: int | None) -> str:
        """What stands in a column of a row; nothing where the row is shorter."""
        return row[column].value.strip() if column is not None and column < len(row) else ""

    def put(self, cell: Cell, value: str) -> None:
        """Change one cell."""
        before = self._text[cell.start : cell.end]
        has_quotes = before.startswith('"') or re.search(r'[",;\t\r\n]', value)
        self._changes[(cell.start, cell.end)] = f'"{value}"' if has_quotes else value

    def save_beside(self) -> Path:
        """Write the table with its changes into a file beside, never over another; gives its
        path."""
        pieces, done = [], 0
        for (start, end), value in sorted(self._changes.items()):
            pieces += [self._text[done:start], value]
            done = end
        pieces.append(self._text[done:])
        content = self._mark + "".join(pieces).encode(self._encoding)
        for number in range(1, 1000):
            more = f"-{number}" if number > 1 else ""
            beside = self.path.with_name(f"{self.path.stem}-filled{more}{self.path.suffix}")
            try:
                with open(beside, "xb") as stream:
                    stream.write(content)
            except FileExistsError:
                continue
            return beside
        raise GradeError(f"{self.path}: a thousand filled copies lie beside it; delete some.")


def _encoding(raw: bytes) -> tuple[str, bytes]:
    """How a text is written, and the mark that stands before it."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-8"),
        (b"", "cp1252"),
    ):
        if raw.startswith(mark):
            try:
                raw[len(mark) :].decode(encoding)
            except UnicodeError:
                continue
            return encoding, mark
    return "latin-1", b""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
