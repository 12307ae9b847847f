"""Widgets: controls around one function of `compare`, nothing of their own in between. One module a
notebook.

Names are imported when they are first asked for, so that a notebook pays only for its own module.
"""

from khaddam_files.lazy import found_when_asked

__getattr__, __dir__ = found_when_asked(
    __name__,
    analogy="analogy_bench two_counters wars_in_numbers",
    base="Announcement ComparisonBox dropdown",
    capitals="agreement two_silences two_voices",
    cards="six_cards",
    chain="break_a_link label_the_chain",
    eve="two_clocks two_days",
    exercise="hand_in task",
    explanations="headline_desk judge_rows leave_out_rows",
    forecasts="first_your_probabilities two_horizons your_calibration",
    note="exit_ticket source_note",
    passages="quotation_rule two_passages who_says",
    prints="drifting_sentence public_and_private two_witnesses",
    teacher="class_room",
)
