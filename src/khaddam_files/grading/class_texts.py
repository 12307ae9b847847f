"""What a class wrote in words of its own: disputes, renderings, exit tickets, headlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from khaddam_files.answers import keys
from khaddam_files.compare import note
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.note import TicketAnswer
from khaddam_files.grading.class_answers import FEWEST, SUPPRESSED, answers_of, in_words, keys_like
from khaddam_files.grading.disputes import disputable, dispute_reasons, same_reason

LONGEST_TEXT = 300  # signs of a rendering or of an answer on an exit ticket
LONGEST_HEADLINE = 400  # signs
RENDERING_KEY, TICKET_KEY = keys_like(keys.rendered("*", "*")), keys_like(keys.exit_part("*", "*"))
HEADLINE_KEY = keys_like(keys.headline("*"), r"\d{1,2}")


# ------------------------------------------------------------------------- disputes


class Dispute(NamedTuple):
    """A key or verdict, what it is in words, how many dispute it, and their reasons in one line."""

    what: str
    title: str
    people: int
    reasons: str


@frozen
class Disputes(Comparison):
    """What a class disputes, most disputed first."""

    rows: Sequence[Dispute]
    row_type = Dispute


def _with_numbers(reasons: Iterable[str]) -> str:
    """Reasons in one line, most frequent first; equal ones once, with their number."""
    people_by_reason: Counter[str] = Counter()
    words: dict[str, str] = {}
    for reason in sorted(filter(None, reasons)):
        people_by_reason[same_reason(reason)] += 1
        words.setdefault(same_reason(reason), reason)
    return " / ".join(
        words[reason] + (f" ({people})" if people > 1 else "")
        for reason, people in people_by_reason.most_common()
    )


def disputes(folder: str) -> Disputes:
    """Which keys and verdicts the class disputes most, with the reasons given. Frame: what, title,
    people, reasons.
    """
    reasons: dict[str, list[str]] = {}
    for answers in answers_of(folder):
        for what, reason in dispute_reasons(answers).items():
            reasons.setdefault(what, []).append(reason)
    rows = [
        Dispute(what, disputable()[what], len(own), _with_numbers(own))
        for what, own in reasons.items()
        if len(own) >= FEWEST
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


class Rendering(NamedTuple):
    """A foreign line of notebook 05, and how somebody put it into words of their own."""

    line: str
    rendering: str


@frozen
class Renderings(Comparison):
    """What a class makes of the foreign lines."""

    rows: Sequence[Rendering]
    row_type = Rendering


def renderings(folder: str) -> Renderings:
    """What the class makes of the foreign lines of notebook 05, without names. Frame: line,
    rendering.
    """
    by_line: dict[tuple[str, ...], list[str]] = {}
    for answers in answers_of(folder):
        for name, text in answers.items():
            line = RENDERING_KEY.fullmatch(name)
            if line and isinstance(text, str) and text.strip():
                by_line.setdefault(line.groups(), []).append(_in_one_line(text))
    shown = {line: texts for line, texts in by_line.items() if len(texts) >= FEWEST}
    return Renderings(
        sentence=f"{len(shown)} lines were rendered by {FEWEST} or more people; "
        f"{len(by_line) - len(shown)} more by fewer and not shown.",
        rows=[
            Rendering(in_words(line), text)
            for line, texts in sorted(shown.items())
            for text in sorted(texts)
        ],
    )


def _in_one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]


@frozen
class ExitTickets(Comparison):
    """What a class wrote on its exit tickets."""

    rows: Sequence[TicketAnswer]
    row_type = TicketAnswer


def exit_tickets(folder: str) -> ExitTickets:
    """What the class takes along, what stayed unclear, and the pace, without names. Frame:
    question, answer.
    """
    answers = ticket_answers(answers_of(folder))
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


def ticket_answers(everybody: Iterable[dict]) -> dict[str, list[str]]:
    """Part of an exit ticket -> what was written there, of all notebooks together."""
    answers: dict[str, list[str]] = {part: [] for part in note.TICKET_QUESTIONS}
    for person in everybody:
        for name, text in person.items():
            match = TICKET_KEY.fullmatch(name)
            part = match.group(2) if match else None
            if part in answers and isinstance(text, str) and text.strip():
                answers[part].append(_in_one_line(text))
    return answers


class Headline(NamedTuple):
    headline: str


@frozen
class HeadlineWall(Comparison):
    """The headlines of a class."""

    rows: Sequence[Headline]
    row_type = Headline


def _headline(answers: Mapping[str, Any]) -> str:
    """The headline of one person in one line: clauses in their order, each with its place."""
    clauses = []
    for name, clause in answers.items():
        match = HEADLINE_KEY.fullmatch(name)
        if match and isinstance(clause, str) and clause.strip():
            number = int(match.group(1))
            place = answers.get(keys.headline(number, place=True))
            place = f" ({place.strip()})" if isinstance(place, str) and place.strip() else ""
            clauses.append((number, " ".join(f"{clause}{place}".split())))
    return " · ".join(clause for _, clause in sorted(clauses))[:LONGEST_HEADLINE]


def headline_wall(folder: str) -> HeadlineWall:
    """The headlines that the class wrote in notebook 08, without names and in an order that says
    nothing. Frame: headline.
    """
    everybody = answers_of(folder)
    headlines = sorted(filter(None, map(_headline, everybody)))
    shown = headlines if len(headlines) >= FEWEST else []
    return HeadlineWall(
        sentence=f"{len(shown)} of {len(everybody)} who handed in wrote a headline."
        if shown
        else f"Fewer than {FEWEST} headlines were written; none is shown.",
        rows=[Headline(text) for text in shown],
    )
