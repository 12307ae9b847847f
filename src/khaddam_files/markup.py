"""The one place that makes HTML.

Meaning is carried by elements (figure, caption, scope, lang, dir), because JupyterLab takes role, aria and style sheets out of
every output that it does not trust. No colour is set: text and lines take the theme's own.
"""

from __future__ import annotations

import re
from html import escape

SERIF = "font-family:Georgia,'Noto Serif',serif"
FRAME = {  # the voice of a passage, in words and in the shape of the line
    "speaker": "solid",
    "note-taker": "dashed",
    "editor": "dotted",
    "headline": "double",
}
EMPTY = ("input", "meta")  # elements without content
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
MANY_COLUMNS = 7  # from here on cells stand closer, so that a table fits a page of 853 pixels
LONG_WORD = 24  # letters; longer ones, which only a reader types, may break anywhere


class Marked(str):
    """HTML of one cell: the only thing that `table` does not escape. Whatever is joined to it makes it plain text again."""


def text(value) -> str:
    """Plain text made safe for HTML; nothing for a missing value."""
    return "" if value is None else escape(str(value))


def foreign(words: str, language: str) -> Marked:
    """Words in another language, marked so that they are written and spoken in the right direction and voice."""
    direction = "rtl" if RIGHT_TO_LEFT.search(words) else "ltr"
    return Marked(f'<span lang="{escape(language)}" dir="{direction}">{escape(words)}</span>')


def stacked(*pieces: str) -> Marked:
    """Several pieces in one cell, one under the other; what is not marked is text."""
    return Marked("<br>".join(piece if isinstance(piece, Marked) else text(piece) for piece in pieces))


def paragraph(*sentences: str) -> str:
    """Sentences that are HTML already, as one paragraph."""
    return f"<p>{' '.join(sentence for sentence in sentences if sentence)}</p>"


def badge(voice: str) -> str:
    """The voice in a box whose line says it a second time."""
    width = "3px" if FRAME[voice] == "double" else "1px"
    return f'<strong style="border:{width} {FRAME[voice]};padding:1px 6px;white-space:nowrap">{text(voice)}</strong>'


def quotation(words: str | None, otherwise: str) -> str:
    """A verbatim excerpt as a block of its own, or a plain word that there is none."""
    if words is None:
        return f"<p><em>{text(otherwise)}</em></p>"
    return f'<blockquote style="{SERIF};font-size:115%;margin:6px 0;padding:0 0 0 12px;border:0;border-left:3px solid">{text(words)}</blockquote>'


def figure(body: str, caption: str) -> str:
    """A boxed piece with its caption; both are HTML."""
    return (
        f'<figure style="line-height:1.5;border:1px solid;padding:8px 14px;margin:0 0 10px 0;max-width:640px">{body}'
        f'<figcaption style="font-size:100%;text-align:left">{caption}</figcaption></figure>'
    )


def side_by_side(left: str, right: str, least: int = 280) -> str:
    """Two pieces on one baseline, which fold under each other where one of them would be narrower than `least` pixels."""
    half = f"flex:1 1 {least}px;min-width:0"
    return f'<div style="display:flex;flex-wrap:wrap;gap:14px"><div style="{half}">{left}</div><div style="{half}">{right}</div></div>'


def table(rows, columns, caption: str, row_heading: bool = True) -> str:
    """A table with a caption and scoped headings.

    rows: sequences of cells in the order of `columns`: plain text, numbers, or words marked by `foreign`. Numbers stand on the
    right, set apart in thousands, so a year is passed as text. The first cell heads its row unless `row_heading` is False.
    """
    beside = 4 if len(columns) >= MANY_COLUMNS else 10
    heads = "".join(_cell("th", name, beside, ' scope="col"') for name in columns)
    body = []
    for row in rows:
        first, rest = (row[:1], row[1:]) if row_heading else ((), row)
        cells = [_cell("th", value, beside, ' scope="row"') for value in first] + [
            _cell("td", value, beside) for value in rest
        ]
        body.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<table style="line-height:1.4;border-collapse:collapse;margin:6px 0"><caption style="text-align:left;font-weight:bold;padding:3px 0">{text(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    )


def _cell(kind: str, value, beside: int, scope: str = "") -> str:
    """One cell. beside: pixels left and right of what stands in it."""
    number = type(value) in (int, float)
    breaks = not isinstance(value, Marked) and any(len(word) > LONG_WORD for word in str(value).split())
    style = (
        f"padding:3px {beside}px;border:1px solid;vertical-align:top;text-align:{'right' if number else 'left'};"
        f"font-weight:{'bold' if kind == 'th' else 'normal'}{';overflow-wrap:anywhere' if breaks else ''}"
    )
    shown = f"{value:,}" if number else value if isinstance(value, Marked) else text(value)
    return f'<{kind}{scope} style="{style}">{shown}</{kind}>'


def details(summary: str, body: str) -> str:
    """A piece that opens on a click, also where no code runs. `summary` is plain text, `body` HTML."""
    return f"<details><summary>{text(summary)}</summary>{body}</details>"


def bullets(items) -> str:
    """A list; the items are HTML."""
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def heading(level: int, title: str) -> str:
    """A heading of a page of its own; the title is plain text."""
    return f"<h{level}>{text(title)}</h{level}>"


def entry(words) -> str:
    """What somebody wrote, in whatever direction it runs."""
    return f'<blockquote dir="auto">{text(words)}</blockquote>'


def element(name: str, /, *pieces: str, **attributes) -> str:
    """Any other element; the pieces are HTML, the attributes plain text.

    `class_` and `data_key` become class and data-key; an attribute that is True stands alone, one that is None or False is left out.
    """
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{told}>" + ("" if name in EMPTY else f"{''.join(pieces)}</{name}>")


def style_string(value: str) -> str:
    """Plain text as a string in a style sheet, where neither a quotation mark nor a tag can end it."""
    return '"' + re.sub(r"[^\w .,:?]", lambda sign: f"\\{ord(sign[0]):x} ", value) + '"'


def markdown_cell(value) -> str:
    """Plain text as one cell of a table in Markdown."""
    return escape(" ".join(str(value).split()), quote=False).replace("|", "\\|")


def page(title: str, body: str, style: str = "", head: str = "") -> str:
    """A page that stands by itself; body and head are HTML, the title stands in the body as its first heading."""
    sheet = f"<style>{style}</style>" if style else ""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">{head}<title>{text(title)}</title>{sheet}</head>'
        f"<body><main>{heading(1, title)}{body}</main></body></html>\n"
    )


def plain(html: str) -> str:
    """The words of a piece of HTML, for tests and for readers without a browser."""
    from html import unescape

    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))).strip()
