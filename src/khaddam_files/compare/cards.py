"""Notebook 00: six cards to guess, and the evidence on each.

A reader calls `card`, `cards_on_the_table` and `cards_written_out`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import UNANSWERED, Comparison, frozen
from khaddam_files.data import records

if TYPE_CHECKING:
    from khaddam_files.rows import Card as CardRow
    from khaddam_files.rows import Passage

FEEDBACK_COLUMNS: dict[str, Literal["feedback_said", "feedback_added", "feedback_cannot"]] = {
    "said that day": "feedback_said",
    "added later": "feedback_added",
    "cannot tell": "feedback_cannot",
}
_CARD_ANSWER = Choice("answer", dict.fromkeys(FEEDBACK_COLUMNS, ""), UNANSWERED)
CARD_ANSWERS = _CARD_ANSWER.values


class CardAnswer(NamedTuple):
    """One answer to a card, what we say to it, and whether it is ours."""

    answer: str
    feedback: str
    is_answer: bool


@frozen
class Card(Comparison):
    """One card as it lies: `row` of `cards.csv`, the `passage` it asks about, the answer given;
    without rows while face down."""

    rows: Sequence[CardAnswer]
    row: CardRow
    passage: Passage
    answer: str
    row_type = CardAnswer


class CardState(NamedTuple):
    """A card on the table, and what the reader answered; "choose an answer" for nothing."""

    card_id: str
    answer: str


@frozen
class CardsOnTheTable(Comparison):
    """All cards beside each other, each with its answer, one of them in hand."""

    rows: Sequence[CardState]
    cards: Sequence[Card]
    in_hand: Card
    row_type = CardState


class CardQuestion(NamedTuple):
    card_id: str
    locator: str
    question: str


@frozen
class AllCards(Comparison):
    """Every card, turned to its evidence."""

    rows: Sequence[CardQuestion]
    cards: Sequence[Card]
    row_type = CardQuestion


def _cards_in_order() -> list[CardRow]:
    return sorted(records("cards"), key=lambda row: row["order"])


def _locator(row: CardRow) -> str:
    """Where the passage of a card stands."""
    return find("passages", row["passage_id"])["locator"]


def card_options() -> list[tuple[str, str]]:
    """(label, card_id) of the six cards, in order."""
    return [(f"Card {row['order']}: {_locator(row)}", row["card_id"]) for row in _cards_in_order()]


def card(card_id: str, answer: str = UNANSWERED) -> Card:
    """One card: the passage and the question; with an answer, also the feedback and the evidence.

    answer: one of `CARD_ANSWERS`, or `UNANSWERED` while the card is face down. Raises
    `SelectionError` for a card or an answer that does not exist.
    """
    row = find("cards", card_id)
    _CARD_ANSWER.check(answer)
    source = find("passages", row["passage_id"])
    if answer == UNANSWERED:
        return Card(
            sentence=f"{_heading(row)}: not answered yet.",
            rows=[],
            row=row,
            passage=source,
            answer=answer,
        )
    agree = ", as you do" if answer == row["answer"] else ""
    return Card(
        sentence=f"{_heading(row)}: you say “{answer}”; the evidence says "
        f"“{row['answer']}”{agree}.",
        rows=[
            CardAnswer(choice, row[feedback], choice == row["answer"])
            for choice, feedback in FEEDBACK_COLUMNS.items()
        ],
        row=row,
        passage=source,
        answer=answer,
    )


def _heading(row: CardRow) -> str:
    return f"Card {row['order']} of {len(by_key('cards'))}, {_locator(row)}"


def card_score(answers: Mapping[str, str]) -> str:
    """One sentence on how many cards were answered, and how many as the evidence says. answers:
    card_id -> one of `CARD_ANSWERS`.

    Raises `SelectionError` for a card or an answer that does not exist.
    """
    right = sum(
        find("cards", card_id)["answer"] == _CARD_ANSWER.check(answer)
        for card_id, answer in answers.items()
    )
    count = len(by_key("cards"))
    score = f"{len(answers)} of {count} cards answered, {right} as the evidence says."
    if len(answers) < count:
        return score
    return (
        f"{score} All six are done: the three oddest are Gul's office, the summit, and "
        "the “new "
        "Vietnam” that nobody says."
    )


def cards_on_the_table(card_id: str, answers: Mapping[str, str]) -> CardsOnTheTable:
    """The six cards beside each other, one of them in hand.

    answers: card_id -> one of `CARD_ANSWERS`, for the cards that are answered. Raises
    `SelectionError` for a card or an answer that does not exist.
    """
    in_hand = card(card_id, answers.get(card_id, UNANSWERED))
    cards = [
        card(row["card_id"], answers.get(row["card_id"], UNANSWERED)) for row in _cards_in_order()
    ]
    front = f"{_heading(in_hand.row)}. {in_hand.row['question']}"
    sentences = [in_hand.sentence if in_hand.rows else front]
    sentences += [card_score(answers)] if answers else []
    return CardsOnTheTable(
        sentence=" ".join(sentences),
        rows=[CardState(each.row["card_id"], each.answer) for each in cards],
        cards=cards,
        in_hand=in_hand,
    )


def cards_written_out() -> AllCards:
    """All six cards with their evidence folded away, for reading without a click on any control."""
    cards = [card(row["card_id"], row["answer"]) for row in _cards_in_order()]
    return AllCards(
        sentence=f"The {len(cards)} cards, face down; each opens on a click, also where no "
        "code runs.",
        rows=[
            CardQuestion(row["card_id"], row["locator"], row["question"])
            for row in records("cards")
        ],
        cards=cards,
    )
