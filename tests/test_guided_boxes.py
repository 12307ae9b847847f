"""The boxes of the guided notebooks in JupyterLab, with real keys and a real mouse: no word lost,
no key taken, no pretending."""

import re
import shutil

import pytest
from conftest import BehindALine, reading
from lab import PATIENCE, far_away, run_all, until_ready
from playwright.sync_api import expect

from khaddam_files.answers import Answers
from khaddam_files.answers.store import forget_open_folders
from khaddam_files.widgets.questions import FREE

FORECASTS = "07-predictions-and-outcomes.ipynb"
MEASURE, NUMBER = "Your day and measure", "Probability in %"
# notebook 07 keeps what is rarely used behind these
TICKS = ("List, day, measure", "Speaker, dispute")
GONE = "Python does not answer, so this is not saved and the comparison does not follow."
CELLS = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"
ACTIVE = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
KERNEL = "what => window.jupyterapp.shell.currentWidget.context.sessionContext[what]()"
expect.set_options(timeout=PATIENCE)
FOCUSED = (
    "label => [...document.activeElement.labels ?? []].some(one => one.innerText === label) "
    "|| document.activeElement.innerText === label"
)


def past_the_questions(page):
    for question in page.get_by_label("Question", exact=True).filter(visible=True).all():
        question.select_option(label=FREE)


def run(page):
    """Run everything and go past the questions, so that every box is in sight."""
    run_all(page)
    past_the_questions(page)
    ticks = [page.get_by_label(label, exact=True) for label in TICKS]
    for tick in ticks:
        if tick.count():
            tick.check()  # waits until the lists are back


def opened(read, name, **where):
    """A notebook that was run. read: as `conftest.reading` gives it."""
    page = read(name, **where)
    until_ready(page)
    run(page)
    return page


@pytest.fixture
def reader(lab, browser):
    """Opens a notebook and runs it; every call is another window of the same browser."""
    with reading(lab, browser) as read:
        yield lambda name, **where: opened(read, name, **where)


@pytest.fixture
def kept(lab):
    """What the journals of the server hold now, read as a new kernel reads them."""
    home = lab[2].parent

    def read(key):
        forget_open_folders()
        return Answers(
            next(path for path in (home / "answers", home / "answers.json") if path.is_dir())
        ).get(key)

    yield read
    forget_open_folders()


def again(page):
    page.reload(wait_until="domcontentloaded")
    until_ready(page)
    run(page)


def line_of(page, label):
    """What stands under a box: saved, not saved yet, or what went wrong."""
    return page.locator(".kf-beside").filter(has=page.get_by_label(label, exact=True)).last


def write(page, label, words):
    """Words in the place of whatever stands in the box."""
    page.get_by_label(label, exact=True).click()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def saved(page, label):
    line_of(page, label).locator(".kf-kept", has_text=re.compile(r"^saved \d\d:\d\d$")).wait_for()


def typed_saved_and_loaded_again(page, distance, typed):
    """Type into boxes, press Ctrl+S and load the page again, all of it far from the server."""
    distance.seconds = 0.1  # 200 milliseconds there and back
    for label, words in typed.items():
        write(page, label, words)
    page.keyboard.press("Control+s")
    page.reload(wait_until="domcontentloaded")
    distance.seconds = 0
    until_ready(page)
    run(page)
    for label, words in typed.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(words)
        expect(line_of(page, label).locator(".kf-kept")).to_have_text(re.compile("^(saved|kept)"))


def every_control_keeps_its_keys(page, labels):
    cells = page.evaluate(CELLS)
    for label in labels:
        role = page.get_by_role("button", name=label).first
        control = role if role.count() else page.get_by_label(label, exact=True).first
        control.focus()
        active = page.evaluate(ACTIVE)
        for key in ("ArrowDown", "ArrowUp", "d", "d", "x", "b", "Escape"):
            page.keyboard.press(key)
            page.wait_for_timeout(30)
        found = page.evaluate(CELLS), page.evaluate(ACTIVE), page.evaluate(FOCUSED, label)
        assert found == (cells, active, True), label


