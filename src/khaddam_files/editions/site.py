"""Write the collection as pages that need no server: `make site`.

    python -m khaddam_files.editions.site site

Every notebook and exercise as one page, every view of a comparison that a page can bear, the
passages, names and terms, the answer form, the teacher's guide and the tables. Nothing on a page
asks another place for anything, and without scripts everything is there. Keys are not in it. With
--browser, the in-browser edition stands beside the pages, which lead to it.
"""

from __future__ import annotations

import argparse
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import nbformat
import vl_convert
from markupsafe import Markup
from nbconvert import HTMLExporter
from nbconvert.filters import markdown2html

from khaddam_files import compare, pages, widgets
from khaddam_files.data import collection, records
from khaddam_files.editions import browser, exercises
from khaddam_files.editions.launch_links import hosting
from khaddam_files.pages.glossary import names_to_link
from khaddam_files.pages.passages import passage_card
from khaddam_files.pages.site import (
    Around,
    SitePage,
    chart_as_picture,
    doors,
    folded,
    front,
    specification,
    state,
    to_answer,
    to_browser,
    to_exercises,
    views_lead,
    way_to,
    with_links,
    with_names_linked,
    without_lists,
)

VEGA_LITE = "application/vnd.vegalite.v5+json"
VEGA_LITE_VERSION = "5.20"  # the one that JupyterLab draws with
SCRIPT = "charts.js"
DOORS = [
    ("index.html", "Start"),
    ("notebooks/index.html", "Read"),
    ("answer-form.html", "Answer"),
    ("comparisons/index.html", "Compare"),
    ("passages.html", "Passages"),
    ("glossary.html", "Names and terms"),
    ("guide.html", "Teach"),
]


class Walk(NamedTuple):
    """The views of a comparison that a page writes out.

    notebook: where it stands; name: of the widget; title; lists: of its controls, each of which is
    moved while the others stay as they stand first; together: every choice of all of them instead.
    """

    notebook: str
    name: str
    title: str
    lists: Sequence[str]
    together: bool = False

    @property
    def path(self) -> str:
        return f"comparisons/{self.name.replace('_', '-')}.html"


WALKS = (
    Walk("01", "two_clocks", "Two moments of 16 March 2003 on five clocks", ["left", "right"]),
    Walk("03", "who_says", "Who says a word, and how often", ["term"]),
    Walk("03", "quotation_rule", "What three rules of counting call a quotation", ["rule"]),
    Walk("04", "agreement", "Agreement and difference of the two capitals", ["pair", "topic"]),
    Walk("04", "two_silences", "What one side does not say", ["left", "right"]),
    Walk("05", "public_and_private", "Said in public, said in private", ["rule", "theme"]),
    Walk("05", "drifting_sentence", "A sentence through its prints", ["drift_id"]),
    Walk("06", "analogy_bench", "Two analogies side by side", ["left", "right"]),
    Walk("06", "wars_in_numbers", "Two wars in numbers", ["measure", "align", "unit"], True),
    Walk("06", "two_counters", "Two counters of one war", ["left", "right"]),
    Walk("07", "two_horizons", "Forecasts on two days", ["left", "right", "speaker"]),
    Walk("08", "leave_out_rows", "What if a row of evidence were left out", ["first", "whose"]),
    Walk("08", "their_claims", "What the article says about itself", ["framing_id"]),
)


class Side(NamedTuple):
    """One side of a comparison of two, as it stands alone: a heading, a sentence, a content, and
    what a link calls it."""

    title: str
    sentence: str
    html: Markup
    name: str


class Sides(NamedTuple):
    """A comparison whose pairs are too many for a page: each side of it once.

    notebook: where it stands; widget: its name; path, title: of the page; way: the words that lead
    there; each: makes the sides.
    """

    notebook: str
    widget: str
    path: str
    title: str
    way: str
    each: Callable[[], Iterator[Side]]


def _days() -> Iterator[Side]:
    for label, value in sorted(compare.eve.day_options(), key=lambda option: option[1]):
        found = compare.eve.one_day(value)
        yield Side(label, found.sentence, found.html, f"day-{value}")


def _themes() -> Iterator[Side]:
    for name, theme in compare.prints.witness_theme_options():
        found = compare.prints.one_theme(theme)
        yield Side(name, found.sentence, found.html, f"theme-{theme}")


