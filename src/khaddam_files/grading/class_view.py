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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files import check, compare, readable_export
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.compare import forecasts, note
from khaddam_files.compare.base import Comparison
from khaddam_files.compare.note import TicketAnswer
from khaddam_files.data import records
from khaddam_files.grading.disputes import disputable, disputed, same
from khaddam_files.grading.submissions import Pile
from khaddam_files.wording import in_latin_digits

if TYPE_CHECKING:
    from khaddam_files.rows import Task

FEWEST = 5  # answers below which nothing is shown
SUPPRESSED = f"fewer than {FEWEST}"
CLOSED = "closed tasks, furthest from the key first"
LONGEST_TEXT = 300  # signs of a rendering or of an answer on an exit ticket
LONGEST_HEADLINE = 400  # signs


@dataclass(frozen=True, kw_only=True)
class NoFolder(Comparison):
    """A folder that cannot be read; its sentence says why."""

    class Nothing(NamedTuple):
        """No column at all."""

    rows: Sequence[Nothing] = ()
    row_type = Nothing


# ------------------------------------------------------------------------- what was answered


@lru_cache(maxsize=2)
def answers_of(folder: str) -> list[dict]:
    """What each person entered, all files of one person put together, in an order that says
    nothing.
    """
    with contextlib.closing(Pile()) as pile:
        pile.read(folder)
        everybody = [person.kept for person in pile.people()]
    return sorted(everybody, key=_digest)


def _digest(kept: dict) -> bytes:
    return hashlib.sha256(repr(sorted(kept.items())).encode("utf-8", "replace")).digest()


@dataclass(frozen=True)
class Answered:
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
        return _share([(self.last, self.right)])

    @property
    def share_at_first(self) -> int | None:
        """The same of the first answers."""
        return _share([(self.first, self.right)])


def _share(answered: Iterable[tuple[list[str], frozenset[str]]]) -> int | None:
    """How many in a hundred answers are as the key, of all items with enough of them.

    answered: the answers to each item, and those that count as its key.
    """
    as_key = [
        answer in right
        for answers, right in answered
        if len(answers) >= FEWEST
        for answer in answers
    ]
    return _in_hundred(sum(as_key), len(as_key)) if as_key else None


def _in_hundred(part: int, whole: int) -> int:
    return round(100 * part / whole)


def _hardest(items: Iterable[Answered]) -> str:
    """The item that fewest answered as the key, and how many in a hundred did; nothing without
    one."""
    shares = [(item.item, item.share) for item in items if item.share is not None]
    text, share = min(shares, key=lambda pair: pair[1], default=("", None))
    return "" if share is None else f"“{_shortened(text)}”, {share} %"


