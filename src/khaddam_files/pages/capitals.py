"""Notebook 04."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from khaddam_files.compare.capitals import (
    FIRMNESS_MEANINGS,
    SILENCE_JUDGEMENTS,
    UNJUDGED_PAIR,
    UNJUDGED_SILENCE,
    VOICE_RELATIONS,
    Agreement,
    CardPassage,
    JudgedPairs,
    PairOnTopic,
    PairReply,
    RoomCount,
    SilenceCard,
    Silences,
    TwoVoices,
    VoiceCard,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    FILLED,
    SIDE,
    SMALL,
    Mark,
    badge,
    bullets,
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    picture,
    quotation,
    side,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line

if TYPE_CHECKING:
    from khaddam_files.rows import Passage

_RELATIONS = {  # relation -> its sign, and a word that fits its cell
    "agree": ("=", "agree"),
    "differ in priority": ("△", "priority"),
    "differ in certainty": ("◇", "certainty"),
    "differ in substance": ("□", "substance"),
    "one is silent": ("–", "one silent"),
    "both are silent": ("×", "both silent"),
}
_WORDS_OF_A_FRAGMENT = 8
_SUMMARY_OF_REPLY = "Open one reader’s judgement"


def _passage_with_notes(passage: CardPassage) -> Markup:
    row = passage.row
    words = quotation(row["excerpt"], f"Retold here, not quoted: {row['gist']}")
    passage_id, *notes = passage.notes
    if _is_fragment(row):
        passage_id = f"{passage_id}: {row['gist']}"
    style = f"font-size:{SMALL};margin:0 0 6px"
    return words + Markup('<p style="{}">{}</p>').format(style, " · ".join([passage_id, *notes]))


def _is_fragment(row: Passage) -> bool:
    """Whether the quoted words are so few that they say nothing by themselves."""
    excerpt = row["excerpt"]
    return excerpt is not None and len(excerpt.split()) <= _WORDS_OF_A_FRAGMENT


@cache
def _voice_card(card: VoiceCard) -> Markup:
    """The words of one voice on one topic, and, folded, the rest of them and what it holds in our
    words."""
    position, name = card.position, side(card.capital, card.position["voice"])
    if not card.passages:
        return figure(
            paragraph(strong("silent") + ": the article has no word of this voice on this topic.")
            + paragraph(
                "It is a selection from minutes. Silence on the page does not show silence in the "
                "room."
            ),
            Markup("{}<br>{}").format(name, card.who),
            capital=card.capital,
        )
    voices = list(dict.fromkeys(passage.row["voice"] for passage in card.passages))
    chips = [badge(voice) for voice in voices if voices != ["speaker"]]
    folded = [passage for passage in card.passages if passage.folded]
    body = [_passage_with_notes(passage) for passage in card.passages if not passage.folded]
    if folded:
        more = f"{len(folded)} more passage{'s' if len(folded) > 1 else ''}"
        body.append(details(more, join_pieces(map(_passage_with_notes, folded))))
    body.append(details("In our words", _in_our_words(card)))
    places = origin(", ".join(position["locators"]))
    return figure(
        join_pieces(body),
        Markup("{} {}<br>{}").format(name, join_pieces(chips, " "), places),
        voice=voices[0],
        capital=card.capital,
    )


def _in_our_words(card: VoiceCard) -> Markup:
    """Who speaks to whom, what each passage says, what the voice holds, and how firmly."""
    gists = [
        f"{passage.row['passage_id']}: {passage.row['gist']}"
        for passage in card.passages
        if passage.row["excerpt"] and not _is_fragment(passage.row)
    ]
    return (
        paragraph(f"{card.who}.")
        + (bullets(gists) if gists else Markup())
        + labelled_paragraph("Together", card.position["position"])
        + labelled_paragraph("How firmly", FIRMNESS_MEANINGS[card.position["certainty"]])
    )


def _where_judged(
    choices: Iterable[str], yours: str, ours: str, other: str | None = None
) -> list[Mark]:
    """A judgement, ours beside it, and another that can be defended, as one row of a picture."""
    judgements = (("◉", "you", yours), ("◎", "one reader", ours), ("○", "other reading", other))
    marks = []
    for choice in choices:
        here = [(sign, word) for sign, word, judged in judgements if judged == choice]
        sign, words = here[0][0] if here else "", " = ".join(word for _, word in here)
        tint = FILLED if choice == ours else ""
        marks.append(Mark(sign, words, tint, thick=choice == yours))
    return marks


@cache
def _reply_figure(reply: PairReply) -> Markup:
    """One reader's judgement on a pair, under that of whoever reads."""
    row, relation = reply.row, reply.row["relation"]
    pieces: list[Markup] = []
    if reply.judgement != UNJUDGED_PAIR:
        pieces.append(
            labelled_paragraph(
                f"You say “{reply.judgement}”", f"{VOICE_RELATIONS[reply.judgement]}.", reply.hint
            )
        )
    criterion = "" if reply.judgement == relation else f" ({VOICE_RELATIONS[relation]})"
    pieces.append(
        paragraph(strong(f"One reader says “{relation}”") + f"{criterion}.", row["reason"])
    )
    if row["disputable"]:
        pieces.append(paragraph(strong(f"Or “{row['other_reading']}”?"), row["other_reason"]))
    return figure(
        join_pieces([*pieces, *map(paragraph, reply.cautions)]),
        "One reader’s judgement, by four criteria; the codes are places in the article.",
    )


