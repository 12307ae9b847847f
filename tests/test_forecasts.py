"""Notebook 07: numbers before outcomes, verdicts on two days, and scores against sums made by
hand."""

import errno
import itertools
import json
import os
import random
import re
from collections import Counter
from html.parser import HTMLParser

import ipywidgets
import nbformat
import pandas as pd
import pytest
from conftest import ROOT, unfolded
from markupsafe import escape
from shown import inside, open_ours, said, values
from words import plain

from khaddam_files import charts, choices, compare, widgets
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.data import records
from khaddam_files.widgets.questions import FREE
from khaddam_files.widgets.writing import WritingBox

DAYS = ["H1", "H2", "H3", "H4"]
CLAIMS = {row["claim_id"]: row for row in records("claims")}
CHOSEN = [row["claim_id"] for row in records("chosen_claims")]
SCORABLE = [claim for claim, row in CLAIMS.items() if row["scorable"]]
VERDICTS = {(row["claim_id"], row["horizon_id"]): row for row in records("verdicts")}
SCRIPT = "<script>alert('x')</script>"
MAKERS = [widgets.first_your_probabilities, widgets.two_horizons, widgets.your_calibration]


@pytest.fixture(autouse=True)
def own_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("KHADDAM_ANSWERS", str(tmp_path / "answers"))
    # test_answers.py tests what reaches the disk
    monkeypatch.setattr("os.fsync", lambda handle: None)


def sample(*options, most=24):
    """Every option of every list at least once, and some of their combinations."""
    chance = random.Random(7)
    longest = max(map(len, options))
    in_turn = [
        tuple(values[number % len(values)] for values in options) for number in range(longest)
    ]
    every = list(itertools.product(*options))
    return in_turn + chance.sample(every, min(most, len(every)))


def free(box):
    """A box whose reader looks for herself."""
    box.questions.question.value = FREE
    return box


def button(box, description):
    return next(
        w for w in inside(box) if isinstance(w, ipywidgets.Button) and w.description == description
    )


def given(claim_id, number, answer=compare.forecasts.SCORABLE_YES):
    return {f"07.{claim_id}.probability": number, f"07.{claim_id}.scorable": answer}


# methods against sums made by hand


@pytest.mark.parametrize(
    "numbers, outcomes, score",
    [
        ([100], ["yes"], 0.0),
        ([100], ["no"], 1.0),
        ([0], ["no"], 0.0),
        ([40], ["yes"], 0.36),
        ([40], ["no"], 0.16),
        ([50, 50, 50], ["yes", "no", "no"], 0.25),  # the constant forecast
        ([90, 70, 40, 20], ["yes", "no", "yes", "no"], 0.225),  # (0.01 + 0.49 + 0.36 + 0.04) / 4
        ([80, 80, 80, 80, 80], ["yes", "yes", "yes", "yes", "no"], 0.16),  # (4 · 0.04 + 0.64) / 5
    ],
)
def test_the_brier_score_is_the_mean_square(numbers, outcomes, score):
    assert compare.forecasts.brier(numbers, outcomes) == pytest.approx(score, abs=1e-12)


def test_nothing_to_score_is_no_score_and_not_a_perfect_one():
    assert compare.forecasts.brier([], []) is None


@pytest.mark.parametrize("outcome", ["mixed", "void", "open", "locked", "", None, 1, True])
def test_only_yes_and_no_can_be_scored(outcome):
    with pytest.raises(choices.SelectionError, match="expected yes or no"):
        compare.forecasts.brier([50], [outcome])
    with pytest.raises(choices.SelectionError, match="expected yes or no"):
        compare.forecasts.calibration([50], [outcome])


@pytest.mark.parametrize("number", [-1, 101, float("nan"), float("inf"), "50", None, True])
def test_what_is_no_probability_is_refused(number):
    with pytest.raises(choices.SelectionError, match="a number from 0 to 100"):
        compare.forecasts.brier([number], ["yes"])
    with pytest.raises(choices.SelectionError, match="a number from 0 to 100"):
        compare.forecasts.claim_to_judge("C011", number if number is not None else "none")


def test_numbers_of_pandas_count_like_those_of_python():
    frame = pd.DataFrame({"whole": [20, 80], "part": [20.0, 80.0]}).astype({"whole": "Int64"})
    for numbers in (frame["whole"], frame["part"], frame["whole"].astype("int64")):
        assert compare.forecasts.brier(numbers, ["no", "yes"]) == pytest.approx(0.04)
    kept = given("C011", frame["whole"].iloc[0])
    assert compare.forecasts.forecast_probabilities(kept) == {"C011": 20}


def test_every_probability_needs_its_outcome():
    with pytest.raises(choices.SelectionError, match="one outcome for each probability"):
        compare.forecasts.brier([50, 60], ["yes"])


def test_bins_of_twenty_points_against_a_count_by_hand():
    numbers = [0, 19, 20, 39, 40, 59, 60, 79, 80, 100]
    outcomes = ["no", "no", "no", "yes", "yes", "no", "yes", "yes", "yes", "no"]
    assert compare.forecasts.calibration(numbers, outcomes).rows == [
        ("0 to 19", 2, 9.5, 0, 0.0),
        ("20 to 39", 2, 29.5, 1, 50.0),
        ("40 to 59", 2, 49.5, 1, 50.0),
        ("60 to 79", 2, 69.5, 2, 100.0),
        ("80 to 100", 2, 90.0, 1, 50.0),
    ]


