"""Free answers are read in the browser: nothing that was called saved is lost, whoever else saves
meanwhile and whenever a program ends."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe
from graded import FREE, SCRIPT, fill, problems_of, put, table
from lab import visits
from made_up import a_class
from playwright.sync_api import expect
from served import ask, running

from khaddam_files.grading import run
from khaddam_files.grading.desk import Desk
from khaddam_files.grading.free_answers import code_of, mark_of
from khaddam_files.grading.grades_folder import GradesFolder
from khaddam_files.grading.marked import LONGEST_COMMENT, SIGN, Key, Marks, value_of
from khaddam_files.grading.marking import desk_of, handlers
from khaddam_files.serving import Site, new_token

TASK = FREE[0]
ARABIC = "كان الوقت قصيراً في S8.3 ولم يعرف أحد"
PATIENCE = 120  # seconds that a busy machine may take
FIRST, SECOND = Key("a" + "1" * 12, "t" + "a" * 10), Key("a" + "2" * 12, "t" + "b" * 10)


def one(student, text, task_id=TASK):
    entries = {"student": student, f"ex.{task_id}.answer": text}
    made = {key: {"value": value, "changed": "2026"} for key, value in entries.items()}
    return {"version": 1, "answers": made}


def key_of(student, text, task_id=TASK):
    return Key(code_of(student, task_id), mark_of(text))


def rows(out):
    """Code -> (level, comment) of every row of free.csv that says something."""
    found = {}
    if not (out / "free.csv").exists():
        return found
    for row in table(out / "free.csv", "utf-8-sig"):
        if row["level"] or row["comment"]:
            found.setdefault(row["answer"], []).append((row["level"], row["comment"]))
    return found


@pytest.fixture
def marks(tmp_path):
    return Marks(tmp_path)


def give(marks, key, level, comment="", seen=None):
    """Give a value as a page does that shows what stands, unless it has seen something else."""
    shown = [mark.name for mark in marks.shown(key)] if seen is None else seen
    marks.give(key, value_of(level, comment), shown)
    return [mark.name for mark in marks.shown(key)]


def typed(out, code, level, comment=None):
    """Somebody changes a cell in a spreadsheet and saves."""

    def entry(row):
        own = row["answer"] == code
        said = row["comment"] if comment is None or not own else comment
        return (level if own else row["level"]), said

    fill(out, entry)


# ------------------------------------------------------------ journals and the table


def test_what_is_given_stands_in_the_table_and_on_another_desk(tmp_path, marks):
    give(marks, FIRST, "2", "#date Well said; “so”")
    assert marks.settle()
    assert rows(tmp_path) == {FIRST.code: [("2", "#date Well said; “so”")]}
    assert [mark.value for mark in Marks(tmp_path).shown(FIRST)] == [marks.shown(FIRST)[0].value]


def test_a_spreadsheet_that_was_loaded_before_takes_nothing_away(tmp_path, marks):
    give(marks, FIRST, "1")
    marks.settle()
    old = (tmp_path / "free.csv").read_bytes()
    give(marks, FIRST, "2")
    give(marks, SECOND, "3", "new")
    marks.settle()
    (tmp_path / "free.csv").write_bytes(old)
    marks.settle()
    assert rows(tmp_path) == {FIRST.code: [("2", "")], SECOND.code: [("3", "new")]}
    assert old in [path.read_bytes() for path in (tmp_path / "earlier").iterdir()]


def test_a_change_in_a_spreadsheet_that_has_seen_everything_counts(tmp_path, marks):
    give(marks, FIRST, "1")
    give(marks, SECOND, "3")
    marks.settle()
    typed(tmp_path, FIRST.code, "2", "by hand")
    marks.settle()
    assert rows(tmp_path)[FIRST.code] == [("2", "by hand")]
    typed(tmp_path, FIRST.code, "", "")  # taken back by hand
    give(marks, SECOND, "2", seen=[mark.name for mark in marks.shown(SECOND)])
    marks.settle()
    assert rows(tmp_path) == {SECOND.code: [("2", "")]}


def test_where_page_and_spreadsheet_differ_both_stay_and_it_is_told(tmp_path):
    text = "Two words S8.3"
    put(tmp_path / "in", "1.json", one("s1", text))
    out = tmp_path / "out"
    run.grade(tmp_path / "in", out)
    key, marks = key_of("s1", text), Marks(out)
    marks.settle()
    loaded = (out / "free.csv").read_bytes()
    give(marks, key, "2", "on the page")
    marks.settle()
    (out / "free.csv").write_bytes(loaded)
    typed(out, key.code, "3", "in the table")
    marks.settle()
    both = {("2", "on the page"), ("3", "in the table")}
    assert set(rows(out)[key.code]) == both and len(marks.shown(key)) == 2
    run.grade(tmp_path / "in", out)
    assert set(rows(out)[key.code]) == both
    assert any("two rows with different entries" in why for why in problems_of(out))
    give(marks, key, "2", "agreed")  # who sees both decides
    marks.settle()
    run.grade(tmp_path / "in", out)
    assert rows(out)[key.code] == [("2", "agreed")] and not problems_of(out)


def test_a_row_deleted_in_the_spreadsheet_decides_too(tmp_path, marks):
    first = give(marks, FIRST, "2", "mine", seen=[])
    give(marks, FIRST, "3", "yours", seen=[])
    marks.settle()
    assert len(rows(tmp_path)[FIRST.code]) == 2 and first
    lines = (tmp_path / "free.csv").read_text("utf-8-sig").splitlines(keepends=True)
    left = [line for line in lines if "mine" not in line]
    (tmp_path / "free.csv").write_text("".join(left), encoding="utf-8-sig")
    marks.settle()
    assert rows(tmp_path) == {FIRST.code: [("3", "yours")]} and len(marks.shown(FIRST)) == 1


def test_two_pages_that_did_not_see_each_other_both_stay(tmp_path):
    one_desk, other = Marks(tmp_path), Marks(tmp_path)
    for desk in (one_desk, other):
        desk.settle()
    give(one_desk, FIRST, "2")
    give(other, FIRST, "3")
    one_desk.settle()
    other.settle()
    assert set(rows(tmp_path)[FIRST.code]) == {("2", ""), ("3", "")}
    assert len(one_desk.shown(FIRST)) == len(other.shown(FIRST)) == 2


def test_columns_and_rows_of_the_grader_stay(tmp_path, marks):
    text = "answer;task_id;level;comment;text_id;mine\n"
    text += f"{FIRST.code};01.9;;;{FIRST.text_id};ask her\nnote;;;keep me;;\n"
    (tmp_path / "free.csv").write_text(text, encoding="utf-8")
    marks.settle()
    give(marks, FIRST, "2", "a; b")
    marks.settle()
    kept = (tmp_path / "free.csv").read_text("utf-8-sig").splitlines()
    sign = marks.shown(FIRST)[0].name[:SIGN]
    assert kept == [
        "answer;task_id;level;comment;text_id;mine",
        f'{FIRST.code};01.9;2;"a; b";"{FIRST.text_id} {sign}";"ask her"',
        'note;;;"keep me";;',
    ]


def test_a_level_belongs_to_the_text_that_was_read(tmp_path):
    put(tmp_path / "in", "1.json", one("s1", "old words"))
    out = tmp_path / "out"
    marks = Marks(out)
    give(marks, key_of("s1", "old words"), "3")
    put(tmp_path / "in", "1.json", one("s1", "new words"))
    run.grade(tmp_path / "in", out)
    levels = {row["text_id"]: row["level"] for row in table(out / "free.csv", "utf-8-sig")}
    old, new = mark_of("old words"), mark_of("new words")
    assert levels == {new: "", f"earlier {old}": "3"}
    desk = desk_of(tmp_path / "in", out)
    assert desk.given(key_of("s1", "new words")) == []


@pytest.mark.parametrize("seed", range(12))
def test_whatever_three_people_do_in_whatever_order_no_value_is_lost(tmp_path, seed):
    """Two pages and a spreadsheet. A value may go only for one that was given by somebody who saw
    it: the others stand in the table at the end."""
    chance = random.Random(seed)
    keys = [Key(f"a{number:012d}", f"t{number:010d}") for number in range(4)]
    desks = [Marks(tmp_path), Marks(tmp_path)]
    for desk in desks:
        desk.settle()
    sheet, replaced, everything = None, set(), set()
    for number in range(40):
        move = chance.choice(["page", "page", "page", "settle", "load", "save"])
        key, desk = chance.choice(keys), chance.choice(desks)
        words = f"v{number}"
        if move == "page":
            seen = desk.shown(key)
            replaced |= {mark.value.comment for mark in seen}
            desk.give(key, value_of("2", words), [mark.name for mark in seen])
            everything.add(words)
        elif move == "settle":
            desk.settle()
        elif move == "load" and (tmp_path / "free.csv").exists():
            desk.settle()
            sheet = (tmp_path / "free.csv").read_bytes()
        elif move == "save" and sheet:
            on_disk = (tmp_path / "free.csv").read_bytes()
            (tmp_path / "free.csv").write_bytes(sheet)
            seen_by_sheet = {
                comment for own in rows(tmp_path).get(key.code, []) for comment in own[1:]
            }
            if seen_by_sheet:
                typed(tmp_path, key.code, "3", words)
                replaced |= seen_by_sheet
                everything.add(words)
                chance.choice(desks).settle()
                sheet = None
            else:
                (tmp_path / "free.csv").write_bytes(on_disk)
    for desk in (*desks, *desks):
        desk.settle()
    standing = {comment for own in rows(tmp_path).values() for _, comment in own}
    assert everything - replaced <= standing, everything - replaced - standing


# ------------------------------------------------------------ the program


@pytest.fixture
def handed_in(tmp_path):
    put(tmp_path / "in", "1.json", one("s1", f"First {SCRIPT} words S8.3 and <b>S4.6</b>"))
    put(tmp_path / "in", "2.json", one("s2", ARABIC))
    put(tmp_path / "in", "3.json", one("s3", "Third words S8.3"))
    return tmp_path / "in"


@pytest.fixture
def site(handed_in, tmp_path):
    site = Site(handlers(desk_of(handed_in, tmp_path / "out")), token=new_token())
    with running(site):
        yield site


def sent(key, level="2", comment="", seen=()):
    return {
        "code": key.code,
        "text_id": key.text_id,
        "level": level,
        "comment": comment,
        "seen": list(seen),
    }


def test_the_frame_holds_nobodys_words_and_everything_comes_as_data(site):
    assert "words" not in ask(site, "/").text.replace("of words", "")
    reply = ask(site, f"/question?task={TASK}")
    assert reply.headers["Content-Type"].startswith("application/json")
    question = reply.json
    assert {answer["text"] for answer in question["answers"]} >= {ARABIC}
    assert [answer["code"] for answer in question["answers"]] == sorted(
        answer["code"] for answer in question["answers"]
    )
    assert "s1" not in json.dumps(
        [{**answer, "text": "", "form": ""} for answer in question["answers"]]
    ).replace('"s', "")  # no number of a student
    assert [level["level"] for level in question["rubric"]] == [1, 2, 3]
    assert question["places"]["S8.3"][0]["gist"] and len(question["comments"]) >= 10


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "a0"},
        {"text_id": "t0"},
        {"level": "4"},
        {"level": 2},
        {"comment": None},
        {"comment": "x" * (LONGEST_COMMENT + 1)},
    ],
)
def test_what_cannot_be_given_is_refused_in_a_sentence(site, tmp_path, changed):
    body = sent(key_of("s2", ARABIC)) | changed
    reply = ask(site, "/give", "POST", body)
    assert reply.status == 400 and reply.json["problem"].endswith(".")
    assert not list((tmp_path / "out").rglob("*.jsonl"))


def test_without_the_token_and_from_another_page_nothing_is_given(site, tmp_path):
    body = sent(key_of("s2", ARABIC))
    assert ask(site, "/give", "POST", body, Origin="http://evil.example").status == 403
    site.token, token = "x", site.token
    assert ask(site, "/give", "POST", body).status == 404
    site.token = token
    assert not list((tmp_path / "out").rglob("*.jsonl"))


def test_what_is_given_while_points_are_made_is_kept_and_follows(site, tmp_path):
    key = key_of("s2", ARABIC)
    with GradesFolder(tmp_path / "out"):
        reply = ask(site, "/give", "POST", sent(key, "3", "good"))
        assert reply.status == 200 and reply.json["saved"]
        time.sleep(1.2)
        assert (
            "Points are being made" in ask(site, "/changes", "POST", {"count": 0}).json["trouble"]
        )
    time.sleep(1.2)
    assert not ask(site, "/changes", "POST", {"count": 0}).json["trouble"]
    assert rows(tmp_path / "out") == {key.code: [("3", "good")]}


def test_a_table_that_a_spreadsheet_has_spoilt_stands_in_nobodys_way(site, tmp_path):
    spoilt = tmp_path / "out" / "free.csv"
    spoilt.write_text("what is this\n")
    key = key_of("s2", ARABIC)
    assert ask(site, "/give", "POST", sent(key, "1")).status == 200
    time.sleep(1.2)
    told = ask(site, "/changes", "POST", {"count": 0}).json["trouble"]
    assert "expected the columns" in told and spoilt.read_text() == "what is this\n"
    spoilt.unlink()
    time.sleep(1.2)
    ask(site, "/changes", "POST", {"count": 0})
    assert rows(tmp_path / "out") == {key.code: [("1", "")]}


def start(handed_in, out):
    """The command, as somebody starts it. Gives the process and its address."""
    command = [sys.executable, "-P", "-m", "khaddam_files.grading", "mark", str(handed_in)]
    program = subprocess.Popen(
        [*command, "--out", str(out), "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    return program, program.stdout.readline().split()[-1]


def post(address, body):
    request = urllib.request.Request(f"{address}give", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        return json.load(reply)


def test_killed_in_the_moment_after_it_said_saved_everything_counts(tmp_path):
    people = a_class(tmp_path / "in", 4)
    out = tmp_path / "out"
    run.grade(people, out)
    kept = table(out / "free.csv", "utf-8-sig")[:10]
    program, address = start(people, out)
    for number, row in enumerate(kept):
        body = sent(Key(row["answer"], row["text_id"]), "3", f"comment {number}")
        assert post(address, body)["saved"]
    program.kill()  # before the table had time to follow
    program.communicate(timeout=PATIENCE)
    journal = next(out.rglob("*.jsonl"))
    with open(journal, "ab") as stream:
        stream.write(b'{"name": "half a li')  # what a power cut leaves
    run.grade(people, out)
    now = rows(out)
    for number, row in enumerate(kept):
        assert now[row["answer"]] == [("3", f"comment {number}")]
    again, same = start(people, out)
    try:
        assert same == address  # a page that was left open finds it again
        body = sent(Key(kept[0]["answer"], kept[0]["text_id"]), "1")
        assert len(post(same, body)["given"]) == 2  # which had not seen the first
    finally:
        again.send_signal(signal.SIGINT)
        assert "grade again" in again.communicate(timeout=PATIENCE)[0]
    assert again.returncode == 0


def test_the_command_says_in_one_sentence_what_is_wrong(tmp_path):
    (tmp_path / "empty").mkdir()
    for folder, said in (("none", "is no folder"), ("empty", "holds no free answer")):
        command = [sys.executable, "-P", "-m", "khaddam_files.grading", "mark"]
        done = subprocess.run(
            [*command, str(tmp_path / folder), "--out", str(tmp_path / "out"), "--no-browser"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1


# ------------------------------------------------------------ in the browser

SAVED = re.compile(r"(?<!NOT )saved \d\d:\d\d")
WALL = {"viewport": {"width": 1024, "height": 576}, "device_scale_factor": 1.25}


@pytest.fixture
def opened(browser, site):
    """opened(**options) -> the marking page in a browser of its own."""
    with visits(browser) as visit:
        yield lambda **options: visit(site.url, "", **(WALL | options))


def saved(page):
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=PATIENCE * 1000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_keyboard_alone(opened, tmp_path, scheme):
    page = opened(color_scheme=scheme)
    page.wait_for_selector("#questions a")
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_contain_text("1 of 3 · 0 read", timeout=PATIENCE * 1000)
    for key, place in (("n", 3), ("p", 1)):  # pressed as fast as somebody leafs
        page.keyboard.press(key)
        page.keyboard.press(key)
        expect(page.locator("#where")).to_contain_text(f"{place} of 3")
    page.keyboard.press("2")
    saved(page)
    page.keyboard.press("c")
    page.keyboard.type("not see")
    expect(page.locator("#offers li")).to_have_count(1)
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#comment").startswith("Not seen is not the same as absent")
    page.keyboard.press("Enter")
    expect(page.locator("#where")).to_contain_text("2 of 3 · 1 read")
    page.keyboard.press("3")
    saved(page)
    page.keyboard.press("u")
    expect(page.locator("#where")).to_contain_text("3 of 3 · 2 read")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#levels [aria-pressed=true]")).to_contain_text("3")
    page.keyboard.press("0")
    expect(page.locator("#levels [aria-pressed=true]")).to_contain_text("no level")
    saved(page)
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("q")
    expect(page.locator("#questions tr").first).to_contain_text("31–")
    deadline = time.monotonic() + PATIENCE
    while len(rows(tmp_path / "out")) != 1 and time.monotonic() < deadline:
        time.sleep(0.2)
    ((given,),) = rows(tmp_path / "out").values()
    assert given[0] == "2" and given[1].startswith("Not seen is not the same as absent")


def test_words_are_words_and_run_the_way_their_script_runs(opened):
    page = opened()
    page.on("dialog", lambda dialog: pytest.fail("something handed in was executed"))
    page.wait_for_selector("#questions a")
    page.keyboard.press("Enter")
    seen = {}
    for _ in range(3):
        page.wait_for_selector("#reading:not([hidden])")
        text = page.inner_text("#text")
        seen[text] = page.locator("#text").evaluate("(box) => getComputedStyle(box).direction")
        page.keyboard.press("n")
        page.wait_for_timeout(300)
    assert seen[ARABIC] == "rtl" and any(SCRIPT in text and "<b>" in text for text in seen)
    assert page.locator("#text script, #text b").count() == 0


def test_two_windows_keep_both_values_and_show_where_they_differ(opened, site):
    one_page, other = opened(), opened()
    for page in (one_page, other):
        page.wait_for_selector("#questions a")
        page.keyboard.press("Enter")
        page.wait_for_selector("#reading:not([hidden])")
    key = site.handlers[1][2]["desk"].answers[TASK][0].key
    other.route("**/changes", lambda route: route.abort())  # it hears nothing of the first
    one_page.keyboard.press("2")
    saved(one_page)
    other.keyboard.press("3")
    saved(other)
    expect(other.locator("#apart")).to_contain_text("level 2")
    expect(one_page.locator("#apart")).to_contain_text("level 3", timeout=PATIENCE * 1000)
    assert not Axe().run(one_page).response["violations"]
    one_page.get_by_role("button", name="Keep level 2").click()
    expect(one_page.locator("#apart")).to_be_hidden()
    desk = site.handlers[1][2]["desk"]
    deadline = time.monotonic() + PATIENCE
    while len(desk.given(key)) > 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [value["level"] for value in desk.given(key)] == ["2"]


def test_a_program_that_went_away_is_told_and_what_was_entered_is_sent_when_it_is_back(
    browser, handed_in, tmp_path
):
    program, address = start(handed_in, tmp_path / "out")
    with visits(browser) as visit:
        page = visit(address, "", **WALL)
        page.wait_for_selector("#questions a")
        page.keyboard.press("Enter")
        page.wait_for_selector("#reading:not([hidden])")
        program.kill()
        program.communicate(timeout=PATIENCE)
        page.keyboard.press("3")
        expect(page.locator("#saved")).to_contain_text("NOT saved", timeout=PATIENCE * 1000)
        program, same = start(handed_in, tmp_path / "out")
        assert same == address
        saved(page)
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=PATIENCE)
    assert [own[0][0] for own in rows(tmp_path / "out").values()] == ["3"]


def test_nine_hundred_answers_are_one_request_and_a_mark_writes_little(tmp_path):
    """What is kept of a mark does not grow with the class, and so neither does its time."""
    for number in range(900):
        put(tmp_path / "in", f"{number}.json", one(f"s{number}", f"Words {number} S8.3"))
    desk = desk_of(tmp_path / "in", tmp_path / "out")
    assert len(desk.question(TASK)["answers"]) == 900
    before = None
    for answer in desk.answers[TASK][:5]:
        desk.give(sent(answer.key, "2", "same"))
        size = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*.jsonl"))
        grown = size - before if before is not None else None
        before = size
    assert grown < 400
    desk.look(at_once=True)
    assert len(rows(tmp_path / "out")) == 5
    assert isinstance(desk, Desk) and os.path.getsize(tmp_path / "out" / "free.csv") < 1000
