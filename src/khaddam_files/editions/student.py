"""A student's edition: the collection without keys, reasons, samples and what is the teacher's.

    python -m khaddam_files.editions.student [FOLDER]

Notebooks, exercises, form, tables and package stand in the folder and in an archive beside it. The
exercises take and keep answers as ever; where a reply would need the key, they say so. The guided
notebooks keep what they tell of their own questions, because that is what one reads there.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
FOLDER = "student-edition"
IN_ARCHIVE = "khaddam-files"  # the folder that the archive makes where it is unpacked
WHOLE_FILES = (
    *("LICENSE", "LICENSES/*.txt", "REUSE.toml", "CITATION.cff", ".gitignore"),
    *("environment.yml", "pyproject.toml", "requirements.lock"),
    *("tools/bootstrap.py", "tools/build_backend.py"),
    *("notebooks/[0-9][0-9]-*.ipynb", "exercises/answer-form.html"),
    *("data/README.md", "src/khaddam_files/**/*.*"),
)
# rooms and pages for teachers and for those who make the collection
LEFT_OUT = (
    *("src/khaddam_files/grading/*", "src/khaddam_files/seminar/*"),
    *("src/khaddam_files/editions/*", "src/khaddam_files/widgets/teacher.py"),
    *(f"src/khaddam_files/pages/{name}" for name in ("class_*", "marking*", "reading*", "site*")),
    *("*/__pycache__/*", "*/.ipynb_checkpoints/*"),
)
# of the templates, those of the file that a student downloads to read or print
TEMPLATES = "src/khaddam_files/pages/templates/"
KEPT = tuple(TEMPLATES + name for name in ("answers.html.j2", "page.html.j2", "small.css"))
# what an exercise says elsewhere and cannot say here
OTHERWISE = {
    "Every answer gets a reason at once.": "Reasons come back from your teacher.",
    "A wrong answer costs nothing: read the reason and choose again.": "A wrong answer costs "
    "nothing.",
}
EMPTIED = {"task_items": ("key",), "task_choices": ("feedback",)}  # columns, by table
WITHOUT = ("samples",)  # tables
README = """# The Khaddam Files: student's edition

This folder has everything that a student needs: the notebooks, the exercises, the answer form, the
tables and the package behind them. It holds no key. Where an exercise elsewhere would tell you at
once whether an answer is as the key, this one keeps your answer and says that your teacher compares
it. Hints and rubrics are here.

    make lab     # sets everything up and opens JupyterLab on the first notebook

You need make and Python 3.11 to 3.14. Without them, open exercises/answer-form.html in any browser:
every task stands there, and it makes the same file to hand in.

The questions of the guided notebooks have answers of ours, which open when you ask. That is no
mistake: answer first, then compare.

Rights: see LICENSE, LICENSES and REUSE.toml. How to cite: CITATION.cff.
"""
NO_KEY_HERE = (
    "**This edition holds no key.** What you choose is kept, and no list tells you whether it is "
    "as the key; reasons come back from your teacher. Hints and rubrics are here."
)
MAKEFILE = """# `make lab` opens the collection and sets up everything it needs.
PYTHON ?= python3

.PHONY: lab
lab:
\t@$(PYTHON) -E -s tools/bootstrap.py lab $(ARGS)
"""


class EditionError(ValueError):
    """The edition cannot be made there; the message is one sentence."""


def whole_files() -> Iterator[tuple[str, Path]]:
    """(name, place) of everything that goes in as it is."""
    for pattern in WHOLE_FILES:
        for path in sorted(HOME.glob(pattern)):
            name = path.relative_to(HOME).as_posix()
            is_left_out = any(fnmatch(name, out) for out in LEFT_OUT)
            if path.is_file() and not is_left_out and (TEMPLATES not in name or name in KEPT):
                yield name, path


def exercises() -> Iterator[tuple[str, str]]:
    """(name, text) of every exercise, with the sentence on what it does not do."""
    for path in sorted((HOME / "exercises").glob("[0-9][0-9]-*.ipynb")):
        text = path.read_text(encoding="utf-8")
        for elsewhere, here in OTHERWISE.items():
            text = text.replace(elsewhere, here)
        notebook = json.loads(text)
        head = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
        head["source"] = [*_lines(head["source"]), "\n", "\n", NO_KEY_HERE]
        text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        yield path.relative_to(HOME).as_posix(), text


def _lines(source: str | list[str]) -> list[str]:
    return [source] if isinstance(source, str) else source


def tables(keys: bool = False) -> Iterator[tuple[str, str]]:
    """(name, text) of every table but the teacher's, and of the descriptor that allows for it.

    keys: whether the tables that tell the reason for an answer keep their keys.
    """
    source = HOME / "data"
    described = json.loads((source / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"] = [one for one in described["resources"] if one["name"] not in WITHOUT]
    for resource in described["resources"]:
        text = (source / resource["path"]).read_text(encoding="utf-8")
        columns = () if keys else EMPTIED.get(resource["name"], ())
        if columns:
            text = _emptied(text, columns)
            for field in resource["schema"]["fields"]:
                if field["name"] in columns:
                    field["constraints"].pop("required", None)
                    field["description"] += "; empty in the student's edition"
        yield f"data/{resource['path']}", text
    yield "data/datapackage.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _emptied(text: str, columns: tuple[str, ...]) -> str:
    """A table with empty cells in some columns; rows that no reader chooses from are left out,
    because typed entries are keys or near them."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    kept = [row | dict.fromkeys(columns, "") for row in rows if row.get("listed") != "false"]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return stream.getvalue()


def write(folder: Path) -> Path:
    """Make the edition in a folder, in the place of an earlier one, and an archive of it beside;
    gives the archive. Raises `EditionError` where something else lies there, and `OSError`."""
    readme = folder / "README.md"
    if folder.exists() and (not readme.exists() or readme.read_text(encoding="utf-8") != README):
        raise EditionError(
            f"{folder}: something else than an earlier student's edition lies there; move it away, "
            "or name another folder."
        )
    shutil.rmtree(folder, ignore_errors=True)
    for name, place in whole_files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place, folder / name)
    for name, text in [*exercises(), *tables(), ("README.md", README), ("Makefile", MAKEFILE)]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    archive = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, f"{IN_ARCHIVE}/{path.relative_to(folder).as_posix()}")
    return archive


def main(arguments: list[str]) -> int:
    """The command. Returns 0, or 1 after one sentence on what was wrong."""
    folder = Path(arguments[0] if arguments else FOLDER)
    try:
        archive = write(folder)
    except (EditionError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"The student's edition stands in {folder} and, to send, in {archive}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