def test_each_number_from_0_to_100_falls_into_one_bin():
    for number in range(101):
        assert [row.n for row in compare.forecasts.calibration([number], ["yes"]).rows].count(
            1
        ) == 1
    assert [row.n for row in compare.forecasts.calibration([19.5, 79.9], ["yes", "no"]).rows] == [
        1,
        0,
        0,
        1,
        0,
    ]
    empty = compare.forecasts.calibration([], [])
    assert all((row.n, row.mean, row.yes, row.share) == (0, None, 0, None) for row in empty.rows)
    assert "all bins are empty" in empty.sentence


def test_a_score_by_hand_over_the_four_days():
    """C011 yes/void/void/void, C015 no/yes/yes/yes, C016 no on all, C042 open/yes/yes/yes, C066
    open/mixed/mixed/mixed."""
    kept = (
        given("C011", 40)
        | given("C015", 90)
        | given("C016", 70)
        | given("C042", 80)
        | given("C066", 60)
    )
    # H1: 0.36 + 0.81 + 0.49 = 1.66 / 3; from H2 on: 0.01 + 0.49 + 0.04 = 0.54 / 3
    for day, n, score in (
        ("H1", 3, "0.553"),
        ("H2", 3, "0.180"),
        ("H3", 3, "0.180"),
        ("H4", 3, "0.180"),
    ):
        made = compare.forecasts.your_score(day, kept)
        assert (
            f"{n} of your 5 forecasts count. Brier score {score}; always 50: 0.250; always "
            f"{33 if day == 'H1' else 67}, the share that came true: 0.222."
        ) in made.sentence
        assert f"n = {n} is too few to generalise" in made.sentence
        assert sum(row.n for row in made.rows) == n
    words = plain(made.html)
    assert (
        "1 May 2003 (H1) 3 0.553 0.250 0.222 (always 33)" in words
        and "31 December 2011 (H2) 3 0.180 0.250 0.222 (always 67)" in words
    )
    assert compare.forecasts.your_score("H2", kept).rows == [
        ("0 to 19", 0, None, 0, None),
        ("20 to 39", 0, None, 0, None),
        ("40 to 59", 0, None, 0, None),
        ("60 to 79", 1, 70.0, 0, 0.0),
        ("80 to 100", 2, 85.0, 2, 100.0),
    ]


def test_what_cannot_be_scored_never_enters_a_mean():
    """Numbers on aims, questions and definitions, on undecided claims, and on claims called
    unscorable change nothing but the count of what is left out."""
    base = given("C011", 40) | given("C042", 90)
    noise = {}
    for claim, row in CLAIMS.items():
        if not row["scorable"]:
            noise |= given(claim, 100)
    for day in DAYS:
        undecided = {}
        for claim in SCORABLE:
            if VERDICTS[claim, day]["verdict"] not in ("yes", "no"):
                undecided |= given(claim, 0)
        refused = given("C049", 0, compare.forecasts.SCORABILITY_ANSWERS[2]) | given(
            "C051", 0, compare.forecasts.CLAIM_SKIPPED
        )
        quiet, loud = (
            compare.forecasts.your_score(day, base),
            compare.forecasts.your_score(day, undecided | base | noise | refused),
        )
        assert loud.rows == quiet.rows
        assert (
            re.search(r"Brier score ([\d.]+)", loud.sentence)[1]
            == re.search(r"Brier score ([\d.]+)", quiet.sentence)[1]
        )
        left_out = f"{len(CLAIMS) - len(SCORABLE)} on claims that the key holds unscorable"
        assert left_out in plain(loud.html)


def test_fifteen_forecasts_lift_the_warning():
    kept = {}
    counted = [claim for claim in SCORABLE if VERDICTS[claim, "H2"]["verdict"] in ("yes", "no")]
    for claim in counted[:14]:
        kept |= given(claim, 50)
    assert "n = 14 is too few to generalise" in compare.forecasts.your_score("H2", kept).sentence
    kept |= given(counted[14], 50)
    made = compare.forecasts.your_score("H2", kept)
    assert "too few to generalise" not in made.sentence and "n = 15" in made.sentence
    assert "n = 15 is few, and one event decides several" in made.sentence


def test_a_score_without_numbers_or_without_verdicts_says_so():
    assert "no forecasts yet" in compare.forecasts.your_score("H1", {}).sentence
    assert (
        "none of your 1 forecast is decided with yes or no on this day, so there is no score"
    ) in (compare.forecasts.your_score("H1", given("C042", 90)).sentence)
    one = given("C011", 40) | given("C042", 90) | given("C066", 60)
    assert (
        "1 of your 3 forecasts counts. Brier score 0.360"
        in compare.forecasts.your_score("H1", one).sentence
    )
    with pytest.raises(
        choices.SelectionError, match="There is no day of judgement 'H5': expected one of H1, H2"
    ):
        compare.forecasts.your_score("H5", {})


