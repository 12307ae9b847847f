"""Notebook 08: rival explanations held against passages, and a headline held against the text.

The matrix follows the analysis of competing hypotheses of R. J. Heuer (N050 in `sources.csv`). The number for how far a passage
tells the explanations apart is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from khaddam_files import markup
from khaddam_files.answers import keys
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import WrittenComparison
from khaddam_files.compare.cards import UNANSWERED
from khaddam_files.compare.passages import passage
from khaddam_files.compare.people import short_name
from khaddam_files.compare.written import origin, sources_line
from khaddam_files.data import records
from khaddam_files.wording import count_of, join_words, shortened

ROW_JUDGEMENTS = ("consistent", "neutral", "inconsistent")
NOT_JUDGED_BY_ME = "not judged by me"
NOTHING_LEFT_OUT = "leave nothing out"
OWN_EXPLANATION = "H-e"  # the reader's own explanation
HEADLINE_WORDS = 25
HEADLINE_CLAUSES = 4
LONGEST_SHOWN = 160  # signs of a typed text that are shown again
LABEL_SIGNS = 66  # of an entry of a list, so that the list shows it whole
STEP = {"consistent": 1, "neutral": 0, "inconsistent": -1}
CELL = {"consistent": "C", "neutral": "N", "inconsistent": "I", None: "–"}
VERDICTS_ON_CLAIMS = {
    "supported": "passages bear it out",
    "partly": "a part of it stands in the text; something is missing, or a passage speaks against it",
    "not in the text": "no passage says it",
    "contradicted": "a passage, or another document, says otherwise",
}
BEARING = {
    "supported": "Bears the claim out",
    "partly": "Bears a part of it out",
    "not in the text": "Comes near it without saying it",
    "contradicted": "Comes near it",
}
PLACE = re.compile(r"S(\d{1,3})\.\d{1,3}(-[a-z]\d{1,3})?", re.ASCII)


def _row(row_id: str) -> dict:
    known = by_key("hypothesis_rows")
    if row_id not in known:
        raise SelectionError("row of evidence", row_id, f"one of {', '.join(known)}")
    return known[row_id]


def _explanation(hypothesis_id: str) -> dict:
    known = by_key("hypotheses")
    if hypothesis_id == OWN_EXPLANATION:
        return {"hypothesis_id": OWN_EXPLANATION, "name": "Your own explanation"}
    if hypothesis_id not in known:
        raise SelectionError("explanation", hypothesis_id, f"one of {', '.join([*known, OWN_EXPLANATION])}")
    return known[hypothesis_id]


def _letter(hypothesis_id: str) -> str:
    return hypothesis_id.removeprefix("H-")


def _title(hypothesis_id: str) -> str:
    return f"{_letter(hypothesis_id)}: {_explanation(hypothesis_id)['name']}"


def _short(words: str) -> str:
    """A typed text as far as it is shown again."""
    return words if len(words) <= LONGEST_SHOWN else words[:LONGEST_SHOWN] + " …"


def evidence_options() -> list[tuple[str, str]]:
    """(label, row_id) of the rows of evidence in reading order."""
    return [
        (shortened(f"{row['locator']} · {row['gist']}", LABEL_SIGNS), row["row_id"])
        for row in sorted(records("hypothesis_rows"), key=lambda row: row["order"])
    ]


def explanation_options() -> list[tuple[str, str]]:
    """(label, hypothesis_id) of the explanations, the reader's own last."""
    return [(_title(name), name) for name in [*by_key("hypotheses"), OWN_EXPLANATION]]


def _ours() -> dict[tuple[str, str], dict]:
    """(row_id, hypothesis_id) -> our judgement with its reason."""
    known = by_key("hypothesis_passages").values()
    return {(row["row_id"], row["hypothesis_id"]): row for row in known}


def kept_judgements(kept: Mapping) -> dict[str, str]:
    """The judgements among a reader's saved answers, as `matrix` takes them; what is none is passed over.

    kept: `08.HR09.H-a` -> judgement, and other answers.
    """
    rows, names = by_key("hypothesis_rows"), {name for _, name in explanation_options()}
    cells = {keys.judgement(row_id, name): f"{row_id}.{name}" for row_id in rows for name in names}
    return {cells[key]: value for key, value in kept.items() if key in cells and value in ROW_JUDGEMENTS}


