"""Notebook 08: the claims of the publisher's frame, and a reader's own headline, held against the
text.

A reader calls `frame_claim`, `frame_claims_written_out` and `check_headline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import LABEL_SIGNS, UNANSWERED, Comparison, frozen
from khaddam_files.compare.people import short_name
from khaddam_files.data import records
from khaddam_files.wording import join_words, shorten, with_capital

if TYPE_CHECKING:
    from khaddam_files.rows import ClaimOfFrame, Passage

_CLAIM_VERDICT = Choice(
    "guess",
    {
        "supported": "passages support it",
        "partly": "a part of it stands in the text; something is missing, or a passage speaks "
        "against it",
        "not in the text": "no passage says it",
        "contradicted": "a passage, or another document, says otherwise",
    },
    UNANSWERED,
)
VERDICTS_ON_CLAIMS = _CLAIM_VERDICT.meanings
# a guess that is not our verdict: what tempts to it where there are places to lean on, where not
_TEMPTATIONS = {
    "supported": (
        "It looks so, because {} near. Ask of each word of the claim which passage has it.",
        "The page prints it with confidence, but look for the paragraph that says it.",
    ),
    "partly": (
        "You may say so, if {} half of it. Ask whether anything is missing.",
        "The subject does come up. But to be supported in part, some part of the claim itself "
        "needs a passage.",
    ),
    "not in the text": (
        "The same words are not there, that is true. Read {} for the thought.",
        "No passage supports it, that is true. But another document says otherwise, and that is "
        "more than silence.",
    ),
    "contradicted": (
        "One can see why: {} the other way. Does that deny the whole claim?",
        "No passage denies it. Not to be confirmed and to be denied are two things.",
    ),
}
_READ_TOGETHER = (("headline", "standfirst"), ("section title", "caption"))
_HEADLINE_WORDS = 25
HEADLINE_CLAUSES = 4
_ON_PASSAGE, _ON_INFERENCE = "a passage", "your inference"
CLAUSE_STANDINGS = (
    _ON_PASSAGE,
    "a later note",
    "narration",
    "the publisher's words",
    _ON_INFERENCE,
)
_PLACE_PATTERN = re.compile(r"S(\d{1,3})\.\d{1,3}(-[a-z]\d{1,3})?", re.ASCII)


# ---------------------------------------------------------------- the claims of the frame


class Side(NamedTuple):
    """A place for or against a claim."""

    side: str
    locator: str


@frozen
class FrameClaim(Comparison):
    """One claim of the frame; without rows while the reply is hidden.

    claim: row of `framing.csv`; guess: the reader's verdict; temptation: what speaks for it where
    it is not ours; guesses: framing_id -> verdict of all that the reader has answered.
    """

    rows: Sequence[Side]
    claim: ClaimOfFrame
    guess: str
    temptation: str
    guesses: Mapping[str, str]
    row_type = Side


class FrameRow(NamedTuple):
    framing_id: str
    part: str
    locator: str
    claim: str


@frozen
class FrameClaims(Comparison):
    """Every claim of the frame."""

    rows: Sequence[FrameRow]
    row_type = FrameRow


def claim_of_frame(framing_id: str) -> ClaimOfFrame:
    """A row of `framing.csv`. Raises `SelectionError` for another id."""
    return find("framing", framing_id, "claim of the frame")


def frame_place(claim: ClaimOfFrame) -> str:
    """In which part of the frame a claim is made, and where."""
    return f"{claim['part'].capitalize()}, {claim['locator']}"


def claims_around(claim: ClaimOfFrame) -> list[ClaimOfFrame]:
    """The claims that a reader meets together with this one: headline and standfirst stand on one
    page, as do the titles of sections, and the captions."""
    parts = next((pair for pair in _READ_TOGETHER if claim["part"] in pair), (claim["part"],))
    return [row for row in records("framing") if row["part"] in parts]


def frame_claim_options() -> list[tuple[str, str]]:
    """(label, framing_id) of the claims that headline, titles, captions and the rest make."""
    return [
        (shorten(f"{frame_place(row)}: {row['claim']}", LABEL_SIGNS), row["framing_id"])
        for row in records("framing")
    ]


@cache
def passages_by_place() -> dict[str, list[Passage]]:
    """The passages of each paragraph by its locator, and each passage by its id."""
    places: dict[str, list[Passage]] = {}
    for row in records("passages"):
        for place in (row["locator"], row["passage_id"]):
            places.setdefault(place, []).append(row)
    return places


def _gists_by_speaker(passages: Iterable[Passage]) -> dict[str, str]:
    """Who speaks -> what they say, in our words."""
    gists: dict[str, list[str]] = {}
    for row in passages:
        speaker, voice = row["speaker_id"], row["voice"]
        who = f"{short_name(speaker)} ({voice})" if speaker else voice
        gists.setdefault(who, []).append(row["gist"])
    return {who: " ".join(of_speaker) for who, of_speaker in gists.items()}


def words_by_speaker(locator: str) -> dict[str, str]:
    """Who says what at a place; a bracket is nobody's argument, so it is passed over."""
    passages = passages_by_place().get(locator, ())
    return _gists_by_speaker(row for row in passages if row["mark"] != "bracket")


