"""The tables of `data/`, read by the schema of `datapackage.json` into typed pandas frames.

    from khaddam_files.data import table
    passages = table("passages")

`data/README.md` lists every table and column. A table that breaks its schema is not read half: it
raises `DataError`.
"""

from __future__ import annotations

import csv
import gc
import io
import math
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import chain, filterfalse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khaddam_files.descriptor import DESCRIPTION_FILE, DataError, Description, in_quotes

if TYPE_CHECKING:
    import pandas as pd

    from khaddam_files.rows import Records

LARGEST_TABLE = 5_000_000  # bytes; the largest table of the collection is far below
EXACT_DIGITS = 15  # a number of more is not kept to the last digit
DATETIME_FORMAT = "%Y-%m-%d %H:%M"  # the one format of a date with its hour


@cache
def pandas():
    """The library `pandas`, imported when a frame is first asked for: it costs a kernel more than
    all comparisons together."""
    import pandas as pd

    # What the import left in memory stays as long as a notebook's kernel. Unless told so, the
    # garbage collector walks through all of it soon after, which costs more CPU than reading every
    # table. Elsewhere the collector belongs to whoever imports this.
    if "ipykernel" in sys.modules:
        gc.freeze()
    return pd


def _boolean(text):
    return {"true": True, "false": False}[text]


def _date(text):
    day = date.fromisoformat(text)
    if day.isoformat() != text:  # fromisoformat also reads 20030316 and 2003-W11-7
        raise ValueError(text)
    return day


def _datetime(text):
    moment = datetime.fromisoformat(text)
    if moment.strftime(DATETIME_FORMAT) != text:  # fromisoformat also reads 2003-03-16T07
        raise ValueError(text)
    return moment


def _number(text):
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):  # float() also reads nan, inf and 1_000
        raise ValueError(text)
    if len(re.sub(r"\D", "", text).strip("0")) > EXACT_DIGITS or not math.isfinite(float(text)):
        raise ValueError(text)  # it would be read as another number
    return float(text)


def _integer(text):
    if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):  # a frame holds no larger ones
        raise ValueError(text)
    return int(text)


VALUE_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
EXPECTED_FORM = {
    "integer": "a whole number of at most 18 digits",
    "number": "a number such as 12 or 12.5, of at most 15 digits",
    "boolean": "true or false",
    "date": "a date such as 2003-03-16",
    "datetime": "a date with its hour such as 2003-03-16 17:30",
}


def _lists(cells: Iterable[str], field: dict, refuse: Callable) -> dict[str, tuple[str, ...]]:
    """What different cells mean that hold lists. refuse: called with cell, found and expected."""
    allowed = set(field.get("itemEnum", ()))
    lists = {cell: tuple(cell.split(";")) for cell in cells}
    for cell, items in lists.items():
        if "" in items or len(set(items)) < len(items) or tuple(map(str.strip, items)) != items:
            refuse(cell, in_quotes(cell), "different items separated by ; without blanks or gaps")
        if allowed and not allowed.issuperset(items):
            wrong = next(item for item in items if item not in allowed)
            refuse(cell, in_quotes(wrong), f"only {', '.join(sorted(allowed))}")
    return lists


def _values(cells: Iterable[str], field: dict, refuse: Callable) -> dict[str, object]:
    """What different cells of one value mean, by type and constraints. refuse: as for `_lists`."""
    rules, parse = field["constraints"], VALUE_READERS[field["type"]]
    values = {}
    for cell in cells:
        try:
            values[cell] = parse(cell)
        except (ValueError, KeyError):
            refuse(cell, in_quotes(cell), EXPECTED_FORM[field["type"]])
    # rules are few: each looks through all cells at once
    if "enum" in rules:
        allowed = set(rules["enum"])
        for cell in (cell for cell, value in values.items() if value not in allowed):
            refuse(cell, in_quotes(cell), f"one of {', '.join(map(str, rules['enum']))}")
    if "pattern" in rules:
        for cell in filterfalse(re.compile(rules["pattern"]).fullmatch, values):
            refuse(cell, in_quotes(cell), f"text of the form {rules['pattern']}")
    low, high = rules.get("minimum"), rules.get("maximum")
    if low is not None or high is not None:
        between = f"{'…' if low is None else low} to {'…' if high is None else high}"
        for cell, value in values.items():
            if low is not None and value < low or high is not None and value > high:
                refuse(cell, in_quotes(cell), f"a value from {between}")
    return values