def _judged(judgements: Mapping[str, str] | None) -> tuple[list[str], dict[tuple[str, str], str | None]]:
    """The explanations in play, and every cell: ours, with the reader's changes over it."""
    cells: dict[tuple[str, str], str | None] = {key: row["judgement"] for key, row in _ours().items()}
    own = {}
    for key, value in (judgements or {}).items():
        row_id, _, name = key.partition(".")
        _row(row_id), _explanation(name)
        if value not in ROW_JUDGEMENTS:
            raise SelectionError("judgement", value, f"one of {', '.join(ROW_JUDGEMENTS)}")
        (own if name == OWN_EXPLANATION else cells)[row_id, name] = value
    names = list(by_key("hypotheses"))
    if own:
        names.append(OWN_EXPLANATION)
        cells |= {(row_id, OWN_EXPLANATION): own.get((row_id, OWN_EXPLANATION)) for row_id in by_key("hypothesis_rows")}
    return names, cells


def steps_apart(judgements: Iterable[str | None]) -> int:
    """How far the judgements on one row lie apart: 0 if all are alike.

    Consistent, neutral and inconsistent are one step from each other in this order; the steps are added up over every pair of
    explanations. The number is ours; the method only asks which evidence tells explanations apart. Raises `SelectionError` for
    what is no judgement; None, not judged, counts nothing.
    """
    made = [judgement for judgement in judgements if judgement is not None]
    for judgement in made:
        if judgement not in STEP:
            raise SelectionError("judgement", judgement, f"one of {', '.join(ROW_JUDGEMENTS)}")
    return sum(abs(STEP[a] - STEP[b]) for a, b in combinations(made, 2))


def _left_out(dropped) -> tuple[str, ...]:
    chosen = () if dropped is None else (dropped,) if isinstance(dropped, str) else tuple(dropped)
    chosen = tuple(dict.fromkeys(row for row in chosen if row != NOTHING_LEFT_OUT))
    for row_id in chosen:
        _row(row_id)
    return chosen


def _against(names, cells, dropped=()) -> dict[str, int]:
    """Explanation -> number of rows that are inconsistent with it."""
    return {
        name: sum(cells[row, name] == "inconsistent" for row in by_key("hypothesis_rows") if row not in dropped)
        for name in names
    }


def _ranked(names, cells, dropped=()) -> list[str]:
    """The explanations that may be ranked: judged on every row that is left."""
    rows = [row for row in by_key("hypothesis_rows") if row not in dropped]
    return [name for name in names if all(cells[row, name] is not None for row in rows)]


def _waiting(names, cells, dropped=()) -> str:
    """That an own explanation is not ranked, as long as it is not."""
    waits = OWN_EXPLANATION in names and OWN_EXPLANATION not in _ranked(names, cells, dropped)
    return (
        markup.paragraph("Explanation e is not ranked until every passage that is left is judged under it.")
        if waits
        else ""
    )


def fewest_against(dropped=None, judgements: Mapping[str, str] | None = None) -> list[str]:
    """The explanations against which fewest rows speak, several where they tie. An own explanation counts once every row is judged.

    dropped, judgements: as in `matrix`.
    """
    (names, cells), out = _judged(judgements), _left_out(dropped)
    totals = _against(names, cells, out)
    ranked = _ranked(names, cells, out)
    return [name for name in ranked if totals[name] == min(totals[other] for other in ranked)]


def _letters(names) -> str:
    return join_words([_letter(name) for name in names])


def _counted(now: dict, before: dict | None = None) -> str:
    return ", ".join(
        f"{_letter(name)} {count}" + (f" (before {before[name]})" if before and before[name] != count else "")
        for name, count in now.items()
    )


def _whose(judgements) -> str:
    return "by your judgements" if judgements else "by our judgements"


