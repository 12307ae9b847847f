"""Notebook 05: two witnesses on one theme, what was public, and one sentence in several prints.

A reader calls `witnesses_side_by_side`, `independence`, `public_and_private` and `drift_of`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.data import records
from khaddam_files.wording import count_of, day

if TYPE_CHECKING:
    from pandas import DataFrame

    from khaddam_files.rows import Drift, DriftPrint, DriftWord, Parallel, PrintReply, Witness

ARTICLE_WITNESS = "W04"
NO_ENTRY = "no entry"  # our word, not the table's: the text was not gone through for this theme
SILENT_STRENGTHS = ("absent", "not seen", NO_ENTRY)
_CERTAIN_AND_HEDGED = "certain and hedged"
UNJUDGED_PRINTS = "not judged yet"
# the right, measured against the left
_RELATIVE_JUDGEMENTS = ("same", "softer", "harder", "missing")
_PRINT_JUDGEMENT = Choice(
    "judgement", dict.fromkeys((*_RELATIVE_JUDGEMENTS, "cannot tell"), ""), UNJUDGED_PRINTS
)
PRINT_JUDGEMENTS = _PRINT_JUDGEMENT.values
_GROUP_BY_PLACE = {  # whether it stands in public text, and in text that goes back to the minutes
    (True, True): "public and minutes",
    (False, True): "minutes only",
    (True, False): "public only",
    (False, False): "neither",
}
THEME_GROUPS = tuple(_GROUP_BY_PLACE.values())
MINUTES_ONLY = _GROUP_BY_PLACE[False, True]
NO_THEME = "none"
EXTENT_READ = {
    "whole": "the whole",
    "excerpt": "the opening only",
    "repost": "the opening of a repost",
}
_DAYS_A_YEAR = 365.25
PAIRS_AT_HAND = 200  # pairs of witnesses that stay, while a reader goes through the judgements


# --- one theme in one witness -----------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Testimony:
    """What one witness carries on one theme: a row of `witnesses.csv`, rows of `parallels.csv`.

    strength: how it speaks, certain, hedged or both, else one of `SILENT_STRENGTHS`.
    """

    witness: Witness
    entries: Sequence[Parallel]
    strength: str

    @property
    def speaks(self) -> bool:
        return self.strength not in SILENT_STRENGTHS

    @property
    def is_foreign(self) -> bool:
        """Whether it has words in another language than English here."""
        return any(row["excerpt"] and row["language"] not in (None, "en") for row in self.entries)

    @property
    def drift_ids(self) -> set[str]:
        """The rows of `drift.csv` that have its words here among their prints."""
        entry_ids = {row["passage_id"] or row["parallel_id"] for row in self.entries}
        prints = by_key("drift_prints").values()
        return {
            row["drift_id"]
            for row in prints
            if (row["passage_id"] or row["parallel_id"]) in entry_ids
        }

    @cached_property
    def silence(self) -> str:
        """Why a witness that says nothing here may still have said it; empty where it speaks."""
        name = _witness_in_words(self.witness)
        if self.speaks:
            return ""
        if self.strength == "absent":
            return f"{name} was read whole and has nothing on this theme: that is absence."
        if self.strength == NO_ENTRY:
            return (
                f"{name} is not among the eleven texts compared on every theme; "
                "of the others only finds were entered, so a missing entry proves nothing."
            )
        return (
            f"{name} was read only in its opening, and silence in a text not read whole "
            f"is not absence.{_searches_in_words(self.witness['witness_id'])}"
        )


@cache
def _searches_in_words(witness_id: str) -> str:
    """What was looked for of a witness, and how that ended."""
    return "".join(
        f" Looked for: {row['item'][0].lower()}{row['item'][1:].rstrip('.')} ({row['result']})."
        for row in records("not_found")
        if re.search(rf"\b{witness_id}\b", row["item"])
    )


@cache
def _entries_by_witness() -> dict[tuple[str, str], list[Parallel]]:
    """(theme, witness) -> what that witness carries on that theme, in the order of the table."""
    entries: dict[tuple[str, str], list[Parallel]] = {}
    for row in records("parallels"):
        entries.setdefault((row["theme_id"], row["witness_id"]), []).append(row)
    return entries


@cache
def _testimony(theme: str, witness_id: str) -> Testimony:
    """What one witness carries on one theme. Raises `SelectionError` for a witness that does not
    exist."""
    witness = find("witnesses", witness_id, "witness")
    entries = _entries_by_witness().get((theme, witness_id), [])
    strength = " and ".join(sorted({row["strength"] for row in entries})) or NO_ENTRY
    return Testimony(witness=witness, entries=entries, strength=strength)


def _witness_in_words(witness: Witness) -> str:
    """A witness in a sentence: its name and its id."""
    return f"{witness['short_name']} ({witness['witness_id']})"


class PrintDate(NamedTuple):
    """When a text was printed: in words, the first and the last day that this can be. Both are
    None for a text that shows no date."""

    words: str
    first: date | None
    last: date | None

    @property
    def is_one_day(self) -> bool:
        return self.first is not None and self.first == self.last


@cache
def print_date(witness_id: str) -> PrintDate:
    """When a witness was printed. Raises `SelectionError` for a witness that does not exist."""
    row = find("sources", witness_id)
    first, precision = row["date"], row["date_precision"] or "day"
    if first is None:
        return PrintDate("no date shown", None, None)
    last = {
        "day": first,
        "month": first.replace(day=monthrange(first.year, first.month)[1]),
        "year": first.replace(month=12, day=31),
    }[precision]
    return PrintDate(day(first, precision), first, last)


def _time_between(left: PrintDate, right: PrintDate) -> str:
    """How far apart two texts were printed, in words."""
    if left.first is None or right.first is None:
        return "at least one without a date"
    if left.is_one_day and right.is_one_day:
        days = abs((right.first - left.first).days)
        if days < _DAYS_A_YEAR:
            return "printed on one day" if not days else f"printed {count_of(days, 'day')} apart"
        return f"printed {count_of(int(days / _DAYS_A_YEAR), 'year')} apart"
    years = abs(right.first.year - left.first.year)
    return f"printed about {count_of(years, 'year')} apart" if years else "printed in one year"


@cache
def _compared_theme() -> Choice:
    """The themes on which witnesses were compared."""
    themes = by_key("themes")
    return Choice(
        "compared theme", {theme: themes[theme]["theme"] for theme, _ in _entries_by_witness()}
    )


@cache
def witness_theme_options() -> tuple[tuple[str, str], ...]:
    """(label, theme_id) of every theme on which witnesses were compared."""
    return tuple((name, theme) for theme, name in _compared_theme().meanings.items())


@cache
def witness_options() -> tuple[tuple[str, str], ...]:
    """(label, witness_id) of every witness; first the eleven that were compared on every theme."""
    rows = sorted(records("witnesses"), key=lambda row: not row["core"])
    return tuple((f"{row['short_name']} · {row['witness_id']}", row["witness_id"]) for row in rows)


# --- who drew on whom -------------------------------------------------------------------------


class WitnessProperty(NamedTuple):
    """One property of two witnesses."""

    property: str
    left: str
    right: str


@frozen
class Independence(Comparison):
    """Whether two witnesses, by their ids, are two voices.

    relation: how they hang together; meaning: what follows from it for their agreement.
    """

    rows: tuple[WitnessProperty, ...]
    left: str
    right: str
    relation: str
    meaning: str
    row_type = WitnessProperty


@cache
def independence(left: str, right: str) -> Independence:
    """Whether two witnesses are two voices.

    left, right: witness ids. Followed through `depends_on` of `witnesses.csv`, step by step; two
    texts that both go back to the minutes are one voice even where neither copies the other. What
    follows stands in `witness_relations.csv`. Raises `SelectionError` for a witness that does not
    exist.
    """
    left_witness, right_witness = (
        find("witnesses", witness_id, "witness") for witness_id in (left, right)
    )
    case, names = _relation_of_witnesses(left_witness, right_witness)
    row = by_key("witness_relations")[case]
    return Independence(
        sentence=f"Left {left_witness['short_name']}, right {right_witness['short_name']}: "
        f"{row['relation']}.",
        rows=_witness_properties(left_witness, right_witness),
        left=left,
        right=right,
        relation=row["relation"],
        meaning=row["meaning"].format(**names),
    )


def _witness_properties(left: Witness, right: Witness) -> tuple[WitnessProperty, ...]:
    drawn_from = [", ".join(row["depends_on"]) or "none known" for row in (left, right)]
    return (
        WitnessProperty("kind of text", left["kind"], right["kind"]),
        WitnessProperty(
            "independent of the minutes",
            left["independent_of_minutes"],
            right["independent_of_minutes"],
        ),
        WitnessProperty("drawn from", *drawn_from),
        WitnessProperty("how much was read", EXTENT_READ[left["seen"]], EXTENT_READ[right["seen"]]),
        WitnessProperty("what limits it", left["note"], right["note"]),
    )


@cache
def _drawn_from(witness_id: str) -> frozenset[str]:
    """Every text from which a witness is drawn, step by step."""
    drawn_from = by_key("witnesses")[witness_id]["depends_on"]
    return frozenset(drawn_from).union(*map(_drawn_from, drawn_from))


def _relation_of_witnesses(left: Witness, right: Witness) -> tuple[str, dict[str, str]]:
    """The case of `witness_relations.csv` that fits two witnesses, and the names that it needs."""
    if left is right:
        return "same text", {}
    for later, earlier in ((left, right), (right, left)):
        if earlier["witness_id"] in _drawn_from(later["witness_id"]):
            return "one from the other", {
                "later": _witness_in_words(later),
                "earlier": _witness_in_words(earlier),
            }
    shared_texts = sorted(_drawn_from(left["witness_id"]) & _drawn_from(right["witness_id"]))
    if shared_texts:
        texts = (_witness_in_words(by_key("witnesses")[witness_id]) for witness_id in shared_texts)
        return "both from a third", {"shared": " and ".join(texts)}
    independent = {row["independent_of_minutes"] for row in (left, right)}
    if independent == {"no"}:
        return "both from the minutes", {}
    if "unknown" in independent:
        return "basis not known", {}
    about_other_days = [
        row
        for row in (left, right)
        if row["kind"] == "secondary" and row["independent_of_minutes"] == "yes"
    ]
    if about_other_days:
        which = "both" if len(about_other_days) == 2 else "one"
        return f"{which} about other days", {
            "aside": " and ".join(map(_witness_in_words, about_other_days))
        }
    return "apart, one from the minutes" if "no" in independent else "apart", {}


# --- two witnesses side by side ---------------------------------------------------------------


class JudgementReply(NamedTuple):
    """The reply to one judgement: supported, left open or not supported, and why."""

    verdict: str
    reason: str


@dataclass(frozen=True, eq=False)
class Pair:
    """Two witnesses on one theme, and what the tables say of them whatever a reader judges.

    weight: what agreement would be worth, and whether there is any to weigh; drifts: rows of
    `drift.csv` that set prints of these two on this theme beside each other.
    """

    left: Testimony
    right: Testimony
    replies: Mapping[str, JudgementReply]
    voices: Independence
    weight: str
    drifts: Sequence[Drift]


class CarriedEntry(NamedTuple):
    """What one side carries: an entry of `parallels.csv`, or strength alone where there is none."""

    side: str
    witness_id: str
    parallel_id: str | None
    locator: str | None
    language: str | None
    strength: str
    second_reading: str | None


@frozen
class TwoWitnesses(Comparison):
    """A pair with what a reader says of it: a judgement, and an own English for the left.

    locked: whether a question on it is open, so that no reply stands on its page.
    """

    rows: Sequence[CarriedEntry]
    pair: Pair
    judgement: str
    rendering: str
    locked: bool = False
    row_type = CarriedEntry


def judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of the right text, measured against the left."""
    on_the_right = {value: f"the right text is {value}" for value in _RELATIVE_JUDGEMENTS}
    on_the_right |= {"missing": "missing in the right text", "same": "the right text says the same"}
    return [(on_the_right.get(value, label), value) for label, value in _PRINT_JUDGEMENT.options()]


