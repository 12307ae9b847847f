"""The form of every notebook: what a reader finds, in which order, with what help."""

import ast
import re
import subprocess
import sys

import nbformat
import pandas as pd
import pytest
from conftest import GUIDED, NOTEBOOKS, ROOT, WITH_PANDAS

from khaddam_files import compare
from khaddam_files.data import records
from khaddam_files.editions import stored_outputs

SECTIONS = [
    "Background",
    "Passages",
    "Compare",
    "Discuss",
    "Key points",
    "Next",
]
SECTIONS_WITH_PANDAS = [
    "Background",
    "How the tables hang together",
    "Ten cells, one for each notebook",
    "Joins",
    "A picture",
    "Now your own",
    "Key points",
    "Next",
]
FACTS = ("Question", "What you will do", "Objectives", "Time", "You need", "Locators")
TIME = re.compile(r"\*\*Time\.\*\* (\d+) minutes alone, (\d+) in class")
MOST = 1200
RTL = re.compile("[\u0590-\u08ff]+")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(params=GUIDED, ids=lambda path: path.stem)
def guided(request):
    """A notebook of the guided path, where nobody reads code."""
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(scope="module")
def with_pandas():
    """The notebook for readers who use pandas."""
    return nbformat.read(WITH_PANDAS, as_version=4)


def cells(notebook, kind):
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def headings(notebook):
    return [
        (len(marks), title)
        for cell in cells(notebook, "markdown")
        for marks, title in re.findall(r"^(#+) (.+)$", cell.source, re.M)
    ]


def test_it_is_a_valid_notebook_that_jupyterlab_opens_without_asking(notebook):
    nbformat.validate(notebook)
    assert (
        notebook.metadata.kernelspec.name == "python3"
        and notebook.metadata.language_info.name == "python"
    )
    assert set(notebook.metadata) == {"kernelspec", "language_info"}, "no times, no widget state"
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids) and all(
        re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in ids
    ), "cells have names that stay"


def test_no_cell_can_be_deleted_by_a_slip_of_the_keyboard(notebook):
    assert all(cell.metadata.get("deletable") is False for cell in notebook.cells)


def test_the_first_time_box_is_the_same_everywhere():
    boxes = {
        next(
            cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if cell.id == "first-time"
        )
        for path in NOTEBOOKS
    }
    (box,) = boxes
    assert all(word in box for word in ("**Run.**", "**Save.**", "**You cannot break anything.**"))


def test_file_names_carry_the_order(path):
    assert re.fullmatch(r"\d\d(-[a-z]+)+\.ipynb", path.name)


def test_headings_are_in_order_without_gaps(path, notebook):
    found = headings(notebook)
    assert [level for level, _ in found].count(1) == 1 and found[0][0] == 1
    assert all(
        deeper <= level + 1 for (level, _), (deeper, _) in zip(found, found[1:], strict=False)
    )
    sections = SECTIONS_WITH_PANDAS if path == WITH_PANDAS else SECTIONS
    assert [title for level, title in found if level == 2 and title in sections] == sections


def test_the_fact_block_is_complete(notebook):
    first = notebook.cells[0].source
    facts = dict(re.findall(r"^\*\*([^*]+)\.\*\* (.+?)\\?$", first, re.M))
    assert set(FACTS) <= set(facts), set(FACTS) - set(facts)
    assert facts["Question"].strip().endswith("?")
    assert TIME.search(first)
    named = set(re.findall(r"\bL\d+\b", facts["Objectives"]))
    assert named and named <= {row["objective_id"] for row in records("objectives")}
    assert "`S4.6`" in facts["Locators"]


MORE = {  # minutes
    "01": 5,  # a claim of two sentences
    "02": 36,  # twelve cards to read and to label, three minutes each
    "03": 5,
    "04": 8,  # a claim, and cards to read
    "05": 6,  # pairs of one's own to judge
    "06": 6,  # an analogy of one's own
    "07": 22,  # eight numbers, each with a day and a measure, and verdicts to open
    "08": 8,  # eight judgements and a headline
    "09": 35,  # a note of 250 words
    "10": 50,  # thirteen cells to change, three minutes each, and a question of one's own
}
WORDS_A_MINUTE = 120  # of somebody who reads in a second language


