"""Names and lengths in what a reader of the code meets first: comparisons, pages, charts.

A name without an underscore is used somewhere else, or it is a page that `html` finds by its type,
a type that stands in a signature, or a value that a docstring names. The rest is private.
"""

import ast
import re
from collections import Counter
from functools import cache

import pytest
from conftest import ROOT

PACKAGE = ROOT / "src" / "khaddam_files"
MODULES = sorted(
    [
        *(
            path
            for folder in ("compare", "pages", "charts")
            for path in (PACKAGE / folder).glob("*.py")
        ),
        *(PACKAGE / f"{name}.py" for name in ("check", "choices", "wording")),
    ]
)
DEEPEST_CONDITION = 2  # conditional expressions, one in the other


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


@cache
def files_with_word():
    """Word -> in how many files it stands, of all that can use a name of the package."""
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "src").rglob("*.pyi"),
        *(ROOT / "tests").glob("*.py"),
        *(ROOT / "notebooks").glob("*.ipynb"),
    ]
    return Counter(word for path in files for word in words_in(path))


def words_in(path):
    return set(re.findall(r"\w+", path.read_text(encoding="utf-8")))


def public_names(tree):
    """The functions and constants of a module, pages aside."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            pages = [ast.unparse(decorator) for decorator in node.decorator_list]
            if "html.register" not in pages:
                yield node.name
        elif isinstance(node, ast.Assign):
            yield from (
                name.id
                for target in node.targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name) and (name.id.isupper() or name.id.islower())
            )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_one_module_alone_uses_is_private(path):
    named = set(re.findall(r"`(\w+)`", path.read_text(encoding="utf-8")))
    public = {name for name in public_names(tree_of(path)) if not name.startswith("_")}
    assert {name for name in public - named if files_with_word()[name] == 1} == set()


def depth(node):
    """How many conditional expressions stand in each other."""
    branches = (node.test, node.body, node.orelse)
    return 1 + max((depth(part) for part in branches if isinstance(part, ast.IfExp)), default=0)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_conditional_expression_is_three_deep(path):
    conditions = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.IfExp)]
    assert [node.lineno for node in conditions if depth(node) > DEEPEST_CONDITION] == []
