"""Questions that lead a comparison, and our answers to them."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.questions import AnswerBesideOurs, beside_ours, choices_of, questions_of
from khaddam_files.pages.elements import TINT, details, emphasis, join_pieces, paragraph, strong
from khaddam_files.pages.sources import origin, sources_line

# a line height of its own, because a widget sets lines as far apart as its controls
_BLOCK = (
    f"padding:5px 12px 1px;border-left:5px solid rgba(127,127,127,.9);background:{TINT};"
    "line-height:1.45"
)


def asked(order: int, question: str) -> Markup:
    """The question as the headline of its comparison."""
    return Markup("Question {}. <strong>{}</strong>").format(order, question)


def answer_beside_ours(answer: AnswerBesideOurs) -> Markup:
    """The reader's answer and ours as one block, with what would change ours."""
    row = answer.question
    why = answer.choice["why"] if answer.choice and not answer.choice["ours"] else ""
    places = origin(", ".join(row["locators"])) if row["locators"] else ""
    return Markup('<div style="{}">{}{}{}</div>').format(
        _BLOCK,
        paragraph(strong(answer.lead), row["answer"], why),
        paragraph(emphasis("It would change with:"), row["changes"], places),
        sources_line(row["source_ids"]) if row["source_ids"] else "",
    )


def folded(comparison: str) -> Markup:
    """The questions of a comparison with our answers folded away, for a file and for paper."""
    return Markup("<ol>{}</ol>").format(
        join_pieces(
            Markup("<li>{}{}{}</li>").format(
                strong(row["question"]),
                _to_choose(row["question_id"]),
                details(
                    f"Our answer to question {row['order']}",
                    answer_beside_ours(beside_ours(row["question_id"], "")),
                ),
            )
            for row in questions_of(comparison)
        )
    )


def _to_choose(question_id: str) -> Markup:
    words = " / ".join(row["choice"] for row in choices_of(question_id))
    return Markup(" {}").format(emphasis(f"({words})")) if words else Markup()
