"""Notebook 01: two days on a line of time, the places of what happened, and two moments on one
ribbon of hours."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from khaddam_files.charts.base import INK, LOOK_OF_CAPITAL, LOOKS_OF_PAIR, Chart, bare_axis, chart
from khaddam_files.choices import by_key
from khaddam_files.compare.eve import (
    EVENT_HAPPENED,
    EVENT_PERHAPS,
    FIRST_DAY,
    LAST_DAY,
    Hour,
    TwoDays,
    TwoDaysOnTheMap,
    TwoHours,
    possible_days,
)
from khaddam_files.wording import day, join_words

_WIDTH = 556  # pixels; a page beside an open side bar has 570
_LETTER, _SIGN = (
    6.0,
    9,
)  # pixels: a letter in the widest of the usual fonts; from a sign to its name
_TEXT: dict[str, Any] = {"type": "text", "fontSize": 11, "align": "left"}

# The line of time begins a week before the first day and ends some days after the last. March is
# stretched, because two thirds of the events lie in it.
_LINE_FROM, _STRETCHED_FROM, _LINE_TO = date(2002, 11, 1), date(2003, 3, 1), date(2003, 4, 14)
_STRETCHED_AT = 172  # pixels from the left
_LANE_OF_CAPITAL = {  # lane -> whose colour and sign
    "Damascus": "Damascus",
    "Tehran": "Tehran",
    "Ankara": "others",
    "Iraq": "Iraq",
    "Europe and the UN": "others",
    "Washington": "Washington",
}
_ROW, _BETWEEN_LANES, _TOP, _HEAD = 13, 5, 4, 18  # pixels
_LANES_AT, _LONG_DATE = 16, 118  # pixels from the left; the room that a date takes
_DAY_OF_TALKS = date(2003, 3, 16)
_TICKS = (
    *((date(2002, 12, 1), "Dec"), (date(2003, 1, 1), "Jan"), (date(2003, 2, 1), "Feb")),
    *((date(2003, 3, 1), "1 March"), (date(2003, 3, 8), "8"), (date(2003, 3, 24), "24")),
    *((date(2003, 4, 1), "1 April"), (date(2003, 4, 9), "9")),
)
_WEST, _EAST, _NORTH, _SOUTH = -80.0, 70.0, 57.0, 21.0  # the window of `coasts.csv`, in degrees
_SIDE_OF_PLACE = {
    "damascus": "Damascus",
    "tehran": "Tehran",
    "washington": "Washington",
    "baghdad": "Iraq",
    "erbil": "Iraq",
}
_NAME_OFFSET = {  # where the name of a crowded place stands: right, down, alignment
    "damascus": (-9, 8, "right"),
    "ankara": (-4, -13, "center"),
    "paris": (9, 8, "left"),
    "london": (-9, 0, "right"),
    "baghdad": (2, 19, "center"),
    "erbil": (4, -12, "center"),
    "new_york": (9, -4, "left"),
    "washington": (4, 15, "left"),
}


def days_drawn(comparison: TwoDays | TwoDaysOnTheMap) -> Chart:
    """The picture that belongs to `compare.eve.dates_side_by_side`: a line of time, or a map."""
    return (
        _map_of_places(comparison)
        if isinstance(comparison, TwoDaysOnTheMap)
        else _line_of_time(comparison)
    )


def days_to_move(comparison: TwoDays | TwoDaysOnTheMap) -> Chart:
    """The same for a file: on the line of time both days can be moved without a kernel."""
    return (
        _map_of_places(comparison)
        if isinstance(comparison, TwoDaysOnTheMap)
        else _line_of_time(comparison, movable=True)
    )


# ------------------------------------------------------------------ the line of time


def _number(when: date) -> int:
    """Days from the left end of the line. Numbers, because a date would move with the clock of the
    reader's browser."""
    return (when - _LINE_FROM).days


_STRETCHED_DAY, _LAST_NUMBER = _number(_STRETCHED_FROM), _number(_LINE_TO)


def _place(number: float) -> float:
    """Where a day stands, in pixels."""
    if number < _STRETCHED_DAY:
        return number / _STRETCHED_DAY * _STRETCHED_AT
    beyond = (number - _STRETCHED_DAY) / (_LAST_NUMBER - _STRETCHED_DAY)
    return _STRETCHED_AT + beyond * (_WIDTH - _STRETCHED_AT)


