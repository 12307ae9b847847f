"""What a reader answered, in words that need no collection: as rows, a page and plain text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from khaddam_files import __version__, check
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.pages import markdown

TITLE = "Answers to The Khaddam Files"
WORDS_OF_PIECES = (  # where a piece of a key stands in words: table, the column with the words
    ("claims", "proposition"),
    ("verdicts", "verdict"),
    ("hypothesis_rows", "gist"),
    ("hypotheses", "name"),
    ("framing", "claim"),
    ("chain", "link"),
    ("topics", "topic"),
    ("silences", "topic"),
    ("themes", "theme"),
    ("witnesses", "short_name"),
    ("drift", "topic"),
    ("note_parts", "title"),
)


def in_words(piece: str) -> str:
    """A piece of a key in words: a claim, a passage, a theme; nothing where no table knows it."""
    for table, column in WORDS_OF_PIECES:
        row = by_key(table).get(piece)
        if row:
            return row[column] + (f" ({row['locator']})" if row.get("locator") else "")
    return ""


class AnswerRow(NamedTuple):
    """One answer in words. notebook: `ex` for a task that does not exist; what: it is about."""

    notebook: str
    what: str
    question: str
    answer: str

    @property
    def heading(self) -> str:
        return f"{self.notebook} {self.what}".strip()


def answer_rows(answers: Mapping[str, object]) -> list[AnswerRow]:
    """Everything that is kept, in words; a key that nobody knows stands under its own name.

    answers: key -> value, by item as `Answers.all` gives it, or joined.
    """
    rows = []
    for key, value in sorted(keys.joined(answers).items()):
        notebook, *pieces = key.split(".")
        if notebook == "ex" and len(pieces) == 3:
            task = _exercise(".".join(pieces[:2]), pieces[2], value)
            rows.append(task or AnswerRow("ex", key, "", _words(value)))
            continue
        if keys.kind(key) == "question":
            rows.append(_question(key, value))
            continue
        question = ", ".join(filter(None, map(in_words, pieces)))
        rows.append(AnswerRow(notebook, " ".join(pieces), question, _words(value)))
    return rows


def _question(key: str, value: object) -> AnswerRow:
    """What is kept of a question that leads a comparison."""
    _, notebook, comparison, order, part = key.split(".")
    row = by_key("questions").get(f"{notebook}.{comparison}.{order}")
    heading = f"question {order} of {comparison.replace('_', ' ')}"
    if part == "first":
        heading += " (before ours was opened)"
    return AnswerRow(notebook, heading, row["question"] if row else "", _words(value))


def _exercise(task_id: str, part: str, value: object) -> AnswerRow | None:
    """What is kept of a task; None for a task that does not exist."""
    try:
        row = check.task(task_id)
    except check.TaskError:
        return None
    is_answer = part == "answer"
    answer = _by_item(task_id, value) if is_answer and isinstance(value, dict) else _words(value)
    heading = f"{task_id} {row['title']}" + ("" if is_answer else f" ({part})")
    return AnswerRow(row["notebook"], heading, row["prompt"] if is_answer else "", answer)


def _by_item(task_id: str, chosen: Mapping[str, object]) -> str:
    return "; ".join(
        f"{item['text']} → {_words(chosen.get(item['item_id'], 'not answered'))}"
        for item in check.items(task_id)
    )


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)


def as_html(answers: Mapping[str, object]) -> str:
    """A page of its own that needs no style sheet and no script.

    Right-to-left answers turn by themselves.
    """
    from khaddam_files.pages.templates import render  # only when pressed: a kernel pays for it

    return render("answers.html.j2", title=TITLE, answered=answer_rows(answers))


def as_markdown(answers: Mapping[str, object]) -> str:
    """The same as plain text.

    What somebody wrote is set off, so that nothing of it can pass for a heading, a link or HTML.
    """
    pieces = [f"# {TITLE}\n\nVersion {__version__} of the collection.\n"]
    for row in answer_rows(answers):
        heading = markdown.words_of(row.heading)  # a key that nobody knows is somebody's word, too
        question = f"{row.question}\n\n" if row.question else ""
        pieces.append(f"## {heading}\n\n{question}{markdown.fenced(row.answer)}\n")
    return "\n".join(pieces)
