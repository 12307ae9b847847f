"""Codes in a chat, a mail, a page of a forum: each is read whole, and nothing else is touched."""

import base64
import email.message
import html
import textwrap
import zipfile
import zlib

import pytest
from graded import table
from made_up import as_code

from khaddam_files.answers import Entry
from khaddam_files.grading import run
from khaddam_files.grading.class_answers import answers_of
from khaddam_files.grading.submissions import Problem, Submission, codes, read_folder

DAY = "2026-11-25T10:00:00.000Z"
MOST = 76  # signs at which mails are wrapped


def code_of(student, choice="editor"):
    entries = {f"ex.03.1.answer.03.1-{n}": Entry(choice, DAY) for n in range(1, 12)}
    return as_code({"student": Entry(student, DAY)} | entries)


CODES = [code_of(f"s{n}") for n in range(1, 6)]
OLD_ANSWERS = b'{"answers": {"09.claim": {"changed": "", "value": "Words of old, in a sentence."}}}'
OLD = "KHADDAM-FILES-1:"
CHAT = "\n".join(f"[17:0{n}] Person {n}: {code}" for n, code in enumerate(CODES))


def wrapped(text, before=""):
    lines = [
        line
        for each in text.splitlines()
        for line in textwrap.wrap(each, MOST, break_on_hyphens=True) or [""]
    ]
    return "\n".join(before + line for line in lines)


def cut(text, before=""):
    """Cut at 76 columns, wherever that is."""
    pieces = [
        line[at : at + MOST] for line in text.splitlines() for at in range(0, len(line), MOST)
    ]
    return "\n".join(before + piece for piece in pieces)


def as_page(text):
    rows = "".join(f"<tr><td>{html.escape(line)}</td></tr>" for line in text.splitlines())
    script = "<script>var no = 'KHADDAM-FILES-2:1:00000000:x'</script>"
    return f"<!doctype html><html><head>{script}</head><body><table>{rows}</table>"


def as_mail(text, coding, subtype="plain"):
    message = email.message.EmailMessage()
    message["Subject"], message["From"] = "answers", "a@example.org"
    message.set_content(text, subtype=subtype, cte=coding)
    return bytes(message)


def entities(text):
    return text.replace("+", "&#43;").replace("/", "&#x2F;").replace("=", "&equals;")


TEXTS = {
    "chat.txt": CHAT.encode(),
    "bare.txt": "\n".join(CODES).encode(),
    "noending": CHAT.encode(),
    "utf16.txt": CHAT.encode("utf-16"),
    "crlf.txt": CHAT.replace("\n", "\r\n").encode(),
    "wrapped.txt": wrapped(CHAT).encode(),
    "cut.txt": cut(CHAT).encode(),
    "quoted.txt": cut(CHAT, "> ").encode(),
    "twice-quoted.md": wrapped(CHAT, "> > ").encode(),
    "pad.md": ("# Pad\n\n" + "\n\n".join(f"- `{code}`" for code in CODES)).encode(),
    "entities.txt": entities(CHAT).encode(),
    "unseen.txt": "".join(sign + "\u200b" if sign in ":9" else sign for sign in CHAT).encode(),
    "forum.html": as_page(CHAT).encode(),
    "spans.htm": as_page(CHAT).replace("KHADDAM-", "<b>KHADDAM-</b><wbr>").encode(),
    "mail.eml": as_mail(CHAT, "quoted-printable"),
    "base64.eml": as_mail(CHAT, "base64"),
    "page.eml": as_mail(as_page(CHAT), "quoted-printable", "html"),
    "reply.eml": as_mail(cut(CHAT, "> "), "7bit"),
}


