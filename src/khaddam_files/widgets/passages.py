"""Notebook 03."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files.compare import passages
from khaddam_files.widgets.base import ComparisonBox, dropdown
from khaddam_files.widgets.layouts import NARROW, layout


def _keep_to_view(view: ipywidgets.Dropdown, first: ipywidgets.Dropdown, second) -> None:
    """Let two lists offer what a view shows. A passage outside it gives way: to the first one of
    the view, or to the last."""

    def narrow(_change=None) -> None:
        rows = passages.passages_in_view(view.value)
        options = [(passages.passage_label(row), row["passage_id"]) for row in rows]
        ids = [row["passage_id"] for row in rows]
        for control, otherwise in ((first, ids[0]), (second, ids[-1])):
            kept = control.value if control.value in ids else otherwise
            control.options = options
            control.value = kept

    narrow()
    view.observe(narrow, "value")


def _without_ours(comparison: passages.TwoPassages) -> passages.TwoPassages:
    return replace(comparison, mute=True)


def two_passages(
    show: str = passages.EVERYTHING, first: str = "S0.13-q1", second: str = "S10.7-q1"
) -> ComparisonBox:
    """The article as a strip, and any two of its passages beside it. Twin:
    `compare.passages.passages_side_by_side`."""
    view = dropdown("Show", passages.view_options(), show)
    one, other = (dropdown(place, [], laid_out=layout(**NARROW)) for place in ("First", "Second"))
    _keep_to_view(view, one, other)
    one.value, other.value = first, second
    return ComparisonBox(
        passages.passages_side_by_side,
        {"show": view, "first": one, "second": other},
        [view, one, other],
        lambda: [_without_ours(passages.passages_side_by_side(first, second, show))],
        asked="two_passages",
        mute=_without_ours,
    )


def who_says(term: str = "resistance") -> ComparisonBox:
    """How often each voice uses a word, and where in the article. Twin:
    `compare.passages.who_says`."""
    control = dropdown("Word", passages.term_options(), term)
    return ComparisonBox(
        passages.who_says,
        {"term": control},
        [control],
        lambda: [passages.who_says(term)],
        asked="who_says",
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
        lambda: [passages.share_in_quotation_marks(rule)],
        asked="quotation_rule",
    )
