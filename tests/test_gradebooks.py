"""Gradebooks as Moodle and Canvas export them: one column is filled, every other byte stays.

The first lines are those that the programs write: Moodle's grading worksheet and its plain-text
export of the gradebook, Canvas' export with its rows of hidden grades and of points.
"""

import csv
import io
import json
import zipfile

import pytest
from graded import closed_only, problems_of, table

from khaddam_files import check
from khaddam_files.grading import run
from khaddam_files.grading.class_book import Books
from khaddam_files.grading.free_answers import GradeError
from khaddam_files.grading.gradebooks import Wish
from khaddam_files.grading.sheets import Sheet

TASK = "05.1"
KEY = {item["item_id"]: item["key"] for item in check.items(TASK)}
HALF = {name: key for number, (name, key) in enumerate(KEY.items()) if number % 2}
WORKSHEET = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    '"Participant 101","Anna Zero",s0,anna@example.org,"Submitted for grading - ",,100.00,Yes,'
    '"Monday, 30 November 2026, 4:00 PM",-,"<p>so, ""good""</p>"\n'
    '"Participant 102","Ben One",s1,ben@example.org,"Submitted for grading - ",,100.00,Yes,'
    '"Monday, 30 November 2026, 4:01 PM",-,\n'
    '"Participant 103","Cem Two",s2,cem@example.org,"No submission - ",12.00,100.00,Yes,-,-,\n'
)
EXPORT = (
    '"First name","Last name","ID number",Institution,Department,"Email address",'
    '"Assignment: Exercise 5 (Real)","Course total (Real)","Last downloaded from this course"\n'
    "Anna,Zero,s0,,,anna@example.org,-,-,1796000000\n"
    "Ben,One,s1,,,ben@example.org,3.00,-,1796000000\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Exercise 4 (88),Exercise 5 (89),"
    "Current Score,Unposted Current Score,Final Score,Unposted Final Score\n"
    ",,,,,,Manual Posting,,,,\n"
    "    Points Possible,,,,,10.00,20.00,(read only),(read only),(read only),(read only)\n"
    '"Zero, Anna",501,s0,anna,HIST-1,9.50,,95.0,95.0,95.0,95.0\n'
    '"One, Ben",502,s1,ben,HIST-1,,1.00,,,,\n'
    '"Two, Cem",503,s2,cem,HIST-1,,EX,,,,\n'
    '"Student, Test",599,,test,HIST-1,,,,,,\n'
)


@pytest.fixture
def handed_in(tmp_path):
    """Two people: s0 has everything of one task as the key, s1 a half."""
    return closed_only(tmp_path / "in", {TASK: KEY}, {TASK: HALF})


def put(tmp_path, content, name="gradebook.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fill(tmp_path, path, folder="in", **wish):
    """Grade exercise 05 and fill a gradebook. Gives the filled file and what was told."""
    told = []
    books = Books(path, None, Wish(**wish))
    run.grade(tmp_path / folder, tmp_path / "out", only=["05"], tell=told.append, books=books)
    return path.with_name(f"{path.stem}-filled{path.suffix}"), told


def points(tmp_path):
    """Student -> points out of those of exercise 05, as graded."""
    rows = table(tmp_path / "out" / "grades.csv")
    return {row["student_id"]: float(row["score"]) for row in rows}


def cells(path, name, delimiter=",", encoding="utf-8"):
    text = path.read_bytes().decode(encoding).removeprefix("\ufeff")
    return [row[name] for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)]


def test_a_grading_worksheet_of_moodle_is_filled_and_else_as_it_was(handed_in, tmp_path):
    path = put(tmp_path, "\ufeff" + WORKSHEET)
    filled, told = fill(tmp_path, path)
    got = points(tmp_path)
    out_of = sum(row["points"] for row in check.tasks_of("05") if not row["optional"])
    first, second = (
        f"{got[name] / out_of * 100:.2f}".rstrip("0").rstrip(".") for name in ("s0", "s1")
    )
    assert cells(filled, "Grade") == [first, second, "12.00"]
    emptied = filled.read_bytes().decode().replace(f",{first},", ",,").replace(f",{second},", ",,")
    assert emptied == "\ufeff" + WORKSHEET  # but for two cells, every byte as it was
    assert path.read_bytes() == ("\ufeff" + WORKSHEET).encode()  # the one that was given stays
    assert any(f"out of {out_of:g} are brought to 100" in sentence for sentence in told)
    assert any("2 of 3 people" in sentence for sentence in told)
    assert table(tmp_path / "out" / "missing.csv") == [{"student_id": "s2", "name": "Cem Two"}]


