"""Links to a hosted copy: each from one table, and none where nothing is hosted."""

from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import ROOT

from khaddam_files import __version__
from khaddam_files.editions import launch_links
from khaddam_files.editions.launch_links import BEGIN, END, hosting, letter, with_links

TABLE = """[tool.khaddam-files]
owner = "A-Class"
repository = "khaddam-files"
tag = "v9.1.0"
branch = "main"
hub = "https://hub.example.org/"
pandas = "https://files.example.org/full/"
"""
README = f"# Title\n\n{BEGIN}old\n{END}\n\nrest\n"


def placed(folder, table=TABLE):
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    return hosting(folder)


def addresses(text):
    return [part.split(")")[0] for part in text.split("](")[1:]]


def test_one_table_makes_every_link(tmp_path):
    binder, hub, form = addresses(with_links(README, placed(tmp_path)).replace("svg)](", "svg "))[
        -3:
    ]
    binder = "https" + binder.split("https")[-1]
    assert binder == (
        "https://mybinder.org/v2/gh/A-Class/khaddam-files/v9.1.0?urlpath="
        "lab%2Ftree%2Fnotebooks%2F00-start-here.ipynb"
    )
    assert hub.startswith("https://hub.example.org/hub/user-redirect/git-pull?")
    assert parse_qs(urlsplit(hub).query) == {
        "repo": ["https://github.com/A-Class/khaddam-files"],
        "branch": ["main"],
        "urlpath": ["lab/tree/khaddam-files/notebooks/00-start-here.ipynb"],
    }
    assert form == "https://a-class.github.io/khaddam-files/answer-form.html"
    assert (ROOT / launch_links.FIRST_PAGE).exists() and (ROOT / "docs/open-on-binder.svg").exists()


def test_links_written_again_take_the_place_of_the_old_ones(tmp_path):
    once = with_links(README, placed(tmp_path))
    assert "old" not in once and once.endswith("rest\n") and once.startswith("# Title")
    assert with_links(once, placed(tmp_path)) == once


def test_a_copy_that_is_not_hosted_gives_no_link(tmp_path):
    place = placed(tmp_path, TABLE.replace("A-Class", ""))
    for text in (with_links(README, place), letter(place)):
        assert "https://" not in text and "Enter `owner`" in text
    assert "\n5. At the end" in letter(place) and "attached file answer-form.html" in letter(place)


def test_the_letter_has_five_lines_and_the_same_words_for_a_mail(tmp_path):
    place = placed(tmp_path)
    listed, mail = letter(place).split("## To paste into a mail")
    lines = [line[3:] for line in listed.splitlines() if line[:2].rstrip(".").isdigit()]
    assert len(lines) == 5 and all(line in mail for line in lines)
    assert place.on_hub() in mail and place.site("answer-form.html") in mail
    without = place._replace(hub="")
    assert without.binder() in letter(without) and "Binder forgets" in letter(without)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("A-Class", "a class", "owner is 'a class'"),
        ("v9.1.0", "v9/../x", "tag is"),
        ("https://hub", "http://hub", "hub is"),
        ("https://hub.example.org/", "https://hub.example.org/?x=1", "hub is"),
        ("https://files", "http://files", "pandas is"),
        ('owner = "A-Class"\n', "", "other entries than"),
        ("[tool.khaddam-files]", "[tool.other]", "other entries than"),
    ],
)
def test_what_no_address_can_hold_is_told(tmp_path, old, new, told):
    with pytest.raises(ValueError, match=r"^\[tool.khaddam-files\] in pyproject.toml") as problem:
        placed(tmp_path, TABLE.replace(old, new))
    assert told in str(problem.value)


def test_a_readme_without_the_marks_is_told(tmp_path):
    with pytest.raises(ValueError, match="no place for links"):
        with_links("# Title\n", placed(tmp_path))


def test_what_stands_in_the_repository_is_what_its_table_says():
    place = hosting(ROOT)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert with_links(readme, place) == readme, "run make outputs"
    page = ROOT / "exercises" / "teacher" / "send-this-to-your-students.md"
    assert page.read_text(encoding="utf-8") == letter(place), "run make outputs"
    assert place.tag == f"v{__version__}"