@cache
def _folded_reply(title: str, reason: PairReply) -> Markup:
    return details(title, _reply_figure(reason))


@html.register
def two_voices(comparison: TwoVoices) -> Markup:
    cards, judged = two_voices_split(comparison)
    return cards + judged


def two_voices_split(comparison: TwoVoices) -> tuple[Markup, Markup]:
    """The two cards; and what is seen after a judgement on them."""
    answer, judged = comparison.reply, Markup()
    if answer and answer.judgement == UNJUDGED_PAIR:
        judged = _folded_reply(_SUMMARY_OF_REPLY, answer)
    elif answer:
        judged = _positions(answer) + _reply_figure(answer)
    if comparison.judged:
        judged += html(comparison.judged)
    return side_by_side(*map(_voice_card, comparison.cards)), judged


def _positions(reply: PairReply) -> Markup:
    """Where the judgement stands among all there are, and where one reader's does."""
    row = reply.row
    marks = _where_judged(VOICE_RELATIONS, reply.judgement, row["relation"], row["other_reading"])
    columns = [_RELATIONS[relation][1] for relation in VOICE_RELATIONS]
    return picture(columns, [("", [("", marks, "")])], "Your judgement and one reader’s", width=96)


@html.register
def judged_pairs(comparison: JudgedPairs) -> Markup:
    if not comparison.rows:
        return Markup()
    return table(
        comparison.rows,
        ("topic", "pair", "your judgement", "the table", "where"),
        "Your table so far (aim: five agreements, four differences)",
    )


@html.register
def agreement(comparison: Agreement) -> Markup:
    topics = list(dict.fromkeys(row.topic for row in comparison.rows))
    groups = [
        (
            _room(room),
            [
                _pair_row(list(cells), comparison)
                for _, cells in groupby(
                    (row for row in comparison.rows if row.one_talk == room.one_talk),
                    key=lambda row: row.pair,
                )
            ],
        )
        for room in comparison.rooms
    ]
    caption = "One reader’s judgement. Star: another can be defended."
    if comparison.flipped:
        caption += " Thick frame: here the other one is counted."
    page = picture(topics, groups, caption, width=84)
    if comparison.opened:
        page += _reply_figure(comparison.opened)
    return page


