"""What people read: feedback for one student, the reasons for all, and all answers to one question for the grader.

Pages are small, because there are as many as students: they have one short style and no link, and leave out end tags that HTML
does not need. A page on more than `WITH_REASONS` exercises names each item that is not as the key and what was answered; the
reasons for it stand once for all in `reasons.html`, under the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from khaddam_files import check, markup
from khaddam_files.compare.locators import locators_in
from khaddam_files.data import records
from khaddam_files.grade.points import Graded, Total, total

SHEET = (
    "body{font:11pt/1.4 serif;max-width:18cm;margin:auto;padding:1em}td,th{padding:0 .5em;text-align:left}"
    "p{unicode-bidi:plaintext}"  # an answer in Arabic or Persian runs from the right
)
WITH_REASONS = 2  # exercises on one page up to which every reason stands there
LONGEST_CHOICE = 24  # signs of a choice on a page without reasons
HOW = (
    "Behind the points of a task stand the items that are not as the key, with your answers; a task that is not named is as the key. "
    "Reasons: reasons.html."
)
SHORT = "body{max-width:40em;margin:1em auto}"


@cache
def rubric(task_id: str) -> dict[int, str]:
    """Level -> what it takes, for one free task."""
    return {int(row["level"]): row["description"] for row in records("rubrics") if row["task_id"] == task_id}


def rounded(points: float) -> int | float:
    """Points as they are shown, without noughts behind the point."""
    return int(points) if points == int(points) else round(points, 2)


def _table(rows: Iterable[tuple], columns: tuple[str, ...], caption: str) -> str:
    """A plain table; cells are text."""
    element, text = markup.element, markup.text
    heads = element("tr", *(element("th", text(name), scope="col") for name in columns))
    body = [element("tr", *(element("td", text(cell)) for cell in row)) for row in rows]
    return element("table", element("caption", text(caption)), heads, *body)


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
    return _table([*rows, *extra, _sum_row("all", everything)], columns, "Points by exercise")


def _number(item: dict) -> str:
    """The number of an item within its task."""
    return item["item_id"].removeprefix(f"{item['task_id']}-")


def _read(one: Graded) -> list[str]:
    """What a reader gave to a free answer, in sentences."""
    told = [f"Level {one.level}, {rubric(one.row['task_id'])[one.level]}"] if one.level else []
    told += (
        ["A level was given to an earlier text of this answer and does not count for this one."] if one.earlier else []
    )
    return told + ([f"Comment: {one.comment}"] if one.comment else [])


def _task(one: Graded) -> str:
    """One task in full; in one line where nothing was answered."""
    row = one.row
    name, out_of = f"{row['task_id']} {row['title']}", f"{row['points']:g}"
    if not one.answered:
        return markup.paragraph(markup.text(f"{name}: not answered, 0 of {out_of}."))
    earned = "not graded yet, out of" if one.points is None else f"{one.points:g} of"
    pieces = [markup.heading(3, f"{name}: {earned} {out_of}")]
    if isinstance(one.answer, str):
        pieces.append(markup.paragraph("Your answer:") + markup.entry(one.answer))
    if row["kind"] in check.CHOOSING:
        right = sum(agrees for _, agrees, _ in one.compared)
        wrong = [
            f"<b>{_number(item)}</b> {markup.text(item['text'])}: {markup.text(one.answer[item['item_id']])}, not as the key. {markup.text(why)}"
            for item, agrees, why in one.compared
            if not agrees
        ]
        counted = f"{len(one.compared)} of {len(check.items(row['task_id']))} answered, {right} as the key."
        pieces.append(markup.paragraph(counted) + (markup.bullets(wrong) if wrong else ""))
    else:
        pieces.append(markup.paragraph(markup.text(one.sentence)) + one.reason)
    return "".join([*pieces, *(markup.paragraph(markup.text(told)) for told in _read(one))])


def _line(one: Graded) -> str:
    """One task in a line: points, and the items that are not as the key, under what was answered."""
    wrong: dict[str, list[str]] = {}
    for item, agrees, _ in one.compared:
        if not agrees:
            wrong.setdefault(_cut(one.answer[item["item_id"]]), []).append(_number(item))
    told = [f"{', '.join(numbers)}: {choice}" for choice, numbers in wrong.items()]
    if one.row["kind"] in check.TYPING and not one.points:
        told = [_cut(one.answer)]
    words = "; ".join(told)
    if one.row["kind"] == "free":
        words = " ".join([f"Level {one.level}."] * bool(one.level) + _read(one)[bool(one.level) :])
    earned = f"{one.row['task_id']} {'–' if one.points is None else f'{one.points:g}'}/{one.row['points']:g}"
    return markup.text(earned + (f" ({words})" if words else ""))


def _short(summed: Total) -> str:
    """A sum in few words; which tasks wait for a reader stands under it."""
    return f"{summed.points:g} of {summed.out_of:g}" + (f", +{summed.optional:g} optional" if summed.optional else "")


def _cut(choice: str) -> str:
    return choice if len(choice) <= LONGEST_CHOICE else choice[:LONGEST_CHOICE].rsplit(" ", 1)[0] + "…"


def _in_lines(graded: list[Graded]) -> str:
    """The tasks of one exercise, a line for each of which there is more to say than that it is right, waits, or was left out."""
    waiting, empty, lines = [], [], []
    for one in graded:
        if not one.answered:
            empty.append(one.row["task_id"])
        elif one.points is None and not _read(one):
            waiting.append(one.row["task_id"])
        elif one.points != one.row["points"] or _read(one):
            lines.append(_line(one))
    for name, tasks in (("Not graded yet", waiting), ("Not answered", empty)):
        lines += [f"{name}: {', '.join(tasks)}"] if tasks else []
    return f"<p>{'<br>'.join(lines)}" if lines else ""


def feedback(student: str, graded: list[Graded], every: bool = False, trouble: str = "") -> str:
    """What one student gets back, as a page of its own: points by exercise, then each exercise in which something was answered.

    every: exercises without any answer are written out too; trouble: what was wrong with the file that was handed in.
    """
    told: dict[str, list[Graded]] = {}
    for one in graded:
        told.setdefault(one.row["notebook"], []).append(one)
    if not every:
        told = {notebook: mine for notebook, mine in told.items() if any(one.answered for one in mine)}
    body = [f"<h1>Feedback for {markup.text(student)}: {total(graded)}</h1>"]
    if trouble:
        warning = f"What was handed in is not whole, and so is this feedback: {trouble} Hand the file in again."
        body.append(markup.paragraph(f"<strong>{markup.text(warning)}</strong>"))
    in_full = len(told) <= WITH_REASONS
    body.append(_summary(graded) if in_full else markup.paragraph(HOW))
    for notebook, mine in told.items():
        if in_full:
            body += [markup.heading(2, f"Exercise {notebook}: {total(mine)}"), *map(_task, mine)]
        else:
            body.append(f"<h2>{notebook}: {_short(total(mine))}</h2>{_in_lines(mine)}")
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Feedback for {markup.text(student)}</title>'
        f"<style>{SHEET if in_full else SHORT}</style>{''.join(body)}\n"
    )


def reasons(tasks: list[dict]) -> str:
    """What speaks against each choice that is not the key, for all students alike, under the numbers that stand in the feedback."""
    pieces = []
    for row in tasks:
        pieces.append(markup.heading(2, f"{row['task_id']} {row['title']}"))
        for item in check.items(row["task_id"]):
            against = [
                f"<b>{markup.text(choice)}</b>: {markup.text(reply[1])}"
                for choice in check.choices(row["task_id"])
                if (reply := check.item_reply(item, choice)) and not reply[0] and reply[1]
            ]
            if against:
                pieces.append(
                    markup.paragraph(f"{_number(item)}. {markup.text(item['text'])}") + markup.bullets(against)
                )
    return markup.page("What speaks against the answers that are not the key", "".join(pieces), SHEET)


@cache
def _gists() -> dict[str, list[str]]:
    """Place or passage -> what stands there, in our words, as HTML."""
    found: dict[str, list[str]] = {}
    for row in records("passages"):
        told = f"<strong>{markup.text(row['passage_id'])}</strong> ({markup.text(row['voice'])}): {markup.text(row['gist'])}"
        for name in (row["locator"], row["passage_id"]):
            found.setdefault(name, []).append(told)
    return found


def _places(cited: Iterable[str]) -> str:
    """The places that the answers of a page cite, each once with its gist, folded."""
    told = [gist for name in cited for gist in _gists().get(name, [f"<strong>{name}</strong>: no passage of ours"])]
    return (
        markup.details("What stands at the places that are cited", markup.bullets(dict.fromkeys(told))) if told else ""
    )


def to_read(code: str, text: str, form: str, earlier: bool = False) -> str:
    """One free answer under its code. form: what the machine says of it, shown at length only where something is open."""
    again = " A level was given to an earlier text of this answer." if earlier else ""
    told = f"{form.partition(',')[0]}." if form.endswith(check.COMPLETE) else form
    return f"{markup.heading(3, code)}{markup.text(told + again)}<p>{markup.text(text)}\n"


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


def around(task_id: str, cited: Iterable[str] = ()) -> tuple[str, str]:
    """The beginning and the end of the page on which all answers to one question are read. cited: the places in them."""
    row = check.task(task_id)
    bank = [(f"#{r['comment_id']}", r["comment"]) for r in records("comments")]
    body = (
        markup.paragraph(markup.text(row["prompt"]))
        + markup.table(rubric(task_id).items(), ("level", "what it takes"), "Rubric: write the level into free.csv")
        + _samples(task_id)
        + markup.table(
            bank, ("code", "comment"), "Comments: write codes with their # or words of your own into free.csv"
        )
        + _places(cited)
        + markup.heading(2, "Answers, in the order of their codes")
    )
    start, end = markup.page(f"{task_id} {row['title']}", body + "\0", SHEET).split("\0")
    return start, end


def cited(text: str) -> list[str]:
    """The places that an answer cites and that exist."""
    return locators_in(text)[0]
