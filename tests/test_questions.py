"""Questions lead a comparison: their rows, every number of their answers, and the bar."""

import inspect
import re

import pytest
from conftest import ROOT
from page import Page
from question_checks import CHECKS
from shown import open_ours, outputs, said, unfolded
from words import plain

from khaddam_files import widgets
from khaddam_files.answers import Answers, keys
from khaddam_files.compare import questions
from khaddam_files.data import records
from khaddam_files.widgets.questions import FREE, QuestionBar

ROWS = records("questions")
COMPARISONS = sorted({row["comparison"] for row in ROWS})
NO_ANSWER = re.compile(r"\b(nobody|none|neither|no one|cannot be told|cannot decide)\b", re.I)


def box_of(comparison):
    return getattr(widgets, comparison)()


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_every_question_sets_a_page_that_can_be_reached_and_the_first_is_the_default(comparison):
    box = box_of(comparison)
    start = inspect.signature(getattr(widgets, comparison)).parameters
    for row in questions.questions_of(comparison):
        box.questions.question.value = row["question_id"]
        assert said(box) == f"Question {row['order']}. {row['question']}"
        for name, value in questions.settings(row["state"]).items():
            assert str(box.controls[name].value).lower() == value.lower(), (
                row["question_id"],
                name,
            )
            assert row["order"] > 1 or str(start[name].default).lower() == value.lower(), (
                "the page of the first question is the default, and stands in the file"
            )
        for choice in questions.choices_of(row["question_id"]):
            for name, value in questions.settings(choice["sets"]).items():
                box.controls[name].value = value


def test_questions_are_numbered_and_at_most_three():
    for comparison in COMPARISONS:
        orders = [row["order"] for row in questions.questions_of(comparison)]
        assert orders == list(range(1, len(orders) + 1)) and len(orders) <= 3, comparison
    for row in ROWS:
        assert row["question_id"] == f"{row['notebook']}.{row['comparison']}.{row['order']}"


@pytest.mark.parametrize("notebook", sorted({row["notebook"] for row in ROWS}))
def test_questions_and_folded_answers_of_a_notebook_are_short(notebook):
    words = " ".join(f"{r['question']} {r['answer']}" for r in ROWS if r["notebook"] == notebook)
    assert len(words.split()) <= 500


def test_a_question_has_what_its_form_needs():
    for row in ROWS:
        choices = questions.choices_of(row["question_id"])
        if row["form"] == "choose":
            assert 2 <= len(choices) <= 6 and sum(choice["ours"] for choice in choices) == 1
            assert [choice["order"] for choice in choices] == list(range(1, len(choices) + 1))
            assert len({choice["choice"] for choice in choices}) == len(choices)
        else:
            assert not choices
        span = row["lowest"], row["highest"]
        assert (None not in span) if row["form"] == "number" else span == (None, None)


def test_ours_is_not_given_away_by_its_place_or_its_kind():
    ours = [choice for choice in records("question_choices") if choice["ours"]]
    last = [
        choice
        for choice in ours
        if choice["order"] == len(questions.choices_of(choice["question_id"]))
    ]
    assert len(last) <= len(ours) / 2
    assert sum(bool(NO_ANSWER.search(choice["choice"])) for choice in ours) <= len(ROWS) / 3


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["question_id"])
def test_every_number_of_an_answer_is_counted_again(row):
    stated = dict(check.split("=", 1) for check in row["checks"])
    for name, value in stated.items():
        assert str(CHECKS[name]()) == value, name
    words = re.sub(r"\b[SW]\d+(\.\d+)?(-\w+)?|\bnotebook \d\d|\b[A-Z]+\d+\b", "", row["answer"])
    dates = re.compile(
        r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?"
    )
    numbers = re.findall(r"\d[\d,.]*\d|\d", dates.sub("", words))
    counted = {number for value in stated.values() for number in value.split()}
    unchecked = [number for number in numbers if number.replace(",", "") not in counted]
    years = [number for number in unchecked if re.fullmatch("(19|20)\\d\\d", number)]
    assert [number for number in unchecked if number not in years] == []


