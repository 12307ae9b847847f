"""The lesson of the teacher's guide with six people in place of fifteen, through the real pages,
and that every command which `make rehearsal` takes out of the guide is there."""

from lab import a_copy, visits
from made_up import a_class
from rehearsal import FILL, GRADE, GUIDE, RETURNING, Clock, Lesson, Program, as_written


def test_every_ballot_line_code_and_file_stands_on_the_wall_once(browser, tmp_path):
    with visits(browser) as visit:
        Lesson(a_copy(tmp_path / "home"), visit, Clock(), people=6, by_phone=3).run()


def test_the_commands_of_a_term_stand_in_the_guide():
    assert as_written(GUIDE, "made_up.py handed-in 60").endswith("handed-in 60")
    assert as_written(GUIDE, GRADE).startswith(".venv/bin/python -m khaddam_files.grading")
    assert as_written(RETURNING, "make mark") == "make mark"
    assert "--fill gradebook.csv --column" in as_written(RETURNING, FILL)


def test_the_command_to_mark_ends_with_its_own_last_words(tmp_path):
    copy = a_copy(tmp_path / "home")
    a_class(copy / "handed-in", 1)
    last = Program("make mark", copy).stop()
    assert "Everything that the page called saved is kept" in last and "half done" not in last
