"""What a class was asked, and what each person answered: at first, and now.

The first answer is the one that stood before any reply was seen. Where only one answer is kept (by
the form, which gives no reply), it is the first one. A ballot of the class page says in which of
two votes somebody took part.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files import check
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.compare.cards import FEEDBACK_COLUMNS
from khaddam_files.compare.questions import beside_ours, choices_of
from khaddam_files.component.places import asks_whose_words, who_speaks
from khaddam_files.data import records
from khaddam_files.grading.class_answers import FEWEST, in_hundred, in_words
from khaddam_files.grading.class_judgements import JUDGEMENT_KINDS
from khaddam_files.grading.class_tasks import closed_tasks, countable
from khaddam_files.pages.strip import capital_of
from khaddam_files.seminar.questions import prepared
from khaddam_files.wording import in_latin_digits

if TYPE_CHECKING:
    from khaddam_files.grading.class_judgements import JudgementKind
    from khaddam_files.rows import Question
    from khaddam_files.seminar.questions import Question as VoteQuestion

QUESTIONS, VOTES = "questions", "votes"
FIRST, SECOND = "1", "2"  # votes of the class page
VOTE = "vote."  # begins every key of the class page
LABELS = "02.labels"
JUDGED = {  # list on the wall -> kind of judgement, and what was asked
    LABELS: ("02 labels of the links", "How do we know of this link?"),
    "04.pairs": ("04 pairs of voices", "How do the two stand to each other on this topic?"),
    "04.silences": ("04 silences", "Was anybody to be expected to speak of this?"),
    "05.judged": ("05 right against left", "What is the second text, set beside the first?"),
    "05.changes": ("05 kinds of change", "What kind of change did this sentence go through?"),
    "08.passages": ("08 passages and explanations", "Does this passage fit this explanation?"),
    "08.claims": ("08 claims of the frame", "Does the text bear this claim out?"),
}


class Pair(NamedTuple):
    """What one person answered: before any reply, and now; "" for whoever took no part."""

    first: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing that the wall can show.

    view: what an address calls it; lists: those in which it stands, the last one its own; where:
    number and title in words; text: what was asked; who: who speaks, "" where nobody does, or where
    that would answer it; voice, side: of who speaks, keys of `VOICE` and of `SIDE`, else "".
    """

    view: str
    lists: tuple[str, ...]
    where: str
    text: str
    who: str = ""
    voice: str = ""
    side: str = ""

    @property
    def people(self) -> int:
        """How many have answered."""
        raise NotImplementedError

    @property
    def shown(self) -> bool:
        """Whether enough people have answered."""
        return self.people >= FEWEST

    @property
    def answered(self) -> str:
        """How many have answered, in a list."""
        return str(self.people)

    @property
    def share(self) -> int | None:
        """How many in a hundred first answers are as the key; None for too few, or for no key."""
        return None


@dataclass(frozen=True, kw_only=True)
class Asked(Thing):
    """Something with a choice or a number to give, and what was answered.

    prompt: what is to be done; choices: () where something is typed; right: the answers that count
    as the key; key: the key in words, "" for none; read: where to read it; reason: of an answer,
    what is said to it, "" for nothing; ballots: how many of the pairs
    are of ballots; once: no first answer is kept beside the last.
    """

    prompt: str
    choices: tuple[str, ...]
    right: frozenset[str]
    key: str
    read: str = ""
    reason: Callable[[str], str] = lambda answer: ""
    pairs: Sequence[Pair] = ()
    ballots: int = 0
    once: bool = False

    @property
    def first(self) -> list[str]:
        """What was answered before any reply."""
        return [pair.first for pair in self.pairs if pair.first]

    @property
    def now(self) -> list[str]:
        """What is answered now, in a second vote by those who took part in it."""
        return [pair.now for pair in self.pairs if pair.now]

    @property
    def both(self) -> list[Pair]:
        """Of those who took part both times."""
        return [pair for pair in self.pairs if pair.first and pair.now]

    @property
    def people(self) -> int:
        return len(self.first)

    @property
    def both_ways(self) -> bool:
        """Whether answers of ballots stand beside those of files, which may be of one person."""
        return 0 < self.ballots < len(self.pairs)

    @property
    def share(self) -> int | None:
        if not self.shown or not self.key:
            return None
        return in_hundred(sum(answer in self.right for answer in self.first), self.people)


