"""The gradebook that Moodle or Canvas exports: one column of it filled, everything else as it was;
a list of the class, and who is missing.

Known are Moodle's grading worksheet of an assignment (Identifier, Grade, Maximum Grade), Moodle's
export of the gradebook (ID number, Email address), and Canvas' export (Student, ID, SIS User ID,
SIS Login ID, Section, a row Points Possible). Any other table will do whose columns are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from khaddam_files.grading.free_answers import GradeError
from khaddam_files.grading.grades_folder import MISSING_TABLE
from khaddam_files.grading.sheets import Cell, Sheet
from khaddam_files.grading.submissions.identity import alike, cleaned

# Columns that may hold what a student entered as number, the surest first.
PERSON_COLUMNS = (
    *("student_id", "student id", "student number", "number", "id number", "idnumber"),
    *("sis user id", "sis login id", "integration id", "username", "matriculation number"),
    *("id", "email address", "email"),
)
NAME_COLUMNS = ("student", "full name", "name", "last name", "surname", "first name")
CANVAS_FIRST = ("student", "lastname")
CANVAS_PERSON = (
    *("student", "lastname", "firstname", "id", "sis user id", "sis login id"),
    *("integration id", "root account", "section"),
)
CANVAS_TOTALS = re.compile(r"(?:current|final|unposted|override) (?:score|points|grade|status)")
POINTS_POSSIBLE = "Points Possible"
TEST_STUDENT = "Student, Test"
LEFT_ALONE = ("EX", "N/A")  # excused, and not assigned to this student
MOST_TOLD = 20  # sentences of one kind
COMMA = re.compile(r"\d+,\d+")


class Score(NamedTuple):
    """What one person has got. numbers: of the participant in Moodle and of the user in Canvas, as
    far as file names tell; waiting: of out_of, what a reader still has to give."""

    student: str
    file: str
    moodle: str
    canvas: str
    points: float
    optional: float
    out_of: float
    waiting: float


class Wish(NamedTuple):
    """What a teacher wants of a gradebook. column: to be filled; number_column: with the student
    numbers; both found out where they are empty; maximum: to which points are brought, None for
    what the table says; optional: whether optional points count."""

    column: str = ""
    number_column: str = ""
    maximum: float | None = None
    optional: bool = False


class People:
    """The rows of a table that are those of students, and who of those who handed in is which.

    notes: one sentence for everybody who is not found, or not for certain.
    """

    def __init__(self, path: Path, wish: Wish):
        self.sheet, self.file, self.notes = Sheet(path), path.name, list[str]()
        self.is_canvas = _plain(self.sheet.header[0]) in CANVAS_FIRST
        self.is_worksheet = self.sheet.column("Identifier") is not None and not self.is_canvas
        self.rows = [row for row in self.sheet.rows if self._is_person(row)]
        self.wanted = wish.number_column
        if self.wanted:
            self._named(self.wanted)

    def _is_person(self, row: list[Cell]) -> bool:
        """Whether a row is that of a student: not that of points, of hidden grades, of the test
        student."""
        first = row[0].value.strip()
        if not self.is_canvas:
            return True
        is_hidden = not first and not self.sheet.value(row, self.sheet.column("ID"))
        return not (POINTS_POSSIBLE in first or is_hidden or first == TEST_STUDENT)

    def _named(self, name: str) -> int:
        column = self.sheet.column(name)
        if column is None:
            raise GradeError(
                f"{self.sheet.path}: it has no column “{name}”; it has {_names(self.sheet)}. "
                "Nothing was changed."
            )
        return column

    def number_column(self, scores: Sequence[Score]) -> int | None:
        """The column in which most of those who handed in are found; None if there is none."""
        if self.wanted:
            return self._named(self.wanted)
        known = [n for name in PERSON_COLUMNS if (n := self.sheet.column(name)) is not None]
        entered = {score.student.casefold() for score in scores}
        return max(known, key=lambda n: len(entered & self._index(n).keys()), default=None)

    def _index(self, column: int | None) -> dict[str, list[int]]:
        """Student number, or the part of an address before its @ -> the rows that have it."""
        found: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            number = cleaned(self.sheet.value(row, column)).casefold()
            for name in dict.fromkeys((number, number.partition("@")[0])):
                if name:
                    found.setdefault(name, []).append(place)
        return found

    def _by_system(self) -> dict[str, int]:
        """Number that the system itself gives to a person -> row."""
        own = self.sheet.column("ID" if self.is_canvas else "Identifier")
        found: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            # “Participant 123”, in whatever language
            match = re.search(r"(\d+)$", self.sheet.value(row, own))
            if match and (self.is_canvas or self.is_worksheet):
                found.setdefault(match[1], []).append(place)
        return {number: rows[0] for number, rows in found.items() if len(rows) == 1}

    def find(self, scores: Sequence[Score]) -> dict[str, int]:
        """Student -> the row, by the number that the system has given where file names tell it,
        else by what was entered."""
        by_system, column = self._by_system(), self.number_column(scores)
        by_number = self._index(column)
        near = {alike(number): number for number in by_number}
        found: dict[str, int] = {}
        missed: list[str] = []
        for score in scores:
            sure = by_system.get(score.canvas if self.is_canvas else score.moodle)
            typed = by_number.get(score.student.casefold(), [])
            other = near.get(alike(score.student))
            if sure is not None and (not typed or sure in typed):
                found[score.student] = sure
            elif sure is not None:
                missed.append(
                    f"{score.student} was handed in by somebody else of {self.file} ({score.file}):"
                    " it counts for nobody there; correct the number."
                )
            elif len(typed) == 1:
                found[score.student] = typed[0]
            elif typed:
                missed.append(
                    f"{self.file} has {len(typed)} rows with {score.student} in "
                    f"“{self.sheet.header[column or 0]}”: it counts for none of them; correct it "
                    "there."
                )
            elif other:
                missed.append(
                    f"{score.student} is not in {self.file}, but {other} is: if they are one "
                    "person, correct the number in the file that was handed in."
                )
            else:
                missed.append(f"{score.student} has handed in and is not in {self.file}.")
        self.notes += _few(missed, f"more of those who handed in are not found in {self.file}")
        return found

    def told(self, row: list[Cell], column: int | None) -> Missing:
        """Number and name in a row."""
        own = column if column is not None else self.sheet.column("Identifier")
        named = (self.sheet.value(row, self.sheet.column(name)) for name in NAME_COLUMNS)
        return Missing(self.sheet.value(row, own), " ".join(filter(None, named)))


class Missing(NamedTuple):
    """Somebody of the class who has handed in nothing."""

    number: str
    name: str


class Absent(NamedTuple):
    """Who of a class has handed in nothing. notes: a sentence on whatever does not fit; said: one
    on the whole."""

    people: list[Missing]
    notes: list[str]
    said: str


def missing(path: Path, wish: Wish, scores: Sequence[Score]) -> Absent:
    """Who of a list of the class has handed in nothing. path: any table with student numbers.
    Raises `GradeError` where there are none."""
    people = People(path, wish)
    column = people.number_column(scores)
    if column is None and not people.is_worksheet:
        raise GradeError(
            f"{path}: no column of it has student numbers; name it with --number-column. Nothing "
            "was changed."
        )
    here = set(people.find(scores).values())
    absent = [
        people.told(row, column) for place, row in enumerate(people.rows) if place not in here
    ]
    said = (
        f"{len(absent)} of the {len(people.rows)} people in {people.file} have handed in nothing"
        + (f": they stand in {MISSING_TABLE}." if absent else ".")
    )
    return Absent(absent, people.notes, said)


class Gradebook:
    """A table to be filled. notes: one sentence for everything that does not fit; said: what was
    done, in sentences.

    Raises `GradeError` where it has no such column, or none with student numbers.
    """

    def __init__(self, path: Path, wish: Wish):
        self.people, self.wish = People(path, wish), wish
        self.sheet, self.file, self.notes = self.people.sheet, path.name, self.people.notes
        self.said: list[str] = []
        self._possible = next(
            (
                row
                for row in self.sheet.rows
                if self.people.is_canvas and POINTS_POSSIBLE in row[0].value
            ),
            None,
        )
        self.column = self._find_column()

    def _column(self, name: str) -> int | None:
        return self.sheet.column(name)

    # ------------------------------------------------------------ which column

    def _find_column(self) -> int:
        if self.wish.column:
            return self._wanted_column()
        if self.people.is_worksheet and (grade := self._column("Grade")) is not None:
            return grade
        choices = self._assignments()
        if len(choices) == 1:
            return choices[0]
        names = ", ".join(f"“{self.sheet.header[n]}”" for n in choices[:MOST_TOLD])
        raise GradeError(
            f"{self.sheet.path}: which column is to be filled? Name it with --column; it has "
            f"{names or 'no column for points'}. Nothing was changed."
        )

    def _wanted_column(self) -> int:
        wanted = _plain(self.wish.column)
        exact = [n for n, name in enumerate(self.sheet.header) if _plain(name) == wanted]
        # “Exercise 5” for “Assignment: Exercise 5 (Real)” or “Exercise 5 (1234)”
        inside = [n for n in self._assignments() if _bare(self.sheet.header[n]) == wanted]
        found = exact or inside
        if len(found) != 1:
            which = "several columns" if found else "no column"
            raise GradeError(
                f"{self.sheet.path}: it has {which} “{self.wish.column}”; it has "
                f"{_names(self.sheet)}. Nothing was changed."
            )
        if self.people.is_canvas and found[0] not in self._assignments():
            raise GradeError(
                f"{self.sheet.path}: Canvas does not read the column “{self.wish.column}” back; "
                "name the column of an assignment. Nothing was changed."
            )
        return found[0]

    def _assignments(self) -> list[int]:
        """The columns that may be filled."""
        places = range(len(self.sheet.header))
        if self.people.is_canvas:
            return [n for n in places if not self._is_read_only(n)]
        named = ("assignment:", "quiz:", "manual item:")
        return [n for n in places if _plain(self.sheet.header[n]).startswith(named)]

    def _is_read_only(self, column: int) -> bool:
        name = _plain(self.sheet.header[column])
        possible = self.sheet.value(self._possible, column) if self._possible else ""
        is_total = CANVAS_TOTALS.search(name) is not None
        return not name or name in CANVAS_PERSON or is_total or "read only" in possible

    # ------------------------------------------------------------ what is written

    def fill(self, scores: Sequence[Score]) -> None:
        """Fill the column for everybody whose row is found."""
        row_of = self.people.find(scores)
        by_row: dict[int, list[Score]] = {}
        for score in scores:
            if score.student in row_of:
                by_row.setdefault(row_of[score.student], []).append(score)
        filled: list[Score] = []
        for place, own in by_row.items():
            if len(own) > 1:
                names = " and ".join(score.student for score in own)
                self.notes.append(
                    f"{names} stand for one row of {self.file}: it is left as it was; correct one "
                    "number."
                )
            elif self._put(self.people.rows[place], own[0]):
                filled.append(own[0])
        self._tell_the_rest(filled, set(by_row))

    def _put(self, row: list[Cell], score: Score) -> bool:
        """Write the points of one person. Returns whether the cell could be filled."""
        before = self.sheet.value(row, self.column)
        changeable = self.sheet.value(row, self._column("Grade can be changed")).casefold()
        if self.column >= len(row):
            self.notes.append(f"The row of {score.student} in {self.file} is too short to fill.")
        elif before in LEFT_ALONE and self.people.is_canvas:
            self.notes.append(f"{score.student} has {before} in {self.file}: it is left as it was.")
        elif self.people.is_worksheet and changeable == "no":
            self.notes.append(
                f"The grade of {score.student} cannot be changed in Moodle: it is left as it was."
            )
        else:
            self.sheet.put(row[self.column], self._written(self._points(row, score)))
            return True
        return False

    def _maximum(self, row: list[Cell]) -> float | None:
        """The most points that a row admits, None where nothing says it."""
        if self.wish.maximum is not None:
            return self.wish.maximum
        said = self.sheet.value(row, self._column("Maximum Grade"))
        if self._possible:
            said = self.sheet.value(self._possible, self.column)
        return number_in(said) or None

    def _points(self, row: list[Cell], score: Score) -> float:
        maximum = self._maximum(row)
        points = score.points + (score.optional if self.wish.optional else 0)
        if maximum is None or not score.out_of:
            return points
        return min(points / score.out_of, 1.0) * maximum

    def _written(self, points: float) -> str:
        """Points as a reader of this table expects them: with a comma where it has commas."""
        text = f"{points:.2f}".rstrip("0").rstrip(".")
        columns = {self.column, self._column("Maximum Grade")}
        cells = (self.sheet.value(row, n) for row in self.sheet.rows for n in columns)
        return text.replace(".", ",") if any(map(COMMA.fullmatch, cells)) else text

    def _tell_the_rest(self, filled: list[Score], rows: set[int]) -> None:
        out_of = {score.out_of for score in filled}
        maxima = {self._maximum(row) for place, row in enumerate(self.people.rows) if place in rows}
        if filled and maxima == {None}:
            self.notes.append(
                f"{self.file} says no maximum: the points stand as they are, out of "
                f"{max(out_of):g}; --maximum 100 brings them to another."
            )
        elif filled and None not in maxima and maxima != out_of:
            told = " or ".join(f"{one:g}" for one in sorted(one for one in maxima if one))
            self.said.append(f"The points out of {max(out_of):g} are brought to {told}.")
        waiting = sum(score.waiting > 0 for score in filled)
        if waiting:
            self.notes.append(
                f"{waiting} of the {len(filled)} people filled in have free answers that nobody "
                "has read yet: their points are those so far."
            )
        without = len(self.people.rows) - len(rows)
        if without:
            self.said.append(
                f"{without} people of {self.file} have handed in nothing, or are not found: "
                f"their cells are left as they were; {MISSING_TABLE} names them."
            )
        self.said.append(
            f"{len(filled)} of {len(self.people.rows)} people of {self.file} are filled in, in the "
            f"column “{self.sheet.header[self.column]}”."
        )

    def save(self) -> Path:
        """Write the filled table beside the one that was given."""
        return self.sheet.save_beside()


def number_in(text: str) -> float:
    """The number in a cell, with a point or a comma; 0 where there is none."""
    match = re.fullmatch(r"\d+(?:[.,]\d+)?", text.strip())
    return float(match[0].replace(",", ".")) if match else 0.0


def _few(sentences: list[str], more: str) -> Iterator[str]:
    yield from sentences[:MOST_TOLD]
    if len(sentences) > MOST_TOLD:
        yield f"{len(sentences) - MOST_TOLD} {more}."


def _names(sheet: Sheet) -> str:
    return ", ".join(f"“{name}”" for name in sheet.header[:MOST_TOLD])


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _bare(name: str) -> str:
    """The name of an assignment without what an export adds to it."""
    return re.sub(r"^(?:assignment|quiz|manual item): | \([^()]*\)$", "", _plain(name))