def frame_claim(
    framing_id: str, guess: str = UNANSWERED, guesses: Mapping[str, str] | None = None
) -> FrameClaim:
    """One claim of the frame: with a guess, also our verdict, its reason, and the places.

    guess: a key of `VERDICTS_ON_CLAIMS`, or `UNANSWERED` while the reply is hidden; guesses:
    framing_id -> guess, of the claims around it. Frame: side (for or against), locator; empty while
    the reply is hidden. Raises `SelectionError` for a claim or a guess that does not exist.
    """
    claim = claim_of_frame(framing_id)
    others = {
        claim_of_frame(name)["framing_id"]: _CLAIM_VERDICT.check(other)
        for name, other in (guesses or {}).items()
    }
    if _CLAIM_VERDICT.check(guess) == UNANSWERED:
        sentence = f"{frame_place(claim)}: not answered yet."
        others.pop(framing_id, None)
        return FrameClaim(
            sentence=sentence, rows=[], claim=claim, guess=guess, temptation="", guesses=others
        )
    agree = guess == claim["verdict"]
    supporting, against = claim["supporting_locators"], claim["against_locators"]
    return FrameClaim(
        sentence=f"{frame_place(claim)}: you say “{guess}”, we say “{claim['verdict']}”"
        f"{', as you do' if agree else ''}.",
        rows=[Side("for", name) for name in supporting]
        + [Side("against", name) for name in against],
        claim=claim,
        guess=guess,
        temptation="" if agree else _temptation(claim, guess),
        guesses={**others, framing_id: guess},
    )


def _temptation(claim: ClaimOfFrame, guess: str) -> str:
    """What makes another verdict than ours tempting, and where to look."""
    supporting, against = claim["supporting_locators"], claim["against_locators"]
    leaning = {
        "supported": _places_and_verb(supporting, "come"),
        "partly": _places_and_verb(supporting, "seem") if claim["verdict"] == "supported" else "",
        "not in the text": join_words([*supporting, *against]),
        "contradicted": _places_and_verb(against, "point"),
    }
    with_places, without = _TEMPTATIONS[guess]
    return with_places.format(leaning[guess]) if leaning[guess] else without


def _places_and_verb(places: Sequence[str], verb: str) -> str:
    """Places as the subject of a verb: S5.3 points, S5.3 and S8.1 point. Nothing for none."""
    return f"{join_words(places)} {verb}{'s' if len(places) == 1 else ''}" if places else ""


def frame_score(guesses: Mapping[str, str]) -> str:
    """One sentence on how many claims were guessed, and how many as we judge.

    guesses: framing_id -> a key of `VERDICTS_ON_CLAIMS`. Raises `SelectionError` for a claim or a
    guess that does not exist.
    """
    right = [
        _CLAIM_VERDICT.check(guess) == claim_of_frame(name)["verdict"]
        for name, guess in guesses.items()
    ]
    return f"{len(right)} of {len(records('framing'))} claims answered, {sum(right)} as we judge."


def frame_claims_written_out() -> FrameClaims:
    """Every claim of the frame with its verdict folded away, for reading without a click.

    Frame: framing_id, part, locator, claim.
    """
    rows = [
        FrameRow(row["framing_id"], row["part"], row["locator"], row["claim"])
        for row in records("framing")
    ]
    return FrameClaims(
        sentence=f"The {len(rows)} claims of headline, standfirst, front matter, titles and "
        "captions; each opens to its verdict.",
        rows=rows,
    )


# ---------------------------------------------------------------- the reader's own headline


class Clause(NamedTuple):
    """One clause of a headline: its place, its number of words, what it rests on.

    standing: one of `CLAUSE_STANDINGS`; found: what stands at the place, or why there is none.
    """

    clause: str
    locator: str
    words: int
    standing: str
    found: str