def _pattern(names, cells, caption: str, dropped=()) -> str:
    """The matrix in letters, narrow enough to stand beside another."""
    return markup.table(
        [
            (
                row["locator"],
                *("left out" if row_id in dropped else CELL[cells[row_id, name]] for name in names),
            )
            for row_id, row in by_key("hypothesis_rows").items()
        ]
        + [("I in all", *_against(names, cells, dropped).values())],
        ("place", *map(_letter, names)),
        caption,
    )


def _every_cell(names, cells, dropped=()) -> str:
    """The matrix in words, with what each passage says and how far it tells the explanations apart."""
    shown = []
    for row_id, row in by_key("hypothesis_rows").items():
        judgements = [cells[row_id, name] for name in names]
        steps = steps_apart(judgements)
        shown.append(
            (f"{row['locator']} (left out)", row["gist"], *("–" for _ in names), "–")
            if row_id in dropped
            else (
                row["locator"],
                row["gist"],
                *(f"{CELL[judgement]} {judgement or 'not judged'}" for judgement in judgements),
                str(steps) if steps else "0, does not discriminate",
            )
        )
    return markup.table(
        shown,
        ("place", "what it says", *map(_title, names), "steps apart"),
        "Each passage under each explanation: C consistent, N neutral, I inconsistent",
    )


def matrix(dropped=None, judgements: Mapping[str, str] | None = None) -> WrittenComparison:
    """Every passage under every explanation, with the passages against each, and how far each passage tells them apart.

    dropped: a row_id such as HR09, or several, to leave out; judgements: `HR09.H-a` -> one of `ROW_JUDGEMENTS`, put over ours
    (`H-e` is an explanation of the reader's own). Frame: row_id, locator, one column for each explanation, steps_apart, left_out.
    Source of the method: N050; `steps_apart` defines the number.
    """
    (names, cells), out = _judged(judgements), _left_out(dropped)
    known = by_key("hypothesis_rows")
    rows = [
        (
            row_id,
            row["locator"],
            *(cells[row_id, name] for name in names),
            steps_apart(cells[row_id, name] for name in names),
            row_id in out,
        )
        for row_id, row in known.items()
    ]
    totals, before = _against(names, cells, out), _against(names, cells)
    mute = [row[1] for row in rows if row[-2] == 0 and not row[-1]]
    count = [
        (
            _title(name),
            *(
                sum(cells[row_id, name] == judgement for row_id in known if row_id not in out)
                for judgement in ("inconsistent", "neutral", "consistent")
            ),
            *((before[name],) if out else ()),
        )
        for name in names
    ]
    left = (
        f"Without {join_words([known[row_id]['locator'] for row_id in out])}" if out else f"All {len(known)} passages"
    )
    fewest = fewest_against(out, judgements)
    silent = (
        f" {len(mute)} do{'es' if len(mute) == 1 else ''} not discriminate: {', '.join(mute)}."
        if mute
        else " Every passage tells some of them apart."
    )
    return WrittenComparison(
        f"{left}, {_whose(judgements)}, inconsistent with {_counted(totals, before if out else None)}. "
        f"Fewest speak against {_letters(fewest)}.{silent}",
        markup.table(
            count,
            ("explanation", "inconsistent", "neutral", "consistent", *(("inconsistent before",) if out else ())),
            "How many passages speak against each explanation",
        )
        + _waiting(names, cells, out)
        + _every_cell(names, cells, out),
        rows,
        ("row_id", "locator", *names, "steps_apart", "left_out"),
    )


def _evidence_card(row: dict) -> str:
    """The words of one row of evidence, and who speaks."""
    pieces = [passage(passage_id) for passage_id in row["passage_ids"]]
    words = "".join(
        markup.quotation(piece["excerpt"], f"Not quoted here. In our words: {piece['gist']}") for piece in pieces
    )
    voices = dict.fromkeys((piece["voice"], piece["speaker_id"]) for piece in pieces)
    who = "; ".join(
        markup.badge(voice) + (f" {markup.text(short_name(speaker))}" if speaker else "") for voice, speaker in voices
    )
    return markup.figure(
        words + markup.paragraph(f"<strong>In our words:</strong> {markup.text(row['gist'])}"),
        f"{who} · {origin(row['locator'])}",
    )


