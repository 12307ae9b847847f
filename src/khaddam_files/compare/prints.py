"""Notebook 05: any two witnesses on one theme, what was public and what was not, and one sentence through several prints."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

from khaddam_files import markup
from khaddam_files.choices import SelectionError, by_key
from khaddam_files.compare.base import ANY, WrittenComparison
from khaddam_files.compare.passages import passage
from khaddam_files.compare.written import origin, source_link
from khaddam_files.data import records

UNJUDGED_PRINTS = "not judged yet"
PRINT_JUDGEMENTS = ("same", "softer", "harder", "missing", "cannot tell")
SPEAKS = ("certain", "hedged")
NO_ENTRY = "no entry"  # our word, not the table's: the text was not gone through for this theme
KINDS_OF_DRIFT = {
    "hedge": "a word of doubt has come in or gone out",
    "softening": "a later wording claims less",
    "hardening": "a later wording claims more",
    "omission": "something has been left out",
    "speaker": "the words have another speaker or listener",
    "gloss": "a later hand has explained, inserted or exchanged a word",
    "number": "a number or a date is not the same",
}
PUBLIC_RULES = {
    "press": ("the two agency reports and Al-Hayat count as public", ("W01", "W02", "W03")),
    "agencies": ("only the two agency reports count as public", ("W01", "W02")),
    "irna": ("only IRNA counts as public, because the wire draws on it", ("W01",)),
}
FOUND_IN = ("public and minutes", "minutes only", "public only", "neither")
ARTICLE = "W04"
WITNESS = re.compile(r"W\d+")
FOREIGN_RUN = re.compile(rf"({markup.RIGHT_TO_LEFT.pattern}+(?: {markup.RIGHT_TO_LEFT.pattern}+)*)")
LANGUAGES = {"ar": "Arabic", "fa": "Persian", "fr": "French", "en": "English"}
SECOND_READING = {
    "agreed": "a second reader agreed",
    "corrected": "changed after a second reading",
    "doubtful": "still in need of a native reader",
}
SEEN = {"whole": "the whole", "excerpt": "the opening only", "repost": "the opening of a repost"}
STANDING = {
    "confirmed": "The second reader confirmed this.",
    "weaker than first said": "The second reader found it weaker than first said; the text here is the weaker one.",
    "corrected": "The second reader found it wrong in part; the text here is the corrected one.",
}


# --- one theme in one witness ------------------------------------------------------------------------------------------


@cache
def _entries() -> dict[tuple[str, str], list[dict]]:
    """(theme, witness) -> what that witness carries on that theme, in the order of the table."""
    found: dict[tuple[str, str], list[dict]] = {}
    for row in records("parallels"):
        found.setdefault((row["theme_id"], row["witness_id"]), []).append(row)
    return found


@cache
def witness_theme_options() -> tuple[tuple[str, str], ...]:
    """(label, theme_id) of every theme on which witnesses were compared."""
    themes = by_key("themes")
    return tuple((themes[theme]["theme"], theme) for theme in dict.fromkeys(theme for theme, _ in _entries()))


@cache
def witness_options() -> tuple[tuple[str, str], ...]:
    """(label, witness_id) of every witness; first the eleven that were compared on every theme."""
    rows = sorted(records("witnesses"), key=lambda row: not row["core"])
    return tuple((f"{row['short_name']} · {row['witness_id']}", row["witness_id"]) for row in rows)


def judgement_options() -> list[tuple[str, str]]:
    """(label, value) of what a reader may say of the right text, measured against the left."""
    return [
        (UNJUDGED_PRINTS, UNJUDGED_PRINTS),
        *((f"right is {word}" if word in PRINT_JUDGEMENTS[:4] else word, word) for word in PRINT_JUDGEMENTS),
    ]


def _witness(witness_id: str) -> dict:
    known = by_key("witnesses")
    if witness_id not in known:
        raise SelectionError("witness", witness_id, "an id such as W01; table('witnesses') lists them all")
    return known[witness_id]


@cache
def _theme_names() -> dict[str, str]:
    return {value: label for label, value in witness_theme_options()}


def _theme(theme: str) -> str:
    names = _theme_names()
    if theme not in names:
        raise SelectionError("compared theme", theme, f"one of {', '.join(names)}")
    return names[theme]


@cache
def _how(theme: str, witness_id: str) -> tuple[str, ...]:
    """How a witness speaks on a theme: certain, hedged or both; else not seen, absent, or no entry at all."""
    rows = _entries().get((theme, witness_id))
    return tuple(sorted({row["strength"] for row in rows})) if rows else (NO_ENTRY,)


def _speaks(how: tuple[str, ...]) -> bool:
    return how[0] in SPEAKS


def _link(witness_id: str) -> str:
    """Author, linked title and date of a witness. Script from right to left in an address is percent-encoded, as browsers do."""
    return markup.RIGHT_TO_LEFT.sub(lambda sign: quote(sign.group()), source_link(witness_id))


def _words(row: dict, language: str | None) -> str:
    """Verbatim words in their own script, marked with language and direction, and our rendering of them."""
    if language in (None, "en"):
        return markup.quotation(row["excerpt"], "")
    mark = "\0"  # a block whose words are marked by the function that marks foreign words everywhere
    block = markup.quotation(mark, "").replace(mark, markup.foreign(row["excerpt"], language))
    reading = f" ({SECOND_READING[row['second_reading']]})" if row.get("second_reading") else ""
    return block + markup.paragraph(
        f"<strong>Our rendering from the {LANGUAGES[language]}{reading}:</strong> {markup.text(row['rendering'])}"
    )


def _note(row: dict, language: str | None) -> str:
    """Our note on some words; where it names one of them in its own script, that word is marked too."""
    pieces = FOREIGN_RUN.split(row.get("note") or "")
    return "".join(
        markup.foreign(piece, language) if place % 2 else markup.text(piece) for place, piece in enumerate(pieces)
    )


def _passage_words(passage_id: str) -> str:
    """Words of the article, as far as they are excerpted, and our gist: some excerpts are three words long."""
    row = passage(passage_id)
    return markup.quotation(row["excerpt"], "Retold here, not quoted.") + markup.paragraph(
        f"<strong>In our words:</strong> {markup.text(row['gist'])}"
    )


def _place(row: dict) -> str:
    """Where the words stand: the article's locator with publisher and link, or the place in another witness."""
    if row["witness_id"] == ARTICLE:
        return origin(row["witness_locator"] or passage(row["passage_id"])["locator"])
    return markup.text(row["witness_locator"])


