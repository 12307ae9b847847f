"""The tasks on paper, and their keys for the teacher: written by `exercises` from the tables of tasks.

`chapters` is everywhere notebook -> (file stem, title, question), as the guided notebooks have them.
"""

from __future__ import annotations

from math import ceil
from string import ascii_lowercase

from khaddam_files import __version__, check, markup
from khaddam_files.choices import by_key
from khaddam_files.compare.cards import ANSWERS
from khaddam_files.compare.people import name
from khaddam_files.compare.written import origin
from khaddam_files.data import records

TITLE = "The Khaddam Files on paper"
TELLING = 6  # words below which an excerpt says nothing by itself
PASSAGES = 4
WORDS = 9  # that a hand writes on one line
SHORT = 80  # characters of choices that still fit on one line
VOICES = "L2"  # the objective of tasks that ask whose words a passage has
OBSERVE = (
    ("Observe", ("I see the words …", "The passage names …", "What is not there is …")),
    ("Infer", ("From … I conclude …", "It may also mean …, because …")),
    ("Ask", ("Who …?", "To know whether …, I would need to see …")),
)
MOVES = (
    (
        "Who made this, and when?",
        ("It was written down by …, on …", "Between the talk and this page stand …", "We are not told who …"),
    ),
    (
        "What was known then?",
        (
            "On that day the speaker could know that …",
            "Nobody could know yet that …",
            "The writer already knows that …",
        ),
    ),
    (
        "What else bears it out?",
        ("… says the same, and does not draw on …", "I have seen nothing that bears out …, and I looked in …"),
    ),
    (
        "What exactly do the words say?",
        ("They say …, and no more than …", "The condition is: if …", "The word … could also mean …"),
    ),
)
STYLE = """
@page{size:A4;margin:20mm 17mm 18mm;@bottom-right{content:"page " counter(page)}@bottom-left{content:RUNNING}}
*{box-sizing:border-box}
body{font:10.5pt/1.38 Arial,Helvetica,'Liberation Sans',sans-serif;max-width:174mm;margin:0 auto}
a{color:inherit;text-decoration:none}
section{break-before:page}
h1{font-size:22pt;margin:0 0 4mm}h2{font-size:15pt;margin:0 0 2mm}h3{font-size:11.5pt;margin:0 0 1mm}
h1,h2,h3{break-after:avoid;line-height:1.2}
p,ul,ol,figure{margin:0 0 1.5mm}
p,li,figure,.together{break-inside:avoid}
.front p{margin-bottom:3mm}.front h2{margin-top:8mm}
.task{margin:0 0 7mm}
.close{font-size:9pt}
.write{display:flex;gap:6mm;margin:0 0 4mm}.write span{flex:1;border-bottom:1px solid}
.letters,.boxes{list-style:none;padding:0}.letters li{padding-left:5mm;text-indent:-5mm}.letters strong{display:inline-block;width:5mm;text-indent:0}
.inline{display:flex;flex-wrap:wrap;gap:0 7mm}
.items li,.one,.typed{position:relative;padding-right:24mm;margin-bottom:1mm}
.items li::after,.one::after,.typed::after{content:"";position:absolute;right:0;bottom:1mm;width:16mm;border-bottom:1px solid}
.typed{padding-right:52mm}.typed::after{width:48mm}
.line{height:8mm;margin:0;border-bottom:1px solid}
.card{border:1px solid;padding:1.5mm 4mm .5mm;margin:0 0 2mm;font-size:10pt}.card blockquote{margin:1mm 0!important}
.boxes{display:flex;gap:10mm}
.boxes li::before{content:"";display:inline-block;width:3.5mm;height:3.5mm;border:1px solid;margin-right:2mm;vertical-align:-.5mm}
.organiser{display:flex;flex-direction:column;height:254mm;break-after:page}
.organiser ul{list-style:none;padding:0;font-size:9pt}
.grid{display:grid;gap:3mm;margin-bottom:3mm}.two{grid-template-columns:1fr 1fr}.three{grid-template-columns:1fr 1fr 1fr}
.grid>*{border:1px solid;padding:2mm 3mm;margin:0}
.grid h3{font-size:10.5pt}.grid blockquote{font-size:10pt!important}
.room{flex:1}.more{flex:1.4}
"""


