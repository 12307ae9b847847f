"""Comparisons against counts made by hand, and over every option."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from markupsafe import escape
from words import plain

from khaddam_files import choices, compare
from khaddam_files.data import records
from khaddam_files.pages import elements
from khaddam_files.pages.passages import passage_card
from khaddam_files.pages.sources import source_link

IDS = [row["passage_id"] for row in records("passages")]


def test_vietnam_is_said_five_times_and_by_whom():
    """Counted by hand in the article: headline, summary, section title, and twice Khamenei."""
    found = compare.passages.who_says("vietnam")
    assert dict(zip(found.frame["voice"], found.frame["count"], strict=True)) == {
        "speaker": 2,
        "later notes": 0,
        "editor": 1,
        "headline": 2,
    }
    assert found.sentence == "“Vietnam”: 2 times a speaker, 3 times a later hand."
    assert found.speakers == {"Ali Khamenei": 2} and "Ali Khamenei 2" in plain(found.html)
    assert found.passages == ["S0.1-h1", "S0.13-q1", "S10.0-h1", "S10.7-q1", "S10.8-q1"]


def test_nobody_says_new_vietnam():
    found = compare.passages.who_says("new_vietnam")
    assert dict(zip(found.frame["voice"], found.frame["count"], strict=True)) == {
        "speaker": 0,
        "later notes": 0,
        "editor": 1,
        "headline": 1,
    }
    assert found.sentence == "“new Vietnam”: never a speaker, 2 times a later hand."
    assert not found.speakers and "Speakers" not in plain(found.html)


@pytest.mark.parametrize(
    "term, times",
    [
        ("would", 13),
        ("could", 6),
        ("might", 7),
        ("may", 3),
        ("likely", 2),
        ("unlikely", 1),
        ("potentially", 3),
        ("undoubtedly", 1),
        ("surely", 1),
        ("inevitably", 1),
    ],
)
def test_hedges_as_counted_in_an_independent_reading(term, times):
    assert compare.passages.who_says(term).frame["count"].sum() == times


def test_every_counted_word_can_be_asked_for():
    for _, term in compare.passages.term_options():
        made = compare.passages.who_says(term)
        assert list(made.frame["voice"]) == list(
            compare.passages.PASSAGE_VOICES
        ) and f"Who says “{choices.by_key('terms')[term]['term']}”" in plain(made.html)
    with pytest.raises(choices.SelectionError, match="There is no counted term"):
        compare.passages.who_says("nothing")


def test_what_stands_between_our_passages_is_told_beside_the_strip():
    """“consensus” of S1.7 is an editor's word that no passage holds."""
    found = compare.passages.who_says("agreement")
    assert found.elsewhere == ["S1.7"] and "Also in S1.7" in plain(found.html)
    assert "Also in" not in plain(compare.passages.who_says("vietnam").html)


def test_quoted_share_under_the_three_rules():
    """62 % is the dossier's independent count under the first rule."""
    shares = {}
    for rule in compare.passages.QUOTATION_RULES:
        made = compare.passages.share_in_quotation_marks(rule)
        assert made.frame["words"].iloc[-1] == 2929 and made.frame["words"].iloc[:-1].sum() == 2929
        shares[rule] = made.frame["share"].iloc[-1]
        rows = {row.section.split()[0]: row for row in made.rows}
        assert all(row.lowest <= row.share <= row.highest for row in made.rows)
        assert {name for name, row in rows.items() if row.lowest == row.highest} == {
            "S0",
            "S6",
            "S7",
        }, "the sections that no rule moves"
        assert (made.rows[-1].lowest, made.rows[-1].highest) == (55.1, 65.0)
    assert round(shares["paragraph"]) == 62
    assert "1,829 of 2,929 words" in compare.passages.share_in_quotation_marks().sentence
    assert shares["closed_only"] < shares["paragraph"] < shares["until_closed"]
    with pytest.raises(choices.SelectionError, match="There is no rule"):
        compare.passages.share_in_quotation_marks("guess")


