"""Notebook 06: two wars as two lines, and two counters. A gap in the data is a gap in the line."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from khaddam_files.charts.base import INK, LOOKS_OF_PAIR, Chart, chart
from khaddam_files.compare.analogy import (
    HALF_IN_PER_CENT,
    TwoCounters,
    TwoWars,
    in_figures,
    year_spans,
)

_WARS = ("Vietnam", "Iraq")
_HEIGHT = 220
_CHART_WIDTH = 580  # pixels that JupyterLab leaves at 1024 beside its list of files
_NO_LINES = "No lines: these two may not be compared."
# Where names may stand, in pixels; a browser draws them, so that all of this is about right.
_WIDTH = 510  # of the plot without its axis
_BESIDE_POINT = 8  # between the last point of a line and its name
_LETTER_WIDTH = 9  # of a bold one of 13 pixels, in the widest of the common fonts
_NAME_HEIGHT = 14  # the height of a name
_LOWER = (0, -16, 16, -30)  # how far below its point a name may stand, the best-looking first
_PIXEL_STEP = 6  # between two pixels that stand for a line; no name fits through
_WHOLE_FROM = 100  # from here on a difference is printed without decimals
_STEPS = (1, 2, 5, 6, 12, 24)  # between two numbers along the axis
_MOST_TICKS = 12

_Point = dict[str, Any]  # one point as the chart takes it: name, x, value
_Pixel = tuple[float, float]  # from the left, from the top


class _Gap(NamedTuple):
    """Where two lines are furthest apart: x, the lower value and the higher one."""

    x: float
    low: float
    high: float


class _Plot:
    """Where values stand in the plot. rows: of all lines, at least one of them with a value."""

    def __init__(self, rows: Sequence[_Point]):
        xs = [row["x"] for row in rows]
        self.first, self.last = min(xs), max(xs)
        span = (self.last - self.first) or 1
        longest = _BESIDE_POINT + _LETTER_WIDTH * max(len(row["name"]) for row in rows)
        # names stand at the ends of lines, so that the axis runs on for as long as the longest one
        self.start, self.end = (
            self.first - 0.03 * span,
            self.last + span * longest / (_WIDTH - longest),
        )
        # the axis ends above the last value
        self.most = max(row["value"] for row in rows if row["value"] is not None) * 1.08

    def pixel(self, row: _Point) -> _Pixel:
        share = (row["x"] - self.start) / (self.end - self.start)
        return share * _WIDTH, self.height(row["value"])

    def height(self, value: float) -> float:
        return (1 - value / self.most) * _HEIGHT

    def ticks(self) -> list[int]:
        """The numbers along the axis, none of them under a name."""
        span = self.last - self.first
        step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
        return list(range(math.floor(self.first), math.floor(self.last) + 1, step))


def _line_between(start: _Pixel, end: _Pixel) -> list[_Pixel]:
    """Pixels on a straight line, without its ends."""
    (x, y), across, down = start, end[0] - start[0], end[1] - start[1]
    steps = int(math.hypot(across, down) // _PIXEL_STEP) + 1
    return [(x + across * step / steps, y + down * step / steps) for step in range(1, steps)]


def _pixels_in_use(rows: Sequence[_Point], plot: _Plot, level: float | None) -> list[_Pixel]:
    """Pixels on the points, on the lines between them and on the level line."""
    pixels = [plot.pixel(row) for row in rows if row["value"] is not None]
    if level is not None:
        pixels += [(across, plot.height(level)) for across in range(0, _WIDTH, _PIXEL_STEP)]
    for before, after in itertools.pairwise(rows):
        if before["name"] == after["name"] and None not in (before["value"], after["value"]):
            pixels += _line_between(plot.pixel(before), plot.pixel(after))
    return pixels


def _end_labels(
    rows: Sequence[_Point], plot: _Plot, axes: _Point, level: float | None = None
) -> list[_Point]:
    """For every line the layer of its name at its last point, a little lower or higher where
    something else stands.

    level: the height of a level line across the plot, where there is one.
    """
    in_use, layers = _pixels_in_use(rows, plot, level), []
    last_points = {row["name"]: row for row in rows if row["value"] is not None}
    for name, point in last_points.items():
        across, down = plot.pixel(point)
        left, width = across + _BESIDE_POINT, _LETTER_WIDTH * len(name)
        lower = max(_LOWER, key=lambda dy: _room(left, down + dy, width, in_use))
        in_use += [(left + step, down + lower) for step in range(0, width, _PIXEL_STEP)]
        layers.append(
            {
                "data": {"values": [point]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "dx": _BESIDE_POINT,
                    "dy": lower,
                    "fontWeight": "bold",
                    "fontSize": 13,
                    "color": INK,
                },
                "encoding": {**axes, "text": {"field": "name"}},
            }
        )
    return layers


def _room(left: float, middle: float, width: int, in_use: Sequence[_Pixel]) -> float:
    """How far from a name the nearest pixel is that something stands on, up to one line; none for
    a name that would stand out of the plot."""
    top = middle - _NAME_HEIGHT / 2
    if not 0 <= top <= _HEIGHT - _NAME_HEIGHT:
        return -1
    nearest = min(
        max(left - across, 0, across - left - width) + max(top - down, 0, down - top - _NAME_HEIGHT)
        for across, down in in_use
    )
    return min(nearest, 2)


def _axes(plot: _Plot, along: str, quantity: str) -> dict[str, _Point]:
    """Both axes. along: what stands along the lower one."""
    return {
        "x": {
            "field": "x",
            "type": "quantitative",
            "title": along,
            "axis": {"format": "d", "values": plot.ticks()},
            "scale": {"zero": False, "nice": False, "domain": [plot.start, plot.end]},
        },
        "y": {
            "field": "value",
            "type": "quantitative",
            "title": quantity,
            "scale": {"zero": True, "nice": True},
        },
    }


def _line_layers(names: Sequence[str], rows: Sequence[_Point], axes: _Point) -> list[_Point]:
    """Lines and points; colour, dash and shape say the same thing three times."""
    colour, dash, shape = (
        {
            "field": "name",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": list(names), "range": list(parts)},
        }
        for parts in zip(*LOOKS_OF_PAIR, strict=True)
    )
    size = 55 if len(rows) < 40 else 30
    first = json.dumps(names[0])
    # the first name is drawn last, so that its few points are not hidden behind many of the second
    points: list[_Point] = [
        {
            "transform": [{"filter": f"isValid(datum.value) && datum.name {which} {first}"}],
            "mark": {"type": "point", "filled": True, "size": size, "opacity": 1},
            "encoding": {**axes, "color": colour, "shape": shape},
        }
        for which in ("!=", "==")
    ]
    line: _Point = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {**axes, "color": colour, "strokeDash": dash, "detail": {"field": "name"}},
    }
    return [line, *points]


def _widest_gap(rows: Sequence[_Point]) -> _Gap | None:
    """Where two lines that have values at the same places are furthest apart."""
    values: dict[float, list[float]] = {}
    for row in rows:
        if row["value"] is not None:
            values.setdefault(row["x"], []).append(row["value"])
    gaps = [_Gap(x, min(pair), max(pair)) for x, pair in values.items() if len(pair) == 2]
    widest = max(gaps, key=lambda gap: gap.high - gap.low, default=None)
    return widest if widest and widest.high > widest.low else None


def _bracket_layers(gap: _Gap, axes: _Point) -> list[_Point]:
    """A bracket from one line to the other where they are furthest apart, with its number."""
    ends = [{"x": gap.x, "value": value} for value in (gap.low, gap.high)]
    words = {
        "x": gap.x,
        "value": gap.low + 0.3 * (gap.high - gap.low),  # where lines leave the most room
        "says": f"{_in_few_figures(gap.high - gap.low)} apart",
    }
    return [
        {
            "data": {"values": ends},
            "mark": {"type": "line", "color": INK, "strokeWidth": 1.5},
            "encoding": axes,
        },
        {
            "data": {"values": ends},
            "mark": {
                "type": "point",
                "shape": "stroke",
                "size": 160,
                "stroke": INK,
                "strokeWidth": 1.5,
                "opacity": 1,
            },
            "encoding": axes,
        },
        {
            "data": {"values": [words]},
            "mark": {
                "type": "text",
                "align": "left",
                "dx": 12,
                "fontSize": 13,
                "color": INK,
            },
            "encoding": {**axes, "text": {"field": "says"}},
        },
    ]


def _highest_layer(rows: Sequence[_Point], axes: _Point) -> _Point:
    """The highest value of each line beside its point: the worst years, which the sentence
    compares, are not the same year after the start. Which year it is an exercise asks."""
    with_value = [row for row in rows if row["value"] is not None]
    highest = {}
    for row in sorted(with_value, key=itemgetter("value")):
        highest[row["name"]] = row
    words = [row | {"says": _in_few_figures(row["value"])} for row in highest.values()]
    return {
        "data": {"values": words},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "bottom",
            "dx": 7,
            "dy": -4,
            "fontSize": 13,
            "color": INK,
            "aria": False,
        },
        "encoding": {**axes, "text": {"field": "says"}},
    }


def _in_few_figures(value: float) -> str:
    return in_figures(round(value) if value >= _WHOLE_FROM else value)


def wars_lines(comparison: TwoWars) -> Chart:
    """Vietnam and Iraq as two lines, from `compare.analogy.wars_side_by_side`."""
    rows = [
        {"name": row.war, "x": row.x, "value": row.value, "when": row.period or ""}
        for row in comparison.rows
    ]
    level = HALF_IN_PER_CENT if comparison.polls else None
    plot = _Plot(rows)
    axes = _axes(plot, comparison.axis, comparison.quantity)
    layers = _line_layers(_WARS, rows, axes) + _end_labels(rows, plot, axes, level)
    if level:
        half = {"type": "rule", "color": INK, "strokeDash": [2, 3]}
        layers.append({"mark": half, "encoding": {"y": {"datum": level}}})
    if not (comparison.locked or comparison.polls):
        layers.append(_highest_layer(rows, axes))
    opening = "Two lines, Vietnam solid with circles, Iraq dashed with squares"
    if len({row.war for row in comparison.rows}) == 1:
        opening = "One line, Iraq, dashed with squares"
    return chart(
        f"{opening}, against {comparison.axis}. {comparison.sentence} A line breaks where there is "
        "no value.",
        width=_CHART_WIDTH,
        height=_HEIGHT,
        data={"values": rows},
        layer=layers,
    )


def _band_between(rows: Sequence[_Point], axes: _Point) -> _Point:
    """What lies between two lines, shaded where both have a value."""
    values: dict[float, list[float]] = {}
    for row in rows:
        values.setdefault(row["x"], []).append(row["value"])
    band = [
        {"x": x, "low": min(pair), "high": max(pair)}
        for x, pair in values.items()
        if None not in pair
    ]
    return {
        "data": {"values": band},
        "mark": {"type": "area", "color": "#808080", "opacity": 0.3},
        "encoding": {
            "x": axes["x"],
            "y": axes["y"] | {"field": "low"},
            "y2": {"field": "high"},
        },
    }


def _missing_years(names: Sequence[str], rows: Sequence[_Point]) -> list[_Point]:
    """The years of which one side has no count, in words at the top."""
    layers = []
    for number, name in enumerate(names):
        missing = [row["x"] for row in rows if row["name"] == name and row["value"] is None]
        if not missing:
            continue
        spans = year_spans(missing)
        layers.append(
            {
                "data": {"values": [{"says": f"{name}: not counted {spans}"}]},
                "mark": {"type": "text", "align": "right", "fontSize": 12, "color": INK},
                "encoding": {
                    "x": {"value": "width"},
                    "y": {"value": 8 + 16 * number},
                    "text": {"field": "says"},
                },
            }
        )
    return layers


def counters_lines(comparison: TwoCounters) -> Chart:
    """Two counters as two lines, from `compare.analogy`; none where none may be drawn."""
    if not comparison.rows:
        return chart(
            f"{_NO_LINES} {comparison.sentence}",
            height=40,
            data={"values": [{}]},
            mark={"type": "text", "text": _NO_LINES, "color": INK, "fontSize": 13},
        )
    names = comparison.left["counter"], comparison.right["counter"]
    rows = [{"name": row.counter, "x": row.year, "value": row.value} for row in comparison.rows]
    plot = _Plot(rows)
    axes = _axes(plot, "year", "deaths in the year")
    layers = [
        *_line_layers(names, rows, axes),
        *_end_labels(rows, plot, axes),
        *_missing_years(names, rows),
    ]
    gap = _widest_gap(rows)
    if gap and not comparison.locked:
        layers += [_band_between(rows, axes), *_bracket_layers(gap, axes)]
    return chart(
        f"Two lines by year, {names[0]} solid with circles, {names[1]} dashed with squares. "
        f"{comparison.sentence}",
        width=_CHART_WIDTH,
        height=_HEIGHT,
        data={"values": rows},
        layer=layers,
    )
