"""Lines of letters from chat, pad, paper and voice: read, or told with the number of the line."""

import random
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaddam_files import check
from khaddam_files.data import records
from khaddam_files.seminar.letters import LONGEST_LINE, MOST_LINES, read_lines

PLAIN = "05.1 abacb cacbb ca"
GIVEN = "abacbcacbbca"
CLOSED = [row["task_id"] for row in records("tasks") if row["kind"] != "free"]
CHOOSING = [task for task in CLOSED if check.choices(task)]
SURPRISES = st.text(alphabet=string.printable + "٥۵،٫–—а\u200f\u00a0ａ😀\ud800", max_size=60)


def as_given(task_id, letters):
    """item -> choice, from one letter an item."""
    choice = dict(zip(check.choice_signs(task_id), check.choices(task_id), strict=True))
    items = [item["item_id"] for item in check.items(task_id)]
    return {item: choice[sign] for item, sign in zip(items, letters, strict=True) if sign != "-"}


def one(text):
    (line,), unread = read_lines(text)
    assert unread == []
    return line


def why(text):
    lines, (unread,) = read_lines(text)
    assert lines == []
    return unread.why


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "05.1 ABACB CACBB CA",
        "5.1 abacbcacbbca",
        "05,1 abacb cacbb ca",
        "  05.1:  a b a c b / c a c b b / c a.",
        "05.1\u00a0abacb\u00a0cacbb\u202fca!",
        "０５.１　ＡＢＡＣＢ ｃａｃｂｂ ｃａ",
        "٠٥٫١ abacb cacbb ca",
        "۰۵.۱ abacb cacbb ca",
        "05،1 a، b، a، c، b، c، a، c، b، b، c، a",
        "\u200f05.1\u200e abacb cacbb ca\u202c",
        "task 05.1 = (abacb) [cacbb] ca",
        "05.1 1a 2b 3a 4c 5b 6c 7a 8c 9b 10b 11c 12a",
        "05.1 1) a, 2) b, 3) a, 4) c, 5) b, 6) c, 7) a, 8) c, 9) b, 10) b, 11) c, 12) a",
    ],
)
def test_one_task_reads_the_same_however_it_is_written(text):
    line = one(text)
    assert line.answers == {"05.1": as_given("05.1", GIVEN)}
    assert (line.number, line.student, line.name) == (1, "", "")


@pytest.mark.parametrize(
    ("before", "student", "name"),
    [
        ("Anna: ", "", "anna"),
        ("[17:03] Anna K.: ", "", "anna k"),
        ("[30/11/2026, 17:03:11] Anna: ", "", "anna"),
        ("30.11.26, 17:03 - Anna: ", "", "anna"),
        ("5:03 PM Anna ", "", "anna"),
        ("زهرا: ", "", "زهرا"),
        ("4711 ", "4711", ""),
        ("s0012345: ", "s0012345", ""),
        ("17:03 ٤٧١١: ", "4711", ""),
        ("+49 170 1234567: ", "", "49 170 1234567"),
    ],
)
def test_a_name_or_a_number_may_stand_before(before, student, name):
    line = one(before + PLAIN)
    assert (line.student, line.name) == (student, name)
    assert line.answers == {"05.1": as_given("05.1", GIVEN)}


@pytest.mark.parametrize("dash", "-–—−_‑")
def test_an_item_without_an_answer_is_a_dash(dash):
    line = one(f"05.1 abac{dash} {dash}acbb ca")
    assert line.answers == {"05.1": as_given("05.1", "abac--acbbca")}


def test_only_the_items_that_are_numbered_are_answered():
    assert one("05.1 3a 12c").answers == {"05.1": as_given("05.1", "--a--------c")}


