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
    LOCKED,
    Calibration,
    ClaimOnTwoDays,
    ClaimsOfTheDay,
    ClaimToJudge,
    ClaimVerdicts,
    DayScore,
    Score,
    ScoreBesideExample,
    TwoDays,
    TwoDaysAndClaim,
    TwoDaysWrittenOut,
    have_same_grounds,
    hedge_in_words,
    horizon_in_words,
    scores_on_one_line,
    speakers_in_words,
    verdict_row,
)
from khaddam_files.compare.people import name_with_office
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    CHANGED,
    HAIR,
    SMALL,
    TINT,
    Mark,
    bullets,
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    picture,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import day

if TYPE_CHECKING:
    from khaddam_files.rows import Claim, Verdict

_SIGN_OF_VERDICT = {"yes": "✓", "no": "✗", "mixed": "±", "void": "–", "open": "?", LOCKED: "·"}
# how a square looks beside its sign: filled came true, half filled in part, empty did not; a broken
# line is no verdict
_LOOK_OF_VERDICT = {
    "yes": "border:1px solid rgba(127,127,127,.9);background:rgba(127,127,127,.5)",
    "no": "border:2px solid rgba(127,127,127,.9)",
    "mixed": "border:1px solid rgba(127,127,127,.9);background-image:linear-gradient(135deg,"
    "rgba(127,127,127,.5) 50%,rgba(127,127,127,0) 50%)",
    "void": "border:1px dashed rgba(127,127,127,.9)",
    "open": "border:2px dotted rgba(127,127,127,.9)",
    LOCKED: f"border:1px solid rgba(127,127,127,.3);background:{TINT}",
}
_FOLLOWED = f"border:3px solid #e69f00;background:{CHANGED}"
_DOT = "rgba(127,127,127,.95)"
_WORST_ON_HALF = 0.32  # the worst Brier score whose words find room on a line that ends at 0.5
_LAST_WORD = 62  # per cent of a line, after which no words begin
_HOW_TO_OPEN = (
    "Locked. Answer or skip {} in the first step and choose it here again, or tick “Show all "
    "outcomes”."
)


@cache
def _claim_card(claim_id: str) -> Markup:
    """The words of the article that hold a claim, and who said them. No outcome."""
    claim = find("claims", claim_id)
    excerpts = [find("passages", passage_id)["excerpt"] for passage_id in claim["passage_ids"]]
    quotations = join_pieces(quotation(words, "") for words in excerpts if words)
    who, where = speakers_in_words(claim, name_with_office), origin(claim["locator"])
    return figure(
        quotations or quotation(None, "Retold in the article, not quoted here."),
        Markup("{} · {}<br>{}").format(claim_id, who, where),
    )


def _claim_in_our_words(claim: Claim, locked: bool = False) -> Markup:
    """locked: whether a question on the words is open, so that no softening word is named."""
    hedge, condition = f"{hedge_in_words(claim)}.", f"{claim['condition']}."
    ours = labelled_paragraph("In our words", claim["proposition"])
    if locked:
        return ours
    return ours + labelled_paragraph("Hedge in the English", hedge, strong("Condition:"), condition)


@html.register
def claim_to_judge(comparison: ClaimToJudge) -> Markup:
    claim = comparison.claim
    beside = _claim_in_our_words(claim, comparison.locked)
    if comparison.measure.strip():
        beside += labelled_paragraph("Your measure", comparison.measure)
    if comparison.rows:
        beside += _key_on_scoring(claim)
    page = side_by_side(_claim_card(claim["claim_id"]), beside, least=300)
    if comparison.locked or not comparison.numbers:
        return page
    return page + _numbers_by_hedge(comparison)


