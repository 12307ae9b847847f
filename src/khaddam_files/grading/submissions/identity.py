"""Who handed in: a student number in one form, and which numbers look alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST_NUMBER = 100  # signs of a student number that are shown
# What takes no room on a page though no category says so: fillers, joiners, selectors of variants,
# the empty Braille cell.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХЅІЈаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXo"
)  # Cyrillic and Greek letters, which nobody can tell from Latin ones


def _seen(sign: str) -> bool:
    """Whether a sign can be seen, or is a blank."""
    return unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co") and not UNSEEN.match(sign)


def cleaned(entered) -> str:
    """A student number in its one form: compatibility letters as plain ones, one blank between
    words, nothing that cannot be seen.

    Leading zeros and capitals stay. One that is too long ends in a fingerprint of the whole, so
    that no two become one. Empty where nothing was entered, or something that cannot be a number.
    """
    if isinstance(entered, bool) or not isinstance(entered, (str, int)):
        return ""
    blanks = "".join(
        " " if sign.isspace() else sign for sign in unicodedata.normalize("NFKC", str(entered))
    )
    return shortened(" ".join("".join(filter(_seen, blanks)).split()))


def shortened(name: str) -> str:
    """A name of at most `LONGEST_NUMBER` signs that is still nobody else's."""
    if len(name) <= LONGEST_NUMBER:
        return name
    return (
        f"{name[: LONGEST_NUMBER - 18]}… "
        f"{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"
    )


def alike(student: str) -> str:
    """What student numbers have in common that one person may type for one number: capitals,
    blanks, marks, zeros in front, O for 0."""
    latin = "".join(str(unicodedata.digit(sign, sign)) for sign in student.translate(LOOK_ALIKE))
    plain = re.sub(r"[\W_]+", "", latin.casefold()).translate(str.maketrans("oil", "011"))
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain)
