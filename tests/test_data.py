"""The tables keep their schema, the standard's own tool agrees, and every kind of damage is named in one sentence."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import Package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khaddam_files import codebook, data
from khaddam_files.data import Collection, DataError, records, table

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
            assert str(kind) == {"integer": "Int64", "number": "float64", "boolean": "boolean"}[field["type"]]


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
        assert resource["title"] and resource["description"] and resource["howMade"] and resource["licenses"], resource[
            "name"
        ]
        assert all(field["description"] for field in resource["schema"]["fields"]), resource["name"]


def test_every_description_says_more_than_the_name_of_its_column():
    later = ("tasks", "task_items", "task_choices", "rubrics", "samples", "comments")
    for name, resource in data.collection().resources.items():
        for field in resource["schema"]["fields"] if name not in later else ():
            assert len(field["description"].split()) >= 4, (name, field["name"], field["description"])


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
            held = [m["value"] for m in months if row["period_start"] <= m["period_end"] <= row["period_end"]]
            apart[row["period_end"].year] = 100 * (row["value"] * len(held) / sum(held) - 1) if held else None
    near = {year for year, percent in apart.items() if percent is not None and abs(percent) <= 2}
    assert near == {2004, 2005, 2008, 2009} and round(apart[2010]) == -6
    assert {year for year, percent in apart.items() if percent is None} == {2011, 2012}


def test_the_codebook_is_that_of_the_schema():
    assert (ROOT / "data" / "README.md").read_text(encoding="utf-8") == codebook.written(), "run make outputs"


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
    ("missing file", "people.csv", lambda p: p.unlink(), "data/people.csv: found no file that can be read"),
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
        "data/people.csv, row 2, column born: found “11 September 1965”, expected a date such as 2003-03-16",
    ),
    (
        "bad date",
        "people.csv",
        lambda p: rewrite(p, cell(3, "born", "1932-02-30")),
        "row 3, column born: found “1932-02-30”, expected a date",
    ),
    ("date without dashes", "people.csv", lambda p: rewrite(p, cell(3, "born", "19320915")), "expected a date"),
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
        "data/hours.csv, row 2, column local_from: found “2003-03-15 6:00”, expected a date with its hour such as",
    ),
    (
        "digits of another script",
        "places.csv",
        lambda p: rewrite(p, cell(2, "lat", "٣٥.٧")),
        "data/places.csv, row 2, column lat: found “٣٥.٧”, expected a number",
    ),
    ("not a number", "places.csv", lambda p: rewrite(p, cell(2, "lat", "nan")), "expected a number"),
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
    ("short row", "cards.csv", lambda p: rewrite(p, lambda r: r[2].pop()), "data/cards.csv, row 3: found"),
    ("duplicate key", "topics.csv", lambda p: rewrite(p, lambda r: r.append(r[1])), "a second time, expected each"),
    (
        "dangling key",
        "passages.csv",
        lambda p: rewrite(p, cell(60, "speaker_id", "john_doe")),
        "data/passages.csv, row 60, column speaker_id: found “john_doe”, expected a person_id that stands in data/people.csv",
    ),
    (
        "dangling key in a list",
        "oddities.csv",
        lambda p: rewrite(p, cell(2, "source_ids", "W01;W99")),
        "data/oddities.csv, row 2, column source_ids: found “W99”, expected a source_id that stands in data/sources.csv",
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
        "data/passages.csv, row 2, column locator: found “S12.1”, expected a locator that stands in data/paragraphs.csv",
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
    ("null character", "people.csv", lambda p: p.write_bytes(p.read_bytes() + b"\0"), "found a null character"),
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


@pytest.mark.parametrize("file, damage, sentence", [pytest.param(*rest, id=kind) for kind, *rest in DAMAGE])
def test_damage_is_named_in_one_sentence(copy, file, damage, sentence):
    read_all(copy)
    damage(copy / file)
    with pytest.raises(DataError) as caught:
        read_all(copy)
    message = str(caught.value)
    assert sentence in message
    assert re.fullmatch(
        r"data/\S+(, row \d+)?(, column \w+( \+ \w+)*)?: found .+, expected .+; mend the file or restore it from the release\.",
        message,
        re.S,
    ), message
    assert "\n" not in message


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_no_sign_but_a_line_feed_ends_a_row(copy, sign):
    rewrite(copy / "places.csv", cell(2, "role_in_story", f"one{sign}two"))
    assert Collection(copy).records("places")[0]["role_in_story"] == f"one{sign}two"


def test_reading_the_tables_leaves_the_memory_of_whoever_asks_alone():
    asked = "import gc, khaddam_files.data; print(gc.get_freeze_count())"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "0"


def test_hours_are_moments_that_can_be_reckoned_with():
    hours = table("hours")
    assert (hours["local_from"] <= hours["local_to"]).all() and hours["local_from"].dt.hour.max() > 12


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data_=st.data())
def test_generated_damage_gives_a_data_error_or_the_same_words(tmp_path_factory, data_):
    """Any text in any cell: either the table says so in one sentence, or the cell comes back as it was written."""
    resource = data_.draw(
        st.sampled_from([r for r in data.collection().resources.values() if not r["path"].startswith("series/")])
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
                ["NaN", "None", "<script>alert(1)</script>", "1e3", "2003-3-16", "S4.6", "سوريا", "true", "W01;W01"]
            ),
        )
    )
    row = data_.draw(st.integers(2, len(Collection(folder).records(resource["name"])) + 1))
    rewrite(path, cell(row, field["name"], text.encode("utf-8", "replace").decode()))
    try:
        got = Collection(folder).records(resource["name"])[row - 2][field["name"]]
    except DataError as problem:
        assert "\n" not in str(problem).replace(text, "") and f"data/{resource['path']}" in str(problem)
        return
    finally:
        shutil.rmtree(folder)
    written = (
        f"{got:{data.MOMENT}}"
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
    for name, start, end in [("offices", "start", "end"), ("events", "date", "end_date"), ("people", "born", "died")]:
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
                    assert (row[column] is None) == (row[f"{column}_precision"] is None), (name, row)
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
        late = [event for event in row["evidence_for"] + row["evidence_against"] if events[event] > row["as_of"]]
        assert not late, (row["verdict_id"], late)
        assert row["reason"] and (not row["contested"] or row["contested_why"]), row["verdict_id"]


def test_every_fact_names_a_source():
    for name in ("people", "offices", "places", "events", "meetings", "glossary"):
        without = [row[next(iter(row))] for row in records(name) if not row["source_ids"]]
        assert not without, (name, without)


def test_every_source_can_be_found_again():
    for row in records("sources"):
        assert row["title"] and row["author_or_publisher"] and (row["url"] or row["source_id"] == "computed"), row[
            "source_id"
        ]
        assert row["date"] or row["date_printed"], row["source_id"]


def test_silence_is_called_absent_only_where_the_witness_was_read_whole():
    whole = {row["witness_id"] for row in records("witnesses") if row["seen"] == "whole"}
    for row in records("parallels"):
        assert row["strength"] != "absent" or row["witness_id"] in whole, row["parallel_id"]


def test_scripts_stand_in_their_own_columns():
    arabic_only, persian_only, rtl = re.compile("[يكة]"), re.compile("[یکگپچژ]"), re.compile("[\u0600-\u06ff]")
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
