"""How widgets are laid out.

Each layout is an object of its own between kernel and page, and dear. One serves all widgets that
look alike, and what comes and goes changes between two of them.
"""

from __future__ import annotations

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
