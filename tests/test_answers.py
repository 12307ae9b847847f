"""What a reader entered is there again, in the place where one expects it or one that is told;
nothing is replaced untold."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, as_nobody
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaddam_files.answers import (
    Answers,
    AnswersError,
    keys,
    places,
    read_export,
    store,
    values,
)
from khaddam_files.answers.exports import Entry
from khaddam_files.answers.takeover import OldFile

DAY = "2026-11-25T10:00:00.000+00:00"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**200), 10**200)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own, for answers that find no other place."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def kept(tmp_path):
    return Answers(tmp_path / "my-answers")


def restarted(folder) -> Answers:
    """The answers of a folder as a kernel that just started finds them."""
    store.forget_open_folders()
    return Answers(folder)


def refused(code):
    def raising(*given, **named):
        raise OSError(code, os.strerror(code))

    return raising


# ---------------------------------------------------------------- kept


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(min_size=1, max_size=60), JSON.filter(lambda value: value is not None))
def test_any_answer_in_any_script_comes_back(kept, key, value):
    kept.put(key, value)
    assert kept.get(key) == value == restarted(kept.folder).get(key)


def test_half_a_character_is_replaced_and_nothing_fails_on_it(kept):
    kept.put("a\udcff", ["x\ud800y", {"\udfff": "\ud83d\ude00"}])
    again = restarted(kept.folder)
    assert again.all() == {"a\ufffd": ["x\ufffdy", {"\ufffd": "😀"}]} and again.export().decode()


def test_forgetting_and_listing(kept):
    kept.put_many({"07.b": 1, "07.a": 2, "08.a": 3})
    assert list(kept.all("07.").items()) == [("07.a", 2), ("07.b", 1)]
    kept.put("07.a", None)
    assert kept.get("07.a", "none") == "none" and restarted(kept.folder).all() == {
        "07.b": 1,
        "08.a": 3,
    }


def test_what_is_kept_is_what_another_kernel_reads(kept):
    """A list that its owner changes later, a tuple, and names that are numbers: as JSON has them,
    at once."""
    mine = ["a"]
    kept.put("x", mine)
    mine.append("b")
    kept.put("y", ("a", {1: 2}))
    assert kept.all() == restarted(kept.folder).all() == {"x": ["a"], "y": ["a", {"1": 2}]}


def test_all_widgets_of_a_kernel_share_one_journal(kept):
    for number in range(5):
        Answers(kept.folder).put(f"k{number}", number)
    assert len(list(kept.folder.glob("*.jsonl"))) == 1 and len(kept.all()) == 5


def test_what_another_notebook_saved_is_found_at_once(kept):
    write = (
        "import sys; from khaddam_files.answers import Answers; "
        "Answers(sys.argv[1]).put('ex.05.1.answer.05.1-4', 'b')"
    )
    kept.put("ex.05.1.answer.05.1-1", "a")
    subprocess.run([sys.executable, "-c", write, kept.folder], check=True)
    assert keys.joined(kept.all()) == {"ex.05.1.answer": {"05.1-1": "a", "05.1-4": "b"}}
    assert kept.get("ex.05.1.answer.05.1-4") == "b"


def test_two_windows_with_different_words_in_one_box(kept):
    first = kept.put_many({"ex.05.11.answer": "first"}, page="one")["ex.05.11.answer"]
    kept.put_many({"ex.05.11.answer": "other words"}, seen={"ex.05.11.answer": []}, page="two")
    assert [value for _, value in kept.heads("ex.05.11.answer")] == ["other words", "first"]
    times = [time for time, _ in kept.heads("ex.05.11.answer")]
    assert first in times and kept.get("ex.05.11.answer") == "other words"
    kept.put_many({"ex.05.11.answer": "chosen"}, seen={"ex.05.11.answer": times}, page="one")
    assert [value for _, value in restarted(kept.folder).heads("ex.05.11.answer")] == ["chosen"]


NOBODY_KEEPS = {
    "set": {1},
    "bytes": b"x",
    "nan": float("nan"),
    "infinity": [float("inf")],
    "deep": json.loads("[" * 90 + "]" * 90),
    "object": object(),
    "number": 10**5000,
    "long": "x" * (values.LARGEST_VALUE + 1),
    "name": {(1, 2): 3},
}


@pytest.mark.parametrize("name", NOBODY_KEEPS)
def test_what_cannot_be_kept_is_said_and_harms_nothing_that_waits(kept, monkeypatch, name):
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refused(errno.ENOSPC))
        with pytest.raises(AnswersError):
            kept.put("waiting", "words")
        with pytest.raises(AnswersError, match="The answer to odd cannot be kept"):
            kept.put_many({"fine": 1, "odd": NOBODY_KEEPS[name]})
    assert kept.unsaved == {"waiting": "words"} and kept.all() == {"waiting": "words"}
    kept.put_many({})
    assert restarted(kept.folder).all() == {"waiting": "words"}


def test_a_list_that_holds_itself_is_refused(kept):
    endless = []
    endless.append(endless)
    with pytest.raises(AnswersError, match="lists in lists deeper than 64"):
        kept.put("x", endless)


@pytest.mark.parametrize("key", ["", "k" * 501, 3, None, ("a",)])
def test_a_key_is_a_name(kept, key):
    with pytest.raises(AnswersError, match="expected a name of 1 to 500 letters"):
        kept.put(key, 1)
    assert not kept.folder.exists()


def test_what_could_not_be_saved_is_in_the_hand_in_all_the_same(kept, monkeypatch):
    kept.put("a", 1)
    monkeypatch.setattr(os, "fsync", refused(errno.ENOSPC))
    with pytest.raises(AnswersError) as problem:
        kept.put("b", 2)
    assert str(problem.value) == (
        "Your answer could not be saved in my-answers (No space left on device): it is kept in "
        "memory and goes with the next "
        "save; make room or choose a folder that can be written to, and hand in before you close "
        "the notebook."
    )
    assert kept.unsaved == {"b": 2} and kept.all() == {"a": 1, "b": 2}
    assert set(read_export(kept.export()).entries) == {"a", "b"}
    monkeypatch.undo()
    kept.put_many({})
    assert kept.unsaved == {} and restarted(kept.folder).all() == {"a": 1, "b": 2}


def test_a_drive_that_cannot_confirm_is_told(kept, monkeypatch):
    monkeypatch.setattr(os, "fsync", refused(errno.EINVAL))
    kept.put("a", 1)
    assert (
        "The drive of my-answers cannot confirm that it has written" in kept.notice
        and restarted(kept.folder).get("a") == 1
    )


# ---------------------------------------------------------------- listeners


class Shown:
    def __init__(self, kept, trouble=None):
        self.kept, self.trouble, self.seen = kept, trouble, []

    def show(self):
        self.seen.append(self.kept.all())
        if self.trouble:
            raise self.trouble


def test_whoever_shows_what_is_kept_is_called_also_when_it_could_not_be_saved(
    kept, monkeypatch, tmp_path
):
    shown, elsewhere, gone = Shown(kept), Shown(kept), Shown(kept)
    kept.when_changed(shown.show)
    Answers(tmp_path / "other").when_changed(elsewhere.show)
    kept.when_changed(gone.show)
    del gone
    Answers(kept.folder).put("a", 1)
    monkeypatch.setattr(os, "fsync", refused(errno.EIO))
    with pytest.raises(AnswersError):
        kept.put("b", 2)
    assert shown.seen == [{"a": 1}, {"a": 1, "b": 2}] and not elsewhere.seen


def test_a_listener_in_trouble_does_not_deny_what_was_saved(kept):
    shown = Shown(kept, AnswersError("too large"))
    kept.when_changed(shown.show)
    kept.put("a", 1)
    assert shown.seen == [{"a": 1}]


# ---------------------------------------------------------------- the place


def project(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "datapackage.json").touch()
    (folder / "notebooks").mkdir()
    return folder


def opened_in(folder, monkeypatch, variable=None) -> Answers:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("KHADDAM_ANSWERS", raising=False)
    if variable is not None:
        monkeypatch.setenv("KHADDAM_ANSWERS", variable)
    return Answers()


def test_answers_are_kept_in_the_project_that_the_notebook_was_opened_from(tmp_path, monkeypatch):
    """Not in that of the installation: a copy of the folder has answers of its own (field 7)."""
    kept = opened_in(project(tmp_path / "copy") / "notebooks", monkeypatch)
    assert (
        kept.folder == tmp_path / "copy" / "my-answers"
        and ROOT not in kept.folder.parents
        and not kept.notice
    )


def test_without_a_project_they_are_kept_where_the_notebook_is(tmp_path, monkeypatch):
    assert opened_in(tmp_path, monkeypatch).folder == tmp_path / "my-answers"


def test_reading_writes_nothing(tmp_path, monkeypatch):
    (project(tmp_path / "here") / "my-answers.json").write_text(
        json.dumps({"version": 1, "answers": {"a": {"value": 1, "changed": DAY}}})
    )
    before = sorted(tmp_path.rglob("*"))
    kept = opened_in(tmp_path / "here", monkeypatch)
    assert (
        kept.all() == {"a": 1}
        and kept.export()
        and kept.heads("a")
        and kept.place_id()
        and kept.begin_anew
    )
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("variable", "folder", "notice"),
    [
        ("{}/mine", "mine", ""),
        (" {}/mine ", "mine", ""),
        ("{}/mine.json", "mine", ""),
        ("~/mine", "home/mine", ""),
        (
            "mine",
            "here/mine",
            "KHADDAM_ANSWERS names no whole path: your answers are kept in {}/here/mine.",
        ),
        (
            "",
            "here/my-answers",
            "KHADDAM_ANSWERS is empty: your answers are kept in {}/here/my-answers.",
        ),
        (
            "  ",
            "here/my-answers",
            "KHADDAM_ANSWERS is empty: your answers are kept in {}/here/my-answers.",
        ),
    ],
)
def test_where_the_variable_says(tmp_path, monkeypatch, variable, folder, notice):
    kept = opened_in(project(tmp_path / "here"), monkeypatch, variable.format(tmp_path))
    assert kept.folder == tmp_path / folder and kept.notice == notice.format(tmp_path)
    kept.put("a", 1)
    assert restarted(tmp_path / folder).get("a") == 1


@pytest.mark.parametrize(
    "odd",
    ["/", "/dev/null/x", "{}/file.txt", "{}/" + "x" * 300, "~nobody-of-this-name/x", "/proc/x"],
)
def test_odd_values_of_the_variable_lead_to_a_told_place(tmp_path, monkeypatch, odd):
    (tmp_path / "file.txt").touch()
    kept = opened_in(tmp_path, monkeypatch, odd.format(tmp_path))
    monkeypatch.setattr(os, "open", _only_below(tmp_path))
    kept.put("a", 1)
    assert (
        kept.get("a") == 1
        and str(kept.folder) in kept.notice
        and kept.folder.is_relative_to(tmp_path)
    )


def _only_below(folder):
    """`os.open` on a machine where this user may write below one folder only, though the tests may
    run as root."""
    real = os.open

    def opened(path, flags, *mode, **named):
        if flags & os.O_CREAT and folder not in Path(path).parents:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, flags, *mode, **named)

    return opened


def closed(folder, monkeypatch):
    """A folder in which nobody can write, whatever user runs the tests."""
    real = os.open

    def opened(path, flags, *mode, **named):
        if flags & (os.O_CREAT | os.O_WRONLY) and folder in Path(path).parents:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *mode, **named)

    monkeypatch.setattr(os, "open", opened)


def test_a_folder_that_cannot_be_written_has_a_told_place_at_home(tmp_path, home, monkeypatch):
    here = project(tmp_path / "course")
    opened_in(here, monkeypatch).put("old", 1)
    store.forget_open_folders()
    with monkeypatch.context() as patched:
        closed(here, patched)
        kept = opened_in(here, patched)
        kept.put("new", 2)
        assert (
            kept.folder == home / "khaddam-files-answers"
            and kept.all() == {"new": 2, "old": 1}
            and not kept.unsaved
        )
        assert kept.notice == (
            f"Nobody can write in {here}/my-answers (Read-only file system): your answers are kept "
            f"in {home}/khaddam-files-answers."
        )
    # another day, the folder can be written again: nothing has gone from sight
    store.forget_open_folders()
    kept = opened_in(here, monkeypatch)
    assert kept.all() == {"new": 2, "old": 1} and kept.folder == here / "my-answers"
    store.forget_open_folders()
    assert opened_in(project(tmp_path / "another"), monkeypatch).all() == {}, (
        "and it is nobody else's"
    )


def test_another_user_of_a_course_folder(common_folder):
    """As a user who may not write there, with a real drive (field 20)."""
    course, home = project(common_folder / "course"), common_folder / "own"
    (course / "my-answers").mkdir()
    home.mkdir()
    (course / "my-answers").chmod(0o555)
    home.chmod(0o777)
    code = (
        "from khaddam_files.answers import Answers\nkept = Answers(); print(kept.notice); "
        "kept.put('a', 1); print(kept.notice); print(kept.folder)"
    )
    variables = {name: value for name, value in os.environ.items() if name != "KHADDAM_ANSWERS"} | {
        "HOME": str(home)
    }
    run = subprocess.run(
        [*as_nobody(), sys.executable, "-c", code],
        cwd=course,
        env=variables,
        capture_output=True,
        text=True,
    )
    first, second, folder = run.stdout.splitlines() or [run.stderr] * 3
    assert first == (
        f"Nobody can write in {course}/my-answers: your answers are kept in "
        f"{home}/khaddam-files-answers."
    )
    assert "(Permission denied)" in second and folder == f"{home}/khaddam-files-answers"


def test_without_a_home_they_are_kept_among_the_temporary_files(tmp_path, home, monkeypatch):
    home.rmdir()
    home.touch()
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    (tmp_path / "file").touch()
    kept = Answers(tmp_path / "file" / "answers")
    kept.put("a", 1)
    assert kept.folder.parent == tmp_path / "temporary" and str(kept.folder) in kept.notice
    assert restarted(tmp_path / "file" / "answers").get("a") == 1


def test_what_another_user_laid_among_the_temporary_files_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(tmp_path))
    trap = places.fallbacks()[1]
    trap.symlink_to(tmp_path / "home")
    assert places.fallbacks()[1] != trap


def test_nowhere_to_write_is_said_and_nothing_is_lost(tmp_path, monkeypatch):
    kept = Answers(tmp_path / "my-answers")
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", _only_below(tmp_path / "nowhere"))
        patched.setattr(Path, "touch", refused(errno.EROFS))
        with pytest.raises(
            AnswersError,
            match=r"could not be saved in my-answers "
            r"\(Permission denied\)",
        ):
            kept.put("a", 1)
        assert kept.all() == {"a": 1} and read_export(kept.export()).entries["a"].value == 1
    kept.put("b", 2)
    assert restarted(tmp_path / "my-answers").all() == {"a": 1, "b": 2}


def test_a_user_without_a_home_and_folders_that_cannot_be_looked_into(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", refused(errno.EACCES))
        patched.delenv("KHADDAM_ANSWERS")
        assert places.wanted_place().folder == Path.cwd() / "my-answers" and places.place_of(
            Path("/x/y.json")
        ).folder == Path("/x/y")
    (tmp_path / "file").touch()
    kept = Answers(tmp_path / "file" / "answers")
    kept.put("a", 1)
    assert kept.folder.parent == tmp_path / "temporary"


def test_a_name_of_a_folder_that_is_no_text_is_told_all_the_same(tmp_path):
    kept = Answers(os.fsdecode(os.fsencode(tmp_path / "folder") + b"\xe9"))
    kept.put("a", 1)
    (kept.folder / "odd.jsonl").mkdir()
    assert restarted(kept.folder).get("a") == 1 and restarted(kept.folder).notice.encode()
    assert str(AnswersError(f"{kept.folder} cannot be read.")).encode()


@pytest.mark.parametrize("seen", [{"a": None}, {"a": 3}, {"a": [None, 3]}, {"a": "x"}, {"b": []}])
def test_what_a_page_has_shown_may_be_odd(kept, seen):
    kept.put("a", 1)
    kept.put_many({"a": 2}, seen=seen, page="other")
    assert [value for _, value in kept.heads("a")] == [2, 1]


def test_a_link_into_a_cloud_folder_stays_a_link(tmp_path):
    (tmp_path / "cloud").mkdir()
    (tmp_path / "my-answers").symlink_to(tmp_path / "cloud")
    Answers(tmp_path / "my-answers").put("a", 1)
    assert (tmp_path / "my-answers").is_symlink() and restarted(tmp_path / "cloud").get("a") == 1


def test_a_project_that_is_renamed_under_the_notebook(tmp_path, monkeypatch):
    kept = opened_in(project(tmp_path / "before"), monkeypatch)
    kept.put("a", 1)
    (tmp_path / "before").rename(tmp_path / "after")
    kept.put("b", 2)
    assert kept.folder == tmp_path / "after" / "my-answers" and not (tmp_path / "before").exists()
    assert restarted(tmp_path / "after" / "my-answers").all() == {"a": 1, "b": 2}


def test_a_folder_replaced_by_a_file(kept, home):
    kept.put("a", 1)
    shutil.rmtree(kept.folder)
    place = kept.folder
    place.touch()
    kept.put("b", 2)
    assert kept.folder == home / "khaddam-files-answers" and restarted(place).all() == {
        "a": 1,
        "b": 2,
    }


def test_many_journals_are_put_together_at_the_first_save(kept, monkeypatch):
    monkeypatch.setattr(store, "MANY_JOURNALS", 10)
    for number in range(store.MANY_JOURNALS + 1):
        restarted(kept.folder).put(f"k{number}", number)
    for path in kept.folder.iterdir():
        os.utime(path, (1, 1))
    again = restarted(kept.folder)
    assert (
        len(again.all()) == store.MANY_JOURNALS + 1
        and len(list(kept.folder.glob("*.jsonl"))) == store.MANY_JOURNALS + 1
    )
    again.put("now", 1)
    assert (
        len(list(kept.folder.glob("*.jsonl"))) == 2
        and len(restarted(kept.folder).all()) == store.MANY_JOURNALS + 2
    )


# ---------------------------------------------------------------- the folder's own name


def test_a_folder_has_a_name_of_its_own_from_the_first_save(kept):
    sign = kept.place_id()
    assert (
        sign == restarted(kept.folder).place_id() == kept.folder_sign() and not kept.folder.exists()
    )
    kept.put("a", 1)
    name = kept.place_id()
    assert (
        restarted(kept.folder).place_id()
        == name
        not in (sign, restarted(kept.folder.with_name("other")).place_id())
    )
    assert kept.folder_sign() == sign


@pytest.mark.parametrize("odd", [b"", b"\xff", b"x" * 200, b"<b>"])
def test_an_odd_name_is_passed_over(kept, odd):
    kept.put("a", 1)
    (kept.folder / "place-id").write_bytes(odd)
    assert restarted(kept.folder).place_id().isalnum()


# ---------------------------------------------------------------- the file of version 0.2.0


def old_file(path: Path, **answers) -> bytes:
    """answers: key -> (value, changed)."""
    held = {key: {"value": value, "changed": changed} for key, (value, changed) in answers.items()}
    path.write_text(
        json.dumps({"version": 1, "answers": held}, ensure_ascii=False, indent=1, sort_keys=True),
        encoding="utf-8",
    )
    return path.read_bytes()


def test_the_old_file_is_taken_over_by_item_and_left_as_it_is(tmp_path):
    raw = old_file(
        tmp_path / "my-answers.json",
        **{
            "ex.05.1.answer": ({"05.1-1": "a", "05.1-2": "b"}, DAY),
            "ex.05.1.dispute": ({"disputed": True, "reason": "S1.1"}, DAY),
            "student": ("4711", DAY),
        },
    )
    kept = Answers(tmp_path / "my-answers")
    expected = {
        "ex.05.1.answer.05.1-1": "a",
        "ex.05.1.answer.05.1-2": "b",
        "ex.05.1.dispute.disputed": True,
        "ex.05.1.dispute.reason": "S1.1",
        "student": "4711",
    }
    assert kept.all() == expected and not kept.notice
    kept.put("ex.05.1.answer.05.1-1", "new")
    assert (tmp_path / "my-answers.json").read_bytes() == raw
    assert restarted(kept.folder).all() == expected | {"ex.05.1.answer.05.1-1": "new"}
    (tmp_path / "my-answers.json").unlink()
    assert restarted(kept.folder).all() == expected | {"ex.05.1.answer.05.1-1": "new"}, (
        "it is not needed any more"
    )
    assert len(list(kept.folder.glob("*old*"))) == 1


@pytest.mark.parametrize(
    "changed",
    ["2099-01-01T00:00:00.000+00:00", "zzzz", "25/11/2026", "9999-12-31T23:59:59+00:00", ""],
)
def test_a_date_of_the_old_file_never_wins_for_ever(tmp_path, changed):
    old_file(tmp_path / "my-answers.json", a=("old", changed))
    kept = Answers(tmp_path / "my-answers")
    assert (
        kept.get("a") == "old"
        and read_export(kept.export()).entries["a"].changed < f"{time.gmtime().tm_year + 1}"
    )
    kept.put("a", "new")
    assert [value for _, value in restarted(kept.folder).heads("a")] == ["new"]


def test_an_old_file_that_is_written_once_more_is_taken_over_again(tmp_path):
    """A kernel of 0.2.0 still runs: what it saves comes, what was entered here since is not
    questioned."""
    path = tmp_path / "my-answers.json"
    old_file(path, a=("a", DAY), b=("b", DAY))
    kept = Answers(tmp_path / "my-answers")
    kept.put("a", "new")
    old_file(path, a=("a", DAY), b=("later", "2026-11-26T10:00:00.000+00:00"))
    again = restarted(kept.folder)
    assert (
        again.all() == {"a": "new", "b": "later"}
        and len(again.heads("a")) == len(again.heads("b")) == 1
    )


def test_a_damaged_old_file_is_read_as_far_as_possible_and_told(tmp_path):
    path = tmp_path / "my-answers.json"
    raw = old_file(path, **{f"09.{number}": (f"words {number}", DAY) for number in range(9)})
    path.write_bytes(raw[: raw.index(b'"09.6"') + 9])
    kept = Answers(tmp_path / "my-answers")
    assert len(kept.all()) == 6
    assert (
        kept.notice
        == "my-answers.json of version 0.2.0: The file ends early; 6 of at least 7 answers could "
        "be read. It was left as it is."
    )
    kept.put("a", 1)
    assert (
        len(restarted(kept.folder).all()) == 7
        and path.read_bytes() == raw[: raw.index(b'"09.6"') + 9]
    )
    assert restarted(kept.folder).notice == "", "it is told once"


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "null", '{"answers": 3}', '{"answers": {"a": 1}}', "\x00\x01", "[" * 100_000],
)
def test_an_old_file_beyond_repair_is_told_and_work_goes_on(tmp_path, text):
    (tmp_path / "my-answers.json").write_text(text, encoding="utf-8")
    kept = Answers(tmp_path / "my-answers")
    assert kept.all() == {} and kept.notice.startswith(
        "my-answers.json of version 0.2.0 was left as it is: "
    )
    kept.put("a", 1)
    assert (
        restarted(kept.folder).get("a") == 1
        and (tmp_path / "my-answers.json").read_text(encoding="utf-8") == text
    )


@pytest.mark.parametrize(
    "lay",
    [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")],
    ids=["folder", "pipe", "device"],
)
def test_what_is_no_old_file_is_told(tmp_path, lay):
    lay(tmp_path / "my-answers.json")
    kept = Answers(tmp_path / "my-answers")
    assert (
        kept.notice
        == "my-answers.json of version 0.2.0 cannot be read (it is not a plain file): answers in "
        "it are missing until it can."
    )
    kept.put("a", 1)


def test_the_same_old_file_gives_the_same_journal(tmp_path):
    old_file(tmp_path / "one.json", a=("a", DAY))
    shutil.copy2(tmp_path / "one.json", tmp_path / "two.json")
    one, two = OldFile(tmp_path / "one.json"), OldFile(tmp_path / "two.json")
    assert (one.name, one.as_bytes()) == (two.name, two.as_bytes())


# ---------------------------------------------------------------- beginning anew


def test_begin_anew_and_take_up_again(kept, tmp_path):
    assert kept.begin_anew() == "" and not kept.folder.exists()
    kept.put_many({"a": 1, "ex.05.1.answer.05.1-1": "b"})
    name, place = kept.begin_anew(), kept.place_id()
    assert name.startswith("my-answers-aside-") and kept.all() == {} == restarted(kept.folder).all()
    export = read_export((tmp_path / name).read_bytes())
    assert export.whole and {key: entry.value for key, entry in export.entries.items()} == {
        "a": 1,
        "ex.05.1.answer.05.1-1": "b",
    }
    assert restarted(kept.folder).place_id() == place
    again = restarted(kept.folder)
    again.put_many({key: entry.value for key, entry in export.entries.items()})
    assert restarted(kept.folder).all() == {"a": 1, "ex.05.1.answer.05.1-1": "b"}


def test_begin_anew_gives_the_folder_a_new_name(kept):
    kept.put("a", 1)
    before = kept.place_id()
    kept.begin_anew()
    assert kept.place_id() != before and kept.place_id() == restarted(kept.folder).place_id()


def test_other_notebooks_follow_when_one_begins_anew(kept):
    kept.put("a", 1)
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from khaddam_files.answers import Answers; "
            "Answers(sys.argv[1]).begin_anew()",
            kept.folder,
        ],
        check=True,
    )
    assert kept.all() == {}


def test_the_old_file_does_not_come_back_after_beginning_anew(tmp_path):
    old_file(tmp_path / "my-answers.json", a=("old", DAY))
    kept = Answers(tmp_path / "my-answers")
    assert kept.begin_anew() and restarted(kept.folder).all() == {}


def test_what_could_not_be_saved_goes_aside_too(kept, monkeypatch):
    kept.put("a", 1)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refused(errno.EIO))
        with pytest.raises(AnswersError):
            kept.put("b", 2)
    name = kept.begin_anew()
    assert (
        set(read_export((kept.folder.parent / name).read_bytes()).entries) == {"a", "b"}
        and kept.all() == {}
        and not kept.unsaved
    )


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_where_nothing_can_be_put_aside_nothing_is_changed_and_that_is_said(
    kept, monkeypatch, call
):
    kept.put("a", 1)
    place = kept.place_id()
    with monkeypatch.context() as patched:
        patched.setattr(os, call, refused(errno.ENOSPC))
        with pytest.raises(AnswersError, match="could not be put aside.*nothing was changed"):
            kept.begin_anew()
        assert kept.all() == {"a": 1} and kept.unsaved == {}
    assert restarted(kept.folder).all() == {"a": 1} and kept.place_id() == place


def test_a_copy_that_a_full_disk_cut_off_is_not_told_as_kept(kept, monkeypatch):
    """r04: the copy is looked at before anything is forgotten."""
    kept.put("a", "x" * 500)
    real = os.replace

    def cutting(aside, place):
        os.truncate(aside, 100)
        real(aside, place)

    monkeypatch.setattr(os, "replace", cutting)
    with pytest.raises(AnswersError, match="could not be put aside: nothing was changed"):
        kept.begin_anew()
    assert restarted(kept.folder).get("a") == "x" * 500


def test_what_is_put_aside_is_an_entry_of_its_own_kind(kept):
    kept.put("a", 1)
    ((key, entry),) = read_export(kept.export()).entries.items()
    assert key == "a" and isinstance(entry, Entry) and entry.changed.endswith("Z")
