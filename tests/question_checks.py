"""What the answers to our questions state, counted anew from the tables: name of a check -> how it
is counted; several numbers with blanks between. One function a statement, so that a changed row turns the answer red."""

import re
from collections.abc import Callable

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


def _section_stays(section: int) -> bool:
    shares = {
        next(
            row.quoted
            for row in passages.share_in_quotation_marks(rule).rows
            if row.section.split()[0] == f"S{section}"
        )
        for rule in passages.QUOTATION_RULES
    }
    return len(shares) == 1


def _pairs(of: str, flipped: bool = False) -> list[tuple[str, bool]]:
    """(relation, whether both speak) of every cell on the topics of notebook 04 whose two voices
    share a talk or a capital; of "across", of those in two talks."""
    voices = {row["voice"]: row for row in records("capital_voices")}
    topics = {row["topic_id"] for row in records("topics") if row["on_page"]}
    is_one: dict[str, Callable[[dict, dict], bool]] = {
        "talk": lambda a, b: a["talk"] == b["talk"],
        "capital": lambda a, b: a["capital"] == b["capital"],
        "across": lambda a, b: a["talk"] != b["talk"],
    }
    rows = [
        row
        for row in records("relations")
        if row["topic_id"] in topics and is_one[of](voices[row["voice_a"]], voices[row["voice_b"]])
    ]
    relations = [(flipped and row["other_reading"]) or row["relation"] for row in rows]
    return [(relation, "silent" not in relation) for relation in relations]


def _agreements(of: str, flipped: bool = False) -> int:
    return sum(relation == "agree" for relation, _ in _pairs(of, flipped))


def _flipped(of: str) -> str:
    """Agreements, cells, and cells where both speak."""
    cells = _pairs(of, flipped=True)
    return f"{_agreements(of, flipped=True)} {len(cells)} {sum(speak for _, speak in cells)}"


CHECKS = {
    "brackets": lambda: len(_brackets()),
    "brackets_inside": _brackets_inside,
    "other_brackets": lambda: _brackets_inside() - 1,
    "gul_president_year": lambda: next(
        row["start"].year
        for row in records("offices")
        if row["office_id"] == "abdullah_gul-president_of_turkey"
    ),
    "new_vietnam_total": lambda: _times("new_vietnam"),
    "new_vietnam_speaker": lambda: _times("new_vietnam", "speaker"),
    "s81_quoted_words": lambda: next(
        row["words"] for row in records("passages") if row["passage_id"] == "S8.1-q1"
    ),
    "plot_total": lambda: _times("plot"),
    "plot_speaker": lambda: _times("plot", "speaker"),
    "might_total": lambda: _times("might"),
    "might_speaker": lambda: _times("might", "speaker"),
    "staying_sections": lambda: " ".join(str(n) for n in range(12) if _section_stays(n)),
    "one_room_agrees": lambda: _agreements("talk"),
    "one_room_cells": lambda: len(_pairs("talk")),
    "one_capital_agrees": lambda: _agreements("capital"),
    "one_capital_cells": lambda: len(_pairs("capital")),
    "flipped_room": lambda: _flipped("talk"),
    "flipped_across": lambda: _flipped("across"),
    "links_with_words": lambda: sum(bool(row["evidence_locators"]) for row in records("chain")),
    "single_change_link": lambda: " ".join(
        str(row["order"]) for row in records("chain") if len(row["may_change"]) == 1
    ),
}
