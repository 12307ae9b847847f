"""The answer form as a person uses it: with keys and a mouse, in two windows, on full storage, on
paper, inside JupyterLab."""

import base64
import hashlib
import html
import http.server
import json
import re
import threading
import zlib
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab import visits

from khaddam_files import check
from khaddam_files.answers import read_export
from khaddam_files.data import records
from khaddam_files.editions import answer_form, exercises
from khaddam_files.grading import run

SCRIPT = "<script>alert(1)</script>"
TASKS = records("tasks")
CLOSED = [row for row in TASKS if row["kind"] != "free"]
FREE = [row for row in TASKS if row["kind"] == "free"]
DRAWN = (
    "() => document.querySelector('[data-mount]') && !document.querySelector('[data-mount]:empty')"
)
DAY = "2026-11-29T10:00:00.000Z"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the form as it is written now."""
    made = tmp_path_factory.mktemp("form")
    chapters = {notebook: exercises.lesson_text(notebook) for notebook in exercises.notebooks()}
    (made / "answer-form.html").write_text(answer_form.answer_form(chapters), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(folder):
    return (folder / "answer-form.html").as_uri()


@pytest.fixture
def opened(browser, address):
    """opened(script, **options) -> the form in a browser that has kept nothing, with every task
    drawn."""
    with visits(browser) as visit:

        def open_form(script="", at=address, **options):
            page = visit(at, script, **options)
            page.wait_for_function(DRAWN)
            return page

        yield open_form


def again(page, address, script="", holding=()):
    """One more window of the same browser, once what others wrote under these keys has come to
    it."""
    other = page.context.new_page()
    other.add_init_script(f"if (location.href !== 'about:blank') {{ {script} }}")
    other.goto(address)
    other.wait_for_function(DRAWN)
    arrived = (
        "keys => keys.every(key => Object.keys(localStorage).some(name => "
        "name.startsWith('khaddam-files:entry:') && name.endsWith(`:${key}`)))"
    )
    other.wait_for_function(arrived, arg=list(holding))
    return other


def box(page, task_id="03.5"):
    return page.locator(f'[data-task="{task_id}"] .kf-writing :is(textarea, input)')


def lists(page, task_id="03.1"):
    return page.locator(f'[data-task="{task_id}"] select')


def kept(page, task_id="03.5"):
    return page.locator(f'[data-task="{task_id}"] .kf-kept')


def saved(page, task_id="03.5"):
    page.wait_for_function(
        "id => /^saved/.test(document.querySelector(`[data-task='${id}'] .kf-kept`).textContent)",
        arg=task_id,
    )


def trouble(page, task_id="03.5"):
    return page.locator(f'[data-task="{task_id}"] .kf-trouble')


def number(page):
    return page.get_by_label("Student number")


def said(page):
    return page.locator(".kf-made")


def button(page, name):
    return page.get_by_role("button", name=name)


def seldom(page, name):
    """A button that is folded away, as a reader finds it."""
    fold = page.locator(".kf-more > summary")
    if not button(page, name).is_visible():
        fold.press("Enter")
    return button(page, name)


def download(page, press=None, name="answers.json"):
    """The bytes of the file that one press gives: that of Enter, unless the press is the matter. A
    mouse misses now and then what moves under it while the page is laid out."""
    with page.expect_download() as waited:
        press() if press else button(page, "Download your answers").press("Enter")
    assert waited.value.suggested_filename == name
    return Path(waited.value.path()).read_bytes()


def values(raw) -> dict:
    found = read_export(raw)
    assert found.whole, found.trouble
    return {key: entry.value for key, entry in found.entries.items()}


def bring_back(page, content, name="answers.json"):
    """Choose a file; what is said then."""
    page.evaluate(
        "() => document.querySelector('#hand-in ~ * details:has([type=file])').open = true"
    )
    said(page).evaluate("place => place.textContent = ''")
    page.locator("[type=file]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": content}
    )
    page.wait_for_function(
        "() => document.querySelector('.kf-made').textContent || "
        "document.querySelector('.kf-differs').textContent"
    )
    return said(page).inner_text() or page.locator(".kf-differs").inner_text()


def state(page):
    """What stands in every control."""
    return page.evaluate(
        "() => [...document.querySelectorAll('.kf-task :is(input, select, textarea)')].filter(one "
        "=> one.type !== 'file').map(one => ['radio', 'checkbox'].includes(one.type) ? one.checked "
        ": one.value)"
    )


def a_file(answers: dict, **changes) -> bytes:
    """A file as hand-in makes it. answers: key -> value."""
    held = {key: {"changed": DAY, "value": value} for key, value in answers.items()} | changes
    text = json.dumps(held, sort_keys=True, separators=(",", ":"))
    return json.dumps(
        {
            "version": 2,
            "entries": len(held),
            "check": f"{zlib.crc32(text.encode()):08x}",
            "answers": held,
        }
    ).encode()


# ---------------------------------------------------------------- by keyboard alone

ABOUT = """() => { const one = document.activeElement, task = one.closest('[data-task]')?.dataset.task, item = one.closest('li.kf-item');
  return {task, tag: one.tagName, type: one.type, text: one.textContent, place: item ? [...item.parentNode.children].indexOf(item) : -1, folded: Boolean(one.closest('details')),
    options: one.tagName === 'SELECT' ? [...one.options].map(o => o.value) : one.type === 'radio' ? [...document.getElementsByName(one.name)].map(o => o.value) : []} }"""


WITH_KEYS = ("03", "08", "09")  # exercises with every kind of task
WORDS = f"پاسخ من {SCRIPT} S4.6\n"


def by_the_key(row) -> dict:
    """What a task that is answered as its key does keeps: key -> value."""
    name, items = f"ex.{row['task_id']}.answer", check.items(row["task_id"])
    if row["kind"] == "free":
        return {name: WORDS}
    if row["kind"] in check.TYPING_KINDS:
        return {name: items[0]["key"]}
    return {f"{name}.{item['item_id']}": item["key"] for item in items}


def fill_by_keyboard(page, first, end):
    """Answer every task from the first one on as its key does, with Tab, arrows and letters alone,
    as far as the end: another task, or the words of a button."""
    page.locator(f'[data-task="{first}"] :is(textarea, select, input)').first.focus()
    for _ in range(2000):
        at = page.evaluate(ABOUT)
        if end in (at["task"], at["text"]):
            return
        if at["task"] == "hand-in" and at["tag"] == "INPUT":
            page.keyboard.type("s042")
        elif at["place"] >= 0:
            key = check.items(at["task"])[at["place"]]["key"]
            for _ in range(at["options"].index(key)):
                page.keyboard.press("ArrowDown")
        elif at["tag"] == "TEXTAREA":
            page.keyboard.insert_text(WORDS)
        elif at["tag"] == "INPUT" and not at["folded"]:
            page.keyboard.type(check.items(at["task"])[0]["key"])
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {end}")


@pytest.fixture(scope="module")
def filled(browser, address):
    """(page, file) of a form that was filled in by keyboard alone; what has no kind of its own came
    back from a file before."""
    with visits(browser) as visit:
        page = visit(address)
        page.wait_for_function(DRAWN)
        others = [by_the_key(row) for row in TASKS if row["notebook"] not in WITH_KEYS]
        bring_back(page, a_file({key: value for one in others for key, value in one.items()}))
        button(page, "Add only what is missing").press("Enter")
        page.get_by_text("brought back and saved").wait_for()
        fill_by_keyboard(page, "03.1", "04.1")
        fill_by_keyboard(page, "08.1", "Download your answers to hand in")
        yield page, download(page, lambda: page.keyboard.press("Enter"), "answers-s042.json")


def test_the_exercises_filled_by_keyboard_have_every_kind_of_task():
    walked = {row["kind"] for row in TASKS if row["notebook"] in WITH_KEYS}
    assert walked == {row["kind"] for row in TASKS}


def test_a_form_filled_by_keyboard_is_read_like_an_export(filled):
    found = values(filled[1])
    assert found["student"] == "s042"
    for row in CLOSED:
        items = check.items(row["task_id"])
        single = row["kind"] in check.TYPING_KINDS
        held = (
            {
                item["item_id"]: found[f"ex.{row['task_id']}.answer.{item['item_id']}"]
                for item in items
            }
            if not single
            else found[f"ex.{row['task_id']}.answer"]
        )
        reply = check.check(row["task_id"], held)
        assert reply.points == row["points"] and reply.complete, row["task_id"]
    assert all(found[f"ex.{row['task_id']}.answer"] == WORDS for row in FREE)
    assert len(found) == 1 + len(FREE) + sum(len(check.items(row["task_id"])) for row in CLOSED)


def test_it_is_graded_like_an_export(filled, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "answers-s042.json").write_bytes(filled[1])
    assert run.main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 0
    total = sum(row["points"] for row in CLOSED)
    assert f"s042,{total:g}," in (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8")


def test_it_is_there_again_after_reloading_and_elsewhere_and_in_jupyter(filled, opened, store):
    page, file = filled
    before = state(page)
    page.reload()
    page.wait_for_function(DRAWN)
    assert state(page) == before and "back in their places" in page.locator("#kept").inner_text()
    elsewhere = opened()
    assert state(elsewhere) != before
    told = bring_back(elsewhere, file)
    assert f"missing here: {len(values(file))}; different here: 0" in told
    button(elsewhere, "Add only what is missing").press("Enter")
    elsewhere.wait_for_function(
        "() => /brought back and saved/.test(document.querySelector('.kf-made').textContent)"
    )
    assert state(elsewhere) == before
    store.put_many(values(file))
    assert store.get("student") == "s042" and store.all() == values(file)


def test_a_place_opens_under_its_task_and_the_row_of_places_is_one_stop(opened):
    page = opened()
    row = page.locator('[data-task="05.3"]')
    buttons = row.locator(".kf-places button")
    names = buttons.all_text_contents()
    assert len(names) == 5 and row.locator("blockquote").count() == 0, "made when it is opened"
    buttons.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = row.get_by_role("group", name=names[1], exact=True)
    assert card.is_visible() and card.locator("blockquote").inner_text()
    assert card.get_by_role("link").get_attribute("target") == "_blank", "the answers stay open"
    assert buttons.nth(1).get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.type") == "radio", "past all other places"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert not card.is_visible()


def test_a_line_on_top_counts_what_is_answered(opened):
    page = opened()
    line = page.locator('[data-task="03.1"] .kf-progress')

    def told():
        return " ".join(line.text_content().split())

    assert told() == "0 of 20 answered"
    lists(page).first.select_option("editor")
    saved(page, "03.1")
    assert re.fullmatch(r"1 of 20 answered saved \d\d:\d\d", told())
    assert line.bounding_box()["y"] < lists(page).first.bounding_box()["y"]
    assert "not answered yet" in page.locator('[data-task="03.5"] .kf-progress').text_content()


def test_an_item_and_its_list_stand_in_one_row(opened):
    page = opened()
    row = page.locator('[data-task="03.1"] .kf-row').first
    for width in (1024, 736, 480):
        page.set_viewport_size({"width": width, "height": 576})
        label, control = (row.locator(part).bounding_box() for part in ("label", "select"))
        assert label["y"] < control["y"] + control["height"], width
        assert control["y"] < label["y"] + 40 and label["x"] + label["width"] <= control["x"], width
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width


# ---------------------------------------------------------------- one press


def test_one_press_straight_after_typing_gives_every_word(opened):
    page, words = opened(), ""
    for held in (0, 40, 90, 300):  # milliseconds of the mouse
        number(page).scroll_into_view_if_needed()
        box(page).press("Control+End")
        page.keyboard.type(f"To the last word {held}")
        words += f"To the last word {held}"
        number(page).press("Control+a")
        page.keyboard.type(f"47 {held}")
        place = button(page, "Download your answers").bounding_box()
        page.mouse.move(place["x"] + 20, place["y"] + 10)

        def press(held=held):
            page.mouse.down()
            page.wait_for_timeout(held)
            page.mouse.up()

        found = values(download(page, press, f"answers-47{held}.json"))
        assert found == {"student": f"47 {held}", "ex.03.5.answer": words}
        told = f"answers-47{held}.json with 2 entries was given to your browser"
        assert said(page).inner_text().startswith(told)


def test_without_a_number_it_says_that_the_teacher_needs_one(opened):
    page = opened()
    button(page, "Download your answers").press("Enter")
    assert "nothing to hand in" in said(page).inner_text()
    box(page).fill("My answer")
    download(page)
    assert "your teacher needs one" in said(page).inner_text()


def test_a_dispute_can_be_made_and_taken_back(opened):
    page = opened()
    page.get_by_text("Dispute the key of 03.1", exact=True).press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("S11.2")
    assert values(download(page)) == {
        "ex.03.1.dispute.disputed": True,
        "ex.03.1.dispute.reason": "S11.2",
    }
    page.reload()
    page.wait_for_function(DRAWN)
    reason = page.locator('[data-task="03.1"] details input[type=text]')
    assert reason.is_visible() and reason.input_value() == "S11.2"
    reason.fill("")
    page.locator('[data-task="03.1"] [type=checkbox]').uncheck()
    button(page, "Download your answers").click()
    assert "nothing to hand in" in said(page).inner_text()


# ---------------------------------------------------------------- two windows

# no window hears of another
DEAF = "addEventListener('storage', event => event.stopImmediatePropagation(), true)"
STALE = """(() => { const real = localStorage, then = Object.fromEntries(Object.keys(real).map(name => [name, real[name]]));
  const box = new Proxy({}, { get: (_, name) => name === 'getItem' ? one => then[one] ?? null : name === 'setItem' ? (one, text) => { then[one] = text; real.setItem(one, text) }
      : name === 'removeItem' ? one => { delete then[one]; real.removeItem(one) } : then[name],
    ownKeys: () => Object.keys(then), getOwnPropertyDescriptor: (_, name) => ({ value: then[name], enumerable: true, configurable: true }) });
  Object.defineProperty(window, 'localStorage', { get: () => box }) })()"""  # a window sees its storage as it was when it opened, for ever


@pytest.mark.parametrize("script", ["", DEAF + ";" + STALE], ids=["told", "reads old state"])
def test_two_windows_do_not_undo_each_other(opened, address, script):
    one = opened(script=script)
    other = again(one, address, script)
    for page, place in ((one, 0), (other, 1), (one, 2), (other, 3), (other, 4), (one, 5)):
        lists(page).nth(place).select_option("editor")
    number(one).fill("s1")
    box(other).fill("My answer")
    box(other).fill("")
    box(other, "03.6").fill("2007-08-28")
    for page, task in ((one, "hand-in"), (other, "03.6"), (other, "03.1"), (one, "03.1")):
        saved(page, task)
    expected = {"student": "s1", "ex.03.6.answer": "2007-08-28"} | {
        f"ex.03.1.answer.03.1-{item}": "editor" for item in range(1, 7)
    }
    third = again(one, address, holding=expected)
    assert values(download(third, name="answers-s1.json")) == expected
    third.reload()
    third.wait_for_function(DRAWN)
    assert values(download(third, name="answers-s1.json")) == expected, "tidying takes nothing away"


CHOICES = {"03.5": "Take this one", "04.6": "Keep mine"}  # task -> what is pressed


def test_different_words_in_one_box_are_both_kept_and_offered(opened, address):
    one = opened(script=DEAF)
    other = again(one, address, DEAF)
    for page, words in ((one, "Words of the one"), (other, "Words of the other")):
        for task in CHOICES:
            box(page, task).fill(words)
            saved(page, task)
    third = again(one, address, holding=[f"ex.{task}.answer" for task in CHOICES])
    download(third)
    told = said(third).inner_text()
    assert "Another window holds other answers to" in told
    assert all(f"task {task}" in told for task in CHOICES)
    settled = {}
    for task, choice in CHOICES.items():
        offer = third.locator(f'[data-task="{task}"] .kf-offer')
        offer.locator("blockquote").wait_for()
        shown, offered = box(third, task).input_value(), offer.locator("blockquote").text_content()
        assert {shown, offered} == {"Words of the one", "Words of the other"}
        offer.get_by_role("button", name=choice).press("Enter")
        assert third.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
        settled[task] = offered if choice == "Take this one" else shown
        saved(third, task)
    third.reload()
    third.wait_for_function(DRAWN)
    for task, words in settled.items():
        assert box(third, task).input_value() == words
    assert third.locator(".kf-offer blockquote").count() == 0


def test_a_window_that_hears_of_other_words_offers_them_and_drops_none(opened, address):
    one = opened()
    other = again(one, address)
    box(one).fill("First words")
    saved(one)
    other.wait_for_function(
        "() => document.querySelector(\"[data-task='03.5'] textarea\").value === 'First words'"
    )
    box(other).fill("First words, and more")
    saved(other)
    one.wait_for_function(
        "() => document.querySelector(\"[data-task='03.5'] textarea\").value === 'First words, "
        "and more'"
    )
    assert one.locator('[data-task="03.5"] .kf-offer blockquote').count() == 0, (
        "what was seen and gone on with is no conflict"
    )


def test_a_window_closed_straight_after_the_last_key_keeps_the_words(opened, address):
    page = opened()
    box(page).focus()
    page.keyboard.type("to the last letter")
    other = page.context.new_page()
    page.close()
    other.goto(address)
    other.wait_for_function(DRAWN)
    assert box(other).input_value() == "to the last letter"


# ---------------------------------------------------------------- storage that is full, refused,
# torn, old

REFUSED = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', "
    "'SecurityError') }})"
)
# the storage that Chromium gives now and then on a busy machine, for the first {times} times that a
# window loads the page: nothing else reads it, and it is gone at the next reload
APART = """(() => { window.name = Number(window.name) + 1; const held = new Map();
  if (window.name <= TIMES) { const box = new Proxy({}, { get: (_, name) => ({ getItem: one => held.get(one) ?? null, setItem: (one, text) => held.set(one, text), removeItem: one => held.delete(one) })[name],
    ownKeys: () => [...held.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) });
  Object.defineProperty(window, 'localStorage', { get: () => box }) } })()"""
FILL = """() => { let text = 'x'.repeat(1 << 22); for (let n = 0; text.length; ) try { localStorage.setItem('of another page ' + n++, text) } catch { text = text.slice(text.length >> 1 || 1) } }"""


def asks_before_leaving(page) -> bool:
    """Whether the browser would ask."""
    return page.evaluate("() => !dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_a_storage_that_nothing_else_reads_is_left_before_anything_is_entered(opened, address):
    page = opened(script=APART.replace("TIMES", "2"))
    box(page).fill("here tomorrow")
    saved(page)
    other = again(page, address, holding=["ex.03.5.answer"])
    assert box(other).input_value() == "here tomorrow"
    page.reload()
    page.wait_for_function(DRAWN)
    assert box(page).input_value() == "here tomorrow"


def test_where_every_storage_is_gone_at_the_next_reload_nothing_is_called_saved(opened):
    page = opened(script=APART.replace("TIMES", "1e9"))
    assert "This browser keeps nothing for this page" in page.locator("#kept").inner_text()
    box(page).fill("only here")
    trouble(page).get_by_text("Not saved: this browser keeps nothing").wait_for()
    assert "saved 1" not in kept(page).text_content() and asks_before_leaving(page)
    assert values(download(page)) == {"ex.03.5.answer": "only here"}


def test_storage_that_is_full_is_told_beside_the_box_and_tried_again(opened):
    page = opened()
    box(page).fill("Words that were saved")
    saved(page)
    page.evaluate(FILL)
    box(page).fill("Words that were saved, and " + "many more " * 200)
    trouble(page).get_by_text("the storage of this browser is full").wait_for()
    assert "saved 1" not in kept(page).text_content() and asks_before_leaving(page)
    held = values(download(page))
    assert (
        held["ex.03.5.answer"].endswith("many more ") and "not saved yet" in said(page).inner_text()
    )
    page.evaluate("() => localStorage.removeItem('of another page 0')")
    trouble(page).wait_for(state="hidden")
    saved(page)
    assert not asks_before_leaving(page)
    page.reload()
    page.wait_for_function(DRAWN)
    assert box(page).input_value() == held["ex.03.5.answer"]


def test_on_full_storage_a_shorter_text_still_takes_the_place_of_a_longer_one(opened):
    page = opened()
    box(page).fill("long " * 100)
    saved(page)
    page.evaluate(FILL)
    box(page).fill("short")
    page.wait_for_function(
        "() => document.querySelector(\"[data-task='03.5'] "
        ".kf-kept\").textContent.startsWith('saved') && "
        "!document.querySelector(\"[data-task='03.5'] .kf-trouble\").textContent"
    )
    page.reload()
    page.wait_for_function(DRAWN)
    assert box(page).input_value() == "short"


def test_without_storage_the_page_says_so_and_works(opened):
    page = opened(script=REFUSED)
    assert "keeps nothing for this page" in page.locator("#kept").inner_text()
    assert page.locator(".kf-trouble:not(:empty)").count() == 0, (
        "nothing is entered, so nothing is lost"
    )
    box(page).fill("My answer")
    lists(page).first.select_option("editor")
    number(page).fill("s1")
    trouble(page).get_by_text("SecurityError").wait_for()
    expected = {"student": "s1", "ex.03.5.answer": "My answer", "ex.03.1.answer.03.1-1": "editor"}
    assert values(download(page, name="answers-s1.json")) == expected
    assert "not saved yet" in said(page).inner_text() and asks_before_leaving(page)
    bring_back(page, a_file({"07.C002.probability": 60}))
    button(page, "Add only what is missing").click()
    assert values(download(page, name="answers-s1.json")) == expected | {"07.C002.probability": 60}
    seldom(page, "Delete all answers").click()
    button(page, "Yes, delete everything").click()
    assert box(page).input_value() == "" and not asks_before_leaving(page)
    button(page, "Download your answers").click()
    assert "nothing to hand in" in said(page).inner_text()


def test_torn_and_foreign_storage_is_laid_aside_and_told_and_the_rest_works(opened, address):
    page = opened()
    box(page).fill("My answer")
    lists(page).first.select_option("editor")
    saved(page)
    names = page.evaluate(
        "() => Object.keys(localStorage).filter(name => "
        "name.startsWith('khaddam-files:entry:')).sort()"
    )
    assert len(names) == 2
    torn = {
        "khaddam-files:entry:1795966053412-00000-aa:student": '{"value": "47',
        "khaddam-files:entry:1795966053412-00001-aa:student": "null",
        "khaddam-files:entry:1795966053412-00002-aa:student": '{"value": "x", "after": [5]}',
        "khaddam-files:entry:zzzz:student": '{"value": "x", "after": []}',
        "khaddam-files:entry:": "",
        "khaddam-files:entry:1795966053412-00003-aa:03.9": '\ufeff{"value": "x", "after": []}',
        "khaddam-files:entry:1795966053412-00004-aa:student": '\ufffe{\x00"\x00',
    }
    page.evaluate(
        "held => { for (const name in held) localStorage.setItem(name, held[name]) }", torn
    )
    page.reload()
    page.wait_for_function(DRAWN)
    assert "could not be read whole" in page.locator("#kept").inner_text()
    assert box(page).input_value() == "My answer" and number(page).input_value() == ""
    aside = page.evaluate(
        "() => Object.fromEntries(Object.keys(localStorage).filter(name => "
        "name.startsWith('khaddam-files:aside:')).map(name => [name.slice(20), "
        "localStorage[name]]))"
    )
    assert aside == torn
    assert values(download(page)) == {
        "ex.03.5.answer": "My answer",
        "ex.03.1.answer.03.1-1": "editor",
    }


OLD = json.dumps(
    {
        "version": 1,
        "answers": {
            "student": {"value": "4711", "changed": "2026-11-25T10:00:00.000+00:00"},
            "ex.03.1.answer": {
                "value": {"03.1-1": "editor", "03.1-2": "speaker"},
                "changed": "2026-11-25T10:00:00.000+00:00",
            },
            "ex.03.1.dispute": {"value": {"disputed": True, "reason": "S11.2"}, "changed": "zzzz"},
            "ex.03.5.answer": {"value": "سلام", "changed": "2999-11-25T10:00:00.000+00:00"},
        },
    }
)
OLD_VALUES = {
    "student": "4711",
    "ex.03.1.answer.03.1-1": "editor",
    "ex.03.1.answer.03.1-2": "speaker",
    "ex.03.1.dispute.disputed": True,
    "ex.03.1.dispute.reason": "S11.2",
    "ex.03.5.answer": "سلام",
}


def keeping_old(text):
    return (
        f"if (!localStorage.getItem('begun')) {{ localStorage.setItem('begun', 1); "
        f"localStorage.setItem('khaddam-files-answers', {json.dumps(text)}) }}"
    )


def test_what_version_0_2_0_kept_is_taken_over(opened, address):
    page = opened(script=keeping_old(OLD))
    assert "6 entries that you made earlier are back" in page.locator("#kept").inner_text()
    assert values(download(page, name="answers-4711.json")) == OLD_VALUES
    box(page).fill("newer")
    lists(page).first.select_option("")
    saved(page)
    saved(page, "03.1")
    newer = again(page, address, holding=["ex.03.5.answer", "ex.03.1.answer.03.1-1"])
    expected = OLD_VALUES | {"ex.03.5.answer": "newer"}
    del expected["ex.03.1.answer.03.1-1"]
    assert values(download(newer, name="answers-4711.json")) == expected
    assert newer.locator(".kf-offer:not(:empty)").count() == 0
    assert newer.evaluate("() => localStorage['khaddam-files-answers']") == OLD, (
        "it is never written again"
    )


def test_a_mark_before_what_version_0_2_0_kept_does_no_harm(opened):
    page = opened(script=keeping_old("\ufeff" + OLD))
    assert "6 entries that you made earlier are back" in page.locator("#kept").inner_text()


def test_old_storage_that_is_torn_is_told_and_stays_as_it_is(opened):
    page = opened()
    for end in range(0, len(OLD), 191):
        page.evaluate("text => localStorage.setItem('khaddam-files-answers', text)", OLD[:end])
        page.reload()
        told = page.locator("#kept").inner_text()
        assert "An earlier version of this page kept" in told, OLD[:end]
        assert page.evaluate("() => localStorage['khaddam-files-answers']") == OLD[:end]


def test_all_can_be_deleted_and_what_jupyterlab_keeps_at_the_same_address_stays(opened, address):
    page = opened(script=keeping_old(OLD))
    other = again(page, address)
    page.evaluate("() => localStorage.setItem('khaddam-files-unsaved:x:student', '{}')")
    page.locator('[data-task="03.3"] [type=radio]').nth(1).check()
    box(page).fill("not yet saved")
    seldom(page, "Delete all answers").press("Enter")
    button(page, "No").press("Enter")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Delete all")
    seldom(page, "Delete all answers").press("Enter")
    button(page, "Yes, delete everything").press("Enter")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Delete all")
    assert "deleted from this page and this browser" in said(page).inner_text()
    assert (
        box(page).input_value() == ""
        and page.locator('[data-task="03.3"] [type=radio]').first.is_checked()
    )
    other.wait_for_function("() => !document.querySelector(\"[data-task='03.5'] textarea\").value")
    assert page.evaluate(
        "() => Object.keys(localStorage).filter(name => name.startsWith('khaddam-files')).sort()"
    ) == ["khaddam-files-unsaved:x:student", "khaddam-files:opened"]
    page.reload()
    page.wait_for_function(DRAWN)
    assert page.locator("#kept").inner_text() == "Nothing is entered yet."


# ---------------------------------------------------------------- where no file can be made

SANDBOXES = {
    "with scripts": "allow-scripts",
    "with scripts and storage": "allow-scripts allow-same-origin",
    "with everything but a tab": "allow-scripts allow-same-origin allow-downloads",
}


@pytest.fixture(scope="module")
def server(folder):
    """Address of a server that gives the form as it is, under /files/ as Jupyter does, and in
    frames."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def do_GET(self):
            form_text = (folder / "answer-form.html").read_bytes()
            path, _, sandbox = self.path.partition("?")
            page = form_text
            if path == "/frame":
                at = f"http://localhost:{self.server.server_port}/form"
                page = f'<!DOCTYPE html><iframe src="{at}" width=900 height=700></iframe>'.encode()
            if path in ("/blob", "/srcdoc"):
                source = base64.b64encode(form_text).decode()
                made = (
                    "frame.src = URL.createObjectURL(new Blob([bytes], {type: 'text/html'}))"
                    if path == "/blob"
                    else "frame.srcdoc = new TextDecoder().decode(bytes)"
                )
                page = f"""<!DOCTYPE html><iframe sandbox="{sandbox.replace("+", " ")}" width=900 height=700></iframe><script>
                  const frame = document.querySelector('iframe'), bytes = Uint8Array.from(atob('{source}'), sign => sign.charCodeAt(0)); {made}</script>""".encode()
            self.send_response(200)
            if path.startswith("/files/"):
                self.send_header("Content-Security-Policy", "sandbox allow-scripts")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def no_file_is_announced(page, frame):
    """The page says where to open it instead; a press gives a code that is whole, and no file is
    made or spoken of as made."""
    files = []
    page.on("download", lambda made: files.append(made))
    frame.wait_for_function(DRAWN)
    assert "choose Download, and open the downloaded file" in frame.locator("#kept").inner_text()
    box(frame).fill("My answer")
    number(frame).fill("s1")
    button(frame, "Download your answers").click()
    frame.wait_for_function(
        "() => document.querySelector('.kf-made').textContent.includes('code to copy has')"
    )
    told = said(frame).inner_text()
    assert told.startswith("No file can be made here") and "was given" not in told
    code = frame.get_by_label("Code to copy").input_value()
    assert values(code) == {"student": "s1", "ex.03.5.answer": "My answer"}
    assert frame.get_by_label("Code to copy").is_visible() and not files
    bring_back(frame, a_file({"student": "s1", "09.claim": "x"}))
    button(frame, "Add only what is missing").click()
    seldom(frame, "Show a code").click()
    frame.wait_for_function(
        "code => document.querySelector('textarea[readonly]').value !== code", arg=code
    )
    assert values(frame.get_by_label("Code to copy").input_value()) == {
        "student": "s1",
        "ex.03.5.answer": "My answer",
        "09.claim": "x",
    }


