"""What nbgrader reads in the cells of an exercise, for courses that use it; the collection itself
does not need it."""

from __future__ import annotations

SCHEMA = 3


def nbgrader(row: dict, kind: str) -> dict:
    """The `nbgrader` part of a cell's metadata, schema version 3.

    row: a row of `tasks.csv`. kind: `task` for the Markdown cell that sets it, which somebody
    grades by hand; `answer` for the code cell below it. No cell is a solution: `nbgrader
    generate_assignment` would put its own stub in the place of the whole call.
    """
    name = f"task-{row['task_id'].replace('.', '-')}"
    flags = {"schema_version": SCHEMA, "grade": False, "solution": False, "locked": True}
    if kind == "task":
        return flags | {"task": True, "grade_id": name, "points": row["points"]}
    if kind == "answer":
        return flags | {"task": False, "grade_id": f"{name}-answer"}
    raise ValueError(f"There is no kind of cell {kind!r}: expected task or answer.")
