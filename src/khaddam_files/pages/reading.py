"""One free answer among many, as a grader reads it: made once for each, so without a template."""

from __future__ import annotations

from markupsafe import escape


def answer(code: str, form: str, words: str) -> str:
    """An answer under its code, as HTML to be written into a page.

    form: what a machine says of it; words: what somebody wrote.
    """
    return "".join(("<h3>", escape(code), "</h3>", escape(form), "<p>", escape(words), "\n"))
