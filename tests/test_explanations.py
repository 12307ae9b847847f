"""Notebook 08: counts against a matrix made by hand, every cell, every pair, every guess, and
whatever may be typed as a place."""

import os
import re
from dataclasses import replace
from itertools import combinations, product

import ipywidgets
import pytest
from conftest import unfolded
from shown import Structure, foreign_colours, inside, shows, values
from test_widgets import LABELLED
from words import plain

from khaddam_files import choices, compare, widgets
from khaddam_files.data import records
from khaddam_files.widgets.guard import Guard
from khaddam_files.widgets.questions import FREE

SCRIPT = "<script>alert(1)</script>"
ROWS = [value for _, value in compare.explanations.evidence_options()]
NAMES = [value for _, value in compare.explanations.explanation_options()]
MAKERS = [
    widgets.judge_rows,
    widgets.leave_out_rows,
    widgets.flip_cells,
    widgets.their_claims,
    widgets.my_headline,
]

# the matrix copied by hand from the page: a, b, c on the meeting, d on the record
BY_HAND = {
    "HR01": "NNNN",
    "HR02": "NNNC",
    "HR03": "NNCN",
    "HR04": "ICCN",
    "HR05": "NNNN",
    "HR06": "NICN",
    "HR07": "CNIN",
    "HR15": "CICC",
    "HR08": "CCCC",
    "HR09": "ICCN",
    "HR10": "NCNI",
    "HR11": "NICC",
    "HR12": "CCCC",
    "HR13": "ICNN",
    "HR14": "NICC",
}
# steps between a and b, a and c, b and c, added up on paper; d is about something else
STEPS_BY_HAND = {
    "HR01": 0,
    "HR02": 0,
    "HR03": 0 + 1 + 1,
    "HR04": 2 + 2 + 0,
    "HR05": 0,
    "HR06": 1 + 1 + 2,
    "HR07": 1 + 2 + 1,
    "HR15": 2 + 0 + 2,
    "HR08": 0,
    "HR09": 2 + 2 + 0,
    "HR10": 1 + 0 + 1,
    "HR11": 1 + 1 + 2,
    "HR12": 0,
    "HR13": 2 + 1 + 1,
    "HR14": 1 + 1 + 2,
}


@pytest.fixture(autouse=True)
def quick_disk(store, monkeypatch):
    # test_answers.py asks whether the disk has it
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def against(dropped=()):
    """Inconsistent passages under a, b, c, d, counted in the matrix made by hand."""
    return [
        sum(row[place] == "I" for name, row in BY_HAND.items() if name not in dropped)
        for place in range(4)
    ]


def totals(made):
    """Inconsistent passages under each explanation, without all that is left out."""
    return [row.inconsistent[-1] for row in made.rows]


# the matrix


def test_totals_and_steps_are_those_counted_by_hand():
    made = compare.explanations.matrix()
    assert against() == [3, 4, 1, 1]
    counts = "inconsistent with a 3, b 4, c 1; of the record, d 1. Fewest speak against c."
    assert counts in made.sentence
    assert made.sentence.endswith("5 do not discriminate: S3.1, S4.6, S5.8, S7.1, S10.7.")
    frame = made.frame.set_index("row_id")
    assert dict(frame["steps_apart"]) == STEPS_BY_HAND
    assert {
        row: "".join(word[0].upper() for word in frame.loc[row, NAMES[:4]]) for row in ROWS
    } == BY_HAND
    assert max(STEPS_BY_HAND.values()) == 4, "the most that three explanations allow"


@pytest.mark.parametrize(
    "judgements, steps",
    [
        ((), 0),
        (("neutral",), 0),
        (("consistent", "consistent"), 0),
        (("consistent", "neutral"), 1),
        (("inconsistent", "consistent"), 2),
        (("consistent", "neutral", "inconsistent"), 4),
        (("inconsistent", None, "consistent"), 2),
        (("consistent", "consistent", "inconsistent", "inconsistent"), 8),
        (("consistent", "consistent", "inconsistent", "inconsistent", "inconsistent"), 12),
    ],
)
def test_steps_between_judgements(judgements, steps):
    assert compare.explanations.steps_apart(judgements) == steps


def test_four_judgements_are_at_most_eight_steps_apart():
    every = [
        compare.explanations.steps_apart(four)
        for four in product(compare.explanations.ROW_JUDGEMENTS, repeat=4)
    ]
    assert min(every) == 0 and max(every) == 8
    assert all(
        (compare.explanations.steps_apart(four) == 0) == (len(set(four)) == 1)
        for four in product(compare.explanations.ROW_JUDGEMENTS, repeat=4)
    )


