"""The article as a strip: a row a section, a block a passage, as wide as the passage is long.

Filled is in the room, empty a later hand. The word in a block says whose it is; where a block is
too narrow for it, it is there for a screen reader and for a page without styles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape

from khaddam_files.choices import by_key
from khaddam_files.data import records
from khaddam_files.pages.elements import SIDE, SMALL, VOICE, join_pieces, wrap

_MONOGRAM = {
    "bashar_al_assad": "As",
    "abdul_halim_khaddam": "Kd",
    "mohammad_khatami": "Kt",
    "ali_khamenei": "Km",
    "jacques_chirac": "Ch",
}
_PIXELS_A_WORD, _NARROWEST, _NARROWEST_WITH_WORD = 1.1, 6, 20
_WIDEST = 460  # pixels of the longest section where there is room; widths are shares of it
_PLAIN = "border:0;background:transparent"
_ROW = (
    f'<tr style="background:transparent"><th scope="row" style="{_PLAIN};padding:0 6px 0 0;'
    'text-align:right;font-weight:400;width:26px">{}</th>'
    f'<td style="{_PLAIN};padding:1px 0 0"><div style="display:flex;gap:.4%;height:15px;'
    'text-align:center;font-size:11px;line-height:11px">{}</div>'
    "</td></tr>"
)


def capital_of(person_id: str | None) -> str:
    """The side of a person, as a key of `SIDE`."""
    capital = by_key("people")[person_id]["side"] if person_id else ""
    return capital if capital in SIDE else "others"


def strip(
    shown: Collection[str], marked: Mapping[str, str] | None = None, *, legend: str = ""
) -> Markup:
    """The whole article, with some of its passages in full and the others faint.

    shown: ids of the passages in full; marked: passage id -> the sign that stands in it, framed;
    legend: a sentence before the key of the picture.
    """
    marks = marked or {}
    rows = join_pieces(
        Markup(_ROW).format(
            section,
            join_pieces(
                (_block(row["passage_id"], row["passage_id"] in shown, marks) for row in passages),
                " ",
            ),
        )
        for section, passages in groupby(
            records("passages"), lambda row: row["locator"].partition(".")[0]
        )
    )
    return Markup(  # filled also where the reader's own colours hold
        '<table style="border-collapse:collapse;border:0;margin:0;width:100%;max-width:490px;'
        "forced-color-adjust:preserve-parent-color;"
        'font-size:{};line-height:1.3">'
        '<caption style="caption-side:bottom;text-align:left;padding:3px 0 0 26px">'
        "{}</caption><tbody>{}</tbody></table>"
    ).format(SMALL, join_pieces([*([legend] if legend else []), _key()], " "), rows)


def _block(passage_id: str, shown: bool, marks: Mapping[str, str]) -> Markup:
    sign = marks.get(passage_id, "")
    row = by_key("passages")[passage_id]
    width = max(_NARROWEST, round(row["words"] * _PIXELS_A_WORD))
    look = _look(row["voice"], row["mark"], capital_of(row["speaker_id"]))
    if sign:
        width = max(width, _NARROWEST_WITH_WORD)
        look += ";outline:3px solid;font-size:13px"
    elif width < _NARROWEST_WITH_WORD:
        look += ";font-size:0"
    if not (shown or sign):
        look += ";opacity:.22;font-size:0"  # letters that faint are no words
    share = round(100 * width / _WIDEST, 1)
    return wrap(
        f'<b title="{escape(passage_id)}" style="flex:0 1 {share}%;{look}">',
        sign or _MONOGRAM.get(row["speaker_id"] or "", VOICE[row["voice"]][0]),
        "</b>",
    )


@cache
def _look(voice: str, mark: str, capital: str) -> str:
    """What a block of its kind is styled with."""
    colour, _, tint = SIDE[capital]
    common = "box-sizing:border-box;overflow:hidden"
    if voice != "speaker":
        line = VOICE[voice][1]
        return f"{common};border:{3 if line == 'double' else 2}px {line} {SIDE['others'][0]}"
    edge = 0 if mark == "paraphrase" else 4
    return f"{common};background:{tint};border-bottom:{edge}px solid {colour}"


def _key() -> Markup:
    """What the looks of the blocks mean."""
    of_side: dict[str, list[str]] = {}
    for person_id, letters in _MONOGRAM.items():
        surname = by_key("people")[person_id]["name"].rpartition(" ")[2].removeprefix("al-")
        of_side.setdefault(capital_of(person_id), []).append(f"{letters} {surname}")
    people = (
        Markup(
            '<span style="white-space:nowrap"><span style="color:{}">{}</span> {}</span>'
        ).format(*SIDE[capital][:2], ", ".join(names))
        for capital, names in of_side.items()
    )
    return Markup(
        "Filled: a speaker (underlined: in quotation marks). Empty: an editor (dotted), a headline "
        "(double), later notes (dashed). {}"
    ).format(join_pieces(people, " "))
