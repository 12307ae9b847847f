"""Answers as one file: made whole, and read whole or with a sentence that says what is missing, as
a code that a page made is.

A file:  {"version": 2, "entries": 14, "check": "<CRC-32>", "answers": {"<key>": {"changed":
"<UTC>", "value": …}, …}} A large file has `packed` in place of `answers`: the same text,
compressed, in base64. The check is made of the canonical text of `answers`, which Python and a
browser write alike. A code is KHADDAM-FILES-2:<letters>:<their CRC-32>:<packed>. Files and codes of
version 1 (0.2.0) are read as well; their task-wide entries are taken apart into items.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from khaddam_files.answers import keys
from khaddam_files.answers.values import (
    DECODER,
    LONGEST_KEY,
    AnswersError,
    read_value,
    whole_characters,
)

VERSION = 2
PACK_ABOVE = 200_000  # bytes above which an export is packed
LARGEST_FILE = (
    16_000_000  # bytes of a file and of what is packed in it; a term's work has less than one
)
# lists, objects and commas outside texts: more of them are no answers, and dear to hold
MOST_PIECES = 1_000_000
CHOOSE_FILE = "choose the file that the hand-in made, whole and unchanged"
COPY_CODE = "copy the whole code, from its first letter to its last"

ENDS_EARLY = "The file ends early"

# Patterns are written as text and compiled at their first use: a reader's kernel makes files and
# reads none.
_CODE_HEAD = r"KHADDAM-FILES-([0-9]+):"
_START = r'"(answers|packed)"\s*:\s*(?:\{|")'
_END = r'\}\s*\}\s*(?:,\s*"version"\s*:\s*[0-9]+\s*)?\}$'
_ENTRY_COUNT = r'"entries"\s*:\s*([0-9]{1,9})\b'
_BASE64 = r"[A-Za-z0-9+/=\s]*"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_ENTRY = r'"((?:[^"\\]|\\.){1,500})"\s*:\s*(?=\{\s*"(?:changed|value)")'
_OUR_DATE = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z"  # as our own files write a date


class Entry(NamedTuple):
    """One answer of a foreign file. changed: UTC, ISO with milliseconds and Z; "" where the file's
    own could not be read."""

    value: object
    changed: str


@dataclass(frozen=True)
class Export:
    """What could be read of a file or code. entries: item key -> entry; trouble: one sentence if
    that is not all, or was changed."""

    entries: dict[str, Entry]
    trouble: str
    whole: bool


# ---------------------------------------------------------------- making


def canonical(answers: dict) -> str:
    """The one text of which the check is made."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _check(text: str | bytes) -> str:
    return f"{zlib.crc32(text.encode() if isinstance(text, str) else text):08x}"


def _plain(entries: Mapping[str, Entry]) -> dict:
    return {
        key: {"changed": entry.changed, "value": entry.value}
        for key, entry in sorted(entries.items())
    }


