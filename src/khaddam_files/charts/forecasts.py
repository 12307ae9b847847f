"""Notebook 07: forecasts in bins against how often they came true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khaddam_files.charts.base import INK, LOOKS_OF_PAIR, Chart, chart
from khaddam_files.compare.forecasts import Calibration, Score

_COLOUR, _, _SHAPE = LOOKS_OF_PAIR[0]
_HIDDEN_FROM_READERS = {"aria": False}
_PER_CENT = {"type": "quantitative", "scale": {"domain": [-6, 106], "nice": False}}


def _axis(field: str, title: str) -> dict[str, Any]:
    return {"field": field, "axis": {"title": title, "values": list(range(0, 101, 20))}} | _PER_CENT


_POINT_PLACE = {
    "x": _axis("mean", "number given, on average"),
    "y": _axis("share", "per cent that came out yes"),
}
_LABEL_PLACE = _POINT_PLACE | {"text": {"field": "label"}}


def _layer(values: Sequence[dict], mark: dict[str, Any], encoding: dict[str, Any]) -> dict:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


_DIAGONAL_LAYERS = [
    _layer(
        [{"mean": 0, "share": 0}, {"mean": 100, "share": 100}],
        {"type": "line", "strokeDash": [6, 3], "color": INK} | _HIDDEN_FROM_READERS,
        _POINT_PLACE,
    ),
    _layer(
        [{"mean": 22, "share": 30, "label": "perfect calibration"}],
        {"type": "text", "align": "right", "color": INK} | _HIDDEN_FROM_READERS,
        _LABEL_PLACE,
    ),
]
_POINT_MARK = {
    "type": "point",
    "filled": True,
    "size": 110,
    "opacity": 1,
    "color": _COLOUR,
    "shape": _SHAPE,
}
_POINT_LABEL_MARK = {
    "type": "text",
    "align": "left",
    "dx": 9,
    "dy": -7,
    "color": INK,
} | _HIDDEN_FROM_READERS


def calibration_drawn(score: Calibration | Score) -> Chart:
    """The bins of `compare.forecasts.calibration` or `compare.forecasts.your_score` as points.

    They stand beside the line on which a perfectly calibrated forecaster stands.
    """
    points = [
        {"numbers": row.bin, "mean": row.mean, "share": row.share, "label": f"n = {row.n}"}
        for row in score.rows
        if row.n
    ]
    in_words = "; ".join(
        f"{point['numbers']}, on average {point['mean']:.0f}: {point['share']:.0f} per cent yes, "
        f"{point['label']}"
        for point in points
    )
    # drawn only where there are some: an empty group of points has no name for a screen reader
    dots = (
        [_layer(points, _POINT_MARK, _POINT_PLACE), _layer(points, _POINT_LABEL_MARK, _LABEL_PLACE)]
        if points
        else []
    )
    return chart(
        "Calibration. Points on the diagonal: what was given 70 came true in 70 of 100 cases. "
        f"{in_words or 'There are no scored forecasts yet, so only the diagonal is drawn'}.",
        height=300,
        layer=_DIAGONAL_LAYERS + dots,
    )
