"""What every comparison is made of: one sentence, and rows with named fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from markupsafe import Markup
    from pandas import DataFrame

_Kind = TypeVar("_Kind")
NO_FILTER = "any"
UNANSWERED = "choose an answer"
LABEL_SIGNS = 66  # of an entry of a list, so that the list shows it whole


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False)
def frozen(kind: type[_Kind]) -> type[_Kind]:
    """A frozen dataclass of named fields. Nobody asks a comparison whether it equals another: to
    make the methods for it would be a third of what the class costs every kernel."""
    return dataclass(frozen=True, kw_only=True, eq=False, repr=False)(kind)


@frozen
class Comparison:
    """What a comparison found: one sentence that names the selection, and the rows behind it.

    Each kind of comparison adds the fields that its page shows, and names its rows: `row_type` is
    the `NamedTuple` of one row, so that its fields are the columns of the frame. How it looks is
    written in `pages`, in the module of the same name.
    """

    sentence: str
    rows: Sequence[tuple]
    row_type: ClassVar[type[tuple]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the frame, in order."""
        return self.row_type._fields  # type: ignore[attr-defined]

    def cells(self) -> Sequence[tuple]:
        """The rows as they stand in the frame, one value a column; `rows` themselves, unless
        columns depend on the data."""
        return self.rows

    @property
    def frame(self) -> DataFrame:
        """The rows as a frame. Made only when asked for: importing pandas costs a kernel more than
        all comparisons together."""
        from khaddam_files.data import pandas

        return pandas().DataFrame(list(self.cells()), columns=list(self.columns))

    @property
    def html(self) -> Markup:
        """What stands under the sentence, as HTML."""
        # the one arrow that runs upwards: a comparison shows itself when it is the last line of a
        # cell
        from khaddam_files import pages

        return pages.html(self)

    def page(self) -> Markup:
        """Sentence and content as one piece of HTML."""
        from khaddam_files import pages

        return pages.page(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": str(self.page()), "text/plain": self.sentence}
