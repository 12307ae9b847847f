"""JupyterLab as `make lab` starts it, in a real Chromium: what the browser tests and the benchmark
share."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import bootstrap
from playwright.sync_api import sync_playwright
from ports import free_port

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120_000  # milliseconds; a bound against hanging, not a promise of speed
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # nothing but this machine has an address
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HERE = ("file:", "blob:", "data:", "http://127.0.0.1:", "http://localhost:")
READY = """() => { const panel = window.jupyterapp?.shell?.currentWidget, session = panel?.context?.sessionContext, kernel = session?.session?.kernel;
  return document.querySelector('.jp-Dialog') || (panel?.context?.isReady && session?.isReady && kernel?.connectionStatus === 'connected' && kernel?.status === 'idle') }"""
TROUBLE = (
    "[data-mime-type='application/vnd.jupyter.error'], "
    "[data-mime-type='application/vnd.jupyter.stderr']"
)
# a collapsed cell shows no number, so its model is asked
RUN = (
    "trouble => document.querySelector(trouble) || window.jupyterapp.shell.currentWidget.content."
    "widgets.every(cell => cell.model.type !== 'code' || cell.model.executionCount)"
)


def a_copy(home: Path) -> Path:
    """A copy of the collection on the environment of this one, in which `make` may be called and
    files may lie about."""
    home.mkdir(exist_ok=True)
    copy = home / "collection"
    left = shutil.ignore_patterns(
        *(".venv*", ".git", "__pycache__", "handed-in", "grades", "rehearsal")
    )
    shutil.copytree(ROOT, copy, ignore=left)
    (copy / ".venv").symlink_to(bootstrap.VENV, target_is_directory=True)
    return copy


@contextlib.contextmanager
def serve(home: Path):
    """(address, token, copy) of a JupyterLab that `make lab` started on a copy, so that no run
    changes the notebooks."""
    copy = a_copy(home)
    settings = home / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    # every cell is in the page, also those out of sight
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    token = secrets.token_hex(16)
    variables = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "spaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "KHADDAM_ANSWERS": str(home / "answers"),
    }
    arguments = (
        f"ARGS=--no-browser --IdentityProvider.token={token} --LabApp.expose_app_in_browser=True"
    )
    with free_port() as port, open(home / "log", "wb") as log:
        server = subprocess.Popen(
            ["make", "lab", f"PORT={port}", arguments],
            cwd=copy,
            start_new_session=True,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **variables},
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                assert server.poll() is None, (home / "log").read_text()
                try:
                    urllib.request.urlopen(
                        f"{address}/api/status?token={token}", timeout=2
                    )  # no other server knows the token
                    break
                except OSError:
                    time.sleep(0.1)
            yield address, token, copy
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(PATIENCE / 1000)


@contextlib.contextmanager
def chromium():
    """A Chromium that runs without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or bootstrap.chromium(), args=SWITCHES
        )
        yield browser
        browser.close()


def until_ready(page):
    """Wait until the notebook has its kernel, and no dialog asks for one."""
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
    page.wait_for_function(RUN, arg=TROUBLE)
    page.wait_for_function(READY)
    errors = page.locator(TROUBLE)
    assert errors.count() == 0, errors.all_inner_texts()


def stop_kernels(address, token):
    """Stop whatever kernels a server runs, asked from outside: a page may be closed, far away or
    without a line."""
    headers = {"Authorization": f"token {token}"}

    def ask(path, method="GET"):
        with urllib.request.urlopen(
            urllib.request.Request(address + path, headers=headers, method=method),
            timeout=PATIENCE / 1000,
        ) as answer:
            return answer.read()

    for session in json.loads(ask("/api/sessions")):
        ask(f"/api/sessions/{session['id']}", "DELETE")


def shut_down(page):
    """Stop the kernels that a page has started."""
    page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")


def watch(context, left: list):
    """Note in `left` every address that a page asks for and that is not on this machine, where
    SWITCHES keep it from being found. Requests are not held up for it: that would turn the cache
    of the browser off."""

    def note(request):
        if not request.url.startswith(HERE):
            left.append(request.url)

    context.on("request", note)


@contextlib.contextmanager
def visits(browser):
    """visit(address, script, **options) -> page, each in a browser that has kept nothing; whatever
    leaves this machine, and any error on a page, fails."""
    contexts, left = [], []

    def visit(address, script="", **options):
        context = browser.new_context(accept_downloads=True, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch(context, left)
        context.on("weberror", lambda error: left.append(str(error.error)))
        page = context.new_page()
        if script:
            page.add_init_script(f"if (location.href !== 'about:blank') {{ {script} }}")
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not left, left


class Distance:
    """How far away a server is: the seconds that every byte takes in each direction. It may be set
    at any time."""

    def __init__(self, line: subprocess.Popen):
        self._line, self._seconds = line, 0.0

    @property
    def seconds(self) -> float:
        return self._seconds

    @seconds.setter
    def seconds(self, seconds: float) -> None:
        self._seconds = seconds
        self._line.stdin.write(f"{seconds}\n")
        self._line.stdin.flush()


@contextlib.contextmanager
def far_away(address: str):
    """The same server behind a line whose length can be set. Gives its address and the `Distance`,
    none at first."""
    script = Path(__file__).with_name("distance.py")
    command = [sys.executable, str(script), address.rsplit(":", 1)[1]]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as line:
        try:
            yield f"http://127.0.0.1:{int(line.stdout.readline())}", Distance(line)
        finally:
            line.kill()
