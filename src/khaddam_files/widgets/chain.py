"""Notebook 02."""

from __future__ import annotations

from functools import partial

import ipywidgets

from khaddam_files import charts
from khaddam_files.answers import keys
from khaddam_files.compare import base, chain
from khaddam_files.widgets.base import WIDE, ComparisonBox, Store, dropdown, remember


def label_the_chain(first: str = "K01") -> ComparisonBox:
    """One link at a time: label it and say what it could change.

    Both are saved, and the chain so far is reported.

    Twins: `compare.chain.chain_link` and `compare.chain.chain_report`.
    """
    link_id = dropdown("Link", chain.link_options(), first)
    label = dropdown("Your label", chain.link_label_options(), chain.UNLABELLED_LINK)
    change = ipywidgets.SelectMultiple(
        description="It could change",
        options=chain.link_change_options(),
        rows=len(chain.link_change_options()),
        layout=WIDE,
        style={"description_width": "9em"},
    )

    store = Store("02.")
    parts = ("label", "changes")
    known = {keys.chain(link, part) for _, link in chain.link_options() for part in parts}

    def key(part: str) -> str:
        return keys.chain(link_id.value, part)

    labels = remember(store, label, chain.UNLABELLED_LINK, [link_id], partial(key, "label"), known)
    changes = remember(store, change, (), [link_id], partial(key, "changes"), known)

    def by_link(kept: dict) -> dict:
        return {name.split(".")[1]: value for name, value in kept.items()}

    def judge(link_id: str, label: str, changed: tuple[str, ...]) -> base.Comparison:
        selection = (link_id, label, changed)
        return chain.link_and_report(selection, by_link(labels), by_link(changes))

    box = ComparisonBox(
        judge,
        {"link_id": link_id, "label": label, "changed": change},
        [link_id, label, change],
        "The twelve links, one at a time, to be labelled; all twelve are written out below, with "
        "the key folded away.",
        draw=charts.chain_shapes,
        store=store,
    )
    # the words of the source first, the picture of the chain last
    box.children = (*(part for part in box.children if part is not box.drawing), box.drawing)
    return box
