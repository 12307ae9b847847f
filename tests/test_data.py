"""The tables keep their schema, the standard's own tool agrees, and every kind of damage is named
in one sentence."""

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaddam_files import data
from khaddam_files.data import Collection, DataError, records, table
from khaddam_files.editions import codebook

NAMES = data.collection().names()
PROMISED = [
    "passages",
    "people",
    "offices",
    "places",
    "meetings",
    "events",
    "sources",
    "glossary",
    "chain",
    "witnesses",
    "parallels",
    "drift",
    "claims",
    "verdicts",
    "horizons",
    "hypotheses",
    "silences",
    "oddities",
    "framing",
    "topics",
    "positions",
    "cards",
    "not_found",
]


@pytest.mark.parametrize("name", NAMES)
def test_table_keeps_its_schema_and_types(name):
    frame = table(name)
    fields = data.collection().resources[name]["schema"]["fields"]
    assert list(frame.columns) == [field["name"] for field in fields]
    for field in fields:
        kind = frame[field["name"]].dtype
        if field["type"] in ("date", "datetime"):
            assert kind.kind == "M"
        elif field["type"] in ("integer", "number", "boolean"):
            assert (
                str(kind)
                == {"integer": "Int64", "number": "float64", "boolean": "boolean"}[field["type"]]
            )


def test_every_promised_table_is_there_and_every_file_is_described():
    assert set(PROMISED) <= set(NAMES)
    described = {resource["path"] for resource in data.collection().resources.values()}
    found = {str(path.relative_to(ROOT / "data")) for path in (ROOT / "data").rglob("*.csv")}
    assert found == described


def test_frictionless_finds_nothing_to_say():
    report = Package(str(ROOT / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "note", "rowNumber", "fieldName"])[:5]
    assert not report.warnings and not any(task.warnings for task in report.tasks)
    assert len(report.tasks) == len(NAMES)


def test_every_description_says_who_made_the_table_and_under_which_licence():
    for resource in data.collection().resources.values():
        assert (
            resource["title"]
            and resource["description"]
            and resource["howMade"]
            and resource["licenses"]
        ), resource["name"]
        assert all(field["description"] for field in resource["schema"]["fields"]), resource["name"]


def test_every_description_says_more_than_the_name_of_its_column():
    later = ("tasks", "task_items", "task_choices", "rubrics", "samples", "comments")
    for name, resource in data.collection().resources.items():
        for field in resource["schema"]["fields"] if name not in later else ():
            assert len(field["description"].split()) >= 4, (
                name,
                field["name"],
                field["description"],
            )


def test_words_that_several_tables_use_in_different_senses_say_in_which():
    fields = {
        (name, field["name"]): field["description"]
        for name, resource in data.collection().resources.items()
        for field in resource["schema"]["fields"]
    }
    for one, other in (
        (("passages", "voice"), ("positions", "voice")),
        (("passages", "certainty"), ("positions", "certainty")),
        (("witnesses", "seen"), ("sources", "seen")),
    ):
        assert ".".join(other) in fields[one] and ".".join(one) in fields[other]


def test_a_reading_of_the_outcome_stands_where_no_verdict_can():
    for row in records("claims"):
        assert (row["unscored_reading"] is None) == row["scorable"], row["claim_id"]


def test_the_averages_of_fiscal_years_lie_as_near_to_the_monthly_file_as_the_codebook_says():
    rows = records("us_troops_iraq")
    months = [row for row in rows if row["measure"] == "us_troops_in_iraq"]
    apart = {}
    for row in rows:
        if row["measure"].startswith("us_troops_avg_monthly_boots_on_ground"):
            held = [
                m["value"]
                for m in months
                if row["period_start"] <= m["period_end"] <= row["period_end"]
            ]
            apart[row["period_end"].year] = (
                100 * (row["value"] * len(held) / sum(held) - 1) if held else None
            )
    near = {year for year, percent in apart.items() if percent is not None and abs(percent) <= 2}
    assert near == {2004, 2005, 2008, 2009} and round(apart[2010]) == -6
    assert {year for year, percent in apart.items() if percent is None} == {2011, 2012}


