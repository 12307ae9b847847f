"""Check everything that `data/` takes from the article against a copy of it that the user supplies.

    python -m khaddam_files.verify ARTICLE.txt            check, report, change nothing
    python -m khaddam_files.verify ARTICLE.txt --record   check the excerpts, then write down what
    was measured

The copy is a text file with one paragraph a line, the section titles on lines of their own. It is
only read. What stays in `data/` are counts (`paragraphs.csv`, `term_counts.csv`) and two hashes per
passage (`passage_checks.csv`), so that a changed excerpt is noticed also where no copy of the
article is at hand.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from khaddam_files import data

if TYPE_CHECKING:
    from khaddam_files.rows import Passage

LONGEST_EXCERPT = 40  # words
LARGEST_SHARE = 0.30  # of the article's words, all excerpts together
RULES = ("paragraph", "until_closed", "closed_only")
SAME_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})


class ArticleError(ValueError):
    """The text supplied is not the article that the tables describe."""


def normal(words: str) -> str:
    """Words with white space and the shape of quotation marks made the same."""
    return re.sub(r"\s+", " ", words.translate(SAME_SIGNS)).strip()


def fingerprint(words: str) -> str:
    """SHA-256 of an excerpt in its normal form."""
    return hashlib.sha256(normal(words).encode()).hexdigest()


def checks(row: Passage) -> dict:
    """The row of `passage_checks.csv` for a row of `passages.csv`: what was checked, and to whom it
    was given."""
    attribution = (
        row["speaker_id"],
        row["reported_by_id"],
        *row["addressee_id"],
        row["voice"],
        row["mark"],
        row["certainty"],
    )
    return {
        "passage_id": row["passage_id"],
        "excerpt_sha256": fingerprint(row["excerpt"]) if row["excerpt"] else None,
        "attribution_sha256": fingerprint(";".join(part or "-" for part in attribution)),
    }


def read_article(path) -> dict[str, str]:
    """Locator -> paragraph, section titles included as `S1.0` … `S11.0`; raises `ArticleError` if
    the sections do not fit."""
    try:
        lines = [
            line.strip()
            for line in Path(path).read_text(encoding="utf-8").splitlines()
            if line.strip()
        ]
    except (OSError, UnicodeDecodeError) as problem:
        raise ArticleError(f"{path} cannot be read as UTF-8 text: {problem}.") from None
    titles = [row["section"] for row in data.records("paragraphs") if row["kind"] == "title"]
    article, section, number = {}, 0, 0
    for line in lines:
        if section < len(titles) and normal(line) == normal(titles[section]):
            section, number = section + 1, 0
            article[f"S{section}.0"] = line
        else:
            number += 1
            article[f"S{section}.{number}"] = line
    if section != len(titles):
        raise ArticleError(
            f"{path} lacks the section title “{titles[section]}”: expected one paragraph a line "
            "with the section titles on lines of their own."
        )
    return article


def spans(article: dict[str, str], rule: str) -> dict[str, list[tuple[int, int]]]:
    """Where each paragraph stands inside double quotation marks, by one of three rules.

    paragraph: a quotation that is not closed ends with its paragraph. until_closed: it runs on to
    the next mark of either kind. closed_only: only words between an opening and a closing mark of
    the same paragraph count.
    """
    by_paragraph, running = {}, False
    for locator, words in article.items():
        inside, start, quoted = running and rule == "until_closed", 0, []
        for mark in re.finditer("[“”]", words):
            if inside and (mark.group() == "”" or rule != "closed_only"):
                quoted.append((start, mark.start()))
            inside, start = mark.group() == "“", mark.end()
        if inside and rule != "closed_only":
            quoted.append((start, len(words)))
        running = inside
        by_paragraph[locator] = quoted
    return by_paragraph


def measure_paragraphs(article: dict[str, str]) -> list[dict]:
    """The rows of `paragraphs.csv` with their counts taken from the article."""
    inside = {rule: spans(article, rule) for rule in RULES}
    rows = []
    for row in data.records("paragraphs"):
        words = article[row["locator"]]
        measured = {
            "words": len(words.split()),
            "quotes_opened": words.count("“"),
            "quotes_closed": words.count("”"),
        }
        for rule in RULES:
            measured[f"words_quoted_{rule}"] = sum(
                len(words[a:b].split()) for a, b in inside[rule][row["locator"]]
            )
        rows.append(row | measured)
    return rows


def count_terms(article: dict[str, str]) -> list[dict]:
    """The rows of `term_counts.csv`: how often each term stands in each passage, and in whose
    voice.

    Words inside quotation marks belong to the quotation, words in a bracket to the bracket, all
    others to the paragraph's own row in `passages.csv`, or to the editor where it has none.
    """
    passages = {row["passage_id"]: row for row in data.records("passages")}
    quoted = spans(article, "paragraph")
    counts: Counter = Counter()
    for locator, words in article.items():
        own = next(
            (f"{locator}-{kind}" for kind in ("h1", "c1", "p1") if f"{locator}-{kind}" in passages),
            None,
        )
        brackets = [m.span() for m in re.finditer(r"\([^)]*\)", words)]
        for term in data.records("terms"):
            for hit in re.finditer(term["pattern"], words, re.I):
                bracket = next(
                    (n for n, (a, b) in enumerate(brackets, 1) if a < hit.start() < b), None
                )
                quotation = next(
                    (n for n, (a, b) in enumerate(quoted[locator], 1) if a <= hit.start() < b), None
                )
                place = (
                    f"{locator}-b{bracket}"
                    if bracket
                    else f"{locator}-q{quotation}"
                    if quotation
                    else own
                )
                counts[term["term_id"], locator, place] += 1
    return [
        {
            "term_id": term,
            "locator": locator,
            "passage_id": place,
            "voice": passages[place]["voice"] if place in passages else "editor",
            "count": n,
        }
        for (term, locator, place), n in sorted(
            counts.items(),
            key=lambda item: (item[0][0], list(article).index(item[0][1]), item[0][2] or ""),
        )
    ]


def covered_words(article: dict[str, str]) -> int:
    """How many words of the article stand in at least one excerpt."""
    covered = 0
    for locator, words in article.items():
        paragraph, mask = normal(words), set[int]()
        for row in data.records("passages"):
            if row["locator"] == locator and row["excerpt"]:
                start = paragraph.find(normal(row["excerpt"]))
                mask.update(range(start, start + len(normal(row["excerpt"]))))
        covered += sum(
            1 for word in re.finditer(r"\S+", paragraph) if mask & set(range(*word.span()))
        )
    return covered


def faults(article: dict[str, str]) -> list[str]:
    """Everything in `data/` that the article does not bear out, one sentence each; empty if all is
    well."""
    out = []
    known = {row["locator"] for row in data.records("paragraphs")}
    if known != set(article):
        out.append(
            f"The paragraphs differ: {sorted(known ^ set(article))[:5]} stand only on one side."
        )
        return out
    total = sum(len(words.split()) for words in article.values())
    quotations = {
        f"{locator}-q{n}": words[a:b]
        for locator, words in article.items()
        for n, (a, b) in enumerate(spans({locator: words}, "paragraph")[locator], 1)
    }
    placed = {row["passage_id"]: row for row in data.records("passages")}
    for row in placed.values():
        name, excerpt = row["passage_id"], row["excerpt"]
        if excerpt and normal(excerpt) not in normal(article[row["locator"]]):
            out.append(f"{name}: the excerpt does not stand in {row['locator']}.")
        if excerpt and len(excerpt.split()) > LONGEST_EXCERPT:
            out.append(
                f"{name}: the excerpt has {len(excerpt.split())} words; at most {LONGEST_EXCERPT} "
                "may be quoted."
            )
        if row["mark"] == "quotation" and name not in quotations:
            out.append(f"{name}: {row['locator']} has no such quotation.")
        elif row["mark"] == "quotation" and row["words"] != len(quotations[name].split()):
            out.append(
                f"{name}: the quotation has {len(quotations[name].split())} words, the table says "
                f"{row['words']}."
            )
    out += [
        f"{name}: this quotation has no row in passages.csv."
        for name in quotations
        if name not in placed
    ]
    share = covered_words(article) / total
    if share > LARGEST_SHARE:
        out.append(
            f"The excerpts take {share:.1%} of the article; at most {LARGEST_SHARE:.0%} may "
            "be quoted."
        )
    for name, measured in (
        ("paragraphs", measure_paragraphs(article)),
        ("term_counts", count_terms(article)),
    ):
        stored = data.records(name)
        out += [
            f"{name}.csv: {row} was measured, the table has something else."
            for row in measured
            if row not in stored
        ]
        if len(measured) != len(stored):
            out.append(f"{name}.csv has {len(stored)} rows, {len(measured)} were measured.")
    return out


def _write(name: str, rows: list[dict]) -> None:
    resource = data.collection().resources[name]
    fields = [field["name"] for field in resource["schema"]["fields"]]
    with open(
        data.collection().folder / resource["path"], "w", encoding="utf-8", newline=""
    ) as stream:
        writer = csv.DictWriter(stream, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows({field: row[field] for field in fields} for row in rows)


def record(article: dict[str, str]) -> None:
    """Write the counts and the hashes of the passages; every excerpt must stand in the article."""
    _write("paragraphs", measure_paragraphs(article))
    _write("term_counts", count_terms(article))
    _write("passage_checks", [checks(row) for row in data.records("passages")])
    data.collection.cache_clear()


def main(arguments=None) -> int:
    options = argparse.ArgumentParser(
        description="Check the excerpts and counts of data/ against a copy of the article."
    )
    options.add_argument("article", help="a text file with one paragraph a line")
    options.add_argument(
        "--record", action="store_true", help="write counts and hashes to data/ after the check"
    )
    chosen = options.parse_args(arguments)
    try:
        article = read_article(chosen.article)
        false_excerpts = [fault for fault in faults(article) if "-" in fault.split(":")[0]]
        if chosen.record and not false_excerpts:
            record(article)
        problems = faults(article)
    except (ArticleError, data.DataError) as problem:
        print(problem, file=sys.stderr)
        return 1
    for fault in problems:
        print(fault, file=sys.stderr)
    total = sum(len(words.split()) for words in article.values())
    excerpts = [row for row in data.records("passages") if row["excerpt"]]
    print(
        f"{len(excerpts)} excerpts, {covered_words(article)} of {total} words "
        f"({covered_words(article) / total:.1%}); {len(problems)} faults."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
