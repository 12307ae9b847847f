"""Exercises: one task at a time, answered at once, saved while it is entered, with hints."""

from __future__ import annotations

from khaddam_files import check, readable_export
from khaddam_files.answers import Answers, AnswersError, handing_in, keys, read_export
from khaddam_files.compare.note import COUNTED_PARTS
from khaddam_files.component import design
from khaddam_files.component.places import named_places
from khaddam_files.pages import check as page_of_check
from khaddam_files.pages.elements import Piece
from khaddam_files.widgets.component import ComponentWidget, moment, tell_all

MOST_HINTS = 3
NOTE_TASK = "09.7"  # asks for the note that notebook 09 has kept
FORM_HINT = (
    "If this line stays, the widget extension of Jupyter is missing: answer in "
    "exercises/answer-form.html instead."
)
READABLE_FILES = {
    "html": ("answers.html", "text/html", readable_export.as_html),
    "markdown": ("answers.md", "text/markdown", readable_export.as_markdown),
}


class Task(ComponentWidget):
    """One task: its controls, a reply under each, hints and a dispute.

    The task itself stands in the page above.
    """

    def __init__(self, task_id: str, store: Answers | None = None):
        self.row = check.task(task_id)
        self.stored_text = f"Task {task_id}: choose Run, Run All Cells to answer it. {FORM_HINT}"
        self.hints = keys.hints(task_id)
        drawn = design.task(task_id)
        drawn["hints"] = {"key": self.hints, "label": "Show a hint", "most": MOST_HINTS}
        drawn["keys"] = design.keys_of(drawn)
        if task_id == NOTE_TASK:
            drawn["take"] = {"label": "Take over my note from notebook 09"}
        self.items = {
            item["key"]: row
            for item, row in zip(drawn.get("items", ()), check.items(task_id), strict=False)
        }
        super().__init__(drawn, store)

    def written_out(self) -> Piece:
        return page_of_check.task_written_out(self.row, named_places(self.row))

    def entered(self, shown: dict):
        """What is entered, as `check.check` takes it; None if nothing is."""
        if self.items:
            return {
                row["item_id"]: shown[key] for key, row in self.items.items() if key in shown
            } or None
        return shown.get(self.design["text"]["key"])

    def replies(self, shown: dict, changed) -> dict:
        """A reply to each item and one to the whole; hints as far as they were asked for."""
        reply = check.check(self.row["task_id"], self.entered(shown))
        if self.items:
            key_by_item = {row["item_id"]: key for key, row in self.items.items()}
            replies = {
                key_by_item[line.item["item_id"]]: {
                    "for": line.choice,
                    "agrees": line.agrees,
                    "says": line.reason,
                }
                for line in reply.item_replies
            }
            # without a key there is no reply to an item, and the whole says so
            is_said = bool(replies) or (reply.points is None and self.entered(shown) is not None)
            replies["all"] = {"says": reply.sentence if is_said else ""}
        else:
            key = self.design["text"]["key"]
            words = f"{reply.sentence} {reply.reason}".strip()
            typed = shown.get(key)
            replies = {key: {"for": typed, "says": "" if typed is None else words}}
        return replies | {self.hints: {"hints": self._hints(shown.get(self.hints))}}

    def _hints(self, used: object) -> list[str]:
        """The hints that were asked for. used: how many, or whatever else stands in the file."""
        most = min(used, MOST_HINTS) if isinstance(used, int) else 0
        return [check.hint(self.row["task_id"], number) for number in range(1, most + 1)]

    def companions(self, values: dict, left: bool) -> dict:
        """The first choice for each item, before any reply: it stays."""
        chosen = [key for key in self.items if values.get(key) is not None]
        return {
            self._first(key): values[key]
            for key in chosen
            if self.store.get(self._first(key)) is None
        }

    def _first(self, key: str) -> str:
        """The key under which the first answer stands beside the last."""
        return keys.first(
            self.row["task_id"], self.items[key]["item_id"] if key in self.items else ""
        )

    def left(self) -> None:
        """The first number or day, before any reply; one that is being typed is none yet."""
        if self.row["kind"] in check.TYPING_KINDS:
            key = self.design["text"]["key"]
            typed, first = self.store.get(key), self._first(key)
            if typed is not None and self.store.get(first) is None:
                self.store.put(first, typed)

    def answer(self, message: dict, page: str) -> None:
        if message.get("type") == "take":
            self._take_over(page)
        else:
            super().answer(message, page)

    def _take_over(self, page: str) -> None:
        note = {part: self.store.get(keys.note(part)) for part in COUNTED_PARTS}
        parts = [text for text in note.values() if isinstance(text, str)]
        if parts:
            self.send({"type": "taken", "page": page, "text": "\n\n".join(parts)})
        else:
            self.say(
                "state",
                page=page,
                notice="Notebook 09 has kept no note yet: write it there, or here.",
            )


