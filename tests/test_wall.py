"""The wall: counted by hand, nothing of fewer than five people, the key when it is asked for, and
the page as a teacher goes through it by keys."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from graded import SCRIPT, handing_in, kept_by
from lab import PATIENCE
from made_up import a_class, submission
from served import ask, running

from khaddam_files import check, serving
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.compare import forecasts
from khaddam_files.compare.questions import choices_of
from khaddam_files.data import records
from khaddam_files.grading import class_answers
from khaddam_files.seminar import asked, ballots, questions, said, wall
from khaddam_files.seminar.screens import BOTH_WAYS, FEW, NOTHING_YET, read, wall_data

WALL_SCREEN = {"width": 1024, "height": 576}  # 1280 x 720 at 125 %
ITEM = check.items("05.1")[2]
KEY, *WRONG = sorted(check.choices("05.1"), key=lambda choice: choice != ITEM["key"])
QUESTION = next(row["question_id"] for row in records("question_choices"))
OURS = next(row["choice"] for row in choices_of(QUESTION) if row["ours"])
OTHER = next(row["choice"] for row in choices_of(QUESTION) if not row["ours"])
WRITTEN = "words that one of few has written"


@pytest.fixture(autouse=True)
def forget():
    class_answers.answers_of.cache_clear()


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    """A made-up class of fifteen: its folder."""
    return a_class(tmp_path_factory.mktemp("rehearsal") / "in", 15)


@pytest.fixture(scope="module")
def rehearsed(rehearsal):
    """What it has to show."""
    return read(rehearsal)


def one_task(folder, *pairs, item=ITEM):
    """One file a person: (first, last) to one item."""
    name, task_id = item["item_id"], item["task_id"]
    people = [{"first": {name: first}, "answer": {name: last}} for first, last in pairs]
    return handing_in(folder, task_id, *people)


def bars(data):
    """sign or words of each choice -> how many chose it, in each vote that is shown."""
    return {one["words"]: [count["people"] for count in one["counts"]] for one in data["options"]}


def every_view(at_once):
    """Everything that the wall can be asked for, by its name."""
    lists = [one["view"] for one in at_once.screen("")["lists"]]
    return [*lists, *(row["view"] for name in lists for row in at_once.screen(name)["rows"])]


# ------------------------------------------------------------------------- counted by hand


def test_first_answers_stand_alone_until_the_second_vote_is_asked_for(tmp_path):
    pairs = [(WRONG[0], KEY)] * 5 + [(WRONG[0], WRONG[0])] * 2 + [(KEY, WRONG[1])]
    folder = one_task(tmp_path / "in", *pairs)
    data = wall_data(folder, ITEM["item_id"])
    assert (data["kind"], data["text"], data["people"]) == ("bars", ITEM["text"], 8)
    assert bars(data) == {KEY: [1], WRONG[0]: [7], WRONG[1]: [0]}
    assert data["votes"] == [{"name": "at first", "people": 8}] and data["second"] is None
    assert all(one["moved"] is None for one in data["options"])
    twice = wall_data(folder, ITEM["item_id"], second=True)
    assert bars(twice) == {KEY: [1, 5], WRONG[0]: [7, 2], WRONG[1]: [0, 1]}
    assert [one["moved"] for one in twice["options"]] == [
        {KEY: 4, WRONG[0]: -5, WRONG[1]: 1}[one["words"]] for one in twice["options"]
    ]
    assert twice["second"] == "6 of 8 who answered twice answer otherwise now."
    assert [one["sign"] for one in twice["options"]] == ["a", "b", "c"]
    assert twice["options"][0]["counts"][0]["share"] in (12, 0, 88)


def test_key_and_reasons_come_when_they_are_asked_for(tmp_path):
    folder = one_task(tmp_path / "in", *[(WRONG[0], KEY)] * 4, (KEY, KEY))
    hidden = wall_data(folder, ITEM["item_id"], second=True)
    assert hidden["key"] is None and {one["right"] for one in hidden["options"]} == {None}
    shown = wall_data(folder, ITEM["item_id"], second=True, key=True)
    assert shown["key"]["words"] == KEY and shown["key"]["read"] == ITEM["locator"]
    assert shown["key"]["sentence"] == "As the key: 1 of 5 at first, 5 of 5 now."
    assert [(one["words"], one["right"]) for one in shown["key"]["reasons"]] == [
        (KEY, True),
        (WRONG[0], False),
    ], "the key first, then what people chose, and nothing that nobody chose"
    assert shown["key"]["reasons"][0]["reason"] == check.item_reply(ITEM, KEY).reason


def test_no_view_holds_a_key_before_it_is_asked_for(rehearsed):
    whys = {row["feedback"] for row in records("task_choices")}
    whys |= {row["why"] for row in records("question_choices")} - {None}
    whys |= {row["reason"] for row in records("verdicts")}
    whys |= {row["explanation"] for row in records("chain")}
    said_anyhow = " ".join(row["text"] for row in records("task_items"))
    whys = [why for why in whys if len(why) > 20 and why not in said_anyhow]
    for view in every_view(rehearsed):
        data = rehearsed.screen(view, second=True)
        words = json.dumps(data, ensure_ascii=False)
        assert not data["key"], view
        assert not re.search(r'"(right|share)": (true|false|\d+), "(text|view)', words), view
        assert all(one["right"] is None for one in data.get("options", ())), view
        assert all(row["share"] is None for row in data.get("rows", ())), (
            "a share beside the bars would tell the key"
        )
        assert not [why for why in whys if why in words], view


def test_the_list_stands_furthest_from_the_key_first(tmp_path):
    near, far = check.items("05.1")[:2]
    people = [
        {
            "ex.05.1.answer": {
                near["item_id"]: near["key"],
                far["item_id"]: next(c for c in check.choices("05.1") if c != far["key"]),
                ITEM["item_id"]: ITEM["key"] if number < 3 else "no choice",
            }
        }
        for number in range(6)
    ]
    folder = kept_by(tmp_path / "in", *people)
    data = wall_data(folder)
    assert [row["view"] for row in data["rows"]] == [far["item_id"], near["item_id"]]
    assert [row["answered"] for row in data["rows"]] == ["6", "6"]
    assert [row["share"] for row in wall_data(folder, key=True)["rows"]] == [0, 100]
    assert "2 views, furthest from the key first. 6 people handed in. 1 more:" in (data["sentence"])
    of_task = wall_data(folder, "05.1")
    assert len(of_task["rows"]) == len(check.items("05.1")), (
        "what may yet be asked stands there too"
    )
    assert {row["answered"] for row in of_task["rows"][2:]} == {None}
    assert wall_data(folder, "05")["rows"][0]["view"] == far["item_id"]
    beside = wall_data(folder, far["item_id"])["beside"]
    assert beside == [item["item_id"] for item in check.items("05.1")]


def test_what_one_person_typed_stands_with_that_of_others(tmp_path):
    item = check.items("01.5")[0]
    days = [item["key"]] * 3 + ["2001-01-01", "<b>no day</b>", "2002-02-02"]
    folder = handing_in(tmp_path / "in", "01.5", *[{"answer": day} for day in days])
    data = wall_data(folder, item["item_id"])
    assert bars(data) == {item["key"]: [3], asked.OTHERS: [2]}, "what is no day stays off the wall"
    assert data["votes"][0]["people"] == 5
    shown = wall_data(folder, item["item_id"], key=True)
    assert [one["right"] for one in shown["options"]] == [True, False]
    assert shown["key"]["words"] == item["key"] and shown["key"]["reasons"][0]["right"]


def test_places_of_an_order_are_called_so(tmp_path):
    item = check.items("01.3")[0]
    folder = one_task(tmp_path / "in", *[("2", item["key"])] * 5, item=item)
    data = wall_data(folder, item["item_id"], key=True)
    assert bars(data)["place 2"] == [5] and data["options"][0]["sign"] == ""
    assert data["key"]["words"] == f"place {item['key']}"


def test_who_speaks_stands_with_an_excerpt_unless_the_task_asks_for_it(tmp_path):
    folder = kept_by(tmp_path / "in", {})
    quoted = next(item for item in check.items("07.1") if item["passage_id"])
    speaker = by_key("people")[by_key("passages")[quoted["passage_id"]]["speaker_id"]]
    data = wall_data(folder, quoted["item_id"])
    assert speaker["name"] in data["who"] and (data["voice"], data["side"]) == (
        "speaker",
        speaker["side"],
    )
    assert wall_data(folder, "03.1-1")["who"] == "", "03.1 asks whose words they are"


def test_questions_are_shown_as_they_stood_before_ours_was_opened(tmp_path):
    first, now = keys.question(QUESTION, "first"), keys.question(QUESTION, "answer")
    people = [{first: OTHER, now: OURS}] * 3 + [{now: OURS}] * 2 + [{first: "", now: OURS}]
    folder = kept_by(tmp_path / "in", *people)
    data = wall_data(folder, f"q.{QUESTION}")
    assert {words: count for words, count in bars(data).items() if count != [0]} == {
        OURS: [2],
        OTHER: [3],
    }
    assert bars(wall_data(folder, f"q.{QUESTION}", second=True))[OURS] == [2, 5]
    shown = wall_data(folder, f"q.{QUESTION}", key=True)
    assert shown["key"]["words"] == by_key("questions")[QUESTION]["answer"]


def test_labels_have_one_vote_and_our_reason(tmp_path):
    key = keys.chain("K01", "label")
    ours = by_key("chain")["K01"]["label"]
    folder = kept_by(tmp_path / "in", *[{key: ours}] * 2, *[{key: "stated"}] * 3, {key: SCRIPT})
    data = wall_data(folder, key, second=True, key=True)
    assert bars(data)[ours] == [2] and bars(data)["stated"] == [3]
    assert data["votes"] == [{"name": "", "people": 5}] and not data["has_second"]
    assert data["key"]["reasons"][0]["reason"] == by_key("chain")["K01"]["explanation"]
    assert data["key"]["sentence"] == "As the key: 2 of 5."


def test_numbers_for_a_forecast_are_dots_by_tens(tmp_path):
    numbers = (0, 9, 10, 55, 99, 100)
    people = [
        {"07.C011.probability": number, "07.C011.scorable": forecasts.SCORABLE_YES}
        for number in numbers
    ]
    folder = kept_by(tmp_path / "in", *people, {"07.C011.probability": "70"})
    data = wall_data(folder, "07.C011")
    assert [one["people"] for one in data["bins"]] == [2, 1, 0, 0, 0, 1, 0, 0, 0, 2]
    assert (data["bins"][0]["low"], data["bins"][-1]["high"]) == (0, 100)
    assert data["middle"].startswith("Half of the numbers are below 32.5;")
    assert data["key"] is None
    verdicts = wall_data(folder, "07.C011", key=True)["key"]["verdicts"]
    assert [one["verdict"] for one in verdicts] == [
        by_key("verdicts")[f"C011-H{number}"]["verdict"] for number in (1, 2, 3, 4)
    ]


def test_equal_texts_stand_once(tmp_path):
    texts = ["Who wrote it?", "Who  wrote it?", "Which day?", "Whose notes?", "من كتب المحضر؟"]
    people = [{"exit.09.unclear": text, "exit.05.pace": "right"} for text in texts]
    folder = kept_by(tmp_path / "in", *people)
    data = wall_data(folder, "exit.unclear")
    assert {one["text"]: one["people"] for one in data["texts"]}["Who wrote it?"] == 2
    assert len(data["texts"]) == 4 and data["answered"] == 5
    assert bars(wall_data(folder, said.PACE)) == {"too slow": [0], "right": [5], "too fast": [0]}


# ------------------------------------------------------------------------- the class page


def test_ballots_count_in_the_votes_in_which_somebody_took_part(tmp_path):
    page = ballots.Ballots(tmp_path / "in")
    poll = questions.typed_question("Which of the two is later?", ["the note", "the bracket"])
    poll_id = questions.typed_id(poll)
    page.state.polls[poll_id] = poll

    def vote(question_id, number, *answers):
        """One device for each answer."""
        page.state.question, page.state.vote, page.state.open = question_id, number, True
        part = page.asked().parts[0].key
        for device, answer in enumerate(answers):
            page.cast(f"device {device}", question_id, number, {part: answer} if answer else {})

    item_id = ITEM["item_id"]
    vote(item_id, 1, *[WRONG[0]] * 6, KEY)
    vote(item_id, 2, *[KEY] * 5)
    vote("card-C1", 1, *["said that day"] * 5)
    vote(poll_id, 1, *["the note"] * 4, *["the bracket"] * 2)
    page.save()
    data = wall_data(tmp_path / "in", item_id, second=True)
    assert data["votes"] == [{"name": "at first", "people": 7}, {"name": "now", "people": 5}]
    assert bars(data) == {KEY: [1, 5], WRONG[0]: [6, 0], WRONG[1]: [0, 0]}
    assert {one["words"]: one["moved"] for one in data["options"]} == {
        KEY: 5,
        WRONG[0]: -5,
        WRONG[1]: 0,
    }, "counted of those who took part twice"
    assert data["second"] == "5 of 5 who answered twice answer otherwise now."
    card = wall_data(tmp_path / "in", "card-C1", key=True)
    assert bars(card)["said that day"] == [5] and card["key"]["words"] == "added later"
    assert bars(wall_data(tmp_path / "in", poll_id)) == {"the note": [4], "the bracket": [2]}
    assert not wall_data(tmp_path / "in", poll_id)["has_key"]


# ------------------------------------------------------------------------- few, none, wrong


def one_of_a_class(number):
    """Somebody who has answered everything, in words that can be found again."""
    kept = {key: entry["value"] for key, entry in submission(f"s{number}", 1)["answers"].items()}
    written = ("05.rendered.vietnam.W01", "08.headline.1", "exit.09.assert", "exit.09.unclear")
    disputed = {"ex.03.1.dispute": {"disputed": True, "reason": WRITTEN}}
    return kept | dict.fromkeys(written, WRITTEN) | disputed


def test_where_ballots_and_files_stand_together_the_wall_says_so(tmp_path):
    folder = one_task(tmp_path / "in", *[(KEY, KEY)] * 5)
    alone = wall_data(folder, ITEM["item_id"])
    assert (alone["both_ways"], alone["counted"]) == ("", "5 people handed in")
    kept = ballots.Ballots(folder)
    kept.take_lines("\n".join(f"Student {sign}: 05.1 aaaaa aaaaa aa" for sign in "vwxyz"))
    class_answers.answers_of.cache_clear()
    together = wall_data(folder, ITEM["item_id"])
    assert together["both_ways"] == BOTH_WAYS and together["people"] == 10
    assert together["counted"] == "5 ballots or lines, 5 people handed in"
    assert wall_data(folder, "05.1-1")["both_ways"] == "", "nobody answered this one in a file"
    assert wall_data(folder, "05.1")["sentence"].endswith(f"key first. {together['counted']}.")


@pytest.mark.parametrize("people, shown", [(4, False), (5, True)])
def test_nothing_of_fewer_than_five_people_is_in_any_view(tmp_path, people, shown):
    folder = kept_by(tmp_path / "in", *map(one_of_a_class, range(people)))
    found, at_once = False, read(folder)
    for view in every_view(at_once):
        data = at_once.screen(view, second=True, key=True)
        assert shown or data["sentence"] == FEW, view
        counted = [count for one in data.get("options", ()) for count in one["counts"]]
        counted += [*data.get("bins", ()), *data.get("texts", ()), *data.get("votes", ())]
        counted += [row for row in data.get("rows", ()) if row["answered"] is not None]
        counted += [row for row in data.get("rows", ()) if row["share"] is not None]
        assert shown or not counted, view
        told = data["key"].get("sentence") if isinstance(data["key"], dict) else ""
        assert shown or not (told or data.get("middle")), view
        found |= WRITTEN in str(data)
    assert found == shown


def test_a_second_vote_of_fewer_than_five_is_not_shown(tmp_path):
    marks = keys.vote("05.1", "votes")
    name = ITEM["item_id"]
    people = [
        {
            f"ex.05.1.first.{name}": WRONG[0],
            f"ex.05.1.answer.{name}": KEY,
            marks: "12" if number < 4 else "1",
        }
        for number in range(9)
    ]
    data = wall_data(kept_by(tmp_path / "in", *people), name, second=True)
    assert bars(data) == {KEY: [0], WRONG[0]: [9], WRONG[1]: [0]}
    assert {one["moved"] for one in data["options"]} == {None}
    assert data["second"].startswith("Second vote: fewer than 5 people")


def test_few_who_changed_are_not_counted_out(tmp_path):
    folder = one_task(tmp_path / "in", *[(WRONG[0], KEY)] * 4, *[(KEY, KEY)] * 3)
    data = wall_data(folder, ITEM["item_id"], second=True)
    assert data["second"] == "Fewer than 5 of 7 who answered twice answer otherwise now."


def test_empty_missing_and_unknown_each_get_one_sentence(tmp_path):
    (tmp_path / "in").mkdir()
    empty = wall_data(tmp_path / "in")
    assert (empty["rows"], empty["sentence"]) == ([], NOTHING_YET)
    asked_first = wall_data(tmp_path / "in", ITEM["item_id"])
    assert asked_first["sentence"] == FEW and len(asked_first["options"]) == 3
    missing = wall_data(tmp_path / "none")
    assert missing["kind"] == "trouble" and "is no folder" in missing["sentence"]
    unknown = wall_data(tmp_path / "in", "99.9")
    assert unknown["sentence"] == "There is no view “99.9”: choose one from the list."


def test_the_made_up_class_has_something_to_show_in_every_view(rehearsed):
    for one in rehearsed.screen("")["lists"]:
        assert one["shown"], one["view"]
        rows = rehearsed.screen(one["view"])["rows"]
        assert rows and all(row["answered"] is not None for row in rows), one["view"]
    hardest = rehearsed.screen("", key=True)["rows"][:20]
    assert all(row["share"] < 50 for row in hardest)
    shared = [rehearsed.screen(row["view"])["options"] for row in hardest]
    assert all(max(one["counts"][0]["people"] for one in options) >= 5 for options in shared), (
        "several share one and the same wrong answer"
    )
    moved = rehearsed.screen(hardest[0]["view"], second=True)
    assert any(one["moved"] for one in moved["options"])


# ------------------------------------------------------------------------- served


def test_the_folder_is_read_anew_when_it_has_changed_and_not_before(tmp_path, monkeypatch):
    folder = a_class(tmp_path / "in", 5)
    site = serving.Site(wall.handlers(folder), token="token")
    with running(site):
        assert ask(site, "/wall").text.count("own/wall.js") == 1
        first = ask(site, "/wall/data?view=05.1-3").json
        assert first["votes"][0]["people"] == 5
        known = f"/wall/data?view=05.1-3&have={first['version']}"
        with monkeypatch.context() as patch:
            patch.setattr(wall, "read", None)  # whoever calls it fails
            assert ask(site, known).status == 204
        a_class(folder, 6)
        second = ask(site, known).json
        assert second["votes"][0]["people"] == 6 and second["version"] != first["version"]
        one_task(folder, (WRONG[0], WRONG[0]))
        third = ask(site, known).json
        assert third["votes"][0]["people"] == 7
        one_task(folder, (WRONG[1], WRONG[1]))
        fourth = ask(site, known).json
        changed = {words: bars(fourth)[words][0] - bars(third)[words][0] for words in bars(third)}
        assert changed == {KEY: 0, WRONG[0]: -1, WRONG[1]: 1}, (
            "a file that was changed is read anew"
        )
        assert ask(site, "/wall/data?view=05.1-3&key=1").json["key"]["words"] == KEY
        assert ask(site, "/own/wall.css").status == 200
        for wrong in ("/own/../wall.py", "/own/form.css", "/wall/data/05.1"):
            assert ask(site, wrong).status == 404


def test_the_program_says_where_the_wall_is_and_ends(tmp_path):
    assert wall.main([str(tmp_path / "none")]) == 2
    folder = a_class(tmp_path / "in", 1)
    program = subprocess.Popen(
        [sys.executable, "-P", "-m", "khaddam_files.seminar.wall", str(folder), "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert "on this machine only" in program.stdout.readline()
        assert re.match(r"Open http://127\.0\.0\.1:\d+/\S{20,}/$", program.stdout.readline())
    finally:
        program.send_signal(signal.SIGINT)
    assert "the files are untouched" in program.communicate(timeout=60)[0]
    assert program.returncode == 0


# ------------------------------------------------------------------------- in the browser


@pytest.fixture
def opened(browser):
    """opened(folder, view, **options) -> the wall in a browser, with that view drawn."""
    with contextlib.ExitStack() as closing:

        def open_wall(folder, view="", **options):
            site = serving.Site(wall.handlers(folder), token="token")
            closing.enter_context(running(site))
            context = browser.new_context(**{"viewport": WALL_SCREEN} | options)
            closing.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: pytest.fail(str(error)))
            page.goto(f"{site.url}wall#{view}")
            page.wait_for_selector("#view > *")
            return page

        yield open_wall


def shows(page, words):
    """Wait until the wall shows some words."""
    page.locator("#view", has_text=words).wait_for()


def stands(page, thing):
    """Wait until one thing fills the wall; a list names it too."""
    page.locator("#view > h2.where", has_text=thing["where"]).wait_for()


FITS = """() => { const box = document.getElementById('view'), page = document.documentElement;
  return box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth
    && page.scrollWidth <= innerWidth && page.scrollHeight <= innerHeight }"""


def test_a_teacher_goes_through_the_wall_by_keys(opened, rehearsal, rehearsed):
    page = opened(rehearsal)
    rows = rehearsed.screen("")["rows"]
    shows(page, "furthest from the key first")
    press = page.keyboard.press
    press("n")
    stands(page, rows[0])
    source = page.content()
    assert " key" not in page.locator("#view").inner_text() and "✔" not in source
    press("s")
    shows(page, "As the key:")
    assert page.locator("#show").get_attribute("aria-pressed") == "true"
    press("v")
    shows(page, "now, 15 people")
    press("ArrowRight")
    stands(page, rows[1])
    page.locator(".shown").wait_for(state="detached")
    assert page.locator("#show").get_attribute("aria-pressed") == "false", "hidden again"
    press("b")
    stands(page, rows[0])
    press("t")
    page.locator("#timer", has_text=re.compile("0:5|1:00")).wait_for()
    press("t")
    page.locator("#timer", has_text="Timer").wait_for()
    page.locator("#letters").uncheck()
    press("s")
    press("Escape")
    shows(page, "furthest from the key first")
    assert page.url.endswith("#")


def test_a_link_opens_one_view_that_fits_the_screen_and_breaks_no_rule(
    opened, rehearsal, rehearsed
):
    views = {"05.1-3": "vs", "07.3-1": "vs", "07.C011": "s", "headlines": "", "02.K01.label": "s"}
    page = opened(rehearsal, "05.1-3", color_scheme="dark")
    for view, pressed in views.items():
        page.goto(f"{page.url.partition('#')[0]}#{view}")
        stands(page, rehearsed.screen(view))
        for key in pressed:
            page.keyboard.press(key)
        if "s" in pressed:
            page.locator(".shown").wait_for()
        assert page.evaluate(FITS), view
    for view in ("", "05.1-3", "exit.unclear", "07.C011"):
        page.goto(f"{page.url.partition('#')[0]}#{view}")
        stands(page, rehearsed.screen(view)) if view else shows(page, "furthest from the key first")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_the_wall_follows_new_files_and_shows_what_people_wrote_as_words(opened, tmp_path):
    attack = "<img src=x onerror=\"document.title='broken'\">"
    people = [
        {"08.headline.1": f"{attack} {number}", "student": f"{attack} {number}"}
        for number in range(4)
    ]
    folder = kept_by(tmp_path / "in", *people)
    page = opened(folder, "headlines")
    shows(page, FEW)
    assert attack not in page.content()
    kept_by(tmp_path / "in", *people, {"08.headline.1": f"{attack} {SCRIPT}"})
    shows(page, f"{attack} {SCRIPT}")
    assert page.locator("#view img, #view script").count() == 0
    assert page.title() == "The wall"
