"""Notebook 08: rival explanations held against passages.

Explanations of the meeting are rivals and are ranked; one of the record stands beside them, since
it can be true together with any of them. The matrix follows the analysis of competing hypotheses of
R. J. Heuer (N050 in `sources.csv`). The number for how far a passage tells rivals apart is ours.
A reader calls `matrix`, `diagnosticity`, `leave_out`, `flip_cell` and `judge_passage`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, NamedTuple

from khaddam_files.answers import keys
from khaddam_files.choices import Choice, by_key, find
from khaddam_files.compare.base import LABEL_SIGNS, Comparison, frozen
from khaddam_files.data import records
from khaddam_files.wording import count_of, join_words, shorten, with_capital

if TYPE_CHECKING:
    from khaddam_files.rows import HypothesisPassage, HypothesisRow

_STEP_OF_JUDGEMENT = {"consistent": 1, "neutral": 0, "inconsistent": -1}
_ROW_JUDGEMENT = Choice("judgement", dict.fromkeys(_STEP_OF_JUDGEMENT, ""))
ROW_JUDGEMENTS = _ROW_JUDGEMENT.values
NOT_JUDGED_BY_ME = "not judged by me"
NOTHING_LEFT_OUT = "leave nothing out"
OWN_EXPLANATION = "H-e"  # the reader's own explanation, of the meeting
_MEETING = "meeting"  # what the rivals explain; the other explanation is about the record
CellJudgements = Mapping[str, str] | None  # `HR09.H-a` -> one of `ROW_JUDGEMENTS`
# what changes do, (explanation, count more or less) for each cell -> how many do the same
_Tally = Counter[tuple[tuple[str, int], ...]]
RowsLeftOut = str | Iterable[str] | None  # a row_id, or several


@dataclass(frozen=True)
class Matrix:
    """Every passage under every explanation in play, with the passages that do not count.

    cells: (row_id, hypothesis_id) -> judgement, without what is not judged; explanations: their
    hypothesis_ids; by_reader: whether a reader's judgements stand over ours; left_out: row_ids.
    """

    cells: Mapping[tuple[str, str], str]
    explanations: Sequence[str]
    by_reader: bool
    left_out: tuple[str, ...] = ()

    def without(self, *row_ids: str) -> Matrix:
        """The same judgements with these passages left out, and no others."""
        return replace(self, left_out=row_ids)

    def under(self, row_id: str) -> dict[str, str | None]:
        """Explanation -> judgement on one passage; None where it is not judged."""
        return {name: self.cells.get((row_id, name)) for name in self.explanations}

    @property
    def rivals(self) -> list[str]:
        """The explanations of the meeting, which answer one question and can be ranked."""
        return [name for name in self.explanations if about(name) == _MEETING]

    def under_rivals(self, row_id: str) -> dict[str, str | None]:
        """Rival -> judgement on one passage; None where it is not judged."""
        return {name: self.cells.get((row_id, name)) for name in self.rivals}

    def steps(self, row_id: str) -> int:
        """How far one passage tells the rivals apart."""
        return steps_apart(self.under_rivals(row_id).values())

    def with_cell(self, row_id: str, hypothesis_id: str, judgement: str) -> Matrix:
        """The same matrix with another judgement in one cell."""
        return replace(self, cells={**self.cells, (row_id, hypothesis_id): judgement})

    @cached_property
    def judgements_by_explanation(self) -> dict[str, list[str | None]]:
        """Explanation -> the judgements on every passage that is left."""
        left = [row_id for row_id in by_key("hypothesis_rows") if row_id not in self.left_out]
        return {
            name: [self.cells.get((row_id, name)) for row_id in left] for name in self.explanations
        }

    @cached_property
    def counts_against(self) -> dict[str, int]:
        """Explanation -> number of passages that are inconsistent with it."""
        return {
            name: values.count("inconsistent")
            for name, values in self.judgements_by_explanation.items()
        }

    @cached_property
    def rankable(self) -> list[str]:
        """The rivals that may be ranked: judged on every passage that is left."""
        return [name for name in self.rivals if None not in self.judgements_by_explanation[name]]

    @cached_property
    def fewest_against(self) -> list[str]:
        """The rivals against which fewest passages speak, several where they tie."""
        least = min((self.counts_against[name] for name in self.rankable), default=0)
        return [name for name in self.rankable if self.counts_against[name] == least]

    @property
    def whose_judgements(self) -> str:
        return f"by {'your' if self.by_reader else 'our'} judgements"

    @property
    def heading(self) -> str:
        """Which passages count, as it heads a column."""
        left_out = [evidence_row(row_id)["locator"] for row_id in self.left_out]
        every = len(by_key("hypothesis_rows"))
        return f"without {join_words(left_out)}" if left_out else f"all {every}"


class MatrixRow(NamedTuple):
    """One passage: its judgements by explanation, and how far it tells the rivals apart."""

    row_id: str
    locator: str
    judgements: Mapping[str, str | None]
    steps_apart: int
    left_out: bool


@frozen
class WholeMatrix(Comparison):
    """Every passage under every explanation; the frame has a column for each of them."""

    rows: Sequence[MatrixRow]
    matrix: Matrix
    row_type = MatrixRow

    @property
    def columns(self) -> tuple[str, ...]:
        return ("row_id", "locator", *self.matrix.explanations, "steps_apart", "left_out")

    def cells(self) -> list[tuple]:
        return [
            (row.row_id, row.locator, *row.judgements.values(), row.steps_apart, row.left_out)
            for row in self.rows
        ]


class PairSteps(NamedTuple):
    """Two rivals by their letters, their judgements on a passage, and the steps between."""

    pair: str
    first: str
    second: str
    steps: int


@frozen
class Diagnosticity(Comparison):
    """How far one passage tells the rivals apart."""

    rows: Sequence[PairSteps]
    row_id: str
    matrix: Matrix
    row_type = PairSteps


class CountsAgainst(NamedTuple):
    """How many passages are inconsistent with an explanation, in each variant of the matrix."""

    explanation: str
    inconsistent: Sequence[int]


@frozen
class CountsBeforeAndAfter(Comparison):
    """The counts with and without one passage or two; the frame has a column for each variant.

    variants: the matrix with every passage first, without all that is left out last; in_sight:
    whether its cells are shown unasked.
    """

    rows: Sequence[CountsAgainst]
    variants: Sequence[Matrix]
    in_sight: bool = False
    row_type = CountsAgainst

    @property
    def columns(self) -> tuple[str, ...]:
        return ("explanation", *(matrix.heading for matrix in self.variants))

    def cells(self) -> list[tuple]:
        return [(row.explanation, *row.inconsistent) for row in self.rows]


@frozen
class FlippedCell(Comparison):
    """The counts before and after one cell of the matrix is judged otherwise.

    singles, doubles: how many changes of one cell, and of two, there are under the rivals, and how
    many of them alter which rivals have the fewest against them; in_sight: whether the cells of the
    matrix are shown unasked; locked: whether a question on it is open, so that no change is counted
    on its page.
    """

    rows: Sequence[CountsAgainst]
    row_id: str
    hypothesis_id: str
    before: Matrix
    after: Matrix
    singles: Changes
    doubles: Changes
    in_sight: bool = False
    locked: bool = False
    row_type = CountsAgainst

    @property
    def columns(self) -> tuple[str, ...]:
        return ("explanation", "as judged", "cell changed")

    def cells(self) -> list[tuple]:
        return [(row.explanation, *row.inconsistent) for row in self.rows]


class Changes(NamedTuple):
    """How many changes there are, and how many bring other rivals to the front, or ahead alone."""

    made: int
    front_altered: int
    ahead: int


class Difference(NamedTuple):
    """A cell that the reader judges otherwise than we do; the explanation by its letter."""

    locator: str
    explanation: str
    ours: str
    yours: str


@frozen
class OwnJudgement(Comparison):
    """One passage under one explanation as the reader judges it, None before that.

    statement: the reader's own explanation; yours: the reader's matrix, without what is not judged.
    """

    rows: Sequence[Difference]
    row_id: str
    hypothesis_id: str
    judgement: str | None
    statement: str
    yours: Matrix
    row_type = Difference


def evidence_row(row_id: str) -> HypothesisRow:
    """A row of `hypothesis_rows.csv`. Raises `SelectionError` for another id."""
    return find("hypothesis_rows", row_id, "row of evidence")


@cache
def _explanation_choice() -> Choice:
    """The explanations by hypothesis_id with their names, the reader's own last."""
    names = {name: row["name"] for name, row in by_key("hypotheses").items()}
    return Choice("explanation", names | {OWN_EXPLANATION: "Your own explanation"})


