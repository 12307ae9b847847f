"""Names of a package that are imported when they are first asked for."""

import sys
from importlib import import_module


def found_when_asked(package: str, **modules: str):
    """`__getattr__` and `__dir__` for a package (PEP 562). modules: module of the package -> its
    public names, with blanks between."""
    module_of = {name: module for module, names in modules.items() for name in names.split()}

    def __getattr__(name):
        if name in module_of:
            value = getattr(import_module(f"{package}.{module_of[name]}"), name)
            setattr(sys.modules[package], name, value)
            return value
        if name in modules:
            return import_module(f"{package}.{name}")
        raise AttributeError(
            f"{package} has no {name!r}: expected one of {', '.join(sorted(module_of))}."
        )

    def __dir__():
        return sorted([*module_of, *modules])

    return __getattr__, __dir__
