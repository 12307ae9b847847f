"""Notebook 03: two passages side by side, a word counted by voice, and the rule for marks left
open.

A reader calls `passages_side_by_side`, `who_says` and `share_in_quotation_marks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import NO_FILTER, Comparison
from khaddam_files.compare.people import NOBODY_NAMED, short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of, shorten

if TYPE_CHECKING:
    from khaddam_files.rows import Passage
    from khaddam_files.rows import TermCount as TermCountRow

_PASSAGE_FILTER = Choice(
    "filter", dict.fromkeys(("meeting", "speaker", "voice", "mark", "theme"), "")
)
PASSAGE_FILTERS = _PASSAGE_FILTER.values
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
# of headlines, captions and brackets, which name nobody
_ATTRIBUTION_BY_PLACE = "clear from its place on the page"
PASSAGE_VOICES = ("speaker", "later notes", "editor", "headline")


class SameOrNot(NamedTuple):
    """One property of two passages."""

    property: str
    left: str
    right: str
    same: bool


@dataclass(frozen=True, kw_only=True)
class TwoPassages(Comparison):
    """Two passages by their ids; without rows and with None for whichever side the filters leave
    nothing."""

    rows: Sequence[SameOrNot]
    left: str | None
    right: str | None
    row_type = SameOrNot


class VoiceCount(NamedTuple):
    """How often one voice uses a term, and where: locators or passage ids."""

    voice: str
    count: int  # type: ignore[assignment]  # hides the method of a tuple
    locators: str


@dataclass(frozen=True, kw_only=True)
class TermCount(Comparison):
    """One term, as it stands in `terms.csv`, by voice."""

    rows: Sequence[VoiceCount]
    term: str
    row_type = VoiceCount


class SectionShare(NamedTuple):
    """The words of a section, how many of them are quoted, and their share in per cent."""

    section: str
    words: int
    quoted: int
    share: float


@dataclass(frozen=True, kw_only=True)
class QuotedShare(Comparison):
    """Words inside quotation marks under one rule, in words; the whole article is the last row."""

    rows: Sequence[SectionShare]
    rule: str
    row_type = SectionShare


def passage(passage_id: str) -> Passage:
    """One row of `passages.csv`. Raises `SelectionError` for an id that does not exist."""
    return find("passages", passage_id)


def meeting_title(meeting_id: str | None) -> str:
    """At which meeting a passage stands, in words."""
    return "no meeting" if meeting_id is None else by_key("meetings")[meeting_id]["title"]


def addressee(row: Passage) -> str:
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
    length = f"{count_of(row['words'], 'word')} in the article"
    return (
        (f"{length}, {'all' if quoted_words == row['words'] else quoted_words} quoted here")
        if quoted_words
        else length
    )


def _theme_names(theme_ids: Sequence[str]) -> str:
    return ", ".join(by_key("themes")[theme]["theme"] for theme in theme_ids) or "none"


def filter_options(name_of_filter: str) -> list[tuple[str, str]]:
    """(label, value) pairs for one filter of the passages, `NO_FILTER` first; where the text names
    no speaker the value is `NOBODY_NAMED`.

    name_of_filter: one of `PASSAGE_FILTERS`. Raises `SelectionError` for another.
    """
    _PASSAGE_FILTER.check(name_of_filter)
    rows = records("passages")
    if name_of_filter == "meeting":
        ids_in_use = {row["meeting_id"] for row in rows}
        options = [
            (row["title"], row["meeting_id"])
            for row in records("meetings")
            if row["meeting_id"] in ids_in_use
        ]
    elif name_of_filter == "speaker":
        ids_in_use = {row["speaker_id"] for row in rows}
        people = [
            (row["name"], row["person_id"])
            for row in records("people")
            if row["person_id"] in ids_in_use
        ]
        options = [*people, (NOBODY_NAMED, NOBODY_NAMED)]
    elif name_of_filter == "theme":
        ids_in_use = {theme for row in rows for theme in row["theme_ids"]}
        options = sorted(
            (row["theme"], row["theme_id"])
            for row in records("themes")
            if row["theme_id"] in ids_in_use
        )
    else:
        values = (row["voice"] if name_of_filter == "voice" else row["mark"] for row in rows)
        options = [(value, value) for value in dict.fromkeys(values)]
    return [(NO_FILTER, NO_FILTER), *options]


def choose_passages(
    meeting=NO_FILTER, speaker=NO_FILTER, voice=NO_FILTER, mark=NO_FILTER, theme=NO_FILTER
) -> list[Passage]:
    """The passages that fit every filter, in reading order.

    meeting, speaker, voice, mark, theme: a value of `filter_options`; `speaker=NOBODY_NAMED` finds
    those without a named speaker.
    """
    return [
        row
        for row in records("passages")
        if meeting in (NO_FILTER, row["meeting_id"])
        and speaker in (NO_FILTER, row["speaker_id"] or NOBODY_NAMED)
        and voice in (NO_FILTER, row["voice"])
        and mark in (NO_FILTER, row["mark"])
        and (theme == NO_FILTER or theme in row["theme_ids"])
    ]


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
        "addressed to": addressee(row),
        "meeting": meeting_title(row["meeting_id"]),
        "attribution": _attribution_in_words(row),
        "what it does": "explains a word (gloss)"
        if row["function"] == "gloss"
        else row["function"],
        "themes": _theme_names(row["theme_ids"]),
        "words in the article": str(row["words"]),
    }


def passages_side_by_side(left: str | None, right: str | None) -> TwoPassages:
    """Two passages beside each other and, under them, what is the same and what differs.

    left, right: passage ids; None where a filter leaves nothing to choose. Raises `SelectionError`
    for an id that does not exist.
    """
    if left is None or right is None:
        one_side = "the left" if left is None else "the right"
        side = "either side" if left is right else one_side
        sentence = f"No passage fits the filters on {side}: set one of them back to “{NO_FILTER}”."
        return TwoPassages(sentence=sentence, rows=[], left=left, right=right)
    left_row, right_row = passage(left), passage(right)
    pairs = zip(
        _comparable_properties(left_row).items(),
        _comparable_properties(right_row).values(),
        strict=True,
    )
    rows = [
        SameOrNot(title, of_left, of_right, of_left == of_right)
        for (title, of_left), of_right in pairs
    ]
    return TwoPassages(
        sentence=f"Left {left} ({left_row['voice']}), right {right} ({right_row['voice']}). "
        f"{_difference_in_words(left_row, right_row, rows)}",
        rows=rows,
        left=left,
        right=right,
    )


def _difference_in_words(left: Passage, right: Passage, rows: Sequence[SameOrNot]) -> str:
    if left is right:
        return "They are the same passage."
    properties = ", ".join(row.property for row in rows if not row.same)
    shared_themes = sorted(set(left["theme_ids"]) & set(right["theme_ids"]))
    both = f" Both are about {_theme_names(shared_themes)}." if shared_themes else ""
    return f"They differ in {properties or 'nothing but the words'}.{both}"


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
        sentence=f"“{label}” stands {total} time{'' if total == 1 else 's'} in the article: "
        f"{', '.join(f'{row.voice} {row.count}' for row in rows)}. {_counts_by_speaker(hits)}",
        rows=rows,
        term=label,
    )


def _counts_by_speaker(hits: Sequence[TermCountRow]) -> str:
    """Who of the speakers says it, and how often."""
    counts: dict[str, int] = {}
    for row in hits:
        if row["voice"] == "speaker" and row["passage_id"]:
            who = short_name(passage(row["passage_id"])["speaker_id"])
            counts[who] = counts.get(who, 0) + row["count"]
    if not counts:
        return "No speaker says it."
    return f"Speakers: {'; '.join(f'{who} {count}' for who, count in counts.items())}."


def share_in_quotation_marks(rule: str = "paragraph") -> QuotedShare:
    """How much of the article stands inside double quotation marks, by section, under one rule for
    marks left open.

    rule: a key of `QUOTATION_RULES`. Frame: section, words, quoted (words), share (per cent).
    Raises `SelectionError` for another rule.
    """
    _QUOTATION_RULE.check(rule)
    sections: dict[str, tuple[int, int]] = {}
    for row in records("paragraphs"):
        section = f"S{row['section_number']} {row['section']}"
        words, quoted = sections.get(section, (0, 0))
        cells: Mapping[str, Any] = row
        sections[section] = words + row["words"], quoted + cells[f"words_quoted_{rule}"]
    words, quoted = (sum(counts) for counts in zip(*sections.values(), strict=True))
    rows = [
        SectionShare(section, *counts, round(100 * counts[1] / counts[0], 1))
        for section, counts in {**sections, "whole article": (words, quoted)}.items()
    ]
    share = f"{100 * quoted / words:.1f} %"
    return QuotedShare(
        sentence=f"If {QUOTATION_RULES[rule]}, {quoted:,} of {words:,} words ({share}) "
        "stand inside quotation marks.",
        rows=rows,
        rule=QUOTATION_RULES[rule],
    )
