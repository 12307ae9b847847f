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
from typing import NamedTuple

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.grading.cells import Table, harmless
from khaddam_files.grading.class_book import NO_BOOKS, Books, ClassBook
from khaddam_files.grading.disputes import disputable, dispute_reasons, notebook_of
from khaddam_files.grading.feedback import feedback, reasons
from khaddam_files.grading.free_answers import GradeError, mark_of
from khaddam_files.grading.free_table import FreeTable
from khaddam_files.grading.gradebooks import Wish
from khaddam_files.grading.grades_folder import (
    EARLIER_FOLDER,
    FREE_TABLE,
    OUR_FILES,
    ChangedError,
    GradesFolder,
)
from khaddam_files.grading.marked import Marks
from khaddam_files.grading.points import Graded, GraderEntry, points, tasks_of, total, typed_text
from khaddam_files.grading.reading import around, cited, to_read
from khaddam_files.grading.submissions import Person, Pile, Problem
from khaddam_files.grading.submissions.files import BALLOTS
from khaddam_files.grading.workbench import Workbench

ATTEMPTS = 5  # free.csv may be saved so often while the command runs
NAME_DIGITS = 16  # digits of the fingerprint in the name of a page
# exit codes of a command that Ctrl+C, or a request to end, has stopped
EXIT_INTERRUPTED, EXIT_ENDED = 130, 143


def file_name(student: str, digits: int = NAME_DIGITS) -> str:
    """A file name for a student number: letters and digits, and a fingerprint of the whole number
    that keeps two alike ones apart."""
    plain = re.sub(r"[^\w-]+", "_", student, flags=re.ASCII).strip("_")[:40]
    mark = hashlib.sha256(student.encode("utf-8", "replace")).hexdigest()[:digits]
    return f"{plain or 'student'}-{mark}.html"


class FreeAnswer(NamedTuple):
    """One free answer of one person.

    place: of its task among all; entry: what a grader gave to it; code: the name under which it is
    read; mark: of its text; earlier: the levels of earlier texts.
    """

    place: int
    task: dict
    entry: GraderEntry
    code: str
    mark: str
    text: str
    earlier: list[int]


class _Marking:
    """One set of tables and pages in the making. only: the exercises that are graded, all if there
    are none."""

    def __init__(
        self, new: Path, only: tuple[str, ...], bom: bool, workbench: Workbench, pile: Pile
    ):
        self.new, self.only, self.workbench, self.pile = new, only, workbench, pile
        self.encoding = "utf-8-sig" if bom else "utf-8"
        self.problems: list[Problem] = []
        self.students, self.answers = 0, 0
        self.book = ClassBook()
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
                    free_answers = self._free_answers(person)
                    graded = points(
                        person.answers,
                        {free.task["task_id"]: free.entry for free in free_answers},
                        self.only,
                    )
                    page = feedback(person.student, graded, bool(self.only), person.trouble)
                    reasons = dispute_reasons(person.answers)
                except Exception as problem:
                    why = (
                        f"{person.student} could not be graded ({type(problem).__name__}): look "
                        "at the file by hand."
                    )
                    self.problems.append(Problem(person.file, why))
                else:
                    name = self._person(person, free_answers, page, reasons)
                    self.book.add(person, graded, name)
                    summed = total(graded)
                    grades.row(
                        [
                            person.student,
                            float(f"{summed.points + summed.optional:g}"),
                            _comments(person, graded),
                        ]
                    )
                    table.row(
                        [
                            person.student,
                            *("" if task.points is None else task.points for task in graded),
                        ]
                    )
                progress(self.students, people)

    def _free_answers(self, person: Person) -> list[FreeAnswer]:
        """Every free answer of one person with what a grader gave to it."""
        answers = []
        for place, task in enumerate(tasks_of()):
            text = typed_text(person.answers.get(keys.answer(task["task_id"])))
            if task["kind"] == "free" and text:
                code, mark = self.workbench.code(person.student, task["task_id"]), mark_of(text)
                level, comment, earlier = self.workbench.level_and_comment(code, mark)
                now = self.now(task["notebook"])
                form = check.check(task["task_id"], text).sentence if now else ""
                entry = GraderEntry(level, comment, form, bool(earlier))
                answers.append(FreeAnswer(place, task, entry, code, mark, text, earlier))
        return answers

    def _person(
        self,
        person: Person,
        free_answers: list[FreeAnswer],
        page: str,
        reasons: dict[str, str],
    ) -> str:
        """Write the page of one person; lay free answers and disputes onto the workbench. Gives the
        name of the page."""
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
        for place, task, entry, code, mark, text, earlier in free_answers:
            task_id, now = task["task_id"], self.now(task["notebook"])
            piece = to_read(code, text, entry.form, entry.earlier_level) if now else None
            for why in self.workbench.add_answer(place, code, task_id, mark, piece):
                self.note(why)
            if now:
                self.workbench.add_citations(place, cited(text))
                self.answers += 1
            for level in earlier:
                self.note(
                    f"Answer {code} (task {task_id}) has another text now: the level {level} was "
                    "given to an earlier text and does not count. "
                    f"Read the answer again and enter a level in its row with {mark}."
                )
        for what, reason in reasons.items():
            if self.now(notebook_of(what)):
                self.workbench.add_dispute(what, reason)
        self.students += 1
        return name

    def now(self, notebook: str) -> bool:
        """Whether an exercise is graded in this run."""
        return not self.only or notebook in self.only

    def pages(self) -> None:
        """free/*.html, all answers to one question on one page, and the reasons for all."""
        for place, row in enumerate(tasks_of()):
            if row["kind"] == "free" and self.now(row["notebook"]):
                start, end = around(row["task_id"], self.workbench.cited(place))
                with open(
                    self.new / "free" / f"{row['task_id']}.html",
                    "w",
                    encoding="utf-8",
                    errors="replace",
                ) as page:
                    page.writelines(chain([start], self.workbench.page(place), [end]))
        (self.new / "reasons.html").write_text(reasons(tasks_of(self.only)), encoding="utf-8")

    def levels(self, free_table: FreeTable) -> None:
        """The next free.csv, which keeps every cell; entries that belong to no answer are told."""
        with open(
            self.new / FREE_TABLE, "w", encoding="utf-8-sig", errors="replace", newline=""
        ) as stream:
            table = Table(stream, free_table.delimiter, typed=True)
            table.row(free_table.columns + [""] * (self.workbench.width - len(free_table.columns)))
            for row in self.workbench.rows():
                table.row(row)
            for row in self.workbench.rows_without_answer():
                table.row(row)
                cells = free_table.cells(row)
                self.note(
                    f"Answer {cells['answer'][:40]} (task {cells['task_id'][:40]}) belongs to no "
                    "answer in this folder; its row is kept. If a "
                    "spreadsheet has changed the code, copy it again from the page in free/; if "
                    "the file was taken out, delete the row."
                )
            for row in self.workbench.second_rows():
                table.row(row)

    def disputes(self) -> None:
        """disputes.csv: one row a reason, without names."""
        with self.table(
            "disputes.csv", ("id", "title", "disputed_by", "reason", "people")
        ) as table:
            for what, everybody, reason, people in self.workbench.disputes():
                table.row([what, disputable()[what], everybody, reason, people])

    def note(self, why: str) -> None:
        """A problem with an entry of the grader."""
        self.problems.append(Problem(FREE_TABLE, why))


