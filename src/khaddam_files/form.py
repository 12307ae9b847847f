"""All tasks as one page that needs no Jupyter: native controls with their labels, and a file to hand in like that of the notebooks.

The page asks no network for anything and holds no key, reason, hint or sample. The task component draws and keeps what is entered.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256

from khaddam_files import __version__, check, component, markup
from khaddam_files.answers import keys
from khaddam_files.data import records

TITLE = "The Khaddam Files: answer form"
NO_SCRIPT = (
    "This page needs JavaScript to take and keep your answers. Inside JupyterLab it has none: there, click answer-form.html in the file "
    "browser with the right button, choose Download, and open the downloaded file with your browser. Or use the packet on paper."
)
INSIDE = (
    "This page stands inside another one, as JupyterLab shows pages, or at an address of Jupyter where nothing is kept. No file can be made here, and "
    "what you enter may be gone when you leave. In Jupyter's file browser click answer-form.html with the right button, choose Download, and open "
    "the downloaded file with your browser. If you go on here, copy the code at the end of the page before you close it."
)
HAND_IN = {
    "id": "hand-in",
    "legend": "Your work",
    "handin": True,
    "keys": [keys.STUDENT],
    "folder": "form",
    "anew": {
        "label": "Delete all answers and begin anew",
        "question": "Everything that is entered on this page is deleted from this browser. Download it first if you want to keep it.",
        "yes": "Yes, delete everything",
    },
}
STYLE = """
html{background:Canvas;color:CanvasText}
body{font:1.05rem/1.55 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem}
h2{margin-top:3rem}article{border-top:1px solid;margin:2rem 0;padding-top:.5rem}article h3{font-size:1.12rem;margin:.3rem 0}
li{margin:.3rem 0}.kf-task :is(li,p,blockquote,.kf-print){overflow-wrap:anywhere}
article{content-visibility:auto;contain-intrinsic-size:auto 40rem}
article .kf-task:has(.kf-writing) legend{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
#kept:not(:empty){border-left:4px solid;padding-left:.6rem}
p.ways{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem}
@media print{article{content-visibility:visible}p.ways,nav,#kept,.kf-task :is(button,.kf-kept,select:has(+.kf-print),input[type=text]:has(+.kf-print)),.kf-dispute:not([open]),[data-task=hand-in] details{display:none}.kf-task .kf-print{min-height:1.5em}}
"""
TOLD = (
    "All tasks of the nine exercises stand on this page, for whoever works without Jupyter. They are the same tasks, and the file you hand in is the same. Read the guided notebooks beside it, on screen or on paper.",
    "Your answers are kept in this browser on this computer while you enter them, and nowhere else: the page sends nothing. A private window forgets them when it is closed, and on a shared computer others can see them; so download them before you leave.",
    "No answer is judged here. Your teacher's computer compares them with the key, and you get the reasons back. Free answers may be in any language.",
    "S4.6 means section 4, paragraph 6 of the article. The article speaks of war and killing, and of suicide attacks with approval; nobody has to read such words aloud.",
)


def _list(entries) -> str:
    return markup.bullets(map(markup.text, entries))


def _choosing(row: dict) -> str:
    choices = check.choices(row["task_id"])
    return "" if row["kind"] == "choose" else markup.paragraph("Choose from:") + _list(choices)


def _free(row: dict) -> str:
    rubric = [f"Level {r['level']}: {r['description']}" for r in records("rubrics") if r["task_id"] == row["task_id"]]
    return (
        markup.paragraph("You may begin with:")
        + _list(row["starters"])
        + markup.paragraph("How it is read:")
        + _list(rubric)
    )


def _task(row: dict) -> str:
    points = f"{row['points']:g} point{'' if row['points'] == 1 else 's'}"
    read = f" Read {', '.join(row['locators'][:8])}." if row["locators"] else ""
    kind = _choosing if row["kind"] in check.CHOOSING else _free if row["kind"] == "free" else None
    return markup.element(
        "article",
        markup.heading(3, f"{row['task_id']} {row['title']}"),
        markup.paragraph(markup.text(row["prompt"])),
        markup.paragraph(markup.text(f"{points}. Serves {', '.join(row['objective_ids'])}.{read}")),
        kind(row) if kind else "",
        markup.element("div", data_mount=row["task_id"]),
        id=row["task_id"],
    )


def _chapter(notebook: str, title: str, question: str) -> str:
    return markup.element(
        "section",
        markup.element("h2", markup.text(f"{notebook} {title}"), id=f"e{notebook}"),
        markup.paragraph(markup.text(question)),
        "\n".join(map(_task, check.tasks_of(notebook))),
        markup.element(
            "p",
            markup.element("a", "Take your work with you", href="#hand-in"),
            markup.element("a", "Contents", href="#contents"),
            class_="ways",
        ),
        aria_labelledby=f"e{notebook}",
    )


def _contents(chapters: dict) -> str:
    links = [(f"e{notebook}", f"{notebook} {title}") for notebook, (_, title, _) in chapters.items()]
    links.append(("hand-in", "Take your work with you"))
    entries = (
        markup.element("li", markup.element("a", markup.text(words), href=f"#{place}")) for place, words in links
    )
    return markup.element("nav", markup.element("ul", *entries), aria_label="Contents", id="contents")


def _hand_in() -> str:
    return markup.element(
        "section",
        markup.element("h2", "Take your work with you", id="hand-in"),
        markup.paragraph("Hand in the file. It also brings your work back here or into JupyterLab."),
        markup.element("div", data_mount=HAND_IN["id"]),
        aria_labelledby="hand-in",
    )


def _specifications() -> str:
    """What the component draws, as data in the page."""
    tasks = [component.task(row["task_id"]) for notebook in _notebooks() for row in check.tasks_of(notebook)]
    text = json.dumps([made | {"folder": "form"} for made in (*tasks, HAND_IN)], ensure_ascii=False)
    return text.replace("<", "\\u003c")  # no tag of a text can end the element


def _notebooks() -> list[str]:
    return sorted({row["notebook"] for row in records("tasks")})


def answer_form(chapters: dict) -> str:
    """The page with every task; chapters: notebook -> (file stem, title, question)."""
    script = component.script("storage", "form")
    # the page may run this script and no other, and may ask no address for anything
    allowed = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'; form-action 'none'; base-uri 'none'"
    head = (
        markup.element("meta", http_equiv="Content-Security-Policy", content=allowed)
        + markup.element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + markup.element("meta", name="color-scheme", content="light dark")
    )
    body = [
        markup.paragraph(f"Version {__version__} of the collection."),
        *(markup.paragraph(markup.text(words)) for words in TOLD),
        markup.element("noscript", markup.paragraph(NO_SCRIPT)),
        markup.element("p", id="kept", role="status", data_inside=INSIDE),
        _contents(chapters),
        *(_chapter(notebook, title, question) for notebook, (_, title, question) in chapters.items()),
        _hand_in(),
        markup.element("script", _specifications(), type="application/json", id="specifications"),
        markup.element("script", script, type="module"),
    ]
    return markup.page(TITLE, "\n".join(body), STYLE, head)
