"""The collection in Firefox and in WebKit, with real keys. `make readers` runs this, `make test` a
sample of it (docs/decisions/0017).

Chromium's tests look at everything; these look for what another engine does in another way.
"""

import pytest
from conftest import GUIDED, ROOT
from desk import desk
from lab import free_port
from rounds import BLANK, focus, move_a_list, open_notebook
from windows import Firefox, WebKit

from khaddam_files.answers import read_export

EXERCISES = ["03-who-is-speaking", "05-said-in-public-said-in-private"]
FORM = ROOT / "exercises" / "answer-form.html"
# lists of the form that hold an answer, when it is drawn
CHOSEN = """() => { const lists = [...document.querySelectorAll('.kf-task select')];
  return lists.length > 100 ? lists.filter(list => list.selectedIndex > 0).length : null }"""


@pytest.fixture(scope="module", params=["Firefox", "WebKit"])
def window(request, tmp_path_factory):
    with desk(tmp_path_factory.mktemp(request.param) / "desk") as at:
        if request.param == "Firefox":
            yield Firefox(at)
        else:
            with free_port() as port:
                yield WebKit(at, port)


def all_is_well(window):
    assert window.complaints() == []
    assert window.left == []


def handed_in(window, name="answers.json"):
    """What is in the file that the page downloads."""
    (window.at.home / name).unlink(missing_ok=True)
    focus(window, "Download your answers to hand in")
    window.at.press("Return")
    return read_export(window.downloaded(name).read_bytes()).entries


@pytest.mark.parametrize("path", GUIDED, ids=lambda path: path.stem)
def test_a_notebook(window, lab, path):
    open_notebook(window, lab, f"notebooks/{path.name}")
    window.until(f"() => !({BLANK})()")
    move_a_list(window, ".kf-box")
    all_is_well(window)


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise(window, lab, name):
    open_notebook(window, lab, f"exercises/{name}.ipynb")
    move_a_list(window, ".kf-task")
    assert any(key.startswith("ex.") for key in handed_in(window))
    all_is_well(window)


def test_the_form(window):
    the_form(window)


def the_form(window):
    window.go(FORM.as_uri())
    window.until(f"() => ({CHOSEN})() === 0")
    move_a_list(window, ".kf-task")
    assert len(handed_in(window)) == 1
    window.go(FORM.as_uri())
    window.until(f"() => ({CHOSEN})() === 1")
    all_is_well(window)


@pytest.mark.parametrize("page", ["index", "notebooks/03-who-is-speaking", "passages", "glossary"])
def test_a_page_of_the_site(window, address, page):
    window.go(f"{address}{page}.html")
    assert window.ask("() => document.querySelectorAll('main h1').length") == 1
    assert window.ask("() => document.documentElement.scrollWidth <= innerWidth")
    all_is_well(window)


def test_a_chart_of_the_site(window, address):
    a_chart_of_the_site(window, address)


def a_chart_of_the_site(window, address):
    """A folded piece opens and a chart moves, both by keys."""
    window.go(f"{address}notebooks/01-the-eve-of-war.html")
    window.until(
        "() => document.querySelectorAll('.vega-embed svg, .vega-bindings input').length > 1"
    )
    window.ask("() => { document.querySelector('main details > summary').focus() }")
    window.at.press("Return")
    window.until("() => !document.activeElement.parentElement.open")
    window.ask(
        "() => { const day = document.querySelector('.vega-bindings input'); day.focus();"
        "day.scrollIntoView({block: 'center'}); window.drawn = document.querySelector('.vega-embed svg').innerHTML }"
    )
    window.at.press("Up")
    window.until("() => document.querySelector('.vega-embed svg').innerHTML !== window.drawn")
    all_is_well(window)
