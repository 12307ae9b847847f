"""The site: whole without a server, a script or a network, and readable by everybody."""

import html.parser
import re
import zlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import vl_convert
from axe_playwright_python.sync_playwright import Axe
from lab import visits

from khaddam_files import check, compare
from khaddam_files.data import records
from khaddam_files.editions import site

FETCHES = {  # what makes a browser ask for something
    ("link", "href"),
    *((tag, "src") for tag in ("script", "img", "iframe", "audio", "video", "source", "embed")),
    *((tag, "srcset") for tag in ("img", "source")),
    ("object", "data"),
    ("use", "href"),
    ("image", "href"),
}


class Page(html.parser.HTMLParser):
    """What a page names, leads to and asks for."""

    def __init__(self, path):
        super().__init__()
        self.names, self.links, self.asks, self.words = set(), [], [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.asks += [value for name, value in attributes if (tag, name.split(":")[-1]) in FETCHES]

    def handle_data(self, words):
        self.words.append(words)


@pytest.fixture(scope="module")
def parsed(written):
    return {path: Page(path) for path in sorted(written.rglob("*.html"))}


def test_every_link_leads_to_a_place_of_the_site(parsed, written):
    missing = []
    for path, page in parsed.items():
        for href in page.links:
            parts = urlsplit(href)
            if parts.scheme in ("http", "https"):
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = parsed[there].names if there in parsed else set()
            # as a browser does: a name as it is written, else without its percent signs
            found = not parts.fragment or {parts.fragment, unquote(parts.fragment)} & known
            if not there.is_file() or not found:
                missing.append((str(path.relative_to(written)), href))
    assert missing == [] and sum(len(page.links) for page in parsed.values()) > 1000


def test_no_page_asks_another_place_for_anything(parsed, written):
    for path, page in parsed.items():
        for asked in page.asks:
            assert asked.startswith("data:") or (path.parent / asked).is_file(), (path.name, asked)
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\((?!['\"]?(#|data:))|@import", text), path.name
        assert re.search("default-src ('|&#39;)none", text), path.name


def test_every_notebook_exercise_and_passage_is_there(parsed, written):
    names = {str(path.relative_to(written)) for path in parsed}
    for folder in ("notebooks", "exercises"):
        for path in Path(folder).glob("*.ipynb"):
            assert f"{folder}/{path.stem}.html" in names
    passages = parsed[written / "passages.html"]
    assert {row["passage_id"] for row in records("passages")} <= passages.names
    for row in records("tasks"):
        page = parsed[written / "exercises" / f"{_stem(row['notebook'])}.html"]
        words = " ".join("".join(page.words).split())
        for item in check.items(row["task_id"]):
            assert " ".join(item["text"].split()) in words, item["item_id"]


def _stem(notebook):
    return next(Path("exercises").glob(f"{notebook}-*.ipynb")).stem


SIDES = {  # page -> rows of a table -> the place of each, and the lesson that leads there
    "comparisons/days.html": ("01-the-eve-of-war", 153),
    "passages.html": ("03-who-is-speaking", len(records("passages"))),
    "comparisons/themes.html": ("05-said-in-public-said-in-private", 38),
    "comparisons/claims.html": ("07-predictions-and-outcomes", 32),
}


@pytest.mark.parametrize("path", SIDES)
def test_where_pairs_are_too_many_each_side_stands_once_and_its_lesson_leads_there(
    parsed, written, path
):
    lesson, number = SIDES[path]
    text = (written / path).read_text(encoding="utf-8")
    assert text.count('<section class="state">') == number
    assert f"../{path}" in parsed[written / "notebooks" / f"{lesson}.html"].links
    assert any(lesson in link for link in parsed[written / path].links)


def test_the_sides_leave_nothing_out(parsed, written):
    words = {
        name: " ".join("".join(parsed[written / "comparisons" / f"{name}.html"].words).split())
        for name in ("days", "themes", "claims")
    }
    events = {row["event_id"]: row["title"] for row in records("events")}
    for row in records("publicity"):
        assert events[row["event_id"]] in words["days"], row["event_id"]
    for row in records("parallels"):
        if row["excerpt"] and not row["passage_id"]:
            assert " ".join(row["excerpt"].split()) in words["themes"], row["parallel_id"]
    scorable = {row["claim_id"]: row["proposition"] for row in records("claims") if row["scorable"]}
    assert all(words["claims"].count(proposition) >= 1 for proposition in scorable.values())
    folded = re.compile(r"<details>.*?</details>", re.S)
    text = (written / "comparisons" / "claims.html").read_text(encoding="utf-8")
    while folded.search(text):
        text = re.sub(r"<details>(?:(?!<details>).)*?</details>", "", text, flags=re.S)
    for row in records("verdicts"):
        assert row["reason"] not in text, "an outcome stands open"


def test_every_name_has_its_row_in_its_own_script_and_lessons_lead_there(parsed, written):
    glossary = parsed[written / "glossary.html"]
    text = (written / "glossary.html").read_text(encoding="utf-8")
    for group, (table, key, _, *forms, _) in compare.glossary.NAME_TABLES.items():
        for row in records(table):
            assert f"{group}-{row[key]}" in glossary.names
            for language, form in zip(("ar", "fa"), forms, strict=True):
                assert not row[form] or f'<span lang="{language}" dir="rtl">{row[form]}' in text
    for path in Path("notebooks").glob("*.ipynb"):
        body = (written / "notebooks" / f"{path.stem}.html").read_text(encoding="utf-8")
        texts = [c.source for c in nbformat.read(path, 4).cells[1:] if c.cell_type == "markdown"]
        marked = re.findall(r"\(<span lang", "".join(texts))
        linked = re.findall(r'\(<a href="\.\./glossary\.html#[\w-]+"><span ', body)
        assert len(linked) == len(marked) > 3, path.stem


def test_no_key_is_in_the_site(written):
    whole = "".join(
        path.read_text(encoding="utf-8") for path in (written / "exercises").glob("*.html")
    )
    reasons = [row["feedback"] for row in records("task_choices") if row["feedback"]]
    assert len(reasons) > 100 and not [reason for reason in reasons if reason in whole]
    assert not any("teacher" in str(path) for path in written.rglob("*"))


def test_a_chart_is_one_picture_with_a_title_and_words(parsed, written):
    text = (written / "notebooks" / "01-the-eve-of-war.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<svg [^>]*aria-labelledby="([\w-]+)"[^>]* role="img"', text)
    assert (
        len(pictures) == 3
        and set(pictures) <= parsed[written / "notebooks" / "01-the-eve-of-war.html"].names
    )
    for path in parsed:
        names = re.findall(r'\bid="([^"]+)"', path.read_text(encoding="utf-8"))
        assert len(names) == len(set(names)), (path.name, "a name stands twice")


def test_no_mark_axis_or_legend_of_a_chart_is_read_out_by_itself():
    """A screen reader once said 157 pieces of one chart before its table."""
    charts = [
        output["data"][site.VEGA_LITE]
        for path in Path("notebooks").glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if site.VEGA_LITE in output.get("data", {})
    ]
    assert len(charts) == 8
    for spec in charts:
        svg = vl_convert.vegalite_to_svg(spec, vl_version=site.VEGA_LITE_VERSION)
        told = set(re.findall(r'aria-roledescription="([^"]*)"', svg))
        assert told <= {"group mark container", "title"}, spec["description"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="holds something else"):
        site.write(tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def visit(browser):
    with visits(browser) as visiting:
        yield visiting


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken_on_any_page(visit, address, parsed, written, scheme):
    page = visit(address, color_scheme=scheme, viewport={"width": 1024, "height": 576})
    broken = {}
    for path in parsed:
        if path.name in ("answer-form.html", "codebook.html"):  # test_form; a table of 500 rows
            continue
        page.goto(address + str(path.relative_to(written)))
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        if found.violations_count:
            broken[path.name] = [one["id"] for one in found.response["violations"]]
    assert broken == {}
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    assert Axe().run(page).violations_count, (
        "a button without a name is not found: nothing was seen"
    )


def test_a_chart_moves_where_scripts_are_on_and_stands_where_they_are_off(visit, address):
    there = f"{address}notebooks/01-the-eve-of-war.html"
    page = visit(there)
    page.locator(".vega-embed svg").first.wait_for()
    assert page.locator("figure.chart > svg").first.is_hidden()
    marks = "() => document.querySelector('.vega-embed svg').innerHTML"
    before = page.evaluate(marks)
    page.locator(".vega-bindings input").first.fill("2003-01-15")
    page.wait_for_function(
        "before => document.querySelector('.vega-embed svg').innerHTML !== before", arg=before
    )
    quiet = visit(there, java_script_enabled=False)
    assert quiet.locator("figure.chart > svg").first.is_visible()
    assert quiet.locator(".vega-embed").count() == 0


def test_no_page_is_wider_than_a_small_screen(visit, address, parsed, written):
    page = visit(address, viewport={"width": 320, "height": 640})
    wide = {}
    for path in parsed:
        page.goto(address + str(path.relative_to(written)))
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > 320:
            wide[path.name] = width
    assert wide == {}


def test_what_is_folded_is_printed(visit, address):
    page = visit(f"{address}notebooks/05-said-in-public-said-in-private.html")
    page.emulate_media(media="print")
    folded = page.locator("details:not([open]) > :not(summary)")
    assert folded.count() and all(one.is_visible() for one in folded.all()[:5])


PRINTED = ["notebooks/05-said-in-public-said-in-private.html", "comparisons/days.html"]


def lines_drawn(pdf):
    """How many runs of text the pages of a PDF draw."""
    streams = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return sum(
        zlib.decompress(one).count(b"TJ") + zlib.decompress(one).count(b"Tj") for one in streams
    )


@pytest.mark.parametrize("path", PRINTED)
def test_paper_has_page_numbers_and_says_what_is_a_heading(visit, address, path):
    page = visit(address + path)
    pdf = page.pdf(format="A4", tagged=True)
    pages = len(re.findall(rb"/Type /Page\b", pdf))
    assert pages > 5 and b"/Marked true" in pdf and b"/StructTreeRoot" in pdf
    tags = set(re.findall(rb"/S /(\w+)", pdf))
    assert {b"H1", b"H2", b"Table", b"TH", b"P"} <= tags, tags
    page.evaluate(
        """() => { const sheet = document.querySelector('style');
        sheet.textContent = sheet.textContent.replace(/@bottom-center\\{[^}]*\\}/, '') }"""
    )
    without = page.pdf(format="A4", tagged=True)
    assert lines_drawn(pdf) - lines_drawn(without) >= pages, "a number stands on every page"


SOME = ["index", "notebooks/01-the-eve-of-war", "passages", "glossary", "answer-form"]
# what a reader reaches with Tab, and does not see when it has the focus
UNSEEN = """() => [...document.querySelectorAll('a[href], button, select, input, textarea, summary, [tabindex]')].filter(control => {
  if (!control.checkVisibility()) return false;
  control.focus({focusVisible: true});
  return document.activeElement === control && getComputedStyle(control).outlineStyle === 'none' }).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", SOME)
def test_forced_colours_leave_words_and_the_focus_in_sight(visit, address, name):
    page = visit(f"{address}{name}.html", forced_colors="active", color_scheme="dark")
    page.keyboard.press("Shift")
    assert page.evaluate(UNSEEN) == []
    found = Axe().run(page, options={"runOnly": ["color-contrast"], "resultTypes": ["violations"]})
    assert not found.violations_count, found.generate_report()
