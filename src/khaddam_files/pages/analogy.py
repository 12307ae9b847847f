"""Notebook 06."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from khaddam_files.choices import find
from khaddam_files.compare.analogy import (
    ALIGNED_BY_DATE,
    ANALOGY_BOXES,
    Box,
    Poll,
    TwoAnalogies,
    TwoCounters,
    TwoWars,
    counter_title,
    in_figures,
    war_series,
    war_starts,
)
from khaddam_files.compare.people import name_with_office
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    TINT,
    badge,
    details,
    emphasis,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import count_of, day, join_words

_NO_VALUE = "–"


# what a box rests on -> its sign, its left edge and its ground: the fuller, the firmer
LOOKS_OF_BASIS = {
    "text": ("■", "6px solid #808080", TINT),
    "source": ("■", "6px double #808080", TINT),
    "located": ("■", "6px solid #808080", TINT),
    "inference": ("▨", "6px dotted #808080", "transparent"),
    "reader": ("▨", "6px dotted #808080", "transparent"),
    "empty": ("□", "1px solid #808080", "transparent"),
    "not seen": ("?", "1px solid #808080", "transparent"),
}


@html.register
def two_analogies(comparison: TwoAnalogies) -> Markup:
    left, right = comparison.left, comparison.right
    rows = [
        (label, _box_with_edge(left.boxes[box]), _box_with_edge(right.boxes[box]))
        for box, label in ANALOGY_BOXES.items()
    ]
    columns = ("box", left.title, right.title)
    ids = [side.row["analogy_id"] if side.row else None for side in (left, right)]
    unseen = (
        f"{comparison.boxes_out_of_sight} of {len(ANALOGY_BOXES)} boxes of your own analogy "
        "are filled: choose it on the left or on the right to see it here."
    )
    passages = side_by_side(*map(_analogy_figure, ids))
    notes = join_pieces(map(_notes_on_analogy, dict.fromkeys(ids)))
    return (
        table(
            rows,
            columns,
            "■ on the text or a source · ▨ inferred · □ empty · ? not seen",
            widths=("12%", "44%", "44%"),
        )
        + (paragraph(unseen) if comparison.boxes_out_of_sight else "")
        + details("Passages, notes and sources", passages + notes)
    )


@cache
def _box_with_edge(box: Box) -> Markup:
    """What one box says, behind an edge that tells what it rests on; the words say it too."""
    sign, edge, ground = LOOKS_OF_BASIS[box.basis]
    return Markup(
        '<div style="border-left:{};background:{};padding:0 8px;line-height:1.25">{} {}<span '
        'style="font-size:11.5px">[{}]</span></div>'
    ).format(edge, ground, sign, f"{box.says} " if box.says else "", box.basis_in_words)


@cache
def _analogy_figure(analogy_id: str | None) -> Markup:
    """The passages in which it is drawn, by whom, and where; None for the reader's own."""
    if analogy_id is None:
        own = "Your own analogy: what you wrote stands in the boxes."
        return figure(quotation(None, own), "Not checked by anybody but you.")
    row = find("analogies", analogy_id)
    who = (
        name_with_office(row["person_id"])
        if row["person_id"]
        else "The publisher; nobody is named."
    )
    caption = Markup("{}<br>{}").format(who, row["occasion"])
    if not row["passage_ids"]:
        return figure(quotation(None, "Not in the article: retold here, not quoted."), caption)
    passages = [find("passages", passage_id) for passage_id in row["passage_ids"]]
    badges = join_pieces(map(badge, dict.fromkeys(piece["voice"] for piece in passages)), " ")
    places = " and ".join(dict.fromkeys(piece["locator"] for piece in passages))
    return figure(
        join_pieces(quotation(piece["excerpt"], piece["gist"]) for piece in passages),
        Markup("{} {} · {}").format(badges, caption, origin(places)),
    )


@cache
def _notes_on_analogy(analogy_id: str | None) -> Markup:
    if analogy_id is None:
        return Markup()
    row = find("analogies", analogy_id)
    return paragraph(strong(f"{row['title']}."), row["note"]) + sources_line(row["source_ids"])


@html.register
def two_wars(comparison: TwoWars) -> Markup:
    row = find("war_measures", comparison.measure)
    rate_note = row["rate_note"] if comparison.unit == "rate" else None
    page = paragraph(*(_first_sentence(note) for note in (row["note"], rate_note) if note))
    if not comparison.locked:
        tables = _tables_of_polls(comparison) if comparison.polls else _table_of_years(comparison)
        page += details("As a table", tables)
        page += _background_of_wars(comparison.measure, comparison.align, comparison.unit)
    return page + sources_line(comparison.source_ids)


def _first_sentence(note: str) -> str:
    """The first sentence of a note; what follows stands folded."""
    return f"{note.split('. ')[0].rstrip('.')}."


