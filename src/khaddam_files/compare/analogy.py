"""Notebook 06: analogies in six boxes, Iraq beside Vietnam in numbers, two counters of deaths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import Comparison
from khaddam_files.compare.locators import locators_in
from khaddam_files.data import records
from khaddam_files.wording import day, join_words

if TYPE_CHECKING:
    from khaddam_files.rows import Analogy as AnalogyRow
    from khaddam_files.rows import DeathCounter, Figure, SeriesOfWar

# ---------------------------------------------------------------- the analogy bench

OWN = "own"
BOXES = {
    "source_case": "source case",
    "target_case": "target case",
    "likeness": "likeness claimed",
    "unlikeness": "difference admitted",
    "recommended_action": "action recommended",
    "blind_spot": "blind spot",
}
BASES = {  # what a box can rest on, as the report puts it
    "text": "on the text",
    "source": "on another source",
    "inference": "on our inference",
    "located": "on places that you name",
    "reader": "on you alone",
    "empty": "empty",
    "not seen": "not seen",
}
ADMITTED = {  # whether a difference is admitted on the left, and on the right
    (True, True): "both sides",
    (True, False): "the left alone",
    (False, True): "the right alone",
    (False, False): "neither side",
}


class Box(NamedTuple):
    """What one box says, its basis (a key of `BASES`), and the basis in words."""

    says: str
    basis: str
    basis_in_words: str


@dataclass(frozen=True)
class Analogy:
    """Boxes by the keys of `BOXES`; row: of `analogies.csv`, None for the reader's own."""

    title: str
    boxes: Mapping[str, Box]
    row: AnalogyRow | None = None

    def boxes_by_basis(self) -> dict[str, list[str]]:
        """Basis in the words of `BASES` -> labels of the boxes that rest on it."""
        labels: dict[str, list[str]] = {basis: [] for basis in BASES}
        for name, label in BOXES.items():
            labels[self.boxes[name].basis].append(label)
        return {words: labels[basis] for basis, words in BASES.items() if labels[basis]}


class BoxBesideBox(NamedTuple):
    """One box of two analogies, each with a key of `BASES`."""

    box: str
    left: str
    left_basis: str
    right: str
    right_basis: str


@dataclass(frozen=True, kw_only=True)
class TwoAnalogies(Comparison):
    """Two analogies. unseen: boxes of the reader's own that are filled while it is not shown."""

    rows: Sequence[BoxBesideBox]
    left: Analogy
    right: Analogy
    unseen: int
    row_type = BoxBesideBox


def analogy_options() -> list[tuple[str, str]]:
    """(label, analogy_id) of every analogy, in order, and last the reader's own."""
    rows = sorted(records("analogies"), key=lambda row: row["order"])
    own = ("your own (write it below)", OWN)
    return [*((row["title"], row["analogy_id"]) for row in rows), own]


@cache
def _analogy(analogy_id: str) -> Analogy:
    row = find("analogies", analogy_id, "analogy")
    boxes = {}
    for box in records("analogy_boxes"):
        if box["analogy_id"] == analogy_id:
            places = ", ".join(box["rests_on"])
            words = {
                "text": f"the text, {places}",
                "source": f"another source, {places}",
                "inference": "our inference" + (f", starting from {places}" if places else ""),
                "empty": "empty in the text",
                "not seen": "not seen: only a part was read",
            }
            boxes[box["box"]] = Box(box["says"] or "", box["basis"], words[box["basis"]])
    return Analogy(row["title"], boxes, row)


def _box_of_the_reader(words: str) -> Box:
    says = words.strip()
    if not says:
        return Box("", "empty", "empty: not yet written")
    cited, unknown = locators_in(says)
    wrong = f"; {', '.join(unknown)} is not in the article" if unknown else ""
    if cited:
        return Box(says, "located", f"yours, with {', '.join(cited)}: check that it says so{wrong}")
    return Box(says, "reader", f"yours, without a place in the text{wrong}")


