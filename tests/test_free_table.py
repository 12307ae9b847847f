"""The table that a grader fills: every cell comes back or is told, and a level belongs to the text
that was read."""

import csv
import re
import shutil

import pytest
from graded import FREE, fill, problems_of, put, table
from made_up import a_class
from markupsafe import escape

from khaddam_files import check
from khaddam_files.data import records
from khaddam_files.grading import free_answers, free_table, run


def test_levels_given_by_a_reader_are_taken_in_and_never_lost(handed_in, tmp_path):
    out = tmp_path / "out"
    run.grade(handed_in, out)
    before = table(out / "grades.csv")
    assert not any(row["level"] for row in table(out / "free.csv", "utf-8-sig"))
    rows = fill(out, lambda row: ("2", "#good Well seen."))
    assert len(rows) == 7 * len(FREE)
    for _ in range(2):
        run.grade(handed_in, out)
        after = table(out / "grades.csv")
        more = sum(round(check.task(name)["points"] * 2 / 3, 2) for name in FREE)
        for old, new in zip(before, after, strict=True):
            assert float(new["score"]) - float(old["score"]) == pytest.approx(more, abs=0.01)
            assert "not graded yet" not in new["comments"]
            assert "01.9: Well argued: a stranger could rely on this. Well seen." in new["comments"]
        assert table(out / "free.csv", "utf-8-sig") == rows and problems_of(out) == []
    shutil.rmtree(handed_in)
    run.grade(a_class(handed_in, 2), out)
    kept = table(out / "free.csv", "utf-8-sig")
    assert sorted(row["answer"] for row in kept) == sorted(row["answer"] for row in rows)
    assert all(row["level"] == "2" for row in kept), "levels of answers that are gone are kept, too"
    told = problems_of(out)
    assert len(told) == 5 * len(FREE) and all(
        "belongs to no answer in this folder" in one for one in told
    )


@pytest.mark.parametrize(
    "typed, read",
    [
        (
            "A good start, but give a date or a reason.",
            "A good start, but give a date or a reason.",
        ),
        ("#date", "{date}"),
        ("See #date.", "See {date}"),
        ("#date, #VOICE; and more", "{date} {voice} and more"),
        ("(#date) #place#other", "({date}) {place} {other}"),
        ("#dates, and #nosuch.", "#dates, and #nosuch."),
        ("No 1 # 2 #3", "No 1 # 2 #3"),
    ],
)
def test_a_comment_code_counts_with_its_number_sign_alone(tmp_path, typed, read):
    bank = {row["comment_id"]: row["comment"] for row in records("comments")}
    out = tmp_path / "out"
    folder = a_class(tmp_path / "in", 1)
    run.grade(folder, out, only=["01"])
    (row,) = fill(out, lambda row: ("3", typed))
    run.grade(folder, out, only=["01"])
    (graded,) = table(out / "grades.csv")
    assert graded["comments"].endswith(f" 01.9: {read.format(**bank)}")
    (page,) = (out / "feedback").iterdir()
    assert escape(read.format(**bank)) in page.read_text(encoding="utf-8")
    unknown = [code for code in ("#dates", "#nosuch") if code in typed]
    told = [problem for problem in problems_of(out) if row["answer"] in problem]
    assert len(told) == len(unknown) and all(code in " ".join(told) for code in unknown)


def test_the_comment_bank_has_sentences_that_help():
    bank = {row["comment_id"]: row["comment"] for row in records("comments")}
    assert {
        "hindsight",
        "settle",
        "other",
        "place",
        "date",
        "good",
        "locator",
        "voice",
        "strong",
    } <= set(bank)
    assert all(
        comment.endswith((".", "?")) and len(comment.split()) >= 7 for comment in bank.values()
    )


def test_no_code_is_a_number_for_a_spreadsheet_and_none_stands_twice():
    codes = [
        free_answers.code_of(f"s{number:05d}", task_id)
        for number in range(2000)
        for task_id in FREE
    ]
    assert len(set(codes)) == len(codes) and all(
        re.fullmatch(r"a[0-9a-f]{12}", code) for code in codes
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_from_any_spreadsheet_is_read_and_keeps_its_form(tmp_path, delimiter, encoding):
    out = tmp_path / "out"
    folder = a_class(tmp_path / "in", 2)
    run.grade(folder, out)
    rows = fill(out, lambda row: ("3", "Well; seen, “ده”"), delimiter, encoding)
    run.grade(folder, out)
    assert problems_of(out) == []
    assert all(
        "of which" not in row["comments"] and "ده" in row["comments"]
        for row in table(out / "grades.csv")
    )
    with open(out / "free.csv", encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream, delimiter=delimiter)) == rows


