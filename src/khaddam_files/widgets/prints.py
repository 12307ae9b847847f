"""Notebook 05."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files.answers import keys
from khaddam_files.compare import prints
from khaddam_files.widgets.base import (
    AnswerStore,
    ComparisonBox,
    bind_answer,
    dropdown,
)
from khaddam_files.widgets.layouts import BAR, Row
from khaddam_files.widgets.writing import WritingBox


def two_witnesses(
    theme: str = "eighteenth_century_oil", left: str = "W01", right: str = "W04"
) -> ComparisonBox:
    """Any two witnesses on any theme, and a reply to the reader's judgement, which is given below
    them, after reading.

    Twin: `compare.prints.witnesses_side_by_side`.
    """
    store = AnswerStore("05.")
    controls = {
        "theme": dropdown("Theme", prints.witness_theme_options(), theme),
        "left": dropdown("Left", prints.witness_options(), left),
        "right": dropdown("Right", prints.witness_options(), right),
        "judgement": dropdown("Your judgement", prints.judgement_options(), prints.UNJUDGED_PRINTS),
    }
    theme_list, *texts, judgement = controls.values()
    bind_answer(
        store,
        judgement,
        prints.UNJUDGED_PRINTS,
        [theme_list, *texts],
        lambda: keys.judged(theme_list.value, *(text.value for text in texts)),
    )
    controls["rendering"] = rendering = WritingBox(
        "Your rendering",
        store,
        lambda: keys.rendered(theme_list.value, texts[0].value),
        [theme_list, texts[0]],
        placeholder="For readers of Arabic, Persian or French",
    )
    swap = ipywidgets.Button(description="Swap left and right")

    def swapped(_button):
        left_list, right_list = texts
        left_list.value, right_list.value = right_list.value, left_list.value

    swap.on_click(swapped)
    box = ComparisonBox(
        prints.witnesses_side_by_side,
        controls,
        [theme_list, *texts],
        lambda: [prints.witnesses_side_by_side(theme, left, right)],
        store=store,
        asked="two_witnesses",
        mute=lambda made: replace(made, judgement=prints.UNJUDGED_PRINTS, locked=True),
    )
    below = Row([judgement, swap, rendering], box.questions.row is None, **BAR)
    # it comes and goes with the bar
    box.bar.observe(lambda _change: below.show(box.questions.row is None), "layout")
    box.children = (*box.children, below)
    box.swap = swap
    return box


def public_and_private(rule: str = "irna", theme: str = prints.NO_THEME) -> ComparisonBox:
    """Which themes were public and which not, under a rule for “public”.

    Twin: `compare.prints.public_and_private`.
    """
    controls = {
        "rule": dropdown("What is public", prints.public_rule_options(), rule),
        "theme": dropdown("Open theme", prints.opened_theme_options(), theme),
    }

    def twin() -> list[prints.PublicAndPrivate]:
        """Nothing on it is counted, since the first question asks for a count."""
        made = prints.public_and_private(rule, theme)
        return [replace(made, locked=True, sentence=f"{len(made.rows)} themes, if {made.rule}.")]

    return ComparisonBox(
        prints.public_and_private,
        controls,
        list(controls.values()),
        twin,
        asked="public_and_private",
        mute=lambda made: replace(made, locked=True),
    )


def drifting_sentence(drift_id: str = "DR18") -> ComparisonBox:
    """One sentence in two or three prints. The words that changed are marked once the reader has
    named a kind of change, or has opened our answer to a question.

    Twin: `compare.prints.drift_of`.
    """
    controls = {
        "drift_id": dropdown("Sentence", prints.drift_options(), drift_id),
        "guess": dropdown("The change is", prints.drift_guess_options(), prints.UNJUDGED_PRINTS),
    }
    store = AnswerStore("05.")
    bind_answer(
        store,
        controls["guess"],
        prints.UNJUDGED_PRINTS,
        [controls["drift_id"]],
        lambda: keys.drift(controls["drift_id"].value),
    )
    box = None

    def shown(**selection) -> prints.DriftingSentence:
        made = prints.drift_of(**selection)
        opened = box is not None and box.questions.opened
        is_locked = made.guess == prints.UNJUDGED_PRINTS and not opened
        return replace(made, locked=is_locked, opened=opened)

    box = ComparisonBox(
        shown,
        controls,
        list(controls.values()),
        lambda: [prints.drift_of(drift_id)],
        store=store,
        asked="drifting_sentence",
        mute=lambda made: replace(made, guess=prints.UNJUDGED_PRINTS, locked=True),
    )
    return box
