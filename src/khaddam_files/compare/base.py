"""What every comparison is made of: its result, its refusals, and the lookups that several of them need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from khaddam_files import markup
from khaddam_files.data import records

ANY = "any"
NOBODY = "nobody named"
MONTHS = (  # not those of the machine's language
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Not \b at the start: Arabic and Persian write “and” or “in” without a blank before the S. The S stands first, because it is found fast.
LOCATOR = re.compile(r"S(?<![A-Za-z0-9.]S)\d+\.\d+(?:-[a-z]\d+)?(?![A-Za-z0-9])", re.ASCII)
DIGITS = {ord(sign): str(value) for signs in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, sign in enumerate(signs)} | {
    ord("٫"): ".",
    ord("٬"): None,
    ord("−"): "-",
}


class SelectionError(LookupError):
    """Something was selected that does not exist; the message says what was expected."""

    def __init__(self, what, found, expected):
        super().__init__(f"There is no {what} {found!r}: expected {expected}.")

    def _render_traceback_(self):  # a notebook shows the sentence alone
        return [str(self)]


@dataclass(frozen=True)
class Comparison:
    """What a comparison shows: one sentence that names the selection, the piece of HTML under it, and the rows behind both."""

    sentence: str
    html: str
    rows: list[tuple]
    columns: tuple[str, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a frame. Made only when asked for: the first frame of a kernel costs more than most comparisons."""
        return pd.DataFrame(self.rows, columns=list(self.columns))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.page(), "text/plain": self.sentence}

    def page(self) -> str:
        """Sentence and content as one piece of HTML."""
        return markup.paragraph(markup.text(self.sentence)) + self.html


@cache
def by_key(table: str, key: str) -> dict[str, dict]:
    """The rows of a table by one of its columns."""
    return {row[key]: row for row in records(table)}


def _person(person_id: str) -> dict:
    known = by_key("people", "person_id")
    if person_id not in known:
        raise SelectionError("person", person_id, "an id such as ali_khamenei; table('people') lists them all")
    return known[person_id]


def name(person_id: str | None) -> str:
    """A person's name with the office held on 16 March 2003; namesakes make the office necessary."""
    if person_id is None:
        return NOBODY
    person = _person(person_id)
    return f"{person['name']} ({person['role_on_2003_03_16']})"


def short_name(person_id: str | None) -> str:
    """A person's name alone, where the office was given before."""
    return NOBODY if person_id is None else _person(person_id)["name"]


def day(when: date, precision: str = "day") -> str:
    """A date as readers see it: 16 March 2003, March 2003 or 2003, by its precision."""
    month = f"{MONTHS[when.month - 1]} {when.year}"
    return {"day": f"{when.day} {month}", "month": month, "year": str(when.year)}[precision]


def some(number: int, noun: str) -> str:
    """How many of a thing: 1 event, 2 events, 2,409 events."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(words) -> str:
    """Words as a sentence lists them: a, b and c. Nothing for no words."""
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def shortened(words: str, most: int) -> str:
    """Words as they stand, or cut between two of them so that at most so many signs are left, the three dots included."""
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0][: most - 2] + " …"


def origin(locator: str) -> str:
    """Publisher, date and link of the article with the place in it: what every excerpt carries."""
    publisher = by_key("sources", "source_id")["W05"]
    return f'<a href="{markup.text(publisher["url"])}">Al Majalla, 23 March 2024</a>, {markup.text(locator)}'


def in_latin_digits(text) -> str:
    """Text with Arabic and Persian digits and signs as Latin ones."""
    text = str(text)
    return (text if text.isascii() else text.translate(DIGITS)).strip()


@cache
def places() -> frozenset[str]:
    """Every locator of the article and every passage id."""
    return frozenset(by_key("paragraphs", "locator")) | frozenset(by_key("passages", "passage_id"))


def locators_in(text) -> tuple[list[str], list[str]]:
    """The locators and passage ids that a text cites, each once: those that exist, and those that do not. Digits of any script."""
    cited = list(dict.fromkeys(LOCATOR.findall(in_latin_digits(text))))
    return [name for name in cited if name in places()], [name for name in cited if name not in places()]
