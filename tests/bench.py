"""What the notebooks cost: `make bench`. Every figure is a ratio to a floor that is measured in the
same run.

Kernel: CPU seconds and peak memory of the kernel's own process up to the last widget, against a
kernel that only imports ipywidgets. Page: from changing a list in Chromium to the changed words
(charts are drawn after them), against a bare list and a bare `widgets.HTML` on the same server.
Tests: seconds to run all notebooks with nbval, against starting as many kernels that only import.
Floor and notebooks take turns, so that a busy machine is busy for all of them; medians are given.
"""

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_kernel

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

from lab import chromium, run_all, serve, shut_down, until_ready
from made_up import a_class

from khaddam_files.widgets.questions import FREE

ROOT = Path(__file__).resolve().parents[1]
COST = """import re as _re, resource as _r
_u = _r.getrusage(_r.RUSAGE_SELF)
# VmHWM begins anew with the program; ru_maxrss would count what the benchmark itself had in memory
# when it started the kernel
print(_u.ru_utime + _u.ru_stime, int(_re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) / 1024)"""
FLOOR = ["import ipywidgets"]
LOAD = """
import time, pandas
start = time.process_time()
from khaddam_files.data import collection
for name in collection().names(): collection().table(name)
print(time.process_time() - start)
"""
PROBE = """import ipywidgets
choice, shown = ipywidgets.Dropdown(options=list("abcdefgh"), description="Probe"), ipywidgets.HTML("a")
choice.observe(lambda change: setattr(shown, "value", change.new * 400), "value")
ipywidgets.VBox([choice, shown])"""
CHANGE = """([box, list]) => new Promise(done => {
  const results = [...box.querySelectorAll('.widget-html')], began = performance.now();
  let last = null;
  const watch = new MutationObserver(() => { last = performance.now() - began });
  results.forEach(result => watch.observe(result, {subtree: true, childList: true, characterData: true}));
  list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
  list.dispatchEvent(new Event('change', {bubbles: true}));
  setTimeout(() => { watch.disconnect(); done(last) }, 700) })"""


def cost(sources, folder):
    """(CPU seconds, peak megabytes, wall seconds) of a fresh kernel that runs the cells."""
    begun = time.perf_counter()
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(folder), extra_arguments=["--IPKernelApp.log_level=40"]
    )  # warnings would hide the figures
    said = []
    try:
        for source in [*sources, COST]:
            reply = client.execute_interactive(
                source,
                timeout=120,
                output_hook=lambda message: said.append(message["content"].get("text", "")),
            )
            assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    cpu, memory = said[-2 if said[-1] == "" else -1].split()
    return float(cpu), float(memory), time.perf_counter() - begun


