"""Notebook 09."""

from __future__ import annotations

from functools import partial

import ipywidgets

from khaddam_files import readable_export
from khaddam_files.answers import keys
from khaddam_files.compare import cards, note
from khaddam_files.widgets.base import AnswerStore, ComparisonBox, bind_answer, dropdown
from khaddam_files.widgets.writing import WritingBox

TICKET_LABEL_WIDTH = "12em"
PART_LAYOUT = ipywidgets.Layout(width="100%", max_width="800px")


def source_note() -> ComparisonBox:
    """Six text boxes, saved at every change, with their form checked beside earlier answers. Twin:
    `compare.note.note_beside_answers`."""
    store = AnswerStore("")  # what was answered elsewhere stands beside the note
    boxes = {
        part["part_id"]: WritingBox(
            part["title"],
            store,
            partial(keys.note, part["part_id"]),
            placeholder=part["prompt"],
            rows=4,
            layout=PART_LAYOUT,
            look="kf-above",
        )
        for part in note.note_parts()
    }

    def check(**parts):
        answers = {
            key: value for key, value in store.values().items() if not key.endswith(".hints")
        }
        return note.note_beside_answers(parts, readable_export.answer_rows(answers))

    return ComparisonBox(
        check,
        boxes,
        list(boxes.values()),
        "Six boxes for your note, saved as you write; an example with its check is written "
        "out below.",
        store=store,
    )


def exit_ticket(notebook: str = "09") -> ComparisonBox:
    """Three questions at the end, saved as they are answered; they go into the file to hand in.
    Twin: `compare.note.exit_ticket`."""
    store = AnswerStore(keys.exit_part(notebook, ""))
    pace = dropdown(
        "The pace was",
        [(words, words) for words in (cards.UNANSWERED, *note.TICKET_PACES)],
        cards.UNANSWERED,
    )
    pace.style = {"description_width": TICKET_LABEL_WIDTH}
    sentence, unclear, pace_key = (
        partial(keys.exit_part, notebook, part) for part in note.TICKET_QUESTIONS
    )
    bind_answer(store, pace, cards.UNANSWERED, [], pace_key)
    boxes = {
        "sentence": WritingBox(
            "I would now defend",
            store,
            sentence,
            placeholder="One sentence, with a place such as S8.7",
            label=TICKET_LABEL_WIDTH,
        ),
        "unclear": WritingBox(
            "Still unclear to me",
            store,
            unclear,
            placeholder="One thing, in any language",
            label=TICKET_LABEL_WIDTH,
        ),
        "pace": pace,
    }
    return ComparisonBox(
        note.exit_ticket,
        boxes,
        list(boxes.values()),
        "Three questions on the way out: a sentence to defend, what is unclear, the pace.",
        store=store,
    )
