"""The task component in JupyterLab, used as people do: pressed at once, closed, reloaded, far from
the server, without its kernel.

Nothing here waits politely: what a person has typed must be in the file that is handed in, and on
the disk within a second.
"""

import json
import shutil
import time

import pytest
from conftest import BehindALine, OnePage, reading
from lab import PATIENCE, run_all, shut_down, until_ready
from test_browser import CONTRAST, violations
from test_form import no_file_is_announced

from khaddam_files import check
from khaddam_files.answers import Answers
from khaddam_files.answers.store import forget_open_folders

EXERCISE, DUPLICATE = (f"../exercises/01-{name}.ipynb" for name in ("the-eve-of-war", "duplicate"))
LIST, ESSAY = "01.4", "01.9"
DOWNLOAD = "Download your answers to hand in"


def answers_of(lab):
    """What is in the folder of answers now, read as another kernel would."""

    def read():
        forget_open_folders()
        return Answers(lab[2].parent / "answers").all()

    return read


def opened(reader, name=EXERCISE, **where):
    page = reader(name, **where)
    until_ready(page)
    run_all(page)
    page.wait_for_selector('[data-task="hand-in"]')
    return page


def task(page, name):
    return page.locator(f'.kf-task[data-task="{name}"]')


def write(page, words):
    """Words in the place of whatever stands in the box."""
    task(page, ESSAY).locator("textarea").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def until(holds, what, seconds=PATIENCE / 1000):
    """Wait for something that may take its time on a busy machine; a bound against hanging."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def press(page, button, held):
    """A press of the mouse as a hand makes it, at once, and let go after so many milliseconds."""
    button.hover()  # where it stands when it no longer moves
    page.mouse.down()
    page.wait_for_timeout(held)
    page.mouse.up()


def handed_in(page, held=None):
    """(name, key -> value) of the file that one press on the button gives. held: milliseconds of
    the mouse where that is the matter; it misses now and then what moves under it on a busy
    machine. None for Enter."""
    button = page.get_by_role("button", name=DOWNLOAD)
    with page.expect_download() as download:
        button.press("Enter") if held is None else press(page, button, held)
    made = json.loads(download.value.path().read_text(encoding="utf-8"))
    return download.value.suggested_filename, {
        key: entry["value"] for key, entry in made["answers"].items()
    }


def press_straight_after_typing(page, held):
    """Type into a box and the number, choose, and press; everything must be in the file of that
    very press."""
    number, essay, chosen = (
        page.get_by_label("Student number"),
        task(page, ESSAY).locator("textarea"),
        task(page, LIST),
    )
    essay.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" words before {held}")
    number.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"s{held}")
    name, file = handed_in(page, held)
    assert name == f"answers-s{held}.json" and file["student"] == f"s{held}"
    assert (
        file["ex.01.9.answer"] == essay.input_value() and f"before {held}" in file["ex.01.9.answer"]
    )
    chosen.locator("select").nth(1).select_option(index=1 + held // 10 % 2)
    assert (
        handed_in(page, held)[1]["ex.01.4.answer.01.4-2"]
        == chosen.locator("select").nth(1).input_value()
    )


class TestOnOnePage(BehindALine):
    """One window on one exercise."""

    @staticmethod
    def open_page(read, where):
        return opened(read, where=where)

    @pytest.fixture
    def kept(self, lab):
        return answers_of(lab)

    def test_typing_is_saved_before_the_box_is_left_and_the_line_says_so(self, page, kept):
        write(page, "still in the box")
        until(
            lambda: kept().get("ex.01.9.answer") == "still in the box",
            "saved while the focus is in the box",
        )
        until(
            lambda: task(page, ESSAY).locator(".kf-kept").inner_text().startswith("saved "),
            "said when it is so",
        )

    def test_the_reason_stands_beside_the_list_that_was_chosen_from(self, page):
        row = task(page, LIST).locator(".kf-row").first
        row.locator("select").select_option(index=1)
        until(lambda: row.locator(".kf-reply").inner_text(), "a reply")
        label, control, reply = (
            row.locator(part).bounding_box() for part in ("label", "select", ".kf-reply")
        )
        assert label["x"] < control["x"] < reply["x"] and abs(reply["y"] - control["y"]) < 5
        assert task(page, LIST).locator(".kf-progress").inner_text().startswith("1 of 6 answered")
        cells = page.locator(".jp-MarkdownCell", has_text=check.items(LIST)[0]["text"])
        assert cells.count() == 0, "the item stands once"

    def test_choices_that_arrows_pass_on_their_way_are_no_answers(self, page, kept):
        last = task(page, LIST).locator("select").nth(5)
        last.focus()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        third = last.input_value()
        page.keyboard.press("Tab")
        until(lambda: kept().get("ex.01.4.answer.01.4-6") == third, "the last one is kept")
        assert kept()["ex.01.4.first.01.4-6"] == third

    def test_plain_keys_stay_with_the_control_and_control_s_with_the_notebook(self, page):
        cells = page.locator(".jp-Cell").count()
        radio = page.locator(".kf-task input[type=radio]").first
        controls = {
            "list": task(page, LIST).locator("select").first,
            "radio button": radio,
            "button": page.get_by_role("button", name="Show a hint").first,
            "check box": task(page, LIST).get_by_label("I dispute the key"),
            "folded part": task(page, LIST).locator("summary"),
        }
        task(page, LIST).locator("summary").click()
        for name, control in controls.items():
            control.focus()
            for key in ("d", "d", "b", "x", "ArrowDown", "ArrowUp"):
                page.keyboard.press(key)
            inside = page.evaluate("() => Boolean(document.activeElement.closest('.kf-task'))")
            assert inside and page.locator(".jp-Cell").count() == cells, name
        controls["list"].focus()
        page.evaluate(
            "() => { window.saves = 0; "
            "window.jupyterapp.shell.currentWidget.context.fileChanged.connect(() => { window.saves "
            "+= 1 }) }"
        )
        page.keyboard.press("Control+s")
        page.wait_for_function("() => window.saves > 0")

    def test_one_press_straight_after_the_last_key_gives_everything_that_stands_on_the_page(
        self, page, distance, kept
    ):
        # 0, 200 and 800 milliseconds there and back
        for distance.seconds, *presses in ((0, 0, 40, 90, 300), (0.1, 40), (0.4, 0, 90)):
            for held in presses:
                press_straight_after_typing(page, held)
        words = task(page, ESSAY).locator("textarea").input_value()
        until(lambda: kept().get("ex.01.9.answer") == words, "the words are on the disk too")

    def test_control_s_and_reload_keep_every_word(self, page, distance, kept):
        distance.seconds, words = 0.1, "Typed to the last letter ü سلام"
        write(page, words)
        page.keyboard.press("Control+s")
        page.reload()
        distance.seconds = 0
        until_ready(page)
        run_all(page)
        assert task(page, ESSAY).locator("textarea").input_value() == words
        until(lambda: kept().get("ex.01.9.answer") == words, "on the disk")

    def test_a_file_says_what_it_would_change_before_it_does(self, page, kept, tmp_path):
        essay = task(page, ESSAY).locator("textarea")
        essay.fill("yesterday")
        page.get_by_label("Student number").fill("4711")
        _, file = handed_in(page)
        with page.expect_download() as download:
            page.get_by_role("button", name=DOWNLOAD).click()
        download.value.save_as(tmp_path / "mine.json")
        essay.fill("today")
        page.get_by_label("Student number").fill("4712")
        until(lambda: kept().get("student") == "4712", "saved")
        box = task(page, "hand-in")
        box.locator("summary", has_text="Bring back").click()
        box.get_by_label("Bring back a file").set_input_files(tmp_path / "mine.json")
        differs = box.locator(".kf-differs")
        until(
            lambda: "Is it yours?" in differs.inner_text(), "another person's file is asked about"
        )
        assert "carries the student number 4711; here stands 4712" in differs.inner_text()
        assert (
            "here “today”, in the file “yesterday”" in differs.inner_text()
            and essay.input_value() == "today"
        )
        differs.get_by_role("button", name="Leave everything as it is").click()
        assert kept()["ex.01.9.answer"] == "today"
        for _ in range(2):
            essay.fill("today")
            until(lambda: kept().get("ex.01.9.answer") == "today", "saved")
            box.get_by_label("Bring back a file").set_input_files(tmp_path / "mine.json")
            differs.get_by_role("button", name="Take over everything").click()
            until(
                lambda: "brought back and saved" in box.locator(".kf-made").inner_text(),
                "said when it is so",
            )
            assert kept()["ex.01.9.answer"] == "yesterday" == essay.input_value(), (
                "the same file repairs again"
            )

    def test_tasks_are_accessible_in_both_themes(self, page):
        task(page, LIST).locator("select").first.select_option(index=1)
        for theme, rules in (("JupyterLab Dark", {}), ("JupyterLab Light", CONTRAST)):
            page.evaluate(
                "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
                theme,
            )
            page.wait_for_function(
                "dark => document.body.dataset.jpThemeLight === String(!dark)", arg="Dark" in theme
            )
            page.wait_for_timeout(500)
            assert violations(page, **rules) == [], theme

    def test_a_kernel_that_restarts_is_told_and_nothing_is_lost(self, page, kept):
        chosen, other = (task(page, LIST).locator("select").nth(place) for place in (2, 3))
        chosen.select_option(index=1)
        until(lambda: task(page, LIST).locator(".kf-reply").nth(2).inner_text(), "a reply")
        page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
        )
        until(lambda: task(page, LIST).locator(".kf-trouble").inner_text(), "told by itself")
        other.select_option(index=2)
        write(page, "typed without a kernel")
        reply = task(page, LIST).locator(".kf-reply").nth(3)
        assert "Python does not answer" in reply.inner_text(), "beside the very item"
        _, file = handed_in(page)
        assert (
            file["ex.01.9.answer"] == "typed without a kernel"
            and file["ex.01.4.answer.01.4-4"] == other.input_value()
        )
        assert "not saved yet" in task(page, "hand-in").locator(".kf-made").inner_text()
        held = other.input_value()
        run_all(page)
        until(
            lambda: kept().get("ex.01.9.answer") == "typed without a kernel",
            "saved after Run All Cells",
        )
        assert other.input_value() == held
        until(
            lambda: task(page, LIST).locator(".kf-trouble").inner_text() == "", "taken away again"
        )

    def test_a_kernel_that_was_shut_down_is_noticed_by_whoever_comes_to_a_box(self, page, kept):
        shut_down(page)
        write(page, "nobody listens")
        until(
            lambda: (
                "Python does not answer" in task(page, ESSAY).locator(".kf-trouble").inner_text()
            ),
            "told",
        )
        assert handed_in(page)[1]["ex.01.9.answer"] == "nobody listens"
        page.reload()
        until_ready(page)
        run_all(page)
        assert task(page, ESSAY).locator("textarea").input_value() == "nobody listens"
        until(lambda: kept().get("ex.01.9.answer") == "nobody listens", "saved now")

    def test_a_page_that_is_closed_straight_after_the_last_key_loses_nothing(
        self, page, window, kept
    ):
        write(page, "the lid is closed")
        page.close()
        until(
            lambda: "the lid is closed".startswith(kept().get("ex.01.9.answer", "?")),
            "the words, but for the last second",
        )
        again = window.open()
        assert task(again, ESSAY).locator("textarea").input_value() == "the lid is closed", (
            "this browser held the rest"
        )
        until(lambda: kept().get("ex.01.9.answer") == "the lid is closed", "and it was saved")


class TestOnADuplicate:
    """Beside the exercise, a second copy of it, as *Duplicate* in the file browser makes it: with a
    kernel of its own."""

    @pytest.fixture(scope="class")
    @classmethod
    def read(cls, lab, browser):
        with reading(lab, browser) as open_notebook:
            yield open_notebook

    @pytest.fixture(scope="class")
    @classmethod
    def window(cls, lab, read):
        exercises = lab[2] / "exercises"
        shutil.copy(exercises / "01-the-eve-of-war.ipynb", exercises / "01-duplicate.ipynb")
        return OnePage(lambda: opened(read, DUPLICATE))

    @pytest.fixture
    def page(self, window, request):
        with window.lent(request.session) as page:
            yield page

    def test_two_notebooks_with_different_words_in_one_box_offer_both(self, page, read, lab):
        one, other, kept = opened(read), page, answers_of(lab)
        task(one, LIST).locator("select").nth(0).select_option(index=1)
        task(other, LIST).locator("select").nth(1).select_option(index=1)
        offer = task(other, ESSAY).locator(".kf-offer").first
        for _ in range(5):
            write(one, "the words of one")
            until(lambda: kept().get("ex.01.9.answer") == "the words of one", "on the disk first")
            write(other, "the words of the other")
            task(other, ESSAY).locator(".kf-kept").get_by_text("saved").wait_for()
            # a window in which nothing was done for a while asks when somebody comes to it; it may
            # have shown the words of one already, and then they were replaced by who saw them
            if "the words of one" in offer.inner_text():
                break
        else:
            pytest.fail("never offered where the later words stand")
        assert task(other, ESSAY).locator("textarea").input_value() == "the words of the other"
        offer.get_by_role("button", name="Take this one").click()
        assert task(other, ESSAY).locator("textarea").input_value() == "the words of one"
        until(lambda: kept().get("ex.01.9.answer") == "the words of one", "what was chosen is kept")
        items = {"ex.01.4.answer.01.4-1", "ex.01.4.answer.01.4-2"}
        assert items <= set(kept()), "items of two windows undo nothing"
        assert items <= set(handed_in(one)[1])
        one.close()

    def test_a_page_that_was_saved_and_opened_without_its_kernel_says_what_to_do(
        self, page, read, lab
    ):
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        stored = lab[2] / "exercises" / "01-duplicate.ipynb"
        until(
            lambda: "kf-fallback" in stored.read_text(encoding="utf-8"),
            "the notebook is saved with its outputs",
        )
        shut_down(page)
        page.close()
        again = read(DUPLICATE)
        until_ready(again)
        sentence = again.get_by_text("Task 01.1: choose Run, Run All Cells to answer it.")
        until(lambda: sentence.count() and sentence.first.is_visible(), "one sentence")
        errors = again.get_by_text("Error displaying widget")
        until(
            lambda: not any(each.is_visible() for each in errors.all()),
            "the sentence takes the place of each error",
        )
        run_all(again)
        until(
            lambda: task(again, LIST).count() == 1 and not sentence.first.is_visible(),
            "the task, and only the task",
        )


def test_the_form_in_jupyterlab_says_where_to_open_it_and_announces_no_file(lab, browser):
    """Opened by double click it has no scripts; with *Trust HTML* and in a tab of its own it has,
    and can hand no file to the browser."""
    address, token, _ = lab
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    # a workspace of its own: another test may have left the file browser closed
    page.goto(f"{address}/lab/workspaces/exercises/tree/exercises?token={token}&reset")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    listed = page.locator(".jp-DirListing-item", has_text="answer-form.html")
    listed.wait_for()
    place = listed.bounding_box()
    page.mouse.dblclick(place["x"] + 20, place["y"] + 8)
    unscripted = page.frame_locator("iframe").locator("noscript")
    unscripted.wait_for()
    assert (
        "choose Download, and open the downloaded file with your browser"
    ) in unscripted.inner_text()
    page.get_by_text("Trust HTML").click()
    page.wait_for_function(
        "() => document.querySelector('iframe').sandbox.contains('allow-scripts')"
    )
    page.frame_locator("iframe").locator(".kf-made").wait_for(state="attached")
    no_file_is_announced(page, page.frames[-1])
    page.mouse.click(place["x"] + 20, place["y"] + 8, button="right")
    with context.expect_page() as opened_beside:
        page.get_by_text("Open in New Browser Tab", exact=True).click()
    tab = opened_beside.value
    tab.wait_for_selector("#kept:not(:empty)")
    no_file_is_announced(tab, tab.frames[-1])
    context.close()


IN_SIGHT = (
    "box => [...box.querySelectorAll('input, textarea, select, button, summary')]"
    ".filter(one => one.checkVisibility()).map(one => one.labels?.[0]?.innerText ?? one.innerText)"
)


def test_the_hand_in_shows_what_everybody_needs_and_folds_the_rest(reader):
    page = opened(reader)
    box = task(page, "hand-in")
    number, fold = page.get_by_label("Student number"), box.locator(".kf-more > summary")
    names = box.evaluate(IN_SIGHT)
    assert names[:2] == ["Student number", DOWNLOAD] and len(names) == 4, names
    number.click()
    page.keyboard.type("s9")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert fold.evaluate("one => one === document.activeElement"), "three steps of the Tab key away"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".html"), "a copy to read, by keyboard alone"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    box.get_by_text("The code to copy has").wait_for()
    assert violations(page) == []