def test_several_tasks_stand_in_a_line():
    line = one("Anna 05.1 abacb cacbb ca; 01.1 b, 05.4 36 01.3 31254 01.5 2003-03-16 02.6 f")
    assert set(line.answers) == {"05.1", "01.1", "05.4", "01.3", "01.5", "02.6"}
    assert line.answers["05.4"] == "36" and line.answers["01.5"] == "2003-03-16"
    assert list(line.answers["01.3"].values()) == ["3", "1", "2", "5", "4"]


def test_a_number_typed_may_look_like_a_task():
    line = one("05.4 05.1 05.1 abacb cacbb ca")
    assert line.answers["05.4"] == "05.1" and line.answers["05.1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("05.1 abacb cacbb c", "05.1: 11 answers stand there, expected 12"),
        ("05.1 abacb cacbb caa", "05.1: 13 answers stand there, expected 12"),
        ("05.1 - abacb cacbb ca", "05.1: 13 answers stand there, expected 12"),
        ("05.1 abacb cacbb cd", "05.1: “d” is none of its answers (a to c)"),
        ("05.1 abacb cacbb cа", "05.1: “а” is none of its answers"),  # a Cyrillic letter
        ("05.1 abacb cacbb ca thanks", "05.1: “t” is none of its answers"),
        ("05.1", "05.1: 0 answers stand there"),
        ("05.1 1a 1b", "05.1: Item 1 stands there twice"),
        ("05.1 1a 13b", "05.1: It has no item 13, only 1 to 12"),
        ("05.10 abc", "05.10: It is answered in words"),
        ("05.4 many", "05.4: No number can be read behind it"),
        ("01.5 2003-02-30", "01.5: No day can be read behind it"),
        ("05.99 abc", "There is no task 05.99"),
        ("hello everybody", "No task such as 05.1 is in it"),
        ("05.01 abacb cacbb ca", "There is no task 05.01"),
        ("a" * (LONGEST_LINE + 5), "more than"),
    ],
)
def test_what_cannot_be_read_is_told(text, reason):
    assert reason in why(text)


def test_two_answers_to_one_task_in_one_line_are_told_and_not_chosen_from():
    lines, unread = read_lines(f"{PLAIN} 05.1 bbacb cacbb ca 01.1 a")
    assert [list(line.answers) for line in lines] == [["01.1"]]
    assert "twice" in unread[0].why


def test_one_bad_line_takes_no_other_with_it():
    text = f"{PLAIN}\n\nhi all\nBen: 05.1 abx\r\nCem: {PLAIN} 05.4 ?\n"
    lines, unread = read_lines(text)
    assert [(line.number, line.name) for line in lines] == [(1, ""), (5, "cem")]
    assert [(each.number, each.text[:8]) for each in unread] == [
        (3, "hi all"),
        (4, "Ben: 05."),
        (5, "Cem: 05."),
    ]


def test_more_lines_than_a_class_has_are_told():
    lines, unread = read_lines(f"{PLAIN}\n" * (MOST_LINES + 5))
    assert len(lines) == MOST_LINES and [each.number for each in unread] == [MOST_LINES + 1]


@pytest.mark.parametrize("task_id", CHOOSING)
def test_every_task_of_choosing_has_a_sign_for_each_choice(task_id):
    chance, signs = random.Random(task_id), check.choice_signs(task_id)
    assert len(signs) == len(check.choices(task_id)) == len(set(signs))
    for _ in range(5):
        letters = [chance.choice(signs + "-") for _ in check.items(task_id)]
        letters[0] = signs[-1]
        assert one(f"{task_id} {''.join(letters)}").answers == {task_id: as_given(task_id, letters)}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(SURPRISES, st.sampled_from([PLAIN, "05.4", "01.3 ", "5,1"])), max_size=6))
def test_no_text_stops_the_reading(pieces):
    lines, unread = read_lines(" ".join(pieces))
    for line in lines:
        for task_id, answer in line.answers.items():
            if isinstance(answer, dict):
                assert set(answer.values()) <= set(check.choices(task_id))
    assert all(each.why for each in unread)
