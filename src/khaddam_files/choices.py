"""What can be selected: a row of a table by its key, or one of a closed list of answers. What does
not exist is refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from khaddam_files.data import collection, records

if TYPE_CHECKING:
    from khaddam_files.rows import ByKey, Find

_MOST_KEYS_LISTED = 40  # keys; more of them are not listed in a refusal


class SelectionError(LookupError):
    """Something was selected that does not exist; the message says what was expected."""

    def __init__(self, what: str, value: object, expected: str):
        super().__init__(f"There is no {what} {value!r}: expected {expected}.")

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


def _typed_by_key(function: Callable[[str], dict[str, Any]]) -> ByKey:
    """The function itself; by this a type checker knows the rows of each table."""
    return function


def _typed_find(function: Callable[..., Any]) -> Find:
    """The function itself; by this a type checker knows the rows of each table."""
    return function


@_typed_by_key
@cache
def by_key(table: str) -> dict[str, Any]:
    """The rows of a table by its primary key."""
    (key,) = collection().resources[table]["schema"]["primaryKey"]
    return {row[key]: row for row in records(table)}


@_typed_find
def find(table: str, key: str, what: str | None = None) -> Any:
    """The row of a table with this primary key. what: what the row is called in the refusal, else
    the table's name without its s.

    Raises `SelectionError` for a key that does not exist.
    """
    rows = by_key(table)
    if key in rows:
        return rows[key]
    raise SelectionError(what or table.removesuffix("s"), key, _expected_keys(table, rows))


def _expected_keys(table: str, rows: Mapping[str, Any]) -> str:
    """Every key where they are few, else one of them: the example of the schema."""
    if len(rows) <= _MOST_KEYS_LISTED:
        return f"one of {', '.join(rows)}"
    schema = collection().resources[table]["schema"]
    key = next(field for field in schema["fields"] if field["name"] == schema["primaryKey"][0])
    return f"an id such as {key.get('example', next(iter(rows)))}; table('{table}') lists them all"


@dataclass(frozen=True)
class Choice:
    """A closed list of answers.

    what: what is chosen, as a refusal names it; meanings: value -> what it means, in the order of
    the list, an empty text where the value says it all; empty: the value that stands in the list
    before anything is chosen, None where one is always chosen.
    """

    what: str
    meanings: Mapping[str, str]
    empty: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """What can be chosen, without the empty value."""
        return tuple(self.meanings)

    def options(self) -> list[tuple[str, str]]:
        """(label, value) pairs for a list, the empty value first."""
        empty = [] if self.empty is None else [(self.empty, self.empty)]
        return [
            *empty,
            *(
                (f"{value}: {meaning}" if meaning else value, value)
                for value, meaning in self.meanings.items()
            ),
        ]

    def check(self, value: str) -> str:
        """The value itself. Raises `SelectionError` for what cannot be chosen."""
        if value in self.meanings or (value == self.empty and value is not None):
            return value
        raise SelectionError(self.what, value, f"one of {', '.join(self.meanings)}")
