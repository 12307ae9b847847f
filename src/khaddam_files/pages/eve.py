"""Notebook 01."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from khaddam_files.compare.eve import (
    DayCard,
    EventOnDay,
    Hour,
    OfficeHolders,
    OneDay,
    TwoDays,
    TwoDaysOnTheMap,
    TwoHours,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    Piece,
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import sources_line
from khaddam_files.wording import count_of, day

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVENT_COLUMNS = ("day", "what happened", "public since", "Damascus", "Tehran", "in the article")
_NO_BORDERS = (
    "The number is that of the events between the two days. Coasts from Natural Earth; no borders: "
    "our tables hold places, not frontiers, and a line on a map looks more certain than it is."
)
_DEADLINE_COLUMNS = ("deadline", "set by", "last day", "left", "right", "what came of it")


@html.register
def office_holders(comparison: OfficeHolders) -> Markup:
    rows = [(row.office, row.holder) for row in comparison.rows]
    return table(rows, ("office", "holder"), f"Who held which office on {day(comparison.date)}")


@html.register
def one_day(comparison: OneDay) -> Markup:
    on = day(comparison.card.date)
    pieces: list[Piece] = []
    if comparison.rows:
        pieces.append(table(comparison.rows, _EVENT_COLUMNS, f"New on {on}"))
    if comparison.made_public:
        pieces.append(labelled_paragraph("Now public", "; ".join(comparison.made_public)))
    if comparison.offices:
        offices = [(row.office, row.holder) for row in comparison.offices]
        pieces.append(table(offices, ("office", "holder"), f"Offices from {on}"))
    if comparison.deadlines:
        ran = "; ".join(f"{title} ({state})" for title, state in comparison.deadlines)
        pieces.append(labelled_paragraph("Deadlines", ran))
    if comparison.source_ids:
        pieces.append(sources_line(comparison.source_ids))
    return join_pieces(pieces)


@html.register
def two_days(comparison: TwoDays) -> Markup:
    return _folds(
        [
            *_events_between(comparison),
            _earlier_events(tuple(comparison.events_before), day(comparison.earlier)),
            *_offices(comparison),
            _deadlines(comparison),
            details(
                "Each day by itself",
                side_by_side(_day_card(comparison.left), _day_card(comparison.right)),
            ),
            *([sources_line(comparison.source_ids)] if comparison.source_ids else []),
        ]
    )


def _folds(pieces: Iterable[Piece]) -> Markup:
    """Pieces that open on a click, as many beside each other as fit."""
    opening = '<div style="max-width:100%;overflow:auto">'
    folded = (Markup("{}{}</div> ").format(Markup(opening), piece) for piece in pieces)
    row = '<div style="display:flex;flex-wrap:wrap;gap:2px 18px;font-size:13px">'
    return Markup("{}{}</div>").format(Markup(row), join_pieces(folded))


@cache
def _day_card(card: DayCard) -> Markup:
    weekday = strong(f"{_WEEKDAYS[card.date.weekday()]}, {day(card.date)}")
    perhaps = f"; {card.perhaps} more may have happened, but only the month is known"
    events = (
        f"{count_of(card.events, 'event')} since 8 November 2002{perhaps if card.perhaps else ''}."
    )
    return figure(
        paragraph(weekday + (f": {card.name}" if card.name else ""))
        + paragraph(events, f"Public by then, in whole or in part: {card.public}."),
        f"Newest: {card.newest}.",
    )


def _events_between(comparison: TwoDays) -> list[Markup]:
    if not comparison.events_between:
        return []
    caption = (
        "Between the two days, newest first: "
        f"how each capital could know of it by {day(comparison.later)}, "
        "and where the article seems to speak of it"
    )
    events = table(comparison.events_between, _EVENT_COLUMNS, caption)
    return [details(f"Events between as a table ({len(comparison.events_between)})", events)]


@cache
def _earlier_events(events: tuple[EventOnDay, ...], by: str) -> Markup:
    """All events by a day, folded away. Many pairs of days share one."""
    return details(
        f"What had already happened by {by} ({len(events)})",
        table(events, _EVENT_COLUMNS, f"By {by}, newest first: how each capital could know then"),
    )


def _offices(comparison: TwoDays) -> list[Markup]:
    heads = (
        "office",
        f"left, {day(comparison.left.date)}",
        f"right, {day(comparison.right.date)}",
    )
    changed_offices = [(row.what, row.left, row.right) for row in comparison.offices if row.changed]
    all_offices = [
        (row.what, row.left, row.right, "differs" if row.changed else "same")
        for row in comparison.offices
    ]
    changed = (
        table(changed_offices, heads, "Offices that differ")
        if changed_offices
        else paragraph("No office of our table differs between the two days.")
    )
    return [
        details(f"Offices that differ ({len(changed_offices)})", changed),
        details(
            f"All offices on both days ({len(all_offices)})",
            table(all_offices, (*heads, "compared"), "Who held which office"),
        ),
    ]


def _deadlines(comparison: TwoDays) -> Markup:
    caption = "Deadlines that ran on one of the two days or between them"
    ran = (
        table(comparison.deadlines, _DEADLINE_COLUMNS, caption)
        if comparison.deadlines
        else paragraph("No deadline of our table ran on either day or between them.")
    )
    running = (
        f"{comparison.running_left} ran on the left day, {comparison.running_right} on the right"
    )
    return details(f"Deadlines ({running})", ran)


def _degrees_in_words(value: float, above: str, below: str) -> str:
    return f"{abs(value):.1f}° {above if value >= 0 else below}"


@html.register
def two_days_on_the_map(comparison: TwoDaysOnTheMap) -> Markup:
    rows = [
        (
            row.place,
            f"{_degrees_in_words(row.lat, 'N', 'S')}, {_degrees_in_words(row.lon, 'E', 'W')}",
            row.by_left,
            row.by_right,
            row.between or "–",
        )
        for row in comparison.rows
    ]
    columns = (
        *(
            "place",
            "latitude, longitude",
            f"by {day(comparison.left)}",
            f"by {day(comparison.right)}",
        ),
        "between the two days",
    )
    caption = "Number of events by each day, and what lies between. An event may have two places"
    return paragraph(_NO_BORDERS) + _folds(
        [
            details("As a table", table(rows, columns, caption)),
            sources_line(comparison.source_ids),
        ]
    )


@html.register
def two_hours(comparison: TwoHours) -> Markup:
    cards = side_by_side(_hour_card(comparison.left), _hour_card(comparison.right))
    clocks = table(comparison.rows, ("clock", "left", "right"), "What the clocks showed")
    return _folds([details("How we know", cards), details("What five clocks showed", clocks)])


def _hour_card(hour: Hour) -> Markup:
    row = hour.row
    return figure(
        paragraph(strong(row["title"]))
        + paragraph(f"{row['clock']}: {hour.reading}.")
        + labelled_paragraph("How we know", f"{row['how_known']} {row['note'] or ''}"),
        sources_line(row["source_ids"]),
    )
