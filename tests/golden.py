"""What every comparison and every generated page says, held fast while the code behind it is
rebuilt.

    python tests/golden.py write    # keep what is so now
    python tests/golden.py check    # say what differs from it; ends with 1 if anything does

Sentence, HTML, columns and rows of every comparison over its selections (all of them, or a seeded
sample where they are many thousands), and every file that is made from the tables. `golden.json`
holds one digest for each; `--raw FOLDER` also keeps or reads the words themselves, so that `check`
can show them; `--only NAME` takes the names that begin so. A tool for the rebuilding: it goes when
the look of the pages changes.
"""

import argparse
import hashlib
import json
import os
import pickle
import random
import sys
import tempfile
from itertools import chain, combinations, product
from pathlib import Path

os.environ["KHADDAM_ANSWERS"] = tempfile.mkdtemp()
HERE = Path(__file__).parent
RECORD = HERE / "golden.json"
MOST = 4000  # selections of one comparison; beyond, a seeded sample
SCRIPT = '<b>"it\'s"</b> & ملاحظة'


def values(options):
    return [value for _, value in options]


def selections(*choices):
    """Every combination, or a sample of `MOST` that is the same on every machine."""
    size = 1
    for choice in choices:
        size *= len(choice)
    if size <= MOST:
        return list(product(*choices))
    chance = random.Random(size)
    return [tuple(chance.choice(choice) for choice in choices) for _ in range(MOST)]


class Everything:
    """Every name of `compare`, whichever module it stands in."""

    def __init__(self):
        from khaddam_files import compare

        self.modules = [getattr(compare, name) for name in compare.__all__]

    def all_names(self):
        return sorted({name for module in self.modules for name in vars(module)})

    def __getattr__(self, name):
        return next(vars(module)[name] for module in self.modules if name in vars(module))


