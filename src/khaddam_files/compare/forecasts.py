"""Notebook 07: claims read as forecasts, their verdicts on four days, and the score of a reader.

A verdict is on a sentence, against a criterion, on a day. What a reader entered arrives as a
dictionary of keys such as `07.C002.probability`, so that nothing here knows where answers are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.answers import keys
from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import ANY, Comparison
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import short_name
from khaddam_files.wording import count_of, day, shortened

if TYPE_CHECKING:
    from khaddam_files.rows import Claim, Verdict

SHORT_LIST, WHOLE_LIST = "the chosen claims", "all claims"
CLAIM_LIST = Choice("list", dict.fromkeys((SHORT_LIST, WHOLE_LIST), ""))
NOT_JUDGED = "choose an answer"
SCORABLE_YES = "yes, it can be scored"
SKIPPED = "skip: show me the outcome"
CAN_BE_SCORED = (
    NOT_JUDGED,
    SCORABLE_YES,
    "no: it is an aim or a proposal",
    "no: it is a definition",
    "no: it is a question",
    "no: it has no date or no measure",
    "no: it speaks of the present or the past",
    SKIPPED,
)
SCORABILITY = Choice("answer", dict.fromkeys(CAN_BE_SCORED[1:], ""), NOT_JUDGED)
LABEL_SIGNS = 60  # of a claim in a list, so that the list shows it whole
DAY = "day of judgement"  # what a horizon is called in a refusal
LOCKED = "locked"
TURNED = "Reversed"
DECIDED = {"yes": 1, "no": 0}  # the verdicts that can be scored
BINS = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))
BASELINE = 0.25  # what somebody earns who always says 50
ENOUGH_FORECASTS = 15  # scored forecasts below which nothing should be generalised

Kept = Mapping[str, Any]  # key of an answer -> what was entered
Opened = Collection[str] | None  # claim ids whose outcome may be shown, None for all
Reasons = Mapping[str, str] | None  # verdict_id -> why the reader disputes it


class AnsweredClaim(NamedTuple):
    """What a reader said of a claim, and whether the key holds it scorable."""

    claim_id: str
    answer: str
    key: bool
    type: str
    probability: float | None


@dataclass(frozen=True, kw_only=True)
class ClaimToJudge(Comparison):
    """A row of `claims.csv` and the reader's measure of it; no rows until it is answered."""

    rows: Sequence[AnsweredClaim]
    claim: Claim
    measure: str
    row_type = AnsweredClaim


class ClaimOfTheDay(NamedTuple):
    """A claim as it stood on the day. excerpt: words of the article, None where it is retold."""

    claim_id: str
    locator: str
    said_by: str
    excerpt: str | None
    proposition: str
    hedge: str
    condition: str


@dataclass(frozen=True, kw_only=True)
class ClaimsOfTheDay(Comparison):
    """The chosen claims without any outcome."""

    rows: Sequence[ClaimOfTheDay]
    row_type = ClaimOfTheDay


class DayVerdict(NamedTuple):
    """The verdict on a claim on one day."""

    horizon_id: str
    as_of: date
    verdict: str
    reason: str
    contested_why: str | None


@dataclass(frozen=True, kw_only=True)
class ClaimVerdicts(Comparison):
    """The verdicts on a row of `claims.csv`, and the sources of all evidence; locked: no rows."""

    rows: Sequence[DayVerdict]
    claim: Claim
    disputes: Mapping[str, str]
    source_ids: Sequence[str]
    row_type = DayVerdict


class ClaimOnTwoDays(NamedTuple):
    """The verdicts on a claim on two days; change: how they differ, None where they agree."""

    claim_id: str
    locator: str
    said_by: str
    hedge: str
    left: str
    right: str
    change: str | None


@dataclass(frozen=True, kw_only=True)
class TwoDays(Comparison):
    """The verdicts of two days, which `left` and `right` name; `unlocked` are some of the rows."""

    rows: Sequence[ClaimOnTwoDays]
    left: str
    right: str
    unlocked: Sequence[ClaimOnTwoDays]
    row_type = ClaimOnTwoDays


