"""Archives, as a whole: how many files they hold, how much comes out of them, and whether their
files lie over each other."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from khaddam_files.answers import LARGEST_FILE

MOST_FILES = 20_000  # files of one archive that are looked at
MOST_BYTES = 2_000_000_000  # bytes that may come out of one archive
MOST_SECONDS = 300  # of work that one archive may take
DIRECTORY = MOST_FILES * 1000  # bytes of a list of contents: a path of 900 letters for each file
HEAD = 30  # bytes that stand at least before the content of each file
TAIL = 65_557  # bytes at the end in which the end record of an archive stands
PIECE = 1 << 16  # bytes that are unpacked at once


class ArchiveError(ValueError):
    """An archive that is not unpacked, or not further; the message is one sentence."""


class Budget:
    """What one archive may still cost. Seconds are those of this program's own work, so that a busy
    machine refuses nothing."""

    def __init__(self):
        self.left, self.until = MOST_BYTES, time.process_time() + MOST_SECONDS

    def spend(self, count: int) -> None:
        """Count bytes that came out; raises `ArchiveError` once the archive as a whole has cost too
        much."""
        self.left -= count
        if self.left < 0:
            raise ArchiveError(f"more than {MOST_BYTES / 1e6:.0f} MB came out of it")
        if time.process_time() > self.until:
            raise ArchiveError(f"it took more than {MOST_SECONDS} seconds of work")


def _directory(path: Path) -> int:
    """Bytes of the list of contents, as the archive's own end record says; 0 where there is
    none."""
    with open(path, "rb") as stream:
        stream.seek(max(0, os.path.getsize(path) - TAIL))
        tail = stream.read(TAIL)
    end, far = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    return (
        int.from_bytes(tail[far + 40 : far + 48], "little")
        if size == 0xFFFFFFFF and far >= 0
        else size
    )


def _overlap(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Whether one stretch of the archive serves as the content of several files."""
    places = sorted((member.header_offset, HEAD + member.compress_size) for member in members)
    ends = [*(start for start, _ in places[1:]), archive.start_dir]
    return any(start + length > end for (start, length), end in zip(places, ends, strict=True))


def open_archive(path: Path) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """An archive and what it holds. Raises `ArchiveError` for one that would be too much, or whose
    files lie over each other."""
    if _directory(path) > DIRECTORY:
        raise ArchiveError(
            f"The archive lists more than {MOST_FILES} files: unpack it and hand over its parts."
        )
    archive = zipfile.ZipFile(path)
    members = archive.infolist()
    if len(members) > MOST_FILES:
        archive.close()
        raise ArchiveError(
            f"The archive holds {len(members)} files: expected at most {MOST_FILES}; unpack it and "
            "hand over its parts."
        )
    if _overlap(archive, members):
        archive.close()
        raise ArchiveError(
            "The files of this archive lie over each other, so that little unpacks to very much: "
            "ask for the files themselves."
        )
    return archive, members


def named_members(
    members: list[zipfile.ZipInfo], file: str
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Every file of an archive with the name by which it is told of; an archive can hold one name
    twice."""
    counted: Counter[str] = Counter()
    for member in members:
        if not member.is_dir():
            counted[member.filename] += 1
            again = f" ({counted[member.filename]})" if counted[member.filename] > 1 else ""
            yield member, f"{file}/{member.filename}{again}".encode("utf-8", "replace").decode()


def is_link(member: zipfile.ZipInfo) -> bool:
    """Whether a file of an archive is a link."""
    return stat.S_ISLNK(member.external_attr >> 16)


def modified(member: zipfile.ZipInfo, otherwise: float) -> float:
    """When a file of an archive was last changed, in seconds; an archive that says nothing says
    1980."""
    try:
        return (
            time.mktime((*member.date_time, 0, 0, -1)) if member.date_time[0] > 1980 else otherwise
        )
    except (ValueError, OverflowError):
        return otherwise


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The content of one file, in memory only, so that its name can lead nowhere; cut off behind
    what a file may hold."""
    pieces, left = [], LARGEST_FILE + 1
    with archive.open(member) as stream:
        while left > 0 and (piece := stream.read(min(PIECE, left))):
            pieces.append(piece)
            left -= len(piece)
            budget.spend(len(piece))
    return b"".join(pieces)
