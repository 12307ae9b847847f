"""Notebook 09."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.note import (
    MOST_QUOTED_WORDS,
    NOTE_LOCATORS,
    NOTE_WORDS,
    EarlierAnswers,
    ExampleNote,
    NoteBesideAnswers,
    NoteForm,
    PartForm,
    Ticket,
    example_note,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    HAIR,
    SMALL,
    details,
    join_pieces,
    paragraph,
    set_close,
    strong,
    table,
)

_TEXT_AND_CHECK = (  # one part of a note, and its check where there is room for it
    '<div style="display:flex;flex-wrap:wrap;gap:4px 14px"><div style="flex:1 1 380px;min-width:0">'
    '{}</div><div style="flex:0 1 210px;min-width:0">{}</div></div>'
)
_CHECK = f"border-left:{HAIR};padding:0 0 0 10px;margin:4px 0;font-size:{SMALL};line-height:1.45"


def check_of_part(row: PartForm) -> Markup:
    """What stands beside one part: its words, its locators, and ✓ or what is missing."""
    open_points = [
        "" if row.words else "nothing yet",
        f"no such place: {row.unknown}" if row.unknown else "",
        f"a quotation of {row.longest_quotation} words, at most {MOST_QUOTED_WORDS}"
        if row.longest_quotation > MOST_QUOTED_WORDS
        else "",
    ]
    missing = [point for point in open_points if point]
    pieces = [
        strong(f"▸ {'; '.join(missing)}" if missing else "✓"),
        f"{row.words:,} words" if row.words else "",
        f"places: {row.locators}" if row.locators else "no place" if row.words else "",
    ]
    return Markup('<p style="{}">{}</p>').format(
        _CHECK, join_pieces((piece for piece in pieces if piece), " · ")
    )


@html.register
def note_form(comparison: NoteForm) -> Markup:
    rows = [
        row._replace(locators=row.locators or "–", unknown=row.unknown or "–")
        for row in comparison.rows
    ]
    return table(
        rows,
        ("part", "words", "locators", "not in the article", "longest quotation"),
        f"The form of {comparison.whose}: about {NOTE_WORDS} words in five parts, "
        f"at least {NOTE_LOCATORS} locators, no quotation over {MOST_QUOTED_WORDS} words",
    )


@html.register
def earlier_answers(comparison: EarlierAnswers) -> Markup:
    notebooks = sorted({row.notebook for row in comparison.rows})
    return paragraph(comparison.sentence) + join_pieces(
        _answers_of_notebook(comparison, number) for number in notebooks
    )


def _answers_of_notebook(comparison: EarlierAnswers, number: str) -> Markup:
    rows = [
        (row.what, row.question or "–", row.answer)
        for row in comparison.rows
        if row.notebook == number
    ]
    caption = f"What you answered in notebook {number} and its exercise"
    return details(
        f"Notebook {number}: {len(rows)} answers",
        table(rows, ("which", "about", "your answer"), caption),
    )


@html.register
def note_beside_answers(comparison: NoteBesideAnswers) -> Markup:
    count = len(comparison.earlier.rows)
    earlier = html(comparison.earlier)
    if count:
        earlier = details(f"Your earlier answers ({count})", earlier)
    example = details("An example on another document", html(example_note()))
    return set_close(earlier, example, details("The form as a table", html(comparison.note)))


@html.register
def note_as_example(comparison: ExampleNote) -> Markup:
    text_beside_check = join_pieces(
        Markup(_TEXT_AND_CHECK).format(paragraph(strong(f"{title}."), text), check_of_part(row))
        for (title, text), row in zip(comparison.parts, comparison.rows, strict=True)
    )
    return set_close(text_beside_check, details("The form as a table", html(comparison.form)))


@html.register
def ticket(comparison: Ticket) -> Markup:
    return Markup()