def test_the_codebook_is_that_of_the_schema():
    assert (ROOT / "data" / "README.md").read_text(encoding="utf-8") == codebook.codebook(), (
        "run make outputs"
    )


def test_a_table_is_a_copy():
    changed = table("people")
    changed.loc[:, "name"] = "nobody"
    assert "nobody" not in set(table("people")["name"])


def test_an_unknown_table_is_refused_with_the_names_of_those_that_exist():
    with pytest.raises(KeyError, match="There is no table 'quotes'.*passages"):
        table("quotes")


# ---------------------------------------------------------------- damage, one kind at a time


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    return folder


def read_all(folder):
    collection = Collection(folder)
    for name in collection.names():
        collection.table(name)


def rewrite(path, change):
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    change(rows)
    with open(path, "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def cell(row, column, value):
    def change(rows):
        rows[row - 1][rows[0].index(column)] = value

    return change


DAMAGE = [
    (
        "missing file",
        "people.csv",
        lambda p: p.unlink(),
        "data/people.csv: found no file that can be read",
    ),
    (
        "missing column",
        "people.csv",
        lambda p: rewrite(p, lambda r: [x.pop(1) for x in r]),
        "data/people.csv, row 1: found no column name, expected the columns person_id, name",
    ),
    (
        "unknown column",
        "people.csv",
        lambda p: rewrite(p, lambda r: [x.append("x") for x in r]),
        "data/people.csv, row 1: found an unknown column “x”",
    ),
    (
        "columns in another order",
        "topics.csv",
        lambda p: rewrite(p, lambda r: [x.reverse() for x in r]),
        "found columns in another order",
    ),
    (
        "wrong type: date",
        "people.csv",
        lambda p: rewrite(p, cell(2, "born", "11 September 1965")),
        "data/people.csv, row 2, column born: found “11 September 1965”, expected a date such as "
        "2003-03-16",
    ),
    (
        "bad date",
        "people.csv",
        lambda p: rewrite(p, cell(3, "born", "1932-02-30")),
        "row 3, column born: found “1932-02-30”, expected a date",
    ),
    (
        "date without dashes",
        "people.csv",
        lambda p: rewrite(p, cell(3, "born", "19320915")),
        "expected a date",
    ),
    (
        "wrong type: integer",
        "paragraphs.csv",
        lambda p: rewrite(p, cell(5, "words", "12.5")),
        "data/paragraphs.csv, row 5, column words: found “12.5”, expected a whole number",
    ),
    (
        "wrong type: number",
        "places.csv",
        lambda p: rewrite(p, cell(2, "lat", "north")),
        "data/places.csv, row 2, column lat: found “north”, expected a number",
    ),
    (
        "wrong type: datetime",
        "hours.csv",
        lambda p: rewrite(p, cell(2, "local_from", "2003-03-15 6:00")),
        "data/hours.csv, row 2, column local_from: found “2003-03-15 6:00”, expected a date with "
        "its hour such as",
    ),
    (
        "digits of another script",
        "places.csv",
        lambda p: rewrite(p, cell(2, "lat", "٣٥.٧")),
        "data/places.csv, row 2, column lat: found “٣٥.٧”, expected a number",
    ),
    (
        "not a number",
        "places.csv",
        lambda p: rewrite(p, cell(2, "lat", "nan")),
        "expected a number",
    ),
    (
        "wrong type: boolean",
        "claims.csv",
        lambda p: rewrite(p, cell(2, "scorable", "yes")),
        "data/claims.csv, row 2, column scorable: found “yes”, expected true or false",
    ),
    (
        "out of range",
        "places.csv",
        lambda p: rewrite(p, cell(2, "lat", "135")),
        "data/places.csv, row 2, column lat: found “135”, expected a value from",
    ),
    (
        "not in the list",
        "passages.csv",
        lambda p: rewrite(p, cell(2, "voice", "narrator")),
        "data/passages.csv, row 2, column voice: found “narrator”, expected one of",
    ),
    (
        "empty file",
        "cards.csv",
        lambda p: p.write_text(""),
        "data/cards.csv: found an empty file, expected a heading with the columns card_id",
    ),
    (
        "heading alone",
        "cards.csv",
        lambda p: rewrite(p, lambda r: r.__delitem__(slice(1, None))),
        "data/cards.csv: found no rows",
    ),
    (
        "empty cell",
        "cards.csv",
        lambda p: rewrite(p, cell(3, "question", "")),
        "data/cards.csv, row 3, column question: found an empty cell, expected a value",
    ),
    (
        "short row",
        "cards.csv",
        lambda p: rewrite(p, lambda r: r[2].pop()),
        "data/cards.csv, row 3: found",
    ),
    (
        "a value that may stand once stands twice",
        "places.csv",
        lambda p: rewrite(p, cell(3, "name", "Tehran")),
        "data/places.csv, row 3, column name: found “Tehran” a second time, expected each "
        "value once",
    ),
    (
        "duplicate key",
        "topics.csv",
        lambda p: rewrite(p, lambda r: r.append(r[1])),
        "a second time, expected each",
    ),
    (
        "dangling key",
        "passages.csv",
        lambda p: rewrite(p, cell(60, "speaker_id", "john_doe")),
        "data/passages.csv, row 60, column speaker_id: found “john_doe”, expected a person_id that "
        "stands in data/people.csv",
    ),
    (
        "dangling key in a list",
        "oddities.csv",
        lambda p: rewrite(p, cell(2, "source_ids", "W01;W99")),
        "data/oddities.csv, row 2, column source_ids: found “W99”, expected a source_id that "
        "stands in data/sources.csv",
    ),
    (
        "gap in a list",
        "oddities.csv",
        lambda p: rewrite(p, cell(2, "source_ids", "W01;;W02")),
        "expected different items separated by ;",
    ),
    (
        "unknown locator",
        "passages.csv",
        lambda p: rewrite(p, cell(2, "locator", "S12.1")),
        "data/passages.csv, row 2, column locator: found “S12.1”, expected a locator that stands "
        "in data/paragraphs.csv",
    ),
    (
        "blanks around",
        "topics.csv",
        lambda p: rewrite(p, cell(2, "topic", " War aim")),
        "expected no blanks at the start or the end",
    ),
    (
        "not UTF-8",
        "people.csv",
        lambda p: p.write_bytes(p.read_text(encoding="utf-8").replace("é", "e").encode("utf-16")),
        "data/people.csv: found a byte that is not UTF-8 in line 1",
    ),
    (
        "byte-order mark",
        "people.csv",
        lambda p: p.write_bytes(b"\xef\xbb\xbf" + p.read_bytes()),
        "data/people.csv, row 1: found a byte-order mark at the start",
    ),
    (
        "Windows line endings",
        "people.csv",
        lambda p: p.write_bytes(p.read_bytes().replace(b"\n", b"\r\n")),
        "data/people.csv: found a carriage return (Windows line ending) in line 1",
    ),
    (
        "null character",
        "people.csv",
        lambda p: p.write_bytes(p.read_bytes() + b"\0"),
        "found a null character",
    ),
    (
        "open quotation mark",
        "people.csv",
        lambda p: p.write_text(p.read_text(encoding="utf-8") + '"open', encoding="utf-8"),
        "data/people.csv",
    ),
    (
        "50 MB",
        "people.csv",
        lambda p: p.write_bytes(b"x" * 50_000_000),
        "data/people.csv: found a file of 50.0 MB, expected at most 5 MB",
    ),
    (
        "broken description",
        "datapackage.json",
        lambda p: p.write_text("{"),
        "data/datapackage.json: found a description that cannot be read",
    ),
    (
        "no description",
        "datapackage.json",
        lambda p: p.unlink(),
        "data/datapackage.json: found no file that can be read",
    ),
]


@pytest.mark.parametrize(
    "file, damage, sentence", [pytest.param(*rest, id=kind) for kind, *rest in DAMAGE]
)
def test_damage_is_named_in_one_sentence(copy, file, damage, sentence):
    damage(copy / file)
    with pytest.raises(DataError) as caught:
        read_all(copy)
    message = str(caught.value)
    assert sentence in message
    assert re.fullmatch(
        r"data/\S+(, row \d+)?(, column \w+( \+ \w+)*)?: found .+, expected .+; mend the file or "
        r"restore it from the release\.",
        message,
        re.S,
    ), message
    assert "\n" not in message


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_no_sign_but_a_line_feed_ends_a_row(copy, sign):
    rewrite(copy / "places.csv", cell(2, "role_in_story", f"one{sign}two"))
    assert Collection(copy).records("places")[0]["role_in_story"] == f"one{sign}two"


def test_reading_the_tables_leaves_the_memory_of_whoever_asks_alone():
    asked = (  # Python 3.12 itself begins with some objects out of the collector's sight
        "import gc; before = gc.get_freeze_count()\n"
        "from khaddam_files.data import table; table('cards')\n"
        "print(gc.get_freeze_count() - before)"
    )
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "0"


def test_hours_are_moments_that_can_be_reckoned_with():
    hours = table("hours")
    assert (hours["local_from"] <= hours["local_to"]).all() and hours[
        "local_from"
    ].dt.hour.max() > 12


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data_=st.data())
def test_generated_damage_gives_a_data_error_or_the_same_words(tmp_path_factory, data_):
    """Any text in any cell: either the table says so in one sentence, or the cell comes back as it
    was written."""
    resource = data_.draw(
        st.sampled_from(
            [r for r in data.collection().resources.values() if not r["path"].startswith("series/")]
        )
    )
    folder = tmp_path_factory.mktemp("data")
    shutil.copytree(ROOT / "data", folder, dirs_exist_ok=True)
    path = folder / resource["path"]
    fields = resource["schema"]["fields"]
    field = data_.draw(st.sampled_from(fields))
    text = data_.draw(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                [
                    "NaN",
                    "None",
                    "<script>alert(1)</script>",
                    "1e3",
                    "2003-3-16",
                    "S4.6",
                    "سوريا",
                    "true",
                    "W01;W01",
                ]
            ),
        )
    )
    row = data_.draw(st.integers(2, len(records(resource["name"])) + 1))
    rewrite(path, cell(row, field["name"], text.encode("utf-8", "replace").decode()))
    try:
        got = Collection(folder).records(resource["name"])[row - 2][field["name"]]
    except DataError as problem:
        assert "\n" not in str(problem).replace(text, "") and f"data/{resource['path']}" in str(
            problem
        )
        return
    finally:
        shutil.rmtree(folder)
    written = (
        f"{got:{data.DATETIME_FORMAT}}"
        if isinstance(got, datetime)
        else ";".join(got)
        if isinstance(got, tuple)
        else ""
        if got is None
        else str(got).lower()
        if isinstance(got, bool)
        else str(got)
    )
    assert written == text or isinstance(got, (int, float)) and float(text) == got


