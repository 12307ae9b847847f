"""What teachers print and what students fill in without Jupyter: whole, escaped, without key, and
graded like an export."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, forget_tables
from lab import visits
from shown import foreign_colours
from words import plain

from khaddam_files import check, data
from khaddam_files.data import records
from khaddam_files.editions import answer_form, exercises, ninety_minutes, print_packet
from khaddam_files.editions.nbgrader_metadata import nbgrader
from khaddam_files.pages import markdown

PACKET = (ROOT / "exercises" / "teacher" / "packet.html").as_uri()
SCRIPT = "<script>alert(1)</script>"
SECRET = {  # what no student may read, by table
    "cards": (
        "answer",
        "evidence",
        "surprise",
        "feedback_said",
        "feedback_added",
        "feedback_cannot",
    ),
    "samples": ("answer", "comment"),
    "task_choices": ("feedback",),
    "task_items": ("key",),
    "tasks": ("hint_1", "hint_2", "hint_3", "tolerance"),
}
CLOSED = [row for row in records("tasks") if row["kind"] != "free"]
FREE = [row for row in records("tasks") if row["kind"] == "free"]
A4 = {"width": 658, "height": 979}  # pixels of what is printed on a page: 174 by 259 mm


@pytest.fixture(scope="module")
def chapters():
    return {notebook: exercises.lesson_text(notebook) for notebook in exercises.notebooks()}


@pytest.fixture
def changed_tables(monkeypatch):
    """change(function): every row of every table goes through function(table, row) from now on."""
    clean = data.Collection.records

    def change(function):
        monkeypatch.setattr(
            data.Collection,
            "records",
            lambda self, name: [function(name, r) for r in clean(self, name)],
        )
        forget_tables()

    yield change
    monkeypatch.undo()
    forget_tables()


# ---------------------------------------------------------------- what stands in them


@pytest.mark.parametrize(
    "edition", [print_packet.packet, answer_form.answer_form], ids=["packet", "form"]
)
def test_what_students_get_does_not_depend_on_any_key_reason_hint_or_sample(
    edition, chapters, changed_tables
):
    before = edition(chapters)
    changed_tables(lambda table, row: row | dict.fromkeys(SECRET.get(table, ()), "a secret"))
    assert edition(chapters) == before


def test_a_key_that_got_into_a_page_would_be_seen(chapters, changed_tables):
    before = print_packet.key_short(chapters)
    changed_tables(
        lambda table, row: (
            row | {"key": "5"} if table == "task_items" and row["task_id"] == "01.3" else row
        )
    )
    assert print_packet.key_short(chapters) != before


@pytest.mark.parametrize(
    "edition", [print_packet.packet, answer_form.answer_form], ids=["packet", "form"]
)
def test_students_get_every_task_whole(edition, chapters):
    words = plain(edition(chapters))
    prompts = [" ".join(row["prompt"].split()) for row in records("tasks")]
    for row, prompt in zip(records("tasks"), prompts, strict=True):
        assert f"{row['task_id']} {row['title']}" in words and prompt in words
        for piece in (
            *check.choices(row["task_id"]),
            *(item["text"] for item in check.items(row["task_id"])),
        ):
            assert " ".join(piece.split()) in words, (row["task_id"], piece)
    for row in records("rubrics"):
        assert row["description"] in words


@pytest.mark.parametrize(
    "edition", [print_packet.packet, answer_form.answer_form], ids=["packet", "form"]
)
def test_a_script_in_any_text_is_shown_as_text(edition, chapters, changed_tables):
    texts = {"title", "prompt", "text", "choice", "description", "excerpt", "question", "starters"}

    def poisoned(table, row):
        made = dict(row)
        for name in texts & set(row):
            value = row[name]
            made[name] = (
                (SCRIPT,) * len(value) if isinstance(value, tuple) else value and SCRIPT + value
            )
        return made

    changed_tables(poisoned)
    bad = {
        notebook: (stem, title + SCRIPT, question + SCRIPT)
        for notebook, (stem, title, question) in chapters.items()
    }
    made = edition(bad)
    assert "<script>alert" not in made and "&lt;script&gt;" in made and made.count("</style>") == 1


def test_the_keys_cover_every_task(chapters):
    key, short = print_packet.key(chapters), print_packet.key_short(chapters)
    for row in records("tasks"):
        assert f"### {row['task_id']} " in key and f"| {row['task_id']} " in short
    for item in records("task_items"):
        assert f"**{item['key']}**" in key
    for row in CLOSED:
        (line,) = [line for line in short.splitlines() if line.startswith(f"| {row['task_id']} ")]
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        items = check.items(row["task_id"])
        if row["kind"] in check.TYPING_KINDS:
            assert cells[2].split(" ")[0] == items[0]["key"]
        elif row["kind"] == "choose":
            assert (cells[2], cells[3]) == (
                print_packet.letter(row, items[0]["key"]),
                markdown.cell(items[0]["key"]),
            )
        else:
            given = [piece.split(": ") for piece in cells[2].split(", ")]
            assert given == [
                [str(n), print_packet.letter(row, item["key"])] for n, item in enumerate(items, 1)
            ]
    for reason in records("task_choices"):
        assert reason["feedback"] in key and reason["feedback"] not in short
    assert len(short.split()) < 4000, "the short key is for a glance"


def test_letters_are_those_of_the_packet(chapters):
    packet = plain(print_packet.packet(chapters))
    row = check.task("03.1")
    assert [print_packet.letter(row, choice) for choice in check.choices("03.1")] == [
        "a",
        "b",
        "c",
        "d",
    ]
    assert "a speaker b later notes c editor d headline" in packet
    assert print_packet.letter(check.task("01.3"), "4") == "4"


@pytest.mark.parametrize("notebook", exercises.notebooks())
def test_the_page_to_read_with_has_passages_that_speak_and_give_nothing_away(notebook):
    chosen = print_packet.key_passages(notebook)
    assert 2 <= len(chosen) <= print_packet.PASSAGES
    for row in chosen:
        assert print_packet.TELLING <= len(row["excerpt"].split()) <= 40
    assert all(row["locator"] != "S5.3" for row in chosen) or notebook != "04", (
        "S5.3 has the order that 04.2 asks for"
    )


def test_a_speaker_is_hidden_where_a_task_asks_for_the_voice(chapters):
    packet = plain(print_packet.packet(chapters))
    assert packet.count("for you to say") == sum(
        (row["locator"], row["voice"]) in print_packet.voices_asked(notebook)
        for notebook in chapters
        for row in print_packet.key_passages(notebook)
    )
    assert ("S10.7", "speaker") in print_packet.voices_asked(
        "03"
    ) and not print_packet.voices_asked("08")


def test_the_packet_sets_only_our_colours_and_loads_nothing(chapters):
    packet = print_packet.packet(chapters)
    assert not foreign_colours(packet)
    assert not re.search(r"<(?:script|img|link|iframe)\b|url\(|@import", packet)


# ---------------------------------------------------------------- in Chromium


@pytest.fixture
def visit(browser):
    with visits(browser) as made:
        yield made


def test_no_accessibility_rule_is_broken(visit):
    page = visit(PACKET, color_scheme="light", viewport={"width": 1280, "height": 720})
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark")
    # nothing else has changed, and every exercise has the same colours
    some = {"include": [["section.n03"], ["section.n09"]]}
    found = Axe().run(page, context=some, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


def test_printed_pages_are_a4_and_no_closed_task_or_organiser_needs_two(visit, tmp_path):
    page = visit(PACKET, viewport=A4)
    page.emulate_media(media="print")
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.together, .organiser')].map(one => "
        "[one.innerText.slice(0, 40), one.scrollHeight])"
    )
    assert len(heights) == len(records("tasks")) + 6 + len(exercises.notebooks())
    assert [found for found in heights if found[1] > A4["height"]] == []
    squeezed = page.evaluate(
        "() => [...document.querySelectorAll('.organiser, .organiser *')].filter(one => "
        "one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).display !== "
        "'inline').map(one => one.innerText)"
    )
    assert squeezed == []
    pdf = page.pdf(path=tmp_path / "packet.pdf", prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)", pdf))
    assert sizes == {(b"594", b"841")} and 40 < len(re.findall(rb"/Type /Page\b", pdf)) < 90


def test_five_pages_for_ninety_minutes(visit, tmp_path):
    guide = (ROOT / "exercises" / "teacher" / "guide.md").read_text(encoding="utf-8")
    page = visit((ROOT / "exercises" / "teacher" / "ninety-minutes.html").as_uri(), viewport=A4)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    words = " ".join(page.locator("main").inner_text().split())
    for minute in re.findall(r"^\| (\d+–\d+) \| .*#|^\| (\d+–\d+) \| \d\d", guide, re.M):
        assert "".join(minute) in words
    assert all(claim in words for claim in ninety_minutes.CLAIM.findall(guide))
    pdf = page.pdf(path=tmp_path / "five.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 5, "one for the teacher, four for a student"


def test_the_pages_for_ninety_minutes_hold_no_key(changed_tables):
    guide = (ROOT / "exercises" / "teacher" / "guide.md").read_text(encoding="utf-8")
    before = ninety_minutes.ninety_minutes(guide)
    changed_tables(lambda table, row: row | dict.fromkeys(SECRET.get(table, ()), "a secret"))
    assert ninety_minutes.ninety_minutes(guide) == before
    with pytest.raises(ValueError, match="has no minutes"):
        ninety_minutes.ninety_minutes("# Another guide")


# ---------------------------------------------------------------- nbgrader

FIELDS = {  # name -> type, from nbgraderformat/v3.json; nothing else is allowed there
    "schema_version": int,
    "grade": bool,
    "solution": bool,
    "locked": bool,
    "task": bool,
    "grade_id": str,
    "points": (int, float),
}


def test_cell_metadata_for_nbgrader_keeps_its_schema():
    made = [
        (kind, nbgrader(row, kind), row) for row in records("tasks") for kind in ("task", "answer")
    ]
    ids = [part["grade_id"] for _, part, _ in made]
    assert len(set(ids)) == len(ids) == 2 * len(records("tasks"))
    for kind, part, row in made:
        assert all(isinstance(value, FIELDS[name]) for name, value in part.items())
        assert part["schema_version"] == 3 and re.fullmatch(r"[a-zA-Z0-9_-]+", part["grade_id"])
        assert (part["grade"], part["solution"], part["locked"]) == (False, False, True)
        assert part["task"] is (kind == "task") and part.get("points") == (
            row["points"] if kind == "task" else None
        )
    with pytest.raises(ValueError, match="expected task or answer"):
        nbgrader(records("tasks")[0], "solution")
