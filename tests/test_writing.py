"""The rules by which the guided notebooks keep what is entered, told by the messages of a page:
nothing lost, nothing pretended."""

import errno
import os
import threading

import ipywidgets
import pytest
from page import Page
from prove_answers import kept
from shown import free, said

from khaddam_files import widgets
from khaddam_files.answers import Answers
from khaddam_files.answers.journal import Journal
from khaddam_files.widgets.base import AnswerStore, ComparisonBox, dropdown
from khaddam_files.widgets.guard import Guard
from khaddam_files.widgets.questions import FREE
from khaddam_files.widgets.writing import NO_PAGE, WritingBox


def full(*arguments):
    raise OSError(errno.ENOSPC, "No space left on device")


def ask():
    """The page asks whether Python is there; what it is told."""
    guard, told = Guard.of_this_kernel(), []
    guard.send = told.append
    guard.receive()
    del guard.send
    return told[-1]


def test_words_are_kept_while_they_are_typed_and_the_comparison_follows_when_the_box_is_left(store):
    box = free(widgets.analogy_bench())
    box.controls["right"].value = "own"
    likeness, before = box.controls["likeness"], box.result.value
    page = Page(likeness)
    for words in ("b", "bo", "both desert"):
        page.enter(("06.likeness", words))
    assert (
        store.get("06.likeness") == "both desert"
        and likeness.value == ""
        and box.result.value == before
    )
    page.say("left")
    assert likeness.value == "both desert" and "both desert" in box.result.value


def test_two_windows_on_one_kernel_are_both_offered_what_the_other_holds(store):
    """Seen red: only the window that saved last was told; the other showed its own words as the
    only ones."""
    boxes = [widgets.analogy_bench(right="own").controls["likeness"] for _ in range(2)]
    one, other = (Page(box, name) for box, name in zip(boxes, ("one", "other"), strict=True))
    one.enter(("06.likeness", "both desert"), seen=[], left=True)
    assert other.shown["06.likeness"] == "both desert", "news, although nobody asked"
    other.enter(("06.likeness", "both far away"), seen=[], left=True)
    for page in (one, other):
        assert {head["value"] for head in page.told["state"]["06.likeness"]} == {
            "both desert",
            "both far away",
        }
    assert [box.value for box in boxes] == ["both far away"] * 2, (
        "the later words count in both comparisons"
    )


def test_of_two_windows_that_save_at_once_none_is_told_an_older_state_last(store):
    """Seen red in Chromium: each window's messages run in a thread of their own, and what was read
    first was sent last."""
    one, other = (widgets.analogy_bench().controls["likeness"] for _ in range(2))
    told, read, saved, present = [], threading.Event(), threading.Event(), one.current_state

    def slowly():
        found = present()
        if threading.current_thread() is asking:
            read.set()
            saved.wait(0.5)
        return found

    one.send, one.current_state = told.append, slowly
    asking = threading.Thread(target=one.say, args=["ack"])
    asking.start()
    read.wait()
    Page(other).enter(("06.likeness", "both desert"))
    saved.set()
    asking.join()
    assert told[-1]["state"]["06.likeness"][0]["value"] == "both desert"


def test_words_that_arrive_after_the_page_has_turned_belong_to_the_page_they_were_typed_on(store):
    box = widgets.two_witnesses()
    rendering, theme = box.controls["rendering"], box.controls["theme"]
    [old] = rendering.design["keys"]
    page, told = Page(rendering), []
    theme.value = next(value for _, value in theme.options if value != theme.value)
    [new] = rendering.design["keys"]
    assert page.told["type"] == "turn" and page.told["spec"]["text"]["key"] == new != old
    page.enter((old, "typed before"), left=True)
    assert (
        store.get(old) == "typed before"
        and store.get(new) is None
        and rendering.value == ""
        and not told
    )
    page.enter((new, "typed after"), left=True)
    assert rendering.value == "typed after" and store.all() == {
        old: "typed before",
        new: "typed after",
    }
    page.enter(("07.C011.measure", "not of this box"))
    assert store.get("07.C011.measure") is None


def test_a_box_without_a_key_takes_nothing_and_says_so(store):
    which = dropdown("Which", [("one", "06.one"), ("none", "")], "06.one")
    box = WritingBox("Words", AnswerStore("06."), lambda: which.value or None, [which])
    box.value = "kept"
    which.value = ""
    assert box.spec["text"]["closed"] == NO_PAGE and box.spec["keys"] == [] and box.value == ""
    box.value = "nowhere"
    assert store.all() == {"06.one": "kept"}
    which.value = "06.one"
    assert "closed" not in box.spec["text"] and box.value == "kept"


def test_a_number_on_the_way_is_kept_and_counts_when_the_box_is_left(store):
    box = widgets.first_your_probabilities()
    box.questions.question.value = FREE
    number = box.controls["probability"]
    page = Page(number)
    assert number.value == 50 and store.all() == {}
    page.enter(("07.C011.probability", 4))
    assert (
        store.get("07.C011.probability") == 4 and number.value == 50 and "4 of 100" not in said(box)
    )
    page.enter(("07.C011.probability", 40), left=True)
    assert number.value == 40 and "Your number: 40 of 100." in said(box)


