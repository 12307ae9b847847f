"""Notebook 02: every link, every label, a sample of the sets of changes; counts against a reading
by hand."""

import itertools
import random
import re

import ipywidgets
import pytest
from conftest import unfolded
from markupsafe import escape
from shown import free, inside, said, under, values
from words import plain

from khaddam_files import choices, compare, widgets
from khaddam_files.data import records

LINKS = [f"K{number:02}" for number in range(1, 13)]
CHANGES = ["words", "order", "omission", "hedge", "attribution", "nothing"]
SUBSETS = [
    subset for size in range(len(CHANGES) + 1) for subset in itertools.combinations(CHANGES, size)
]
KEY = dict(  # read off teaching notes on the chain, not off the table
    zip(
        LINKS,
        ["unknown"] * 3
        + ["stated"] * 3
        + [
            "unknown",
            "omitted by the article",
            "inferred",
            "inferred",
            "inferred",
            "stated",
        ],
        strict=True,
    )
)


def test_the_key_is_that_of_the_teaching_notes():
    made = compare.chain.chain_key()
    assert dict(zip(made.frame["link_id"], made.frame["label"], strict=True)) == KEY
    assert plain(unfolded(made.page())) == made.sentence and not any(
        label in made.sentence for label in compare.chain.CHAIN_LABELS
    ), "the key stays folded"
    assert made.summary in plain(made.html) and made.summary == (
        "The key to the 12 links: stated 4 (4, 5, 6, 12); inferred 3 (9, 10, 11); unknown 4 (1, 2, "
        "3, 7); omitted by the article 1 (8)."
    )


def test_every_choice_about_every_link_has_a_reply_that_agrees_with_the_key():
    choices = [*compare.chain.CHAIN_LABELS, *compare.chain.CHAIN_CHANGES]
    chain = {row["link_id"]: row for row in records("chain")}
    replies = records("chain_replies")
    assert sorted((row["link_id"], row["choice"]) for row in replies) == sorted(
        itertools.product(LINKS, choices)
    )
    for row in replies:
        link = chain[row["link_id"]]
        assert row["in_key"] == (row["choice"] in (link["label"], *link["may_change"])), row[
            "reply_id"
        ]
        assert (row["kind"] == "label") == (row["choice"] in compare.chain.CHAIN_LABELS)
        assert row["locators"] and all(locator in row["reply"] for locator in row["locators"])


def test_the_lists_offer_every_link_label_and_change():
    assert values_of(compare.chain.link_options()) == LINKS
    assert values_of(compare.chain.link_label_options()) == [
        compare.chain.UNLABELLED_LINK,
        *compare.chain.CHAIN_LABELS,
    ]
    assert values_of(compare.chain.link_change_options()) == CHANGES
    assert set(KEY.values()) == set(compare.chain.CHAIN_LABELS)


def values_of(options):
    return [value for _, value in options]


@pytest.mark.parametrize("link_id", LINKS)
def test_every_label_and_every_set_of_changes_through_the_widget(link_id):
    """12 links × 5 states of the label × a sample of the 64 sets of changes, none and all among
    them."""
    box = free(widgets.label_the_chain(link_id))
    box.controls["link_id"].value = link_id
    label, change = box.controls["label"], box.controls["changed"]
    assert values(label)[1:] == list(compare.chain.CHAIN_LABELS) and values(change) == CHANGES
    for choice in values(label):
        label.value = choice
        for subset in (
            SUBSETS[0],
            SUBSETS[-1],
            *random.Random(f"{link_id} {choice}").sample(SUBSETS[1:-1], 4),
        ):
            change.value = subset
            link = compare.chain.chain_link(link_id, choice, subset)
            labels = {} if choice == compare.chain.UNLABELLED_LINK else {link_id: choice}
            changes = {link_id: subset} if subset else {}
            made = compare.chain.link_and_report((link_id, choice, subset), labels, changes)
            assert under(box) == made.html, (choice, subset)
            assert [row.yours for row in made.rows] == [labels.get(one) for one in LINKS]
            assert said(box) == plain(
                escape(f"{link.sentence} {compare.chain.chain_score(labels)}")
            )


def link_of_card(box):
    """The link whose card stands under the row of boxes."""
    return plain(re.search(r"<figcaption[^>]*>Link.*?<strong>(.*?)</strong>", box.result.value)[1])


def test_every_link_after_another_with_every_label():
    box = free(widgets.label_the_chain())
    link, label = box.controls["link_id"], box.controls["label"]
    for (start, end), choice in itertools.product(
        zip(LINKS, LINKS[5:] + LINKS[:5], strict=True), compare.chain.CHAIN_LABELS
    ):
        link.value = start
        label.value = choice
        link.value = end
        shown = compare.chain.chain_link(end, label.value, box.controls["changed"].value)
        assert said(box).startswith(plain(escape(shown.sentence))), (start, end, choice)
        assert link_of_card(box) == shown.link.row["link"]