def _pack(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _checked_size(raw: bytes, text: str) -> bytes:
    """What was made, if `read_export` takes it; raises `AnswersError` rather than let go what
    cannot be brought back."""
    size = max(len(raw), len(text))
    if size > LARGEST_FILE or _pieces(text) > MOST_PIECES:
        raise AnswersError(
            f"Your answers have {size / 1e6:.1f} MB, more than a file to hand in may have "
            f"({LARGEST_FILE / 1e6:.0f} MB): "
            "they are kept; shorten the longest one and try again."
        )
    return raw


def as_file(entries: Mapping[str, Entry]) -> bytes:
    """The entries as a file, packed where it would be larger than EXPORTED bytes. Raises
    `AnswersError` if it were too large to be read."""
    answers = _plain(entries)
    text = canonical(answers)
    head = {"version": VERSION, "entries": len(answers), "check": _check(text)}
    raw = (json.dumps(head | {"answers": answers}, ensure_ascii=False, indent=1) + "\n").encode()
    if len(raw) > PACK_ABOVE:
        raw = json.dumps(head | {"packed": _pack(text)}).encode()
    return _checked_size(raw, text)


# ---------------------------------------------------------------- reading


def read_export(raw: bytes | str) -> Export:
    """The entries of an exported file or of a pasted code, by item. Nothing in it is executed.

    Raises `AnswersError` in one sentence for what is too large, foreign or beyond repair, and for a
    code that is not whole.
    """
    size = len(raw)
    if size > LARGEST_FILE:
        raise AnswersError(
            f"This file has {size / 1e6:.1f} MB: expected at most {LARGEST_FILE / 1e6:.0f} MB; "
            "choose the file that the hand-in made."
        )
    text, clean = (whole_characters(raw), True) if isinstance(raw, str) else _decode(bytes(raw))
    text = text.lstrip("\ufeff").strip()
    if code := re.match(_CODE_HEAD, text):
        return _read_code(code[1], text[code.end() :])
    return _read_file(text, clean)


def _decode(raw: bytes) -> tuple[str, bool]:
    """The text, and whether each of its bytes could be read."""
    coding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        return raw.decode(coding), True
    except UnicodeDecodeError:
        return raw.decode(coding, "replace"), False


def _pieces(text: str) -> int:
    crude = sum(map(text.count, "[{,"))
    return (
        crude
        if crude <= MOST_PIECES
        else sum(map(re.sub(_STRING, "", text, flags=re.DOTALL).count, "[{,"))
    )


def _unpack(packed: str, whole: bool) -> tuple[str, bool]:
    """The packed text and whether it is all of it; raises `AnswersError` for a bomb, and if it must
    be `whole` and is not."""
    packed = re.sub(r"\s", "", packed)
    reader = zlib.decompressobj()
    raw, complete = b"", False
    with contextlib.suppress(ValueError, zlib.error):
        raw = reader.decompress(
            base64.b64decode(packed if whole else packed[: len(packed) // 4 * 4], validate=True),
            LARGEST_FILE + 1,
        )
        complete = reader.eof and not reader.unused_data
    if len(raw) > LARGEST_FILE:
        raise AnswersError(
            f"This holds more than {LARGEST_FILE / 1e6:.0f} MB when it is unpacked, and no "
            f"answers: {CHOOSE_FILE}."
        )
    return raw.decode("utf-8", "replace"), complete


def _read_code(version: str, rest: str) -> Export:
    rest = re.sub(r"\s", "", rest)
    if version == "2":
        length, _, after = rest.partition(":")
        check, _, packed = after.partition(":")
        if (
            not length.isdecimal()
            or not length.isascii()
            or len(length) > 9
            or not re.fullmatch("[0-9a-f]{8}", check)
        ):
            raise AnswersError(f"The code ends early or its beginning was changed: {COPY_CODE}.")
        if len(packed) != int(length):
            raise AnswersError(
                f"The code is not whole ({len(packed)} of {int(length)} letters are there): "
                f"{COPY_CODE}."
            )
        if not packed.isascii() or _check(packed) != check:
            raise AnswersError(f"A letter of the code was changed on the way: {COPY_CODE}.")
    elif version == "1":
        packed = rest
    else:
        raise AnswersError(
            f"This code is of version {version[:9]}: expected 1 or {VERSION}; make it with the "
            "same version of the collection."
        )
    text, complete = _unpack(packed, True)
    if not complete:
        raise AnswersError(f"The code is not whole: {COPY_CODE}.")
    content = _parse(text)
    answers = content.get("answers") if version == "1" and isinstance(content, dict) else content
    if not isinstance(answers, dict):
        raise AnswersError(f"This code holds no answers: {COPY_CODE}.")
    return _export(answers, len(answers), "")


def _parse(text: str):
    """The JSON value of a text; None where it is none. Raises `AnswersError` for a text of more
    pieces than answers can have."""
    if _pieces(text) > MOST_PIECES:
        raise AnswersError(
            f"This holds more than {MOST_PIECES} lists and values, and no answers: {CHOOSE_FILE}."
        )
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _read_file(text: str, clean: bool) -> Export:
    content = _parse(text)
    if isinstance(content, dict):
        return _read_whole(content, "" if clean else "Some signs of the file are no text")
    start = re.search(_START, text[:2_000])
    if not text.startswith("{") or not start:
        raise AnswersError(f"No answer could be read from this file: {CHOOSE_FILE}.")
    count = re.search(_ENTRY_COUNT, text[:200])
    body, early = text[start.end() :], not re.search(_END, text)
    packed = re.match(_BASE64, body) if start[1] == "packed" else None
    if packed:
        body, early = _unpack(packed[0], False)[0], True
    return _export(*_salvage(body, early, int(count[1]) if count else 0))


def _read_whole(content: dict, what: str) -> Export:
    """A file that is JSON. what: what is wrong with it already."""
    version, answers, expected = (
        content.get("version"),
        content.get("answers"),
        content.get("entries"),
    )
    expected = expected if isinstance(expected, int) else 0
    if isinstance(content.get("packed"), str):
        text, complete = _unpack(content["packed"], False)
        answers = _parse(text) if complete else None
        if version == 1 and isinstance(answers, dict):
            answers = answers.get("answers")
        if not isinstance(answers, dict):
            return _export(*_salvage(text, False, expected))
    if not isinstance(answers, dict):
        raise AnswersError(f"No answer could be read from this file: {CHOOSE_FILE}.")
    if version not in (1, VERSION) or isinstance(version, bool):
        shown_version = whole_characters(repr(version)[:20])
        what = what or f"The file is of another version ({shown_version}, expected 1 or {VERSION})"
    elif version == VERSION and (
        expected != len(answers) or _check_of(answers) != content.get("check")
    ):
        what = what or "The file was changed since it was made"
    return _export(answers, max(expected, len(answers)), what)


def _check_of(answers: dict) -> str:
    try:
        return _check(canonical(answers))
    except (ValueError, RecursionError):  # a number or a depth that no file of ours has
        return ""


def _salvage(text: str, early: bool, expected: int) -> tuple[dict, int, str]:
    """The entries of a text that breaks off or is damaged, how many there were at least, and what
    is wrong with it.

    early: whether its end is missing; expected: how many entries its head tells of.
    """
    entries, names, place = {}, 0, 0
    budget = 20 * len(text) + 1_000  # a text made to be read again and again is given up
    entry_pattern = re.compile(_ENTRY)
    while budget > 0 and (name := entry_pattern.search(text, place)):
        names, place = names + 1, name.end()
        try:
            entry, place = DECODER.raw_decode(text, name.end())
            entries[DECODER.decode(f'"{name[1]}"')] = entry
        except (ValueError, RecursionError) as problem:
            # to say where, the decoder counts lines from the beginning
            budget -= getattr(problem, "pos", len(text))
    # a name without its answer
    names += bool(early and len(entries) == names and text[place:].strip(" \t\r\n,}"))
    return entries, max(names, expected), ENDS_EARLY if early else "The file is damaged"


def moment(changed) -> str:
    """A date as our files write it, UTC with milliseconds and Z; "" for what is none."""
    try:
        if not isinstance(changed, str) or len(changed) > 40:
            return ""
        read = datetime.fromisoformat(changed)
        if re.fullmatch(_OUR_DATE, changed, re.ASCII):
            return changed
        if not re.match(r"\d{4}-\d{2}-\d{2}T", changed, re.ASCII):
            return ""
        read = read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return read.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _take_entry(entries: dict[str, Entry], key: str, entry) -> bool:
    """Put the items of one entry of a file to those that were found. Whether it was an answer."""
    value = entry.get("value") if isinstance(entry, dict) else None
    if value is None or not 0 < len(key) <= LONGEST_KEY:
        return False
    try:
        value = read_value(value)
    except (ValueError, TypeError, RecursionError):
        return False
    changed = moment(entry.get("changed"))
    key = whole_characters(key)
    if type(value) is not dict:  # nearly every entry of a term's work
        entries[key] = Entry(value, changed)
        return True
    items = keys.split(key, value)
    own = {
        item: Entry(own_value, changed)
        for item, own_value in items.items()
        if len(item) <= LONGEST_KEY
    }
    entries.update(own)
    return bool(own)


def _export(answers: dict, expected: int, what: str) -> Export:
    """What was read, with a sentence if it is not all. expected: how many entries there must have
    been; what: what is wrong already."""
    entries: dict[str, Entry] = {}
    answers_read = 0
    for key, entry in answers.items():
        answers_read += _take_entry(entries, key, entry) or (
            isinstance(entry, dict) and entry.get("value") == {}
        )
    if not entries:
        if not answers and not what:
            raise AnswersError("This file holds no answer yet: enter one, or choose another file.")
        raise AnswersError(
            f"{what + ': no' if what else 'No'} answer could be read from this file; {CHOOSE_FILE}."
        )
    if not what and answers_read < expected:
        what = "The file holds entries that are no answers"
    least = "at least " if what == ENDS_EARLY else ""
    count = f"{answers_read} of {least}{max(expected, answers_read)} answers could be read"
    return Export(entries, f"{what}; {count}." if what else "", not what)
