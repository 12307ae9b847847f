"""Widgets: controls around one function of `compare`, nothing of their own in between. One module a
notebook.

`__init__.pyi` says which name comes from where; each is imported when it is first asked for, so
that a notebook pays only for its own module.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