@pytest.fixture
def usual_limit():
    """How long a cell may be, as Python has it: a library that another test uses lifts the limit
    for the whole process."""
    lifted = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(lifted)


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"answer;level\na1;2\n", "expected the columns answer, task_id, level, comment"),
        (b'"answer,task_id,level,comment";\n"a1,01.9,,";2\n', "expected the columns"),
        (b"", "expected the columns"),
        (
            "answer,task_id,level,comment\na1,01.9,2,“é”\n".encode("cp1252"),
            "save it as “CSV UTF-8”",
        ),
        (b"answer,task_id,level,comment\na1,01.9,2," + b"x" * 200_000, "save it as “CSV UTF-8”"),
    ],
)
def test_a_free_csv_that_is_none_is_told_and_nothing_is_written(
    handed_in, tmp_path, capsys, content, sentence, usual_limit
):
    out = tmp_path / "out"
    run.grade(handed_in, out)
    (out / "free.csv").write_bytes(content)
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in out.rglob("*")
        if path.is_file()
    }
    assert run.main([str(handed_in), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert (
        said.count("\n") == 1
        and "free.csv" in said
        and sentence in said
        and "Nothing was written" in said
    )
    assert {
        p: (p.read_bytes(), p.stat().st_mtime_ns) for p in out.rglob("*") if p.is_file()
    } == before


@pytest.mark.parametrize("typed", ["3", " 3 ", "3.0", "3,0", "level 3", "Level 3", "٣", "۳"])
def test_a_level_is_read_as_graders_write_it(tmp_path, typed):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    fill(out, lambda row: (typed, ""))
    run.grade(folder, out, only=["01"])
    assert (
        float(table(out / "points.csv")[0]["01.9"]) == check.task("01.9")["points"]
        and problems_of(out) == []
    )


@pytest.mark.parametrize("typed", ["0", "4", "2-3", "23", "good", "-2", "2.5", "level"])
def test_any_other_level_is_told_with_its_answer(tmp_path, typed):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    (row,) = fill(out, lambda row: (typed, ""))
    run.grade(folder, out, only=["01"])
    assert table(out / "points.csv")[0]["01.9"] == ""
    (told,) = problems_of(out)
    assert row["answer"] in told and f"“{typed}”" in told and "expected 1, 2 or 3" in told
    assert table(out / "free.csv", "utf-8-sig") == [row]


def test_entries_that_a_spreadsheet_tore_from_their_answer_are_kept_and_told(tmp_path):
    folder, out = a_class(tmp_path / "in", 2), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    first, second = fill(out, lambda row: ("2", "mine"))
    text = (out / "free.csv").read_text(encoding="utf-8-sig").replace(first["answer"], "4.08E+06")
    (out / "free.csv").write_text(text.replace("01.9", "1.9"), encoding="utf-8")
    run.grade(folder, out, only=["01"])
    (told,) = problems_of(out)
    assert "4.08E+06" in told and "copy it again from the page" in told
    rows = table(out / "free.csv", "utf-8-sig")
    assert rows == [
        first | {"level": "", "comment": ""},
        second,
        first | {"answer": "4.08E+06", "task_id": "1.9"},
    ], "a task that a spreadsheet has changed is put right where the code is whole"


def test_two_graders_who_put_their_tables_together(tmp_path):
    folder, out = a_class(tmp_path / "in", 3), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    one, two, three = fill(out, lambda row: ("", ""))
    lines = [",".join(free_table.FREE_COLUMNS) + ",note"]
    lines += [
        f'{one["answer"]},01.9,1,"Yes, but",',
        f"{two['answer']},01.9,,,look again",
        f"{three['answer']},01.9,2,,",
    ]
    lines += [
        f"{one['answer']},01.9,,,",
        f"{two['answer']},01.9,,,look again",
        f"{three['answer']},01.9,3,,",
    ]
    (out / "free.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for _ in range(2):
        run.grade(folder, out, only=["01"])
        (told,) = problems_of(out)
        assert (
            three["answer"] in told
            and "two rows with different entries: the first one counts" in told
        )
        rows = table(out / "free.csv", "utf-8-sig")
        assert [(row["answer"], row["level"], row["note"]) for row in rows] == [
            (one["answer"], "1", ""),
            (two["answer"], "", "look again"),
            (three["answer"], "2", ""),
            (three["answer"], "3", ""),
        ]


def test_a_comment_typed_without_quotation_marks_is_read_whole(tmp_path):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    (row,) = fill(out, lambda row: ("", ""))
    (out / "free.csv").write_text(
        f"{','.join(free_table.FREE_COLUMNS)}\n{row['answer']},01.9,2,Good, but late\n",
        encoding="utf-8",
    )
    run.grade(folder, out, only=["01"])
    assert table(out / "grades.csv")[0]["comments"].endswith("01.9: Good, but late")


# ---------------------------------------------------------------- the text that was read


def essay(folder, name, text, changed):
    entries = {"student": "7", "ex.03.5.answer": text}
    made = {key: {"value": value, "changed": changed} for key, value in entries.items()}
    return put(folder, name, {"version": 1, "answers": made})


def test_a_level_belongs_to_the_text_that_was_read(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    essay(folder, "a.json", "A careful essay with S4.6", "2026-01-01T10:00:00Z")
    run.grade(folder, out, only=["03"])
    fill(out, lambda row: ("3", "Well argued."))
    new = essay(folder, "b.json", "lorem", "2026-02-01T10:00:00Z")
    for _ in range(2):
        run.grade(folder, out, only=["03"])
        now, earlier = table(out / "free.csv", "utf-8-sig")
        assert (now["level"], earlier["level"], earlier["comment"]) == ("", "3", "Well argued.")
        assert earlier["text_id"].startswith("earlier t") and now["answer"] == earlier["answer"]
        (graded,) = table(out / "grades.csv")
        assert "not graded yet" in graded["comments"] and "Well argued" not in graded["comments"]
        assert "Given to an earlier text and not counted: the level of 03.5." in graded["comments"]
        assert any("the level 3 was given to an earlier text" in why for why in problems_of(out))
        assert "earlier text" in (out / "free" / "03.5.html").read_text(encoding="utf-8")
        assert "earlier text" in next((out / "feedback").iterdir()).read_text(encoding="utf-8")
    new.unlink()
    run.grade(folder, out, only=["03"])
    (back,) = table(out / "free.csv", "utf-8-sig")
    assert (back["level"], back["comment"]) == ("3", "Well argued.") and problems_of(out) == []


@pytest.mark.parametrize("how", ["a level in the new row", "the mark taken out of the old row"])
def test_a_level_is_confirmed_for_the_new_text(tmp_path, how):
    folder, out = tmp_path / "in", tmp_path / "out"
    essay(folder, "a.json", "first", "2026-01-01T10:00:00Z")
    run.grade(folder, out, only=["03"])
    fill(out, lambda row: ("3", ""))
    essay(folder, "a.json", "second", "2026-02-01T10:00:00Z")
    run.grade(folder, out, only=["03"])
    text = (out / "free.csv").read_text(encoding="utf-8-sig")
    if how == "a level in the new row":
        fill(out, lambda row: ("2" if not row["level"] else row["level"], ""))
    else:
        (out / "free.csv").write_text(re.sub("earlier t[0-9a-f]+", "", text), encoding="utf-8")
    run.grade(folder, out, only=["03"])
    earned = float(table(out / "points.csv")[0]["03.5"])
    share = 2 / 3 if how == "a level in the new row" else 1
    assert (
        earned == pytest.approx(check.task("03.5")["points"] * share, abs=0.01)
        and problems_of(out) == []
    )


def test_blanks_and_line_ends_make_no_new_text(tmp_path):
    assert (
        free_answers.mark_of("one  two\r\n")
        == free_answers.mark_of("one two")
        != free_answers.mark_of("one two.")
    )


# ---------------------------------------------------------------- every cell comes back


@pytest.mark.parametrize(
    "head, more, cells",
    [
        ("answer,task_id,level,comment,,", ["NOTE-E", "NOTE-F"], ["NOTE-E", "NOTE-F"]),
        ("answer,task_id,level,comment,mine", ["M", "BEYOND", "", "FAR"], ["M", "BEYOND", "FAR"]),
        ("answer,task_id,level,comment,comment", ["SECOND"], ["SECOND"]),
        (
            "answer,task_id,level,comment,note,note,,level",
            ["A", "B", "C", "1"],
            ["A", "B", "C", "1"],
        ),
        ("x,answer,task_id,level,comment", [], ["c"]),
    ],
)
def test_every_cell_that_a_person_added_comes_back(tmp_path, head, more, cells):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    (row,) = table(out / "free.csv", "utf-8-sig")
    line = ["X"] * head.startswith("x") + [row["answer"], "01.9", "2", "c", *more]
    (out / "free.csv").write_text(f"{head}\n\n{','.join(line)}\n\n\n,,,,\n", encoding="utf-8")
    for _ in range(3):
        run.grade(folder, out, only=["01"])
        text = (out / "free.csv").read_text(encoding="utf-8-sig")
        assert all(text.count(cell) >= 1 for cell in cells) and (
            not head.startswith("x") or "X" in text
        )
        assert (
            table(out / "points.csv")[0]["01.9"]
            == f"{round(check.task('01.9')['points'] * 2 / 3, 2):g}"
        )
        assert table(out / "grades.csv")[0]["comments"].endswith(" 01.9: c")


def test_a_note_without_an_answer_and_a_short_row_are_kept(tmp_path):
    folder, out = a_class(tmp_path / "in", 1), tmp_path / "out"
    run.grade(folder, out, only=["01"])
    with open(out / "free.csv", "a", encoding="utf-8") as stream:
        stream.write("ask Anna\r\n,,,,remember me\r\n,,,,and me\r\n")
    for _ in range(2):
        run.grade(folder, out, only=["01"])
        text = (out / "free.csv").read_text(encoding="utf-8-sig")
        assert all(text.count(note) == 1 for note in ("ask Anna", "remember me", "and me"))
        assert len(problems_of(out)) == 3


def test_a_quotation_mark_that_is_not_closed_hides_no_row(handed_in, tmp_path, capsys):
    out = tmp_path / "out"
    run.grade(handed_in, out, only=["01"])
    lines = (out / "free.csv").read_text(encoding="utf-8-sig").splitlines()
    lines[2] = lines[2].replace(",,,", ',2,"Good,')
    (out / "free.csv").write_text("\n".join(lines), encoding="utf-8")
    assert run.main([str(handed_in), "--out", str(out)]) == 1
    assert "is not closed" in capsys.readouterr().err
