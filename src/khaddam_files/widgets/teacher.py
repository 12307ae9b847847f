"""The teacher's class view: one folder, one question at a time, on the wall."""

from __future__ import annotations

import ipywidgets

from khaddam_files import class_view
from khaddam_files.compare import Comparison
from khaddam_files.widgets.base import WIDE, ComparisonBox, dropdown


def class_room(folder: str = "handed-in") -> ComparisonBox:
    """How a class answered: tasks furthest from the key, disputes, headlines, exit tickets, judgements, each closed task. Twin: `class_view.view`."""
    place = ipywidgets.Text(
        description="Folder", value=folder, continuous_update=False, layout=WIDE, style={"description_width": "9em"}
    )
    what = dropdown("Show", class_view.view_options(), "most disputed")
    again = ipywidgets.Button(description="Read the folder again", layout=ipywidgets.Layout(width="14em"))

    def show(place, what):
        try:
            return class_view.view(place, what)
        except NotADirectoryError as problem:
            return Comparison(str(problem), "", [], ())

    box = ComparisonBox(
        show, {"place": place, "what": what}, [place, what, again], "The class view: give it the folder with the files."
    )

    def read_again(_button):
        class_view.answers_of.cache_clear()
        box.show()

    again.on_click(read_again)
    box.again = again
    return box
