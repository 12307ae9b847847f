"""Notebook 07: claims read as forecasts, their verdicts on four days, and the score of a reader's own numbers.

A verdict is on a sentence, against a criterion, on a day. What a reader entered arrives as a dictionary of keys such as
`07.C002.probability`, so that nothing here knows where answers are kept.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from numbers import Real

from khaddam_files import markup
from khaddam_files.answers import keys
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import ANY, WrittenComparison
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import name, short_name
from khaddam_files.compare.written import origin, sources_line
from khaddam_files.data import records
from khaddam_files.wording import count_of, day, shortened

CHOSEN = {  # the short list, in the order of the talks, and why each claim stands in it
    "C001": "a question, which asserts nothing",
    "C011": "the same speaker on a short war; its hedge differs from print to print",
    "C012": "and on a long war; its hedge differs from print to print",
    "C015": "a forecast that is only implied",
    "C016": "a forecast with “likely”",
    "C031": "an aim",
    "C090": "a forecast with “potentially”, and without a date",
    "C042": "a forecast without any hedge",
    "C047": "a collapse without a date",
    "C049": "a forecast that was settled within days",
    "C051": "a remark on the past that looks forward",
    "C055": "two forecasts in one sentence, with “initially” between them",
    "C059": "a decline without a date and without a measure",
    "C061": "a definition",
    "C065": "three words without a date; the criterion has to supply everything",
    "C066": "an analogy, in part an aim",
}
SHORT_LIST, WHOLE_LIST = "the chosen claims", "all claims"
NOT_JUDGED, SCORABLE_YES, SKIPPED = "choose an answer", "yes, it can be scored", "skip: show me the outcome"
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
TURNED = "Turned round"
ON_TWO_DAYS = ("claim_id", "locator", "said_by", "hedge", "left", "right", "change")
SIGN = {"yes": "✓", "no": "✗", "mixed": "±", "void": "–", "open": "?"}
SCORED = {"yes": 1, "no": 0}
BINS = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))
BASELINE = 0.25  # what somebody earns who always says 50
ENOUGH_FORECASTS = 15  # scored forecasts below which nothing should be generalised
BY_HEDGE = {  # the literal reader of `example_score`; the numbers are ours, made up for the example
    90: ("none", "eventually"),
    70: ("likely", "unlikely", "I assume", "I believe", "I see"),
    40: ("could", "might", "may", "potentially", "possibility", "My concern is"),
}
HOW_TO_OPEN = (
    "Locked. Answer or skip {} in the first step and press “Read my answers again”, or tick “Show all outcomes”."
)
LABEL_SIGNS = 60  # of a claim in a list, so that the list shows it whole


# what is asked for ---------------------------------------------------------------------------------------------------


def _claim(claim_id: str) -> dict:
    claims = by_key("claims")
    if claim_id not in claims:
        raise SelectionError("claim", claim_id, "an id such as C011; table('claims') lists them all")
    return claims[claim_id]


def _horizon(horizon_id: str) -> dict:
    horizons = by_key("horizons")
    if horizon_id not in horizons:
        raise SelectionError("day of judgement", horizon_id, f"one of {', '.join(horizons)}")
    return horizons[horizon_id]


def _when(horizon_id: str) -> str:
    return f"{day(_horizon(horizon_id)['date'])} ({horizon_id})"


@cache
def _verdicts() -> dict[tuple[str, str], dict]:
    return {(row["claim_id"], row["horizon_id"]): row for row in records("verdicts")}


@cache
def _scorable() -> tuple[dict, ...]:
    return tuple(row for row in by_key("claims").values() if row["scorable"])


def _said_by(row: dict) -> str:
    """The speakers of a claim, and through whom we hear them."""
    speakers = " and ".join(map(short_name, row["speaker_ids"])) or short_name(None)
    relayed = row["reported_by_id"] and row["reported_by_id"] not in row["speaker_ids"]
    return f"{speakers}, as told by {short_name(row['reported_by_id'])}" if relayed else speakers


def _hedge(row: dict) -> str:
    return "no hedge" if row["hedge"] == "none" else f"“{row['hedge']}”"


def _signed(verdict: str) -> str:
    return f"{SIGN[verdict]} {verdict}" if verdict in SIGN else verdict


def horizon_options() -> list[tuple[str, str]]:
    """(label, horizon_id) of the four days of judgement."""
    return [(f"{_when(row['horizon_id'])}: {row['label']}", row["horizon_id"]) for row in records("horizons")]


def forecast_options(which: str = SHORT_LIST) -> list[tuple[str, str]]:
    """(label, claim_id) of the chosen claims or of all, in the order of the article. which: `SHORT_LIST` or `WHOLE_LIST`."""
    if which not in (SHORT_LIST, WHOLE_LIST):
        raise SelectionError("list", which, f"“{SHORT_LIST}” or “{WHOLE_LIST}”")
    return [_option(claim_id) for claim_id in (CHOSEN if which == SHORT_LIST else by_key("claims"))]


def scorable_options() -> list[tuple[str, str]]:
    """(label, claim_id) of the claims that can be scored."""
    return [_option(row["claim_id"]) for row in _scorable()]


def _option(claim_id: str) -> tuple[str, str]:
    row = _claim(claim_id)
    return shortened(f"{claim_id} {row['locator']}: {row['proposition']}", LABEL_SIGNS), claim_id


def forecaster_options() -> list[tuple[str, str]]:
    """(label, person_id) of everybody to whom a scorable claim is ascribed, `ANY` first."""
    speakers = {speaker for row in _scorable() for speaker in row["speaker_ids"]}
    return [
        (ANY, ANY),
        *((row["name"], row["person_id"]) for row in records("people") if row["person_id"] in speakers),
    ]


# what a reader entered -----------------------------------------------------------------------------------------------


def judged_claims(kept: dict) -> dict[str, str]:
    """claim_id -> answer, for every claim that a reader has judged or skipped. Whatever is no answer of the list is passed over.

    kept: key -> value, such as `{"07.C011.scorable": SCORABLE_YES, "07.C011.probability": 40}`.
    """
    known = by_key("claims")
    found = {claim_id: kept.get(keys.forecast(claim_id, "scorable")) for claim_id in known}
    return {claim_id: answer for claim_id, answer in found.items() if answer in CAN_BE_SCORED[1:]}


def numbers_given(kept: dict) -> dict[str, int]:
    """claim_id -> probability in per cent, for the claims that a reader called scorable. kept: as for `judged_claims`."""
    found = {
        claim_id: number_kept(kept, claim_id)
        for claim_id, answer in judged_claims(kept).items()
        if answer == SCORABLE_YES
    }
    return {claim_id: number for claim_id, number in found.items() if number is not None}


def number_kept(kept: dict, claim_id: str, otherwise=None):
    """The number that a reader gave to a claim, or another where there is none that counts."""
    number = kept.get(keys.forecast(claim_id, "probability"))
    return number if _is_probability(number) else otherwise


def _is_probability(number) -> bool:
    return isinstance(number, Real) and not isinstance(number, bool) and 0 <= number <= 100  # also numbers of pandas


def disputes_kept(kept: dict) -> dict[str, str]:
    """verdict_id -> reason, for the verdicts that a reader disputes. kept: keys such as `07.dispute.C011-H2`."""
    found = {
        key.removeprefix(keys.VERDICT): str(reason) for key, reason in kept.items() if key.startswith(keys.VERDICT)
    }
    return {verdict_id: reason for verdict_id, reason in found.items() if reason.strip()}


# step 1: before any outcome ------------------------------------------------------------------------------------------


def claim_card(claim_id: str) -> str:
    """A claim as it stood on the day: excerpt, our words, hedge, condition, who said it to us. No outcome."""
    row = _claim(claim_id)
    words = [passage(one)["excerpt"] for one in row["passage_ids"]]
    quoted = "".join(markup.quotation(one, "") for one in words if one)
    speakers = " and ".join(map(name, row["speaker_ids"])) or name(None)
    relayed = row["reported_by_id"] and row["reported_by_id"] not in row["speaker_ids"]
    who = f"{speakers}, as told by {name(row['reported_by_id'])}" if relayed else speakers
    return markup.figure(
        (quoted or markup.quotation(None, "Retold in the article, not quoted here."))
        + markup.paragraph(f"<strong>In our words:</strong> {markup.text(row['proposition'])}")
        + markup.paragraph(
            f"<strong>Hedge in the English:</strong> {markup.text(_hedge(row))}.",
            f"<strong>Condition:</strong> {markup.text(row['condition'])}.",
        ),
        f"{markup.text(claim_id)} · {markup.text(who)}<br>{origin(row['locator'])}",
    )


def claim_to_judge(
    claim_id: str, probability: float | None = None, answer: str = NOT_JUDGED, measure: str = ""
) -> WrittenComparison:
    """One claim without its outcome; once it is answered, also what the key says on scoring it.

    probability: per cent, or None; answer: one of `CAN_BE_SCORED`; measure: the reader's own words. Frame: claim_id, answer,
    key (boolean), type, probability. Raises `SelectionError` for an unknown claim, answer or probability.
    """
    row, columns = _claim(claim_id), ("claim_id", "answer", "key", "type", "probability")
    if answer not in CAN_BE_SCORED:
        raise SelectionError("answer", answer, f"one of {'; '.join(CAN_BE_SCORED)}")
    if probability is not None and not _is_probability(probability):
        raise SelectionError("probability", probability, "a number from 0 to 100")
    number = "" if probability is None else f" Your number: {probability} of 100."
    place = f"{claim_id}, {_said_by(row)}, {row['locator']}"
    own = markup.paragraph(f"<strong>Your measure:</strong> {markup.text(measure)}") if measure.strip() else ""
    if answer == NOT_JUDGED:
        return WrittenComparison(
            f"{place}: not answered yet.{number} The outcome stays locked.", claim_card(claim_id) + own, [], columns
        )
    key = "yes" if row["scorable"] else "no"
    if answer == SKIPPED:
        said = f"skipped. The key says {key}."
    else:
        mine = "yes" if answer == SCORABLE_YES else "no"
        said = f"you say “{answer}”; the key says {key}{', as you do' if mine == key else ''}.{number}"
    if row["scorable"]:
        why = (
            f"<strong>Our measure:</strong> {markup.text(row['criterion'])}",
            "Its outcome is open to you now, in the second step.",
        )
    else:
        why = (
            f"<strong>Why the key says no:</strong> {markup.text(row['why_not_scorable'])}",
            f"The table lists the sentence as: {markup.text(row['type'])}.",
            "Whatever number you give, it never enters a score.",
        )
    drift = "".join(
        markup.paragraph(
            f"<strong>Other prints of this sentence, “{markup.text(drift['topic'])}”:</strong>",
            markup.text(drift["what_changed"]),
        )
        for drift in (by_key("drift")[one] for one in row["drift_ids"])
    )
    return WrittenComparison(
        f"{place}: {said}",
        claim_card(claim_id) + own + markup.paragraph(*why) + drift,
        [(claim_id, answer, row["scorable"], row["type"], probability)],
        columns,
    )


def judging_progress(kept: dict, which: str = SHORT_LIST) -> str:
    """One sentence on how many claims of a list are answered or skipped."""
    ids = [claim_id for _, claim_id in forecast_options(which)]
    done = judged_claims(kept)
    return f"{sum(claim_id in done for claim_id in ids)} of {len(ids)} claims answered or skipped."


def claims_written_out() -> WrittenComparison:
    """The chosen claims as they stood on the day, without any outcome. Frame: claim_id, locator, said_by, excerpt, proposition, hedge, condition."""
    rows = []
    for claim_id in CHOSEN:
        row = _claim(claim_id)
        words = " … ".join(filter(None, (passage(one)["excerpt"] for one in row["passage_ids"])))
        rows.append(
            (claim_id, row["locator"], _said_by(row), words or None, row["proposition"], _hedge(row), row["condition"])
        )
    return WrittenComparison(
        f"{len(rows)} claims of 16 March 2003 as they stand in the article of 2024, without their outcomes. Write a number from 0 to 100 beside each, or the reason why it cannot be scored.",
        markup.table(
            [
                (f"{claim_id}, {locator}", who, f"“{words}”" if words else "retold", said, hedge, condition)
                for claim_id, locator, who, words, said, hedge, condition in rows
            ],
            ("claim", "said by", "words of the article", "in our words", "hedge", "condition"),
            "Before any outcome: what probability do the words express, and can it be scored?",
        ),
        rows,
        ("claim_id", "locator", "said_by", "excerpt", "proposition", "hedge", "condition"),
    )


# step 2: two days side by side ---------------------------------------------------------------------------------------


def _kind(left: str, right: str) -> str | None:
    """How two verdicts on one sentence differ, in words; None where they agree or one is locked."""
    if left == right or "locked" in (left, right):
        return None
    if {left, right} == {"yes", "no"}:
        return TURNED
    if (left in ("open", "void")) != (right in ("open", "void")):
        return "Judged on one of the two days only"
    return "Changed in another way"


def _evidence(title: str, event_ids) -> str:
    events = by_key("events")
    items = "".join(
        f"<li>{markup.text(day(events[one]['date'], events[one]['date_precision']))}: {markup.text(events[one]['title'])} [{markup.text(one)}]</li>"
        for one in event_ids
    )
    return markup.paragraph(f"<strong>{title}</strong>{'' if items else ' none found among the events'}") + (
        f"<ul>{items}</ul>" if items else ""
    )


def _verdict(claim_id: str, horizon_id: str, reasons: dict[str, str]) -> str:
    """One verdict with all that it rests on, and the reader's dispute of it."""
    row = _verdicts()[claim_id, horizon_id]
    dispute = reasons.get(row["verdict_id"])
    return (
        markup.paragraph(f"<strong>{markup.text(_when(horizon_id))}: {markup.text(_signed(row['verdict']))}</strong>")
        + markup.paragraph(markup.text(row["reason"]))
        + _evidence("For the claim:", row["evidence_for"])
        + _evidence("Against it:", row["evidence_against"])
        + (
            markup.paragraph(f"<strong>How to contest it:</strong> {markup.text(row['contested_why'])}")
            if row["contested"]
            else ""
        )
        + (markup.paragraph(f"<strong>You dispute this verdict:</strong> {markup.text(dispute)}") if dispute else "")
    )


