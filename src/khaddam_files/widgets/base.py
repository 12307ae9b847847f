"""What every widget is made of: controls on one side, a function of `compare` on the other, nothing
of their own in between.

Controls are only of kinds whose label JupyterLab binds to them. A result is one `HTML` value; its
first sentence is also announced to screen readers.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets
from IPython.display import display
from ipywidgets.widgets.widget_bool import CheckboxStyle
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import HTMLStyle

from khaddam_files import pages
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.pages.elements import emphasis
from khaddam_files.pages.widgets import live_block, live_line, live_region
from khaddam_files.widgets.es_module import VIEW_MIME
from khaddam_files.widgets.guard import Guard, unsaved_stores
from khaddam_files.widgets.layouts import (
    BAR,
    LIST,
    NO_ROOM,
    Row,
    SentWhenNamed,
    layout,
    layout_if,
)

if TYPE_CHECKING:
    from khaddam_files.charts import Chart
    from khaddam_files.compare.base import Comparison

_number = count(1)
# one style serves all widgets of a kind, as one layout does
HTML_STYLE = HTMLStyle()
LABEL_STYLE = DescriptionStyle(description_width="auto")
COMPARISON_FAILED = (
    "This comparison could not be made ({}). Choose something else; your other work is "
    "untouched. Please report it with what you chose."
)
UNFORESEEN_ERROR = (
    "Not saved: an error that was not foreseen ({}). It is tried again; please report it "
    "with what you chose. "
)
OTHER_ANSWERS = (
    "Another window or notebook holds another answer to this: {}. The later one is shown; "
    "what you choose next replaces both. "
)
BOX_CLASS = "kf-box"  # the mark by which the page knows our boxes (component/guard.js)


def piece(value: str = "", laid_out: ipywidgets.Layout | None = None) -> ipywidgets.HTML:
    """A piece of HTML on the page, set like the outputs around it.

    Without JupyterLab's class a link is not seen as one.
    """
    return ipywidgets.HTML(
        value,
        layout=laid_out or layout(),
        style=HTML_STYLE,
        _dom_classes=("jp-RenderedHTMLCommon",),
    )


class Announcement:
    """One sentence, or one block, that screen readers are told when it changes.

    A constant region owns the changing line (`aria-owns`); the region itself is never set again,
    because a region that is born with its text is not reliably announced. One place, so that
    another technique can replace it.
    """

    def __init__(self, sentence: str = "", as_html=live_line):
        self._name, self._as_html = f"khaddam-files-said-{next(_number)}", as_html
        self.region = piece(live_region(self._name), layout(**NO_ROOM))
        # an empty line takes no room
        self.line = piece(as_html(self._name, sentence), layout_if(bool(sentence)))
        self.pieces = (self.region, self.line)

    def say(self, sentence: str) -> None:
        self.line.value = self._as_html(self._name, sentence)
        self.line.layout = layout_if(bool(sentence))


class _List(SentWhenNamed, ipywidgets.Dropdown):
    pass


class _TickBox(SentWhenNamed, ipywidgets.Checkbox):
    pass


def dropdown(
    description: str, options, value=None, laid_out: ipywidgets.Layout | None = None
) -> ipywidgets.Dropdown:
    """A labelled list of (label, value) pairs."""
    return _List(
        description=description,
        options=options,
        value=value,
        layout=laid_out or layout(**LIST),
        style=LABEL_STYLE,
    )


@cache
def _tick_style() -> CheckboxStyle:
    """The style of all boxes to tick, made where there are some."""
    return CheckboxStyle()


def tick_box(description: str, value: bool = False, **own) -> ipywidgets.Checkbox:
    """A box to tick. own: what it does not share with the others, as `Checkbox` takes it."""
    look = {"layout": layout(width="auto"), "style": _tick_style()} | own
    return _TickBox(description=description, value=value, indent=False, **look)


class CheckboxRow(ipywidgets.HBox):
    """A few answers of which several may be given: a label, and a box to tick for each.

    options: (label, value) pairs; value: the values that are ticked, in the order of the options.
    """

    value = traitlets.Tuple()

    def __init__(self, description: str, options: Sequence[tuple[str, str]]):
        self.description, self.options, self._showing = description, tuple(options), False
        self.boxes = {
            value: tick_box(label, tooltip=f"{description} {label}") for label, value in options
        }
        super().__init__([piece(emphasis(description)), *self.boxes.values()], layout=layout(**BAR))
        for box in self.boxes.values():
            box.observe(self._ticked, "value")
        self.observe(self._show, "value")

    def _ticked(self, _change) -> None:
        if not self._showing:
            self.value = tuple(value for value, box in self.boxes.items() if box.value)

    def _show(self, _change) -> None:
        self._showing = True
        for value, box in self.boxes.items():
            box.value = value in self.value
        self._showing = False


class AnswerStore:
    """What a reader entered under one prefix, saved at every change, and the sentences to show
    where that failed.

    Answers that cannot be read count as none until they can. What cannot be saved stays in memory
    and in the file to hand in, is said in the box, and is tried again. What another notebook holds
    beside an answer is said as well, and never dropped unseen.
    """

    def __init__(self, prefix: str):
        self.prefix, self.reading_trouble, self.saving_trouble = prefix, "", ""
        self.box: weakref.ref | None = None  # the `ComparisonBox` that tells
        self.times_shown: dict[
            str, list[str]
        ] = {}  # key -> times of the entries that the page has shown
        # key that is on the page -> what another notebook holds beside it
        self.conflicts: dict[str, str] = {}
        self._unsaved: dict = {}  # key -> value, for what could not be saved
        self._followers: list = []  # what brings a control up to date
        self._answers: Answers | None = None

    @property
    def answers(self) -> Answers:
        """The answers of this reader. Raises `AnswersError` as long as they cannot be opened."""
        if self._answers is None:
            self._answers = Answers()
            self._answers.when_changed(self.follow)
        return self._answers

    def values(self) -> dict:
        """Key -> answer, of all keys with the prefix, as it stands now."""
        try:
            answers, trouble = self.answers.all(self.prefix), self.answers.notice
        except AnswersError as problem:
            answers, trouble = {}, str(problem)
        self.reading_trouble = f"{trouble} " if trouble else ""
        return answers

    def note_shown(self, key: str | None) -> None:
        """The page shows this key now: note that, and what another notebook holds beside it."""
        if key is None:
            return
        try:
            heads = self.answers.heads(key)
        except AnswersError:
            return  # `kept` says so
        self.times_shown[key] = [time for time, _ in heads]
        others = dict.fromkeys(
            _quoted(value) for _, value in heads[1:] if value not in (None, heads[0][1])
        )
        self.conflicts[key] = OTHER_ANSWERS.format(" and ".join(others)) if others else ""

    def put(self, key: str, value) -> None:
        """Keep an answer in place of what the page has shown; None forgets it."""
        try:
            self.answers.put_many(
                {key: value} | self._unsaved,
                {key: self.times_shown.get(key, [])} | dict.fromkeys(self._unsaved, []),
            )
            self._unsaved, self.saving_trouble = {}, ""
        except AnswersError as problem:
            self._keep_unsaved(key, value, f"{problem} ")
        except Exception as problem:
            logging.getLogger(__name__).exception("An answer was not saved")
            self._keep_unsaved(key, value, UNFORESEEN_ERROR.format(type(problem).__name__))
        self.note_shown(key)

    def _keep_unsaved(self, key: str, value, sentence: str) -> None:
        self._unsaved[key], self.saving_trouble = value, sentence
        unsaved_stores.add(self)

    def save_again(self) -> None:
        """Try once more what could not be saved, and show it where that succeeds."""
        unsaved = self._unsaved
        try:
            self.answers.put_many(unsaved, {key: self.times_shown.get(key, []) for key in unsaved})
        except AnswersError:
            return
        self._unsaved, self.saving_trouble = {}, ""
        unsaved_stores.discard(self)
        for key in unsaved:
            self.note_shown(key)
        box = self.box() if self.box else None
        if box:
            box.show()

    def when_saved(self, bring_up_to_date) -> None:
        """Call this whenever this kernel has saved something."""
        self._followers.append(bring_up_to_date)

    def follow(self) -> None:
        for bring_up_to_date in self._followers:
            bring_up_to_date()

    def with_notices(self, comparison):
        """A comparison whose sentence begins with what went wrong."""
        return replace(
            comparison,
            sentence="".join(
                [
                    self.reading_trouble,
                    self.saving_trouble,
                    *self.conflicts.values(),
                    comparison.sentence,
                ]
            ),
        )


def _quoted(value) -> str:
    """A kept value in words."""
    return f"“{', '.join(map(str, value)) if isinstance(value, list) else value}”"


def bind_answer(
    store: AnswerStore | None,
    answer,
    empty,
    pages: list,
    key,
    allowed_keys=None,
    answers: dict | None = None,
) -> dict:
    """Tie an answer to the page on which it was given: it is saved, and comes back with that page;
    a new page begins without one.

    store: None keeps it only while the notebook runs. answer: a list of one or several choices;
    empty: its value without an answer; pages: the controls that turn the page; key: () -> the name
    of the present page, None where there is nothing to answer; allowed_keys: the names that there
    are, where a foreign one could do harm; answers: those that another control is bound to, to be
    shared with it. Returns name -> answer, without the empty ones; a box made afterwards finds it
    up to date.
    """
    binding = _Binding(store, answer, empty, key, allowed_keys, {} if answers is None else answers)
    binding.turn()
    answer.observe(binding.keep, "value")
    for page in pages:
        page.observe(binding.turn, "value")
    if store:
        store.when_saved(binding.follow)
    return binding.answers


class _Binding:
    """What ties one answer to its pages; the fields are those of `bind_answer`."""

    def __init__(self, store: AnswerStore | None, answer, empty, key, allowed_keys, answers: dict):
        self.store, self.answer, self.empty, self.key = store, answer, empty, key
        self.allowed_keys, self.answers = allowed_keys, answers
        self._page: str | None = None  # the page that is shown

    def turn(self, _change=None) -> None:
        """The page was turned: show what is kept of the new one."""
        if self.store:
            if self._page is not None:
                self.store.conflicts.pop(self._page, None)
            self._page = self.key()
            self.store.note_shown(self._page)
        self.follow()

    def follow(self) -> None:
        """Show what is kept now."""
        self._read()
        self.answer.value = self.answers.get(self.key(), self.empty)

    def _read(self) -> None:
        if self.store is None:
            return
        readable = {
            name: _as_shown(self.answer, value)
            for name, value in self.store.values().items()
            if self.allowed_keys is None or name in self.allowed_keys
        }
        self.answers.clear()
        self.answers.update(
            {name: value for name, value in readable.items() if value not in (None, self.empty)}
        )

    def keep(self, change) -> None:
        """An answer was given: keep it, or forget the one before."""
        name, value = self.key(), change.new
        if name is None or self.answers.get(name, self.empty) == value:
            return  # the answer only followed the page
        if value == self.empty:
            self.answers.pop(name, None)
            kept = None
        else:
            self.answers[name] = value
            kept = list(value) if isinstance(value, tuple) else value
        if self.store:
            self.store.put(name, kept)


def _as_shown(answer, value):
    """A kept value as the control can show it; None for whatever else stands in the file."""
    if isinstance(answer, CheckboxRow):
        allowed = [choice for _, choice in answer.options]
        return (
            tuple(choice for choice in allowed if choice in value)
            if isinstance(value, list)
            else None
        )
    if not isinstance(value, str):
        return None
    return (
        value
        if not hasattr(answer, "options") or value in [choice for _, choice in answer.options]
        else None
    )


def _question_bar(asked: str, controls: dict, changed: Callable[[], None]):
    """The bar that asks, or None for a comparison without questions."""
    if not asked:
        return None
    # it is built of the boxes to write in, which are built on this module
    from khaddam_files.widgets.questions import QuestionBar

    return QuestionBar(asked, controls, changed)


class ComparisonBox(ipywidgets.VBox):
    """Controls, the sentence that is announced, and the comparison under it.

    function: called with the value of every control by its name, returns a `Comparison`. controls:
    name -> control; rows: the boxes or controls in the order of the bar above; twin: () -> the
    comparisons that stand in its place where no kernel runs, in a file and on paper: the first
    selection as a rule, without anything that a reader entered; draw: makes a `Chart` of a
    comparison, or None where it has none; draw_asleep: the same for the twin, which can be moved by
    a chart's own means alone; store: where what is entered is kept, which tells here
    what it could not save; asked: the name under which `questions.csv` has questions on it, the
    first of which sets the page; mute: () -> takes away, as long as ours is not open, what would
    answer; below: controls under the page, of what is judged after reading; split: () -> the page
    above them, and the page under them; both leave while a question is asked. An error in
    `function` or `draw` is shown as a sentence and raised again.
    """

    def __init__(
        self,
        function,
        controls: dict,
        rows: list,
        twin: Callable[[], Sequence[Comparison]],
        draw: Callable[[Any], Chart | None] | None = None,
        store: AnswerStore | None = None,
        asked: str = "",
        mute: Callable[[Any], Comparison] | None = None,
        draw_asleep: Callable[[Any], Chart | None] | None = None,
        below: Sequence[ipywidgets.Widget] = (),
        split: Callable[[Any], tuple[str, str]] | None = None,
    ):
        self.function, self.controls, self.twin = function, controls, twin
        self.draw, self.store, self.asked, self.mute = draw, store, asked, mute
        self.draw_asleep, self.split = draw_asleep or draw, split
        self.questions = _question_bar(asked, controls, self.show)
        self.bar = Row(rows, self._by_herself(), **BAR)
        self.below = Row(below, self._by_herself(), **BAR) if below else None
        for answers in self._stores():
            answers.box = weakref.ref(self)
        # made first: a piece that is born with its content costs one message less than one that is
        # filled afterwards
        comparison = self._comparison()
        above, under = self._page(comparison)
        self.announcement, self.result = Announcement(comparison.sentence), piece(above)
        self.result_below = piece(under) if below else None
        self.reply = Announcement("", live_block) if self.questions else None
        pictures = self._pictures(comparison)
        self.drawing = ipywidgets.Output(layout=layout(), outputs=pictures) if draw else None
        for control in controls.values():
            control.observe(self._changed, "value")
        super().__init__(
            [
                Guard.of_this_kernel(),
                # a question is the headline of its bar; a result stands under its controls
                *([*self.announcement.pieces, self.questions] if self.questions else []),
                self.bar,
                *(self.reply or self.announcement).pieces,
                *([self.drawing] if draw else []),
                self.result,
                *([self.below, self.result_below] if below else []),
            ],
            layout=layout(),
            _dom_classes=(BOX_CLASS,),
        )

    def selection(self) -> dict:
        """The value of every control by its name."""
        return {name: control.value for name, control in self.controls.items()}

    def _row_asked(self):
        """The question that is asked, or None while the reader looks for herself."""
        return self.questions.row if self.questions else None

    def _by_herself(self) -> bool:
        """Whether the reader looks for herself: then the lists are seen."""
        return self._row_asked() is None

    def _comparison(self) -> Comparison:
        """The comparison of the present selection, as its page shows it."""
        comparison = self.function(**self.selection())
        row = self._row_asked()
        if row:
            comparison = replace(comparison, sentence=f"Question {row['order']}. {row['question']}")
            if self.mute and not self.questions.opened:
                comparison = self.mute(comparison)
        for answers in self._stores():
            comparison = answers.with_notices(comparison)
        return comparison

    def _page(self, comparison: Comparison) -> tuple[str, str]:
        """The page above the controls of what is judged after reading, and the page under them."""
        above, under = self.split(comparison) if self.split else (comparison.html, "")
        return above, under if self._by_herself() else ""

    def _pictures(self, comparison: Comparison) -> tuple[dict, ...]:
        """The outputs of a comparison that has a chart."""
        chart = self.draw(comparison) if self.draw else None
        return (chart.output(),) if chart else ()

    def show(self) -> None:
        """Make the comparison of the present selection and put it on the page.

        Words go first, and each part as soon as it is made: the page takes longer for what moves on
        it than for its words, and longest for a chart.
        """
        try:
            comparison = self._comparison()
            self._say(comparison.sentence)
            self._put(*self._page(comparison))
            if self.drawing:
                self.drawing.outputs = self._pictures(comparison)
        except Exception as problem:
            self._say(COMPARISON_FAILED.format(type(problem).__name__))
            self._put("", "")
            if self.drawing:
                self.drawing.outputs = ()
            raise

    def _stores(self) -> list[AnswerStore]:
        """Where what is entered here is kept."""
        return [
            *([self.store] if self.store else []),
            *([self.questions.store] if self.questions else []),
        ]

    def _say(self, sentence: str) -> None:
        self.announcement.say(sentence)
        if self.reply:
            self.reply.say(self.questions.reply())

    def _put(self, above: str, under: str) -> None:
        """Put the page there, and let the lists come or go."""
        self.result.value = above
        if self.result_below:
            self.result_below.value = under
        for bar in (self.bar, self.below):
            if bar:
                bar.show(self._by_herself())

    def _changed(self, _change) -> None:
        if not (self.questions and self.questions.setting):
            self.show()

    def _ipython_display_(self) -> None:
        """Two outputs in one cell: the controls, and their twin, which is seen only where they are
        not (`pages.widgets.twin`). One output of both kinds would lose a reader who opens the
        notebook again: JupyterLab draws what ranks first, alive or not."""
        display({VIEW_MIME: self.get_view_spec()}, raw=True)
        for number, comparison in enumerate(self.twin()):
            asked = self.asked if number == 0 else ""
            chart = self.draw_asleep(comparison) if self.draw_asleep else None
            above, below = pages.widgets.twin(comparison, asked, bool(chart), number == 0)
            display({"text/plain": comparison.sentence, "text/html": str(above)}, raw=True)
            if chart:
                display(chart)
                display({"text/html": str(below)}, raw=True)
