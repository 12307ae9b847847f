"""What one person gets back, and the reasons for all: what stands on these pages.

Pages are small, because there are as many as students: they have one short style and no link, and
leave out end tags that HTML does not need. A page on more than `WITH_REASONS` exercises names each
item that is not as the key and what was answered; the reasons for it stand once for all in
`reasons.html`, under the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from khaddam_files import check
from khaddam_files.data import records
from khaddam_files.grading.points import Graded, Total, total
from khaddam_files.pages.templates import render

WITH_REASONS = 2  # exercises on one page up to which every reason stands there
LARGEST_PAGE = 30_000  # bytes of a page
LONGEST_TYPED = 400  # signs of a text on a page that would be larger
LONGEST_CHOICE = 24  # signs of a choice on a page without reasons
EARLIER_TEXT = (
    "A level was given to an earlier text of this answer and does not count for this one."
)


@cache
def rubric(task_id: str) -> dict[int, str]:
    """Level -> what it takes, for one free task."""
    return {
        int(row["level"]): row["description"]
        for row in records("rubrics")
        if row["task_id"] == task_id
    }


def number_of(item: dict) -> str:
    """The number of an item within its task."""
    return item["item_id"].partition("-")[2]


def rounded(points: float) -> int | float:
    """Points as they are shown, without noughts behind the point."""
    return int(points) if points == int(points) else round(points, 2)


class SumRow(NamedTuple):
    """A row of points by exercise; text, or points without noughts."""

    exercise: str
    points: float
    out_of: float | str
    waiting: float | str


class Wrong(NamedTuple):
    """An item that is not as the key, with what was chosen and what speaks against it."""

    number: str
    item: str
    choice: str
    reason: str


class Task(NamedTuple):
    """One task in full. typed: what a person wrote; remarks: what a reader gave, in sentences."""

    title: str
    out_of: str
    answered: bool
    earned: str = ""
    typed: str = ""
    sentence: str = ""
    reason: str = ""
    wrong: Sequence[Wrong] = ()
    remarks: Sequence[str] = ()


class Exercise(NamedTuple):
    """One exercise: its tasks in full, or a line for each of which there is something to say."""

    title: str
    tasks: Sequence[Task] = ()
    lines: Sequence[str] = ()


def feedback(student: str, graded: list[Graded], every: bool = False, trouble: str = "") -> str:
    """A page for one student: points by exercise, then each exercise with an answer in it.

    every: exercises without any answer are written out too; trouble: what was wrong with the file
    that was handed in.
    """
    exercises = by_exercise(graded)
    if not every:
        exercises = {
            notebook: own
            for notebook, own in exercises.items()
            if any(task.answered for task in own)
        }
    in_full = len(exercises) <= WITH_REASONS
    page = ""
    # whatever somebody has typed, a page stays small enough to return to everybody at once
    for is_full, longest in ((True, 0), (True, LONGEST_TYPED), (False, 0), (False, LONGEST_TYPED)):
        if in_full or not is_full:
            page = _page(student, graded, exercises, trouble, is_full, longest)
            if len(page.encode("utf-8", "replace")) <= LARGEST_PAGE:
                break
    return page


def _page(
    student: str,
    graded: list[Graded],
    exercises: dict[str, list[Graded]],
    trouble: str,
    in_full: bool,
    longest: int,
) -> str:
    """A page at one length. longest: signs to which what people wrote is cut, 0 for all of it."""
    everything, shown = total(graded), _in_full if in_full else _in_lines
    if longest:
        exercises = {
            notebook: [_shortened(task, longest) for task in own]
            for notebook, own in exercises.items()
        }
    return render(
        "feedback.html.j2",
        student=student,
        total=str(everything),
        trouble=trouble,
        in_full=in_full,
        sums=_sums(graded, everything) if in_full else (),
        exercises=[shown(notebook, own) for notebook, own in exercises.items()],
    )


def _shortened(graded: Graded, longest: int) -> Graded:
    """A task with the beginnings of what its writer, and its reader, wrote."""
    answer, comment = graded.answer, graded.comment
    if isinstance(answer, str) and len(answer) > longest:
        answer = f"{answer[:longest]} … ({check.count_words(answer)} words, as you handed them in)"
    comment = comment if len(comment) <= longest else f"{comment[:longest]} …"
    return graded._replace(answer=answer, comment=comment)


def by_exercise(graded: Iterable[Graded]) -> dict[str, list[Graded]]:
    """Exercise -> its tasks."""
    exercises: dict[str, list[Graded]] = {}
    for task in graded:
        exercises.setdefault(task.row["notebook"], []).append(task)
    return exercises


def _sums(graded: list[Graded], everything: Total) -> list[SumRow]:
    """Points by exercise, and all together."""
    rows = [_sum_row(notebook, total(own)) for notebook, own in by_exercise(graded).items()]
    if everything.optional:
        rows.append(SumRow("optional tasks, on top", rounded(everything.optional), "", ""))
    return [*rows, _sum_row("all", everything)]


def _sum_row(name: str, summed: Total) -> SumRow:
    return SumRow(name, rounded(summed.points), rounded(summed.out_of), rounded(summed.waiting))


# ---------------------------------------------------------------- in full


def _in_full(notebook: str, graded: list[Graded]) -> Exercise:
    return Exercise(f"Exercise {notebook}: {total(graded)}", tasks=[_task(task) for task in graded])


def _task(graded: Graded) -> Task:
    row = graded.row
    title, out_of = f"{row['task_id']} {row['title']}", f"{row['points']:g}"
    if not graded.answered:
        return Task(title, out_of, answered=False)
    waits = graded.points is None
    return Task(
        title,
        out_of,
        answered=True,
        earned="not graded yet, out of" if waits else f"{graded.points:g} of",
        typed=graded.answer if isinstance(graded.answer, str) else "",
        sentence=_counted(graded) if row["kind"] in check.CHOOSING_KINDS else graded.sentence,
        reason=graded.reason,
        wrong=[
            Wrong(number_of(line.item), line.item["text"], line.choice, line.reason)
            for line in graded.compared
            if not line.agrees
        ],
        remarks=_remarks(graded, rubric(row["task_id"]) if graded.level else {}),
    )


def _counted(graded: Graded) -> str:
    right = sum(line.agrees for line in graded.compared)
    items = len(check.items(graded.row["task_id"]))
    return f"{len(graded.compared)} of {items} answered, {right} as the key."


def _remarks(graded: Graded, levels: dict[int, str]) -> list[str]:
    """What a reader gave to a free answer, in sentences. levels: what each takes, if that is
    said."""
    remarks = []
    if graded.level:
        means = f", {levels[graded.level]}" if levels else "."
        remarks.append(f"Level {graded.level}{means}")
    if graded.earlier_level:
        remarks.append(EARLIER_TEXT)
    if graded.comment:
        remarks.append(f"Comment: {graded.comment}")
    return remarks


# ---------------------------------------------------------------- in lines


def _in_lines(notebook: str, graded: list[Graded]) -> Exercise:
    """A line for each task that is neither right, nor waits, nor was left out; then these."""
    waiting, empty, lines = [], [], []
    for task in graded:
        is_read = task.level or task.earlier_level or task.comment
        if not task.answered:
            empty.append(task.row["task_id"])
        elif task.points is None and not is_read:
            waiting.append(task.row["task_id"])
        elif task.points != task.row["points"] or is_read:
            lines.append(_line(task))
    for name, tasks in (("Not graded yet", waiting), ("Not answered", empty)):
        if tasks:
            lines.append(f"{name}: {', '.join(tasks)}")
    return Exercise(f"{notebook}: {_short(total(graded))}", lines=lines)


def _short(summed: Total) -> str:
    """A sum in few words; which tasks wait for a reader stands under it."""
    extra = f", +{summed.optional:g} optional" if summed.optional else ""
    return f"{summed.points:g} of {summed.out_of:g}{extra}"


def _line(graded: Graded) -> str:
    """One task in a line: its points, and the items that are not as the key by their answers."""
    row, earned = graded.row, "–" if graded.points is None else f"{graded.points:g}"
    if row["kind"] == "free":
        details = " ".join(_remarks(graded, {}))
    elif row["kind"] in check.TYPING_KINDS:
        details = "" if graded.points else _cut(str(graded.answer))
    else:
        details = _wrong_in_short(graded)
    return f"{row['task_id']} {earned}/{row['points']:g}" + (f" ({details})" if details else "")


def _wrong_in_short(graded: Graded) -> str:
    """The numbers of the items that are not as the key, by what was chosen."""
    numbers: dict[str, list[str]] = {}
    for line in graded.compared:
        if not line.agrees:
            numbers.setdefault(_cut(line.choice), []).append(number_of(line.item))
    return "; ".join(f"{', '.join(own)}: {choice}" for choice, own in numbers.items())


def _cut(choice: str) -> str:
    if len(choice) <= LONGEST_CHOICE:
        return choice
    return choice[:LONGEST_CHOICE].rsplit(" ", 1)[0] + "…"


# ---------------------------------------------------------------- for all


class Item(NamedTuple):
    """An item with (choice, what speaks against it) for every choice that is not the key."""

    number: str
    text: str
    against: Sequence[tuple[str, str]]


def reasons(tasks: Iterable[dict]) -> str:
    """A page of what speaks against each choice that is not the key, for all students alike."""
    return render(
        "reasons.html.j2",
        title="What speaks against the answers that are not the key",
        tasks=[(f"{row['task_id']} {row['title']}", _items(row["task_id"])) for row in tasks],
    )


def _items(task_id: str) -> list[Item]:
    items = []
    for item in check.items(task_id):
        replies = (check.item_reply(item, choice) for choice in check.choices(task_id))
        against = [
            (reply.choice, reply.reason)
            for reply in replies
            if reply and not reply.agrees and reply.reason
        ]
        if against:
            items.append(Item(number_of(item), item["text"], against))
    return items
