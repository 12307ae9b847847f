"""Handing in on a hub: into a folder that nobody needs to read, told as received or not."""

import os
import signal
import stat

import pytest
from page import Page

from khaddam_files.answers import Answers, Entry, handing_in
from khaddam_files.answers.exports import as_file
from khaddam_files.grading.submissions import Submission, read_folder
from khaddam_files.widgets.exercise import HandIn

DAY = "2026-11-25T10:00:00.000Z"
RAW = as_file({"student": Entry("4711", DAY), "ex.01.1.answer.01.1-1": Entry("x", DAY)})
NOBODY = 65534  # a user whom rights bind, where tests run as one whom they do not


@pytest.fixture
def handed(tmp_path, monkeypatch):
    place = tmp_path / "class"
    place.mkdir()
    monkeypatch.setenv(handing_in.VARIABLE, str(place))
    return place


def say(raw=RAW):
    return Page(HandIn(Answers())).say("hand", text=raw.decode())["said"]


@pytest.mark.parametrize("named", [None, "", "  "])
def test_without_a_folder_nothing_is_offered(monkeypatch, named):
    monkeypatch.delenv(handing_in.VARIABLE, raising=False)
    if named is not None:
        monkeypatch.setenv(handing_in.VARIABLE, named)
    assert "hand" not in HandIn(Answers()).spec
    assert say().startswith("Not handed in: no folder is configured here")


def test_a_file_is_handed_in_and_told_with_size_and_time(handed):
    assert HandIn(Answers()).spec["hand"] == {"label": "Hand in"}
    said = say()
    (path,) = handed.iterdir()
    assert path.read_bytes() == RAW and path.name.startswith("answers-4711-")
    assert said.startswith("Handed in at ") and f"{path.name}, {len(RAW)} bytes" in said
    (read,) = read_folder(handed)
    assert isinstance(read, Submission) and read.student == "4711"


def test_handing_in_again_never_touches_what_was_handed_in(handed):
    names = set()
    for _ in range(5):
        say()
        names |= {path.name for path in handed.iterdir()}
    assert len(names) == len(list(handed.iterdir())) == 5


@pytest.mark.parametrize("number", ["../../x", "a/b", "\u200f47 11", "é" * 100, "....", "-rf"])
def test_a_student_number_leads_nowhere(handed, number):
    handing_in.hand_in(RAW, number)
    (path,) = handed.iterdir()
    assert path.parent == handed and len(path.name.encode()) < 200


def test_what_somebody_has_laid_there_is_never_written_through(handed, monkeypatch, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    monkeypatch.setattr(handing_in.secrets, "token_hex", lambda length: "guessed")
    (handed / ".answers-4711-guessed.json.part").symlink_to(victim)
    assert say().startswith("Not handed in: ") and victim.read_text() == "mine"


def test_without_a_number_it_is_not_handed_in(handed):
    raw = as_file({"ex.01.1.answer.01.1-1": Entry("x", DAY)})
    assert say(raw) == "Not handed in yet: enter your student number first."
    assert say(b"nonsense").startswith("Not handed in: ") and not list(handed.iterdir())


def test_a_folder_that_is_not_there_is_told(handed):
    handed.rmdir()
    said = say()
    assert said.startswith("Not handed in: the folder of your class took no file (No such file")
    assert said.endswith("in another way.")


def test_a_full_disk_is_told_and_leaves_nothing(handed, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handing_in.os, "fsync", full)
    assert "No space left on device" in say() and not list(handed.iterdir())


@pytest.mark.parametrize(("rights", "file"), [(0o1733, 0o644), (0o3730, 0o640)])
def test_the_folder_may_be_for_writing_only(common_folder, rights, file, monkeypatch):
    """As a user of no rights beyond its own, in a folder of somebody else's group and name."""
    handed = common_folder / "class"
    handed.mkdir()
    handed.chmod(rights)
    monkeypatch.setenv(handing_in.VARIABLE, str(handed))
    if os.geteuid() != 0:
        said = say()
    else:
        if rights == 0o3730:
            os.chown(handed, 0, NOBODY)
        said = as_nobody()
    assert said.startswith("Handed in at "), said
    handed.chmod(0o700)
    (path,) = handed.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == file


def as_nobody():
    """What is said to a process that has neither our user nor our groups."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.umask(0o077)
            try:
                os.listdir(os.environ[handing_in.VARIABLE])
                said = "it could be listed"
            except PermissionError:
                handed = handing_in.hand_in(RAW, "4711")
                said = f"Handed in at {handed.time}"
        except Exception as problem:
            said = repr(problem)
        os.write(there, said.encode())
        os.kill(os.getpid(), signal.SIGKILL)  # nothing of the test runner is run a second time
    os.waitpid(child, 0)
    os.close(there)
    with open(here, "rb") as stream:
        return stream.read().decode()
