"""What a reader answered, as a page and as plain text: readable without this collection."""

from __future__ import annotations

from khaddam_files import __version__, check, markup

TITLE = "Answers to The Khaddam Files"


def entries(kept: dict) -> list[tuple[str, str, str]]:
    """(heading, question, answer in words) for everything that is kept; keys that no task knows stand under their own name."""
    lines = []
    for key, value in sorted(kept.items()):
        if not key.startswith("ex."):
            lines.append((key, "", _words(value)))
            continue
        name, _, part = key.removeprefix("ex.").rpartition(".")
        try:
            row = check.task(name)
        except check.TaskError:
            lines.append((key, "", _words(value)))
            continue
        if part == "answer" and isinstance(value, dict):
            told = "; ".join(
                f"{item['text']} → {value.get(item['item_id'], 'not answered')}" for item in check.items(name)
            )
        else:
            told = _words(value)
        heading = f"{name} {row['title']}" + ("" if part == "answer" else f" ({part})")
        lines.append((heading, row["prompt"] if part == "answer" else "", told))
    return lines


def _words(value) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)


def as_html(kept: dict) -> str:
    """A page of its own, escaped, that needs no style sheet and no script. Right-to-left answers turn by themselves."""
    body = "".join(
        markup.heading(2, heading) + (markup.paragraph(markup.text(question)) if question else "") + markup.entry(told)
        for heading, question, told in entries(kept)
    )
    return markup.page(TITLE, markup.paragraph(f"Version {__version__} of the collection.") + body)


def as_markdown(kept: dict) -> str:
    """The same as plain text. Lines of an answer are set off, so that none of them can pass for a heading."""
    pieces = [f"# {TITLE}\n\nVersion {__version__} of the collection.\n"]
    for heading, question, told in entries(kept):
        quoted = "\n".join(f"> {line}" for line in told.splitlines() or [""])
        pieces.append(f"## {' '.join(heading.split())}\n\n" + (f"{question}\n\n" if question else "") + quoted + "\n")
    return "\n".join(pieces)
