"""The files of a folder, one at a time: each is a submission or a problem, whatever it holds and
whatever it raises."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from khaddam_files.answers import LARGEST_FILE, AnswersError, Entry, read_export
from khaddam_files.grading.submissions import archives, codes
from khaddam_files.grading.submissions.identity import cleaned

SUFFIXES = (".json", *codes.TEXTS)  # some systems take the ending off
ARCHIVES = (".zip",)
# what file managers leave, beside `__MACOSX/` and `._…`
SYSTEM_FILES = (".ds_store", "thumbs.db", "desktop.ini")
BALLOTS = "ballots"  # the folder of what a class has voted: shown to the class, never graded
STATE_FILE = "class-page.state"  # what the class page keeps beside the ballots
RUN_AGAIN = "run this again"
NO_ANSWERS = "This is no file of answers (expected .json): look at it by hand."
NO_CODE = "There is no code of a hand-in in it: look at it by hand."


@dataclass(frozen=True)
class Problem:
    """A file that could not be used, or not as it stands, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Submission:
    """One file of answers.

    student: what was entered as student number, in its one form, empty where there is none;
    rewritten: whether that differs from what was entered by more than blanks around it; modified:
    when the file was last changed, in seconds; trouble: one sentence if the file is not whole;
    entries: item key -> answer and time.
    """

    file: str
    student: str
    rewritten: bool
    modified: float
    trouble: str
    entries: dict[str, Entry]


@dataclass(frozen=True)
class Place:
    """One place in a folder as it was when the folder was listed. state: what changes when the file
    does."""

    path: Path
    file: str
    state: tuple


def _state(path: Path) -> tuple:
    """Kind, size and time of what stands at a place; empty where nothing stands there."""
    try:
        state = path.lstat()
    except OSError:
        return ()
    return stat.S_IFMT(state.st_mode), state.st_size, state.st_mtime_ns


def _cannot(problem: Exception) -> str:
    reason = getattr(problem, "strerror", None) or type(problem).__name__
    return f"It cannot be read ({reason}): check its rights and {RUN_AGAIN}."


def list_places(
    folder: Path, leave: frozenset[Path] = frozenset()
) -> tuple[list[Place], list[Problem]]:
    """Every file below a folder in the order of the names, and the folders that cannot be read.
    leave: places that are no part of it."""
    files, problems, waiting = [], [], [folder]
    while waiting:
        place, inner = waiting.pop(), []
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as problem:
            why = problem.strerror or type(problem).__name__
            problems.append(
                Problem(
                    _printable(place, folder),
                    f"This folder cannot be read ({why}): nothing in it is graded; check its "
                    f"rights and {RUN_AGAIN}.",
                )
            )
            continue
        for entry in entries:
            path = place / entry.name
            if leave and path.resolve() in leave:
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append(path)
            else:
                files.append(Place(path, _printable(path, folder), _state(path)))
        waiting += reversed(inner)
    return files, problems


def _printable(path: Path, folder: Path) -> str:
    """The name of a file in its folder, as it can be printed."""
    return path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()


def _of_the_system(file: str) -> bool:
    name = PurePosixPath(file).name.lower()
    return name in SYSTEM_FILES or name.startswith("._") or "__macosx" in file.lower().split("/")


def _of_the_class_page(file: str) -> bool:
    """Whether a file is one in which the class page keeps no answers, or not yet."""
    path = PurePosixPath(file)
    unfinished = path.suffix == ".tmp" and path.parent.name == BALLOTS
    return path.name.startswith(STATE_FILE) or unfinished


def _submission(file: str, raw: bytes, modified: float) -> Submission | Problem:
    try:
        export = read_export(raw)
    except AnswersError as problem:
        return Problem(file, str(problem))
    entries = dict(export.entries)
    entered = entries.pop("student", Entry("", "")).value
    student = cleaned(entered)
    return Submission(
        file,
        student,
        bool(student) and student != str(entered).strip(),
        modified,
        export.trouble,
        entries,
    )


