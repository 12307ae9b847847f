"""Everything that is HTML. One module a notebook, of the same name as its comparisons, says how
each of them looks.

Pieces are `Markup` (MarkupSafe): whatever is not, is escaped where it is put into one.
"""

from __future__ import annotations

from functools import singledispatch
from importlib import import_module

from markupsafe import Markup

from khaddam_files.compare.base import Comparison
from khaddam_files.pages import elements


@singledispatch
def html(comparison: Comparison) -> Markup:
    """What stands under the sentence of a comparison. The module of its own name is imported when
    first asked for, and registers how."""
    module = type(comparison).__module__.rpartition(".")[2]
    import_module(f"{__name__}.{module}")
    look = html.dispatch(type(comparison))
    if look is html.dispatch(object):
        raise TypeError(
            f"pages.{module} does not say how a {type(comparison).__name__} looks: register it "
            "with @html.register"
        )
    return look(comparison)


def page(comparison: Comparison) -> Markup:
    """Sentence and content as one piece."""
    return elements.paragraph(comparison.sentence) + html(comparison)
