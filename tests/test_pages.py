"""HTML is made in one place, and nothing that a person wrote gets through it unescaped."""

import dataclasses
import re

import pytest
from conftest import ROOT
from markupsafe import escape
from shown import Structure
from words import plain

from khaddam_files import compare
from khaddam_files.pages import elements

SCRIPT = "<script>alert('x')</script>"


def test_every_piece_escapes_its_text():
    for made in (
        escape(SCRIPT),
        elements.foreign_words(SCRIPT, "ar"),
        elements.quotation(SCRIPT, ""),
        elements.quotation(None, SCRIPT),
        elements.table([(SCRIPT, 1)], (SCRIPT, "n"), SCRIPT),
        elements.details(SCRIPT, ""),
    ):
        assert "<script" not in made and "&lt;script&gt;" in made


def test_a_script_in_any_field_is_shown_as_text(poisoned):
    made = [
        compare.passages.passages_side_by_side("S4.6-q2", "S2.3-q1"),
        compare.passages.who_says("vietnam"),
        compare.cards.card("C1", "added later"),
        compare.cards.cards_written_out(),
    ]
    for comparison in made:
        assert "<script" not in comparison.page() and "&lt;script&gt;" in comparison.page(), (
            comparison.sentence
        )


def test_right_to_left_words_are_marked():
    assert elements.foreign_words("فيتنام", "ar") == '<span lang="ar" dir="rtl">فيتنام</span>'
    assert 'dir="ltr"' in elements.foreign_words("la guerre", "fr")


def test_counts_are_set_apart_in_thousands_and_years_stay_as_they_are():
    made = elements.table([("2003", 2409, 10148.8, -1400, 999, 0.5, True)], "abcdefg", "")
    assert [plain(cell) for cell in re.findall("<td.*?</td>", made)] == [
        "2,409",
        "10,148.8",
        "-1,400",
        "999",
        "0.5",
        "True",
    ]
    assert ">2003</th>" in made


def test_a_table_of_many_columns_stands_closer_and_only_a_long_word_may_break():
    few, many = (
        elements.table([("a", "b")], "ab", ""),
        elements.table([tuple("abcdefg")], "abcdefg", ""),
    )
    assert "padding:3px 10px" in few and "padding:3px 4px" in many
    assert "overflow-wrap" not in few + many
    long = elements.table([("a word", "w" * 40)], ("place", "clause"), "")
    assert long.count("overflow-wrap:anywhere") == 1


def test_marked_foreign_words_may_stand_in_a_cell_and_nothing_else_may():
    made = elements.table(
        [(elements.foreign_words("سوريا", "ar"), "<b>x</b>")], ("name", "note"), ""
    )
    assert '<span lang="ar" dir="rtl">سوريا</span>' in made and "&lt;b&gt;x&lt;/b&gt;" in made
    both = elements.stacked_lines(elements.foreign_words("سوريا", "ar"), SCRIPT)
    assert "</span><br>&lt;script&gt;" in elements.table([(both, "")], ("name", "note"), "")
    longer = elements.table(
        [(elements.foreign_words("سوريا", "ar") + "<b>", "")], ("name", "note"), ""
    )
    assert "</span>&lt;b&gt;" in longer and "<b>" not in longer


@pytest.mark.parametrize(
    "made",
    [
        lambda: compare.passages.passages_side_by_side("S4.6-q2", "S2.3-q1"),
        lambda: compare.passages.who_says("vietnam"),
        lambda: compare.passages.share_in_quotation_marks(),
        lambda: compare.cards.card("C1", "added later"),
        lambda: compare.cards.cards_written_out(),
    ],
)
def test_html_is_well_formed_and_carries_meaning_in_elements(made):
    parser = Structure()
    parser.feed(made().page())
    assert parser.open == []
    tags = [tag for tag, _ in parser.seen]
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in parser.seen if tag == "th")
    for _, attributes in parser.seen:
        style = attributes.get("style", "")
        assert not re.search(r"(?<![\w-])(color|background)\s*:|var\(", style), style


def test_html_is_written_only_in_its_own_folder():
    package = ROOT / "src" / "khaddam_files"
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        tags = re.findall(
            r"<(?:p|br|div|table|figure|t[dhr]|ul|li|h\d|a|b|em|strong|span|style|details|blockquote)\b",
            text,
        )
        assert path.is_relative_to(package / "pages") or not tags, (path.name, tags)


def test_a_comparison_cannot_be_changed_behind_the_readers_back():
    with pytest.raises(dataclasses.FrozenInstanceError):
        compare.passages.who_says("vietnam").sentence = "other"
