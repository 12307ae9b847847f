"""What a teacher pastes or types: codes to hand in, else lines of letters."""

from __future__ import annotations

import secrets

from khaddam_files.answers.journal import write_aside
from khaddam_files.grading.submissions import Submission, codes, read_folder
from khaddam_files.seminar.ballots import FIRST, BallotError, Ballots
from khaddam_files.seminar.letters import Unread

FOLDER = "pasted"  # of the class folder: texts with codes
MOST_TOLD = 40  # lines that could not be read and are told one by one


def take(ballots: Ballots, text: str, vote: int = FIRST) -> tuple[str, list[str]]:
    """Keep what a text holds: one sentence on what counts, and one on each thing that could not be
    read. vote: to which lines of letters belong. Raises `BallotError` where the disk refuses it."""
    if next(codes.codes_in(text), None):
        return _take_codes(ballots, text)
    taken = ballots.take_lines(text, vote)
    below = " What could not be read stands below." if taken.unread else ""
    return f"{taken.sentence}{below}", [_in_words(each) for each in taken.unread[:MOST_TOLD]]


def _take_codes(ballots: Ballots, text: str) -> tuple[str, list[str]]:
    """Keep a text with codes as a file of the class folder, and say what could be read."""
    place = ballots.class_folder / FOLDER / f"pasted-{secrets.token_hex(4)}.txt"
    if not write_aside(place, text.encode("utf-8", "replace")):
        raise BallotError(f"{place.parent} cannot be written: make room or check its rights.")
    own = [read for read in read_folder(place.parent) if read.file.startswith(place.name)]
    whole = sum(isinstance(read, Submission) for read in own)
    problems = [read for read in own if not isinstance(read, Submission)]
    return (
        f"{whole} codes were read and kept as handed in; not read: {len(problems)}.",
        [f"{read.file}: {read.why}" for read in problems[:MOST_TOLD]],
    )


def _in_words(unread: Unread) -> str:
    said = f" “{unread.text}”" if unread.text else ""
    return f"Line {unread.number}{said}: {unread.why}"
