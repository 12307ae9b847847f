"""Notebook 06: analogies taken apart side by side, Iraq beside Vietnam in numbers, and two counters of the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from khaddam_files import markup
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import WrittenComparison
from khaddam_files.compare.locators import locators_in
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import name
from khaddam_files.compare.written import origin, sources_line
from khaddam_files.data import records
from khaddam_files.wording import MONTHS, day, join_words

# ---------------------------------------------------------------- the analogy bench

OWN = "own"
BOXES = {
    "source_case": "source case",
    "target_case": "target case",
    "likeness": "likeness claimed",
    "unlikeness": "unlikeness admitted",
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
}


def analogy_options() -> list[tuple[str, str]]:
    """(label, analogy_id) of every analogy, in order, and last the reader's own."""
    rows = sorted(records("analogies"), key=lambda row: row["order"])
    return [(row["title"], row["analogy_id"]) for row in rows] + [("your own (write it below)", OWN)]


@dataclass(frozen=True)
class _Analogy:
    """One side of the bench: title, figure, and for each box what it says, its basis, and the basis in words."""

    title: str
    figure: str
    boxes: dict[str, tuple[str, str, str]]
    note: str


@cache
def _told(analogy_id: str) -> _Analogy:
    known = by_key("analogies")
    if analogy_id not in known:
        raise SelectionError("analogy", analogy_id, f"one of {', '.join(known)}, or {OWN}")
    row = known[analogy_id]
    boxes = {}
    for box in records("analogy_boxes"):
        if box["analogy_id"] == analogy_id:
            places = ", ".join(box["rests_on"])
            words = {
                "text": f"the text, {places}",
                "source": f"another source, {places}",
                "inference": f"our inference{f', starting from {places}' if places else ''}",
                "empty": "empty in the text" if row["passage_ids"] else "empty in what we read",
            }[box["basis"]]
            boxes[box["box"]] = box["says"] or "", box["basis"], words
    held = [passage(passage_id) for passage_id in row["passage_ids"]]
    words = "".join(markup.quotation(piece["excerpt"], piece["gist"]) for piece in held)
    who = name(row["person_id"]) if row["person_id"] else "The publisher; nobody is named."
    caption = f"{markup.text(who)}<br>{markup.text(row['occasion'])}"
    if held:
        places = " and ".join(dict.fromkeys(piece["locator"] for piece in held))
        voices = " ".join(markup.badge(voice) for voice in dict.fromkeys(piece["voice"] for piece in held))
        caption = f"{voices} {caption} · {origin(places)}"
    figure = markup.figure(words or markup.quotation(None, "Not in the article: retold here, not quoted."), caption)
    note = markup.paragraph(f"<strong>{markup.text(row['title'])}.</strong> {markup.text(row['note'])}")
    return _Analogy(row["title"], figure, boxes, note + sources_line(row["source_ids"]))


def _own(written: dict[str, str]) -> _Analogy:
    boxes = {}
    for box in BOXES:
        says = written[box].strip()
        found, unknown = locators_in(says)
        basis = "empty" if not says else "located" if found else "reader"
        words = {
            "empty": "empty: not yet written",
            "located": f"yours, with {', '.join(found)}: check that it says so",
            "reader": "yours, without a place in the text",
        }[basis]
        if unknown:
            words += f"; {', '.join(unknown)} is not in the article"
        boxes[box] = says, basis, words
    figure = markup.figure(
        markup.quotation(None, "Your own analogy: what you wrote stands in the boxes."),
        "Not checked by anybody but you.",
    )
    return _Analogy("Your own analogy", figure, boxes, "")


def _counted(side: _Analogy) -> str:
    """How many boxes rest on what, in the order of `BASES`."""
    held = [basis for _, basis, _ in side.boxes.values()]
    return ", ".join(f"{held.count(basis)} {words}" for basis, words in BASES.items() if basis in held)


