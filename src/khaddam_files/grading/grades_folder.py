"""The folder of grades as one whole: tables and pages are made aside and put in place together.

Everything that is made stands in `.grading/new` until it is complete. Then a list of it with sizes
and check sums is written, which is the promise that the set is whole; the old set goes to
`.grading/old`, the new one takes its place, and `NOT-WHOLE.txt` stands beside them as long as that
takes. Whatever stops the computer: without the list the new files are thrown away by the next run,
with it the next run completes the set. Files that were changed by hand since we made them, and
tables of a grader, go to `earlier`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from khaddam_files.answers.folders import hold
from khaddam_files.grading.free_answers import GradeError
from khaddam_files.grading.free_table import digest

WORK_FOLDER = ".grading"
EARLIER_FOLDER = "earlier"
LIST_FILE = "set.json"
WARNING_FILE = "NOT-WHOLE.txt"
FREE_TABLE = "free.csv"
FOLDERS = ("feedback", "free")
RETURN_ZIP = "feedback-to-return.zip"
RETURN_FOLDER = "feedback-to-return"  # where there are several to upload
MISSING_TABLE = "missing.csv"
SOMETIMES = (RETURN_ZIP, RETURN_FOLDER, MISSING_TABLE)  # parts that not every set has
PARTS = (
    *("grades.csv", "points.csv", "class.csv", "disputes.csv", "problems.csv", "reasons.html"),
    *FOLDERS,
    *SOMETIMES,
)
OUR_FILES = (*PARTS, FREE_TABLE, WARNING_FILE, EARLIER_FOLDER, WORK_FOLDER)
MOST_VERSIONS = 20  # earlier versions of one file
WARNING_TEXT = (
    "The tables and pages of this folder are being replaced. If this file stays, the command "
    "was stopped: run it again.\n"
)


class ChangedError(Exception):
    """free.csv is no longer as it was read."""


class GradesFolder:
    """A folder of grades, held by this run alone. Used in a `with` statement; raises `GradeError`
    if another run holds it.

    out: its path; new: where parts are made; notices: sentences about the folder itself, to be
    told.
    """

    def __init__(self, out: Path):
        self.out, self.inner, self.new, self.old = (
            out,
            out / WORK_FOLDER,
            out / WORK_FOLDER / "new",
            out / WORK_FOLDER / "old",
        )
        self.notices: list[str] = []

    def __enter__(self):
        self.inner.mkdir(parents=True, exist_ok=True)
        # closed by __exit__, or by the system if this program dies
        self._lock = open(self.inner / "lock", "a+b")
        try:
            self._lock_folder()
            self._recover()
            self.afresh()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, *_raised):
        with self._lock, contextlib.suppress(OSError):
            if not (self.new / LIST_FILE).exists():
                self._sweep()

    def _lock_folder(self) -> None:
        try:
            notice = _lock(self._lock, self.out)
        except BlockingIOError:
            raise GradeError(
                f"Another run is writing into {self.out}: wait until it is done, then run "
                "this again."
            ) from None
        self.notices += [notice] if notice else []

    # ---------------------------------------------------------------- making a set

    def afresh(self) -> None:
        """An empty place for a new set."""
        shutil.rmtree(self.new, ignore_errors=True)
        for part in FOLDERS:
            (self.new / part).mkdir(parents=True)

    def aside(self, name: str) -> Path:
        """A place for a file that is gone after the run."""
        path = self.inner / name
        path.unlink(missing_ok=True)
        return path

    def edited(self) -> list[str]:
        """Files of the set in place that were changed since they were made; the next set keeps them
        in `earlier`."""
        files = _files_of_set(self.inner / LIST_FILE)
        if not (self.inner / LIST_FILE).exists():
            return [name for name in PARTS if (self.out / name).exists()]
        return [
            name
            for name, state in files.items()
            if (self.out / name).is_file() and _size_and_sum(self.out / name) != state
        ]

    def put_in_place(self, read: str) -> None:
        """Put the new set in the place of the old one. read: digest of the free.csv that the set
        rests on.

        Raises `ChangedError` if free.csv is another one now; then nothing was changed. Any
        `OSError` leaves the old set in place.
        """
        if digest(self.out / FREE_TABLE) != read:
            raise ChangedError
        names = (
            path.relative_to(self.new).as_posix()
            for path in sorted(self.new.rglob("*"))
            if path.is_file()
        )
        files = {name: _size_and_sum(self.new / name) for name in names if name != FREE_TABLE}
        _settle(self.new, [*files, FREE_TABLE])
        with _undisturbed():
            _write(self.new / LIST_FILE, json.dumps({"version": 1, "read": read, "files": files}))
            try:
                self._swap(read)
            except OSError:
                self._put_back()
                raise
            self._finish()

    # ---------------------------------------------------------------- old and new

    def _swap(self, read: str) -> None:
        self.old.mkdir(exist_ok=True)
        self._exchange_free(read)
        _write(self.out / WARNING_FILE, WARNING_TEXT)
        if (self.inner / LIST_FILE).exists():
            os.replace(self.inner / LIST_FILE, self.old / LIST_FILE)
        for name in PARTS:
            if (self.new / name).exists():
                if (self.out / name).exists():
                    shutil.copymode(self.out / name, self.new / name)
                    os.replace(self.out / name, self.old / name)
                os.replace(self.new / name, self.out / name)
        made = {name.partition("/")[0] for name in _files_of_set(self.new / LIST_FILE)}
        for name in SOMETIMES:
            # what an earlier set had would stand beside this one as if it belonged to it
            if name not in made and (self.out / name).exists():
                os.replace(self.out / name, self.old / name)
        os.replace(self.new / LIST_FILE, self.inner / LIST_FILE)
        (self.out / WARNING_FILE).unlink()

    def _exchange_free(self, read: str) -> None:
        """The next free.csv, also where a link leads to it. The one before stays as an earlier
        version, whoever wrote it and when."""
        new, place = self.new / FREE_TABLE, (self.out / FREE_TABLE).resolve()
        if not new.exists() or digest(place) != read:
            new.unlink(missing_ok=True)
            return
        if place.exists():
            if digest(new) == read:
                new.unlink()
                return
            shutil.copymode(place, new)
            version = self._keep_version(place)
        if place.parent != self.out.resolve():
            beside = place.with_name(f"{place.name}.new")
            shutil.copyfile(new, beside)
            new.unlink()
            new = beside
        os.replace(new, place)
        if read and digest(version) != read:  # saved in the instant before, in the same file
            self.notices.append(
                "free.csv was saved in the very moment in which it was replaced: what was saved "
                f"stands in {EARLIER_FOLDER}/{version.name}."
            )

    def _keep_version(self, path: Path) -> Path:
        """A version of a file in `earlier`."""
        version = next_version(self.out, path.name)
        _second_name(path, version)
        return version

    def _put_back(self) -> None:
        """Undo an exchange that the system refused. What cannot be undone is completed by the next
        run."""
        (self.new / LIST_FILE).unlink(missing_ok=True)
        for name in PARTS:
            if (self.old / name).exists():
                if (self.out / name).exists():
                    os.replace(self.out / name, self.new / name)
                os.replace(self.old / name, self.out / name)
        if (self.old / LIST_FILE).exists():
            os.replace(self.old / LIST_FILE, self.inner / LIST_FILE)
        (self.out / WARNING_FILE).unlink(missing_ok=True)

    def _recover(self) -> None:
        """Complete a set that an earlier run has promised, or throw away what it has begun."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            self._swap(json.loads((self.new / LIST_FILE).read_text(encoding="utf-8"))["read"])
        if (self.new / LIST_FILE).exists():
            raise GradeError(
                f"{self.out}: an earlier run was stopped while it put its tables in place, and "
                "they cannot be completed now; close whatever "
                "is open from this folder and run this again."
            )
        if self.old.exists():
            self._finish()
        (self.out / WARNING_FILE).unlink(missing_ok=True)

    def _finish(self) -> None:
        """Throw the old set away, except for what people have changed in it or laid into it."""
        if not (self.old / LIST_FILE).exists():  # made by version 0.2.0, which kept no list
            for path in sorted(self.old.iterdir()):
                os.replace(path, next_version(self.out, path.name))
        files = _files_of_set(self.old / LIST_FILE)
        for path in sorted(self.old.rglob("*")):
            name = path.relative_to(self.old).as_posix()
            if name == LIST_FILE or (path.is_dir() and not path.is_symlink()):
                continue
            if name not in files and not (self.out / name).exists():
                (self.out / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, self.out / name)  # laid there by somebody
            elif path.is_symlink() or files.get(name) != _size_and_sum(path):
                os.replace(path, next_version(self.out, path.name))
        self._sweep()

    def _sweep(self) -> None:
        for place in (self.new, self.old):
            shutil.rmtree(place, ignore_errors=True)
        for path in self.inner.iterdir():
            if path.name not in (LIST_FILE, "lock") and path.is_file():
                path.unlink()


