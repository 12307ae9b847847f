"""Notebook 02: the chain as twelve shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khaddam_files.charts.base import INK, Chart, chart

if TYPE_CHECKING:
    from khaddam_files.compare.chain import ChainKey, ChainReport, LinkAndReport

SHAPES = {  # label -> shape, filled, and the word that fits under it
    "stated": ("square", True, "stated"),
    "inferred": ("diamond", True, "inferred"),
    "unknown": ("circle", False, "unknown"),
    "omitted by the article": ("cross", True, "omitted"),
}
NOT_LABELLED = ("circle", True, "?")
AXIS = {"title": None, "labels": False, "ticks": False, "domain": False, "grid": False}
AT_SHAPES, AT_NUMBERS = {"value": 20}, {"value": 2}  # pixels from the upper edge


def chain_shapes(report: ChainReport | ChainKey | LinkAndReport) -> Chart:
    """The labels of `chain_report` or `chain_key` (compare.chain) as a row of twelve shapes.

    What a reader knows of the way, link by link.
    """
    points = [_point(row.order, row.link, row.label) for row in report.rows]
    between = [
        {"from": point["order"] + 0.25, "to": point["order"] + 0.75} for point in points[:-1]
    ]
    domain = {"domain": [0.5, len(points) + 0.5]}
    x = {"field": "order", "type": "quantitative", "scale": domain, "axis": AXIS}
    labels = ", ".join(f"{point['order']} {point['label']}" for point in points)
    below = {"field": "below", "type": "quantitative", "scale": None}
    return chart(
        "The chain from the room in Tehran (1) to this page (12), one shape for each link. "
        f"{labels}.",
        height=74,
        data={"values": points},
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.6, "aria": False},
                "data": {"values": between},
                "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": AT_SHAPES},
            },
            _shapes(x),
            _words("order", "bold", x, AT_NUMBERS),
            _words("word", "normal", x, below),
        ],
    )


def _point(order: int, link: str, label: str | None) -> dict:
    shape, filled, word = SHAPES[label] if label else NOT_LABELLED
    return {
        "order": order,
        "link": link,
        "label": label or "not labelled",
        "shape": shape,
        "fill": INK if filled else "transparent",
        "size": 260 if label else 30,
        "word": word,
        "below": 42 if order % 2 else 58,  # in turn higher and lower, so that words do not touch
    }


def _shapes(x: dict) -> dict:
    return {
        "mark": {"type": "point", "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "x": x,
            "y": AT_SHAPES,
            "shape": {"field": "shape", "type": "nominal", "scale": None},
            "size": {"field": "size", "type": "quantitative", "scale": None},
            "stroke": {"value": INK},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
            "description": {"field": "label"},
            "tooltip": [
                {"field": "order", "title": "link"},
                {"field": "link", "title": "what happened"},
                {"field": "label"},
            ],
        },
    }


def _words(field: str, weight: str, x: dict, y: dict) -> dict:
    return {
        "mark": {"type": "text", "fontSize": 11, "fontWeight": weight, "aria": False},
        "encoding": {"x": x, "y": y, "text": {"field": field}},
    }
