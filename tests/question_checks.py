"""What the answers to our questions state, counted anew from the tables: name of a check -> how it
is counted; several numbers with blanks between. One function a statement, so that a changed row turns the answer red."""

import re
from collections import Counter

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


# notebook 07: counted from the tables alone, not with the comparisons that draw the pictures


def _scorable() -> dict[str, dict]:
    return {row["claim_id"]: row for row in records("claims") if row["scorable"]}


def _moves(left: str, right: str) -> list[tuple[str, str]]:
    """(verdict on the one day, on the other) of every claim that can be scored."""
    verdicts = {(row["claim_id"], row["horizon_id"]): row["verdict"] for row in records("verdicts")}
    return [(verdicts[claim, left], verdicts[claim, right]) for claim in _scorable()]


def _changed(left: str, right: str) -> list[tuple[str, str]]:
    return [(before, after) for before, after in _moves(left, right) if before != after]


def _proved(left: str, right: str) -> int:
    """How many changes the sums of two days prove: what each verdict lost, at least."""
    moves = _moves(left, right)
    before, after = Counter(one for one, _ in moves), Counter(other for _, other in moves)
    return sum((before - after).values())


def _example(day: str) -> list[tuple[int, int]]:
    """(number of the example reader, 1 or 0) of what is decided on a day."""
    numbers = {row["hedge"]: row["number"] for row in records("hedge_numbers")}
    verdicts = {(row["claim_id"], row["horizon_id"]): row["verdict"] for row in records("verdicts")}
    return [
        (numbers[row["hedge"]], int(verdicts[claim, day] == "yes"))
        for claim, row in _scorable().items()
        if verdicts[claim, day] in ("yes", "no")
    ]


def _cost(day: str, *only: int) -> float:
    """The sum of squares of the example reader, of all numbers or of some."""
    return sum(
        (number / 100 - came) ** 2 for number, came in _example(day) if number in only or not only
    )


def _base_rate(day: str) -> float:
    came = [one for _, one in _example(day)]
    return sum(came) / len(came)


CHECKS_07 = {
    "scorable": lambda: len(_scorable()),
    "hedge_none": lambda: sum(row["hedge"] == "none" for row in _scorable().values()),
    "hedged": lambda: sum(row["hedge"] != "none" for row in _scorable().values()),
    "hedge_words": lambda: len({row["hedge"] for row in _scorable().values()} - {"none"}),
    "changed_H1_H2": lambda: len(_changed("H1", "H2")),
    "changed_H2_H3": lambda: len(_changed("H2", "H3")),
    "changed_H3_H4": lambda: len(_changed("H3", "H4")),
    "proved_H1_H2": lambda: _proved("H1", "H2"),
    "reversed_H1_H2": lambda: sum(set(move) == {"yes", "no"} for move in _changed("H1", "H2")),
    "from_open_or_void_H1_H2": lambda: sum(
        before in ("open", "void") for before, _ in _changed("H1", "H2")
    ),
    "no_stayed_H3_H4": lambda: _moves("H3", "H4").count(("no", "no")),
    "no_left_H3_H4": lambda: _moves("H3", "H4").count(("no", "mixed")),
    "no_came_H3_H4": lambda: _moves("H3", "H4").count(("mixed", "no")),
    "new_yes_H3_H4": lambda: sum(after == "yes" for _, after in _changed("H3", "H4")),
    "example_score_H2": lambda: f"{_cost('H2') / len(_example('H2')):.3f}",
    "base_score_H2": lambda: f"{_base_rate('H2') * (1 - _base_rate('H2')):.3f}",
    "base_rate_H2": lambda: f"{100 * _base_rate('H2'):.0f}",
    "yes_H2": lambda: sum(came for _, came in _example("H2")),
    "decided_H2": lambda: len(_example("H2")),
    "example_numbers": lambda: " ".join(
        str(number)
        for number in sorted({row["number"] for row in records("hedge_numbers")}, reverse=True)
    ),
    "example_90_H1": lambda: sum(number == 90 for number, _ in _example("H1")),
    "example_90_no_H1": lambda: _example("H1").count((90, 0)),
    "cost_of_a_wrong_90": lambda: f"{0.9**2:.2f}",
    "cost_of_wrong_90s_H1": lambda: f"{_example('H1').count((90, 0)) * 0.9**2:.2f}",
    "cost_H1": lambda: f"{_cost('H1'):.2f}",
    "cost_70_H1": lambda: f"{_cost('H1', 70):.2f}",
    "cost_40_H1": lambda: f"{_cost('H1', 40):.2f}",
}

CHECKS = CHECKS_07 | {
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
}
