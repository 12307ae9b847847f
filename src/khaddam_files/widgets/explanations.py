"""Notebook 08."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import ipywidgets

from khaddam_files import compare
from khaddam_files.answers import keys
from khaddam_files.compare.base import Comparison
from khaddam_files.widgets.base import ComparisonBox, Store, dropdown, remember
from khaddam_files.widgets.writing import WritingBox

CLAUSE = ipywidgets.Layout(flex="1 1 420px", max_width="640px", min_width="0")
PLACE = ipywidgets.Layout(flex="0 1 260px", min_width="0")
WHOSE = ("ours", "mine, with ours where I have not judged")


def leave_out_rows(first: str = "HR12", second: str = "HR09") -> ComparisonBox:
    """One passage left out, or another, or both, by our judgements or the reader's.

    Twin: `compare.leave_out`.
    """
    store = Store("08.")
    rows = [(compare.NOTHING_LEFT_OUT, compare.NOTHING_LEFT_OUT), *compare.evidence_options()]
    controls = {
        "first": dropdown("Leave out", rows, first),
        "second": dropdown("Leave out also", rows, second),
        "whose": dropdown("Judgements", [(words, words) for words in WHOSE], WHOSE[0]),
    }

    def drop(first: str, second: str, whose: str) -> Comparison:
        if whose == WHOSE[0]:
            return compare.leave_out(first, second, {})
        judged = compare.kept_judgements(store.kept())
        comparison = compare.leave_out(first, second, judged)
        note = "" if judged or store.unread else "You have judged nothing yet, so these are ours. "
        return replace(comparison, sentence=note + comparison.sentence)

    return ComparisonBox(
        drop,
        controls,
        list(controls.values()),
        "The counts with and without one passage or two; the first pair, S10.7 and S8.3, is "
        "written out below.",
        store=store,
    )


def judge_rows(row_id: str = "HR09", hypothesis_id: str = "H-a") -> ComparisonBox:
    """The reader's own judgement of any passage under any explanation, saved at every change.

    Twin: `compare.judge_passage`.
    """
    store = Store("08.")
    evidence, explanations = compare.evidence_options(), compare.explanation_options()
    row = dropdown("Passage", evidence, row_id)
    explanation = dropdown("Explanation", explanations, hypothesis_id)
    choices = [(choice, choice) for choice in (compare.NOT_JUDGED_BY_ME, *compare.ROW_JUDGEMENTS)]
    judgement = dropdown("My judgement", choices, compare.NOT_JUDGED_BY_ME)
    own = WritingBox(
        "My explanation e",
        store,
        lambda: keys.OWN_EXPLANATION,
        placeholder="One sentence that a passage could speak against",
    )
    # registered before the box listens, so that what is shown already knows the new judgement
    given = remember(
        store,
        judgement,
        compare.NOT_JUDGED_BY_ME,
        [row, explanation],
        lambda: keys.judgement(row.value, explanation.value),
        {keys.judgement(r, e) for _, r in evidence for _, e in explanations},
    )

    def show(row_id: str, hypothesis_id: str, judgement: str, statement: str) -> Comparison:
        judgements = compare.kept_judgements(given)
        return compare.judge_passage(row_id, hypothesis_id, judgements, statement)

    return ComparisonBox(
        show,
        {"row_id": row, "hypothesis_id": explanation, "judgement": judgement, "statement": own},
        [row, explanation, judgement, own],
        "Your own judgement of each passage, saved as you choose; one passage is written out "
        "below, our judgement folded away.",
        store=store,
    )


def headline_desk(framing_id: str = "F01") -> ComparisonBox:
    """The claims of the publisher's frame to guess at, and the reader's own headline, saved.

    Twin: `compare.headline_checker`.
    """
    store, hidden = Store("08."), compare.UNANSWERED
    claims = compare.frame_claim_options()
    claim = dropdown("Their claim", claims, framing_id)
    choices = [(choice, choice) for choice in (hidden, *compare.VERDICTS_ON_CLAIMS)]
    guess = dropdown("My guess", choices, hidden)
    names = {keys.guess(name): name for _, name in claims}
    guesses = remember(store, guess, hidden, [claim], lambda: keys.guess(claim.value), names)
    lines: dict[str, WritingBox] = {}
    pairs: list[ipywidgets.HBox] = []
    numbers = range(1, compare.HEADLINE_CLAUSES + 1)
    for number in numbers:
        words, where = partial(keys.headline, number), partial(keys.headline, number, place=True)
        prompt, title = "A few words of my own headline", f"Place of clause {number}"
        clause = WritingBox(f"My clause {number}", store, words, placeholder=prompt, layout=CLAUSE)
        place = WritingBox(title, store, where, placeholder="S5.3", layout=PLACE)
        lines |= {f"clause_{number}": clause, f"place_{number}": place}
        wrapping = ipywidgets.Layout(flex_flow="row wrap")
        pairs.append(ipywidgets.HBox([clause, place], layout=wrapping))

    def check(framing_id: str, guess: str, **typed: str) -> Comparison:
        clauses = [(typed[f"clause_{number}"], typed[f"place_{number}"]) for number in numbers]
        score = compare.frame_score({names[name]: value for name, value in guesses.items()})
        comparison = compare.headline_checker(framing_id, guess, clauses)
        return replace(comparison, sentence=f"{comparison.sentence} {score}")

    return ComparisonBox(
        check,
        {"framing_id": claim, "guess": guess, **lines},
        [claim, guess, *pairs],
        "The publisher's claims to guess at, and your own headline to check; all claims are "
        "written out below, the verdicts folded away.",
        store=store,
    )
