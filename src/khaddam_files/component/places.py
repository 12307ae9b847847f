"""The places of the article that a task names, to be read under it: made from `passages.csv` and
`paragraphs.csv`.

A passage tells whose words it is and, in our words, what it says. Where a task asks for that, both
stay away, and the excerpt is left to the reader.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from khaddam_files import check
from khaddam_files.choices import by_key
from khaddam_files.compare.people import name_with_office, short_name
from khaddam_files.data import records
from khaddam_files.pages.elements import VOICE

MOST = 5
_ASK_WHOSE_WORDS = {"L2", "L3"}  # objectives: voice, and attribution


def places_of(row: dict) -> list[dict]:
    """What a reader is shown of the places of a task, in reading order. row: of `tasks.csv`.

    Fields: locator, where (section and length, in words), passages. Fields of a passage: who (the
    voice with its sign, and the speaker), excerpt, gist; each None where there is nothing, or where
    it would answer the task.
    """
    withheld = _ordered_within(row)
    return [
        {
            "locator": locator,
            "where": _where(locator),
            "passages": [] if locator in withheld else _passages_at(locator, row),
        }
        for locator in named_places(row)
    ]


def named_places(row: dict) -> list[str]:
    """The locators of a task that are worth reading first, at most `MOST`, in reading order.

    First come those of its own items, then those that the tasks of the same notebook name most.
    """
    own = Counter(item["locator"] for item in check.items(row["task_id"]))
    often = _named_in_notebook(row["notebook"])
    best = sorted(row["locators"], key=lambda name: (-own[name], -often[name]))[:MOST]
    order = list(by_key("paragraphs"))
    return sorted(best, key=order.index)


@cache
def _named_in_notebook(notebook: str) -> Counter[str]:
    """How many tasks of a notebook name each locator."""
    return Counter(name for row in check.tasks_of(notebook) for name in row["locators"])


def _ordered_within(row: dict) -> set[str]:
    """The paragraph in which all steps of a task of ordering stand: to show it is to tell them."""
    found = {item["locator"] for item in check.items(row["task_id"])}
    return found if row["kind"] == "order" and len(found) == 1 else set()


def _passages_at(locator: str, row: dict) -> list[dict]:
    """The passages of a paragraph, as far as a task leaves something of them to show."""
    asks_who = asks_whose_words(row)
    asked = {item["passage_id"] for item in check.items(row["task_id"])}
    shown = [
        {
            "who": None if asks_who else who_speaks(passage),
            "excerpt": passage["excerpt"],
            # our words judge what a passage is
            "gist": None if asks_who or passage["passage_id"] in asked else passage["gist"],
        }
        for passage in records("passages")
        if passage["locator"] == locator
    ]
    return [passage for passage in shown if passage["excerpt"] or passage["gist"]]


def asks_whose_words(row: dict) -> bool:
    """Whether to tell who speaks would answer a task. row: of `tasks.csv`."""
    return not _ASK_WHOSE_WORDS.isdisjoint(row["objective_ids"])


def _where(locator: str) -> str:
    """Where a paragraph stands in the article, and how long it is."""
    row = by_key("paragraphs")[locator]
    number = row["section_number"]
    section = f"section {number}, {row['section']}" if number else "front matter"
    return f"{section}; {row['words']} words in the article"


def who_speaks(passage: Any) -> str:
    """The voice of a passage with its sign, and who speaks."""
    voice = f"{VOICE[passage['voice']][0]} {passage['voice']}"
    if not passage["speaker_id"]:
        return voice
    reporter = passage["reported_by_id"]
    relayed = f", relayed by {short_name(reporter)}" if reporter else ""
    return f"{voice}: {name_with_office(passage['speaker_id'])}{relayed}"
