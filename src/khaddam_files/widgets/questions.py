"""The bar above a comparison that asks: choose a question, answer it, open ours.

A question sets the controls of its comparison, which leave the page until the reader looks for
herself. A choice may move the picture. Ours never opens by itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable

import ipywidgets

from khaddam_files.answers import keys
from khaddam_files.compare import questions
from khaddam_files.pages import questions as pages
from khaddam_files.widgets.base import AnswerStore, dropdown
from khaddam_files.widgets.layouts import BAR, layout
from khaddam_files.widgets.writing import WritingBox

FREE = "look for yourself"
ASK_FIRST = "Answer first, a guess will do: only then are the marks shown."
SHOW, HIDE = "Show our answer", "Hide our answer"


class AnswerBox(WritingBox):
    """The answer to the present question, chosen or typed, and the button that opens ours.

    Both are one drawing, whose messages come in their order, each with the question to which it
    belongs: a press cannot overtake the answer before it, and a choice from a list that is about to
    turn is not taken for an answer to the next question.
    """

    def __init__(self, bar: QuestionBar):
        self._bar = bar
        super().__init__(
            "Your answer",
            bar.store,
            bar.answer_key,
            # its own: a drawing of ours does not follow from one layout to another
            laid_out=ipywidgets.Layout(width="auto", max_width="100%"),
            look="kf-asking",
        )

    def _control(self, key: str | None) -> dict:
        row = self._bar.row
        if row is None or key is None:
            return super()._control(None)
        control = {"key": key, "label": self.description}
        opener = {"opener": {"key": key, "labels": [SHOW, HIDE]}}
        if row["form"] != "choose":
            return opener | {"text": control}
        given = [choice["choice"] for choice in questions.choices_of(row["question_id"])]
        return opener | {
            "choose": control | {"choices": [[one, one] for one in given], "empty": "choose …"}
        }

    def current_state(self) -> dict:
        return super().current_state() | {"opened": self._bar.opened}

    def answer(self, message: dict, page: str) -> None:
        kind, row = message.get("type"), self._bar.row
        if kind == "open":
            if row and message["key"] == self._bar.answer_key():  # it was pressed under this one
                self._bar.press(bool(message["wanted"]), str(message["stood"]).strip())
            self.say("state")
        elif kind == "put" and row and row["form"] == "choose":
            super().answer(message | {"left": True}, page)  # a choice is complete
        else:
            super().answer(message, page)


class QuestionBar(ipywidgets.HBox):
    """Question, answer, and the button that opens ours.

    comparison: as `questions.csv` names it; controls: those of the comparison, by name; changed:
    called when the page has to follow.
    """

    def __init__(self, comparison: str, controls: dict, changed: Callable[[], None]):
        self.rows = questions.questions_of(comparison)
        if not self.rows:
            raise ValueError(
                f"questions.csv has no question on {comparison!r}: add one, or leave `asked` out."
            )
        self.store = AnswerStore("q.")
        self._controls, self._changed, self._following = controls, changed, False
        self._opened: set[str] = set()
        self._asked_first = False  # whether the reader wanted ours before an answer
        names = [(f"{row['order']}  {row['name']}", row["question_id"]) for row in self.rows]
        # whoever calls with a selection of her own looks for herself
        first = self.rows[0]["question_id"] if self._stands(self.rows[0]["state"]) else FREE
        self.question = dropdown("Question", [*names, (FREE, FREE)], first)
        self.answer = AnswerBox(self)
        super().__init__([self.question, self.answer], layout=layout(**BAR))
        self._turn()
        self._lay_out()
        self.question.observe(lambda _change: self._turned(), "value")
        self.answer.observe(lambda change: self._answered(change.new), "value")

    @property
    def row(self):
        """The question that is asked, or None while the reader looks for herself."""
        return next((row for row in self.rows if row["question_id"] == self.question.value), None)

    @property
    def opened(self) -> bool:
        """Whether our answer stands on the page."""
        return bool(self.row) and self.row["question_id"] in self._opened

    @property
    def setting(self) -> bool:
        """Whether a control moves because a question moves it."""
        return self._following

    def own(self) -> str:
        """What the reader answered to the present question; "" for nothing."""
        row = self.row
        kept = self.store.values().get(self._key(row, "answer"), "") if row else ""
        return kept if isinstance(kept, str) else ""

    def reply(self):
        """The reader's answer beside ours, where it is open, as HTML; else ""."""
        if self.opened:
            row = self.row
            return pages.answer_beside_ours(questions.beside_ours(row["question_id"], self.own()))
        return ASK_FIRST if self._asked_first else ""

    def answer_key(self) -> str | None:
        """Under which the answer to the present question is kept; None where none is asked."""
        row = self.row
        return self._key(row, "answer") if row else None

    def press(self, wanted: bool, stood: str) -> None:
        """Open or close our answer to the present question.

        stood: the reader's own at that moment, which is kept when ours is opened for the first
        time.
        """
        row = self.row
        self._asked_first = wanted and row["opens"] == questions.AFTER_OWN_ANSWER and not stood
        if not wanted:
            self._opened.discard(row["question_id"])
        elif not self._asked_first:
            self._opened.add(row["question_id"])
            first = self._key(row, "first")
            if first not in self.store.values():
                self.store.put(first, stood)
        self._changed()

    # ------------------------------------------------------------ what happens

    def _key(self, row, part: str) -> str:
        return keys.question(row["question_id"], part)

    def _turned(self) -> None:
        self._turn()
        self._changed()
        self._lay_out()

    def _lay_out(self) -> None:
        """The answer is seen while a question is asked."""
        # not None, which does not arrive in the browser edition
        self.answer.layout.display = "" if self.row else "none"

    def _turn(self) -> None:
        """Set the page to the question."""
        row, self._asked_first = self.row, False
        with self._leading():
            if row:
                self.store.note_shown(self._key(row, "answer"))
                self._set(row["state"])
            self.answer.turn()

    def _stands(self, state: Iterable[str]) -> bool:
        """Whether the controls stand as a question sets them."""
        wanted = questions.settings(state).items()
        return all(
            str(self._controls[name].value).lower() == value.lower() for name, value in wanted
        )

    @contextlib.contextmanager
    def _leading(self):
        """Controls that move meanwhile are moved by the bar: nothing is drawn at each."""
        was, self._following = self._following, True
        try:
            yield
        finally:
            self._following = was

    def _set(self, state: Iterable[str]) -> None:
        """Move controls of the comparison without drawing it at each."""
        with self._leading():
            for name, value in questions.settings(state).items():
                control = self._controls[name]
                control.value = value == "true" if isinstance(control.value, bool) else value

    def _answered(self, given: str) -> None:
        if self._following:
            return  # the answer only follows the question
        self._asked_first = False
        choices = questions.choices_of(self.row["question_id"]) if self.row else ()
        for choice in choices:
            if choice["choice"] == given:
                self._set(choice["sets"])
        self._changed()