def _report(where: str, side: _Analogy) -> str:
    """The same in full: every box by its name."""
    pieces = []
    for basis, words in BASES.items():
        named = [label for box, label in BOXES.items() if side.boxes[box][1] == basis]
        if named:
            pieces.append(f"{words}: {join_words(named)}")
    told = " ".join(f"{piece[0].upper()}{piece[1:]}." for piece in pieces)
    return markup.paragraph(f"<strong>{where}: {markup.text(side.title)}.</strong> {markup.text(told)}")


def analogies_side_by_side(
    left: str,
    right: str,
    source_case: str = "",
    target_case: str = "",
    likeness: str = "",
    unlikeness: str = "",
    recommended_action: str = "",
    blind_spot: str = "",
) -> WrittenComparison:
    """Two analogies in six boxes each, with what every box rests on: the text, another source, our inference, the reader, or nothing.

    left, right: an `analogy_id`, or `OWN` for what stands in the other six arguments. A box of the reader that names a locator of
    the article counts as resting on that place; whether the place bears it out is for the reader to judge. Raises
    `SelectionError` for an unknown analogy. Frame: box, left, left_basis, right, right_basis.
    """
    written = dict(
        zip(BOXES, (source_case, target_case, likeness, unlikeness, recommended_action, blind_spot), strict=True)
    )
    one, other = (_own(written) if side == OWN else _told(side) for side in (left, right))
    admitted = [where for where, side in (("left", one), ("right", other)) if side.boxes["unlikeness"][0]]
    admits = {0: "neither side", 1: f"the {''.join(admitted)} alone", 2: "both sides"}[len(admitted)]
    shown = [
        (label, *(f"{says} [{words}]".strip() for says, _, words in (one.boxes[box], other.boxes[box])))
        for box, label in BOXES.items()
    ]
    table = markup.table(
        shown, ("box", f"left: {one.title}", f"right: {other.title}"), "Six boxes, and what each rests on"
    )
    unseen = (
        markup.paragraph(
            f"{sum(bool(words.strip()) for words in written.values())} of {len(BOXES)} boxes of your own analogy are filled: "
            "choose it on the left or on the right to see it here."
        )
        if any(words.strip() for words in written.values()) and OWN not in (left, right)
        else ""
    )
    notes = one.note + (other.note if right != left else "")
    return WrittenComparison(
        f"Left ({one.title}): {_counted(one)}. Right ({other.title}): {_counted(other)}. An unlikeness is admitted on {admits}."
        + (" Both sides are the same analogy." if left == right else ""),
        markup.side_by_side(one.figure, other.figure)
        + table
        + _report("Left", one)
        + _report("Right", other)
        + unseen
        + (markup.details("Notes and sources", notes) if notes else ""),
        [(box, one.boxes[box][0], one.boxes[box][1], other.boxes[box][0], other.boxes[box][1]) for box in BOXES],
        ("box", "left", "left_basis", "right", "right_basis"),
    )


# ---------------------------------------------------------------- Iraq beside Vietnam

IRAQ_START = date(2003, 3, 20)  # E025 of events.csv
STARTS = {  # when the Vietnam War begins, and the sources of the day
    "landing": (date(1965, 3, 8), "the landing of marines at Da Nang", ("N061",)),
    "resolution": (date(1964, 8, 7), "the Tonkin Gulf Resolution of Congress", ("N066",)),
}
LAST = {"Vietnam": 1975, "Iraq": 2011}  # years: fall of Saigon, withdrawal from Iraq
COUNT_DAY = (9, 30)  # the only day of the year on which the Vietnam file counts troops
FEWEST = 10_000  # troops below which one day says nothing about a year, so that no rate is made
PER = 100_000
DAYS_A_YEAR = 365.25
APART = 12  # months between two polls beyond which no line is drawn
NO_VALUE = "no value"


@dataclass(frozen=True)
class Lines(WrittenComparison):
    """A comparison that is drawn as lines: what stands along the axis, and what is measured, each with its unit."""

    axis: str
    quantity: str


@dataclass(frozen=True)
class _Series:
    """One war's part of a measure: table, measure of `measures.csv`, and the source where the table holds several."""

    table: str
    measure: str
    source: str | None = None


