"""What the tests of grading have in common: tables read, files handed in, what a grader types."""

import csv
import json

from khaddam_files.data import records

SCRIPT = "<script>alert(1)</script>"
FREE = [row["task_id"] for row in records("tasks") if row["kind"] == "free"]


def table(path, encoding="utf-8"):
    with open(path, encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    )
    return path


def closed_only(folder, *people):
    """One file a person, each with the answers to closed tasks that are given: task_id ->
    answer."""
    for number, given in enumerate(people):
        entries = {"student": f"s{number}"} | {
            f"ex.{task_id}.answer": answer for task_id, answer in given.items()
        }
        made = {key: {"value": value, "changed": "2026"} for key, value in entries.items()}
        put(folder, f"{number}.json", {"version": 1, "answers": made})
    return folder


def fill(out, entries, delimiter=",", encoding="utf-8-sig"):
    """What a grader types into free.csv. entries: row of free.csv -> (level, comment)."""
    rows = table(out / "free.csv", "utf-8-sig")
    for row in rows:
        row["level"], row["comment"] = entries(row)
    with open(out / "free.csv", "w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return rows


def problems_of(out):
    return [row["problem"] for row in table(out / "problems.csv")]


def kept_by(folder, *people):
    """One file a person; each is what the guided notebooks keep of that person."""
    for number, kept in enumerate(people):
        entries = {key: {"value": value, "changed": "2026"} for key, value in kept.items()}
        put(folder, f"{number}.json", {"version": 1, "answers": entries})
    return str(folder)


def handing_in(folder, task_id, *people):
    """One file a person; each is what that person kept of one task: part -> value."""
    kept = [{f"ex.{task_id}.{part}": value for part, value in person.items()} for person in people]
    return kept_by(folder, *kept)
