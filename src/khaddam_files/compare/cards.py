"""Notebook 00: six cards to guess, and the evidence on each."""

from __future__ import annotations

from khaddam_files import markup
from khaddam_files.compare.base import Comparison, SelectionError, by_key, origin
from khaddam_files.compare.passages import passage
from khaddam_files.compare.sources import sources_line
from khaddam_files.data import records

ANSWERS = ("said that day", "added later", "cannot tell")
FEEDBACK = dict(zip(ANSWERS, ("feedback_said", "feedback_added", "feedback_cannot"), strict=True))
UNANSWERED = "choose an answer"


def card_options() -> list[tuple[str, str]]:
    """(label, card_id) of the six cards, in order."""
    return [
        (f"Card {row['order']}: {passage(row['passage_id'])['locator']}", row["card_id"])
        for row in sorted(records("cards"), key=lambda row: row["order"])
    ]


def _checked(card_id: str, answer: str) -> dict:
    """A card, if both the card and the answer exist."""
    cards = by_key("cards", "card_id")
    if card_id not in cards:
        raise SelectionError("card", card_id, f"one of {', '.join(cards)}")
    if answer not in (UNANSWERED, *ANSWERS):
        raise SelectionError("answer", answer, f"one of {', '.join(ANSWERS)}")
    return cards[card_id]


def card(card_id: str, answer: str = UNANSWERED) -> Comparison:
    """One card: the passage and the question; with an answer, also the feedback and the evidence.

    answer: one of `ANSWERS`, or `UNANSWERED` while the card is face down. Frame: answer, feedback, is_answer (empty while face down).
    Raises `SelectionError` for a card or an answer that does not exist.
    """
    row, columns = _checked(card_id, answer), ("answer", "feedback", "is_answer")
    source = passage(row["passage_id"])
    front = markup.figure(
        markup.quotation(source["excerpt"], source["gist"])
        + markup.paragraph(f"<strong>{markup.text(row['question'])}</strong>"),
        origin(source["locator"]),
    )
    heading = f"Card {row['order']} of {len(records('cards'))}, {source['locator']}"
    if answer == UNANSWERED:
        return Comparison(f"{heading}: not answered yet.", front, [], columns)
    agree = answer == row["answer"]
    back = (
        markup.paragraph(markup.text(row[FEEDBACK[answer]]))
        + markup.paragraph(f"<strong>The evidence:</strong> {markup.text(row['evidence'])}")
        + markup.paragraph(f"<strong>What it teaches:</strong> {markup.text(row['surprise'])}")
        + sources_line(row["source_ids"])
    )
    return Comparison(
        f"{heading}: you say “{answer}”; the evidence says “{row['answer']}”{', as you do' if agree else ''}.",
        front + back,
        [(choice, row[FEEDBACK[choice]], choice == row["answer"]) for choice in ANSWERS],
        columns,
    )


def card_score(answers: dict[str, str]) -> str:
    """One sentence on how many cards were answered, and how many as the evidence says. answers: card_id -> one of `ANSWERS`.

    Raises `SelectionError` for a card or an answer that does not exist.
    """
    cards = records("cards")
    right = sum(_checked(card_id, answer)["answer"] == answer for card_id, answer in answers.items())
    line = f"{len(answers)} of {len(cards)} cards answered, {right} as the evidence says."
    return line + (
        " All six are done: the three oddest are Gul's office, the summit, and the “new Vietnam” that nobody says."
        if len(answers) == len(cards)
        else ""
    )


def cards_written_out() -> Comparison:
    """All six cards with their evidence folded away, for reading without a click on any control. Frame: card_id, locator, question."""
    pieces = []
    for _, card_id in card_options():
        row = by_key("cards", "card_id")[card_id]
        opened = card(card_id, row["answer"])
        pieces.append(
            card(card_id).html
            + markup.details(f"Open the evidence on card {row['order']}", opened.html.removeprefix(card(card_id).html))
        )
    return Comparison(
        f"The {len(pieces)} cards, face down; each opens on a click, also where no code runs.",
        "".join(pieces),
        [(row["card_id"], row["locator"], row["question"]) for row in records("cards")],
        ("card_id", "locator", "question"),
    )
