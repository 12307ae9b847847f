"""A made-up class: what tests and the benchmark grade, and what a teacher rehearses with. No
student wrote any of it.

Of each item many share one and the same wrong answer at first, and some of these find the key
later, so that a class has something to argue about.
"""

import base64
import random
import sys
import zlib
from pathlib import Path

from khaddam_files import check
from khaddam_files.answers import Entry, keys
from khaddam_files.answers.exports import as_file, canonical
from khaddam_files.compare import forecasts, note
from khaddam_files.compare.cards import CARD_ANSWERS
from khaddam_files.compare.questions import choices_of
from khaddam_files.data import records
from khaddam_files.grading.class_judgements import JUDGEMENT_KINDS

WORDS = [
    "the",
    "passage",
    "says",
    "that",
    "nobody",
    "in",
    "the",
    "room",
    "could",
    "know",
    "this",
    "before",
    "the",
    "summit",
    "because",
    "S4.6",
    "and",
    "S10.3",
    "differ",
]


def as_code(entries: dict) -> str:
    """The entries as letters and digits to copy, as a page makes them."""
    text = canonical(
        {key: {"changed": entry.changed, "value": entry.value} for key, entry in entries.items()}
    )
    packed = base64.b64encode(zlib.compress(text.encode(), 9)).decode()
    return f"KHADDAM-FILES-2:{len(packed)}:{zlib.crc32(packed.encode()):08x}:{packed}"


MISLED = (0.15, 0.4, 0.65)  # of a class, by an easy, a middling and a hard item
DISPUTED = "05.1"  # the task whose key many dispute
INSIGHTS = (
    "The bracket of S4.6 was added later; the sentence around it may still be of that day.",
    "Two texts that go back to one set of minutes are one witness (S8.7).",
    "Section 11 was written later, by one man (S11.1).",
    "Khatami warns of a quick victory, and nobody answers him (S2.6).",
    "Not seen in IRNA does not mean that it was kept secret (S6.5).",
    "A hedge such as “might” can be the translator's (S8.9).",
)
OPEN_POINTS = (
    "Who wrote the minutes, and on which day?",
    "How much of the IRNA page has been read? I could not find where the copy breaks off.",
    "Whether “might” was said in the room",
    "What would count as proof of a plan?",
    "Why do the prints of 2021 and 2024 differ?",
    "من كتب المحضر؟",
)
RENDERINGS = ("A second Vietnam for America", "Another Vietnam", "Like Vietnam, only longer")
HEADLINES = ("Leaders met", "Damascus and Tehran talked of a long war", "Assad and Khamenei met")


class Mind:
    """How one person answers what has a key: at first, and after a reply or a talk."""

    def __init__(self, seed):
        self.chance = random.Random(f"mind {seed}")

    def answers(self, name, key, choices):
        """(first, last) to what is called `name`. Who is misled, is misled as the others are."""
        item = random.Random(name)  # the same for everybody
        wrong = [choice for choice in choices if choice != key] or [key]
        shared, misled = item.choice(wrong), item.choice(MISLED)
        first = key
        if self.chance.random() < misled:
            first = shared if self.chance.random() < 0.8 else self.chance.choice(wrong)
        return first, key if self.chance.random() < 0.3 else first


def submission(student: str, seed: int) -> dict:
    """The answers of one person as version 0.2.0 exported them: closed tasks with errors that
    others share, free ones of a real length, and what the guided notebooks keep."""
    chance, mind = random.Random(seed), Mind(seed)
    stamp, entries = f"2026-11-25T10:{seed % 60:02d}:00.000+00:00", {"student": student}
    for row in records("tasks"):
        task_id = row["task_id"]
        if row["kind"] in check.CHOOSING_KINDS:
            pairs = {
                item["item_id"]: mind.answers(item["item_id"], item["key"], check.choices(task_id))
                for item in check.items(task_id)
            }
            entries[keys.first(task_id)] = {item: first for item, (first, _) in pairs.items()}
            entries[keys.answer(task_id)] = {item: last for item, (_, last) in pairs.items()}
        elif row["kind"] in check.TYPING_KINDS:
            (item,) = check.items(task_id)
            wrong = ("3", "4") if row["kind"] == "number" else ("2003-03-17", "2003-03-19")
            entries[keys.first(task_id)], entries[keys.answer(task_id)] = mind.answers(
                task_id, item["key"], wrong
            )
        else:
            entries[keys.answer(task_id)] = (
                " ".join(chance.choices(WORDS, k=row["least_words"] + 20))
                + f" {row['locators'][0]}"
            )
        if chance.random() < (0.6 if task_id == DISPUTED else 0.1):
            entries[keys.dispute(task_id)] = {
                "disputed": True,
                "reason": "The text leaves it open.",
            }
        if chance.random() < 0.2:
            entries[keys.hints(task_id)] = chance.randint(1, 3)
    entries |= _guided(mind, seed)
    return {
        "version": 1,
        "answers": {key: {"value": value, "changed": stamp} for key, value in entries.items()},
    }


