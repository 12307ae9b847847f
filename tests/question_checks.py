"""What the answers to our questions state, counted anew from the tables: name of a check -> how it
is counted; several numbers with blanks between. One function a statement, so that a changed row turns the answer red."""

import re
from datetime import date, timedelta

from khaddam_files.choices import find
from khaddam_files.compare import passages
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


TALKS, DENIAL = date(2003, 3, 16), date(2003, 1, 15)


def _limits_on_talks() -> list[dict]:
    return [row for row in records("deadlines") if row["set_on"] <= TALKS <= row["ends_on"]]


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


def _moving_without_open() -> list[int]:
    """Sections that a rule moves though no mark in them lacks its partner."""
    sections: dict[int, list[dict]] = {}
    for row in records("paragraphs"):
        sections.setdefault(row["section_number"], []).append(row)
    return [
        number
        for number, rows in sections.items()
        if all(row["balance"] == "balanced" for row in rows)
        and len({sum(row[f"words_quoted_{rule}"] for row in rows) for rule in RULES}) > 1
    ]


def _gain(rows: list[dict]) -> int:
    """Quoted words that the second rule adds to the first."""
    return sum(row["words_quoted_until_closed"] - row["words_quoted_paragraph"] for row in rows)


def _paragraphs(section: int, *kinds: str) -> list[dict]:
    rows = (row for row in records("paragraphs") if row["section_number"] == section)
    return [row for row in rows if not kinds or row["kind"] in kinds]


def _longest_bar() -> str:
    *sections, _ = passages.share_in_quotation_marks().rows
    return max(sections, key=lambda row: row.highest - row.lowest).section.split()[0][1:]


RULES = tuple(passages.QUOTATION_RULES)
CHECKS = {
    "limits_on_talks": lambda: len(_limits_on_talks()),
    "days_left_on_talks": lambda: " ".join(
        {str((row["ends_on"] - TALKS).days) for row in _limits_on_talks()}
    ),
    "events_since_denial": lambda: len(_lanes_since_denial()),
    "damascus_since_denial": lambda: _lanes_since_denial().count("Damascus"),
    "talk_to_press": lambda: _lengths("H03", "H05", timedelta(hours=1)),
    "limit_to_strikes": lambda: _lengths("H08", "H09", timedelta(minutes=1)),
    "decree_and_talk": lambda: -_between("H01", "H02")[0] // timedelta(minutes=1),
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
    "moving_without_open": lambda: " ".join(map(str, _moving_without_open())),
    "s9_gain": lambda: _gain(_paragraphs(9)),
    "longest_bar": _longest_bar,
    "s4_caption_words": lambda: _gain(_paragraphs(4, "caption")),
}
