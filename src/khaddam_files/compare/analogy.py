"""Notebook 06: analogies in six boxes, Iraq beside Vietnam in numbers, two counters of deaths.

A reader calls `analogies_side_by_side`, `wars_side_by_side` and `two_counters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.locators import locators_in
from khaddam_files.data import records
from khaddam_files.wording import day, join_words

if TYPE_CHECKING:
    from khaddam_files.rows import Analogy as AnalogyRow
    from khaddam_files.rows import DeathCounter, Figure, SeriesOfWar

# ---------------------------------------------------------------- the analogy bench

OWN_ANALOGY = "own"
ANALOGY_BOXES = {
    "source_case": "source case",
    "target_case": "target case",
    "likeness": "likeness claimed",
    "unlikeness": "difference admitted",
    "recommended_action": "action recommended",
    "blind_spot": "blind spot",
}


class Box(NamedTuple):
    """What one box says, and what that rests on: a key of `pages.analogy.LOOKS_OF_BASIS`, and in
    words."""

    says: str
    basis: str
    basis_in_words: str


@dataclass(frozen=True)
class Analogy:
    """Boxes by the keys of `ANALOGY_BOXES`; row: of `analogies.csv`, None for the reader's own."""

    title: str
    boxes: Mapping[str, Box]
    row: AnalogyRow | None = None

    def admission(self) -> str:
        """Whether a difference between the two cases is admitted, in words."""
        basis = self.boxes["unlikeness"].basis
        return {
            "empty": "no difference admitted",
            "not seen": "a difference not seen",
        }.get(basis, "a difference admitted")


class BoxBesideBox(NamedTuple):
    """One box of two analogies, each with a key of `pages.analogy.LOOKS_OF_BASIS`."""

    box: str
    left: str
    left_basis: str
    right: str
    right_basis: str


@frozen
class TwoAnalogies(Comparison):
    """Two analogies.

    boxes_out_of_sight: how many boxes of the reader's own are filled while it is not shown.
    """

    rows: Sequence[BoxBesideBox]
    left: Analogy
    right: Analogy
    boxes_out_of_sight: int
    row_type = BoxBesideBox


def analogy_options() -> list[tuple[str, str]]:
    """(label, analogy_id) of every analogy, in order, and last the reader's own."""
    rows = sorted(records("analogies"), key=lambda row: row["order"])
    own = ("your own (write it below)", OWN_ANALOGY)
    return [*((row["title"], row["analogy_id"]) for row in rows), own]


@cache
def _analogy_of_table(analogy_id: str) -> Analogy:
    row = find("analogies", analogy_id, "analogy")
    boxes = {}
    for box in records("analogy_boxes"):
        if box["analogy_id"] == analogy_id:
            places = ", ".join(box["rests_on"])
            phrases = {
                "text": places,
                "source": f"another source, {places}",
                "inference": "our inference" + (f" from {places}" if places else ""),
                "empty": "empty",
                "not seen": "not seen: only a part was read",
            }
            boxes[box["box"]] = Box(box["says"] or "", box["basis"], phrases[box["basis"]])
    return Analogy(row["title"], boxes, row)