def reckoned(notebook, number):
    """Minutes alone: WORDS_A_MINUTE of prose and of what stands open in the results, two minutes
    a question, and MORE."""
    minutes = MORE.get(number, 0)
    for cell in notebook.cells:
        if cell.id in ("references", "sources"):
            continue
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [
            "".join(output.get("data", {}).get("text/html", ""))
            for output in cell.get("outputs", ())
        ]
        for text in texts:
            folded = re.compile(r"<details>(?:(?!<details>).)*?</details>", re.S)
            while folded.search(text):
                text = folded.sub("", text)
            minutes += len(re.sub(r"<[^>]+>", " ", text).split()) / WORDS_A_MINUTE
        if cell.id.startswith("questions"):
            minutes += 2 * len(re.findall(r"^\d+\. ", cell.source, re.M))
    return minutes + 2 * sum(row["notebook"] == number for row in records("questions"))


def test_the_minutes_are_those_reckoned(path, notebook):
    alone, together = map(int, TIME.search(notebook.cells[0].source).groups())
    assert abs(alone - reckoned(notebook, path.name[:2])) <= 4 and together <= alone


def test_sentences_are_short(path, notebook):
    """Thirteen words on average, for readers of a second language: lines of a list are sentences,
    tables are not."""
    text = "\n".join(plain_lines(cell.source) for cell in cells(notebook, "markdown"))
    lines = [line.strip("-> *0123456789.") for line in text.splitlines() if "|" not in line]
    sentences = [
        len(sentence.split())
        for line in lines
        for sentence in re.split(r"(?<=[.?!:”])\s+(?=[A-Z“`*\[])", line)
        if len(sentence.split()) > 2
    ]
    assert sum(sentences) / len(sentences) <= 13, path.name


def plain_lines(source):
    """A text without its tags, which nobody reads."""
    return re.sub(r"<[^>]+>", "", source)


def words_of_prose(notebook):
    return sum(len(plain_lines(cell.source).split()) for cell in cells(notebook, "markdown"))


def test_prose_leads(guided):
    words = words_of_prose(guided)
    lines = sum(
        len([line for line in cell.source.splitlines() if line.strip()])
        for cell in cells(guided, "code")
    )
    assert 900 <= words <= MOST, words
    assert words / lines >= 24.7, (
        "at least as much prose for a line of code as the best of the peers measured"
    )


