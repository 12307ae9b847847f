"""Notebook 04: two voices on one topic, one topic or all over every pair of voices, silences.

A reader calls `voices_side_by_side`, `agreement` and `silences_side_by_side`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, SelectionError, by_key, find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.criteria import Criteria
from khaddam_files.compare.people import name_with_office, short_name
from khaddam_files.data import records
from khaddam_files.wording import count_of

if TYPE_CHECKING:
    from khaddam_files.rows import Passage, Position, Relation, Silence

UNJUDGED_PAIR = "not judged yet"
_PAIR_JUDGEMENT = Choice("judgement", Criteria("relation"), UNJUDGED_PAIR)
VOICE_RELATIONS = _PAIR_JUDGEMENT.meanings
_SILENT_RELATIONS = ("one is silent", "both are silent")
FIRMNESS_MEANINGS = Criteria("firmness")
NO_PAIR = "no pair"
UNJUDGED_SILENCE = "not judged yet"
_SILENCE_JUDGEMENT = Choice("judgement of a silence", Criteria("silence"), UNJUDGED_SILENCE)
SILENCE_JUDGEMENTS = _SILENCE_JUDGEMENT.meanings
NO_SECOND_SILENCE = "nothing beside it"
_UNFOLDED_WORDS = 30  # words of two passages of a card; beyond, the second is folded as well
_TWO_TALKS = "two talks"


class CardPassage(NamedTuple):
    """A row of `passages.csv` on a card, what must be said with it, and whether it is folded."""

    row: Passage
    notes: Sequence[str]
    folded: bool


@dataclass(frozen=True, eq=False)
class VoiceCard:
    """A row of `positions.csv`, who speaks for whom and for which capital, and the passages in
    order of the article."""

    position: Position
    capital: str
    who: str
    passages: Sequence[CardPassage]


@dataclass(frozen=True, eq=False)
class PairReply:
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


@frozen
class JudgedPairs(Comparison):
    rows: Sequence[JudgedPair]
    row_type = JudgedPair


class VoicePosition(NamedTuple):
    """What a voice holds, how firmly, and where; the position is empty where it is silent."""

    voice: str
    certainty: str
    position: str
    locators: str


@frozen
class TwoVoices(Comparison):
    """Two cards; the reply, None where both are of one voice; what was judged before, if shown."""

    rows: Sequence[VoicePosition]
    cards: Sequence[VoiceCard]
    reply: PairReply | None
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

    @property
    def pair(self) -> str:
        return f"{self.voice_a} – {self.voice_b}"

    @property
    def one_talk(self) -> bool:
        return self.talk != _TWO_TALKS


class RoomCount(NamedTuple):
    """How often the pairs of one talk, or of two, agree: of all cells, and where both speak."""

    one_talk: bool
    agreed: int
    cells: int
    speaking: int


@frozen
class Agreement(Comparison):
    """Every pair on every topic of the page, those of one talk first, and in both groups those that
    agree most often. flipped: whether doubtful cells go by their other reading; rooms: one talk and
    two; capitals: of each voice; opened: the judgement on one pair and topic, or None."""

    rows: Sequence[PairOnTopic]
    flipped: bool
    rooms: Sequence[RoomCount]
    capitals: Mapping[str, str]
    opened: PairReply | None
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


@frozen
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
    return [(value, value) for _, value in _PAIR_JUDGEMENT.options()]


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


def _speaker_and_listeners(position: Position) -> str:
    """Speaker with office, and whom the words are for."""
    voice = find("capital_voices", position["voice"])
    listeners = " and ".join(map(short_name, voice["listener_ids"]))
    return f"{name_with_office(voice['speaker_id'])}, to {listeners}"


def _passages_behind(position: Position) -> list[Passage]:
    """The passages a position rests on; at a place without one, the speaker's passages there."""
    speaker = find("capital_voices", position["voice"])["speaker_id"]
    passages_by_id = [find("passages", passage_id) for passage_id in position["passage_ids"]]
    places = set(position["locators"]) - {row["locator"] for row in passages_by_id}
    passages_of_speaker = (row for row in records("passages") if row["speaker_id"] == speaker)
    passages = [*passages_by_id, *(row for row in passages_of_speaker if row["locator"] in places)]
    in_order = list(by_key("paragraphs"))
    return sorted(passages, key=lambda row: in_order.index(row["locator"]))


def _reasons_that_name(locator: str, topic: str, voice: str) -> int:
    """How many reasons on this voice and topic name a place: the more, the sooner it is shown."""
    place = re.compile(rf"\b{re.escape(locator)}\b")
    of_voice = (row for (on, pair), row in _relations().items() if on == topic and voice in pair)
    return sum(bool(place.search(row["reason"])) for row in of_voice)


