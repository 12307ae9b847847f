"""Notebook 06: two wars as two lines, and two counters. A gap in the data is a gap in the line."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from khaddam_files.charts.base import INK, LOOKS_OF_PAIR, Chart, chart
from khaddam_files.compare.analogy import HALF_IN_PER_CENT, TwoCounters, TwoWars

_WARS = ("Vietnam", "Iraq")
_HEIGHT = 300
_NO_LINES = "No lines: these two may not be compared."
# Where names may stand, in pixels; a browser draws them, so that all of this is about right.
_WIDTH = 450  # of the plot without its axis
_ABOVE_POINT = 11  # between a point and the middle of its name
_BESIDE_POINT = 8  # between a point and the side of its name
_LETTER_WIDTH = 8  # the width of one
_NAME_HEIGHT = 14  # the height of a name
_OVERHANG = 15  # how far a name may stand out of the plot at either side
_PIXEL_STEP = 6  # between two pixels that stand for a line; no name fits through

_Point = dict[str, Any]  # one point as the chart takes it: name, x, value
_Pixel = tuple[float, float]  # from the left, from the top


class _Label(NamedTuple):
    """A name beside a point of its line, above or below it, to the right or left of it."""

    name: str
    x: float
    value: float
    above: bool
    right: bool
    left: float  # pixels
    top: float

    @property
    def width(self) -> int:
        return _LETTER_WIDTH * len(self.name)

    @property
    def inside(self) -> bool:
        """Whether the name stands in the plot."""
        across = -_OVERHANG <= self.left <= _WIDTH + _OVERHANG - self.width
        return across and 0 <= self.top <= _HEIGHT - _NAME_HEIGHT

    def room(self, in_use: Sequence[_Pixel]) -> float:
        """How far the nearest pixel is that something stands on, across and down together."""
        left, top, width = self.left, self.top, self.width
        return min(
            max(left - across, 0, across - left - width)
            + max(top - down, 0, down - top - _NAME_HEIGHT)
            for across, down in in_use
        )

    def pixels(self) -> list[_Pixel]:
        """What the name itself stands on."""
        return [
            (self.left + step, self.top + _NAME_HEIGHT / 2)
            for step in range(0, self.width, _PIXEL_STEP)
        ]


class _Plot:
    """Where values stand in the plot. rows: of all lines, at least one of them with a value."""

    def __init__(self, rows: Sequence[_Point]):
        with_value = [row for row in rows if row["value"] is not None]
        self.first = min(row["x"] for row in with_value)
        self.across = (max(row["x"] for row in rows) - self.first) or 1
        # the axis ends above the last value
        self.most = max(row["value"] for row in with_value) * 1.08

    def pixel(self, row: _Point) -> _Pixel:
        return (row["x"] - self.first) / self.across * _WIDTH, self.height(row["value"])

    def height(self, value: float) -> float:
        return (1 - value / self.most) * _HEIGHT

    def labels(self, row: _Point) -> list[_Label]:
        """The four places of a name beside one point, the best-looking first."""
        (x, y), width = self.pixel(row), _LETTER_WIDTH * len(row["name"])
        return [
            _Label(
                row["name"],
                row["x"],
                row["value"],
                above,
                right,
                x + _BESIDE_POINT if right else x - _BESIDE_POINT - width,
                y - _ABOVE_POINT - _NAME_HEIGHT / 2 if above else y + _ABOVE_POINT - 3,
            )
            for above, right in itertools.product((True, False), repeat=2)
        ]


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


def _freest_labels(rows: Sequence[_Point], level: float | None) -> list[_Label]:
    """For every line its name at that point where it stands freest, inside the plot if it can.

    level: the height of a level line across the plot, where there is one.
    """
    plot, labels = _Plot(rows), []
    in_use = _pixels_in_use(rows, plot, level)
    with_value = [row for row in rows if row["value"] is not None]
    for name in dict.fromkeys(row["name"] for row in with_value):
        places = [label for row in with_value if row["name"] == name for label in plot.labels(row)]
        best = max(places, key=lambda label: (label.inside, label.room(in_use)))
        in_use += best.pixels()
        labels.append(best)
    return labels


def _x_axis(title: str) -> _Point:
    return {
        "field": "x",
        "type": "quantitative",
        "title": title,
        "axis": {"format": "d", "tickMinStep": 1},
        "scale": {"zero": False, "nice": False, "padding": 20},
    }


def _label_layer(label: _Label, x: _Point, y: _Point) -> _Point:
    """The layer of one name."""
    return {
        "data": {"values": [{"name": label.name, "x": label.x, "value": label.value}]},
        "mark": {
            "type": "text",
            "align": "left" if label.right else "right",
            "dx": _BESIDE_POINT if label.right else -_BESIDE_POINT,
            "dy": -_ABOVE_POINT if label.above else _ABOVE_POINT + 4,
            "fontWeight": "bold",
            "fontSize": 13,
            "color": INK,
            "aria": False,
        },
        "encoding": {"x": x, "y": y, "text": {"field": "name"}},
    }


def _line_layers(
    names: Sequence[str],
    rows: Sequence[_Point],
    x: _Point,
    quantity: str,
    level: float | None = None,
) -> list[_Point]:
    """Lines, points and names; colour, dash and shape say the same thing three times."""
    colour, dash, shape = (
        {
            "field": "name",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": list(names), "range": list(parts)},
        }
        for parts in zip(*LOOKS_OF_PAIR, strict=True)
    )
    y = {
        "field": "value",
        "type": "quantitative",
        "title": quantity,
        "scale": {"zero": True, "nice": True},
    }
    size = 55 if len(rows) < 40 else 30
    first = json.dumps(names[0])
    # the first name is drawn last, so that its few points are not hidden behind many of the second
    points = [
        {
            "transform": [{"filter": f"isValid(datum.value) && datum.name {which} {first}"}],
            "mark": {"type": "point", "filled": True, "size": size, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
        }
        for which in ("!=", "==")
    ]
    line = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": y,
            "color": colour,
            "strokeDash": dash,
            "detail": {"field": "name"},
        },
    }
    return [line, *points, *(_label_layer(label, x, y) for label in _freest_labels(rows, level))]


def wars_lines(comparison: TwoWars) -> Chart:
    """Vietnam and Iraq as two lines, from `compare.analogy.wars_side_by_side`."""
    rows = [
        {"name": row.war, "x": row.x, "value": row.value, "when": row.period or ""}
        for row in comparison.rows
    ]
    level = HALF_IN_PER_CENT if comparison.polls else None
    layers = _line_layers(_WARS, rows, _x_axis(comparison.axis), comparison.quantity, level)
    if level:
        half = {"type": "rule", "color": INK, "strokeDash": [2, 3], "aria": False}
        layers.append({"mark": half, "encoding": {"y": {"datum": level}}})
    opening = "Two lines, Vietnam solid with circles, Iraq dashed with squares"
    if len({row.war for row in comparison.rows}) == 1:
        opening = "One line, Iraq, dashed with squares"
    return chart(
        f"{opening}, against {comparison.axis}. {comparison.sentence} A line breaks where there is "
        "no value.",
        height=_HEIGHT,
        data={"values": rows},
        layer=layers,
    )


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
    return chart(
        f"Two lines by year, {names[0]} solid with circles, {names[1]} dashed with squares. "
        f"{comparison.sentence}",
        height=_HEIGHT,
        data={"values": rows},
        layer=_line_layers(names, rows, _x_axis("year"), "deaths in the year"),
    )
