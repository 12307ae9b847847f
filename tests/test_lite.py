"""The in-browser edition: the notebooks and exercises at work in Chromium, with Python in the page,
on a server that only hands out files.

Starting Python in a page costs some twenty CPU seconds. So `make test` opens SAMPLE; all others are
opened by `make test ARGS="-m every tests/test_lite.py"` (decision 16).
"""

import contextlib
import functools
import gzip
import hashlib
import http.server
import io
import json
import os
import re
import threading
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import bootstrap
import pytest
from conftest import NOTEBOOKS, ROOT, WITH_PANDAS
from lab import PATIENCE, run_all, until_ready, visits
from test_browser import violations
from test_site import Page

from khaddam_files import compare
from khaddam_files.answers import read_export
from khaddam_files.data import records
from khaddam_files.editions import browser as edition
from khaddam_files.editions import site
from khaddam_files.editions.launch_links import hosting
from khaddam_files.widgets.questions import FREE

FAR = hosting(ROOT).pandas
SUB_PATH, WITH_FAR = "/some/path/", "/other/path/"  # the second has a far address on this machine
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))
PAGES = {f"{path.parent.name}/{path.name}": path for path in [*NOTEBOOKS, *EXERCISES]}
# a comparison without a chart, one with charts and answers, a task of each kind; pandas besides
FIRST, WITH_CHARTS, TASKS, AGAIN = (
    next(name for name in PAGES if name.startswith(start))
    for start in ("notebooks/03", "notebooks/07", "exercises/03", "exercises/06")
)
TABLES = f"notebooks/{WITH_PANDAS.name}"
SAMPLE = {FIRST, WITH_CHARTS, TASKS, TABLES}
LARGEST_FIRST_VISIT = 17e6  # bytes, as a host sends them that compresses what can be compressed
LARGEST_SITE = 60e6
COMPRESSED_ALREADY = {".whl", ".zip", ".png", ".woff", ".woff2"}
CLEARED = """() => { const cells = window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code');
  cells.forEach(cell => cell.model.clearExecution());
  return cells.map(cell => [cell.model.executionCount, cell.outputArea.model.length]) }"""
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code').map(cell => ({
    count: cell.model.executionCount,
    errors: cell.outputArea.model.toJSON().filter(one => one.output_type === 'error')
      .map(one => one.ename + ': ' + one.evalue),
    charts: cell.outputArea.node.querySelectorAll('.vega-embed svg, .vega-embed canvas').length,
    wanted: cell.outputArea.model.toJSON().filter(one =>
      one.data && 'application/vnd.vegalite.v5+json' in one.data).length,
    words: cell.outputArea.node.innerText }))"""
NOT_DRAWN = r"Error displaying|Loading widget|Error creating|Javascript Error|If this line stays"
SAID = """async code => { let said = '';
  const run = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
    .requestExecute({code, store_history: false});
  run.onIOPub = ({content}) => { said += content.text ?? (content.ename ? content.ename + ': ' + content.evalue : '') };
  await run.done;
  return said.trim() }"""


@pytest.fixture(scope="module")
def parts():
    try:
        return bootstrap.browser_parts()
    except bootstrap.SetupError as problem:
        if os.environ.get("ARTICLE_AT_HAND"):  # set by .ci/run
            pytest.fail(str(problem))
        pytest.skip(str(problem))


@pytest.fixture(scope="module")
def written(parts, tmp_path_factory):
    """The folder of a site with the edition."""
    folder = tmp_path_factory.mktemp("host") / "site"
    patch = pytest.MonkeyPatch()
    patch.setenv("KHADDAM_ANSWERS", str(tmp_path_factory.mktemp("nobody")))
    site.write(folder, parts)
    patch.undo()
    return folder


class Host(http.server.SimpleHTTPRequestHandler):
    """Hands out the site under two paths, and knows nothing of it."""

    protocol_version = "HTTP/1.1"
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        **{".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"},
    }

    def __init__(self, *arguments, asked, listed=None, **options):
        self.asked, self.listed = asked, listed
        super().__init__(*arguments, **options)

    def translate_path(self, path):
        for prefix in (SUB_PATH, WITH_FAR):
            if path.startswith(prefix):
                return super().translate_path(path.removeprefix(prefix[:-1]))
        return super().translate_path("/nothing-there")

    def send_head(self):
        self.asked.append(self.path.split("?")[0])
        if self.listed and self.path.startswith(WITH_FAR) and "pyodide-lock.json" in self.path:
            self.send_response(200)
            self.send_header("Content-Length", str(len(self.listed())))
            self.end_headers()
            return io.BytesIO(self.listed())
        return super().send_head()

    def handle(self):
        with contextlib.suppress(ConnectionError):  # a page that was closed
            super().handle()

    def log_message(self, *arguments):
        pass


class FarHost(http.server.SimpleHTTPRequestHandler):
    """What Pyodide's own host is elsewhere."""

    def __init__(self, *arguments, asked, files, **options):
        self.asked, self.files = asked, files
        super().__init__(*arguments, **options)

    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.asked.append(name)
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(self.files[name])))
        self.end_headers()
        self.wfile.write(self.files[name])

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def serving(handler):
    """Address of a server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def visit(browser):
    with visits(browser) as visiting:
        yield visiting


@pytest.fixture
def host(written):
    """(address of the edition, what was asked for)."""
    asked = []
    with serving(functools.partial(Host, asked=asked, directory=written)) as address:
        yield f"{address}{SUB_PATH}{edition.FOLDER}/", asked


def at_work(page, address=None, name=""):
    """Open a lesson, run all of it from nothing, and look that every cell has run and is drawn."""
    page.set_default_timeout(3 * PATIENCE)  # Python is compiled by the browser first
    if address:
        page.goto(address + edition.opened(name))
    until_ready(page)
    emptied = page.evaluate(CLEARED)
    assert emptied and all(cell == [None, 0] for cell in emptied)
    run_all(page)
    cells = page.evaluate(CELLS)
    assert all(cell["count"] and not cell["errors"] for cell in cells), cells
    page.wait_for_function(f"() => ({CELLS})().every(cell => cell.charts >= cell.wanted)")
    page.wait_for_function(f"() => !({CELLS})().some(cell => /{NOT_DRAWN}/.test(cell.words))")
    return cells


def listed(folder):
    return json.loads(
        (folder / edition.FOLDER / "static/pyodide/pyodide-lock.json").read_text(encoding="utf-8")
    )["packages"]


# ---------------------------------------------------------------- what lies on the site


def test_the_pages_lead_to_each_lesson_at_work(written):
    """One notebook a page: JupyterLab in the browser opens every tab of the last visit again."""
    seen = {}
    for path in written.glob("*.html"), written.glob("*/*.html"):
        for page in path:
            for href in Page(page).links:
                parts = urlsplit(href)
                if edition.FOLDER not in parts.path:
                    continue
                there = (page.parent / parts.path).resolve().relative_to(written)
                assert there == Path(edition.FOLDER, "notebooks/index.html"), href
                assert (written / there).is_file()
                name = parse_qs(parts.query)["path"][0]
                assert (written / edition.FOLDER / "files" / name).is_file(), href
                seen.setdefault(str(page.relative_to(written)), []).append(name)
    assert sorted(seen.pop("index.html")) == sorted(PAGES)
    assert seen == {name.replace(".ipynb", ".html"): [name] for name in PAGES}


def test_who_needs_pandas_is_told_from_where_it_comes(written):
    words = " ".join(Page(written / TABLES.replace(".ipynb", ".html")).words)
    assert urlsplit(FAR).netloc in words and "can see that somebody asked" in words


def test_nothing_of_the_teachers_is_in_it(written):
    folder = written / edition.FOLDER
    assert not [path for path in folder.rglob("*") if "teacher" in path.name]
    assert "samples" not in {path.stem for path in (folder / "files/data").rglob("*")}
    open_tables = (folder / "files/data/task_choices.csv").read_text(encoding="utf-8")
    reasons = [row["feedback"] for row in records("task_choices") if row["feedback"]]
    assert len(reasons) > 100 and not [reason for reason in reasons if reason in open_tables]
    with zipfile.ZipFile(next(folder.rglob("khaddam_files-*.whl"))) as wheel:
        names = wheel.namelist()
    rooms = {name.split("/")[1] for name in names if name.startswith("khaddam_files/")}
    assert "compare" in rooms and not rooms & {"grading", "seminar", "editions"}
    assert not [name for name in names if "samples" in name or "teacher" in name]


def test_every_package_is_there_or_has_its_far_address_and_its_hash(written):
    """The names agree, or Pyodide waits in silence for what it cannot find."""
    packages, folder = listed(written), written / edition.FOLDER / "static/pyodide"
    far = {name for name, one in packages.items() if one["file_name"].startswith("http")}
    assert {"pandas", "numpy"} <= far and len(far) < 8
    for name, one in packages.items():
        assert set(one["depends"]) <= set(packages), name
        if name in far:
            assert one["file_name"].startswith(FAR) and len(one["sha256"]) == 64
        else:
            raw = (folder / one["file_name"]).read_bytes()
            assert hashlib.sha256(raw).hexdigest() == one["sha256"], name
            assert not set(one["depends"]) & far, f"{name} would bring pandas to every reader"
    ours = packages[edition.OURS]["imports"]
    assert ours == ["khaddam_files"] and packages["markupsafe"]["version"]
    with zipfile.ZipFile(folder / packages["markupsafe"]["file_name"]) as wheel:
        assert not [name for name in wheel.namelist() if name.endswith((".so", ".pyd"))]


def test_the_far_address_is_of_the_pyodide_that_lies_here():
    assert bootstrap.PYODIDE.replace("@", "/v") in FAR


def test_without_a_far_address_pandas_is_not_listed(parts, tmp_path):
    edition.stage(tmp_path / "staged")
    edition.pyodide(parts, tmp_path / "staged", tmp_path / "pyodide", far="")
    text = (tmp_path / "pyodide/pyodide-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert edition.OURS in packages and "pandas" not in packages and "http" not in text


def test_the_whole_site_is_small_enough_for_any_host(written):
    sizes = [path.stat().st_size for path in written.rglob("*") if path.is_file()]
    assert sum(sizes) < LARGEST_SITE and max(sizes) < 25e6


# ---------------------------------------------------------------- at work in Chromium


def sent(written, asked):
    """Bytes of a visit, as a host sends them that compresses what can be compressed."""
    total = 0
    for path in asked:
        file = written / path.removeprefix(SUB_PATH)
        file = file / "index.html" if file.is_dir() else file
        if file.is_file():
            raw = file.read_bytes()
            total += len(raw if file.suffix in COMPRESSED_ALREADY else gzip.compress(raw, 6))
    return total


def test_a_first_visit_is_small_works_and_breaks_no_rule_of_accessibility(visit, host, written):
    address, asked = host
    page = visit("about:blank")
    at_work(page, address, FIRST)
    assert len(asked) > 100 and 5e6 < sent(written, asked) < LARGEST_FIRST_VISIT
    assert not [path for path in asked if "pandas" in path or "numpy" in path]
    # what was put away for a question has to come back
    page.get_by_label("Question", exact=True).nth(1).select_option(label=FREE)
    page.get_by_label("Word", exact=True).select_option(label="plot")
    page.get_by_text(compare.passages.who_says("plot").sentence).first.wait_for()
    assert violations(page) == []
    page.evaluate(
        "() => document.querySelector('.jp-OutputArea-output')"
        ".append(document.createElement('button'))"
    )
    assert violations(page), "a button without a name is not found: nothing was seen"


def test_charts_are_drawn_there(visit, host):
    cells = at_work(visit("about:blank"), host[0], WITH_CHARTS)
    assert sum(cell["wanted"] for cell in cells) > 0


def chosen(page):
    return page.locator(".kf-task select").evaluate_all(
        "lists => lists.slice(0, 3).map(list => list.selectedIndex)"
    )


def test_answers_survive_a_reload_and_come_back_from_their_file(visit, host, tmp_path):
    page = visit("about:blank")
    at_work(page, host[0], TASKS)
    for place in range(3):
        one = page.locator(".kf-task select").nth(place)
        one.select_option(index=1 + place % 2)
        row = page.locator(".kf-row", has=page.locator("select")).nth(place)
        row.locator(".kf-reply:not(:empty)").wait_for()
    answered = chosen(page)
    assert all(answered)
    page.reload()
    at_work(page)
    assert chosen(page) == answered
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your answers to hand in").click()
    download.value.save_as(tmp_path / "mine.json")
    file = read_export((tmp_path / "mine.json").read_bytes())
    assert file.whole and len(file.entries) >= 6, "first and last answers"
    begins_anew_and_brings_back(page, tmp_path / "mine.json", answered)


def begins_anew_and_brings_back(page, file, answered):
    box = page.locator('[data-task="hand-in"]')
    for words in ("Bring back what", "More:"):
        box.locator("details:not([open]) > summary", has_text=words).click()
    box.get_by_role("button", name="Put all answers aside and begin anew").click()
    box.get_by_role("button", name="Yes, put them aside").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.kf-task select')].slice(0, 3)"
        ".every(list => list.selectedIndex === 0)"
    )
    box.get_by_label("Bring back a file").set_input_files(file)
    box.get_by_role("button", name="Add only what is missing here").click()
    box.get_by_text("brought back and saved").wait_for()
    page.wait_for_function(
        "answered => JSON.stringify([...document.querySelectorAll('.kf-task select')].slice(0, 3)"
        ".map(list => list.selectedIndex)) === JSON.stringify(answered)",
        arg=answered,
    )


# ---------------------------------------------------------------- pandas from its far address


def wheel_of(name, version="0"):
    """A stand-in for a package that is fetched from far away."""
    stream = io.BytesIO()
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "said = 'a stand-in'")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
    return stream.getvalue()


def test_pandas_is_asked_for_by_the_cell_that_imports_it_and_checked(visit, written):
    """Stand-ins, because no public package holds Pyodide's pandas: what is shown is who asks for
    what and when, and that other bytes than the list has are not taken."""
    packages = listed(written)
    far = {name: one for name, one in packages.items() if one["file_name"].startswith(FAR)}
    files, asked, local = {}, [], []
    for name, one in far.items():
        files[one["file_name"].removeprefix(FAR)] = wheel_of(name.replace("-", "_"))
    whole = (written / edition.FOLDER / "static/pyodide/pyodide-lock.json").read_text("utf-8")
    with serving(functools.partial(FarHost, asked=asked, files=files)) as far_address:

        def as_listed():
            told = json.loads(whole.replace(FAR, f"{far_address}/"))
            for name, one in far.items():
                if name != "pytz":  # this one keeps the hash of another file
                    raw = files[one["file_name"].removeprefix(FAR)]
                    told["packages"][name]["sha256"] = hashlib.sha256(raw).hexdigest()
            told["packages"]["pandas"]["depends"].remove("pytz")
            return json.dumps(told).encode()

        handler = functools.partial(Host, asked=local, listed=as_listed, directory=written)
        with serving(handler) as address:
            page = visit(f"{address}{WITH_FAR}{edition.FOLDER}/{edition.opened(TABLES)}")
            page.set_default_timeout(3 * PATIENCE)
            until_ready(page)
            assert "cards" in page.evaluate(
                SAID, "from khaddam_files import compare\nprint(dir(compare))"
            )
            assert asked == [], "nobody has asked for pandas yet"
            said = page.evaluate(SAID, "import pandas as pd\nprint(pd.said)")
            assert said.endswith("a stand-in")
            wanted = {name for name in files if "pytz" not in name}
            assert sorted(asked) == sorted(wanted), "each once, and nothing else"
            said = page.evaluate(SAID, "import pytz")
            assert "pytz" in " ".join(asked) and "ModuleNotFoundError" in said


# ---------------------------------------------------------------- all the others


@pytest.mark.every
@pytest.mark.parametrize("name", sorted(PAGES.keys() - SAMPLE))
def test_every_other_lesson_runs(visit, host, name):
    at_work(visit("about:blank"), host[0], name)


# ---------------------------------------------------------------- where it cannot be had


@pytest.fixture
def nothing_fetched(monkeypatch, tmp_path):
    """An environment that holds no parts yet."""
    real = bootstrap.in_environment()
    monkeypatch.setattr(bootstrap, "HOME", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "in_environment", lambda name="", folder=None: real + name)
    (tmp_path / ".venv").mkdir()
    return tmp_path / ".venv" / "browser"


def test_no_npm_is_said_in_a_sentence(monkeypatch, nothing_fetched):
    monkeypatch.setattr(bootstrap, "fetch_tools", lambda folder: folder.mkdir())
    monkeypatch.setattr(bootstrap.shutil, "which", lambda *arguments, **options: None)
    with pytest.raises(bootstrap.SetupError, match="program npm, and none was found: install npm"):
        bootstrap.browser_parts()
    assert list(nothing_fetched.parent.iterdir()) == []


def test_another_package_than_the_one_that_was_chosen_is_refused(monkeypatch, nothing_fetched):
    def packed(log, command, variables=None):
        Path(command[-1], "pyodide.tgz").write_bytes(b"something else")
        return True

    monkeypatch.setattr(bootstrap, "fetch_tools", lambda folder: folder.mkdir())
    monkeypatch.setattr(bootstrap, "run", packed)
    with pytest.raises(bootstrap.SetupError, match="does not have the fingerprint"):
        bootstrap.browser_parts()
    assert list(nothing_fetched.parent.iterdir()) == []


def test_a_site_without_the_edition_is_written_and_says_so_or_fails_if_told(monkeypatch, capfd):
    def unreachable():
        raise bootstrap.SetupError("The packages could not be downloaded: check the network.")

    called = []
    monkeypatch.setattr(bootstrap, "prepare", lambda parts: None)
    monkeypatch.setattr(bootstrap, "browser_parts", unreachable)
    monkeypatch.setattr(
        bootstrap.subprocess, "call", lambda command, **more: called.append(command) or 0
    )
    assert bootstrap.site(["there"]) == 0 and called[0][-1] == "there"
    assert "in-browser edition is left out. The packages could not" in capfd.readouterr().err
    with pytest.raises(bootstrap.SetupError, match="could not be downloaded"):
        bootstrap.site(["there", "--whole"])
    assert len(called) == 1


def test_what_publishes_the_site_wants_it_whole():
    workflow = (ROOT / ".github/workflows/site.yml").read_text(encoding="utf-8")
    assert re.findall(r"run: make site(.*)", workflow)[0].startswith(f" ARGS={bootstrap.WHOLE}")
