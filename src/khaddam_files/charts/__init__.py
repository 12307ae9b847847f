"""Comparisons drawn: each function takes a `Comparison` and gives a `Chart`. The table under the comparison is its twin."""

from khaddam_files.charts.analogy import counters_lines, wars_lines
from khaddam_files.charts.base import CAPITALS, PAIR, Chart, chart
from khaddam_files.charts.capitals import where_pairs_agree
from khaddam_files.charts.chain import chain_shapes, where_links_touch
from khaddam_files.charts.eve import days_drawn
from khaddam_files.charts.forecasts import calibration_drawn
from khaddam_files.charts.prints import who_speaks_on_what
