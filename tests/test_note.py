"""Notebook 09: the form of a note is counted, whatever is written; what is written is kept."""

import itertools
import os

import pytest
from conftest import unfolded
from markupsafe import escape
from words import plain

from khaddam_files import compare, readable_export, widgets
from khaddam_files.widgets.guard import Guard

PARTS = [part["part_id"] for part in compare.note.note_parts()]
SCRIPT = "<script>alert(1)</script>"
NOTES = {
    "empty": "",
    "English": "Read S4.6 and S8.1-p1, then S4.6 again.",
    "Persian": "این گزارش را بخوانید S8.7 و بعد",
    "Arabic": "اقرأ هذا المقطع S10.3",
    "emoji": "🙂 🙂 S99.1",
    "script": f"{SCRIPT} S0.1",
    "long": "word " * 20_000,
    "quotation": "“" + "word " * 41 + "” S1.3",
    "odd": "NaN null \\ {} %s {0} \u202e",
}


def full(**changed):
    """A note of 250 words with three locators, and what is changed in it."""
    note = dict.fromkeys(compare.note.COUNTED_PARTS, "word " * 49 + "S4.6")
    return (
        note
        | {"chain": "word " * 49 + "S8.1", "what": "word " * 49 + "S8.7-q1", "changed": "Much."}
        | changed
    )


def test_a_complete_note_counted_by_hand():
    made = compare.note.check_note(full())
    assert (
        made.sentence
        == "Your note has 250 of about 250 words and 3 of at least 3 places. Its form is complete; now let "
        "somebody question it."
    )
    assert list(made.frame["words"]) == [50, 50, 50, 50, 50, 1]


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"reliance": " "}, "1 empty part."),
        ({"changed": ""}, "1 empty part."),
        ({"reliance": "word " * 101 + "S4.6"}, "too many words"),
        ({"reliance": "", "unconfirmed": ""}, "too few words"),
        ({"chain": "word " * 50}, "2 of at least 3 places. Still open: too few places."),
        ({"chain": "word " * 49 + "S4.99"}, "no such place: S4.99"),
        ({"chain": "word " * 49 + "S4.6-q9"}, "no such place: S4.6-q9"),
        ({"chain": "“" + "word " * 41 + "”"}, "a quotation of more than 40 words"),
        ({"chain": "«" + "word " * 41 + "»"}, "a quotation of more than 40 words"),
    ],
)
def test_every_kind_of_gap_is_named(changed, said):
    assert said in compare.note.check_note(full(**changed)).sentence


@pytest.mark.parametrize("words, complete", [(199, False), (200, True), (300, True), (301, False)])
def test_the_length_may_differ_by_fifty_words(words, complete):
    note = dict.fromkeys(compare.note.COUNTED_PARTS, "one two three four five") | {
        "changed": "Much."
    }
    note["chain"] = "S4.6 S8.1 S8.7 " + "word " * (words - 4 * 5 - 3)
    made = compare.note.check_note(note)
    assert (
        f"has {words} of about 250 words" in made.sentence
        and ("Its form is complete" in made.sentence) == complete
    )


def test_forty_words_may_be_quoted():
    assert compare.note.longest_quotation("“" + "word " * 40 + "”") == 40
    assert compare.note.longest_quotation("no marks at all") == 0


def test_every_text_in_every_box_and_every_pair_of_boxes(store):
    box = widgets.source_note()
    assert list(box.controls) == PARTS
    for place, one in enumerate(PARTS):
        # each text in each box, each box beside each
        others = itertools.cycle(PARTS[place:] + PARTS[:place])
        for text, other in zip(NOTES.values(), others, strict=False):
            box.controls[one].value, box.controls[other].value = text, text
            parts = {name: control.value for name, control in box.controls.items()}
            made = compare.note.note_beside_answers(parts, readable_export.answer_rows(store.all()))
            assert box.result.value == made.html and "<script" not in box.result.value
            assert plain(box.announcement.line.value) == plain(escape(made.sentence))
        box.controls[one].value = ""


def test_a_note_is_there_again_after_a_restart(store):
    widgets.source_note().controls["chain"].value = "Through many hands (S1.3). سلام"
    again = widgets.source_note()
    assert again.controls["chain"].value == "Through many hands (S1.3). سلام"
    assert "1 of at least 3 places" in again.announcement.line.value
    again.controls["chain"].value = ""
    assert widgets.source_note().controls["chain"].value == ""