def _shortened(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


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


@dataclass(frozen=True, kw_only=True)
class Spread(Comparison):
    """How often each answer was given.

    choices: what could be chosen, none where anything could be typed; items: a count for each
    choice and item, none where there are no choices.
    """

    rows: Sequence[Tally]
    choices: Sequence[str]
    items: Sequence[ItemCounts]
    row_type = Tally


@dataclass(frozen=True, kw_only=True)
class TaskSpread(Spread):
    """How a class answered one closed task."""

    task_id: str


@dataclass(frozen=True, kw_only=True)
class Judged(Spread):
    """How a class judged in a guided notebook. what: a key of `JUDGED`."""

    what: str


def _tally(item: Answered, listed: bool = True) -> list[Tally]:
    """How often each answer was given to one item.

    listed: chosen from a list; of what was typed, single entries stay together.
    """
    if not item.shown:
        return [Tally(item.item, SUPPRESSED, None, None, None)]
    everybody = len(item.last)
    counted = [
        (answer, people)
        for answer, people in Counter(item.last).most_common()
        if listed or people > 1 or answer in item.right
    ]
    rows = [
        Tally(item.item, answer, people, _in_hundred(people, everybody), answer in item.right)
        for answer, people in counted
    ]
    single = everybody - sum(people for _, people in counted)
    if single:
        share = _in_hundred(single, everybody)
        rows.append(Tally(item.item, "other entries, one each", single, share, False))
    return rows


def _choice_counts(item: Answered, choices: Iterable[str]) -> ItemCounts:
    """How often each choice was made for one item, also those that nobody made."""
    counted, everybody = Counter(item.last), len(item.last)
    counts = [
        ChoiceCount(counted[choice], _in_hundred(counted[choice], everybody), choice in item.right)
        for choice in choices
        if item.shown
    ]
    return ItemCounts(item.item, counts, item.share_at_first)


# ------------------------------------------------------------------------- closed tasks


@dataclass(frozen=True)
class AnsweredTask:
    """One closed task with every item, and those who have answered at least one of them."""

    task: dict
    items: list[Answered]
    people: list[dict]

    @property
    def share(self) -> int | None:
        """How many in a hundred last answers are as the key, of the items that are shown."""
        return _share((item.last, item.right) for item in self.items)

    @property
    def share_at_first(self) -> int | None:
        """The same of the first answers."""
        return _share((item.first, item.right) for item in self.items)

    @property
    def hardest(self) -> str:
        """The item furthest from the key, with its share; nothing where there is only one item."""
        return _hardest(self.items) if len(self.items) > 1 else ""

    @property
    def hinted(self) -> int:
        """How many people have opened a hint."""
        used = [kept.get(keys.hints(self.task["task_id"])) for kept in self.people]
        return sum(isinstance(number, int) and number > 0 for number in used)


def closed_tasks(notebook: str = "") -> list[Task]:
    """Every closed task of an exercise, or of all, in order."""
    closed = [
        row
        for row in records("tasks")
        if row["kind"] != "free" and row["notebook"].startswith(notebook)
    ]
    return sorted(closed, key=lambda row: (row["notebook"], row["order"]))


def task_options() -> list[tuple[str, str]]:
    """(label, task_id) of every closed task."""
    return [(f"{row['task_id']} {row['title']}", row["task_id"]) for row in closed_tasks()]


def _read(task_id: str, item_id: str, given: Any) -> str | None:
    """One answer to one item in the form in which answers are counted; None where there is none."""
    kind = check.task(task_id)["kind"]
    if kind in check.CHOOSING_KINDS:
        choice = given.get(item_id) if isinstance(given, dict) else None
        return choice if choice in check.choices(task_id) else None
    if not isinstance(given, str):
        return None
    if kind == "number":
        number = check.read_number(given)
        return None if number is None else f"{number:.12g}"
    return check.read_date(given) or in_latin_digits(given)[:20] or None


def _answered_item(task_id: str, item: dict, everybody: Iterable[dict]) -> Answered:
    """One item of a closed task with all that was answered to it."""
    last, first = (
        [
            answer
            for kept in everybody
            if (answer := _read(task_id, item["item_id"], kept.get(part(task_id))))
        ]
        for part in (keys.answer, keys.first)
    )
    right = {item["key"]}
    if check.task(task_id)["kind"] in check.TYPING_KINDS:  # a number may differ a little
        right = {answer for answer in {*last, *first} if check.check(task_id, answer).points}
    return Answered(item["text"], last, first, frozenset(right))


def _answered_task(task_id: str, everybody: list[dict]) -> AnsweredTask:
    """A closed task with all that was answered to it. Raises `TaskError` for an unknown task."""
    task, items = check.task(task_id), check.items(task_id)
    people = [
        kept
        for kept in everybody
        if any(_read(task_id, item["item_id"], kept.get(keys.answer(task_id))) for item in items)
    ]
    return AnsweredTask(task, [_answered_item(task_id, item, everybody) for item in items], people)


def _in_words(answered: AnsweredTask) -> str:
    """What there is to say of a closed task, in short sentences."""
    last, first = answered.share, answered.share_at_first
    if last is None:
        return "Too few answers to show."
    sentences = [f"As the key: {last} %" + ("." if first is None else f"; at first: {first} %.")]
    if answered.task["kind"] == "number":
        middle = _middle_half([float(answer) for answer in answered.items[0].last])
        sentences.append(
            f"Median {middle.median:g}, middle half from {middle.quarter:g} "
            f"to {middle.three_quarters:g}, key {check.items(answered.task['task_id'])[0]['key']}."
        )
    if answered.hardest:
        sentences.append(f"Furthest from the key: {answered.hardest} as the key.")
    sentences.append(f"Hints used by {answered.hinted} of {len(answered.people)}.")
    return " ".join(sentences)


def spread(folder: str, task_id: str) -> TaskSpread:
    """How a class answered one closed task. Frame: item, answer, people, share, key.

    Raises `TaskError` for an unknown task and `NotADirectoryError` if there is no such folder.
    """
    task, everybody = check.task(task_id), answers_of(folder)
    answered = _answered_task(task_id, everybody)
    choosing = task["kind"] in check.CHOOSING_KINDS
    choices = check.choices(task_id) if choosing else ()
    return TaskSpread(
        sentence=f"Task {task_id}, {task['title']}: answered by {len(answered.people)} "
        f"of {len(everybody)} who handed in. {_in_words(answered)}",
        rows=[tally for item in answered.items for tally in _tally(item, choosing)],
        choices=choices,
        items=[_choice_counts(item, choices) for item in answered.items if choosing],
        task_id=task_id,
    )


class TaskShare(NamedTuple):
    """One closed task: how many answered it, how many in a hundred last and first answers are as
    the key (None where too few are known), and its item furthest from the key.
    """

    task: str
    title: str
    answers: int
    share: int
    first: int | None
    hardest: str

    @property
    def earliest(self) -> int:
        """The share of first answers, or of last ones where the first were not recorded."""
        return self.share if self.first is None else self.first


@dataclass(frozen=True, kw_only=True)
class FurthestTasks(Comparison):
    """Closed tasks, furthest from the key first."""

    rows: Sequence[TaskShare]
    row_type = TaskShare


def furthest(folder: str, notebook: str = "") -> FurthestTasks:
    """The closed tasks of an exercise, or of all, furthest from the key first. Frame: task, title,
    answers, share, first, hardest.

    share: of last answers as the key, in a hundred; first: of first answers, by which tasks are
    ordered where they were recorded, because last answers have been corrected after the reasons
    were read. Raises `NotADirectoryError` if there is no such folder.
    """
    everybody, tasks = answers_of(folder), closed_tasks(notebook)
    answered = [_answered_task(task["task_id"], everybody) for task in tasks]
    rows = [
        TaskShare(
            task=each.task["task_id"],
            title=each.task["title"],
            answers=len(each.people),
            share=each.share,
            first=each.share_at_first,
            hardest=each.hardest,
        )
        for each in answered
        if each.share is not None
    ]
    rows.sort(key=lambda row: row.earliest)
    first = f"Furthest from the key: {rows[0].task} “{rows[0].title}”. " if rows else ""
    of = f" of exercise {notebook}" if notebook else ""
    return FurthestTasks(
        sentence=f"{first}{len(rows)} closed tasks{of}, "
        f"answered by some of {len(everybody)} who handed in; "
        f"{len(tasks) - len(rows)} more have too few answers.",
        rows=rows,
    )


# ------------------------------------------------------------------------- disputes


class Dispute(NamedTuple):
    """A key or verdict, what it is in words, how many dispute it, and their reasons in one line."""

    what: str
    title: str
    people: int
    reasons: str


@dataclass(frozen=True, kw_only=True)
class Disputes(Comparison):
    """What a class disputes, most disputed first."""

    rows: Sequence[Dispute]
    row_type = Dispute


def _merged(reasons: Iterable[str]) -> str:
    """Reasons in one line, most frequent first; equal ones once, with their number."""
    counted: Counter[str] = Counter()
    words: dict[str, str] = {}
    for reason in sorted(filter(None, reasons)):
        counted[same(reason)] += 1
        words.setdefault(same(reason), reason)
    return " / ".join(
        words[reason] + (f" ({people})" if people > 1 else "")
        for reason, people in counted.most_common()
    )


def most_disputed(folder: str) -> Disputes:
    """Which keys and verdicts the class disputes most, with the reasons given. Frame: what, title,
    people, reasons.
    """
    reasons: dict[str, list[str]] = {}
    for kept in answers_of(folder):
        for what, reason in disputed(kept).items():
            reasons.setdefault(what, []).append(reason)
    rows = [
        Dispute(what, disputable()[what], len(given), _merged(given))
        for what, given in reasons.items()
        if len(given) >= FEWEST
    ]
    rows.sort(key=lambda row: (-row.people, row.what))
    first = (
        f"Most disputed: {rows[0].what} “{rows[0].title}”, by {rows[0].people} people."
        if rows
        else f"Nothing is disputed by {FEWEST} or more people."
    )
    return Disputes(
        sentence=f"{first} {len(reasons) - len(rows)} more are disputed by fewer than {FEWEST} and "
        "not shown.",
        rows=rows,
    )


# ------------------------------------------------------------------------- guided notebooks


class KeptJudgements(NamedTuple):
    """Which keys hold the judgements of one kind, what could be chosen, and our own judgement by
    the pieces of a key, None where the tables have none.
    """

    keys: re.Pattern[str]
    choices: Callable[[], tuple[str, ...]]
    ours: Callable[..., str | None]


def _relation(topic: str, *voices: str) -> str | None:
    relations = (row for row in records("relations") if row["topic_id"] == topic)
    of_both = (row for row in relations if {row["voice_a"], row["voice_b"]} == set(voices))
    return next((row["relation"] for row in of_both), None)


def _row_judgement(row_id: str, hypothesis_id: str) -> str | None:
    passages = (row for row in records("hypothesis_passages") if row["row_id"] == row_id)
    of_both = (row for row in passages if row["hypothesis_id"] == hypothesis_id)
    return next((row["judgement"] for row in of_both), None)


def _column(table: str, column: str) -> Callable[[str], str | None]:
    return lambda name: by_key(table).get(name, {}).get(column)


def _like(key: str, piece: str = ".+") -> re.Pattern[str]:
    """Keys such as this one, with any such piece in the place of each star."""
    return re.compile(re.escape(key).replace(r"\*", f"({piece})"))


JUDGED = {  # what the guided notebooks keep
    "02 labels of the links": KeptJudgements(
        _like(keys.chain("*", "label"), r"K\d+"),
        lambda: tuple(compare.chain.CHAIN_LABELS),
        _column("chain", "label"),
    ),
    "04 pairs of voices": KeptJudgements(
        _like(keys.pair("*", "*", "*")), lambda: tuple(compare.capitals.VOICE_RELATIONS), _relation
    ),
    "04 silences": KeptJudgements(
        _like(keys.silence("*"), r"\w+"),
        lambda: tuple(compare.capitals.SILENCE_JUDGEMENTS),
        _column("silences", "expected"),
    ),
    "05 right against left": KeptJudgements(
        _like(keys.judged("*", "*", "*")),
        lambda: tuple(compare.prints.PRINT_JUDGEMENTS),
        lambda *_: None,
    ),
    "05 kinds of change": KeptJudgements(
        _like(keys.drift("*"), r"\w+"),
        lambda: compare.prints.drift_kinds().values,
        _column("drift", "kind"),
    ),
    "08 passages and explanations": KeptJudgements(
        _like(keys.judgement("*", "*"), r"HR\d+|H-[a-e]"),
        lambda: tuple(compare.explanations.ROW_JUDGEMENTS),
        _row_judgement,
    ),
    "08 claims of the frame": KeptJudgements(
        _like(keys.guess("*"), r"F\d+"),
        lambda: tuple(compare.explanations.VERDICTS_ON_CLAIMS),
        _column("framing", "verdict"),
    ),
}
RENDERED, TICKET = _like(keys.rendered("*", "*")), _like(keys.exit_part("*", "*"))
HEADLINE = _like(keys.headline("*"), r"\d{1,2}")


def judged(folder: str, what: str) -> Judged:
    """How a class judged in a guided notebook. what: a key of `JUDGED`. Frame: item, answer,
    people, share, key.

    Of what fewer than five people have judged, the number alone is given. Raises
    `NotADirectoryError` if there is no such folder.
    """
    choices, everybody = JUDGED[what].choices(), answers_of(folder)
    by_person = [_judgements(kept, JUDGED[what].keys, choices) for kept in everybody]
    judgements: dict[str, list[str]] = {}
    for own in by_person:
        for name, answer in own.items():
            judgements.setdefault(name, []).append(answer)
    items = [
        _judged_item(name, answers, JUDGED[what].ours)
        for name, answers in sorted(judgements.items())
        if len(answers) >= FEWEST
    ]
    hardest = _hardest(item for item in items if item.right)
    return Judged(
        sentence=f"Notebook {what}: judged by {sum(map(bool, by_person))} of {len(everybody)} "
        f"who handed in; {len(items)} items by {FEWEST} or more people, "
        f"{len(judgements) - len(items)} more by fewer and not shown."
        + (f" Furthest from the key: {hardest} as the key." if hardest else ""),
        rows=[tally for item in items for tally in _tally(item)],
        choices=choices,
        items=[_choice_counts(item, choices) for item in items],
        what=what,
    )


def _judgements(kept: dict, like: re.Pattern[str], choices: Sequence[str]) -> dict[str, str]:
    """The pieces of a key, with full stops between them -> what one person judged."""
    answers = [(like.fullmatch(name), answer) for name, answer in kept.items() if answer in choices]
    return {".".join(match.groups()): answer for match, answer in answers if match}


def _judged_item(name: str, answers: list[str], ours: Callable[..., str | None]) -> Answered:
    """One item of a guided notebook in words, with our own judgement where the tables have one."""
    pieces = name.split(".")
    key = ours(*pieces)
    return Answered(_described(pieces), answers, [], frozenset([key] if key else []))


def _described(pieces: Iterable[str]) -> str:
    """The pieces of a key in words, and as they stand where no table knows them."""
    return ", ".join(readable_export.described(piece) or piece for piece in pieces)


class MiddleHalf(NamedTuple):
    """The numbers below which a quarter, a half and three quarters of all numbers lie."""

    quarter: float
    median: float
    three_quarters: float


def _middle_half(numbers: Sequence[float]) -> MiddleHalf:
    low, _, high = statistics.quantiles(numbers, n=4)
    return MiddleHalf(low, statistics.median(numbers), high)


class ClaimNumbers(NamedTuple):
    """A claim of notebook 07 and the numbers from 0 to 100 that a class gave to it."""

    claim: str
    people: int
    lowest: float
    quarter: float
    median: float
    three_quarters: float
    highest: float


@dataclass(frozen=True, kw_only=True)
class Probabilities(Comparison):
    """Which numbers a class gave to the forecasts."""

    rows: Sequence[ClaimNumbers]
    row_type = ClaimNumbers


def probabilities(folder: str) -> Probabilities:
    """Which numbers the class gave to the forecasts of notebook 07. Frame: claim, people, lowest,
    quarter, median, three_quarters, highest.
    """
    numbers: dict[str, list[float]] = {}
    for kept in answers_of(folder):
        for claim_id, number in forecasts.forecast_probabilities(kept).items():
            numbers.setdefault(claim_id, []).append(number)
    rows = [
        ClaimNumbers(
            f"{claim_id} {readable_export.described(claim_id)}",
            len(given),
            min(given),
            *_middle_half(given),
            max(given),
        )
        for claim_id, given in sorted(numbers.items())
        if len(given) >= FEWEST
    ]
    widest = max(rows, key=lambda row: row.three_quarters - row.quarter, default=None)
    return Probabilities(
        sentence=f"{len(rows)} claims have a number from {FEWEST} or more people; "
        f"{len(numbers) - len(rows)} more from fewer and not shown."
        + (f" Furthest apart: {widest.claim}" if widest else ""),
        rows=rows,
    )


class Rendering(NamedTuple):
    """A foreign line of notebook 05, and how somebody put it into words of their own."""

    line: str
    rendering: str


@dataclass(frozen=True, kw_only=True)
class Renderings(Comparison):
    """What a class makes of the foreign lines."""

    rows: Sequence[Rendering]
    row_type = Rendering


def renderings(folder: str) -> Renderings:
    """What the class makes of the foreign lines of notebook 05, without names. Frame: line,
    rendering.
    """
    written: dict[tuple[str, ...], list[str]] = {}
    for kept in answers_of(folder):
        for name, text in kept.items():
            line = RENDERED.fullmatch(name)
            if line and isinstance(text, str) and text.strip():
                written.setdefault(line.groups(), []).append(_in_one_line(text))
    shown = {line: texts for line, texts in written.items() if len(texts) >= FEWEST}
    return Renderings(
        sentence=f"{len(shown)} lines were rendered by {FEWEST} or more people; "
        f"{len(written) - len(shown)} more by fewer and not shown.",
        rows=[
            Rendering(_described(line), text)
            for line, texts in sorted(shown.items())
            for text in sorted(texts)
        ],
    )


def _in_one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]