def test_entries_of_lists_are_short_whole_and_different():
    for options in (
        compare.explanations.evidence_options(),
        compare.framing.frame_claim_options(),
    ):
        labels = [label for label, _ in options]
        assert len(set(labels)) == len(labels) and max(map(len, labels)) <= 66
        assert all(label.endswith((" …", ".")) or len(label) < 66 for label in labels)


@pytest.mark.parametrize("row", ROWS)
def test_one_passage_left_out(row):
    made = compare.explanations.matrix(row)
    assert [made.frame["left_out"].sum(), made.rows[ROWS.index(row)].row_id] == [1, row]
    counted = [int(n) for n in re.findall(r"\b[abcd] (\d)", made.sentence)]
    assert counted == against((row,)) and made.html.count("(left out)") == 1
    assert compare.explanations.fewest_against(row) == ["H-c"], (
        "no single passage takes c from the front, as the page says"
    )


def test_every_pair_left_out_and_the_three_ties_of_the_page():
    ties = {}
    for pair in combinations(ROWS, 2):
        fewest, counted = compare.explanations.fewest_against(pair), against(pair)
        rivals = dict(zip(NAMES[:3], counted, strict=False))
        assert fewest == [name for name in rivals if rivals[name] == min(rivals.values())]
        assert "H-c" in fewest
        if len(fewest) > 1:
            ties[pair] = fewest
    assert len(list(combinations(ROWS, 2))) == 105
    assert ties == dict.fromkeys(combinations(("HR04", "HR09", "HR13"), 2), ["H-a", "H-c"])


def test_what_is_about_the_record_is_no_rival_of_what_is_about_the_meeting():
    matrix = compare.explanations.matrix().matrix
    assert matrix.rivals == ["H-a", "H-b", "H-c"] == matrix.rankable
    nothing_against_d = {f"{row}.H-d": "neutral" for row in ROWS}
    assert compare.explanations.fewest_against(judgements=nothing_against_d) == ["H-c"]
    assert {row.pair for row in compare.explanations.diagnosticity("HR09").rows} == {
        "a and b",
        "a and c",
        "b and c",
    }


def test_changed_judgements_and_an_explanation_of_ones_own():
    made = compare.explanations.matrix(
        judgements={"HR09.H-a": "consistent", "HR05.H-e": "inconsistent"}
    )
    counts = "by your judgements, inconsistent with a 2, b 4, c 1, e 1; of the record, d 1."
    assert counts in made.sentence
    assert made.frame.set_index("row_id").loc["HR09", "steps_apart"] == 0
    assert "H-e" in made.columns and compare.explanations.fewest_against(
        judgements={"HR05.H-e": "neutral"}
    ) == ["H-c"]
    full = {f"{row}.H-e": "neutral" for row in ROWS}
    for judgements, waits in ((None, 0), ({"HR05.H-e": "neutral"}, 1), (full, 0)):
        for one in (
            compare.explanations.matrix(judgements=judgements),
            compare.explanations.leave_out("HR01", judgements=judgements),
        ):
            assert one.html.count("Explanation e is not ranked") == waits
    assert compare.explanations.fewest_against(judgements=full) == ["H-e"], (
        "ranked once every passage is judged"
    )
    assert compare.explanations.fewest_against(
        "HR01", {key: value for key, value in full.items() if "HR01" not in key}
    ) == ["H-e"]