def test_a_note_that_cannot_be_saved_says_so_and_stays_on_the_page(store, monkeypatch):
    box = widgets.source_note()

    def full_disk(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    box.controls["what"].value = "A report."
    said = plain(box.announcement.line.value)
    assert said.startswith(
        f"Your answer could not be saved in {store.folder.name} (No space left on device)"
    )
    assert box.controls["what"].value == "A report." and "2" in box.result.value
    assert store.all() == {"09.what": "A report."}, "in the file to hand in all the same"
    monkeypatch.undo()
    # the page asks again after a while, without a key
    Guard.of_this_kernel().receive()
    assert store.unsaved == {} and "could not be saved" not in box.announcement.line.value


def test_earlier_answers_stand_beside_the_draft_in_words(store):
    store.put("07.C002.probability", 60)
    store.put("08.HR01.H-a", "neutral")
    store.put("08.F01.guess", SCRIPT)
    store.put("08.unknown", {"deep": [1, 2]})
    store.put("09.what", "not shown here")
    store.put("02.K01.changes", ["words", "hedge"])
    store.put("04.pair.war_aim.Assad to Khamenei.Khatami", "agree")
    store.put("05.judged.prevent_war.W01.W04", "softer")
    store.put("ex.03.5.answer", "My edges, S8.1.")
    store.put("ex.03.5.hints", 2)
    store.put("ex.99.1.answer", "no such task")
    store.put("student", "s1")
    made = compare.note.earlier_answers(readable_export.answer_rows(store.all()))
    words = plain(made.html)
    assert made.sentence == "9 earlier answers, from notebooks 02, 03, 04, 05, 07, 08."
    assert (
        "Washington may turn to Iran" in words
        and "60" in words
        and "(S3.1)" in words
        and "(S0.1)" in words
    )
    assert "Words spoken in Tehran" in words and "words, hedge" in words and "War aim" in words
    assert "Preventing the war, IRNA, 16 March 2003" in words and "Give S8.1 its edges" in words
    assert (
        "<script" not in made.html and "not shown here" not in words and "no such task" not in words
    )
    shown = plain(widgets.source_note().result.value)
    assert "My edges, S8.1." in shown and "(hints)" not in shown
    assert "No earlier answers are kept yet" in compare.note.earlier_answers([]).sentence


def test_the_example_is_complete_and_about_another_document():
    made = compare.note.example_note()
    assert "Its form is complete" in made.sentence, made.sentence
    assert "IRNA" in plain(made.html)


TICKET = {
    "sentence": (
        "",
        "Gul was not president (S4.6).",
        SCRIPT,
        "S99.9 🙂",
        "سلام S8.1",
        "word " * 5000,
    ),
    "unclear": ("", "Who took notes?", SCRIPT, "word " * 5000),
    "pace": (compare.base.UNANSWERED, *compare.note.TICKET_PACES),
}


def test_every_exit_ticket_through_the_widget(store):
    box = widgets.exit_ticket("03")
    assert list(box.controls) == list(TICKET)
    for sentence in TICKET["sentence"]:
        for unclear in TICKET["unclear"]:
            for pace in TICKET["pace"]:
                box.controls["sentence"].value, box.controls["unclear"].value = sentence, unclear
                box.controls["pace"].value = pace
                made = compare.note.exit_ticket(sentence.strip(), unclear.strip(), pace)
                assert plain(box.announcement.line.value) == plain(escape(made.sentence))
    assert set(store.all("exit.03.")) == {"exit.03.assert", "exit.03.unclear", "exit.03.pace"}
    assert widgets.exit_ticket("03").controls["pace"].value == "too fast"
    assert widgets.exit_ticket("04").controls["pace"].value == compare.base.UNANSWERED


def test_what_a_ticket_says():
    assert compare.note.exit_ticket("", "", compare.base.UNANSWERED).sentence == "No sentence yet."
    assert (
        compare.note.exit_ticket("The bracket is late, S4.6 S99.1.", "who?", "right").sentence
        == "6 words to take along, places cited: S4.6; no such place: S99.1; an open point is "
        "noted; the pace was right."
    )


def test_each_box_has_its_own_check_beside_it(store):
    box = widgets.source_note()
    guard, *sentence_and_earlier, bar = box.children
    assert sentence_and_earlier == [*box.announcement.pieces, box.result], "read before one writes"
    beside = {part: pair.children[1] for part, pair in zip(PARTS, bar.children, strict=True)}
    assert {plain(check.value) for check in beside.values()} == {"▸ nothing yet"}
    box.controls["what"].value = "Printed in 2024 (S0.1)."
    assert plain(beside["what"].value) == "✓ · 4 words · places: S0.1"
    box.controls["chain"].value = "“" + "word " * 41 + "” S4.99"
    assert plain(beside["chain"].value) == (
        "▸ no such place: S4.99; a quotation of 41 words, at most 40 · 43 words · no place"
    )
    assert plain(beside["reliance"].value) == "▸ nothing yet"
    example = plain(unfolded(compare.note.example_note().html))
    assert example.count("✓ ·") == len(PARTS), "in the file each part has its check as well"