# ---------------------------------------------------------------- what a schema cannot say


def test_no_period_ends_before_it_begins():
    for name, start, end in [
        ("offices", "start", "end"),
        ("events", "date", "end_date"),
        ("people", "born", "died"),
    ]:
        for row in records(name):
            assert not (row[start] and row[end]) or row[start] <= row[end], row
    for resource in data.collection().resources.values():
        if resource["path"].startswith("series/"):
            frame = table(resource["name"])
            assert (frame["period_start"] <= frame["period_end"]).all(), resource["name"]


def test_a_precision_stands_wherever_a_date_stands():
    for name in NAMES:
        for row in records(name):
            for column in row:
                if f"{column}_precision" in row:
                    assert (row[column] is None) == (row[f"{column}_precision"] is None), (
                        name,
                        row,
                    )
                    if row[f"{column}_precision"] == "month":
                        assert row[column].day == 1, (name, row)
                    if row[f"{column}_precision"] == "year":
                        assert (row[column].month, row[column].day) == (1, 1), (name, row)


def test_scorable_claims_have_a_verdict_at_every_horizon_and_others_have_none_but_a_reason():
    horizons = {row["horizon_id"]: row["date"] for row in records("horizons")}
    assert list(horizons) == ["H1", "H2", "H3", "H4"]
    assert (
        horizons["H1"] == date(2003, 5, 1)
        and horizons["H2"] == date(2011, 12, 31)
        and horizons["H3"] == date(2024, 3, 23)
    )
    verdicts = records("verdicts")
    for claim in records("claims"):
        own = {row["horizon_id"] for row in verdicts if row["claim_id"] == claim["claim_id"]}
        if claim["scorable"]:
            assert own == set(horizons) and claim["criterion"], claim["claim_id"]
        else:
            assert not own and claim["why_not_scorable"], claim["claim_id"]


