"""Every key of the collection is spelled once, and tasks of choosing are kept by item."""

import json
import re

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaddam_files.answers import keys
from khaddam_files.data import records

# making texts of all scripts takes a busy machine a while
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ITEMS = [f"ex.05.1.{part}.05.1-{number}" for part in ("answer", "first") for number in (1, 2, 10)]
KNOWN = st.sampled_from(
    [
        *ITEMS,
        "ex.05.1.dispute.disputed",
        "ex.05.1.dispute.reason",
        "ex.05.2.hints",
        "07.C011.measure",
        "student",
        "x",
    ]
)
OLD = st.sampled_from(
    ["ex.05.1.answer", "ex.05.1.first", "ex.05.1.dispute", "ex.05.11.answer", "09.what", "student"]
)
CHOICES = st.dictionaries(st.text(min_size=1, max_size=5), st.text(max_size=3), max_size=3)


def built() -> dict[str, str]:
    """A key of every kind, as the functions build it for rows of the tables."""
    first = {
        name: records(name)[0]
        for name in ("tasks", "task_items", "chain", "claims", "verdicts", "framing")
    }
    task, item = first["task_items"]["task_id"], first["task_items"]["item_id"]
    claim = first["claims"]["claim_id"]
    return {
        keys.STUDENT: "student",
        keys.answer("05.11"): "answer",
        keys.answer(task, item): "answer",
        keys.first(task, item): "answer",
        keys.dispute(task, keys.DISPUTED): "dispute",
        keys.dispute(task, keys.REASON): "dispute",
        keys.hints(task): "hints",
        keys.own_level(task): "own_level",
        keys.chain(first["chain"]["link_id"], "label"): "chain",
        keys.pair("war_aim", "khatami", "assad"): "pair",
        keys.silence("weapons"): "silence",
        keys.judged("vietnam", "W01", "W02"): "judged",
        keys.rendered("vietnam", "W01"): "rendered",
        keys.drift("DR01"): "drift",
        keys.analogy("first_lesson"): "analogy",
        keys.forecast(claim, "probability"): "forecast",
        keys.verdict(first["verdicts"]["verdict_id"]): "verdict",
        keys.judgement("HR09", "H-a"): "judgement",
        keys.vote("05.1", "votes"): "vote",
        keys.vote("card-C1", "answer"): "vote",
        keys.guess(first["framing"]["framing_id"]): "guess",
        keys.OWN_EXPLANATION: "own_explanation",
        keys.headline(2): "headline",
        keys.headline(2, place=True): "headline",
        keys.note("what"): "note",
        keys.question("03.two_passages.1", "answer"): "question",
        keys.exit_part("09", "pace"): "exit",
    }


@pytest.mark.parametrize(("key", "kind"), built().items())
def test_every_key_is_of_its_kind_and_of_no_other(key, kind):
    assert [name for name, pattern in keys.PATTERNS.items() if re.search(pattern, key)] == [kind]
    assert keys.kind(key) == kind


def test_every_kind_has_a_function_and_a_pattern_and_stands_in_the_schema():
    assert set(built().values()) == set(keys.PATTERNS)
    schema = json.loads(
        (ROOT / "src/khaddam_files/answers/answers.schema.json").read_text(encoding="utf-8")
    )
    assert {
        kind["title"]: kind["pattern"] for kind in schema["$defs"]["key"]["anyOf"]
    } == keys.PATTERNS


def test_every_item_of_every_task_has_a_key_that_is_read_again():
    for row in records("task_items"):
        for build in (keys.answer, keys.first):
            key = build(row["task_id"], row["item_id"])
            assert keys.kind(key) == "answer" and keys.joined({key: "a"}) == {
                build(row["task_id"]): {row["item_id"]: "a"}
            }


@pytest.mark.parametrize(
    "key",
    ["", "ex.05.1", "ex.05.answer", "05.1.answer", "06.a.b", "99.x", "08.headline.x", "exit.9.a"],
)
def test_a_key_that_nobody_uses_is_of_no_kind(key):
    assert keys.kind(key) == ""


def test_the_order_of_two_voices_does_not_matter():
    assert keys.pair("t", "b", "a") == keys.pair("t", "a", "b") == "04.pair.t.a.b"


def test_an_old_entry_is_taken_apart():
    assert keys.split("ex.05.1.answer", {"05.1-1": "a", "05.1-2": "b", "05.1-3": None}) == {
        "ex.05.1.answer.05.1-1": "a",
        "ex.05.1.answer.05.1-2": "b",
    }
    assert keys.split("ex.05.1.dispute", {"disputed": True, "reason": "S1.1"}) == {
        "ex.05.1.dispute.disputed": True,
        "ex.05.1.dispute.reason": "S1.1",
    }
    assert keys.split("ex.05.11.answer", "words") == {"ex.05.11.answer": "words"}
    assert keys.split("07.C011.measure", {"odd": 1}) == {"07.C011.measure": {"odd": 1}}


def test_items_are_joined_for_whoever_reads():
    flat = {
        "ex.05.1.answer.05.1-1": "a",
        "ex.05.1.answer.05.1-2": "b",
        "ex.05.1.dispute.reason": "why",
        "09.what": "w",
    }
    assert keys.joined(flat) == {
        "ex.05.1.answer": {"05.1-1": "a", "05.1-2": "b"},
        "ex.05.1.dispute": {"disputed": False, "reason": "why"},
        "09.what": "w",
    }


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_whole_task_and_its_items_the_items_have_the_last_word(turned):
    both = {"ex.05.1.answer": {"05.1-1": "old", "05.1-2": "b"}, "ex.05.1.answer.05.1-1": "new"}
    both = dict(reversed(both.items())) if turned else both
    assert keys.joined(both) == {"ex.05.1.answer": {"05.1-1": "new", "05.1-2": "b"}}


def test_a_text_under_the_whole_task_is_not_replaced_by_strange_items():
    odd = {"ex.05.11.answer": "my essay", "ex.05.11.answer.x": "a"}
    assert keys.joined(odd) == odd


@UNHURRIED
@given(st.dictionaries(KNOWN, st.text() | st.booleans() | CHOICES))
def test_what_is_joined_stays_as_it_is(values):
    once = keys.joined(values)
    assert keys.joined(once) == once


@UNHURRIED
@given(st.dictionaries(OLD, CHOICES.filter(bool) | st.text()))
def test_joined_undoes_split(values):
    flat = {
        item: one for key, value in values.items() for item, one in keys.split(key, value).items()
    }
    again = keys.joined(flat)
    for key, value in values.items():
        disputed = (
            {"disputed": False, "reason": ""}
            if key.endswith("dispute") and isinstance(value, dict)
            else {}
        )
        assert again[key] == (disputed | value if isinstance(value, dict) else value)
