"""Closed questions with a reason for every answer, and the form of free ones. A check never raises,
whatever was entered.

Whether the reasoning of a free answer is good, a human reader says, with the rubric; the machine
counts words and looks up places.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.compare.locators import LOCATOR_PATTERN, locators_in
from khaddam_files.data import records
from khaddam_files.wording import RIGHT_TO_LEFT_LETTER, in_latin_digits

if TYPE_CHECKING:
    from markupsafe import Markup

CHOOSING_KINDS = ("choose", "sort", "match", "order")
TYPING_KINDS = ("number", "date")
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(
        r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})"
    ),
    re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)
FORM_IS_COMPLETE = "The form is complete; a reader judges the reasons."
NO_KEY = "This edition holds no key: your answer is kept, and your teacher compares it."
_RIGHT_TO_LEFT_SHARE = 0.75  # words of Arabic or Persian that say as much as one of English


class TaskError(LookupError):
    """A task that does not exist was asked for; the message says which there are."""

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


class ItemReply(NamedTuple):
    """The choice for one item, whether it is as the key, and why. item: a row of `items`."""

    item: dict
    choice: str
    agrees: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a reader is told of an answer.

    points: earned so far; None where a human reader gives them, or where there is no key.
    complete: nothing is missing. item_replies: on the items of a task of choosing that were
    answered; reason: what speaks for or against a number or a date.
    """

    sentence: str
    points: float | None
    out_of: float
    complete: bool
    item_replies: tuple[ItemReply, ...] = ()
    reason: str = ""

    @property
    def html(self) -> Markup:
        """What stands under the sentence, as HTML."""
        from khaddam_files.pages import check as page  # upwards, as a comparison shows itself

        return page.html(self)


@cache
def _tasks_by_id() -> dict[str, Any]:
    return {row["task_id"]: row for row in records("tasks")}


@cache
def _items_by_task() -> dict[str, list[Any]]:
    items: dict[str, list[Any]] = {}
    excerpts = {row["passage_id"]: row["excerpt"] or "" for row in records("passages")}
    for row in sorted(records("task_items"), key=lambda row: (row["task_id"], row["order"])):
        text = row["text"].replace("{excerpt}", excerpts.get(row["passage_id"] or "", ""))
        items.setdefault(row["task_id"], []).append(row | {"text": text})
    return items


@cache
def _reasons_by_choice() -> dict[tuple[str, str], str]:
    return {
        (row["item_id"], row["choice"]): row["feedback"] or "" for row in records("task_choices")
    }


def task(task_id: str) -> dict:
    """One row of `tasks.csv`; raises `TaskError` for an id that does not exist."""
    if task_id not in _tasks_by_id():
        raise TaskError(
            f"There is no task {task_id!r}: expected one of {', '.join(_tasks_by_id())}."
        )
    return _tasks_by_id()[task_id]


def tasks_of(notebook: str) -> list[Any]:
    """The tasks of one exercise in order; notebook: two digits such as `03`."""
    return sorted(
        (row for row in records("tasks") if row["notebook"] == notebook),
        key=lambda row: row["order"],
    )


def items(task_id: str) -> list[dict]:
    """What is to be sorted, matched, ordered or answered in a task, in order.

    Fields: item_id, text, key, locator.
    """
    return _items_by_task().get(task_id, [])


@cache
def choices(task_id: str) -> tuple[str, ...]:
    """The answers that a reader can choose from, in the order of the table."""
    item_ids = {item["item_id"] for item in items(task_id)}
    return tuple(
        dict.fromkeys(
            row["choice"]
            for row in records("task_choices")
            if row["item_id"] in item_ids and row["listed"]
        )
    )


_SHORT_CHOICE_SIGNS = 40  # signs of a choice that can stand in a row with others
SHOWN_CHOICE_SIGNS = 60  # signs of a choice that a closed list shows


