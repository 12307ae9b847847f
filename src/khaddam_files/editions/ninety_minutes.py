"""Five pages for ninety minutes: the plan for the teacher's hand, and four for each student where
nobody has a device. Written by `exercises` from the teacher's guide and the tables."""

from __future__ import annotations

import re

from markupsafe import Markup
from nbconvert.filters import markdown2html

from khaddam_files import check
from khaddam_files.choices import by_key
from khaddam_files.compare.cards import CARD_ANSWERS
from khaddam_files.compare.note import TICKET_PACES, TICKET_QUESTIONS
from khaddam_files.data import records
from khaddam_files.editions.print_packet import task_on_paper
from khaddam_files.pages.templates import render

TITLE = "Ninety minutes with one source"
PLAN = re.compile(r"^## Ninety minutes.*?\n+(.*?)^\*\*Ninety minutes without", re.M | re.S)
MISTAKES = re.compile(r"^## (What students get wrong[^\n]*)\n+(.*?)^## ", re.M | re.S)
CLAIM = re.compile(r"`(C\d+)`")
TASKS = ("02.1", "05.1")


def ninety_minutes(guide: str) -> str:
    """The pages. guide: the text of the teacher's guide, which has the minutes, and names the
    claims of which the class gives a number."""
    found, mistakes = PLAN.search(guide), MISTAKES.search(guide)
    if found is None or mistakes is None:
        raise ValueError("the teacher's guide has no minutes, or not what students get wrong")
    plan, passages = found[1], by_key("passages")
    for_hand = f"{plan}\n**{mistakes[1]}**\n\n{mistakes[2]}"
    *last, pace = TICKET_QUESTIONS.values()
    return render(
        "ninety-minutes.html.j2",
        title=TITLE,
        plan=Markup(markdown2html(for_hand)),  # ours: no word of anybody else
        cards=[
            (row, passages[row["passage_id"]]["excerpt"])
            for row in sorted(records("cards"), key=lambda row: row["order"])
        ],
        answers=CARD_ANSWERS,
        tasks=[task_on_paper(check.task(task_id)) for task_id in TASKS],
        claims=[by_key("claims")[claim_id] for claim_id in CLAIM.findall(plan)],
        last=last,
        pace=pace,
        paces=TICKET_PACES,
    )
