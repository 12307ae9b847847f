"""Ballots are files like every hand-in: one a device, first and second vote, nothing lost."""

import json

import pytest

from khaddam_files import check, widgets
from khaddam_files.answers import read_export
from khaddam_files.grading import class_answers, class_tasks, run
from khaddam_files.grading.submissions import read_folder
from khaddam_files.seminar import ballots, questions
from khaddam_files.seminar.ballots import FIRST, SECOND, BallotError, Ballots
from khaddam_files.seminar.questions import QuestionError, after, prepared, question
from khaddam_files.seminar.screens import wall_data

ITEM = "05.1-3"
CHOICES = check.choices("05.1")


def asked(folder, question_id, vote=FIRST):
    room = Ballots(folder)
    room.state.question, room.state.vote, room.state.open = question_id, vote, True
    room.save()
    return room


def test_a_ballot_is_a_file_that_the_class_view_reads(tmp_path):
    room = asked(tmp_path, "05.1")
    for number in range(6):
        room.cast(f"phone {number}", "05.1", FIRST, {"05.1-1": CHOICES[0], "05.1-3": CHOICES[2]})
    made = class_tasks.spread(str(tmp_path), "05.1")
    assert "answered by 6 of 6" in made.sentence
    for path in (tmp_path / ballots.BALLOTS).glob("*.json"):
        assert read_export(path.read_bytes()).whole and "phone" not in path.name + path.read_text()


def test_one_device_has_one_ballot_and_may_change_it(tmp_path):
    room = asked(tmp_path, ITEM)
    for choice in (0, 1, 2):
        room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[choice]})
    room.cast("other", ITEM, FIRST, {ITEM: CHOICES[0]})
    assert sorted(vote[ITEM] for vote in ballots.votes(tmp_path)[ITEM].first) == sorted(
        [CHOICES[2], CHOICES[0]]
    )
    assert room.own("phone", room.asked()) == {ITEM: CHOICES[2]} and room.count(ITEM, FIRST) == 2
    room.cast("phone", ITEM, FIRST, {})  # the answer is taken back
    assert {} in ballots.votes(tmp_path)[ITEM].first


def test_a_second_vote_leaves_the_first_as_it_was(tmp_path):
    room = asked(tmp_path, ITEM)
    for device in "ab":
        room.cast(device, ITEM, FIRST, {ITEM: CHOICES[0]})
    room.state.vote = SECOND
    assert room.own("a", room.asked()) == {}, "a new vote begins empty"
    for device in "bc":
        room.cast(device, ITEM, SECOND, {ITEM: CHOICES[1]})
    found = ballots.votes(tmp_path)[ITEM]
    assert found.first == [{ITEM: CHOICES[0]}] * 2 and found.second == [{ITEM: CHOICES[1]}] * 2
    assert (room.count(ITEM, FIRST), room.count(ITEM, SECOND)) == (2, 2)
    (everybody,) = [class_answers.answers_of(str(tmp_path))]
    assert sorted(
        (each.get("ex.05.1.first", {}).get(ITEM, ""), each["ex.05.1.answer"][ITEM])
        for each in everybody
    ) == sorted([("", CHOICES[1]), (CHOICES[0], CHOICES[0]), (CHOICES[0], CHOICES[1])])


@pytest.mark.parametrize(
    ("question_id", "vote", "given", "refused"),
    [
        ("05.2", FIRST, {}, "another question"),
        (ITEM, SECOND, {}, "another question"),
        (ITEM, True, {}, None),
        (None, None, None, "another question"),
        (ITEM, FIRST, {"05.1-4": CHOICES[0]}, "no answer to the question"),
        (ITEM, FIRST, {ITEM: "x"}, "none of the list"),
        (ITEM, FIRST, {ITEM: "x" * 500}, "no answer to the question"),
        (ITEM, FIRST, {ITEM: [1]}, "no answer to the question"),
        (ITEM, FIRST, [ITEM], "no answer to the question"),
    ],
)
def test_what_is_not_asked_is_not_taken(tmp_path, question_id, vote, given, refused):
    room = asked(tmp_path, ITEM)
    if refused is None:  # True is 1 in Python, and nothing is lost by it
        room.cast("phone", question_id, vote, given)
        return
    with pytest.raises((BallotError, QuestionError), match=refused):
        room.cast("phone", question_id, vote, given)
    assert not list(room.folder.glob("*.json"))


def test_nothing_is_taken_while_the_vote_is_closed(tmp_path):
    room = asked(tmp_path, ITEM)
    room.state.open = False
    with pytest.raises(BallotError, match="closed"):
        room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[0]})
    room.state.open, room.state.question = True, ""
    with pytest.raises(BallotError, match="closed"):
        room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[0]})


