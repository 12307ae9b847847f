"""The teacher's class view: one folder, one question at a time, on the wall."""

from __future__ import annotations

import ipywidgets

from khaddam_files.compare.base import Comparison
from khaddam_files.grading import class_answers, class_view
from khaddam_files.widgets.base import WIDE_LAYOUT, ComparisonBox, dropdown

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
        layout=WIDE_LAYOUT,
        style={"description_width": "9em"},
    )
    what = dropdown("Show", class_view.view_options(), f"all {class_view.OVERVIEW}")
    again = ipywidgets.Button(
        description="Read the folder again", layout=ipywidgets.Layout(width="14em")
    )

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
    )

    def read_again(_button: ipywidgets.Button) -> None:
        class_answers.answers_of.cache_clear()
        box.show()

    again.on_click(read_again)
    box.again = again
    return box
