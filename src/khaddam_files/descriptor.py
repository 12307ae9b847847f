"""`datapackage.json`, read with distrust: after this, the reader of the tables can rely on every
part that it uses.

Only what decides how a table is read is checked here; the whole standard is checked by its own tool
in the tests.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

DESCRIPTION_FILE = "datapackage.json"
PLAIN_PATH = r"(?!\.)[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*"
NAME = r"[A-Za-z][A-Za-z0-9_]*"
FORMATS = {"datetime": "%Y-%m-%d %H:%M"}  # of every other type: the default
RULES = {"required", "unique", "enum", "pattern", "minimum", "maximum"}
# what the parser of the description makes of a value; of every other type: a text
WRITTEN_AS: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
# each would change how a cell is read; the reader knows one way only
NOT_READ = ("missingValues", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues")


class DataError(ValueError):
    """A table does not keep its schema. The message is one sentence: file, row, column, found,
    expected, what to do."""

    def __init__(self, file, found, expected, row=None, column=None):
        place = (
            f"data/{file}"
            + (f", row {row}" if row else "")
            + (f", column {column}" if column else "")
        )
        super().__init__(
            f"{place}: found {found}, expected {expected}; mend the file or restore "
            "it from the release."
        )

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


def _fault(found: str, expected: str) -> DataError:
    """What is wrong in the description: what was found, with its place, and what was expected."""
    return DataError(DESCRIPTION_FILE, found, expected)


def in_quotes(value: object) -> str:
    """A value in a sentence: on one line and never long."""
    text = value if isinstance(value, str) else json.dumps(value)
    text = "".join(sign if sign.isprintable() else "�" for sign in text[:61])
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _unique_names(pairs: list[tuple[str, object]]) -> dict:
    names_and_values = dict(pairs)
    if len(names_and_values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _fault(f"the name {in_quotes(twice)} twice in one object", "each name once")
    return names_and_values


def _refusal(place: str, value: object, expected: str) -> DataError:
    return _fault(
        f"{in_quotes(value)} as {place}" if value is not None else f"no {place}", expected
    )


def _want(right: bool, place: str, value: object, expected: str) -> None:
    if not right:
        raise _refusal(place, value, expected)


def _text(owner: dict, key: str, place: str, form: str = r"(?s).*\S.*") -> str:
    value = owner.get(key)
    expected = "a text" if form.startswith("(") and "S" in form else "letters, digits and _"
    if form == PLAIN_PATH:
        expected = "the path of a file in this folder"
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise _refusal(f"{place}.{key}", value, expected)
    return value


def _list(owner: dict, key: str, place: str, kind: type, filled: bool = True) -> list:
    value = owner.get(key)
    if (
        isinstance(value, list)
        and (value or not filled)
        and all(isinstance(item, kind) for item in value)
    ):
        return value
    raise _refusal(f"{place}.{key}", value, f"a list of {'objects' if kind is dict else 'texts'}")


def _value(value: Any, kind: str, read: Callable[[str], Any], place: str) -> Any:
    """A limit or choice as a cell of this type would be read; numbers stand as numbers, all else as
    texts."""
    right = isinstance(value, WRITTEN_AS.get(kind, str)) and (
        kind == "boolean" or not isinstance(value, bool)
    )
    if right and kind in ("date", "datetime"):
        try:
            return read(value)
        except ValueError:
            right = False
    if right and kind in ("integer", "number"):
        right = abs(value) < 2**63 and math.isfinite(value)
    _want(right, place, value, f"a value of the type {kind}")
    return value


def _pattern(rules: dict, place: str) -> None:
    text = _text(rules, "pattern", place)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Python doubts is doubtful
            re.compile(text)
    except (re.error, OverflowError, RecursionError, Warning) as problem:
        raise _fault(
            f"{in_quotes(text)} as {place}.pattern ({problem})", "a regular expression"
        ) from None


def _rules(field: dict, place: str, kind: str, read) -> dict:
    """The constraints of a field, with limits and choices as values of its type."""
    rules, place = field.get("constraints", {}), f"{place}.constraints"
    _want(isinstance(rules, dict), place, rules, "an object")
    for name in rules:
        _want(name in RULES, place, name, f"only {', '.join(sorted(RULES))}")
    for name in ("required", "unique"):
        _want(
            isinstance(rules.get(name, False), bool),
            f"{place}.{name}",
            rules.get(name),
            "true or false",
        )
    rules = dict(rules)
    if "pattern" in rules:
        _pattern(rules, place)
    if "enum" in rules:
        _want(
            isinstance(rules["enum"], list) and bool(rules["enum"]),
            f"{place}.enum",
            rules["enum"],
            "a list of values",
        )
        rules["enum"] = [_value(value, kind, read, f"{place}.enum") for value in rules["enum"]]
    for name in ("minimum", "maximum"):
        if name in rules:
            _want(
                kind not in ("string", "boolean"),
                f"{place}.{name}",
                rules[name],
                f"no limit for the type {kind}",
            )
            rules[name] = _value(rules[name], kind, read, f"{place}.{name}")
    if "minimum" in rules and "maximum" in rules:
        _want(
            rules["minimum"] <= rules["maximum"],
            f"{place}.minimum",
            str(rules["minimum"]),
            "at most the maximum",
        )
    return rules


def _field(field: dict, place: str, types: dict[str, Callable]) -> dict:
    name = _text(field, "name", place, NAME)
    place = f"{place} ({name})"
    _text(field, "description", place)
    kind = field.get("type")
    if not isinstance(kind, str) or kind not in types:
        raise _refusal(f"{place}.type", kind, f"one of {', '.join(types)}")
    form = field.get("format", "default")
    _want(
        form == FORMATS.get(kind, "default"), f"{place}.format", form, FORMATS.get(kind, "default")
    )
    for key in NOT_READ:
        _want(key not in field, f"{place}.{key}", field.get(key, ""), "the default")
    if "listOf" in field:
        _text(field, "listOf", place, NAME)
        _want(kind == "string", f"{place}.type", kind, "string, because the cells are lists")
    if "itemEnum" in field:
        _want("listOf" in field, f"{place}.itemEnum", field["itemEnum"], "it beside listOf only")
        _list(field, "itemEnum", place, str)
    return {**field, "constraints": _rules(field, place, kind, types[kind])}


def _key(schema: dict, place: str, names: list[str]) -> list[str]:
    key = schema.get("primaryKey", [])
    key = [key] if isinstance(key, str) else key
    right = isinstance(key, list) and all(isinstance(name, str) and name in names for name in key)
    if not right or len(set(key)) != len(key):
        raise _refusal(f"{place}.primaryKey", key, "columns of the table, each once")
    return key


def _schema(resource: dict, place: str, types: dict[str, Callable]) -> dict:
    schema = resource.get("schema")
    place = f"{place}.schema"
    if not isinstance(schema, dict):
        raise _refusal(place, schema, "an object")
    missing = schema.get("missingValues", [""])
    _want(missing == [""], f"{place}.missingValues", missing, 'nothing but [""]')
    listed = _list(schema, "fields", place, dict)
    fields = [
        _field(field, f"{place}.fields[{number}]", types) for number, field in enumerate(listed)
    ]
    names = [field["name"] for field in fields]
    for name in names:
        _want(names.count(name) == 1, f"{place}.fields", name, "each column once")
    return {
        **schema,
        "fields": fields,
        "primaryKey": _key(schema, place, names),
        "foreignKeys": _list(
            {"foreignKeys": [], **schema}, "foreignKeys", place, dict, filled=False
        ),
    }


def _column(owner: object, place: str, fields: dict[str, dict]) -> dict:
    """The field that a foreign key names: exactly one, and one that is there."""
    value = owner.get("fields") if isinstance(owner, dict) else None
    if (
        isinstance(value, list)
        and len(value) == 1
        and isinstance(value[0], str)
        and value[0] in fields
    ):
        return fields[value[0]]
    raise _refusal(f"{place}.fields", value, "a list with one column of the table")


def _resource(resource: dict, place: str, types: dict[str, Callable]) -> dict:
    """A table's description, without what its columns point to."""
    for key in ("title", "description", "howMade"):
        _text(resource, key, place)
    if "rights" in resource:
        _text(resource, "rights", place)
    for key, only in (("encoding", "utf-8"), ("format", "csv")):
        _want(resource.get(key, only) == only, f"{place}.{key}", resource.get(key), only)
    return {**resource, "schema": _schema(resource, place, types)}


