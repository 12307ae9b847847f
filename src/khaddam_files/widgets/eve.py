"""Notebook 01."""

from __future__ import annotations

from khaddam_files import charts
from khaddam_files.compare import eve
from khaddam_files.widgets.base import ComparisonBox, dropdown


def two_days(
    left: str = "2002-11-08", right: str = "2003-03-16", view: str = "time"
) -> ComparisonBox:
    """Any two of 153 days side by side, in time or on the map. Twin:
    `compare.eve.dates_side_by_side`."""
    controls = {
        "left": dropdown("Left day", eve.day_options(), left),
        "right": dropdown("Right day", eve.day_options(), right),
        "view": dropdown("Show", eve.day_view_options(), view),
    }
    return ComparisonBox(
        eve.dates_side_by_side,
        controls,
        list(controls.values()),
        lambda: [eve.dates_side_by_side(left, right, view) for _, view in eve.day_view_options()],
        draw=charts.days_drawn,
        draw_asleep=charts.days_to_move,
        asked="two_days",
    )


def two_clocks(left: str = "H03", right: str = "H05") -> ComparisonBox:
    """Which of two moments came first, and what five clocks showed. Twin: `compare.eve.clock`."""
    controls = {
        "left": dropdown("Left moment", eve.hour_options(), left),
        "right": dropdown("Right moment", eve.hour_options(), right),
    }
    return ComparisonBox(
        eve.clock,
        controls,
        list(controls.values()),
        lambda: [eve.clock(left, right)],
        draw=charts.clocks_drawn,
        asked="two_clocks",
    )
