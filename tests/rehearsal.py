"""A seminar of ninety minutes, rehearsed by a script through the real pages, and the end of a term.

    make rehearsal                        # all of it; pictures of the wall lie in rehearsal/
    make rehearsal ARGS="lesson"          # or ARGS="term"

The minutes are those of the teacher's guide. Fifteen browsers, some as small as a phone, answer;
the teacher has a keyboard alone; every ballot, line, code and file is counted on the wall against
what the script has chosen. At the end a table says how long each step took.
"""

import argparse
import contextlib
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

from axe_playwright_python.sync_playwright import Axe
from graded import table
from lab import PATIENCE, ROOT, a_copy, chromium, visits
from made_up import exported, submission

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.compare.cards import CARD_ANSWERS

GUIDE = ROOT / "exercises" / "teacher" / "guide.md"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1366, "height": 768}}
WALL = {"viewport": {"width": 1024, "height": 576}, "device_scale_factor": 1.25}  # 1280 x 720
TASK, CARD = "05.1", "card-1"
SECONDS = PATIENCE / 1000
NUMBERS = """() => [...document.querySelectorAll('.bars tbody tr')].map(
  row => [...row.querySelectorAll('.number strong')].map(one => Number(one.textContent)))"""
TURNED = """view => new Promise(done => {
  if (decodeURIComponent(location.hash.slice(1)) === view) return done();
  addEventListener('hashchange', () => {
    for (const one of document.getElementById('view').children) one.dataset.before = '';
    done();
  }, {once: true});
  location.hash = encodeURIComponent(view) })"""
COUNTED = f"wanted => JSON.stringify(({NUMBERS})()) === JSON.stringify(wanted)"


class Clock:
    """How long each step took, and how busy the machine was: a table at the end."""

    def __init__(self):
        self.rows = []

    @contextlib.contextmanager
    def step(self, what):
        start = time.monotonic()
        yield
        self.rows.append((what, time.monotonic() - start, os.getloadavg()[0]))
        print(f"{self.rows[-1][1]:7.1f} s  {what}", flush=True)

    def note(self, what):
        self.rows.append((what, None, os.getloadavg()[0]))
        print(f"           {what}", flush=True)

    def table(self):
        lines = ["| step | seconds | load |", "|---|---|---|"]
        for what, seconds, load in self.rows:
            lines.append(f"| {what} | {'' if seconds is None else f'{seconds:.1f}'} | {load:.1f} |")
        return "\n".join(lines)


class Program:
    """A command of the guide that runs until Ctrl+C. said: what it has printed so far."""

    def __init__(self, command, copy):
        self.process = subprocess.Popen(
            command,
            cwd=copy,
            shell=True,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # whoever started this in the background may have left Ctrl+C switched off
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            env=os.environ | {"BROWSER": "true", "PYTHONUNBUFFERED": "1"},
        )
        self.said = ""
        while "Ctrl+C" not in self.said:
            line = self.process.stdout.readline()
            assert line, f"{command}: {self.said}"
            self.said += line

    def address(self, before):
        return re.search(rf"{before}(http://127\.0\.0\.1:\d+/\S*)", self.said)[1]

    def _signal(self, which):
        os.killpg(self.process.pid, which)
        return self.process.communicate(timeout=SECONDS)[0]

    def kill(self):
        """As when the machine runs out of power."""
        return self._signal(signal.SIGKILL)

    def stop(self):
        """Ctrl+C; gives the last words."""
        return self._signal(signal.SIGINT)


