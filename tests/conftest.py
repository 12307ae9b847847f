"""What several tests need: the folders, the notebooks, answers of their own, and a copy of the article where one is at hand."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from lab import PATIENCE, chromium, serve, stop_kernels

os.environ["KHADDAM_ANSWERS"] = tempfile.mkdtemp()  # never the answers of whoever runs the tests
ROOT = Path(__file__).resolve().parents[1]
GUIDED = sorted((ROOT / "notebooks").glob("*.ipynb"))
ARTICLE = Path(os.environ.get("KHADDAM_ARTICLE", ROOT.parent / "shared" / "source" / "article.txt"))


def unfolded(html: str) -> str:
    """What a reader sees of a piece of HTML before opening anything."""
    folded = re.compile(r"<details>(?:(?!<details>).)*?</details>", re.S)
    while folded.search(html):
        html = folded.sub("", html)
    return html


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Answers that nobody has given yet, where every widget of the test finds them."""
    from khaddam_files.answers import Answers

    monkeypatch.setenv("KHADDAM_ANSWERS", str(tmp_path / "answers"))
    return Answers()


@pytest.fixture(autouse=True)
def nothing_answered_before():
    """No test finds what another one has answered."""
    yield
    from khaddam_files.answers.store import forget_opened

    forget_opened()
    shutil.rmtree(os.environ["KHADDAM_ANSWERS"], ignore_errors=True)


SCRIPT = "<script>alert('x')</script>"
# free text by the schema that code reads as a word of its own
READ_BY_CODE = {
    "section",
    "language",
    "unit",
    "locator",
    "voice_a",
    "voice_b",
    "state",
    "box",
    "answer",
    "measure",
    "key",
    "url",
}


def forget_tables():
    """Forget what was read from the tables, in every module that remembers some of it."""
    for name in [name for name in sys.modules if name.startswith("khaddam_files.")]:
        for thing in vars(sys.modules[name]).values():
            if hasattr(thing, "cache_clear") and thing.__name__ != "collection":
                thing.cache_clear()


@pytest.fixture
def poisoned(monkeypatch):
    """Every free text of every table ends in a script: what has no list of values, no pattern, and is no key."""
    from khaddam_files import data

    clean = data.Collection.records

    def free(schema):
        keys = {*schema["primaryKey"], *(key["fields"][0] for key in schema["foreignKeys"])}
        return {
            field["name"]
            for field in schema["fields"]
            if field["type"] == "string"
            and "listOf" not in field
            and not {"enum", "pattern"} & set(field["constraints"])
            and field["name"] not in keys | READ_BY_CODE
            and not field["name"].endswith("_precision")
        }

    def records(self, name):
        texts = free(self.resources[name]["schema"])
        return [
            {
                column: value + SCRIPT if isinstance(value, str) and column in texts else value
                for column, value in row.items()
            }
            for row in clean(self, name)
        ]

    forget_tables()
    monkeypatch.setattr(data.Collection, "records", records)
    yield
    monkeypatch.undo()
    forget_tables()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("reader")) as served:
        yield served


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture
def reader(lab, browser):
    """Opens a notebook as a reader does; whatever tries to leave this machine is stopped and fails the test."""
    address, token, _ = lab
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    left = []

    def guard(route):
        inside = route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
        if not inside:
            left.append(route.request.url)
        route.continue_() if inside else route.abort()

    context.route("**/*", guard)

    def open_notebook(name, where=address):
        """where: another address of the same server, such as `lab.far_away` gives."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: dialog.accept())  # “Leave site?”: somebody in a hurry says yes
        page.goto(f"{where}/doc/tree/notebooks/{name}?token={token}")
        page.wait_for_selector(".jp-NotebookPanel .jp-MarkdownOutput")
        return page

    yield open_notebook
    stop_kernels(address, token)
    context.close()
    assert not left, f"asked for addresses outside this machine: {left}"


@pytest.fixture(scope="session")
def article():
    """Locator -> paragraph of the user's copy of the article. The repository never holds it."""
    from khaddam_files.verify import read_article

    if not ARTICLE.exists():
        if os.environ.get("ARTICLE_AT_HAND"):  # set by .ci/run; a hosted runner has no copy and may not have one
            pytest.fail(f"no copy of the article at {ARTICLE}: the excerpts cannot be checked letter for letter here")
        pytest.skip(f"no copy of the article at {ARTICLE}; set KHADDAM_ARTICLE to check the excerpts letter for letter")
    return read_article(ARTICLE)


@pytest.fixture
def handed_in(tmp_path):
    """A made-up class of seven."""
    from made_up import a_class

    return a_class(tmp_path / "in", 7)
