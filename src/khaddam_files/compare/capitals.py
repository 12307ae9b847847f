"""Notebook 04: two voices on one topic, one topic or all over every pair of voices, silences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import Comparison
from khaddam_files.compare.criteria import Criteria
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import name, short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of

if TYPE_CHECKING:
    from khaddam_files.rows import Passage, Position, Relation, Silence

UNJUDGED_PAIR = "not judged yet"
RELATION = Choice("judgement", Criteria("relation"), UNJUDGED_PAIR)
RELATIONS = RELATION.meanings
SILENT = ("one is silent", "both are silent")
FIRMNESS = Criteria("firmness")
ALL_TOPICS = "all four topics"
READINGS = {
    "first": "one reader’s judgement",
    "other": "the other reading where there is one",
}
READING = Choice("reading", READINGS)
UNJUDGED_SILENCE = "not judged yet"
EXPECTATION = Choice("judgement of a silence", Criteria("silence"), UNJUDGED_SILENCE)
EXPECTATIONS = EXPECTATION.meanings
NO_SECOND_SILENCE = "nothing beside it"
OPEN = 2  # passages of a card that are not folded
TWO_TALKS = "two talks"


class ShownPassage(NamedTuple):
    """A row of `passages.csv` on a card, what must be said with it, and whether it is folded."""

    row: Passage
    notes: Sequence[str]
    folded: bool


@dataclass(frozen=True, eq=False)
class VoiceCard:
    """A row of `positions.csv`, who speaks for whom, and the passages in order of the article."""

    position: Position
    who: str
    passages: Sequence[ShownPassage]


@dataclass(frozen=True, eq=False)
class Reply:
    """A row of `relations.csv` beside a reader's judgement, and what to look at again."""

    row: Relation
    judgement: str
    hint: str
    cautions: Sequence[str]


class JudgedPair(NamedTuple):
    """A reader's judgement on a pair beside that of the table, and the places of its reason."""

    topic: str
    pair: str
    yours: str
    table: str
    locators: str


@dataclass(frozen=True, kw_only=True)
class JudgedPairs(Comparison):
    rows: Sequence[JudgedPair]
    row_type = JudgedPair


class VoicePosition(NamedTuple):
    """What a voice holds, how firmly, and where; the position is empty where it is silent."""

    voice: str
    certainty: str
    position: str
    locators: str


@dataclass(frozen=True, kw_only=True)
class TwoVoices(Comparison):
    """Two cards; the reply, None where both are of one voice; what was judged before, if shown."""

    rows: Sequence[VoicePosition]
    cards: Sequence[VoiceCard]
    reply: Reply | None
    judged: JudgedPairs | None = None
    row_type = VoicePosition


class PairOnTopic(NamedTuple):
    """Two voices on a topic: between whose capitals, in which talks, and how they stand."""

    topic: str
    voice_a: str
    voice_b: str
    capitals: str
    talk: str
    relation: str
    disputable: bool


@dataclass(frozen=True, kw_only=True)
class AgreementOnTopic(Comparison):
    """Every pair on one topic. voices: in the order of the matrix; reasons: one for each row."""

    rows: Sequence[PairOnTopic]
    topic: str
    voices: Sequence[str]
    reasons: Sequence[Reply]
    row_type = PairOnTopic


@dataclass(frozen=True, kw_only=True)
class OverallAgreement(Comparison):
    """Every pair over all topics. reading, where_both_speak: in words; notes: on single voices."""

    rows: Sequence[PairOnTopic]
    reading: str
    where_both_speak: str
    notes: Sequence[str]
    row_type = PairOnTopic


@dataclass(frozen=True, eq=False)
class SilenceCard:
    """A row of `silences.csv` with a judgement on it, and what it names, in words.

    nearest: (place, what stands there).
    """

    row: Silence
    judgement: str
    times: str
    nearest: Sequence[tuple[str, str]]
    might_have_raised_it: str
    searched_elsewhere: str