def test_an_unknown_person_is_refused():
    for asked in (compare.people.name_with_office, compare.people.short_name):
        with pytest.raises(
            choices.SelectionError,
            match="There is no person 'john_doe': expected one of bashar_al_assad",
        ):
            asked("john_doe")


def test_an_unknown_view_is_refused():
    for asked in (
        compare.passages.passages_in_view,
        lambda view: compare.passages.passages_side_by_side("S0.13-q1", "S10.7-q1", view),
    ):
        with pytest.raises(
            choices.SelectionError, match="There is no view 'foo': expected one of everything, sp"
        ):
            asked("foo")


def test_views_find_what_the_table_holds():
    rows = records("passages")
    found = {
        view: [row["passage_id"] for row in compare.passages.passages_in_view(view)]
        for _, view in compare.passages.view_options()
    }
    assert all(found.values()), "no view is empty"
    assert found["everything"] == IDS
    assert found["later hands"] == [row["passage_id"] for row in rows if row["voice"] != "speaker"]
    in_the_room = found["speakers, quoted"] + found["speakers, retold"]
    assert sorted(in_the_room + found["later hands"]) == sorted(IDS), "each passage is one of them"
    assert found["brackets"] == [name for name in IDS if "-b" in name]
    for name, person in (("Assad", "bashar_al_assad"), ("Khaddam", "abdul_halim_khaddam")):
        assert found[name] == [row["passage_id"] for row in rows if row["speaker_id"] == person]


def test_every_passage_can_be_compared_on_either_side_and_some_with_themselves():
    pairs = [*zip(IDS, [*IDS[1:], IDS[0]], strict=True), *((one, one) for one in IDS[::10])]
    for first, second in pairs:
        made = compare.passages.passages_side_by_side(first, second)
        assert re.match(f"{first} (is .+, {second} is|and {second} are both) ", made.sentence)
        assert passage_card(first, "1") in made.html and passage_card(second, "2") in made.html
        assert made.html.count(choices.by_key("sources")["W05"]["url"]) == 2, "both link to it"
        assert ("They are the same passage" in made.sentence) == (first == second)
        assert made.frame["same"].all() or first != second


def blocks(html):
    """Passage id -> its style and its word, of every block of the strip."""
    found = re.findall(r'<b title="([^"]+)" style="([^"]*)">([^<]*)</b>', html)
    return {name: (style, word) for name, style, word in found}


def test_the_strip_holds_every_passage_and_shows_the_chosen_two_and_the_view():
    made = compare.passages.passages_side_by_side("S3.6-b1", "S10.3-q1", "brackets")
    drawn = blocks(made.html)
    assert list(drawn) == IDS
    assert drawn["S3.6-b1"][1] == "1" and drawn["S10.3-q1"][1] == "2"
    faint = {name for name, (style, _) in drawn.items() if "opacity" in style}
    in_view = {row["passage_id"] for row in compare.passages.passages_in_view("brackets")}
    assert faint == set(IDS) - in_view - {"S10.3-q1"}
    # without any style each block still says whose it is
    assert drawn["S10.7-q1"][1] == "Km" and drawn["S11.6-q1"][1] == "Kd"
    assert drawn["S0.13-q1"][1] == elements.VOICE["editor"][0]
    filled = {name for name, (style, _) in drawn.items() if "background" in style}
    assert filled == {row["passage_id"] for row in records("passages") if row["voice"] == "speaker"}


def test_one_passage_may_be_both():
    drawn = blocks(compare.passages.passages_side_by_side("S6.5-q1", "S6.5-q1").html)
    assert drawn["S6.5-q1"][1] == "1"


def test_only_passages_with_the_word_stand_out():
    found = compare.passages.who_says("vietnam")
    drawn = blocks(found.html)
    shown = {name for name, (style, _) in drawn.items() if "opacity" not in style}
    assert shown == set(found.passages)


