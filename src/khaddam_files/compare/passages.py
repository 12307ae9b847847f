"""Notebook 03: two passages side by side, a word counted by voice, and the rule for marks left
open.

A reader calls `passages_side_by_side`, `who_says` and `share_in_quotation_marks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.people import NOBODY_NAMED, short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of, join_words, shorten

if TYPE_CHECKING:
    from khaddam_files.rows import Passage
    from khaddam_files.rows import TermCount as TermCountRow

EVERYTHING = "everything"
_VIEWS: dict[str, Callable[[Passage], bool]] = {
    EVERYTHING: lambda row: True,
    "speakers, quoted": lambda row: row["voice"] == "speaker" and row["mark"] == "quotation",
    "speakers, retold": lambda row: row["voice"] == "speaker" and row["mark"] == "paraphrase",
    "later hands": lambda row: row["voice"] != "speaker",
    "brackets": lambda row: row["mark"] == "bracket",
    "voice or man open": lambda row: row["certainty"] == "ambiguous",
    "Assad": lambda row: row["speaker_id"] == "bashar_al_assad",
    "Khatami": lambda row: row["speaker_id"] == "mohammad_khatami",
    "Khamenei": lambda row: row["speaker_id"] == "ali_khamenei",
    "Khaddam": lambda row: row["speaker_id"] == "abdul_halim_khaddam",
    "about Vietnam": lambda row: "vietnam" in row["theme_ids"],
    "about a long war": lambda row: "prolong_war" in row["theme_ids"],
}
_VIEW = Choice("view", dict.fromkeys(_VIEWS, ""))
_QUOTATION_RULE = Choice(
    "rule",
    {
        "paragraph": "an open quotation ends with its paragraph",
        "until_closed": "an open quotation runs on to the next mark",
        "closed_only": "only quotations that are closed count",
    },
)
QUOTATION_RULES = _QUOTATION_RULE.meanings
_ATTRIBUTIONS = {
    "explicit": "speaker named here",
    "continued": "carried on from the paragraph before",
    "ambiguous": "open",
}
_DECISIVE = ("voice", "mark", "speaker", "meeting")  # properties that a sentence can bear
# of headlines, captions and brackets, which name nobody
_ATTRIBUTION_BY_PLACE = "clear from its place on the page"
WHOLE_ARTICLE = "whole article"
PASSAGE_VOICES = ("speaker", "later notes", "editor", "headline")


class SameOrNot(NamedTuple):
    """One property of two passages."""

    property: str
    left: str
    right: str
    same: bool


@frozen
class TwoPassages(Comparison):
    """Two passages by their ids, among all that a view shows. mute: without what we say of them."""

    rows: Sequence[SameOrNot]
    first: str
    second: str
    view: str
    mute: bool = False
    row_type = SameOrNot


class VoiceCount(NamedTuple):
    """How often one voice uses a term, and where: locators or passage ids."""

    voice: str
    count: int  # type: ignore[assignment]  # hides the method of a tuple
    locators: str


@frozen
class TermCount(Comparison):
    """One term, as it stands in `terms.csv`, by voice. speakers: name -> times, of those who say
    it; passages: the ids of those that hold it; elsewhere: locators of what is in no passage."""

    rows: Sequence[VoiceCount]
    term: str
    speakers: Mapping[str, int]
    passages: Sequence[str]
    elsewhere: Sequence[str]
    row_type = VoiceCount


class SectionShare(NamedTuple):
    """The words of a section, how many of them are quoted under the chosen rule, their share in per
    cent, and the lowest and the highest share under any rule."""

    section: str
    words: int
    quoted: int
    share: float
    lowest: float
    highest: float


@frozen
class QuotedShare(Comparison):
    """Words inside quotation marks under one rule, in words; the whole article is the last row."""

    rows: Sequence[SectionShare]
    rule: str
    row_type = SectionShare


def _meeting_title(meeting_id: str | None) -> str:
    """At which meeting a passage stands, in words."""
    return "no meeting" if meeting_id is None else by_key("meetings")[meeting_id]["title"]


def _addressee(row: Passage) -> str:
    """To whom a passage is said, and whether the text says so or we infer it."""
    if not row["addressee_id"]:
        return NOBODY_NAMED
    return " and ".join(map(short_name, row["addressee_id"])) + f" ({row['addressee_basis']})"


def _attribution_in_words(row: Passage) -> str:
    """How we know whose words they are."""
    return (
        _ATTRIBUTIONS[row["certainty"]]
        if row["speaker_id"] or row["certainty"] != "explicit"
        else _ATTRIBUTION_BY_PLACE
    )


def length_in_words(row: Passage) -> str:
    """How long a passage is in the article, and how much of it is quoted here."""
    quoted_words = len((row["excerpt"] or "").split())
    length = count_of(row["words"], "word")
    return f"{quoted_words} of {length}" if 0 < quoted_words < row["words"] else length


def _theme_names(theme_ids: Sequence[str]) -> str:
    return ", ".join(by_key("themes")[theme]["theme"] for theme in theme_ids) or "none"


def view_options() -> list[tuple[str, str]]:
    """(label, view) pairs of the named views of the article, the whole of it first."""
    return _VIEW.options()


def passages_in_view(view: str = EVERYTHING) -> list[Passage]:
    """The passages that a view shows, in reading order. Raises `SelectionError` for a view that
    does not exist."""
    return list(filter(_VIEWS[_VIEW.check(view)], records("passages")))


def passage_label(row: Passage) -> str:
    """A line for a list of passages: its id, who speaks, and the beginning of our gist."""
    who = short_name(row["speaker_id"]) if row["speaker_id"] else row["voice"]
    return f"{row['passage_id']} · {who}: {shorten(row['gist'], 60)}"


def _comparable_properties(row: Passage) -> dict[str, str]:
    """What can be compared of a passage, in words."""
    return {
        "voice": row["voice"],
        "mark": row["mark"],
        "speaker": short_name(row["speaker_id"]),
        "relayed by": short_name(row["reported_by_id"]),
        "addressed to": _addressee(row),
        "meeting": _meeting_title(row["meeting_id"]),
        "attribution": _attribution_in_words(row),
        "what it does": "explains a word (gloss)"
        if row["function"] == "gloss"
        else row["function"],
        "themes": _theme_names(row["theme_ids"]),
        "words in the article": str(row["words"]),
    }


def passages_side_by_side(first: str, second: str, show: str = EVERYTHING) -> TwoPassages:
    """Two passages beside each other, where in the article they stand, and in what they differ.

    first, second: passage ids; show: one of `view_options`. Raises `SelectionError` for an id or a
    view that does not exist.
    """
    _VIEW.check(show)
    one, other = find("passages", first), find("passages", second)
    pairs = zip(
        _comparable_properties(one).items(), _comparable_properties(other).values(), strict=True
    )
    rows = [
        SameOrNot(title, of_one, of_other, of_one == of_other)
        for (title, of_one), of_other in pairs
    ]
    return TwoPassages(
        sentence=f"{_whose_both(one, other)} {_difference_in_words(one, other, rows)}",
        rows=rows,
        first=first,
        second=second,
        view=show,
    )


def _whose_both(one: Passage, other: Passage) -> str:
    whose, of_other = _whose(one), _whose(other)
    if one is other or whose != of_other:
        return f"{one['passage_id']} is {whose}, {other['passage_id']} is {of_other}."
    return f"{one['passage_id']} and {other['passage_id']} are both {whose}."


def _whose(row: Passage) -> str:
    """Whose words a passage holds, as a sentence says it."""
    if row["voice"] == "later notes":
        return "from the later notes"
    if row["voice"] != "speaker":
        return {"editor": "an editor’s", "headline": "the headline writer’s"}[row["voice"]]
    if not row["speaker_id"]:
        return "of a speaker whom nobody names"
    retold = ", retold" if row["mark"] == "paraphrase" else ""
    relayed = f", relayed by {short_name(row['reported_by_id'])}" if row["reported_by_id"] else ""
    return f"{short_name(row['speaker_id'])}’s{retold}{relayed}"


def _difference_in_words(one: Passage, other: Passage, rows: Sequence[SameOrNot]) -> str:
    """In what two passages differ that decides whose words they are; the rest stands in the
    rows."""
    if one is other:
        return "They are the same passage."
    differing = [row.property for row in rows if not row.same and row.property in _DECISIVE]
    what = f"differ in {join_words(differing)}" if differing else "have one voice and one speaker"
    return f"They {what}."


def term_options() -> list[tuple[str, str]]:
    """(label, term_id) of every word that `term_counts.csv` counts."""
    return [(row["term"], row["term_id"]) for row in records("terms")]


def who_says(term: str) -> TermCount:
    """How often a term stands in the article, by voice, and where.

    term: a `term_id` of `terms.csv`. The counts were taken from the whole article, not from our
    excerpts. Raises `SelectionError` for a term that was not counted.
    """
    label = find("terms", term, "counted term")["term"]
    hits = [row for row in records("term_counts") if row["term_id"] == term]
    rows = []
    for voice in PASSAGE_VOICES:
        of_voice = [row for row in hits if row["voice"] == voice]
        locators = dict.fromkeys(row["passage_id"] or row["locator"] for row in of_voice)
        rows.append(VoiceCount(voice, sum(row["count"] for row in of_voice), ", ".join(locators)))
    total = sum(row.count for row in rows)
    return TermCount(
        sentence=f"“{label}”: {_times(rows[0].count)} a speaker, "
        f"{_times(total - rows[0].count)} a later hand.",
        rows=rows,
        term=label,
        speakers=_counts_by_speaker(hits),
        passages=[row["passage_id"] for row in hits if row["passage_id"]],
        elsewhere=[row["locator"] for row in hits if not row["passage_id"]],
    )


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number} times")


def _counts_by_speaker(hits: Sequence[TermCountRow]) -> dict[str, int]:
    """Who of the speakers says it, and how often."""
    counts: dict[str, int] = {}
    for row in hits:
        if row["voice"] == "speaker" and row["passage_id"]:
            who = short_name(find("passages", row["passage_id"])["speaker_id"])
            counts[who] = counts.get(who, 0) + row["count"]
    return counts


def share_in_quotation_marks(rule: str = "paragraph") -> QuotedShare:
    """How much of the article stands inside double quotation marks, by section, under one rule for
    marks left open, and between which shares the three rules move it.

    rule: a key of `QUOTATION_RULES`. Raises `SelectionError` for another.
    """
    _QUOTATION_RULE.check(rule)
    words, rows = _words_by_section("words"), []
    quoted = {key: _words_by_section(f"words_quoted_{key}") for key in QUOTATION_RULES}
    for part in words:
        shares = {key: round(100 * of[part] / words[part], 1) for key, of in quoted.items()}
        least, most = min(shares.values()), max(shares.values())
        chosen = quoted[rule][part]
        rows.append(SectionShare(part, words[part], chosen, shares[rule], least, most))
    whole = rows[-1]
    return QuotedShare(
        sentence=f"{whole.share} % is quotation, {whole.quoted:,} of {whole.words:,} words, if "
        f"{QUOTATION_RULES[rule]}.",
        rows=rows,
        rule=QUOTATION_RULES[rule],
    )


def _words_by_section(column: str) -> dict[str, int]:
    """Section, and last the whole article -> the sum of a column of `paragraphs.csv`."""
    sums: dict[str, int] = {}
    for row in records("paragraphs"):
        cells: Mapping[str, Any] = row
        section = f"S{row['section_number']} {row['section']}"
        sums[section] = sums.get(section, 0) + cells[column]
    return {**sums, WHOLE_ARTICLE: sum(sums.values())}