def test_code_cells_are_short_and_read_like_a_sentence(path, notebook):
    lengths = [len(cell.source.splitlines()) for cell in cells(notebook, "code")]
    longest = 16 if path == WITH_PANDAS else 12  # a chart
    assert sorted(lengths)[len(lengths) // 2] <= 3 and max(lengths) <= longest
    for cell in cells(notebook, "code"):
        ast.parse(cell.source)
        assert not re.search(
            r"^\s*[%!]|\binteract\b|with out\b|sys\.path|https?://", cell.source, re.M
        ), cell.id


def test_nothing_names_a_place_on_one_machine(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(home|root|work|Users|tmp)/|[A-Z]:\\\\", text)


def test_outputs_are_stored_and_clean(notebook):
    for cell in cells(notebook, "code"):
        assert (
            cell.execution_count is not None and cell.outputs or cell.source.strip().endswith(";")
        ), f"{cell.id} stores no output: run make outputs"
        assert set(cell.metadata) <= {"tags", "deletable", "jupyter"}
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr"
            assert stored_outputs.WIDGET_VIEW not in output.get("data", {})


@pytest.mark.parametrize("path", NOTEBOOKS[::5], ids=lambda path: path.stem)
def test_stored_outputs_are_those_of_a_fresh_run_byte_for_byte(path, notebook):
    """Counts, metadata, form and all. The outputs of every notebook nbval compares in this same
    run."""
    fresh = stored_outputs.run(nbformat.read(path, as_version=4), path.parent)
    assert nbformat.writes(fresh) == nbformat.writes(notebook), "run make outputs"


# libraries that cost a kernel more than a notebook of ours; of anywidget, its extension is enough
DEAR = ("pandas", "jinja2", "anywidget", "psygnal")
LIGHT = """
import sys
for source in {sources!r}:
    exec(source)
print([name for name in {dear!r} if name in sys.modules])
"""


def test_no_guided_page_needs_pandas_or_another_dear_library(guided, tmp_path):
    """Pandas would double the memory of every reader's kernel, and the edition in the browser would
    wait for it."""
    sources = [cell.source for cell in cells(guided, "code")]
    assert not any("pandas" in source or "table(" in source for source in sources)
    done = subprocess.run(
        [sys.executable, "-c", LIGHT.format(sources=sources, dear=DEAR)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_every_guided_page_leads_readers_who_use_pandas_to_their_notebook(guided):
    after = next(cell.source for cell in guided.cells if cell.id == "next")
    assert f"]({WITH_PANDAS.name})" in after


def test_code_is_to_be_read_in_the_notebook_for_readers_who_use_pandas_alone(guided, with_pandas):
    folded = [
        cell.metadata.get("jupyter", {}).get("source_hidden", False)
        for cell in cells(guided, "code")
    ]
    assert all(folded)
    for cell in cells(with_pandas, "code"):
        assert "jupyter" not in cell.metadata
        # what a page of 720 pixels shows without a move sideways
        assert max(map(len, cell.source.splitlines())) <= 78, cell.id
    assert cells(with_pandas, "code")[0].source.startswith("import pandas as pd")


def test_each_guided_notebook_has_its_cell_to_change_and_its_call(with_pandas):
    assert words_of_prose(with_pandas) <= MOST
    by_id = {cell.id: cell for cell in with_pandas.cells}
    for path in GUIDED:
        number = path.name[:2]
        text, cell = by_id[f"change-{number}"], by_id[f"cell-{number}"]
        assert with_pandas.cells.index(cell) == with_pandas.cells.index(text) + 1
        assert "table(" in cell.source
        (call,) = re.findall(r"^The call: `(.+)`$", text.source, re.M)
        made = eval(call, {"compare": compare})  # ours, from a file of this repository
        assert made.sentence and len(made.frame)


def test_what_is_to_be_changed_stands_in_the_cell_above_which_it_is_said(with_pandas):
    """“Change this to that”: this is there, once or as often as it is said."""
    by_id = {cell.id: cell for cell in with_pandas.cells}
    for text in with_pandas.cells:
        if text.id.startswith("change-"):
            code = by_id[text.id.replace("change", "cell")].source
            for old in re.findall(r"[Cc]hange (?:the last )?`([^`]+)` to", text.source):
                assert old in code, (text.id, old)


def test_the_worked_answer_is_folded_and_right(with_pandas):
    """Its code runs after that of the page, and its two shares are what the code counts."""
    (text,) = (cell.source for cell in with_pandas.cells if cell.id == "worked-answer")
    assert text.startswith("<details>") and text.endswith("</details>")
    *lines, last = re.search(r"```python\n(.+?)\n```", text, re.S).group(1).splitlines()
    names = {}
    code = [cell.source for cell in cells(with_pandas, "code")]
    for source in (*code, "\n".join(lines)):
        exec(source, names)
    counted = eval(last, names)
    said = {
        wording: (int(yes), int(of))
        for yes, of, wording in re.findall(r"(\d+) of (\d+) (plain|hedged)", text)
    }
    assert said == {
        wording: (counted.loc[wording, "yes"], counted.loc[wording].sum())
        for wording in ("plain", "hedged")
    }
    assert counted.to_numpy().sum() == 25 and "Twenty-five rows" in text
    hedged = names["day"][names["wording"] == "hedged"]
    assert (hedged["locator"] == "S2.6").sum() == 2 and "two hedged ones" in text
    assert hedged["as_of"].unique() == [pd.Timestamp(2011, 12, 31)]
    assert "31 December 2011" in text


def test_questions_stand_above_their_widget(guided):
    """A result may be longer than the screen: whoever reads a question has lists and answer right
    under it. A widget that asks has its questions in its own bar."""
    asking = {row["comparison"] for row in records("questions")} | {"six_cards"}  # asks by itself
    for number, cell in enumerate(guided.cells):
        if cell.cell_type != "code" or not re.search(
            r"^widgets\.(?!hand_in|exit_ticket)", cell.source, re.M
        ):
            continue
        above, below = guided.cells[number - 1], guided.cells[number + 1]
        asks = set(re.findall(r"\w+(?=\()", cell.source)) & asking
        assert asks or (
            above.source.startswith("Questions:") and re.search(r"^1\. ", above.source, re.M)
        ), cell.id
        assert below.cell_type == "markdown" and not re.search(r"^1\. ", below.source, re.M), (
            cell.id
        )


def test_a_question_is_not_spoilt_by_what_is_stored(guided):
    """Until everybody has discussed it, card evidence stands only inside a piece that is closed
    until the reader opens it."""
    discuss = next(
        number for number, cell in enumerate(guided.cells) if cell.source.startswith("## Discuss")
    )
    for cell in guided.cells[:discuss]:
        texts = [cell.source] + [
            "".join(str(v) for k, v in output.get("data", {}).items()) + output.get("text", "")
            for output in cell.get("outputs", [])
        ]
        for text in texts:
            shown = re.sub(r"<details>.*?</details>", "", text, flags=re.S)
            while "<details>" in shown:
                shown = shown[: shown.index("<details>")]
            for row in records("cards"):
                assert row["evidence"] not in shown and row["surprise"] not in shown, (
                    cell.id,
                    row["card_id"],
                )


def test_links_lead_somewhere_by_their_exact_names(path, notebook):
    for cell in cells(notebook, "markdown"):
        for text, target in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", cell.source):
            assert len(text) > 3 and text.lower() not in ("here", "link", "this"), text
            if target.startswith("http"):
                continue
            name, _, anchor = target.partition("#")
            found = (path.parent / name).resolve()
            assert found.exists() and found.name in {
                entry.name for entry in found.parent.iterdir()
            }, target
            assert not anchor


def test_pictures_have_words(notebook):
    for cell in cells(notebook, "markdown"):
        assert all(alt.strip() for alt in re.findall(r"!\[([^\]]*)\]", cell.source))
        assert not re.search(r"<img(?![^>]*\balt=\"[^\"]+\")", cell.source)


def test_words_from_right_to_left_are_marked(notebook):
    for cell in notebook.cells:
        for text in [cell.source] + [
            output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])
        ]:
            marked = re.sub(
                r'<(\w+)[^>]*lang="(ar|fa)"[^>]*dir="rtl"[^>]*>.*?</\1>', "", text, flags=re.S
            )
            assert not RTL.search(marked), (cell.id, RTL.search(marked).group())


def test_every_locator_and_source_in_the_prose_exists(notebook):
    locators = {row["locator"] for row in records("paragraphs")}
    passages = {row["passage_id"] for row in records("passages")}
    sources = {row["source_id"] for row in records("sources")}
    for cell in cells(notebook, "markdown"):
        assert set(re.findall(r"\bS\d+\.\d+(?!\d*-)", cell.source)) <= locators
        assert set(re.findall(r"\bS\d+\.\d+-[a-z]\d+", cell.source)) <= passages
        cited = {
            name
            for group in re.findall(r"\[((?:[A-Z]\d{2,3}(?:, )?)+)\](?!\()", cell.source)
            for name in group.split(", ")
        }
        assert cited <= sources, cited - sources


def test_every_cited_source_stands_in_the_bibliography(notebook):
    cited = {
        name
        for cell in cells(notebook, "markdown")
        for group in re.findall(r"\[((?:[A-Z]\d{2,3}(?:, )?)+)\](?!\()", cell.source)
        for name in group.split(", ")
    }
    listed = {
        name
        for cell in cells(notebook, "code")
        for call in re.findall(r"references\(([^)]*)\)", cell.source)
        for name in re.findall(r'"(\w+)"', call)
    }
    linked = {
        row["source_id"]
        for row in records("sources")
        for cell in cells(notebook, "markdown")
        if f"]({row['url']})" in cell.source
    }
    assert cited <= listed <= cited | linked, "what a word links to is listed like what is cited"


def test_quotations_in_the_prose_are_excerpts_of_the_tables(notebook):
    """What a block quotation quotes stands in passages.csv letter for letter."""
    from khaddam_files.verify import normal

    excerpts = [normal(row["excerpt"]) for row in records("passages") if row["excerpt"]]
    for cell in cells(notebook, "markdown"):
        for line in re.findall(r"^> “(.+?)”$", cell.source, re.M):
            assert any(normal(line) in excerpt for excerpt in excerpts), line


def test_loaded_words_are_only_quoted(notebook):
    for cell in cells(notebook, "markdown"):
        # nor where a link leads
        unquoted = re.sub(r"“[^”]*”|\*[^*\n]+\*|`[^`]*`|\]\([^)]*\)", "", cell.source)
        assert not re.search(
            r"\b(plot|plotted|regime|martyrdom|concoct\w*|terroris\w+|jihad\w*)\b", unquoted, re.I
        ), cell.id


def test_the_first_card_is_the_first_card_of_the_table():
    notebook = nbformat.read(ROOT / "notebooks" / "00-start-here.ipynb", as_version=4)
    card = min(records("cards"), key=lambda row: row["order"])
    second = notebook.cells[1].source
    excerpt = next(
        row["excerpt"] for row in records("passages") if row["passage_id"] == card["passage_id"]
    )
    assert f"> “{excerpt}”" in second
    for text in (
        card["question"],
        card["feedback_said"],
        card["feedback_added"],
        card["feedback_cannot"],
    ):
        assert text in second, text
    assert second.count("<details>") == 3 and "```" not in second


def test_the_readme_lists_every_notebook_with_its_question_and_minutes():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        first = nbformat.read(path, as_version=4).cells[0].source
        question = re.search(r"\*\*Question\.\*\* (.+?)\\?$", first, re.M).group(1)
        alone, together = TIME.search(first).groups()
        row = next(line for line in readme.splitlines() if path.name in line)
        assert question in row and f"| {alone} / {together} |" in row
