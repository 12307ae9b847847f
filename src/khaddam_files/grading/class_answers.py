"""What a class answered, from a folder of handed-in files. No name is shown or kept.

An item, a text or a dispute of fewer than five people is not shown. Of an item that five or more
have answered every choice is shown with its number, however small.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from khaddam_files import readable_export
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.grading.submissions import Pile, Submission, read_folder
from khaddam_files.grading.submissions.files import Place

FEWEST = 5  # answers below which nothing is shown
SUPPRESSED = f"fewer than {FEWEST}"


@frozen
class NoFolder(Comparison):
    """A folder that cannot be read; its sentence says why."""

    class Nothing(NamedTuple):
        """No column at all."""

    rows: Sequence[Nothing] = ()
    row_type = Nothing


# ------------------------------------------------------------------------- what was answered


MOST_KNOWN = 400  # files that are kept in memory between two readings
_known: dict[Place, Submission] = {}
_put_together: dict[tuple[int, ...], _Kept] = {}


class _Kept(NamedTuple):
    """The answers of one person and the files that they come from, kept between two readings.
    digest: sorts people in an order that says nothing."""

    files: Sequence[Submission]
    digest: bytes
    answers: dict


@lru_cache(maxsize=2)
def answers_of(folder: str) -> list[dict]:
    """What each person entered, all files of one person put together, in an order that says
    nothing.

    After `cache_clear` the folder is read again; files that have not changed come from memory, so
    that a wall can follow a class.
    """
    if len(_known) > MOST_KNOWN:
        _known.clear()
    files: dict[str | int, list[Submission]] = {}
    for number, read in enumerate(read_folder(folder, known=_known)):
        if isinstance(read, Submission):
            files.setdefault(read.student or number, []).append(read)
    everybody = {tuple(map(id, own)): own for own in files.values()}
    kept = {ids: _put_together.get(ids) or _kept(own) for ids, own in everybody.items()}
    _put_together.clear()
    _put_together.update({ids: person for ids, person in kept.items() if person})
    people = filter(None, kept.values())
    return [person.answers for person in sorted(people, key=lambda person: person.digest)]


def _kept(files: Sequence[Submission]) -> _Kept | None:
    """The files of one person put together; None for what cannot be."""
    with contextlib.closing(Pile()) as pile:
        for read in files:
            pile.add(read)
        for person in pile.people():
            return _Kept(files, _digest(person.answers), person.answers)
    return None


def _digest(answers: dict) -> bytes:
    return hashlib.sha256(repr(sorted(answers.items())).encode("utf-8", "replace")).digest()


@dataclass(frozen=True)
class ItemAnswers:
    """One item and what a class answered to it.

    last: the answers as they were handed in; first: those that people gave first, as far as
    recorded; right: the answers that count as the key.
    """

    item: str
    last: list[str]
    first: list[str]
    right: frozenset[str]

    @property
    def shown(self) -> bool:
        """Whether enough people have answered."""
        return len(self.last) >= FEWEST

    @property
    def share(self) -> int | None:
        """How many in a hundred answers are as the key; None for too few."""
        return share_as_key([(self.last, self.right)])

    @property
    def share_at_first(self) -> int | None:
        """The same of the first answers."""
        return share_as_key([(self.first, self.right)])


def share_as_key(items: Iterable[tuple[list[str], frozenset[str]]]) -> int | None:
    """How many in a hundred answers are as the key, of all items with enough of them.

    items: the answers to each item, and those that count as its key.
    """
    as_key = [
        answer in right for answers, right in items if len(answers) >= FEWEST for answer in answers
    ]
    return in_hundred(sum(as_key), len(as_key)) if as_key else None


def in_hundred(part: int, whole: int) -> int:
    return round(100 * part / whole)


def hardest(items: Iterable[ItemAnswers]) -> str:
    """The item that fewest answered as the key, and how many in a hundred did; nothing without
    one."""
    shares = [(item.item, item.share) for item in items if item.share is not None]
    text, share = min(shares, key=lambda pair: pair[1], default=("", None))
    return "" if share is None else f"“{_shortened(text)}”, {share} %"


def _shortened(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def keys_like(key: str, piece: str = ".+") -> re.Pattern[str]:
    """Keys such as this one, with any such piece in the place of each star."""
    return re.compile(re.escape(key).replace(r"\*", f"({piece})"))


def in_words(pieces: Iterable[str]) -> str:
    """The pieces of a key in words, and as they stand where no table knows them."""
    return ", ".join(readable_export.in_words(piece) or piece for piece in pieces)


class MiddleHalf(NamedTuple):
    """The numbers below which a quarter, a half and three quarters of all numbers lie."""

    quarter: float
    median: float
    three_quarters: float


def middle_half(numbers: Sequence[float]) -> MiddleHalf:
    low, _, high = statistics.quantiles(numbers, n=4)
    return MiddleHalf(low, statistics.median(numbers), high)


# ------------------------------------------------------------------------- the spread of answers


class Tally(NamedTuple):
    """How many people gave one answer to one item, of a hundred who answered it, and whether it is
    the key; numbers are None for an item that too few have answered.
    """

    item: str
    answer: str
    people: int | None
    share: int | None
    key: bool | None


class ChoiceCount(NamedTuple):
    """How many people made one choice for an item, and of a hundred who answered it."""

    people: int
    share: int
    key: bool


class ItemCounts(NamedTuple):
    """One item, a count for each choice, and how many in a hundred first answers are as the key.

    counts: none where too few have answered; at_first: None where too few first answers are known.
    """

    item: str
    counts: Sequence[ChoiceCount]
    at_first: int | None


@frozen
class Spread(Comparison):
    """How often each answer was given.

    choices: what could be chosen, none where anything could be typed; items: a count for each
    choice and item, none where there are no choices.
    """

    rows: Sequence[Tally]
    choices: Sequence[str]
    items: Sequence[ItemCounts]
    row_type = Tally


@frozen
class TaskSpread(Spread):
    """How a class answered one closed task."""

    task_id: str


@frozen
class QuestionSpread(Spread):
    """How a class answered the questions that lead a comparison, before ours was opened."""


@frozen
class JudgementSpread(Spread):
    """How a class judged in a guided notebook. what: a key of `JUDGEMENT_KINDS`."""

    what: str


def tallies(item: ItemAnswers, from_list: bool = True) -> list[Tally]:
    """How often each answer was given to one item.

    from_list: chosen from a list; of what was typed, single entries stay together.
    """
    if not item.shown:
        return [Tally(item.item, SUPPRESSED, None, None, None)]
    everybody = len(item.last)
    answer_counts = [
        (answer, people)
        for answer, people in Counter(item.last).most_common()
        if from_list or people > 1 or answer in item.right
    ]
    rows = [
        Tally(item.item, answer, people, in_hundred(people, everybody), answer in item.right)
        for answer, people in answer_counts
    ]
    single = everybody - sum(people for _, people in answer_counts)
    if single:
        share = in_hundred(single, everybody)
        rows.append(Tally(item.item, "other entries, one each", single, share, False))
    return rows


def choice_counts(item: ItemAnswers, choices: Iterable[str]) -> ItemCounts:
    """How often each choice was made for one item, also those that nobody made."""
    people, everybody = Counter(item.last), len(item.last)
    counts = [
        ChoiceCount(people[choice], in_hundred(people[choice], everybody), choice in item.right)
        for choice in choices
        if item.shown
    ]
    return ItemCounts(item.item, counts, item.share_at_first)
