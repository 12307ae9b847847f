"""Names in three scripts: people, places and terms in English, Arabic and Persian, for whoever
reads more than one of them.

A reader calls `names` and `names_written_out`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from khaddam_files.choices import Choice
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.data import records
from khaddam_files.wording import count_of

NAME_TABLES = {  # what is named: table, id, English, Arabic, Persian, what it is
    "people": ("people", "person_id", "name", "name_arabic", "name_persian", "role_on_2003_03_16"),
    "places": ("places", "place_id", "name", "arabic", "persian", "role_in_story"),
    "terms": ("glossary", "term_id", "term_en", "arabic", "persian", "explanation"),
}
_NAME_GROUP = Choice("group of names", dict.fromkeys(NAME_TABLES, ""))


class Name(NamedTuple):
    """One person, place or term; None where the table has nothing. The status of a form is `seen`
    in a source, or else our rendering."""

    id: str
    english: str
    arabic: str | None
    persian: str | None
    arabic_latin: str | None
    persian_latin: str | None
    about: str
    arabic_status: str | None
    persian_status: str | None


@frozen
class Names(Comparison):
    """One group of names."""

    rows: Sequence[Name]
    group: str
    row_type = Name


class GroupedName(NamedTuple):
    """A `Name` with its group."""

    group: str
    name: Name


@frozen
class AllNames(Comparison):
    """Every group of names."""

    rows: Sequence[GroupedName]
    groups: Sequence[Names]
    row_type = GroupedName

    @property
    def columns(self) -> tuple[str, ...]:
        return ("group", *Name._fields)

    def cells(self) -> list[tuple]:
        return [(row.group, *row.name) for row in self.rows]


def first_form(forms: str) -> str:
    """Of several forms in one cell the first, which prose uses."""
    return re.split(r"،| / | \(", forms)[0]


def named_by() -> dict[tuple[str, str], tuple[str, str]]:
    """(language, form as prose writes it) -> group and id of the name."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for group in NAME_TABLES:
        for row in names(group).rows:
            for language, forms in (("ar", row.arabic), ("fa", row.persian)):
                if forms:
                    found.setdefault((language, first_form(forms)), (group, row.id))
    return found


def names(group: str = "people") -> Names:
    """The people, places or terms of the collection in English, Arabic and Persian, each form
    marked with its language.

    group: a key of `NAME_TABLES`. Of people a Persian form is given for Iranians only. Terms also
    have both forms in Latin letters, and say which was seen in a source; the others are our
    rendering. Source: people.csv, places.csv, glossary.csv. Raises `SelectionError` for another
    group.
    """
    table, key, english, arabic, persian, about = NAME_TABLES[_NAME_GROUP.check(group)]
    rows = [
        Name(
            row[key],
            row[english],
            row[arabic],
            row[persian],
            row.get("transliteration_arabic"),
            row.get("transliteration_persian"),
            row[about],
            row.get("status_arabic"),
            row.get("status_persian"),
        )
        for row in records(table)
    ]
    return Names(sentence=_names_sentence(group, rows), rows=rows, group=group)


def _names_sentence(group: str, rows: Sequence[Name]) -> str:
    if group == "terms":
        arabic = sum(row.arabic_status == "seen" for row in rows)
        persian = sum(row.persian_status == "seen" for row in rows)
        return (
            f"{count_of(len(rows), 'term')} in English, Arabic and Persian: {arabic} Arabic and "
            f"{persian} Persian forms "
            "were seen in a source, the others are our rendering."
        )
    persian = sum(bool(row.persian) for row in rows)
    if persian == len(rows):
        return f"{count_of(len(rows), 'name')} of {group} in English, Arabic and Persian."
    return (
        f"{count_of(len(rows), 'name')} of {group} in English and Arabic, {persian} of them also "
        "in Persian."
    )


def names_written_out() -> AllNames:
    """People, places and terms in three languages, each group folded."""
    groups = [names(group) for group in NAME_TABLES]
    return AllNames(
        sentence="Names and terms in English, Arabic and Persian; each group opens on a click.",
        rows=[
            GroupedName(names_of_group.group, row)
            for names_of_group in groups
            for row in names_of_group.rows
        ],
        groups=groups,
    )
