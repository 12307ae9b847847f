"""Each notebook in JupyterLab in Chromium, started by `make lab`: opened, read, run, and used by keyboard, light and dark.

Set SHOTS to a folder to keep pictures of what was seen.
"""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import GUIDED, ROOT
from playwright.sync_api import sync_playwright

from khaddam_files import bootstrap

PATIENCE = 60_000  # milliseconds; a bound against hanging, not a promise of speed
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = """() => { const panel = window.jupyterapp?.shell?.currentWidget, session = panel?.context?.sessionContext, kernel = session?.session?.kernel;
  return document.querySelector('.jp-Dialog') || (panel?.context?.isReady && session?.isReady && kernel?.connectionStatus === 'connected' && kernel?.status === 'idle') }"""
TROUBLE = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"
OURS = {"include": [[".jp-OutputArea-output"], [".jp-MarkdownOutput"]]}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab that `make lab` started on a copy, so that no run changes the notebooks."""
    home = tmp_path_factory.mktemp("reader")
    copy = home / "collection"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "__pycache__"))
    (copy / ".venv").symlink_to(bootstrap.VENV, target_is_directory=True)
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # every cell is in the page, also those out of sight
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    token = secrets.token_hex(16)
    port = next(port for port in range(9200, 9300) if bootstrap.is_free(port))
    log = open(home / "log", "wb")  # noqa: SIM115 - closed after the server
    server = subprocess.Popen(
        [
            "make",
            "lab",
            f"PORT={port}",
            f"ARGS=--no-browser --IdentityProvider.token={token} --LabApp.expose_app_in_browser=True",
        ],
        cwd=copy,
        start_new_session=True,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "spaces"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        },
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        assert server.poll() is None, (home / "log").read_text()
        try:
            urllib.request.urlopen(f"{address}/api?token={token}", timeout=2)
            break
        except OSError:
            time.sleep(0.1)
    yield address, token, copy
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(30)
    log.close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or bootstrap.chromium(), args=SWITCHES
        )
        yield chromium
        chromium.close()


@pytest.fixture
def reader(lab, browser):
    """Opens a notebook as a reader does; whatever tries to leave this machine is stopped and fails the test."""
    address, token, _ = lab
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    left = []

    def guard(route):
        inside = route.request.url.startswith((address, "data:", "blob:"))
        if not inside:
            left.append(route.request.url)
        route.continue_() if inside else route.abort()

    context.route("**/*", guard)

    def open_notebook(name):
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/doc/tree/notebooks/{name}?token={token}")
        page.wait_for_selector(".jp-NotebookPanel .jp-MarkdownOutput")
        return page

    yield open_notebook
    for page in context.pages:
        page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")
    context.close()
    assert not left, f"asked for addresses outside this machine: {left}"


def until_ready(page):
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    page.wait_for_function(READY)
    page.wait_for_timeout(300)
    page.wait_for_function(READY)  # the first kernel may be swapped once
    dialog = page.locator(".jp-Dialog")
    assert dialog.count() == 0, dialog.first.inner_text()


def run_all(page):
    """Run ▸ Run All Cells, as the first-time box tells the reader."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(
        "trouble => document.querySelector(trouble) || [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(prompt => /\\d/.test(prompt.innerText))",
        arg=TROUBLE,
    )
    page.wait_for_function(READY)
    errors = page.locator(TROUBLE)
    assert errors.count() == 0, errors.all_inner_texts()


def choose_by_keyboard(page, key):
    """Open the focused list with the space bar, move, and take what is chosen. A closed list leaves its arrows to JupyterLab (CONTRIBUTING.md)."""
    for pressed in ("Space", key, "Enter"):
        page.keyboard.press(pressed)
        page.wait_for_timeout(50)


def picture(page, name):
    if os.environ.get("SHOTS"):
        Path(os.environ["SHOTS"]).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png")


def violations(page):
    found = Axe().run(page, context=OURS, options={"resultTypes": ["violations"]})
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]][:3]) for rule in found.response["violations"]]


