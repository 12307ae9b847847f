"""Set up the collection from a bare Python: what every `make` command calls.

Only the standard library is used, and only syntax that an old Python can read, so that a Python
that is too old is told so in a sentence instead of a syntax error.

An environment is made beside the one at hand and takes its place by a rename when it is whole. What
decides what is installed is the lock, with its hashes; of the machine's own settings only those are
used that say how packages are reached.
"""

from __future__ import print_function

import sys

if sys.version_info < (3, 6):  # what follows needs pathlib
    sys.exit(
        "Python %d.%d was found, but this collection needs Python 3.11 to 3.14: "
        "name one of these with make PYTHON=python3.11, or install one, and run the command again."
        % sys.version_info[:2]
    )

import ast
import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sysconfig
import tarfile
import tempfile
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
VENV = HOME / ".venv"
NEW, OLD = HOME / ".venv.new", HOME / ".venv.old"  # being made, and about to go
LOCK = HOME / "requirements.lock"
# Jupyter's server asks for jsonschema with every check of formats. One of them, of addresses in an
# alphabet that nobody asks for here, comes with a parser whose grammar is read at each start: 1.2
# of 1.8 CPU seconds and 16 MB. Without the two the server skips that check.
LEFT_OUT = ("rfc3987-syntax", "lark")
TESTS_BELOW = "# ---- tests: only `make test` installs what follows ----\n"
HUB_BELOW = "# ---- hub: only a hub has what follows (tools/hub.py) ----\n"
BROWSER_BELOW = "# ---- browser: `make site` lays what follows into a folder of its own ----\n"
# Python for the in-browser edition: a package of the registry that `npm` is set to, and its hash
PYODIDE = "pyodide@314.0.7"
PYODIDE_HASH = (
    "d18bd7c4485f11da4b7dbfd790cd8114078c44eab488c517d9bcf31fda4eb6dc"
    "8c716930abe1db139bb2b860fcd8b37bcb6abe48dbe2ffa579244b0e943d91d4"
)
PYODIDE_PYTHON = "3.14"
OLDEST, NEWEST = (3, 11), (3, 14)
FIRST_PAGE = "notebooks/00-start-here.ipynb"
PORTS = range(8888, 8988)
FORM = "4"  # changes when `finish` leaves something else behind


class SetupError(Exception):
    """One sentence for the person at the keyboard: what failed, where, and what to do."""


# ---------------------------------------------------------------- the Python that runs this