def test_more_devices_than_a_class_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(ballots, "MOST_BALLOTS", 3)
    room = asked(tmp_path, ITEM)
    for device in "abc":
        room.cast(device, ITEM, FIRST, {ITEM: CHOICES[0]})
    with pytest.raises(BallotError, match="3 devices"):
        Ballots(tmp_path).cast("d", ITEM, FIRST, {ITEM: CHOICES[0]})
    room.cast("a", ITEM, FIRST, {ITEM: CHOICES[1]})  # those who have voted may change it


def test_a_disk_that_takes_nothing_is_told(tmp_path, monkeypatch):
    room = asked(tmp_path, ITEM)
    monkeypatch.setattr(ballots, "write_aside", lambda place, raw: False)
    with pytest.raises(BallotError, match="^Not received"):
        room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[0]})


def test_a_new_start_goes_on_where_the_last_one_stopped(tmp_path):
    room = asked(tmp_path, ITEM, SECOND)
    room.state.port = 4711
    room.save()
    room.cast("phone", ITEM, SECOND, {ITEM: CHOICES[1]})
    (room.folder / "ballot-x.json.abcd.tmp").write_text("half of it")
    again = Ballots(tmp_path)
    assert again.state == room.state and again.own("phone", again.asked()) == {ITEM: CHOICES[1]}
    assert not list(room.folder.glob("*.tmp"))


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"word": 1}', '{"question": "05.99"}'])
def test_a_damaged_state_begins_anew(tmp_path, damage):
    room = asked(tmp_path, ITEM)
    room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[1]})
    (room.folder / "class-page.state").write_text(damage)
    again = Ballots(tmp_path)
    assert not again.state.open and again.state.word
    assert len(ballots.votes(tmp_path)[ITEM].first) == 1


def test_what_the_class_page_keeps_beside_the_ballots_is_no_hand_in(tmp_path):
    room = asked(tmp_path, ITEM)
    room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[1]})
    (room.folder / "ballot-x.json.abcd.tmp").write_text("half of it")
    (read,) = read_folder(tmp_path)
    assert read.entries["ex.05.1.answer.05.1-3"].value == CHOICES[1]


def test_votes_are_never_graded(tmp_path):
    room = asked(tmp_path / "in", ITEM)
    room.cast("phone", ITEM, FIRST, {ITEM: CHOICES[1]})
    room.take_lines("4711 05.1 abacb cacbb ca\nAnna 01.1 b")
    assert run.grade(tmp_path / "in", tmp_path / "out")["students"] == 0
    room.take_lines("4711 05.1 abacb cacbb ca\nAnna 01.1 b", graded=True)
    assert run.grade(tmp_path / "in", tmp_path / "out")["students"] == 1
    assert "4711" in (tmp_path / "out" / "points.csv").read_text()


# ---------------------------------------------------------------- lines of letters


def test_lines_become_ballots_one_person_a_line(tmp_path):
    room = Ballots(tmp_path)
    text = "05.1 abacb cacbb ca\n05.1 abacb cacbb ca\nAnna: 05.1 bbbbb bbbbb bb 05.4 36\nhello\n"
    taken = room.take_lines(text)
    assert (taken.people, taken.lines, [each.number for each in taken.unread]) == (3, 3, [4])
    found = ballots.votes(tmp_path)
    assert len(found["05.1"].first) == 3 and found["05.4"].first == [{questions.ONE: "36"}]
    assert "nna" not in "".join(path.read_text() for path in room.folder.glob("line-*.json"))


def test_the_same_lines_given_again_count_once(tmp_path):
    room = Ballots(tmp_path)
    text = "05.1 abacb cacbb ca\n05.1 abacb cacbb ca\n[17:03] Anna: 05.1 bbbbb bbbbb bb\n"
    room.take_lines(text)
    Ballots(tmp_path).take_lines(text + "Ben: 05.1 ccccc ccccc cc\n")
    assert len(ballots.votes(tmp_path)["05.1"].first) == 4


def test_a_later_line_of_the_same_name_counts_and_is_told(tmp_path):
    taken = Ballots(tmp_path).take_lines("Anna 01.1 a\nanna: 01.1 b\nAnna 01.1 b 01.7 c\n")
    (remark,) = taken.unread
    assert taken.people == 1 and "line 1" in remark.why and "01.1: this one counts" in remark.why
    assert [list(vote.values()) for vote in ballots.votes(tmp_path)["01.1"].first] == [
        [check.choices("01.1")[1]]
    ]


def test_lines_of_a_second_vote_stand_beside_the_first(tmp_path):
    room = Ballots(tmp_path)
    room.take_lines("Anna 01.1 a\nBen 01.1 b")
    room.take_lines("Anna 01.1 b\nBen 01.1 b", SECOND)
    found = ballots.votes(tmp_path)["01.1"]
    assert len(found.first) == len(found.second) == 2 and found.second[0] == found.second[1]


# ---------------------------------------------------------------- questions


