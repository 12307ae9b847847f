"""What a class answered, from a folder of handed-in files: counts, spread, disputes and headlines. No name is shown or kept.

Whatever fewer than five people have answered is not shown, so that nobody can be told apart by an answer.
"""

from __future__ import annotations

import statistics
from collections import Counter
from functools import lru_cache

from khaddam_files import check, markup
from khaddam_files.compare import Comparison
from khaddam_files.data import records
from khaddam_files.grade import choose
from khaddam_files.submissions import Submission, read_folder

FEWEST = 5  # answers below which nothing is shown
SUPPRESSED = f"fewer than {FEWEST}"


@lru_cache(maxsize=2)
def answers_of(folder: str) -> list[dict]:
    """What each person entered, in an order that says nothing; of several files of one person the newest counts."""
    chosen, _ = choose(folder)
    files = set(chosen.values())
    found = [read for read in read_folder(folder) if isinstance(read, Submission) and read.file in files]
    return [read.kept for read in sorted(found, key=lambda read: read.fingerprint)]


def task_options() -> list[tuple[str, str]]:
    """(label, task_id) of every closed task."""
    closed = [row for row in records("tasks") if row["kind"] != "free"]
    return [
        (f"{row['task_id']} {row['title']}", row["task_id"])
        for row in sorted(closed, key=lambda r: (r["notebook"], r["order"]))
    ]


def spread(folder: str, task_id: str) -> Comparison:
    """How a class answered one closed task. Frame: item, answer, people, share, key.

    Raises `TaskError` for an unknown task and `NotADirectoryError` if there is no such folder.
    """
    row, everybody = check.task(task_id), answers_of(folder)
    given = [kept.get(f"ex.{task_id}.answer") for kept in everybody]
    rows, notes = [], []
    for item in check.items(task_id):
        if row["kind"] in check.CHOOSING:
            said = [entry.get(item["item_id"]) for entry in given if isinstance(entry, dict)]
            said = [choice for choice in said if choice in check.choices(task_id)]
        elif row["kind"] == "number":
            numbers = [
                number
                for number in map(check.read_number, (entry for entry in given if entry is not None))
                if number is not None
            ]
            said = [f"{number:g}" for number in numbers]
            if len(numbers) >= FEWEST:
                low, _, high = statistics.quantiles(numbers, n=4)
                notes.append(
                    f"median {statistics.median(numbers):g}, middle half from {low:g} to {high:g}, key {item['key']}"
                )
        else:
            said = [check.in_latin_digits(entry)[:20] for entry in given if isinstance(entry, str)]
        if len(said) < FEWEST:
            rows.append((item["text"], SUPPRESSED, None, None, None))
            continue
        counted = Counter(said)
        small = sum(number for number in counted.values() if row["kind"] not in check.CHOOSING and number < 2)
        for choice, number in counted.most_common():
            if row["kind"] in check.CHOOSING or number > 1:
                rows.append((item["text"], choice, number, round(100 * number / len(said)), choice == item["key"]))
        if small:
            rows.append((item["text"], "other entries, one each", small, round(100 * small / len(said)), False))
    hardest = _hardest(rows)
    return Comparison(
        f"Task {task_id}, {row['title']}: {len(everybody)} people handed in. "
        + (". ".join([*notes, hardest]) if notes or hardest else "Too few answers to show."),
        markup.table(
            [
                (
                    item,
                    answer,
                    number if number is not None else "–",
                    f"{share} %" if share is not None else "–",
                    "key" if key else "",
                )
                for item, answer, number, share, key in rows
            ],
            ("item", "answer", "people", "share", "key"),
            f"How the class answered task {task_id}; items with fewer than {FEWEST} answers are not shown",
        ),
        rows,
        ("item", "answer", "people", "share", "key"),
    )


def _hardest(rows) -> str:
    shares: dict[str, int] = {}
    for item, _, _, share, key in rows:
        if share is not None:
            shares[item] = max(shares.get(item, 0), share if key else 0)
    if not shares:
        return ""
    item = min(shares, key=shares.get)
    return f"Furthest from the key: “{item if len(item) <= 90 else item[:90].rsplit(' ', 1)[0] + ' …'}”, {shares[item]} % as the key."


def most_disputed(folder: str) -> Comparison:
    """Which keys and verdicts the class disputes most, with the reasons given. Frame: what, people, reasons."""
    everybody = answers_of(folder)
    found: dict[str, list[str]] = {}
    for kept in everybody:
        for name, value in kept.items():
            if (
                name.startswith("ex.")
                and name.endswith(".dispute")
                and isinstance(value, dict)
                and value.get("disputed")
            ):
                found.setdefault(name.removeprefix("ex.").removesuffix(".dispute"), []).append(
                    str(value.get("reason") or "")
                )
            elif ".dispute." in name and value:
                found.setdefault(name.rpartition(".")[2], []).append(
                    str(value.get("reason", "") if isinstance(value, dict) else value)
                )
    ranked = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows = [
        (what, len(reasons), " / ".join(sorted(r[:200] for r in reasons if r.strip())))
        for what, reasons in ranked
        if len(reasons) >= FEWEST
    ]
    few = sum(len(reasons) < FEWEST for reasons in found.values())
    first = (
        f"Most disputed: {rows[0][0]}, by {rows[0][1]} people."
        if rows
        else f"Nothing is disputed by {FEWEST} or more people."
    )
    return Comparison(
        f"{first} {few} more are disputed by fewer than {FEWEST} and not shown.",
        markup.table(rows, ("key or verdict", "people", "reasons given"), "What the class disputes") if rows else "",
        rows,
        ("what", "people", "reasons"),
    )


def headline_wall(folder: str) -> Comparison:
    """The headlines that the class wrote in notebook 08, without names and in an order that says nothing. Frame: headline."""
    written = []
    for kept in answers_of(folder):
        parts = [kept[name] for name in sorted(kept) if name.startswith("08.headline")]
        text = " ".join(
            str(
                part.get("clause", "")
                if isinstance(part, dict)
                else part[0]
                if isinstance(part, list) and part
                else part
            )
            for part in parts
        ).strip()
        if text:
            written.append(" ".join(text.split())[:300])
    shown = sorted(written) if len(written) >= FEWEST else []
    return Comparison(
        f"{len(written)} headlines were written."
        if shown
        else f"Fewer than {FEWEST} headlines were written; none is shown.",
        "".join(markup.figure(markup.entry(text), "a headline of this class") for text in shown),
        [(text,) for text in shown],
        ("headline",),
    )
