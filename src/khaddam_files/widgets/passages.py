"""Notebook 03."""

from __future__ import annotations

import ipywidgets

from khaddam_files.compare import base, passages
from khaddam_files.widgets.base import ComparisonBox, dropdown


class _Passage:
    """One side of the passage browser: five filters and the list of what they leave."""

    def __init__(self, side: str, start: str):
        self.filters = {
            name: dropdown(f"{side}: {name}", passages.filter_options(name), base.NO_FILTER)
            for name in passages.PASSAGE_FILTERS
        }
        self.passage = dropdown(f"{side} passage", [])
        for control in self.filters.values():
            control.observe(self._narrow, "value")
        self._narrow(None)
        self.passage.value = start

    def _narrow(self, _change) -> None:
        before = self.passage.value
        rows = passages.choose_passages(
            **{name: control.value for name, control in self.filters.items()}
        )
        ids = [row["passage_id"] for row in rows]
        self.passage.options = [(passages.passage_label(row), row["passage_id"]) for row in rows]
        self.passage.value = before if before in ids else ids[0] if ids else None

    def box(self) -> ipywidgets.VBox:
        return ipywidgets.VBox(
            [*self.filters.values(), self.passage],
            layout=ipywidgets.Layout(flex="1 1 300px", min_width="0"),
        )


def two_passages(left: str = "S0.13-q1", right: str = "S10.7-q1") -> ComparisonBox:
    """Any two passages side by side, each found by meeting, speaker, voice, mark and theme. Twin:
    `compare.passages.passages_side_by_side`."""
    sides = _Passage("Left", left), _Passage("Right", right)
    reset = ipywidgets.Button(
        description="Set every list back to any", layout=ipywidgets.Layout(width="16em")
    )

    def widen(_button):
        for control in (*sides[0].filters.values(), *sides[1].filters.values()):
            control.value = base.NO_FILTER

    reset.on_click(widen)
    box = ComparisonBox(
        passages.passages_side_by_side,
        {"left": sides[0].passage, "right": sides[1].passage},
        [
            ipywidgets.HBox(
                [side.box() for side in sides], layout=ipywidgets.Layout(flex_flow="row wrap")
            ),
            reset,
        ],
        f"Two passages side by side; the first pair, {left} and {right}, is written out below.",
    )
    box.reset = reset
    box.filters = {"left": sides[0].filters, "right": sides[1].filters}
    return box


def who_says(term: str = "vietnam") -> ComparisonBox:
    """How often each voice uses a word. Twin: `compare.passages.who_says`."""
    control = dropdown("Word", passages.term_options(), term)
    return ComparisonBox(
        passages.who_says,
        {"term": control},
        [control],
        "A word counted by voice; the count for “Vietnam” is written out below.",
    )


def quotation_rule(rule: str = "paragraph") -> ComparisonBox:
    """How the share of quoted words moves with the rule for marks left open. Twin:
    `compare.passages.share_in_quotation_marks`."""
    control = dropdown(
        "Rule", [(words, key) for key, words in passages.QUOTATION_RULES.items()], rule
    )
    return ComparisonBox(
        passages.share_in_quotation_marks,
        {"rule": control},
        [control],
        "The share of quoted words under three rules; the first rule is written out below.",
    )
