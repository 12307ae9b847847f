"""What a reader and a teacher do, on a machine that has no network: test_no_network.py runs it in a
network namespace of its own.

Nothing but the machine itself can be reached there, and its kernel counts every packet that finds
no way out, whoever hides the error. The last line that is printed is what was found, as JSON.
"""

import asyncio
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

from lab import serve
from load import cells_of, marked, megabytes, notebook
from made_up import a_class
from student import Reader

READ = ("00", "03")  # what a first session on Binder opens
MOVES = 6
NAMESPACES = ("/proc/self/ns/net", "/proc/self/ns/mnt")
SIOCSIFFLAGS, UP_AND_RUNNING = 0x8914, 0x41  # of linux/sockios.h and linux/if.h


def close_in(folder, outside):
    """Let this namespace reach itself alone, and send questions for names to where nobody is: a
    machine's own resolver would answer on loopback, and nothing would be counted.

    outside: the namespaces of whoever called, so that those are never changed.
    """
    if len(outside) != len(NAMESPACES) or set(outside) & set(map(os.readlink, NAMESPACES)):
        raise SystemExit("These are no namespaces of their own: nothing was tried.")
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", UP_AND_RUNNING)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)
    resolver = folder / "resolv.conf"
    resolver.write_text("nameserver 192.0.2.1\noptions timeout:1 attempts:1\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", resolver, "/etc/resolv.conf"], check=True)


def without_a_way():
    """How many packets of this namespace found no way out."""
    names, values = (
        line.split()
        for line in Path("/proc/net/snmp").read_text().splitlines()
        if line.startswith("Ip:")
    )
    later = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(names, values, strict=True))["OutNoRoutes"]) + int(later["Ip6OutNoRoutes"])


def session(home):
    """Megabytes of the server and of the kernels of this session."""
    server, kernels = 0.0, 0.0
    for process in marked("KHADDAM_ANSWERS", str(home / "answers")):
        if "ipykernel_launcher" in process.cmdline():
            kernels += megabytes(process)
        elif "python" in process.name():
            server += megabytes(process)
    return server, kernels


async def read(address, token):
    """Open the notebooks one after the other, run them, move the lists of the last one."""
    reader = Reader(address, {"Authorization": f"token {token}"})
    for number in READ:
        path = notebook(number)
        await reader.open_notebook(f"notebooks/{path.name}")
        await reader.run(cells_of(path))
    for number in range(MOVES):
        await reader.move(number)
    await reader.close()
    return len(reader.times)


def grade(folder):
    """Grade a class as a teacher does; what was written."""
    a_class(folder / "in", 3)
    command = [sys.executable, "-m", "khaddam_files.grading", "in", "--out", "grades"]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    return sorted(path.name for path in (folder / "grades").iterdir())


def main():
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        close_in(home, sys.argv[1:])
        before = without_a_way()
        with serve(home / "reader") as (address, token, _):
            answered = asyncio.run(read(address, token))
            server, kernels = session(home / "reader")
        found = {
            "asked outside": without_a_way() - before,
            "answered": answered,
            "written": grade(home),
            "server": round(server),
            "kernels": round(kernels),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
