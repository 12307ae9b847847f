"""Notebook 02: the twelve links between the words spoken in Tehran and this page, and what hangs on each."""

from __future__ import annotations

from functools import cache

from khaddam_files import markup
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import WrittenComparison
from khaddam_files.compare.passages import VOICES
from khaddam_files.compare.people import short_name
from khaddam_files.compare.written import origin, sources_line
from khaddam_files.data import records
from khaddam_files.wording import count_of

CHAIN_LABELS = {
    "stated": "we are told so",
    "inferred": "we conclude it from traces",
    "unknown": "nobody tells, and no trace shows it",
    "omitted by the article": "others tell, the article does not",
}
CHAIN_CHANGES = {
    "words": "another word",
    "order": "another place in the text",
    "omission": "something left out",
    "hedge": "more or less certainty",
    "attribution": "another speaker",
}
NO_CHANGE = "nothing"
UNLABELLED_LINK = "choose a label"
NO_SECOND_LINK = "no second link"
ENOUGH = 9  # labels of twelve as the key has them; objective L1


def link_options() -> list[tuple[str, str]]:
    """(label, link_id) of the twelve links, in order."""
    return [(f"{row['order']}. {row['link']}", row["link_id"]) for row in _links()]


def link_label_options() -> list[tuple[str, str]]:
    """(label, value) of the four labels with their meaning, `UNLABELLED_LINK` first."""
    return [
        (UNLABELLED_LINK, UNLABELLED_LINK),
        *((f"{label}: {meaning}", label) for label, meaning in CHAIN_LABELS.items()),
    ]


def link_change_options() -> list[tuple[str, str]]:
    """(label, value) of what a link can change, `NO_CHANGE` last."""
    return [*((f"{change}: {meaning}", change) for change, meaning in CHAIN_CHANGES.items()), (NO_CHANGE, NO_CHANGE)]


@cache
def _links() -> tuple[dict, ...]:
    return tuple(sorted(records("chain"), key=lambda row: row["order"]))


def _link(link_id: str) -> dict:
    known = by_key("chain")
    if link_id not in known:
        raise SelectionError("link", link_id, f"one of {', '.join(known)}")
    return known[link_id]


@cache
def _replies(link_id: str) -> dict[str, dict]:
    return {row["choice"]: row for row in records("chain_replies") if row["link_id"] == link_id}


def _check(label: str, changes) -> None:
    if label not in (UNLABELLED_LINK, *CHAIN_LABELS):
        raise SelectionError("label", label, f"one of {', '.join(CHAIN_LABELS)}")
    wrong = [change for change in changes if change not in (*CHAIN_CHANGES, NO_CHANGE)]
    if wrong:
        raise SelectionError("change", wrong[0], f"one of {', '.join((*CHAIN_CHANGES, NO_CHANGE))}")


def _named(row: dict) -> str:
    return f"Link {row['order']}, {row['link']}"


def _words_of(row: dict) -> str:
    """What a passage says, in the article's words or, in square brackets, in ours."""
    if row["excerpt"] is None:
        return f"[{row['gist']}]"
    return row["excerpt"] if row["excerpt"].startswith("“") else f"“{row['excerpt']}”"


@cache
def _front(link_id: str) -> str:
    """The link and the places where the article speaks of it, without any verdict."""
    row = _link(link_id)
    places = [
        markup.paragraph(f"{markup.text(words)} ({origin(locator)})")
        for locator in row["evidence_locators"]
        for words in _words_at(locator)
    ]
    return markup.figure(
        markup.paragraph(f"<strong>{markup.text(row['link'])}</strong>")
        + (
            markup.paragraph("What the article says about it, word for word or, in square brackets, retold:")
            + "".join(places)
            if places
            else markup.paragraph(
                "We found no sentence of the article about it."
                # a stated link without a place in the article is one that this collection itself states
                + (" The codebook of this collection speaks of it, under “Rights”." if row["label"] == "stated" else "")
            )
        ),
        f"Link {row['order']} of {len(_links())}. How do we know of it, and what could it change?",
    )