@cache
def about(hypothesis_id: str) -> str:
    """What an explanation is about: the meeting, or the record of it. The reader's own: meeting."""
    if hypothesis_id == OWN_EXPLANATION:
        return _MEETING
    return by_key("hypotheses")[hypothesis_id]["about"]


def explanation_letters(*hypothesis_ids: str) -> str:
    """The letters of explanations, as a sentence lists them."""
    return join_words([name.removeprefix("H-") for name in hypothesis_ids])


def explanation_title(hypothesis_id: str) -> str:
    """Letter and name of an explanation."""
    return f"{explanation_letters(hypothesis_id)}: {_explanation_choice().meanings[hypothesis_id]}"


def evidence_options() -> list[tuple[str, str]]:
    """(label, row_id) of the rows of evidence in reading order."""
    return [
        (shorten(f"{row['locator']} · {row['gist']}", LABEL_SIGNS), row["row_id"])
        for row in sorted(records("hypothesis_rows"), key=lambda row: row["order"])
    ]


def explanation_options() -> list[tuple[str, str]]:
    """(label, hypothesis_id) of the explanations, the reader's own last."""
    return [(explanation_title(name), name) for name in _explanation_choice().values]


@cache
def our_judgements() -> dict[tuple[str, str], HypothesisPassage]:
    """(row_id, hypothesis_id) -> our judgement with its reason."""
    return {(row["row_id"], row["hypothesis_id"]): row for row in records("hypothesis_passages")}


