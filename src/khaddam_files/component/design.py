"""What the component draws of one task, made from the tables: data, without HTML."""

from __future__ import annotations

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.component.places import places_of
from khaddam_files.data import records

TYPING_HELP = {
    "number": "Enter digits such as 12 or 12.5, in any script.",
    "date": "Enter year, month and day as in 2003-03-16, in any script, or 16 March 2003.",
}


def _legend(row: dict) -> str:
    return (
        f"Your answers to {row['task_id']}"
        if len(check.items(row["task_id"])) > 1
        else f"Task {row['task_id']}"
    )


def _lettered(row: dict) -> dict[str, str]:
    """choice -> what a list shows of it, where choices are sentences that stand above the items."""
    return check.lettered_choices(row["task_id"]) if row["kind"] != "choose" else {}


def _items(row: dict) -> list[dict]:
    """The items of a task of choosing: key, text, choices as (value, words), and the kind of
    control."""
    named = _lettered(row)
    choices = [[choice, named.get(choice, choice)] for choice in check.choices(row["task_id"])]
    return [
        {
            "key": keys.answer(row["task_id"], item["item_id"]),
            "text": item["text"],
            "choices": choices,
            "as": "radio" if row["kind"] == "choose" else "select",
        }
        for item in check.items(row["task_id"])
    ]


def _text(row: dict) -> dict:
    """The box of a task to write in."""
    free = row["kind"] == "free"
    asked = (
        f"{row['least_words']} to {row['most_words']} words, at least {check.places_in_words(row)}"
    )
    return {
        "key": keys.answer(row["task_id"]),
        "label": f"Your answer to {row['task_id']}"
        if free
        else check.items(row["task_id"])[0]["text"],
        "rows": 8 if free else None,
        "asked": asked if free else TYPING_HELP[row["kind"]],
        "count": free,
    }


def _dispute(row: dict) -> dict:
    what = "question" if row["kind"] == "free" else "key"
    return {
        "summary": f"Dispute the {what} of {row['task_id']}",
        "told": "Useful if no answer seems right, or the reason does not convince you. It "
        "costs nothing.",
        "disputed": keys.dispute(row["task_id"], keys.DISPUTED),
        "reason": keys.dispute(row["task_id"], keys.REASON),
        "label": f"I dispute the {what}",
    }


def task(task_id: str) -> dict:
    """What the component draws of one task; no key, reason, hint or sample is in it. Raises
    `TaskError` for an unknown task.

    Fields: id, legend, places and the article in which they stand, items with the letters of long
    choices, or text, signs (what stands for each choice in a line of letters, "" for what is
    typed), dispute, level (of a free task); `keys` names everything that is kept of it.
    """
    row = check.task(task_id)
    design = {"id": task_id, "legend": _legend(row), "dispute": _dispute(row)}
    if row["locators"]:
        article = {"name": "Al Majalla, 23 March 2024", "url": by_key("sources")["W05"]["url"]}
        design |= {"places": places_of(row), "article": article}
    if row["kind"] in check.CHOOSING_KINDS:
        letters = [f"{shown[0]}. {choice}" for choice, shown in _lettered(row).items()]
        signs = check.choice_signs(task_id)
        design |= {"items": _items(row), "letters": letters, "signs": signs}
    else:
        design["text"] = _text(row)
    if row["kind"] in check.TYPING_KINDS:
        design["signs"] = ""
    if row["kind"] == "free":
        levels = [[level, f"level {level}"] for level in rubric_levels(task_id)]
        design["level"] = {
            "key": keys.own_level(task_id),
            "label": "I would give it",
            "choices": levels,
            "empty": "not said",
        }
    return design | {"keys": keys_of(design)}


def rubric_levels(task_id: str) -> list[str]:
    """The levels of a free task's rubric, lowest first."""
    return sorted({str(row["level"]) for row in records("rubrics") if row["task_id"] == task_id})


def keys_of(design: dict) -> list[str]:
    """Every key under which something of a specification is kept."""
    own = [item["key"] for item in design.get("items", ())]
    own += [design[part]["key"] for part in ("text", "level", "hints") if part in design]
    return own + [design["dispute"][part] for part in ("disputed", "reason") if "dispute" in design]