def test_labels_and_changes_are_saved_and_counted(store):
    box = free(widgets.label_the_chain())
    link, label, change = (box.controls[name] for name in ("link_id", "label", "changed"))
    for link_id in LINKS:
        link.value = link_id
        assert label.value == compare.chain.UNLABELLED_LINK and change.value == ()
        label.value = KEY[link_id] if link_id != "K03" else "stated"
        change.value = ("words",)
    assert said(box).endswith(
        f"{len(LINKS)} of {len(LINKS)} labelled, {len(LINKS) - 1} as in the key."
    )
    assert (
        "12 of 12 labelled, 11 as in the key. Your labels: stated 5, inferred 3, unknown 3, "
        "omitted by the article 1. "
        "Objective L1 asks for 9: reached. Of the changes at unknown links you have 3 of 12."
    ) in plain(under(box))
    for link_id in LINKS:
        link.value = link_id
        assert label.value == (KEY[link_id] if link_id != "K03" else "stated") and change.value == (
            "words",
        )
    label.value = compare.chain.UNLABELLED_LINK
    change.value = ()
    assert f"{len(LINKS) - 1} of {len(LINKS)} labelled" in said(box) and "Objective" not in under(
        box
    )
    again = free(widgets.label_the_chain())
    assert f"{len(LINKS) - 1} of {len(LINKS)} labelled" in said(again) and again.controls[
        "changed"
    ].value == ("words",), "also after a restart"
    store.put("02.K01.label", "no such label")
    store.put("02.K99.label", "stated")
    store.put("02.K01.changes", ["words", "no such change", 3])
    odd = free(widgets.label_the_chain())
    assert f"{len(LINKS) - 2} of {len(LINKS)} labelled" in said(odd) and odd.controls[
        "changed"
    ].value == ("words",)


def test_nothing_is_given_away_before_a_choice():
    for link_id in LINKS:
        made = compare.chain.chain_link(link_id)
        words = plain(made.html)
        row = next(row for row in records("chain") if row["link_id"] == link_id)
        assert made.rows == [] and made.sentence.endswith("not labelled yet.")
        assert row["explanation"] not in words and "The key" not in words
        half = plain(compare.chain.chain_link(link_id, changes=("words",)).html)
        assert row["explanation"] not in half, "the label stays open while only changes were chosen"
        for reply in (row for row in records("chain_replies") if row["link_id"] == link_id):
            assert reply["reply"] not in words
    assert compare.chain.chain_report({}).html == "" and compare.chain.chain_report(
        {}
    ).sentence == compare.chain.chain_score({})
    eight, nine = (dict(KEY) | dict.fromkeys(LINKS[:wrong], "inferred") for wrong in (4, 3))
    assert "asks for 9: not reached yet" in compare.chain.chain_report(eight).sentence
    assert "asks for 9: reached" in compare.chain.chain_report(nine).sentence
    assert {row.key for row in compare.chain.chain_report({"K01": "stated"}).rows} == {
        None,
        "unknown",
    }


def test_a_reply_says_why_and_counts_by_hand():
    """The key of link 3 has all five changes, that of link 6 only the omission."""
    made = compare.chain.chain_link("K06", "omitted by the article", ("words", "omission"))
    assert made.sentence.startswith(
        "Link 6, To Paris: you say “omitted by the article”, the key “stated”"
    )
    assert made.sentence.endswith("changes: 1 of 1, 1 beyond the key.")
    words = plain(made.html)
    assert (
        "To carry a sheet does not change a word on it." in words
        and ("resignation of June 2005") in words
    )
    assert compare.chain.chain_link("K03", "unknown", tuple(CHANGES[:5])).sentence.endswith(
        "like the key; changes: 5 of 5."
    )
    assert (
        "the key knows a change here"
        in compare.chain.chain_link("K03", changes=("nothing",)).sentence
    )
    assert "take one back" in compare.chain.chain_link("K03", changes=("nothing", "words")).sentence
    frame = made.frame
    assert frame.loc[frame["chosen"], "choice"].tolist() == [
        "omitted by the article",
        "words",
        "omission",
    ]
    assert frame.loc[frame["in_key"], "choice"].tolist() == ["stated", "omission"]


def test_sentences_stay_short_enough_to_be_heard():
    for link_id, label in itertools.product(LINKS, compare.chain.CHAIN_LABELS):
        one = compare.chain.chain_link(link_id, label, ("words", "order")).sentence
        assert len(f"{one} {compare.chain.chain_score({link_id: label})}".split()) <= 40, (
            link_id,
            label,
        )


def test_one_link_alone_can_change_only_one_thing():
    """A question of notebook 02 asks for it."""
    assert [row["order"] for row in records("chain") if len(row["may_change"]) == 1] == [6]