def verdicts_on(claim_id: str, days=("H1", "H2", "H3", "H4"), opened=None, reasons=None) -> WrittenComparison:
    """The verdicts on one claim with criterion, evidence on both sides, and how they can be contested.

    days: one horizon id or several; opened: the claim ids whose outcome may be shown, None for all; reasons: verdict_id -> the
    reader's dispute. Frame: horizon_id, as_of, verdict, reason, contested_why. Raises `SelectionError` for a claim that cannot be
    scored and for a day that does not exist.
    """
    row, columns = _claim(claim_id), ("horizon_id", "as_of", "verdict", "reason", "contested_why")
    days = (days,) if isinstance(days, str) else tuple(dict.fromkeys(days))
    if not days:
        raise SelectionError("set of days", days, f"at least one of {', '.join(by_key('horizons'))}")
    for one in days:
        _horizon(one)
    if not row["scorable"]:
        raise SelectionError("verdict on", claim_id, f"a claim that can be scored; of this one we say: {row['type']}")
    if opened is not None and claim_id not in opened:
        return WrittenComparison(
            f"{claim_id} is locked.",
            claim_card(claim_id) + markup.paragraph(markup.text(HOW_TO_OPEN.format("this claim"))),
            [],
            columns,
        )
    reasons = reasons or {}
    found = [_verdicts()[claim_id, one] for one in days]
    pieces = [_verdict(claim_id, one, reasons) for one in days]
    pairs = [pieces[place : place + 2] for place in range(0, len(pieces), 2)]
    events = by_key("events")
    sources = dict.fromkeys(
        source
        for verdict in found
        for one in (*verdict["evidence_for"], *verdict["evidence_against"])
        for source in events[one]["source_ids"]
    )
    return WrittenComparison(
        f"{claim_id} ({row['locator']}): "
        + ", ".join(f"{verdict['verdict']} on {_when(verdict['horizon_id'])}" for verdict in found)
        + ".",
        claim_card(claim_id)
        + markup.paragraph(f"<strong>Criterion:</strong> {markup.text(row['criterion'])}")
        + markup.paragraph(f"<strong>On the days:</strong> {markup.text(row['horizon_note'])}")
        + "".join(markup.side_by_side(*pair) if len(pair) == 2 else pair[0] for pair in pairs)
        + (sources_line(sources) if sources else ""),
        [
            (verdict["horizon_id"], verdict["as_of"], verdict["verdict"], verdict["reason"], verdict["contested_why"])
            for verdict in found
        ],
        columns,
    )


