"""Comparisons: pure functions from a selection to a `Comparison`. No widgets, no drawing, no state.

Each function here is the twin of a widget: called plainly it shows the same content as text and table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from khaddam_files import __version__, markup
from khaddam_files.data import records

ANSWERS = ("said that day", "added later", "cannot tell")
FEEDBACK = dict(zip(ANSWERS, ("feedback_said", "feedback_added", "feedback_cannot"), strict=True))
FILTERS = ("meeting", "speaker", "voice", "mark", "theme")
ANY = "any"
NOBODY = "nobody named"
UNANSWERED = "choose an answer"
RULES = {
    "paragraph": "an open quotation ends with its paragraph",
    "until_closed": "an open quotation runs on to the next mark",
    "closed_only": "only quotations that are closed count",
}
VOICES = ("speaker", "note-taker", "editor", "headline")


class SelectionError(LookupError):
    """Something was selected that does not exist; the message says what was expected."""

    def __init__(self, what, found, expected):
        super().__init__(f"There is no {what} {found!r}: expected {expected}.")

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


@dataclass(frozen=True)
class Comparison:
    """What a comparison shows: one sentence that names the selection, the piece of HTML under it, and the frame behind both."""

    sentence: str
    html: str
    frame: pd.DataFrame

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.page(), "text/plain": self.sentence}

    def page(self) -> str:
        """Sentence and content as one piece of HTML."""
        return markup.paragraph(markup.text(self.sentence)) + self.html


@cache
def _by_key(table: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in records(table)}


def passage(passage_id: str) -> dict:
    """One row of `passages.csv`; raises `SelectionError` for an id that does not exist."""
    known = _by_key("passages", "passage_id")
    if passage_id not in known:
        raise SelectionError("passage", passage_id, "an id such as S10.7-q1; table('passages') lists them all")
    return known[passage_id]


def name(person_id: str | None) -> str:
    """A person's name with the office held on 16 March 2003; namesakes make the office necessary."""
    if person_id is None:
        return NOBODY
    person = _by_key("people", "person_id")[person_id]
    return f"{person['name']} ({person['role_on_2003_03_16']})"


def _short(person_id: str | None) -> str:
    return NOBODY if person_id is None else _by_key("people", "person_id")[person_id]["name"]


def _meeting(meeting_id: str | None) -> str:
    return "no meeting" if meeting_id is None else _by_key("meetings", "meeting_id")[meeting_id]["title"]


def _addressee(row: dict) -> str:
    """To whom a passage is said, and whether the text says so or we infer it."""
    return (
        " and ".join(map(_short, row["addressee_id"])) + f" ({row['addressee_basis']})"
        if row["addressee_id"]
        else NOBODY
    )


def _themes(row: dict) -> str:
    return ", ".join(_by_key("themes", "theme_id")[theme]["theme"] for theme in row["theme_ids"]) or "none"


# ---------------------------------------------------------------- passages


def filter_options(name_of_filter: str) -> list[tuple[str, str]]:
    """(label, value) pairs for one filter of the passages, `ANY` first; where the text names no speaker the value is `NOBODY`."""
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
    who = _short(row["speaker_id"]) if row["speaker_id"] else row["voice"]
    gist = row["gist"] if len(row["gist"]) <= 60 else row["gist"][:57].rsplit(" ", 1)[0] + " …"
    return f"{row['passage_id']} · {who}: {gist}"


def passage_card(passage_id: str) -> str:
    """One passage as a card: excerpt, voice, speaker, addressee, meeting, locator, and our gist."""
    row = passage(passage_id)
    relayed = f", relayed by {markup.text(_short(row['reported_by_id']))}" if row["reported_by_id"] else ""
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
        f"{markup.badge(row['voice'])} {said}<br>{markup.text(_meeting(row['meeting_id']))} · {markup.text(row['locator'])} · {row['words']} words in the source",
    )


