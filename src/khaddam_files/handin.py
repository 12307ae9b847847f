"""What a reader answered, in words: as rows, as a page and as plain text, readable without this collection."""

from __future__ import annotations

import re

from khaddam_files import __version__, check, markup
from khaddam_files.answers import keys
from khaddam_files.choices import by_key

TITLE = "Answers to The Khaddam Files"
DESCRIBED = (  # where a piece of a key is told in words: table, the column with the words
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


def described(piece: str) -> str:
    """A piece of a key in words: a claim, a passage, a theme, a text; nothing where no table knows it."""
    for table, column in DESCRIBED:
        row = by_key(table).get(piece)
        if row:
            return row[column] + (f" ({row['locator']})" if row.get("locator") else "")
    return ""


def answered(kept: dict) -> list[tuple[str, str, str, str]]:
    """(notebook, what it is, question, answer), all in words, for everything that is kept; a key that nobody knows stands under its own name.

    kept: key -> value, by item as `Answers.all` gives it, or joined.
    """
    rows = []
    for key, value in sorted(keys.joined(kept).items()):
        notebook, *pieces = key.split(".")
        if notebook == "ex" and len(pieces) == 3:
            rows.append(_exercise(".".join(pieces[:2]), pieces[2], value) or ("ex", key, "", _words(value)))
            continue
        question = ", ".join(filter(None, map(described, pieces)))
        rows.append((notebook, " ".join(pieces), question, _words(value)))
    return rows


def _exercise(task_id: str, part: str, value) -> tuple[str, str, str, str] | None:
    try:
        row = check.task(task_id)
    except check.TaskError:
        return None
    told = _words(value)
    if part == "answer" and isinstance(value, dict):
        told = "; ".join(
            f"{item['text']} → {_words(value.get(item['item_id'], 'not answered'))}" for item in check.items(task_id)
        )
    heading = f"{task_id} {row['title']}" + ("" if part == "answer" else f" ({part})")
    return row["notebook"], heading, row["prompt"] if part == "answer" else "", told


def _words(value) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)


def as_html(kept: dict) -> str:
    """A page of its own, escaped, that needs no style sheet and no script. Right-to-left answers turn by themselves."""
    body = "".join(
        markup.heading(2, f"{notebook} {what}".strip())
        + (markup.paragraph(markup.text(question)) if question else "")
        + markup.entry(told)
        for notebook, what, question, told in answered(kept)
    )
    return markup.page(TITLE, markup.paragraph(f"Version {__version__} of the collection.") + body)


def _fenced(words: str) -> str:
    """Somebody's words as a block in which nothing is Markdown or HTML: its fence is longer than any that they hold."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", words)), default=0))
    return "\n".join([f"{fence}text", *words.splitlines(), fence])


def as_markdown(kept: dict) -> str:
    """The same as plain text. What somebody wrote is set off, so that nothing of it can pass for a heading, a link or HTML."""
    pieces = [f"# {TITLE}\n\nVersion {__version__} of the collection.\n"]
    for notebook, what, question, told in answered(kept):
        # a key that nobody knows is somebody's word, too
        heading = re.sub(r"([\\`*_\[\]#<>&~|!])", r"\\\1", " ".join(f"{notebook} {what}".split()))
        pieces.append(f"## {heading}\n\n" + (f"{question}\n\n" if question else "") + _fenced(told) + "\n")
    return "\n".join(pieces)