# ------------------------------------------------------------------------- exercises


class _OfTask(NamedTuple):
    """What one person kept of a task: item -> choice, or what was typed; and in which votes of the
    class page this person took part."""

    first: Any
    now: Any
    votes: Mapping[str, str]


def tasks(everybody: Sequence[dict]) -> list[Asked]:
    """Every item of every closed task."""
    people = [(person, _votes(person)) for person in everybody]
    made = []
    for row in closed_tasks():
        first, now = keys.first(row["task_id"]), keys.answer(row["task_id"])
        kept = [
            _OfTask(person.get(first), person.get(now), votes)
            for person, votes in people
            if first in person or now in person
        ]
        items = enumerate(check.items(row["task_id"]), 1)
        made += [_item(row, number, item, kept) for number, item in items]
    return made


def has_voted(person: dict) -> bool:
    """Whether any answer of somebody is a ballot or a line of letters."""
    return any(key.endswith(".votes") for key in _votes(person))


def _votes(person: dict) -> dict[str, str]:
    """Question of the class page -> in which votes somebody took part: "1", "2" or "12"."""
    marks = {key: mark for key, mark in person.items() if key.startswith(VOTE)}
    return {key: mark for key, mark in marks.items() if isinstance(mark, str)}


def _item(row: Any, number: int, item: dict, kept: Iterable[_OfTask]) -> Asked:
    task_id, total = row["task_id"], len(check.items(row["task_id"]))
    given_by = [(one, pair) for one in kept if (pair := _pair_of_task(row, item, one))]
    pairs = [pair for _, pair in given_by]
    typed = row["kind"] in check.TYPING_KINDS
    right = {item["key"]}
    if typed:  # a number may differ a little
        given = {answer for pair in pairs for answer in pair}
        right |= {answer for answer in given if check.check(task_id, answer).points}
    of = f", {number} of {total}" if total > 1 else ""
    who, voice, side = _who(row, item)
    return Asked(
        view=item["item_id"],
        lists=(row["notebook"], task_id),
        where=f"Task {task_id}{of}: {row['title']}",
        prompt=row["prompt"],
        text=item["text"],
        who=who,
        voice=voice,
        side=side,
        choices=() if typed else check.choices(task_id),
        right=frozenset(right),
        key=item["key"],
        read=item["locator"] or "",
        reason=lambda answer: _reason(row, item, answer),
        pairs=pairs,
        ballots=sum(bool(_took_part(one.votes, task_id, item["item_id"])) for one, _ in given_by),
    )


def _pair_of_task(row: Any, item: dict, kept: _OfTask) -> Pair | None:
    """What somebody answered to one item; None for nothing that could be chosen or read."""
    task_id, item_id = row["task_id"], item["item_id"]
    first = countable(task_id, item_id, kept.first) or ""
    now = countable(task_id, item_id, kept.now) or ""
    if row["kind"] == "date":  # what is no day stays off the wall
        first, now = (check.read_date(day) or "" for day in (first, now))
    return _pair(first, now, _took_part(kept.votes, task_id, item_id))


def _took_part(votes: Mapping[str, str], *question_ids: str) -> str:
    """In which votes on any of these somebody took part; "" for none."""
    if not votes:
        return ""
    return "".join(votes.get(keys.vote(question_id, "votes"), "") for question_id in question_ids)


def _pair(first: str, now: str, votes: str = "") -> Pair | None:
    """Both answers of a person; what is missing is as the other, unless a ballot says that there
    was none."""
    pair = Pair(first or now, now or first)
    if votes:
        pair = Pair(pair.first if FIRST in votes else "", pair.now if SECOND in votes else "")
    return pair if any(pair) else None