def test_no_verdict_uses_evidence_from_after_its_date():
    horizons = {row["horizon_id"]: row["date"] for row in records("horizons")}
    events = {row["event_id"]: row["date"] for row in records("events")}
    for row in records("verdicts"):
        assert row["as_of"] == horizons[row["horizon_id"]], row["verdict_id"]
        late = [
            event
            for event in row["evidence_for"] + row["evidence_against"]
            if events[event] > row["as_of"]
        ]
        assert not late, (row["verdict_id"], late)
        assert row["reason"] and (not row["contested"] or row["contested_why"]), row["verdict_id"]


def test_every_fact_names_a_source():
    for name in ("people", "offices", "places", "events", "meetings", "glossary"):
        without = [row[next(iter(row))] for row in records(name) if not row["source_ids"]]
        assert not without, (name, without)


def test_every_source_can_be_found_again():
    for row in records("sources"):
        assert (
            row["title"]
            and row["author_or_publisher"]
            and (row["url"] or row["source_id"] == "computed")
        ), row["source_id"]
        assert row["date"] or row["date_printed"], row["source_id"]


def test_silence_is_called_absent_only_where_the_witness_was_read_whole():
    whole = {row["witness_id"] for row in records("witnesses") if row["seen"] == "whole"}
    for row in records("parallels"):
        assert row["strength"] != "absent" or row["witness_id"] in whole, row["parallel_id"]