@dataclass(frozen=True, kw_only=True)
class TwoDaysAndClaim(Comparison):
    """All claims on two days, and one in detail. dispute: of its verdict on the day `disputed`."""

    rows: Sequence[ClaimOnTwoDays]
    days: TwoDays
    verdicts: ClaimVerdicts
    disputed: str
    dispute: str | None
    row_type = ClaimOnTwoDays


@dataclass(frozen=True, kw_only=True)
class TwoDaysWrittenOut(Comparison):
    """All claims on two days, each with both verdicts."""

    rows: Sequence[ClaimOnTwoDays]
    days: TwoDays
    row_type = ClaimOnTwoDays


class Bin(NamedTuple):
    """Forecasts of one bin; their mean and the share of yes in per cent, None for an empty bin."""

    bin: str
    n: int
    mean: float | None
    yes: int
    share: float | None


@dataclass(frozen=True, kw_only=True)
class Calibration(Comparison):
    """Forecasts in bins. who: who gave the numbers."""

    rows: Sequence[Bin]
    who: str
    row_type = Bin


class DayScore(NamedTuple):
    """The Brier score of the forecasts that count on one day; None where none does.

    base_rate: per cent of them that came true; base_score: the score of always giving that number.
    """

    horizon_id: str
    n: int
    brier: float | None
    base_rate: float | None
    base_score: float | None


@dataclass(frozen=True, kw_only=True)
class Score(Comparison):
    """The score on every day, and the calibration on one of them, whose bins are the rows.

    undecided, unscorable: forecasts that do not count on that day, because the verdict is mixed,
    void or open, or because the key holds the claim unscorable.
    """

    rows: Sequence[Bin]
    horizon_id: str
    days: Sequence[DayScore]
    calibration: Calibration
    undecided: int
    unscorable: int
    row_type = Bin


# what is asked for -------------------------------------------------------------------------------


def when(horizon_id: str) -> str:
    """A day of judgement in words. `SelectionError` for one that does not exist."""
    return f"{day(find('horizons', horizon_id, DAY)['date'])} ({horizon_id})"


def verdict(claim_id: str, horizon_id: str) -> Verdict:
    """The row of `verdicts.csv` on a scorable claim on a day."""
    return by_key("verdicts")[f"{claim_id}-{horizon_id}"]


@cache
def _scorable_claims() -> list[Claim]:
    return [row for row in by_key("claims").values() if row["scorable"]]


@cache
def _forecasters() -> dict[str, str]:
    """person_id -> name of everybody to whom a scorable claim is ascribed."""
    speakers = {speaker for row in _scorable_claims() for speaker in row["speaker_ids"]}
    return {key: row["name"] for key, row in by_key("people").items() if key in speakers}


def ascribed_to(claim: Claim, naming: Callable[[str | None], str] = short_name) -> str:
    """The speakers of a claim, and through whom we hear them. naming: person_id -> name."""
    speakers = " and ".join(map(naming, claim["speaker_ids"])) or naming(None)
    reporter = claim["reported_by_id"]
    relayed = reporter and reporter not in claim["speaker_ids"]
    return f"{speakers}, as told by {naming(reporter)}" if relayed else speakers


def hedge_in_words(claim: Claim) -> str:
    """The hedge of a claim in its English text, or that there is none."""
    return "no hedge" if claim["hedge"] == "none" else f"“{claim['hedge']}”"


def horizon_options() -> list[tuple[str, str]]:
    """(label, horizon_id) of the four days of judgement."""
    return [(f"{when(key)}: {row['label']}", key) for key, row in by_key("horizons").items()]


