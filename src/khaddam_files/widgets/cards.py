"""Notebook 00."""

from __future__ import annotations

from khaddam_files.compare import cards
from khaddam_files.compare.base import UNANSWERED
from khaddam_files.widgets.base import ComparisonBox, bind_answer, dropdown


def six_cards(first: str = "C1") -> ComparisonBox:
    """Six cards on the table: take one, guess, then see the evidence. Answers are kept while the
    notebook runs. Twin: `compare.cards.cards_written_out`."""
    card_id = dropdown("Card", cards.card_options(), first)
    answer = dropdown(
        "Your answer",
        [(choice, choice) for choice in (UNANSWERED, *cards.CARD_ANSWERS)],
        UNANSWERED,
    )

    # not saved: a teacher who has tried the cards shows them to a class face down
    answers = bind_answer(None, answer, UNANSWERED, [card_id], lambda: card_id.value)
    return ComparisonBox(
        lambda card_id, answer: cards.cards_on_the_table(card_id, answers),
        {"card_id": card_id, "answer": answer},
        [card_id, answer],
        lambda: [cards.cards_written_out()],
    )
