"""Run the guided notebooks and store their outputs, byte for byte the same on every machine: `make
outputs`.

    python -m khaddam_files.editions.stored_outputs notebooks/03-who-is-speaking.ipynb …

What differs from run to run or from machine to machine is left out: times, the state and ids of
widgets, versions.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},  # without it JupyterLab asks for a kernel
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def run(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """The notebook with fresh outputs and nothing else changed; raises `CellExecutionError` if a
    cell fails."""
    # what the maintainer answered is not for the reader
    with tempfile.TemporaryDirectory() as nobody:
        kernel = {**os.environ, "KHADDAM_ANSWERS": nobody}
        return _run(notebook, folder, kernel)


def _run(notebook, folder, kernel):
    client = NotebookClient(
        notebook,
        timeout=120,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=kernel)
    notebook.metadata = {
        **METADATA,
        **{
            key: value
            for key, value in notebook.metadata.items()
            if key in ("title", "description")
        },
    }
    for cell in notebook.cells:
        cell.metadata["deletable"] = (
            # a letter typed into a closed list is a command to JupyterLab: X would cut the cell
            False
        )
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
        if "outputs" in cell:  # one that held nothing but controls has a twin beside it
            cell.outputs = [output for output in cell.outputs if output.get("data", True)]
    return notebook


def main(paths=None) -> int:
    for path in map(Path, paths or sys.argv[1:]):
        nbformat.write(run(nbformat.read(path, as_version=4), path.parent), path)
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
