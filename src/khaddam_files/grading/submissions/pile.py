"""Everything that was handed in, read once and put together by person, item by item. On disk, so
that a large class needs no more memory."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from khaddam_files.answers import keys
from khaddam_files.answers.exports import moment
from khaddam_files.grading.submissions.files import Problem, Submission, read_folder
from khaddam_files.grading.submissions.identity import alike, shortened

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE files (
    number INTEGER PRIMARY KEY, person, name, alike, file, modified, trouble, answers
);
CREATE INDEX by_person ON files (person);
"""
CLOCK_AHEAD = 3600  # seconds by which a clock may run ahead before it is told
FEWEST_SHARED = 6  # answers that two files must share before they are compared
SHARE_APART = 1 / 3  # of them that differ in the files of two people
MOST_COMPARED = 5  # files of one number with which each other one is compared


@dataclass(frozen=True)
class Person:
    """What one person handed in, put together. student: name in all tables; trouble: one sentence a
    file that is not whole.

    answers: task-wide keys such as `ex.05.1.answer` -> value; file: the first one of theirs; files:
    all of them.
    """

    student: str
    file: str
    trouble: str
    answers: dict
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class _AnswerFile:
    """One file of a person. values: key -> answer; changed: key -> when it was given, as in
    `Entry`: as text it sorts as time does."""

    file: str
    trouble: str
    modified: float
    values: dict[str, object]
    changed: dict[str, str]


def _export_time(seconds: float) -> str:
    """A time as the entries of a file tell it."""
    return moment(datetime.fromtimestamp(max(0, seconds), UTC).isoformat())


