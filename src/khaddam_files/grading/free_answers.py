"""Free answers: under which names they are read, to which text a level belongs, which levels a
grader gives, and what comments say."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

from khaddam_files.data import records
from khaddam_files.wording import in_latin_digits

CODE_DIGITS = 12  # of a code
EARLIER_PREFIX = "earlier "  # stands before the mark of a text that a newer one has replaced
COMMENT_CODE = re.compile(
    r"#([^\W\d_]\w*)[.,;:!]*"
)  # the full stop after a code is that of its sentence


class GradeError(ValueError):
    """What was asked for cannot be graded; the message is one sentence: what, where, what was
    expected, what to do."""

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


def code_of(student: str, task_id: str, digits: int = CODE_DIGITS) -> str:
    """The name under which an answer is read: the same on every run, and it does not show the
    student.

    It begins with a letter, because spreadsheets read 59e96014 as a number. Twelve digits, because
    with eight every second class of 5,000 would have two answers of one name.
    """
    return (
        "a"
        + hashlib.sha256(f"{student}\n{task_id}".encode("utf-8", "replace")).hexdigest()[:digits]
    )


def mark_of(text: str) -> str:
    """A fingerprint of the text that a level is given to; blanks and line ends do not change it. It
    begins with a letter, too."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return "t" + hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:10]


def read_mark(text: str) -> str | None:
    """The mark that stands in a cell, also that of an earlier text, or with the signs that
    `marked.py` adds; empty for an empty cell, None for what is no mark."""
    match = re.fullmatch(
        rf"(?:{EARLIER_PREFIX.strip()}\s*)?(t[0-9a-f]{{10}})?(?(1)(?: [0-9a-f]{{6}})*)",
        text.strip().lower(),
    )
    return None if match is None else match.group(1) or ""


def read_level(text: str) -> int | None:
    """The level that a grader entered: 1, 2 or 3, also as “2.0” or “level 2” and in Arabic or
    Persian digits; else None."""
    match = re.fullmatch(r"(?:level\s*)?([123])(?:[.,]0+)?", in_latin_digits(text), re.IGNORECASE)
    return int(match.group(1)) if match else None


def written_out(comment: str) -> tuple[str, list[str]]:
    """A comment with its codes as sentences, and the codes that are not in the bank. A code has a
    number sign: #date."""
    bank, unknown = {row["comment_id"]: row["comment"] for row in records("comments")}, []

    def sentence(match: re.Match) -> str:
        code, after = match.group(1), match.string[match.end() :][:1]
        if code.lower() not in bank:
            unknown.append(f"#{code}")
            return match.group(0)
        return bank[code.lower()] + (" " if after.isalnum() or after == "#" else "")

    return " ".join(COMMENT_CODE.sub(sentence, comment).split()), unknown


def trouble(cells: dict[str, str]) -> Iterator[str]:
    """What cannot be used in one row of `free.csv`, in one sentence each."""
    where, level = (
        f"Answer {cells['answer'][:40]} (task {cells['task_id'][:40]})",
        cells["level"].strip(),
    )
    if level and read_level(level) is None:
        yield (
            f"{where} has the level “{level[:40]}”: expected 1, 2 or 3; correct it in free.csv "
            "and run this again."
        )
    if read_mark(cells["text_id"]) is None:
        yield (
            f"{where} has “{cells['text_id'][:40]}” in the column text_id, which is no "
            "mark of a "
            "text: its level counts for the text of today."
        )
    for code in written_out(cells["comment"])[1]:
        yield (
            f"{where} has {code[:40]}, which is not in the comment bank: it stays as written; "
            "correct it in free.csv and run this again."
        )
