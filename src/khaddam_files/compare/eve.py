"""Notebook 01: what two days knew (events, offices, deadlines), and which of two hours came
first.

A reader calls `dates_side_by_side`, `office_holders` and `clock`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.people import short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of, day

if TYPE_CHECKING:
    from khaddam_files.rows import Deadline, Office, Place
    from khaddam_files.rows import Hour as HourRow

FIRST_DAY, LAST_DAY = date(2002, 11, 8), date(2003, 4, 9)
_DAY_VIEW = Choice(
    "view",
    {"time": "in time: events, offices, deadlines", "map": "on the map: where it happened"},
)
DAY_VIEWS = _DAY_VIEW.meanings
EVENT_HAPPENED, EVENT_PERHAPS, _EVENT_TO_COME = "happened", "day not known", "still to come"
_DEADLINE_NOT_SET, _DEADLINE_OVER = "not set yet", "over"
_NOT_PUBLIC = "not public"
_NO_HOLDER = "not in our table"
_SOURCE_OF_COASTS = "N131"
_STATES_IN_ORDER = (  # in the order of the list of offices
    *("Syria", "Iran", "Iraq", "Turkey", "United States", "United Kingdom"),
    *("Spain", "Portugal", "France", "Russia"),
)


EventWithPublicity = Mapping[str, Any]  # a row of `events.csv` with what `publicity.csv` says of it


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


class EventOnDay(NamedTuple):
    """One event as a day could know it: when, since when public, how each capital could know, where
    the article speaks of it."""

    day: str
    title: str
    public: str
    damascus: str
    tehran: str
    spoken_of: str


class DeadlineOnTwoDays(NamedTuple):
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


@frozen
class OneDay(Comparison):
    """What was new on one day, and what ran.

    rows: events of the day, as it could know them; made_public: titles of older events that became
    public on it; offices: those with another holder than on the day before, on the first day all;
    deadlines: (title, what was left) of those that ran.
    """

    rows: Sequence[EventOnDay]
    card: DayCard
    made_public: Sequence[str]
    offices: Sequence[Holder]
    deadlines: Sequence[tuple[str, str]]
    source_ids: Sequence[str]
    row_type = EventOnDay


@frozen
class TwoDays(Comparison):
    """Two days in time.

    events_between, events_before: newest first, as the later and the earlier day could know them;
    running_left, running_right: number of deadlines that ran on the day.
    """

    rows: Sequence[Change]
    left: DayCard
    right: DayCard
    events_between: Sequence[EventOnDay]
    events_before: Sequence[EventOnDay]
    deadlines: Sequence[DeadlineOnTwoDays]
    running_left: int
    running_right: int
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


@frozen
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


@frozen
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
    """One moment: its `row` of `hours.csv`, the reading of its own clock and of Tehran's, and the
    earliest and the latest that it can have been, by Tehran's clock."""

    row: HourRow
    reading: str
    in_tehran: str
    earliest: datetime
    latest: datetime


@frozen
class TwoHours(Comparison):
    """Two moments. gap: how much time lies between them, "" where the clocks do not tell."""

    rows: Sequence[ClockReading]
    left: Hour
    right: Hour
    gap: str
    row_type = ClockReading


def _parse_day(value: str) -> date:
    try:
        parsed = date.fromisoformat(value)
    except (TypeError, ValueError):
        parsed = None
    if parsed is None or parsed.isoformat() != value or not FIRST_DAY <= parsed <= LAST_DAY:
        expected = f"a date from {FIRST_DAY} to {LAST_DAY}, written like 2003-03-16"
        raise SelectionError("day", value, expected)
    return parsed


@cache
def named_days() -> dict[str, str]:
    """ISO date -> name, of the days that carry one; the day of the talks first."""
    return {row["date"].isoformat(): row["name"] for row in records("named_days")}


@cache
def day_options() -> tuple[tuple[str, str], ...]:
    """(label, ISO date) of every day of the window; the days with a name first, then all others in
    order."""
    window = (LAST_DAY - FIRST_DAY).days + 1
    every_day = [FIRST_DAY + timedelta(days=number) for number in range(window)]
    with_name = [
        (f"{day(_parse_day(value))}: {name}", value) for value, name in named_days().items()
    ]
    return (
        *with_name,
        *(
            (day(when), when.isoformat())
            for when in every_day
            if when.isoformat() not in named_days()
        ),
    )


