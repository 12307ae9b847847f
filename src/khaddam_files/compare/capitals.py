"""Notebook 04: two voices on one topic, one topic or all over every pair of voices, and silences."""

from __future__ import annotations

import re
from functools import cache

from khaddam_files import markup
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import WrittenComparison
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import name, short_name
from khaddam_files.compare.written import origin, sources_line
from khaddam_files.data import records
from khaddam_files.wording import count_of

CAPITAL_VOICES = {  # voice: speaker, listeners, capital, talk in which the article gives the voice
    "Assad to Khatami": ("bashar_al_assad", ("mohammad_khatami",), "Damascus", "first"),
    "Assad to Khamenei": ("bashar_al_assad", ("ali_khamenei",), "Damascus", "second"),
    "Khatami": ("mohammad_khatami", ("bashar_al_assad",), "Tehran", "first"),
    "Khamenei": ("ali_khamenei", ("bashar_al_assad",), "Tehran", "second"),
    "Khaddam": ("abdul_halim_khaddam", ("mohammad_khatami", "bashar_al_assad"), "Damascus", "first"),
}
RELATIONS = {
    "agree": "the same answer, about as firmly",
    "differ in priority": "answers that can stand together, but put a different thing first",
    "differ in certainty": "the same direction, but one asks, hedges or sets a condition where the other states",
    "differ in substance": "different answers: the two expect, want or propose different things",
    "one is silent": "only one of the two has a word on the topic in the article",
    "both are silent": "neither of the two has a word on the topic in the article",
}
SILENT = ("one is silent", "both are silent")
UNJUDGED_PAIR = "not judged yet"
TELL_APART = {  # what to ask when one of two judgements was given and the reader of the table gave the other
    frozenset(("agree", "differ in priority")): "Ask what each would do first.",
    frozenset(("agree", "differ in certainty")): "Ask whether each could sign the other’s sentence with its doubts.",
    frozenset(("agree", "differ in substance")): "Ask whether each could sign the other’s sentence and change nothing.",
    frozenset(("differ in priority", "differ in certainty")): "Ask whether the order changes, or only the tone.",
    frozenset(("differ in priority", "differ in substance")): "Ask whether both could be wanted, or true, at once.",
    frozenset(
        ("differ in certainty", "differ in substance")
    ): "Take the hedges away: do the sentences now fit together?",
}
READINGS = {
    "first": "the judgement of the table",
    "other": "the other reading wherever the table has one",
}
ALL_TOPICS = "all nine topics"
SHORT = ("agree", "priority", "certainty", "substance", "one silent", "both silent")
NO_SECOND_SILENCE = "nothing beside it"
UNJUDGED_SILENCE = "not judged yet"
EXPECTATIONS = {
    "expected": "there is a reason from before the talks why somebody in the room should have raised it",
    "possible": "somebody might have raised it, and might as well have left it",
    "irrelevant": "nobody in this room had a reason to raise it",
}
FIRMNESS = {
    "flat": "flat, without a hedge",
    "hedged": "hedged, with words such as “might” or “likely”",
    "conditional": "conditional, on an “if”",
    "question": "as a question",
}
NARROW = 2  # passages of a card that are open at once; the others are folded


# --- two voices --------------------------------------------------------------------------------------------------------


@cache
def voice_topic_options() -> tuple[tuple[str, str], ...]:
    """(label, topic_id) of the nine topics."""
    return tuple((row["topic"], row["topic_id"]) for row in records("topics"))


def voice_options() -> list[tuple[str, str]]:
    """(label, voice) of the five voices, with their capital."""
    return [(f"{voice} ({capital})", voice) for voice, (_, _, capital, _) in CAPITAL_VOICES.items()]


