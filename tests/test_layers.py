"""Arrows run downwards only (docs/architecture.md draws them)."""

import ast
import importlib
import sys

import pytest
from conftest import ROOT

PACKAGE = ROOT / "src" / "khaddam_files"
MAY_IMPORT = {
    "__init__": set(),
    "lazy": set(),
    "data": {"pandas", "descriptor", "rows"},
    "choices": {"data", "rows"},
    "wording": set(),
    "descriptor": set(),
    "compare": {
        "lazy",
        "data",
        "choices",
        "wording",
        "answers",
        "pages",
        "pandas",
        "markupsafe",
        "rows",
    },
    "pages": {
        "__version__",
        "check",
        "choices",
        "class_view",
        "compare",
        "data",
        "jinja2",
        "markupsafe",
        "rows",
        "wording",
    },
    "rows": set(),
    "row_types": {"data"},
    "charts": {"choices", "lazy", "compare", "wording"},
    "answers": set(),
    "check": {"data", "compare", "markupsafe", "pages", "wording"},
    "handin": {"answers", "check", "choices", "pages"},
    "submissions": {"answers"},
    "grade": {
        "answers",
        "choices",
        "wording",
        "lazy",
        "check",
        "compare",
        "data",
        "pages",
        "rows",
        "submissions",
    },
    "class_view": {
        "answers",
        "choices",
        "wording",
        "data",
        "check",
        "compare",
        "grade",
        "handin",
        "rows",
        "submissions",
    },
    "paper": {"choices", "data", "check", "compare", "pages", "rows"},
    "form": {"answers", "check", "component", "data", "markupsafe", "pages"},
    "assignment": set(),
    "exercises": {"assignment", "check", "data", "form", "nbformat", "outputs", "pages", "paper"},
    "component": {"answers", "check", "data"},
    "widgets": {
        *(
            "lazy",
            "compare",
            "charts",
            "answers",
            "check",
            "class_view",
            "component",
            "handin",
            "pages",
        ),
        *("IPython", "anywidget", "ipywidgets", "traitlets"),
    },
    "verify": {"data", "rows"},
    "codebook": {"data", "row_types"},
    "outputs": {"nbformat", "nbclient"},
    "bootstrap": set(),
    "update": set(),
    "saving": set(),
}


def module(path):
    """The module, or the folder of the same name into which it has grown."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


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
        {name.removeprefix("khaddam_files.").split(".")[0] for name in used}
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
    with pytest.raises(AttributeError, match="has no 'nothing': expected one of"):
        module.nothing  # noqa: B018 - asking is the test


def test_every_module_has_its_place():
    assert {module(path) for path in PACKAGE.rglob("*.py")} == set(MAY_IMPORT)