def passages_side_by_side(left: str | None, right: str | None) -> Comparison:
    """Two passages beside each other and, under them, what is the same and what differs.

    left, right: passage ids; None where a filter leaves nothing to choose. Frame: property, left, right, same (boolean).
    """
    if left is None or right is None:
        side = "either side" if left is right else "the left" if left is None else "the right"
        return Comparison(
            f"No passage fits the filters on {side}: set one of them back to “{ANY}”.",
            "",
            pd.DataFrame(columns=["property", "left", "right", "same"]),
        )
    one, other = passage(left), passage(right)
    rows = [
        (title, show(one), show(other))
        for title, show in (
            ("voice", lambda row: row["voice"]),
            ("mark", lambda row: row["mark"]),
            ("speaker", lambda row: _short(row["speaker_id"])),
            ("relayed by", lambda row: _short(row["reported_by_id"])),
            ("addressed to", _addressee),
            ("meeting", lambda row: _meeting(row["meeting_id"])),
            ("attribution", lambda row: row["certainty"]),
            ("function", lambda row: row["function"]),
            ("themes", _themes),
            ("words in the source", lambda row: row["words"]),
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
        pd.DataFrame(
            [(title, str(a), str(b), equal) for (title, a, b), equal in zip(rows, same, strict=True)],
            columns=["property", "left", "right", "same"],
        ),
    )


def term_options() -> list[tuple[str, str]]:
    """(label, term_id) of every word that `term_counts.csv` counts."""
    return [(row["term"], row["term_id"]) for row in records("terms")]


def who_says(term: str) -> Comparison:
    """How often a term stands in the article, by voice, and where. Frame: voice, count, locators.

    term: a `term_id` of `terms.csv`. The counts were taken from the whole article, not from our excerpts.
    """
    known = _by_key("terms", "term_id")
    if term not in known:
        raise SelectionError("counted term", term, f"one of {', '.join(known)}")
    hits = [row for row in records("term_counts") if row["term_id"] == term]
    frame = pd.DataFrame(
        [
            (
                voice,
                sum(row["count"] for row in hits if row["voice"] == voice),
                ", ".join(dict.fromkeys(row["passage_id"] or row["locator"] for row in hits if row["voice"] == voice)),
            )
            for voice in VOICES
        ],
        columns=["voice", "count", "locators"],
    )
    speakers: dict[str, int] = {}
    for row in hits:
        if row["voice"] == "speaker":
            who = _short(passage(row["passage_id"])["speaker_id"])
            speakers[who] = speakers.get(who, 0) + row["count"]
    total = int(frame["count"].sum())
    told = "; ".join(f"{who} {count}" for who, count in speakers.items())
    label = known[term]["term"]
    return Comparison(
        f"“{label}” stands {total} time{'' if total == 1 else 's'} in the article: "
        + ", ".join(f"{row.voice} {row.count_}" for row in frame.rename(columns={"count": "count_"}).itertuples())
        + (f". Speakers: {told}." if told else ". No speaker says it."),
        markup.table(
            [
                (row.voice, int(row.count_), row.locators or "–")
                for row in frame.rename(columns={"count": "count_"}).itertuples()
            ],
            ("voice", "times", "where"),
            f"Who says “{label}”?",
        ),
        frame,
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
    columns = ["section", "words", "quoted", "share"]
    return Comparison(
        f"If {RULES[rule]}, {quoted} of {words} words ({100 * quoted / words:.1f} %) stand inside quotation marks.",
        markup.table(
            rows, ("section", "words", "of them quoted", "per cent"), f"Words inside quotation marks if {RULES[rule]}"
        ),
        pd.DataFrame(rows, columns=columns),
    )


# ---------------------------------------------------------------- the six cards


def card_options() -> list[tuple[str, str]]:
    """(label, card_id) of the six cards, in order."""
    return [
        (f"Card {row['order']}: {passage(row['passage_id'])['locator']}", row["card_id"])
        for row in sorted(records("cards"), key=lambda row: row["order"])
    ]


def card(card_id: str, answer: str = UNANSWERED) -> Comparison:
    """One card: the passage and the question; with an answer, also the feedback and the evidence.

    answer: one of `ANSWERS`, or `UNANSWERED` while the card is face down. Frame: answer, feedback, is_answer (empty while face down).
    """
    cards = _by_key("cards", "card_id")
    if card_id not in cards:
        raise SelectionError("card", card_id, f"one of {', '.join(cards)}")
    if answer not in (UNANSWERED, *ANSWERS):
        raise SelectionError("answer", answer, f"one of {', '.join(ANSWERS)}")
    row = cards[card_id]
    source = passage(row["passage_id"])
    front = markup.figure(
        markup.quotation(source["excerpt"], source["gist"])
        + markup.paragraph(f"<strong>{markup.text(row['question'])}</strong>"),
        f"Al Majalla, 23 March 2024, {markup.text(source['locator'])}",
    )
    heading = f"Card {row['order']} of {len(cards)}, {source['locator']}"
    if answer == UNANSWERED:
        return Comparison(
            f"{heading}: not answered yet.", front, pd.DataFrame(columns=["answer", "feedback", "is_answer"])
        )
    agree = answer == row["answer"]
    back = (
        markup.paragraph(markup.text(row[FEEDBACK[answer]]))
        + markup.paragraph(f"<strong>The evidence:</strong> {markup.text(row['evidence'])}")
        + markup.paragraph(f"<strong>What it teaches:</strong> {markup.text(row['surprise'])}")
        + sources_line(row["source_ids"])
    )
    return Comparison(
        f"{heading}: you say “{answer}”; the evidence says “{row['answer']}”{', as you do' if agree else ''}.",
        front + back,
        pd.DataFrame(
            [(choice, row[FEEDBACK[choice]], choice == row["answer"]) for choice in ANSWERS],
            columns=["answer", "feedback", "is_answer"],
        ),
    )


def score(answers: dict[str, str]) -> str:
    """One sentence on how many cards were answered, and how many as the evidence says."""
    cards = _by_key("cards", "card_id")
    right = sum(cards[card_id]["answer"] == answer for card_id, answer in answers.items())
    line = f"{len(answers)} of {len(cards)} cards answered, {right} as the evidence says."
    return line + (
        " All six are done: the three oddest are Gul's office, the summit, and the “new Vietnam” that nobody says."
        if len(answers) == len(cards)
        else ""
    )


def cards_written_out() -> Comparison:
    """All six cards with their evidence folded away, for reading without a click on any control. Frame: card_id, locator, question."""
    pieces = []
    for _, card_id in card_options():
        row = _by_key("cards", "card_id")[card_id]
        opened = card(card_id, row["answer"])
        pieces.append(
            card(card_id).html
            + markup.details(f"Open the evidence on card {row['order']}", opened.html.removeprefix(card(card_id).html))
        )
    frame = pd.DataFrame(
        [(row["card_id"], passage(row["passage_id"])["locator"], row["question"]) for row in records("cards")],
        columns=["card_id", "locator", "question"],
    )
    return Comparison(
        f"The {len(pieces)} cards, face down; each opens on a click, also where no code runs.", "".join(pieces), frame
    )


# ---------------------------------------------------------------- sources


def source_link(source_id: str) -> str:
    """A short citation with its link and the id by which `sources.csv` knows it."""
    row = _by_key("sources", "source_id")[source_id]
    when = (
        row["date"].isoformat()
        if row["date"] and row["date_precision"] == "day"
        else str(row["date"].year)
        if row["date"]
        else row["date_printed"]
    )
    title = markup.text(row["title"])
    linked = f'<a href="{markup.text(row["url"])}">{title}</a>' if row["url"] else title
    return f"{markup.text(row['author_or_publisher'])}, {linked}, {markup.text(when)} [{markup.text(source_id)}]"


def sources_line(source_ids) -> str:
    """The sources behind a statement, folded away."""
    return markup.details(
        f"Sources ({len(source_ids)})",
        "<ul>" + "".join(f"<li>{source_link(source)}</li>" for source in source_ids) + "</ul>",
    )


def bibliography(*source_ids: str) -> Comparison:
    """The sources that a notebook cites, in the order given. Frame: the rows of `sources.csv`."""
    known = _by_key("sources", "source_id")
    missing = [source for source in source_ids if source not in known]
    if missing:
        raise SelectionError("source", missing[0], "an id of sources.csv such as W04")
    items = "".join(f"<li>{source_link(source)}</li>" for source in source_ids)
    return Comparison(
        f"{len(source_ids)} sources are cited on this page.",
        f"<ul>{items}</ul>",
        pd.DataFrame([known[source] for source in source_ids]),
    )


def cite_this(title: str) -> Comparison:
    """How to cite one notebook of this collection, with its version. Frame: title, version."""
    sentence = (
        f"Cite this page as: “{title}”, in The Khaddam Files: a guided reading of one source, version {__version__}."
    )
    return Comparison(sentence, "", pd.DataFrame([(title, __version__)], columns=["title", "version"]))
