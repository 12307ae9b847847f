"""What can be kept as an answer, and the one kind of error of the store."""

from __future__ import annotations

import json
import math

LARGEST_VALUE = 8_000_000  # bytes of one answer as text: more than a million words
DEPTH = 64  # lists in lists; deeper ones differ in what Python and browsers can read
LONGEST_KEY = 500  # signs
DIGITS = 300  # of a whole number; a browser cannot hold a longer one


class AnswersError(OSError):
    """The answers could not be read or saved. The message is one sentence: what, where, and what to
    do."""

    def __init__(self, sentence: str):
        # names of files can hold bytes that are no text
        super().__init__(whole_characters(sentence))

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


def reason(problem: OSError) -> str:
    """Why the system refused, in its own words and without its number."""
    return problem.strerror or str(problem) or type(problem).__name__


def _depth(value) -> int:
    """How many lists and objects stand in each other; counting stops beyond DEPTH, so a list that
    holds itself ends too."""
    level, depth = [value], 0
    while level and depth <= DEPTH:
        containers = [
            container for container in level if isinstance(container, (dict, list, tuple))
        ]
        level = [
            inner
            for container in containers
            for inner in (container.values() if isinstance(container, dict) else container)
        ]
        depth += bool(containers)
    return depth


def whole_characters(text: str) -> str:
    """The text with halves of a character joined where both are there, and replaced by the sign for
    it where one is missing."""
    if text.isascii():  # known without looking at a sign
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def as_json(value) -> str:
    """The value as JSON in whole characters. Raises `ValueError` or `TypeError` for what JSON or a
    browser cannot hold."""
    if _depth(value) > DEPTH:
        raise ValueError(f"lists in lists deeper than {DEPTH}")
    text = whole_characters(json.dumps(value, ensure_ascii=False, allow_nan=False))
    if len(text) > LARGEST_VALUE or len(text.encode()) > LARGEST_VALUE:
        raise ValueError(f"more than {LARGEST_VALUE / 1e6:.0f} MB")
    return text


def read_value(value):
    """A value of a foreign file as every reader will find it. Raises `ValueError`, `TypeError` or
    `RecursionError` for what cannot be.

    Text and small numbers, nearly everything that a file holds, need no way through JSON and back.
    """
    # JSON may write a sign in six letters
    if type(value) is str and len(value) < LARGEST_VALUE // 8:
        return whole_characters(value)
    if type(value) is bool or (type(value) is int and -(10**15) < value < 10**15):
        return value
    return json.loads(as_json(value))


def storable(key, value):
    """The key and the value as every reader will find them. Raises `AnswersError` for what cannot
    be kept; nothing is changed then."""
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        raise AnswersError(
            f"An answer cannot be kept under {str(key)[:40]!r}: expected a name of 1 to "
            f"{LONGEST_KEY} letters."
        )
    try:
        return whole_characters(key), DECODER.decode(as_json(value))
    except (ValueError, TypeError, RecursionError) as problem:
        raise AnswersError(
            f"The answer to {whole_characters(key)} cannot be kept ({type(value).__name__}: "
            f"{str(problem)[:80]}): "
            "enter text, a number or a choice, and divide what is too long."
        ) from None


def _number(digits: str):
    # told as unreadable, as every infinity is
    return int(digits) if len(digits) <= DIGITS else math.inf


# reads what a foreign file can hold without raising for a long number; infinity and NaN are refused
# by `as_json`
DECODER = json.JSONDecoder(parse_int=_number, parse_constant=lambda _name: math.inf)
