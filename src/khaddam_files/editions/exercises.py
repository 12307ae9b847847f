"""Write the exercises and the teacher's key from the tables of tasks: `make outputs`.

    python -m khaddam_files.editions.exercises

One source, several editions. For students, without key: `exercises/NN-….ipynb`, stored without
outputs, and `exercises/answer-form.html` for whoever works without Jupyter. For teachers, in
`exercises/teacher/`: `key.md` with reasons, rubrics and samples, `key-short.md` with the answers
alone, `packet.html` to print.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat

from khaddam_files import check
from khaddam_files.data import collection, records
from khaddam_files.editions import answer_form, ninety_minutes, print_packet
from khaddam_files.editions.nbgrader_metadata import nbgrader
from khaddam_files.editions.stored_outputs import METADATA

FIRST_TIME = """\
**First time here?**

- **Run.** In the menu choose *Run ▸ Run All Cells*; lists and boxes appear below each task. \
With the keyboard, Tab leads to a list, the space bar opens it, arrows and Enter choose.
- **Save.** What you enter is saved while you type, in the folder `my-answers`, and is there again \
tomorrow; a line on top of each task says how far you are and whether it is saved. The last cell \
gives you a file to hand in.
- **If a cell says `No module named 'khaddam_files'`**, the notebook runs on another Python than \
the collection's: open it from `make lab`, or choose the Python in the folder `.venv` as its kernel.
- **You cannot break anything.** A wrong answer costs nothing: read the reason and choose again."""
EXIT = "## On the way out\n\nThree questions. They go into your file; nobody sees who said what."
HAND_IN = """\
## Take your work with you

What you entered in all exercises and in notebooks 01 to 09 is in one file. Enter the \
student number that your teacher asks for, download the file and hand it in. To go on elsewhere, \
bring that file back there, or copy the code and paste it. On Binder, which forgets everything \
when it ends, do this before you leave."""
CLASS_VIEW = """\
# See what the class answered

Put the handed-in files into a folder, give its name below, and choose what to show. \
`../../handed-in` is the folder `handed-in` at the top of the collection; give a whole path if \
yours is elsewhere. No name is shown or kept. An item, a headline or a dispute of fewer than five \
people is not shown; of an item with five or more answers every cell is shown.

In the menu choose *Run ▸ Run All Cells*."""
TO_DISCUSS = """\
## To ask the class

