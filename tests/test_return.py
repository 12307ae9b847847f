"""Feedback goes back under the names by which Moodle and Canvas know who handed in."""

import json
import zipfile

import pytest
from graded import SCRIPT, problems_of, put
from made_up import submission

from khaddam_files.grading import run
from khaddam_files.grading.feedback import LARGEST_PAGE
from khaddam_files.grading.returning import sent_name

MOODLE = "Zoë de la Cruz_{}_assignsubmission_file_"  # as Moodle 3.1 to 4.0 names a folder


def archive(path, members):
    """An archive as a learning management system makes it. members: name -> what was handed in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, json.dumps(content))
    return path


def returned(out):
    with zipfile.ZipFile(out / "feedback-to-return.zip") as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


@pytest.mark.parametrize(
    ("file", "system", "number", "back"),
    [
        # Moodle 3.1 to 4.0, “in folders”: a folder that ends in _
        (
            "x.zip/Zoë Cruz_123456_assignsubmission_file_/answers-1.json",
            *("moodle", "123456", "Zoë Cruz_123456_assignsubmission_file_/feedback.html"),
        ),
        # since 4.1 without it
        (
            "x.zip/Zoë Cruz_123456_assignsubmission_file/answers-1.json",
            *("moodle", "123456", "Zoë Cruz_123456_assignsubmission_file/feedback.html"),
        ),
        # not in folders
        (
            "x.zip/Zoë Cruz_123456_assignsubmission_file_answers_1.json",
            *("moodle", "123456", "Zoë Cruz_123456_assignsubmission_file_feedback.html"),
        ),
        # an assignment with hidden names; unpacked, in a folder of the teacher
        (
            "week 3/Participant_123456_assignsubmission_file_/a/answers-1.json",
            *("moodle", "123456", "Participant_123456_assignsubmission_file_/feedback.html"),
        ),
        (
            "submissions.zip/cruzzoe_12345_678_answers-4711.json",
            *("canvas", "12345", "cruzzoe_12345_678_answers-4711.html"),
        ),
        (
            "submissions.zip/cruzzoe_LATE_12345_678_answers-4711-1.json",
            *("canvas", "12345", "cruzzoe_LATE_12345_678_answers-4711-1.html"),
        ),
        (
            "submissions.zip/anon_aB3dE_678_answers.json",
            *("canvas", "", "anon_aB3dE_678_answers.html"),
        ),
    ],
)
def test_a_name_says_who_sent_a_file(file, system, number, back):
    name = sent_name(file)
    assert (name.system, name.number, name.back) == (system, number, back)


@pytest.mark.parametrize("file", ["answers-4711.json", "a/b_c.json", "x.zip/answers (2).json", ""])
def test_a_name_of_nobody_says_nothing(file):
    assert sent_name(file) is None


def test_one_upload_returns_feedback_to_everybody_of_moodle(tmp_path):
    members = {
        f"{MOODLE.format(100 + number)}/answers-{number}.json": submission(f"s{number}", number)
        for number in range(5)
    }
    archive(tmp_path / "in" / "HIST101-Exercise 5-98765.zip", members)
    run.grade(tmp_path / "in", tmp_path / "out")
    pages = returned(tmp_path / "out")
    assert set(pages) == {f"{MOODLE.format(100 + number)}/feedback.html" for number in range(5)}
    for number in range(5):
        page = pages[f"{MOODLE.format(100 + number)}/feedback.html"]
        assert f"Feedback for s{number}:" in page  # everybody's own
        assert len(page.encode()) <= LARGEST_PAGE


def test_canvas_gets_back_the_names_that_it_gave(tmp_path):
    members = {"cruzzoe_12345_678_answers-s1.json": submission("s1", 1)}
    archive(tmp_path / "in" / "submissions.zip", members)
    run.grade(tmp_path / "in", tmp_path / "out")
    assert list(returned(tmp_path / "out")) == ["cruzzoe_12345_678_answers-s1.html"]


def test_each_archive_is_returned_by_itself_because_the_numbers_of_moodle_hold_for_one(tmp_path):
    archive(tmp_path / "in" / "Exercise 5.zip", {f"{MOODLE.format(7)}/a.json": submission("s1", 1)})
    archive(tmp_path / "in" / "Exercise 7.zip", {f"{MOODLE.format(7)}/a.json": submission("s2", 2)})
    run.grade(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out" / "feedback-to-return.zip").exists()
    for name, student in (("Exercise 5", "s1"), ("Exercise 7", "s2")):
        with zipfile.ZipFile(tmp_path / "out" / "feedback-to-return" / f"{name}.zip") as packed:
            assert f"Feedback for {student}:" in packed.read(packed.namelist()[0]).decode()


@pytest.mark.parametrize(
    ("handed_in", "returned_to", "told"),
    [
        # one typed another's number: their answers are one in the table, and go back to neither
        ([(1, "s1"), (2, "s1"), (3, "s3")], 3, ("returned to none", "s1", "1, 2")),
        ([(1, "s1"), (1, "s2"), (2, "s3")], 2, ("two student numbers",)),
    ],
)
def test_whoever_shares_a_number_or_has_two_gets_nobodys_feedback(
    handed_in, returned_to, told, tmp_path
):
    members = {
        f"{MOODLE.format(sender)}/answers-{place}.json": submission(student, place)
        for place, (sender, student) in enumerate(handed_in, 1)
    }
    archive(tmp_path / "in" / "a.zip", members)
    run.grade(tmp_path / "in", tmp_path / "out")
    assert set(returned(tmp_path / "out")) == {f"{MOODLE.format(returned_to)}/feedback.html"}
    (_,) = [why for why in problems_of(tmp_path / "out") if all(words in why for words in told)]


def test_no_archive_stays_from_an_earlier_set(tmp_path):
    place = archive(tmp_path / "in" / "a.zip", {f"{MOODLE.format(1)}/a.json": submission("s1", 1)})
    run.grade(tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out" / "feedback-to-return.zip").exists()
    place.unlink()
    put(tmp_path / "in", "answers-s1.json", submission("s1", 1))
    run.grade(tmp_path / "in", tmp_path / "out")
    assert not (tmp_path / "out" / "feedback-to-return.zip").exists()


def test_a_page_stays_small_whatever_was_typed(tmp_path):
    kept = submission("s1", 1)
    kept["answers"]["ex.05.10.answer"]["value"] = (SCRIPT + " word") * 20_000
    archive(tmp_path / "in" / "a.zip", {f"{MOODLE.format(1)}/a.json": kept})
    run.grade(tmp_path / "in", tmp_path / "out", only=["05"])
    (page,) = returned(tmp_path / "out").values()
    assert len(page.encode()) <= LARGEST_PAGE
    assert "words, as you handed them in" in page and "not as the key." in page
    assert SCRIPT not in page


def test_a_name_in_an_archive_leads_nowhere(tmp_path):
    names = ["../../../Eve_1_assignsubmission_file_/a.json", "/Eve_2_assignsubmission_file_a.json"]
    members = {name: submission(f"s{number}", number) for number, name in enumerate(names)}
    archive(tmp_path / "in" / "a.zip", members)
    run.grade(tmp_path / "in", tmp_path / "out")
    archives = list((tmp_path / "out").rglob("*.zip"))
    for path in archives:
        assert path.resolve().is_relative_to((tmp_path / "out").resolve())
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                assert ".." not in name and not name.startswith("/")
    assert archives