@dataclass(frozen=True)
class _Measure:
    """Something to compare. kind: `year` for sums of a year, `day` for counts on one day, `poll` for shares of answers."""

    label: str
    quantity: str
    kind: str
    vietnam: _Series | None
    iraq: _Series
    last: int = LAST["Iraq"]


TROOPS = _Measure(
    "US troops in the country",
    "US troops on 30 September",
    "day",
    _Series("us_troops_vietnam_by_year", "us_military_personnel_ashore"),
    _Series("us_troops_iraq", "us_troops_in_iraq"),
)
COMPARED = {
    "deaths": _Measure(
        "US military deaths",
        "US military deaths in the year",
        "year",
        _Series("us_deaths_vietnam_by_year", "us_military_deaths_all"),
        _Series("us_deaths_iraq_by_year", "us_military_deaths_all", "icasualties_records_via_amandabee"),
    ),
    "troops": TROOPS,
    "support": _Measure(
        "Polls: “not a mistake”",
        "per cent “not a mistake”",
        "poll",
        _Series("gallup_vietnam_mistake", "mistake_no"),
        _Series("gallup_iraq_mistake", "mistake_no"),
    ),
    "against": _Measure(
        "Polls: “a mistake”",
        "per cent “a mistake”",
        "poll",
        _Series("gallup_vietnam_mistake", "mistake_yes"),
        _Series("gallup_iraq_mistake", "mistake_yes"),
    ),
    "civilians": _Measure(
        "Civilians killed by violence",
        "civilians killed in the year, lower figure",
        "year",
        None,
        _Series("iraq_civilian_deaths_ibc_by_year", "civilian_deaths_min_by_start_date"),
    ),
    "money": _Measure(
        "Money granted for the war",
        "billion dollars granted in the fiscal year",
        "year",
        None,
        _Series("us_war_cost_by_fiscal_year", "war_funding_budget_authority"),
        last=2013,
    ),
}
FROM = {"landing": "From 1965 and 2003", "resolution": "From 1964 and 2003", "date": "By date"}
ALIGNMENTS = {
    "landing": "years since the start (Vietnam: March 1965)",
    "resolution": "years since the start (Vietnam: August 1964)",
    "date": "by date",
}
UNITS = {"raw": "plain numbers", "rate": "per 100,000 troops"}


def measure_options() -> list[tuple[str, str]]:
    """(label, key) of what can be set side by side."""
    return [(measure.label, key) for key, measure in COMPARED.items()]


def alignment_options() -> list[tuple[str, str]]:
    """(label, key) of the ways to lay two wars side by side in time."""
    return [(label, key) for key, label in ALIGNMENTS.items()]


def unit_options() -> list[tuple[str, str]]:
    """(label, key): plain numbers, or a rate."""
    return [(label, key) for key, label in UNITS.items()]


def months_since(start: date, when: date) -> int:
    """Whole months from one day to another; the month is whole on the same day of the next. Negative before the start."""
    return (when.year - start.year) * 12 + when.month - start.month - (when.day < start.day)


def years_since(start: date, when: date) -> int:
    """Whole years from one day to another. Negative before the start."""
    return months_since(start, when) // 12


def death_rate(deaths: float, troops: float) -> float:
    """Deaths of a year for every 100,000 troops counted in it: deaths / troops × 100,000."""
    return deaths / troops * PER


