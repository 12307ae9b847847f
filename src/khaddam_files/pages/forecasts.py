"""Notebook 07."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from khaddam_files.choices import find
from khaddam_files.compare.forecasts import (
    BASELINE_BRIER,
    ENOUGH_FORECASTS,
    TURNED_ROUND,
    Calibration,
    ClaimOnTwoDays,
    ClaimsOfTheDay,
    ClaimToJudge,
    ClaimVerdicts,
    DayScore,
    Score,
    TwoDays,
    TwoDaysAndClaim,
    TwoDaysWrittenOut,
    have_same_grounds,
    hedge_in_words,
    horizon_in_words,
    speakers_in_words,
    verdict_row,
)
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import name_with_office
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    bullets,
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import count_of, day

if TYPE_CHECKING:
    from khaddam_files.rows import Claim, Verdict

_SIGN_OF_VERDICT = {"yes": "✓", "no": "✗", "mixed": "±", "void": "–", "open": "?"}
_HOW_TO_OPEN = (
    "Locked. Answer or skip {} in the first step and press “Read my answers again”, or tick “Show "
    "all outcomes”."
)


@cache
def _claim_card(claim_id: str) -> Markup:
    """A claim as it stood on the day: excerpt, our words, hedge, condition, who. No outcome."""
    claim = find("claims", claim_id)
    excerpts = [passage(passage_id)["excerpt"] for passage_id in claim["passage_ids"]]
    quotations = join_pieces(quotation(words, "") for words in excerpts if words)
    hedge, condition = f"{hedge_in_words(claim)}.", f"{claim['condition']}."
    who, where = speakers_in_words(claim, name_with_office), origin(claim["locator"])
    return figure(
        (quotations or quotation(None, "Retold in the article, not quoted here."))
        + labelled_paragraph("In our words", claim["proposition"])
        + labelled_paragraph("Hedge in the English", hedge, strong("Condition:"), condition),
        Markup("{} · {}<br>{}").format(claim_id, who, where),
    )


@html.register
def claim_to_judge(comparison: ClaimToJudge) -> Markup:
    page = _claim_card(comparison.claim["claim_id"])
    if comparison.measure.strip():
        page += labelled_paragraph("Your measure", comparison.measure)
    return page + _key_on_scoring(comparison.claim) if comparison.rows else page


def _key_on_scoring(claim: Claim) -> Markup:
    """What the key says on scoring a claim, and the other prints of its sentence."""
    if claim["scorable"]:
        open_now = "Its outcome is open to you now, in the second step."
        key = labelled_paragraph("Our measure", claim["criterion"], open_now)
    else:
        key = labelled_paragraph(
            "Why the key says no",
            claim["why_not_scorable"],
            f"The table lists the sentence as: {claim['type']}.",
            "Whatever number you give, it never enters a score.",
        )
    drifts = [find("drift", drift_id) for drift_id in claim["drift_ids"]]
    return key + join_pieces(
        labelled_paragraph(
            f"Other prints of this sentence, “{drift['topic']}”", drift["what_changed"]
        )
        for drift in drifts
    )


@html.register
def claims_of_the_day(comparison: ClaimsOfTheDay) -> Markup:
    rows = [
        (
            f"{row.claim_id}, {row.locator}",
            row.said_by,
            f"“{row.excerpt}”" if row.excerpt else "retold",
            row.proposition,
            row.hedge,
            row.condition,
        )
        for row in comparison.rows
    ]
    return table(
        rows,
        ("claim", "said by", "words of the article", "in our words", "hedge", "condition"),
        "Before any outcome: what probability do the words express, and can it be scored?",
    )


def _verdict_with_sign(value: str) -> str:
    """A verdict with its sign; what is no verdict stands as it is."""
    return f"{_SIGN_OF_VERDICT[value]} {value}" if value in _SIGN_OF_VERDICT else value


def _verdict_heading(row: Verdict) -> Markup:
    """A verdict and its day."""
    return strong(f"{horizon_in_words(row['horizon_id'])}: {_verdict_with_sign(row['verdict'])}")


def _verdict_with_dispute(row: Verdict, disputes: Mapping[str, str]) -> Markup:
    """One verdict with all that it rests on, and the reader's dispute of it."""
    dispute = disputes.get(row["verdict_id"])
    grounds = _verdict_with_grounds(row["verdict_id"])
    return grounds + labelled_paragraph("You dispute this verdict", dispute) if dispute else grounds