def test_a_mute_comparison_keeps_what_was_printed_and_drops_what_we_say():
    made = compare.passages.passages_side_by_side("S4.6-b1", "S8.1-p1", "brackets")
    mute = replace(made, mute=True)
    rows = choices.by_key("passages")
    for name in ("S4.6-b1", "S8.1-p1"):
        assert rows[name]["gist"] in plain(made.html)
        assert rows[name]["gist"] not in plain(mute.html)
    assert "<table" in mute.html and "properties" not in plain(mute.html)
    # a bracket is shown in its sentence, where that is quoted here too
    assert "Abdullah Gul (the Turkish President)" in plain(mute.html)
    # where it is not, two words alone say nothing: our gist stays
    alone = replace(compare.passages.passages_side_by_side("S7.7-b1", "S3.6-b1"), mute=True)
    assert rows["S7.7-b1"]["gist"] in plain(alone.html)


def test_a_comparison_tells_what_differs():
    made = compare.passages.passages_side_by_side("S0.13-q1", "S10.7-q1")
    rows = made.frame.set_index("property")
    assert rows.loc["voice"].tolist() == ["editor", "speaker", False]
    assert rows.loc["speaker"].tolist() == ["nobody named", "Ali Khamenei", False]
    assert made.sentence == (
        "S0.13-q1 is an editor’s, S10.7-q1 is Ali Khamenei’s. They differ in voice, speaker and "
        "meeting."
    )
    assert "new Vietnam" in made.html and "akin to Vietnam" in made.html


def test_two_passages_of_one_hand_are_said_to_be_so():
    brackets = compare.passages.passages_side_by_side("S3.6-b1", "S10.3-b1")
    assert brackets.sentence.startswith("S3.6-b1 and S10.3-b1 are both an editor’s. They differ in")
    relayed = compare.passages.passages_side_by_side("S2.1-q1", "S2.1-q2")
    assert relayed.sentence == (
        "S2.1-q1 and S2.1-q2 are both Jacques Chirac’s, relayed by Mohammad Khatami. They have one "
        "voice and one speaker."
    )
    retold = compare.passages.passages_side_by_side("S3.2-p1", "S2.3-q1").sentence
    assert (
        "S3.2-p1 is Bashar al-Assad’s, retold, S2.3-q1 is of a speaker whom nobody names" in retold
    )


def test_what_is_shown_of_a_passage_needs_no_codebook():
    """S4.6-b1 is a bracket, S1.4-q1 has a named speaker, S2.3-q1 none, S0.1-h1 is the headline."""
    shown = {
        name: dict(row[:2] for row in compare.passages.passages_side_by_side(name, name).rows)
        for name in ("S4.6-b1", "S1.4-q1", "S2.3-q1", "S0.1-h1")
    }
    assert shown["S4.6-b1"]["what it does"] == "explains a word (gloss)"
    assert [row["attribution"] for row in shown.values()] == [
        "open",
        "speaker named here",
        "open",
        "clear from its place on the page",
    ]
    assert (
        "carried on from the paragraph before"
        in compare.passages.passages_side_by_side("S1.6-q1", "S1.6-q1").html
    )
    rows = {row["passage_id"]: row for row in records("passages")}
    for name, row in rows.items():
        caption = passage_card(name).partition("</figcaption>")[0]
        length = plain(caption).rpartition(" · ")[2]
        quoted = len((row["excerpt"] or "").split())
        words = f"{row['words']} word{'s' if row['words'] > 1 else ''}"
        assert length == (words if quoted in (0, row["words"]) else f"{quoted} of {words}")


def test_an_unknown_passage_is_refused_with_an_example():
    with pytest.raises(
        choices.SelectionError,
        match="There is no passage 'S99.1-q1': expected an id such as S10.7-q1",
    ):
        compare.passages.passages_side_by_side("S99.1-q1", "S10.7-q1")