def _comments(person: Person, graded: list[Graded]) -> str:
    """What stands in the comments of grades.csv."""
    warning = [f"NOT WHOLE: {person.trouble}"] if person.trouble else []
    earlier = [task.row["task_id"] for task in graded if task.earlier_level]
    more = (
        [f"Given to an earlier text and not counted: the level of {', '.join(earlier)}."]
        if earlier
        else []
    )
    comments = [f"{task.row['task_id']}: {task.comment}" for task in graded if task.comment]
    return " ".join([*warning, f"{total(graded)}.", *more, *comments])


def grade(
    folder,
    out,
    bom: bool = False,
    progress=lambda done, total: None,
    only: Iterable[str] = (),
    reading=lambda done, total: None,
    tell=lambda sentence: None,
    books: Books = NO_BOOKS,
) -> dict[str, int]:
    """Grade a folder into another. Returns how many students, problems and free answers there are.

    only: numbers of exercises such as `05`; without any, all are graded. reading and progress:
    called with the files read, and the people graded, and their sums; tell: called with a sentence
    on the folder of grades itself, on the class and on the gradebook; books: a gradebook to be
    filled and a list of the class. Writes grades.csv (student_id, score, comments), points.csv (one
    column a task), free.csv (answer, task_id, level, comment, text_id), class.csv (exercise,
    people, out_of, mean, spread, median, least, most), disputes.csv (id, title, disputed_by,
    reason, people), problems.csv (file, problem), reasons.html, feedback/*.html and free/*.html,
    all of them or none; feedback-to-return.zip where files have the names of a learning management
    system, missing.csv where there is a list of the class. A filled free.csv is read first, looked
    at again at the end, and never loses a cell. Memory grows with the class by a few numbers a
    person. Raises `GradeError` for a gradebook that cannot be filled, an unknown
    exercise, a free.csv that cannot be read, or another run into the same folder, and
    `NotADirectoryError` if there is no such folder; then nothing is changed.
    """
    folder, out, only = Path(folder), Path(out), tuple(only)
    tasks_of(only)
    books.check()
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is no folder: give the one that holds the handed-in files."
        )
    with GradesFolder(out) as place:
        _bring_marks(out)
        free_table = FreeTable(out / FREE_TABLE, place.aside("read.csv"))
        with contextlib.closing(Pile(place.aside("pile.db"))) as pile:
            pile.read(folder, _left_out(folder, out), reading)
            options = _Options(only, bom, books)
            counts, book = _until_quiet(place, pile, free_table, options, progress)
        for sentence in (*place.notices, *book.finish()):
            tell(sentence)
        return counts


def _bring_marks(out: Path) -> None:
    """Have free.csv say what was given on the marking page, too."""
    marks = Marks(out)
    if marks.journal.count:
        marks.bring_together()


