"""What a class answered, without names, from five people on."""

import re

import pytest
from graded import SCRIPT, handing_in, kept_by, put
from made_up import a_class, submission
from markupsafe import escape
from words import plain

from khaddam_files import check, compare, widgets
from khaddam_files.answers import keys
from khaddam_files.compare import questions
from khaddam_files.data import records
from khaddam_files.grading import (
    class_answers,
    class_judgements,
    class_questions,
    class_tasks,
    class_texts,
    class_view,
)

JUDGEMENTS = [  # view, key of an answer, our own judgement, another one
    ("02 labels of the links", "02.K01.label", "unknown", "stated"),
    (
        "04 pairs of voices",
        "04.pair.war_aim.Assad to Khamenei.Khatami",
        "differ in priority",
        "agree",
    ),
    ("04 silences", "04.silence.weapons", "expected", "possible"),
    ("05 right against left", "05.judged.prevent_war.W01.W04", None, "softer"),
    ("05 kinds of change", "05.drift.DR18", "gloss", "hedge"),
    ("08 passages and explanations", "08.HR09.H-a", "inconsistent", "neutral"),
    ("08 claims of the frame", "08.F01.guess", "not in the text", "partly"),
]


@pytest.fixture(autouse=True)
def forget():
    class_answers.answers_of.cache_clear()


def cells_of(html):
    """The words of every row of a table, heading first."""
    return [
        [plain(cell) for cell in re.findall("<t[hd].*?</t[hd]>", row)]
        for row in html.split("<tr")[1:]
    ]


def counted(made):
    """What was answered and by how many, without the item."""
    return [(row.answer, row.people, row.share, row.key) for row in made.rows]


def test_spread_counted_by_hand(tmp_path):
    item, second = check.items("03.1")[:2]
    choices = check.choices("03.1")
    other = next(choice for choice in choices if choice != item["key"])
    people = [{"answer": {item["item_id"]: choice}} for choice in [item["key"]] * 4 + [other] * 2]
    people[0]["answer"][second["item_id"]] = second["key"]
    folder = handing_in(
        tmp_path / "in",
        "03.1",
        *people,
        {"answer": {}},
        {"answer": "speaker"},
        {"answer": [SCRIPT]},
    )
    made = class_tasks.spread(folder, "03.1")
    first = made.frame[made.frame["item"] == item["text"]]
    assert list(
        zip(first["answer"], first["people"], first["share"], first["key"], strict=True)
    ) == [
        (item["key"], 4, 67, True),
        (other, 2, 33, False),
    ]
    assert set(made.frame[made.frame["item"] != item["text"]]["answer"]) == {
        class_answers.SUPPRESSED
    }
    assert "answered by 6 of 8 who handed in. As the key: 67 %." in made.sentence
    heads, row, few = cells_of(made.html)[:3]
    assert heads == ["item", *choices], "one column a choice"
    told = dict.fromkeys(choices, "–") | {item["key"]: "4 · 67 % key", other: "2 · 33 %"}
    assert row == [item["text"], *told.values()] and few == [
        second["text"],
        "fewer than 5 answers",
        "",
        "",
        "",
    ]
    assert len(cells_of(made.html)) == 1 + len(check.items("03.1")), "one row an item"
    assert not any(counts.counts for counts in made.items[1:]), (
        "what is not shown is not handed to the page either"
    )
    assert (
        "items with fewer than 5 answers to the item" in made.html
        and "also one of one, two or three people" in made.html
    )


def test_a_key_that_nobody_chose_is_marked_all_the_same(tmp_path):
    item = check.items("01.1")[0]
    other = next(choice for choice in check.choices("01.1") if choice != item["key"])
    made = class_tasks.spread(
        handing_in(tmp_path / "in", "01.1", *[{"answer": {item["item_id"]: other}}] * 5), "01.1"
    )
    named = dict(re.findall(r"<li><strong>(\w)</strong> (.*?)</li>", made.html))
    assert [plain(choice) for choice in named.values()] == list(check.choices("01.1")), (
        "long choices have letters"
    )
    heads, row = cells_of(made.html)
    assert heads == ["item", *named] and sorted(row[1:]) == ["0 · 0 % key", "5 · 100 %", "–", "–"]
    assert heads[row.index("0 · 0 % key")] == next(
        one for one in named if plain(named[one]) == item["key"]
    )


