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
from khaddam_files.widgets.base import WIDE, Store
from khaddam_files.widgets.component import ComponentWidget

NOWHERE = "Nothing can be kept here at the moment: choose something else above first."


class WritingBox(ComponentWidget):
    """One box to write in, of one line or several rows.

    store: the `Store` of the comparison; key: () -> the key of the present page, None where there
    is nothing to write; pages: the controls that turn the page: words that were typed before go to
    the key of their own page. label: the width of its label; look: how it is set beside other
    controls (task.css); drawn: rows and placeholder, as the component takes them.
    """

    value: traitlets.TraitType[Any, Any] = traitlets.Unicode("")
    description = traitlets.Unicode("")

    def __init__(
        self,
        description: str,
        store: Store,
        key,
        pages=(),
        layout: ipywidgets.Layout = WIDE,
        label: str = "9em",
        look: str = "",
        **drawn,
    ):
        self._at, self._key, self._drawn_as, self._follows = store, key, drawn, False
        self._had: set[str] = set()  # keys that were shown
        self._look = {"look": f"kf-beside {look}".strip(), "label": label, "guarded": True}
        self.description = description
        super().__init__(self._specified(), store.answers, layout=layout)
        self._take()
        self.observe(self._set, "value")
        for page in pages:
            page.observe(self._turn, "value")

    def _specified(self) -> dict:
        """What the component draws of the present page."""
        key = self._key()
        self._had |= {key} - {None}
        return (
            {"id": key or "nowhere", "keys": [key] if key else []} | self._look | self._control(key)
        )

    def _control(self, key: str | None) -> dict:
        text = {"key": key or "", "label": self.description} | self._drawn_as
        return {"text": text if key else text | {"closed": NOWHERE}}

    def _shown(self, kept):
        """A kept value as this control shows it."""
        return kept if isinstance(kept, str) else ""

    def _kept_as(self, value):
        """What is kept of a value; None forgets it."""
        return value.strip() or None

    # ------------------------------------------------------------ what the page says

    def mine(self, key: str) -> bool:
        return key in self._had  # also words that were typed before the page turned

    def _present(self) -> dict:
        # the sentence of the comparison tells it, once for all boxes
        return super()._present() | {"notice": ""}

    def left(self) -> None:
        """Let the comparison follow."""
        try:
            self._take()
        except Exception:  # it says so itself, and the words are saved
            logging.getLogger(__name__).exception("A comparison could not follow")

    def follow(self) -> None:
        super().follow()
        self.left()

    def _take(self) -> None:
        """Show what is kept as the value."""
        [key] = self.made["keys"] or [None]
        with contextlib.suppress(AnswersError):  # then the page keeps what it has, and says so
            kept = self._shown(self.store.get(key) if key else None)
            self._follows = True
            try:
                self.value = kept
            finally:
                self._follows = False

    # ------------------------------------------------------------ what Python says

    def _set(self, change) -> None:
        """A value that was set in Python is kept, and shown on the page."""
        [key] = self.made["keys"] or [None]
        if self._follows or key is None:
            return
        self._at.look(key)
        self._at.put(key, self._kept_as(change.new))
        self.say("state")

    def _turn(self, _change) -> None:
        if self._key() == (self.made["keys"] or [None])[0]:
            return
        self.made = self._specified()
        with self._saying:
            self._trait_values["spec"] = self._whole()  # sent once, as the message below
            self.send({"type": "turn", "spec": self.spec})
        self._take()


class NumberBox(WritingBox):
    """A whole number. otherwise: what stands in the box as long as none is kept; it counts for
    nothing until it is entered."""

    value = traitlets.Int()

    def __init__(
        self,
        description: str,
        store: Store,
        key,
        pages=(),
        *,
        least: int,
        most: int,
        otherwise: int,
        **drawn,
    ):
        self.least, self.most, self.otherwise = least, most, otherwise
        super().__init__(description, store, key, pages, **drawn)

    def _control(self, key: str | None) -> dict:
        asked = {"min": self.least, "max": self.most, "otherwise": self.otherwise}
        return {"number": {"key": key, "label": self.description} | asked}

    def _is_number(self, kept) -> bool:
        return (
            isinstance(kept, int) and not isinstance(kept, bool) and self.least <= kept <= self.most
        )

    def _shown(self, kept) -> int:
        return kept if self._is_number(kept) else self.otherwise

    def keep(self) -> None:
        """Take the number in the box for entered."""
        self._set(Bunch(new=self.value))

    def _kept_as(self, value: int) -> int:
        return min(max(value, self.least), self.most)
