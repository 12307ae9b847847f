"""What the answers to our questions state, counted anew from the tables: name of a check -> how it
is counted; several numbers with blanks between. One function a statement, so that a changed row turns the answer red."""

import calendar
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations

from khaddam_files.choices import find
from khaddam_files.compare import analogy, explanations, passages, prints
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


def _voices(*voices: str) -> int:
    return sum(row["voice"] in voices for row in records("passages"))


RESOLUTION, DENIAL, TALKS = date(2002, 11, 8), date(2003, 1, 15), date(2003, 3, 16)


def _days_between(first: date, last: date) -> list[date]:
    """The days of the events that came after the first day and surely by the last: of an event of
    which only the month is known, the last of the month."""
    public = {row["event_id"] for row in records("publicity")}
    days = [
        _last_of_month(row["date"]) if row["date_precision"] == "month" else row["date"]
        for row in records("events")
        if row["event_id"] in public
    ]
    return [each for each in days if first < each <= last]


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _lanes_since_denial() -> list[str]:
    """The lanes of the events of a known day after the denied journey, up to the talks."""
    lanes = {row["event_id"]: row["lane"] for row in records("publicity")}
    return [
        lanes[row["event_id"]]
        for row in records("events")
        if row["event_id"] in lanes
        and row["date_precision"] == "day"
        and DENIAL < row["date"] <= TALKS
    ]


def _offices_of(person: str, on: date) -> str:
    return " ".join(
        row["office"]
        for row in records("offices")
        if row["person_id"] == person and row["start"] <= on < (row["end"] or date.max)
    )


def _between(first: str, second: str) -> tuple[timedelta, timedelta]:
    """The least and the most time from one moment of `hours.csv` to another."""
    one, other = find("hours", first), find("hours", second)
    apart = timedelta(minutes=one["utc_offset_minutes"] - other["utc_offset_minutes"])
    return (
        other["local_from"] - one["local_to"] + apart,
        other["local_to"] - one["local_from"] + apart,
    )


