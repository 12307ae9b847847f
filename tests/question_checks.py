"""What the answers to our questions state, counted anew from the tables: name of a check -> how it
is counted; several numbers with blanks between. One function a statement, so that a changed row turns the answer red."""

import re

from khaddam_files.compare import explanations, passages
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


def _against(hypothesis_id: str) -> int:
    return sum(
        row["hypothesis_id"] == hypothesis_id and row["judgement"] == "inconsistent"
        for row in records("hypothesis_passages")
    )


def _level_after_two_cells() -> str:
    """The rivals of c that two changed cells can bring level with it."""
    return " ".join(name for name in ("H-a", "H-b") if _against(name) - _against("H-c") <= 2)


def _head_with(verdict: str) -> int:
    """Claims of headline and standfirst with this verdict of ours."""
    return sum(
        row["part"] in ("headline", "standfirst") and row["verdict"] == verdict
        for row in records("framing")
    )


def _talk_with_khamenei() -> dict:
    return next(row for row in records("meetings") if row["meeting_id"] == "M2")


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
    "front_taken_by_one_cell": lambda: explanations.flip_cell().singles.front_altered,
    "front_altered_by_two_cells": lambda: explanations.flip_cell().doubles.front_altered,
    "past_c_by_two_cells": lambda: explanations.flip_cell().doubles.ahead,
    "level_with_c": _level_after_two_cells,
    "against_a": lambda: _against("H-a"),
    "against_b": lambda: _against("H-b"),
    "against_c": lambda: _against("H-c"),
    "head_supported": lambda: _head_with("supported"),
    "head_partly": lambda: _head_with("partly"),
    "head_not_in_text": lambda: _head_with("not in the text"),
    "with_khamenei": lambda: len(_talk_with_khamenei()["named_present_ids"]),
    "named_in_front_matter": lambda: len(
        _talk_with_khamenei()["named_present_ids"] + _talk_with_khamenei()["said_to_attend_ids"]
    ),
}
