"""Each screen of the wall as plain data: lists, bars, dots, texts.

Nothing of fewer than five people is in it; key, reasons and second answers only where they are
asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from khaddam_files.data import records
from khaddam_files.grading.class_answers import FEWEST, answers_of, middle_half
from khaddam_files.seminar import asked, said
from khaddam_files.seminar.asked import Asked, Thing
from khaddam_files.seminar.ballots import polls
from khaddam_files.seminar.said import Forecast, Written
from khaddam_files.wording import count_of, shorten

FEW = (
    f"Fewer than {FEWEST} people have answered: nothing is shown, so that nobody can be recognised "
    "by an answer."
)
BOTH_WAYS = (
    "Ballots and files stand here together: whoever gave both without a number counts twice."
)
NOTHING_YET = "Nothing is handed in yet; this page follows the folder by itself."
MOST_ROWS, LONGEST_TEXT = 40, 120  # of the list of everything; signs of a text in a list
NO_KEY = 101  # sorts what has no key behind all that has one


# ------------------------------------------------------------------------- data


def wall_data(
    folder: str | Path, view: str = "", *, second: bool = False, key: bool = False
) -> dict[str, Any]:
    """What the wall shows of a folder of handed-in files, as plain data.

    view: "" for everything that has a key, furthest from it first; a list such as `05`, `05.1`,
    `questions`; or one thing such as `05.1-3`, `07.C011`, `headlines`. second: with the answers of
    now beside the first ones; key: with key and reasons, and in a list with shares.

    Fields: kind (list, bars, dots, texts or trouble), view, people (how many voted or handed in),
    counted (the same in words), sentence, and those of its kind. What fewer than five people gave
    is not in it.
    """
    return read(folder).screen(view, second=second, key=key)


@dataclass(frozen=True)
class AtOneTime:
    """Everything that a folder has to show, as it was when it was read. people: who voted or
    handed in; ballots: how many of them voted; trouble: one sentence where it could not be read."""

    people: int
    things: Sequence[Thing]
    trouble: str = ""
    ballots: int = 0

    @property
    def counted(self) -> str:
        """How many people there are and what they gave, in words; "" for nobody."""
        files = self.people - self.ballots
        given = (
            (self.ballots, f"{self.ballots} ballot{'s or lines' if self.ballots > 1 else ''}"),
            (files, f"{files} {'person' if files == 1 else 'people'} handed in"),
        )
        return ", ".join(words for number, words in given if number)

    def screen(self, view: str, *, second: bool = False, key: bool = False) -> dict[str, Any]:
        """One screen, as `wall_data` gives it."""
        one = next((thing for thing in self.things if thing.view == view), None)
        if self.trouble:
            shown = {"kind": "trouble", "sentence": self.trouble}
        elif one is not None:
            beside = [thing.view for thing in self.things if thing.lists == one.lists]
            shown = _one(one, second, key) | {"beside": beside}
        elif view in _titles(self.things):
            shown = _list(self.things, view, key, self.counted)
        else:
            sentence = f"There is no view “{shorten(view, 40)}”: choose one from the list."
            shown = {"kind": "trouble", "sentence": sentence}
        return {"view": view, "people": self.people, "counted": self.counted} | shown


def read(folder: str | Path) -> AtOneTime:
    """Read a folder of handed-in files and of ballots."""
    try:
        everybody = answers_of(str(folder))
        ballots = sum(asked.has_voted(person) for person in everybody)
        return AtOneTime(len(everybody), _things(str(folder), everybody), ballots=ballots)
    except OSError as problem:
        return AtOneTime(0, [], _in_words(problem))


def _in_words(problem: OSError) -> str:
    """What is wrong with a folder, without the number that the system gives it."""
    if problem.errno is None:
        return str(problem)
    return f"{problem.filename or 'The folder'} cannot be read ({problem.strerror})."


def _things(folder: str, everybody: Sequence[dict]) -> list[Thing]:
    """Everything that has a view of its own, in the order of the collection."""
    return [
        *asked.tasks(everybody),
        *asked.questions(everybody),
        *asked.judgements(everybody),
        *asked.voted(everybody, polls(folder)),
        *said.forecasts(everybody),
        said.pace(everybody),
        *said.written(folder),
    ]


# ------------------------------------------------------------------------- lists


def _titles(things: Sequence[Thing]) -> dict[str, str]:
    """List -> its title, first those that the wall offers, then those of single tasks, which only
    an address names."""
    exercises = sorted({row["notebook"] for row in records("tasks")})
    of_tasks = [thing.lists[-1] for thing in things if thing.lists[0] in exercises]
    return (
        {"": "all"}
        | {number: number for number in exercises}
        | {asked.QUESTIONS: "questions"}
        | {name: name.replace(".", " ") for name in asked.JUDGED}
        | {asked.VOTES: "cards, polls"}
        | {said.FORECASTS: "07 forecasts", said.WORDS: "own words"}
        | {name: f"task {name}" for name in of_tasks}
    )


def _members(things: Sequence[Thing], name: str) -> list[Thing]:
    """What stands in a list. In that of everything stand only things with a key."""
    return [
        thing
        for thing in things
        if name in thing.lists or (name == "" and isinstance(thing, Asked) and thing.key)
    ]


def _list(things: Sequence[Thing], name: str, key: bool, counted: str) -> dict[str, Any]:
    """A list, furthest from the key first; then, but not in that of everything, what may yet be
    asked."""
    titles, members = _titles(things), _members(things, name)
    shown = sorted((thing for thing in members if thing.shown), key=_distance)
    few = [thing for thing in members if not thing.shown]
    return {
        "kind": "list",
        "title": titles[name],
        "sentence": _sentence(shown, few, counted),
        "rows": [_row(thing, key) for thing in (shown[:MOST_ROWS] if name == "" else shown + few)],
        "lists": [
            {"view": view, "title": title, "shown": sum(t.shown for t in _members(things, view))}
            for view, title in titles.items()
            if not title.startswith("task ")
        ],
        "has_key": any(thing.share is not None for thing in shown),
        "key": key,
    }


def _distance(thing: Thing) -> int:
    return NO_KEY if thing.share is None else thing.share


def _sentence(shown: Sequence[Thing], few: Sequence[Thing], counted: str) -> str:
    """How much a list holds, and why it does not hold the rest."""
    if not counted:
        return NOTHING_YET
    if not shown:
        return FEW
    order = ", furthest from the key first" if any(_distance(t) < NO_KEY for t in shown) else ""
    sentence = f"{count_of(len(shown), 'view')}{order}. {counted}."
    started = sum(thing.people > 0 for thing in few)
    return f"{sentence} {started} more: {FEW[0].lower()}{FEW[1:]}" if started else sentence


def _row(thing: Thing, key: bool) -> dict[str, Any]:
    """One line of a list. answered: how many, in words, None for fewer than five; share: with the
    key only, because a share beside the bars tells the key."""
    return {
        "view": thing.view,
        "where": thing.where,
        "text": shorten(thing.text, LONGEST_TEXT),
        "answered": thing.answered if thing.shown else None,
        "share": thing.share if key else None,
    }


# ------------------------------------------------------------------------- one thing


def _one(thing: Thing, second: bool, key: bool) -> dict[str, Any]:
    """One thing, large."""
    base: dict[str, Any] = {
        "where": thing.where,
        "text": thing.text,
        "who": thing.who,
        "voice": thing.voice,
        "side": thing.side,
        "answered": thing.people if thing.shown else None,
        "votes": [],
        "sentence": "" if thing.shown else FEW,
        "has_key": False,
        "has_second": False,
        "key": None,
    }
    if isinstance(thing, Asked):
        return base | _bars(thing, second, key)
    if isinstance(thing, Forecast):
        return base | _dots(thing, key)
    texts = Counter(thing.texts if isinstance(thing, Written) and thing.shown else [])
    lines = [{"text": text, "people": people} for text, people in texts.items()]
    return base | {"kind": "texts", "texts": lines}


class Vote(NamedTuple):
    """One of two times at which a class was asked, and what it answered. name: in words."""

    name: str
    answers: list[str]


def _votes(thing: Asked, second: bool) -> list[Vote]:
    """The votes that are shown: those of five or more people."""
    votes = [Vote("" if thing.once else "at first", thing.first)]
    if second:
        votes.append(Vote("now", thing.now))
    return [vote for vote in votes if len(vote.answers) >= FEWEST]


def _bars(thing: Asked, second: bool, key: bool) -> dict[str, Any]:
    """A bar for each choice and vote. moved: how many more, or fewer, of those who answered twice
    choose it now."""
    second = second and not thing.once
    votes = _votes(thing, second)
    options = asked.options(thing, [vote.answers for vote in votes])
    counted = [asked.counts(vote.answers, options) for vote in votes]
    signs = asked.signs(options if thing.choices else ())
    moved = asked.moved(thing.both, options) if second and len(thing.both) >= FEWEST else {}
    rows = [
        {
            "sign": signs.get(option, ""),
            "words": _words(thing, option),
            "counts": [count[place]._asdict() for count in counted],
            "moved": moved.get(option),
            "right": option in thing.right if key else None,
        }
        for place, option in enumerate(options)
    ]
    return {
        "kind": "bars",
        "prompt": thing.prompt,
        "sentence": "" if votes else FEW,
        "options": rows,
        "votes": [{"name": vote.name, "people": len(vote.answers)} for vote in votes],
        "has_second": not thing.once,
        "second": _changed(thing) if second and votes else None,
        "has_key": bool(thing.key),
        "both_ways": BOTH_WAYS if thing.both_ways else "",
        "key": _key(thing, votes, signs) if key and thing.key else None,
    }


def _words(thing: Asked, answer: str) -> str:
    """An answer as it stands beside its bar; a number that is chosen is a place in an order."""
    return f"place {answer}" if answer in thing.choices and answer.isdecimal() else answer


def _changed(thing: Asked) -> str:
    """How many of those who answered twice answer otherwise now."""
    people, changed = len(thing.both), sum(pair.first != pair.now for pair in thing.both)
    if people < FEWEST:
        return f"Second vote: {FEW[0].lower()}{FEW[1:]}"
    number = str(changed) if changed >= FEWEST else f"Fewer than {FEWEST}"
    return f"{number} of {people} who answered twice answer otherwise now."


def _key(thing: Asked, votes: Sequence[Vote], signs: Mapping[str, str]) -> dict[str, Any]:
    """The key in words, how many had it, and what is said to it and to what people chose first,
    most frequent first."""
    right = [option for option in thing.choices or (thing.key,) if option in thing.right]
    chosen = [answer for vote in votes[:1] for answer, _ in Counter(vote.answers).most_common()]
    others = [answer for answer in chosen if answer in thing.choices and answer not in right]
    times = [
        f"{sum(answer in thing.right for answer in vote.answers)} of {len(vote.answers)} "
        f"{vote.name}".strip()
        for vote in votes
    ]
    reasons = [(answer, thing.reason(answer)) for answer in (*right, *others)]
    return {
        "words": _words(thing, thing.key),
        "sign": signs.get(thing.key, ""),
        "sentence": f"As the key: {', '.join(times)}." if times else "",
        "reasons": [
            {
                "sign": signs.get(answer, ""),
                "words": _words(thing, answer),
                "reason": reason,
                "right": answer in right,
            }
            for answer, reason in reasons
            if reason
        ],
        "read": thing.read,
    }


def _dots(thing: Forecast, key: bool) -> dict[str, Any]:
    """The numbers that a claim got, as one dot a person over a line from 0 to 100. key: what became
    of it, on four days."""
    middle = middle_half(thing.numbers) if thing.shown else None
    return {
        "kind": "dots",
        "bins": [one._asdict() for one in thing.bins] if thing.shown else [],
        "middle": f"Half of the numbers are below {middle.median:g}; the middle half lies from "
        f"{middle.quarter:g} to {middle.three_quarters:g}."
        if middle
        else "",
        "has_key": True,
        "key": {"verdicts": [verdict._asdict() for verdict in thing.verdicts]} if key else None,
    }