@pytest.mark.parametrize(
    "call, said",
    [
        (
            lambda: compare.explanations.matrix("HR99"),
            "There is no row of evidence 'HR99': expected one of HR01",
        ),
        (
            lambda: compare.explanations.matrix(judgements={"HR01.H-z": "neutral"}),
            "There is no explanation 'H-z'",
        ),
        (
            lambda: compare.explanations.matrix(judgements={"HR01.H-a": "maybe"}),
            "There is no judgement 'maybe'",
        ),
        (lambda: compare.explanations.diagnosticity("S8.3"), "There is no row of evidence 'S8.3'"),
        (lambda: compare.explanations.leave_out("HR01", SCRIPT), "There is no row of evidence"),
        (
            lambda: compare.explanations.flip_cell("HR01", "H-e"),
            "There is no explanation 'H-e'",
        ),
        (
            lambda: compare.explanations.flip_cell("HR01", "H-a", "maybe"),
            "There is no judgement 'maybe'",
        ),
        (
            lambda: compare.explanations.judge_passage("HR01", "a"),
            "There is no explanation 'a': expected one of H-a",
        ),
        (lambda: compare.framing.frame_claim("F99"), "There is no claim of the frame 'F99'"),
        (
            lambda: compare.framing.frame_claim("F01", "true"),
            "There is no guess 'true': expected one of supported",
        ),
        (lambda: compare.framing.check_headline([("a", "S5.3")] * 5), "5: expected at most 4"),
        (
            lambda: compare.framing.check_headline([("a", None)]),
            "There is no clause with its place ('a', None): expected two texts",
        ),
        (
            lambda: compare.framing.check_headline(["S5.3"]),
            "There is no clause with its place 'S5.3': expected two texts",
        ),
        (
            lambda: compare.explanations.steps_apart(["consistent", "maybe"]),
            "There is no judgement 'maybe': expected one of",
        ),
        (
            lambda: compare.framing.frame_score({"F99": "supported"}),
            "There is no claim of the frame 'F99'",
        ),
        (
            lambda: compare.framing.frame_score({"F01": "true"}),
            "There is no guess 'true': expected one of supported",
        ),
    ],
)
def test_a_wrong_selection_is_refused_with_a_sentence(call, said):
    with pytest.raises(choices.SelectionError) as caught:
        call()
    (line,) = caught.value._render_traceback_()
    assert said in line


@pytest.mark.parametrize("row", ROWS)
def test_one_passage_pair_by_pair(row):
    made = compare.explanations.diagnosticity(row)
    assert len(made.rows) == 3 and sum(made.frame["steps"]) == STEPS_BY_HAND[row]
    assert ("does not discriminate" in made.sentence) == (STEPS_BY_HAND[row] == 0)
    words = plain(made.html)
    for judgement in records("hypothesis_passages"):
        if judgement["row_id"] == row:
            assert judgement["reason"] in words


def test_a_reason_is_ours_only_with_our_judgement():
    made = compare.explanations.diagnosticity("HR09", {"HR09.H-a": "neutral"})
    reason = next(
        row["reason"] for row in records("hypothesis_passages") if row["judgement_id"] == "HR09-a"
    )
    assert reason not in plain(made.html) and "Your judgement." in made.html


def test_sentences_are_short_enough_to_be_listened_to():
    made = [
        compare.explanations.matrix(),
        compare.explanations.leave_out(),
        compare.explanations.judge_passage("HR09", "H-a"),
    ]
    made += [compare.explanations.leave_out(*pair) for pair in combinations(ROWS, 2)] + [
        compare.explanations.diagnosticity(row) for row in ROWS
    ]
    assert max(len(one.sentence.split()) for one in made) <= 40


# one cell judged otherwise


@pytest.mark.parametrize("row", ROWS)
def test_one_cell_judged_otherwise(row):
    for place, name in enumerate(NAMES[:4]):
        for judgement in compare.explanations.ROW_JUDGEMENTS:
            made = compare.explanations.flip_cell(row, name, judgement)
            changed = BY_HAND | {row: BY_HAND[row][:place] + judgement[0].upper()}
            counts = against()
            counts[place] = sum(each[place : place + 1] == "I" for each in changed.values())
            assert [line.inconsistent for line in made.rows] == [
                [was, now] for was, now in zip(against(), counts, strict=True)
            ]
            assert made.after.fewest_against == ["H-c"], "no single cell takes c from the front"
            assert len(made.sentence.split()) <= 40


