"""Notebook 10: the tables, and the keys between them as lines."""

from __future__ import annotations

from statistics import mean

from khaddam_files.charts.base import INK, WIDEST_CHART, Chart, bare_axis, chart
from khaddam_files.choices import SelectionError
from khaddam_files.compare.tables import KeysOfTables

_LEFT, _RIGHT = 145, 480  # pixels from the left edge: the dots of the two columns
_STEP = 13  # pixels from one table to the next
_BESIDE = 9  # pixels between a dot and its name
_NEAR = "datum.table == chosen || indexof(datum.near, '|' + chosen + '|') >= 0"
_HEADS = ("name others", "are named by others")


def tables_drawn(keys: KeysOfTables, chosen: str = "claims") -> Chart:
    """`compare.tables.keys_of_tables` as two columns: on the left the tables that only name others,
    on the right those that are named. One table's keys are drawn strongly; a list under the chart
    chooses it, also where no code runs.

    Raises `SelectionError` for a table that is not in the picture.
    """
    lines = _lines(keys)
    nodes = _nodes(keys, lines)
    tables = sorted(node["table"] for node in nodes)
    if chosen not in tables:
        raise SelectionError("table in the picture", chosen, f"one of {', '.join(tables)}")
    place = {node["table"]: node for node in nodes}
    named = sorted(to for one, to in lines if one == chosen)
    naming = sorted(one for one, to in lines if to == chosen)
    rows = max(node["row"] for node in nodes) + 1
    return chart(
        f"{len(nodes)} tables and the {len(lines)} ties between them. {chosen} names "
        f"{', '.join(named) or 'no other table'} (whole lines) and is named by "
        f"{', '.join(naming) or 'none'} (dashed lines).",
        height=round(rows * _STEP),
        width=WIDEST_CHART,
        params=[
            {
                "name": "chosen",
                "value": chosen,
                "bind": {"input": "select", "options": tables, "name": "Table "},
            }
        ],
        datasets={
            "tables": nodes,
            "ties": [
                {"tie": f"{one} {to}", "from": one, "to": to, "order": order, "x": x, "row": row}
                for one, to in lines
                for order, (x, row) in enumerate(_bow(place[one], place[to]))
            ],
        },
        layer=[
            _ties("true", strokeWidth=1, opacity=0.14),
            _ties("datum.from == chosen", strokeWidth=2, opacity=0.9),
            _ties("datum.to == chosen", strokeWidth=2, opacity=0.9, strokeDash=[4, 3]),
            _dots(),
            *(
                _names(column, test, **look)
                for column in _HEADS
                for test, look in (
                    (f"!({_NEAR})", {"opacity": 0.75}),
                    (_NEAR, {"fontWeight": "bold"}),
                )
            ),
            _heads(),
        ],
    )


def _lines(keys: KeysOfTables) -> dict[tuple[str, str], list[str]]:
    """(table that names, table that is named) -> its columns, for two different tables."""
    lines: dict[tuple[str, str], list[str]] = {}
    for row in keys.rows:
        pair = keys.shown(row.table), row.names
        columns = lines.setdefault(pair, [])
        if row.column not in columns:
            columns.append(row.column)
    return {pair: columns for pair, columns in lines.items() if len(set(pair)) > 1}


def _nodes(keys: KeysOfTables, lines: dict[tuple[str, str], list[str]]) -> list[dict]:
    """The tables with their places. On the right the most named stands highest; on the left each
    stands near those that it names, so that lines cross less."""
    counts = keys.named_by()
    right = sorted(counts, key=lambda table: (-counts[table], table))

    def height(table: str) -> float:
        return mean(right.index(to) for one, to in lines if one == table)

    left = sorted({one for one, _ in lines} - set(right), key=lambda table: (height(table), table))
    return [
        {
            "table": table,
            "column": head,
            "x": x,
            "row": row + 1,  # row 0 is the head of the column
            "named_by": counts[table],
            "near": "|".join(
                ["", *sorted({n for pair in lines if table in pair for n in pair} - {table}), ""]
            ),
            "keys": "; ".join(
                f"{', '.join(columns)} → {to}"
                for (one, to), columns in lines.items()
                if one == table
            )
            or "none",
        }
        for head, x, tables in ((_HEADS[0], _LEFT, left), (_HEADS[1], _RIGHT, right))
        for row, table in enumerate(tables)
    ]


def _bow(one: dict, other: dict) -> list[tuple[float, float]]:
    """Three points of the line between two tables; within one column it bows to the middle, the
    further the longer it is."""
    ends = (one["x"], one["row"]), (other["x"], other["row"])
    middle = (one["x"] + other["x"]) / 2
    if one["x"] == other["x"]:
        middle -= 30 + 9 * abs(one["row"] - other["row"])
    return [ends[0], (middle, (one["row"] + other["row"]) / 2), ends[1]]


_X = bare_axis("x", domain=[0, WIDEST_CHART])
_Y = bare_axis("row", reverse=True, zero=False, padding=8)


def _ties(test: str, **look) -> dict:
    return {
        "data": {"name": "ties"},
        "transform": [{"filter": test}],
        "mark": {"type": "line", "interpolate": "basis", "stroke": INK, **look},
        "encoding": {
            "x": _X,
            "y": _Y,
            "detail": {"field": "tie"},
            "order": {"field": "order", "type": "quantitative"},
        },
    }


def _dots() -> dict:
    return {
        "data": {"name": "tables"},
        "mark": {"type": "circle", "color": INK, "opacity": 1},
        "encoding": {
            "x": _X,
            "y": _Y,
            "size": {
                "field": "named_by",
                "type": "quantitative",
                "scale": {"range": [16, 160]},
                "legend": None,
            },
            "description": {"field": "keys"},
            "tooltip": [
                {"field": "table"},
                {"field": "named_by", "title": "tables that name it"},
                {"field": "keys", "title": "its own keys"},
            ],
        },
    }


def _side(column: str) -> dict:
    """How words stand beside the dots of a column: outside."""
    outward = -1 if column == _HEADS[0] else 1
    return {"align": "right" if outward < 0 else "left", "dx": outward * _BESIDE}


def _names(column: str, test: str, **look) -> dict:
    return {
        "data": {"name": "tables"},
        "transform": [{"filter": f"datum.column == '{column}' && ({test})"}],
        "mark": {"type": "text", "fontSize": 11, **_side(column), **look},
        "encoding": {"x": _X, "y": _Y, "text": {"field": "table"}},
    }


def _heads() -> dict:
    heads = [
        {"x": x, "row": 0, "head": head} for head, x in zip(_HEADS, (_LEFT, _RIGHT), strict=True)
    ]
    return {
        "data": {"values": heads},
        "mark": {"type": "text", "fontSize": 11, "fontStyle": "italic"},
        "encoding": {"x": _X, "y": _Y, "text": {"field": "head"}},
    }
