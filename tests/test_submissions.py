"""What is handed in: every file is graded or reported, whatever it holds; nothing is executed,
nothing stops the rest."""

import base64
import contextlib
import io
import json
import os
import random
import re
import struct
import zipfile
import zlib

import pytest
from graded import SCRIPT, problems_of, put, table
from made_up import a_class, submission

from khaddam_files.answers import LARGEST_FILE, Entry
from khaddam_files.grading import class_answers, run
from khaddam_files.grading.submissions import (
    Pile,
    Problem,
    Submission,
    archives,
    files,
    read_folder,
)
from khaddam_files.grading.submissions.identity import LONGEST_NUMBER, cleaned


def packed(text):
    return base64.b64encode(zlib.compress(text, 9)).decode()


def huge(path):
    with open(path, "wb") as stream:
        stream.truncate(1_000_000_000)


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"0" * 200_000_000)


def traversal(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.json", json.dumps(submission("escapee", 3)))
        archive.writestr("/absolute.json", json.dumps(submission("absolute", 4)))


ATTACKS = {
    "empty.json": (lambda p: p.write_bytes(b""), "choose the file that the hand-in made"),
    "foreign.json": (
        lambda p: p.write_bytes(b'{"cells": []}'),
        "choose the file that the hand-in made",
    ),
    "picture.png": (lambda p: p.write_bytes(b"\x89PNG"), "no file of answers"),
    "deep.json": (lambda p: p.write_bytes(b"[" * 200_000), "choose the file that the hand-in made"),
    "huge.json": (huge, "expected at most 16 MB"),
    "bomb.zip": (bomb, "expected at most 16 MB"),
    "torn.zip": (lambda p: p.write_bytes(b"PK\x03\x04 torn"), "The archive cannot be read"),
    "packed-bomb.json": (
        lambda p: p.write_text(
            "KHADDAM-FILES-1:"
            + packed(b'{"answers": {"a": {"changed": "1", "value": "' + b"x" * 60_000_000)
        ),
        "choose the file that the hand-in made",
    ),
    "link.json": (lambda p: p.symlink_to("/etc/passwd"), "a link and not a file"),
    "folder-link": (
        lambda p: p.symlink_to("/etc", target_is_directory=True),
        "a link and not a file",
    ),
    "pipe.json": (os.mkfifo, "no regular file"),
    "unnamed.json": (
        lambda p: p.write_text(
            json.dumps(
                {"version": 1, "answers": {"ex.03.5.answer": {"value": "S8.1", "changed": "1"}}}
            )
        ),
        "No student number was entered",
    ),
    "formula.json": (
        lambda p: p.write_text(json.dumps(submission("=cmd|' /C calc'!A0", 5))),
        "reads like a formula",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_reported_and_stops_nobody(handed_in, tmp_path, name):
    make, sentence = ATTACKS[name]
    make(handed_in / name)
    before = sorted(path.name for path in tmp_path.iterdir())
    run.grade(handed_in, tmp_path / "out")
    problems = table(tmp_path / "out" / "problems.csv")
    assert [problem["file"].split("/")[0] for problem in problems] == [
        name
    ] and sentence in problems[0]["problem"]
    assert {f"s{n:05d}" for n in range(7)} <= {
        row["student_id"] for row in table(tmp_path / "out" / "grades.csv")
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*before, "out"])
    assert not any(
        row["student_id"].startswith(tuple("=+-@"))
        for row in table(tmp_path / "out" / "grades.csv")
    )


def test_names_that_lead_elsewhere_lead_nowhere(handed_in, tmp_path):
    traversal(handed_in / "sent.zip")
    put(handed_in, "evil.json", submission("../../../etc/passwd", 6))
    run.grade(handed_in, tmp_path / "out")
    assert {"escapee", "absolute", "../../../etc/passwd"} <= {
        row["student_id"] for row in table(tmp_path / "out" / "grades.csv")
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]
    assert len(list((tmp_path / "out" / "feedback").iterdir())) == 10


def test_a_script_in_every_field_is_only_ever_text(tmp_path):
    def poisoned(value):
        if isinstance(value, dict):
            return {key: poisoned(inner) for key, inner in value.items()}
        return value + SCRIPT if isinstance(value, str) else value

    made = submission("s1", 1)
    made["answers"] = {
        key: {"value": poisoned(entry["value"]), "changed": entry["changed"]}
        for key, entry in made["answers"].items()
    }
    made["answers"] |= {f"{SCRIPT}.{n}": {"value": SCRIPT, "changed": "1"} for n in range(3)}
    put(tmp_path / "in", f"{SCRIPT.replace('/', '_')}.json", made)
    run.grade(tmp_path / "in", tmp_path / "out")
    for page in (tmp_path / "out").rglob("*.html"):
        assert "<script" not in page.read_text(encoding="utf-8"), page


def test_of_two_files_of_one_person_the_newer_counts_and_both_are_told(handed_in, tmp_path):
    old, new = submission("twice", 1), submission("twice", 2)
    put(handed_in, "twice-old.json", old)
    put(handed_in, "a-twice-new.json", new)
    put(handed_in, "twice-copy.json", new)
    run.grade(handed_in, tmp_path / "out")
    graded = [row for row in table(tmp_path / "out" / "points.csv") if row["student_id"] == "twice"]
    put(tmp_path / "alone", "new.json", new)
    run.grade(tmp_path / "alone", tmp_path / "out2")
    assert len(graded) == 1 and graded == table(tmp_path / "out2" / "points.csv")
    told = " ".join(problem["problem"] for problem in table(tmp_path / "out" / "problems.csv"))
    assert (
        "of each answer the newest counts, from this file 0 of" in told
        and "with the same answers" in told
    )


def test_four_hundred_generated_files_are_each_graded_or_reported(tmp_path):
    """Random damage of every kind: cut, flipped, spliced, foreign, renamed. Count: 400 files in
    archives of 40."""
    chance, good = random.Random(20240323), json.dumps(submission("s", 1)).encode()
    kinds = {
        "cut": lambda: good[: chance.randrange(len(good))],
        "flipped": lambda: (
            bytes(b ^ (chance.random() < 0.002) * chance.randrange(1, 256) for b in good[:3000])
            + good[3000:]
        ),
        "spliced": lambda: (
            good[: chance.randrange(2000)] + chance.randbytes(50) + good[chance.randrange(2000) :]
        ),
        "random": lambda: chance.randbytes(chance.randrange(400)),
        "nested": lambda: (
            b'{"version": 1, "answers": {"student": {"value": '
            + b"[" * chance.randrange(2000)
            + b', "changed": "1"}}}'
        ),
        "odd values": lambda: json.dumps(
            {
                "version": 1,
                "answers": {
                    "student": {
                        "value": chance.choice([1, None, [], {}, "x" * 500, "\ud800", "../x", ""]),
                        "changed": "1",
                    },
                    "ex.03.1.answer": {
                        "value": chance.choice([1, [], {"03.1-1": []}, "x"]),
                        "changed": "2",
                    },
                },
            }
        ).encode(),
    }
    names = list(kinds)
    folder = tmp_path / "in"
    folder.mkdir()
    for part in range(10):
        with zipfile.ZipFile(folder / f"{part}.zip", "w", zipfile.ZIP_STORED) as archive:
            for number in range(40):
                kind = names[number % len(names)]
                archive.writestr(f"{number}-{kind}.json", kinds[kind]())
    read = {one.file: type(one) for one in read_folder(folder)}
    assert len(read) == 400 and set(read.values()) == {Submission, Problem}
    assert min(list(read.values()).count(kind) for kind in (Submission, Problem)) > 40
    counted = run.grade(folder, tmp_path / "out")
    told = {problem["file"] for problem in table(tmp_path / "out" / "problems.csv")}
    with contextlib.closing(Pile()) as pile:
        pile.read(folder)
        graded = {person.file for person in pile.people()}
    assert counted["students"] == len(graded) == len(table(tmp_path / "out" / "grades.csv"))
    assert set(read) == told | graded, "every file is graded or told of"


def test_one_name_twice_in_an_archive_and_files_without_a_number_are_told_apart(tmp_path):
    unnamed = submission("", 1)
    folder = tmp_path / "in"
    folder.mkdir()
    with (
        zipfile.ZipFile(folder / "sent.zip", "w") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr("answers.json", json.dumps(submission("s1", 1)))
        archive.writestr("answers.json", json.dumps(submission("s2", 2)))
        for person in ("one", "two"):
            archive.writestr(f"{person}/answers.json", json.dumps(unnamed))
    run.grade(folder, tmp_path / "out")
    graded = {row["student_id"] for row in table(tmp_path / "out" / "grades.csv")}
    assert graded == {"s1", "s2", "sent.zip/one/answers", "sent.zip/two/answers"}
    assert len(problems_of(tmp_path / "out")) == 2


def test_an_archive_member_is_never_larger_than_what_is_read(tmp_path):
    bomb(tmp_path / "b.zip")
    (problem,) = read_folder(tmp_path)
    assert isinstance(problem, Problem) and f"{LARGEST_FILE / 1e6:.0f} MB" in problem.why


# ---------------------------------------------------------------- archives, as a whole


def overlapping(path, entries=20_000):
    """An archive whose files are all one stretch of it: 1 MB that would take hours."""
    body = (
        b'{"version": 1, "answers": {"a": {"value": "'
        + b"a" * 4_900_000
        + (b'", "changed": "2026"}}}')
    )
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezed.compress(body) + squeezed.flush()
    sizes = (zlib.crc32(body), len(data), len(body))
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, *sizes, 6, 0) + b"x.json" + data
    entry = (
        b"PK\1\2"
        + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 0, *sizes, 6, 0, 0, 0, 0, 0, 0)
        + b"x.json"
    )
    end = b"PK\5\6" + struct.pack(
        "<HHHHIIH", 0, 0, entries, entries, entries * len(entry), len(local), 0
    )
    path.write_bytes(local + entry * entries + end)


def many(path):
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(archives.MOST_FILES + 1):
            archive.writestr(f"{number}.json", b"")


def lzma_damaged(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.json", json.dumps(submission("s1", 1)))
        place = archive.infolist()[0].header_offset
    raw = bytearray(path.read_bytes())
    raw[place + 200 : place + 400] = bytes(200)
    path.write_bytes(raw)


def within(path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.json", json.dumps(submission("s1", 1)))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())


@pytest.mark.parametrize(
    "make, told",
    [
        (overlapping, "lie over each other"),
        (many, "expected at most 20000"),
        (lzma_damaged, "It cannot be unpacked (LZMAError)"),
        (within, "an archive within an archive"),
    ],
)
def test_an_archive_is_refused_or_told_and_the_others_are_graded(handed_in, tmp_path, make, told):
    make(handed_in / "sent.zip")
    run.grade(handed_in, tmp_path / "out", only=["01"])
    (problem,) = table(tmp_path / "out" / "problems.csv")
    assert problem["file"].startswith("sent.zip") and told in problem["problem"]
    assert len(table(tmp_path / "out" / "grades.csv")) == 7


@pytest.mark.parametrize(
    "limit, told", [("MOST_BYTES", "MB came out of it"), ("MOST_SECONDS", "seconds of work")]
)
def test_an_archive_stops_where_it_has_cost_too_much_as_a_whole(tmp_path, monkeypatch, limit, told):
    whole = json.dumps(submission("s1", 1))
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.json", whole)
    monkeypatch.setattr(archives, limit, 2.5 * len(whole) if limit == "MOST_BYTES" else -1)
    *read, problem = read_folder(tmp_path)
    assert len(read) == (2 if limit == "MOST_BYTES" else 0)
    assert told in problem.why and f"stopped after {len(read)} of its 3 files" in problem.why


@pytest.mark.parametrize(
    "error", [RecursionError, MemoryError, ZeroDivisionError, KeyError, OSError]
)
@pytest.mark.parametrize("packed_up", [False, True])
def test_whatever_a_file_raises_it_is_named_and_the_rest_goes_on(
    tmp_path, monkeypatch, error, packed_up
):
    for name in ("bad", "good"):
        made = json.dumps(submission(name, 1))
        if packed_up:
            with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
                archive.writestr("a.json", made)
        else:
            (tmp_path / f"{name}.json").write_text(made)
    read = files.read_export

    def raising(raw):
        if b'"bad"' in raw:
            raise error
        return read(raw)

    monkeypatch.setattr(files, "read_export", raising)
    problem, good = read_folder(tmp_path)
    assert "bad" in problem.file and good.student == "good"
    class_answers.answers_of.cache_clear()
    assert len(class_answers.answers_of(str(tmp_path))) == 1


def test_what_one_person_handed_in_stops_nobody_while_it_is_graded(
    handed_in, tmp_path, monkeypatch
):
    def raising(kept, given, only):
        if kept.get("08.headline.1") == "Leaders met, version 3":
            raise MemoryError
        return points(kept, given, only)

    points = run.points
    monkeypatch.setattr(run, "points", raising)
    assert run.grade(handed_in, tmp_path / "out")["students"] == 6
    (problem,) = table(tmp_path / "out" / "problems.csv")
    assert (
        problem["file"] == "answers (3).json"
        and "s00003 could not be graded (MemoryError)" in problem["problem"]
    )
    assert (
        len(table(tmp_path / "out" / "points.csv"))
        == len(list((tmp_path / "out" / "feedback").iterdir()))
        == 6
    )


@pytest.mark.parametrize("made", [-1e15, -1, 0, 1e9, 1e15])
def test_answers_from_the_future_count_whatever_the_drive_says_of_the_file(made):
    with contextlib.closing(Pile()) as pile:
        pile.add(
            Submission(
                "a.json",
                "s1",
                False,
                made,
                "",
                {"09.what": Entry("later", "9999-12-31T23:59:59.999Z")},
            )
        )
        (person,) = pile.people()
    assert person.answers == {"09.what": "later"} and [
        "ran ahead" in problem.why for problem in pile.problems
    ] == [True]


# ---------------------------------------------------------------- folders that change


def test_a_folder_that_cannot_be_read_is_told(handed_in, tmp_path, monkeypatch):
    put(handed_in / "b", "a.json", submission("hidden", 1))
    scandir = os.scandir

    def refusing(place):
        if not isinstance(place, int) and os.fspath(place).endswith("b"):
            raise PermissionError(13, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", refusing)
    run.grade(handed_in, tmp_path / "out", only=["01"])
    told = table(tmp_path / "out" / "problems.csv")
    assert [(row["file"], "nothing in it is graded" in row["problem"]) for row in told] == [
        ("b", True)
    ]


def test_files_that_come_go_or_change_while_the_folder_is_read_are_told(handed_in, tmp_path):
    def meanwhile(done, total):
        if done == 1:
            put(handed_in / "sub", "late.json", submission("late", 9))
            (handed_in / "answers (5).json").unlink()
            (handed_in / "answers (0).json").unlink()
            put(handed_in, "answers (2).json", submission("s00002", 99))

    counted = run.grade(handed_in, tmp_path / "out", only=["01"], reading=meanwhile)
    told = {row["file"]: row["problem"] for row in table(tmp_path / "out" / "problems.csv")}
    assert counted["students"] == len(table(tmp_path / "out" / "grades.csv")) == 6
    assert (
        "came while the folder was read" in told["sub/late.json"]
        and "changed while" in told["answers (2).json"]
    )
    assert "No such file" in told["answers (5).json"] or "taken away" in told["answers (5).json"]
    assert "taken away while" in told["answers (0).json"]


def test_a_folder_deeper_than_python_can_call_itself_is_read(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    depth, here = 1200, os.getcwd()
    try:
        os.chdir(place)
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        assert list(read_folder(place)) == []
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")
    finally:
        os.chdir(here)


@pytest.mark.parametrize("where", ["in/grades", "in"])
def test_grades_among_what_was_handed_in_are_not_read_as_answers(handed_in, tmp_path, where):
    for _ in range(2):
        assert run.grade(handed_in, tmp_path / where, only=["01"])["problems"] == 0


def test_files_of_a_file_manager_are_told_in_one_line(tmp_path):
    for name in (".DS_Store", "__MACOSX/._answers.json", "Thumbs.db"):
        put(tmp_path, name, b"\0")
    (problem,) = read_folder(tmp_path)
    assert problem.why.startswith("3 files are those of a file manager")


# ---------------------------------------------------------------- not whole


@pytest.mark.parametrize("damage", ["torn", "changed", "foreign version"])
def test_what_is_not_whole_is_marked_wherever_it_is_scored(tmp_path, damage):
    folder, out = a_class(tmp_path / "in", 2), tmp_path / "out"
    first = folder / "answers (0).json"
    whole = first.read_text(encoding="utf-8")
    first.write_text(
        {
            "torn": whole[: len(whole) // 2],
            "changed": whole.replace("nobody", "no one", 1),
            "foreign version": whole.replace('"version": 2', '"version": 7'),
        }[damage],
        encoding="utf-8",
    )
    run.grade(folder, out)
    told = [row["problem"] for row in table(out / "problems.csv") if row["file"] == first.name]
    assert any("marked as not whole" in why for why in told)
    comments = [row["comments"] for row in table(out / "grades.csv")]
    assert [one.startswith("NOT WHOLE: The file") for one in comments] == [True, False]
    pages = [path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir()]
    assert sum("What was handed in is not whole" in page for page in pages) == 1


# ---------------------------------------------------------------- who it is


@pytest.mark.parametrize(
    "entered, read",
    [
        ("  0012345 ", "0012345"),
        ("S 12\n3", "S 12 3"),
        ("\u200b12\ufeff3\u202e\x00", "123"),
        ("１２３", "123"),
        ("12\u3164\u2800\ufe0f3", "123"),
        ("\u200b\x00 ", ""),
        (12345, "12345"),
        (True, ""),
        ([1], ""),
        (None, ""),
    ],
)
def test_a_student_number_has_one_form(entered, read):
    assert cleaned(entered) == read


def test_two_long_numbers_stay_two():
    one, other = ("x" * 500 + end for end in "ab")
    assert cleaned(one) != cleaned(other) and len(cleaned(one)) <= LONGEST_NUMBER


@pytest.mark.parametrize(
    "one, other",
    [
        ("S123", "s123"),
        ("00 12 345", "12345"),
        ("a-01", "A01"),
        ("O12", "012"),
        ("Х12", "X12"),
        ("١٢٣", "123"),
    ],
)
def test_numbers_that_are_nearly_equal_are_pointed_out(tmp_path, one, other):
    for number, student in enumerate((one, other)):
        put(tmp_path / "in", f"{number}.json", submission(student, number))
    counted = run.grade(tmp_path / "in", tmp_path / "out", only=["01"])
    assert counted["students"] == 2 and [
        f"is nearly {one}" in why for why in problems_of(tmp_path / "out")
    ] == [True]


def test_who_has_no_number_never_takes_the_place_of_somebody_who_has(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    put(folder, "12345.json", submission("", 1))
    put(folder, "12345.txt", submission("", 2))
    put(folder, "z.json", submission("12345", 3))
    put(folder, "zz.json", submission("12345.json", 4))
    assert run.grade(folder, out)["students"] == 4
    names = [row["student_id"] for row in table(out / "grades.csv")]
    assert len(set(names)) == 4 and names[2:] == ["12345", "12345.json"]
    assert len(list((out / "feedback").iterdir())) == 4


def test_a_page_is_never_written_over_by_anothers(tmp_path, monkeypatch):
    alike = "12345678", "12345678.   .. .  . .   . . ..   .!"
    assert run.file_name(alike[0]) != run.file_name(alike[1])
    file_name = run.file_name
    monkeypatch.setattr(run, "file_name", lambda student, digits=0: file_name(student, digits))
    for number, student in enumerate(("a.", "a..")):
        put(tmp_path / "in", f"{number}.json", submission(student, number))
    run.grade(tmp_path / "in", tmp_path / "out")
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "out" / "feedback").iterdir()]
    assert sorted(re.search("<h1>Feedback for (.*?):", page)[1] for page in pages) == ["a.", "a.."]


# ---------------------------------------------------------------- several files of one person


def dated(student, changed, **answers):
    made = {"student": student} | {
        f"ex.{key[1:].replace('_', '.')}.answer": value for key, value in answers.items()
    }
    return {
        "version": 1,
        "answers": {key: {"value": value, "changed": changed} for key, value in made.items()},
    }


def pile_of(folder):
    with contextlib.closing(Pile()) as pile:
        pile.read(folder)
        return list(pile.people()), pile.problems


def test_two_routes_of_one_person_are_put_together_item_by_item(tmp_path):
    put(
        tmp_path,
        "a.json",
        dated(
            "s1", "2026-11-01T10:00:00Z", t05_1={"05.1-1": "same", "05.1-2": "old"}, t03_5="S8.1"
        ),
    )
    put(
        tmp_path,
        "b.json",
        dated("s1", "2026-11-02T10:00:00Z", t05_1={"05.1-2": "new"}, t07_5="S9.1"),
    )
    (person,), problems = pile_of(tmp_path)
    assert person.answers == {
        "ex.05.1.answer": {"05.1-1": "same", "05.1-2": "new"},
        "ex.03.5.answer": "S8.1",
        "ex.07.5.answer": "S9.1",
    }
    assert [
        (one.file, re.search(r"from this file (\d of \d)", one.why)[1]) for one in problems
    ] == [
        ("a.json", "2 of 3"),
        ("b.json", "2 of 2"),
    ]


@pytest.mark.parametrize("changed", ["zzzz", "25/11/2026", ""])
def test_an_answer_without_a_time_is_the_oldest(tmp_path, changed):
    put(tmp_path, "b.json", dated("s1", changed, t03_5="no time"))
    put(tmp_path, "a.json", dated("s1", "2020-01-01T10:00:00Z", t03_5="a time"))
    assert pile_of(tmp_path)[0][0].answers == {"ex.03.5.answer": "a time"}


def test_a_time_in_the_future_counts_as_that_of_its_file(tmp_path):
    ahead = put(tmp_path, "a.json", dated("s1", "2999-01-01T10:00:00Z", t03_5="from the future"))
    os.utime(ahead, (1_600_000_000, 1_600_000_000))
    put(tmp_path, "b.json", dated("s1", "2026-01-01T10:00:00Z", t03_5="later in truth"))
    (person,), problems = pile_of(tmp_path)
    assert person.answers == {"ex.03.5.answer": "later in truth"}
    assert any(
        one.file == "a.json" and "clock of this device ran ahead" in one.why for one in problems
    )


def test_the_time_is_read_as_a_time(tmp_path):
    put(tmp_path, "a.json", dated("s1", "2026-11-02T23:00:00+14:00", t03_5="earlier"))
    put(tmp_path, "b.json", dated("s1", "2026-11-02T10:00:00.000Z", t03_5="later"))
    assert pile_of(tmp_path)[0][0].answers == {"ex.03.5.answer": "later"}


def test_a_first_answer_stays_the_first(tmp_path):
    for name, day, choice in (("a", 1, "one"), ("b", 2, "two")):
        made = dated("s1", f"2026-11-0{day}T10:00:00Z")
        entry = {"value": {"05.1-1": choice}, "changed": f"2026-11-0{day}T10:00:00Z"}
        made["answers"] |= {"ex.05.1.first": entry, "ex.05.1.answer": entry}
        put(tmp_path, f"{name}.json", made)
    assert pile_of(tmp_path)[0][0].answers == {
        "ex.05.1.first": {"05.1-1": "one"},
        "ex.05.1.answer": {"05.1-1": "two"},
    }


def test_two_people_under_one_number_are_pointed_out(tmp_path):
    put(tmp_path, "a.json", submission("s1", 1))
    put(tmp_path, "b.json", submission("s1", 2))
    _, problems = pile_of(tmp_path)
    assert any("not two people with one number" in one.why for one in problems)


def test_the_class_view_puts_two_routes_together(tmp_path):
    put(tmp_path, "a.json", dated("s1", "2026-11-01T10:00:00Z", t03_5="S8.1"))
    put(tmp_path, "b.json", dated("s1", "2026-11-02T10:00:00Z", t07_5="S9.1"))
    class_answers.answers_of.cache_clear()
    assert class_answers.answers_of(str(tmp_path)) == [
        {"ex.03.5.answer": "S8.1", "ex.07.5.answer": "S9.1"}
    ]