def test_scripts_stand_in_their_own_columns():
    arabic_only, persian_only, rtl = (
        re.compile("[يكة]"),
        re.compile("[یکگپچژ]"),
        re.compile("[\u0600-\u06ff]"),
    )
    for name, columns in (
        ("people", ("name_arabic", "name_persian")),
        ("glossary", ("arabic", "persian")),
        ("places", ("arabic", "persian")),
    ):
        for row in records(name):
            arabic, persian = (row[column] or "" for column in columns)
            assert not persian_only.search(arabic) and not arabic_only.search(persian), row
            assert all(not text or rtl.search(text) for text in (arabic, persian)), row


def test_known_offices_on_the_day():
    """Checked by hand against the sources named in the rows."""
    day = pd.Timestamp("2003-03-16")
    offices = table("offices")
    held = offices[(offices["start"] <= day) & ((offices["end"] > day) | offices["end"].isna())]
    holders = dict(zip(held["office"], held["person_id"], strict=True))
    assert holders["President of Turkey"] == "ahmet_necdet_sezer"
    assert holders["Foreign Minister of Turkey"] == "abdullah_gul"
    assert holders["President of Syria"] == "bashar_al_assad"
    assert holders["President of Iran"] == "mohammad_khatami"
    assert holders["Supreme Leader of Iran"] == "ali_khamenei"


