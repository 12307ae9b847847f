"""What every widget is made of: controls on one side, a function of `compare` on the other, nothing
of their own in between.

Controls are only of kinds whose label JupyterLab binds to them. A result is one `HTML` value; its
first sentence is also announced to screen readers.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import ipywidgets
from IPython.display import display

from khaddam_files import pages
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.pages.widgets import live_line, live_region
from khaddam_files.widgets.guard import Guard, waiting

if TYPE_CHECKING:
    from khaddam_files.charts import Chart
    from khaddam_files.compare.base import Comparison

_number = count(1)
# One layout and one style serve all widgets of a kind: each is an object of its own between kernel
# and page, and dear.
# a control has a margin of 2px
WIDE = ipywidgets.Layout(width="calc(100% - 4px)", max_width="640px")
# controls stand in one bar, each as wide as what it holds
LIST = ipywidgets.Layout(width="auto", max_width="340px")
BAR = ipywidgets.Layout(
    flex_flow="row wrap", align_items="center", grid_gap="2px 16px", margin="0 0 4px 0"
)
PLAIN = ipywidgets.Layout()
HTML_STYLE = ipywidgets.HTML(layout=PLAIN).style
LABEL_STYLE = ipywidgets.Dropdown(layout=PLAIN, style={"description_width": "auto"}).style
FAILED = (
    "This comparison could not be made ({}). Choose something else; your other work is "
    "untouched. Please report it with what you chose."
)
UNFORESEEN = (
    "Not saved: an error that was not foreseen ({}). It is tried again; please report it "
    "with what you chose. "
)
OTHERS = (
    "Another window or notebook holds another answer to this: {}. The later one is shown; "
    "what you choose next replaces both. "
)
VIEW = "application/vnd.jupyter.widget-view+json"
BOX = "kf-box"  # the mark by which the page knows our boxes (component/guard.js)


def piece(value: str = "") -> ipywidgets.HTML:
    """A piece of HTML on the page, set like the outputs around it.

    Without JupyterLab's class a link is not seen as one.
    """
    return ipywidgets.HTML(
        value, layout=PLAIN, style=HTML_STYLE, _dom_classes=("jp-RenderedHTMLCommon",)
    )


class Announcement(ipywidgets.VBox):
    """One sentence that screen readers are told when it changes.

    A constant region owns the changing line (`aria-owns`); the region itself is never set again,
    because a region that is born with its text is not reliably announced. One place, so that
    another technique can replace it.
    """

    def __init__(self, sentence: str = ""):
        self._name = f"khaddam-files-said-{next(_number)}"
        self.line = piece(live_line(self._name, sentence))
        super().__init__([piece(live_region(self._name)), self.line], layout=PLAIN)

    def say(self, sentence: str) -> None:
        self.line.value = live_line(self._name, sentence)


def dropdown(description: str, options, value=None) -> ipywidgets.Dropdown:
    """A labelled list of (label, value) pairs."""
    return ipywidgets.Dropdown(
        description=description, options=options, value=value, layout=LIST, style=LABEL_STYLE
    )


class Store:
    """What a reader entered under one prefix, saved at every change, and the sentences to show
    where that failed.

    Answers that cannot be read count as none until they can. What cannot be saved stays in memory
    and in the file to hand in, is said in the box, and is tried again. What another notebook holds
    beside an answer is said as well, and never dropped unseen.
    """

    def __init__(self, prefix: str):
        self.prefix, self.unread, self.unsaved = prefix, "", ""
        self.box: weakref.ref | None = None  # the `ComparisonBox` that tells
        self.shown: dict[str, list[str]] = {}  # key -> times of the entries that the page has shown
        # key that is on the page -> what another notebook holds beside it
        self.others: dict[str, str] = {}
        self._owed: dict = {}  # key -> value, for what could not be saved
        self._follow: list = []  # what brings a control up to date
        self._answers: Answers | None = None

    @property
    def answers(self) -> Answers:
        """The answers of this reader. Raises `AnswersError` as long as they cannot be opened."""
        if self._answers is None:
            self._answers = Answers()
            self._answers.when_changed(self.follow)
        return self._answers

    def kept(self) -> dict:
        """Key -> answer, of all keys with the prefix, as it stands now."""
        try:
            answers, trouble = self.answers.all(self.prefix), self.answers.notice
        except AnswersError as problem:
            answers, trouble = {}, str(problem)
        self.unread = f"{trouble} " if trouble else ""
        return answers

    def look(self, key: str | None) -> None:
        """The page shows this key now: note that, and what another notebook holds beside it."""
        if key is None:
            return
        try:
            heads = self.answers.heads(key)
        except AnswersError:
            return  # `kept` says so
        self.shown[key] = [time for time, _ in heads]
        others = dict.fromkeys(
            _quoted(value) for _, value in heads[1:] if value not in (None, heads[0][1])
        )
        self.others[key] = OTHERS.format(" and ".join(others)) if others else ""

    def put(self, key: str, value) -> None:
        """Keep an answer in place of what the page has shown; None forgets it."""
        try:
            self.answers.put_many(
                {key: value} | self._owed,
                {key: self.shown.get(key, [])} | dict.fromkeys(self._owed, []),
            )
            self._owed, self.unsaved = {}, ""
        except AnswersError as problem:
            self._owe(key, value, f"{problem} ")
        except Exception as problem:
            logging.getLogger(__name__).exception("An answer was not saved")
            self._owe(key, value, UNFORESEEN.format(type(problem).__name__))
        self.look(key)

    def _owe(self, key: str, value, sentence: str) -> None:
        self._owed[key], self.unsaved = value, sentence
        waiting.add(self)

    def again(self) -> None:
        """Try once more what could not be saved, and show it where that succeeds."""
        owed = self._owed
        try:
            self.answers.put_many(owed, {key: self.shown.get(key, []) for key in owed})
        except AnswersError:
            return
        self._owed, self.unsaved = {}, ""
        waiting.discard(self)
        for key in owed:
            self.look(key)
        box = self.box() if self.box else None
        if box:
            box.show()

    def on_page(self, bring_up_to_date) -> None:
        """Call this whenever this kernel has saved something."""
        self._follow.append(bring_up_to_date)

    def follow(self) -> None:
        for bring_up_to_date in self._follow:
            bring_up_to_date()

    def with_trouble(self, made):
        """A comparison whose sentence begins with what went wrong."""
        return replace(
            made,
            sentence=f"{self.unread}{self.unsaved}{''.join(self.others.values())}{made.sentence}",
        )


def _quoted(value) -> str:
    """A kept value in words."""
    return f"“{', '.join(map(str, value)) if isinstance(value, list) else value}”"


def remember(
    store: Store | None, answer, empty, pages: list, key, known=None, given: dict | None = None
) -> dict:
    """Tie an answer to the page on which it was given: it is saved, and comes back with that page;
    a new page begins without one.

    store: None keeps it only while the notebook runs. answer: a list of one or several choices;
    empty: its value without an answer; pages: the controls that turn the page; key: () -> the name
    of the present page, None where there is nothing to answer; known: the names that there are,
    where a foreign one could do harm; given: what another control has remembered, to be shared with
    it. Returns name -> answer, without the empty ones; a box made afterwards finds it up to date.
    """
    given = {} if given is None else given
    at: list = [None]  # the page that is shown

    def read() -> None:
        if store is None:
            return
        found = {
            name: _readable(answer, value)
            for name, value in store.kept().items()
            if known is None or name in known
        }
        given.clear()
        given.update({name: value for name, value in found.items() if value not in (None, empty)})

    def keep(change):
        name, value = key(), change.new
        if name is None or given.get(name, empty) == value:
            return  # the answer only followed the page
        if value == empty:
            given.pop(name, None)
        else:
            given[name] = value
        if store:
            store.put(
                name, None if value == empty else list(value) if isinstance(value, tuple) else value
            )

    def turn(_change=None):
        if store:
            store.others.pop(at[0], None)
            at[0] = key()
            store.look(at[0])
        follow()

    def follow():
        read()
        answer.value = given.get(key(), empty)

    turn()
    answer.observe(keep, "value")
    for page in pages:
        page.observe(turn, "value")
    if store:
        store.on_page(follow)
    return given


def _readable(answer, value):
    """A kept value as the control can show it; None for whatever else stands in the file."""
    if isinstance(answer, ipywidgets.SelectMultiple):
        allowed = [one for _, one in answer.options]
        return tuple(one for one in allowed if one in value) if isinstance(value, list) else None
    if not isinstance(value, str):
        return None
    return (
        value
        if not hasattr(answer, "options") or value in [one for _, one in answer.options]
        else None
    )


class ComparisonBox(ipywidgets.VBox):
    """Controls, the sentence that is announced, and the comparison under it.

    function: called with the value of every control by its name, returns a `Comparison`. controls:
    name -> control; rows: the boxes or controls in the order of the bar above; twin: () -> the
    comparisons that stand in its place where no kernel runs, in a file and on paper: the first
    selection as a rule, without anything that a reader entered; draw: makes a `Chart` of a
    comparison, or None where it has none; store: where what is entered is kept, which tells here
    what it could not save. An error in `function` or `draw` is shown as a sentence and raised
    again.
    """

    def __init__(
        self,
        function,
        controls: dict,
        rows: list,
        twin: Callable[[], Sequence[Comparison]],
        draw: Callable[[Any], Chart | None] | None = None,
        store: Store | None = None,
    ):
        self.function, self.controls, self.twin = function, controls, twin
        self.draw, self.store = draw, store
        if store:
            store.box = weakref.ref(self)
        # made first: a piece that is born with its content costs one message less than one that is
        # filled afterwards
        sentence, html, drawn = self._made()
        self.said, self.result = Announcement(sentence), piece(html)
        for control in controls.values():
            control.observe(self._changed, "value")
        charts = (drawn,) if drawn else ()
        self.drawing = ipywidgets.Output(layout=PLAIN, outputs=charts) if draw else None
        super().__init__(
            [
                ipywidgets.HBox(rows, layout=BAR),
                Guard.of_this_kernel(),
                self.said,
                *([self.drawing] if draw else []),
                self.result,
            ],
            layout=PLAIN,
            _dom_classes=(BOX,),
        )

    def selection(self) -> dict:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def _made(self) -> tuple:
        """Sentence, page and, where there is one, chart of the present selection."""
        made = self.function(**self.selection())
        made = self.store.with_trouble(made) if self.store else made
        drawn = self.draw(made) if self.draw else None
        return made.sentence, made.html, drawn.output() if drawn else None

    def show(self) -> None:
        """Make the comparison of the present selection and put it on the page."""
        try:
            shown = self._made()
        except Exception as problem:
            self._put(FAILED.format(type(problem).__name__), "", None)
            raise
        self._put(*shown)

    def _put(self, sentence, html, drawn) -> None:
        self.said.say(sentence)
        # words first: a chart takes the page longer to draw than everything else together
        self.result.value = html
        if self.drawing:
            self.drawing.outputs = (drawn,) if drawn else ()

    def _changed(self, _change) -> None:
        self.show()

    def _ipython_display_(self) -> None:
        """Two outputs in one cell: the controls, and their twin, which is seen only where they are
        not (`pages.widgets.twin`). One output of both kinds would lose a reader who opens the
        notebook again: JupyterLab draws what ranks first, alive or not."""
        display({VIEW: self._repr_mimebundle_()[VIEW]}, raw=True)
        for comparison in self.twin():
            said = {"text/plain": comparison.sentence}
            display(said | {"text/html": str(pages.widgets.twin(comparison.page()))}, raw=True)
            chart = self.draw(comparison) if self.draw else None
            if chart:
                display(chart)
