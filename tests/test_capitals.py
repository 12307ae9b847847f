"""Notebook 04: voices side by side, the matrix of pairs, silences.

Through the widgets: a sample of the 9 × 5 × 5 pairs of voices with all seven choices of judgement;
every pair on every topic with both readings; every silence beside another, and with every judgement on either
side.
"""

import itertools
import os
import random
import re
from collections import Counter

import ipywidgets
import pytest
from conftest import unfolded
from markupsafe import escape
from shown import Structure, foreign_colours, free, inside, said, spoken, under, values
from words import plain

from khaddam_files import choices, compare, data, widgets
from khaddam_files.data import records

TOPICS = [row["topic_id"] for row in records("topics")]
ON_PAGE = [value for _, value in compare.capitals.voice_topic_options()]
VOICES = [value for _, value in compare.capitals.voice_options()]
JUDGEMENTS = [value for _, value in compare.capitals.pair_judgement_options()]
SILENCES = [value for _, value in compare.capitals.silence_options()]
EXPECTED = [value for _, value in compare.capitals.silence_judgement_options()]
PAIRS = list(itertools.combinations(VOICES, 2))
POSITIONS = {(row["topic_id"], row["voice"]): row for row in records("positions")}
RELATIONS = records("relations")
BY_PAIR = {(row["topic_id"], frozenset((row["voice_a"], row["voice_b"]))): row for row in RELATIONS}
CAPITAL_VOICES = {row["voice"]: row for row in records("capital_voices")}
SILENT = ("one is silent", "both are silent")
SCRIPT = "<script>alert(1)</script>"


def silent(topic, voice):
    return POSITIONS[topic, voice]["certainty"] == "silent"


def card(topic, voice):
    """The card of a voice on a topic, and its page: with the same voice on both sides there is
    nothing else."""
    made = compare.capitals.voices_side_by_side(topic, voice, voice)
    assert made.cards[0] is made.cards[1]
    return made.cards[0], made.html


# --- the table of relations


def test_the_ranges_are_what_the_tables_hold():
    assert (len(TOPICS), len(ON_PAGE), len(VOICES), len(SILENCES)) == (9, 4, 5, 27)
    assert {row["voice"] for row in records("positions")} == set(VOICES)
    assert [row["topic_id"] for row in records("topics") if row["on_page"]] == ON_PAGE
    assert sorted(SILENCES) == sorted(row["silence_id"] for row in records("silences"))
    assert JUDGEMENTS[1:] == list(compare.capitals.VOICE_RELATIONS) and EXPECTED[1:] == list(
        compare.capitals.SILENCE_JUDGEMENTS
    )
    assert {row["expected"] for row in records("silences")} == set(
        compare.capitals.SILENCE_JUDGEMENTS
    )
    assert {row["relation"] for row in RELATIONS} == set(compare.capitals.VOICE_RELATIONS)
    firmness = {row["answer"] for row in records("criteria") if row["judgement"] == "firmness"}
    assert firmness | {"silent"} == {row["certainty"] for row in records("positions")}


def test_a_voice_speaks_where_its_row_says():
    """Its places begin the talk or have words of the person, and the first words are for one of the
    listeners."""
    for row in CAPITAL_VOICES.values():
        begins = {"first": "S1.3", "second": "S6.1"}[row["talk"]]
        own = [one for one in records("passages") if one["speaker_id"] == row["speaker_id"]]
        there = [one for one in own if one["locator"] in row["locators"]]
        assert set(row["locators"]) == {begins} & set(row["locators"]) | {
            one["locator"] for one in there
        }
        assert set(there[0]["addressee_id"]) & set(row["listener_ids"])


def test_every_two_relations_of_voices_that_speak_have_a_question_that_tells_them_apart():
    pairs = [frozenset((row["relation_a"], row["relation_b"])) for row in records("tell_apart")]
    speaking = [relation for relation in compare.capitals.VOICE_RELATIONS if relation not in SILENT]
    assert Counter(pairs) == Counter(map(frozenset, itertools.combinations(speaking, 2)))