@dataclass(frozen=True, kw_only=True)
class ExitTickets(Comparison):
    """What a class wrote on its exit tickets."""

    rows: Sequence[TicketAnswer]
    row_type = TicketAnswer


def exit_tickets(folder: str) -> ExitTickets:
    """What the class takes along, what stayed unclear, and the pace, without names. Frame:
    question, answer.
    """
    answers = _ticket_answers(answers_of(folder))
    shown = {part: sorted(texts) for part, texts in answers.items() if len(texts) >= FEWEST}
    pace = Counter(text for text in shown.pop("pace", []) if text in note.TICKET_PACES)
    paces = ", ".join(f"{name} {pace[name]}" for name in note.TICKET_PACES)
    return ExitTickets(
        sentence=f"Exit tickets. The pace was: {paces if pace else f'{SUPPRESSED} answers'}. "
        f"{len(shown.get('assert', []))} sentences to take along, "
        f"{len(shown.get('unclear', []))} open points; fewer than {FEWEST} are not shown.",
        rows=[
            TicketAnswer(note.TICKET_QUESTIONS[part], text)
            for part, texts in shown.items()
            for text in texts
        ],
    )


def _ticket_answers(everybody: Iterable[dict]) -> dict[str, list[str]]:
    """Part of an exit ticket -> what was written there, of all notebooks together."""
    answers: dict[str, list[str]] = {part: [] for part in note.TICKET_QUESTIONS}
    for kept in everybody:
        for name, text in kept.items():
            match = TICKET.fullmatch(name)
            part = match.group(2) if match else None
            if part in answers and isinstance(text, str) and text.strip():
                answers[part].append(_in_one_line(text))
    return answers


