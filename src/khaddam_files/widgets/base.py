"""What every widget is made of: controls on one side, a function of `compare` on the other, nothing of their own in between.

Controls are only of kinds whose label JupyterLab binds to them. A result is one `HTML` value; its first sentence is also
announced to screen readers.
"""

from __future__ import annotations

from itertools import count

import ipywidgets

from khaddam_files import markup

_number = count(1)
# One layout and one style serve all widgets of a kind: each is an object of its own between kernel and page, and dear.
WIDE = ipywidgets.Layout(width="100%", max_width="640px")
PLAIN = ipywidgets.Layout()
HTML_STYLE = ipywidgets.HTML(layout=PLAIN).style
LABEL_STYLE = ipywidgets.Dropdown(layout=PLAIN, style={"description_width": "9em"}).style
FAILED = "This comparison could not be made ({}). Choose something else; your other work is untouched. Please report it with what you chose."


def piece(value: str = "") -> ipywidgets.HTML:
    """A piece of HTML on the page."""
    return ipywidgets.HTML(value, layout=PLAIN, style=HTML_STYLE)


class Announcement(ipywidgets.VBox):
    """One sentence that screen readers are told when it changes.

    A constant region owns the changing line (`aria-owns`); the region itself is never set again, because a region that is
    born with its text is not reliably announced. One place, so that another technique can replace it.
    """

    def __init__(self):
        self._name = f"khaddam-files-said-{next(_number)}"
        region = piece(f'<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{self._name}"></div>')
        self.line = piece()
        super().__init__([region, self.line], layout=PLAIN)

    def say(self, sentence: str) -> None:
        self.line.value = f'<span id="{self._name}">{markup.text(sentence)}</span>'


def dropdown(description: str, options, value=None) -> ipywidgets.Dropdown:
    """A labelled list of (label, value) pairs."""
    return ipywidgets.Dropdown(description=description, options=options, value=value, layout=WIDE, style=LABEL_STYLE)


class ComparisonBox(ipywidgets.VBox):
    """Controls, the sentence that is announced, and the comparison under it.

    function: called with the value of every control by its name, returns a `Comparison`.
    controls: name -> control; rows: the boxes or controls as they stand on the page; stored: what a reader sees who opens the
    notebook without running it; draw: makes a `Chart` of the comparison, where there is one. An error in `function` or `draw` is
    shown as a sentence and raised again.
    """

    def __init__(self, function, controls: dict, rows: list, stored: str, draw=None):
        self.function, self.controls, self.stored, self.draw = function, controls, stored, draw
        self.said = Announcement()
        self.result = piece()
        for control in controls.values():
            control.observe(self._changed, "value")
        self.drawing = ipywidgets.Output(layout=PLAIN) if draw else None
        super().__init__([*rows, self.said, *([self.drawing] if draw else []), self.result], layout=PLAIN)
        self.show()

    def selection(self) -> dict:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def show(self) -> None:
        """Make the comparison of the present selection and put it on the page."""
        try:
            made = self.function(**self.selection())
            drawn = self.draw(made).output() if self.draw else None
        except Exception as problem:
            self._put(FAILED.format(type(problem).__name__), "", None)
            raise
        self._put(made.sentence, made.html, drawn)

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