def test_everything_closed_can_be_asked_and_nothing_holds_its_key():
    for asked_for in prepared().values():
        assert asked_for.parts and asked_for.prompt and asked_for.title
        assert bool(asked_for.excerpt) <= asked_for.where.startswith("Al Majalla, 23 March 2024, S")
        for part in asked_for.parts:
            if part.choices:
                assert len(part.choices) == len(asked_for.signs)
                assert asked_for.read({part.key: part.choices[-1]})
    assert {each.task_id for each in prepared().values()} - {""} == {
        row["task_id"] for row in questions.records("tasks") if row["kind"] != "free"
    }


def test_next_leads_through_one_kind():
    assert after("05.1") == "05.2" and after("05.1-3") == "05.1-4" and after("card-C1") == "card-C2"
    assert after("05.9") == "05.12" and after("poll-x") == "" and after("card-C6") == ""


@pytest.mark.parametrize(
    ("text", "choices"),
    [("", ["a", "b"]), ("x" * 400, ["a", "b"]), ("Q", ["a"]), ("Q", ["a", "a"]), ("Q", "ab")]
    + [("Q", None), ("Q", ["a", "b" * 100]), ("Q", list("abcdefghi")), ("Q", ["", " "])],
)
def test_a_typed_question_is_whole_or_refused(text, choices):
    with pytest.raises(QuestionError):
        questions.typed_question(text, choices)


def test_a_typed_question_is_asked_like_the_others(tmp_path):
    typed = questions.typed_question(" Is  it so? ", ["yes", " no ", ""])
    name = questions.typed_id(typed)
    room = Ballots(tmp_path)
    room.state.polls[name] = typed
    room.state.question, room.state.open = name, True
    room.save()
    room.cast("phone", name, FIRST, {questions.ONE: "no"})
    assert ballots.votes(tmp_path)[name].first == [{questions.ONE: "no"}]
    assert question(name, json.loads(json.dumps(room.state.polls))).prompt == "Is it so?"


@pytest.mark.parametrize(("given", "kept"), [("36", "36"), ("٣٦", "٣٦"), ("many", None)])
def test_a_number_is_typed_in_any_script(given, kept):
    asked_for = question("05.4", {})
    if kept is None:
        with pytest.raises(QuestionError, match="digits"):
            asked_for.read({questions.ONE: given})
    else:
        assert asked_for.read({questions.ONE: given}) == {questions.ONE: kept}


def test_the_class_view_takes_lines_and_codes(tmp_path):
    box = widgets.class_room(str(tmp_path))
    box.controls["what"].value = "01.1"
    box.lines.value = (
        "\n".join(f"Person {n}x: 01.1 {'ab'[n % 2]}" for n in range(6)) + "\n<b>hi</b>"
    )
    box.count.click()
    assert "answered by 6 of 6 who handed in" in box.announcement.line.value
    assert "6 people counted." in box.told.value and "Line 7 “&lt;b&gt;hi" in box.told.value
    box.controls["place"].value = str(tmp_path / "none")
    box.count.click()
    assert "is no folder" in box.told.value and not (tmp_path / "none").exists()


def test_an_item_is_voted_on_again_after_its_whole_task(tmp_path):
    room = asked(tmp_path, "05.1")
    whole = {item["item_id"]: CHOICES[0] for item in check.items("05.1")}
    for number in range(5):
        room.cast(f"phone {number}", "05.1", FIRST, whole)
    room = asked(tmp_path, ITEM, SECOND)
    assert (room.count(ITEM, FIRST), room.count(ITEM, SECOND)) == (5, 0)
    for number in range(5):
        room.cast(f"phone {number}", ITEM, SECOND, {ITEM: CHOICES[1]})
    assert (room.count(ITEM, SECOND), room.count("05.1", SECOND)) == (5, 0)
    again, other = (wall_data(tmp_path, view, second=True) for view in (ITEM, "05.1-1"))
    assert [vote["people"] for vote in again["votes"]] == [5, 5]
    assert again["second"] == "5 of 5 who answered twice answer otherwise now."
    assert [vote["people"] for vote in other["votes"]] == [5], "nobody was asked for it again"


def test_a_second_line_on_one_item_leaves_the_others_as_they_were(tmp_path):
    room = Ballots(tmp_path)
    first = "\n".join(f"Student {sign}: 05.1 aaaaa aaaaa aa" for sign in "vwxyz")
    assert room.take_lines(first).people == 5
    room.take_lines("\n".join(f"Student {sign}: 05.1 3b" for sign in "vwxyz"), SECOND)
    again, other = (wall_data(tmp_path, view, second=True) for view in (ITEM, "05.1-1"))
    assert [vote["people"] for vote in again["votes"]] == [5, 5]
    assert [vote["people"] for vote in other["votes"]] == [5]


def test_a_folder_is_held_by_one_program_and_free_when_it_ends(tmp_path):
    second = ballots.alone(tmp_path)
    with ballots.alone(tmp_path), pytest.raises(BallotError, match="Another class page is open"):
        second.__enter__()
    with ballots.alone(tmp_path):
        Ballots(tmp_path)
    assert not list(read_folder(tmp_path))  # what holds it is nobody's hand-in
