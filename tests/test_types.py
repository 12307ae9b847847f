"""A type checker reads the whole package: what a table, a control and a page hand on fits where it goes."""

import subprocess
import sys

from conftest import ROOT


def test_the_package_passes_the_type_checker():
    """What it knows from the last time stays in a folder that no commit takes."""
    checker = [sys.executable, "-m", "mypy", "--cache-dir", str(ROOT / ".mypy_cache")]
    done = subprocess.run(checker, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