def _box_of_the_reader(words: str) -> Box:
    says = words.strip()
    if not says:
        return Box("", "empty", "empty: not yet written")
    citations, unknown = locators_in(says)
    warning = f"; {', '.join(unknown)} is not in the article" if unknown else ""
    if citations:
        return Box(
            says, "located", f"yours, with {', '.join(citations)}: check that it says so{warning}"
        )
    return Box(says, "reader", f"yours, without a place in the text{warning}")


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

    left, right: an `analogy_id`, or `OWN_ANALOGY` for what stands in the other six arguments. A box
    of the reader that names a locator of the article counts as resting on that place; whether the
    place bears it out is for the reader to judge. Raises `SelectionError` for an analogy that does
    not exist.
    """
    texts = (source_case, target_case, likeness, unlikeness, recommended_action, blind_spot)
    boxes = dict(zip(ANALOGY_BOXES, map(_box_of_the_reader, texts), strict=True))
    own = Analogy("Your own analogy", boxes)
    on_left, on_right = (
        own if side == OWN_ANALOGY else _analogy_of_table(side) for side in (left, right)
    )
    pairs = ((name, on_left.boxes[name], on_right.boxes[name]) for name in ANALOGY_BOXES)
    return TwoAnalogies(
        sentence=f"{on_left.title}: {on_left.admission()}. "
        f"{on_right.title}: {on_right.admission()}."
        + (" Both sides are the same analogy." if left == right else ""),
        rows=[
            BoxBesideBox(name, left_box.says, left_box.basis, right_box.says, right_box.basis)
            for name, left_box, right_box in pairs
        ],
        left=on_left,
        right=on_right,
        boxes_out_of_sight=0
        if OWN_ANALOGY in (left, right)
        else sum(bool(box.says) for box in boxes.values()),
    )


# ---------------------------------------------------------------- Iraq beside Vietnam

_INVASION_EVENT = "E025"  # of events.csv: the war in Iraq starts on its day
ALIGNED_BY_DATE = "date"
_TROOP_COUNT_DAY = (9, 30)  # the only day of the year on which the Vietnam file counts troops
_FEWEST_TROOPS = 10_000  # below, one day says nothing about a year, so that no rate is made
_TROOPS_PER_RATE = 100_000
_DAYS_A_YEAR = 365.25
_LONGEST_POLL_GAP = 12  # months between two polls beyond which no line is drawn
HALF_IN_PER_CENT = 50
_WAR_UNIT = Choice("unit", {"raw": "plain numbers", "rate": "per 100,000 troops"})
WAR_UNITS = _WAR_UNIT.meanings


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


@frozen
class TwoWars(Comparison):
    """Two wars by one measure. axis, quantity: what stands along the axis, and what is measured.

    measure, align, unit: as chosen, but `raw` where no rate is made. polls: only of a `poll`;
    locked: whether a question on it is open, so that no gap is measured and no number is printed.
    """

    rows: Sequence[WarValue]
    axis: str
    quantity: str
    measure: str
    align: str
    unit: str
    source_ids: Sequence[str]
    polls: Sequence[Poll] = ()
    locked: bool = False
    row_type = WarValue


@cache
def _war_alignment() -> Choice:
    """How two wars are laid side by side: from each start in `vietnam_starts.csv`, or by date."""
    meanings = {
        row["start_id"]: f"years since the start (Vietnam: {day(row['date'], 'month')})"
        for row in records("vietnam_starts")
    }
    return Choice("alignment", meanings | {ALIGNED_BY_DATE: "by date"})


def measure_options() -> list[tuple[str, str]]:
    """(label, key) of what can be set side by side."""
    return [(row["label"], key) for key, row in by_key("war_measures").items()]


def alignment_options() -> list[tuple[str, str]]:
    """(label, key) of the ways to lay two wars side by side in time."""
    return [(label, key) for key, label in _war_alignment().meanings.items()]


def unit_options() -> list[tuple[str, str]]:
    """(label, key): plain numbers, or a rate."""
    return [(label, key) for key, label in WAR_UNITS.items()]


def months_since(start: date, when: date) -> int:
    """Whole months between two days, each whole on the same day of the next; negative before."""
    months = (when.year - start.year) * 12 + when.month - start.month
    return months - (when.day < start.day)


def years_since(start: date, when: date) -> int:
    """Whole years from one day to another. Negative before the start."""
    return months_since(start, when) // 12


def death_rate(deaths: float, troops: float) -> float:
    """Deaths of a year for every 100,000 troops counted in it: deaths / troops × 100,000."""
    return deaths / troops * _TROOPS_PER_RATE


def in_figures(value: float) -> str:
    """A number for a sentence: 16,872 or 131.2."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def war_starts(align: str) -> dict[str, date]:
    """War -> its first day; by date, Vietnam begins with the first start of the table.

    align: a `start_id` of `vietnam_starts.csv`, or `ALIGNED_BY_DATE`.
    """
    vietnam = by_key("vietnam_starts")
    start = next(iter(vietnam.values())) if align == ALIGNED_BY_DATE else vietnam[align]
    return {"Vietnam": start["date"], "Iraq": find("events", _INVASION_EVENT)["date"]}


@cache
def war_series(measure: str) -> dict[str, SeriesOfWar]:
    """War -> row of `war_series.csv`, of the wars that have numbers for this measure."""
    rows = [row for row in records("war_series") if row["war_measure_id"] == measure]
    return {row["war"].title(): row for row in rows}


def _figures_of_war(row: SeriesOfWar) -> tuple[Figure, ...]:
    return _figures_in_order(row["series"], row["measure"], row["source_id"], row["war"])


def _figures_of_counter(row: DeathCounter) -> tuple[Figure, ...]:
    return _figures_in_order(row["series"], row["measure"], row["source_id"], "iraq")