def test_a_choice_that_cannot_be_saved_is_told_on_every_page_tried_again_and_handed_in(
    store, monkeypatch
):
    box = widgets.label_the_chain()
    label = box.controls["label"]
    monkeypatch.setattr(os, "fsync", full)
    label.value = label.options[1][1]
    assert "could not be saved" in said(box) and store.all() == {"02.K01.label": label.value}
    box.controls["link_id"].value = "K02"
    assert "could not be saved" in said(box), "it is still not saved"
    assert ask()["waits"] is True and "could not be saved" in said(box)
    monkeypatch.undo()
    assert ask()["waits"] is False
    assert "could not be saved" not in said(box) and store.unsaved == {}
    assert ask()["waits"] is False


def test_what_could_not_be_saved_goes_with_the_next_choice_and_is_said_no_more(store, monkeypatch):
    box = widgets.label_the_chain()
    label, link = box.controls["label"], box.controls["link_id"]
    first, second = (value for _, value in label.options[1:3])
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        label.value = first
    link.value = "K02"
    assert "could not be saved" in said(box)
    label.value = second
    assert "could not be saved" not in said(box)
    link.value = "K03"
    assert "could not be saved" not in said(box)
    assert kept(store.folder) == {"02.K01.label": first, "02.K02.label": second}


def test_an_error_that_nobody_foresaw_is_told_and_the_choice_tried_again(store, monkeypatch):
    box = widgets.drifting_sentence()
    guess = box.controls["guess"]
    with monkeypatch.context() as broken:
        broken.setattr(Answers, "put_many", lambda *given: 1 / 0)
        guess.value = guess.options[1][1]
        assert said(box).startswith(
            "Not saved: an error that was not foreseen (ZeroDivisionError)."
        )
    assert (
        ask()["waits"] is False
        and store.get("05.drift.DR18") == guess.value
        and "Not saved" not in said(box)
    )


def test_neither_of_two_notebooks_loses_its_choice_in_silence(store):
    box = widgets.label_the_chain()
    link, label = box.controls["link_id"], box.controls["label"]
    key, (mine, theirs, last) = "02.K01.label", [value for _, value in label.options[1:4]]
    label.value = mine
    elsewhere = Journal(store.folder)
    elsewhere.refresh()
    elsewhere.put({key: theirs, "02.K02.label": theirs}, {})
    link.value = "K02"
    assert label.value == theirs, "what another notebook entered is seen when the page turns"
    link.value = "K01"
    assert label.value == theirs and f"holds another answer to this: “{mine}”" in said(box)
    label.value = last
    assert "holds another answer" not in said(box) and len(store.heads(key)) == 1
    elsewhere.refresh()
    elsewhere.put({key: theirs}, {})  # while the page shows something else
    label.value = mine
    assert label.value == mine and f"holds another answer to this: “{theirs}”" in said(box)


def test_an_old_chart_and_an_old_result_never_stand_under_an_error():
    box = widgets.wars_in_numbers()
    assert box.drawing.outputs and box.result.value
    box.function = lambda **selection: 1 / 0
    with pytest.raises(ZeroDivisionError):
        box.controls["unit"].value = box.controls["unit"].options[1][1]
    assert box.drawing.outputs == () and box.result.value == "" and "ZeroDivisionError" in said(box)


def test_a_comparison_that_fails_does_not_call_saved_words_unsaved(store):
    box = widgets.analogy_bench(right="own")
    page = Page(box.controls["likeness"])
    box.function = lambda **selection: 1 / 0
    answer = page.enter(("06.likeness", "words"), left=True)
    assert (
        answer["refused"] == ""
        and "06.likeness" in answer["saved"]
        and store.get("06.likeness") == "words"
    )
    assert "ZeroDivisionError" in said(box) and box.result.value == ""


def test_one_guard_serves_every_box_of_a_kernel_and_is_made_anew_if_somebody_closed_it():
    boxes = [
        widgets.who_says(),
        widgets.two_days(),
        widgets.exit_ticket("03"),
        widgets.class_room(),
    ]
    guard = Guard.of_this_kernel()
    assert all(guard in box.children and "kf-box" in box._dom_classes for box in boxes)
    assert isinstance(boxes[0], ComparisonBox) and isinstance(guard, ipywidgets.DOMWidget)
    guard.close()
    assert Guard.of_this_kernel() is not guard


def test_a_folder_of_hand_ins_that_cannot_be_read_is_told_in_one_sentence(monkeypatch):
    box = widgets.class_room()
    assert said(box).endswith("is no folder: give the one that holds the handed-in files.")

    def refused(place, what):
        raise PermissionError(errno.EACCES, "Permission denied", "handed-in")

    monkeypatch.setattr("khaddam_files.grading.class_view.view", refused)
    box.again.click()
    assert said(box) == (
        "handed-in cannot be read (Permission denied): check the name and whether you may open it."
    )