def _pairwise(judged: Mapping[str, str]) -> list[tuple[str, str, str, int]]:
    """Every pair of explanations with the two judgements on one passage, and the steps between them."""
    return [
        (f"{_letter(a)} and {_letter(b)}", judged[a], judged[b], steps_apart((judged[a], judged[b])))
        for a, b in combinations(judged, 2)
    ]


def _under_each(row: dict, judged: Mapping[str, str]) -> str:
    """One passage under each explanation with its reasons, and how its steps are counted."""
    steps = count_of(steps_apart(judged.values()), "step")
    ours = {name: _ours().get((row["row_id"], name)) for name in judged}
    return markup.table(
        [
            (
                _title(name),
                judgement,
                ours[name]["reason"] if ours[name] and ours[name]["judgement"] == judgement else "Your judgement.",
            )
            for name, judgement in judged.items()
        ],
        ("explanation", "judgement", "why"),
        f"{row['locator']} under each explanation: {steps} apart",
    ) + markup.details(
        f"How the {steps} of {row['locator']} are counted",
        markup.table(
            _pairwise(judged),
            ("pair", "first", "second", "steps"),
            "From consistent to neutral is one step, from neutral to inconsistent another",
        ),
    )


def diagnosticity(row_id: str, judgements: Mapping[str, str] | None = None) -> WrittenComparison:
    """One passage under every explanation: judgement, reason, and how far it tells the explanations apart (`steps_apart`).

    row_id, judgements: as in `matrix`. Frame: pair, first, second, steps; one row for each pair of explanations.
    """
    row = _row(row_id)
    names, cells = _judged(judgements)
    judged = _of_one(row_id, names, cells)
    steps = steps_apart(judged.values())
    every = sorted(
        (steps_apart(cells[other, name] for name in names) for other in by_key("hypothesis_rows")),
        reverse=True,
    )
    against = [name for name, judgement in judged.items() if judgement == "inconsistent"]
    verdict = (
        f"tells the explanations apart by {count_of(steps, 'step')}, {'shared ' if every.count(steps) > 1 else ''}rank {every.index(steps) + 1} of {len(every)}"
        if steps
        else "does not discriminate: every explanation is judged alike"
    )
    return WrittenComparison(
        f"{row['locator']} {verdict}; it speaks against {_letters(against) if against else 'none'}.",
        _evidence_card(row) + _under_each(row, judged),
        _pairwise(judged),
        ("pair", "first", "second", "steps"),
    )


def _of_one(row_id: str, names, cells) -> dict[str, str]:
    """Explanation -> judgement on one passage, without the explanations under which it is not judged."""
    return {name: cells[row_id, name] for name in names if cells[row_id, name] is not None}


def leave_out(
    first: str = NOTHING_LEFT_OUT, second: str = NOTHING_LEFT_OUT, judgements: Mapping[str, str] | None = None
) -> WrittenComparison:
    """What becomes of the counts if one passage is left out, or another, or both.

    first, second: a row_id, or `NOTHING_LEFT_OUT`; judgements: as in `matrix`. Frame: explanation, then the number of inconsistent passages
    before and after each change.
    """
    names, cells = _judged(judgements)
    known = by_key("hypothesis_rows")
    both = _left_out((first, second))
    variants = list(dict.fromkeys(((), *((row_id,) for row_id in both), both)))
    heads = [
        f"without {join_words([known[row_id]['locator'] for row_id in out])}" if out else f"all {len(known)}"
        for out in variants
    ]
    totals = [_against(names, cells, out) for out in variants]
    fewest = [_letters(fewest_against(out, judgements)) for out in variants]
    rows = [(_title(name), *(total[name] for total in totals)) for name in names]
    if not both:
        sentence = f"Nothing is left out. {_whose(judgements).capitalize()}, inconsistent with {_counted(totals[0])}; fewest speak against {fewest[0]}."
    else:
        moved = totals[-1] != totals[0]
        after = (
            f"inconsistent with {_counted(totals[-1], totals[0])}"
            if moved
            else f"no count changes: {_counted(totals[0])}"
        )
        front = (
            f"{fewest[-1]} still {'have the fewest against them' if ' and ' in fewest[-1] else 'has the fewest against it'}"
            if fewest[-1] == fewest[0]
            else f"now fewest speak against {fewest[-1]}, before against {fewest[0]}"
        )
        sentence = heads[-1].replace("without", "Without", 1) + f", {_whose(judgements)}, {after}; {front}."
    cards = [
        _evidence_card(known[row_id])
        # folded, like every judgement of ours that a reader has not asked for
        + markup.details(
            f"{known[row_id]['locator']} under each explanation",
            _under_each(known[row_id], _of_one(row_id, names, cells)),
        )
        for row_id in both
    ]
    return WrittenComparison(
        sentence,
        markup.table(
            [*rows, ("fewest speak against", *fewest)],
            ("explanation", *heads),
            "Passages inconsistent with each explanation",
        )
        + _waiting(names, cells, both)
        + (markup.side_by_side(*cards) if len(cards) == 2 else "".join(cards))
        + markup.details(
            "The pattern in letters, before and after",
            markup.side_by_side(
                _pattern(names, cells, "Before"),
                _pattern(names, cells, f"After: {heads[-1]}", both),
            ),
        )
        + markup.details("Each passage under each explanation", _every_cell(names, cells, both)),
        rows,
        ("explanation", *heads),
    )


