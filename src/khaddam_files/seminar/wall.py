"""The wall: how a class answered, one thing at a time, as a page for a projector.

    .venv/bin/python -m khaddam_files.seminar.wall handed-in

serves it on this machine only, behind a token. It follows the folder by itself. Nothing of fewer
than five people is shown; the key, the reasons and the second answers are sent when they are asked
for, and not before.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from khaddam_files.data import records
from khaddam_files.grading.class_answers import FEWEST, answers_of, middle_half
from khaddam_files.grading.submissions.files import list_places
from khaddam_files.pages.templates import render, source
from khaddam_files.seminar import asked, said
from khaddam_files.seminar.asked import Asked, Thing
from khaddam_files.seminar.said import Forecast, Written
from khaddam_files.serving import Handler, OwnFile, ServingError, serve
from khaddam_files.wording import count_of, shorten

FOLDER = "handed-in"
FEW = (
    f"Fewer than {FEWEST} people have answered: nothing is shown, so that nobody can be recognised "
    "by an answer."
)
NOTHING_YET = "Nothing is handed in yet; this page follows the folder by itself."
MOST_ROWS, LONGEST_TEXT = 40, 120  # of the list of everything; signs of a text in a list
NO_KEY = 101  # sorts what has no key behind all that has one
SCRIPT, STYLE = "wall.js", "wall.css"
BUTTONS = (  # name in the script, words, key
    ("list", "List", "L"),
    ("back", "Back", "B"),
    ("next", "Next", "N"),
    ("second", "Second vote", "V"),
    ("show", "Show key", "S"),
    ("timer", "Timer", "T"),
)
KEYS = "Also: → next, ← back, Esc list, + half a minute more."


# ------------------------------------------------------------------------- data


def wall_data(
    folder: str | Path, view: str = "", *, second: bool = False, key: bool = False
) -> dict[str, Any]:
    """What the wall shows of a folder of handed-in files, as plain data.

    view: "" for everything that has a key, furthest from it first; a list such as `05`, `05.1`,
    `questions`; or one thing such as `05.1-3`, `07.C011`, `headlines`. second: with the answers of
    now beside the first ones; key: with key and reasons, and in a list with shares.

    Fields: kind (list, bars, dots, texts or trouble), view, people (who handed in), sentence, and
    those of its kind. What fewer than five people gave is not in it.
    """
    try:
        everybody = answers_of(str(folder))
        things = _things(str(folder), everybody)
    except OSError as problem:
        return {"kind": "trouble", "view": view, "people": 0, "sentence": _in_words(problem)}
    one = next((thing for thing in things if thing.view == view), None)
    if one is not None:
        shown = _one(one, second, key) | {
            "beside": [thing.view for thing in things if thing.lists == one.lists]
        }
    elif view in _titles(things):
        shown = _list(things, view, key, len(everybody))
    else:
        sentence = f"There is no view “{shorten(view, 40)}”: choose one from the list."
        shown = {"kind": "trouble", "sentence": sentence}
    return {"view": view, "people": len(everybody)} | shown


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


def _list(things: Sequence[Thing], name: str, key: bool, people: int) -> dict[str, Any]:
    """A list, furthest from the key first; then, but not in that of everything, what may yet be
    asked."""
    titles, members = _titles(things), _members(things, name)
    shown = sorted((thing for thing in members if thing.shown), key=_distance)
    few = [thing for thing in members if not thing.shown]
    return {
        "kind": "list",
        "title": titles[name],
        "sentence": _sentence(shown, few, people),
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


def _sentence(shown: Sequence[Thing], few: Sequence[Thing], people: int) -> str:
    """How much a list holds, and why it does not hold the rest."""
    if not people:
        return NOTHING_YET
    if not shown:
        return FEW
    order = ", furthest from the key first" if any(_distance(t) < NO_KEY for t in shown) else ""
    sentence = f"{count_of(len(shown), 'view')}{order}. {people} people have handed in."
    started = sum(thing.people > 0 for thing in few)
    return f"{sentence} {started} more: {FEW[0].lower()}{FEW[1:]}" if started else sentence


def _row(thing: Thing, key: bool) -> dict[str, Any]:
    """One line of a list. people: None for fewer than five; share: with the key only, because a
    share beside the bars tells the key."""
    return {
        "view": thing.view,
        "where": thing.where,
        "text": shorten(thing.text, LONGEST_TEXT),
        "people": thing.people if thing.shown else None,
        "share": thing.share if key else None,
    }


# ------------------------------------------------------------------------- one thing


def _one(thing: Thing, second: bool, key: bool) -> dict[str, Any]:
    """One thing, large."""
    base = {
        "where": thing.where,
        "text": thing.text,
        "who": thing.who,
        "voice": thing.voice,
        "side": thing.side,
        "answered": thing.people if thing.shown else None,
        "sentence": "" if thing.shown else FEW,
        "has_key": False,
        "has_second": False,
        "key": None,
    }
    if isinstance(thing, Asked):
        return base | _bars(thing, second and thing.shown and not thing.once, key)
    if isinstance(thing, Forecast):
        return base | _dots(thing, key)
    texts = Counter(thing.texts if isinstance(thing, Written) and thing.shown else [])
    lines = [{"text": text, "people": people} for text, people in texts.items()]
    return base | {"kind": "texts", "texts": lines}


def _bars(thing: Asked, second: bool, key: bool) -> dict[str, Any]:
    """A bar for each choice. moved: how many more, or fewer, chose it now; changed: how many people
    answer otherwise now."""
    first, now = ([pair[place] for pair in thing.pairs] for place in (0, 1))
    votes = ([first, now] if second else [first]) if thing.shown else []
    options = asked.options(thing, votes)
    counted = [asked.counts(vote, options) for vote in votes]
    signs = asked.signs(options if thing.choices else ())
    rows = [
        {
            "sign": signs.get(option, ""),
            "words": _words(thing, option),
            "votes": [count[place]._asdict() for count in counted],
            "moved": counted[1][place].people - counted[0][place].people if second else None,
            "right": option in thing.right if key else None,
        }
        for place, option in enumerate(options)
    ]
    changed = sum(pair.first != pair.now for pair in thing.pairs)
    return {
        "kind": "bars",
        "prompt": thing.prompt,
        "options": rows,
        "has_second": thing.shown and not thing.once,
        "once": thing.once,
        "second": _changed(changed, thing.people) if second else None,
        "has_key": bool(thing.key),
        "key": _key(thing, votes, signs) if key and thing.key else None,
    }


def _words(thing: Asked, answer: str) -> str:
    """An answer as it stands beside its bar; a number that is chosen is a place in an order."""
    return f"place {answer}" if answer in thing.choices and answer.isdecimal() else answer


def _changed(changed: int, people: int) -> str:
    number = str(changed) if changed >= FEWEST else f"Fewer than {FEWEST}"
    return f"{number} of {people} people answer otherwise now."


def _key(thing: Asked, votes: Sequence[Sequence[str]], signs: Mapping[str, str]) -> dict[str, Any]:
    """The key in words, how many had it, and what is said to it and to what people chose first,
    most frequent first."""
    right = [option for option in thing.choices or (thing.key,) if option in thing.right]
    chosen = [answer for vote in votes[:1] for answer, _ in Counter(vote).most_common()]
    others = [answer for answer in chosen if answer in thing.choices and answer not in right]
    had = [sum(answer in thing.right for answer in vote) for vote in votes]
    times = [
        f"{n} of {thing.people} {when}" for n, when in zip(had, ("at first", "now"), strict=False)
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
                "reason": why,
                "right": answer in right,
            }
            for answer, why in reasons
            if why
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


# ------------------------------------------------------------------------- served


class Following:
    """A folder that is read anew when something in it has changed, and not before. Everything is
    done on one thread, so that a long reading holds nobody up who is served meanwhile."""

    def __init__(self, folder: str | Path):
        self._folder, self._version = Path(folder), ""
        self._thread = ThreadPoolExecutor(1, "wall")

    async def data(self, have: str, **asked_for: Any) -> dict[str, Any] | None:
        """What `wall_data` gives, with a field version; None where that is still what they have."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self._data(have, **asked_for))

    def _data(self, have: str, **asked_for: Any) -> dict[str, Any] | None:
        version = self._state()
        if version == have:
            return None
        if version != self._version:
            answers_of.cache_clear()
            self._version = version
        return wall_data(self._folder, **asked_for) | {"version": version}

    def _state(self) -> str:
        """A sign for what lies in the folder: names, sizes and times, without opening a file."""
        places, problems = list_places(self._folder)
        listed = [(place.file, place.state) for place in places]
        return hashlib.sha256(repr((listed, problems)).encode()).hexdigest()[:16]