class SilenceRow(NamedTuple):
    """What is not spoken of, the words searched, how often they stand, and our judgement."""

    silence_id: str
    topic: str
    words_searched: str
    count: int  # type: ignore[assignment]  # hides the method of a tuple
    expected: str


@dataclass(frozen=True, kw_only=True)
class Silences(Comparison):
    """One card or two."""

    rows: Sequence[SilenceRow]
    cards: Sequence[SilenceCard]
    row_type = SilenceRow


@cache
def voice_topic_options() -> tuple[tuple[str, str], ...]:
    """(label, topic_id) of the topics that the page compares."""
    return tuple((row["topic"], row["topic_id"]) for row in records("topics") if row["on_page"])


def every_topic() -> list[str]:
    """The topic ids of the table, those that the page does not compare among them."""
    return list(by_key("topics"))


def voice_options() -> list[tuple[str, str]]:
    """(label, voice) of the five voices, with their capital."""
    voices = by_key("capital_voices").items()
    return [(f"{voice} ({row['capital']})", voice) for voice, row in voices]


def pair_judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of a pair."""
    return [(value, value) for _, value in RELATION.options()]


@cache
def _positions() -> dict[tuple[str, str], Position]:
    return {(row["topic_id"], row["voice"]): row for row in records("positions")}


def _position_row(topic: str, voice: str) -> VoicePosition:
    row = _positions()[topic, voice]
    places = ", ".join(row["locators"])
    return VoicePosition(voice, row["certainty"], row["position"] or "", places)


@cache
def _relations() -> dict[tuple[str, frozenset[str]], Relation]:
    rows = records("relations")
    return {(row["topic_id"], frozenset((row["voice_a"], row["voice_b"]))): row for row in rows}


def _who(position: Position) -> str:
    """Speaker with office, and whom the words are for."""
    voice = find("capital_voices", position["voice"])
    listeners = " and ".join(map(short_name, voice["listener_ids"]))
    return f"{name(voice['speaker_id'])}, to {listeners}"


def _passages_behind(position: Position) -> list[Passage]:
    """The passages a position rests on; at a place without one, the speaker's passages there."""
    speaker = find("capital_voices", position["voice"])["speaker_id"]
    listed = [passage(passage_id) for passage_id in position["passage_ids"]]
    places = set(position["locators"]) - {row["locator"] for row in listed}
    spoken = (row for row in records("passages") if row["speaker_id"] == speaker)
    passages = [*listed, *(row for row in spoken if row["locator"] in places)]
    in_order = list(by_key("paragraphs"))
    return sorted(passages, key=lambda row: in_order.index(row["locator"]))


def _reasons_that_name(locator: str, topic: str, voice: str) -> int:
    """How many reasons on this voice and topic name a place: the more, the sooner it is shown."""
    place = re.compile(rf"\b{re.escape(locator)}\b")
    of_voice = (row for (on, pair), row in _relations().items() if on == topic and voice in pair)
    return sum(bool(place.search(row["reason"])) for row in of_voice)


def _notes_on(row: Passage, voice: str) -> list[str]:
    """The id of a passage, our gist beside its words, another listener than the card's, a doubt."""
    notes = [f"{row['passage_id']}: {row['gist']}" if row["excerpt"] else row["passage_id"]]
    listeners = find("capital_voices", voice)["listener_ids"]
    if row["addressee_id"] and not set(row["addressee_id"]) & set(listeners):
        others = " and ".join(map(short_name, row["addressee_id"]))
        notes.append(f"said to {others}, by this voice’s own account")
    if row["certainty"] == "ambiguous":
        notes.append(f"ambiguous: {row['certainty_note']}")
    return notes


@cache
def _voice_card(topic: str, voice: str) -> VoiceCard:
    position = _positions()[topic, voice]
    passages = _passages_behind(position)
    by_reasons = sorted(passages, key=lambda row: -_reasons_that_name(row["locator"], topic, voice))
    shown = [ShownPassage(row, _notes_on(row, voice), row in by_reasons[OPEN:]) for row in passages]
    return VoiceCard(position, _who(position), shown)


