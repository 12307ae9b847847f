"""The class view: everything that a class can be shown, by its name."""

from __future__ import annotations

from collections.abc import Callable

from khaddam_files.compare.base import Comparison
from khaddam_files.data import records
from khaddam_files.grading import class_judgements, class_questions, class_tasks, class_texts

OVERVIEW = "closed tasks, furthest from the key first"
VIEWS: dict[str, Callable[[str], Comparison]] = {
    "most disputed": class_texts.disputes,
    "headlines": class_texts.headline_wall,
    "exit tickets": class_texts.exit_tickets,
    "07 probabilities": class_judgements.probabilities,
    "05 renderings": class_texts.renderings,
    "questions before ours was opened": class_questions.before_ours,
}


def _overviews() -> dict[str, str]:
    """Name of a view of many closed tasks -> the exercise, empty for all."""
    notebooks = sorted({row["notebook"] for row in records("tasks")})
    return {f"all {OVERVIEW}": ""} | {f"{number} {OVERVIEW}": number for number in notebooks}


def view_options() -> list[tuple[str, str]]:
    """(label, value) of everything that a class can be shown: all tasks, the notebooks' views, then
    each closed task.
    """
    return [
        *((name, name) for name in (*_overviews(), *VIEWS, *class_judgements.JUDGEMENT_KINDS)),
        *class_tasks.task_options(),
    ]


def view(folder: str, what: str) -> Comparison:
    """One view of a class by its name: a value of `view_options`.

    Raises `NotADirectoryError` if there is no such folder and `TaskError` for an unknown task.
    """
    if what in VIEWS:
        return VIEWS[what](folder)
    if what in _overviews():
        return class_tasks.furthest_tasks(folder, _overviews()[what])
    if what in class_judgements.JUDGEMENT_KINDS:
        return class_judgements.judgements(folder, what)
    return class_tasks.spread(folder, what)
