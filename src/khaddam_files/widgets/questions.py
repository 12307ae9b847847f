"""The bar above a comparison that asks: choose a question, answer it, open ours.

A question sets the controls of its comparison, which leave the page until the reader looks for
herself. A choice may move the picture. Ours never opens by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import ipywidgets

from khaddam_files.answers import keys
from khaddam_files.compare import questions
from khaddam_files.pages import questions as pages
from khaddam_files.widgets.base import (
    BAR_LAYOUT,
    AnswerStore,
    display_of,
    dropdown,
    list_layout,
)
from khaddam_files.widgets.writing import WritingBox

FREE = "look for yourself"
UNANSWERED = "choose …"
ASK_FIRST = "Answer first, a guess will do: only then are the marks shown."
KEPT = "Kept: {}."
ON_THE_WAY = 2  # seconds in which nobody has read our answer and typed another
SHOW, HIDE = "Show our answer", "Hide our answer"
BUTTON_STYLE = ipywidgets.ButtonStyle()  # one for all


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
        self._opened_at: dict[str, float] = {}  # question -> when ours was opened without an answer
        self._asked_first = False  # whether the reader wanted ours before an answer
        names = [(f"{row['order']}  {row['name']}", row["question_id"]) for row in self.rows]
        # whoever calls with a selection of her own looks for herself
        first = self.rows[0]["question_id"] if self._stands(self.rows[0]["state"]) else FREE
        self.question = dropdown("Question", [*names, (FREE, FREE)], first)
        layout = list_layout(self._asks(typed=False))
        self.choice = dropdown("Your answer", self._choices(), UNANSWERED, layout)
        self.line = self._line() if any(row["form"] != "choose" for row in self.rows) else None
        layout = ipywidgets.Layout(width="150px", display=display_of(bool(self.row)))
        self.show_ours = ipywidgets.Button(description=SHOW, layout=layout, style=BUTTON_STYLE)
        answers = [self.choice, self.line] if self.line else [self.choice]
        super().__init__([self.question, *answers, self.show_ours], layout=BAR_LAYOUT)
        self._turn()
        self.question.observe(lambda _change: self._turned(), "value")
        self.choice.observe(self._chosen, "value")
        if self.line:
            self.line.observe(lambda _change: self._typed(), "value")
        self.show_ours.on_click(lambda _button: self._open())
        self.store.when_saved(self._follow)

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
        own = self.own()
        if self._asked_first:
            return ASK_FIRST
        return KEPT.format(own) if own and not self.store.saving_trouble else ""

    def _line(self) -> WritingBox:
        """The box for an answer that is typed."""
        seen = display_of(self._asks(typed=True))
        return WritingBox(
            "Your answer",
            self.store,
            self._typed_key,
            [self.question],
            layout=ipywidgets.Layout(width="370px", max_width="100%", display=seen),
            label="7em",
        )

    # ------------------------------------------------------------ what happens

    def _key(self, row, part: str) -> str:
        return keys.question(row["question_id"], part)

    def _typed_key(self) -> str | None:
        row = self.row
        return self._key(row, "answer") if row and row["form"] != "choose" else None

    def _turned(self) -> None:
        self._turn()
        self._changed()

    def _turn(self) -> None:
        """Set the page to the question."""
        row, self._asked_first = self.row, False
        if row:
            self.store.note_shown(self._key(row, "answer"))
            self._set(questions.settings(row["state"]))
        self._follow()
        self.choice.layout.display = display_of(self._asks(typed=False))
        if self.line:
            self.line.layout.display = display_of(self._asks(typed=True))
        self.show_ours.layout.display = display_of(bool(row))
        self._name_button()

    def _asks(self, typed: bool) -> bool:
        """Whether the present question takes an answer that is typed, or one that is chosen."""
        return bool(self.row) and (self.row["form"] != "choose") == typed

    def _choices(self) -> tuple[tuple[str, str], ...]:
        """What the list of answers offers to the present question."""
        row = self.row
        offered = questions.choices_of(row["question_id"]) if row else ()
        return tuple(
            (choice, choice) for choice in (UNANSWERED, *(one["choice"] for one in offered))
        )

    def _follow(self) -> None:
        """Show the answer that is kept."""
        row = self.row
        if not row:
            return
        options = self._choices()
        kept, was, self._following = self.own(), self._following, True
        try:
            if self.choice.options != options:
                self.choice.options = options
            self.choice.value = kept if (kept, kept) in options else UNANSWERED
        finally:
            self._following = was

    def _stands(self, state: Iterable[str]) -> bool:
        """Whether the controls stand as a question sets them."""
        wanted = questions.settings(state).items()
        return all(
            str(self._controls[name].value).lower() == value.lower() for name, value in wanted
        )

    def _set(self, values: dict[str, str]) -> None:
        """Move controls of the comparison without drawing it at each."""
        self._following = True
        try:
            for name, value in values.items():
                control = self._controls[name]
                control.value = value == "true" if isinstance(control.value, bool) else value
        finally:
            self._following = False

    def _chosen(self, change) -> None:
        if self._following:
            return
        row = self.row
        chosen = next(
            (
                choice
                for choice in questions.choices_of(row["question_id"])
                if choice["choice"] == change.new
            ),
            None,
        )
        self.store.put(self._key(row, "answer"), chosen["choice"] if chosen else None)
        self._asked_first = False
        if chosen:
            self._set(questions.settings(chosen["sets"]))
        self._changed()

    def _typed(self) -> None:
        """Words that were typed before the press come after it: they stood first."""
        row = self.row
        opened_at = self._opened_at.get(row["question_id"]) if row else None
        if opened_at is not None and time.monotonic() - opened_at < ON_THE_WAY:
            self.store.put(self._key(row, "first"), self.own())
        self._asked_first = False
        self._changed()

    def _open(self) -> None:
        row = self.row
        question_id, own = row["question_id"], self.own()
        self._asked_first = row["opens"] == questions.AFTER_OWN_ANSWER and not own
        if question_id in self._opened:
            self._opened.discard(question_id)
        elif not self._asked_first:
            self._opened.add(question_id)
            first = self._key(row, "first")
            if first not in self.store.values():  # what stood when ours was first opened
                self.store.put(first, own)
                if not own:
                    self._opened_at[question_id] = time.monotonic()
        self._name_button()
        self._changed()

    def _name_button(self) -> None:
        self.show_ours.description = HIDE if self.opened else SHOW