def forecast_options(which: str = SHORT_LIST) -> list[tuple[str, str]]:
    """(label, claim_id) of the claims of one list. which: `SHORT_LIST` or `WHOLE_LIST`."""
    listed = "chosen_claims" if CLAIM_LIST.check(which) == SHORT_LIST else "claims"
    return [_option(find("claims", claim_id)) for claim_id in by_key(listed)]


def scorable_options() -> list[tuple[str, str]]:
    """(label, claim_id) of the claims that can be scored."""
    return [_option(claim) for claim in _scorable_claims()]


def _option(claim: Claim) -> tuple[str, str]:
    label = f"{claim['claim_id']} {claim['locator']}: {claim['proposition']}"
    return shortened(label, LABEL_SIGNS), claim["claim_id"]


def forecaster_options() -> list[tuple[str, str]]:
    """(label, person_id) of everybody to whom a scorable claim is ascribed, `ANY` first."""
    return [(ANY, ANY), *((name, person_id) for person_id, name in _forecasters().items())]


# what a reader entered ---------------------------------------------------------------------------


def judged_claims(kept: Kept) -> dict[str, str]:
    """claim_id -> answer, for every claim that a reader has judged or skipped.

    kept: such as `{"07.C011.scorable": SCORABLE_YES, "07.C011.probability": 40}`. Whatever is no
    answer of the list is passed over.
    """
    answers = {claim: kept.get(keys.forecast(claim, "scorable")) for claim in by_key("claims")}
    return {claim: answer for claim, answer in answers.items() if answer in CAN_BE_SCORED[1:]}


def numbers_given(kept: Kept) -> dict[str, float]:
    """claim_id -> probability in per cent, for the claims that a reader called scorable."""
    scorable = [claim for claim, answer in judged_claims(kept).items() if answer == SCORABLE_YES]
    numbers = {claim_id: number_kept(kept, claim_id) for claim_id in scorable}
    return {claim_id: number for claim_id, number in numbers.items() if number is not None}


def number_kept(kept: Kept, claim_id: str, otherwise: float | None = None) -> float | None:
    """The number that a reader gave to a claim, or another where there is none that counts."""
    number = kept.get(keys.forecast(claim_id, "probability"))
    return number if _is_probability(number) else otherwise


def _is_probability(number: object) -> bool:
    """Whether it is a number from 0 to 100; numbers of pandas are numbers too."""
    return (
        isinstance(number, Real)
        and not isinstance(number, bool)
        and not number < 0
        and number <= 100
    )


def _check_probability(number: object) -> None:
    if not _is_probability(number):
        raise SelectionError("probability", number, "a number from 0 to 100")


def disputes_kept(kept: Kept) -> dict[str, str]:
    """verdict_id -> reason, for the verdicts that a reader disputes: `07.dispute.C011-H2`."""
    of_verdicts = [(key, str(text)) for key, text in kept.items() if key.startswith(keys.VERDICT)]
    return {key.removeprefix(keys.VERDICT): text for key, text in of_verdicts if text.strip()}


# step 1: before any outcome ----------------------------------------------------------------------


def claim_to_judge(
    claim_id: str, probability: float | None = None, answer: str = NOT_JUDGED, measure: str = ""
) -> ClaimToJudge:
    """One claim without its outcome; once it is answered, also what the key says on scoring it.

    probability: per cent, or None; answer: one of `CAN_BE_SCORED`; measure: the reader's own words.
    Frame: claim_id, answer, key (boolean), type, probability. Raises `SelectionError` for an
    unknown claim, answer or probability.
    """
    claim = find("claims", claim_id)
    SCORABILITY.check(answer)
    if probability is not None:
        _check_probability(probability)
    number = "" if probability is None else f" Your number: {probability} of 100."
    place = f"{claim_id}, {ascribed_to(claim)}, {claim['locator']}"
    row = AnsweredClaim(claim_id, answer, claim["scorable"], claim["type"], probability)
    return ClaimToJudge(
        sentence=f"{place}: {_answer_beside_key(row, number)}",
        rows=[] if answer == NOT_JUDGED else [row],
        claim=claim,
        measure=measure,
    )