def test_every_topic_and_pair_has_one_relation():
    found = Counter(
        (row["topic_id"], frozenset((row["voice_a"], row["voice_b"]))) for row in RELATIONS
    )
    assert found == Counter((topic, frozenset(pair)) for topic in TOPICS for pair in PAIRS)


@pytest.mark.parametrize("row", RELATIONS, ids=lambda row: row["relation_id"])
def test_a_relation_is_silent_exactly_where_the_positions_are(row):
    quiet = sum(silent(row["topic_id"], row[side]) for side in ("voice_a", "voice_b"))
    expected = {0: None, 1: "one is silent", 2: "both are silent"}[quiet]
    assert row["relation"] == expected if quiet else row["relation"] not in SILENT


@pytest.mark.parametrize("row", RELATIONS, ids=lambda row: row["relation_id"])
def test_a_reason_names_its_places_and_every_voice_that_speaks(row):
    named = set(re.findall(r"\bS\d+\.\d+\b", f"{row['reason']} {row['other_reason'] or ''}"))
    assert named == set(row["locators"]), "the column lists what the sentences name"
    in_reason = set(re.findall(r"\bS\d+\.\d+\b", row["reason"]))
    for side in ("voice_a", "voice_b"):
        places = POSITIONS[row["topic_id"], row[side]]["locators"]
        assert not places or in_reason & set(places), f"the reason shows no place of {row[side]}"
    assert row["disputable"] == bool(row["other_reading"]) == bool(row["other_reason"])
    assert row["other_reading"] != row["relation"]
    assert not row["other_reading"] or re.search(r"\bS\d+\.\d+\b", row["other_reason"]), (
        "no other reading without a place"
    )


def test_the_numbers_of_the_prose():
    assert sum(row["disputable"] for row in RELATIONS) == 30
    assert Counter(row["expected"] for row in records("silences")) == {
        "expected": 11,
        "possible": 13,
        "irrelevant": 3,
    }


def test_the_relations_are_spread_and_not_flattened():
    found = Counter(row["relation"] for row in RELATIONS)
    assert set(found) == set(compare.capitals.VOICE_RELATIONS)
    assert (
        found["agree"] >= 5
        and sum(count for name, count in found.items() if name.startswith("differ")) >= 4
    ), "objective L6"


# --- two voices


def kept_pairs(store):
    """What the reader has judged, as `compare.capitals.judged_pairs` takes it."""
    kept = [(name.split(".")[2:], judgement) for name, judgement in store.all("04.pair.").items()]
    return {(topic, frozenset(pair)): judgement for (topic, *pair), judgement in kept}


def test_topics_voices_and_judgements_through_the_widget(store, monkeypatch):
    """Every list in full, and of the 100 selections of a topic and two voices a sample, with all
    seven judgements."""
    # test_answers.py asks whether the disk has it
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    box = free(widgets.two_voices())
    topic, left, right, judgement = (
        box.controls[name] for name in ("topic", "left", "right", "judgement")
    )
    assert (
        values(topic) == ON_PAGE
        and values(left) == values(right) == VOICES
        and values(judgement) == JUDGEMENTS
    )
    everything = list(itertools.product(ON_PAGE, VOICES, VOICES))
    for one, a, b in [*random.Random(4).sample(everything, 30), ("war_aim", "Khatami", "Khatami")]:
        topic.value, left.value, right.value = one, a, b
        for choice in JUDGEMENTS:
            judgement.value = choice
            made, report = (
                compare.capitals.voices_side_by_side(one, a, b, choice),
                compare.capitals.judged_pairs(kept_pairs(store)),
            )
            assert under(box) == made.html + report.html, (one, a, b, choice)
            assert said(box).startswith(spoken(made))
            assert len(said(box).split()) <= 45
        judgement.value = compare.capitals.UNJUDGED_PAIR
        assert (
            store.all() == {} and under(box) == compare.capitals.voices_side_by_side(one, a, b).html
        )


