"""Places in the article: locators of paragraphs such as S5.3, ids of passages such as S5.3-q1."""

from __future__ import annotations

import re
from functools import cache

from khaddam_files.choices import by_key
from khaddam_files.wording import in_latin_digits

# Not \b at the start: Arabic and Persian write “and” or “in” without a blank before the S. The S
# stands first, because it is found fast.
LOCATOR_PATTERN = re.compile(r"S(?<![A-Za-z0-9.]S)\d+\.\d+(?:-[a-z]\d+)?(?![A-Za-z0-9])", re.ASCII)


@cache
def _known_places() -> frozenset[str]:
    """Every locator of the article and every passage id."""
    return frozenset(by_key("paragraphs")) | frozenset(by_key("passages"))


def locators_in(text: object) -> tuple[list[str], list[str]]:
    """The locators and passage ids that a text cites, each once: those that exist, and those that
    do not. Digits of any script."""
    citations = list(dict.fromkeys(LOCATOR_PATTERN.findall(in_latin_digits(text))))
    return [name for name in citations if name in _known_places()], [
        name for name in citations if name not in _known_places()
    ]
