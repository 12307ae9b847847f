"""What every chart is made of: a Vega-Lite v5 specification as a plain dictionary, and the sentence
that says what it shows.

JupyterLab draws this kind by itself, offline. `currentColor` lets one chart serve the light and the
dark theme.
"""

from __future__ import annotations

from dataclasses import dataclass

_VEGA_LITE_MIME = "application/vnd.vegalite.v5+json"
_WIDTH = 520  # pixels, a number always: "container" hangs JupyterLab 4.6
WIDEST_CHART = 640  # pixels that a page of 853 pixels leaves
INK = "currentColor"
LOOK_OF_CAPITAL = {  # colour, dash and shape; none of them stands alone
    "Damascus": ("#0072b2", [1, 0], "circle"),
    "Tehran": ("#d55e00", [6, 3], "square"),
    "Washington": ("#009e73", [2, 2], "triangle-up"),
    "Iraq": ("#cc79a7", [8, 3, 2, 3], "diamond"),
    "others": ("#808080", [1, 3], "cross"),
}
# any two things that are compared
LOOKS_OF_PAIR = (("#0072b2", [1, 0], "circle"), ("#d55e00", [6, 3], "square"))
# no mark, axis or legend is read out by itself: the sentence and the table say what is seen
_VEGA_LITE_CONFIG = {
    "background": "transparent",
    "mark": {"aria": False},
    "view": {"stroke": None},
    "text": {"color": INK},
    "rule": {"color": INK},
    "title": {"color": INK, "anchor": "start"},
    "axis": {
        "aria": False,
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": INK,
        "gridOpacity": 0.2,
    },
    "legend": {
        "aria": False,
        "labelColor": INK,
        "titleColor": INK,
        "symbolStrokeColor": INK,
    },
}


@dataclass(frozen=True)
class Chart:
    """A chart and its description; the description is also what stands where charts cannot be
    drawn."""

    spec: dict
    description: str

    def output(self) -> dict:
        """The chart as a notebook output, for a widget that changes its chart by assignment."""
        return {"output_type": "display_data", "data": self._repr_mimebundle_(), "metadata": {}}

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {_VEGA_LITE_MIME: self.spec, "text/plain": self.description}


def bare_axis(field: str, **scale) -> dict:
    """A position whose numbers mean nothing to a reader, so that no axis is drawn. scale: its scale
    in Vega-Lite."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"nice": False, **scale},
        "axis": None,
    }


def chart(description: str, *, height: int | dict, width: int = _WIDTH, **parts) -> Chart:
    """A chart of the collection's look. parts: `data` with `values`, and `layer` or `mark` and
    `encoding`, as in Vega-Lite v5.

    height: pixels, or `{"step": pixels}` for one row a thing; width: pixels, at most
    `WIDEST_CHART`. The description names the selection and what is to be seen.
    """
    return Chart(
        {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "description": description,
            "width": width,
            "height": height,
            "autosize": {"type": "fit-x", "contains": "padding"},
            "config": _VEGA_LITE_CONFIG,
            "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
            **parts,
        },
        description,
    )
