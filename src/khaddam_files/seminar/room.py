"""The page that phones open: one question at a time, no names, one ballot a device.

Whoever can reach it may be a stranger. Without the room word nothing is told; with it, the question
that is asked now and one's own ballot. Nothing else can be read, nothing is executed, and what an
address may send in a while is limited.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections import OrderedDict
from typing import Any
from urllib.parse import unquote

from khaddam_files.pages.templates import render, source
from khaddam_files.seminar.ballots import BallotError, Ballots
from khaddam_files.seminar.questions import Question, QuestionError
from khaddam_files.serving import Handler, own_files

MOST_BYTES = 8_000  # of one request; a ballot of twenty items has less than three thousand
MOST_ADDRESSES = 2_000  # that are remembered
# What one address may do at once, and again in a second. A whole class may share one address.
ASKING, VOTING, GUESSING = (600, 60.0), (150, 5.0), (30, 0.5)
DEVICE = re.compile(r"[\w-]{20,40}")
TOO_MANY = "Too many requests come from your address: wait a few seconds."
NO_COOKIE = (
    "Not received: this browser keeps no cookie, so your ballot could count twice. Allow cookies "
    "for this page, or give your line of letters."
)
TERM = 12 * 3600  # seconds for which a browser keeps which ballot is its own


class Allowance:
    """How often each address may still do something. most: at once; again: in a second."""

    def __init__(self, most: int, again: float):
        self.most, self.again = most, again
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def left(self, address: str) -> float:
        """How many times are left now."""
        left, then = self._left.get(address, (self.most, 0.0))
        return min(self.most, left + (time.monotonic() - then) * self.again)

    def spend(self, address: str) -> bool:
        """Take one; false where none is left."""
        left = self.left(address)
        self._left[address] = (max(0.0, left - 1), time.monotonic())
        self._left.move_to_end(address)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


class Room:
    """What the page for phones knows. version: changes with every step of the teacher's."""

    def __init__(self, ballots: Ballots):
        self.ballots, self.version = ballots, secrets.token_hex(4)
        self.asking, self.voting = Allowance(*ASKING), Allowance(*VOTING)
        self.guessing = Allowance(*GUESSING)
        self._admitted: set[tuple[str, str]] = set()

    def turn(self) -> None:
        """Tell every phone to look again."""
        self.version = secrets.token_hex(4)

    def admits(self, word: str, device: str, address: str) -> bool | None:
        """Whether somebody knows the room word; None where too many guesses came from there. Who
        knew it once is not held up by the guesses of others."""
        admitted = (device, self.ballots.state.word) in self._admitted
        if not admitted and self.guessing.left(address) < 1:
            return None
        given, own = spelled(word), spelled(self.ballots.state.word)
        if not hmac.compare_digest(given.encode(), own.encode()):
            self.guessing.spend(address)
            return False
        if device and len(self._admitted) < MOST_ADDRESSES:
            self._admitted.add((device, self.ballots.state.word))
        return True


def spelled(word: str) -> str:
    """A room word as it is compared: small letters and digits alone."""
    return "".join(sign for sign in word[:100].casefold() if sign.isalnum())


def as_asked(asked: Question) -> dict[str, Any]:
    """A question as a page draws it."""
    return {
        "id": asked.id,
        "task": asked.task_id,
        "title": asked.title,
        "prompt": asked.prompt,
        "excerpt": asked.excerpt,
        "where": asked.where,
        "signs": asked.signs,
        "parts": [
            {"key": part.key, "text": part.text, "choices": part.choices} for part in asked.parts
        ],
    }


class RoomHandler(Handler):
    """What the requests of phones have in common."""

    def initialize(self, room: Room) -> None:
        self.room = room

    def prepare(self) -> None:
        super().prepare()
        if not self.room.asking.spend(self.address):
            self.refuse(429, TOO_MANY)

    @property
    def address(self) -> str:
        return self.request.remote_ip or ""

    @property
    def device(self) -> str:
        """By what a browser is known again, and by nothing else: a number without a meaning."""
        cookie = self.get_cookie("device", "") or ""
        return cookie if DEVICE.fullmatch(cookie) else ""

    def refuse(self, status: int, sentence: str) -> None:
        self.set_status(status)
        self.answer({"told": sentence})

    def knows_the_word(self) -> bool:
        """Whether the request carries the room word; if not, it is answered."""
        word = unquote(self.request.headers.get("X-Room-Word", ""))
        admits = self.room.admits(word, self.device, self.address)
        if admits is None:
            self.refuse(429, TOO_MANY)
        elif not admits:
            self.refuse(403, "This is not the room word: type it as it stands on the wall.")
        return bool(admits)


class RoomPage(RoomHandler):
    """The page itself, which says nothing without the room word."""

    def get(self) -> None:
        if not self.device:
            self.set_cookie(
                "device", secrets.token_urlsafe(18), httponly=True, samesite="Strict", max_age=TERM
            )
        self.page(render("room.html.j2", title="Class vote"))


class RoomNow(RoomHandler):
    """The question that is asked now, and one's own ballot; 204 where nothing has changed."""

    def get(self) -> None:
        if not self.knows_the_word():
            return
        room, state = self.room, self.room.ballots.state
        if self.get_query_argument("have", "") == room.version:
            self.set_status(204)
            return
        asked = room.ballots.asked()
        own = room.ballots.own(self.device, asked) if asked and self.device else {}
        self.answer(
            {
                "version": room.version,
                "open": state.open,
                "vote": state.vote,
                "question": as_asked(asked) if asked else None,
                "own": own,
            }
        )


class RoomVote(RoomHandler):
    """A ballot. It is told as received when it lies on the disk."""

    def post(self) -> None:
        if not self.knows_the_word():
            return
        if not self.room.voting.spend(self.address):
            self.refuse(429, f"Not received. {TOO_MANY}")
        elif not self.device:
            self.refuse(409, NO_COOKIE)
        else:
            self._cast(self.sent())

    def _cast(self, sent: dict) -> None:
        try:
            time_received = self.room.ballots.cast(
                self.device, sent.get("question"), sent.get("vote"), sent.get("answers")
            )
        except (BallotError, QuestionError) as problem:
            self.refuse(409, str(problem))
        else:
            self.answer({"received": time_received})


def handlers(room: Room) -> list[tuple]:
    """The page for phones. room: what it knows."""
    own = {name: source(name) for name in ("room.js", "seminar.css")}
    given = {"room": room}
    return [
        (r"/", RoomPage, given),
        (r"/now", RoomNow, given),
        (r"/vote", RoomVote, given),
        own_files(own),
    ]
