"""Notebook 08."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from khaddam_files.choices import by_key, find
from khaddam_files.compare.base import UNANSWERED
from khaddam_files.compare.explanations import (
    OWN_EXPLANATION,
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
    WholeMatrix,
    claim_of_frame,
    claims_around,
    evidence_row,
    explanation_letters,
    explanation_title,
    frame_place,
    our_judgement,
    our_judgements,
    passages_by_place,
    reasons_by_explanation,
    steps_between_pairs,
    words_by_speaker,
)
from khaddam_files.compare.people import short_name
from khaddam_files.pages import html
from khaddam_files.pages.elements import (
    CHANGED,
    SERIF,
    TINT,
    VOICE,
    Mark,
    badge,
    details,
    figure,
    join_pieces,
    paragraph,
    picture,
    quotation,
    set_close,
    side_by_side,
    stacked_lines,
    strong,
    table,
)
from khaddam_files.pages.sources import origin, sources_line
from khaddam_files.wording import count_of, shorten

if TYPE_CHECKING:
    from khaddam_files.rows import ClaimOfFrame

_LONGEST_ECHO = 160  # signs of a typed text that are shown again
_LONGEST_NOTE = 44  # signs of what a passage says, beside its row
_WIDTH_OF_CELL = 50  # pixels
_WIDTH_OF_COUNT = 84
_WIDTH_OF_OWN_CELL = 40  # pixels, where the words of the passage stand beside the matrix
_NOT_GUESSED = "?"
_LOOK_OF_JUDGEMENT = {  # sign and tint of a cell
    "consistent": ("✓", ""),
    "neutral": ("·", ""),
    "inconsistent": ("✕", CHANGED),
    None: ("", ""),
}
_LEGEND = "✓ fits, · neutral, ✕ speaks against; ▮ a step between {}"
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
_WORDS_AND_MATRIX = (  # side by side: the matrix takes what it needs, the words take the rest
    '<div style="display:flex;flex-wrap:wrap;gap:14px"><div style="flex:1 1 200px;min-width:0">{}'
    '</div><div style="flex:0 1 auto">{}</div></div>'
)
_AS_A_TABLE = "As a table, in words"
_CLAUSES = f"{SERIF};font-size:16px;line-height:1.7;margin:4px 0"
_OWN_HEADLINE = f"{SERIF};font-size:20px;line-height:1.6;margin:4px 0 8px"
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


def _columns(matrix: Matrix) -> list[str]:
    """The explanations with those of the meeting first, which are set apart from the other."""
    return sorted(matrix.explanations, key=lambda name: name not in matrix.rivals)


def _letters(matrix: Matrix) -> list[str]:
    return [explanation_letters(name) for name in _columns(matrix)]


def _caption(matrix: Matrix, legend: str) -> Markup:
    """What the letters stand for, and the signs."""
    titles = (explanation_title(name).partition(": ") for name in _columns(matrix))
    names = ", ".join(f"{letter}: {name[0].lower()}{name[1:]}" for letter, _, name in titles)
    return stacked_lines(names, legend)


def _counts(matrix: Matrix) -> tuple[str, list[Markup]]:
    """How many passages speak against each explanation, as the foot of a picture."""
    return "against", [strong(str(matrix.counts_against[name])) for name in _columns(matrix)]


def _matrix_in_sight(
    matrix: Matrix, changed: tuple[str, str] | None = None, before: Matrix | None = None
) -> Markup:
    """The matrix as a picture, the passages that tell most apart on top; those that tell nothing
    apart are folded. changed: a cell that the reader has changed; before: the matrix without that
    change, whose order the rows keep."""
    order = before or matrix
    steps = {row_id: order.steps(row_id) for row_id in by_key("hypothesis_rows")}
    touched = {*matrix.left_out, *(changed or ())[:1]}
    folded = [row_id for row_id in steps if not steps[row_id] and row_id not in touched]
    shown = sorted(
        (row_id for row_id in steps if row_id not in folded),
        key=lambda row_id: (-steps[row_id], _first_against(order, row_id)),
    )
    columns, apart = _letters(matrix), len(matrix.rivals)
    rivals = explanation_letters(*matrix.rivals)
    legend = _LEGEND.format(rivals)
    page = picture(
        columns,
        [("", [_matrix_row(matrix, row_id, changed) for row_id in shown])],
        _caption(matrix, legend),
        totals=_counts(matrix),
        width=_WIDTH_OF_CELL,
        apart=apart,
    )
    if not folded:
        return page
    rows = [_matrix_row(matrix, row_id, changed) for row_id in folded]
    places = ", ".join(evidence_row(row_id)["locator"] for row_id in folded)
    rest = picture(columns, [("", rows)], legend, width=_WIDTH_OF_CELL, apart=apart)
    return page + details(f"{places}: judged alike under {rivals}", rest)


def _first_against(matrix: Matrix, row_id: str) -> int:
    """The place of the first rival that a passage speaks against, so that those which speak
    against the same one stand together."""
    under = list(matrix.under_rivals(row_id).values())
    return under.index("inconsistent") if "inconsistent" in under else len(under)


def _matrix_row(matrix: Matrix, row_id: str, changed: tuple[str, str] | None) -> tuple:
    """A row of the picture: a passage that is left out stays as an empty one, and what is judged
    otherwise than by us stands in a thick frame."""
    row, out = evidence_row(row_id), row_id in matrix.left_out
    marks = [
        _mark(matrix, row_id, name, (row_id, name) == changed) if not out else Mark("–", "")
        for name in _columns(matrix)
    ]
    lead = "left out:" if out else "▮" * matrix.steps(row_id)
    note = f"{lead} {shorten(row['gist'], _LONGEST_NOTE)}".strip()
    return row["locator"], marks, note


def _mark(matrix: Matrix, row_id: str, name: str, is_changed: bool) -> Mark:
    judgement = matrix.cells.get((row_id, name))
    sign, tint = _LOOK_OF_JUDGEMENT[judgement]
    otherwise = judgement is not None and judgement != our_judgement(row_id, name)
    return Mark(sign, "", tint, is_changed or otherwise)


def _counts_in_sight(variants: Sequence[tuple[str, Matrix]]) -> Markup:
    """How many passages speak against each explanation, without the cells that are counted."""
    first = variants[0][1]
    rows = [
        (
            title,
            [
                Mark(
                    "✕" * matrix.counts_against[name],
                    str(matrix.counts_against[name]),
                    TINT if name in matrix.fewest_against else "",
                )
                for name in _columns(matrix)
            ],
            "",
        )
        for title, matrix in variants
    ]
    caption = _caption(first, "A ✕ for each passage that speaks against it; grey: the fewest")
    return picture(
        _letters(first), [("", rows)], caption, width=_WIDTH_OF_COUNT, apart=len(first.rivals)
    )


def _matrix_in_words(matrix: Matrix) -> Markup:
    """The matrix in words, with what each passage says and how far it tells them apart."""
    rows = []
    for row_id, row in by_key("hypothesis_rows").items():
        under, place = matrix.under(row_id).values(), row["locator"]
        cells = [f"{_LOOK_OF_JUDGEMENT[value][0]} {value or 'not judged'}" for value in under]
        steps = str(matrix.steps(row_id) or "0, does not discriminate")
        if row_id in matrix.left_out:
            place, cells, steps = f"{place} (left out)", ["–" for _ in cells], "–"
        rows.append((place, row["gist"], *cells, steps))
    return table(
        rows,
        ("place", "what it says", *map(explanation_title, matrix.explanations), "steps apart"),
        "Each passage under each explanation",
    )


@html.register
def whole_matrix(comparison: WholeMatrix) -> Markup:
    matrix = comparison.matrix
    return (
        _matrix_in_sight(matrix)
        + _note_on_own_explanation(matrix)
        + details(_AS_A_TABLE, _matrix_in_words(matrix))
    )


def _evidence_card(row_id: str) -> Markup:
    """The words of one row of evidence, and who speaks."""
    row = evidence_row(row_id)
    pieces = [find("passages", passage_id) for passage_id in row["passage_ids"]]
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
    return figure(words + details("In our words", paragraph(row["gist"])), caption)


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
    cards = [
        _evidence_card(row_id)
        + details(
            f"{evidence_row(row_id)['locator']} under each explanation",
            _passage_under_each(row_id, before),
        )
        for row_id in after.left_out
    ]
    words = side_by_side(*cards) if len(cards) == 2 else join_pieces(cards)
    variants = [
        ("without both" if len(matrix.left_out) > 1 else matrix.heading, matrix)
        for matrix in comparison.variants
    ]
    return set_close(
        _cells_or_counts(
            comparison.in_sight, _matrix_in_sight(after), _counts_in_sight(variants), words
        ),
        details(_AS_A_TABLE, _note_on_own_explanation(after) + _matrix_in_words(after)),
    )


def _cells_or_counts(in_sight: bool, cells: Markup, counts: Markup, words: Markup) -> Markup:
    """The matrix where it was asked for, and else its counts alone. words: of the passages that a
    reader has chosen."""
    words = details("The words of what you chose", words) if words else words
    if in_sight:
        return cells + words
    return counts + words + details("Our judgements that are counted here", cells)


@html.register
def flipped_cell(comparison: FlippedCell) -> Markup:
    row_id, name = comparison.row_id, comparison.hypothesis_id
    one, two = comparison.singles, comparison.doubles
    every_change = (
        f"One cell of a, b and c can be changed in {one.made} ways: {_altering(one)}. "
        f"Two cells can be changed in {two.made:,} ways: {_altering(two)}."
    )
    ours = our_judgements()[row_id, name]
    reason = details(
        f"Our reason for {evidence_row(row_id)['locator']} under {explanation_letters(name)}",
        paragraph(strong(f"Our judgement: {ours['judgement']}."), ours["reason"]),
    )
    counts = _counts_in_sight(
        [("as judged", comparison.before), ("cell changed", comparison.after)]
    )
    return set_close(
        _cells_or_counts(
            comparison.in_sight,
            _matrix_in_sight(comparison.after, (row_id, name), comparison.before),
            counts,
            _evidence_card(row_id),
        ),
        reason,
        ""
        if comparison.locked
        else details("Every change of one cell, and of two", paragraph(every_change)),
    )


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
    left = _evidence_card(comparison.row_id) + _explanation_card(comparison)
    page = Markup(_WORDS_AND_MATRIX).format(left, _your_matrix(comparison))
    if not comparison.rows:
        return set_close(page)
    count = count_of(len(comparison.rows), "cell")
    differences = details(
        f"{count} that you judge otherwise than we do", _table_of_differences(comparison.rows)
    )
    return set_close(page, differences)


def _your_matrix(comparison: OwnJudgement) -> Markup:
    """The reader's matrix in reading order, with a cross of tint on the present cell. Ours stands
    in a cell only once it is judged, and only where it differs."""
    matrix, present = comparison.yours, (comparison.row_id, comparison.hypothesis_id)
    columns = _columns(matrix)
    rows = []
    for row_id, row in by_key("hypothesis_rows").items():
        marks = [_your_mark(matrix, (row_id, name), present) for name in columns]
        place = strong(f"▸ {row['locator']}") if row_id == present[0] else row["locator"]
        rows.append((place, marks, ""))
    letters = [
        strong(f"▾ {letter}") if name == present[1] else letter
        for name, letter in ((name, explanation_letters(name)) for name in columns)
    ]
    caption = "✓ fits, · neutral, ✕ against, ≠ ours"
    return picture(
        letters,
        [("", rows)],
        caption,
        totals=_counts(matrix),
        width=_WIDTH_OF_OWN_CELL,
        apart=len(matrix.rivals),
    )


def _your_mark(matrix: Matrix, cell: tuple[str, str], present: tuple[str, str]) -> Mark:
    judgement, ours = matrix.cells.get(cell), our_judgement(*cell)
    sign, tint = _LOOK_OF_JUDGEMENT[judgement]
    differs = judgement is not None and ours not in (None, judgement)
    word = f"≠ {_LOOK_OF_JUDGEMENT[ours][0]}" if differs else ""
    crossing = any(one == other for one, other in zip(cell, present, strict=True))
    return Mark(sign, word, tint or (TINT if crossing else ""), cell == present)


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
        answer = details("Our judgement, after yours", answer)
    refuted = details(
        f"What would speak against {explanation_letters(name)}",
        paragraph(explanation["what_would_refute_it"]),
    )
    return paragraph(heading, explanation["statement"]) + refuted + answer


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
            _underlined(_echo(row.clause), _LINE_OF_STANDING.get(row.standing, "")),
            _echo(row.locator) or "no place",
        )
        for row in comparison.rows
    ]
    rows = [
        (_echo(row.clause), _echo(row.locator) or "–", row.standing, row.found)
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
