"""The elements that every page is made of. What is not `Markup` is text, and escaped.

Meaning is carried by elements (figure, caption, scope, lang, dir), because JupyterLab takes role,
aria and style sheets out of every output that it does not trust. No colour is set: text and lines
take the theme's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from markupsafe import Markup, escape

from khaddam_files.wording import RIGHT_TO_LEFT_LETTER

_SERIF = "font-family:Georgia,'Noto Serif',serif"
_FRAME_OF_VOICE = {  # the voice of a passage, in words and in the shape of the line
    "speaker": "solid",
    "note-taker": "dashed",
    "editor": "dotted",
    "headline": "double",
}
_MANY_COLUMNS = 7  # from here on cells stand closer, so that a table fits a page of 853 pixels
_LONG_WORD = 24  # letters; longer ones, which only a reader types, may break anywhere

Piece = str | Markup  # text, or HTML


def join_pieces(pieces: Iterable[Piece], between: Piece = "") -> Markup:
    """Pieces one after the other."""
    return Markup(str(_escape_text(between)).join(map(_escape_text, pieces)))


def _escape_text(piece: object) -> Markup:
    """A piece, escaped unless it is HTML."""
    return piece if type(piece) is Markup else escape(piece)


def _wrap(opening: str, content: object, closing: str) -> Markup:
    """Content between two tags of this module. `Markup.format` reads its template anew each time,
    and takes four times as long."""
    return Markup(f"{opening}{_escape_text(content)}{closing}")


def strong(words: object) -> Markup:
    return _wrap("<strong>", words, "</strong>")


def emphasis(words: object) -> Markup:
    return _wrap("<em>", words, "</em>")


def link(url: str, words: Piece) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, words)


def labelled_paragraph(label: str, *pieces: Piece | None) -> Markup:
    """A paragraph that begins with its label in bold: <strong>In our words:</strong> …"""
    return paragraph(strong(f"{label}:"), *pieces)


def foreign_words(words: str, language: str) -> Markup:
    """Words in another language, marked so that they are written and spoken in the right direction
    and voice."""
    direction = "rtl" if RIGHT_TO_LEFT_LETTER.search(words) else "ltr"
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction, words)


def stacked_lines(*pieces: Piece) -> Markup:
    """Several pieces in one cell, one under the other."""
    return join_pieces(pieces, Markup("<br>"))


def paragraph(*pieces: Piece | None) -> Markup:
    """Pieces as one paragraph, with a blank between them; empty ones are left out."""
    return _wrap("<p>", join_pieces((piece for piece in pieces if piece), " "), "</p>")


def badge(voice: str) -> Markup:
    """The voice in a box whose line says it a second time."""
    width = "3px" if _FRAME_OF_VOICE[voice] == "double" else "1px"
    return Markup(
        '<strong style="border:{} {};padding:1px 6px;white-space:nowrap">{}</strong>'
    ).format(width, _FRAME_OF_VOICE[voice], voice)


def quotation(words: str | None, otherwise: str) -> Markup:
    """A verbatim excerpt as a block of its own, or a plain word that there is none."""
    if words is None:
        return paragraph(emphasis(otherwise))
    style = Markup(
        f"{_SERIF};font-size:115%;margin:6px 0;padding:0 0 0 12px;border:0;border-left:3px solid"
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
    halves = (_wrap(opening, half, "</div>") for half in (left, right))
    return _wrap(
        '<div style="display:flex;flex-wrap:wrap;gap:14px">', join_pieces(halves), "</div>"
    )


def table(
    rows: Iterable[Sequence[object]], columns: Sequence[str], caption: str, row_heading: bool = True
) -> Markup:
    """A table with a caption and scoped headings.

    rows: sequences of cells in the order of `columns`: text, numbers, or `Markup`. Numbers stand on
    the right, set apart in thousands, so a year is passed as text. The first cell heads its row
    unless `row_heading` is False.
    """
    beside = 4 if len(columns) >= _MANY_COLUMNS else 10
    heads = [piece for name in columns for piece in _cell_pieces("th", name, beside, "col")]
    body: list[Markup] = []
    for row in rows:
        first, rest = (row[:1], row[1:]) if row_heading else ((), row)
        body.append(_ROW)
        for value in first:
            body += _cell_pieces("th", value, beside, "row")
        for value in rest:
            body += _cell_pieces("td", value, beside)
        body.append(_END_OF_ROW)
    opening = '<table style="line-height:1.4;border-collapse:collapse;margin:6px 0">'
    title = _wrap(
        '<caption style="text-align:left;font-weight:bold;padding:3px 0">', caption, "</caption>"
    )
    head = _wrap("<thead><tr>", _concatenate(heads), "</tr></thead>")
    return _wrap(
        opening, title + head + _wrap("<tbody>", _concatenate(body), "</tbody>"), "</table>"
    )


def _concatenate(pieces: Iterable[Markup]) -> Markup:
    """Pieces that are all HTML already, one after the other: `join_pieces` would look through each
    of them once more."""
    return Markup("".join(pieces))


def _cell_pieces(
    kind: str, value: object, beside: int, scope: str = ""
) -> tuple[Markup, Markup, Markup]:
    """The pieces of one cell. beside: pixels left and right of what stands in it."""
    number = type(value) in (int, float)
    text = "" if value is None else value
    words = f"{value:,}" if number else text
    breaks = (
        type(value) is str
        and len(value) > _LONG_WORD
        and max(map(len, value.split()), default=0) > _LONG_WORD
    )
    return _opening_tag(kind, beside, scope, number, breaks), escape(words), _CLOSING_TAG[kind]


_ROW, _END_OF_ROW = Markup("<tr>"), Markup("</tr>")
_CLOSING_TAG = {"th": Markup("</th>"), "td": Markup("</td>")}


@cache  # a table has many cells of few kinds
def _opening_tag(kind: str, beside: int, scope: str, number: bool, breaks: bool) -> Markup:
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
    return _wrap("<details>", _wrap("<summary>", summary, "</summary>") + body, "</details>")


def bullets(items: Iterable[Piece]) -> Markup:
    """A list."""
    return _wrap("<ul>", join_pieces(_wrap("<li>", item, "</li>") for item in items), "</ul>")


def entry(words: object) -> Markup:
    """What somebody wrote, in whatever direction it runs."""
    return Markup('<blockquote dir="auto">{}</blockquote>').format(words)
