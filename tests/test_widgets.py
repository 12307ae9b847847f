"""Every option of every widget is chosen once, every pair of filters and of cards; each result
equals the plain call."""

import inspect
import itertools

import ipywidgets
import pytest
from IPython.core.formatters import DisplayFormatter
from shown import free, inside, open_ours, outputs, said, shows, values
from words import plain

from khaddam_files import compare, widgets
from khaddam_files.data import records
from khaddam_files.widgets import (
    analogy,
    capitals,
    cards,
    chain,
    eve,
    explanations,
    forecasts,
    framing,
    note,
    passages,
    prints,
)
from khaddam_files.widgets.es_module import VIEW_MIME
from khaddam_files.widgets.guard import Guard
from khaddam_files.widgets.writing import WritingBox

LABELLED = (  # kinds whose label JupyterLab ties to the control, see docs/decisions/0004
    ipywidgets.Dropdown,
    ipywidgets.Select,
    ipywidgets.SelectMultiple,
    ipywidgets.Combobox,
    WritingBox,
    ipywidgets.Checkbox,
    ipywidgets.Button,
)
MAKERS = [
    made
    for module in (
        analogy,
        capitals,
        cards,
        chain,
        eve,
        explanations,
        forecasts,
        framing,
        note,
        passages,
        prints,
    )
    for name, made in vars(module).items()
    if inspect.isfunction(made) and made.__module__ == module.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("make", MAKERS)
def test_a_list_always_shows_what_is_chosen(make):
    """ipywidgets shows a value of None as an empty list, so no option may have it."""
    for control in inside(make()):
        if isinstance(control, ipywidgets.Dropdown):
            assert control.value is not None and None not in values(control), control.description


@pytest.mark.parametrize("make", MAKERS)
def test_controls_are_of_labelled_kinds_with_short_different_labels(make):
    controls = [
        w
        for w in inside(make())
        if isinstance(w, ipywidgets.DOMWidget)
        and not isinstance(w, (ipywidgets.Box, ipywidgets.HTML, ipywidgets.Output, Guard))
        and w.layout.display != "none"
    ]
    assert controls and all(isinstance(control, LABELLED) for control in controls)
    labels = [control.description for control in controls]
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)


@pytest.mark.parametrize("make", MAKERS)
def test_a_reader_without_a_kernel_finds_the_twin_in_the_same_cell(make):
    box = make()
    controls, *twins = outputs(box)
    assert list(controls) == ["application/vnd.jupyter.widget-view+json"]
    pages = [twin for twin in twins if "text/html" in twin]
    # what stands below a picture has said its sentence above it
    sentences = [twin for twin in pages if "text/plain" in twin]
    assert sentences and all(
        twin["text/plain"].endswith((".", "?")) and twin["text/plain"] in plain(twin["text/html"])
        for twin in sentences
    )
    assert all('<section class="kf-twin">' in twin["text/html"] for twin in pages)


@pytest.mark.parametrize("make", MAKERS)
def test_the_result_comes_after_the_controls_and_begins_with_its_sentence(make):
    box = make()
    order = list(box.children)
    assert order.index(box.announcement.line) < order.index(box.result)
    assert plain(box.announcement.line.value)


def test_the_announced_region_stays_and_its_line_changes():
    box = free(widgets.who_says())
    region, before = box.announcement.region.value, box.announcement.line.value
    box.controls["term"].value = "vietnam"
    assert box.announcement.region.value == region and box.announcement.line.value != before
    name = region.split("aria-owns='")[-1].split('aria-owns="')[-1].split('"')[0]
    assert f'id="{name}"' in box.announcement.line.value
    assert name not in widgets.who_says().announcement.region.value


def test_what_looks_alike_has_one_layout_and_goes_without_the_other():
    box, other = widgets.who_says(), widgets.who_says()
    assert box.bar.layout is other.bar.layout
    free(box)
    assert box.bar.layout.display is None and other.bar.layout.display == "none"
    free(other)
    assert box.bar.layout is other.bar.layout


def test_the_page_hears_of_a_list_when_it_is_first_seen_or_shown_alone():
    box = widgets.who_says()
    term = box.controls["term"]
    assert term.comm is None and not box.bar.children
    free(box)
    assert box.bar.children == (term,)
    assert box.bar.get_state("children") == {"children": [f"IPY_MODEL_{term.comm.comm_id}"]}
    alone = widgets.who_says().controls["term"]
    shown, _ = DisplayFormatter().format(alone)
    assert shown[VIEW_MIME]["model_id"] == alone.get_view_spec()["model_id"] == alone.comm.comm_id


