"""One journal a kernel: what is entered is appended to a file of its own, and everybody reads all
files, item by item.

Nobody writes into another's file, so no lock is needed, and copies of a file that a synced drive
makes do no harm. A save is one append, confirmed by the disk; then the writer looks whether the
name still leads to the file it wrote into. If not, because the file was put into a summary,
removed, or replaced by an older copy, all own last lines go into a new file before it says saved.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import os
import platform
import secrets
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from khaddam_files.answers import lines
from khaddam_files.answers.folders import CLOSING, SUFFIX, Folder, keep_names, regular
from khaddam_files.answers.lines import Line, Merged
from khaddam_files.answers.values import AnswersError, reason, storable

UNCONFIRMED_ERRORS = {
    errno.EINVAL,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
}  # a drive that cannot say that it has written
ROLL_ABOVE = 1_000_000  # bytes after which a journal of which most is outdated is begun again
# seconds without a line after which a journal of this machine may go into a summary
REST_SECONDS = 7 * 86_400
MOST_ATTEMPTS = 6  # new files that are tried before a save is refused
# milliseconds; the time of a clock that is further ahead is outdone by `after` alone
MOST_AHEAD = 400 * 86_400_000
EARLIEST_TIME = 1_793_491_200_000  # 1 November 2026: a clock before this version is wrong


@functools.cache
def machine() -> str:
    """Six digits for this computer."""
    return hashlib.sha256(
        f"{uuid.getnode()}-{platform.node()}".encode("utf-8", "replace")
    ).hexdigest()[:6]


def new_name(sign: str = "") -> str:
    """A name that no other file has, without any sign that a system refuses: the day, this
    computer, and chance."""
    return f"{time.strftime('%Y%m%d')}-{machine()}-{sign}{secrets.token_hex(5)}"


def alone(method):
    """One thread at a time: messages of widgets may run in a thread beside the cells."""

    @functools.wraps(method)
    def locked(self, *given, **named):
        with self._threads:
            return method(self, *given, **named)

    return locked


class Journal:
    """What is kept in a folder, read from all its journals, and the one journal that this kernel
    appends to.

    folder: where it is written; also: other folders that are only read. clock: nanoseconds since
    1970.
    """

    def __init__(self, folder: Path, also: Iterable[Path] = (), clock=time.time_ns):
        self.unconfirmed = False  # the drive cannot say that it has written
        self._clock, self._last_stamp = clock, (0, 0)
        self._folders = [Folder(Path(folder)), *map(Folder, also)]
        self._merged = Merged()
        self._begin()

    def _begin(self) -> None:
        """A journal of our own, not made before the first save. A forked child begins again: it
        must not write into its parent's."""
        self._threads = threading.RLock()
        self._name = ""  # none before the first save
        self._path: Path | None = None
        self._handle: int | None = None
        # bytes that are confirmed; whether numbers of files can be compared here
        self._size, self._numbered = 0, True
        self._own: dict[
            tuple[str, str], Line
        ] = {}  # key and writer -> our last line, to write it again if the file is lost
        self._waiting: dict[tuple[str, str], Line] = {}  # what could not be written yet

    def forked(self) -> None:
        """In a forked child: go on with a journal of its own, and with no line of the parent's that
        still waits."""
        self._begin()

    @alone
    def close(self) -> None:
        """Let the file go. The next save begins another one."""
        self._close()
        self._path, self._name, self._size = None, "", 0

    @property
    def folder(self) -> Path:
        """Where this kernel writes."""
        return self._folders[0].path

    # ---------------------------------------------------------------- reading

    @alone
    def refresh(self) -> bool:
        """Read what is new in all journals. Whether anything is."""
        return self.take(
            line
            for folder in self._folders
            for line in folder.news(self._path.name if self._path else "")
        )

    @alone
    def take(self, found: Iterable[Line]) -> bool:
        """Take lines in that were read. Whether any of them is news. What comes later from here is
        later than all of them."""
        news = False
        for line in found:
            ahead = lines.milliseconds(line.time), int(line.time[14:19])
            if ahead > self._last_stamp and ahead[0] - self._now() < MOST_AHEAD:
                self._last_stamp = ahead
            news |= self._merged.take(line)
        return news

    @alone
    def heads(self, key: str) -> list[Line]:
        """The lines under a key that no other line replaced, the latest first."""
        return self._merged.heads(key)

    @alone
    def values(self, prefix: str = "") -> dict[str, Line]:
        """Key -> the latest line, for keys with a value, in the order of the keys."""
        heads = {key: self._merged.heads(key)[0] for key in self._merged if key.startswith(prefix)}
        return {key: line for key, line in heads.items() if line.value is not None}

    @alone
    def waiting(self) -> dict:
        """Key -> value, for what could not be written yet."""
        return {key: line.value for (key, _), line in self._waiting.items()}

    @alone
    def troubles(self) -> list[str]:
        """What could not be read, a sentence each."""
        sentences = []
        for folder in self._folders:
            for name, count in folder.torn().items():
                sentences.append(
                    f"{count} line{'s' * (count > 1)} of {name} could not be read: what was "
                    "entered there last may be missing."
                )
            for name, why in folder.unreadable.items():
                sentences.append(
                    f"{name} cannot be read ({why}): answers in it are missing until it can."
                )
        return sentences

    # ---------------------------------------------------------------- writing

    def _now(self) -> int:
        return max(self._clock() // 1_000_000, EARLIEST_TIME)

    def _stamp(self, name: str) -> str:
        now, (last, count) = self._now(), self._last_stamp
        self._last_stamp = (
            (now, 0) if now > last else (last, count + 1) if count < 99_999 else (last + 1, 0)
        )
        return lines.stamp(*self._last_stamp, name)

    @alone
    def put(
        self, changes: Mapping, seen: Mapping | None = None, page: str = "", hold: bool = True
    ) -> dict[str, str]:
        """Keep key -> value; None forgets. Returns key -> time when all is on the disk, also what
        had been waiting.

        seen: key -> times of the heads that the writer was shown and replaces; None: all that are
        known here. page: whoever writes when several pages share a kernel; each replaces its own
        words. hold: what cannot be written waits for the next time. Raises `AnswersError` if it
        cannot be written, or a value cannot be kept; of the latter nothing is changed.
        """
        changes = dict(storable(key, value) for key, value in changes.items())
        if seen is not None:
            self.refresh()  # what is entered now is later than all that lies there, seen or not
        self._name = self._name or new_name()
        page = "".join(sign for sign in page if sign.isascii() and sign.isalnum())[:20]
        name = f"{self._name}+{page}" if page else self._name
        entered = [self._line(key, value, name, seen) for key, value in changes.items()]
        before = dict(self._own), dict(self._waiting)
        for line in entered:
            self._merged.take(line)
            self._waiting[line.key, name] = self._own[line.key, name] = line
        try:
            self._write()
        except BaseException:
            if not hold:
                self._take_back(entered, *before)
            raise
        return {line.key: line.time for line in entered}

    def _line(self, key: str, value, name: str, seen: Mapping | None) -> Line:
        heads, mine = self._merged.heads(key), self._merged.of(key, name)
        shown = None if seen is None else _times(seen.get(key))
        words = [head.value for head in heads if shown is None or head.time in shown] + [value]
        after = {lines.writer(time): time for time in mine.after} if mine else {}
        for head in heads:
            if lines.writer(head.time) != name and (
                shown is None or any(map(functools.partial(_same, head.value), words))
            ):
                after[lines.writer(head.time)] = head.time
        return Line(self._stamp(name), key, value, tuple(after.values()))

    def _take_back(self, entered: list[Line], own: dict, waiting: dict) -> None:
        """Be as before a save that was refused and shall not be tried again."""
        for line in entered:
            self._merged.drop(line, own.get((line.key, lines.writer(line.time))))
        self._own = own
        # a new file has to begin with everything
        self._waiting = waiting if self._size else dict(own)

    def _write(self) -> None:
        """Append what waits, or raise `AnswersError` and leave the file as it was."""
        if not self._waiting:
            return
        raw = b"".join(map(lines.as_bytes, self._waiting.values()))
        try:
            for _ in range(MOST_ATTEMPTS):
                if self._append(raw):
                    self._waiting.clear()
                    self._roll()
                    return
                self._leave()
                raw = b"".join(map(lines.as_bytes, self._own.values()))
        except OSError as problem:
            self._cut_back()
            raise Refused(problem, self.folder) from None
        raise Refused(OSError(errno.ENOENT, "its files keep vanishing"), self.folder)

    def _append(self, raw: bytes) -> bool:
        """Write at the end of our file; whether its name leads to what was written. Raises
        `OSError` if it was not."""
        self._path = self._path or self.folder / f"{self._name}{SUFFIX}"
        if sys.platform == "emscripten":
            return self._append_closing(self._path, raw)
        handle = self._open(self._path) if self._handle is None else self._handle
        if os.fstat(handle).st_size != self._size:
            # an interrupted write has left half a line, or another program has touched the file
            return False
        rest = memoryview(raw)
        while rest:
            rest = rest[os.write(handle, rest) :]
        self._confirm(handle)
        try:
            here = os.stat(self._path)
        except OSError:
            return False
        if not self._is_ours(handle, here) or here.st_size < self._size + len(raw):
            return False
        self._size += len(raw)
        return True

    def _append_closing(self, path: Path, raw: bytes) -> bool:
        """In the browser a drive takes a file over when it is closed; there is one process, and no
        compaction."""
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        try:
            handle = os.open(path, flags, 0o600)
        except FileNotFoundError:  # the folder is looked for only when it is missing
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, flags, 0o600)
        with open(handle, "ab") as stream:
            stream.write(raw)
        self._size += len(raw)
        return os.stat(path).st_size >= self._size

    def _open(self, path: Path) -> int:
        """Begin our file and hold it open."""
        self.folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        if os.path.lexists(path):  # left by a save that was interrupted while it began anew
            path = self._leave()
        self._handle, self._size, self._numbered = os.open(path, flags, 0o600), 0, True
        # renamed already; the look after the write finds it
        with contextlib.suppress(FileNotFoundError):
            self._numbered = self._is_ours(self._handle, os.stat(path))
        keep_names(self.folder)
        return self._handle

    def _is_ours(self, handle: int, here: os.stat_result) -> bool:
        mine = os.fstat(handle)
        return not self._numbered or (here.st_ino, here.st_dev) == (mine.st_ino, mine.st_dev)

    def _confirm(self, handle: int) -> None:
        try:
            os.fsync(handle)
        except OSError as problem:
            if problem.errno not in UNCONFIRMED_ERRORS:
                raise
            self.unconfirmed = True

    def _close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with contextlib.suppress(OSError):
                os.close(handle)

    def _leave(self) -> Path:
        """Go on in a new file. Times keep the name of the first one, so that they stay unique and
        in order."""
        self._close()
        self._path, self._size = self.folder / f"{self._name}~{secrets.token_hex(3)}{SUFFIX}", 0
        return self._path

    def _cut_back(self) -> None:
        """Take away what a refused write has left of itself; where even that fails, go on in a new
        file."""
        try:
            if self._handle is not None and self._path is not None:
                os.ftruncate(self._handle, self._size)
                if not self._size:
                    self._close()
                    os.unlink(self._path)
        except OSError:
            self._leave()
            self._waiting |= self._own

    def _roll(self) -> None:
        """Begin our journal again when most of it is outdated: a long text is written whole at
        every pause."""
        needed = (
            sum(len(lines.as_bytes(line)) for line in self._own.values())
            if self._size > ROLL_ABOVE
            else 0
        )
        old, handle, size = self._path, self._handle, self._size
        if not needed or size < 4 * needed:
            return
        if old is None or handle is None:  # in the browser no file is held
            return
        self._handle = None
        self._path, self._size = self.folder / f"{self._name}~{secrets.token_hex(3)}{SUFFIX}", 0
        try:
            whole = self._append(b"".join(map(lines.as_bytes, self._own.values())))
        except OSError:
            whole = False
        if not whole:  # everything stands in the old file; a half-written new one does no harm
            with contextlib.suppress(OSError):
                os.unlink(self._path)
            self._close()
            self._path, self._handle, self._size = old, handle, size
            return
        with contextlib.suppress(OSError):
            os.close(handle)
            os.unlink(old)

    @alone
    def move(self, folder: Path) -> None:
        """Write into another folder from now on, beginning with everything that this kernel has
        entered."""
        self._close()
        self._path, self._size = None, 0
        self._folders.insert(0, Folder(Path(folder)))
        self._waiting = dict(self._own)


