"""The teacher's class view: one folder, one question at a time, on the wall."""

from __future__ import annotations

from pathlib import Path

import ipywidgets

from khaddam_files.compare.base import Comparison
from khaddam_files.grading import class_answers, class_view
from khaddam_files.pages.elements import bullets
from khaddam_files.seminar import pasted
from khaddam_files.seminar.ballots import BallotError, Ballots
from khaddam_files.widgets.base import ComparisonBox, dropdown
from khaddam_files.widgets.layouts import WIDE, layout

ASLEEP = "The class view: give it the folder with the files."


def _sentence(problem: OSError) -> str:
    """What is wrong with a folder, without the number that the system gives it."""
    if problem.errno is None:
        return str(problem)
    return (
        f"{problem.filename or 'The folder'} cannot be read ({problem.strerror}): "
        "check the name and whether you may open it."
    )


def class_room(folder: str = "handed-in") -> ComparisonBox:
    """How a class answered: tasks furthest from the key, disputes, headlines, exit tickets,
    judgements, each closed task. Twin: `class_view.view`."""
    place = ipywidgets.Text(
        description="Folder",
        value=folder,
        continuous_update=False,
        layout=layout(**WIDE),
        style={"description_width": "9em"},
    )
    what = dropdown("Show", class_view.view_options(), f"all {class_view.OVERVIEW}")
    again = ipywidgets.Button(description="Read the folder again", layout=layout(width="14em"))

    lines = ipywidgets.Textarea(
        description="Lines or codes",
        placeholder="One person a line, as in Anna: 05.1 abacb cacbb ca",
        rows=3,
        layout=layout(**WIDE),
        style={"description_width": "9em"},
    )
    count = ipywidgets.Button(description="Count these lines", layout=layout(width="14em"))
    told = ipywidgets.HTML()

    def show(place: str, what: str) -> Comparison:
        try:
            return class_view.view(place, what)
        except OSError as problem:
            # no folder, one that cannot be read, or that went while it was read
            return class_answers.NoFolder(sentence=_sentence(problem))

    box = ComparisonBox(
        show,
        {"place": place, "what": what},
        [place, what, again],
        lambda: [class_answers.NoFolder(sentence=ASLEEP)],
        below=[lines, count, told],
    )

    def read_again(_button: ipywidgets.Button) -> None:
        class_answers.answers_of.cache_clear()
        box.show()

    def count_lines(_button: ipywidgets.Button) -> None:
        told.value = _counted(place.value, lines.value)
        read_again(_button)

    again.on_click(read_again)
    count.on_click(count_lines)
    box.again, box.lines, box.count, box.told = again, lines, count, told
    return box


def _counted(folder: str, text: str) -> str:
    """Keep pasted lines or codes in the class folder; what there is to say of them, as HTML."""
    if not Path(folder).is_dir():
        return str(bullets([f"Nothing was counted: {folder} is no folder."]))
    try:
        sentence, unread = pasted.take(Ballots(folder), text)
    except (OSError, BallotError) as problem:
        sentence, unread = _sentence(problem) if isinstance(problem, OSError) else str(problem), []
    return str(bullets([sentence, *unread]))
