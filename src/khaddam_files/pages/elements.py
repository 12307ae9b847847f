"""The elements that every page is made of. What is not `Markup` is text, and escaped.

Meaning is carried by elements (figure, caption, scope, lang, dir), because JupyterLab takes role,
aria and style sheets out of every output that it does not trust; so a piece reads with every style
removed. Text takes the theme's own colour. Tints and hairlines are a translucent grey, which is
right on light, dark and paper; a colour marks a capital and never stands without its sign. `SERIF`,
`HAIR`, `TINT`, `FILLED`, `CHANGED` and `SMALL` are what styles are made of, also in other modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from markupsafe import Markup, escape

from khaddam_files.wording import RIGHT_TO_LEFT_LETTER

SERIF = "font-family:Georgia,'Noto Serif',serif"
HAIR = "1px solid rgba(127,127,127,.45)"
TINT = "rgba(127,127,127,.10)"
FILLED = "rgba(127,127,127,.3)"  # the cells of a picture that carry its sentence
SMALL = "12.5px"
# the voice of a passage: its sign, and the shape of every line around it; solid was in the room
VOICE = {
    "speaker": ("“ ”", "solid"),
    "later notes": ("✎", "dashed"),
    "editor": ("[ ]", "dotted"),
    "headline": ("▬", "double"),
}
# whose side: the colour of marks and edges (3:1 on white and on black), its sign, its tint
SIDE = {
    "Damascus": ("#0072b2", "●", "rgba(0,114,178,.14)"),
    "Tehran": ("#d55e00", "■", "rgba(213,94,0,.14)"),
    "Washington": ("#009e73", "▲", "rgba(0,158,115,.14)"),
    "Iraq": ("#cc79a7", "◆", TINT),
    "others": ("#808080", "✚", TINT),
}
CHANGED = "rgba(230,159,0,.38)"  # the tint behind a changed word, which is also bold and underlined
_MANY_COLUMNS = 7  # from here on cells stand closer, so that a table fits a page of 853 pixels
_LONGEST_ECHO = 160  # signs of a typed text that are shown again
_LONG_WORD = 24  # letters; longer ones, which only a reader types, may break anywhere

Piece = str | Markup  # text, or HTML


def join_pieces(pieces: Iterable[Piece], between: Piece = "") -> Markup:
    """Pieces one after the other."""
    return Markup(str(_escape_text(between)).join(map(_escape_text, pieces)))


def _escape_text(piece: object) -> Markup:
    """A piece, escaped unless it is HTML."""
    return piece if type(piece) is Markup else escape(piece)


def wrap(opening: str, content: object, closing: str) -> Markup:
    """Content between two tags that a module of `pages` wrote. `Markup.format` reads its template
    anew each time, and takes twenty times as long: that counts where a page has hundreds."""
    return Markup(f"{opening}{_escape_text(content)}{closing}")


def strong(words: object) -> Markup:
    return wrap("<strong>", words, "</strong>")


def emphasis(words: object) -> Markup:
    return wrap("<em>", words, "</em>")


def link(url: str, words: Piece) -> Markup:
    return wrap(f'<a href="{escape(url)}">', words, "</a>")


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
    return wrap("<p>", join_pieces((piece for piece in pieces if piece), " "), "</p>")


def headline(sentence: Piece) -> Markup:
    """The sentence that a comparison found, above its picture."""
    style = "font-size:17px;line-height:1.4;margin:2px 0 8px;max-width:62em"
    return Markup('<p style="{}">{}</p>').format(style, sentence)


@cache
def badge(voice: str) -> Markup:
    """The voice as a chip whose sign and line say it a second and a third time."""
    sign, line = VOICE[voice]
    width = 3 if line == "double" else 2
    return Markup(
        '<strong style="border:{}px {} rgba(127,127,127,.9);border-radius:10px;padding:0 8px;'
        'white-space:nowrap;font-size:{};line-height:1.35;font-weight:600">{} {}</strong>'
    ).format(width, line, SMALL, sign, voice)


@cache
def side(capital: str, words: str) -> Markup:
    """A name behind the sign of its capital. capital: a key of `SIDE`."""
    colour, sign, _ = SIDE[capital]
    return Markup(
        '<span><span style="color:{};font-size:120%">{}</span>\N{NO-BREAK SPACE}'
        "<strong>{}</strong></span>"
    ).format(colour, sign, words)


def echo(words: str) -> str:
    """A typed text as far as it is shown again."""
    return words if len(words) <= _LONGEST_ECHO else words[:_LONGEST_ECHO] + " …"


def changed(words: Piece) -> Markup:
    """Words that another print has otherwise."""
    style = f"background:{CHANGED};font-weight:bold;border-bottom:3px solid #e69f00;color:inherit"
    return Markup('<mark style="{}">{}</mark>').format(style, words)


def quotation(words: str | None, otherwise: str, *, size: int = 18) -> Markup:
    """A verbatim excerpt as a block of its own, or a plain word that there is none. size: of its
    letters, in pixels."""
    if words is None:
        return paragraph(emphasis(otherwise))
    style = Markup(f"{SERIF};font-size:{size}px;line-height:1.4;margin:6px 0;padding:0;border:0")
    return Markup('<blockquote style="{}">{}</blockquote>').format(style, words)


def figure(body: Piece, caption: Piece, *, voice: str = "", capital: str = "others") -> Markup:
    """A card: one line of caption above what it holds, and an edge in the capital's colour whose
    line is that of the voice. voice: a key of `VOICE`, or nothing; capital: a key of `SIDE`."""
    line = VOICE[voice][1] if voice else "solid"
    return Markup(
        '<figure style="margin:0 0 8px;padding:5px 14px 4px;border-left:5px {} {};background:{};'
        'border-radius:0 6px 6px 0;line-height:1.45;max-width:640px"><figcaption style="'
        'font-size:{};line-height:1.45;text-align:left;margin:0">{}</figcaption>{}</figure>'
    ).format(line, SIDE[capital][0], TINT, SMALL, caption, body)


def set_close(*pieces: Piece) -> Markup:
    """Pieces with the lines of a page: in a widget, lines stand as far apart as its controls."""
    return wrap('<div style="line-height:1.45">', join_pieces(pieces), "</div>")


def side_by_side(left: Piece, right: Piece, *, least: int = 260) -> Markup:
    """Two pieces on one baseline, which fold under each other where one of them would be narrower
    than `least` pixels."""
    opening = f'<div style="flex:1 1 {least}px;min-width:0">'
    halves = (wrap(opening, half, "</div>") for half in (left, right))
    return wrap('<div style="display:flex;flex-wrap:wrap;gap:14px">', join_pieces(halves), "</div>")


def table(
    rows: Iterable[Sequence[object]],
    columns: Sequence[str],
    caption: str,
    row_heading: bool = True,
    widths: Sequence[str] = (),
) -> Markup:
    """A table with a caption and scoped headings.

    rows: sequences of cells in the order of `columns`: text, numbers, or `Markup`. Numbers stand on
    the right, set apart in thousands, so a year is passed as text. The first cell heads its row
    unless `row_heading` is False. widths: of the columns in CSS, where their words would share the
    page unevenly.
    """
    beside = 4 if len(columns) >= _MANY_COLUMNS else 10
    heads = [  # a column without a name has no heading, rather than an empty one
        piece
        for name in columns
        for piece in _cell_pieces("th" if name else "td", name, beside, "col" if name else "")
    ]
    body: list[Markup] = []
    for row in rows:
        first, rest = (row[:1], row[1:]) if row_heading else ((), row)
        body.append(_ROW)
        for value in first:
            body += _cell_pieces("th", value, beside, "row")
        for value in rest:
            body += _cell_pieces("td", value, beside)
        body.append(_END_OF_ROW)
    opening = (
        f'{_SCROLLED}<table style="border-collapse:collapse;border:0;margin:4px 0 8px;'
        'font-size:13px;line-height:1.4">'
    )
    title = wrap(_CAPTION, caption, "</caption>")
    head = wrap("<thead><tr>", _concatenate(heads), "</tr></thead>")
    columns_wide = join_pieces(Markup('<col style="width:{}">').format(width) for width in widths)
    if widths:
        title += wrap("<colgroup>", columns_wide, "</colgroup>")
    return wrap(
        opening,
        title + head + wrap("<tbody>", _concatenate(body), "</tbody>"),
        "</table></div>",
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
    words = f"{value:,}" if number else "" if value is None else value
    breaks = (
        type(value) is str
        and len(value) > _LONG_WORD
        and max(map(len, value.split()), default=0) > _LONG_WORD
    )
    return _opening_tag(kind, beside, scope, number, breaks), escape(words), _CLOSING_TAG[kind]


# a table that is wider than the page scrolls alone, and the words around it stay where they are
_SCROLLED = '<div style="overflow-x:auto">'


def scrolled(table: Markup) -> Markup:
    """A table that scrolls alone where it is wider than the page."""
    return wrap(_SCROLLED, table, "</div>")


_CAPTION = f'<caption style="text-align:left;font-size:{SMALL};line-height:1.35;padding:2px 0">'
# JupyterLab tints every second row, through any picture
_ROW, _END_OF_ROW = Markup('<tr style="background:transparent">'), Markup("</tr>")
_CLOSING_TAG = {"th": Markup("</th>"), "td": Markup("</td>")}


@cache  # a table has many cells of few kinds
def _opening_tag(kind: str, beside: int, scope: str, number: bool, breaks: bool) -> Markup:
    """The tag that opens a cell."""
    align, weight = "right" if number else "left", 600 if kind == "th" else 400
    style = (
        f"padding:3px {beside}px 3px 0;border:0;border-bottom:{HAIR};vertical-align:top;"
        f"text-align:{align};font-weight:{weight};background:transparent"
        f"{';overflow-wrap:anywhere' if breaks else ''}"
    )
    scoped = Markup(' scope="{}"').format(scope) if scope else ""
    return Markup('<{}{} style="{}">').format(kind, scoped, style)


def details(summary: str, body: Piece) -> Markup:
    """A piece that opens on a click, also where no code runs."""
    return wrap(
        "<details>",
        wrap("<summary>", summary, "</summary>") + body,
        "</details>",
    )


def bullets(items: Iterable[Piece]) -> Markup:
    """A list."""
    return wrap("<ul>", join_pieces(wrap("<li>", item, "</li>") for item in items), "</ul>")


def numbered(items: Iterable[Piece]) -> Markup:
    """A list in which each has its number."""
    return wrap("<ol>", join_pieces(wrap("<li>", item, "</li>") for item in items), "</ol>")


def heading(level: int, title: str) -> Markup:
    """A heading of a page of its own."""
    return Markup("<h{0}>{1}</h{0}>").format(level, title)


def entry(words: object) -> Markup:
    """What somebody wrote, in whatever direction it runs."""
    return Markup('<blockquote dir="auto">{}</blockquote>').format(words)


class Mark(NamedTuple):
    """One cell of a picture: its sign, its word, and the tint that carries the sentence ("" for
    none). thick: framed, because the reader chose or changed it."""

    sign: str
    word: str
    tint: str = ""
    thick: bool = False


def picture(
    columns: Sequence[Piece],
    groups: Iterable[tuple[Piece, Iterable[tuple[Piece, Sequence[Mark], Piece]]]],
    caption: str,
    *,
    corner: str = "",
    totals: tuple[Piece, Sequence[Piece]] | None = None,
    width: int = 74,
    apart: int = 0,
) -> Markup:
    """A table that is a picture: a sign and a word in a cell, and a tint where it matters. It is
    its own twin for a screen reader, and stands without any style.

    columns: what heads them; groups: (what heads the group, or "", its rows), a row being (its
    head, its marks in the order of the columns, a note behind them, or ""); totals: the head of the
    last line, and a piece a column. width: of a column, in pixels; apart: how many columns belong
    together, before a gap sets the rest of them apart, or 0.
    """
    plain = "border:0;background:transparent"
    gap = Markup(f'<td style="{plain};width:14px"></td>') if apart else Markup()
    head_style = f"{plain};font-weight:600;text-align:center;padding:2px;vertical-align:bottom"
    opening = f'<th scope="col" style="{head_style};line-height:1.2;width:{width}px">'
    heads = _with_gap([wrap(opening, column, "</th>") for column in columns], apart, gap)
    parts = [
        wrap(
            f'<thead>{_ROW}<td style="{plain};text-align:right">{escape(corner)}</td>',
            heads,
            f'<td style="{plain}"></td></tr></thead>',
        )
    ]
    for title, rows in groups:
        body = [_group(title, len(columns) + (3 if apart else 2))] if title else []
        body += [_picture_row(*row, width, apart, gap) for row in rows]
        parts.append(wrap("<tbody>", join_pieces(body), "</tbody>"))
    if totals:
        foot = f"{plain};padding:4px 8px 0 0;font-weight:600;text-align:right"
        cell = f'<td style="{plain};border-top:2px solid;padding:3px 0;text-align:center">'
        cells = _with_gap([wrap(cell, piece, "</td>") for piece in totals[1]], apart, gap)
        parts.append(
            wrap(
                f'<tfoot>{_ROW}<th scope="row" style="{foot}">{escape(totals[0])}</th>',
                cells,
                f'<td style="{plain}"></td></tr></tfoot>',
            )
        )
    table_style = "border-collapse:separate;border-spacing:2px;border:0;margin:2px 0"
    return wrap(
        f'{_SCROLLED}<table style="{table_style};font-size:{SMALL};line-height:1.2">',
        wrap(_CAPTION, caption, "</caption>") + join_pieces(parts),
        "</table></div>",
    )


def _group(title: Piece, columns: int) -> Markup:
    style = f"text-align:left;padding:6px 0 1px;border:0;border-bottom:{HAIR};font-size:13px"
    return wrap(
        f'{_ROW}<th scope="rowgroup" colspan="{columns}" style="{style};background:transparent">',
        title,
        "</th></tr>",
    )


def _with_gap(cells: Sequence[Markup], apart: int, gap: Markup) -> Markup:
    """The cells of a row with a gap behind the first `apart` of them."""
    return join_pieces([*cells[:apart], gap, *cells[apart:]])


def _picture_row(
    head: Piece, marks: Sequence[Mark], note: Piece, width: int, apart: int, gap: Markup
) -> Markup:
    plain = "border:0;background:transparent"
    cells = _with_gap([_mark(mark, width) for mark in marks], apart, gap)
    return wrap(
        f'{_ROW}<th scope="row" style="{plain};text-align:right;font-weight:400;padding:0 8px 0 0">'
        f"{escape(head)}</th>",
        cells,
        f'<td style="{plain};text-align:left;white-space:nowrap;padding:0 0 0 8px">{escape(note)}'
        "</td></tr>",
    )


@cache
def _mark(mark: Mark, width: int) -> Markup:
    # a thick frame takes its room from the cell, so that no row grows by it
    frame = (
        "3px solid;padding:0 2px;line-height:1.2"
        if mark.thick
        else "1px solid rgba(127,127,127,.3);padding:1px 2px"
    )
    return Markup(
        '<td style="text-align:center;border:{};border-radius:3px;width:{}px;'
        'background:{}"><span style="font-size:15px;font-weight:700">{}</span> '
        '<span style="font-size:11.5px">{}</span></td>'
    ).format(frame, width, mark.tint or "transparent", mark.sign, mark.word)