def _hint_on_silence(topic: str, voices: Iterable[str], judgement: str) -> str:
    """Where a judgement is wrong about who speaks at all: the places that show it."""
    places = {voice: ", ".join(_positions()[topic, voice]["locators"]) for voice in voices}
    speaking = [f"{voice} at {where}" for voice, where in places.items() if where]
    if judgement in SILENT and speaking:
        return f"But the article has {' and '.join(speaking)}."
    quiet = " or of ".join(voice for voice, where in places.items() if not where)
    return f"But it has no word of {quiet} on this topic, so there is nothing to weigh against it."


def _question_between(judgement: str, relation: str) -> str:
    """What tells two relations apart."""
    pair = {judgement, relation}
    rows = records("tell_apart")
    return next(row["question"] for row in rows if {row["relation_a"], row["relation_b"]} == pair)


@cache
def _reply(topic: str, left: str, right: str, judgement: str) -> Reply:
    row = _relations()[topic, frozenset((left, right))]
    if judgement in (UNJUDGED_PAIR, row["relation"]):
        hint = ""
    elif judgement == row["other_reading"]:
        hint = "That can be defended; the reason is below."
    elif judgement in SILENT or row["relation"] in SILENT:
        hint = _hint_on_silence(topic, (left, right), judgement)
    else:
        hint = _question_between(judgement, row["relation"])
    return Reply(row, judgement, hint, _cautions(row))


def _cautions(row: Relation) -> list[str]:
    """What must be kept in mind of a pair, whatever the judgement."""
    voices, cautions = (row["voice_a"], row["voice_b"]), []
    speakers = {find("capital_voices", voice)["speaker_id"] for voice in voices}
    if len(speakers) == 1 and row["relation"] != "both are silent":
        cautions.append(
            "One man, two listeners, one day. The listener, the turn of the talk or a later hand "
            "may have made the difference; the article does not say which."
        )
    return cautions


def _verdict(row: Relation, judgement: str) -> str:
    """A judgement beside that of the table, in one sentence."""
    if judgement == UNJUDGED_PAIR:
        return "You have not judged yet."
    if judgement == row["relation"]:
        disputed = ", and it can be disputed" if row["disputable"] else ""
        return f"You and the table both say “{judgement}”{disputed}."
    defended = "; yours can be defended" if judgement == row["other_reading"] else ""
    return f"You say “{judgement}”, the table “{row['relation']}”{defended}."


def voices_side_by_side(
    topic: str, left: str, right: str, judgement: str = UNJUDGED_PAIR
) -> TwoVoices:
    """Two voices on one topic as cards, and the reply to a judgement on them.

    topic: a `topic_id` of `topics.csv`; left, right: a `voice` of `capital_voices.csv`; judgement:
    a key of `RELATIONS`, or `UNJUDGED_PAIR`, which leaves the table's judgement folded. Raises
    `SelectionError` for a topic, voice or judgement that does not exist.
    """
    label = find("topics", topic)["topic"]
    for voice in (left, right):
        find("capital_voices", voice, "voice")
    RELATION.check(judgement)
    reply = _reply(topic, left, right, judgement) if left != right else None
    same = "It is the same voice: choose another on one side."
    verdict = _verdict(reply.row, judgement) if reply else same
    return TwoVoices(
        sentence=f"{label}: {left} beside {right}. {verdict}",
        rows=[_position_row(topic, voice) for voice in dict.fromkeys((left, right))],
        cards=[_voice_card(topic, voice) for voice in (left, right)],
        reply=reply,
    )


def _judged_pair(topic: str, pair: frozenset[str], judgement: str) -> JudgedPair:
    label, yours = find("topics", topic)["topic"], RELATION.check(judgement)
    if (topic, pair) not in _relations():
        voices = ", ".join(by_key("capital_voices"))
        raise SelectionError("pair of voices", set(pair), f"two of {voices}")
    row = _relations()[topic, pair]
    voices, places = f"{row['voice_a']} – {row['voice_b']}", ", ".join(row["locators"])
    return JudgedPair(label, voices, yours, row["relation"], places)


