"""Notebook 00."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.cards import FEEDBACK, AllCards, Card
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    details,
    figure,
    joined,
    labelled,
    paragraph,
    quotation,
    strong,
)
from khaddam_files.pages.sources import origin, sources_line


def front(comparison: Card) -> Markup:
    """The passage and the question."""
    source = comparison.passage
    question = paragraph(strong(comparison.row["question"]))
    return figure(
        quotation(source["excerpt"], source["gist"]) + question, origin(source["locator"])
    )


def back(comparison: Card) -> Markup:
    """What we say to the answer, and the evidence."""
    row = comparison.row
    return (
        paragraph(row[FEEDBACK[comparison.answer]])
        + labelled("The evidence", row["evidence"])
        + labelled("What it teaches", row["surprise"])
        + sources_line(row["source_ids"])
    )


@html.register
def card(comparison: Card) -> Markup:
    return front(comparison) + (back(comparison) if comparison.rows else "")


@html.register
def all_cards(comparison: AllCards) -> Markup:
    return joined(
        front(card) + details(f"Open the evidence on card {card.row['order']}", back(card))
        for card in comparison.cards
    )
