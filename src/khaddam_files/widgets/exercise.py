"""Exercises: one task at a time, answered at once, saved at every change, with hints and room to disagree."""

from __future__ import annotations

import base64

import ipywidgets

from khaddam_files import check, handin, markup
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.widgets.base import Announcement, dropdown

CHOOSE = "choose an answer"
HINTS = 3


class TaskBox(ipywidgets.VBox):
    """One task: its controls, what is announced, and the reply under them. The task itself stands in the page above.

    controls: item_id -> control for tasks of choosing, `answer` -> control for the others; `hint`, `disputed` and `reason` are
    controls of their own. Everything is kept under `ex.<task_id>.…`.
    """

    def __init__(self, task_id: str, store: Answers | None = None):
        self.task, self.store = check.task(task_id), store or Answers()
        self.key = f"ex.{task_id}"
        kept = self.store.get(f"{self.key}.answer")
        self.said, self.result, self.hints = Announcement(), ipywidgets.HTML(), ipywidgets.HTML()
        self.controls, rows = {}, []
        if self.task["kind"] in check.CHOOSING:
            options = [(choice, choice) for choice in (CHOOSE, *check.choices(task_id))]
            for number, item in enumerate(check.items(task_id), 1):
                before = kept.get(item["item_id"]) if isinstance(kept, dict) else None
                control = dropdown(f"Answer {number}", options, before if before in dict(options) else CHOOSE)
                self.controls[item["item_id"]] = control
                rows += [
                    ipywidgets.HTML(markup.paragraph(f"<strong>{number}.</strong> {markup.text(item['text'])}")),
                    control,
                ]
        else:
            kind = ipywidgets.Textarea if self.task["kind"] == "free" else ipywidgets.Text
            control = kind(
                description="Your answer",
                value=kept if isinstance(kept, str) else "",
                continuous_update=False,
                layout=ipywidgets.Layout(width="100%", max_width="800px"),
                style={"description_width": "9em"},
            )
            if self.task["kind"] == "free":
                control.rows = 8
            self.controls["answer"] = control
            rows.append(control)
        disputed = self.store.get(f"{self.key}.dispute") or {}
        self.hint = ipywidgets.Button(description="Show a hint")
        self.disputed = ipywidgets.Checkbox(
            description="I dispute the key", value=bool(disputed.get("disputed")), indent=False
        )
        self.reason = ipywidgets.Text(
            description="Because",
            value=str(disputed.get("reason") or ""),
            continuous_update=False,
            layout=ipywidgets.Layout(width="100%", max_width="800px"),
            style={"description_width": "9em"},
        )
        for control in self.controls.values():
            control.observe(self._answered, "value")
        for control in (self.disputed, self.reason):
            control.observe(self._disputed, "value")
        self.hint.on_click(self._hinted)
        super().__init__([*rows, self.said, self.result, self.hint, self.hints, self.disputed, self.reason])
        self.show()

    def answer(self):
        """What is entered now, as `check.check` takes it; None if nothing is."""
        if "answer" in self.controls:
            return self.controls["answer"].value or None
        return {name: control.value for name, control in self.controls.items() if control.value != CHOOSE} or None

    def show(self, trouble: str = "") -> None:
        """Put the reply to what is entered on the page."""
        reply = check.check(self.task["task_id"], self.answer())
        self.said.say(" ".join(piece for piece in (trouble or self.store.notice, reply.sentence) if piece))
        self.result.value = reply.html
        used = self.store.get(f"{self.key}.hints", 0)
        used = used if isinstance(used, int) else 0
        self.hints.value = "".join(
            markup.paragraph(f"<strong>Hint {number}.</strong> {markup.text(check.hint(self.task['task_id'], number))}")
            for number in range(1, min(used, HINTS) + 1)
        )
        self.hint.disabled = used >= HINTS

    def _keep(self, part, value) -> None:
        try:
            self.store.put(f"{self.key}.{part}", value)
        except AnswersError as problem:
            self.show(str(problem))
        else:
            self.show()

    def _answered(self, _change) -> None:
        self._keep("answer", self.answer())

    def _disputed(self, _change) -> None:
        entered = {"disputed": self.disputed.value, "reason": self.reason.value}
        self._keep("dispute", entered if any(entered.values()) else None)

    def _hinted(self, _button) -> None:
        self._keep("hints", min(self.store.get(f"{self.key}.hints", 0) + 1, HINTS))

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        stored = f"Task {self.task['task_id']}: run all cells to answer it."
        return bundle | {"text/html": markup.paragraph(stored), "text/plain": stored}


def task(task_id: str) -> TaskBox:
    """One task of an exercise by its id, such as `03.1`."""
    return TaskBox(task_id)


class HandIn(ipywidgets.VBox):
    """Take your work with you, or bring it back: three downloads, a code to copy, a file or a code to read again."""

    def __init__(self, store: Answers | None = None):
        self.store = store or Answers()
        self.student = ipywidgets.Text(
            description="Student number",
            value=str(self.store.get("student", "")),
            continuous_update=False,
            style={"description_width": "9em"},
        )
        self.links, self.said = ipywidgets.HTML(), Announcement()
        self.code = ipywidgets.Textarea(description="Code to copy", rows=3, style={"description_width": "9em"})
        self.upload = ipywidgets.FileUpload(description="Bring back a file", accept=".json", multiple=False)
        self.pasted = ipywidgets.Textarea(
            description="Or paste a code", rows=3, continuous_update=False, style={"description_width": "9em"}
        )
        for control in (self.code, self.pasted, self.student):
            control.layout = ipywidgets.Layout(width="100%", max_width="800px")
        self.again = ipywidgets.Button(description="Make the files again", layout=ipywidgets.Layout(width="14em"))
        self.student.observe(self._named, "value")
        self.upload.observe(self._uploaded, "value")
        self.pasted.observe(self._pasted, "value")
        self.again.on_click(lambda _button: self.show())
        self.anew = ipywidgets.Button(
            description="Put all answers aside and begin anew", layout=ipywidgets.Layout(width="22em")
        )
        self.anew.on_click(self._put_aside)
        super().__init__(
            [self.student, self.again, self.links, self.code, self.upload, self.pasted, self.anew, self.said]
        )
        self.show()

    def show(self, sentence: str = "") -> None:
        """Make the downloads of what is kept now."""
        kept = self.store.all()
        files = (
            ("answers.json", "application/json", self.store.export(), "Download your answers to hand in"),
            ("answers.html", "text/html", handin.as_html(kept).encode(), "Download them to read or print"),
            ("answers.md", "text/markdown", handin.as_markdown(kept).encode(), "Download them as plain text"),
        )
        self.links.value = (
            "<ul>"
            + "".join(
                f'<li><a download="{name}" href="data:{kind};base64,{base64.b64encode(content).decode()}">{words}</a> ({len(content) / 1000:.0f} KB)</li>'
                for name, kind, content, words in files
            )
            + "</ul>"
        )
        self.code.value = self.store.code()
        self.said.say(sentence or f"{len(kept)} entries are kept. The files hold what was kept when they were made.")

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
            f"Your answers lie in {aside}; “Bring back a file” takes them up again. Restart the kernel and run all cells to begin anew."
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
    """The last cell of every exercise."""
    return HandIn()