def test_first_answers_stand_beside_the_last(tmp_path):
    item, second = check.items("03.1")[:2]
    wrong = next(choice for choice in check.choices("03.1") if choice != item["key"])
    name, other = item["item_id"], second["item_id"]
    people = [
        {"answer": {name: item["key"]}, "first": {name: first}}
        for first in [item["key"]] * 2 + [wrong] * 4
    ]
    people += [{"answer": {name: item["key"], other: wrong}, "first": {name: SCRIPT}}]
    made = class_tasks.spread(handing_in(tmp_path / "in", "03.1", *people), "03.1")
    assert "As the key: 100 %; at first: 33 %." in made.sentence
    heads, row, few = cells_of(made.html)[:3]
    assert heads[-1] == "as the key at first" and row[-1] == "33 %" and few[-1] == "–"
    typed = [
        {"answer": "2003-03-18", "first": first}
        for first in ("2003-03-18", "2003-03-17", "x", "x", "x")
    ]
    class_answers.answers_of.cache_clear()
    sentence = class_tasks.spread(handing_in(tmp_path / "typed", "01.5", *typed), "01.5").sentence
    key = check.items("01.5")[0]["key"]
    shares = (100, 20) if key == "2003-03-18" else (0, 20 if key == "2003-03-17" else 0)
    assert f"As the key: {shares[0]} %; at first: {shares[1]} %." in sentence


def test_one_day_typed_in_several_ways_is_one_answer(tmp_path):
    key = check.items("01.5")[0]["key"]
    year, month, day = (part.lstrip("0") for part in key.split("-"))
    typed = [
        key,
        f"{year}-{month}-{day}",
        key.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        f" {key} ",
    ]
    people = [{"answer": answer} for answer in [*typed, "2001-01-01", "another day"]]
    made = class_tasks.spread(handing_in(tmp_path / "in", "01.5", *people), "01.5")
    assert counted(made) == [(key, 4, 67, True), ("other entries, one each", 2, 33, False)]
    assert cells_of(made.html)[1:] == [
        [key, "4 · 67 % key"],
        ["other entries, one each", "2 · 33 %"],
    ]


def test_a_number_within_its_tolerance_counts_as_the_key(tmp_path):
    row = next(row for row in records("tasks") if row["tolerance"])
    key = float(check.items(row["task_id"])[0]["key"])
    near, far = f"{key + row['tolerance'] / 2:.12g}", f"{key + 1:.12g}"
    people = [{"answer": answer} for answer in [near] * 3 + [far] * 2]
    made = class_tasks.spread(handing_in(tmp_path / "in", row["task_id"], *people), row["task_id"])
    assert counted(made) == [(near, 3, 60, True), (far, 2, 40, False)]
    assert "As the key: 60 %." in made.sentence


def test_hints_are_counted_for_the_class_alone(tmp_path):
    item = check.items("01.1")[0]
    people = [
        {"answer": {item["item_id"]: item["key"]}, "hints": hints} for hints in (1, 3, 0, "2", None)
    ]
    made = class_tasks.spread(handing_in(tmp_path / "in", "01.1", *people, {"hints": 2}), "01.1")
    assert made.sentence.endswith(
        "answered by 5 of 6 who handed in. As the key: 100 %. Hints used by 2 of 5."
    )
    class_answers.answers_of.cache_clear()
    assert (
        "Hints"
        not in class_tasks.spread(
            handing_in(tmp_path / "few", "01.1", *people[:4]), "01.1"
        ).sentence
    )


