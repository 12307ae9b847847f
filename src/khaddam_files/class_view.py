"""What a class answered, from a folder of handed-in files: counts, spread, disputes and headlines. No name is shown or kept.

An item, a text or a dispute of fewer than five people is not shown. Of an item that five or more have answered every choice is shown
with its number, however small.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import statistics
import string
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from khaddam_files import check, compare, handin, markup
from khaddam_files.answers import keys
from khaddam_files.choices import by_key
from khaddam_files.compare.base import WrittenComparison
from khaddam_files.data import records
from khaddam_files.grade.disputes import disputable, disputed, same
from khaddam_files.submissions import Pile
from khaddam_files.wording import in_latin_digits

TALLIED = ("item", "answer", "people", "share", "key")
FEWEST = 5  # answers below which nothing is shown
SUPPRESSED = f"fewer than {FEWEST}"
RULE = (
    f"Not shown: items with fewer than {FEWEST} answers to the item. Shown: every cell of an item with {FEWEST} or more answers, "
    "also one of one, two or three people."
)
LONGEST_HEADING = 30  # signs of a choice above which the choices of a table stand under letters
CLOSED = "closed tasks, furthest from the key first"


@dataclass(frozen=True)
class Answered:
    """One item and what a class answered to it.

    last: the answers as they were handed in; first: those that people gave first, as far as recorded; right: the answers that count
    as the key.
    """

    item: str
    last: list[str]
    first: list[str]
    right: frozenset[str]

    @property
    def shown(self) -> bool:
        """Whether enough people have answered."""
        return len(self.last) >= FEWEST


@lru_cache(maxsize=2)
def answers_of(folder: str) -> list[dict]:
    """What each person entered, all files of one person put together, in an order that says nothing."""
    with contextlib.closing(Pile()) as pile:
        pile.read(folder)
        found = [person.kept for person in pile.people()]
    return sorted(
        found, key=lambda kept: hashlib.sha256(repr(sorted(kept.items())).encode("utf-8", "replace")).digest()
    )


def closed_tasks(notebook: str = "") -> list[dict]:
    """Every closed task of an exercise, or of all, in order."""
    closed = [row for row in records("tasks") if row["kind"] != "free" and row["notebook"].startswith(notebook)]
    return sorted(closed, key=lambda row: (row["notebook"], row["order"]))


def task_options() -> list[tuple[str, str]]:
    """(label, task_id) of every closed task."""
    return [(f"{row['task_id']} {row['title']}", row["task_id"]) for row in closed_tasks()]


def _read(task_id: str, item_id: str, given) -> str | None:
    """One answer to one item in the form in which answers are counted; None where there is none."""
    kind = check.task(task_id)["kind"]
    if kind in check.CHOOSING:
        choice = given.get(item_id) if isinstance(given, dict) else None
        return choice if choice in check.choices(task_id) else None
    if not isinstance(given, str):
        return None
    if kind == "number":
        number = check.read_number(given)
        return None if number is None else f"{number:.12g}"
    return check.read_date(given) or in_latin_digits(given)[:20] or None


def _answered(task_id: str, everybody: Iterable[dict]) -> list[Answered]:
    """Every item of a closed task with all that was answered to it."""
    found = []
    for item in check.items(task_id):
        last, first = (
            [said for kept in everybody if (said := _read(task_id, item["item_id"], kept.get(part(task_id))))]
            for part in (keys.answer, keys.first)
        )
        right = {item["key"]}
        if check.task(task_id)["kind"] in check.TYPING:  # a number may differ a little
            right = {said for said in {*last, *first} if check.check(task_id, said).points}
        found.append(Answered(item["text"], last, first, frozenset(right)))
    return found


def _share(said: list[str], right: frozenset[str]) -> int | None:
    """How many in a hundred answers are as the key; None for too few."""
    return round(100 * sum(one in right for one in said) / len(said)) if len(said) >= FEWEST else None


def _share_of_all(items: list[Answered], which: str) -> int | None:
    """The same for all items together that are shown. which: `last` or `first`."""
    right = [one in item.right for item in items if len(getattr(item, which)) >= FEWEST for one in getattr(item, which)]
    return round(100 * sum(right) / len(right)) if right else None


def _tally(item: Answered, listed: bool = True) -> list[tuple]:
    """How often each answer was given to one item. listed: chosen from a list; of what was typed, single entries stay together."""
    if not item.shown:
        return [(item.item, SUPPRESSED, None, None, None)]
    counted, everybody = Counter(item.last), len(item.last)
    shown = [(said, n) for said, n in counted.most_common() if listed or n > 1 or said in item.right]
    rows = [(item.item, said, n, round(100 * n / everybody), said in item.right) for said, n in shown]
    single = everybody - sum(n for _, n in shown)
    return rows + (
        [(item.item, "other entries, one each", single, round(100 * single / everybody), False)] if single else []
    )


def _cell(number: int, everybody: int, key: bool) -> str:
    told = f"{number} · {round(100 * number / everybody)} %" + (" key" if key else "") if number or key else "–"
    return told.replace(" ", "\N{NO-BREAK SPACE}")


def _at_first(item: Answered) -> str:
    share = _share(item.first, item.right)
    return "–" if share is None else f"{share} %"


def _grid(items: list[Answered], choices: Iterable[str], caption: str) -> str:
    """One row an item, one column a choice; choices as long as sentences stand above the table, under letters."""
    choices = list(choices)
    long = max(map(len, choices), default=0) > LONGEST_HEADING
    names = list(string.ascii_uppercase[: len(choices)]) if long else choices
    legend = [f"<strong>{name}</strong> {markup.text(choice)}" for name, choice in zip(names, choices, strict=True)]
    first = any(_share(item.first, item.right) is not None for item in items)
    rows = []
    for item in items:
        counted = Counter(item.last)
        cells = [_cell(counted[choice], len(item.last), choice in item.right) for choice in choices if item.shown]
        cells = cells or [f"{SUPPRESSED} answers", *[""] * (len(choices) - 1)]
        rows.append((item.item, *cells, *([_at_first(item)] if first else [])))
    columns = ("item", *names, *(["as the key at first"] if first else []))
    return (markup.bullets(legend) if long else "") + markup.table(rows, columns, f"{caption} {RULE}")


def _typed_table(rows: list[tuple], caption: str) -> str:
    """One row an answer, for a task of one item to which anything can be typed."""
    shown = [(said, SUPPRESSED if n is None else f"{n} · {share} %" + " key" * key) for _, said, n, share, key in rows]
    rule = f"Shown with {FEWEST} or more answers to the item; entries of one person stand together."
    return markup.table(shown, ("answer", "people"), f"{caption} {rule}")


def _shortened(text: str, longest: int = 90) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def _hardest(items: list[Answered]) -> tuple[str, int] | None:
    """The item that fewest answered as the key, and how many in a hundred did."""
    shares = [(item.item, _share(item.last, item.right)) for item in items if item.shown]
    return min(shares, key=lambda pair: pair[1], default=None)


def _hinted(task_id: str, people: list[dict]) -> int:
    """How many people have opened a hint to a task."""
    used = [kept.get(keys.hints(task_id)) for kept in people]
    return sum(isinstance(number, int) and number > 0 for number in used)


def _people(task_id: str, everybody: list[dict]) -> list[dict]:
    """Those who have answered at least one item of a task."""
    items = [item["item_id"] for item in check.items(task_id)]
    return [kept for kept in everybody if any(_read(task_id, item, kept.get(keys.answer(task_id))) for item in items)]


def _told(task_id: str, items: list[Answered], people: list[dict]) -> list[str]:
    """What there is to say of a closed task, in short sentences."""
    last, first = _share_of_all(items, "last"), _share_of_all(items, "first")
    if last is None:
        return ["Too few answers to show."]
    told = [f"As the key: {last} %" + ("." if first is None else f"; at first: {first} %.")]
    if check.task(task_id)["kind"] == "number":
        low, middle, high = _quarters([float(said) for said in items[0].last])
        told.append(f"Median {middle:g}, middle half from {low:g} to {high:g}, key {check.items(task_id)[0]['key']}.")
    if len(items) > 1:
        item, share = _hardest(items)
        told.append(f"Furthest from the key: “{_shortened(item)}”, {share} % as the key.")
    return [*told, f"Hints used by {_hinted(task_id, people)} of {len(people)}."]


def spread(folder: str, task_id: str) -> WrittenComparison:
    """How a class answered one closed task. Frame: item, answer, people, share, key.

    Raises `TaskError` for an unknown task and `NotADirectoryError` if there is no such folder.
    """
    row, everybody = check.task(task_id), answers_of(folder)
    items, people = _answered(task_id, everybody), _people(task_id, everybody)
    choosing = row["kind"] in check.CHOOSING
    rows = [tallied for item in items for tallied in _tally(item, choosing)]
    caption = f"How the class answered task {task_id}."
    return WrittenComparison(
        f"Task {task_id}, {row['title']}: answered by {len(people)} of {len(everybody)} who handed in. "
        + " ".join(_told(task_id, items, people)),
        _grid(items, check.choices(task_id), caption) if choosing else _typed_table(rows, caption),
        rows,
        TALLIED,
    )


def furthest(folder: str, notebook: str = "") -> WrittenComparison:
    """The closed tasks of an exercise, or of all, furthest from the key first. Frame: task, title, answers, share, first, hardest.

    share: of last answers as the key, in a hundred; first: of first answers, by which tasks are ordered where they were recorded,
    because last answers have been corrected after the reasons were read. Raises `NotADirectoryError` if there is no such folder.
    """
    everybody, rows = answers_of(folder), []
    for row in closed_tasks(notebook):
        items = _answered(row["task_id"], everybody)
        share, first = _share_of_all(items, "last"), _share_of_all(items, "first")
        hardest = _hardest(items) if len(items) > 1 else None
        told = f"“{_shortened(hardest[0])}”, {hardest[1]} %" if hardest else ""
        rows.append((row["task_id"], row["title"], len(_people(row["task_id"], everybody)), share, first, told))
    shown = sorted((row for row in rows if row[3] is not None), key=lambda row: row[3] if row[4] is None else row[4])
    few = len(rows) - len(shown)
    cells = [(*row[:3], f"{row[3]} %", "–" if row[4] is None else f"{row[4]} %", row[5]) for row in shown]
    columns = ("task", "title", "answers", "as the key", "as the key at first", "hardest item")
    return WrittenComparison(
        (f"Furthest from the key: {shown[0][0]} “{shown[0][1]}”. " if shown else "")
        + f"{len(shown)} closed tasks{f' of exercise {notebook}' if notebook else ''}, answered by some of {len(everybody)} who handed in; "
        f"{few} more have too few answers.",
        markup.table(
            cells,
            columns,
            f"Closed tasks, ordered by first answers where they are known. Not counted: items with fewer than {FEWEST} answers to the item.",
        )
        if cells
        else "",
        shown,
        ("task", "title", "answers", "share", "first", "hardest"),
    )


def _quarters(numbers) -> tuple[float, float, float]:
    low, _, high = statistics.quantiles(numbers, n=4)
    return low, statistics.median(numbers), high


def _merged(reasons: Iterable[str]) -> str:
    """Reasons in one line, most frequent first; equal ones once, with their number."""
    counted, words = Counter(), {}
    for reason in sorted(filter(None, reasons)):
        counted[same(reason)] += 1
        words.setdefault(same(reason), reason)
    return " / ".join(words[one] + (f" ({n})" if n > 1 else "") for one, n in counted.most_common())


def most_disputed(folder: str) -> WrittenComparison:
    """Which keys and verdicts the class disputes most, with the reasons given. Frame: what, title, people, reasons."""
    found: dict[str, list[str]] = {}
    for kept in answers_of(folder):
        for what, reason in disputed(kept).items():
            found.setdefault(what, []).append(reason)
    ranked = sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows = [
        (what, disputable()[what], len(reasons), _merged(reasons)) for what, reasons in ranked if len(reasons) >= FEWEST
    ]
    first = (
        f"Most disputed: {rows[0][0]} “{rows[0][1]}”, by {rows[0][2]} people."
        if rows
        else f"Nothing is disputed by {FEWEST} or more people."
    )
    columns = ("key or verdict", "what it is", "people", "reasons given")
    return WrittenComparison(
        f"{first} {len(found) - len(rows)} more are disputed by fewer than {FEWEST} and not shown.",
        markup.table(rows, columns, "What the class disputes") if rows else "",
        rows,
        ("what", "title", "people", "reasons"),
    )


def _relation(topic: str, *voices: str) -> str | None:
    found = (row for row in records("relations") if row["topic_id"] == topic)
    return next((row["relation"] for row in found if {row["voice_a"], row["voice_b"]} == set(voices)), None)


def _row_judgement(row_id: str, hypothesis_id: str) -> str | None:
    found = (row for row in records("hypothesis_passages") if row["row_id"] == row_id)
    return next((row["judgement"] for row in found if row["hypothesis_id"] == hypothesis_id), None)


def _column(table: str, column: str):
    return lambda name: by_key(table).get(name, {}).get(column)


def _like(key: str, piece: str = ".+") -> re.Pattern:
    """Keys such as this one, with any such piece in the place of each star."""
    return re.compile(re.escape(key).replace(r"\*", f"({piece})"))


JUDGED = {  # what the guided notebooks keep: the keys, the choices, and what our tables say of the pieces of a key
    "02 labels of the links": (
        _like(keys.chain("*", "label"), r"K\d+"),
        "CHAIN_LABELS",
        _column("chain", "label"),
    ),
    "04 pairs of voices": (_like(keys.pair("*", "*", "*")), "RELATIONS", _relation),
    "04 silences": (_like(keys.silence("*"), r"\w+"), "EXPECTATIONS", _column("silences", "expected")),
    "05 right against left": (_like(keys.judged("*", "*", "*")), "PRINT_JUDGEMENTS", lambda *_: None),
    "05 kinds of change": (_like(keys.drift("*"), r"\w+"), "drift_kinds", _column("drift", "kind")),
    "08 passages and explanations": (
        _like(keys.judgement("*", "*"), r"HR\d+|H-[a-e]"),
        "ROW_JUDGEMENTS",
        _row_judgement,
    ),
    "08 claims of the frame": (
        _like(keys.guess("*"), r"F\d+"),
        "VERDICTS_ON_CLAIMS",
        _column("framing", "verdict"),
    ),
}
RENDERED, TICKET = _like(keys.rendered("*", "*")), _like(keys.exit_part("*", "*"))
HEADLINE = _like(keys.headline("*"), r"\d{1,2}")


def judged(folder: str, what: str) -> WrittenComparison:
    """How a class judged in a guided notebook. what: a key of `JUDGED`. Frame: item, answer, people, share, key.

    Of what fewer than five people have judged, only the number is told. Raises `NotADirectoryError` if there is no such folder.
    """
    pattern, choices, ours = JUDGED[what]
    allowed, everybody, said, people = _allowed(choices), answers_of(folder), {}, 0
    for kept in everybody:
        found = [(pattern.fullmatch(name), answer) for name, answer in kept.items() if answer in allowed]
        mine = {".".join(match.groups()): answer for match, answer in found if match}
        people += bool(mine)
        for name, answer in mine.items():
            said.setdefault(name, []).append(answer)
    items = [_judged_item(name, said[name], ours) for name in sorted(said) if len(said[name]) >= FEWEST]
    hardest = _hardest([item for item in items if item.right])
    told = f" Furthest from the key: “{_shortened(hardest[0])}”, {hardest[1]} % as the key." if hardest else ""
    return WrittenComparison(
        f"Notebook {what}: judged by {people} of {len(everybody)} who handed in; {len(items)} items by {FEWEST} or more people, "
        f"{len(said) - len(items)} more by fewer and not shown.{told}",
        _grid(items, allowed, f"How the class judged: notebook {what}.") if items else "",
        [tallied for item in items for tallied in _tally(item)],
        TALLIED,
    )


def _allowed(choices: str) -> tuple[str, ...]:
    """What could be chosen: a list that stands in code, or one that is read from a table."""
    listed = getattr(compare, choices)
    return listed().values if callable(listed) else tuple(listed)


def _judged_item(name: str, said: list[str], ours) -> Answered:
    """One item of a guided notebook in words, with our own judgement where the tables have one."""
    pieces = name.split(".")
    key = ours(*pieces)
    told = ", ".join(handin.described(piece) or piece for piece in pieces)
    return Answered(told, said, [], frozenset([key] if key else []))


def probabilities(folder: str) -> WrittenComparison:
    """Which numbers the class gave to the forecasts of notebook 07. Frame: claim, people, lowest, quarter, median, three_quarters, highest."""
    numbers: dict[str, list[int]] = {}
    for kept in answers_of(folder):
        for claim_id, number in compare.numbers_given(kept).items():
            numbers.setdefault(claim_id, []).append(number)
    rows = []
    for claim_id, given in sorted(numbers.items()):
        if len(given) >= FEWEST:
            rows.append(
                (f"{claim_id} {handin.described(claim_id)}", len(given), min(given), *_quarters(given), max(given))
            )
    widest = max(rows, key=lambda row: row[5] - row[3], default=None)
    columns = ("claim", "people", "lowest", "a quarter below", "median", "a quarter above", "highest")
    return WrittenComparison(
        f"{len(rows)} claims have a number from {FEWEST} or more people; {len(numbers) - len(rows)} more from fewer and not shown."
        + (f" Furthest apart: {widest[0]}" if widest else ""),
        markup.table(rows, columns, "The same words, heard by the class as numbers from 0 to 100") if rows else "",
        rows,
        ("claim", "people", "lowest", "quarter", "median", "three_quarters", "highest"),
    )


def renderings(folder: str) -> WrittenComparison:
    """What the class makes of the foreign lines of notebook 05, without names. Frame: line, rendering."""
    written: dict[tuple[str, ...], list[str]] = {}
    for kept in answers_of(folder):
        for name, text in kept.items():
            line = RENDERED.fullmatch(name)
            if line and isinstance(text, str) and text.strip():
                written.setdefault(line.groups(), []).append(" ".join(text.split())[:300])
    rows = [
        (", ".join(handin.described(piece) or piece for piece in pieces), text)
        for pieces, texts in sorted(written.items())
        if len(texts) >= FEWEST
        for text in sorted(texts)
    ]
    few = sum(len(texts) < FEWEST for texts in written.values())
    return WrittenComparison(
        f"{len(written) - few} lines were rendered by {FEWEST} or more people; {few} more by fewer and not shown.",
        "".join(markup.figure(markup.entry(text), markup.text(line)) for line, text in rows),
        rows,
        ("line", "rendering"),
    )


def exit_tickets(folder: str) -> WrittenComparison:
    """What the class takes along, what stayed unclear, and the pace, without names. Frame: question, answer."""
    said: dict[str, list[str]] = {part: [] for part in compare.TICKET}
    for kept in answers_of(folder):
        for name, text in kept.items():
            part = TICKET.fullmatch(name)
            if part and part[2] in said and isinstance(text, str) and text.strip():
                said[part[2]].append(" ".join(text.split())[:300])
    shown = {part: sorted(texts) for part, texts in said.items() if len(texts) >= FEWEST}
    pace = Counter(text for text in shown.pop("pace", []) if text in compare.PACES)
    told = ", ".join(f"{name} {pace[name]}" for name in compare.PACES) if pace else f"fewer than {FEWEST} answers"
    rows = [(compare.TICKET[part], text) for part, texts in shown.items() for text in texts]
    return WrittenComparison(
        f"Exit tickets. The pace was: {told}. {len(shown.get('assert', []))} sentences to take along, {len(shown.get('unclear', []))} open points; fewer than {FEWEST} are not shown.",
        "".join(
            markup.figure(markup.bullets(markup.entry(text) for text in texts), markup.text(compare.TICKET[part]))
            for part, texts in shown.items()
        ),
        rows,
        ("question", "answer"),
    )


def _headline(kept: dict) -> str:
    """The headline of one person in one line: clauses in their order, each with its place."""
    clauses = []
    for name, clause in kept.items():
        number = HEADLINE.fullmatch(name)
        if number and isinstance(clause, str) and clause.strip():
            place = kept.get(keys.headline(int(number[1]), place=True))
            place = f" ({place.strip()})" if isinstance(place, str) and place.strip() else ""
            clauses.append((int(number.group(1)), " ".join(f"{clause}{place}".split())))
    return " · ".join(clause for _, clause in sorted(clauses))[:400]


def headline_wall(folder: str) -> WrittenComparison:
    """The headlines that the class wrote in notebook 08, without names and in an order that says nothing. Frame: headline."""
    everybody = answers_of(folder)
    written = sorted(filter(None, map(_headline, everybody)))
    shown = written if len(written) >= FEWEST else []
    return WrittenComparison(
        f"{len(shown)} of {len(everybody)} who handed in wrote a headline."
        if shown
        else f"Fewer than {FEWEST} headlines were written; none is shown.",
        markup.table(list(enumerate(shown, 1)), ("number", "headline"), "Headlines of this class") if shown else "",
        [(text,) for text in shown],
        ("headline",),
    )


VIEWS = {
    "most disputed": most_disputed,
    "headlines": headline_wall,
    "exit tickets": exit_tickets,
    "07 probabilities": probabilities,
    "05 renderings": renderings,
}


def _overviews() -> dict[str, str]:
    """Name of a view of many closed tasks -> the exercise, empty for all."""
    return {f"all {CLOSED}": ""} | {
        f"{number} {CLOSED}": number for number in sorted({row["notebook"] for row in records("tasks")})
    }


def view_options() -> list[tuple[str, str]]:
    """(label, value) of everything that a class can be shown: all tasks, the notebooks' views, then each closed task."""
    return [*((name, name) for name in (*_overviews(), *VIEWS, *JUDGED)), *task_options()]


def view(folder: str, what: str) -> WrittenComparison:
    """One view of a class by its name: a value of `view_options`.

    Raises `NotADirectoryError` if there is no such folder and `TaskError` for an unknown task.
    """
    if what in VIEWS:
        return VIEWS[what](folder)
    if what in _overviews():
        return furthest(folder, _overviews()[what])
    return judged(folder, what) if what in JUDGED else spread(folder, what)
