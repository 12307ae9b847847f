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
from khaddam_files.submissions import FORMULA, Problem, Submission, choose, read_folder

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


def closed_only(folder, *people):
    """One file a person, each with the answers to closed tasks that are given: task_id -> answer."""
    for number, given in enumerate(people):
        entries = {"student": f"s{number}"} | {f"ex.{task_id}.answer": answer for task_id, answer in given.items()}
        made = {key: {"value": value, "changed": "2026"} for key, value in entries.items()}
        put(folder, f"{number}.json", {"version": 1, "answers": made})
    return folder


def fill(out, entries, delimiter=",", encoding="utf-8-sig"):
    """What a grader types into free.csv. entries: row of free.csv -> (level, comment)."""
    rows = table(out / "free.csv", "utf-8-sig")
    for row in rows:
        row["level"], row["comment"] = entries(row)
    with open(out / "free.csv", "w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return rows


def problems_of(out):
    return [row["problem"] for row in table(out / "problems.csv")]


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
    free = sum(check.task(name)["points"] for name in FREE)
    assert re.match(rf"[\d.]+ of [\d.]+ points, of which {free:g} not graded yet", total["comments"])


def test_levels_given_by_a_reader_are_taken_in_and_never_lost(handed_in, tmp_path):
    out = tmp_path / "out"
    grade.grade(handed_in, out)
    before = table(out / "grades.csv")
    assert not any(row["level"] for row in table(out / "free.csv", "utf-8-sig"))
    rows = fill(out, lambda row: ("2", "#good Well seen."))
    assert len(rows) == 7 * len(FREE)
    for _ in range(2):
        grade.grade(handed_in, out)
        after = table(out / "grades.csv")
        more = sum(round(check.task(name)["points"] * 2 / 3, 2) for name in FREE)
        for old, new in zip(before, after, strict=True):
            assert float(new["score"]) - float(old["score"]) == pytest.approx(more, abs=0.01)
            assert "not graded yet" not in new["comments"]
            assert "01.9: Well argued: a stranger could rely on this. Well seen." in new["comments"]
        assert table(out / "free.csv", "utf-8-sig") == rows and problems_of(out) == []
    shutil.rmtree(handed_in)
    grade.grade(a_class(handed_in, 2), out)
    kept = table(out / "free.csv", "utf-8-sig")
    assert sorted(row["answer"] for row in kept) == sorted(row["answer"] for row in rows)
    assert all(row["level"] == "2" for row in kept), "levels of answers that are gone are kept, too"
    told = problems_of(out)
    assert len(told) == 5 * len(FREE) and all("belongs to no answer in this folder" in one for one in told)


# ---------------------------------------------------------------- what a grader types


@pytest.mark.parametrize(
    "typed, read",
    [
        ("A good start, but give a date or a reason.", "A good start, but give a date or a reason."),
        ("#date", "{date}"),
        ("See #date.", "See {date}"),
        ("#date, #VOICE; and more", "{date} {voice} and more"),
        ("(#date) #place#other", "({date}) {place} {other}"),
        ("#dates, and #nosuch.", "#dates, and #nosuch."),
        ("No 1 # 2 #3", "No 1 # 2 #3"),
    ],
)
def test_a_comment_code_counts_with_its_number_sign_alone(tmp_path, typed, read):
    bank = {row["comment_id"]: row["comment"] for row in records("comments")}
    out = tmp_path / "out"
    folder = a_class(tmp_path / "in", 1)
    grade.grade(folder, out, only=["01"])
    (row,) = fill(out, lambda row: ("3", typed))
    grade.grade(folder, out, only=["01"])
    (graded,) = table(out / "grades.csv")
    assert graded["comments"].endswith(f" 01.9: {read.format(**bank)}")
    (page,) = (out / "feedback").iterdir()
    assert markup.text(read.format(**bank)) in page.read_text(encoding="utf-8")
    unknown = [code for code in ("#dates", "#nosuch") if code in typed]
    told = [problem for problem in problems_of(out) if row["answer"] in problem]
    assert len(told) == len(unknown) and all(code in " ".join(told) for code in unknown)


def test_the_comment_bank_has_sentences_that_help():
    bank = {row["comment_id"]: row["comment"] for row in records("comments")}
    assert {"hindsight", "settle", "other", "place", "date", "good", "locator", "voice", "strong"} <= set(bank)
    assert all(comment.endswith((".", "?")) and len(comment.split()) >= 7 for comment in bank.values())


def test_no_code_is_a_number_for_a_spreadsheet_and_none_stands_twice():
    codes = [grade.code_of(f"s{number:05d}", task_id) for number in range(2000) for task_id in FREE]
    assert len(set(codes)) == len(codes) and all(re.fullmatch(r"a[0-9a-f]{12}", code) for code in codes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_from_any_spreadsheet_is_read_and_keeps_its_form(tmp_path, delimiter, encoding):
    out = tmp_path / "out"
    folder = a_class(tmp_path / "in", 2)
    grade.grade(folder, out)
    rows = fill(out, lambda row: ("3", "Well; seen, “ده”"), delimiter, encoding)
    grade.grade(folder, out)
    assert problems_of(out) == []
    assert all("of which" not in row["comments"] and "ده" in row["comments"] for row in table(out / "grades.csv"))
    with open(out / "free.csv", encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream, delimiter=delimiter)) == rows


@pytest.fixture
def usual_limit():
    """How long a cell may be, as Python has it: a library that another test uses lifts the limit for the whole process."""
    lifted = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(lifted)


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"answer;level\na1;2\n", "expected the columns answer, task_id, level, comment"),
        (b'"answer,task_id,level,comment";\n"a1,01.9,,";2\n', "expected the columns"),
        (b"", "expected the columns"),
        ("answer,task_id,level,comment\na1,01.9,2,“é”\n".encode("cp1252"), "save it as “CSV UTF-8”"),
        (b"answer,task_id,level,comment\na1,01.9,2," + b"x" * 200_000, "save it as “CSV UTF-8”"),
    ],
)
def test_a_free_csv_that_is_none_is_told_and_nothing_is_written(
    handed_in, tmp_path, capsys, content, sentence, usual_limit
):
    out = tmp_path / "out"
    grade.grade(handed_in, out)
    (out / "free.csv").write_bytes(content)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.rglob("*") if path.is_file()}
    assert grade.main([str(handed_in), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "free.csv" in said and sentence in said and "Nothing was written" in said
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in out.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("typed", ["3", " 3 ", "3.0", "3,0", "level 3", "Level 3", "٣", "۳"])
def test_a_level_is_read_as_graders_write_it(tmp_path, typed):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    grade.grade(folder, out, only=["01"])
    fill(out, lambda row: (typed, ""))
    grade.grade(folder, out, only=["01"])
    assert float(table(out / "points.csv")[0]["01.9"]) == check.task("01.9")["points"] and problems_of(out) == []


@pytest.mark.parametrize("typed", ["0", "4", "2-3", "23", "good", "-2", "2.5", "level"])
def test_any_other_level_is_told_with_its_answer(tmp_path, typed):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    grade.grade(folder, out, only=["01"])
    (row,) = fill(out, lambda row: (typed, ""))
    grade.grade(folder, out, only=["01"])
    assert table(out / "points.csv")[0]["01.9"] == ""
    (told,) = problems_of(out)
    assert row["answer"] in told and f"“{typed}”" in told and "expected 1, 2 or 3" in told
    assert table(out / "free.csv", "utf-8-sig") == [row]


def test_entries_that_a_spreadsheet_tore_from_their_answer_are_kept_and_told(tmp_path):
    folder, out = a_class(tmp_path / "in", 2), tmp_path / "out"
    grade.grade(folder, out, only=["01"])
    first, second = fill(out, lambda row: ("2", "mine"))
    text = (out / "free.csv").read_text(encoding="utf-8-sig").replace(first["answer"], "4.08E+06")
    (out / "free.csv").write_text(text.replace("01.9", "1.9"), encoding="utf-8")
    grade.grade(folder, out, only=["01"])
    (told,) = problems_of(out)
    assert "4.08E+06" in told and "copy it again from the page" in told
    rows = table(out / "free.csv", "utf-8-sig")
    assert rows == [
        first | {"level": "", "comment": ""},
        second,
        {"answer": "4.08E+06", "task_id": "1.9", "level": "2", "comment": "mine"},
    ], "a task that a spreadsheet has changed is put right where the code is whole"


def test_two_graders_who_put_their_tables_together(tmp_path):
    folder, out = a_class(tmp_path / "in", 3), tmp_path / "out"
    grade.grade(folder, out, only=["01"])
    one, two, three = fill(out, lambda row: ("", ""))
    lines = [",".join(grade.FREE) + ",note"]
    lines += [
        f'{one["answer"]},01.9,1,"Yes, but",',
        f"{two['answer']},01.9,,,look again",
        f"{three['answer']},01.9,2,,",
    ]
    lines += [f"{one['answer']},01.9,,,", f"{two['answer']},01.9,,,look again", f"{three['answer']},01.9,3,,"]
    (out / "free.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for _ in range(2):
        grade.grade(folder, out, only=["01"])
        (told,) = problems_of(out)
        assert three["answer"] in told and "two rows with different entries: the first one counts" in told
        rows = table(out / "free.csv", "utf-8-sig")
        assert [(row["answer"], row["level"], row["note"]) for row in rows] == [
            (one["answer"], "1", ""),
            (two["answer"], "", "look again"),
            (three["answer"], "2", ""),
            (three["answer"], "3", ""),
        ]


def test_a_comment_typed_without_quotation_marks_is_read_whole(tmp_path):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    grade.grade(folder, out, only=["01"])
    (row,) = fill(out, lambda row: ("", ""))
    (out / "free.csv").write_text(f"{','.join(grade.FREE)}\n{row['answer']},01.9,2,Good, but late\n", encoding="utf-8")
    grade.grade(folder, out, only=["01"])
    assert table(out / "grades.csv")[0]["comments"].endswith("01.9: Good, but late")


# ---------------------------------------------------------------- pages and tables


def codes_on(page):
    return re.findall(r"<h3>(a[0-9a-f]{12})</h3>", page.read_text(encoding="utf-8"))


def test_free_answers_stand_together_without_names_in_the_order_of_their_codes(tmp_path):
    grade.grade(a_class(tmp_path / "in", 30), tmp_path / "out")
    expected = []
    for task_id in FREE:
        page = tmp_path / "out" / "free" / f"{task_id}.html"
        codes = codes_on(page)
        assert len(codes) == 30 and codes == sorted(codes) and "s000" not in page.read_text(encoding="utf-8")
        assert codes != sorted(codes, key=[grade.code_of(f"s{n:05d}", task_id) for n in range(30)].index)
        expected += [(task_id, code) for code in codes]
    assert [(row["task_id"], row["answer"]) for row in table(tmp_path / "out" / "free.csv", "utf-8-sig")] == expected


def test_a_page_to_read_has_rubric_samples_codes_and_the_places_of_each_answer(tmp_path):
    made = submission("s1", 1)
    made["answers"]["ex.01.9.answer"]["value"] = (
        "In S8.3 he hopes, in S10.3-q1 he does not, and S99.9 is no place. S0.2"
    )
    put(tmp_path / "in", "a.json", made)
    grade.grade(tmp_path / "in", tmp_path / "out")
    page = (tmp_path / "out" / "free" / "01.9.html").read_text(encoding="utf-8")
    assert all(markup.text(r["description"]) in page for r in records("rubrics") if r["task_id"] == "01.9")
    assert all(f">#{r['comment_id']}</th>" in page and markup.text(r["comment"]) in page for r in records("comments"))
    start, answer = page.split("<h2>")
    (samples,) = re.findall("<details>.*?</details>", start, re.S)
    for row in records("samples"):
        for column in ("answer", "comment"):
            assert (markup.text(row[column]) in samples) == (row["task_id"] == "01.9")
    (places,) = re.findall("<details>.*?</details>", answer, re.S)
    assert "<summary>What stands at S8.3, S10.3-q1, S0.2</summary>" in places
    for row in records("passages"):
        cited = row["locator"] == "S8.3" or row["passage_id"] == "S10.3-q1"
        assert (f"<strong>{row['passage_id']}</strong>" in places) == cited
        assert not cited or markup.text(row["gist"]) in places
    assert "<strong>S0.2</strong>: no passage of ours" in places and "no such place: S99.9" in answer
    assert "max-width" in page and "padding:1em" in page


def test_feedback_sums_up_first_and_tells_only_of_what_was_handed_in(tmp_path):
    made = submission("s1", 1)
    items = check.items("03.1")
    answers = {
        "03.1": {item["item_id"]: item["key"] for item in items},
        "03.2": check.items("03.2")[0]["key"],
        "03.5": "The quotation of S8.1 closes twice.",
        "03.6": " ",
        "05.1": {"nothing": "known"},
    }
    entries = {f"ex.{task_id}.answer": {"value": value, "changed": "1"} for task_id, value in answers.items()}
    made["answers"] = {"student": made["answers"]["student"]} | entries
    put(tmp_path / "in", "a.json", made)
    out = tmp_path / "out"
    grade.grade(tmp_path / "in", out)
    (path,) = (out / "feedback").iterdir()
    page = path.read_text(encoding="utf-8")
    asked = sum(row["points"] for row in records("tasks") if "optional" not in row["title"])
    assert f"<h1>Feedback for s1: 12 of {asked:g} points, of which 6 not graded yet</h1><table" in page
    summary = markup.plain(page[page.index("<table") : page.index("</table>")])
    of_03 = sum(row["points"] for row in check.tasks_of("03"))
    assert f"03 12 {of_03:g} 6" in summary and f"all 12 {asked:g} 6" in summary and "05 0" in summary
    assert re.findall("<h2>(.*?)</h2>", page) == [f"Exercise 03: 12 of {of_03:g} points, of which 6 not graded yet"]
    told = markup.plain(page)
    assert "Your answer: The quotation of S8.1 closes twice." in told and "Your answer: " + answers["03.2"] in told
    assert told.count("Your answer:") == 2 and "05.1" not in told
    for task_id in ("03.3", "03.6", "03.9"):
        row = check.task(task_id)
        assert f"<p>{task_id} {markup.text(row['title'])}: not answered, 0 of {row['points']:g}.</p>" in page
    assert page.count("<h3>") == 3 and "Level" not in told
    fill(out, lambda row: ("2", "#date"))
    grade.grade(tmp_path / "in", out)
    told = markup.plain(path.read_text(encoding="utf-8"))
    level = next(row["description"] for row in records("rubrics") if row["rubric_id"] == "03.5-2")
    assert f"Level 2, {level} Comment: Say on which day" in told and "03.5 Give S8.1 its edges: 4 of 6" in told


def test_optional_tasks_count_on_top(tmp_path):
    keys = {name: check.items(name)[0]["key"] for name in ("01.10", "01.6", "04.10")}
    folder = closed_only(tmp_path / "in", keys, {"01.6": keys["01.6"]})
    out = tmp_path / "out"
    grade.grade(folder, out)
    with_optional, without = table(out / "grades.csv")
    asked = sum(row["points"] for row in records("tasks") if "optional, for pandas readers" not in row["title"])
    assert (with_optional["score"], with_optional["comments"]) == ("4", f"2 of {asked:g} points, +2 optional.")
    assert (without["score"], without["comments"]) == ("2", f"2 of {asked:g} points.")
    pages = [path.read_text(encoding="utf-8") for path in sorted((out / "feedback").iterdir())]
    assert "optional tasks, on top 2" in markup.plain(pages[0]) and "on top" not in markup.plain(pages[1])


def test_only_the_exercises_asked_for_are_graded(handed_in, tmp_path, capsys):
    every, out = tmp_path / "every", tmp_path / "out"
    grade.grade(handed_in, every)
    fill(every, lambda row: ("1", "") if row["task_id"] != "05.10" else ("", ""))
    before = table(every / "free.csv", "utf-8-sig")
    assert grade.main([str(handed_in), "--out", str(every), "--only", "5, 07"]) == 0
    assert problems_of(every) == []
    kept = table(every / "free.csv", "utf-8-sig")
    assert kept == before, "levels of the other exercises stay in their places"
    grade.grade(handed_in, out, only=["05", "07"])
    names = [row["task_id"] for notebook in ("05", "07") for row in check.tasks_of(notebook)]
    assert list(table(out / "points.csv")[0]) == ["student_id", *names]
    asked = sum(row["points"] for row in map(check.task, names) if "optional" not in row["title"])
    assert all(f" of {asked:g} points" in row["comments"] for row in table(out / "grades.csv"))
    free = [name for name in names if name in FREE]
    assert sorted(path.stem for path in (out / "free").iterdir()) == sorted(free)
    assert {row["task_id"] for row in table(out / "free.csv", "utf-8-sig")} == set(free)
    assert {row["id"][:2] for row in table(out / "disputes.csv")} == {"05", "07"}
    page = next((out / "feedback").iterdir()).read_text(encoding="utf-8")
    assert [title[:11] for title in re.findall("<h2>(.*?)</h2>", page)] == ["Exercise 05", "Exercise 07"]
    capsys.readouterr()
    assert grade.main([str(handed_in), "--out", str(tmp_path / "no"), "--only", "05,12"]) == 1
    said = capsys.readouterr().err
    assert said.strip() == "There is no exercise 12: expected some of 01, 02, 03, 04, 05, 06, 07, 08, 09."
    assert not (tmp_path / "no").exists()


def test_an_exercise_asked_for_is_told_of_even_if_nothing_was_answered(tmp_path):
    grade.grade(closed_only(tmp_path / "in", {"01.6": "1"}), tmp_path / "out", only=["05"])
    page = next((tmp_path / "out" / "feedback").iterdir()).read_text(encoding="utf-8")
    assert page.count("not answered") == len(check.tasks_of("05")) and "Exercise 01" not in page


def test_disputes_reach_the_teacher_with_every_reason_and_no_name(tmp_path):
    def disputing(student, reasons):
        entries = {"student": student} | {
            name: reason if name.startswith("07.") else {"disputed": True, "reason": reason}
            for name, reason in reasons.items()
        }
        made = {name: {"value": value, "changed": "1"} for name, value in entries.items()}
        return {"version": 1, "answers": made}

    folder, key, verdict = tmp_path / "in", "ex.03.1.dispute", "07.dispute.C002-H2"
    for number, reason in enumerate(["Too  strict.", "too strict", "=1+1", ""]):
        put(folder, f"{number}.json", disputing(f"secret{number}", {key: reason}))
    put(
        folder,
        "4.json",
        disputing("secret4", {verdict: SCRIPT, "ex.99.9.dispute": "No such key", key: "Too strict."}),
    )
    grade.grade(folder, tmp_path / "out")
    rows = table(tmp_path / "out" / "disputes.csv")
    assert [(r["id"], r["disputed_by"], r["reason"], r["people"]) for r in rows] == [
        ("03.1", "5", "Too strict.", "3"),
        ("03.1", "5", "", "1"),
        ("03.1", "5", "'=1+1", "1"),
        ("C002-H2", "1", SCRIPT, "1"),
    ]
    assert rows[0]["title"] == check.task("03.1")["title"] and rows[3]["title"].startswith(
        "Assad thinks that Washington"
    )
    assert "Our verdict on 31 December 2011: void." in rows[3]["title"]
    assert "secret" not in (tmp_path / "out" / "disputes.csv").read_text(encoding="utf-8")


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
    assert not any(row["student_id"].startswith(FORMULA) for row in table(tmp_path / "out" / "grades.csv"))


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
    chosen, _ = choose(folder)
    assert counted["students"] == len(chosen) == len(table(tmp_path / "out" / "grades.csv"))
    assert {one.file for one in read} == told | set(chosen.values()), "every file is graded or told of"


def test_the_command_line(handed_in, tmp_path, capsys):
    assert grade.main([str(handed_in), "--out", str(tmp_path / "out"), "--bom"]) == 0
    assert "7 students, 0 problems" in capsys.readouterr().out
    assert grade.main([str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert "is no folder: give the one that holds the handed-in files" in capsys.readouterr().err
    (tmp_path / "file").write_text("a file where a folder is expected")
    assert grade.main([str(handed_in), "--out", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and f"{tmp_path / 'file'}" in said and "run this again" in said


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


# ---------------------------------------------------------------- the class view


@pytest.fixture(autouse=True)
def forget():
    class_view.answers_of.cache_clear()


def handing_in(folder, task_id, *people):
    """One file a person; each is what that person kept of one task: part -> value."""
    kept = [{f"ex.{task_id}.{part}": value for part, value in person.items()} for person in people]
    return kept_by(folder, *kept)


def cells_of(html):
    """The words of every row of a table, heading first."""
    return [[markup.plain(cell) for cell in re.findall("<t[hd].*?</t[hd]>", row)] for row in html.split("<tr>")[1:]]


def test_spread_counted_by_hand(tmp_path):
    item, second = check.items("03.1")[:2]
    choices = check.choices("03.1")
    other = next(choice for choice in choices if choice != item["key"])
    people = [{"answer": {item["item_id"]: choice}} for choice in [item["key"]] * 4 + [other] * 2]
    people[0]["answer"][second["item_id"]] = second["key"]
    folder = handing_in(tmp_path / "in", "03.1", *people, {"answer": {}}, {"answer": "speaker"}, {"answer": [SCRIPT]})
    made = class_view.spread(folder, "03.1")
    first = made.frame[made.frame["item"] == item["text"]]
    assert list(zip(first["answer"], first["people"], first["share"], first["key"], strict=True)) == [
        (item["key"], 4, 67, True),
        (other, 2, 33, False),
    ]
    assert set(made.frame[made.frame["item"] != item["text"]]["answer"]) == {class_view.SUPPRESSED}
    assert "answered by 6 of 9 who handed in. As the key: 67 %." in made.sentence
    heads, row, few = cells_of(made.html)[:3]
    assert heads == ["item", *choices], "one column a choice"
    told = dict.fromkeys(choices, "–") | {item["key"]: "4 · 67 % key", other: "2 · 33 %"}
    assert row == [item["text"], *told.values()] and few == [second["text"], "fewer than 5 answers", "", "", ""]
    assert len(cells_of(made.html)) == 1 + len(check.items("03.1")), "one row an item"
    assert (
        "items with fewer than 5 answers to the item" in made.html
        and "also one of one, two or three people" in made.html
    )


def test_a_key_that_nobody_chose_is_marked_all_the_same(tmp_path):
    item = check.items("01.1")[0]
    other = next(choice for choice in check.choices("01.1") if choice != item["key"])
    made = class_view.spread(handing_in(tmp_path / "in", "01.1", *[{"answer": {item["item_id"]: other}}] * 5), "01.1")
    named = dict(re.findall(r"<li><strong>(\w)</strong> (.*?)</li>", made.html))
    assert [markup.plain(choice) for choice in named.values()] == list(check.choices("01.1")), (
        "long choices have letters"
    )
    heads, row = cells_of(made.html)
    assert heads == ["item", *named] and sorted(row[1:]) == ["0 · 0 % key", "5 · 100 %", "–", "–"]
    assert heads[row.index("0 · 0 % key")] == next(one for one in named if markup.plain(named[one]) == item["key"])


def test_first_answers_stand_beside_the_last(tmp_path):
    item, second = check.items("03.1")[:2]
    wrong = next(choice for choice in check.choices("03.1") if choice != item["key"])
    name, other = item["item_id"], second["item_id"]
    people = [{"answer": {name: item["key"]}, "first": {name: first}} for first in [item["key"]] * 2 + [wrong] * 4]
    people += [{"answer": {name: item["key"], other: wrong}, "first": {name: SCRIPT}}]
    made = class_view.spread(handing_in(tmp_path / "in", "03.1", *people), "03.1")
    assert "As the key: 100 %; at first: 33 %." in made.sentence
    heads, row, few = cells_of(made.html)[:3]
    assert heads[-1] == "as the key at first" and row[-1] == "33 %" and few[-1] == "–"
    typed = [{"answer": "2003-03-18", "first": first} for first in ("2003-03-18", "2003-03-17", "x", "x", "x")]
    class_view.answers_of.cache_clear()
    sentence = class_view.spread(handing_in(tmp_path / "typed", "01.5", *typed), "01.5").sentence
    key = check.items("01.5")[0]["key"]
    shares = (100, 20) if key == "2003-03-18" else (0, 20 if key == "2003-03-17" else 0)
    assert f"As the key: {shares[0]} %; at first: {shares[1]} %." in sentence


def test_one_day_typed_in_several_ways_is_one_answer(tmp_path):
    key = check.items("01.5")[0]["key"]
    year, month, day = (part.lstrip("0") for part in key.split("-"))
    typed = [key, f"{year}-{month}-{day}", key.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), f" {key} "]
    people = [{"answer": answer} for answer in [*typed, "2001-01-01", "another day"]]
    made = class_view.spread(handing_in(tmp_path / "in", "01.5", *people), "01.5")
    assert [row[1:] for row in made.rows] == [(key, 4, 67, True), ("other entries, one each", 2, 33, False)]
    assert cells_of(made.html)[1:] == [[key, "4 · 67 % key"], ["other entries, one each", "2 · 33 %"]]


def test_a_number_within_its_tolerance_counts_as_the_key(tmp_path):
    row = next(row for row in records("tasks") if row["tolerance"])
    key = float(check.items(row["task_id"])[0]["key"])
    near, far = f"{key + row['tolerance'] / 2:.12g}", f"{key + 1:.12g}"
    people = [{"answer": answer} for answer in [near] * 3 + [far] * 2]
    made = class_view.spread(handing_in(tmp_path / "in", row["task_id"], *people), row["task_id"])
    assert [row[1:] for row in made.rows] == [(near, 3, 60, True), (far, 2, 40, False)]
    assert "As the key: 60 %." in made.sentence


def test_hints_are_counted_for_the_class_alone(tmp_path):
    item = check.items("01.1")[0]
    people = [{"answer": {item["item_id"]: item["key"]}, "hints": hints} for hints in (1, 3, 0, "2", None)]
    made = class_view.spread(handing_in(tmp_path / "in", "01.1", *people, {"hints": 2}), "01.1")
    assert made.sentence.endswith("answered by 5 of 6 who handed in. As the key: 100 %. Hints used by 2 of 5.")
    class_view.answers_of.cache_clear()
    assert "Hints" not in class_view.spread(handing_in(tmp_path / "few", "01.1", *people[:4]), "01.1").sentence


def test_tasks_stand_furthest_from_the_key_first(tmp_path):
    keys = {
        task_id: {item["item_id"]: item["key"] for item in check.items(task_id)} for task_id in ("01.1", "01.2", "03.1")
    }
    wrong = {
        task_id: {n: next(c for c in check.choices(task_id) if c != k) for n, k in keys[task_id].items()}
        for task_id in keys
    }
    hard = check.items("01.2")[2]
    people = [
        {
            "ex.01.1.answer": keys["01.1"],
            "ex.01.1.first": (wrong if number < 4 else keys)["01.1"],
            "ex.01.2.answer": keys["01.2"] | {hard["item_id"]: wrong["01.2"][hard["item_id"]]},
            "ex.03.1.answer": (wrong if number < 2 else keys)["03.1"],
            "ex.01.6.answer": check.items("01.6")[0]["key"] if number < 4 else "",
        }
        for number in range(5)
    ]
    folder = kept_by(tmp_path / "in", *people)
    every = class_view.view(folder, "all closed tasks, furthest from the key first")
    assert every.columns == ("task", "title", "answers", "share", "first", "hardest")
    assert [row[:1] + row[2:5] for row in every.rows] == [
        ("01.1", 5, 100, 20),
        ("03.1", 5, 60, None),
        ("01.2", 5, round(100 * 5 / 6), None),
    ], "first answers order the tasks where they are known; four answers are too few"
    assert every.rows[2][5].endswith("”, 0 %") and hard["text"][:40] in every.rows[2][5] and every.rows[0][5] == ""
    assert every.sentence.startswith(f"Furthest from the key: 01.1 “{check.task('01.1')['title']}”.")
    assert [row[0] for row in cells_of(every.html)[1:]] == ["01.1", "03.1", "01.2"]
    assert [row[0] for row in class_view.view(folder, "01 closed tasks, furthest from the key first").rows] == [
        "01.1",
        "01.2",
    ]
    assert class_view.view(folder, "05 closed tasks, furthest from the key first").rows == []
    assert [value for _, value in class_view.view_options()][:2] == [
        f"{name} {class_view.CLOSED}" for name in ("all", "01")
    ]


def test_disputes_have_titles_and_each_reason_once(tmp_path):
    reasons = ["Too strict", "too  strict.", "Another day", "", "Too strict"]
    people = [
        {"ex.03.1.dispute": {"disputed": True, "reason": reason}, "07.dispute.C002-H2": "loose"} for reason in reasons
    ]
    people += [{"ex.03.1.dispute": {"disputed": False, "reason": "not ticked"}, "ex.99.1.dispute": {"disputed": True}}]
    made = class_view.most_disputed(kept_by(tmp_path / "in", *people))
    assert made.rows[0] == ("03.1", check.task("03.1")["title"], 5, "Too strict (3) / Another day")
    assert (
        made.rows[1][0] == "C002-H2" and made.rows[1][1].startswith("Assad thinks") and made.rows[1][3] == "loose (5)"
    )
    assert made.frame.columns.tolist() == ["what", "title", "people", "reasons"] and len(made.rows) == 2


def test_headlines_are_one_numbered_list_of_clauses_with_their_places(tmp_path):
    whole = {
        "08.headline.2": "and disagreed",
        "08.headline.1": " Leaders  met ",
        "08.headline.1.place": "S1.3 ",
        "08.headline.3.place": "S9.9",
        "08.headline.4": {"clause": "no text"},
        "08.headline.1.note": "not ours",
        "08.headlines": "not ours",
    }
    others = [{"08.headline.1": f"Version {number}"} for number in range(4)]
    made = class_view.headline_wall(kept_by(tmp_path / "in", whole, *others, {"08.headline.2": ["a list"]}))
    assert made.rows[0] == ("Leaders met (S1.3) · and disagreed",) and len(made.rows) == 5
    assert made.sentence == "5 of 6 who handed in wrote a headline."
    assert cells_of(made.html)[1:] == [[str(n), row[0]] for n, row in enumerate(made.rows, 1)]


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
    people = [{"answer": value} for value in ("1", "2", "2", "3", "٩", "nothing")]
    sentence = class_view.spread(handing_in(tmp_path / "in", task_id, *people), task_id).sentence
    assert "Median 2, middle half from 1.5 to 6" in sentence and "answered by 5 of 6" in sentence


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
    assert "answered by 9 of 9 who handed in" in markup.plain(box.said.line.value)
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
    assert "judged by 5 of 8 who handed in; 1 items by 5 or more people" in made.sentence
    (heads, cells) = cells_of(made.html)
    assert dict(zip(heads, cells, strict=True))[other] == "3 · 60 %"
    assert dict(zip(heads, cells, strict=True))[ours or "same"] == "2 · 40 %" + (" key" if ours else "")
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
    assert "answered by 60 of 60 who handed in" in class_view.spread(str(tmp_path / "handed-in"), "03.1").sentence
