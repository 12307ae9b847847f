"""All answers to one question on one page, for the grader: what stands round them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from khaddam_files import check
from khaddam_files.compare.locators import locators_in
from khaddam_files.data import records

if TYPE_CHECKING:
    from khaddam_files.rows import Sample
from khaddam_files.grading.feedback import rubric
from khaddam_files.pages.reading import answer
from khaddam_files.pages.templates import render

EARLIER_TEXT = " A level was given to an earlier text of this answer."
ANSWERS_HERE = "\0"  # where the answers stand in the page round them


def to_read(code: str, text: str, form: str, earlier: bool = False) -> str:
    """One free answer under its code.

    form: what the machine says of it, shown at length only where something is open; earlier:
    whether an earlier text of it had a level.
    """
    shown = f"{form.partition(',')[0]}." if form.endswith(check.FORM_IS_COMPLETE) else form
    return answer(code, shown + EARLIER_TEXT if earlier else shown, text)


def cited(text: str) -> list[str]:
    """The places that an answer cites and that exist."""
    return locators_in(text)[0]


def around(task_id: str, cited: Iterable[str] = ()) -> tuple[str, str]:
    """The beginning and the end of the page on which all answers to one question are read.

    cited: the places in them.
    """
    row = check.task(task_id)
    page = render(
        "reading.html.j2",
        title=f"{task_id} {row['title']}",
        prompt=row["prompt"],
        rubric=rubric(task_id).items(),
        samples=_samples(task_id),
        comments=[(f"#{bank['comment_id']}", bank["comment"]) for bank in records("comments")],
        places=_places(cited),
        answers=ANSWERS_HERE,
    )
    start, end = page.split(ANSWERS_HERE)
    return start, end


def _samples(task_id: str) -> list[Sample]:
    """The sample answers to one question, lowest level first."""
    own = [row for row in records("samples") if row["task_id"] == task_id]
    return sorted(own, key=lambda row: row["level"])


@cache
def _gists() -> dict[str, list[tuple[str, str]]]:
    """Place or passage -> (passage, voice and gist) of what stands there."""
    gists: dict[str, list[tuple[str, str]]] = {}
    for row in records("passages"):
        gist = (row["passage_id"], f" ({row['voice']}): {row['gist']}")
        for name in (row["locator"], row["passage_id"]):
            gists.setdefault(name, []).append(gist)
    return gists


def _places(cited: Iterable[str]) -> list[tuple[str, str]]:
    """The places that the answers of a page cite, each once with its gist."""
    gists = _gists()
    places = (
        place for name in cited for place in gists.get(name, [(name, ": no passage of ours")])
    )
    return list(dict.fromkeys(places))
