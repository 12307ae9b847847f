"""The answers of one reader: what widgets ask and tell. How they reach the disk is the business of
the journal."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import threading
import weakref
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from khaddam_files.answers import exports, lines, places
from khaddam_files.answers.exports import Entry, read_export
from khaddam_files.answers.folders import Folder, regular
from khaddam_files.answers.journal import Journal, Refused, compact, write_aside
from khaddam_files.answers.takeover import OldFile
from khaddam_files.answers.values import AnswersError, whole_characters

MANY_JOURNALS = 200  # journals, or
HEAVY_BYTES = 50_000_000  # bytes of them, above which those that rested are put together
IDENTITY_FILE = "place-id"  # the file that holds the random name of a folder


class _SharedState:
    """What all `Answers` of one kernel on one folder share: the journal, the old file, what there
    is to tell."""

    def __init__(self, place: places.Place):
        self.place, self.moved_notice, self.started = (
            place,
            places.moved_notice(place.folder),
            False,
        )
        self.journal = Journal(place.folder, places.standing_in(place.folder))
        self.old = OldFile(place.old)
        self.taken_over = bool(self.old.name) and os.path.exists(place.folder / self.old.name)
        if self.taken_over:
            self.old.trouble = ""  # told when it was taken over
        else:
            self.journal.take(self.old.lines)
        self.identity = secrets.token_hex(8)
        self.listeners: list = []

    def take_over(self) -> None:
        """Write the old file's entries as a journal; where that is refused, they are read from the
        old file again the next time."""
        if not self.taken_over and self.old.name:
            self.taken_over = write_aside(self.journal.folder / self.old.name, self.old.as_bytes())


_shared_by_folder: dict[tuple[Path, Path], _SharedState] = {}
_opening = threading.Lock()


def _shared_state(place: places.Place) -> _SharedState:
    with _opening:
        at = place.folder.absolute(), place.old.absolute()
        if at not in _shared_by_folder:
            _shared_by_folder[at] = _SharedState(place)
        return _shared_by_folder[at]


def _begin_again() -> None:
    """In a forked child: a lock that another thread held is held for ever, and the journal is the
    parent's."""
    global _opening
    _opening = threading.Lock()
    for shared in _shared_by_folder.values():
        shared.journal.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_again)


def forget_open_folders() -> None:
    """Begin as a new kernel does: everything is read from the disk again, and what could not be
    saved is gone."""
    for shared in _shared_by_folder.values():
        shared.journal.close()
    _shared_by_folder.clear()


