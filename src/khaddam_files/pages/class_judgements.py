"""The class on the wall: which numbers it gave to the forecasts."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.grading.class_judgements import Probabilities
from khaddam_files.pages import html
from khaddam_files.pages.elements import table


@html.register
def probabilities(comparison: Probabilities) -> Markup:
    if not comparison.rows:
        return Markup()
    return table(
        comparison.rows,
        ("claim", "people", "lowest", "a quarter below", "median", "a quarter above", "highest"),
        "The same words, heard by the class as numbers from 0 to 100",
    )
