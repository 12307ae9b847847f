"""Notebook 04."""

from __future__ import annotations

import ipywidgets

from khaddam_files import compare
from khaddam_files.widgets.base import ComparisonBox, dropdown


def two_voices(topic: str = "war_aim", left: str = "Assad to Khamenei", right: str = "Khatami") -> ComparisonBox:
    """Any two voices on one topic, to be judged. Judgements are kept while the notebook runs and collected in a table.

    Twins: `compare.voices_side_by_side` and `compare.judged_pairs`.
    """
    given: dict[tuple[str, frozenset], str] = {}
    controls = {
        "topic": dropdown("Topic", compare.voice_topic_options(), topic),
        "left": dropdown("Left voice", compare.voice_options(), left),
        "right": dropdown("Right voice", compare.voice_options(), right),
        "judgement": dropdown("Your judgement", compare.pair_judgement_options(), compare.UNJUDGED_PAIR),
    }

    def pair():
        return controls["topic"].value, frozenset((controls["left"].value, controls["right"].value))

    def judge(**selection):
        made, report = compare.voices_side_by_side(**selection), compare.judged_pairs(given)
        return compare.Comparison(
            f"{made.sentence} {report.sentence}" if given else made.sentence,
            made.html + report.html,
            made.rows,
            made.columns,
        )

    def keep(change):
        if change.new == compare.UNJUDGED_PAIR or len(pair()[1]) == 1:
            given.pop(pair(), None)
        else:
            given[pair()] = change.new

    def recall(_change):
        controls["judgement"].value = given.get(pair(), compare.UNJUDGED_PAIR)

    # registered before the box listens, so that the report already knows the new choice
    controls["judgement"].observe(keep, "value")
    for name in ("topic", "left", "right"):
        controls[name].observe(recall, "value")
    box = ComparisonBox(
        judge,
        controls,
        list(controls.values()),
        "Two voices on one topic, to be judged; Assad to Khamenei beside Khatami on the war aim is written out below.",
    )
    box.given = given
    return box


def agreement(topic: str = compare.ALL_TOPICS, reading: str = "first") -> ComparisonBox:
    """Every pair of voices on one topic or on all, by either reading. Twin: `compare.agreement`."""
    controls = {
        "topic": dropdown("Topic or all", compare.agreement_topic_options(), topic),
        "reading": dropdown("Counted by", compare.reading_options(), reading),
    }
    return ComparisonBox(
        compare.agreement,
        controls,
        list(controls.values()),
        "Every pair of voices, on one topic or on all nine; all nine are written out below.",
    )


def two_silences(left: str = "weapons", right: str = compare.NO_SECOND_SILENCE) -> ComparisonBox:
    """One silence or two, to be judged. Judgements are kept while the notebook runs. Twin: `compare.silences_side_by_side`."""
    given: dict[str, str] = {}
    controls = {
        "left": dropdown("Silence", compare.silence_options(), left),
        "left_judgement": dropdown("Judge it", compare.silence_judgement_options(), compare.UNJUDGED_SILENCE),
        "right": dropdown("Beside it", compare.second_silence_options(), right),
        "right_judgement": dropdown("Judge the second", compare.silence_judgement_options(), compare.UNJUDGED_SILENCE),
    }

    def connect(side: str) -> None:
        silence, judgement = controls[side], controls[f"{side}_judgement"]

        def keep(change):
            if change.new == compare.UNJUDGED_SILENCE or silence.value == compare.NO_SECOND_SILENCE:
                given.pop(silence.value, None)
            else:
                given[silence.value] = change.new

        judgement.observe(keep, "value")
        silence.observe(
            lambda change: setattr(judgement, "value", given.get(change.new, compare.UNJUDGED_SILENCE)), "value"
        )

    connect("left")
    connect("right")
    half = ipywidgets.Layout(flex="1 1 300px", min_width="0")
    box = ComparisonBox(
        compare.silences_side_by_side,
        controls,
        [
            ipywidgets.HBox(
                [
                    ipywidgets.VBox([controls[side], controls[f"{side}_judgement"]], layout=half)
                    for side in ("left", "right")
                ],
                layout=ipywidgets.Layout(flex_flow="row wrap"),
            )
        ],
        "One silence of the article or two, to be judged; the first is written out below.",
    )
    box.given = given
    return box