def _unlike(judgements) -> list[tuple[str, str, str, str]]:
    """Every cell that the reader judged in another way: place, explanation, ours, theirs."""
    found = []
    for (row_id, name), ours in _ours().items():
        theirs = (judgements or {}).get(f"{row_id}.{name}", ours["judgement"])
        if theirs != ours["judgement"]:
            found.append((_row(row_id)["locator"], _letter(name), ours["judgement"], theirs))
    return found


def judge_passage(
    row_id: str, hypothesis_id: str, judgements: Mapping[str, str] | None = None, statement: str = ""
) -> WrittenComparison:
    """One passage under one explanation: the reader's judgement beside ours, and the reader's whole matrix beside ours.

    Ours stays folded until the reader has judged this cell. judgements: as in `matrix`; statement: the reader's own explanation,
    in words. Frame: locator, explanation, ours, yours; one row for each cell that the reader judges otherwise.
    """
    row, explanation = _row(row_id), _explanation(hypothesis_id)
    names, cells = _judged(judgements)
    theirs = (judgements or {}).get(f"{row_id}.{hypothesis_id}")
    ours = _ours().get((row_id, hypothesis_id))
    own = hypothesis_id == OWN_EXPLANATION
    said = _short(statement) if statement.strip() else "not written yet"
    what = (
        markup.paragraph(f"<strong>{markup.text(_title(hypothesis_id))}.</strong> {markup.text(said)}")
        if own
        else markup.paragraph(
            f"<strong>{markup.text(_title(hypothesis_id))}.</strong> {markup.text(explanation['statement'])}",
            f"<em>What would speak against it:</em> {markup.text(explanation['what_would_refute_it'])}",
        )
    )
    place = f"{row['locator']} under explanation {_letter(hypothesis_id)}"
    if own:
        answer = markup.paragraph("We have no judgement on an explanation of yours: tell a neighbour why you judge so.")
        verdict = f"you say {theirs}" if theirs else "not judged by you yet"
    else:
        reason = markup.paragraph(
            f"<strong>Our judgement: {markup.text(ours['judgement'])}.</strong> {markup.text(ours['reason'])}"
        )
        answer = reason if theirs else markup.details("Open our judgement when you have made yours", reason)
        verdict = (
            "not judged by you yet"
            if theirs is None
            else f"you say {theirs}, as we do"
            if theirs == ours["judgement"]
            else f"you say {theirs}, we say {ours['judgement']}"
        )
    unlike = _unlike(judgements)
    made = sum(not key.endswith(OWN_EXPLANATION) for key in judgements or {})
    mine = sum(key.endswith(OWN_EXPLANATION) for key in judgements or {})
    totals = _against(names, cells)
    sentence = f"{place}: {verdict}."
    if statement.strip() and not own:
        sentence += f" Your explanation e has {len(statement.split())} words: choose it to judge passages under it."
    if judgements:
        sentence += f" {made} of {len(_ours())} cells judged by you, {len(unlike)} otherwise than by us; inconsistent with {_counted(totals)}."
        if 0 < mine < len(by_key("hypothesis_rows")):
            sentence += (
                f" Explanation e is judged on {mine} of {len(by_key('hypothesis_rows'))} passages and not ranked yet."
            )
    by_place: dict[str, list[str]] = {}
    for where, letter, standard, other in unlike:
        by_place.setdefault(where, []).append(f"{letter}: you say {other}, we say {standard}")
    differences = (
        markup.table(
            [(where, "; ".join(words)) for where, words in by_place.items()],
            ("place", "under explanation"),
            "Where you judge otherwise than we do",
        )
        if unlike
        else ""
    )
    standard_names, standard_cells = _judged(None)
    matrices = markup.details(
        "Your matrix beside ours",
        markup.side_by_side(
            _pattern(names, cells, "Yours; where you have not judged, ours stands"),
            _pattern(standard_names, standard_cells, "Ours: C consistent, N neutral, I inconsistent"),
        ),
    )
    return WrittenComparison(
        sentence,
        markup.side_by_side(_evidence_card(row), what + answer) + differences + matrices,
        unlike,
        ("locator", "explanation", "ours", "yours"),
    )


