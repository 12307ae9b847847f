"""From a folder to grades: points, pages and tables."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT
from graded import FREE, SCRIPT, closed_only, fill, problems_of, put, table
from made_up import a_class, submission
from markupsafe import escape
from words import plain

from khaddam_files import check
from khaddam_files.data import records
from khaddam_files.grading import class_tasks, free_answers, run


def test_points_of_one_person_counted_by_hand(tmp_path):
    made = submission("s1", 1)
    row = next(
        row
        for row in records("tasks")
        if row["kind"] == "sort" and len(check.items(row["task_id"])) == 20
    )
    items = check.items(row["task_id"])
    wrong = {
        item["item_id"]: next(c for c in check.choices(row["task_id"]) if c != item["key"])
        for item in items[:5]
    }
    made["answers"][f"ex.{row['task_id']}.answer"]["value"] = {
        item["item_id"]: item["key"] for item in items
    } | wrong
    put(tmp_path / "in", "a.json", made)
    assert run.grade(tmp_path / "in", tmp_path / "out") == {
        "students": 1,
        "problems": 0,
        "free answers": len(FREE),
    }
    (graded,) = table(tmp_path / "out" / "points.csv")
    assert float(graded[row["task_id"]]) == row["points"] * 15 / 20
    (total,) = table(tmp_path / "out" / "grades.csv")
    assert list(total) == ["student_id", "score", "comments"] and total["student_id"] == "s1"
    assert float(total["score"]) == pytest.approx(
        sum(float(graded[t]) for t in graded if t != "student_id" and graded[t])
    )
    free = sum(check.task(name)["points"] for name in FREE)
    assert re.match(
        rf"[\d.]+ of [\d.]+ points, of which {free:g} not graded yet", total["comments"]
    )


def codes_on(page):
    return re.findall(r"<h3>(a[0-9a-f]{12})</h3>", page.read_text(encoding="utf-8"))


def test_free_answers_stand_together_without_names_in_the_order_of_their_codes(tmp_path):
    run.grade(a_class(tmp_path / "in", 30), tmp_path / "out")
    expected = []
    for task_id in FREE:
        page = tmp_path / "out" / "free" / f"{task_id}.html"
        codes = codes_on(page)
        assert (
            len(codes) == 30
            and codes == sorted(codes)
            and "s000" not in page.read_text(encoding="utf-8")
        )
        assert codes != sorted(
            codes, key=[free_answers.code_of(f"s{n:05d}", task_id) for n in range(30)].index
        )
        expected += [(task_id, code) for code in codes]
    assert [
        (row["task_id"], row["answer"]) for row in table(tmp_path / "out" / "free.csv", "utf-8-sig")
    ] == expected


def test_a_page_to_read_has_rubric_samples_codes_and_the_places_of_each_answer(tmp_path):
    made = submission("s1", 1)
    made["answers"]["ex.01.9.answer"]["value"] = (
        "In S8.3 he hopes, in S10.3-q1 he does not, and S99.9 is no place. S0.2"
    )
    put(tmp_path / "in", "a.json", made)
    run.grade(tmp_path / "in", tmp_path / "out")
    page = (tmp_path / "out" / "free" / "01.9.html").read_text(encoding="utf-8")
    assert all(
        escape(r["description"]) in page for r in records("rubrics") if r["task_id"] == "01.9"
    )
    assert all(
        f">#{r['comment_id']}</th>" in page and escape(r["comment"]) in page
        for r in records("comments")
    )
    start, answer = page.split("<h2>")
    samples, places = re.findall("<details>.*?</details>", start, re.S)
    for row in records("samples"):
        for column in ("answer", "comment"):
            assert (escape(row[column]) in samples) == (row["task_id"] == "01.9")
    assert "<summary>What stands at the places that are cited</summary>" in places
    assert "places cited: S8.3, S10.3-q1, S0.2" in answer
    for row in records("passages"):
        cited = row["locator"] == "S8.3" or row["passage_id"] == "S10.3-q1"
        assert (f"<strong>{row['passage_id']}</strong>" in places) == cited
        assert not cited or escape(row["gist"]) in places
    assert (
        "<strong>S0.2</strong>: no passage of ours" in places and "no such place: S99.9" in answer
    )
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
    entries = {
        f"ex.{task_id}.answer": {"value": value, "changed": "1"}
        for task_id, value in answers.items()
    }
    made["answers"] = {"student": made["answers"]["student"]} | entries
    put(tmp_path / "in", "a.json", made)
    out = tmp_path / "out"
    run.grade(tmp_path / "in", out)
    (path,) = (out / "feedback").iterdir()
    page = path.read_text(encoding="utf-8")
    asked = sum(row["points"] for row in records("tasks") if not row["optional"])
    assert (
        f"<h1>Feedback for s1: 12 of {asked:g} points, of which 6 not graded yet</h1><table"
    ) in page
    summary = plain(page[page.index("<table") : page.index("</table>")])
    of_03 = sum(row["points"] for row in check.tasks_of("03"))
    assert (
        f"03 12 {of_03:g} 6" in summary and f"all 12 {asked:g} 6" in summary and "05 0" in summary
    )
    assert re.findall("<h2>(.*?)</h2>", page) == [
        f"Exercise 03: 12 of {of_03:g} points, of which 6 not graded yet"
    ]
    told = plain(page)
    assert (
        "Your answer: The quotation of S8.1 closes twice." in told
        and "Your answer: " + answers["03.2"] in told
    )
    assert told.count("Your answer:") == 2 and "05.1" not in told
    for task_id in ("03.3", "03.6", "03.9"):
        row = check.task(task_id)
        assert (
            f"<p>{task_id} {escape(row['title'])}: not answered, 0 of {row['points']:g}.</p>"
        ) in page
    assert page.count("<h3>") == 3 and "Level" not in told
    fill(out, lambda row: ("2", "#date"))
    run.grade(tmp_path / "in", out)
    told = plain(path.read_text(encoding="utf-8"))
    level = next(row["description"] for row in records("rubrics") if row["rubric_id"] == "03.5-2")
    assert (
        f"Level 2, {level} Comment: Say on which day" in told
        and ("03.5 Give S8.1 its edges: 4 of 6") in told
    )


def test_a_page_on_many_exercises_names_every_task_that_is_not_as_the_key(handed_in, tmp_path):
    run.grade(handed_in, tmp_path / "out")
    for row in table(tmp_path / "out" / "points.csv"):
        page = tmp_path / "out" / "feedback" / run.file_name(row["student_id"])
        told = plain(page.read_text(encoding="utf-8"))
        assert "a task that is not named is as the key" in told
        for task_id in set(row) - {"student_id"}:
            right = row[task_id] == f"{check.task(task_id)['points']:g}"
            assert (re.search(rf"\b{re.escape(task_id)}\b(?! of)", told) is None) == right, task_id


def test_optional_tasks_count_on_top(tmp_path):
    keys = {name: check.items(name)[0]["key"] for name in ("01.10", "01.6", "04.10")}
    folder = closed_only(tmp_path / "in", keys, {"01.6": keys["01.6"]})
    out = tmp_path / "out"
    run.grade(folder, out)
    with_optional, without = table(out / "grades.csv")
    asked = sum(row["points"] for row in records("tasks") if not row["optional"])
    assert (with_optional["score"], with_optional["comments"]) == (
        "4",
        f"2 of {asked:g} points, +2 optional.",
    )
    assert (without["score"], without["comments"]) == ("2", f"2 of {asked:g} points.")
    pages = [path.read_text(encoding="utf-8") for path in sorted((out / "feedback").iterdir())]
    assert "optional tasks, on top 2" in plain(pages[0]) and "on top" not in plain(pages[1])


def test_only_the_exercises_asked_for_are_graded(handed_in, tmp_path, capsys):
    every, out = tmp_path / "every", tmp_path / "out"
    run.grade(handed_in, every)
    fill(every, lambda row: ("1", "") if row["task_id"] != "05.10" else ("", ""))
    before = table(every / "free.csv", "utf-8-sig")
    assert run.main([str(handed_in), "--out", str(every), "--only", "5, 07"]) == 0
    assert problems_of(every) == []
    kept = table(every / "free.csv", "utf-8-sig")
    assert kept == before, "levels of the other exercises stay in their places"
    run.grade(handed_in, out, only=["05", "07"])
    names = [row["task_id"] for notebook in ("05", "07") for row in check.tasks_of(notebook)]
    assert list(table(out / "points.csv")[0]) == ["student_id", *names]
    asked = sum(row["points"] for row in map(check.task, names) if not row["optional"])
    assert all(f" of {asked:g} points" in row["comments"] for row in table(out / "grades.csv"))
    free = [name for name in names if name in FREE]
    assert sorted(path.stem for path in (out / "free").iterdir()) == sorted(free)
    assert {row["task_id"] for row in table(out / "free.csv", "utf-8-sig")} == set(free)
    assert {row["id"][:2] for row in table(out / "disputes.csv")} == {"05", "07"}
    page = next((out / "feedback").iterdir()).read_text(encoding="utf-8")
    assert [title[:11] for title in re.findall("<h2>(.*?)</h2>", page)] == [
        "Exercise 05",
        "Exercise 07",
    ]
    capsys.readouterr()
    assert run.main([str(handed_in), "--out", str(tmp_path / "no"), "--only", "05,12"]) == 1
    said = capsys.readouterr().err
    assert said.strip() == (
        "There is no exercise 12: expected some of 01, 02, 03, 04, 05, 06, 07, 08, 09."
    )
    assert not (tmp_path / "no").exists()


def test_an_exercise_asked_for_is_told_of_even_if_nothing_was_answered(tmp_path):
    run.grade(closed_only(tmp_path / "in", {"01.6": "1"}), tmp_path / "out", only=["05"])
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
        disputing(
            "secret4", {verdict: SCRIPT, "ex.99.9.dispute": "No such key", key: "Too strict."}
        ),
    )
    run.grade(folder, tmp_path / "out")
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
    run.grade(handed_in, tmp_path / "with", bom=True)
    run.grade(handed_in, tmp_path / "without")
    assert (tmp_path / "with" / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not (tmp_path / "without" / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_command_line(handed_in, tmp_path, capsys):
    assert run.main([str(handed_in), "--out", str(tmp_path / "out"), "--bom"]) == 0
    assert "7 students, 0 problems" in capsys.readouterr().out
    assert run.main([str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert "is no folder: give the one that holds the handed-in files" in capsys.readouterr().err
    (tmp_path / "file").write_text("a file where a folder is expected")
    assert run.main([str(handed_in), "--out", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and f"{tmp_path / 'file'}" in said and "run this again" in said


def test_sixty_made_up_people_by_the_commands_of_the_guide(tmp_path):
    """What the teacher's guide says to type, typed."""
    guide = (ROOT / "exercises" / "teacher" / "guide.md").read_text(encoding="utf-8")
    made = re.search(r"`\.venv/bin/python (tests/made_up\.py handed-in 60)`", guide).group(1)
    graded = re.search(
        r"\.venv/bin/python (-m khaddam_files\.grading handed-in --out "
        r"grades --bom)",
        guide,
    ).group(1)
    for command in (made, graded):
        arguments = command.replace("tests/", f"{ROOT}/tests/").split()
        subprocess.run([sys.executable, *arguments], cwd=tmp_path, check=True, capture_output=True)
    assert len(table(tmp_path / "grades" / "grades.csv", "utf-8-sig")) == 60
    assert len(list((tmp_path / "grades" / "feedback").iterdir())) == 60
    assert (
        "answered by 60 of 60 who handed in"
        in class_tasks.spread(str(tmp_path / "handed-in"), "03.1").sentence
    )
