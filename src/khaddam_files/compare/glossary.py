"""Names in three scripts: people, places and terms in English, Arabic and Persian, for whoever reads more than one of them."""

from __future__ import annotations

from khaddam_files import markup
from khaddam_files.compare.base import Comparison, SelectionError, some
from khaddam_files.data import records

NAMED = {  # what is named: table, id, English, Arabic, Persian, what it is
    "people": ("people", "person_id", "name", "name_arabic", "name_persian", "role_on_2003_03_16"),
    "places": ("places", "place_id", "name", "arabic", "persian", "role_in_story"),
    "terms": ("glossary", "term_id", "term_en", "arabic", "persian", "explanation"),
}
ABOUT = {"people": "office on 16 March 2003", "places": "in this story", "terms": "what it means"}
NATIVE = "A native reader is still wanted: tell us of a form that you would write in another way."


def names(of: str = "people") -> Comparison:
    """The people, places or terms of the collection in English, Arabic and Persian, each form marked with its language.

    of: a key of `NAMED`; `SelectionError` for another. Of people a Persian form is given for Iranians only. Terms also have both
    forms in Latin letters, and say which was seen in a source; the others are our rendering. Frame: id, english, arabic, persian,
    arabic_latin, persian_latin, about, arabic_status, persian_status; empty where the table has nothing. Source: people.csv,
    places.csv, glossary.csv.
    """
    if of not in NAMED:
        raise SelectionError("group of names", of, f"one of {', '.join(NAMED)}")
    table, *columns = NAMED[of]
    rows = []
    for row in records(table):
        key, english, arabic, persian, about = (row[column] for column in columns)
        extra = (
            row.get(f"{kind}_{script}") for kind in ("transliteration", "status") for script in ("arabic", "persian")
        )
        latin, persian_latin, *status = extra
        rows.append((key, english, arabic, persian, latin, persian_latin, about, *status))
    return Comparison(
        _sentence(of, rows),
        markup.table(_shown(of, rows), _heads(of), f"{of.capitalize()} in three languages") + markup.paragraph(NATIVE),
        rows,
        (
            "id",
            "english",
            "arabic",
            "persian",
            "arabic_latin",
            "persian_latin",
            "about",
            "arabic_status",
            "persian_status",
        ),
    )


def _sentence(of: str, rows) -> str:
    if of == "terms":
        arabic, persian = (sum(row[place] == "seen" for row in rows) for place in (7, 8))
        return f"{some(len(rows), 'term')} in English, Arabic and Persian: {arabic} Arabic and {persian} Persian forms were seen in a source, the others are our rendering."
    persian = sum(bool(row[3]) for row in rows)
    if persian == len(rows):
        return f"{some(len(rows), 'name')} of {of} in English, Arabic and Persian."
    return f"{some(len(rows), 'name')} of {of} in English and Arabic, {persian} of them also in Persian."


def _heads(of: str) -> tuple[str, ...]:
    return "English", "Arabic", "Persian", ABOUT[of], *(("seen in a source",) if of == "terms" else ())


def _shown(of: str, rows) -> list[tuple]:
    """The rows as readers see them: foreign forms marked, of terms also in Latin letters, and the two statuses in one cell."""
    shown = []
    for _, english, arabic, persian, arabic_latin, persian_latin, about, *status in rows:
        seen = [name for name, one in zip(("Arabic", "Persian"), status, strict=True) if one == "seen"]
        shown.append(
            (
                english,
                _form(arabic, arabic_latin, "ar"),
                _form(persian, persian_latin, "fa"),
                about,
                *(({0: "neither", 1: "".join(seen), 2: "both"}[len(seen)],) if of == "terms" else ()),
            )
        )
    return shown


def _form(words: str | None, latin: str | None, language: str) -> str:
    """A form in its own script and, where there is one, under it in Latin letters."""
    pieces = [markup.foreign(words, language)] if words else ["–"]
    return markup.stacked(*pieces, *([markup.foreign(latin, f"{language}-Latn")] if latin else []))


def names_written_out() -> Comparison:
    """People, places and terms in three languages, each group folded. Frame: group, and the columns of `names`."""
    groups = {group: names(group) for group in NAMED}
    return Comparison(
        "Names and terms in English, Arabic and Persian; each group opens on a click.",
        "".join(
            markup.details(f"{group.capitalize()} ({len(made.rows)})", made.page()) for group, made in groups.items()
        ),
        [(group, *row) for group, made in groups.items() for row in made.rows],
        ("group", *groups["people"].columns),
    )