@pytest.mark.parametrize(
    "way, sandbox",
    list(zip(("blob", "srcdoc", "blob"), SANDBOXES, strict=True)),
)
def test_in_jupyterlab_s_frame_no_file_is_announced(browser, server, way, sandbox):
    with visits(browser) as visit:
        page = visit(f"{server}/{way}?{SANDBOXES[sandbox].replace(' ', '+')}")
        no_file_is_announced(page, page.frames[1])


@pytest.mark.parametrize("path", ["files/answer-form.html", "frame"])
def test_from_jupyter_s_own_address_and_in_a_foreign_frame_no_file_is_announced(
    browser, server, path
):
    with visits(browser) as visit:
        page = visit(f"{server}/{path}")
        no_file_is_announced(page, page.frames[-1])


def test_without_scripts_the_page_says_where_to_open_it(browser, server):
    page = browser.new_page()
    page.goto(f"{server}/blob?")
    frame = page.frames[1]
    frame.wait_for_selector("noscript")
    assert "choose Download" in frame.locator("noscript").inner_text()
    assert frame.locator("#kept").is_hidden() and frame.locator(".kf-task").count() == 0
    page.close()


def test_from_a_server_of_its_own_the_form_makes_files(opened, server):
    page = opened(at=f"{server}/form")
    assert page.locator("#kept").inner_text() == "Nothing is entered yet."
    box(page).fill("My answer")
    assert values(download(page)) == {"ex.03.5.answer": "My answer"}


