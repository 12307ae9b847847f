"""All tasks as one page that needs no Jupyter.

Native controls with their labels, and a file to hand in like that of the notebooks. The page asks
no network for anything and holds no key, reason, hint or sample. The task component draws and keeps
what is entered.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from markupsafe import Markup

from khaddam_files import check, component
from khaddam_files.answers import keys
from khaddam_files.component import design
from khaddam_files.data import records
from khaddam_files.pages.templates import render

TITLE = "The Khaddam Files: answer form"
HAND_IN = {
    "id": "hand-in",
    "legend": "Your work",
    "handin": True,
    "keys": [keys.STUDENT],
    "folder": "form",
    "anew": {
        "label": "Delete all answers and begin anew",
        "question": "Everything that is entered on this page is deleted from this browser. "
        "Download it first if you want to keep it.",
        "yes": "Yes, delete everything",
    },
}


class Task(NamedTuple):
    """One task as it is read, above what the component draws. row: of `tasks.csv`."""

    row: dict
    points: str
    rubric: Sequence[str]


class Chapter(NamedTuple):
    """One exercise."""

    notebook: str
    title: str
    question: str
    tasks: Sequence[Task]


def _task(row: dict) -> Task:
    return Task(
        row=row,
        points=check.points_in_words(row),
        rubric=check.rubric_in_words(row["task_id"]),
    )


def _specifications() -> Markup:
    """What the component draws, as data in the page."""
    notebooks = sorted({row["notebook"] for row in records("tasks")})
    tasks = [
        design.task(row["task_id"]) for notebook in notebooks for row in check.tasks_of(notebook)
    ]
    text = json.dumps([part | {"folder": "form"} for part in (*tasks, HAND_IN)], ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))  # no tag of a text can end the element


def _policy(script: str) -> str:
    """The page may run this script and no other, and may ask no address for anything."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'"
    )


def answer_form(chapters: dict) -> str:
    """The page with every task; chapters: notebook -> (file stem, title, question)."""
    script = component.script("storage", "form")
    return render(
        "form.html.j2",
        title=TITLE,
        policy=_policy(script),
        chapters=[
            Chapter(notebook, title, question, list(map(_task, check.tasks_of(notebook))))
            for notebook, (_, title, question) in chapters.items()
        ],
        words=sorted(records("glossary"), key=lambda row: row["term_en"].lower()),
        hand_in=HAND_IN["id"],
        specifications=_specifications(),
        script=Markup(script),  # ours: no word of anybody else
    )