class WallPage(Handler):
    """The page itself, which holds no data."""

    def get(self) -> None:
        self.page(render("wall.html.j2", title="The wall", buttons=BUTTONS, keys=KEYS))


class WallData(Handler):
    """What the page shows, asked for again every second; 204 where nothing has changed."""

    def initialize(self, following: Following) -> None:
        self.following = following

    async def get(self) -> None:
        data = await self.following.data(
            self.get_query_argument("have", ""),
            view=self.get_query_argument("view", ""),
            second=self.get_query_argument("second", "") == "1",
            key=self.get_query_argument("key", "") == "1",
        )
        if data is None:
            self.set_status(204)
        else:
            self.answer(data)


def handlers(folder: str | Path) -> list[tuple]:
    """The page, at `wall`, and what it asks for. folder: that of the handed-in files; it may come
    later."""
    files = {name: source(name) for name in (SCRIPT, STYLE)}
    return [
        (r"/wall", WallPage),
        (r"/wall/data", WallData, {"following": Following(folder)}),
        (r"/own/(wall\.(?:js|css))", OwnFile, {"files": files}),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the wall of a folder until Ctrl+C; gives the code with which the program ends."""
    parser = argparse.ArgumentParser(
        prog="python -m khaddam_files.seminar.wall",
        description="Show how a class answered, on this machine only. Ends with Ctrl+C.",
    )
    parser.add_argument("folder", nargs="?", help=f"of the handed-in files ({FOLDER})")
    parser.add_argument("--port", type=int, default=0, help="any that is free without it")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    given = parser.parse_args(arguments)
    if given.folder is None:  # a folder of that name is made, so that files can be put into it
        Path(FOLDER).mkdir(exist_ok=True)
    folder = Path(given.folder or FOLDER)
    if not folder.is_dir():
        print(
            f"{folder} is no folder: give the one that holds the handed-in files.", file=sys.stderr
        )
        return 2
    print(f"The wall of {folder}, on this machine only; nothing leaves it.")
    try:
        serve(
            [(r"/", WallPage), *handlers(folder)],
            port=given.port,
            opens=not given.no_browser,
            farewell="Stopped: the wall is closed; the files are untouched.",
        )
    except ServingError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