def question(judgement, relation):
    """Read from the table, in either order."""
    pairs = (
        {row["relation_a"], row["relation_b"]} == {judgement, relation}
        for row in records("tell_apart")
    )
    return next(itertools.compress(records("tell_apart"), pairs))["question"]


def test_the_question_of_a_pair_by_hand():
    made = compare.capitals.voices_side_by_side(
        "war_aim", "Khatami", "Khamenei", "differ in certainty"
    )
    assert "Ask whether each could sign the other’s sentence with its doubts." in plain(made.html)


def test_every_reply_tells_criterion_reason_and_the_other_reading():
    for row in RELATIONS:
        topic, relation = row["topic_id"], row["relation"]
        for a, b in ((row["voice_a"], row["voice_b"]), (row["voice_b"], row["voice_a"])):
            for choice in JUDGEMENTS[1:]:
                made = compare.capitals.voices_side_by_side(topic, a, b, choice)
                words = plain(made.html)
                assert f"You say “{choice}”: {compare.capitals.VOICE_RELATIONS[choice]}." in words
                assert f"One reader says “{relation}”" in words and row["reason"] in words
                if row["disputable"]:
                    assert f"Or “{row['other_reading']}”?" in words and row["other_reason"] in words
                else:
                    assert "Or “" not in words
                assert ("You and the table both say" in made.sentence) == (choice == relation)
                assert ("can be defended" in made.sentence) == (choice == row["other_reading"])
                if choice not in (relation, row["other_reading"]):
                    assert (
                        "But " in words
                        if {choice, relation} & set(SILENT)
                        else question(choice, relation) in words
                    )


def test_a_wrong_word_about_silence_is_answered_with_the_places():
    words = plain(
        compare.capitals.voices_side_by_side("war_aim", "Khatami", "Khamenei", "one is silent").html
    )
    assert (
        "But the article has Khatami at S2.8, S5.3 and Khamenei at S8.1, S8.2, S8.3, S8.4, S10.9."
    ) in words
    words = plain(
        compare.capitals.voices_side_by_side("palestine", "Khatami", "Khaddam", "agree").html
    )
    assert "But it has no word of Khatami or of Khaddam on this topic" in words
    words = plain(
        compare.capitals.voices_side_by_side(
            "palestine", "Khatami", "Khamenei", "both are silent"
        ).html
    )
    assert "But the article has Khamenei at S7.2" in words


def test_without_a_judgement_the_answer_is_folded_away():
    for topic, (a, b) in itertools.product(TOPICS, PAIRS):
        made = compare.capitals.voices_side_by_side(topic, a, b)
        row = BY_PAIR[topic, frozenset((a, b))]
        open_words = plain(unfolded(made.html))
        assert row["reason"] in plain(made.html) and row["reason"] not in open_words
        assert (
            made.sentence.endswith("You have not judged yet.")
            and row["relation"] not in made.sentence
        )


def test_a_card_shows_position_firmness_places_and_the_words_of_the_article():
    for (topic, voice), row in POSITIONS.items():
        shown, html = card(topic, voice)
        words = plain(html)
        if row["certainty"] == "silent":
            assert (
                "silent : the article has no word of this voice on this topic."
            ) in words and "blockquote" not in html
            continue
        firmness = next(
            one["meaning"] for one in records("criteria") if one["answer"] == row["certainty"]
        )
        assert row["position"] in words and f"How firmly: {firmness}" in words
        assert f"Al Majalla, 23 March 2024 , {', '.join(row['locators'])}" in words
        passages = [passage.row for passage in shown.passages]
        assert set(row["passage_ids"]) <= {found["passage_id"] for found in passages}
        assert {found["locator"] for found in passages} == set(row["locators"]), (
            "no place without its words"
        )
        open_ones = [passage.row for passage in shown.passages if not passage.folded]
        assert 1 <= len(open_ones) <= 2, "what fits one screen"
        for found in passages:
            assert (
                escape(found["excerpt"] or found["gist"]) in html and found["passage_id"] in words
            )
            assert found["certainty"] != "ambiguous" or escape(found["certainty_note"]) in html
            assert found["speaker_id"] == CAPITAL_VOICES[voice]["speaker_id"]
            if found["voice"] == "speaker":
                heard = not found["addressee_id"] or set(found["addressee_id"]) & set(
                    CAPITAL_VOICES[voice]["listener_ids"]
                )
                assert (
                    heard
                    or (
                        f"said to {compare.people.short_name(found['addressee_id'][0])}, by this voice"
                    )
                    in words
                )
                assert (
                    not found["excerpt"]
                    or escape(f"{found['passage_id']}: {found['gist']}") in html
                ), "what it says in our words stands under a fragment, or in the fold"


