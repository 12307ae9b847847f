"""Notebook 03: two passages side by side, a word counted by voice, and the rule for marks left open."""

from __future__ import annotations

from khaddam_files import markup
from khaddam_files.compare.base import (
    ANY,
    NOBODY,
    Comparison,
    SelectionError,
    by_key,
    name,
    origin,
    short_name,
    shortened,
    some,
)
from khaddam_files.data import records

FILTERS = ("meeting", "speaker", "voice", "mark", "theme")
RULES = {
    "paragraph": "an open quotation ends with its paragraph",
    "until_closed": "an open quotation runs on to the next mark",
    "closed_only": "only quotations that are closed count",
}
ATTRIBUTION = {
    "explicit": "speaker named here",
    "continued": "carried on from the paragraph before",
    "ambiguous": "open",
}
NO_SPEAKER = "clear from its place on the page"  # of headlines, captions and brackets, which name nobody
VOICES = ("speaker", "note-taker", "editor", "headline")


def passage(passage_id: str) -> dict:
    """One row of `passages.csv`; raises `SelectionError` for an id that does not exist."""
    known = by_key("passages", "passage_id")
    if passage_id not in known:
        raise SelectionError("passage", passage_id, "an id such as S10.7-q1; table('passages') lists them all")
    return known[passage_id]


def _meeting(meeting_id: str | None) -> str:
    return "no meeting" if meeting_id is None else by_key("meetings", "meeting_id")[meeting_id]["title"]


def _addressee(row: dict) -> str:
    """To whom a passage is said, and whether the text says so or we infer it."""
    return (
        " and ".join(map(short_name, row["addressee_id"])) + f" ({row['addressee_basis']})"
        if row["addressee_id"]
        else NOBODY
    )


def _attribution(row: dict) -> str:
    """How we know whose words they are."""
    return ATTRIBUTION[row["certainty"]] if row["speaker_id"] or row["certainty"] != "explicit" else NO_SPEAKER


def _what_it_does(row: dict) -> str:
    return "explains a word (gloss)" if row["function"] == "gloss" else row["function"]


def _length(row: dict) -> str:
    """How long a passage is in the article, and how much of it is quoted here."""
    quoted = len((row["excerpt"] or "").split())
    said = f"{some(row['words'], 'word')} in the article"
    return said if not quoted else f"{said}, {'all' if quoted == row['words'] else quoted} quoted here"


def _themes(row: dict) -> str:
    return ", ".join(by_key("themes", "theme_id")[theme]["theme"] for theme in row["theme_ids"]) or "none"


def filter_options(name_of_filter: str) -> list[tuple[str, str]]:
    """(label, value) pairs for one filter of the passages, `ANY` first; where the text names no speaker the value is `NOBODY`.

    name_of_filter: one of `FILTERS`; `SelectionError` for another.
    """
    if name_of_filter not in FILTERS:
        raise SelectionError("filter", name_of_filter, f"one of {', '.join(FILTERS)}")
    rows = records("passages")
    if name_of_filter == "meeting":
        found = [
            (meeting["title"], meeting["meeting_id"])
            for meeting in records("meetings")
            if any(row["meeting_id"] == meeting["meeting_id"] for row in rows)
        ]
    elif name_of_filter == "speaker":
        speakers = {row["speaker_id"] for row in rows} - {None}
        found = [
            (person["name"], person["person_id"]) for person in records("people") if person["person_id"] in speakers
        ] + [(NOBODY, NOBODY)]
    elif name_of_filter == "theme":
        used = {theme for row in rows for theme in row["theme_ids"]}
        found = sorted((theme["theme"], theme["theme_id"]) for theme in records("themes") if theme["theme_id"] in used)
    else:
        found = [(value, value) for value in dict.fromkeys(row[name_of_filter] for row in rows)]
    return [(ANY, ANY), *found]


def choose_passages(meeting=ANY, speaker=ANY, voice=ANY, mark=ANY, theme=ANY) -> list[dict]:
    """The passages that fit every filter, in reading order. `speaker=NOBODY` finds those without a named speaker."""
    return [
        row
        for row in records("passages")
        if meeting in (ANY, row["meeting_id"])
        and speaker in (ANY, row["speaker_id"] or NOBODY)
        and voice in (ANY, row["voice"])
        and mark in (ANY, row["mark"])
        and (theme == ANY or theme in row["theme_ids"])
    ]


def passage_label(row: dict) -> str:
    """A line for a list of passages: its id, who speaks, and the beginning of our gist."""
    who = short_name(row["speaker_id"]) if row["speaker_id"] else row["voice"]
    return f"{row['passage_id']} · {who}: {shortened(row['gist'], 60)}"


def passage_card(passage_id: str) -> str:
    """One passage as a card: excerpt, voice, speaker, addressee, meeting, locator, and our gist."""
    row = passage(passage_id)
    relayed = f", relayed by {markup.text(short_name(row['reported_by_id']))}" if row["reported_by_id"] else ""
    to = f" to {markup.text(_addressee(row))}" if row["addressee_id"] else ""
    said = (
        f"{markup.text(name(row['speaker_id']))}{relayed}{to}" if row["speaker_id"] else "Nobody is named as speaking."
    )
    doubt = (
        markup.paragraph(f"<strong>Ambiguous:</strong> {markup.text(row['certainty_note'])}")
        if row["certainty"] == "ambiguous"
        else ""
    )
    return markup.figure(
        markup.quotation(row["excerpt"], "Retold here, not quoted.")
        + markup.paragraph(f"<strong>In our words:</strong> {markup.text(row['gist'])}")
        + doubt,
        f"{markup.badge(row['voice'])} {said}<br>{markup.text(_meeting(row['meeting_id']))} · {origin(row['locator'])} · {_length(row)}",
    )


