"""Notebook 00."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.cards import FEEDBACK_COLUMNS, AllCards, Card
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    strong,
)
from khaddam_files.pages.sources import origin, sources_line


def _card_front(comparison: Card) -> Markup:
    """The passage and the question."""
    source = comparison.passage
    question = paragraph(strong(comparison.row["question"]))
    return figure(
        quotation(source["excerpt"], source["gist"]) + question, origin(source["locator"])
    )


def _card_back(comparison: Card) -> Markup:
    """What we say to the answer, and the evidence."""
    row = comparison.row
    return (
        paragraph(row[FEEDBACK_COLUMNS[comparison.answer]])
        + labelled_paragraph("The evidence", row["evidence"])
        + labelled_paragraph("What it teaches", row["surprise"])
        + sources_line(row["source_ids"])
    )


@html.register
def card(comparison: Card) -> Markup:
    return _card_front(comparison) + (_card_back(comparison) if comparison.rows else "")


@html.register
def all_cards(comparison: AllCards) -> Markup:
    return join_pieces(
        _card_front(card)
        + details(f"Open the evidence on card {card.row['order']}", _card_back(card))
        for card in comparison.cards
    )
