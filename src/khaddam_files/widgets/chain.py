"""Notebook 02."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files import charts, compare
from khaddam_files.widgets.base import WIDE, ComparisonBox, dropdown


def label_the_chain(first: str = "K01") -> ComparisonBox:
    """One link at a time: label it and say what it could change. Both are kept while the notebook runs, and the chain so far is
    reported. Twins: `compare.chain_link` and `compare.chain_report`.
    """
    labels: dict[str, str] = {}
    changes: dict[str, tuple] = {}
    link_id = dropdown("Link", compare.link_options(), first)
    label = dropdown("Your label", compare.link_label_options(), compare.UNLABELLED_LINK)
    change = ipywidgets.SelectMultiple(
        description="It could change",
        options=compare.link_change_options(),
        rows=len(compare.link_change_options()),
        layout=WIDE,
        style={"description_width": "9em"},
    )

    def judge(link_id, label, changed):
        link, report = compare.chain_link(link_id, label, changed), compare.chain_report(labels, changes)
        return replace(
            report, sentence=f"{link.sentence} {compare.chain_score(labels)}", html=link.html + report.page()
        )

    def remember(kept, empty):
        def keep(new):
            if new.new == empty:
                kept.pop(link_id.value, None)
            else:
                kept[link_id.value] = new.new

        return keep

    def recall(new):
        label.value = labels.get(new.new, compare.UNLABELLED_LINK)
        change.value = changes.get(new.new, ())

    # registered before the box listens, so that the report already knows the new choice
    label.observe(remember(labels, compare.UNLABELLED_LINK), "value")
    change.observe(remember(changes, ()), "value")
    link_id.observe(recall, "value")
    box = ComparisonBox(
        judge,
        {"link_id": link_id, "label": label, "changed": change},
        [link_id, label, change],
        "The twelve links, one at a time, to be labelled; all twelve are written out below, with the key folded away.",
        draw=charts.chain_shapes,
    )
    # the words of the source first, the picture of the chain last
    box.children = (link_id, label, change, box.said, box.result, box.drawing)
    return box


def break_a_link(left: str = "K02", right: str = "K05") -> ComparisonBox:
    """What hangs most on one link, or on two side by side. Twin: `compare.break_link`."""
    controls = {
        "left": dropdown("Break this link", compare.link_options(), left),
        "right": dropdown("Beside this one", compare.second_link_options(), right),
    }
    return ComparisonBox(
        compare.break_link,
        controls,
        list(controls.values()),
        "Two links broken side by side; interpreting and Khaddam’s own papers are written out below.",
        draw=charts.where_links_touch,
    )
