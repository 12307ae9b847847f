"""The environment of a hub, and a class on it: `make hub`, `make load`.

A hub has what readers have, what JupyterHub needs besides, and the package as a wheel: a path into
a folder would be one folder for all students. The same environment goes into an image.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import bootstrap

VENV = bootstrap.HOME / ".venv.hub"
DEPLOY = bootstrap.HOME / "deploy"
PARTS = ["runtime", "hub"]
PROXY = VENV / "proxy"  # configurable-http-proxy, which runs on Node


def make_environment(log):
    """The packages of the lock in an environment of their own. Its stamp is written last, so that
    an interrupted one is made anew."""
    print("Setting up the environment of a hub in .venv.hub (once) ...", flush=True)
    bootstrap.remove(VENV)
    if not bootstrap.run(log, [sys.executable, "-I", "-m", "venv", str(VENV)]):
        raise bootstrap.failure(log)
    locked = "".join(bootstrap.locked_packages(part) for part in PARTS)
    if not bootstrap.install(locked, log, VENV):
        raise bootstrap.failure(log)
    bootstrap.drop_unused_bytecode(VENV)
    bootstrap.unbind_scripts(VENV)
    stamp = json.dumps(bootstrap.wanted(PARTS))
    (VENV / "installed.json").write_text(stamp, encoding="utf-8")


def lay_package(log):
    """The package as it is now, as a wheel, with what JupyterLab is told here and on a hub."""
    pip = [bootstrap.in_environment("python", VENV), "-I", "-m", "pip", "--quiet", "install"]
    alone = ["--no-index", "--no-deps", "--no-build-isolation", "--force-reinstall"]
    if not bootstrap.run(log, pip + alone + [str(bootstrap.HOME)]):
        raise bootstrap.failure(log)
    bootstrap.settle_jupyter(VENV)
    name = "jupyter_server_config.json"  # stronger than the files of packages beside it
    path = VENV / "etc" / "jupyter" / name
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings.update(json.loads((DEPLOY / name).read_text(encoding="utf-8")))
    path.write_text(json.dumps(settings, indent=1), encoding="utf-8")


def lay_proxy(log):
    """JupyterHub's proxy from its own lock, whose hashes npm checks."""
    locked = (DEPLOY / "package-lock.json").read_bytes()
    stamp, digest = PROXY / "installed", hashlib.sha256(locked).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise bootstrap.SetupError(
            "The proxy of a hub runs on Node, and no npm was found: install Node 18 or newer and "
            "run the command again."
        )
    bootstrap.remove(PROXY)
    PROXY.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(str(DEPLOY / name), str(PROXY))
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(PROXY)]
    if not bootstrap.run(log, command):
        raise bootstrap.SetupError(
            "The proxy of a hub could not be installed by npm (details: %s): check the network "
            "connection and run the command again." % log
        )
    stamp.write_text(digest)


def prepare(with_proxy):
    with bootstrap.alone():
        log = bootstrap.new_log()
        if not bootstrap.holds(VENV, PARTS):
            make_environment(log)
        lay_package(log)
        if with_proxy:
            lay_proxy(log)
        log.unlink()


def image(arguments):
    """What a student's server is started from, for the image of a hub on Kubernetes."""
    prepare(with_proxy=False)
    return 0


def hub(arguments):
    """All that a hub on one server is started from."""
    prepare(with_proxy=True)
    return 0


def load(arguments):
    """A class at once on a real hub on this machine."""
    prepare(with_proxy=True)
    command = [bootstrap.in_environment("python", VENV), "tests/load.py"]
    return subprocess.call(
        command + arguments, cwd=str(bootstrap.HOME), env=bootstrap.clean(os.environ)
    )


if __name__ == "__main__":
    sys.exit(bootstrap.main({"image": image, "hub": hub, "load": load}))