@cache
def _silence(theme: str, witness_id: str) -> str:
    """Why a witness that says nothing here may still have said it."""
    row, how = _witness(witness_id), _how(theme, witness_id)[0]
    who = f"{row['short_name']} ({witness_id})"
    if how == "absent":
        return f"{who} was read whole and has nothing on this theme: that is absence."
    if how == NO_ENTRY:
        return (
            f"{who} is not among the eleven texts compared on every theme; of the others only finds were entered, "
            "so a missing entry proves nothing."
        )
    gaps = [
        f" Looked for: {gap['item'][0].lower()}{gap['item'][1:].rstrip('.')} ({gap['result']})."
        for gap in records("not_found")
        if re.search(rf"\b{witness_id}\b", gap["item"])
    ]
    return f"{who} was read only in its opening, and silence in a text not read whole is not absence.{''.join(gaps)}"


@cache
def _card(theme: str, witness_id: str) -> str:
    """What one witness carries on one theme, as a card."""
    row, how = _witness(witness_id), _how(theme, witness_id)
    if _speaks(how):
        body = "".join(
            (_passage_words(entry["passage_id"]) if entry["passage_id"] else _words(entry, entry["language"]))
            + markup.paragraph(
                f"Where: {_place(entry)} · speaks as <strong>{markup.text(entry['strength'])}</strong>.",
                _note(entry, entry["language"]),
            )
            for entry in _entries()[theme, witness_id]
        )
    else:
        body = markup.paragraph(f"<strong>{markup.text(how[0])}</strong>.", markup.text(_silence(theme, witness_id)))
    return markup.figure(
        body,
        f"<strong>{markup.text(row['short_name'])}</strong> ({markup.text(row['kind'])}; read: {SEEN[row['seen']]})<br>{_link(witness_id)}",
    )