def analogies_side_by_side(
    left: str,
    right: str,
    source_case: str = "",
    target_case: str = "",
    likeness: str = "",
    unlikeness: str = "",
    recommended_action: str = "",
    blind_spot: str = "",
) -> TwoAnalogies:
    """Two analogies in six boxes each, with what every box rests on.

    left, right: an `analogy_id`, or `OWN` for what stands in the other six arguments. A box of the
    reader that names a locator of the article counts as resting on that place; whether the place
    bears it out is for the reader to judge. Raises `SelectionError` for an unknown analogy.
    """
    written = (source_case, target_case, likeness, unlikeness, recommended_action, blind_spot)
    boxes = dict(zip(BOXES, map(_box_of_the_reader, written), strict=True))
    own = Analogy("Your own analogy", boxes)
    one, other = sides = [own if side == OWN else _analogy(side) for side in (left, right)]
    of_left, of_right = (
        ", ".join(f"{len(labels)} {words}" for words, labels in side.boxes_by_basis().items())
        for side in sides
    )
    admitted = ADMITTED[bool(one.boxes["unlikeness"].says), bool(other.boxes["unlikeness"].says)]
    pairs = ((name, one.boxes[name], other.boxes[name]) for name in BOXES)
    return TwoAnalogies(
        sentence=f"Left ({one.title}): {of_left}. Right ({other.title}): {of_right}. "
        f"A difference is admitted on {admitted}."
        + (" Both sides are the same analogy." if left == right else ""),
        rows=[BoxBesideBox(name, a.says, a.basis, b.says, b.basis) for name, a, b in pairs],
        left=one,
        right=other,
        unseen=0 if OWN in (left, right) else sum(bool(box.says) for box in boxes.values()),
    )


# ---------------------------------------------------------------- Iraq beside Vietnam

INVASION = "E025"  # of events.csv: the war in Iraq starts on its day
BY_DATE = "date"
COUNT_DAY = (9, 30)  # the only day of the year on which the Vietnam file counts troops
FEWEST = 10_000  # troops below which one day says nothing about a year, so that no rate is made
PER = 100_000
DAYS_A_YEAR = 365.25
APART = 12  # months between two polls beyond which no line is drawn
HALF = 50  # per cent
UNIT = Choice("unit", {"raw": "plain numbers", "rate": "per 100,000 troops"})
UNITS = UNIT.meanings


class WarValue(NamedTuple):
    """One point of a line; in a gap the value is None, between polls the period too.

    x: of a year, the calendar years after that of the start, or by date the year itself; of a poll,
    months since the start or the year, both in decimals. period: the year, or month and year.
    value: in the unit that `Lines.quantity` names, rounded to 0.1.
    """

    war: str
    x: float
    period: str | None
    value: float | None


class Poll(NamedTuple):
    """One poll: its x, its last day, whole months and years since the start, per cent."""

    war: str
    x: float
    last_day: date
    month: int
    year: int
    share: float
    half_sample: bool


@dataclass(frozen=True, kw_only=True)
class Lines(Comparison):
    """Two wars by one measure. axis, quantity: what stands along the axis, and what is measured.

    measure, align, unit: as chosen, but `raw` where no rate is made. polls: only of a `poll`.
    """

    rows: Sequence[WarValue]
    axis: str
    quantity: str
    measure: str
    align: str
    unit: str
    source_ids: Sequence[str]
    polls: Sequence[Poll] = ()
    row_type = WarValue


@cache
def alignment() -> Choice:
    """How two wars are laid side by side: from each start in `vietnam_starts.csv`, or by date."""
    meanings = {
        row["start_id"]: f"years since the start (Vietnam: {day(row['date'], 'month')})"
        for row in records("vietnam_starts")
    }
    return Choice("alignment", meanings | {BY_DATE: "by date"})


def measure_options() -> list[tuple[str, str]]:
    """(label, key) of what can be set side by side."""
    return [(row["label"], key) for key, row in by_key("war_measures").items()]


def alignment_options() -> list[tuple[str, str]]:
    """(label, key) of the ways to lay two wars side by side in time."""
    return [(label, key) for key, label in alignment().meanings.items()]


def unit_options() -> list[tuple[str, str]]:
    """(label, key): plain numbers, or a rate."""
    return [(label, key) for key, label in UNITS.items()]


def months_since(start: date, when: date) -> int:
    """Whole months between two days, each whole on the same day of the next; negative before."""
    months = (when.year - start.year) * 12 + when.month - start.month
    return months - (when.day < start.day)


def years_since(start: date, when: date) -> int:
    """Whole years from one day to another. Negative before the start."""
    return months_since(start, when) // 12


def death_rate(deaths: float, troops: float) -> float:
    """Deaths of a year for every 100,000 troops counted in it: deaths / troops × 100,000."""
    return deaths / troops * PER


