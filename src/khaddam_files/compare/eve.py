"""Notebook 01: what had happened, who held which office and which deadlines ran on two days; and which of two hours came first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from khaddam_files import markup
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import WrittenComparison
from khaddam_files.compare.people import short_name
from khaddam_files.compare.written import sources_line
from khaddam_files.data import records
from khaddam_files.wording import count_of, day

FIRST_DAY, LAST_DAY = date(2002, 11, 8), date(2003, 4, 9)
NAMED_DAYS = {
    "2003-03-16": "the talks in Tehran",
    "2002-11-08": "resolution 1441",
    "2002-11-18": "Gul heads Turkey’s government",
    "2003-01-04": "Gul in Damascus",
    "2003-01-15": "a visit denied",
    "2003-03-01": "Turkey’s parliament votes",
    "2003-03-07": "a draft with a date",
    "2003-03-10": "Chirac’s no",
    "2003-03-13": "the day before Turkey’s change",
    "2003-03-14": "Turkey’s new government",
    "2003-03-15": "Saddam’s decree",
    "2003-03-17": "the ultimatum",
    "2003-03-20": "the invasion begins",
    "2003-03-27": "Assad speaks to a newspaper",
    "2003-04-09": "Baghdad falls",
}
DAY_VIEWS = {"time": "in time: events, offices, deadlines", "map": "on the map: where it happened"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HAPPENED, PERHAPS, TO_COME = "happened", "day not known", "still to come"
NOT_PUBLIC = "not public"
NO_HOLDER = "nobody in our table"
STATES = ("Syria", "Iran", "Iraq", "Turkey", "United States", "United Kingdom", "Spain", "Portugal", "France", "Russia")
CLOCKS = {"Tehran": 210, "Baghdad": 180, "Damascus": 120, "Azores": -60, "Washington": -300}  # minutes, source N114
TIME_COLUMNS = ("kind", "id", "date", "what", "left", "right", "changed")
MAP_COLUMNS = ("place_id", "place", "lat", "lon", "by_left", "by_right", "between")


def _when(value: str) -> date:
    try:
        chosen = date.fromisoformat(value)
    except (TypeError, ValueError):
        chosen = None
    if chosen is None or chosen.isoformat() != value or not FIRST_DAY <= chosen <= LAST_DAY:
        raise SelectionError("day", value, f"a date from {FIRST_DAY} to {LAST_DAY}, written like 2003-03-16")
    return chosen


@cache
def day_options() -> tuple[tuple[str, str], ...]:
    """(label, ISO date) of every day of the window; the days with a name first, then all others in order."""
    every = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    named = [(f"{day(date.fromisoformat(value))}: {name}", value) for value, name in NAMED_DAYS.items()]
    return (*named, *((day(one), one.isoformat()) for one in every if one.isoformat() not in NAMED_DAYS))


def day_view_options() -> list[tuple[str, str]]:
    """(label, view) of the two ways to see two days."""
    return [(label, view) for view, label in DAY_VIEWS.items()]


def _first_and_last(when: date, precision: str) -> tuple[date, date]:
    """The first and the last day that a date can mean: a month or a year is not its first day."""
    if precision == "day":
        return when, when
    last_month = when.month if precision == "month" else 12
    after = date(when.year + last_month // 12, last_month % 12 + 1, 1)
    return when.replace(day=1) if precision == "month" else date(when.year, 1, 1), after - timedelta(days=1)


@cache
def _events() -> tuple[dict, ...]:
    """The events of the window with what `publicity.csv` says of them, in the order of time."""
    known = by_key("publicity")
    found = [
        {
            **row,
            **{
                name: known[row["event_id"]][name]
                for name in ("extent", "public_on", "damascus", "tehran", "spoken_of", "place_ids")
            },
        }
        | {"source_ids": known[row["event_id"]]["source_ids"]}
        for row in records("events")
        if row["event_id"] in known
    ]
    return tuple(sorted(found, key=lambda row: (_last(row), row["event_id"])))


@cache
def _event_states(value: str) -> dict[str, str]:
    """For one day: event -> happened, still to come, or (where only the month is known) perhaps already."""
    chosen, states = _when(value), {}
    for row in _events():
        first, last = _first_and_last(row["date"], row["date_precision"])
        states[row["event_id"]] = HAPPENED if last <= chosen else PERHAPS if first <= chosen else TO_COME
    return states


def _public(row: dict, chosen: date) -> str:
    """Since when an event was public, as seen from one day."""
    if row["public_on"] is None or row["public_on"] > chosen:
        return NOT_PUBLIC
    return f"{day(row['public_on'])}{', in part' if row['extent'] == 'in part' else ''}"


@cache
def _office_states(value: str) -> dict[str, str]:
    """For one day: office -> who held it. A start or an end known only by month or year leaves a doubt, which is said."""
    chosen, holders = _when(value), {}
    for row in _offices():
        first, sure = _first_and_last(row["start"], row["start_precision"]) if row["start"] else (date.min, date.max)
        over, last = _first_and_last(row["end"], row["end_precision"]) if row["end"] else (date.max, date.max)
        holders.setdefault(row["office"], [])
        if sure <= chosen < over:
            holders[row["office"]].append(short_name(row["person_id"]))
        elif first <= chosen < last:
            doubt = (
                "start not known"
                if row["start"] is None
                else "first day not known"
                if chosen < sure
                else "last day not known"
            )
            holders[row["office"]].append(f"{short_name(row['person_id'])}, perhaps: {doubt}")
    return {office: "; ".join(names) or NO_HOLDER for office, names in holders.items()}


@cache
def _offices() -> tuple[dict, ...]:
    """The offices that somebody held, or may have held, on some day of the window; the two capitals first."""
    found = [
        row
        for row in records("offices")
        if (row["start"] is None or row["start"] <= LAST_DAY)
        and (row["end"] is None or _first_and_last(row["end"], row["end_precision"])[1] > FIRST_DAY)
    ]
    return tuple(sorted(found, key=lambda row: STATES.index(row["state"]) if row["state"] in STATES else len(STATES)))


def office_holders(value: str) -> WrittenComparison:
    """Who held which office on one day: start on or before it, end after it. Frame: state, office, holder.

    value: a date from 2002-11-08 to 2003-04-09, such as "2003-03-16". Offices are those of `offices.csv`, not all that existed.
    Where the start or the end is not known to the day, a doubtful holder counts and is marked “perhaps”. Raises `SelectionError`.
    """
    held = _office_states(value)
    states = {row["office"]: row["state"] for row in _offices()}
    rows = [(states[office], office, who) for office, who in held.items()]
    filled = sum(who != NO_HOLDER for who in held.values())
    return WrittenComparison(
        f"On {day(_when(value))} our table knows a holder for {filled} of {len(rows)} offices.",
        markup.table([row[1:] for row in rows], ("office", "holder"), f"Who held which office on {day(_when(value))}"),
        rows,
        ("state", "office", "holder"),
    )


@cache
def _deadline_states(value: str) -> dict[str, str]:
    """For one day: deadline -> not set yet, how many days were left, or over. The day it was set and its last day count."""
    chosen, states = _when(value), {}
    for row in records("deadlines"):
        left = (row["ends_on"] - chosen).days
        states[row["deadline_id"]] = (
            "not set yet"
            if chosen < row["set_on"]
            else "over"
            if left < 0
            else "last day"
            if left == 0
            else f"{left} day{'' if left == 1 else 's'} left"
        )
    return states


def _runs(state: str) -> bool:
    return state not in ("not set yet", "over")


def _sources_of(rows) -> str:
    """The sources of several rows, each once."""
    ids = tuple(dict.fromkeys(source for row in rows for source in row["source_ids"]))
    return sources_line(ids) if ids else ""


def _date(row: dict, states: dict[str, str]) -> str:
    when = day(row["date"], row["date_precision"])
    return f"{when}, day not known" if states[row["event_id"]] == PERHAPS else when


def _newest_first(rows, states) -> list[dict]:
    """Events newest first; those of which only the month is known, and the month not over, stand last."""
    return sorted(rows, key=lambda row: (states[row["event_id"]] == PERHAPS, -_last(row).toordinal(), row["event_id"]))


def _last(row: dict) -> date:
    return _first_and_last(row["date"], row["date_precision"])[1]


@cache
def _by(value: str) -> tuple[dict, ...]:
    """The events that had happened by a day, or perhaps had, newest first."""
    states = _event_states(value)
    return tuple(_newest_first([row for row in _events() if states[row["event_id"]] != TO_COME], states))


@cache
def _card(value: str) -> str:
    """One day by itself: how much had happened, how much of it was public, and the newest events."""
    chosen, states = _when(value), _event_states(value)
    sure = [row for row in _by(value) if states[row["event_id"]] == HAPPENED]
    doubtful = len(_by(value)) - len(sure)
    perhaps = f"; {doubtful} more may have happened, but only the month is known" if doubtful else ""
    public = sum(_public(row, chosen) != NOT_PUBLIC for row in _by(value))
    newest = "; ".join(f"{row['title']} ({_date(row, states)})" for row in sure[:3])
    return markup.figure(
        markup.paragraph(
            f"<strong>{WEEKDAYS[chosen.weekday()]}, {day(chosen)}</strong>{markup.text(': ' + NAMED_DAYS[value] if value in NAMED_DAYS else '')}"
        )
        + markup.paragraph(
            f"{count_of(len(sure), 'event')} since 8 November 2002{perhaps}. Public by then, in whole or in part: {public}."
        ),
        f"Newest: {markup.text(newest)}.",
    )


def _known(row: dict, capital: str, chosen: date) -> str:
    return "not yet" if row[capital] == "public" and _public(row, chosen) == NOT_PUBLIC else row[capital]


def _table_of_events(rows, value: str, caption: str) -> str:
    """Events as seen from one day: since when public, and how each capital could know."""
    chosen, states = _when(value), _event_states(value)
    cells = [
        (
            _date(row, states),
            row["title"],
            _public(row, chosen),
            _known(row, "damascus", chosen),
            _known(row, "tehran", chosen),
            ", ".join(row["spoken_of"]) or "–",
        )
        for row in rows
    ]
    return markup.table(
        cells, ("day", "what happened", "public since", "Damascus", "Tehran", "in the article"), caption
    )


@cache
def _already(value: str) -> str:
    """All events by a day, folded away."""
    return markup.details(
        f"What had already happened by {day(_when(value))}, newest first ({len(_by(value))})",
        _table_of_events(_by(value), value, f"By {day(_when(value))}: how each capital could know of it then"),
    )


def dates_side_by_side(left: str, right: str, view: str = "time") -> WrittenComparison:
    """Two days beside each other: what had happened, what was public, who held which office, which deadlines ran.

    left, right: dates from 2002-11-08 to 2003-04-09, such as "2003-03-16"; the days are those of the place of the event.
    view: "time" (frame: kind, id, date, what, left, right, changed) or "map" (place_id, place, lat, lon, by_left, by_right, between).
    An event of which only the month is known counts when the month is over; before, it is marked. Raises `SelectionError`.
    """
    if view not in DAY_VIEWS:
        raise SelectionError("view", view, f"one of {', '.join(DAY_VIEWS)}")
    one, other = _when(left), _when(right)
    earlier, later = min(left, right), max(left, right)
    before, after = _event_states(earlier), _event_states(later)
    between = _newest_first([row for row in _events() if before[row["event_id"]] != after[row["event_id"]]], after)
    selection = f"Left {day(one)}, right {day(other)}:"
    if view == "map":
        return _on_the_map(left, right, selection, between)
    held = _office_states(left), _office_states(right)
    changed = [office for office in held[0] if held[0][office] != held[1][office]]
    limits = _deadline_states(left), _deadline_states(right)
    running = [sum(map(_runs, side.values())) for side in limits]
    sure = [row for row in between if (before[row["event_id"]], after[row["event_id"]]) == (TO_COME, HAPPENED)]
    public = sum(_public(row, _when(later)) != NOT_PUBLIC for row in sure)
    sentence = (
        f"{selection} {count_of(len(sure), 'event')} between them"
        + (f" and {len(between) - len(sure)} perhaps" if len(between) > len(sure) else "")
        + f"; {public} public by the later day, at least in part; offices that differ: {len(changed)}; deadlines running: {running[0]} left, {running[1]} right."
        if left != right
        else f"{selection} the same day twice, so nothing changed; deadlines running: {running[0]}."
    )
    html = markup.side_by_side(_card(left), _card(right))
    if between:
        caption = f"Between the two days, newest first ({len(between)}): how each capital could know of it by {day(_when(later))}, and where the article seems to speak of it"
        html += _table_of_events(between, later, caption)
    html += _already(earlier)
    html += _offices_compared(held, changed, one, other) + _deadlines_compared(limits, one, other)
    html += _sources_of([*between, *_shown_deadlines(limits)])
    states = _event_states(left), _event_states(right)
    rows = [
        ("day", side, value, NAMED_DAYS.get(value, ""), "", "", left != right)
        for side, value in (("left", left), ("right", right))
    ]
    rows += [
        (
            "event",
            row["event_id"],
            row["date"].isoformat(),
            row["title"],
            *(side[row["event_id"]] for side in states),
            before[row["event_id"]] != after[row["event_id"]],
        )
        for row in _events()
    ]
    rows += [
        ("office", office, None, office, held[0][office], held[1][office], office in changed) for office in held[0]
    ]
    rows += [
        (
            "deadline",
            row["deadline_id"],
            row["ends_on"].isoformat(),
            row["title"],
            *(side[row["deadline_id"]] for side in limits),
            limits[0][row["deadline_id"]] != limits[1][row["deadline_id"]],
        )
        for row in records("deadlines")
    ]
    return WrittenComparison(sentence, html, rows, TIME_COLUMNS)


def _offices_compared(held, changed, one: date, other: date) -> str:
    heads = ("office", f"left, {day(one)}", f"right, {day(other)}")
    shown = (
        markup.table([(office, held[0][office], held[1][office]) for office in changed], heads, "Offices that differ")
        if changed
        else markup.paragraph("No office of our table differs between the two days.")
    )
    every = [
        (office, held[0][office], held[1][office], "differs" if office in changed else "same") for office in held[0]
    ]
    return shown + markup.details(
        f"All offices on both days ({len(every)})", markup.table(every, (*heads, "compared"), "Who held which office")
    )


def _shown_deadlines(limits) -> list[dict]:
    """The deadlines that ran on one of the days or between them: all but those over, or not yet set, on both."""
    both = ({"over"}, {"not set yet"})
    return [row for row in records("deadlines") if {side[row["deadline_id"]] for side in limits} not in both]


def _deadlines_compared(limits, one: date, other: date) -> str:
    shown = _shown_deadlines(limits)
    if not shown:
        return markup.paragraph("No deadline of our table ran on either day or between them.")
    later = max(one, other)
    return markup.table(
        [
            (
                row["title"],
                f"{row['set_by']} ({row['standing']})",
                day(row["ends_on"]),
                limits[0][row["deadline_id"]],
                limits[1][row["deadline_id"]],
                row["outcome"] if row["ends_on"] < later else "open on the later day",
            )
            for row in shown
        ],
        ("deadline", "set by", "last day", "left", "right", "what came of it"),
        "Deadlines that ran on one of the two days or between them",
    )


@cache
def _places() -> tuple[tuple[dict, tuple[dict, ...]], ...]:
    """Every place of the map with its events, newest first."""
    found = [
        (place, tuple(row for row in _events()[::-1] if place["place_id"] in row["place_ids"]))
        for place in records("places")
    ]
    return tuple((place, here) for place, here in found if here)


def _degrees(value: float, above: str, below: str) -> str:
    return f"{abs(value):.1f}° {above if value >= 0 else below}"


def _on_the_map(left: str, right: str, selection: str, between) -> WrittenComparison:
    states, after = (_event_states(left), _event_states(right)), _event_states(max(left, right))
    new = {row["event_id"] for row in between}
    rows = []
    for place, here in _places():
        counts = [sum(side[row["event_id"]] == HAPPENED for row in here) for side in states]
        titles = "; ".join(f"{row['title']} ({_date(row, after)})" for row in here if row["event_id"] in new)
        rows.append((place["place_id"], place["name"], place["lat"], place["lon"], *counts, titles))
    rows.sort(key=lambda row: (-abs(row[5] - row[4]), row[1]))
    busy = [f"{row[1]} {abs(row[5] - row[4])}" for row in rows if row[4] != row[5]]
    nowhere = sum(not row["place_ids"] for row in between)
    shown = ", ".join(busy[:3]) + (f" and {count_of(len(busy) - 3, 'other place')}" if len(busy) > 3 else "")
    sentence = f"{selection} new events on the map: {shown or 'none'}; events without a single place: {nowhere}."
    html = markup.table(
        [
            (name, f"{_degrees(lat, 'N', 'S')}, {_degrees(lon, 'E', 'W')}", by_left, by_right, titles or "–")
            for _, name, lat, lon, by_left, by_right, titles in rows
        ],
        ("place", "latitude, longitude", f"by {day(_when(left))}", f"by {day(_when(right))}", "between the two days"),
        "Where it happened: number of events by each day, and what lies between. An event may have two places",
    )
    return WrittenComparison(sentence, html + _sources_of(between), rows, MAP_COLUMNS)


def hour_options() -> list[tuple[str, str]]:
    """(label, hour_id) of the moments whose clocks can be compared, in the order of time."""
    return [(f"{row['title']} ({row['clock']})", row["hour_id"]) for row in records("hours")]


@cache
def _span(hour_id: str) -> tuple[datetime, datetime]:
    """Earliest and latest possible moment in Greenwich time."""
    row = _hour(hour_id)
    ahead = timedelta(minutes=row["utc_offset_minutes"])
    return row["local_from"] - ahead, row["local_to"] - ahead


def _hour(hour_id: str) -> dict:
    known = by_key("hours")
    if hour_id not in known:
        raise SelectionError("hour", hour_id, f"one of {', '.join(known)}")
    return known[hour_id]


def _length(minutes: int) -> str:
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    said = [count_of(number, noun) for number, noun in ((days, "day"), (hours, "hour"), (minutes, "minute")) if number]
    return " ".join(said) or "no time at all"


def _reading(hour_id: str, ahead: int) -> str:
    """A moment or a span as a clock so far ahead of Greenwich showed it."""
    first, last = (moment + timedelta(minutes=ahead) for moment in _span(hour_id))
    about = "about " if _hour(hour_id)["precision"] == "about" else ""
    if first == last:
        return f"{day(first.date())}, {about}{first:%H:%M}"
    if first.date() == last.date():
        return f"{day(first.date())}, between {first:%H:%M} and {last:%H:%M}"
    return f"between {day(first.date())}, {first:%H:%M} and {day(last.date())}, {last:%H:%M}"


def _hour_card(hour_id: str) -> str:
    row = _hour(hour_id)
    return markup.figure(
        markup.paragraph(f"<strong>{markup.text(row['title'])}</strong>")
        + markup.paragraph(f"{markup.text(row['clock'])}: {_reading(hour_id, row['utc_offset_minutes'])}.")
        + markup.paragraph(f"<strong>How we know:</strong> {markup.text(row['how_known'])} {markup.text(row['note'])}"),
        sources_line(row["source_ids"]),
    )


def clock(left: str, right: str) -> WrittenComparison:
    """Which of two moments came first, how long before the other, and what five clocks showed. Frame: clock, left, right.

    left, right: ids of `hours.csv`. Where an hour is not known, both ends of its span are reckoned with: the answer is then
    "at least … and at most …", or, if the spans overlap, that the clocks do not tell.
    """
    one, other = _hour(left), _hour(right)
    spans = _span(left), _span(right)
    selection = f"Left “{one['title']}”, right “{other['title']}”:"
    if left == right:
        verdict = "the same moment twice."
    elif spans[0][1] <= spans[1][0] or spans[1][1] <= spans[0][0]:
        side, (first, second) = ("left", spans) if spans[0][1] <= spans[1][0] else ("right", spans[::-1])
        least, most = (
            (end - start).total_seconds() // 60 for start, end in ((first[1], second[0]), (first[0], second[1]))
        )
        rough = "about " if "about" in (one["precision"], other["precision"]) else ""
        verdict = f"the {side} came first, by " + (
            f"{rough}{_length(int(least))}."
            if least == most
            else f"at least {_length(int(least))} and at most {_length(int(most))}."
        )
    else:
        verdict = "the clocks do not tell which came first."
        for side, early, late in (("left", one, other), ("right", other, one)):
            if early["comes_before"] == late["hour_id"]:
                verdict = f"the clocks do not tell; a source puts the {side} first."
    rows = [(place, _reading(left, ahead), _reading(right, ahead)) for place, ahead in CLOCKS.items()]
    return WrittenComparison(
        f"{selection} {verdict}",
        markup.side_by_side(_hour_card(left), _hour_card(right))
        + markup.table(rows, ("clock", "left", "right"), "What the clocks showed"),
        rows,
        ("clock", "left", "right"),
    )
