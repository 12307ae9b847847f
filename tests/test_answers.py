"""What was entered is there again: after a restart, from two notebooks at once, after a kill, and after damage."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaddam_files import answers
from khaddam_files.answers import Answers, AnswersError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def store(tmp_path):
    return Answers(tmp_path / "answers.json")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1), JSON.filter(lambda value: value is not None))
def test_any_answer_in_any_script_comes_back(store, key, value):
    try:
        (key + json.dumps(value, ensure_ascii=False)).encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair cannot be typed
        return
    store.put(key, value)
    assert Answers(store.path).get(key) == value


def test_half_a_character_is_replaced_and_not_lost(store):
    store.put("a", "x\ud800y")
    assert Answers(store.path).get("a") == "x?y" and store.export() and store.code()


def test_forgetting_and_listing(store):
    store.put("07.b", 1)
    store.put("07.a", 2)
    store.put("08.a", 3)
    assert list(store.all("07.").items()) == [("07.a", 2), ("07.b", 1)]
    store.put("07.a", None)
    assert store.get("07.a", "none") == "none" and store.all() == {"07.b": 1, "08.a": 3}


def test_two_notebooks_at_once_lose_nothing(store):
    write = "import sys; from khaddam_files.answers import Answers\nfor n in range(100): Answers(sys.argv[1]).put(f'{sys.argv[2]}.{n}', n)"
    writers = [
        subprocess.Popen([sys.executable, "-c", write, str(store.path), name]) for name in ("one", "two", "three")
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(store.all()) == 300


def test_a_kill_at_any_moment_leaves_a_whole_file_with_all_that_was_reported_as_saved(store):
    write = (
        "import sys; from khaddam_files.answers import Answers\nstore = Answers(sys.argv[1])\nn = int(sys.argv[2])\n"
        "while True:\n store.put('count', n); print(n, flush=True); n += 1"
    )
    reached = 0
    for round_ in range(200):
        writer = subprocess.Popen(
            [sys.executable, "-c", write, str(store.path), str(reached)], stdout=subprocess.PIPE, text=True
        )
        writer.stdout.readline()
        time.sleep(0.0003 * round_)
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        reached = max([reached, *told])
        assert Answers(store.path).get("count") >= reached
        store.path.with_name(store.path.name + ".lock").unlink(
            missing_ok=True
        )  # a dead writer's lock, taken over after a while


def test_the_lock_of_a_dead_program_is_taken_over(store):
    lock = store.path.with_name(store.path.name + ".lock")
    lock.touch()
    os.utime(lock, (time.time() - answers.STALE - 1,) * 2)
    store.put("a", 1)
    assert store.get("a") == 1 and not lock.exists()


def test_a_lock_that_stays_is_said_in_a_sentence(store, monkeypatch):
    monkeypatch.setattr(answers, "PATIENCE", 0.05)
    store.path.with_name(store.path.name + ".lock").touch()
    with pytest.raises(
        AnswersError, match="another program keeps answers.json.lock; close other notebooks, delete that file"
    ):
        store.put("a", 1)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"answers": 3}', '{"answers": {"a": 1}}', "\x00\x01", '{"version": 1}', "[" * 100_000],
)
def test_a_damaged_file_is_kept_aside_and_work_goes_on(store, text):
    store.path.write_text(text, encoding="utf-8")
    assert store.get("a") is None
    assert "was damaged or made by another version: it is kept aside as answers-damaged-" in store.notice
    store.put("a", 1)
    aside = list(store.path.parent.glob("answers-damaged-*.json"))
    assert [path.read_text(encoding="utf-8") for path in aside] == [text] and store.get("a") == 1


def test_of_a_torn_file_everything_before_the_tear_is_read(store):
    for number in range(9):
        store.put(f"0{number}", {"text": "سلام" * number})
    whole = store.path.read_bytes()
    for cut in range(len(whole) - 3):
        found, complete = answers._entries(whole[:cut])
        assert not complete and all(found[key]["value"] == {"text": "سلام" * int(key)} for key in found)
    assert len(answers._entries(whole[: whole.index(b'"08"')])[0]) == 8


@pytest.mark.parametrize("version", [0, 2, "next"])
def test_a_file_of_another_version_is_kept_aside_and_read_as_far_as_possible(store, version):
    held = {"version": version, "answers": {"a": {"value": 1, "changed": "2026"}, "b": "?"}}
    store.path.write_text(json.dumps(held), encoding="utf-8")
    assert store.get("a") == 1 and "1 answers could be read" in store.notice


# ---------------------------------------------------------------- export and import


def test_an_export_gives_the_same_state_elsewhere(store, tmp_path):
    for number in range(30):
        store.put(f"07.C{number}", {"text": "بلی " * number, "n": number})
    code = store.code()
    broken_into_lines = "\n".join(code[start : start + 60] for start in range(0, len(code), 60))
    for number, carried in enumerate(
        (store.export(), code, code.encode(), b"\xef\xbb\xbf" + store.export(), broken_into_lines)
    ):
        other = Answers(tmp_path / f"{number}.json")
        assert other.merge(carried) == 30 and other.all() == store.all()
        assert other.merge(carried) == 0


def test_of_two_answers_the_newer_stays(store, tmp_path):
    other = Answers(tmp_path / "other.json")
    store.put("a", "old")
    time.sleep(0.005)
    other.put("a", "new")
    other.put("b", 1)
    early = store.export()
    assert store.merge(other.export()) == 2 and store.all() == {"a": "new", "b": 1}
    assert other.merge(early) == 0 and other.get("a") == "new"


def test_a_large_export_is_packed(store):
    store.put("long", "word " * 100_000)
    assert len(store.export()) <= answers.EXPORTED
    assert answers.read_export(store.export())["long"]["value"] == "word " * 100_000


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"PK\x03\x04",
        b"\xff\xfe",
        b"{}",
        b"[1]",
        b"null",
        b'{"packed": "x"}',
        b'{"packed": 3}',
        b"KHADDAM-FILES-1:abc",
        b"{" * 100_000,
        b"<html>",
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence_and_changes_nothing(store, foreign):
    store.put("a", 1)
    before = store.path.read_bytes()
    with pytest.raises(AnswersError, match="choose the file that the export cell made"):
        store.merge(foreign)
    assert store.path.read_bytes() == before


def test_a_bomb_and_a_huge_file_are_refused(store):
    bomb = answers.CODE + answers._pack(
        b'{"answers": {"a": {"changed": "2026", "value": "' + b"x" * 50_000_000 + b'"}}}'
    )
    assert len(bomb) < 100_000
    with pytest.raises(AnswersError):
        store.merge(bomb)
    with pytest.raises(AnswersError, match="This file has 6.0 MB: expected at most 5 MB"):
        store.merge(b"x" * 6_000_000)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read_but_never_raise_anything_else(raw):
    try:
        found = answers.read_export(raw)
    except AnswersError:
        return
    assert all("value" in entry for entry in found.values())


def test_a_full_disk_is_said_in_a_sentence_and_loses_nothing(store, monkeypatch):
    store.put("a", 1)

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(answers.os, "fsync", full)
    with pytest.raises(
        AnswersError,
        match=r"could not be saved in answers.json \(No space left on device\): what was saved before is untouched",
    ):
        store.put("a", 2)
    monkeypatch.undo()
    assert store.get("a") == 1 and [path.name for path in store.path.parent.iterdir()] == ["answers.json"]


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(AnswersError, match="choose a folder that can be written to"):
        Answers(tmp_path / "none" / "answers.json").put("a", 1)


def test_what_an_interrupted_save_left_is_swept_after_a_minute(store):
    old, new = (store.path.with_name(f"answers.json{name}.tmp") for name in ("old", "new"))
    for path in (old, new):
        path.touch()
    os.utime(old, (time.time() - 61,) * 2)
    Answers(store.path)
    assert not old.exists() and new.exists()


def test_answers_can_be_put_aside_and_taken_up_again(store):
    assert store.put_aside() == ""
    store.put("a", 1)
    aside = store.path.with_name(store.put_aside())
    assert store.all() == {} and Answers(aside).all() == {"a": 1}
    store.put("b", 2)
    assert store.put_aside() != aside.name and store.merge(aside.read_bytes()) == 1 and store.all() == {"a": 1}


def test_a_folder_that_lets_nothing_be_put_aside_says_so(store, monkeypatch):
    store.put("a", 1)

    def refused(*arguments):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(answers.os, "replace", refused)
    with pytest.raises(AnswersError, match=r"could not be put aside \(Read-only file system\): nothing was changed"):
        store.put_aside()
    monkeypatch.undo()
    assert store.all() == {"a": 1}


def test_a_notice_ends_when_the_file_is_whole_again(store):
    store.path.write_text("{", encoding="utf-8")
    assert store.all() == {} and store.notice
    store.put("a", 1)
    assert store.all() == {"a": 1} and not store.notice


def test_answers_stand_at_the_top_of_the_collection(monkeypatch):
    monkeypatch.delenv("KHADDAM_ANSWERS")
    assert (answers.default_path().parent / "data" / "datapackage.json").exists()
    assert answers.default_path().name == "my-answers.json"
