"""Names, offices and dates in the prose of the notebooks are those of the tables, as far as
a program can tell."""

import re

import nbformat
import pytest
from conftest import NOTEBOOKS

from khaddam_files.data import collection, records
from khaddam_files.wording import MONTH_NAMES

DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTH_NAMES)}) (\d{{4}})\b")
ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


def known_dates():
    """Every day that a column of the tables holds, or that a sentence of theirs names."""
    days = set()
    for name in collection().names():
        for row in records(name):
            for value in row.values():
                if hasattr(value, "isoformat"):
                    days.add((value.year, value.month, value.day))
                elif isinstance(value, str):
                    days |= {
                        (int(y), MONTH_NAMES.index(m) + 1, int(d))
                        for d, m, y in DATE.findall(value)
                    }
                    days |= {tuple(map(int, found)) for found in ISO.findall(value)}
    return days


@pytest.fixture(scope="module")
def days():
    return known_dates()


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def prose(request):
    cells = nbformat.read(request.param, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.sub(r" \(<span [^>]*>[^<]*</span>\)", "", text)  # a name in its own script


def test_every_day_in_the_prose_stands_in_a_table(prose, days):
    named = {
        (int(year), MONTH_NAMES.index(month) + 1, int(day))
        for day, month, year in DATE.findall(prose)
    }
    assert named <= days, sorted(named - days)


def test_an_office_after_a_name_is_one_that_the_person_held(prose):
    offices, titles = {}, {}
    for row in records("offices"):
        offices.setdefault(row["person_id"], set()).add(row["office"].lower())
    for row in records("people"):
        titles[row["name"]] = offices.get(row["person_id"], set()) | {
            row["role_on_2003_03_16"].lower()
        }
    ranks = (
        r"President|Prime Minister|Foreign Minister|Vice President|Supreme "
        r"Leader|Secretary of State"
    )
    for name, held in titles.items():
        short = name.split()[-1]
        for found in re.finditer(
            rf"\b(?:{re.escape(name)}|{re.escape(short)}), (?:then |in 2003 )?({ranks}) of (?:the "
            r")?([A-Z]\w+)",
            prose,
        ):
            office = f"{found.group(1)} of {found.group(2)}".lower()
            if any(
                other != name and other.split()[-1] == short and office in h
                for other, h in titles.items()
            ):
                continue  # a namesake held it
            assert any(office in one.replace(" the ", " ") for one in held), (name, office, held)


def test_a_wrong_day_and_a_wrong_office_would_be_seen(days):
    assert (2003, 3, 16) in days
    with pytest.raises(AssertionError):
        test_every_day_in_the_prose_stands_in_a_table("On 31 July 1901 nothing happened.", days)
    with pytest.raises(AssertionError):
        test_an_office_after_a_name_is_one_that_the_person_held(
            "Mohammad Khatami, President of Syria, spoke."
        )
