"""`rows.py`, what a type checker knows of every table's rows, written from `datapackage.json`.

`codebook.py` writes it beside the codebook. Nothing imports `rows.py` while the package runs.
"""

from __future__ import annotations

import re
from pathlib import Path

from khaddam_files import data

FILE = Path(__file__).parents[1] / "rows.py"
HEAD = '''"""The rows of every table, for a type checker; `make outputs` writes it.

Imported under `TYPE_CHECKING` only, so that a kernel does not pay for it.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal, Protocol, TypedDict, final, overload

# fmt: off
'''
WIDTH = 100
PYTHON = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "date": "datetime.date",
    "datetime": "datetime.datetime",
}
LIST_TYPE = "tuple[str, ...]"
SERIES = "series/"  # the folder of the tables that all have the same columns
ONE_OF = {  # a table whose name has no plain singular -> what one of its rows is
    "analogy_boxes": "analogy_box",
    "chain": "link_of_chain",
    "criteria": "criterion",
    "framing": "claim_of_frame",
    "glossary": "glossary_term",
    "hypotheses": "hypothesis",
    "not_found": "missing_item",
    "people": "person",
    "publicity": "publicity",
    "tell_apart": "question_of_two",
    "war_series": "series_of_war",
    "witnesses": "witness",
}
FINDERS = (  # protocol, what it types, its parameters after the table, what it returns for a row
    ("Records", "The rows of a table: `data.records`.", "", "list[{}]"),
    ("ByKey", "The rows of a table by its key: `choices.by_key`.", "", "dict[str, {}]"),
    ("Find", "One row of a table: `choices.find`.", ", key: str, what: str | None = None", "{}"),
)


def type_name(table: str) -> str:
    """The type of the rows of a table: `Passage` for `passages`."""
    singular = ONE_OF.get(table) or re.sub("ie$", "y", table.removesuffix("s"))
    return "".join(word.capitalize() for word in singular.split("_"))


def field_type(field: dict) -> str:
    """The type of the cells of a column; what may be empty may be None, a list never is."""
    if "listOf" in field:
        return LIST_TYPE
    filled = field["constraints"].get("required")
    return PYTHON[field["type"]] + ("" if filled else " | None")


def _row(name: str, sentence: str, resource: dict) -> str:
    fields = [
        f"    {field['name']}: {field_type(field)}\n" for field in resource["schema"]["fields"]
    ]
    return f'\n\n@final\nclass {name}(TypedDict):\n    """{sentence}"""\n\n{"".join(fields)}'


def _has_a_key(resource: dict) -> bool:
    return len(resource["schema"]["primaryKey"]) == 1


def _finder(protocol: str, sentence: str, more: str, answer: str, types: dict[str, str]) -> str:
    """A protocol with one signature a table. types: what names the table -> its type of rows."""
    named = [
        (table if table == "Series" else f"Literal[{table}]", row_type)
        for table, row_type in types.items()
    ]
    signatures = [
        _signature(f"self, table: {table}{more}, /", answer.format(row_type))
        for table, row_type in [*named, ("str", "Any")]
    ]
    return f'\n\nclass {protocol}(Protocol):\n    """{sentence}"""\n\n{"".join(signatures)}'


def _signature(parameters: str, answer: str) -> str:
    line = f"    def __call__({parameters}) -> {answer}: ..."
    if len(line) > WIDTH:
        line = f"    def __call__(\n        {parameters}\n    ) -> {answer}: ..."
    return f"    @overload\n{line}\n"


def row_types() -> str:
    """The whole module."""
    resources = data.collection().resources
    series = {
        name: resource
        for name, resource in resources.items()
        if resource["path"].startswith(SERIES)
    }
    tables = {name: resource for name, resource in resources.items() if name not in series}
    parts = [HEAD, "\nSeries = Literal[\n", *(f'    "{name}",\n' for name in series), "]\n"]
    for name, resource in tables.items():
        sentence = f"{resource['title']}: `{resource['path']}`."
        parts.append(_row(type_name(name), sentence, resource))
    parts.append(_row("Figure", "A number of one of the series.", next(iter(series.values()))))
    for protocol, sentence, more, answer in FINDERS:
        of_all = protocol == "Records"
        types = {
            f'"{name}"': type_name(name)
            for name, resource in tables.items()
            if of_all or _has_a_key(resource)
        }
        if of_all:
            types["Series"] = "Figure"
        parts.append(_finder(protocol, sentence, more, answer, types))
    return "".join(parts)


def write() -> None:
    """Write the module anew."""
    FILE.write_text(row_types(), encoding="utf-8")