@cache
def lettered_choices(task_id: str) -> dict[str, str]:
    """choice -> what a list shows of one that is a whole sentence: a letter and the first words."""
    of_task = choices(task_id)
    if max(map(len, of_task), default=0) <= _SHORT_CHOICE_SIGNS:
        return {}
    return {
        choice: f"{letter}. {_beginning(choice)}"
        for letter, choice in zip("ABCDEFGHIJKL", of_task, strict=False)
    }


@cache
def choice_signs(task_id: str) -> str:
    """What stands for each choice in a line of letters: its digit where the choices are digits, as
    in an order, else a letter; in the order of `choices`. Nothing for a task without choices."""
    of_task = choices(task_id)
    if of_task and all(len(choice) == 1 and choice.isdecimal() for choice in of_task):
        return "".join(of_task)
    return string.ascii_lowercase[: len(of_task)]


def _beginning(choice: str) -> str:
    return (
        choice
        if len(choice) <= SHOWN_CHOICE_SIGNS
        else choice[:SHOWN_CHOICE_SIGNS].rsplit(" ", 1)[0] + " …"
    )


def points_in_words(row: dict) -> str:
    """What a task is worth: 1 point, 2.5 points."""
    return f"{row['points']:g} point{'' if row['points'] == 1 else 's'}"


def rubric_in_words(task_id: str) -> list[str]:
    """What each level of a free answer takes, lowest first; nothing for a closed task."""
    return [
        f"Level {row['level']}: {row['description']}"
        for row in records("rubrics")
        if row["task_id"] == task_id
    ]


def hint(task_id: str, number: int) -> str:
    """The first, second or third hint; the first never holds the answer."""
    return task(task_id)[f"hint_{min(max(number, 1), 3)}"]


def read_number(text: object) -> float | None:
    """The number that somebody typed, in any of three scripts, or None."""
    digits = in_latin_digits(text)
    for sign, decimal in _FRACTIONS.items():
        digits = digits.replace(sign, decimal)
    match = re.fullmatch(
        r"[^\d.,-]{0,20}(-?(?:\d{1,12}(?:,\d{3})*(?:[.,]\d{1,6})?|[.,]\d{1,6}))\s*[^\d]{0,20}",
        digits,
    )
    if not match:
        return None
    # 12,598 is one number of five digits
    number = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", match.group(1))
    return float(number.replace(",", "."))


def read_date(text: object) -> str | None:
    """The day that somebody typed in any of three scripts, as `2003-03-16`; None for no day.

    Months may be named in English: 16 March 2003, March 16, 2003.
    """
    for pattern in _DAYS:
        if match := pattern.fullmatch(in_latin_digits(text)):
            month = _month_number(match["month"])
            try:
                return date(int(match["year"]), month, int(match["day"])).isoformat()
            except ValueError:  # 2003-02-30, 1 Foo 2003
                return None
    return None


def _month_number(written: str) -> int:
    """The number of a month from its digits, or from the beginning of its English name; else 0."""
    if written.isdecimal():
        return int(written)
    fitting = (place for place, name in enumerate(_MONTHS, 1) if name.startswith(written.lower()))
    return next(fitting, 0)


def item_reply(item: dict, choice: object) -> ItemReply | None:
    """What there is to say to a choice for one item; None where nothing of the list was chosen."""
    if not isinstance(choice, str) or choice not in choices(item["task_id"]):
        return None
    return _reply_to_item(item, choice)


def _reply_to_item(item: dict, choice: str) -> ItemReply:
    agrees = choice == item["key"]
    reason = _reasons_by_choice().get((item["item_id"], choice), "")
    again = "" if agrees else _read_again(reason, item["locator"])
    return ItemReply(item, choice, agrees, reason + again)


def _read_again(reason: str, locator: str | None) -> str:
    """The passage to read again, unless the reason names one already."""
    return f" Read {locator} again." if locator and not LOCATOR_PATTERN.search(reason) else ""


