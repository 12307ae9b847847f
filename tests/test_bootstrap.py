"""Set-up tells the truth: what is inherited, moved, cut off, interrupted or in the way either works
or is said by its true reason."""

import http.client
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest
from conftest import ROOT

# ---------------------------------------------------------------- inherited variables

INHERITED = {
    **{"PIP_" + name: "1" for name in ["USER", "TARGET", "PREFIX", "ROOT", "REQUIRE_VIRTUALENV", "NO_DEPS", "CONSTRAINT", "NO_BINARY", "PRE", "LOG"]},
    **{"UV_" + name: "1" for name in ["NO_VERIFY_HASHES", "INDEX_URL", "TARGET", "PYTHON", "SYSTEM_PYTHON", "OVERRIDE", "CONSTRAINT"]},
    **{"PYTHON" + name: "/x" for name in ["PATH", "HOME", "STARTUP", "USERBASE", "WARNINGS", "SAFEPATH"]},
    **{"JUPYTER_" + name: "" for name in ["PATH", "CONFIG_PATH", "TOKEN", "TOKEN_FILE", "NO_CONFIG"]},
    "JUPYTER_SERVER_ALLOW_UNAUTHENTICATED_ACCESS": "1",
    "JUPYTERLAB_DIR": "/x",
    "VIRTUAL_ENV": "/x",
}  # fmt: skip


