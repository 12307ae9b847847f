"""Notebook 07: a reader's numbers, the verdicts of two days, and the score.

What is entered is kept at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import ipywidgets

from khaddam_files import charts
from khaddam_files.answers import keys
from khaddam_files.compare import base, forecasts
from khaddam_files.widgets.base import (
    PLAIN_LAYOUT,
    AnswerStore,
    ComparisonBox,
    bind_answer,
    dropdown,
)
from khaddam_files.widgets.writing import NumberBox, WritingBox

LABEL_WIDTH = "13em"
# one for all, as in `base`
LABEL_STYLE = ipywidgets.Dropdown(
    layout=PLAIN_LAYOUT, style={"description_width": LABEL_WIDTH}
).style


def _wide_dropdown(
    label: str, options: Sequence[tuple[str, str]], value: str
) -> ipywidgets.Dropdown:
    """A list whose label has more room."""
    control = dropdown(label, options, value)
    control.style = LABEL_STYLE
    return control


def _number_box(
    store: AnswerStore, claim: ipywidgets.Dropdown, key: Callable[[], str]
) -> NumberBox:
    """A number from 0 to 100 for the claim of a list. key: () -> where it is kept."""
    label = "Probability, 0 to 100"
    return NumberBox(label, store, key, [claim], least=0, most=100, otherwise=50, label=LABEL_WIDTH)


def _judged_claim(answers: dict, which: str, claim_id: str) -> base.Comparison:
    """One claim with what is kept of it, and how far the reader has come in a list."""
    comparison = forecasts.claim_to_judge(
        claim_id,
        forecasts.forecast_probability(answers, claim_id),
        forecasts.scorability_answers(answers).get(claim_id, forecasts.CLAIM_UNANSWERED),
        str(answers.get(keys.forecast(claim_id, "measure"), "")),
    )
    progress = forecasts.judging_progress(answers, which)
    return replace(comparison, sentence=f"{comparison.sentence} {progress}")


def first_your_probabilities(first: str = "C011") -> ComparisonBox:
    """One claim at a time: a number, whether it can be scored, a measure; then what the key says.

    Twin: `compare.forecasts.claim_to_judge`.
    """
    store = AnswerStore("07.")
    which = _wide_dropdown("List", forecasts.CLAIM_LIST.options(), forecasts.CHOSEN_CLAIMS)
    claim = _wide_dropdown("Claim", forecasts.forecast_options(), first)

    def key(part):
        return keys.forecast(claim.value, part)

    number = _number_box(store, claim, partial(key, "probability"))
    measure = WritingBox(
        "Your day and measure",
        store,
        partial(key, "measure"),
        [claim],
        placeholder="by when, and measured how? In any language",
        label=LABEL_WIDTH,
    )
    answer = _wide_dropdown(
        "Can it be scored?", forecasts.SCORABILITY.options(), forecasts.CLAIM_UNANSWERED
    )

    def narrow(change):
        before, options = claim.value, forecasts.forecast_options(change.new)
        claim_ids = [claim_id for _, claim_id in options]
        claim.options = options
        claim.value = before if before in claim_ids else claim_ids[0]

    def take_number(change):
        """Who says that a claim can be scored gives the number that stands in the box."""
        answers = store.values()
        # an answer that is kept already only came with its claim
        followed = forecasts.scorability_answers(answers).get(claim.value) == change.new
        numbered = forecasts.forecast_probability(answers, claim.value) is not None
        if change.new == forecasts.SCORABLE_YES and not followed and not numbered:
            number.keep()

    def judge(which, claim_id, probability, answer, measure):
        return _judged_claim(store.values(), which, claim_id)

    # registered before the box listens, so that what it shows is what is kept
    which.observe(narrow, "value")
    answer.observe(take_number, "value")
    bind_answer(store, answer, forecasts.CLAIM_UNANSWERED, [claim], partial(key, "scorable"))
    controls = {"which": which, "claim_id": claim, "probability": number}
    return ComparisonBox(
        judge,
        controls | {"answer": answer, "measure": measure},
        [which, claim, number, measure, answer],
        "Claims to judge before their outcome is shown, one at a time; the chosen sixteen are "
        "written out below, without outcomes.",
        store=store,
    )


def _read_again(box: ComparisonBox) -> ipywidgets.Button:
    """What is entered in another widget shows when asked for: three boxes at once are noise."""
    layout = ipywidgets.Layout(width="14em")
    button = ipywidgets.Button(description="Read my answers again", layout=layout)
    button.on_click(lambda _button: box.show())
    return button


def two_horizons(left: str = "H1", right: str = "H2", first: str = "C011") -> ComparisonBox:
    """Any two days of judgement side by side, one claim in detail, and a box to dispute a verdict.

    Twin: `compare.forecasts.horizons_and_claim`.
    """
    store = AnswerStore("07.")
    days = forecasts.horizon_options()
    left_day = _wide_dropdown("Left day", days, left)
    right_day = _wide_dropdown("Right day", days, right)
    speaker = _wide_dropdown("Speaker", forecasts.forecaster_options(), base.NO_FILTER)
    all_open = ipywidgets.Checkbox(description="Show all outcomes", value=False, indent=False)
    claim = _wide_dropdown("Claim in detail", forecasts.scorable_options(), first)
    disputed = _wide_dropdown("I dispute the verdict of", days, left)
    because = WritingBox(
        "because",
        store,
        lambda: keys.verdict(f"{claim.value}-{disputed.value}"),
        [claim, disputed],
        placeholder="your reason, with a locator or an event",
        label=LABEL_WIDTH,
    )

    def compared(left, right, speaker, show_all, claim_id, disputed, because):
        answers = store.values()
        opened = None if show_all else frozenset(forecasts.scorability_answers(answers))
        reasons = forecasts.verdict_disputes(answers)
        return forecasts.horizons_and_claim(
            left, right, speaker, claim_id, disputed, opened, reasons
        )

    controls = {
        "left": left_day,
        "right": right_day,
        "speaker": speaker,
        "show_all": all_open,
        "claim_id": claim,
        "disputed": disputed,
        "because": because,
    }
    box = ComparisonBox(
        compared,
        controls,
        list(controls.values()),
        "The verdicts of two days side by side, locked until you have judged; 1 May 2003 against "
        "31 December 2011 is written out below, folded.",
        store=store,
    )
    box.children = (*box.children[:4], _read_again(box), *box.children[4:])
    return box


def your_calibration(horizon: str = "H2") -> ComparisonBox:
    """The score of the numbers that were entered, on one of four days, with its chart.

    Twins: `compare.forecasts.your_score`, `compare.forecasts.example_score`.
    """
    store = AnswerStore("07.")
    control = _wide_dropdown("Judged on", forecasts.horizon_options(), horizon)
    box = ComparisonBox(
        lambda horizon: forecasts.your_score(horizon, store.values()),
        {"horizon": control},
        [control],
        "Your own score, from the numbers that you entered; that of an example is written "
        "out below.",
        charts.calibration_drawn,
        store,
    )
    box.children = (box.children[0], _read_again(box), *box.children[1:])
    return box
