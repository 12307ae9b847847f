"""Notebook 04."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations

import ipywidgets

from khaddam_files import compare
from khaddam_files.answers import keys
from khaddam_files.widgets.base import ComparisonBox, Store, dropdown, remember


def two_voices(
    topic: str = "war_aim", left: str = "Assad to Khamenei", right: str = "Khatami"
) -> ComparisonBox:
    """Any two voices on one topic, to be judged. Judgements are saved and collected in a table.

    Twins: `compare.voices_side_by_side` and `compare.judged_pairs`.
    """
    controls = {
        "topic": dropdown("Topic", compare.voice_topic_options(), topic),
        "left": dropdown("Left voice", compare.voice_options(), left),
        "right": dropdown("Right voice", compare.voice_options(), right),
        "judgement": dropdown(
            "Your judgement", compare.pair_judgement_options(), compare.UNJUDGED_PAIR
        ),
    }
    store = Store("04.")
    names = {
        keys.pair(topic_id, *pair): (topic_id, frozenset(pair))
        for _, topic_id in compare.voice_topic_options()
        for pair in combinations((voice for _, voice in compare.voice_options()), 2)
    }

    def key() -> str | None:
        left, right = controls["left"].value, controls["right"].value
        return None if left == right else keys.pair(controls["topic"].value, left, right)

    pages = [controls[name] for name in ("topic", "left", "right")]
    kept = remember(store, controls["judgement"], compare.UNJUDGED_PAIR, pages, key, names)

    def judge(**selection) -> compare.Comparison:
        voices = compare.voices_side_by_side(**selection)
        if not kept:
            return voices
        judged = compare.judged_pairs({names[name]: judgement for name, judgement in kept.items()})
        return replace(voices, sentence=f"{voices.sentence} {judged.sentence}", judged=judged)

    return ComparisonBox(
        judge,
        controls,
        list(controls.values()),
        "Two voices on one topic, to be judged; Assad to Khamenei beside Khatami on the war aim is "
        "written out below.",
        store=store,
    )


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
    """One silence or two, to be judged; judgements are saved.

    Twin: `compare.silences_side_by_side`.
    """
    judgements = compare.silence_judgement_options()
    controls = {
        "left": dropdown("Silence", compare.silence_options(), left),
        "left_judgement": dropdown("Judge it", judgements, compare.UNJUDGED_SILENCE),
        "right": dropdown("Beside it", compare.second_silence_options(), right),
        "right_judgement": dropdown("Judge the second", judgements, compare.UNJUDGED_SILENCE),
    }
    store = Store("04.")
    shared: dict[str, str] = {}
    known = {keys.silence(silence) for _, silence in compare.silence_options()}

    def key(side: str) -> str | None:
        silence = controls[side].value
        return None if silence == compare.NO_SECOND_SILENCE else keys.silence(silence)

    for side in ("left", "right"):
        remember(
            store,
            controls[f"{side}_judgement"],
            compare.UNJUDGED_SILENCE,
            [controls[side]],
            partial(key, side),
            known,
            shared,
        )
    half = ipywidgets.Layout(flex="1 1 300px", min_width="0")
    sides = [
        ipywidgets.VBox([controls[side], controls[f"{side}_judgement"]], layout=half)
        for side in ("left", "right")
    ]
    return ComparisonBox(
        compare.silences_side_by_side,
        controls,
        [ipywidgets.HBox(sides, layout=ipywidgets.Layout(flex_flow="row wrap"))],
        "One silence of the article or two, to be judged; the first is written out below.",
        store=store,
    )
