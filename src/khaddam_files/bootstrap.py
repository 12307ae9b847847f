"""Set up the collection from a bare Python: what every `make` command calls.

Only the standard library is used, and only syntax that an old Python can read, so that a Python that is too old
is told so in a sentence instead of a syntax error.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
VENV = HOME / ".venv"
LOCK = HOME / "requirements.lock"
TESTS_BELOW = "# ---- tests: only `make test` installs what follows ----\n"
OLDEST, NEWEST = (3, 11), (3, 14)
FIRST_PAGE = "notebooks/00-start-here.ipynb"
PORTS = range(8888, 8988)


class SetupError(Exception):
    """One sentence for the person at the keyboard: what failed, where, and what to do."""


def supported(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_python():
    """The path of a supported Python on this machine, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        # a version manager may leave a name that starts nothing, so the name alone proves nothing
        if path and subprocess.call([path, "-c", "pass"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def require_python():
    """Go on in a supported Python, or say which one is wanted."""
    if supported(sys.version_info):
        return
    path = other_python()
    if path is None:
        raise SetupError(
            "Python %s was found, but this collection needs Python %d.%d to %d.%d: install one of these and run the command again."
            % ((platform.python_version(),) + OLDEST + NEWEST)
        )
    sys.exit(subprocess.call([path, __file__] + sys.argv[1:]))


def in_environment(*parts):
    folder = VENV / ("Scripts" if os.name == "nt" else "bin")
    return str(folder.joinpath(*parts))


def locked(part):
    """The requirements of one part of the lock: "runtime" or "tests"."""
    runtime, _, tests = LOCK.read_text(encoding="utf-8").partition(TESTS_BELOW)
    return {"runtime": runtime, "tests": tests}[part]


def run(log, *command):
    """Run a command with its words in the log; true if it succeeded."""
    with open(str(log), "a", encoding="utf-8") as stream:
        stream.write("\n$ %s\n" % " ".join(command))
        stream.flush()
        return subprocess.call(list(command), stdout=stream, stderr=subprocess.STDOUT, cwd=str(HOME)) == 0


def install(requirements, log):
    """Install exactly the given locked requirements: by uv where it can be had, else by pip. True if it worked."""
    python = in_environment("python")
    block = re.search(r"^uv==.*?(?=^\S|\Z)", locked("tests"), re.M | re.S).group()
    with tempfile.TemporaryDirectory() as folder:
        wanted, installer = Path(folder, "wanted.txt"), Path(folder, "uv.txt")
        wanted.write_text(requirements, encoding="utf-8")
        installer.write_text(block, encoding="utf-8")
        # uv lives outside the environment: it is the heaviest single file and nobody reads with it
        tools = Path(folder, "tools")
        if run(
            log,
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--target",
            str(tools),
            "-r",
            str(installer),
        ):
            uv = shutil.which("uv", path=str(tools / "bin"))
            if uv and run(
                log,
                uv,
                "pip",
                "install",
                "--python",
                python,
                "--compile-bytecode",
                "--require-hashes",
                "-r",
                str(wanted),
            ):
                return True
        return run(log, python, "-m", "pip", "install", "--require-hashes", "-r", str(wanted))


def drop_unused_bytecode():
    """Throw away what was compiled of other libraries' own tests: nobody imports them, and they are a tenth of the whole."""
    for folder in list(VENV.rglob("__pycache__")):
        if "tests" in folder.parts:
            shutil.rmtree(str(folder))


def link_package(log):
    """Let the environment import this project from the folder it lies in, without asking the network for a build tool.

    The path is relative: a folder that is moved, renamed or copied imports itself, in whatever script its name is written.
    """
    found = subprocess.check_output(
        [in_environment("python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    )
    place = Path(found.decode().strip())
    (place / "khaddam_files.pth").write_text(os.path.relpath(str(HOME / "src"), str(place)) + "\n", encoding="utf-8")
    run(log, in_environment("python"), "-m", "compileall", "-q", str(HOME / "src"))


def quiet_lab():
    """Let JupyterLab ask nobody outside this machine for news or updates."""
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    silent = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "overrides.json").write_text(json.dumps(silent), encoding="utf-8")


def prepare(parts):
    """Make the environment hold the given parts of the lock; do nothing if it does already."""
    stamp = VENV / "installed.json"
    wanted = {part: hashlib.sha256((platform.python_version() + locked(part)).encode()).hexdigest() for part in parts}
    have = json.loads(stamp.read_text()) if stamp.exists() else {}
    if all(have.get(part) == digest for part, digest in wanted.items()):
        return
    print("Setting up the environment in .venv (once; about a minute) ...", flush=True)
    log = Path(tempfile.gettempdir(), "khaddam-files-setup.log")
    log.write_text("", encoding="utf-8")
    if any(part in have and have[part] != digest for part, digest in wanted.items()) or not stamp.exists():
        shutil.rmtree(str(VENV), ignore_errors=True)
        have = {}
        if not run(log, sys.executable, "-m", "venv", str(VENV)):
            raise SetupError(
                "Python could not make an environment in %s (details: %s): install the venv package of your system's Python and run the command again."
                % (VENV, log)
            )
    missing = [part for part in parts if have.get(part) != wanted[part]]
    if not install("".join(locked(part) for part in missing), log):
        raise SetupError(
            "The packages could not be downloaded (details: %s): check the network connection and run the command again; nothing else was changed."
            % log
        )
    drop_unused_bytecode()
    link_package(log)
    quiet_lab()
    have.update(wanted)
    stamp.write_text(json.dumps(have), encoding="utf-8")


def is_free(port):
    with socket.socket() as probe:
        # the server itself may reuse a port that a past server has just left
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(wanted):
    """The port asked for, or the first free one; a taken port that was asked for is refused."""
    if wanted:
        if not wanted.isdigit() or not 1024 <= int(wanted) <= 65535:
            raise SetupError("PORT=%s is no port: give a number from 1024 to 65535, or leave PORT out." % wanted)
        if not is_free(int(wanted)):
            raise SetupError(
                "Port %s is taken by another program: close it, give another number (make lab PORT=8899), or leave PORT out."
                % wanted
            )
        return int(wanted)
    for port in PORTS:
        if is_free(port):
            if port != PORTS[0]:
                print("Port %d is taken; JupyterLab uses %d." % (PORTS[0], port), flush=True)
            return port
    raise SetupError(
        "All ports from %d to %d are taken: give another one, for example make lab PORT=9900." % (PORTS[0], PORTS[-1])
    )


def environment():
    """The variables under which everything here runs: the environment's own programs and kernels first."""
    return dict(
        os.environ,
        PATH=in_environment() + os.pathsep + os.environ["PATH"],
        VIRTUAL_ENV=str(VENV),
        JUPYTER_PREFER_ENV_PATH="1",
    )


def lab(arguments):
    """Open JupyterLab on the first notebook, on this machine only, behind its token."""
    port = choose_port(os.environ.get("PORT", ""))
    prepare(["runtime"])
    command = [
        in_environment("python"),
        "-m",
        "jupyterlab",
        "--LabApp.default_url=/lab/tree/%s" % FIRST_PAGE,
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=%d" % port,
        "--ServerApp.port_retries=0",
        "--ServerApp.root_dir=%s" % HOME,
    ] + arguments
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return subprocess.call(command, cwd=str(HOME), env=environment())


def chromium():
    """The path of a Chromium, installed first where the machine allows it."""

    def found():
        names = [
            os.environ.get("CHROMIUM") or "",
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ]
        own = subprocess.run(
            [
                in_environment("python"),
                "-c",
                "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)",
            ],
            stdout=subprocess.PIPE,
            universal_newlines=True,
        )
        return next(filter(None, map(shutil.which, names + [own.stdout.strip()])), None)

    path = found()
    if path is None:
        print("No Chromium found: installing one for the browser tests ...", flush=True)
        log = Path(tempfile.gettempdir(), "khaddam-files-chromium.log")
        log.write_text("", encoding="utf-8")
        if shutil.which("apt-get") and os.geteuid() == 0:
            run(log, "apt-get", "update") and run(
                log, "apt-get", "install", "-y", "--no-install-recommends", "chromium"
            )
        path = found()
        if path is None:
            run(log, in_environment("python"), "-m", "playwright", "install", "chromium")
            path = found()
        if path is None:
            raise SetupError(
                "The browser tests need Chromium and none could be installed (details: %s): install the chromium package of your system, or set CHROMIUM to its path, and run make test again."
                % log
            )
    return path


def test(arguments):
    """Run every test."""
    prepare(["runtime", "tests"])
    variables = dict(environment(), CHROMIUM=chromium())
    return subprocess.call([in_environment("python"), "-m", "pytest"] + arguments, cwd=str(HOME), env=variables)


def outputs(arguments):
    """Write the codebook, the stored outputs of the guided notebooks, the exercises and the teacher's key anew."""
    prepare(["runtime"])
    python, variables = in_environment("python"), environment()
    notebooks = arguments or sorted(str(path) for path in (HOME / "notebooks").glob("*.ipynb"))
    for command in (["codebook"], ["outputs"] + notebooks, ["exercises"]):
        failed = subprocess.call(
            [python, "-m", "khaddam_files." + command[0]] + command[1:], cwd=str(HOME), env=variables
        )
        if failed:
            return failed
    return 0


def bench(arguments):
    """Measure what the notebooks cost, as ratios within one run."""
    prepare(["runtime", "tests"])
    # a reader's package is compiled; one that was changed since would be compiled anew in every kernel that is measured
    subprocess.call([in_environment("python"), "-m", "compileall", "-q", str(HOME / "src")])
    return subprocess.call([in_environment("python"), "tests/bench.py"] + arguments, cwd=str(HOME), env=environment())


def blocks(text):
    """The requirements of a lock, one string each, hashes included."""
    return re.findall(r"^[\w.-]+==.*?(?=^[\w.-]+==|\Z)", text, re.M | re.S)


def lock(arguments):
    """Write the lock and the list of environment.yml anew from pyproject.toml, with the newest versions admitted."""
    prepare(["runtime", "tests"])
    with tempfile.TemporaryDirectory() as folder:

        def resolve(name, *more):
            out = Path(folder, name)
            subprocess.check_call(
                [
                    in_environment("uv"),
                    "pip",
                    "compile",
                    "--quiet",
                    "--universal",
                    "--python-version",
                    "%d.%d" % OLDEST,
                    "--generate-hashes",
                    "--no-header",
                    "--no-annotate",
                    "-o",
                    str(out),
                ]
                + list(more)
                + [str(HOME / "pyproject.toml")]
            )
            return out

        runtime = resolve("runtime.txt")
        every = resolve("all.txt", "--extra", "test", "-c", str(runtime))
        first = blocks(runtime.read_text())
        rest = [block for block in blocks(every.read_text()) if block not in first]
    head = "# Written by `make lock` from pyproject.toml. Above the line: what readers run. Below: what tests need besides.\n"
    LOCK.write_text(head + "".join(first) + TESTS_BELOW + "".join(rest), encoding="utf-8")
    write_environment_yml()
    return 0


def write_environment_yml():
    """Give Binder and conda the very versions of the lock's runtime part."""
    path = HOME / "environment.yml"
    head = path.read_text(encoding="utf-8").split("  - pip:\n")[0]
    pins = [re.sub(r"\s*\\?\n.*", "", block, flags=re.S) for block in blocks(locked("runtime"))]
    lines = ["      - %s\n" % (json.dumps(pin) if ";" in pin else pin) for pin in pins] + ["      - -e .\n"]
    path.write_text(head + "  - pip:\n" + "".join(lines), encoding="utf-8")


def main():
    commands = {"lab": lab, "test": test, "outputs": outputs, "bench": bench, "lock": lock}
    try:
        require_python()
        return commands[sys.argv[1]](sys.argv[2:])
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
