"""Python's half of a widget that an ES module draws on the page."""

from __future__ import annotations

import ipywidgets
import traitlets

VIEW_MIME = "application/vnd.jupyter.widget-view+json"
_EXTENSION = {"module": "anywidget", "version": "~0.11.*"}  # what JupyterLab loads; see the lock


def _sent(value: str) -> traitlets.Unicode:
    """A text that the page is sent."""
    return traitlets.Unicode(value).tag(sync=True)


class ModuleWidget(ipywidgets.DOMWidget):
    """A widget that anywidget's extension of JupyterLab draws, by the module whose text is `_esm`.

    It is `anywidget.AnyWidget` without what that does for people who write widgets: files that are
    read anew, commands, another host. Importing it would cost every reader's kernel 10 ms and 2 MB
    ([decision 12](../../../docs/decisions/0012-a-kernel-pays-for-its-page.md)).
    """

    _model_name = _sent("AnyModel")
    _model_module = _sent(_EXTENSION["module"])
    _model_module_version = _sent(_EXTENSION["version"])
    _view_name = _sent("AnyView")
    _view_module = _sent(_EXTENSION["module"])
    _view_module_version = _sent(_EXTENSION["version"])
    _esm = _sent("")
    _anywidget_id = _sent("")

    @traitlets.default("_anywidget_id")
    def _name_of_class(self) -> str:
        return f"{type(self).__module__}.{type(self).__name__}"
