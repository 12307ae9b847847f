"""Notebook 04: voices side by side, the matrix of pairs, silences.

Driven through the widgets: all 9 × 5 × 5 pairs of voices with all seven choices of judgement; every topic with both readings; all
27 × 28 pairs of silences, and every silence with every judgement on either side.
"""

import itertools
import os
import re
from collections import Counter

import ipywidgets
import pytest
from shown import Structure, inside, said, spoken, values

from khaddam_files import charts, compare, data, markup, widgets
from khaddam_files.compare import capitals
from khaddam_files.data import records

TOPICS = [value for _, value in compare.voice_topic_options()]
VOICES = [value for _, value in compare.voice_options()]
JUDGEMENTS = [value for _, value in compare.pair_judgement_options()]
SILENCES = [value for _, value in compare.silence_options()]
EXPECTED = [value for _, value in compare.silence_judgement_options()]
PAIRS = list(itertools.combinations(VOICES, 2))
POSITIONS = {(row["topic_id"], row["voice"]): row for row in records("positions")}
RELATIONS = records("relations")
SCRIPT = "<script>alert(1)</script>"


def silent(topic, voice):
    return POSITIONS[topic, voice]["certainty"] == "silent"


# --- the table of relations --------------------------------------------------------------------------------------------


def test_the_ranges_are_what_the_tables_hold():
    assert (len(TOPICS), len(VOICES), len(SILENCES)) == (9, 5, 27)
    assert {row["voice"] for row in records("positions")} == set(VOICES)
    assert [row["topic_id"] for row in records("topics")] == TOPICS
    assert sorted(SILENCES) == sorted(row["silence_id"] for row in records("silences"))
    assert JUDGEMENTS[1:] == list(compare.RELATIONS) and EXPECTED[1:] == list(compare.EXPECTATIONS)
    assert {row["expected"] for row in records("silences")} == set(compare.EXPECTATIONS)


def test_every_topic_and_pair_has_one_relation():
    found = Counter((row["topic_id"], frozenset((row["voice_a"], row["voice_b"]))) for row in RELATIONS)
    assert found == Counter((topic, frozenset(pair)) for topic in TOPICS for pair in PAIRS) and len(RELATIONS) == 90


@pytest.mark.parametrize("row", RELATIONS, ids=lambda row: row["relation_id"])
def test_a_relation_is_silent_exactly_where_the_positions_are(row):
    quiet = sum(silent(row["topic_id"], row[side]) for side in ("voice_a", "voice_b"))
    expected = {0: None, 1: "one is silent", 2: "both are silent"}[quiet]
    assert row["relation"] == expected if quiet else row["relation"] not in capitals.SILENT


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
    assert sum(row["disputable"] for row in RELATIONS) == 34
    assert Counter(row["expected"] for row in records("silences")) == {"expected": 11, "possible": 13, "irrelevant": 3}


def test_the_relations_are_spread_and_not_flattened():
    found = Counter(row["relation"] for row in RELATIONS)
    assert set(found) == set(compare.RELATIONS)
    assert found["agree"] >= 5 and sum(count for name, count in found.items() if name.startswith("differ")) >= 4, (
        "objective L6"
    )


# --- two voices --------------------------------------------------------------------------------------------------------


def kept_pairs(store):
    """What the reader has judged, as `compare.judged_pairs` takes it."""
    kept = [(name.split(".")[2:], judgement) for name, judgement in store.all("04.pair.").items()]
    return {(topic, frozenset(pair)): judgement for (topic, *pair), judgement in kept}