def _guided(mind: Mind, seed: int) -> dict:
    """What one person left in the guided notebooks: labels, judgements, questions, numbers, a
    headline, renderings and an exit ticket."""
    entries = {}
    for name, row_ids in _judged_rows().items():
        kind = JUDGEMENT_KINDS[name]
        for key, pieces in row_ids:
            ours = kind.ours(*pieces) or kind.choices()[0]
            _, entries[key] = mind.answers(key, ours, kind.choices())
    for row in records("questions"):
        question_id = row["question_id"]
        choices = [choice["choice"] for choice in choices_of(question_id)]
        ours = [choice["choice"] for choice in choices_of(question_id) if choice["ours"]]
        if row["form"] == "number":
            choices, ours = ["3", "40"], [str(row["lowest"])]
        first, last = mind.answers(question_id, ours[0], choices)
        entries[keys.question(question_id, "first")] = first
        entries[keys.question(question_id, "answer")] = last
    for row in records("cards"):
        first, last = mind.answers(row["card_id"], row["answer"], CARD_ANSWERS)
        card = f"card-{row['card_id']}"
        entries |= {keys.vote(card, "first"): first, keys.vote(card, "answer"): last}
    for row in records("chosen_claims"):
        entries[keys.forecast(row["claim_id"], "scorable")] = forecasts.SCORABLE_YES
        middle = random.Random(row["claim_id"]).choice((20, 50, 80))
        number = round(mind.chance.gauss(middle, 18) / 5) * 5
        entries[keys.forecast(row["claim_id"], "probability")] = min(100, max(0, number))
    headline = HEADLINES[seed % len(HEADLINES)]
    entries[keys.headline(1)] = f"{headline}, version {seed}"
    entries[keys.headline(1, place=True)] = "S1.3"
    entries[keys.headline(2)] = "and did not agree on everything"
    entries[keys.rendered("vietnam", "W01")] = RENDERINGS[seed % len(RENDERINGS)]
    entries[keys.exit_part("09", "assert")] = INSIGHTS[seed % len(INSIGHTS)]
    entries[keys.exit_part("09", "unclear")] = OPEN_POINTS[seed % len(OPEN_POINTS)]
    entries[keys.exit_part("09", "pace")] = note.TICKET_PACES[(seed % 4 + 1) % 3]
    return entries


def _judged_rows() -> dict:
    """Kind of judgement -> (key, its pieces) of what everybody of the class judges."""
    relations = [(row["topic_id"], row["voice_a"], row["voice_b"]) for row in records("relations")]
    passages = [(row["row_id"], row["hypothesis_id"]) for row in records("hypothesis_passages")]
    return {
        "02 labels of the links": [
            (keys.chain(row["link_id"], "label"), (row["link_id"],)) for row in records("chain")
        ],
        "04 pairs of voices": [(keys.pair(*one), one) for one in relations[:6]],
        "04 silences": [
            (keys.silence(row["silence_id"]), (row["silence_id"],)) for row in records("silences")
        ],
        "05 right against left": [
            (keys.judged("vietnam", "W01", "W04"), ("vietnam", "W01", "W04"))
        ],
        "05 kinds of change": [
            (keys.drift(row["drift_id"]), (row["drift_id"],)) for row in records("drift")[:6]
        ],
        "08 passages and explanations": [(keys.judgement(*one), one) for one in passages[:8]],
        "08 claims of the frame": [
            (keys.guess(row["framing_id"]), (row["framing_id"],)) for row in records("framing")[:6]
        ],
    }


def a_class(folder: Path, people: int) -> Path:
    """A folder with one file a person, as they are exported now."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(people):
        kept = submission(f"s{number:05d}", number)["answers"]
        (folder / f"answers ({number}).json").write_bytes(exported(kept))
    return folder


def exported(kept: dict) -> bytes:
    """A file as it is exported now. kept: key -> value and time of change, as of version 0.2.0."""
    return as_file(
        {
            own: Entry(value, entry["changed"].replace("+00:00", "Z"))
            for key, entry in kept.items()
            for own, value in keys.split(key, entry["value"]).items()
        }
    )


if __name__ == "__main__":
    made = a_class(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"A made-up class of {sys.argv[2]} has handed in to {made}.")
