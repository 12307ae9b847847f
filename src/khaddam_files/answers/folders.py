"""Journals of a folder, read with distrust: what is new in each, what cannot be read, what is no
journal at all. And how a file is held by one program alone."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from khaddam_files.answers.lines import Line, parsed
from khaddam_files.answers.values import reason

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # a module that another system does not have
    with contextlib.suppress(ImportError):
        import msvcrt

HELD_BY_ANOTHER = (11, 13, 35, 36)  # EAGAIN, EACCES, EDEADLK as the systems number them
SUFFIX, CLOSING = ".jsonl", ".closing"  # a journal; one that is being put into a summary
LARGEST_JOURNAL = 200_000_000  # bytes; a writer begins a new one long before
SETTLE_SECONDS = 2  # seconds after which a line without its end is no longer being written
MOST_LISTINGS = 20  # a folder that never stands still is read as it was at last
# seconds for which a look at a folder counts. In the browser a file operation is a message to
# another thread, an answer looks three times, and nobody there puts journals into summaries
FRESH_SECONDS = 0.5 if sys.platform == "emscripten" else 0.0


def regular(path: Path | str, largest: int, start: int = 0) -> tuple[bytes, os.stat_result]:
    """The bytes of a plain file from a place on, and its state. Raises `OSError` for whatever is
    none, at once and without waiting."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "it is not a plain file")
        if state.st_size > largest:
            raise OSError(errno.EFBIG, f"it has {state.st_size / 1e6:.0f} MB")
        with open(handle, "rb", closefd=False) as stream:
            stream.seek(start)
            return stream.read(largest + 1), state
    finally:
        os.close(handle)


def keep_names(folder: Path) -> None:
    """Have the disk keep the names in a folder, where the system opens one and the reader may."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hold(stream: IO[bytes]) -> None:
    """Hold a file for this program alone until it is closed, or the program ends in any way.

    Raises `BlockingIOError` where another program holds it, another `OSError` where the drive has
    no locks.
    """
    try:
        if fcntl:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows
    except OSError as problem:
        if problem.errno in HELD_BY_ANOTHER:
            raise BlockingIOError from None
        raise


class _Known:
    """How far a journal was read. mark: number, size and time of the file; read: bytes; torn: lines
    that could not be read."""

    def __init__(self):
        self.mark, self.read, self.torn, self.tail = None, 0, 0, False


class Folder:
    """The journals of one folder. Reading again costs as much as there is new."""

    def __init__(self, path: Path):
        self.path = path
        self.unreadable: dict[str, str] = {}  # name of a journal -> why
        self._known: dict[str, _Known] = {}
        self._looked = -FRESH_SECONDS

    def names(self) -> list[str]:
        """The journals that are there. Raises `OSError` if the folder cannot be listed; no folder
        is an empty one."""
        try:
            with os.scandir(self.path) as entries:
                return sorted(
                    entry.name for entry in entries if entry.name.endswith((SUFFIX, CLOSING))
                )
        except FileNotFoundError:
            return []

    def news(self, but: str = "") -> list[Line]:
        """The lines that were not read before. but: the journal of the reader itself.

        A listing can miss a file that is renamed meanwhile. So it counts only when a second one,
        after reading, is the same, and the folder has not changed since before the first.
        """
        lines: list[Line] = []
        before: tuple[int, list[str]] | None = None
        if time.monotonic() - self._looked < FRESH_SECONDS:
            return lines
        for _ in range(1 if FRESH_SECONDS else MOST_LISTINGS):
            try:
                changed, names = self._changed(), self.names()
            except OSError as problem:
                self.unreadable = {self.path.name: reason(problem)}
                break
            if (changed, names) == before:
                break
            before, self.unreadable = (changed, names), {}
            for name in names:
                if name != but and not self._tried(name, lines):
                    before = None  # it went into a summary since the folder was listed
        for gone in set(self._known) - set(before[1] if before else self._known):
            del self._known[gone]
        self._looked = time.monotonic()
        return lines

    def _changed(self) -> int:
        """When a file came into the folder or left it."""
        try:
            return os.stat(self.path).st_mtime_ns
        except OSError:
            return 0

    def torn(self) -> dict[str, int]:
        """Name of a journal -> how many of its lines could not be read."""
        counted = {name: known.torn + known.tail for name, known in self._known.items()}
        return {name: count for name, count in counted.items() if count}

    def _tried(self, name: str, lines: list[Line]) -> bool:
        """Read what is new in one journal; False if it is gone."""
        try:
            lines += self._read(name)
        except FileNotFoundError as problem:
            if not os.path.lexists(self.path / name):
                return False
            self.unreadable[name] = reason(problem)
        except OSError as problem:
            self.unreadable[name] = reason(problem)
        return True

    def _read(self, name: str) -> list[Line]:
        path, known = self.path / name, self._known.setdefault(name, _Known())
        state = os.stat(path)
        mark = (state.st_ino, state.st_size, state.st_mtime_ns)
        if known.mark == mark:
            return []
        grown = known.mark and known.mark[0] == state.st_ino and state.st_size >= known.read > 0
        if grown:  # from the end of the last line that was read; its end must still stand there
            raw, state = regular(path, LARGEST_JOURNAL, known.read - 1)
            lines = list(_lines(raw[1:]))
            grown = raw[:1] == b"\n" and all(line or not ended for line, ended in lines)
        if not grown:  # new, or another file under the same name
            known.read = known.torn = 0
            raw, state = regular(path, LARGEST_JOURNAL)
            lines = list(_lines(raw))
        if (
            lines
            and lines[-1] == (None, False)
            and time.time() - state.st_mtime < SETTLE_SECONDS
            and not known.tail
        ):
            known.tail = True  # perhaps it is being written at this moment
            time.sleep(0.002)
            return self._read(name)
        known.torn += sum(line is None for line, ended in lines if ended)
        known.tail = bool(lines) and lines[-1] == (None, False)
        known.read = (
            max(known.read - 1, 0) + raw.rfind(b"\n") + 1 if grown else raw.rfind(b"\n") + 1
        )
        known.mark = (state.st_ino, state.st_size, state.st_mtime_ns)
        return [line for line, _ in lines if line]


def _lines(raw: bytes) -> Iterator[tuple[Line | None, bool]]:
    """Each line, None for one that is not whole, and whether its end is there. Blank lines and
    fillings of zeros are passed over."""
    *whole, tail = raw.split(b"\n")
    for one in whole:
        if one.strip(b"\0 \r"):
            yield parsed(one), True
    if tail.strip(b"\0 \r"):
        yield parsed(tail), False