def judged_pairs(judgements: Mapping[tuple[str, frozenset[str]], str]) -> JudgedPairs:
    """The table of agreements and differences that a reader has made so far, with locators.

    judgements: (topic_id, frozenset of two voices) -> judgement. Raises `SelectionError` for a
    topic, pair or judgement that does not exist.
    """
    rows = [_judged_pair(*place, judgement) for place, judgement in judgements.items()]
    agreements = count_of(sum(row.yours == "agree" for row in rows), "agreement")
    differences = count_of(sum(row.yours.startswith("differ") for row in rows), "difference")
    return JudgedPairs(sentence=f"So far: {agreements}, {differences}.", rows=rows)


def agreement_topic_options() -> list[tuple[str, str]]:
    """(label, value) of the topics, `ALL_TOPICS` first."""
    return [(ALL_TOPICS, ALL_TOPICS), *voice_topic_options()]


def reading_options() -> list[tuple[str, str]]:
    """(label, value) of the two ways to read the table."""
    return [(words, reading) for reading, words in READINGS.items()]


def _pair_on_topic(row: Relation, reading: str) -> PairOnTopic:
    one, other = (find("capital_voices", voice) for voice in (row["voice_a"], row["voice_b"]))
    same_capital, same_talk = one["capital"] == other["capital"], one["talk"] == other["talk"]
    other_reading = row["other_reading"] if reading == "other" and row["disputable"] else None
    return PairOnTopic(
        find("topics", row["topic_id"])["topic"],
        one["voice"],
        other["voice"],
        f"{one['capital']} alone" if same_capital else "the two capitals",
        f"one talk (the {one['talk']})" if same_talk else TWO_TALKS,
        other_reading or row["relation"],
        row["disputable"],
    )


@cache
def _every_pair(topic: str, reading: str) -> tuple[PairOnTopic, ...]:
    """Every pair of voices on a topic or on all of the page, those of one talk first."""
    voices = list(by_key("capital_voices"))
    every = [topic_id for _, topic_id in voice_topic_options()]
    topics = every if topic == ALL_TOPICS else [topic]
    relations = (row for row in records("relations") if row["topic_id"] in topics)

    def order(row: PairOnTopic) -> tuple[bool, int, int]:
        return row.talk == TWO_TALKS, voices.index(row.voice_a), voices.index(row.voice_b)

    return tuple(sorted((_pair_on_topic(row, reading) for row in relations), key=order))


def agreement(
    topic: str = ALL_TOPICS, reading: str = "first"
) -> AgreementOnTopic | OverallAgreement:
    """How every pair of the five voices stands on one topic, or how often each agrees over all.

    topic: a `topic_id`, or `ALL_TOPICS`; reading: a key of `READINGS`. Raises `SelectionError` for
    a topic or a reading that does not exist.
    """
    READING.check(reading)
    if topic == ALL_TOPICS:
        return _overall_agreement(reading)
    label, rows = find("topics", topic)["topic"], _every_pair(topic, reading)
    relations = [row.relation for row in rows]
    counts = [f"{one} {relations.count(one)}" for one in RELATIONS if one in relations]
    return AgreementOnTopic(
        sentence=f"{label}, by {READINGS[reading]}; ten pairs: {', '.join(counts)}.",
        rows=rows,
        topic=label,
        voices=list(by_key("capital_voices")),
        reasons=[_reply(topic, row.voice_a, row.voice_b, UNJUDGED_PAIR) for row in rows],
    )


def _times(relations: Sequence[str]) -> str:
    """How often a relation is agreement."""
    agreed = relations.count("agree")
    return f"{'once' if agreed == 1 else f'{agreed} times'} in {len(relations)}"


