"""The folder of grades holds one whole set of tables and pages at any moment, whatever stops the
command."""

import os
import signal
import subprocess
import sys

import pytest
from graded import fill, problems_of, put, table
from made_up import submission

from khaddam_files.answers import folders
from khaddam_files.grading import free_answers, grades_folder, run

TABLES = ("grades.csv", "points.csv")


def state(out):
    """Every file of a set with its content; what is kept of earlier ones stands apart."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.relative_to(out).parts[0]
        not in (grades_folder.WORK_FOLDER, grades_folder.EARLIER_FOLDER)
    }


@pytest.fixture
def graded(handed_in, tmp_path):
    """(folder, out) with a set that the next run will change."""
    out = tmp_path / "out"
    run.grade(handed_in, out, only=["01"])
    fill(out, lambda row: ("3", "well argued"))
    put(handed_in, "another.json", submission("another", 9))
    return handed_in, out


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_stopped_at_any_write_the_last_set_stands_whole(graded, monkeypatch, capsys, error):
    folder, out = graded
    before = state(out)
    calls = [0]
    for stop in (1, 2, 3, 7):
        calls[0] = 0
        row = run.Table.row

        def writing(self, cells, stop=stop, row=row):
            calls[0] += 1
            if calls[0] == stop:
                raise error
            return row(self, cells)

        monkeypatch.setattr(run.Table, "row", writing)
        assert run.main([str(folder), "--out", str(out), "--only", "01"]) == (
            130 if error is KeyboardInterrupt else 1
        )
        monkeypatch.setattr(run.Table, "row", row)
        assert state(out) == before
        said = capsys.readouterr().err.splitlines()
        assert [line for line in said if line and "[#" not in line] and "Traceback" not in "".join(
            said
        )


def test_a_rename_that_is_refused_leaves_the_last_set(graded, monkeypatch):
    folder, out = graded
    before, replace = state(out), os.replace
    for number in range(2, 30):
        calls = [0]

        def refusing(source, target, number=number, calls=calls):
            calls[0] += 1
            if calls[0] == number:
                raise PermissionError(13, "It is open", str(target))
            replace(source, target)

        monkeypatch.setattr(os, "replace", refusing)
        try:
            run.grade(folder, out, only=["01"])
        except PermissionError:
            monkeypatch.setattr(os, "replace", replace)
            assert {name: held for name, held in state(out).items() if name != "free.csv"} == {
                name: held for name, held in before.items() if name != "free.csv"
            }
            assert {row["level"] for row in table(out / "free.csv", "utf-8-sig")} >= {"3"}
        else:
            break
        finally:
            monkeypatch.setattr(os, "replace", replace)
    assert number > 8 and len(table(out / "grades.csv")) == 8


KILLED = """
import os, signal, sys
from khaddam_files.grading import free_answers, grades_folder, run
replace, left = os.replace, [int(sys.argv[3])]
def killing(source, target):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)
os.replace = killing
run.grade(sys.argv[1], sys.argv[2], only=["01"])
"""


def test_killed_at_each_rename_a_set_is_whole_or_says_so_and_the_next_run_completes_it(
    graded, tmp_path
):
    folder, out = graded
    before, killed = state(out), 0
    for number in (0, 1, 2, 3, 5, 8, 13):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, folder, out, str(number)], capture_output=True
        )
        killed += done.returncode == -signal.SIGKILL
        now = state(out)
        assert {row["level"] for row in table(out / "free.csv", "utf-8-sig")} >= {"3"}, (
            "levels stand at any moment"
        )
        tables = [len(table(out / name)) for name in TABLES if name in now]
        assert "NOT-WHOLE.txt" in now or (tables in ([7, 7], [8, 8]) and len(now) >= len(before)), (
            number
        )
    assert killed >= 5
    run.grade(folder, out, only=["01"])
    after = state(out)
    assert "NOT-WHOLE.txt" not in after and [len(table(out / name)) for name in TABLES] == [8, 8]
    assert len(list((out / "feedback").iterdir())) == 8 and problems_of(out) == []


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_in_one_sentence(graded, number, code):
    folder, out = graded
    before = state(out)
    script = (
        "import os, signal, sys\nfrom khaddam_files.grading import run\n"
        # who starts the tests in the background has Ctrl+C ignored, and hands that down
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "pages = run.feedback\n"
        f"def signalled(*given):\n    os.kill(os.getpid(), {int(number)})\n    return "
        "pages(*given)\n"
        "run.feedback = signalled\nsys.exit(run.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, folder, "--out", out], capture_output=True, text=True
    )
    assert done.returncode == code and state(out) == before
    assert (
        "Traceback" not in done.stderr and f"Stopped: nothing in {out} was changed" in done.stderr
    )


def test_a_second_run_at_the_same_time_says_so_and_stops(graded, capsys):
    folder, out = graded
    before = state(out)
    with grades_folder.GradesFolder(out):
        assert run.main([str(folder), "--out", str(out)]) == 1
    said = capsys.readouterr().err.strip()
    assert (
        said.startswith("Another run is writing into")
        and said.count("\n") == 0
        and state(out) == before
    )
    assert run.main([str(folder), "--out", str(out)]) == 0, (
        "the lock is gone with the run that held it"
    )


def test_a_drive_without_locks_is_told_and_graded_all_the_same(graded, monkeypatch, capsys):
    folder, out = graded

    def refused(*_lock):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(folders.fcntl, "flock", refused)
    assert run.main([str(folder), "--out", str(out)]) == 0
    assert "This drive has no locks" in capsys.readouterr().err and any(
        "no locks" in why for why in problems_of(out)
    )


def test_pages_of_people_who_left_go_and_those_that_others_laid_there_stay(handed_in, tmp_path):
    out = tmp_path / "out"
    run.grade(handed_in, out, only=["01"])
    put(out, "feedback/notes of the teacher.txt", b"mine")
    (handed_in / "answers (3).json").unlink()
    run.grade(handed_in, out, only=["01"])
    names = {path.name for path in (out / "feedback").iterdir()}
    assert (
        len(names) == 7
        and "notes of the teacher.txt" in names
        and not any("s00003" in name for name in names)
    )


def test_a_table_or_page_that_was_changed_by_hand_is_kept_and_told(handed_in, tmp_path):
    out = tmp_path / "out"
    run.grade(handed_in, out, only=["01"])
    page = next((out / "feedback").iterdir())
    for path in (out / "grades.csv", page):
        path.write_text("changed by hand")
    run.grade(handed_in, out, only=["01"])
    kept = {
        path.name
        for path in (out / "earlier").iterdir()
        if path.read_text(encoding="utf-8") == "changed by hand"
    }
    assert kept == {"grades-0001.csv", f"{page.stem}-0001.html"}
    assert sum("changed since it was made" in why for why in problems_of(out)) == 2


def test_a_folder_of_version_0_2_0_is_taken_over_and_nothing_of_it_is_thrown_away(
    handed_in, tmp_path
):
    out = tmp_path / "out"
    for name in ("grades.csv", "feedback/s1-aaaaaa.html", "free/01.9.html"):
        put(out, name, b"old")
    code = free_answers.code_of("s00001", "01.9")
    put(out, "free.csv", f"answer,task_id,level,comment\r\n{code},01.9,2,seen\r\n".encode())
    run.grade(handed_in, out, only=["01"])
    assert {path.name for path in (out / "earlier").iterdir()} == {
        "grades-0001.csv",
        "feedback-0001",
        "free-0001",
        "free-0001.csv",
    }
    (row,) = (row for row in table(out / "free.csv", "utf-8-sig") if row["answer"] == code)
    assert (row["level"], row["comment"]) == ("2", "seen") and row["text_id"].startswith("t")


def test_no_more_than_the_last_versions_of_free_csv_are_kept(handed_in, tmp_path, monkeypatch):
    monkeypatch.setattr(grades_folder, "MOST_VERSIONS", 3)
    out = tmp_path / "out"
    for number in range(6):
        run.grade(handed_in, out, only=["01"])
        fill(out, lambda row, number=number: ("", f"round {number}"))
        (out / "free.csv").write_text(
            (out / "free.csv").read_text(encoding="utf-8-sig") + "\r\n", encoding="utf-8"
        )
    assert sorted(path.name for path in (out / "earlier").iterdir()) == [
        "free-0003.csv",
        "free-0004.csv",
        "free-0005.csv",
    ]


# ---------------------------------------------------------------- free.csv in a teacher's hands


def test_what_a_teacher_saves_while_the_command_runs_is_taken_in(handed_in, tmp_path):
    out = tmp_path / "out"
    run.grade(handed_in, out)

    def saved(done, total):
        if done == 1:
            fill(out, lambda row: ("3", "an evening's work"))

    run.grade(handed_in, out, progress=saved)
    assert all(
        (row["level"], row["comment"]) == ("3", "an evening's work")
        for row in table(out / "free.csv", "utf-8-sig")
    )
    assert not any("not graded yet" in row["comments"] for row in table(out / "grades.csv"))
    assert [why for why in problems_of(out) if "saved while this ran" in why]


def test_saved_in_the_last_moment_it_is_kept(handed_in, tmp_path, monkeypatch):
    """Between the last look and the rename: the words go into the version that is kept, and that is
    told."""
    out, said = tmp_path / "out", []
    run.grade(handed_in, out, only=["01"])
    fill(out, lambda row: ("2", ""))
    put(handed_in, "another.json", submission("another", 9))
    replace = os.replace

    def late(source, target):
        if str(target).endswith("free.csv"):
            with open(target, "a", encoding="utf-8") as stream:
                stream.write("the last words")
        replace(source, target)

    monkeypatch.setattr(os, "replace", late)
    run.grade(handed_in, out, only=["01"], tell=said.append)
    assert any(
        "the last words" in path.read_text(encoding="utf-8")
        for path in (out / "earlier").glob("free-*.csv")
    )
    assert "in the very moment" in said[0]


def test_taken_away_while_the_command_runs_its_levels_are_written_again(handed_in, tmp_path):
    out = tmp_path / "out"
    run.grade(handed_in, out, only=["01"])
    fill(out, lambda row: ("2", ""))

    def taken(done, total):
        (out / "free.csv").unlink(missing_ok=True)

    run.grade(handed_in, out, only=["01"], progress=taken)
    assert {row["level"] for row in table(out / "free.csv", "utf-8-sig")} == {"2"}
    assert any("taken away while this ran" in why for why in problems_of(out))


def test_saved_in_another_encoding_meanwhile_nothing_is_changed(handed_in, tmp_path, capsys):
    out = tmp_path / "out"
    run.grade(handed_in, out, only=["01"])
    before = state(out)
    spoilt = "answer,task_id,level,comment\na1,01.9,2,“é”\n".encode("cp1252")

    def saved(done, total):
        (out / "free.csv").write_bytes(spoilt)

    with pytest.raises(free_answers.GradeError, match="save it as “CSV UTF-8”"):
        run.grade(handed_in, out, only=["01"], progress=saved)
    assert state(out) == before | {"free.csv": spoilt}


def test_a_link_to_free_csv_stays_a_link(handed_in, tmp_path):
    out, cloud = tmp_path / "out", tmp_path / "cloud.csv"
    out.mkdir()
    cloud.write_text("answer,task_id,level,comment\n")
    (out / "free.csv").symlink_to(cloud)
    run.grade(handed_in, out, only=["01"])
    assert (out / "free.csv").is_symlink() and len(table(cloud, "utf-8-sig")) == 7