def test_the_literal_reader_covers_every_hedge_and_is_counted_by_hand():
    hedges = {row["hedge"]: row["number"] for row in records("hedge_numbers")}
    assert {CLAIMS[claim]["hedge"] for claim in SCORABLE} == set(hedges)
    assert [hedges[hedge] for hedge in ("none", "likely", "might")] == [90, 70, 40]
    # 31 December 2011: 90 nine times yes and twice no, 70 once yes and twice no, 40 twice yes and
    # once no; 12 of the 17 are yes
    by_hand = (9 * 0.01 + 2 * 0.81 + 0.09 + 2 * 0.49 + 2 * 0.36 + 0.16) / 17
    assert (
        f"Brier score {by_hand:.3f}" in compare.forecasts.example_score("H2").sentence
        and f"{by_hand:.3f}" == "0.215"
    )
    assert f"always 71, the share that came true: {12 / 17 * 5 / 17:.3f}." in (
        compare.forecasts.example_score("H2").sentence
    )
    assert "Brier score 0.420" in compare.forecasts.example_score("H1").sentence
    for day in DAYS:
        assert "your" not in compare.forecasts.example_score(day).sentence.lower()


# verdicts


@pytest.mark.parametrize("left, right", list(itertools.product(DAYS, DAYS)))
def test_two_days_show_what_the_table_holds(left, right):
    for _, speaker in compare.forecasts.forecaster_options():
        made = compare.forecasts.horizons_side_by_side(left, right, speaker)
        expected = [
            (claim, VERDICTS[claim, left]["verdict"], VERDICTS[claim, right]["verdict"])
            for claim in SCORABLE
            if speaker in (compare.base.NO_FILTER, *CLAIMS[claim]["speaker_ids"])
        ]
        assert [(row.claim_id, row.left, row.right) for row in made.rows] == expected != []
        assert all(bool(row.change) == (row.left != row.right) for row in made.rows)
        changed = sum(one != other for _, one, other in expected)
        assert (
            (f"{changed} of {len(expected)} verdict" in made.sentence)
            if changed
            else "the same" in made.sentence
        )
        assert len(made.sentence.split()) <= 40


def test_squares_are_the_sums_of_a_day_and_carry_no_name():
    for left, right in itertools.product(DAYS, DAYS):
        made = compare.forecasts.horizons_side_by_side(left, right, open_claims=())
        for day, sums in zip((left, right), made.sums, strict=True):
            assert sums == Counter(VERDICTS[claim, day]["verdict"] for claim in SCORABLE)
        words = plain(made.html)
        assert made.moves is None and not re.search(r"\bC\d{3}\b", words + made.sentence)
        assert made.html.count("<span aria-hidden") == 2 * len(SCORABLE)
        for value, count in made.sums[0].items():
            assert f"{value} {count}" in words


def test_the_squares_of_one_speaker_are_locked_like_the_claims():
    """Somebody who has one claim would give its outcome away."""
    for _, speaker in compare.forecasts.forecaster_options()[1:]:
        made = compare.forecasts.horizons_side_by_side("H1", "H2", speaker, ())
        assert made.sums == ({"locked": len(made.rows)},) * 2
        assert outcomes_in(plain(made.html)) == [] and "yes" not in plain(made.html)


def test_moves_are_counted_claim_by_claim_where_they_may_be_seen():
    made = compare.forecasts.horizons_side_by_side("H1", "H2")
    assert made.moves == Counter(
        (VERDICTS[claim, "H1"]["verdict"], VERDICTS[claim, "H2"]["verdict"]) for claim in SCORABLE
    )
    assert made.moves["no", "yes"] == 1
    assert {row.claim_id for row in made.rows if row.change == "Reversed"} == {"C015"}
    open_page, *folded = made.html.split("<details>")
    words = plain(open_page)
    assert "→ moved (20), = stayed (12)" in words and "C015" not in words
    assert [plain(piece.split("</summary>")[0]) for piece in folded] == [
        "The squares again",
        "Claims that changed (20)",
        "Claims that stayed (12)",
    ]
    words = plain(made.html)
    assert all(
        f"{sign} {word}" in words
        for word, sign in zip(("yes", "no", "mixed", "void", "open"), "✓✗±–?", strict=True)
    )
    assert f"20 of {len(SCORABLE)} verdicts change; 1 reversed" in made.sentence
    asked = compare.forecasts.horizons_and_claim(
        "H1", "H2", compare.base.NO_FILTER, open_claims=(), with_moves=True
    )
    assert asked.days.moves == made.moves
    assert compare.forecasts.without_moves(asked).days.moves is None


def test_one_rule_says_what_the_war_is():
    """A short war and a long one cannot both be on one day: a claim on either is void where the
    other holds."""
    short, long = ("C011", "C029"), ("C012", "C022", "C078")
    for day in DAYS:
        met = [
            {VERDICTS[claim, day]["verdict"] != "void" for claim in claims}
            for claims in (short, long)
        ]
        assert met in ([{True}, {False}], [{False}, {True}]), day
    for claim in (*short, *long, "C015"):
        row = CLAIMS[claim]
        assert "the same rule holds" in f"{row['criterion']} {row['horizon_note']}"


