"""Ballots: what a class has voted, one file a device, in the form of every hand-in.

They lie in the folder `ballots` of the class folder, where the class view and the wall read them as
they read everything else; grading leaves them out. The first vote is kept as first answer and as
answer, a second one as answer alone, so that a class is shown as it was before and after.
What was told as received lies on the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from khaddam_files.answers import AnswersError, Entry, keys, read_export
from khaddam_files.answers.exports import as_file, moment
from khaddam_files.answers.folders import hold, keep_names
from khaddam_files.answers.journal import write_aside
from khaddam_files.grading.submissions import Submission, read_folder
from khaddam_files.grading.submissions.files import BALLOTS, STATE_FILE
from khaddam_files.seminar.letters import Line, Unread, read_lines
from khaddam_files.seminar.questions import ONE, Part, Question, prepared, question

_NOUNS = (
    *("apple", "autumn", "bridge", "candle", "castle", "cherry", "circle", "cloud", "coffee"),
    *("desert", "dinner", "dragon", "eagle", "evening", "field", "flower", "forest", "garden"),
    *("harbor", "island", "ladder", "lemon", "letter", "market", "meadow", "mirror", "morning"),
    *("mountain", "needle", "ocean", "olive", "orange", "paper", "pepper", "pencil", "planet"),
    *("rabbit", "river", "rocket", "salmon", "silver", "spring", "summer", "table", "tiger"),
    *("tomato", "tower", "valley", "violin", "walnut", "water", "window", "winter", "yellow"),
)
MOST_BALLOTS = 400  # files; one device more is refused
FIRST, SECOND = 1, 2
LINES = "lines"  # the folder of lines that carry a student number and are graded


class BallotError(Exception):
    """A ballot that was not kept; the message is one sentence for whoever sent it."""


@dataclass
class State:
    """Where the class page stands; it is there again after a new start.

    word: of the room; port: of the page for phones, 0 before the first start; salt: by which names
    of devices and people become file names; question: id of what is asked, "" for nothing; vote:
    FIRST or SECOND; open: whether ballots are taken; polls: id -> typed question.
    """

    word: str = ""
    port: int = 0
    salt: str = ""
    question: str = ""
    vote: int = FIRST
    open: bool = False
    polls: dict[str, dict[str, Any]] = field(default_factory=dict)


class Votes(NamedTuple):
    """What was voted on one question: one dict a ballot, key of a part -> answer. second: of those
    who took part in a second vote."""

    first: list[dict[str, str]]
    second: list[dict[str, str]]


def _now() -> str:
    return moment(datetime.now(UTC).isoformat(timespec="milliseconds"))


def _load(folder: Path) -> State:
    """What stood there at the last stop; a new state where there is none or it is damaged."""
    try:
        kept = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
        state = State(**{each.name: kept[each.name] for each in fields(State)})
        if state.question:
            question(state.question, state.polls)
    except (OSError, ValueError, TypeError, KeyError):
        state = State()
    state.word, state.salt = state.word or new_word(), state.salt or secrets.token_hex(16)
    return state


def polls(folder: str | Path) -> dict[str, Question]:
    """The questions that the teacher has typed, by their ids. folder: that of the handed-in
    files; nothing is made in it."""
    typed = _load(Path(folder) / BALLOTS).polls
    return {poll_id: question(poll_id, typed) for poll_id in typed}


def new_word() -> str:
    """A word for the room that is easily said and typed: a noun and four digits."""
    return f"{secrets.choice(_NOUNS)} {secrets.randbelow(9_000) + 1_000}"


@contextlib.contextmanager
def alone(folder: str | Path) -> Iterator[None]:
    """Hold the ballots of a class folder, so that no second program counts beside this one. Raises
    `BallotError` where another holds them; where a drive has no locks, nobody is held up."""
    ballots = Path(folder) / BALLOTS
    ballots.mkdir(parents=True, exist_ok=True)
    with open(ballots / f"{STATE_FILE}.lock", "a+b") as stream:
        try:
            hold(stream)
        except BlockingIOError:
            raise BallotError(
                f"Another class page is open on {folder}: use that one, or end it with Ctrl+C and "
                "run this again."
            ) from None
        except OSError:
            pass
        yield


class Ballots:
    """The ballots of one class folder, and where its class page stands. folder: that of the
    handed-in files; it is made where it is missing."""

    def __init__(self, folder: str | Path):
        self.class_folder = Path(folder)
        self.folder = self.class_folder / BALLOTS
        self.folder.mkdir(parents=True, exist_ok=True)
        for unfinished in self.folder.glob("*.tmp"):  # nobody was told that these were received
            unfinished.unlink(missing_ok=True)
        self.state = _load(self.folder)
        self.save()  # by its salt the same person has the same file after a new start
        # name of a file -> key of a question -> the votes that its person took part in
        self._took_part: dict[str, dict[str, str]] = {}
        for path in self.folder.glob("*.json"):
            self._remember(path.name, self._entries(path))

    def save(self) -> None:
        """Keep the state. Raises `BallotError` where the disk refuses it."""
        raw = json.dumps(asdict(self.state), ensure_ascii=False, indent=1).encode()
        if not write_aside(self.folder / STATE_FILE, raw):
            raise BallotError(f"{self.folder} cannot be written: make room or check its rights.")

    def asked(self) -> Question | None:
        """The question that is asked now."""
        return question(self.state.question, self.state.polls) if self.state.question else None

    def count(self, question_id: str, vote: int) -> int:
        """How many have taken part in one vote. One on a whole task is one on each item of it."""
        asked = question(question_id, self.state.polls)
        own = [keys.vote(one, "votes") for one in {asked.id, asked.task_id} if one]
        return sum(
            any(str(vote) in votes.get(key, "") for key in own)
            for votes in self._took_part.values()
        )

    def _remember(self, name: str, entries: Mapping[str, Entry]) -> None:
        self._took_part[name] = {
            key: str(entry.value) for key, entry in entries.items() if keys.kind(key) == "vote"
        }

    # ------------------------------------------------------------ one device

    def name(self, device: str, kind: str = "ballot") -> str:
        """The name of the file of a device or person, from which nobody learns whose it is."""
        digest = hashlib.sha256(f"{self.state.salt} {device}".encode("utf-8", "replace"))
        return f"{kind}-{digest.hexdigest()[:16]}.json"

    def _entries(self, place: Path) -> dict[str, Entry]:
        try:
            return dict(read_export(place.read_bytes()).entries)
        except (OSError, AnswersError):
            return {}

    def own(self, device: str, asked: Question) -> dict[str, str]:
        """What a device has answered to a question, in the vote that is held now."""
        entries = self._entries(self.folder / self.name(device))
        took_part = entries.get(keys.vote(asked.id, "votes"), Entry("", ""))
        if str(self.state.vote) not in str(took_part.value):
            return {}
        given = {part.key: entries.get(asked.answer_key(part)) for part in asked.parts}
        return {key: str(entry.value) for key, entry in given.items() if entry}

    def cast(self, device: str, question_id: object, vote: object, given: object) -> str:
        """Keep the ballot of a device, in the place of its earlier one; gives the time at which it
        was received. Raises `BallotError` where it is not taken, `QuestionError` where it is no
        answer."""
        asked = self.asked()
        if asked is None or not self.state.open:
            raise BallotError("Not received: the vote is closed.")
        if question_id != asked.id or vote != self.state.vote:
            raise BallotError("Not received: another question is asked by now.")
        answers = asked.read(given)
        name = self.name(device)
        if name not in self._took_part and len(self._took_part) >= MOST_BALLOTS:
            raise BallotError(f"Not received: {MOST_BALLOTS} devices have voted, and no more can.")
        return self._put(self.folder / name, asked, answers, self.state.vote)

    def _put(
        self, place: Path, asked: Question, answers: Mapping[str, str], vote: int, **more
    ) -> str:
        """Write one file anew with the answers to one question."""
        now, entries = _now(), self._entries(place)
        for part in asked.parts:
            for key in [asked.answer_key(part)] + [asked.first_key(part)] * (vote == FIRST):
                entries.pop(key, None)
                if part.key in answers:
                    entries[key] = Entry(answers[part.key], now)
        took_part = keys.vote(asked.id, "votes")
        held = {*str(entries.get(took_part, Entry("", "")).value), str(vote)} & {"1", "2"}
        entries[took_part] = Entry("".join(sorted(held)), now)
        self._write(place, entries | {key: Entry(value, now) for key, value in more.items()})
        return now

    def _write(self, place: Path, entries: dict[str, Entry]) -> None:
        if not write_aside(place, as_file(entries)):
            raise BallotError("Not received: the teacher's disk takes nothing. Please say so.")
        keep_names(place.parent)
        if place.parent == self.folder:
            self._remember(place.name, entries)

    # ------------------------------------------------------------ lines of letters

    def take_lines(self, text: str, vote: int = FIRST, graded: bool = False) -> TakenLines:
        """Keep lines of letters as ballots, one person a line.

        A line with a name or number is that person's, whenever it comes again. Of lines without
        either, equal ones are several people, and the same text given twice counts once. graded:
        whether lines with a student number are handed in like any file, to be graded. Raises
        `BallotError` where the disk refuses them.
        """
        lines, unread = read_lines(text)
        nameless: dict[str, int] = {}
        seen: dict[str, Line] = {}
        for line in lines:
            label = f"{line.student or line.name}"
            if not label:
                said = json.dumps(line.answers, sort_keys=True)
                nameless[said] = nameless.get(said, 0) + 1
                label = f"{said} {nameless[said]}"
            unread += _changed_mind(seen.get(label), line)
            seen[label] = line
            self._take_line(line, label, vote, graded)
        return TakenLines(len(seen), len(lines), unread)

    def _take_line(self, line: Line, label: str, vote: int, graded: bool) -> None:
        apart = graded and line.student
        place = (self.class_folder / LINES if apart else self.folder) / self.name(label, "line")
        whose = {keys.STUDENT: line.student} if line.student else {}
        for task_id, answer in line.answers.items():
            answers = answer if isinstance(answer, dict) else {ONE: answer}
            whole = question(task_id, {})
            if vote == SECOND and len(answers) < len(whole.parts):  # what is left out stays
                for item, choice in answers.items():
                    self._put(place, question(item, {}), {item: choice}, vote, **whose)
            else:
                self._put(place, whole, answers, vote, **whose)


class TakenLines(NamedTuple):
    """What became of some lines. people: whose they were; lines: that could be read; unread: what
    could not, or only with a remark."""

    people: int
    lines: int
    unread: list[Unread]

    @property
    def sentence(self) -> str:
        """How many count."""
        return f"{self.people} {'person' if self.people == 1 else 'people'} counted."


def _changed_mind(before: Line | None, line: Line) -> list[Unread]:
    """What to say where one name or number stands before two lines that differ."""
    if before is None:
        return []
    both = [
        task for task, answer in line.answers.items() if before.answers.get(task, answer) != answer
    ]
    why = f"The same name or number stands in line {before.number}, with other answers to "
    return [Unread(line.number, "", f"{why}{', '.join(both)}: this one counts.")] if both else []


def _submissions(folder: Path) -> list[Submission]:
    if not folder.is_dir():
        return []
    return [read for read in read_folder(folder) if isinstance(read, Submission)]


def votes(folder: str | Path) -> dict[str, Votes]:
    """What was voted on the class page and in lines of letters: id of a question -> its votes.
    folder: that of the handed-in files. Empty where nothing was voted yet."""
    found: dict[str, Votes] = {}
    polls = _load(Path(folder) / BALLOTS).polls
    ids = {keys.vote(each, "votes"): each for each in (*prepared(), *polls)}
    for read in _submissions(Path(folder) / BALLOTS):
        for key in read.entries.keys() & ids.keys():
            asked, took_part = question(ids[key], polls), str(read.entries[key].value)
            both = found.setdefault(asked.id, Votes([], []))
            if str(FIRST) in took_part:
                both.first.append(_answers(read, asked, asked.first_key))
            if str(SECOND) in took_part:
                both.second.append(_answers(read, asked, asked.answer_key))
    return found


def _answers(read: Submission, asked: Question, key_of: Callable[[Part], str]) -> dict[str, str]:
    """What one ballot says on a question: key of a part -> answer."""
    kept = {part.key: read.entries.get(key_of(part)) for part in asked.parts}
    return {key: str(entry.value) for key, entry in kept.items() if entry}