def in_figures(value: float) -> str:
    """A number for a sentence: 16,872 or 131.2."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def starts(align: str) -> dict[str, date]:
    """War -> its first day; by date, Vietnam begins with the first start of the table."""
    vietnam = by_key("vietnam_starts")
    start = next(iter(vietnam.values())) if align == BY_DATE else vietnam[align]
    return {"Vietnam": start["date"], "Iraq": find("events", INVASION)["date"]}


@cache
def war_series(measure: str) -> dict[str, SeriesOfWar]:
    """War -> row of `war_series.csv`, of the wars that have numbers for this measure."""
    rows = [row for row in records("war_series") if row["war_measure_id"] == measure]
    return {row["war"].title(): row for row in rows}


def _counts(row: SeriesOfWar) -> tuple[Figure, ...]:
    return _counts_of(row["series"], row["measure"], row["source_id"], row["war"])


def _counted(row: DeathCounter) -> tuple[Figure, ...]:
    return _counts_of(row["series"], row["measure"], row["source_id"], "iraq")


@cache
def _counts_of(series: str, measure: str, source_id: str | None, war: str) -> tuple[Figure, ...]:
    """The rows of a series in order of time, the same poll of two sources only once."""
    rows = {
        (row["period_end"], row["period_start"], row["value"]): row
        for row in records(series)
        if (row["measure"], row["war"]) == (measure, war) and source_id in (None, row["source_id"])
    }
    return tuple(rows[key] for key in sorted(rows))


@cache
def _values(measure: str, war: str, unit: str = "raw") -> dict[int, float]:
    """Year -> value in this unit; of troops the count of 30 September, which both wars have."""
    if unit == "rate":
        troops = {year: count for year, count in _values("troops", war).items() if count >= FEWEST}
        deaths = _values(measure, war)
        return {year: death_rate(deaths[year], troops[year]) for year in deaths if year in troops}
    of_a_day = find("war_measures", measure)["kind"] == "day"
    return {
        row["period_end"].year: row["value"]
        for row in _counts(war_series(measure)[war])
        if not of_a_day or (row["period_end"].month, row["period_end"].day) == COUNT_DAY
    }


def _spans(years: Iterable[int]) -> str:
    """1973 to 1975, 1977."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def wars_side_by_side(measure: str = "support", align: str = "landing", unit: str = "raw") -> Lines:
    """The war in Vietnam and the war in Iraq by one measure, from a common start or by date.

    measure: a `war_measure_id`; align: one of `alignment_options`; unit: a key of `UNITS`. Where
    the table has no rate, a measure keeps its plain numbers and says so. Raises `SelectionError`
    for an unknown one. Method: `death_rate`, `months_since`.
    """
    row = find("war_measures", measure, "measure")
    by_date = alignment().check(align) == BY_DATE
    refused = UNIT.check(unit) == "rate" and not row["rate_note"]
    unit = "raw" if refused else unit
    if row["kind"] == "poll":
        polls, quantity = _polls(measure, align), row["quantity"]
        rows, axis = list(_points(polls)), "months since the start"
        sentence = _crossings(polls, measure == "support", by_date)
    else:
        polls, values = [], _by_year(measure, align, unit)
        quantity = f"{row['label']} per {PER:,} troops" if unit == "rate" else row["quantity"]
        rows = [
            WarValue(war, year if by_date else year - min(of_war), str(year), value)
            for war, of_war in values.items()
            for year, value in of_war.items()
        ]
        axis = "calendar years after that of the start"
        sentence = f"{quantity}: highest {_highest(values, unit)}"
    first_years = " and ".join(str(start.year) for start in starts(align).values())
    return Lines(
        sentence=f"{'By date' if by_date else f'From {first_years}'}, {sentence}"
        + (" A rate is made for deaths only." if refused else ""),
        rows=rows,
        axis="year" if by_date else axis,
        quantity=quantity,
        measure=measure,
        align=align,
        unit=unit,
        polls=polls,
        source_ids=_sources(measure, align, unit),
    )


def _sources(measure: str, align: str, unit: str) -> tuple[str, ...]:
    """The sources of the numbers and of both starts, each once."""
    counted = [measure, "troops"] if unit == "rate" else [measure]
    series = [row for name in counted for row in war_series(name).values()]
    cited = [row["source_id"] for one in series for row in _counts(one)]
    start = () if align == BY_DATE else find("vietnam_starts", align)["source_ids"]
    return tuple(dict.fromkeys([*cited, *start, *find("events", INVASION)["source_ids"]]))