def our_judgement(row_id: str, hypothesis_id: str) -> str | None:
    """Our judgement of a cell; None under an explanation of the reader's own."""
    row = our_judgements().get((row_id, hypothesis_id))
    return row["judgement"] if row else None


def saved_judgements(answers: Mapping[str, Any]) -> dict[str, str]:
    """The judgements among a reader's saved answers, as `matrix` takes them.

    answers: `08.HR09.H-a` -> judgement, and whatever else, which is passed over.
    """
    return {
        f"{row_id}.{name}": judgement
        for row_id, name in product(by_key("hypothesis_rows"), _explanation_choice().values)
        if (judgement := answers.get(keys.judgement(row_id, name))) in ROW_JUDGEMENTS
    }


def _merged_judgements(
    judgements: CellJudgements = None, left_out_rows: RowsLeftOut = None
) -> Matrix:
    """Our judgements with a reader's over them; an own explanation is in play once it is judged.

    judgements: `HR09.H-a` -> one of `ROW_JUDGEMENTS`, None for ours alone; left_out_rows: a row_id,
    several, or None. Raises `SelectionError` for a row, an explanation or a judgement that does not
    exist.
    """
    cells = {cell: row["judgement"] for cell, row in our_judgements().items()}
    for key, judgement in (judgements or {}).items():
        row_id, _, name = key.partition(".")
        cell = evidence_row(row_id)["row_id"], _explanation_choice().check(name)
        cells[cell] = _ROW_JUDGEMENT.check(judgement)
    in_play = {name for _, name in cells}
    names = [name for name in _explanation_choice().values if name in in_play]
    if isinstance(left_out_rows, str):
        left_out_rows = (left_out_rows,)
    row_ids = (row for row in dict.fromkeys(left_out_rows or ()) if row != NOTHING_LEFT_OUT)
    left_out = tuple(evidence_row(row_id)["row_id"] for row_id in row_ids)
    return Matrix(cells, names, bool(judgements), left_out)


def steps_apart(judgements: Iterable[str | None]) -> int:
    """How far the judgements on one row lie apart: 0 if all are alike.

    Consistent, neutral and inconsistent are one step from each other in this order; the steps are
    added up over every pair of explanations. The number is ours; the method only asks which
    evidence tells explanations apart. Raises `SelectionError` for what is no judgement; None, not
    judged, counts nothing.
    """
    steps = [
        _STEP_OF_JUDGEMENT[_ROW_JUDGEMENT.check(value)] for value in judgements if value is not None
    ]
    return sum(abs(first - second) for first, second in combinations(steps, 2))


def fewest_against(
    left_out_rows: RowsLeftOut = None, judgements: CellJudgements = None
) -> list[str]:
    """The explanations of the meeting against which fewest rows speak, several where they tie.

    An own explanation counts once every row is judged. left_out_rows, judgements: as in `matrix`.
    Raises `SelectionError` as `matrix` does.
    """
    return _merged_judgements(judgements, left_out_rows).fewest_against


