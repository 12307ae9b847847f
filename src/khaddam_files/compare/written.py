"""Pieces of HTML for comparisons that still write their own; it goes with the last of them."""

from __future__ import annotations

from khaddam_files.pages import sources as _sources


def origin(locator: str) -> str:
    return str(_sources.origin(locator))


def source_link(source_id: str) -> str:
    return str(_sources.source_link(source_id))


def sources_line(source_ids) -> str:
    return str(_sources.sources_line(source_ids))