def test_tasks_stand_furthest_from_the_key_first(tmp_path):
    keys = {
        task_id: {item["item_id"]: item["key"] for item in check.items(task_id)}
        for task_id in ("01.1", "01.2", "03.1")
    }
    wrong = {
        task_id: {
            n: next(c for c in check.choices(task_id) if c != k) for n, k in keys[task_id].items()
        }
        for task_id in keys
    }
    hard = check.items("01.2")[2]
    people = [
        {
            "ex.01.1.answer": keys["01.1"],
            "ex.01.1.first": (wrong if number < 4 else keys)["01.1"],
            "ex.01.2.answer": keys["01.2"] | {hard["item_id"]: wrong["01.2"][hard["item_id"]]},
            "ex.03.1.answer": (wrong if number < 2 else keys)["03.1"],
            "ex.01.6.answer": check.items("01.6")[0]["key"] if number < 4 else "",
        }
        for number in range(5)
    ]
    folder = kept_by(tmp_path / "in", *people)
    every = class_view.view(folder, "all closed tasks, furthest from the key first")
    assert every.columns == ("task", "title", "answers", "share", "first", "hardest")
    assert [(row.task, row.answers, row.share, row.first) for row in every.rows] == [
        ("01.1", 5, 100, 20),
        ("03.1", 5, 60, None),
        ("01.2", 5, round(100 * 5 / 6), None),
    ], "first answers order the tasks where they are known; four answers are too few"
    assert every.rows[2].hardest.endswith("”, 0 %") and hard["text"][:40] in every.rows[2].hardest
    assert every.rows[0].hardest == ""
    assert every.sentence.startswith(
        f"Furthest from the key: 01.1 “{check.task('01.1')['title']}”."
    )
    assert [row[0] for row in cells_of(every.html)[1:]] == ["01.1", "03.1", "01.2"]
    assert [
        row.task
        for row in class_view.view(folder, "01 closed tasks, furthest from the key first").rows
    ] == [
        "01.1",
        "01.2",
    ]
    assert class_view.view(folder, "05 closed tasks, furthest from the key first").rows == []
    assert [value for _, value in class_view.view_options()][:2] == [
        f"{name} {class_view.OVERVIEW}" for name in ("all", "01")
    ]


def test_disputes_have_titles_and_each_reason_once(tmp_path):
    reasons = ["Too strict", "too  strict.", "Another day", "", "Too strict"]
    people = [
        {"ex.03.1.dispute": {"disputed": True, "reason": reason}, "07.dispute.C002-H2": "loose"}
        for reason in reasons
    ]
    people += [
        {
            "ex.03.1.dispute": {"disputed": False, "reason": "not ticked"},
            "ex.99.1.dispute": {"disputed": True},
        }
    ]
    made = class_texts.disputes(kept_by(tmp_path / "in", *people))
    assert made.rows[0] == ("03.1", check.task("03.1")["title"], 5, "Too strict (3) / Another day")
    verdict = made.rows[1]
    assert (
        verdict.what == "C002-H2"
        and verdict.title.startswith("Assad thinks")
        and verdict.reasons == "loose (5)"
    )
    assert (
        made.frame.columns.tolist() == ["what", "title", "people", "reasons"]
        and len(made.rows) == 2
    )


def test_headlines_are_one_numbered_list_of_clauses_with_their_places(tmp_path):
    whole = {
        "08.headline.2": "and disagreed",
        "08.headline.1": " Leaders  met ",
        "08.headline.1.place": "S1.3 ",
        "08.headline.3.place": "S9.9",
        "08.headline.4": {"clause": "no text"},
        "08.headline.1.note": "not ours",
        "08.headlines": "not ours",
    }
    others = [{"08.headline.1": f"Version {number}"} for number in range(4)]
    made = class_texts.headline_wall(
        kept_by(tmp_path / "in", whole, *others, {"08.headline.2": ["a list"]})
    )
    assert made.rows[0] == ("Leaders met (S1.3) · and disagreed",) and len(made.rows) == 5
    assert made.sentence == "5 of 6 who handed in wrote a headline."
    assert cells_of(made.html)[1:] == [[str(n), row.headline] for n, row in enumerate(made.rows, 1)]


