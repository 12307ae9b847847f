"""Notebook 08."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import ipywidgets

from khaddam_files.answers import keys
from khaddam_files.compare import cards, explanations
from khaddam_files.compare.base import Comparison
from khaddam_files.widgets.base import AnswerStore, ComparisonBox, bind_answer, dropdown
from khaddam_files.widgets.writing import WritingBox

CLAUSE_LAYOUT = ipywidgets.Layout(flex="1 1 420px", max_width="640px", min_width="0")
PLACE_LAYOUT = ipywidgets.Layout(flex="0 1 260px", min_width="0")
WHOSE = ("ours", "mine, with ours where I have not judged")


def leave_out_rows(first: str = "HR12", second: str = "HR09") -> ComparisonBox:
    """One passage left out, or another, or both, by our judgements or the reader's.

    Twin: `compare.explanations.leave_out`.
    """
    store = AnswerStore("08.")
    rows = [
        (explanations.NOTHING_LEFT_OUT, explanations.NOTHING_LEFT_OUT),
        *explanations.evidence_options(),
    ]
    controls = {
        "first": dropdown("Leave out", rows, first),
        "second": dropdown("Leave out also", rows, second),
        "whose": dropdown("Judgements", [(words, words) for words in WHOSE], WHOSE[0]),
    }

    def drop(first: str, second: str, whose: str) -> Comparison:
        if whose == WHOSE[0]:
            return explanations.leave_out(first, second, {})
        judged = explanations.saved_judgements(store.values())
        comparison = explanations.leave_out(first, second, judged)
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
    )


def flip_cells(
    row_id: str = "HR10", hypothesis_id: str = "H-d", judgement: str = "neutral"
) -> ComparisonBox:
    """One cell of our matrix judged otherwise, and what becomes of the counts.

    Twin: `compare.explanations.flip_cell`.
    """
    rivals = [
        option
        for option in explanations.explanation_options()
        if option[1] != explanations.OWN_EXPLANATION
    ]
    choices = [(choice, choice) for choice in explanations.ROW_JUDGEMENTS]
    controls = {
        "row_id": dropdown("Passage", explanations.evidence_options(), row_id),
        "hypothesis_id": dropdown("Explanation", rivals, hypothesis_id),
        "judgement": dropdown("Judge it", choices, judgement),
    }
    return ComparisonBox(
        explanations.flip_cell,
        controls,
        list(controls.values()),
        lambda: [explanations.flip_cell(row_id, hypothesis_id, judgement)],
    )


def judge_rows(row_id: str = "HR09", hypothesis_id: str = "H-a") -> ComparisonBox:
    """The reader's own judgement of any passage under any explanation, saved at every change.

    Twin: `compare.explanations.judge_passage`.
    """
    store = AnswerStore("08.")
    evidence, rivals = explanations.evidence_options(), explanations.explanation_options()
    row = dropdown("Passage", evidence, row_id)
    explanation = dropdown("Explanation", rivals, hypothesis_id)
    choices = [
        (choice, choice) for choice in (explanations.NOT_JUDGED_BY_ME, *explanations.ROW_JUDGEMENTS)
    ]
    judgement = dropdown("My judgement", choices, explanations.NOT_JUDGED_BY_ME)
    own = WritingBox(
        "My explanation e",
        store,
        lambda: keys.OWN_EXPLANATION,
        placeholder="One sentence that a passage could speak against",
    )
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


def headline_desk(framing_id: str = "F01") -> ComparisonBox:
    """The claims of the publisher's frame to guess at, and the reader's own headline, saved.

    Twin: `compare.explanations.headline_checker`.
    """
    store, hidden = AnswerStore("08."), cards.UNANSWERED
    claims = explanations.frame_claim_options()
    claim = dropdown("Their claim", claims, framing_id)
    choices = [(choice, choice) for choice in (hidden, *explanations.VERDICTS_ON_CLAIMS)]
    guess = dropdown("My guess", choices, hidden)
    names = {keys.guess(name): name for _, name in claims}
    guesses = bind_answer(store, guess, hidden, [claim], lambda: keys.guess(claim.value), names)
    lines: dict[str, WritingBox] = {}
    pairs: list[ipywidgets.HBox] = []
    numbers = range(1, explanations.HEADLINE_CLAUSES + 1)
    for number in numbers:
        words, where = partial(keys.headline, number), partial(keys.headline, number, place=True)
        prompt, title = "A few words of my own headline", f"Place of clause {number}"
        clause = WritingBox(
            f"My clause {number}", store, words, placeholder=prompt, layout=CLAUSE_LAYOUT
        )
        place = WritingBox(title, store, where, placeholder="S5.3", layout=PLACE_LAYOUT)
        lines |= {f"clause_{number}": clause, f"place_{number}": place}
        wrapping = ipywidgets.Layout(flex_flow="row wrap")
        pairs.append(ipywidgets.HBox([clause, place], layout=wrapping))

    def check(framing_id: str, guess: str, **typed: str) -> Comparison:
        clauses = [(typed[f"clause_{number}"], typed[f"place_{number}"]) for number in numbers]
        score = explanations.frame_score({names[name]: value for name, value in guesses.items()})
        comparison = explanations.headline_checker(framing_id, guess, clauses)
        return replace(comparison, sentence=f"{comparison.sentence} {score}")

    return ComparisonBox(
        check,
        {"framing_id": claim, "guess": guess, **lines},
        [claim, guess, *pairs],
        lambda: [explanations.frame_claims_written_out()],
        store=store,
    )
