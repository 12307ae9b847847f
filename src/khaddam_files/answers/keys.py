"""Every key under which the collection keeps an answer, spelled once: how it is built, and how it
is read.

A key is a few names with full stops between them: first the notebook, `ex` for exercises, `exit`
for the exit ticket or `vote` for the class page. The choice for each item of a task has a key of
its own, so that two windows on one task never undo each other. Version 0.2.0 kept all choices of a
task under one key; `split` takes such an entry apart, `joined` puts items together again for
whoever reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

STUDENT = "student"
OWN_EXPLANATION = "08.e.statement"
DISPUTED, REASON = "disputed", "reason"  # the two parts of a dispute about a key or a question
PARTS = ("answer", "first", "dispute")  # parts of a task that can have items

# one pattern for each kind of key; `answers.schema.json` holds the same
_TASK, _NAME = r"[0-9]{2}\.[0-9]+", r"[^.]+"
PATTERNS = {
    "student": r"^student$",
    "answer": rf"^ex\.{_TASK}\.(answer|first)(\..+)?$",
    "dispute": rf"^ex\.{_TASK}\.dispute\.(disputed|reason)$",
    "hints": rf"^ex\.{_TASK}\.hints$",
    "own_level": rf"^ex\.{_TASK}\.own_level$",
    "chain": rf"^02\.{_NAME}\.(label|changes)$",
    "pair": rf"^04\.pair\.{_NAME}\.{_NAME}\.{_NAME}$",
    "silence": rf"^04\.silence\.{_NAME}$",
    "judged": rf"^05\.judged\.{_NAME}\.{_NAME}\.{_NAME}$",
    "rendered": rf"^05\.rendered\.{_NAME}\.{_NAME}$",
    "drift": rf"^05\.drift\.{_NAME}$",
    "analogy": rf"^06\.{_NAME}$",
    "forecast": rf"^07\.{_NAME}\.(probability|scorable|measure)$",
    "verdict": rf"^07\.dispute\.{_NAME}$",
    "judgement": rf"^08\.(?!headline\.){_NAME}\.(?!guess$|statement$){_NAME}$",
    "guess": rf"^08\.{_NAME}\.guess$",
    "own_explanation": r"^08\.e\.statement$",
    "headline": r"^08\.headline\.[0-9]+(\.place)?$",
    "note": rf"^09\.{_NAME}$",
    "question": r"^q\.[0-9]{2}\.[a-z_]+\.[1-9]\.(answer|first)$",
    "vote": r"^vote\.[0-9A-Za-z-]+\.(answer|first|votes)$",
    "exit": rf"^exit\.[0-9]{{2}}\.{_NAME}$",
}
_ITEM = re.compile(rf"(ex\.{_TASK}\.({'|'.join(PARTS)}))\.(.+)", re.DOTALL)
_WHOLE = re.compile(rf"ex\.{_TASK}\.({'|'.join(PARTS)})")


def kind(key: str) -> str:
    """Which of PATTERNS a key is of; nothing for a key that the collection does not use."""
    return next((name for name, pattern in PATTERNS.items() if re.search(pattern, key)), "")


# ---------------------------------------------------------------- exercises


def answer(task_id: str, item_id: str = "") -> str:
    """What is entered in a task; item_id: for a task of choosing, the item."""
    return _task(task_id, "answer", item_id)


def first(task_id: str, item_id: str = "") -> str:
    """What was entered first, before any reply. It stays."""
    return _task(task_id, "first", item_id)


def dispute(task_id: str, part: str = "") -> str:
    """Whether the key of a task is disputed, and why. part: DISPUTED or REASON; nothing names both,
    as `joined` gives them."""
    return _task(task_id, "dispute", part)


def hints(task_id: str) -> str:
    """How many hints were shown."""
    return _task(task_id, "hints")


def own_level(task_id: str) -> str:
    """The level that the writer of a free answer would give it: "1", "2" or "3"."""
    return _task(task_id, "own_level")


def _task(task_id: str, part: str, item_id: str = "") -> str:
    return f"ex.{task_id}.{part}" + (f".{item_id}" if item_id else "")


# ---------------------------------------------------------------- guided notebooks


def chain(link_id: str, part: str) -> str:
    """Notebook 02, one link. part: label or changes."""
    return f"02.{link_id}.{part}"


def pair(topic_id: str, one: str, other: str) -> str:
    """Notebook 04, the judgement on two voices on one topic; their order does not matter."""
    return ".".join(["04.pair", topic_id, *sorted((one, other))])


def silence(silence_id: str) -> str:
    """Notebook 04, what a silence means."""
    return f"04.silence.{silence_id}"


def judged(theme_id: str, left: str, right: str) -> str:
    """Notebook 05, the judgement on two texts on one theme."""
    return f"05.judged.{theme_id}.{left}.{right}"


def rendered(theme_id: str, witness_id: str) -> str:
    """Notebook 05, the reader's own rendering of one text."""
    return f"05.rendered.{theme_id}.{witness_id}"