class TestOnOnePage(BehindALine):
    """One window on notebook 07."""

    @staticmethod
    def open_page(read, where):
        return opened(read, FORECASTS, where=where)

    def test_words_are_saved_while_they_are_typed(self, page, kept):
        write(page, MEASURE, "by 1 May 2003, per cent")
        saved(page, MEASURE)  # and the box was not left
        assert page.evaluate(FOCUSED, MEASURE)
        assert kept("07.C011.measure") == "by 1 May 2003, per cent"

    def test_a_number_that_was_not_left_is_kept_and_counts_for_nothing_on_the_way(self, page, kept):
        number = page.get_by_label(NUMBER, exact=True)
        assert number.input_value() == "50"
        number.click(click_count=3)
        page.keyboard.type("4")
        saved(page, NUMBER)
        assert page.get_by_text("Your number: 4 of 100.").count() == 0, (
            "4 on the way to 40 is no answer"
        )
        page.keyboard.type("0")
        # the page turns right after the last key
        page.get_by_label("Claim", exact=True).select_option(index=2)
        expect(number).to_have_value("50")
        page.get_by_label("Claim", exact=True).select_option(index=1)
        page.get_by_text("Your number: 40 of 100.").first.wait_for()
        expect(number).to_have_value("40")
        assert kept("07.C011.probability") == 40
        number.click(click_count=3)
        page.keyboard.type("400")
        refused = line_of(page, NUMBER)
        refused.get_by_text("Not saved: enter a whole number from 0 to 100.").wait_for()
        page.wait_for_timeout(1000)
        assert refused.locator(".kf-kept").inner_text() == "", "nor is it said to be saved"

    def test_every_kind_of_control_keeps_its_keys(self, page):
        every_control_keeps_its_keys(
            page, [NUMBER, MEASURE, "Show all outcomes", "Read my answers again"]
        )

    def test_ctrl_s_and_reload_far_from_the_server_keep_every_word(self, page, distance, kept):
        typed = {NUMBER: "73", MEASURE: "by May ü سلام"}
        typed_saved_and_loaded_again(page, distance, typed)
        assert kept("07.C011.measure") == typed[MEASURE], "the last words are on the disk"

    def test_a_kernel_that_was_restarted_or_shut_down_is_told_and_no_word_is_lost(self, page, kept):
        write(page, MEASURE, "before ")
        saved(page, MEASURE)
        page.evaluate(KERNEL, "restartKernel")
        page.keyboard.type("and after")
        page.get_by_text(GONE).first.wait_for()
        line_of(page, MEASURE).get_by_text("Not saved. Python does not answer.").wait_for()
        assert line_of(page, MEASURE).locator(".kf-kept").inner_text() == ""
        run(page)
        expect(page.get_by_label(MEASURE, exact=True)).to_have_value("before and after")
        saved(page, MEASURE)
        assert page.get_by_text(GONE).count() == 0 and kept("07.C011.measure") == "before and after"
        page.evaluate(KERNEL, "shutdown")  # tells no widget of it
        page.get_by_label("Can it be scored?", exact=True).select_option(index=1)
        page.get_by_text(GONE).first.wait_for()


def test_the_words_of_notes_and_their_place_survive_ctrl_s_and_a_reload(reader, lab, kept):
    with far_away(lab[0]) as (where, distance):
        page = reader("09-your-source-note.ipynb", where=where)
        typed = {"What it is": "A page ü سلام", "I would now defend": "S8.7 is late"}
        typed_saved_and_loaded_again(page, distance, typed)
        page.close()
    assert kept("exit.09.assert") == "S8.7 is late", "the last words are on the disk"


def keys_lost(page):
    """Which keys, pressed in a control, changed the notebook or moved the focus out of it."""
    cells, lost = page.evaluate(CELLS), []
    for label in ("Link", "words"):
        control = page.get_by_label(label, exact=True)
        for keys in (["ArrowDown"], ["Shift+ArrowDown"], ["Control+a"], ["d", "d"], ["x"], ["b"]):
            if not control.count():
                break
            control.focus()
            active = page.evaluate(ACTIVE)
            for key in keys:
                page.keyboard.press(key)
                page.wait_for_timeout(50)
            if (
                page.evaluate(CELLS) != cells
                or page.evaluate(ACTIVE) != active
                or not page.evaluate(FOCUSED, label)
            ):
                lost.append((label, *keys))
                cells = page.evaluate(CELLS)
    return lost