def test_an_export_of_moodle_is_filled_in_the_column_that_is_named(handed_in, tmp_path):
    path = put(tmp_path, EXPORT)
    filled, told = fill(tmp_path, path, column="Exercise 5")
    got = points(tmp_path)
    assert cells(filled, "Assignment: Exercise 5 (Real)") == [f"{got['s0']:g}", f"{got['s1']:g}"]
    assert cells(filled, "Course total (Real)") == ["-", "-"]
    assert any("says no maximum" in sentence for sentence in told)
    again, _ = fill(tmp_path, path, column="Assignment: Exercise 5 (Real)", maximum=10)
    assert again.exists() and (tmp_path / "gradebook-filled-2.csv").exists()  # never over another
    largest = max(
        map(float, cells(tmp_path / "gradebook-filled-2.csv", "Assignment: Exercise 5 (Real)"))
    )
    assert 0 < largest <= 10


def test_an_export_of_canvas_keeps_its_rows_of_points_and_what_is_excused(tmp_path):
    closed_only(tmp_path / "in", {TASK: KEY}, {TASK: HALF}, {TASK: KEY})
    path = put(tmp_path, CANVAS)
    filled, told = fill(tmp_path, path, column="Exercise 5")
    got = points(tmp_path)
    out_of = sum(row["points"] for row in check.tasks_of("05") if not row["optional"])
    written = [f"{got[name] / out_of * 20:.2f}".rstrip("0").rstrip(".") for name in ("s0", "s1")]
    assert cells(filled, "Exercise 5 (89)") == ["Manual Posting", "20.00", *written, "EX", ""]
    assert cells(filled, "Exercise 4 (88)") == ["", "10.00", "9.50", "", "", ""]
    before, after = CANVAS.splitlines(), filled.read_text().splitlines()
    assert [n for n, line in enumerate(before) if line != after[n]] == [3, 4]
    assert any("s2 has EX in gradebook.csv" in sentence for sentence in told)
    assert not any("Test" in sentence for sentence in told)  # the student of the system itself


def test_whoever_of_canvas_has_handed_in_nothing_is_named(handed_in, tmp_path):
    fill(tmp_path, put(tmp_path, CANVAS), column="Exercise 5")
    assert table(tmp_path / "out" / "missing.csv") == [{"student_id": "s2", "name": "Two, Cem"}]


def test_quotation_marks_round_a_cell_stay(tmp_path):
    path = put(tmp_path, 'a,"b ""c""",d\n1,"-",2\n3,,"x\ny"')
    sheet = Sheet(path)
    sheet.put(sheet.rows[0][1], "5")
    sheet.put(sheet.rows[1][1], "6")
    assert sheet.save_beside().read_bytes() == b'a,"b ""c""",d\n1,"5",2\n3,6,"x\ny"'
    assert sheet.header == ["a", 'b "c"', "d"]


def test_people_are_found_by_the_number_of_the_system_where_they_typed_another(tmp_path):
    """The name of the file in Moodle's archive and Identifier hold the same number."""
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "a.zip", "w") as packed:
        for number, typed in ((101, "I forgot"), (102, "s1")):
            made = {"student": typed, f"ex.{TASK}.answer": KEY}
            kept = {key: {"value": value, "changed": "2026"} for key, value in made.items()}
            name = f"Somebody {number}_{number}_assignsubmission_file_/answers.json"
            packed.writestr(name, json.dumps({"version": 1, "answers": kept}))
    filled, told = fill(tmp_path, put(tmp_path, WORKSHEET))
    grades = cells(filled, "Grade")
    assert grades[0] == grades[1] != "" and grades[2] == "12.00"