def is_supported(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_python():
    """The path of a supported Python on this machine, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which("python3.%d" % minor)
        # a version manager may leave a name that starts nothing, so the name alone proves nothing
        if (
            path
            and subprocess.call(
                [path, "-c", "pass"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            == 0
        ):
            return path
    return None


def hand_over(command, variables=None):
    """Go on as another program: signals and the exit code are its own. Does not return where the
    system can replace a program."""
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=variables))
    os.execve(command[0], command, os.environ if variables is None else variables)


def require_python():
    """Go on in a supported Python that lies outside the environment, or say which one is wanted."""
    if not is_supported(sys.version_info):
        path = other_python()
        if path is None:
            raise SetupError(
                "Python %s was found, but this collection needs Python %d.%d to %d.%d: install one "
                "of these and run the command again."
                % ((platform.python_version(),) + OLDEST + NEWEST)
            )
        hand_over([path, "-E", "-s"] + sys.argv)
    elif os.path.realpath(sys.prefix) == os.path.realpath(str(VENV)):
        # an environment cannot be replaced by the Python that runs on it
        path = getattr(sys, "_base_executable", sys.executable)
        if os.path.realpath(os.path.dirname(path)) == os.path.realpath(in_environment()):
            raise SetupError(
                "PYTHON names the environment that is to be set up: leave PYTHON out, or name the "
                "Python of your system."
            )
        hand_over([path, "-E", "-s"] + sys.argv)


# ---------------------------------------------------------------- inherited variables

HARMLESS = (
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)
FOREIGN = ("PYTHON", "PIP_", "UV_", "JUPYTER", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


def clean(variables):
    """The variables without those that change what is installed, where it goes, which code a
    program finds, or who may enter."""
    return {
        name: value
        for name, value in variables.items()
        if name in HARMLESS or not name.startswith(FOREIGN)
    }


def environment():
    """The variables under which everything here runs: the environment's own programs, kernels and
    configuration alone.

    What a reader has set in the pages of JupyterLab (theme, keys) stays where JupyterLab keeps it.
    """
    own = os.environ.get("JUPYTER_CONFIG_DIR") or os.path.join(os.path.expanduser("~"), ".jupyter")
    variables = {
        "JUPYTERLAB_SETTINGS_DIR": os.path.join(own, "lab", "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": os.path.join(own, "lab", "workspaces"),
    }
    variables.update(clean(os.environ))
    variables.update(
        PATH=in_environment() + os.pathsep + os.environ.get("PATH", os.defpath),
        VIRTUAL_ENV=str(VENV),
        JUPYTER_PREFER_ENV_PATH="1",
        JUPYTER_CONFIG_DIR=str(VENV / "etc" / "khaddam-files"),
    )
    return variables


# pip's settings that say how packages are reached, and what uv calls them
ROADS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "retries": "UV_HTTP_RETRIES",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "cache-dir": None,
    "no-cache-dir": None,
    "disable-pip-version-check": None,
}


def roads(folder):
    """How this machine reaches packages: the settings of ROADS in pip's variables and configuration
    files."""
    # a configuration may hold settings that `pip config list` takes for its own: which files to
    # list, how many words to say
    silent = {"PIP_" + name: "0" for name in ("QUIET", "VERBOSE", "USER", "GLOBAL", "SITE")}
    variables = dict(clean(os.environ), PIP_NO_COLOR="1", **silent)
    if os.environ.get("PIP_CONFIG_FILE"):
        variables["PIP_CONFIG_FILE"] = os.environ["PIP_CONFIG_FILE"]
    asked = subprocess.Popen(
        [in_environment("python", folder), "-I", "-m", "pip", "config", "list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables,
        cwd=str(HOME),
    )
    listed, said = (text.decode("utf-8", "replace") for text in asked.communicate())
    if asked.returncode:
        raise SetupError(
            "The configuration of pip cannot be read (%s): mend it or move it aside and run the "
            "command again." % (said.strip().splitlines() or ["no reason given"])[-1].strip()
        )
    settings = {}
    for section in ("global", "install"):  # the second is the stronger, as for pip
        for name, value in re.findall(r"^%s\.([\w-]+)=(['\"].*)$" % section, listed, re.M):
            settings[name.replace("_", "-")] = ast.literal_eval(value)
    for name in ROADS:
        value = os.environ.get("PIP_" + name.upper().replace("-", "_"))
        if value:
            settings[name] = value
    return {name: value for name, value in settings.items() if name in ROADS}


def pip_variables(settings):
    variables = {"PIP_" + name.upper().replace("-", "_"): value for name, value in settings.items()}
    if variables.get("PIP_RETRIES") == "0":
        # pip says that it cannot reach an index only when it tries again
        variables["PIP_RETRIES"] = "1"
    return dict(clean(os.environ), PIP_CONFIG_FILE=os.devnull, **variables)


def uv_variables(settings):
    """The same roads for uv, which reads no setting of pip: every index counts alike, because the
    hashes decide."""
    variables = dict(clean(os.environ), UV_NO_CONFIG="1", UV_INDEX_STRATEGY="unsafe-best-match")
    for name, value in settings.items():
        road = ROADS[name]
        if road:
            variables[road] = (
                ",".join(value.split()) if name == "find-links" else " ".join(value.split())
            )
    return variables


# ---------------------------------------------------------------- what went wrong


def new_log():
    """A fresh file that only this user can read: no name that somebody else could have taken or
    laid a link at."""
    try:
        handle, path = tempfile.mkstemp(prefix="khaddam-files-", suffix=".log")
    except OSError as problem:
        raise SetupError(
            "No temporary file can be written (%s): free some space, or set TMPDIR to a folder of "
            "your own." % problem.strerror
        )
    os.close(handle)
    return Path(path)


# the first that is found in the log counts: a connection that fails also leaves pip without any
# version
CAUSES = (
    (
        r"DO NOT MATCH THE HASHES|[Hh]ash mismatch for",
        "A package that was downloaded does not have the fingerprint that the lock names{package}: "
        "it was changed on the way or by the index; do not install it by hand, try another "
        "network or index",
    ),
    (
        r"No space left on device|Disk quota exceeded|\[Errno 28\]",
        "There is no space left on the disk: free about 1 GB",
    ),
    (
        r"ensurepip is not|No module named '?(venv|ensurepip)|apt install python3[\w.]*-venv",
        "Python has no module venv: install the venv package of your system's Python",
    ),
    (
        r"Read-only file system|Permission denied|\[Errno 13\]|Operation not permitted",
        "A file could not be written (permission denied): copy the collection to a folder "
        "of your own",
    ),
    (
        r"ProxyError|[Cc]annot connect to proxy|[Tt]unnel connection failed|[Pp]roxy "
        r"(connect|error)|tunnel error",
        "The proxy that this machine names does not answer: check HTTPS_PROXY and the proxy of pip",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer",
        "The certificate of the package index is not trusted here: set the certificate of your "
        "network for pip (pip config set global.cert FILE)",
    ),
    (
        r"(?i)NewConnectionError|Max retries exceeded|Temporary failure in name resolution|Name or "
        r"service not known|Network is unreachable"
        r"|Connection refused|timed out|dns error|error sending request|Failed to fetch"
        r"|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|connection "
        r"(reset|broken|aborted)|IncompleteRead|from versions: none",
        "The packages could not be downloaded: check the network connection",
    ),
    (
        r"HTTP error|HTTPError|status code|40[13] ",
        "The package index refused to answer: check the index that pip is set to",
    ),
    (
        r"No matching distribution found|No solution found|no version of",
        "The package index does not hold a version that the lock names: check the index that pip "
        "is set to",
    ),
)


def cause(log):
    """The reason in one sentence, as far as the words in the log tell it."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    for pattern, sentence in CAUSES:
        if re.search(pattern, text):
            named = re.search(
                r"[Hh]ash mismatch for\W+([\w.-]+==[\w.]+)|DO NOT MATCH THE "
                r"HASHES.*?\n\s+([\w.-]+==[\w.]+)",
                text,
                re.S,
            )
            package = " (%s)" % (named.group(1) or named.group(2)) if named else ""
            return sentence.replace("{package}", package)
    return "The packages could not be installed"


def failure(log):
    sentence = cause(log)
    joined = " and" if ": " in sentence else ":"
    return SetupError(
        ("%s%s run the command again; nothing was changed (details: %s).") % (sentence, joined, log)
    )


def refusal(problem, folder):
    """The sentence for a folder that cannot be written, by its true reason."""
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupError(
            "The folder %s cannot be written by you (%s): copy the collection to a folder of your "
            "own and run the command there." % (folder, problem.strerror)
        )
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return SetupError(
            ("There is no space left for %s: free about 1 GB and run the command again.") % folder
        )
    return SetupError(
        ("%s could not be written (%s): put this right and run the command again.")
        % (folder, problem.strerror)
    )


# ---------------------------------------------------------------- the environment


def in_environment(name="", folder=None):
    return str((folder or VENV).joinpath("Scripts" if os.name == "nt" else "bin", name))


def locked_packages(part):
    """The requirements of one part of the lock: "runtime", "tests", "hub" or "browser"."""
    lines = "|".join(map(re.escape, (TESTS_BELOW, HUB_BELOW, BROWSER_BELOW)))
    parts = re.split(lines, LOCK.read_text(encoding="utf-8"))
    return dict(zip(("runtime", "tests", "hub", "browser"), parts, strict=False)).get(part, "")


def run(log, command, variables=None):
    """Run a command with its words in the log; true if it succeeded."""
    with open(str(log), "a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write("\n$ %s\n" % " ".join(command))
        stream.flush()
        variables = clean(os.environ) if variables is None else variables
        try:
            return (
                subprocess.call(
                    command, stdout=stream, stderr=subprocess.STDOUT, cwd=str(HOME), env=variables
                )
                == 0
            )
        except OSError as problem:
            stream.write("%s\n" % problem)
            return False


def install(requirements, log, folder):
    """Install exactly the given locked requirements: by uv where it can be had, else by pip. True
    if it worked."""
    settings = roads(folder)
    # the lock is whole but for LEFT_OUT, so nothing is looked for besides
    pip = [
        in_environment("python", folder),
        "-I",
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-deps",
    ]
    block = re.findall(r"^uv==.*?(?=^\S|\Z)", locked_packages("tests"), re.M | re.S)[0]
    with tempfile.TemporaryDirectory() as outside:
        wanted, installer = Path(outside, "wanted.txt"), Path(outside, "uv.txt")
        wanted.write_text(requirements, encoding="utf-8")
        installer.write_text(block, encoding="utf-8")
        # uv lives outside the environment: it is the heaviest single file and nobody reads with it
        tools = Path(outside, "tools")
        fetch = pip + ["--quiet", "--target", str(tools), "-r", str(installer)]
        if run(log, fetch, pip_variables(settings)):
            uv = shutil.which("uv", path=str(tools / "bin"))
            command = [
                "pip",
                "install",
                "--python",
                pip[0],
                "--compile-bytecode",
                "--no-deps",
                "--require-hashes",
                "-r",
                str(wanted),
            ]
            if uv and run(log, [uv] + command, uv_variables(settings)):
                return True
        return run(log, pip + ["-r", str(wanted)], pip_variables(settings))


def drop_unused_bytecode(folder):
    """Throw away what was compiled of other libraries' own tests: nobody imports them, and they are
    a tenth of the whole."""
    for cache in list(folder.rglob("__pycache__")):
        if "tests" in cache.parts[len(folder.parts) :]:
            shutil.rmtree(str(cache))


def purelib(folder):
    path = subprocess.check_output(
        [
            in_environment("python", folder),
            "-I",
            "-c",
            "import sysconfig; print(sysconfig.get_path('purelib'))",
        ]
    )
    return Path(os.fsdecode(path).strip())


def link_package(folder):
    """Let the environment import this project from the folder it lies in, without asking the
    network for a build tool.

    The path is relative: a folder that is moved, renamed or copied imports itself, in whatever
    script its name is written.
    """
    place = purelib(folder)
    (place / "khaddam_files.pth").write_text(
        os.path.relpath(str(HOME / "src"), str(place)) + "\n", encoding="utf-8"
    )


# two lines that a shell reads as a command and Python as a string
FIND_PYTHON = (
    b'#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/\'python\' "$0" '
    b"\"$@\"\n' '''\n"
)


def unbind_scripts(folder):
    """Let every script find the Python beside it, so that a folder that is moved or copied starts
    its own programs."""
    if os.name == "nt":
        return
    own = os.fsencode(in_environment("", folder))
    here = b'VIRTUAL_ENV="$(cd "$(dirname "${BASH_SOURCE:-$0}")/.." && pwd)"'
    for script in Path(in_environment("", folder)).iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        text = script.read_bytes()
        head = re.match(b"#!/bin/sh\n'''exec' [^\n]*\n' '''\n|#![^\n]*\n", text)
        if script.name == "activate":
            script.write_bytes(
                re.sub(
                    b"(?m)(^ *(?:export )?)VIRTUAL_ENV=[^$\n].*$", lambda m: m.group(1) + here, text
                )
            )
        elif script.name.lower().startswith("activate"):
            # the other shells' names for one place; nothing here needs to be activated
            script.unlink()
        elif head and own in head.group():
            script.write_bytes(FIND_PYTHON + text[head.end() :])


SAVING = {"ServerApp": {"jpserver_extensions": {"khaddam_files.saving": True}}}
# what File > Print loads has no formulas and asks nobody for their programs
PRINTING = {"HTMLExporter": {"mathjax_url": "", "require_js_url": ""}}
# Without Node nothing of JupyterLab can be built here; asking whether it should be starts Node all
# the same where a machine has it, at each opening of a page.
PAGE = {"buildCheck": False, "buildAvailable": False}
KERNEL = """# Written at set-up. A reader's own file is found last, so that one called
# pandas.py does not take the place of pandas.
c.InteractiveShellApp.ignore_cwd = True
c.InteractiveShellApp.exec_lines = ["__import__('sys').path.append('')"]
"""


def settle_jupyter(folder):
    """JupyterLab asks nobody outside this machine for news and shows texts as they are meant to be
    read; kernels find the libraries of the lock before a reader's own files."""
    spec = folder / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel = json.loads(spec.read_text(encoding="utf-8"))
    kernel["argv"] = [kernel["argv"][0], "-P"] + [
        word for word in kernel["argv"][1:] if word != "-P"
    ]
    silent = {
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        # README and the teacher's guide open as they are meant to be read
        "@jupyterlab/docmanager-extension:plugin": {
            "defaultViewers": {"markdown": "Markdown Preview"}
        },
    }
    for path, text in (
        (spec, json.dumps(kernel, indent=1)),
        (folder / "share" / "jupyter" / "lab" / "settings" / "overrides.json", json.dumps(silent)),
        (
            folder / "etc" / "jupyter" / "jupyter_server_config.d" / "khaddam_files.json",
            json.dumps(SAVING),
        ),
        (folder / "etc" / "jupyter" / "jupyter_server_config.json", json.dumps(PRINTING)),
        (folder / "etc" / "jupyter" / "labconfig" / "page_config.json", json.dumps(PAGE)),
        # nothing is taken over from a configuration of long ago
        (folder / "etc" / "khaddam-files" / "migrated", ""),
        (folder / "etc" / "ipython" / "ipython_kernel_config.py", KERNEL),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def wanted(parts):
    """Part of the lock -> what the stamp says of it in an environment that fits this machine, this
    Python and this lock."""
    made_for = "%s %d.%d %s\n" % (
        FORM,
        sys.version_info[0],
        sys.version_info[1],
        sysconfig.get_platform(),
    )
    return {
        part: hashlib.sha256((made_for + locked_packages(part)).encode()).hexdigest()
        for part in parts
    }


def recorded_state(folder):
    """What the stamp of an environment says; nothing where it is missing, cut off or of another
    kind."""
    try:
        have = json.loads((folder / "installed.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return have if isinstance(have, dict) else {}


def holds(folder, parts):
    have = recorded_state(folder)
    return all(have.get(part) == digest for part, digest in wanted(parts).items())


FOUND = (
    "import importlib.util as u; found = u.find_spec('khaddam_files'); print(found.origin if "
    "found else '')"
)


def starts(folder):
    """True if the environment's Python starts, on this machine, and finds the package in this very
    folder; a lost path is laid anew."""
    for attempt in (1, 2):
        try:
            printed = subprocess.check_output(
                [in_environment("python", folder), "-I", "-c", FOUND], stderr=subprocess.DEVNULL
            )
        except (OSError, subprocess.CalledProcessError):
            return False
        origin = os.fsdecode(printed).strip()
        if origin and os.path.realpath(origin) == os.path.realpath(
            str(HOME / "src" / "khaddam_files" / "__init__.py")
        ):
            return True
        if attempt == 1:
            try:
                link_package(folder)
            except OSError as problem:
                raise refusal(problem, folder)
    return False


@contextlib.contextmanager
def alone():
    """Only one set-up of this folder at a time; the system frees the lock of a program that ends,
    however it ends."""
    try:
        lock = os.open(str(HOME / ".venv.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as problem:
        raise refusal(problem, HOME)
    try:
        wait_for(lock)
        yield
    finally:
        os.close(lock)


def wait_for(lock):
    try:
        import fcntl

        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is running; waiting for it to end ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
    except (ImportError, OSError):
        pass  # a drive or a system without such locks


def remove(folder):
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(str(folder), ignore_errors=True)


def recover():
    """Put right what an interrupted set-up left behind."""
    if not os.path.lexists(str(VENV)):
        for left in (NEW, OLD):
            if recorded_state(left):  # written last, so what has it is whole
                left.rename(VENV)
                break
    remove(NEW)
    remove(OLD)


def tidy():
    """Throw away what an interrupted set-up left beside a working environment, as far as this user
    may."""
    if os.path.lexists(str(NEW)) or os.path.lexists(str(OLD)):
        with contextlib.suppress(SetupError, OSError), alone():
            recover()


def build(parts, log):
    """Make a whole environment beside the present one and put it in its place."""
    try:
        NEW.mkdir()
        if not run(log, [sys.executable, "-I", "-m", "venv", str(NEW)]):
            raise failure(log)
        if not install("".join(locked_packages(part) for part in parts), log, NEW):
            raise failure(log)
        finish(NEW, parts, log)
        # between the two renames there is no environment; whatever happens there, `recover` puts
        # one back
        if os.path.lexists(str(VENV)):
            VENV.rename(OLD)
        NEW.rename(VENV)
    finally:
        recover()


def finish(folder, parts, log):
    """What an environment needs besides its packages, and the proof that it works; then its
    stamp."""
    drop_unused_bytecode(folder)
    link_package(folder)
    unbind_scripts(folder)
    settle_jupyter(folder)
    run(log, [in_environment("python", folder), "-I", "-m", "compileall", "-q", str(HOME / "src")])
    if not run(
        log,
        [
            in_environment("python", folder),
            "-I",
            "-c",
            "import jupyterlab, ipykernel, ipywidgets, pandas",
        ],
    ):
        raise SetupError(
            (
                "The packages were installed but do not start on this machine (details: %s); "
                "nothing was changed."
            )
            % log
        )
    aside = folder / "installed.json.new"
    aside.write_text(json.dumps(dict(recorded_state(folder), **wanted(parts))), encoding="utf-8")
    aside.rename(folder / "installed.json")


FITS = """
import sys, tomllib
from importlib.metadata import version
from packaging.requirements import Requirement
with open(sys.argv[1], "rb") as stream:
    needs = [Requirement(line) for line in tomllib.load(stream)["project"]["dependencies"]]
if all(need.specifier.contains(version(need.name), prereleases=True) for need in needs):
    print(", ".join(need.name + " " + version(need.name) for need in needs))
"""


def earlier_versions():
    """The versions in the environment at hand, if it was whole once and this project's own bounds
    admit them all; else ""."""
    if not recorded_state(VENV).get("runtime") or not starts(VENV):
        return ""
    try:
        versions = subprocess.check_output(
            [in_environment("python"), "-I", "-c", FITS, str(HOME / "pyproject.toml")],
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return os.fsdecode(versions).strip()


def prepare(parts, earlier_will_do=False):
    """Make the environment hold the given parts of the lock; do nothing if it does already.

    earlier_will_do: where the new one cannot be made, go on with an earlier one that this project's
    bounds admit.
    """
    if holds(VENV, parts) and starts(VENV):
        return tidy()
    with alone():
        try:
            recover()
            if holds(VENV, parts) and starts(VENV):
                return None
            set_up(parts)
        except OSError as problem:
            raise refusal(problem, problem.filename or HOME)
        except SetupError as problem:
            versions = earlier_will_do and earlier_versions()
            if not versions:
                raise
            print(problem, file=sys.stderr)
            print(
                ("Going on with what was set up earlier and fits this version too: %s.") % versions,
                flush=True,
            )
    return None


def set_up(parts):
    print("Setting up the environment in .venv (once; about a minute) ...", flush=True)
    log = new_log()
    missing = [part for part in parts if not holds(VENV, [part])]
    if "runtime" in missing or not starts(VENV):
        build(parts, log)
    else:  # what is added does not touch what readers run
        if not install("".join(locked_packages(part) for part in missing), log, VENV):
            raise failure(log)
        finish(VENV, parts, log)
    log.unlink()


# ---------------------------------------------------------------- the in-browser edition


def browser_parts():
    """The folder with what the in-browser edition is made of: `tools`, where JupyterLite is
    installed, and `pyodide`. Fetched once, beside the environment's own packages, so that no
    JupyterLab of a reader finds them.

    Raises SetupError where it cannot be fetched; then the folder is not there.
    """
    folder, aside = VENV / "browser", VENV / "browser.new"
    wanted_text = PYODIDE_HASH + locked_packages("browser")
    stamp = {"browser": hashlib.sha256(wanted_text.encode()).hexdigest()}
    with alone():
        if recorded_state(folder) == stamp:
            return folder
        print("Fetching what the in-browser edition is made of (once) ...", flush=True)
        try:
            remove(folder)
            remove(aside)
            aside.mkdir()
            fetch_tools(aside / "tools")
            fetch_pyodide(aside / "pyodide")
            (aside / "installed.json").write_text(json.dumps(stamp), encoding="utf-8")
            aside.rename(folder)
        except OSError as problem:
            raise refusal(problem, problem.filename or folder)
        finally:
            remove(aside)
    return folder


def fetch_tools(folder):
    """Install the lock's part for the in-browser edition into a folder of its own."""
    log = new_log()
    with tempfile.TemporaryDirectory() as outside:
        listed = Path(outside, "browser.txt")
        listed.write_text(locked_packages("browser"), encoding="utf-8")
        command = [in_environment("python"), "-I", "-m", "pip", "install", "--require-hashes"]
        # all of them are Python alone; one is for Pyodide's Python, whichever runs here
        command += ["--no-deps", "--only-binary=:all:", "--ignore-requires-python"]
        command += ["--target", str(folder), "-r", str(listed)]
        if not run(log, command, pip_variables(roads(VENV))):
            raise failure(log)
    log.unlink()


def fetch_pyodide(folder):
    """Unpack the package of Pyodide, if it is the one that was chosen."""
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError(
            "Pyodide comes by the program npm, and none was found: install npm and run the command "
            "again."
        )
    log = new_log()
    with tempfile.TemporaryDirectory() as outside:
        if not run(log, [npm, "pack", PYODIDE, "--pack-destination", outside]):
            raise failure(log)
        archive = next(Path(outside).glob("*.tgz"))
        if hashlib.sha512(archive.read_bytes()).hexdigest() != PYODIDE_HASH:
            raise SetupError(
                "%s that was downloaded does not have the fingerprint that is expected: it was "
                "changed on the way or by the registry; try another network." % PYODIDE
            )
        with tarfile.open(str(archive)) as packed:
            for member in packed:
                name = member.name.rpartition("/")[2]
                if member.isfile():  # the package is one folder without others
                    folder.mkdir(exist_ok=True)
                    (folder / name).write_bytes(packed.extractfile(member).read())
    log.unlink()


# ---------------------------------------------------------------- the commands


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
        if not re.match(r"[1-9][0-9]{3,4}\Z", wanted) or not 1024 <= int(wanted) <= 65535:
            shown = wanted if len(wanted) <= 20 else wanted[:20] + "..."
            raise SetupError(
                "PORT=%s is no port: give a number from 1024 to 65535, or leave PORT out."
                % "".join(sign if sign.isprintable() else "?" for sign in shown)
            )
        if not is_free(int(wanted)):
            raise SetupError(
                "Port %s is taken by another program: close it, give another number (make lab "
                "PORT=8899), or leave PORT out." % wanted
            )
        return int(wanted)
    for port in PORTS:
        if is_free(port):
            if port != PORTS[0]:
                print("Port %d is taken; JupyterLab uses %d." % (PORTS[0], port), flush=True)
            return port
    raise SetupError(
        ("All ports from %d to %d are taken: give another one, for example make lab PORT=9900.")
        % (PORTS[0], PORTS[-1])
    )


# no configuration but the environment's own is read, neither the reader's nor that of the machine:
# JupyterLab's defaults hold, which ask for a token that is made anew at each start and let nobody
# in from elsewhere
SERVE = (
    "import sys; from jupyter_core import paths; paths.SYSTEM_CONFIG_PATH.clear(); "
    "from jupyterlab.labapp import main; sys.argv[0] = 'jupyter-lab'; sys.exit(main())"
)


def lab(arguments):
    """Open JupyterLab on the first notebook, on this machine only, behind its token."""
    port = choose_port(os.environ.get("PORT", ""))
    prepare(["runtime"], earlier_will_do=True)
    command = [
        in_environment("python"),
        "-I",
        "-c",
        SERVE,
        "--LabApp.default_url=/lab/tree/%s" % FIRST_PAGE,
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=%d" % port,
        "--ServerApp.port_retries=0",
        "--ServerApp.root_dir=%s" % HOME,
    ] + arguments
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    variables = environment()
    # Jupyter also reads a configuration that lies in the folder where it is started
    os.chdir(variables["JUPYTER_CONFIG_DIR"])
    return hand_over(command, variables)


def wall(arguments):
    """Show how a class answered, as a page for a projector, on this machine only."""
    prepare(["runtime"], earlier_will_do=True)
    command = [in_environment("python"), "-I", "-m", "khaddam_files.seminar.wall"]
    os.chdir(str(HOME))
    return hand_over(command + arguments, environment())


def seminar(arguments):
    """Let a class vote: on this machine alone, or with --room on the network of the room."""
    prepare(["runtime"], earlier_will_do=True)
    os.chdir(str(HOME))
    command = [in_environment("python"), "-I", "-m", "khaddam_files.seminar"]
    return hand_over(command + arguments, environment())


def chromium():
    """The path of a Chromium, installed first where the machine allows it."""

    def find():
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
                "-I",
                "-c",
                "from playwright.sync_api import sync_playwright as s\nwith s() as p: "
                "print(p.chromium.executable_path)",
            ],
            stdout=subprocess.PIPE,
            universal_newlines=True,
        )
        return next(filter(None, map(shutil.which, names + [own.stdout.strip()])), None)

    path = find()
    if path is None:
        print("No Chromium found: installing one for the browser tests ...", flush=True)
        log = new_log()
        if shutil.which("apt-get") and os.geteuid() == 0:
            run(log, ["apt-get", "update"]) and run(
                log, ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
            )
        path = find()
        if path is None:
            run(log, [in_environment("python"), "-I", "-m", "playwright", "install", "chromium"])
            path = find()
        if path is None:
            raise SetupError(
                "The browser tests need Chromium and none could be installed (details: %s): "
                "install the chromium package of your system, or set CHROMIUM to its path, and run "
                "make test again." % log
            )
        log.unlink()
    return path


# What tests of other browsers need: packages of Debian, and a program of each.
DEBIAN = "12"
DESK = {
    "xvfb": "Xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus-daemon",
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
}


def missing_at_the_desk():
    """The packages of DESK that are not there; on another system than their own, its name."""
    try:
        system = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        system = ""
    found = dict(re.findall(r'^(ID|VERSION_ID)="?([^"\n]*)', system, re.M))
    if found != {"ID": "debian", "VERSION_ID": DEBIAN}:
        return ["Debian " + DEBIAN]
    return [package for package, program in DESK.items() if not shutil.which(program)]


def desk():
    """Install what is missing at the desk, where the machine allows it; what is missing then."""
    missing = missing_at_the_desk()
    if not set(missing) & set(DESK) or os.geteuid() != 0:
        return missing
    print("Installing Firefox and WebKit for the tests ...", flush=True)
    log = new_log()
    get = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    run(log, get + ["update"]) and run(
        log, get + ["install", "-y", "--no-install-recommends"] + missing
    )
    if missing_at_the_desk():
        print("They could not be installed (details: %s)." % log, flush=True)
    else:
        log.unlink()
    return missing_at_the_desk()


def readers(arguments):
    """Run what tests Firefox and WebKit, from the first page to the last."""
    prepare(["runtime", "tests"])
    missing = desk()
    if missing:
        raise SetupError(
            "Firefox and WebKit are tested on Debian %s, where root may install them; missing "
            "here: %s." % (DEBIAN, ", ".join(missing))
        )
    command = [in_environment("python"), "-P", "-m", "pytest"]
    command += arguments or ["tests/read_in_browsers.py"]
    return subprocess.call(command, cwd=str(HOME), env=environment())


def test(arguments):
    """Run every test."""
    prepare(["runtime", "tests"])
    with contextlib.suppress(SetupError):  # the tests that need it say so
        browser_parts()
    variables = dict(environment(), CHROMIUM=chromium())
    desk()  # without it `tests/conftest.py` says what is not tested
    # -P: a file called like a library that lies at the top does not take its place
    return subprocess.call(
        [in_environment("python"), "-P", "-m", "pytest"] + arguments, cwd=str(HOME), env=variables
    )


CHECKS = [
    "tests/test_environment.py::test_formatting_and_spelling",
    "tests/test_layers.py",
    "tests/test_types.py",
    "tests/test_data.py",
    "-k",
    "not damage and not generated and not fault",
]


def check(arguments):
    """What can be told in half a minute without a browser: spelling, style, types, layers and
    tables."""
    prepare(["runtime", "tests"])
    command = [in_environment("python"), "-P", "-m", "pytest", "-q"] + CHECKS + arguments
    return subprocess.call(command, cwd=str(HOME), env=environment())


def outputs(arguments):
    """Write the codebook, the stored outputs of the guided notebooks, the exercises and the
    teacher's key anew."""
    prepare(["runtime"])
    python, variables = in_environment("python"), environment()
    notebooks = arguments or sorted(str(path) for path in (HOME / "notebooks").glob("*.ipynb"))
    for command in (
        ["codebook"],
        ["stored_outputs"] + notebooks,
        ["exercises"],
        ["launch_links"],
    ):
        failure = subprocess.call(
            [python, "-P", "-m", "khaddam_files.editions." + command[0]] + command[1:],
            cwd=str(HOME),
            env=variables,
        )
        if failure:
            return failure
    return 0


def mark(arguments):
    """Read free answers in the browser, until Ctrl+C."""
    prepare(["runtime"], earlier_will_do=True)
    os.chdir(str(HOME))
    command = [in_environment("python"), "-I", "-m", "khaddam_files.grading", "mark"]
    return hand_over(command + (arguments or ["handed-in", "--out", "grades"]), environment())


def student_edition(arguments):
    """Write a copy of the collection without keys, for students."""
    prepare(["runtime"])
    command = [in_environment("python"), "-P", "-m", "khaddam_files.editions.student"]
    return subprocess.call(command + arguments, cwd=str(HOME), env=environment())


def bench(arguments):
    """Measure what the notebooks cost, as ratios within one run."""
    prepare(["runtime", "tests"])
    return subprocess.call(
        [in_environment("python"), "tests/bench.py"] + arguments, cwd=str(HOME), env=environment()
    )


def rehearsal(arguments):
    """Go through a lesson and the end of a term by a script, in real browsers."""
    prepare(["runtime", "tests"])
    variables = dict(environment(), CHROMIUM=chromium())
    command = [in_environment("python"), "tests/rehearsal.py"] + arguments
    return subprocess.call(command, cwd=str(HOME), env=variables)


def blocks(text):
    """The requirements of a lock, one string each, hashes included."""
    return re.findall(r"^[\w.-]+==.*?(?=^[\w.-]+==|\Z)", text, re.M | re.S)


def lock(arguments):
    """Write the lock and the list of environment.yml anew from pyproject.toml, with the newest
    versions admitted."""
    prepare(["runtime", "tests"])
    with tempfile.TemporaryDirectory() as folder:

        def resolve(name, python, *more):
            out = Path(folder, name)
            subprocess.check_call(
                [
                    in_environment("uv"),
                    "pip",
                    "compile",
                    "--quiet",
                    "--universal",
                    "--python-version",
                    python,
                    "--generate-hashes",
                    "--no-header",
                    "--no-annotate",
                ]
                + ["--no-emit-package=%s" % name for name in LEFT_OUT]
                + [
                    "-o",
                    str(out),
                ]
                + list(more)
                + [str(HOME / "pyproject.toml")]
            )
            return out

        oldest, extra = "%d.%d" % OLDEST, "--extra"
        runtime = resolve("runtime.txt", oldest)
        tested = resolve("tests.txt", oldest, extra, "test", "-c", str(runtime))
        hub = resolve("hub.txt", oldest, extra, "hub", "-c", str(tested))
        # no older Python than Pyodide's is asked to hold what runs in Pyodide
        more = (extra, "test", extra, "browser", "-c", str(tested))
        whole = resolve("all.txt", PYODIDE_PYTHON, *more)
        first, second, third, fourth = (
            blocks(path.read_text(encoding="utf-8")) for path in (runtime, tested, hub, whole)
        )
    head = (
        "# Written by `make lock` from pyproject.toml. Above the line: what readers "
        "run. Below: "
        "what tests need besides.\n"
    )
    parts = [
        head,
        *first,
        TESTS_BELOW,
        *(block for block in second if block not in first),
        HUB_BELOW,
        *(block for block in third if block not in first),
        BROWSER_BELOW,
        *(block for block in fourth if block not in first + second),
    ]
    LOCK.write_text("".join(parts), encoding="utf-8")
    write_environment_yml()
    return 0


def write_environment_yml():
    """Give Binder and conda the very versions of the lock's runtime part."""
    path = HOME / "environment.yml"
    head = path.read_text(encoding="utf-8").split("  - pip:\n")[0]
    pins = [
        re.sub(r"\s*\\?\n.*", "", block, flags=re.S) for block in blocks(locked_packages("runtime"))
    ]
    lines = ["      - %s\n" % (json.dumps(pin) if ";" in pin else pin) for pin in pins]
    path.write_text(head + "  - pip:\n" + "".join(lines), encoding="utf-8")


WHOLE = "--whole"


def site(arguments):
    """Write the collection as pages that need no server, into `site` or the folder named, with the
    in-browser edition where what it is made of can be had; --whole: or fail."""
    prepare(["runtime", "tests"])
    command = [in_environment("python"), "-P", "-m", "khaddam_files.editions.site"]
    command += [word for word in arguments if word != WHOLE]
    try:
        command += ["--browser", str(browser_parts())]
    except SetupError as problem:
        if WHOLE in arguments:
            raise
        print("The in-browser edition is left out. %s" % problem, file=sys.stderr)
    return subprocess.call(command, cwd=str(HOME), env=environment())


def settle(arguments):
    """Make the environment that runs this one of the collection: for Binder (`postBuild`), for
    conda, and for whoever has installed the lock by hand."""
    folder = Path(sys.prefix)
    link_package(folder)
    settle_jupyter(folder)
    return 0


def main(commands=None):
    """Do what the first word of the command line names, of these commands or of those here."""
    commands = commands or {
        "settle": settle,
        "site": site,
        "lab": lab,
        "wall": wall,
        "test": test,
        "check": check,
        "readers": readers,
        "outputs": outputs,
        "bench": bench,
        "rehearsal": rehearsal,
        "mark": mark,
        "student-edition": student_edition,
        "lock": lock,
        "class": seminar,
    }
    try:
        require_python()
        return commands[sys.argv[1]](sys.argv[2:])
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "Interrupted: run the command again, it puts right what was left half done.",
            file=sys.stderr,
        )
        return 130


if __name__ == "__main__":
    sys.exit(main())
