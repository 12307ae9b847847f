"""Notebook 05."""

from __future__ import annotations

import ipywidgets

from khaddam_files import charts, compare
from khaddam_files.widgets.base import ComparisonBox, dropdown


def _remember(keys: list, answer) -> None:
    """An answer belongs to what was on the page when it was given: it comes back with it, and a new page begins without one."""
    given: dict[tuple, str] = {}
    shown = [tuple(key.value for key in keys)]

    def keep(change):
        given[shown[0]] = change.new

    def turn(_change):
        shown[0] = tuple(key.value for key in keys)
        answer.value = given.get(shown[0], compare.UNJUDGED_PRINTS)

    # registered before the box listens, so that no reply is shown to a question that was not answered
    answer.observe(keep, "value")
    for key in keys:
        key.observe(turn, "value")


def two_witnesses(theme: str = "eighteenth_century_oil", left: str = "W01", right: str = "W04") -> ComparisonBox:
    """Any two witnesses on any theme, and a reply to the reader's judgement. Twin: `compare.witnesses_side_by_side`."""
    controls = {
        "theme": dropdown("Theme", compare.witness_theme_options(), theme),
        "left": dropdown("Left text", compare.witness_options(), left),
        "right": dropdown("Right text", compare.witness_options(), right),
        "judgement": dropdown("Your judgement", compare.judgement_options(), compare.UNJUDGED_PRINTS),
    }
    _remember([controls[name] for name in ("theme", "left", "right")], controls["judgement"])
    swap = ipywidgets.Button(description="Swap left and right")

    def swapped(_button):
        controls["left"].value, controls["right"].value = controls["right"].value, controls["left"].value

    swap.on_click(swapped)
    box = ComparisonBox(
        compare.witnesses_side_by_side,
        controls,
        [controls["theme"], controls["left"], controls["right"], swap, controls["judgement"]],
        f"Two texts on one theme, and your judgement of the right against the left; the first pair, {left} and {right}, is written out below.",
    )
    box.swap = swap
    return box


def public_and_private(rule: str = "press", show: str = compare.ANY) -> ComparisonBox:
    """Which themes were public and which not, under a rule for “public”. Twin: `compare.public_and_private`."""
    controls = {
        "rule": dropdown("What is public", compare.public_rule_options(), rule),
        "show": dropdown("Show", compare.found_in_options(), show),
    }
    return ComparisonBox(
        compare.public_and_private,
        controls,
        list(controls.values()),
        "Which themes were public, under three rules; the first rule is written out below, as a table and as a chart.",
        draw=charts.who_speaks_on_what,
    )


def drifting_sentence(drift_id: str = "DR18") -> ComparisonBox:
    """One sentence in two or three prints, and a guess at the kind of change. Twin: `compare.drift_of`."""
    controls = {
        "drift_id": dropdown("Sentence", compare.drift_options(), drift_id),
        "guess": dropdown("Kind of change", compare.drift_guess_options(), compare.UNJUDGED_PRINTS),
    }
    _remember([controls["drift_id"]], controls["guess"])
    return ComparisonBox(
        compare.drift_of,
        controls,
        list(controls.values()),
        f"One sentence in two or three prints; the first, {drift_id}, is written out below.",
    )
