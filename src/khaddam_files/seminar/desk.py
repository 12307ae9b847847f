"""The teacher's side of the class page: on this machine alone, behind a token.

From here a question is chosen, a vote opened, closed and held again; lines of letters and codes are
taken in; and what stands on the wall is opened: how to join, and the wall itself.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import secrets
from collections.abc import Callable
from typing import Any

import segno

from khaddam_files.answers.journal import write_aside
from khaddam_files.grading.submissions import Submission, codes, read_folder
from khaddam_files.pages.templates import render, source
from khaddam_files.seminar.ballots import FIRST, SECOND, BallotError, new_word
from khaddam_files.seminar.letters import Unread
from khaddam_files.seminar.questions import (
    QuestionError,
    after,
    prepared,
    question,
    typed_id,
    typed_question,
)
from khaddam_files.seminar.room import Room, as_asked, spelled
from khaddam_files.serving import Handler, own_files

MOST_BYTES = 4_000_000  # of one request: a chat log with the codes of a class
PASTED = "pasted"  # the folder of texts with codes that were pasted
MOST_TOLD = 40  # lines that could not be read and are told one by one
WALL = "khaddam_files.seminar.wall"


class Desk:
    """What the teacher's side does. room: what the phones are told; address: of their page."""

    def __init__(self, room: Room, address: Callable[[], str]):
        self.room, self.ballots, self._address = room, room.ballots, address

    @property
    def address(self) -> str:
        """The address of the page for phones, without the room word."""
        return self._address()

    def qr_code(self) -> str:
        """A picture of the address with the room word in it, so that nobody has to type it. The
        word stands behind the sign that no browser sends."""
        picture = io.BytesIO()
        code = segno.make(f"{self.address}#{spelled(self.ballots.state.word)}", error="m")
        code.save(picture, kind="svg", scale=10, border=3, dark="#000", light="#fff", xmldecl=False)
        return picture.getvalue().decode()

    def now(self) -> dict[str, Any]:
        """Where the class page stands."""
        state, asked = self.ballots.state, self.ballots.asked()
        return {
            "address": self.address,
            "word": state.word,
            "open": state.open,
            "vote": state.vote,
            "question": as_asked(asked) if asked else None,
            "first": self.ballots.count(asked.id, FIRST) if asked else 0,
            "second": self.ballots.count(asked.id, SECOND) if asked else 0,
            "next": after(asked.id) if asked else "",
            "polls": [[each, typed["text"]] for each, typed in state.polls.items()],
        }

    # ------------------------------------------------------------ what the teacher asks for

    def choose(self, sent: dict) -> None:
        """Ask something else; the vote begins closed."""
        asked = question(str(sent.get("question", "")), self.ballots.state.polls)
        self._turn(question=asked.id, vote=FIRST, open=False)

    def open(self, sent: dict) -> None:
        """Take ballots."""
        if self.ballots.asked() is None:
            raise QuestionError("Choose a question first.")
        self._turn(open=True)

    def close(self, sent: dict) -> None:
        """Take no more ballots."""
        self._turn(open=False)

    def second(self, sent: dict) -> None:
        """Vote again, beside the first vote."""
        if self.ballots.asked() is None:
            raise QuestionError("Choose a question first.")
        self._turn(vote=SECOND, open=True)

    def next(self, sent: dict) -> None:
        """Ask the next question of the same kind; the vote begins closed."""
        following = after(self.ballots.state.question)
        if not following:
            raise QuestionError("There is no next question of this kind: choose one in the list.")
        self._turn(question=following, vote=FIRST, open=False)

    def poll(self, sent: dict) -> None:
        """Ask what the teacher has typed."""
        typed = typed_question(sent.get("text", ""), sent.get("choices"))
        polls = self.ballots.state.polls | {typed_id(typed): typed}
        self._turn(polls=polls, question=typed_id(typed), vote=FIRST, open=False)

    def word(self, sent: dict) -> None:
        """A new room word; phones have to give it from now on."""
        self._turn(word=new_word())

    def _turn(self, **changes: Any) -> None:
        """Change where the class page stands, on the disk first."""
        state = self.ballots.state
        before = {name: getattr(state, name) for name in changes}
        for name, value in changes.items():
            setattr(state, name, value)
        try:
            self.ballots.save()
        except BallotError:
            for name, value in before.items():
                setattr(state, name, value)
            raise
        self.room.turn()

    def lines(self, sent: dict) -> dict[str, Any]:
        """Take in what was pasted: codes, else lines of letters. Gives what there is to tell."""
        text = str(sent.get("text", ""))
        if next(codes.codes_in(text), None):
            return self._codes(text)
        vote = SECOND if sent.get("vote") == SECOND else FIRST
        taken = self.ballots.take_lines(text, vote)
        below = " What could not be read stands below." if taken.unread else ""
        return {
            "told": f"{taken.sentence}{below}",
            "unread": [_in_words(each) for each in taken.unread[:MOST_TOLD]],
        }

    def _codes(self, text: str) -> dict[str, Any]:
        """Keep a text with codes as a file of the class folder, and say what could be read."""
        place = self.ballots.class_folder / PASTED / f"pasted-{secrets.token_hex(4)}.txt"
        if not write_aside(place, text.encode("utf-8", "replace")):
            raise BallotError(f"{place.parent} cannot be written: make room or check its rights.")
        read = list(read_folder(place.parent))
        own = [each for each in read if each.file.startswith(place.name)]
        whole = sum(isinstance(each, Submission) for each in own)
        problems = [each for each in own if not isinstance(each, Submission)]
        return {
            "told": f"{whole} codes were read and kept as handed in; not read: {len(problems)}.",
            "unread": [f"{each.file}: {each.why}" for each in problems[:MOST_TOLD]],
        }