def pair_judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of a pair."""
    return [(choice, choice) for choice in (UNJUDGED_PAIR, *RELATIONS)]


@cache
def _positions() -> dict[tuple[str, str], dict]:
    return {(row["topic_id"], row["voice"]): row for row in records("positions")}


@cache
def _relations() -> dict[tuple[str, frozenset], dict]:
    return {(row["topic_id"], frozenset((row["voice_a"], row["voice_b"]))): row for row in records("relations")}


def _judged_pair(topic: str, pair: frozenset, judgement: str) -> dict:
    """What the table says of a pair that a reader has judged."""
    _topic(topic)
    _known_judgement("judgement", judgement, RELATIONS)
    if (topic, pair) not in _relations():
        raise SelectionError("pair of voices", set(pair), f"two of {', '.join(CAPITAL_VOICES)}")
    return _relations()[topic, pair]


def _topic(topic: str) -> str:
    known = by_key("topics")
    if topic not in known:
        raise SelectionError("topic", topic, f"one of {', '.join(known)}")
    return known[topic]["topic"]


def _known_voice(voice: str) -> None:
    if voice not in CAPITAL_VOICES:
        raise SelectionError("voice", voice, f"one of {', '.join(CAPITAL_VOICES)}")


def _known_judgement(what: str, judgement: str, known) -> None:
    if judgement not in known:
        raise SelectionError(what, judgement, f"one of {', '.join(known)}")


def _who(voice: str, places=()) -> str:
    """Speaker with office, and whom the words at these places are for: the listeners, or nobody in later notes."""
    speaker, listeners, _, _ = CAPITAL_VOICES[voice]
    told = [f"to {' and '.join(map(short_name, listeners))}"]
    if any(map(_is_later, places)):
        told = [*(told if not all(map(_is_later, places)) else ()), "in later notes"]
    return f"{name(speaker)}, {' and '.join(told)}"


def _is_later(place: str) -> bool:
    """Section 11 gives notes made after the visit."""
    return place.startswith("S11.")


def _place_order(passage_id: str) -> tuple:
    place = passage(passage_id)["locator"]
    return tuple(map(int, place[1:].split(".")))


def _passages_of(position: dict) -> list[str]:
    """The passages that a position rests on; for a place without one, the speaker's passages there."""
    speaker = CAPITAL_VOICES[position["voice"]][0]
    listed = {passage(passage_id)["locator"] for passage_id in position["passage_ids"]}
    added = [
        row["passage_id"]
        for row in records("passages")
        if row["locator"] in position["locators"] and row["locator"] not in listed and row["speaker_id"] == speaker
    ]
    return sorted((*position["passage_ids"], *added), key=_place_order)


def _named(topic: str, voice: str, passage_id: str) -> int:
    """How many reasons on this voice and topic name the place of a passage: the more, the more the card should show it."""
    place = re.compile(rf"\b{re.escape(passage(passage_id)['locator'])}\b")
    return sum(
        bool(place.search(row["reason"])) for (on, pair), row in _relations().items() if on == topic and voice in pair
    )


def _words_of(passage_id: str, voice: str) -> str:
    """One passage on a card, with its id, with another listener than the card's, and with any doubt about who speaks."""
    row = passage(passage_id)
    gist = f": {row['gist']}" if row["excerpt"] else ""
    elsewhere = row["addressee_id"] and not set(row["addressee_id"]) & set(CAPITAL_VOICES[voice][1])
    notes = [passage_id + gist]
    if elsewhere:
        notes.append(f"said to {' and '.join(map(short_name, row['addressee_id']))}, by this voice’s own account")
    if row["certainty"] == "ambiguous":
        notes.append(f"ambiguous: {row['certainty_note']}")
    return markup.quotation(row["excerpt"], f"Retold here, not quoted: {row['gist']}") + markup.paragraph(
        markup.text(" · ".join(notes))
    )


@cache
def _voice_card(topic: str, voice: str) -> str:
    """What one voice holds on one topic: our words, how firmly it is put, and the passages behind it."""
    position = _positions()[topic, voice]
    head = markup.paragraph(f"<strong>{markup.text(voice)}</strong>")
    if position["certainty"] == "silent":
        return markup.figure(
            head
            + markup.paragraph("<strong>silent</strong>: the article has no word of this voice on this topic.")
            + markup.paragraph(
                "It is a selection from minutes. Silence on the page does not show silence in the room."
            ),
            markup.text(_who(voice)),
        )
    ids = _passages_of(position)
    kept = sorted(sorted(ids, key=lambda one: -_named(topic, voice, one))[:NARROW], key=ids.index)
    folded = [one for one in ids if one not in kept]
    more = (
        markup.details(
            f"{len(folded)} more passage{'s' if len(folded) > 1 else ''}",
            "".join(_words_of(one, voice) for one in folded),
        )
        if folded
        else ""
    )
    voices = " ".join(markup.badge(one) for one in dict.fromkeys(passage(one)["voice"] for one in ids))
    return markup.figure(
        head
        + markup.paragraph(f"<strong>In our words:</strong> {markup.text(position['position'])}")
        + markup.paragraph(f"<strong>How firmly:</strong> {FIRMNESS[position['certainty']]}")
        + "".join(_words_of(one, voice) for one in kept)
        + more,
        f"{voices} {markup.text(_who(voice, position['locators']))}<br>{origin(', '.join(position['locators']))}",
    )