def test_one_man_before_two_listeners():
    """Read in the article: S3.1 has “likely”, S6.6 and S9.8 have no hedge, and Saddam's part
    changes."""
    made = compare.capitals.voices_side_by_side(
        "saddam", "Assad to Khatami", "Assad to Khamenei", "differ in certainty"
    )
    words = plain(made.html)
    assert (
        "some might cite Saddam, but many would likely unite behind him against America,"
    ) in words
    assert "regardless of Saddam’s role, armed resistance will follow." in words
    assert "One man, two listeners, one day." in words
    assert (
        "One man"
        not in compare.capitals.voices_side_by_side("saddam", "Khatami", "Khamenei", "agree").html
    )


def test_khaddam_is_heard_in_the_room_alone_and_not_in_his_later_notes():
    assert card("means", "Khaddam")[0].who == (
        "Abdul Halim Khaddam (Vice President of Syria), to Mohammad Khatami and Bashar al-Assad"
    )
    for row in (*records("positions"), *RELATIONS, *CAPITAL_VOICES.values()):
        assert not any(place.startswith("S11.") for place in row["locators"]), row


def test_the_same_voice_on_both_sides_asks_for_another_and_judges_nothing(store):
    box = free(widgets.two_voices())
    box.controls["left"].value = box.controls["right"].value = "Khatami"
    box.controls["judgement"].value = "agree"
    assert "It is the same voice" in said(box) and store.all() == {}
    assert len(compare.capitals.voices_side_by_side("war_aim", "Khatami", "Khatami").rows) == 1


def test_the_order_of_the_sides_changes_nothing_but_the_sides():
    for topic, (a, b) in itertools.product(TOPICS, PAIRS):
        one, other = (
            compare.capitals.voices_side_by_side(topic, x, y, "agree") for x, y in ((a, b), (b, a))
        )
        assert sorted(one.rows) == sorted(other.rows)
        assert one.sentence.partition(". ")[2] == other.sentence.partition(". ")[2]


def test_judgements_are_kept_collected_and_forgotten(store):
    box = free(widgets.two_voices())
    control = box.controls
    control["right"].value = "Khatami"
    control["judgement"].value = "differ in priority"
    control["right"].value = "Khamenei"
    assert control["judgement"].value == compare.capitals.UNJUDGED_PAIR
    control["judgement"].value = "agree"
    assert "So far: 1 agreement, 1 difference." in said(box)
    assert "Assad to Khamenei – Khatami" in under(box) and "Assad to Khamenei – Khamenei" in under(
        box
    )
    control["left"].value, control["right"].value = "Khatami", "Assad to Khamenei"
    assert control["judgement"].value == "differ in priority", (
        "the same pair with its sides exchanged"
    )
    control["judgement"].value = compare.capitals.UNJUDGED_PAIR
    assert list(store.all().values()) == ["agree"]
    control["topic"].value = "saddam"
    assert "So far: 1 agreement, 0 differences." in said(box)
    again = free(widgets.two_voices())
    assert again.controls["judgement"].value == "agree" and "So far: 1 agreement" in said(again), (
        "also after a restart"
    )


