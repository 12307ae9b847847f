"""One list of dependencies leads everywhere to the same versions, and the two commands answer
trouble with a sentence."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import venv
from importlib.metadata import distributions, version
from pathlib import Path

import bootstrap
import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from khaddam_files import __version__


def pins(part):
    return [
        Requirement(block.split("\\")[0].strip())
        for block in bootstrap.blocks(bootstrap.locked_packages(part))
    ]


def project():
    import tomllib

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency_is_bounded_and_locked():
    locked_packages = {canonicalize_name(pin.name) for pin in pins("runtime")}
    for line in project()["dependencies"]:
        need = Requirement(line)
        assert re.search(r">=", str(need.specifier)) and re.search(r"<", str(need.specifier)), line
        assert canonicalize_name(need.name) in locked_packages
    every = locked_packages | {canonicalize_name(pin.name) for pin in pins("tests")}
    for line in project()["optional-dependencies"]["test"]:
        assert canonicalize_name(Requirement(line).name) in every and Requirement(line).specifier, (
            line
        )
    of_a_hub = {canonicalize_name(pin.name) for pin in pins("hub")}
    for line in project()["optional-dependencies"]["hub"]:
        need = Requirement(line)
        assert re.search(r">=.*<|<.*>=", str(need.specifier)), line
        assert canonicalize_name(need.name) in of_a_hub


def test_the_lock_fits_the_list():
    """A bound that was changed without `make lock` is seen here."""
    optional = project()["optional-dependencies"]
    for line in project()["dependencies"] + optional["test"] + optional["hub"]:
        need = Requirement(line)
        chosen = [
            pin
            for pin in pins("runtime") + pins("tests") + pins("hub")
            if canonicalize_name(pin.name) == canonicalize_name(need.name)
        ]
        assert chosen and all(
            need.specifier.contains(str(pin.specifier).removeprefix("==")) for pin in chosen
        ), line


def test_the_lock_has_a_hash_for_everything_and_no_address():
    text = bootstrap.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    for part in ("runtime", "tests", "hub"):
        assert all(
            "--hash=sha256:" in block for block in bootstrap.blocks(bootstrap.locked_packages(part))
        )


def test_what_runs_here_is_what_is_locked():
    for part in ("runtime", "tests"):
        for pin in pins(part):
            if pin.marker is None or pin.marker.evaluate():
                assert version(pin.name) == str(pin.specifier).removeprefix("=="), pin


def test_nothing_runs_here_that_is_not_locked():
    allowed = {
        canonicalize_name(pin.name) for part in ("runtime", "tests") for pin in pins(part)
    } | {
        "pip",
        "setuptools",
        "khaddam-files",
    }
    assert {canonicalize_name(found.metadata["Name"]) for found in distributions()} <= allowed


def test_binder_gets_the_same_versions():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = listed["dependencies"]
    assert re.fullmatch(r"python=3\.\d+", conda[0]) and conda[1:] == ["pip"], (
        "conda brings Python and pip, nothing else"
    )
    minor = int(conda[0].rsplit(".", 1)[1])
    assert bootstrap.OLDEST[1] <= minor <= bootstrap.NEWEST[1]
    assert [Requirement(line) for line in pip["pip"]] == pins("runtime"), "run make lock"


def test_repo2docker_renders_what_binder_builds():
    """No Docker is needed to render; building the image was not possible where this was written
    (README)."""
    made = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    dockerfile = made.stdout + made.stderr
    steps = ["env update", r"COPY \S+ src/ \$\{REPO_DIR\}/", r"RUN \./postBuild"]
    environment, repository, last = (re.search(step, dockerfile).start() for step in steps)
    assert environment < repository < last, "a commit that leaves the list alone builds no more"


def test_what_binder_does_last_makes_an_environment_one_of_the_collection(tmp_path):
    venv.create(tmp_path, symlinks=True)
    spec = tmp_path / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["python", "-m", "ipykernel_launcher"]}', encoding="utf-8")
    roads = os.environ | {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["./postBuild"], cwd=ROOT, env=roads, check=True)
    found = subprocess.check_output(
        [
            tmp_path / "bin" / "python",
            "-I",
            "-c",
            "import khaddam_files as k; print(k.__version__)",
        ],
        text=True,
    )
    assert found.strip() == __version__
    settings = tmp_path / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(settings.read_text(encoding="utf-8"))[
        "@jupyterlab/apputils-extension:notification"
    ] == {"fetchNews": "false", "checkForUpdates": False}


@pytest.mark.parametrize(
    "minor", range(bootstrap.OLDEST[1], bootstrap.NEWEST[1] + 1), ids="3.{}".format
)
def test_the_lock_resolves_for_every_python_that_the_project_names(tmp_path, minor):
    """Wheels alone, each with its hash, for the machines that Binder and hubs run on."""
    lock, overrides = tmp_path / "lock.txt", tmp_path / "overrides.txt"
    lock.write_text(bootstrap.locked_packages("runtime"), encoding="utf-8")
    overrides.write_text(
        "".join(f"{name} ; sys_platform == 'never'\n" for name in bootstrap.LEFT_OUT),
        encoding="utf-8",
    )
    command = (
        "uv pip install --dry-run --require-hashes --only-binary :all: --python-platform "
        f"x86_64-manylinux_2_28 --python-version 3.{minor} --target {tmp_path / 'there'} "
        f"--overrides {overrides} -r {lock}"
    )
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        env=bootstrap.uv_variables(bootstrap.roads(Path(sys.prefix))),
        capture_output=True,
        text=True,
    )
    if "Failed to fetch" in done.stderr and not os.environ.get("ARTICLE_AT_HAND"):
        pytest.skip("the package index cannot be reached, so nothing can be resolved")
    assert done.returncode == 0, done.stderr[-2000:]


def test_no_second_list_of_dependencies_exists():
    for name in (
        "requirements.txt",
        "setup.py",
        "setup.cfg",
        "tox.ini",
        "binder",
        "Pipfile",
        "uv.lock",
        "poetry.lock",
        "runtime.txt",
    ):
        assert not (ROOT / name).exists(), name


def test_the_top_level_holds_what_the_house_rules_name():
    tracked = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    top = {name.split("/")[0] for name in tracked}
    assert {name for name in top if not name.startswith(".")} <= {
        "README.md",
        "environment.yml",
        "postBuild",
        "pyproject.toml",
        "requirements.lock",
        "Makefile",
        "LICENSE",
        "LICENSES",
        "REUSE.toml",
        "tools",
        "CITATION.cff",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "notebooks",
        "exercises",
        "docs",
        "data",
        "deploy",
        "src",
        "tests",
    }


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'"version": "{__version__}"' in (ROOT / "data" / "datapackage.json").read_text(
        encoding="utf-8"
    )


def test_no_registry_and_no_machine_is_named():
    hosts = re.compile(
        "|".join(
            first + r"\." + last
            for first, last in (
                ("py" + "pi", "org"),
                ("python" + "hosted", "org"),
                ("registry", "npm" + "js"),
                ("deb", "debi" + "an"),
            )
        )
    )
    for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines():
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        assert not hosts.search(text), name


# ---------------------------------------------------------------- trouble on the way

MAKE = shutil.which("make")


def make(*arguments, **variables):
    return subprocess.run(
        [MAKE, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **variables},
    )


def test_no_python_is_said_in_a_sentence():
    said = make("lab", "PYTHON=no-such-python").stderr
    assert "No Python found under the name no-such-python: install Python 3.11 or newer" in said


def test_a_python_that_is_too_old_is_said_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 9, "final", 0))
    monkeypatch.setattr(bootstrap.platform, "python_version", lambda: "3.10.9")
    monkeypatch.setattr(bootstrap, "other_python", lambda: None)
    assert bootstrap.main() == 1
    assert (
        capsys.readouterr().err
        == "Python 3.10.9 was found, but this collection needs Python 3.11 to 3.14: install one of "
        "these and run the command again.\n"
    )


def test_another_python_is_used_where_the_first_is_too_old(monkeypatch):
    called = []
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 9, "final", 0))
    monkeypatch.setattr(bootstrap, "other_python", lambda: "/opt/python3.13")
    monkeypatch.setattr(bootstrap, "hand_over", called.append)
    bootstrap.require_python()
    assert called[0][0] == "/opt/python3.13"


def test_an_old_python_can_read_the_file_that_refuses_it():
    import ast

    for name in ("bootstrap", "hub", "update"):
        ast.parse(
            (ROOT / f"tools/{name}.py").read_text(encoding="utf-8"),
            feature_version=(3, 6),
        )


def test_a_taken_port_is_said_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = make("lab", PORT=port)
    assert done.returncode != 0
    assert (
        f"Port {port} is taken by another program: close it, give another number (make lab "
        "PORT=8899), or leave PORT out." in done.stderr
    )


@pytest.mark.parametrize(
    "port",
    [
        "eighty",
        "80",
        "80x",
        "99999",
        "-1",
        "²",
        "٨٨٨٨",
        " 8899",
        "8899 ",
        "8899\n",
        "08899",
        "+8899",
        "8_899",
        "9" * 5000,
    ],
)
def test_a_port_that_is_none_is_said_in_a_sentence(port):
    with pytest.raises(
        bootstrap.SetupError, match="PORT=.{1,24} is no port: give a number from 1024 to 65535"
    ) as caught:
        bootstrap.choose_port(port)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 120


def test_the_next_free_port_is_taken_where_none_was_asked_for(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "is_free", lambda port: port == 8890)
    assert bootstrap.choose_port("") == 8890
    assert capsys.readouterr().out == "Port 8888 is taken; JupyterLab uses 8890.\n"
    monkeypatch.setattr(bootstrap, "is_free", lambda port: False)
    with pytest.raises(bootstrap.SetupError, match="All ports from 8888 to 8987 are taken"):
        bootstrap.choose_port("")


def test_no_network_is_said_in_a_sentence_and_leaves_nothing_half_done(tmp_path):
    """A copy of the project whose package index is an address where nobody answers."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv*", ".git", "__pycache__"))
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "UV_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_USER": "1",  # not the reason, and not said to be
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        [MAKE, "lab", f"PYTHON={sys.executable}"],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **nowhere},
    )
    assert done.returncode != 0
    assert (
        "The packages could not be downloaded" in done.stderr
        and "check the network connection and run the command again" in done.stderr
    )
    assert not (copy / ".venv" / "installed.json").exists(), "the next call starts anew"