def test_every_topic_every_two_voices_and_every_judgement_through_the_widget(store, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # test_answers.py asks whether the disk has it
    box = widgets.two_voices()
    topic, left, right, judgement = (box.controls[name] for name in ("topic", "left", "right", "judgement"))
    assert values(topic) == TOPICS and values(left) == values(right) == VOICES and values(judgement) == JUDGEMENTS
    driven = 0
    for one, a, b in itertools.product(TOPICS, VOICES, VOICES):
        topic.value, left.value, right.value = one, a, b
        for choice in JUDGEMENTS:
            judgement.value = choice
            made, report = compare.voices_side_by_side(one, a, b, choice), compare.judged_pairs(kept_pairs(store))
            assert box.result.value == made.html + report.html, (one, a, b, choice)
            assert said(box).startswith(spoken(made))
            assert len(said(box).split()) <= 45
            driven += 1
        judgement.value = compare.UNJUDGED_PAIR
        assert store.all() == {} and box.result.value == compare.voices_side_by_side(one, a, b).html
    assert driven == 9 * 5 * 5 * 7


def test_every_reply_tells_criterion_reason_and_the_other_reading():
    for row in RELATIONS:
        topic, relation = row["topic_id"], row["relation"]
        for a, b in ((row["voice_a"], row["voice_b"]), (row["voice_b"], row["voice_a"])):
            for choice in JUDGEMENTS[1:]:
                made = compare.voices_side_by_side(topic, a, b, choice)
                words = markup.plain(made.html)
                assert f"You say “{choice}”: {compare.RELATIONS[choice]}." in words
                assert f"One reader says “{relation}”" in words and row["reason"] in words
                if row["disputable"]:
                    assert f"Or “{row['other_reading']}”?" in words and row["other_reason"] in words
                else:
                    assert "Or “" not in words
                assert ("You and the table both say" in made.sentence) == (choice == relation)
                assert ("can be defended" in made.sentence) == (choice == row["other_reading"])
                if choice not in (relation, row["other_reading"]):
                    hint = capitals.TELL_APART.get(frozenset((choice, relation)))
                    assert "But " in words if {choice, relation} & set(capitals.SILENT) else hint in words


def test_a_wrong_word_about_silence_is_answered_with_the_places():
    words = markup.plain(compare.voices_side_by_side("war_aim", "Khatami", "Khamenei", "one is silent").html)
    assert "But the article has Khatami at S2.8, S5.3 and Khamenei at S8.1, S8.2, S8.3, S8.4, S10.9." in words
    words = markup.plain(compare.voices_side_by_side("palestine", "Khatami", "Khaddam", "agree").html)
    assert "But it has no word of Khatami or of Khaddam on this topic" in words
    words = markup.plain(compare.voices_side_by_side("palestine", "Khatami", "Khamenei", "both are silent").html)
    assert "But the article has Khamenei at S7.2" in words


def test_without_a_judgement_the_answer_is_folded_away():
    for topic, (a, b) in itertools.product(TOPICS, PAIRS):
        made = compare.voices_side_by_side(topic, a, b)
        row = capitals._relations()[topic, frozenset((a, b))]
        open_words = markup.plain(re.sub(r"<details>.*?</details>", "", made.html, flags=re.S))
        assert row["reason"] in markup.plain(made.html) and row["reason"] not in open_words
        assert made.sentence.endswith("You have not judged yet.") and row["relation"] not in made.sentence


def test_a_card_shows_position_firmness_places_and_the_words_of_the_article():
    for (topic, voice), row in POSITIONS.items():
        card = capitals._voice_card(topic, voice)
        words = markup.plain(card)
        if row["certainty"] == "silent":
            assert "silent : the article has no word of this voice on this topic." in words and "blockquote" not in card
            continue
        assert row["position"] in words and f"How firmly: {capitals.FIRMNESS[row['certainty']]}" in words
        assert f"Al Majalla, 23 March 2024 , {', '.join(row['locators'])}" in words
        shown = capitals._passages_of(row)
        assert set(row["passage_ids"]) <= set(shown)
        assert {compare.passage(one)["locator"] for one in shown} == set(row["locators"]), "no place without its words"
        for one in shown:
            found = compare.passage(one)
            assert markup.text(found["excerpt"] or found["gist"]) in card and one in words
            assert found["certainty"] != "ambiguous" or markup.text(found["certainty_note"]) in card
            assert found["speaker_id"] == compare.CAPITAL_VOICES[voice][0]
            if found["voice"] == "speaker":
                listeners = compare.CAPITAL_VOICES[voice][1]
                told = not found["addressee_id"] or set(found["addressee_id"]) & set(listeners)
                assert told or f"said to {compare.short_name(found['addressee_id'][0])}, by this voice" in words
                assert not found["excerpt"] or markup.text(f"{one}: {found['gist']}") in card


def test_one_man_before_two_listeners():
    """Read in the article: S3.1 has “likely”, S6.6 and S9.8 have no hedge, and Saddam's part changes."""
    made = compare.voices_side_by_side("saddam", "Assad to Khatami", "Assad to Khamenei", "differ in certainty")
    words = markup.plain(made.html)
    assert "some might cite Saddam, but many would likely unite behind him against America," in words
    assert "regardless of Saddam’s role, armed resistance will follow." in words
    assert "One man, two listeners, one day." in words
    assert "One man" not in compare.voices_side_by_side("saddam", "Khatami", "Khamenei", "agree").html


def test_later_notes_are_named_where_they_are_used():
    notes_only = markup.plain(capitals._voice_card("sectarianism", "Khaddam"))
    assert (
        "Abdul Halim Khaddam (Vice President of Syria), in later notes" in notes_only
        and "to Mohammad" not in notes_only
    )
    assert "to Mohammad Khatami and Bashar al-Assad and in later notes" in markup.plain(
        capitals._voice_card("means", "Khaddam")
    )
    assert "later notes" not in capitals._voice_card("opposition", "Khaddam")
    notes = "What stands in section 11 comes from later notes"
    assert notes in compare.voices_side_by_side("certainty", "Khatami", "Khaddam", "agree").html
    assert notes not in compare.voices_side_by_side("opposition", "Khatami", "Khaddam", "agree").html


def test_the_same_voice_on_both_sides_asks_for_another_and_judges_nothing(store):
    box = widgets.two_voices("war_aim", "Khatami", "Khatami")
    box.controls["judgement"].value = "agree"
    assert "It is the same voice" in said(box) and store.all() == {}
    assert len(compare.voices_side_by_side("war_aim", "Khatami", "Khatami").rows) == 1


def test_the_order_of_the_sides_changes_nothing_but_the_sides():
    for topic, (a, b) in itertools.product(TOPICS, PAIRS):
        one, other = (compare.voices_side_by_side(topic, x, y, "agree") for x, y in ((a, b), (b, a)))
        assert sorted(one.rows) == sorted(other.rows)
        assert one.sentence.partition(". ")[2] == other.sentence.partition(". ")[2]


def test_judgements_are_kept_collected_and_forgotten(store):
    box = widgets.two_voices()
    control = box.controls
    control["judgement"].value = "differ in priority"
    control["right"].value = "Khamenei"
    assert control["judgement"].value == compare.UNJUDGED_PAIR
    control["judgement"].value = "agree"
    assert "So far: 1 agreement, 1 difference." in said(box)
    assert "Assad to Khamenei – Khatami" in box.result.value and "Assad to Khamenei – Khamenei" in box.result.value
    control["left"].value, control["right"].value = "Khatami", "Assad to Khamenei"
    assert control["judgement"].value == "differ in priority", "the same pair with its sides exchanged"
    control["judgement"].value = compare.UNJUDGED_PAIR
    assert list(store.all().values()) == ["agree"]
    control["topic"].value = "saddam"
    assert "So far: 1 agreement, 0 differences." in said(box)
    again = widgets.two_voices(right="Khamenei")
    assert again.controls["judgement"].value == "agree" and "So far: 1 agreement" in said(again), "also after a restart"


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
    assert "So far" not in said(widgets.two_voices())


def test_the_table_so_far_counts_as_the_objective_asks():
    given = {("war_aim", frozenset(("Khatami", "Khamenei"))): "agree"}
    given |= {("means", frozenset((one, "Khatami"))): "differ in substance" for one in ("Assad to Khatami", "Khaddam")}
    made = compare.judged_pairs(given)
    assert made.sentence == "So far: 1 agreement, 2 differences."
    assert made.rows[0] == ("War aim", "Khatami – Khamenei", "agree", "agree", "S2.8, S5.3, S8.1, S8.2, S8.4")
    assert compare.judged_pairs({}).html == ""


# --- every pair --------------------------------------------------------------------------------------------------------


def test_every_topic_and_both_readings_through_the_widget():
    box = widgets.agreement()
    topic, reading = box.controls["topic"], box.controls["reading"]
    assert values(topic) == [compare.ALL_TOPICS, *TOPICS] and values(reading) == list(compare.READINGS)
    for one in values(topic):
        topic.value = one
        for other in values(reading):
            reading.value = other
            made = compare.agreement(one, other)
            assert box.result.value == made.html and said(box) == spoken(made) and len(made.sentence.split()) <= 40


def test_a_matrix_has_every_pair_twice_as_the_table_says():
    for topic in TOPICS:
        made = compare.agreement(topic)
        assert len(made.rows) == 10
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", made.html)
        assert len(cells) == 25 and cells[::6] == ["–"] * 5
        for (place, a), (other, b) in itertools.permutations(enumerate(VOICES), 2):
            row = capitals._relations()[topic, frozenset((a, b))]
            assert cells[place * 5 + other] == row["relation"] + (" *" if row["disputable"] else "")
            assert markup.text(row["reason"]) in made.html


def test_agreement_follows_the_room_as_counted_by_hand():
    """From the table by hand: 4 + 3 + 2 + 1 agreements in one talk; two across, both between president and Supreme Leader."""
    made = compare.agreement()
    assert "pairs of one talk agree 10 times in 36, pairs across the two talks agree 2 times in 54" in made.sentence
    both = "Where both speak: 10 agreements in 23 in one talk, 2 agreements in 30 across the two talks."
    assert both in markup.plain(made.html)
    frame = made.frame
    agreed = frame[frame["relation"] == "agree"].groupby(["voice_a", "voice_b"]).size().to_dict()
    assert agreed == {
        ("Assad to Khatami", "Khatami"): 4,
        ("Assad to Khamenei", "Khamenei"): 3,
        ("Assad to Khatami", "Khaddam"): 2,
        ("Khatami", "Khaddam"): 1,
        ("Khatami", "Khamenei"): 2,
    }
    assert (
        "agree 11 times in 36, pairs across the two talks agree 5 times in 54"
        in compare.agreement(reading="other").sentence
    )


def test_the_other_reading_changes_only_what_is_disputable():
    for first, other in zip(compare.agreement().rows, compare.agreement(reading="other").rows, strict=True):
        assert first[:5] == other[:5] and (first[5] != other[5]) == first[6]


def test_the_chart_draws_every_pair_and_topic_once():
    for reading in compare.READINGS:
        made = compare.agreement(reading=reading)
        drawn = charts.where_pairs_agree(made)
        shown = drawn.spec["data"]["values"]
        assert len(shown) == 90
        assert [row["relation"] for row in shown] == [row[5] for row in made.rows]
        assert drawn.description.startswith(made.sentence) and drawn.spec["width"] == 520
        domain = drawn.spec["layer"][0]["encoding"]["shape"]["scale"]
        assert domain["domain"] == list(compare.RELATIONS) and len(set(domain["range"])) == 6, (
            "a shape of its own for each"
        )


# --- silences ----------------------------------------------------------------------------------------------------------


def test_every_pair_of_silences_through_the_widget():
    box = widgets.two_silences()
    left, right = box.controls["left"], box.controls["right"]
    assert values(left) == SILENCES and values(right) == [compare.NO_SECOND_SILENCE, *SILENCES]
    for one in SILENCES:
        left.value = one
        for other in values(right):
            right.value = other
            made = compare.silences_side_by_side(one, other)
            assert box.result.value == made.html, (one, other)
    assert said(box) == spoken(made)


def test_every_silence_and_every_two_judgements_through_the_widget():
    box = widgets.two_silences(right="weapons")
    left, right = box.controls["left"], box.controls["right"]
    first, second = box.controls["left_judgement"], box.controls["right_judgement"]
    assert values(first) == values(second) == EXPECTED
    for one, other in zip(SILENCES, SILENCES[1:] + SILENCES[:1], strict=True):
        left.value, right.value = one, other
        for a, b in itertools.product(EXPECTED, EXPECTED):
            first.value, second.value = a, b
            made = compare.silences_side_by_side(one, other, a, b)
            assert box.result.value == made.html and said(box) == spoken(made)
            assert len(made.sentence.split()) <= 40


def test_a_judgement_on_an_empty_side_is_not_kept(store):
    box = widgets.two_silences()
    box.controls["right_judgement"].value = "possible"
    assert store.all() == {} and box.result.value == compare.silences_side_by_side("weapons").html
    box.controls["right"].value = "golan"
    assert box.controls["right_judgement"].value == compare.UNJUDGED_SILENCE
    box.controls["right_judgement"].value = "irrelevant"
    box.controls["left"].value = "golan"
    assert box.controls["left_judgement"].value == "irrelevant", "a silence keeps its judgement on either side"


def test_every_reply_to_a_silence_has_reason_words_count_candidates_and_caution():
    for row in records("silences"):
        for choice in EXPECTED[1:]:
            made = compare.silences_side_by_side(row["silence_id"], left_judgement=choice)
            words = markup.plain(made.html)
            assert row["why_expected"] in words and row["caution"] in words
            assert all(f"“{word}”" in words for word in row["words_searched"])
            assert ("Found not once." in words) == (row["count"] == 0) and ("Found once." in words) == (
                row["count"] == 1
            )
            assert all(compare.name(person) in words for person in row["who_might_have_raised_it"])
            assert row["who_might_have_raised_it"] or "nobody in particular" in words
            assert all(place in words for place in row["nearest_locators"])
            assert f"You say “{choice}”: {compare.EXPECTATIONS[choice]}." in words
            assert f"One reader says “{row['expected']}”" in words
            assert ("you and the table both say" in made.sentence) == (choice == row["expected"])
            assert all(f"[{source}]" in made.html for source in row["source_ids"])
        folded = compare.silences_side_by_side(row["silence_id"])
        open_words = re.sub(r"<details>.*?</details>", "", folded.html, flags=re.S)
        assert markup.text(row["why_expected"]) in folded.html and markup.text(row["why_expected"]) not in open_words


def test_words_searched_were_really_searched(article):
    """Counted again at the beginnings of words, in the user's copy of the article."""
    text = "\n".join(article.values() if isinstance(article, dict) else article)
    for row in records("silences"):
        hits = sum(len(re.findall(rf"\b{re.escape(word)}", text, re.I)) for word in row["words_searched"])
        assert hits == row["count"], row["silence_id"]


# --- refusals, safety, form --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call, said_",
    [
        (
            lambda: compare.voices_side_by_side("weather", "Khatami", "Khamenei"),
            "There is no topic 'weather': expected one of war_aim",
        ),
        (
            lambda: compare.voices_side_by_side("means", "Khatamy", "Khamenei"),
            "There is no voice 'Khatamy': expected one of Assad to Khatami",
        ),
        (lambda: compare.voices_side_by_side("means", "Khatami", SCRIPT), "There is no voice"),
        (
            lambda: compare.voices_side_by_side("means", "Khatami", "Khamenei", "perhaps"),
            "There is no judgement 'perhaps': expected one of not judged yet, agree",
        ),
        (lambda: compare.agreement("weather"), "There is no topic 'weather'"),
        (lambda: compare.agreement(reading="mine"), "There is no reading 'mine': expected one of first, other"),
        (lambda: compare.silences_side_by_side("noise"), "There is no silence 'noise': expected one of weapons"),
        (lambda: compare.silences_side_by_side("weapons", "noise"), "There is no silence 'noise'"),
        (
            lambda: compare.silences_side_by_side("weapons", left_judgement="odd"),
            "There is no judgement of a silence 'odd'",
        ),
        (
            lambda: compare.judged_pairs({("space", frozenset(("Khatami", "Khaddam"))): "agree"}),
            "There is no topic 'space'",
        ),
        (
            lambda: compare.judged_pairs({("means", frozenset(("Khatami", "Bush"))): "agree"}),
            "There is no pair of voices ",
        ),
        (
            lambda: compare.judged_pairs({("means", frozenset(("Khatami", "Khaddam"))): "odd"}),
            "There is no judgement 'odd'",
        ),
        (
            lambda: compare.silences_side_by_side("weapons", right_judgement="odd"),
            "There is no judgement of a silence 'odd'",
        ),
    ],
)
def test_a_selection_that_does_not_exist_is_refused_with_a_sentence(call, said_):
    with pytest.raises(compare.SelectionError) as caught:
        call()
    assert str(caught.value).startswith(said_) and caught.value._render_traceback_() == [str(caught.value)]