def clean(page, what):
    """No rule of accessibility is broken, and nothing is moved sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{what}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


def reach(page, selector):
    """Go to a control by the key Tab alone, as somebody without a mouse does."""
    for _ in range(120):
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def press(page, selector):
    reach(page, selector)
    page.keyboard.press("Enter")


def pick(page, selector, words):
    """Choose in a list by its first letters."""
    reach(page, selector)
    page.keyboard.type(words)
    page.wait_for_function(
        "([list, words]) => document.querySelector(list).selectedOptions[0].text.startsWith(words)",
        arg=[selector, words],
    )


def paste(page, selector, text):
    """Put a text into a box from the clipboard, where a chat was copied to."""
    reach(page, selector)
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+V")


def tallied(choices, *votes):
    """What the bars of the wall have to say: for each choice the people of each vote."""
    return [[vote.count(choice) for vote in votes] for choice in choices]


@dataclass
class Student:
    """One of the class. first: item -> choice; second: of the item that is voted on again."""

    number: int
    page: object
    first: dict = field(default_factory=dict)
    second: str = ""

    @property
    def own_number(self):
        """What is typed where a student number is asked for."""
        return f"s{self.number:05d}"

    def join(self, address, word=""):
        """By the picture on the wall, whose address has the word in it, or by typing it."""
        self.page.goto(address)
        if word:
            self.page.get_by_label("Room word").fill(word)
            self.page.get_by_role("button", name="Join").click()

    def choose(self, choice, part=0):
        group = self.page.locator("#parts fieldset").nth(part)
        group.get_by_text(choice, exact=True).click()

    def send(self):
        """One action; what is told then."""
        self.page.locator("#send").click()
        self.page.locator("#received", has_text=re.compile("^(Received|Not received)")).wait_for()
        return self.page.locator("#received").inner_text()

    def sees(self, words):
        self.page.locator("#told", has_text=words).wait_for()


class Lesson:
    """The class page with a class in front of it.

    copy: a collection in which the commands of the guide are run; by_phone: how many send ballots,
    all others give letters, one a code and one a file; shots: folder for pictures, None for none.
    """

    def __init__(self, copy, visit, clock, people, by_phone, shots=None):
        self.copy, self.visit, self.clock, self.shots = copy, visit, clock, shots
        self.people, self.by_phone = people, by_phone
        self.mind, self.pictures = random.Random(15), itertools.count(1)
        self.folder = copy / "handed-in"
        self.minutes = dict(re.findall(r"^\| (\d+–\d+) \| (.*?) \|", GUIDE.read_text(), re.M))
        self.teacher = self.wall = None

    # ------------------------------------------------------------ the program and the teacher

    def open(self):
        """`make class`, and the teacher's page as it opens."""
        self.program = Program("make class", self.copy)
        self.phones = self.program.address(r"For phones \(this machine alone\): ")
        self.word = re.search("room word: (.*)", self.program.said)[1]
        address = self.program.address("Your page: ")
        if self.teacher is None:
            self.teacher = self.visit(address, "", **WALL)
            self.teacher.context.grant_permissions(["clipboard-read", "clipboard-write"])
        else:
            self.teacher.goto(address)
        self.teacher.locator("#task option").first.wait_for(state="attached")

    def ask(self, task, item=""):
        pick(self.teacher, "#task", task)
        if item:
            pick(self.teacher, "#item", item)
        press(self.teacher, "#choose")

    def do(self, what):
        press(self.teacher, f"[data-do={what}]")

    def says(self, words):
        self.teacher.locator("#count", has_text=words).wait_for()

    # ------------------------------------------------------------ the wall

    def to_the_wall(self, link="#wall"):
        """One action of the teacher: the link. The wall stays in its own tab."""
        if self.wall is None:
            with self.teacher.context.expect_page() as opened:
                press(self.teacher, link)
            self.wall = opened.value
        else:
            press(self.teacher, link)
        self.wall.bring_to_front()
        self.wall.locator("main").wait_for()

    def to_the_desk(self):
        self.teacher.bring_to_front()

    def shows(self, wanted):
        """Wait until the bars of the wall are as they have to be."""
        try:
            self.wall.wait_for_function(COUNTED, arg=wanted)
        except Exception:
            raise AssertionError(
                f"{self.wall.evaluate(NUMBERS)} on the wall, not {wanted}"
            ) from None

    def opens(self, view):
        """A view by its address, as the guide names it; waits until it has taken the place of the
        one before."""
        self.wall.evaluate(TURNED, view)
        self.wall.locator("#view > :first-child:not([data-before])").wait_for(state="attached")

    def look(self, what):
        """Pictures of the wall in both schemes; every page that is open breaks no rule."""
        if self.shots is None:
            return
        name = f"{next(self.pictures):02d}-{re.sub('[^a-z0-9]+', '-', what.lower())}"
        for scheme in ("dark", "light"):
            self.wall.emulate_media(color_scheme=scheme)
            self.wall.wait_for_timeout(450)  # the bars grow
            self.wall.screenshot(path=self.shots / f"{name}-{scheme}.png")
            clean(self.wall, f"{what}, {scheme}")
        clean(self.teacher, f"{what}: teacher's page")
        clean(self.class_[1].page, f"{what}: phone")
        self.teacher.screenshot(path=self.shots / f"{name}-teacher.png")
        self.class_[1].page.screenshot(path=self.shots / f"{name}-phone.png")

    # ------------------------------------------------------------ minute by minute

    def run(self):
        with self.clock.step("make class, until its page stands"):
            self.open()
        try:
            for minute, does in (
                ("2–7", self.card),
                ("30–40", self.sort),
                ("40–45", self.argue),
                ("45–48", self.moved),
                ("87–90", self.leave),
            ):
                with self.clock.step(f"minute {minute}: {does.__doc__.splitlines()[0]}"):
                    assert minute in self.minutes, f"no minute {minute} in the guide"
                    does()
        finally:
            last = self.program.stop()
        assert "every ballot that was received is kept" in last, last

    def card(self):
        """All join, all vote on card 1, three change their minds, one comes too late."""
        self.to_the_wall("a[href=join]")
        self.class_ = [
            Student(number, self.visit("about:blank", "", **(PHONE if number % 3 else LAPTOP)))
            for number in range(self.people)
        ]
        for student in self.class_:
            if student.number % 3:
                student.join(f"{self.phones}#{self.word.replace(' ', '')}")
            else:
                student.join(self.phones, self.word.upper())
            student.sees("Nothing is asked yet")
        self.look("join")
        self.to_the_desk()
        self.ask("Card 1")
        self.do("open")
        votes = []
        *punctual, late = self.class_
        for student in self.class_:
            student.sees("The vote is open")
            votes.append(self.mind.choice(CARD_ANSWERS))
            student.choose(votes[-1])
        for student in punctual:
            assert student.send().startswith("Received")
        for student in punctual[:3]:
            votes[student.number] = self.mind.choice(CARD_ANSWERS)
            student.choose(votes[student.number])
            assert student.send().startswith("Received")
        self.says(f"The vote is open. {len(punctual)} ballots.")
        votes.pop()  # of the one who comes too late
        self.follows(punctual[-1], votes)
        late.page.route("**/now*", lambda route: route.abort())  # has not heard that it is over
        self.do("close")
        self.says("Closed.")
        told = late.send()
        assert told == "Not received: the vote is closed.", told
        late.page.unroute("**/now*")
        self.to_the_wall()
        self.shows(tallied(CARD_ANSWERS, votes))
        self.look("card")

    def follows(self, student, votes):
        """How long after *Send* the wall shows what somebody chose instead."""
        self.to_the_wall()
        self.shows(tallied(CARD_ANSWERS, votes))
        votes[-1] = next(answer for answer in CARD_ANSWERS if answer != votes[-1])
        student.choose(votes[-1])
        pressed = time.monotonic()
        student.page.locator("#send").click()
        self.shows(tallied(CARD_ANSWERS, votes))
        self.clock.note(f"the wall followed {time.monotonic() - pressed:.1f} s after Send")
        self.to_the_desk()

    def sort(self):
        """Task 05.1: ballots, a chat log, a code, a file; the program is killed and started again."""
        items = [item["item_id"] for item in check.items(TASK)]
        for student in self.class_:
            student.first = {item: self.mind.choice(check.choices(TASK)) for item in items}
        self.to_the_desk()
        self.ask(f"{TASK}:")
        self.do("open")
        by_phone, others = self.class_[: self.by_phone], self.class_[self.by_phone :]
        for student in by_phone:
            student.page.locator("#title", has_text=TASK).wait_for()
            student.sees("The vote is open")
            for place, item in enumerate(items):
                student.choose(student.first[item], place)
        half = len(by_phone) // 2
        for student in by_phone[:half]:
            assert student.send().startswith("Received")
        self.killed(by_phone[half], half)
        for student in by_phone[half:]:
            student.sees("The vote is open")
            assert student.send().startswith("Received"), "what was chosen before is still chosen"
        self.says(f"The vote is open. {len(by_phone)} ballots.")
        self.sorted_in_the_form(others, items)
        self.count_all(items)

    def killed(self, waiting, before):
        """The program is gone and comes back; what was received and what was chosen is there."""
        self.program.kill()
        assert waiting.send().startswith("Not received"), "nobody is told that it was received"
        self.wall.close()
        self.wall = None
        self.open()
        self.says(f"Closed. {before} ballot")
        self.do("open")

    def sorted_in_the_form(self, others, items):
        """The answer form: the last two make a file and a code, all others a line of letters."""
        chat = ["16:32 Ben: I do not understand item 3"]
        for student in others:
            student.page.goto((self.copy / "exercises" / "answer-form.html").as_uri() + f"#{TASK}")
            task = student.page.locator(f'[data-task="{TASK}"]')
            for place, item in enumerate(items):
                task.locator("select").nth(place).select_option(label=student.first[item])
            line = task.locator(".kf-letter-line code").inner_text()
            chat.append(f"16:3{student.number % 10} Student {chr(65 + student.number)}: {line}")
        *lines, with_code, with_file = others
        mail = f"Dear teacher,\n\nhere it is: {self.code_of(with_code)}\n\nBest wishes, M.\n"
        chat = chat[: len(lines) + 1]
        self.teacher.bring_to_front()
        press(self.teacher, "#lines summary")
        for _twice in (1, 2):
            self.clock.note("lines: one action, the chat is pasted")
            paste(self.teacher, "#text", "\n".join(chat))
            told = f"{len(lines)} {'person' if len(lines) == 1 else 'people'} counted."
            self.teacher.locator("#taken", has_text=told).wait_for()
            assert "Line 1 “16:32 Ben" in self.teacher.locator("#unread").inner_text()
        paste(self.teacher, "#text", mail)
        self.teacher.locator("#taken", has_text="1 codes were read").wait_for()
        with_file.page.get_by_label("Student number").fill(with_file.own_number)
        with with_file.page.expect_download() as made:
            with_file.page.get_by_role("button", name="Download your answers").click()
        made.value.save_as(self.folder / made.value.suggested_filename)

    def code_of(self, student):
        page = student.page
        page.get_by_label("Student number").fill(student.own_number)
        page.locator("details.kf-more summary", has_text="a code to copy").click()
        page.get_by_role("button", name=re.compile("^Show a code")).click()
        page.wait_for_function("() => document.querySelector('textarea[readonly]').value")
        return page.locator("textarea[readonly]").first.input_value()

    def count_all(self, items):
        """Each of the twelve items has everybody once, however the answer came."""
        self.to_the_wall()
        self.look("list of the task")
        for item in items:
            self.opens(item)
            self.shows(
                tallied(check.choices(TASK), [student.first[item] for student in self.class_])
            )
        self.look("first answers")

    def argue(self):
        """The item furthest from the key is voted on again; what moved stands beside it."""
        self.opens(TASK)
        self.wall.locator("#view .rows").wait_for()
        self.wall.keyboard.press("n")
        self.wall.locator("#view > h2.where", has_text=f"Task {TASK},").wait_for()
        self.item = self.wall.evaluate("decodeURIComponent(location.hash.slice(1))")
        self.place = self.item.rpartition("-")[2]
        self.to_the_desk()
        self.ask(f"{TASK}:", f"item {self.place}:")
        self.says(f"Closed. {self.by_phone + len(self.class_[self.by_phone : -2])} ballots.")
        self.do("second")
        choices = check.choices(TASK)
        key = next(item["key"] for item in check.items(TASK) if item["item_id"] == self.item)
        for student in self.class_:
            convinced = self.mind.random() < 0.5
            student.second = key if convinced else student.first[self.item]
        *lines, with_code, with_file = self.class_[self.by_phone :]
        for student in (with_code, with_file):  # what they handed in stays as it is
            student.second = student.first[self.item]
        for student in self.class_[: self.by_phone]:
            student.page.locator("#title", has_text="Second vote").wait_for()
            student.choose(student.second)
            assert student.send().startswith("Received")
        sent = [
            f"16:4{student.number % 10} Student {chr(65 + student.number)}: {TASK} "
            f"{self.place}{'abc'[choices.index(student.second)]}"
            for student in lines
        ]
        paste(self.teacher, "#text", "\n".join(sent))
        self.says(f"Second vote: {self.by_phone + len(lines)} ballots.")
        self.do("close")

    def moved(self):
        """V shows the second vote beside the first, S the key and the reasons."""
        self.to_the_wall()
        first = [student.first[self.item] for student in self.class_]
        second = [student.second for student in self.class_]
        self.shows(tallied(check.choices(TASK), first))
        self.wall.keyboard.press("v")
        self.shows(tallied(check.choices(TASK), first, second))
        self.look("second vote")
        self.wall.keyboard.press("s")
        self.wall.locator(".shown").wait_for()
        self.look("key and reasons")

    def leave(self):
        """Everybody hands in a file of notebook 09; they come as one archive."""
        everybody = [self.left_by(student) for student in self.class_]
        archive = self.folder / "HIST101-Exit-98765.zip"
        with zipfile.ZipFile(self.folder / "new.part", "w") as made:
            for number, kept in enumerate(everybody):
                name = f"Student {number}_{5000 + number}_assignsubmission_file_/answers.json"
                made.writestr(name, exported(kept))
        os.replace(self.folder / "new.part", archive)
        for view in ("exit.unclear", "headlines", "07.C011", "exit.pace", "02.K01.label"):
            self.opens(view)
            self.wall.locator("#people", has_text=f"{self.people} people handed in").wait_for()
            self.look(view)
        said = [kept[keys.exit_part("09", "unclear")]["value"] for kept in everybody]
        self.opens("exit.unclear")
        self.wall.locator(".texts li").first.wait_for(state="attached")
        assert self.texts() == Counter(said)
        self.opens(self.item)
        self.shows(
            tallied(check.choices(TASK), [student.first[self.item] for student in self.class_])
        )

    def left_by(self, student):
        """What somebody of the class left in the guided notebooks."""
        kept = submission(student.own_number, student.number)["answers"]
        return {key: held for key, held in kept.items() if not key.startswith(("ex.", "vote."))}

    def texts(self):
        lines = self.wall.evaluate(
            "() => [...document.querySelectorAll('.texts li')].map(one => ["
            "one.querySelector('blockquote').textContent, one.querySelector('.where')?.textContent])"
        )
        return Counter({text: int((times or "1").split()[0]) for text, times in lines})


