"""The teacher's class view: one folder, one question at a time, on the wall."""

from __future__ import annotations

import ipywidgets

from khaddam_files import class_view
from khaddam_files.compare import Comparison
from khaddam_files.widgets.base import WIDE, ComparisonBox, dropdown

VIEWS = {"most disputed": class_view.most_disputed, "headlines": class_view.headline_wall}


def class_room(folder: str = "handed-in") -> ComparisonBox:
    """How a class answered: each closed task, what is disputed, the headlines. Twins: `spread`, `most_disputed`, `headline_wall`."""
    place = ipywidgets.Text(
        description="Folder", value=folder, continuous_update=False, layout=WIDE, style={"description_width": "9em"}
    )
    what = dropdown("Show", [*((name, name) for name in VIEWS), *class_view.task_options()], "most disputed")
    again = ipywidgets.Button(description="Read the folder again", layout=ipywidgets.Layout(width="14em"))

    def show(place, what):
        try:
            return VIEWS[what](place) if what in VIEWS else class_view.spread(place, what)
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