def _lengths(first: str, second: str, unit: timedelta) -> str:
    return " ".join(str(length // unit) for length in _between(first, second))


def _gain(rows: list[dict]) -> int:
    """Quoted words that the second rule adds to the first."""
    return sum(row["words_quoted_until_closed"] - row["words_quoted_paragraph"] for row in rows)


def _paragraphs(section: int, *kinds: str) -> list[dict]:
    rows = (row for row in records("paragraphs") if row["section_number"] == section)
    return [row for row in rows if not kinds or row["kind"] in kinds]


def _longest_bar() -> str:
    *sections, _ = passages.share_in_quotation_marks().rows
    return max(sections, key=lambda row: row.highest - row.lowest).section.split()[0][1:]


def _pairs(of: str, flipped: bool = False) -> list[tuple[str, bool]]:
    """(relation, whether both speak) of every cell on the topics of notebook 04 whose two voices
    share a talk or a capital; of "across", of those in two talks."""
    voices = {row["voice"]: row for row in records("capital_voices")}
    topics = {row["topic_id"] for row in records("topics") if row["on_page"]}
    is_one: dict[str, Callable[[dict, dict], bool]] = {
        "talk": lambda a, b: a["talk"] == b["talk"],
        "capital": lambda a, b: a["capital"] == b["capital"],
        "across": lambda a, b: a["talk"] != b["talk"],
    }
    rows = [
        row
        for row in records("relations")
        if row["topic_id"] in topics and is_one[of](voices[row["voice_a"]], voices[row["voice_b"]])
    ]
    relations = [(flipped and row["other_reading"]) or row["relation"] for row in rows]
    return [(relation, "silent" not in relation) for relation in relations]


def _agreements(of: str, flipped: bool = False) -> int:
    return sum(relation == "agree" for relation, _ in _pairs(of, flipped))


def _flipped(of: str) -> str:
    """Agreements, cells, and cells where both speak."""
    cells = _pairs(of, flipped=True)
    return f"{_agreements(of, flipped=True)} {len(cells)} {sum(speak for _, speak in cells)}"


def _counts_without_pairs() -> list[list[str]]:
    """Which explanations have the fewest against them, without each two passages."""
    rows = [row["row_id"] for row in records("hypothesis_rows")]
    return [explanations.fewest_against(pair) for pair in combinations(rows, 2)]


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


# notebook 07: counted from the tables alone, not with the comparisons that draw the pictures


def _scorable() -> dict[str, dict]:
    return {row["claim_id"]: row for row in records("claims") if row["scorable"]}


def _moves(left: str, right: str) -> list[tuple[str, str]]:
    """(verdict on the one day, on the other) of every claim that can be scored."""
    verdicts = {(row["claim_id"], row["horizon_id"]): row["verdict"] for row in records("verdicts")}
    return [(verdicts[claim, left], verdicts[claim, right]) for claim in _scorable()]


def _changed(left: str, right: str) -> list[tuple[str, str]]:
    return [(before, after) for before, after in _moves(left, right) if before != after]


def _proved(left: str, right: str) -> int:
    """How many changes the sums of two days prove: what each verdict lost, at least."""
    moves = _moves(left, right)
    before, after = Counter(one for one, _ in moves), Counter(other for _, other in moves)
    return sum((before - after).values())


def _example(day: str) -> list[tuple[int, int]]:
    """(number of the example reader, 1 or 0) of what is decided on a day."""
    numbers = {row["hedge"]: row["number"] for row in records("hedge_numbers")}
    verdicts = {(row["claim_id"], row["horizon_id"]): row["verdict"] for row in records("verdicts")}
    return [
        (numbers[row["hedge"]], int(verdicts[claim, day] == "yes"))
        for claim, row in _scorable().items()
        if verdicts[claim, day] in ("yes", "no")
    ]


def _cost(day: str, *only: int) -> float:
    """The sum of squares of the example reader, of all numbers or of some."""
    return sum(
        (number / 100 - came) ** 2 for number, came in _example(day) if number in only or not only
    )


def _base_rate(day: str) -> float:
    came = [one for _, one in _example(day)]
    return sum(came) / len(came)


CHECKS_07 = {
    "scorable": lambda: len(_scorable()),
    "hedge_none": lambda: sum(row["hedge"] == "none" for row in _scorable().values()),
    "hedges_of_s26": lambda: len(
        {row["hedge"] for row in _scorable().values() if row["locator"] == "S2.6"} - {"none"}
    ),
    "changed_H1_H2": lambda: len(_changed("H1", "H2")),
    "changed_H2_H3": lambda: len(_changed("H2", "H3")),
    "changed_H3_H4": lambda: len(_changed("H3", "H4")),
    "proved_H1_H2": lambda: _proved("H1", "H2"),
    "reversed_H1_H2": lambda: sum(set(move) == {"yes", "no"} for move in _changed("H1", "H2")),
    "from_open_or_void_H1_H2": lambda: sum(
        before in ("open", "void") for before, _ in _changed("H1", "H2")
    ),
    "no_stayed_H3_H4": lambda: _moves("H3", "H4").count(("no", "no")),
    "no_left_H3_H4": lambda: _moves("H3", "H4").count(("no", "mixed")),
    "no_came_H3_H4": lambda: _moves("H3", "H4").count(("mixed", "no")),
    "new_yes_H3_H4": lambda: sum(after == "yes" for _, after in _changed("H3", "H4")),
    "example_score_H2": lambda: f"{_cost('H2') / len(_example('H2')):.3f}",
    "base_score_H2": lambda: f"{_base_rate('H2') * (1 - _base_rate('H2')):.3f}",
    "base_rate_H2": lambda: f"{100 * _base_rate('H2'):.0f}",
    "yes_H2": lambda: sum(came for _, came in _example("H2")),
    "decided_H2": lambda: len(_example("H2")),
    "example_numbers": lambda: " ".join(
        str(number)
        for number in sorted({row["number"] for row in records("hedge_numbers")}, reverse=True)
    ),
    "example_90_H1": lambda: sum(number == 90 for number, _ in _example("H1")),
    "example_90_no_H1": lambda: _example("H1").count((90, 0)),
    "cost_of_a_wrong_90": lambda: f"{0.9**2:.2f}",
    "cost_of_wrong_90s_H1": lambda: f"{_example('H1').count((90, 0)) * 0.9**2:.2f}",
    "cost_H1": lambda: f"{_cost('H1'):.2f}",
    "cost_70_H1": lambda: f"{_cost('H1', 70):.2f}",
    "cost_40_H1": lambda: f"{_cost('H1', 40):.2f}",
}


def _against(hypothesis_id: str) -> int:
    return sum(
        row["hypothesis_id"] == hypothesis_id and row["judgement"] == "inconsistent"
        for row in records("hypothesis_passages")
    )


def _level_after_two_cells() -> str:
    """The rivals of c that two changed cells can bring level with it."""
    return " ".join(name for name in ("H-a", "H-b") if _against(name) - _against("H-c") <= 2)


def _head_with(verdict: str) -> int:
    """Claims of headline and standfirst with this verdict of ours."""
    return sum(
        row["part"] in ("headline", "standfirst") and row["verdict"] == verdict
        for row in records("framing")
    )


def _talk_with_khamenei() -> dict:
    return next(row for row in records("meetings") if row["meeting_id"] == "M2")


CHECKS = CHECKS_07 | {
    "events_between": lambda: len(_days_between(RESOLUTION, TALKS)),
    "events_last_week": lambda: len(_days_between(date(2003, 3, 9), TALKS)),
    "events_on_the_day": lambda: _days_between(RESOLUTION, TALKS).count(TALKS),
    "events_since_denial": lambda: len(_lanes_since_denial()),
    "damascus_since_denial": lambda: _lanes_since_denial().count("Damascus"),
    "gul_in_january": lambda: _offices_of("abdullah_gul", date(2003, 1, 4)),
    "talk_to_press": lambda: _lengths("H03", "H05", timedelta(hours=1)),
    "limit_to_strikes": lambda: _lengths("H08", "H09", timedelta(minutes=1)),
    "brackets": lambda: len(_brackets()),
    "brackets_inside": _brackets_inside,
    "other_brackets": lambda: _brackets_inside() - 1,
    "gul_president_year": lambda: next(
        row["start"].year
        for row in records("offices")
        if row["office_id"] == "abdullah_gul-president_of_turkey"
    ),
    "passages": lambda: len(records("passages")),
    "later_hands": lambda: len(records("passages")) - _voices("speaker"),
    "headlines": lambda: _voices("headline"),
    "editors": lambda: _voices("editor"),
    "later_notes": lambda: _voices("later notes"),
    "s81_quoted_words": lambda: next(
        row["words"] for row in records("passages") if row["passage_id"] == "S8.1-q1"
    ),
    "plot_total": lambda: _times("plot"),
    "plot_speaker": lambda: _times("plot", "speaker"),
    "martyrdom_speaker": lambda: _times("martyrdom", "speaker"),
    "sectarian_speaker": lambda: _times("sectarian", "speaker"),
    "regime_speaker": lambda: _times("regime", "speaker"),
    "jihadist_speaker": lambda: _times("jihadist", "speaker"),
    "might_total": lambda: _times("might"),
    "might_speaker": lambda: _times("might", "speaker"),
    "longest_bar": _longest_bar,
    "s4_caption_words": lambda: _gain(_paragraphs(4, "caption")),
    "one_room_agrees": lambda: _agreements("talk"),
    "one_room_cells": lambda: len(_pairs("talk")),
    "one_capital_agrees": lambda: _agreements("capital"),
    "one_capital_cells": lambda: len(_pairs("capital")),
    "flipped_room": lambda: _flipped("talk"),
    "flipped_across": lambda: _flipped("across"),
    "single_change_link": lambda: " ".join(
        str(row["order"]) for row in records("chain") if len(row["may_change"]) == 1
    ),
    "gul_took_office": lambda: next(
        row["start"].year
        for row in records("offices")
        if row["office_id"] == "abdullah_gul-president_of_turkey"
    ),
    "themes": lambda: len(prints.public_and_private().rows),
    "groups_irna": lambda: " ".join(str(_groups("irna")[name]) for name in prints.THEME_GROUPS),
    "added_by_comment": _added_by_comment,
    "moved_by_other_press": lambda: (
        _groups("irna")["minutes only"] - _groups("press")["minutes only"]
    ),
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
    "pairs_left_out": lambda: len(_counts_without_pairs()),
    "ties_of_pairs": lambda: sum(front == ["H-a", "H-c"] for front in _counts_without_pairs()),
    "front_taken_by_one_cell": lambda: explanations.flip_cell().singles.front_altered,
    "front_altered_by_two_cells": lambda: explanations.flip_cell().doubles.front_altered,
    "past_c_by_two_cells": lambda: explanations.flip_cell().doubles.ahead,
    "level_with_c": _level_after_two_cells,
    "against_a": lambda: _against("H-a"),
    "against_b": lambda: _against("H-b"),
    "against_c": lambda: _against("H-c"),
    "head_supported": lambda: _head_with("supported"),
    "head_partly": lambda: _head_with("partly"),
    "head_not_in_text": lambda: _head_with("not in the text"),
    "with_khamenei": lambda: len(_talk_with_khamenei()["named_present_ids"]),
    "named_in_front_matter": lambda: len(
        _talk_with_khamenei()["named_present_ids"] + _talk_with_khamenei()["said_to_attend_ids"]
    ),
}