def without_our_mark(page):
    page.evaluate(
        "() => document.querySelectorAll('.kf-box').forEach(box => box.classList.remove('kf-box'))"
    )
    return page


def keys_stay_with_the_control_that_has_the_focus(page):
    """Without our mark the same keys delete the cell and throw the focus out of it."""
    assert keys_lost(page) == []
    page.get_by_label("Link", exact=True).focus()
    active = page.evaluate(ACTIVE)
    page.keyboard.press("Shift+Enter")  # runs the cell, as anywhere in a notebook
    page.wait_for_function(f"active => ({ACTIVE})() === active + 1", arg=active)
    # drawn anew, the comparison asks its question and shows no other list
    expect(page.get_by_label("Link", exact=True)).to_have_count(0)
    past_the_questions(page)
    expect(page.get_by_label("Link", exact=True)).to_be_visible()
    assert keys_lost(without_our_mark(page))


def words_typed_right_before_the_page_turns_go_to_their_own_page(page, read):
    box = page.get_by_label("Your rendering", exact=True)
    theme = page.get_by_label("Theme", exact=True)
    first, second = theme.evaluate(
        "list => [list.selectedOptions[0], [...list.options].find(one => !one.selected)]"
        ".map(one => one.text)"
    )
    write(page, "Your rendering", "un siècle")
    theme.select_option(label=second)
    expect(box).to_have_value("")
    box.click()
    page.keyboard.type("autre chose")
    theme.select_option(label=first)
    expect(box).to_have_value("un siècle")
    page.close(run_before_unload=False)
    after = opened(read, "05-said-in-public-said-in-private.ipynb")
    after.get_by_label("Theme", exact=True).select_option(label=second)
    expect(after.get_by_label("Your rendering", exact=True)).to_have_value("autre chose")


def test_two_windows_on_one_kernel_with_different_words_in_one_box(reader, lab, kept):
    words = ("May 2003", "December 2003")
    with far_away(lab[0]) as (where, distance):
        pages = [reader(FORECASTS, where=where) for _ in words]
        for page in pages:
            page.get_by_label(MEASURE, exact=True).click()
        distance.seconds = 1.9
        for start, end in ((0, 1), (1, None)):  # both have begun before one can hear of the other
            for page, own in zip(pages, words, strict=True):
                page.keyboard.type(own[start:end])
        distance.seconds = 0
        for page, own, others in zip(pages, words, reversed(words), strict=True):
            page.bring_to_front()
            expect(line_of(page, MEASURE).locator(".kf-offer blockquote")).to_have_text(others)
            expect(page.get_by_label(MEASURE, exact=True)).to_have_value(own)
        line_of(page, MEASURE).get_by_role("button", name="Take this one").click()
        saved(page, MEASURE)
        for page in pages:
            expect(page.get_by_label(MEASURE, exact=True)).to_have_value(words[0])
            expect(line_of(page, MEASURE).locator(".kf-offer")).to_have_text("")
            page.close()
    assert kept("07.C011.measure") == words[0]


def test_two_notebooks_with_different_words_in_one_box(reader, lab, kept):
    folder = lab[2] / "notebooks"
    shutil.copy(folder / FORECASTS, folder / "07-copy.ipynb")
    one, other = reader(FORECASTS), reader("07-copy.ipynb")
    for page, words in ((one, "by May"), (other, "by December")):
        page.bring_to_front()
        page.get_by_label(MEASURE, exact=True).click()
        page.keyboard.type(words)
        saved(page, MEASURE)
        page.get_by_label("Can it be scored?", exact=True).select_option(
            index=1 if page is one else 2
        )
    offer = line_of(other, MEASURE).locator(".kf-offer")
    offer.get_by_text("by May").wait_for()
    expect(other.get_by_label(MEASURE, exact=True)).to_have_value("by December")
    other.get_by_text("Another window or notebook holds another answer to this").first.wait_for()
    offer.get_by_role("button", name="Take this one").click()
    saved(other, MEASURE)
    expect(other.get_by_label(MEASURE, exact=True)).to_have_value("by May")
    again(one)
    expect(one.get_by_label(MEASURE, exact=True)).to_have_value("by May")
    assert line_of(one, MEASURE).locator(".kf-offer").inner_text() == ""