def in_figures(value: float) -> str:
    """A number for a sentence: 16,872 or 131.2."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


@cache
def _rows(series: _Series, war: str) -> tuple[dict, ...]:
    """The rows of one series in order of time, the same poll of two sources only once."""
    found = {
        (row["period_end"], row["period_start"], row["value"]): row
        for row in records(series.table)
        if row["measure"] == series.measure
        and row["war"] == war.lower()
        and series.source in (None, row["source_id"])
        and row["value"] is not None
    }
    return tuple(found[key] for key in sorted(found))


@cache
def _by_year(measure: _Measure, war: str) -> dict[int, float]:
    """Year -> value; of troops only the count of 30 September, which both wars have."""
    series = measure.vietnam if war == "Vietnam" else measure.iraq
    return {
        row["period_end"].year: row["value"]
        for row in (_rows(series, war) if series else ())
        if measure.kind == "year" or (row["period_end"].month, row["period_end"].day) == COUNT_DAY
    }


def _values(measure: str, war: str, unit: str) -> dict[int, float]:
    held = _by_year(COMPARED[measure], war)
    if unit == "raw":
        return held
    troops = _by_year(TROOPS, war)
    return {year: death_rate(value, troops[year]) for year, value in held.items() if troops.get(year, 0) >= FEWEST}


def _spans(years: list[int]) -> str:
    """1973 to 1975, 1977."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _what_is_counted(measure: _Measure, unit: str, align: str) -> str:
    """Definition, counter, caution and sources of each war's series, and of the start, folded away."""
    pieces, cited = [], []
    wanted = [measure] + ([TROOPS] if unit == "rate" else [])
    for chosen in wanted:
        for war, series in (("Vietnam", chosen.vietnam), ("Iraq", chosen.iraq)):
            if series is None:
                continue
            told = by_key("measures")[series.measure]
            sources = dict.fromkeys(row["source_id"] for row in _rows(series, war))
            cited += sources
            pieces.append(
                markup.paragraph(
                    f"<strong>{war}: {markup.text(chosen.label)}.</strong> Counted by {markup.text(told['counter'])}.",
                    markup.text(told["definition"]),
                    f"<em>Take care:</em> {markup.text(told['caution'])}",
                )
            )
    if align in STARTS:
        start, words, sources = STARTS[align]
        cited += sources
        pieces.append(
            markup.paragraph(
                f"<strong>The starts.</strong> Vietnam: {day(start)}, {words}. Iraq: {day(IRAQ_START)}, the first day of the invasion. Another start moves the Vietnam line to one side."
            )
        )
    cited += by_key("events")["E025"]["source_ids"]
    return markup.details("Who counted what, and what to beware of", "".join(pieces)) + sources_line(
        tuple(dict.fromkeys(cited))
    )


def _beside_the_lines(measure: str, unit: str) -> str:
    """Who is not in the lines, and how a rate was made: said on the page, not folded away."""
    pieces = []
    if measure == "deaths":
        low, high = (sum(row["value"] for row in _rows(COUNTERS[key][-1], "Iraq")) for key in ("ibc_low", "ibc_high"))
        americans = sum(_by_year(COMPARED["deaths"], "Iraq").values())
        pieces.append(
            f"Iraqis and Vietnamese are not in these lines. Beside {in_figures(americans)} Americans (iCasualties), Iraq Body Count recorded {in_figures(low)} to {in_figures(high)} Iraqi civilians killed by violence from 2003 to 2011. It records reported deaths, so it is not a full toll. For the Vietnamese dead these tables hold no yearly count."
        )
    if measure == "civilians":
        pieces.append(
            "A body count lists deaths that somebody reported. What nobody reported is missing, and so are combatants. That Vietnam has no line here is a gap of these tables, not of that war."
        )
    if measure == "money":
        pieces.append(
            "A fiscal year runs from October to September and is named after the year in which it ends. For Vietnam these tables hold no money, so nothing is compared."
        )
    if unit == "rate" and measure == "deaths":
        pieces.append(
            f"“Per {PER:,} troops” means: the deaths of the calendar year, divided by the number of troops on one day of that year, 30 September, times {PER:,}. So the rate is too high where troops were leaving fast (Vietnam in 1972) and too low where they were arriving (Vietnam in 1965). Below {FEWEST:,} troops no rate is made. Those who died at sea or in a hospital abroad are above the line of the fraction, but troops at sea and abroad are not below it."
        )
    return "".join(markup.paragraph(markup.text(piece)) for piece in pieces)


