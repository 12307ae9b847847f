"""Arrows run downwards only (docs/architecture.md draws them)."""

import ast
import importlib
import sys

import pytest
from conftest import ROOT

PACKAGE = ROOT / "src" / "khaddam_files"
WITHIN = "grading.submissions"  # what reads files of strangers knows nothing of the rest
MAY_IMPORT = {
    "__init__": set(),
    "rows": set(),
    "wording": set(),
    "descriptor": set(),
    "data": {"pandas", "descriptor", "rows"},
    "choices": {"data", "rows"},
    "verify": {"data", "rows"},
    "answers": set(),
    "saving": set(),
    "compare": {
        *("lazy_loader", "markupsafe", "pandas"),
        *("answers", "choices", "data", "pages", "rows", "wording"),
    },
    "check": {"markupsafe", "compare", "data", "pages", "wording"},
    "pages": {
        *("jinja2", "markupsafe"),
        *("__version__", "check", "choices", "compare", "data", "grading", "rows", "wording"),
    },
    "charts": {"lazy_loader", "choices", "compare", "wording"},
    "component": {"answers", "check", "data"},
    "readable_export": {"answers", "check", "choices", "pages"},
    WITHIN: {"answers"},
    "grading": {
        WITHIN,
        *("answers", "check", "choices", "compare", "data"),
        *("pages", "readable_export", "rows", "wording"),
    },
    "widgets": {
        *("IPython", "anywidget", "ipywidgets", "lazy_loader", "traitlets"),
        *("answers", "charts", "check", "compare", "component", "grading", "pages"),
        "readable_export",
    },
    "editions": {
        *("markupsafe", "nbclient", "nbformat"),
        *("answers", "check", "choices", "compare", "component", "data", "pages", "rows"),
    },
}


def room(dotted):
    """The room of a module of the package: the module itself, or its folder."""
    return WITHIN if dotted.startswith(WITHIN) else dotted.split(".")[0]


def module(path):
    return room(".".join(path.relative_to(PACKAGE).with_suffix("").parts))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=module)
def test_imports_run_downwards(path):
    used = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            used |= {
                f"{node.module}.{alias.name}" if node.module == "khaddam_files" else node.module
                for alias in node.names
            }
    used.discard("khaddam_files.__version__")
    own = module(path)
    reached = (
        {room(name.removeprefix("khaddam_files.")) for name in used}
        - set(sys.stdlib_module_names)
        - {own}
    )
    assert reached <= MAY_IMPORT[own], f"{own} may not import {reached - MAY_IMPORT[own]}"


def test_no_kernel_pays_for_what_only_a_type_checker_reads():
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        guards = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ]
        guarded = {id(inner) for node in guards for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "khaddam_files.rows":
                assert id(node) in guarded, f"{path.name}, line {node.lineno}"


@pytest.mark.parametrize("package", ["compare", "widgets", "charts"])
def test_every_name_that_a_package_promises_is_there(package):
    module = importlib.import_module(f"khaddam_files.{package}")
    assert all(getattr(module, name) is not None for name in dir(module))
    with pytest.raises(AttributeError, match=f"No {module.__name__} attribute nothing"):
        module.nothing  # noqa: B018 - asking is the test


def test_every_module_has_its_place():
    assert {module(path) for path in PACKAGE.rglob("*.py")} == set(MAY_IMPORT)
