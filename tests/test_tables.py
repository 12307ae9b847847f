"""Notebook 10: the tables, and the keys between them."""

import json

import pytest
from conftest import ROOT

from khaddam_files import charts, compare
from khaddam_files.choices import SelectionError
from khaddam_files.data import table


@pytest.fixture(scope="module")
def keys():
    return compare.tables.keys_of_tables()


def described():
    """(table, column, table that it names) by the file itself, for single keys and for lists."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    single, listed = set(), set()
    for resource in package["resources"]:
        name, schema = resource["name"], resource["schema"]
        for key in schema.get("foreignKeys", ()):
            (column,) = key["fields"]
            single.add((name, column, key["reference"]["resource"] or name))
        for field in schema["fields"]:
            if field.get("listOf", "values") != "values":
                listed.add((name, field["name"], field["listOf"]))
    return single, listed


def test_every_key_of_the_description_is_a_row_and_no_other(keys):
    single, listed = described()
    rows = {
        cells: [(row.table, row.column, row.names) for row in keys.rows if row.cells == cells]
        for cells in ("one", "list")
    }
    assert set(rows["one"]) == single and set(rows["list"]) == listed
    assert len(keys.rows) == len(single) + len(listed)


def test_a_row_is_enough_to_join_by(keys):
    for row in keys.rows:
        cells = table(row.table)[row.column]
        known = set(table(row.names)[row.key])
        assert set((cells.explode() if row.cells == "list" else cells).dropna()) <= known, row


def test_the_sentence_counts_tables_and_keys(keys):
    tied = {name for row in keys.rows for name in (row.table, row.names)}
    assert keys.sentence.startswith(
        f"{len(tied)} of {len(tied) + len(keys.alone)} tables hang together by "
        f"{len(keys.rows)} keys."
    )
    naming = {row.table for row in keys.rows if row.names == "people"} - {"people"}
    assert f"people ({len(naming)})" in keys.sentence
    assert not tied & set(keys.alone)
    assert "hours" not in keys.named_by(), "it names rows of its own"


def test_the_page_names_every_table_and_stays_folded(keys):
    assert keys.html.startswith("<details>")
    shown = {keys.shown(row.table) for row in keys.rows} | set(keys.alone)
    assert all(name in keys.html for name in shown)
    assert f"{len(keys.series)} series" in keys.html


def highlighted(spec, layer):
    """(from, to) of the ties that a layer shows for the table that is chosen."""
    chosen = spec["params"][0]["value"]
    field = layer["transform"][0]["filter"].split()[0].removeprefix("datum.")
    return {(tie["from"], tie["to"]) for tie in spec["datasets"]["ties"] if tie[field] == chosen}


def test_the_picture_draws_every_tie_between_two_tables_once(keys):
    spec = charts.tables_drawn(keys).spec
    pairs = {(keys.shown(row.table), row.names) for row in keys.rows}
    pairs = {pair for pair in pairs if len(set(pair)) == 2}
    ties = spec["datasets"]["ties"]
    assert {(tie["from"], tie["to"]) for tie in ties} == pairs and len(ties) == 3 * len(pairs)
    names = [node["table"] for node in spec["datasets"]["tables"]]
    assert sorted(names) == spec["params"][0]["bind"]["options"]
    assert set(names) == {name for pair in pairs for name in pair}
    places = {(node["x"], node["row"]) for node in spec["datasets"]["tables"]}
    assert len(places) == len(names), "no two on one place"


@pytest.mark.parametrize("chosen", ["claims", "verdicts", "sources", "20 series"])
def test_a_chosen_table_shows_what_it_names_and_what_names_it(keys, chosen):
    drawn = charts.tables_drawn(keys, chosen)
    whole, dashed = drawn.spec["layer"][1:3]
    names = {row.names for row in keys.rows if keys.shown(row.table) == chosen} - {chosen}
    naming = {keys.shown(row.table) for row in keys.rows if row.names == chosen} - {chosen}
    assert highlighted(drawn.spec, whole) == {(chosen, name) for name in names}
    assert highlighted(drawn.spec, dashed) == {(name, chosen) for name in naming}
    assert "strokeDash" in dashed["mark"] and "strokeDash" not in whole["mark"]
    (node,) = (node for node in drawn.spec["datasets"]["tables"] if node["table"] == chosen)
    assert set(node["near"].strip("|").split("|")) == names | naming
    for name in names | naming:
        assert name in drawn.description
    assert all(name in node["keys"] for name in names)


def test_a_table_that_is_not_in_the_picture_is_refused_in_a_sentence(keys):
    for name in ("no_table", *keys.alone[:1]):
        with pytest.raises(SelectionError, match="one of .*verdicts"):
            charts.tables_drawn(keys, name)