def _answer_beside_key(row: AnsweredClaim, number: str) -> str:
    """What was answered, and then what the key says. number: the probability in words."""
    if row.answer == NOT_JUDGED:
        return f"not answered yet.{number} The outcome stays locked."
    key = "yes" if row.key else "no"
    if row.answer == SKIPPED:
        return f"skipped. The key says {key}."
    agreed = ", as you do" if (row.answer == SCORABLE_YES) == row.key else ""
    return f"you say “{row.answer}”; the key says {key}{agreed}.{number}"


def judging_progress(kept: Kept, which: str = SHORT_LIST) -> str:
    """One sentence on how many claims of a list are answered or skipped."""
    judged = judged_claims(kept)
    answered = [claim_id in judged for _, claim_id in forecast_options(which)]
    return f"{sum(answered)} of {len(answered)} claims answered or skipped."


def claims_written_out() -> ClaimsOfTheDay:
    """The chosen claims as they stood on the day, without any outcome.

    Frame: claim_id, locator, said_by, excerpt, proposition, hedge, condition.
    """
    rows = [_on_the_day(find("claims", claim_id)) for claim_id in by_key("chosen_claims")]
    return ClaimsOfTheDay(
        sentence=f"{len(rows)} claims of 16 March 2003 as they stand in the article of 2024, "
        "without their outcomes. Write a number from 0 to 100 beside each, or the reason why it "
        "cannot be scored.",
        rows=rows,
    )


def _on_the_day(claim: Claim) -> ClaimOfTheDay:
    excerpts = (passage(passage_id)["excerpt"] for passage_id in claim["passage_ids"])
    return ClaimOfTheDay(
        claim["claim_id"],
        claim["locator"],
        ascribed_to(claim),
        " … ".join(filter(None, excerpts)) or None,
        claim["proposition"],
        hedge_in_words(claim),
        claim["condition"],
    )


# step 2: two days side by side -------------------------------------------------------------------


def verdicts_on(
    claim_id: str,
    days: str | Iterable[str] = ("H1", "H2", "H3", "H4"),
    opened: Opened = None,
    reasons: Reasons = None,
) -> ClaimVerdicts:
    """The verdicts on one claim with criterion, evidence on both sides, and how to contest them.

    days: one horizon id or several; opened: the claim ids whose outcome may be shown, None for all;
    reasons: verdict_id -> the reader's dispute. Frame: horizon_id, as_of, verdict, reason,
    contested_why. Raises `SelectionError` for a claim that cannot be scored and for a day that does
    not exist.
    """
    claim = find("claims", claim_id)
    days = (days,) if isinstance(days, str) else tuple(dict.fromkeys(days))
    if not days:
        expected = f"at least one of {', '.join(by_key('horizons'))}"
        raise SelectionError("set of days", days, expected)
    for horizon_id in days:
        find("horizons", horizon_id, DAY)
    if not claim["scorable"]:
        expected = f"a claim that can be scored; of this one we say: {claim['type']}"
        raise SelectionError("verdict on", claim_id, expected)
    if opened is not None and claim_id not in opened:
        verdicts: list[Verdict] = []
        sentence = f"{claim_id} is locked."
    else:
        verdicts = [verdict(claim_id, horizon_id) for horizon_id in days]
        summary = ", ".join(f"{row['verdict']} on {when(row['horizon_id'])}" for row in verdicts)
        sentence = f"{claim_id} ({claim['locator']}): {summary}."
    return ClaimVerdicts(
        sentence=sentence,
        rows=[
            DayVerdict(
                row["horizon_id"], row["as_of"], row["verdict"], row["reason"], row["contested_why"]
            )
            for row in verdicts
        ],
        claim=claim,
        disputes=reasons or {},
        source_ids=_sources_of(verdicts),
    )