# --- who told whom -----------------------------------------------------------------------------------------------------


@cache
def _roots(witness_id: str) -> frozenset[str]:
    """Every text from which a witness is drawn, step by step."""
    direct = _witness(witness_id)["depends_on"]
    return frozenset(direct).union(*(_roots(one) for one in direct)) if direct else frozenset()


@cache
def _relation(left: str, right: str) -> tuple[str, str]:
    """(relation, what follows from it) for two witnesses, from `kind`, `independent_of_minutes` and `depends_on`."""
    one, other = _witness(left), _witness(right)
    names = {row["witness_id"]: f"{row['short_name']} ({row['witness_id']})" for row in (one, other)}
    if left == right:
        return "one text", "A text agrees with itself; that confirms nothing."
    for later, earlier in ((left, right), (right, left)):
        if earlier in _roots(later):
            return (
                "one draws on the other",
                f"{names[later]} is copied, translated, summarised or drawn from {names[earlier]}: one voice on what they share, so agreement confirms nothing.",
            )
    shared = sorted(_roots(left) & _roots(right))
    if shared:
        return (
            "both draw on a third text",
            f"Both draw on {' and '.join(_witness(one)['short_name'] + ' (' + one + ')' for one in shared)}: one voice on what they share, so agreement confirms nothing.",
        )
    free = (one["independent_of_minutes"], other["independent_of_minutes"])
    if free == ("no", "no"):
        return (
            "both go back to the minutes",
            "Both go back to the minutes: retellings of one record are one voice. Agreement can show what the record says, not what was said in the room.",
        )
    if "unknown" in free:
        return (
            "not known",
            "Whether one of the two rests on the minutes is not known, so agreement cannot be weighed yet.",
        )
    aside = [row for row in (one, other) if row["kind"] == "secondary" and row["independent_of_minutes"] == "yes"]
    if aside:
        return (
            "not about the talks",
            f"{' and '.join(names[row['witness_id']] for row in aside)} only {'helps' if len(aside) == 1 else 'help'} to date or to compare; what was said in the talks cannot be confirmed from there.",
        )
    later = " A later hand could have read the press of the day; nothing shows that it did." if "no" in free else ""
    return (
        "no dependence known",
        f"No road from one to the other is known, so agreement counts as confirmation: of what both say, not of more.{later}",
    )


def independence(left: str, right: str) -> WrittenComparison:
    """Whether two witnesses are two voices. Frame: property, left, right.

    left, right: witness ids; `SelectionError` for an id that does not exist. Followed through `depends_on` of `witnesses.csv`, step by
    step; two texts that both go back to the minutes are one voice even where neither copies the other.
    """
    relation, meaning = _relation(left, right)
    return WrittenComparison(
        f"Left {_witness(left)['short_name']}, right {_witness(right)['short_name']}: {relation}.",
        markup.paragraph(markup.text(meaning)) + _independence_table(left, right),
        _independence_rows(left, right),
        ("property", "left", "right"),
    )


@cache
def _independence_rows(left: str, right: str) -> list[tuple]:
    one, other = _witness(left), _witness(right)
    return [
        ("kind of text", one["kind"], other["kind"]),
        ("independent of the minutes", one["independent_of_minutes"], other["independent_of_minutes"]),
        ("drawn from", *(", ".join(row["depends_on"]) or "none known" for row in (one, other))),
        ("how much was read", SEEN[one["seen"]], SEEN[other["seen"]]),
        ("what limits it", one["note"], other["note"]),
    ]