def _claims() -> Iterator[Side]:
    for row in records("claims"):
        if not row["scorable"]:
            continue
        found = compare.forecasts.verdicts_on(row["claim_id"])
        title = f"{row['claim_id']}, {row['locator']}"
        verdicts = folded("Our verdicts on four days, with criterion and evidence", found.page())
        yield Side(title, row["proposition"], verdicts, f"claim-{row['claim_id']}")


def _one_by_one() -> Iterator[Side]:
    for row in records("passages"):
        yield Side(row["locator"], "", passage_card(row["passage_id"]), row["passage_id"])


SIDES = (
    Sides(
        "01",
        "two_days",
        "comparisons/days.html",
        "Every day from 8 November 2002 to 9 April 2003",
        "Every day, one by one",
        _days,
    ),
    Sides(
        "03",
        "two_passages",
        "passages.html",
        "All passages of the article, one by one",
        "Every passage, one by one",
        _one_by_one,
    ),
    Sides(
        "05",
        "two_witnesses",
        "comparisons/themes.html",
        "Every theme in all its witnesses",
        "Every theme in all its witnesses",
        _themes,
    ),
    Sides(
        "07",
        "two_horizons",
        "comparisons/claims.html",
        "Every claim that can be scored, with its verdicts folded",
        "Every claim, one by one",
        _claims,
    ),
)


def _title(notebook: nbformat.NotebookNode) -> str:
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def _place(path: str) -> str | None:
    """Where a file of the repository stands in the site; None if it does not."""
    for pattern, there in (
        (r"(notebooks|exercises)/([\w-]+)\.ipynb", r"\1/\2.html"),
        (r"exercises/answer-form\.html", "answer-form.html"),
        (r"exercises/teacher/guide\.md", "guide.html"),
        (r"data/README\.md", "codebook.html"),
        (r"(data/(?:series/)?\w+\.csv)", r"\1"),
        (rf"({browser.FOLDER}/notebooks/index\.html\?path=[\w/.-]+)", r"\1"),
        (r"((?:notebooks|exercises|comparisons)/[\w-]+\.html|[\w-]+\.html)", r"\1"),
    ):
        if found := re.fullmatch(pattern, path):
            return found.expand(there)
    return None


def _with_ways_to_views(notebook: nbformat.NotebookNode) -> None:
    """Under each comparison that is written out, the way to its other views."""
    ways = [(walk.name, walk.path, "More views of this comparison") for walk in WALKS]
    ways += [(sides.widget, sides.path, sides.way) for sides in SIDES]
    for cell in notebook.cells:
        called = re.findall(r"widgets\.(\w+)\(", cell.source if cell.cell_type == "code" else "")
        for name, path, words in ways:
            if name in called:
                there = way_to(f"../{path}", words)
                cell.outputs.append(nbformat.v4.new_output("display_data", {"text/html": there}))


def _drawn(notebook: nbformat.NotebookNode) -> bool:
    """Make pictures of the charts of a notebook; whether one of them can be moved by itself."""
    moves = False
    for cell in notebook.cells:
        for number, output in enumerate(cell.get("outputs", [])):
            data = output.get("data", {})
            output.output_type, output.metadata = "display_data", {}
            output.pop("execution_count", None)
            if VEGA_LITE in data:
                spec, name = data.pop(VEGA_LITE), f"{cell.id}-{number}"
                data["text/html"] = _picture(spec, data["text/plain"], name)
                if _moves(spec):
                    moves = True
                    data["text/html"] += specification(_compiled(spec), name)
    return moves


def _compiled(spec: dict) -> dict:
    """A chart as Vega draws it. The page has a newer Vega than the one it is written for, which
    draws the same and would say so on every reader's console: so no version is named."""
    compiled = vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE_VERSION)
    del compiled["$schema"]
    return compiled


def _picture(spec: dict, description: str, name: str) -> Markup:
    svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE_VERSION)
    return chart_as_picture(svg, description, name)


def _moves(spec: dict) -> bool:
    return any("bind" in parameter for parameter in spec.get("params", ()))


def _exporter() -> HTMLExporter:
    templates = Path(pages.__file__).parent / "templates"
    return HTMLExporter(template_name="lesson", extra_template_basedirs=[str(templates)])


