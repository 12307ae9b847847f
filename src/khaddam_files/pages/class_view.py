"""The class on the wall: tables of what many people answered."""

from __future__ import annotations

import string
from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from khaddam_files.grading.class_view import (
    FEWEST,
    SUPPRESSED,
    ChoiceCount,
    Disputes,
    ExitTickets,
    FurthestTasks,
    HeadlineWall,
    ItemCounts,
    Judged,
    NoFolder,
    Probabilities,
    Renderings,
    Spread,
    Tally,
    TaskShare,
    TaskSpread,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import bullets, entry, figure, join_pieces, strong, table

_LONGEST_HEADING = 30  # signs of a choice above which the choices of a table stand under letters
_COUNTING_RULE = (
    f"Not shown: items with fewer than {FEWEST} answers to the item. Shown: every cell of an item "
    f"with {FEWEST} or more answers, also one of one, two or three people."
)
_TYPED_COUNTING_RULE = (
    f"Shown with {FEWEST} or more answers to the item; entries of one person stand together."
)
_NO_VALUE = "–"


@html.register
def no_folder(comparison: NoFolder) -> Markup:
    return Markup()


@html.register
def task_spread(comparison: TaskSpread) -> Markup:
    caption = f"How the class answered task {comparison.task_id}."
    if comparison.choices:
        return _grid(comparison, f"{caption} {_COUNTING_RULE}")
    rows = [(row.answer, _people_cell(row)) for row in comparison.rows]
    return table(rows, ("answer", "people"), f"{caption} {_TYPED_COUNTING_RULE}")


@html.register
def judged(comparison: Judged) -> Markup:
    if not comparison.items:
        return Markup()
    return _grid(comparison, f"How the class judged: notebook {comparison.what}. {_COUNTING_RULE}")


def _grid(spread: Spread, caption: str) -> Markup:
    """One row an item, one column a choice; choices as long as sentences stand above the table,
    under letters.
    """
    names, legend = spread.choices, Markup()
    if max(map(len, spread.choices), default=0) > _LONGEST_HEADING:
        names = string.ascii_uppercase[: len(spread.choices)]
        legend = bullets(
            strong(name) + f" {choice}" for name, choice in zip(names, spread.choices, strict=True)
        )
    first = any(item.at_first is not None for item in spread.items)
    rows = [
        (
            item.item,
            *_item_cells(item, len(names)),
            *([_share_cell(item.at_first)] if first else []),
        )
        for item in spread.items
    ]
    columns = ("item", *names, *(["as the key at first"] if first else []))
    return legend + table(rows, columns, caption)


def _item_cells(item: ItemCounts, choices: int) -> Sequence[str]:
    """One cell a choice; the first says where too few have answered."""
    if item.counts:
        return [_choice_cell(count) for count in item.counts]
    return [f"{SUPPRESSED} answers", *[""] * (choices - 1)]


def _choice_cell(count: ChoiceCount) -> str:
    """People and share in one line; a key that nobody chose is marked all the same."""
    if not count.people and not count.key:
        return _NO_VALUE
    words = f"{count.people} · {count.share} %" + (" key" if count.key else "")
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _people_cell(row: Tally) -> str:
    """How many people typed the same, and of a hundred."""
    if row.people is None:
        return SUPPRESSED
    return f"{row.people} · {row.share} %" + (" key" if row.key else "")


def _share_cell(share: int | None) -> str:
    return _NO_VALUE if share is None else f"{share} %"


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
        _share_cell(row.share),
        _share_cell(row.first),
        row.hardest,
    )


@html.register
def disputes(comparison: Disputes) -> Markup:
    if not comparison.rows:
        return Markup()
    columns = ("key or verdict", "what it is", "people", "reasons given")
    return table(comparison.rows, columns, "What the class disputes")


@html.register
def probabilities(comparison: Probabilities) -> Markup:
    if not comparison.rows:
        return Markup()
    return table(
        comparison.rows,
        ("claim", "people", "lowest", "a quarter below", "median", "a quarter above", "highest"),
        "The same words, heard by the class as numbers from 0 to 100",
    )


@html.register
def renderings(comparison: Renderings) -> Markup:
    return join_pieces(figure(entry(row.rendering), row.line) for row in comparison.rows)


@html.register
def exit_tickets(comparison: ExitTickets) -> Markup:
    questions = groupby(comparison.rows, key=lambda row: row.question)
    return join_pieces(
        figure(bullets(entry(row.answer) for row in rows), question) for question, rows in questions
    )


@html.register
def headline_wall(comparison: HeadlineWall) -> Markup:
    if not comparison.rows:
        return Markup()
    rows = [(number, row.headline) for number, row in enumerate(comparison.rows, 1)]
    return table(rows, ("number", "headline"), "Headlines of this class")
