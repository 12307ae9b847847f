"""A checkout whose notebooks were run or written in can be brought up to date, and nothing that
somebody wrote is lost."""

import json
import shutil
import subprocess
from types import SimpleNamespace

import pytest
import update
from conftest import ROOT

from khaddam_files import saving

LESSON = "notebooks/01.ipynb"


def notebook(words, outputs=(), **metadata):
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [words]},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "source": ["1 + 1"],
            "outputs": list(outputs),
            "execution_count": None,
        },
    ]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def git(folder, *arguments):
    return subprocess.check_output(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        cwd=folder,
        text=True,
        stderr=subprocess.STDOUT,
    )


def release(folder, words, **others):
    (folder / "notebooks").mkdir(exist_ok=True)
    (folder / LESSON).write_text(json.dumps(notebook(words)))
    for name, text in others.items():
        (folder / f"{name}.md").write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", words)


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """(the reader's checkout, that of the teacher, who publishes by a push)."""
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "up")
    git(tmp_path, "clone", "-q", "up", "teacher")
    release(tmp_path / "teacher", "first", readme="one")
    git(tmp_path / "teacher", "push", "-q", "origin", "HEAD:main")
    git(tmp_path, "clone", "-q", "up", "reader é")
    monkeypatch.setattr(update, "HOME", tmp_path / "reader é")
    monkeypatch.setattr(update, "CHANGES_FOLDER", tmp_path / "reader é" / "my-changes")
    return tmp_path / "reader é", tmp_path / "teacher"


def publish(teacher, words, **others):
    release(teacher, words, **others)
    git(teacher, "push", "-q", "origin", "HEAD:main")


def kept(reader):
    return sorted(path for path in (reader / "my-changes").rglob("*") if path.is_file())


def test_what_was_written_into_a_notebook_is_kept_and_the_new_version_comes(reader, capsys):
    here, teacher = reader
    publish(teacher, "second", new="theirs")
    (here / LESSON).write_text(json.dumps(notebook("first, and my note")))
    (here / "new.md").write_text("mine")  # a name that the new version takes
    (here / "readme.md").write_text("one, changed here alone")
    assert update.main() == 0
    assert "second" in (here / LESSON).read_text() and (here / "new.md").read_text() == "theirs"
    assert (here / "readme.md").read_text() == "one, changed here alone"
    assert [path.name for path in kept(here)] == ["new.md", "01.ipynb"]
    assert "my note" in kept(here)[1].read_text() and kept(here)[0].read_text() == "mine"
    assert LESSON in capsys.readouterr().out


def test_the_newest_version_changes_nothing(reader, capsys):
    here, _ = reader
    (here / LESSON).write_text("mine")
    assert update.main() == 0 and "newest version; nothing was changed" in capsys.readouterr().out
    assert (here / LESSON).read_text() == "mine" and not kept(here)


def test_what_is_staged_or_deleted_does_not_stand_in_the_way(reader):
    here, teacher = reader
    publish(teacher, "second", readme="two")
    (here / "readme.md").write_text("mine")
    git(here, "add", "readme.md")
    (here / LESSON).unlink()
    assert update.main() == 0
    assert "second" in (here / LESSON).read_text() and [
        path.read_text() for path in kept(here)
    ] == ["mine"]


def no_network(here):
    shutil.rmtree(here.parent / "up")


SENTENCES = [
    (no_network, "The new version could not be fetched"),
    (lambda here: git(here, "checkout", "-q", "--detach"), "follows no branch"),
    (lambda here: git(here, "branch", "--unset-upstream"), "follows no other one"),
    (lambda here: shutil.rmtree(here / ".git"), "downloaded without its history"),
    (lambda here: (here / ".git" / "MERGE_HEAD").touch(), "A merge or rebase was begun here"),
    (lambda here: release(here, "own"), "Versions of your own were made here"),
    (lambda here: (here / ".git" / "index.lock").touch(), "index.lock"),
]


@pytest.mark.parametrize("trouble, sentence", SENTENCES)
def test_what_hinders_an_update_is_said_and_every_file_stays(reader, capsys, trouble, sentence):
    here, teacher = reader
    publish(teacher, "second")
    trouble(here)
    (here / LESSON).write_text("mine")
    assert update.main() == 1
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
    assert (here / LESSON).read_text() == "mine"


def test_no_git_is_said(reader, monkeypatch, capsys):
    monkeypatch.setattr(update.shutil, "which", lambda name: None)
    assert update.main() == 1 and "git was not found" in capsys.readouterr().err


def test_a_file_that_is_saved_meanwhile_is_not_overwritten(reader, monkeypatch, capsys):
    here, teacher = reader
    publish(teacher, "second")
    (here / LESSON).write_text("mine")
    keep = update.keep

    def slow(changed):
        folder = keep(changed)
        (here / LESSON).write_text("mine, saved a moment later")
        return folder

    monkeypatch.setattr(update, "keep", slow)
    assert update.main() == 1 and "was saved while it was copied" in capsys.readouterr().err
    assert (here / LESSON).read_text() == "mine, saved a moment later"


# ---------------------------------------------------------------- a lesson that was run stays as it
# was released


def saved(here, content):
    model = {"type": "notebook", "content": content}
    saving.as_released(model, LESSON, SimpleNamespace(root_dir=str(here)))
    return model["content"]


RESULT = {
    "output_type": "execute_result",
    "data": {"text/plain": "2"},
    "metadata": {},
    "execution_count": 4,
}


def test_a_lesson_that_was_run_is_saved_as_released(reader):
    here, _ = reader
    run = notebook("first", [RESULT], widgets={"state": 1})
    run["cells"][1]["metadata"]["trusted"] = True
    content = saved(here, run)
    assert content["cells"][1]["outputs"] == [] and content["metadata"] == {}
    assert (
        content["cells"][1]["metadata"] == {"trusted": True}
        and content["cells"][1]["source"] == "1 + 1"
    )


@pytest.mark.parametrize(
    "words, more",
    [
        ("first, and a note", None),
        ("first", {"cell_type": "code", "id": "c", "metadata": {}, "source": "", "outputs": []}),
    ],
)
def test_what_a_reader_wrote_is_saved_as_it_is(reader, words, more):
    here, _ = reader
    own = notebook(words, [RESULT])
    own["cells"] += [more] if more else []
    assert saved(here, own) is own and own["cells"][1]["outputs"] == [RESULT]


def test_without_a_checkout_a_notebook_is_saved_as_it_is(tmp_path):
    own = notebook("first", [RESULT])
    assert saved(tmp_path, own) is own
    for model in ({"type": "file", "content": "x"}, {"type": "notebook", "content": None}):
        saving.as_released(model, LESSON, SimpleNamespace(root_dir=str(ROOT)))
