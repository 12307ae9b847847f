"""Names in three scripts: every foreign form is marked, nothing is lost on the way from the
tables."""

import re

import pytest
from shown import Structure
from words import plain

from khaddam_files import choices, compare
from khaddam_files.data import records
from khaddam_files.pages import elements

MARKED = re.compile(r'<span lang="(ar|fa|ar-Latn|fa-Latn)" dir="(rtl|ltr)">([^<]*)</span>')
GROUPS = list(compare.glossary.NAME_TABLES)


@pytest.mark.parametrize("of", GROUPS)
def test_every_run_from_right_to_left_is_marked_with_its_language(of):
    page = compare.glossary.names(of).page()
    assert not elements.RIGHT_TO_LEFT_LETTER.search(MARKED.sub("", page))
    assert not re.search(r"[\u0590-\u08ff]|&lt;span", MARKED.sub("", page))
    for language, direction, words in MARKED.findall(page):
        assert (
            direction == ("rtl" if elements.RIGHT_TO_LEFT_LETTER.search(words) else "ltr") and words
        )
        assert (direction == "ltr") == language.endswith("-Latn")
    parser = Structure()
    parser.feed(page)
    assert parser.open == []


@pytest.mark.parametrize(
    "of, table, arabic, persian",
    [
        ("people", "people", "name_arabic", "name_persian"),
        ("places", "places", "arabic", "persian"),
        ("terms", "glossary", "arabic", "persian"),
    ],
)
def test_every_form_of_the_table_is_shown_in_its_own_language(of, table, arabic, persian):
    made = compare.glossary.names(of)
    found = {(language, words) for language, _, words in MARKED.findall(made.html)}
    for row in records(table):
        assert ("ar", row[arabic]) in found and (
            row[persian] is None or ("fa", row[persian]) in found
        )
    assert len(made.rows) == len(records(table)) == made.html.count("<tr") - 1
    assert list(made.frame)[:4] == ["id", "english", "arabic", "persian"]


def test_what_was_seen_and_what_is_ours_is_said():
    made = compare.glossary.names("terms")
    terms = records("glossary")
    arabic, persian = (
        sum(row[f"status_{language}"] == "seen" for row in terms)
        for language in ("arabic", "persian")
    )
    assert made.sentence.startswith(
        f"{len(terms)} terms in English, Arabic and Persian: {arabic} Arabic and {persian} Persian "
        "forms were seen"
    )
    words = plain(made.html)
    assert re.search(r"Sister states .* neither", words) and re.search(
        r"“New Vietnam” .* Arabic", words
    )
    people = records("people")
    assert compare.glossary.names().sentence == (
        f"{len(people)} names of people in English and Arabic, "
        f"{sum(bool(row['name_persian']) for row in people)} of them also in Persian."
    )
    assert (
        compare.glossary.names("places").sentence
        == f"{len(records('places'))} names of places in English, Arabic and Persian."
    )


def test_another_group_is_refused_with_a_sentence():
    with pytest.raises(
        choices.SelectionError, match="There is no group of names 'verbs': expected one of people"
    ):
        compare.glossary.names("verbs")