@pytest.mark.parametrize(
    "name, value",
    [
        ("war_aim.Khatami.Nobody", "agree"),
        ("nothing.Khamenei.Khatami", "agree"),
        ("war_aim.Khamenei.Khatami", ["agree"]),
    ],
)
def test_a_judgement_that_cannot_be_in_the_file_is_passed_over(store, name, value):
    store.put(f"04.pair.{name}", value)
    assert "So far" not in said(free(widgets.two_voices()))


def test_the_table_so_far_counts_as_the_objective_asks():
    given = {("war_aim", frozenset(("Khatami", "Khamenei"))): "agree"}
    given |= {
        ("means", frozenset((one, "Khatami"))): "differ in substance"
        for one in ("Assad to Khatami", "Khaddam")
    }
    made = compare.capitals.judged_pairs(given)
    assert made.sentence == "So far: 1 agreement, 2 differences."
    assert made.columns == ("topic", "pair", "yours", "table", "locators")
    assert made.rows[0] == (
        "War aim",
        "Khatami – Khamenei",
        "agree",
        "agree",
        "S2.8, S5.3, S8.1, S8.2, S8.4",
    )
    assert compare.capitals.judged_pairs({}).html == ""


# --- every pair


def test_every_pair_on_every_topic_and_both_readings_through_the_widget():
    box = free(widgets.agreement())
    pair, topic, flipped = (box.controls[name] for name in ("pair", "topic", "flipped"))
    assert values(topic) == ON_PAGE and values(pair)[0] == compare.capitals.NO_PAIR
    assert {frozenset(one.split(" – ")) for one in values(pair)[1:]} == set(map(frozenset, PAIRS))
    for one, on, other in itertools.product(values(pair), ON_PAGE, (False, True)):
        pair.value, topic.value, flipped.value = one, on, other
        made = compare.capitals.agreement(one, on, other)
        assert under(box) == made.html and said(box) == spoken(made)
        assert len(made.sentence.split()) <= 40


def cells_of(html):
    """The word of each cell of the picture, and whether it is framed."""
    cells = re.findall(r"<td style=\"(text-align:center;[^\"]*)\">(.*?)</td>", html)
    return [(plain(words).split(maxsplit=1)[1], "border:3px" in style) for style, words in cells]


@pytest.mark.parametrize("flipped", [False, True])
def test_the_picture_has_every_pair_on_every_topic_as_the_table_says(flipped):
    made = compare.capitals.agreement(flipped=flipped)
    cells = cells_of(made.html)
    assert len(cells) == len(made.rows) == len(PAIRS) * len(ON_PAGE)
    topics = {row["topic"]: row["topic_id"] for row in records("topics")}
    for row, (word, framed) in zip(made.rows, cells, strict=True):
        told = BY_PAIR[topics[row.topic], frozenset((row.voice_a, row.voice_b))]
        relation = (flipped and told["other_reading"]) or told["relation"]
        assert row.relation == relation and row.disputable == told["disputable"]
        assert word.endswith("*") == told["disputable"]
        assert framed == (flipped and told["disputable"]), "a flipped cell has a thick frame"
        stem = relation.removeprefix("differ in ").replace(" is ", " ").replace(" are ", " ")
        assert word.rstrip("*") == stem


def test_a_pair_that_is_opened_tells_its_reason_and_no_other():
    made = compare.capitals.agreement("Khatami – Khamenei", "means")
    row = BY_PAIR["means", frozenset(("Khatami", "Khamenei"))]
    assert row["reason"] in plain(made.html) and row["other_reason"] in plain(made.html)
    closed = plain(compare.capitals.agreement().html)
    assert not any(row["reason"] in closed for row in RELATIONS)


