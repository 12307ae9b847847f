"""The elements that every page is made of. What is not `Markup` is text, and escaped.

Meaning is carried by elements (figure, caption, scope, lang, dir), because JupyterLab takes role,
aria and style sheets out of every output that it does not trust. No colour is set: text and lines
take the theme's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from markupsafe import Markup, escape

from khaddam_files.wording import RIGHT_TO_LEFT

SERIF = "font-family:Georgia,'Noto Serif',serif"
FRAME = {  # the voice of a passage, in words and in the shape of the line
    "speaker": "solid",
    "later notes": "dashed",
    "editor": "dotted",
    "headline": "double",
}
MANY_COLUMNS = 7  # from here on cells stand closer, so that a table fits a page of 853 pixels
LONG_WORD = 24  # letters; longer ones, which only a reader types, may break anywhere

Piece = str | Markup  # text, or HTML


def joined(pieces: Iterable[Piece], between: Piece = "") -> Markup:
    """Pieces one after the other."""
    return Markup(str(_safe(between)).join(map(_safe, pieces)))


def _safe(piece: object) -> Markup:
    """A piece, escaped unless it is HTML."""
    return piece if type(piece) is Markup else escape(piece)


def _inside(opening: str, content: object, closing: str) -> Markup:
    """Content between two tags of this module. `Markup.format` reads its template anew each time,
    and takes four times as long."""
    return Markup(f"{opening}{_safe(content)}{closing}")


def strong(words: object) -> Markup:
    return _inside("<strong>", words, "</strong>")


def emphasis(words: object) -> Markup:
    return _inside("<em>", words, "</em>")


def link(url: str, words: Piece) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, words)


def labelled(label: str, *pieces: Piece | None) -> Markup:
    """A paragraph that begins with its label in bold: <strong>In our words:</strong> …"""
    return paragraph(strong(f"{label}:"), *pieces)


def foreign(words: str, language: str) -> Markup:
    """Words in another language, marked so that they are written and spoken in the right direction
    and voice."""
    direction = "rtl" if RIGHT_TO_LEFT.search(words) else "ltr"
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction, words)


def stacked(*pieces: Piece) -> Markup:
    """Several pieces in one cell, one under the other."""
    return joined(pieces, Markup("<br>"))


def paragraph(*pieces: Piece | None) -> Markup:
    """Pieces as one paragraph, with a blank between them; empty ones are left out."""
    return _inside("<p>", joined((piece for piece in pieces if piece), " "), "</p>")


def badge(voice: str) -> Markup:
    """The voice in a box whose line says it a second time."""
    width = "3px" if FRAME[voice] == "double" else "1px"
    return Markup(
        '<strong style="border:{} {};padding:1px 6px;white-space:nowrap">{}</strong>'
    ).format(width, FRAME[voice], voice)


def quotation(words: str | None, otherwise: str) -> Markup:
    """A verbatim excerpt as a block of its own, or a plain word that there is none."""
    if words is None:
        return paragraph(emphasis(otherwise))
    style = Markup(
        f"{SERIF};font-size:115%;margin:6px 0;padding:0 0 0 12px;border:0;border-left:3px solid"
    )
    return Markup('<blockquote style="{}">{}</blockquote>').format(style, words)


def figure(body: Piece, caption: Piece) -> Markup:
    """A boxed piece with its caption."""
    return Markup(
        '<figure style="line-height:1.5;border:1px solid;padding:8px 14px;margin:0 0 10px '
        '0;max-width:640px">{}'
        '<figcaption style="font-size:100%;text-align:left">{}</figcaption></figure>'
    ).format(body, caption)


def side_by_side(left: Piece, right: Piece, *, least: int = 280) -> Markup:
    """Two pieces on one baseline, which fold under each other where one of them would be narrower
    than `least` pixels."""
    opening = f'<div style="flex:1 1 {least}px;min-width:0">'
    halves = (_inside(opening, half, "</div>") for half in (left, right))
    return _inside('<div style="display:flex;flex-wrap:wrap;gap:14px">', joined(halves), "</div>")


def table(
    rows: Iterable[Sequence[object]], columns: Sequence[str], caption: str, row_heading: bool = True
) -> Markup:
    """A table with a caption and scoped headings.

    rows: sequences of cells in the order of `columns`: text, numbers, or `Markup`. Numbers stand on
    the right, set apart in thousands, so a year is passed as text. The first cell heads its row
    unless `row_heading` is False.
    """
    beside = 4 if len(columns) >= MANY_COLUMNS else 10
    heads = [piece for name in columns for piece in _cell("th", name, beside, "col")]
    body: list[Markup] = []
    for row in rows:
        first, rest = (row[:1], row[1:]) if row_heading else ((), row)
        body.append(ROW)
        for value in first:
            body += _cell("th", value, beside, "row")
        for value in rest:
            body += _cell("td", value, beside)
        body.append(END_OF_ROW)
    opening = '<table style="line-height:1.4;border-collapse:collapse;margin:6px 0">'
    title = _inside(
        '<caption style="text-align:left;font-weight:bold;padding:3px 0">', caption, "</caption>"
    )
    head = _inside("<thead><tr>", _glued(heads), "</tr></thead>")
    return _inside(opening, title + head + _inside("<tbody>", _glued(body), "</tbody>"), "</table>")


def _glued(pieces: Iterable[Markup]) -> Markup:
    """Pieces that are all HTML already, one after the other: `joined` would look through each of
    them once more."""
    return Markup("".join(pieces))


def _cell(kind: str, value: object, beside: int, scope: str = "") -> tuple[Markup, Markup, Markup]:
    """The pieces of one cell. beside: pixels left and right of what stands in it."""
    number = type(value) in (int, float)
    words = f"{value:,}" if number else "" if value is None else value
    breaks = (
        type(value) is str
        and len(value) > LONG_WORD
        and max(map(len, value.split()), default=0) > LONG_WORD
    )
    return _opened(kind, beside, scope, number, breaks), escape(words), CLOSED[kind]


ROW, END_OF_ROW = Markup("<tr>"), Markup("</tr>")
CLOSED = {"th": Markup("</th>"), "td": Markup("</td>")}


@cache  # a table has many cells of few kinds
def _opened(kind: str, beside: int, scope: str, number: bool, breaks: bool) -> Markup:
    """The tag that opens a cell."""
    align, weight = "right" if number else "left", "bold" if kind == "th" else "normal"
    style = (
        f"padding:3px {beside}px;border:1px solid;vertical-align:top;text-align:{align};"
        f"font-weight:{weight}{';overflow-wrap:anywhere' if breaks else ''}"
    )
    scoped = Markup(' scope="{}"').format(scope) if scope else ""
    return Markup('<{}{} style="{}">').format(kind, scoped, style)


def details(summary: str, body: Piece) -> Markup:
    """A piece that opens on a click, also where no code runs."""
    return _inside("<details>", _inside("<summary>", summary, "</summary>") + body, "</details>")


def bullets(items: Iterable[Piece]) -> Markup:
    """A list."""
    return _inside("<ul>", joined(_inside("<li>", item, "</li>") for item in items), "</ul>")


def heading(level: int, title: str) -> Markup:
    """A heading of a page of its own."""
    return Markup("<h{0}>{1}</h{0}>").format(level, title)


def entry(words: object) -> Markup:
    """What somebody wrote, in whatever direction it runs."""
    return Markup('<blockquote dir="auto">{}</blockquote>').format(words)