def _words_at(locator: str) -> list[str]:
    """What stands at a place; of a line without a passage of its own, as in the header, only that it is there."""
    found = [_words_of(row) for row in records("passages") if row["locator"] == locator]
    line = by_key("paragraphs")[locator]
    return found or [f"[A line of the {line['kind']}, {line['words']} words, not quoted here.]"]


@cache
def _evidence(link_id: str) -> str:
    """The key on one link: its explanation, the searches, and where it would show."""
    row = _link(link_id)
    gaps = [by_key("not_found")[name] for name in row["not_found_ids"]]
    return (
        markup.paragraph(f"<strong>The key, {markup.text(row['label'])}:</strong> {markup.text(row['explanation'])}")
        + "".join(
            markup.paragraph(
                f"<strong>Searched for, {markup.text(gap['result'])}:</strong> {markup.text(gap['item'])}. {markup.text(gap['searches'])} <strong>Nearest:</strong> {markup.text(gap['nearest_found'])}"
            )
            for gap in gaps
        )
        + markup.paragraph(f"<strong>Where it would show most:</strong> {', '.join(row['locators'])}.")
    )


def _sources(link_id: str, choices=()) -> str:
    """The sources of the link and of the replies that are shown."""
    replies = _replies(link_id)
    named = [*_link(link_id)["evidence_source_ids"], *(s for choice in choices for s in replies[choice]["source_ids"])]
    return sources_line(tuple(dict.fromkeys(named))) if named else ""


def _changes_table(link_id: str, chosen=None) -> str:
    """Five changes with the reader's choice, the key's, and why; without `chosen` the key alone."""
    replies = _replies(link_id)
    yours = [] if chosen is None else ["you"]
    rows = [
        (
            change,
            *(["yes" if change in chosen else "no"] if yours else []),
            "yes" if replies[change]["in_key"] else "no",
            replies[change]["reply"],
        )
        for change in CHAIN_CHANGES
    ]
    return markup.table(
        rows, ("could change", *yours, "key", "why, and where"), "What a link of this kind could change"
    )


def _found(row: dict, mine) -> str:
    """How many of the key's changes a reader has, and how many that the key does not have."""
    key, mine = set(row["may_change"]), set(mine) - {NO_CHANGE}
    beyond = f", {len(mine - key)} beyond the key" if mine - key else ""
    return f"{len(mine & key)} of {len(key)}{beyond}"


def chain_link(link_id: str, label: str = UNLABELLED_LINK, changes=()) -> WrittenComparison:
    """One link: what the article says of it; with a label, why it fits or not; with changes, what could happen there and where.

    label: a key of `CHAIN_LABELS`, or `UNLABELLED_LINK`; changes: any of `CHAIN_CHANGES`, or `NO_CHANGE`. What was not chosen stays closed.
    Frame: kind, choice, chosen, in_key, reply.
    """
    row, replies = _link(link_id), _replies(link_id)
    _check(label, changes)
    labelled, guessed = label != UNLABELLED_LINK, bool(changes)
    named = _named(row)
    pieces, told, rows = [_front(link_id)], [], []
    if labelled:
        told.append(
            f"you say “{label}”, like the key"
            if label == row["label"]
            else f"you say “{label}”, the key “{row['label']}”"
        )
        pieces.append(
            markup.paragraph(f"<strong>You say “{markup.text(label)}”.</strong> {markup.text(replies[label]['reply'])}")
        )
        rows += [
            ("label", name, name == label, replies[name]["in_key"], replies[name]["reply"]) for name in CHAIN_LABELS
        ]
    if guessed:
        mine = set(changes) - {NO_CHANGE}
        told.append(
            f"changes: {_found(row, mine)}"
            if NO_CHANGE not in changes
            else "“nothing” cannot stand beside a change; take one back"
            if mine
            else "the key knows a change here, you say “nothing”"
        )
        pieces.append(
            markup.details(f"Your changes beside the key: {_found(row, mine)}", _changes_table(link_id, set(changes)))
        )
        rows += [
            ("change", name, name in mine, replies[name]["in_key"], replies[name]["reply"]) for name in CHAIN_CHANGES
        ]
    if labelled:
        pieces.append(_evidence(link_id))
    shown = [*([label] if labelled else []), *(CHAIN_CHANGES if guessed else [])]
    if shown:
        pieces.append(_sources(link_id, shown))
    return WrittenComparison(
        f"{named}: {'; '.join(told) if told else 'not labelled yet'}.",
        "".join(pieces),
        rows,
        ("kind", "choice", "chosen", "in_key", "reply"),
    )


