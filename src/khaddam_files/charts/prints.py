"""Notebook 05: which text speaks on which theme."""

from __future__ import annotations

from khaddam_files.charts.base import INK, Chart, chart
from khaddam_files.choices import by_key
from khaddam_files.compare import Comparison

SIGNS = {
    "certain": "circle",
    "hedged": "triangle-up",
    "certain and hedged": "diamond",
    "absent": "cross",
}


def who_speaks_on_what(overview: Comparison) -> Chart:
    """The eleven core texts against the themes of `compare.public_and_private`: a sign where a text speaks, none where nothing was seen."""
    witnesses = overview.columns[6:]
    names = {
        one: f"{by_key('witnesses', 'witness_id')[one]['short_name'].split(',')[0]} {one}"
        for one in witnesses
    }
    points = [
        {"theme": row[1], "text": names[one], "speaks": how}
        for row in overview.rows
        for one, how in zip(witnesses, row[6:], strict=True)
        if how in SIGNS
    ]
    spoken = {
        one: sum(row[6 + place] in SIGNS and row[6 + place] != "absent" for row in overview.rows)
        for place, one in enumerate(witnesses)
    }
    return chart(
        f"{len(overview.rows)} themes down, eleven texts across, a sign where a text speaks: "
        + ", ".join(f"{names[one]} on {count}" for one, count in spoken.items())
        + ". An empty place means not seen; a cross means absent from a text read whole.",
        height={"step": 14},
        data={"values": points},
        mark={"type": "point", "filled": True, "size": 60, "opacity": 1, "stroke": INK},
        encoding={
            "x": {
                "field": "text",
                "type": "nominal",
                "scale": {"domain": list(names.values())},
                "axis": {
                    "title": None,
                    "orient": "top",
                    "labelAngle": -90,
                    "grid": True,
                    "labelLimit": 200,
                },
            },
            "y": {
                "field": "theme",
                "type": "nominal",
                "scale": {"domain": [row[1] for row in overview.rows]},
                "axis": {"title": None, "grid": True, "labelLimit": 220},
            },
            "shape": {
                "field": "speaks",
                "type": "nominal",
                "scale": {"domain": list(SIGNS), "range": list(SIGNS.values())},
                "legend": {"title": None, "orient": "bottom", "symbolFillColor": INK},
            },
            "color": {"value": INK},
        },
    )
