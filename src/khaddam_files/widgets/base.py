"""What every widget is made of: controls on one side, a function of `compare` on the other, nothing of their own in between.

Controls are only of kinds whose label JupyterLab binds to them. A result is one `HTML` value; its first sentence is also
announced to screen readers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import count

import ipywidgets
from ipywidgets.widgets.widget_string import TextStyle

from khaddam_files import markup
from khaddam_files.answers import Answers, AnswersError

_number = count(1)
# One layout and one style serve all widgets of a kind: each is an object of its own between kernel and page, and dear.
WIDE = ipywidgets.Layout(width="calc(100% - 4px)", max_width="640px")  # a control has a margin of 2px
PLAIN = ipywidgets.Layout()
HTML_STYLE = ipywidgets.HTML(layout=PLAIN).style
LABEL_STYLE = ipywidgets.Dropdown(layout=PLAIN, style={"description_width": "9em"}).style
FAILED = "This comparison could not be made ({}). Choose something else; your other work is untouched. Please report it with what you chose."


def piece(value: str = "") -> ipywidgets.HTML:
    """A piece of HTML on the page, set like the outputs around it: without JupyterLab's class a link is not seen as one."""
    return ipywidgets.HTML(value, layout=PLAIN, style=HTML_STYLE, _dom_classes=("jp-RenderedHTMLCommon",))


class Announcement(ipywidgets.VBox):
    """One sentence that screen readers are told when it changes.

    A constant region owns the changing line (`aria-owns`); the region itself is never set again, because a region that is
    born with its text is not reliably announced. One place, so that another technique can replace it.
    """

    def __init__(self, sentence: str = ""):
        self._name = f"khaddam-files-said-{next(_number)}"
        region = piece(f'<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{self._name}"></div>')
        self.line = piece(self._named(sentence))
        super().__init__([region, self.line], layout=PLAIN)

    def _named(self, sentence: str) -> str:
        return f'<span id="{self._name}">{markup.text(sentence)}</span>'

    def say(self, sentence: str) -> None:
        self.line.value = self._named(sentence)


def dropdown(description: str, options, value=None) -> ipywidgets.Dropdown:
    """A labelled list of (label, value) pairs."""
    return ipywidgets.Dropdown(description=description, options=options, value=value, layout=WIDE, style=LABEL_STYLE)


def line(description: str, placeholder: str, layout=WIDE, label: str = "9em") -> ipywidgets.Text:
    """A labelled line to write in; what was written counts when the reader leaves it. label: the width of its label."""
    return ipywidgets.Text(
        description=description,
        placeholder=placeholder,
        continuous_update=False,
        layout=layout,
        style=_line_style(label),
    )


@cache
def _line_style(label: str) -> TextStyle:
    return TextStyle(description_width=label)


class Store:
    """What a reader entered under one prefix, saved at every change, and the sentence to show where that failed.

    Answers that cannot be read count as none until they can.
    """

    def __init__(self, prefix: str):
        self.prefix, self.answers, self.unread, self.unsaved = prefix, Answers(), "", ""

    def kept(self) -> dict:
        """Key -> answer, of all keys with the prefix."""
        try:
            found, trouble = self.answers.all(self.prefix), self.answers.notice
        except AnswersError as problem:
            found, trouble = {}, problem
        self.unread = f"{trouble} " if trouble else ""
        return found

    def put(self, key: str, value) -> None:
        """Keep an answer; None forgets it."""
        try:
            self.answers.put(key, value)
            self.unread = self.unsaved = ""  # what was damaged lies aside now
        except AnswersError as problem:
            self.unsaved = f"{problem} "

    def told(self, made, after: str = ""):
        """A comparison whose sentence begins with what went wrong and ends with what else is to be said."""
        return replace(made, sentence=f"{self.unread or self.unsaved}{made.sentence}{after}")


def remember(store: Store | None, answer, empty, pages: list, key, known=None, given: dict | None = None) -> dict:
    """Tie an answer to the page on which it was given: it is saved, and comes back with that page; a new page begins without one.

    store: None keeps it only while the notebook runs. answer: a list of one or several choices, or a text; empty: its value
    without an answer; pages: the controls that turn the page; key: () -> the name of the present page, None where there is
    nothing to answer; known: the names that there are, where a foreign one could do harm; given: what another control has
    remembered, to be shared with it. Returns name -> answer, without the empty ones; a box made afterwards finds it up to date.
    """
    given = {} if given is None else given
    for name, value in (store.kept() if store else {}).items():
        read = _readable(answer, value)
        if read is not None and read != empty and (known is None or name in known):
            given[name] = read

    def keep(change):
        name, value = key(), change.new.strip() if isinstance(change.new, str) else change.new
        if name is None or (given.get(name, empty) == value and not (store and store.unsaved)):
            return  # the answer only followed the page; one that could not be saved is tried again
        if value == empty:
            given.pop(name, None)
        else:
            given[name] = value
        if store:
            store.put(name, None if value == empty else list(value) if isinstance(value, tuple) else value)

    def turn(_change):
        if store:
            store.unsaved = ""
        answer.value = given.get(key(), empty)

    answer.value = given.get(key(), empty)
    answer.observe(keep, "value")
    for page in pages:
        page.observe(turn, "value")
    return given


def _readable(answer, value):
    """A kept value as the control can show it; None for whatever else stands in the file."""
    if isinstance(answer, ipywidgets.SelectMultiple):
        allowed = [one for _, one in answer.options]
        return tuple(one for one in allowed if one in value) if isinstance(value, list) else None
    if not isinstance(value, str):
        return None
    return value if not hasattr(answer, "options") or value in [one for _, one in answer.options] else None


class ComparisonBox(ipywidgets.VBox):
    """Controls, the sentence that is announced, and the comparison under it.

    function: called with the value of every control by its name, returns a `Comparison`.
    controls: name -> control; rows: the boxes or controls as they stand on the page; stored: what a reader sees who opens the
    notebook without running it; draw: makes a `Chart` of the comparison, where there is one. An error in `function` or `draw` is
    shown as a sentence and raised again.
    """

    def __init__(self, function, controls: dict, rows: list, stored: str, draw=None):
        self.function, self.controls, self.stored, self.draw = function, controls, stored, draw
        # made first: a piece that is born with its content costs one message less than one that is filled afterwards
        sentence, html, drawn = self._made()
        self.said, self.result = Announcement(sentence), piece(html)
        for control in controls.values():
            control.observe(self._changed, "value")
        self.drawing = ipywidgets.Output(layout=PLAIN, outputs=(drawn,)) if draw else None
        super().__init__([*rows, self.said, *([self.drawing] if draw else []), self.result], layout=PLAIN)

    def selection(self) -> dict:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def _made(self) -> tuple:
        """Sentence, page and, where there is one, chart of the present selection."""
        made = self.function(**self.selection())
        return made.sentence, made.html, self.draw(made).output() if self.draw else None

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
        self.result.value = html  # words first: a chart takes the page longer to draw than everything else together
        if self.drawing:
            self.drawing.outputs = (drawn,) if drawn else ()

    def _changed(self, _change) -> None:
        self.show()

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        return bundle | {"text/html": markup.paragraph(markup.text(self.stored)), "text/plain": self.stored}
