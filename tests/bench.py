"""What the notebooks cost: `make bench`. Every figure is a ratio to a floor that is measured in the same run.

CPU and memory are those of the kernel's own process: CPU seconds of user and system, memory as the peak resident set. Floor
and notebooks take turns, so that a busy machine is busy for all of them; the median of the rounds is given.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[1]
COST = "import resource as _r; _u = _r.getrusage(_r.RUSAGE_SELF); print(_u.ru_utime + _u.ru_stime, _u.ru_maxrss / 1024)"
FLOOR = ["import pandas, ipywidgets"]
LOAD = """
import time, pandas
start = time.process_time()
from khaddam_files.data import collection
for name in collection().names(): collection().table(name)
print(time.process_time() - start)
"""


def cost(sources, folder):
    """(CPU seconds, peak megabytes, wall seconds) of a fresh kernel that runs the cells."""
    begun = time.perf_counter()
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    said = []
    try:
        for source in [*sources, COST]:
            reply = client.execute_interactive(
                source, timeout=120, output_hook=lambda message: said.append(message["content"].get("text", ""))
            )
            assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    cpu, memory = said[-2 if said[-1] == "" else -1].split()
    return float(cpu), float(memory), time.perf_counter() - begun


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    cells = {
        path.stem: [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        for path in paths
    }
    runs = {name: [] for name in ("floor", *cells)}
    for _ in range(rounds):
        for name in runs:
            runs[name].append(cost(FLOOR if name == "floor" else cells[name], ROOT / "notebooks"))
    middle = {
        name: [statistics.median(column) for column in zip(*values, strict=True)] for name, values in runs.items()
    }
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, median of {rounds} rounds; floor = import pandas, ipywidgets"
    )
    print(f"{'':28}{'CPU s':>8}{'ratio':>8}{'MB':>8}{'ratio':>8}")
    for name, (cpu, memory, _) in middle.items():
        print(f"{name:28}{cpu:8.2f}{cpu / middle['floor'][0]:8.2f}{memory:8.0f}{memory / middle['floor'][1]:8.2f}")
    loads = [float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(rounds)]
    print(f"loading all tables beyond importing pandas: {statistics.median(loads):.3f} CPU s (bound 0.15)")


if __name__ == "__main__":
    main()
