"""Notebook 03."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from khaddam_files.choices import find
from khaddam_files.compare.passages import (
    WHOLE_ARTICLE,
    QuotedShare,
    SectionShare,
    TermCount,
    TwoPassages,
    length_in_words,
    passages_in_view,
)
from khaddam_files.compare.people import short_name
from khaddam_files.data import records
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    HAIR,
    SMALL,
    Piece,
    badge,
    details,
    emphasis,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    scrolled,
    side,
    strong,
    table,
    wrap,
)
from khaddam_files.pages.sources import in_the_article
from khaddam_files.pages.strip import capital_of, strip
from khaddam_files.wording import join_words

if TYPE_CHECKING:
    from khaddam_files.rows import Passage

_LONG_EXCERPT = 15  # words; a longer one is set smaller, so that two cards fit a screen
# drawn as borders, because paper has no backgrounds
_BAR = '<div style="width:{}px;margin-top:5px;border-top:10px solid rgba(127,127,127,.45)"></div>'
_BARE = "border:0;background:transparent;white-space:nowrap"
# JupyterLab gives the columns of a table the widths of its heads, whatever stands below them
_HEAD = (
    f'<th scope="col" style="{_BARE};text-align:left;padding:0 8px 0 0;font-weight:600;'
    'width:{}%">{}</th>'
)


def passage_card(passage_id: str, sign: str = "", mute: bool = False) -> Markup:
    """One passage as a card: voice, speaker and place in a line above its words, then our gist.

    sign: what the passage is called on the page; mute: without our gist and our doubts, because a
    question asks for them. Where next to nothing is quoted, the gist stands open, mute or not.
    """
    row = find("passages", passage_id)
    capital = capital_of(row["speaker_id"])
    who = (
        side(capital, short_name(row["speaker_id"]))
        if row["speaker_id"]
        else emphasis("nobody named")
    )
    caption: list[Piece] = [strong(sign)] if sign else []
    caption += [badge(row["voice"]), who, in_the_article(passage_id), length_in_words(row)]
    words = _in_its_sentence(row) or row["excerpt"]
    says_little = words is None or (row["mark"] == "bracket" and words == row["excerpt"])
    gist, doubt = paragraph(strong("In our words:"), row["gist"]), _doubt(row)
    if mute:
        said = gist if says_little else Markup()
    elif says_little:
        said = gist + (details("Why it is ambiguous", doubt) if doubt else "")
    else:
        said = details("In our words", paragraph(row["gist"]) + doubt)
    size = 15 if len((words or "").split()) > _LONG_EXCERPT else 18
    return figure(
        quotation(words, "Retold here, not quoted.", size=size) + said,
        join_pieces(caption, " · "),
        voice=row["voice"],
        capital=capital,
    )


def _in_its_sentence(row: Passage) -> Markup | None:
    """A bracket in bold inside the words in which it stands, where they are quoted here too."""
    if row["mark"] != "bracket" or not row["excerpt"]:
        return None
    bracket = f"({row['excerpt']})"
    for other in records("passages"):
        before, found, after = (other["excerpt"] or "").partition(bracket)
        if found and other["locator"] == row["locator"]:
            return Markup("{}{}{}").format(before, strong(bracket), after)
    return None


def _doubt(row: Passage) -> Markup:
    """Why it stays open whose words a passage holds, where it does."""
    if row["certainty"] != "ambiguous":
        return Markup()
    return paragraph(strong("Ambiguous:"), row["certainty_note"])


@html.register
def two_passages(comparison: TwoPassages) -> Markup:
    signs = {comparison.second: "2", comparison.first: "1"}
    shown = {row["passage_id"] for row in passages_in_view(comparison.view)}
    cards = [
        passage_card(passage_id, sign, comparison.mute)
        for passage_id, sign in ((comparison.first, "1"), (comparison.second, "2"))
    ]
    folded = "" if comparison.mute else _properties(comparison)
    return _picture_beside(join_pieces([strip(shown, signs), folded]), cards)


def _picture_beside(picture: Markup, cards: list[Markup]) -> Markup:
    """The strip, and what belongs to it beside it, or under it where there is no room beside."""
    flex = "display:flex;flex-wrap:wrap;gap:4px 16px;align-items:flex-start"
    beside = join_pieces(
        Markup('<div style="flex:1 1 190px;min-width:0">{}</div>').format(card) for card in cards
    )
    return Markup(
        '<div style="{};line-height:1.45">'
        '<div style="flex:1 1 380px;max-width:500px;min-width:0">{}</div>'
        '<div style="flex:1 1 190px;min-width:0;{}">{}</div></div>'
    ).format(flex, picture, flex, beside)


def _properties(comparison: TwoPassages) -> Markup:
    """All that can be compared of two passages, folded away; what differs is in bold."""
    rows = [
        (row.property, *(words if row.same else strong(words) for words in (row.left, row.right)))
        for row in comparison.rows
    ]
    columns = ("property", f"1: {comparison.first}", f"2: {comparison.second}")
    return details(
        f"All {len(rows)} properties as a table",
        table(rows, columns, "What differs is in bold"),
    )


@html.register
def term_count(comparison: TermCount) -> Markup:
    voices = table(
        [
            (badge(row.voice), row.count, Markup(_BAR).format(5 * row.count))
            for row in comparison.rows
        ],
        ("voice", "times", ""),
        f"Who says “{comparison.term}”?",
    )
    said_by = join_words([f"{name} {times}" for name, times in comparison.speakers.items()])
    speakers = labelled_paragraph("Speakers", f"{said_by}.") if said_by else ""
    elsewhere = (
        paragraph(f"Also in {join_words(comparison.elsewhere)}, between our passages.")
        if comparison.elsewhere
        else ""
    )
    where = details(
        "Where, as a table",
        table(
            [(row.voice, row.locators or "–") for row in comparison.rows],
            ("voice", "where"),
            f"Passages and paragraphs with “{comparison.term}”",
        ),
    )
    legend = f"In full: passages with “{comparison.term}”."
    return _picture_beside(
        strip(comparison.passages, legend=legend),
        [voices, join_pieces([speakers, elsewhere, where])],
    )


@html.register
def quoted_share(comparison: QuotedShare) -> Markup:
    counts = table(
        [(row.section, row.words, row.quoted, row.share) for row in comparison.rows],
        ("section", "words", "of them quoted", "per cent"),
        f"Words inside quotation marks if {comparison.rule}",
    )
    rows = join_pieces(map(_share_of_section, comparison.rows))
    columns = {
        "section": 37,
        "0 to 100 per cent": 29,
        "○ lowest": 12,
        "● this": 9,
        "◆ highest": 13,
    }
    heads = join_pieces(Markup(_HEAD).format(width, column) for column, width in columns.items())
    picture = Markup(
        '<table style="border-collapse:collapse;border:0;margin:2px 0;font-size:13px;line-height:'
        '1.3;width:100%"><caption style="caption-side:bottom;text-align:left;font-size:{}">Per '
        "cent of words in quotation marks under the lowest rule, this one and the highest. No bar: "
        'all rules agree.</caption><thead><tr style="background:transparent">{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(SMALL, heads, rows)
    return scrolled(picture) + details("Words counted, as a table", counts)


def _share_of_section(row: SectionShare) -> Markup:
    """One line of the picture: the span between the lowest and the highest rule, and where the
    chosen rule stands in it, drawn and in numbers."""
    whole = row.section == WHOLE_ARTICLE
    line = f"{_BARE};padding:0 8px 0 0;border-top:{HAIR if whole else 0}"
    numbers = (row.lowest, strong(row.share), row.highest)
    cells = join_pieces(
        wrap(f'<td style="{line};text-align:right">', number, "</td>") for number in numbers
    )
    return Markup(
        '<tr style="background:transparent"><th scope="row" style="{};text-align:left;font-weight:'
        '{}">{}</th><td style="{}">{}</td>{}</tr>'
    ).format(line, 600 if whole else 400, row.section, line, _dumbbell(row), cells)


def _sign_at(share: float, sign: str) -> Markup:
    opening = f'<span style="position:absolute;top:0;left:calc({share}% - 5px);line-height:17px">'
    return wrap(opening, sign, "</span>")


def _dumbbell(row: SectionShare) -> Markup:
    """The three shares of a section on a line of 100 per cent."""
    # what stands on one place is drawn once: the chosen rule before the others
    signs = {row.lowest: "○", row.highest: "◆", row.share: "●"}
    marks = join_pieces((_sign_at(*each) for each in sorted(signs.items())), " ")
    return Markup(
        '<div style="position:relative;min-width:120px;height:17px;border-left:{};border-right:{}">'
        '<div style="position:absolute;top:5px;left:{}%;width:{}%;'
        'border-top:7px solid rgba(127,127,127,.45)"></div>{}</div>'
    ).format(HAIR, HAIR, row.lowest, round(row.highest - row.lowest, 1), marks)