@pytest.mark.parametrize("path", GUIDED, ids=lambda path: path.stem)
def test_a_notebook_in_jupyterlab(path, reader):
    page = reader(path.name)
    until_ready(page)
    assert page.locator(".jp-MarkdownOutput h1").count() == 1
    assert page.get_by_text("Click to show widget").count() == 0
    run_all(page)
    boxes = page.locator(".jp-OutputArea-output > .widget-vbox")
    code = "\n".join(
        "".join(cell["source"])
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    )
    assert boxes.count() == len(re.findall(r"^widgets\.\w+\(", code, re.M)) > 0
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        page.wait_for_function("dark => document.body.dataset.jpThemeLight === String(!dark)", arg="Dark" in theme)
        page.wait_for_timeout(500)
        assert violations(page) == [], theme
        for number in range(boxes.count()):
            boxes.nth(number).scroll_into_view_if_needed()
            picture(page, f"{path.stem}-{number}-{theme.split()[-1].lower()}")
    for number in range(boxes.count()):
        box = boxes.nth(number)
        lists = box.locator("select")
        assert lists.count()
        for place in range(lists.count()):
            control = lists.nth(place)
            label = control.evaluate("element => element.labels[0]?.innerText")
            assert label, "a list without its label"
            before = box.inner_html()
            control.focus()
            choose_by_keyboard(page, "ArrowDown")
            page.wait_for_function("([box, before]) => box.innerHTML !== before", arg=[box.element_handle(), before])
            page.wait_for_timeout(100)
            chosen = control.evaluate("element => element.selectedIndex")
            assert chosen > 0, f"{label}: the keyboard did not move it"
            choose_by_keyboard(page, "ArrowUp")
            page.wait_for_timeout(150)
    assert violations(page) == []
    clipped = page.evaluate(
        "() => [...document.querySelectorAll('.jp-OutputArea-output')].filter(o => o.scrollWidth > o.clientWidth + 2).map(o => o.innerText.slice(0, 80))"
    )
    assert clipped == [], "sideways scrolling"


def test_make_lab_opens_on_the_first_notebook(lab, browser):
    address, token, _ = lab
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/?token={token}")
    page.get_by_role("heading", name="Test a quotation before you trust it").wait_for(timeout=PATIENCE)
    assert page.url.startswith(f"{address}/lab/tree/{bootstrap.FIRST_PAGE}")
    page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")
    context.close()


def test_the_first_card_answers_before_any_code_runs(reader):
    page = reader("00-start-here.ipynb")
    answers = page.locator(".jp-MarkdownOutput details")
    first = answers.first
    first.locator("summary").wait_for()
    box = first.locator("summary").bounding_box()
    assert box and box["y"] + box["height"] < 720, "the first card is seen without scrolling"
    picture(page, "00-first-sight")
    first.locator("summary").click()
    assert first.locator("p").first.is_visible()
    assert set(page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()) <= {"[ ]:", "[ ]"} or all(
        not re.search(r"\*", text) for text in page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    )


def test_a_card_by_keyboard_alone(reader):
    page = reader("00-start-here.ipynb")
    until_ready(page)
    run_all(page)
    page.get_by_label("Card", exact=True).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.labels[0].innerText") == "Your answer"
    choose_by_keyboard(page, "ArrowDown")
    page.get_by_text("you say “said that day”").first.wait_for()
    assert page.get_by_text("1 of 6 cards answered").first.is_visible()
    region = page.locator("[role=status][aria-owns]").first
    owned = region.get_attribute("aria-owns")
    assert "you say" in page.locator(f"#{owned}").inner_text()


def test_two_passages_are_found_by_filter_and_compared(reader):
    page = reader("03-who-is-speaking.ipynb")
    until_ready(page)
    run_all(page)
    page.get_by_label("Right: voice", exact=True).select_option(label="headline")
    page.get_by_label("Right passage", exact=True).select_option(index=0)
    page.get_by_text("right S0.1-h1 (headline)").first.wait_for()
    page.get_by_label("Left: theme", exact=True).select_option(label="Sectarian division")
    page.wait_for_function(
        "() => [...document.querySelectorAll('select')].some(s => s.labels[0]?.innerText === 'Left passage' && s.options.length < 20)"
    )
    picture(page, "03-filtered")


def test_what_was_read_can_be_saved_and_opened_again(reader, lab):
    """After saving and reopening, the widgets are gone but every comparison still stands written out."""
    page = reader("03-who-is-speaking.ipynb")
    until_ready(page)
    run_all(page)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(1500)
    again = reader("03-who-is-speaking.ipynb")
    again.wait_for_selector(".jp-OutputArea-output figure")
    assert again.get_by_text("Left S0.13-q1 (editor), right S10.7-q1 (speaker).").count() >= 1