def test_agreement_follows_the_room_as_counted_by_hand():
    """From the table by hand, on the four topics of the page: four agreements in one talk and one
    across, between president and Supreme Leader."""
    made = compare.capitals.agreement()
    assert made.sentence == (
        "Two of one room agree 4 times in 16, two of different rooms once in 24."
    )
    words = plain(made.html)
    assert "In one room : agree 4 of 16; where both speak, 4 of 10" in words
    assert "Across two rooms : agree 1 of 24; where both speak, 1 of 18" in words
    assert [row.one_talk for row in made.rows] == [True] * 4 * 4 + [False] * 6 * 4
    frame = made.frame
    agreed = frame[frame["relation"] == "agree"].groupby(["voice_a", "voice_b"]).size().to_dict()
    assert agreed == {
        ("Assad to Khatami", "Khatami"): 1,
        ("Assad to Khamenei", "Khamenei"): 2,
        ("Khatami", "Khaddam"): 1,
        ("Khatami", "Khamenei"): 1,
    }
    pairs = dict.fromkeys(row.pair for row in made.rows)
    assert next(iter(pairs)) == "Assad to Khamenei – Khamenei", "those that agree most come first"
    assert (
        "agree 6 times in 16, two of different rooms 2 times in 24"
        in compare.capitals.agreement(flipped=True).sentence
    )


def test_the_other_reading_changes_only_what_is_disputable_and_moves_nothing():
    for first, other in zip(
        compare.capitals.agreement().rows,
        compare.capitals.agreement(flipped=True).rows,
        strict=True,
    ):
        assert other == first._replace(relation=other.relation)
        assert (first.relation != other.relation) == first.disputable


def test_a_judgement_is_asked_for_under_the_cards_and_only_when_no_question_is():
    for make in MAKERS[::2]:
        box = make()
        order = [box.children.index(part) for part in (box.result, box.below, box.result_below)]
        assert order == sorted(order) and box.below.layout.display == "none"
        assert box.result_below.value == "", "one reader's judgement is not under a question"
        assert free(box).below.layout.display is None and box.result_below.value


def test_own_judgement_stands_beside_the_table_among_all_there_are():
    """The relation of the table is “differ in substance”, or “differ in certainty”."""
    made = compare.capitals.voices_side_by_side("saddam", "Assad to Khatami", "Khamenei", "agree")
    cells = re.findall(r"<td style=\"text-align:center;[^\"]*\">(.*?)</td>", made.html)
    assert [plain(cell) for cell in cells] == [
        "◉ you",
        "",
        "○ other reading",
        "◎ one reader",
        "",
        "",
    ]
    made = compare.capitals.silences_side_by_side("hezbollah", left_judgement="expected")
    cells = re.findall(r"<td style=\"text-align:center;[^\"]*\">(.*?)</td>", made.html)
    assert [plain(cell) for cell in cells] == ["◉ you = one reader", "", ""]


# --- silences


def test_every_silence_beside_another_through_the_widget():
    box = free(widgets.two_silences())
    left, right = box.controls["left"], box.controls["right"]
    assert values(left) == SILENCES and values(right) == [
        compare.capitals.NO_SECOND_SILENCE,
        *SILENCES,
    ]
    for one, other in zip(
        SILENCES, [compare.capitals.NO_SECOND_SILENCE, *SILENCES[::-1]], strict=False
    ):
        left.value, right.value = one, other
        made = compare.capitals.silences_side_by_side(one, other)
        assert under(box) == made.html and said(box) == spoken(made), (one, other)
        assert len(made.rows) == len({one, other} - {compare.capitals.NO_SECOND_SILENCE})


def test_every_silence_and_every_two_judgements_through_the_widget():
    box = free(widgets.two_silences(right="weapons"))
    left, right = box.controls["left"], box.controls["right"]
    first, second = box.controls["left_judgement"], box.controls["right_judgement"]
    assert values(first) == values(second) == EXPECTED
    for one, other in zip(SILENCES, SILENCES[1:] + SILENCES[:1], strict=True):
        left.value, right.value = one, other
        for a, b in itertools.product(EXPECTED, EXPECTED):
            first.value, second.value = a, b
            made = compare.capitals.silences_side_by_side(one, other, a, b)
            assert under(box) == made.html and said(box) == spoken(made)
            assert len(made.sentence.split()) <= 40