def _pairs(left: str, right: str, speaker: str, opened) -> list[tuple]:
    known = [value for _, value in forecaster_options()]
    if speaker not in known:
        raise SelectionError("speaker of a scorable claim", speaker, f"one of {', '.join(known)}")
    rows = []
    for row in _scorable():
        if speaker not in (ANY, *row["speaker_ids"]):
            continue
        locked = opened is not None and row["claim_id"] not in opened
        one, other = (
            "locked" if locked else _verdicts()[row["claim_id"], horizon]["verdict"] for horizon in (left, right)
        )
        rows.append((row["claim_id"], row["locator"], _said_by(row), _hedge(row), one, other, _kind(one, other)))
    return rows


def _two_days(left: str, right: str, speaker: str, opened) -> tuple[str, str, str, list[tuple]]:
    """Two days of judgement: the sentence, what moved, every claim folded away, and the rows."""
    heads = _when(left), _when(right)
    rows = _pairs(left, right, speaker, opened)
    shown = [row for row in rows if row[4] != "locked"]
    changed = [row for row in shown if row[6]]
    turned = sum(row[6] == TURNED for row in changed)
    locked = len(rows) - len(shown)
    who = "any speaker" if speaker == ANY else short_name(speaker)
    sentence = f"{heads[0]} against {heads[1]}, {who}: {_differing(len(changed), len(shown))}"
    sentence += f", {turned} of them from yes to no or back." if changed else "."
    if not shown:
        sentence = f"{heads[0]} against {heads[1]}, {who}: all {len(rows)} outcomes are locked."
    elif locked:
        sentence += f" {locked} more {'is' if locked == 1 else 'are'} locked."
    every = markup.details(
        f"Each scorable claim on both days ({len(rows)})",
        _claims_on_both_days(rows, heads, "Each scorable claim on both days"),
    )
    if not shown:
        return sentence, markup.paragraph(markup.text(HOW_TO_OPEN.format("claims"))), every, rows
    return sentence, _tally(shown, heads) + _moved(changed, heads), every, rows


