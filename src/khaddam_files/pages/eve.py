"""Notebook 01."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from khaddam_files.compare.eve import (
    DayCard,
    EventOnDay,
    Hour,
    OfficeHolders,
    TwoDays,
    TwoDaysOnTheMap,
    TwoHours,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    Piece,
    details,
    figure,
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
_DEADLINE_COLUMNS = ("deadline", "set by", "last day", "left", "right", "what came of it")


@html.register
def office_holders(comparison: OfficeHolders) -> Markup:
    rows = [(row.office, row.holder) for row in comparison.rows]
    return table(rows, ("office", "holder"), f"Who held which office on {day(comparison.date)}")


@html.register
def two_days(comparison: TwoDays) -> Markup:
    sources = sources_line(comparison.source_ids) if comparison.source_ids else ""
    return (
        side_by_side(_day_card(comparison.left), _day_card(comparison.right))
        + _events_between(comparison)
        + _earlier_events(tuple(comparison.events_before), day(comparison.earlier))
        + _tables_of_offices(comparison)
        + _table_of_deadlines(comparison)
        + sources
    )


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


def _events_between(comparison: TwoDays) -> Piece:
    if not comparison.events_between:
        return ""
    caption = (
        f"Between the two days, newest first ({len(comparison.events_between)}): "
        f"how each capital could know of it by {day(comparison.later)}, "
        "and where the article seems to speak of it"
    )
    return table(comparison.events_between, _EVENT_COLUMNS, caption)


@cache
def _earlier_events(events: tuple[EventOnDay, ...], by: str) -> Markup:
    """All events by a day, folded away. Many pairs of days share one."""
    return details(
        f"What had already happened by {by}, newest first ({len(events)})",
        table(events, _EVENT_COLUMNS, f"By {by}: how each capital could know of it then"),
    )


def _tables_of_offices(comparison: TwoDays) -> Markup:
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
    summary = (
        table(changed_offices, heads, "Offices that differ")
        if changed_offices
        else paragraph("No office of our table differs between the two days.")
    )
    return summary + details(
        f"All offices on both days ({len(all_offices)})",
        table(all_offices, (*heads, "compared"), "Who held which office"),
    )


def _table_of_deadlines(comparison: TwoDays) -> Markup:
    if not comparison.deadlines:
        return paragraph("No deadline of our table ran on either day or between them.")
    caption = "Deadlines that ran on one of the two days or between them"
    return table(comparison.deadlines, _DEADLINE_COLUMNS, caption)


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
    caption = (
        "Where it happened: number of events by each day, and what lies between. An event "
        "may have two places"
    )
    sources = sources_line(comparison.source_ids) if comparison.source_ids else ""
    return table(rows, columns, caption) + sources


@html.register
def two_hours(comparison: TwoHours) -> Markup:
    return side_by_side(_hour_card(comparison.left), _hour_card(comparison.right)) + table(
        comparison.rows, ("clock", "left", "right"), "What the clocks showed"
    )


def _hour_card(hour: Hour) -> Markup:
    row = hour.row
    return figure(
        paragraph(strong(row["title"]))
        + paragraph(f"{row['clock']}: {hour.reading}.")
        + labelled_paragraph("How we know", f"{row['how_known']} {row['note'] or ''}"),
        sources_line(row["source_ids"]),
    )