def test_whatever_a_table_holds_is_escaped(monkeypatch):
    """A script in every text field of the tables reaches no page as a script."""
    original = capitals.records

    def hostile(table):
        keep = {
            "positions": ("position",),
            "relations": ("reason", "other_reason"),
            "topics": ("topic",),
            "silences": ("topic", "why_expected", "caution"),
        }
        rows = original(table)
        return [
            {key: SCRIPT + value if key in keep.get(table, ()) and value else value for key, value in row.items()}
            for row in rows
        ]

    cached = [
        capitals._positions,
        capitals._relations,
        capitals._voice_card,
        capitals._reply,
        capitals._reasons,
        capitals._silence_card,
        capitals.voice_topic_options,
        capitals.silence_options,
        compare.by_key,
    ]
    for function in cached:
        function.cache_clear()
    monkeypatch.setattr(capitals, "records", hostile)
    monkeypatch.setattr("khaddam_files.compare.base.records", hostile)
    try:
        pages = [compare.voices_side_by_side(topic, a, b, "agree").page() for topic in TOPICS for a, b in PAIRS]
        pages += [compare.agreement(topic).page() for topic in (compare.ALL_TOPICS, *TOPICS)]
        pages += [compare.silences_side_by_side(one, "weapons", "expected").page() for one in SILENCES]
        pages.append(compare.judged_pairs({("means", frozenset(("Khatami", "Khaddam"))): "agree"}).page())
        assert all("<script" not in page for page in pages)
        assert all("&lt;script&gt;" in page for page in pages if "All nine" not in page)
    finally:
        for function in cached:
            function.cache_clear()