@pytest.mark.parametrize("question_id", [row["question_id"] for row in ROWS])
def test_a_question_was_read_beside_the_keys_of_exercises(question_id):
    """Whether a key is given away a person decides: the list is in docs/reviews.md."""
    listed = (ROOT / "docs" / "reviews.md").read_text(encoding="utf-8")
    name, _, order = question_id.rpartition(".")
    lines = re.findall(rf"^\| (`{re.escape(name)}\.\d`[^|]*) \|", listed, re.M)
    assert any(f".{order}`" in line for line in lines)


def test_no_check_is_left_over():
    used = {check.split("=")[0] for row in ROWS for check in row["checks"]}
    assert used == set(CHECKS)


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_the_file_carries_the_questions_with_folded_answers(comparison):
    page = "".join(output.get("text/html", "") for output in outputs(box_of(comparison)))
    for row in questions.questions_of(comparison):
        unfolded = re.sub(r"<details>.*?</details>", "", page, flags=re.S)
        assert row["question"] in plain(unfolded) and row["answer"] in plain(page)
        assert row["answer"] not in plain(unfolded)


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_what_the_file_shows_first_does_not_say_the_number_that_is_asked_for(comparison):
    row = questions.questions_of(comparison)[0]
    number = re.match(r"\d[\d,.]*\d", row["answer"])
    pages = outputs(box_of(comparison))
    shown = [unfolded(page.get("text/html", "")) + page.get("text/plain", "") for page in pages]
    assert not number or not re.search(rf"\b{re.escape(number[0])}\b", plain("".join(shown)))


def test_the_word_for_a_silence_is_not_said_as_long_as_it_is_asked_for():
    box = box_of("two_witnesses")
    box.questions.question.value = "05.two_witnesses.2"
    assert "absen" not in plain(box.result.value)
    open_ours(box)
    assert "that is absence" in plain(box.result.value)


# ---------------------------------------------------------------- the bar


@pytest.fixture
def bar():
    box = widgets.who_says()
    return box, box.questions


def test_a_comparison_without_a_question_says_where_one_goes():
    with pytest.raises(ValueError, match="questions.csv has no question on 'nothing'"):
        QuestionBar("nothing", {}, lambda: None)


def test_a_call_with_a_selection_of_its_own_keeps_it():
    box = widgets.who_says(term="vietnam")
    assert box.questions.question.value == FREE and box.controls["term"].value == "vietnam"


def test_lists_leave_the_page_while_a_question_is_set(bar):
    box, asked = bar
    assert box.bar.layout.display == "none" and asked.answer.layout.display == ""
    asked.question.value = FREE
    assert box.bar.layout.display is None and asked.answer.layout.display == "none"
    assert not said(box).startswith("Question")


def test_an_answer_is_kept_and_ours_opens_beside_it_when_asked(bar):
    box, asked = bar
    row = next(row for row in asked.rows if row["form"] == "choose")
    asked.question.value = row["question_id"]
    choice = questions.choices_of(row["question_id"])[0]["choice"]
    asked.answer.value = choice
    answers = Answers()
    assert answers.get(keys.question(row["question_id"], "answer")) == choice
    assert plain(box.reply.line.value) == "", "ours never opens by itself"
    open_ours(box)
    assert plain(box.reply.line.value).startswith(f"You: {choice}. We: {row['answer'][:20]}")
    assert answers.get(keys.question(row["question_id"], "first")) == choice
    asked.answer.value = ""
    assert answers.get(keys.question(row["question_id"], "answer")) is None
    assert answers.get(keys.question(row["question_id"], "first")) == choice, "the first stays"
    open_ours(box, wanted=False)
    assert plain(box.reply.line.value) == ""


