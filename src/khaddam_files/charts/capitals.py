"""Notebook 04."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from khaddam_files.charts.base import INK, Chart, chart

if TYPE_CHECKING:
    from khaddam_files.compare.capitals import OverallAgreement

_BLUE, _GREY = "#0072b2", "#808080"
_LOOK_OF_RELATION = {  # relation: shape, line and filling; agreement alone is filled
    "agree": ("circle", _BLUE, _BLUE),
    "differ in priority": ("triangle-up", INK, "transparent"),
    "differ in certainty": ("diamond", INK, "transparent"),
    "differ in substance": ("square", INK, "transparent"),
    "one is silent": ("M-1,0L1,0", _GREY, "transparent"),
    "both are silent": ("M-.7,-.7L.7,.7M.7,-.7L-.7,.7", _GREY, "transparent"),
}
_LEGEND = {"orient": "bottom", "columns": 2, "title": None, "symbolSize": 120, "labelLimit": 200}
_NOTE_MARK = {
    "type": "text",
    "align": "left",
    "baseline": "top",
    "dx": 6,
    "dy": 3,
    "fontStyle": "italic",
    "color": INK,
    "aria": False,
}


def where_pairs_agree(comparison: OverallAgreement) -> Chart:
    """Ten pairs of voices by topic, those of one talk above a line (`compare.capitals.agreement`).

    A filled circle is an agreement.
    """
    values = [
        {
            "topic": row.topic,
            "pair": f"{row.voice_a} – {row.voice_b}",
            "relation": row.relation,
            "talk": row.talk,
        }
        for row in comparison.rows
    ]
    pairs = list(dict.fromkeys(row["pair"] for row in values))
    topics = list(dict.fromkeys(row["topic"] for row in values))
    below = next(row["pair"] for row in values if row["talk"] == "two talks")
    y = {
        "field": "pair",
        "type": "nominal",
        "sort": pairs,
        "title": None,
        "axis": {"labelLimit": 240, "domain": False},
    }
    edge = {**y, "bandPosition": 0}
    return chart(
        f"{comparison.sentence} Above the line stand the four pairs that are heard in one talk, "
        "below it the six that are not. Filled circles are agreements; the table under the "
        "comparison has every count.",
        height={"step": 26},
        data={"values": values},
        layer=[
            _layer_of_points(y, topics),
            {
                "data": {"values": [{"pair": below}]},
                "mark": {"type": "rule", "strokeDash": [4, 3], "aria": False},
                "encoding": {"y": edge},
            },
            _note_layer(pairs[0], edge, "one talk"),
            _note_layer(below, edge, "two talks"),
        ],
    )


def _layer_of_points(y: dict, topics: Sequence[str]) -> dict:
    """One shape for each pair and topic."""
    x = {
        "field": "topic",
        "type": "nominal",
        "sort": topics,
        "title": None,
        "axis": {"orient": "top", "labelAngle": -35, "domain": False, "labelLimit": 200},
    }
    shapes, lines, fillings = zip(*_LOOK_OF_RELATION.values(), strict=True)
    return {
        "mark": {"type": "point", "size": 130, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {
            "y": y,
            "x": x,
            "shape": _scale_by_relation(shapes),
            "stroke": _scale_by_relation(lines),
            "fill": _scale_by_relation(fillings),
        },
    }


def _scale_by_relation(looks: Sequence[str]) -> dict:
    return {
        "field": "relation",
        "type": "nominal",
        "scale": {"domain": list(_LOOK_OF_RELATION), "range": list(looks)},
        "legend": _LEGEND,
    }


def _note_layer(pair: str, edge: dict, words: str) -> dict:
    """Words at the right end of the upper edge of a pair."""
    return {
        "data": {"values": [{"pair": pair}]},
        "mark": {**_NOTE_MARK, "text": words},
        "encoding": {"y": edge, "x": {"value": "width"}},
    }