def _places(topic: str, voice: str) -> str:
    return ", ".join(_positions()[topic, voice]["locators"])


def _check_silence(topic: str, left: str, right: str, judgement: str) -> str:
    """Where a judgement is wrong about who speaks at all: the places that show it."""
    speaking = [voice for voice in (left, right) if _positions()[topic, voice]["certainty"] != "silent"]
    quiet = [voice for voice in (left, right) if voice not in speaking]
    if judgement in SILENT and speaking:
        found = " and ".join(f"{voice} at {_places(topic, voice)}" for voice in speaking)
        return f"But the article has {found}."
    return f"But it has no word of {' or of '.join(quiet)} on this topic, so there is nothing to weigh against it."


@cache
def _reply(topic: str, left: str, right: str, judgement: str) -> str:
    """Why the table says what it says, measured against what the reader said; without a judgement, the table alone."""
    row = _relations()[topic, frozenset((left, right))]
    relation, pieces = row["relation"], []
    if judgement != UNJUDGED_PAIR:
        said = f"<strong>You say “{markup.text(judgement)}”:</strong> {markup.text(RELATIONS[judgement])}."
        if judgement == relation:
            hint = ""
        elif judgement == row["other_reading"]:
            hint = "That can be defended; the reason is below."
        elif judgement in SILENT or relation in SILENT:
            hint = _check_silence(topic, left, right, judgement)
        else:
            hint = TELL_APART[frozenset((judgement, relation))]
        pieces.append(markup.paragraph(said, markup.text(hint)))
    criterion = f" ({markup.text(RELATIONS[relation])})" if judgement != relation else ""
    pieces.append(
        markup.paragraph(f"<strong>One reader says “{relation}”</strong>{criterion}.", markup.text(row["reason"]))
    )
    if row["disputable"]:
        pieces.append(
            markup.paragraph(
                f"<strong>Or “{markup.text(row['other_reading'])}”?</strong>", markup.text(row["other_reason"])
            )
        )
    if {left, right} == {"Assad to Khatami", "Assad to Khamenei"} and relation != "both are silent":
        pieces.append(
            markup.paragraph(
                "One man, two listeners, one day. The listener, the turn of the talk or a later hand may have made the difference; the article does not say which."
            )
        )
    if any(_is_later(place) for voice in (left, right) for place in _positions()[topic, voice]["locators"]):
        pieces.append(
            markup.paragraph(
                "What stands in section 11 comes from later notes: their writer knew how the invasion had gone."
            )
        )
    return markup.figure(
        "".join(pieces), "One reader’s judgement, by four criteria; the codes are places in the article."
    )


def voices_side_by_side(topic: str, left: str, right: str, judgement: str = UNJUDGED_PAIR) -> WrittenComparison:
    """Two voices on one topic as cards, and the reply to a judgement on them.

    topic: a `topic_id` of `topics.csv`; left, right: keys of `CAPITAL_VOICES`; judgement: a key of `RELATIONS`, or
    `UNJUDGED_PAIR`, which leaves the table's judgement folded. Frame: voice, certainty, position, locators; the judgements of the
    table stand in `relations.csv`. Raises `SelectionError` for a topic, voice or judgement that does not exist.
    """
    label = _topic(topic)
    _known_voice(left)
    _known_voice(right)
    _known_judgement("judgement", judgement, (UNJUDGED_PAIR, *RELATIONS))
    cards = markup.side_by_side(_voice_card(topic, left), _voice_card(topic, right))
    columns = ("voice", "certainty", "position", "locators")
    rows = [
        (voice, found["certainty"], found["position"] or "", ", ".join(found["locators"]))
        for voice in dict.fromkeys((left, right))
        for found in (_positions()[topic, voice],)
    ]
    heading = f"{label}: {left} beside {right}."
    if left == right:
        return WrittenComparison(f"{heading} It is the same voice: choose another on one side.", cards, rows, columns)
    row = _relations()[topic, frozenset((left, right))]
    relation = row["relation"]
    if judgement == UNJUDGED_PAIR:
        folded = markup.details("Open one reader’s judgement", _reply(topic, left, right, judgement))
        return WrittenComparison(f"{heading} You have not judged yet.", cards + folded, rows, columns)
    if judgement == relation:
        verdict = f"You and the table both say “{relation}”" + (
            ", and it can be disputed." if row["disputable"] else "."
        )
    elif judgement == row["other_reading"]:
        verdict = f"You say “{judgement}”, the table “{relation}”; yours can be defended."
    else:
        verdict = f"You say “{judgement}”, the table “{relation}”."
    return WrittenComparison(f"{heading} {verdict}", cards + _reply(topic, left, right, judgement), rows, columns)


