"""Every file says under which licence it is, and every licence that is named is there."""

import json
import re
import subprocess
import tomllib
from fnmatch import fnmatchcase

import pytest
from conftest import ROOT

BEYOND = re.compile(r"LICENSE|LICENSES/.*|REUSE\.toml")  # the licences themselves


def annotations():
    return tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]


def tracked():
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    return [name for name in listed.split("\0") if name and not BEYOND.fullmatch(name)]


def licence(name):
    """What REUSE.toml says of a file; the last that matches counts, None if nothing does."""
    said = [
        one["SPDX-License-Identifier"]
        for one in annotations()
        if any(fnmatchcase(name, path) for path in one["path"])
    ]
    return said[-1] if said else None


def names(expression):
    return set(expression.split(" AND "))


def test_every_file_has_a_licence_and_an_owner():
    assert [name for name in tracked() if licence(name) is None] == []
    assert all(one["SPDX-FileCopyrightText"] for one in annotations())


def test_every_path_stands_for_a_file():
    """A path that is `**` at its end or none matches the same files here as for the reuse tool."""
    ours = tracked()
    for path in (path for one in annotations() for path in one["path"]):
        assert "*" not in path.removesuffix("/**"), path
        assert any(fnmatchcase(name, path) for name in ours), path


def test_the_texts_are_those_that_are_named():
    named = set().union(*(names(one["SPDX-License-Identifier"]) for one in annotations()))
    assert named == {path.stem for path in (ROOT / "LICENSES").iterdir()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert names(project["license"]) == named
    pointer = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert set(re.findall(r"LICENSES/([\w.-]+)\.txt", pointer)) == named


@pytest.mark.parametrize(
    ("name", "opening", "ending"),
    [
        ("MIT", "MIT License\n\nCopyright (c) 2026 the authors", "DEALINGS IN THE SOFTWARE."),
        ("CC-BY-4.0", "Attribution 4.0 International\n\n", "contacted at creativecommons.org."),
    ],
)
def test_the_texts_are_whole(name, opening, ending):
    text = (ROOT / "LICENSES" / f"{name}.txt").read_text(encoding="utf-8")
    assert text.startswith(opening) and text.rstrip().endswith(ending)
    if name == "CC-BY-4.0":
        sections = re.findall(r"^Section (\d) -- ", text, re.M)
        assert sections == list("12345678")


def test_tables_that_quote_say_so():
    """The descriptor and REUSE.toml name the same tables."""
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    quoting = {
        f"data/{table['path']}"
        for table in descriptor["resources"]
        if any(field["name"] == "excerpt" for field in table["schema"]["fields"])
    }
    said = {name for name in tracked() if name.startswith("data/")}
    assert {name for name in said if "LicenseRef-quotations" in licence(name)} == quoting
    assert {one["name"] for one in descriptor["licenses"]} == {licence("data/README.md")}
