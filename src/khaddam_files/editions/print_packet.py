"""The tasks on paper, and their keys for the teacher: written by `exercises` from the tables of
tasks.

`chapters` is everywhere notebook -> (file stem, title, question), as the guided notebooks have
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from khaddam_files import check
from khaddam_files.choices import by_key, find
from khaddam_files.compare.cards import CARD_ANSWERS
from khaddam_files.compare.people import name_with_office
from khaddam_files.compare.questions import choices_of
from khaddam_files.data import records
from khaddam_files.pages import markdown
from khaddam_files.pages.templates import render

if TYPE_CHECKING:
    from khaddam_files.rows import Question, ReadingMove

TITLE = "The Khaddam Files on paper"
TELLING = 6  # words below which an excerpt says nothing by itself
PASSAGES = 4
WORDS = 9  # that a hand writes on one line
SHORT = 80  # characters of choices that still fit on one line
VOICES = "L2"  # the objective of tasks that ask whose words a passage has
# ---------------------------------------------------------------- the page to read with


def voices_asked(notebook: str) -> set[tuple[str, str]]:
    """(locator, voice) of the passages of which a task asks whose words they are."""
    passages = by_key("passages")
    ids = {
        item["passage_id"]
        for row in check.tasks_of(notebook)
        if VOICES in row["objective_ids"]
        for item in check.items(row["task_id"])
        if item["passage_id"]
    }
    return {(passages[passage]["locator"], passages[passage]["voice"]) for passage in ids}


def _passages_of_order_tasks(notebook: str) -> set[str]:
    """Paragraphs whose own order is a key.

    Where all steps of a task stand in one, its excerpt would tell them.
    """
    places = [
        {item["locator"] for item in check.items(row["task_id"])}
        for row in check.tasks_of(notebook)
        if row["kind"] == "order"
    ]
    return {locator for own in places if len(own) == 1 for locator in own if locator}


def key_passages(notebook: str) -> list[dict]:
    """The passages whose paragraphs the tasks of a notebook name most.

    Their excerpts say something by themselves.
    """
    named: dict[str, int] = {}
    for row in check.tasks_of(notebook):
        for locator in row["locators"]:
            named[locator] = named.get(locator, 0) + 1
    longest: dict[str, Any] = {}
    for row in records("passages"):
        before = longest.get(row["locator"], {"excerpt": " ".join("x" * (TELLING - 1))})
        if row["excerpt"] and len(row["excerpt"].split()) > len(before["excerpt"].split()):
            longest[row["locator"]] = row
    fitting = [
        locator
        for locator in named
        if locator in longest and locator not in _passages_of_order_tasks(notebook)
    ]
    return [longest[locator] for locator in sorted(fitting, key=lambda one: -named[one])[:PASSAGES]]


def _speaker(row: dict, asked: set) -> str:
    """Who speaks in a passage, unless a task asks for it."""
    if (row["locator"], row["voice"]) in asked:
        return "for you to say"
    return name_with_office(row["speaker_id"]) + (
        "" if row["voice"] == "speaker" else f"; voice: {row['voice']}"
    )


# ---------------------------------------------------------------- the tasks


def letter(row: dict, choice: str) -> str:
    """What is written down for a choice: its letter, or its place where things are put in order."""
    return (
        choice
        if row["kind"] == "order"
        else ascii_lowercase[check.choices(row["task_id"]).index(choice)]
    )


@dataclass(frozen=True)
class TaskOnPaper:
    """One task as it is printed.

    row: of `tasks.csv`; choices: (letter, choice); lines: to write on.
    """

    row: dict
    items: Sequence[str]
    choices: Sequence[tuple[str, str]]
    rubric: Sequence[str]
    lines: int

    @property
    def points(self) -> str:
        return check.points_in_words(self.row)

    @property
    def is_typed(self) -> bool:
        return self.row["kind"] in check.TYPING_KINDS

    @property
    def fits_one_line(self) -> bool:
        """Whether the choices stand beside each other."""
        return sum(len(choice) for _, choice in self.choices) <= SHORT


def task_on_paper(row: dict) -> TaskOnPaper:
    """A task as it is printed. row: of `tasks.csv`."""
    return TaskOnPaper(
        row=row,
        items=[item["text"] for item in check.items(row["task_id"])],
        choices=[(letter(row, choice), choice) for choice in check.choices(row["task_id"])],
        rubric=check.rubric_in_words(row["task_id"]),
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
    asked = voices_asked(notebook)
    return Chapter(
        notebook=notebook,
        title=title,
        question=question,
        passages=[(row, _speaker(row, asked)) for row in key_passages(notebook)],
        tasks=[task_on_paper(row) for row in check.tasks_of(notebook)],
    )


def _moves(block: str) -> list[ReadingMove]:
    """The boxes of one block of the page to read with, in order."""
    rows = [row for row in records("reading_moves") if row["block"] == block]
    return sorted(rows, key=lambda row: row["order"])


def packet(chapters: dict) -> str:
    """Cards, a page to read with for each notebook, and every task, with room to write.

    No evidence and no key stands in it.
    """
    passages = by_key("passages")
    cards = sorted(records("cards"), key=lambda row: row["order"])
    return render(
        "packet.html.j2",
        title=TITLE,
        article=find("sources", "W05")["url"],
        cards=[(row, passages[row["passage_id"]]["excerpt"]) for row in cards],
        answers=CARD_ANSWERS,
        chapters=[_chapter(notebook, *rest[1:]) for notebook, rest in chapters.items()],
        looks=_moves("look"),
        questions=_moves("question"),
    )


# ---------------------------------------------------------------- the keys


def key(chapters: dict) -> str:
    """The key with every reason, the rubrics and the sample answers, as Markdown."""
    lines = [
        "# Key, reasons, rubrics and samples",
        "",
        "Written by `make outputs` from `data/tasks.csv` and its neighbours; change it there. Not "
        "for students.",
        "",
    ]
    for notebook, (_, title, _) in chapters.items():
        lines += [f"## {notebook} {title}", ""]
        for row in check.tasks_of(notebook):
            lines += _key_of(row)
    lines += ["## Questions that lead a comparison", ""]
    for question in sorted(records("questions"), key=lambda row: row["question_id"]):
        lines += _answer_to(question)
    return "\n".join(lines)


def _answer_to(question: Question) -> list[str]:
    """One question of a guided notebook with our answer and what would change it."""
    question_id, places = question["question_id"], ", ".join(question["locators"])
    choices = [
        f"- {choice['choice']}{' **(ours)**' if choice['ours'] else ''}"
        for choice in choices_of(question_id)
    ]
    return [
        f"### {question_id}",
        "",
        question["question"],
        "",
        *choices,
        *([""] if choices else []),
        f"{question['answer']}{f' ({places})' if places else ''}",
        "",
        f"*It would change with:* {question['changes']}",
        "",
    ]


def _key_of(row: dict) -> list[str]:
    """One task with all that is kept from students."""
    task_id, objectives = row["task_id"], ", ".join(row["objective_ids"])
    lines = [
        f"### {task_id} {row['title']} ({row['points']:g} points, {objectives})",
        "",
        row["prompt"],
        "",
    ]
    for item in check.items(task_id):
        lines.append(f"- {item['text']} **{item['key']}**")
        lines += [
            f"  - *{reply['choice']}:* {reply['feedback']}"
            for reply in records("task_choices")
            if reply["item_id"] == item["item_id"]
        ]
    lines += [f"- *Hint {number}:* {check.hint(task_id, number)}" for number in (1, 2, 3)]
    lines += [
        f"- **Level {rubric['level']}:** {rubric['description']}"
        for rubric in records("rubrics")
        if rubric["task_id"] == task_id
    ]
    lines += [
        f"- *Sample, level {sample['level']}:* “{sample['answer']}” ({sample['comment']})"
        for sample in records("samples")
        if sample["task_id"] == task_id
    ]
    return [*lines, ""]


def _answer(row: dict) -> tuple[str, str, str]:
    """(items, key, what its letters mean) of one task."""
    items = check.items(row["task_id"])
    if row["kind"] == "free":
        levels = ", ".join(f"{level}: {row['points'] * level / 3:.3g}" for level in (1, 2, 3))
        return "free", "rubric in key.md", f"points for levels {levels}"
    if row["kind"] in check.TYPING_KINDS:
        margin = f" (± {row['tolerance']:g})" if row["tolerance"] else ""
        return "typed", items[0]["key"] + margin, ""
    if row["kind"] == "choose":
        return "1", letter(row, items[0]["key"]), items[0]["key"]
    listed = (f"{number}: {letter(row, item['key'])}" for number, item in enumerate(items, 1))
    keys = {item["key"] for item in items}
    used = [choice for choice in check.choices(row["task_id"]) if choice in keys]
    meaning = "; ".join(f"{letter(row, choice)} {choice}" for choice in used)
    return f"1 to {len(items)}", ", ".join(listed), "places" if row["kind"] == "order" else meaning


def key_short(chapters: dict) -> str:
    """The answers alone, as Markdown: one table an exercise, with the letters of the packet."""
    cards = sorted(records("cards"), key=lambda row: row["order"])
    lines = [
        "# Answers only",
        "",
        "Written by `make outputs`; letters as in [packet.html](packet.html), "
        "reasons in [key.md](key.md). Not for students.",
        "",
        "## Cards",
        "",
        *markdown.table(
            ("card", "answer"),
            [(f"{row['order']} ({row['locator']})", row["answer"]) for row in cards],
        ),
    ]
    for notebook, (_, title, _) in chapters.items():
        rows = [
            (f"{row['task_id']} {row['title']}, {check.points_in_words(row)}", *_answer(row))
            for row in check.tasks_of(notebook)
        ]
        columns = ("task", "item", "key", "what it means")
        lines += [f"## {notebook} {title}", "", *markdown.table(columns, rows)]
    return "\n".join(lines)
