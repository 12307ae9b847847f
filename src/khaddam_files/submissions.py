"""A folder of handed-in answers, read with distrust: nothing in it is executed, unpacked to disk or allowed to stop the rest."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from khaddam_files.answers import LARGEST, AnswersError, read_export

MEMBERS = 20_000  # files of one archive that are looked at
SUFFIXES = (".json", ".txt")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would calculate


@dataclass(frozen=True)
class Problem:
    """A file that could not be used, or not as it stands, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Submission:
    """What one person handed in. student: what was entered as student number, else the file with its folders."""

    file: str
    student: str
    named: bool
    newest: str
    fingerprint: str
    kept: dict


def _submission(file: str, raw: bytes) -> Submission | Problem:
    try:
        found = json.loads(
            json.dumps(read_export(raw), ensure_ascii=False).encode("utf-8", "replace")
        )  # no half characters
    except AnswersError as problem:
        return Problem(file, str(problem))
    except RecursionError:
        return Problem(file, "Its answers are nested too deeply to be real: look at it by hand.")
    entered = found.get("student", {}).get("value")
    named = isinstance(entered, (str, int)) and bool(str(entered).strip())
    return Submission(
        file,
        str(entered).strip()[:100] if named else str(PurePosixPath(file).with_suffix(""))[-100:],
        named,
        max(entry["changed"] for entry in found.values()),
        hashlib.sha256(
            repr(sorted((key, repr(entry["value"])) for key, entry in found.items())).encode("utf-8", "replace")
        ).hexdigest(),
        {key: entry["value"] for key, entry in found.items() if key != "student"},
    )


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Submission | Problem:
    """One file of an archive, under the name by which it is told of."""
    if not member.filename.lower().endswith(SUFFIXES):
        return Problem(name, "This is no file of answers (expected .json): look at it by hand.")
    if stat.S_ISLNK(member.external_attr >> 16):
        return Problem(name, "This is a link and not a file: ask for the file itself.")
    try:
        with archive.open(member) as stream:  # read into memory only, so that its name can lead nowhere
            raw = stream.read(LARGEST + 1)
    except (
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        EOFError,
        zipfile.BadZipFile,
        zipfile.zlib.error,
    ) as problem:
        return Problem(name, f"It cannot be unpacked ({type(problem).__name__}): ask for the file again.")
    return _submission(name, raw)


def _archive(path: Path, file: str) -> Iterator[Submission | Problem]:
    try:
        with zipfile.ZipFile(path) as archive:
            members, named = archive.infolist(), Counter()
            if len(members) > MEMBERS:
                yield Problem(
                    file,
                    f"The archive holds {len(members)} files: expected at most {MEMBERS}; unpack it and hand over its parts.",
                )
            for member in members[:MEMBERS]:
                if not member.is_dir():
                    named[member.filename] += 1  # an archive can hold one name twice
                    again = f" ({named[member.filename]})" if named[member.filename] > 1 else ""
                    yield _member(archive, member, f"{file}/{member.filename}{again}")
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as problem:
        yield Problem(file, f"The archive cannot be read ({type(problem).__name__}): ask for it again.")


def read_folder(folder) -> Iterator[Submission | Problem]:
    """Every file of a folder and of the folders in it, one at a time and in the order of their names, as a submission or a problem.

    Raises `NotADirectoryError` if there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder: give the one that holds the handed-in files.")
    for place, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        for name in [*sorted(files), *(inner for inner in folders if Path(place, inner).is_symlink())]:
            path = Path(place, name)
            file = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
            if path.is_symlink():
                yield Problem(file, "This is a link and not a file: ask for the file itself.")
                continue
            try:
                size = path.stat().st_size
                if not path.is_file():
                    yield Problem(file, "This is no regular file: look at it by hand.")
                elif name.lower().endswith(".zip"):
                    yield from _archive(path, file)
                elif not name.lower().endswith(SUFFIXES):
                    yield Problem(file, "This is no file of answers (expected .json): look at it by hand.")
                elif size > LARGEST:
                    yield Problem(
                        file,
                        f"It has {size / 1e6:.0f} MB: expected at most {LARGEST / 1e6:.0f} MB; ask for the file that the export cell made.",
                    )
                else:
                    yield _submission(file, path.read_bytes())
            except OSError as problem:
                yield Problem(file, f"It cannot be read ({problem.strerror}): check its rights and run this again.")


def _remarks(read: Submission) -> Iterator[Problem]:
    """What a teacher has to know of a file that is graded all the same."""
    if not read.named:
        yield Problem(
            read.file, f"No student number was entered: it is graded under the name of the file, {read.student}."
        )
    elif read.student.startswith(FORMULA):
        yield Problem(
            read.file, "The student number begins like a formula: an apostrophe stands before it in the tables."
        )


def choose(folder) -> tuple[dict[str, str], list[Problem]]:
    """Which file counts for each student, and everything that is wrong. Of several files of one student the newest counts.

    Returns student -> file, and the problems. Raises `NotADirectoryError` if there is no such folder.
    """
    chosen: dict[str, tuple[str, str, str]] = {}
    problems = []
    for read in read_folder(folder):
        if isinstance(read, Problem):
            problems.append(read)
            continue
        problems += _remarks(read)
        mine = (read.newest, read.file, read.fingerprint)
        newer, older = max(mine, chosen.get(read.student, mine)), min(mine, chosen.get(read.student, mine))
        if newer != older:
            same = "the same answers" if newer[2] == older[2] else "other answers"
            why = f"{read.student} has handed in {newer[1]} too, with {same}: the newer one counts, this one is kept here."
            problems.append(Problem(older[1], why))
        chosen[read.student] = newer
    return {student: file for student, (_, file, _) in chosen.items()}, problems