def _tally(rows, heads: tuple[str, str]) -> str:
    """How many claims have which verdict on each of two days."""
    return markup.table(
        [
            (_signed(verdict), sum(row[4] == verdict for row in rows), sum(row[5] == verdict for row in rows))
            for verdict in SIGN
        ],
        ("verdict", *heads),
        f"How many claims have which verdict ({count_of(len(rows), 'claim')})",
    )


def _moved(changed, heads: tuple[str, str]) -> str:
    """The claims whose verdict changed: those that turned round on the page, the others folded away."""
    turned = [row for row in changed if row[6] == TURNED]
    others = [row for row in changed if row[6] != TURNED]
    pieces = (
        [_claims_on_both_days(turned, heads, f"{TURNED}, from yes to no or back ({len(turned)})")] if turned else []
    )
    for kind in dict.fromkeys(row[6] for row in others):
        these = [row for row in others if row[6] == kind]
        pieces.append(markup.details(f"{kind} ({len(these)})", _claims_on_both_days(these, heads, kind)))
    return "".join(pieces)


def _claims_on_both_days(rows, heads: tuple[str, str], caption: str) -> str:
    claims = by_key("claims")
    return markup.table(
        [
            (row[0], f"{row[2]}, {row[1]}", claims[row[0]]["proposition"], row[3], _signed(row[4]), _signed(row[5]))
            for row in rows
        ],
        ("claim", "said by", "in short", "hedge", f"left: {heads[0]}", f"right: {heads[1]}"),
        caption,
    )


