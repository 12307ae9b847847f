"""The in-browser edition of the site: notebooks and exercises at work, with Python in the page.

JupyterLite draws the pages and Pyodide runs the cells. Both lie on the site, and so do the wheels,
which are made of the libraries in the environment, as the lock has them. Only pandas stays where
Pyodide publishes it ([decision 16](../../../docs/decisions/0016-the-browser-edition.md)).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from khaddam_files.editions import student
from khaddam_files.editions.launch_links import hosting

CORE = (
    *("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"),
    "pyodide-lock.json",
)
FROM_FAR = "pandas"
OURS = "khaddam-files"
KERNEL = ("comm", "ipython", "jedi", "micropip", "packaging")  # what Pyodide's kernel loads itself
# what our package needs elsewhere: servers, and the page's half of widgets, which the page has
NOT_HERE = {
    *("jupyterlab", "tornado", "segno", "anywidget", "widgetsnbextension", "jupyterlab-widgets"),
    FROM_FAR,
}
# of the libraries: what no page runs, and jedi's stubs of libraries that are not here
UNUSED = re.compile(
    r"\.\./|.*(\.(so|pyd|c|pyc|pyi\.bak)$|/tests?/|RECORD$)"
    r"|jedi/third_party/(django-stubs|typeshed/stubs)/"
)
PLUGIN = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "anywidget")  # what draws the widgets
FOLDER = "browser"  # in the site


class BrowserError(ValueError):
    """The edition cannot be made; the message is one sentence."""


def _markers(python: str) -> dict[str, str]:
    """What a requirement asks about its surroundings, as Pyodide answers. python: 3.x.y."""
    return {
        **{"platform_system": "Emscripten", "sys_platform": "emscripten", "os_name": "posix"},
        **{"python_full_version": python, "python_version": python.rpartition(".")[0]},
        "extra": "",
    }


def _needs(requirements: Iterable[str], python: str) -> set[str]:
    """Names of what a package needs in the browser, of that which is had there."""
    needs = map(Requirement, requirements)
    names: set[str] = {
        canonicalize_name(need.name)
        for need in needs
        if need.marker is None or need.marker.evaluate(_markers(python))
    }
    return names - NOT_HERE


def _installed(name: str, tools: Path) -> Distribution:
    found = next(iter(Distribution.discover(name=name, path=[str(tools), *sys.path])), None)
    if found is None:
        raise BrowserError(f"{name} is not in the environment: run make site again.")
    return found


def _wheel(library: Distribution, folder: Path) -> Path:
    """A wheel of a library as it is installed, in Python alone."""
    name = library.metadata["Name"].replace("-", "_")
    path = folder / f"{name}-{library.version}-py3-none-any.whl"
    inside = sorted((str(one), one) for one in library.files or () if not UNUSED.match(str(one)))
    with zipfile.ZipFile(path, "w") as archive:
        for there, one in inside:
            # without the time of installation, so that the same library is the same file
            raw = Path(str(one.locate())).read_bytes()
            archive.writestr(zipfile.ZipInfo(there), raw, zipfile.ZIP_DEFLATED, 9)
    return path


def _entry(wheel: Path, needs: Iterable[str]) -> dict:
    """What the list of Pyodide says of a wheel."""
    name, version, _ = wheel.name.split("-", 2)
    with zipfile.ZipFile(wheel) as archive:
        tops = {one.split("/")[0].removesuffix(".py") for one in archive.namelist()}
    return {
        **{"name": canonicalize_name(name), "version": version, "file_name": wheel.name},
        **{"install_dir": "site", "package_type": "package", "unvendored_tests": False},
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": sorted(needs),
    }


def stage(folder: Path) -> None:
    """What our wheel and the contents are made of: the student's edition, which has nothing of the
    teacher's."""
    student.write(folder)
    for path in (student.HOME / "exercises").glob("[0-9][0-9]-*.ipynb"):
        shutil.copyfile(path, folder / "exercises" / path.name)


