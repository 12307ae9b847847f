"""Points: one row a task, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from khaddam_files import check
from khaddam_files.data import records
from khaddam_files.grade.levels import GradeError


@dataclass(frozen=True)
class Graded:
    """One task of one person.

    points: None where a reader still has to give them; level: of a free answer, once it has one; compared: of a task of choosing, as
    `check.compared` gives it; sentence: what is said of a typed or free answer; earlier: whether a level was given to an earlier text.
    """

    row: dict
    answer: object
    answered: bool
    points: float | None
    compared: tuple = ()
    sentence: str = ""
    reason: str = ""
    level: int | None = None
    comment: str = ""
    earlier: bool = False

    @property
    def optional(self) -> bool:
        """Whether its points come on top."""
        return check.is_optional(self.row)


@dataclass(frozen=True)
class Total:
    """Points of several tasks. waiting: those of out_of that a reader still has to give; optional: points that come on top."""

    points: float
    out_of: float
    waiting: float
    optional: float

    def __str__(self):
        return (
            f"{self.points:g} of {self.out_of:g} points"
            + (f", of which {self.waiting:g} not graded yet" if self.waiting else "")
            + (f", +{self.optional:g} optional" if self.optional else "")
        )


def total(graded: Iterable[Graded]) -> Total:
    """The sum of several tasks; optional ones count on top."""
    points = out_of = waiting = optional = 0
    for one in graded:
        if one.optional:
            optional += one.points or 0
        else:
            points += one.points or 0
            out_of += one.row["points"]
            waiting += one.row["points"] if one.points is None else 0
    return Total(points, out_of, waiting, optional)


@cache
def tasks_of(only: tuple[str, ...] = ()) -> list[dict]:
    """The tasks of some exercises, or of all, in order. only: numbers such as `05`. Raises `GradeError` for one that does not exist."""
    known = sorted({row["notebook"] for row in records("tasks")})
    unknown = [number for number in only if number not in known]
    if unknown:
        raise GradeError(f"There is no exercise {', '.join(unknown)}: expected some of {', '.join(known)}.")
    return [row for notebook in known if notebook in (only or known) for row in check.tasks_of(notebook)]


def typed(answer) -> str:
    """What was typed; nothing for whatever else stands in the file."""
    return answer.strip() if isinstance(answer, str) else ""


@dataclass(frozen=True)
class Given:
    """What a grader gave to one free answer. form: what the machine says of it; earlier: whether an earlier text had a level."""

    level: int | None = None
    comment: str = ""
    form: str = ""
    earlier: bool = False


def _point(row: dict, answer, given: Given) -> Graded:
    """One task of one person."""
    if row["kind"] in check.CHOOSING:
        compared = tuple(check.compared(row, answer))
        right = len([item for item, agrees, _ in compared if agrees])
        return Graded(row, answer, bool(compared), check.earned(row, right), compared)
    entered = bool(typed(answer))
    if row["kind"] in check.TYPING:
        reply = check.check(row["task_id"], answer)
        return Graded(row, answer, entered, reply.points, (), reply.sentence, reply.html)
    earned = 0.0 if not entered else round(row["points"] * given.level / 3, 2) if given.level else None
    return Graded(row, answer, entered, earned, (), given.form, "", given.level, given.comment, given.earlier)


def points(kept: dict, given: Mapping[str, Given], only: tuple[str, ...] = ()) -> list[Graded]:
    """One row a task. kept: what a person handed in; given: task_id -> what a grader gave to that person's free answers."""
    return [
        _point(row, kept.get(f"ex.{row['task_id']}.answer"), given.get(row["task_id"], Given()))
        for row in tasks_of(only)
    ]