def horizons_side_by_side(left: str = "H1", right: str = "H2", speaker: str = ANY, opened=None) -> WrittenComparison:
    """The verdicts on every scorable claim on two days: how many of which, which turned round, and every claim folded away.

    left, right: horizon ids; speaker: a person id of `forecaster_options` or `ANY`; opened: the claim ids whose outcome may be
    shown, None for all. Frame: claim_id, locator, said_by, hedge, left, right, change (empty where the two agree). Raises
    `SelectionError` for a day or a speaker that does not exist.
    """
    sentence, moved, every, rows = _two_days(left, right, speaker, opened)
    return WrittenComparison(sentence, moved + every, rows, ON_TWO_DAYS)


def _differing(changed: int, shown: int) -> str:
    if not changed:
        return "the one verdict is the same" if shown == 1 else f"all {shown} verdicts are the same"
    return f"{changed} of {shown} verdict{'' if shown == 1 else 's'} {'differs' if changed == 1 else 'differ'}"


def horizons_and_claim(
    left: str, right: str, speaker: str, claim_id: str, disputed: str = "H1", opened=None, reasons=None
) -> WrittenComparison:
    """All claims on two days, then one of them in detail, and every claim folded away. Frame: that of `horizons_side_by_side`.

    disputed: the horizon of the verdict that the reader is about to dispute; the others as for `verdicts_on`.
    """
    sentence, moved, every, rows = _two_days(left, right, speaker, opened)
    one = verdicts_on(claim_id, (left, right), opened, reasons)
    dispute = (reasons or {}).get(f"{claim_id}-{disputed}")
    is_locked = all(row[4] == "locked" for row in rows) and not one.rows  # then the claim itself says how to open it
    return WrittenComparison(
        f"{sentence} {one.sentence}",
        ("" if is_locked else moved)
        + one.html
        + markup.paragraph(
            f"<strong>Your dispute of {markup.text(claim_id)} on {markup.text(_when(disputed))}:</strong>",
            markup.text(dispute) if dispute else "none so far.",
        )
        + every,
        rows,
        ON_TWO_DAYS,
    )


