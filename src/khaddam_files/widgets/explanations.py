"""Notebook 08."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files.answers import keys
from khaddam_files.compare import explanations
from khaddam_files.compare.base import Comparison
from khaddam_files.widgets.base import (
    AnswerStore,
    ComparisonBox,
    bind_answer,
    dropdown,
    tick_box,
)
from khaddam_files.widgets.layouts import NARROW, WIDE, layout
from khaddam_files.widgets.writing import WritingBox

WHOSE = ("ours", "mine, with ours where I have not judged")


def _show_cells() -> ipywidgets.Checkbox:
    """Our judgements stand in sight only where a reader asks for them."""
    return tick_box("Show the cells")


def _narrow(description: str, options, value) -> ipywidgets.Dropdown:
    """A list that stands beside two others."""
    return dropdown(description, options, value, layout(**NARROW))


def leave_out_rows(
    first: str = "HR06", second: str = "HR11", whose: str = WHOSE[0]
) -> ComparisonBox:
    """One passage left out, or another, or both, by our judgements or the reader's.

    Twin: `compare.explanations.leave_out`.
    """
    store = AnswerStore("08.")
    rows = [
        (explanations.NOTHING_LEFT_OUT, explanations.NOTHING_LEFT_OUT),
        *explanations.evidence_options(),
    ]
    controls = {
        "first": _narrow("Leave out", rows, first),
        "second": _narrow("and", rows, second),
        "whose": _narrow("Judgements", [(words, words) for words in WHOSE], whose),
        "in_sight": _show_cells(),
    }

    def drop(first: str, second: str, whose: str, in_sight: bool) -> Comparison:
        if whose == WHOSE[0]:
            return explanations.leave_out(first, second, {}, in_sight)
        judged = explanations.saved_judgements(store.values())
        comparison = explanations.leave_out(first, second, judged, in_sight)
        note = (
            ""
            if judged or store.reading_trouble
            else "You have judged nothing yet, so these are ours. "
        )
        return replace(comparison, sentence=note + comparison.sentence)

    return ComparisonBox(
        drop,
        controls,
        list(controls.values()),
        lambda: [explanations.leave_out(first, second)],
        store=store,
        asked="leave_out_rows",
    )


def flip_cells(
    row_id: str = "HR04", hypothesis_id: str = "H-a", judgement: str = "neutral"
) -> ComparisonBox:
    """One cell of our matrix judged otherwise, and what becomes of the counts.

    Twin: `compare.explanations.flip_cell`.
    """
    ours = [
        option
        for option in explanations.explanation_options()
        if option[1] != explanations.OWN_EXPLANATION
    ]
    choices = [(choice, choice) for choice in explanations.ROW_JUDGEMENTS]
    controls = {
        "row_id": _narrow("Passage", explanations.evidence_options(), row_id),
        "hypothesis_id": _narrow("Explanation", ours, hypothesis_id),
        "judgement": _narrow("Judge it", choices, judgement),
        "in_sight": _show_cells(),
    }
    return ComparisonBox(
        explanations.flip_cell,
        controls,
        list(controls.values()),
        lambda: [explanations.flip_cell(row_id, hypothesis_id, judgement)],
        asked="flip_cells",
        mute=lambda made: replace(made, locked=True),
    )


def judge_rows(row_id: str = "HR09", hypothesis_id: str = "H-a") -> ComparisonBox:
    """The reader's own judgement of any passage under any explanation, saved at every change.

    Twin: `compare.explanations.judge_passage`.
    """
    store = AnswerStore("08.")
    evidence, rivals = explanations.evidence_options(), explanations.explanation_options()
    row = _narrow("Passage", evidence, row_id)
    explanation = _narrow("Explanation", rivals, hypothesis_id)
    choices = [
        (choice, choice) for choice in (explanations.NOT_JUDGED_BY_ME, *explanations.ROW_JUDGEMENTS)
    ]
    judgement = _narrow("My judgement", choices, explanations.NOT_JUDGED_BY_ME)

    def display_of_own() -> str:
        # not None, which does not arrive in the browser edition
        return "" if explanation.value == explanations.OWN_EXPLANATION else "none"

    own = WritingBox(
        "My explanation e",
        store,
        lambda: keys.OWN_EXPLANATION,
        placeholder="One sentence that a passage could speak against",
        laid_out=ipywidgets.Layout(**WIDE, display=display_of_own()),
    )

    def offer_own(_change) -> None:
        own.layout.display = display_of_own()

    explanation.observe(offer_own, "value")
    # registered before the box listens, so that what is shown already knows the new judgement
    answers = bind_answer(
        store,
        judgement,
        explanations.NOT_JUDGED_BY_ME,
        [row, explanation],
        lambda: keys.judgement(row.value, explanation.value),
        {keys.judgement(r, e) for _, r in evidence for _, e in rivals},
    )

    def show(row_id: str, hypothesis_id: str, judgement: str, statement: str) -> Comparison:
        judgements = explanations.saved_judgements(answers)
        return explanations.judge_passage(row_id, hypothesis_id, judgements, statement)

    return ComparisonBox(
        show,
        {"row_id": row, "hypothesis_id": explanation, "judgement": judgement, "statement": own},
        [row, explanation, judgement, own],
        lambda: [explanations.judge_passage(row_id, hypothesis_id)],
        store=store,
    )
