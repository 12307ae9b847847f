"""Widgets: controls around one function of `compare`, nothing of their own in between. One module a notebook."""

from khaddam_files.widgets.analogy import analogy_bench, two_counters, wars_in_numbers
from khaddam_files.widgets.base import Announcement, ComparisonBox, dropdown
from khaddam_files.widgets.capitals import agreement, two_silences, two_voices
from khaddam_files.widgets.cards import six_cards
from khaddam_files.widgets.chain import break_a_link, label_the_chain
from khaddam_files.widgets.class_room import class_room
from khaddam_files.widgets.eve import two_clocks, two_days
from khaddam_files.widgets.exercise import hand_in, task
from khaddam_files.widgets.explanations import headline_desk, judge_rows, leave_out_rows
from khaddam_files.widgets.forecasts import first_your_probabilities, two_horizons, your_calibration
from khaddam_files.widgets.note import source_note
from khaddam_files.widgets.passages import quotation_rule, two_passages, who_says
from khaddam_files.widgets.prints import drifting_sentence, public_and_private, two_witnesses
