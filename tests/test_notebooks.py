"""The form of every guided notebook: what a reader finds, in which order, with what help."""

import ast
import re
import subprocess
import sys

import nbformat
import pytest
from conftest import GUIDED, ROOT

from khaddam_files.data import records
from khaddam_files.editions import stored_outputs

SECTIONS = [
    "Background",
    "Passages",
    "Compare",
    "Discuss",
    "Key points",
    "Under the bonnet",
    "Next",
]
FACTS = ("Question", "What you will do", "Objectives", "Time", "You need", "Locators")
TIME = re.compile(r"\*\*Time\.\*\* (\d+) minutes alone, (\d+) in class")
MOST = 1200
RTL = re.compile("[\u0590-\u08ff]+")


@pytest.fixture(params=GUIDED, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


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
        for path in GUIDED
    }
    (box,) = boxes
    assert all(word in box for word in ("**Run.**", "**Save.**", "**You cannot break anything.**"))


def test_file_names_carry_the_order(path):
    assert re.fullmatch(r"\d\d(-[a-z]+)+\.ipynb", path.name)


def test_headings_are_in_order_without_gaps(notebook):
    found = headings(notebook)
    assert [level for level, _ in found].count(1) == 1 and found[0][0] == 1
    assert all(
        deeper <= level + 1 for (level, _), (deeper, _) in zip(found, found[1:], strict=False)
    )
    assert [title for level, title in found if level == 2 and title in SECTIONS] == SECTIONS


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
    "02": 24,  # twelve labels, two minutes each
    "03": 5,
    "04": 8,  # a claim, and cards to read
    "07": 15,  # eight numbers, each with a day and a measure
    "08": 8,  # eight judgements and a headline
    "09": 35,  # a note of 250 words
}
WORDS_A_MINUTE = 120  # of somebody who reads in a second language


def reckoned(notebook, number):
    """Minutes alone: WORDS_A_MINUTE of prose and of what stands open in the results, two minutes
    a question, and MORE."""
    minutes = MORE.get(number, 0)
    for cell in notebook.cells:
        if cell.id in ("under-the-bonnet", "bonnet", "references", "sources"):
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
        minutes += sum(2 * text.count("Our answer to question ") for text in texts)
        if cell.id.startswith("questions"):
            minutes += 2 * len(re.findall(r"^\d+\. ", cell.source, re.M))
    return minutes


def test_the_minutes_are_those_reckoned(path, notebook):
    alone, together = map(int, TIME.search(notebook.cells[0].source).groups())
    assert abs(alone - reckoned(notebook, path.name[:2])) <= 4 and together <= alone


def test_sentences_are_short(path, notebook):
    """Thirteen words on average, for readers of a second language: lines of a list are sentences,
    tables are not."""
    text = "\n".join(cell.source for cell in cells(notebook, "markdown"))
    lines = [line.strip("-> *0123456789.") for line in text.splitlines() if "|" not in line]
    sentences = [
        len(sentence.split())
        for line in lines
        for sentence in re.split(r"(?<=[.?!:”])\s+(?=[A-Z“`*\[])", line)
        if len(sentence.split()) > 2
    ]
    assert sum(sentences) / len(sentences) <= 13, path.name


def test_prose_leads(path, notebook):
    words = sum(len(cell.source.split()) for cell in cells(notebook, "markdown"))
    lines = sum(
        len([line for line in cell.source.splitlines() if line.strip()])
        for cell in cells(notebook, "code")
    )
    assert 900 <= words <= MOST, words
    assert words / lines >= 24.7, (
        "at least as much prose for a line of code as the best of the peers measured"
    )


def test_code_cells_are_short_and_read_like_a_sentence(notebook):
    lengths = [len(cell.source.splitlines()) for cell in cells(notebook, "code")]
    assert sorted(lengths)[len(lengths) // 2] <= 3 and max(lengths) <= 12
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
        assert set(cell.metadata) <= {"tags", "deletable"}
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr"
            assert stored_outputs.WIDGET_VIEW not in output.get("data", {})


def test_stored_outputs_are_those_of_a_fresh_run_byte_for_byte(path, notebook):
    fresh = stored_outputs.run(nbformat.read(path, as_version=4), path.parent)
    assert nbformat.writes(fresh) == nbformat.writes(notebook), "run make outputs"


LIGHT = """
import sys
for source in {sources!r}:
    exec(source)
print("pandas" in sys.modules, "jinja2" in sys.modules)
"""


def test_no_page_needs_pandas_before_its_cell_for_readers_who_use_it(notebook, tmp_path):
    """It would double the memory of every reader's kernel, and the edition in the browser would
    wait for it."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = max(place for place, cell in enumerate(code) if "widgets." in cell.source)
    assert "bonnet" not in {cell.id for cell in code[: last + 1]}
    sources = [cell.source for cell in code[: last + 1]]
    done = subprocess.run(
        [sys.executable, "-c", LIGHT.format(sources=sources)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["False", "False"], done.stderr


def test_questions_stand_above_their_widget_and_its_twin_below(notebook):
    """A result may be longer than the screen: whoever reads a question has lists and answer right
    under it."""
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not re.search(
            r"^widgets\.(?!hand_in|exit_ticket)", cell.source, re.M
        ):
            continue
        above, below = notebook.cells[number - 1], notebook.cells[number + 1]
        assert above.source.startswith("Questions:") and re.search(r"^1\. ", above.source, re.M), (
            cell.id
        )
        assert below.cell_type == "markdown" and not re.search(r"^1\. ", below.source, re.M), (
            cell.id
        )
        assert notebook.cells[number + 2].source.startswith("compare."), (
            f"{cell.id}: then comes the plain call"
        )


def test_a_question_is_not_spoilt_by_what_is_stored(path, notebook):
    """Until everybody has discussed it, card evidence stands only inside a piece that is closed
    until the reader opens it."""
    discuss = next(
        number for number, cell in enumerate(notebook.cells) if cell.source.startswith("## Discuss")
    )
    for cell in notebook.cells[:discuss]:
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
    for path in GUIDED:
        first = nbformat.read(path, as_version=4).cells[0].source
        question = re.search(r"\*\*Question\.\*\* (.+?)\\?$", first, re.M).group(1)
        alone, together = TIME.search(first).groups()
        row = next(line for line in readme.splitlines() if path.name in line)
        assert question in row and f"| {alone} / {together} |" in row
