"""Notebook 04."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from khaddam_files.compare.capitals import (
    FIRMNESS_MEANINGS,
    SILENCE_JUDGEMENTS,
    UNJUDGED_PAIR,
    UNJUDGED_SILENCE,
    VOICE_RELATIONS,
    AgreementOnTopic,
    CardPassage,
    JudgedPairs,
    OverallAgreement,
    PairReply,
    SilenceCard,
    Silences,
    TwoVoices,
    VoiceCard,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    badge,
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line

_SHORT_RELATIONS = ("agree", "priority", "certainty", "substance", "one silent", "both silent")
_SUMMARY_OF_REPLY = "Open one reader’s judgement"


def _passage_with_notes(passage: CardPassage) -> Markup:
    row = passage.row
    words = quotation(row["excerpt"], f"Retold here, not quoted: {row['gist']}")
    return words + paragraph(" · ".join(passage.notes))


@cache
def _voice_card(card: VoiceCard) -> Markup:
    """The words of one voice on one topic, most of them folded, and what it holds in ours."""
    position = card.position
    title = paragraph(strong(position["voice"]))
    if not card.passages:
        silent = paragraph(
            strong("silent") + (": the article has no word of this voice on this topic.")
        )
        selection = paragraph(
            "It is a selection from minutes. Silence on the page does not show silence in the room."
        )
        return figure(title + silent + selection, card.who)
    folded_passages = [passage for passage in card.passages if passage.folded]
    summary = f"{len(folded_passages)} more passage{'s' if len(folded_passages) > 1 else ''}"
    badges = map(badge, dict.fromkeys(passage.row["voice"] for passage in card.passages))
    return figure(
        title
        + join_pieces(
            _passage_with_notes(passage) for passage in card.passages if not passage.folded
        )
        + (
            details(summary, join_pieces(map(_passage_with_notes, folded_passages)))
            if folded_passages
            else ""
        )
        + labelled_paragraph("In our words", position["position"])
        + labelled_paragraph("How firmly", FIRMNESS_MEANINGS[position["certainty"]]),
        Markup("{} {}<br>{}").format(
            join_pieces(badges, " "), card.who, origin(", ".join(position["locators"]))
        ),
    )


@cache
def _reply_figure(reply: PairReply) -> Markup:
    """One reader's judgement on a pair, under that of whoever reads."""
    row, relation = reply.row, reply.row["relation"]
    pieces = []
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
    page = side_by_side(*map(_voice_card, comparison.cards))
    answer = comparison.reply
    if answer:
        is_folded = answer.judgement == UNJUDGED_PAIR
        page += (
            details(_SUMMARY_OF_REPLY, _reply_figure(answer))
            if is_folded
            else _reply_figure(answer)
        )
    return page + html(comparison.judged) if comparison.judged else page


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
def agreement_on_topic(comparison: AgreementOnTopic) -> Markup:
    cells = {(voice, voice): "–" for voice in comparison.voices}
    for row in comparison.rows:
        cell = f"{row.relation} *" if row.disputable else row.relation
        cells[row.voice_a, row.voice_b] = cells[row.voice_b, row.voice_a] = cell
    matrix = [
        (voice, *(cells[voice, other] for other in comparison.voices))
        for voice in comparison.voices
    ]
    title = "every voice beside every other (* = another reading can be defended)"
    reasons = join_pieces(
        _folded_reply(f"{row.voice_a} – {row.voice_b}", reason)
        for row, reason in zip(comparison.rows, comparison.reasons, strict=True)
    )
    return (
        table(matrix, ("voice", *comparison.voices), f"{comparison.topic}: {title}")
        + paragraph(strong("Why") + ", pair by pair:")
        + reasons
    )


@html.register
def overall_agreement(comparison: OverallAgreement) -> Markup:
    pairs: dict[tuple[str, str, str], list[str]] = {}
    for row in comparison.rows:
        pair = f"{row.voice_a} – {row.voice_b}", row.capitals, row.talk
        pairs.setdefault(pair, []).append(row.relation)
    counts = [
        (*pair, *(relations.count(relation) for relation in VOICE_RELATIONS))
        for pair, relations in pairs.items()
    ]
    return table(
        counts,
        ("pair", "between", "heard in", *_SHORT_RELATIONS),
        f"Four topics, ten pairs: how often each relation occurs, by {comparison.reading}",
    ) + paragraph(f"Where both speak, they agree {comparison.where_both_speak}.", *comparison.notes)


@cache
def _silence_card(card: SilenceCard) -> Markup:
    """One silence: what was searched, and, folded before a judgement, one reader's answer."""
    row, judgement = card.row, card.judgement
    words = ", ".join(f"“{word}”" for word in row["words_searched"])
    nearest = join_pieces(paragraph(f"{place}: {gists}") for place, gists in card.nearest)
    front = (
        paragraph(strong(row["topic"]))
        + labelled_paragraph("Searched in the whole article", f"{words}. Found {card.times}.")
        + details("Where the article comes nearest", nearest)
    )
    if judgement == UNJUDGED_SILENCE:
        answer = details(_SUMMARY_OF_REPLY, _silence_reply(card))
    else:
        yours = labelled_paragraph(f"You say “{judgement}”", f"{SILENCE_JUDGEMENTS[judgement]}.")
        answer = yours + _silence_reply(card)
    return figure(front + answer, origin(", ".join(row["nearest_locators"])))


def _silence_reply(card: SilenceCard) -> Markup:
    row, expected = card.row, card.row["expected"]
    criterion = "" if card.judgement == expected else f": {SILENCE_JUDGEMENTS[expected]}"
    searches = f"Searched for elsewhere and not found: {card.searched_elsewhere}."
    return (
        paragraph(strong(f"One reader says “{expected}”") + f"{criterion}.")
        + labelled_paragraph("Why", row["why_expected"])
        + labelled_paragraph("Who might have raised it", f"{card.might_have_raised_it}.")
        + labelled_paragraph("Caution", row["caution"])
        + (paragraph(searches) if card.searched_elsewhere else "")
        + sources_line(row["source_ids"])
    )


@html.register
def silences(comparison: Silences) -> Markup:
    cards = [_silence_card(card) for card in comparison.cards]
    return cards[0] if len(cards) == 1 else side_by_side(*cards)
