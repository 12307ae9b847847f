"""What the answers to our questions state, counted anew from the tables: name of a check -> how it
is counted; several numbers with blanks between. One function a statement, so that a changed row turns the answer red."""

import re
from collections import Counter
from datetime import date

from khaddam_files.compare import analogy, passages, prints
from khaddam_files.data import records


def _brackets() -> list[dict]:
    return [row for row in records("passages") if row["mark"] == "bracket"]


def _brackets_inside() -> int:
    """Brackets of which the table says whose words they stand in."""
    inside = re.compile(r"bracket inside (Assad|Khamenei|Khatami)'s words")
    return sum(bool(inside.search(row["gist"])) for row in _brackets())


def _times(term: str, voice: str = "") -> int:
    rows = passages.who_says(term).rows
    return sum(row.count for row in rows if voice in ("", row.voice))


def _section_stays(section: int) -> bool:
    shares = {
        next(
            row.quoted
            for row in passages.share_in_quotation_marks(rule).rows
            if row.section.split()[0] == f"S{section}"
        )
        for rule in passages.QUOTATION_RULES
    }
    return len(shares) == 1


def _groups(rule: str) -> dict[str, int]:
    """Group -> how many themes are in it."""
    return Counter(row.found_in for row in prints.public_and_private(rule).rows)


def _added_by_comment() -> int:
    both = [_groups(rule)["public and minutes"] for rule in ("agencies", "press")]
    return both[1] - both[0]


def _worst_year(war: str, unit: str = "raw") -> float:
    """The highest value of a war in a year, whole."""
    rows = analogy.wars_side_by_side("deaths", "landing", unit).rows
    return max(row.value for row in rows if row.war == war and row.value is not None)


def _worst_ratio(unit: str) -> str:
    return f"{_worst_year('Vietnam', unit) / _worst_year('Iraq', unit):.1f}"


def _polls(measure: str, war: str) -> dict[date, analogy.Poll]:
    """Last day -> poll."""
    polls = analogy.wars_side_by_side(measure).polls
    return {poll.last_day: poll for poll in polls if poll.war == war}


def _neither(war: str, day: date) -> float:
    """The share that gave no opinion in a poll that has both answers."""
    return 100 - sum(_polls(measure, war)[day].share for measure in ("support", "against"))


def _july_1967() -> str:
    day = date(1967, 7, 31)
    shares = [_polls(measure, "Vietnam")[day].share for measure in ("support", "against")]
    return " ".join(f"{share:.0f}" for share in (*shares, _neither("Vietnam", day)))


def _totals(left: str, right: str) -> tuple[float, float]:
    """Two counters, added up over the years that both have."""
    periods = analogy.two_counters(left, right).periods
    both = [period for period in periods if period.difference is not None]
    return sum(period.left for period in both), sum(period.right for period in both)


def _ibc(side: int) -> float:
    return _totals("ibc_2008_low", "ibc_low")[side]


def _more_in_per_cent(more: float, less: float) -> int:
    return round(100 * (more - less) / less)


CHECKS = {
    "brackets": lambda: len(_brackets()),
    "brackets_inside": _brackets_inside,
    "other_brackets": lambda: _brackets_inside() - 1,
    "gul_president_year": lambda: next(
        row["start"].year
        for row in records("offices")
        if row["office_id"] == "abdullah_gul-president_of_turkey"
    ),
    "new_vietnam_total": lambda: _times("new_vietnam"),
    "new_vietnam_speaker": lambda: _times("new_vietnam", "speaker"),
    "s81_quoted_words": lambda: next(
        row["words"] for row in records("passages") if row["passage_id"] == "S8.1-q1"
    ),
    "plot_total": lambda: _times("plot"),
    "plot_speaker": lambda: _times("plot", "speaker"),
    "might_total": lambda: _times("might"),
    "might_speaker": lambda: _times("might", "speaker"),
    "staying_sections": lambda: " ".join(str(n) for n in range(12) if _section_stays(n)),
    "gul_left_office": lambda: next(
        row["end"].year
        for row in records("offices")
        if row["office_id"] == "abdullah_gul-president_of_turkey"
    ),
    "themes": lambda: len(prints.public_and_private().rows),
    "groups_irna": lambda: " ".join(str(_groups("irna")[name]) for name in prints.THEME_GROUPS),
    "added_by_comment": _added_by_comment,
    "worst_ratio": lambda: _worst_ratio("raw"),
    "worst_vietnam": lambda: round(_worst_year("Vietnam")),
    "worst_iraq": lambda: round(_worst_year("Iraq")),
    "worst_rate_ratio": lambda: _worst_ratio("rate"),
    "worst_rate_vietnam": lambda: round(_worst_year("Vietnam", "rate")),
    "worst_rate_iraq": lambda: round(_worst_year("Iraq", "rate")),
    "first_below_month": lambda: next(
        poll.month for poll in _polls("support", "Vietnam").values() if poll.share < 50
    ),
    "first_above_month": lambda: next(
        poll.month for poll in _polls("against", "Vietnam").values() if poll.share > 50
    ),
    "july_1967": _july_1967,
    "june_2004_neither": lambda: round(_neither("Iraq", date(2004, 6, 23))),
    "ibc_2008": lambda: round(_ibc(0)),
    "ibc_2012": lambda: round(_ibc(1)),
    "ibc_more": lambda: round(_ibc(1) - _ibc(0)),
    "ibc_per_cent": lambda: _more_in_per_cent(_ibc(1), _ibc(0)),
    "ibc_years_grown": lambda: sum(
        period.difference < 0
        for period in analogy.two_counters("ibc_2008_low", "ibc_low").periods
        if period.difference is not None
    ),
    "military_0609": lambda: round(_totals("us_military", "icasualties")[0]),
    "icasualties_0609": lambda: round(_totals("us_military", "icasualties")[1]),
    "higher_0609": lambda: _more_in_per_cent(*_totals("us_military", "icasualties")),
}
