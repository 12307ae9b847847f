"""One run of grading: from the folder to a whole set of tables and pages, and the command that does
it."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import re
import signal
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.grading.cells import Table, harmless
from khaddam_files.grading.disputes import disputable, disputed, notebook_of
from khaddam_files.grading.feedback import feedback, reasons
from khaddam_files.grading.free_table import FreeTable
from khaddam_files.grading.levels import GradeError, mark_of
from khaddam_files.grading.points import Given, Graded, points, tasks_of, total, typed
from khaddam_files.grading.reading import around, cited, to_read
from khaddam_files.grading.submissions import Person, Pile, Problem
from khaddam_files.grading.whole import EARLIER, FREE_TABLE, OURS, ChangedError, Folder
from khaddam_files.grading.workbench import Workbench

ATTEMPTS = 5  # free.csv may be saved so often while the command runs
NUMBER = 16  # digits of the fingerprint in the name of a page
# exit codes of a command that Ctrl+C, or a request to end, has stopped
INTERRUPTED, ENDED = 130, 143


def file_name(student: str, digits: int = NUMBER) -> str:
    """A file name for a student number: letters and digits, and a fingerprint of the whole number
    that keeps two alike ones apart."""
    plain = re.sub(r"[^\w-]+", "_", student, flags=re.ASCII).strip("_")[:40]
    mark = hashlib.sha256(student.encode("utf-8", "replace")).hexdigest()[:digits]
    return f"{plain or 'student'}-{mark}.html"


class _Marking:
    """One set of tables and pages in the making. only: the exercises that are graded, all if there
    are none."""

    def __init__(self, new: Path, only: tuple[str, ...], bom: bool, desk: Workbench, pile: Pile):
        self.new, self.only, self.desk, self.pile = new, only, desk, pile
        self.encoding = "utf-8-sig" if bom else "utf-8"
        self.problems: list[Problem] = []
        self.students, self.answers = 0, 0
        self._pages: set[str] = set()

    @contextlib.contextmanager
    def table(self, name: str, columns: Iterable[str]) -> Iterator[Table]:
        """A table to write rows into, with its first line."""
        with open(
            self.new / name, "w", encoding=self.encoding, errors="replace", newline=""
        ) as stream:
            table = Table(stream)
            table.row(columns)
            yield table

    def everybody(self, progress) -> None:
        """grades.csv, points.csv and feedback/*.html, one person after the other."""
        names, people = [row["task_id"] for row in tasks_of(self.only)], len(self.pile)
        with (
            self.table("grades.csv", ("student_id", "score", "comments")) as grades,
            self.table("points.csv", ("student_id", *names)) as table,
        ):
            for person in self.pile.people():
                # the barrier round each person: whatever somebody handed in, the others are graded
                try:
                    laid = self._laid(person)
                    graded = points(
                        person.kept,
                        {row["task_id"]: given for _, row, given, *_ in laid},
                        self.only,
                    )
                    page = feedback(person.student, graded, bool(self.only), person.trouble)
                    said = disputed(person.kept)
                except Exception as problem:
                    why = (
                        f"{person.student} could not be graded ({type(problem).__name__}): look "
                        "at the file by hand."
                    )
                    self.problems.append(Problem(person.file, why))
                else:
                    self._person(person, laid, graded, page, said)
                    summed = total(graded)
                    grades.row(
                        [
                            person.student,
                            float(f"{summed.points + summed.optional:g}"),
                            _told(person, graded),
                        ]
                    )
                    table.row(
                        [
                            person.student,
                            *("" if one.points is None else one.points for one in graded),
                        ]
                    )
                progress(self.students, people)

    def _laid(self, person: Person) -> list[tuple]:
        """(place of the task, task, what was given, code, mark, text, levels of earlier texts) for
        each free answer of one person."""
        found = []
        for place, row in enumerate(tasks_of()):
            text = (
                typed(person.kept.get(keys.answer(row["task_id"]))) if row["kind"] == "free" else ""
            )
            if text:
                code, mark = self.desk.code(person.student, row["task_id"]), mark_of(text)
                level, comment, earlier = self.desk.given(code, mark)
                form = (
                    check.check(row["task_id"], text).sentence if self.now(row["notebook"]) else ""
                )
                found.append(
                    (
                        place,
                        row,
                        Given(level, comment, form, bool(earlier)),
                        code,
                        mark,
                        text,
                        earlier,
                    )
                )
        return found

    def _person(
        self,
        person: Person,
        laid: list[tuple],
        graded: list[Graded],
        page: str,
        said: dict[str, str],
    ) -> None:
        """Write the page of one person; lay free answers and disputes onto the desk."""
        if harmless(person.student) != person.student:
            why = (
                f"The student number {person.student} reads like a formula: an "
                "apostrophe stands "
                "in it in the tables."
            )
            self.problems.append(Problem(person.file, why))
        name = file_name(person.student)
        if name in self._pages:  # another's number has the same fingerprint: both pages stand
            name = file_name(person.student, 64)
        self._pages.add(name)
        (self.new / "feedback" / name).write_text(page, encoding="utf-8", errors="replace")
        for place, row, given, code, mark, text, earlier in laid:
            task_id, now = row["task_id"], self.now(row["notebook"])
            piece = to_read(code, text, given.form, given.earlier) if now else None
            for why in self.desk.put(place, code, task_id, mark, piece):
                self.tell(why)
            if now:
                self.desk.cite(place, cited(text))
                self.answers += 1
            for level in earlier:
                self.tell(
                    f"Answer {code} (task {task_id}) has another text now: the level {level} was "
                    "given to an earlier text and does not count. "
                    f"Read the answer again and enter a level in its row with {mark}."
                )
        for what, reason in said.items():
            if self.now(notebook_of(what)):
                self.desk.dispute(what, reason)
        self.students += 1

    def now(self, notebook: str) -> bool:
        """Whether an exercise is graded in this run."""
        return not self.only or notebook in self.only

    def pages(self) -> None:
        """free/*.html, all answers to one question on one page, and the reasons for all."""
        for place, row in enumerate(tasks_of()):
            if row["kind"] == "free" and self.now(row["notebook"]):
                start, end = around(row["task_id"], self.desk.cited(place))
                with open(
                    self.new / "free" / f"{row['task_id']}.html",
                    "w",
                    encoding="utf-8",
                    errors="replace",
                ) as page:
                    page.writelines(chain([start], self.desk.page(place), [end]))
        (self.new / "reasons.html").write_text(reasons(tasks_of(self.only)), encoding="utf-8")

    def levels(self, filled: FreeTable) -> None:
        """The next free.csv, which keeps every cell; entries that belong to no answer are told."""
        with open(
            self.new / FREE_TABLE, "w", encoding="utf-8-sig", errors="replace", newline=""
        ) as stream:
            table = Table(stream, filled.delimiter, typed=True)
            table.row(filled.columns + [""] * (self.desk.width - len(filled.columns)))
            for row in self.desk.rows():
                table.row(row)
            for row in self.desk.left_over():
                table.row(row)
                cells = filled.cells(row)
                self.tell(
                    f"Answer {cells['answer'][:40]} (task {cells['task_id'][:40]}) belongs to no "
                    "answer in this folder; its row is kept. If a "
                    "spreadsheet has changed the code, copy it again from the page in free/; if "
                    "the file was taken out, delete the row."
                )
            for row in self.desk.second():
                table.row(row)

    def disputes(self) -> None:
        """disputes.csv: one row a reason, without names."""
        with self.table(
            "disputes.csv", ("id", "title", "disputed_by", "reason", "people")
        ) as table:
            for what, everybody, reason, people in self.desk.disputes():
                table.row([what, disputable()[what], everybody, reason, people])

    def tell(self, why: str) -> None:
        """A problem with an entry of the grader."""
        self.problems.append(Problem(FREE_TABLE, why))


def _told(person: Person, graded: list[Graded]) -> str:
    """What stands in the comments of grades.csv."""
    warning = [f"NOT WHOLE: {person.trouble}"] if person.trouble else []
    earlier = [one.row["task_id"] for one in graded if one.earlier]
    more = (
        [f"Given to an earlier text and not counted: the level of {', '.join(earlier)}."]
        if earlier
        else []
    )
    told = [f"{one.row['task_id']}: {one.comment}" for one in graded if one.comment]
    return " ".join([*warning, f"{total(graded)}.", *more, *told])


def grade(
    folder,
    out,
    bom: bool = False,
    progress=lambda done, total: None,
    only: Iterable[str] = (),
    reading=lambda done, total: None,
    tell=lambda sentence: None,
) -> dict[str, int]:
    """Grade a folder into another. Returns how many students, problems and free answers there are.

    only: numbers of exercises such as `05`; without any, all are graded. reading and progress:
    called with the files read, and the people graded, and their sums; tell: called with a sentence
    on the folder of grades itself. Writes grades.csv (student_id, score, comments), points.csv (one
    column a task), free.csv (answer, task_id, level, comment, text_id), disputes.csv (id, title,
    disputed_by, reason, people), problems.csv (file, problem), reasons.html, feedback/*.html and
    free/*.html, all of them or none. A filled free.csv is read first, looked at again at the end,
    and never loses a cell. Memory does not grow with the class. Raises `GradeError` for an unknown
    exercise, a free.csv that cannot be read, or another run into the same folder, and
    `NotADirectoryError` if there is no such folder; then nothing is changed.
    """
    folder, out, only = Path(folder), Path(out), tuple(only)
    tasks_of(only)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is no folder: give the one that holds the handed-in files."
        )
    with Folder(out) as place:
        filled = FreeTable(out / FREE_TABLE, place.aside("read.csv"))
        with contextlib.closing(Pile(place.aside("pile.db"))) as pile:
            pile.read(folder, _leave(folder, out), reading)
            counted = _until_quiet(place, pile, filled, only, bom, progress)
        for sentence in place.notices:
            tell(sentence)
        return counted


def _leave(folder: Path, out: Path) -> set[Path]:
    """What is no part of what was handed in, though it lies there: our own folder, or what we have
    made in the same one."""
    same = folder.resolve() == out.resolve()
    return {(out / name).resolve() for name in OURS} if same else {out.resolve()}


def _until_quiet(
    place: Folder, pile: Pile, filled: FreeTable, only, bom, progress
) -> dict[str, int]:
    """Make the set, and make it again as long as free.csv is saved in between."""
    notes = [
        Problem(
            name, f"It was changed since it was made: the changed one stands in {EARLIER}/ now."
        )
        for name in place.edited()
    ]
    notes += [Problem(str(place.out), sentence) for sentence in place.notices]
    if (place.out / f".~lock.{FREE_TABLE}#").exists():
        notes.append(
            Problem(
                FREE_TABLE,
                "It is open in a spreadsheet: save it there, load it again after this run, and run "
                "this once more.",
            )
        )
    read = len(pile.problems)
    for _ in range(ATTEMPTS):
        place.afresh()
        del pile.problems[read:]
        with contextlib.closing(Workbench(filled, place.aside("desk.db"))) as desk:
            counted = _made(place, pile, filled, desk, (only, bom), progress, notes)
        try:
            place.put_in_place(filled.digest)
        except ChangedError:
            filled, note = _again(place, filled)
            notes.append(Problem(FREE_TABLE, note))
        else:
            return counted
    raise GradeError(
        f"{filled.path} was saved again and again while this ran: close it and run this again. "
        "Nothing was changed."
    )


def _again(place: Folder, filled: FreeTable) -> tuple[FreeTable, str]:
    """free.csv as it is now, and what happened to it."""
    if filled.path.exists():
        return FreeTable(filled.path, filled.copy), (
            "It was saved while this ran: what was entered is taken in, and the points are "
            "made with it."
        )
    filled.digest = ""  # what is expected to stand there now
    return filled, "It was taken away while this ran: what had been read of it is written again."


def _made(
    place: Folder,
    pile: Pile,
    filled: FreeTable,
    desk: Workbench,
    asked: tuple[tuple[str, ...], bool],
    progress,
    notes: list[Problem],
) -> dict[str, int]:
    """All parts of a set, in the folder for new ones. asked: the exercises, and whether a
    byte-order mark is wanted."""
    only, bom = asked
    marking = _Marking(place.new, only, bom, desk, pile)
    for why in desk.take():
        marking.tell(why)
    marking.everybody(progress)
    marking.pages()
    marking.levels(filled)
    marking.disputes()
    problems = [*pile.problems, *marking.problems, *notes]
    with marking.table("problems.csv", ("file", "problem")) as table:
        for problem in problems:
            table.row([problem.file, problem.why])
    return {
        "students": marking.students,
        "problems": len(problems),
        "free answers": marking.answers,
    }


# ---------------------------------------------------------------- the command


class _Ended(BaseException):
    """A request to end, as by the system before it shuts down."""


def _bar(what: str):
    """A bar for one part of the work; where nobody watches, one line at its end."""

    def show(done: int, everything: int) -> None:
        if done == everything or (sys.stderr.isatty() and done % max(1, everything // 200) == 0):
            filled = 30 * done // everything
            end = "\n" if done == everything else ""
            print(
                f"\r[{'#' * filled}{'.' * (30 - filled)}] {done} of {everything} {what}",
                end=end,
                file=sys.stderr,
                flush=True,
            )

    return show


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="khaddam_files.grading", description="Grade a folder of handed-in answers."
    )
    options.add_argument(
        "folder",
        help="the folder with the files that were handed in; archives (.zip) may be among them",
    )
    options.add_argument(
        "--out", required=True, help="the folder for grades, feedback and pages to read"
    )
    options.add_argument("--only", default="", metavar="05,07", help="grade these exercises alone")
    options.add_argument(
        "--bom", action="store_true", help="write a byte-order mark, which some spreadsheets need"
    )
    return options


def _end(*_signal) -> None:
    raise _Ended


def main(arguments: Iterable[str] | None = None) -> int:
    """The command. Returns 0, or 1 after one sentence on what was wrong, or 130 or 143 after one on
    where it was stopped."""
    chosen = _options().parse_args(arguments)
    only = [
        number.zfill(2) if number.isdecimal() else number
        for number in chosen.only.replace(",", " ").split()
    ]
    before = signal.signal(signal.SIGTERM, _end)
    try:
        counted = grade(
            chosen.folder, chosen.out, chosen.bom, _bar("people"), only, _bar("files"), _say
        )
    except (KeyboardInterrupt, _Ended) as stopped:
        _say(f"\nStopped: nothing in {chosen.out} was changed; run this again when you like.")
        return ENDED if isinstance(stopped, _Ended) else INTERRUPTED
    except (GradeError, OSError, sqlite3.Error, MemoryError) as problem:
        _say(_sentence(problem, chosen.out))
        return 1
    finally:
        signal.signal(signal.SIGTERM, before)
    print(
        ", ".join(f"{number} {what}" for what, number in counted.items())
        + f". Problems stand in {Path(chosen.out, 'problems.csv')}."
    )
    return 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _sentence(problem: Exception, out: str) -> str:
    """An error in one sentence: what, where, and what to do."""
    if isinstance(problem, OSError) and problem.filename:
        return (
            f"{problem.filename}: {problem.strerror}; close it where it is open, check its "
            "rights and the room on the drive, and run this again. Nothing was changed."
        )
    if isinstance(problem, sqlite3.Error):
        return (
            f"{out}: the working files of this command could not be written ({problem}): make "
            "room on the drive and run this again. Nothing was changed."
        )
    if isinstance(problem, OSError) and problem.strerror:
        return (
            f"{out}: {problem.strerror}; make room on the drive and run this again. Nothing "
            "was changed."
        )
    if isinstance(problem, MemoryError):
        return (
            f"There is too little memory to grade into {out}: close other programs and "
            "run this "
            "again. Nothing was changed."
        )
    return str(problem)