def _reason(row: Any, item: dict, answer: str) -> str:
    if row["kind"] in check.TYPING_KINDS:
        return check.check(row["task_id"], answer).reason
    reply = check.item_reply(item, answer)
    return reply.reason if reply else ""


def _who(row: Any, item: dict) -> tuple[str, str, str]:
    """Who speaks in an excerpt, voice and side; nothing where there is no excerpt, or where the
    task asks for that."""
    passage = by_key("passages").get(item["passage_id"] or "")
    if passage is None or asks_whose_words(row):
        return "", "", ""
    return who_speaks(passage), passage["voice"], capital_of(passage["speaker_id"])


# ------------------------------------------------------------------------- guided notebooks


def questions(everybody: Sequence[dict]) -> list[Asked]:
    """Every question that leads a comparison and has choices or asks for a number. First is what
    stood before ours was opened; who opened ours without an answer gave none."""
    return [_question(row, everybody) for row in records("questions") if row["form"] != "line"]


def _question(row: Question, everybody: Iterable[dict]) -> Asked:
    question_id, choices = row["question_id"], choices_of(row["question_id"])
    pairs = []
    for person in everybody:
        now = _answer_to_question(row, person.get(keys.question(question_id, "answer")))
        first = keys.question(question_id, "first")
        before = _answer_to_question(row, person[first]) if first in person else now
        if before and (pair := _pair(before, now)):
            pairs.append(pair)
    given = {answer for pair in pairs for answer in pair}
    ours = {row["choice"] for row in choices if row["ours"]} or {
        answer for answer in given if "close to ours" in beside_ours(question_id, answer).lead
    }
    whys = {row["choice"]: row["why"] for row in choices}
    return Asked(
        view=f"q.{question_id}",
        lists=(QUESTIONS,),
        where=f"Question {row['order']} of notebook {row['notebook']}: {row['name']}",
        prompt="",
        text=row["question"],
        choices=tuple(whys),
        right=frozenset(ours),
        key=row["answer"],
        read=", ".join(row["locators"]),
        reason=lambda answer: whys.get(answer) or "",
        pairs=pairs,
    )


def _answer_to_question(row: Question, answer: object) -> str:
    """An answer in the form in which it is counted; nothing for what cannot be chosen or read."""
    if not isinstance(answer, str):
        return ""
    if row["form"] == "choose":
        choices = [choice["choice"] for choice in choices_of(row["question_id"])]
        return answer.strip() if answer.strip() in choices else ""
    number = check.read_number(in_latin_digits(answer))
    return "" if number is None else f"{number:.12g}"


def judgements(everybody: Sequence[dict]) -> list[Asked]:
    """What was judged in the guided notebooks, as far as anybody has judged it, and all links of
    the chain."""
    return [made for name in JUDGED for made in _judgements(name, everybody)]


def _judgements(name: str, everybody: Iterable[dict]) -> list[Asked]:
    kind = JUDGEMENT_KINDS[JUDGED[name][0]]
    choices = tuple(kind.choices())
    given: dict[str, list[Pair]] = {}
    if name == LABELS:  # twelve, which a teacher may put on the wall before anybody answers
        given = {keys.chain(row["link_id"], "label"): [] for row in records("chain")}
    for person in everybody:
        for key, answer in person.items():
            if kind.keys.fullmatch(key) and answer in choices:
                given.setdefault(key, []).append(Pair(answer, answer))
    return [_judged(name, kind, key, pairs) for key, pairs in sorted(given.items())]