def _claim(framing_id: str) -> dict:
    known = by_key("framing")
    if framing_id not in known:
        raise SelectionError("claim of the frame", framing_id, f"one of {', '.join(known)}")
    return known[framing_id]


def _checked_guess(guess: str) -> None:
    if guess not in (UNANSWERED, *VERDICTS_ON_CLAIMS):
        raise SelectionError("guess", guess, f"one of {', '.join(VERDICTS_ON_CLAIMS)}")


def frame_claim_options() -> list[tuple[str, str]]:
    """(label, framing_id) of the claims that headline, standfirst, front matter, titles and captions make."""
    return [
        (shortened(f"{row['part'].capitalize()}, {row['locator']}: {row['claim']}", LABEL_SIGNS), row["framing_id"])
        for row in records("framing")
    ]


def _standing_at(locator: str) -> list[dict]:
    """The passages of one paragraph, or the one passage of that id."""
    known = by_key("passages")
    return [row for row in known.values() if locator in (row["locator"], row["passage_id"])]


def _who(row: dict) -> str:
    return f"{short_name(row['speaker_id'])} ({row['voice']})" if row["speaker_id"] else row["voice"]


def _told(found: Iterable[dict]) -> dict[str, str]:
    """Who speaks -> what they say, in our words."""
    said: dict[str, list[str]] = {}
    for row in found:
        said.setdefault(_who(row), []).append(row["gist"])
    return {who: " ".join(gists) for who, gists in said.items()}


def _places(locators, caption: str) -> str:
    """Who says what at each place; a bracket is nobody's argument, so it is passed over."""
    rows = [
        (locator, who, words)
        for locator in locators
        for who, words in _told(row for row in _standing_at(locator) if row["mark"] != "bracket").items()
    ]
    return markup.table(rows, ("place", "voice", "what it says, in our words"), caption) if rows else ""


def _our_reply(row: dict) -> str:
    """Our verdict on a claim, why, and the places for and against."""
    return (
        markup.paragraph(
            f"We say <strong>{markup.text(row['verdict'])}</strong>: {markup.text(VERDICTS_ON_CLAIMS[row['verdict']])}.",
            markup.text(row["reason"]),
        )
        + _places(row["supporting_locators"], BEARING[row["verdict"]])
        + _places(row["against_locators"], "Speaks against it")
        + (sources_line(row["source_ids"]) if row["source_ids"] else "")
    )


