"""What a reader does in any window: opens a notebook, runs it, moves a list with the keys."""

import contextlib
import shutil

from lab import READY, RUN, TROUBLE, stop_kernels
from windows import Window

ERRORS = "trouble => [...document.querySelectorAll(trouble)].map(output => output.innerText)"
# a chart that was not drawn
BLANK = "() => [...document.querySelectorAll('.vega-embed')].filter(c => !c.querySelector('svg.marks')).length"
LIST = """within => { const list = [...document.querySelectorAll(within + ' select:not([multiple])')]
    .find(list => list.checkVisibility() && list.options.length > 1);
  list.scrollIntoView({block: 'center'}); list.focus();
  window.moved = list.closest(within); window.before = window.moved.innerText;
  return [list.selectedIndex, list.options.length] }"""
PLACE = "() => document.activeElement.selectedIndex"
FOCUS = """words => { const found = [...document.querySelectorAll('button, a, summary')]
    .find(control => control.innerText.startsWith(words) && control.checkVisibility());
  found?.scrollIntoView({block: 'center'}); found?.focus(); return document.activeElement === found }"""
LONG = 120  # seconds; a bound against hanging


def open_notebook(window: Window, served, path: str):
    """Open a notebook of the collection, as for a reader who has answered nothing yet, and run
    it."""
    address, token, copy = served
    stop_kernels(address, token)
    shutil.rmtree(copy.parent / "answers", ignore_errors=True)
    window.go(f"{address}/doc/tree/{path}?token={token}")
    window.until(READY, seconds=LONG)
    assert not window.ask("() => document.querySelector('.jp-Dialog')?.innerText")
    window.ask("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    window.until(RUN, TROUBLE, seconds=LONG)
    window.until(READY, seconds=LONG)
    assert window.ask(ERRORS, TROUBLE) == []


def move_a_list(window: Window, within: str):
    """Change the first list of the first box by real keys, and see its box change.

    A list opens in a window of the system, which may come late; who sees that nothing was chosen
    presses again.
    """
    place, length = window.ask(LIST, within)
    way = "Down" if place < length - 1 else "Up"
    for _ in range(4):
        window.at.press("space")
        window.ask("() => new Promise(done => setTimeout(done, 400))")  # the list opens
        window.at.press(way, "Return")
        with contextlib.suppress(AssertionError):
            window.until(f"before => ({PLACE})() !== before", place, seconds=5)
            break
        window.at.press("Escape")
        window.ask(LIST, within)
    assert window.ask(PLACE) != place, "the keys did not move it"
    window.until("() => window.moved.innerText !== window.before", seconds=20)


def focus(window: Window, words: str):
    """Give the focus to the control whose words begin so."""
    window.until(FOCUS, words)
