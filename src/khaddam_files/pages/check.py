"""What stands under the sentence of a check: every answer beside what speaks for and against it."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.check import Reply
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
