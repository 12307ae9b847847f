"""Notebook 09."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files import compare
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.widgets.base import ComparisonBox


def source_note() -> ComparisonBox:
    """Six text boxes, saved at every change, with their form checked beside earlier answers. Twin: `compare.note_beside_answers`."""
    store = Answers()
    boxes = {
        part["part_id"]: ipywidgets.Textarea(
            description=part["title"],
            value=store.get(f"09.{part['part_id']}", ""),
            placeholder=part["prompt"],
            continuous_update=False,
            rows=4,
            layout=ipywidgets.Layout(width="100%", max_width="800px"),
            style={"description_width": "16em"},
        )
        for part in compare.note_parts()
    }

    def check(**parts):
        made = compare.note_beside_answers(parts, store.all())
        try:
            for name, text in parts.items():
                if text != store.get(f"09.{name}", ""):
                    store.put(f"09.{name}", text)
        except AnswersError as problem:
            return replace(made, sentence=f"{problem} {made.sentence}")
        return made

    return ComparisonBox(
        check,
        boxes,
        list(boxes.values()),
        "Six boxes for your note, saved as you write; an example with its check is written out below.",
    )