def test_inherited_variables_stop_at_the_door(monkeypatch):
    for name, value in INHERITED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("JUPYTERLAB_SETTINGS_DIR", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", "/home/reader/jupyter")
    found = bootstrap.environment()
    assert not (set(INHERITED) - {"VIRTUAL_ENV"}) & set(found)
    assert (
        found["VIRTUAL_ENV"] == str(bootstrap.VENV)
        and found["HTTPS_PROXY"] == "http://proxy.example:3128"
    )
    assert found["JUPYTER_CONFIG_DIR"].startswith(str(bootstrap.VENV)), (
        "nobody else's configuration is read"
    )
    assert found["JUPYTERLAB_SETTINGS_DIR"] == "/home/reader/jupyter/lab/user-settings", (
        "theme and keys stay"
    )


def test_only_the_roads_to_packages_are_taken_over(monkeypatch, tmp_path):
    """pip's own files and variables: where packages come from, not what is installed or where it
    goes."""
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nuser = true\nindex-url = https://mirror.example/simple\nconstraint = "
        "/nope\nquiet = 3\nno_deps = true\n"
        "[install]\ntarget = /tmp/elsewhere\nfind-links =\n    /one\n    /two\n[download]\nproxy = "
        "http://other.example\n"
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_CERT", "/etc/own.pem")
    found = bootstrap.roads(Path(sys.prefix))
    assert found["index-url"] == "https://mirror.example/simple" and found[
        "find-links"
    ].split() == ["/one", "/two"]
    assert (
        found["cert"] == "/etc/own.pem"
        and set(found) <= set(bootstrap.ROADS)
        and "proxy" not in found
    )
    pip, uv = bootstrap.pip_variables(found), bootstrap.uv_variables(found)
    assert (
        pip["PIP_CONFIG_FILE"] == os.devnull
        and pip["PIP_INDEX_URL"] == "https://mirror.example/simple"
    )
    assert "PIP_USER" not in pip and "PIP_TARGET" not in pip and "PIP_CONSTRAINT" not in pip
    assert (
        uv["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
        and uv["UV_FIND_LINKS"] == "/one,/two"
    )
    assert uv["SSL_CERT_FILE"] == "/etc/own.pem" and uv["UV_NO_CONFIG"] == "1"


def test_a_configuration_of_pip_that_cannot_be_read_is_said(monkeypatch, tmp_path):
    (tmp_path / "pip.conf").write_text("rubbish\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    with pytest.raises(bootstrap.SetupError, match="The configuration of pip cannot be read"):
        bootstrap.roads(Path(sys.prefix))


# ---------------------------------------------------------------- true reasons

SAID = [
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    six==1.17.0 "
     "from https://x:\n  Expected sha256 0\n", "does not have the fingerprint that the lock names "
                                               "(six==1.17.0)"),
    ("  × Failed to download `six==1.17.0`\n  ╰─▶ Hash mismatch for "
     "`six==1.17.0`\n", "does not have the fingerprint that the lock names (six==1.17.0)"),
    ("WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: Hash "
     "mismatch for x\n", "does not have the fingerprint"),
    ("OSError: [Errno 28] No space left on device", "There is no space left on the disk"),
    ("ensurepip is not\navailable", "Python has no module venv: install the venv package"),
    ("/usr/bin/python3: No module named venv", "Python has no module venv"),
    ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission "
     "denied: '/x'", "could not be written (permission denied)"),
    ("Retrying after connection broken by 'ProxyError('Cannot connect to proxy.'\nNo matching "
     "distribution found", "The proxy that this machine names does not answer"),
    ("SSLError(SSLCertVerificationError(1, '[SSL: "
     "CERTIFICATE_VERIFY_FAILED]", "The certificate of the package index is not trusted"),
    ("NewConnectionError: Failed to establish\nERROR: No matching distribution "
     "found for uv", "could not be downloaded: check the network connection"),
    ("(from versions: 1.0)\nERROR: No matching distribution found "
     "for uv==9", "does not hold a version that the lock names"),
    ("something else", "The packages could not be installed: run the command again"),
]  # fmt: skip


@pytest.mark.parametrize("words, sentence", SAID)
def test_the_log_tells_the_reason(tmp_path, words, sentence):
    log = tmp_path / "log"
    log.write_text(words, encoding="utf-8")
    said = str(bootstrap.failure(log))
    assert sentence in said and said.endswith(
        f"run the command again; nothing was changed (details: {log})."
    )
    assert said.count("check the network") == (sentence.count("check the network"))


def test_a_log_is_fresh_and_private():
    one, other = bootstrap.new_log(), bootstrap.new_log()
    assert one != other and stat.S_IMODE(one.stat().st_mode) == 0o600 and not one.is_symlink()
    one.unlink(), other.unlink()


@pytest.mark.parametrize(
    "number, sentence",
    [
        (
            13,
            "cannot be written by you (Permission denied): copy the collection to a folder "
            "of your own",
        ),
        (30, "cannot be written by you (Read-only file system)"),
        (28, "There is no space left"),
        (5, "could not be written (Input/output error)"),
    ],
)
def test_a_folder_that_cannot_be_written_is_said_by_its_reason(
    project, monkeypatch, capsys, number, sentence
):
    def refuse(path, *rest):
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(bootstrap.os, "open", refuse)
    monkeypatch.setattr(bootstrap, "lab", lambda arguments: bootstrap.prepare(["runtime"]))
    monkeypatch.setattr(bootstrap.sys, "argv", ["bootstrap.py", "lab"])
    monkeypatch.setattr(bootstrap, "require_python", lambda: None)
    assert bootstrap.main() == 1
    assert sentence in capsys.readouterr().err


# ---------------------------------------------------------------- a small project, with
# environments that are made in a moment


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in a folder of its own; a bare environment without packages stands for a whole
    one."""
    home = tmp_path / "Mes cours d'été"
    (home / "src" / "khaddam_files").mkdir(parents=True)
    (home / "src" / "khaddam_files" / "__init__.py").touch()
    (home / "requirements.lock").write_text(
        "one==1\n" + bootstrap.TESTS_BELOW + "two==2\n", encoding="utf-8"
    )
    for name, path in (
        ("HOME", "."),
        ("VENV", ".venv"),
        ("NEW", ".venv.new"),
        ("OLD", ".venv.old"),
        ("LOCK", "requirements.lock"),
    ):
        monkeypatch.setattr(bootstrap, name, home / path)

    def finish(folder, parts, log):
        bootstrap.link_package(folder)
        (folder / "installed.json").write_text(
            json.dumps(dict(bootstrap.recorded_state(folder), **bootstrap.wanted(parts)))
        )

    def run(log, command, variables=None):
        log.write_text(" ".join(command))
        # only `venv` is run here
        return subprocess.call([*command[:-1], "--without-pip", command[-1]]) == 0

    monkeypatch.setattr(bootstrap, "finish", finish)
    monkeypatch.setattr(bootstrap, "run", run)
    monkeypatch.setattr(bootstrap, "install", lambda requirements, log, folder: True)
    return home


def left_in(home):
    return sorted(path.name for path in home.glob(".venv*") if path.name != ".venv.lock")


def newer(home):
    (home / "requirements.lock").write_text(
        "one==1.1\n" + bootstrap.TESTS_BELOW + "two==2\n", encoding="utf-8"
    )


def mark(home):
    (home / ".venv" / "the-first").touch()


@pytest.mark.parametrize(
    "stamp",
    [
        '{"runt',
        "[1]",
        "null",
        '"x"',
        "\x00",
        "[" * 100_000,
        '{"runtime": 5}',
        '{"runtime": "another"}',
        "",
    ],
)
def test_a_stamp_of_another_kind_leads_to_a_new_environment(project, stamp):
    bootstrap.prepare(["runtime"])
    mark(project)
    (project / ".venv" / "installed.json").write_text(stamp)
    bootstrap.prepare(["runtime"])
    assert (
        bootstrap.holds(project / ".venv", ["runtime"])
        and not (project / ".venv" / "the-first").exists()
    )
    assert left_in(project) == [".venv"]


@pytest.mark.parametrize(
    "trouble",
    [
        KeyboardInterrupt,
        bootstrap.SetupError("no network"),
        OSError(28, "No space left on device"),
        None,
    ],
)
@pytest.mark.parametrize("step", ["install", "finish"])
def test_the_working_environment_stays_until_the_new_one_is_whole(
    project, monkeypatch, trouble, step
):
    bootstrap.prepare(["runtime"])
    mark(project)
    newer(project)

    def stop(*arguments):
        if trouble is None:
            os.remove(project / "requirements.lock.nothing")
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(bootstrap, step, stop)
        with pytest.raises((KeyboardInterrupt, bootstrap.SetupError)):
            bootstrap.prepare(["runtime"])
    assert left_in(project) == [".venv"] and (project / ".venv" / "the-first").exists()
    assert bootstrap.starts(project / ".venv")
    bootstrap.prepare(["runtime"])
    assert (
        bootstrap.holds(project / ".venv", ["runtime"])
        and not (project / ".venv" / "the-first").exists()
    )


@pytest.mark.parametrize("killed_after", ["one rename", "no stamp", "both renames"])
def test_the_next_call_puts_right_what_a_kill_left(project, monkeypatch, killed_after):
    bootstrap.prepare(["runtime"])
    home, install = project, bootstrap.install
    if killed_after == "one rename":  # the new one is whole, the old one aside
        shutil.copytree(home / ".venv", home / ".venv.new", symlinks=True)
        (home / ".venv").rename(home / ".venv.old")
    elif killed_after == "no stamp":  # the new one is half
        (home / ".venv.new").mkdir()
        (home / ".venv").rename(home / ".venv.old")
    else:
        shutil.copytree(home / ".venv", home / ".venv.old", symlinks=True)
    monkeypatch.setattr(bootstrap, "install", lambda *arguments: pytest.fail("installed again"))
    bootstrap.prepare(["runtime"])
    assert left_in(home) == [".venv"] and bootstrap.starts(home / ".venv") and install


def test_the_earlier_environment_goes_on_where_it_fits(project, monkeypatch, capsys):
    bootstrap.prepare(["runtime"])
    newer(project)
    monkeypatch.setattr(bootstrap, "install", lambda *arguments: False)
    monkeypatch.setattr(bootstrap, "FITS", "print('jupyterlab 4.6.6')")
    with pytest.raises(bootstrap.SetupError):
        bootstrap.prepare(["runtime"])  # tests and outputs want the lock and nothing else
    bootstrap.prepare(["runtime"], earlier_will_do=True)
    said = capsys.readouterr()
    assert (
        "Going on with what was set up earlier and fits this version too: jupyterlab 4.6.6."
    ) in said.out
    assert "run the command again; nothing was changed" in said.err
    monkeypatch.setattr(bootstrap, "FITS", "pass")  # the bounds do not admit it
    with pytest.raises(bootstrap.SetupError):
        bootstrap.prepare(["runtime"], earlier_will_do=True)


def test_the_bounds_of_the_project_decide_what_fits(tmp_path):
    for bound, fits in ((">=2", True), (">=99", False)):
        (tmp_path / "pyproject.toml").write_text(f'[project]\ndependencies = ["pandas {bound}"]\n')
        done = subprocess.run(
            [sys.executable, "-I", "-c", bootstrap.FITS, tmp_path / "pyproject.toml"],
            capture_output=True,
            text=True,
        )
        assert (done.stdout.startswith("pandas ")) == fits
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["no-such-package >=1"]\n')
    assert subprocess.run(
        [sys.executable, "-I", "-c", bootstrap.FITS, tmp_path / "pyproject.toml"],
        capture_output=True,
    ).returncode


def test_a_folder_that_is_moved_or_copied_finds_its_own_package(project, monkeypatch):
    bootstrap.prepare(["runtime"])
    ask = [".venv/bin/python", "-c", "import khaddam_files; print(khaddam_files.__file__)"]
    copy = project.with_name("copy")
    shutil.copytree(project, copy, symlinks=True)
    moved = project.rename(project.with_name("moved é"))
    (moved.parent / "link").symlink_to(moved)
    for place, own in ((copy, copy), (moved, moved), (moved.parent / "link", moved)):
        found = subprocess.run(
            ask, cwd=place, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
        )
        assert os.path.realpath(found.stdout.strip()) == str(
            own / "src/khaddam_files/__init__.py"
        ), found.stderr


def test_a_path_to_another_folder_is_laid_anew_without_a_network(project, monkeypatch):
    """What version 0.2.0 left: an absolute path, which another folder's copy still follows."""
    bootstrap.prepare(["runtime"])
    lost = bootstrap.purelib(project / ".venv") / "khaddam_files.pth"
    lost.write_text(str(ROOT / "src") + "\n")
    monkeypatch.setattr(bootstrap, "install", lambda *arguments: pytest.fail("installed again"))
    bootstrap.prepare(["runtime"])
    assert lost.read_text() == "../../../../src\n"


@pytest.mark.parametrize("program", [None, b"\x7fELF of another machine", b"#!/bin/sh\nexit 3\n"])
def test_a_python_that_is_gone_or_of_another_machine_leads_to_a_new_environment(project, program):
    bootstrap.prepare(["runtime"])
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    if program is None:
        python.symlink_to("/nowhere/python3.11")
    else:
        python.write_bytes(program)
        python.chmod(0o755)
    bootstrap.prepare(["runtime"])
    assert bootstrap.starts(project / ".venv") and left_in(project) == [".venv"]


def test_an_environment_that_is_a_link_is_replaced_and_not_emptied(project, tmp_path):
    bootstrap.prepare(["runtime"])
    shared = (project / ".venv").rename(tmp_path / "shared")
    (project / ".venv").symlink_to(shared)
    newer(project)
    bootstrap.prepare(["runtime"])
    assert not (project / ".venv").is_symlink() and (shared / "installed.json").exists()


def test_what_tests_need_is_added_and_what_readers_run_stays(project, monkeypatch):
    bootstrap.prepare(["runtime"])
    mark(project)
    asked = []
    monkeypatch.setattr(
        bootstrap,
        "install",
        lambda requirements, log, folder: asked.append((requirements, folder)) or True,
    )
    bootstrap.prepare(["runtime", "tests"])
    assert asked == [("two==2\n", project / ".venv")] and (project / ".venv" / "the-first").exists()


def test_the_environments_own_python_hands_over_to_the_one_outside(monkeypatch, project):
    called = []
    monkeypatch.setattr(bootstrap, "hand_over", called.append)
    monkeypatch.setattr(bootstrap.sys, "prefix", str(project / ".venv"))
    monkeypatch.setattr(bootstrap.sys, "_base_executable", "/usr/bin/python3.11", raising=False)
    bootstrap.require_python()
    assert called[0][0] == "/usr/bin/python3.11"
    monkeypatch.setattr(
        bootstrap.sys, "_base_executable", str(project / ".venv/bin/python"), raising=False
    )
    with pytest.raises(bootstrap.SetupError, match="leave PYTHON out"):
        bootstrap.require_python()


def test_an_interruption_ends_in_a_sentence(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "require_python", lambda: None)
    monkeypatch.setattr(bootstrap, "lab", interrupted)
    monkeypatch.setattr(bootstrap.sys, "argv", ["bootstrap.py", "lab"])
    assert bootstrap.main() == 130
    assert capsys.readouterr().err.startswith("Interrupted: run the command again")


# ---------------------------------------------------------------- what an environment is given
# besides its packages


def test_scripts_find_the_python_beside_them(tmp_path):
    folder = tmp_path / "a b"
    subprocess.check_call([sys.executable, "-m", "venv", "--without-pip", folder])
    script = folder / "bin" / "tool"
    for head in (
        f"#!{folder}/bin/python\n",
        f"#!/bin/sh\n'''exec' \"{folder}/bin/python\" \"$0\" \"$@\"\n' '''\n",
    ):
        script.write_text(head + "import sys; print(sys.executable)\n")
        script.chmod(0o755)
        bootstrap.unbind_scripts(folder)
        copy = tmp_path / "copy"
        shutil.copytree(folder, copy, symlinks=True)
        assert subprocess.check_output([copy / "bin" / "tool"], text=True).strip() == str(
            copy / "bin" / "python"
        )
        activated = ["sh", "-c", ". bin/activate; command -v python"]
        if shutil.which("bash"):
            activated[0] = "bash"
            assert subprocess.check_output(activated, cwd=copy, text=True).strip() == str(
                copy / "bin" / "python"
            )
        shutil.rmtree(copy)


OPEN = """
import jupyter_server.auth.identity as identity
class Open(identity.IdentityProvider):
    auth_enabled = False
    def get_user(self, handler): return identity.User("anybody")
c.ServerApp.identity_provider_class = Open
c.IdentityProvider.token = ""; c.ServerApp.token = ""; c.ServerApp.password = ""
c.ServerApp.allow_unauthenticated_access = True; c.ServerApp.disable_check_xsrf = True; c.ServerApp.allow_origin = "*"
c.ServerApp.allow_remote_access = True; c.ServerApp.base_url = "/elsewhere/"; c.ServerApp.certfile = "/nowhere"
"""


def test_jupyterlab_asks_for_its_token_whatever_a_configuration_says(tmp_path, monkeypatch, port):
    own = tmp_path / ".jupyter"
    own.mkdir()
    for name in ("jupyter_config", "jupyter_server_config", "jupyter_lab_config"):
        (own / f"{name}.py").write_text(OPEN)
    for name, value in {
        "HOME": tmp_path,
        "JUPYTER_CONFIG_DIR": own,
        "JUPYTER_CONFIG_PATH": own,
        "JUPYTER_TOKEN": "",
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("PORT", str(port))
    started = []
    monkeypatch.setattr(
        bootstrap, "hand_over", lambda command, variables: started.append((command, variables))
    )
    monkeypatch.setattr(bootstrap, "prepare", lambda *arguments, **options: None)
    monkeypatch.chdir(tmp_path)
    bootstrap.lab(["--no-browser"])
    command, variables = started[0]
    assert not [word for word in command if "token" in word.lower()], (
        "any user of the machine sees the words of a command"
    )
    server = subprocess.Popen(
        command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        for line in server.stdout:  # ends if the server does
            if "?token=" in line:
                break
        while bootstrap.is_free(port):
            assert server.poll() is None
        answers = []
        for method, path in (
            ("GET", "/api/contents"),
            ("POST", "/api/kernels"),
            ("GET", "/api/kernels"),
            ("GET", "/files/README.md"),
        ):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            asked.request(method, path)
            answers.append(asked.getresponse().status)
            asked.close()
        assert set(answers) <= {302, 403}, answers
    finally:
        server.terminate()
        server.communicate(timeout=60)


def test_a_readers_own_file_takes_no_librarys_place(tmp_path):
    from jupyter_client.manager import start_new_kernel

    for name in ("pandas", "pathlib", "mine"):
        (tmp_path / f"{name}.py").write_text(
            f"raise SystemExit('{name} of the reader')" if name != "mine" else "word = 'own'"
        )
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path))
    try:
        words = []
        client.execute_interactive(
            "import pandas, pathlib, mine; print(mine.word, 'site-packages' in pandas.__file__)",
            timeout=120,
            output_hook=lambda message: words.append(
                message["content"].get("text") or message["content"].get("evalue")
            ),
        )
        assert "own True\n" in words, words
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
