"""The exercises are those of the tables, hold no key, answer every entry, and keep it."""

import base64
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import ipywidgets
import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from khaddam_files import check, exercises, handin, markup, widgets
from khaddam_files.answers import Answers
from khaddam_files.data import records
from khaddam_files.widgets.exercise import CHOOSE, HandIn, TaskBox

FILES = sorted((ROOT / "exercises").glob("*.ipynb"))
TASKS = [row["task_id"] for row in records("tasks")]
SCRIPT = "<script>alert(1)</script>"


def test_the_files_are_those_of_the_tables():
    for name, text in exercises.written().items():
        assert (ROOT / "exercises" / name).read_text(encoding="utf-8") == text, f"{name}: run make outputs"
    assert {path.name for path in FILES} == {name for name in exercises.written() if Path(name).match("[0-9]*.ipynb")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_students_file_holds_no_key_and_no_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    text = path.read_text(encoding="utf-8")
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells)
    for row in check.tasks_of(path.name[:2]):
        reasons = [r["feedback"] for r in records("task_choices") if r["item_id"].startswith(row["task_id"] + "-")]
        samples = [s["answer"] for s in records("samples") if s["task_id"] == row["task_id"]]
        for hidden in [*reasons, *samples, row["hint_1"], row["hint_2"], row["hint_3"]]:
            assert hidden not in text, (row["task_id"], hidden)
        for item in check.items(row["task_id"]):
            assert f'"{item["key"]}"' not in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_run_all_passes_on_an_untouched_exercise(path, store):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    assert not store.folder.exists(), "nothing is written before something is entered"