def test_pip_takes_over_where_uv_cannot_be_had(monkeypatch, tmp_path):
    commands = []

    def run(log, command, variables):
        commands.append(command)
        return "--target" not in command  # the download of uv fails, everything else works

    monkeypatch.setattr(bootstrap, "run", run)
    assert bootstrap.install("", tmp_path / "log", bootstrap.VENV)
    assert (
        commands[-1][1:5] == ["-I", "-m", "pip", "install"] and "--require-hashes" in commands[-1]
    )


def test_a_second_call_installs_nothing(monkeypatch):
    monkeypatch.setattr(bootstrap, "install", lambda *arguments: pytest.fail("installed again"))
    bootstrap.prepare(["runtime", "tests"])


def test_no_chromium_is_said_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda *arguments, **options: None)
    monkeypatch.setattr(bootstrap, "run", lambda *arguments: False)
    monkeypatch.setattr(
        bootstrap.subprocess, "run", lambda *arguments, **options: type("Done", (), {"stdout": ""})
    )
    with pytest.raises(
        bootstrap.SetupError,
        match="The browser tests need Chromium and none could be installed .* set CHROMIUM "
        "to its path",
    ):
        bootstrap.chromium()


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "codespell_lib ."])
def test_formatting_and_spelling(command):
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_other_browser_is_said_in_a_sentence(monkeypatch):
    """Nobody but root may install; the sample is left out then, and the run says so."""
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "prepare", lambda parts: None)
    missing = bootstrap.desk()
    assert missing in (list(bootstrap.DESK), ["Debian 12"])
    with pytest.raises(bootstrap.SetupError, match=f"missing here: {', '.join(missing)}"):
        bootstrap.readers([])
