"""Notebook 02: the twelve links between the words spoken in Tehran and this page.

A reader calls `chain_link`, `chain_report`, `chain_written_out` and `chain_key`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import Comparison, frozen
from khaddam_files.compare.criteria import Criteria
from khaddam_files.data import records

if TYPE_CHECKING:
    from khaddam_files.rows import ChainReply, LinkOfChain, MissingItem, Passage

UNLABELLED_LINK = "choose a label"
_LINK_LABEL = Choice("label", Criteria("label"), UNLABELLED_LINK)
CHAIN_LABELS = _LINK_LABEL.meanings
_LINK_CHANGE = Choice("change", Criteria("change"))
CHAIN_CHANGES = _LINK_CHANGE.meanings
NO_CHANGE = "nothing"
_LABELS_FOR_MASTERY = 9  # labels of twelve as the key has them; objective L1


@dataclass(frozen=True, eq=False)
class Link:
    """A row of `chain.csv` with what the article says of it, searches, and replies to choices.

    total: how many links there are; quotations: (words, locator); searches: rows of
    `not_found.csv`; replies: choice -> its row of `chain_replies.csv`.
    """

    row: LinkOfChain
    total: int
    quotations: Sequence[tuple[str, str]]
    searches: Sequence[MissingItem]
    replies: Mapping[str, ChainReply]

    @property
    def name(self) -> str:
        return f"Link {self.row['order']}, {self.row['short']}"

    def sources(self, choices: Iterable[str] = ()) -> tuple[str, ...]:
        """The sources of the link and of the replies to these choices."""
        of_replies = (self.replies[choice]["source_ids"] for choice in choices)
        source_ids = [*self.row["evidence_source_ids"], *chain.from_iterable(of_replies)]
        return tuple(dict.fromkeys(source_ids))


class LinkChoice(NamedTuple):
    """A label or a change: whether it was chosen, whether the key has it, and why."""

    kind: str
    choice: str
    chosen: bool
    in_key: bool
    reply: str


@frozen
class ChainLink(Comparison):
    """One link.

    change_score: how many of the key's changes were chosen, in words; empty before any was.
    """

    rows: Sequence[LinkChoice]
    link: Link
    label: str
    change_score: str
    row_type = LinkChoice


class LabelledLink(NamedTuple):
    """A reader's label beside the key's; None where nothing was labelled."""

    order: int
    link_id: str
    link: str
    short: str
    yours: str | None
    key: str | None
    agrees: bool | None
    changes: str | None

    @property
    def label(self) -> str | None:
        return self.yours


@frozen
class ChainReport(Comparison):
    rows: Sequence[LabelledLink]
    row_type = LabelledLink


@frozen
class LinkAndReport(Comparison):
    """The chain as labelled so far, and one link of it."""

    rows: Sequence[LabelledLink]
    link: ChainLink
    report: ChainReport
    row_type = LabelledLink


class KnownLink(NamedTuple):
    """A link with its label and what it may change."""

    order: int
    link_id: str
    link: str
    short: str
    label: str
    may_change: tuple[str, ...]


@frozen
class WholeChain(Comparison):
    rows: Sequence[KnownLink]
    links: Sequence[Link]
    row_type = KnownLink


class KeyLink(NamedTuple):
    """A link with its label and what it could change, in words."""

    order: int
    link_id: str
    link: str
    short: str
    label: str
    changes: str


@frozen
class ChainKey(Comparison):
    """summary: how many links carry which label, and which; it stays closed with the key."""

    rows: Sequence[KeyLink]
    summary: str
    row_type = KeyLink


def link_options() -> list[tuple[str, str]]:
    """(label, link_id) of the twelve links, in order."""
    return [(f"{row['order']}. {row['link']}", row["link_id"]) for row in _links_in_order()]


def link_label_options() -> list[tuple[str, str]]:
    """(label, value) of the four labels with their meaning, `UNLABELLED_LINK` first."""
    return _LINK_LABEL.options()


def link_change_options() -> list[tuple[str, str]]:
    """(label, value) of what a link can change, `NO_CHANGE` last."""
    return [(change, change) for change in (*CHAIN_CHANGES, NO_CHANGE)]


@cache
def _links_in_order() -> tuple[LinkOfChain, ...]:
    return tuple(sorted(records("chain"), key=lambda row: row["order"]))


def _check_selection(link_id: str, label: str, changes: Iterable[str]) -> None:
    find("chain", link_id, "link")
    _LINK_LABEL.check(label)
    for change in changes:
        if change != NO_CHANGE:
            _LINK_CHANGE.check(change)


def _words_of_passage(passage: Passage) -> str:
    """What a passage says, in the article's words or, in square brackets, in ours."""
    if passage["excerpt"] is None:
        return f"[{passage['gist']}]"
    has_marks = passage["excerpt"].startswith("“")
    return passage["excerpt"] if has_marks else f"“{passage['excerpt']}”"


