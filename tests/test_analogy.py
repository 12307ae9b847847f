"""Notebook 06: boxes and what they rest on, two wars in numbers worked out by hand, two counters,
and every control."""

import errno
import itertools
import os
import re
from dataclasses import replace
from datetime import date

import ipywidgets
import pandas as pd
import pytest
from shown import Structure, foreign_colours, free, shows, unfolded, values
from words import plain

from khaddam_files import charts, choices, compare, widgets
from khaddam_files.answers import Answers
from khaddam_files.data import records
from khaddam_files.widgets.writing import WritingBox

SCRIPT = "<script>alert('x')</script>"
ANALOGIES = [value for _, value in compare.analogy.analogy_options()]
MEASURES = [value for _, value in compare.analogy.measure_options()]
ALIGNMENTS = [value for _, value in compare.analogy.alignment_options()]
COUNTERS = [value for _, value in compare.analogy.counter_options()]


# ---------------------------------------------------------------- the bench


def test_every_analogy_has_six_boxes_and_each_rests_on_what_it_says():
    locators = {row["locator"] for row in records("paragraphs")}
    sources = {row["source_id"] for row in records("sources")}
    boxes = records("analogy_boxes")
    for row in records("analogies"):
        own = [box for box in boxes if box["analogy_id"] == row["analogy_id"]]
        assert [box["box"] for box in own] == list(compare.analogy.ANALOGY_BOXES)
        assert own[-1]["basis"] == "inference", "a blind spot is never in the text"
        assert not any(box["basis"] == "inference" for box in own[:-1])
        for box in own:
            assert box["box_id"] == f"{row['analogy_id']}-{box['box']}"
            allowed = {"text": locators, "inference": locators, "source": sources}
            assert set(box["rests_on"]) <= allowed.get(box["basis"], set()), box
            assert (box["basis"] in ("text", "source")) <= bool(box["rests_on"]), box
            assert (box["basis"] in ("empty", "not seen")) == (box["says"] is None), box
            # only of a text that was read whole may one say that it has nothing
            assert box["basis"] != ("empty" if not row["passage_ids"] else "not seen"), box
    assert len(boxes) == 6 * len(records("analogies"))


def test_khameneis_own_unlikeness_is_found_and_the_publisher_has_none():
    made = compare.analogy.analogies_side_by_side("vietnam", "new_vietnam")
    frame = made.frame.set_index("box")
    assert frame.loc["unlikeness", ["left_basis", "right_basis"]].tolist() == ["text", "empty"]
    assert "[S10.8]" in plain(made.html) and "□ [empty]" in plain(made.html)
    assert made.sentence == (
        "Vietnam, as Khamenei has it: a difference admitted. “New Vietnam”, as the publisher has "
        "it: no difference admitted."
    )
    assert "akin to Vietnam" in made.html and "new Vietnam" in made.html


def test_who_admits_an_unlikeness_as_read_by_hand():
    """Assad draws two analogies and admits none (question 3 under the widget)."""
    admits = {
        box["analogy_id"]: box["says"] is not None
        for box in records("analogy_boxes")
        if box["box"] == "unlikeness"
    }
    assert admits == {
        "vietnam": True,
        "new_vietnam": False,
        "eighteenth_century": True,
        "lebanon_palestine": False,
        "arab_states": True,
        "iraq_precedent": False,
        "no_parallel": True,
        "japan_1945": False,
    }
    drawn = {row["analogy_id"]: row["person_id"] for row in records("analogies")}
    assert [a for a, who in drawn.items() if who == "bashar_al_assad"] == [
        "lebanon_palestine",
        "iraq_precedent",
    ]


