"""Comparisons drawn: each function takes a `Comparison` and gives a `Chart`. The table under the
comparison is its twin.

Names are imported when they are first asked for, so that a notebook pays only for its own module.
"""

from khaddam_files.lazy import found_when_asked

__getattr__, __dir__ = found_when_asked(
    __name__,
    analogy="counters_lines wars_lines",
    base="CAPITALS Chart PAIR chart",
    capitals="where_pairs_agree",
    chain="chain_shapes where_links_touch",
    eve="days_drawn",
    forecasts="calibration_drawn",
    prints="who_speaks_on_what",
)