@cache
def _reply_rows() -> dict[tuple[str, str], PrintReply]:
    """(case, judgement) -> row of `print_replies.csv`."""
    return {
        (case, judgement): row
        for row in records("print_replies")
        for case in row["cases"]
        for judgement in row["judgements"]
    }


def _reply_case(left: Testimony, right: Testimony) -> str:
    """Which replies fit: the tables know how certain the words are, the sense is the reader's."""
    if left is right:
        return "one text"
    if not left.speaks:
        return "left silent" if right.speaks else "both silent"
    if not right.speaks:
        return "right absent" if right.strength == "absent" else "right not seen"
    if _CERTAIN_AND_HEDGED in (left.strength, right.strength):
        return "mixed certainty"
    if left.strength == right.strength:
        return "equal certainty"
    return "right softer" if right.strength == "hedged" else "right harder"


def _reply_to_judgement(left: Testimony, right: Testimony, judgement: str) -> JudgementReply:
    case = _reply_case(left, right)
    row = _reply_rows()[case, judgement]
    words = row["reply"].format(left=left.strength, right=right.strength, judgement=judgement)
    silences = () if case == "one text" else (left.silence, right.silence)
    return JudgementReply(row["verdict"], " ".join(filter(None, (words, *silences))))


def _weight_of_agreement(left: Testimony, right: Testimony, meaning: str) -> str:
    """What agreement between the two would be worth, and whether there is any to weigh."""
    if left is right:
        return meaning
    if left.speaks and right.speaks:
        return (
            f"{meaning} One theme is not one sentence: check who speaks, and to whom, before "
            "you call it agreement."
        )
    return (
        "There is no agreement here to weigh. Where both do speak: "
        f"{meaning[0].lower()}{meaning[1:]}"
    )


