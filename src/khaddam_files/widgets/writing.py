"""Boxes to write in, for the guided notebooks: kept while one types, by the rules of the task
component.

To a `ComparisonBox` they look like any control of ipywidgets: `value` follows when the reader
leaves the box, so that no comparison is drawn, and none announced, at every letter.
"""

from __future__ import annotations

import contextlib
import logging
from typing import Any

import ipywidgets
import traitlets
from traitlets import Bunch

from khaddam_files.answers import AnswersError
from khaddam_files.widgets.base import AnswerStore
from khaddam_files.widgets.component import ComponentWidget
from khaddam_files.widgets.layouts import WIDE, SentWhenNamed, layout

NO_PAGE = "Nothing can be kept here at the moment: choose something else above first."


class WritingBox(SentWhenNamed, ComponentWidget):
    """One box to write in, of one line or several rows.

    store: the `AnswerStore` of the comparison; key: () -> the key of the present page, None where
    there is nothing to write; pages: the controls that turn the page: words that were typed before
    go to the key of their own page. label: the width of its label; look: how it is set beside other
    controls (task.css); options: rows and placeholder, as the component takes them.
    """

    value: traitlets.TraitType[Any, Any] = traitlets.Unicode("")
    description = traitlets.Unicode("")

    def __init__(
        self,
        description: str,
        store: AnswerStore,
        key,
        pages=(),
        laid_out: ipywidgets.Layout | None = None,
        label: str = "9em",
        look: str = "",
        **options,
    ):
        self._answer_store, self._key, self._control_options, self._follows = (
            store,
            key,
            options,
            False,
        )
        self._shown_keys: set[str] = set()  # keys that were shown
        self._look = {"look": f"kf-beside {look}".strip(), "label": label, "guarded": True}
        self.description = description
        super().__init__(self._design(), store.answers, layout=laid_out or layout(**WIDE))
        self._show_kept()
        self.observe(self._keep_value, "value")
        for page in pages:
            page.observe(lambda _change: self.turn(), "value")

    def _design(self) -> dict:
        """What the component draws of the present page."""
        key = self._key()
        self._shown_keys |= {key} - {None}
        return (
            {"id": key or "nowhere", "keys": [key] if key else []} | self._look | self._control(key)
        )

    def _control(self, key: str | None) -> dict:
        text = {"key": key or "", "label": self.description} | self._control_options
        return {"text": text if key else text | {"closed": NO_PAGE}}

    def _displayed(self, value):
        """A kept value as this control shows it."""
        return value if isinstance(value, str) else ""

    def _value_to_keep(self, value):
        """What is kept of a value; None forgets it."""
        return value.strip() or None

    # ------------------------------------------------------------ what the page says

    def is_own(self, key: str) -> bool:
        return key in self._shown_keys  # also words that were typed before the page turned

    def current_state(self) -> dict:
        # the sentence of the comparison tells it, once for all boxes
        return super().current_state() | {"notice": ""}

    def left(self) -> None:
        """Let the comparison follow."""
        try:
            self._show_kept()
        except Exception:  # it says so itself, and the words are saved
            logging.getLogger(__name__).exception("A comparison could not follow")

    def follow(self) -> None:
        super().follow()
        self.left()

    def _show_kept(self) -> None:
        """Show what is kept as the value."""
        [key] = self.design["keys"] or [None]
        with contextlib.suppress(AnswersError):  # then the page keeps what it has, and says so
            value = self._displayed(self.store.get(key) if key else None)
            self._follows = True
            try:
                self.value = value
            finally:
                self._follows = False

    # ------------------------------------------------------------ what Python says

    def _keep_value(self, change) -> None:
        """A value that was set in Python is kept, and shown on the page."""
        [key] = self.design["keys"] or [None]
        if self._follows or key is None:
            return
        self._answer_store.note_shown(key)
        self._answer_store.put(key, self._value_to_keep(change.new))
        self.say("state")

    def turn(self) -> None:
        """Show the page that is there now."""
        if self._key() == (self.design["keys"] or [None])[0]:
            return
        self.design = self._design()
        with self._sending:
            self._trait_values["spec"] = self._full_spec()  # sent once, as the message below
            self.send({"type": "turn", "spec": self.spec})
        self._show_kept()


class NumberBox(WritingBox):
    """A whole number. otherwise: what stands in the box as long as none is kept; it counts for
    nothing until it is entered."""

    value = traitlets.Int()

    def __init__(
        self,
        description: str,
        store: AnswerStore,
        key,
        pages=(),
        *,
        least: int,
        most: int,
        otherwise: int,
        **options,
    ):
        self.least, self.most, self.otherwise = least, most, otherwise
        super().__init__(description, store, key, pages, **options)

    def _control(self, key: str | None) -> dict:
        asked = {"min": self.least, "max": self.most, "otherwise": self.otherwise}
        return {"number": {"key": key, "label": self.description} | asked}

    def _is_number(self, value) -> bool:
        return (
            isinstance(value, int)
            and not isinstance(value, bool)
            and self.least <= value <= self.most
        )

    def _displayed(self, value) -> int:
        return value if self._is_number(value) else self.otherwise

    def keep(self) -> None:
        """Take the number in the box for entered."""
        self._keep_value(Bunch(new=self.value))

    def _value_to_keep(self, value: int) -> int:
        return min(max(value, self.least), self.most)