@cache
def _independence_table(left: str, right: str) -> str:
    return markup.table(
        _independence_rows(left, right),
        ("property", f"left: {left}", f"right: {right}"),
        f"Are {left} and {right} two voices?",
    )


# --- two witnesses side by side ----------------------------------------------------------------------------------------


def _judged_silence(theme: str, left: str, right: str, judgement: str) -> tuple[str, str]:
    """Verdict on a judgement where at least one side says nothing."""
    one, other = _how(theme, left), _how(theme, right)
    reasons = " ".join(_silence(theme, side) for side, how in ((left, one), (right, other)) if not _speaks(how))
    if _speaks(one) and other == ("absent",):
        told = {
            "missing": ("borne out", "The left speaks, and the right lacks it."),
            "cannot tell": ("not borne out", "Here you can tell, and “missing” is the word."),
        }.get(
            judgement, ("not borne out", "What is not there is neither the same nor softer nor harder; it is missing.")
        )
    elif _speaks(one):
        told = {
            "missing": ("not borne out", "“Missing” says more than anybody knows."),
            "cannot tell": ("borne out", "There are no words on the right to measure."),
        }.get(judgement, ("not borne out", "There are no words on the right to measure; only “cannot tell” is left."))
    elif _speaks(other):
        told = {
            "missing": (
                "not borne out",
                "The right does speak; it is the left that is silent. Swap the sides and judge again.",
            ),
            "cannot tell": (
                "borne out",
                "There is nothing on the left to measure the right against. Swap the sides and judge again.",
            ),
        }.get(
            judgement, ("not borne out", "To say more than a text that is silent is not yet to say it in another way.")
        )
    else:
        told = (
            ("borne out", "Neither side speaks.")
            if judgement == "cannot tell"
            else ("not borne out", "Neither side speaks, so there is nothing to measure.")
        )
    return told[0], f"{told[1]} {reasons}"


def _judged_words(theme: str, left: str, right: str, judgement: str) -> tuple[str, str]:
    """Verdict on a judgement where both sides speak. The data know how certain the words are; the sense is the reader's."""
    one, other = _how(theme, left), _how(theme, right)
    sides = f"left {' and '.join(one)}, right {' and '.join(other)}"
    if judgement == "missing":
        return "not borne out", f"The right does speak on this theme ({' and '.join(other)})."
    if len(one) + len(other) > 2:
        return (
            "left open",
            f"One side has more than one sentence on this theme, and they differ in certainty ({sides}). Say which sentence you mean, then judge again.",
        )
    if one == other:
        return "left open", {
            "same": f"Both speak as {one[0]}, so certainty is the same. Equal certainty is not equal sense: name the words that answer each other, and one that does not.",
            "cannot tell": f"Both speak as {one[0]}, so certainty can be told. What you may still doubt is the sense: say which word you cannot weigh, and what would help.",
        }.get(
            judgement,
            f"Not by certainty: both speak as {one[0]}. If the right is {judgement}, it is so in a word. Name the word.",
        )
    turned = "softer" if other == ("hedged",) else "harder"
    hedge = "A hedge may be the speaker's, a translator's or an editor's; nothing here says whose."
    if judgement == turned:
        return "borne out", f"In certainty the right is {turned} ({sides}). {hedge}"
    return (
        "not borne out",
        f"In certainty the right is {turned} ({sides}). If you read the sense in another way, name the word that carries it. {hedge}",
    )


def _reply(theme: str, left: str, right: str, judgement: str) -> tuple[str, str]:
    if left == right:
        verdict = "borne out" if judgement == "same" else "not borne out"
        return verdict, "Left and right are one text. Choose two different ones."
    both = _speaks(_how(theme, left)) and _speaks(_how(theme, right))
    return (_judged_words if both else _judged_silence)(theme, left, right, judgement)


