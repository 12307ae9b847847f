"""Arrows run downwards only (docs/architecture.md draws them)."""

import ast
import importlib
import re
import sys

import pytest
from conftest import ROOT

from khaddam_files.data import records

PACKAGE = ROOT / "src" / "khaddam_files"
LONGEST_FUNCTION = 60  # lines, its first and its last included
# what others call by such a name: a named tuple, anywidget, ipywidgets, an interpreter
NOT_OURS = {"_replace", "_esm", "_dom_classes", "_base_executable"}
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
    "serving": {"tornado"},
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
    "component": {"answers", "check", "choices", "compare", "data", "pages"},
    "readable_export": {"answers", "check", "choices", "pages"},
    WITHIN: {"answers"},
    "grading": {
        WITHIN,
        *("tornado", "answers", "check", "choices", "compare", "component", "data"),
        *("pages", "readable_export", "rows", "serving", "wording"),
    },
    "seminar": {
        *("segno", WITHIN),
        *("answers", "check", "choices", "compare", "component", "data", "grading", "pages"),
        *("rows", "serving", "wording"),
    },
    "widgets": {
        *("IPython", "ipywidgets", "lazy_loader", "traitlets"),
        *("answers", "charts", "check", "compare", "component", "grading", "pages"),
        *("readable_export", "seminar"),
    },
    "editions": {
        *("markupsafe", "nbclient", "nbconvert", "nbformat", "packaging", "vl_convert"),
        *("answers", "check", "choices", "compare", "component", "data", "pages", "rows"),
        "widgets",
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


def parsed_files(*folders):
    """(name, tree) of every file of Python below some folders of the repository."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def names_read(node):
    """The names by which a node of a tree reads or replaces something of another object or module;
    what an object of the tests reads of itself is none."""
    if isinstance(node, ast.Attribute):
        return set() if ast.unparse(node.value) in ("self", "cls") else {node.attr}
    if isinstance(node, ast.ImportFrom):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("setattr", "getattr")):
        words = [one.value for one in node.args if isinstance(one, ast.Constant)]
        return {word.rpartition(".")[2] for word in words if isinstance(word, str)}
    return set()


def is_private(name):
    """Whether a name is for its own module alone. `_repr_mimebundle_` and `__version__` are not:
    such names, with an underscore at their end, are agreed on by several programs."""
    return name.startswith("_") and not name.endswith("_")


def test_no_test_reads_a_private_name():
    """What a test holds is what is promised; the rest may change with no test in its way."""
    for name, tree in parsed_files("tests"):
        for node in ast.walk(tree):
            private = set(filter(is_private, names_read(node))) - NOT_OURS
            assert not private, f"{name}, line {node.lineno}: {', '.join(private)}"


def test_no_function_is_longer_than_a_page():
    for name, tree in parsed_files("src", "tools"):
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = node.end_lineno - node.lineno + 1
                assert lines <= LONGEST_FUNCTION, f"{name}: {node.name} has {lines} lines"


def test_every_widget_and_every_question_stands_on_a_page():
    pages = [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "exercises").rglob("*.ipynb")]
    called = {name for page in pages for name in re.findall(r"widgets\.(\w+)\(", page.read_text())}
    stub = (PACKAGE / "widgets" / "__init__.pyi").read_text()
    made = set(re.findall(r"import ([a-z_]+) as", stub)) - {"dropdown"}
    assert made <= called
    assert {row["comparison"] for row in records("questions")} <= called