def judged_pairs(judgements: dict[tuple[str, frozenset], str]) -> WrittenComparison:
    """The table of agreements and differences that a reader has made so far, with locators.

    judgements: (topic_id, frozenset of two voices) -> judgement. Frame: topic, pair, yours, table, locators. Raises
    `SelectionError` for a topic, pair or judgement that does not exist.
    """
    rows = []
    for (topic, pair), judgement in judgements.items():
        row = _judged_pair(topic, pair, judgement)
        rows.append(
            (
                _topic(topic),
                f"{row['voice_a']} – {row['voice_b']}",
                judgement,
                row["relation"],
                ", ".join(row["locators"]),
            )
        )
    agreements = sum(judgement == "agree" for judgement in judgements.values())
    differences = sum(judgement.startswith("differ") for judgement in judgements.values())
    columns = ("topic", "pair", "yours", "table", "locators")
    return WrittenComparison(
        f"So far: {count_of(agreements, 'agreement')}, {count_of(differences, 'difference')}.",
        markup.table(
            rows,
            ("topic", "pair", "your judgement", "the table", "where"),
            "Your table so far (aim: five agreements, four differences)",
        )
        if rows
        else "",
        rows,
        columns,
    )


# --- one topic, or all, over every pair --------------------------------------------------------------------------------


def agreement_topic_options() -> list[tuple[str, str]]:
    """(label, value) of the topics, `ALL_TOPICS` first."""
    return [(ALL_TOPICS, ALL_TOPICS), *voice_topic_options()]


def reading_options() -> list[tuple[str, str]]:
    """(label, value) of the two ways to read the table."""
    return [(words, reading) for reading, words in READINGS.items()]


@cache
def _pairs() -> tuple[tuple[str, str, str, str], ...]:
    """voice a, voice b, whose capitals, which talk: the pairs of one talk first."""
    names = list(CAPITAL_VOICES)
    pairs = []
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            (_, _, home, talk), (_, _, abroad, heard) = CAPITAL_VOICES[one], CAPITAL_VOICES[other]
            pairs.append(
                (
                    one,
                    other,
                    "the two capitals" if home != abroad else f"{home} alone",
                    f"one talk (the {talk})" if talk == heard else "two talks",
                )
            )
    return tuple(sorted(pairs, key=lambda pair: pair[3] == "two talks"))


def _read(topic: str, one: str, other: str, reading: str) -> str:
    row = _relations()[topic, frozenset((one, other))]
    return row["other_reading"] if reading == "other" and row["disputable"] else row["relation"]


def agreement(topic: str = ALL_TOPICS, reading: str = "first") -> WrittenComparison:
    """How every pair of the five voices stands on one topic, as a matrix; or, over all topics, how often each pair agrees.

    topic: a `topic_id`, or `ALL_TOPICS`; reading: a key of `READINGS`. Frame: topic, voice_a, voice_b, capitals, talk, relation,
    disputable; one row for a pair and topic. Raises `SelectionError` for a topic or a reading that does not exist.
    """
    _known_judgement("reading", reading, READINGS)
    topics = [value for _, value in voice_topic_options()] if topic == ALL_TOPICS else [topic]
    rows = [
        (
            _topic(one_topic),
            one,
            other,
            capitals,
            talk,
            _read(one_topic, one, other, reading),
            _relations()[one_topic, frozenset((one, other))]["disputable"],
        )
        for one, other, capitals, talk in _pairs()
        for one_topic in topics
    ]
    columns = ("topic", "voice_a", "voice_b", "capitals", "talk", "relation", "disputable")
    if topic == ALL_TOPICS:
        return WrittenComparison(_room_sentence(rows, reading), _counts_table(rows, reading), rows, columns)
    found = [row[5] for row in rows]
    told = ", ".join(f"{relation} {found.count(relation)}" for relation in RELATIONS if relation in found)
    return WrittenComparison(
        f"{_topic(topic)}, by {READINGS[reading]}; ten pairs: {told}.",
        _matrix(topic, reading) + _reasons(topic),
        rows,
        columns,
    )