def test_a_verdict_comes_with_all_that_it_rests_on():
    events = {row["event_id"]: row for row in records("events")}
    for claim in SCORABLE:
        made = compare.forecasts.verdicts_on(claim)
        words = plain(made.html)
        assert CLAIMS[claim]["criterion"] in words and [row.horizon_id for row in made.rows] == DAYS
        for day in DAYS:
            row = VERDICTS[claim, day]
            assert row["reason"] in words
            for event in (*row["evidence_for"], *row["evidence_against"]):
                assert f"{events[event]['title']} [{event}]" in words
            assert not row["contested"] or row["contested_why"] in words
    assert (
        compare.forecasts.verdicts_on("C011", "H1").sentence
        == compare.forecasts.verdicts_on("C011", ("H1",)).sentence
    )
    with pytest.raises(
        choices.SelectionError, match="a claim that can be scored; of this one we say: aim"
    ):
        compare.forecasts.verdicts_on("C031")
    with pytest.raises(choices.SelectionError, match="There is no day of judgement 'H9'"):
        compare.forecasts.verdicts_on("C011", ("H9",))


@pytest.mark.parametrize("left, right", list(itertools.product(DAYS, DAYS)))
def test_what_is_written_out_holds_every_verdict_of_both_days(left, right):
    words = plain(compare.forecasts.horizons_written_out(left, right).html)
    for claim in SCORABLE:
        for day in (left, right):
            assert VERDICTS[claim, day]["reason"] in words, (claim, day)
    assert words.count("for the same reason") == sum(
        left != right
        and VERDICTS[claim, left]["reason"] == VERDICTS[claim, right]["reason"]
        and VERDICTS[claim, left]["evidence_for"] == VERDICTS[claim, right]["evidence_for"]
        for claim in SCORABLE
    )


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: compare.forecasts.verdicts_on("C999"), "There is no claim 'C999'"),
        (
            lambda: compare.forecasts.verdicts_on("C011", ()),
            "There is no set of days .*: expected at least one of H1, H2",
        ),
        (
            lambda: compare.forecasts.horizons_side_by_side("H1", "H7"),
            "There is no day of judgement 'H7'",
        ),
        (
            lambda: compare.forecasts.horizons_side_by_side("H1", "H2", "nobody"),
            "There is no speaker of a scorable claim",
        ),
        (
            lambda: compare.forecasts.claim_to_judge("C11"),
            "There is no claim 'C11': expected an id such as C011",
        ),
        (
            lambda: compare.forecasts.claim_to_judge("C011", 40, "perhaps"),
            "There is no answer 'perhaps'",
        ),
        (lambda: compare.forecasts.forecast_options("some"), "There is no list 'some'"),
        (
            lambda: compare.forecasts.horizons_and_claim(
                "H1", "H2", compare.base.NO_FILTER, "C011", "H8"
            ),
            "There is no day of judgement 'H8'",
        ),
    ],
)
def test_a_bad_selection_is_refused_with_a_sentence(call, message):
    with pytest.raises(choices.SelectionError, match=message):
        call()


def test_one_claim_is_followed_in_the_squares_and_in_words():
    one = compare.base.NO_FILTER
    locked = compare.forecasts.horizons_and_claim("H1", "H2", one, "C011", open_claims=())
    assert locked.html.count("Answer or skip") == 1 and "Thick" not in locked.html
    assert locked.sentence.startswith("C011 is locked. ")
    opened = compare.forecasts.horizons_and_claim("H1", "H2", one, "C011")
    assert "Thick: C011" in opened.html and opened.sentence == opened.verdicts.sentence
    shown = plain(unfolded(opened.html))
    for day in ("H1", "H2"):
        assert VERDICTS["C011", day]["reason"] in shown
    assert CLAIMS["C011"]["criterion"] not in shown and "For the claim" not in shown
    assert CLAIMS["C011"]["criterion"] in plain(opened.html)
    nothing = compare.forecasts.horizons_and_claim("H1", "H2", one)
    assert nothing.verdicts is None and nothing.sentence == nothing.days.sentence


def test_labels_of_claims_are_short_whole_and_different():
    for options in (
        compare.forecasts.forecast_options(compare.forecasts.ALL_CLAIMS),
        compare.forecasts.scorable_options()[1:],
    ):
        labels = [label for label, _ in options]
        assert len(set(labels)) == len(labels) and max(map(len, labels)) <= 60
        for label, claim in options:
            whole = f"{claim} {CLAIMS[claim]['locator']}: {CLAIMS[claim]['proposition']}"
            assert whole == label or whole.startswith(f"{label.removesuffix(' …')} ")


def test_the_short_list_holds_what_it_promises():
    chosen = [CLAIMS[claim] for _, claim in compare.forecasts.forecast_options()]
    assert 12 <= len(chosen) <= 16
    assert {"bashar_al_assad", "ali_khamenei", "mohammad_khatami"} <= {
        one for row in chosen for one in row["speaker_ids"]
    }
    assert {"aim", "definition", "question"} <= {
        row["type"] for row in chosen if not row["scorable"]
    }
    places = [tuple(map(int, re.findall(r"\d+", row["locator"]))) for row in chosen]
    assert places == sorted(places), "in the order of the talks"
    undated = [row["claim_id"] for row in chosen if "date" in (row["why_not_scorable"] or "")]
    assert {"C047", "C059"} <= set(undated)