@lru_cache(PAIRS_AT_HAND)
def _pair_of_witnesses(theme: str, left_id: str, right_id: str) -> Pair:
    left, right = _testimony(theme, left_id), _testimony(theme, right_id)
    voices = independence(left_id, right_id)
    drift_ids = sorted(left.drift_ids & right.drift_ids) if left is not right else ()
    return Pair(
        left=left,
        right=right,
        replies={
            judgement: _reply_to_judgement(left, right, judgement) for judgement in PRINT_JUDGEMENTS
        },
        voices=voices,
        weight=_weight_of_agreement(left, right, voices.meaning),
        drifts=[by_key("drift")[drift_id] for drift_id in drift_ids],
    )


def witnesses_side_by_side(
    theme: str, left: str, right: str, judgement: str = UNJUDGED_PRINTS, rendering: str = ""
) -> TwoWitnesses:
    """What two witnesses carry on one theme, and a reply to how the right is judged by the left.

    theme: a `theme_id` of `parallels.csv`; left, right: witness ids; judgement: one of
    `PRINT_JUDGEMENTS`, or `UNJUDGED_PRINTS`, which keeps all five replies folded; rendering: the
    reader's own English for the left text, shown beside ours. The reply knows whether each side
    speaks, how certainly, how much of it was read, and who drew on whom; it does not judge sense.
    Raises `SelectionError` for a theme, a witness or a judgement that does not exist.
    """
    name = _compared_theme().meanings[_compared_theme().check(theme)]
    pair = _pair_of_witnesses(theme, left, right)
    _PRINT_JUDGEMENT.check(judgement)
    sides = {"left": pair.left, "right": pair.right}
    state = ""
    if judgement != UNJUDGED_PRINTS:
        verdict = pair.replies[judgement].verdict
        state = f" Your “{judgement}” is {verdict}; the two texts: {pair.voices.relation}."
    return TwoWitnesses(
        sentence=f"{name}{'' if name.endswith('?') else ':'} {_who_speaks(pair)}.{state}",
        rows=[
            row for side, testimony in sides.items() for row in _entries_of_side(side, testimony)
        ],
        pair=pair,
        judgement=judgement,
        rendering=rendering,
    )


