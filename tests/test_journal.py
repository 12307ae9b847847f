"""What was told as saved is there: after a kill, beside other writers, on drives that refuse, and
after damage to the files."""

import contextlib
import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
import time

import jsonschema
import prove_answers as prove
import pytest
from conftest import ROOT, as_nobody
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prove_answers import fresh, kept

from khaddam_files.answers import journal as journals
from khaddam_files.answers import lines
from khaddam_files.answers.folders import CLOSING
from khaddam_files.answers.journal import Journal, compact
from khaddam_files.answers.lines import Line, Merged, as_bytes, parsed, stamp
from khaddam_files.answers.values import AnswersError

SCHEMA = json.loads(
    (ROOT / "src/khaddam_files/answers/answers.schema.json").read_text(encoding="utf-8")
)
YEAR = 365 * 86_400 * 10**9  # nanoseconds
NOW = time.time_ns()


def files(folder) -> list:
    return sorted(path for path in folder.iterdir() if path.name != "place-id")


def heads(journal, key="x") -> list:
    return [line.value for line in journal.heads(key)]


# ---------------------------------------------------------------- the proofs, with small numbers


@pytest.mark.parametrize(
    "attack",
    [
        lambda: prove.kill(11),  # 1, 2, 3 and 5 writers once
        lambda: prove.kill(11, compacted=True),
        prove.together,
        lambda: prove.stopped(30),
        lambda: prove.cut(2),
        lambda: prove.flipped(2),
        lambda: prove.damaged(200),
        lambda: prove.compaction(2),
        prove.takeover,
    ],
    ids=[
        "kill",
        "kill-while-compacted",
        "together",
        "stopped",
        "cut",
        "flipped",
        "damaged",
        "compaction",
        "takeover",
    ],
)
def test_nothing_that_was_told_as_saved_is_gone(attack):
    assert attack()["told and gone"] == 0


def test_no_error_of_the_system_leaves_raw_or_takes_what_was_told_as_saved():
    figures = prove.refusals()
    assert figures["survived"].endswith("0 raw") and figures["told and gone"] == 0


def test_a_long_text_stays_small_on_disk(tmp_path):
    journal = Journal(tmp_path)
    for number in range(400):
        journal.put({"ex.05.11.answer": "word " * 2_000 + str(number)})
    assert sum(path.stat().st_size for path in files(tmp_path)) < 2 * journals.ROLL_ABOVE
    assert kept(tmp_path)["ex.05.11.answer"].endswith(" 399")


def test_a_journal_that_cannot_be_begun_again_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(journals, "ROLL_ABOVE", 1_000)
    journal = Journal(tmp_path)
    real = os.open

    def refused(path, flags, *mode):
        if "~" in str(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, flags, *mode)

    monkeypatch.setattr(os, "open", refused)
    for number in range(60):
        journal.put({"x": f"{number}" * 50})
    assert kept(tmp_path) == {"x": "59" * 50} and len(files(tmp_path)) == 1


# ---------------------------------------------------------------- lines


def test_a_line_is_as_the_schema_says(tmp_path):
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.put({"student": "4711", "07.C011.probability": 40})
    other.refresh()
    other.put({"student": None, "ex.05.1.answer.05.1-1": "né سلام"}, page="p1")
    for path in files(tmp_path):
        for raw in path.read_bytes().splitlines():
            raw.decode("ascii")
            jsonschema.validate(json.loads(raw), {"$ref": "#/$defs/line", "$defs": SCHEMA["$defs"]})


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b'{"crc":"00000000",}', b"# torn", b'{"crc":"zzzzzzzz","t":1}']
)
def test_what_is_no_line_is_none(raw):
    assert parsed(raw) is None


@pytest.mark.parametrize(
    "rest",
    [
        '"t":"x","k":"a","v":1}',
        '"t":"9999999999999-00000-a","k":"a","v":1}',
        '"t":"1795966053412-00000-a","k":3,"v":1}',
    ]
    + [
        '"t":"1795966053412-00000-a","k":"a","v":1,"after":["x"]}',
        '"t":"1795966053412-00000-a","v":1}',
        '"t":[' * 2_000,
    ]
    + [
        '"t":"1795966053412-00000-a","k":"","v":1}',
        '"t":"1795966053412-00000-a","k":"a","v":1,"after":3}',
    ],
)
def test_a_line_of_another_form_is_none_though_its_check_is_right(rest):
    import zlib

    assert parsed(b'{"crc":"%08x",' % zlib.crc32(rest.encode()) + rest.encode()) is None


