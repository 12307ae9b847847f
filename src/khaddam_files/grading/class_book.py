"""What is made of a whole class besides its grades: mean and spread, feedback to return, who is
missing, a gradebook that is filled."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from khaddam_files.grading.cells import Table
from khaddam_files.grading.feedback import by_exercise
from khaddam_files.grading.gradebooks import Gradebook, People, Score, Wish, missing
from khaddam_files.grading.grades_folder import MISSING_TABLE
from khaddam_files.grading.points import Graded, Total, total
from khaddam_files.grading.returning import Returns, sent_names
from khaddam_files.grading.submissions import Person, Problem

EVERYTHING = "all"
CLASS_COLUMNS = ("exercise", "people", "out_of", "mean", "spread", "median", "least", "most")
MakeTable = Callable[[str, Sequence[str]], AbstractContextManager[Table]]


class Books(NamedTuple):
    """What a teacher has of a class. fill: a gradebook to be filled; roster: a list of the class;
    wish: which column, which maximum."""

    fill: Path | None = None
    roster: Path | None = None
    wish: Wish = Wish()

    def check(self) -> None:
        """Find out before anything is graded whether they can be used. Raises `GradeError`."""
        if self.fill:
            Gradebook(self.fill, self.wish)
        if self.roster:
            People(self.roster, self.wish)


NO_BOOKS = Books()


class ClassBook:
    """A class, gathered one person after the other: a few numbers of each."""

    def __init__(self) -> None:
        self._scores: list[Score] = []
        self._returns = Returns()
        self._totals: dict[str, list[Total]] = {EVERYTHING: []}
        self._gradebook: Gradebook | None = None
        self._said = ""

    def add(self, person: Person, graded: list[Graded], page: str) -> None:
        """One person. page: the name of the page in the folder of feedback."""
        summed, sent = total(graded), sent_names(person)
        moodle, canvas = (
            numbers.pop() if len(numbers) == 1 else ""
            for numbers in (
                {name.number for name in sent if name.system == system}
                for system in ("moodle", "canvas")
            )
        )
        self._scores.append(
            Score(
                *(person.student, person.file, moodle, canvas),
                *(summed.points, summed.optional, summed.out_of, summed.waiting),
            )
        )
        self._returns.add(person, page)
        self._totals[EVERYTHING].append(summed)
        for exercise, own in by_exercise(graded).items():
            if any(task.answered for task in own):
                self._totals.setdefault(exercise, []).append(total(own))

    def write(self, new: Path, table: MakeTable, books: Books) -> Iterator[Problem]:
        """Write all of it into the folder of a new set, and tell what does not fit."""
        with table("class.csv", CLASS_COLUMNS) as rows:
            for exercise, totals in sorted(self._totals.items()):
                if totals:
                    rows.row([exercise, len(totals), totals[0].out_of, *_spread(totals)])
        self._returns.write(new)
        yield from self._returns.problems
        listed = books.roster or books.fill
        if listed:
            absent = missing(listed, books.wish, self._scores)
            if absent.people:
                with table(MISSING_TABLE, ("student_id", "name")) as rows:
                    for row in absent.people:
                        rows.row(row)
            if books.roster:  # of the gradebook itself, filling it tells the same
                self._said = absent.said
                yield from (Problem(listed.name, note) for note in absent.notes)
        if books.fill:
            self._gradebook = Gradebook(books.fill, books.wish)
            self._gradebook.fill(self._scores)
            yield from (Problem(self._gradebook.file, note) for note in self._gradebook.notes)

    def finish(self) -> Iterator[str]:
        """Save the filled gradebook beside the one that was given; gives sentences on the class."""
        everybody = self._totals[EVERYTHING]
        if everybody:
            mean, spread, *_ = _spread(everybody)
            yield (
                f"Mean {mean:g} of {everybody[0].out_of:g} points, spread {spread:g}; class.csv "
                "has them by exercise."
            )
        if self._said:
            yield self._said
        if self._gradebook:
            yield from (*self._gradebook.notes, *self._gradebook.said)
            yield f"The filled table is {self._gradebook.save()}; upload that one."


def _spread(totals: list[Total]) -> list[float]:
    """Mean, standard deviation, median, least and most of points, optional ones left out."""
    points = [one.points for one in totals]
    numbers = (
        *(statistics.fmean(points), statistics.pstdev(points), statistics.median(points)),
        *(min(points), max(points)),
    )
    return [round(number, 2) for number in numbers]