def _who_speaks(pair: Pair) -> str:
    """Which of two texts speaks on a theme, and how far apart they were printed."""
    left, right = pair.left, pair.right
    names = [side.witness["short_name"].partition(",")[0] for side in (left, right)]
    if left is right:
        return f"{names[0]} beside itself"
    if left.speaks and right.speaks:
        dates = (print_date(side.witness["witness_id"]) for side in (left, right))
        return f"{names[0]} and {names[1]} both speak, {_time_between(*dates)}"
    if not left.speaks and not right.speaks:
        strengths = " and ".join(dict.fromkeys((left.strength, right.strength)))
        return f"neither {names[0]} nor {names[1]} speaks ({strengths})"
    speaker, silent = names if left.speaks else reversed(names)
    strength = right.strength if left.speaks else left.strength
    verb = "has" if strength == NO_ENTRY else "is"
    return f"{speaker} speaks; in {silent} the theme {verb} {strength}"


def _entries_of_side(side: str, testimony: Testimony) -> list[CarriedEntry]:
    witness_id = testimony.witness["witness_id"]
    return [
        CarriedEntry(
            side,
            witness_id,
            row["parallel_id"],
            row["witness_locator"],
            row["language"],
            row["strength"],
            row["second_reading"],
        )
        for row in testimony.entries
    ] or [CarriedEntry(side, witness_id, None, None, None, NO_ENTRY, None)]