def _counts_against(matrix: Matrix, before: Matrix) -> str:
    """How many passages speak against each explanation, and how many did before the change.

    The rivals come first, then what is about the record.
    """
    counts = {
        name: f"{explanation_letters(name)} {count}"
        + (
            f" (before {before.counts_against[name]})"
            if before.counts_against[name] != count
            else ""
        )
        for name, count in matrix.counts_against.items()
    }
    rivals = ", ".join(counts.pop(name) for name in matrix.rivals)
    return f"{rivals}; of the record, {', '.join(counts.values())}"


def matrix(left_out_rows: RowsLeftOut = None, judgements: CellJudgements = None) -> WholeMatrix:
    """Every passage under every explanation, and how far each passage tells the rivals apart.

    left_out_rows: a row_id such as HR09, several, or None; judgements: `HR09.H-a` -> one of
    `ROW_JUDGEMENTS`, put over ours (`H-e` is an explanation of the reader's own). Frame: row_id,
    locator, one column for each explanation, steps_apart, left_out. Source of the method: N050;
    `steps_apart` defines the number. Raises `SelectionError` for a row, an explanation or a
    judgement that does not exist.
    """
    merged = _merged_judgements(judgements, left_out_rows)
    rows = []
    for row_id, row in by_key("hypothesis_rows").items():
        under = merged.under(row_id)
        steps, left_out = merged.steps(row_id), row_id in merged.left_out
        rows.append(MatrixRow(row_id, row["locator"], under, steps, left_out))
    scope = with_capital(merged.heading if merged.left_out else f"{merged.heading} passages")
    counts = _counts_against(merged, merged.without())
    without_steps = [row.locator for row in rows if row.steps_apart == 0 and not row.left_out]
    count, verb = len(without_steps), "does" if len(without_steps) == 1 else "do"
    not_telling = f"{count} {verb} not discriminate: {', '.join(without_steps)}."
    return WholeMatrix(
        sentence=f"{scope}, {merged.whose_judgements}, inconsistent with {counts}. "
        f"Fewest speak against {explanation_letters(*merged.fewest_against)}. "
        + (not_telling if without_steps else "Every passage tells some of them apart."),
        rows=rows,
        matrix=merged,
    )


def reasons_by_explanation(row_id: str, matrix: Matrix) -> list[tuple[str, str, str]]:
    """(explanation, judgement, why) of one passage under each explanation where it is judged."""
    rows = []
    for name, judgement in matrix.under(row_id).items():
        ours = our_judgements().get((row_id, name))
        why = ours["reason"] if ours and ours["judgement"] == judgement else "Your judgement."
        if judgement:
            rows.append((explanation_title(name), judgement, why))
    return rows


def steps_between_pairs(row_id: str, matrix: Matrix) -> list[PairSteps]:
    """The steps on one passage between every two rivals under which it is judged."""
    under = {name: value for name, value in matrix.under_rivals(row_id).items() if value}
    return [
        PairSteps(
            explanation_letters(first, second),
            under[first],
            under[second],
            steps_apart((under[first], under[second])),
        )
        for first, second in combinations(under, 2)
    ]


def diagnosticity(row_id: str, judgements: CellJudgements = None) -> Diagnosticity:
    """One passage under every explanation, and how far it tells those of the meeting apart.

    row_id: such as HR09; judgements: as in `matrix`. Frame: pair, first, second, steps as in
    `steps_apart`; one row for each pair of explanations. Raises `SelectionError` for a row, an
    explanation or a judgement that does not exist.
    """
    place, matrix = evidence_row(row_id)["locator"], _merged_judgements(judgements)
    against = [name for name, value in matrix.under(row_id).items() if value == "inconsistent"]
    return Diagnosticity(
        sentence=f"{place} {_discrimination(row_id, matrix)}; it speaks against "
        f"{explanation_letters(*against) or 'none'}.",
        rows=steps_between_pairs(row_id, matrix),
        row_id=row_id,
        matrix=matrix,
    )


