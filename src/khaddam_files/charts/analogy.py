"""Notebook 06: two wars as two lines, and two counters as two lines. A gap in the data is a gap in the line."""

from __future__ import annotations

import itertools
import json
import math

from khaddam_files.charts.base import INK, PAIR, Chart, chart
from khaddam_files.compare import Comparison, Lines

WARS = ("Vietnam", "Iraq")
ABOVE = 11  # pixels between a point and the middle of its name
HEIGHT = 300
HALF = 50  # per cent, drawn as a level line under polls
INSIDE = 450  # pixels of the plot without its axis, about
EMPTY = "No lines: these two may not be compared."


def _free_places(values, level: float | None) -> list[tuple[str, float, float, bool, bool]]:
    """For every line the point beside which its name touches nothing: name, x, value, whether above, whether on the right.

    level: the height of a level line across the plot, where there is one.
    """
    drawn = [row for row in values if row["value"] is not None]
    low, high = min(row["x"] for row in drawn), max(row["x"] for row in values)
    most = max(row["value"] for row in drawn) * 1.08

    def place(row):
        return (row["x"] - low) / ((high - low) or 1) * INSIDE, (1 - row["value"] / most) * HEIGHT

    # pixels on the lines, so close together that no name fits between two of them
    taken = [place(row) for row in drawn]
    if level is not None:
        taken += [(step, (1 - level / most) * HEIGHT) for step in range(0, INSIDE, 6)]
    for before, after in itertools.pairwise(values):
        if before["name"] == after["name"] and None not in (before["value"], after["value"]):
            (x0, y0), (x1, y1) = place(before), place(after)
            steps = int(math.hypot(x1 - x0, y1 - y0) // 6) + 1
            taken += [(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) for step in range(1, steps)]
    found = []
    for name in dict.fromkeys(row["name"] for row in drawn):
        width, best = 8 * len(name), None
        for row in (row for row in drawn if row["name"] == name):
            x, y = place(row)
            for above, right in itertools.product((True, False), repeat=2):
                left, top = x + 8 if right else x - 8 - width, y - ABOVE - 7 if above else y + ABOVE - 3
                room = min(max(left - a, 0, a - left - width) + max(top - b, 0, b - top - 14) for a, b in taken)
                inside = -15 <= left <= INSIDE + 15 - width and 0 <= top <= HEIGHT - 14
                if best is None or (inside, room) > best[:2]:
                    best = inside, room, (name, row["x"], row["value"], above, right), (left, top)
        *_, chosen, (left, top) = best
        taken += [(left + step, top + 7) for step in range(0, width, 6)]
        found.append(chosen)
    return found


def _lines(names, values, x: dict, y_title: str, level: float | None = None) -> list[dict]:
    """Line, points and a label beside one point of each name; colour, dash and shape say the same thing three times."""
    colour, dash, shape = (
        {"field": "name", "type": "nominal", "legend": None, "scale": {"domain": list(names), "range": list(parts)}}
        for parts in zip(*PAIR, strict=True)
    )
    size = 55 if len(values) < 40 else 30
    y = {"field": "value", "type": "quantitative", "title": y_title, "scale": {"zero": True, "nice": True}}
    labels = [
        {
            "data": {"values": [{"name": name, "x": at, "value": value}]},
            "mark": {
                "type": "text",
                "align": "left" if right else "right",
                "dx": 8 if right else -8,
                "dy": -ABOVE if above else ABOVE + 4,
                "fontWeight": "bold",
                "fontSize": 13,
                "color": INK,
                "aria": False,
            },
            "encoding": {"x": x, "y": y, "text": {"field": "name"}},
        }
        for name, at, value, above, right in _free_places(values, level)
    ]
    return [
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash, "detail": {"field": "name"}},
        },
        {
            # the first name is drawn last, so that its few points are not hidden behind many of the second
            "transform": [{"filter": f"isValid(datum.value) && datum.name != {json.dumps(names[0])}"}],
            "mark": {"type": "point", "filled": True, "size": size, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
        },
        {
            "transform": [{"filter": f"isValid(datum.value) && datum.name == {json.dumps(names[0])}"}],
            "mark": {"type": "point", "filled": True, "size": size, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
        },
        *labels,
    ]


def wars_lines(made: Lines) -> Chart:
    """Vietnam and Iraq as two lines, from `compare.wars_side_by_side`."""
    values = [{"name": war, "x": x, "value": value, "when": period or ""} for war, x, period, value in made.rows]
    x = {
        "field": "x",
        "type": "quantitative",
        "title": made.axis,
        "axis": {"format": "d", "tickMinStep": 1},
        "scale": {"zero": False, "nice": False, "padding": 20},
    }
    level = HALF if made.quantity.startswith("per cent") else None
    layers = _lines(WARS, values, x, made.quantity, level)
    if level:
        half = {"type": "rule", "color": INK, "strokeDash": [2, 3], "aria": False}
        layers.append({"mark": half, "encoding": {"y": {"datum": level}}})
    drawn = "Two lines, Vietnam solid with circles, Iraq dashed with squares"
    if len({row["name"] for row in values}) == 1:
        drawn = "One line, Iraq, dashed with squares"
    return chart(
        f"{drawn}, against {made.axis}. {made.sentence} A line breaks where there is no value.",
        height=HEIGHT,
        data={"values": values},
        layer=layers,
    )


def counters_lines(made: Comparison) -> Chart:
    """Two counters of the same thing as two lines, from `compare.two_counters`; without lines where nothing may be compared."""
    names = list(dict.fromkeys(counter for counter, _, _ in made.rows))
    if not names:
        return chart(
            f"{EMPTY} {made.sentence}",
            height=40,
            data={"values": [{}]},
            mark={"type": "text", "text": EMPTY, "color": INK, "fontSize": 13},
        )
    values = [{"name": counter, "x": year, "value": value} for counter, year, value in made.rows]
    x = {
        "field": "x",
        "type": "quantitative",
        "title": "year",
        "axis": {"format": "d", "tickMinStep": 1},
        "scale": {"zero": False, "nice": False, "padding": 20},
    }
    return chart(
        f"Two lines by year, {names[0]} solid with circles, {names[1]} dashed with squares. {made.sentence}",
        height=HEIGHT,
        data={"values": values},
        layer=_lines(names, values, x, "deaths in the year"),
    )
