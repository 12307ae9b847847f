"""What a reader entered: kept in one JSON file beside the notebooks, saved at every change, there again after a restart.

Two open notebooks share the file. So every change takes a lock, reads the file again, changes one answer and writes the file
aside before it takes the old one's place: whatever stops the computer, either the old or the new file is there, whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

VERSION = 1
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


class Answers:
    """The answers of one reader by key, for example `07.C002.probability`. Values are whatever JSON can hold."""

    def __init__(self, path: Path | None = None):
        self.path = Path(path) if path else default_path()
        self._sweep()

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

    def _read(self) -> dict:
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            return {key: kept for key, kept in held["answers"].items() if "value" in kept}
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise AnswersError(
                f"Your answers in {self.path.name} cannot be read ({problem.strerror}): nothing was changed; check the folder and run the cell again."
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            aside = self.path.with_name(f"{self.path.stem}-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.json")
            with contextlib.suppress(FileNotFoundError):  # another notebook may have put it aside a moment ago
                os.replace(self.path, aside)
            return {}

    def _write(self, kept: dict) -> None:
        text = json.dumps({"version": VERSION, "answers": kept}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        aside = None
        try:
            handle, aside = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
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