def calls():
    """(name of the comparison, its arguments), for every selection that is held."""
    from khaddam_files.data import records

    c = Everything()
    passages = [row["passage_id"] for row in records("passages")]
    cards, links = values(c.card_options()), values(c.link_options())
    days, hours = values(c.day_options()), values(c.hour_options())
    voices, topics = values(c.voice_options()), values(c.voice_topic_options())
    silences, judged = values(c.silence_options()), values(c.silence_judgement_options())
    counters, analogies = values(c.counter_options()), values(c.analogy_options())
    claims, horizons = values(c.scorable_options()), values(c.horizon_options())
    evidence, explanations = values(c.evidence_options()), values(c.explanation_options())
    witnesses, themes = values(c.witness_options()), values(c.witness_theme_options())
    framing, parts = values(c.frame_claim_options()), [part["part_id"] for part in c.note_parts()]
    own = {
        f"{row}.{name}": c.ROW_JUDGEMENTS[(i + j) % 3]
        for i, row in enumerate(evidence)
        for j, name in enumerate(explanations)
    }
    few = dict(list(own.items())[:7])
    reasons = {f"{claim}-{day}": SCRIPT for claim in claims[:9] for day in horizons}
    kept = {
        f"07.{row['claim_id']}.{part}": value
        for n, row in enumerate(records("claims"))
        for part, value in (
            ("probability", 7 * n % 101),
            ("scorable", c.SCORABILITY_ANSWERS[n % len(c.SCORABILITY_ANSWERS)]),
        )
    }

    def every(name, *choices):
        for chosen in selections(*choices):
            yield name, chosen

    yield from every("card", cards, (c.UNANSWERED, *c.CARD_ANSWERS))
    yield "cards_written_out", ()
    yield "keys_of_tables", ()
    yield from every("passages_side_by_side", passages, passages, values(c.view_options()))
    yield from every("who_says", values(c.term_options()))
    yield from every("share_in_quotation_marks", list(c.QUOTATION_RULES))
    changes = values(c.link_change_options())
    yield from every(
        "chain_link",
        links,
        [c.UNLABELLED_LINK, *c.CHAIN_LABELS],
        [(), *((one,) for one in changes), *combinations(changes, 2)],
    )
    yield "chain_key", ()
    yield "chain_written_out", ()
    for n in range(12):
        labels = {
            link: list(c.CHAIN_LABELS)[(n + i) % len(c.CHAIN_LABELS)]
            for i, link in enumerate(links[: n + 1])
        }
        yield "chain_report", (labels, {link: tuple(changes[: n % 3]) for link in links[:n]})
        yield "chain_report", (labels, None)
    yield from every("dates_side_by_side", days, days, values(c.day_view_options()))
    yield from every("office_holders", days)
    yield from every("clock", hours, hours)
    yield from every(
        "voices_side_by_side", topics, voices, voices, values(c.pair_judgement_options())
    )
    yield from every("agreement", values(c.pair_options()), topics, [False, True])
    for n in (0, 1, 7, 40):
        pairs = [(topic, frozenset(pair)) for topic in topics for pair in combinations(voices, 2)]
        relations = [
            value for value in values(c.pair_judgement_options()) if value != c.UNJUDGED_PAIR
        ]
        yield (
            "judged_pairs",
            ({pair: relations[i % len(relations)] for i, pair in enumerate(pairs[:n])},),
        )
    yield from every(
        "silences_side_by_side", silences, values(c.second_silence_options()), judged, judged
    )
    yield from every("analogies_side_by_side", analogies, analogies)
    yield from every(
        "analogies_side_by_side",
        analogies,
        [c.OWN_ANALOGY],
        ["", SCRIPT],
        ["", "y"],
        ["", "z"],
        ["", SCRIPT],
        ["", "do"],
        ["", "see"],
    )
    yield from every(
        "wars_side_by_side",
        values(c.measure_options()),
        values(c.alignment_options()),
        values(c.unit_options()),
    )
    yield from every("two_counters", counters, counters)
    everything = values(c.forecast_options(c.ALL_CLAIMS))
    yield from every(
        "claim_to_judge", everything, (None, 0, 40, 100), c.SCORABILITY_ANSWERS, ("", SCRIPT)
    )
    yield "claims_written_out", ()
    yield from every(
        "verdicts_on",
        claims,
        [tuple(horizons), *((one,) for one in horizons)],
        [None, frozenset(), frozenset(claims[::2])],
        [None, reasons],
    )
    who = values(c.forecaster_options())
    yield from every(
        "horizons_side_by_side",
        horizons,
        horizons,
        who,
        [None, frozenset(), frozenset(claims[::2])],
    )
    yield from every(
        "horizons_and_claim",
        horizons,
        horizons,
        who,
        claims,
        horizons,
        [None, frozenset(claims[::2])],
        [None, reasons],
    )
    yield from every("horizons_written_out", horizons, horizons)
    yield from every(
        "your_score", horizons, [{}, kept, dict(list(kept.items())[:31])], ["you", "the class"]
    )
    yield from every("example_score", horizons)
    yield "calibration", ([0.1, 0.5, 0.9, 1.0, 0.0], [0, 1, 1, 1, 0])
    yield "calibration", ([], [])
    yield from every(
        "matrix", [None, *evidence, tuple(evidence[:3]), (evidence[0],)], [None, {}, few, own]
    )
    yield from every("diagnosticity", evidence, [None, few, own])
    yield from every(
        "leave_out",
        [c.NOTHING_LEFT_OUT, *evidence],
        [c.NOTHING_LEFT_OUT, *evidence],
        [None, few, own],
    )
    yield from every("flip_cell", evidence, list(c.by_key("hypotheses")), c.ROW_JUDGEMENTS, [None])
    yield from every(
        "judge_passage", evidence, explanations, [None, few, own], ["", SCRIPT, "long " * 60]
    )
    yield from every("frame_claim", framing, [c.UNANSWERED, *c.VERDICTS_ON_CLAIMS])
    yield "frame_claims_written_out", ()
    clauses = [
        [],
        [(SCRIPT, "S5.3")],
        [("a b", "s5.3-q1"), ("c", "S99.1")],
        [("a", "S3.99"), ("b", "nowhere"), ("", "S0.1"), ("x " * 30, "")],
    ]
    yield from every("check_headline", clauses)
    yield from every(
        "witnesses_side_by_side",
        themes,
        witnesses,
        witnesses,
        values(c.judgement_options()),
        ["", SCRIPT],
    )
    yield from every(
        "public_and_private", values(c.public_rule_options()), values(c.opened_theme_options())
    )
    yield from every("drift_of", values(c.drift_options()), values(c.drift_guess_options()))
    yield from every("independence", witnesses, witnesses)
    yield from every("names", list(c.NAME_TABLES))
    yield "names_written_out", ()
    notes = [
        {},
        dict.fromkeys(parts, SCRIPT),
        {part: f"Words of S5.3 and S99.9 for {part}. " * 9 for part in parts},
    ]
    answered = [[], [("02", "What?", SCRIPT, "02.1.a"), ("06", "Why?", "because", "06.2.b")]]
    yield from every("check_note", notes)
    yield from every("note_beside_answers", notes, answered)
    yield from every("earlier_answers", answered)
    yield "example_note", ()
    yield from every(
        "exit_ticket", ["", SCRIPT, "S8.7 says so"], ["", "why"], [c.UNANSWERED, *c.TICKET_PACES]
    )
    yield "references", ("A title", *(row["source_id"] for row in records("sources")))


