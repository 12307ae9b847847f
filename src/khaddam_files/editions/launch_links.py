"""Links that open the collection where it is hosted, and the page that a teacher sends to a class.

    python -m khaddam_files.editions.launch_links

Every link is made from one table, `[tool.khaddam-files]` in `pyproject.toml`; a class's own copy
changes it there and calls `make outputs`. The forms of the addresses are those that Binder and
nbgitpuller document.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from khaddam_files.data import collection

FIRST_PAGE = "notebooks/00-start-here.ipynb"
BEGIN, END = "<!-- launch links: `make outputs` writes them -->\n", "<!-- end of launch links -->"
NOT_HOSTED = (
    "No link can be given yet: this copy does not say where it is hosted. Enter `owner` under "
    "`[tool.khaddam-files]` in `pyproject.toml` and call `make outputs`."
)
NAME = re.compile(r"[A-Za-z0-9._-]+")


class Hosting(NamedTuple):
    """Where a copy is hosted.

    owner, repository: of the repository at GitHub; owner is empty as long as it is not hosted.
    tag: the release that Binder builds once. branch: what a hub fetches, because nbgitpuller goes
    on from a branch. hub: address of a campus hub, empty where there is none. pandas: address of
    the folder from which the in-browser edition gets pandas, empty for none.
    """

    owner: str
    repository: str
    tag: str
    branch: str
    hub: str = ""
    pandas: str = ""

    def site(self, page: str) -> str:
        """Address of a page of the site that the release publishes."""
        return f"https://{self.owner.lower()}.github.io/{self.repository}/{page}"

    def binder(self, notebook: str = FIRST_PAGE) -> str:
        """Address that opens a notebook in JupyterLab on Binder."""
        place = "/".join(map(_quoted, (self.owner, self.repository, self.tag)))
        return f"https://mybinder.org/v2/gh/{place}?urlpath={_quoted(f'lab/tree/{notebook}')}"

    def on_hub(self, notebook: str = FIRST_PAGE) -> str:
        """Address that brings the newest version into a folder on the hub and opens it."""
        asked = {
            "repo": f"https://github.com/{self.owner}/{self.repository}",
            "branch": self.branch,
            "urlpath": f"lab/tree/{self.repository}/{notebook}",
        }
        return f"{self.hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked)}"


def _quoted(part: str) -> str:
    return quote(part, safe="")


def hosting(folder: Path | None = None) -> Hosting:
    """What `pyproject.toml` says; folder: of the collection.

    Raises ValueError, in one sentence, if the table is missing or holds what no address can.
    """
    path = (folder or collection().folder.parent) / "pyproject.toml"
    where = f"[tool.khaddam-files] in {path.name}"
    table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {}).get("khaddam-files")
    if not isinstance(table, dict) or set(table) != set(Hosting._fields):
        expected = ", ".join(Hosting._fields)
        raise ValueError(f"{where} has other entries than {expected}: write exactly these.")
    for name in ("owner", "repository", "branch", "tag"):
        if not NAME.fullmatch(str(table[name])) and (name, table[name]) != ("owner", ""):
            raise ValueError(
                f"{where}: {name} is {table[name]!r}; expected letters, digits, points and hyphens."
            )
    for name in ("hub", "pandas"):
        if table[name] and not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", table[name]):
            raise ValueError(
                f"{where}: {name} is {table[name]!r}; expected an address with https://."
            )
    return Hosting(**table)


def readme_links(place: Hosting) -> str:
    """What stands in README between its two marks."""
    if not place.owner:
        return f"{NOT_HOSTED}\n"
    lines = [f"[![Open on Binder](docs/open-on-binder.svg)]({place.binder()})"]
    if place.hub:
        lines.append(f"[Open on the campus hub]({place.on_hub()})")
    lines.append(f"[The answer form, for any browser]({place.site('answer-form.html')})")
    return " · ".join(lines) + "\n"


def with_links(readme: str, place: Hosting) -> str:
    """The text of README with the links of a place. Raises ValueError if its marks are missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"README.md has no place for links: put {BEGIN.strip()} and {END} back.")
    return before + begin + readme_links(place) + end + after


def _five_lines(place: Hosting) -> list[str]:
    """What a student needs to know before the lesson."""
    subject = (
        "We read one source together: minutes of talks in Tehran on 16 March 2003, as a magazine "
        "printed them in 2024. It speaks of war and killing."
    )
    bring = (
        "Bring any device with a browser, and the number that I give you. You need no account and "
        "no code. With nothing at all you can take part on paper."
    )
    end = "At the end, press “Download your answers” and send me the file."
    if not place.owner:
        return [
            subject,
            "Save the attached file answer-form.html and open it in a browser: every task stands "
            "in it, and what you enter stays on your device.",
            "On a phone you need nothing before the lesson: the address to open stands on the "
            "wall.",
            bring,
            end,
        ]
    opened = place.on_hub() if place.hub else place.binder()
    keeps = (
        "Your answers stay in your folder on the hub."
        if place.hub
        else "Binder forgets everything when it ends: download your answers before you close it."
    )
    return [
        subject,
        f"Open this before the lesson, because it takes a minute or two to start: {opened}",
        "On a phone, or if that does not start, open the form with the same tasks: "
        f"{place.site('answer-form.html')}",
        bring,
        f"{end} {keeps}",
    ]


def letter(place: Hosting) -> str:
    """The page *Send this to your students*, with its text for a mail."""
    about = "Five lines: what to open, by which link, and what to bring."
    if not place.owner:
        about = (
            f"{NOT_HOSTED}\n\nFive lines for a class without links: attach the file "
            "[answer-form.html](../answer-form.html) to the mail."
        )
    lines = _five_lines(place)
    listed = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    mail = "\n\n".join(lines)
    return (
        "# Send this to your students\n\n"
        f"{about}\n\n"
        f"{listed}\n\n## To paste into a mail\n\n```text\n{mail}\n```\n"
    )


def main() -> int:
    folder = collection().folder.parent
    place = hosting(folder)
    readme = folder / "README.md"
    readme.write_text(with_links(readme.read_text(encoding="utf-8"), place), encoding="utf-8")
    page = folder / "exercises" / "teacher" / "send-this-to-your-students.md"
    page.write_text(letter(place), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
