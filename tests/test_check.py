"""A check gives a reason for every choice, never raises, and never tells more than it should."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from words import plain

from khaddam_files import check, compare
from khaddam_files.compare.locators import LOCATOR_PATTERN
from khaddam_files.data import records

TASKS = sorted(records("tasks"), key=lambda row: (row["notebook"], row["order"]))
IDS = [row["task_id"] for row in TASKS]
CLOSED = [row["task_id"] for row in TASKS if row["kind"] in check.CHOOSING_KINDS]
TYPED = [row["task_id"] for row in TASKS if row["kind"] in check.TYPING_KINDS]
FREE = [row["task_id"] for row in TASKS if row["kind"] == "free"]
ODD = [
    "",
    " ",
    "NaN",
    "null",
    "<script>alert(1)</script>",
    "سوريا",
    "🙂🙂",
    "\u202e",
    "%s {0} \\",
    "word " * 20_000,
    "9" * 400,
    "-",
    "1e999",
    "S99.9 S4.6",
]


def reasons_of_choices():
    """(item, choice) -> what the table says to it."""
    return {(row["item_id"], row["choice"]): row["feedback"] for row in records("task_choices")}


def key_of(task_id):
    return {item["item_id"]: item["key"] for item in check.items(task_id)}


@pytest.mark.parametrize("task_id", IDS)
def test_a_task_has_all_its_parts(task_id):
    row = check.task(task_id)
    assert row["objective_ids"] and row["points"] > 0 and all(row[f"hint_{n}"] for n in (1, 2, 3))
    if row["kind"] == "free":
        levels = {r["level"] for r in records("rubrics") if r["task_id"] == task_id}
        samples = {s["level"] for s in records("samples") if s["task_id"] == task_id}
        assert levels == samples == {"1", "2", "3"} and 2 <= len(row["starters"]) <= 4
        assert (
            row["locators"]
            and 0 < row["least_words"] < row["most_words"]
            and row["least_locators"] >= 1
        )
    elif row["kind"] in check.CHOOSING_KINDS:
        assert check.items(task_id) and len(check.choices(task_id)) >= 2
        assert set(key_of(task_id).values()) <= set(check.choices(task_id))
    else:
        assert len(check.items(task_id)) == 1 and not check.choices(task_id)


def test_every_exercise_is_whole():
    for notebook in {row["notebook"] for row in TASKS}:
        own = check.tasks_of(notebook)
        assert len(own) >= 6 and any(row["kind"] == "free" for row in own), notebook
        assert [row["task_id"] for row in own] == [
            f"{notebook}.{n}" for n in range(1, len(own) + 1)
        ]
        assert sum(row["optional"] for row in own) <= 1
        assert all(row["optional"] == ("(optional" in row["title"]) for row in own), notebook


@pytest.mark.parametrize("task_id", CLOSED)
def test_every_choice_of_every_item_gets_a_reason_of_its_own(task_id):
    reasons_given = reasons_of_choices()
    for item in check.items(task_id):
        reasons = []
        for choice in check.choices(task_id):
            reply = check.check(task_id, {item["item_id"]: choice})
            words = plain(reply.html)
            reason = reasons_given[item["item_id"], choice]
            reasons.append(reason)
            assert reason and plain(escape(reason)) in words
            assert ("not as the key" in words) == (choice != item["key"])
            # the reason names a place, or the one of the item is added
            if choice != item["key"] and item["locator"]:
                assert LOCATOR_PATTERN.search(reason) or words.endswith(
                    f"Read {item['locator']} again."
                )
        # places in an order are right, too early or too late; everything else has as many reasons
        # as choices
        wanted = min(2, len(reasons)) if check.task(task_id)["kind"] == "order" else len(reasons)
        assert len(set(reasons)) >= wanted, item["item_id"]


@pytest.mark.parametrize("task_id", CLOSED)
def test_points_are_the_share_of_items_as_in_the_key(task_id):
    row, key = check.task(task_id), key_of(task_id)
    assert check.check(task_id, key).points == row["points"] and check.check(task_id, key).complete
    assert check.check(task_id, {}).points == 0 and not check.check(task_id, {}).complete
    first = dict(list(key.items())[:1])
    assert check.check(task_id, first).points == pytest.approx(row["points"] / len(key), abs=0.01)


@pytest.mark.parametrize("task_id", TYPED)
def test_a_number_or_date_counts_in_any_script(task_id):
    (item,) = check.items(task_id)
    arabic = item["key"].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    persian = item["key"].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for typed in (item["key"], f" {item['key']} ", arabic, persian):
        assert check.check(task_id, typed).points == check.task(task_id)["points"], typed
    for (owner, choice), reason in reasons_of_choices().items():
        if owner == item["item_id"] and choice not in ("other", item["key"]):
            reply = check.check(task_id, choice)
            assert reply.points == 0 and plain(escape(reason)) in plain(reply.html)
    assert (
        check.check(
            task_id, "1234567" if check.task(task_id)["kind"] == "number" else "1999-09-09"
        ).points
        == 0
    )


@pytest.mark.parametrize(
    "typed, number",
    [
        ("12", 12),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("about 12 %", 12),
        ("-3", -3),
        ("١٢٫٥", 12.5),
        ("12 or 13", None),
        (".07", 0.07),
        ("12,598", 12598),
        ("1,234,567.5", 1234567.5),
        ("twelve", None),
        ("", None),
        ("1e5", None),
        ("30½", 30.5),
        ("½", 0.5),
        ("٣٠½", 30.5),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert check.read_number(typed) == number


@pytest.mark.parametrize(
    "typed, day",
    [
        ("2003-03-16", "2003-03-16"),
        (" 2003-3-6 ", "2003-03-06"),
        ("٢٠٠٣-٠٣-١٦", "2003-03-16"),
        ("2003-02-30", None),
        ("2003-13-01", None),
        ("16 March 2003", "2003-03-16"),
        ("March 16, 2003", "2003-03-16"),
        ("28th Aug. 2007", "2007-08-28"),
        ("28 Foo 2007", None),
        ("16 March", None),
        ("16/3/2003", None),
        ("", None),
    ],
)
def test_days_as_people_type_them(typed, day):
    assert check.read_date(typed) == day


def test_a_number_inside_something_else_counts_as_nothing():
    assert (
        check.check("03.2", [2]).sentence
        == check.check("03.2", {"a": 2}).sentence
        == "Nothing entered yet."
    )
    assert check.check("03.2", 2).points == 2


def test_a_place_given_twice_is_said():
    one, other, *_ = check.items("05.7")
    made = check.check("05.7", {one["item_id"]: "2", other["item_id"]: "2"})
    assert made.sentence.endswith("Given to more than one: place 2.")


def test_parts_have_a_length_of_their_own():
    long = "Headline: " + "word " * 26 + "(S5.3). Standfirst: " + "word " * 40 + "(S11.2, S1.3)"
    assert "Headline: 26 words, at most 25 are asked for." in check.check("08.7", long).sentence
    assert (
        "no part that begins with “Standfirst:”"
        in check.check("08.7", "Headline: Two men talk (S1.3)").sentence
    )
    assert "Standfirst" not in check.check("08.7", long).sentence


def test_arabic_and_persian_need_fewer_words_and_places_are_no_words():
    assert check.count_words("Read (S4.6), S8.1-q1. and S٨٫١ again") == 3
    least = check.task("09.8")["least_words"]
    arabic, english = "كلمة " * round(least * 0.75), "word " * round(least * 0.75)
    assert "are asked for" not in check.check("09.8", arabic).sentence
    assert f"at least {least} are asked for" in check.check("09.8", english).sentence


def test_long_choices_have_letters():
    shown = check.lettered_choices("03.7")
    assert set(shown) == set(check.choices("03.7")) and not check.lettered_choices("03.1")
    assert all(
        label.startswith(f"{letter}. ") and len(label) <= check.SHOWN_CHOICE_SIGNS + 6
        for letter, label in zip("ABCDE", shown.values(), strict=True)
    )


@pytest.mark.parametrize("task_id", FREE)
def test_samples_have_the_asked_form_and_gaps_are_named(task_id):
    row = check.task(task_id)
    for sample in (s for s in records("samples") if s["task_id"] == task_id and s["level"] == "3"):
        assert check.check(task_id, sample["answer"]).complete, check.check(
            task_id, sample["answer"]
        ).sentence
    assert f"0 words, at least {row['least_words']}" in check.check(task_id, "").sentence
    assert "no such place: S99.1" in check.check(task_id, "S99.1").sentence
    outside = next(
        r["locator"] for r in records("paragraphs") if r["locator"] not in row["locators"]
    )
    assert (
        "none of the places you cite belongs to this question"
        in check.check(task_id, outside).sentence
    )
    assert (
        f"at most {row['most_words']}"
        in check.check(task_id, "word " * (row["most_words"] + 1)).sentence
    )
    assert check.check(task_id, "x").points is None


def test_of_many_places_the_first_twelve_are_named():
    places = [row["locator"] for row in records("paragraphs")[:14]]
    told = [check.check("03.5", " ".join(places[:count])).sentence for count in (12, 13, 14)]
    twelve = f"places cited: {', '.join(places[:12])}"
    assert (
        f"{twelve}. " in told[0]
        and f"{twelve} and 1 more. " in told[1]
        and f"{twelve} and 2 more. " in told[2]
    )


@pytest.mark.parametrize(
    "typed, found, unknown",
    [
        ("S4.6, S8.1-q1.", ["S4.6", "S8.1-q1"], []),
        ("وS8.1 بS4.6", ["S8.1", "S4.6"], []),  # Arabic joins “and” and “in” to the word
        ("S٨٫١ و S۴.۶", ["S8.1", "S4.6"], []),
        ("S99.1 S4.6-q9 S4.6", ["S4.6"], ["S99.1", "S4.6-q9"]),
        ("US4.6 S4.6x v1.S4.6 s4.6 S4", [], []),
        ("", [], []),
    ],
)
def test_places_are_found_in_any_script(typed, found, unknown):
    assert compare.locators.locators_in(typed) == (found, unknown)


@pytest.mark.parametrize("task_id", IDS)
def test_nothing_that_is_typed_raises_or_is_shown_as_html(task_id):
    for entry in [
        *ODD,
        None,
        3,
        1.5,
        [],
        {},
        {"x": 1},
        {None: None},
        [[[]]],
        b"raw",
        {i["item_id"]: odd for i, odd in zip(check.items(task_id), ODD, strict=False)},
    ]:
        reply = check.check(task_id, entry)
        assert "<script" not in reply.html and reply.sentence and reply.out_of > 0


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(IDS),
    st.recursive(
        st.none() | st.text() | st.integers() | st.floats(),
        lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=6), x, max_size=3),
        max_leaves=5,
    ),
)
def test_generated_entries_never_raise(task_id, entry):
    assert check.check(task_id, entry).sentence


def test_hints_rise_and_the_first_does_not_hold_the_answer():
    for row in TASKS:
        hints = [check.hint(row["task_id"], n) for n in (1, 2, 3)]
        assert len(set(hints)) == 3
        for item in check.items(row["task_id"]):
            if row["kind"] in ("number", "date") or len(item["key"]) > 12:
                assert not re.search(rf"\b{re.escape(item['key'])}\b", hints[0], re.I), row[
                    "task_id"
                ]


def test_an_unknown_task_is_named_with_those_that_exist():
    with pytest.raises(check.TaskError, match="There is no task '03.99': expected one of"):
        check.check("03.99", "")