1. Choose *all closed tasks, furthest from the key first*, then the task at the top. Who can \
defend the answer that most people gave?
2. Choose *most disputed*. Is the key wrong, or the question?
3. Choose *headlines*. Which of them would the people in the room accept?"""


def lesson_text(notebook: str) -> tuple[str, str, str]:
    """(file stem, title, question) of the guided notebook with this number."""
    (path,) = (collection().folder.parent / "notebooks").glob(f"{notebook}-*.ipynb")
    first = nbformat.read(path, as_version=4).cells[0].source
    return (
        path.stem,
        re.findall(r"^# (.+)$", first, re.M)[0],
        re.findall(r"^\*\*Question\.\*\* (.+?)\\?$", first, re.M)[0],
    )


def notebooks() -> list[str]:
    """The numbers of all notebooks that have tasks."""
    return sorted({row["notebook"] for row in records("tasks")})


def _notebook(cells: list[tuple[str, str, str]]) -> nbformat.NotebookNode:
    notebook = nbformat.v4.new_notebook(metadata=METADATA)
    for kind, name, text in cells:
        cell = (
            nbformat.v4.new_markdown_cell(text) if kind == "md" else nbformat.v4.new_code_cell(text)
        )
        cell.id, cell.metadata = name, {"deletable": False}
        notebook.cells.append(cell)
    return notebook


def _for_nbgrader(notebook: nbformat.NotebookNode, tasks: list[dict]) -> nbformat.NotebookNode:
    cells = {cell.id: cell for cell in notebook.cells}
    for row in tasks:
        name = "task-" + row["task_id"].replace(".", "-")
        cells[name].metadata["nbgrader"] = nbgrader(row, "task")
        cells[f"{name}-answer"].metadata["nbgrader"] = nbgrader(row, "answer")
    return notebook


REPLY = 27  # words of a reason, on average


def minutes(row: dict) -> float:
    """Minutes that a task takes, reckoned and not measured: 150 words read in a minute, the replies
    among them, three quarters of a minute of thought for an item, eight words written in a minute.
    """
    own = check.items(row["task_id"])
    words = len(row["prompt"].split()) + sum(len(item["text"].split()) + REPLY for item in own)
    return words / 150 + 0.75 * len(own) + (row["least_words"] or 0) / 8


def _free_text(row: dict) -> list[str]:
    return [
        f"**Length.** {row['least_words']} to {row['most_words']} words, at least "
        f"{check.places_in_words(row)}. Any language; Arabic and Persian need fewer words.",
        "",
        "**You may begin with:**",
        "",
        *(f"- {starter}" for starter in row["starters"]),
        "",
        "**How it is read:**",
        "",
        *(f"- {level}" for level in check.rubric_in_words(row["task_id"])),
        "",
    ]


def task_text(row: dict) -> str:
    """What a task asks. Its items, their choices and the places to read stand once, in the cell
    below, which writes them out where nothing draws them."""
    lines = [f"## {row['task_id']} {row['title']}", "", row["prompt"], ""]
    if row["kind"] == "free":
        lines += _free_text(row)
    lines.append(f"*{check.points_in_words(row)}. Serves {', '.join(row['objective_ids'])}.*")
    return "\n".join(lines)


def _head(notebook: str, tasks: list[dict]) -> str:
    """What stands above the tasks: question, points, minutes, and what one needs."""
    stem, title, question = lesson_text(notebook)
    counted = [row for row in tasks if not row["optional"]]
    points = sum(row["points"] for row in counted)
    duration = 5 * round(sum(map(minutes, counted)) / 5)
    objectives = {name for row in tasks for name in row["objective_ids"]}
    listed = ", ".join(sorted(objectives, key=lambda name: int(name[1:])))
    lines = (
        f"**Question.** {question}",
        f"**What you will do.** {len(tasks)} tasks, {points:g} points. Every answer gets a "
        "reason at once.",
        f"**Objectives.** {listed} ([the list of objectives](../data/objectives.csv)).",
        f"**Time.** About {duration} minutes, without what is optional.",
        f"**You need.** [The guided notebook](../notebooks/{stem}.ipynb). Names and terms of the "
        "source, in three scripts, stand at the end of "
        "[notebook 00](../notebooks/00-start-here.ipynb).",
        "**Words.** `S4.6` is a *locator*: section 4, paragraph 6 of the article; the buttons at "
        "*Read here* open its passages. A *hedge* is a word such as “might” that says how sure "
        "somebody is. *Later notes* are what Khaddam wrote down after the visit.",
        "**If you disagree.** Open *Dispute the key* under a task, tick the box and say why. It is "
        "recorded and costs nothing.",
    )
    return f"# Practise: {title}\n\n" + "\\\n".join(lines)


def exercise(notebook: str) -> nbformat.NotebookNode:
    """The student's edition of one exercise."""
    tasks = check.tasks_of(notebook)
    cells = [("md", "practise", _head(notebook, tasks)), ("md", "first-time", FIRST_TIME)]
    for row in tasks:
        name = "task-" + row["task_id"].replace(".", "-")
        start = "from khaddam_files import widgets\n\n" if row is tasks[0] else ""
        cells += [
            ("md", name, task_text(row)),
            ("code", f"{name}-answer", f'{start}widgets.task("{row["task_id"]}")'),
        ]
    cells += [
        ("md", "exit", EXIT),
        ("code", "exit-ticket", f'widgets.exit_ticket("{notebook}")'),
        ("md", "hand-in", HAND_IN),
        ("code", "hand-in-files", "widgets.hand_in()"),
    ]
    return _for_nbgrader(_notebook(cells), tasks)


def class_view() -> nbformat.NotebookNode:
    """The teacher's notebook that shows a class its own answers."""
    room = 'from khaddam_files import widgets\n\nwidgets.class_room("../../handed-in")'
    return _notebook(
        [
            ("md", "class-view", CLASS_VIEW),
            ("code", "class-room", room),
            ("md", "to-discuss", TO_DISCUSS),
        ]
    )


def _folder() -> Path:
    return collection().folder.parent / "exercises"


def contents() -> dict[str, str]:
    """Every file that this module writes: path in `exercises/` -> text."""
    chapters = {notebook: lesson_text(notebook) for notebook in notebooks()}
    guide = (_folder() / "teacher" / "guide.md").read_text(encoding="utf-8")
    files = {
        f"{chapters[notebook][0]}.ipynb": nbformat.writes(exercise(notebook)) + "\n"
        for notebook in chapters
    }
    return files | {
        "answer-form.html": answer_form.answer_form(chapters),
        "teacher/key.md": print_packet.key(chapters),
        "teacher/key-short.md": print_packet.key_short(chapters),
        "teacher/packet.html": print_packet.packet(chapters),
        "teacher/ninety-minutes.html": ninety_minutes.ninety_minutes(guide),
        "teacher/class-view.ipynb": nbformat.writes(class_view()) + "\n",
    }


def main() -> int:
    folder = _folder()
    for name, text in contents().items():
        Path(folder, name).parent.mkdir(parents=True, exist_ok=True)
        Path(folder, name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