def _place_in_vega(number: str) -> str:
    """The same as an expression of Vega."""
    stretched = (
        f"{_STRETCHED_AT} + ({number} - {_STRETCHED_DAY}) * "
        f"{(_WIDTH - _STRETCHED_AT) / (_LAST_NUMBER - _STRETCHED_DAY):.4f}"
    )
    before = f"{number} * {_STRETCHED_AT / _STRETCHED_DAY:.4f}"
    return f"({number} < {_STRETCHED_DAY} ? {before} : {stretched})"


@cache
def _laid_out() -> tuple[list[dict], list[dict], int]:
    """Every event with its place on the line and the side of its name; the lanes with the middle of
    their first row and the line under them; and the height of all."""
    known, events = by_key("publicity"), by_key("events")
    points: list[dict] = []
    lanes: list[dict] = []
    top = _TOP
    for lane, capital in _LANE_OF_CAPITAL.items():
        # what is taken in each row, from and to; the lane's own name stands in its first
        rows: list[list[tuple[float, float]]] = [[(0, _LANES_AT + _LETTER * 1.15 * len(lane) + 8)]]
        in_lane = [events[key] for key, row in known.items() if row["lane"] == lane]
        for event in sorted(in_lane, key=lambda row: (row["date"], row["event_id"])):
            span = possible_days(event["date"], event["date_precision"])
            first, last = map(_number, span)
            row, leftward = _free_place(rows, _place(first), _place(last), event["short"])
            points.append(
                {
                    "event": event["event_id"],
                    "first": first,
                    "last": last,
                    "x": round(_place(first), 1),
                    "x2": round(_place(last), 1),
                    "y": top + row * _ROW + _ROW // 2,
                    "short": event["short"],
                    "full": f"{day(event['date'], event['date_precision'])}: {event['title']}",
                    "side": capital,
                    "leftward": leftward,
                }
            )
        bottom = top + len(rows) * _ROW
        lanes.append({"lane": lane, "y": top + _ROW // 2, "bottom": bottom + _BETWEEN_LANES // 2})
        top = bottom + _BETWEEN_LANES
    return points, lanes, top


def _free_place(
    rows: list[list[tuple[float, float]]], first: float, last: float, name: str
) -> tuple[int, bool]:
    """The row in which an event and its name are free of others, and whether the name stands left
    of its sign; what they take is noted. No name crosses the day of the talks, and a new row is
    begun where none is free."""
    long, talks = _LETTER * len(name) + _SIGN, _place(_number(_DAY_OF_TALKS))
    for number in range(len(rows) + 1):
        if number == len(rows):
            rows.append([])
        for leftward in (False, True):
            start, end = (first - long, first) if leftward else (last, last + long)
            crosses = start < talks - 1 and end > talks + 1
            start, end = min(start, first) - 7, max(end, last) + 7
            inside = start >= -7 and end <= _WIDTH + 7
            if inside and not crosses and all(end <= a or start >= b for a, b in rows[number]):
                rows[number].append((start, end))
                return number, leftward
    raise ValueError(f"There is no room for {name!r}")


def _state_between_days(left: str, right: str) -> str:
    if EVENT_PERHAPS in (left, right):
        return "day not known"
    return {0: "after both", 1: "between the two", 2: "by the earlier day"}[
        (left, right).count(EVENT_HAPPENED)
    ]


def _line_in_words(comparison: TwoDays) -> str:
    """What is to be seen on the line."""
    states = [
        _state_between_days(row.left, row.right) for row in comparison.rows if row.kind == "event"
    ]
    standing = join_words([f"{states.count(name)} {name}" for name in dict.fromkeys(states)])
    return (
        f"{len(states)} events from 8 November 2002 to 9 April 2003 on six lanes: "
        f"{join_words(list(_LANE_OF_CAPITAL))}. March is stretched. "
        f"Two upright lines: {day(comparison.earlier)} and {day(comparison.later)}. "
        f"Of the events stand {standing}. A filled sign had happened by the later day, a hollow "
        "one had not; a bar is an event of which only the month is known."
    )


def _days_as_parameters(comparison: TwoDays, movable: bool) -> list[dict]:
    """The two days as days of the calendar, and as numbers from the left end of the line."""
    parameters: list[dict] = []
    for name, label, when in (
        ("one", "First day ", comparison.earlier),
        ("other", "Second day ", comparison.later),
    ):
        least, most = FIRST_DAY.isoformat(), LAST_DAY.isoformat()
        bind = {"bind": {"input": "date", "min": least, "max": most, "name": label}}
        parameters.append({"name": name, "value": when.isoformat(), **(bind if movable else {})})
    start = f"utc({_LINE_FROM.year}, {_LINE_FROM.month - 1}, {_LINE_FROM.day})"
    first, last = _number(FIRST_DAY), _number(LAST_DAY)
    for number, name in (("one_number", "one"), ("other_number", "other")):
        days = f"round((time(toDate({name})) - {start}) / 864e5)"
        read = f"isValid(toDate({name})) ? clamp({days}, {first}, {last}) : {first}"
        parameters.append({"name": number, "expr": read})
    both = "(one_number, other_number)"
    return [
        *parameters,
        {"name": "earlier", "expr": f"min{both}"},
        {"name": "later", "expr": f"max{both}"},
    ]


def _line_of_time(comparison: TwoDays, movable: bool = False) -> Chart:
    points, lanes, bottom = _laid_out()
    height = _HEAD + bottom + (32 if movable else 16)
    x = bare_axis("x", domain=[0, _WIDTH])
    y = bare_axis("y", domain=[height - _HEAD, -_HEAD], zero=False)
    foot = (
        "filled: happened by the second day · hollow: not yet · bar: only the month is known · "
        "March is stretched"
    )
    return chart(
        _line_in_words(comparison),
        width=_WIDTH,
        height=height,
        autosize={"type": "pad"},
        padding=2,
        params=_days_as_parameters(comparison, movable),
        data={"values": points},
        layer=[
            _span_of_days(x),
            *_lanes(lanes, x, y),
            _upright_line("earlier", x, y),
            _upright_line("later", x, y),
            {
                "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.35},
                "encoding": {"x": x, "x2": {"field": "x2"}, "y": y},
                "transform": [{"filter": "datum.first < datum.last"}],
            },
            _signs(x, y),
            *(_names(leftward, x, y) for leftward in (True, False)),
            {
                "data": {
                    "values": [
                        {"x": round(_place(_number(when)), 1), "y": bottom + 6, "name": name}
                        for when, name in _TICKS
                    ]
                },
                "mark": _TEXT | {"align": "center", "opacity": 0.85},
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
            *([_count_between(x)] if movable else []),
        ],
        title={
            "text": foot,
            "orient": "bottom",
            "fontSize": 11,
            "fontWeight": "normal",
            "offset": 2,
        },
    )


def _span_of_days(x: dict) -> dict:
    """The time between the two days."""
    return {
        "data": {"values": [{}]},
        "transform": [
            {"calculate": _place_in_vega("earlier"), "as": "x"},
            {"calculate": _place_in_vega("later"), "as": "x2"},
        ],
        "mark": {"type": "rect", "color": "#7f7f7f", "opacity": 0.13},
        "encoding": {"x": x, "x2": {"field": "x2"}},
    }


def _lanes(lanes: list[dict], x: dict, y: dict) -> list[dict]:
    """The names of the lanes, and a hairline under each."""
    return [
        {
            "data": {"values": lanes},
            "mark": {"type": "rule", "opacity": 0.2},
            "encoding": {
                "y": y | {"field": "bottom"},
                "x": {"value": 0},
                "x2": {"value": _WIDTH},
            },
        },
        {
            "data": {"values": lanes},
            "mark": _TEXT | {"fontWeight": "bold"},
            "encoding": {"y": y, "x": {"value": _LANES_AT}, "text": {"field": "lane"}},
        },
    ]


def _upright_line(which: str, x: dict, y: dict) -> dict:
    """The earlier or the later day, with its date above. A date stands right of its line where
    there is room, and the one never on the other."""
    start = f"datetime({_LINE_FROM.year}, {_LINE_FROM.month - 1}, {_LINE_FROM.day} + {which})"
    near = f"datum.other_x - datum.x < {_LONG_DATE}"
    leftward = {
        "earlier": f"{near} && datum.x > {_LONG_DATE}",
        "later": f"datum.x > {_WIDTH - _LONG_DATE}",
    }[which]
    beside = {
        "earlier": "5",
        # where the earlier date could not go left, the later one gives way
        "later": f"datum.other_x > {_LONG_DATE} ? 5 : max(5, datum.other_x + "
        f"{_LONG_DATE} - datum.x)",
    }[which]
    return {
        "data": {"values": [{"y": 8 - _HEAD}]},
        "transform": [
            {"calculate": _place_in_vega(which), "as": "x"},
            {
                "calculate": _place_in_vega("later" if which == "earlier" else "earlier"),
                "as": "other_x",
            },
            {"calculate": f"timeFormat({start}, '%-d %B %Y')", "as": "name"},
        ],
        "layer": [
            {
                "mark": {
                    "type": "rule",
                    "strokeWidth": 2,
                    "strokeDash": [6, 4] if which == "earlier" else [1, 0],
                },
                "encoding": {"x": x},
            },
            {
                "mark": _TEXT
                | {
                    "fontSize": 13,
                    "fontWeight": "bold",
                    "baseline": "middle",
                    "dx": {"expr": f"{leftward} ? -5 : {beside}"},
                    "align": {"expr": f"{leftward} ? 'right' : 'left'"},
                },
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
        ],
    }


def _scale_by_side(channel: int) -> dict:
    """Colour (0) or shape (2) by capital."""
    scale = {
        "domain": list(LOOK_OF_CAPITAL),
        "range": [look[channel] for look in LOOK_OF_CAPITAL.values()],
    }
    return {"field": "side", "type": "nominal", "scale": scale, "legend": None}


def _signs(x: dict, y: dict) -> dict:
    """One sign for each event: filled, if it had happened by the later day."""
    return {
        "mark": {"type": "point", "size": 62, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "shape": _scale_by_side(2),
            "stroke": _scale_by_side(0),
            "fill": {
                "condition": {"test": "datum.last <= later", **_scale_by_side(0)},
                "value": "transparent",
            },
            "description": {"field": "full"},
            "tooltip": {"field": "full"},
        },
    }


def _names(leftward: bool, x: dict, y: dict) -> dict:
    """The names of events, paler where they had not happened by the later day."""
    return {
        "transform": [{"filter": f"datum.leftward == {str(leftward).lower()}"}],
        "mark": _TEXT
        | {"align": "right" if leftward else "left", "dx": -_SIGN if leftward else _SIGN},
        "encoding": {
            "x": x | {"field": "x" if leftward else "x2"},
            "y": y,
            "text": {"field": "short"},
            "opacity": {"condition": {"test": "datum.last <= later", "value": 1}, "value": 0.7},
        },
    }


def _count_between(x: dict) -> dict:
    """How many events lie between the two days, for a reader who moves them."""
    return {
        "transform": [
            {"filter": "datum.first > earlier && datum.last <= later"},
            {"aggregate": [{"op": "count", "as": "events"}], "groupby": []},
            {"calculate": "datum.events + ' between the days that are set below'", "as": "name"},
        ],
        "mark": _TEXT | {"fontWeight": "bold"},
        "encoding": {
            "x": {"value": _LANES_AT},
            "y": {"value": {"expr": "height - 6"}},
            "text": {"field": "name"},
        },
    }


# ------------------------------------------------------------------ the map


def _northing(latitude: float) -> float:
    """A latitude on a map of Mercator's kind, in degrees. Worked out here, and drawn flat: a sphere
    takes the cut edge of a land for its other side, and floods the map."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)))


@cache
def _lands() -> str:
    """The land of `coasts.csv` on the flat map, as GeoJSON; a sea is a hole in the land that holds
    it. One string, because a notebook gives each number of a list a line."""
    rows = by_key("coasts")
    lands: dict[str, list] = {key: [] for key, row in rows.items() if not row["sea_in"]}
    for key, row in rows.items():
        pairs = (map(float, point.split()) for point in row["points"].split(";"))
        lands[row["sea_in"] or key].append(
            [[east, round(_northing(north), 1)] for east, north in pairs]
        )
    shape = {"type": "MultiPolygon", "coordinates": list(lands.values())}
    return json.dumps({"type": "Feature", "geometry": shape}, separators=(",", ":"))


def _points_of_places(comparison: TwoDaysOnTheMap) -> list[dict]:
    points = []
    for row in comparison.rows:
        dx, dy, align = _NAME_OFFSET.get(row.place_id, (11, 0, "left"))
        difference = abs(row.by_right - row.by_left)
        name = row.place.split(",")[0].replace("Lajes", "Azores")
        points.append(
            {
                "place": row.place,
                "lat": round(_northing(row.lat), 2),
                "lon": row.lon,
                "side": _SIDE_OF_PLACE.get(row.place_id, "others"),
                "new": difference,
                "label": f"{name} {difference or '–'}",
                "dx": dx,
                "dy": dy,
                "align": align,
            }
        )
    return points


def _layer_of_place_name(point: dict, where: dict) -> dict:
    return {
        "data": {"values": [point]},
        "mark": _TEXT
        | {
            "align": point["align"],
            "baseline": "middle",
            "dx": point["dx"],
            "dy": point["dy"],
            "fontSize": 12,
            "fontWeight": "bold" if point["new"] else "normal",
        },
        "encoding": where | {"text": {"field": "label"}},
    }


def _map_of_places(comparison: TwoDaysOnTheMap) -> Chart:
    points = _points_of_places(comparison)
    counts = [f"{point['place']} {point['new']}" for point in points if point["new"]]
    where = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
    }
    scale = _WIDTH / (_EAST - _WEST)
    top, bottom = _northing(_NORTH), _northing(_SOUTH)
    return chart(
        "A map from Washington to Tehran with coasts, each place with the number of events between "
        f"the two days: {', '.join(counts) or 'none'}. The larger the sign, the more events. "
        "No borders are drawn: our tables hold places, not frontiers, and a line on a map "
        "looks more certain than it is.",
        width=_WIDTH,
        height=round((top - bottom) * scale),
        autosize={"type": "pad"},
        padding=2,
        projection={
            "type": "identity",
            "reflectY": True,
            "scale": scale,
            "translate": [-_WEST * scale, top * scale],
        },
        data={"values": points},
        layer=[
            {
                "data": {"values": _lands(), "format": {"type": "json"}},
                "mark": {
                    "type": "geoshape",
                    "fill": "#7f7f7f",
                    "fillOpacity": 0.2,
                    "stroke": INK,
                    "strokeOpacity": 0.3,
                    "strokeWidth": 0.6,
                },
            },
            {
                "mark": {"type": "point", "opacity": 1, "strokeWidth": 2},
                "encoding": where
                | {
                    "size": {
                        "field": "new",
                        "type": "quantitative",
                        "scale": {"domain": [0, 5], "range": [40, 190], "clamp": True},
                        "legend": None,
                    },
                    "shape": _scale_by_side(2),
                    "stroke": _scale_by_side(0),
                    "fill": {
                        "condition": {"test": "datum.new > 0", **_scale_by_side(0)},
                        "value": "transparent",
                    },
                    "description": {"field": "label"},
                },
            },
            *(_layer_of_place_name(point, where) for point in points),
        ],
    )


# ------------------------------------------------------------------ two moments


def clocks_drawn(comparison: TwoHours) -> Chart:
    """Two moments on a ribbon of whole days in Tehran's time; a bar is as long as what is not known
    of its moment."""
    hours = comparison.left, comparison.right
    start = datetime.combine(min(hour.earliest for hour in hours).date(), time())
    end = datetime.combine(max(hour.latest for hour in hours).date(), time()) + timedelta(days=1)
    days = (end - start).days

    def at(moment: datetime) -> float:
        return (moment - start).total_seconds() / 3600

    bars: list[dict[str, Any]] = [
        {
            "name": f"{hour.row['title']}: {_reading(hour, days)}",
            "which": which,
            "from": at(hour.earliest),
            "to": at(hour.latest),
            "y": 34 + 62 * number,
        }
        for number, (which, hour) in enumerate(zip(("left", "right"), hours, strict=True))
    ]
    x = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, 24 * days], "nice": False},
        "axis": _axis_of_hours(start, days),
    }
    y = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [118, 0], "nice": False},
        "axis": None,
    }
    when = day(start.date()) if days == 1 else f"{day(start.date())} and after"
    return chart(
        f"Two moments on a ribbon of {24 * days} hours, {when}, Tehran time. "
        f"{'; '.join(bar['name'] for bar in bars)}. "
        "A bar is as long as what is not known of its moment. "
        + (f"Between them: {comparison.gap}." if comparison.gap else "The order is not shown."),
        width=_WIDTH - 8,
        height=118,
        autosize={"type": "pad"},
        padding=4,
        data={"values": bars},
        layer=[*_bars_of_moments(bars, x, y), *_gap_between(comparison, bars, days, x, y)],
    )


def _bars_of_moments(bars: Sequence[dict], x: dict, y: dict) -> list[dict]:
    """A bar for a moment between two hours, a sign for one whose hour is known, and their names."""
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 14, "opacity": 0.55},
            "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "stroke": _which(0)},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 110,
                "opacity": 1,
            },
            "transform": [{"filter": "datum.from == datum.to"}],
            "encoding": {
                "x": x,
                "y": y,
                "color": _which(0),
                "shape": _which(2),
                "description": {"field": "name"},
            },
        },
        {
            "mark": _TEXT | {"fontSize": 12, "dy": -17},
            "encoding": {"x": {"value": 0}, "y": y, "text": {"field": "name"}},
        },
    ]


def _reading(hour: Hour, days: int) -> str:
    """When a moment was in Tehran; its date only where the ribbon has several days."""
    if days == 1:
        return hour.in_tehran.split(", ", 1)[1]
    return hour.in_tehran.replace(f" {hour.latest.year}", "")


def _which(channel: int) -> dict:
    """Colour (0) or shape (2) of the left and the right moment."""
    scale = {"domain": ["left", "right"], "range": [look[channel] for look in LOOKS_OF_PAIR]}
    return {"field": "which", "type": "nominal", "scale": scale, "legend": None}


def _axis_of_hours(start: datetime, days: int) -> dict:
    """Every third hour of one day; of several fewer, and the date at midnight."""
    step = {1: 3, 2: 6}.get(days, 24)
    names = {}
    for hour in range(0, 24 * days + 1, step):
        moment = start + timedelta(hours=hour)
        of_day = f"{moment:%H}:00"
        date_at_midnight = f"{moment.day} {day(moment.date()).split()[1]}"
        names[hour] = of_day if moment.hour or days == 1 else date_at_midnight
    written = ", ".join(f"{hour}: '{name}'" for hour, name in names.items())
    of_one_day = f"{day(start.date())}, Tehran time" if days == 1 else "Tehran time"
    return {
        "title": of_one_day,
        "titleFontWeight": "normal",
        "values": list(names),
        "labelExpr": f"{{{written}}}[datum.value]",
        "grid": True,
    }


def _gap_between(comparison: TwoHours, bars: list[dict], days: int, x: dict, y: dict) -> list[dict]:
    """A line from the end of the earlier moment to the beginning of the later, with its length."""
    if not comparison.gap:
        return []
    earlier, later = sorted(bars, key=lambda bar: (bar["to"], bar["from"]))
    middle = (earlier["to"] + later["from"]) / 2 / (24 * days)
    align = "left" if middle < 0.25 else "right" if middle > 0.75 else "center"
    edge = {"left": earlier["to"], "right": later["from"], "center": middle * 24 * days}[align]
    height = (earlier["y"] + later["y"]) / 2 - 4
    return [
        {
            "data": {"values": [{"from": earlier["to"], "to": later["from"], "y": height - 10}]},
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"x": x, "x2": {"field": "to"}, "y": y},
        },
        {
            "data": {"values": [{"from": edge, "y": height, "name": comparison.gap}]},
            "mark": _TEXT | {"fontSize": 12, "fontWeight": "bold", "align": align},
            "encoding": {"x": x, "y": y, "text": {"field": "name"}},
        },
    ]