@cache
def _background_of_wars(measure: str, align: str, unit: str) -> Markup:
    """What is not in the lines, what was counted of each war, and from which day years run."""
    row = find("war_measures", measure)
    notes = [row["note"], row["rate_note"] if unit == "rate" else None]
    pieces = [_definitions(name) for name in (measure, *(["troops"] if unit == "rate" else []))]
    if align != ALIGNED_BY_DATE:
        vietnam, iraq = map(day, war_starts(align).values())
        event = find("vietnam_starts", align)["event"]
        first_days = (
            f"Vietnam: {vietnam}, {event}. Iraq: {iraq}, the first day of the invasion. "
            "Another start moves the Vietnam line to one side."
        )
        pieces.append(paragraph(strong("The starts."), first_days))
    heading = "Who counted what, and what to beware of"
    return details(heading, join_pieces([*(paragraph(note) for note in notes if note), *pieces]))


def _definitions(measure: str) -> Markup:
    label = find("war_measures", measure)["label"]
    wars: dict[str, list[str]] = {}  # measure -> the wars that it counts, so that it stands once
    for war, series in war_series(measure).items():
        wars.setdefault(series["measure"], []).append(war)
    pieces = []
    for key, counted in wars.items():
        row = find("measures", key)
        heading = strong(f"{join_words(counted)}: {label}.")
        counter = f"Counted by {row['counter']}."
        care = emphasis("Take care:"), row["caution"]
        pieces.append(paragraph(heading, counter, row["definition"], *care))
    return join_pieces(pieces)


def _table_of_years(comparison: TwoWars) -> Markup:
    """Year beside year."""
    series = war_series(comparison.measure)
    by_date, rate = comparison.align == ALIGNED_BY_DATE, comparison.unit == "rate"
    points = {(row.war, row.x): row for row in comparison.rows}
    rows = []
    for x in sorted({row.x for row in comparison.rows}):
        of_wars = [points.get((war, x)) for war in series]
        years = ", ".join(str(point.period) if point else _NO_VALUE for point in of_wars)
        cells = [
            _number_cell(point.value, "no value", rate) if point else _NO_VALUE for point in of_wars
        ]
        rows.append((str(x) if by_date else f"{x} ({years})", *cells))
    counters = "; ".join(f"{war}: {row['counter']}" for war, row in series.items())
    heading = "year" if by_date else f"years after the start ({', '.join(series)})"
    return table(rows, (heading, *series), f"{comparison.quantity}. {counters}")


def _number_cell(
    value: float | None, without_value: str = _NO_VALUE, rounded: bool = False
) -> str | float:
    """A number, without decimals where it has none or where whole ones are enough."""
    if value is None:
        return without_value
    return round(value) if rounded or value == int(value) else round(value, 1)


def _tables_of_polls(comparison: TwoWars) -> Markup:
    """The lowest and highest share of each year, and folded all polls."""
    polls, quantity = comparison.polls, comparison.quantity
    series = war_series(comparison.measure)
    rows = [
        (
            str(year),
            *(
                _range_of_shares([p for p in polls if (p.war, p.year) == (war, year)])
                for war in series
            ),
        )
        for year in sorted({poll.year for poll in polls})
    ]
    heading = "year" if comparison.align == ALIGNED_BY_DATE else "whole years since the start"
    counter = " / ".join(dict.fromkeys(row["counter"] for row in series.values()))
    every_poll = table(
        map(_poll_cells, polls),
        ("war", "last month of the poll", "months since the start", "per cent", "half sample"),
        f"{quantity}, poll by poll",
        row_heading=False,
    )
    return table(rows, (heading, *series), f"{quantity}, lowest to highest. {counter}") + details(
        f"All {len(polls)} polls", every_poll
    )


def _poll_cells(poll: Poll) -> tuple[str | int, ...]:
    month, share = day(poll.last_day, "month"), in_figures(poll.share)
    return poll.war, month, poll.month, share, "yes" if poll.half_sample else ""


def _range_of_shares(polls: list[Poll]) -> str:
    if not polls:
        return _NO_VALUE
    shares = [poll.share for poll in polls]
    ends = dict.fromkeys(in_figures(share) for share in (min(shares), max(shares)))
    return f"{' to '.join(ends)} ({count_of(len(polls), 'poll')})"


@html.register
def two_counters(comparison: TwoCounters) -> Markup:
    left, right = comparison.left, comparison.right
    cards = side_by_side(_counter_card(left["counter_id"]), _counter_card(right["counter_id"]))
    sources = sources_line(comparison.source_ids)
    if not comparison.periods:  # why nothing is compared stands on the cards
        return cards + sources
    cards = details("What each counts, and what to beware of", cards)
    if comparison.locked:
        return cards + sources
    rows = [
        (
            str(period.start.year) + ("" if period.is_whole_year else f", to {day(period.end)}"),
            _number_cell(period.left),
            _number_cell(period.right),
            "not the same days" if period.other_days else _number_cell(period.difference),
        )
        for period in comparison.periods
    ]
    columns = ("year", left["counter"], right["counter"], "left minus right")
    numbers = table(rows, columns, f"{left['whose']} who died, by year")
    return details("As a table", numbers) + cards + sources


@cache
def _counter_card(counter_id: str) -> Markup:
    """What one counter counts, and what to beware of."""
    row = find("death_counters", counter_id)
    measure = find("measures", row["measure"])
    return figure(
        paragraph(strong(counter_title(row)))
        + labelled_paragraph("What is counted", measure["definition"])
        + labelled_paragraph("Take care", measure["caution"]),
        f"Counted by {measure['counter']}",
    )