def _parsed(text: str) -> list[dict]:
    """The resources of a description, in its order."""
    try:
        package = json.loads(text, object_pairs_hook=_unique_names)
        if "\\u" in text:  # the one way to write half a character
            json.dumps(package, ensure_ascii=False).encode()
    except DataError:
        raise
    except UnicodeEncodeError:
        raise _fault("half a character", "text") from None
    except (ValueError, RecursionError) as problem:
        raise _fault(
            f"a description that cannot be read ({problem})",
            "a Data Package with a list of resources",
        ) from None
    _want(isinstance(package, dict), "description", package, "an object")
    return _list(package, "resources", "description", dict)


class Description(Mapping[str, dict]):
    """Name -> resource of every table, its constraints as values.

    A resource is checked when it is first asked for, as its table is: a reader's notebook uses a
    dozen of them. types: name of a type -> what reads a cell of it. Raises `DataError`, and nothing
    else, whatever the text.
    """

    def __init__(self, text: str, types: dict[str, Callable[[str], object]]):
        self._types = types
        self._written: dict[str, tuple[str, dict]] = {}  # name -> place, resource as it is written
        self._described: dict[str, dict] = {}  # checked for themselves
        self._checked: dict[str, dict] = {}  # checked with what they point to
        paths: set[str] = set()
        for number, resource in enumerate(_parsed(text)):
            place = f"resources[{number}]"
            name = _text(resource, "name", place, NAME)
            _want(name not in self._written, f"{place}.name", name, "each name once")
            path = _text(resource, "path", f"{place} ({name})", PLAIN_PATH)
            right = path.endswith(".csv")
            _want(right, f"{place} ({name}).path", path, "a file that ends in .csv")
            _want(path not in paths, f"{place}.path", path, "each file once")
            self._written[name] = f"{place} ({name})", resource
            paths.add(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def __contains__(self, name: object) -> bool:
        return name in self._written

    def __getitem__(self, name: str) -> dict:
        if name not in self._checked:
            resource = self._described_table(name)
            self._check_references(resource, self._written[name][0])
            self._checked[name] = resource
        return self._checked[name]

    def _described_table(self, name: str) -> dict:
        if name not in self._described:
            place, resource = self._written[name]
            self._described[name] = _resource(resource, place, self._types)
        return self._described[name]

    def _fields(self, name: str) -> dict[str, dict]:
        """Column -> field of a table."""
        return {field["name"]: field for field in self._described_table(name)["schema"]["fields"]}

    def _check_references(self, resource: dict, place: str) -> None:
        """Every key and list of a table points to a column that exists and is read as the same
        type."""
        own = self._fields(resource["name"])
        for number, key in enumerate(resource["schema"]["foreignKeys"]):
            where = f"{place}.schema.foreignKeys[{number}]"
            field, reference = _column(key, where, own), key.get("reference")
            target = reference.get("resource") if isinstance(reference, dict) else None
            where = f"{where}.reference"
            right = isinstance(target, str)
            _want(right, f"{where}.resource", target, "the name of a table, or nothing")
            target = target or resource["name"]
            _want(target in self, f"{where}.resource", target, "a table of this package")
            other = _column(reference, where, self._fields(target))
            right = other["type"] == field["type"] and "listOf" not in other | field
            expected = f"a column of the type {field['type']}, without lists"
            _want(right, f"{where}.fields", other["name"], expected)
        for name, field in own.items():
            if field.get("listOf", "values") != "values":
                self._check_list(field["listOf"], f"{place}.schema.fields ({name}).listOf")

    def _check_list(self, target: str, place: str) -> None:
        """The cells of a list hold keys of a table that exists and has one column of text for
        key."""
        _want(target in self, place, target, "values or a table of this package")
        key = self._described_table(target)["schema"]["primaryKey"]
        right = len(key) == 1 and self._fields(target)[key[0]]["type"] == "string"
        _want(right, place, target, "a table with a key of one column of text")