def _own_wheel(staged: Path) -> Path:
    """The wheel of our package, with the tables that give the reasons for answers."""
    for name, text in student.tables(keys=True):
        (staged / name).write_text(text, encoding="utf-8")
    uv = [sys.executable, "-m", "uv", "--offline", "--no-config", "--quiet", "build", "--wheel"]
    made = subprocess.run(
        [*uv, "--no-build-isolation", "--python", sys.executable, staged],
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise BrowserError(f"The wheel of the package could not be made: {made.stderr.strip()}")
    return next((staged / "dist").glob("*.whl"))


def pyodide(parts: Path, staged: Path, out: Path, far: str) -> None:
    """Lay Pyodide into a new folder, with its list of packages: ours, the libraries, and pandas.

    parts: what `make site` has fetched; staged: what `stage` has made; far: address of the folder
    from which a reader's browser gets pandas, "" for none: then cells that import it say that it is
    missing.
    """
    out.mkdir(parents=True)
    for name in CORE:
        shutil.copyfile(parts / "pyodide" / name, out / name)
    listed = json.loads((out / "pyodide-lock.json").read_text(encoding="utf-8"))
    python, official = listed["info"]["python"], listed["packages"]
    own = Path(shutil.copy(_own_wheel(staged), out))
    needed = set(KERNEL) | _needs(_requirements(own), python)
    listed["packages"] = packages = {OURS: _entry(own, needed - set(KERNEL))}
    while missing := needed - set(packages):
        name = min(missing)
        library = _installed(name, parts / "tools")
        needs = _needs(library.requires or (), python)
        packages[name] = _entry(_wheel(library, out), needs)
        needed |= needs
    from_far = {FROM_FAR} if far else set()
    while missing := from_far - set(packages):
        name = min(missing)
        packages[name] = official[name] | {"file_name": far + official[name]["file_name"]}
        from_far |= set(official[name]["depends"])
    (out / "pyodide-lock.json").write_text(json.dumps(listed), encoding="utf-8")


def _requirements(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        head = archive.read(name).decode("utf-8").partition("\n\n")[0]
    return re.findall(r"^Requires-Dist: (.*)$", head, re.M)


def opened(path: str) -> str:
    """The page, in the folder of the edition, that opens one notebook of the collection.

    Not JupyterLab, which opens every tab of the last visit again, each with a kernel.
    """
    return f"notebooks/index.html?path={path}"


def _settings(parts: Path, shared: Path) -> dict[str, dict]:
    """The files that tell JupyterLite what to build. shared: the folder `share/jupyter` of the
    environment."""
    plugin = {"pyodideUrl": "./static/pyodide/pyodide.mjs", "disablePyPIFallback": True}
    page = {
        "appName": "The Khaddam Files",
        "exposeAppInBrowser": True,
        "litePluginSettings": {f"{PLUGIN}:kernel": plugin},
    }
    extensions = [shared / "labextensions" / name for name in EXTENSIONS]
    extensions.append(parts / "tools" / "share" / "jupyter" / "labextensions" / PLUGIN)
    build = {
        "apps": ["notebooks"],
        "contents": ["files"],
        "federated_extensions": [str(path) for path in extensions],
        "ignore_sys_prefix": ["federated_extensions"],
        "settings_overrides": [str(shared / "lab" / "settings" / "overrides.json")],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    return {
        "jupyter-lite.json": {"jupyter-lite-schema-version": 0, "jupyter-config-data": page},
        "jupyter_lite_config.json": {"LiteBuildConfig": build},
    }


def write(target: Path, parts: Path) -> None:
    """Write the edition into a folder that is not there yet.

    parts: what `make site` has fetched: `pyodide/`, the files of its package, and `tools/`, where
    JupyterLite is installed. Raises `BrowserError`.
    """
    far, parts = hosting(student.HOME).pandas, parts.resolve()
    with tempfile.TemporaryDirectory() as folder:
        staged, lite = Path(folder, "stage"), Path(folder, "lite")
        stage(staged)
        for name in ("notebooks", "exercises", "data"):
            shutil.copytree(staged / name, lite / "files" / name)
        pyodide(parts, staged, lite / "static" / "pyodide", far)
        for name, settings in _settings(parts, Path(sys.prefix, "share", "jupyter")).items():
            (lite / name).write_text(json.dumps(settings), encoding="utf-8")
        command = [sys.executable, "-P", "-m", "jupyterlite_core", "build"]
        made = subprocess.run(
            [*command, "--lite-dir", lite, "--output-dir", target.resolve()],
            cwd=lite,
            env=os.environ | {"PYTHONPATH": str(parts / "tools")},
            capture_output=True,
            text=True,
        )
        if made.returncode or not (target / "jupyter-lite.json").is_file():
            told = (made.stdout + made.stderr).strip()[-2000:]
            raise BrowserError(f"JupyterLite could not be built: {told}")
