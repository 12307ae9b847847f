"""Which keys and verdicts a person disputes."""

from __future__ import annotations

from functools import cache

from khaddam_files import check
from khaddam_files.choices import by_key
from khaddam_files.data import records
from khaddam_files.wording import day

LONGEST = 300  # signs of a reason that are shown


@cache
def disputable() -> dict[str, str]:
    """What can be disputed in words: task_id -> title, verdict_id -> claim and verdict."""
    claims = by_key("claims")
    return {row["task_id"]: row["title"] for row in records("tasks")} | {
        row[
            "verdict_id"
        ]: f"{claims[row['claim_id']]['proposition']} Our verdict on {day(row['as_of'])}: {row['verdict']}."
        for row in records("verdicts")
    }


def disputed(kept: dict) -> dict[str, str]:
    """Task or verdict -> the reason, which may be empty, for everything that a person disputes.

    kept: keys such as `ex.03.1.dispute` and `07.dispute.C011-H2`, as the exercises and notebook 07 keep them.
    """
    found = {}
    for name, value in kept.items():
        if name.startswith("ex.") and name.endswith(".dispute") and isinstance(value, dict) and value.get("disputed"):
            found[name.removeprefix("ex.").removesuffix(".dispute")] = value.get("reason")
        elif name.startswith("07.dispute.") and isinstance(value, str) and value.strip():
            found[name.removeprefix("07.dispute.")] = value
    return {
        what: " ".join(reason.split())[:LONGEST] if isinstance(reason, str) else ""
        for what, reason in found.items()
        if what in disputable()
    }


def same(reason: str) -> str:
    """What reasons have in common that differ in capitals or in the last full stop alone."""
    return reason.casefold().rstrip(" .")


def notebook_of(what: str) -> str:
    """The exercise or notebook to which a task or a verdict belongs."""
    return "07" if what in by_key("verdicts") else check.task(what)["notebook"]
