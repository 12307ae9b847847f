"""Notebook 08."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from khaddam_files.choices import by_key
from khaddam_files.compare.cards import UNANSWERED
from khaddam_files.compare.explanations import (
    HEADLINE_CLAUSES,
    HEADLINE_WORDS,
    OWN_EXPLANATION,
    ROW_JUDGEMENTS,
    VERDICTS_ON_CLAIMS,
    Changes,
    CountsBeforeAndAfter,
    Diagnosticity,
    Difference,
    FlippedCell,
    FrameClaim,
    FrameClaims,
    Headline,
    Matrix,
    OwnJudgement,
    PairSteps,
    TwoHeadlines,
    WholeMatrix,
    claim_of_frame,
    evidence_row,
    explanation_letters,
    explanation_title,
    frame_place,
    merged_judgements,
    our_judgements,
    passages_by_place,
    reasons_by_explanation,
    steps_between_pairs,
    words_by_speaker,
)
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import short_name
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    badge,
    details,
    figure,
    join_pieces,
    labelled_paragraph,
    paragraph,
    quotation,
    side_by_side,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import count_of

if TYPE_CHECKING:
    from khaddam_files.rows import ClaimOfFrame

_LONGEST_ECHO = 160  # signs of a typed text that are shown again
_SIGN_OF_JUDGEMENT = {"consistent": "C", "neutral": "N", "inconsistent": "I", None: "–"}
_CAPTION_OF_SUPPORT = {  # the places for a claim, by our verdict on it
    "supported": "Supports the claim",
    "partly": "Supports a part of it",
    "not in the text": "Comes near it without saying it",
    "contradicted": "Comes near it",
}
_EMPTY_HEADLINE = (
    f"Your headline: up to {HEADLINE_CLAUSES} clauses, at most {HEADLINE_WORDS} "
    "words, a place for each."
)
_PLACE_PROVES_NOTHING = (
    "That a place exists does not yet mean that it bears your words. Read it aloud to somebody."
)


def _echo(words: str) -> str:
    """A typed text as far as it is shown again."""
    return words if len(words) <= _LONGEST_ECHO else words[:_LONGEST_ECHO] + " …"


def _note_on_own_explanation(matrix: Matrix) -> Markup:
    """That an own explanation is not ranked, as long as it is not."""
    if OWN_EXPLANATION not in matrix.explanations or OWN_EXPLANATION in matrix.rankable:
        return Markup()
    return paragraph(
        "Explanation e is not ranked until every passage that is left is judged under it."
    )


def _matrix_in_signs(matrix: Matrix, caption: str) -> Markup:
    """The matrix in letters, narrow enough to stand beside another."""
    rows: list[tuple] = []
    for row_id, row in by_key("hypothesis_rows").items():
        out = row_id in matrix.left_out
        under = matrix.under(row_id).values()
        rows.append(
            (row["locator"], *("left out" if out else _SIGN_OF_JUDGEMENT[value] for value in under))
        )
    rows.append(("I in all", *matrix.counts_against.values()))
    return table(rows, ("place", *map(explanation_letters, matrix.explanations)), caption)


def _matrix_in_words(matrix: Matrix) -> Markup:
    """The matrix in words, with what each passage says and how far it tells them apart."""
    rows = []
    for row_id, row in by_key("hypothesis_rows").items():
        under, place = matrix.under(row_id).values(), row["locator"]
        cells = [f"{_SIGN_OF_JUDGEMENT[value]} {value or 'not judged'}" for value in under]
        steps = str(matrix.steps(row_id) or "0, does not discriminate")
        if row_id in matrix.left_out:
            place, cells, steps = f"{place} (left out)", ["–" for _ in cells], "–"
        rows.append((place, row["gist"], *cells, steps))
    return table(
        rows,
        ("place", "what it says", *map(explanation_title, matrix.explanations), "steps apart"),
        "Each passage under each explanation: C consistent, N neutral, I inconsistent",
    )


@html.register
def whole_matrix(comparison: WholeMatrix) -> Markup:
    matrix = comparison.matrix
    values, columns = ROW_JUDGEMENTS[::-1], ("explanation", *ROW_JUDGEMENTS[::-1])
    rows = [
        (explanation_title(name), *(judgements.count(value) for value in values))
        for name, judgements in matrix.judgements_by_explanation.items()
    ]
    if matrix.left_out:
        columns = (*columns, "inconsistent before")
        before = matrix.without().counts_against.values()
        rows = [(*row, count) for row, count in zip(rows, before, strict=True)]
    counts = table(rows, columns, "How many passages speak against each explanation")
    return counts + _note_on_own_explanation(matrix) + _matrix_in_words(matrix)


def _evidence_card(row_id: str) -> Markup:
    """The words of one row of evidence, and who speaks."""
    row = evidence_row(row_id)
    pieces = [passage(passage_id) for passage_id in row["passage_ids"]]
    words = join_pieces(
        quotation(piece["excerpt"], f"Not quoted here. In our words: {piece['gist']}")
        for piece in pieces
    )
    voices = dict.fromkeys((piece["voice"], piece["speaker_id"]) for piece in pieces)
    who = join_pieces(
        (
            badge(voice) + (f" {short_name(speaker)}" if speaker else "")
            for voice, speaker in voices
        ),
        "; ",
    )
    caption = join_pieces((who, origin(row["locator"])), " · ")
    return figure(words + labelled_paragraph("In our words", row["gist"]), caption)


def _passage_under_each(row_id: str, matrix: Matrix) -> Markup:
    """One passage under each explanation with its reasons, and how its steps are counted."""
    place = evidence_row(row_id)["locator"]
    steps = count_of(matrix.steps(row_id), "step")
    pair_steps = table(
        steps_between_pairs(row_id, matrix),
        PairSteps._fields,
        "From consistent to neutral is one step, from neutral to inconsistent another",
    )
    return table(
        reasons_by_explanation(row_id, matrix),
        ("explanation", "judgement", "why"),
        f"{place} under each explanation; those of the meeting: {steps} apart",
    ) + details(f"How the {steps} of {place} are counted", pair_steps)


@html.register
def diagnosticity(comparison: Diagnosticity) -> Markup:
    return _evidence_card(comparison.row_id) + _passage_under_each(
        comparison.row_id, comparison.matrix
    )


@html.register
def counts_before_and_after(comparison: CountsBeforeAndAfter) -> Markup:
    before, after = comparison.variants[0], comparison.variants[-1]
    fewest = (explanation_letters(*matrix.fewest_against) for matrix in comparison.variants)
    counts = table(
        [*comparison.cells(), ("fewest speak against", *fewest)],
        comparison.columns,
        "Passages inconsistent with each explanation",
    )
    # folded, like every judgement of ours that a reader has not asked for
    cards = [
        _evidence_card(row_id)
        + details(
            f"{evidence_row(row_id)['locator']} under each explanation",
            _passage_under_each(row_id, before),
        )
        for row_id in after.left_out
    ]
    patterns = side_by_side(
        _matrix_in_signs(before, "Before"), _matrix_in_signs(after, f"After: {after.heading}")
    )
    return (
        counts
        + _note_on_own_explanation(after)
        + (side_by_side(*cards) if len(cards) == 2 else join_pieces(cards))
        + details("The pattern in letters, before and after", patterns)
        + details("Each passage under each explanation", _matrix_in_words(after))
    )


@html.register
def flipped_cell(comparison: FlippedCell) -> Markup:
    row_id, name = comparison.row_id, comparison.hypothesis_id
    fewest = (
        explanation_letters(*matrix.fewest_against)
        for matrix in (comparison.before, comparison.after)
    )
    counts = table(
        [*comparison.cells(), ("of the meeting, fewest against", *fewest)],
        comparison.columns,
        "Passages inconsistent with each explanation",
    )
    one, two = comparison.singles, comparison.doubles
    robust = (
        f"One cell of a, b and c can be changed in {one.made} ways: {_altering(one)}. "
        f"Two cells can be changed in {two.made:,} ways: {_altering(two)}."
    )
    ours = our_judgements()[row_id, name]
    reason = paragraph(strong(f"Our judgement: {ours['judgement']}."), ours["reason"])
    where = f"Our reason for {evidence_row(row_id)['locator']} under {explanation_letters(name)}"
    return counts + paragraph(robust) + details(where, _evidence_card(row_id) + reason)


def _altering(changes: Changes) -> str:
    """How many changes bring another explanation to the front."""
    if not changes.front_altered:
        return "none alters which has the fewest against it"
    return (
        f"{changes.front_altered} alter which has the fewest against it, "
        f"{changes.ahead or 'none'} of them by putting another alone in front"
    )


@html.register
def own_judgement(comparison: OwnJudgement) -> Markup:
    yours = _matrix_in_signs(comparison.matrix, "Yours; where you have not judged, ours stands")
    return (
        side_by_side(_evidence_card(comparison.row_id), _explanation_card(comparison))
        + (_table_of_differences(comparison.rows) if comparison.rows else "")
        + details("Your matrix beside ours", side_by_side(yours, _our_matrix_in_signs()))
    )


@cache
def _our_matrix_in_signs() -> Markup:
    return _matrix_in_signs(merged_judgements(), "Ours: C consistent, N neutral, I inconsistent")


def _table_of_differences(differences: Sequence[Difference]) -> Markup:
    """Where the reader judges otherwise than we do, by place."""
    places: dict[str, list[str]] = {}
    for row in differences:
        words = f"{row.explanation}: you say {row.yours}, we say {row.ours}"
        places.setdefault(row.locator, []).append(words)
    rows = [(place, "; ".join(words)) for place, words in places.items()]
    return table(rows, ("place", "under explanation"), "Where you judge otherwise than we do")


def _explanation_card(comparison: OwnJudgement) -> Markup:
    """What an explanation says, and our judgement, folded until the reader has judged."""
    name = comparison.hypothesis_id
    heading = strong(f"{explanation_title(name)}.")
    if name == OWN_EXPLANATION:
        statement = (
            _echo(comparison.statement) if comparison.statement.strip() else "not written yet"
        )
        return paragraph(heading, statement) + paragraph(
            "We have no judgement on an explanation of yours: tell a neighbour why you judge so."
        )
    explanation, ours = by_key("hypotheses")[name], our_judgements()[comparison.row_id, name]
    answer = paragraph(strong(f"Our judgement: {ours['judgement']}."), ours["reason"])
    if not comparison.judgement:
        answer = details("Open our judgement when you have made yours", answer)
    refuted = Markup("<em>What would speak against it:</em>")
    return (
        paragraph(heading, explanation["statement"], refuted, explanation["what_would_refute_it"])
        + answer
    )


def _our_verdict(claim: ClaimOfFrame) -> Markup:
    """Our verdict on a claim of the frame, why, and the places for and against."""
    verdict = claim["verdict"]
    sentence = Markup("We say {}: {}.").format(strong(verdict), VERDICTS_ON_CLAIMS[verdict])
    return (
        paragraph(sentence, claim["reason"])
        + _table_of_places(claim["supporting_locators"], _CAPTION_OF_SUPPORT[verdict])
        + _table_of_places(claim["against_locators"], "Speaks against it")
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
        (quotation(excerpt, "") if excerpt else Markup())
        + labelled_paragraph("The claim, in our words", claim["claim"]),
        join_pieces((claim["part"].capitalize(), origin(claim["locator"])), " · "),
    )
    if guess == UNANSWERED:
        return front
    yours = Markup("You say {}.").format(strong(guess))
    return front + paragraph(yours, comparison.temptation) + _our_verdict(claim)


@html.register
def frame_claims(comparison: FrameClaims) -> Markup:
    claims = [claim_of_frame(row.framing_id) for row in comparison.rows]
    return join_pieces(
        details(f"{frame_place(claim)}: {claim['claim']}", _our_verdict(claim)) for claim in claims
    )


@html.register
def headline(comparison: Headline) -> Markup:
    if not comparison.rows:
        return paragraph(_EMPTY_HEADLINE)
    rows = [
        (_echo(row.clause), _echo(row.locator) or "–", row.standing, row.found)
        for row in comparison.rows
    ]
    return table(
        rows,
        ("clause", "place", "rests on", "what stands there"),
        f"Your headline, {comparison.length}",
        row_heading=False,
    ) + paragraph(_PLACE_PROVES_NOTHING)


@html.register
def two_headlines(comparison: TwoHeadlines) -> Markup:
    return html(comparison.claim) + html(comparison.headline)