def _lesson(
    path: Path, notebook: nbformat.NotebookNode, around: Sequence[Around], works: bool
) -> SitePage:
    """One notebook or exercise as a page. works: whether the in-browser edition has it."""
    notebook.cells = [cell for cell in notebook.cells if cell.id not in NOT_HERE[path.parent.name]]
    moves = _drawn(notebook)
    _with_ways_to_views(notebook)
    teaches_code = path.stem.startswith("10")
    body, _ = _exporter().from_notebook_node(notebook, {"code": teaches_code})
    body = with_names_linked(body, "../glossary.html", compare.glossary.named_by())
    here = f"{path.parent.name}/{path.stem}.html"
    text = with_links(without_lists(body), here, _place)
    if works:
        there = browser.opened(f"{path.parent.name}/{path.name}")
        far = hosting(path.parents[1]).pandas if teaches_code else None
        text = to_browser(f"../{browser.FOLDER}/{there}", far) + text
    return SitePage(here, _title(notebook), text, around, moves)


def _written_out(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """An exercise with what its cells ask, which stands in no stored output."""
    for cell in notebook.cells:
        if task := re.search(r'widgets\.task\("([\d.]+)"\)', cell.source):
            anchor = f"../answer-form.html#{task[1]}"
            asked = widgets.task(task[1]).written_out() + to_answer(anchor)
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": asked})]
    return notebook


NOT_HERE = {  # how to run cells, and what only a kernel can keep
    "notebooks": {"first-time"},
    "exercises": {"first-time", "exit", "exit-ticket", "hand-in", "hand-in-files"},
}


def _lessons(folder: Path, works: bool) -> Iterator[SitePage]:
    """Every notebook and every exercise, each with the page before and after it."""
    for name in ("notebooks", "exercises"):
        paths = sorted((folder / name).glob("*.ipynb"))
        books = [nbformat.read(path, as_version=4) for path in paths]
        names = [
            (f"{path.stem}.html", _title(book)) for path, book in zip(paths, books, strict=True)
        ]
        for number, (path, book) in enumerate(zip(paths, books, strict=True)):
            around = [
                Around(words, *names[other])
                for words, other in (("Before", number - 1), ("Next", number + 1))
                if 0 <= other < len(names)
            ]
            shown = _written_out(book) if name == "exercises" else book
            yield _lesson(path, shown, around, works)
        yield _list_of(name, names)


def _list_of(name: str, names: Sequence[tuple[str, str]]) -> SitePage:
    """The page that leads to all pages of one folder."""
    title = {
        "notebooks": "Read the notebooks",
        "exercises": "The exercises",
        "comparisons": "Comparisons, view by view",
    }[name]
    body = doors(names) + (to_exercises() if name == "notebooks" else "")
    return SitePage(f"{name}/index.html", title, body)


def _views(walk: Walk) -> SitePage:
    """The views of one comparison."""
    box = getattr(widgets, walk.name)()
    lists = {name: box.controls[name] for name in walk.lists}
    if walk.together:
        steps = [
            dict(zip(lists, chosen, strict=True))
            for chosen in product(*(one.options for one in lists.values()))
        ]
    else:
        steps = [{name: option} for name, one in lists.items() for option in one.options]
    states = []
    for number, step in enumerate(steps, 1):
        values = {name: value for name, (_, value) in step.items()}
        comparison = box.function(**(box.selection() | values))
        title = "; ".join(
            f"{lists[name].description}: {label}" for name, (label, _) in step.items()
        )
        drawn = box.draw(comparison) if box.draw else None
        picture = (
            _picture(drawn.spec, drawn.description, f"picture-{number}") if drawn else Markup()
        )
        states.append(
            state(title, comparison.sentence, picture + comparison.html, f"view-{number}")
        )
    how = (
        "Every choice of its lists is written out."
        if walk.together
        else "Each list is moved while the others stay as they stand first."
    )
    lead = _lead(walk.notebook, walk.path, how)
    return SitePage(walk.path, walk.title, lead + Markup().join(states))


def _lead(notebook: str, path: str, how: str) -> Markup:
    stem, lesson, _ = exercises.lesson_text(notebook)
    up = "../" * path.count("/")
    return views_lead(f"{up}notebooks/{stem}.html", lesson, how)


def _all_sides(sides: Sides) -> SitePage:
    lead = _lead(sides.notebook, sides.path, "Each side of its pairs stands here once.")
    states = [state(*side) for side in sides.each()]
    return SitePage(sides.path, sides.title, lead + Markup().join(states))


def _comparisons() -> Iterator[SitePage]:
    views = [_all_sides(sides) for sides in SIDES] + [_views(walk) for walk in WALKS]
    yield from views
    names = [(posixpath.relpath(page.path, "comparisons"), page.title) for page in views]
    yield _list_of("comparisons", names)


def _from_markdown(path: str, title: str, text: str, here: str) -> SitePage:
    """A text of the repository as a page. here: its path there, from which its links lead."""
    return SitePage(path, title, with_links(without_lists(markdown2html(text)), path, _place, here))


def _texts(folder: Path) -> Iterator[SitePage]:
    guide, codebook = "exercises/teacher/guide.md", "data/README.md"
    yield _from_markdown(
        "guide.html", "Teacher's guide", (folder / guide).read_text(encoding="utf-8"), guide
    )
    yield _from_markdown(
        "codebook.html", "The tables", (folder / codebook).read_text(encoding="utf-8"), codebook
    )


def _glossary() -> SitePage:
    groups = [compare.glossary.names(group) for group in compare.glossary.NAME_TABLES]
    states = [
        state(group.group.capitalize(), group.sentence, names_to_link(group), group.group)
        for group in groups
    ]
    return SitePage("glossary.html", "Names and terms in three scripts", Markup().join(states))


def _front(folder: Path, works: bool) -> SitePage:
    """What it is, the first card, and the ways in. works: whether the in-browser edition is one."""
    books = {
        f"{name}/{path.name}": nbformat.read(path, as_version=4)
        for name in ("notebooks", "exercises")
        for path in sorted((folder / name).glob("*.ipynb"))
    }
    first = next(book for path, book in books.items() if path.startswith("notebooks/00-"))
    card = next(cell.source for cell in first.cells if cell.id == "first-card")
    working = [
        (f"{browser.FOLDER}/{browser.opened(path)}", _title(book)) for path, book in books.items()
    ]
    body = front(Markup(markdown2html(card)), working if works else ())
    return SitePage(
        "index.html", "A guided reading of one source", with_links(body, "index.html", _place)
    )


def all_pages(folder: Path, works: bool) -> Iterator[SitePage]:
    """Every page but the answer form, which is whole by itself.

    folder: of the collection; works: whether the in-browser edition is there to lead to.
    """
    yield _front(folder, works)
    yield from _lessons(folder, works)
    yield from _comparisons()
    yield from _texts(folder)
    yield _glossary()


def _charts_script() -> str:
    """Vega and what makes the charts of a page move, in one file; no text is run as a program."""
    starts = (Path(pages.__file__).parent / "templates" / "charts.js").read_text(encoding="utf-8")
    return vl_convert.javascript_bundle(starts, vl_version=VEGA_LITE_VERSION)


def write(target: Path, parts: Path | None = None) -> list[Path]:
    """Write the site into a folder that is new or empty; the files that were written.

    parts: what the in-browser edition is made of; None: the site does without. Raises ValueError if
    something stands in the folder that no earlier call has written.
    """
    mark = target / ".khaddam-files-site"
    if target.exists() and any(target.iterdir()) and not mark.exists():
        raise ValueError(f"{target} holds something else: name a folder that is new or empty.")
    shutil.rmtree(target, ignore_errors=True)
    folder = collection().folder.parent
    files = {
        page.path: page.written(DOORS, SCRIPT) for page in all_pages(folder, parts is not None)
    }
    chapters = {name: exercises.lesson_text(name) for name in exercises.notebooks()}
    files["answer-form.html"] = exercises.answer_form.answer_form(chapters)
    files[SCRIPT] = _charts_script()
    files[mark.name] = ""
    for name, text in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    for table in (folder / "data").rglob("*.csv"):
        there = target / table.relative_to(folder)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(table, there)
    if parts is not None:
        browser.write(target / browser.FOLDER, parts)
    return sorted(path for path in target.rglob("*") if path.is_file())


def main() -> int:
    parser = argparse.ArgumentParser(prog="make site", description="Write the site.")
    parser.add_argument("target", nargs="?", default="site", type=Path)
    parser.add_argument("--browser", type=Path, help="what the in-browser edition is made of")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as nobody:  # what the maintainer answered is not for readers
        os.environ["KHADDAM_ANSWERS"] = nobody
        try:
            files = write(given.target, given.browser)
        except ValueError as problem:
            print(problem, file=sys.stderr)
            return 1
    size = sum(path.stat().st_size for path in files) / 1e6
    first = given.target / "index.html"
    print(f"{len(files)} files, {size:.1f} MB, in {given.target}: open {first}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