def test_turning_to_another_question_deletes_no_answer(bar):
    box, asked = bar
    row = next(row for row in asked.rows if row["form"] == "choose")
    asked.question.value = row["question_id"]
    asked.answer.value = choice = questions.choices_of(row["question_id"])[0]["choice"]
    for other in (FREE, *(each["question_id"] for each in asked.rows), row["question_id"]):
        asked.question.value = other
    assert asked.answer.value == choice
    again = widgets.who_says()
    again.questions.question.value = row["question_id"]
    assert again.questions.answer.value == choice


def test_a_choice_moves_the_picture_when_it_is_made_and_not_when_its_question_comes_back():
    moving = next(row for row in records("question_choices") if row["sets"])
    box = box_of(moving["question_id"].split(".")[1])
    asked, sets = box.questions, questions.settings(moving["sets"])
    for turn in range(2):
        asked.question.value = FREE
        asked.question.value = moving["question_id"]
        stands = {name: str(box.controls[name].value) for name in sets}
        assert stands == {
            name: value
            for name, value in questions.settings(asked.row["state"]).items()
            if name in sets
        }
        if turn == 0:
            Page(asked.answer).enter((asked.answer_key(), moving["choice"]))
            assert {name: str(box.controls[name].value) for name in sets} == sets


def test_a_press_counts_what_stood_on_the_page_and_only_for_the_question_that_stood(bar):
    """Seen with a mouse far from the server: the press overtook a choice, or was taken for a press
    under the next question."""
    box, asked = bar
    first, second = (row["question_id"] for row in asked.rows[:2])
    asked.question.value = first
    page, key = Page(asked.answer), asked.answer_key()
    asked.question.value = second
    page.say("open", key=key, wanted=True, stood="another word")
    assert not asked.opened and Answers().get(keys.question(first, "first")) is None
    asked.question.value = first
    page.say("open", key=key, wanted=True, stood="that word")
    assert asked.opened and page.told["opened"]
    page.say("open", key=key, wanted=True, stood="pressed twice")
    assert asked.opened, "a second press before the page has followed does not close it"
    assert Answers().get(keys.question(first, "first")) == "that word"
    page.say("open", key=key, wanted=False, stood="that word")
    assert not asked.opened and not page.told["opened"]


def test_an_answer_from_a_list_that_has_turned_belongs_to_its_own_question(bar):
    box, asked = bar
    first, second = (row["question_id"] for row in asked.rows[:2])
    asked.question.value = first
    page, key = Page(asked.answer), asked.answer_key()
    asked.question.value = second
    page.enter((key, questions.choices_of(first)[0]["choice"]))
    assert Answers().get(key) and asked.answer.value == "" and asked.own() == ""


def test_a_number_near_ours_is_called_close():
    row = next(row for row in ROWS if row["form"] == "number")
    lead = questions.beside_ours(row["question_id"], f" {row['lowest']} ").lead
    assert lead == f"You: {row['lowest']}, close to ours. We:"
    for typed in ("18.7", "18,7", "١٨", "19"):
        assert "close to ours" in questions.beside_ours("06.wars_in_numbers.1", typed).lead, typed
    for typed in ("187", "1,870", "18,700", "18.", "about 18"):
        assert "close" not in questions.beside_ours("06.wars_in_numbers.1", typed).lead, typed
    far = str(row["highest"] + 1000)
    assert questions.beside_ours(row["question_id"], far).lead == f"You: {far}. We:"
    assert questions.beside_ours(row["question_id"], "").lead == "We:"


def test_what_a_reader_typed_is_shown_as_text():
    row = next(row for row in ROWS if row["form"] == "number")
    box = box_of(row["comparison"])
    box.questions.question.value = row["question_id"]
    box.questions.answer.value = "<script>alert(1)</script>"
    open_ours(box)
    assert "<script" not in box.reply.line.value and "&lt;script&gt;" in box.reply.line.value
