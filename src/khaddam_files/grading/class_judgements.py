"""How a class judged in the guided notebooks, and which numbers it gave to the forecasts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from khaddam_files import compare, readable_export
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.compare import forecasts
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.data import records
from khaddam_files.grading.class_answers import (
    FEWEST,
    ItemAnswers,
    JudgementSpread,
    answers_of,
    choice_counts,
    hardest,
    in_words,
    keys_like,
    middle_half,
    tallies,
)


class JudgementKind(NamedTuple):
    """Which keys hold the judgements of one kind, what could be chosen, our own judgement by the
    pieces of a key, and our reason; both None where the tables have none.
    """

    keys: re.Pattern[str]
    choices: Callable[[], tuple[str, ...]]
    ours: Callable[..., str | None]
    reason: Callable[..., str | None]


def _first(rows: Iterable[Mapping[str, Any]], column: str) -> str | None:
    return next((row[column] for row in rows), None)


def _relation(column: str) -> Callable[..., str | None]:
    def of_both(topic: str, *voices: str) -> str | None:
        relations = (row for row in records("relations") if row["topic_id"] == topic)
        found = (row for row in relations if {row["voice_a"], row["voice_b"]} == set(voices))
        return _first(found, column)

    return of_both


def _row_judgement(column: str) -> Callable[..., str | None]:
    def of_both(row_id: str, hypothesis_id: str) -> str | None:
        passages = (row for row in records("hypothesis_passages") if row["row_id"] == row_id)
        found = (row for row in passages if row["hypothesis_id"] == hypothesis_id)
        return _first(found, column)

    return of_both


def _column(table: str, column: str) -> Callable[..., str | None]:
    return lambda name: by_key(table).get(name, {}).get(column)


JUDGEMENT_KINDS = {  # what the guided notebooks keep
    "02 labels of the links": JudgementKind(
        keys_like(keys.chain("*", "label"), r"K\d+"),
        lambda: tuple(compare.chain.CHAIN_LABELS),
        _column("chain", "label"),
        _column("chain", "explanation"),
    ),
    "04 pairs of voices": JudgementKind(
        keys_like(keys.pair("*", "*", "*")),
        lambda: tuple(compare.capitals.VOICE_RELATIONS),
        _relation("relation"),
        _relation("reason"),
    ),
    "04 silences": JudgementKind(
        keys_like(keys.silence("*"), r"\w+"),
        lambda: tuple(compare.capitals.SILENCE_JUDGEMENTS),
        _column("silences", "expected"),
        _column("silences", "why_expected"),
    ),
    "05 right against left": JudgementKind(
        keys_like(keys.judged("*", "*", "*")),
        lambda: tuple(compare.prints.PRINT_JUDGEMENTS),
        lambda *_: None,
        lambda *_: None,
    ),
    "05 kinds of change": JudgementKind(
        keys_like(keys.drift("*"), r"\w+"),
        lambda: compare.prints.drift_kinds().values,
        _column("drift", "kind"),
        _column("drift", "why_it_matters"),
    ),
    "08 passages and explanations": JudgementKind(
        keys_like(keys.judgement("*", "*"), r"HR\d+|H-[a-e]"),
        lambda: tuple(compare.explanations.ROW_JUDGEMENTS),
        _row_judgement("judgement"),
        _row_judgement("reason"),
    ),
    "08 claims of the frame": JudgementKind(
        keys_like(keys.guess("*"), r"F\d+"),
        lambda: tuple(compare.framing.VERDICTS_ON_CLAIMS),
        _column("framing", "verdict"),
        _column("framing", "reason"),
    ),
}


def judgements(folder: str, what: str) -> JudgementSpread:
    """How a class judged in a guided notebook. what: a key of `JUDGEMENT_KINDS`. Frame: item,
    answer, people, share, key.

    Of what fewer than five people have judged, the number alone is given. Raises
    `NotADirectoryError` if there is no such folder.
    """
    choices, everybody = JUDGEMENT_KINDS[what].choices(), answers_of(folder)
    by_person = [_of_person(answers, JUDGEMENT_KINDS[what].keys, choices) for answers in everybody]
    by_item: dict[str, list[str]] = {}
    for own in by_person:
        for name, answer in own.items():
            by_item.setdefault(name, []).append(answer)
    items = [
        _judged_item(name, answers, JUDGEMENT_KINDS[what].ours)
        for name, answers in sorted(by_item.items())
        if len(answers) >= FEWEST
    ]
    furthest = hardest(item for item in items if item.right)
    return JudgementSpread(
        sentence=f"Notebook {what}: judged by {sum(map(bool, by_person))} of {len(everybody)} "
        f"who handed in; {len(items)} items by {FEWEST} or more people, "
        f"{len(by_item) - len(items)} more by fewer and not shown."
        + (f" Furthest from the key: {furthest} as the key." if furthest else ""),
        rows=[tally for item in items for tally in tallies(item)],
        choices=choices,
        items=[choice_counts(item, choices) for item in items],
        what=what,
    )


def _of_person(answers: dict, like: re.Pattern[str], choices: Sequence[str]) -> dict[str, str]:
    """The pieces of a key, with full stops between them -> what one person judged."""
    matches = [
        (like.fullmatch(key), answer) for key, answer in answers.items() if answer in choices
    ]
    return {".".join(match.groups()): answer for match, answer in matches if match}


def _judged_item(name: str, answers: list[str], ours: Callable[..., str | None]) -> ItemAnswers:
    """One item of a guided notebook in words, with our own judgement where the tables have one."""
    pieces = name.split(".")
    key = ours(*pieces)
    return ItemAnswers(in_words(pieces), answers, [], frozenset([key] if key else []))


class ClaimNumbers(NamedTuple):
    """A claim of notebook 07 and the numbers from 0 to 100 that a class gave to it."""

    claim: str
    people: int
    lowest: float
    quarter: float
    median: float
    three_quarters: float
    highest: float


@frozen
class Probabilities(Comparison):
    """Which numbers a class gave to the forecasts."""

    rows: Sequence[ClaimNumbers]
    row_type = ClaimNumbers


def probabilities(folder: str) -> Probabilities:
    """Which numbers the class gave to the forecasts of notebook 07. Frame: claim, people, lowest,
    quarter, median, three_quarters, highest.
    """
    numbers: dict[str, list[float]] = {}
    for answers in answers_of(folder):
        for claim_id, number in forecasts.forecast_probabilities(answers).items():
            numbers.setdefault(claim_id, []).append(number)
    rows = [
        ClaimNumbers(
            f"{claim_id} {readable_export.in_words(claim_id)}",
            len(own),
            min(own),
            *middle_half(own),
            max(own),
        )
        for claim_id, own in sorted(numbers.items())
        if len(own) >= FEWEST
    ]
    widest = max(rows, key=lambda row: row.three_quarters - row.quarter, default=None)
    return Probabilities(
        sentence=f"{len(rows)} claims have a number from {FEWEST} or more people; "
        f"{len(numbers) - len(rows)} more from fewer and not shown."
        + (f" Furthest apart: {widest.claim}" if widest else ""),
        rows=rows,
    )
