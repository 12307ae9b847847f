"""Comparisons: pure functions from a selection to a `Comparison`. No widgets, no drawing, no state.

Each function here is the twin of a widget: called plainly it shows the same content as text and
table. One module a notebook, as `compare.forecasts`; `__init__.pyi` names them, and each is
imported when it is first asked for, so that a notebook pays only for its own.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
