"""Names in three scripts."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.glossary import AllNames, Name, Names
from khaddam_files.pages import html, page
from khaddam_files.pages.elements import details, foreign, joined, paragraph, stacked, table

ABOUT = {"people": "office on 16 March 2003", "places": "in this story", "terms": "what it means"}
NATIVE = "A native reader is still wanted: tell us of a form that you would write in another way."


@html.register
def names(comparison: Names) -> Markup:
    group = comparison.group
    columns = (
        "English",
        "Arabic",
        "Persian",
        ABOUT[group],
        *(("seen in a source",) if group == "terms" else ()),
    )
    rows = [
        (
            row.english,
            _form(row.arabic, row.arabic_latin, "ar"),
            _form(row.persian, row.persian_latin, "fa"),
            row.about,
            *((_seen(row),) if group == "terms" else ()),
        )
        for row in comparison.rows
    ]
    return table(rows, columns, f"{group.capitalize()} in three languages") + paragraph(NATIVE)


def _seen(row: Name) -> str:
    """Which of the two forms was seen in a source."""
    arabic, persian = row.arabic_status == "seen", row.persian_status == "seen"
    return (
        "both"
        if arabic and persian
        else "Arabic"
        if arabic
        else "Persian"
        if persian
        else "neither"
    )


def _form(words: str | None, latin: str | None, language: str) -> Markup:
    """A form in its own script and, where there is one, under it in Latin letters."""
    pieces = [foreign(words, language) if words else "–"]
    if latin:
        pieces.append(foreign(latin, f"{language}-Latn"))
    return stacked(*pieces)


@html.register
def all_names(comparison: AllNames) -> Markup:
    return joined(
        details(f"{group.group.capitalize()} ({len(group.rows)})", page(group))
        for group in comparison.groups
    )