class Collection:
    """All tables of one folder, each read once, checked, and handed out as a copy.

    Raises `DataError` as soon as a table that is asked for, or one that its keys point to, breaks
    its schema.
    """

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self._cells: dict[str, dict[str, list]] = {}
        self._checked: set[str] = set()
        self._frames: dict[str, pd.DataFrame] = {}
        self.resources = Description(self._text(DESCRIPTION_FILE), VALUE_READERS)

    def names(self) -> list[str]:
        """The names of all tables, in the order of the codebook."""
        return list(self.resources)

    def _text(self, file: str) -> str:
        path = self.folder / file
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode):
                raise DataError(
                    file, "no file but something else of that name", "the file of the release"
                )
            if found.st_size > LARGEST_TABLE:
                raise DataError(
                    file,
                    f"a file of {found.st_size / 1e6:.1f} MB",
                    f"at most {LARGEST_TABLE / 1e6:.0f} MB",
                )
            raw = path.read_bytes()
        except OSError as problem:
            raise DataError(
                file, f"no file that can be read ({problem.strerror})", "the file of the release"
            ) from None
        if raw.startswith(b"\xef\xbb\xbf"):
            raise DataError(file, "a byte-order mark at the start", "UTF-8 without it", row=1)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as problem:
            line = raw[: problem.start].count(b"\n") + 1
            raise DataError(
                file, f"a byte that is not UTF-8 in line {line}", "text saved as UTF-8"
            ) from None
        for sign, name in (
            ("\r", "a carriage return (Windows line ending)"),
            ("\0", "a null character"),
        ):
            if sign in text:
                raise DataError(
                    file,
                    f"{name} in line {text[: text.index(sign)].count(chr(10)) + 1}",
                    "lines that end with a line feed alone",
                )
        return text

    def _columns(self, name: str) -> dict[str, list]:
        """Column name -> typed values (None where the cell is empty), checked against the fields of
        the schema."""
        if name in self._cells:
            return self._cells[name]
        if name not in self.resources:
            raise KeyError(f"There is no table {name!r}; the tables are {', '.join(self.names())}.")
        resource = self.resources[name]
        file, fields = resource["path"], resource["schema"]["fields"]
        expected = [field["name"] for field in fields]
        text = self._text(file)
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as problem:
            raise DataError(
                file, f"cells that cannot be told apart ({problem})", "comma-separated values"
            ) from None
        if not rows:
            raise DataError(
                file, "an empty file", f"a heading with the columns {', '.join(expected)}"
            )
        heading, *rows = rows
        if heading != expected:
            missing, extra = (
                [c for c in expected if c not in heading],
                [c for c in heading if c not in expected],
            )
            found = (
                f"no column {missing[0]}"
                if missing
                else f"an unknown column {in_quotes(extra[0])}"
                if extra
                else "columns in another order"
            )
            raise DataError(file, found, f"the columns {', '.join(expected)}", row=1)
        if not rows:
            raise DataError(file, "no rows", "at least one row under the heading")
        for number, row in enumerate(rows, 2):
            if len(row) != len(expected):
                raise DataError(file, f"{len(row)} cells", f"{len(expected)} cells", row=number)
        columns = {
            field["name"]: self._column(file, field, cells)
            for field, cells in zip(fields, zip(*rows, strict=True), strict=True)
        }
        self._cells[name] = columns
        self._unique(name)
        return columns

    def _column(self, file, field, cells):
        """The values of one column, every different cell read once."""

        def refuse(cell, found, expected):
            row = cells.index(cell) + 2
            raise DataError(file, found, expected, row=row, column=field["name"])

        filled = dict.fromkeys(cells)
        if "" in filled:
            if field["constraints"].get("required"):
                refuse("", "an empty cell", "a value")
            del filled[""]
        if list(filled) != list(map(str.strip, filled)):
            cell = next(cell for cell in filled if cell != cell.strip())
            found = f"{in_quotes(cell)} with blanks around it"
            refuse(cell, found, "no blanks at the start or the end")
        listed = "listOf" in field
        values: dict[str, Any] = (_lists if listed else _values)(filled, field, refuse)
        if field["constraints"].get("unique") and len(values) < len(cells):
            self._each_once(file, field, cells)
        values[""] = () if listed else None
        return [values[cell] for cell in cells]

    def _each_once(self, file, field, cells):
        seen = set()
        for number, cell in enumerate(cells, 2):
            if cell and cell in seen:
                found = f"{in_quotes(cell)} a second time"
                raise DataError(file, found, "each value once", row=number, column=field["name"])
            seen.add(cell)

    def _unique(self, name):
        resource = self.resources[name]
        columns = resource["schema"]["primaryKey"]
        keys = list(zip(*(self._cells[name][column] for column in columns), strict=True))
        if len(set(keys)) == len(keys):
            return
        seen = set()
        for number, key in enumerate(keys, 2):
            if key in seen:
                raise DataError(
                    resource["path"],
                    f"the key {in_quotes(' + '.join(map(str, key)))} a second time",
                    "each key once",
                    row=number,
                    column=" + ".join(columns),
                )
            seen.add(key)

    def references(self, name: str) -> Iterator[tuple[str, bool, str, str]]:
        """(column, whether its cells are lists, table that it names, key column there) of every
        column of a table that names rows of a table."""
        schema = self.resources[name]["schema"]
        for key in schema["foreignKeys"]:
            target = key["reference"]["resource"] or name  # nothing: the table itself
            yield key["fields"][0], False, target, key["reference"]["fields"][0]
        for field in schema["fields"]:
            target = field.get("listOf", "values")
            if target != "values":
                yield field["name"], True, target, self.resources[target]["schema"]["primaryKey"][0]

    def _check(self, name):
        if name in self._checked:
            return
        columns = self._columns(name)
        for column, listed, target, key in self.references(name):
            known, cells = {None, *self._columns(target)[key]}, columns[column]
            if known.issuperset(chain.from_iterable(cells) if listed else cells):
                continue
            for number, cell in enumerate(cells, 2):
                for item in cell if listed else (cell,):
                    if item not in known:
                        where = self.resources[target]["path"]
                        raise DataError(
                            self.resources[name]["path"],
                            in_quotes(str(item)),
                            f"a {key} that stands in data/{where}",
                            row=number,
                            column=column,
                        )
        self._checked.add(name)

    def records(self, name: str) -> list[dict]:
        """The rows of a table as plain dictionaries; empty cells are None, list cells are
        tuples."""
        self._check(name)
        columns = self._columns(name)
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def table(self, name: str) -> pd.DataFrame:
        """A table as a frame: text as strings, whole numbers as Int64, dates as datetime64, lists
        as tuples."""
        self._check(name)
        if name not in self._frames:
            pd = pandas()
            # in pandas 2 the name "str" would turn None into text
            text = "str" if int(pd.__version__.split(".")[0]) >= 3 else "object"
            types = {
                field["name"]: field["type"] for field in self.resources[name]["schema"]["fields"]
            }
            whole = {
                "integer": "Int64",
                "boolean": "boolean",
                "date": "datetime64[s]",
                "datetime": "datetime64[s]",
                "number": "float64",
            }
            self._frames[name] = pd.DataFrame(
                {
                    c: pd.Series(
                        v,
                        dtype=whole.get(
                            types[c], "object" if v and isinstance(v[0], tuple) else text
                        ),
                    )
                    for c, v in self._columns(name).items()
                }
            )
        return self._frames[name].copy()


def _folder() -> Path:
    """`tables/` in an installed package, else `data/` of the repository that the package lies in.

    Never a folder above the working directory: the code and its tables are of one version.
    """
    package = Path(__file__).resolve().parent
    installed = package / "tables"  # laid there by tools/build_backend.py
    return installed if installed.is_dir() else package.parents[1] / "data"


@cache
def collection() -> Collection:
    """The collection's own tables, read once."""
    return Collection(_folder())


def table(name: str) -> pd.DataFrame:
    """One table of the collection by name, for example `table("passages")`; `collection().names()`
    lists them.

    Raises `DataError` if the table breaks its schema and `KeyError` for an unknown name.
    """
    return collection().table(name)


def _of_each_table(function: Callable[[str], list[Any]]) -> Records:
    """The function itself; by this a type checker knows the rows of each table."""
    return function


@_of_each_table
def records(name: str) -> list[Any]:
    """One table as a list of dictionaries; see `Collection.records`."""
    return collection().records(name)
