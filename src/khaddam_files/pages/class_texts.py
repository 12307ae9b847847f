"""The class on the wall: what it wrote in words of its own."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from khaddam_files.grading.class_texts import Disputes, ExitTickets, HeadlineWall, Renderings
from khaddam_files.pages import html
from khaddam_files.pages.elements import bullets, entry, figure, join_pieces, table


@html.register
def disputes(comparison: Disputes) -> Markup:
    if not comparison.rows:
        return Markup()
    columns = ("key or verdict", "what it is", "people", "reasons given")
    return table(comparison.rows, columns, "What the class disputes")


@html.register
def renderings(comparison: Renderings) -> Markup:
    return join_pieces(figure(entry(row.rendering), row.line) for row in comparison.rows)


@html.register
def exit_tickets(comparison: ExitTickets) -> Markup:
    questions = groupby(comparison.rows, key=lambda row: row.question)
    return join_pieces(
        figure(bullets(entry(row.answer) for row in rows), question) for question, rows in questions
    )


@html.register
def headline_wall(comparison: HeadlineWall) -> Markup:
    if not comparison.rows:
        return Markup()
    rows = [(number, row.headline) for number, row in enumerate(comparison.rows, 1)]
    return table(rows, ("number", "headline"), "Headlines of this class")