def test_a_judgement_on_an_empty_side_is_not_kept(store):
    box = free(widgets.two_silences())
    box.controls["right_judgement"].value = "possible"
    assert (
        store.all() == {} and under(box) == compare.capitals.silences_side_by_side("hezbollah").html
    )
    assert box.controls["right_judgement"].layout.display == "none"
    box.controls["right"].value = "golan"
    assert box.controls["right_judgement"].value == compare.capitals.UNJUDGED_SILENCE
    box.controls["right_judgement"].value = "irrelevant"
    box.controls["left"].value = "golan"
    assert box.controls["left_judgement"].value == "irrelevant", (
        "a silence keeps its judgement on either side"
    )


def test_every_reply_to_a_silence_has_reason_words_count_candidates_and_caution():
    for row in records("silences"):
        for choice in EXPECTED[1:]:
            made = compare.capitals.silences_side_by_side(row["silence_id"], left_judgement=choice)
            words = plain(made.html)
            assert row["why_expected"] in words and row["caution"] in words
            assert all(f"“{word}”" in words for word in row["words_searched"])
            assert ("Found not once." in words) == (row["count"] == 0) and (
                "Found once." in words
            ) == (row["count"] == 1)
            assert all(
                compare.people.name_with_office(person) in words
                for person in row["who_might_have_raised_it"]
            )
            assert row["who_might_have_raised_it"] or "nobody in particular" in words
            assert all(place in words for place in row["nearest_locators"])
            assert f"You say “{choice}”: {compare.capitals.SILENCE_JUDGEMENTS[choice]}." in words
            assert f"One reader says “{row['expected']}”" in words
            assert ("you and the table both say" in made.sentence) == (choice == row["expected"])
            assert all(f"[{source}]" in made.html for source in row["source_ids"])
        folded = compare.capitals.silences_side_by_side(row["silence_id"])
        assert escape(row["why_expected"]) in folded.html and escape(
            row["why_expected"]
        ) not in unfolded(folded.html)


def test_words_searched_were_really_searched(article):
    """Counted again at the beginnings of words, in the user's copy of the article."""
    text = "\n".join(article.values() if isinstance(article, dict) else article)
    for row in records("silences"):
        hits = sum(
            len(re.findall(rf"\b{re.escape(word)}", text, re.I)) for word in row["words_searched"]
        )
        assert hits == row["count"], row["silence_id"]


# --- refusals, safety, form


@pytest.mark.parametrize(
    "call, said_",
    [
        (
            lambda: compare.capitals.voices_side_by_side("weather", "Khatami", "Khamenei"),
            "There is no topic 'weather': expected one of war_aim",
        ),
        (
            lambda: compare.capitals.voices_side_by_side("means", "Khatamy", "Khamenei"),
            "There is no voice 'Khatamy': expected one of Assad to Khatami",
        ),
        (
            lambda: compare.capitals.voices_side_by_side("means", "Khatami", SCRIPT),
            "There is no voice",
        ),
        (
            lambda: compare.capitals.voices_side_by_side("means", "Khatami", "Khamenei", "perhaps"),
            "There is no judgement 'perhaps': expected one of agree",
        ),
        (lambda: compare.capitals.agreement(topic="weather"), "There is no topic 'weather'"),
        (
            lambda: compare.capitals.agreement("Khatami – Bush"),
            "There is no pair of voices 'Khatami – Bush': expected one of no pair, ",
        ),
        (
            lambda: compare.capitals.silences_side_by_side("noise"),
            "There is no silence 'noise': expected one of weapons",
        ),
        (
            lambda: compare.capitals.silences_side_by_side("weapons", "noise"),
            "There is no silence 'noise'",
        ),
        (
            lambda: compare.capitals.silences_side_by_side("weapons", left_judgement="odd"),
            "There is no judgement of a silence 'odd'",
        ),
        (
            lambda: compare.capitals.judged_pairs(
                {("space", frozenset(("Khatami", "Khaddam"))): "agree"}
            ),
            "There is no topic 'space'",
        ),
        (
            lambda: compare.capitals.judged_pairs(
                {("means", frozenset(("Khatami", "Bush"))): "agree"}
            ),
            "There is no pair of voices ",
        ),
        (
            lambda: compare.capitals.judged_pairs(
                {("means", frozenset(("Khatami", "Khaddam"))): "odd"}
            ),
            "There is no judgement 'odd'",
        ),
        (
            lambda: compare.capitals.silences_side_by_side("weapons", right_judgement="odd"),
            "There is no judgement of a silence 'odd'",
        ),
    ],
)
def test_a_selection_that_does_not_exist_is_refused_with_a_sentence(call, said_):
    with pytest.raises(choices.SelectionError) as caught:
        call()
    assert str(caught.value).startswith(said_) and caught.value._render_traceback_() == [
        str(caught.value)
    ]