class Pile:
    """A database of everything handed in. path: where it lies; without one it is nameless and gone
    when it is closed.

    problems: what is wrong with files, in the order in which it was found.
    """

    def __init__(self, path=""):
        self._base = sqlite3.connect(path)
        self._base.executescript(TABLES)
        self.close = self._base.close
        self.problems: list[Problem] = []
        self._now, self._read = time.time(), 0

    def read(self, folder, leave=(), progress=lambda done, total: None) -> None:
        """Take in a folder, as `read_folder` does."""
        for submission in read_folder(folder, leave, progress):
            if isinstance(submission, Problem):
                self.problems.append(submission)
            else:
                self.add(submission)
        self._name()
        self._compare_names()

    def add(self, read: Submission) -> None:
        changed = [entry.changed for entry in read.entries.values()]
        ahead = max(changed, default="") > _export_time(self._now + CLOCK_AHEAD)
        now, limit = _export_time(self._now), _export_time(min(read.modified, self._now))
        changed = [min(time, limit) if time > now else time for time in changed]
        answers = [
            list(read.entries),
            [entry.value for entry in read.entries.values()],
            changed,
        ]
        try:
            # half a character becomes “?”
            text = json.dumps(answers, ensure_ascii=False).encode("utf-8", "replace")
        # nested too deeply, a number of five thousand digits: whatever JSON refuses
        except Exception as problem:
            why = f"Its answers cannot be real ({type(problem).__name__}): look at it by hand."
            self.problems.append(Problem(read.file, why))
            return
        self.problems += _remarks(read, ahead)
        self._read += 1
        person = f"number {read.student}" if read.student else f"file {self._read}"
        row = [
            person,
            read.student,
            alike(read.student),
            read.file,
            read.modified,
            read.trouble,
            zlib.compress(text, 1),
        ]
        self._base.execute(
            "INSERT INTO files (person, name, alike, file, modified, trouble, answers) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )

    def _name(self) -> None:
        """A name for those who entered no number: that of the file, unless somebody has it
        already."""
        for number, file in self._base.execute(
            "SELECT number, file FROM files WHERE name = '' ORDER BY number"
        ).fetchall():
            name, plain = shortened(str(PurePosixPath(file).with_suffix(""))), shortened(file)
            while self._base.execute("SELECT 1 FROM files WHERE name = ?", [name]).fetchone():
                name, plain = plain, f"{plain} (no number)"
            self._base.execute("UPDATE files SET name = ? WHERE number = ?", [name, number])
            why = f"No student number was entered: it is graded under the name of the file, {name}."
            self.problems.append(Problem(file, why))

    def _compare_names(self) -> None:
        """Tell of student numbers that one person may have typed for one number."""
        rows = self._base.execute(
            "SELECT alike, name, file FROM files WHERE person LIKE 'number %' AND alike IN (SELECT "
            "alike FROM files WHERE person LIKE 'number %'"
            " GROUP BY alike HAVING count(DISTINCT person) > 1) GROUP BY person ORDER BY alike, "
            "min(number)"
        ).fetchall()
        first: dict[str, str] = {}
        for common, name, file in rows:
            if first.setdefault(common, name) != name:
                why = (
                    f"The student number {name} is nearly {first[common]}: they are graded as two "
                    "people; if they are one, correct the number in one file."
                )
                self.problems.append(Problem(file, why))

    def __len__(self) -> int:
        return self._base.execute("SELECT count(DISTINCT person) FROM files").fetchone()[0]

    def people(self) -> Iterator[Person]:
        """Everybody, in the order in which their first files were read. What cannot be put together
        is told of and left out."""
        everybody = self._base.execute(
            "SELECT person, name FROM files GROUP BY person ORDER BY min(number)"
        )
        for person, name in everybody:
            files = self._files(person)
            try:
                person_answers, problems = _together(name, files)
            except Exception as problem:
                why = (
                    f"Its answers cannot be put together ({type(problem).__name__}): look at "
                    "it by hand."
                )
                self.problems += [Problem(file.file, why) for file in files]
            else:
                self.problems += problems
                yield person_answers

    def _files(self, person: str) -> list[_AnswerFile]:
        rows = self._base.execute(
            "SELECT file, trouble, modified, answers FROM files WHERE person = ? ORDER BY number",
            [person],
        )
        return [
            _answer_file(file, trouble, modified, packed)
            for file, trouble, modified, packed in rows
        ]


def _answer_file(file: str, trouble: str, modified: float, packed: bytes) -> _AnswerFile:
    names, values, changed = json.loads(zlib.decompress(packed))
    return _AnswerFile(
        file,
        trouble,
        modified,
        dict(zip(names, values, strict=True)),
        dict(zip(names, changed, strict=True)),
    )


def _remarks(submission: Submission, ahead: bool) -> Iterator[Problem]:
    """What a teacher has to know of a file that is graded all the same. ahead: whether it holds
    answers from the future."""
    if submission.trouble:
        yield Problem(
            submission.file,
            f"{submission.trouble} What could be read is graded and marked as not whole: ask "
            "for the file again.",
        )
    if submission.rewritten:
        yield Problem(
            submission.file,
            "The student number was written in signs of another form, or with signs that cannot "
            f"be seen: it is read as {submission.student}.",
        )
    if ahead:
        why = (
            "The clock of this device ran ahead of ours: answers from the future count as if "
            "given when the file was made."
        )
        yield Problem(submission.file, why)


def _newest(files: list[_AnswerFile]) -> dict[str, int]:
    """Item -> the file whose answer counts: the newest one; of first answers the oldest, because a
    first answer stays."""
    newest = dict.fromkeys(files[0].values, 0)
    for number, handed_in in enumerate(files[1:], 1):
        for key, given_at in handed_in.changed.items():
            other = files[newest.setdefault(key, number)]
            mine, theirs = (given_at, handed_in.modified), (other.changed[key], other.modified)
            if ".first" in key and given_at and other.changed[key]:
                mine, theirs = theirs, mine
            if mine > theirs:
                newest[key] = number
    return newest


def _together(name: str, files: list[_AnswerFile]) -> tuple[Person, list[Problem]]:
    """One person out of the files under one name, and one sentence a file on what was chosen."""
    newest = _newest(files)
    values = {key: files[number].values[key] for key, number in newest.items()}
    used = set(newest.values())
    troubles = [
        handed_in.trouble
        for number, handed_in in enumerate(files)
        if handed_in.trouble and (number in used or len(files) == 1)
    ]
    problems = _remarks_on_several(name, files, newest) if len(files) > 1 else []
    person = Person(
        name,
        files[0].file,
        " ".join(dict.fromkeys(troubles)),
        keys.joined(values),
        tuple(one.file for one in files),
    )
    return person, problems


def _remarks_on_several(
    name: str, files: list[_AnswerFile], newest: dict[str, int]
) -> list[Problem]:
    """What became of each of several files. One after the other, also where somebody has sent
    thousands under one number."""
    problems: list[Problem] = []
    first_with: dict[str, _AnswerFile] = {}
    chosen = Counter(newest.values())
    for number, handed_in in enumerate(files):
        other = first_with.setdefault(_fingerprint(handed_in), handed_in)
        if other is not handed_in:
            problems.append(
                Problem(
                    handed_in.file,
                    f"{name} has handed in {other.file} too, with the same answers: "
                    "they count once.",
                )
            )
            continue
        others = [one.file for one in files[:3] if one is not handed_in][:2]
        more = f" and {len(files) - 1 - len(others)} more" if len(files) - 1 > len(others) else ""
        why = (
            f"{name} has handed in {', '.join(others)}{more} too, with other answers: of each "
            "answer the newest counts, "
            f"from this file {chosen[number]} of {len(handed_in.values)}."
        )
        problems.append(
            Problem(
                handed_in.file, why + _two_people(handed_in, files[: min(number, MOST_COMPARED)])
            )
        )
    return problems


def _fingerprint(handed_in: _AnswerFile) -> str:
    """Digits for the answers of a file, whenever they were given."""
    answers = sorted((key, repr(value)) for key, value in handed_in.values.items())
    return hashlib.sha256(repr(answers).encode("utf-8", "replace")).hexdigest()


def _two_people(handed_in: _AnswerFile, before: list[_AnswerFile]) -> str:
    """A warning if two files differ so much that two people may have entered one number."""
    for other in before:
        shared = [key for key in handed_in.values if ".answer" in key and key in other.values]
        apart = sum(handed_in.values[key] != other.values[key] for key in shared)
        if len(shared) >= FEWEST_SHARED and apart >= SHARE_APART * len(shared):
            return (
                f" It differs from {other.file} in {apart} of the {len(shared)} answers that "
                "both hold: make sure that they are not two people with one number."
            )
    return ""
