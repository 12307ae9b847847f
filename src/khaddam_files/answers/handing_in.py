"""Handing in on a hub: the reader's file goes into one folder for the whole class, in which
students may write and need not read.

The folder is named by one variable. Whoever keeps the hub gives it the rights 1733, or 3730 with
the teachers' group, so that nobody sees what others have handed in.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from khaddam_files.answers.folders import keep_names

VARIABLE = "KHADDAM_HAND_IN"
LONGEST_NUMBER = 40  # signs of a student number in the name of a file
INSTEAD = "download your answers and give them to your teacher in another way"


class HandInError(Exception):
    """A file that was not handed in; the message is one sentence that says why and what to do."""


class HandedIn(NamedTuple):
    """A file that lies in the folder of the class. size: bytes; time: of the day, in words."""

    name: str
    size: int
    time: str


def folder() -> Path | None:
    """The folder of the class; None where none is configured."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named).expanduser() if named else None


def hand_in(raw: bytes, student: str) -> HandedIn:
    """Put a file into the folder of the class. It is told as handed in only when the disk has it.
    Raises `HandInError`."""
    place = folder()
    if place is None:
        raise HandInError(f"Not handed in: no folder is configured here; {INSTEAD}.")
    plain = unicodedata.normalize("NFKC", student)
    number = re.sub(r"[^\w-]+", "", plain)[:LONGEST_NUMBER]
    # nobody can guess the name, so that nobody can take it first or open it
    name = f"answers-{number or 'no-number'}-{secrets.token_hex(12)}.json"
    unfinished = place / f".{name}.part"
    try:
        _write(unfinished, raw, _rights(place))
        os.rename(unfinished, place / name)
        size = (place / name).stat().st_size
    except OSError as problem:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise HandInError(
            f"Not handed in: the folder of your class took no file ({problem.strerror}); {INSTEAD}."
        ) from problem
    if size != len(raw):
        raise HandInError(f"Not handed in whole: {size} of {len(raw)} bytes are there; {INSTEAD}.")
    keep_names(place)
    return HandedIn(name, size, f"{datetime.now():%H:%M:%S}")


def _rights(place: Path) -> int:
    """Rights of a file: for the group alone where the folder gives its group to what lies in it,
    else for whoever knows the name."""
    return 0o640 if place.stat().st_mode & stat.S_ISGID else 0o644


def _write(path: Path, raw: bytes, rights: int) -> None:
    """A new file with these bytes on the disk. Raises `OSError`, also where something has its name
    already."""
    handle = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), rights
    )
    with open(handle, "wb") as stream:
        if hasattr(os, "fchmod"):
            os.fchmod(handle, rights)  # whatever rights this reader's new files have otherwise
        stream.write(raw)
        stream.flush()
        os.fsync(handle)
