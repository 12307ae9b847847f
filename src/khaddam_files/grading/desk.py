"""What stands on the marking page: one question with its rubric and places, and every answer to it
with what was given; as data, for the page's own script."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.compare.locators import locators_in
from khaddam_files.component.places import named_places
from khaddam_files.data import records
from khaddam_files.grading.feedback import rubric
from khaddam_files.grading.free_answers import (
    CODE_DIGITS,
    GradeError,
    code_of,
    mark_of,
    read_level,
    written_out,
)
from khaddam_files.grading.marked import (
    BEFORE,
    LONGEST_COMMENT,
    NOTHING,
    ON_PAGE,
    Key,
    Mark,
    Marks,
    value_of,
)
from khaddam_files.grading.points import tasks_of, typed_text
from khaddam_files.grading.submissions import Person

if TYPE_CHECKING:
    from khaddam_files.rows import Passage

SECONDS_BETWEEN = 1.0  # at least, from one look at the table to the next
MOST_EARLIER = 200  # comments of the assistants that are offered


class Answer(NamedTuple):
    """One answer as it is read. cited: the places in it."""

    key: Key
    text: str
    form: str
    cited: list[str]


def free_answers(people: Iterable[Person], only: tuple[str, ...] = ()) -> dict[str, list[Answer]]:
    """Free task -> the answers to it, in the order of their codes, which says nothing of who wrote
    them. only: exercises such as `05`, all if there are none."""
    free = [row for row in tasks_of(only) if row["kind"] == "free"]
    found: dict[str, list[Answer]] = {row["task_id"]: [] for row in free}
    used: set[str] = set()
    for person in people:
        for task_id, answers in found.items():
            text = typed_text(person.answers.get(keys.answer(task_id)))
            if text:
                code = code_of(person.student, task_id)
                if code in used:
                    code = code_of(person.student, task_id, 2 * CODE_DIGITS)
                used.add(code)
                form = check.check(task_id, text).sentence
                answers.append(Answer(Key(code, mark_of(text)), text, form, locators_in(text)[0]))
    return {task_id: sorted(answers) for task_id, answers in found.items()}


class Desk:
    """All answers of a class on the desk of everybody who marks. out: the folder of grades."""

    def __init__(self, out: Path, answers: dict[str, list[Answer]]):
        self.answers, self.marks = answers, Marks(out)
        self._task_of_key = {
            answer.key: task_id for task_id, own in answers.items() for answer in own
        }
        self.marks.task_of = {key.code: task_id for key, task_id in self._task_of_key.items()}
        self._looked, self.trouble = 0.0, ""
        self.look(at_once=True)

    def look(self, at_once: bool = False) -> None:
        """Bring what was given and `free.csv` together, now and then; what stands in the way is
        told on the page, and nothing that was saved depends on it."""
        if not at_once and time.monotonic() < self._looked + SECONDS_BETWEEN:
            return
        self.trouble = ""
        try:
            if not self.marks.settle():
                self.trouble = "Points are being made: free.csv follows as soon as that is done."
        except GradeError as problem:
            self.trouble = str(problem)
        except OSError as problem:
            self.trouble = (
                f"free.csv cannot be written ({problem.strerror}): close it where it is open. What "
                "is given here is kept all the same."
            )
        self._looked = time.monotonic()

    def questions(self) -> list[dict]:
        """Every question with answers: task_id, title, how many answers, read, with two values."""
        rows = []
        for task_id, answers in self.answers.items():
            shown = [self.marks.shown(answer.key) for answer in answers]
            read = sum(bool(marks) and bool(marks[0].value.level) for marks in shown)
            apart = sum(len(marks) > 1 for marks in shown)
            title = check.task(task_id)["title"]
            rows.append(
                {
                    "task": task_id,
                    "title": title,
                    "answers": len(answers),
                    "read": read,
                    "apart": apart,
                }
            )
        return [row for row in rows if row["answers"]]

    def question(self, task_id: str) -> dict | None:
        """One question with everything that stands beside it, and its answers; None where there is
        none."""
        answers = self.answers.get(task_id)
        if not answers:
            return None
        row, levels = check.task(task_id), rubric(task_id)
        named = [*locators_in(" ".join(levels.values()))[0], *named_places(row)]
        return {
            "task": task_id,
            "title": row["title"],
            "prompt": row["prompt"],
            "points": check.points_in_words(row),
            "rubric": [{"level": level, "says": says} for level, says in levels.items()],
            "samples": [
                {"level": one["level"], "answer": one["answer"], "comment": one["comment"]}
                for one in records("samples")
                if one["task_id"] == task_id
            ],
            "named": list(dict.fromkeys(named)),
            "places": _places({*named, *(name for one in answers for name in one.cited)}),
            "comments": self._comments(task_id),
            "answers": [self._answer(answer) for answer in answers],
            "count": self.marks.journal.count,
        }

    def _answer(self, answer: Answer) -> dict:
        return {
            "code": answer.key.code,
            "text_id": answer.key.text_id,
            "text": answer.text,
            "form": answer.form,
            "cited": answer.cited,
            "given": self.given(answer.key),
        }

    def given(self, key: Key) -> list[dict]:
        """What stands for an answer: more than one where two people, or page and table, differ."""
        return [_given(mark) for mark in self.marks.shown(key)]

    def _comments(self, task_id: str) -> list[str]:
        """What comments may be completed to: those given before, most often to this question first,
        then the bank."""
        bank = [row["comment"] for row in records("comments")]
        own, elsewhere = Counter[str](), Counter[str]()
        for key in self._task_of_key:
            for mark in self.marks.shown(key):
                comment = written_out(mark.value.comment)[0]
                (own if self._task_of_key[key] == task_id else elsewhere)[comment] += 1
        earlier = [comment for used in (own, elsewhere) for comment, _ in used.most_common()]
        return list(dict.fromkeys([*filter(None, earlier[:MOST_EARLIER]), *bank]))

    def give(self, sent: dict) -> dict:
        """Give a level and a comment to an answer. sent: code, text_id, level, comment, seen.

        Returns what stands now and when it was saved: it is on the disk. Raises `GradeError` for
        what is no such thing, and `OSError` where it cannot be saved.
        """
        key, level, comment = _key(sent), sent.get("level"), sent.get("comment")
        if key not in self._task_of_key:
            raise GradeError("There is no such answer: load the page again.")
        if not isinstance(level, str) or (level and read_level(level) is None):
            raise GradeError("A level is 1, 2 or 3, or nothing.")
        if not isinstance(comment, str) or len(comment) > LONGEST_COMMENT:
            raise GradeError(f"A comment has at most {LONGEST_COMMENT} signs: shorten it.")
        seen = sent.get("seen")
        names = [name for name in seen if isinstance(name, str)] if isinstance(seen, list) else []
        self.marks.give(key, value_of(level, comment), names)
        return {
            "given": self.given(key),
            "saved": _clock(datetime.now()),
            "unknown": written_out(comment)[1],
            "trouble": self.trouble,
        }

    def changes(self, count: object) -> dict:
        """What was given since the page had read so many marks, by whomever."""
        self.look()
        since = count if isinstance(count, int) else 0
        keys_of_marks = self.marks.journal.read_since(since)
        return {
            "count": self.marks.journal.count,
            "trouble": self.trouble,
            "given": [
                {"code": key.code, "text_id": key.text_id, "given": self.given(key)}
                for key in dict.fromkeys(keys_of_marks)
                if key in self._task_of_key
            ],
        }


def _key(sent: dict) -> Key:
    return Key(str(sent.get("code")), str(sent.get("text_id")))


def _given(mark: Mark) -> dict:
    """One value as the page takes it: name, level, comment, when and where it was given."""
    when = _clock(datetime.fromisoformat(mark.at).astimezone()) if mark.at else ""
    where = "on the page" if mark.by == ON_PAGE else "in free.csv"
    value = mark.value if read_level(mark.value.level) or not mark.value.level else NOTHING
    return {
        "name": mark.name,
        "level": value.level,
        "comment": mark.value.comment,
        "told": where if mark.by == BEFORE else f"{where}, {when}",
    }


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _places(names: Iterable[str]) -> dict[str, list[dict]]:
    """Place or passage -> the passages there: id, voice, excerpt, gist."""
    wanted = set(names)
    places: dict[str, list[dict]] = {name: [] for name in sorted(wanted)}
    for row, name in _passages():
        if name in wanted:
            places[name].append(
                {
                    "passage": row["passage_id"],
                    "voice": row["voice"],
                    "excerpt": row["excerpt"] or "",
                    "gist": row["gist"],
                }
            )
    return places


def _passages() -> Iterator[tuple[Passage, str]]:
    """Every passage with each name by which it is cited."""
    for row in records("passages"):
        yield row, row["locator"]
        yield row, row["passage_id"]