class Refused(AnswersError):
    """A save that the drive refused. errno: why, as the system says it."""

    def __init__(self, problem: OSError, folder: Path):
        super().__init__(
            f"Your answer could not be saved in {folder.name} ({reason(problem)}): it is kept in "
            "memory and goes with the next save; "
            "make room or choose a folder that can be written to, and hand in before you close the "
            "notebook."
        )
        self.errno, self.why = problem.errno, reason(problem)


def _times(times) -> set[str]:
    """The times among what a page has sent."""
    return (
        {time for time in times if isinstance(time, str)}
        if isinstance(times, (list, tuple, set))
        else set()
    )


def _same(one, other) -> bool:
    return type(one) is type(other) and one == other


# ---------------------------------------------------------------- fewer files, without a lock


def compact(folder: Path, rested: float = REST_SECONDS, whose: str | None = None) -> int:
    """Put journals of this machine that rested into one summary: the last line per key and writer.
    Returns how many went into it.

    Rename, then read: a writer looks for its name after it has written and before it says saved. So
    what was said to be saved stood in the file before it was renamed, and is read here; a writer
    that comes later finds its name gone and begins a new file. On Windows an open file cannot be
    renamed and is left alone. Stopped between two steps, `.closing` is read as any journal and
    taken up the next time. rested: seconds; whose: the machine, all for "".
    """
    last: dict[tuple[str, str], Line] = {}
    torn, sources = [], []
    for path in _resting(folder, rested, machine() if whose is None else whose):
        try:
            raw, _ = regular(path, ROLL_ABOVE * 200)
        except OSError:
            # another one took it, and its lines are in that one's summary; or it cannot be read,
            # and stays
            continue
        sources.append(path)
        for raw_line in filter(lambda raw_line: raw_line.strip(b"\0 \r"), raw.split(b"\n")):
            line = lines.parsed(raw_line)
            if line is None:
                torn.append(b"# " + raw_line.removeprefix(b"# "))
            elif line.time > last.get((line.key, lines.writer(line.time)), ("",))[0]:
                last[line.key, lines.writer(line.time)] = line
    if not sources:
        return 0
    text = b"".join(map(lines.as_bytes, sorted(last.values(), key=lambda line: line.time)))
    if not write_aside(
        folder / f"{new_name('s')}{SUFFIX}", text + b"".join(raw_line + b"\n" for raw_line in torn)
    ):
        return 0  # the sources stay and are read as before
    for path in sources:
        with contextlib.suppress(OSError):
            path.unlink()
    return len(sources)


def _resting(folder: Path, rested: float, whose: str) -> list[Path]:
    """The journals of a machine that nobody has written into for a while, renamed so that nobody
    can go on."""
    paths, now = [], time.time()
    for name in Folder(folder).names():
        path = folder / name
        with contextlib.suppress(OSError):
            if not name[9:].startswith(whose) or now - path.stat().st_mtime <= rested:
                continue
            closing = path if name.endswith(CLOSING) else Path(f"{path}{CLOSING}")
            if closing != path:
                if closing.exists():  # stopped the last time: that one first
                    continue
                path.rename(closing)
            paths.append(closing)
    return paths


def write_aside(place: Path, raw: bytes) -> bool:
    """Write a file under another name and rename it when the disk has it. False, and nothing left,
    where that is refused."""
    aside = place.with_name(f"{place.name}.{secrets.token_hex(4)}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(aside, "xb") as stream:
            stream.write(raw)
            stream.flush()
            try:
                os.fsync(stream.fileno())
            except OSError as problem:
                if problem.errno not in UNCONFIRMED_ERRORS:
                    raise
        os.replace(aside, place)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink()
        return False
    return True