def test_every_page_is_well_formed_and_sets_no_colour():
    pages = [compare.voices_side_by_side(topic, a, b, "agree").page() for topic in TOPICS for a, b in PAIRS]
    pages += [compare.agreement(topic).page() for topic in (compare.ALL_TOPICS, *TOPICS)]
    pages += [compare.silences_side_by_side(one, other).page() for one, other in itertools.pairwise(SILENCES)]
    for page in pages:
        parser = Structure()
        parser.feed(page)
        assert parser.open == []
        tags = [tag for tag, _ in parser.seen]
        assert tags.count("table") == tags.count("caption")
        styles = " ".join(attributes.get("style", "") for _, attributes in parser.seen)
        assert not re.search(r"(?<![\w-])(color|background)\s*:|var\(", styles)


MAKERS = [widgets.two_voices, widgets.agreement, widgets.two_silences]


@pytest.mark.parametrize("make", MAKERS)
def test_controls_have_labels_and_values_and_the_stored_form_is_a_sentence(make):
    box = make()
    controls = [one for one in inside(box) if isinstance(one, ipywidgets.Dropdown)]
    labels = [control.description for control in controls]
    assert set(controls) == set(box.controls.values())
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)
    assert all(control.value is not None and None not in values(control) for control in controls)
    bundle = box._repr_mimebundle_()
    assert bundle["text/plain"].endswith("written out below.") and bundle["text/plain"] in markup.plain(
        bundle["text/html"]
    )
    assert box.children[-1] is box.result and said(box)


def test_the_default_of_each_widget_is_its_twin():
    assert (
        widgets.two_voices().result.value == compare.voices_side_by_side("war_aim", "Assad to Khamenei", "Khatami").html
    )
    assert widgets.agreement().result.value == compare.agreement().html
    assert widgets.two_silences().result.value == compare.silences_side_by_side("weapons").html


def test_no_frame_is_made_until_it_is_asked_for(monkeypatch):
    monkeypatch.setattr("pandas.DataFrame", None)
    compare.agreement()
    assert len(data.records("relations")) == 90