# nothing is spoilt


class Unfolded(HTMLParser):
    """The words that stand outside every folded piece, and inside a summary."""

    def __init__(self, html):
        super().__init__()
        self.depth, self.summary, self.words = 0, False, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "details"
        self.summary = self.summary or tag == "summary" and self.depth == 1

    def handle_endtag(self, tag):
        self.depth -= tag == "details"
        self.summary = self.summary and tag != "summary"

    def handle_data(self, data):
        if not self.depth or self.summary:
            self.words.append(data)


def outcomes_in(words):
    """What gives an outcome away: reasons, contested notes, rationales, signs."""
    told = [
        row[column]
        for row in VERDICTS.values()
        for column in ("reason", "contested_why")
        if row[column]
    ]
    told += [row["rationale"] for row in CLAIMS.values()]
    told += [f"{sign} {word}" for sign, word in zip("✓✗±", ("yes", "no", "mixed"), strict=True)]
    return [one for one in told if one and one in words]


def test_no_outcome_is_shown_before_an_answer():
    for claim in CLAIMS:
        for answer in compare.forecasts.SCORABILITY_ANSWERS:
            made = compare.forecasts.claim_to_judge(claim, 40, answer)
            assert outcomes_in(plain(made.html)) == [], (claim, answer)
            known = answer != compare.forecasts.CLAIM_UNANSWERED
            for secret in filter(
                None, (CLAIMS[claim]["criterion"], CLAIMS[claim]["why_not_scorable"])
            ):
                assert (secret in plain(made.html)) == known, (claim, answer)
    assert outcomes_in(plain(compare.forecasts.claims_written_out().html)) == []


def test_the_stored_notebook_gives_nothing_away_before_the_discussion():
    notebook = nbformat.read(ROOT / "notebooks" / "07-predictions-and-outcomes.ipynb", as_version=4)
    discuss = next(
        number for number, cell in enumerate(notebook.cells) if cell.source.startswith("## Discuss")
    )
    folded = 0
    for cell in notebook.cells[:discuss]:
        assert outcomes_in(cell.source.replace("✓ *yes*", "")) == []
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            shown = " ".join(Unfolded(html).words) + json.dumps(
                {
                    kind: data
                    for kind, data in output.get("data", {}).items()
                    if kind != "text/html"
                },
                ensure_ascii=False,
            )
            assert outcomes_in(re.sub(r"\s+", " ", shown)) == [], cell.id
            folded += "Open the outcomes of both days" in shown
            assert "Reversed" not in shown and "verdicts differ" not in shown
    assert folded == 1


def test_outcomes_stay_locked_until_judged_or_skipped_or_asked_for():
    box = free(widgets.two_horizons())
    box.controls["claim_id"].value = "C011"
    assert said(box).startswith("C011 is locked") and "Which claims they are is locked" in said(box)
    assert "Show all outcomes" in box.result.value
    store = Answers()
    store.put("07.C011.scorable", compare.forecasts.SCORABLE_YES)
    store.put("07.C042.scorable", compare.forecasts.CLAIM_SKIPPED)
    store.put("07.C015.probability", 80)  # a number alone is not yet an answer
    button(box, "Read my answers again").click()
    rows = compare.forecasts.horizons_side_by_side("H1", "H2", open_claims={"C011", "C042"}).rows
    shown = {row.claim_id for row in rows if row.left != "locked"}
    assert shown == {"C011", "C042"}
    assert VERDICTS["C011", "H2"]["reason"] in plain(box.result.value)
    box.controls["claim_id"].value = "C015"
    assert VERDICTS["C015", "H2"]["reason"] not in plain(box.result.value)
    assert "Of the 2 that you have open, 2 changed" in said(box)
    assert "→ moved" not in plain(box.result.value)
    box.controls["show_all"].value = True
    assert VERDICTS["C015", "H2"]["reason"] in plain(box.result.value) and "locked" not in said(box)
    assert "→ moved" in plain(box.result.value)


def test_how_many_moved_shows_with_our_answer_and_names_no_claim():
    box = widgets.two_horizons()
    for row in box.questions.rows:
        box.questions.question.value = row["question_id"]
        assert "moved" not in plain(box.result.value)
        open_ours(box)
        assert "→ moved" in plain(box.result.value) and "C0" not in plain(box.result.value)
    free(box)
    assert "moved" not in plain(box.result.value)


@pytest.mark.parametrize("make", MAKERS)
def test_controls_have_short_different_labels_and_a_value(make):
    box = make()
    controls = [
        w
        for w in inside(box.bar)
        if isinstance(w, ipywidgets.DOMWidget)
        and not isinstance(w, (ipywidgets.Box, ipywidgets.HTML, ipywidgets.Output))
    ]
    kinds = (ipywidgets.Dropdown, WritingBox, ipywidgets.Checkbox, ipywidgets.Button)
    assert controls and all(isinstance(control, kinds) for control in controls)
    labels = [control.description for control in controls]
    assert len(set(labels)) == len(labels)
    for control in controls:
        if not isinstance(control, ipywidgets.Button):
            assert 0 < len(control.description) <= 20, control.description
        if isinstance(control, ipywidgets.Dropdown):
            assert control.value is not None and None not in values(control)


