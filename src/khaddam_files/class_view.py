"""What a class answered, from a folder of handed-in files: counts, spread, disputes and headlines. No name is shown or kept.

Whatever fewer than five people have answered is not shown, so that nobody can be told apart by an answer.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from functools import lru_cache

from khaddam_files import check, compare, handin, markup
from khaddam_files.compare import Comparison
from khaddam_files.compare.base import by_key
from khaddam_files.data import records
from khaddam_files.submissions import Submission, choose, read_folder

TALLIED = ("item", "answer", "people", "share", "key")
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
            numbers = [number for number in map(check.read_number, given) if number is not None]
            said = [f"{number:g}" for number in numbers]
            if len(numbers) >= FEWEST:
                low, middle, high = _quarters(numbers)
                notes.append(f"median {middle:g}, middle half from {low:g} to {high:g}, key {item['key']}")
        else:
            said = [compare.in_latin_digits(entry)[:20] for entry in given if isinstance(entry, str)]
        rows += _tally(item["text"], said, item["key"], row["kind"] in check.CHOOSING)
    hardest = _hardest(rows)
    return Comparison(
        f"Task {task_id}, {row['title']}: {len(everybody)} people handed in. "
        + (". ".join([*notes, hardest]) if notes or hardest else "Too few answers to show."),
        _tallied(rows, f"How the class answered task {task_id}; items with fewer than {FEWEST} answers are not shown"),
        rows,
        TALLIED,
    )


def _quarters(numbers) -> tuple[float, float, float]:
    low, _, high = statistics.quantiles(numbers, n=4)
    return low, statistics.median(numbers), high


def _tally(item: str, said: list, key, chosen: bool = True) -> list[tuple]:
    """How often each answer was given to one item. chosen: from a list; of what was typed, single entries stay together."""
    if len(said) < FEWEST:
        return [(item, SUPPRESSED, None, None, None)]
    counted = Counter(said)
    shown = [(answer, number) for answer, number in counted.most_common() if chosen or number > 1]
    single = 0 if chosen else sum(number == 1 for number in counted.values())
    rows = [(item, answer, number, round(100 * number / len(said)), answer == key) for answer, number in shown]
    return rows + (
        [(item, "other entries, one each", single, round(100 * single / len(said)), False)] if single else []
    )


def _tallied(rows, caption: str) -> str:
    shown = [
        (
            item,
            answer,
            "–" if number is None else number,
            "–" if share is None else f"{share} %",
            "key" if key else "",
        )
        for item, answer, number, share, key in rows
    ]
    return markup.table(shown, TALLIED, caption)


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


def _relation(topic: str, *voices: str) -> str | None:
    found = (row for row in records("relations") if row["topic_id"] == topic)
    return next((row["relation"] for row in found if {row["voice_a"], row["voice_b"]} == set(voices)), None)


def _cell(row_id: str, hypothesis_id: str) -> str | None:
    found = (row for row in records("hypothesis_passages") if row["row_id"] == row_id)
    return next((row["judgement"] for row in found if row["hypothesis_id"] == hypothesis_id), None)


def _column(table: str, key: str, column: str):
    return lambda name: by_key(table, key).get(name, {}).get(column)


JUDGED = {  # what the guided notebooks keep: the keys, the choices, and what our tables say of the pieces of a key
    "02 labels of the links": (r"02\.(K\d+)\.label", "CHAIN_LABELS", _column("chain", "link_id", "label")),
    "04 pairs of voices": (r"04\.pair\.(.+)", "RELATIONS", _relation),
    "04 silences": (r"04\.silence\.(\w+)", "EXPECTATIONS", _column("silences", "silence_id", "expected")),
    "05 right against left": (r"05\.judged\.(.+)", "PRINT_JUDGEMENTS", lambda *_: None),
    "05 kinds of change": (r"05\.drift\.(\w+)", "KINDS_OF_DRIFT", _column("drift", "drift_id", "kind")),
    "08 passages and explanations": (r"08\.(HR\d+\.H-[a-e])", "ROW_JUDGEMENTS", _cell),
    "08 claims of the frame": (r"08\.(F\d+)\.guess", "VERDICTS_ON_CLAIMS", _column("framing", "framing_id", "verdict")),
}


def judged(folder: str, what: str) -> Comparison:
    """How a class judged in a guided notebook. what: a key of `JUDGED`. Frame: item, answer, people, share, key.

    Of what fewer than five people have judged, only the number is told. Raises `NotADirectoryError` if there is no such folder.
    """
    pattern, choices, ours = JUDGED[what]
    allowed, said = set(getattr(compare, choices)), {}
    for kept in answers_of(folder):
        for name, answer in kept.items():
            found = re.fullmatch(pattern, name)
            if found and isinstance(answer, str) and answer in allowed:
                said.setdefault(found.group(1), []).append(answer)
    rows = []
    for name in sorted(name for name, answers in said.items() if len(answers) >= FEWEST):
        pieces = name.split(".")
        rows += _tally(", ".join(handin.described(piece) or piece for piece in pieces), said[name], ours(*pieces))
    few = sum(len(answers) < FEWEST for answers in said.values())
    hardest = _hardest(rows) if any(row[4] for row in rows) else ""
    return Comparison(
        f"Notebook {what}: {len(said) - few} items judged by {FEWEST} or more people; {few} more by fewer and not shown. {hardest}".strip(),
        _tallied(rows, f"How the class judged: notebook {what}") if rows else "",
        rows,
        TALLIED,
    )


def probabilities(folder: str) -> Comparison:
    """Which numbers the class gave to the forecasts of notebook 07. Frame: claim, people, lowest, quarter, median, three_quarters, highest."""
    numbers: dict[str, list[int]] = {}
    for kept in answers_of(folder):
        for claim_id, number in compare.numbers_given(kept).items():
            numbers.setdefault(claim_id, []).append(number)
    rows = []
    for claim_id, given in sorted(numbers.items()):
        if len(given) >= FEWEST:
            rows.append(
                (f"{claim_id} {handin.described(claim_id)}", len(given), min(given), *_quarters(given), max(given))
            )
    widest = max(rows, key=lambda row: row[5] - row[3], default=None)
    columns = ("claim", "people", "lowest", "a quarter below", "median", "a quarter above", "highest")
    return Comparison(
        f"{len(rows)} claims have a number from {FEWEST} or more people; {len(numbers) - len(rows)} more from fewer and not shown."
        + (f" Furthest apart: {widest[0]}" if widest else ""),
        markup.table(rows, columns, "The same words, heard by the class as numbers from 0 to 100") if rows else "",
        rows,
        ("claim", "people", "lowest", "quarter", "median", "three_quarters", "highest"),
    )


def renderings(folder: str) -> Comparison:
    """What the class makes of the foreign lines of notebook 05, without names. Frame: line, rendering."""
    written: dict[str, list[str]] = {}
    for kept in answers_of(folder):
        for name, text in kept.items():
            if name.startswith("05.rendered.") and isinstance(text, str) and text.strip():
                written.setdefault(name.removeprefix("05.rendered."), []).append(" ".join(text.split())[:300])
    rows = [
        (", ".join(handin.described(piece) or piece for piece in name.split(".")), text)
        for name, texts in sorted(written.items())
        if len(texts) >= FEWEST
        for text in sorted(texts)
    ]
    few = sum(len(texts) < FEWEST for texts in written.values())
    return Comparison(
        f"{len(written) - few} lines were rendered by {FEWEST} or more people; {few} more by fewer and not shown.",
        "".join(markup.figure(markup.entry(text), markup.text(line)) for line, text in rows),
        rows,
        ("line", "rendering"),
    )


def exit_tickets(folder: str) -> Comparison:
    """What the class takes along, what stayed unclear, and the pace, without names. Frame: question, answer."""
    said: dict[str, list[str]] = {part: [] for part in compare.TICKET}
    for kept in answers_of(folder):
        for name, text in kept.items():
            part = name.rpartition(".")[2]
            if name.startswith("exit.") and part in said and isinstance(text, str) and text.strip():
                said[part].append(" ".join(text.split())[:300])
    shown = {part: sorted(texts) for part, texts in said.items() if len(texts) >= FEWEST}
    pace = Counter(text for text in shown.pop("pace", []) if text in compare.PACES)
    told = ", ".join(f"{name} {pace[name]}" for name in compare.PACES) if pace else f"fewer than {FEWEST} answers"
    rows = [(compare.TICKET[part], text) for part, texts in shown.items() for text in texts]
    return Comparison(
        f"Exit tickets. The pace was: {told}. {len(shown.get('assert', []))} sentences to take along, {len(shown.get('unclear', []))} open points; fewer than {FEWEST} are not shown.",
        "".join(
            markup.figure(markup.bullets(markup.entry(text) for text in texts), markup.text(compare.TICKET[part]))
            for part, texts in shown.items()
        ),
        rows,
        ("question", "answer"),
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


VIEWS = {
    "most disputed": most_disputed,
    "headlines": headline_wall,
    "exit tickets": exit_tickets,
    "07 probabilities": probabilities,
    "05 renderings": renderings,
}


def view_options() -> list[tuple[str, str]]:
    """(label, value) of everything that a class can be shown: the notebooks' views first, then each closed task."""
    return [*((name, name) for name in (*VIEWS, *JUDGED)), *task_options()]


def view(folder: str, what: str) -> Comparison:
    """One view of a class by its name: a key of `VIEWS` or `JUDGED`, or the id of a closed task.

    Raises `NotADirectoryError` if there is no such folder and `TaskError` for an unknown task.
    """
    if what in VIEWS:
        return VIEWS[what](folder)
    return judged(folder, what) if what in JUDGED else spread(folder, what)
