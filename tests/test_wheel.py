"""A wheel works where nothing of the repository is: it carries its tables, and whatever a reader's
page, a type checker or a grader asks the package for."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import ROOT

from khaddam_files import __version__

UV = (sys.executable, "-m", "uv", "--offline", "--no-config", "--no-cache", "--quiet")

# what a reader, a grader and whoever uses the tables do with it
SESSION = """
import importlib, pkgutil, sys
from pathlib import Path

import khaddam_files
from khaddam_files import compare, data, widgets
from khaddam_files.answers import places

for path in (khaddam_files.__file__, data.collection().folder):
    assert Path(sys.prefix) in Path(path).parents, path
assert compare.cards.card_options()
assert len(data.table("passages")) == len(data.records("passages")) > 0
assert all(data.records(name) for name in data.collection().names())
assert compare.cards.cards_written_out().html
widgets.six_cards()
widgets.task("01.1")
for module in pkgutil.walk_packages(khaddam_files.__path__, "khaddam_files."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(places.wanted_place().folder)
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder):
    """Every file below a folder with its size and the time of its last change."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as it is made for a release: a source archive, and from that alone the wheel."""
    made = tmp_path_factory.mktemp("made")
    build = ("build", "--no-build-isolation", "--python", sys.executable, "--out-dir", made)
    run(*UV, *build, ROOT)
    assert (made / f"khaddam_files-{__version__}.tar.gz").exists()
    return made / f"khaddam_files-{__version__}-py3-none-any.whl"


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """The Python of an environment that holds the wheel and nothing else."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, symlinks=os.name != "nt")
    python = next(place.glob("[bS]*/python*"))
    run(*UV, "pip", "install", "--no-deps", "--python", python, wheel)
    return python


def test_it_holds_the_package_the_tables_and_the_licences_and_nothing_else(wheel):
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    ours = run(*listed, "src", "data", "LICENSE", "LICENSES", "REUSE.toml", cwd=ROOT)
    about = f"khaddam_files-{__version__}.dist-info"
    wanted = {f"{about}/{name}" for name in ("METADATA", "RECORD", "WHEEL")}
    places = {"src": "", "data": "khaddam_files/tables/"}
    for name in ours.rstrip("\0").split("\0"):
        top, _, below = name.partition("/")
        licence = f"{about}/licenses/{name}"
        wanted.add(places[top] + below if top in places else licence)
    with ZipFile(wheel) as archive:
        assert set(archive.namelist()) == wanted
        for path in (ROOT / "data").rglob("*.csv"):
            inside = f"khaddam_files/tables/{path.relative_to(ROOT / 'data').as_posix()}"
            assert archive.read(inside) == path.read_bytes(), inside


def test_it_works_in_an_empty_environment_and_writes_nothing_into_it(python, tmp_path):
    """What it depends on comes from the environment of the tests, where no `.pth` is read and so
    the package of the repository is not found."""
    installed = python.parents[1]
    before = files(installed)
    variables = {name: value for name, value in os.environ.items() if name != "KHADDAM_ANSWERS"}
    variables["PYTHONPATH"] = sysconfig.get_path("purelib")
    variables["PYTHONDONTWRITEBYTECODE"] = "1"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    answers = run(python, "-c", SESSION, cwd=elsewhere, env=variables)
    assert Path(answers.strip()) == elsewhere.resolve() / "my-answers"
    assert "usage" in run(
        python, "-m", "khaddam_files.grading", "--help", cwd=elsewhere, env=variables
    )
    assert files(installed) == before


def test_the_repository_has_one_set_of_tables(wheel):
    assert not (ROOT / "src" / "khaddam_files" / "tables").exists()
    assert len(run("git", "ls-files", "*datapackage.json", cwd=ROOT).split()) == 1