def test_the_package_can_be_read_without_this_code():
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"] == "khaddam-files" and package["licenses"] and package["sources"]


# ---------------------------------------------------------------- mutations, whatever they are


ODD = [
    None, True, False, 0, -1, 7, 2.5, 10**400, float("nan"), float("inf"), "", " ", "x", "id", "values", "passages", "../people.csv",
    "/etc/passwd", "a\0b", "\ud800", "(", "(?i", "a{99999999999}", "[[a]", "\\d", "string", "integer", "number", "boolean", "date",
    "datetime", [], {}, [[]], [{}], [None], ["x"], ["x", "x"], [1, "x"], {"x": 1}, {"fields": ["x"]},
]  # fmt: skip


def spots(node, found=None):
    """Every (owner, key) of a document."""
    found = [] if found is None else found
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        found.append((node, key))
        if isinstance(value, (dict, list)):
            spots(value, found)
    return found


def mutated(text, chance):
    """The text of a description with one thing changed, in its tree or in its letters."""
    document = json.loads(text)
    owner, key = chance.choice(
        spots(document["resources"]) if chance.random() < 0.9 else spots(document)
    )
    kind = chance.randrange(8)
    if kind < 4:
        owner[key] = chance.choice(ODD)
    elif kind == 4:
        del owner[key]
    elif kind == 5 and isinstance(owner, list):
        owner.append(owner[key])
    elif kind == 5:
        owner[str(chance.choice(ODD))] = owner.pop(key)
    elif kind == 6:
        other, place = chance.choice(spots(document["resources"]))
        owner[key] = json.loads(json.dumps(other[place]))
    else:
        at = chance.randrange(len(text))
        return (
            text[:at]
            + chance.choice(["", "\ufeff", "\r", "\0", '"', "[" * 100_000, "1", "é"])
            + text[at + chance.randrange(40) :]
        )
    return json.dumps(document, ensure_ascii=chance.random() < 0.9)


ONE_SENTENCE = (
    r"data/\S+(, row \d+)?(, column \w+( \+ \w+)*)?: found .+, expected .+; mend the "
    r"file or restore it from the release\."
)


def in_one_sentence(problem):
    return re.fullmatch(ONE_SENTENCE, str(problem)) is not None  # without re.S: on one line


def meaning(package):
    """What of a description decides the values that its tables hold."""
    return {
        resource["name"]: (
            resource["path"],
            [(f["name"], f["type"], "listOf" in f) for f in resource["schema"]["fields"]],
        )
        for resource in package.values()
    }


@pytest.mark.parametrize("seed", range(3))
def test_any_fault_in_the_description_is_a_sentence_or_changes_no_value(copy, monkeypatch, seed):
    """Fifty mutations each: never a raw error; what still loads is read as before, and the codebook
    can be written from it."""
    chance, path = random.Random(seed), copy / "datapackage.json"
    text, own = path.read_text(encoding="utf-8"), data.collection()
    for _ in range(50):
        path.write_bytes(mutated(text, chance).encode("utf-8", "surrogatepass"))
        try:
            read = Collection(copy)
            before, now = meaning(own.resources), meaning(read.resources)
            with monkeypatch.context() as patched:
                patched.setattr(codebook.data, "collection", lambda read=read: read)
                codebook.tables()
            for name in chance.sample(list(now), min(2, len(now))) + [
                n for n in now if now[n] != before.get(n)
            ]:
                found = read.table(name)
                if now[name] == before.get(name):
                    assert found.equals(table(name)), name
        except DataError as problem:
            assert in_one_sentence(problem), problem


