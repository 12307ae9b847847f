"""The task component: one ES module that draws a task, keeps every word and makes the file to hand
in, in notebooks and on a plain page.

Each file beside this one is a module of its own; `script` joins them, because anywidget and a page
opened from the disk load one text. `design` says what it draws of a task; a notebook that has none
does without it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
MODULES = ("files", "keys", "desk", "view", "handin")


def _join(names) -> str:
    """Modules as one text: what they import from each other stands in it already."""
    text = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in names)
    text = re.sub(r"^import \{.*\} from \"\./\w+\.js\";\n", "", text, flags=re.M)
    return re.sub(r"^export (?!default)", "", text, flags=re.M)


@cache
def script(*more: str) -> str:
    """The component as one ES module, with its style. more: the modules that it needs where it
    stands, such as `ports` in notebooks."""
    style = (FOLDER / "task.css").read_text(encoding="utf-8")
    return f"{_join((*MODULES, *more))}\nwear({json.dumps(style)});\n"


def loader() -> str:
    """The module of one task in a notebook: a few lines that wait for the one model that carries
    `script`."""
    return (FOLDER / "loader.js").read_text(encoding="utf-8")