@pytest.mark.parametrize("make", MAKERS)
def test_what_is_rarely_used_stands_in_a_row_that_a_tick_shows(make):
    box = free(make())
    in_sight = [
        w
        for w in box.bar.children
        if isinstance(w, (ipywidgets.Dropdown, WritingBox)) and w.layout.display != "none"
    ]
    assert len(in_sight) <= 3
    for row in [w for w in box.bar.children if isinstance(w, ipywidgets.Box)]:
        tick = [w for w in box.bar.children if isinstance(w, ipywidgets.Checkbox)][-1]
        assert row.layout.display == "none"
        tick.value = True
        assert row.layout.display is None


@pytest.mark.parametrize("make", MAKERS)
def test_the_result_stands_last(make):
    box = make()
    assert box.children[-1] is box.result


def test_claims_with_every_answer():
    box = free(widgets.first_your_probabilities())
    c = box.controls
    for which in values(c["which"]):
        c["which"].value = which
        assert values(c["claim_id"]) == [
            claim for _, claim in compare.forecasts.forecast_options(which)
        ]
    for claim in CHOSEN:
        c["claim_id"].value = claim
        assert (
            c["answer"].value == compare.forecasts.CLAIM_UNANSWERED and c["probability"].value == 50
        )
        for answer in values(c["answer"]):
            c["answer"].value = answer
            number = Answers().get(f"07.{claim}.probability")
            assert number == (None if answer == compare.forecasts.CLAIM_UNANSWERED else 50)
            given_so_far = compare.forecasts.forecast_probabilities(Answers().all())
            twin = compare.forecasts.claim_to_judge(claim, number, answer, "", given_so_far)
            assert box.result.value == twin.html and said(box).startswith(
                plain(escape(twin.sentence))
            )
    assert f"{len(CHOSEN)} of {len(CLAIMS)} claims answered or skipped" in said(box)


def test_numbers_with_every_answer():
    box = free(widgets.first_your_probabilities())
    c = box.controls
    for answer in values(c["answer"]):
        c["answer"].value = answer
        for number in (0, 1, 39, 40, 99, 100):
            c["probability"].value = number
            assert box.result.value == compare.forecasts.claim_to_judge("C011", number, answer).html
            assert Answers().get("07.C011.probability") == number


def test_the_list_keeps_the_claim_and_loads_what_is_kept():
    box = free(widgets.first_your_probabilities())
    c = box.controls
    c["claim_id"].value, c["probability"].value, c["answer"].value = (
        "C042",
        85,
        compare.forecasts.SCORABLE_YES,
    )
    c["measure"].value = "by 2005, by attacks a month"
    for claim in CHOSEN:
        c["claim_id"].value = claim
        assert c["probability"].value == (85 if claim == "C042" else 50)
        c["claim_id"].value = "C042"
        assert c["probability"].value == 85
    assert set(Answers().all()) == {"07.C042.probability", "07.C042.scorable", "07.C042.measure"}, (
        "moving on is no answer"
    )
    c["claim_id"].value = "C042"
    c["which"].value = compare.forecasts.ALL_CLAIMS
    assert (
        c["claim_id"].value == "C042"
        and c["answer"].value == compare.forecasts.SCORABLE_YES
        and f"1 of {len(CLAIMS)}" in said(box)
    )
    c["claim_id"].value = "C002"
    c["which"].value = compare.forecasts.CHOSEN_CLAIMS
    assert c["claim_id"].value in CHOSEN and f"1 of {len(CHOSEN)}" in said(box)
    again = free(widgets.first_your_probabilities()).controls
    again["claim_id"].value = "C042"
    assert (again["probability"].value, again["answer"].value) == (
        85,
        compare.forecasts.SCORABLE_YES,
    )
    assert again["measure"].value == "by 2005, by attacks a month", "there again after a restart"
    again["answer"].value = compare.forecasts.CLAIM_UNANSWERED
    assert Answers().get("07.C042.scorable") is None and Answers().get("07.C042.probability") == 85


def test_days_speakers_and_locks_through_the_widget():
    Answers().put("07.C011.scorable", compare.forecasts.CLAIM_SKIPPED)
    box = free(widgets.two_horizons())
    c = box.controls
    c["claim_id"].value = "C011"
    for left, right, speaker, show in sample(DAYS, DAYS, values(c["speaker"]), (False, True)):
        c["left"].value, c["right"].value, c["speaker"].value, c["show_all"].value = (
            left,
            right,
            speaker,
            show,
        )
        twin = compare.forecasts.horizons_and_claim(
            left, right, speaker, "C011", "H1", None if show else {"C011"}, {}, show
        )
        assert box.result.value == twin.html and said(box) == plain(escape(twin.sentence))
    assert values(c["left"]) == values(c["right"]) == values(c["disputed"]) == DAYS


