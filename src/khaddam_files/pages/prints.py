"""Notebook 05."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from khaddam_files.choices import by_key
from khaddam_files.compare.base import NO_FILTER
from khaddam_files.compare.passages import passage
from khaddam_files.compare.prints import (
    ARTICLE_WITNESS,
    EXTENT_READ,
    PAIRS_AT_HAND,
    UNJUDGED_PRINTS,
    DriftingSentence,
    Independence,
    JudgementReply,
    Pair,
    PublicAndPrivate,
    Testimony,
    TwoWitnesses,
    WitnessProperty,
    drift_kinds,
    print_words,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    details,
    entry,
    figure,
    foreign_words,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, source_link
from khaddam_files.wording import RIGHT_TO_LEFT_LETTER

if TYPE_CHECKING:
    from khaddam_files.rows import DriftPrint, Parallel

_FOREIGN_WORDS_PATTERN = re.compile(
    rf"({RIGHT_TO_LEFT_LETTER.pattern}+(?: {RIGHT_TO_LEFT_LETTER.pattern}+)*)"
)
_LANGUAGES = {"ar": "Arabic", "fa": "Persian", "fr": "French"}
SECOND_READINGS = {
    "agreed": "a second reader agreed",
    "corrected": "changed after a second reading",
    "doubtful": "still in need of a native reader",
}
STANDING_SENTENCES = {
    "confirmed": "The second reader confirmed this.",
    "weaker than first said": (
        "The second reader found it weaker than first said; the text here is the weaker one."
    ),
    "corrected": "The second reader found it wrong in part; the text here is the corrected one.",
}
_NOT_SEEN_IS_NOT_ABSENT = (
    "“Not seen” is not “absent”: of every public text only the opening was read, "
    "and no public report of the talk with Khatami was found."
)


# --- words, and where they stand --------------------------------------------------------------


def _print_words(row: Parallel | DriftPrint) -> Markup:
    """Verbatim words with our rendering; of the article the excerpt, often short, and our gist."""
    if row["passage_id"]:
        source = passage(row["passage_id"])
        excerpt = quotation(source["excerpt"], "Retold here, not quoted.")
        return excerpt + labelled_paragraph("In our words", source["gist"])
    language = row["language"]
    if language in (None, "en"):
        return quotation(row["excerpt"], "")
    return quotation(foreign_words(row["excerpt"] or "", language), "") + labelled_paragraph(
        f"Our rendering from the {_LANGUAGES[language]}{_second_reading_in_words(row)}",
        row["rendering"],
    )


def _second_reading_in_words(row: Parallel | DriftPrint) -> str:
    """What became of a second reading of our rendering; `drift_prints.csv` tells of none."""
    if "second_reading" not in row or not row["second_reading"]:
        return ""
    return f" ({SECOND_READINGS[row['second_reading']]})"


def _place_of_words(row: Parallel | DriftPrint) -> str | Markup:
    """Where words stand: the article's locator with publisher and link, or another's place."""
    if row["witness_id"] == ARTICLE_WITNESS:
        return origin(row["witness_locator"] or passage(row["passage_id"] or "")["locator"])
    return row["witness_locator"] or ""


def _note_on_words(row: Parallel | DriftPrint) -> Markup:
    """Our note on some words; a word that it names in its own script is marked too."""
    pieces = _FOREIGN_WORDS_PATTERN.split(row["note"] or "" if "note" in row else "")
    return join_pieces(
        foreign_words(piece, row["language"] or "") if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


def _citation_of_witness(witness_id: str) -> Markup:
    """Author, linked title and date of a witness."""
    link = source_link(witness_id)
    # script from right to left in an address is percent-encoded, as browsers do
    return Markup(
        link.translate({ord(sign): quote(sign) for sign in RIGHT_TO_LEFT_LETTER.findall(link)})
    )


# --- two witnesses ----------------------------------------------------------------------------


@cache
def _testimony_card(testimony: Testimony) -> Markup:
    """What one witness carries on one theme."""
    witness = testimony.witness
    if testimony.speaks:
        body = join_pieces(
            _print_words(row) + _place_and_strength(row) for row in testimony.entries
        )
    else:
        body = paragraph(strong(testimony.strength) + ".", testimony.silence)
    caption = Markup("{} ({}; read: {})<br>{}").format(
        strong(witness["short_name"]),
        witness["kind"],
        EXTENT_READ[witness["seen"]],
        _citation_of_witness(witness["witness_id"]),
    )
    return figure(body, caption)


def _place_and_strength(row: Parallel) -> Markup:
    where = Markup("Where: {} · speaks as {}.").format(
        _place_of_words(row), strong(row["strength"])
    )
    return paragraph(where, _note_on_words(row))


@html.register
def independence(comparison: Independence) -> Markup:
    return paragraph(comparison.meaning) + _properties_of_witnesses(comparison)


def _properties_of_witnesses(voices: Independence) -> Markup:
    """What is known of two witnesses."""
    return _property_table(voices.left, voices.right, voices.rows)


@cache
def _property_table(left: str, right: str, rows: tuple[WitnessProperty, ...]) -> Markup:
    columns = ("property", f"left: {left}", f"right: {right}")
    return table(rows, columns, f"Are {left} and {right} two voices?")


def _reply_paragraph(reply: JudgementReply, judgement: str) -> Markup:
    return paragraph(strong(f"{judgement}: {reply.verdict}."), reply.reason)


@lru_cache(PAIRS_AT_HAND)
def _folded_replies(pair: Pair) -> Markup:
    """Every reply, folded."""
    return details(
        "The reply to each of the five judgements",
        join_pieces(
            _reply_paragraph(reply, judgement) for judgement, reply in pair.replies.items()
        ),
    )


@lru_cache(PAIRS_AT_HAND)
def _folded_comparison(pair: Pair) -> Markup:
    """Where these prints are compared by hand, and what is known of the two texts."""
    notes = join_pieces(
        labelled_paragraph(row["topic"], row["what_changed"], STANDING_SENTENCES[row["standing"]])
        for row in pair.drifts
    )
    return (details("What a reader of these two prints noted", notes) if notes else "") + details(
        "Are these two voices?", paragraph(pair.weight) + _properties_of_witnesses(pair.voices)
    )


def _own_rendering(comparison: TwoWitnesses) -> str | Markup:
    """What the reader makes of the left text, where it has words in another language."""
    if not comparison.rendering.strip():
        return ""
    if not comparison.pair.left.is_foreign:
        return paragraph(
            "Your rendering is kept, but the left text has no words in another language here."
        )
    return figure(
        entry(comparison.rendering),
        "Your rendering of the left text. In which word does it differ from ours?",
    )


@html.register
def two_witnesses(comparison: TwoWitnesses) -> Markup:
    pair, judgement = comparison.pair, comparison.judgement
    if judgement == UNJUDGED_PRINTS:
        reply = _folded_replies(pair)
    else:
        reply = figure(
            _reply_paragraph(pair.replies[judgement], f"“{judgement}”")
            + paragraph(strong("Two voices?"), pair.weight),
            "What the tables say to your judgement; the sense of the words is yours to weigh.",
        )
    left = _testimony_card(pair.left) + _own_rendering(comparison)
    return side_by_side(left, _testimony_card(pair.right)) + reply + _folded_comparison(pair)


# --- what was public --------------------------------------------------------------------------


@html.register
def public_and_private(comparison: PublicAndPrivate) -> Markup:
    if not comparison.rows:
        return paragraph(_NOT_SEEN_IS_NOT_ABSENT)
    themes = "All themes" if comparison.show == NO_FILTER else comparison.show.capitalize()
    rows = tuple(
        (
            row.theme,
            row.public or "not seen",
            row.article or "absent",
            row.other or "not seen",
            row.found_in,
        )
        for row in comparison.rows
    )
    overview = _theme_table(rows, f"{themes}, if {comparison.rule}")
    return overview + _legend_of_witnesses(comparison) + paragraph(_NOT_SEEN_IS_NOT_ABSENT)


@cache
def _theme_table(rows: tuple[tuple[str, ...], ...], caption: str) -> Markup:
    columns = (
        "theme",
        "public that day",
        "the article",
        "other texts after the minutes",
        "found in",
    )
    return table(rows, columns, caption)


def _legend_of_witnesses(comparison: PublicAndPrivate) -> str | Markup:
    """Which text each of the ids in the table is."""
    names = [f"{text} {by_key('witnesses')[text]['short_name']}" for text in comparison.witness_ids]
    return paragraph(f"{'; '.join(names)}.") if names else ""


# --- one sentence in several prints -----------------------------------------------------------


@cache
def _print_card(print_id: str) -> Markup:
    """One print of one sentence: the words, ours under them, who printed them."""
    row, words_row = by_key("drift_prints")[print_id], print_words(print_id)
    witness = by_key("witnesses")[row["witness_id"]]
    caption = Markup("{} ({})<br>{}").format(
        strong(f"Print {row['position']}: {witness['short_name']}"),
        witness["kind"],
        _citation_of_witness(row["witness_id"]),
    )
    where = paragraph(Markup("Where: {}.").format(_place_of_words(words_row)))
    return figure(_print_words(words_row) + where, caption)


@html.register
def drifting_sentence(comparison: DriftingSentence) -> Markup:
    first, second, *third = map(_print_card, comparison.print_ids)
    answer = _answer_figure(comparison)
    if comparison.guess == UNJUDGED_PRINTS:
        answer = details("What changed", answer)
    voices = comparison.voices
    return (
        side_by_side(first, second)
        + (side_by_side(third[0], answer) if third else answer)
        + details(f"Are {voices.left} and {voices.right} two voices?", independence(voices))
    )


def _answer_figure(comparison: DriftingSentence) -> Markup:
    """The answer: the kind of change, what it is, and why it matters.

    A note can give the answer away, so it stands here and not on the card of its print.
    """
    row = comparison.drift
    notes = [_note_on_words(print_words(print_id)) for print_id in comparison.print_ids]
    return figure(
        _guess_beside_kind(comparison)
        + labelled_paragraph("Kind of change", f"{row['kind']}. {row['what_changed']}")
        + labelled_paragraph("Why it matters", row["why_it_matters"])
        + join_pieces(
            labelled_paragraph(f"On print {print_row.position}", note)
            for print_row, note in zip(comparison.rows, notes, strict=True)
            if note
        ),
        STANDING_SENTENCES[row["standing"]],
    )


def _guess_beside_kind(comparison: DriftingSentence) -> str | Markup:
    """What the guess would mean, where the table names another kind."""
    guess, kind, meanings = comparison.guess, comparison.drift["kind"], drift_kinds().meanings
    if guess in (UNJUDGED_PRINTS, kind):
        return ""
    return paragraph(
        Markup("{} would mean that {}.").format(strong(guess), meanings[guess]),
        Markup("The table names the main change {}: {}.").format(strong(kind), meanings[kind]),
        "Kinds can overlap: if yours fits too, name the word.",
    )
