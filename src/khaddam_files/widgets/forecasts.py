"""Notebook 07: a reader's numbers, the verdicts of two days, and the score.

What is entered is kept at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import ipywidgets

from khaddam_files import charts
from khaddam_files.answers import keys
from khaddam_files.compare import base, forecasts
from khaddam_files.widgets.base import (
    AnswerStore,
    ComparisonBox,
    bind_answer,
    dropdown,
    tick_box,
)
from khaddam_files.widgets.layouts import BAR, Row, layout, layout_if
from khaddam_files.widgets.writing import NumberBox, WritingBox

_LINE = {"width": "95%", "max_width": "640px"}
_BOX = {"width": "250px", "max_width": "100%"}


def _number_box(
    store: AnswerStore, claim: ipywidgets.Dropdown, key: Callable[[], str]
) -> NumberBox:
    """A number from 0 to 100 for the claim of a list. key: () -> where it is kept."""
    return NumberBox(
        "Probability in %",
        store,
        key,
        [claim],
        laid_out=layout(**_BOX),
        label="8em",
        least=0,
        most=100,
        otherwise=50,
    )


def _shown_with(tick: ipywidgets.Checkbox, controls: list) -> Row:
    """A second row of controls, on the page as long as the box is ticked."""
    row = Row(controls, tick.value, **BAR, width="100%")
    tick.observe(lambda change: row.show(change.new), "value")
    return row


def _judged_claim(answers: dict, which: str, claim_id: str) -> base.Comparison:
    """One claim with what is kept of it, and how far the reader has come in a list."""
    comparison = forecasts.claim_to_judge(
        claim_id,
        forecasts.forecast_probability(answers, claim_id),
        forecasts.scorability_answers(answers).get(claim_id, forecasts.CLAIM_UNANSWERED),
        str(answers.get(keys.forecast(claim_id, "measure"), "")),
        forecasts.forecast_probabilities(answers),
    )
    progress = forecasts.judging_progress(answers, which)
    return replace(comparison, sentence=f"{comparison.sentence} {progress}")


def first_your_probabilities(claim_id: str = "C011") -> ComparisonBox:
    """One claim at a time: a number, whether it can be scored, a measure; then what the key says.

    Twin: `compare.forecasts.claims_written_out`.
    """
    store = AnswerStore("07.")
    which = dropdown("List", forecasts.CLAIM_LIST.options(), forecasts.CHOSEN_CLAIMS)
    claim = dropdown("Claim", forecasts.forecast_options(), claim_id)

    def key(part):
        return keys.forecast(claim.value, part)

    number = _number_box(store, claim, partial(key, "probability"))
    measure = WritingBox(
        "Your day and measure",
        store,
        partial(key, "measure"),
        [claim],
        laid_out=layout(**_LINE),
        placeholder="by when, and measured how? In any language",
    )
    answer = dropdown(
        "Can it be scored?", forecasts.SCORABILITY.options(), forecasts.CLAIM_UNANSWERED
    )
    second_step = tick_box("List, day, measure")

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
        [claim, number, answer, second_step, _shown_with(second_step, [which, measure])],
        lambda: [forecasts.claims_written_out(claim_id)],
        store=store,
        asked="first_your_probabilities",
        mute=lambda made: replace(made, locked=True),
    )


class _TwoHorizons(ComparisonBox):
    """How many verdicts moved is also seen while a question is set, once ours is open."""

    def selection(self) -> dict:
        return super().selection() | {"is_asked": self.questions.row is not None}


def _reason_box(
    store: AnswerStore, claim: ipywidgets.Dropdown, day: ipywidgets.Dropdown
) -> WritingBox:
    """Why the verdict on the claim that is followed is disputed; closed while none is."""

    def key():
        followed = claim.value != forecasts.NO_CLAIM
        return keys.verdict(f"{claim.value}-{day.value}") if followed else None

    return WritingBox(
        "because",
        store,
        key,
        [claim, day],
        laid_out=layout(**_LINE),
        placeholder="your reason, with a locator or an event",
    )


def two_horizons(
    left: str = "H1",
    right: str = "H2",
    claim_id: str = forecasts.NO_CLAIM,
    speaker: str = base.NO_FILTER,
) -> ComparisonBox:
    """Any two days of judgement side by side, one claim in detail, and a box to dispute a verdict.

    Twin: `compare.forecasts.horizons_written_out`.
    """
    store = AnswerStore("07.")
    days = forecasts.horizon_options()
    left_day = dropdown("First day", days, left)
    right_day = dropdown("Second day", days, right)
    of_speaker = dropdown("Speaker", forecasts.forecaster_options(), speaker)
    all_open = tick_box("Show all outcomes")
    claim = dropdown("Follow one claim", forecasts.scorable_options(), claim_id)
    disputed = dropdown("I dispute that of", days, left)
    because = _reason_box(store, claim, disputed)
    more = tick_box("Speaker, dispute")

    def compared(left, right, speaker, show_all, claim_id, disputed, because, is_asked):
        answers = store.values()
        opened = None if show_all else frozenset(forecasts.scorability_answers(answers))
        reasons = forecasts.verdict_disputes(answers)
        return forecasts.horizons_and_claim(
            left, right, speaker, claim_id, disputed, opened, reasons, show_all or is_asked
        )

    controls = {
        "left": left_day,
        "right": right_day,
        "speaker": of_speaker,
        "show_all": all_open,
        "claim_id": claim,
        "disputed": disputed,
        "because": because,
    }
    again = _read_again()
    box = _TwoHorizons(
        compared,
        controls,
        [
            *(left_day, right_day, claim, all_open, more),
            _shown_with(more, [of_speaker, again, disputed, because]),
        ],
        lambda: [forecasts.horizons_written_out(left, right)],
        store=store,
        asked="two_horizons",
        mute=forecasts.without_moves,
    )
    again.on_click(lambda _button: box.show())
    return box


def _read_again() -> ipywidgets.Button:
    """What is entered in another widget shows when asked for: three boxes at once are noise."""
    return ipywidgets.Button(description="Read my answers again", layout=layout(width="14em"))


def your_calibration(horizon: str = "H2", with_example: bool = True) -> ComparisonBox:
    """The score of the numbers that were entered, on one of four days, beside that of the example
    reader, with its chart.

    Twin: `compare.forecasts.score_beside_example`, without the answer to its questions.
    """
    store = AnswerStore("07.")
    control = dropdown("Judged on", forecasts.horizon_options(), horizon)
    example = tick_box("The example too", with_example)
    again = _read_again()

    def score(horizon: str, with_example: bool) -> forecasts.ScoreBesideExample:
        made = forecasts.score_beside_example(horizon, store.values(), with_example)
        # the choice is offered where it changes something
        example.layout = layout_if(forecasts.can_stand_alone(made.own), width="auto")
        return made

    box = ComparisonBox(
        score,
        {"horizon": control, "with_example": example},
        [control, example, again],
        lambda: [forecasts.without_base_rate(forecasts.score_beside_example(horizon, {}))],
        charts.calibration_drawn,
        store,
        "your_calibration",
        forecasts.without_base_rate,
    )
    again.on_click(lambda _button: box.show())
    return box