def test_how_many_changes_of_a_cell_or_two_would_alter_who_is_in_front():
    made = compare.explanations.flip_cell()
    assert made.singles == (90, 0, 0)
    # a loses two of its three, or loses one while c gains one, or c gains two: then they are level
    losing, gaining = 3 * 2, 14
    two_lost, one_each = 3 * 2 * 2, losing * gaining
    two_gained = 14 * 13 // 2
    assert made.doubles == (45 * 44 // 2 * 4, two_lost + one_each + two_gained, 0)
    assert "One cell of a, b and c can be changed in 90 ways: none alters" in plain(made.html)


def test_the_one_cell_against_the_record():
    made = compare.explanations.flip_cell("HR10", "H-d", "neutral")
    assert made.sentence == (
        "S8.7 under d, neutral instead of inconsistent: d has 0 against it instead of 1; "
        "of the meeting, c still has the fewest."
    )
    same = compare.explanations.flip_cell("HR10", "H-d", "inconsistent")
    assert same.sentence.startswith(
        "S8.7 under d, inconsistent, as it stands: no count changes; of the meeting, c "
    )


def cells_in_sight(made):
    """Place -> signs of its cells in the picture that stands unfolded."""
    picture = unfolded(made.html)
    rows = re.findall(r'<tr[^>]*><th scope="row".*?</tr>', picture, re.S)
    return {
        plain(re.search(r"<th.*?</th>", row, re.S)[0]): [
            plain(cell) for cell in re.findall(r"<td[^>]*width:50px.*?</td>", row, re.S)
        ]
        for row in rows
    }


def test_the_picture_has_a_cell_for_each_judgement_and_leaves_out_what_is_left_out():
    made = compare.explanations.leave_out("HR06", "HR12", in_sight=True)
    seen = cells_in_sight(made)
    assert seen["S5.3"] == ["✕", "✓", "✓", "·"]
    assert seen["S5.12"] == seen["S10.7"] == ["–"] * 4, (
        "also a passage that tells nothing apart stays in sight when it is left out"
    )
    assert not {"S3.1", "S4.6", "S5.8", "S7.1"} & set(seen), "these are folded"
    assert plain(unfolded(made.html)).count("left out:") == 2
    assert "against 3 3 1 1" in plain(unfolded(made.html))


def test_a_changed_cell_stands_in_its_row_in_a_thick_frame():
    made = compare.explanations.flip_cell("HR01", "H-b", "inconsistent", in_sight=True)
    picture = unfolded(made.html)
    assert cells_in_sight(made)["S3.1"] == ["·", "✕", "·", "·"]
    assert picture.count("border:3px solid") == 1


def test_a_reader_sees_ours_in_a_cell_only_once_it_is_judged():
    judged = {"HR09.H-a": "neutral", "HR04.H-b": "consistent", "HR06.H-b": "consistent"}
    words = plain(unfolded(compare.explanations.judge_passage("HR09", "H-a", judged).html))
    assert words.count("≠ ✕") == 2 and words.count("≠") == 3, "the third is in the caption"
    blank = compare.explanations.judge_passage("HR09", "H-a").yours
    assert blank.cells == {} and blank.explanations == NAMES[:4]
    own = compare.explanations.judge_passage("HR09", "H-e").yours
    assert own.explanations == NAMES and own.rivals == ["H-a", "H-b", "H-c", "H-e"]


def test_the_box_for_an_explanation_of_ones_own_comes_with_it():
    box = widgets.judge_rows()
    own = box.controls["statement"]
    assert own.layout.display == "none"
    box.controls["hypothesis_id"].value = compare.explanations.OWN_EXPLANATION
    assert own.layout.display == ""


def test_every_cell_flipped_through_the_widget():
    box = widgets.flip_cells()
    assert "Every change of one cell" not in box.result.value, "it would answer the question"
    box.questions.question.value = FREE
    row, name, judgement, in_sight = box.controls.values()
    assert values(row) == ROWS and values(name) == NAMES[:4]
    for one, other, third in product(ROWS[::4], NAMES[:4], values(judgement)):
        row.value, name.value, judgement.value = one, other, third
        shows(box, compare.explanations.flip_cell(one, other, third))
    in_sight.value = True
    shows(box, compare.explanations.flip_cell(one, other, third, in_sight=True))


# the widgets


@pytest.mark.parametrize("make", MAKERS)
def test_controls_are_labelled_and_a_reader_without_a_kernel_finds_a_sentence(make):
    box = make()
    controls = [w for w in inside(box) if isinstance(w, LABELLED)]
    shown = [w for w in inside(box) if isinstance(w, ipywidgets.DOMWidget)]
    assert all(
        isinstance(w, (*LABELLED, ipywidgets.Box, ipywidgets.HTML, ipywidgets.Output, Guard))
        for w in shown
    )
    labels = [c.description for c in controls if c.layout.display != "none"]
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)
    assert all(
        control.value is not None and None not in values(control)
        for control in controls
        if hasattr(control, "options")
    )
    assert box.children[-1] is box.result


def test_every_passage_left_out_through_the_widget():
    box = widgets.leave_out_rows()
    first, second = box.controls["first"], box.controls["second"]
    assert box.result.value == compare.explanations.leave_out("HR06", "HR11").html, (
        "the twin under the widget is its first selection"
    )
    box.questions.question.value = FREE
    assert values(first) == values(second) == [compare.explanations.NOTHING_LEFT_OUT, *ROWS]
    for number, one in enumerate(values(first)):
        first.value, second.value = one, values(second)[-number]
        shows(box, compare.explanations.leave_out(one, second.value))
    box.controls["in_sight"].value = True
    shows(box, compare.explanations.leave_out(one, second.value, in_sight=True))


