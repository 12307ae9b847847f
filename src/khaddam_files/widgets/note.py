"""Notebook 09."""

from __future__ import annotations

from functools import partial

import ipywidgets

from khaddam_files import readable_export
from khaddam_files.answers import keys
from khaddam_files.compare import note
from khaddam_files.compare.base import UNANSWERED
from khaddam_files.pages.note import check_of_part
from khaddam_files.widgets.base import AnswerStore, ComparisonBox, bind_answer, dropdown, piece
from khaddam_files.widgets.layouts import layout
from khaddam_files.widgets.writing import WritingBox

TICKET_LABEL_WIDTH = "12em"
PART = {"flex": "1 1 380px", "min_width": "0"}
CHECK = {"flex": "0 1 210px", "min_width": "0", "margin": "20px 0 0 0"}
BESIDE = {"width": "100%", "max_width": "850px", "flex_flow": "row wrap"}


def source_note() -> ComparisonBox:
    """Six text boxes, saved at every change, the form of each checked beside it; above them what
    is still open, and the earlier answers, folded. Twin: `compare.note.example_note`."""
    store = AnswerStore("")  # what was answered elsewhere stands beside the note
    boxes = {
        part["part_id"]: WritingBox(
            part["title"],
            store,
            partial(keys.note, part["part_id"]),
            placeholder=part["prompt"],
            rows=3,
            laid_out=layout(**PART),
            look="kf-above",
        )
        for part in note.note_parts()
    }

    checks = [piece(laid_out=layout(**CHECK)) for _ in boxes]

    def check(**parts):
        answers = {
            key: value for key, value in store.values().items() if not key.endswith(".hints")
        }
        comparison = note.note_beside_answers(parts, readable_export.answer_rows(answers))
        for beside, row in zip(checks, comparison.rows, strict=True):
            beside.value = check_of_part(row)
        return comparison

    rows = [
        ipywidgets.HBox(pair, layout=layout(**BESIDE))
        for pair in zip(boxes.values(), checks, strict=True)
    ]
    box = ComparisonBox(check, boxes, rows, lambda: [note.example_note()], store=store)
    # what is open, and what was answered before, is read before one writes
    guard, bar, *sentence_and_earlier = box.children
    box.children = [guard, *sentence_and_earlier, bar]
    return box


def exit_ticket(notebook: str = "09") -> ComparisonBox:
    """Three questions at the end, saved as they are answered; they go into the file to hand in.
    Twin: `compare.note.exit_ticket`."""
    store = AnswerStore(keys.exit_part(notebook, ""))
    pace = dropdown(
        "The pace was",
        [(words, words) for words in (UNANSWERED, *note.TICKET_PACES)],
        UNANSWERED,
    )
    pace.style = {"description_width": TICKET_LABEL_WIDTH}
    sentence, unclear, pace_key = (
        partial(keys.exit_part, notebook, part) for part in note.TICKET_QUESTIONS
    )
    bind_answer(store, pace, UNANSWERED, [], pace_key)
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
        lambda: [note.exit_ticket("", "", UNANSWERED)],
        store=store,
    )