def test_lines_that_replace_each_other_still_have_a_head():
    merged, one, other = Merged(), "1795966053412-00000-a", "1795966053413-00000-b"
    merged.take(Line(one, "x", 1, (other,)))
    merged.take(Line(other, "x", 2, (one,)))
    assert merged.value("x") == 2


ORDER = st.permutations(range(6))


@given(ORDER)
def test_lines_can_be_read_in_any_order_and_again(order):
    read = [Line(lines.stamp(1_795_966_053_000 + n, 0, "ab"[n % 2]), "x", n) for n in range(6)]
    merged = Merged()
    for number in (*order, *order):
        merged.take(read[number])
    assert [line.value for line in merged.heads("x")] == [5, 4]


# ---------------------------------------------------------------- two windows, two devices


def test_two_that_did_not_see_each_other_are_both_kept(tmp_path):
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.put({"x": "one"})
    other.put({"x": "other"})
    assert heads(fresh(tmp_path)) == ["other", "one"]
    one.refresh()
    one.put({"x": "after both were seen"})
    assert heads(fresh(tmp_path)) == ["after both were seen"]


def test_only_what_a_page_has_shown_is_replaced(tmp_path):
    one, other = Journal(tmp_path), Journal(tmp_path)
    first = one.put({"x": "first"})["x"]
    other.refresh()
    second = other.put({"x": "other words"}, seen={"x": [first]})["x"]
    one.refresh()
    one.put({"x": "first, and more"}, seen={"x": [first]})
    assert heads(fresh(tmp_path)) == ["first, and more", "other words"]
    one.put({"x": "chosen"}, seen={"x": [second]})
    assert heads(fresh(tmp_path)) == ["chosen"]


def test_two_pages_of_one_kernel_keep_their_own_words(tmp_path):
    journal = Journal(tmp_path)
    shown = journal.put({"x": "left"}, page="left")["x"]
    journal.put({"x": "right"}, seen={}, page="right")
    # sent before the first was answered
    journal.put({"x": "right, and more"}, seen={}, page="right")
    assert heads(fresh(tmp_path)) == ["right, and more", "left"]
    journal.put({"x": "both"}, seen={"x": [shown]}, page="right")
    assert heads(fresh(tmp_path)) == ["both"] and len(files(tmp_path)) == 1


def test_the_same_words_in_two_windows_are_no_quarrel_later(tmp_path):
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.put({"x": "same"})
    time_shown = other.put({"x": "same"}, seen={})["x"]
    other.refresh()
    other.put({"x": "same, and more"}, seen={"x": [time_shown]})
    assert heads(fresh(tmp_path)) == ["same, and more"]


def test_true_and_1_are_two_answers(tmp_path):
    one, other = Journal(tmp_path), Journal(tmp_path)
    one.put({"x": True})
    other.put({"x": 1}, seen={})
    assert len(heads(fresh(tmp_path))) == 2


@pytest.mark.parametrize(
    "copies",
    [
        ["{} (1)"],
        ["{} (conflicted copy 2026-11-29)", "{}-LAPTOP", "{} (2)"],
        ["{}.sync-conflict-7"],
    ],
)
def test_copies_of_a_synced_drive_do_no_harm(tmp_path, copies):
    here, there = tmp_path / "here", tmp_path / "there"
    one = Journal(here)
    one.put({"n": "A1", "m": "A only"})
    shutil.copytree(here, there)
    other = fresh(there)
    other.put({"n": "B saw A1", "q": "B only"})
    time.sleep(0.002)  # of two words within a millisecond either may stand first
    one.put({"n": "A2, had not seen B"})
    for path in [*files(here), *files(there)]:
        for copy in ["{}", *copies]:
            shutil.copy(path, here / f"{copy.format(path.stem)}-{path.parent.name}.jsonl")
    half = files(here)[0].read_bytes()
    (here / "half (1).jsonl").write_bytes(half[: len(half) - 30])
    read = fresh(here)
    assert kept(here) == {"n": "A2, had not seen B", "m": "A only", "q": "B only"}
    assert heads(read, "n") == ["A2, had not seen B", "B saw A1"]
    assert read.troubles() == [
        "1 line of half (1).jsonl could not be read: what was entered there last may be missing."
    ]