# ---------------------------------------------------------------- bringing back


def test_another_person_s_file_is_asked_about_and_what_goes_is_told_first(opened):
    page = opened()
    number(page).fill("4711")
    box(page).fill("My own words")
    saved(page)
    told = bring_back(
        page,
        a_file(
            {"student": "0815", "ex.03.5.answer": "Other words", "ex.03.6.answer": "2007-08-28"}
        ),
    )
    assert "carries the student number 0815; here stands 4711. Is it yours?" in told
    assert "already here: 0; missing here: 1; different here: 2" in told
    assert "task 03.5: here “My own words”, in the file “Other words”" in told
    button(page, "Leave everything as it is").press("Enter")
    assert (
        page.evaluate("() => document.activeElement.type") == "file"
        and box(page).input_value() == "My own words"
    )
    bring_back(
        page,
        a_file(
            {"student": "0815", "ex.03.5.answer": "Other words", "ex.03.6.answer": "2007-08-28"}
        ),
    )
    button(page, "Add only what is missing").press("Enter")
    page.get_by_text("1 entry was brought back and saved").wait_for()
    assert (box(page).input_value(), box(page, "03.6").input_value()) == (
        "My own words",
        "2007-08-28",
    )


def test_the_same_file_brought_back_again_repairs(opened):
    page = opened()
    file = a_file({"ex.03.1.answer.03.1-1": "editor", "ex.03.5.answer": "Words"})
    for _ in range(2):
        bring_back(page, file)
        page.locator(".kf-differs button").first.press("Enter")
        page.get_by_text("brought back and saved").wait_for()
        assert (box(page).input_value(), lists(page).first.input_value()) == ("Words", "editor")
        box(page).fill("Changed since")
        lists(page).first.select_option("speaker")
        saved(page)
        saved(page, "03.1")
    assert "Nothing is to be brought back" not in bring_back(page, file)


