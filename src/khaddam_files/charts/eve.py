"""Notebook 01: two days on a line of time, and the places of what happened."""

from __future__ import annotations

from datetime import date, timedelta

from khaddam_files.charts.base import INK, LOOK_OF_CAPITAL, WIDEST_CHART, Chart, chart
from khaddam_files.choices import by_key
from khaddam_files.compare.eve import EVENT_HAPPENED, EVENT_PERHAPS, TwoDays, TwoDaysOnTheMap
from khaddam_files.wording import day

# the line begins and ends a week outside the days that can be chosen
_FIRST_DAY, _LAST_DAY = date(2002, 11, 1), date(2003, 4, 16)
_DAY_OF_TALKS = "2003-03-16"
_MONTH_STARTS = {
    "2002-11-01": "Nov 2002",
    "2002-12-01": "Dec",
    "2003-01-01": "Jan 2003",
    "2003-02-01": "Feb",
    "2003-03-01": "March",
    "2003-04-01": "April",
}
_SIGN_OF_STATE = {
    "by the earlier day": "circle",
    "between the two": "square",
    "after both": "triangle-up",
    "day not known": "cross",
}
_SIDE_OF_PLACE = {
    "damascus": "Damascus",
    "tehran": "Tehran",
    "washington": "Washington",
    "baghdad": "Iraq",
    "erbil": "Iraq",
}
_NAME_OFFSET = {  # where the name of a crowded place stands: right, down, alignment
    "damascus": (-9, 4, "right"),
    "ankara": (-9, 0, "right"),
    "paris": (6, 14, "left"),
    "baghdad": (0, 18, "center"),
    "erbil": (0, -9, "center"),
    "new_york": (2, -9, "left"),
    "washington": (2, 18, "left"),
}
_GRID_LABELS = [{"lat": lat, "lon": -84, "name": f"{lat}° N"} for lat in (30, 40, 50)] + [
    {"lat": 26.5, "lon": lon, "name": name}
    for lon, name in ((-60, "60° W"), (-30, "30° W"), (0, "0°"), (30, "30° E"))
]


def days_drawn(comparison: TwoDays | TwoDaysOnTheMap) -> Chart:
    """The picture that belongs to `compare.eve.dates_side_by_side`: a line of time, or the places
    on a grid."""
    return (
        _map_of_places(comparison)
        if isinstance(comparison, TwoDaysOnTheMap)
        else _line_of_time(comparison)
    )


def _days_from_left(value: str) -> int:
    """Days from the left end of the line. Numbers, because a date would move with the clock of the
    reader's browser."""
    return (date.fromisoformat(value) - _FIRST_DAY).days


def _is_late(value: str) -> bool:
    return _days_from_left(value) > (_LAST_DAY - _FIRST_DAY).days / 2


def _state_between_days(left: str, right: str) -> str:
    if EVENT_PERHAPS in (left, right):
        return "day not known"
    return {0: "after both", 1: "between the two", 2: "by the earlier day"}[
        (left, right).count(EVENT_HAPPENED)
    ]


def _possible_days(event: str, value: str) -> tuple[str, str]:
    """First and last day that the date of an event can mean."""
    first = date.fromisoformat(value)
    if by_key("events")[event]["date_precision"] == "day":
        return value, value
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return value, (after - timedelta(days=1)).isoformat()


def _upright_lines(comparison: TwoDays) -> list[dict]:
    """The two days and the day of the talks; those that fall together share a line."""
    names_on: dict[str, list[str]] = {}
    for row in comparison.rows:
        if row.kind == "day" and row.date:
            names_on.setdefault(row.date, []).append(row.id)
    names_on.setdefault(_DAY_OF_TALKS, []).append("the talks")
    return [
        {
            "from": _days_from_left(value),
            "day": value,
            "label": f"{' and '.join(names)}: {day(date.fromisoformat(value))}",
        }
        for value, names in sorted(names_on.items())
    ]


def _points_of_events(comparison: TwoDays) -> list[dict]:
    """Every event with its place on the line, from the first to the last day that its date can
    mean."""
    points = []
    for row in comparison.rows:
        if row.kind == "event" and row.date:
            first, last = _possible_days(row.id, row.date)
            points.append(
                {
                    "event": row.id,
                    "day": row.date,
                    "from": _days_from_left(first),
                    "to": _days_from_left(last),
                    "what": row.what,
                    "stands": _state_between_days(row.left, row.right),
                    "late": _is_late(row.date),
                }
            )
    return points


def _text_mark(late: bool, **more: object) -> dict:
    """The name of an event or a day: right of its sign, on the late half of the line left of it."""
    return {
        "type": "text",
        "align": "right" if late else "left",
        "dx": -8 if late else 8,
        "fontSize": 11,
        "aria": False,
    } | more


def _month_axis() -> dict:
    """The axis of days, with the months where they begin."""
    names = ", ".join(
        f"{_days_from_left(value)}: '{name}'" for value, name in _MONTH_STARTS.items()
    )
    return {
        "title": None,
        "values": [_days_from_left(value) for value in _MONTH_STARTS],
        "labelExpr": f"{{{names}}}[datum.value]",
        "grid": False,
        "labelAlign": "left",
    }