class Answers:
    """The answers of one reader by item key, for example `07.C002.probability`. Values are whatever
    JSON can hold.

    folder: where they are kept; nothing: where `places.wanted_place` says. Nothing is written
    before the first `put`. Every error is an `AnswersError` with one sentence.
    """

    def __init__(self, folder: Path | str | None = None):
        self._place = places.place_of(Path(folder)) if folder else places.wanted_place()
        try:
            self._shared = _shared_state(self._place)
        except (OSError, ValueError) as problem:
            raise AnswersError(
                f"Your answers in {self._place.folder.name} cannot be read ({problem})."
            ) from None
        self.refresh()

    @property
    def folder(self) -> Path:
        """Where this kernel writes."""
        return self._shared.journal.folder

    @property
    def notice(self) -> str:
        """What there is to tell: where answers are kept if not where one expects them, and what
        could not be read. "" if nothing."""
        notices = [
            self._place.notice,
            self._shared.moved_notice,
            self._shared.old.trouble,
            *self._shared.journal.troubles(),
        ]
        if self._shared.journal.unconfirmed:
            notices.append(
                f"The drive of {self.folder.name} cannot confirm that it has written: hand in "
                "before you switch off."
            )
        return whole_characters(" ".join(filter(None, notices)))

    # ---------------------------------------------------------------- reading

    def refresh(self) -> bool:
        """Read what other notebooks have saved since. Whether anything is new."""
        return self._shared.journal.refresh()

    def get(self, key: str, otherwise=None):
        """The answer under a key as it stands now; of two that did not see each other the later
        one."""
        heads = self.heads(key)
        return otherwise if not heads or heads[0][1] is None else heads[0][1]

    def all(self, prefix: str = "") -> dict:
        """Every answer whose key begins so, in the order of the keys, also what could not be saved
        yet."""
        self.refresh()
        return {key: line.value for key, line in self._shared.journal.values(prefix).items()}

    def heads(self, key: str) -> list[tuple[str, object]]:
        """(time, value) of every answer under a key that no other has replaced, the latest first; a
        value of None was forgotten.

        More than one: two windows or devices did not see each other.
        """
        return self.heads_of([key])[key]

    def heads_of(self, names: Iterable[str]) -> dict[str, list[tuple[str, object]]]:
        """Key -> its heads, for several keys at once: the folder is looked at once."""
        self.refresh()
        return {
            key: [(line.time, line.value) for line in self._shared.journal.heads(key)]
            for key in names
        }

    @property
    def unsaved(self) -> dict:
        """Key -> value, for what could not be written yet. It goes with the next save;
        `put_many({})` tries it alone.

        For scripts: on a page each box says of its own words whether they are saved.
        """
        return self._shared.journal.waiting()

    # ---------------------------------------------------------------- writing

    def put(self, key: str, value) -> None:
        """Keep an answer; None forgets it. When this returns, the answer is on the disk."""
        self.put_many({key: value})

    def put_many(
        self, changes: Mapping, seen: Mapping | None = None, page: str = ""
    ) -> dict[str, str]:
        """Keep key -> value; None forgets. When this returns, all is on the disk. Returns key ->
        time.

        seen: key -> times of the heads that the writer's page has shown; only those are replaced,
        so that other words of another window stay. None: all that are known here. page: letters and
        digits for the page, where several share a kernel. Raises `AnswersError` if it could not be
        saved: then it is kept in memory, in `all` and `export`, and tried again.
        """
        try:
            return self._put(changes, seen, page)
        finally:
            self._tell_listeners()

    def _put(
        self, changes: Mapping, seen: Mapping | None = None, page: str = "", hold: bool = True
    ) -> dict[str, str]:
        journal = self._shared.journal
        self._follow()
        try:
            times = journal.put(changes, seen, page, hold)
        except Refused as problem:
            if problem.errno not in places.CLOSED_ERRORS or not self._fall_back(problem):
                raise
            times = journal.put(changes, seen, page, hold)
        self._start()
        return times

    def _follow(self) -> None:
        """If the project was renamed under the notebook, go on in its new place."""
        folder = self.folder
        if (
            self._shared.started
            and not os.path.exists(folder)
            and not os.environ.get(places.FOLDER_VARIABLE, "").strip()
        ):
            place = places.wanted_place()
            if (
                folder == self._shared.place.folder
                and os.path.isdir(place.folder)
                and place.folder != folder
            ):
                self._shared.journal.move(place.folder)

    def _fall_back(self, problem: Refused) -> bool:
        """Write somewhere else from now on, and say so. False if nobody can write anywhere."""
        wanted = self._shared.place.folder
        for instead in places.fallbacks() if self.folder == wanted else ():
            with contextlib.suppress(OSError):
                instead.mkdir(mode=0o700, parents=True, exist_ok=True)
                places.mark(instead, wanted).touch()
                self._shared.journal.move(instead)
                self._shared.moved_notice = (
                    f"Nobody can write in {wanted} ({problem.why}): your answers "
                    f"are kept in {instead}."
                )
                return True
        return False

    def _start(self) -> None:
        """What is done once, after the first save: the old file is taken over, the folder gets a
        name, old journals are put together."""
        if self._shared.started:
            return
        self._shared.started = True
        self._shared.take_over()
        self.place_id()
        with contextlib.suppress(OSError):
            names = Folder(self.folder).names()
            if (
                len(names) > MANY_JOURNALS
                or sum((self.folder / name).stat().st_size for name in names) > HEAVY_BYTES
            ):
                compact(self.folder)

    def when_changed(self, method) -> None:
        """Call a bound method after every change that this kernel makes in the same folder, as long
        as its object lives."""
        self._shared.listeners.append(weakref.WeakMethod(method))

    def _tell_listeners(self) -> None:
        self._shared.listeners[:] = [
            listeners for listeners in self._shared.listeners if listeners()
        ]
        for listeners in tuple(self._shared.listeners):
            if method := listeners():
                # what it could not show is no word on what was saved
                with contextlib.suppress(AnswersError):
                    method()

    # ---------------------------------------------------------------- the folder's own name

    def folder_sign(self) -> str:
        """Digits for the folder's path: the same in every kernel, also before anything is saved."""
        return hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:16]

    def place_id(self) -> str:
        """A random name of this folder and this beginning; what a browser still holds belongs to
        it.

        Kept from the first save on; before, when nobody has begun anything here, the sign of the
        folder stands for it.
        """
        path = self.folder / IDENTITY_FILE
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if self._shared.started:
                with (
                    contextlib.suppress(FileExistsError),
                    open(path, "x", encoding="ascii") as stream,
                ):
                    stream.write(self._shared.identity)
            read = regular(path, 100)[0].decode("ascii")
            if read.isalnum():
                self._shared.identity = read
                return read
        return self._shared.identity if self._shared.started else self.folder_sign()

    # ---------------------------------------------------------------- files

    def _entries(self) -> dict[str, Entry]:
        self.refresh()
        return {
            key: Entry(line.value, lines.changed(line.time))
            for key, line in self._shared.journal.values().items()
        }

    def export(self) -> bytes:
        """Everything kept, also what could not be saved yet, as one file that `read_export` reads
        again.

        For scripts: on a page the task component makes the file, from what stands in the boxes.
        """
        return exports.as_file(self._entries())

    # ---------------------------------------------------------------- beginning anew

    def begin_anew(self) -> str:
        """Put everything kept into a file of its own and forget it here. Returns the name of the
        file; "" where nothing is kept.

        Raises `AnswersError` if it could not be done; then nothing was changed.
        """
        entries = self._entries()
        if not entries:
            return ""
        aside = self._aside(entries)
        try:
            self._put(dict.fromkeys(entries), hold=False)
        except AnswersError as problem:
            raise AnswersError(
                "Your answers could not be put aside, and nothing was changed (a copy lies in "
                f"{aside}): {problem}"
            ) from None
        finally:
            self._tell_listeners()
        self._shared.identity = secrets.token_hex(8)
        write_aside(self.folder / IDENTITY_FILE, self._shared.identity.encode())
        return aside

    def _aside(self, entries: Mapping[str, Entry]) -> str:
        """Write the entries beside the folder, else into it, and read them again."""
        raw, name = (
            exports.as_file(entries),
            f"my-answers-aside-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.json",
        )
        for place in (self.folder.parent, self.folder):
            if write_aside(place / name, raw):
                with contextlib.suppress(OSError):
                    read = read_export(regular(place / name, exports.LARGEST_FILE)[0])
                    if read.whole and read.entries == entries:
                        return name if place == self.folder.parent else f"{self.folder.name}/{name}"
        raise AnswersError(
            f"Your answers in {self.folder.name} could not be put aside: nothing was changed; make "
            "room or check the folder, and try again."
        )
