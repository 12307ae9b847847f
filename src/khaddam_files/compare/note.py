"""Notebook 09: a source note in five parts, checked for its form, beside what its writer answered earlier."""

from __future__ import annotations

import re

from khaddam_files import markup
from khaddam_files.compare.base import Comparison, locators_in
from khaddam_files.data import records

WORDS = 250  # asked for
MARGIN = 50  # more or fewer words that still count as 250
LOCATORS = 3  # asked for
TABLE = 420  # pixels that the table of the form needs
LONGEST_QUOTATION = 40  # words; the quotation rule of the collection
QUOTED = re.compile(r"[“\"«]([^”\"»]*)[”\"»]")
TICKET = {  # the three questions at the end of a lesson
    "assert": "One sentence that you would now defend, with its place",
    "unclear": "What is still unclear to you",
    "pace": "How the pace was",
}
PACES = ("too slow", "right", "too fast")
COUNTED = ("what", "chain", "confirmed", "unconfirmed", "reliance")  # the sixth part is about the writer


def note_parts() -> list[dict]:
    """The parts of a source note in order: part_id, title, prompt, example."""
    return sorted(records("note_parts"), key=lambda row: row["order"])


def longest_quotation(text: str) -> int:
    """Words of the longest piece in quotation marks, of any of three shapes."""
    return max((len(piece.split()) for piece in QUOTED.findall(text)), default=0)


def check_note(parts: dict[str, str]) -> Comparison:
    """A source note held against its form: parts, words, locators, quotations. Its reasoning is for a human reader.

    parts: part_id of `note_parts.csv` -> text; parts that are missing count as empty. Words are what stands between blanks, so
    that any script is counted alike. Frame: part, words, locators, unknown locators, longest quotation.
    """
    rows = []
    for part in note_parts():
        text = parts.get(part["part_id"]) or ""
        found, unknown = locators_in(text)
        rows.append((part["title"], len(text.split()), ", ".join(found), ", ".join(unknown), longest_quotation(text)))
    texts = [parts.get(name) or "" for name in COUNTED]
    words = sum(len(text.split()) for text in texts)
    found, unknown = locators_in(" ".join(parts.get(part["part_id"]) or "" for part in note_parts()))
    empty = [f"“{part['title']}”" for part in note_parts() if not (parts.get(part["part_id"]) or "").strip()]
    wanting = [
        f"empty: {', '.join(empty)}" if empty else "",
        f"{words} words instead of about {WORDS}" if abs(words - WORDS) > MARGIN else "",
        f"{len(found)} of {LOCATORS} locators" if len(found) < LOCATORS else "",
        f"no such place: {', '.join(unknown)}" if unknown else "",
        f"a quotation of more than {LONGEST_QUOTATION} words"
        if max(row[4] for row in rows) > LONGEST_QUOTATION
        else "",
    ]
    wanting = [piece for piece in wanting if piece]
    return Comparison(
        f"Your note has {words} words and {len(found)} locator{' that exists' if len(found) == 1 else 's that exist'}. "
        + (f"Still open: {'; '.join(wanting)}." if wanting else "Its form is complete; now let somebody question it."),
        markup.table(
            [(title, count, places or "–", missing or "–", longest) for title, count, places, missing, longest in rows],
            ("part", "words", "locators", "not in the article", "longest quotation"),
            f"The form of your note: about {WORDS} words in five parts, at least {LOCATORS} locators, no quotation over {LONGEST_QUOTATION} words",
        ),
        rows,
        ("part", "words", "locators", "unknown", "longest_quotation"),
    )


def earlier_answers(answered) -> Comparison:
    """What a reader answered before the note, by notebook.

    answered: (notebook, what it is, question, answer) of each answer, in words. Frame: the same four.
    """
    columns = ("notebook", "what", "question", "answer")
    rows = [row for row in answered if row[0] < "09"]
    notebooks = sorted({row[0] for row in rows})
    sentence = (
        f"{len(rows)} earlier answer{'' if len(rows) == 1 else 's'}, from notebook{'s' if len(notebooks) > 1 else ''} {', '.join(notebooks)}."
        if rows
        else "No earlier answers are kept yet: notebooks 02 and 04 to 08 keep them, and so do the exercises."
    )
    pieces = [
        markup.details(
            f"Notebook {number}: {sum(row[0] == number for row in rows)} answers",
            markup.table(
                [(what, question or "–", answer) for notebook, what, question, answer in rows if notebook == number],
                ("which", "about", "your answer"),
                f"What you answered in notebook {number} and its exercise",
            ),
        )
        for number in notebooks
    ]
    return Comparison(sentence, markup.paragraph(markup.text(sentence)) + "".join(pieces), rows, columns)


def note_beside_answers(parts: dict[str, str], answered) -> Comparison:
    """The form of a draft on the left, its writer's earlier answers on the right. answered: as for `earlier_answers`. Frame: that of `check_note`."""
    note = check_note(parts)
    beside = markup.side_by_side(note.html, earlier_answers(answered).html, TABLE)
    return Comparison(note.sentence, beside, note.rows, note.columns)


def example_note() -> Comparison:
    """A note on another document, part by part, with its form checked. Frame: that of `check_note`."""
    parts = note_parts()
    check = check_note({part["part_id"]: part["example"] for part in parts})
    written = "".join(
        markup.paragraph(f"<strong>{markup.text(part['title'])}.</strong> {markup.text(part['example'])}")
        for part in parts
    )
    return Comparison(
        "An example on another document, the report of Iran's state agency of 16 March 2003. "
        + check.sentence.replace("Your note", "The example"),
        markup.figure(written, "Example of a source note, written for this collection")
        + check.html.replace("your note", "the example"),
        check.rows,
        check.columns,
    )


def exit_ticket(sentence: str, unclear: str, pace: str) -> Comparison:
    """What somebody takes along from a lesson: words and places counted, nothing judged. Frame: question, answer."""
    found, unknown = locators_in(sentence)
    words = len(sentence.split())
    told = [
        f"{words} words to take along, places cited: {', '.join(found) or 'none'}" if words else "No sentence yet",
        f"no such place: {', '.join(unknown[:5])}" if unknown else "",
        "an open point is noted" if unclear.strip() else "",
        f"the pace was {pace}" if pace in PACES else "",
    ]
    answers = zip(TICKET.values(), (sentence, unclear, pace), strict=True)
    return Comparison(f"{'; '.join(filter(None, told))}.", "", list(answers), ("question", "answer"))