def _by_year(measure: str, align: str, unit: str) -> dict[str, dict[int, float | None]]:
    """War -> year -> value or None, for every year from the start to the last that is shown."""
    years: dict[str, dict[int, float | None]] = {}
    for war, series in war_series(measure).items():
        values = {year: round(value, 1) for year, value in _values(measure, war, unit).items()}
        shown = range(starts(align)[war].year, series["last_year"] + 1)
        years[war] = {year: values.get(year) for year in shown}
    return years


def _highest(values: Mapping[str, Mapping[int, float | None]], unit: str) -> str:
    """The highest value of each war, how many times as high, and the years without a value."""
    highest, peaks, gaps = {}, [], []
    for war, of_war in values.items():
        known = {year: value for year, value in of_war.items() if value is not None}
        peak = max(known, key=known.__getitem__)
        highest[war] = known[peak]
        most = round(known[peak]) if unit == "rate" else known[peak]
        peaks.append(f"in {war} {in_figures(most)} ({peak})")
        if missing := [year for year in of_war if year not in known]:
            gaps.append(f"{war} {_spans(missing)}")
    no_value = f" No value: {'; '.join(gaps)}." if gaps else ""
    if len(highest) == 1:
        alone = " For Vietnam there is no series here, so nothing is compared."
        return f"{join_words(peaks)}.{no_value}{alone}"
    more = max(highest, key=highest.__getitem__)
    times = f"{max(highest.values()) / min(highest.values()):.1f} times"
    many = "high" if unit == "rate" else "many"
    return f"{join_words(peaks)}, {times} as {many} in {more}.{no_value}"


def _polls(measure: str, align: str) -> list[Poll]:
    """The polls of both wars, each at its last day, or at the end of its month."""
    polls = []
    for war, series in war_series(measure).items():
        start = starts(align)[war]
        for row in _counts(series):
            end = row["period_end"]
            # the line needs the days that whole months leave out: some months have three polls
            x, year = round((end - start).days * 12 / DAYS_A_YEAR, 1), years_since(start, end)
            if align == BY_DATE:
                year = end.year
                x = round(year + (end.month - 1) / 12 + end.day / DAYS_A_YEAR, 2)
            if end.year <= series["last_year"]:
                month, half = months_since(start, end), "half" in row["unit"]
                polls.append(Poll(war, x, end, month, year, row["value"], half))
    return polls


def _points(polls: Sequence[Poll]) -> Iterable[WarValue]:
    """The points of the lines; between two polls too far apart stands one without a value."""
    for before, poll in zip([None, *polls], polls, strict=False):
        if before and before.war == poll.war and poll.month - before.month > APART:
            yield WarValue(poll.war, poll.x, None, None)
        yield WarValue(poll.war, poll.x, day(poll.last_day, "month"), poll.share)


def _crossings(polls: Sequence[Poll], support: bool, by_date: bool) -> str:
    """When the share first crosses one half in each war, and when for the last time."""
    words = []
    for war in dict.fromkeys(poll.war for poll in polls):
        of_war = [poll for poll in polls if poll.war == war]
        first = next(p for p in of_war if (p.share < HALF if support else p.share > HALF))
        back = [p for p in of_war if (p.share > HALF if support else p.share < HALF)]
        lasting = next((p for p in of_war if not back or p.x > back[-1].x), None)
        months = dict.fromkeys(_month(poll, by_date) for poll in (first, lasting) if poll)
        words.append(f"{war} {', '.join(months)}")
    crossing = (
        "not a mistake” first below half, then never above it"
        if support
        else "a mistake” first above half, then never below it"
    )
    return f"“{crossing}: {'; '.join(words)}."


def _month(poll: Poll, by_date: bool) -> str:
    """The month of a poll, and how many months after the start it was."""
    since = "" if by_date else f" (month {poll.month})"
    return day(poll.last_day, "month") + since


# ---------------------------------------------------------------- two counters of the same thing


class YearCounted(NamedTuple):
    """Deaths of a year by one counter; None where it has no count of the whole year."""

    counter: str
    year: int
    value: float | None


class PeriodCounted(NamedTuple):
    """Deaths in the same days by two counters; None where one has no count of these days.

    other_days: whether both have a count of the year, but not of these days.
    """

    start: date
    end: date
    left: float | None
    right: float | None
    difference: float | None
    other_days: bool

    @property
    def whole(self) -> bool:
        """Whether the days run to the end of the year."""
        return (self.end.month, self.end.day) == (12, 31)