def _sources_of(verdicts: Iterable[Verdict]) -> list[str]:
    """The sources behind the evidence of verdicts, each once."""
    events = by_key("events")
    evidence = [side for row in verdicts for side in (row["evidence_for"], row["evidence_against"])]
    sources = (events[event_id]["source_ids"] for side in evidence for event_id in side)
    return list(dict.fromkeys(source_id for ids in sources for source_id in ids))


def for_the_same_reason(left: Verdict, right: Verdict) -> bool:
    """Whether two verdicts agree in all that they rest on."""
    return _rests_on(left) == _rests_on(right)


def _rests_on(row: Verdict) -> tuple:
    return row["verdict"], row["reason"], row["evidence_for"], row["evidence_against"]


def _change(left: str, right: str) -> str | None:
    """How two verdicts on one sentence differ, in words; None where they agree or are locked."""
    if left == right:
        return None
    if {left, right} == {"yes", "no"}:
        return TURNED
    if (left in ("open", "void")) != (right in ("open", "void")):
        return "Judged on one of the two days only"
    return "Changed in another way"


def _on_two_days(claim: Claim, days: tuple[str, str], opened: Opened) -> ClaimOnTwoDays:
    claim_id, locator = claim["claim_id"], claim["locator"]
    if opened is not None and claim_id not in opened:
        left = right = LOCKED
    else:
        left, right = (verdict(claim_id, horizon_id)["verdict"] for horizon_id in days)
    who, hedge = ascribed_to(claim), hedge_in_words(claim)
    return ClaimOnTwoDays(claim_id, locator, who, hedge, left, right, _change(left, right))


def horizons_side_by_side(
    left: str = "H1", right: str = "H2", speaker: str = ANY, opened: Opened = None
) -> TwoDays:
    """The verdicts on every scorable claim on two days: how many of which, and which are reversed.

    left, right: horizon ids; speaker: a person id of `forecaster_options` or `ANY`; opened: the
    claim ids whose outcome may be shown, None for all. Frame: claim_id, locator, said_by, hedge,
    left, right, change (empty where the two agree). Raises `SelectionError` for a day or a speaker
    that does not exist.
    """
    days = f"{when(left)} against {when(right)}"
    Choice("speaker of a scorable claim", _forecasters(), ANY).check(speaker)
    rows = [
        _on_two_days(claim, (left, right), opened)
        for claim in _scorable_claims()
        if speaker in (ANY, *claim["speaker_ids"])
    ]
    unlocked = [row for row in rows if row.left != LOCKED]
    who = "any speaker" if speaker == ANY else short_name(speaker)
    sentence = f"{days}, {who}: {_outcome(unlocked, len(rows) - len(unlocked))}"
    return TwoDays(sentence=sentence, rows=rows, left=left, right=right, unlocked=unlocked)


def _outcome(unlocked: Sequence[ClaimOnTwoDays], locked: int) -> str:
    """How many verdicts of two days differ, and how many are locked."""
    shown = len(unlocked)
    if not shown:
        return f"all {locked} outcomes are locked."
    changes = [row.change for row in unlocked if row.change]
    if changes:
        outcome = (
            f"{len(changes)} of {count_of(shown, 'verdict')} "
            f"{'differs' if len(changes) == 1 else 'differ'}, "
            f"{changes.count(TURNED)} of them reversed (yes to no, or no to yes)."
        )
    else:
        same = "the one verdict is" if shown == 1 else f"all {shown} verdicts are"
        outcome = f"{same} the same."
    return outcome + (f" {locked} more {'is' if locked == 1 else 'are'} locked." if locked else "")