def item_replies(row: dict, answer: object) -> tuple[ItemReply, ...]:
    """Every item of a task of choosing that was answered. row: of `tasks.csv`."""
    choice_of_item, answered_items = answer if isinstance(answer, dict) else {}, []
    for item_id, replies in _replies_by_item(row["task_id"]).items():
        choice = choice_of_item.get(item_id)
        if isinstance(choice, str) and choice in replies:
            answered_items.append(replies[choice])
    return tuple(answered_items)


@cache
def _replies_by_item(task_id: str) -> dict[str, dict[str, ItemReply]]:
    """item_id -> choice -> all that can be said of it, reckoned once for a whole class."""
    return {
        item["item_id"]: {choice: _reply_to_item(item, choice) for choice in choices(task_id)}
        for item in items(task_id)
    }


def earned_points(row: dict, right: int) -> float:
    """The points of a task of choosing for a number of items as the key."""
    return round(row["points"] * right / len(items(row["task_id"])), 2)


def _has_key(row: dict) -> bool:
    """Whether a closed task can be compared here; a student's edition holds no key."""
    return all(item["key"] for item in items(row["task_id"]))


def _check_choices(row: dict, answer: object) -> Reply:
    answered_items, total = item_replies(row, answer), len(items(row["task_id"]))
    if not _has_key(row):
        return Reply(
            sentence=f"{len(answered_items)} of {total} answered. {NO_KEY}",
            points=None,
            out_of=row["points"],
            complete=len(answered_items) == total,
        )
    places = [line.choice for line in answered_items]
    right = sum(line.agrees for line in answered_items)
    points = earned_points(row, right)
    sentence = (
        f"{len(answered_items)} of {total} answered, {right} as the key; {points:g} of "
        f"{row['points']:g} points."
    )
    if row["kind"] == "order":
        twice = sorted({place for place in places if places.count(place) > 1})
        sentence += f" Given to more than one: place {', '.join(twice)}." if twice else ""
    return Reply(
        sentence=sentence,
        points=points,
        out_of=row["points"],
        complete=len(answered_items) == total,
        item_replies=answered_items,
    )


_NO_NUMBER = "There is no single number in it: enter digits such as 12 or 12.5, in any script."
_NO_DAY = (
    "No day of the calendar can be read in it: enter year, month and day as in 2003-03-16, in any "
    "script, or 16 March 2003."
)


def _check_typed(row: dict, answer: object) -> Reply:
    text = in_latin_digits(answer) if isinstance(answer, (str, int, float)) else ""
    if not text:
        return _reply_to_nothing(row, "Nothing entered yet.")
    (item,) = items(row["task_id"])
    if row["kind"] == "number":
        number = read_number(text)
        if number is None:
            return _reply_to_nothing(row, _NO_NUMBER)
        entry = f"{number:g}"
        agrees = _has_key(row) and abs(number - float(item["key"])) <= (row["tolerance"] or 0)
    else:
        day = read_date(text)
        if day is None:
            return _reply_to_nothing(row, _NO_DAY)
        agrees, entry = day == item["key"], day
    if not _has_key(row):
        return Reply(
            sentence=f"{entry}. {NO_KEY}", points=None, out_of=row["points"], complete=True
        )
    points = row["points"] if agrees else 0.0
    verdict = "as the key" if agrees else "not as the key"
    return Reply(
        sentence=f"{entry}: {verdict}; {points:g} of {row['points']:g} points.",
        points=points,
        out_of=row["points"],
        complete=True,
        reason=_reason_for_entry(item, entry, agrees),
    )


def _reply_to_nothing(row: dict, sentence: str) -> Reply:
    """Nothing was typed that could be compared."""
    return Reply(sentence=sentence, points=0.0, out_of=row["points"], complete=False)