def test_whatever_a_table_holds_is_escaped(poisoned):
    """A script in every text field of the tables reaches no page as a script."""
    made = [
        compare.capitals.voices_side_by_side(topic, a, b, "agree")
        for topic in TOPICS
        for a, b in PAIRS
    ]
    made += [compare.capitals.agreement("Khatami – Khamenei", topic) for topic in TOPICS]
    made += [compare.capitals.silences_side_by_side(one, "weapons", "expected") for one in SILENCES]
    made.append(
        compare.capitals.judged_pairs({("means", frozenset(("Khatami", "Khaddam"))): "agree"})
    )
    for page in (one.page() for one in made):
        assert "<script" not in page and "&lt;script&gt;" in page
    criterion = compare.capitals.VOICE_RELATIONS["agree"]
    assert "<script" in criterion and escape(criterion) in made[0].html, (
        "the criteria were poisoned too"
    )


def test_every_page_is_well_formed_and_sets_only_our_colours():
    pages = [
        compare.capitals.voices_side_by_side(topic, a, b, "agree").page()
        for topic in TOPICS
        for a, b in PAIRS
    ]
    pages += [
        compare.capitals.agreement("Khatami – Khamenei", topic, flipped).page()
        for topic in TOPICS
        for flipped in (False, True)
    ]
    pages += [
        compare.capitals.silences_side_by_side(one, other).page()
        for one, other in itertools.pairwise(SILENCES)
    ]
    for page in pages:
        parser = Structure()
        parser.feed(page)
        assert parser.open == []
        tags = [tag for tag, _ in parser.seen]
        assert tags.count("table") == tags.count("caption")
        styles = ";".join(attributes.get("style", "") for _, attributes in parser.seen)
        assert not foreign_colours(styles)


MAKERS = [widgets.two_voices, widgets.agreement, widgets.two_silences]


@pytest.mark.parametrize("make", MAKERS)
def test_controls_have_labels_and_values_and_the_stored_form_is_a_sentence(make):
    box = make()
    controls = [one for one in inside(box) if isinstance(one, ipywidgets.Dropdown)]
    labels = [control.description for control in controls]
    asked = {box.questions.question}
    flip = {box.controls["flipped"]} if "flipped" in box.controls else set()
    assert set(controls) | flip == set(box.controls.values()) | asked
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)
    assert all(control.value is not None and None not in values(control) for control in controls)
    assert said(box)


def test_the_default_of_each_widget_is_its_twin():
    defaults = (
        compare.capitals.voices_side_by_side("war_aim", "Assad to Khamenei", "Khamenei"),
        compare.capitals.agreement(),
        compare.capitals.silences_side_by_side("hezbollah"),
    )
    for make, made in zip(MAKERS, defaults, strict=True):
        assert under(free(make())) == made.html


def test_no_frame_is_made_until_it_is_asked_for(monkeypatch):
    monkeypatch.setattr("pandas.DataFrame", None)
    compare.capitals.agreement()
    assert data.records("relations")
