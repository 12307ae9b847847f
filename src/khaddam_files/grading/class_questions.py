"""How a class answered the questions that lead a comparison, before it had opened our answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khaddam_files.answers import keys
from khaddam_files.compare.questions import beside_ours, choices_of
from khaddam_files.data import records
from khaddam_files.grading.class_answers import (
    FEWEST,
    ItemAnswers,
    QuestionSpread,
    answers_of,
    hardest,
    tallies,
)
from khaddam_files.wording import count_of, shorten

if TYPE_CHECKING:
    from khaddam_files.rows import Question

LONGEST_ANSWER = 44  # signs of an answer that was typed; that of the longest choice


def before_ours(folder: str) -> QuestionSpread:
    """Every question to choose or to count, furthest from ours first, as the class answered it
    before ours was opened; what was changed afterwards is not counted. Frame: item, answer, people,
    share, key.

    Of what fewer than five people have answered, the number alone is given. Raises
    `NotADirectoryError` if there is no such folder.
    """
    everybody = answers_of(folder)
    asked = [_question(row, everybody) for row in records("questions") if row["form"] != "line"]
    answered = [item for item in asked if item.last]
    shown = sorted((item for item in answered if item.shown), key=lambda item: item.share or 0)
    furthest = hardest(shown)
    return QuestionSpread(
        sentence=f"{count_of(len(shown), 'question')} answered by {FEWEST} or more of "
        f"{len(everybody)} who handed in, {len(answered) - len(shown)} more by fewer and not "
        "shown; answers are those before ours was opened."
        + (f" Furthest from ours: {furthest} as ours." if furthest else ""),
        rows=[tally for item in shown for tally in tallies(item, from_list=False)],
        choices=(),
        items=[],
    )


def _question(row: Question, everybody: list[dict]) -> ItemAnswers:
    """One question and what stood first; who opened ours without an answer gave none."""
    question_id = row["question_id"]
    answers = [
        kept.get(
            keys.question(question_id, "first"), kept.get(keys.question(question_id, "answer"))
        )
        for kept in everybody
    ]
    given = [
        shorten(answer.strip(), LONGEST_ANSWER)
        for answer in answers
        if isinstance(answer, str) and answer.strip()
    ]
    ours = {choice["choice"] for choice in choices_of(question_id) if choice["ours"]}
    if row["form"] == "number":
        ours = {
            answer for answer in given if "close to ours" in beside_ours(question_id, answer).lead
        }
    item = (
        f"{row['notebook']} {row['comparison'].replace('_', ' ')} {row['order']}: {row['question']}"
    )
    return ItemAnswers(item, given, [], frozenset(ours))
