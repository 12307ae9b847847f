"""Notebook 08."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from khaddam_files import compare
from khaddam_files.answers import Answers, AnswersError
from khaddam_files.widgets.base import WIDE, ComparisonBox, dropdown

CLAUSE = ipywidgets.Layout(flex="1 1 420px", max_width="640px", min_width="0")
PLACE = ipywidgets.Layout(flex="0 1 260px", min_width="0")
WHOSE = ("ours", "mine, with ours where I have not judged")


def _kept(store: Answers) -> tuple[dict, str]:
    """What was saved for this notebook, and a sentence if it cannot be read."""
    try:
        return store.all("08."), ""
    except AnswersError as problem:
        return {}, f"{problem} "


def _words(value) -> str:
    """A saved text; whatever else stands in the file counts as nothing."""
    return value if isinstance(value, str) else ""


def _line(description: str, value: str, placeholder: str, layout=WIDE) -> ipywidgets.Text:
    return ipywidgets.Text(
        description=description,
        value=value,
        placeholder=placeholder,
        continuous_update=False,
        layout=layout,
        style={"description_width": "9em"},
    )


def leave_out_rows(first: str = "HR12", second: str = "HR09") -> ComparisonBox:
    """One passage left out, or another, or both, by our judgements or the reader's. Twin: `compare.leave_out`."""
    store = Answers()
    rows = [(compare.NOTHING_LEFT_OUT, compare.NOTHING_LEFT_OUT), *compare.evidence_options()]
    controls = {
        "first": dropdown("Leave out", rows, first),
        "second": dropdown("Leave out also", rows, second),
        "whose": dropdown("Judgements", [(words, words) for words in WHOSE], WHOSE[0]),
    }

    def drop(first, second, whose):
        kept, problem = _kept(store) if whose != WHOSE[0] else ({}, "")
        judged = compare.kept_judgements(kept)
        made = compare.leave_out(first, second, judged)
        note = "" if whose == WHOSE[0] or judged or problem else "You have judged nothing yet, so these are ours. "
        return replace(made, sentence=problem + note + made.sentence)

    return ComparisonBox(
        drop,
        controls,
        list(controls.values()),
        "The counts with and without one passage or two; the first pair, S10.7 and S8.3, is written out below.",
    )


def judge_rows(row_id: str = "HR09", hypothesis_id: str = "H-a") -> ComparisonBox:
    """The reader's own judgement of any passage under any explanation, saved at every change. Twin: `compare.judge_passage`."""
    store = Answers()
    kept, problem = _kept(store)
    given = compare.kept_judgements(kept)
    row = dropdown("Passage", compare.evidence_options(), row_id)
    explanation = dropdown("Explanation", compare.explanation_options(), hypothesis_id)
    choices = (compare.NOT_JUDGED_BY_ME, *compare.ROW_JUDGEMENTS)
    judgement = dropdown(
        "My judgement",
        [(choice, choice) for choice in choices],
        given.get(f"{row_id}.{hypothesis_id}", compare.NOT_JUDGED_BY_ME),
    )
    own = _line(
        "My explanation e", _words(kept.get("08.e.statement")), "One sentence that a passage could speak against"
    )
    told = {"problem": problem}

    def cell():
        return f"{row.value}.{explanation.value}"

    def save(key, value):
        try:
            store.put(key, value)
            told["problem"] = ""
        except AnswersError as problem:
            told["problem"] = f"{problem} "

    def keep(change):
        value = None if change.new == compare.NOT_JUDGED_BY_ME else change.new
        if given.get(cell()) == value:
            return  # the list only followed the passage
        if value is None:
            given.pop(cell())
        else:
            given[cell()] = value
        save(f"08.{cell()}", value)

    def follow(_change):
        judgement.value = given.get(cell(), compare.NOT_JUDGED_BY_ME)

    def show(row_id, hypothesis_id, judgement, statement):
        made = compare.judge_passage(row_id, hypothesis_id, given, statement)
        return replace(made, sentence=told["problem"] + made.sentence)

    # registered before the box listens, so that what is shown already knows the new judgement
    judgement.observe(keep, "value")
    row.observe(follow, "value")
    explanation.observe(follow, "value")
    own.observe(lambda change: save("08.e.statement", change.new.strip() or None), "value")
    return ComparisonBox(
        show,
        {"row_id": row, "hypothesis_id": explanation, "judgement": judgement, "statement": own},
        [row, explanation, judgement, own],
        "Your own judgement of each passage, saved as you choose; one passage is written out below, our judgement folded away.",
    )


def headline_desk(framing_id: str = "F01") -> ComparisonBox:
    """The claims of the publisher's frame to guess at, and the reader's own headline, saved. Twin: `compare.headline_checker`."""
    store = Answers()
    kept, problem = _kept(store)
    claims = compare.frame_claim_options()
    guesses = {name: _words(kept.get(f"08.{name}.guess")) for _, name in claims}
    guesses = {name: guess for name, guess in guesses.items() if guess in compare.VERDICTS_ON_CLAIMS}
    claim = dropdown("Their claim", claims, framing_id)
    guess = dropdown(
        "My guess",
        [(choice, choice) for choice in (compare.UNANSWERED, *compare.VERDICTS_ON_CLAIMS)],
        guesses.get(framing_id, compare.UNANSWERED),
    )
    lines = {}
    for number in range(1, compare.HEADLINE_CLAUSES + 1):
        lines[f"clause_{number}"] = _line(
            f"My clause {number}", _words(kept.get(f"08.headline.{number}")), "A few words of my own headline", CLAUSE
        )
        lines[f"place_{number}"] = _line(
            f"Place of clause {number}", _words(kept.get(f"08.headline.{number}.place")), "S5.3", PLACE
        )
    told = {"problem": problem}

    def save(key, value):
        try:
            store.put(key, value)
            told["problem"] = ""
        except AnswersError as problem:
            told["problem"] = f"{problem} "

    def keep(change):
        value = None if change.new == compare.UNANSWERED else change.new
        if guesses.get(claim.value) == value:
            return  # the list only followed the claim
        if value is None:
            guesses.pop(claim.value)
        else:
            guesses[claim.value] = value
        save(f"08.{claim.value}.guess", value)

    def check(framing_id, guess, **typed):
        clauses = [
            (typed[f"clause_{number}"], typed[f"place_{number}"]) for number in range(1, compare.HEADLINE_CLAUSES + 1)
        ]
        made = compare.headline_checker(framing_id, guess, clauses)
        return replace(made, sentence=f"{told['problem']}{made.sentence} {compare.frame_score(guesses)}")

    guess.observe(keep, "value")
    claim.observe(lambda change: setattr(guess, "value", guesses.get(change.new, compare.UNANSWERED)), "value")
    for name, line in lines.items():
        kind, number = name.split("_")
        key = f"08.headline.{number}" + ("" if kind == "clause" else ".place")
        line.observe(lambda change, key=key: save(key, change.new.strip() or None), "value")
    pairs = [
        ipywidgets.HBox(
            [lines[f"clause_{number}"], lines[f"place_{number}"]], layout=ipywidgets.Layout(flex_flow="row wrap")
        )
        for number in range(1, compare.HEADLINE_CLAUSES + 1)
    ]
    return ComparisonBox(
        check,
        {"framing_id": claim, "guess": guess, **lines},
        [claim, guess, *pairs],
        "The publisher's claims to guess at, and your own headline to check; all claims are written out below, the verdicts folded away.",
    )