def test_a_box_of_the_reader_rests_on_a_place_only_if_the_place_exists():
    made = compare.analogy.analogies_side_by_side(
        "vietnam",
        compare.analogy.OWN_ANALOGY,
        "The Crimean War",
        likeness="Long, see S10.7",
        unlikeness="no sea, S99.1",
        blind_spot="  ",
    )
    right = made.frame.set_index("box")["right_basis"].to_dict()
    assert right == {
        "source_case": "reader",
        "target_case": "empty",
        "likeness": "located",
        "unlikeness": "reader",
        "recommended_action": "empty",
        "blind_spot": "empty",
    }
    words = plain(made.html)
    assert (
        "[yours, with S10.7: check that it says so]" in words
        and "S99.1 is not in the article" in words
    )
    assert made.sentence.endswith("Your own analogy: a difference admitted.")


def test_an_analogy_of_ones_own_that_is_not_shown_is_not_lost_without_a_word():
    hidden = compare.analogy.analogies_side_by_side("vietnam", "japan_1945", likeness="mine")
    assert "1 of 6 boxes of your own analogy are filled" in hidden.html and "mine" not in plain(
        hidden.html
    )
    assert (
        "boxes of your own analogy"
        not in compare.analogy.analogies_side_by_side(
            "vietnam", compare.analogy.OWN_ANALOGY, likeness="mine"
        ).html
    )
    assert (
        "boxes of your own analogy"
        not in compare.analogy.analogies_side_by_side("vietnam", "japan_1945").html
    )


def test_every_analogy_on_either_side_through_the_widget():
    box = free(widgets.analogy_bench())
    left, right = box.controls["left"], box.controls["right"]
    assert values(left) == values(right) == ANALOGIES and len(ANALOGIES) == 9
    box.controls["likeness"].value = "Long, see S10.7"
    box.controls["blind_spot"].value = "Those who live there"
    for one, other in zip(ANALOGIES, reversed(ANALOGIES), strict=True):
        left.value, right.value = one, other
        twin = compare.analogy.analogies_side_by_side(
            one, other, likeness="Long, see S10.7", blind_spot="Those who live there"
        )
        shows(box, twin)


@pytest.mark.parametrize("one", ANALOGIES)
def test_every_pair_of_analogies_has_a_short_sentence_and_six_boxes(one):
    for other in ANALOGIES:
        made = compare.analogy.analogies_side_by_side(
            one, other, likeness="Long, see S10.7", blind_spot="Those who live there"
        )
        assert len(made.sentence.split()) <= 55 and ("the same analogy" in made.sentence) == (
            one == other
        )
        assert made.html.count("<th scope") == 3 + 6


def test_every_field_of_the_reader_is_shown_escaped_and_kept():
    box = free(widgets.analogy_bench())
    box.controls["right"].value = compare.analogy.OWN_ANALOGY
    for field in compare.analogy.ANALOGY_BOXES:
        box.controls[field].value = f"{field} {SCRIPT}"
        assert "<script" not in box.result.value and box.result.value.count("&lt;script&gt;") >= 1
        assert Answers().get(f"06.{field}") == f"{field} {SCRIPT}"
    written = {field: f"{field} {SCRIPT}" for field in compare.analogy.ANALOGY_BOXES}
    shows(
        box,
        compare.analogy.analogies_side_by_side("vietnam", compare.analogy.OWN_ANALOGY, **written),
    )
    assert "<script" not in box.announcement.line.value
    again = widgets.analogy_bench()
    assert {
        field: again.controls[field].value for field in compare.analogy.ANALOGY_BOXES
    } == written
    box.controls["likeness"].value = ""
    assert Answers().get("06.likeness") is None


def test_boxes_to_write_in_stand_below_only_with_an_analogy_of_ones_own():
    box = widgets.analogy_bench()
    below = box.children[-1]
    assert below.layout.display == "none"
    free(box)
    assert below.layout.display == "none"
    box.controls["right"].value = compare.analogy.OWN_ANALOGY
    assert below.layout.display is None
    box.questions.question.value = box.questions.rows[0]["question_id"]
    assert below.layout.display == "none"


