"""A line of a journal, and what many lines come to: the last word for each key, or two words that
did not see each other.

    {"crc":"1f2e3d4c","t":"<time>","k":"<key>","v":<value>,"after":["<time>", …]}

crc    CRC-32 of the bytes behind it up to the end of the line: a torn or changed line is known as
such. t      13 digits of milliseconds, 5 of a counter, the name of the writer: unique, sorts as
text, never goes backwards for one writer. v      null forgets. after  what of other writers was
seen under this key, and is replaced. What nobody replaced is a head; one head is the value.
"""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime
from typing import NamedTuple

from khaddam_files.answers.values import DECODER

_HEAD = re.compile(rb'\{"crc":"([0-9a-f]{8})",')
_TIME = re.compile(r"[0-9]{13}-[0-9]{5}-[^\s]{1,100}", re.ASCII)
_WRITER = 20  # where the name of the writer begins in a time


class Line(NamedTuple):
    """What one writer entered under a key. time: as `t`; after: times of other writers that it
    replaced."""

    time: str
    key: str
    value: object
    after: tuple[str, ...] = ()


def stamp(ms: int, count: int, writer: str) -> str:
    """The time of a line."""
    return f"{ms:013d}-{count:05d}-{writer}"


def writer(time: str) -> str:
    """Who wrote a line."""
    return time[_WRITER:]


def milliseconds(time: str) -> int:
    """When a line was written, in milliseconds since 1970, UTC."""
    return int(time[:13])


def changed(time: str) -> str:
    """When a line was written, as an export says it."""
    moment = datetime.fromtimestamp(milliseconds(time) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_bytes(line: Line) -> bytes:
    """The line as it stands in a journal, with its end."""
    fields = {"t": line.time, "k": line.key, "v": line.value} | (
        {"after": sorted(line.after)} if line.after else {}
    )
    rest = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))[1:].encode()
    return b'{"crc":"%08x",' % zlib.crc32(rest) + rest + b"\n"


def parsed(raw: bytes) -> Line | None:
    """The line without its end; None if it is not whole."""
    head = _HEAD.match(raw)
    if not head or zlib.crc32(raw[head.end() :]) != int(head[1], 16):
        return None
    try:
        fields = DECODER.decode(raw.decode("ascii"))
        line = Line(fields["t"], fields["k"], fields["v"], tuple(fields.get("after", ())))
        times = all(
            _TIME.fullmatch(time) and milliseconds(time) < 9_000_000_000_000
            for time in (line.time, *line.after)
        )
        return line if times and isinstance(line.key, str) and line.key else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


class Merged:
    """The last line of every writer under every key."""

    def __init__(self):
        self._last: dict[str, dict[str, Line]] = {}

    def __iter__(self):
        return iter(sorted(self._last))

    def __contains__(self, key) -> bool:
        return key in self._last

    def take(self, line: Line) -> bool:
        """Take in a line, in any order and any number of times. Whether it is news."""
        by_writer = self._last.setdefault(line.key, {})
        before = by_writer.get(writer(line.time))
        if before and before.time >= line.time:
            return False
        by_writer[writer(line.time)] = line
        return True

    def drop(self, line: Line, before: Line | None) -> None:
        """Take a line back that was never written; before: the one of the same writer that it had
        replaced."""
        by_writer = self._last.get(line.key, {})
        if by_writer.get(writer(line.time)) == line:
            del by_writer[writer(line.time)]
            if before:
                by_writer[writer(line.time)] = before
            if not by_writer:
                del self._last[line.key]

    def of(self, key: str, name: str) -> Line | None:
        """The last line of one writer under a key."""
        return self._last.get(key, {}).get(name)

    def heads(self, key: str) -> list[Line]:
        """The lines that no other line replaced, the latest first: one, or several that did not see
        each other."""
        lines = self._last.get(key, {})
        if len(lines) < 2:
            return list(lines.values())
        replaced: dict[str, str] = {}
        for line in lines.values():
            for time in line.after:
                if time > replaced.get(writer(time), "") and writer(time) != writer(line.time):
                    replaced[writer(time)] = time
        latest = sorted(lines.values(), key=lambda line: line.time, reverse=True)
        heads = [line for line in latest if line.time > replaced.get(writer(line.time), "")]
        return heads or latest[:1]  # lines that replace each other were not written by us

    def value(self, key: str):
        """The latest value under a key; None for none."""
        heads = self.heads(key)
        return heads[0].value if heads else None
