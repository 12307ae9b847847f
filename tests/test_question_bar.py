"""The bar that asks, in JupyterLab, used as people do: chosen and pressed at once, far from the
server, in two windows, without its kernel.

What is kept must be what stood on the page, and ours is opened only where it is.
"""

import shutil

import pytest
from lab import PATIENCE, far_away, run_all, until_ready
from playwright.sync_api import expect
from test_tasks_in_lab import press, until

from khaddam_files.answers import Answers
from khaddam_files.answers.store import forget_open_folders
from khaddam_files.compare.questions import choices_of
from khaddam_files.data import records
from khaddam_files.widgets.questions import FREE

GONE = "Python does not answer, so this is not saved and the comparison does not follow."
KERNEL = "what => window.jupyterapp.shell.currentWidget.context.sessionContext[what]()"
SHOW, HIDE = "Show our answer", "Hide our answer"
CHAIN, PEOPLE = "02-the-chain.ipynb", "03-who-is-speaking.ipynb"
ASKED = "03.two_passages.2"
FIRST, SECOND = (row["choice"] for row in choices_of(ASKED)[:2])
HELD = (0, 40, 90, 300)  # milliseconds of a press
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def kept(lab):
    """(question, part) -> what the journals hold now, as a new kernel reads them."""
    folder = lab[2].parent / "answers"
    shutil.rmtree(folder, ignore_errors=True)

    def read(question_id, part):
        forget_open_folders()
        return Answers(folder).get(f"q.{question_id}.{part}")

    yield read
    forget_open_folders()


class Bar:
    """The bar of one comparison: the first of a page on which a question can be chosen."""

    def __init__(self, page, place=0):
        self.page, self.box = page, page.locator(".kf-box").filter(visible=True).nth(place)
        self.question = self.box.get_by_label("Question", exact=True)
        self.answer = self.box.get_by_label("Your answer", exact=True).filter(visible=True)

    def ask(self, question_id):
        """Choose a question and wait until it stands on the page."""
        order = question_id.rsplit(".", 1)[1]
        self.question.select_option(index=int(order) - 1)
        expect(self.box.locator("[id^=khaddam-files-said]").first).to_contain_text(
            f"Question {order}."
        )
        expect(self.answer).to_be_enabled()

    def give(self, answer):
        """Choose it, or type it in place of what stands."""
        if self.answer.evaluate("one => one.tagName") == "SELECT":
            self.answer.select_option(label=answer)
        else:
            self.answer.click()
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(answer)

    def press(self, held=40):
        """Press the button that opens or closes ours, without waiting for anything."""
        press(self.page, self.box.get_by_role("button", name="our answer"), held)

    def opened(self):
        """Wait until ours stands on the page."""
        self.box.get_by_role("button", name=HIDE).wait_for()


@pytest.fixture
def opened(reader, kept):
    """Opens a notebook and runs it."""

    def open_notebook(name, **where):
        page = reader(name, **where)
        until_ready(page)
        run_all(page)
        return page

    return open_notebook


def bars(page, notebook):
    """(bar, questions) of every comparison that asks, in the order of the page."""
    asked = {}
    for row in records("questions"):
        if row["notebook"] == notebook:
            asked.setdefault(row["name"], row)
    for place in range(page.locator(".kf-box").filter(visible=True).count()):
        bar = Bar(page, place)
        if bar.question.count():
            names = bar.question.evaluate("list => [...list.options].map(one => one.text.slice(3))")
            rows = [asked[name.replace("\u00a0", " ").strip()] for name in names[:-1]]
            yield bar, rows


@pytest.mark.parametrize(
    "notebook, seconds",
    [("03-who-is-speaking", 0), ("01-the-eve-of-war", 0.1), ("06-akin-to-vietnam", 0.4)],
)
def test_what_stands_at_the_press_is_what_was_answered_before_ours(
    notebook, seconds, opened, kept, lab
):
    """Seen red at 200 and 800 ms: the press overtook a second choice, and the first was counted."""
    with far_away(lab[0]) as (where, distance):
        page = opened(f"{notebook}.ipynb", where=where)
        distance.seconds, wrong, turn = seconds, [], 0
        for bar, rows in bars(page, notebook[:2]):
            for row in rows:
                bar.ask(row["question_id"])
                choices = [choice["choice"] for choice in choices_of(row["question_id"])]
                before, stood = choices[:2] if choices else ("1", str(40 + turn))
                bar.give(before)
                bar.give(stood)
                bar.press(HELD[turn % len(HELD)])
                turn += 1
                bar.opened()
                page.wait_for_timeout(500 + 2000 * seconds)  # whatever comes after the press
                found = tuple(kept(row["question_id"], part) for part in ("answer", "first"))
                if found != (stood, stood):
                    wrong.append((row["question_id"], HELD[(turn - 1) % 4], stood, found))
                expect(bar.box).to_contain_text(f"{stood}")
        distance.seconds = 0
        page.close()
    assert wrong == []