def _second_verdict(claim_id: str, left: str, right: str) -> str:
    """What the second of two days adds, which is often nothing."""
    if left == right:
        return ""
    one, other = _verdicts()[claim_id, left], _verdicts()[claim_id, right]
    same = all(one[column] == other[column] for column in ("verdict", "reason", "evidence_for", "evidence_against"))
    if not same:
        return _verdict(claim_id, right, {})
    return markup.paragraph(
        f"<strong>{markup.text(_when(right))}: {markup.text(_signed(other['verdict']))}</strong>, for the same reason."
    )


def horizons_written_out(left: str = "H1", right: str = "H2") -> WrittenComparison:
    """All verdicts of two days, folded, so that nobody sees an outcome unasked. Frame: that of `horizons_side_by_side`."""
    whole = horizons_side_by_side(left, right)
    claims = by_key("claims")
    each = "".join(
        markup.details(
            f"{row[0]}: {claims[row[0]]['proposition']}",
            markup.paragraph(f"<strong>Criterion:</strong> {markup.text(claims[row[0]]['criterion'])}")
            + _verdict(row[0], left, {})
            + _second_verdict(row[0], left, right),
        )
        for row in whole.rows
    )
    return WrittenComparison(
        f"{_when(left)} against {_when(right)}, any speaker: {len(whole.rows)} claims with both verdicts, folded. Give your own numbers before you open them.",
        markup.details(
            "Open the outcomes of both days",
            markup.paragraph(markup.text(whole.sentence))
            + whole.html
            + markup.paragraph("<strong>Each claim with its criterion, its evidence and how to contest it:</strong>")
            + each,
        ),
        whole.rows,
        whole.columns,
    )


