"""Notebook 09: a source note in five parts, checked for its form, beside what its writer answered
earlier.

A reader calls `check_note`, `note_beside_answers`, `example_note` and `exit_ticket`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.locators import locators_in
from khaddam_files.data import records
from khaddam_files.wording import count_of

if TYPE_CHECKING:
    from khaddam_files.rows import NotePart

NOTE_WORDS = 250  # asked for
_MARGIN_OF_WORDS = 50  # more or fewer words that still count as 250
NOTE_LOCATORS = 3  # asked for
MOST_QUOTED_WORDS = 40  # words; the quotation rule of the collection
_QUOTATION_PATTERN = re.compile(r"[“\"«]([^”\"»]*)[”\"»]")
TICKET_QUESTIONS = {  # the three questions at the end of a lesson
    "assert": "One sentence that you would now defend, with its place",
    "unclear": "What is still unclear to you",
    "pace": "How the pace was",
}
TICKET_PACES = ("too slow", "right", "too fast")
# the sixth part is about the writer
COUNTED_PARTS = ("what", "chain", "confirmed", "unconfirmed", "reliance")
_NO_EARLIER_ANSWERS = (
    "No earlier answers are kept yet: notebooks 01 to 08 keep them, and so do the exercises."
)


class PartForm(NamedTuple):
    """The form of one part: its words, the locators that exist, those that do not, and the words of
    its longest quotation."""

    part: str
    words: int
    locators: str
    unknown: str
    longest_quotation: int


@frozen
class NoteForm(Comparison):
    """The form of a note. whose: whose note it is, as the caption names it."""

    rows: Sequence[PartForm]
    whose: str = "your note"
    row_type = PartForm


class EarlierAnswer(NamedTuple):
    """What was answered in one notebook: what it is, the question, the answer, all in words."""

    notebook: str
    what: str
    question: str
    answer: str


@frozen
class EarlierAnswers(Comparison):
    rows: Sequence[EarlierAnswer]
    row_type = EarlierAnswer


@frozen
class NoteBesideAnswers(Comparison):
    rows: Sequence[PartForm]
    note: NoteForm
    earlier: EarlierAnswers
    row_type = PartForm


@frozen
class ExampleNote(Comparison):
    """The example of `note_parts.csv` with its form. parts: (title, text)."""

    rows: Sequence[PartForm]
    parts: Sequence[tuple[str, str]]
    form: NoteForm
    row_type = PartForm


class TicketAnswer(NamedTuple):
    question: str
    answer: str


@frozen
class Ticket(Comparison):
    """An exit ticket; its sentence says everything."""

    rows: Sequence[TicketAnswer]
    row_type = TicketAnswer


def note_parts() -> list[NotePart]:
    """The parts of a source note in order: part_id, title, prompt, example."""
    return sorted(records("note_parts"), key=lambda row: row["order"])


def longest_quotation(text: str) -> int:
    """Words of the longest piece in quotation marks, of any of three shapes."""
    return max((len(piece.split()) for piece in _QUOTATION_PATTERN.findall(text)), default=0)


def check_note(parts: Mapping[str, str]) -> NoteForm:
    """A source note held against its form: parts, words, locators, quotations. Its reasoning is for
    a human reader.

    parts: part_id of `note_parts.csv` -> text; parts that are missing count as empty. Words are
    what stands between blanks, so that any script is counted alike.
    """
    rows = []
    for part in note_parts():
        text = parts.get(part["part_id"]) or ""
        cited, unknown_here = map(", ".join, locators_in(text))
        rows.append(
            PartForm(part["title"], len(text.split()), cited, unknown_here, longest_quotation(text))
        )
    words = sum(len((parts.get(name) or "").split()) for name in COUNTED_PARTS)
    citations, unknown = locators_in(
        " ".join(parts.get(part["part_id"]) or "" for part in note_parts())
    )
    open_points = _open_points(
        parts, words, citations, unknown, max(row.longest_quotation for row in rows)
    )
    state = (
        f"Still open: {'; '.join(open_points)}."
        if open_points
        else "Its form is complete; now let somebody question it."
    )
    return NoteForm(
        sentence=f"Your note has {words} of about {NOTE_WORDS} words and {len(citations)} of at "
        f"least {NOTE_LOCATORS} places. {state}",
        rows=rows,
    )


def _open_points(
    parts: Mapping[str, str],
    words: int,
    citations: Sequence[str],
    unknown: Sequence[str],
    longest: int,
) -> list[str]:
    """What the form of a note still wants."""
    empty = sum(not (parts.get(part["part_id"]) or "").strip() for part in note_parts())
    points = [
        count_of(empty, "empty part") if empty else "",
        "too few words" if words < NOTE_WORDS - _MARGIN_OF_WORDS else "",
        "too many words" if words > NOTE_WORDS + _MARGIN_OF_WORDS else "",
        "too few places" if len(citations) < NOTE_LOCATORS else "",
        f"no such place: {', '.join(unknown)}" if unknown else "",
        f"a quotation of more than {MOST_QUOTED_WORDS} words"
        if longest > MOST_QUOTED_WORDS
        else "",
    ]
    return [point for point in points if point]


def earlier_answers(answers: Iterable[tuple[str, str, str, str]]) -> EarlierAnswers:
    """What a reader answered before the note, by notebook.

    answers: (notebook, what it is, question, answer) of each answer, in words.
    """
    rows = [EarlierAnswer(*row) for row in answers if row[0] < "09"]
    notebooks = sorted({row.notebook for row in rows})
    where = f"notebook{'s' if len(notebooks) > 1 else ''} {', '.join(notebooks)}"
    return EarlierAnswers(
        sentence=f"{count_of(len(rows), 'earlier answer')}, from {where}."
        if rows
        else _NO_EARLIER_ANSWERS,
        rows=rows,
    )


def note_beside_answers(
    parts: Mapping[str, str], answers: Iterable[tuple[str, str, str, str]]
) -> NoteBesideAnswers:
    """The form of a draft, and its writer's earlier answers.

    parts: as for `check_note`; answers: as for `earlier_answers`.
    """
    note = check_note(parts)
    return NoteBesideAnswers(
        sentence=note.sentence, rows=note.rows, note=note, earlier=earlier_answers(answers)
    )


def example_note() -> ExampleNote:
    """A note on another document, part by part, with its form checked."""
    parts = note_parts()
    form = check_note({part["part_id"]: part["example"] for part in parts})
    return ExampleNote(
        sentence="An example on another document, the report of Iran's state agency of 16 "
        "March 2003. " + form.sentence.replace("Your note", "The example"),
        rows=form.rows,
        parts=[(part["title"], part["example"]) for part in parts],
        form=NoteForm(sentence=form.sentence, rows=form.rows, whose="the example"),
    )


def exit_ticket(sentence: str, unclear: str, pace: str) -> Ticket:
    """What somebody takes along from a lesson: words and places counted, nothing judged."""
    citations, unknown = locators_in(sentence)
    words = len(sentence.split())
    points = [
        f"{words} words to take along, places cited: {', '.join(citations) or 'none'}"
        if words
        else "No sentence yet",
        f"no such place: {', '.join(unknown[:5])}" if unknown else "",
        "an open point is noted" if unclear.strip() else "",
        f"the pace was {pace}" if pace in TICKET_PACES else "",
    ]
    answers = zip(TICKET_QUESTIONS.values(), (sentence, unclear, pace), strict=True)
    return Ticket(
        sentence=f"{'; '.join(filter(None, points))}.", rows=[TicketAnswer(*row) for row in answers]
    )
