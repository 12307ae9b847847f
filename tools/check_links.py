"""Which addresses of `data/sources.csv` still answer: a report in Markdown, for people to act on.

    python tools/check_links.py

Standard library only. Asks each address once, at most two of one host at a time, and ends with 0
whatever it finds: some publishers turn every program away, and a page that moved fails no class.
"""

from __future__ import annotations

import csv
import sys
import threading
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

SOURCES = Path(__file__).resolve().parents[1] / "data" / "sources.csv"
AGENT = "Mozilla/5.0 (compatible; khaddam-files link report)"
SECONDS = 20  # for one answer
TURNED_AWAY = {401, 403, 405, 406, 429, 503}  # what publishers tell programs, not readers
AT_ONCE = 12
hosts: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(2))


class Answer(NamedTuple):
    """What an address said: `kind` is ok, moved, turned away or gone."""

    source_id: str
    url: str
    kind: str
    detail: str


def ask(source_id: str, url: str) -> Answer:
    """One address, asked once."""
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})
    try:
        with hosts[urlsplit(url).netloc], urllib.request.urlopen(request, timeout=SECONDS) as page:
            page.read(1)
            there = page.geturl()
    except urllib.error.HTTPError as problem:
        kind = "turned away" if problem.code in TURNED_AWAY else "gone"
        return Answer(source_id, url, kind, f"{problem.code} {problem.reason}")
    except Exception as problem:  # a report goes on, whatever a server does
        return Answer(source_id, url, "gone", f"{type(problem).__name__}: {problem}")
    if urlsplit(there)[1:3] != urlsplit(url)[1:3]:
        return Answer(source_id, url, "moved", f"now at {there}")
    return Answer(source_id, url, "ok", "")


def cell(words: str) -> str:
    """Words in one cell of a Markdown table."""
    return " ".join(words.split()).replace("|", "\\|")[:200]


def report(answers: Iterable[Answer]) -> str:
    """How many addresses answered, and a table of those that did not."""
    answers = list(answers)
    counts = {
        kind: sum(answer.kind == kind for answer in answers)
        for kind in ("ok", "moved", "turned away", "gone")
    }
    lines = [
        "# Addresses of sources.csv",
        "",
        ", ".join(f"{kind}: {count}" for kind, count in counts.items()) + ".",
        "",
        "| source | what | detail | address |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {answer.source_id} | {answer.kind} | {cell(answer.detail)} | {cell(answer.url)} |"
        for answer in sorted(answers, key=lambda answer: (answer.kind, answer.source_id))
        if answer.kind != "ok"
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    with SOURCES.open(encoding="utf-8", newline="") as table:
        sources = [(row["source_id"], row["url"]) for row in csv.DictReader(table) if row["url"]]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sys.stdout.write(report(pool.map(lambda source: ask(*source), sources)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