def wars_side_by_side(measure: str = "deaths", align: str = "landing", unit: str = "raw") -> Lines:
    """The war in Vietnam and the war in Iraq by one measure, from a common start or by date.

    measure: a key of `COMPARED`; align: a key of `ALIGNMENTS`; unit: a key of `UNITS`. A rate exists for deaths alone: other
    measures keep their plain numbers and say so. Frame: war, x, period, value. x of a sum of a year: calendar years after that of
    the start, or the year itself; of a poll: months since the start, in decimals, or the year in decimals. period: the year, or
    month and year, as text; value: in the unit that `quantity` names, rates rounded to 0.1; empty in a gap. Raises
    `SelectionError` for an unknown key. Method: `death_rate`, `months_since`; definitions and cautions come from `measures.csv`.
    """
    for what, key, known in (
        ("measure", measure, COMPARED),
        ("alignment", align, ALIGNMENTS),
        ("unit", unit, UNITS),
    ):
        if key not in known:
            raise SelectionError(what, key, f"one of {', '.join(known)}")
    refused = unit == "rate" and measure != "deaths"
    made = "raw" if refused else unit
    polls = COMPARED[measure].kind == "poll"
    sentence, table, rows, axis, quantity = _polls(measure, align) if polls else _years(measure, align, made)
    sentence = f"{FROM[align]}, {sentence}" + (" A rate is made for deaths only." if refused else "")
    return Lines(
        sentence,
        table + _beside_the_lines(measure, made) + _what_is_counted(COMPARED[measure], made, align),
        rows,
        ("war", "x", "period", "value"),
        axis,
        quantity,
    )


def _years(key: str, align: str, unit: str):
    """Sums of a year and counts on one day."""
    measure = COMPARED[key]
    start = STARTS.get(align, STARTS["landing"])[0].year
    spans = {"Vietnam": range(start, LAST["Vietnam"] + 1), "Iraq": range(IRAQ_START.year, measure.last + 1)}
    values = {war: _values(key, war, unit) for war in spans if (measure.vietnam if war == "Vietnam" else measure.iraq)}
    by_date = align == "date"
    rows = [
        (war, year if by_date else year - spans[war][0], str(year), values[war].get(year))
        for war in values
        for year in spans[war]
    ]
    rows = [(war, x, period, value if value is None else round(value, 1)) for war, x, period, value in rows]
    quantity = "US military deaths per 100,000 troops" if unit == "rate" else measure.quantity
    axis = "year" if by_date else "calendar years after that of the start"
    told, highest = [], {}
    for war in values:
        year, most = max(((year, values[war][year]) for year in spans[war] if year in values[war]), key=lambda v: v[1])
        highest[war] = most
        told.append(f"in {war} {in_figures(round(most) if unit == 'rate' else most)} ({year})")
    more = "Vietnam" if len(highest) == 2 and highest["Vietnam"] >= highest["Iraq"] else "Iraq"
    times = (
        f", {highest[more] / min(highest.values()):.1f} times as {'high' if unit == 'rate' else 'many'} in {more}"
        if len(highest) == 2
        else ""
    )
    missing = {war: [year for year in spans[war] if year not in values[war]] for war in values}
    gaps = [f"{war} {_spans(years)}" for war, years in missing.items() if years]
    sentence = (
        f"{quantity}: highest {join_words(told)}{times}."
        + (f" No value: {'; '.join(gaps)}." if gaps else "")
        + ("" if len(values) == 2 else " For Vietnam there is no series here, so nothing is compared.")
    )
    at = {(war, x): value for war, x, _, value in rows}
    places = sorted({x for _, x, _, _ in rows})
    shown = []
    for x in places:
        years = [str(spans[war][0] + x) if 0 <= x < len(spans[war]) else "–" for war in values]
        cells = [_cell(at[war, x], unit) if (war, x) in at else "–" for war in values]
        shown.append((str(x) if by_date else f"{x} ({', '.join(years)})", *cells))
    head = "year" if by_date else f"years after the start ({', '.join(values)})"
    counters = "; ".join(
        f"{war}: {_counter(series, war)}"
        for war, series in (("Vietnam", measure.vietnam), ("Iraq", measure.iraq))
        if series
    )
    return (
        sentence,
        markup.table(shown, (head, *values), f"{quantity}. {counters}"),
        rows,
        axis,
        quantity,
    )


