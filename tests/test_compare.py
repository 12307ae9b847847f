"""Comparisons against counts made by hand, and over every option."""

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
    assert "stands 5 times" in found.sentence and "Speakers: Ali Khamenei 2." in found.sentence
    assert "S10.7-q1" in found.html and "S0.1-h1" in found.html


def test_nobody_says_new_vietnam():
    found = compare.passages.who_says("new_vietnam")
    assert dict(zip(found.frame["voice"], found.frame["count"], strict=True)) == {
        "speaker": 0,
        "later notes": 0,
        "editor": 1,
        "headline": 1,
    }
    assert found.sentence.endswith("No speaker says it.")


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
            compare.passages.VOICES
        ) and f"Who says “{choices.by_key('terms')[term]['term']}”" in plain(made.html)
    with pytest.raises(choices.SelectionError, match="There is no counted term"):
        compare.passages.who_says("nothing")


def test_quoted_share_under_the_three_rules():
    """62 % is the dossier's independent count under the first rule."""
    shares = {}
    for rule in compare.passages.RULES:
        made = compare.passages.share_in_quotation_marks(rule)
        assert made.frame["words"].iloc[-1] == 2929 and made.frame["words"].iloc[:-1].sum() == 2929
        shares[rule] = made.frame["share"].iloc[-1]
    assert round(shares["paragraph"]) == 62
    assert "1,829 of 2,929 words" in compare.passages.share_in_quotation_marks().sentence
    assert shares["closed_only"] < shares["paragraph"] < shares["until_closed"]
    with pytest.raises(choices.SelectionError, match="There is no rule"):
        compare.passages.share_in_quotation_marks("guess")


def test_an_unknown_person_is_refused():
    for asked in (compare.people.name, compare.people.short_name):
        with pytest.raises(
            choices.SelectionError,
            match="There is no person 'john_doe': expected one of bashar_al_assad",
        ):
            asked("john_doe")


def test_an_unknown_filter_is_refused():
    with pytest.raises(
        choices.SelectionError, match="There is no filter 'foo': expected one of meeting, speaker"
    ):
        compare.passages.filter_options("foo")


def test_filters_find_what_the_table_holds():
    rows = records("passages")
    for kind, column in (("meeting", "meeting_id"), ("voice", "voice"), ("mark", "mark")):
        for label, value in compare.passages.filter_options(kind):
            found = compare.passages.choose_passages(**{kind: value})
            assert found == [row for row in rows if value in (compare.base.ANY, row[column])], (
                kind,
                label,
            )
            assert found
    assert sum(
        len(compare.passages.choose_passages(speaker=value))
        for _, value in compare.passages.filter_options("speaker")[1:]
    ) == len(rows)
    for _, theme in compare.passages.filter_options("theme")[1:]:
        assert (
            compare.passages.choose_passages(theme=theme)
            == [row for row in rows if theme in row["theme_ids"]]
            != []
        )


def test_every_pair_of_passages_can_be_compared():
    for left in IDS:
        card = passage_card(left)
        for right in IDS:
            made = compare.passages.passages_side_by_side(left, right)
            assert (
                made.sentence.startswith(f"Left {left} (") and f"right {right} (" in made.sentence
            )
            assert made.html.startswith(elements.side_by_side(card, "")[:60]) and card in made.html
            assert ("They are the same passage" in made.sentence) == (left == right)
            assert made.frame["same"].all() or left != right


def test_a_comparison_tells_what_differs():
    made = compare.passages.passages_side_by_side("S0.13-q1", "S10.7-q1")
    rows = made.frame.set_index("property")
    assert rows.loc["voice"].tolist() == ["editor", "speaker", False]
    assert rows.loc["speaker"].tolist() == ["nobody named", "Ali Khamenei", False]
    assert "Both are about Vietnam." in made.sentence
    assert "new Vietnam" in made.html and "akin to Vietnam" in made.html


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
        length = plain(passage_card(name)).rpartition(" · ")[2]
        quoted = len((row["excerpt"] or "").split())
        expected = (
            "" if not quoted else (f", {'all' if quoted == row['words'] else quoted} quoted here")
        )
        assert length == (
            f"{row['words']} word{'s' if row['words'] > 1 else ''} in the article{expected}"
        )


@pytest.mark.parametrize(
    "left, right, side",
    [(None, "S10.7-q1", "the left"), ("S10.7-q1", None, "the right"), (None, None, "either side")],
)
def test_a_filter_that_leaves_nothing_is_answered_with_a_sentence(left, right, side):
    made = compare.passages.passages_side_by_side(left, right)
    assert (
        f"No passage fits the filters on {side}" in made.sentence
        and made.html == ""
        and made.frame.empty
    )


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
        for answer in compare.cards.ANSWERS:
            made = compare.cards.card(card_id, answer)
            words = plain(made.html)
            assert (
                row[compare.cards.FEEDBACK[answer]] in words
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
    assert compare.people.name(None) == "nobody named"
    assert compare.people.name("farouk_al_sharaa") == "Farouk al-Sharaa (Foreign Minister of Syria)"


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
