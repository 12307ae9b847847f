"""The one writer of tables: every cell is shown by a spreadsheet as it is, and none is calculated.

A reader's machine may take another sign between cells than we write, so that the rest of a cell
becomes a cell of its own. An apostrophe therefore stands before whatever begins like a formula, at
the beginning of a cell and behind each sign that may separate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# also full width, small, raised
FORMULA_SIGNS = (
    "=+\\-@\u207a\u207b\u207c\u208a\u208b\u208c\u2212\ufb29"
    "\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
SEPARATORS = ";,|\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029"
# What a spreadsheet may leave out before it looks: blanks, quotation marks, controls, and what
# takes no room.
IGNORED = (
    "\\s\x00-\x1f\x7f-\x9f\"'`\u2018\u2019\u201c\u201d\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
NUMBER = r"[+-]\d[\d.]*(?:,\d+)?"
PLAIN_NUMBER = re.compile(rf"(?a:{NUMBER})")
# Words with a number before them, as in “well argued, -2 for dates”, cannot be calculated: nothing
# in them refers or operates.
NUMBER_WITH_WORDS = rf"(?a:[+-]\s?\d+(?:\.\d+)?)(?:\s+[^\W\d_]{{2,}}\.?)*\s*(?=[{SEPARATORS}]|$)"
FORMULA_FIRST = re.compile(rf"(?=[{IGNORED}]*[{FORMULA_SIGNS}])")
FORMULA_INSIDE = re.compile(
    rf"([{SEPARATORS}])(?=[{IGNORED}]*[{FORMULA_SIGNS}])(?!\s*{NUMBER_WITH_WORDS})"
)
GUARDED = re.compile(rf"(^|[{SEPARATORS}])'(?=[{IGNORED}]*[{FORMULA_SIGNS}])")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
NEEDS_QUOTES = re.compile(rf"[\"'\s{SEPARATORS}]")


def harmless(text: str, typed: bool = False) -> str:
    """A cell that a spreadsheet shows and does not calculate. typed: by the grader, whose numbers
    such as -2 stay numbers."""
    if text.isascii() and text.isalnum():  # letters and digits alone, as in most cells
        return text
    text = CONTROLS.sub("", text)
    if typed and PLAIN_NUMBER.fullmatch(text):
        return text
    inner = FORMULA_INSIDE.sub(r"\1'", text)
    return f"'{inner}" if FORMULA_FIRST.match(text) else inner


def as_typed(cell: str) -> str:
    """What a grader typed into a cell that `harmless` has written; `harmless` of it is the same
    cell again."""
    return GUARDED.sub(r"\1", cell)


class Table:
    """Rows written to a stream with any of the usual separators. typed: the cells are a grader's
    own."""

    def __init__(self, stream, delimiter: str = ",", typed: bool = False):
        self._stream, self._delimiter, self._typed = stream, delimiter, typed

    def row(self, cells: Iterable) -> None:
        """One row; a number stays one, a text is made harmless and stands in quotation marks where
        any reader needs them."""
        self._stream.write(self._delimiter.join(map(self._cell, cells)) + "\r\n")

    def _cell(self, value) -> str:
        if isinstance(value, (int, float)):
            return f"{value:g}" if isinstance(value, float) else str(value)
        text = harmless(value, self._typed)
        return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text
