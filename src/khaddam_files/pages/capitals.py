"""Notebook 04."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from khaddam_files.compare.capitals import (
    EXPECTATIONS,
    FIRMNESS,
    RELATIONS,
    UNJUDGED_PAIR,
    UNJUDGED_SILENCE,
    AgreementOnTopic,
    JudgedPairs,
    OverallAgreement,
    Reply,
    ShownPassage,
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
    joined,
    labelled,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line

SHORT = ("agree", "priority", "certainty", "substance", "one silent", "both silent")
FOLDED = "Open one reader’s judgement"


def _shown(passage: ShownPassage) -> Markup:
    row = passage.row
    words = quotation(row["excerpt"], f"Retold here, not quoted: {row['gist']}")
    return words + paragraph(" · ".join(passage.notes))


@cache
def voice_card(card: VoiceCard) -> Markup:
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
    folded = [passage for passage in card.passages if passage.folded]
    summary = f"{len(folded)} more passage{'s' if len(folded) > 1 else ''}"
    badges = map(badge, dict.fromkeys(passage.row["voice"] for passage in card.passages))
    return figure(
        title
        + joined(_shown(passage) for passage in card.passages if not passage.folded)
        + (details(summary, joined(map(_shown, folded))) if folded else "")
        + labelled("In our words", position["position"])
        + labelled("How firmly", FIRMNESS[position["certainty"]]),
        Markup("{} {}<br>{}").format(
            joined(badges, " "), card.who, origin(", ".join(position["locators"]))
        ),
    )


@cache
def reply(to: Reply) -> Markup:
    """One reader's judgement on a pair, under that of whoever reads."""
    row, relation = to.row, to.row["relation"]
    pieces = []
    if to.judgement != UNJUDGED_PAIR:
        pieces.append(labelled(f"You say “{to.judgement}”", f"{RELATIONS[to.judgement]}.", to.hint))
    criterion = "" if to.judgement == relation else f" ({RELATIONS[relation]})"
    pieces.append(
        paragraph(strong(f"One reader says “{relation}”") + f"{criterion}.", row["reason"])
    )
    if row["disputable"]:
        pieces.append(paragraph(strong(f"Or “{row['other_reading']}”?"), row["other_reason"]))
    return figure(
        joined([*pieces, *map(paragraph, to.cautions)]),
        "One reader’s judgement, by four criteria; the codes are places in the article.",
    )


@cache
def _folded(title: str, reason: Reply) -> Markup:
    return details(title, reply(reason))


@html.register
def two_voices(comparison: TwoVoices) -> Markup:
    page = side_by_side(*map(voice_card, comparison.cards))
    answer = comparison.reply
    if answer:
        folded = answer.judgement == UNJUDGED_PAIR
        page += details(FOLDED, reply(answer)) if folded else reply(answer)
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
    reasons = joined(
        _folded(f"{row.voice_a} – {row.voice_b}", reason)
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
        (*pair, *(relations.count(relation) for relation in RELATIONS))
        for pair, relations in pairs.items()
    ]
    return table(
        counts,
        ("pair", "between", "heard in", *SHORT),
        f"Four topics, ten pairs: how often each relation occurs, by {comparison.reading}",
    ) + paragraph(f"Where both speak, they agree {comparison.where_both_speak}.", *comparison.notes)


@cache
def silence_card(card: SilenceCard) -> Markup:
    """One silence: what was searched, and, folded before a judgement, one reader's answer."""
    row, judgement = card.row, card.judgement
    words = ", ".join(f"“{word}”" for word in row["words_searched"])
    nearest = joined(paragraph(f"{place}: {gists}") for place, gists in card.nearest)
    front = (
        paragraph(strong(row["topic"]))
        + labelled("Searched in the whole article", f"{words}. Found {card.times}.")
        + details("Where the article comes nearest", nearest)
    )
    if judgement == UNJUDGED_SILENCE:
        answer = details(FOLDED, _silence_reply(card))
    else:
        yours = labelled(f"You say “{judgement}”", f"{EXPECTATIONS[judgement]}.")
        answer = yours + _silence_reply(card)
    return figure(front + answer, origin(", ".join(row["nearest_locators"])))


def _silence_reply(card: SilenceCard) -> Markup:
    row, expected = card.row, card.row["expected"]
    criterion = "" if card.judgement == expected else f": {EXPECTATIONS[expected]}"
    searched = f"Searched for elsewhere and not found: {card.searched_elsewhere}."
    return (
        paragraph(strong(f"One reader says “{expected}”") + f"{criterion}.")
        + labelled("Why", row["why_expected"])
        + labelled("Who might have raised it", f"{card.might_have_raised_it}.")
        + labelled("Caution", row["caution"])
        + (paragraph(searched) if card.searched_elsewhere else "")
        + sources_line(row["source_ids"])
    )


@html.register
def silences(comparison: Silences) -> Markup:
    cards = [silence_card(card) for card in comparison.cards]
    return cards[0] if len(cards) == 1 else side_by_side(*cards)