def _room_sentence(rows: list[tuple], reading: str) -> str:
    told = []
    for words, one_talk in (("pairs of one talk", True), ("pairs across the two talks", False)):
        found = [row[5] for row in rows if row[4].startswith("one talk") == one_talk]
        told.append(f"{words} agree {found.count('agree')} times in {len(found)}")
    return f"All nine topics, by {READINGS[reading]}: {', '.join(told)}."


def _counts_table(rows: list[tuple], reading: str) -> str:
    body = []
    for one, other, capitals, talk in _pairs():
        found = [row[5] for row in rows if row[1:3] == (one, other)]
        body.append((f"{one} – {other}", capitals, talk, *(found.count(relation) for relation in RELATIONS)))
    return markup.table(
        body,
        ("pair", "between", "heard in", *SHORT),
        f"Nine topics, ten pairs: how often each relation occurs, by {READINGS[reading]}",
    ) + markup.paragraph(
        f"Where both speak: {_where_both_speak(rows)}.",
        "Khaddam is counted with the first talk, where his words are reported; what stands under his name from section 11 belongs to no talk.",
    )


def _where_both_speak(rows: list[tuple]) -> str:
    """The same count without the silences, which also follow the talks and could make the pattern by themselves."""
    told = []
    for words, one_talk in (("in one talk", True), ("across the two talks", False)):
        found = [row[5] for row in rows if row[4].startswith("one talk") == one_talk and row[5] not in SILENT]
        told.append(f"{found.count('agree')} agreements in {len(found)} {words}")
    return ", ".join(told)


def _matrix(topic: str, reading: str) -> str:
    names = list(CAPITAL_VOICES)
    body = [(one, *("–" if one == other else _cell(topic, one, other, reading) for other in names)) for one in names]
    return markup.table(
        body,
        ("voice", *names),
        f"{_topic(topic)}: every voice beside every other (* = another reading can be defended)",
    )


def _cell(topic: str, one: str, other: str, reading: str) -> str:
    star = " *" if _relations()[topic, frozenset((one, other))]["disputable"] else ""
    return f"{_read(topic, one, other, reading)}{star}"


@cache
def _reasons(topic: str) -> str:
    """The reason for each cell of a matrix, folded away."""
    pieces = []
    for one, other, _, _ in _pairs():
        pieces.append(markup.details(f"{one} – {other}", _reply(topic, one, other, UNJUDGED_PAIR)))
    return markup.paragraph("<strong>Why</strong>, pair by pair:") + "".join(pieces)


# --- silences ----------------------------------------------------------------------------------------------------------


@cache
def silence_options() -> tuple[tuple[str, str], ...]:
    """(label, silence_id) of every silence, by the alphabet, so that the order gives nothing away."""
    return tuple(sorted((row["topic"], row["silence_id"]) for row in records("silences")))


def second_silence_options() -> list[tuple[str, str]]:
    """The same for the right side, with `NO_SECOND_SILENCE` first."""
    return [(NO_SECOND_SILENCE, NO_SECOND_SILENCE), *silence_options()]