def to_the_last_widget(path):
    """The code of a guided notebook as far as it shows anything but its sources."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    last = max(place for place, source in enumerate(code) if "widgets." in source)
    return code[: last + 1]


def kernels(cells, rounds):
    """Each notebook right after a floor of its own: a shared machine changes its speed within
    minutes, hardly within seconds."""
    pairs = {name: [] for name in cells}
    for _ in range(rounds):
        for name, sources in cells.items():
            pairs[name].append((cost(FLOOR, ROOT / "notebooks"), cost(sources, ROOT / "notebooks")))
    print(
        "\nkernel up to the last widget against a floor measured just before (import ipywidgets), "
        f"median of {rounds} rounds"
    )
    print(f"{'':36}{'CPU s':>8}{'ratio':>8}{'MB':>8}{'ratio':>8}")
    ratios = []
    for name, measured in pairs.items():
        cpu, memory = (statistics.median(own[part] for _, own in measured) for part in (0, 1))
        ratio, more = (
            statistics.median(own[part] / floor[part] for floor, own in measured) for part in (0, 1)
        )
        ratios.append(ratio)
        print(f"{name:36}{cpu:8.2f}{ratio:8.2f}{memory:8.0f}{more:8.2f}")
    print(
        f"CPU ratio: median {statistics.median(ratios):.2f} (bound 1.25), highest "
        f"{max(ratios):.2f} (bound 1.40); memory bound 1.15"
    )
    loads = [float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(rounds)]
    print(f"loading all tables beyond importing pandas: {min(loads):.3f} CPU s (bound 0.15)")


def pages(paths, rounds):
    with (
        tempfile.TemporaryDirectory() as home,
        serve(Path(home)) as (address, token, copy),
        chromium() as browser,
    ):
        probe = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(PROBE)])
        probe.metadata = nbformat.read(paths[0], as_version=4).metadata
        nbformat.write(probe, copy / "notebooks" / "probe.ipynb")

        def opened(name):
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(f"{address}/doc/tree/notebooks/{name}?token={token}")
            page.wait_for_selector(".jp-NotebookPanel .jp-Notebook")
            until_ready(page)
            run_all(page)
            page.wait_for_timeout(500)
            return page

        def measured(page):
            found = []
            for box in page.locator(".jp-OutputArea-output > .widget-vbox").all():
                question = box.get_by_label("Question", exact=True)
                if question.count():  # the other lists are off the page as long as one is asked
                    question.select_option(label=FREE)
                    page.wait_for_timeout(700)
                for one in box.locator("select:not([multiple])").filter(visible=True).all():
                    if not one.is_visible():
                        continue  # a change before has taken it off the page
                    taken = page.evaluate(CHANGE, [box.element_handle(), one.element_handle()])
                    if taken is not None:
                        found.append(taken)
            return found

        print(f"\npage, milliseconds from a changed list to the changed output, {rounds} rounds")
        print(f"{'':36}{'median':>8}{'ratio':>8}")
        for path in paths:
            floor, ours = [], []
            bare, page = opened("probe.ipynb"), opened(path.name)
            for _ in range(rounds):
                floor += measured(bare)
                ours += measured(page)
            base = statistics.median(floor)
            said = (
                f"{statistics.median(ours):8.0f}{statistics.median(ours) / base:8.2f}"
                if ours
                else "   no list"
            )
            print(f"{path.stem:36}{said}   (bare list and HTML: {base:.0f}; bound 1.50)")
            for one in (bare, page):
                shut_down(one)
                one.close()


def tests(paths, rounds):
    def seconds(folder_paths):
        begun = time.perf_counter()
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-n0",
                "--nbval",
                "-p",
                "no:cacheprovider",
                *map(str, folder_paths),
            ],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - begun

    with tempfile.TemporaryDirectory() as home:
        empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FLOOR[0])])
        empty.metadata = nbformat.read(paths[0], as_version=4).metadata
        empties = [Path(home, path.name) for path in paths]
        for path in empties:
            nbformat.write(empty, path)
        pairs = [(seconds(empties), seconds(paths)) for _ in range(rounds)]
    floor, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"\nnbval over {len(paths)} notebooks: {ours:.1f} s, ratio {ours / floor:.2f} to as many "
        f"that only import ({floor:.1f} s; bound 1.40)"
    )


GRADE = """
import re, sys, time
from khaddam_files.grading import run
begun, work = time.perf_counter(), time.process_time()
run.grade(sys.argv[1], sys.argv[2])
print(time.perf_counter() - begun, time.process_time() - work, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) / 1024)
"""


def grading(classes=(60, 600, 5000, 20_000)):
    """Seconds, CPU, peak memory and output of grading, each class in a process of its own; ratios
    are to the smallest class of the same run."""
    print(
        f"\ngrading{'':29}{'s':>8}{'CPU s':>8}{'ms each':>9}{'ratio':>8}{'MB':>8}{'MB out':>8}{'KB each':>9}"
    )
    first = None
    for people in classes:
        with tempfile.TemporaryDirectory() as home:
            a_class(Path(home, "in"), people)
            said = subprocess.check_output(
                [sys.executable, "-c", GRADE, f"{home}/in", f"{home}/out"], text=True
            )
            made = (
                sum(path.stat().st_size for path in Path(home, "out").rglob("*") if path.is_file())
                / 1e6
            )
        seconds, work, memory = map(float, said.split())
        first = first or work / people
        print(
            f"{people:>6} "
            f"people{'':23}{seconds:8.1f}{work:8.1f}{1000 * work / people:9.1f}{work / people / first:8.2f}{memory:8.0f}{made:8.1f}{1000 * made / people:9.1f}"
        )
    print(
        "bounds: 60 in 10 s, 5000 in 60 s on two calm cores and 60 MB of output, 20000 in 300 s, "
        "memory flat"
    )


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", choices=["kernels", "pages", "tests", "grading"])
    chosen = options.parse_args()
    # a reader's package is compiled; one that is not would be compiled anew in every kernel that is
    # measured, a tenth of the floor
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory() as nobody:
        os.environ["KHADDAM_ANSWERS"] = nobody
        # notebook 10 has no widget, and imports pandas
        paths = sorted((ROOT / "notebooks").glob("0*.ipynb"))
        cells = {path.stem: to_the_last_widget(path) for path in paths}
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
        if chosen.only in (None, "kernels"):
            kernels(cells, chosen.rounds)
        if chosen.only in (None, "pages"):
            pages(paths, chosen.rounds)
        if chosen.only in (None, "tests"):
            tests(paths, max(1, chosen.rounds // 2))
        if chosen.only in (None, "grading"):
            grading()


if __name__ == "__main__":
    main()