def _cell(value: float | None, unit: str):
    if value is None:
        return NO_VALUE
    return round(value) if unit == "rate" or value == int(value) else value


def _counter(series: _Series, war: str) -> str:
    """Who counted, in the few words that fit into a caption."""
    return SHORT_COUNTERS[series.measure, war]


SHORT_COUNTERS = {
    ("us_military_deaths_all", "Vietnam"): "US Department of Defense",
    ("us_military_deaths_all", "Iraq"): "iCasualties",
    ("us_military_personnel_ashore", "Vietnam"): "US Department of Defense, on land",
    ("us_troops_in_iraq", "Iraq"): "Guardian data file, rounded",
    ("civilian_deaths_min_by_start_date", "Iraq"): "Iraq Body Count, file of 6 March 2012",
    ("war_funding_budget_authority", "Iraq"): "Congressional Research Service, at second hand",
}


def _polls(key: str, align: str):
    """Shares of answers, each at the last day of its poll, or of the month where only the month is known."""
    measure, by_date = COMPARED[key], align == "date"
    starts = {"Vietnam": STARTS.get(align, STARTS["landing"])[0], "Iraq": IRAQ_START}
    rows, told, summary, listed = [], [], {}, []
    for war, series in (("Vietnam", measure.vietnam), ("Iraq", measure.iraq)):
        polls = [row for row in _rows(series, war) if row["period_end"].year <= LAST[war]]
        last = None
        for row in polls:
            end = row["period_end"]
            month = months_since(starts[war], end)
            x = round(end.year + (end.month - 1) / 12 + end.day / DAYS_A_YEAR, 2)
            if not by_date:  # the line needs the days that whole months leave out: some months have three polls
                x = round((end - starts[war]).days * 12 / DAYS_A_YEAR, 1)
            if last is not None and month - last > APART:
                rows.append((war, x, None, None))
            last = month
            period = f"{MONTHS[end.month - 1]} {end.year}"
            rows.append((war, x, period, row["value"]))
            listed.append((war, period, month, in_figures(row["value"]), "yes" if "half" in row["unit"] else ""))
            year = end.year if by_date else years_since(starts[war], end)
            summary.setdefault(year, {}).setdefault(war, []).append(row["value"])
        crossed = next(row for row in polls if (row["value"] < 50 if key == "support" else row["value"] > 50))
        end = crossed["period_end"]
        since = "" if by_date else f", month {months_since(starts[war], end)}"
        told.append(
            f"{war} {MONTHS[end.month - 1]} {end.year} ({in_figures(crossed['value'])} %{since}; {len(polls)} polls)"
        )
    answer = "“not a mistake” first stands below half" if key == "support" else "“a mistake” first stands above half"
    sentence = f"Gallup in America, {answer}: {'; '.join(told)}."
    shown = [
        (str(year), *(_range(found.get(war, [])) for war in ("Vietnam", "Iraq")))
        for year, found in sorted(summary.items())
    ]
    head = "year" if by_date else "whole years since the start"
    table = markup.table(
        shown, (head, "Vietnam", "Iraq"), f"{measure.quantity}, lowest to highest. Gallup, through others' lists"
    ) + markup.details(
        f"All {len(listed)} polls",
        markup.table(
            listed,
            ("war", "last month of the poll", "months since the start", "per cent", "half sample"),
            f"{measure.quantity}, poll by poll",
            row_heading=False,
        ),
    )
    return sentence, table, rows, "year" if by_date else "months since the start", measure.quantity


def _range(values: list[float]) -> str:
    if not values:
        return "–"
    low, high = in_figures(min(values)), in_figures(max(values))
    return f"{low if low == high else f'{low} to {high}'} ({len(values)} poll{'' if len(values) == 1 else 's'})"


# ---------------------------------------------------------------- two counters of the same thing

