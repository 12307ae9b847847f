"""Codes in any text: a chat log, a mail, a page of a forum. Each is found whole, however the text
was wrapped or quoted; what is no code is left alone."""

from __future__ import annotations

import email
import email.policy
import html
import itertools
import re
import unicodedata
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import NamedTuple

MOST_CODES = 2_000  # of one text
MAIL, PAGES = (".eml",), (".html", ".htm")
WORDS = (".md", *MAIL, *PAGES)  # endings of what may hold codes, but is no file of answers
TEXTS = (".txt", "", *WORDS)
_INLINE = frozenset(
    ("a", "b", "code", "em", "font", "i", "mark", "q", "s", "samp", "small", "span", "strong", "u")
    + ("wbr",)
)
_UNSHOWN = ("script", "style", "template", "title")
_QUOTED = " \t>|"  # what stands before a line that a mail quotes
_MARK = re.compile(r"KHADDAM-\s?FILES-\s?(?=\d)")
_HEAD = re.compile(r"2\s?:\s?(\d[\d\s]{0,20}):\s?([0-9a-f][0-9a-f\s]{0,20}):")
_LETTERS = re.compile(r"[A-Za-z0-9+/=\s]*")
_RUN = re.compile(r"[A-Za-z0-9+/]+=*")
_WRAPPED = range(60, 100)  # letters of a line that was broken off and goes on in the next one


class FoundCode(NamedTuple):
    """A code as the hand-in made it, as far as it is there. line: from which it stands."""

    code: str
    line: int


class _PageText(HTMLParser):
    """The words of a page, with a line break wherever a reader would see one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unshown += tag in _UNSHOWN
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unshown -= tag in _UNSHOWN and self._unshown > 0
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            self.pieces.append(data)


def text_of(suffix: str, raw: bytes) -> str:
    """The words of a file. suffix: its ending in small letters."""
    if suffix in MAIL:
        return _words_of_mail(raw)
    coding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = raw.decode(coding, "replace")
    return _words_of_page(text) if suffix in PAGES else html.unescape(text)


def _words_of_page(text: str) -> str:
    page = _PageText()
    page.feed(text)
    page.close()
    return "".join(page.pieces)


def _words_of_mail(raw: bytes) -> str:
    """What a mail says, once: its plain text, or its page where there is none."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    words = []
    for part in message.walk():
        if part.get_content_maintype() == "text":
            content = str(part.get_content())
            page = part.get_content_subtype() == "html"
            words.append(_words_of_page(content) if page else html.unescape(content))
    return "\n".join(words)


def codes_in(text: str) -> Iterator[FoundCode]:
    """Every code of a text, each once, in the order in which they stand; at most MOST_CODES and one
    more."""
    seen_signs = (s for s in text if s.isascii() or unicodedata.category(s) != "Cf")
    text = "\n".join(line.strip(_QUOTED) for line in "".join(seen_signs).splitlines())
    marks = list(itertools.islice(_MARK.finditer(text), 2 * MOST_CODES))
    ends = [mark.start() for mark in marks[1:]] + [len(text)] * bool(marks)
    seen: set[str] = set()
    line, counted = 1, 0
    for mark, end in zip(marks, ends, strict=True):
        line, counted = line + text.count("\n", counted, mark.start()), mark.start()
        code = _code(text[mark.end() : end])
        if code and code not in seen:
            seen.add(code)
            yield FoundCode(code, line)
        if len(seen) > MOST_CODES:
            return


def _code(after: str) -> str:
    """One code without blanks and line ends. after: what follows its mark, as far as the next one.
    Empty for a mention that is no code."""
    if head := _HEAD.match(after):
        length, check = ("".join(part.split()) for part in head.groups())
        run = _LETTERS.match(after, head.end())
        letters = "".join(run[0].split()) if run else ""
        return f"KHADDAM-FILES-2:{length}:{check}:{letters[: int(length[:9])]}"
    version = re.match(r"\d{1,9}:", after)
    if not version:
        return ""
    letters = _first_version(after[version.end() :]) if version[0] == "1:" else ""
    return f"KHADDAM-FILES-{version[0]}{letters}"


def _first_version(after: str) -> str:
    """The letters of a code of version 0.2.0, which does not say how many it has: those of its
    line, and of the next one where a line was broken off."""
    letters = []
    for line in after.split("\n"):
        run = _RUN.match(line)
        letters.append(run[0] if run else "")
        if not run or run[0] != line or len(line) not in _WRAPPED:
            break
    return "".join(letters)