def _reason_for_entry(item: dict, typed_entry: str, agrees: bool) -> str:
    """What speaks for or against a number or a date, in our form of it."""
    entry = item["key"] if agrees else typed_entry
    reason = _reasons_by_choice().get((item["item_id"], entry)) or _reasons_by_choice().get(
        (item["item_id"], "other"), ""
    )
    return reason + ("" if agrees else _read_again(reason, item["locator"]))


def count_words(text: str) -> int:
    """Words between blanks; places such as S4.6 are not counted."""
    words = in_latin_digits(text).split()
    return len(
        [
            word
            for word in words
            if "S" not in word or not LOCATOR_PATTERN.fullmatch(word.strip("()[].,;:!?،؛"))
        ]
    )


def _least_words(row: dict, text: str) -> int:
    """The words asked for. A text that is mostly Arabic or Persian needs fewer for as much."""
    if text.isascii() or not RIGHT_TO_LEFT_LETTER.search(text):
        return row["least_words"]
    letters = [sign for sign in text if sign.isalpha()]
    right_to_left = len(RIGHT_TO_LEFT_LETTER.findall("".join(letters)))
    return round(
        row["least_words"] * (_RIGHT_TO_LEFT_SHARE if 2 * right_to_left > len(letters) else 1)
    )


def _faults_of_parts(row: dict, text: str) -> list[str]:
    """What is wrong with parts that have a length of their own, such as `Headline 25`."""
    limits = {name: int(most) for name, _, most in (part.rpartition(" ") for part in row["parts"])}
    heads = {name: re.search(rf"\b{name}\s*:", text, re.I) for name in limits}
    ends = sorted(head.start() for head in heads.values() if head) + [len(text)]
    faults = []
    for name, head in heads.items():
        if head is None:
            faults.append(f"no part that begins with “{name}:”")
            continue
        words = count_words(text[head.end() : next(end for end in ends if end > head.start())])
        if words > limits[name]:
            faults.append(f"{name}: {words} words, at most {limits[name]} are asked for")
    return faults


def places_in_words(row: dict) -> str:
    """How many places a free answer has to cite, in words."""
    return f"{row['least_locators']} locator{'' if row['least_locators'] == 1 else 's'}"


def _check_free(row: dict, answer: object) -> Reply:
    text = "" if answer is None else str(answer)
    words, least_words = count_words(text), _least_words(row, text)
    cited, unknown = locators_in(text)
    places_of_task = [name for name in cited if name.split("-")[0] in row["locators"]]
    open_points = [
        f"{words} words, at least {least_words} are asked for" if words < least_words else "",
        f"{words} words, at most {row['most_words']} are asked for"
        if words > row["most_words"]
        else "",
        f"{len(cited)} of {places_in_words(row)}" if len(cited) < row["least_locators"] else "",
        *(_faults_of_parts(row, text) if text.strip() else ()),
        f"no such place: {', '.join(unknown[:5])}" if unknown else "",
        "none of the places you cite belongs to this question"
        if cited and not places_of_task
        else "",
    ]
    open_points = [piece for piece in open_points if piece]
    places = ", ".join(cited[:12]) or "none"
    further_places = f" and {len(cited) - 12} more" if len(cited) > 12 else ""
    form = f"Still open: {'; '.join(open_points)}." if open_points else FORM_IS_COMPLETE
    return Reply(
        sentence=f"{words} words, places cited: {places}{further_places}. {form}",
        points=None,
        out_of=row["points"],
        complete=not open_points,
    )


def check(task_id: str, answer: object) -> Reply:
    """What a reader is told about an answer.

    answer: item_id -> choice for tasks of choosing, the typed text or number for all others;
    anything else counts as nothing entered.
    """
    row = task(task_id)
    if row["kind"] in CHOOSING_KINDS:
        return _check_choices(row, answer)
    if row["kind"] in TYPING_KINDS:
        return _check_typed(row, answer)
    return _check_free(row, answer)
