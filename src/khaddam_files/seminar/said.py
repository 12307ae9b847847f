"""What a class wrote or reckoned: headlines, exit tickets, renderings, disputes, and the numbers it
gave to the forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from khaddam_files.choices import by_key
from khaddam_files.compare import note
from khaddam_files.compare.forecasts import (
    forecast_probabilities,
    hedge_in_words,
    horizon_in_words,
    speakers_in_words,
    verdict_row,
)
from khaddam_files.data import records
from khaddam_files.grading import class_texts
from khaddam_files.grading.class_answers import FEWEST, answers_of, in_words
from khaddam_files.pages.strip import capital_of
from khaddam_files.seminar.asked import Asked, Pair, Thing

FORECASTS, WORDS = "07.forecasts", "words"
HEADLINES, DISPUTES, PACE = "headlines", "disputes", "exit.pace"
STEP, MOST = 10, 100  # of a number that was given to a forecast


# ------------------------------------------------------------------------- words of their own


@dataclass(frozen=True, kw_only=True)
class Written(Thing):
    """What several people wrote to one question, without names, in an order that says nothing.

    texts: one of each person; or, where each is shared, lines that five or more people stand
    behind.
    """

    texts: Sequence[str]
    each_shared: bool = False

    @property
    def people(self) -> int:
        return len(self.texts)

    @property
    def shown(self) -> bool:
        return bool(self.texts) if self.each_shared else super().shown

    @property
    def answered(self) -> str:
        return f"{self.people}, each by {FEWEST} or more" if self.each_shared else super().answered


def _of_own_words(
    view: str, where: str, text: str, texts: Sequence[str], each_shared: bool = False
) -> Written:
    return Written(
        view=view, lists=(WORDS,), where=where, text=text, texts=texts, each_shared=each_shared
    )


def written(folder: str) -> list[Written]:
    """Everything that a class wrote. folder: that of the handed-in files."""
    disputes = class_texts.disputes(folder).rows
    disputed = [
        f"{row.what} “{row.title}”: {row.people} people. {row.reasons}".strip() for row in disputes
    ]
    headlines = [row.headline for row in class_texts.headline_wall(folder).rows]
    tickets = class_texts.ticket_answers(answers_of(folder))
    return [
        _of_own_words(HEADLINES, "Notebook 08: headlines", "The talks in one headline", headlines),
        *(
            _of_own_words(f"exit.{part}", "Exit tickets", question, sorted(tickets[part]))
            for part, question in note.TICKET_QUESTIONS.items()
            if part != "pace"
        ),
        *_renderings(folder),
        _of_own_words(DISPUTES, "Disputes", "Keys and verdicts that we dispute", disputed, True),
    ]


def _renderings(folder: str) -> list[Written]:
    texts: dict[str, list[str]] = {}
    for row in class_texts.renderings(folder).rows:
        texts.setdefault(row.line, []).append(row.rendering)
    return [
        _of_own_words(f"05.rendered.{number}", "Notebook 05: renderings", line, own)
        for number, (line, own) in enumerate(texts.items(), 1)
    ]


def pace(everybody: Sequence[dict]) -> Asked:
    """How the pace was, on the exit tickets."""
    given = class_texts.ticket_answers(everybody)["pace"]
    return Asked(
        view=PACE,
        lists=(WORDS,),
        where="Exit tickets",
        text=note.TICKET_QUESTIONS["pace"],
        prompt="",
        choices=note.TICKET_PACES,
        right=frozenset(),
        key="",
        pairs=[Pair(text, text) for text in given if text in note.TICKET_PACES],
        once=True,
    )


# ------------------------------------------------------------------------- forecasts


class Bin(NamedTuple):
    """How many people gave a number from `low` to `high`."""

    low: int
    high: int
    people: int


class DayVerdict(NamedTuple):
    """What had become of a claim by one day, and why we say so."""

    day: str
    verdict: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Forecast(Thing):
    """A claim of notebook 07 and the numbers from 0 to 100 that people gave to it, sorted."""

    claim_id: str
    numbers: Sequence[float]

    @property
    def people(self) -> int:
        return len(self.numbers)

    @property
    def bins(self) -> list[Bin]:
        """The numbers by tens; 100 stands with 90."""
        places = [min(int(number), MOST - 1) // STEP for number in self.numbers]
        lows = range(0, MOST, STEP)
        return [
            Bin(low, MOST if low == lows[-1] else low + STEP - 1, places.count(place))
            for place, low in enumerate(lows)
        ]

    @property
    def verdicts(self) -> list[DayVerdict]:
        """Our verdict on each of the four days."""
        rows = [(day, verdict_row(self.claim_id, day)) for day in by_key("horizons")]
        return [
            DayVerdict(horizon_in_words(day), row["verdict"], row["reason"]) for day, row in rows
        ]


def forecasts(everybody: Sequence[dict]) -> list[Forecast]:
    """The scorable claims that somebody gave a number to, and those of the short list of notebook
    07."""
    numbers: dict[str, list[float]] = {row["claim_id"]: [] for row in records("chosen_claims")}
    for person in everybody:
        for claim_id, number in forecast_probabilities(person).items():
            numbers.setdefault(claim_id, []).append(number)
    claims = ((by_key("claims")[claim_id], own) for claim_id, own in numbers.items())
    return [
        Forecast(
            view=f"07.{claim['claim_id']}",
            lists=(FORECASTS,),
            where=f"Notebook 07: a number for claim {claim['claim_id']}",
            text=in_words([claim["claim_id"]]),
            who=f"{speakers_in_words(claim)}; hedge: {hedge_in_words(claim)}",
            side=capital_of(next(iter(claim["speaker_ids"]), None)),
            claim_id=claim["claim_id"],
            numbers=sorted(own),
        )
        for claim, own in claims
        if claim["scorable"]
    ]
