"""What stands around a widget: the line that is announced, and words where no widget is drawn."""

from __future__ import annotations

from markupsafe import Markup

from khaddam_files.compare.base import Comparison
from khaddam_files.pages.elements import Piece, headline, join_pieces
from khaddam_files.pages.questions import folded

# a page that was saved and opened again has no widget: then, and only then, its sentence is seen
_FALLBACK_STYLE = Markup(
    "<style>"
    ".jp-OutputArea:has(.kf-fallback) .jupyter-widgets:not(:has(.kf-task)){display:none}"
    ".jp-OutputArea:has(.kf-task) .kf-fallback{display:none}"
    "</style>"
)


# While the controls of a cell are alive, all that stands below them in it is their twin, and
# hidden: from the eye and from a screen reader, which both have the same words above. A page that
# is not trusted loses this rule, and there the controls are not drawn either. Controls that were
# saved with a notebook and found no kernel stand empty, and go.
_TWIN = Markup(
    "<style>"
    # a chart is as wide as the page at most
    ".vega-embed{max-width:100%}.vega-embed svg{max-width:100%;height:auto}"
    # on paper a chart stands in words, which nbconvert breaks anywhere
    ".jp-OutputArea-child:has(.kf-twin)~.jp-OutputArea-child pre{word-break:normal}"
    ".jp-OutputArea-child:has(.kf-box)~.jp-OutputArea-child{display:none}"
    ".jp-OutputArea-child:has(~.jp-OutputArea-child .kf-twin) .jupyter-widgets:not(.kf-box):not("
    ".kf-box *){display:none}"
    "</style>"
)
_LINES_OF_TEXT = Markup(
    "<style>"
    # Firefox shows no value in a list that has the focus on a dark page, and nobody sees the focus
    ".kf-box .widget-dropdown>select:-moz-focusring{color:inherit!important;"
    "text-shadow:none!important}"
    ".kf-box .widget-dropdown>select{text-overflow:ellipsis}"
    ".kf-box :is(select,input,button):focus-visible{outline:2px solid!important;outline-offset:1px}"
    ".kf-box .widget-html-content{line-height:1.45;min-width:0;overflow-x:auto}"
    ".kf-box .widget-html-content p{margin:0 0 6px}"
    # ipywidgets draws the arrow of a list in black, which is not seen on a dark page
    "[data-jp-theme-light='false'] .kf-box .widget-dropdown>select{background-image:"
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E"
    "%3Cpath fill='none' stroke='%23ddd' stroke-width='2' d='M5 7l4 4 4-4'/%3E%3C/svg%3E\")}"
    "</style>"
)
ASLEEP = Markup(
    '<p class="kf-asleep"><em>The lists are asleep: Run ▸ Run All Cells wakes them. What they show '
    "first:</em></p>"
)


def twin(
    comparison: Comparison, asked: str = "", drawn: bool = False, first: bool = True
) -> tuple[Markup, Markup]:
    """What a comparison shows first, for the file, for paper, and wherever no kernel runs: what
    stands above its picture, and what stands below, which is empty without one.

    asked: the name under which it has questions; they stand below with their answers folded away;
    drawn: whether it has a picture of its own output; first: whether it is the first of its cell.
    """
    lead = [ASLEEP] if first else []
    title, rest = headline(comparison.sentence), comparison.html
    questions = folded(asked) if asked else Markup()
    if not drawn:
        return _section(*lead, title, rest, questions), Markup()
    return _section(*lead, title), _section(rest, questions)


def _section(*pieces: Markup) -> Markup:
    """Pieces of a twin, with the rule that hides them while the controls are alive."""
    return Markup('<section class="kf-twin">') + join_pieces(pieces) + Markup("</section>") + _TWIN


def live_region(owned: str) -> Markup:
    """The region whose changes are announced. owned: the id of the line that changes in it.

    It brings the rule for all words of its box: JupyterLab would set them as far apart as buttons.
    """
    return (
        Markup(
            '<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{}"></div>'
        ).format(owned)
        + _LINES_OF_TEXT
    )


def live_block(name: str, content: Markup | str) -> Markup:
    """A block that changes, under its id."""
    return Markup('<div id="{}">{}</div>').format(name, content)


def live_line(name: str, sentence: str) -> Markup:
    """The line that changes, under its id."""
    return Markup(
        '<span id="{}" style="display:block;font-size:17px;line-height:1.4">{}</span>'
    ).format(name, sentence)


def fallback(sentence: str, written_out: Piece = "") -> Markup:
    """A sentence, and what it speaks of, that are seen only as long as no task is drawn below."""
    shown = Markup('<p class="kf-fallback">{}</p>').format(sentence)
    if written_out:
        shown += Markup('<div class="kf-fallback">{}</div>').format(written_out)
    return shown + _FALLBACK_STYLE
