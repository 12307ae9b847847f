"""Feedback under the names by which a learning management system knows who handed in, so that one
upload returns it.

Moodle's archive has a folder, or a file, `Full name_123456_assignsubmission_file_…` for each
participant, Canvas a file `lastname_12345_678_answers.json` (user and file): both find the person
by these numbers when an archive with such names is uploaded again. The numbers of Moodle hold for
one assignment alone, so each archive that came in gets one of its own.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from khaddam_files.grading.grades_folder import RETURN_FOLDER, RETURN_ZIP
from khaddam_files.grading.submissions import Person, Problem

MOODLE = re.compile(r"(?P<begin>[^_/]*_(?P<number>\d+)_assignsubmission_[a-z]+)(?:_(?P<rest>.*))?")
CANVAS = re.compile(
    r"(?P<begin>(?:.+?_(?P<number>\d+)|(?:LATE_)?anon_[0-9A-Za-z]+)_\d+_)(?P<rest>.+)"
)
PAGE = "feedback.html"


class SentName(NamedTuple):
    """The name of a file in the archive of a learning management system.

    system: moodle or canvas; source: archive or folder that it came in; number: of the participant
    or user, empty for an anonymous one; back: the name under which a page goes back.
    """

    system: str
    source: str
    number: str
    back: str


def sent_name(file: str) -> SentName | None:
    """What the name of a file says of who sent it; None where no such system has named it."""
    parts = PurePosixPath(file).parts
    for place, part in enumerate(parts):
        if found := MOODLE.fullmatch(part):
            is_folder = place < len(parts) - 1
            back = f"{part}/{PAGE}" if is_folder else f"{found['begin']}_{PAGE}"
            return SentName("moodle", "/".join(parts[:place]), found["number"], back)
    if found := CANVAS.fullmatch(parts[-1] if parts else ""):
        back = f"{found['begin']}{PurePosixPath(found['rest']).stem}.html"
        return SentName("canvas", "/".join(parts[:-1]), found["number"] or "", back)
    return None


def sent_names(person: Person) -> list[SentName]:
    """All names under which a person handed in, those of a learning management system alone."""
    return [name for name in map(sent_name, person.files) if name]


class Returns:
    """Which page goes back under which name, gathered one person after the other."""

    def __init__(self) -> None:
        self._pages: dict[str, dict[str, str]] = {}
        self._refused: dict[tuple[str, str], str] = {}
        self.problems: list[Problem] = []

    def add(self, person: Person, page: str) -> None:
        """A page of one person. page: its name in the folder of feedback."""
        of_source: dict[str, list[SentName]] = {}
        for name in sent_names(person):
            of_source.setdefault(name.source, []).append(name)
        for source, names in of_source.items():
            if len({name.number or name.back for name in names}) > 1:
                why = (
                    f"{person.student} came from several people of the learning management system "
                    f"({', '.join(sorted({name.number or name.back for name in names}))}): its "
                    "feedback is returned to none of them; find out who has typed another's "
                    "number, and correct it."
                )
                self.problems.append(Problem(person.file, why))
                self._refused |= {(source, name.back): "" for name in names}
                continue
            # of several files of one person, the page goes back beside the last one
            self._put(source, names[-1].back, person, page)

    def _put(self, source: str, back: str, person: Person, page: str) -> None:
        pages = self._pages.setdefault(source, {})
        if pages.setdefault(back, page) != page:
            why = (
                f"Files of two student numbers, {person.student} and another, came from one person "
                f"of the learning management system ({back.partition('/')[0]}): no feedback is "
                "returned there; correct one number."
            )
            self.problems.append(Problem(person.file, why))
            self._refused[(source, back)] = ""

    def write(self, new: Path) -> None:
        """Write an archive for each that came in, into the folder of a new set."""
        archives = {source: list(self._to_return(source)) for source in self._pages}
        archives = {source: pages for source, pages in archives.items() if pages}
        if len(archives) > 1:
            (new / RETURN_FOLDER).mkdir()
        used: set[str] = set()
        for source, pages in archives.items():
            place = new / RETURN_ZIP if len(archives) == 1 else _place(new, source, used)
            with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
                for back, page in pages:
                    archive.write(new / "feedback" / page, back)

    def _to_return(self, source: str) -> Iterator[tuple[str, str]]:
        for back, page in self._pages[source].items():
            if (source, back) not in self._refused:
                yield back, page


def _place(new: Path, source: str, used: set[str]) -> Path:
    """Where the archive of one source lies: it has the name of that which came in."""
    name = PurePosixPath(source).name
    stem = name[:-4] if name.lower().endswith(".zip") else name or "handed-in"
    free = next(
        one
        for number in range(1, len(used) + 2)
        if (one := stem if number == 1 else f"{stem} ({number})") not in used
    )
    used.add(free)
    return new / RETURN_FOLDER / f"{free}.zip"
