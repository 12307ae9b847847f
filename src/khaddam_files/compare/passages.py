"""Notebook 03: two passages side by side, a word counted by voice, and the rule for marks left
open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import ANY, Comparison
from khaddam_files.compare.people import NOBODY, short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of, shortened

if TYPE_CHECKING:
    from khaddam_files.rows import Passage
    from khaddam_files.rows import TermCount as TermCountRow

FILTER = Choice("filter", dict.fromkeys(("meeting", "speaker", "voice", "mark", "theme"), ""))
FILTERS = FILTER.values
RULE = Choice(
    "rule",
    {
        "paragraph": "an open quotation ends with its paragraph",
        "until_closed": "an open quotation runs on to the next mark",
        "closed_only": "only quotations that are closed count",
    },
)
RULES = RULE.meanings
ATTRIBUTION = {
    "explicit": "speaker named here",
    "continued": "carried on from the paragraph before",
    "ambiguous": "open",
}
# of headlines, captions and brackets, which name nobody
NO_SPEAKER = "clear from its place on the page"
VOICES = ("speaker", "later notes", "editor", "headline")


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
    """One row of `passages.csv`; raises `SelectionError` for an id that does not exist."""
    return find("passages", passage_id)


def meeting_title(meeting_id: str | None) -> str:
    """At which meeting a passage stands, in words."""
    return "no meeting" if meeting_id is None else by_key("meetings")[meeting_id]["title"]


def addressee(row: Passage) -> str:
    """To whom a passage is said, and whether the text says so or we infer it."""
    if not row["addressee_id"]:
        return NOBODY
    return " and ".join(map(short_name, row["addressee_id"])) + f" ({row['addressee_basis']})"


def _attribution(row: Passage) -> str:
    """How we know whose words they are."""
    return (
        ATTRIBUTION[row["certainty"]]
        if row["speaker_id"] or row["certainty"] != "explicit"
        else NO_SPEAKER
    )


def length(row: Passage) -> str:
    """How long a passage is in the article, and how much of it is quoted here."""
    quoted = len((row["excerpt"] or "").split())
    whole = f"{count_of(row['words'], 'word')} in the article"
    return (
        (f"{whole}, {'all' if quoted == row['words'] else quoted} quoted here") if quoted else whole
    )


def _themes(theme_ids: Sequence[str]) -> str:
    return ", ".join(by_key("themes")[theme]["theme"] for theme in theme_ids) or "none"


def filter_options(name_of_filter: str) -> list[tuple[str, str]]:
    """(label, value) pairs for one filter of the passages, `ANY` first; where the text names no
    speaker the value is `NOBODY`.

    name_of_filter: one of `FILTERS`; `SelectionError` for another.
    """
    FILTER.check(name_of_filter)
    rows = records("passages")
    if name_of_filter == "meeting":
        used = {row["meeting_id"] for row in rows}
        found = [
            (row["title"], row["meeting_id"])
            for row in records("meetings")
            if row["meeting_id"] in used
        ]
    elif name_of_filter == "speaker":
        used = {row["speaker_id"] for row in rows}
        people = [
            (row["name"], row["person_id"]) for row in records("people") if row["person_id"] in used
        ]
        found = [*people, (NOBODY, NOBODY)]
    elif name_of_filter == "theme":
        used = {theme for row in rows for theme in row["theme_ids"]}
        found = sorted(
            (row["theme"], row["theme_id"]) for row in records("themes") if row["theme_id"] in used
        )
    else:
        values = (row["voice"] if name_of_filter == "voice" else row["mark"] for row in rows)
        found = [(value, value) for value in dict.fromkeys(values)]
    return [(ANY, ANY), *found]


def choose_passages(meeting=ANY, speaker=ANY, voice=ANY, mark=ANY, theme=ANY) -> list[Passage]:
    """The passages that fit every filter, in reading order. `speaker=NOBODY` finds those without a
    named speaker."""
    return [
        row
        for row in records("passages")
        if meeting in (ANY, row["meeting_id"])
        and speaker in (ANY, row["speaker_id"] or NOBODY)
        and voice in (ANY, row["voice"])
        and mark in (ANY, row["mark"])
        and (theme == ANY or theme in row["theme_ids"])
    ]


def passage_label(row: Passage) -> str:
    """A line for a list of passages: its id, who speaks, and the beginning of our gist."""
    who = short_name(row["speaker_id"]) if row["speaker_id"] else row["voice"]
    return f"{row['passage_id']} · {who}: {shortened(row['gist'], 60)}"


def _properties(row: Passage) -> dict[str, str]:
    """What can be compared of a passage, in words."""
    return {
        "voice": row["voice"],
        "mark": row["mark"],
        "speaker": short_name(row["speaker_id"]),
        "relayed by": short_name(row["reported_by_id"]),
        "addressed to": addressee(row),
        "meeting": meeting_title(row["meeting_id"]),
        "attribution": _attribution(row),
        "what it does": "explains a word (gloss)"
        if row["function"] == "gloss"
        else row["function"],
        "themes": _themes(row["theme_ids"]),
        "words in the article": str(row["words"]),
    }


def passages_side_by_side(left: str | None, right: str | None) -> TwoPassages:
    """Two passages beside each other and, under them, what is the same and what differs.

    left, right: passage ids; None where a filter leaves nothing to choose. Raises `SelectionError`
    for an id that does not exist.
    """
    if left is None or right is None:
        side = "either side" if left is right else "the left" if left is None else "the right"
        sentence = f"No passage fits the filters on {side}: set one of them back to “{ANY}”."
        return TwoPassages(sentence=sentence, rows=[], left=left, right=right)
    one, other = passage(left), passage(right)
    pairs = zip(_properties(one).items(), _properties(other).values(), strict=True)
    rows = [SameOrNot(title, here, there, here == there) for (title, here), there in pairs]
    return TwoPassages(
        sentence=f"Left {left} ({one['voice']}), right {right} ({other['voice']}). "
        f"{_verdict(one, other, rows)}",
        rows=rows,
        left=left,
        right=right,
    )


def _verdict(one: Passage, other: Passage, rows: Sequence[SameOrNot]) -> str:
    if one is other:
        return "They are the same passage."
    differing = ", ".join(row.property for row in rows if not row.same)
    shared = sorted(set(one["theme_ids"]) & set(other["theme_ids"]))
    both = f" Both are about {_themes(shared)}." if shared else ""
    return f"They differ in {differing or 'nothing but the words'}.{both}"


def term_options() -> list[tuple[str, str]]:
    """(label, term_id) of every word that `term_counts.csv` counts."""
    return [(row["term"], row["term_id"]) for row in records("terms")]


def who_says(term: str) -> TermCount:
    """How often a term stands in the article, by voice, and where.

    term: a `term_id` of `terms.csv`, `SelectionError` for another. The counts were taken from the
    whole article, not from our excerpts.
    """
    label = find("terms", term, "counted term")["term"]
    hits = [row for row in records("term_counts") if row["term_id"] == term]
    rows = []
    for voice in VOICES:
        of_voice = [row for row in hits if row["voice"] == voice]
        locators = dict.fromkeys(row["passage_id"] or row["locator"] for row in of_voice)
        rows.append(VoiceCount(voice, sum(row["count"] for row in of_voice), ", ".join(locators)))
    total = sum(row.count for row in rows)
    return TermCount(
        sentence=f"“{label}” stands {total} time{'' if total == 1 else 's'} in the article: "
        f"{', '.join(f'{row.voice} {row.count}' for row in rows)}. {_speakers(hits)}",
        rows=rows,
        term=label,
    )


def _speakers(hits: Sequence[TermCountRow]) -> str:
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

    rule: a key of `RULES`; `SelectionError` for another.
    """
    RULE.check(rule)
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
        sentence=f"If {RULES[rule]}, {quoted:,} of {words:,} words ({share}) stand inside "
        "quotation marks.",
        rows=rows,
        rule=RULES[rule],
    )
