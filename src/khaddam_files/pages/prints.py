"""Notebook 05."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from khaddam_files.choices import by_key
from khaddam_files.compare.base import ANY
from khaddam_files.compare.passages import passage
from khaddam_files.compare.prints import (
    ARTICLE,
    NEARBY,
    SEEN,
    UNJUDGED_PRINTS,
    DriftingSentence,
    Independence,
    Pair,
    PublicAndPrivate,
    Reply,
    Testimony,
    TwoWitnesses,
    WitnessProperty,
    drift_kinds,
    print_words,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    RIGHT_TO_LEFT,
    details,
    entry,
    figure,
    foreign,
    joined,
    labelled,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, source_link

if TYPE_CHECKING:
    from khaddam_files.rows import DriftPrint, Parallel

FOREIGN_RUN = re.compile(rf"({RIGHT_TO_LEFT.pattern}+(?: {RIGHT_TO_LEFT.pattern}+)*)")
LANGUAGES = {"ar": "Arabic", "fa": "Persian", "fr": "French"}
SECOND_READING = {
    "agreed": "a second reader agreed",
    "corrected": "changed after a second reading",
    "doubtful": "still in need of a native reader",
}
STANDING = {
    "confirmed": "The second reader confirmed this.",
    "weaker than first said": (
        "The second reader found it weaker than first said; the text here is the weaker one."
    ),
    "corrected": "The second reader found it wrong in part; the text here is the corrected one.",
}
NOT_SEEN = (
    "“Not seen” is not “absent”: of every public text only the opening was read, "
    "and no public report of the talk with Khatami was found."
)


# --- words, and where they stand --------------------------------------------------------------


def words(row: Parallel | DriftPrint) -> Markup:
    """Verbatim words with our rendering; of the article the excerpt, often short, and our gist."""
    if row["passage_id"]:
        source = passage(row["passage_id"])
        excerpt = quotation(source["excerpt"], "Retold here, not quoted.")
        return excerpt + labelled("In our words", source["gist"])
    language = row["language"]
    if language in (None, "en"):
        return quotation(row["excerpt"], "")
    return quotation(foreign(row["excerpt"] or "", language), "") + labelled(
        f"Our rendering from the {LANGUAGES[language]}{_second_reading(row)}", row["rendering"]
    )


def _second_reading(row: Parallel | DriftPrint) -> str:
    """What became of a second reading of our rendering; `drift_prints.csv` tells of none."""
    if "second_reading" not in row or not row["second_reading"]:
        return ""
    return f" ({SECOND_READING[row['second_reading']]})"


def place(row: Parallel | DriftPrint) -> str | Markup:
    """Where words stand: the article's locator with publisher and link, or another's place."""
    if row["witness_id"] == ARTICLE:
        return origin(row["witness_locator"] or passage(row["passage_id"] or "")["locator"])
    return row["witness_locator"] or ""


def note(row: Parallel | DriftPrint) -> Markup:
    """Our note on some words; a word that it names in its own script is marked too."""
    pieces = FOREIGN_RUN.split(row["note"] or "" if "note" in row else "")
    return joined(
        foreign(piece, row["language"] or "") if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


def citation(witness_id: str) -> Markup:
    """Author, linked title and date of a witness."""
    link = source_link(witness_id)
    # script from right to left in an address is percent-encoded, as browsers do
    return Markup(link.translate({ord(sign): quote(sign) for sign in RIGHT_TO_LEFT.findall(link)}))


# --- two witnesses ----------------------------------------------------------------------------


@cache
def testimony_card(testimony: Testimony) -> Markup:
    """What one witness carries on one theme."""
    witness = testimony.witness
    if testimony.speaks:
        body = joined(words(row) + _where(row) for row in testimony.entries)
    else:
        body = paragraph(strong(testimony.strength) + ".", testimony.silence)
    caption = Markup("{} ({}; read: {})<br>{}").format(
        strong(witness["short_name"]),
        witness["kind"],
        SEEN[witness["seen"]],
        citation(witness["witness_id"]),
    )
    return figure(body, caption)


def _where(row: Parallel) -> Markup:
    where = Markup("Where: {} · speaks as {}.").format(place(row), strong(row["strength"]))
    return paragraph(where, note(row))


@html.register
def independence(comparison: Independence) -> Markup:
    return paragraph(comparison.meaning) + properties(comparison)


def properties(voices: Independence) -> Markup:
    """What is known of two witnesses."""
    return _property_table(voices.left, voices.right, voices.rows)


@cache
def _property_table(left: str, right: str, rows: tuple[WitnessProperty, ...]) -> Markup:
    columns = ("property", f"left: {left}", f"right: {right}")
    return table(rows, columns, f"Are {left} and {right} two voices?")


def _reply(reply: Reply, judgement: str) -> Markup:
    return paragraph(strong(f"{judgement}: {reply.verdict}."), reply.reason)


@lru_cache(NEARBY)
def _replies(pair: Pair) -> Markup:
    """Every reply, folded."""
    return details(
        "The reply to each of the five judgements",
        joined(_reply(reply, judgement) for judgement, reply in pair.replies.items()),
    )


@lru_cache(NEARBY)
def _known(pair: Pair) -> Markup:
    """Where these prints are compared by hand, and what is known of the two texts."""
    noted = joined(
        labelled(row["topic"], row["what_changed"], STANDING[row["standing"]])
        for row in pair.drifts
    )
    return (details("What a reader of these two prints noted", noted) if noted else "") + details(
        "Are these two voices?", paragraph(pair.weight) + properties(pair.voices)
    )


def _own_rendering(comparison: TwoWitnesses) -> str | Markup:
    """What the reader makes of the left text, where it has words in another language."""
    if not comparison.rendering.strip():
        return ""
    if not comparison.pair.left.foreign:
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
        reply = _replies(pair)
    else:
        reply = figure(
            _reply(pair.replies[judgement], f"“{judgement}”")
            + paragraph(strong("Two voices?"), pair.weight),
            "What the tables say to your judgement; the sense of the words is yours to weigh.",
        )
    left = testimony_card(pair.left) + _own_rendering(comparison)
    return side_by_side(left, testimony_card(pair.right)) + reply + _known(pair)


# --- what was public --------------------------------------------------------------------------


@html.register
def public_and_private(comparison: PublicAndPrivate) -> Markup:
    if not comparison.rows:
        return paragraph(NOT_SEEN)
    themes = "All themes" if comparison.show == ANY else comparison.show.capitalize()
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
    return overview + _legend(comparison) + paragraph(NOT_SEEN)


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


def _legend(comparison: PublicAndPrivate) -> str | Markup:
    """Which text each of the ids in the table is."""
    names = [f"{text} {by_key('witnesses')[text]['short_name']}" for text in comparison.named]
    return paragraph(f"{'; '.join(names)}.") if names else ""


# --- one sentence in several prints -----------------------------------------------------------


@cache
def print_card(print_id: str) -> Markup:
    """One print of one sentence: the words, ours under them, who printed them."""
    row, words_row = by_key("drift_prints")[print_id], print_words(print_id)
    witness = by_key("witnesses")[row["witness_id"]]
    caption = Markup("{} ({})<br>{}").format(
        strong(f"Print {row['position']}: {witness['short_name']}"),
        witness["kind"],
        citation(row["witness_id"]),
    )
    where = paragraph(Markup("Where: {}.").format(place(words_row)))
    return figure(words(words_row) + where, caption)


@html.register
def drifting_sentence(comparison: DriftingSentence) -> Markup:
    first, second, *third = map(print_card, comparison.print_ids)
    changed = what_changed(comparison)
    if comparison.guess == UNJUDGED_PRINTS:
        changed = details("What changed", changed)
    voices = comparison.voices
    return (
        side_by_side(first, second)
        + (side_by_side(third[0], changed) if third else changed)
        + details(f"Are {voices.left} and {voices.right} two voices?", independence(voices))
    )


def what_changed(comparison: DriftingSentence) -> Markup:
    """The answer: the kind of change, what it is, and why it matters.

    A note can give the answer away, so it stands here and not on the card of its print.
    """
    row = comparison.drift
    notes = [note(print_words(print_id)) for print_id in comparison.print_ids]
    return figure(
        _other_kind(comparison)
        + labelled("Kind of change", f"{row['kind']}. {row['what_changed']}")
        + labelled("Why it matters", row["why_it_matters"])
        + joined(
            labelled(f"On print {shown.position}", noted)
            for shown, noted in zip(comparison.rows, notes, strict=True)
            if noted
        ),
        STANDING[row["standing"]],
    )


def _other_kind(comparison: DriftingSentence) -> str | Markup:
    """What the guess would mean, where the table names another kind."""
    guess, kind, meanings = comparison.guess, comparison.drift["kind"], drift_kinds().meanings
    if guess in (UNJUDGED_PRINTS, kind):
        return ""
    return paragraph(
        Markup("{} would mean that {}.").format(strong(guess), meanings[guess]),
        Markup("The table names the main change {}: {}.").format(strong(kind), meanings[kind]),
        "Kinds can overlap: if yours fits too, name the word.",
    )