@pytest.mark.parametrize("people, shown", [(0, False), (4, False), (5, True)])
def test_fewer_than_five_answers_are_never_shown(tmp_path, people, shown):
    folder = a_class(tmp_path / "in", people)
    for _, task_id in class_tasks.task_options():
        made = class_tasks.spread(str(folder), task_id)
        assert (made.frame["people"].notna().any() if len(made.frame) else False) == shown, task_id
    assert bool(class_texts.headline_wall(str(folder)).rows) == shown


WRITTEN = "words that one of few has written"
QUESTION = next(row["question_id"] for row in records("question_choices"))
OURS = next(row["choice"] for row in questions.choices_of(QUESTION) if row["ours"])
OTHERS = [row["choice"] for row in questions.choices_of(QUESTION) if not row["ours"]]


def test_questions_are_counted_as_they_were_answered_before_ours_was_opened(tmp_path):
    first, now = keys.question(QUESTION, "first"), keys.question(QUESTION, "answer")
    people = [
        {first: OTHERS[0], now: OURS},  # changed afterwards
        {first: OTHERS[0], now: OTHERS[0]},
        {now: OURS},  # ours never opened
        {now: OURS},
        {first: OURS},
        {first: "", now: OURS},  # opened ours first: no answer of one's own
    ]
    made = class_questions.before_ours(kept_by(tmp_path / "in", *people))
    counts = {row.answer: (row.people, row.share, row.key) for row in made.rows}
    assert counts == {OURS: (3, 60, True), OTHERS[0]: (2, 40, False)}
    assert made.sentence.startswith("1 question answered by 5 or more of 6 who handed in, 0 more")
    assert "60 % as ours" in made.sentence and made.rows[0].item in plain(made.html)


def one_of_a_class(number):
    """Somebody who has answered, judged, disputed and written all that any view of the class can
    show."""
    made = {
        key: entry["value"]
        for key, entry in submission(f"s{number}", 1)["answers"].items()
        if "dispute" not in key
    }
    judged = {key: other for _, key, _, other in JUDGEMENTS}
    written = dict.fromkeys(
        ["05.rendered.vietnam.W01", "08.headline.1", "exit.09.assert", "exit.09.unclear"], WRITTEN
    )
    disputed = {
        "ex.03.1.dispute": {"disputed": True, "reason": WRITTEN},
        "07.dispute.C002-H2": WRITTEN,
    }
    return (
        made
        | judged
        | written
        | disputed
        | {"07.C011.probability": 60, "07.C011.scorable": compare.forecasts.SCORABLE_YES}
        | {keys.question(QUESTION, "first"): OTHERS[0]}
    )


@pytest.mark.parametrize("people, shown", [(4, False), (5, True)])
def test_no_view_at_all_shows_what_fewer_than_five_have_entered(tmp_path, people, shown):
    folder = kept_by(tmp_path / "in", *map(one_of_a_class, range(people)))
    for _, what in class_view.view_options():
        made = class_view.view(folder, what)
        assert any(class_answers.SUPPRESSED not in row for row in made.rows) == shown, what
        assert shown or WRITTEN not in made.page() and "%" not in made.page(), what


def test_the_class_view_names_nobody_and_escapes(tmp_path):
    folder = a_class(tmp_path / "in", 12)
    for number in range(6):
        made = submission(f"disputer{number}", 100 + number)
        made["answers"]["ex.03.1.dispute"] = {
            "value": {"disputed": True, "reason": SCRIPT},
            "changed": "2027",
        }
        made["answers"]["07.dispute.C002-H2"] = {"value": SCRIPT, "changed": "2027"}
        made["answers"]["08.headline.1"] = {"value": SCRIPT, "changed": "2027"}
        put(folder, f"d{number}.json", made)
    pages = [class_texts.disputes(str(folder)), class_texts.headline_wall(str(folder))]
    pages += [class_tasks.spread(str(folder), task_id) for _, task_id in class_tasks.task_options()]
    for made in pages:
        assert (
            "<script" not in made.page()
            and "disputer" not in made.page()
            and "s0000" not in made.page()
        )
    assert {"03.1", "C002-H2"} <= {row.what for row in pages[0].rows}


