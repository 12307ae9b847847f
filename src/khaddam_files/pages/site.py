"""Pages that need no server and no script: what stands around a lesson, and charts as pictures."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import NamedTuple

from markupsafe import Markup, escape

from khaddam_files.pages.glossary import place_of_name
from khaddam_files.pages.templates import render
from khaddam_files.pages.widgets import ASLEEP

_COLLECTION = "The Khaddam Files"
_TABLE = re.compile(r"<table.*?</table>", re.S)
_TITLE = re.compile(r"<h1.*?</h1>", re.S)
_ANCHOR = re.compile(r'<a class="anchor-link".*?</a>', re.S)
_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)<', re.S)
_LINK = re.compile(r'<a( [^>]*?)?href="([^"]*)"([^>]*)>(.*?)</a>', re.S)
_OWN_SCRIPT = re.compile(r'\((<span [^>]*lang="(ar|fa)"[^>]*>([^<]*)</span>)\)')
_NAMED_IN_SVG = re.compile(r'\b(id|clip-path|xlink:href|href)="(url\()?#?([\w-]+)(\)?)"')


class Around(NamedTuple):
    """A page that stands before or after another. words: which of the two; href: from there."""

    words: str
    href: str
    title: str


class SitePage(NamedTuple):
    """One page of the site.

    path: in the site, with `/`; title; body: its HTML; around: the pages before and after;
    moves: whether a chart on it moves where scripts are on.
    """

    path: str
    title: str
    body: Markup
    around: Sequence[Around] = ()
    moves: bool = False

    def written(self, doors: Sequence[tuple[str, str]], script: str) -> str:
        """The whole page. doors: (path, name) of what every page leads to; script: its path."""
        up = "../" * self.path.count("/")
        contents = [(name, words) for _, name, words in _HEADING.findall(self.body)]
        return render(
            "site.html.j2",
            collection=_COLLECTION,
            title=self.title,
            body=Markup(_TITLE.sub("", self.body, count=1)),
            contents=[(Markup(name), Markup(words)) for name, words in contents],
            doors=doors,
            here=self.path,
            up=up,
            around=self.around,
            script=script if self.moves else "",
        )


def chart_as_picture(svg: str, description: str, name: str) -> Markup:
    """A chart that a screen reader reads as one picture, with title and description.

    svg: as Vega draws it; its parts, some with names that are not allowed, would be read out one by
    one. name: of the picture in its page; the names inside it are made its own.
    """
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", svg)
    svg = re.sub(r' (role|aria-[a-z]+|tabindex)="[^"]*"', "", svg)
    svg = _NAMED_IN_SVG.sub(lambda found: _own_name(found, name), svg)
    title, _, rest = description.partition(". ")
    head = Markup(
        ' role="img" aria-labelledby="{0}-title" aria-describedby="{0}-told"><title id="{0}-title">'
        '{1}</title><desc id="{0}-told">{2}</desc>'
    ).format(name, title, rest or title)
    opening, closing, drawing = svg.partition(">")
    return Markup('<figure class="chart" id="{}">').format(name) + Markup(
        f"{opening}{head}{drawing}</figure>"  # ours: Vega drew it from our own tables
    )


def _own_name(found: re.Match, name: str) -> str:
    attribute, address, inner, end = found.groups()
    if attribute == "id":
        return f'id="{name}-{inner}"'
    if attribute == "clip-path" or address:
        return f'{attribute}="url(#{name}-{inner})"'
    return f'{attribute}="#{name}-{inner}"' if "#" in found[0] else found[0]


def specification(spec: dict, name: str) -> Markup:
    """What a script needs to make a chart move, as data in the page."""
    text = json.dumps(spec, ensure_ascii=False).replace("<", "\\u003c")  # nothing ends the element
    return Markup('<script type="application/json" data-chart="{}">').format(name) + Markup(
        f"{text}</script>"
    )


def without_lists(html: str) -> str:
    """What a notebook shows, where nothing can be woken: no line says that something sleeps, no
    rule hides a twin, and a wide table can be scrolled with the keyboard."""
    html = re.sub(r"<style>.*?</style>", "", html.replace(str(ASLEEP), ""), flags=re.S)
    html = _ANCHOR.sub("", html).replace("<th></th>", "<td></td>")
    box = '<div class="wide" tabindex="0" role="group" aria-label="table">'
    return _TABLE.sub(lambda found: f"{box}{found[0]}</div>", html)


def with_links(
    html: str, here: str, place: Callable[[str], str | None], written_for: str = ""
) -> Markup:
    """HTML whose links lead within the site.

    here: path of the page; place: path in the repository -> path in the site, or None for what the
    site does not have; there only the words stay. written_for: where in the repository the links
    lead from, if that is another place.
    """
    home, folder = posixpath.dirname(here) or ".", posixpath.dirname(written_for or here)

    def changed(found: re.Match) -> str:
        before, href, after, words = found.groups()
        if href.startswith(("https://", "http://", "#", "mailto:")):
            return found[0]
        path, mark, part = href.partition("#")
        there = place(posixpath.normpath(posixpath.join(folder, path)))
        if there is None:
            return words
        to = posixpath.relpath(there, home)
        return f'<a{before or " "}href="{escape(to + mark + part)}"{after}>{words}</a>'

    return Markup(_LINK.sub(changed, html))


def state(title: str, sentence: str, html: Markup, name: str) -> Markup:
    """One view of a comparison, under a heading that links can name."""
    head = Markup('<section class="state"><h2 id="{}">{}</h2>').format(name, title)
    found = Markup("<p>{}</p>").format(sentence) if sentence else ""
    return head + found + Markup(without_lists(html)) + Markup("</section>")


def doors(names: Sequence[tuple[str, str]]) -> Markup:
    """A list of pages. names: (address, title)."""
    items = [Markup('<li><a href="{}">{}</a></li>').format(*one) for one in names]
    return Markup('<ul class="doors">') + Markup().join(items) + Markup("</ul>")


def views_lead(notebook: str, lesson: str, how: str) -> Markup:
    """What stands above the views of a comparison. notebook, lesson: address and title of its
    lesson; how: what is written out."""
    return Markup('<p>From <a href="{}">{}</a>. {}</p>').format(notebook, lesson, how)


def way_to(path: str, words: str) -> Markup:
    """The line under a comparison that leads to its other views."""
    return Markup('<p><a href="{}">{}</a></p>').format(path, words)


def folded(words: str, html: Markup) -> Markup:
    """What a reader opens when she wants to know."""
    return Markup("<details><summary>{}</summary>{}</details>").format(words, html)


def with_names_linked(
    html: str, glossary: str, named_by: Mapping[tuple[str, str], tuple[str, str]]
) -> str:
    """A text in which each name in its own script leads to its row on the page of names.

    glossary: address of that page; named_by: (language, form) -> group and id.
    """

    def linked(found: re.Match) -> str:
        span, language, form = found.groups()
        if (language, unescape(form)) not in named_by:
            return found[0]
        there = place_of_name(*named_by[language, unescape(form)])
        return f'(<a href="{glossary}#{there}">{span}</a>)'

    return _OWN_SCRIPT.sub(linked, html)


def to_answer(path: str) -> Markup:
    """The line under a task that leads to its place in the form."""
    return Markup('<p><a href="{}">Answer it in the form</a></p>').format(path)


def to_exercises() -> Markup:
    """What stands under the list of notebooks."""
    return Markup(
        '<p>Each notebook has an exercise: <a href="../exercises/index.html">the exercises</a>. '
        'They can be answered in <a href="../answer-form.html">the answer form</a>.</p>'
    )


def to_browser(path: str, far: str | None) -> Markup:
    """The line above a lesson that leads to the same lesson at work.

    far: None unless the lesson needs pandas; the folder from which the browser then gets it, "" for
    none.
    """
    line = Markup('<p><a href="{}">Do it here, in the browser</a>.').format(path)
    if far:
        place = far.split("/")[2]
        line += Markup(
            " Its first cell fetches pandas, a few megabytes, from {}; that place can see that "
            "somebody asked. Nothing else is fetched from elsewhere."
        ).format(place)
    elif far is not None:
        line += Markup(
            " Its cells need pandas, which this site does not have: they say so. In JupyterLab they"
            " run."
        )
    return line + Markup("</p>")


def front(card: Markup, working: Sequence[tuple[str, str]]) -> Markup:
    """The first page: what it is, the first card at once, and the ways in.

    working: (address, title) of every lesson in the in-browser edition; none where there is none.
    """
    return Markup(render("front.html.j2", card=card, working=doors(working) if working else ""))
