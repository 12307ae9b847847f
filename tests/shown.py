"""What a page shows, as a test sees it: the parts of a box, its sentence and result, the elements
of a piece of HTML."""

from html.parser import HTMLParser

from markupsafe import escape
from words import plain


def inside(widget):
    """A widget and everything in it."""
    yield widget
    for child in getattr(widget, "children", ()):
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


def shows(box, twin, more=False):
    """The page shows exactly what the plain call gives. more: a score follows its sentence."""
    assert box.result.value == twin.html
    assert said(box).startswith(spoken(twin)) if more else said(box) == spoken(twin)


class Structure(HTMLParser):
    """The elements of a page in `seen`; whatever is closed was open, and `open` is empty at the end
    of a whole one."""

    def __init__(self):
        super().__init__()
        self.open, self.seen = [], []

    def handle_starttag(self, tag, attributes):
        self.seen.append((tag, dict(attributes)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"
