"""A class at once on a real hub on this machine: `make load`, `make load ARGS="--students 5 10"`.

Each student logs in, has a copy brought, runs a notebook, types an answer and moves its lists; then
some servers are killed and must come back with every answer, while the others go on. The hub is
the one of deploy/, on loopback, behind a password made for the run. All is bounded: students,
seconds, and at the end every process that was started is ended and every folder removed.
"""

import argparse
import asyncio
import contextlib
import os
import re
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

import httpx
from ports import free_port
from student import ANSWER, FOLDER, Student

ROOT = Path(__file__).resolve().parents[1]
MOST_STUDENTS, MOST_RUNS, LONGEST = 60, 20, 900  # what one call may ask of a machine; seconds
COPIED = ("notebooks", "exercises", "data")
TROUBLE = re.compile(r"Address already in use|ZMQError|Kernel .*died|AsyncIOLoopKernelRestarter")


class Row(NamedTuple):
    """What one class on one hub cost.

    done: students who made every move; opened, ran: seconds until the last one had a kernel, had
    run the notebook; times: milliseconds of every answered move; servers, kernels: megabytes (PSS)
    of each student; lost: websockets; trouble: lines of the hub's log; load: before and after.
    """

    students: int
    done: int
    opened: float
    ran: float
    times: list
    unanswered: int
    servers: list
    kernels: list
    lost: int
    faults: list
    trouble: list
    load: tuple
    back: "Back | None" = None


class Back(NamedTuple):
    """What came back after servers were killed. kept: whose files had every byte and whose page
    showed the answer again; disturbed: others who lost a line; outlived: kernels that did not end
    with their server."""

    killed: int
    returned: int
    kept: int
    disturbed: int
    outlived: int
    seconds: float


HEAD = (
    "| students | done | s to open, run | ms p50 / p95 / max | moves, without change "
    "| server + kernel = student MB | lost lines | load |\n" + "|---" * 8 + "|"
)


def share(values, part):
    """The value below which a share of all values lies; None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else None


def in_words(row):
    """A row of the table, and lines below it on what came back and what went wrong."""
    times = memory = "none"
    if row.times:
        figures = (statistics.median(row.times), share(row.times, 0.95), max(row.times))
        times = " / ".join(f"{figure:.0f}" for figure in figures)
    if row.servers:
        server, kernel = statistics.median(row.servers), statistics.median(row.kernels)
        student = statistics.mean(map(sum, zip(row.servers, row.kernels, strict=True)))
        memory = f"{server:.0f} + {kernel:.0f} = {student:.0f}"
    lines = [
        f"| {row.students} | {row.done} | {row.opened:.0f}, {row.ran:.0f} | {times} "
        f"| {len(row.times) + row.unanswered}, {row.unanswered} | {memory} | {row.lost} "
        f"| {row.load[0]:.0f}-{row.load[1]:.0f} |"
    ]
    if row.back:
        back = row.back
        lines.append(
            f"  killed {back.killed}: {back.returned} came back in {back.seconds:.0f} s, "
            f"{back.kept} with every answer; others disturbed: {back.disturbed}; "
            f"kernels that outlived their server: {back.outlived}"
        )
    lines += [f"  fault: {fault}" for fault in row.faults]
    lines += [f"  log: {line}" for line in row.trouble]
    return "\n".join(lines)


# ---------------------------------------------------------------- the hub


def git(folder, *arguments):
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=load", "-c", "user.email=load@localhost"]
        + list(arguments),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def repository(folder):
    """A repository of what a class is given, made of the files as they are now."""
    for part in COPIED:
        left_out = shutil.ignore_patterns("teacher", ".ipynb_checkpoints")
        shutil.copytree(ROOT / part, folder / part, ignore=left_out)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=A class")
    return folder.as_uri()


def marked(name, value):
    """Every process whose environment has a variable with this value."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(name) == value:
                yield process


def end(hub, run, own):
    """End a hub and all that it has started, politely first. own: what it serves besides, which
    has none of its variables."""
    hub.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        hub.wait(60)
    for process in [*own, *marked("LOAD_RUN", run)]:
        with contextlib.suppress(psutil.Error):
            process.kill()
    hub.wait(10)