# step 3: the score of a reader's numbers ---------------------------------------------------------------------------------


def _checked(probabilities, outcomes) -> list[tuple[float, int]]:
    """(probability as a share, 1 or 0) pairs."""
    probabilities, outcomes = list(probabilities), list(outcomes)
    if len(probabilities) != len(outcomes):
        raise SelectionError(
            "pairing of",
            f"{len(probabilities)} probabilities with {len(outcomes)} outcomes",
            "one outcome for each probability",
        )
    for number in probabilities:
        if not _is_probability(number):
            raise SelectionError("probability", number, "a number from 0 to 100")
    for outcome in outcomes:
        if outcome not in SCORED:
            raise SelectionError("outcome to score", outcome, "yes or no; mixed, void and open are not scored")
    return [(number / 100, SCORED[outcome]) for number, outcome in zip(probabilities, outcomes, strict=True)]


def brier(probabilities, outcomes) -> float | None:
    """The mean squared distance between forecast and outcome: 0 is perfect, 1 the worst; None where nothing is scored.

    probabilities: numbers from 0 to 100; outcomes: “yes” (counts as 1) or “no” (0), nothing else. After G. W. Brier,
    “Verification of Forecasts Expressed in Terms of Probability”, Monthly Weather Review 78 (1950), 1-3, in the form for one event
    in use today: half of Brier's own number, which adds the squares for the event and for its absence.
    """
    pairs = _checked(probabilities, outcomes)
    return sum((share - came) ** 2 for share, came in pairs) / len(pairs) if pairs else None


def calibration(probabilities, outcomes, who: str = "you") -> WrittenComparison:
    """Forecasts in bins of 20 points: in each, the average number given and how many came out yes.

    probabilities, outcomes: as for `brier`; who: who gave the numbers. The last bin has 21 numbers, since it holds 100. Frame: bin, n, mean, yes, share (both
    in per cent; empty for an empty bin).
    """
    pairs = _checked(probabilities, outcomes)
    rows = []
    for low, high in BINS:
        top = high + 1 if high < 100 else 101
        inside = [(share, came) for share, came in pairs if low <= round(share * 100, 6) < top]
        n, came = len(inside), sum(came for _, came in inside)
        mean = round(100 * sum(share for share, _ in inside) / n, 1) if n else None
        rows.append((f"{low} to {high}", n, mean, came, round(100 * came / n, 1) if n else None))
    filled = [row for row in rows if row[1]]
    return WrittenComparison(
        f"{count_of(len(pairs), 'forecast')} in {len(filled)} of {len(BINS)} bins."
        if filled
        else "No forecast can be scored, so all bins are empty.",
        markup.table(
            [
                (bin_, n, "–" if mean is None else mean, came if n else "–", "–" if share is None else share)
                for bin_, n, mean, came, share in rows
            ],
            ("numbers given", "forecasts", "on average", "came out yes", "per cent yes"),
            f"Calibration: did what {who} gave 70 come true seven times in ten?",
        ),
        rows,
        ("bin", "n", "mean", "yes", "share"),
    )


