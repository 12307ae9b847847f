"""Notebook 07: forecasts in bins against how often they came true."""

from __future__ import annotations

from khaddam_files.charts.base import INK, PAIR, Chart, chart
from khaddam_files.compare import Comparison

COLOUR, _, SHAPE = PAIR[0]
FURNITURE = {"aria": False}


def calibration_drawn(score: Comparison) -> Chart:
    """The bins of `compare.calibration` or `compare.your_score` as points, beside the line on which a perfectly calibrated forecaster stands."""
    points = [
        {"numbers": bin_, "mean": mean, "share": share, "label": f"n = {n}"}
        for bin_, n, mean, _, share in score.rows
        if n
    ]
    told = "; ".join(
        f"{point['numbers']}, on average {point['mean']:g}: {point['share']:g} per cent yes, {point['label']}"
        for point in points
    )
    percent = {"type": "quantitative", "scale": {"domain": [-6, 106], "nice": False}}
    place = {
        "x": {"field": "mean", "axis": {"title": "number given, on average", "values": list(range(0, 101, 20))}}
        | percent,
        "y": {"field": "share", "axis": {"title": "per cent that came out yes", "values": list(range(0, 101, 20))}}
        | percent,
    }
    line = [
        {
            "data": {"values": [{"mean": 0, "share": 0}, {"mean": 100, "share": 100}]},
            "mark": {"type": "line", "strokeDash": [6, 3], "color": INK} | FURNITURE,
            "encoding": place,
        },
        {
            "data": {"values": [{"mean": 22, "share": 30, "label": "perfect calibration"}]},
            "mark": {"type": "text", "align": "right", "color": INK} | FURNITURE,
            "encoding": place | {"text": {"field": "label"}},
        },
    ]
    dots = [  # drawn only where there are some: an empty group of points has no name for a screen reader
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": COLOUR, "shape": SHAPE},
            "encoding": place,
        },
        {
            "data": {"values": points},
            "mark": {"type": "text", "align": "left", "dx": 9, "dy": -7, "color": INK} | FURNITURE,
            "encoding": place | {"text": {"field": "label"}},
        },
    ]
    return chart(
        f"Calibration. Points on the diagonal: what was given 70 came true in 70 of 100 cases. {told or 'There are no scored forecasts yet, so only the diagonal is drawn'}.",
        height=300,
        layer=line + dots if points else line,
    )