@frozen
class Headline(Comparison):
    """A headline of the reader's own. length: how many words it has of how many, as a phrase."""

    rows: Sequence[Clause]
    length: str = ""
    row_type = Clause


def _standing_of_place(place: str) -> tuple[str, str]:
    """What a clause rests on by the place given for it: its standing, and what stands there."""
    text = place.strip()
    if not text:
        return _ON_INFERENCE, "No place given."
    locator = with_capital(text)
    if not _PLACE_PATTERN.fullmatch(locator):
        expected = "a paragraph such as S5.3, or a passage such as S5.3-q1"
        return _ON_INFERENCE, f"This is no locator: expected {expected}."
    if locator in passages_by_place():
        return _standing_of_passages(passages_by_place()[locator])
    if locator in by_key("paragraphs"):
        return "narration", "The magazine's own narration; nobody is quoted here."
    return _ON_INFERENCE, _refusal_of_place(locator)


def _standing_of_passages(passages: Sequence[Passage]) -> tuple[str, str]:
    """Whose words stand at a place, and what they say."""
    sentence = " ".join(f"{who}: {gists}" for who, gists in _gists_by_speaker(passages).items())
    # a bracket throws no doubt on who speaks around it
    with_speaker = [row for row in passages if row["mark"] != "bracket" or len(passages) == 1]
    if any(row["certainty"] == "ambiguous" for row in with_speaker):
        sentence += " Who speaks here is not certain."
    voices = {row["voice"] for row in passages}
    if "speaker" in voices:
        return _ON_PASSAGE, sentence
    return "a later note" if "later notes" in voices else "the publisher's words", sentence


def _refusal_of_place(name: str) -> str:
    """Where the section ends, or that there is none."""
    number = name.removeprefix("S").split(".")[0]
    rows = (row for row in records("paragraphs") if str(row["section_number"]) == number)
    section = [row["locator"] for row in rows]
    if not section:
        return "There is no such section: the article has S0 to S11."
    return (
        f"There is no such place: the section runs from {section[0]} to {section[-1]}; "
        f"look for passages of {name.split('-')[0]} in notebook 03."
    )


def _checked_clauses(clauses: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The clauses with their places. Raises `SelectionError` for too many, and for one that is not
    two texts."""
    pairs = list(clauses)
    for pair in pairs:
        texts = isinstance(pair, (tuple, list)) and [text for text in pair if isinstance(text, str)]
        if not texts or not len(pair) == len(texts) == 2:
            expected = 'two texts such as ("no war", "S5.3"), the second may be empty'
            raise SelectionError("clause with its place", pair, expected)
    if len(pairs) > HEADLINE_CLAUSES:
        expected = f"at most {HEADLINE_CLAUSES}"
        raise SelectionError("headline of so many clauses:", len(pairs), expected)
    return pairs


def check_headline(clauses: Iterable[tuple[str, str]]) -> Headline:
    """A headline clause by clause: whether the place given for each exists, and who speaks there.

    clauses: up to four (clause, locator) pairs; a locator is a paragraph such as S5.3 or a passage
    such as S5.3-q1; without one a clause is an inference. Words are what stands between blanks, so
    that any script is counted alike. Whether the place bears the clause is for a human reader.
    Raises `SelectionError` for too many clauses, or for one that is not two texts. Frame: clause,
    locator, words, standing, found.
    """
    rows = []
    for clause, locator in _checked_clauses(clauses):
        if clause.strip() or locator.strip():
            standing, what_stands = _standing_of_place(locator)
            words = len(clause.split())
            standing = standing if words else "no words yet"
            rows.append(Clause(clause, locator, words, standing, what_stands))
    if not rows:
        sentence = (
            f"No headline of yours yet: up to {HEADLINE_CLAUSES} clauses, at most "
            f"{_HEADLINE_WORDS} words, a place for each."
        )
        return Headline(sentence=sentence, rows=rows)
    words = sum(row.words for row in rows)
    over = words - _HEADLINE_WORDS
    length = (
        f"{words} words, {over} too many" if over > 0 else f"{words} of {_HEADLINE_WORDS} words"
    )
    counts = {
        standing: sum(row.standing == standing for row in rows) for standing in CLAUSE_STANDINGS
    }
    resting = ", ".join(
        f"{standing} {count}"
        for standing, count in counts.items()
        if count or standing in (_ON_PASSAGE, _ON_INFERENCE)
    )
    sentence = f"Your headline: {length}. Clauses by what they rest on: {resting}."
    return Headline(sentence=sentence, rows=rows, length=length)