@cache
def _verdict_with_grounds(verdict_id: str) -> Markup:
    """One verdict with all that it rests on."""
    row = find("verdicts", verdict_id)
    return (
        paragraph(_verdict_heading(row))
        + paragraph(row["reason"])
        + _evidence_of_side("For the claim", row["evidence_for"])
        + _evidence_of_side("Against it", row["evidence_against"])
        + (
            labelled_paragraph("How to contest it", row["contested_why"])
            if row["contested"]
            else ""
        )
    )


def _evidence_of_side(side: str, event_ids: Sequence[str]) -> Markup:
    """The events on one side of a verdict."""
    if not event_ids:
        return labelled_paragraph(side, "none found among the events")
    events = [find("events", event_id) for event_id in event_ids]
    return labelled_paragraph(side) + bullets(
        f"{day(event['date'], event['date_precision'])}: {event['title']} [{event['event_id']}]"
        for event in events
    )


@html.register
def claim_verdicts(comparison: ClaimVerdicts) -> Markup:
    claim = comparison.claim
    card = _claim_card(claim["claim_id"])
    if not comparison.rows:
        return card + paragraph(_HOW_TO_OPEN.format("this claim"))
    rows = [verdict_row(claim["claim_id"], row.horizon_id) for row in comparison.rows]
    verdicts = [_verdict_with_dispute(row, comparison.disputes) for row in rows]
    pairs = [verdicts[place : place + 2] for place in range(0, len(verdicts), 2)]
    return (
        card
        + labelled_paragraph("Criterion", claim["criterion"])
        + labelled_paragraph("On the days", claim["horizon_note"])
        + join_pieces(side_by_side(*pair) if len(pair) == 2 else pair[0] for pair in pairs)
        + (sources_line(comparison.source_ids) if comparison.source_ids else "")
    )


@html.register
def two_days(comparison: TwoDays) -> Markup:
    return _changes_of_verdicts(comparison) + _every_claim(comparison)


def _changes_of_verdicts(comparison: TwoDays) -> Markup:
    """How many claims have which verdict, and which changed; only what is reversed is unfolded."""
    if not comparison.open_rows:
        return paragraph(_HOW_TO_OPEN.format("claims"))
    by_change: dict[str, list[ClaimOnTwoDays]] = {TURNED_ROUND: []}
    for row in comparison.open_rows:
        if row.change:
            by_change.setdefault(row.change, []).append(row)
    turned_round = by_change.pop(TURNED_ROUND)
    caption = f"{TURNED_ROUND}, from yes to no or from no to yes ({len(turned_round)})"
    return (
        _verdict_counts(comparison)
        + (_claims_on_both_days(comparison, turned_round, caption) if turned_round else "")
        + join_pieces(
            details(f"{change} ({len(rows)})", _claims_on_both_days(comparison, rows, change))
            for change, rows in by_change.items()
        )
    )


def _verdict_counts(comparison: TwoDays) -> Markup:
    left = Counter(row.left for row in comparison.open_rows)
    right = Counter(row.right for row in comparison.open_rows)
    claims = count_of(len(comparison.open_rows), "claim")
    return table(
        [(_verdict_with_sign(value), left[value], right[value]) for value in _SIGN_OF_VERDICT],
        ("verdict", horizon_in_words(comparison.left), horizon_in_words(comparison.right)),
        f"How many claims have which verdict ({claims})",
    )


def _every_claim(comparison: TwoDays) -> Markup:
    """Every claim on both days, folded away."""
    caption = "Each scorable claim on both days"
    rows = _claims_on_both_days(comparison, comparison.rows, caption)
    return details(f"{caption} ({len(comparison.rows)})", rows)