def test_the_fuller_the_edge_the_firmer_what_a_box_rests_on():
    made = compare.analogy.analogies_side_by_side("vietnam", "new_vietnam")
    cells = plain(unfolded(made.html))
    assert cells.count("■") == 10 and cells.count("▨") == 3 and cells.count("□") == 2, (
        "one each in the key"
    )


def test_an_answer_that_cannot_be_saved_is_said_and_the_page_still_changes(monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    box = free(widgets.analogy_bench())
    box.controls["right"].value = compare.analogy.OWN_ANALOGY
    monkeypatch.setattr(os, "fsync", full)
    box.controls["likeness"].value = "Long"
    assert plain(box.announcement.line.value).startswith("Your answer could not be saved in ")
    assert "Long" in box.result.value and Answers().all() == {"06.likeness": "Long"}, (
        "it is in the file to hand in"
    )


def test_an_unknown_analogy_is_refused():
    with pytest.raises(
        choices.SelectionError,
        match="There is no analogy 'korea': expected one of vietnam, new_vietnam",
    ):
        compare.analogy.analogies_side_by_side("korea", "vietnam")


# ---------------------------------------------------------------- time and rates, by hand


@pytest.mark.parametrize(
    "start, when, months",
    [
        (date(2003, 3, 20), date(2003, 3, 20), 0),
        (date(2003, 3, 20), date(2003, 4, 19), 0),
        (date(2003, 3, 20), date(2003, 4, 20), 1),
        (date(2003, 3, 20), date(2004, 3, 19), 11),
        (date(2003, 3, 20), date(2004, 6, 23), 15),
        (date(2003, 3, 20), date(2003, 3, 19), -1),
        (date(1965, 3, 8), date(1966, 5, 31), 14),
        (date(1965, 3, 8), date(1968, 8, 31), 41),
        (date(1964, 8, 7), date(1966, 5, 31), 21),
        (date(1964, 8, 7), date(1964, 8, 6), -1),
    ],
)
def test_months_since_a_start(start, when, months):
    assert compare.analogy.months_since(start, when) == months
    assert compare.analogy.years_since(start, when) == months // 12


def test_the_starts_are_those_of_the_sources():
    words = {
        align: plain(compare.analogy.wars_side_by_side(align=align).html) for align in ALIGNMENTS
    }
    assert (
        "The starts. Vietnam: 8 March 1965, the landing of marines at Da Nang. Iraq: 20 "
        "March 2003," in words["landing"]
    )
    assert (
        "Vietnam: 7 August 1964, the Tonkin Gulf Resolution of Congress. Iraq: 20 March 2003,"
    ) in words["resolution"]
    assert (
        "[N061]" in words["landing"]
        and "[N066]" in words["resolution"]
        and "The starts" not in words["date"]
    )
    assert all(source in words["date"] for source in choices.by_key("events")["E025"]["source_ids"])


BY_HAND = {  # deaths, troops on 30 September, rate: worked out with pencil and paper
    ("Vietnam", 1965): (1920, 124363, 1543.9),
    ("Vietnam", 1968): (16872, 537377, 3139.7),
    ("Vietnam", 1971): (2409, 212925, 1131.4),
    ("Vietnam", 1972): (759, 35292, 2150.6),
    ("Iraq", 2003): (486, 132000, 368.2),
    ("Iraq", 2004): (849, 138000, 615.2),
    ("Iraq", 2007): (904, 168000, 538.1),
    ("Iraq", 2009): (149, 124000, 120.2),
}


def in_the_year(war, year, measure, unit="raw"):
    rows = compare.analogy.wars_side_by_side(measure, "landing", unit).rows
    return next(row.value for row in rows if (row.war, row.period) == (war, str(year)))


@pytest.mark.parametrize("war, year", BY_HAND)
def test_rates_as_worked_out_by_hand(war, year):
    deaths, troops, expected = BY_HAND[war, year]
    assert round(compare.analogy.death_rate(deaths, troops), 1) == expected
    assert in_the_year(war, year, "deaths") == deaths and in_the_year(war, year, "troops") == troops
    assert in_the_year(war, year, "deaths", "rate") == expected


def test_no_rate_where_a_day_cannot_stand_for_a_year():
    """30 September 1973: 265 troops, 67 deaths in the year; that would be 25,283 per 100,000."""
    made = compare.analogy.wars_side_by_side("deaths", "landing", "rate")
    empty = {(row.war, row.period) for row in made.rows if row.value is None}
    assert empty == {
        *(("Vietnam", year) for year in ("1973", "1974", "1975")),
        ("Iraq", "2010"),
        ("Iraq", "2011"),
    }
    assert (
        "No value: Vietnam 1973 to 1975; Iraq 2010 to 2011." in made.sentence
        and "no value" in plain(made.html)
    )


# ---------------------------------------------------------------- sums against what is known


def raw(measure, war):
    return [row.value for row in compare.analogy.wars_side_by_side(measure).rows if row.war == war]


def test_sums_agree_with_the_dossiers():
    """4,485 by iCasualties (140 + 718 + 3,627 in its three phases); Vietnam 1965 to 1975 added with
    a calculator."""
    assert sum(raw("deaths", "Iraq")) == 4485 == 140 + 718 + 3627
    assert sum(raw("deaths", "Vietnam")) == 57681
    phases = {row["measure"]: row["value"] for row in records("us_deaths_iraq_by_phase")}
    assert phases["us_military_deaths_all_invasion"] == 140
    assert (
        sum(value for key, value in phases.items() if key.startswith("us_military_deaths_all"))
        == 4485
    )
    assert sum(raw("civilians", "Iraq")) == 104955
    assert round(sum(raw("money", "Iraq")), 1) == 808.2
    assert "104,955 to 114,635 Iraqi civilians" in compare.analogy.wars_side_by_side("deaths").html


def test_the_months_bear_out_the_year():
    """Up to the end of April 2003 the months have 139, one fewer than the phase that ends on 1
    May."""
    months = [
        row
        for row in records("us_deaths_iraq_by_month")
        if row["measure"] == "us_military_deaths_all"
        and row["source_id"] == "icasualties_records_via_amandabee"
    ]
    assert sum(row["value"] for row in months if row["period_end"] <= date(2003, 4, 30)) == 139
    for year in range(2003, 2012):
        assert (
            sum(row["value"] for row in months if row["period_start"].year == year)
            == raw("deaths", "Iraq")[year - 2003]
        )


def test_the_findings_that_the_page_tells():
    plain, rate = (
        compare.analogy.wars_side_by_side("deaths", "landing", unit).sentence
        for unit in ("raw", "rate")
    )
    assert "16,872 (1968) and in Iraq 904 (2007), 18.7 times" in plain
    assert "3,140 (1968) and in Iraq 615 (2004), 5.1 times" in rate
    assert (
        "Vietnam May 1966 (month 14), May 1967 (month 26); Iraq June 2004 (month 15), August "
        "2005 (month 28)." in compare.analogy.wars_side_by_side("support").sentence
    )
    assert (
        "Vietnam August 1968 (month 41); Iraq June 2004 (month 15"
        in compare.analogy.wars_side_by_side("against").sentence
    )
    assert "month 21" in compare.analogy.wars_side_by_side("support", "resolution").sentence


def test_only_measures_that_may_be_compared_stand_side_by_side():
    told = choices.by_key("measures")
    for key in MEASURES:
        series = {row["war"]: row for row in records("war_series") if row["war_measure_id"] == key}
        assert all(
            f"{row['series']}.csv" in told[row["measure"]]["files"] for row in series.values()
        ), key
        if "vietnam" not in series:
            assert "nothing is compared" in compare.analogy.wars_side_by_side(key).sentence
            continue
        one, other = (series[war]["measure"] for war in ("vietnam", "iraq"))
        assert one == other or other in told[one]["comparable_with"], key


def test_the_frame_has_the_same_columns_for_every_choice():
    for choice in itertools.product(MEASURES, ALIGNMENTS, compare.analogy.WAR_UNITS):
        made = compare.analogy.wars_side_by_side(*choice)
        assert list(made.frame) == ["war", "x", "period", "value"] and made.axis and made.quantity
        spec = charts.wars_lines(made).spec["layer"][0]["encoding"]
        assert (spec["x"]["title"], spec["y"]["title"]) == (made.axis, made.quantity)
        if choice[2] == "rate" and choice[0] == "deaths":
            assert (made.frame["value"].dropna() * 10 % 1).round(6).isin([0, 1]).all()


def test_the_rate_is_explained_in_plain_words():
    told = plain(compare.analogy.wars_side_by_side("deaths", "landing", "rate").html)
    assert "divided by the number of troops on one day of that year, 30 September" in told


def test_the_notes_name_the_numbers_and_bounds_of_the_tables():
    """What `war_measures.csv` says in words of the lines, reckoned once more."""
    note, rate = (
        choices.by_key("war_measures")["deaths"][column] for column in ("note", "rate_note")
    )
    by_year = records("iraq_civilian_deaths_ibc_by_year")
    low, high = (
        sum(
            row["value"]
            for row in by_year
            if row["measure"] == f"civilian_deaths_{end}_by_start_date"
        )
        for end in ("min", "max")
    )
    assert f"Beside {sum(raw('deaths', 'Iraq')):,.0f} Americans" in note
    assert f"has {low:,.0f} to {high:,.0f} Iraqi civilians" in note
    assert compare.analogy.death_rate(1, 1) == 100_000 and "times 100,000." in rate
    assert "Below 10,000 troops no rate is made." in rate
    troops = {
        (row.war, row.period): row.value for row in compare.analogy.wars_side_by_side("troops").rows
    }
    for row in compare.analogy.wars_side_by_side("deaths", "landing", "rate").rows:
        assert (row.value is not None) == ((troops[row.war, row.period] or 0) >= 10_000), row


def test_troops_are_those_of_the_same_day_of_the_year():
    for row in records("us_troops_vietnam_by_year"):
        if row["measure"] == "us_military_personnel_ashore" and row["period_end"].year >= 1957:
            assert (row["period_end"].month, row["period_end"].day) == (9, 30)
    assert raw("troops", "Iraq")[:7] == [132000, 138000, 138000, 144000, 168000, 148000, 124000]
    assert raw("troops", "Iraq")[7:] == [None, None], "the series ends in August 2010"


def test_a_poll_that_two_sources_quote_is_counted_once():
    rows = compare.analogy.wars_side_by_side("support").rows
    polls = [row for row in rows if row.war == "Vietnam" and row.value is not None]
    assert len(polls) == 21 and [row.value for row in polls if row.period == "May 1971"] == [28]


def test_definitions_counters_and_cautions_come_from_the_table():
    told = choices.by_key("measures")
    for series in records("war_series"):
        words = plain(compare.analogy.wars_side_by_side(series["war_measure_id"]).html)
        for column in ("definition", "counter", "caution"):
            assert told[series["measure"]][column] in words, (series, column)
    assert told["us_military_personnel_ashore"]["caution"] in plain(
        compare.analogy.wars_side_by_side("deaths", "landing", "rate").html
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_tables_are_short_enough_to_read(measure):
    for align, unit in itertools.product(ALIGNMENTS, compare.analogy.WAR_UNITS):
        html = compare.analogy.wars_side_by_side(measure, align, unit).html
        assert html.split("</table>")[0].count("<tr") - 1 <= 20, (align, unit)


def test_every_option_of_the_two_wars_through_the_widget():
    box = free(widgets.wars_in_numbers())
    measure, align, unit = (box.controls[key] for key in ("measure", "align", "unit"))
    assert values(measure) == MEASURES and len(MEASURES) == 6
    for one, two, three in zip(MEASURES, ALIGNMENTS * 2, ["raw", "rate"] * 3, strict=True):
        measure.value, align.value, unit.value = one, two, three
        twin = compare.analogy.wars_side_by_side(one, two, three)
        shows(box, twin)
        assert box.drawing.outputs[0]["data"] == charts.wars_lines(twin)._repr_mimebundle_()


@pytest.mark.parametrize("measure", MEASURES)
def test_the_sentence_on_two_wars_is_short_and_says_where_no_rate_is_made(measure):
    for align, unit in itertools.product(ALIGNMENTS, compare.analogy.WAR_UNITS):
        sentence = compare.analogy.wars_side_by_side(measure, align, unit).sentence
        assert len(sentence.split()) <= 40, sentence
        assert ("A rate is made for deaths only" in sentence) == (
            unit == "rate" and measure != "deaths"
        )


@pytest.mark.parametrize(
    "wrong",
    [("births", "landing", "raw"), ("deaths", "moon", "raw"), ("deaths", "landing", "cubits")],
)
def test_an_unknown_choice_is_refused(wrong):
    with pytest.raises(
        choices.SelectionError, match="There is no (measure|alignment|unit) '.*': expected one of"
    ):
        compare.analogy.wars_side_by_side(*wrong)


# ---------------------------------------------------------------- two counters


def test_two_counters_differ_by_as_much_as_a_calculator_says():
    """2006 to 2009: 31,253 + 28,041 + 8,310 + 2,891 = 70,495 and 18,655 + 18,938 + 5,929 + 3,119 =
    46,641."""
    made = compare.analogy.two_counters("us_military", "icasualties")
    assert made.sentence == (
        "Iraqis dead in 2006 to 2009: US military 70,495, iCasualties 46,641; 23,854 more on the "
        "left (51 %). "
        "Furthest apart in 2006, by 12,598."
    )
    assert (
        compare.analogy.two_counters("icasualties", "us_military").sentence.count(
            "more on the right (51 %)"
        )
        == 1
    )
    americans = compare.analogy.two_counters("americans", "americans_statistico").sentence
    assert (
        "iCasualties, all 4,485, Statistico 4,490; 5 more on the right (less than 1 %)"
    ) in americans


def test_a_year_that_is_not_whole_is_shown_and_not_added():
    made = compare.analogy.two_counters("brookings", "ibc")
    assert "in 2003 to 2009: Brookings Institution 107,779, Iraq Body Count 96,979" in made.sentence
    assert "2010, to 30 November 2010" in plain(made.html)
    assert (
        "2010, to 30 November 2010 2,405 – not the same days 2010 – 4,043 not the same days"
    ) in plain(made.html)
    frame = made.frame.pivot(index="year", columns="counter", values="value")
    assert pd.isna(frame["Brookings Institution"][2010]) and frame["Iraq Body Count"][2010] == 4043
    drawn = charts.counters_lines(made).spec["data"]["values"]
    assert [row["value"] for row in drawn if row["x"] == 2010] == [None, 4043]


def test_counts_of_different_things_are_refused_with_both_definitions():
    made = compare.analogy.two_counters("ibc", "americans")
    assert (
        made.sentence.endswith("may not be compared: they do not count the same thing.")
        and made.rows == []
        and "<table" not in made.html
    )
    told = choices.by_key("measures")
    for measure in ("iraqi_deaths_ibc", "us_military_deaths_all"):
        assert told[measure]["definition"] in plain(made.html)
    assert not compare.analogy.may_be_compared("americans_hostile", "americans"), (
        "a part is not a second count of the whole"
    )


def test_every_counter_on_either_side_through_the_widget():
    box = free(widgets.two_counters())
    left, right = box.controls["left"], box.controls["right"]
    assert values(left) == values(right) == COUNTERS
    for one, other in zip(COUNTERS, COUNTERS[4:] + COUNTERS[:4], strict=True):
        left.value, right.value = one, other
        twin = compare.analogy.two_counters(one, other)
        shows(box, twin)
        assert box.drawing.outputs[0]["data"] == charts.counters_lines(twin)._repr_mimebundle_()


@pytest.mark.parametrize("one", COUNTERS)
def test_a_pair_of_counters_is_drawn_only_where_the_table_of_measures_allows_it(one):
    told = choices.by_key("measures")
    for other in COUNTERS:
        made = compare.analogy.two_counters(one, other)
        a, b = (choices.by_key("death_counters")[key]["measure"] for key in (one, other))
        allowed = one != other and (
            a == b or b in told[a]["comparable_with"] or a in told[b]["comparable_with"]
        )
        assert bool(made.rows) == allowed, (one, other)
        assert len(made.sentence.split()) <= 40
        if allowed:
            assert (
                compare.analogy.two_counters(other, one).sentence.split(" in ")[0]
                == made.sentence.split(" in ")[0]
            )


def test_every_counter_exists_with_one_value_a_year():
    told = choices.by_key("measures")
    for counter in records("death_counters"):
        years = [
            row["period_start"].year
            for row in records(counter["series"])
            if row["measure"] == counter["measure"]
            and counter["source_id"] in (None, row["source_id"])
        ]
        assert len(years) == len(set(years)) > 1, counter
        assert f"{counter['series']}.csv" in told[counter["measure"]]["files"], counter


def test_an_unknown_counter_is_refused():
    with pytest.raises(choices.SelectionError, match="There is no counter 'nobody'"):
        compare.analogy.two_counters("nobody", "ibc")
    with pytest.raises(choices.SelectionError, match="There is no counter 'x'"):
        compare.analogy.may_be_compared("ibc", "x")


# ---------------------------------------------------------------- form

MAKERS = [widgets.analogy_bench, widgets.wars_in_numbers, widgets.two_counters]


@pytest.mark.parametrize("make", MAKERS)
def test_controls_are_labelled_and_no_list_is_empty(make):
    box = make()
    labels = [control.description for control in box.controls.values()]
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)
    for control in box.controls.values():
        assert isinstance(control, (ipywidgets.Dropdown, WritingBox))
        if isinstance(control, ipywidgets.Dropdown):
            assert control.value is not None and None not in values(control)


@pytest.mark.parametrize(
    "align, unit", list(itertools.product(ALIGNMENTS, compare.analogy.WAR_UNITS))
)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_line_breaks_where_a_value_is_missing_and_says_what_it_is_in_three_ways(
    measure, align, unit
):
    made = compare.analogy.wars_side_by_side(measure, align, unit)
    spec = charts.wars_lines(made).spec
    rows = spec["data"]["values"]
    assert [row["value"] for row in rows] == [row.value for row in made.rows]
    line = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")
    points = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    for channel in (
        line["encoding"]["color"],
        line["encoding"]["strokeDash"],
        points["encoding"]["shape"],
    ):
        assert (
            channel["scale"]["domain"] == ["Vietnam", "Iraq"]
            and len(set(map(str, channel["scale"]["range"]))) == 2
        )
    drawn = {row["name"] for row in rows}
    assert {point["name"] for point, _ in names_drawn(spec)} == drawn and made.sentence in spec[
        "description"
    ]
    assert "container" not in str(spec["width"]) and isinstance(spec["width"], int)


def test_polls_more_than_a_year_apart_are_not_joined():
    rows = [row for row in compare.analogy.wars_side_by_side("against").rows if row.war == "Iraq"]
    for before, after in itertools.pairwise(rows):
        assert None in (before.value, after.value) or after.x - before.x <= 12
    months = [row.x for row in rows]
    assert any(row.value is None for row in rows) and months == sorted(months)


def names_drawn(spec):
    """The points at which names stand, and how much lower than its point each name is."""
    return [
        (layer["data"]["values"][0], layer["mark"]["dy"])
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text" and layer["encoding"]["text"]["field"] == "name"
    ]


def bracket(spec):
    """The words at the bracket, or None where there is none."""
    says = [
        layer["data"]["values"][0]["says"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text" and "says" in layer["data"]["values"][0]
    ]
    return next((words for words in says if words.endswith("apart")), None)


@pytest.mark.parametrize(
    "made",
    [
        lambda: charts.wars_lines(compare.analogy.wars_side_by_side("deaths")),
        lambda: charts.wars_lines(compare.analogy.wars_side_by_side("support")),
        lambda: charts.counters_lines(compare.analogy.two_counters("us_military", "icasualties")),
        lambda: charts.counters_lines(compare.analogy.two_counters()),
    ],
    ids=["deaths", "polls", "counters", "files"],
)
def test_a_line_is_named_at_its_end_inside_the_chart(made):
    spec = made().spec
    assert spec["width"] <= 640
    rows = [row for row in spec["data"]["values"] if row["value"] is not None]
    ends = {row["name"]: row for row in rows}
    labels = names_drawn(spec)
    assert [point for point, _ in labels] == list(ends.values())
    first, last = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    per_pixel = (last - first) / (spec["width"] - 70)
    for point, _ in labels:
        assert point["x"] + 8 * len(point["name"]) * per_pixel <= last, "room for the name"


def highest(spec):
    """The words at the highest points of two lines."""
    return {
        row["says"]
        for layer in spec["layer"]
        for row in layer.get("data", {}).get("values", [])
        if re.fullmatch(r"[\d,]+", row.get("says", ""))
    }


def test_the_widest_gap_or_the_highest_points_leave_while_a_question_is_open():
    counters = compare.analogy.two_counters("us_military", "icasualties")
    deaths = compare.analogy.wars_side_by_side("deaths")
    assert bracket(charts.counters_lines(counters).spec) == "12,598 apart"
    assert highest(charts.wars_lines(deaths).spec) == {"16,872", "904"}
    rate = compare.analogy.wars_side_by_side("deaths", unit="rate")
    assert highest(charts.wars_lines(rate).spec) == {"3,140", "615"}
    support = compare.analogy.wars_side_by_side("support")
    assert not highest(charts.wars_lines(support).spec)
    for draw, made in (("counters_lines", counters), ("wars_lines", deaths)):
        locked = replace(made, locked=True)
        spec = getattr(charts, draw)(locked).spec
        assert bracket(spec) is None and not highest(spec)
        assert "As a table" not in locked.html and "As a table" in made.html


def test_years_without_a_count_are_worded():
    spec = charts.counters_lines(compare.analogy.two_counters("us_military", "icasualties")).spec
    assert "US military: not counted 2005, 2010" in str(spec)
    assert "not counted" not in str(
        charts.counters_lines(compare.analogy.two_counters("ibc_low", "ibc_high")).spec
    )


def test_no_lines_are_drawn_where_nothing_may_be_compared():
    spec = charts.counters_lines(compare.analogy.two_counters("ibc", "americans")).spec
    assert spec["mark"]["text"].startswith("No lines") and "layer" not in spec


MADE = [
    lambda: compare.analogy.analogies_side_by_side(
        "vietnam", compare.analogy.OWN_ANALOGY, likeness="S10.7"
    ),
    lambda: compare.analogy.analogies_side_by_side("japan_1945", "no_parallel"),
    lambda: compare.analogy.wars_side_by_side("deaths", "landing", "rate"),
    lambda: compare.analogy.wars_side_by_side("support", "date"),
    lambda: compare.analogy.two_counters(),
    lambda: compare.analogy.two_counters("ibc", "americans"),
]


@pytest.mark.parametrize("make", MADE)
def test_a_script_in_any_field_is_shown_as_text(make, poisoned):
    page = make().page()
    assert "<script" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("make", MADE)
def test_html_is_whole_and_sets_only_our_colours(make):

    parser = Structure()
    parser.feed(make().page())
    assert parser.open == []
    tags = [tag for tag, _ in parser.seen]
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attributes for tag, attributes in parser.seen if tag == "th")
    assert not any(foreign_colours(a.get("style", "")) for _, a in parser.seen)