def frame_claim(framing_id: str, guess: str = UNANSWERED) -> WrittenComparison:
    """One claim of the frame: with a guess, also our verdict, its reason, and the places for and against.

    guess: a key of `VERDICTS_ON_CLAIMS`, or `UNANSWERED` while the reply is hidden. Frame: side (for or against), locator; empty
    while the reply is hidden.
    """
    row, columns = _claim(framing_id), ("side", "locator")
    _checked_guess(guess)
    printed = next((piece["excerpt"] for piece in _standing_at(row["locator"]) if piece["excerpt"]), None)
    front = markup.figure(
        (markup.quotation(printed, "") if printed else "")
        + markup.paragraph(f"<strong>The claim, in our words:</strong> {markup.text(row['claim'])}"),
        f"{markup.text(row['part'].capitalize())} · {origin(row['locator'])}",
    )
    heading = f"{row['part'].capitalize()}, {row['locator']}"
    if guess == UNANSWERED:
        return WrittenComparison(f"{heading}: not answered yet.", front, [], columns)
    agree = guess == row["verdict"]
    yours = "" if agree else markup.text(_tempting(row, guess))
    back = markup.paragraph(f"You say <strong>{markup.text(guess)}</strong>.", yours) + _our_reply(row)
    return WrittenComparison(
        f"{heading}: you say “{guess}”, we say “{row['verdict']}”{', as you do' if agree else ''}.",
        front + back,
        [("for", name) for name in row["supporting_locators"]]
        + [("against", name) for name in row["against_locators"]],
        columns,
    )


def _tempting(row: dict, guess: str) -> str:
    """What makes another verdict than ours tempting, and where to look."""
    bearing, against = row["supporting_locators"], row["against_locators"]
    if guess == "supported":
        return (
            f"Tempting, because {join_words(bearing)} come{'s' if len(bearing) == 1 else ''} near. Ask of each word of the claim which passage has it."
            if bearing
            else "Tempting, because the page prints it with confidence. Look for the paragraph that says it."
        )
    if guess == "partly":
        return (
            f"Tempting, if {join_words(bearing)} seem{'s' if len(bearing) == 1 else ''} half of it. Ask whether anything is missing."
            if row["verdict"] == "supported"
            else "Tempting, because the subject does come up. To be partly borne out, some part of the claim itself needs a passage."
        )
    if guess == "not in the text":
        return (
            f"Tempting, if you looked for the same words. Read {join_words([*bearing, *against])} for the thought."
            if bearing or against
            else "Tempting, since no passage bears it out. But another document says otherwise, and that is more than silence."
        )
    return (
        f"Tempting, because {join_words(against)} point{'s' if len(against) == 1 else ''} the other way. Does that deny the whole claim?"
        if against
        else "No passage denies it. Not to be confirmed and to be denied are two things."
    )


def frame_score(guesses: Mapping[str, str]) -> str:
    """One sentence on how many claims were guessed, and how many as we judge. guesses: framing_id -> a key of `VERDICTS_ON_CLAIMS`.

    Raises `SelectionError` for a claim or a guess that does not exist.
    """
    for guess in guesses.values():
        _checked_guess(guess)
    right = sum(_claim(name)["verdict"] == guess for name, guess in guesses.items())
    return f"{len(guesses)} of {len(records('framing'))} claims answered, {right} as we judge."


def frame_claims_written_out() -> WrittenComparison:
    """Every claim of the frame with its verdict folded away, for reading without a click on any control. Frame: framing_id, part, locator, claim."""
    pieces = [
        markup.details(f"{row['part'].capitalize()}, {row['locator']}: {row['claim']}", _our_reply(row))
        for row in records("framing")
    ]
    return WrittenComparison(
        f"The {len(pieces)} claims of headline, standfirst, front matter, titles and captions; each opens to its verdict.",
        "".join(pieces),
        [(row["framing_id"], row["part"], row["locator"], row["claim"]) for row in records("framing")],
        ("framing_id", "part", "locator", "claim"),
    )