def _line_of_time(comparison: TwoDays) -> Chart:
    rules, points = _upright_lines(comparison), _points_of_events(comparison)
    counts = {name: sum(point["stands"] == name for point in points) for name in _SIGN_OF_STATE}
    x = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, (_LAST_DAY - _FIRST_DAY).days]},
    }
    y = {
        "field": "event",
        "type": "nominal",
        "scale": {"domain": [point["event"] for point in points]},
        "axis": None,
    }
    labels = [
        {
            "transform": [{"filter": f"datum.late == {str(late).lower()}"}],
            "mark": _text_mark(late),
            "encoding": {
                "x": x | {"field": "from" if late else "to"},
                "y": y,
                "text": {"field": "what"},
            },
        }
        for late in (True, False)
    ]
    flags = [
        {
            "data": {"values": [rule]},
            "mark": _text_mark(_is_late(rule["day"]), fontWeight="bold"),
            "encoding": {"x": x, "y": {"value": -8 - 14 * place}, "text": {"field": "label"}},
        }
        for place, rule in enumerate(rules)
    ]
    standing = ", ".join(f"{name}: {count}" for name, count in counts.items() if count)
    return chart(
        f"{len(points)} events from 8 November 2002 to 9 April 2003 in the order of time, "
        "one a line, "
        f"most of them in March 2003. Of these, {standing}. "
        "A bar stands for an event of which only the month is known. "
        f"Upright lines: {'; '.join(rule['label'] for rule in rules)}.",
        height=17 * len(points),
        width=WIDEST_CHART,  # the longest names need it
        data={"values": points},
        layer=[
            {
                "data": {"values": rules},
                "mark": {"type": "rule", "strokeDash": [4, 3], "opacity": 0.6, "aria": False},
                "encoding": {"x": x | {"axis": _month_axis()}},
            },
            *flags,
            {
                "mark": {"type": "rule", "strokeWidth": 3, "aria": False},
                "encoding": {"x": x, "x2": {"field": "to"}, "y": y},
            },
            _layer_of_signs(x, y),
            *labels,
        ],
    )


def _layer_of_signs(x: dict, y: dict) -> dict:
    """One sign for each event, by its shape."""
    shape = {
        "field": "stands",
        "type": "nominal",
        "scale": {"domain": list(_SIGN_OF_STATE), "range": list(_SIGN_OF_STATE.values())},
        "legend": {"title": None, "orient": "bottom", "columns": 4, "symbolFillColor": INK},
    }
    return {
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "stroke": INK},
        "encoding": {
            "x": x,
            "y": y,
            "shape": shape,
            "color": {"value": INK},
            "description": {"field": "what"},
        },
    }


def _points_of_places(comparison: TwoDaysOnTheMap) -> list[dict]:
    points = []
    for row in comparison.rows:
        dx, dy, align = _NAME_OFFSET.get(row.place_id, (9, 4, "left"))
        difference = abs(row.by_right - row.by_left)
        points.append(
            {
                "place": row.place,
                "lat": row.lat,
                "lon": row.lon,
                "side": _SIDE_OF_PLACE.get(row.place_id, "others"),
                "new": difference,
                "label": f"{row.place.split(',')[0]} {difference or '–'}",
                "dx": dx,
                "dy": dy,
                "align": align,
            }
        )
    return points


def _scale_by_side(channel: int) -> dict:
    """Colour (0) or shape (2) by capital."""
    scale = {
        "domain": list(LOOK_OF_CAPITAL),
        "range": [look[channel] for look in LOOK_OF_CAPITAL.values()],
    }
    return {"field": "side", "type": "nominal", "scale": scale, "legend": None}


def _layer_of_place_name(point: dict, where: dict) -> dict:
    return {
        "data": {"values": [point]},
        "mark": {
            "type": "text",
            "align": point["align"],
            "dx": point["dx"],
            "dy": point["dy"] - 4,
            "fontSize": 11,
            "aria": False,
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
    return chart(
        "Places on a grid of latitude and longitude, each with the number of events between the "
        "two days: "
        + (", ".join(counts) or "none")
        + (
            ". No borders are drawn: our tables hold places, not frontiers, and a line on a map "
            "looks more certain than it is."
        ),
        height=190,
        projection={"type": "mercator"},
        data={"values": points},
        layer=[
            {
                "data": {"graticule": {"step": [10, 10], "extent": [[-85, 26], [65, 58]]}},
                "mark": {
                    "type": "geoshape",
                    "filled": False,
                    "stroke": INK,
                    "strokeOpacity": 0.25,
                    "strokeWidth": 0.6,
                    "aria": False,
                },
            },
            {
                "data": {"values": _GRID_LABELS},
                "mark": {"type": "text", "fontSize": 10, "dy": -5, "opacity": 0.8, "aria": False},
                "encoding": where | {"text": {"field": "name"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": where
                | {
                    "shape": _scale_by_side(2),
                    "color": _scale_by_side(0),
                    "description": {"field": "label"},
                },
            },
            *(_layer_of_place_name(point, where) for point in points),
        ],
    )
