"""Comparisons: pure functions from a selection to a `Comparison`. No widgets, no drawing, no state.

Each function here is the twin of a widget: called plainly it shows the same content as text and
table. One module a notebook; everything public can be reached from here.

Names are imported when they are first asked for, so that a notebook pays only for its own module.
"""

from khaddam_files.lazy import found_when_asked

__getattr__, __dir__ = found_when_asked(
    __name__,
    analogy="BASES BOXES Lines OWN UNITS alignment_options analogies_side_by_side analogy_options "
    "comparable counter_options death_rate measure_options months_since two_counters "
    "unit_options wars_side_by_side years_since",
    base="ANY Comparison",
    capitals="ALL_TOPICS EXPECTATIONS NO_SECOND_SILENCE READINGS RELATIONS UNJUDGED_PAIR "
    "UNJUDGED_SILENCE agreement agreement_topic_options judged_pairs "
    "pair_judgement_options reading_options second_silence_options "
    "silence_judgement_options silence_options silences_side_by_side voice_options "
    "voice_topic_options voices_side_by_side",
    cards="ANSWERS FEEDBACK UNANSWERED card card_options card_score cards_written_out",
    chain="CHAIN_CHANGES CHAIN_LABELS NO_CHANGE NO_SECOND_LINK UNLABELLED_LINK break_link "
    "chain_key chain_link chain_report chain_score chain_written_out link_and_report "
    "link_change_options link_label_options link_options second_link_options section_starts",
    eve="DAY_VIEWS FIRST_DAY LAST_DAY TwoDaysOnTheMap named_days clock dates_side_by_side "
    "day_options day_view_options hour_options office_holders",
    explanations="HEADLINE_CLAUSES HEADLINE_WORDS NOTHING_LEFT_OUT NOT_JUDGED_BY_ME "
    "OWN_EXPLANATION ROW_JUDGEMENTS VERDICTS_ON_CLAIMS check_headline diagnosticity "
    "evidence_options explanation_options fewest_against frame_claim "
    "frame_claim_options frame_claims_written_out frame_score headline_checker "
    "judge_passage kept_judgements leave_out matrix steps_apart",
    forecasts="BASELINE CAN_BE_SCORED CLAIM_LIST ENOUGH_FORECASTS NOT_JUDGED SCORABILITY "
    "SCORABLE_YES SHORT_LIST SKIPPED WHOLE_LIST brier calibration claim_to_judge "
    "claims_written_out disputes_kept example_score forecast_options forecaster_options "
    "horizon_options horizons_and_claim horizons_side_by_side horizons_written_out "
    "judged_claims judging_progress number_kept numbers_given scorable_options "
    "verdicts_on your_score",
    glossary="NAMED names names_written_out",
    note="PACES TICKET check_note earlier_answers example_note exit_ticket longest_quotation "
    "note_beside_answers note_parts",
    locators="locators_in",
    passages="FILTERS RULES VOICES choose_passages filter_options passage passage_label "
    "passages_side_by_side share_in_quotation_marks term_options who_says",
    people="NOBODY name short_name",
    prints="FOUND_IN NO_ENTRY PRINT_JUDGEMENTS UNJUDGED_PRINTS drift_guess_options drift_kinds "
    "drift_of drift_options found_in_options independence judgement_options "
    "public_and_private public_rule_options witness_options witness_theme_options "
    "witnesses_side_by_side",
    sources="references",
)
