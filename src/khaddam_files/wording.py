"""How numbers, days and lists stand in an English sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

MONTH_NAMES = (  # not those of the machine's language
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
RIGHT_TO_LEFT_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LATIN_SIGNS = {
    ord(sign): str(value)
    for signs in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    for value, sign in enumerate(signs)
} | {
    ord("٫"): ".",
    ord("٬"): None,
    ord("−"): "-",
}


def day(when: date, precision: str = "day") -> str:
    """A date as readers see it: 16 March 2003, March 2003 or 2003, by its precision."""
    month = f"{MONTH_NAMES[when.month - 1]} {when.year}"
    return {"day": f"{when.day} {month}", "month": month, "year": str(when.year)}[precision]


def count_of(number: int, noun: str) -> str:
    """How many of a thing: 1 event, 2 events, 2,409 events."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def join_words(words: Sequence[str]) -> str:
    """Words as a sentence lists them: a, b and c. Nothing for no words."""
    *first, last = words or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def shorten(words: str, most: int) -> str:
    """Words as they stand, or cut between two of them so that at most so many signs are left, the
    three dots included."""
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0][: most - 2] + " …"


def with_capital(words: str) -> str:
    """Words as a sentence begins with them."""
    return words[0].upper() + words[1:]


def in_latin_digits(text: object) -> str:
    """Text with Arabic and Persian digits and signs as Latin ones."""
    text = str(text)
    return (text if text.isascii() else text.translate(_LATIN_SIGNS)).strip()
