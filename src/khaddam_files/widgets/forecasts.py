"""Notebook 07: a reader's numbers, the verdicts of two days, and the score. What is entered is kept at once."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files import charts, compare
from khaddam_files.answers import keys
from khaddam_files.widgets.base import PLAIN, ComparisonBox, Store, dropdown, remember
from khaddam_files.widgets.writing import NumberBox, WritingBox

LABEL = "13em"
LABEL_STYLE = ipywidgets.Dropdown(layout=PLAIN, style={"description_width": LABEL}).style  # one for all, as in `base`


def _wide(control):
    control.style = LABEL_STYLE
    return control


def first_your_probabilities(first: str = "C011") -> ComparisonBox:
    """One claim at a time: a number, whether it can be scored, a measure; then what the key says. Twin: `compare.claim_to_judge`."""
    store = Store("07.")
    which = _wide(
        dropdown("List", [(name, name) for name in (compare.SHORT_LIST, compare.WHOLE_LIST)], compare.SHORT_LIST)
    )
    claim = _wide(dropdown("Claim", compare.forecast_options(), first))
    number = NumberBox(
        "Probability, 0 to 100",
        store,
        lambda: keys.forecast(claim.value, "probability"),
        [claim],
        least=0,
        most=100,
        otherwise=50,
        label=LABEL,
    )
    measure = WritingBox(
        "Your day and measure",
        store,
        lambda: keys.forecast(claim.value, "measure"),
        [claim],
        placeholder="by when, and measured how? In any language",
        label=LABEL,
    )
    answer = _wide(dropdown("Can it be scored?", [(one, one) for one in compare.CAN_BE_SCORED], compare.NOT_JUDGED))

    def narrow(change):
        held, options = claim.value, compare.forecast_options(change.new)
        ids = [value for _, value in options]
        claim.options = options
        claim.value = held if held in ids else ids[0]

    def take_number(change):
        """Who says that a claim can be scored gives the number that stands in the box."""
        kept = store.kept()
        already = compare.judged_claims(kept).get(claim.value) == change.new  # the answer only followed the claim
        if change.new == compare.SCORABLE_YES and not already and compare.number_kept(kept, claim.value) is None:
            number.keep()

    def judge(which, claim_id, probability, answer, measure):
        kept = store.kept()
        made = compare.claim_to_judge(
            claim_id,
            compare.number_kept(kept, claim_id),
            compare.judged_claims(kept).get(claim_id, compare.NOT_JUDGED),
            str(kept.get(keys.forecast(claim_id, "measure"), "")),
        )
        return replace(made, sentence=f"{made.sentence} {compare.judging_progress(kept, which)}")

    # registered before the box listens, so that what it shows is what is kept
    which.observe(narrow, "value")
    answer.observe(take_number, "value")
    remember(store, answer, compare.NOT_JUDGED, [claim], lambda: keys.forecast(claim.value, "scorable"))
    return ComparisonBox(
        judge,
        {"which": which, "claim_id": claim, "probability": number, "answer": answer, "measure": measure},
        [which, claim, number, measure, answer],
        "Claims to judge before their outcome is shown, one at a time; the chosen sixteen are written out below, without outcomes.",
        store=store,
    )


def _read_again(box: ComparisonBox) -> ipywidgets.Button:
    """What is entered in another widget shows when the reader asks for it: three boxes speaking at once would be noise."""
    button = ipywidgets.Button(description="Read my answers again", layout=ipywidgets.Layout(width="14em"))
    button.on_click(lambda _button: box.show())
    return button


def two_horizons(left: str = "H1", right: str = "H2", first: str = "C011") -> ComparisonBox:
    """Any two days of judgement side by side, one claim in detail, and a box to dispute a verdict. Twin: `compare.horizons_and_claim`."""
    store = Store("07.")
    days = compare.horizon_options()
    sides = _wide(dropdown("Left day", days, left)), _wide(dropdown("Right day", days, right))
    speaker = _wide(dropdown("Speaker", compare.forecaster_options(), compare.ANY))
    all_open = ipywidgets.Checkbox(description="Show all outcomes", value=False, indent=False)
    claim = _wide(dropdown("Claim in detail", compare.scorable_options(), first))
    disputed = _wide(dropdown("I dispute the verdict of", days, left))
    because = WritingBox(
        "because",
        store,
        lambda: keys.verdict(f"{claim.value}-{disputed.value}"),
        [claim, disputed],
        placeholder="your reason, with a locator or an event",
        label=LABEL,
    )

    def compared(left, right, speaker, show_all, claim_id, disputed, because):
        kept = store.kept()
        opened = None if show_all else frozenset(compare.judged_claims(kept))
        return compare.horizons_and_claim(left, right, speaker, claim_id, disputed, opened, compare.disputes_kept(kept))

    box = ComparisonBox(
        compared,
        {
            "left": sides[0],
            "right": sides[1],
            "speaker": speaker,
            "show_all": all_open,
            "claim_id": claim,
            "disputed": disputed,
            "because": because,
        },
        [*sides, speaker, all_open, claim, disputed, because],
        "The verdicts of two days side by side, locked until you have judged; 1 May 2003 against 31 December 2011 is written out below, folded.",
        store=store,
    )
    box.children = (*box.children[:4], _read_again(box), *box.children[4:])
    return box


def your_calibration(horizon: str = "H2") -> ComparisonBox:
    """The score of the numbers that were entered, on one of four days, with its chart. Twins: `compare.your_score`, `compare.example_score`."""
    store = Store("07.")
    control = _wide(dropdown("Judged on", compare.horizon_options(), horizon))
    box = ComparisonBox(
        lambda horizon: compare.your_score(horizon, store.kept()),
        {"horizon": control},
        [control],
        "Your own score, from the numbers that you entered; that of an example is written out below.",
        charts.calibration_drawn,
        store,
    )
    box.children = (box.children[0], _read_again(box), *box.children[1:])
    return box