def horizons_and_claim(
    left: str,
    right: str,
    speaker: str,
    claim_id: str,
    disputed: str = "H1",
    opened: Opened = None,
    reasons: Reasons = None,
) -> TwoDaysAndClaim:
    """All claims on two days, then one of them in detail. Frame: that of `horizons_side_by_side`.

    disputed: the horizon of the verdict that the reader is about to dispute; the others as for
    `horizons_side_by_side` and `verdicts_on`.
    """
    days = horizons_side_by_side(left, right, speaker, opened)
    verdicts = verdicts_on(claim_id, (left, right), opened, reasons)
    find("horizons", disputed, DAY)
    return TwoDaysAndClaim(
        sentence=f"{days.sentence} {verdicts.sentence}",
        rows=days.rows,
        days=days,
        verdicts=verdicts,
        disputed=disputed,
        dispute=verdicts.disputes.get(f"{claim_id}-{disputed}"),
    )


def horizons_written_out(left: str = "H1", right: str = "H2") -> TwoDaysWrittenOut:
    """All verdicts of two days, folded, so that nobody sees an outcome unasked.

    Frame: that of `horizons_side_by_side`.
    """
    days = horizons_side_by_side(left, right)
    return TwoDaysWrittenOut(
        sentence=f"{when(left)} against {when(right)}, any speaker: {len(days.rows)} claims with "
        "both verdicts, folded. Give your own numbers before you open them.",
        rows=days.rows,
        days=days,
    )


# step 3: the score of a reader's numbers ---------------------------------------------------------


def _scored(numbers: Iterable[float], outcomes: Iterable[str]) -> list[tuple[float, int]]:
    """(probability as a share of one, 1 or 0) pairs."""
    numbers, outcomes = list(numbers), list(outcomes)
    if len(numbers) != len(outcomes):
        pairing = f"{len(numbers)} probabilities with {len(outcomes)} outcomes"
        raise SelectionError("pairing of", pairing, "one outcome for each probability")
    for number in numbers:
        _check_probability(number)
    for outcome in outcomes:
        if outcome not in DECIDED:
            expected = "yes or no; mixed, void and open are not scored"
            raise SelectionError("outcome to score", outcome, expected)
    pairs = zip(numbers, outcomes, strict=True)
    return [(number / 100, DECIDED[outcome]) for number, outcome in pairs]


def brier(probabilities: Iterable[float], outcomes: Iterable[str]) -> float | None:
    """The mean squared distance between forecast and outcome: 0 is perfect, 1 the worst.

    probabilities: numbers from 0 to 100; outcomes: “yes” (counts as 1) or “no” (0), nothing else.
    None where nothing is scored. After G. W. Brier, “Verification of Forecasts Expressed in Terms
    of Probability”, Monthly Weather Review 78 (1950), 1-3, in the form for one event in use today:
    half of Brier's own number, which adds the squares for the event and for its absence.
    """
    squares = [(share - outcome) ** 2 for share, outcome in _scored(probabilities, outcomes)]
    return sum(squares) / len(squares) if squares else None


def calibration(
    probabilities: Iterable[float], outcomes: Iterable[str], who: str = "you"
) -> Calibration:
    """Forecasts in bins of 20 points: in each, the average number given and how many came out yes.

    probabilities, outcomes: as for `brier`; who: who gave the numbers. The last bin has 21 numbers,
    since it holds 100. Frame: bin, n, mean, yes, share (both in per cent; empty for an empty bin).
    """
    scored = _scored(probabilities, outcomes)
    rows = [_bin(low, high, scored) for low, high in BINS]
    filled = sum(row.n > 0 for row in rows)
    sentence = f"{count_of(len(scored), 'forecast')} in {filled} of {len(BINS)} bins."
    nothing = "No forecast can be scored, so all bins are empty."
    return Calibration(sentence=sentence if filled else nothing, rows=rows, who=who)


def _bin(low: int, high: int, scored: Iterable[tuple[float, int]]) -> Bin:
    """The forecasts from `low` up to the next bin; above 100 there are none."""
    inside = [
        (share, outcome) for share, outcome in scored if low <= round(share * 100, 6) < high + 1
    ]
    n, yes = len(inside), sum(outcome for _, outcome in inside)
    mean = round(100 * sum(share for share, _ in inside) / n, 1) if n else None
    return Bin(f"{low} to {high}", n, mean, yes, round(100 * yes / n, 1) if n else None)