def _numbers_by_hedge(comparison: ClaimToJudge) -> Markup:
    """Every number that the reader gave, as a dot on a line from 0 to 100 beside its hedge."""
    here = comparison.claim["claim_id"]
    by_hedge: dict[str, list[str]] = {}
    for claim_id in sorted(comparison.numbers, key=comparison.numbers.__getitem__):
        by_hedge.setdefault(hedge_in_words(find("claims", claim_id)), []).append(claim_id)
    rows = join_pieces(
        Markup(
            '<tr style="background:transparent"><th scope="row" style="{0};text-align:right;'
            'font-weight:{1};white-space:nowrap;padding:0 8px 0 0">{2}</th>'
            '<td style="{0};border-bottom:{3};width:60%;height:26px;{4}"></td>'
            '<td style="{0};text-align:left;padding:0 0 0 8px">{5}</td></tr>'
        ).format(
            "border:0;background-color:transparent",
            600 if here in claim_ids else 400,
            hedge,
            HAIR,
            _dots([(comparison.numbers[claim_id], claim_id == here) for claim_id in claim_ids]),
            ", ".join(f"{comparison.numbers[claim_id]:g}" for claim_id in claim_ids),
        )
        for hedge, claim_ids in by_hedge.items()
    )
    return Markup(
        '<table style="width:100%;max-width:760px;border-collapse:collapse;border:0;font-size:{}">'
        '<caption style="text-align:left;padding:4px 0">{}</caption><tbody>{}</tbody></table>'
    ).format(SMALL, "Your numbers by the word that softens the claim, from 0 to 100", rows)


def _dots(numbers: Sequence[tuple[float, bool]]) -> str:
    """A background with a dot at each per cent, those of one number above each other. numbers:
    (per cent, whether it is the claim that is shown)."""
    above: Counter[float] = Counter()
    dots = []
    for number, is_here in numbers:
        height = 76 - 34 * above[number]
        above[number] += 1
        colour, size = ("#e69f00", 5) if is_here else (_DOT, 4)
        dots.append(
            f"radial-gradient(circle at {number:g}% {height}%,{colour} {size}px,"
            f"rgba(127,127,127,0) {size + 0.5}px)"
        )
    return f"background-repeat:no-repeat;background-image:{','.join(dots)}"


