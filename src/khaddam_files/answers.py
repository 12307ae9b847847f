"""What a reader entered: kept in one JSON file beside the notebooks, saved at every change, there again after a restart.

Two open notebooks share the file. So every change takes a lock, reads the file again, changes one answer and writes the file
aside before it takes the old one's place: whatever stops the computer, either the old or the new file is there, whole.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
import weakref
import zlib
from datetime import UTC, datetime
from pathlib import Path

VERSION = 1
EXPORTED = 200_000  # bytes above which an export is packed
LARGEST = 5_000_000  # bytes of an import, also unpacked
CODE = "KHADDAM-FILES-1:"
STALE = 10  # seconds after which a lock belongs to a program that has died
PATIENCE = 15  # seconds to wait for a lock before saying so


class AnswersError(OSError):
    """The answers could not be read or saved. The message is one sentence: what, where, and what to do."""

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


def default_path() -> Path:
    """`my-answers.json` at the top of the collection, or where KHADDAM_ANSWERS points."""
    if "KHADDAM_ANSWERS" in os.environ:
        return Path(os.environ["KHADDAM_ANSWERS"])
    here = [Path(__file__).resolve().parents[2], Path.cwd(), *Path.cwd().parents]
    return (
        next((place for place in here if (place / "data" / "datapackage.json").exists()), Path.cwd())
        / "my-answers.json"
    )


def _file(kept: dict) -> str:
    return json.dumps({"version": VERSION, "answers": kept}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _pack(text: bytes) -> str:
    return base64.b64encode(zlib.compress(text, 9)).decode()


def _unpack(packed: str) -> bytes:
    """The packed text, or as much as an honest file can hold; a bomb is cut off there and then cannot be read."""
    return zlib.decompressobj().decompress(base64.b64decode(packed), LARGEST)


def _is_entry(entry) -> bool:
    return isinstance(entry, dict) and "value" in entry and isinstance(entry.get("changed"), str)


def _entries(raw: bytes) -> tuple[dict, bool]:
    """The answers that a file holds, and whether it is whole and of this version. Of a torn file, the answers before the tear."""
    try:
        held = json.loads(raw.decode("utf-8"))
        found = {key: entry for key, entry in held["answers"].items() if _is_entry(entry)}
        return found, held.get("version") == VERSION and len(found) == len(held["answers"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    text, found, decoder = raw.decode("utf-8", "replace"), {}, json.JSONDecoder()
    start = re.search(r'"answers"\s*:\s*\{', text)
    place = start.end() if start else len(text)
    with contextlib.suppress(ValueError, RecursionError, AttributeError):
        while True:
            place = re.compile(r"[\s,]*").match(text, place).end()
            key, place = decoder.raw_decode(text, place)
            place = re.compile(r"\s*:\s*").match(text, place).end()
            entry, place = decoder.raw_decode(text, place)
            if isinstance(key, str) and _is_entry(entry):
                found[key] = entry
    return found, False


def read_export(exported: bytes | str) -> dict:
    """The entries of an exported file or a pasted code: key -> {value, changed}.

    Raises `AnswersError` in one sentence for what is too large, foreign or beyond repair. Nothing in it is executed.
    """
    raw = exported.encode("utf-8", "replace") if isinstance(exported, str) else bytes(exported)
    if len(raw) > LARGEST:
        raise AnswersError(
            f"This file has {len(raw) / 1e6:.1f} MB: expected at most {LARGEST / 1e6:.0f} MB; choose the file that the export cell made."
        )
    try:
        text = raw.decode("utf-8-sig").strip()
        if text.startswith(CODE):
            raw = _unpack(re.sub(r"\s", "", text.removeprefix(CODE)))
        elif text.startswith("{") and '"packed"' in text[:200]:
            raw = _unpack(json.loads(text)["packed"])
        else:
            raw = text.encode()
    except (ValueError, KeyError, TypeError, zlib.error, RecursionError):
        raise AnswersError(
            "This is no file or code of answers, or a part of it is missing: choose the file that the export cell made, or copy the whole code."
        ) from None
    found, _ = _entries(raw)
    if not found:
        raise AnswersError(
            "No answer could be read from this file: choose the file that the export cell made, whole and unchanged."
        )
    return found


class Answers:
    """The answers of one reader by key, for example `07.C002.probability`. Values are whatever JSON can hold."""

    _listening: list = []  # (path, weak method) of whoever shows what is kept in this kernel

    def __init__(self, path: Path | None = None):
        self.path = Path(path) if path else default_path()
        self.notice = ""  # one sentence if the file was not whole when it was last read
        self._sweep()

    def when_changed(self, method) -> None:
        """Call a bound method after every change that this kernel saves in the same file, as long as its object lives."""
        self._listening.append((self.path, weakref.WeakMethod(method)))

    def _tell(self) -> None:
        self._listening[:] = [(path, listening) for path, listening in self._listening if listening()]
        for path, listening in tuple(self._listening):
            if path == self.path:
                listening()()

    def get(self, key: str, otherwise=None):
        """The answer kept under a key, as it stands in the file now."""
        return self._read().get(key, {}).get("value", otherwise)

    def all(self, prefix: str = "") -> dict:
        """Every answer whose key begins so, in the order of the keys."""
        return {key: kept["value"] for key, kept in sorted(self._read().items()) if key.startswith(prefix)}

    def put(self, key: str, value) -> None:
        """Keep an answer; None forgets it. When this returns, the answer is on the disk."""
        with self._locked():
            kept = self._read()
            if value is None:
                kept.pop(key, None)
            else:
                kept[key] = {"value": value, "changed": datetime.now(UTC).isoformat(timespec="milliseconds")}
            self._write(kept)
        self._tell()

    def export(self) -> bytes:
        """Everything kept, as one file that `merge` reads again: JSON, UTF-8, packed where it would be larger than EXPORTED bytes."""
        text = _file(self._read()).encode()
        return text if len(text) <= EXPORTED else json.dumps({"version": VERSION, "packed": _pack(text)}).encode()

    def code(self) -> str:
        """Everything kept, as letters and digits to copy and paste; `merge` reads it again."""
        return CODE + _pack(_file(self._read()).encode())

    def merge(self, exported: bytes | str) -> int:
        """Take over the answers of an exported file or code; of two answers to one question the newer stays. Returns how many are new.

        Raises `AnswersError` if nothing in it can be read; then nothing is changed.
        """
        found = read_export(exported)
        with self._locked():
            kept = self._read()
            new = {
                key: answer for key, answer in found.items() if answer["changed"] > kept.get(key, {}).get("changed", "")
            }
            self._write(kept | new)
        self._tell()
        return len(new)

    def put_aside(self) -> str:
        """Begin anew: what is kept goes into a file of its own beside the old place. Returns its name; nothing where nothing is kept."""
        with self._locked():
            if not self.path.exists():
                return ""
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
            aside = self.path.with_name(f"{self.path.stem}-aside-{stamp}.json")
            try:
                os.replace(self.path, aside)
            except OSError as problem:
                raise AnswersError(
                    f"Your answers in {self.path.name} could not be put aside ({problem.strerror}): nothing was changed; check the folder and try again."
                ) from None
        self._tell()
        return aside.name

    def _read(self) -> dict:
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise AnswersError(
                f"Your answers in {self.path.name} cannot be read ({problem.strerror}): nothing was changed; check the folder and run the cell again."
            ) from None
        kept, whole = _entries(raw)
        self.notice = ""
        if not whole:
            aside = self.path.with_name(f"{self.path.stem}-damaged-{hashlib.sha256(raw).hexdigest()[:8]}.json")
            with contextlib.suppress(
                OSError
            ):  # the same damage is kept once; a full disk must not hide what can be read
                if not aside.exists():
                    shutil.copyfile(self.path, aside)
            self.notice = (
                f"{self.path.name} was damaged or made by another version: it is kept aside as {aside.name}; "
                f"{len(kept)} answers could be read and are used."
            )
        return kept

    def _write(self, kept: dict) -> None:
        text, aside = _file(kept), None
        try:
            handle, aside = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(aside, self.path)
        except OSError as problem:
            if aside:
                Path(aside).unlink(missing_ok=True)
            raise AnswersError(
                f"Your answer could not be saved in {self.path.name} ({problem.strerror}): what was saved before is untouched; copy what you wrote, make room or choose a folder that can be written to, and enter it again."
            ) from None

    @contextlib.contextmanager
    def _locked(self):
        lock = self.path.with_name(self.path.name + ".lock")
        until = time.monotonic() + PATIENCE
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except FileExistsError:
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - lock.stat().st_mtime > STALE:
                        lock.unlink()
                        continue
                if time.monotonic() > until:
                    raise AnswersError(
                        f"Your answer could not be saved: another program keeps {lock.name}; close other notebooks, delete that file, and enter the answer again."
                    ) from None
                time.sleep(0.01)
            except OSError as problem:
                raise AnswersError(
                    f"Your answer could not be saved in {self.path.name} ({problem.strerror}): what was saved before is untouched; copy what you wrote, choose a folder that can be written to, and enter it again."
                ) from None
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Throw away what an interrupted save left behind more than a minute ago."""
        for stray in self.path.parent.glob(f"{self.path.name}*.tmp"):
            with contextlib.suppress(OSError):
                if time.time() - stray.stat().st_mtime > 60:
                    stray.unlink()
