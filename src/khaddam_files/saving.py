"""What JupyterLab, as `make lab` starts it, writes when a reader saves a notebook of the
collection.

A lesson that was run and not rewritten is saved as it was released, so that it does not stand in
the way of an update. What a reader answered is kept by `answers`, and what a reader wrote into the
notebook itself is saved as it is.
"""

from __future__ import annotations

import json
import os
import subprocess

REDIRECTIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


def _released_notebook(root: str, path: str) -> dict | None:
    """The notebook as the checked-out version of the collection has it, or None: no git, no
    checkout, not one of its files."""
    variables = {name: value for name, value in os.environ.items() if name not in REDIRECTIONS}
    try:
        blob = subprocess.run(
            ["git", "show", f"HEAD:./{path}"],
            cwd=root,
            env=variables,
            capture_output=True,
            timeout=10,
        )
        notebook = json.loads(blob.stdout) if blob.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return (
        notebook if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list) else None
    )


def _words(notebook: dict) -> list[tuple]:
    """What a reader can write: the cells in their order, each with its kind, name, text and
    attached pictures."""
    return [
        (
            cell["cell_type"],
            cell.get("id"),
            "".join(cell["source"]),
            cell.get("attachments") or None,
        )
        for cell in notebook["cells"]
    ]


def as_released(model: dict, path: str, contents_manager, **_) -> None:
    """JupyterLab's hook before a save: a notebook that has every word of the release, and no other,
    is saved as the release has it."""
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    released = _released_notebook(contents_manager.root_dir, path.strip("/"))
    if released is None or _words(released) != _words(model["content"]):
        return
    # JupyterLab's word that these outputs were made here; it is not part of the file
    trusted = {
        cell.get("id"): cell["metadata"].get("trusted") for cell in model["content"]["cells"]
    }
    for cell in released["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code" and trusted[cell.get("id")]:
            cell["metadata"]["trusted"] = True
    model["content"] = released


def _jupyter_server_extension_points() -> list[dict]:
    return [{"module": "khaddam_files.saving"}]


def _load_jupyter_server_extension(server) -> None:
    server.contents_manager.register_pre_save_hook(as_released)