def _style(chapters: dict) -> str:
    """The sheet with one kind of page for each notebook, so that each page says where it belongs."""
    running = markup.style_string(f"{TITLE}, version {__version__}")
    pages = "".join(
        f"@page n{notebook}{{@top-left{{content:{markup.style_string(f'{notebook} {title}')}}}}}"
        f".n{notebook}{{page:n{notebook}}}"
        for notebook, (_, title, _) in chapters.items()
    )
    return STYLE.replace("RUNNING", running) + pages


def _write(*wanted: str) -> str:
    """A line for what somebody is to fill in, one blank each."""
    return markup.element("p", *(markup.text(one) + " " + markup.element("span") for one in wanted), class_="write")


def _list(entries, class_: str | None = None) -> str:
    return markup.element("ul", *(markup.element("li", markup.text(entry)) for entry in entries), class_=class_)


def _lines(number: int) -> str:
    return markup.element("p", class_="line") * number


# ---------------------------------------------------------------- the first pages


def _front(chapters: dict) -> str:
    told = (
        (
            "What this is.",
            "Six cards, and for each of nine notebooks a page to read with and the tasks of its exercise. No key is in it.",
        ),
        (
            "Content.",
            "The article speaks of war and killing, and of suicide attacks with approval. Such words are shown as the words of those who used them. Nobody has to read them aloud.",
        ),
        (
            "Without devices.",
            "Print the guided notebooks too, once for each group: what their lists compare is written out below them. Begin with the cards, and vote by hand. Then give each pair one notebook, its page to read with and its tasks. "
            "Collect the sheets, or read the answers aloud. Tasks that are called optional, for pandas readers, need a computer: leave them out.",
        ),
        (
            "How to answer.",
            "Write one letter in each short blank, a number or a date in each longer one, and whole sentences on the lines, in any language. If you think that no answer is right, say so beside the blank, and why.",
        ),
        ("Places.", "S4.6 means section 4, paragraph 6 of the article; S0 is what stands before section 1."),
        (
            "The article.",
            f"Part 6 of “Khaddam Files”, Al Majalla, 23 March 2024, {by_key('sources', 'source_id')['W05']['url']}. It is quoted in short excerpts and does not stand in these pages.",
        ),
    )
    overview = [f"{notebook} {title}. {question}" for notebook, (_, title, question) in chapters.items()]
    return markup.element(
        "div",
        _write("Number (no name)", "Date"),
        *(markup.paragraph(markup.element("strong", markup.text(lead)), markup.text(words)) for lead, words in told),
        markup.heading(2, "The nine notebooks"),
        _list(overview, "letters"),
        class_="front",
    )


def _card(row: dict) -> str:
    return markup.element(
        "div",
        markup.heading(3, f"Card {row['order']}"),
        markup.quotation(by_key("passages")[row["passage_id"]]["excerpt"], "no excerpt"),
        markup.paragraph(markup.text(row["question"]), f"({origin(row['locator'])})"),
        _list(ANSWERS, "boxes"),
        class_="card together",
    )


def _cards() -> str:
    rows = sorted(records("cards"), key=lambda row: row["order"])
    return markup.element(
        "section", markup.heading(2, "Six cards: tick one answer each"), _write("Number", "Date"), *map(_card, rows)
    )


# ---------------------------------------------------------------- the page to read with


def _asked(notebook: str) -> set[tuple[str, str]]:
    """(locator, voice) of the passages of which a task of this notebook asks whose words they are."""
    found, passages = set(), by_key("passages")
    for row in check.tasks_of(notebook):
        if VOICES in row["objective_ids"]:
            found |= {
                (passages[item["passage_id"]]["locator"], passages[item["passage_id"]]["voice"])
                for item in check.items(row["task_id"])
                if item["passage_id"]
            }
    return found


def _ordered(notebook: str) -> set[str]:
    """Paragraphs whose own order is a key: where all steps of a task stand in one, its excerpt would tell them."""
    places = [
        {item["locator"] for item in check.items(row["task_id"])}
        for row in check.tasks_of(notebook)
        if row["kind"] == "order"
    ]
    return {locator for found in places if len(found) == 1 for locator in found if locator}


