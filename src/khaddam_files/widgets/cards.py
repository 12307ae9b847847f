"""Notebook 00."""

from __future__ import annotations

from dataclasses import replace

from khaddam_files import compare
from khaddam_files.widgets.base import ComparisonBox, dropdown


def six_cards(first: str = "C1") -> ComparisonBox:
    """One card at a time: guess, then see the evidence. Answers are kept while the notebook runs. Twin: `compare.card`."""
    given: dict[str, str] = {}
    card_id = dropdown("Card", compare.card_options(), first)
    answer = dropdown(
        "Your answer", [(choice, choice) for choice in (compare.UNANSWERED, *compare.ANSWERS)], compare.UNANSWERED
    )

    def guess(card_id, answer):
        made = compare.card(card_id, answer)
        return replace(made, sentence=f"{made.sentence} {compare.score(given)}")

    def keep(change):
        if change.new == compare.UNANSWERED:
            given.pop(card_id.value, None)
        else:
            given[card_id.value] = change.new

    # registered before the box listens, so that the score already knows the new answer
    answer.observe(keep, "value")
    card_id.observe(lambda change: setattr(answer, "value", given.get(change.new, compare.UNANSWERED)), "value")
    return ComparisonBox(
        guess,
        {"card_id": card_id, "answer": answer},
        [card_id, answer],
        "Six cards to guess, one at a time; all six are written out below, face down.",
    )
