"""Closed questions with a reason for every answer, and the form of free ones. A check never raises, whatever was entered.

Whether the reasoning of a free answer is good, a human reader says, with the rubric; the machine counts words and looks up places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from khaddam_files import markup
from khaddam_files.compare.base import in_latin_digits, locators_in
from khaddam_files.data import records

CHOOSING = ("choose", "sort", "match", "order")
TYPING = ("number", "date")


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
def _tasks() -> dict[str, dict]:
    return {row["task_id"]: row for row in records("tasks")}


@cache
def _items() -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    excerpts = {row["passage_id"]: row["excerpt"] or "" for row in records("passages")}
    for row in sorted(records("task_items"), key=lambda row: (row["task_id"], row["order"])):
        text = row["text"].replace("{excerpt}", excerpts.get(row["passage_id"], ""))
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


def tasks_of(notebook: str) -> list[dict]:
    """The tasks of one exercise in order; notebook: two digits such as `03`."""
    return sorted((row for row in records("tasks") if row["notebook"] == notebook), key=lambda row: row["order"])


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


def hint(task_id: str, number: int) -> str:
    """The first, second or third hint; the first never holds the answer."""
    return (task(task_id)["hint_1"], task(task_id)["hint_2"], task(task_id)["hint_3"])[min(max(number, 1), 3) - 1]


def read_number(text) -> float | None:
    """The number that somebody typed, in any of three scripts, or None."""
    found = re.fullmatch(
        r"[^\d.,-]{0,20}(-?(?:\d{1,12}(?:,\d{3})*(?:[.,]\d{1,6})?|[.,]\d{1,6}))\s*[^\d]{0,20}", in_latin_digits(text)
    )
    if not found:
        return None
    number = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", found.group(1))  # 12,598 is one number of five digits
    return float(number.replace(",", "."))


def read_date(text) -> str | None:
    """The day that somebody typed, as year-month-day, or None."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", in_latin_digits(text))
    return "{}-{:0>2}-{:0>2}".format(*found.groups()) if found else None


def _read_again(locator) -> str:
    return f" Read {markup.text(locator)} again." if locator else ""


def _check_choices(row: dict, answer) -> Reply:
    given = answer if isinstance(answer, dict) else {}
    lines, right, answered = [], 0, 0
    for item in items(row["task_id"]):
        choice = given.get(item["item_id"])
        if not isinstance(choice, str) or choice not in choices(row["task_id"]):
            continue
        answered += 1
        agrees = choice == item["key"]
        right += agrees
        reason = _reasons().get((item["item_id"], choice), "")
        lines.append(
            (
                item["text"],
                choice,
                "as the key" if agrees else "not as the key",
                reason + ("" if agrees or not item["locator"] else f" Read {item['locator']} again."),
            )
        )
    total = len(items(row["task_id"]))
    points = round(row["points"] * right / total, 2)
    table = (
        markup.table(lines, ("item", "your answer", "compared", "why"), "What speaks for and against your answers")
        if lines
        else ""
    )
    return Reply(
        f"{answered} of {total} answered, {right} as the key; {points:g} of {row['points']:g} points.",
        table,
        points,
        row["points"],
        answered == total,
    )


def _check_typed(row: dict, answer) -> Reply:
    (item,) = items(row["task_id"])
    text = in_latin_digits(answer if answer is not None else "")
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
        found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
        if not found:
            wanted = "This is no date: enter year, month and day as in 2003-03-16, in any script."
            return Reply(wanted, "", 0.0, row["points"], False)
        typed = "{}-{:0>2}-{:0>2}".format(*found.groups())
        agrees = typed == item["key"]
    reason = _reasons().get((item["item_id"], item["key"] if agrees else typed)) or _reasons().get(
        (item["item_id"], "other"), ""
    )
    again = "" if agrees else _read_again(item["locator"])
    points = row["points"] if agrees else 0.0
    return Reply(
        f"{typed}: {'as the key' if agrees else 'not as the key'}; {points:g} of {row['points']:g} points.",
        markup.paragraph(markup.text(reason) + again),
        points,
        row["points"],
        True,
    )


def _check_free(row: dict, answer) -> Reply:
    text = "" if answer is None else str(answer)
    words = len(text.split())
    found, unknown = locators_in(text)
    fitting = [name for name in found if name.split("-")[0] in row["locators"]]
    wanting = [
        f"{words} words, at least {row['least_words']} are asked for" if words < row["least_words"] else "",
        f"{words} words, at most {row['most_words']} are asked for" if words > row["most_words"] else "",
        f"{len(found)} of {row['least_locators']} locators" if len(found) < row["least_locators"] else "",
        f"no such place: {', '.join(unknown[:5])}" if unknown else "",
        "none of the places you cite belongs to this question" if found and not fitting else "",
    ]
    wanting = [piece for piece in wanting if piece]
    places = ", ".join(found[:12]) or "none"
    return Reply(
        f"{words} words, places cited: {places}. "
        + (f"Still open: {'; '.join(wanting)}." if wanting else "The form is complete; a reader judges the reasons."),
        "",
        None,
        row["points"],
        not wanting,
    )


def check(task_id: str, answer) -> Reply:
    """What a reader is told about an answer.

    answer: item_id -> choice for tasks of choosing, the typed text for all others; anything else counts as nothing entered.
    """
    row = task(task_id)
    if row["kind"] in CHOOSING:
        return _check_choices(row, answer)
    if row["kind"] in TYPING:
        return _check_typed(row, answer)
    return _check_free(row, answer)