def silence_judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of a silence."""
    return [(choice, choice) for choice in (UNJUDGED_SILENCE, *EXPECTATIONS)]


def _silence(silence_id: str) -> dict:
    known = by_key("silences")
    if silence_id not in known:
        raise SelectionError("silence", silence_id, f"one of {', '.join(known)}")
    return known[silence_id]


def _nearest(row: dict) -> str:
    """What the article has at the places nearest to a silence, in our words."""
    items = []
    for place in row["nearest_locators"]:
        gists = [found["gist"] for found in records("passages") if found["locator"] == place]
        items.append(markup.paragraph(f"{markup.text(place)}: {markup.text(' '.join(gists))}"))
    return "".join(items)


def _silence_reply(row: dict) -> str:
    """Reason, candidates, caution and sources of one silence."""
    people = ", ".join(name(person) for person in row["who_might_have_raised_it"]) or "nobody in particular"
    known = by_key("not_found")
    searched = "; ".join(known[one]["item"].rstrip(".") for one in row["not_found_ids"])
    return (
        markup.paragraph("<strong>Why:</strong>", markup.text(row["why_expected"]))
        + markup.paragraph(f"<strong>Who might have raised it:</strong> {markup.text(people)}.")
        + markup.paragraph("<strong>Caution:</strong>", markup.text(row["caution"]))
        + (markup.paragraph(f"Searched for elsewhere and not found: {markup.text(searched)}.") if searched else "")
        + sources_line(row["source_ids"])
    )


@cache
def _silence_card(silence_id: str, judgement: str) -> str:
    row = _silence(silence_id)
    times = "not once" if row["count"] == 0 else "once" if row["count"] == 1 else f"{row['count']} times"
    words = ", ".join(f"“{word}”" for word in row["words_searched"])
    front = (
        markup.paragraph(f"<strong>{markup.text(row['topic'])}</strong>")
        + markup.paragraph(f"<strong>Searched in the whole article:</strong> {markup.text(words)}. Found {times}.")
        + markup.details("Where the article comes nearest", _nearest(row))
    )
    if judgement == UNJUDGED_SILENCE:
        reply = markup.details("Open one reader’s judgement", _silence_verdict(row) + _silence_reply(row))
    else:
        said = f"<strong>You say “{judgement}”:</strong> {EXPECTATIONS[judgement]}."
        reply = markup.paragraph(said) + _silence_verdict(row, judgement) + _silence_reply(row)
    return markup.figure(front + reply, origin(", ".join(row["nearest_locators"])))


def _silence_verdict(row: dict, judgement: str | None = None) -> str:
    expected = row["expected"]
    criterion = "" if judgement == expected else f": {EXPECTATIONS[expected]}"
    return markup.paragraph(f"<strong>One reader says “{expected}”</strong>{criterion}.")


def _silence_sentence(row: dict, judgement: str) -> str:
    if judgement == UNJUDGED_SILENCE:
        return f"{row['topic']}: not judged yet."
    if judgement == row["expected"]:
        return f"{row['topic']}: you and the table both say “{judgement}”."
    return f"{row['topic']}: you say “{judgement}”, the table “{row['expected']}”."


def silences_side_by_side(
    left: str,
    right: str = NO_SECOND_SILENCE,
    left_judgement: str = UNJUDGED_SILENCE,
    right_judgement: str = UNJUDGED_SILENCE,
) -> WrittenComparison:
    """One silence, or two beside each other, each with the reply to a judgement on it.

    left, right: a `silence_id` of `silences.csv`, right also `NO_SECOND_SILENCE`; judgements: a key of `EXPECTATIONS`, or
    `UNJUDGED_SILENCE`, which leaves the table's judgement folded. Frame: silence_id, topic, words_searched, count, expected.
    Raises `SelectionError` for a silence or a judgement that does not exist.
    """
    sides = [(_silence(left), left_judgement)]
    if right != NO_SECOND_SILENCE:
        sides.append((_silence(right), right_judgement))
    for judgement in (left_judgement, right_judgement):
        _known_judgement("judgement of a silence", judgement, (UNJUDGED_SILENCE, *EXPECTATIONS))
    cards = [_silence_card(row["silence_id"], judgement) for row, judgement in sides]
    missing = right == NO_SECOND_SILENCE and right_judgement != UNJUDGED_SILENCE
    told = [_silence_sentence(row, judgement) for row, judgement in sides]
    return WrittenComparison(
        " ".join([*told, "You judged a second silence: choose which one."] if missing else told),
        cards[0] if len(cards) == 1 else markup.side_by_side(*cards),
        [
            (row["silence_id"], row["topic"], ", ".join(row["words_searched"]), row["count"], row["expected"])
            for row in {row["silence_id"]: row for row, _ in sides}.values()
        ],
        ("silence_id", "topic", "words_searched", "count", "expected"),
    )
