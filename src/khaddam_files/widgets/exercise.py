"""Exercises: one task at a time, answered at once, saved at every change, with hints and room to disagree."""

from __future__ import annotations

import base64

import ipywidgets

from khaddam_files import check, handin, markup
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.compare.note import COUNTED
from khaddam_files.widgets.base import Announcement, dropdown, line, piece

CHOOSE = "choose an answer"
HINTS = 3
WIDE = ipywidgets.Layout(width="100%", max_width="800px")
LABEL = {"description_width": "9em"}
NOTE_TASK = "09.7"  # asks for the note that notebook 09 has kept
UNRATED = "not said"


class TaskBox(ipywidgets.VBox):
    """One task: its controls, a reply under each, what is announced. The task itself stands in the page above.

    controls: item_id -> control for tasks of choosing, `answer` -> control for the others; `hint`, `disputed`, `reason` and, for
    free text, `own_level` are controls of their own. Everything is kept under `ex.<task_id>.…`.
    """

    def __init__(self, task_id: str, store: Answers | None = None):
        self.task, self.store = check.task(task_id), store or Answers()
        self.key = f"ex.{task_id}"
        self.said, self.result, self.hints = Announcement(), piece(), piece()
        self.controls, self.replies = {}, {}
        rows = self._lists() if self.task["kind"] in check.CHOOSING else self._box()
        self.hint = ipywidgets.Button(description="Show a hint")
        disputed = self._kept("dispute", dict) or {}
        free = self.task["kind"] == "free"
        self.disputed = ipywidgets.Checkbox(
            description="I dispute the question" if free else "I dispute the key",
            value=bool(disputed.get("disputed")),
            indent=False,
        )
        self.reason = line("Because", "your reason, in any language", WIDE)
        self.reason.value = str(disputed.get("reason") or "")
        for control in self.controls.values():
            control.observe(self._answered, "value")
        for control in (self.disputed, self.reason):
            control.observe(self._disputed, "value")
        self.hint.on_click(self._hinted)
        super().__init__(
            [*rows, self.said, self.result, self.hint, self.hints, *self._own_level(free), self.disputed, self.reason]
        )
        self.show()

    def _kept(self, part: str, kind: type):
        """What is kept of one part; nothing where something else stands in the file."""
        found = self.store.get(f"{self.key}.{part}")
        return found if isinstance(found, kind) else None

    def _lists(self) -> list:
        """A list for each item, and room for a reply under it."""
        task_id, kept = self.task["task_id"], self._kept("answer", dict) or {}
        named = check.letters(task_id)
        options = [(CHOOSE, CHOOSE), *((named.get(choice, choice), choice) for choice in check.choices(task_id))]
        label = "Place of item" if self.task["kind"] == "order" else "Answer"
        rows = []
        for number, item in enumerate(check.items(task_id), 1):
            before = kept.get(item["item_id"])
            known = isinstance(before, str) and before in check.choices(task_id)
            control = dropdown(f"{label} {number}", options, before if known else CHOOSE)
            self.controls[item["item_id"]], self.replies[item["item_id"]] = control, piece()
            said = piece(markup.paragraph(f"<strong>{number}.</strong> {markup.text(item['text'])}"))
            rows += [said, control, self.replies[item["item_id"]]]
        return rows

    def _box(self) -> list:
        """One box to type in; where a note is asked for that notebook 09 keeps, a button that takes it over."""
        free = self.task["kind"] == "free"
        control = (ipywidgets.Textarea if free else ipywidgets.Text)(
            description="Your answer",
            value=self._kept("answer", str) or "",
            continuous_update=False,
            layout=WIDE,
            style=LABEL,
        )
        if free:
            control.rows = 8
        self.controls["answer"] = control
        if self.task["task_id"] != NOTE_TASK:
            return [control]
        self.take_over = ipywidgets.Button(
            description="Take over my note from notebook 09", layout=ipywidgets.Layout(width="22em")
        )
        self.take_over.on_click(self._taken_over)
        return [self.take_over, control]

    def _own_level(self, free: bool) -> list:
        """For free text, the level of the rubric that its writer would give."""
        if not free:
            return []
        levels = [(UNRATED, UNRATED), *((f"level {level}", level) for level in ("1", "2", "3"))]
        kept = self._kept("own_level", str)
        self.own_level = dropdown("I would give it", levels, kept if kept in ("1", "2", "3") else UNRATED)
        self.own_level.observe(
            lambda change: self._keep("own_level", None if change.new == UNRATED else change.new), "value"
        )
        return [self.own_level]

    def answer(self):
        """What is entered now, as `check.check` takes it; None if nothing is."""
        if "answer" in self.controls:
            return self.controls["answer"].value or None
        return {name: control.value for name, control in self.controls.items() if control.value != CHOOSE} or None

    def show(self, trouble: str = "", first: str = "") -> None:
        """Put the replies to what is entered on the page. first: what is announced before the count."""
        reply = check.check(self.task["task_id"], self.answer())
        self.said.say(" ".join(filter(None, (trouble or self.store.notice, first, reply.sentence))))
        if self.replies:
            for item in check.items(self.task["task_id"]):
                told = check.item_reply(item, self.controls[item["item_id"]].value)
                self.replies[item["item_id"]].value = _told(*told) if told else ""
        else:
            self.result.value = reply.html
        used = min(self._kept("hints", int) or 0, HINTS)
        self.hints.value = "".join(
            markup.paragraph(f"<strong>Hint {number}.</strong> {markup.text(check.hint(self.task['task_id'], number))}")
            for number in range(1, used + 1)
        )
        self.hint.disabled = used >= HINTS

    def _keep(self, part, value, first: str = "") -> None:
        try:
            self.store.put(f"{self.key}.{part}", value)
        except AnswersError as problem:
            self.show(str(problem))
        else:
            self.show(first=first)

    def _answered(self, change) -> None:
        self._keep_first()
        number, first = 0, ""
        for number, (name, control) in enumerate(self.controls.items(), 1):
            if control is change.owner and name in self.replies and change.new != CHOOSE:
                item = next(item for item in check.items(self.task["task_id"]) if item["item_id"] == name)
                agrees, _ = check.item_reply(item, change.new)
                first = f"Answer {number}: {'as the key' if agrees else 'not as the key'}."
        self._keep("answer", self.answer(), first)

    def _keep_first(self) -> None:
        """The first choice for each item, or the first number or day, before any reply: it stays."""
        answer, first = self.answer(), self._kept("first", (dict, str))
        if self.task["kind"] == "free" or answer is None or (first is not None and isinstance(answer, str)):
            return
        if isinstance(answer, dict):
            answer = answer | (first if isinstance(first, dict) else {})
        if answer != first:
            try:
                self.store.put(f"{self.key}.first", answer)
            except AnswersError:
                return  # the answer itself cannot be saved either, and that is said

    def _disputed(self, _change) -> None:
        entered = {"disputed": self.disputed.value, "reason": self.reason.value}
        self._keep("dispute", entered if any(entered.values()) else None)

    def _hinted(self, _button) -> None:
        self._keep("hints", min((self._kept("hints", int) or 0) + 1, HINTS))

    def _taken_over(self, _button) -> None:
        kept = self.store.all("09.")
        parts = [text for part in COUNTED if isinstance(text := kept.get(f"09.{part}"), str)]
        if parts:
            self.controls["answer"].value = "\n\n".join(parts)
        else:
            self.show("Notebook 09 has kept no note yet: write it there, or here.")

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        stored = f"Task {self.task['task_id']}: run all cells to answer it."
        return bundle | {"text/html": markup.paragraph(stored), "text/plain": stored}