def key_passages(notebook: str) -> list[dict]:
    """The passages whose paragraphs the tasks of a notebook name most, with excerpts that say something by themselves."""
    named: dict[str, int] = {}
    for row in check.tasks_of(notebook):
        for locator in row["locators"]:
            named[locator] = named.get(locator, 0) + 1
    longest: dict[str, dict] = {}
    for row in records("passages"):
        before = longest.get(row["locator"], {"excerpt": " ".join("x" * (TELLING - 1))})
        if row["excerpt"] and len(row["excerpt"].split()) > len(before["excerpt"].split()):
            longest[row["locator"]] = row
    fitting = [locator for locator in named if locator in longest and locator not in _ordered(notebook)]
    return [longest[locator] for locator in sorted(fitting, key=lambda one: -named[one])[:PASSAGES]]


def _passage(row: dict, asked: set) -> str:
    """One passage with its speaker, unless a task asks for him."""
    who = name(row["speaker_id"]) + ("" if row["voice"] == "speaker" else f"; voice: {row['voice']}")
    said = "for you to say" if (row["locator"], row["voice"]) in asked else who
    return markup.element(
        "figure",
        markup.quotation(row["excerpt"], ""),
        markup.element("figcaption", f"Speaker: {markup.text(said)}. {origin(row['locator'])}", class_="close"),
    )


def _box(title: str, starters) -> str:
    return markup.element("div", markup.heading(3, title), _list(starters))


def _organiser(notebook: str, title: str, question: str) -> str:
    asked = _asked(notebook)
    return markup.element(
        "div",
        markup.heading(2, f"{notebook} {title}"),
        markup.paragraph(markup.element("strong", markup.text(question))),
        _write("Number", "Date"),
        markup.element("div", *(_passage(row, asked) for row in key_passages(notebook)), class_="grid two"),
        markup.element("div", *(_box(*box) for box in OBSERVE), class_="grid three room"),
        markup.element("div", *(_box(*move) for move in MOVES), class_="grid two more"),
        class_="organiser",
    )


# ---------------------------------------------------------------- the tasks


def letter(row: dict, choice: str) -> str:
    """What is written down for a choice: its letter, or the place itself where things are put in order."""
    return choice if row["kind"] == "order" else ascii_lowercase[check.choices(row["task_id"]).index(choice)]


def _choices(row: dict) -> str:
    choices = check.choices(row["task_id"])
    if row["kind"] == "order":
        return markup.paragraph(markup.text(f"Write its place beside each, from {choices[0]} to {choices[-1]}."))
    lettered = [
        markup.element("li", markup.element("strong", letter(row, choice)), " ", markup.text(choice))
        for choice in choices
    ]
    return markup.element("ul", *lettered, class_="letters inline" if sum(map(len, choices)) <= SHORT else "letters")


def _points(row: dict) -> str:
    return f"{row['points']:g} point{'' if row['points'] == 1 else 's'}"


def _head(row: dict) -> str:
    read = f" Read {', '.join(row['locators'][:8])}." if row["locators"] else ""
    return (
        markup.heading(3, f"{row['task_id']} {row['title']} ({_points(row)})")
        + markup.paragraph(markup.text(row["prompt"]))
        + markup.element("p", markup.text(f"Serves {', '.join(row['objective_ids'])}.{read}"), class_="close")
    )


def _closed(row: dict) -> str:
    items = [item["text"] for item in check.items(row["task_id"])]
    if row["kind"] in check.TYPING:
        body = markup.element("p", markup.text(items[0]), class_="typed")
    elif row["kind"] == "choose":
        body = markup.element("p", markup.text(items[0]), class_="one") + _choices(row)
    else:
        body = _choices(row) + markup.element(
            "ol", *(markup.element("li", markup.text(item)) for item in items), class_="items"
        )
    return markup.element("div", _head(row), body, class_="task together")


def _free(row: dict) -> str:
    rubric = [f"Level {r['level']}: {r['description']}" for r in records("rubrics") if r["task_id"] == row["task_id"]]
    room, first = ceil(row["most_words"] / WORDS), 4
    places = f"{row['least_locators']} place{'' if row['least_locators'] == 1 else 's'}"
    return markup.element(
        "div",
        markup.element(
            "div",
            _head(row),
            markup.paragraph(f"Length: {row['least_words']} to {row['most_words']} words, at least {places} cited."),
            markup.paragraph("You may begin with:"),
            _list(row["starters"]),
            markup.paragraph("How it is read:"),
            _list(rubric, "close"),
            _lines(first),
            class_="together",
        ),
        _lines(max(room - first, 0)),
        class_="task",
    )


