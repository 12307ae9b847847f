"""What stands under the sentence of a check: every answer beside what speaks for and against it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from khaddam_files.check import TYPING_KINDS, Reply, choices, items
from khaddam_files.pages import elements

_COLUMNS = ("item", "your answer", "compared", "why")


def html(reply: Reply) -> Markup:
    """A table of the items that were answered, or the reason for a number or a date."""
    if reply.item_replies:
        rows = [
            (line.item["text"], line.choice, _verdict_in_words(line.agrees), line.reason)
            for line in reply.item_replies
        ]
        return elements.table(rows, _COLUMNS, "What speaks for and against your answers")
    return elements.paragraph(reply.reason) if reply.reason else Markup()


def _verdict_in_words(agrees: bool) -> str:
    return "as the key" if agrees else "not as the key"


def task_written_out(row: dict, places: Sequence[str]) -> Markup:
    """What a task asks in its own cell, for paper and wherever no component is drawn: its items,
    the choices for them, and the places to read. row: of `tasks.csv`."""
    asked = [item["text"] for item in items(row["task_id"])]
    listed = elements.numbered(asked) if len(asked) > 1 else elements.paragraph(*asked)
    offered = choices(row["task_id"]) if row["kind"] not in TYPING_KINDS else ()
    pieces = [
        listed if asked else "",
        elements.labelled_paragraph("Choose from", " · ".join(offered)) if offered else "",
        elements.labelled_paragraph("Read", ", ".join(places)) if places else "",
    ]
    return elements.join_pieces(pieces)