def _words_at_place(locator: str) -> list[str]:
    """What stands at a place; of a line without a passage, such as the header, that it is there."""
    words = [_words_of_passage(row) for row in records("passages") if row["locator"] == locator]
    line = by_key("paragraphs")[locator]
    return words or [f"[A line of the {line['kind']}, {line['words']} words, not quoted here.]"]


@cache
def _link_with_evidence(link_id: str) -> Link:
    row = find("chain", link_id, "link")
    places = row["evidence_locators"]
    return Link(
        row=row,
        total=len(_links_in_order()),
        quotations=[(words, locator) for locator in places for words in _words_at_place(locator)],
        searches=[find("not_found", search) for search in row["not_found_ids"]],
        replies={
            reply["choice"]: reply
            for reply in records("chain_replies")
            if reply["link_id"] == link_id
        },
    )


def _change_score(row: LinkOfChain, changes: Collection[str]) -> str:
    """How many of the key's changes a reader has, and how many that the key does not have."""
    key, own = set(row["may_change"]), set(changes) - {NO_CHANGE}
    beyond = f", {len(own - key)} beyond the key" if own - key else ""
    return f"{len(own & key)} of {len(key)}{beyond}"


def _change_clause(row: LinkOfChain, changes: Collection[str]) -> str:
    if NO_CHANGE not in changes:
        return f"changes: {_change_score(row, changes)}"
    if len(set(changes)) > 1:
        return "“nothing” cannot stand beside a change; take one back"
    return "the key knows a change here, you say “nothing”"


def chain_link(
    link_id: str, label: str = UNLABELLED_LINK, changes: Collection[str] = ()
) -> ChainLink:
    """One link: what the article says of it; why a label fits or not; what could change, where.

    label: a key of `CHAIN_LABELS`, or `UNLABELLED_LINK`; changes: any of `CHAIN_CHANGES`, or
    `NO_CHANGE`. What was not chosen stays closed, and without rows. Raises `SelectionError` for a
    link, label or change that does not exist.
    """
    _check_selection(link_id, label, changes)
    link = _link_with_evidence(link_id)
    clauses, rows = [], []

    def reply_to(kind: str, choice: str, is_chosen: bool) -> LinkChoice:
        reply = link.replies[choice]
        return LinkChoice(kind, choice, is_chosen, reply["in_key"], reply["reply"])

    if label != UNLABELLED_LINK:
        key = link.row["label"]
        beside = "like the key" if label == key else f"the key “{key}”"
        clauses.append(f"you say “{label}”, {beside}")
        rows += [reply_to("label", choice, choice == label) for choice in CHAIN_LABELS]
    if changes:
        clauses.append(_change_clause(link.row, changes))
        rows += [reply_to("change", choice, choice in changes) for choice in CHAIN_CHANGES]
    return ChainLink(
        sentence=f"{link.name}: {'; '.join(clauses) or 'not labelled yet'}.",
        rows=rows,
        link=link,
        label=label,
        change_score=_change_score(link.row, changes) if changes else "",
    )


