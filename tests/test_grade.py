"""From a folder to grades: every file is graded or reported, nothing is executed, nothing stops the rest."""

import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT
from made_up import a_class, submission

from khaddam_files import check, class_view, compare, grade, markup, widgets
from khaddam_files.answers import CODE, LARGEST, _pack
from khaddam_files.data import records
from khaddam_files.submissions import Problem, Submission, read_folder

SCRIPT = "<script>alert(1)</script>"
FREE = [row["task_id"] for row in records("tasks") if row["kind"] == "free"]


def table(path, encoding="utf-8"):
    with open(path, encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    return path


@pytest.fixture
def handed_in(tmp_path):
    return a_class(tmp_path / "in", 7)


def test_points_of_one_person_counted_by_hand(tmp_path):
    made = submission("s1", 1)
    row = next(row for row in records("tasks") if row["kind"] == "sort" and len(check.items(row["task_id"])) == 20)
    items = check.items(row["task_id"])
    wrong = {item["item_id"]: next(c for c in check.choices(row["task_id"]) if c != item["key"]) for item in items[:5]}
    made["answers"][f"ex.{row['task_id']}.answer"]["value"] = {item["item_id"]: item["key"] for item in items} | wrong
    put(tmp_path / "in", "a.json", made)
    assert grade.grade(tmp_path / "in", tmp_path / "out") == {"students": 1, "problems": 0, "free answers": len(FREE)}
    (graded,) = table(tmp_path / "out" / "points.csv")
    assert float(graded[row["task_id"]]) == row["points"] * 15 / 20
    (total,) = table(tmp_path / "out" / "grades.csv")
    assert list(total) == ["student_id", "score", "comments"] and total["student_id"] == "s1"
    assert float(total["score"]) == pytest.approx(
        sum(float(graded[t]) for t in graded if t != "student_id" and graded[t])
    )
    assert f"{len(FREE)} free answers not graded yet" in total["comments"]


def test_levels_given_by_a_reader_are_taken_in_and_never_lost(handed_in, tmp_path):
    out = tmp_path / "out"
    grade.grade(handed_in, out)
    before = table(out / "grades.csv")
    rows = table(out / "free.csv", "utf-8-sig")
    assert len(rows) == 7 * len(FREE) and not any(row["level"] for row in rows)
    for row in rows:
        row["level"], row["comment"] = "2", "locator Well seen."
    with open(out / "free.csv", "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, grade.FREE)
        writer.writeheader()
        writer.writerows(rows)
    for _ in range(2):
        grade.grade(handed_in, out)
        after = table(out / "grades.csv")
        more = sum(round(check.task(name)["points"] * 2 / 3, 2) for name in FREE)
        for old, new in zip(before, after, strict=True):
            assert float(new["score"]) - float(old["score"]) == pytest.approx(more, abs=0.01)
            assert (
                "not graded yet" not in new["comments"]
                and "Name the paragraph on which this rests. Well seen." in new["comments"]
            )
        assert table(out / "free.csv", "utf-8-sig") == rows
    shutil.rmtree(handed_in)
    grade.grade(a_class(handed_in, 2), out)
    assert len(table(out / "free.csv", "utf-8-sig")) == len(rows), "levels of answers that are gone are kept, too"


def test_free_answers_stand_together_without_names(handed_in, tmp_path):
    grade.grade(handed_in, tmp_path / "out")
    for task_id in FREE:
        page = (tmp_path / "out" / "free" / f"{task_id}.html").read_text(encoding="utf-8")
        assert page.count("<h2>") == 7 and "s0000" not in page and "Level" in markup.plain(page) or "level" in page
        assert all(markup.text(r["description"]) in page for r in records("rubrics") if r["task_id"] == task_id)


def test_bom_where_it_is_asked_for(handed_in, tmp_path):
    grade.grade(handed_in, tmp_path / "with", bom=True)
    grade.grade(handed_in, tmp_path / "without")
    assert (tmp_path / "with" / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "without" / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")


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
    "empty.json": (lambda p: p.write_bytes(b""), "choose the file that the export cell made"),
    "foreign.json": (lambda p: p.write_bytes(b'{"cells": []}'), "choose the file that the export cell made"),
    "picture.png": (lambda p: p.write_bytes(b"\x89PNG"), "no file of answers"),
    "utf16.json": (
        lambda p: p.write_bytes(json.dumps(submission("u", 1)).encode("utf-16")),
        "choose the file that the export cell made",
    ),
    "deep.json": (lambda p: p.write_bytes(b"[" * 200_000), "choose the file that the export cell made"),
    "huge.json": (huge, "expected at most 5 MB"),
    "bomb.zip": (bomb, "expected at most 5 MB"),
    "torn.zip": (lambda p: p.write_bytes(b"PK\x03\x04 torn"), "The archive cannot be read"),
    "packed-bomb.json": (
        lambda p: p.write_text(CODE + _pack(b'{"answers": {"a": {"changed": "1", "value": "' + b"x" * 60_000_000)),
        "choose the file that the export cell made",
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
    assert not any(row["student_id"].startswith(grade.FORMULA) for row in table(tmp_path / "out" / "grades.csv"))


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
    chosen, _ = grade.choose(folder)
    assert counted["students"] == len(chosen) == len(table(tmp_path / "out" / "grades.csv"))
    assert {one.file for one in read} == told | set(chosen.values()), "every file is graded or told of"


def test_the_command_line(handed_in, tmp_path, capsys):
    assert grade.main([str(handed_in), "--out", str(tmp_path / "out"), "--bom"]) == 0
    assert "7 students, 0 problems" in capsys.readouterr().out
    assert grade.main([str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert "is no folder: give the one that holds the handed-in files" in capsys.readouterr().err


# ---------------------------------------------------------------- the class view


@pytest.fixture(autouse=True)
def forget():
    class_view.answers_of.cache_clear()


def test_spread_counted_by_hand(tmp_path):
    folder = tmp_path / "in"
    item = check.items("03.1")[0]
    others = [choice for choice in check.choices("03.1") if choice != item["key"]]
    for number, choice in enumerate([item["key"]] * 4 + [others[0]] * 2):
        made = submission(f"s{number}", number)
        made["answers"]["ex.03.1.answer"]["value"] = {item["item_id"]: choice}
        put(folder, f"{number}.json", made)
    rows = class_view.spread(str(folder), "03.1").frame
    first = rows[rows["item"] == item["text"]]
    assert list(zip(first["answer"], first["people"], first["share"], strict=True)) == [
        (item["key"], 4, 67),
        (others[0], 2, 33),
    ]
    assert set(rows[rows["item"] != item["text"]]["answer"]) == {class_view.SUPPRESSED}


@pytest.mark.parametrize("people, shown", [(0, False), (4, False), (5, True)])
def test_fewer_than_five_answers_are_never_shown(tmp_path, people, shown):
    folder = a_class(tmp_path / "in", people)
    for _, task_id in class_view.task_options():
        made = class_view.spread(str(folder), task_id)
        assert (made.frame["people"].notna().any() if len(made.frame) else False) == shown, task_id
    assert bool(class_view.headline_wall(str(folder)).rows) == shown


def test_the_class_view_names_nobody_and_escapes(tmp_path):
    folder = a_class(tmp_path / "in", 12)
    for number in range(6):
        made = submission(f"disputer{number}", 100 + number)
        made["answers"]["ex.03.1.dispute"] = {"value": {"disputed": True, "reason": SCRIPT}, "changed": "2027"}
        made["answers"]["07.dispute.C002-H2"] = {"value": SCRIPT, "changed": "2027"}
        made["answers"]["08.headline.1"] = {"value": SCRIPT, "changed": "2027"}
        put(folder, f"d{number}.json", made)
    pages = [class_view.most_disputed(str(folder)), class_view.headline_wall(str(folder))]
    pages += [class_view.spread(str(folder), task_id) for _, task_id in class_view.task_options()]
    for made in pages:
        assert "<script" not in made.page() and "disputer" not in made.page() and "s0000" not in made.page()
    assert {"03.1", "C002-H2"} <= {row[0] for row in pages[0].rows}


def test_a_number_gets_its_median(tmp_path):
    task_id = next(row["task_id"] for row in records("tasks") if row["kind"] == "number")
    folder = tmp_path / "in"
    for number, value in enumerate(["1", "2", "2", "3", "٩", "nothing"]):
        made = submission(f"s{number}", number)
        made["answers"][f"ex.{task_id}.answer"]["value"] = value
        put(folder, f"{number}.json", made)
    assert "median 2, middle half from 1.5 to 6" in class_view.spread(str(folder), task_id).sentence


def test_an_archive_member_is_never_larger_than_what_is_read(tmp_path):
    bomb(tmp_path / "b.zip")
    (problem,) = read_folder(tmp_path)
    assert isinstance(problem, Problem) and f"{LARGEST / 1e6:.0f} MB" in problem.why


def test_every_view_of_the_class_through_the_widget(tmp_path):
    folder = a_class(tmp_path / "in", 6)
    box = widgets.class_room(str(folder))
    assert [value for _, value in box.controls["what"].options] == [value for _, value in class_view.view_options()]
    for _, value in box.controls["what"].options:
        box.controls["what"].value = value
        made = class_view.view(str(folder), value)
        assert box.result.value == made.html and markup.plain(box.said.line.value) == markup.plain(
            markup.text(made.sentence)
        )
    a_class(folder, 9)
    box.controls["what"].value = "03.1"
    box.again.click()
    assert "9 people handed in" in markup.plain(box.said.line.value)
    box.controls["place"].value = str(tmp_path / "none")
    assert "is no folder" in markup.plain(box.said.line.value)


def kept_by(folder, *people):
    """One file a person; each is what the guided notebooks keep of that person."""
    for number, kept in enumerate(people):
        entries = {key: {"value": value, "changed": "2026"} for key, value in kept.items()}
        put(folder, f"{number}.json", {"version": 1, "answers": entries})
    return str(folder)


@pytest.mark.parametrize(
    "what, key, ours, other",
    [
        ("02 labels of the links", "02.K01.label", "unknown", "stated"),
        ("04 pairs of voices", "04.pair.war_aim.Assad to Khamenei.Khatami", "differ in priority", "agree"),
        ("04 silences", "04.silence.weapons", "expected", "possible"),
        ("05 right against left", "05.judged.prevent_war.W01.W04", None, "softer"),
        ("05 kinds of change", "05.drift.DR18", "gloss", "hedge"),
        ("08 passages and explanations", "08.HR09.H-a", "inconsistent", "neutral"),
        ("08 claims of the frame", "08.F01.guess", "not in the text", "partly"),
    ],
)
def test_what_a_class_judged_in_the_guided_notebooks_is_counted(tmp_path, what, key, ours, other):
    people = [{key: ours or "same"}] * 2 + [{key: other}] * 3 + [{key: SCRIPT}, {key: ["stated"]}, {"student": "s9"}]
    made = class_view.judged(kept_by(tmp_path / "in", *people), what)
    assert [row[1:] for row in made.rows] == [(other, 3, 60, False), (ours or "same", 2, 40, ours is not None)]
    assert made.rows[0][0] and key not in made.page() and "<script" not in made.page()
    class_view.answers_of.cache_clear()
    few = class_view.judged(kept_by(tmp_path / "few", *people[:4]), what)
    assert few.rows == [] and "1 more by fewer and not shown" in few.sentence


def test_numbers_tickets_and_renderings_of_a_class(tmp_path):
    people = [
        {
            "07.C011.probability": number,
            "07.C011.scorable": compare.SCORABLE_YES,
            "exit.09.assert": f"The bracket is late (S4.6), {number} {SCRIPT}",
            "exit.09.unclear": "Who wrote it?",
            "exit.09.pace": "right" if number < 60 else "too fast",
            "05.rendered.vietnam.W01": f"our own line {number}",
        }
        for number in (10, 20, 30, 60, 90)
    ]
    folder = kept_by(tmp_path / "in", *people)
    (row,) = class_view.probabilities(folder).rows
    assert row[1:] == (5, 10, 15.0, 30, 75.0, 90) and row[0].startswith("C011 Khatami")
    tickets = class_view.exit_tickets(folder)
    assert "The pace was: too slow 0, right 3, too fast 2" in tickets.sentence and "<script" not in tickets.html
    assert tickets.html.count("The bracket is late") == 5
    assert len(class_view.renderings(folder).rows) == 5 and "Vietnam, IRNA" in class_view.renderings(folder).html
    class_view.answers_of.cache_clear()
    four = kept_by(tmp_path / "four", *people[:4])
    for view in (class_view.probabilities, class_view.exit_tickets, class_view.renderings):
        assert view(four).rows == []


def test_sixty_made_up_people_by_the_commands_of_the_guide(tmp_path):
    """What the teacher's guide says to type, typed."""
    guide = (ROOT / "exercises" / "teacher" / "guide.md").read_text(encoding="utf-8")
    made = re.search(r"`\.venv/bin/python (tests/made_up\.py handed-in 60)`", guide).group(1)
    graded = re.search(r"\.venv/bin/python (-m khaddam_files\.grade handed-in --out grades --bom)", guide).group(1)
    for command in (made, graded):
        arguments = command.replace("tests/", f"{ROOT}/tests/").split()
        subprocess.run([sys.executable, *arguments], cwd=tmp_path, check=True, capture_output=True)
    assert len(table(tmp_path / "grades" / "grades.csv", "utf-8-sig")) == 60
    assert len(list((tmp_path / "grades" / "feedback").iterdir())) == 60
    assert "60 people handed in" in class_view.spread(str(tmp_path / "handed-in"), "03.1").sentence