def test_every_claim_and_every_option_of_the_other_controls():
    box = free(widgets.two_horizons())
    c = box.controls
    names = ("claim_id", "left", "right", "speaker", "show_all", "disputed")
    lists = [(True, False) if name == "show_all" else values(c[name]) for name in names]
    assert lists[0] == [compare.forecasts.NO_CLAIM, *SCORABLE]
    for chosen in sample(*lists):
        now = dict(zip(names, chosen, strict=True))
        for name, value in now.items():
            c[name].value = value
        opened = None if now.pop("show_all") else set()
        assert (
            box.result.value == compare.forecasts.horizons_and_claim(**now, open_claims=opened).html
        ), chosen


def test_a_dispute_is_kept_shown_escaped_and_taken_back():
    box = free(widgets.two_horizons())
    c = box.controls
    c["show_all"].value, c["claim_id"].value, c["disputed"].value = True, "C002", "H2"
    c["because"].value = f" {SCRIPT} S1.6 "
    assert Answers().get("07.dispute.C002-H2") == f"{SCRIPT} S1.6"
    assert "<script" not in box.result.value
    assert box.result.value.count(escape(SCRIPT)) == 2, (
        "under its verdict and in the line that tells what is kept"
    )
    c["claim_id"].value = "C011"
    assert c["because"].value == "" and set(Answers().all()) == {"07.dispute.C002-H2"}, (
        "a reason stays with its verdict"
    )
    c["claim_id"].value = "C002"
    assert SCRIPT in c["because"].value
    c["disputed"].value = "H1"
    assert c["because"].value == "" and "Your dispute of" not in box.result.value
    c["claim_id"].value = compare.forecasts.NO_CLAIM
    assert c["because"].value == "" and set(Answers().all()) == {"07.dispute.C002-H2"}
    c["claim_id"].value = "C002"
    c["disputed"].value = "H2"
    assert SCRIPT in c["because"].value
    c["because"].value = "  "
    assert Answers().all("07.dispute.") == {}


@pytest.mark.parametrize("day", DAYS)
def test_the_score_follows_the_answers_and_the_day(day):
    box = free(widgets.your_calibration())
    assert "no forecasts yet" in said(box) and "the example reader stands here" in said(box)
    for claim, number in (("C011", 40), ("C015", 90), ("C031", 100), ("C042", 85)):
        for key, value in given(claim, number).items():
            Answers().put(key, value)
    button(box, "Read my answers again").click()
    for one, with_example in itertools.product((day, *DAYS), (True, False)):
        box.controls["horizon"].value = one
        box.controls["with_example"].value = with_example
        twin = compare.forecasts.score_beside_example(one, Answers().all(), with_example)
        assert box.result.value == twin.html and said(box) == plain(escape(twin.sentence))
        assert box.drawing.outputs == (charts.calibration_drawn(twin).output(),)
        own = compare.forecasts.your_score(one, Answers().all())
        assert twin.own.html == own.html and own.sentence in twin.sentence


def test_the_example_stays_until_ten_forecasts_count():
    counted = [claim for claim in SCORABLE if VERDICTS[claim, "H2"]["verdict"] in ("yes", "no")]
    kept = {}
    for number, claim in enumerate(counted[:10], start=1):
        kept |= given(claim, 50)
        alone = compare.forecasts.score_beside_example("H2", kept, with_example=False)
        assert (alone.example is None) == (number == 10)
        assert compare.forecasts.score_beside_example("H2", kept).example


def test_scores_stand_on_one_line_from_the_best_to_the_worst():
    made = compare.forecasts.score_beside_example("H2", {})
    marks = compare.forecasts.scores_on_one_line(made)
    assert [(f"{score:.3f}", whose) for score, whose in marks] == [
        ("0.208", "always 71, the base rate"),
        ("0.215", "example reader (17 forecasts)"),
        ("0.250", "always 50"),
    ]
    words = plain(unfolded(made.html))
    assert words.index("0.208") < words.index("0.215") < words.index("0.250")
    muted = compare.forecasts.without_base_rate(made)
    assert "base rate" not in plain(unfolded(muted.html)) and "0.208" not in muted.sentence
    own = compare.forecasts.score_beside_example("H2", given("C042", 0))
    line = compare.forecasts.scores_on_one_line(own)
    assert (1.0, "you (1 forecast)") in line
    assert "always 100, your base rate" in [whose for _, whose in line]


def test_the_base_rate_shows_with_our_answer():
    box = widgets.your_calibration()
    assert "base rate" not in plain(unfolded(box.result.value))
    open_ours(box)
    assert "base rate" in plain(unfolded(box.result.value))


def test_numbers_stand_on_a_line_beside_the_word_that_softens_the_claim():
    alone = compare.forecasts.claim_to_judge("C011")
    assert "Your numbers" not in alone.html, "a line without a dot says nothing"
    made = compare.forecasts.claim_to_judge(
        "C011", 40, numbers={"C012": 30, "C042": 85, "C015": 85}
    )
    words = plain(made.html)
    assert "“could” 40" in words and "“potentially” 30" in words and "no hedge 85, 85" in words
    assert made.html.count("radial-gradient") == 4