def chain_report(
    labels: Mapping[str, str], changes: Mapping[str, Collection[str]] | None = None
) -> ChainReport:
    """The chain as a reader has labelled it: how many links carry which label, how many as the key.

    labels: link_id -> label; changes: link_id -> what the reader thinks the link could change. The
    key is shown of labelled links only. Raises `SelectionError` for a link, a label or a change
    that does not exist.
    """
    changes = changes or {}
    for link_id in (*labels, *changes):
        _check_selection(link_id, labels.get(link_id, UNLABELLED_LINK), changes.get(link_id, ()))
    rows = [
        _labelled_link(row, labels.get(row["link_id"]), changes.get(row["link_id"], ()))
        for row in _links_in_order()
    ]
    yours = [row.yours for row in rows]
    counts = [f"{label} {yours.count(label)}" for label in CHAIN_LABELS if label in yours]
    return ChainReport(
        sentence=chain_score(labels)
        + (f" Your labels: {', '.join(counts)}." if counts else "")
        + (_mastery_sentence(labels, changes) if all(yours) else ""),
        rows=rows,
    )


def _labelled_link(row: LinkOfChain, yours: str | None, changes: Collection[str]) -> LabelledLink:
    return LabelledLink(
        row["order"],
        row["link_id"],
        row["link"],
        row["short"],
        yours,
        row["label"] if yours else None,
        yours == row["label"] if yours else None,
        _change_score(row, changes) if changes else None,
    )


def link_and_report(
    selection: tuple[str, str, Collection[str]],
    labels: Mapping[str, str],
    changes: Mapping[str, Collection[str]],
) -> LinkAndReport:
    """`chain_link` of a selection in the chain as `chain_report` has it so far.

    selection: link_id, label and changes, as for `chain_link`; labels, changes: as for
    `chain_report`. Raises `SelectionError` for a link, a label or a change that does not exist.
    """
    link, report = chain_link(*selection), chain_report(labels, changes)
    sentence = f"{link.sentence} {chain_score(labels)}"
    return LinkAndReport(sentence=sentence, rows=report.rows, link=link, report=report)


def _labels_as_in_key(labels: Mapping[str, str]) -> int:
    return sum(labels.get(row["link_id"]) == row["label"] for row in _links_in_order())


def chain_score(labels: Mapping[str, str]) -> str:
    """One sentence on how many links were labelled, and how many as the key has them.

    labels: link_id -> a key of `CHAIN_LABELS`. Raises `SelectionError` for a link or a label that
    does not exist.
    """
    for link_id, label in labels.items():
        _check_selection(link_id, label, ())
    count = len(_links_in_order())
    return f"{len(labels)} of {count} labelled, {_labels_as_in_key(labels)} as in the key."


def _mastery_sentence(labels: Mapping[str, str], changes: Mapping[str, Collection[str]]) -> str:
    """A finished chain held against objective L1."""
    unknown = [row for row in _links_in_order() if row["label"] == "unknown"]
    changes_in_key = sum(len(row["may_change"]) for row in unknown)
    changes_as_in_key = sum(
        len({*changes.get(row["link_id"], ())} & {*row["may_change"]}) for row in unknown
    )
    verdict = "reached" if _labels_as_in_key(labels) >= _LABELS_FOR_MASTERY else "not reached yet"
    return (
        f" Objective L1 asks for {_LABELS_FOR_MASTERY}: {verdict}. Of the changes at unknown links "
        f"you have {changes_as_in_key} of {changes_in_key}."
    )


def chain_written_out() -> WholeChain:
    """The whole chain, each link with its key folded away, for reading without any control."""
    rows = [KnownLink(*_link_fields(row), row["may_change"]) for row in _links_in_order()]
    return WholeChain(
        sentence=f"The {len(rows)} links in order, from the room in Tehran to this page; "
        "the key to each opens on a click, also where no code runs.",
        rows=rows,
        links=[_link_with_evidence(row.link_id) for row in rows],
    )


def _link_fields(row: LinkOfChain) -> tuple[int, str, str, str, str]:
    return row["order"], row["link_id"], row["link"], row["short"], row["label"]


def chain_key() -> ChainKey:
    """The chain as the key has it."""
    rows = [KeyLink(*_link_fields(row), ", ".join(row["may_change"])) for row in _links_in_order()]
    orders: dict[str, list[str]] = {label: [] for label in CHAIN_LABELS}
    for row in rows:
        orders[row.label].append(str(row.order))
    clauses = [f"{label} {len(of)} ({', '.join(of)})" for label, of in orders.items() if of]
    return ChainKey(
        sentence=f"The key to the {len(rows)} links stays closed until you open it.",
        rows=rows,
        summary=f"The key to the {len(rows)} links: {'; '.join(clauses)}.",
    )
