"""Comparisons drawn: each function takes a `Comparison` and gives a `Chart`. The table under the comparison is its twin."""

from khaddam_files.charts.base import CAPITALS, PAIR, Chart, chart