# --- what was public --------------------------------------------------------------------------


class ThemeEntry(NamedTuple):
    """What one witness carries on a theme."""

    witness_id: str
    parallel_id: str
    witness_locator: str | None
    language: str | None
    strength: str


@frozen
class OneTheme(Comparison):
    """One theme in every text that speaks of it, in the order of the lists; silent: the others of
    the eleven that were compared on every theme."""

    rows: Sequence[ThemeEntry]
    speaking: Sequence[Testimony]
    silent: Sequence[Testimony]
    row_type = ThemeEntry


def one_theme(theme: str) -> OneTheme:
    """What every witness carries on one theme, each once.

    theme: a `theme_id` of `parallels.csv`. Raises `SelectionError` for another.
    """
    name = _compared_theme().meanings[_compared_theme().check(theme)]
    all_of_them = [_testimony(theme, witness_id) for _, witness_id in witness_options()]
    speaking = [testimony for testimony in all_of_them if testimony.speaks]
    silent = [
        testimony for testimony in all_of_them if not testimony.speaks and testimony.witness["core"]
    ]
    return OneTheme(
        sentence=f"{name}: {len(_core_witnesses()) - len(silent)} of {len(_core_witnesses())} "
        f"texts compared on every theme speak of it, {count_of(len(speaking), 'text')} in all.",
        rows=[
            ThemeEntry(
                row["witness_id"],
                row["parallel_id"],
                row["witness_locator"],
                row["language"],
                row["strength"],
            )
            for testimony in speaking
            for row in testimony.entries
        ],
        speaking=speaking,
        silent=silent,
    )


class ThemeOverview(NamedTuple):
    """Where one theme stands: in public text, the article, other texts after the minutes.

    public, other: the witnesses that speak, with “(hedged)” where all that one says is hedged;
    uncounted: the same of texts of the day that the rule leaves aside; article: locators;
    strengths: how each of the eleven core witnesses speaks.
    """

    theme_id: str
    theme: str
    found_in: str
    public: str
    uncounted: str
    article: str
    other: str
    strengths: Mapping[str, str]


