"""The student's edition: everything that a student needs, and nothing of the key in any file."""

import json
import os
import subprocess
import sys
import zipfile

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from khaddam_files import check
from khaddam_files.data import records
from khaddam_files.editions import student

REPLY = """
from khaddam_files import __file__, check, widgets
from khaddam_files.data import collection, records, table
for name in collection().names():
    records(name)
print(__file__)
for row in records("tasks"):
    items = check.items(row["task_id"])
    for choice in check.choices(row["task_id"]):
        reply = check.check(row["task_id"], {item["item_id"]: choice for item in items})
        print(row["task_id"], reply.points, len(reply.item_replies), reply.sentence)
    if row["kind"] in check.TYPING_KINDS:
        for typed in ("3", "2003-03-16"):
            print(row["task_id"], check.check(row["task_id"], typed).reason)
shown = widgets.task("05.1")
print(shown.replies({list(shown.items)[0]: check.choices("05.1")[0]}, None)["all"]["says"])
"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """The folder of an edition, with its archive beside."""
    folder = tmp_path_factory.mktemp("edition") / "student-edition"
    student.write(folder)
    return folder


def files(folder):
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def read(path):
    """What stands in a file, also as a reader of a notebook sees it."""
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text += "\n".join("".join(cell["source"]) for cell in cells)
    return text


def secrets():
    """Every reason, sample and comment on a sample, also as JSON writes it."""
    told = [row["feedback"] for row in records("task_choices")]
    told += [row[part] for row in records("samples") for part in ("answer", "comment")]
    assert min(map(len, told)) > 30  # each is a sentence of its own, which nothing else would say
    return {form for words in told for form in (words, json.dumps(words)[1:-1])}


def test_no_key_text_of_the_teachers_tables_stands_in_any_file(edition):
    words = secrets()
    assert any(
        one in read(ROOT / "exercises" / "teacher" / "key.md") for one in words
    )  # they are found
    for path in files(edition):
        text = read(path)
        assert not [one for one in words if one in text], path.relative_to(edition)


def test_the_columns_of_the_key_are_empty_and_no_table_of_samples_is_there(edition):
    for table, column in (("task_items", "key"), ("task_choices", "feedback")):
        name = f"data/{table}.csv"
        here = (edition / name).read_text(encoding="utf-8")
        assert here.splitlines()[0] == (ROOT / name).read_text(encoding="utf-8").splitlines()[0]
        assert not [row for row in student_records(edition, table) if row[column]]
    assert not (edition / "data" / "samples.csv").exists()
    typed = {
        row["item_id"]
        for row in records("task_items")
        if check.task(row["task_id"])["kind"] in check.TYPING_KINDS
    }
    assert not [row for row in student_records(edition, "task_choices") if row["item_id"] in typed]


def student_records(edition, name):
    import csv

    with open(edition / "data" / f"{name}.csv", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_nothing_of_the_teacher_is_there_and_everything_of_the_student_is(edition):
    names = {path.relative_to(edition).as_posix() for path in files(edition)}
    for left_out in (
        "teacher",
        "grading/",
        "editions/",
        "tests/",
        "class_",
        "__pycache__",
        ".git/",
    ):
        assert not [name for name in names if left_out in name], left_out
    for pattern in ("notebooks/[0-9]*.ipynb", "exercises/[0-9]*.ipynb", "exercises/*.html"):
        here = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)}
        assert here and here <= names
    assert {"Makefile", "README.md", "LICENSE", "requirements.lock", "tools/bootstrap.py"} <= names


def test_the_archive_holds_the_same_files(edition):
    with zipfile.ZipFile(edition.with_name("student-edition.zip")) as packed:
        here = {path.relative_to(edition).as_posix() for path in files(edition)}
        assert {name.removeprefix("khaddam-files/") for name in packed.namelist()} == here


def test_an_exercise_says_in_place_what_it_does_not_do(edition):
    for path in (edition / "exercises").glob("[0-9]*.ipynb"):
        notebook = nbformat.read(path, 4)
        nbformat.validate(notebook)
        assert student.NO_KEY_HERE in notebook.cells[0].source
        assert not [words for words in student.OTHERWISE if words in read(path)]
        elsewhere = read(ROOT / "exercises" / path.name)
        assert all(words in elsewhere for words in student.OTHERWISE)  # they are still said so
    variables = os.environ | {"PYTHONPATH": str(edition / "src")}
    said = subprocess.run(
        [sys.executable, "-P", "-c", REPLY],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    first, *replies, last = said.splitlines()
    assert first.startswith(str(edition))
    assert len(replies) > 100 and check.NO_KEY in last
    for line in replies:
        task_id, _, rest = line.partition(" ")
        if check.task(task_id)["kind"] in check.CHOOSING_KINDS:
            assert rest.startswith("None 0 ") and rest.endswith(check.NO_KEY)
        else:
            assert not rest  # no reason for what was typed


@pytest.mark.parametrize("name", ["notebooks/00-start-here.ipynb", "exercises/05-*.ipynb"])
def test_a_notebook_of_it_runs(edition, name, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(edition / "src"))
    (path,) = edition.glob(name)
    notebook = nbformat.read(path, 4)
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=120, resources=where).execute()  # raises what a cell raises
    assert [cell for cell in notebook.cells if cell.get("outputs")]


def test_an_earlier_edition_is_replaced_and_nothing_else_is(tmp_path, capsys):
    folder = tmp_path / "student-edition"
    assert student.main([str(folder)]) == 0
    assert "to send, in" in capsys.readouterr().out
    (folder / "notebooks" / "stray.ipynb").write_text("{}")
    assert student.main([str(folder)]) == 0 and not (folder / "notebooks" / "stray.ipynb").exists()
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("three years of work")
    capsys.readouterr()
    assert student.main([str(other)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "move it away" in said and (other / "chapter.txt").exists()
