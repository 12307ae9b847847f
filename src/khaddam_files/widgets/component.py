"""Python's half of the task component: what the page sends is kept, checked and answered. Keys and
reasons never leave Python unasked."""

from __future__ import annotations

import threading
import weakref
from datetime import UTC, datetime

import traitlets
from IPython.display import display

from khaddam_files import component
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.pages.elements import Piece
from khaddam_files.pages.widgets import fallback
from khaddam_files.widgets.es_module import VIEW_MIME, ModuleWidget
from khaddam_files.widgets.guard import Guard

UNFORESEEN_ERROR = (
    "Not saved: an error that was not foreseen ({}). What you entered stays on this page "
    "and in the file to hand in; please report it."
)
_drawings: weakref.WeakSet[ComponentWidget] = weakref.WeakSet()  # of this kernel


class ComponentWidget(ModuleWidget):
    """What one drawing of a task keeps under some keys.

    spec: what the component draws (`component.design`); after the first drawing everything goes by
    messages, which are neither echoed nor held back as traits are. Raises nothing into the page:
    what cannot be kept is said in its status line.
    """

    _esm = traitlets.Unicode(component.loader()).tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    stored_text = "Run all cells to answer it."

    def __init__(self, design: dict, store: Answers | None = None, **more):
        self.design, self.store = design, store or Answers()
        # each window's messages run in a thread of their own, and the state that is sent last has
        # to be the newest
        self._sending = threading.RLock()
        Guard.of_this_kernel()
        super().__init__(spec=self._full_spec(), **more)
        self.on_msg(lambda _widget, message, _buffers: self.receive(message))
        _drawings.add(self)

    # ------------------------------------------------------------ what the page is told

    def _full_spec(self) -> dict:
        """What the page draws: the specification, whose answers they are, and what is kept."""
        whose = {"place": self.store.place_id(), "folder": self.store.folder_sign()}
        return self.design | whose | self.current_state()

    def current_state(self) -> dict:
        """State, replies and notice; where nothing can be read, the sentence that says so."""
        try:
            state = self._state(self.design["keys"])
        except AnswersError as problem:
            return {"state": {}, "replies": {}, "notice": str(problem)}
        shown = {key: heads[0]["value"] for key, heads in state.items() if heads}
        return {
            "state": state,
            "replies": self.replies(shown, self.design["keys"]),
            "notice": self.store.notice,
        }

    def _state(self, keys) -> dict:
        """key -> heads, the latest first: values that no other value has replaced."""
        heads = self.store.heads_of(keys)
        return {
            key: [{"time": head[0], "value": head[1]} for head in entries]
            for key, entries in heads.items()
            if entries
        }

    def replies(self, shown: dict, changed) -> dict:
        """What there is to say to what is entered. shown: key -> value; changed: the keys that are
        replied to."""
        return {}

    def say(self, kind: str, **more) -> None:
        """Send what is kept now, with whatever else there is to say, and remember it for a page
        that is loaded again.

        more: with `page`, an answer to that page; others that share this kernel take the news from
        it and nothing else. What every page was told before is left out, but for one that has just
        come.
        """
        with self._sending:
            present = self.current_state()
            news = dict(present)
            if kind != "state":
                for part in ("state", "replies"):
                    before = self.spec[part]
                    news[part] = {
                        key: value
                        for key, value in present[part].items()
                        if before.get(key) != value
                    }
            self.send({"type": kind, **news, **more})
            # known to whoever asks for the state, sent to nobody
            self._trait_values["spec"] = self.spec | present

    def follow(self) -> None:
        """Tell the page if something is kept that it has not been told."""
        with self._sending:
            if self.current_state()["state"] != self.spec["state"]:
                self.say("state")

    # ------------------------------------------------------------ what the page says

    def receive(self, message) -> None:
        """One message of the page. Comm messages may run in a thread beside the cells, so nothing
        here counts on the main one."""
        page = message.get("page", "") if isinstance(message, dict) else ""
        try:
            self.answer(message, page)
        except AnswersError as problem:
            self.say("ack", page=page, refused=str(problem))
        except Exception as problem:
            self.send(
                {
                    "type": "ack",
                    "page": page,
                    "refused": UNFORESEEN_ERROR.format(type(problem).__name__),
                }
            )
            raise

    def answer(self, message: dict, page: str) -> None:
        """Do what one message of the page asks for."""
        kind = message.get("type")
        if kind == "put":
            self._put(message["changes"], bool(message.get("left")), page)
        elif kind == "hello":
            self.say("state", page=page)
        elif kind == "left":
            self.left()
            self.say("state", page=page)

    def is_own(self, key: str) -> bool:
        """Whether the page may change what is kept under a key here."""
        return key in self.design["keys"]

    def _put(self, changes: dict, left: bool, page: str) -> None:
        own = {key: entry for key, entry in changes.items() if self.is_own(key)}
        values, refused, times = {key: entry["value"] for key, entry in own.items()}, "", {}
        # without `seen` the reader has decided over everything that is kept
        shown = {
            key: entry["seen"] for key, entry in own.items() if isinstance(entry.get("seen"), list)
        }
        seen = shown if len(shown) == len(own) else None
        first = self.companions(values, left)
        try:
            times = self.store.put_many(values | first, seen, page)
        except AnswersError as problem:
            refused = str(problem)
        if left:
            self.left()
        saved = {
            key: {"n": own[key].get("n"), "time": time} for key, time in times.items() if key in own
        }
        self.say("ack", page=page, saved=saved, refused=refused)
        tell_others(self, set(own))

    def companions(self, values: dict, left: bool) -> dict:
        """key -> value of what is to be kept beside some values."""
        return {}

    def left(self) -> None:
        """The reader has left a box, so that what depends on it may follow."""

    # ------------------------------------------------------------ on the page

    def __repr__(self) -> str:
        # stands in the notebook beside the drawing, and is the same at every run
        return self.stored_text

    def written_out(self) -> Piece:
        """What is read where the component is not drawn, under the sentence that says so."""
        return ""

    def _ipython_display_(self) -> None:
        shown = fallback(self.stored_text, self.written_out())
        display({"text/html": str(shown), "text/plain": self.stored_text}, raw=True)
        display({VIEW_MIME: self.get_view_spec()}, raw=True)  # said once: in words above


def tell_all() -> None:
    """Tell every drawing of this kernel what is kept now and was not told yet."""
    for drawing in tuple(_drawings):
        drawing.follow()


def tell_others(sender: ComponentWidget, changed: set[str]) -> None:
    """Tell other drawings of the same items what is kept now: a second window on one notebook has
    them in the same kernel."""
    for drawing in tuple(_drawings):
        if drawing is not sender and not changed.isdisjoint(drawing.design["keys"]):
            drawing.follow()


def moment(time: str) -> str:
    """The time of an entry, which begins with milliseconds since 1970, as an export writes it."""
    return (
        datetime.fromtimestamp(int(time[:13]) / 1000, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
