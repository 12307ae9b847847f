"""The page on which free answers are read: its frame, its style and its script. What people wrote
comes as data and is set as text."""

from __future__ import annotations

from khaddam_files.pages.templates import render, source


def page() -> str:
    """The frame of the page, with nobody's words in it."""
    return render("marking.html.j2", title="Read free answers")


def files() -> dict[str, str]:
    """Name -> the script and the style of the page."""
    return {name: source(name) for name in ("marking.js", "marking.css")}
