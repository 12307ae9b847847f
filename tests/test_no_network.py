"""After set-up nothing asks for a network: a session and the grading of a class where there is
none, counted by the system itself."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT
from offline import NAMESPACES

MOST = 250  # megabytes of a whole session of two notebooks


def alone():
    """What stands before a command to give it a network namespace of its own. Where the machine
    does not permit that, the test says so; where everything must be tried, it fails."""
    command = ["unshare", "--net", "--mount"]
    if os.geteuid() != 0:
        command.append("--map-root-user")
    try:
        refused = subprocess.run([*command, "true"], capture_output=True, text=True).stderr.strip()
    except FileNotFoundError as problem:
        refused = str(problem)
    if refused:
        said = f"no network namespace can be had here, so nothing was tried: {refused}"
        # set by .ci/run
        (pytest.fail if os.environ.get("ARTICLE_AT_HAND") else pytest.skip)(said)
    return command


def test_a_session_and_the_grading_of_a_class_ask_for_no_network():
    done = subprocess.run(
        [*alone(), sys.executable, "tests/offline.py", *map(os.readlink, NAMESPACES)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "KHADDAM_ANSWERS"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["asked outside"] == 0, "a packet found no way out"
    assert found["answered"] and {"grades.csv", "feedback"} <= set(found["written"])
    assert found["server"] + found["kernels"] < MOST, found


def test_the_machine_itself_is_never_taken_for_a_namespace():
    """Outside one, nothing is tried, and nothing of the machine is touched."""
    done = subprocess.run(
        [sys.executable, "tests/offline.py", *map(os.readlink, NAMESPACES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "no namespaces of their own" in done.stderr