def test_a_choice_made_while_the_question_turns_belongs_to_the_question_that_stood(
    opened, kept, lab
):
    """Seen red: the list of the old question was read by the new one."""
    with far_away(lab[0]) as (where, distance):
        page = opened(PEOPLE, where=where)
        bar = Bar(page)
        bar.ask(ASKED)
        distance.seconds = 0.4
        bar.question.select_option(index=2)
        bar.give(SECOND)
        page.wait_for_timeout(3000)
        distance.seconds = 0
        until(lambda: kept(ASKED, "answer") == SECOND, "it is kept under its own question")
        assert kept("03.two_passages.3", "answer") is None
        page.close()


@pytest.mark.parametrize("seconds, goes", [(0.1, "saves and loads again"), (0.4, "leaves")])
def test_the_last_choice_before_the_page_goes_is_taken_up_again(seconds, goes, opened, kept, lab):
    """Choose twice and go at once: far from the server the second choice is in nobody's hands."""
    with far_away(lab[0]) as (where, distance):
        page = opened(PEOPLE, where=where)
        bar = Bar(page)
        bar.ask(ASKED)
        distance.seconds = seconds
        bar.give(FIRST)
        bar.give(SECOND)
        if goes == "leaves":
            page.close(run_before_unload=True)
            distance.seconds = 0
            page = opened(PEOPLE, where=where)
        else:
            page.keyboard.press("Control+s")
            page.reload(wait_until="domcontentloaded")
            distance.seconds = 0
            until_ready(page)
            run_all(page)
        bar = Bar(page)
        bar.ask(ASKED)
        expect(bar.answer.locator("option:checked")).to_have_text(SECOND)
        until(lambda: kept(ASKED, "answer") == SECOND, "on the disk too")
        page.close()


def test_ours_that_was_open_is_closed_after_reload_and_nothing_is_lost(opened, kept):
    page = opened(PEOPLE)
    bar = Bar(page)
    bar.ask(ASKED)
    bar.give(FIRST)
    bar.press()
    bar.opened()
    bar.give(SECOND)
    until(lambda: kept(ASKED, "answer") == SECOND, "the answer may change")
    page.reload(wait_until="domcontentloaded")
    until_ready(page)
    run_all(page)
    bar = Bar(page)
    bar.ask(ASKED)
    assert bar.box.get_by_role("button", name=SHOW).is_visible(), "ours never opens by itself"
    expect(bar.answer.locator("option:checked")).to_have_text(SECOND)
    assert kept(ASKED, "first") == FIRST
    bar.question.select_option(label=FREE)
    expect(bar.answer).to_have_count(0)
    bar.ask(ASKED)
    expect(bar.answer).to_have_count(1)


def test_a_kernel_that_is_gone_is_told_and_nothing_is_said_to_be_opened(opened, kept):
    page = opened(PEOPLE)
    bar = Bar(page)
    bar.ask(ASKED)
    bar.give(FIRST)
    until(lambda: kept(ASKED, "answer") == FIRST, "kept")
    page.evaluate(KERNEL, "restartKernel")
    bar.give(SECOND)
    bar.press()
    bar.box.get_by_text(GONE).wait_for()
    assert bar.box.get_by_role("button", name=SHOW).is_visible()
    assert kept(ASKED, "first") is None
    until_ready(page)
    run_all(page)
    bar = Bar(page)
    bar.ask(ASKED)
    expect(bar.answer.locator("option:checked")).to_have_text(SECOND)
    until(lambda: kept(ASKED, "answer") == SECOND, "what stood without a kernel is kept now")
    page.evaluate(KERNEL, "shutdown")
    bar.press()
    bar.box.get_by_text(GONE).wait_for()
    assert kept(ASKED, "first") is None, "ours was not opened"


def test_what_was_sent_before_python_fell_silent_is_no_other_windows_answer(opened, kept, lab):
    """The first choice has arrived, but no answer to it came back; then a second was made."""
    with far_away(lab[0]) as (where, distance):
        page = opened(PEOPLE, where=where)
        bar = Bar(page)
        bar.ask(ASKED)
        distance.seconds = 3
        bar.give(FIRST)
        bar.box.get_by_text(GONE).wait_for()
        until(lambda: kept(ASKED, "answer") == FIRST, "it has arrived")
        distance.seconds = 600
        bar.give(SECOND)
        page.close(run_before_unload=True)
        distance.seconds = 0
        page = opened(PEOPLE, where=where)
        bar = Bar(page)
        bar.ask(ASKED)
        expect(bar.answer.locator("option:checked")).to_have_text(SECOND)
        assert not bar.box.get_by_role("button", name="Take this one").count()
        until(lambda: kept(ASKED, "answer") == SECOND, "on the disk too")
        page.close()


def test_two_windows_on_one_notebook_tell_each_other_and_count_what_stood_first(opened, kept):
    one, other = (Bar(opened(PEOPLE)) for _ in range(2))
    for bar in (one, other):
        bar.page.bring_to_front()
        bar.ask(ASKED)
    one.page.bring_to_front()
    one.give(FIRST)
    expect(other.answer.locator("option:checked")).to_have_text(FIRST)
    one.press()
    one.opened()
    other.page.bring_to_front()
    other.give(SECOND)
    other.press()
    other.opened()
    expect(one.answer.locator("option:checked")).to_have_text(SECOND)
    until(lambda: kept(ASKED, "answer") == SECOND, "the later answer stands")
    assert kept(ASKED, "first") == FIRST
