"""The seminar in a browser: the line under a task, the button of a hub, phones and the teacher's
page."""

import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from lab import visits
from served import running

from khaddam_files import check, component, serving
from khaddam_files.component import design
from khaddam_files.data import records
from khaddam_files.seminar import ballots, desk, room
from khaddam_files.seminar.letters import read_lines
from khaddam_files.seminar.questions import after

CLOSED = [row["task_id"] for row in records("tasks") if row["kind"] != "free"]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WALL = {"viewport": {"width": 1024, "height": 576}, "device_scale_factor": 1.25}
COMPONENT = component.script("storage") + "\nglobalThis.kf = {lineOf, mount, readText};"
HAND_IN = {"id": "hand-in", "legend": "Your work", "handin": True, "keys": ["student"]}
HAND_IN |= {"hand": {"label": "Hand in"}, "folder": "f", "place": "p", "state": {}, "replies": {}}
HAND_IN |= {"anew": {"label": "Anew", "question": "Sure?", "yes": "Yes"}}
PORT = """spec => { globalThis.sent = []; let hear;
  kf.mount(spec, document.body.appendChild(document.createElement('div')), {
    send(message) { sent.push(message); if (message.type === 'all' && globalThis.alive)
      hear({type: 'kept', kept: {'ex.01.1.answer.01.1-1': {value: 'x', changed: ''}}}); },
    listen(does) { hear = does; globalThis.hear = does; return () => {} }, liveness() { return () => {} } }) }"""


@pytest.fixture
def visit(browser):
    with visits(browser) as made:
        yield made


@pytest.fixture
def parts(visit):
    """A page on which functions of the component can be called as kf.lineOf(…) and so on."""
    page = visit("about:blank")
    page.add_script_tag(type="module", content=COMPONENT)
    page.wait_for_function("() => globalThis.kf")
    return page