@pytest.mark.parametrize(
    "change, place",
    [
        (lambda r: r[0].pop("schema"), "no resources[0] (passages).schema"),
        (lambda r: r[0]["schema"].pop("fields"), "no resources[0] (passages).schema.fields"),
        (lambda r: r[0].pop("name"), "no resources[0].name"),
        (lambda r: r[0].pop("path"), "no resources[0] (passages).path"),
        (lambda r: r[0].update(path="../data/passages.csv"), "“../data/passages.csv” as "
                                                             "resources[0] (passages).path"),
        (lambda r: r[1].update(name="passages"), "“passages” as resources[1].name"),
        (lambda r: r[1].update(path="passages.csv"), "“passages.csv” as resources[1].path"),
        (lambda r: r[0]["schema"]["fields"][0].update(type="text"), "“text” as resources[0] "
                                                                    "(passages).schema.fields[0] "
                                                                    "(passage_id).type"),
        (lambda r: r[0]["schema"]["fields"][0].update(type=["string"]), "schema.fields[0] "
                                                                        "(passage_id).type"),
        (lambda r: r[0]["schema"]["fields"][1].update(name="passage_id"), "“passage_id” as "
                                                                          "resources[0] "
                                                                          "(passages).schema.fields"),
        (lambda r: r[0]["schema"]["fields"][0]["constraints"].update(pattern="("), "“(” as resources[0] "
                                                                                   "(passages).schema.fields[0] "
                                                                                   "(passage_id).constraints.pattern"),
        (lambda r: r[0]["schema"]["fields"][0]["constraints"].update(pattern=5), "constraints.pattern"),
        (lambda r: r[0]["schema"]["fields"][0]["constraints"].update(required="yes"), "constraints.required"),
        (lambda r: r[0]["schema"]["fields"][0]["constraints"].update(minimum=1), "constraints.minimum"),
        (lambda r: r[0]["schema"]["fields"][0]["constraints"].update(minLength=1), "“minLength” as"),
        (lambda r: r[0]["schema"]["fields"][0].update(constraints=[]), "“[]” as"),
        (lambda r: r[0]["schema"].update(primaryKey="nothing"), "schema.primaryKey"),
        (lambda r: r[0]["schema"]["foreignKeys"][0]["reference"].update(resource="nowhere"), "“nowhere” as "
                                                                                             "resources[0] "
                                                                                             "(passages).schema.foreignKeys[0].reference.resource"),
        (lambda r: r[0]["schema"]["foreignKeys"][0]["reference"].update(fields=["nothing"]), "foreignKeys[0].reference.fields"),
        (lambda r: r[0]["schema"]["foreignKeys"][0].update(fields="locator"), "foreignKeys[0].fields"),
        (lambda r: r[0]["schema"].update(missingValues=["", "NA"]), "schema.missingValues"),
    ],
)  # fmt: skip
def test_a_fault_in_the_description_is_named_by_its_place(copy, change, place):
    path = copy / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package["resources"])
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        dict(Collection(copy).resources)
    assert (
        place in str(caught.value)
        and "data/datapackage.json" in str(caught.value)
        and in_one_sentence(caught.value)
    )


def test_a_table_is_read_whatever_stands_in_the_description_of_another(copy):
    """Only what a reader's notebook uses is checked in its kernel; every table is, in
    `test_table_keeps_its_schema_and_types`."""
    path = copy / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    glossary = next(one for one in package["resources"] if one["name"] == "glossary")
    del glossary["schema"]
    path.write_text(json.dumps(package), encoding="utf-8")
    read = Collection(copy)
    assert read.records("topics") == records("topics")
    with pytest.raises(DataError, match=r"no resources\[\d+\] \(glossary\)\.schema"):
        read.records("glossary")


def test_tables_that_point_to_each_other_are_read(copy):
    """A circle of keys is no fault: people name a place, and places may name a person."""
    path = copy / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    topics = next(resource for resource in package["resources"] if resource["name"] == "topics")
    key = topics["schema"]["fields"][0]["name"]
    topics["schema"]["foreignKeys"] = [
        {"fields": [key], "reference": {"resource": "", "fields": [key]}}
    ]
    path.write_text(json.dumps(package), encoding="utf-8")
    assert Collection(copy).table("topics").equals(table("topics"))