def _room(room: RoomCount) -> Markup:
    """What heads the pairs of one room, or of two."""
    where = "In one room" if room.one_talk else "Across two rooms"
    agreed = f"agree {room.agreed} of {room.cells}"
    return strong(where) + f": {agreed}; where both speak, {room.agreed} of {room.speaking}"


def _pair_row(
    cells: Sequence[PairOnTopic], comparison: Agreement
) -> tuple[Markup, Sequence[Mark], str]:
    """One pair over all topics, with the signs of its capitals."""
    voices = (cells[0].voice_a, cells[0].voice_b)
    names = (_with_sign(comparison.capitals[voice], voice) for voice in voices)
    marks = [
        Mark(
            _RELATIONS[cell.relation][0],
            _RELATIONS[cell.relation][1] + ("*" if cell.disputable else ""),
            FILLED if cell.relation == "agree" else "",
            thick=comparison.flipped and cell.disputable,
        )
        for cell in cells
    ]
    return join_pieces(names, " – "), marks, ""


@cache
def _with_sign(capital: str, voice: str) -> Markup:
    """A voice behind the sign of its capital, in the weight of the text around it."""
    colour, sign, _ = SIDE[capital]
    return Markup(
        '<span style="white-space:nowrap"><span style="color:{}">{}</span> {}</span>'
    ).format(colour, sign, voice)


@cache
def _silence_card(card: SilenceCard) -> Markup:
    """One silence: what was searched, how often it stands, and where the article comes nearest."""
    row = card.row
    words = ", ".join(f"“{word}”" for word in row["words_searched"])
    return figure(
        labelled_paragraph("Searched in the whole article", f"{words}. Found {card.times}.")
        + labelled_paragraph("Where the article comes nearest")
        + bullets(f"{place}: {gists}" for place, gists in card.nearest),
        Markup("{} · {}").format(strong(row["topic"]), origin(", ".join(row["nearest_locators"]))),
    )


def _silence_reply(card: SilenceCard) -> Markup:
    """The answer of one reader, under that of whoever reads."""
    row, judgement, expected = card.row, card.judgement, card.row["expected"]
    yours = (
        Markup()
        if judgement == UNJUDGED_SILENCE
        else labelled_paragraph(f"You say “{judgement}”", f"{SILENCE_JUDGEMENTS[judgement]}.")
    )
    criterion = "" if judgement == expected else f": {SILENCE_JUDGEMENTS[expected]}"
    searches = f"Searched for elsewhere and not found: {card.searched_elsewhere}."
    reply = figure(
        yours
        + paragraph(strong(f"One reader says “{expected}”") + f"{criterion}.")
        + labelled_paragraph("Why", row["why_expected"])
        + labelled_paragraph("Who might have raised it", f"{card.might_have_raised_it}.")
        + labelled_paragraph("Caution", row["caution"])
        + (paragraph(searches) if card.searched_elsewhere else "")
        + sources_line(row["source_ids"]),
        row["topic"],
    )
    return details(_SUMMARY_OF_REPLY, reply) if judgement == UNJUDGED_SILENCE else reply


@html.register
def silences(comparison: Silences) -> Markup:
    cards, judged = silences_split(comparison)
    return cards + judged


def silences_split(comparison: Silences) -> tuple[Markup, Markup]:
    """What was searched; and what is seen after a judgement on it."""
    cards = list(map(_silence_card, comparison.cards))
    replies = list(map(_silence_reply, comparison.cards))
    judged = [card for card in comparison.cards if card.judgement != UNJUDGED_SILENCE]
    marks = [
        (card.row["topic"], _where_judged(SILENCE_JUDGEMENTS, card.judgement, card.row["expected"]))
        for card in judged
    ]
    positions = (
        picture(
            list(SILENCE_JUDGEMENTS),
            [("", [(topic, row, "") for topic, row in marks])],
            "Your judgement and one reader’s",
            width=120,
        )
        if judged
        else Markup()
    )
    if len(cards) == 1:
        return cards[0], positions + replies[0]
    return side_by_side(*cards), positions + side_by_side(*replies)