def _counted(numbers: Mapping[str, float], horizon_id: str) -> tuple[list[float], list[str]]:
    """Probabilities and outcomes of the forecasts that count on a day: scorable and decided."""
    scorable = [claim_id for claim_id in numbers if find("claims", claim_id)["scorable"]]
    outcomes = {claim_id: verdict(claim_id, horizon_id)["verdict"] for claim_id in scorable}
    decided = [claim_id for claim_id, outcome in outcomes.items() if outcome in DECIDED]
    return [numbers[each] for each in decided], [outcomes[each] for each in decided]


def _day_score(horizon_id: str, numbers: list[float], outcomes: list[str]) -> DayScore:
    """The score of one day beside that of whoever always gives the share that came true."""
    score, n = brier(numbers, outcomes), len(outcomes)
    rate = 100 * outcomes.count("yes") / n if n else None
    base = brier([rate] * n, outcomes) if rate is not None else None
    return DayScore(horizon_id, n, score, rate, base)


def your_score(horizon: str, kept: Kept, who: str = "you") -> Score:
    """The Brier score of a reader's numbers on each day, and the calibration on one of them.

    horizon: a horizon id; kept: as for `judged_claims`; who: who gave the numbers. Only claims that
    the key holds scorable, that the reader called scorable, and whose verdict on that day is yes or
    no are counted. Frame: that of `calibration`.
    """
    find("horizons", horizon, DAY)
    numbers = numbers_given(kept)
    counted = {horizon_id: _counted(numbers, horizon_id) for horizon_id in by_key("horizons")}
    days = {
        horizon_id: _day_score(horizon_id, probabilities, outcomes)
        for horizon_id, (probabilities, outcomes) in counted.items()
    }
    bins = calibration(*counted[horizon], who)
    unscorable = sum(not find("claims", claim_id)["scorable"] for claim_id in numbers)
    return Score(
        sentence=f"{when(horizon)}: {_in_words(days[horizon], len(numbers), who)}",
        rows=bins.rows,
        horizon_id=horizon,
        days=list(days.values()),
        calibration=bins,
        undecided=len(numbers) - days[horizon].n - unscorable,
        unscorable=unscorable,
    )


def _in_words(score: DayScore, given: int, who: str) -> str:
    """The score of one day. given: how many forecasts there are, counted or not."""
    whose = "your" if who == "you" else f"{who}’s"
    if not given:
        return (
            f"no forecasts yet. Give a number and answer “{SCORABLE_YES}” in the first step; "
            f"then read {whose} answers again."
        )
    forecasts = f"{whose} {count_of(given, 'forecast')}"
    if score.brier is None:
        return f"none of {forecasts} is decided with yes or no on this day, so there is no score."
    few = score.n < ENOUGH_FORECASTS
    warning = " is too few to generalise" if few else " is few, and one event decides several"
    return (
        f"{score.n} of {forecasts} {'counts' if score.n == 1 else 'count'}. Brier score "
        f"{score.brier:.3f}; always 50: {BASELINE:.3f}; always {score.base_rate:.0f}, the share "
        f"that came true: {score.base_score:.3f}. n = {score.n}{warning}."
    )


def example_score(horizon: str) -> Score:
    """The score of an invented reader who takes every English hedge at its word.

    The numbers that he gives are ours (`hedge_numbers.csv`); others would score otherwise. Frame:
    that of `calibration`.
    """
    kept: dict[str, Any] = {}
    for claim in _scorable_claims():
        number = find("hedge_numbers", claim["hedge"], "number for the hedge")["number"]
        kept[keys.forecast(claim["claim_id"], "scorable")] = SCORABLE_YES
        kept[keys.forecast(claim["claim_id"], "probability")] = number
    score = your_score(horizon, kept, "the example")
    opening = "An example, a reader who trusts the English hedges."
    return replace(score, sentence=f"{opening} {score.sentence}")
