"""What stands around a widget: the line that is announced, and words where no widget is drawn."""

from __future__ import annotations

from markupsafe import Markup

# a page that was saved and opened again has no widget: then, and only then, its sentence is seen
_FALLBACK_STYLE = Markup(
    "<style>"
    ".jp-OutputArea:has(.kf-fallback) .jupyter-widgets:not(:has(.kf-task)){display:none}"
    ".jp-OutputArea:has(.kf-task) .kf-fallback{display:none}"
    "</style>"
)


def live_region(owned: str) -> Markup:
    """The region whose changes are announced. owned: the id of the line that changes in it."""
    return Markup(
        '<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{}"></div>'
    ).format(owned)


def live_line(name: str, sentence: str) -> Markup:
    """The line that changes, under its id."""
    return Markup('<span id="{}">{}</span>').format(name, sentence)


def fallback(sentence: str) -> Markup:
    """A sentence that is seen only as long as no task is drawn below it."""
    return Markup('<p class="kf-fallback">{}</p>').format(sentence) + _FALLBACK_STYLE