def _left_out(folder: Path, out: Path) -> set[Path]:
    """What is no part of what was handed in, though it lies there: our own folder, or what we have
    made in the same one, and what the class has voted."""
    same = folder.resolve() == out.resolve()
    ours = {(out / name).resolve() for name in OUR_FILES} if same else {out.resolve()}
    return ours | {(folder / BALLOTS).resolve()}


class _Options(NamedTuple):
    """How is graded. only: the exercises; bom: whether a byte-order mark is wanted."""

    only: tuple[str, ...]
    bom: bool
    books: Books


def _until_quiet(
    place: GradesFolder, pile: Pile, free_table: FreeTable, options: _Options, progress
) -> tuple[dict[str, int], ClassBook]:
    """Make the set, and make it again as long as free.csv is saved in between."""
    notes = [
        Problem(
            name,
            f"It was changed since it was made: the changed one stands in {EARLIER_FOLDER}/ now.",
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
    problems_read = len(pile.problems)
    for _ in range(ATTEMPTS):
        place.afresh()
        del pile.problems[problems_read:]
        with contextlib.closing(Workbench(free_table, place.aside("desk.db"))) as workbench:
            made = _make(place, pile, free_table, workbench, options, progress, notes)
        try:
            place.put_in_place(free_table.digest)
        except ChangedError:
            free_table, note = _read_again(place, free_table)
            notes.append(Problem(FREE_TABLE, note))
        else:
            return made
    raise GradeError(
        f"{free_table.path} was saved again and again while this ran: close it and run this again. "
        "Nothing was changed."
    )


def _read_again(place: GradesFolder, free_table: FreeTable) -> tuple[FreeTable, str]:
    """free.csv as it is now, and what happened to it."""
    _bring_marks(place.out)
    if free_table.path.exists():
        return FreeTable(free_table.path, free_table.copy), (
            "It was saved while this ran: what was entered is taken in, and the points are "
            "made with it."
        )
    free_table.digest = ""  # what is expected to stand there now
    return (
        free_table,
        "It was taken away while this ran: what had been read of it is written again.",
    )


def _make(
    place: GradesFolder,
    pile: Pile,
    free_table: FreeTable,
    workbench: Workbench,
    options: _Options,
    progress,
    notes: list[Problem],
) -> tuple[dict[str, int], ClassBook]:
    """All parts of a set, in the folder for new ones."""
    marking = _Marking(place.new, options.only, options.bom, workbench, pile)
    for why in workbench.take_in():
        marking.note(why)
    marking.everybody(progress)
    marking.pages()
    marking.levels(free_table)
    marking.disputes()
    of_class = list(marking.book.write(place.new, marking.table, options.books))
    problems = [*pile.problems, *marking.problems, *of_class, *notes]
    with marking.table("problems.csv", ("file", "problem")) as table:
        for problem in problems:
            table.row([problem.file, problem.why])
    counts = {
        "students": marking.students,
        "problems": len(problems),
        "free answers": marking.answers,
    }
    return counts, marking.book


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
    _options_of_class(options)
    return options


def _options_of_class(options: argparse.ArgumentParser) -> None:
    of_class = options.add_argument_group(
        "gradebook and class",
        "The gradebook is one that Moodle or Canvas has exported, or any table in CSV. Nothing is "
        "written into it: a filled copy is made beside it. To read free answers in the browser: "
        "python -m khaddam_files.grading mark --help.",
    )
    of_class.add_argument("--fill", metavar="FILE", help="fill points into a copy of this table")
    of_class.add_argument("--column", default="", metavar="NAME", help="the column to fill")
    of_class.add_argument(
        "--number-column", default="", metavar="NAME", help="the column with student numbers"
    )
    of_class.add_argument(
        "--maximum", type=float, metavar="POINTS", help="bring the points to this maximum"
    )
    of_class.add_argument(
        "--with-optional", action="store_true", help="count optional points, up to the maximum"
    )
    of_class.add_argument(
        "--roster", metavar="FILE", help="a list of the class: who is missing stands in missing.csv"
    )


def _books(chosen: argparse.Namespace) -> Books:
    """The gradebook and the list of the class, which is the gradebook where there is no other."""
    fill, roster = (Path(name) if name else None for name in (chosen.fill, chosen.roster))
    wish = Wish(chosen.column, chosen.number_column, chosen.maximum, chosen.with_optional)
    return Books(fill, roster, wish)


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
        counts = grade(
            *(chosen.folder, chosen.out, chosen.bom, _bar("people"), only, _bar("files"), _say),
            _books(chosen),
        )
    except (KeyboardInterrupt, _Ended) as stopped:
        _say(f"\nStopped: nothing in {chosen.out} was changed; run this again when you like.")
        return EXIT_ENDED if isinstance(stopped, _Ended) else EXIT_INTERRUPTED
    except (GradeError, OSError, sqlite3.Error, MemoryError) as problem:
        _say(_sentence(problem, chosen.out))
        return 1
    finally:
        signal.signal(signal.SIGTERM, before)
    print(
        ", ".join(f"{number} {what}" for what, number in counts.items())
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
