"""The class on the wall: the closed tasks furthest from the key."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.grading.class_answers import FEWEST
from khaddam_files.grading.class_tasks import FurthestTasks, TaskShare
from khaddam_files.pages import html
from khaddam_files.pages.class_answers import share_cell
from khaddam_files.pages.elements import table


@html.register
def furthest_tasks(comparison: FurthestTasks) -> Markup:
    if not comparison.rows:
        return Markup()
    return table(
        map(_task_cells, comparison.rows),
        ("task", "title", "answers", "as the key", "as the key at first", "hardest item"),
        "Closed tasks, ordered by first answers where they are known. "
        f"Not counted: items with fewer than {FEWEST} answers to the item.",
    )


def _task_cells(row: TaskShare) -> tuple[object, ...]:
    return (
        row.task,
        row.title,
        row.answers,
        share_cell(row.share),
        share_cell(row.first),
        row.hardest,
    )
