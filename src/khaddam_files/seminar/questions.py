"""What a class can be asked on its phones: a closed task, one item of it, a card of notebook 00, or
a question that the teacher types."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.compare.cards import CARD_ANSWERS
from khaddam_files.data import records

LONGEST_QUESTION, LONGEST_CHOICE, MOST_CHOICES = 300, 80, 8  # of a question that is typed
LONGEST_TYPED = 40  # signs of a number or a day
ONE = ""  # the only part of a question that has no items


class QuestionError(ValueError):
    """A question that cannot be asked, or an answer that is none of it; one sentence."""


@dataclass(frozen=True)
class Part:
    """One thing to choose or to type. key: item of a task, ONE where there is a single one;
    choices: () where a number or a day is typed."""

    key: str
    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What is asked at one time. id: of a task, an item, a card or a typed question; task_id: ""
    for what is no task; excerpt: words of the source that it is about; where: in which place of it
    they stand; signs: what stands for each choice in a line of letters."""

    id: str
    title: str
    prompt: str
    parts: tuple[Part, ...]
    task_id: str = ""
    excerpt: str = ""
    where: str = ""
    signs: str = ""

    def answer_key(self, part: Part) -> str:
        """Under which the answer that counts now is kept."""
        return keys.answer(self.task_id, part.key) if self.task_id else keys.vote(self.id, "answer")

    def first_key(self, part: Part) -> str:
        """Under which the answer of the first vote is kept."""
        return keys.first(self.task_id, part.key) if self.task_id else keys.vote(self.id, "first")

    def read(self, given: object) -> dict[str, str]:
        """The answers that somebody sent: key of a part -> choice, or what was typed. Parts without
        an answer are left out. Raises `QuestionError` for anything that cannot be an answer."""
        known = {part.key: part for part in self.parts}
        if not isinstance(given, dict) or not set(given) <= set(known):
            raise QuestionError("This is no answer to the question that is asked now.")
        return {
            key: self._read_part(known[key], answer)
            for key, answer in given.items()
            if answer not in (None, "")
        }

    def _read_part(self, part: Part, answer: object) -> str:
        if not isinstance(answer, str) or len(answer) > max(
            LONGEST_TYPED, *map(len, part.choices), 0
        ):
            raise QuestionError("This is no answer to the question that is asked now.")
        if part.choices:
            if answer not in part.choices:
                raise QuestionError("This choice is none of the list.")
            return answer
        typed = answer.strip()
        if check.task(self.task_id)["kind"] == "number":
            if check.read_number(typed) is None:
                raise QuestionError("There is no single number in it: enter digits such as 12.")
        elif check.read_date(typed) is None:
            raise QuestionError("No day can be read in it: enter it as in 2003-03-16.")
        return typed


def _task(row: Any, only: str = "") -> Question:
    """A closed task, or one item of it."""
    task_id, items = row["task_id"], check.items(row["task_id"])
    typed = row["kind"] in check.TYPING_KINDS
    parts = tuple(
        Part(ONE if typed else item["item_id"], item["text"], check.choices(task_id))
        for item in items
        if only in ("", item["item_id"])
    )
    number = [item["item_id"] for item in items].index(only) + 1 if only else 0
    of = f", {number} of {len(items)}" if only else ""
    return Question(
        id=only or task_id,
        title=f"{task_id}{of}: {row['title']}",
        prompt=row["prompt"],
        parts=parts,
        task_id=task_id,
        signs=check.choice_signs(task_id),
    )


def _card(row: Any) -> Question:
    passage = by_key("passages")[row["passage_id"]]
    return Question(
        id=f"card-{row['card_id']}",
        title=f"Card {row['order']} of notebook 00",
        prompt=row["question"],
        parts=(Part(ONE, "Your answer", CARD_ANSWERS),),
        excerpt=passage["excerpt"] or "",
        where=f"Al Majalla, 23 March 2024, {row['locator']}",
        signs="abc",
    )


def typed_question(text: object, choices: object) -> dict[str, Any]:
    """A question of the teacher's own, as it is kept. Raises `QuestionError` where something of it
    is missing or too long."""
    words = " ".join(str(text).split())
    listed = (
        [" ".join(str(choice).split()) for choice in choices if str(choice).strip()]
        if (isinstance(choices, Sequence) and not isinstance(choices, str))
        else []
    )
    if not words or len(words) > LONGEST_QUESTION:
        raise QuestionError(f"Type a question of at most {LONGEST_QUESTION} signs.")
    if not 2 <= len(set(listed)) == len(listed) <= MOST_CHOICES:
        raise QuestionError(f"Type 2 to {MOST_CHOICES} different choices, one a line.")
    if max(map(len, listed)) > LONGEST_CHOICE:
        raise QuestionError(f"A choice has at most {LONGEST_CHOICE} signs.")
    return {"text": words, "choices": listed}


def typed_id(typed: Mapping[str, Any]) -> str:
    """The id of a typed question: the same for the same words."""
    return (
        f"poll-{hashlib.sha256(repr((typed['text'], typed['choices'])).encode()).hexdigest()[:8]}"
    )


def _poll(typed: Mapping[str, Any]) -> Question:
    return Question(
        id=typed_id(typed),
        title="A question of your teacher",
        prompt=typed["text"],
        parts=(Part(ONE, "Your answer", tuple(typed["choices"])),),
        signs="abcdefgh"[: len(typed["choices"])],
    )


@cache
def prepared() -> dict[str, Question]:
    """Everything that can be asked and is not typed, by its id: cards, tasks and their items, in
    the order of the collection."""
    found = [_card(row) for row in sorted(records("cards"), key=lambda row: row["order"])]
    for notebook in sorted({row["notebook"] for row in records("tasks")}):
        for row in check.tasks_of(notebook):
            if row["kind"] == "free":
                continue
            items = check.items(row["task_id"])
            found.append(_task(row))
            found += [_task(row, item["item_id"]) for item in items if len(items) > 1]
    return {question.id: question for question in found}


def question(question_id: str, polls: Mapping[str, Mapping[str, Any]]) -> Question:
    """A question by its id. polls: id -> a typed question as it is kept. Raises `QuestionError`."""
    if question_id in polls:
        return _poll(polls[question_id])
    if question_id not in prepared():
        raise QuestionError(f"There is no question {question_id[:40]}.")
    return prepared()[question_id]


def after(question_id: str) -> str:
    """The next question of the same kind: the next task after a task, the next item after an item,
    the next card after a card; "" behind the last one, and after what was typed."""
    if question_id not in prepared():
        return ""
    now = prepared()[question_id]
    same_kind = [
        one.id
        for one in prepared().values()
        if bool(one.task_id) == bool(now.task_id)
        and (one.id == one.task_id) == (now.id == now.task_id)
    ]
    return dict(zip(same_kind, same_kind[1:], strict=False)).get(question_id, "")