ODD_DATES = dict(
    zip(
        ("03.5", "03.9", "04.6", "04.9", "05.10"),
        ("zzzz", "25/11/2026", "2099-01-01T00:00:00.000Z", "", None),
        strict=True,
    )
)


def test_an_odd_date_neither_wins_nor_blocks(opened):
    page = opened()
    entries = {
        f"ex.{task}.answer": {"changed": changed, "value": "From the file"}
        for task, changed in ODD_DATES.items()
    }
    file = a_file({}, **entries)
    for task in ODD_DATES:
        box(page, task).fill("Mine")
        saved(page, task)
    bring_back(page, file)
    assert {box(page, task).input_value() for task in ODD_DATES} == {"Mine"}
    button(page, "Take over everything").press("Enter")
    page.get_by_text("brought back and saved").wait_for()
    assert {box(page, task).input_value() for task in ODD_DATES} == {"From the file"}
    for task in ODD_DATES:
        box(page, task).fill("Newer")
        saved(page, task)
    page.reload()
    page.wait_for_function(DRAWN)
    assert {box(page, task).input_value() for task in ODD_DATES} == {"Newer"}


BAD_FILES = [b"", b"nonsense", b"{}", a_file({"student": "x"})[:100]]
BAD_FILES += [b"KHADDAM-FILES-2:9:00000000:abc"]


