"""From a folder of handed-in answers to points, a table for the learning management system and feedback files.

    python -m khaddam_files.grade SUBMISSIONS --out GRADES [--bom]

Closed tasks are graded by the key. For free text one page a question shows all answers without names; the levels that a reader
gives go into `free.csv`, and running the command again takes them into the points. Nothing handed in is executed.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from khaddam_files import check, markup
from khaddam_files.data import records
from khaddam_files.submissions import Problem, Submission, read_folder

LEVELS = {"1": 1 / 3, "2": 2 / 3, "3": 1.0}  # share of a task's points for a level of its rubric
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FREE = ["answer", "task_id", "level", "comment"]


def code_of(student: str, task_id: str) -> str:
    """The name under which an answer is read: the same on every run, and no way back to the student."""
    return hashlib.sha256(f"{student}\n{task_id}".encode("utf-8", "replace")).hexdigest()[:8]


def harmless(text: str) -> str:
    """A cell that a spreadsheet shows and does not calculate."""
    return f"'{text}" if text.startswith(FORMULA) else text


def file_name(student: str) -> str:
    """A file name for a student number: letters and digits, and a mark that keeps two alike ones apart."""
    plain = re.sub(r"[^\w-]+", "_", student, flags=re.ASCII).strip("_")[:40]
    return f"{plain or 'student'}-{hashlib.sha256(student.encode('utf-8', 'replace')).hexdigest()[:6]}.html"


def choose(folder) -> tuple[dict[str, str], list[Problem]]:
    """Which file counts for each student, and everything that is wrong. Of several files of one student the newest counts."""
    chosen: dict[str, tuple[str, str, str]] = {}
    problems = []
    for read in read_folder(folder):
        if isinstance(read, Problem):
            problems.append(read)
            continue
        if not read.named:
            problems.append(
                Problem(
                    read.file,
                    f"No student number was entered: it is graded under the name of the file, {read.student}.",
                )
            )
        elif read.student.startswith(FORMULA):
            problems.append(
                Problem(
                    read.file, "The student number begins like a formula: an apostrophe stands before it in the tables."
                )
            )
        other = chosen.get(read.student)
        if other is None:
            chosen[read.student] = (read.newest, read.file, read.fingerprint)
            continue
        newer, older = (read.file, other[1]) if (read.newest, read.file) > other[:2] else (other[1], read.file)
        same = "the same answers" if read.fingerprint == other[2] else "other answers"
        problems.append(
            Problem(
                older,
                f"{read.student} has handed in {newer} too, with {same}: the newer one counts, this one is kept here.",
            )
        )
        if newer == read.file:
            chosen[read.student] = (read.newest, read.file, read.fingerprint)
    return {student: file for student, (_, file, _) in chosen.items()}, problems


@cache
def all_tasks() -> list[dict]:
    """Every task of every exercise, in order."""
    return sorted(records("tasks"), key=lambda row: (row["notebook"], row["order"]))


def points(kept: dict, levels: dict[str, tuple[str, str]], student: str) -> list[dict]:
    """One row a task: task_id, points (None where a reader still has to give them), out_of, comment, reply."""
    rows = []
    for row in all_tasks():
        answer = kept.get(f"ex.{row['task_id']}.answer")
        reply = check.check(row["task_id"], answer)
        earned, comment = reply.points, ""
        if row["kind"] == "free":
            level, comment = levels.get(code_of(student, row["task_id"]), ("", ""))
            earned = (
                0.0
                if not str(answer or "").strip()
                else round(LEVELS[level] * row["points"], 2)
                if level in LEVELS
                else None
            )
        rows.append(
            {"task_id": row["task_id"], "points": earned, "out_of": row["points"], "comment": comment, "reply": reply}
        )
    return rows


def feedback(student: str, rows: list[dict], kept: dict) -> str:
    """What one student gets back, as a page of its own."""
    body = []
    for graded in rows:
        row, entered = check.task(graded["task_id"]), kept.get(f"ex.{graded['task_id']}.answer")
        earned = "not graded yet" if graded["points"] is None else f"{graded['points']:g}"
        body += [
            markup.heading(2, f"{row['task_id']} {row['title']}: {earned} of {graded['out_of']:g}"),
            markup.entry(entered) if isinstance(entered, str) else "",
            markup.paragraph(markup.text(graded["reply"].sentence)),
            graded["reply"].html,
            markup.paragraph(markup.text(f"Comment: {graded['comment']}")) if graded["comment"] else "",
        ]
    total, out_of = sum(graded["points"] or 0 for graded in rows), sum(graded["out_of"] for graded in rows)
    return markup.page(f"Feedback for {student}: {total:g} of {out_of:g} points", "".join(body))


def read_levels(path: Path) -> dict[str, tuple[str, str]]:
    """answer -> (level, comment) from a `free.csv` that a reader has filled in; comment codes are written out."""
    if not path.exists():
        return {}
    bank = {row["comment_id"]: row["comment"] for row in records("comments")}
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return {
            row["answer"]: (
                (row["level"] or "").strip(),
                " ".join(bank.get(word, word) for word in (row["comment"] or "").split()),
            )
            for row in csv.DictReader(stream)
        }


def _free_page(task_id: str) -> tuple[str, str]:
    """The beginning and the end of the page on which all answers to one question are read."""
    row = check.task(task_id)
    rubric = [(r["level"], r["description"]) for r in records("rubrics") if r["task_id"] == task_id]
    bank = [(r["comment_id"], r["comment"]) for r in records("comments")]
    start, end = markup.page_parts(f"{task_id} {row['title']}")
    start += (
        markup.paragraph(markup.text(row["prompt"]))
        + markup.table(rubric, ("level", "what it takes"), "Rubric: write the level into free.csv")
        + markup.table(bank, ("code", "comment"), "Comments: write codes or words of your own into free.csv")
    )
    return start, end


def grade(folder, out, bom: bool = False, progress=lambda done, total: None) -> dict[str, int]:
    """Grade a folder into another. Returns how many students, problems and free answers there are.

    Writes grades.csv (student_id, score, comments), points.csv (one column a task), problems.csv, free.csv, feedback/*.html and
    free/*.html. A filled free.csv in the folder is read first and never loses a level. Memory does not grow with the answers.
    """
    out = Path(out)
    (out / "feedback").mkdir(parents=True, exist_ok=True)
    (out / "free").mkdir(exist_ok=True)
    levels, given = read_levels(out / "free.csv"), _rows_of(out / "free.csv")
    chosen, problems = choose(folder)
    files, encoding = set(chosen.values()), "utf-8-sig" if bom else "utf-8"
    tasks = all_tasks()
    answers = done = 0
    with contextlib.ExitStack() as stack:

        def opened(name: str, code: str = encoding):
            return stack.enter_context(open(out / name, "w", encoding=code, newline=""))

        pages = {
            row["task_id"]: opened(f"free/{row['task_id']}.html", "utf-8") for row in tasks if row["kind"] == "free"
        }
        for task_id, page in pages.items():
            start, end = _free_page(task_id)
            page.write(start)
            stack.callback(page.write, end)
        grades, table = csv.writer(opened("grades.csv")), csv.writer(opened("points.csv"))
        to_read = csv.writer(opened("free.csv.new", "utf-8-sig"))
        grades.writerow(["student_id", "score", "comments"])
        table.writerow(["student_id", *(row["task_id"] for row in tasks)])
        to_read.writerow(FREE)
        for read in read_folder(folder):
            if not isinstance(read, Submission) or read.file not in files:
                continue
            rows, student = points(read.kept, levels, read.student), harmless(read.student)
            waiting = sum(row["points"] is None for row in rows)
            told = [f"{waiting} free answers not graded yet."] if waiting else []
            told += [row["comment"] for row in rows if row["comment"]]
            grades.writerow([student, f"{sum(row['points'] or 0 for row in rows):g}", harmless(" ".join(told))])
            table.writerow([student, *("" if row["points"] is None else f"{row['points']:g}" for row in rows)])
            (out / "feedback" / file_name(read.student)).write_text(
                feedback(read.student, rows, read.kept), encoding="utf-8"
            )
            for task_id, page in pages.items():
                text = str(read.kept.get(f"ex.{task_id}.answer") or "").strip()
                if text:
                    answers, code = answers + 1, code_of(read.student, task_id)
                    said = markup.paragraph(markup.text(check.check(task_id, text).sentence))
                    page.write(markup.heading(2, code) + markup.entry(text) + said)
                    to_read.writerow(given.pop(code, [code, task_id, "", ""]))
            done += 1
            progress(done, len(files))
        to_read.writerows(given.values())
        listed = csv.writer(opened("problems.csv"))
        listed.writerow(["file", "problem"])
        listed.writerows([harmless(problem.file), problem.why] for problem in problems)
    (out / "free.csv.new").replace(out / "free.csv")
    return {"students": done, "problems": len(problems), "free answers": answers}


def _rows_of(path: Path) -> dict[str, list[str]]:
    if not path.exists():
        return {}
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return {row["answer"]: [row[name] or "" for name in FREE] for row in csv.DictReader(stream)}


def _bar(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        filled = 30 * done // total
        print(
            f"\r[{'#' * filled}{'.' * (30 - filled)}] {done} of {total}",
            end="\n" if done == total else "",
            file=sys.stderr,
            flush=True,
        )


def main(arguments: Iterable[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Grade a folder of handed-in answers.")
    options.add_argument(
        "folder", help="the folder with the files that were handed in; archives (.zip) may be among them"
    )
    options.add_argument("--out", required=True, help="the folder for grades, feedback and pages to read")
    options.add_argument("--bom", action="store_true", help="write a byte-order mark, which some spreadsheets need")
    chosen = options.parse_args(arguments)
    try:
        counted = grade(chosen.folder, chosen.out, chosen.bom, _bar)
    except (NotADirectoryError, PermissionError, KeyError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(
        ", ".join(f"{number} {what}" for what, number in counted.items())
        + f". Problems stand in {Path(chosen.out, 'problems.csv')}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
