"""The marking page: a command that serves it on this machine while somebody marks.

python -m khaddam_files.grading mark HANDED-IN --out GRADES
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sqlite3
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from tornado.ioloop import IOLoop
from tornado.web import HTTPError

from khaddam_files.grading.desk import SECONDS_BETWEEN, Desk, free_answers
from khaddam_files.grading.free_answers import GradeError
from khaddam_files.grading.grades_folder import WORK_FOLDER
from khaddam_files.grading.marked import JOURNALS
from khaddam_files.grading.points import tasks_of
from khaddam_files.grading.submissions import Pile
from khaddam_files.pages.marking import files, page
from khaddam_files.serving import Handler, ServingError, Site, new_token, own_files, run, serve

FAREWELL = (
    "Stopped. Everything that the page called saved is kept; grade again to take it into the "
    "points."
)


class _OnDesk(Handler):
    """Whatever needs the desk."""

    def initialize(self, desk: Desk) -> None:
        self.desk = desk


class MarkingPage(_OnDesk):
    """The page itself; everything that people wrote comes as data."""

    def get(self) -> None:
        self.page(page())


class Questions(_OnDesk):
    """The list of questions."""

    def get(self) -> None:
        self.desk.look()
        self.answer({"questions": self.desk.questions(), "trouble": self.desk.trouble})


class Question(_OnDesk):
    """One question with all answers to it."""

    def get(self) -> None:
        self.desk.look()
        found = self.desk.question(self.get_query_argument("task", ""))
        if found is None:
            raise HTTPError(404)
        self.answer(found)


class Give(_OnDesk):
    """A level and a comment. Answered when they are on the disk."""

    def post(self) -> None:
        try:
            saved = self.desk.give(self.sent())
        except GradeError as problem:
            self.set_status(400)
            self.answer({"problem": str(problem)})
        except OSError as problem:
            self.set_status(500)
            self.answer(
                {
                    "problem": f"It cannot be saved ({problem.strerror}): make room, and keep"
                    " this page open."
                }
            )
        else:
            self.answer(saved)
            IOLoop.current().call_later(SECONDS_BETWEEN, self.desk.look)


class Changes(_OnDesk):
    """What others have given meanwhile."""

    def post(self) -> None:
        self.answer(self.desk.changes(self.sent().get("count")))


def handlers(desk: Desk) -> list[tuple]:
    """What is found at which address."""
    given = {"desk": desk}
    return [
        (r"/", MarkingPage, given),
        (r"/questions", Questions, given),
        (r"/question", Question, given),
        (r"/give", Give, given),
        (r"/changes", Changes, given),
        own_files(files()),
    ]


def desk_of(folder: Path, out: Path, only: Sequence[str] = ()) -> Desk:
    """Everything that was handed in to a folder, on a desk. out: the folder of grades, which is
    made if there is none. Raises `GradeError`, `OSError`."""
    tasks_of(tuple(only))
    if not folder.is_dir():
        raise GradeError(f"{folder} is no folder: give the one that holds the handed-in files.")
    out.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(Pile()) as pile:
        pile.read(folder, {out.resolve()})
        answers = free_answers(pile.people(), tuple(only))
    if not any(answers.values()):
        raise GradeError(f"{folder} holds no free answer: nothing is to be read.")
    return Desk(out, answers)


class _Address:
    """Where the page was found last time, so that one that was left open finds this program again.

    port: 0 for any that is free; token: what its address begins with.
    """

    def __init__(self, out: Path):
        self._place = out / WORK_FOLDER / JOURNALS / "address.json"
        self.port, self.token = 0, new_token()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._place.read_text(encoding="utf-8"))
            self.port, self.token = int(kept["port"]), str(kept["token"])

    def keep(self, port: int) -> None:
        """Keep it for whoever may read the folder of grades alone."""
        with contextlib.suppress(OSError):
            self._place.parent.mkdir(parents=True, exist_ok=True)
            self._place.touch(mode=0o600)
            self._place.write_text(json.dumps({"port": port, "token": self.token}))


def _serve(desk: Desk, out: Path, port: int, opens: bool) -> None:
    """Serve at the address of last time, or at another where that is in use."""
    address = _Address(out)
    site = Site(handlers(desk), port=port or address.port, token=address.token)

    def ready() -> None:
        address.keep(site.port)
        print(f"Open {site.url}\nCtrl+C here ends it.", flush=True)
        if opens:
            webbrowser.open(site.url)

    try:
        run([site], ready, FAREWELL)
    except ServingError:
        if port:
            raise
        serve(handlers(desk), opens=opens, farewell=FAREWELL)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="khaddam_files.grading mark",
        description="Read free answers in the browser, one question after the other. Levels and "
        "comments go into free.csv of the grades; grade again to take them into the points.",
    )
    options.add_argument("folder", help="the folder with the files that were handed in")
    options.add_argument("--out", required=True, help="the folder for grades, as for grading")
    options.add_argument("--only", default="", metavar="05,07", help="read these exercises alone")
    options.add_argument("--port", type=int, default=0, help="a port of this machine; any if none")
    options.add_argument("--no-browser", action="store_true", help="open no browser, print where")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 1 after one sentence on what was wrong."""
    chosen = _options().parse_args(arguments)
    only = [number.zfill(2) for number in chosen.only.replace(",", " ").split()]
    try:
        desk = desk_of(Path(chosen.folder), Path(chosen.out), only)
        try:
            _serve(desk, Path(chosen.out), chosen.port, not chosen.no_browser)
        finally:
            desk.look(at_once=True)
    except (GradeError, ServingError, OSError, sqlite3.Error) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0
