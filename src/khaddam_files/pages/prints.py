"""Notebook 05."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from khaddam_files.choices import by_key, find
from khaddam_files.compare.prints import (
    ARTICLE_WITNESS,
    EXTENT_READ,
    PAIRS_AT_HAND,
    THEME_GROUPS,
    UNJUDGED_PRINTS,
    DriftingSentence,
    Independence,
    JudgementReply,
    OneTheme,
    Pair,
    PrintDate,
    PublicAndPrivate,
    Testimony,
    ThemeOverview,
    TwoWitnesses,
    WitnessProperty,
    drift_kinds,
    drifting_words,
    print_date,
    print_words,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    HAIR,
    SERIF,
    SIDE,
    SMALL,
    TINT,
    bullets,
    changed,
    details,
    entry,
    figure,
    foreign_words,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    stacked_lines,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, source_link
from khaddam_files.wording import RIGHT_TO_LEFT_LETTER

if TYPE_CHECKING:
    from khaddam_files.rows import DriftPrint, DriftWord, Parallel

_FOREIGN_WORDS_PATTERN = re.compile(
    rf"({RIGHT_TO_LEFT_LETTER.pattern}+(?: {RIGHT_TO_LEFT_LETTER.pattern}+)*)"
)
_LANGUAGES = {"ar": "Arabic", "fa": "Persian", "fr": "French"}
SECOND_READINGS = {
    "agreed": "agreed by a second reader",
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
_BARS = SIDE["others"][0], "transparent"  # the left is filled, the right is not
_LINE_OF_YEARS = 2003, 2024  # from the day of the talks to the year of the article
_NOT_SEEN_IS_NOT_ABSENT = (
    "“Not seen” is not “absent”: of every public text only the opening was read, "
    "and no public report of the talk with Khatami was found."
)


# --- words, and where they stand --------------------------------------------------------------


def _print_words(row: Parallel) -> Markup:
    """Verbatim words with our rendering; of the article the excerpt, often short, and our gist."""
    if row["passage_id"]:
        source = find("passages", row["passage_id"])
        excerpt = quotation(source["excerpt"], "Retold here, not quoted.")
        return excerpt + labelled_paragraph("In our words", source["gist"])
    language = row["language"]
    if language in (None, "en"):
        return quotation(row["excerpt"], "")
    return quotation(foreign_words(row["excerpt"] or "", language), "") + labelled_paragraph(
        f"Our rendering from the {_LANGUAGES[language]}",
        row["rendering"],
    )


def _place_of_words(row: Parallel | DriftPrint) -> str | Markup:
    """Where words stand: the article's locator with publisher and link, or another's place."""
    if row["witness_id"] == ARTICLE_WITNESS:
        place = row["witness_locator"] or find("passages", row["passage_id"] or "")["locator"]
        return origin(place)
    return row["witness_locator"] or ""


def _note_on_words(row: Parallel | DriftPrint) -> Markup:
    """Our note on some words; a word that it names in its own script is marked too."""
    pieces = _FOREIGN_WORDS_PATTERN.split(row["note"] or "" if "note" in row else "")
    return join_pieces(
        foreign_words(piece, row["language"] or "") if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


@cache
def _citation_of_witness(witness_id: str) -> Markup:
    """Author, linked title and date of a witness."""
    link = source_link(witness_id)
    # script from right to left in an address is percent-encoded, as browsers do
    return Markup(
        link.translate({ord(sign): quote(sign) for sign in RIGHT_TO_LEFT_LETTER.findall(link)})
    )


# --- two witnesses ----------------------------------------------------------------------------


@cache
def _testimony_card(testimony: Testimony, locked: bool) -> Markup:
    """What one witness carries on one theme. locked: whether a question is open, and with it by
    which word its silence is called."""
    witness = testimony.witness
    if testimony.speaks:
        first, *others = (_print_words(row) + _place_and_strength(row) for row in testimony.entries)
        body = first + (
            details(f"More of it here ({len(others)})", join_pieces(others)) if others else ""
        )
    else:
        body = (
            paragraph("Nothing on this theme was found in it.")
            if locked
            else paragraph(strong(testimony.strength) + ".", testimony.silence)
        )
    caption = Markup("{} · {} · read: {}").format(
        strong(witness["short_name"]), witness["kind"], EXTENT_READ[witness["seen"]]
    )
    return figure(body, caption)


@cache
def _line_of_years(left: Testimony, right: Testimony) -> Markup:
    """Two texts on one line of years, so that it is seen which of them could use the other."""
    dates = [print_date(each.witness["witness_id"]) for each in (left, right)]
    bars = join_pieces(map(_bar_of_print, dates, _BARS))
    words = join_pieces(
        (
            Markup("{} {}: {}").format(sign, strong(side), printed.words)
            for sign, side, printed in zip("●○", ("left", "right"), dates, strict=True)
        ),
        " · ",
    )
    return Markup(
        '<div style="max-width:640px;font-size:{};margin:0 0 6px">{} · the line runs from {} to {}'
        '<div style="position:relative;height:14px"><div style="position:absolute;left:0;right:0;'
        'top:7px;border-top:{}"></div>{}</div></div>'
    ).format(SMALL, words, *_LINE_OF_YEARS, HAIR, bars)


def _bar_of_print(printed: PrintDate, look: str) -> Markup:
    """The days on which a text may have been printed, as a bar on the line; nothing for a text
    that shows no date. look: how the bar is filled."""
    if printed.first is None or printed.last is None:
        return Markup()
    start, end = (100 * _share_of_line(when) for when in (printed.first, printed.last))
    return Markup(
        '<div style="position:absolute;left:{:.1f}%;width:{:.1f}%;min-width:8px;top:2px;'
        'height:8px;border-radius:5px;border:2px solid;background:{}"></div>'
    ).format(start, end - start, look)


def _share_of_line(when: date) -> float:
    """Where a day stands on the line of years, from 0 to 1."""
    start, end = date(_LINE_OF_YEARS[0], 1, 1), date(_LINE_OF_YEARS[1], 12, 31)
    return (when - start) / (end - start)


def _place_and_strength(row: Parallel) -> Markup:
    """Where words stand, how firmly they speak, and folded what we note on them."""
    pieces = [
        Markup("Where: {}").format(_place_of_words(row)),
        Markup("speaks as {}").format(strong(row["strength"])),
    ]
    notes = [_note_on_words(row)] if row["note"] else []
    if row["second_reading"]:
        notes.append(Markup("Our rendering: {}.").format(SECOND_READINGS[row["second_reading"]]))
    note = details("Our note", paragraph(*notes)) if notes else Markup()
    return _small(join_pieces(pieces, " · ") + ".") + note


def _small(words: Markup) -> Markup:
    """A line in small type."""
    return Markup('<p style="font-size:{};margin:0 0 4px">{}</p>').format(SMALL, words)


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
    cards = side_by_side(
        *(_testimony_card(each, comparison.locked) for each in (pair.left, pair.right))
    )
    page = _line_of_years(pair.left, pair.right) + cards + _own_rendering(comparison)
    if not comparison.locked:
        if judgement == UNJUDGED_PRINTS:
            page += _folded_replies(pair)
        else:
            page += figure(
                _reply_paragraph(pair.replies[judgement], f"“{judgement}”")
                + paragraph(strong("Two voices?"), pair.weight),
                "What the tables say to your judgement; the sense of the words is yours to weigh.",
            )
        page += _folded_comparison(pair)
    return page + _folded_sources(
        testimony.witness["witness_id"] for testimony in (pair.left, pair.right)
    )


@html.register
def one_theme(comparison: OneTheme) -> Markup:
    silent = [
        f"{testimony.witness['short_name']} ({testimony.strength})"
        for testimony in comparison.silent
    ]
    return (
        join_pieces(_testimony_card(each, False) for each in comparison.speaking)
        + (labelled_paragraph("Silent", "; ".join(silent)) if silent else "")
        + _folded_sources(testimony.witness["witness_id"] for testimony in comparison.speaking)
    )


def _folded_sources(witness_ids: Iterable[str]) -> Markup:
    """The citations of witnesses, each once."""
    ids = dict.fromkeys(witness_ids)
    return details(f"Sources ({len(ids)})", bullets(map(_citation_of_witness, ids)))


# --- what was public --------------------------------------------------------------------------


@html.register
def public_and_private(comparison: PublicAndPrivate) -> Markup:
    by_group = {
        group: [row for row in comparison.rows if row.found_in == group] for group in THEME_GROUPS
    }
    columns = [_column_of_tiles(group, by_group[group], comparison) for group in THEME_GROUPS[:3]]
    shares = [len(by_group[group]) for group in THEME_GROUPS[:3]]  # a column is as wide as full
    if comparison.opened:  # the last column has room
        columns[-1] += _opened_theme(comparison.opened)
        shares[-1] = max(shares)
    neither = by_group[THEME_GROUPS[3]]
    page = Markup('<div style="display:flex;flex-wrap:wrap;gap:8px 16px">{}</div>').format(
        join_pieces(
            Markup('<div style="flex:{} 1 100px;min-width:0">{}</div>').format(share, column)
            for share, column in zip(shares, columns, strict=True)
        )
    )
    if neither:
        names = ", ".join(row.theme for row in neither)
        page += _small(Markup("In neither: {}.").format(names))
    if comparison.moved:
        page += _small(Markup("Framed thick: elsewhere, if IRNA alone counts."))
    if comparison.locked:
        return page
    return page + details("As a table", _table_of_themes(comparison))


def _column_of_tiles(
    group: str, rows: Sequence[ThemeOverview], comparison: PublicAndPrivate
) -> Markup:
    """The themes of one group as small tiles under its name."""
    opened = comparison.opened.theme_id if comparison.opened else ""
    tiles = join_pieces(
        _tile(row.theme, row.theme_id in comparison.moved, row.theme_id == opened) for row in rows
    )
    count = "" if comparison.locked else f": {len(rows)}"
    return Markup(
        '<p style="margin:0 0 4px">{}</p><ul style="margin:0 0 6px;padding:0;display:flex;'
        'flex-wrap:wrap;gap:3px">{}</ul>'
    ).format(strong(f"{group}{count}"), tiles)


@cache
def _tile(theme: str, moved: bool, opened: bool) -> Markup:
    """One theme. moved: framed thick; opened: tinted."""
    return Markup(
        '<li style="display:block;list-style:none;margin:0;padding:0 6px;border:{};'
        'border-radius:4px;background:{};font-size:{};line-height:1.4">{} </li>'
    ).format("2px solid" if moved else HAIR, TINT if opened else "transparent", SMALL, theme)


def _opened_theme(row: ThemeOverview) -> Markup:
    """What one theme is, and which texts speak on it."""
    definition = by_key("themes")[row.theme_id]["definition"]
    places = (
        ("Public that day", _names_of_witnesses(_in_public(row))),
        ("The article", row.article or "absent"),
        ("Other texts after the minutes", _names_of_witnesses(row.other) or "not seen"),
    )
    lines = (Markup("{} {}.").format(strong(f"{label}:"), words) for label, words in places)
    body = join_pieces(map(_small, (Markup("{}").format(definition), *lines)))
    return figure(body, strong(row.theme))


def _in_public(row: ThemeOverview) -> str:
    """The texts of the day that a rule counts, and those that it leaves aside, by id: a theme that
    stands in one of these was seen."""
    set_aside = f"not counted: {row.uncounted}" if row.uncounted else ""
    return "; ".join(filter(None, (row.public, set_aside))) or "not seen"


def _names_of_witnesses(ids: str) -> str:
    """Witnesses by name, from ids in a sentence: “W03 (hedged)” is Al-Hayat, hedged."""
    return re.sub(
        r"W\d\d", lambda found: by_key("witnesses")[found[0]]["short_name"], ids.replace(",", ";")
    )


def _table_of_themes(comparison: PublicAndPrivate) -> Markup:
    rows = tuple(
        (
            row.theme,
            _in_public(row),
            row.article or "absent",
            row.other or "not seen",
            row.found_in,
        )
        for row in comparison.rows
    )
    return (
        _theme_table(rows, f"All themes, if {comparison.rule}")
        + _legend_of_witnesses(comparison)
        + paragraph(_NOT_SEEN_IS_NOT_ABSENT)
    )


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


@html.register
def drifting_sentence(comparison: DriftingSentence) -> Markup:
    witness_ids = [row.witness_id for row in comparison.rows]
    print_ids, answer = tuple(comparison.print_ids), _answer_figure(comparison)
    is_judged = comparison.guess != UNJUDGED_PRINTS
    page = _rows_of_prints(print_ids, is_judged or comparison.opened)
    if comparison.opened:
        page += details("What changed", answer)
    elif is_judged:
        page += answer
    elif not comparison.locked:
        page += details(
            "What changed, with the words marked", _rows_of_prints(print_ids, True) + answer
        )
    if comparison.locked:
        return page + _folded_sources(witness_ids)
    return (
        page
        + _table_of_slots(comparison)
        + details("Are the first print and the last two voices?", independence(comparison.voices))
        + _folded_sources(witness_ids)
    )


@cache
def _rows_of_prints(print_ids: tuple[str, ...], marked: bool) -> Markup:
    """One print below the other. marked: whether the words are that another print has otherwise."""
    return table(
        [_row_of_print(print_id, marked) for print_id in print_ids],
        ("print", "words, in English"),
        "Where a print is not in English, the English is ours.",
    )


def _row_of_print(print_id: str, marked: bool) -> tuple[Markup, Markup]:
    """Who printed a sentence and when, and its words in English with the original folded."""
    row, words_row = by_key("drift_prints")[print_id], print_words(print_id)
    witness = by_key("witnesses")[row["witness_id"]]
    slots = drifting_words(print_id) if marked else ()
    language = words_row["language"]
    gist = None
    if words_row["passage_id"]:
        source = find("passages", words_row["passage_id"])
        words, gist = source["excerpt"] or "", source["gist"]
    else:
        words = words_row["rendering"] or words_row["excerpt"] or ""
    when, name = print_date(row["witness_id"]).words, witness["short_name"]
    below_name = [] if when in name else [when]
    below_name.append(
        f"from the {_LANGUAGES[language]}" if language in _LANGUAGES else "in English"
    )
    head = Markup('<span style="white-space:nowrap">{}</span>').format(
        stacked_lines(
            name, Markup('<span style="font-weight:400">{}</span>').format(" · ".join(below_name))
        )
    )
    place = Markup("Where: {}.").format(_place_of_words(words_row))
    below = (
        details(
            f"The {_LANGUAGES[language]}",
            quotation(foreign_words(words_row["excerpt"] or "", language), "") + paragraph(place),
        )
        if language in _LANGUAGES
        else paragraph(
            Markup("In our words: {}").format(_with_marks(gist, slots, but_not_in=words))
            if gist
            else None,
            place,
        )
    )
    style = f"{SERIF};font-size:17px;line-height:1.4;margin:0"
    shown = Markup('<p style="{}">{}</p>').format(style, _with_marks(words, slots))
    return head, shown + below


def _with_marks(text: str, slots: Sequence[DriftWord], but_not_in: str = "") -> Markup:
    """A text with the words of its slots marked. but_not_in: a text that has some of them already,
    where they are marked."""
    phrases = [_whole_words(row["words"]) for row in slots]
    phrases = [phrase for phrase in phrases if not re.search(phrase, but_not_in)]
    if not phrases:
        return join_pieces([text])
    pieces = re.split(f"({'|'.join(phrases)})", text)
    return join_pieces(changed(piece) if k % 2 else piece for k, piece in enumerate(pieces))


def _whole_words(words: str) -> str:
    """A pattern that finds these words, and not inside a longer one."""
    return rf"(?<!\w){re.escape(words)}(?!\w)"


def _table_of_slots(comparison: DriftingSentence) -> Markup:
    """Place by place what each print has; folded, and only where the reader has guessed."""
    if comparison.guess == UNJUDGED_PRINTS:
        return Markup()
    by_print = [
        {row["slot"]: row["words"] for row in drifting_words(print_id)}
        for print_id in comparison.print_ids
    ]
    slots = dict.fromkeys(slot for words in by_print for slot in words)
    rows = [
        (row.witness, *(words.get(slot, "nothing") for slot in slots))
        for row, words in zip(comparison.rows, by_print, strict=True)
    ]
    return details("As a table", table(rows, ("print", *slots), "What stands at the same place"))


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