CELLS = [
    "2003-W11-7", "20030316", "0000-01-01", "0000-01-01 00:00", "9999-12-31", "10000-01-01", "2003-02-29", "2003-03-16 24:00",
    "2003-03-16T06:00", "٢٠٠٣-٠٣-١٦", "9" * 18, "9" * 19, "9" * 30, "9" * 400, "9" * 5000, "-" + "9" * 30, "-5", "-0", "+5", "0x10", "1_000", "1e3",
    "1e999", "inf", "nan", "0." + "1" * 30, "1." + "0" * 30, "1" * 16, "12.5", ".5", "5.", "٣", "true", "True", "a;;b", "a;a", ";", "=1+1",
    "x" * 200_000, "<b>", "\u202eabc", " x", "x ", "\u00a0", "", "a\nb", 'a"b', "\ud83d\ude00",
]  # fmt: skip


def read_back(value):
    """A value as its cell is written."""
    if isinstance(value, datetime):
        return f"{value:{data.DATETIME_FORMAT}}"
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def same_cell(text, value):
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(text) == Decimal(str(value))
    return read_back(value) == text


def test_any_damage_to_a_table_is_a_sentence_or_read_letter_for_letter(tmp_path):
    """Three hundred damaged tables: a cell of another value, bytes gone, changed or added. No
    raw error, none read wrong."""
    chance = random.Random(2003)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for resource in chance.sample(list(data.collection().resources.values()), 15):
        name, path = resource["name"], tmp_path / "data" / resource["path"]
        raw = path.read_bytes()
        rows = list(csv.reader(io.StringIO(raw.decode(), newline="")))
        for _ in range(20):
            changed = [list(row) for row in rows]
            if chance.random() < 0.7:
                changed[chance.randrange(1, len(rows))][chance.randrange(len(rows[0]))] = (
                    chance.choice(CELLS).encode("utf-16", "surrogatepass").decode("utf-16")
                )
                out = io.StringIO()
                csv.writer(out, lineterminator="\n").writerows(changed)
                path.write_bytes(out.getvalue().encode())
            else:
                at, more = (
                    chance.randrange(len(raw)),
                    chance.choice(
                        [
                            b"",
                            b"\xff",
                            b"\0",
                            b"\r",
                            b'"',
                            b",",
                            b"\n",
                            b"9",
                            b"\xef\xbb\xbf",
                            b"\xed\xa0\x80",
                        ]
                    ),
                )
                path.write_bytes(raw[:at] + more + raw[at + chance.randrange(3) :])
            read = Collection(tmp_path / "data")
            try:
                values = [list(row.values()) for row in read.records(name)]
                read.table(name)
            except DataError as problem:
                assert in_one_sentence(problem), problem
                continue
            written = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))[1:]
            for texts, row in zip(written, values, strict=True):
                assert all(
                    same_cell(text, value) for text, value in zip(texts, row, strict=True)
                ), (name, texts)
        path.write_bytes(raw)


@pytest.mark.parametrize("file, column, text", [
    ("people.csv", "born", "2003-W11-7"), ("people.csv", "born", "0000-01-01"), ("paragraphs.csv", "words", "9" * 30),
    ("paragraphs.csv", "words", "9" * 5000), ("paragraphs.csv", "words", "-" + "9" * 30), ("places.csv", "lat", "9" * 400), ("places.csv", "lat", "1." + "1" * 30),
])  # fmt: skip
def test_what_cannot_be_kept_as_written_is_refused(copy, file, column, text):
    rewrite(copy / file, cell(2, column, text))
    with pytest.raises(DataError, match=f"data/{file}, row 2, column {column}: found") as caught:
        Collection(copy).table(file.removesuffix(".csv"))
    assert in_one_sentence(caught.value)


def test_a_pipe_in_place_of_a_table_is_refused_and_not_waited_for(copy):
    (copy / "people.csv").unlink()
    os.mkfifo(copy / "people.csv")
    with pytest.raises(
        DataError, match="data/people.csv: found no file but something else of that name"
    ):
        Collection(copy).records("people")
