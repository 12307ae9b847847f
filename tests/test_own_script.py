"""At its first use in the prose of a notebook a name stands in its own script too, and only there:
the tables say which names have one, and how it is written."""

import re
from typing import NamedTuple

import nbformat
import pytest
from conftest import NOTEBOOKS

from khaddam_files.data import records
from khaddam_files.pages.elements import foreign_words

NOT_PROSE = (  # what nobody can add to, or what a reader may never open
    r"^#.*$",
    r"^>.*$",
    r"^\|.*$",
    r"(?s)```.*?```",
    r"(?s)<details>.*?</details>",
    r"(?s)“[^”]*”",
    r"`[^`\n]*`",
    r"(?<=\])\([^)\s]*\)",
    r"<[^>]*>",
)
TO_THE_BRACKET = r"(?:['’]s)?\*{0,2}(?:\]\([^)\s]*\))? "  # what may stand between both scripts
OF_THE_CLOCK = re.compile(r"(\d|five|ten|fifteen|twenty) minutes$")  # no minutes of a meeting


class Name(NamedTuple):
    id: str
    marked: str  # with its language and direction


def first_form(forms):
    """The first of several forms in one cell."""
    return re.split(r"،| / | \(", forms)[0]


def named(words, language, forms, key):
    return dict.fromkeys(words, Name(key, str(foreign_words(first_form(forms), language))))


def names():
    """English words -> name, of every row with a script of its own."""
    found = {}
    for row in records("people"):
        if row["own_script"]:
            form = row["name_arabic"] if row["own_script"] == "ar" else row["name_persian"]
            words = {row["name"]}
            if row["name_in_article"]:  # known by the last name too; a namesake is not
                words |= {row["name"].split()[-1].removeprefix("al-")}
                words |= {word for word in row["name_in_article"] if word in row["name"]}
            found |= named(words, row["own_script"], form, row["person_id"])
    for table, key, english in (
        ("places", "place_id", "name"),
        ("glossary", "term_id", "term_en"),
    ):
        for row in records(table):
            if row["own_script"]:
                form = row["arabic"] if row["own_script"] == "ar" else row["persian"]
                words = {row[english].split(" (")[0].strip("“”")}
                found |= named(words, row["own_script"], form, row[key])
    return found


NAMES = names()
ANY = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(
        rf"[{word[0]}{word[0].lower()}]{re.escape(word[1:])}"  # a word of a sentence, or its first
        for word in sorted(NAMES, key=len, reverse=True)
    )
    + r")(?![\w-])"
)


def prose(notebook):
    """The texts of the Markdown cells below the fact block."""
    return [cell.source for cell in notebook.cells[1:] if cell.cell_type == "markdown"]


def without_what_is_no_prose(text):
    """The same text, with blanks where it is no prose: every place stays what it was."""
    for pattern in NOT_PROSE:
        text = re.sub(pattern, lambda found: " " * len(found[0]), text, flags=re.M)
    return text


def first_uses(texts):
    """Name -> number of the text and place behind the word where the name is used first."""
    first = {}
    for number, text in enumerate(texts):
        for found in ANY.finditer(without_what_is_no_prose(text)):
            if OF_THE_CLOCK.search(text[: found.end()]):
                continue
            name = NAMES.get(found[0]) or NAMES[found[0][0].upper() + found[0][1:]]
            first.setdefault(name, (number, found.end()))
    return first


def lacking_and_too_many(texts):
    """The names whose first use lacks their own script, and those that have it elsewhere too."""
    first, whole = first_uses(texts), "".join(texts)
    lacking = [
        name.id
        for name, (number, end) in first.items()
        if not re.match(TO_THE_BRACKET + re.escape(f"({name.marked})"), texts[number][end:])
    ]
    too_many = [
        name.id for name in set(NAMES.values()) if whole.count(name.marked) > (name in first)
    ]
    return lacking, too_many


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_name_has_its_own_script_at_its_first_use_and_there_alone(path):
    texts = prose(nbformat.read(path, as_version=4))
    assert first_uses(texts) and lacking_and_too_many(texts) == ([], [])


KHADDAM = NAMES["Abdul Halim Khaddam"].marked
ASSAD = NAMES["Bashar al-Assad"].marked


@pytest.mark.parametrize(
    "text, expected",
    [
        (f"Khaddam ({KHADDAM}) left. Then Khaddam died.", ([], [])),
        (f"[*Khaddam’s*](https://a.b/c) ({KHADDAM}) notes", ([], [])),
        (f"# Khaddam\n\n> Khaddam\n\n“Khaddam” Khaddam ({KHADDAM})", ([], [])),
        ("Khaddam left.", (["abdul_halim_khaddam"], [])),
        (f"Khaddam left, and Khaddam ({KHADDAM}) died.", (["abdul_halim_khaddam"], [])),
        (f"Khaddam ({KHADDAM}) and Khaddam ({KHADDAM})", ([], ["abdul_halim_khaddam"])),
        (f"Khaddam ({ASSAD}) left.", (["abdul_halim_khaddam"], ["bashar_al_assad"])),
        (f"Nobody ({KHADDAM}).", ([], ["abdul_halim_khaddam"])),
        ("It lasts ten minutes.", ([], [])),
        ("He took the minutes.", (["minutes"], [])),
        ("Hafez al-Assad", (["hafez_al_assad"], [])),
    ],
)
def test_what_is_missing_or_stands_twice_is_seen(text, expected):
    assert lacking_and_too_many([text]) == expected
