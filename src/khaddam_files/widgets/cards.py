"""Notebook 00."""

from __future__ import annotations

from dataclasses import replace

from khaddam_files import compare
from khaddam_files.widgets.base import ComparisonBox, dropdown, remember


def six_cards(first: str = "C1") -> ComparisonBox:
    """One card at a time: guess, then see the evidence. Answers are kept while the notebook runs.
    Twin: `compare.card`."""
    card_id = dropdown("Card", compare.card_options(), first)
    answer = dropdown(
        "Your answer",
        [(choice, choice) for choice in (compare.UNANSWERED, *compare.ANSWERS)],
        compare.UNANSWERED,
    )

    # not saved: a teacher who has tried the cards shows them to a class face down
    given = remember(None, answer, compare.UNANSWERED, [card_id], lambda: card_id.value)

    def guess(card_id, answer):
        made = compare.card(card_id, answer)
        return replace(made, sentence=f"{made.sentence} {compare.card_score(given)}")

    return ComparisonBox(
        guess,
        {"card_id": card_id, "answer": answer},
        [card_id, answer],
        "Six cards to guess, one at a time; all six are written out below, face down.",
    )