def test_who_typed_the_number_of_another_fills_nobody(tmp_path):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "a.zip", "w") as packed:
        made = {"student": "s1", f"ex.{TASK}.answer": KEY}
        kept = {key: {"value": value, "changed": "2026"} for key, value in made.items()}
        name = "Anna Zero_101_assignsubmission_file_/answers.json"
        packed.writestr(name, json.dumps({"version": 1, "answers": kept}))
    filled, told = fill(tmp_path, put(tmp_path, WORKSHEET))
    assert cells(filled, "Grade") == ["", "", "12.00"]
    assert any("handed in by somebody else" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("separator", "encoding", "mark"),
    [
        (";", "utf-8", b""),
        ("\t", "utf-16-le", b"\xff\xfe"),
        (",", "utf-8", b"\xef\xbb\xbf"),
        (";", "cp1252", b""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_marks_line_ends_and_decimal_commas_stay(
    handed_in, tmp_path, separator, encoding, mark, end
):
    lines = [
        ["Name", "ID number", "Punkte", "Bemerkung"],
        ["Zoë", "s0", '"7,50"' if separator == "," else "7,50", f'"a{separator} ""b""{end}c"'],
        ["Bengü" if encoding != "cp1252" else "Bengü", "s1", '""', ""],
    ]
    text = end.join(separator.join(line) for line in lines) + end
    content = mark + text.encode(encoding)
    path = put(tmp_path, content)
    filled, _ = fill(tmp_path, path, column="Punkte", maximum=10)
    raw = filled.read_bytes()
    assert raw.startswith(mark)
    now = raw[len(mark) :].decode(encoding)
    rows = list(csv.reader(io.StringIO(now, newline=""), delimiter=separator))
    assert all("," in row[2] or row[2].isdecimal() for row in rows[1:3])
    back = now
    for row in rows[1:3]:
        written = f'"{row[2]}"' if f'"{row[2]}"' in back else row[2]
        assert back.count(written) == 1
        back = back.replace(written, "#")
    expected = (
        text.replace('"7,50"', "#").replace("7,50", "#").replace('""' + separator, "#" + separator)
    )
    assert back == expected


@pytest.mark.parametrize(
    ("content", "wish", "sentence"),
    [
        (EXPORT, {"column": "Exercise 9"}, "it has no column “Exercise 9”; it has “First name”"),
        (CANVAS, {}, "which column is to be filled? Name it with --column"),
        (CANVAS, {"column": "Final Score"}, "Canvas does not read the column “Final Score” back"),
        (WORKSHEET, {"number_column": "Matrikel"}, "it has no column “Matrikel”"),
        ("one column\nalone\n", {}, "has no columns with commas, semicolons or tabs"),
        ("", {}, "has no columns with commas, semicolons or tabs"),
    ],
)
def test_what_cannot_be_filled_is_told_before_anything_is_graded(
    handed_in, tmp_path, content, wish, sentence
):
    path = put(tmp_path, content)
    with pytest.raises(GradeError) as told:
        fill(tmp_path, path, **wish)
    assert sentence in str(told.value) and str(told.value).count(". ") <= 1
    assert not (tmp_path / "out").exists()
    assert [one.name for one in tmp_path.iterdir() if "filled" in one.name] == []


def test_a_number_that_stands_twice_fills_nobody_and_is_told(handed_in, tmp_path):
    path = put(tmp_path, EXPORT + "Eve,Other,s0,,,eve@example.org,-,-,1\n")
    filled, told = fill(tmp_path, path, column="Exercise 5")
    assert cells(filled, "Assignment: Exercise 5 (Real)")[0] == "-"
    assert any("has 2 rows with s0 in “ID number”" in sentence for sentence in told)


def test_two_people_for_one_row_fill_it_with_neither(tmp_path):
    closed_only(tmp_path / "in", {TASK: KEY}, {TASK: HALF})
    kept = json.loads((tmp_path / "in" / "1.json").read_text())
    kept["answers"]["student"]["value"] = "S0"
    (tmp_path / "in" / "1.json").write_text(json.dumps(kept))
    filled, told = fill(tmp_path, put(tmp_path, EXPORT), column="Exercise 5")
    assert cells(filled, "Assignment: Exercise 5 (Real)") == ["-", "3.00"]
    assert any("stand for one row" in sentence for sentence in told)


def test_whoever_is_not_in_the_gradebook_is_told_with_a_number_that_is_nearly_theirs(tmp_path):
    closed_only(tmp_path / "in", {TASK: KEY}, {TASK: HALF})
    path = put(tmp_path, EXPORT.replace(",s0,", ",s-0,").replace(",s1,", ",x77,"))
    filled, told = fill(tmp_path, path, column="Exercise 5")
    assert filled.read_bytes() == path.read_bytes()
    assert any("s0 is not in gradebook.csv, but s-0 is" in sentence for sentence in told)
    assert any("s1 has handed in and is not in gradebook.csv" in sentence for sentence in told)
    assert "s1 has handed in and is not in gradebook.csv." in problems_of(tmp_path / "out")


def test_optional_points_count_where_they_are_wanted_and_never_above_the_maximum(tmp_path):
    everything = {
        row["task_id"]: {item["item_id"]: item["key"] for item in check.items(row["task_id"])}
        for row in check.tasks_of("05")
        if row["kind"] in check.CHOOSING_KINDS
    }
    optional = check.task("05.12")
    everything["05.12"] = check.items("05.12")[0]["key"]
    closed_only(tmp_path / "in", everything)
    for wanted, name in ((False, "a"), (True, "b")):
        books = Books(
            put(tmp_path, EXPORT, f"{name}.csv"), None, Wish("Exercise 5", "", None, wanted)
        )
        run.grade(tmp_path / "in", tmp_path / "out", only=["05"], books=books)
    column = "Assignment: Exercise 5 (Real)"
    without, with_optional = (
        float(cells(tmp_path / f"{name}-filled.csv", column)[0]) for name in ("a", "b")
    )
    assert with_optional == without + optional["points"]
    books = Books(put(tmp_path, EXPORT, "c.csv"), None, Wish("Exercise 5", "", 1.0, True))
    run.grade(tmp_path / "in", tmp_path / "out", only=["05"], books=books)
    assert float(cells(tmp_path / "c-filled.csv", column)[0]) <= 1


def test_a_list_of_the_class_tells_who_is_missing(handed_in, tmp_path):
    path, said = put(tmp_path, "Name;Number\nAnna;s0\nCem;0007\n", "students.csv"), []
    run.grade(handed_in, tmp_path / "out", tell=said.append, books=Books(None, path, Wish()))
    assert table(tmp_path / "out" / "missing.csv") == [{"student_id": "0007", "name": "Cem"}]
    assert problems_of(tmp_path / "out") == ["s1 has handed in and is not in students.csv."]
    told = "1 of the 2 people in students.csv have handed in nothing: they stand in missing.csv."
    assert told in said


def test_mean_and_spread_by_hand(handed_in, tmp_path):
    told = []
    run.grade(handed_in, tmp_path / "out", only=["05"], tell=told.append)
    got = sorted(points(tmp_path).values())
    row = next(one for one in table(tmp_path / "out" / "class.csv") if one["exercise"] == "05")
    assert row["people"] == "2"
    assert float(row["mean"]) == pytest.approx(sum(got) / 2, abs=0.01)
    assert float(row["spread"]) == pytest.approx((got[1] - got[0]) / 2, abs=0.01)
    assert (float(row["least"]), float(row["most"])) == tuple(got)
    assert any(sentence.startswith("Mean ") for sentence in told)


def test_the_command_fills_and_says_which_file_to_upload(handed_in, tmp_path, capsys):
    path = put(tmp_path, CANVAS)
    arguments = [str(handed_in), "--out", str(tmp_path / "out"), "--only", "05"]
    assert run.main([*arguments, "--fill", str(path), "--column", "exercise 5"]) == 0
    assert "gradebook-filled.csv; upload that one" in capsys.readouterr().err
    assert run.main([*arguments, "--fill", str(tmp_path / "none.csv")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "none.csv" in said
