"""Notebook 08: the claims of the frame, and a headline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from khaddam_files.compare.base import UNANSWERED
from khaddam_files.compare.framing import (
    VERDICTS_ON_CLAIMS,
    FrameClaim,
    FrameClaims,
    Headline,
    claim_of_frame,
    claims_around,
    frame_place,
    passages_by_place,
    words_by_speaker,
)
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    SERIF,
    TINT,
    VOICE,
    details,
    echo,
    figure,
    join_pieces,
    paragraph,
    quotation,
    set_close,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line

if TYPE_CHECKING:
    from khaddam_files.rows import ClaimOfFrame

_NOT_GUESSED = "?"
_LOOK_OF_VERDICT = {  # the sign of a verdict, and the line under the words of a claim
    "supported": ("✓", "solid"),
    "partly": ("◐", "dashed"),
    "not in the text": ("○", ""),
    "contradicted": ("✕", ""),
}
_LEGEND_OF_VERDICTS = "Claims in our words. ? waits for a guess; then our verdict: " + ", ".join(
    f"{sign} {verdict}{f' ({line} line)' if line else ''}"
    for verdict, (sign, line) in _LOOK_OF_VERDICT.items()
)
_LINE_OF_STANDING = {  # as of the voice at the place; an inference has no line
    "a passage": VOICE["speaker"][1],
    "a later note": VOICE["later notes"][1],
    "narration": VOICE["editor"][1],
    "the publisher's words": VOICE["headline"][1],
}
_CAPTION_OF_SUPPORT = {  # the places for a claim, by our verdict on it
    "supported": "Supports the claim",
    "partly": "Supports a part of it",
    "not in the text": "Comes near it without saying it",
    "contradicted": "Comes near it",
}
_CLAUSES = f"{SERIF};font-size:16px;line-height:1.7;margin:4px 0"
_OWN_HEADLINE = f"{SERIF};font-size:20px;line-height:1.6;margin:4px 0 8px"
_PLACE_PROVES_NOTHING = (
    "That a place exists does not yet mean that it bears your words. Read it aloud to somebody."
)


def _our_verdict(claim: ClaimOfFrame) -> Markup:
    """Our verdict on a claim of the frame, why, and, folded, the places for and against."""
    verdict = claim["verdict"]
    sentence = Markup("We say {}: {}.").format(strong(verdict), VERDICTS_ON_CLAIMS[verdict])
    places = [*claim["supporting_locators"], *claim["against_locators"]]
    tables = _table_of_places(
        claim["supporting_locators"], _CAPTION_OF_SUPPORT[verdict]
    ) + _table_of_places(claim["against_locators"], "Speaks against it")
    return (
        paragraph(sentence, claim["reason"])
        + (details(f"The places: {', '.join(places)}", tables) if places else "")
        + (sources_line(claim["source_ids"]) if claim["source_ids"] else "")
    )


def _table_of_places(locators: Sequence[str], caption: str) -> Markup:
    """Who says what at each place."""
    rows = [(place, *words) for place in locators for words in words_by_speaker(place).items()]
    if not rows:
        return Markup()
    return table(rows, ("place", "voice", "what it says, in our words"), caption)


@html.register
def frame_claim(comparison: FrameClaim) -> Markup:
    claim, guess = comparison.claim, comparison.guess
    passages = passages_by_place().get(claim["locator"], ())
    excerpt = next((row["excerpt"] for row in passages if row["excerpt"]), None)
    front = figure(
        (quotation(excerpt, "") if excerpt else Markup()) + _claims_as_text(comparison),
        join_pieces((origin(claim["locator"]), _LEGEND_OF_VERDICTS), " · "),
        voice="headline",
    )
    if guess == UNANSWERED:
        return front
    yours = Markup("You say {}.").format(strong(guess))
    tempting = paragraph(yours, comparison.temptation) if comparison.temptation else Markup()
    return set_close(front, tempting, _our_verdict(claim))


def _claims_as_text(comparison: FrameClaim) -> Markup:
    """The claims that are read together as running text, each underlined once it is guessed."""
    parts: dict[str, list[Markup]] = {}
    for claim in claims_around(comparison.claim):
        is_present = claim["framing_id"] == comparison.claim["framing_id"]
        guess = comparison.guesses.get(claim["framing_id"])
        parts.setdefault(claim["part"], []).append(_clause_of_frame(claim, guess, is_present))
    return join_pieces(
        Markup('<p style="{}">{} {}</p>').format(
            _CLAUSES, strong(f"{part.capitalize()}:"), join_pieces(clauses, " ")
        )
        for part, clauses in parts.items()
    )


def _clause_of_frame(claim: ClaimOfFrame, guess: str | None, is_present: bool) -> Markup:
    sign, line = _LOOK_OF_VERDICT[claim["verdict"]] if guess else (_NOT_GUESSED, "")
    words = _underlined(claim["claim"], line)
    if is_present:
        words = Markup('<strong style="background:{}">▸ {}</strong>').format(TINT, words)
    return Markup("{} {}").format(words, sign)


def _underlined(words: str, line: str) -> Markup:
    """Words over a line of this kind, or over none."""
    if not line:
        return Markup("<span>{}</span>").format(words)
    return Markup('<span style="border-bottom:3px {} rgba(127,127,127,.9)">{}</span>').format(
        line, words
    )


@html.register
def frame_claims(comparison: FrameClaims) -> Markup:
    claims = [claim_of_frame(row.framing_id) for row in comparison.rows]
    return join_pieces(
        details(f"{frame_place(claim)}: {claim['claim']}", _our_verdict(claim)) for claim in claims
    )


@html.register
def headline(comparison: Headline) -> Markup:
    if not comparison.rows:
        return paragraph(_PLACE_PROVES_NOTHING)
    clauses = [
        Markup("{} ({})").format(
            _underlined(echo(row.clause), _LINE_OF_STANDING.get(row.standing, "")),
            echo(row.locator) or "no place",
        )
        for row in comparison.rows
    ]
    rows = [
        (echo(row.clause), echo(row.locator) or "–", row.standing, row.found)
        for row in comparison.rows
    ]
    return (
        Markup('<p style="{}">{}</p>').format(_OWN_HEADLINE, join_pieces(clauses, " / "))
        + table(
            rows,
            ("clause", "place", "rests on", "what stands there"),
            "Lines: a passage solid, a later note dashed, narration dotted, "
            "the publisher's words double, your inference none",
            row_heading=False,
        )
        + paragraph(_PLACE_PROVES_NOTHING)
    )
