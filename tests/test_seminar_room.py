"""The page for phones and the teacher's: what a stranger can do, and what a class of sixty does."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from made_up import as_code
from served import WAIT, ask, running

from khaddam_files import check, serving
from khaddam_files.answers import Entry
from khaddam_files.grading.class_answers import answers_of
from khaddam_files.seminar import ballots, desk, room
from khaddam_files.seminar.__main__ import main, own_address
from khaddam_files.seminar.questions import ONE, prepared

ITEM = "05.1-3"
CHOICES = check.choices("05.1")
PHONES = 60


@pytest.fixture
def seminar(tmp_path):
    """Both sides of a class page, on this machine."""
    kept = ballots.Ballots(tmp_path)
    for_all = room.Room(kept)
    phones = serving.Site(room.handlers(for_all), most_bytes=room.MOST_BYTES)
    teacher = serving.Site(
        desk.handlers(desk.Desk(for_all, lambda: phones.url)),
        token=serving.new_token(),
        most_bytes=desk.MOST_BYTES,
    )
    with running(phones, teacher):
        yield SimpleNamespace(
            folder=tmp_path, kept=kept, room=for_all, phones=phones, teacher=teacher
        )


class Phone:
    """A browser that keeps its cookie."""

    def __init__(self, site, word):
        self.site, self.word = site, word
        cookie = ask(site, "/").headers["Set-Cookie"]
        self.cookie = cookie.split(";")[0]
        self.said = cookie

    def ask(self, path, method="GET", body=None):
        return ask(self.site, path, method, body, X_Room_Word=quote(self.word), Cookie=self.cookie)

    def now(self):
        return self.ask("/now").json

    def vote(self, answers, question=ITEM, vote=1):
        return self.ask("/vote", "POST", {"question": question, "vote": vote, "answers": answers})


def do(seminar, what, **more):
    reply = ask(seminar.teacher, "/now", "POST", {"do": what, **more})
    return reply.json if reply.status == 200 else reply.json["told"]


def opened(seminar, question=ITEM):
    do(seminar, "choose", question=question)
    do(seminar, "open")
    return Phone(seminar.phones, seminar.kept.state.word)


# ---------------------------------------------------------------- a vote


def test_a_phone_is_asked_votes_and_sees_its_own_ballot_again(seminar):
    phone = opened(seminar)
    now = phone.now()
    assert now["open"] and now["question"]["id"] == ITEM and now["own"] == {}
    assert now["question"]["parts"][0]["choices"] == list(CHOICES)
    received = phone.vote({ITEM: CHOICES[1]})
    assert received.status == 200 and re.match(r"\d{4}-", received.json["received"])
    assert phone.now()["own"] == {ITEM: CHOICES[1]}
    assert phone.ask(f"/now?have={now['version']}").status == 204
    assert ask(seminar.teacher, "/now").json["first"] == 1


def test_the_steps_of_a_lesson(seminar):
    phone = Phone(seminar.phones, seminar.kept.state.word)
    assert phone.now()["question"] is None and "Choose a question" in do(seminar, "open")
    assert "Choose a question" in do(seminar, "second") and "no next" in do(seminar, "next")
    now = do(seminar, "choose", question=ITEM)["now"]
    assert not now["open"] and "closed" in phone.vote({ITEM: CHOICES[0]}).json["told"]
    do(seminar, "open")
    assert phone.vote({ITEM: CHOICES[0]}).status == 200
    do(seminar, "close")
    assert "closed" in phone.vote({ITEM: CHOICES[1]}).json["told"]
    assert do(seminar, "second")["now"]["vote"] == 2
    assert "another question" in phone.vote({ITEM: CHOICES[1]}).json["told"]
    assert phone.vote({ITEM: CHOICES[1]}, vote=2).status == 200
    now = ask(seminar.teacher, "/now").json
    assert (now["first"], now["second"], now["next"]) == (1, 1, "05.1-4")
    now = do(seminar, "next")["now"]
    assert now["question"]["id"] == "05.1-4" and not now["open"] and now["vote"] == 1
    assert "closed" in phone.vote({ITEM: CHOICES[0]}).json["told"]


def test_a_question_of_the_teachers_own(seminar):
    assert "2 to 8" in do(seminar, "poll", text="Q?", choices=["one"])
    now = do(seminar, "poll", text="Is it <b>so</b>?", choices=["yes", "no"])["now"]
    poll = now["question"]["id"]
    assert now["polls"] == [[poll, "Is it <b>so</b>?"]]
    do(seminar, "open")
    phone = Phone(seminar.phones, seminar.kept.state.word)
    assert phone.vote({ONE: "no"}, poll).status == 200
    assert do(seminar, "choose", question=poll)["now"]["first"] == 1


def test_lines_and_codes_are_pasted_into_one_box(seminar):
    told = do(seminar, "lines", text="Anna: 05.1 abacb cacbb ca\nhello\n")
    assert told["told"] == "1 person counted. What could not be read stands below."
    assert told["unread"] == ["Line 2 “hello”: No task such as 05.1 is in it."]
    codes = [
        as_code({"student": Entry(f"s{n}", ""), "ex.01.1.answer.01.1-1": Entry("x", "")})
        for n in range(3)
    ]
    told = do(seminar, "lines", text="hi " + "\n".join([*codes, codes[0][:-5]]))
    assert told["told"].startswith("3 codes were read and kept as handed in; not read: 1.")
    assert "not whole" in told["unread"][0]
    assert len(answers_of(str(seminar.folder))) == 4


def test_the_teachers_page_lists_everything_that_can_be_asked(seminar):
    listed = ask(seminar.teacher, "/questions").json
    assert [row[0] for row in listed] == list(prepared())


def test_the_picture_on_the_wall_is_made_here_and_leads_to_the_page(seminar):
    picture = ask(seminar.teacher, "/own/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml" and picture.text.startswith("<svg")
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", picture.text)
    before = picture.text
    do(seminar, "word")
    assert ask(seminar.teacher, "/own/qr.svg").text != before


# ---------------------------------------------------------------- a stranger


def test_without_the_room_word_nothing_is_told(seminar):
    phone = opened(seminar)
    for word in ("", "x", seminar.kept.state.word[:-1], "*", "é" * 50):
        phone.word = word
        for reply in (phone.ask("/now"), phone.vote({ITEM: CHOICES[0]})):
            assert reply.status == 403 and set(reply.json) == {"told"}
    page = ask(seminar.phones, "/").text
    assert "05.1" not in page.replace("05.1 abacb cacbb ca", "") and CHOICES[0] not in page
    assert not list(seminar.kept.folder.glob("*.json"))


def test_the_room_word_is_read_however_it_is_typed(seminar):
    phone = opened(seminar)
    noun, digits = seminar.kept.state.word.split()
    for word in (f"{noun}{digits}", f"{noun.upper()}-{digits}", f" {noun}  {digits}. "):
        phone.word = word
        assert phone.ask("/now").status == 200


def test_the_room_word_is_compared_in_constant_time(seminar, monkeypatch):
    compared = []
    real = room.hmac.compare_digest
    monkeypatch.setattr(
        room.hmac, "compare_digest", lambda *both: compared.append(both) or real(*both)
    )
    phone = opened(seminar)
    phone.ask("/now")
    assert len(compared[-1]) == 2


def test_guesses_run_out_and_hold_up_nobody_who_has_joined(seminar):
    joined = opened(seminar)
    assert joined.ask("/now").status == 200
    stranger = Phone(seminar.phones, "x")
    statuses = [stranger.ask("/now").status for _ in range(room.GUESSING[0] + 5)]
    assert statuses[0] == 403 and statuses[-1] == 429
    stranger.word = seminar.kept.state.word
    assert stranger.ask("/now").status == 429, "also the right word has to wait"
    assert joined.ask("/now").status == 200


def test_a_new_word_keeps_out_whoever_knew_the_old_one(seminar):
    phone = opened(seminar)
    assert phone.vote({ITEM: CHOICES[0]}).status == 200
    now = do(seminar, "word")["now"]
    assert phone.ask("/now").status == 403
    phone.word = now["word"]
    assert phone.now()["own"] == {ITEM: CHOICES[0]}


def test_votes_of_one_address_run_out(seminar, monkeypatch):
    seminar.room.voting = room.Allowance(3, 0.0)
    phone = opened(seminar)
    told = [phone.vote({ITEM: CHOICES[0]}) for _ in range(4)]
    assert [reply.status for reply in told] == [200, 200, 200, 429]
    assert told[-1].json["told"].startswith("Not received.")


def test_requests_of_one_address_run_out(seminar):
    seminar.room.asking = room.Allowance(5, 0.0)
    assert [ask(seminar.phones, "/").status for _ in range(6)] == [200] * 5 + [429]


def test_an_allowance_comes_back_and_forgets_old_addresses(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(room.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(room, "MOST_ADDRESSES", 3)
    allowance = room.Allowance(2, 0.5)
    assert [allowance.spend("a") for _ in range(3)] == [True, True, False]
    clock[0] += 2
    assert allowance.spend("a") and not allowance.spend("a")
    for address in "bcd":
        allowance.spend(address)
    assert allowance.left("a") == 2, "the oldest address is forgotten"


def test_a_browser_without_cookies_is_told(seminar):
    opened(seminar)
    word = quote(seminar.kept.state.word)
    body = {"question": ITEM, "vote": 1, "answers": {ITEM: CHOICES[0]}}
    for cookie in ("", "device=x", "device=../../x", f"device={'a' * 200}"):
        reply = ask(seminar.phones, "/vote", "POST", body, X_Room_Word=word, Cookie=cookie)
        assert reply.status == 409 and "cookie" in reply.json["told"]
    assert not list(seminar.kept.folder.glob("*.json"))


def test_the_cookie_says_nothing_and_goes_nowhere_else(seminar):
    said = Phone(seminar.phones, "").said
    assert "HttpOnly" in said and "SameSite=Strict" in said
    assert Phone(seminar.phones, "").cookie != Phone(seminar.phones, "").cookie


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"question": null}', '{"question": {}, "vote": [], "answers": 3}']
    + [json.dumps({"question": ITEM, "vote": 1, "answers": each}) for each in (None, [], "a", 7)]
    + [
        json.dumps({"question": ITEM, "vote": 1, "answers": {ITEM: each}})
        for each in (3, {}, "../x")
    ]
    + [json.dumps({"question": ITEM, "vote": 1, "answers": {"../../x": CHOICES[0]}})]
    + ['{"question": "05.1-3", "vote": 1e999, "answers": {}}', '{"a":' * 500],
)
def test_whatever_is_sent_nothing_but_an_answer_is_kept(seminar, body):
    phone = opened(seminar)
    reply = phone.ask("/vote", "POST", body)
    assert reply.status in (400, 409) and "Traceback" not in reply.text
    assert not list(seminar.kept.folder.glob("*.json"))


def test_what_is_too_large_is_not_taken(seminar):
    phone = opened(seminar)
    with pytest.raises(OSError):
        reply = phone.vote({ITEM: "x" * 3 * room.MOST_BYTES})
        assert reply.status >= 400
        raise OSError
    assert phone.ask("/now").status == 200


@pytest.mark.parametrize(
    "path",
    ["/ballots", "/own/../ballots.py", "/own/desk.js", "/own/qr.svg", "/join", "/questions"]
    + ["/wall", "/wall/data", "/now/x", "/../handed-in", "/%2e%2e/", "//", "/class-page.state"],
)
def test_nothing_else_is_there_for_a_stranger(seminar, path):
    assert Phone(seminar.phones, seminar.kept.state.word).ask(path).status in (400, 404)


def test_the_phones_cannot_do_what_the_teacher_does(seminar):
    phone = Phone(seminar.phones, seminar.kept.state.word)
    assert phone.ask("/now", "POST", {"do": "open"}).status == 405
    assert ask(seminar.phones, f"/{seminar.teacher.token}/now").status == 404
    for what in ("_turn", "now", "room", "__init__", "qr_code", None, []):
        assert ask(seminar.teacher, "/now", "POST", {"do": what}).status == 400


def test_one_ballot_is_never_shown_to_another_phone(seminar):
    phone = opened(seminar)
    phone.vote({ITEM: CHOICES[2]})
    other = Phone(seminar.phones, seminar.kept.state.word)
    assert other.now()["own"] == {} and "first" not in other.now()


# ---------------------------------------------------------------- sixty phones


def test_sixty_phones_at_once_are_counted_once_each(seminar):
    opened(seminar, "05.1")
    word, gate = seminar.kept.state.word, threading.Barrier(PHONES, timeout=WAIT)
    items = [part.key for part in prepared()["05.1"].parts]

    def one(number):
        phone = Phone(seminar.phones, word)
        gate.wait()
        phone.now()
        for choice in (number + 1, number):  # each changes its ballot once
            reply = phone.vote(dict.fromkeys(items, CHOICES[choice % 3]), "05.1")
            assert reply.status == 200, reply.text
        return phone.now()["own"]

    with ThreadPoolExecutor(PHONES) as pool:
        own = list(pool.map(one, range(PHONES)))
    assert [each[items[0]] for each in own] == [CHOICES[n % 3] for n in range(PHONES)]
    voted = ballots.votes(seminar.folder)["05.1"].first
    assert len(voted) == PHONES and all(len(each) == len(items) for each in voted)
    for choice in CHOICES:
        assert sum(each[items[0]] == choice for each in voted) == PHONES // 3


def start(folder, *more):
    served = subprocess.Popen(
        [sys.executable, "-P", "-u", "-m", "khaddam_files.seminar", str(folder), "--no-browser"]
        + list(more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    said = ""
    while "Ctrl+C" not in said:
        line = served.stdout.readline()
        assert line, served.stderr.read()
        said += line
    own = re.search(r"Your page: http://127.0.0.1:(\d+)/([\w-]+)/", said)
    other = re.search(r"For phones \((.*?)\): http://([\d.]+):(\d+)/  room word: (.*)", said)
    return SimpleNamespace(
        process=served,
        said=said,
        word=other[4],
        teacher=SimpleNamespace(address="127.0.0.1", port=int(own[1]), token=own[2]),
        phones=SimpleNamespace(address=other[2], port=int(other[3]), token=""),
        kept=SimpleNamespace(state=SimpleNamespace(word=other[4])),
    )


def test_what_was_told_as_received_is_there_after_a_kill(tmp_path):
    page = start(tmp_path, "--port", "0")
    opened(page)
    received, stop = [], threading.Event()

    def one(number):
        phone = Phone(page.phones, page.word)
        while not stop.is_set():
            try:
                reply = phone.vote({ITEM: CHOICES[number % 3]})
            except OSError:
                return phone
            if reply.status == 200:
                received.append(phone.cookie)
                time.sleep(0.05)
        return phone

    with ThreadPoolExecutor(20) as pool:
        phones = [pool.submit(one, number) for number in range(20)]
        deadline = time.monotonic() + WAIT
        while len(set(received)) < 15 and time.monotonic() < deadline:
            time.sleep(0.02)
        page.process.kill()
        stop.set()
        phones = [each.result() for each in phones]
    page.process.communicate(timeout=WAIT)
    told = {cookie.split("=")[1] for cookie in received}
    again = start(tmp_path)
    try:
        assert again.phones.port == page.phones.port and again.word == page.word
        kept = ballots.Ballots(tmp_path)
        assert {kept.name(device) for device in told} <= {
            path.name for path in kept.folder.glob("ballot-*.json")
        }
        for phone in phones:
            if phone.cookie in received:
                phone.site = again.phones
                now = phone.now()
                assert now["own"] and not now["open"], "closed until the teacher opens it"
        assert do(again, "open")["now"]["first"] >= len(told)
    finally:
        again.process.send_signal(signal.SIGINT)
        out, err = again.process.communicate(timeout=WAIT)
    assert out.strip().startswith("Stopped: no phone can vote any more") and err == ""
    assert again.process.returncode == 0


# ---------------------------------------------------------------- the command


def test_a_port_that_is_taken_gives_way_unless_it_was_asked_for(tmp_path):
    with running(taken := serving.Site([])):
        kept = ballots.Ballots(tmp_path)
        kept.state.port = taken.port
        kept.save()
        page = start(tmp_path)
        page.process.send_signal(signal.SIGINT)
        page.process.communicate(timeout=WAIT)
        assert page.phones.port != taken.port and "is taken" in page.said
        assert main([str(tmp_path), "--no-browser", "--port", str(taken.port)]) == 1
    assert main([str(tmp_path), "--no-browser", "--port", "99999"]) == 1


def test_a_second_page_on_one_folder_says_so(tmp_path, capsys):
    page = start(tmp_path, "--port", "0")
    lines = tmp_path / "paper.txt"
    lines.write_text("4711 05.1 abacb cacbb ca", encoding="utf-8")
    for given in (["--no-browser"], ["--lines", str(lines)]):
        assert main([str(tmp_path), *given]) == 1
        said = capsys.readouterr()
        assert "Another class page is open on" in said.err and not said.out
    page.process.kill()  # the system lets go of what it held
    page.process.communicate(timeout=WAIT)
    assert main([str(tmp_path), "--lines", str(lines)]) == 0


def test_nothing_leaves_this_machine_unless_asked(tmp_path):
    page = start(tmp_path, "--port", "0")
    page.process.send_signal(signal.SIGINT)
    page.process.communicate(timeout=WAIT)
    assert page.phones.address == "127.0.0.1" and "this machine alone" in page.said


@pytest.mark.parametrize("answer", ["", "no", "n", "maybe"])
def test_the_room_is_opened_only_by_a_yes(tmp_path, monkeypatch, capsys, answer):
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert main([str(tmp_path), "--room", "--no-browser"]) == 0
    said = capsys.readouterr().out
    assert "Whoever is on this network can open it" in said and "Nothing was opened." in said


def test_an_address_that_is_not_ours_is_told(tmp_path, capsys):
    given = [str(tmp_path), "--room", "--yes", "--address", "192.0.2.7", "--no-browser"]
    assert main(given) == 1 and "192.0.2.7 port" in capsys.readouterr().err


def test_our_own_address_is_found_without_a_packet():
    assert re.fullmatch(r"\d+(\.\d+){3}", own_address())


def test_lines_from_paper_are_read_by_the_command(tmp_path, capsys):
    lines = tmp_path / "paper.txt"
    lines.write_text("4711 05.1 abacb cacbb ca\nwhat\n", encoding="utf-8")
    assert main([str(tmp_path / "in"), "--lines", str(lines)]) == 1
    said = capsys.readouterr()
    assert said.out == "1 person counted.\n" and said.err.startswith("Line 2: No task")
    assert len(list((tmp_path / "in" / ballots.LINES).glob("*.json"))) == 1
    assert main([str(tmp_path / "in"), "--lines", str(tmp_path / "nothing.txt")]) == 2