def test_the_totals_of_every_pair_left_out_are_those_of_the_matrix_made_by_hand():
    for pair in product([compare.explanations.NOTHING_LEFT_OUT, *ROWS], repeat=2):
        assert totals(compare.explanations.leave_out(*pair)) == against(pair), pair


def test_left_out_by_the_readers_own_judgements(store):
    box = widgets.leave_out_rows()
    box.questions.question.value = FREE
    store.put("08.HR07.H-c", "neutral")
    ours, mine = values(box.controls["whose"])
    box.controls["whose"].value = mine
    shows(box, compare.explanations.leave_out("HR06", "HR11", {"HR07.H-c": "neutral"}))
    assert "by your judgements" in box.announcement.line.value
    assert totals(compare.explanations.leave_out("HR06", "HR11", {"HR07.H-c": "neutral"}))[2] == 0
    box.controls["whose"].value = ours
    shows(box, compare.explanations.leave_out("HR06", "HR11"))


def test_every_cell_with_every_judgement_through_the_widget(store):
    box = widgets.judge_rows()
    row, name, judgement = (box.controls[key] for key in ("row_id", "hypothesis_id", "judgement"))
    assert (
        values(row) == ROWS
        and values(name) == NAMES
        and len(ROWS) * 4 == len(records("hypothesis_passages"))
    )
    assert box.result.value == compare.explanations.judge_passage("HR09", "H-a").html
    given = {}
    for row_id in ROWS:
        row.value = row_id
        for hypothesis in NAMES:
            name.value = hypothesis
            assert judgement.value == compare.explanations.NOT_JUDGED_BY_ME
            for choice in compare.explanations.ROW_JUDGEMENTS:
                judgement.value = choice
                given[f"{row_id}.{hypothesis}"] = choice
                assert f"you say {choice}" in box.announcement.line.value
                assert store.get(f"08.{row_id}.{hypothesis}") == choice
        shows(box, compare.explanations.judge_passage(row_id, hypothesis, given))
    assert compare.explanations.saved_judgements(store.all("08.")) == given
    for row_id, hypothesis in product(ROWS, NAMES):
        row.value, name.value = row_id, hypothesis
        assert judgement.value == "inconsistent", "a judgement is kept when another cell was shown"
    judgement.value = compare.explanations.NOT_JUDGED_BY_ME
    assert store.get(f"08.{ROWS[-1]}.{NAMES[-1]}") is None


def test_our_judgement_is_folded_until_the_reader_has_judged():
    for judgement in records("hypothesis_passages"):
        row, name = judgement["row_id"], judgement["hypothesis_id"]
        for given, folded in (({}, True), ({f"{row}.{name}": "neutral"}, False)):
            html = compare.explanations.judge_passage(row, name, given).html
            assert (judgement["reason"] not in plain(unfolded(html))) == folded
            assert judgement["reason"] in plain(html)


def test_differences_are_listed_in_words():
    made = compare.explanations.judge_passage(
        "HR09", "H-a", {"HR09.H-a": "neutral", "HR04.H-b": "consistent", "HR01.H-e": "neutral"}
    )
    assert made.rows == [("S8.3", "a", "inconsistent", "neutral")]
    assert (
        "you say neutral, we say inconsistent" in made.sentence
        and f"2 of {len(ROWS) * 4} cells judged, 1 otherwise" in made.sentence
    )
    assert (
        f"Explanation e is judged on 1 of {len(ROWS)} passages and not ranked yet." in made.sentence
    )
    assert "S8.3 a: you say neutral, we say inconsistent" in plain(made.html)
    assert "judge otherwise" not in compare.explanations.judge_passage("HR09", "H-a").html
    full = {f"{row}.H-e": "neutral" for row in ROWS}
    assert "not ranked yet" not in compare.explanations.judge_passage("HR09", "H-a", full).sentence


def test_what_was_judged_and_written_is_there_after_a_restart(store):
    box = widgets.judge_rows()
    box.controls["judgement"].value = "neutral"
    box.controls["statement"].value = f"Both waited for Paris. {SCRIPT} انتظار"
    box.controls["hypothesis_id"].value = compare.explanations.OWN_EXPLANATION
    assert (
        "<script" not in box.result.value
        and "Both waited for Paris. &lt;script&gt;" in box.result.value
    )
    again = widgets.judge_rows()
    assert again.controls["judgement"].value == "neutral"
    assert again.controls["statement"].value == f"Both waited for Paris. {SCRIPT} انتظار"
    again.controls["statement"].value = "  "
    assert store.get("08.e.statement") is None