def _discrimination(row_id: str, matrix: Matrix) -> str:
    """Whether a passage tells the rivals apart, and its rank among all."""
    steps_by_row = {row: matrix.steps(row) for row in by_key("hypothesis_rows")}
    steps, ranked_steps = steps_by_row[row_id], sorted(steps_by_row.values(), reverse=True)
    if not steps:
        return "does not discriminate: every explanation of the meeting is judged alike"
    rank = (
        f"{'shared ' if ranked_steps.count(steps) > 1 else ''}rank {ranked_steps.index(steps) + 1}"
    )
    return (
        f"tells the explanations apart by {count_of(steps, 'step')}, {rank} of {len(ranked_steps)}"
    )


def leave_out(
    first: str = NOTHING_LEFT_OUT,
    second: str = NOTHING_LEFT_OUT,
    judgements: CellJudgements = None,
    in_sight: bool = False,
) -> CountsBeforeAndAfter:
    """What becomes of the counts if one passage is left out, or another, or both.

    first, second: a row_id, or `NOTHING_LEFT_OUT`; judgements: as in `matrix`; in_sight: whether
    the cells are shown unasked, and not folded. Frame: explanation, then the number of inconsistent
    passages before and after each change. Raises `SelectionError` for a row, an explanation or a
    judgement that does not exist.
    """
    last = _merged_judgements(judgements, (first, second))
    changes = dict.fromkeys([(), *((row_id,) for row_id in last.left_out), last.left_out])
    variants = [last.without(*change) for change in changes]
    return CountsBeforeAndAfter(
        sentence=_counts_before_and_after(variants[0], last),
        rows=[
            CountsAgainst(
                explanation_title(name), [matrix.counts_against[name] for matrix in variants]
            )
            for name in last.explanations
        ],
        variants=variants,
        in_sight=in_sight,
    )


def _counts_before_and_after(before: Matrix, after: Matrix) -> str:
    heading = with_capital(after.heading) if after.left_out else "Nothing is left out"
    whose = ", by your judgements" if after.by_reader else ""
    change = _changed_counts(before, after) or "no count changes"
    return f"{heading}{whose}: {f'{change}; ' if after.left_out else ''}{_front(before, after)}."


def _changed_counts(before: Matrix, after: Matrix) -> str:
    """The counts that a change alters, in words: a has 2 against it instead of 3."""
    was = before.counts_against
    changes = [
        f"{explanation_letters(name)} has {count} against it instead of {was[name]}"
        for name, count in after.counts_against.items()
        if count != was[name]
    ]
    return join_words(changes)


def _front(before: Matrix, after: Matrix) -> str:
    """Which rivals have the fewest against them after a change, and whether they had before."""
    front, several = explanation_letters(*after.fewest_against), len(after.fewest_against) > 1
    if after.fewest_against == before.fewest_against:
        still = "still " if after != before else ""
        return f"{front} {still}{'have' if several else 'has'} the fewest"
    return (
        f"now fewest speak against {front}, before against "
        f"{explanation_letters(*before.fewest_against)}"
    )


def flip_cell(
    row_id: str = "HR04",
    hypothesis_id: str = "H-a",
    judgement: str = "neutral",
    judgements: CellJudgements = None,
    in_sight: bool = False,
) -> FlippedCell:
    """What becomes of the counts if one cell is judged otherwise, and how many changes matter.

    row_id, judgements: as in `matrix`; hypothesis_id: an explanation of the table; judgement: one
    of `ROW_JUDGEMENTS`; in_sight: as in `leave_out`. Frame: explanation, then inconsistent
    passages as judged and changed. Raises `SelectionError` for an unknown row, explanation or
    judgement.
    """
    before, row = _merged_judgements(judgements), evidence_row(row_id)
    name = find("hypotheses", hypothesis_id, "explanation")["hypothesis_id"]
    after = before.with_cell(row_id, name, _ROW_JUDGEMENT.check(judgement))
    was = before.cells[row_id, name]
    change = f"{judgement} instead of {was}" if judgement != was else f"{was}, as it stands"
    singles, doubles = _changes(before)
    return FlippedCell(
        sentence=f"{row['locator']} under {explanation_letters(name)}, {change}: "
        f"{_changed_counts(before, after) or 'no count changes'}; "
        f"of the meeting, {_front(before, after)}.",
        rows=[
            CountsAgainst(
                explanation_title(each), [before.counts_against[each], after.counts_against[each]]
            )
            for each in after.explanations
        ],
        row_id=row_id,
        hypothesis_id=name,
        before=before,
        after=after,
        singles=singles,
        doubles=doubles,
        in_sight=in_sight,
    )


