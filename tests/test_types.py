"""A type checker reads the whole package: what a table, a control and a page hand on fits where it
goes."""

import subprocess
import sys

from conftest import ROOT

from khaddam_files import data
from khaddam_files.editions import row_types

WRONG = {  # a line with a fault -> what the checker says of it
    'records("passages")[0]["speaker"]': '"Passage" has no key "speaker"',
    'by_key("claims")["C001"]["verdict"]': '"Claim" has no key "verdict"',
    'find("hours", "x")["local_to"].isodate()': '"datetime" has no attribute "isodate"',
    'find("sources", "W05")["url"].lower()': 'Item "None" of "str | None" has no attribute "lower"',
    'records("us_troops_iraq")[0]["troops"]': '"Figure" has no key "troops"',
}


def checked(*what: str) -> subprocess.CompletedProcess:
    """What the checker says; what it knows from the last time stays in a folder that no commit
    takes."""
    checker = [sys.executable, "-m", "mypy", "--cache-dir", str(ROOT / ".mypy_cache"), *what]
    return subprocess.run(checker, cwd=ROOT, capture_output=True, encoding="utf-8")


def test_the_package_passes_the_type_checker():
    done = checked()
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_checker_knows_the_rows_of_every_table(tmp_path):
    """What a table, `by_key` and `find` give has the columns of that table and no others."""
    page = tmp_path / "wrong.py"
    imports = (
        "from khaddam_files.choices import by_key, find\nfrom khaddam_files.data import records\n"
    )
    page.write_text(imports + "\n".join(WRONG) + "\n", encoding="utf-8")
    told = [line for line in checked(str(page)).stdout.splitlines() if ": error:" in line]
    assert len(told) == len(WRONG)
    for line, said in zip(told, WRONG.values(), strict=True):
        assert said in line


def test_the_types_of_rows_are_those_of_the_schema():
    assert row_types.FILE.read_text(encoding="utf-8") == row_types.row_types(), "run make outputs"


def test_all_series_have_the_same_columns():
    """So that one type of row serves them all."""
    resources = data.collection().resources.values()
    series = [
        one["schema"]["fields"] for one in resources if one["path"].startswith(row_types.SERIES)
    ]
    kinds = [
        [(field["name"], row_types.field_type(field)) for field in fields] for fields in series
    ]
    assert kinds and all(kind == kinds[0] for kind in kinds)