def chain_report(labels: dict[str, str], changes: dict[str, tuple] | None = None) -> WrittenComparison:
    """The chain as a reader has labelled it: how many links carry which label, and how many as the key has them.

    labels: link_id -> label; changes: link_id -> what the reader thinks the link could change. The key is shown of labelled links
    only. Frame: order, link_id, link, yours, key, agrees, changes; empty cells where nothing was labelled.
    """
    changes = changes or {}
    for link_id in (*labels, *changes):
        _link(link_id)
        _check(labels.get(link_id, UNLABELLED_LINK), changes.get(link_id, ()))
    rows = []
    for row in _links():
        yours, thought = labels.get(row["link_id"]), changes.get(row["link_id"])
        rows.append(
            (
                row["order"],
                row["link_id"],
                row["link"],
                yours,
                row["label"] if yours else None,
                yours == row["label"] if yours else None,
                _found(row, thought) if thought else None,
            )
        )
    done = [row for row in rows if row[3]]
    counted = ", ".join(f"{label} {found}" for label in CHAIN_LABELS if (found := sum(row[3] == label for row in done)))
    return WrittenComparison(
        chain_score(labels)
        + (f" Your labels: {counted}." if counted else "")
        + (_mastery(labels, changes) if len(done) == len(rows) else ""),
        _so_far(rows),
        rows,
        ("order", "link_id", "link", "yours", "key", "agrees", "changes"),
    )


def _so_far(rows) -> str:
    """What a reader has done at each link, folded away."""
    shown = [
        (
            order,
            name,
            yours or "–",
            key or "–",
            "–" if agrees is None else "same" if agrees else "differs",
            found or "–",
        )
        for order, _, name, yours, key, agrees, found in rows
        if yours or found
    ]
    if not shown:
        return ""
    return markup.details(
        f"Your chain so far ({count_of(len(shown), 'link')})",
        markup.table(
            shown,
            ("link", "what happened to the words", "your label", "the key", "compared", "changes found"),
            "Your chain so far",
        ),
    )


def _right(labels: dict[str, str]) -> int:
    return sum(labels.get(row["link_id"]) == row["label"] for row in _links())


def chain_score(labels: dict[str, str]) -> str:
    """One sentence on how many links were labelled, and how many as the key has them. labels: link_id -> a key of `CHAIN_LABELS`.

    Raises `SelectionError` for a link or a label that does not exist.
    """
    for link_id, label in labels.items():
        _link(link_id)
        _check(label, ())
    return f"{len(labels)} of {len(_links())} labelled, {_right(labels)} as in the key."


def _mastery(labels: dict[str, str], changes: dict[str, tuple]) -> str:
    """A finished chain held against objective L1."""
    unknown = [row for row in _links() if row["label"] == "unknown"]
    found = sum(len(set(changes.get(row["link_id"], ())) & set(row["may_change"])) for row in unknown)
    asked = sum(len(row["may_change"]) for row in unknown)
    reached = "reached" if _right(labels) >= ENOUGH else "not reached yet"
    return f" Objective L1 asks for {ENOUGH}: {reached}. Of the changes at unknown links you have {found} of {asked}."