BY_YEAR, BY_COUNTER = "iraq_civilian_deaths_ibc_by_year", "iraq_deaths_by_counter"
VINTAGES, AMERICANS = "iraq_civilian_deaths_ibc_published_vintages", "us_deaths_iraq_by_year"
COUNTERS = {  # yearly counts of deaths in Iraq: whose deaths, who counted, and the series
    "ibc": ("Iraqis", "Iraq Body Count", _Series(BY_COUNTER, "iraqi_deaths_ibc")),
    "icasualties": ("Iraqis", "iCasualties", _Series(BY_COUNTER, "iraqi_deaths_icasualties")),
    "brookings": ("Iraqis", "Brookings Institution", _Series(BY_COUNTER, "iraqi_deaths_brookings")),
    "ministries": ("Iraqis", "Iraqi ministries", _Series(BY_COUNTER, "iraqi_deaths_iraqi_ministries")),
    "us_military": ("Iraqis", "US military", _Series(BY_COUNTER, "iraqi_deaths_us_military")),
    "ibc_low": ("Civilians", "IBC 2012, low", _Series(BY_YEAR, "civilian_deaths_min_by_start_date")),
    "ibc_high": ("Civilians", "IBC 2012, high", _Series(BY_YEAR, "civilian_deaths_max_by_start_date")),
    "ibc_low_spread": ("Civilians", "IBC 2012, low, by day", _Series(BY_YEAR, "civilian_deaths_min_spread_over_days")),
    "ibc_high_spread": (
        "Civilians",
        "IBC 2012, high, by day",
        _Series(BY_YEAR, "civilian_deaths_max_spread_over_days"),
    ),
    "ibc_2008_low": ("Civilians", "IBC 2008, low", _Series(VINTAGES, "civilian_deaths_published_min")),
    "ibc_2008_high": ("Civilians", "IBC 2008, high", _Series(VINTAGES, "civilian_deaths_published_max")),
    "americans": (
        "Americans",
        "iCasualties, all",
        _Series(AMERICANS, "us_military_deaths_all", "icasualties_records_via_amandabee"),
    ),
    "americans_statistico": (
        "Americans",
        "Statistico",
        _Series(AMERICANS, "us_military_deaths_all", "statistico_2024"),
    ),
    "americans_guardian": (
        "Americans",
        "Guardian, months added",
        _Series(AMERICANS, "us_military_deaths_all_sum_of_months"),
    ),
    "americans_in_iraq": (
        "Americans",
        "iCasualties, died in Iraq",
        _Series(AMERICANS, "us_military_deaths_died_in_iraq"),
    ),
    "americans_hostile": ("Americans", "iCasualties, hostile", _Series(AMERICANS, "us_military_deaths_hostile")),
}


def counter_options() -> list[tuple[str, str]]:
    """(label, key) of every yearly count of deaths in Iraq that can be chosen."""
    return [(f"{whose}: {counter}", key) for key, (whose, counter, _) in COUNTERS.items()]


def _known_counters(*keys: str) -> None:
    for key in keys:
        if key not in COUNTERS:
            raise SelectionError("counter", key, f"one of {', '.join(COUNTERS)}")


def comparable(left: str, right: str) -> bool:
    """Whether `measures.csv` allows two counters beside each other: the same measure, or one that lists the other.

    left, right: keys of `COUNTERS`; `SelectionError` for another.
    """
    _known_counters(left, right)
    one, other = (COUNTERS[key][-1].measure for key in (left, right))
    told = by_key("measures")
    return one == other or other in told[one]["comparable_with"] or one in told[other]["comparable_with"]


def _counter_card(key: str) -> str:
    whose, counter, series = COUNTERS[key]
    told = by_key("measures")[series.measure]
    return markup.figure(
        markup.paragraph(f"<strong>{whose}: {markup.text(counter)}</strong>")
        + markup.paragraph(f"<strong>What is counted:</strong> {markup.text(told['definition'])}")
        + markup.paragraph(f"<strong>Take care:</strong> {markup.text(told['caution'])}"),
        f"Counted by {markup.text(told['counter'])}",
    )


