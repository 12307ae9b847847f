"""Arrows run downwards only (CONTRIBUTING.md draws them)."""

import ast
import sys

import pytest
from conftest import ROOT

PACKAGE = ROOT / "src" / "khaddam_files"
MAY_IMPORT = {
    "__init__": set(),
    "data": {"pandas"},
    "markup": set(),
    "compare": {"data", "markup", "pandas"},
    "widgets": {"compare", "markup", "ipywidgets"},
    "verify": {"data"},
    "codebook": {"data"},
    "outputs": {"nbformat", "nbclient"},
    "bootstrap": set(),
}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_imports_run_downwards(path):
    used = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            used |= {
                f"{node.module}.{alias.name}" if node.module == "khaddam_files" else node.module for alias in node.names
            }
    used.discard("khaddam_files.__version__")
    reached = {name.removeprefix("khaddam_files.").split(".")[0] for name in used} - set(sys.stdlib_module_names)
    assert reached <= MAY_IMPORT[path.stem], f"{path.stem} may not import {reached - MAY_IMPORT[path.stem]}"


def test_every_module_has_its_place():
    assert {path.stem for path in PACKAGE.glob("*.py")} == set(MAY_IMPORT)
