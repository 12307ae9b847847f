"""Notebook 01: what two days knew (events, offices, deadlines), and which of two hours came
first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import Comparison
from khaddam_files.compare.people import short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of, day

if TYPE_CHECKING:
    from khaddam_files.rows import Deadline, Office, Place
    from khaddam_files.rows import Hour as HourRow

FIRST_DAY, LAST_DAY = date(2002, 11, 8), date(2003, 4, 9)
VIEW = Choice(
    "view",
    {"time": "in time: events, offices, deadlines", "map": "on the map: where it happened"},
)
DAY_VIEWS = VIEW.meanings
HAPPENED, PERHAPS, TO_COME = "happened", "day not known", "still to come"
NOT_SET, OVER = "not set yet", "over"
NOT_PUBLIC = "not public"
NO_HOLDER = "not in our table"
STATES = (  # in the order of the list of offices
    *("Syria", "Iran", "Iraq", "Turkey", "United States", "United Kingdom"),
    *("Spain", "Portugal", "France", "Russia"),
)


SeenEvent = Mapping[str, Any]  # a row of `events.csv` with what `publicity.csv` says of it


class Change(NamedTuple):
    """What two days make of one thing. kind: day, event, office or deadline; date: ISO, of a
    deadline its last day."""

    kind: str
    id: str
    date: str | None
    what: str
    left: str
    right: str
    changed: bool


class EventSeen(NamedTuple):
    """One event as a day could know it: when, since when public, how each capital could know, where
    the article speaks of it."""

    day: str
    title: str
    public: str
    damascus: str
    tehran: str
    spoken_of: str


class DeadlineSeen(NamedTuple):
    """One deadline on two days; the outcome only where the later day could know it."""

    title: str
    set_by: str
    last_day: str
    left: str
    right: str
    outcome: str


@dataclass(frozen=True)
class DayCard:
    """One day by itself: events that had happened, that perhaps had, and that were public, at least
    in part; the newest three."""

    date: date
    name: str | None
    events: int
    perhaps: int
    public: int
    newest: str


@dataclass(frozen=True, kw_only=True)
class TwoDays(Comparison):
    """Two days in time. between, already: events newest first, as the later and the earlier day
    could know them."""

    rows: Sequence[Change]
    left: DayCard
    right: DayCard
    between: Sequence[EventSeen]
    already: Sequence[EventSeen]
    deadlines: Sequence[DeadlineSeen]
    source_ids: Sequence[str]
    row_type = Change

    @property
    def earlier(self) -> date:
        return min(self.left.date, self.right.date)

    @property
    def later(self) -> date:
        return max(self.left.date, self.right.date)

    @property
    def offices(self) -> list[Change]:
        """Every office with its holders on both days."""
        return [row for row in self.rows if row.kind == "office"]


class PlaceCount(NamedTuple):
    """One place with the number of its events by each day, and the titles of those between the
    two."""

    place_id: str
    place: str
    lat: float
    lon: float
    by_left: int
    by_right: int
    between: str


@dataclass(frozen=True, kw_only=True)
class TwoDaysOnTheMap(Comparison):
    rows: Sequence[PlaceCount]
    left: date
    right: date
    source_ids: Sequence[str]
    row_type = PlaceCount


class Holder(NamedTuple):
    state: str
    office: str
    holder: str


@dataclass(frozen=True, kw_only=True)
class OfficeHolders(Comparison):
    rows: Sequence[Holder]
    date: date
    row_type = Holder


class ClockReading(NamedTuple):
    """What one clock showed at each of two moments."""

    clock: str
    left: str
    right: str


@dataclass(frozen=True)
class Hour:
    """One moment: its `row` of `hours.csv`, and the reading of its own clock."""

    row: HourRow
    reading: str


@dataclass(frozen=True, kw_only=True)
class TwoHours(Comparison):
    rows: Sequence[ClockReading]
    left: Hour
    right: Hour
    row_type = ClockReading


def _parse(value: str) -> date:
    try:
        chosen = date.fromisoformat(value)
    except (TypeError, ValueError):
        chosen = None
    if chosen is None or chosen.isoformat() != value or not FIRST_DAY <= chosen <= LAST_DAY:
        expected = f"a date from {FIRST_DAY} to {LAST_DAY}, written like 2003-03-16"
        raise SelectionError("day", value, expected)
    return chosen


@cache
def named_days() -> dict[str, str]:
    """ISO date -> name, of the days that carry one; the day of the talks first."""
    return {row["date"].isoformat(): row["name"] for row in records("named_days")}


@cache
def day_options() -> tuple[tuple[str, str], ...]:
    """(label, ISO date) of every day of the window; the days with a name first, then all others in
    order."""
    window = (LAST_DAY - FIRST_DAY).days + 1
    others = [FIRST_DAY + timedelta(days=number) for number in range(window)]
    named = [(f"{day(_parse(value))}: {name}", value) for value, name in named_days().items()]
    return (
        *named,
        *((day(one), one.isoformat()) for one in others if one.isoformat() not in named_days()),
    )


def day_view_options() -> list[tuple[str, str]]:
    """(label, view) of the two ways to see two days."""
    return [(label, view) for view, label in DAY_VIEWS.items()]


def _first_and_last(when: date, precision: str) -> tuple[date, date]:
    """The first and the last day that a date can mean: a month or a year is not its first day."""
    if precision == "day":
        return when, when
    last_month = when.month if precision == "month" else 12
    after = date(when.year + last_month // 12, last_month % 12 + 1, 1)
    first = when.replace(day=1) if precision == "month" else date(when.year, 1, 1)
    return first, after - timedelta(days=1)


def _last_day(event: SeenEvent) -> date:
    return _first_and_last(event["date"], event["date_precision"])[1]


@cache
def _events() -> tuple[SeenEvent, ...]:
    """The events of the window with what `publicity.csv` says of them, its sources included, in the
    order of time."""
    publicity = by_key("publicity")
    joined: list[SeenEvent] = [
        {**row, **publicity[row["event_id"]]}
        for row in records("events")
        if row["event_id"] in publicity
    ]
    return tuple(sorted(joined, key=lambda row: (_last_day(row), row["event_id"])))


@cache
def _event_states(value: str) -> dict[str, str]:
    """For one day: event -> happened, still to come, or (where only the month is known) perhaps
    already."""
    chosen, states = _parse(value), {}
    for row in _events():
        first, last = _first_and_last(row["date"], row["date_precision"])
        states[row["event_id"]] = (
            HAPPENED if last <= chosen else PERHAPS if first <= chosen else TO_COME
        )
    return states


def _public(event: SeenEvent, chosen: date) -> str:
    """Since when an event was public, as seen from one day."""
    if event["public_on"] is None or event["public_on"] > chosen:
        return NOT_PUBLIC
    return f"{day(event['public_on'])}{', in part' if event['extent'] == 'in part' else ''}"


class _Term(NamedTuple):
    """First and last day on which an office can have begun, and first and last day on which it can
    have ended.
    """

    begun: date
    surely_begun: date
    perhaps_over: date
    over: date


def _term(row: Office) -> _Term:
    begun, over = (date.min, date.max), (date.max, date.max)  # not known
    if row["start"]:
        begun = _first_and_last(row["start"], row["start_precision"] or "day")
    if row["end"]:
        over = _first_and_last(row["end"], row["end_precision"] or "day")
    return _Term(*begun, *over)


@cache
def _office_states(value: str) -> dict[str, str]:
    """For one day: office -> who held it. A start or an end known only by month or year leaves a
    doubt, which is named."""
    chosen = _parse(value)
    holders: dict[str, list[str]] = {}
    for row in _offices():
        term = _term(row)
        names = holders.setdefault(row["office"], [])
        if term.surely_begun <= chosen < term.perhaps_over:
            names.append(short_name(row["person_id"]))
        elif term.begun <= chosen < term.over:
            doubt = "first day not known" if chosen < term.surely_begun else "last day not known"
            doubt = doubt if row["start"] else "start not known"
            names.append(f"{short_name(row['person_id'])}, perhaps: {doubt}")
    return {office: "; ".join(names) or NO_HOLDER for office, names in holders.items()}


@cache
def _offices() -> tuple[Office, ...]:
    """The offices that somebody held, or may have held, on some day of the window; the two capitals
    first."""

    def touches_window(row: Office) -> bool:
        begins = row["start"] is None or row["start"] <= LAST_DAY
        return begins and _term(row).over > FIRST_DAY

    def place(row: Office) -> int:
        return STATES.index(row["state"]) if row["state"] in STATES else len(STATES)

    return tuple(sorted(filter(touches_window, records("offices")), key=place))


def office_holders(value: str) -> OfficeHolders:
    """Who held which office on one day: start on or before it, end after it.

    value: a date from 2002-11-08 to 2003-04-09, such as "2003-03-16". Offices are those of
    `offices.csv`, not all that existed. Where the start or the end is not known to the day, a
    doubtful holder counts and is marked “perhaps”. Raises `SelectionError` for another day.
    """
    chosen, holders = _parse(value), _office_states(value)
    states = {row["office"]: row["state"] for row in _offices()}
    filled = sum(who != NO_HOLDER for who in holders.values())
    return OfficeHolders(
        sentence=f"On {day(chosen)} our table knows a holder for {filled} of "
        f"{len(holders)} offices.",
        rows=[Holder(states[office], office, who) for office, who in holders.items()],
        date=chosen,
    )


@cache
def _deadline_states(value: str) -> dict[str, str]:
    """For one day: deadline -> not set yet, how many days were left, or over. The day it was set
    and its last day count."""
    chosen, states = _parse(value), {}
    for row in records("deadlines"):
        left = (row["ends_on"] - chosen).days
        state = NOT_SET if chosen < row["set_on"] else OVER if left < 0 else "last day"
        states[row["deadline_id"]] = (
            state if state in (NOT_SET, OVER) or left == 0 else f"{count_of(left, 'day')} left"
        )
    return states


def _running(states: dict[str, str]) -> int:
    return sum(state not in (NOT_SET, OVER) for state in states.values())


def _sources_of(rows: Iterable[SeenEvent]) -> tuple[str, ...]:
    """The sources of several rows, each once."""
    return tuple(dict.fromkeys(source for row in rows for source in row["source_ids"]))


def _event_date(event: SeenEvent, states: dict[str, str]) -> str:
    when = day(event["date"], event["date_precision"])
    return f"{when}, day not known" if states[event["event_id"]] == PERHAPS else when


def _newest_first(events: Iterable[SeenEvent], states: dict[str, str]) -> list[SeenEvent]:
    """Events newest first; those of which only the month is known, and the month not over, stand
    last."""

    def place(event: SeenEvent) -> tuple:
        unsure = states[event["event_id"]] == PERHAPS
        return unsure, -_last_day(event).toordinal(), event["event_id"]

    return sorted(events, key=place)


@cache
def _events_by(value: str) -> tuple[SeenEvent, ...]:
    """The events that had happened by a day, or perhaps had, newest first."""
    states = _event_states(value)
    return tuple(
        _newest_first((row for row in _events() if states[row["event_id"]] != TO_COME), states)
    )


@cache
def _day_card(value: str) -> DayCard:
    chosen, states, events = _parse(value), _event_states(value), _events_by(value)
    sure = [row for row in events if states[row["event_id"]] == HAPPENED]
    return DayCard(
        date=chosen,
        name=named_days().get(value),
        events=len(sure),
        perhaps=len(events) - len(sure),
        public=sum(_public(row, chosen) != NOT_PUBLIC for row in events),
        newest="; ".join(f"{row['title']} ({_event_date(row, states)})" for row in sure[:3]),
    )


def _seen_from(events: Iterable[SeenEvent], value: str) -> list[EventSeen]:
    """Events as seen from one day."""
    chosen, states = _parse(value), _event_states(value)
    seen = []
    for event in events:
        public = _public(event, chosen)
        known = {
            capital: "not yet"
            if event[capital] == "public" and public == NOT_PUBLIC
            else event[capital]
            for capital in ("damascus", "tehran")
        }
        places = ", ".join(event["spoken_of"]) or "–"
        seen.append(
            EventSeen(_event_date(event, states), event["title"], public, **known, spoken_of=places)
        )
    return seen


@cache
def _already(value: str) -> tuple[EventSeen, ...]:
    return tuple(_seen_from(_events_by(value), value))


def dates_side_by_side(left: str, right: str, view: str = "time") -> TwoDays | TwoDaysOnTheMap:
    """Two days beside each other: what had happened, what was public, who held which office, which
    deadlines ran.

    left, right: dates from 2002-11-08 to 2003-04-09, such as "2003-03-16"; the days are those of
    the place of the event. view: "time" or "map". An event of which only the month is known counts
    when the month is over; before, it is marked. Raises `SelectionError` for another day or view.
    """
    VIEW.check(view)
    days = _parse(left), _parse(right)
    earlier, later = min(left, right), max(left, right)
    before, after = _event_states(earlier), _event_states(later)
    changed = (row for row in _events() if before[row["event_id"]] != after[row["event_id"]])
    between = _newest_first(changed, after)
    selection = f"Left {day(days[0])}, right {day(days[1])}:"
    if view == "map":
        return _on_the_map(left, right, selection, between)
    deadlines = _deadlines_that_ran(left, right)
    rows = [
        *_day_changes(left, right),
        *_event_changes(left, right),
        *_office_changes(left, right),
        *_deadline_changes(left, right),
    ]
    return TwoDays(
        sentence=f"{selection} {_what_changed(left, right, between, rows)}",
        rows=rows,
        left=_day_card(left),
        right=_day_card(right),
        between=_seen_from(between, later),
        already=_already(earlier),
        deadlines=[_deadline_seen(row, left, right) for row in deadlines],
        source_ids=_sources_of([*between, *deadlines]),
    )


def _what_changed(
    left: str, right: str, between: Sequence[SeenEvent], rows: Sequence[Change]
) -> str:
    running = [_running(_deadline_states(value)) for value in (left, right)]
    if left == right:
        return f"the same day twice, so nothing changed; deadlines running: {running[0]}."
    earlier, later = min(left, right), max(left, right)
    before, after = _event_states(earlier), _event_states(later)
    sure = [
        row
        for row in between
        if before[row["event_id"]] == TO_COME and after[row["event_id"]] == HAPPENED
    ]
    perhaps = f" and {len(between) - len(sure)} perhaps" if len(between) > len(sure) else ""
    public = sum(_public(row, _parse(later)) != NOT_PUBLIC for row in sure)
    offices = sum(row.changed for row in rows if row.kind == "office")
    return (
        f"{count_of(len(sure), 'event')} between them{perhaps}; {public} public by the later day, "
        "at least in part; "
        f"offices that differ: {offices}; deadlines running: {running[0]} left, {running[1]} right."
    )


def _day_changes(left: str, right: str) -> list[Change]:
    return [
        Change("day", side, value, named_days().get(value, ""), "", "", left != right)
        for side, value in (("left", left), ("right", right))
    ]


def _event_changes(left: str, right: str) -> list[Change]:
    here, there = _event_states(left), _event_states(right)
    return [
        _change("event", row["event_id"], row["date"], row["title"], here, there)
        for row in _events()
    ]


def _office_changes(left: str, right: str) -> list[Change]:
    here, there = _office_states(left), _office_states(right)
    return [_change("office", office, None, office, here, there) for office in here]


def _deadline_changes(left: str, right: str) -> list[Change]:
    here, there = _deadline_states(left), _deadline_states(right)
    return [
        _change("deadline", row["deadline_id"], row["ends_on"], row["title"], here, there)
        for row in records("deadlines")
    ]


def _change(
    kind: str, key: str, when: date | None, what: str, here: dict[str, str], there: dict[str, str]
) -> Change:
    left, right = here[key], there[key]
    return Change(kind, key, when.isoformat() if when else None, what, left, right, left != right)


def _deadlines_that_ran(left: str, right: str) -> list[Deadline]:
    """The deadlines that ran on one of the days or between them: all but those over, or not yet
    set, on both."""
    here, there = _deadline_states(left), _deadline_states(right)

    def ran(key: str) -> bool:
        return {here[key], there[key]} not in ({OVER}, {NOT_SET})

    return [row for row in records("deadlines") if ran(row["deadline_id"])]


def _deadline_seen(row: Deadline, left: str, right: str) -> DeadlineSeen:
    ended = row["ends_on"] < _parse(max(left, right))
    return DeadlineSeen(
        title=row["title"],
        set_by=f"{row['set_by']} ({row['standing']})",
        last_day=day(row["ends_on"]),
        left=_deadline_states(left)[row["deadline_id"]],
        right=_deadline_states(right)[row["deadline_id"]],
        outcome=row["outcome"] if ended else "open on the later day",
    )


@cache
def _places() -> tuple[tuple[Place, tuple[SeenEvent, ...]], ...]:
    """Every place of the map with its events, newest first."""
    newest_first = _events()[::-1]
    places = [
        (place, tuple(event for event in newest_first if place["place_id"] in event["place_ids"]))
        for place in records("places")
    ]
    return tuple((place, events) for place, events in places if events)


def _on_the_map(
    left: str, right: str, selection: str, between: Sequence[SeenEvent]
) -> TwoDaysOnTheMap:
    here, there, after = map(_event_states, (left, right, max(left, right)))
    new = {event["event_id"] for event in between}
    rows = []
    for place, events in _places():
        titles = [
            f"{event['title']} ({_event_date(event, after)})"
            for event in events
            if event["event_id"] in new
        ]
        by_left, by_right = (
            sum(states[event["event_id"]] == HAPPENED for event in events)
            for states in (here, there)
        )
        at = place["place_id"], place["name"], place["lat"], place["lon"]
        rows.append(PlaceCount(*at, by_left, by_right, "; ".join(titles)))
    rows.sort(key=lambda row: (-abs(row.by_right - row.by_left), row.place))
    busy = [
        f"{row.place} {abs(row.by_right - row.by_left)}"
        for row in rows
        if row.by_left != row.by_right
    ]
    more = f" and {count_of(len(busy) - 3, 'other place')}" if len(busy) > 3 else ""
    nowhere = sum(not event["place_ids"] for event in between)
    return TwoDaysOnTheMap(
        sentence=f"{selection} new events on the map: {', '.join(busy[:3]) + more or 'none'}; "
        f"events without a single place: {nowhere}.",
        rows=rows,
        left=_parse(left),
        right=_parse(right),
        source_ids=_sources_of(between),
    )


def hour_options() -> list[tuple[str, str]]:
    """(label, hour_id) of the moments whose clocks can be compared, in the order of time."""
    return [(f"{row['title']} ({row['clock']})", row["hour_id"]) for row in records("hours")]


@cache
def _span(hour_id: str) -> tuple[datetime, datetime]:
    """Earliest and latest possible moment in Greenwich time."""
    row = find("hours", hour_id)
    ahead = timedelta(minutes=row["utc_offset_minutes"])
    return row["local_from"] - ahead, row["local_to"] - ahead


def _duration(length: timedelta) -> str:
    days, minutes = length.days, length.seconds // 60
    parts = (days, "day"), (minutes // 60, "hour"), (minutes % 60, "minute")
    return " ".join(count_of(number, noun) for number, noun in parts if number) or "no time at all"


def _reading(hour_id: str, ahead: int) -> str:
    """A moment or a span as a clock so many minutes ahead of Greenwich showed it."""
    first, last = (moment + timedelta(minutes=ahead) for moment in _span(hour_id))
    about = "about " if find("hours", hour_id)["precision"] == "about" else ""
    if first == last:
        return f"{day(first.date())}, {about}{first:%H:%M}"
    if first.date() == last.date():
        return f"{day(first.date())}, between {first:%H:%M} and {last:%H:%M}"
    return f"between {day(first.date())}, {first:%H:%M} and {day(last.date())}, {last:%H:%M}"


def _hour(hour_id: str) -> Hour:
    row = find("hours", hour_id)
    return Hour(row, _reading(hour_id, row["utc_offset_minutes"]))


def _came_first(left: str, right: str) -> str:
    """Which of two moments came first and by how much, as far as their spans tell."""
    if left == right:
        return "the same moment twice."
    spans = {"left": _span(left), "right": _span(right)}
    rows = {"left": find("hours", left), "right": find("hours", right)}
    for first, second in (("left", "right"), ("right", "left")):
        (start, end), (next_start, next_end) = spans[first], spans[second]
        if end > next_start:
            continue
        least, most = _duration(next_start - end), _duration(next_end - start)
        rough = "about " if "about" in (rows[first]["precision"], rows[second]["precision"]) else ""
        by = f"{rough}{least}" if least == most else f"at least {least} and at most {most}"
        return f"the {first} came first, by {by}."
    for first, second in (("left", "right"), ("right", "left")):
        if rows[first]["comes_before"] == rows[second]["hour_id"]:
            return f"the clocks do not tell; a source puts the {first} first."
    return "the clocks do not tell which came first."


def clock(left: str, right: str) -> TwoHours:
    """Which of two moments came first, how long before the other, and what five clocks showed.

    left, right: ids of `hours.csv`; `SelectionError` for others. Where an hour is not known, both
    ends of its span are reckoned with: the answer is then "at least … and at most …", or, if the
    spans overlap, that the clocks do not tell. Source of the clocks: N114."""
    here, there = _hour(left), _hour(right)
    readings = [
        ClockReading(
            row["clock"], *(_reading(hour, row["utc_offset_minutes"]) for hour in (left, right))
        )
        for row in records("clocks")
    ]
    return TwoHours(
        sentence=f"Left “{here.row['title']}”, right “{there.row['title']}”: "
        f"{_came_first(left, right)}",
        rows=readings,
        left=here,
        right=there,
    )