def normal(html):
    """HTML with quotation marks escaped in one way: the parser sees no difference."""
    return str(html).replace("&#39;", "&#x27;").replace("&#34;", "&quot;")


def shown(name, arguments):
    """Sentence, HTML, columns and rows of one selection, or the sentence of its refusal."""
    try:
        made = getattr(Everything(), name.removeprefix("refusals of "))(*arguments)
    except LookupError as refusal:
        return (str(refusal),)
    return (
        made.sentence,
        normal(made.html),
        tuple(made.columns),
        [tuple(row) for row in made.cells()],
    )


def options():
    """Every list of options, in order."""
    from khaddam_files import compare

    every = Everything()
    for name in every.all_names():
        if name.endswith("_options") and name != "forecast_options":
            yield name, getattr(every, name)()
    for which in (compare.forecasts.CHOSEN_CLAIMS, compare.forecasts.ALL_CLAIMS):
        yield f"forecast_options {which}", compare.forecasts.forecast_options(which)


def editions():
    """Every file that is made from the tables, as it stands, and a graded class."""
    root = HERE.parent
    for path in sorted(
        [
            *(root / "exercises").rglob("*"),
            *(root / "notebooks").glob("*.ipynb"),
            root / "data" / "README.md",
        ]
    ):
        if path.is_file() and path.suffix in (".ipynb", ".html", ".md", ".csv"):
            yield str(path.relative_to(root)), normal(path.read_text(encoding="utf-8"))


def wrong_calls():
    """Every comparison with each of its arguments in turn replaced by what does not exist."""
    first = {}
    for name, arguments in calls():
        first.setdefault(name, arguments)
    for name, arguments in first.items():
        for place, one in enumerate(arguments[:9]):
            if isinstance(one, str):
                yield (
                    f"refusals of {name}",
                    (*arguments[:place], "no such", *arguments[place + 1 :]),
                )


def everything(only=""):
    """Name of a comparison, list or file -> what it says: one text for a file, one for each
    selection of a comparison."""
    found = {}
    for name, arguments in chain(calls(), wrong_calls()):
        if name.startswith(only):
            said = found.setdefault(name, {})
            said[len(said)] = shown(name, arguments)
    found |= {name: {0: values} for name, values in options() if name.startswith(only)}
    return found | {name: {0: words} for name, words in editions() if name.startswith(only)}


def differing(before, now):
    """The first place where two selections part."""
    if type(before) is not type(now) or not isinstance(before, tuple) or len(before) != len(now):
        before, now = (before,), (now,)
    one, other = next((repr(a), repr(b)) for a, b in zip(before, now, strict=True) if a != b)
    start = max(0, len(os.path.commonprefix([one, other])) - 120)
    return f"\n    before …{one[start : start + 400]}\n    now    …{other[start : start + 400]}"


def digest(said):
    return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()[:20]


def main():
    read = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    read.add_argument("what", choices=["write", "check"])
    read.add_argument("--raw", type=Path, help="folder of the words themselves")
    read.add_argument("--only", default="", help="names that begin so")
    asked = read.parse_args()
    found = everything(asked.only)
    if asked.what == "write":
        RECORD.write_text(
            json.dumps({name: [len(said), digest(said)] for name, said in found.items()}, indent=1)
            + "\n"
        )
        for name, said in found.items() if asked.raw else ():
            (asked.raw / name.replace("/", "~")).write_bytes(pickle.dumps(said))
        print(
            f"{sum(map(len, found.values()))} selections and files of {len(found)} names are kept."
        )
        return
    held = {name: tuple(kept) for name, kept in json.loads(RECORD.read_text()).items()}
    names = [name for name in {**held, **found} if name.startswith(asked.only)]
    wrong = [
        name
        for name in names
        if name not in held
        or name not in found
        or held[name] != (len(found[name]), digest(found[name]))
    ]
    for name in wrong:
        print("DIFFERS", name)
        before = asked.raw / name.replace("/", "~") if asked.raw else None
        for key, said in (
            pickle.loads(before.read_bytes()).items() if before and before.exists() else ()
        ):
            now = found.get(name, {}).get(key)
            if now != said:
                print(f"  selection {key}: {differing(said, now)}")
                break
    print(f"{len(names) - len(wrong)} of {len(names)} names are as they were.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