def chain_written_out() -> WrittenComparison:
    """The whole chain, each link with its key folded away, for reading without any control. Frame: order, link_id, link, label, may_change."""
    pieces = []
    for row in _links():
        link_id, replies = row["link_id"], _replies(row["link_id"])
        labels = markup.table(
            [(label, "yes" if replies[label]["in_key"] else "no", replies[label]["reply"]) for label in CHAIN_LABELS],
            ("label", "key", "why, and where"),
            f"Why link {row['order']} is labelled so",
        )
        pieces.append(
            _front(link_id)
            + markup.details(
                f"Open the key to link {row['order']}",
                _evidence(link_id) + labels + _changes_table(link_id) + _sources(link_id, replies),
            )
        )
    return WrittenComparison(
        f"The {len(pieces)} links in order, from the room in Tehran to this page; the key to each opens on a click, also where no code runs.",
        "".join(pieces),
        [(row["order"], row["link_id"], row["link"], row["label"], row["may_change"]) for row in _links()],
        ("order", "link_id", "link", "label", "may_change"),
    )


def chain_key() -> WrittenComparison:
    """The chain as the key has it. Frame: order, link_id, link, label, changes."""
    rows = [(row["order"], row["link_id"], row["link"], row["label"], ", ".join(row["may_change"])) for row in _links()]
    told = [
        f"{label} {len(found)} ({', '.join(found)})"
        for label in CHAIN_LABELS
        if (found := [str(row[0]) for row in rows if row[3] == label])
    ]
    return WrittenComparison(
        f"The key to the {len(rows)} links: {'; '.join(told)}.",
        markup.table(
            [(order, link, label, changes) for order, _, link, label, changes in rows],
            ("link", "what happened to the words", "label", "it could change"),
            "The chain as the key has it",
        ),
        rows,
        ("order", "link_id", "link", "label", "changes"),
    )


@cache
def _touched(link_id: str) -> dict:
    """What hangs most on one link: its paragraphs with their words, their passages, quotations and claims."""
    places = _link(link_id)["locators"]
    paragraphs = [row for row in records("paragraphs") if row["locator"] in places]
    passages = [row for row in records("passages") if row["locator"] in places]
    ids = {row["passage_id"] for row in passages}
    return {
        "paragraphs": paragraphs,
        "words": sum(row["words"] for row in paragraphs),
        "passages": passages,
        "quotations": sum(row["mark"] == "quotation" for row in passages),
        "claims": [row for row in records("claims") if ids & set(row["passage_ids"]) or row["locator"] in places],
    }


@cache
def _all_words() -> int:
    return sum(row["words"] for row in records("paragraphs"))


def _share(words: int) -> str:
    return f"{100 * words / _all_words():.0f} %"


@cache
def _side(link_id: str) -> str:
    """One broken link: what it can change, its passages, its claims."""
    row, touched = _link(link_id), _touched(link_id)
    passages = (
        markup.details(
            f"Passages that hang most on link {row['order']} ({len(touched['passages'])})",
            markup.table(
                [
                    (
                        found["passage_id"],
                        f"{short_name(found['speaker_id'])} ({found['voice']})"
                        if found["speaker_id"]
                        else found["voice"],
                        _words_of(found),
                    )
                    for found in touched["passages"]
                ],
                ("passage", "who", "words, or [our retelling]"),
                f"Passages that hang most on link {row['order']}",
            ),
        )
        if touched["passages"]
        else ""
    )
    claims = (
        markup.details(
            f"Claims that rest on these paragraphs ({len(touched['claims'])})",
            markup.bullets(
                markup.text(f"{claim['claim_id']}, {claim['locator']}: {claim['proposition']}")
                for claim in touched["claims"]
            ),
        )
        if touched["claims"]
        else markup.paragraph("No claim of the table of claims rests on these paragraphs.")
    )
    return (
        markup.figure(
            markup.paragraph(f"<strong>{markup.text(row['link'])}</strong>"),
            f"Link {row['order']}, {markup.text(row['label'])}. It could change: {', '.join(row['may_change'])}.<br>{origin(', '.join(row['locators']))}",
        )
        + passages
        + claims
    )