class _Reading:
    """One reading of a folder. It knows the codes that it has met: code -> where it stood first."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def content(
        self, file: str, suffix: str, raw: bytes, modified: float, budget: archives.Budget
    ) -> Iterator[Submission | Problem]:
        """What a file holds: answers, or a text with any number of codes. suffix: its ending."""
        is_text = suffix in codes.TEXTS and len(raw) <= LARGEST_FILE
        found = list(codes.codes_in(codes.text_of(suffix, raw))) if is_text else []
        if not found and suffix in codes.WORDS:
            yield Problem(file, NO_CODE)
        elif not found or raw.lstrip().startswith(b"{"):
            yield _submission(file, raw, modified)
        else:
            yield from self._read_codes(file, found, modified, budget)

    def _read_codes(
        self, file: str, found: list[codes.FoundCode], modified: float, budget: archives.Budget
    ) -> Iterator[Submission | Problem]:
        for number, (code, line) in enumerate(found[: codes.MOST_CODES], 1):
            budget.spend(len(code))
            where = file if len(found) == 1 else f"{file}/code {number}"
            other = self._codes.setdefault(code, where)
            read = _submission(where, code.encode(), modified)
            if other != where:
                read = Problem(where, f"This code stands in {other} too: it counts once.")
            elif isinstance(read, Problem) and line > 1:
                read = Problem(where, f"It begins in line {line}. {read.why}")
            yield read
        if len(found) > codes.MOST_CODES:
            yield Problem(file, f"Only the first {codes.MOST_CODES} codes of it were read.")


def _barrier(
    file: str, read: Callable[[], Iterator[Submission | Problem]]
) -> Iterator[Submission | Problem]:
    """The barrier round each file: whatever it raises, it is told of and the next one is read."""
    try:
        yield from read()
    except archives.ArchiveError:  # concerns the whole archive
        raise
    except OSError as problem:
        yield Problem(file, _cannot(problem))
    except Exception as problem:
        yield Problem(
            file,
            f"It cannot be used ({type(problem).__name__}): look at it by hand, or ask for "
            "the file again.",
        )


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    file: str,
    modified: float,
    budget: archives.Budget,
    reading: _Reading,
) -> Iterator[Submission | Problem]:
    """One file of an archive. A password, a method that is not known here, damage: all are told as
    what could not be unpacked."""
    suffix = PurePosixPath(member.filename).suffix.lower()
    if why := _no_answers(member, suffix):
        yield Problem(file, why)
        return
    try:
        raw = archives.unpack(archive, member, budget)
    except archives.ArchiveError:
        raise
    except Exception as problem:
        yield Problem(
            file, f"It cannot be unpacked ({type(problem).__name__}): ask for the file again."
        )
        return
    when = archives.modified(member, modified)
    yield from _barrier(file, lambda: reading.content(file, suffix, raw, when, budget))


def _no_answers(member: zipfile.ZipInfo, suffix: str) -> str:
    """Why a file of an archive is not looked into; empty where it is."""
    if archives.is_link(member):
        return "This is a link and not a file: ask for the file itself."
    if suffix in ARCHIVES:
        return f"This is an archive within an archive: unpack the outer one and {RUN_AGAIN}."
    return "" if suffix in SUFFIXES else NO_ANSWERS


def _archive(place: Place, modified: float, reading: _Reading) -> Iterator[Submission | Problem]:
    try:
        archive, members = archives.open_archive(place.path)
    except archives.ArchiveError as problem:
        yield Problem(place.file, str(problem))
        return
    except Exception as problem:
        yield Problem(
            place.file, f"The archive cannot be read ({type(problem).__name__}): ask for it again."
        )
        return
    read, ours, budget = 0, 0, archives.Budget()
    with archive:
        names = list(archives.named_members(members, place.file))
        for member, file in names:
            if _of_the_system(file):
                ours += 1
                continue
            try:
                yield from _member(archive, member, file, modified, budget, reading)
            except archives.ArchiveError as problem:
                left = (
                    f"Reading stopped after {read} of its {len(names)} files, because "
                    f"{problem}: unpack it and hand over its parts."
                )
                yield Problem(place.file, left)
                break
            read += 1
    if ours:
        yield Problem(
            place.file,
            f"{ours} files in it are those of a file manager (__MACOSX and the like) "
            "and hold no answers.",
        )


def _file(place: Place, reading: _Reading) -> Iterator[Submission | Problem]:
    """One place of the folder."""
    kind, size, changed = place.state or (None, 0, 0)
    suffix = place.path.suffix.lower()
    if kind is None:
        yield Problem(
            place.file, f"It was gone before it could be read: put it back and {RUN_AGAIN}."
        )
    elif kind == stat.S_IFLNK:
        yield Problem(place.file, "This is a link and not a file: ask for the file itself.")
    elif kind != stat.S_IFREG:
        yield Problem(place.file, "This is no regular file: look at it by hand.")
    elif suffix in ARCHIVES:
        yield from _archive(place, changed / 1e9, reading)
    elif suffix not in SUFFIXES:
        yield Problem(place.file, NO_ANSWERS)
    elif size > LARGEST_FILE:
        much = (
            f"It has {size / 1e6:.0f} MB: expected at most {LARGEST_FILE / 1e6:.0f} MB; ask for "
            "the file that the hand-in made."
        )
        yield Problem(place.file, much)
    else:
        budget, when = archives.Budget(), changed / 1e9
        yield from _barrier(
            place.file,
            lambda: reading.content(place.file, suffix, _content(place.path), when, budget),
        )


def _content(path: Path) -> bytes:
    """The bytes of a file, even if it has grown, or has become a pipe, since the folder was listed:
    opened without waiting, read to a limit."""
    handle = os.open(
        path,
        os.O_RDONLY
        | getattr(os, "O_NOFOLLOW", 0)
        | getattr(os, "O_NONBLOCK", 0)
        | getattr(os, "O_BINARY", 0),
    )
    with open(handle, "rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def read_folder(
    folder,
    leave=(),
    progress=lambda done, total: None,
    known: dict[Place, Submission] | None = None,
) -> Iterator[Submission | Problem]:
    """Every file of a folder and of the folders in it, as a submission or a problem.

    The folder is listed once, at the start; what came, went or changed afterwards is told at the
    end. leave: places in it that are left out; progress: called with the number of files read and
    their sum; known: files of one person each that were read before, which is added to and not read
    again while they stay as they are. Raises `NotADirectoryError` if there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"{folder} is no folder: give the one that holds the handed-in files."
        )
    leave = frozenset(leave)
    files, problems = list_places(folder, leave)
    yield from problems
    left_out, reading = 0, _Reading()
    for number, place in enumerate(files, 1):
        if _of_the_system(place.file):
            left_out += 1
        elif not _of_the_class_page(place.file):
            yield from _known(place, reading, {} if known is None else known)
        progress(number, len(files))
    if left_out:
        yield Problem(
            ".",
            f"{left_out} files are those of a file manager (.DS_Store and the like) and hold "
            "no answers.",
        )
    yield from _changes_meanwhile(folder, leave, files)


def _known(
    place: Place, reading: _Reading, known: dict[Place, Submission]
) -> Iterator[Submission | Problem]:
    """What one place holds, from memory where it was read as it stands. Texts and archives are read
    each time, because what they hold depends on what stood before them."""
    if place in known:
        yield known[place]
        return
    for read in _file(place, reading):
        if isinstance(read, Submission) and place.path.suffix.lower() == ".json":
            known[place] = read
        yield read


def _changes_meanwhile(
    folder: Path, leave: frozenset[Path], files: list[Place]
) -> Iterator[Problem]:
    """What happened in the folder while it was read."""
    before = {place.path: place for place in files}
    now = {place.path: place for place in list_places(folder, leave)[0]}
    for path, place in now.items():
        if path not in before:
            yield Problem(
                place.file, f"It came while the folder was read and is not graded: {RUN_AGAIN}."
            )
        elif place.state != before[path].state:
            yield Problem(
                place.file,
                "It was changed while the folder was read, and may be graded as it "
                f"was before: {RUN_AGAIN}.",
            )
    for path, place in before.items():
        if path not in now and place.state:
            yield Problem(
                place.file,
                f"It was taken away while the folder was read: {RUN_AGAIN} if it does not count.",
            )