def test_a_bad_file_gets_one_sentence_and_nothing_is_changed(opened):
    page = opened()
    box(page).fill("My answer")
    for content in BAD_FILES:
        told = bring_back(page, content)
        assert told.endswith("Nothing was changed here."), content
        assert page.locator(".kf-differs").inner_text() == ""
        assert box(page).input_value() == "My answer"


def test_a_torn_file_is_told_before_anything_is_taken(opened):
    page = opened()
    raw = json.dumps(
        json.loads(a_file({f"ex.03.1.answer.03.1-{item}": "editor" for item in range(1, 7)})),
        indent=1,
    ).encode()
    assert bring_back(page, raw[: len(raw) * 2 // 3]).startswith("The file ends early; ")
    assert lists(page).first.input_value() == ""


def test_a_browser_that_cannot_unpack_says_so(opened):
    page = opened(script="delete window.DecompressionStream")
    assert "this browser cannot unpack it" in bring_back(
        page, b'{"version": 2, "entries": 1, "check": "0", "packed": "eJw="}'
    )


HOSTILE = """<script>document.hit=1</script>|<img src=x onerror=document.hit=1>|"><svg onload=document.hit=1>|'><b id=foreign>|<iframe srcdoc="<script>parent.hit=1</script>">
</textarea><b id=foreign>|</script><b id=foreign>|<style>*{display:none}</style>|javascript:document.hit=1|{{constructor.constructor('document.hit=1')()}}|<a href=javascript:document.hit=1>x</a>
<math><mtext></p><img src=x onerror=document.hit=1>|&lt;img src=x onerror=document.hit=1&gt;|\\u003cscript>document.hit=1\\u003c/script>|<!--><b id=foreign>-->|<details open ontoggle=document.hit=1>|]]><b id=foreign>
<link rel=stylesheet href=http://127.0.0.1:1/x>|<form action=http://127.0.0.1:1/><input name=a>|<base href=http://127.0.0.1:1/>|<meta http-equiv=refresh content=0;url=http://127.0.0.1:1/>|${document.hit=1}""".replace(
    "\n", "|"
).split("|")
FIELDS = [
    "student",
    "ex.03.5.answer",
    "ex.03.6.answer",
    "ex.03.5.own_level",
    "ex.03.1.answer.03.1-1",
    "ex.03.3.answer.03.3-1",
    "ex.03.1.dispute.reason",
    "ex.03.1.dispute.disputed",
]


def test_hostile_words_in_every_field_stay_words(opened):
    page = opened()
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    elements = (
        "() => [...document.querySelectorAll('script, iframe, img, svg, link, base, meta, "
        "style, form, #foreign, math')].length"
    )
    before = page.evaluate(elements)
    for start in range(0, len(HOSTILE), len(FIELDS) // 2):  # each stands in two fields at least
        answers = {
            field: HOSTILE[(start + place) % len(HOSTILE)] for place, field in enumerate(FIELDS)
        }
        first, second, *_ = answers.values()
        answers |= dict.fromkeys((second, f"ex.03.1.answer.{first}", "__proto__"), first)
        answers["constructor"] = second
        told = bring_back(page, a_file(answers))
        assert "Of " in told, told
        page.locator(".kf-differs button").first.click()
        assert (number(page).input_value(), box(page).input_value()) == (first.strip(), second)
        assert (
            page.evaluate(elements) == before
            and page.evaluate("() => document.hit ?? window.hit ?? ({}).changed ?? null") is None
        )
    assert page.evaluate(
        "() => ({}).value === undefined && Object.keys(Object.prototype).length === 0"
    )
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_nothing_foreign_is_lost_on_the_way_through_the_form(opened, store):
    store.put_many(
        {
            "07.C002.probability": 60,
            "08.headline.1": "__proto__",
            "09.claim": "x",
            "constructor": "y",
            "__proto__": "z",
        }
    )
    page = opened()
    bring_back(page, store.export())
    button(page, "Add only what is missing").click()
    page.get_by_text("brought back and saved").wait_for()
    assert values(download(page)) == store.all()
    page.reload()
    page.wait_for_function(DRAWN)
    assert values(download(page)) == store.all()


# ---------------------------------------------------------------- on the screen and on paper


def test_no_accessibility_rule_is_broken(opened):
    """Of the exercises, those that together hold every kind of task, with everything opened."""
    page = opened(color_scheme="light", viewport={"width": 1280, "height": 720})
    others = {row["notebook"] for row in TASKS} - set(WITH_KEYS)
    exercise = 'section[aria-labelledby="e{}"]'
    looked_at = {"exclude": [[exercise.format(notebook)] for notebook in sorted(others)]}
    page.evaluate(
        "those => those.flatMap(one => [...document.querySelectorAll(one)]).forEach(one => { "
        "one.querySelectorAll('details').forEach(fold => { fold.open = true }); "
        "one.querySelectorAll('.kf-places button').forEach(place => place.click()); "
        "one.querySelectorAll('article').forEach(task => { task.style.contentVisibility = "
        "'visible' }) })",
        [*map(exercise.format, WITH_KEYS), "#hand-in ~ *"],
    )
    bring_back(page, a_file({"student": "s1"}))
    found = Axe().run(page, context=looked_at)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="dark")
    # nothing else has changed
    found = Axe().run(page, context=looked_at, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


def test_on_a_narrow_screen_nothing_is_cut_off(opened):
    page = opened(viewport={"width": 320, "height": 600})
    page.evaluate(
        "() => document.querySelectorAll('article').forEach(one => { one.style.contentVisibility = "
        "'visible' })"
    )
    box(page).fill("long" * 300)
    bring_back(page, a_file({"student": "long" * 300, "ex.03.5.answer": "other" * 300}))
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_every_control_has_its_label(opened):
    page = opened()
    without = page.evaluate(
        "() => [...document.querySelectorAll('input, select, textarea')].filter(one => "
        "one.labels.length !== 1).length"
    )
    assert without == 0
    assert page.evaluate(
        "() => [...document.querySelectorAll('fieldset')].every(one => "
        "one.firstElementChild.matches('legend'))"
    )
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(one => +one.tagName[1])"
    )
    assert levels.count(1) == 1 and all(
        after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)
    )


def test_an_address_with_a_task_leads_to_it(opened, address):
    page = opened(at=f"{address}#05.1")
    page.wait_for_function(
        "() => Math.abs(document.getElementById('05.1').getBoundingClientRect().top) < 200"
    )
    assert opened(at=f"{address}#%E0%A4%A").locator(".kf-task").count() == len(TASKS) + 1, (
        "an odd address does no harm"
    )


def test_paper_shows_whole_answers_and_what_was_chosen(opened):
    page = opened()
    words = " ".join(f"word{place}" for place in range(900))
    box(page).fill(words)
    lists(page).first.select_option("editor")
    number(page).fill("4711")
    page.get_by_text("Dispute the key of 03.1", exact=True).click()
    reason = "because " * 40
    page.locator('[data-task="03.1"] details input[type=text]').fill(reason)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = false })")
    page.emulate_media(media="print")
    shown = page.evaluate(
        "() => { dispatchEvent(new Event('beforeprint')); return "
        "document.querySelector('main').innerText }"
    )
    assert words in shown and reason.strip() in shown and "editor\n" in shown
    cut = page.evaluate(
        "() => [...document.querySelectorAll('.kf-task :is(textarea, input[type=text], "
        ".kf-print)')].filter(one => one.checkVisibility() && (one.scrollHeight > one.clientHeight "
        "+ 2 || one.scrollWidth > one.clientWidth + 2)).length"
    )
    assert cut == 0
    assert not button(page, "Download your answers").is_visible()


def test_the_script_runs_no_text_and_asks_no_address(folder):
    text = (folder / "answer-form.html").read_text(encoding="utf-8")
    (script,) = re.findall(r'<script type="module">(.*?)</script>', text, re.S)
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttp",
        "WebSocket",
        "import(",
    ):
        assert word not in script, word
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert html.unescape(policy).split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "form-action 'none'",
        "base-uri 'none'",
    ]