@frozen
class PublicAndPrivate(Comparison):
    """All themes under one rule, by group; every core witness has a column.

    rule: what counts as public, in words; moved: the themes that the strictest rule has in another
    group; opened: the theme that a reader opened; witness_ids: every witness that a row names;
    locked: whether a question on it is open, so that nothing is counted on its page.
    """

    rows: Sequence[ThemeOverview]
    rule: str
    moved: frozenset[str]
    opened: ThemeOverview | None
    witness_ids: Sequence[str]
    locked: bool = False
    row_type = ThemeOverview

    @property
    def columns(self) -> tuple[str, ...]:
        return *_fixed_columns(), *_core_witnesses()

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as the frame has them."""
        fixed = attrgetter(*_fixed_columns())
        return [(*fixed(row), *row.strengths.values()) for row in self.rows]

    @property
    def frame(self) -> DataFrame:
        from khaddam_files.data import pandas

        return pandas().DataFrame(self.cells(), columns=list(self.columns))


def _fixed_columns() -> tuple[str, ...]:
    return tuple(name for name in ThemeOverview._fields if name != "strengths")


@cache
def _core_witnesses() -> tuple[str, ...]:
    """The eleven witnesses that were compared on every theme, by id."""
    return tuple(row["witness_id"] for row in records("witnesses") if row["core"])


@cache
def _witnesses_after_minutes() -> tuple[str, ...]:
    """Every text that goes back to the minutes, the article aside."""
    dependent = [row for row in records("witnesses") if row["independent_of_minutes"] == "no"]
    return tuple(row["witness_id"] for row in dependent if row["witness_id"] != ARTICLE_WITNESS)


@cache
def _texts_of_the_day() -> tuple[str, ...]:
    """Every text that some rule counts as public."""
    rules = records("public_rules")
    return tuple(dict.fromkeys(text for row in rules for text in row["witness_ids"]))


def public_rule_options() -> list[tuple[str, str]]:
    """(label, value) of the rules for what counts as public on the day."""
    return [(row["what_counts"], row["rule"]) for row in records("public_rules")]


@cache
def opened_theme_options() -> tuple[tuple[str, str], ...]:
    """(label, theme_id) of the themes that can be opened; `NO_THEME` first."""
    return ("none", NO_THEME), *witness_theme_options()


def _speaking_witnesses(theme: str, witness_ids: Iterable[str]) -> list[str]:
    """Those witnesses that speak on a theme."""
    return [witness_id for witness_id in witness_ids if _testimony(theme, witness_id).speaks]


def _witnesses_in_words(theme: str, witness_ids: Iterable[str]) -> str:
    return ", ".join(
        witness_id + (" (hedged)" if _testimony(theme, witness_id).strength == "hedged" else "")
        for witness_id in _speaking_witnesses(theme, witness_ids)
    )


@cache
def _theme_overviews(rule: str) -> tuple[ThemeOverview, ...]:
    """All themes under one rule, by the groups of `THEME_GROUPS`."""
    public_texts = by_key("public_rules")[rule]["witness_ids"]
    rows = (_theme_overview(theme, public_texts) for theme in _compared_theme().values)
    return tuple(sorted(rows, key=lambda row: THEME_GROUPS.index(row.found_in)))


def _theme_overview(theme: str, public_texts: Sequence[str]) -> ThemeOverview:
    public = _witnesses_in_words(theme, public_texts)
    set_aside = [text for text in _texts_of_the_day() if text not in public_texts]
    other = _witnesses_in_words(theme, _witnesses_after_minutes())
    article = _testimony(theme, ARTICLE_WITNESS)
    places = (
        [row["witness_locator"] for row in article.entries if row["witness_locator"]]
        if article.speaks
        else []
    )
    strengths = {text: _testimony(theme, text).strength for text in _core_witnesses()}
    return ThemeOverview(
        theme_id=theme,
        theme=_compared_theme().meanings[theme],
        found_in=_GROUP_BY_PLACE[bool(public), article.speaks or bool(other)],
        public=public,
        uncounted=_witnesses_in_words(theme, set_aside),
        article=", ".join(places),
        other=other,
        strengths=MappingProxyType(strengths),
    )


@cache
def public_and_private(rule: str = "irna", theme: str = NO_THEME) -> PublicAndPrivate:
    """Which themes stand in the press of the day, which only in texts that go back to the minutes.

    rule: a `rule` of `public_rules.csv`; theme: a `theme_id` to open, or `NO_THEME`. “Minutes
    only” means not seen in the public text that was read. Raises `SelectionError` for a rule or a
    theme that does not exist.
    """
    public = find("public_rules", rule, "rule")
    what_counts = public["what_counts"]
    rows = _theme_overviews(rule)
    strictest = {
        row.theme_id: row.found_in for row in _theme_overviews(next(iter(by_key("public_rules"))))
    }
    opened = None
    if theme != NO_THEME:
        _compared_theme().check(theme)
        opened = next(row for row in rows if row.theme_id == theme)
    alone = sum(row.found_in == MINUTES_ONLY for row in rows)
    texts = (*_texts_of_the_day(), *_witnesses_after_minutes())
    speaking = {text for row in rows for text in _speaking_witnesses(row.theme_id, texts)}
    return PublicAndPrivate(
        sentence=f"If {what_counts}, {alone} of {len(rows)} themes were not seen there, but in "
        "texts that go back to the minutes."
        + (f" {opened.theme}: {opened.found_in}." if opened else ""),
        rows=rows,
        rule=what_counts,
        moved=frozenset(row.theme_id for row in rows if row.found_in != strictest[row.theme_id]),
        opened=opened,
        witness_ids=tuple(sorted(speaking)),
    )


# --- one sentence in several prints -----------------------------------------------------------


class Print(NamedTuple):
    """One print of a sentence, and which row holds its words."""

    position: int
    witness_id: str
    witness: str
    language: str
    parallel_id: str | None
    passage_id: str | None


@frozen
class DriftingSentence(Comparison):
    """A row of `drift.csv` with its prints in order. voices: of the first and the last print;
    locked: whether the answer stands nowhere on the page, because the reader is to guess first;
    opened: whether our answer to a question stands above it, so that its words are marked.
    """

    rows: Sequence[Print]
    drift: Drift
    print_ids: Sequence[str]
    guess: str
    voices: Independence
    locked: bool = False
    opened: bool = False
    row_type = Print


@cache
def drift_kinds() -> Choice:
    """The kinds of change between two prints, with what each means."""
    kinds = {row["kind"]: row["meaning"] for row in records("drift_kinds")}
    return Choice("kind of change", kinds, UNJUDGED_PRINTS)


def drift_guess_options() -> list[tuple[str, str]]:
    """(label, value) of the kinds of change among which a reader guesses."""
    return drift_kinds().options()


@cache
def drift_options() -> tuple[tuple[str, str], ...]:
    """(label, drift_id): those proposed for class, from easy to hard, then the others by id."""
    rows = sorted(records("drift"), key=lambda row: (row["order_in_class"] or 99, row["drift_id"]))
    return tuple((row["topic"], row["drift_id"]) for row in rows)


def print_words(print_id: str) -> Parallel | DriftPrint:
    """The row that holds the words of a print: of `parallels.csv`, else of `drift_prints.csv`."""
    row = by_key("drift_prints")[print_id]
    return by_key("parallels")[row["parallel_id"]] if row["parallel_id"] else row


@cache
def drifting_words(print_id: str) -> tuple[DriftWord, ...]:
    """The words of a print that another print has otherwise, in the order of the table."""
    return tuple(row for row in records("drift_words") if row["print_id"] == print_id)


def drift_of(drift_id: str, guess: str = UNJUDGED_PRINTS) -> DriftingSentence:
    """One sentence or detail in two or three prints: the words, and what changed between them.

    drift_id: a row of `drift.csv`; guess: a row of `drift_kinds.csv`, or `UNJUDGED_PRINTS`, which
    keeps the answer folded. A difference shows that one print moved, not which one. Raises
    `SelectionError` for a sentence or a kind of change that does not exist.
    """
    drift = find("drift", drift_id)
    drift_kinds().check(guess)
    prints = [row for row in by_key("drift_prints").values() if row["drift_id"] == drift_id]
    prints.sort(key=lambda row: row["position"])
    if guess == UNJUDGED_PRINTS:
        state = f": {len(prints)} prints, read downwards. What kind of change is it?"
    elif guess == drift["kind"]:
        state = f": you say {guess}, and so does the table."
    else:
        state = f": you say {guess}; the table says {drift['kind']}."
    rows = [
        Print(
            position=row["position"],
            witness_id=row["witness_id"],
            witness=by_key("witnesses")[row["witness_id"]]["short_name"],
            language=print_words(row["print_id"])["language"] or "en",
            parallel_id=row["parallel_id"],
            passage_id=row["passage_id"],
        )
        for row in prints
    ]
    return DriftingSentence(
        sentence=f"{drift['topic']}{state}",
        rows=rows,
        drift=drift,
        print_ids=[row["print_id"] for row in prints],
        guess=guess,
        voices=independence(rows[0].witness_id, rows[-1].witness_id),
    )
