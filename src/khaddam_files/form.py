"""All tasks as one page that needs no Jupyter: native controls with their labels, and a file to hand in like that of the notebooks.

The page asks no network for anything and holds no key, reason, hint or sample. `form.js` is its script.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from khaddam_files import __version__, check, markup
from khaddam_files.data import records

TITLE = "The Khaddam Files: answer form"
CHOOSE = "choose an answer"
TYPED = {
    "number": "Enter digits such as 12 or 12.5, in any script.",
    "date": "Enter year, month and day as in 2003-03-16, in any script.",
}
STYLE = """
html{background:Canvas;color:CanvasText}
body{font:1.05rem/1.55 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem}
fieldset{border:1px solid;margin:0 0 1.6rem;padding:.4rem 1rem 1rem;min-width:0}
fieldset fieldset{border:0;margin:0;padding:0}
legend h3{margin:0;font-size:1.12rem}h2{margin-top:3rem}
li{margin:.3rem 0}
label{display:block;margin:.5rem 0 .2rem}label:has(input){display:flex;align-items:baseline}
select,input,textarea,button{font:inherit;box-sizing:border-box;max-width:100%}
select,button,input[type=text]{min-height:2.5rem;padding:.2rem .6rem}
input[type=text],textarea{width:100%}input[type=radio],input[type=checkbox]{flex:none;width:1.1rem;height:1.1rem;margin:0 .6rem 0 0}
button{margin:.3rem .6rem .3rem 0}details{margin-top:1rem}summary{padding:.3rem 0}
"""
TOLD = (
    "All tasks of the nine exercises stand on this page, for whoever works without Jupyter. They are the same tasks, and the file you hand in is the same. Read the guided notebooks beside it, on screen or on paper.",
    "Your answers are kept in this browser on this computer while you enter them, and nowhere else: the page sends nothing. A private window forgets them when it is closed, and on a shared computer others can see them; so download them before you leave.",
    "No answer is judged here. Your teacher's computer compares them with the key, and you get the reasons back. Free answers may be in any language.",
    "S4.6 means section 4, paragraph 6 of the article. The article speaks of war and killing, and of suicide attacks with approval; nobody has to read such words aloud.",
)


def _key(row: dict, part: str = "answer") -> str:
    return f"ex.{row['task_id']}.{part}"


def _name(row: dict, part) -> str:
    """An id on the page: letters, digits and hyphens."""
    return f"t-{row['task_id'].replace('.', '-')}-{part}"


def _label(for_: str, words: str) -> str:
    return markup.element("label", markup.text(words), for_=for_)


def _list(entries) -> str:
    return markup.bullets(map(markup.text, entries))


def _select(row: dict, item: dict, number: int) -> str:
    options = [markup.element("option", CHOOSE, value="")]
    options += [markup.element("option", markup.text(choice)) for choice in check.choices(row["task_id"])]
    name = _name(row, number)
    control = markup.element("select", *options, id=name, data_key=_key(row), data_part=item["item_id"])
    return markup.element("li", _label(name, item["text"]), control)


def _radio(row: dict, item: dict, number: int, value: str, words: str) -> str:
    control = markup.element(
        "input",
        type="radio",
        name=_name(row, "choice"),
        id=_name(row, number),
        value=value,
        data_key=_key(row),
        data_part=item["item_id"],
        checked=not value,
    )
    return markup.element("label", control, markup.text(words))


def _choosing(row: dict) -> str:
    choices, items = check.choices(row["task_id"]), check.items(row["task_id"])
    if row["kind"] == "choose":
        (item,) = items
        offered = [("", "no answer"), *((choice, choice) for choice in choices)]
        radios = [_radio(row, item, number, *pair) for number, pair in enumerate(offered)]
        return markup.element("fieldset", markup.element("legend", markup.text(item["text"])), *radios)
    lists = [_select(row, item, number) for number, item in enumerate(items, 1)]
    return markup.paragraph("Choose from:") + _list(choices) + markup.element("ol", *lists)


def _typed(row: dict) -> str:
    (item,) = check.items(row["task_id"])
    name, how = _name(row, "answer"), _name(row, "how")
    control = markup.element("input", type="text", id=name, data_key=_key(row), dir="auto", aria_describedby=how)
    return _label(name, item["text"]) + control + markup.element("p", TYPED[row["kind"]], id=how)


def _free(row: dict) -> str:
    rubric = [f"Level {r['level']}: {r['description']}" for r in records("rubrics") if r["task_id"] == row["task_id"]]
    name, length = _name(row, "answer"), _name(row, "length")
    asked = f"{row['least_words']} to {row['most_words']} words, at least {row['least_locators']} place{'' if row['least_locators'] == 1 else 's'} such as S4.6."
    return (
        markup.paragraph("You may begin with:")
        + _list(row["starters"])
        + markup.paragraph("How it is read:")
        + _list(rubric)
        + _label(name, f"Your answer to {row['task_id']}")
        + markup.element("p", asked, id=length)
        + markup.element("textarea", id=name, rows=10, data_key=_key(row), dir="auto", aria_describedby=length)
        + markup.element("output", "0 words", for_=name)
    )


def _dispute(row: dict) -> str:
    key, box, reason = _key(row, "dispute"), _name(row, "disputed"), _name(row, "reason")
    return markup.element(
        "details",
        markup.element("summary", f"Dispute the key of {row['task_id']}"),
        markup.paragraph("Useful when you have seen the key, or if no answer seems right. It costs nothing."),
        markup.element(
            "label",
            markup.element("input", type="checkbox", id=box, data_key=key, data_part="disputed"),
            "I dispute the key",
        ),
        _label(reason, "Because"),
        markup.element("input", type="text", id=reason, data_key=key, data_part="reason", dir="auto"),
    )


def _task(row: dict) -> str:
    kind = "choosing" if row["kind"] in check.CHOOSING else "typed" if row["kind"] in check.TYPING else "free"
    points = f"{row['points']:g} point{'' if row['points'] == 1 else 's'}"
    read = f" Read {', '.join(row['locators'][:8])}." if row["locators"] else ""
    return markup.element(
        "fieldset",
        markup.element("legend", markup.heading(3, f"{row['task_id']} {row['title']}")),
        markup.paragraph(markup.text(row["prompt"])),
        markup.paragraph(markup.text(f"{points}. Serves {', '.join(row['objective_ids'])}.{read}")),
        {"choosing": _choosing, "typed": _typed, "free": _free}[kind](row),
        _dispute(row),
    )


def _chapter(notebook: str, title: str, question: str) -> str:
    return markup.element(
        "section",
        markup.element("h2", markup.text(f"{notebook} {title}"), id=f"e{notebook}"),
        markup.paragraph(markup.text(question)),
        "\n".join(map(_task, check.tasks_of(notebook))),
        aria_labelledby=f"e{notebook}",
    )


def _contents(chapters: dict) -> str:
    links = [(f"e{notebook}", f"{notebook} {title}") for notebook, (_, title, _) in chapters.items()]
    links.append(("hand-in", "Take your work with you"))
    entries = (
        markup.element("li", markup.element("a", markup.text(words), href=f"#{place}")) for place, words in links
    )
    return markup.element("nav", markup.element("ul", *entries), aria_label="Contents")


def _hand_in() -> str:
    def button(name: str, words: str) -> str:
        return markup.element("button", words, type="button", id=name)

    return markup.element(
        "section",
        markup.element("h2", "Take your work with you", id="hand-in"),
        markup.paragraph("Hand in the file answers.json. It also brings your work back here or into JupyterLab."),
        button("download", "Download answers.json"),
        _label("back", "Bring back a file, also one that an exercise in JupyterLab made"),
        markup.element("input", type="file", id="back", accept=".json,.txt,application/json"),
        markup.element("p", id="said", role="status"),
        button("anew", "Delete all answers and begin anew"),
        aria_labelledby="hand-in",
    )


def answer_form(chapters: dict) -> str:
    """The page with every task; chapters: notebook -> (file stem, title, question)."""
    script = Path(__file__).with_name("form.js").read_text(encoding="utf-8")
    # the page may run this script and no other, and may ask no address for anything
    allowed = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'; form-action 'none'; base-uri 'none'"
    head = (
        markup.element("meta", http_equiv="Content-Security-Policy", content=allowed)
        + markup.element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + markup.element("meta", name="color-scheme", content="light dark")
    )
    student = markup.element("input", type="text", id="student", data_key="student", dir="auto")
    tasks = [_chapter(notebook, title, question) for notebook, (_, title, question) in chapters.items()]
    body = [
        markup.paragraph(f"Version {__version__} of the collection."),
        *(markup.paragraph(markup.text(words)) for words in TOLD),
        markup.element(
            "noscript",
            markup.paragraph(
                "This page needs JavaScript to keep your answers. Switch it on, or use the packet on paper."
            ),
        ),
        markup.element("p", id="kept", role="status"),
        _contents(chapters),
        markup.element(
            "form",
            _label("student", "Student number, not your name"),
            student,
            *tasks,
            _hand_in(),
            autocomplete="off",
        ),
        markup.element("script", script),
    ]
    return markup.page(TITLE, "\n".join(body), STYLE, head)
