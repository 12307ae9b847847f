"""What every widget is made of: controls on one side, a function of `compare` on the other, nothing of their own in between.

Controls are only of kinds whose label JupyterLab binds to them. A result is one `HTML` value; its first sentence is also
announced to screen readers.
"""

from __future__ import annotations

from itertools import count

import ipywidgets

from khaddam_files import markup

_number = count(1)
WIDE = ipywidgets.Layout(width="100%", max_width="640px")
FAILED = "This comparison could not be made ({}). Choose something else; your other work is untouched. Please report it with what you chose."


class Announcement(ipywidgets.VBox):
    """One sentence that screen readers are told when it changes.

    A constant region owns the changing line (`aria-owns`); the region itself is never set again, because a region that is
    born with its text is not reliably announced. One place, so that another technique can replace it.
    """

    def __init__(self):
        self._name = f"khaddam-files-said-{next(_number)}"
        region = ipywidgets.HTML(
            f'<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{self._name}"></div>'
        )
        self.line = ipywidgets.HTML()
        super().__init__([region, self.line])

    def say(self, sentence: str) -> None:
        self.line.value = f'<span id="{self._name}">{markup.text(sentence)}</span>'


def dropdown(description: str, options, value=None) -> ipywidgets.Dropdown:
    """A labelled list of (label, value) pairs."""
    return ipywidgets.Dropdown(
        description=description, options=options, value=value, layout=WIDE, style={"description_width": "9em"}
    )


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
        self.result = ipywidgets.HTML()
        for control in controls.values():
            control.observe(self._changed, "value")
        self.drawing = ipywidgets.Output()
        super().__init__([*rows, self.said, *([self.drawing] if draw else []), self.result])
        self.show()

    def selection(self) -> dict:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def show(self) -> None:
        """Make the comparison of the present selection and put it on the page."""
        try:
            made = self.function(**self.selection())
            drawn = (self.draw(made).output(),) if self.draw else ()
        except Exception as problem:
            self.said.say(FAILED.format(type(problem).__name__))
            self.result.value, self.drawing.outputs = "", ()
            raise
        self.said.say(made.sentence)
        self.drawing.outputs = drawn
        self.result.value = made.html

    def _changed(self, _change) -> None:
        self.show()

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        return bundle | {"text/html": markup.paragraph(markup.text(self.stored)), "text/plain": self.stored}
