"""Notebook 05: which text speaks on which theme."""

from __future__ import annotations

from collections import Counter

from khaddam_files.charts.base import INK, Chart, chart
from khaddam_files.choices import by_key
from khaddam_files.compare.prints import PublicAndPrivate, core_witnesses

_SIGN_OF_STRENGTH = {
    "certain": "circle",
    "hedged": "triangle-up",
    "certain and hedged": "diamond",
    "absent": "cross",
}


def who_speaks_on_what(overview: PublicAndPrivate) -> Chart:
    """The eleven core texts against the themes of `compare.prints.public_and_private`.

    A sign stands where a text speaks, a cross where it is silent though read whole, and nothing
    where nothing was seen.
    """
    witnesses = by_key("witnesses")
    names = {
        text: f"{witnesses[text]['short_name'].split(',')[0]} {text}" for text in core_witnesses()
    }
    points = [
        {"theme": row.theme, "text": names[text], "speaks": strength}
        for row in overview.rows
        for text, strength in row.strengths.items()
        if strength in _SIGN_OF_STRENGTH
    ]
    themes_by_text = Counter(point["text"] for point in points if point["speaks"] != "absent")
    return chart(
        f"{len(overview.rows)} themes down, eleven texts across, a sign where a text speaks: "
        + ", ".join(f"{name} on {themes_by_text[name]}" for name in names.values())
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
                "scale": {"domain": [row.theme for row in overview.rows]},
                "axis": {"title": None, "grid": True, "labelLimit": 220},
            },
            "shape": {
                "field": "speaks",
                "type": "nominal",
                "scale": {
                    "domain": list(_SIGN_OF_STRENGTH),
                    "range": list(_SIGN_OF_STRENGTH.values()),
                },
                "legend": {"title": None, "orient": "bottom", "symbolFillColor": INK},
            },
            "color": {"value": INK},
        },
    )