def _notes_on(row: Passage, voice: str) -> list[str]:
    """The id of a passage, another listener than the card's, a doubt."""
    notes = [row["passage_id"]]
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
    words = sum(len((row["excerpt"] or row["gist"]).split()) for row in by_reasons[:2])
    unfolded = by_reasons[: 2 if words <= _UNFOLDED_WORDS else 1]
    card_passages = [
        CardPassage(row, _notes_on(row, voice), row not in unfolded) for row in passages
    ]
    capital = find("capital_voices", voice)["capital"]
    return VoiceCard(position, capital, _speaker_and_listeners(position), card_passages)


def _hint_on_silence(topic: str, voices: Iterable[str], judgement: str) -> str:
    """Where a judgement is wrong about who speaks at all: the places that show it."""
    places = {voice: ", ".join(_positions()[topic, voice]["locators"]) for voice in voices}
    speaking = [f"{voice} at {where}" for voice, where in places.items() if where]
    if judgement in _SILENT_RELATIONS and speaking:
        return f"But the article has {' and '.join(speaking)}."
    quiet = " or of ".join(voice for voice, where in places.items() if not where)
    return f"But it has no word of {quiet} on this topic, so there is nothing to weigh against it."


def _question_between(judgement: str, relation: str) -> str:
    """What tells two relations apart."""
    pair = {judgement, relation}
    rows = records("tell_apart")
    return next(row["question"] for row in rows if {row["relation_a"], row["relation_b"]} == pair)


@cache
def _reply_on_pair(topic: str, left: str, right: str, judgement: str) -> PairReply:
    row = _relations()[topic, frozenset((left, right))]
    if judgement in (UNJUDGED_PAIR, row["relation"]):
        hint = ""
    elif judgement == row["other_reading"]:
        hint = "That can be defended; the reason is below."
    elif judgement in _SILENT_RELATIONS or row["relation"] in _SILENT_RELATIONS:
        hint = _hint_on_silence(topic, (left, right), judgement)
    else:
        hint = _question_between(judgement, row["relation"])
    return PairReply(row, judgement, hint, _cautions_on_pair(row))


def _cautions_on_pair(row: Relation) -> list[str]:
    """What must be kept in mind of a pair, whatever the judgement."""
    voices, cautions = (row["voice_a"], row["voice_b"]), []
    speakers = {find("capital_voices", voice)["speaker_id"] for voice in voices}
    if len(speakers) == 1 and row["relation"] != "both are silent":
        cautions.append(
            "One man, two listeners, one day. The listener, the turn of the talk or a later hand "
            "may have made the difference; the article does not say which."
        )
    return cautions


