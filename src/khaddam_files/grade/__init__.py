"""From a folder of handed-in answers to points, a table for the learning management system and feedback files.

    python -m khaddam_files.grade SUBMISSIONS --out GRADES [--only 05,07] [--bom]

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
from itertools import chain
from pathlib import Path

from khaddam_files.grade.desk import Desk
from khaddam_files.grade.disputes import disputable, disputed, notebook_of
from khaddam_files.grade.levels import FREE, Filled, GradeError, code_of
from khaddam_files.grade.pages import around, feedback, to_read
from khaddam_files.grade.points import Graded, points, tasks_of, total, typed
from khaddam_files.submissions import FORMULA, Problem, Submission, choose, read_folder

__all__ = ["FREE", "GradeError", "code_of", "grade", "main"]


def harmless(text: str) -> str:
    """A cell that a spreadsheet shows and does not calculate."""
    return f"'{text}" if text.startswith(FORMULA) else text


def file_name(student: str) -> str:
    """A file name for a student number: letters and digits, and a mark that keeps two alike ones apart."""
    plain = re.sub(r"[^\w-]+", "_", student, flags=re.ASCII).strip("_")[:40]
    return f"{plain or 'student'}-{hashlib.sha256(student.encode('utf-8', 'replace')).hexdigest()[:6]}.html"


class _Marking:
    """One run of grading into a folder. only: the exercises that are graded, all if there are none."""

    def __init__(self, out: Path, only: tuple[str, ...], bom: bool, desk: Desk):
        self.out, self.only, self.desk = out, only, desk
        self.encoding = "utf-8-sig" if bom else "utf-8"
        self.problems: list[Problem] = []
        self.answers = 0

    @contextlib.contextmanager
    def table(self, name: str, columns: Iterable[str]):
        """A table to write rows into, with its first line."""
        with open(self.out / name, "w", encoding=self.encoding, newline="") as stream:
            table = csv.writer(stream)
            table.writerow(columns)
            yield table

    def students(self, folder, chosen: dict[str, str], progress) -> None:
        """grades.csv, points.csv and feedback/*.html, one person after the other."""
        names, done = [row["task_id"] for row in tasks_of(self.only)], 0
        with (
            self.table("grades.csv", ("student_id", "score", "comments")) as grades,
            self.table("points.csv", ("student_id", *names)) as table,
        ):
            for read in read_folder(folder):
                if isinstance(read, Submission) and chosen[read.student] == read.file:
                    graded, student = self.student(read), harmless(read.student)
                    summed = total(graded)
                    told = [f"{summed}.", *(f"{one.row['task_id']}: {one.comment}" for one in graded if one.comment)]
                    grades.writerow([student, f"{summed.points + summed.optional:g}", " ".join(told)])
                    table.writerow([student, *("" if one.points is None else f"{one.points:g}" for one in graded)])
                    done += 1
                    progress(done, len(chosen))

    def student(self, read: Submission) -> list[Graded]:
        """One person: feedback is written, free answers and disputes go onto the desk."""
        graded = points(read.kept, self.free_answers(read), self.only)
        page = feedback(read.student, graded, every=bool(self.only))
        (self.out / "feedback" / file_name(read.student)).write_text(page, encoding="utf-8")
        for what, reason in disputed(read.kept).items():
            if self.now(notebook_of(what)):
                self.desk.dispute(what, reason)
        return graded

    def free_answers(self, read: Submission) -> dict[str, tuple[int | None, str]]:
        """Lay the free answers of one person on the desk. Returns task_id -> (level, comment)."""
        given = {}
        for place, row in enumerate(tasks_of()):
            task_id, text = row["task_id"], typed(read.kept.get(f"ex.{row['task_id']}.answer"))
            if row["kind"] == "free" and text:
                code, now = code_of(read.student, task_id), self.now(row["notebook"])
                given[task_id] = self.desk.given(code)
                self.desk.put(place, code, task_id, to_read(code, task_id, text) if now else None)
                self.answers += now
        return given

    def now(self, notebook: str) -> bool:
        """Whether an exercise is graded in this run."""
        return not self.only or notebook in self.only

    def pages(self) -> None:
        """free/*.html: all answers to one question on one page."""
        for place, row in enumerate(tasks_of()):
            if row["kind"] == "free" and self.now(row["notebook"]):
                start, end = around(row["task_id"])
                with open(self.out / "free" / f"{row['task_id']}.html", "w", encoding="utf-8") as page:
                    page.writelines(chain([start], self.desk.page(place), [end]))

    def levels(self, filled: Filled) -> None:
        """The next free.csv, which keeps every entry; those that belong to no answer are told."""
        new = filled.path.with_name("free.csv.new")
        with open(new, "w", encoding="utf-8-sig", newline="") as stream:
            table = csv.DictWriter(stream, filled.columns, restval="", delimiter=filled.delimiter)
            table.writeheader()
            table.writerows(self.desk.rows())
            for cells in self.desk.left_over():
                table.writerow(cells)
                self.tell(
                    f"Answer {cells['answer'][:40]} (task {cells['task_id'][:40]}) belongs to no answer in this folder; its row is kept. If a "
                    "spreadsheet has changed the code, copy it again from the page in free/; if the file was taken out, delete the row."
                )
            table.writerows(self.desk.second())
        new.replace(filled.path)

    def disputes(self) -> None:
        """disputes.csv: one row a reason, without names."""
        with self.table("disputes.csv", ("id", "title", "disputed_by", "reason", "people")) as table:
            for what, everybody, reason, people in self.desk.disputes():
                table.writerow([what, disputable()[what], everybody, harmless(reason), people])

    def tell(self, why: str) -> None:
        """A problem with an entry of the grader."""
        self.problems.append(Problem("free.csv", why))


def grade(
    folder, out, bom: bool = False, progress=lambda done, total: None, only: Iterable[str] = ()
) -> dict[str, int]:
    """Grade a folder into another. Returns how many students, problems and free answers there are.

    only: numbers of exercises such as `05`; without any, all are graded. Writes grades.csv (student_id, score, comments), points.csv
    (one column a task), free.csv (answer, task_id, level, comment), disputes.csv (id, title, disputed_by, reason, people), problems.csv
    (file, problem), feedback/*.html and free/*.html. A filled free.csv is read first and never loses an entry. Memory does not grow
    with the class. Raises `GradeError` for an unknown exercise or a free.csv that cannot be read, and `NotADirectoryError` if there is
    no such folder; then nothing is written.
    """
    out, only = Path(out), tuple(only)
    tasks_of(only)
    filled = Filled(out / "free.csv")
    chosen, problems = choose(folder)
    with contextlib.closing(Desk()) as desk:
        marking = _Marking(out, only, bom, desk)
        for why in desk.take(filled):
            marking.tell(why)
        for part in ("feedback", "free"):
            (out / part).mkdir(parents=True, exist_ok=True)
        marking.students(folder, chosen, progress)
        marking.pages()
        marking.levels(filled)
        marking.disputes()
        problems += marking.problems
        with marking.table("problems.csv", ("file", "problem")) as table:
            table.writerows([harmless(problem.file), problem.why] for problem in problems)
    return {"students": len(chosen), "problems": len(problems), "free answers": marking.answers}


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
    options = argparse.ArgumentParser(prog="khaddam_files.grade", description="Grade a folder of handed-in answers.")
    options.add_argument(
        "folder", help="the folder with the files that were handed in; archives (.zip) may be among them"
    )
    options.add_argument("--out", required=True, help="the folder for grades, feedback and pages to read")
    options.add_argument("--only", default="", metavar="05,07", help="grade these exercises alone")
    options.add_argument("--bom", action="store_true", help="write a byte-order mark, which some spreadsheets need")
    chosen = options.parse_args(arguments)
    only = [number.zfill(2) if number.isdecimal() else number for number in chosen.only.replace(",", " ").split()]
    try:
        counted = grade(chosen.folder, chosen.out, chosen.bom, _bar, only)
    except (GradeError, OSError) as problem:
        told = problem
        if getattr(problem, "filename", None):
            told = f"{problem.filename}: {problem.strerror}; close it where it is open, or check its rights, and run this again."
        print(told, file=sys.stderr)
        return 1
    print(
        ", ".join(f"{number} {what}" for what, number in counted.items())
        + f". Problems stand in {Path(chosen.out, 'problems.csv')}."
    )
    return 0
