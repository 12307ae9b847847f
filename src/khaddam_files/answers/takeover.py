"""The one file of version 0.2.0, `my-answers.json`: taken over once, whole, without a lock, and
left as it is.

The same file gives the same journal under the same name, so it does not matter who takes it over,
or how many do at once.
"""

from __future__ import annotations

import hashlib
import time
from datetime import datetime
from pathlib import Path

from khaddam_files.answers import lines
from khaddam_files.answers.exports import LARGEST_FILE, read_export
from khaddam_files.answers.folders import SUFFIX, regular
from khaddam_files.answers.lines import Line
from khaddam_files.answers.values import AnswersError, reason

# one writer for every state of the old file, so that a later state replaces an earlier one
WRITER = "old"


class OldFile:
    """What an old file holds. name: of the journal that it becomes, "" for no file; lines: its
    entries; trouble: one sentence if not whole."""

    def __init__(self, path: Path):
        self.name, self.lines, self.trouble = "", [], ""
        try:
            raw, state = regular(path, LARGEST_FILE)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as problem:
            self.trouble = (
                f"{path.name} of version 0.2.0 cannot be read ({reason(problem)}): "
                "answers in it are missing until it can."
            )
            return
        self.name = f"00000000-old-{hashlib.sha256(raw).hexdigest()[:16]}{SUFFIX}"
        try:
            export = read_export(raw)
        except AnswersError as problem:
            if raw.strip() and b'"answers": {}' not in raw:
                self.trouble = f"{path.name} of version 0.2.0 was left as it is: {problem}"
            return
        self.trouble = (
            (f"{path.name} of version 0.2.0: {export.trouble} It was left as it is.")
            if export.trouble
            else ""
        )
        latest = int(min(state.st_mtime, time.time()) * 1000)
        self.lines = [
            Line(lines.stamp(_within(entry.changed, latest), 0, WRITER), key, entry.value)
            for key, entry in sorted(export.entries.items())
        ]

    def as_bytes(self) -> bytes:
        """The journal that the old file becomes."""
        return b"".join(map(lines.as_bytes, self.lines))


def _within(changed: str, latest: int) -> int:
    """A date in milliseconds, never later than the file itself: a clock that ran ahead must not win
    for ever. Unreadable ones are oldest."""
    if not changed:
        return 0
    return min(max(int(datetime.fromisoformat(changed).timestamp() * 1000), 0), max(latest, 0))
