"""What is handed in: every file is graded or reported, whatever it holds; nothing is executed, nothing stops the rest."""

import base64
import contextlib
import json
import os
import random
import zipfile
import zlib

import pytest
from graded import SCRIPT, problems_of, put, table
from made_up import submission

from khaddam_files import grade
from khaddam_files.answers import LARGEST
from khaddam_files.submissions import Pile, Problem, Submission, read_folder


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
    "foreign.json": (lambda p: p.write_bytes(b'{"cells": []}'), "choose the file that the hand-in made"),
    "picture.png": (lambda p: p.write_bytes(b"\x89PNG"), "no file of answers"),
    "utf16.json": (
        lambda p: p.write_bytes(json.dumps(submission("u", 1)).encode("utf-16")),
        "choose the file that the hand-in made",
    ),
    "deep.json": (lambda p: p.write_bytes(b"[" * 200_000), "choose the file that the hand-in made"),
    "huge.json": (huge, "expected at most 16 MB"),
    "bomb.zip": (bomb, "expected at most 16 MB"),
    "torn.zip": (lambda p: p.write_bytes(b"PK\x03\x04 torn"), "The archive cannot be read"),
    "packed-bomb.json": (
        lambda p: p.write_text("KHADDAM-FILES-1:" + packed(b'{"answers": {"a": {"changed": "1", "value": "' + b"x" * 60_000_000)),
        "choose the file that the hand-in made",
    ),
    "link.json": (lambda p: p.symlink_to("/etc/passwd"), "a link and not a file"),
    "folder-link": (lambda p: p.symlink_to("/etc", target_is_directory=True), "a link and not a file"),
    "pipe.json": (os.mkfifo, "no regular file"),
    "unnamed.json": (
        lambda p: p.write_text(
            json.dumps({"version": 1, "answers": {"ex.03.1.answer": {"value": {}, "changed": "1"}}})
        ),
        "No student number was entered",
    ),
    "formula.json": (lambda p: p.write_text(json.dumps(submission("=cmd|' /C calc'!A0", 5))), "begins like a formula"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_reported_and_stops_nobody(handed_in, tmp_path, name):
    make, sentence = ATTACKS[name]
    make(handed_in / name)
    before = sorted(path.name for path in tmp_path.iterdir())
    grade.grade(handed_in, tmp_path / "out")
    problems = table(tmp_path / "out" / "problems.csv")
    assert [problem["file"].split("/")[0] for problem in problems] == [name] and sentence in problems[0]["problem"]
    assert {f"s{n:05d}" for n in range(7)} <= {row["student_id"] for row in table(tmp_path / "out" / "grades.csv")}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*before, "out"])
    assert not any(row["student_id"].startswith(tuple("=+-@")) for row in table(tmp_path / "out" / "grades.csv"))


def test_names_that_lead_elsewhere_lead_nowhere(handed_in, tmp_path):
    traversal(handed_in / "sent.zip")
    put(handed_in, "evil.json", submission("../../../etc/passwd", 6))
    grade.grade(handed_in, tmp_path / "out")
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
        key: {"value": poisoned(entry["value"]), "changed": entry["changed"]} for key, entry in made["answers"].items()
    }
    made["answers"] |= {f"{SCRIPT}.{n}": {"value": SCRIPT, "changed": "1"} for n in range(3)}
    put(tmp_path / "in", f"{SCRIPT.replace('/', '_')}.json", made)
    grade.grade(tmp_path / "in", tmp_path / "out")
    for page in (tmp_path / "out").rglob("*.html"):
        assert "<script" not in page.read_text(encoding="utf-8"), page


