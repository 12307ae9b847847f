"""Questions that lead a comparison, and our answers to them."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.questions import AnswerBesideOurs, beside_ours, choices_of, questions_of
from khaddam_files.pages.elements import (
    TINT,
    details,
    emphasis,
    join_pieces,
    paragraph,
    strong,
    wrap,
)
from khaddam_files.pages.sources import origin, sources_line

# a line height of its own, because a widget sets lines as far apart as its controls
_BLOCK = (
    f"padding:3px 12px 1px;border-left:5px solid rgba(127,127,127,.9);background:{TINT};"
    "line-height:1.4"
)


def asked(order: int, question: str) -> Markup:
    """The question as the headline of its comparison."""
    return Markup("Question {}. <strong>{}</strong>").format(order, question)


def answer_beside_ours(answer: AnswerBesideOurs) -> Markup:
    """The reader's answer and ours as one block; what would change ours is folded, so that the
    picture stays in sight."""
    folded_away = details("What would change it, and where to read", _evidence(answer))
    return _block(  # the fold begins in the last line of ours, which leaves the picture a line
        wrap('<p style="display:inline">', _both(answer), "</p> "),
        wrap('<div style="display:inline-block;max-width:100%">', folded_away, "</div>"),
    )


def _block(*pieces: Markup) -> Markup:
    return Markup('<div style="{}">{}</div>').format(_BLOCK, join_pieces(pieces))


def _both(answer: AnswerBesideOurs) -> Markup:
    """The reader's answer and ours, and why the reader's tempts."""
    why = answer.choice["why"] if answer.choice and not answer.choice["ours"] else ""
    return join_pieces([strong(answer.lead), answer.question["answer"], why or ""], " ")


def _evidence(answer: AnswerBesideOurs) -> Markup:
    """What would change our answer, where it stands in the article, and its sources."""
    row = answer.question
    places = origin(", ".join(row["locators"])) if row["locators"] else ""
    sources = sources_line(row["source_ids"]) if row["source_ids"] else Markup()
    return paragraph(emphasis("It would change with:"), row["changes"], places) + sources


def folded(comparison: str) -> Markup:
    """The questions of a comparison with our answers folded away, for a file and for paper."""
    return Markup("<ol>{}</ol>").format(
        join_pieces(
            Markup("<li>{}{}{}</li>").format(
                strong(row["question"]),
                _to_choose(row["question_id"]),
                details(
                    f"Our answer to question {row['order']}",
                    _opened(row["question_id"]),
                ),
            )
            for row in questions_of(comparison)
        )
    )


def _opened(question_id: str) -> Markup:
    """Our answer with all that belongs to it, for a page on which nothing else is folded in it."""
    answer = beside_ours(question_id, "")
    return _block(paragraph(_both(answer)), _evidence(answer))


def _to_choose(question_id: str) -> Markup:
    words = " / ".join(row["choice"] for row in choices_of(question_id))
    return Markup(" {}").format(emphasis(f"({words})")) if words else Markup()