@pytest.mark.parametrize("task_id", TASKS)
def test_every_option_and_every_pair_of_items_through_the_widget(task_id, store, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # test_answers.py asks whether the disk has it
    box = TaskBox(task_id, store)
    row = check.task(task_id)
    entries = ["", "S4.6", "12", "2003-03-16", SCRIPT, "سلام ۱۲"]
    if row["kind"] in check.CHOOSING:
        entries = [value for _, value in next(iter(box.controls.values())).options]
        assert entries == [CHOOSE, *check.choices(task_id)]
    controls = list(box.controls.values())
    for one, other in zip(controls, controls[1:] + controls[:1], strict=True):
        for entry in entries:
            one.value = entry
            other.value = entries[-1]
            reply = check.check(task_id, box.answer())
            shown = [box.result.value, *(piece.value for piece in box.replies.values())]
            assert all("<script" not in html for html in shown)
            assert box.replies or box.result.value == reply.html
            assert markup.plain(markup.text(reply.sentence)) in markup.plain(box.said.line.value)
            assert store.get(f"ex.{task_id}.answer") == box.answer()
            for item in check.items(task_id) if box.replies else ():
                told = check.item_reply(item, box.controls[item["item_id"]].value)
                words = markup.plain(box.replies[item["item_id"]].value)
                assert words == (f"{'As the key.' if told[0] else 'Not as the key.'} {told[1]}" if told else "")
    again = TaskBox(task_id, store)
    assert again.answer() == box.answer()


def test_the_reply_stands_right_under_its_list_and_is_announced(store):
    box = TaskBox("03.1", store)
    item = check.items("03.1")[0]
    control, reply = box.controls[item["item_id"]], box.replies[item["item_id"]]
    assert box.children.index(reply) == box.children.index(control) + 1
    control.value = "editor"
    assert markup.plain(box.said.line.value).startswith("Answer 1: not as the key. 1 of 20 answered")
    control.value = CHOOSE
    assert reply.value == "" and markup.plain(box.said.line.value).startswith("0 of 20 answered")


def test_the_first_answer_is_kept_whatever_is_chosen_afterwards(store):
    box = TaskBox("03.1", store)
    one, other, *_ = box.controls
    box.controls[one].value = "editor"
    box.controls[one].value = "speaker"
    box.controls[other].value = "headline"
    assert store.get("ex.03.1.first") == {one: "editor", other: "headline"}
    typed = TaskBox("03.2", store)
    typed.controls["answer"].value = "3"
    typed.controls["answer"].value = "2"
    assert store.get("ex.03.2.first") == "3"
    TaskBox("03.5", store).controls["answer"].value = "Free text"
    assert store.get("ex.03.5.first") is None


def test_a_writer_may_rate_a_free_answer_by_the_rubric(store):
    box = TaskBox("03.5", store)
    box.own_level.value = "2"
    assert store.get("ex.03.5.own_level") == "2" and TaskBox("03.5", store).own_level.value == "2"
    box.own_level.value = box.own_level.options[0][1]
    assert store.get("ex.03.5.own_level") is None
    assert not hasattr(TaskBox("03.1", store), "own_level")
    store.put("ex.03.5.own_level", ["2"])
    assert TaskBox("03.5", store).own_level.value == box.own_level.value


def test_the_note_of_notebook_09_can_be_taken_over(store):
    box = TaskBox("09.7", store)
    box.take_over.click()
    assert "has kept no note yet" in markup.plain(box.said.line.value) and box.controls["answer"].value == ""
    store.put("09.what", "A report.")
    store.put("09.chain", "Many hands (S1.3).")
    store.put("09.changed", "not a part of the note")
    box.take_over.click()
    assert box.controls["answer"].value == "A report.\n\nMany hands (S1.3)."


def test_hints_come_one_by_one_and_are_recorded(store):
    box = TaskBox("03.1", store)
    assert not box.hints.value
    for number in (1, 2, 3):
        box.hint.click()
        assert markup.plain(box.hints.value).count("Hint") == number and store.get("ex.03.1.hints") == number
    assert box.hint.disabled
    box.hint.click()
    assert store.get("ex.03.1.hints") == 3 and TaskBox("03.1", store).hint.disabled


def test_a_dispute_is_recorded_and_costs_nothing(store):
    box = TaskBox("03.1", store)
    for name, control in box.controls.items():
        control.value = next(item["key"] for item in check.items("03.1") if item["item_id"] == name)
    before = check.check("03.1", box.answer()).points
    box.disputed.value, box.reason.value = True, f"S11.2 has no speaker {SCRIPT}"
    assert store.get("ex.03.1.dispute") == {"disputed": True, "reason": f"S11.2 has no speaker {SCRIPT}"}
    assert check.check("03.1", box.answer()).points == before
    assert TaskBox("03.1", store).reason.value.startswith("S11.2")
    box.disputed.value, box.reason.value = False, ""
    assert store.get("ex.03.1.dispute") is None


@pytest.mark.parametrize("kept", [3, "x", [1], {"03.1-1": 5}, {"03.1-1": "no such voice"}, {"other": "speaker"}])
def test_an_answer_of_the_wrong_kind_in_the_file_does_not_stop_the_page(store, kept):
    store.put("ex.03.1.answer", kept)
    assert TaskBox("03.1", store).controls["03.1-1"].value == CHOOSE


def test_a_full_disk_is_said_and_the_entry_stays_on_the_page(store, monkeypatch):
    box = TaskBox("03.5", store)

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    box.controls["answer"].value = "My answer (S8.1)."
    assert (
        "could not be saved" in markup.plain(box.said.line.value)
        and box.controls["answer"].value == "My answer (S8.1)."
    )


def test_labels_are_there_and_differ():
    for made in (widgets.task("03.1"), widgets.task("03.2"), widgets.task("03.5")):
        labels = [
            w.description
            for w in made.children
            if isinstance(w, ipywidgets.DOMWidget) and hasattr(w, "description") and not isinstance(w, ipywidgets.HTML)
        ]
        assert len(set(labels)) == len(labels) and all(0 < len(label) <= 40 for label in labels)


# ---------------------------------------------------------------- hand in, bring back


def handed_over(box):
    """What the first link of a hand-in box downloads."""
    return base64.b64decode(
        re.search(r'answers.json" href="data:application/json;base64,([^"]+)', box.links.value).group(1)
    )


def test_work_goes_out_and_comes_back(store, tmp_path):
    box = TaskBox("03.5", store)
    box.controls["answer"].value = f"{SCRIPT} پاسخ من S8.1"
    box.hint.click()
    out = HandIn(store)
    out.student.value = "s123"
    assert out.links.value.count("download=") == 3 and "answers.json" in out.links.value
    before = out.links.value
    box.controls["answer"].value = "Later words, S8.1"
    assert out.links.value != before and handed_over(out) == store.export(), "a file never lacks the last answer"
    elsewhere = Answers(tmp_path / "elsewhere.json")
    back = HandIn(elsewhere)
    back.upload.value = (
        {
            "name": "answers.json",
            "type": "application/json",
            "size": 1,
            "content": memoryview(store.export()),
            "last_modified": datetime(2026, 11, 25, tzinfo=UTC),
        },
    )
    assert elsewhere.all() == store.all() and "3 entries were brought back" in markup.plain(back.said.line.value)
    by_code = HandIn(Answers(tmp_path / "code.json"))
    by_code.pasted.value = out.code.value
    assert by_code.store.all() == store.all()
    by_code.pasted.value = "nonsense"
    assert (
        "choose the file that the export cell made" in markup.plain(by_code.said.line.value)
        and by_code.store.all() == store.all()
    )


def test_all_answers_can_be_put_aside(store):
    box = HandIn(store)
    box.anew.click()
    assert "Nothing was kept yet" in markup.plain(box.said.line.value)
    box.student.value = "s1"
    store.put("ex.03.5.answer", "My answer")
    box.anew.click()
    assert "Your answers lie in answers-aside-" in markup.plain(box.said.line.value)
    assert store.all() == {} and box.student.value == "" and len(list(store.path.parent.glob("answers-aside-*"))) == 1


def test_the_readable_copies_are_escaped_and_whole(store):
    store.put("ex.03.1.answer", {"03.1-1": "speaker"})
    store.put("ex.03.5.answer", f"{SCRIPT}\n# not a heading\nسلام")
    store.put("07.C002.probability", 60)
    store.put("student", "s1")
    page, plain = handin.as_html(store.all()), handin.as_markdown(store.all())
    assert "<script" not in page and "&lt;script&gt;" in page and 'dir="auto"' in page
    assert "\n# not a heading" not in plain and "> # not a heading" in plain and "سلام" in plain
    assert "60" in page and "Twenty passages" in page and "speaker" in plain


def test_every_exercise_says_how_long_it_takes():
    """Reckoned from words, items and what is to be written; the tasks of nobody take no time or half a day."""
    for notebook in exercises.notebooks():
        total = sum(exercises.minutes(row) for row in check.tasks_of(notebook) if not check.is_optional(row))
        head = exercises.exercise(notebook).cells[0].source
        assert 30 <= total <= 90 and f"**Minutes.** About {5 * round(total / 5)}," in head, (notebook, total)