def _claims_on_both_days(
    comparison: TwoDays, rows: Sequence[ClaimOnTwoDays], caption: str
) -> Markup:
    """Some claims of a comparison."""
    cells = [
        (
            row.claim_id,
            f"{row.said_by}, {row.locator}",
            find("claims", row.claim_id)["proposition"],
            row.hedge,
            _verdict_with_sign(row.left),
            _verdict_with_sign(row.right),
        )
        for row in rows
    ]
    days = (
        f"left: {horizon_in_words(comparison.left)}",
        f"right: {horizon_in_words(comparison.right)}",
    )
    return table(cells, ("claim", "said by", "in short", "hedge", *days), caption)


@html.register
def two_days_and_claim(comparison: TwoDaysAndClaim) -> Markup:
    days, verdicts = comparison.days, comparison.verdicts
    all_locked = not days.open_rows and not verdicts.rows  # then the claim says how to open it
    own = f"Your dispute of {verdicts.claim['claim_id']} on {horizon_in_words(comparison.disputed)}"
    return (
        (Markup() if all_locked else _changes_of_verdicts(days))
        + html(verdicts)
        + labelled_paragraph(own, comparison.dispute or "none so far.")
        + _every_claim(days)
    )


@html.register
def two_days_written_out(comparison: TwoDaysWrittenOut) -> Markup:
    days = comparison.days
    return details(
        "Open the outcomes of both days",
        paragraph(days.sentence)
        + html(days)
        + labelled_paragraph("Each claim with its criterion, its evidence and how to contest it")
        + join_pieces(_claim_written_out(row.claim_id, days) for row in comparison.rows),
    )


def _claim_written_out(claim_id: str, days: TwoDays) -> Markup:
    """A claim with its verdicts on both days, folded; the second says only what it adds."""
    claim = find("claims", claim_id)
    left, right = verdict_row(claim_id, days.left), verdict_row(claim_id, days.right)
    first = _verdict_with_grounds(left["verdict_id"])
    if days.left == days.right:
        second = Markup()
    elif have_same_grounds(left, right):
        second = paragraph(_verdict_heading(right) + ", for the same reason.")
    else:
        second = _verdict_with_grounds(right["verdict_id"])
    verdicts = join_pieces((labelled_paragraph("Criterion", claim["criterion"]), first, second))
    return details(f"{claim_id}: {claim['proposition']}", verdicts)


def _whole(value: float | None) -> str:
    """Per cent without decimals, which a handful of forecasts do not bear."""
    return "–" if value is None else f"{value:.0f}"


@html.register
def calibration(comparison: Calibration) -> Markup:
    rows = [
        (row.bin, row.n, _whole(row.mean), row.yes if row.n else "–", _whole(row.share))
        for row in comparison.rows
    ]
    return table(
        rows,
        ("numbers given", "forecasts", "on average", "came out yes", "per cent yes"),
        f"Calibration: did what {comparison.who} gave 70 come true seven times in ten?",
    )


@html.register
def score(comparison: Score) -> Markup:
    scores = table(
        map(_day_score_cells, comparison.days),
        ("day", "n", "Brier score", "always 50", "always the share that came true"),
        "Brier score on each day: 0 is perfect, 1 is the worst",
    )
    not_counted = (
        f"Not counted on {horizon_in_words(comparison.horizon_id)}: {comparison.undecided} with "
        f"the verdict mixed, void or open, and {comparison.unscorable} on claims that the key "
        "holds unscorable."
    )
    few = (
        f"With fewer than {ENOUGH_FORECASTS} forecasts chance decides too much. Even more are "
        "fewer than they look: one event, such as the fall of Baghdad, decides several of them."
    )
    return scores + html(comparison.calibration) + paragraph(not_counted, few)


def _day_score_cells(row: DayScore) -> tuple[str, int, str, str, str]:
    """The cells of one day."""
    if row.brier is None:
        return horizon_in_words(row.horizon_id), row.n, "–", "–", "–"
    base = f"{row.base_score:.3f} (always {row.base_rate:.0f})"
    return (
        horizon_in_words(row.horizon_id),
        row.n,
        f"{row.brier:.3f}",
        f"{BASELINE_BRIER:.3f}",
        base,
    )
