"""Widgets: controls on one side, a function of `compare` on the other, nothing of their own in between.

Controls are only of kinds whose label JupyterLab binds to them. A result is one `HTML` value; its first sentence is also
announced to screen readers.
"""

from __future__ import annotations

from itertools import count

import ipywidgets

from khaddam_files import compare, markup

_number = count(1)
WIDE = ipywidgets.Layout(width="100%", max_width="640px")
FAILED = "This comparison could not be made ({}). Choose something else; your other work is untouched. Please report it with what you chose."


class Announcement(ipywidgets.VBox):
    """One sentence that screen readers are told when it changes.

    A constant region owns the changing line (`aria-owns`); the region itself is never set again, because a region that is
    born with its text is not reliably announced. One place, so that another technique can replace it.
    """

    def __init__(self):
        self._name = f"khaddam-files-said-{next(_number)}"
        region = ipywidgets.HTML(
            f'<div role="status" aria-live="polite" aria-atomic="true" aria-owns="{self._name}"></div>'
        )
        self.line = ipywidgets.HTML()
        super().__init__([region, self.line])

    def say(self, sentence: str) -> None:
        self.line.value = f'<span id="{self._name}">{markup.text(sentence)}</span>'


def dropdown(description: str, options, value=None) -> ipywidgets.Dropdown:
    """A labelled list of (label, value) pairs."""
    return ipywidgets.Dropdown(
        description=description, options=options, value=value, layout=WIDE, style={"description_width": "9em"}
    )


class ComparisonBox(ipywidgets.VBox):
    """Controls, the sentence that is announced, and the comparison under it.

    function: called with the value of every control by its name, returns a `Comparison`.
    controls: name -> control; rows: the boxes or controls as they stand on the page; stored: what a reader sees who opens the
    notebook without running it. An error in `function` is shown as a sentence and raised again.
    """

    def __init__(self, function, controls: dict, rows: list, stored: str):
        self.function, self.controls, self.stored = function, controls, stored
        self.said = Announcement()
        self.result = ipywidgets.HTML()
        for control in controls.values():
            control.observe(self._changed, "value")
        super().__init__([*rows, self.said, self.result])
        self.show()

    def selection(self) -> dict:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def show(self) -> None:
        """Make the comparison of the present selection and put it on the page."""
        try:
            made = self.function(**self.selection())
        except Exception as problem:
            self.said.say(FAILED.format(type(problem).__name__))
            self.result.value = ""
            raise
        self.said.say(made.sentence)
        self.result.value = made.html

    def _changed(self, _change) -> None:
        self.show()

    def _repr_mimebundle_(self, **arguments):
        bundle = super()._repr_mimebundle_(**arguments)
        return bundle | {"text/html": markup.paragraph(markup.text(self.stored)), "text/plain": self.stored}


class _Passage:
    """One side of the passage browser: five filters and the list of what they leave."""

    def __init__(self, side: str, start: str):
        self.filters = {
            name: dropdown(f"{side}: {name}", compare.filter_options(name), compare.ANY) for name in compare.FILTERS
        }
        self.passage = dropdown(f"{side} passage", [])
        for control in self.filters.values():
            control.observe(self._narrow, "value")
        self._narrow(None)
        self.passage.value = start

    def _narrow(self, _change) -> None:
        kept = self.passage.value
        rows = compare.choose_passages(**{name: control.value for name, control in self.filters.items()})
        ids = [row["passage_id"] for row in rows]
        self.passage.options = [(compare.passage_label(row), row["passage_id"]) for row in rows]
        self.passage.value = kept if kept in ids else ids[0] if ids else None

    def box(self) -> ipywidgets.VBox:
        return ipywidgets.VBox(
            [*self.filters.values(), self.passage], layout=ipywidgets.Layout(flex="1 1 300px", min_width="0")
        )


def two_passages(left: str = "S0.13-q1", right: str = "S10.7-q1") -> ComparisonBox:
    """Any two passages side by side, each found by meeting, speaker, voice, mark and theme. Twin: `compare.passages_side_by_side`."""
    sides = _Passage("Left", left), _Passage("Right", right)
    box = ComparisonBox(
        compare.passages_side_by_side,
        {"left": sides[0].passage, "right": sides[1].passage},
        [ipywidgets.HBox([side.box() for side in sides], layout=ipywidgets.Layout(flex_flow="row wrap"))],
        f"Two passages side by side; the first pair, {left} and {right}, is written out below.",
    )
    box.filters = {"left": sides[0].filters, "right": sides[1].filters}
    return box


def who_says(term: str = "vietnam") -> ComparisonBox:
    """How often each voice uses a word. Twin: `compare.who_says`."""
    control = dropdown("Word", compare.term_options(), term)
    return ComparisonBox(
        compare.who_says,
        {"term": control},
        [control],
        "A word counted by voice; the count for “Vietnam” is written out below.",
    )


def quotation_rule(rule: str = "paragraph") -> ComparisonBox:
    """How the share of quoted words moves with the rule for marks left open. Twin: `compare.share_in_quotation_marks`."""
    control = dropdown("Rule", [(words, key) for key, words in compare.RULES.items()], rule)
    return ComparisonBox(
        compare.share_in_quotation_marks,
        {"rule": control},
        [control],
        "The share of quoted words under three rules; the first rule is written out below.",
    )


def six_cards(first: str = "C1") -> ComparisonBox:
    """One card at a time: guess, then see the evidence. Answers are kept while the notebook runs. Twin: `compare.card`."""
    given: dict[str, str] = {}
    card_id = dropdown("Card", compare.card_options(), first)
    answer = dropdown(
        "Your answer", [(choice, choice) for choice in (compare.UNANSWERED, *compare.ANSWERS)], compare.UNANSWERED
    )

    def guess(card_id, answer):
        made = compare.card(card_id, answer)
        return compare.Comparison(f"{made.sentence} {compare.score(given)}", made.html, made.frame)

    def keep(change):
        if change.new == compare.UNANSWERED:
            given.pop(card_id.value, None)
        else:
            given[card_id.value] = change.new

    # registered before the box listens, so that the score already knows the new answer
    answer.observe(keep, "value")
    card_id.observe(lambda change: setattr(answer, "value", given.get(change.new, compare.UNANSWERED)), "value")
    return ComparisonBox(
        guess,
        {"card_id": card_id, "answer": answer},
        [card_id, answer],
        "Six cards to guess, one at a time; all six are written out below, face down.",
    )