def test_a_number_gets_its_median(tmp_path):
    task_id = next(row["task_id"] for row in records("tasks") if row["kind"] == "number")
    people = [{"answer": value} for value in ("1", "2", "2", "3", "٩", "nothing")]
    sentence = class_tasks.spread(handing_in(tmp_path / "in", task_id, *people), task_id).sentence
    assert "Median 2, middle half from 1.5 to 6" in sentence and "answered by 5 of 6" in sentence


def test_every_view_of_the_class_through_the_widget(tmp_path):
    folder = a_class(tmp_path / "in", 6)
    box = widgets.class_room(str(folder))
    assert [value for _, value in box.controls["what"].options] == [
        value for _, value in class_view.view_options()
    ]
    for _, value in box.controls["what"].options:
        box.controls["what"].value = value
        made = class_view.view(str(folder), value)
        assert box.result.value == made.html and plain(box.announcement.line.value) == plain(
            escape(made.sentence)
        )
    a_class(folder, 9)
    box.controls["what"].value = "03.1"
    box.again.click()
    assert "answered by 9 of 9 who handed in" in plain(box.announcement.line.value)
    box.controls["place"].value = str(tmp_path / "none")
    assert "is no folder" in plain(box.announcement.line.value)


@pytest.mark.parametrize("what, key, ours, other", JUDGEMENTS)
def test_what_a_class_judged_in_the_guided_notebooks_is_counted(tmp_path, what, key, ours, other):
    people = (
        [{key: ours or "same"}] * 2
        + [{key: other}] * 3
        + [{key: SCRIPT}, {key: ["stated"]}, {"student": "s9"}]
    )
    made = class_judgements.judgements(kept_by(tmp_path / "in", *people), what)
    assert counted(made) == [(other, 3, 60, False), (ours or "same", 2, 40, ours is not None)]
    assert made.rows[0].item and key not in made.page() and "<script" not in made.page()
    assert "judged by 5 of 8 who handed in; 1 items by 5 or more people" in made.sentence
    (heads, cells) = cells_of(made.html)
    assert dict(zip(heads, cells, strict=True))[other] == "3 · 60 %"
    assert dict(zip(heads, cells, strict=True))[ours or "same"] == "2 · 40 %" + (
        " key" if ours else ""
    )
    class_answers.answers_of.cache_clear()
    few = class_judgements.judgements(kept_by(tmp_path / "few", *people[:4]), what)
    assert few.rows == [] and "1 more by fewer and not shown" in few.sentence


def test_numbers_tickets_and_renderings_of_a_class(tmp_path):
    people = [
        {
            "07.C011.probability": number,
            "07.C011.scorable": compare.forecasts.SCORABLE_YES,
            "exit.09.assert": f"The bracket is late (S4.6), {number} {SCRIPT}",
            "exit.09.unclear": "Who wrote it?",
            "exit.09.pace": "right" if number < 60 else "too fast",
            "05.rendered.vietnam.W01": f"our own line {number}",
        }
        for number in (10, 20, 30, 60, 90)
    ]
    folder = kept_by(tmp_path / "in", *people)
    (row,) = class_judgements.probabilities(folder).rows
    assert row.claim.startswith("C011 Khatami") and row == (row.claim, 5, 10, 15.0, 30, 75.0, 90)
    tickets = class_texts.exit_tickets(folder)
    assert (
        "The pace was: too slow 0, right 3, too fast 2" in tickets.sentence
        and "<script" not in tickets.html
    )
    assert tickets.html.count("The bracket is late") == 5
    assert (
        len(class_texts.renderings(folder).rows) == 5
        and "Vietnam, IRNA" in class_texts.renderings(folder).html
    )
    class_answers.answers_of.cache_clear()
    four = kept_by(tmp_path / "four", *people[:4])
    for view in (class_judgements.probabilities, class_texts.exit_tickets, class_texts.renderings):
        assert view(four).rows == []
