"""Which keys and verdicts a person disputes."""

from __future__ import annotations

from functools import cache

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.data import records
from khaddam_files.wording import day

LONGEST_REASON = 300  # signs of a reason that are shown


@cache
def disputable() -> dict[str, str]:
    """What can be disputed in words: task_id -> title, verdict_id -> claim and verdict."""
    claims = by_key("claims")
    return {row["task_id"]: row["title"] for row in records("tasks")} | {
        row[
            "verdict_id"
        ]: f"{claims[row['claim_id']]['proposition']} Our verdict on {day(row['as_of'])}: "
        f"{row['verdict']}."
        for row in records("verdicts")
    }


@cache
def _dispute_keys() -> dict[str, str]:
    """Key of a dispute -> the task or verdict."""
    tasks = {keys.dispute(row["task_id"]): row["task_id"] for row in records("tasks")}
    return tasks | {
        keys.verdict(row["verdict_id"]): row["verdict_id"] for row in records("verdicts")
    }


def dispute_reasons(answers: dict) -> dict[str, str]:
    """Task or verdict -> the reason, which may be empty, for everything that a person disputes.

    answers: what a person entered, under task-wide keys as `keys.joined` gives them.
    """
    reasons: dict[str, object] = {}
    for key, what in _dispute_keys().items():
        value = answers.get(key)
        if isinstance(value, str) and value.strip() and key.startswith(keys.VERDICT):
            reasons[what] = value
        elif (
            isinstance(value, dict)
            and value.get(keys.DISPUTED)
            and not key.startswith(keys.VERDICT)
        ):
            reasons[what] = value.get(keys.REASON)
    return {
        what: " ".join(reason.split())[:LONGEST_REASON] if isinstance(reason, str) else ""
        for what, reason in reasons.items()
    }


def same_reason(reason: str) -> str:
    """What reasons have in common that differ in capitals or in the last full stop alone."""
    return reason.casefold().rstrip(" .")


def notebook_of(what: str) -> str:
    """The exercise or notebook to which a task or a verdict belongs."""
    return "07" if what in by_key("verdicts") else check.task(what)["notebook"]