def _key_on_scoring(claim: Claim) -> Markup:
    """What the key says on scoring a claim, and the other prints of its sentence."""
    if claim["scorable"]:
        open_now = "Its outcome is open to you below."
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
        details(
            f"Other prints of this sentence, “{drift['topic']}”", paragraph(drift["what_changed"])
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
    caption = "Before any outcome: what probability do the words express, and can it be scored?"
    columns = ("claim", "said by", "words of the article", "in our words", "hedge", "condition")
    claim = comparison.claim
    return side_by_side(
        _claim_card(claim["claim_id"]), _claim_in_our_words(claim, locked=True), least=300
    ) + details(f"The {len(rows)} claims as a table", table(rows, columns, caption))


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
    """One verdict with its reason, and folded all that it rests on."""
    row = find("verdicts", verdict_id)
    evidence = (
        _evidence_of_side("For the claim", row["evidence_for"])
        + _evidence_of_side("Against it", row["evidence_against"])
        + (
            labelled_paragraph("How to contest it", row["contested_why"])
            if row["contested"]
            else ""
        )
    )
    events = len(row["evidence_for"]), len(row["evidence_against"])
    contest = ", and how to contest it" if row["contested"] else ""
    return paragraph(_verdict_heading(row) + ".", row["reason"]) + details(
        f"Evidence: {events[0]} for, {events[1]} against{contest}", evidence
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
    if not comparison.rows:
        return _claim_in_short(claim) + paragraph(_HOW_TO_OPEN.format("this claim"))
    rows = [verdict_row(claim["claim_id"], row.horizon_id) for row in comparison.rows]
    verdicts = [_verdict_with_dispute(row, comparison.disputes) for row in rows]
    pairs = [verdicts[place : place + 2] for place in range(0, len(verdicts), 2)]
    words = _claim_card(claim["claim_id"]) + _claim_in_our_words(claim)
    measure = labelled_paragraph("Criterion", claim["criterion"]) + labelled_paragraph(
        "On the days", claim["horizon_note"]
    )
    return (
        _claim_in_short(claim)
        + join_pieces(side_by_side(*pair) if len(pair) == 2 else pair[0] for pair in pairs)
        + details("The words, and our criterion", words + measure)
        + (sources_line(comparison.source_ids) if comparison.source_ids else "")
    )


def _claim_in_short(claim: Claim) -> Markup:
    return paragraph(strong(f"{claim['claim_id']}, {claim['locator']}:"), claim["proposition"])


@html.register
def two_days(comparison: TwoDays) -> Markup:
    squares = _sums(comparison)
    if comparison.moves:
        squares = _moves(comparison) + details("The squares again", squares)
    return squares + _every_claim(comparison)


def _sums(comparison: TwoDays, followed: str = "") -> Markup:
    """The claims of each day as squares, sorted by verdict and without a name. followed: the claim
    whose squares are marked."""
    verdicts = {row.claim_id: (row.left, row.right) for row in comparison.rows}
    marked = verdicts.get(followed, ("", ""))
    days = (comparison.left, comparison.right)
    rows = join_pieces(
        Markup(
            '<tr style="background:transparent"><th scope="row" style="{0};text-align:right;'
            'font-weight:600;padding:4px 10px 4px 0;width:104px;vertical-align:bottom">{1}'
            '</th><td style="{0};text-align:left;padding:4px 0">{2}</td></tr>'
        ).format(
            "border:0;background:transparent",
            horizon_in_words(day_id),
            _squares(sums, at),
        )
        for day_id, sums, at in zip(days, comparison.sums, marked, strict=True)
    )
    return Markup(
        '<table style="border-collapse:collapse;border:0;margin:4px 0;font-size:{}">'
        '<caption style="text-align:left;font-size:{}">{}</caption><tbody>{}</tbody></table>'
    ).format(SMALL, SMALL, _caption_of_squares(comparison, followed), rows)


def _caption_of_squares(comparison: TwoDays, followed: str) -> str:
    name = f" Thick: {followed}." if followed else ""
    return f"A square is a claim; on each day they are sorted anew, by verdict.{name}"


def _squares(sums: Mapping[str, int], marked: str) -> Markup:
    """The claims of one day, verdict by verdict. marked: the verdict of the claim that is followed,
    or one that is not there."""
    return join_pieces(
        (
            Markup(
                '<span style="display:inline-block;margin:0 8px 0 0;line-height:1.3">'
                "<strong>{} {}</strong><br>{}</span>"
            ).format(
                value,
                sums[value],
                join_pieces(
                    _square(value, place == 0 and value == marked) for place in range(sums[value])
                ),
            )
            for value in _SIGN_OF_VERDICT
            if sums.get(value)
        ),
        " ",
    )


@cache
def _square(verdict: str, is_followed: bool) -> Markup:
    look = _FOLLOWED if is_followed else _LOOK_OF_VERDICT[verdict]
    return Markup(
        '<span aria-hidden="true" style="display:inline-block;box-sizing:border-box;width:17px;'
        "height:17px;margin:0 1px 0 0;line-height:14px;text-align:center;border-radius:2px;"
        'vertical-align:top;{}">{}</span>'
    ).format(look, _SIGN_OF_VERDICT[verdict])


def _moves(comparison: TwoDays) -> Markup:
    """From which verdict to which the claims went; what moved is tinted."""
    moves = comparison.moves or {}
    before, after = (
        [value for value in _SIGN_OF_VERDICT if sums.get(value)] for sums in comparison.sums
    )
    rows = [
        (
            f"from {_verdict_with_sign(left)}",
            [_move(left == right, moves.get((left, right), 0)) for right in after],
            "",
        )
        for left in before
    ]
    moved = sum(count for (left, right), count in moves.items() if left != right)
    days = f"{horizon_in_words(comparison.left)} to {horizon_in_words(comparison.right)}"
    caption = f"From {days}: → moved ({moved}), = stayed ({sum(moves.values()) - moved})"
    heads = [f"to {_verdict_with_sign(right)}" for right in after]
    return picture(heads, [("", rows)], caption, width=90)


def _move(stayed: bool, count: int) -> Mark:
    if not count:
        return Mark("", "")
    return Mark("=", str(count)) if stayed else Mark("→", str(count), CHANGED)


def _every_claim(comparison: TwoDays) -> Markup:
    """Every claim that is open on both days, those that changed first, folded away."""
    changed = [row for row in comparison.open_rows if row.change]
    same = [row for row in comparison.open_rows if not row.change]
    return join_pieces(
        details(f"{caption} ({len(rows)})", _claims_on_both_days(comparison, rows, caption))
        for caption, rows in (("Claims that changed", changed), ("Claims that stayed", same))
        if rows
    )


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
    days = horizon_in_words(comparison.left), horizon_in_words(comparison.right)
    return table(cells, ("claim", "said by", "in short", "hedge", *days), caption)


@html.register
def two_days_and_claim(comparison: TwoDaysAndClaim) -> Markup:
    days, verdicts = comparison.days, comparison.verdicts
    if not verdicts:
        return html(days)
    claim_id = verdicts.claim["claim_id"]
    dispute = (
        labelled_paragraph(
            f"Your dispute of {claim_id} on {horizon_in_words(comparison.disputed)}",
            comparison.dispute,
        )
        if comparison.dispute
        else Markup()
    )
    return (
        _sums(days, claim_id if verdicts.rows else "")
        + html(verdicts)
        + dispute
        + (details("How many moved, and where to", _moves(days)) if days.moves else "")
        + _every_claim(days)
    )


@html.register
def two_days_written_out(comparison: TwoDaysWrittenOut) -> Markup:
    days = comparison.days
    return _sums(days) + details(
        "Open the outcomes of both days",
        paragraph(days.sentence)
        + (_moves(days) if days.moves else "")
        + _every_claim(days)
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
def score_beside_example(comparison: ScoreBesideExample) -> Markup:
    tables = join_pieces(
        labelled_paragraph(who) + html(score)
        for who, score in (("Your numbers", comparison.own), ("The example", comparison.example))
        if score
    )
    line = _scores_on_one_line(scores_on_one_line(comparison))
    return line + details("As a table, and what is not counted", tables)


def _scores_on_one_line(marks: Sequence[tuple[float, str]]) -> Markup:
    """Brier scores as marks on one line: each has its words above it, and the best stands highest,
    so that its stem passes on the left of the words below."""
    most = 0.5 if all(score <= _WORST_ON_HALF for score, _ in marks) else 1.0
    places = [100 * score / most for score, _ in marks]
    rows = join_pieces(
        Markup(
            '<div style="line-height:19px;padding-left:{:.1f}%;{}">'
            "&nbsp;<strong>{:.3f}</strong> {}</div>"
        ).format(min(place, _LAST_WORD), _stems(places[: number + 1]), score, whose)
        for number, (place, (score, whose)) in enumerate(zip(places, marks, strict=True))
    )
    return Markup(
        '<div style="max-width:760px;font-size:{0};margin:2px 0 6px">'
        "{1}"
        '<div style="display:flex;border-top:2px solid">'
        '<span style="flex:1">Brier score 0: perfect </span>'
        '<span style="flex:1;text-align:center">{2:g} </span>'
        '<span style="flex:1;text-align:right">{3:g}</span></div></div>'
    ).format(SMALL, rows, most / 2, most)


def _stems(places: Sequence[float]) -> str:
    """A background with an upright line at each place, in per cent."""
    clear = "rgba(127,127,127,0)"
    lines = (
        f"linear-gradient(90deg,{clear} {place:.1f}%,{_DOT} {place:.1f}%,"
        f"{_DOT} {place + 0.4:.1f}%,{clear} {place + 0.4:.1f}%)"
        for place in places
    )
    return f"background-image:{','.join(lines)}"


@html.register
def score(comparison: Score) -> Markup:
    scores = table(
        map(_day_score_cells, comparison.days),
        ("day", "n", "Brier score", "always 50", "always the base rate"),
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