def two_counters(left: str = "us_military", right: str = "icasualties") -> WrittenComparison:
    """Two counters of deaths in Iraq side by side, by year, with the difference between them, where `measures.csv` allows it.

    left, right: keys of `COUNTERS`. Only years that both give for the same days are added up. Where the measures may not be
    compared, both definitions are shown, no number and no row. Raises `SelectionError` for an unknown counter. Frame: counter,
    year, value (deaths); the value is empty where a counter has no count of the whole year. A count of a part of a year stands in
    the table alone, with its last day, and no difference is made with it.
    """
    _known_counters(left, right)
    columns = ("counter", "year", "value")
    names = [COUNTERS[key][1] for key in (left, right)]
    full = [f"{COUNTERS[key][0]}: {COUNTERS[key][1]}" for key in (left, right)]
    series = [_rows(COUNTERS[key][-1], "Iraq") for key in (left, right)]
    cards = markup.side_by_side(_counter_card(left), _counter_card(right))
    cards += sources_line(tuple(dict.fromkeys(row["source_id"] for rows in series for row in rows)))
    if left == right:
        return WrittenComparison(
            f"The same counter stands on both sides ({full[0]}): choose another.", cards, [], columns
        )
    if not comparable(left, right):
        return WrittenComparison(
            f"“{full[0]}” and “{full[1]}” may not be compared: they do not count the same thing.",
            cards,
            [],
            columns,
        )
    held = [{(row["period_start"], row["period_end"]): row["value"] for row in rows} for rows in series]
    periods = sorted(set(held[0]) | set(held[1]))
    shown = [
        (
            str(period[0].year) if _is_whole(period) else f"{period[0].year}, to {day(period[1])}",
            *("–" if period not in side else _short(side[period]) for side in held),
            _apart(period, held),
        )
        for period in periods
    ]
    by_year = [{period[0].year: value for period, value in side.items() if _is_whole(period)} for side in held]
    years = sorted({period[0].year for period in periods})
    rows = [(counter, year, side.get(year)) for counter, side in zip(names, by_year, strict=True) for year in years]
    table = markup.table(shown, ("year", *names, "left minus right"), f"{COUNTERS[left][0]} who died, by year")
    return WrittenComparison(_difference(COUNTERS[left][0], names, held), table + cards, rows, columns)


def _is_whole(period: tuple[date, date]) -> bool:
    """Whether a count runs to the last day of its year."""
    return (period[1].month, period[1].day) == (12, 31)


def _apart(period: tuple[date, date], held: list[dict]):
    """Left minus right for one period, or why there is no difference."""
    if all(period in side for side in held):
        return _short(held[0][period] - held[1][period])
    years = [{start.year for start, _ in side} for side in held]
    return "not the same days" if all(period[0].year in side for side in years) else "–"


def _short(value: float):
    """A whole number where it is one, so that counts do not read 904.0."""
    return int(value) if value == int(value) else round(value, 1)


def _difference(whose: str, names: list[str], held: list[dict]) -> str:
    """By how much two counters differ, over the years that both give."""
    both = sorted(set(held[0]) & set(held[1]))
    if not both:
        return f"{names[0]} and {names[1]} have no year in common, so no difference can be told."
    totals = [sum(side[period] for period in both) for side in held]
    told = f"{whose} dead in {_spans([period[0].year for period in both])}: {names[0]} {in_figures(totals[0])}, {names[1]} {in_figures(totals[1])}"
    apart = {period: abs(held[0][period] - held[1][period]) for period in both}
    widest = max(both, key=apart.get)
    if not apart[widest]:
        return f"{told}; the same in every year."
    share = abs(totals[0] - totals[1]) / min(totals)
    percent = f"{share:.0%}".replace("%", " %") if share >= 0.01 else "less than 1 %"
    where = "left" if totals[0] > totals[1] else "right"
    more = f"{in_figures(abs(totals[0] - totals[1]))} more on the {where} ({percent})" if share else "the same in sum"
    return f"{told}; {more}. Furthest apart in {widest[0].year}, by {in_figures(apart[widest])}."