def lesson(clock, people=15, by_phone=9, shots=None):
    """The ninety minutes."""
    with tempfile.TemporaryDirectory() as home, chromium() as browser, visits(browser) as visit:
        Lesson(a_copy(Path(home)), visit, clock, people, by_phone, shots).run()


# ---------------------------------------------------------------- the end of a term

RETURNING = ROOT / "docs" / "reading-and-returning.md"
GRADE, FILL = "grading handed-in --out grades --bom", "--fill gradebook.csv"
MOODLE = (
    '"First name","Last name","ID number",Institution,Department,"Email address",'
    '"Assignment: Exercise 5 (Real)","Course total (Real)","Last downloaded from this course"\n'
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 4 (88),Exercise 5 (89),"
    "Current Score,Final Score\n    Points Possible,,,,,10.00,20.00,(read only),(read only)\n"
)


def as_written(page, part):
    """A command as it stands in a page for teachers, to the letter."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"^ {4,}(\S.*)$|`([^`\n]+)`", text, re.M)
    commands = [(block or inline).split("  #")[0].strip() for block, inline in found]
    commands = [one for one in commands if one.startswith(("make ", ".venv/")) and part in one]
    assert commands, f"{page.name} has no command with “{part}”"
    return commands[0]


class Term:
    """Sixty people are graded, read, filled into a gradebook and get their pages back, by the
    commands of the guide alone."""

    def __init__(self, copy, clock, people=60, read=6):
        self.copy, self.clock, self.people, self.read = copy, clock, people, read
        self.folder, self.grades = copy / "handed-in", copy / "grades"

    def command(self, page, part):
        """Run one to its end; gives what it prints."""
        written = as_written(page, part)
        with self.clock.step(written):
            done = subprocess.run(
                written, cwd=self.copy, shell=True, capture_output=True, text=True, check=False
            )
        assert done.returncode == 0, f"{written}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def run(self, visit):
        self.command(GUIDE, "made_up.py handed-in 60")
        self.collected(lambda n: f"Student {n}_{5000 + n}_assignsubmission_file_/answers.json")
        self.command(GUIDE, GRADE)
        self.reads(visit)
        self.command(GUIDE, GRADE)
        self.returned(lambda n: f"Student {n}_{5000 + n}_assignsubmission_file_/feedback.html")
        rows = [f"Student,{n},s{n:05d},,,s{n}@example.org,-,-,1796000000\n" for n in self.all]
        self.fills("Moodle", MOODLE + "".join(rows), "Assignment: Exercise 5 (Real)")
        self.collected(lambda n: f"student{n}_{5000 + n}_{9000 + n}_answers.json")
        rows = [f'"Student, {n}",{5000 + n},s{n:05d},s{n},HIST-1,,,,\n' for n in self.all]
        self.fills("Canvas", CANVAS + "".join(rows), "Exercise 5 (89)")
        self.returned(lambda n: f"student{n}_{5000 + n}_{9000 + n}_answers.html")

    @property
    def all(self):
        return range(self.people)

    def collected(self, name):
        """What was handed in, as the archive of a learning management system. name: of the file of
        one person in it."""
        made = {number: self.one_file(number) for number in self.all}
        for old in self.folder.iterdir():
            old.unlink()
        with zipfile.ZipFile(self.folder / "HIST101-Exercise 5-98765.zip", "w") as archive:
            for number, raw in made.items():
                archive.writestr(name(number), raw)

    def one_file(self, number):
        return exported(submission(f"s{number:05d}", number)["answers"])

    def reads(self, visit):
        """`make mark`: a sample of answers to the first question, by keys."""
        with self.clock.step(f"make mark: {self.read} answers read by keys, until Ctrl+C"):
            program = Program(as_written(RETURNING, "make mark"), self.copy)
            try:
                page = visit(program.address("Open "), "", **WALL)
                page.wait_for_selector("#questions a")
                page.keyboard.press("Enter")
                for number in range(self.read):
                    at = f"{number + 1} of {self.people} · {number} read"
                    page.locator("#where", has_text=at).wait_for()
                    page.keyboard.press(str(number % 3 + 1))
                    page.locator("#saved", has_text=re.compile(r"saved \d\d:\d\d")).wait_for()
                    page.keyboard.press("n")
                clean(page, "marking page")
            finally:
                last = program.stop()
        assert "Everything that the page called saved is kept" in last, last
        assert "half done" not in last, last
        rows = table(self.grades / "free.csv", "utf-8-sig")
        assert sum(bool(row["level"]) for row in rows) == self.read

    def returned(self, name):
        """One archive goes back: a page for everybody, under the name that came."""
        with zipfile.ZipFile(self.grades / "feedback-to-return.zip") as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
        assert set(sizes) == {name(number) for number in self.all}
        self.clock.note(f"{len(sizes)} pages to return, the largest of {max(sizes.values())} bytes")

    def fills(self, system, content, column):
        """The gradebook that a system exports has points for everybody, and else what it had."""
        (self.copy / "gradebook.csv").write_text(content, encoding="utf-8")
        told = self.command(RETURNING, FILL)
        assert f"{self.people} of {self.people} people" in told, told
        filled = self.copy / "gradebook-filled.csv"
        got = [row[column] for row in table(filled) if row.get("ID") or row.get("ID number")]
        assert len(got) == self.people and all(float(points) > 0 for points in got), system
        filled.unlink()


def term(clock):
    """The end of the term."""
    with tempfile.TemporaryDirectory() as home, chromium() as browser, visits(browser) as visit:
        Term(a_copy(Path(home)), clock).run(visit)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", nargs="?", choices=["lesson", "term"], help="one of two parts")
    parser.add_argument("--shots", type=Path, default=ROOT / "rehearsal", help="for pictures")
    given = parser.parse_args()
    given.shots.mkdir(exist_ok=True)
    clock = Clock()
    try:
        if given.part != "term":
            lesson(clock, shots=given.shots)
        if given.part != "lesson":
            term(clock)
    finally:
        print(clock.table())


if __name__ == "__main__":
    sys.exit(main())
