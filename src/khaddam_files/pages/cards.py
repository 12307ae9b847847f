"""Notebook 00."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.cards import (
    FEEDBACK_COLUMNS,
    UNANSWERED,
    AllCards,
    Card,
    CardsOnTheTable,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    HAIR,
    SERIF,
    SMALL,
    TINT,
    details,
    figure,
    join_pieces,
    paragraph,
    quotation,
    strong,
)
from khaddam_files.pages.sources import in_the_article, origin, sources_line

# an answer as the edge of its card says it: its sign, and the line of the voice that it gives
_LOOK_OF_ANSWER = {
    "said that day": ("●", "solid"),
    "added later": ("+", "dotted"),
    "cannot tell": ("?", "dashed"),
}


def _card_front(comparison: Card) -> Markup:
    """The passage and the question."""
    source = comparison.passage
    question = paragraph(strong(comparison.row["question"]))
    return figure(
        quotation(source["excerpt"], source["gist"]) + question,
        Markup("{} · {}").format(strong(comparison.row["order"]), origin(source["locator"])),
    )


def _card_back(comparison: Card, asked: str = "") -> Markup:
    """What we say to the answer; the evidence is folded away. asked: the question, where it stands
    nowhere else."""
    row = comparison.row
    evidence = details(
        "The evidence, and what it teaches",
        paragraph(row["evidence"], strong(row["surprise"])) + sources_line(row["source_ids"]),
    )
    reply = row[FEEDBACK_COLUMNS[comparison.answer]]
    return paragraph(strong(asked) if asked else "", reply) + evidence


@html.register
def card(comparison: Card) -> Markup:
    return _card_front(comparison) + (_card_back(comparison) if comparison.rows else "")


@html.register
def cards_on_the_table(comparison: CardsOnTheTable) -> Markup:
    in_hand = comparison.in_hand
    grid = join_pieces(_small_card(card, card == in_hand) for card in comparison.cards)
    # the question of a card without an answer is the headline already
    back = _card_back(in_hand, in_hand.row["question"]) if in_hand.rows else ""
    return Markup(
        '<div style="line-height:1.45"><div style="display:grid;grid-template-columns:repeat('
        'auto-fill,minmax(250px,1fr));gap:8px;margin:0 0 6px">{}</div>{}</div>'
    ).format(grid, back)


def _small_card(card: Card, in_hand: bool) -> Markup:
    """A card as it lies among the others: its words, and behind its sign what the reader said."""
    answered = card.answer != UNANSWERED
    sign, line = _LOOK_OF_ANSWER[card.answer] if answered else ("", "solid")
    edge = f"6px {line}" if answered else HAIR
    return Markup(
        '<figure style="margin:0;padding:4px 10px 6px;border:{};border-left:{};background:{};'
        'border-radius:6px"><figcaption style="font-size:{};text-align:left;margin:0">{} · {}{}'
        '</figcaption><blockquote style="{};font-size:14px;line-height:1.35;margin:2px 0 0;'
        'padding:0;border:0">{}</blockquote></figure>'
    ).format(
        "3px solid" if in_hand else HAIR,
        edge if answered or not in_hand else "3px solid",
        TINT,
        SMALL,
        strong(f"Card {card.row['order']}"),
        in_the_article(card.passage["locator"]),
        Markup(" · {}").format(strong(f"{sign} {card.answer}")) if answered else "",
        Markup(SERIF),
        card.passage["excerpt"] or card.passage["gist"],
    )


@html.register
def all_cards(comparison: AllCards) -> Markup:
    cards = join_pieces(
        Markup('<div style="flex:1 1 340px;min-width:0">{}{}</div>').format(
            _card_front(card), details(f"Open card {card.row['order']}", _card_back(card))
        )
        for card in comparison.cards
    )
    return Markup('<div style="display:flex;flex-wrap:wrap;gap:6px 16px">{}</div>').format(cards)
