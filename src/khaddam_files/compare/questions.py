"""Questions that lead a comparison: each sets its controls, takes an answer, and opens ours.

The questions are rows of `questions.csv`, the answers to choose from rows of
`question_choices.csv`. Nothing is marked: a reader's answer and ours stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from khaddam_files.choices import find
from khaddam_files.data import records
from khaddam_files.wording import in_latin_digits

if TYPE_CHECKING:
    from khaddam_files.rows import Question, QuestionChoice

AFTER_OWN_ANSWER = "after own answer"


@dataclass(frozen=True)
class AnswerBesideOurs:
    """What a reader answered beside our answer. lead: whose words follow, in a few words; choice:
    the row that was chosen, or None."""

    question: Question
    lead: str
    choice: QuestionChoice | None


@cache
def _questions() -> list[Question]:
    return sorted(records("questions"), key=lambda row: row["order"])


@cache
def _choices() -> list[QuestionChoice]:
    return sorted(records("question_choices"), key=lambda row: row["order"])


@cache
def questions_of(comparison: str) -> tuple[Question, ...]:
    """The questions of a comparison, such as "two_passages", in their order."""
    return tuple(row for row in _questions() if row["comparison"] == comparison)


@cache
def choices_of(question_id: str) -> tuple[QuestionChoice, ...]:
    """The answers that can be chosen to a question, in their order; none where one is typed."""
    return tuple(row for row in _choices() if row["question_id"] == question_id)


def settings(pairs: Iterable[str]) -> dict[str, str]:
    """Control -> value, from pairs such as "left=H1"."""
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def beside_ours(question_id: str, own: str) -> AnswerBesideOurs:
    """A reader's answer and ours. own: a choice in its words, a number as it was typed, or a line;
    "" for none. A number in the span of the row is called close to ours; a line is set beside ours
    and not compared.

    Raises `SelectionError` for a question that does not exist.
    """
    question, own = find("questions", question_id, "question"), own.strip()
    choice = next((row for row in choices_of(question_id) if row["choice"] == own), None)
    if not own:
        lead = "We:"
    elif choice and choice["ours"]:
        lead = "You and we:"
    else:
        lead = f"You: {own}{', close to ours' if _is_close(question, own) else ''}. We:"
    return AnswerBesideOurs(question, lead, choice)


def _is_close(question: Question, own: str) -> bool:
    least, most = question["lowest"], question["highest"]
    # 3,288 has a thousand, 18,7 a decimal comma
    number = re.sub(r",(?=\d{3}\b)", "", in_latin_digits(own)).replace(",", ".")
    if least is None or most is None or not re.fullmatch(r"\d+(\.\d+)?", number):
        return False
    return least <= float(number) <= most
