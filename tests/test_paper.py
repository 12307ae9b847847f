"""What teachers print and what students fill in without Jupyter: whole, escaped, without key, and graded like an export."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from lab import chromium

from khaddam_files import answers, check, compare, data, exercises, form, grade, markup, paper
from khaddam_files.assignment import nbgrader
from khaddam_files.data import records

FORM = (ROOT / "exercises" / "answer-form.html").as_uri()
PACKET = (ROOT / "exercises" / "teacher" / "packet.html").as_uri()
SCRIPT = "<script>alert(1)</script>"
SECRET = {  # what no student may read, by table
    "cards": ("answer", "evidence", "surprise", "feedback_said", "feedback_added", "feedback_cannot"),
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
    return {notebook: exercises.guided(notebook) for notebook in exercises.notebooks()}


@pytest.fixture
def changed_tables(monkeypatch):
    """change(function): every row of every table goes through function(table, row) from now on."""
    clean = data.Collection.records
    caches = (check._tasks, check._items, check._reasons, check.choices, compare.by_key)

    def forget():
        for cached in caches:
            cached.cache_clear()

    def change(function):
        monkeypatch.setattr(
            data.Collection, "records", lambda self, name: [function(name, r) for r in clean(self, name)]
        )
        forget()

    yield change
    monkeypatch.undo()
    forget()


# ---------------------------------------------------------------- what stands in them


@pytest.mark.parametrize("edition", [paper.packet, form.answer_form], ids=["packet", "form"])
def test_what_students_get_does_not_depend_on_any_key_reason_hint_or_sample(edition, chapters, changed_tables):
    before = edition(chapters)
    changed_tables(lambda table, row: row | dict.fromkeys(SECRET.get(table, ()), "a secret"))
    assert edition(chapters) == before


def test_a_key_that_got_into_a_page_would_be_seen(chapters, changed_tables):
    before = paper.key_short(chapters)
    changed_tables(lambda table, row: row | {"key": "5"} if table == "task_items" and row["task_id"] == "01.3" else row)
    assert paper.key_short(chapters) != before


@pytest.mark.parametrize("edition", [paper.packet, form.answer_form], ids=["packet", "form"])
def test_students_get_every_task_whole(edition, chapters):
    words = markup.plain(edition(chapters))
    plain = [" ".join(text.split()) for text in (row["prompt"] for row in records("tasks"))]
    for row, prompt in zip(records("tasks"), plain, strict=True):
        assert f"{row['task_id']} {row['title']}" in words and prompt in words
        for piece in (*check.choices(row["task_id"]), *(item["text"] for item in check.items(row["task_id"]))):
            assert " ".join(piece.split()) in words, (row["task_id"], piece)
    for row in records("rubrics"):
        assert row["description"] in words


@pytest.mark.parametrize("edition", [paper.packet, form.answer_form], ids=["packet", "form"])
def test_a_script_in_any_text_is_shown_as_text(edition, chapters, changed_tables):
    texts = {"title", "prompt", "text", "choice", "description", "excerpt", "question", "starters"}

    def poisoned(table, row):
        made = dict(row)
        for name in texts & set(row):
            value = row[name]
            made[name] = (SCRIPT,) * len(value) if isinstance(value, tuple) else value and SCRIPT + value
        return made

    changed_tables(poisoned)
    bad = {
        notebook: (stem, title + SCRIPT, question + SCRIPT) for notebook, (stem, title, question) in chapters.items()
    }
    made = edition(bad)
    assert "<script>alert" not in made and "&lt;script&gt;" in made and made.count("</style>") == 1


def test_the_keys_cover_every_task(chapters):
    key, short = paper.key(chapters), paper.key_short(chapters)
    for row in records("tasks"):
        assert f"### {row['task_id']} " in key and f"| {row['task_id']} " in short
    for item in records("task_items"):
        assert f"**{item['key']}**" in key
    for row in CLOSED:
        (line,) = [line for line in short.splitlines() if line.startswith(f"| {row['task_id']} ")]
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        items = check.items(row["task_id"])
        if row["kind"] in check.TYPING:
            assert cells[2].split(" ")[0] == items[0]["key"]
        elif row["kind"] == "choose":
            assert (cells[2], cells[3]) == (paper.letter(row, items[0]["key"]), markup.markdown_cell(items[0]["key"]))
        else:
            given = [piece.split(": ") for piece in cells[2].split(", ")]
            assert given == [[str(n), paper.letter(row, item["key"])] for n, item in enumerate(items, 1)]
    for reason in records("task_choices"):
        assert reason["feedback"] in key and reason["feedback"] not in short
    assert len(short.split()) < 4000, "the short key is for a glance"


def test_letters_are_those_of_the_packet(chapters):
    packet = markup.plain(paper.packet(chapters))
    row = check.task("03.1")
    assert [paper.letter(row, choice) for choice in check.choices("03.1")] == ["a", "b", "c", "d"]
    assert "a speaker b note-taker c editor d headline" in packet
    assert paper.letter(check.task("01.3"), "4") == "4"


@pytest.mark.parametrize("notebook", exercises.notebooks())
def test_the_page_to_read_with_has_passages_that_speak_and_give_nothing_away(notebook):
    chosen = paper.key_passages(notebook)
    assert 2 <= len(chosen) <= paper.PASSAGES
    for row in chosen:
        assert paper.TELLING <= len(row["excerpt"].split()) <= 40
    assert all(row["locator"] != "S5.3" for row in chosen) or notebook != "04", "S5.3 has the order that 04.2 asks for"


def test_a_speaker_is_hidden_where_a_task_asks_for_the_voice(chapters):
    packet = markup.plain(paper.packet(chapters))
    assert packet.count("for you to say") == sum(
        (row["locator"], row["voice"]) in paper._asked(notebook)
        for notebook in chapters
        for row in paper.key_passages(notebook)
    )
    assert ("S10.7", "speaker") in paper._asked("03") and not paper._asked("08")


def test_the_packet_sets_no_colour_and_loads_nothing(chapters):
    packet = paper.packet(chapters)
    assert not re.search(r"(?<![\w-])(?:color|background)\s*:(?!inherit)", packet)
    assert not re.search(r"<(?:script|img|link|iframe)\b|url\(|@import", packet)


# ---------------------------------------------------------------- in Chromium


@pytest.fixture(scope="module")
def browser():
    with chromium() as launched:
        yield launched


@pytest.fixture
def opened(browser):
    """open(address, **options) -> page, in a browser that has kept nothing; whatever leaves this machine fails the test."""
    contexts, left = [], []

    def guard(route):
        if not route.request.url.startswith(("file:", "blob:", "data:")):
            left.append(route.request.url)
        route.continue_()

    def open_page(address=FORM, script="", **options):
        context = browser.new_context(accept_downloads=True, **options)
        contexts.append(context)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: left.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not left


@pytest.mark.parametrize("address", [FORM, PACKET], ids=["form", "packet"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(opened, address, scheme):
    page = opened(address, color_scheme=scheme, viewport={"width": 1280, "height": 720})
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_on_a_narrow_screen_nothing_is_cut_off(opened):
    page = opened(viewport={"width": 320, "height": 600})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_every_control_of_the_form_has_its_label(opened):
    page = opened()
    without = page.evaluate(
        "() => [...document.querySelectorAll('input, select, textarea')].filter(one => one.labels.length !== 1).length"
    )
    assert without == 0
    assert page.evaluate(
        "() => [...document.querySelectorAll('fieldset')].every(one => one.firstElementChild.matches('legend'))"
    )
    levels = page.evaluate("() => [...document.querySelectorAll('h1, h2, h3, h4')].map(one => +one.tagName[1])")
    assert levels.count(1) == 1 and all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_printed_pages_are_a4_and_no_closed_task_or_organiser_needs_two(opened, tmp_path):
    page = opened(PACKET, viewport=A4)
    page.emulate_media(media="print")
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.together, .organiser')].map(one => [one.innerText.slice(0, 40), one.scrollHeight])"
    )
    assert len(heights) == len(records("tasks")) + 6 + len(exercises.notebooks())
    assert [found for found in heights if found[1] > A4["height"]] == []
    squeezed = page.evaluate(
        "() => [...document.querySelectorAll('.organiser, .organiser *')].filter(one => one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).display !== 'inline').map(one => one.innerText)"
    )
    assert squeezed == []
    pdf = page.pdf(path=tmp_path / "packet.pdf", prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox \[0 0 (\d+)[\d.]* (\d+)", pdf))
    assert sizes == {(b"594", b"841")} and 40 < len(re.findall(rb"/Type /Page\b", pdf)) < 90


ABOUT = """() => { const one = document.activeElement; return {id: one.id, tag: one.tagName, type: one.type, key: one.dataset.key, part: one.dataset.part,
  options: one.tagName === 'SELECT' ? [...one.options].map(o => o.text) : one.type === 'radio' ? [...document.getElementsByName(one.name)].map(o => o.value) : []} }"""


def fill_by_keyboard(page):
    """Answer every task as its key does, with Tab, arrows and letters alone. Returns how many stops there were."""
    page.locator("#student").focus()
    page.keyboard.type("s042")
    keys = {item["item_id"]: item["key"] for item in records("task_items")}
    typed = {
        f"ex.{row['task_id']}.answer": check.items(row["task_id"])[0]["key"]
        for row in CLOSED
        if row["kind"] in check.TYPING
    }
    for stop in range(2000):
        page.keyboard.press("Tab")
        at = page.evaluate(ABOUT)
        if at["id"] == "download":
            return stop
        if at["options"]:
            for _ in range(at["options"].index(keys[at["part"]])):
                page.keyboard.press("ArrowDown")
        elif at["tag"] == "TEXTAREA":
            page.keyboard.insert_text(f"پاسخ من {SCRIPT} S4.6\n")
        elif at["key"]:
            page.keyboard.type(typed[at["key"]])
    raise AssertionError("Tab never reached the button")


def download(page):
    with page.expect_download() as waited:
        page.keyboard.press("Enter")
    assert waited.value.suggested_filename == "answers.json"
    return Path(waited.value.path()).read_bytes()


def bring_back(page, content, name="answers.json"):
    page.locator("#said").evaluate("place => place.textContent = ''")
    page.locator("#back").set_input_files({"name": name, "mimeType": "application/json", "buffer": content})
    page.wait_for_function("() => document.getElementById('said').textContent")
    return page.locator("#said").inner_text()


def values(page):
    return page.evaluate(
        "() => [...document.querySelectorAll('[data-key]')].map(one => ['radio', 'checkbox'].includes(one.type) ? one.checked : one.value)"
    )


@pytest.fixture(scope="module")
def filled(browser):
    """(page, file) of a form that was filled in by keyboard alone."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(FORM)
    fill_by_keyboard(page)
    yield page, download(page)
    context.close()