def test_whatever_stands_in_the_file_is_shown_safely():
    """The file can be edited, imported, or come from another version."""
    strange = {
        "07.C011.probability": SCRIPT,
        "07.C011.scorable": SCRIPT,
        "07.C011.measure": SCRIPT,
        "07.C015.probability": 900,
        "07.C015.scorable": compare.forecasts.SCORABLE_YES,
        "07.C016.probability": 12.5,
        "07.C016.scorable": ["a", "list"],
        "07.dispute.C011-H1": {"a": SCRIPT},
        "07.dispute.C999-H1": SCRIPT,
        "07.C999.scorable": compare.forecasts.SCORABLE_YES,
    }
    store = Answers()
    for key, value in strange.items():
        store.put(key, value)
    boxes = [make() for make in MAKERS]
    boxes[1].controls["show_all"].value = True
    for claim in ("C011", "C015", "C016"):
        boxes[0].controls["claim_id"].value = boxes[1].controls["claim_id"].value = claim
        for box in boxes:
            assert "<script" not in box.result.value + box.announcement.line.value
    assert compare.forecasts.scorability_answers(store.all()) == {
        "C015": compare.forecasts.SCORABLE_YES
    }
    assert compare.forecasts.forecast_probabilities(store.all()) == {}
    assert store.all() == strange, "looking changes nothing"
    html = compare.forecasts.claim_to_judge("C011", 40, compare.forecasts.SCORABLE_YES, SCRIPT).html
    assert "<script" not in html and escape(SCRIPT) in html


def test_a_script_in_any_text_of_the_tables_is_shown_as_text(poisoned):
    every = [
        *(
            compare.forecasts.claim_to_judge(claim, 40, compare.forecasts.CLAIM_SKIPPED)
            for claim in CHOSEN
        ),
        compare.forecasts.claims_written_out(),
        compare.forecasts.verdicts_on("C002"),
        compare.forecasts.verdicts_on("C002", open_claims=frozenset()),
        compare.forecasts.horizons_side_by_side(),
        compare.forecasts.horizons_and_claim("H1", "H2", compare.base.NO_FILTER, "C011"),
        compare.forecasts.horizons_written_out(),
    ]
    for comparison in every:
        page = comparison.page()
        assert "<script" not in page and "&lt;script&gt;" in page, comparison.sentence


def test_an_answer_that_cannot_be_saved_is_told_and_stays_on_the_screen(monkeypatch):
    box, other = free(widgets.first_your_probabilities()), free(widgets.two_horizons())
    other.controls["claim_id"].value = "C011"

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    box.controls["probability"].value = 77
    assert (
        said(box).startswith("Your answer could not be saved")
        and box.controls["probability"].value == 77
    )
    other.controls["because"].value = "my reason"
    assert (
        said(other).startswith("Your answer could not be saved")
        and other.controls["because"].value == "my reason"
    )
    monkeypatch.undo()


def test_answers_that_cannot_be_read_are_told(monkeypatch):
    boxes = [make() for make in MAKERS]

    def broken(self, prefix=""):
        raise AnswersError("Your answers in answers.json cannot be read (Permission denied).")

    monkeypatch.setattr(Answers, "all", broken)
    for box, name, value in zip(
        boxes, ("claim_id", "left", "horizon"), ("C042", "H3", "H1"), strict=True
    ):
        free(box).controls[name].value = value
        assert said(box).startswith("Your answers in answers.json cannot be read")


# chart


def test_the_chart_draws_the_rows_of_its_table():
    made = compare.forecasts.example_score("H2")
    drawn = charts.calibration_drawn(made)
    points = drawn.spec["layer"][2]["data"]["values"]
    assert [(point["mean"], point["share"]) for point in points] == [
        (row.mean, row.share) for row in made.rows if row.n
    ]
    assert all(
        f"{point['share']:.0f} per cent yes, {point['label']}" in drawn.description
        for point in points
    )
    assert isinstance(drawn.spec["width"], int) and "container" not in json.dumps(drawn.spec)
    diagonal = drawn.spec["layer"][0]
    assert diagonal["data"]["values"] == [{"mean": 0, "share": 0}, {"mean": 100, "share": 100}]
    assert diagonal["mark"]["strokeDash"]
    empty = charts.calibration_drawn(compare.forecasts.your_score("H1", {}))
    assert "only the diagonal is drawn" in empty.description and len(empty.spec["layer"]) == 2


def test_own_dots_are_filled_and_the_examples_are_empty_and_named():
    both = charts.calibration_drawn(compare.forecasts.score_beside_example("H2", given("C042", 90)))
    marks = [layer["mark"] for layer in both.spec["layer"] if layer["mark"]["type"] == "point"]
    assert [mark["filled"] for mark in marks] == [True, False]
    assert marks[0]["shape"] != marks[1]["shape"]
    labels = [
        point["label"]
        for layer in both.spec["layer"]
        for point in layer["data"]["values"]
        if ":" in point.get("label", "")
    ]
    assert "you: 1 of 1" in labels and "example: 9 of 11" in labels