# ---------------------------------------------------------------- clocks


def test_a_clock_set_back_undoes_nothing(tmp_path):
    now = [NOW]
    one = Journal(tmp_path, clock=lambda: now[0])
    one.put({"x": "first"})
    now[0] -= 10 * YEAR
    one.put({"x": "same kernel"})
    assert heads(fresh(tmp_path)) == ["same kernel"]
    other = Journal(tmp_path, clock=lambda: now[0])
    other.refresh()
    other.put({"x": "another kernel"})
    assert heads(fresh(tmp_path)) == ["another kernel"]
    assert fresh(tmp_path).heads("x")[0].time > one.heads("x")[0].time


def test_a_clock_that_ran_ahead_on_another_device_does_not_win_for_ever(tmp_path):
    late, right = (
        Journal(tmp_path / "late", clock=lambda: NOW + 30 * YEAR),
        Journal(tmp_path / "right"),
    )
    late.put({"x": "clock ahead"})
    right.put({"x": "right clock"})
    shutil.copy(files(tmp_path / "late")[0], tmp_path / "right")
    right.refresh()
    assert heads(right) == ["clock ahead", "right clock"]  # told as two
    right.put({"x": "after both were seen"})
    assert heads(fresh(tmp_path / "right")) == ["after both were seen"]
    assert lines.milliseconds(right.heads("x")[0].time) < (NOW + YEAR) // 10**6, (
        "and its date is not carried on"
    )


@pytest.mark.parametrize("behind", [0, 1, 60_000])  # milliseconds
def test_what_a_page_enters_now_is_later_than_what_lies_there_unseen(tmp_path, behind):
    one = Journal(tmp_path, clock=lambda: NOW - behind * 10**6)
    other = Journal(tmp_path, clock=lambda: NOW)
    first = one.put({"x": "first"})["x"]
    other.refresh()
    other.put({"x": "other words"}, seen={"x": [first]})
    one.put({"x": "entered after them"}, seen={"x": [first]})
    assert heads(fresh(tmp_path)) == ["entered after them", "other words"]


