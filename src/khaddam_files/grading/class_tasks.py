"""How a class answered the closed tasks: one by one, and those furthest from the key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.data import records
from khaddam_files.grading.class_answers import (
    ItemAnswers,
    TaskSpread,
    answers_of,
    choice_counts,
    hardest,
    middle_half,
    share_as_key,
    tallies,
)
from khaddam_files.wording import in_latin_digits

if TYPE_CHECKING:
    from khaddam_files.rows import Task


@dataclass(frozen=True)
class TaskAnswers:
    """One closed task with every item, and those who have answered at least one of them."""

    task: dict
    items: list[ItemAnswers]
    people: list[dict]

    @property
    def share(self) -> int | None:
        """How many in a hundred last answers are as the key, of the items that are shown."""
        return share_as_key((item.last, item.right) for item in self.items)

    @property
    def share_at_first(self) -> int | None:
        """The same of the first answers."""
        return share_as_key((item.first, item.right) for item in self.items)

    @property
    def hardest(self) -> str:
        """The item furthest from the key, with its share; nothing where there is only one item."""
        return hardest(self.items) if len(self.items) > 1 else ""

    @property
    def hinted(self) -> int:
        """How many people have opened a hint."""
        used = [person.get(keys.hints(self.task["task_id"])) for person in self.people]
        return sum(isinstance(number, int) and number > 0 for number in used)


def closed_tasks(notebook: str = "") -> list[Task]:
    """Every closed task of an exercise, or of all, in order."""
    closed = [
        row
        for row in records("tasks")
        if row["kind"] != "free" and row["notebook"].startswith(notebook)
    ]
    return sorted(closed, key=lambda row: (row["notebook"], row["order"]))


def task_options() -> list[tuple[str, str]]:
    """(label, task_id) of every closed task."""
    return [(f"{row['task_id']} {row['title']}", row["task_id"]) for row in closed_tasks()]


def countable(task_id: str, item_id: str, answer: Any) -> str | None:
    """One answer to one item in the form in which answers are counted; None where there is none."""
    kind = check.task(task_id)["kind"]
    if kind in check.CHOOSING_KINDS:
        choice = answer.get(item_id) if isinstance(answer, dict) else None
        return choice if choice in check.choices(task_id) else None
    if not isinstance(answer, str):
        return None
    if kind == "number":
        number = check.read_number(answer)
        return None if number is None else f"{number:.12g}"
    return check.read_date(answer) or in_latin_digits(answer)[:20] or None


def _item_answers(task_id: str, item: dict, everybody: Iterable[dict]) -> ItemAnswers:
    """One item of a closed task with all that was answered to it."""
    last, first = (
        [
            answer
            for person in everybody
            if (answer := countable(task_id, item["item_id"], person.get(part(task_id))))
        ]
        for part in (keys.answer, keys.first)
    )
    right = {item["key"]}
    if check.task(task_id)["kind"] in check.TYPING_KINDS:  # a number may differ a little
        right = {answer for answer in {*last, *first} if check.check(task_id, answer).points}
    return ItemAnswers(item["text"], last, first, frozenset(right))


def _task_answers(task_id: str, everybody: list[dict]) -> TaskAnswers:
    """A closed task with all that was answered to it. Raises `TaskError` for an unknown task."""
    task, items = check.task(task_id), check.items(task_id)
    people = [
        person
        for person in everybody
        if any(
            countable(task_id, item["item_id"], person.get(keys.answer(task_id))) for item in items
        )
    ]
    return TaskAnswers(task, [_item_answers(task_id, item, everybody) for item in items], people)


def _sentences(answers: TaskAnswers) -> str:
    """What there is to say of a closed task, in short sentences."""
    last, first = answers.share, answers.share_at_first
    if last is None:
        return "Too few answers to show."
    sentences = [f"As the key: {last} %" + ("." if first is None else f"; at first: {first} %.")]
    if answers.task["kind"] == "number":
        middle = middle_half([float(answer) for answer in answers.items[0].last])
        sentences.append(
            f"Median {middle.median:g}, middle half from {middle.quarter:g} "
            f"to {middle.three_quarters:g}, key {check.items(answers.task['task_id'])[0]['key']}."
        )
    if answers.hardest:
        sentences.append(f"Furthest from the key: {answers.hardest} as the key.")
    sentences.append(f"Hints used by {answers.hinted} of {len(answers.people)}.")
    return " ".join(sentences)


def spread(folder: str, task_id: str) -> TaskSpread:
    """How a class answered one closed task. Frame: item, answer, people, share, key.

    Raises `TaskError` for an unknown task and `NotADirectoryError` if there is no such folder.
    """
    task, everybody = check.task(task_id), answers_of(folder)
    answers = _task_answers(task_id, everybody)
    choosing = task["kind"] in check.CHOOSING_KINDS
    choices = check.choices(task_id) if choosing else ()
    return TaskSpread(
        sentence=f"Task {task_id}, {task['title']}: answered by {len(answers.people)} "
        f"of {len(everybody)} who handed in. {_sentences(answers)}",
        rows=[tally for item in answers.items for tally in tallies(item, choosing)],
        choices=choices,
        items=[choice_counts(item, choices) for item in answers.items if choosing],
        task_id=task_id,
    )


class TaskShare(NamedTuple):
    """One closed task: how many answered it, how many in a hundred last and first answers are as
    the key (None where too few are known), and its item furthest from the key.
    """

    task: str
    title: str
    answers: int
    share: int
    first: int | None
    hardest: str

    @property
    def earliest(self) -> int:
        """The share of first answers, or of last ones where the first were not recorded."""
        return self.share if self.first is None else self.first


@frozen
class FurthestTasks(Comparison):
    """Closed tasks, furthest from the key first."""

    rows: Sequence[TaskShare]
    row_type = TaskShare


def furthest_tasks(folder: str, notebook: str = "") -> FurthestTasks:
    """The closed tasks of an exercise, or of all, furthest from the key first. Frame: task, title,
    answers, share, first, hardest.

    share: of last answers as the key, in a hundred; first: of first answers, by which tasks are
    ordered where they were recorded, because last answers have been corrected after the reasons
    were read. Raises `NotADirectoryError` if there is no such folder.
    """
    everybody, tasks = answers_of(folder), closed_tasks(notebook)
    answered = [_task_answers(task["task_id"], everybody) for task in tasks]
    rows = [
        TaskShare(
            task=each.task["task_id"],
            title=each.task["title"],
            answers=len(each.people),
            share=each.share,
            first=each.share_at_first,
            hardest=each.hardest,
        )
        for each in answered
        if each.share is not None
    ]
    rows.sort(key=lambda row: row.earliest)
    first = f"Furthest from the key: {rows[0].task} “{rows[0].title}”. " if rows else ""
    of = f" of exercise {notebook}" if notebook else ""
    return FurthestTasks(
        sentence=f"{first}{len(rows)} closed tasks{of}, "
        f"answered by some of {len(everybody)} who handed in; "
        f"{len(tasks) - len(rows)} more have too few answers.",
        rows=rows,
    )
