"""The people of the source, as sentences name them."""

from __future__ import annotations

from khaddam_files.choices import find

NOBODY_NAMED = "nobody named"


def name_with_office(person_id: str | None) -> str:
    """A person's name with the office held on 16 March 2003; namesakes make the office necessary.
    Raises `SelectionError` for an id that does not exist."""
    if person_id is None:
        return NOBODY_NAMED
    person = find("people", person_id, "person")
    return f"{person['name']} ({person['role_on_2003_03_16']})"


def short_name(person_id: str | None) -> str:
    """A person's name alone, where the office was given before. Raises `SelectionError` for an id
    that does not exist."""
    return NOBODY_NAMED if person_id is None else find("people", person_id, "person")["name"]
