"""Widgets: controls around one function of `compare`, nothing of their own in between. One module a notebook."""

from khaddam_files.widgets.base import Announcement, ComparisonBox, dropdown
from khaddam_files.widgets.cards import six_cards
from khaddam_files.widgets.passages import quotation_rule, two_passages, who_says
