"""Notebook 00."""

from __future__ import annotations

from dataclasses import replace

from khaddam_files.compare import cards
from khaddam_files.widgets.base import ComparisonBox, bind_answer, dropdown


def six_cards(first: str = "C1") -> ComparisonBox:
    """One card at a time: guess, then see the evidence. Answers are kept while the notebook runs.
    Twin: `compare.cards.card`."""
    card_id = dropdown("Card", cards.card_options(), first)
    answer = dropdown(
        "Your answer",
        [(choice, choice) for choice in (cards.UNANSWERED, *cards.CARD_ANSWERS)],
        cards.UNANSWERED,
    )

    # not saved: a teacher who has tried the cards shows them to a class face down
    answers = bind_answer(None, answer, cards.UNANSWERED, [card_id], lambda: card_id.value)

    def guess(card_id, answer):
        comparison = cards.card(card_id, answer)
        return replace(comparison, sentence=f"{comparison.sentence} {cards.card_score(answers)}")

    return ComparisonBox(
        guess,
        {"card_id": card_id, "answer": answer},
        [card_id, answer],
        "Six cards to guess, one at a time; all six are written out below, face down.",
    )
