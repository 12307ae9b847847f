"""Closed questions with a reason for every answer, and the form of free ones. A check never raises, whatever was entered.

Whether the reasoning of a free answer is good, a human reader says, with the rubric; the machine counts words and looks up places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from khaddam_files import markup
from khaddam_files.compare.locators import LOCATOR, locators_in
from khaddam_files.data import records
from khaddam_files.wording import in_latin_digits

CHOOSING = ("choose", "sort", "match", "order")
TYPING = ("number", "date")
FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
COMPLETE = "The form is complete; a reader judges the reasons."
FEWER = 0.75  # words of Arabic or Persian that say as much as one of English


class TaskError(LookupError):
    """A task that does not exist was asked for; the message says which there are."""

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


@dataclass(frozen=True)
class Reply:
    """What a reader is told. points: earned so far; None where a human reader gives them. complete: nothing is missing."""

    sentence: str
    html: str
    points: float | None
    out_of: float
    complete: bool


@cache
def _tasks() -> dict[str, Any]:
    return {row["task_id"]: row for row in records("tasks")}


@cache
def _items() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    excerpts = {row["passage_id"]: row["excerpt"] or "" for row in records("passages")}
    for row in sorted(records("task_items"), key=lambda row: (row["task_id"], row["order"])):
        text = row["text"].replace("{excerpt}", excerpts.get(row["passage_id"] or "", ""))
        found.setdefault(row["task_id"], []).append(row | {"text": text})
    return found


@cache
def _reasons() -> dict[tuple[str, str], str]:
    return {(row["item_id"], row["choice"]): row["feedback"] for row in records("task_choices")}


def task(task_id: str) -> dict:
    """One row of `tasks.csv`; raises `TaskError` for an id that does not exist."""
    if task_id not in _tasks():
        raise TaskError(f"There is no task {task_id!r}: expected one of {', '.join(_tasks())}.")
    return _tasks()[task_id]


def tasks_of(notebook: str) -> list[Any]:
    """The tasks of one exercise in order; notebook: two digits such as `03`."""
    return sorted((row for row in records("tasks") if row["notebook"] == notebook), key=lambda row: row["order"])


def is_optional(row: dict) -> bool:
    """Whether a task is extra, for readers who write code: it does not count towards the total."""
    return "(optional" in row["title"]


def items(task_id: str) -> list[dict]:
    """What is to be sorted, matched, ordered or answered in a task, in order: item_id, text, key, locator."""
    return _items().get(task_id, [])


@cache
def choices(task_id: str) -> tuple[str, ...]:
    """The answers that a reader can choose from, in the order of the table."""
    own = {item["item_id"] for item in items(task_id)}
    return tuple(
        dict.fromkeys(row["choice"] for row in records("task_choices") if row["item_id"] in own and row["listed"])
    )


LONG = 40  # signs of a choice that can stand in a row with others
SHOWN = 60  # signs of a choice that a closed list shows


@cache
def letters(task_id: str) -> dict[str, str]:
    """choice -> what a list shows of it, where choices are whole sentences: a letter and the first words."""
    own = choices(task_id)
    if max(map(len, own), default=0) <= LONG:
        return {}
    return {
        choice: f"{letter}. {choice if len(choice) <= SHOWN else choice[:SHOWN].rsplit(' ', 1)[0] + ' …'}"
        for letter, choice in zip("ABCDEFGHIJKL", own, strict=False)
    }


def hint(task_id: str, number: int) -> str:
    """The first, second or third hint; the first never holds the answer."""
    return (task(task_id)["hint_1"], task(task_id)["hint_2"], task(task_id)["hint_3"])[min(max(number, 1), 3) - 1]


def read_number(text) -> float | None:
    """The number that somebody typed, in any of three scripts, or None."""
    typed = in_latin_digits(text)
    for sign, decimal in FRACTIONS.items():
        typed = typed.replace(sign, decimal)
    found = re.fullmatch(r"[^\d.,-]{0,20}(-?(?:\d{1,12}(?:,\d{3})*(?:[.,]\d{1,6})?|[.,]\d{1,6}))\s*[^\d]{0,20}", typed)
    if not found:
        return None
    number = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", found.group(1))  # 12,598 is one number of five digits
    return float(number.replace(",", "."))


def read_date(text) -> str | None:
    """The day that somebody typed as year, month and day, in any of three scripts, as `2003-03-16`; None for what is no day."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", in_latin_digits(text))
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:  # 2003-02-30
        return None


def item_reply(item: dict, choice) -> tuple[bool, str] | None:
    """Whether a choice for one item is as the key, and why; None where nothing of the list was chosen. item: a row of `items`."""
    if not isinstance(choice, str) or choice not in choices(item["task_id"]):
        return None
    agrees = choice == item["key"]
    reason = _reasons().get((item["item_id"], choice), "")
    return agrees, reason + ("" if agrees else _read_again(reason, item["locator"]))


def _read_again(reason: str, locator) -> str:
    """The passage to read again, unless the reason names one already."""
    return f" Read {locator} again." if locator and not LOCATOR.search(reason) else ""


def compared(row: dict, answer) -> list[tuple[dict, bool, str]]:
    """(item, whether the choice for it is as the key, why) for every item of a task of choosing that was answered. row: of `tasks.csv`."""
    given, found = answer if isinstance(answer, dict) else {}, []
    for item_id, told in _replies(row["task_id"]).items():
        choice = given.get(item_id)
        if isinstance(choice, str) and choice in told:
            found.append(told[choice])
    return found