def test_of_two_files_of_one_person_the_newer_counts_and_both_are_told(handed_in, tmp_path):
    old, new = submission("twice", 1), submission("twice", 2)
    put(handed_in, "twice-old.json", old)
    put(handed_in, "a-twice-new.json", new)
    put(handed_in, "twice-copy.json", new)
    grade.grade(handed_in, tmp_path / "out")
    graded = [row for row in table(tmp_path / "out" / "points.csv") if row["student_id"] == "twice"]
    put(tmp_path / "alone", "new.json", new)
    grade.grade(tmp_path / "alone", tmp_path / "out2")
    assert len(graded) == 1 and graded == table(tmp_path / "out2" / "points.csv")
    told = " ".join(problem["problem"] for problem in table(tmp_path / "out" / "problems.csv"))
    assert "with other answers: the newer one counts" in told and "with the same answers" in told


def test_ten_thousand_generated_files_are_each_graded_or_reported(tmp_path):
    """Random damage of every kind: cut, flipped, spliced, foreign, renamed. Count: 10,000 files in archives of 1,000."""
    chance, good = random.Random(20240323), json.dumps(submission("s", 1)).encode()
    kinds = {
        "cut": lambda: good[: chance.randrange(len(good))],
        "flipped": lambda: (
            bytes(b ^ (chance.random() < 0.002) * chance.randrange(1, 256) for b in good[:3000]) + good[3000:]
        ),
        "spliced": lambda: good[: chance.randrange(2000)] + chance.randbytes(50) + good[chance.randrange(2000) :],
        "random": lambda: chance.randbytes(chance.randrange(400)),
        "nested": lambda: (
            b'{"version": 1, "answers": {"student": {"value": ' + b"[" * chance.randrange(2000) + b', "changed": "1"}}}'
        ),
        "odd values": lambda: json.dumps(
            {
                "version": 1,
                "answers": {
                    "student": {
                        "value": chance.choice([1, None, [], {}, "x" * 500, "\ud800", "../x", ""]),
                        "changed": "1",
                    },
                    "ex.03.1.answer": {"value": chance.choice([1, [], {"03.1-1": []}, "x"]), "changed": "2"},
                },
            }
        ).encode(),
    }
    names = list(kinds)
    folder = tmp_path / "in"
    folder.mkdir()
    for part in range(10):
        with zipfile.ZipFile(folder / f"{part}.zip", "w", zipfile.ZIP_STORED) as archive:
            for number in range(1000):
                kind = names[number % len(names)]
                archive.writestr(f"{number}-{kind}.json", kinds[kind]())
    read = list(read_folder(folder))
    assert len(read) == 10_000 and all(isinstance(one, Submission | Problem) for one in read)
    assert (
        sum(isinstance(one, Problem) for one in read) > 1000 and sum(isinstance(one, Submission) for one in read) > 1000
    )
    counted = grade.grade(folder, tmp_path / "out")
    told = {problem["file"] for problem in table(tmp_path / "out" / "problems.csv")}
    with contextlib.closing(Pile()) as pile:
        pile.read(folder)
        graded = {person.file for person in pile.people()}
    assert counted["students"] == len(graded) == len(table(tmp_path / "out" / "grades.csv"))
    assert {one.file for one in read} == told | graded, "every file is graded or told of"


def test_one_name_twice_in_an_archive_and_files_without_a_number_are_told_apart(tmp_path):
    unnamed = submission("", 1)
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "sent.zip", "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("answers.json", json.dumps(submission("s1", 1)))
        archive.writestr("answers.json", json.dumps(submission("s2", 2)))
        for person in ("one", "two"):
            archive.writestr(f"{person}/answers.json", json.dumps(unnamed))
    grade.grade(folder, tmp_path / "out")
    graded = {row["student_id"] for row in table(tmp_path / "out" / "grades.csv")}
    assert graded == {"s1", "s2", "sent.zip/one/answers", "sent.zip/two/answers"}
    assert len(problems_of(tmp_path / "out")) == 2


def test_an_archive_member_is_never_larger_than_what_is_read(tmp_path):
    bomb(tmp_path / "b.zip")
    (problem,) = read_folder(tmp_path)
    assert isinstance(problem, Problem) and f"{LARGEST / 1e6:.0f} MB" in problem.why
