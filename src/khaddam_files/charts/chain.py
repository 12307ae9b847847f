"""Notebook 02: the chain as twelve shapes, and where in the article two links touch it."""

from __future__ import annotations

from khaddam_files import compare
from khaddam_files.charts.base import INK, PAIR, Chart, chart
from khaddam_files.choices import by_key

SHAPES = {  # label -> shape, filled, and the word that fits under it
    "stated": ("square", True, "stated"),
    "inferred": ("diamond", True, "inferred"),
    "unknown": ("circle", False, "unknown"),
    "omitted by the article": ("cross", True, "omitted"),
}
AXIS = {"title": None, "labels": False, "ticks": False, "domain": False, "grid": False}


def chain_shapes(report: compare.Comparison) -> Chart:
    """The labels of `compare.chain_report` or `compare.chain_key` as a row of twelve shapes: what a reader knows of the way, link by link."""
    points = []
    for order, _, link, label, *_ in report.rows:
        shape, filled, word = SHAPES.get(label, ("circle", True, "?"))
        points.append(
            {
                "order": order,
                "link": link,
                "label": label or "not labelled",
                "shape": shape,
                "fill": INK if filled else "transparent",
                "size": 260 if label else 30,
                "word": word,
                "below": 42 if order % 2 else 58,  # in turn higher and lower, so that the words do not touch
            }
        )
    between = [{"from": point["order"] + 0.25, "to": point["order"] + 0.75} for point in points[:-1]]
    x = {"field": "order", "type": "quantitative", "scale": {"domain": [0.5, len(points) + 0.5]}, "axis": AXIS}
    told = ", ".join(f"{point['order']} {point['label']}" for point in points)

    def at(height):
        return {"value": height}

    return chart(
        f"The chain from the room in Tehran (1) to this page (12), one shape for each link. {told}.",
        height=74,
        data={"values": points},
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.6, "aria": False},
                "data": {"values": between},
                "encoding": {
                    "x": {**x, "field": "from"},
                    "x2": {"field": "to"},
                    "y": at(20),
                },
            },
            {
                "mark": {"type": "point", "strokeWidth": 2, "opacity": 1},
                "encoding": {
                    "x": x,
                    "y": at(20),
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
            },
            *(
                {
                    "mark": {"type": "text", "fontSize": size, "fontWeight": weight, "aria": False},
                    "encoding": {"x": x, "y": height, "text": {"field": field}},
                }
                for field, size, weight, height in (
                    ("order", 11, "bold", at(2)),
                    ("word", 11, "normal", {"field": "below", "type": "quantitative", "scale": None}),
                )
            ),
        ],
    )


def where_links_touch(comparison: compare.Comparison) -> Chart:
    """The paragraphs of `compare.break_link` on a map of the article, from its first word to its last."""
    sections = [{"section": name, "word": word} for name, word in compare.section_starts()]
    end = sum(row["words"] for row in by_key("paragraphs").values())
    links = list(dict.fromkeys((row[0], row[2], row[3]) for row in comparison.rows))
    pieces = [
        {
            "row": f"{side}: link {order}",
            "side": side,
            "locator": locator,
            "from": first,
            "to": first + words,
            "words": words,
        }
        for side, _, order, _, locator, words, first, _ in comparison.rows
    ]
    names = [f"{side}: link {order}" for side, order, _ in links]
    x = {
        "type": "quantitative",
        "scale": {"domain": [1, end], "nice": False},
        "title": "words of the article, from the first to the last",
        "axis": {"grid": False, "values": [1, *range(500, end, 500)]},
    }
    y = {"field": "row", "type": "nominal", "title": None, "scale": {"domain": names}}
    told = "; ".join(
        f"link {order} ({link}) at {', '.join(row[4] for row in comparison.rows if row[0] == side)}"
        for side, order, link in links
    )
    return chart(
        f"Where in the article the links touch it, in order of its words: {told}.",
        height={"step": 34},
        layer=[
            {
                "data": {"values": sections},
                "mark": {"type": "rule", "strokeDash": [1, 3], "opacity": 0.6, "aria": False},
                "encoding": {"x": {"field": "word", **x}},
            },
            {
                "data": {"values": sections},
                "mark": {"type": "text", "align": "left", "dx": 2, "fontSize": 10, "aria": False},
                "encoding": {"x": {"field": "word", **x}, "y": {"value": -6}, "text": {"field": "section"}},
            },
            {
                "data": {"values": pieces},
                "mark": {"type": "bar", "height": 18, "strokeWidth": 1.5},
                "encoding": {
                    "x": {"field": "from", **x},
                    "x2": {"field": "to"},
                    "y": y,
                    "fill": {
                        "field": "side",
                        "type": "nominal",
                        "scale": {"domain": ["left", "right"], "range": [PAIR[0][0], "transparent"]},
                        "legend": None,
                    },
                    "stroke": {
                        "field": "side",
                        "type": "nominal",
                        "scale": {"domain": ["left", "right"], "range": [colour for colour, _, _ in PAIR]},
                        "legend": None,
                    },
                    "description": {"field": "locator"},
                    "tooltip": [{"field": "locator"}, {"field": "words"}],
                },
            },
        ],
    )