@contextlib.contextmanager
def a_hub(home, tcp):
    """(address, password, mark) of a hub whose files lie in a folder. It is ended afterwards with
    all it has started. tcp: whether kernels have ports."""
    run, password = secrets.token_hex(8), secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        ports = [str(stack.enter_context(free_port())) for _ in range(3)]
        variables = {
            **{name: value for name, value in os.environ.items() if name != "KHADDAM_ANSWERS"},
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
            "LOAD_HOME": str(home),
            "LOAD_PORTS": " ".join(ports),
            "LOAD_PASSWORD": password,
            "LOAD_RUN": run,
            "LOAD_ARGUMENTS": "--allow-root" if os.geteuid() == 0 else "",
            **({"LOAD_PORTS_FOR_KERNELS": "yes"} if tcp else {}),
        }
        config = str(Path(__file__).with_name("load_config.py"))
        log = stack.enter_context(open(home / "log", "wb"))
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", config],
            cwd=home,
            env=variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        own = []
        try:
            address = f"http://127.0.0.1:{ports[0]}"
            until_healthy(hub, address, home)
            own += psutil.Process(hub.pid).children(recursive=True)
            yield address, password, run
        finally:
            end(hub, run, own)


def until_healthy(hub, address, home):
    for _ in range(240):
        if hub.poll() is not None:
            raise SystemExit(f"The hub did not start:\n{(home / 'log').read_text()[-3000:]}")
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{address}/hub/health").status_code == 200:
                return
        time.sleep(0.5)
    raise SystemExit("The hub did not answer within two minutes.")


def servers_of(run):
    """Student -> (the server's process, those of its kernels)."""
    found = {}
    for process in marked("LOAD_RUN", run):
        with contextlib.suppress(psutil.Error):
            if any("jupyterhub-singleuser" in word for word in process.cmdline()):
                kernels = [
                    child
                    for child in process.children(recursive=True)
                    if "ipykernel_launcher" in child.cmdline()
                ]
                found[process.environ()["JUPYTERHUB_USER"]] = process, kernels
    return found


def megabytes(process):
    """What a process alone takes of memory, with its part of what it shares (PSS)."""
    return process.memory_full_info().pss / 2**20


# ---------------------------------------------------------------- the class


async def gather(students, steps, limit, faults):
    """All students do the steps at once, each one after the other; {step: seconds until the last
    had done it} and who did them all."""
    began, ends, done = time.perf_counter(), {}, []

    async def go(student):
        for name, step in steps.items():
            await step(student)
            ends[name] = time.perf_counter() - began
        done.append(student)

    async def attempt(student):
        try:
            await asyncio.wait_for(go(student), limit)
        except Exception as problem:  # whatever it is, it is this student's and is told
            faults.append(f"{student.name}: {type(problem).__name__} {problem}"[:300])

    await asyncio.gather(*map(attempt, students))
    return ends, done


def files(home, student):
    """What a student's answers lie in: name -> bytes."""
    folder = home / "users" / student.name / FOLDER / "my-answers"
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


OPEN = {
    "log in": Student.log_in,
    "reach": Student.reach_server,
    "copy": Student.bring_copy,
    "open": Student.open,
    "run": Student.read,
}


async def kill_and_return(home, run, victims, others, options, faults):
    """Servers are killed while the others go on; whoever was on them comes back."""
    before = {student: files(home, student) for student in victims}
    servers, lost = servers_of(run), sum(student.lost for student in others)
    orphans = []
    for student in victims:
        server, kernels = servers[student.name]
        orphans += kernels
        server.kill()
    going = asyncio.create_task(
        gather(others, {"move": lambda student: student.take_part(options.moves)}, LONGEST, faults)
    )
    steps = {name: OPEN[name] for name in ("reach", "open", "run")}
    ends, returned = await gather(victims, steps, options.limit, faults)
    await going
    kept = [
        student
        for student in returned
        if student.shown() == [ANSWER]
        and before[student]
        and before[student].items() <= files(home, student).items()
    ]
    disturbed = sum(student.lost for student in others) - lost
    outlived = sum(kernel.is_running() for kernel in orphans)
    seconds = max(ends.values(), default=0.0)
    return Back(len(victims), len(returned), len(kept), disturbed, outlived, seconds)