def _in_words(unread: Unread) -> str:
    said = f" “{unread.text}”" if unread.text else ""
    return f"Line {unread.number}{said}: {unread.why}"


COMMANDS = ("choose", "open", "close", "second", "next", "poll", "word", "lines")


class DeskHandler(Handler):
    """What the requests of the teacher's page have in common."""

    def initialize(self, desk: Desk) -> None:
        self.desk = desk


class DeskPage(DeskHandler):
    """The teacher's page."""

    def get(self) -> None:
        self.page(render("desk.html.j2", title="Class page", wall=importlib.util.find_spec(WALL)))


class JoinPage(DeskHandler):
    """How to join, for the wall."""

    def get(self) -> None:
        self.page(render("join.html.j2", title="Join with your phone"))


class QrCode(DeskHandler):
    """The picture on the wall."""

    def get(self) -> None:
        self.set_header("Content-Type", "image/svg+xml")
        self.finish(self.desk.qr_code())


class DeskQuestions(DeskHandler):
    """Everything that can be asked, by id."""

    def get(self) -> None:
        self.answer(
            [
                [each.id, each.task_id, each.title, each.parts[0].text]
                for each in prepared().values()
            ]
        )


class DeskNow(DeskHandler):
    """Where the class page stands, and what the teacher asks of it."""

    def get(self) -> None:
        self.answer(self.desk.now())

    def post(self) -> None:
        sent = self.sent()
        if sent.get("do") not in COMMANDS:
            self.set_status(400)
            self.answer({"told": "This cannot be done here."})
            return
        try:
            told = getattr(self.desk, sent["do"])(sent)
        except (BallotError, QuestionError) as problem:
            self.set_status(409)
            self.answer({"told": str(problem)})
        else:
            self.answer((told or {}) | {"now": self.desk.now()})


def handlers(desk: Desk) -> list[tuple]:
    """The teacher's side, with the wall where it can be had. desk: what it does."""
    given = {"desk": desk}
    own = {name: source(name) for name in ("desk.js", "join.js", "seminar.css")}
    wall = importlib.util.find_spec(WALL)
    shown = importlib.import_module(WALL).handlers(desk.ballots.class_folder) if wall else []
    return [
        (r"/", DeskPage, given),
        (r"/join", JoinPage, given),
        (r"/now", DeskNow, given),
        (r"/questions", DeskQuestions, given),
        (r"/own/qr.svg", QrCode, given),
        *shown,
        own_files(own),
    ]
