"""Notebook 02."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from markupsafe import Markup

from khaddam_files.compare.chain import (
    CHAIN_CHANGES,
    CHAIN_LABELS,
    UNLABELLED_LINK,
    ChainKey,
    ChainLink,
    ChainReport,
    KeyLink,
    KnownLink,
    LabelledLink,
    Link,
    LinkAndReport,
    WholeChain,
)
from khaddam_files.pages import html, page
from khaddam_files.pages.elements import (
    HAIR,
    SMALL,
    TINT,
    bullets,
    details,
    figure,
    headline,
    join_pieces,
    labelled_paragraph,
    paragraph,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import count_of

_LABELS = {  # label -> its sign, and a word that fits its box; what is known is filled
    "stated": ("■", "stated"),
    "inferred": ("◆", "inferred"),
    "unknown": ("○", "unknown"),
    "omitted by the article": ("✚", "omitted"),
}
_UNLABELLED = ("?", "no label")


def _row_of_links(
    links: Sequence[LabelledLink | KeyLink | KnownLink], *, chosen: str = "", labelled: bool = True
) -> Markup:
    """The chain as twelve boxes, six in a row: number, two words, and the sign of the label.

    chosen: the link_id of the thick one; labelled: False leaves every label open.
    """
    row = (
        "display:grid;gap:4px;padding:0;"
        "grid-template-columns:repeat(auto-fill,minmax(max(76px,calc((100% - 20px) / 6)),1fr));"
        f"margin:4px 0 8px;max-width:850px;font-size:{SMALL};line-height:1.35"
    )
    boxes = join_pieces(
        _box(link, link.link_id == chosen, link.label if labelled else None) for link in links
    )
    return Markup('<ul style="{}">{}</ul>').format(row, boxes)


def _box(link: LabelledLink | KeyLink | KnownLink, is_chosen: bool, label: str | None) -> Markup:
    sign, word = _LABELS[label] if label else _UNLABELLED
    style = (
        f"display:block;margin:0;padding:2px;border-radius:6px;text-align:center;"
        f"border:{'3px solid' if is_chosen else HAIR};background:{TINT if label else 'transparent'}"
    )
    return Markup(
        '<li style="{}">{}{} {}<br><span style="font-size:15px;font-weight:700">{}</span> {}</li>'
    ).format(style, "▸ " if is_chosen else "", strong(link.order), link.short, sign, word)


@cache
def _link_front(link: Link) -> Markup:
    """The link and the places where the article speaks of it, without any verdict."""
    row, places = link.row, list(dict.fromkeys(locator for _, locator in link.quotations))
    caption = [f"Link {row['order']} of {link.total}", strong(row["link"])]
    if places:
        caption.append(origin(", ".join(places)))
        body = paragraph("What the article says about it; in square brackets, retold:") + bullets(
            f"{words} ({locator})" for words, locator in link.quotations
        )
    else:
        # a stated link without a place in the article is one that this collection itself states
        codebook = "The codebook of this collection speaks of it, under “Rights”."
        body = paragraph(
            "We found no sentence of the article about it.",
            codebook if row["label"] == "stated" else "",
        )
    return figure(body, join_pieces(caption, " · "))


@cache
def _link_evidence(link: Link) -> Markup:
    """The key on one link: its explanation, the searches, and where it would show."""
    row = link.row
    searches = join_pieces(
        labelled_paragraph(
            f"Searched for, {search['result']}",
            f"{search['item']}.",
            search["searches"],
            strong("Nearest:"),
            search["nearest_found"],
        )
        for search in link.searches
    )
    return (
        labelled_paragraph(f"The key, {row['label']}", row["explanation"])
        + searches
        + labelled_paragraph("Where it would show most", f"{', '.join(row['locators'])}.")
    )


def _key_cells(link: Link, choice: str) -> tuple[str, str]:
    """Whether the key has a choice, and why."""
    reply = link.replies[choice]
    return "yes" if reply["in_key"] else "no", reply["reply"]


def _sources_of_link(link: Link, choices: Iterable[str]) -> Markup:
    sources = link.sources(choices)
    return sources_line(sources) if sources else Markup()


@html.register
def chain_link(comparison: ChainLink) -> Markup:
    return _link_front(comparison.link) + _link_replies(comparison)


def _link_replies(comparison: ChainLink) -> Markup:
    """What is said to a label and to changes; nothing before they were chosen."""
    link, label = comparison.link, comparison.label
    is_labelled, changes = label != UNLABELLED_LINK, comparison.change_score
    pieces = []
    if is_labelled:
        pieces.append(paragraph(strong(f"You say “{label}”."), link.replies[label]["reply"]))
    if changes:
        rows = [
            (row.choice, "yes" if row.chosen else "no", *_key_cells(link, row.choice))
            for row in comparison.rows
            if row.kind == "change"
        ]
        columns = ("could change", "you", "key", "why, and where")
        beside = table(rows, columns, "What a link of this kind could change")
        pieces.append(details(f"Your changes beside the key: {changes}", beside))
    if is_labelled:
        pieces.append(_link_evidence(link))
    if is_labelled or changes:
        choices = [label] if is_labelled else []
        pieces.append(_sources_of_link(link, [*choices, *(CHAIN_CHANGES if changes else ())]))
    return figure(join_pieces(pieces), "Beside the key") if pieces else Markup()


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
    front, replies = link_and_report_split(comparison)
    return front + replies


def link_and_report_split(comparison: LinkAndReport) -> tuple[Markup, Markup]:
    """The chain and the card of one link; and what is said to a label and to changes."""
    link = comparison.link.link
    row = _row_of_links(comparison.rows, chosen=link.row["link_id"])
    replies = _link_replies(comparison.link)
    # what is counted stands in the sentence above, until there is more to say
    is_finished = all(row.yours for row in comparison.rows)
    so_far = page(comparison.report) if is_finished else html(comparison.report)
    return row + _link_front(link), replies + so_far


@cache
def _key_to_link(link: Link) -> Markup:
    """Everything that the key has on one link."""
    why = ("key", "why, and where")
    labels = [(label, *_key_cells(link, label)) for label in CHAIN_LABELS]
    changes = [(change, *_key_cells(link, change)) for change in CHAIN_CHANGES]
    return (
        _link_evidence(link)
        + table(labels, ("label", *why), f"Why link {link.row['order']} is labelled so")
        + table(changes, ("could change", *why), "What a link of this kind could change")
        + _sources_of_link(link, link.replies)
    )


@html.register
def whole_chain(comparison: WholeChain) -> Markup:
    return _row_of_links(comparison.rows, labelled=False) + join_pieces(
        details(
            f"{link.row['order']}. {link.row['link']}",
            _link_front(link)
            + details(f"Open the key to link {link.row['order']}", _key_to_link(link)),
        )
        for link in comparison.links
    )


@html.register
def chain_key(comparison: ChainKey) -> Markup:
    rows = [(row.order, row.link, row.label, row.changes) for row in comparison.rows]
    columns = ("link", "what happened to the words", "label", "it could change")
    return details(
        "Open the key",
        headline(comparison.summary)
        + _row_of_links(comparison.rows)
        + details("As a table", table(rows, columns, "The chain as the key has it")),
    )