@cache
def _figures_in_order(
    series: str, measure: str, source_id: str | None, war: str
) -> tuple[Figure, ...]:
    """The rows of a series in order of time, the same poll of two sources only once."""
    rows = {
        (row["period_end"], row["period_start"], row["value"]): row
        for row in records(series)
        if (row["measure"], row["war"]) == (measure, war) and source_id in (None, row["source_id"])
    }
    return tuple(rows[key] for key in sorted(rows))


@cache
def _values_by_year(measure: str, war: str, unit: str = "raw") -> dict[int, float]:
    """Year -> value in this unit; of troops the count of 30 September, which both wars have."""
    if unit == "rate":
        troops = {
            year: count
            for year, count in _values_by_year("troops", war).items()
            if count >= _FEWEST_TROOPS
        }
        deaths = _values_by_year(measure, war)
        return {year: death_rate(deaths[year], troops[year]) for year in deaths if year in troops}
    of_a_day = find("war_measures", measure)["kind"] == "day"
    return {
        row["period_end"].year: row["value"]
        for row in _figures_of_war(war_series(measure)[war])
        if not of_a_day or (row["period_end"].month, row["period_end"].day) == _TROOP_COUNT_DAY
    }


def year_spans(years: Iterable[int]) -> str:
    """1973 to 1975, 1977."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def wars_side_by_side(
    measure: str = "support", align: str = "landing", unit: str = "raw"
) -> TwoWars:
    """The war in Vietnam and the war in Iraq by one measure, from a common start or by date.

    measure: a `war_measure_id`; align: one of `alignment_options`; unit: a key of `WAR_UNITS`.
    Where the table has no rate, a measure keeps its plain numbers and says so. Raises
    `SelectionError` for a measure, an alignment or a unit that does not exist. Method:
    `death_rate`, `months_since`.
    """
    row = find("war_measures", measure, "measure")
    by_date = _war_alignment().check(align) == ALIGNED_BY_DATE
    without_rate = _WAR_UNIT.check(unit) == "rate" and not row["rate_note"]
    unit = "raw" if without_rate else unit
    if row["kind"] == "poll":
        polls, quantity = _polls_of_wars(measure, align), row["quantity"]
        rows, axis = list(_poll_points(polls)), "months since the start"
        sentence = _crossings_in_words(polls, measure == "support", by_date)
    else:
        polls, values = [], _values_of_every_year(measure, align, unit)
        quantity = (
            f"{row['label']} per {_TROOPS_PER_RATE:,} troops" if unit == "rate" else row["quantity"]
        )
        rows = [
            WarValue(war, year if by_date else year - min(of_war), str(year), value)
            for war, of_war in values.items()
            for year, value in of_war.items()
        ]
        axis = "calendar years since the year of the start"
        sentence = f"{quantity}: highest {_peaks_in_words(values, unit)}"
    first_years = " and ".join(str(start.year) for start in war_starts(align).values())
    return TwoWars(
        sentence=f"{'By date' if by_date else f'From {first_years}'}, {sentence}"
        + (" A rate is made for deaths only." if without_rate else ""),
        rows=rows,
        axis="year" if by_date else axis,
        quantity=quantity,
        measure=measure,
        align=align,
        unit=unit,
        polls=polls,
        source_ids=_sources_of_wars(measure, align, unit),
    )


def _sources_of_wars(measure: str, align: str, unit: str) -> tuple[str, ...]:
    """The sources of the numbers and of both starts, each once."""
    measures = [measure, "troops"] if unit == "rate" else [measure]
    series = [row for name in measures for row in war_series(name).values()]
    source_ids = [row["source_id"] for war in series for row in _figures_of_war(war)]
    start = () if align == ALIGNED_BY_DATE else find("vietnam_starts", align)["source_ids"]
    return tuple(
        dict.fromkeys([*source_ids, *start, *find("events", _INVASION_EVENT)["source_ids"]])
    )


def _values_of_every_year(
    measure: str, align: str, unit: str
) -> dict[str, dict[int, float | None]]:
    """War -> year -> value or None, for every year from the start to the last that is shown."""
    years: dict[str, dict[int, float | None]] = {}
    for war, series in war_series(measure).items():
        values = {
            year: round(value, 1) for year, value in _values_by_year(measure, war, unit).items()
        }
        every_year = range(war_starts(align)[war].year, series["last_year"] + 1)
        years[war] = {year: values.get(year) for year in every_year}
    return years


def _peaks_in_words(values: Mapping[str, Mapping[int, float | None]], unit: str) -> str:
    """The highest value of each war, how many times as high, and the years without a value."""
    peak_values, peaks, gaps = {}, [], []
    for war, of_war in values.items():
        values_known = {year: value for year, value in of_war.items() if value is not None}
        peak = max(values_known, key=values_known.__getitem__)
        peak_values[war] = values_known[peak]
        peak_value = round(values_known[peak]) if unit == "rate" else values_known[peak]
        peaks.append(f"in {war} {in_figures(peak_value)} ({peak})")
        if years_missing := [year for year in of_war if year not in values_known]:
            gaps.append(f"{war} {year_spans(years_missing)}")
    no_value = f" No value: {'; '.join(gaps)}." if gaps else ""
    if len(peak_values) == 1:
        alone = " For Vietnam there is no series here, so nothing is compared."
        return f"{join_words(peaks)}.{no_value}{alone}"
    higher_war = max(peak_values, key=peak_values.__getitem__)
    ratio = f"{max(peak_values.values()) / min(peak_values.values()):.1f} times"
    adjective = "high" if unit == "rate" else "many"
    return f"{join_words(peaks)}, {ratio} as {adjective} in {higher_war}.{no_value}"


def _polls_of_wars(measure: str, align: str) -> list[Poll]:
    """The polls of both wars, each at its last day, or at the end of its month."""
    polls = []
    for war, series in war_series(measure).items():
        start = war_starts(align)[war]
        for row in _figures_of_war(series):
            end = row["period_end"]
            # the line needs the days that whole months leave out: some months have three polls
            x, year = round((end - start).days * 12 / _DAYS_A_YEAR, 1), years_since(start, end)
            if align == ALIGNED_BY_DATE:
                year = end.year
                x = round(year + (end.month - 1) / 12 + end.day / _DAYS_A_YEAR, 2)
            if end.year <= series["last_year"]:
                month, half = months_since(start, end), "half" in row["unit"]
                polls.append(Poll(war, x, end, month, year, row["value"], half))
    return polls


def _poll_points(polls: Sequence[Poll]) -> Iterable[WarValue]:
    """The points of the lines; between two polls too far apart stands one without a value."""
    for before, poll in zip([None, *polls], polls, strict=False):
        if before and before.war == poll.war and poll.month - before.month > _LONGEST_POLL_GAP:
            yield WarValue(poll.war, poll.x, None, None)
        yield WarValue(poll.war, poll.x, day(poll.last_day, "month"), poll.share)


def _crossings_in_words(polls: Sequence[Poll], support: bool, by_date: bool) -> str:
    """When the share first crosses one half in each war, and when for the last time."""
    clauses = []
    for war in dict.fromkeys(poll.war for poll in polls):
        of_war = [poll for poll in polls if poll.war == war]
        first = next(
            p
            for p in of_war
            if (p.share < HALF_IN_PER_CENT if support else p.share > HALF_IN_PER_CENT)
        )
        back = [
            p
            for p in of_war
            if (p.share > HALF_IN_PER_CENT if support else p.share < HALF_IN_PER_CENT)
        ]
        lasting = next((p for p in of_war if not back or p.x > back[-1].x), None)
        months = dict.fromkeys(_month(poll, by_date) for poll in (first, lasting) if poll)
        clauses.append(f"{war} {', '.join(months)}")
    crossing = (
        "not a mistake” first below half, then never above it"
        if support
        else "a mistake” first above half, then never below it"
    )
    return f"“{crossing}: {'; '.join(clauses)}."


def _month(poll: Poll, by_date: bool) -> str:
    """The month of a poll, and how many months after the start it was."""
    since = "" if by_date else f" (month {poll.month})"
    return day(poll.last_day, "month") + since


# ---------------------------------------------------------------- two counters of the same thing


class YearCount(NamedTuple):
    """Deaths of a year by one counter; None where it has no count of the whole year."""

    counter: str
    year: int
    value: float | None


class PeriodCount(NamedTuple):
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
    def is_whole_year(self) -> bool:
        """Whether the days run to the end of the year."""
        return (self.end.month, self.end.day) == (12, 31)


@frozen
class TwoCounters(Comparison):
    """Two rows of `death_counters.csv`; without rows and periods where they may not be compared.

    locked: whether a question on it is open, so that no gap is measured and no number is printed.
    """

    rows: Sequence[YearCount]
    left: DeathCounter
    right: DeathCounter
    periods: Sequence[PeriodCount]
    source_ids: Sequence[str]
    locked: bool = False
    row_type = YearCount


def counter_title(row: DeathCounter) -> str:
    """Whose deaths are counted, and by whom. row: of `death_counters.csv`."""
    return f"{row['whose']}: {row['counter']}"


def counter_options() -> list[tuple[str, str]]:
    """(label, key) of every yearly count of deaths in Iraq that can be chosen."""
    return [(counter_title(row), key) for key, row in by_key("death_counters").items()]


def may_be_compared(left: str, right: str) -> bool:
    """Whether `measures.csv` allows two counters: the same measure, or one that lists the other.

    left, right: a `counter_id`. Raises `SelectionError` for another.
    """
    counters = (find("death_counters", key, "counter") for key in (left, right))
    left_measure, right_measure = (find("measures", counter["measure"]) for counter in counters)
    partners = {*left_measure["comparable_with"], *right_measure["comparable_with"]}
    return left_measure is right_measure or bool(
        partners & {left_measure["measure"], right_measure["measure"]}
    )


def two_counters(left: str = "ibc_2008_low", right: str = "ibc_low") -> TwoCounters:
    """Two counters of deaths in Iraq, by year, with their difference where it may be made.

    left, right: a `counter_id`. Only years that both give for the same days are added up. Where the
    measures may not be compared, there is no number and no row. Raises `SelectionError` for a
    counter that does not exist.
    """
    left_counter, right_counter = (find("death_counters", key, "counter") for key in (left, right))
    counts = [_figures_of_counter(counter) for counter in (left_counter, right_counter)]
    periods: list[PeriodCount] = []
    sentence = (
        f"The same counter stands on both sides ({counter_title(left_counter)}): choose another."
    )
    if left != right and may_be_compared(left, right):
        periods = _counted_periods(*counts)
        sentence = _difference_in_words(left_counter, right_counter, periods)
    elif left != right:
        sentence = (
            f"“{counter_title(left_counter)}” and “{counter_title(right_counter)}” "
            "may not be compared: they do not count the same thing."
        )
    years = sorted({period.start.year for period in periods})
    of_left = {period.start.year: period.left for period in periods if period.is_whole_year}
    of_right = {period.start.year: period.right for period in periods if period.is_whole_year}
    return TwoCounters(
        sentence=sentence,
        rows=[YearCount(left_counter["counter"], year, of_left.get(year)) for year in years]
        + [YearCount(right_counter["counter"], year, of_right.get(year)) for year in years],
        left=left_counter,
        right=right_counter,
        periods=periods,
        source_ids=tuple(dict.fromkeys(row["source_id"] for rows in counts for row in rows)),
    )


def _counted_periods(
    left_figures: Sequence[Figure], right_figures: Sequence[Figure]
) -> list[PeriodCount]:
    """Every period that at least one of two series counts, in order of time."""
    left, right = (
        {(row["period_start"], row["period_end"]): row["value"] for row in rows}
        for rows in (left_figures, right_figures)
    )
    both_years = {start.year for start, _ in left} & {start.year for start, _ in right}
    periods = []
    for start, end in sorted({*left, *right}):
        left_value, right_value = left.get((start, end)), right.get((start, end))
        difference = None
        if left_value is not None and right_value is not None:
            difference = left_value - right_value
        other_days = difference is None and start.year in both_years
        periods.append(PeriodCount(start, end, left_value, right_value, difference, other_days))
    return periods


def _difference_in_words(
    left_counter: DeathCounter, right_counter: DeathCounter, periods: Sequence[PeriodCount]
) -> str:
    """By how much two counters differ, over the days that both count."""
    differences = {period: abs(d) for period in periods if (d := period.difference) is not None}
    if not differences:
        return (
            f"{left_counter['counter']} and {right_counter['counter']} have no year in common, "
            "so no difference can be told."
        )
    left_total = sum(period.left or 0 for period in differences)
    right_total = sum(period.right or 0 for period in differences)
    totals = (
        f"{left_counter['whose']} dead in "
        f"{year_spans(period.start.year for period in differences)}: "
        f"{left_counter['counter']} {in_figures(left_total)}, "
        f"{right_counter['counter']} {in_figures(right_total)}"
    )
    widest = max(differences, key=differences.__getitem__)
    if not differences[widest]:
        return f"{totals}; the same in every year."
    share = abs(left_total - right_total) / min(left_total, right_total)
    percent = f"{100 * share:.0f} %" if share >= 0.01 else "less than 1 %"
    side = "left" if left_total > right_total else "right"
    excess = f"{in_figures(abs(left_total - right_total))} more on the {side} ({percent})"
    return (
        f"{totals}; {excess if share else 'the same in sum'}. "
        f"Furthest apart in {widest.start.year}, by {in_figures(differences[widest])}."
    )