def _sum(link_id: str) -> str:
    touched = _touched(link_id)
    return f"{count_of(touched['words'], 'word')} ({_share(touched['words'])}), {count_of(touched['quotations'], 'quotation')}, {count_of(len(touched['claims']), 'claim')}"


def break_link(left: str, right: str = NO_SECOND_LINK) -> WrittenComparison:
    """What hangs most on one link, or on two side by side: passages, words, quotations, claims, voices.

    left: a link_id; right: another, or `NO_SECOND_LINK`. Every sentence passed through several links; counted are the paragraphs that
    `chain.csv` names for each. Frame: side, link_id, order, link, locator, words, first_word, in_both: one row for each paragraph,
    `first_word` its place in the article.
    """
    links = [("left", _link(left)), *([] if right == NO_SECOND_LINK else [("right", _link(right))])]
    shared = sorted(
        set(links[0][1]["locators"]) & set(links[-1][1]["locators"]) if len(links) == 2 else (),
        key=lambda name: [int(part) for part in name[1:].split(".")],
    )
    rows = [
        (
            side,
            row["link_id"],
            row["order"],
            row["link"],
            found["locator"],
            found["words"],
            _first_word(found["locator"]),
            found["locator"] in shared,
        )
        for side, row in links
        for found in _touched(row["link_id"])["paragraphs"]
    ]
    measures = [
        ("paragraphs", lambda t: len(t["paragraphs"])),
        ("words", lambda t: t["words"]),
        (f"per cent of {_all_words():,} words", lambda t: round(100 * t["words"] / _all_words(), 1)),
        ("passages", lambda t: len(t["passages"])),
        ("quotations", lambda t: t["quotations"]),
        ("claims", lambda t: len(t["claims"])),
        *(
            (
                f"passages in the voice of the {voice}",
                lambda t, voice=voice: sum(p["voice"] == voice for p in t["passages"]),
            )
            for voice in VOICES
        ),
    ]
    counts = markup.table(
        [(name, *(count(_touched(row["link_id"])) for _, row in links)) for name, count in measures],
        ("hanging on it most", *(f"link {row['order']}" for _, row in links)),
        "What would be touched first",
    )
    sentence = f"Break link {links[0][1]['order']}: {_sum(left)} would be touched first."
    if right == left:
        sentence += " Both sides are the same link."
    elif len(links) == 2:
        sentence = (
            f"Break link {links[0][1]['order']}: {_sum(left)}. Break link {links[1][1]['order']}: {_sum(right)}. "
            + (f"In both: {', '.join(shared)}." if shared else "No paragraph stands in both.")
        )
    sides = [_side(row["link_id"]) for _, row in links]
    return WrittenComparison(
        sentence,
        counts
        + markup.paragraph(
            "Most sentences passed through most links. Counted are the paragraphs where a change at this link would show most: a reading of ours, open to dispute."
        )
        + (markup.side_by_side(*sides) if len(links) == 2 else sides[0]),
        rows,
        ("side", "link_id", "order", "link", "locator", "words", "first_word", "in_both"),
    )


@cache
def _starts() -> dict[str, int]:
    """Locator -> number of words of the article that stand before it."""
    starts, seen = {}, 0
    for row in records("paragraphs"):
        starts[row["locator"]] = seen
        seen += row["words"]
    return starts


def _first_word(locator: str) -> int:
    return _starts()[locator] + 1


def section_starts() -> list[tuple[str, int]]:
    """(S0 to S11, number of its first word), for a map of the article."""
    first = {}
    for row in records("paragraphs"):
        first.setdefault(f"S{row['section_number']}", _first_word(row["locator"]))
    return list(first.items())


def second_link_options() -> list[tuple[str, str]]:
    """(label, value) for the second side: `NO_SECOND_LINK` first, then the twelve links."""
    return [(NO_SECOND_LINK, NO_SECOND_LINK), *link_options()]