def test_whatever_else_stands_in_the_file_counts_as_nothing(store):
    for key, value in {
        "08.HR09.H-a": ["inconsistent"],
        "08.HR09.H-z": "neutral",
        "08.HR99.H-a": "neutral",
        "08.HR01.H-b": "perhaps",
        "08.e.statement": 7,
        "08.F01.guess": {"deep": 1},
        "08.headline.1": None,
        "08.headline.2": 5,
        "07.HR01.H-a": "neutral",
    }.items():
        store.put(key, value)
    assert compare.explanations.saved_judgements(store.all()) == {}
    assert (
        widgets.judge_rows().result.value == compare.explanations.judge_passage("HR09", "H-a").html
    )
    assert widgets.their_claims().result.value == compare.framing.frame_claim("F01").html
    assert widgets.my_headline().result.value == compare.framing.check_headline([]).html


def test_an_answer_that_cannot_be_saved_says_so_and_stays_on_the_page(monkeypatch):
    judge, desk = widgets.judge_rows(), widgets.their_claims()
    desk.questions.question.value = FREE

    def full_disk(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    judge.controls["judgement"].value = "neutral"
    desk.controls["guess"].value = "partly"
    for box in (judge, desk):
        assert "could not be saved in answers (No space left on device)" in plain(
            box.announcement.line.value
        )
    assert (
        "you say neutral" in judge.announcement.line.value
        and "“partly”" in desk.announcement.line.value
    )


def test_answers_that_cannot_be_read_say_so(monkeypatch, tmp_path):
    file = tmp_path / "a file"
    file.touch()
    monkeypatch.setenv("KHADDAM_ANSWERS", str(file))
    for make in (widgets.judge_rows, widgets.their_claims, widgets.my_headline):
        assert "cannot be read" in make().announcement.line.value
    box = widgets.leave_out_rows()
    box.questions.question.value = FREE
    box.controls["whose"].value = values(box.controls["whose"])[1]
    assert (
        "cannot be read" in box.announcement.line.value
        and box.result.value == compare.explanations.leave_out("HR06", "HR11").html
    )


# the headline


def test_every_claim_with_every_guess_through_the_widget(store):
    box = widgets.their_claims()
    box.questions.question.value = FREE
    claim, guess = box.controls["framing_id"], box.controls["guess"]
    right = {row["framing_id"]: row["verdict"] for row in records("framing")}
    assert values(claim) == list(right)
    assert values(guess) == [compare.base.UNANSWERED, *compare.framing.VERDICTS_ON_CLAIMS]
    for name in right:
        claim.value = name
        assert guess.value == compare.base.UNANSWERED
        for choice in compare.framing.VERDICTS_ON_CLAIMS:
            guess.value = choice
            assert (", as you do" in box.announcement.line.value) == (choice == right[name])
            reply = compare.framing.frame_claim(name, choice).temptation
            assert bool(reply) == (choice != right[name]) and reply in plain(box.result.value)
        guess.value = right[name]
        given = {key[3:6]: value for key, value in store.all("08.").items()}
        shows(box, compare.framing.frame_claim(name, right[name], given), more=True)
        assert store.get(f"08.{name}.guess") == right[name]
    every = len(right)
    assert (
        f"{every} of {every} claims answered, {every} as we judge." in box.announcement.line.value
    )
    assert widgets.their_claims().controls["guess"].value == right["F01"]
    claim.value = "F01"
    assert guess.value == right["F01"], "a guess is kept when another claim was shown"
    guess.value = compare.base.UNANSWERED
    assert (
        f"{every - 1} of {every} claims answered" in box.announcement.line.value
        and store.get("08.F01.guess") is None
    )


def test_a_claim_is_underlined_only_once_it_is_guessed():
    before = compare.framing.frame_claim("F05").html
    assert "3px" not in before and plain(before).count("?") == 6, "legend, headline, standfirst"
    after = compare.framing.frame_claim(
        "F02", "partly", {"F05": "contradicted", "F01": "partly"}
    ).html
    assert after.count("3px dashed") == 1 and after.count("3px solid") == 1
    words = plain(after)
    assert "“plot”. ○" in words and "what they could do. ✓" in words and "behind it. ◐" in words


def test_the_reply_is_hidden_until_a_guess_and_folded_where_it_is_written_out():
    written = compare.framing.frame_claims_written_out()
    words = plain(written.html)
    for row in records("framing"):
        assert row["reason"] not in plain(compare.framing.frame_claim(row["framing_id"]).html)
        assert row["reason"] in plain(compare.framing.frame_claim(row["framing_id"], "partly").html)
        assert row["reason"] in words and row["claim"] in words
    assert "You say" not in words
    assert plain(unfolded(written.html)) == "", "nothing of the replies stands outside a fold"


def test_every_place_for_and_against_stands_in_the_reply():
    for row in records("framing"):
        made = compare.framing.frame_claim(row["framing_id"], row["verdict"])
        assert made.rows == [("for", x) for x in row["supporting_locators"]] + [
            ("against", x) for x in row["against_locators"]
        ]
        words = plain(made.html)
        for side in made.rows:
            there = [
                p
                for p in records("passages")
                if p["locator"] == side.locator and p["mark"] != "bracket"
            ]
            assert there and all(passage["gist"] in words for passage in there)


PLACES = [
    ("S5.3", "a passage", "Mohammad Khatami (speaker)"),
    ("s5.3", "a passage", "Mohammad Khatami (speaker)"),
    ("  S5.3-q1 ", "a passage", "should be kept from ending fast"),
    ("S8.1", "a passage", "Who speaks here is not certain."),
    ("S10.3", "a passage", "adds Aznar's country."),
    ("S11.1-q1", "a later note", "Abdul Halim Khaddam (later notes)"),
    ("S11.2", "a later note", "Who speaks here is not certain."),
    ("S0.1", "the publisher's words", "headline: The headline names"),
    ("S0.13", "the publisher's words", "editor: The magazine"),
    ("S4.6-b1", "the publisher's words", "editor: A bracket"),
    ("", "your inference", "No place given."),
    ("   ", "your inference", "No place given."),
    ("S99.1", "your inference", "There is no such section: the article has S0 to S11."),
    ("S11.8", "your inference", "the section runs from S11.0 to S11.7"),
    ("S5.3-q9", "your inference", "There is no such place"),
    ("🙂", "your inference", "This is no locator: expected a paragraph such as S5.3"),
    ("S٥.٣", "your inference", "This is no locator"),
    ("S5.3; S8.1", "your inference", "This is no locator"),
    ("ß", "your inference", "This is no locator"),
    (SCRIPT, "your inference", "This is no locator"),
    ("S5.3\u202e", "your inference", "This is no locator"),
    ("x" * 100_000, "your inference", "This is no locator"),
    ("S" + "9" * 100_000 + ".1", "your inference", "This is no locator"),
]


@pytest.mark.parametrize("place, standing, said", PLACES, ids=range(len(PLACES)))
def test_whatever_is_typed_as_a_place_is_answered(place, standing, said):
    made = compare.framing.check_headline([("no war first", place)])
    assert made.rows[0].standing == standing and said in made.rows[0].found
    assert f"{standing} 1" in made.sentence and len(made.sentence.split()) <= 40
    assert "<script" not in made.html and len(made.html) < 5_000


def test_a_bracket_throws_no_doubt_on_who_speaks_around_it():
    doubt = "Who speaks here is not certain."
    places = ("S10.3", "S10.3-b1", "S8.1", "S5.3")
    headline = compare.framing.check_headline([("clause", place) for place in places])
    assert [row.locator for row in headline.rows if doubt in row.found] == ["S10.3-b1", "S8.1"]


def test_every_paragraph_and_every_passage_is_a_place():
    voices = {
        "a passage": {"speaker"},
        "a later note": {"later notes"},
        "the publisher's words": {"editor", "headline"},
    }
    for row in [*records("paragraphs"), *records("passages")]:
        name = row.get("passage_id") or row["locator"]
        passages = [p for p in records("passages") if name in (p["locator"], p["passage_id"])]
        (clause,) = compare.framing.check_headline([("clause", name)]).rows
        if passages:
            assert voices[clause.standing] & {p["voice"] for p in passages}
            assert all(p["gist"] in clause.found for p in passages)
        else:
            assert clause.standing == "narration"


@pytest.mark.parametrize(
    "clauses, said",
    [
        ([], "No headline of yours yet"),
        ([("", ""), (" ", " ")], "No headline of yours yet"),
        (
            [("one two", "S5.3"), ("three", "")],
            "Your headline: 3 of 25 words. Clauses by what they rest on: a passage 1, your "
            "inference 1.",
        ),
        ([("w " * 25, "S5.3")], "25 of 25 words"),
        ([("w " * 26, "S5.3")], "26 words, 1 too many"),
        ([("الحرب لم تبدأ", "S5.3")], "3 of 25 words"),
        (
            [("", "S5.3")],
            "0 of 25 words. Clauses by what they rest on: a passage 0, your inference 0.",
        ),
    ],
)
def test_a_headline_counted_by_hand(clauses, said):
    assert said in compare.framing.check_headline(clauses).sentence


def test_every_line_of_ones_own_headline_is_checked_kept_and_escaped(store):
    box = widgets.my_headline()
    clause, words, where = box.controls.values()
    numbers = values(clause)
    assert numbers == [1, 2, 3, 4]
    for number, (place, _, _) in product(numbers, PLACES):
        clause.value = number
        words.value, where.value = f"Clause {number} {SCRIPT}", place
        assert "<script" not in box.result.value + box.announcement.line.value
    pairs = [(f"Clause {n} {SCRIPT}", PLACES[-1][0]) for n in numbers]
    checked = compare.framing.check_headline(pairs)
    shows(box, replace(checked, sentence=f"Clause 4 of 4. {checked.sentence}"))
    clause.value = 1
    assert words.value == f"Clause 1 {SCRIPT}", "a clause is there when its number is chosen again"
    where.value = "S5.3"
    again = widgets.my_headline()
    assert again.controls["words"].value == f"Clause 1 {SCRIPT}"
    assert again.controls["place"].value == "S5.3"
    assert store.get("08.headline.1") == f"Clause 1 {SCRIPT}"
    assert store.get("08.headline.1.place") == "S5.3"
    again.controls["words"].value = ""
    assert store.get("08.headline.1") is None
    assert store.get("08.headline.2") == f"Clause 2 {SCRIPT}"


def test_any_two_places_in_any_two_clauses():
    for (one, standing, _), (other, other_standing, _) in product(PLACES, PLACES):
        made = compare.framing.check_headline([("a", one), ("b", other)])
        assert [row.standing for row in made.rows] == [standing, other_standing]


# the page


def every_kind():
    return [
        compare.explanations.matrix(("HR01", "HR09")),
        compare.explanations.diagnosticity("HR07"),
        compare.explanations.leave_out("HR12", "HR09"),
        compare.explanations.flip_cell(),
        compare.explanations.judge_passage("HR09", "H-a", {"HR09.H-a": "neutral"}, SCRIPT),
        compare.explanations.judge_passage("HR09", "H-e", {}, SCRIPT),
        compare.framing.frame_claim("F14", "supported"),
        compare.framing.frame_claims_written_out(),
        compare.framing.check_headline([(SCRIPT, SCRIPT), (SCRIPT, "S5.3")]),
        compare.explanations.leave_out("HR12", "HR09", in_sight=True),
        compare.explanations.flip_cell(in_sight=True),
    ]


def test_html_is_well_formed_and_sets_only_our_colours():
    for made in every_kind():
        parser = Structure()
        parser.feed(made.page())
        tags = [tag for tag, _ in parser.seen]
        assert parser.open == [] and tags.count("table") == tags.count("caption")
        assert all("scope" in attributes for tag, attributes in parser.seen if tag == "th")
        for _, attributes in parser.seen:
            assert not foreign_colours(attributes.get("style", ""))


def test_a_script_in_any_field_is_shown_as_text(poisoned):
    for made in every_kind():
        assert "<script" not in made.page() and "&lt;script&gt;" in made.page(), made.sentence


def test_the_page_counts_the_verdicts_as_the_table_has_them():
    counted = [
        sum(row["verdict"] == verdict for row in records("framing"))
        for verdict in compare.framing.VERDICTS_ON_CLAIMS
    ]
    assert dict(zip(compare.framing.VERDICTS_ON_CLAIMS, counted, strict=True)) == {
        "supported": 5,
        "partly": 15,
        "not in the text": 3,
        "contradicted": 1,
    }


def test_leaving_out_gives_no_judgement_of_ours_away_before_the_reader_asks():
    made = compare.explanations.leave_out("HR12", "HR09")
    seen = plain(unfolded(made.html))
    reasons = [row["reason"] for row in records("hypothesis_passages")]
    assert not any(reason in seen for reason in reasons) and "✓" not in seen
    assert "all 15 ✕✕✕ 3 ✕✕✕✕ 4 ✕ 1 ✕ 1" in seen
    told = plain(made.html)
    assert sum(reason in told for reason in reasons) == 8 and "✓ consistent" in told
