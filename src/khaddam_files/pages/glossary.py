"""Names in three scripts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from khaddam_files.compare.glossary import AllNames, Name, Names
from khaddam_files.pages import html, page
from khaddam_files.pages.elements import (
    Piece,
    details,
    foreign_words,
    join_pieces,
    paragraph,
    stacked_lines,
    table,
)

_HEADING_OF_EXPLANATION = {
    "people": "office on 16 March 2003",
    "places": "in this story",
    "terms": "what it means",
}
_FORMS_IN_WORDS = {  # whether the Arabic and the Persian form were seen in a source
    (True, True): "both",
    (True, False): "Arabic",
    (False, True): "Persian",
    (False, False): "neither",
}
_WANTED_READER = (
    "A native reader is still wanted: tell us of a form that you would write in another way."
)


@html.register
def names(comparison: Names) -> Markup:
    return _table_of_names(comparison, [row.english for row in comparison.rows])


def names_to_link(comparison: Names) -> Markup:
    """The same, where a link can lead to a name: to `place_of_name`."""
    anchor = Markup('<span id="{}">{}</span>')
    heads = [
        anchor.format(place_of_name(comparison.group, row.id), row.english)
        for row in comparison.rows
    ]
    return _table_of_names(comparison, heads)


def place_of_name(group: str, key: str) -> str:
    """What a link calls a name on the page of all names."""
    return f"{group}-{key}"


def _table_of_names(comparison: Names, heads: Sequence[Piece]) -> Markup:
    group = comparison.group
    columns = (
        "English",
        "Arabic",
        "Persian",
        _HEADING_OF_EXPLANATION[group],
        *(("seen in a source",) if group == "terms" else ()),
    )
    rows = [
        (
            head,
            _form_in_two_scripts(row.arabic, row.arabic_latin, "ar"),
            _form_in_two_scripts(row.persian, row.persian_latin, "fa"),
            row.about,
            *((_forms_in_source(row),) if group == "terms" else ()),
        )
        for head, row in zip(heads, comparison.rows, strict=True)
    ]
    return table(rows, columns, f"{group.capitalize()} in three languages") + paragraph(
        _WANTED_READER
    )


def _forms_in_source(row: Name) -> str:
    """Which of the two forms was seen in a source."""
    forms = row.arabic_status == "seen", row.persian_status == "seen"
    return _FORMS_IN_WORDS[forms]


def _form_in_two_scripts(words: str | None, latin: str | None, language: str) -> Markup:
    """A form in its own script and, where there is one, under it in Latin letters."""
    pieces = [foreign_words(words, language) if words else "–"]
    if latin:
        pieces.append(foreign_words(latin, f"{language}-Latn"))
    return stacked_lines(*pieces)


@html.register
def all_names(comparison: AllNames) -> Markup:
    return join_pieces(
        details(f"{group.group.capitalize()} ({len(group.rows)})", page(group))
        for group in comparison.groups
    )
