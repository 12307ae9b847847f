"""The tasks on paper, and their keys for the teacher: written by `exercises` from the tables of tasks.

`chapters` is everywhere notebook -> (file stem, title, question), as the guided notebooks have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from string import ascii_lowercase
from typing import Any

from khaddam_files import check, markup
from khaddam_files.choices import by_key, find
from khaddam_files.compare.cards import ANSWERS
from khaddam_files.compare.people import name
from khaddam_files.data import records
from khaddam_files.pages.templates import render

TITLE = "The Khaddam Files on paper"
TELLING = 6  # words below which an excerpt says nothing by itself
PASSAGES = 4
WORDS = 9  # that a hand writes on one line
SHORT = 80  # characters of choices that still fit on one line
VOICES = "L2"  # the objective of tasks that ask whose words a passage has
OBSERVE = (
    ("Observe", ("I see the words …", "The passage names …", "What is not there is …")),
    ("Infer", ("From … I conclude …", "It may also mean …, because …")),
    ("Ask", ("Who …?", "To know whether …, I would need to see …")),
)
MOVES = (
    (
        "Who made this, and when?",
        ("It was written down by …, on …", "Between the talk and this page stand …", "We are not told who …"),
    ),
    (
        "What was known then?",
        (
            "On that day the speaker could know that …",
            "Nobody could know yet that …",
            "The writer already knows that …",
        ),
    ),
    (
        "What else bears it out?",
        ("… says the same, and does not draw on …", "I have seen nothing that bears out …, and I looked in …"),
    ),
    (
        "What exactly do the words say?",
        ("They say …, and no more than …", "The condition is: if …", "The word … could also mean …"),
    ),
)
# ---------------------------------------------------------------- the page to read with


def _asked(notebook: str) -> set[tuple[str, str]]:
    """(locator, voice) of the passages of which a task of this notebook asks whose words they are."""
    found, passages = set(), by_key("passages")
    for row in check.tasks_of(notebook):
        if VOICES in row["objective_ids"]:
            found |= {
                (passages[item["passage_id"]]["locator"], passages[item["passage_id"]]["voice"])
                for item in check.items(row["task_id"])
                if item["passage_id"]
            }
    return found


def _ordered(notebook: str) -> set[str]:
    """Paragraphs whose own order is a key: where all steps of a task stand in one, its excerpt would tell them."""
    places = [
        {item["locator"] for item in check.items(row["task_id"])}
        for row in check.tasks_of(notebook)
        if row["kind"] == "order"
    ]
    return {locator for found in places if len(found) == 1 for locator in found if locator}


def key_passages(notebook: str) -> list[dict]:
    """The passages whose paragraphs the tasks of a notebook name most, with excerpts that say something by themselves."""
    named: dict[str, int] = {}
    for row in check.tasks_of(notebook):
        for locator in row["locators"]:
            named[locator] = named.get(locator, 0) + 1
    longest: dict[str, Any] = {}
    for row in records("passages"):
        before = longest.get(row["locator"], {"excerpt": " ".join("x" * (TELLING - 1))})
        if row["excerpt"] and len(row["excerpt"].split()) > len(before["excerpt"].split()):
            longest[row["locator"]] = row
    fitting = [locator for locator in named if locator in longest and locator not in _ordered(notebook)]
    return [longest[locator] for locator in sorted(fitting, key=lambda one: -named[one])[:PASSAGES]]


def _speaker(row: dict, asked: set) -> str:
    """Who speaks in a passage, unless a task asks for it."""
    if (row["locator"], row["voice"]) in asked:
        return "for you to say"
    return name(row["speaker_id"]) + ("" if row["voice"] == "speaker" else f"; voice: {row['voice']}")


# ---------------------------------------------------------------- the tasks


def letter(row: dict, choice: str) -> str:
    """What is written down for a choice: its letter, or the place itself where things are put in order."""
    return choice if row["kind"] == "order" else ascii_lowercase[check.choices(row["task_id"]).index(choice)]


def _points(row: dict) -> str:
    return f"{row['points']:g} point{'' if row['points'] == 1 else 's'}"


@dataclass(frozen=True)
class TaskOnPaper:
    """One task as it is printed: its `row` of `tasks.csv`, items, lettered choices, rubric and lines to write on."""

    row: dict
    items: Sequence[str]
    choices: Sequence[tuple[str, str]]
    rubric: Sequence[str]
    lines: int

    @property
    def points(self) -> str:
        return _points(self.row)

    @property
    def is_typed(self) -> bool:
        return self.row["kind"] in check.TYPING

    @property
    def fits_one_line(self) -> bool:
        """Whether the choices stand beside each other."""
        return sum(len(choice) for _, choice in self.choices) <= SHORT


def _task(row: dict) -> TaskOnPaper:
    return TaskOnPaper(
        row=row,
        items=[item["text"] for item in check.items(row["task_id"])],
        choices=[(letter(row, choice), choice) for choice in check.choices(row["task_id"])],
        rubric=[
            f"Level {level['level']}: {level['description']}"
            for level in records("rubrics")
            if level["task_id"] == row["task_id"]
        ],
        lines=ceil(row["most_words"] / WORDS) if row["kind"] == "free" else 0,
    )


@dataclass(frozen=True)
class Chapter:
    """What the packet holds of one notebook. passages: (row of `passages.csv`, who speaks)."""

    notebook: str
    title: str
    question: str
    passages: Sequence[tuple[dict, str]]
    tasks: Sequence[TaskOnPaper]


def _chapter(notebook: str, title: str, question: str) -> Chapter:
    asked = _asked(notebook)
    return Chapter(
        notebook=notebook,
        title=title,
        question=question,
        passages=[(row, _speaker(row, asked)) for row in key_passages(notebook)],
        tasks=[_task(row) for row in check.tasks_of(notebook)],
    )


def packet(chapters: dict) -> str:
    """Cards, a page to read with for each notebook, and every task: with room to write, without evidence and key."""
    passages = by_key("passages")
    cards = sorted(records("cards"), key=lambda row: row["order"])
    return render(
        "packet.html.j2",
        title=TITLE,
        article=find("sources", "W05")["url"],
        cards=[(row, passages[row["passage_id"]]["excerpt"]) for row in cards],
        answers=ANSWERS,
        chapters=[_chapter(notebook, *rest[1:]) for notebook, rest in chapters.items()],
        observe=OBSERVE,
        moves=MOVES,
    )


# ---------------------------------------------------------------- the keys


def key(chapters: dict) -> str:
    """The key with every reason, the rubrics and the sample answers, as Markdown."""
    lines = [
        "# Key, reasons, rubrics and samples",
        "",
        "Written by `make outputs` from `data/tasks.csv` and its neighbours; change it there. Not for students.",
        "",
    ]
    for notebook, (_, title, _) in chapters.items():
        lines += [f"## {notebook} {title}", ""]
        for row in check.tasks_of(notebook):
            lines += [
                f"### {row['task_id']} {row['title']} ({row['points']:g} points, {', '.join(row['objective_ids'])})",
                "",
                row["prompt"],
                "",
            ]
            for item in check.items(row["task_id"]):
                lines.append(f"- {item['text']} **{item['key']}**")
                lines += [
                    f"  - *{reason['choice']}:* {reason['feedback']}"
                    for reason in records("task_choices")
                    if reason["item_id"] == item["item_id"]
                ]
            lines += [f"- *Hint {number}:* {check.hint(row['task_id'], number)}" for number in (1, 2, 3)]
            lines += [
                f"- **Level {r['level']}:** {r['description']}"
                for r in records("rubrics")
                if r["task_id"] == row["task_id"]
            ]
            lines += [
                f"- *Sample, level {s['level']}:* “{s['answer']}” ({s['comment']})"
                for s in records("samples")
                if s["task_id"] == row["task_id"]
            ]
            lines.append("")
    return "\n".join(lines)


def _table(columns, rows) -> list[str]:
    """The lines of a table in Markdown; every cell is plain text."""
    return [
        f"| {' | '.join(columns)} |",
        "|" + "---|" * len(columns),
        *(f"| {' | '.join(map(markup.markdown_cell, row))} |" for row in rows),
        "",
    ]


def _answer(row: dict) -> tuple[str, str, str]:
    """(items, key, what its letters mean) of one task."""
    items = check.items(row["task_id"])
    if row["kind"] == "free":
        levels = ", ".join(f"{level}: {row['points'] * level / 3:.3g}" for level in (1, 2, 3))
        return "free", "rubric in key.md", f"points for levels {levels}"
    if row["kind"] in check.TYPING:
        margin = f" (± {row['tolerance']:g})" if row["tolerance"] else ""
        return "typed", items[0]["key"] + margin, ""
    if row["kind"] == "choose":
        return "1", letter(row, items[0]["key"]), items[0]["key"]
    listed = ", ".join(f"{number}: {letter(row, item['key'])}" for number, item in enumerate(items, 1))
    used = [choice for choice in check.choices(row["task_id"]) if any(item["key"] == choice for item in items)]
    meaning = "places" if row["kind"] == "order" else "; ".join(f"{letter(row, choice)} {choice}" for choice in used)
    return f"1 to {len(items)}", listed, meaning


def key_short(chapters: dict) -> str:
    """The answers alone, as Markdown: one table an exercise, with the letters of the packet."""
    cards = sorted(records("cards"), key=lambda row: row["order"])
    lines = [
        "# Answers only",
        "",
        "Written by `make outputs`; letters as in [packet.html](packet.html), reasons in [key.md](key.md). Not for students.",
        "",
        "## Cards",
        "",
        *_table(("card", "answer"), [(f"{row['order']} ({row['locator']})", row["answer"]) for row in cards]),
    ]
    for notebook, (_, title, _) in chapters.items():
        rows = [(f"{row['task_id']} {row['title']}, {_points(row)}", *_answer(row)) for row in check.tasks_of(notebook)]
        lines += [f"## {notebook} {title}", "", *_table(("task", "item", "key", "what it means"), rows)]
    return "\n".join(lines)