@dataclass(frozen=True, kw_only=True)
class TwoCounters(Comparison):
    """Two rows of `death_counters.csv`; without rows and periods where they may not be compared."""

    rows: Sequence[YearCounted]
    left: DeathCounter
    right: DeathCounter
    periods: Sequence[PeriodCounted]
    source_ids: Sequence[str]
    row_type = YearCounted


def counter_title(row: DeathCounter) -> str:
    """Whose deaths are counted, and by whom. row: of `death_counters.csv`."""
    return f"{row['whose']}: {row['counter']}"


def counter_options() -> list[tuple[str, str]]:
    """(label, key) of every yearly count of deaths in Iraq that can be chosen."""
    return [(counter_title(row), key) for key, row in by_key("death_counters").items()]


def comparable(left: str, right: str) -> bool:
    """Whether `measures.csv` allows two counters: the same measure, or one that lists the other.

    left, right: a `counter_id`; `SelectionError` for another.
    """
    counters = (find("death_counters", key, "counter") for key in (left, right))
    one, other = (find("measures", counter["measure"]) for counter in counters)
    listed = {*one["comparable_with"], *other["comparable_with"]}
    return one is other or bool(listed & {one["measure"], other["measure"]})


def two_counters(left: str = "ibc_2008_low", right: str = "ibc_low") -> TwoCounters:
    """Two counters of deaths in Iraq, by year, with their difference where it may be made.

    left, right: a `counter_id`; `SelectionError` for another. Only years that both give for the
    same days are added up. Where the measures may not be compared, there is no number and no row.
    """
    one, other = (find("death_counters", key, "counter") for key in (left, right))
    counts = [_counted(counter) for counter in (one, other)]
    periods: list[PeriodCounted] = []
    sentence = f"The same counter stands on both sides ({counter_title(one)}): choose another."
    if left != right and comparable(left, right):
        periods = _periods(*counts)
        sentence = _difference(one, other, periods)
    elif left != right:
        sentence = (
            f"“{counter_title(one)}” and “{counter_title(other)}” may not be compared: "
            "they do not count the same thing."
        )
    years = sorted({period.start.year for period in periods})
    of_left = {period.start.year: period.left for period in periods if period.whole}
    of_right = {period.start.year: period.right for period in periods if period.whole}
    return TwoCounters(
        sentence=sentence,
        rows=[YearCounted(one["counter"], year, of_left.get(year)) for year in years]
        + [YearCounted(other["counter"], year, of_right.get(year)) for year in years],
        left=one,
        right=other,
        periods=periods,
        source_ids=tuple(dict.fromkeys(row["source_id"] for rows in counts for row in rows)),
    )


def _periods(one: Sequence[Figure], other: Sequence[Figure]) -> list[PeriodCounted]:
    """Every period that at least one of two series counts, in order of time."""
    left, right = (
        {(row["period_start"], row["period_end"]): row["value"] for row in rows}
        for rows in (one, other)
    )
    both_years = {start.year for start, _ in left} & {start.year for start, _ in right}
    periods = []
    for start, end in sorted({*left, *right}):
        one_value, other_value = left.get((start, end)), right.get((start, end))
        apart = None
        if one_value is not None and other_value is not None:
            apart = one_value - other_value
        other_days = apart is None and start.year in both_years
        periods.append(PeriodCounted(start, end, one_value, other_value, apart, other_days))
    return periods


def _difference(one: DeathCounter, other: DeathCounter, periods: Sequence[PeriodCounted]) -> str:
    """By how much two counters differ, over the days that both count."""
    apart = {period: abs(d) for period in periods if (d := period.difference) is not None}
    if not apart:
        return (
            f"{one['counter']} and {other['counter']} have no year in common, so no difference "
            "can be told."
        )
    left = sum(period.left or 0 for period in apart)
    right = sum(period.right or 0 for period in apart)
    totals = (
        f"{one['whose']} dead in {_spans(period.start.year for period in apart)}: "
        f"{one['counter']} {in_figures(left)}, {other['counter']} {in_figures(right)}"
    )
    widest = max(apart, key=apart.__getitem__)
    if not apart[widest]:
        return f"{totals}; the same in every year."
    share = abs(left - right) / min(left, right)
    percent = f"{100 * share:.0f} %" if share >= 0.01 else "less than 1 %"
    side = "left" if left > right else "right"
    more = f"{in_figures(abs(left - right))} more on the {side} ({percent})"
    return (
        f"{totals}; {more if share else 'the same in sum'}. "
        f"Furthest apart in {widest.start.year}, by {in_figures(apart[widest])}."
    )