def _overall_agreement(reading: str) -> OverallAgreement:
    rows = _every_pair(ALL_TOPICS, reading)
    together = [row.relation for row in rows if row.talk != TWO_TALKS]
    apart = [row.relation for row in rows if row.talk == TWO_TALKS]
    # silences also follow the talks, and could make the pattern by themselves
    spoken, spoken_apart = (
        [relation for relation in relations if relation not in SILENT]
        for relations in (together, apart)
    )
    return OverallAgreement(
        sentence=f"By {READINGS[reading]}, pairs of one talk agree {_times(together)}, "
        f"pairs across the two talks {_times(apart)}. "
        "In a talk people answer each other. Is this more?",
        rows=rows,
        reading=READINGS[reading],
        where_both_speak=f"{_times(spoken)} in one talk, "
        f"{_times(spoken_apart)} across the two talks",
        notes=[row["note"] for row in records("capital_voices") if row["note"]],
    )


@cache
def silence_options() -> tuple[tuple[str, str], ...]:
    """(label, silence_id) of every silence, by the alphabet, so that the order tells nothing."""
    return tuple(sorted((row["topic"], row["silence_id"]) for row in records("silences")))


def second_silence_options() -> list[tuple[str, str]]:
    """The same for the right side, with `NO_SECOND_SILENCE` first."""
    return [(NO_SECOND_SILENCE, NO_SECOND_SILENCE), *silence_options()]


def silence_judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of a silence."""
    return [(value, value) for _, value in EXPECTATION.options()]


@cache
def _silence_card(silence_id: str, judgement: str) -> SilenceCard:
    row, passages = find("silences", silence_id), records("passages")
    gists = {
        place: " ".join(near["gist"] for near in passages if near["locator"] == place)
        for place in row["nearest_locators"]
    }
    searched = (find("not_found", gap)["item"].rstrip(".") for gap in row["not_found_ids"])
    return SilenceCard(
        row,
        judgement,
        {0: "not once", 1: "once"}.get(row["count"], f"{row['count']} times"),
        list(gists.items()),
        ", ".join(map(name, row["who_might_have_raised_it"])) or "nobody in particular",
        "; ".join(searched),
    )


def _silence_row(row: Silence) -> SilenceRow:
    words = ", ".join(row["words_searched"])
    return SilenceRow(row["silence_id"], row["topic"], words, row["count"], row["expected"])


def _silence_sentence(card: SilenceCard) -> str:
    topic, expected = card.row["topic"], card.row["expected"]
    if card.judgement == UNJUDGED_SILENCE:
        return f"{topic}: not judged yet."
    if card.judgement == expected:
        return f"{topic}: you and the table both say “{card.judgement}”."
    return f"{topic}: you say “{card.judgement}”, the table “{expected}”."


def silences_side_by_side(
    left: str,
    right: str = NO_SECOND_SILENCE,
    left_judgement: str = UNJUDGED_SILENCE,
    right_judgement: str = UNJUDGED_SILENCE,
) -> Silences:
    """One silence, or two beside each other, each with the reply to a judgement on it.

    left, right: a `silence_id` of `silences.csv`, right also `NO_SECOND_SILENCE`; judgements: a key
    of `EXPECTATIONS`, or `UNJUDGED_SILENCE`, which leaves the table's judgement folded. Raises
    `SelectionError` for a silence or a judgement that does not exist.
    """
    EXPECTATION.check(left_judgement)
    EXPECTATION.check(right_judgement)
    cards = [_silence_card(left, left_judgement)]
    if right != NO_SECOND_SILENCE:
        cards.append(_silence_card(right, right_judgement))
    sentences = list(map(_silence_sentence, cards))
    if right == NO_SECOND_SILENCE and right_judgement != UNJUDGED_SILENCE:
        sentences.append("You judged a second silence: choose which one.")
    rows = dict.fromkeys(_silence_row(card.row) for card in cards)
    return Silences(sentence=" ".join(sentences), rows=list(rows), cards=cards)
