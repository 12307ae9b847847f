"""Builds the project for installers: flit does it, this lays the tables where a package finds them.

In the repository the tables lie in `data/`, where people look for them; in a wheel they lie in the
package, because an installer puts only the package where Python surely finds it again. Nothing of
this is needed for `make`.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from flit_core import buildapi
from flit_core.buildapi import (  # noqa: F401 - the other hooks of a build backend are flit's
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
)

HOME = Path(__file__).resolve().parents[1]
BESIDE = ("pyproject.toml", "README.md", "LICENSE", "REUSE.toml")  # what flit reads


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The wheel of the package with `data/` as its folder `tables`; returns the wheel's name.

    Made in a copy, so that no second set of tables ever lies in the repository.
    """
    target = os.path.abspath(wheel_directory)
    with tempfile.TemporaryDirectory() as stage:
        for name in BESIDE:
            shutil.copy(HOME / name, stage)
        shutil.copytree(HOME / "LICENSES", Path(stage, "LICENSES"))
        shutil.copytree(HOME / "src", Path(stage, "src"))
        shutil.copytree(HOME / "data", Path(stage, "src", "khaddam_files", "tables"))
        with contextlib.chdir(stage):
            return buildapi.build_wheel(target, config_settings, metadata_directory)
