"""Notebook 02."""

from __future__ import annotations

from functools import partial

from khaddam_files.answers import keys
from khaddam_files.compare import base, chain
from khaddam_files.pages.chain import link_and_report_split
from khaddam_files.widgets.base import (
    AnswerStore,
    CheckboxRow,
    ComparisonBox,
    bind_answer,
    dropdown,
)


def label_the_chain(link_id: str = "K01") -> ComparisonBox:
    """The chain, and one link of it at a time: label it and say what it could change.

    Both are saved, and the chain so far is reported.

    Twins: `compare.chain.link_and_report` and `compare.chain.chain_written_out`.
    """
    link = dropdown("Link", chain.link_options(), link_id)
    label = dropdown("Your label", chain.link_label_options(), chain.UNLABELLED_LINK)
    change = CheckboxRow("It could change:", chain.link_change_options())
    store = AnswerStore("02.")
    parts = ("label", "changes")
    known = {keys.chain(one, part) for _, one in chain.link_options() for part in parts}

    def key(part: str) -> str:
        return keys.chain(link.value, part)

    labels = bind_answer(store, label, chain.UNLABELLED_LINK, [link], partial(key, "label"), known)
    changes = bind_answer(store, change, (), [link], partial(key, "changes"), known)

    def by_link(answers: dict) -> dict:
        return {name.split(".")[1]: value for name, value in answers.items()}

    def judge(link_id: str, label: str, changed: tuple[str, ...]) -> base.Comparison:
        selection = (link_id, label, changed)
        return chain.link_and_report(selection, by_link(labels), by_link(changes))

    return ComparisonBox(
        judge,
        {"link_id": link, "label": label, "changed": change},
        [link],
        lambda: [chain.chain_written_out()],
        store=store,
        asked="label_the_chain",
        below=[label, change],
        split=link_and_report_split,
    )
