"""What several tests need: the folders, the notebooks, answers of their own, and a copy of the
article where one is at hand."""

import contextlib
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import bootstrap
import pytest
from lab import PATIENCE, chromium, far_away, free_port, serve, stop_kernels, watch

os.environ["KHADDAM_ANSWERS"] = tempfile.mkdtemp()  # never the answers of whoever runs the tests
ROOT = Path(__file__).resolve().parents[1]
GUIDED = sorted((ROOT / "notebooks").glob("0*.ipynb"))  # the path without code to read
WITH_PANDAS = ROOT / "notebooks" / "10-work-with-the-tables.ipynb"
NOTEBOOKS = [*GUIDED, WITH_PANDAS]
# files whose tests wait for JupyterLab most of their time: each test is a piece of work of its own
WAITING = (
    "test_browser.py",
    "test_tasks_in_lab.py",
    "test_guided_boxes.py",
    "test_question_bar.py",
)
LONG = (
    *WAITING,
    "test_form.py",
    "test_notebooks.py",
    "test_paper.py",
    "test_data.py",
    "test_journal.py",
    "test_submissions.py",
)
ARTICLE = Path(os.environ.get("KHADDAM_ARTICLE", ROOT.parent / "shared" / "source" / "article.txt"))

MISSING = bootstrap.missing_at_the_desk()
collect_ignore = ["test_readers.py"] if MISSING else []


def pytest_terminal_summary(terminalreporter):
    if MISSING:
        terminalreporter.write_line(
            "Not tested here: Firefox and WebKit, for want of "
            f"{', '.join(MISSING)} (README, What was and was not tested)."
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """A process for each core, at most four, for the whole; none besides for one file or one test,
    which are there before the processes have started.

    More than there are cores make nothing faster: a JupyterLab that is drawn without a graphics
    card keeps one busy, and a browser that waits too long loses key presses.
    """
    named = config.option.file_or_dir
    if len(named) == 1 and not Path(named[0]).is_dir():
        return 0
    return min(4, max(2, os.cpu_count() or 1))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A process takes a whole file; of those that wait, one test, or one class, whose tests share a
    page."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file, *within = nodeid.split("::")
            return f"{file}::{within[0]}" if file.endswith(WAITING) else file

    return ByFile(config, log)


def pytest_collection_modifyitems(items):
    """What takes long begins first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture
def common_folder():
    """A folder that another user of the machine can reach. Those of pytest are closed to others
    each time anybody begins a run."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder).resolve()


def as_nobody() -> list[str]:
    """What stands before a command to run it as a user who owns nothing: nothing at all unless root
    runs the tests. Skips the test where that user cannot start this Python, which may lie in the
    home of root."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if subprocess.run([*command, sys.executable, "-c", ""], capture_output=True).returncode:
        pytest.skip("another user of this machine cannot start the Python of these tests")
    return command


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
    from khaddam_files.answers.store import forget_open_folders

    forget_open_folders()
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
    """Every free text of every table ends in a script: what has no list of values, no pattern, and
    is no key."""
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


@pytest.fixture
def port():
    with free_port() as found:
        yield found


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("reader")) as served:
        yield served


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@contextlib.contextmanager
def reading(lab, browser):
    """open_notebook(name) -> page, as for a reader who has answered nothing yet; each call is
    another window of one browser. Whatever tries to leave this machine fails the test."""
    address, token, copy = lab
    shutil.rmtree(copy.parent / "answers", ignore_errors=True)
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    left = []
    watch(context, left)

    def open_notebook(name, where=address):
        """where: another address of the same server, such as `lab.far_away` gives."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        # “Leave site?”: somebody in a hurry says yes
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{where}/doc/tree/notebooks/{name}?token={token}")
        page.wait_for_selector(".jp-NotebookPanel .jp-MarkdownOutput")
        return page

    yield open_notebook
    stop_kernels(address, token)
    context.close()
    assert not left, f"asked for addresses outside this machine: {left}"


@pytest.fixture
def reader(lab, browser):
    with reading(lab, browser) as open_notebook:
        yield open_notebook


class OnePage:
    """A page that tests share, since opening a notebook is most of what such a test costs. The one
    that a test has failed on is closed, and the next test gets a new one. `open` gives one more."""

    def __init__(self, open_page):
        self.open, self._page = open_page, None

    @contextlib.contextmanager
    def lent(self, session):
        """session: the run of pytest, which counts what has failed."""
        page, failed = self._page or self.open(), session.testsfailed
        self._page = None
        yield page
        if session.testsfailed > failed:
            page.close()
        elif not page.is_closed():
            self._page = page


class BehindALine:
    """Tests on one page, far from the server where a test says so; each begins with what the one
    before has left. A class of them says what page: `open_page(read, where)`, read as `reading`
    gives it."""

    @pytest.fixture(scope="class")
    @classmethod
    def line(cls, lab):
        """(address, distance) of the server behind a line."""
        with far_away(lab[0]) as found:
            yield found

    @pytest.fixture(scope="class")
    @classmethod
    def window(cls, lab, browser, line):
        with reading(lab, browser) as read:
            yield OnePage(lambda: cls.open_page(read, line[0]))

    @pytest.fixture
    def distance(self, line):
        return line[1]

    @pytest.fixture
    def page(self, window, distance, request):
        distance.seconds = 0
        with window.lent(request.session) as page:
            yield page


@pytest.fixture(scope="session")
def article():
    """Locator -> paragraph of the user's copy of the article. The repository never holds it."""
    from khaddam_files.verify import read_article

    if not ARTICLE.exists():
        # set by .ci/run; a hosted runner has no copy and may not have one
        if os.environ.get("ARTICLE_AT_HAND"):
            pytest.fail(
                f"no copy of the article at {ARTICLE}: the excerpts cannot be checked "
                "letter for letter here"
            )
        pytest.skip(
            f"no copy of the article at {ARTICLE}; set KHADDAM_ARTICLE to check the "
            "excerpts letter for letter"
        )
    return read_article(ARTICLE)


@pytest.fixture
def handed_in(tmp_path):
    """A made-up class of seven."""
    from made_up import a_class

    return a_class(tmp_path / "in", 7)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder of the site, below another, as on a host that gives it a sub-path."""
    from khaddam_files.editions import site

    patch = pytest.MonkeyPatch()
    patch.setenv("KHADDAM_ANSWERS", str(tmp_path_factory.mktemp("nobody")))
    folder = tmp_path_factory.mktemp("host") / "some" / "path"
    site.write(folder)
    patch.undo()
    return folder


@pytest.fixture(scope="module")
def address(written):
    """Of the site on a server that knows nothing of it."""

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    root = written.parent.parent
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Silent, directory=root)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{written.relative_to(root)}/"
    server.shutdown()
    server.server_close()