class Headline(NamedTuple):
    headline: str


@dataclass(frozen=True, kw_only=True)
class HeadlineWall(Comparison):
    """The headlines of a class."""

    rows: Sequence[Headline]
    row_type = Headline


def _headline(kept: Mapping[str, Any]) -> str:
    """The headline of one person in one line: clauses in their order, each with its place."""
    clauses = []
    for name, clause in kept.items():
        match = HEADLINE.fullmatch(name)
        if match and isinstance(clause, str) and clause.strip():
            number = int(match.group(1))
            place = kept.get(keys.headline(number, place=True))
            place = f" ({place.strip()})" if isinstance(place, str) and place.strip() else ""
            clauses.append((number, " ".join(f"{clause}{place}".split())))
    return " · ".join(clause for _, clause in sorted(clauses))[:LONGEST_HEADLINE]


def headline_wall(folder: str) -> HeadlineWall:
    """The headlines that the class wrote in notebook 08, without names and in an order that says
    nothing. Frame: headline.
    """
    everybody = answers_of(folder)
    written = sorted(filter(None, map(_headline, everybody)))
    shown = written if len(written) >= FEWEST else []
    return HeadlineWall(
        sentence=f"{len(shown)} of {len(everybody)} who handed in wrote a headline."
        if shown
        else f"Fewer than {FEWEST} headlines were written; none is shown.",
        rows=[Headline(text) for text in shown],
    )


# ------------------------------------------------------------------------- every view by its name

VIEWS: dict[str, Callable[[str], Comparison]] = {
    "most disputed": most_disputed,
    "headlines": headline_wall,
    "exit tickets": exit_tickets,
    "07 probabilities": probabilities,
    "05 renderings": renderings,
}


def _overviews() -> dict[str, str]:
    """Name of a view of many closed tasks -> the exercise, empty for all."""
    notebooks = sorted({row["notebook"] for row in records("tasks")})
    return {f"all {CLOSED}": ""} | {f"{number} {CLOSED}": number for number in notebooks}


def view_options() -> list[tuple[str, str]]:
    """(label, value) of everything that a class can be shown: all tasks, the notebooks' views, then
    each closed task.
    """
    return [*((name, name) for name in (*_overviews(), *VIEWS, *JUDGED)), *task_options()]


def view(folder: str, what: str) -> Comparison:
    """One view of a class by its name: a value of `view_options`.

    Raises `NotADirectoryError` if there is no such folder and `TaskError` for an unknown task.
    """
    if what in VIEWS:
        return VIEWS[what](folder)
    if what in _overviews():
        return furthest(folder, _overviews()[what])
    return judged(folder, what) if what in JUDGED else spread(folder, what)