def test_times_are_different_and_rise_though_the_clock_stands_still(tmp_path):
    journal = Journal(tmp_path, clock=lambda: NOW)
    # another writer has used up nearly all that the counter can tell within this millisecond
    journal.take([Line(stamp(NOW // 10**6, 99_998, "another"), "y", 1)])
    times = [journal.put({"x": number})["x"] for number in range(4)]
    assert times == sorted(set(times)) and times[0] < stamp(NOW // 10**6 + 1, 0, "") < times[1]
    assert all(parsed(as_bytes(Line(time, "x", 1))[:-1]) for time in times)


# ---------------------------------------------------------------- drives that refuse


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_drive_that_cannot_confirm_keeps_the_answer(tmp_path, monkeypatch, code):
    monkeypatch.setattr(os, "fsync", lambda handle: _refuse(code))
    journal = Journal(tmp_path)
    journal.put({"x": 1})
    assert journal.unconfirmed and kept(tmp_path) == {"x": 1} and not journal.waiting()


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_a_drive_that_has_failed_keeps_nothing_and_that_is_said(tmp_path, monkeypatch, code):
    journal = Journal(tmp_path)
    journal.put({"w": 0})
    size = files(tmp_path)[0].stat().st_size
    monkeypatch.setattr(os, "fsync", lambda handle: _refuse(code))
    with pytest.raises(
        AnswersError,
        match=rf"could not be saved in .* \({os.strerror(code)}\): it is kept in memory and goes "
        r"with the next save",
    ):
        journal.put({"x": 1})
    assert files(tmp_path)[0].stat().st_size == size and kept(tmp_path) == {"w": 0}
    assert journal.waiting() == {"x": 1} and journal.values()["x"].value == 1
    monkeypatch.undo()
    journal.put({"y": 2})
    assert kept(tmp_path) == {"w": 0, "x": 1, "y": 2} and not journal.waiting()


def _refuse(code):
    raise OSError(code, os.strerror(code))


@pytest.mark.parametrize("room", [0, 1, 40, 130, 200])
def test_a_disk_that_gets_full_in_the_middle_of_a_line(tmp_path, monkeypatch, room):
    """A write takes only what there is room for, the next one is refused."""
    journal, left, real = Journal(tmp_path), [10**9], os.write
    journal.put({"w": 0})

    def write(handle, raw):
        if not left[0]:
            _refuse(errno.ENOSPC)
        written = real(handle, raw[: left[0]])
        left[0] -= written
        return written

    monkeypatch.setattr(os, "write", write)
    left[0], saved = room, {"w": 0}
    for number in range(5):
        with contextlib.suppress(AnswersError):
            journal.put({f"k{number}": "y" * 30})
            saved[f"k{number}"] = "y" * 30
    read = fresh(tmp_path)
    assert (
        not read.troubles()
        and saved.items() <= kept(tmp_path).items()
        and len(journal.waiting()) == 6 - len(saved)
    )
    left[0] = 10**9
    journal.put({})
    assert len(kept(tmp_path)) == 6


def test_a_save_that_is_interrupted_spoils_no_later_one(tmp_path, monkeypatch):
    """Kernel ▸ Interrupt in the middle of a line: what is saved next must not be joined to the half
    of it."""
    journal, real = Journal(tmp_path), os.write
    journal.put({"w": 0})

    def half(handle, raw):
        real(handle, raw[: len(raw) // 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(KeyboardInterrupt):
        journal.put({"x": 1})
    monkeypatch.undo()
    journal.put({"y": 2})
    assert kept(tmp_path) == {"w": 0, "x": 1, "y": 2}


def test_a_folder_that_this_user_may_not_write_in(common_folder):
    folder = common_folder / "answers"
    Journal(folder).put({"old": 1})
    files(folder)[0].chmod(0o644)
    folder.chmod(0o555)
    code = (
        "import sys; from pathlib import Path\nfrom khaddam_files.answers.journal import Journal, "
        "Refused\n"
        "journal = Journal(Path(sys.argv[1])); journal.refresh()\n"
        "try: journal.put({'new': 2})\nexcept Refused as problem: print(problem.why, "
        "journal.waiting(), list(journal.values()))\n"
    )
    run = subprocess.run(
        [*as_nobody(), sys.executable, "-c", code, folder], capture_output=True, text=True
    )
    folder.chmod(0o755)
    assert run.stdout == "Permission denied {'new': 2} ['new', 'old']\n", run.stderr


# ---------------------------------------------------------------- files that change under the
# writer


def test_a_living_journal_replaced_by_its_older_copy(tmp_path):
    journal = Journal(tmp_path / "answers")
    journal.put({"x": 1})
    path = files(tmp_path / "answers")[0]
    older = shutil.copy(path, tmp_path)
    journal.put({"x": 2, "y": 3})
    shutil.copy(older, path)  # in place
    journal.put({"z": 4})
    assert kept(tmp_path / "answers") == {"x": 2, "y": 3, "z": 4}
    os.replace(older, files(tmp_path / "answers")[-1])  # by renaming
    journal.put({"w": 5})
    assert kept(tmp_path / "answers") == {"x": 2, "y": 3, "z": 4, "w": 5}


@pytest.mark.parametrize(
    "remove",
    [
        lambda path: [one.unlink() for one in path.iterdir()],
        shutil.rmtree,
        lambda path: path.rename(f"{path}-moved"),
    ],
)
def test_a_living_journal_that_is_gone(tmp_path, remove):
    journal = Journal(tmp_path / "answers")
    journal.put({"x": 1, "y": 2})
    remove(tmp_path / "answers")
    journal.put({"z": 3})
    assert kept(tmp_path / "answers") == {"x": 1, "y": 2, "z": 3}


def test_a_reader_follows_a_journal_that_was_replaced(tmp_path):
    writer, reader = Journal(tmp_path), Journal(tmp_path)
    writer.put({"a": "first"})
    reader.refresh()
    path = files(tmp_path)[0]
    other = Journal(tmp_path / "other")
    other.put({"b": "x" * 400, "c": 3})
    # the same number, longer, other lines
    path.write_bytes(files(tmp_path / "other")[0].read_bytes())
    assert reader.refresh() and set(reader.values()) == {"a", "b", "c"} and not reader.troubles()


@pytest.mark.parametrize(
    ("lay", "why"),
    [
        (lambda path: path.mkdir(), "it is not a plain file"),
        (lambda path: os.mkfifo(path), "it is not a plain file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is not a plain file"),
        (lambda path: path.symlink_to("nothing"), "No such file or directory"),
        (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
        (lambda path: (path.touch(), os.truncate(path, 300_000_000)), "it has 300 MB"),
    ],
    ids=["folder", "pipe", "device", "lost-link", "link-to-itself", "huge"],
)
def test_what_is_no_journal_is_told_and_the_others_are_read(tmp_path, lay, why):
    Journal(tmp_path).put({"x": 1})
    lay(tmp_path / "odd.jsonl")
    assert kept(tmp_path) == {"x": 1}
    assert fresh(tmp_path).troubles() == [
        f"odd.jsonl cannot be read ({why}): answers in it are missing until it can."
    ]
    Journal(tmp_path).put({"y": 2})


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "answers").touch()
    journal = fresh(tmp_path / "answers")
    assert journal.troubles() == [
        "answers cannot be read (Not a directory): answers in it are missing until it can."
    ]
    with pytest.raises(AnswersError, match="could not be saved in answers"):
        journal.put({"x": 1})
    assert journal.waiting() == {"x": 1}
    (tmp_path / "answers").unlink()
    journal.put({})
    assert kept(tmp_path / "answers") == {"x": 1}


def test_zeros_that_a_power_cut_leaves_are_passed_over(tmp_path):
    Journal(tmp_path).put({"x": 1})
    with open(files(tmp_path)[0], "ab") as stream:
        stream.write(b"\0" * 4096)
    assert kept(tmp_path) == {"x": 1} and not fresh(tmp_path).troubles()


def test_a_line_that_is_being_written_is_read_when_it_is_whole(tmp_path):
    writer, reader = Journal(tmp_path), Journal(tmp_path)
    writer.put({"x": 1, "y": 2})
    path = files(tmp_path)[0]
    raw = path.read_bytes()
    path.write_bytes(raw[:-20])
    assert reader.refresh() and list(reader.values()) == ["x"] and reader.troubles()
    path.write_bytes(raw)
    assert reader.refresh() and list(reader.values()) == ["x", "y"] and not reader.troubles()


def test_names_of_files_suit_every_system(tmp_path):
    journal = Journal(tmp_path)
    journal.put({"x": 1}, page='a:b/\\<>"|?*' * 9)
    files(tmp_path)[0].unlink()
    journal.put({"x": 2})
    (path,) = files(tmp_path)
    assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-~.") and len(path.name) < 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# ---------------------------------------------------------------- kernels that fork, threads, the
# browser


def test_a_forked_child_writes_a_journal_of_its_own(tmp_path):
    code = (
        "import os, sys; from khaddam_files.answers import Answers\nstore = Answers(sys.argv[1]); "
        "store.put('parent', 1)\n"
        "child = os.fork()\nstore.put('child' if child == 0 else 'parent', os.getpid())\n"
        "if child: os.waitpid(child, 0); print(store.all())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "answers"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (
        "child" in run.stdout
        and len(files(tmp_path / "answers")) == 2
        and set(kept(tmp_path / "answers")) == {"parent", "child"}
    )


def test_threads_of_one_kernel_take_turns(tmp_path):
    journal = Journal(tmp_path)
    saving = [
        threading.Thread(target=prove.saves_in, args=(journal, f"t{name}", 50)) for name in range(4)
    ]
    for thread in saving:
        thread.start()
    for thread in saving:
        thread.join()
    assert len(kept(tmp_path)) == 200 and len(files(tmp_path)) == 1


def test_the_drive_of_a_browser(tmp_path, monkeypatch):
    """JupyterLite: a file is taken over when it is closed, and its numbers mean nothing."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(os, "fsync", lambda handle: _refuse(errno.EIO))
    journal = Journal(tmp_path / "drive")
    journal.put({"x": 1})
    journal.put({"x": 2, "y": 3})
    assert kept(tmp_path / "drive") == {"x": 2, "y": 3} and len(files(tmp_path / "drive")) == 1
    files(tmp_path / "drive")[0].unlink()
    journal.put({"z": 4})
    assert kept(tmp_path / "drive") == {"x": 2, "y": 3, "z": 4}


# ---------------------------------------------------------------- fewer files


def rested(folder, days=8):
    for path in files(folder):
        os.utime(path, (time.time() - days * 86_400,) * 2)


def test_journals_that_rested_become_one(tmp_path):
    for number in range(20):
        journal = fresh(tmp_path)
        journal.put({"x": number, f"k{number}": "a"})
        journal.put({"x": number + 100})
    before, quarrel = kept(tmp_path), Journal(tmp_path)
    quarrel.put({"k3": "unseen"}, seen={})
    rested(tmp_path)
    Journal(tmp_path).put({"today": 1})
    assert compact(tmp_path) == 21 and len(files(tmp_path)) == 2
    assert kept(tmp_path) == before | {"k3": "unseen", "today": 1} and heads(
        fresh(tmp_path), "k3"
    ) == ["unseen", "a"]
    assert compact(tmp_path) == 0


def test_what_has_not_rested_or_is_of_another_machine_is_left_alone(tmp_path, monkeypatch):
    Journal(tmp_path).put({"x": 1})
    rested(tmp_path, days=6)
    assert compact(tmp_path) == 0
    rested(tmp_path)
    monkeypatch.setattr(journals, "machine", lambda: "ffffff")
    assert compact(tmp_path) == 0 and len(files(tmp_path)) == 1


def test_torn_lines_are_carried_on(tmp_path):
    Journal(tmp_path).put({"x": 1})
    with open(files(tmp_path)[0], "ab") as stream:
        stream.write(b'{"crc":"12345678","t":"torn')
    rested(tmp_path)
    assert compact(tmp_path) == 1 and kept(tmp_path) == {"x": 1}
    assert (
        b'# {"crc":"12345678"' in files(tmp_path)[0].read_bytes()
        and len(fresh(tmp_path).troubles()) == 1
    )


def test_a_summary_that_was_stopped_is_read_and_finished(tmp_path, monkeypatch):
    Journal(tmp_path).put({"x": 1})
    rested(tmp_path)
    monkeypatch.setattr(journals, "write_aside", lambda place, raw: False)
    assert (
        compact(tmp_path) == 0
        and files(tmp_path)[0].name.endswith(CLOSING)
        and kept(tmp_path) == {"x": 1}
    )
    monkeypatch.undo()
    assert compact(tmp_path) == 1 and kept(tmp_path) == {"x": 1} and len(files(tmp_path)) == 1


def test_a_copy_that_comes_back_does_not_replace_a_journal_that_is_being_closed(tmp_path):
    journal = Journal(tmp_path)
    journal.put({"x": 1})
    path = files(tmp_path)[0]
    older = path.read_bytes()
    journal.put({"y": 2})
    path.rename(f"{path}{CLOSING}")
    path.write_bytes(older)
    rested(tmp_path)
    compact(tmp_path)
    assert kept(tmp_path) == {"x": 1, "y": 2}


# ---------------------------------------------------------------- any order

STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["put", "put", "refresh"]),
        st.sampled_from("abc"),
        st.integers(0, 3),
    ),
    max_size=25,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_two_windows_in_any_order_lose_nothing(steps):
    """Of each item the head is the last entry of somebody, and whatever is no head was replaced by
    somebody who had seen it."""
    with prove.place() as folder:
        windows = [Journal(folder), Journal(folder)]
        last = [{}, {}]  # what each window entered last
        known = [{}, {}]  # what each window has seen of the other
        for who, step, key, value in steps:
            if step == "put":
                windows[who].put({key: value})
                last[who][key] = (value, known[who].get(key))
            else:
                windows[who].refresh()
                known[who] |= dict(last[1 - who].items())
        read = fresh(folder)
        for key in {*last[0], *last[1]}:
            entered = [side[key] for side in last if key in side]
            unseen = [
                one
                for one, other in ((0, 1), (1, 0))
                if key in last[one] and last[other].get(key, (0, None))[1] is not last[one][key]
            ]
            assert {line.value for line in read.heads(key)} <= {value for value, _ in entered}
            assert {last[one][key][0] for one in unseen} == {line.value for line in read.heads(key)}