def _judgement_beside_table(row: Relation, judgement: str) -> str:
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
    a key of `VOICE_RELATIONS`, or `UNJUDGED_PAIR`, which leaves the table's judgement folded.
    Raises `SelectionError` for a topic, voice or judgement that does not exist.
    """
    label = find("topics", topic)["topic"]
    for voice in (left, right):
        find("capital_voices", voice, "voice")
    _PAIR_JUDGEMENT.check(judgement)
    reply = _reply_on_pair(topic, left, right, judgement) if left != right else None
    same = "It is the same voice: choose another on one side."
    verdict = _judgement_beside_table(reply.row, judgement) if reply else same
    return TwoVoices(
        sentence=f"{label}: {left} beside {right}. {verdict}",
        rows=[_position_row(topic, voice) for voice in dict.fromkeys((left, right))],
        cards=[_voice_card(topic, voice) for voice in (left, right)],
        reply=reply,
    )


def _judged_pair(topic: str, pair: frozenset[str], judgement: str) -> JudgedPair:
    label, yours = find("topics", topic)["topic"], _PAIR_JUDGEMENT.check(judgement)
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


@cache
def pair_options() -> tuple[tuple[str, str], ...]:
    """(label, value) of the ten pairs of voices, `NO_PAIR` first."""
    pairs = dict.fromkeys(row.pair for row in _every_pair(flipped=False))
    return tuple((pair, pair) for pair in (NO_PAIR, *pairs))


def _pair_on_topic(row: Relation, flipped: bool) -> PairOnTopic:
    voice_a, voice_b = (find("capital_voices", row[side]) for side in ("voice_a", "voice_b"))
    same_capital = voice_a["capital"] == voice_b["capital"]
    same_talk = voice_a["talk"] == voice_b["talk"]
    return PairOnTopic(
        find("topics", row["topic_id"])["topic"],
        voice_a["voice"],
        voice_b["voice"],
        f"{voice_a['capital']} alone" if same_capital else "the two capitals",
        f"one talk (the {voice_a['talk']})" if same_talk else _TWO_TALKS,
        (row["other_reading"] if flipped else None) or row["relation"],
        row["disputable"],
    )


@cache
def _every_pair(flipped: bool) -> tuple[PairOnTopic, ...]:
    """Every pair of voices on every topic of the page. What a flip changes keeps its place."""
    topics = [topic_id for _, topic_id in voice_topic_options()]
    relations = [row for row in records("relations") if row["topic_id"] in topics]
    firsts = [_pair_on_topic(row, flipped=False) for row in relations]
    agreed = Counter(row.pair for row in firsts if row.relation == "agree")
    pairs = list(dict.fromkeys(row.pair for row in firsts))

    def order(row: PairOnTopic) -> tuple[bool, int, int]:
        return not row.one_talk, -agreed[row.pair], pairs.index(row.pair)

    return tuple(sorted((_pair_on_topic(row, flipped) for row in relations), key=order))


def agreement(pair: str = NO_PAIR, topic: str = "war_aim", flipped: bool = False) -> Agreement:
    """How every pair of the five voices stands on the topics of the page, and one pair opened.

    pair: a value of `pair_options`; topic: a `topic_id`, on which it is opened; flipped: counts
    every doubtful judgement by its other reading. Raises `SelectionError` for a pair or a topic
    that does not exist.
    """
    rows = _every_pair(flipped)
    one_room, two_rooms = rooms = [
        _room_count([row for row in rows if row.one_talk == one_talk], one_talk)
        for one_talk in (True, False)
    ]
    way = "With every doubtful judgement the other way, two" if flipped else "Two"
    return Agreement(
        sentence=f"{way} of one room agree {_times(one_room)}, "
        f"two of different rooms {_times(two_rooms)}.",
        rows=rows,
        flipped=flipped,
        rooms=rooms,
        capitals={row["voice"]: row["capital"] for row in records("capital_voices")},
        opened=_open(pair, topic),
    )


def _open(pair: str, topic: str) -> PairReply | None:
    """The judgement on a pair and topic; None where no pair is chosen."""
    find("topics", topic)
    known = [value for _, value in pair_options()]
    if pair not in known:
        raise SelectionError("pair of voices", pair, f"one of {', '.join(known)}")
    left, _, right = pair.partition(" – ")
    return _reply_on_pair(topic, left, right, UNJUDGED_PAIR) if right else None


def _room_count(rows: Sequence[PairOnTopic], one_talk: bool) -> RoomCount:
    relations = [row.relation for row in rows]
    # silences also follow the talks, and could make the pattern by themselves
    speaking = sum(relation not in _SILENT_RELATIONS for relation in relations)
    return RoomCount(one_talk, relations.count("agree"), len(relations), speaking)


def _times(room: RoomCount) -> str:
    """How often pairs agree."""
    return f"{'once' if room.agreed == 1 else f'{room.agreed} times'} in {room.cells}"


@cache
def silence_options() -> tuple[tuple[str, str], ...]:
    """(label, silence_id) of every silence, by the alphabet, so that the order tells nothing."""
    return tuple(sorted((row["topic"], row["silence_id"]) for row in records("silences")))


def second_silence_options() -> list[tuple[str, str]]:
    """The same for the right side, with `NO_SECOND_SILENCE` first."""
    return [(NO_SECOND_SILENCE, NO_SECOND_SILENCE), *silence_options()]


def silence_judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of a silence."""
    return [(value, value) for _, value in _SILENCE_JUDGEMENT.options()]


@cache
def _silence_card(silence_id: str, judgement: str) -> SilenceCard:
    row, passages = find("silences", silence_id), records("passages")
    gists = {
        place: " ".join(near["gist"] for near in passages if near["locator"] == place)
        for place in row["nearest_locators"]
    }
    searches = (find("not_found", gap)["item"].rstrip(".") for gap in row["not_found_ids"])
    return SilenceCard(
        row,
        judgement,
        {0: "not once", 1: "once"}.get(row["count"], f"{row['count']} times"),
        list(gists.items()),
        ", ".join(map(name_with_office, row["who_might_have_raised_it"])) or "nobody in particular",
        "; ".join(searches),
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

    left, right: a `silence_id` of `silences.csv`, right also `NO_SECOND_SILENCE`; left_judgement,
    right_judgement: a key of `SILENCE_JUDGEMENTS`, or `UNJUDGED_SILENCE`, which leaves the table's
    judgement folded. Raises `SelectionError` for a silence or a judgement that does not exist.
    """
    _SILENCE_JUDGEMENT.check(left_judgement)
    _SILENCE_JUDGEMENT.check(right_judgement)
    cards = [_silence_card(left, left_judgement)]
    if right != NO_SECOND_SILENCE:
        cards.append(_silence_card(right, right_judgement))
    sentences = list(map(_silence_sentence, cards))
    if right == NO_SECOND_SILENCE and right_judgement != UNJUDGED_SILENCE:
        sentences.append("You judged a second silence: choose which one.")
    rows = dict.fromkeys(_silence_row(card.row) for card in cards)
    return Silences(sentence=" ".join(sentences), rows=list(rows), cards=cards)
