"""Notebook 09."""

from __future__ import annotations

import ipywidgets

from khaddam_files import compare, handin
from khaddam_files.widgets.base import ComparisonBox, Store, dropdown, line, remember

TICKET_LABEL = "12em"


def source_note() -> ComparisonBox:
    """Six text boxes, saved at every change, with their form checked beside earlier answers. Twin: `compare.note_beside_answers`."""
    store = Store("")  # what was answered elsewhere stands beside the note
    boxes = {
        part["part_id"]: ipywidgets.Textarea(
            description=part["title"],
            placeholder=part["prompt"],
            continuous_update=False,
            rows=4,
            layout=ipywidgets.Layout(width="100%", max_width="800px"),
            style={"description_width": "20em"},
        )
        for part in compare.note_parts()
    }
    for name, box in boxes.items():
        remember(store, box, "", [], lambda name=name: f"09.{name}")

    def check(**parts):
        kept = {key: value for key, value in store.kept().items() if not key.endswith(".hints")}
        return store.told(compare.note_beside_answers(parts, handin.answered(kept)))

    return ComparisonBox(
        check,
        boxes,
        list(boxes.values()),
        "Six boxes for your note, saved as you write; an example with its check is written out below.",
    )


def exit_ticket(notebook: str = "09") -> ComparisonBox:
    """Three questions at the end, saved as they are answered; they go into the file to hand in. Twin: `compare.exit_ticket`."""
    store = Store("exit.")
    boxes = {
        "sentence": line("I would now defend", "One sentence, with a place such as S8.7", label=TICKET_LABEL),
        "unclear": line("Still unclear to me", "One thing, in any language", label=TICKET_LABEL),
        "pace": dropdown(
            "The pace was", [(one, one) for one in (compare.UNANSWERED, *compare.PACES)], compare.UNANSWERED
        ),
    }
    boxes["pace"].style = {"description_width": TICKET_LABEL}
    for part, empty, box in zip(compare.TICKET, ("", "", compare.UNANSWERED), boxes.values(), strict=True):
        remember(store, box, empty, [], lambda part=part: f"exit.{notebook}.{part}")
    return ComparisonBox(
        lambda **answers: store.told(compare.exit_ticket(**answers)),
        boxes,
        list(boxes.values()),
        "Three questions on the way out: a sentence to defend, what is unclear, the pace.",
    )
