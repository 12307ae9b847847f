"""Notebook 04."""

from __future__ import annotations

from khaddam_files.charts.base import INK, Chart, chart
from khaddam_files.compare import RELATIONS, Comparison

BLUE, GREY = "#0072b2", "#808080"
SHAPES = {  # relation: shape and colour; agreement alone is filled
    "agree": ("circle", BLUE),
    "differ in priority": ("triangle-up", INK),
    "differ in certainty": ("diamond", INK),
    "differ in substance": ("square", INK),
    "one is silent": ("M-1,0L1,0", GREY),
    "both are silent": ("M-.7,-.7L.7,.7M.7,-.7L-.7,.7", GREY),
}


def where_pairs_agree(comparison: Comparison) -> Chart:
    """Ten pairs of voices by topic, those of one talk above a line, from `compare.agreement`. A filled circle is an agreement."""
    values = [
        {"topic": topic, "pair": f"{one} – {other}", "relation": relation, "talk": talk}
        for topic, one, other, _, talk, relation, _ in comparison.rows
    ]
    pairs = list(dict.fromkeys(row["pair"] for row in values))
    topics = list(dict.fromkeys(row["topic"] for row in values))
    below = next(row["pair"] for row in values if row["talk"] == "two talks")
    y = {"field": "pair", "type": "nominal", "sort": pairs, "title": None, "axis": {"labelLimit": 240, "domain": False}}
    scale = {"domain": list(RELATIONS)}
    legend = {"orient": "bottom", "columns": 2, "title": None, "symbolSize": 120, "labelLimit": 200}
    note = {
        "type": "text",
        "align": "left",
        "baseline": "top",
        "dx": 6,
        "dy": 3,
        "fontStyle": "italic",
        "color": INK,
        "aria": False,
    }

    def beside(pair, words):
        return {
            "data": {"values": [{"pair": pair}]},
            "mark": {**note, "text": words},
            "encoding": {"y": {**y, "bandPosition": 0}, "x": {"value": "width"}},
        }

    return chart(
        f"{comparison.sentence} Above the line stand the four pairs that are heard in one talk, below it the six that are not. Filled circles are agreements; the table under the comparison has every count.",
        height={"step": 26},
        data={"values": values},
        layer=[
            {
                "mark": {"type": "point", "size": 130, "strokeWidth": 1.6, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "topic",
                        "type": "nominal",
                        "sort": topics,
                        "title": None,
                        "axis": {"orient": "top", "labelAngle": -35, "domain": False, "labelLimit": 200},
                    },
                    "shape": {
                        "field": "relation",
                        "type": "nominal",
                        "scale": {**scale, "range": [shape for shape, _ in SHAPES.values()]},
                        "legend": legend,
                    },
                    "stroke": {
                        "field": "relation",
                        "type": "nominal",
                        "scale": {**scale, "range": [ink for _, ink in SHAPES.values()]},
                        "legend": legend,
                    },
                    "fill": {
                        "field": "relation",
                        "type": "nominal",
                        "scale": {**scale, "range": [BLUE, *["transparent"] * (len(SHAPES) - 1)]},
                        "legend": legend,
                    },
                },
            },
            {
                "data": {"values": [{"pair": below}]},
                "mark": {"type": "rule", "strokeDash": [4, 3], "aria": False},
                "encoding": {"y": {**y, "bandPosition": 0}},
            },
            beside(pairs[0], "one talk"),
            beside(below, "two talks"),
        ],
    )
