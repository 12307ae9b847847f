"""The teacher's side of the class page: on this machine alone, behind a token.

From here a question is chosen, a vote opened, closed and held again; lines of letters and codes are
taken in; and what stands on the wall is opened: how to join, and the wall itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno

from khaddam_files.pages.templates import render, source
from khaddam_files.seminar import pasted, wall
from khaddam_files.seminar.ballots import FIRST, SECOND, BallotError, new_word
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
        """Take in what was pasted. Gives what there is to tell."""
        vote = SECOND if sent.get("vote") == SECOND else FIRST
        told, unread = pasted.take(self.ballots, str(sent.get("text", "")), vote)
        return {"told": told, "unread": unread}


COMMANDS = ("choose", "open", "close", "second", "next", "poll", "word", "lines")


class DeskHandler(Handler):
    """What the requests of the teacher's page have in common."""

    def initialize(self, desk: Desk) -> None:
        self.desk = desk


class DeskPage(DeskHandler):
    """The teacher's page."""

    def get(self) -> None:
        self.page(render("desk.html.j2", title="Class page"))


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
    """The teacher's side, and the wall. desk: what it does."""
    given = {"desk": desk}
    own = {name: source(name) for name in ("desk.js", "join.js", "seminar.css")}
    return [
        (r"/", DeskPage, given),
        (r"/join", JoinPage, given),
        (r"/now", DeskNow, given),
        (r"/questions", DeskQuestions, given),
        (r"/own/qr.svg", QrCode, given),
        *wall.handlers(desk.ballots.class_folder),
        own_files(own),
    ]
