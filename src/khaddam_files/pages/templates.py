"""Whole pages, written from templates: what no kernel of a reader makes while a lesson runs.

Templates and style sheets stand in the folder `templates`. Everything is escaped but `Markup`. A
line break in a template is layout and no blank: `{{ " " }}` is one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from khaddam_files import __version__
from khaddam_files.pages import elements
from khaddam_files.pages.sources import origin

_TEMPLATES = Path(__file__).parent / "templates"


class _CompactLoader(FileSystemLoader):
    """Templates without their line breaks, so that a page holds no blank that nobody wrote."""

    def get_source(self, environment: Environment, template: str):
        source, name, is_fresh = super().get_source(environment, template)
        return re.sub(r"\s*\n\s*", "", source), name, is_fresh


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_CompactLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    environment.globals |= {
        "version": __version__,
        "origin": origin,
        "quotation": elements.quotation,
        "entry": elements.entry,
        "table": elements.table,
        "details": elements.details,
        "foreign_words": elements.foreign_words,
        "bullets": elements.bullets,
        "style": _style,
        "css_string": _css_string,
    }
    return environment


def source(name: str) -> str:
    """A script or a style sheet of the folder, to be served beside a page."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _style(name: str) -> Markup:
    """A style sheet of the folder, to stand in a page."""
    return Markup(source(name))  # ours: no word of anybody else


def _css_string(words: str) -> Markup:
    """Text as a string in a style sheet, where neither a quotation mark nor a tag can end it."""
    escaped = re.sub(r"[^\w .,:?]", lambda sign: f"\\{ord(sign[0]):x} ", words)
    return Markup('"' + escaped + '"')


def render(template: str, **values: object) -> str:
    """A whole page. Raises `jinja2.UndefinedError` for a value that is needed and was not given."""
    return _environment().get_template(template).render(**values) + "\n"
