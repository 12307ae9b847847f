"""The class on the wall: tables of how many people gave which answer."""

from __future__ import annotations

import string
from collections.abc import Sequence

from markupsafe import Markup

from khaddam_files.grading.class_answers import (
    FEWEST,
    SUPPRESSED,
    ChoiceCount,
    ItemCounts,
    JudgementSpread,
    NoFolder,
    QuestionSpread,
    Spread,
    Tally,
    TaskSpread,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import bullets, strong, table

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
def judgement_spread(comparison: JudgementSpread) -> Markup:
    if not comparison.items:
        return Markup()
    return _grid(comparison, f"How the class judged: notebook {comparison.what}. {_COUNTING_RULE}")


@html.register
def question_spread(comparison: QuestionSpread) -> Markup:
    if not comparison.rows:
        return Markup()
    rows, before = [], ""
    for row in comparison.rows:
        # a question heads its answers once
        rows.append(("" if row.item == before else row.item, row.answer, _people_cell(row)))
        before = row.item
    return table(
        rows, ("question", "answer", "people"), f"Furthest from ours first. {_COUNTING_RULE}"
    )


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
        (item.item, *_item_cells(item, len(names)), *([share_cell(item.at_first)] if first else []))
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


def share_cell(share: int | None) -> str:
    """A share as a cell shows it."""
    return _NO_VALUE if share is None else f"{share} %"