def _scored(numbers: dict[str, float], horizon_id: str) -> list[tuple[str, float, str]]:
    """(claim_id, probability, outcome) of the forecasts that count on one day: scorable, and decided with yes or no."""
    return [
        (claim_id, number, _verdicts()[claim_id, horizon_id]["verdict"])
        for claim_id, number in numbers.items()
        if _claim(claim_id)["scorable"] and _verdicts()[claim_id, horizon_id]["verdict"] in SCORED
    ]


def your_score(horizon: str, kept: dict, who: str = "you") -> WrittenComparison:
    """The Brier score of a reader's numbers on each day, and the calibration on one of them.

    horizon: a horizon id; kept: as for `judged_claims`; who: who gave the numbers. Only claims that the key holds scorable, that
    the reader called scorable, and whose verdict on that day is yes or no are counted. Frame: that of `calibration`.
    """
    when, whose = _when(horizon), "your" if who == "you" else f"{who}’s"
    numbers = numbers_given(kept)
    table = []
    for row in records("horizons"):
        scored = _scored(numbers, row["horizon_id"])
        own = brier([number for _, number, _ in scored], [outcome for _, _, outcome in scored])
        table.append((_when(row["horizon_id"]), len(scored), own))
    scored = _scored(numbers, horizon)
    bins = calibration([number for _, number, _ in scored], [outcome for _, _, outcome in scored], who)
    n = len(scored)
    unscorable = sum(not _claim(claim_id)["scorable"] for claim_id in numbers)
    if not numbers:
        sentence = f"{when}: no forecasts yet. Give a number and answer “{SCORABLE_YES}” in the first step; then read {whose} answers again."
    elif not n:
        sentence = f"{when}: none of {whose} {count_of(len(numbers), 'forecast')} is decided with yes or no on this day, so there is no score."
    else:
        own = brier([number for _, number, _ in scored], [outcome for _, _, outcome in scored])
        few = (
            f" n = {n} is too few to generalise."
            if n < ENOUGH_FORECASTS
            else f" n = {n}: still a small number, from one source."
        )
        sentence = f"{when}: {n} of {whose} {count_of(len(numbers), 'forecast')} {'counts' if n == 1 else 'count'}. Brier score {own:.3f}; always saying 50 gives {BASELINE:.3f}.{few}"
    left_out = len(numbers) - n - unscorable
    return WrittenComparison(
        sentence,
        markup.table(
            [
                (
                    when_,
                    count,
                    "–" if own is None else f"{own:.3f}",
                    f"{BASELINE:.3f}" if count else "–",
                    "–" if own is None else "better" if own < BASELINE else "worse" if own > BASELINE else "the same",
                )
                for when_, count, own in table
            ],
            ("day", "n", "Brier score", "always 50", "against always 50"),
            "Brier score on each day: 0 is perfect, 1 is the worst",
        )
        + bins.html
        + markup.paragraph(
            f"Not counted on {markup.text(when)}: {left_out} with the verdict mixed, void or open, and {unscorable} on claims that the key holds unscorable.",
            f"With fewer than {ENOUGH_FORECASTS} forecasts chance decides too much.",
        ),
        bins.rows,
        bins.columns,
    )


def example_score(horizon: str) -> WrittenComparison:
    """The score of an invented reader who takes every English hedge at its word. Frame: that of `calibration`.

    He gives 90 where no hedge stands, 70 for “likely” and words such as “I believe”, 40 for “could”, “might” and the like. These
    numbers are ours (`BY_HEDGE`); another table of numbers would score otherwise.
    """
    number_of = {hedge: number for number, hedges in BY_HEDGE.items() for hedge in hedges}
    kept = {}
    for row in _scorable():
        kept[keys.forecast(row["claim_id"], "scorable")] = SCORABLE_YES
        kept[keys.forecast(row["claim_id"], "probability")] = number_of[row["hedge"]]
    made = your_score(horizon, kept, "the example")
    return replace(made, sentence=f"An example, a reader who trusts the English hedges. {made.sentence}")