def passages_side_by_side(left: str | None, right: str | None) -> Comparison:
    """Two passages beside each other and, under them, what is the same and what differs.

    left, right: passage ids; None where a filter leaves nothing to choose. Frame: property, left, right, same (boolean).
    """
    columns = ("property", "left", "right", "same")
    if left is None or right is None:
        side = "either side" if left is right else "the left" if left is None else "the right"
        return Comparison(
            f"No passage fits the filters on {side}: set one of them back to “{ANY}”.",
            "",
            [],
            columns,
        )
    one, other = passage(left), passage(right)
    rows = [
        (title, show(one), show(other))
        for title, show in (
            ("voice", lambda row: row["voice"]),
            ("mark", lambda row: row["mark"]),
            ("speaker", lambda row: short_name(row["speaker_id"])),
            ("relayed by", lambda row: short_name(row["reported_by_id"])),
            ("addressed to", _addressee),
            ("meeting", lambda row: _meeting(row["meeting_id"])),
            ("attribution", _attribution),
            ("what it does", _what_it_does),
            ("themes", _themes),
            ("words in the article", lambda row: row["words"]),
        )
    ]
    same = [a == b for _, a, b in rows]
    differing = [title for (title, _, _), equal in zip(rows, same, strict=True) if not equal]
    shared = sorted(set(one["theme_ids"]) & set(other["theme_ids"]))
    verdict = (
        "They are the same passage."
        if left == right
        else f"They differ in {', '.join(differing) or 'nothing but the words'}."
    )
    if shared and left != right:
        verdict += f" Both are about {_themes({'theme_ids': shared})}."
    table = markup.table(
        [(title, a, b, "same" if equal else "differs") for (title, a, b), equal in zip(rows, same, strict=True)],
        ("property", left, right, "compared"),
        "What is the same, what differs",
    )
    return Comparison(
        f"Left {left} ({one['voice']}), right {right} ({other['voice']}). {verdict}",
        markup.side_by_side(passage_card(left), passage_card(right)) + table,
        [(title, str(a), str(b), equal) for (title, a, b), equal in zip(rows, same, strict=True)],
        columns,
    )


def term_options() -> list[tuple[str, str]]:
    """(label, term_id) of every word that `term_counts.csv` counts."""
    return [(row["term"], row["term_id"]) for row in records("terms")]


def who_says(term: str) -> Comparison:
    """How often a term stands in the article, by voice, and where. Frame: voice, count, locators.

    term: a `term_id` of `terms.csv`. The counts were taken from the whole article, not from our excerpts.
    """
    known = by_key("terms", "term_id")
    if term not in known:
        raise SelectionError("counted term", term, f"one of {', '.join(known)}")
    hits = [row for row in records("term_counts") if row["term_id"] == term]
    rows = [
        (
            voice,
            sum(row["count"] for row in hits if row["voice"] == voice),
            ", ".join(dict.fromkeys(row["passage_id"] or row["locator"] for row in hits if row["voice"] == voice)),
        )
        for voice in VOICES
    ]
    speakers: dict[str, int] = {}
    for row in hits:
        if row["voice"] == "speaker":
            who = short_name(passage(row["passage_id"])["speaker_id"])
            speakers[who] = speakers.get(who, 0) + row["count"]
    total = sum(count for _, count, _ in rows)
    told = "; ".join(f"{who} {count}" for who, count in speakers.items())
    label = known[term]["term"]
    return Comparison(
        f"“{label}” stands {total} time{'' if total == 1 else 's'} in the article: "
        + ", ".join(f"{voice} {count}" for voice, count, _ in rows)
        + (f". Speakers: {told}." if told else ". No speaker says it."),
        markup.table(
            [(voice, count, where or "–") for voice, count, where in rows],
            ("voice", "times", "where"),
            f"Who says “{label}”?",
        ),
        rows,
        ("voice", "count", "locators"),
    )


def share_in_quotation_marks(rule: str = "paragraph") -> Comparison:
    """How much of the article stands inside double quotation marks, by section, under one rule for marks left open.

    rule: a key of `RULES`. Frame: section, words, quoted, share (per cent of the section's words).
    """
    if rule not in RULES:
        raise SelectionError("rule", rule, f"one of {', '.join(RULES)}")
    sections: dict[str, list[int]] = {}
    for row in records("paragraphs"):
        counted = sections.setdefault(f"S{row['section_number']} {row['section']}", [0, 0])
        counted[0] += row["words"]
        counted[1] += row[f"words_quoted_{rule}"]
    rows = [(section, words, quoted, round(100 * quoted / words, 1)) for section, (words, quoted) in sections.items()]
    words, quoted = sum(row[1] for row in rows), sum(row[2] for row in rows)
    rows.append(("whole article", words, quoted, round(100 * quoted / words, 1)))
    return Comparison(
        f"If {RULES[rule]}, {quoted:,} of {words:,} words ({100 * quoted / words:.1f} %) stand inside quotation marks.",
        markup.table(
            rows, ("section", "words", "of them quoted", "per cent"), f"Words inside quotation marks if {RULES[rule]}"
        ),
        rows,
        ("section", "words", "quoted", "share"),
    )
