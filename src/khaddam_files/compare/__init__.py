"""Comparisons: pure functions from a selection to a `Comparison`. No widgets, no drawing, no state.

Each function here is the twin of a widget: called plainly it shows the same content as text and table. One module a notebook;
everything public can be reached from here.
"""

from khaddam_files.compare.base import ANY, NOBODY, Comparison, SelectionError, by_key, day, name, origin, short_name
from khaddam_files.compare.cards import ANSWERS, FEEDBACK, UNANSWERED, card, card_options, cards_written_out, score
from khaddam_files.compare.passages import (
    FILTERS,
    RULES,
    VOICES,
    choose_passages,
    filter_options,
    passage,
    passage_card,
    passage_label,
    passages_side_by_side,
    share_in_quotation_marks,
    term_options,
    who_says,
)
from khaddam_files.compare.sources import references, source_link, sources_line
