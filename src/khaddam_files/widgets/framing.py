"""Notebook 08: the claims of the frame, and a headline."""

from __future__ import annotations

from dataclasses import replace

from khaddam_files.answers import keys
from khaddam_files.compare import framing
from khaddam_files.compare.base import UNANSWERED, Comparison
from khaddam_files.widgets.base import (
    AnswerStore,
    ComparisonBox,
    bind_answer,
    dropdown,
)
from khaddam_files.widgets.layouts import layout
from khaddam_files.widgets.writing import WritingBox

CLAUSE = {"flex": "1 1 380px", "max_width": "520px", "min_width": "0"}
PLACE = {"flex": "0 1 170px", "min_width": "0"}


def their_claims(framing_id: str = "F01") -> ComparisonBox:
    """The claims of the publisher's frame, each guessed at before our verdict on it, saved.

    Twin: `compare.framing.frame_claim`, and all of them folded.
    """
    store, hidden = AnswerStore("08."), UNANSWERED
    claims = framing.frame_claim_options()
    claim = dropdown("Their claim", claims, framing_id)
    choices = [(choice, choice) for choice in (hidden, *framing.VERDICTS_ON_CLAIMS)]
    guess = dropdown("My guess", choices, hidden)
    names = {keys.guess(name): name for _, name in claims}
    guesses = bind_answer(store, guess, hidden, [claim], lambda: keys.guess(claim.value), names)

    def check(framing_id: str, guess: str) -> Comparison:
        given = {names[name]: value for name, value in guesses.items()}
        comparison = framing.frame_claim(framing_id, guess, given)
        score = framing.frame_score(given)
        return replace(comparison, sentence=f"{comparison.sentence} {score}")

    return ComparisonBox(
        check,
        {"framing_id": claim, "guess": guess},
        [claim, guess],
        lambda: [
            framing.frame_claim(framing_id),
            framing.frame_claims_written_out(),
        ],
        store=store,
        asked="their_claims",
    )


def my_headline() -> ComparisonBox:
    """The reader's own headline, clause by clause, with a place for each, saved.

    Twin: `compare.framing.check_headline`.
    """
    store = AnswerStore("08.")
    numbers = range(1, framing.HEADLINE_CLAUSES + 1)
    clause = dropdown("Clause", [(str(number), number) for number in numbers], 1)
    words = WritingBox(
        "Its words",
        store,
        lambda: keys.headline(clause.value),
        [clause],
        placeholder="A few words of my own headline",
        laid_out=layout(**CLAUSE),
        label="5em",
    )
    place = WritingBox(
        "Its place",
        store,
        lambda: keys.headline(clause.value, place=True),
        [clause],
        placeholder="S5.3",
        laid_out=layout(**PLACE),
        label="5em",
    )

    def check(clause: int, words: str, place: str) -> Comparison:
        kept = store.values()
        clauses = [
            (_text(kept.get(keys.headline(n))), _text(kept.get(keys.headline(n, place=True))))
            for n in numbers
        ]
        headline = framing.check_headline(clauses)
        return replace(headline, sentence=f"Clause {clause} of {len(numbers)}. {headline.sentence}")

    return ComparisonBox(
        check,
        {"clause": clause, "words": words, "place": place},
        [clause, words, place],
        lambda: [framing.check_headline([])],
        store=store,
    )


def _text(value) -> str:
    """What is kept of a line; "" for whatever else stands in the file."""
    return value if isinstance(value, str) else ""