def test_the_chain_written_out_holds_everything_and_keeps_the_key_folded():
    html = compare.chain.chain_written_out().html
    assert html.count("Open the key to link") == len(LINKS)
    face = plain(unfolded(html))
    whole = plain(html)
    for row in (*records("chain_replies"), *records("chain")):
        words = row.get("reply") or row["explanation"]
        assert words in whole and words not in face
    assert html.count("<details>") == html.count("</details>") and all(
        row["short"] in face and row["link"] in whole for row in records("chain")
    )


@pytest.mark.parametrize(
    "call, sentence",
    [
        (
            lambda: compare.chain.chain_link("K13"),
            "There is no link 'K13': expected one of K01, K02",
        ),
        (
            lambda: compare.chain.chain_link("K01", "sure"),
            "There is no label 'sure': expected one of stated, inferred",
        ),
        (
            lambda: compare.chain.chain_link("K01", "stated", ("tone",)),
            "There is no change 'tone': expected one of words",
        ),
        (lambda: compare.chain.chain_report({"K99": "stated"}), "There is no link 'K99'"),
        (lambda: compare.chain.chain_report({"K01": "sure"}), "There is no label 'sure'"),
        (lambda: compare.chain.chain_report({}, {"K01": ("tone",)}), "There is no change 'tone'"),
        (lambda: compare.chain.chain_score({"K99": "stated"}), "There is no link 'K99'"),
    ],
)
def test_a_wrong_selection_is_answered_with_a_sentence(call, sentence):
    with pytest.raises(choices.SelectionError) as caught:
        call()
    assert str(caught.value).startswith(sentence)


def boxes(html):
    """The row of links: what stands in each box, and whether it is the chosen one."""
    row = re.search(r"<ul style=\"display:grid.*?</ul>", html, re.S)[0]
    found = re.findall(r"<li style=\"([^\"]*)\">(.*?)</li>", row)
    return [(plain(words.replace("<br>", " ")), "border:3px" in style) for style, words in found]


def test_the_row_of_boxes_tells_labels_apart_without_colour_and_marks_the_chosen_one():
    labels = {"K01": "unknown", "K04": "stated", "K08": "omitted by the article", "K09": "inferred"}
    row = boxes(compare.chain.link_and_report(("K04", "stated", ()), labels, {}).html)
    assert [words for words, _ in row] == [
        *("1 Spoken words ○ unknown", "2 Interpreted words ? no label", "3 The writer ? no label"),
        *("▸ 4 Written minutes ■ stated", "5 Khaddam’s papers ? no label", "6 To Paris ? no label"),
        *(
            "7 The keeping ? no label",
            "8 Earlier prints ✚ omitted",
            "9 Magazine editing ◆ inferred",
        ),
        *(
            "10 English wording ? no label",
            "11 The repost ? no label",
            "12 Our excerpts ? no label",
        ),
    ]
    assert [is_chosen for _, is_chosen in row] == [number == 4 for number in range(1, 13)]
    key = [words for words, _ in boxes(compare.chain.chain_key().html)]
    assert len(key) == 12 and not any("?" in words for words in key)
    assert all("? no label" in words for words, _ in boxes(compare.chain.chain_written_out().html))


def test_controls_are_of_labelled_kinds_and_a_reader_without_a_kernel_finds_a_sentence():
    box = free(widgets.label_the_chain())
    controls = [w for w in inside(box) if isinstance(w, (ipywidgets.Dropdown, ipywidgets.Checkbox))]
    asked = {box.questions.question}
    ticks = set(box.controls["changed"].boxes.values())
    assert set(controls) - asked - ticks == {box.controls["link_id"], box.controls["label"]}
    labels = [control.description for control in controls]
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)
    assert box.children.index(box.announcement.line) < box.children.index(box.result)


def test_what_stands_in_the_tables_is_escaped(poisoned):
    for link_id in LINKS:
        for made in (compare.chain.chain_link(link_id, "stated", ("words",)),):
            assert "<script" not in made.page() and "&lt;script&gt;" in made.page()
    for made in (
        compare.chain.chain_written_out(),
        compare.chain.chain_key(),
        compare.chain.chain_report(KEY),
    ):
        assert "<script" not in made.page() and "&lt;script&gt;" in made.page()


def test_what_is_long_is_folded_and_its_heading_says_what_it_holds():
    link = compare.chain.chain_link("K02", "unknown", ("words", "order"))
    assert (
        "<table" not in unfolded(link.html)
        and ("Your changes beside the key: 1 of 3, 1 beyond the key") in link.html
    )
    report = compare.chain.chain_report({"K01": "unknown", "K02": "unknown"}, {"K03": ("words",)})
    assert unfolded(report.html) == "" and "Your chain so far (3 links)" in report.html
