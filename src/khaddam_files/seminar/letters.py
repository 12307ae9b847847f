"""Lines of letters: what somebody chose in closed tasks as one short line, whatever carried it.

    05.1 abacb cacbb ca          as the page shows it
    Anna: 5,1 – ABACB CACBB CA   typed into a chat
    4711 05.1 1a 2b 12c 05.4 36  from paper, with numbers of items, several tasks in a line

One person a line. Letters count the choices in the order in which they are shown; `-` stands for an
item without an answer; a typed number or day stands as it is. What cannot be read is told and never
guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from khaddam_files import check
from khaddam_files.wording import in_latin_digits

MOST_LINES = 2_000
LONGEST_LINE = 2_000  # signs
UNANSWERED = "-"
_PLAIN_SIGNS = str.maketrans("‐‑‒–—―−﹣_،؛٫·", "---------,;..")
# 05.1 or 5,1 in a text, but no part of a day, a time or a longer number
_TASK = re.compile(r"(?<![\w.,:/-])(\d{1,2})\s?[.,]\s?(\d{1,2})(?![\d]|[.,:/-]\d)")
_TYPED = re.compile(r"[\s:=)]*([\d][\d.,/-]*(?:\s(?:[A-Za-z]+\s)?\d{4})?)(?=[\s.,;!)]|$)")
_TIME = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\b\.?)?", re.I
)
_NUMBER = re.compile(r"(?<![\w+])(?=\w*\d{3})\w+(?!\w)")  # a word with three digits in a row
_PAIR = re.compile(r"(\d{1,2})([a-z-])")


class Line(NamedTuple):
    """What one line says. number: of the line, from 1; student: a student number, "" for none;
    name: whatever else stood before the first task; answers: task -> {item: choice}, or what was
    typed."""

    number: int
    student: str
    name: str
    answers: Mapping[str, dict[str, str] | str]


class Unread(NamedTuple):
    """A line, or a part of one, that could not be read, and why."""

    number: int
    text: str
    why: str


class _CannotRead(ValueError):
    """Why a part of a line cannot be read."""


def _plain(text: str) -> str:
    """Text with plain letters, digits, dashes and blanks, and nothing that cannot be seen."""
    compatible = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in compatible if unicodedata.category(sign) != "Cf")
    return in_latin_digits(" ".join(seen.split())).translate(_PLAIN_SIGNS)


def _named_task(match: re.Match) -> str:
    """The number of a task in its own form: 05.1 for 5,1."""
    return f"{match[1]:0>2}.{match[2]}"


def _is_task(task_id: str) -> bool:
    try:
        return bool(check.task(task_id))
    except check.TaskError:
        return False


def read_lines(text: str) -> tuple[list[Line], list[Unread]]:
    """Every line that says something, and everything that could not be read. Blank lines are left
    out; a line of which one task can be read and another cannot stands in both."""
    lines: list[Line] = []
    unread: list[Unread] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if number > MOST_LINES:
            unread.append(Unread(number, "", f"Only {MOST_LINES} lines are read at once."))
            break
        if plain := _plain(raw[: LONGEST_LINE + 1]):
            line, problems = _read_line(number, plain)
            lines += [line] if line.answers else []
            unread += [Unread(number, plain[:80], why) for why in problems]
    return lines, unread


def _read_line(number: int, plain: str) -> tuple[Line, list[str]]:
    if len(plain) > LONGEST_LINE:
        return Line(number, "", "", {}), [f"It has more than {LONGEST_LINE} signs."]
    tasks = [match for match in _TASK.finditer(plain) if _is_task(_named_task(match))]
    if not tasks:
        other = _TASK.search(plain)
        why = (
            f"There is no task {_named_task(other)}." if other else "No task such as 05.1 is in it."
        )
        return Line(number, "", "", {}), [why]
    student, name = _whose(plain[: tasks[0].start()])
    answers: dict[str, dict[str, str] | str] = {}
    problems = []
    for task_id, said in _parts(plain, tasks[0].start()):
        try:
            answer = _read_part(task_id, said)
        except _CannotRead as problem:
            problems.append(f"{task_id}: {problem}")
            continue
        if answers.setdefault(task_id, answer) != answer:
            problems.append(f"{task_id}: It stands twice in this line, with two answers.")
            answers[task_id] = {}
    return Line(
        number, student, name, {task: said for task, said in answers.items() if said}
    ), problems


def _whose(before: str) -> tuple[str, str]:
    """A student number and a name out of what stands before the first task. Times and the word
    “task” are neither."""
    without = re.sub(r"\btask\b", " ", _TIME.sub(" ", before), flags=re.I)
    numbers = _NUMBER.findall(without)
    name = " ".join(re.findall(r"[^\W_]+", without)).casefold()
    return (numbers[0], "") if len(numbers) == 1 else ("", name)


def _parts(plain: str, place: int) -> Iterator[tuple[str, str]]:
    """Each task that a line names, with what stands behind it as far as the next one."""
    while match := _TASK.search(plain, place):
        task_id = _named_task(match)
        typed = _TYPED.match(plain, match.end()) if _is_typed(task_id) else None
        following = _TASK.search(plain, typed.end() if typed else match.end())
        place = following.start() if following else len(plain)
        yield task_id, plain[match.end() : place]


def _is_typed(task_id: str) -> bool:
    return _is_task(task_id) and check.task(task_id)["kind"] in check.TYPING_KINDS


def _read_part(task_id: str, said: str) -> dict[str, str] | str:
    """What was answered to one task. Raises `_CannotRead` for what is none of its answers."""
    if not _is_task(task_id):
        raise _CannotRead("There is no such task.")
    kind = check.task(task_id)["kind"]
    if kind in check.TYPING_KINDS:
        return _read_typed(kind, said.strip(" :=)(.,;!"))
    if kind not in check.CHOOSING_KINDS:
        raise _CannotRead("It is answered in words, not by letters.")
    items, signs = check.items(task_id), check.choice_signs(task_id)
    dense = re.sub(r"[\s.,;:!|/()\[\]=*]+", "", said).lower()
    given = _by_number(task_id, dense) if _is_numbered(dense, signs) else list(dense)
    for sign in given:
        if sign not in signs + UNANSWERED:
            raise _CannotRead(f"“{sign}” is none of its answers ({signs[0]} to {signs[-1]}).")
    if len(given) != len(items):
        raise _CannotRead(
            f"{len(given)} answers stand there, expected {len(items)}; “-” stands for none."
        )
    choice_of = dict(zip(signs, check.choices(task_id), strict=True))
    return {
        item["item_id"]: choice_of[sign]
        for item, sign in zip(items, given, strict=True)
        if sign != UNANSWERED
    }


def _read_typed(kind: str, said: str) -> str:
    read = check.read_number(said) if kind == "number" else check.read_date(said)
    if read is None:
        raise _CannotRead(f"No {'number' if kind == 'number' else 'day'} can be read behind it.")
    return said


def _is_numbered(dense: str, signs: str) -> bool:
    """Whether each answer stands behind the number of its item: 1a 2b 3a."""
    return signs.isalpha() and bool(re.fullmatch(rf"(?:{_PAIR.pattern})+", dense))


def _by_number(task_id: str, dense: str) -> list[str]:
    """The answers in the order of the items, where each has its number; the others have none."""
    given = [UNANSWERED] * len(check.items(task_id))
    seen = set()
    for number, sign in _PAIR.findall(dense):
        place = int(number)
        if not 1 <= place <= len(given):
            raise _CannotRead(f"It has no item {place}, only 1 to {len(given)}.")
        if place in seen:
            raise _CannotRead(f"Item {place} stands there twice.")
        seen.add(place)
        given[place - 1] = sign
    return given