def _changes(matrix: Matrix) -> tuple[Changes, Changes]:
    """Every change of one cell under the rivals, and every change of two."""
    moves = []  # (cell, what the change does to a count)
    for cell in product(by_key("hypothesis_rows"), matrix.rankable):
        was = matrix.cells[cell]
        moves += [
            (cell, (cell[1], (new == "inconsistent") - (was == "inconsistent")))
            for new in ROW_JUDGEMENTS
            if new != was
        ]
    singles: _Tally = Counter((move,) for _, move in moves)
    doubles: _Tally = Counter(
        (move, other)
        for (cell, move), (another, other) in combinations(moves, 2)
        if cell != another
    )
    return _altered(matrix, singles), _altered(matrix, doubles)


def _altered(matrix: Matrix, changes: _Tally) -> Changes:
    """How many changes alter who is in front."""
    front, altered, ahead = set(matrix.fewest_against), 0, 0
    for change, times in changes.items():
        against = {name: matrix.counts_against[name] for name in matrix.rankable}
        for name, more in change:
            against[name] += more
        least = min(against.values())
        now = {name for name, count in against.items() if count == least}
        altered += times * (now != front)
        ahead += times * (not now & front)
    return Changes(changes.total(), altered, ahead)


def judge_passage(
    row_id: str, hypothesis_id: str, judgements: CellJudgements = None, statement: str = ""
) -> OwnJudgement:
    """One passage under one explanation: the reader's judgement and matrix beside ours.

    Ours stays folded until the reader has judged this cell. judgements: as in `matrix`; statement:
    the reader's own explanation, in words. Frame: locator, explanation, ours, yours; one row for
    each cell that the reader judges otherwise. Raises `SelectionError` for a row, an explanation or
    a judgement that does not exist.
    """
    place, name = evidence_row(row_id)["locator"], _explanation_choice().check(hypothesis_id)
    yours = _own_matrix(judgements, name)
    differences = [
        Difference(evidence_row(row)["locator"], explanation_letters(explanation), ours, own)
        for (row, explanation), own in yours.cells.items()
        if (ours := our_judgement(row, explanation)) not in (None, own)
    ]
    own_judgement = yours.cells.get((row_id, name))
    words = len(statement.split())
    beside_ours = _judgement_beside_ours(row_id, name, own_judgement)
    sentences = [f"{place} under {explanation_letters(name)}: {beside_ours}."]
    if words and name != OWN_EXPLANATION:
        own = f"Your explanation e has {words} words"
        sentences.append(f"{own}: choose it to judge passages under it.")
    if judgements:
        sentences += _progress_sentences(judgements, differences)
    return OwnJudgement(
        sentence=" ".join(sentences),
        rows=differences,
        row_id=row_id,
        hypothesis_id=name,
        judgement=own_judgement,
        statement=statement,
        yours=yours,
    )


def _own_matrix(judgements: CellJudgements, shown: str) -> Matrix:
    """What a reader has judged and nothing else; an own explanation is in play once it is judged,
    or is the one that is shown."""
    merged = _merged_judgements(judgements)
    cells = {
        cell: value for cell, value in merged.cells.items() if ".".join(cell) in (judgements or {})
    }
    in_play = {*merged.explanations, shown}
    names = [name for name in _explanation_choice().values if name in in_play]
    return Matrix(cells, names, by_reader=True)


def _judgement_beside_ours(row_id: str, name: str, judgement: str | None) -> str:
    """What the reader judges of one cell, and we; of the reader's own explanation nothing."""
    if judgement is None:
        return "not judged by you yet"
    ours = our_judgement(row_id, name)
    if ours is None:
        return f"you say {judgement}"
    return f"you say {judgement}, " + ("as we do" if judgement == ours else f"we say {ours}")


def _progress_sentences(
    judgements: Mapping[str, str], differences: Sequence[Difference]
) -> Iterator[str]:
    """How much of the matrix a reader has judged: a sentence on ours, one on an own explanation."""
    own = sum(key.endswith(OWN_EXPLANATION) for key in judgements)
    every = len(by_key("hypothesis_rows"))
    yield (
        f"{len(judgements) - own} of {len(our_judgements())} cells judged, "
        f"{len(differences)} otherwise than by us."
    )
    if 0 < own < every:
        yield f"Explanation e is judged on {own} of {every} passages and not ranked yet."
