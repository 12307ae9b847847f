"""A made-up class: what tests and the benchmark grade. No student wrote any of it."""

import base64
import random
import sys
import zlib
from pathlib import Path

from khaddam_files import check
from khaddam_files.answers import Entry, keys
from khaddam_files.answers.exports import as_file, canonical
from khaddam_files.data import records

WORDS = [
    "the",
    "passage",
    "says",
    "that",
    "nobody",
    "in",
    "the",
    "room",
    "could",
    "know",
    "this",
    "before",
    "the",
    "summit",
    "because",
    "S4.6",
    "and",
    "S10.3",
    "differ",
]


def as_code(entries: dict) -> str:
    """The entries as letters and digits to copy, as a page makes them."""
    text = canonical(
        {key: {"changed": entry.changed, "value": entry.value} for key, entry in entries.items()}
    )
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return f"KHADDAM-FILES-2:{len(packed)}:{zlib.crc32(packed.encode()):08x}:{packed}"


def submission(student: str, seed: int) -> dict:
    """The answers of one person as version 0.2.0 exported them: closed tasks right three times in
    four, free ones of a real length."""
    chance = random.Random(seed)
    stamp, entries = f"2026-11-25T10:{seed % 60:02d}:00.000+00:00", {"student": student}
    for row in records("tasks"):
        key = f"ex.{row['task_id']}.answer"
        if row["kind"] in check.CHOOSING_KINDS:
            entries[key] = {
                item["item_id"]: item["key"]
                if chance.random() < 0.75
                else chance.choice(check.choices(row["task_id"]))
                for item in check.items(row["task_id"])
            }
            entries[f"ex.{row['task_id']}.first"] = {
                name: choice
                if chance.random() < 0.75
                else chance.choice(check.choices(row["task_id"]))
                for name, choice in entries[key].items()
            }
        elif row["kind"] in check.TYPING_KINDS:
            (item,) = check.items(row["task_id"])
            entries[key] = item["key"] if chance.random() < 0.75 else "3"
            entries[f"ex.{row['task_id']}.first"] = entries[key] if chance.random() < 0.75 else "4"
        else:
            entries[key] = (
                " ".join(chance.choices(WORDS, k=row["least_words"] + 20))
                + f" {row['locators'][0]}"
            )
        if chance.random() < 0.1:
            entries[f"ex.{row['task_id']}.dispute"] = {
                "disputed": True,
                "reason": "The text leaves it open.",
            }
        if chance.random() < 0.2:
            entries[f"ex.{row['task_id']}.hints"] = chance.randint(1, 3)
    entries["08.headline.1"], entries["08.headline.1.place"] = (
        f"Leaders met, version {seed}",
        "S1.3",
    )
    entries["08.headline.2"] = "and did not agree on everything"
    return {
        "version": 1,
        "answers": {key: {"value": value, "changed": stamp} for key, value in entries.items()},
    }


def a_class(folder: Path, people: int) -> Path:
    """A folder with one file a person, as they are exported now."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(people):
        kept = submission(f"s{number:05d}", number)["answers"]
        items = {
            key: (one, entry["changed"])
            for key, entry in kept.items()
            for key, one in keys.split(key, entry["value"]).items()
        }
        made = as_file(
            {
                key: Entry(value, changed.replace("+00:00", "Z"))
                for key, (value, changed) in items.items()
            }
        )
        (folder / f"answers ({number}).json").write_bytes(made)
    return folder


if __name__ == "__main__":
    made = a_class(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"A made-up class of {sys.argv[2]} has handed in to {made}.")