def notebook(number):
    """The file of a notebook; None if there is none of that number."""
    return next((ROOT / "notebooks").glob(f"{number}-*.ipynb"), None)


def cells_of(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


async def class_of(size, options):
    """One class on one hub, measured."""
    home, load = Path(tempfile.mkdtemp(prefix="khaddam-load-")), os.getloadavg()[0]
    notebooks = [
        (f"notebooks/{path.name}", cells_of(path)) for path in map(notebook, options.notebooks)
    ]
    faults = []
    try:
        (home / "collection").mkdir()
        address = repository(home / "collection")
        with a_hub(home, options.tcp) as (base, password, run):
            students = [
                Student(base, f"student{n:02}", password, address, notebooks) for n in range(size)
            ]
            steps = OPEN | {
                "answer": Student.answer,
                "move": lambda student: student.take_part(options.moves),
            }
            ends, done = await gather(students, steps, options.limit, faults)
            servers = servers_of(run).values()
            row = Row(
                students=size,
                done=len(done),
                opened=ends.get("open", 0.0),
                ran=ends.get("run", 0.0),
                times=[time for student in students for time in student.times],
                unanswered=sum(student.unanswered for student in students),
                servers=[megabytes(server) for server, _ in servers],
                kernels=[sum(map(megabytes, kernels)) for _, kernels in servers],
                lost=sum(student.lost for student in students),
                faults=faults,
                trouble=[],
                load=(load, os.getloadavg()[0]),
            )
            killed = done[: min(options.kill, size // 2)]
            if killed:
                others = [student for student in done if student not in killed]
                back = await kill_and_return(home, run, killed, others, options, faults)
                row = row._replace(back=back)
            for student in students:
                await student.close()
        log = (home / "log").read_text(errors="replace")
        return row._replace(trouble=[line for line in log.splitlines() if TROUBLE.search(line)])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def asked(arguments):
    """The options of the command line; what no machine should be asked ends with a sentence."""
    parser = argparse.ArgumentParser(prog="make load", description=__doc__.split("\n\n")[0])
    parser.add_argument("--students", type=int, nargs="+", default=[5, 10, 20, 40])
    parser.add_argument(
        "--notebooks", nargs="+", default=["07"], help="numbers; the last one's lists are moved"
    )
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--kill", type=int, default=10, help="servers; never more than half")
    parser.add_argument("--runs", type=int, default=1, help="of each size")
    parser.add_argument("--limit", type=int, default=400, help="seconds for each student")
    parser.add_argument(
        "--tcp", action="store_true", help="kernels on ports, which the hub's configuration avoids"
    )
    options = parser.parse_args(arguments)
    bounds = [
        *(("students", size, 1, MOST_STUDENTS) for size in options.students),
        ("moves", options.moves, 1, 200),
        ("kill", options.kill, 0, MOST_STUDENTS),
        ("runs", options.runs, 1, MOST_RUNS),
        ("limit", options.limit, 10, LONGEST),
    ]
    for name, value, least, most in bounds:
        if not least <= value <= most:
            parser.error(f"{name}: {value} is not from {least} to {most}")
    for number in options.notebooks:
        if not notebook(number):
            parser.error(f"there is no notebook {number}")
    return options


def main(arguments):
    options = asked(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):  # also in the background nothing is left behind
        signal.signal(number, signal.default_int_handler)
    print(HEAD, flush=True)
    rows = []
    for size in options.students:
        for _ in range(options.runs):
            rows.append(asyncio.run(class_of(size, options)))
            print(in_words(rows[-1]), flush=True)
    lost, seats = sum(row.lost for row in rows), sum(row.students for row in rows)
    unfinished = seats - sum(row.done for row in rows)
    print(
        f"\nOf {seats} students in {len(rows)} runs, {unfinished} did not finish; "
        f"{lost} websockets ended by themselves."
    )
    return 0 if all(row.done == row.students for row in rows) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("Interrupted; everything that was started has ended.", file=sys.stderr)
        sys.exit(130)
