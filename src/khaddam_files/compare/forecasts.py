"""Notebook 07: claims read as forecasts, their verdicts on four days, and the score of a reader.

A verdict is on a sentence, against a criterion, on a day. What a reader entered arrives as a
dictionary of keys such as `07.C002.probability`, so that nothing here knows where answers are kept.
A reader calls `claim_to_judge`, `claims_written_out`, `verdicts_on`, `horizons_side_by_side`,
`horizons_written_out`, `brier`, `calibration`, `your_score`, `example_score` and
`score_beside_example`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.answers import keys
from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import NO_FILTER, Comparison, frozen
from khaddam_files.compare.people import short_name
from khaddam_files.wording import count_of, day, shorten

if TYPE_CHECKING:
    from khaddam_files.rows import Claim, Verdict

CHOSEN_CLAIMS, ALL_CLAIMS = "the chosen claims", "all claims"
CLAIM_LIST = Choice("list", dict.fromkeys((CHOSEN_CLAIMS, ALL_CLAIMS), ""))
CLAIM_UNANSWERED = "choose an answer"
SCORABLE_YES = "yes, it can be scored"
CLAIM_SKIPPED = "skip: show me the outcome"
SCORABILITY_ANSWERS = (
    CLAIM_UNANSWERED,
    SCORABLE_YES,
    "no: it is an aim or a proposal",
    "no: it is a definition",
    "no: it is a question",
    "no: it has no date or no measure",
    "no: it speaks of the present or the past",
    CLAIM_SKIPPED,
)
SCORABILITY = Choice("answer", dict.fromkeys(SCORABILITY_ANSWERS[1:], ""), CLAIM_UNANSWERED)
_LABEL_SIGNS = 60  # of a claim in a list, so that the list shows it whole
_DAY_OF_JUDGEMENT = "day of judgement"  # what a horizon is called in a refusal
LOCKED = "locked"
_TURNED_ROUND = "Reversed"
NO_CLAIM = "none"  # no single claim is followed
_DECIDED_VERDICTS = {"yes": 1, "no": 0}  # the verdicts that can be scored
_PROBABILITY_BINS = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))
BASELINE_BRIER = 0.25  # what somebody earns who always says 50
ENOUGH_FORECASTS = 15  # scored forecasts below which nothing should be generalised
_ENOUGH_TO_STAND_ALONE = 10  # own forecasts below which the example stays beside them

SavedAnswers = Mapping[str, Any]  # key of an answer -> what was entered
OpenClaims = Collection[str] | None  # claim ids whose outcome may be shown, None for all
Disputes = Mapping[str, str] | None  # verdict_id -> why the reader disputes it


class AnsweredClaim(NamedTuple):
    """What a reader said of a claim, and whether the key holds it scorable."""

    claim_id: str
    answer: str
    key: bool
    type: str
    probability: float | None


@frozen
class ClaimToJudge(Comparison):
    """A row of `claims.csv` and the reader's measure of it; no rows until it is answered.

    numbers: claim_id -> per cent, all that the reader gave; locked: whether a question on the words
    is open.
    """

    rows: Sequence[AnsweredClaim]
    claim: Claim
    measure: str
    numbers: Mapping[str, float]
    locked: bool = False
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


@frozen
class ClaimsOfTheDay(Comparison):
    """The chosen claims without any outcome. claim: the one that is shown whole."""

    rows: Sequence[ClaimOfTheDay]
    claim: Claim
    row_type = ClaimOfTheDay


class DayVerdict(NamedTuple):
    """The verdict on a claim on one day."""

    horizon_id: str
    as_of: date
    verdict: str
    reason: str
    contested_why: str | None


@frozen
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


@frozen
class TwoDays(Comparison):
    """The verdicts of two days, which `left` and `right` name; `open_rows` are some of the rows.

    sums: for each day, verdict -> how many claims have it; they name no claim, so all are counted,
    except that those of a single speaker, who may have one claim only, count as locked like their
    rows. moves: (verdict on the left day, on the right day) -> how many claims; None where that is
    not to be shown.
    """

    rows: Sequence[ClaimOnTwoDays]
    left: str
    right: str
    open_rows: Sequence[ClaimOnTwoDays]
    sums: tuple[Mapping[str, int], Mapping[str, int]]
    moves: Mapping[tuple[str, str], int] | None
    row_type = ClaimOnTwoDays


@frozen
class TwoDaysAndClaim(Comparison):
    """All claims on two days, and one of them in detail, or None.

    dispute: of its verdict on the day `disputed`.
    """

    rows: Sequence[ClaimOnTwoDays]
    days: TwoDays
    verdicts: ClaimVerdicts | None
    disputed: str
    dispute: str | None
    row_type = ClaimOnTwoDays


@frozen
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


@frozen
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


@frozen
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


@frozen
class ScoreBesideExample(Comparison):
    """A reader's score beside that of the example reader, both on one day.

    rows: the bins of the reader, or of the example where nothing of the reader counts; example:
    None where the reader's own stands alone; with_base_rate: whether the score of the base rate is
    shown, which answers a question.
    """

    rows: Sequence[Bin]
    own: Score
    example: Score | None
    with_base_rate: bool = True
    row_type = Bin


# what is asked for -------------------------------------------------------------------------------


def horizon_in_words(horizon_id: str) -> str:
    """A day of judgement in words. Raises `SelectionError` for one that does not exist."""
    return f"{day(find('horizons', horizon_id, _DAY_OF_JUDGEMENT)['date'])} ({horizon_id})"


def verdict_row(claim_id: str, horizon_id: str) -> Verdict:
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


def speakers_in_words(claim: Claim, naming: Callable[[str | None], str] = short_name) -> str:
    """The speakers of a claim, and through whom we hear them. naming: person_id -> name."""
    speakers = " and ".join(map(naming, claim["speaker_ids"])) or naming(None)
    reporter = claim["reported_by_id"]
    is_relayed = reporter and reporter not in claim["speaker_ids"]
    return f"{speakers}, as told by {naming(reporter)}" if is_relayed else speakers


def hedge_in_words(claim: Claim) -> str:
    """The hedge of a claim in its English text, or that there is none."""
    return "no hedge" if claim["hedge"] == "none" else f"“{claim['hedge']}”"


def horizon_options() -> list[tuple[str, str]]:
    """(label, horizon_id) of the four days of judgement."""
    return [(horizon_in_words(key), key) for key in by_key("horizons")]


def forecast_options(which: str = CHOSEN_CLAIMS) -> list[tuple[str, str]]:
    """(label, claim_id) of the claims of one list.

    which: `CHOSEN_CLAIMS` or `ALL_CLAIMS`. Raises `SelectionError` for another list.
    """
    table = "chosen_claims" if CLAIM_LIST.check(which) == CHOSEN_CLAIMS else "claims"
    return [_claim_option(find("claims", claim_id)) for claim_id in by_key(table)]


def scorable_options() -> list[tuple[str, str]]:
    """(label, claim_id) of the claims that can be scored, `NO_CLAIM` first."""
    return [(NO_CLAIM, NO_CLAIM), *map(_claim_option, _scorable_claims())]


def _claim_option(claim: Claim) -> tuple[str, str]:
    label = f"{claim['claim_id']} {claim['locator']}: {claim['proposition']}"
    return shorten(label, _LABEL_SIGNS), claim["claim_id"]


def forecaster_options() -> list[tuple[str, str]]:
    """(label, person_id) of everybody to whom a scorable claim is ascribed, `NO_FILTER` first."""
    return [
        (NO_FILTER, NO_FILTER),
        *((name, person_id) for person_id, name in _forecasters().items()),
    ]


# what a reader entered ---------------------------------------------------------------------------


def scorability_answers(answers: SavedAnswers) -> dict[str, str]:
    """claim_id -> answer, for every claim that a reader has judged or skipped.

    answers: key -> what was entered, such as `{"07.C011.scorable": SCORABLE_YES,
    "07.C011.probability": 40}`. Whatever is no answer of the list is passed over.
    """
    by_claim = {claim: answers.get(keys.forecast(claim, "scorable")) for claim in by_key("claims")}
    return {
        claim: answer for claim, answer in by_claim.items() if answer in SCORABILITY_ANSWERS[1:]
    }


def forecast_probabilities(answers: SavedAnswers) -> dict[str, float]:
    """claim_id -> probability in per cent, for the claims that a reader called scorable."""
    scorable = [
        claim for claim, answer in scorability_answers(answers).items() if answer == SCORABLE_YES
    ]
    numbers = {claim_id: forecast_probability(answers, claim_id) for claim_id in scorable}
    return {claim_id: number for claim_id, number in numbers.items() if number is not None}


def forecast_probability(
    answers: SavedAnswers, claim_id: str, otherwise: float | None = None
) -> float | None:
    """The per cent that a reader gave to a claim, or `otherwise` where there is none that counts.

    answers: as for `scorability_answers`.
    """
    number = answers.get(keys.forecast(claim_id, "probability"))
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


def verdict_disputes(answers: SavedAnswers) -> dict[str, str]:
    """verdict_id -> reason, for the verdicts that a reader disputes.

    answers: key -> what was entered, such as `{"07.dispute.C011-H2": "why"}`.
    """
    of_verdicts = [
        (key, str(text)) for key, text in answers.items() if key.startswith(keys.VERDICT)
    ]
    return {key.removeprefix(keys.VERDICT): text for key, text in of_verdicts if text.strip()}


# step 1: before any outcome ----------------------------------------------------------------------


def claim_to_judge(
    claim_id: str,
    probability: float | None = None,
    answer: str = CLAIM_UNANSWERED,
    measure: str = "",
    numbers: Mapping[str, float] | None = None,
) -> ClaimToJudge:
    """One claim without its outcome; once it is answered, also what the key says on scoring it.

    probability: per cent, or None; answer: one of `SCORABILITY_ANSWERS`; measure: the reader's own
    words; numbers: claim_id -> per cent, what the reader gave to other claims. Frame: claim_id,
    answer, key (boolean), type, probability (per cent). Raises `SelectionError` for a claim or an
    answer that does not exist, and for a probability that is no number from 0 to 100.
    """
    claim = find("claims", claim_id)
    SCORABILITY.check(answer)
    if probability is not None:
        _check_probability(probability)
    number = "" if probability is None else f" Your number: {probability} of 100."
    place = f"{claim_id}, {speakers_in_words(claim)}, {claim['locator']}"
    row = AnsweredClaim(claim_id, answer, claim["scorable"], claim["type"], probability)
    return ClaimToJudge(
        sentence=f"{place}: {_answer_beside_key(row, number)}",
        rows=[] if answer == CLAIM_UNANSWERED else [row],
        claim=claim,
        measure=measure,
        numbers=dict(numbers or {}) | ({} if probability is None else {claim_id: probability}),
    )


def _answer_beside_key(row: AnsweredClaim, number: str) -> str:
    """What was answered, and then what the key says. number: the probability in words."""
    if row.answer == CLAIM_UNANSWERED:
        return f"not answered yet.{number} The outcome stays locked."
    key = "yes" if row.key else "no"
    if row.answer == CLAIM_SKIPPED:
        return f"skipped. The key says {key}."
    agreed = ", as you do" if (row.answer == SCORABLE_YES) == row.key else ""
    return f"you say “{row.answer}”; the key says {key}{agreed}.{number}"


def judging_progress(answers: SavedAnswers, which: str = CHOSEN_CLAIMS) -> str:
    """One sentence on how many claims of a list are answered or skipped.

    answers: as for `scorability_answers`; which: `CHOSEN_CLAIMS` or `ALL_CLAIMS`. Raises
    `SelectionError` for another list.
    """
    by_claim = scorability_answers(answers)
    has_answer = [claim_id in by_claim for _, claim_id in forecast_options(which)]
    return f"{sum(has_answer)} of {len(has_answer)} claims answered or skipped."


def claims_written_out(claim_id: str = "C011") -> ClaimsOfTheDay:
    """The chosen claims as they stood on the day, without any outcome, and one of them whole.

    Frame: claim_id, locator, said_by, excerpt, proposition, hedge, condition. Raises
    `SelectionError` for a claim that does not exist.
    """
    rows = [_claim_of_the_day(find("claims", claim_id)) for claim_id in by_key("chosen_claims")]
    return ClaimsOfTheDay(
        sentence=f"{len(rows)} claims of 16 March 2003 as they stand in the article of 2024, "
        "without their outcomes. Write a number from 0 to 100 beside each, or the reason why it "
        "cannot be scored.",
        rows=rows,
        claim=find("claims", claim_id),
    )


def _claim_of_the_day(claim: Claim) -> ClaimOfTheDay:
    excerpts = (find("passages", passage_id)["excerpt"] for passage_id in claim["passage_ids"])
    return ClaimOfTheDay(
        claim["claim_id"],
        claim["locator"],
        speakers_in_words(claim),
        " … ".join(filter(None, excerpts)) or None,
        claim["proposition"],
        hedge_in_words(claim),
        claim["condition"],
    )


# step 2: two days side by side -------------------------------------------------------------------


def verdicts_on(
    claim_id: str,
    days: str | Iterable[str] = ("H1", "H2", "H3", "H4"),
    open_claims: OpenClaims = None,
    disputes: Disputes = None,
) -> ClaimVerdicts:
    """The verdicts on one claim with criterion, evidence on both sides, and how to contest them.

    days: one horizon id or several; open_claims: the claim ids whose outcome may be shown, None for
    all; disputes: verdict_id -> why the reader disputes it, None for none. Frame: horizon_id,
    as_of, verdict, reason, contested_why. Raises `SelectionError` for a claim that does not exist
    or cannot be scored, for a day that does not exist, and for no day at all.
    """
    claim = find("claims", claim_id)
    days = (days,) if isinstance(days, str) else tuple(dict.fromkeys(days))
    if not days:
        expected = f"at least one of {', '.join(by_key('horizons'))}"
        raise SelectionError("set of days", days, expected)
    for horizon_id in days:
        find("horizons", horizon_id, _DAY_OF_JUDGEMENT)
    if not claim["scorable"]:
        expected = f"a claim that can be scored; of this one we say: {claim['type']}"
        raise SelectionError("verdict on", claim_id, expected)
    if open_claims is not None and claim_id not in open_claims:
        verdicts: list[Verdict] = []
        sentence = f"{claim_id} is locked."
    else:
        verdicts = [verdict_row(claim_id, horizon_id) for horizon_id in days]
        summary = ", ".join(
            f"{row['verdict']} on {horizon_in_words(row['horizon_id'])}" for row in verdicts
        )
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
        disputes=disputes or {},
        source_ids=_sources_of_verdicts(verdicts),
    )


def _sources_of_verdicts(verdicts: Iterable[Verdict]) -> list[str]:
    """The sources behind the evidence of verdicts, each once."""
    events = by_key("events")
    evidence = [side for row in verdicts for side in (row["evidence_for"], row["evidence_against"])]
    sources = (events[event_id]["source_ids"] for side in evidence for event_id in side)
    return list(dict.fromkeys(source_id for ids in sources for source_id in ids))


def have_same_grounds(left: Verdict, right: Verdict) -> bool:
    """Whether two verdicts agree in all that they rest on."""
    return _grounds(left) == _grounds(right)


def _grounds(row: Verdict) -> tuple:
    return row["verdict"], row["reason"], row["evidence_for"], row["evidence_against"]


def _change_in_words(left: str, right: str) -> str | None:
    """How two verdicts on one sentence differ, in words; None where they agree or are locked."""
    if left == right:
        return None
    if {left, right} == {"yes", "no"}:
        return _TURNED_ROUND
    if (left in ("open", "void")) != (right in ("open", "void")):
        return "Judged on one of the two days only"
    return "Changed in another way"


def _claim_on_two_days(
    claim: Claim, days: tuple[str, str], open_claims: OpenClaims
) -> ClaimOnTwoDays:
    claim_id, locator = claim["claim_id"], claim["locator"]
    if open_claims is not None and claim_id not in open_claims:
        left = right = LOCKED
    else:
        left, right = (verdict_row(claim_id, horizon_id)["verdict"] for horizon_id in days)
    who, hedge = speakers_in_words(claim), hedge_in_words(claim)
    return ClaimOnTwoDays(claim_id, locator, who, hedge, left, right, _change_in_words(left, right))


def horizons_side_by_side(
    left: str = "H1",
    right: str = "H2",
    speaker: str = NO_FILTER,
    open_claims: OpenClaims = None,
    with_moves: bool | None = None,
) -> TwoDays:
    """The verdicts on every scorable claim on two days: how many of which, and which are reversed.

    left, right: horizon ids; speaker: a person id of `forecaster_options` or `NO_FILTER`;
    open_claims: the claim ids whose outcome may be shown, None for all; with_moves: whether it is
    counted from which verdict to which the claims went, None for where all outcomes may be shown.
    Frame: claim_id, locator, said_by, hedge, left, right, change (empty where the two agree).
    Raises `SelectionError` for a day or a speaker that does not exist.
    """
    for horizon_id in (left, right):
        find("horizons", horizon_id, _DAY_OF_JUDGEMENT)
    Choice("speaker of a scorable claim", _forecasters(), NO_FILTER).check(speaker)
    rows, whole = (
        [
            _claim_on_two_days(claim, (left, right), of_claims)
            for claim in _scorable_claims()
            if speaker in (NO_FILTER, *claim["speaker_ids"])
        ]
        for of_claims in (open_claims, None)
    )
    open_rows = [row for row in rows if row.left != LOCKED]
    counted = whole if speaker == NO_FILTER else rows
    sums = Counter(row.left for row in counted), Counter(row.right for row in counted)
    with_moves = open_claims is None if with_moves is None else with_moves
    who = "" if speaker == NO_FILTER else f"{short_name(speaker)}: "
    days = TwoDays(
        sentence="",
        rows=rows,
        left=left,
        right=right,
        open_rows=open_rows,
        sums=sums,
        moves=Counter((row.left, row.right) for row in counted) if with_moves else None,
    )
    sentence = who + _two_days_in_words(days)
    return replace(days, sentence=sentence[0].upper() + sentence[1:])


def _two_days_in_words(days: TwoDays) -> str:
    """What the two days have in common, or what can be said of it as long as claims are locked."""
    first, second = horizon_in_words(days.left), horizon_in_words(days.right)
    count, locked = len(days.rows), len(days.rows) - len(days.open_rows)
    changed = [row.change for row in days.open_rows if row.change]
    if not locked:
        if not changed:
            stay = "the one verdict stays" if count == 1 else f"all {count} verdicts stay"
            return f"from {first} to {second} {stay} the same."
        return (
            f"from {first} to {second}, {len(changed)} of {count_of(count, 'verdict')} "
            f"{'changes' if len(changed) == 1 else 'change'}; "
            f"{changed.count(_TURNED_ROUND)} reversed (yes to no, or no to yes)."
        )
    if LOCKED in days.sums[0]:
        sums = f"{locked} of {count_of(count, 'claim')} {'is' if locked == 1 else 'are'} locked."
    else:
        yes = days.sums[0]["yes"], days.sums[1]["yes"]
        sums = f"{yes[0]} of {count} verdicts are yes on {first}, {yes[1]} on {second}."
        if not days.open_rows:
            return f"{sums} Which claims they are is locked."
    if not days.open_rows:
        return sums
    return f"{sums} Of the {len(days.open_rows)} that you have open, {len(changed)} changed."


def horizons_and_claim(
    left: str,
    right: str,
    speaker: str,
    claim_id: str = NO_CLAIM,
    disputed: str = "H1",
    open_claims: OpenClaims = None,
    disputes: Disputes = None,
    with_moves: bool | None = None,
) -> TwoDaysAndClaim:
    """All claims on two days, then one of them in detail. Frame: that of `horizons_side_by_side`.

    claim_id: `NO_CLAIM` for none in detail; disputed: the horizon of the verdict that the reader is
    about to dispute; the others as for `horizons_side_by_side` and `verdicts_on`. Raises
    `SelectionError` as these two do, and for a disputed day that does not exist.
    """
    days = horizons_side_by_side(left, right, speaker, open_claims, with_moves)
    find("horizons", disputed, _DAY_OF_JUDGEMENT)
    followed = claim_id != NO_CLAIM
    verdicts = verdicts_on(claim_id, (left, right), open_claims, disputes) if followed else None
    if not verdicts:
        sentence = days.sentence
    elif verdicts.rows:
        sentence = verdicts.sentence
    else:
        sentence = f"{verdicts.sentence} {days.sentence}"
    return TwoDaysAndClaim(
        sentence=sentence,
        rows=days.rows,
        days=days,
        verdicts=verdicts,
        disputed=disputed,
        dispute=verdicts.disputes.get(f"{claim_id}-{disputed}") if verdicts else None,
    )


def without_moves(comparison: TwoDaysAndClaim) -> TwoDaysAndClaim:
    """The same two days without what says how many verdicts moved."""
    return replace(comparison, days=replace(comparison.days, moves=None))


def horizons_written_out(left: str = "H1", right: str = "H2") -> TwoDaysWrittenOut:
    """The sums of two days, and all verdicts folded, so that nobody sees an outcome unasked.

    Frame: that of `horizons_side_by_side`.
    """
    days = horizons_side_by_side(left, right)
    locked = horizons_side_by_side(left, right, open_claims=())
    return TwoDaysWrittenOut(sentence=locked.sentence, rows=days.rows, days=days)


# step 3: the score of a reader's numbers ---------------------------------------------------------


def _forecasts_with_outcomes(
    numbers: Iterable[float], outcomes: Iterable[str]
) -> list[tuple[float, int]]:
    """(probability as a share of one, 1 or 0) pairs."""
    numbers, outcomes = list(numbers), list(outcomes)
    if len(numbers) != len(outcomes):
        pairing = f"{len(numbers)} probabilities with {len(outcomes)} outcomes"
        raise SelectionError("pairing of", pairing, "one outcome for each probability")
    for number in numbers:
        _check_probability(number)
    for outcome in outcomes:
        if outcome not in _DECIDED_VERDICTS:
            expected = "yes or no; mixed, void and open are not scored"
            raise SelectionError("outcome to score", outcome, expected)
    pairs = zip(numbers, outcomes, strict=True)
    return [(number / 100, _DECIDED_VERDICTS[outcome]) for number, outcome in pairs]


def brier(probabilities: Iterable[float], outcomes: Iterable[str]) -> float | None:
    """The mean squared distance between forecast and outcome: 0 is perfect, 1 the worst.

    probabilities: numbers from 0 to 100; outcomes: “yes” (counts as 1) or “no” (0), nothing else.
    None where nothing is scored. After G. W. Brier, “Verification of Forecasts Expressed in Terms
    of Probability”, Monthly Weather Review 78 (1950), 1-3, in the form for one event in use today:
    half of Brier's own number, which adds the squares for the event and for its absence. Raises
    `SelectionError` for another number or outcome, and where there are not as many of both.
    """
    squares = [
        (share - outcome) ** 2
        for share, outcome in _forecasts_with_outcomes(probabilities, outcomes)
    ]
    return sum(squares) / len(squares) if squares else None


def calibration(
    probabilities: Iterable[float], outcomes: Iterable[str], who: str = "you"
) -> Calibration:
    """Forecasts in bins of 20 points: in each, the average number given and how many came out yes.

    probabilities (per cent), outcomes: as for `brier`; who: who gave the numbers. The last bin has
    21 numbers, since it holds 100. Frame: bin, n, mean (per cent), yes (a count), share (per cent);
    mean and share are empty for an empty bin. Raises `SelectionError` as `brier` does.
    """
    forecasts = _forecasts_with_outcomes(probabilities, outcomes)
    rows = [_bin_of_forecasts(low, high, forecasts) for low, high in _PROBABILITY_BINS]
    filled = sum(row.n > 0 for row in rows)
    sentence = (
        f"{count_of(len(forecasts), 'forecast')} in {filled} of {len(_PROBABILITY_BINS)} bins."
    )
    nothing = "No forecast can be scored, so all bins are empty."
    return Calibration(sentence=sentence if filled else nothing, rows=rows, who=who)


def _bin_of_forecasts(low: int, high: int, forecasts: Iterable[tuple[float, int]]) -> Bin:
    """The forecasts from `low` up to the next bin; above 100 there are none."""
    in_bin = [
        (share, outcome) for share, outcome in forecasts if low <= round(share * 100, 6) < high + 1
    ]
    n, yes = len(in_bin), sum(outcome for _, outcome in in_bin)
    mean = round(100 * sum(share for share, _ in in_bin) / n, 1) if n else None
    return Bin(f"{low} to {high}", n, mean, yes, round(100 * yes / n, 1) if n else None)


def _forecasts_that_count(
    numbers: Mapping[str, float], horizon_id: str
) -> tuple[list[float], list[str]]:
    """Probabilities and outcomes of the forecasts that count on a day: scorable and decided."""
    scorable = [claim_id for claim_id in numbers if find("claims", claim_id)["scorable"]]
    outcomes = {claim_id: verdict_row(claim_id, horizon_id)["verdict"] for claim_id in scorable}
    claim_ids = [claim_id for claim_id, outcome in outcomes.items() if outcome in _DECIDED_VERDICTS]
    return [numbers[claim_id] for claim_id in claim_ids], [
        outcomes[claim_id] for claim_id in claim_ids
    ]


def _day_score(horizon_id: str, numbers: list[float], outcomes: list[str]) -> DayScore:
    """The score of one day beside that of whoever always gives the share that came true."""
    score, n = brier(numbers, outcomes), len(outcomes)
    rate = 100 * outcomes.count("yes") / n if n else None
    base = brier([rate] * n, outcomes) if rate is not None else None
    return DayScore(horizon_id, n, score, rate, base)


def your_score(horizon: str, answers: SavedAnswers, who: str = "you") -> Score:
    """The Brier score of a reader's numbers on each day, and the calibration on one of them.

    horizon: a horizon id; answers: as for `scorability_answers`; who: who gave the numbers. Only
    claims that the key holds scorable, that the reader called scorable, and whose verdict on that
    day is yes or no are counted. Frame: that of `calibration`. Raises `SelectionError` for a day
    that does not exist.
    """
    find("horizons", horizon, _DAY_OF_JUDGEMENT)
    numbers = forecast_probabilities(answers)
    forecasts = {
        horizon_id: _forecasts_that_count(numbers, horizon_id) for horizon_id in by_key("horizons")
    }
    days = {
        horizon_id: _day_score(horizon_id, probabilities, outcomes)
        for horizon_id, (probabilities, outcomes) in forecasts.items()
    }
    bins = calibration(*forecasts[horizon], who)
    unscorable = sum(not find("claims", claim_id)["scorable"] for claim_id in numbers)
    return Score(
        sentence=f"{horizon_in_words(horizon)}: "
        f"{_score_in_words(days[horizon], len(numbers), who)}",
        rows=bins.rows,
        horizon_id=horizon,
        days=list(days.values()),
        calibration=bins,
        undecided=len(numbers) - days[horizon].n - unscorable,
        unscorable=unscorable,
    )


def _score_in_words(score: DayScore, count: int, who: str) -> str:
    """The score of one day. count: how many forecasts there are, scored or not."""
    whose = "your" if who == "you" else f"{who}’s"
    if not count:
        return f"no forecasts yet. Give a number and answer “{SCORABLE_YES}” in the first step."
    forecasts = f"{whose} {count_of(count, 'forecast')}"
    if score.brier is None:
        return f"none of {forecasts} is decided with yes or no on this day, so there is no score."
    is_small = score.n < ENOUGH_FORECASTS
    warning = " is too few to generalise" if is_small else " is few, and one event decides several"
    return (
        f"{score.n} of {forecasts} {'counts' if score.n == 1 else 'count'}. Brier score "
        f"{score.brier:.3f}; always 50: {BASELINE_BRIER:.3f}; always {score.base_rate:.0f}, the "
        f"share that came true: {score.base_score:.3f}. n = {score.n}{warning}."
    )


def example_score(horizon: str) -> Score:
    """The score of an invented reader who takes every English hedge at its word.

    horizon: a horizon id. The numbers that she gives are ours (`hedge_numbers.csv`); others would
    score otherwise. Frame: that of `calibration`. Raises `SelectionError` for a day that does not
    exist.
    """
    answers: dict[str, Any] = {}
    for claim in _scorable_claims():
        number = find("hedge_numbers", claim["hedge"], "number for the hedge")["number"]
        answers[keys.forecast(claim["claim_id"], "scorable")] = SCORABLE_YES
        answers[keys.forecast(claim["claim_id"], "probability")] = number
    score = your_score(horizon, answers, "the example")
    opening = "An example, a reader who trusts the English hedges."
    return replace(score, sentence=f"{opening} {score.sentence}")


def score_beside_example(
    horizon: str, answers: SavedAnswers, with_example: bool = True
) -> ScoreBesideExample:
    """A reader's score on one day, beside that of the example reader, which stays as long as fewer
    than ten forecasts of the reader count.

    horizon, answers: as for `your_score`; with_example: whether the example stays after that too.
    Frame: that of `calibration`, of the reader, or of the example where nothing of the reader
    counts. Raises `SelectionError` for a day that does not exist.
    """
    own, example = your_score(horizon, answers), example_score(horizon)
    count = _score_on(own).n
    shown = None if can_stand_alone(own) and not with_example else example
    if count:
        sentence, rows = own.sentence, own.rows
    else:
        sentence = (
            f"{own.sentence} Until then the example reader stands here, who trusts the English "
            f"hedges: {_score_on(example).n} of {len(_scorable_claims())} numbers count."
        )
        rows = example.rows
    return ScoreBesideExample(sentence=sentence, rows=rows, own=own, example=shown)


def can_stand_alone(own: Score) -> bool:
    """Whether so many forecasts count that the example may go."""
    return _score_on(own).n >= _ENOUGH_TO_STAND_ALONE


def without_base_rate(comparison: ScoreBesideExample) -> ScoreBesideExample:
    """The same scores without that of the base rate."""
    return replace(comparison, with_base_rate=False)


def _score_on(score: Score) -> DayScore:
    """The score of the day whose calibration is shown."""
    return next(row for row in score.days if row.horizon_id == score.horizon_id)


def scores_on_one_line(comparison: ScoreBesideExample) -> list[tuple[float, str]]:
    """(Brier score, whose it is) from the best to the worst: the example, the reader, whoever
    always says 50, and whoever always gives the base rate, each where there is one."""
    example = _score_on(comparison.example) if comparison.example else None
    own = _score_on(comparison.own)
    marks = [(own.brier, f"you ({count_of(own.n, 'forecast')})"), (BASELINE_BRIER, "always 50")]
    if example:
        marks.append((example.brier, f"example reader ({count_of(example.n, 'forecast')})"))
    if comparison.with_base_rate:
        of_whom = own if own.brier is not None else example
        if of_whom and of_whom.base_rate is not None:
            whose = "your" if own.n else "the"
            rate = f"always {of_whom.base_rate:.0f}, {whose} base rate"
            marks.append((of_whom.base_score, rate))
    return sorted((score, whose) for score, whose in marks if score is not None)