def _weight(theme: str, left: str, right: str) -> str:
    """What agreement between the two would be worth, and whether there is any to weigh."""
    meaning = _relation(left, right)[1]
    if left == right:
        return meaning
    if _speaks(_how(theme, left)) and _speaks(_how(theme, right)):
        return f"{meaning} One theme is not one sentence: check who speaks, and to whom, before you call it agreement."
    return f"There is no agreement here to weigh. Where both do speak: {meaning[0].lower()}{meaning[1:]}"


@cache
def _drifts_by_print() -> dict[tuple[str, str], set[str]]:
    """(witness, parallel or passage) -> the drift rows in which these words are one of the prints."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in records("drift_prints"):
        for key in (row["parallel_id"], row["passage_id"]):
            found.setdefault((row["witness_id"], key), set()).add(row["drift_id"])
    return found


@cache
def _drifts(theme: str, witness_id: str) -> frozenset[str]:
    """The drift rows with a print that is an entry of this witness on this theme."""
    entries = _entries().get((theme, witness_id), ())
    keys = {key for row in entries for key in (row["parallel_id"], row["passage_id"]) if key}
    return frozenset().union(*(_drifts_by_print().get((witness_id, key), ()) for key in keys))


def _drift_between(theme: str, left: str, right: str) -> tuple[str, ...]:
    """The drift rows that set prints of these two witnesses on this theme beside each other."""
    return () if left == right else tuple(sorted(_drifts(theme, left) & _drifts(theme, right)))


def _after(theme: str, left: str, right: str) -> str:
    """What stands under the reply: where these prints are compared by hand, and what is known of the two texts."""
    noted = "".join(
        markup.paragraph(
            f"<strong>{markup.text(row['topic'])}:</strong> {markup.text(row['what_changed'])}",
            markup.text(STANDING[row["standing"]]),
        )
        for drift in _drift_between(theme, left, right)
        for row in (by_key("drift")[drift],)
    )
    return (markup.details("What a reader of these two prints noted", noted) if noted else "") + markup.details(
        "Are these two voices?",
        markup.paragraph(markup.text(_weight(theme, left, right))) + _independence_table(left, right),
    )


def _own_rendering(theme: str, left: str, rendering: str) -> str:
    """What the reader makes of the left text, where it has words in another language."""
    if not rendering.strip():
        return ""
    if not any(row["excerpt"] and row["language"] not in (None, "en") for row in _entries().get((theme, left), ())):
        return markup.paragraph("Your rendering is kept, but the left text has no words in another language here.")
    return markup.figure(
        markup.entry(rendering), "Your rendering of the left text. In which word does it differ from ours?"
    )


def witnesses_side_by_side(
    theme: str, left: str, right: str, judgement: str = UNJUDGED_PRINTS, rendering: str = ""
) -> WrittenComparison:
    """What two witnesses carry on one theme, and a reply to the reader's judgement of the right against the left.

    theme: a `theme_id` of `parallels.csv`; left, right: witness ids; judgement: one of `PRINT_JUDGEMENTS`, or `UNJUDGED_PRINTS`, which keeps all five
    replies folded; rendering: the reader's own English for the left text, shown beside ours. Frame: side, witness_id, parallel_id, locator, language, strength, second_reading; one row an entry, and one with
    strength alone where a witness has none. The reply knows whether each side speaks, how certainly, how much of it was read, and who
    drew on whom; it does not judge sense. `SelectionError` for anything that does not exist.
    """
    name = _theme(theme)
    one, other = _witness(left), _witness(right)
    if judgement not in (UNJUDGED_PRINTS, *PRINT_JUDGEMENTS):
        raise SelectionError("judgement", judgement, f"one of {', '.join(PRINT_JUDGEMENTS)}")
    heading = (
        f"{name}: left {one['short_name']} ({' and '.join(_how(theme, left))}), "
        f"right {other['short_name']} ({' and '.join(_how(theme, right))})"
    )
    if judgement == UNJUDGED_PRINTS:
        reply = markup.details(
            "The reply to each of the five judgements",
            "".join(
                markup.paragraph(f"<strong>{word}: {verdict}.</strong> {markup.text(why)}")
                for word in PRINT_JUDGEMENTS
                for verdict, why in (_reply(theme, left, right, word),)
            ),
        )
        sentence = f"{heading}. You have not judged yet."
    else:
        verdict, why = _reply(theme, left, right, judgement)
        reply = markup.figure(
            markup.paragraph(f"<strong>“{judgement}”: {verdict}.</strong> {markup.text(why)}")
            + markup.paragraph(f"<strong>Two voices?</strong> {markup.text(_weight(theme, left, right))}"),
            "What the tables say to your judgement; the sense of the words is yours to weigh.",
        )
        sentence = f"{heading}. Your “{judgement}” is {verdict}; the two texts: {_relation(left, right)[0]}."
    return WrittenComparison(
        sentence,
        markup.side_by_side(_card(theme, left) + _own_rendering(theme, left, rendering), _card(theme, right))
        + reply
        + _after(theme, left, right),
        [
            (
                side,
                witness_id,
                row["parallel_id"],
                row["witness_locator"],
                row["language"],
                row["strength"],
                row["second_reading"],
            )
            for side, witness_id in (("left", left), ("right", right))
            for row in _entries().get(
                (theme, witness_id),
                [
                    dict.fromkeys(("parallel_id", "witness_locator", "language", "second_reading"))
                    | {"strength": NO_ENTRY}
                ],
            )
        ],
        ("side", "witness_id", "parallel_id", "locator", "language", "strength", "second_reading"),
    )


# --- what was public ---------------------------------------------------------------------------------------------------


def public_rule_options() -> list[tuple[str, str]]:
    """(label, value) of the rules for what counts as public on the day."""
    return [(words, key) for key, (words, _) in PUBLIC_RULES.items()]


def found_in_options() -> list[tuple[str, str]]:
    """(label, value) of the groups of themes; `ANY` first."""
    return [("all themes", ANY), *((group, group) for group in FOUND_IN)]


def _listed(theme: str, witness_ids) -> str:
    """The witnesses that speak on a theme; a hedge is told where all that a witness says is hedged."""
    return ", ".join(
        witness_id + (" (hedged)" if _how(theme, witness_id) == ("hedged",) else "")
        for witness_id in witness_ids
        if _speaks(_how(theme, witness_id))
    )


@cache
def _after_minutes() -> tuple[str, ...]:
    """Every text that goes back to the minutes, the article aside."""
    return tuple(
        row["witness_id"]
        for row in records("witnesses")
        if row["independent_of_minutes"] == "no" and row["witness_id"] != ARTICLE
    )


@cache
def _core() -> tuple[str, ...]:
    return tuple(row["witness_id"] for row in records("witnesses") if row["core"])


def _legend(witness_ids) -> str:
    """Which text each of some ids is."""
    named = [f"{witness_id} {_witness(witness_id)['short_name']}" for witness_id in sorted(witness_ids)]
    return markup.paragraph(markup.text(f"{'; '.join(named)}.")) if named else ""


@cache
def _overview(rule: str) -> tuple[tuple, ...]:
    """Theme by theme: (theme_id, theme, found_in, public, article, other texts, how each core witness speaks …)."""
    rows = []
    for theme_name, theme in witness_theme_options():
        public = _listed(theme, PUBLIC_RULES[rule][1])
        article = _listed(theme, (ARTICLE,))
        other = _listed(theme, _after_minutes())
        minutes = article or other
        found = FOUND_IN[0 if public and minutes else 1 if minutes else 2 if public else 3]
        rows.append(
            (
                theme,
                theme_name,
                found,
                public,
                ", ".join(
                    entry["witness_locator"] for entry in _entries()[theme, ARTICLE] if entry["strength"] in SPEAKS
                ),
                other,
                *(" and ".join(_how(theme, witness_id)) for witness_id in _core()),
            )
        )
    return tuple(sorted(rows, key=lambda row: FOUND_IN.index(row[2])))


def public_and_private(rule: str = "press", show: str = ANY) -> WrittenComparison:
    """Which themes stand in the press of the day, which only in texts that go back to the minutes, under one rule for “public”.

    rule: a key of `PUBLIC_RULES`; show: one of `FOUND_IN`, or `ANY`. Frame: theme_id, theme, found_in, public, article, other, and a column
    for each of the eleven core witnesses (certain, hedged, both, not seen, absent). “Minutes only” means not seen in the public text
    that was read. `SelectionError` for another rule or group.
    """
    if rule not in PUBLIC_RULES:
        raise SelectionError("rule", rule, f"one of {', '.join(PUBLIC_RULES)}")
    if show not in (ANY, *FOUND_IN):
        raise SelectionError("group", show, f"{ANY} or one of {', '.join(FOUND_IN)}")
    every = _overview(rule)
    rows = [row for row in every if show in (ANY, row[2])]
    counts = [sum(row[2] == group for row in every) for group in FOUND_IN]
    said = ", ".join(f"{group} {count}" for group, count in zip(FOUND_IN, counts, strict=True) if count)
    table = markup.table(
        [(row[1], row[3] or "not seen", row[4] or "absent", row[5] or "not seen", row[2]) for row in rows],
        ("theme", "public that day", "the article", "other texts after the minutes", "found in"),
        f"{show.capitalize() if show != ANY else 'All themes'}, if {PUBLIC_RULES[rule][0]}",
    )
    return WrittenComparison(
        f"If {PUBLIC_RULES[rule][0]}, the {len(every)} themes fall into: {said}."
        + (f" Shown: {len(rows)}, {show}." if show != ANY else ""),
        (table + _legend({one for row in rows for one in WITNESS.findall(f"{row[3]} {row[5]}")}) if rows else "")
        + markup.paragraph(
            "“Not seen” is not “absent”: of every public text only the opening was read, and no public report of the talk with Khatami was found."
        ),
        rows,
        ("theme_id", "theme", "found_in", "public", "article", "other", *_core()),
    )


# --- one sentence through several prints -------------------------------------------------------------------------------


@cache
def drift_options() -> tuple[tuple[str, str], ...]:
    """(label, drift_id): first those proposed for class, from easy to hard, then the others by id."""
    rows = sorted(records("drift"), key=lambda row: (row["order_in_class"] or 99, row["drift_id"]))
    return tuple((row["topic"], row["drift_id"]) for row in rows)


def drift_guess_options() -> list[tuple[str, str]]:
    """(label, value) of the kinds of change among which a reader guesses."""
    return [(UNJUDGED_PRINTS, UNJUDGED_PRINTS), *((f"{kind}: {words}", kind) for kind, words in KINDS_OF_DRIFT.items())]


@cache
def _print(print_id: str) -> tuple[str, str]:
    """One print of one sentence as a card (the words, ours under them, who printed them), and our note on it."""
    row = by_key("drift_prints")[print_id]
    witness = _witness(row["witness_id"])
    if row["passage_id"]:
        body, place, note = _passage_words(row["passage_id"]), origin(passage(row["passage_id"])["locator"]), ""
    else:
        held = by_key("parallels")[row["parallel_id"]] if row["parallel_id"] else row
        body, place = _words(held, held["language"]), markup.text(held["witness_locator"])
        note = _note(held, held["language"])
    caption = f"<strong>Print {row['position']}: {markup.text(witness['short_name'])}</strong> ({markup.text(witness['kind'])})"
    return markup.figure(body + markup.paragraph(f"Where: {place}."), f"{caption}<br>{_link(row['witness_id'])}"), note


def _drift_page(drift_id: str, answer: str, folded: bool) -> str:
    """The prints of one drifting sentence, what changed (after `answer`, folded or not), and whether first and last are two voices."""
    row = by_key("drift")[drift_id]
    held = sorted(
        (one for one in records("drift_prints") if one["drift_id"] == drift_id), key=lambda one: one["position"]
    )
    cards, notes = zip(*(_print(one["print_id"]) for one in held), strict=True)
    changed = markup.figure(
        answer
        + markup.paragraph(f"<strong>Kind of change:</strong> {row['kind']}. {markup.text(row['what_changed'])}")
        + markup.paragraph(f"<strong>Why it matters:</strong> {markup.text(row['why_it_matters'])}")
        # a note can give the answer away, so it does not stand on the card
        + "".join(
            markup.paragraph(f"<strong>On print {one['position']}:</strong> {note}")
            for one, note in zip(held, notes, strict=True)
            if note
        ),
        STANDING[row["standing"]],
    )
    if folded:
        changed = markup.details("What changed", changed)
    first, last = held[0]["witness_id"], held[-1]["witness_id"]
    voices = markup.details(
        f"Are {first} and {last} two voices?",
        markup.paragraph(markup.text(_relation(first, last)[1])) + _independence_table(first, last),
    )
    below = markup.side_by_side(cards[2], changed) if len(cards) == 3 else changed
    return markup.side_by_side(*cards[:2]) + below + voices


def drift_of(drift_id: str, guess: str = UNJUDGED_PRINTS) -> WrittenComparison:
    """One sentence or detail in two or three prints: the words, and what changed between them.

    drift_id: a key of `drift.csv`; guess: a key of `KINDS_OF_DRIFT`, or `UNJUDGED_PRINTS`, which keeps the answer folded. Frame: position,
    witness_id, witness, language, parallel_id, passage_id. A difference shows that one print moved, not which one. `SelectionError` for
    anything that does not exist.
    """
    known = by_key("drift")
    if drift_id not in known:
        raise SelectionError("drift", drift_id, "an id such as DR18; table('drift') lists them all")
    if guess not in (UNJUDGED_PRINTS, *KINDS_OF_DRIFT):
        raise SelectionError("kind of change", guess, f"one of {', '.join(KINDS_OF_DRIFT)}")
    row = known[drift_id]
    prints = [one for one in records("drift_prints") if one["drift_id"] == drift_id]
    said, answer = f"{row['topic']} in {len(prints)} prints", ""
    if guess == UNJUDGED_PRINTS:
        said += "; you have not guessed yet what kind of change it is."
    elif guess == row["kind"]:
        said += f": you say {guess}, and so does the table."
    else:
        said += f": you say {guess}; the table says {row['kind']}."
        answer = markup.paragraph(
            f"<strong>{guess}</strong> would mean that {KINDS_OF_DRIFT[guess]}.",
            f"The table names the main change <strong>{row['kind']}</strong>: {KINDS_OF_DRIFT[row['kind']]}.",
            "Kinds can overlap: if yours fits too, name the word.",
        )
    return WrittenComparison(
        said,
        _drift_page(drift_id, answer, guess == UNJUDGED_PRINTS),
        [
            (
                one["position"],
                one["witness_id"],
                _witness(one["witness_id"])["short_name"],
                one["language"]
                or (by_key("parallels")[one["parallel_id"]]["language"] if one["parallel_id"] else "en"),
                one["parallel_id"],
                one["passage_id"],
            )
            for one in prints
        ],
        ("position", "witness_id", "witness", "language", "parallel_id", "passage_id"),
    )