def test_every_card_shows_feedback_for_every_answer_and_none_before():
    for _, card_id in compare.cards.card_options():
        row = choices.by_key("cards")[card_id]
        face_down = compare.cards.card(card_id)
        assert (
            row["evidence"] not in plain(face_down.html)
            and face_down.frame.empty
            and "not answered yet" in face_down.sentence
        )
        for answer in compare.cards.CARD_ANSWERS:
            made = compare.cards.card(card_id, answer)
            words = plain(made.html)
            assert (
                row[compare.cards.FEEDBACK_COLUMNS[answer]] in words
                and row["evidence"] in words
                and row["surprise"] in words
            )
            assert (", as you do" in made.sentence) == (answer == row["answer"])
            assert made.frame.loc[made.frame["is_answer"], "answer"].tolist() == [row["answer"]]
    with pytest.raises(
        choices.SelectionError, match="There is no answer 'perhaps': expected one of said that day"
    ):
        compare.cards.card("C1", "perhaps")
    with pytest.raises(
        choices.SelectionError, match="There is no card 'C9': expected one of C1, C2"
    ):
        compare.cards.card_score({"C9": "cannot tell"})
    with pytest.raises(choices.SelectionError, match="There is no answer 'perhaps'"):
        compare.cards.card_score({"C1": "perhaps"})
    with pytest.raises(choices.SelectionError, match="There is no card"):
        compare.cards.card("C9")


def test_the_score_counts_what_was_answered():
    cards = {row["card_id"]: row["answer"] for row in records("cards")}
    assert compare.cards.card_score({}).startswith("0 of 6 cards answered, 0 as")
    assert (
        compare.cards.card_score({"C1": cards["C1"], "C2": "added later"}) == "2 of 6 cards "
        "answered, 1 as "
        "the evidence says."
    )
    assert "All six are done" in compare.cards.card_score(
        cards
    ) and "6 as the evidence says" in compare.cards.card_score(cards)


def test_cards_on_the_table_show_their_answers_and_ask_about_the_one_in_hand():
    rows = choices.by_key("cards")
    made = compare.cards.cards_on_the_table("C2", {"C1": "said that day", "C6": "cannot tell"})
    assert made.sentence == (
        f"Card 2 of 6, S8.7. {rows['C2']['question']} 2 of 6 cards answered, 1 as the evidence says."
    )
    words = plain(made.html)
    assert [row.answer for row in made.rows].count(compare.base.UNANSWERED) == 4
    assert made.html.count("<figure") == 6
    assert "● said that day" in words and "? cannot tell" in words and "+ added" not in words
    assert not any(row["evidence"] in words for row in rows.values()), "the one in hand is open"
    turned = compare.cards.cards_on_the_table("C1", {"C1": "said that day"})
    assert turned.sentence.startswith(compare.cards.card("C1", "said that day").sentence)
    assert rows["C1"]["feedback_said"] in plain(turned.html)
    assert rows["C1"]["evidence"] not in plain(turned.html.split("<details>")[0])
    with pytest.raises(choices.SelectionError, match="There is no answer 'perhaps'"):
        compare.cards.cards_on_the_table("C1", {"C3": "perhaps"})


def test_the_cards_written_out_hold_every_card_and_keep_the_evidence_folded():
    html = compare.cards.cards_written_out().html
    assert html.count("<figure") == 6
    before = html.split("<details>")[0]
    for row in records("cards"):
        assert escape(row["evidence"]) in html and escape(row["evidence"]) not in before


def test_a_comparison_shows_its_sentence_first_in_every_form():
    made = compare.passages.who_says("vietnam")
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == made.sentence and plain(bundle["text/html"]).startswith(
        made.sentence.split("“")[0]
    )
    assert isinstance(made.frame, pd.DataFrame)


def test_every_person_shown_by_name_carries_an_office_or_says_that_nobody_is_named():
    assert compare.people.name_with_office(None) == "nobody named"
    assert (
        compare.people.name_with_office("farouk_al_sharaa")
        == "Farouk al-Sharaa (Foreign Minister of Syria)"
    )


def test_every_source_has_a_citation_with_its_id_and_address():
    for row in records("sources"):
        line = source_link(row["source_id"])
        assert f"[{row['source_id']}]" in line and ("href=" in line) == bool(row["url"])


def test_a_wrong_selection_shows_a_sentence_and_no_traceback():
    with pytest.raises(choices.SelectionError) as caught:
        compare.passages.passages_side_by_side("S4.6", "S10.7-q1")
    assert caught.value._render_traceback_() == [
        "There is no passage 'S4.6': expected an id such as S10.7-q1; table('passages') lists "
        "them all."
    ]