def _judged(name: str, kind: JudgementKind, key: str, pairs: Sequence[Pair]) -> Asked:
    match = kind.keys.fullmatch(key)
    pieces = match.groups() if match else ()
    number, what = JUDGED[name][0].split(" ", 1)
    ours = kind.ours(*pieces) or ""
    return Asked(
        view=key,
        lists=(name,),
        where=f"Notebook {number}: {what}",
        prompt=JUDGED[name][1],
        text=in_words(pieces),
        choices=tuple(kind.choices()),
        right=frozenset([ours] if ours else []),
        key=ours,
        reason=lambda answer: (kind.reason(*pieces) or "") if answer == ours else "",
        pairs=pairs,
        once=True,
    )


# ------------------------------------------------------------------------- class page


def voted(everybody: Sequence[dict], polls: Mapping[str, VoteQuestion]) -> list[Asked]:
    """The cards of notebook 00 and the questions that the teacher typed, as they were voted on.
    polls: id -> a typed question."""
    by_id = {f"card-{row['card_id']}": row for row in records("cards")}
    cards = [(prepared()[name], row) for name, row in by_id.items()]
    return [
        *(_voted(question, everybody, row) for question, row in cards),
        *(_voted(question, everybody) for question in polls.values()),
    ]


def _voted(question: VoteQuestion, everybody: Iterable[dict], card: Any = None) -> Asked:
    """card: the row of a card, None for what the teacher typed, which has no key."""
    choices = question.parts[0].choices
    pairs, ballots = [], 0
    for person in everybody:
        first, now = (person.get(keys.vote(question.id, part)) for part in ("first", "answer"))
        first, now = (answer if answer in choices else "" for answer in (first, now))
        took_part = _took_part(_votes(person), question.id)
        if pair := _pair(first, now, took_part):
            pairs.append(pair)
            ballots += bool(took_part)
    return Asked(
        view=question.id,
        lists=(VOTES,),
        where=question.title,
        prompt=question.prompt if card else "",
        text=(question.excerpt or _gist(card)) if card else question.prompt,
        choices=choices,
        right=frozenset([card["answer"]] if card else []),
        key=card["answer"] if card else "",
        read=card["locator"] if card else "",
        reason=lambda answer: card[FEEDBACK_COLUMNS[answer]] if card else "",
        pairs=pairs,
        ballots=ballots,
    )


def _gist(card: Any) -> str:
    return by_key("passages")[card["passage_id"]]["gist"]


# ------------------------------------------------------------------------- counted


MOST_ENTRIES = 7  # typed answers that have a bar of their own
OTHERS = "other answers"


class Count(NamedTuple):
    """How many people gave one answer, and how many in a hundred that is."""

    people: int
    share: int


def counts(answers: Sequence[str], options: Sequence[str]) -> list[Count]:
    """A count for each option; what is none of them counts as the last, where that is `OTHERS`."""
    people = Counter(answer if answer in options else OTHERS for answer in answers)
    return [Count(people[one], in_hundred(people[one], len(answers))) for one in options]


def moved(both: Sequence[Pair], options: Sequence[str]) -> dict[str, int]:
    """option -> how many more people choose it now, of those who answered twice."""
    first, now = (counts([pair[time] for pair in both], options) for time in (0, 1))
    return {one: now[n].people - first[n].people for n, one in enumerate(options)}


def options(asked: Asked, votes: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """What has a bar: the choices, or of what was typed the answers that two people share.

    What one person alone typed stands together, so that nobody is found by an answer.
    """
    if asked.choices:
        return asked.choices
    shared: Counter[str] = Counter()
    for answers in votes:
        shared |= Counter(answers)
    typed = [answer for answer, people in shared.most_common(MOST_ENTRIES) if people > 1]
    rest = any(answer not in typed for answer in shared)
    return (*sorted(typed, key=_as_number), *([OTHERS] if rest else []))


def _as_number(answer: str) -> tuple[float, str]:
    number = check.read_number(answer)
    return (0.0 if number is None else number, answer)


def signs(choices: Sequence[str]) -> Mapping[str, str]:
    """A letter for each choice, as lines of letters use it; none where the choices are numbers."""
    if all(choice.isdecimal() for choice in choices):
        return {}
    return dict(zip(choices, string.ascii_lowercase, strict=False))
