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
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from khaddam_files.grading.class_answers import answers_of
from khaddam_files.grading.submissions.files import list_places
from khaddam_files.pages.templates import render, source
from khaddam_files.seminar.screens import AtOneTime, read
from khaddam_files.serving import Handler, OwnFile, ServingError, serve

FOLDER = "handed-in"
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


class Following:
    """A folder that is read anew when something in it has changed, and not before. Everything is
    done on one thread, so that a long reading holds nobody up who is served meanwhile."""

    def __init__(self, folder: str | Path):
        self._folder, self._version = Path(folder), ""
        self._read: AtOneTime | None = None
        self._thread = ThreadPoolExecutor(1, "wall")

    async def data(self, have: str, **asked_for: Any) -> dict[str, Any] | None:
        """What `screens.wall_data` gives, and a field version; None where nothing has changed since
        the version that they have."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self._data(have, **asked_for))

    def _data(self, have: str, **asked_for: Any) -> dict[str, Any] | None:
        version = self._state()
        if version == have:
            return None
        if version != self._version or self._read is None:
            answers_of.cache_clear()
            self._version, self._read = version, read(self._folder)
        return self._read.screen(**asked_for) | {"version": version}

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
