"""What a page shows, as a test sees it: the parts of a box, its sentence and result, the elements
of a piece of HTML."""

import re
from html.parser import HTMLParser

import pytest
from markupsafe import escape
from words import plain

from khaddam_files.pages import elements
from khaddam_files.widgets import base
from khaddam_files.widgets.questions import FREE


def inside(widget):
    """A widget and everything in it, seen or not."""
    yield widget
    for child in getattr(widget, "members", getattr(widget, "children", ())):
        yield from inside(child)


def values(control):
    """What can be chosen in a list."""
    return [value for _, value in control.options]


def said(box):
    """The words that are announced."""
    return plain(box.announcement.line.value)


def spoken(comparison):
    """The sentence of a comparison in words, as it is announced."""
    return plain(escape(comparison.sentence))


def under(box):
    """The page under the controls of a box, and under what is judged below it."""
    return box.result.value + (box.result_below.value if box.result_below else "")


def shows(box, twin, more=False):
    """The page shows exactly what the plain call gives. more: a score follows its sentence."""
    assert under(box) == twin.html
    assert said(box).startswith(spoken(twin)) if more else said(box) == spoken(twin)


class Structure(HTMLParser):
    """The elements of a page in `seen`; whatever is closed was open, and `open` is empty at the end
    of a whole one."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in ("br", "img", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


def unfolded(html):
    """A page without what is folded in it, also where a fold holds folds."""
    inner = re.compile(r"<details>(?:(?!<details>).)*?</details>", re.S)
    while inner.search(html):
        html = inner.sub("", html)
    return html


def free(box):
    """A comparison whose reader looks for herself: its lists are on the page, no question is."""
    if box.questions:
        box.questions.question.value = FREE
    return box


def foreign_colours(style):
    """The colours that a piece sets and that are none of ours: a tint, or the mark of a capital."""
    ours = {"transparent", "inherit", elements.TINT, elements.FILLED, elements.CHANGED}
    ours |= {value for colour, _, tint in elements.SIDE.values() for value in (colour, tint)}
    found = re.findall(r"(?<![\w-])(?:color|background)\s*:\s*([^;\"}]+)", style)
    return [value for value in found if value.strip() not in ours] + re.findall(r"var\(", style)


def outputs(box):
    """What a cell that ends in a comparison puts out, a bundle each, in order."""
    shown = []

    def display(piece, raw=False):
        shown.append(piece if raw else piece._repr_mimebundle_())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "display", display)
        box._ipython_display_()
    return shown


def open_ours(box, wanted=True):
    """Press the button that opens our answer, or closes it, with what stands there."""
    box.questions.press(wanted, box.questions.own())