def _held(locator: str) -> tuple[str, str]:
    """What a clause rests on by its locator: its standing, and what stands at that place."""
    written = locator.strip()
    if not written:
        return "your inference", "No place given."
    name = written[0].upper() + written[1:]
    found = _standing_at(name) if PLACE.fullmatch(name) else ()
    paragraph = by_key("paragraphs").get(name)
    if not found and paragraph is None:
        if not PLACE.fullmatch(name):
            return (
                "your inference",
                "This is no locator: expected a paragraph such as S5.3, or a passage such as S5.3-q1.",
            )
        section = [row["locator"] for row in records("paragraphs") if f"S{row['section_number']}" == name.split(".")[0]]
        return "your inference", (
            f"There is no such place: the section runs from {section[0]} to {section[-1]}; look for passages of {name.split('-')[0]} in notebook 03."
            if section
            else "There is no such section: the article has S0 to S11."
        )
    if not found:
        return "narration", "The magazine's own narration; nobody is quoted here."
    told = " ".join(f"{who}: {words}" for who, words in _told(found).items())
    if any(row["certainty"] == "ambiguous" for row in found if row["mark"] != "bracket" or len(found) == 1):
        told += " Who speaks here is not certain."
    voices = {row["voice"] for row in found}
    if voices & {"speaker"}:
        return "a passage", told
    if voices & {"note-taker"}:
        return "a later note", told
    return "the publisher's words", told


def _pair_of_texts(pair) -> tuple[str, str]:
    if isinstance(pair, (tuple, list)) and len(pair) == 2 and all(isinstance(one, str) for one in pair):
        return tuple(pair)
    raise SelectionError("clause with its place", pair, 'two texts such as ("no war", "S5.3"), the second may be empty')


def check_headline(clauses: Iterable[tuple[str, str]]) -> WrittenComparison:
    """A headline clause by clause: whether the place given for each exists, and who speaks there. Else it is an inference.

    clauses: up to four (clause, locator) pairs; a locator is a paragraph such as S5.3 or a passage such as S5.3-q1. Words are what
    stands between blanks, so that any script is counted alike. Whether the place bears the clause is for a human reader.
    Raises `SelectionError` for too many clauses, or for one that is not two texts. Frame: clause, locator, words, standing, found.
    """
    clauses = [_pair_of_texts(pair) for pair in clauses]
    if len(clauses) > HEADLINE_CLAUSES:
        raise SelectionError("headline of so many clauses:", len(clauses), f"at most {HEADLINE_CLAUSES}")
    rows = []
    for clause, locator in clauses:
        if clause.strip() or locator.strip():
            standing, found = _held(locator)
            rows.append((clause, locator, len(clause.split()), standing if clause.strip() else "no words yet", found))
    columns = ("clause", "locator", "words", "standing", "found")
    if not rows:
        return WrittenComparison(
            "No headline of yours yet: write a clause, and the place that bears it.",
            markup.paragraph(
                f"Your headline: up to {HEADLINE_CLAUSES} clauses, at most {HEADLINE_WORDS} words, a place for each."
            ),
            [],
            columns,
        )
    words = sum(row[2] for row in rows)
    held = {
        standing: sum(row[3] == standing for row in rows)
        for standing in ("a passage", "a later note", "narration", "the publisher's words", "your inference")
    }
    length = (
        f"{words} of {HEADLINE_WORDS} words"
        if words <= HEADLINE_WORDS
        else f"{words} words, {words - HEADLINE_WORDS} too many"
    )
    return WrittenComparison(
        f"Your headline: {length}. Clauses by what they rest on: "
        + ", ".join(
            f"{standing} {count}"
            for standing, count in held.items()
            if count or standing in ("a passage", "your inference")
        )
        + ".",
        markup.table(
            [(_short(clause), _short(locator) or "–", standing, found) for clause, locator, _, standing, found in rows],
            ("clause", "place", "rests on", "what stands there"),
            f"Your headline, {length}",
            row_heading=False,
        )
        + markup.paragraph(
            "That a place exists does not yet mean that it bears your words. Read it aloud to somebody."
        ),
        rows,
        columns,
    )


def headline_checker(
    framing_id: str = "F01", guess: str = UNANSWERED, clauses: Iterable[tuple[str, str]] = ()
) -> WrittenComparison:
    """The publisher's headline and the reader's under one rule: `frame_claim` beside `check_headline`. Frame: that of the latter."""
    theirs, yours = frame_claim(framing_id, guess), check_headline(clauses)
    return WrittenComparison(
        f"{theirs.sentence} {yours.sentence}",
        theirs.html + yours.html,
        yours.rows,
        yours.columns,
    )
