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
    Ticket,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    details,
    figure,
    join_pieces,
    paragraph,
    side_by_side,
    strong,
    table,
)

_WIDTH_OF_FORM = 420  # pixels that the table of the form needs


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
    return side_by_side(html(comparison.note), html(comparison.earlier), least=_WIDTH_OF_FORM)


@html.register
def example_note(comparison: ExampleNote) -> Markup:
    text_of_parts = join_pieces(
        paragraph(strong(f"{title}."), text) for title, text in comparison.parts
    )
    return figure(text_of_parts, "Example of a source note, written for this collection") + html(
        comparison.form
    )


@html.register
def ticket(comparison: Ticket) -> Markup:
    return Markup()
