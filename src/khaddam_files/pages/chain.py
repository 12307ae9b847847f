"""Notebook 02."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from khaddam_files.compare.chain import (
    CHAIN_CHANGES,
    CHAIN_LABELS,
    UNLABELLED_LINK,
    ChainKey,
    ChainLink,
    ChainReport,
    Link,
    LinkAndReport,
    WholeChain,
)
from khaddam_files.pages import html, page
from khaddam_files.pages.elements import (
    details,
    figure,
    joined,
    labelled,
    paragraph,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import count_of


@cache
def front(link: Link) -> Markup:
    """The link and the places where the article speaks of it, without any verdict."""
    row = link.row
    if link.quoted:
        body = paragraph(
            "What the article says about it, word for word or, in square brackets, retold:"
        ) + joined(
            paragraph(Markup("{} ({})").format(words, origin(locator)))
            for words, locator in link.quoted
        )
    else:
        # a stated link without a place in the article is one that this collection itself states
        codebook = "The codebook of this collection speaks of it, under “Rights”."
        body = paragraph(
            "We found no sentence of the article about it.",
            codebook if row["label"] == "stated" else "",
        )
    return figure(
        paragraph(strong(row["link"])) + body,
        f"Link {row['order']} of {link.of}. How do we know of it, and what could it change?",
    )


@cache
def evidence(link: Link) -> Markup:
    """The key on one link: its explanation, the searches, and where it would show."""
    row = link.row
    searches = joined(
        labelled(
            f"Searched for, {search['result']}",
            f"{search['item']}.",
            search["searches"],
            strong("Nearest:"),
            search["nearest_found"],
        )
        for search in link.searches
    )
    return (
        labelled(f"The key, {row['label']}", row["explanation"])
        + searches
        + labelled("Where it would show most", f"{', '.join(row['locators'])}.")
    )


def _in_key(link: Link, choice: str) -> tuple[str, str]:
    """Whether the key has a choice, and why."""
    reply = link.replies[choice]
    return "yes" if reply["in_key"] else "no", reply["reply"]


def _sources(link: Link, choices: Iterable[str]) -> Markup:
    sources = link.sources(choices)
    return sources_line(sources) if sources else Markup()


@html.register
def chain_link(comparison: ChainLink) -> Markup:
    link, label = comparison.link, comparison.label
    is_labelled, changes = label != UNLABELLED_LINK, comparison.changes_found
    pieces = [front(link)]
    if is_labelled:
        pieces.append(paragraph(strong(f"You say “{label}”."), link.replies[label]["reply"]))
    if changes:
        rows = [
            (row.choice, "yes" if row.chosen else "no", *_in_key(link, row.choice))
            for row in comparison.rows
            if row.kind == "change"
        ]
        columns = ("could change", "you", "key", "why, and where")
        beside = table(rows, columns, "What a link of this kind could change")
        pieces.append(details(f"Your changes beside the key: {changes}", beside))
    if is_labelled:
        pieces.append(evidence(link))
    if is_labelled or changes:
        choices = [label] if is_labelled else []
        pieces.append(_sources(link, [*choices, *(CHAIN_CHANGES if changes else ())]))
    return joined(pieces)


@html.register
def chain_report(comparison: ChainReport) -> Markup:
    rows = [
        (
            row.order,
            row.link,
            row.yours or "–",
            row.key or "–",
            "–" if row.agrees is None else "same" if row.agrees else "differs",
            row.changes or "–",
        )
        for row in comparison.rows
        if row.yours or row.changes
    ]
    if not rows:
        return Markup()
    columns = (
        *("link", "what happened to the words", "your label", "the key", "compared"),
        "changes found",
    )
    title = "Your chain so far"
    return details(f"{title} ({count_of(len(rows), 'link')})", table(rows, columns, title))


@html.register
def link_and_report(comparison: LinkAndReport) -> Markup:
    return html(comparison.link) + page(comparison.report)


@cache
def key_to(link: Link) -> Markup:
    """Everything that the key has on one link."""
    why = ("key", "why, and where")
    labels = [(label, *_in_key(link, label)) for label in CHAIN_LABELS]
    changes = [(change, *_in_key(link, change)) for change in CHAIN_CHANGES]
    return (
        evidence(link)
        + table(labels, ("label", *why), f"Why link {link.row['order']} is labelled so")
        + table(changes, ("could change", *why), "What a link of this kind could change")
        + _sources(link, link.replies)
    )


@html.register
def whole_chain(comparison: WholeChain) -> Markup:
    return joined(
        front(link) + details(f"Open the key to link {link.row['order']}", key_to(link))
        for link in comparison.links
    )


@html.register
def chain_key(comparison: ChainKey) -> Markup:
    return table(
        [(row.order, row.link, row.label, row.changes) for row in comparison.rows],
        ("link", "what happened to the words", "label", "it could change"),
        "The chain as the key has it",
    )