def seems_clean(page):
    assert [found["id"] for found in Axe().run(page).response["violations"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is moved sideways"


# ---------------------------------------------------------------- the line under a task


def chosen(task_id, chance):
    """Some answer to a closed task, as a page keeps it and as a line is read."""
    if not check.choices(task_id):
        typed = "2003-03-16" if check.task(task_id)["kind"] == "date" else str(chance.randrange(99))
        return {design.task(task_id)["text"]["key"]: typed}, typed
    given = {
        item["item_id"]: chance.choice(check.choices(task_id))
        for item in check.items(task_id)
        if chance.random() < 0.7
    }
    kept = {
        item["key"]: given[row["item_id"]]
        for item, row in zip(design.task(task_id)["items"], check.items(task_id), strict=True)
        if row["item_id"] in given
    }
    return kept, given


def test_the_line_of_every_closed_task_is_read_back_as_it_was_chosen(parts):
    chance = random.Random(1)
    for task_id in CLOSED:
        kept, given = chosen(task_id, chance)
        made = "([spec, kept]) => kf.lineOf(spec, new Map(Object.entries(kept)))"
        line = parts.evaluate(made, [design.task(task_id), kept])
        if not given:
            assert line == ""
            continue
        (read,), unread = read_lines(f"Anna: {line}")
        assert (read.answers, unread) == ({task_id: given}, []), line


def test_the_line_stands_under_the_task_and_follows_what_is_chosen(visit):
    page = visit((ROOT / "exercises" / "answer-form.html").as_uri() + "#05.1")
    task = page.locator('[data-task="05.1"]')
    line = task.locator(".kf-letter-line")
    task.locator("select").first.wait_for()
    assert line.inner_text() == "", "nothing is chosen yet"
    for place, choice in {0: 1, 2: 3, 11: 2}.items():
        task.locator("li").nth(place).scroll_into_view_if_needed()
        task.locator("select").nth(place).select_option(index=choice)
    assert line.locator("code").inner_text() == "05.1 a-c-- ----- -b"
    assert line.get_attribute("aria-live") is None and line.get_attribute("role") is None
    typed = page.locator('[data-task="05.4"]')
    typed.locator(".kf-typed input").fill("36")
    assert typed.locator(".kf-letter-line code").inner_text() == "05.4 36"
    page.reload()
    task.locator("select").first.wait_for()
    assert line.locator("code").inner_text() == "05.1 a-c-- ----- -b"
    free = page.locator('[data-task="03.5"]')
    assert free.locator(".kf-letter-line").count() == 0


# ---------------------------------------------------------------- the button of a hub


def made(page):
    return page.locator(".kf-made")


def test_the_button_hands_over_the_file_and_says_what_python_says(parts):
    parts.evaluate("globalThis.alive = true")
    parts.evaluate(PORT, HAND_IN)
    parts.get_by_label("Student number").fill("4711")
    parts.get_by_role("button", name="Hand in", exact=True).click()
    parts.wait_for_function("sent.some(one => one.type === 'hand')")
    held = parts.evaluate("kf.readText(sent.find(one => one.type === 'hand').text).entries")
    assert {key: entry["value"] for key, entry in held.items()} == {
        "student": "4711",
        "ex.01.1.answer.01.1-1": "x",
    }
    assert made(parts).inner_text() == "Handing in …", "nothing is said to be handed in yet"
    parts.evaluate("hear({type: 'handed', said: 'Handed in at 17:03:12: a.json, 12 bytes.'})")
    assert made(parts).inner_text() == "Handed in at 17:03:12: a.json, 12 bytes."


@pytest.mark.parametrize("alive", [True, False])
def test_without_an_answer_of_python_it_is_not_said_to_be_handed_in(parts, alive):
    parts.evaluate(f"globalThis.alive = {str(alive).lower()}")
    parts.evaluate(PORT, HAND_IN)
    parts.get_by_label("Student number").fill("4711")
    parts.get_by_role("button", name="Hand in", exact=True).click()
    told = "Python has not said" if alive else "Not handed in: Python does not answer."
    made(parts).filter(has_text=told).wait_for()
    assert "Download your answers" in made(parts).inner_text()


def test_where_no_folder_is_configured_there_is_no_button(parts):
    parts.evaluate(PORT, {name: held for name, held in HAND_IN.items() if name != "hand"})
    assert parts.get_by_role("button", name="Hand in", exact=True).count() == 0


# ---------------------------------------------------------------- phones and the teacher's page


@pytest.fixture
def seminar(tmp_path):
    """Address of the teacher's page, of that for phones, and the ballots."""
    kept = ballots.Ballots(tmp_path)
    for_all = room.Room(kept)
    phones = serving.Site(room.handlers(for_all), most_bytes=room.MOST_BYTES)
    own = desk.Desk(for_all, lambda: phones.url)
    teacher = serving.Site(desk.handlers(own), token=serving.new_token())
    with running(phones, teacher):
        yield teacher.url, phones.url, kept


def press(page, name):
    """By keyboard, as a teacher at a lectern does."""
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_question_goes_to_the_phone_and_its_answer_comes_back(visit, seminar, scheme):
    own, phones, kept = seminar
    teacher = visit(own, color_scheme=scheme, **WALL)
    phone = visit(phones, color_scheme=scheme, **PHONE)
    teacher.locator("#task option").first.wait_for(state="attached")
    seems_clean(teacher)
    seems_clean(phone)
    phone.get_by_label("Room word").fill(kept.state.word.upper())
    phone.get_by_role("button", name="Join").tap()
    phone.get_by_text("Nothing is asked yet").wait_for()
    teacher.locator("#task").select_option("05.1")
    teacher.locator("#item").select_option("05.1-3")
    press(teacher, "Ask this")
    phone.get_by_text("The vote is closed").wait_for()
    assert phone.get_by_role("button", name="Send my answer").is_disabled()
    press(teacher, "Open the vote")
    phone.get_by_text("The vote is open").wait_for()
    choice = check.choices("05.1")[1]
    phone.get_by_text(choice, exact=True).tap()
    phone.get_by_role("button", name="Send my answer").tap()
    phone.get_by_text(re.compile("^Received at ")).wait_for()
    assert phone.locator("#line").inner_text() == "05.1 3b"
    (read,), unread = read_lines(phone.locator("#line").inner_text())
    assert read.answers == {"05.1": {"05.1-3": choice}} and not unread
    teacher.get_by_text("The vote is open. 1 ballot.").wait_for()
    seems_clean(teacher)
    seems_clean(phone)
    smallest = phone.locator("fieldset label").first.bounding_box()
    assert smallest["height"] >= 44, "a thumb finds it"
    phone.reload()
    phone.get_by_text("Your answer was received.").wait_for()
    assert phone.get_by_label(choice).is_checked()
    press(teacher, "Close the vote")
    phone.get_by_text("The vote is closed").wait_for()
    assert phone.get_by_label(choice).is_disabled() and phone.get_by_label(choice).is_checked()
    assert ballots.votes(kept.class_folder)["05.1-3"].first == [{"05.1-3": choice}]


def test_what_is_chosen_and_not_sent_stays_while_the_teacher_does_other_things(visit, seminar):
    own, phones, kept = seminar
    kept.state.question, kept.state.open = "01.1", True
    phone = visit(f"{phones}#{kept.state.word.replace(' ', '')}", **PHONE)
    choice = check.choices("01.1")[0]
    phone.get_by_text(choice, exact=True).tap()
    teacher = visit(own, **WALL)
    teacher.locator("#lines-title").click()
    teacher.locator("#text").fill("Anna: 01.1 b\nhello")
    teacher.get_by_role("button", name="Count what was typed").click()
    teacher.get_by_text("1 person counted.").wait_for()
    assert "Line 2 “hello”" in teacher.locator("#unread").inner_text()
    with phone.expect_response(re.compile("now")):
        pass
    assert phone.get_by_label(choice).is_checked()
    seems_clean(teacher)


def test_what_is_chosen_stays_when_the_vote_is_closed_and_opened_again(visit, seminar):
    own, phones, kept = seminar
    kept.state.question, kept.state.open = "05.1", True
    phone = visit(f"{phones}#{kept.state.word.replace(' ', '')}", **PHONE)
    choice = check.choices("05.1")[1]
    phone.get_by_text(choice, exact=True).first.tap()
    teacher = visit(own, **WALL)
    press(teacher, "Close the vote")
    phone.get_by_text("The vote is closed").wait_for()
    assert phone.locator("#received").inner_text() == "Chosen, and not sent yet."
    press(teacher, "Open the vote")
    phone.get_by_text("The vote is open").wait_for()
    assert phone.get_by_label(choice).first.is_checked()
    press(teacher, "Next")
    phone.locator("#title", has_text=f"{after('05.1')}: ").wait_for()
    assert phone.locator(":checked").count() == 0 and not phone.locator("#received").inner_text()


def test_what_is_pasted_is_counted_at_once_for_the_vote_that_is_held(visit, seminar):
    own, _phones, kept = seminar
    kept.take_lines("Anna: 01.1 b")
    kept.state.question, kept.state.vote, kept.state.open = "01.1", 2, True
    teacher = visit(own, **WALL)
    teacher.context.grant_permissions(["clipboard-read", "clipboard-write"])
    teacher.locator("#lines-title").click()
    teacher.evaluate("navigator.clipboard.writeText('Anna: 01.1 a')")
    teacher.locator("#text").focus()
    teacher.keyboard.press("Control+V")
    teacher.get_by_text("1 person counted.").wait_for()
    (first,), (second,) = ballots.votes(kept.class_folder)["01.1"]
    assert first != second, "the first vote stays as it was"


def test_the_wall_says_how_to_join_and_what_to_do_where_devices_are_kept_apart(visit, seminar):
    own, phones, kept = seminar
    wall = visit(f"{own}join", **WALL)
    wall.get_by_text(phones).wait_for()
    wall.get_by_text(kept.state.word).wait_for()
    assert "Some networks keep devices apart" in wall.locator("main").inner_text()
    assert wall.evaluate("document.querySelector('#qr').naturalWidth") > 0
    tall = wall.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert tall <= 0, "all of it can be seen"
    seems_clean(wall)


def test_the_wall_opens_at_what_was_asked_and_shows_what_was_voted(visit, seminar):
    own, _phones, kept = seminar
    kept.state.question, kept.state.open = "05.1-3", True
    for number, choice in enumerate((*check.choices("05.1"), *check.choices("05.1"))):
        kept.cast(f"phone {number}", "05.1-3", 1, {"05.1-3": choice})
    teacher = visit(own, **WALL)
    teacher.get_by_text("The vote is open. 6 ballots.").wait_for()
    wall = visit(own + teacher.locator("#wall").get_attribute("href"), **WALL)
    wall.get_by_text(check.items("05.1")[2]["text"]).first.wait_for()
    assert wall.locator(".bars").inner_text().count("2") >= 3, "two for each choice"


def test_markup_in_a_question_of_the_teachers_own_stays_text(visit, seminar):
    own, phones, kept = seminar
    teacher = visit(own, **WALL)
    teacher.get_by_text("Type a question of your own").click()
    teacher.locator("#poll").fill("<img src=x onerror=alert(1)> so?")
    teacher.locator("#choices").fill("<b>yes</b>\nno")
    teacher.get_by_role("button", name="Ask this question").click()
    press(teacher, "Open the vote")
    phone = visit(f"{phones}#{kept.state.word.replace(' ', '')}", **PHONE)
    phone.get_by_text("<b>yes</b>").wait_for()
    assert phone.locator("img, b").count() == teacher.locator("main img, main b").count() == 0