@cache
def _replies(task_id: str) -> dict[str, dict[str, tuple[dict, bool, str]]]:
    """item_id -> choice -> (item, whether it is as the key, why): all that can be said, reckoned once for a whole class."""
    return {
        item["item_id"]: {choice: (item, *told) for choice in choices(task_id) if (told := item_reply(item, choice))}
        for item in items(task_id)
    }


def earned(row: dict, right: int) -> float:
    """The points of a task of choosing for a number of items as the key."""
    return round(row["points"] * right / len(items(row["task_id"])), 2)


def _check_choices(row: dict, answer) -> Reply:
    found = compared(row, answer)
    lines = [
        (item["text"], answer[item["item_id"]], "as the key" if agrees else "not as the key", why)
        for item, agrees, why in found
    ]
    total, places = len(items(row["task_id"])), [line[1] for line in lines]
    right = sum(agrees for _, agrees, _ in found)
    twice = sorted({place for place in places if places.count(place) > 1}) if row["kind"] == "order" else []
    points = earned(row, right)
    table = (
        markup.table(lines, ("item", "your answer", "compared", "why"), "What speaks for and against your answers")
        if lines
        else ""
    )
    return Reply(
        f"{len(lines)} of {total} answered, {right} as the key; {points:g} of {row['points']:g} points."
        + (f" Given to more than one: place {', '.join(twice)}." if twice else ""),
        table,
        points,
        row["points"],
        len(lines) == total,
    )


def _check_typed(row: dict, answer) -> Reply:
    (item,) = items(row["task_id"])
    text = in_latin_digits(answer) if isinstance(answer, (str, int, float)) else ""
    if not text:
        return Reply("Nothing entered yet.", "", 0.0, row["points"], False)
    if row["kind"] == "number":
        value = read_number(text)
        if value is None:
            wanted = "There is no single number in it: enter digits such as 12 or 12.5, in any script."
            return Reply(wanted, "", 0.0, row["points"], False)
        agrees = abs(value - float(item["key"])) <= (row["tolerance"] or 0)
        typed = f"{value:g}"
    else:
        day = read_date(text)
        if day is None:
            wanted = "This is no day of the calendar: enter year, month and day as in 2003-03-16, in any script."
            return Reply(wanted, "", 0.0, row["points"], False)
        agrees, typed = day == item["key"], day
    reason = _reasons().get((item["item_id"], item["key"] if agrees else typed)) or _reasons().get(
        (item["item_id"], "other"), ""
    )
    again = "" if agrees else _read_again(reason, item["locator"])
    points = row["points"] if agrees else 0.0
    return Reply(
        f"{typed}: {'as the key' if agrees else 'not as the key'}; {points:g} of {row['points']:g} points.",
        markup.paragraph(markup.text(reason + again)),
        points,
        row["points"],
        True,
    )


def count_words(text: str) -> int:
    """Words between blanks; places such as S4.6 are not counted."""
    words = in_latin_digits(text).split()
    return len([word for word in words if "S" not in word or not LOCATOR.fullmatch(word.strip("()[].,;:!?،؛"))])


def _least(row: dict, text: str) -> int:
    """The words asked for. A text that is mostly Arabic or Persian needs fewer for as much."""
    if text.isascii() or not markup.RIGHT_TO_LEFT.search(text):
        return row["least_words"]
    letters = [sign for sign in text if sign.isalpha()]
    right_to_left = len(markup.RIGHT_TO_LEFT.findall("".join(letters)))
    return round(row["least_words"] * (FEWER if 2 * right_to_left > len(letters) else 1))


def _parts(row: dict, text: str) -> list[str]:
    """What is wrong with the parts of a text that have a length of their own, such as `Headline 25`."""
    names = [part.rpartition(" ")[::2] for part in row["parts"]]
    starts = {name: re.search(rf"\b{name}\s*:", text, re.I) for name, _ in names}
    ends = sorted(start.start() for start in starts.values() if start) + [len(text)]
    wrong = []
    for name, most in names:
        start = starts[name]
        if not start:
            wrong.append(f"no part that begins with “{name}:”")
            continue
        words = count_words(text[start.end() : next(end for end in ends if end > start.start())])
        if words > int(most):
            wrong.append(f"{name}: {words} words, at most {most} are asked for")
    return wrong


def places_asked(row: dict) -> str:
    """How many places a free answer has to cite, in words."""
    return f"{row['least_locators']} locator{'' if row['least_locators'] == 1 else 's'}"


def _check_free(row: dict, answer) -> Reply:
    text = "" if answer is None else str(answer)
    words, least = count_words(text), _least(row, text)
    found, unknown = locators_in(text)
    fitting = [name for name in found if name.split("-")[0] in row["locators"]]
    wanting = [
        f"{words} words, at least {least} are asked for" if words < least else "",
        f"{words} words, at most {row['most_words']} are asked for" if words > row["most_words"] else "",
        f"{len(found)} of {places_asked(row)}" if len(found) < row["least_locators"] else "",
        *(_parts(row, text) if text.strip() else ()),
        f"no such place: {', '.join(unknown[:5])}" if unknown else "",
        "none of the places you cite belongs to this question" if found and not fitting else "",
    ]
    wanting = [piece for piece in wanting if piece]
    places = ", ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "") or "none"
    return Reply(
        f"{words} words, places cited: {places}. " + (f"Still open: {'; '.join(wanting)}." if wanting else COMPLETE),
        "",
        None,
        row["points"],
        not wanting,
    )


def check(task_id: str, answer) -> Reply:
    """What a reader is told about an answer.

    answer: item_id -> choice for tasks of choosing, the typed text or number for all others; anything else counts as nothing entered.
    """
    row = task(task_id)
    if row["kind"] in CHOOSING:
        return _check_choices(row, answer)
    if row["kind"] in TYPING:
        return _check_typed(row, answer)
    return _check_free(row, answer)