def _told(agrees: bool, why: str) -> str:
    return markup.paragraph(f"<strong>{'As the key.' if agrees else 'Not as the key.'}</strong> {markup.text(why)}")


def task(task_id: str) -> TaskBox:
    """One task of an exercise by its id, such as `03.1`."""
    return TaskBox(task_id)


class HandIn(ipywidgets.VBox):
    """Take your work with you, or bring it back: three downloads, a code to copy, a file or a code to read again."""

    def __init__(self, store: Answers | None = None):
        self.store = store or Answers()
        self.student = line("Student number", "the number that your teacher asks for, no name", WIDE)
        self.student.value = str(self.store.get("student", ""))
        self.links, self.said = piece(), Announcement()
        self.code = ipywidgets.Textarea(description="Code to copy", rows=3, layout=WIDE, style=LABEL)
        self.upload = ipywidgets.FileUpload(
            description="Bring back a file", accept=".json", multiple=False, layout=ipywidgets.Layout(width="14em")
        )
        self.pasted = ipywidgets.Textarea(
            description="Or paste a code", rows=3, continuous_update=False, layout=WIDE, style=LABEL
        )
        self.again = ipywidgets.Button(description="Make the files again", layout=ipywidgets.Layout(width="14em"))
        self.anew = ipywidgets.Button(
            description="Put all answers aside and begin anew", layout=ipywidgets.Layout(width="22em")
        )
        self.student.observe(self._named, "value")
        self.upload.observe(self._uploaded, "value")
        self.pasted.observe(self._pasted, "value")
        self.again.on_click(lambda _button: self.show())
        self.anew.on_click(self._put_aside)
        # a file made before the last answer would be handed in without it
        self.store.when_changed(self.make)
        # the links come after a button: whoever leaves the number with the Tab key must not land on a link that is just being made anew
        super().__init__(
            [self.student, self.again, self.links, self.code, self.upload, self.pasted, self.anew, self.said]
        )
        self.show()

    def make(self) -> int:
        """Make the downloads of what is kept now; how many entries they hold."""
        kept = self.store.all()
        files = (
            ("answers.json", "application/json", self.store.export(), "Download your answers to hand in"),
            ("answers.html", "text/html", handin.as_html(kept).encode(), "Download them to read or print"),
            ("answers.md", "text/markdown", handin.as_markdown(kept).encode(), "Download them as plain text"),
        )
        self.links.value = markup.paragraph(
            f"{len(kept)} entries are in these files. What you enter in another notebook is in them after “Make the files again”."
        ) + markup.bullets(
            f'<a download="{name}" href="data:{kind};base64,{base64.b64encode(content).decode()}">{words}</a> ({len(content) / 1000:.0f} KB)'
            for name, kind, content, words in files
        )
        self.code.value = self.store.code()
        return len(kept)

    def show(self, sentence: str = "") -> None:
        """Make the downloads and say how many entries they hold, or what else there is to say."""
        made = self.make()
        self.said.say(sentence or f"{made} entries are kept and are in the files.")

    def _named(self, change) -> None:
        try:
            self.store.put("student", change.new or None)
        except AnswersError as problem:
            self.show(str(problem))
        else:
            self.show()

    def _bring(self, exported) -> None:
        try:
            new = self.store.merge(exported)
        except AnswersError as problem:
            self.show(str(problem))
        else:
            self.show(f"{new} entries were brought back. Run all cells again to see them in their places.")

    def _put_aside(self, _button) -> None:
        try:
            aside = self.store.put_aside()
        except AnswersError as problem:
            self.show(str(problem))
            return
        self.student.unobserve(self._named, "value")
        self.student.value = ""
        self.student.observe(self._named, "value")
        self.show(
            f"Your answers lie in {aside}; “Bring back a file” takes them up again. Run all cells again to begin anew."
            if aside
            else "Nothing was kept yet."
        )

    def _uploaded(self, change) -> None:
        if change.new:
            self._bring(bytes(change.new[0]["content"]))

    def _pasted(self, change) -> None:
        if change.new:
            self._bring(change.new)

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        stored = "Run all cells to download your answers or to bring them back."
        return bundle | {"text/html": markup.paragraph(stored), "text/plain": stored}


def hand_in() -> HandIn:
    """The last cell of every exercise and of notebook 09."""
    return HandIn()