def read(folder):
    found = list(read_folder(folder))
    return [one for one in found if isinstance(one, Submission)], [
        one for one in found if isinstance(one, Problem)
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_every_code_of_a_text_is_read_and_nothing_else_is_told(name, tmp_path):
    (tmp_path / name).write_bytes(TEXTS[name])
    handed_in, problems = read(tmp_path)
    assert [one.student for one in handed_in] == ["s1", "s2", "s3", "s4", "s5"] and not problems
    assert all(len(one.entries) == 11 and not one.trouble for one in handed_in)
    assert len(answers_of(str(tmp_path))) == 5


@pytest.mark.parametrize("name", ["chat.txt", "forum.html", "mail.eml"])
def test_an_archive_may_hold_such_texts(name, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(f"Anna_1_onlinetext/{name}", TEXTS[name])
    handed_in, problems = read(tmp_path)
    assert len(handed_in) == 5 and not problems


def test_a_code_that_stands_in_several_places_counts_once(tmp_path):
    (tmp_path / "a.txt").write_text(f"{CODES[0]}\nagain\n> {CODES[0]}\n{CODES[1]}\n")
    (tmp_path / "b.md").write_text(f"{CODES[1]} {CODES[2]}")
    handed_in, (problem,) = read(tmp_path)
    assert [one.student for one in handed_in] == ["s1", "s2", "s3"]
    assert (problem.file, problem.why) == (
        "b.md/code 1",
        "This code stands in a.txt/code 2 too: it counts once.",
    )


DAMAGES = {
    "torn": (lambda code: code[:-9], "not whole"),
    "changed": (lambda code: code[:90] + ("A" if code[90] != "A" else "B") + code[91:], "changed"),
    "no head": (lambda code: code.replace("FILES-2:", "FILES-2:x", 1), "beginning was"),
    "another version": (lambda code: code.replace("FILES-2:", "FILES-7:", 1), "version 7"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_code_is_told_and_takes_no_other_with_it(damage, tmp_path):
    spoil, told = DAMAGES[damage]
    (tmp_path / "chat.txt").write_text(f"Hi!\n{CODES[0]}\nBen: {spoil(CODES[1])}\n{CODES[2]} ok")
    handed_in, problems = read(tmp_path)
    assert [one.student for one in handed_in] == ["s1", "s3"]
    (problem,) = problems
    assert problem.file == "chat.txt/code 2" and told in problem.why
    assert problem.why.startswith("It begins in line 3. ")


@pytest.mark.parametrize("name", ["talk.md", "talk.html", "talk.eml"])
def test_a_text_without_codes_is_told_once(name, tmp_path):
    (tmp_path / name).write_text("We speak of KHADDAM-FILES-2 and of KHADDAM-FILES codes.\n")
    (tmp_path / "nothing.md").write_text("We speak of nothing.\n")
    handed_in, problems = read(tmp_path)
    assert not handed_in and len(problems) == 2
    assert all(one.why.startswith("There is no code of a hand-in in it") for one in problems)


def test_an_old_code_ends_where_its_line_does(tmp_path):
    old = OLD + base64.b64encode(zlib.compress(OLD_ANSWERS)).decode()
    (tmp_path / "chat.txt").write_text(f"{CODES[0]}\n{old}\nthanks\n{cut(old)}\n")
    handed_in, problems = read(tmp_path)
    assert [list(one.entries) for one in handed_in][1:] == [["09.claim"]] and not problems


def test_what_is_not_a_code_of_ours_is_never_run_through(tmp_path):
    """Texts made to be slow: blanks, marks, heads and letters without end."""
    for name, piece in {
        "blanks": " ",
        "marks": "KHADDAM-FILES-2:",
        "heads": "KHADDAM-FILES-2:999999999:00000000:",
        "quotes": ">\n",
        "tags": "<",
        "letters": "KHADDAM-FILES-1:" + "A" * 59 + "\n",
    }.items():
        for ending in (".html", ".txt", ".eml"):
            (tmp_path / f"{name}{ending}").write_text(piece * (400_000 // len(piece)))
    handed_in, problems = read(tmp_path)
    assert not handed_in and problems


def test_more_codes_than_a_class_has_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(codes, "MOST_CODES", 3)
    (tmp_path / "chat.txt").write_text(CHAT)
    handed_in, (problem,) = read(tmp_path)
    assert len(handed_in) == 3 and "first 3 codes" in problem.why


def test_the_command_grades_a_chat_log(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "chat.txt").write_text(CHAT)
    assert run.main([str(folder), "--out", str(out)]) in (0, 1)
    assert {row["student_id"] for row in table(out / "grades.csv")} == {
        f"s{n}" for n in range(1, 6)
    }