def test_a_form_filled_by_keyboard_is_read_like_an_export(filled):
    page, file = filled
    found = answers.read_export(file)
    assert found["student"]["value"] == "s042"
    assert set(found) == {"student"} | {f"ex.{row['task_id']}.answer" for row in records("tasks")}
    for row in CLOSED:
        reply = check.check(row["task_id"], found[f"ex.{row['task_id']}.answer"]["value"])
        assert reply.points == row["points"] and reply.complete, row["task_id"]
    assert all(found[f"ex.{row['task_id']}.answer"]["value"] == f"پاسخ من {SCRIPT} S4.6\n" for row in FREE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", found["student"]["changed"])
    assert set(json.loads(file)) == {"version", "answers"}
    output = page.locator("output").first
    assert output.inner_text() == "4 words" and output.evaluate("one => one.htmlFor.value").endswith("-answer")


def test_it_is_graded_like_an_export(filled, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "answers.json").write_bytes(filled[1])
    assert grade.main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    total = sum(row["points"] for row in CLOSED)
    assert f"s042,{total:g}," in (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8")
    assert "<script>alert" not in (tmp_path / "out" / "free" / f"{FREE[0]['task_id']}.html").read_text(encoding="utf-8")


def test_it_is_there_again_after_reloading_and_elsewhere_and_in_jupyter(filled, opened, store):
    page, file = filled
    before = values(page)
    page.reload()
    assert values(page) == before and "back in their places" in page.locator("#kept").inner_text()
    elsewhere = opened()
    assert values(elsewhere) != before
    assert (
        bring_back(elsewhere, file)
        == f"{len(records('tasks')) + 1} entries of {len(records('tasks')) + 1} came back. Of two answers to one question the newer one stays."
    )
    assert values(elsewhere) == before
    assert store.merge(file) == len(records("tasks")) + 1 and store.get("student") == "s042"


def test_files_of_jupyter_come_back_packed_or_not_and_nothing_foreign_is_lost(opened, store):
    store.put("ex.03.5.answer", "سلام S8.1")
    store.put("ex.03.1.answer", {"03.1-1": "editor", "03.1-2": "no such voice"})
    store.put("ex.03.1.dispute", {"disputed": True, "reason": "S11.2 has no speaker"})
    store.put("ex.03.1.hints", 2)
    store.put("07.C002.probability", 60)
    store.put("08.headline.1", "__proto__")
    plain, code = store.export(), store.code().encode()
    store.put("09.note", "long " * 60_000)
    packed = store.export()
    assert b'"packed"' in packed and b'"packed"' not in plain
    for exported, number in ((plain, 6), (b"\xef\xbb\xbf" + plain, 6), (code, 6), (packed, 7)):
        page = opened()
        assert bring_back(page, exported).startswith(f"{number} entries of {number} came back")
        assert page.locator("#t-03-5-answer").input_value() == "سلام S8.1"
        assert page.locator("#t-03-1-1").input_value() == "editor" and page.locator("#t-03-1-2").input_value() == ""
        assert page.locator("#t-03-1-disputed").is_checked() and page.locator("#t-03-1-reason").is_visible()
        page.locator("#download").focus()
        again = answers.read_export(download(page))
        held = {key: entry["value"] for key, entry in answers.read_export(exported).items()}
        assert {key: entry["value"] for key, entry in again.items()} == held


def test_a_dispute_can_be_made_and_taken_back(opened):
    page = opened()
    page.get_by_text("Dispute the key of 03.1", exact=True).press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("S11.2")
    kept = "() => JSON.parse(localStorage.getItem('khaddam-files-answers'))?.answers['ex.03.1.dispute']?.value ?? null"
    assert page.evaluate(kept) == {"disputed": True, "reason": "S11.2"}
    page.locator("#t-03-1-reason").fill("")
    page.locator("#t-03-1-disputed").uncheck()
    assert page.evaluate(kept) is None


BAD = [
    b"",
    b"nonsense",
    b"[]",
    b"null",
    b'"text"',
    b'{"version": 1}',
    b'{"version": 1, "answers": {}}',
    b'{"version": 1, "answers": {"ex.03.1.answer": 5}}',
    b'{"version": 1, "answers": null}',
    b'{"version": 1, "packed": "%%%"}',
    b'{"version": 1, "packed": "eJxLAAA="}',
    b"KHADDAM-FILES-1:abc",
    b"\xff\xfe\x00\xd8",
    b'{"version": 1, "answers": {"student": {"value": "x", "cha',
    b" " * 5_000_001,
    b'{"packed": "' + answers._pack(b" " * 6_000_000).encode() + b'"}',
]


@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
def test_a_bad_file_gets_one_sentence_and_nothing_is_lost(opened, content):
    page = opened()
    page.locator("#t-03-5-answer").fill("My answer")
    assert bring_back(page, content).startswith("This file could not be read as answers: choose the answers.json")
    assert page.locator("#t-03-5-answer").input_value() == "My answer"
    page.reload()
    assert page.locator("#t-03-5-answer").input_value() == "My answer"


def test_of_two_answers_the_newer_one_stays(opened):
    page = opened()
    page.locator("#student").fill("new")

    def file(changed):
        return json.dumps({"version": 1, "answers": {"student": {"value": "other", "changed": changed}}}).encode()

    assert bring_back(page, file("2003-03-16T00:00:00.000+00:00")).startswith("0 entries of 1 came back")
    assert page.locator("#student").input_value() == "new"
    assert bring_back(page, file("2903-03-16T00:00:00.000+00:00")).startswith("1 entry of 1 came back")
    assert page.locator("#student").input_value() == "other"


BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }"
DEAF = "addEventListener('storage', event => event.stopImmediatePropagation(), true)"  # no window hears of another
NO_UNPACKING = "delete window.DecompressionStream"


@pytest.mark.parametrize(("script", "name"), [(BLOCKED, "SecurityError"), (FULL, "QuotaExceededError")])
def test_without_storage_the_page_says_so_and_works(opened, script, name):
    page = opened(script=script)
    page.locator("#t-03-5-answer").fill("My answer")
    page.locator("#t-03-1-1").select_option("editor")
    page.locator("#student").fill("s1")
    assert f"keeps nothing ({name})" in page.locator("#kept").inner_text()
    page.locator("#download").focus()
    found = answers.read_export(download(page))
    assert {key: entry["value"] for key, entry in found.items()} == {
        "student": "s1",
        "ex.03.5.answer": "My answer",
        "ex.03.1.answer": {"03.1-1": "editor"},
    }


def test_a_browser_that_cannot_unpack_says_so(opened, store):
    store.put("09.note", "long " * 60_000)
    page = opened(script=NO_UNPACKING)
    assert (
        bring_back(page, store.export())
        == "This file is packed, and this browser cannot unpack it: use a newer browser. Nothing was changed here."
    )


@pytest.mark.parametrize("script", ["", DEAF], ids=["told", "not told"])
def test_two_windows_do_not_undo_each_other(opened, script):
    one = opened(script=script)
    other = one.context.new_page()
    other.add_init_script(script or "0")
    other.goto(FORM)
    one.locator("#student").fill("s1")
    other.locator("#t-03-5-answer").fill("My answer")
    other.locator("#t-03-5-answer").fill("")
    other.locator("#t-03-6-answer").fill("2007-08-28")
    one.locator("#download").focus()
    found = answers.read_export(download(one))
    assert {key: entry["value"] for key, entry in found.items()} == {"student": "s1", "ex.03.6.answer": "2007-08-28"}
    assert (other.locator("#student").input_value() == "s1") is not bool(script)


def test_nothing_entered_is_said_and_all_can_be_deleted(opened):
    page = opened()
    page.locator("#download").press("Enter")
    assert "nothing to download" in page.locator("#said").inner_text()
    page.locator("#t-03-3-1").check()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#anew").press("Enter")
    assert page.locator("#t-03-3-0").is_checked() and page.evaluate("() => localStorage.length") == 0
    page.reload()
    assert page.locator("#kept").inner_text() == "Nothing is entered yet."


def test_the_script_runs_no_text_and_asks_no_address():
    script = (ROOT / "src" / "khaddam_files" / "form.js").read_text(encoding="utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttp",
        "http",
        "</script",
    ):
        assert word not in script, word


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
    made = [(kind, nbgrader(row, kind), row) for row in records("tasks") for kind in ("task", "answer")]
    ids = [part["grade_id"] for _, part, _ in made]
    assert len(set(ids)) == len(ids) == 2 * len(records("tasks"))
    for kind, part, row in made:
        assert all(isinstance(value, FIELDS[name]) for name, value in part.items())
        assert part["schema_version"] == 3 and re.fullmatch(r"[a-zA-Z0-9_-]+", part["grade_id"])
        assert (part["grade"], part["solution"], part["locked"]) == (False, False, True)
        assert part["task"] is (kind == "task") and part.get("points") == (row["points"] if kind == "task" else None)
    with pytest.raises(ValueError, match="expected task or answer"):
        nbgrader(records("tasks")[0], "solution")