def day_view_options() -> list[tuple[str, str]]:
    """(label, view) of the two ways to see two days."""
    return [(label, view) for view, label in DAY_VIEWS.items()]


def possible_days(when: date, precision: str) -> tuple[date, date]:
    """The first and the last day that a date can mean: a month or a year is not its first day."""
    if precision == "day":
        return when, when
    last_month = when.month if precision == "month" else 12
    after = date(when.year + last_month // 12, last_month % 12 + 1, 1)
    first = when.replace(day=1) if precision == "month" else date(when.year, 1, 1)
    return first, after - timedelta(days=1)


def _last_day(event: EventWithPublicity) -> date:
    return possible_days(event["date"], event["date_precision"])[1]


@cache
def _events_of_window() -> tuple[EventWithPublicity, ...]:
    """The events of the window with what `publicity.csv` says of them, its sources included, in the
    order of time."""
    publicity = by_key("publicity")
    events: list[EventWithPublicity] = [
        {**row, **publicity[row["event_id"]]}
        for row in records("events")
        if row["event_id"] in publicity
    ]
    return tuple(sorted(events, key=lambda row: (_last_day(row), row["event_id"])))


@cache
def _event_states(value: str) -> dict[str, str]:
    """For one day: event -> happened, still to come, or (where only the month is known) perhaps
    already."""
    on, states = _parse_day(value), {}
    for row in _events_of_window():
        first, last = possible_days(row["date"], row["date_precision"])
        before_the_end = EVENT_PERHAPS if first <= on else _EVENT_TO_COME
        states[row["event_id"]] = EVENT_HAPPENED if last <= on else before_the_end
    return states


def _public_since(event: EventWithPublicity, on: date) -> str:
    """Since when an event was public, as seen on one day."""
    if event["public_on"] is None or event["public_on"] > on:
        return _NOT_PUBLIC
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
        begun = possible_days(row["start"], row["start_precision"] or "day")
    if row["end"]:
        over = possible_days(row["end"], row["end_precision"] or "day")
    return _Term(*begun, *over)


@cache
def _office_states(value: str) -> dict[str, str]:
    """For one day: office -> who held it. A start or an end known only by month or year leaves a
    doubt, which is named."""
    on = _parse_day(value)
    holders: dict[str, list[str]] = {}
    for row in _offices_of_window():
        term = _term(row)
        names = holders.setdefault(row["office"], [])
        if term.surely_begun <= on < term.perhaps_over:
            names.append(short_name(row["person_id"]))
        elif term.begun <= on < term.over:
            doubt = "first day not known" if on < term.surely_begun else "last day not known"
            doubt = doubt if row["start"] else "start not known"
            names.append(f"{short_name(row['person_id'])}, perhaps: {doubt}")
    return {office: "; ".join(names) or _NO_HOLDER for office, names in holders.items()}


@cache
def _offices_of_window() -> tuple[Office, ...]:
    """The offices that somebody held, or may have held, on some day of the window; the two capitals
    first."""

    def touches_window(row: Office) -> bool:
        begins = row["start"] is None or row["start"] <= LAST_DAY
        return begins and _term(row).over > FIRST_DAY

    def place(row: Office) -> int:
        return (
            _STATES_IN_ORDER.index(row["state"])
            if row["state"] in _STATES_IN_ORDER
            else len(_STATES_IN_ORDER)
        )

    return tuple(sorted(filter(touches_window, records("offices")), key=place))


def office_holders(value: str) -> OfficeHolders:
    """Who held which office on one day: start on or before it, end after it.

    value: a date from 2002-11-08 to 2003-04-09, such as "2003-03-16". Offices are those of
    `offices.csv`, not all that existed. Where the start or the end is not known to the day, a
    doubtful holder counts and is marked “perhaps”. Raises `SelectionError` for another day.
    """
    on, holders = _parse_day(value), _office_states(value)
    states = {row["office"]: row["state"] for row in _offices_of_window()}
    filled = sum(who != _NO_HOLDER for who in holders.values())
    return OfficeHolders(
        sentence=f"On {day(on)} our table knows a holder for {filled} of {len(holders)} offices.",
        rows=[Holder(states[office], office, who) for office, who in holders.items()],
        date=on,
    )


@cache
def _deadline_states(value: str) -> dict[str, str]:
    """For one day: deadline -> not set yet, how many days were left, or over. The day it was set
    and its last day count."""
    on = _parse_day(value)
    return {row["deadline_id"]: _deadline_state(row, on) for row in records("deadlines")}


def _deadline_state(row: Deadline, on: date) -> str:
    days_left = (row["ends_on"] - on).days
    if on < row["set_on"]:
        return _DEADLINE_NOT_SET
    if days_left < 0:
        return _DEADLINE_OVER
    return f"{count_of(days_left, 'day')} left" if days_left else "last day"


def _count_running(states: dict[str, str]) -> int:
    return sum(state not in (_DEADLINE_NOT_SET, _DEADLINE_OVER) for state in states.values())


def _sources_of_events(rows: Iterable[EventWithPublicity]) -> tuple[str, ...]:
    """The sources of several rows, each once."""
    return tuple(dict.fromkeys(source for row in rows for source in row["source_ids"]))


def _event_date(event: EventWithPublicity, states: dict[str, str]) -> str:
    when = day(event["date"], event["date_precision"])
    return f"{when}, day not known" if states[event["event_id"]] == EVENT_PERHAPS else when


def _newest_first(
    events: Iterable[EventWithPublicity], states: dict[str, str]
) -> list[EventWithPublicity]:
    """Events newest first; those of which only the month is known, and the month not over, stand
    last."""

    def place(event: EventWithPublicity) -> tuple:
        unsure = states[event["event_id"]] == EVENT_PERHAPS
        return unsure, -_last_day(event).toordinal(), event["event_id"]

    return sorted(events, key=place)


@cache
def _events_up_to(value: str) -> tuple[EventWithPublicity, ...]:
    """The events that had happened by a day, or perhaps had, newest first."""
    states = _event_states(value)
    return tuple(
        _newest_first(
            (row for row in _events_of_window() if states[row["event_id"]] != _EVENT_TO_COME),
            states,
        )
    )


@cache
def _day_card(value: str) -> DayCard:
    on, states, events = _parse_day(value), _event_states(value), _events_up_to(value)
    surely_happened = [row for row in events if states[row["event_id"]] == EVENT_HAPPENED]
    return DayCard(
        date=on,
        name=named_days().get(value),
        events=len(surely_happened),
        perhaps=len(events) - len(surely_happened),
        public=sum(_public_since(row, on) != _NOT_PUBLIC for row in events),
        newest="; ".join(
            f"{row['title']} ({_event_date(row, states)})" for row in surely_happened[:3]
        ),
    )


def _events_on_day(events: Iterable[EventWithPublicity], value: str) -> list[EventOnDay]:
    """Events as seen from one day."""
    on, states = _parse_day(value), _event_states(value)
    rows = []
    for event in events:
        public = _public_since(event, on)
        known_in = {
            capital: "not yet"
            if event[capital] == "public" and public == _NOT_PUBLIC
            else event[capital]
            for capital in ("damascus", "tehran")
        }
        places = ", ".join(event["spoken_of"]) or "–"
        rows.append(
            EventOnDay(
                _event_date(event, states), event["title"], public, **known_in, spoken_of=places
            )
        )
    return rows


@cache
def _events_known_on(value: str) -> tuple[EventOnDay, ...]:
    return tuple(_events_on_day(_events_up_to(value), value))


def one_day(value: str) -> OneDay:
    """One day by itself: what was new on it, who took an office, which deadlines ran.

    value: a date from 2002-11-08 to 2003-04-09, such as "2003-03-16". An event of which only the
    month is known is new on the first day of that month, marked, and again when the month is over.
    Raises `SelectionError` for another day.
    """
    on, card = _parse_day(value), _day_card(value)
    before = (on - timedelta(days=1)).isoformat() if on > FIRST_DAY else None
    known_before = _event_states(before) if before else {}
    holders_before = _office_states(before) if before else {}
    new = [
        row
        for row in _events_up_to(value)
        if known_before.get(row["event_id"]) != _event_states(value)[row["event_id"]]
    ]
    made_public = [row for row in _events_up_to(value) if row["public_on"] == on and row not in new]
    deadlines = [row for row in records("deadlines") if row["set_on"] <= on <= row["ends_on"]]
    return OneDay(
        sentence=f"{count_of(len(new), 'event') if new else 'No event'} new on {day(on)}; "
        f"{card.events} since {day(FIRST_DAY)}; public by then, at least in part: {card.public}; "
        f"deadlines that ran: {len(deadlines)}.",
        rows=_events_on_day(new, value),
        card=card,
        made_public=[row["title"] for row in made_public],
        offices=[
            row
            for row in office_holders(value).rows
            if holders_before.get(row.office) != row.holder
        ],
        deadlines=[(row["title"], _deadline_state(row, on)) for row in deadlines],
        source_ids=_sources_of_events(
            [
                *new,
                *made_public,
                *(row for row in deadlines if on in (row["set_on"], row["ends_on"])),
            ]
        ),
    )


def dates_side_by_side(left: str, right: str, view: str = "time") -> TwoDays | TwoDaysOnTheMap:
    """Two days beside each other: what had happened, what was public, who held which office, which
    deadlines ran.

    left, right: dates from 2002-11-08 to 2003-04-09, such as "2003-03-16"; the days are those of
    the place of the event. view: "time" or "map". An event of which only the month is known counts
    when the month is over; before, it is marked. Raises `SelectionError` for another day or view.
    """
    _DAY_VIEW.check(view)
    for value in (left, right):
        _parse_day(value)
    earlier, later = min(left, right), max(left, right)
    before, after = _event_states(earlier), _event_states(later)
    changed_events = (
        row for row in _events_of_window() if before[row["event_id"]] != after[row["event_id"]]
    )
    between = _newest_first(changed_events, after)
    if view == "map":
        return _two_days_on_the_map(left, right, between)
    deadlines = _deadlines_that_ran(left, right)
    rows = [
        *_day_changes(left, right),
        *_event_changes(left, right),
        *_office_changes(left, right),
        *_deadline_changes(left, right),
    ]
    return TwoDays(
        sentence=_changes_in_words(left, right, between),
        rows=rows,
        left=_day_card(left),
        right=_day_card(right),
        events_between=_events_on_day(between, later),
        events_before=_events_known_on(earlier),
        deadlines=[_deadline_on_two_days(row, left, right) for row in deadlines],
        running_left=_count_running(_deadline_states(left)),
        running_right=_count_running(_deadline_states(right)),
        source_ids=_sources_of_events([*between, *deadlines]),
    )


def _changes_in_words(left: str, right: str, between: Sequence[EventWithPublicity]) -> str:
    earlier, later = min(left, right), max(left, right)
    if left == right:
        return f"{day(_parse_day(left))}: the same day twice, so nothing lies between."
    before, after = _event_states(earlier), _event_states(later)
    surely_new = [
        row
        for row in between
        if before[row["event_id"]] == _EVENT_TO_COME and after[row["event_id"]] == EVENT_HAPPENED
    ]
    doubtful = len(between) - len(surely_new)
    perhaps = f", and {doubtful} perhaps" if doubtful else ""
    public = sum(_public_since(row, _parse_day(later)) != _NOT_PUBLIC for row in surely_new)
    known = f"; public by the later day, at least in part: {public}" if surely_new else ""
    return (
        f"{count_of(len(surely_new), 'event')} between {day(_parse_day(earlier))} and "
        f"{day(_parse_day(later))}{perhaps}{known}."
    )


def _day_changes(left: str, right: str) -> list[Change]:
    return [
        Change("day", side, value, named_days().get(value, ""), "", "", left != right)
        for side, value in (("left", left), ("right", right))
    ]


def _event_changes(left: str, right: str) -> list[Change]:
    left_states, right_states = _event_states(left), _event_states(right)
    return [
        _change_between(
            "event", row["event_id"], row["date"], row["title"], left_states, right_states
        )
        for row in _events_of_window()
    ]


def _office_changes(left: str, right: str) -> list[Change]:
    left_states, right_states = _office_states(left), _office_states(right)
    return [
        _change_between("office", office, None, office, left_states, right_states)
        for office in left_states
    ]


def _deadline_changes(left: str, right: str) -> list[Change]:
    left_states, right_states = _deadline_states(left), _deadline_states(right)
    return [
        _change_between(
            "deadline", row["deadline_id"], row["ends_on"], row["title"], left_states, right_states
        )
        for row in records("deadlines")
    ]


def _change_between(
    kind: str,
    key: str,
    when: date | None,
    what: str,
    left_states: dict[str, str],
    right_states: dict[str, str],
) -> Change:
    left, right = left_states[key], right_states[key]
    return Change(kind, key, when.isoformat() if when else None, what, left, right, left != right)


def _deadlines_that_ran(left: str, right: str) -> list[Deadline]:
    """The deadlines that ran on one of the days or between them: all but those over, or not yet
    set, on both."""
    left_states, right_states = _deadline_states(left), _deadline_states(right)

    def ran(key: str) -> bool:
        return {left_states[key], right_states[key]} not in ({_DEADLINE_OVER}, {_DEADLINE_NOT_SET})

    return [row for row in records("deadlines") if ran(row["deadline_id"])]


def _deadline_on_two_days(row: Deadline, left: str, right: str) -> DeadlineOnTwoDays:
    ended = row["ends_on"] < _parse_day(max(left, right))
    return DeadlineOnTwoDays(
        title=row["title"],
        set_by=f"{row['set_by']} ({row['standing']})",
        last_day=day(row["ends_on"]),
        left=_deadline_states(left)[row["deadline_id"]],
        right=_deadline_states(right)[row["deadline_id"]],
        outcome=row["outcome"] if ended else "open on the later day",
    )


@cache
def _places_with_events() -> tuple[tuple[Place, tuple[EventWithPublicity, ...]], ...]:
    """Every place of the map with its events, newest first."""
    newest_first = _events_of_window()[::-1]
    places = [
        (place, tuple(event for event in newest_first if place["place_id"] in event["place_ids"]))
        for place in records("places")
    ]
    return tuple((place, events) for place, events in places if events)


def _two_days_on_the_map(
    left: str, right: str, between: Sequence[EventWithPublicity]
) -> TwoDaysOnTheMap:
    left_states, right_states, after = map(_event_states, (left, right, max(left, right)))
    new_ids = {event["event_id"] for event in between}
    rows = []
    for place, events in _places_with_events():
        titles = [
            f"{event['title']} ({_event_date(event, after)})"
            for event in events
            if event["event_id"] in new_ids
        ]
        by_left, by_right = (
            sum(states[event["event_id"]] == EVENT_HAPPENED for event in events)
            for states in (left_states, right_states)
        )
        at = place["place_id"], place["name"], place["lat"], place["lon"]
        rows.append(PlaceCount(*at, by_left, by_right, "; ".join(titles)))
    rows.sort(key=lambda row: (-abs(row.by_right - row.by_left), row.place))
    place_counts = [
        f"{row.place} {abs(row.by_right - row.by_left)}"
        for row in rows
        if row.by_left != row.by_right
    ]
    further_places = (
        f" and {count_of(len(place_counts) - 3, 'other place')}" if len(place_counts) > 3 else ""
    )
    without_place = sum(not event["place_ids"] for event in between)
    return TwoDaysOnTheMap(
        sentence=f"Between {day(_parse_day(min(left, right)))} and "
        f"{day(_parse_day(max(left, right)))}, new on the map: "
        f"{', '.join(place_counts[:3]) + further_places or 'nothing'}; "
        f"without a single place: {count_of(without_place, 'event')}.",
        rows=rows,
        left=_parse_day(left),
        right=_parse_day(right),
        source_ids=(*_sources_of_events(between), _SOURCE_OF_COASTS),
    )


def hour_options() -> list[tuple[str, str]]:
    """(label, hour_id) of the moments whose clocks can be compared, in the order of time."""
    return [(f"{row['title']} ({row['clock']})", row["hour_id"]) for row in records("hours")]


@cache
def _possible_moments(hour_id: str) -> tuple[datetime, datetime]:
    """Earliest and latest possible moment in Greenwich time."""
    row = find("hours", hour_id)
    ahead = timedelta(minutes=row["utc_offset_minutes"])
    return row["local_from"] - ahead, row["local_to"] - ahead


def _duration(length: timedelta) -> str:
    days, minutes = length.days, length.seconds // 60
    parts = (days, "day"), (minutes // 60, "hour"), (minutes % 60, "minute")
    return " ".join(count_of(number, noun) for number, noun in parts if number) or "no time at all"


def _clock_reading(hour_id: str, ahead: int) -> str:
    """A moment or a span as a clock so many minutes ahead of Greenwich showed it."""
    first, last = (moment + timedelta(minutes=ahead) for moment in _possible_moments(hour_id))
    about = "about " if find("hours", hour_id)["precision"] == "about" else ""
    if first == last:
        return f"{day(first.date())}, {about}{first:%H:%M}"
    if first.date() == last.date():
        return f"{day(first.date())}, between {first:%H:%M} and {last:%H:%M}"
    return f"between {day(first.date())}, {first:%H:%M} and {day(last.date())}, {last:%H:%M}"


def _hour_on_its_clock(hour_id: str) -> Hour:
    row, ahead = find("hours", hour_id), find("clocks", "Tehran")["utc_offset_minutes"]
    earliest, latest = (at + timedelta(minutes=ahead) for at in _possible_moments(hour_id))
    return Hour(
        row,
        _clock_reading(hour_id, row["utc_offset_minutes"]),
        _clock_reading(hour_id, ahead),
        earliest,
        latest,
    )


class _Order(NamedTuple):
    """Which of two moments came first ("left", "right", or "" where the clocks do not tell) and by
    how much."""

    first: str
    by: str


def _order(left: str, right: str) -> _Order:
    """The order of two moments, as far as their spans tell."""
    hours = {"left": left, "right": right}
    for first, second in (("left", "right"), ("right", "left")):
        start, end = _possible_moments(hours[first])
        next_start, next_end = _possible_moments(hours[second])
        if end > next_start or left == right:
            continue
        least, most = _duration(next_start - end), _duration(next_end - start)
        rough = any(find("hours", hour)["precision"] == "about" for hour in hours.values())
        by = f"at least {least} and at most {most}"
        return _Order(first, by if least != most else f"about {least}" if rough else least)
    return _Order("", "")


def _order_in_words(left: str, right: str) -> str:
    """Which of two moments came first and by how much, or what else is known of their order."""
    names = {"left": f"“{_title(left)}”", "right": f"“{_title(right)}”"}
    if left == right:
        return f"{names['left']}: the same moment twice."
    first, by = _order(left, right)
    if first:
        second = "right" if first == "left" else "left"
        return f"{names[first]} came first: {by} before {names[second]}."
    for one, other in ((left, right), (right, left)):
        if find("hours", one)["comes_before"] == other:
            return (
                f"The clocks do not tell; a source puts “{_title(one)}” before “{_title(other)}”."
            )
    return f"The clocks do not tell which came first, {names['left']} or {names['right']}."


def _title(hour_id: str) -> str:
    return find("hours", hour_id)["title"]


def clock(left: str, right: str) -> TwoHours:
    """Which of two moments came first, how long before the other, and what five clocks showed.

    left, right: an `hour_id` of `hours.csv`. Where an hour is not known, both ends of its span are
    reckoned with: the answer is then "at least … and at most …", or, if the spans overlap, that the
    clocks do not tell. Source of the clocks: N114. Raises `SelectionError` for a moment that does
    not exist.
    """
    left_hour, right_hour = _hour_on_its_clock(left), _hour_on_its_clock(right)
    readings = [
        ClockReading(
            row["clock"],
            *(_clock_reading(hour, row["utc_offset_minutes"]) for hour in (left, right)),
        )
        for row in records("clocks")
    ]
    return TwoHours(
        sentence=_order_in_words(left, right),
        rows=readings,
        left=left_hour,
        right=right_hour,
        gap=_order(left, right).by,
    )
