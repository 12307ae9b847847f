"""What people read: feedback for one student, and all answers to one question for the grader."""

from __future__ import annotations

from functools import cache

from khaddam_files import check, markup
from khaddam_files.compare.base import locators_in
from khaddam_files.data import records
from khaddam_files.grade.points import Graded, Total, total

SHEET = "body{font:11pt/1.4 serif;max-width:18cm;margin:auto;padding:1em}li,p{break-inside:avoid}"


@cache
def rubric(task_id: str) -> dict[int, str]:
    """Level -> what it takes, for one free task."""
    return {int(row["level"]): row["description"] for row in records("rubrics") if row["task_id"] == task_id}


def rounded(points: float) -> int | float:
    """Points as they are shown, without noughts behind the point."""
    return int(points) if points == int(points) else round(points, 2)


def _sum_row(name: str, summed: Total) -> tuple:
    return name, rounded(summed.points), rounded(summed.out_of), rounded(summed.waiting)


def _summary(graded: list[Graded]) -> str:
    """Points by exercise."""
    rows = []
    for notebook in dict.fromkeys(one.row["notebook"] for one in graded):
        rows.append(_sum_row(notebook, total([one for one in graded if one.row["notebook"] == notebook])))
    everything = total(graded)
    extra = [("optional tasks, on top", rounded(everything.optional), "", "")] if everything.optional else []
    columns = ("exercise", "points", "out of", "not yet graded")
    return markup.table([*rows, *extra, _sum_row("all", everything)], columns, "Points by exercise")


def _entered(one: Graded) -> str:
    """What was typed, under a word that says so."""
    return markup.paragraph("Your answer:") + markup.entry(one.answer) if isinstance(one.answer, str) else ""


def _task(one: Graded) -> str:
    """One task in the feedback; in one line where nothing was answered."""
    row = one.row
    name, out_of = f"{row['task_id']} {row['title']}", f"{row['points']:g}"
    if not one.answered:
        return markup.paragraph(markup.text(f"{name}: not answered, 0 of {out_of}."))
    earned = "not graded yet, out of" if one.points is None else f"{one.points:g} of"
    pieces = [markup.heading(3, f"{name}: {earned} {out_of}"), _entered(one)]
    pieces += [markup.paragraph(markup.text(one.reply.sentence)), one.reply.html]
    if one.level:
        pieces.append(markup.paragraph(markup.text(f"Level {one.level}, {rubric(row['task_id'])[one.level]}")))
    if one.comment:
        pieces.append(markup.paragraph(markup.text(f"Comment: {one.comment}")))
    return "".join(pieces)


def feedback(student: str, graded: list[Graded], every: bool = False) -> str:
    """What one student gets back, as a page of its own: points by exercise, then each exercise in which something was answered.

    every: exercises without any answer are written out too.
    """
    body = [_summary(graded)]
    for notebook in dict.fromkeys(one.row["notebook"] for one in graded):
        mine = [one for one in graded if one.row["notebook"] == notebook]
        if every or any(one.answered for one in mine):
            body += [markup.heading(2, f"Exercise {notebook}: {total(mine)}"), *map(_task, mine)]
    return markup.page(f"Feedback for {student}: {total(graded)}", "".join(body), SHEET)


@cache
def _gists() -> dict[str, list[str]]:
    """Place or passage -> what stands there, in our words, as HTML."""
    found: dict[str, list[str]] = {}
    for row in records("passages"):
        told = f"<strong>{markup.text(row['passage_id'])}</strong> ({markup.text(row['voice'])}): {markup.text(row['gist'])}"
        for name in (row["locator"], row["passage_id"]):
            found.setdefault(name, []).append(told)
    return found


def _places(text: str) -> str:
    """The places that an answer cites, each with its gist, folded."""
    cited, _ = locators_in(text)
    if not cited:
        return ""
    told = [gist for name in cited for gist in _gists().get(name, [f"<strong>{name}</strong>: no passage of ours"])]
    return markup.details(f"What stands at {', '.join(cited)}", markup.bullets(dict.fromkeys(told)))


def to_read(code: str, task_id: str, text: str) -> str:
    """One free answer under its code, with its form and the places that it cites."""
    form = markup.paragraph(markup.text(check.check(task_id, text).sentence))
    return markup.heading(3, code) + markup.entry(text) + form + _places(text)


def _samples(task_id: str) -> str:
    """The sample answers to one question, folded."""
    samples = [
        markup.paragraph(f"<strong>Level {row['level']}</strong>")
        + markup.entry(row["answer"])
        + markup.paragraph(markup.text(row["comment"]))
        for row in sorted(records("samples"), key=lambda row: row["level"])
        if row["task_id"] == task_id
    ]
    return markup.details("A sample answer for each level", "".join(samples))


def around(task_id: str) -> tuple[str, str]:
    """The beginning and the end of the page on which all answers to one question are read."""
    row = check.task(task_id)
    bank = [(f"#{r['comment_id']}", r["comment"]) for r in records("comments")]
    body = (
        markup.paragraph(markup.text(row["prompt"]))
        + markup.table(rubric(task_id).items(), ("level", "what it takes"), "Rubric: write the level into free.csv")
        + _samples(task_id)
        + markup.table(
            bank, ("code", "comment"), "Comments: write codes with their # or words of your own into free.csv"
        )
        + markup.heading(2, "Answers, in the order of their codes")
    )
    start, end = markup.page(f"{task_id} {row['title']}", body + "\0", SHEET).split("\0")
    return start, end