def _lock(stream, out: Path) -> str:
    """Hold a folder by its lock. Gives a sentence where the drive has no locks; raises
    `BlockingIOError` where another program holds it."""
    try:
        hold(stream)
    except BlockingIOError:
        raise
    except OSError as problem:
        return (
            f"This drive has no locks ({problem.strerror}): make sure that nobody grades into "
            f"{out} at the same time."
        )
    return ""


@contextlib.contextmanager
def held(out: Path) -> Iterator[bool]:
    """Hold a folder of grades for a moment, without making a set. Gives whether it is held; not so
    while a run of grading has it."""
    (out / WORK_FOLDER).mkdir(parents=True, exist_ok=True)
    with open(out / WORK_FOLDER / "lock", "a+b") as stream:
        try:
            _lock(stream, out)
        except BlockingIOError:
            yield False
        else:
            yield True


def exchange(out: Path, new: Path, read: str, keep: bool) -> bool:
    """Put another `free.csv` in the place of the one that was read, also where a link leads to it.

    out: the folder, held by the caller; new: the other one, which is gone afterwards; read: digest
    of the one that it rests on; keep: whether that one stays as an earlier version. Returns whether
    it is in place; not so if somebody has saved in between.
    """
    place = (out / FREE_TABLE).resolve()
    if digest(place) != read:
        new.unlink()
        return False
    before = out / WORK_FOLDER / "free.before"
    if place.exists():
        shutil.copymode(place, new)
        before.unlink(missing_ok=True)
        _second_name(place, before)
    if place.parent != out.resolve():
        beside = place.with_name(f"{place.name}.new")
        shutil.copyfile(new, beside)
        new.unlink()
        new = beside
    os.replace(new, place)
    # what was saved in the instant before, in the same file, stays too
    if before.exists() and (keep or digest(before) != read):
        os.replace(before, next_version(out, FREE_TABLE))
    before.unlink(missing_ok=True)
    return True