def drift(drift_id: str) -> str:
    """Notebook 05, what kind of change a sentence went through."""
    return f"05.drift.{drift_id}"


def analogy(box: str) -> str:
    """Notebook 06, one of the six boxes of the reader's own analogy."""
    return f"06.{box}"


def forecast(claim_id: str, part: str) -> str:
    """Notebook 07, one claim. part: probability, scorable or measure."""
    return f"07.{claim_id}.{part}"


VERDICT = "07.dispute."


def verdict(verdict_id: str) -> str:
    """Notebook 07, why a verdict is disputed. verdict_id: claim and day, such as C011-H2."""
    return f"{VERDICT}{verdict_id}"


def judgement(row_id: str, hypothesis_id: str) -> str:
    """Notebook 08, how one passage fits one explanation."""
    return f"08.{row_id}.{hypothesis_id}"


def guess(framing_id: str) -> str:
    """Notebook 08, the guess at one claim of the publisher's frame."""
    return f"08.{framing_id}.guess"


def headline(number: int | str, place: bool = False) -> str:
    """Notebook 08, one clause of the reader's own headline, or its place in the article."""
    return f"08.headline.{number}" + (".place" if place else "")


def note(part_id: str) -> str:
    """Notebook 09, one part of the source note."""
    return f"09.{part_id}"


def question(question_id: str, part: str) -> str:
    """part: answer, what stands there now, or first, what stood when ours was first opened."""
    return f"q.{question_id}.{part}"


def vote(question_id: str, part: str) -> str:
    """The class page. part: votes, which of the two somebody took part in, as "1", "2" or "12"; of
    a question that is no task also answer and first."""
    return f"vote.{question_id.replace('.', '-')}.{part}"


def exit_part(notebook: str, part: str) -> str:
    """The exit ticket of a notebook. part: sentence, unclear or pace."""
    return f"exit.{notebook}.{part}"


# ---------------------------------------------------------------- tasks and their items


def split(key: str, value) -> dict:
    """An entry as its items: `ex.05.1.answer` with {item: choice} becomes one entry an item.
    Anything else passes unchanged.

    Items without a value are left out, as None forgets.
    """
    if _WHOLE.fullmatch(key) and isinstance(value, dict):
        return {
            f"{key}.{item}": choice for item, choice in value.items() if item and choice is not None
        }
    return {key: value}


def joined(values: Mapping) -> dict:
    """Entries with the items of each task under one key: `ex.05.1.answer` -> {item: choice},
    `ex.05.1.dispute` -> {disputed, reason}.

    What is joined already passes. A text under the key of the whole task stays, and items beside it
    keep their own keys.
    """
    values_by_key: dict = {}
    for key, value in values.items():
        task, part, item = _pieces(key)
        if item and isinstance(values.get(task, {}), dict):
            if part == "dispute":
                values_by_key[task] = {DISPUTED: False, REASON: ""} | values_by_key.get(task, {})
            values_by_key.setdefault(task, {})[item] = value
        elif task and not item and isinstance(value, dict):
            values_by_key[key] = value | values_by_key.get(
                key, {}
            )  # items that were met before have the last word
        else:
            values_by_key[key] = value
    return values_by_key


@lru_cache(maxsize=4096)
def _pieces(key: str) -> tuple[str, str, str]:
    """The key of the whole task, its part and the item in a key of an exercise; three empty texts
    for any other key."""
    match = _ITEM.fullmatch(key) or _WHOLE.fullmatch(key)
    return (
        ("", "", "")
        if not match
        else (match[1], match[2], match[3])
        if match.re is _ITEM
        else (key, match[1], "")
    )