def test_words_and_rules_over_all_options():
    box = free(widgets.who_says())
    for term in values(box.controls["term"]):
        box.controls["term"].value = term
        shows(box, compare.passages.who_says(term))
    box = free(widgets.quotation_rule())
    for rule in values(box.controls["rule"]):
        box.controls["rule"].value = rule
        shows(box, compare.passages.share_in_quotation_marks(rule))
    assert set(values(box.controls["rule"])) == set(compare.passages.QUOTATION_RULES)


def test_every_passage_through_the_widget_on_either_side():
    box = free(widgets.two_passages())
    ids = [row["passage_id"] for row in records("passages")]
    first, second = box.controls["first"], box.controls["second"]
    assert values(first) == values(second) == ids
    for one, other in zip(ids, [*ids[1:], ids[0]], strict=True):
        first.value, second.value = one, other
        shows(box, compare.passages.passages_side_by_side(one, other))
    first.value, second.value = "S0.13-q1", "S10.7-q1"
    assert "S0.13-q1 is an editor’s, S10.7-q1 is Ali Khamenei’s." in said(box)
    assert "akin to Vietnam" in box.result.value


def test_a_view_narrows_both_lists_and_never_leaves_them_empty():
    box = free(widgets.two_passages())
    show, first, second = (box.controls[name] for name in ("show", "first", "second"))
    assert values(show) == [view for _, view in compare.passages.view_options()]
    for pair in itertools.combinations(values(show), 2):  # from each to each other, and back
        for view in pair:
            show.value = view
            ids = [row["passage_id"] for row in compare.passages.passages_in_view(view)]
            assert values(first) == values(second) == ids
            assert first.value in ids and second.value in ids
            shows(box, compare.passages.passages_side_by_side(first.value, second.value, show=view))


def test_a_view_keeps_a_passage_that_it_shows():
    box = free(widgets.two_passages())
    show, first, second = (box.controls[name] for name in ("show", "first", "second"))
    show.value = "about Vietnam"
    assert (first.value, second.value) == ("S0.13-q1", "S10.7-q1")
    show.value = "Khamenei"
    assert second.value == "S10.7-q1" and first.value == values(first)[0] != second.value
    show.value = "everything"
    assert second.value == "S10.7-q1" and len(first.options) == len(records("passages"))


def test_cards_say_nothing_of_ours_while_a_question_is_open():
    box = widgets.two_passages()
    gist = next(row["gist"] for row in records("passages") if row["passage_id"] == "S4.6-b1")
    box.questions.question.value = "03.two_passages.2"
    box.controls["first"].value = "S4.6-b1"
    assert gist not in plain(box.result.value)
    open_ours(box)
    assert gist in plain(box.result.value)
    open_ours(box, wanted=False)
    assert gist not in plain(box.result.value)
    assert gist in plain(free(box).result.value)


def answer_to(card_id, choice):
    return {} if choice == compare.base.UNANSWERED else {card_id: choice}


def test_every_answer_to_every_card_and_the_score_that_is_kept():
    box = widgets.six_cards()
    card, answer = box.controls["card_id"], box.controls["answer"]
    right, given = {row["card_id"]: row["answer"] for row in records("cards")}, {}
    for card_id in values(card):
        card.value = card_id
        assert answer.value == compare.base.UNANSWERED
        for choice in values(answer):
            answer.value = choice
            shows(
                box, compare.cards.cards_on_the_table(card_id, given | answer_to(card_id, choice))
            )
        answer.value = given[card_id] = right[card_id]
    assert ("6 of 6 cards answered, 6 as the evidence says. All six are done") in plain(
        box.announcement.line.value
    )
    for card_id in values(card):
        card.value = card_id
        assert answer.value == right[card_id], "an answer is kept while the notebook runs"
    answer.value = compare.base.UNANSWERED
    assert "5 of 6 cards answered" in box.announcement.line.value


def test_every_pair_of_card_and_answer_from_every_other():
    box = widgets.six_cards()
    card, answer = box.controls["card_id"], box.controls["answer"]
    given = {}
    for start, end in itertools.permutations(values(card), 2):
        for choice in compare.cards.CARD_ANSWERS:
            card.value, answer.value = start, choice
            card.value, given[start] = end, choice
            shows(box, compare.cards.cards_on_the_table(end, given))


def test_an_error_is_shown_and_not_swallowed():
    box = free(widgets.who_says())
    box.function = lambda term: 1 / 0
    with pytest.raises(ZeroDivisionError):
        box.controls["term"].value = "vietnam"
    assert "This comparison could not be made (ZeroDivisionError)" in plain(
        box.announcement.line.value
    )
    assert box.result.value == ""
