"""How widgets are laid out, and when the page hears of them.

Each widget, and each layout, is an object of its own between kernel and page, and dear. One layout
serves all widgets that look alike, and what comes and goes changes between two of them; the page
hears of a control when it is first seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import ipywidgets

WIDE = {"width": "calc(100% - 4px)", "max_width": "640px"}  # a control has a margin of 2px
# controls stand in one bar, each as wide as what it holds
LIST = {"width": "auto", "max_width": "340px"}
NARROW = {"width": "auto", "max_width": "250px"}  # three lists in one bar
BAR = {
    "flex_flow": "row wrap",
    "align_items": "center",
    "grid_gap": "2px 16px",
    "margin": "0 0 4px 0",
}
NO_ROOM = {"height": "0", "margin": "0"}


@cache
def layout(**settings: str) -> ipywidgets.Layout:
    """The one layout with these settings. It is never changed."""
    return ipywidgets.Layout(**settings)


def layout_if(seen: bool, **settings: str) -> ipywidgets.Layout:
    """The layout of something that comes and goes: the one with these settings while it is seen."""
    return layout(**settings) if seen else layout(display="none")


class SentWhenNamed(ipywidgets.Widget):
    """A widget that the page hears of as soon as something that it is sent names it."""

    def open(self) -> None:
        """Nothing yet."""

    @property
    def model_id(self) -> str:
        """The name of the widget on the page, which hears of it now at the latest."""
        super().open()
        return super().model_id

    def get_view_spec(self) -> dict:
        super().open()
        return super().get_view_spec()

    def _repr_mimebundle_(self, **options):
        super().open()  # shown alone
        return super()._repr_mimebundle_(**options)


class Row(ipywidgets.HBox):
    """Controls side by side that come and go together; the page hears of them when they first come.

    settings: those of the layout while it is seen. `members` are the controls, seen or not.
    """

    def __init__(self, controls: Iterable[ipywidgets.Widget], seen: bool, **settings: str):
        self.members, self._settings = tuple(controls), settings
        super().__init__(self.members if seen else (), layout=layout_if(seen, **settings))

    def show(self, seen: bool) -> None:
        """Let the controls come, or go."""
        if seen:
            self.children = self.members
        self.layout = layout_if(seen, **self._settings)