def _tasks(notebook: str) -> str:
    return "\n".join(_free(row) if row["kind"] == "free" else _closed(row) for row in check.tasks_of(notebook))


def packet(chapters: dict) -> str:
    """Cards, a page to read with for each notebook, and every task: with room to write, without evidence and key."""
    pieces = [_front(chapters), _cards()]
    pieces += [
        markup.element("section", _organiser(notebook, title, question), _tasks(notebook), class_=f"n{notebook}")
        for notebook, (_, title, question) in chapters.items()
    ]
    return markup.page(TITLE, "\n".join(pieces), _style(chapters))


# ---------------------------------------------------------------- the keys


def key(chapters: dict) -> str:
    """The key with every reason, the rubrics and the sample answers, as Markdown."""
    lines = [
        "# Key, reasons, rubrics and samples",
        "",
        "Written by `make outputs` from `data/tasks.csv` and its neighbours; change it there. Not for students.",
        "",
    ]
    for notebook, (_, title, _) in chapters.items():
        lines += [f"## {notebook} {title}", ""]
        for row in check.tasks_of(notebook):
            lines += [
                f"### {row['task_id']} {row['title']} ({row['points']:g} points, {', '.join(row['objective_ids'])})",
                "",
                row["prompt"],
                "",
            ]
            for item in check.items(row["task_id"]):
                lines.append(f"- {item['text']} **{item['key']}**")
                lines += [
                    f"  - *{reason['choice']}:* {reason['feedback']}"
                    for reason in records("task_choices")
                    if reason["item_id"] == item["item_id"]
                ]
            lines += [f"- *Hint {number}:* {check.hint(row['task_id'], number)}" for number in (1, 2, 3)]
            lines += [
                f"- **Level {r['level']}:** {r['description']}"
                for r in records("rubrics")
                if r["task_id"] == row["task_id"]
            ]
            lines += [
                f"- *Sample, level {s['level']}:* “{s['answer']}” ({s['comment']})"
                for s in records("samples")
                if s["task_id"] == row["task_id"]
            ]
            lines.append("")
    return "\n".join(lines)


def _table(columns, rows) -> list[str]:
    """The lines of a table in Markdown; every cell is plain text."""
    return [
        f"| {' | '.join(columns)} |",
        "|" + "---|" * len(columns),
        *(f"| {' | '.join(map(markup.markdown_cell, row))} |" for row in rows),
        "",
    ]


def _answer(row: dict) -> tuple[str, str, str]:
    """(items, key, what its letters mean) of one task."""
    items = check.items(row["task_id"])
    if row["kind"] == "free":
        levels = ", ".join(f"{level}: {row['points'] * level / 3:.3g}" for level in (1, 2, 3))
        return "free", "rubric in key.md", f"points for levels {levels}"
    if row["kind"] in check.TYPING:
        margin = f" (± {row['tolerance']:g})" if row["tolerance"] else ""
        return "typed", items[0]["key"] + margin, ""
    if row["kind"] == "choose":
        return "1", letter(row, items[0]["key"]), items[0]["key"]
    listed = ", ".join(f"{number}: {letter(row, item['key'])}" for number, item in enumerate(items, 1))
    used = [choice for choice in check.choices(row["task_id"]) if any(item["key"] == choice for item in items)]
    meaning = "places" if row["kind"] == "order" else "; ".join(f"{letter(row, choice)} {choice}" for choice in used)
    return f"1 to {len(items)}", listed, meaning


def key_short(chapters: dict) -> str:
    """The answers alone, as Markdown: one table an exercise, with the letters of the packet."""
    cards = sorted(records("cards"), key=lambda row: row["order"])
    lines = [
        "# Answers only",
        "",
        "Written by `make outputs`; letters as in [packet.html](packet.html), reasons in [key.md](key.md). Not for students.",
        "",
        "## Cards",
        "",
        *_table(("card", "answer"), [(f"{row['order']} ({row['locator']})", row["answer"]) for row in cards]),
    ]
    for notebook, (_, title, _) in chapters.items():
        rows = [(f"{row['task_id']} {row['title']}, {_points(row)}", *_answer(row)) for row in check.tasks_of(notebook)]
        lines += [f"## {notebook} {title}", "", *_table(("task", "item", "key", "what it means"), rows)]
    return "\n".join(lines)
