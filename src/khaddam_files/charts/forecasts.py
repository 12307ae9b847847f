"""Notebook 07: forecasts in bins against how often they came true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khaddam_files.charts.base import INK, LOOKS_OF_PAIR, Chart, chart
from khaddam_files.compare.forecasts import Calibration, Score, ScoreBesideExample


def _axis(field: str, title: str, lowest: int) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [lowest, 106], "nice": False},
        "axis": {"title": title, "values": list(range(0, 101, 20))},
    }


_POINT_PLACE = {
    "x": _axis("mean", "number given, on average", -6),
    "y": _axis("share", "came true, in %", -20),  # room for the words below a point at 0
}
_LABEL_PLACE = _POINT_PLACE | {"text": {"field": "label"}}


def _layer(values: Sequence[dict], mark: dict[str, Any], encoding: dict[str, Any]) -> dict:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


_DIAGONAL_LAYERS = [
    _layer(
        [{"mean": 0, "share": 0}, {"mean": 100, "share": 100}],
        {"type": "line", "strokeDash": [6, 3], "color": INK},
        _POINT_PLACE,
    ),
    _layer(
        [{"mean": 22, "share": 30, "label": "perfect calibration"}],
        {"type": "text", "align": "right", "color": INK},
        _LABEL_PLACE,
    ),
]
_HEIGHT = 140  # a page of 464 pixels holds controls and scores as well
_BESIDE = {"left": 9, "center": 0, "right": -9}  # pixels from a point to its words
_LABEL_ON_THE_LEFT = 60  # the mean from which on a label would leave the chart on the right


def _point_mark(whose: int) -> dict[str, Any]:
    """whose: 0 for the first of two readers, drawn filled; 1 for the other, drawn empty."""
    colour, _, shape = LOOKS_OF_PAIR[whose]
    return {
        "type": "point",
        "filled": not whose,
        "size": 110,
        "opacity": 1,
        "strokeWidth": 2,
        "color": colour,
        "shape": shape,
    }


def _label_mark(whose: int, align: str) -> dict[str, Any]:
    """Words above the points of the one reader, below those of the other."""
    place = {"align": align, "dx": _BESIDE[align], "dy": 14 if whose else -7}
    return {"type": "text", "color": INK} | place


def _layers(whose: int, points: Sequence[dict[str, Any]]) -> list[dict]:
    """Points and their labels, drawn only where there are some: an empty group of points has no
    name for a screen reader."""
    sides: dict[str, Sequence[dict[str, Any]]] = {
        "left": [point for point in points if point["mean"] < _LABEL_ON_THE_LEFT],
        "right": [point for point in points if point["mean"] >= _LABEL_ON_THE_LEFT],
    }
    if whose:  # the example has no point near an edge, and the line runs beside its points
        sides = {"center": points}
    labels = [
        _layer(labelled, _label_mark(whose, align), _LABEL_PLACE)
        for align, labelled in sides.items()
        if labelled
    ]
    return [_layer(points, _point_mark(whose), _POINT_PLACE), *labels] if points else []


def _points(score: Calibration | Score, name: str) -> list[dict[str, Any]]:
    return [
        {
            "numbers": row.bin,
            "mean": row.mean,
            "share": row.share,
            "label": f"{name}{row.yes} of {row.n}",
        }
        for row in score.rows
        if row.n
    ]


def _in_words(points: Sequence[dict[str, Any]]) -> str:
    return "; ".join(
        f"{point['numbers']}, on average {point['mean']:.0f}: {point['share']:.0f} per cent yes, "
        f"{point['label']}"
        for point in points
    )


def calibration_drawn(score: Calibration | Score | ScoreBesideExample) -> Chart:
    """The bins of `compare.forecasts.calibration`, `compare.forecasts.your_score` or
    `compare.forecasts.score_beside_example` as points.

    They stand beside the line on which a perfectly calibrated forecaster stands; the example's are
    empty squares.
    """
    if isinstance(score, ScoreBesideExample):
        groups = [_points(score.own, "you: ")]
        groups.append(_points(score.example, "example: ") if score.example else [])
    else:
        groups = [_points(score, "")]
    in_words = "; ".join(filter(None, map(_in_words, groups)))
    dots = [layer for whose, points in enumerate(groups) for layer in _layers(whose, points)]
    return chart(
        "Calibration. Points on the diagonal: what was given 70 came true in 70 of 100 cases. "
        f"{in_words or 'There are no scored forecasts yet, so only the diagonal is drawn'}.",
        height=_HEIGHT,
        layer=_DIAGONAL_LAYERS + dots,
    )
