"""Notebook 04."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations

import ipywidgets

from khaddam_files.answers import keys
from khaddam_files.compare import base, capitals
from khaddam_files.widgets.base import ComparisonBox, Store, dropdown, remember


def two_voices(
    topic: str = "war_aim", left: str = "Assad to Khamenei", right: str = "Khatami"
) -> ComparisonBox:
    """Any two voices on one topic, to be judged. Judgements are saved and collected in a table.

    Twins: `compare.capitals.voices_side_by_side` and `compare.capitals.judged_pairs`.
    """
    controls = {
        "topic": dropdown("Topic", capitals.voice_topic_options(), topic),
        "left": dropdown("Left voice", capitals.voice_options(), left),
        "right": dropdown("Right voice", capitals.voice_options(), right),
        "judgement": dropdown(
            "Your judgement",
            capitals.pair_judgement_options(),
            capitals.UNJUDGED_PAIR,
        ),
    }
    store = Store("04.")
    names = {
        keys.pair(topic_id, *pair): (topic_id, frozenset(pair))
        for topic_id in capitals.every_topic()  # what was judged on a topic of an earlier page, too
        for pair in combinations((voice for _, voice in capitals.voice_options()), 2)
    }

    def key() -> str | None:
        left, right = controls["left"].value, controls["right"].value
        return None if left == right else keys.pair(controls["topic"].value, left, right)

    pages = [controls[name] for name in ("topic", "left", "right")]
    kept = remember(store, controls["judgement"], capitals.UNJUDGED_PAIR, pages, key, names)

    def judge(**selection) -> base.Comparison:
        voices = capitals.voices_side_by_side(**selection)
        if not kept:
            return voices
        judged = capitals.judged_pairs({names[name]: judgement for name, judgement in kept.items()})
        return replace(voices, sentence=f"{voices.sentence} {judged.sentence}", judged=judged)

    return ComparisonBox(
        judge,
        controls,
        list(controls.values()),
        "Two voices on one topic, to be judged; Assad to Khamenei beside Khatami on the war aim is "
        "written out below.",
        store=store,
    )


def agreement(topic: str = capitals.ALL_TOPICS, reading: str = "first") -> ComparisonBox:
    """Every pair of voices on one topic or on all, by either reading. Twin:
    `compare.capitals.agreement`."""
    controls = {
        "topic": dropdown("Topic or all", capitals.agreement_topic_options(), topic),
        "reading": dropdown("Counted by", capitals.reading_options(), reading),
    }
    return ComparisonBox(
        capitals.agreement,
        controls,
        list(controls.values()),
        "Every pair of voices, on one topic or on all four; all four are written out below.",
    )


def two_silences(left: str = "weapons", right: str = capitals.NO_SECOND_SILENCE) -> ComparisonBox:
    """One silence or two, to be judged; judgements are saved.

    Twin: `compare.capitals.silences_side_by_side`.
    """
    judgements = capitals.silence_judgement_options()
    controls = {
        "left": dropdown("Silence", capitals.silence_options(), left),
        "left_judgement": dropdown("Judge it", judgements, capitals.UNJUDGED_SILENCE),
        "right": dropdown("Beside it", capitals.second_silence_options(), right),
        "right_judgement": dropdown("Judge the second", judgements, capitals.UNJUDGED_SILENCE),
    }
    store = Store("04.")
    shared: dict[str, str] = {}
    known = {keys.silence(silence) for _, silence in capitals.silence_options()}

    def key(side: str) -> str | None:
        silence = controls[side].value
        return None if silence == capitals.NO_SECOND_SILENCE else keys.silence(silence)

    for side in ("left", "right"):
        remember(
            store,
            controls[f"{side}_judgement"],
            capitals.UNJUDGED_SILENCE,
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
        capitals.silences_side_by_side,
        controls,
        [ipywidgets.HBox(sides, layout=ipywidgets.Layout(flex_flow="row wrap"))],
        "One silence of the article or two, to be judged; the first is written out below.",
        store=store,
    )
