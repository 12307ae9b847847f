"""One small model a kernel that every box shares: plain keys stay with its controls, and the page
knows whether Python answers."""

from __future__ import annotations

import secrets
import weakref

import traitlets

from khaddam_files import component
from khaddam_files.widgets.es_module import ModuleWidget
from khaddam_files.widgets.layouts import layout

unsaved_stores: weakref.WeakSet = (
    weakref.WeakSet()
)  # whoever has something that could not be saved; `save_again` tries it once more


class Guard(ModuleWidget):
    """The one model of a kernel that carries the text of the component to the page; all others are
    a few lines that wait for it.

    It answers whenever the page asks whether Python is there, and uses the occasion to save what
    could not be saved.
    """

    _esm = traitlets.Unicode(component.script("guard", "ports")).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    _of_kernel: Guard | None = None

    @classmethod
    def of_this_kernel(cls) -> Guard:
        """The one model; another one if a reader's own code has closed every widget."""
        if cls._of_kernel is None or cls._of_kernel.comm is None:
            cls._of_kernel = cls(spec={"guard": secrets.token_hex(8)}, layout=layout())
            guard = cls._of_kernel
            guard.on_msg(lambda *_message: guard.receive())
        return cls._of_kernel

    def receive(self) -> None:
        """The page asks whether Python is there: save what waits, and answer."""
        try:
            for store in tuple(unsaved_stores):
                store.save_again()
        finally:
            self.send({"type": "pong", "waits": bool(unsaved_stores)})
