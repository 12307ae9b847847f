"""Notebook 03."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.passages import (
    QuotedShare,
    TermCount,
    TwoPassages,
    addressee,
    length_in_words,
    meeting_title,
    passage,
)
from khaddam_files.compare.people import name_with_office, short_name
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    badge,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin


def passage_card(passage_id: str) -> Markup:
    """One passage as a card: excerpt, voice, speaker, addressee, meeting, locator, and our gist."""
    row = passage(passage_id)
    speaker = "Nobody is named as speaking."
    if row["speaker_id"]:
        reporter = (
            f", relayed by {short_name(row['reported_by_id'])}" if row["reported_by_id"] else ""
        )
        to = f" to {addressee(row)}" if row["addressee_id"] else ""
        speaker = f"{name_with_office(row['speaker_id'])}{reporter}{to}"
    doubt = (
        paragraph(strong("Ambiguous:"), row["certainty_note"])
        if row["certainty"] == "ambiguous"
        else ""
    )
    where = join_pieces(
        (meeting_title(row["meeting_id"]), origin(row["locator"]), length_in_words(row)), " · "
    )
    return figure(
        quotation(row["excerpt"], "Retold here, not quoted.")
        + labelled_paragraph("In our words", row["gist"])
        + doubt,
        Markup("{} {}<br>{}").format(badge(row["voice"]), speaker, where),
    )


@html.register
def two_passages(comparison: TwoPassages) -> Markup:
    if comparison.left is None or comparison.right is None:
        return Markup()
    rows = [
        (
            row.property,
            _count_cell(row.left),
            _count_cell(row.right),
            "same" if row.same else "differs",
        )
        for row in comparison.rows
    ]
    return side_by_side(passage_card(comparison.left), passage_card(comparison.right)) + table(
        rows,
        ("property", comparison.left, comparison.right, "compared"),
        "What is the same, what differs",
    )


def _count_cell(words: str) -> str | int:
    """A count as a number, so that it stands on the right."""
    return int(words) if words.isdecimal() else words


@html.register
def term_count(comparison: TermCount) -> Markup:
    rows = [(row.voice, row.count, row.locators or "–") for row in comparison.rows]
    return table(rows, ("voice", "times", "where"), f"Who says “{comparison.term}”?")


@html.register
def quoted_share(comparison: QuotedShare) -> Markup:
    return table(
        comparison.rows,
        ("section", "words", "of them quoted", "per cent"),
        f"Words inside quotation marks if {comparison.rule}",
    )