def _second_name(path: Path, other: Path) -> None:
    """Give a file a second name, where the drive has that, so that later words stand there too."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def next_version(out: Path, name: str) -> Path:
    """The name of the next version of a file or folder in `earlier`; more than `MOST_VERSIONS`
    versions are not kept."""
    place, stem, suffix = out / EARLIER_FOLDER, Path(name).stem, Path(name).suffix
    place.mkdir(exist_ok=True)
    numbered = {}
    for path in place.iterdir():
        if match := re.fullmatch(
            rf"{re.escape(stem)}-(\d{{4,}}){re.escape(suffix)}", path.name, re.ASCII
        ):
            numbered[int(match.group(1))] = path
    for number in sorted(numbered)[: 1 - MOST_VERSIONS]:
        if numbered[number].is_dir():
            shutil.rmtree(numbered[number])
        else:
            numbered[number].unlink()
    return place / f"{stem}-{max(numbered, default=0) + 1:04d}{suffix}"


def _size_and_sum(path: Path) -> list[int]:
    """Size and check sum of a file."""
    content = path.read_bytes()
    return [len(content), zlib.crc32(content)]


def _files_of_set(path: Path) -> dict[str, list[int]]:
    """The files of a set; none where there is no list, or a foreign one."""
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return dict(files)
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write(path: Path, text: str) -> None:
    """A small file, whole or not at all, and on the disk when this returns (where the drive can
    tell)."""
    aside = path.with_name(f"{path.name}.part")
    try:
        with open(aside, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            with contextlib.suppress(OSError):
                os.fsync(stream.fileno())
        os.replace(aside, path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def _settle(folder: Path, names) -> None:
    """Have the system write to the disk what was made, so that the list that promises it is not
    there before it."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for name in names:
        with contextlib.suppress(OSError), open(folder / name, "r+b") as stream:
            os.fsync(stream.fileno())


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl+C and a request to end wait for the few renames; they are complete a moment later, and
    so is the run."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
