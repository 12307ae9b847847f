"""Notebook 06."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import ipywidgets

from khaddam_files import charts
from khaddam_files.answers import keys
from khaddam_files.compare import analogy
from khaddam_files.widgets.base import AnswerStore, ComparisonBox, dropdown
from khaddam_files.widgets.layouts import Row, SentWhenNamed, layout
from khaddam_files.widgets.writing import WritingBox

YOURS = {
    "source_case": (
        "Your source case",
        "The case that you know, for instance a war, and where it stands",
    ),
    "target_case": ("Your target case", "The case that you want to understand"),
    "likeness": ("Your likeness", "In what are they alike?"),
    "unlikeness": (
        "Your difference",
        "In what not? Name a place such as S10.8 if the text says so",
    ),
    "recommended_action": ("Your action", "What does it tell people to do?"),
    "blind_spot": ("Your blind spot", "What does it make hard to see?"),
}


class _Column(SentWhenNamed, ipywidgets.VBox):
    pass


def analogy_bench(left: str = "vietnam", right: str = "new_vietnam") -> ComparisonBox:
    """Two analogies side by side, one of them the reader's own if wished; what is written is kept.

    Twin: `compare.analogy.analogies_side_by_side`.
    """
    store = AnswerStore("06.")
    sides = {
        "left": dropdown("Left", analogy.analogy_options(), left),
        "right": dropdown("Right", analogy.analogy_options(), right),
    }
    boxes = {
        name: WritingBox(
            label,
            store,
            partial(keys.analogy, name),
            placeholder=prompt,
            laid_out=layout(width="auto"),
        )
        for name, (label, prompt) in YOURS.items()
    }

    def column(first: int) -> _Column:
        return _Column(
            list(boxes.values())[first : first + 3],
            # so wide that the longest prompt can be read in its box
            layout=layout(flex="1 1 540px", min_width="0"),
        )

    box = ComparisonBox(
        analogy.analogies_side_by_side,
        sides | boxes,
        list(sides.values()),
        lambda: [analogy.analogies_side_by_side(left, right)],
        store=store,
        asked="analogy_bench",
    )

    def own_is_written() -> bool:
        is_own = analogy.OWN_ANALOGY in (sides["left"].value, sides["right"].value)
        return is_own and box.questions.row is None

    def only_for_an_own_analogy(_change) -> None:
        below.show(own_is_written())

    below = Row([column(first) for first in (0, 3)], own_is_written(), flex_flow="row wrap")
    box.bar.observe(only_for_an_own_analogy, "layout")
    for side in sides.values():
        side.observe(only_for_an_own_analogy, "value")
    box.children = (*box.children, below)
    return box


def wars_in_numbers(
    measure: str = "deaths", align: str = "landing", unit: str = "raw"
) -> ComparisonBox:
    """Iraq beside Vietnam, drawn and as a table. Twin: `compare.analogy.wars_side_by_side`."""
    controls = {
        "measure": dropdown("Measure", analogy.measure_options(), measure),
        "align": dropdown("Beside each other", analogy.alignment_options(), align),
        "unit": dropdown("Unit", analogy.unit_options(), unit),
    }

    def twin() -> list[analogy.TwoWars]:
        """Its headline says no number that the first question asks for."""
        made = analogy.wars_side_by_side(measure, align, unit)
        return [replace(made, sentence=f"{made.quantity}, Vietnam beside Iraq.")]

    return ComparisonBox(
        analogy.wars_side_by_side,
        controls,
        list(controls.values()),
        twin,
        draw=charts.wars_lines,
        asked="wars_in_numbers",
        mute=lambda made: replace(made, locked=True),
    )


def two_counters(left: str = "ibc_2008_low", right: str = "ibc_low") -> ComparisonBox:
    """Two counters of deaths in Iraq, drawn and as a table. Twin:
    `compare.analogy.two_counters`."""
    controls = {
        "left": dropdown("Left counter", analogy.counter_options(), left),
        "right": dropdown("Right counter", analogy.counter_options(), right),
    }

    def twin() -> list[analogy.TwoCounters]:
        """Its headline says no number that the first question asks for."""
        made = analogy.two_counters(left, right)
        counters = f"“{made.left['counter']}” beside “{made.right['counter']}”"
        return [replace(made, sentence=f"{counters}, year by year.")]

    return ComparisonBox(
        analogy.two_counters,
        controls,
        list(controls.values()),
        twin,
        draw=charts.counters_lines,
        asked="two_counters",
        mute=lambda made: replace(made, locked=True),
    )
