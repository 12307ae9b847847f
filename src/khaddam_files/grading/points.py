"""Points: one row a task, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.data import records
from khaddam_files.grading.free_answers import GradeError

SHORT_ANSWER = 40  # signs of a typed answer that many people may type


class Graded(NamedTuple):
    """One task of one person.

    points: None where a reader still has to give them; level: of a free answer, once it has one;
    compared: of a task of choosing, as `check.item_replies` gives it; sentence: what is said of a
    typed or free answer; earlier_level: whether a level was given to an earlier text.
    """

    row: dict
    answer: object
    answered: bool
    points: float | None
    compared: tuple[check.ItemReply, ...] = ()
    sentence: str = ""
    reason: str = ""
    level: int | None = None
    comment: str = ""
    earlier_level: bool = False


class Total(NamedTuple):
    """Points of several tasks.

    waiting: those of out_of that a reader still has to give; optional: points that come on top.
    """

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
    points = out_of = waiting = optional = 0.0
    for task in graded:
        if task.row["optional"]:
            optional += task.points or 0
        else:
            points += task.points or 0
            out_of += task.row["points"]
            waiting += task.row["points"] if task.points is None else 0
    return Total(points, out_of, waiting, optional)


@cache
def tasks_of(only: tuple[str, ...] = ()) -> list[dict]:
    """The tasks of some exercises, or of all, in order.

    only: numbers such as `05`. Raises `GradeError` for one that does not exist.
    """
    known = sorted({row["notebook"] for row in records("tasks")})
    unknown = [number for number in only if number not in known]
    if unknown:
        raise GradeError(
            f"There is no exercise {', '.join(unknown)}: expected some of {', '.join(known)}."
        )
    return [
        row for notebook in known if notebook in (only or known) for row in check.tasks_of(notebook)
    ]


def typed_text(answer) -> str:
    """What was typed; nothing for whatever else stands in the file."""
    return answer.strip() if isinstance(answer, str) else ""


class GraderEntry(NamedTuple):
    """What a grader gave to one free answer.

    form: what the machine says of it; earlier_level: whether an earlier text had a level.
    """

    level: int | None = None
    comment: str = ""
    form: str = ""
    earlier_level: bool = False


NO_ENTRY = GraderEntry()


def _point(row: dict, answer, entry: GraderEntry) -> Graded:
    """One task of one person."""
    if row["kind"] in check.CHOOSING_KINDS:
        compared = check.item_replies(row, answer)
        right = len([line for line in compared if line.agrees])
        return Graded(row, answer, bool(compared), check.earned_points(row, right), compared)
    if row["kind"] in check.TYPING_KINDS:
        short = isinstance(answer, str) and len(answer) <= SHORT_ANSWER
        return (_typed_often if short else _typed)(row["task_id"], answer)
    entered = bool(typed_text(answer))
    earned = (
        0.0 if not entered else round(row["points"] * entry.level / 3, 2) if entry.level else None
    )
    return Graded(
        row,
        answer,
        entered,
        earned,
        (),
        entry.form,
        "",
        entry.level,
        entry.comment,
        entry.earlier_level,
    )


def _typed(task_id: str, answer) -> Graded:
    """A number or a date of one person."""
    reply = check.check(task_id, answer)
    return Graded(
        check.task(task_id),
        answer,
        bool(typed_text(answer)),
        reply.points,
        (),
        reply.sentence,
        reply.reason,
    )


_typed_often = lru_cache(maxsize=4096)(_typed)


@cache
def _keys_and_tasks(only: tuple[str, ...]) -> list[tuple[str, dict]]:
    """(key of the answer, task) for the tasks of some exercises, or of all."""
    return [(keys.answer(row["task_id"]), row) for row in tasks_of(only)]


def points(
    answers: dict, entries: Mapping[str, GraderEntry], only: tuple[str, ...] = ()
) -> list[Graded]:
    """One row a task.

    answers: what a person handed in; entries: task_id -> what a grader gave to that person's
    answer.
    """
    return [
        _point(row, answers.get(key), entries.get(row["task_id"], NO_ENTRY))
        for key, row in _keys_and_tasks(only)
    ]
