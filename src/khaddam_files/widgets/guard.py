"""One small model a kernel that every box shares: plain keys stay with its controls, and the page
knows whether Python answers."""

from __future__ import annotations

import secrets
import weakref

import anywidget
import traitlets

from khaddam_files import component

waiting: weakref.WeakSet = (
    weakref.WeakSet()
)  # whoever has something that could not be saved; `again` tries it once more


class Guard(anywidget.AnyWidget):
    """The one model of a kernel that carries the text of the component to the page; all others are
    a few lines that wait for it.

    It answers whenever the page asks whether Python is there, and uses the occasion to save what
    could not be saved.
    """

    _esm = component.script("guard", "ports")
    spec = traitlets.Dict().tag(sync=True)
    _made: Guard | None = None

    @classmethod
    def of_this_kernel(cls) -> Guard:
        """The one model; another one if a reader's own code has closed every widget."""
        if cls._made is None or cls._made.comm is None:
            cls._made = cls(spec={"guard": secrets.token_hex(8)})
            cls._made.on_msg(cls._made._heard)
        return cls._made

    def _heard(self, _widget, _message, _buffers) -> None:
        try:
            for one in tuple(waiting):
                one.again()
        finally:
            self.send({"type": "pong", "waits": bool(waiting)})