def task(task_id: str) -> Task:
    """One task of an exercise by its id, such as `03.1`."""
    return Task(task_id)


class HandIn(ComponentWidget):
    """Take your work with you, or bring it back: a file, two copies to read, a code.

    The page makes file and code by itself.
    """

    stored_text = (
        f"Choose Run, Run All Cells to download your answers or to bring them back. {FORM_HINT}"
    )

    def __init__(self, store: Answers | None = None):
        drawn = {
            "id": "hand-in",
            "legend": "Your work",
            "handin": True,
            "keys": [keys.STUDENT],
            "readable": [
                {"as": "html", "label": "Download them to read or print"},
                {"as": "markdown", "label": "Download them as plain text"},
            ],
            "anew": {
                "label": "Put all answers aside and begin anew",
                "question": "Everything that is entered in all notebooks is put into a file beside "
                "your answers, and every page is emptied.",
                "yes": "Yes, put them aside",
            },
        }
        if handing_in.folder() is not None:
            drawn["hand"] = {"label": "Hand in"}
        super().__init__(drawn, store)

    def is_own(self, key: str) -> bool:
        return isinstance(key, str)  # what is brought back belongs to any page

    def answer(self, message: dict, page: str) -> None:
        kind = message.get("type")
        if kind == "all":
            tell_all()
            self.say("kept", page=page, kept=self._all_entries())
        elif kind == "readable" and message.get("as") in READABLE_FILES:
            name, mime, written = READABLE_FILES[message["as"]]
            text = written(self.store.all())
            self.send({"type": "file", "page": page, "name": name, "mime": mime, "text": text})
        elif kind == "anew":
            self._begin_anew(page)
        elif kind == "hand":
            self.send({"type": "handed", "page": page, "said": _handed_in(message.get("text"))})
        else:
            super().answer(message, page)
            if kind == "put":
                tell_all()

    def _all_entries(self) -> dict:
        """Everything that is kept, as the page writes it into a file."""
        heads = {key: self.store.heads(key)[0] for key in self.store.all()}
        return {
            key: {"value": value, "changed": moment(time)} for key, (time, value) in heads.items()
        }

    def _begin_anew(self, page: str) -> None:
        try:
            aside = self.store.begin_anew()
        except AnswersError as problem:
            self.say("state", page=page, said=str(problem))
            return
        sentence = (
            f"Your answers lie in {aside}; “Bring back a file” takes them up again."
            if aside
            else "Nothing was kept yet."
        )
        tell_all()
        self.say("kept", page=page, kept=self._all_entries(), said=sentence)


def _handed_in(text: object) -> str:
    """Hand in the file that the page has made, and say what became of it."""
    raw = str(text).encode("utf-8", "replace")
    try:
        number = read_export(raw).entries.get(keys.STUDENT)
        if number is None or not str(number.value).strip():
            return "Not handed in yet: enter your student number first."
        handed = handing_in.hand_in(raw, str(number.value))
    except AnswersError as problem:
        return f"Not handed in: {problem}"
    except handing_in.HandInError as problem:
        return str(problem)
    return (
        f"Handed in at {handed.time}: {handed.name}, {handed.size:,} bytes. If you change an "
        "answer, hand in again; the newest answers count."
    )


def hand_in() -> HandIn:
    """The last cell of every exercise and of notebook 09."""
    return HandIn()
