"""Notebook 04."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations

from khaddam_files.answers import keys
from khaddam_files.compare import base, capitals
from khaddam_files.pages.capitals import silences_split, two_voices_split
from khaddam_files.widgets.base import (
    AnswerStore,
    ComparisonBox,
    bind_answer,
    dropdown,
    tick_box,
)
from khaddam_files.widgets.layouts import LIST, layout_if


def two_voices(
    topic: str = "war_aim", left: str = "Assad to Khamenei", right: str = "Khamenei"
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
    store = AnswerStore("04.")
    names = {
        keys.pair(topic_id, *pair): (topic_id, frozenset(pair))
        for topic_id in capitals.every_topic()  # what was judged on a topic of an earlier page, too
        for pair in combinations((voice for _, voice in capitals.voice_options()), 2)
    }

    def key() -> str | None:
        left, right = controls["left"].value, controls["right"].value
        return None if left == right else keys.pair(controls["topic"].value, left, right)

    pages = [controls[name] for name in ("topic", "left", "right")]
    judgements = bind_answer(
        store, controls["judgement"], capitals.UNJUDGED_PAIR, pages, key, names
    )

    def judge(**selection) -> base.Comparison:
        voices = capitals.voices_side_by_side(**selection)
        if not judgements:
            return voices
        judged = capitals.judged_pairs(
            {names[name]: judgement for name, judgement in judgements.items()}
        )
        return replace(voices, sentence=f"{voices.sentence} {judged.sentence}", judged=judged)

    return ComparisonBox(
        judge,
        controls,
        pages,
        lambda: [capitals.voices_side_by_side(topic, left, right)],
        store=store,
        asked="two_voices",
        below=[controls["judgement"]],
        split=two_voices_split,
    )


def agreement(
    pair: str = capitals.NO_PAIR, topic: str = "war_aim", flipped: bool = False
) -> ComparisonBox:
    """Every pair of voices on every topic, by either reading, and one pair opened. Twin:
    `compare.capitals.agreement`."""
    controls = {
        "pair": dropdown("Open the pair", capitals.pair_options(), pair),
        "topic": dropdown(
            "on", capitals.voice_topic_options(), topic, layout_if(pair != capitals.NO_PAIR, **LIST)
        ),
        "flipped": tick_box("count doubtful cells the other way", flipped),
    }

    def show_topics(change) -> None:
        controls["topic"].layout = layout_if(change.new != capitals.NO_PAIR, **LIST)

    controls["pair"].observe(show_topics, "value")
    return ComparisonBox(
        capitals.agreement,
        controls,
        list(controls.values()),
        lambda: [capitals.agreement(pair, topic, flipped)],
        asked="agreement",
    )


def two_silences(left: str = "hezbollah", right: str = capitals.NO_SECOND_SILENCE) -> ComparisonBox:
    """One silence or two, to be judged; judgements are saved.

    Twin: `compare.capitals.silences_side_by_side`.
    """
    judgements = capitals.silence_judgement_options()
    controls = {
        "left": dropdown("Silence", capitals.silence_options(), left),
        "left_judgement": dropdown("Judge it", judgements, capitals.UNJUDGED_SILENCE),
        "right": dropdown("Beside it", capitals.second_silence_options(), right),
        "right_judgement": dropdown(
            "Judge the second",
            judgements,
            capitals.UNJUDGED_SILENCE,
            layout_if(right != capitals.NO_SECOND_SILENCE, **LIST),
        ),
    }
    store = AnswerStore("04.")
    shared: dict[str, str] = {}
    known = {keys.silence(silence) for _, silence in capitals.silence_options()}

    def key(side: str) -> str | None:
        silence = controls[side].value
        return None if silence == capitals.NO_SECOND_SILENCE else keys.silence(silence)

    for side in ("left", "right"):
        bind_answer(
            store,
            controls[f"{side}_judgement"],
            capitals.UNJUDGED_SILENCE,
            [controls[side]],
            partial(key, side),
            known,
            shared,
        )
    second = controls["right_judgement"]

    def offer_second(change) -> None:
        second.layout = layout_if(change.new != capitals.NO_SECOND_SILENCE, **LIST)

    controls["right"].observe(offer_second, "value")
    return ComparisonBox(
        capitals.silences_side_by_side,
        controls,
        [controls["left"], controls["right"]],
        lambda: [capitals.silences_side_by_side(left, right=right)],
        store=store,
        asked="two_silences",
        below=[controls["left_judgement"], second],
        split=silences_split,
    )
