"""Comparisons drawn: each function takes a `Comparison` and gives a `Chart`. The table under the
comparison is its twin.

`__init__.pyi` says which name comes from where; each is imported when it is first asked for, so
that a notebook pays only for its own module.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
