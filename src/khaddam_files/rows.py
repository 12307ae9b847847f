"""The rows of every table, for a type checker; `make outputs` writes it.

Imported under `TYPE_CHECKING` only, so that a kernel does not pay for it.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal, Protocol, TypedDict, final, overload

# fmt: off

Series = Literal[
    "gallup_iraq_mistake",
    "gallup_vietnam_mistake",
    "iraq_civilian_deaths_ibc_by_month",
    "iraq_civilian_deaths_ibc_by_phase",
    "iraq_civilian_deaths_ibc_by_year",
    "iraq_civilian_deaths_ibc_published_vintages",
    "iraq_deaths_by_counter",
    "iraq_displacement",
    "iraq_sigacts_by_month",
    "iraq_sigacts_by_year",
    "kurdistan_referendum_2017",
    "sinjar_foreign_fighters",
    "us_deaths_iraq_by_month",
    "us_deaths_iraq_by_phase",
    "us_deaths_iraq_by_year",
    "us_deaths_vietnam_by_year",
    "us_troops_iraq",
    "us_troops_vietnam_by_year",
    "us_war_cost_by_fiscal_year",
    "vietnam_ground_incidents_by_year",
]


@final
class Passage(TypedDict):
    """Passages of the article: `passages.csv`."""

    passage_id: str
    locator: str
    section: str
    meeting_id: str | None
    speaker_id: str | None
    reported_by_id: str | None
    addressee_id: tuple[str, ...]
    addressee_basis: str | None
    voice: str
    mark: str
    certainty: str
    certainty_note: str | None
    gist: str
    excerpt: str | None
    words: int
    theme_ids: tuple[str, ...]
    function: str


@final
class Paragraph(TypedDict):
    """Paragraphs of the article: `paragraphs.csv`."""

    locator: str
    section_number: int
    section: str
    kind: str
    words: int
    quotes_opened: int
    quotes_closed: int
    balance: str
    words_quoted_paragraph: int
    words_quoted_until_closed: int
    words_quoted_closed_only: int


@final
class Person(TypedDict):
    """People: `people.csv`."""

    person_id: str
    name: str
    name_in_article: tuple[str, ...]
    name_arabic: str
    name_persian: str | None
    own_script: str | None
    born: datetime.date | None
    born_precision: str | None
    died: datetime.date | None
    died_precision: str | None
    role_on_2003_03_16: str
    side: str
    attendance: str
    meeting_ids: tuple[str, ...]
    later: str
    last_checked: datetime.date
    last_seen: datetime.date | None
    verified: bool
    note: str | None
    source_ids: tuple[str, ...]


@final
class Office(TypedDict):
    """Offices: `offices.csv`."""

    office_id: str
    person_id: str
    office: str
    state: str
    start: datetime.date | None
    start_precision: str | None
    end: datetime.date | None
    end_precision: str | None
    source_ids: tuple[str, ...]
    note: str | None


@final
class Meeting(TypedDict):
    """Meetings: `meetings.csv`."""

    meeting_id: str
    title: str
    date: datetime.date
    date_precision: str
    place_id: str
    host_ids: tuple[str, ...]
    guest_ids: tuple[str, ...]
    named_present_ids: tuple[str, ...]
    said_to_attend_ids: tuple[str, ...]
    time_of_day: str | None
    sections: tuple[str, ...]
    in_minutes: bool
    source_ids: tuple[str, ...]
    note: str


@final
class Place(TypedDict):
    """Places: `places.csv`."""

    place_id: str
    name: str
    kind: str
    arabic: str
    persian: str
    own_script: str | None
    lat: float
    lon: float
    role_in_story: str
    source_ids: tuple[str, ...]


@final
class Event(TypedDict):
    """Events: `events.csv`."""

    event_id: str
    date: datetime.date
    date_precision: str
    end_date: datetime.date | None
    end_date_precision: str | None
    place: str
    title: str
    short: str
    summary: str
    phase: str
    source_ids: tuple[str, ...]
    verified: bool


@final
class Horizon(TypedDict):
    """Horizons: `horizons.csv`."""

    horizon_id: str
    date: datetime.date
    label: str
    why_this_date: str


@final
class Claim(TypedDict):
    """Claims that outcomes may be held against: `claims.csv`."""

    claim_id: str
    locator: str
    passage_ids: tuple[str, ...]
    speaker_ids: tuple[str, ...]
    reported_by_id: str | None
    meeting_id: str | None
    type: str
    proposition: str
    hedge: str
    condition: str
    scorable: bool
    why_not_scorable: str | None
    criterion: str | None
    horizon_note: str
    evidence_for: tuple[str, ...]
    evidence_against: tuple[str, ...]
    complicating: tuple[str, ...]
    unscored_reading: str | None
    rationale: str
    confidence: str
    drift_ids: tuple[str, ...]


@final
class Verdict(TypedDict):
    """Verdicts at four horizons: `verdicts.csv`."""

    verdict_id: str
    claim_id: str
    horizon_id: str
    as_of: datetime.date
    verdict: str
    evidence_for: tuple[str, ...]
    evidence_against: tuple[str, ...]
    reason: str
    contested: bool
    contested_why: str | None


@final
class ChosenClaim(TypedDict):
    """The short list of notebook 07: `chosen_claims.csv`."""

    claim_id: str
    why_chosen: str


@final
class HedgeNumber(TypedDict):
    """Numbers of the example reader: `hedge_numbers.csv`."""

    hedge: str
    number: int
    why_this_number: str


@final
class Witness(TypedDict):
    """Witnesses: `witnesses.csv`."""

    witness_id: str
    short_name: str
    kind: str
    independent_of_minutes: str
    depends_on: tuple[str, ...]
    seen: str
    core: bool
    note: str


@final
class WitnessRelation(TypedDict):
    """How two witnesses hang together: `witness_relations.csv`."""

    case: str
    relation: str
    meaning: str


@final
class PublicRule(TypedDict):
    """Rules for what was public: `public_rules.csv`."""

    rule: str
    what_counts: str
    witness_ids: tuple[str, ...]


@final
class Parallel(TypedDict):
    """One theme in one witness: `parallels.csv`."""

    parallel_id: str
    theme_id: str
    witness_id: str
    witness_locator: str | None
    passage_id: str | None
    excerpt: str | None
    language: str | None
    rendering: str | None
    rendering_by: str | None
    strength: str
    second_reading: str | None
    note: str | None


@final
class PrintReply(TypedDict):
    """Replies to a judgement of two prints: `print_replies.csv`."""

    reply_id: str
    cases: tuple[str, ...]
    judgements: tuple[str, ...]
    verdict: str
    reply: str


@final
class Drift(TypedDict):
    """Drifting sentences: `drift.csv`."""

    drift_id: str
    topic: str
    kind: str
    what_changed: str
    why_it_matters: str
    second_reading: str
    standing: str
    order_in_class: int | None


@final
class DriftKind(TypedDict):
    """Kinds of drift: `drift_kinds.csv`."""

    kind: str
    meaning: str


@final
class DriftPrint(TypedDict):
    """Prints of drifting sentences: `drift_prints.csv`."""

    print_id: str
    drift_id: str
    position: int
    witness_id: str
    witness_locator: str | None
    parallel_id: str | None
    passage_id: str | None
    excerpt: str | None
    language: str | None
    rendering: str | None
    rendering_by: str | None


@final
class DriftWord(TypedDict):
    """Words that drift: `drift_words.csv`."""

    word_id: str
    print_id: str
    slot: str
    words: str


@final
class MissingItem(TypedDict):
    """Looked for and not found: `not_found.csv`."""

    not_found_id: str
    item: str
    why_wanted: str
    searches: str
    nearest_found: str
    result: str


@final
class LinkOfChain(TypedDict):
    """The chain of transmission: `chain.csv`."""

    link_id: str
    order: int
    link: str
    short: str
    label: str
    evidence_locators: tuple[str, ...]
    evidence_source_ids: tuple[str, ...]
    not_found_ids: tuple[str, ...]
    may_change: tuple[str, ...]
    locators: tuple[str, ...]
    explanation: str


@final
class Oddity(TypedDict):
    """Oddities of the source: `oddities.csv`."""

    oddity_id: str
    locators: tuple[str, ...]
    title: str
    types: tuple[str, ...]
    explanation: str
    source_ids: tuple[str, ...]
    drift_ids: tuple[str, ...]
    not_found_ids: tuple[str, ...]
    status: str
    notebooks: tuple[str, ...]
    trap: bool


@final
class Silence(TypedDict):
    """Silences: `silences.csv`."""

    silence_id: str
    topic: str
    expected: str
    why_expected: str
    who_might_have_raised_it: tuple[str, ...]
    nearest_locators: tuple[str, ...]
    caution: str
    words_searched: tuple[str, ...]
    count: int
    source_ids: tuple[str, ...]
    not_found_ids: tuple[str, ...]


@final
class ClaimOfFrame(TypedDict):
    """Claims of the frame: `framing.csv`."""

    framing_id: str
    part: str
    claim: str
    locator: str
    supporting_locators: tuple[str, ...]
    against_locators: tuple[str, ...]
    verdict: str
    reason: str
    source_ids: tuple[str, ...]
    drift_ids: tuple[str, ...]


@final
class Hypothesis(TypedDict):
    """Rival explanations: `hypotheses.csv`."""

    hypothesis_id: str
    name: str
    about: str
    statement: str
    what_would_refute_it: str


@final
class HypothesisRow(TypedDict):
    """Evidence for rival explanations: `hypothesis_rows.csv`."""

    row_id: str
    order: int
    locator: str
    passage_ids: tuple[str, ...]
    gist: str


@final
class HypothesisPassage(TypedDict):
    """Judgements on rival explanations: `hypothesis_passages.csv`."""

    judgement_id: str
    row_id: str
    hypothesis_id: str
    judgement: str
    reason: str


@final
class Topic(TypedDict):
    """Topics: `topics.csv`."""

    topic_id: str
    topic: str
    definition: str
    on_page: bool


@final
class CapitalVoice(TypedDict):
    """Voices of two capitals: `capital_voices.csv`."""

    voice: str
    speaker_id: str
    listener_ids: tuple[str, ...]
    capital: str
    talk: str
    locators: tuple[str, ...]
    note: str | None


@final
class Position(TypedDict):
    """Positions by topic and voice: `positions.csv`."""

    position_id: str
    topic_id: str
    voice: str
    position: str | None
    certainty: str
    locators: tuple[str, ...]
    passage_ids: tuple[str, ...]


@final
class Theme(TypedDict):
    """Themes: `themes.csv`."""

    theme_id: str
    theme: str
    definition: str
    topic_id: str | None


@final
class NotePart(TypedDict):
    """Parts of a source note: `note_parts.csv`."""

    part_id: str
    order: int
    title: str
    prompt: str
    example: str
    example_source_ids: tuple[str, ...]


@final
class ReadingMove(TypedDict):
    """Moves of reading a source: `reading_moves.csv`."""

    move_id: str
    block: str
    order: int
    title: str
    starters: tuple[str, ...]


@final
class Analogy(TypedDict):
    """Analogies: `analogies.csv`."""

    analogy_id: str
    order: int
    title: str
    person_id: str | None
    occasion: str
    passage_ids: tuple[str, ...]
    note: str
    source_ids: tuple[str, ...]


@final
class AnalogyBox(TypedDict):
    """Boxes of the analogies: `analogy_boxes.csv`."""

    box_id: str
    analogy_id: str
    box: str
    says: str | None
    basis: str
    rests_on: tuple[str, ...]


@final
class ChainReply(TypedDict):
    """Replies on the chain: `chain_replies.csv`."""

    reply_id: str
    link_id: str
    kind: str
    choice: str
    in_key: bool
    reply: str
    locators: tuple[str, ...]
    source_ids: tuple[str, ...]


@final
class Publicity(TypedDict):
    """What was public on the eve of war: `publicity.csv`."""

    event_id: str
    extent: str
    public_on: datetime.date | None
    how_known: str
    damascus: str
    tehran: str
    spoken_of: tuple[str, ...]
    lane: str
    place_ids: tuple[str, ...]
    source_ids: tuple[str, ...]


@final
class Deadline(TypedDict):
    """Deadlines before the invasion: `deadlines.csv`."""

    deadline_id: str
    title: str
    set_by: str
    set_on: datetime.date
    ends_on: datetime.date
    standing: str
    outcome: str
    source_ids: tuple[str, ...]
    note: str


@final
class NamedDay(TypedDict):
    """Days that carry a name: `named_days.csv`."""

    date: datetime.date
    name: str
    event_id: str | None
    source_ids: tuple[str, ...]


@final
class Hour(TypedDict):
    """Hours of 15 to 20 March 2003: `hours.csv`."""

    hour_id: str
    title: str
    event_id: str | None
    clock: str
    utc_offset_minutes: int
    local_from: datetime.datetime
    local_to: datetime.datetime
    precision: str
    comes_before: str | None
    how_known: str
    source_ids: tuple[str, ...]
    note: str | None


@final
class Clock(TypedDict):
    """Five clocks: `clocks.csv`."""

    clock: str
    utc_offset_minutes: int
    source_ids: tuple[str, ...]


@final
class Relation(TypedDict):
    """Relations of voices: `relations.csv`."""

    relation_id: str
    topic_id: str
    voice_a: str
    voice_b: str
    relation: str
    reason: str
    locators: tuple[str, ...]
    disputable: bool
    other_reading: str | None
    other_reason: str | None


@final
class Criterion(TypedDict):
    """Criteria of judgement: `criteria.csv`."""

    criterion_id: str
    judgement: str
    answer: str
    meaning: str


@final
class QuestionOfTwo(TypedDict):
    """Telling two relations apart: `tell_apart.csv`."""

    pair_id: str
    relation_a: str
    relation_b: str
    question: str


@final
class Task(TypedDict):
    """Tasks of the exercises: `tasks.csv`."""

    task_id: str
    notebook: str
    order: int
    kind: str
    title: str
    prompt: str
    points: float
    optional: bool
    objective_ids: tuple[str, ...]
    locators: tuple[str, ...]
    hint_1: str
    hint_2: str
    hint_3: str
    tolerance: float | None
    least_words: int | None
    most_words: int | None
    least_locators: int | None
    starters: tuple[str, ...]
    parts: tuple[str, ...]


@final
class TaskItem(TypedDict):
    """Items of the tasks: `task_items.csv`."""

    item_id: str
    task_id: str
    order: int
    text: str
    passage_id: str | None
    key: str
    locator: str | None


@final
class TaskChoice(TypedDict):
    """Choices and replies: `task_choices.csv`."""

    choice_id: str
    item_id: str
    order: int
    choice: str
    listed: bool
    feedback: str


@final
class Rubric(TypedDict):
    """Rubrics for free text: `rubrics.csv`."""

    rubric_id: str
    task_id: str
    level: str
    description: str


@final
class Sample(TypedDict):
    """Sample answers: `samples.csv`."""

    sample_id: str
    task_id: str
    level: str
    answer: str
    comment: str


@final
class Comment(TypedDict):
    """Comment bank: `comments.csv`."""

    comment_id: str
    comment: str


@final
class Card(TypedDict):
    """The six cards: `cards.csv`."""

    card_id: str
    order: int
    locator: str
    passage_id: str
    question: str
    answer: str
    evidence: str
    surprise: str
    source_ids: tuple[str, ...]
    drift_ids: tuple[str, ...]
    not_found_ids: tuple[str, ...]
    feedback_said: str
    feedback_added: str
    feedback_cannot: str


@final
class GlossaryTerm(TypedDict):
    """Names and terms in three languages: `glossary.csv`."""

    term_id: str
    term_en: str
    arabic: str
    persian: str
    transliteration_arabic: str
    transliteration_persian: str
    own_script: str | None
    explanation: str
    status_arabic: str
    status_persian: str
    source_ids: tuple[str, ...]


@final
class Term(TypedDict):
    """Counted words: `terms.csv`."""

    term_id: str
    term: str
    pattern: str
    kind: str


@final
class TermCount(TypedDict):
    """How often each voice uses a word: `term_counts.csv`."""

    term_id: str
    locator: str
    passage_id: str | None
    voice: str
    count: int


@final
class Question(TypedDict):
    """Questions that lead a comparison: `questions.csv`."""

    question_id: str
    notebook: str
    comparison: str
    order: int
    name: str
    question: str
    form: str
    state: tuple[str, ...]
    opens: str
    lowest: int | None
    highest: int | None
    answer: str
    locators: tuple[str, ...]
    source_ids: tuple[str, ...]
    changes: str
    checks: tuple[str, ...]


@final
class Objective(TypedDict):
    """Learning objectives: `objectives.csv`."""

    objective_id: str
    objective: str
    evidence_of_mastery: str


@final
class QuestionChoice(TypedDict):
    """Choices of the questions: `question_choices.csv`."""

    choice_id: str
    question_id: str
    order: int
    choice: str
    ours: bool
    sets: tuple[str, ...]
    why: str | None


@final
class Measure(TypedDict):
    """Measures: `measures.csv`."""

    measure: str
    files: tuple[str, ...]
    definition: str
    unit: str
    counter: str
    comparable_with: tuple[str, ...]
    caution: str
    source_ids: tuple[str, ...]


@final
class VietnamStart(TypedDict):
    """Starts of the war in Vietnam: `vietnam_starts.csv`."""

    start_id: str
    date: datetime.date
    event: str
    source_ids: tuple[str, ...]


@final
class WarMeasure(TypedDict):
    """Measures of two wars: `war_measures.csv`."""

    war_measure_id: str
    label: str
    quantity: str
    kind: str
    note: str | None
    rate_note: str | None


@final
class SeriesOfWar(TypedDict):
    """Series of two wars: `war_series.csv`."""

    war_measure_id: str
    war: str
    series: str
    measure: str
    source_id: str | None
    counter: str
    last_year: int


@final
class DeathCounter(TypedDict):
    """Counters of deaths in Iraq: `death_counters.csv`."""

    counter_id: str
    whose: str
    counter: str
    series: str
    measure: str
    source_id: str | None


@final
class Source(TypedDict):
    """Sources: `sources.csv`."""

    source_id: str
    title: str
    author_or_publisher: str
    date: datetime.date | None
    date_precision: str | None
    date_printed: str | None
    url: str | None
    type: str
    language: str | None
    seen: str
    licence: str | None
    note: str | None


@final
class PassageCheck(TypedDict):
    """What was checked of each passage: `passage_checks.csv`."""

    passage_id: str
    excerpt_sha256: str | None
    attribution_sha256: str


@final
class Coast(TypedDict):
    """Coasts of the map: `coasts.csv`."""

    coast_id: str
    sea_in: str | None
    points: str
    source_ids: tuple[str, ...]


@final
class Figure(TypedDict):
    """A number of one of the series."""

    war: str
    period_start: datetime.date
    period_end: datetime.date
    measure: str
    value: float
    unit: str
    source_id: str


class Records(Protocol):
    """The rows of a table: `data.records`."""

    @overload
    def __call__(self, table: Literal["passages"], /) -> list[Passage]: ...
    @overload
    def __call__(self, table: Literal["paragraphs"], /) -> list[Paragraph]: ...
    @overload
    def __call__(self, table: Literal["people"], /) -> list[Person]: ...
    @overload
    def __call__(self, table: Literal["offices"], /) -> list[Office]: ...
    @overload
    def __call__(self, table: Literal["meetings"], /) -> list[Meeting]: ...
    @overload
    def __call__(self, table: Literal["places"], /) -> list[Place]: ...
    @overload
    def __call__(self, table: Literal["events"], /) -> list[Event]: ...
    @overload
    def __call__(self, table: Literal["horizons"], /) -> list[Horizon]: ...
    @overload
    def __call__(self, table: Literal["claims"], /) -> list[Claim]: ...
    @overload
    def __call__(self, table: Literal["verdicts"], /) -> list[Verdict]: ...
    @overload
    def __call__(self, table: Literal["chosen_claims"], /) -> list[ChosenClaim]: ...
    @overload
    def __call__(self, table: Literal["hedge_numbers"], /) -> list[HedgeNumber]: ...
    @overload
    def __call__(self, table: Literal["witnesses"], /) -> list[Witness]: ...
    @overload
    def __call__(self, table: Literal["witness_relations"], /) -> list[WitnessRelation]: ...
    @overload
    def __call__(self, table: Literal["public_rules"], /) -> list[PublicRule]: ...
    @overload
    def __call__(self, table: Literal["parallels"], /) -> list[Parallel]: ...
    @overload
    def __call__(self, table: Literal["print_replies"], /) -> list[PrintReply]: ...
    @overload
    def __call__(self, table: Literal["drift"], /) -> list[Drift]: ...
    @overload
    def __call__(self, table: Literal["drift_kinds"], /) -> list[DriftKind]: ...
    @overload
    def __call__(self, table: Literal["drift_prints"], /) -> list[DriftPrint]: ...
    @overload
    def __call__(self, table: Literal["drift_words"], /) -> list[DriftWord]: ...
    @overload
    def __call__(self, table: Literal["not_found"], /) -> list[MissingItem]: ...
    @overload
    def __call__(self, table: Literal["chain"], /) -> list[LinkOfChain]: ...
    @overload
    def __call__(self, table: Literal["oddities"], /) -> list[Oddity]: ...
    @overload
    def __call__(self, table: Literal["silences"], /) -> list[Silence]: ...
    @overload
    def __call__(self, table: Literal["framing"], /) -> list[ClaimOfFrame]: ...
    @overload
    def __call__(self, table: Literal["hypotheses"], /) -> list[Hypothesis]: ...
    @overload
    def __call__(self, table: Literal["hypothesis_rows"], /) -> list[HypothesisRow]: ...
    @overload
    def __call__(self, table: Literal["hypothesis_passages"], /) -> list[HypothesisPassage]: ...
    @overload
    def __call__(self, table: Literal["topics"], /) -> list[Topic]: ...
    @overload
    def __call__(self, table: Literal["capital_voices"], /) -> list[CapitalVoice]: ...
    @overload
    def __call__(self, table: Literal["positions"], /) -> list[Position]: ...
    @overload
    def __call__(self, table: Literal["themes"], /) -> list[Theme]: ...
    @overload
    def __call__(self, table: Literal["note_parts"], /) -> list[NotePart]: ...
    @overload
    def __call__(self, table: Literal["reading_moves"], /) -> list[ReadingMove]: ...
    @overload
    def __call__(self, table: Literal["analogies"], /) -> list[Analogy]: ...
    @overload
    def __call__(self, table: Literal["analogy_boxes"], /) -> list[AnalogyBox]: ...
    @overload
    def __call__(self, table: Literal["chain_replies"], /) -> list[ChainReply]: ...
    @overload
    def __call__(self, table: Literal["publicity"], /) -> list[Publicity]: ...
    @overload
    def __call__(self, table: Literal["deadlines"], /) -> list[Deadline]: ...
    @overload
    def __call__(self, table: Literal["named_days"], /) -> list[NamedDay]: ...
    @overload
    def __call__(self, table: Literal["hours"], /) -> list[Hour]: ...
    @overload
    def __call__(self, table: Literal["clocks"], /) -> list[Clock]: ...
    @overload
    def __call__(self, table: Literal["relations"], /) -> list[Relation]: ...
    @overload
    def __call__(self, table: Literal["criteria"], /) -> list[Criterion]: ...
    @overload
    def __call__(self, table: Literal["tell_apart"], /) -> list[QuestionOfTwo]: ...
    @overload
    def __call__(self, table: Literal["tasks"], /) -> list[Task]: ...
    @overload
    def __call__(self, table: Literal["task_items"], /) -> list[TaskItem]: ...
    @overload
    def __call__(self, table: Literal["task_choices"], /) -> list[TaskChoice]: ...
    @overload
    def __call__(self, table: Literal["rubrics"], /) -> list[Rubric]: ...
    @overload
    def __call__(self, table: Literal["samples"], /) -> list[Sample]: ...
    @overload
    def __call__(self, table: Literal["comments"], /) -> list[Comment]: ...
    @overload
    def __call__(self, table: Literal["cards"], /) -> list[Card]: ...
    @overload
    def __call__(self, table: Literal["glossary"], /) -> list[GlossaryTerm]: ...
    @overload
    def __call__(self, table: Literal["terms"], /) -> list[Term]: ...
    @overload
    def __call__(self, table: Literal["term_counts"], /) -> list[TermCount]: ...
    @overload
    def __call__(self, table: Literal["questions"], /) -> list[Question]: ...
    @overload
    def __call__(self, table: Literal["objectives"], /) -> list[Objective]: ...
    @overload
    def __call__(self, table: Literal["question_choices"], /) -> list[QuestionChoice]: ...
    @overload
    def __call__(self, table: Literal["measures"], /) -> list[Measure]: ...
    @overload
    def __call__(self, table: Literal["vietnam_starts"], /) -> list[VietnamStart]: ...
    @overload
    def __call__(self, table: Literal["war_measures"], /) -> list[WarMeasure]: ...
    @overload
    def __call__(self, table: Literal["war_series"], /) -> list[SeriesOfWar]: ...
    @overload
    def __call__(self, table: Literal["death_counters"], /) -> list[DeathCounter]: ...
    @overload
    def __call__(self, table: Literal["sources"], /) -> list[Source]: ...
    @overload
    def __call__(self, table: Literal["passage_checks"], /) -> list[PassageCheck]: ...
    @overload
    def __call__(self, table: Literal["coasts"], /) -> list[Coast]: ...
    @overload
    def __call__(self, table: Series, /) -> list[Figure]: ...
    @overload
    def __call__(self, table: str, /) -> list[Any]: ...


class ByKey(Protocol):
    """The rows of a table by its key: `choices.by_key`."""

    @overload
    def __call__(self, table: Literal["passages"], /) -> dict[str, Passage]: ...
    @overload
    def __call__(self, table: Literal["paragraphs"], /) -> dict[str, Paragraph]: ...
    @overload
    def __call__(self, table: Literal["people"], /) -> dict[str, Person]: ...
    @overload
    def __call__(self, table: Literal["offices"], /) -> dict[str, Office]: ...
    @overload
    def __call__(self, table: Literal["meetings"], /) -> dict[str, Meeting]: ...
    @overload
    def __call__(self, table: Literal["places"], /) -> dict[str, Place]: ...
    @overload
    def __call__(self, table: Literal["events"], /) -> dict[str, Event]: ...
    @overload
    def __call__(self, table: Literal["horizons"], /) -> dict[str, Horizon]: ...
    @overload
    def __call__(self, table: Literal["claims"], /) -> dict[str, Claim]: ...
    @overload
    def __call__(self, table: Literal["verdicts"], /) -> dict[str, Verdict]: ...
    @overload
    def __call__(self, table: Literal["chosen_claims"], /) -> dict[str, ChosenClaim]: ...
    @overload
    def __call__(self, table: Literal["hedge_numbers"], /) -> dict[str, HedgeNumber]: ...
    @overload
    def __call__(self, table: Literal["witnesses"], /) -> dict[str, Witness]: ...
    @overload
    def __call__(self, table: Literal["witness_relations"], /) -> dict[str, WitnessRelation]: ...
    @overload
    def __call__(self, table: Literal["public_rules"], /) -> dict[str, PublicRule]: ...
    @overload
    def __call__(self, table: Literal["parallels"], /) -> dict[str, Parallel]: ...
    @overload
    def __call__(self, table: Literal["print_replies"], /) -> dict[str, PrintReply]: ...
    @overload
    def __call__(self, table: Literal["drift"], /) -> dict[str, Drift]: ...
    @overload
    def __call__(self, table: Literal["drift_kinds"], /) -> dict[str, DriftKind]: ...
    @overload
    def __call__(self, table: Literal["drift_prints"], /) -> dict[str, DriftPrint]: ...
    @overload
    def __call__(self, table: Literal["drift_words"], /) -> dict[str, DriftWord]: ...
    @overload
    def __call__(self, table: Literal["not_found"], /) -> dict[str, MissingItem]: ...
    @overload
    def __call__(self, table: Literal["chain"], /) -> dict[str, LinkOfChain]: ...
    @overload
    def __call__(self, table: Literal["oddities"], /) -> dict[str, Oddity]: ...
    @overload
    def __call__(self, table: Literal["silences"], /) -> dict[str, Silence]: ...
    @overload
    def __call__(self, table: Literal["framing"], /) -> dict[str, ClaimOfFrame]: ...
    @overload
    def __call__(self, table: Literal["hypotheses"], /) -> dict[str, Hypothesis]: ...
    @overload
    def __call__(self, table: Literal["hypothesis_rows"], /) -> dict[str, HypothesisRow]: ...
    @overload
    def __call__(
        self, table: Literal["hypothesis_passages"], /
    ) -> dict[str, HypothesisPassage]: ...
    @overload
    def __call__(self, table: Literal["topics"], /) -> dict[str, Topic]: ...
    @overload
    def __call__(self, table: Literal["capital_voices"], /) -> dict[str, CapitalVoice]: ...
    @overload
    def __call__(self, table: Literal["positions"], /) -> dict[str, Position]: ...
    @overload
    def __call__(self, table: Literal["themes"], /) -> dict[str, Theme]: ...
    @overload
    def __call__(self, table: Literal["note_parts"], /) -> dict[str, NotePart]: ...
    @overload
    def __call__(self, table: Literal["reading_moves"], /) -> dict[str, ReadingMove]: ...
    @overload
    def __call__(self, table: Literal["analogies"], /) -> dict[str, Analogy]: ...
    @overload
    def __call__(self, table: Literal["analogy_boxes"], /) -> dict[str, AnalogyBox]: ...
    @overload
    def __call__(self, table: Literal["chain_replies"], /) -> dict[str, ChainReply]: ...
    @overload
    def __call__(self, table: Literal["publicity"], /) -> dict[str, Publicity]: ...
    @overload
    def __call__(self, table: Literal["deadlines"], /) -> dict[str, Deadline]: ...
    @overload
    def __call__(self, table: Literal["named_days"], /) -> dict[str, NamedDay]: ...
    @overload
    def __call__(self, table: Literal["hours"], /) -> dict[str, Hour]: ...
    @overload
    def __call__(self, table: Literal["clocks"], /) -> dict[str, Clock]: ...
    @overload
    def __call__(self, table: Literal["relations"], /) -> dict[str, Relation]: ...
    @overload
    def __call__(self, table: Literal["criteria"], /) -> dict[str, Criterion]: ...
    @overload
    def __call__(self, table: Literal["tell_apart"], /) -> dict[str, QuestionOfTwo]: ...
    @overload
    def __call__(self, table: Literal["tasks"], /) -> dict[str, Task]: ...
    @overload
    def __call__(self, table: Literal["task_items"], /) -> dict[str, TaskItem]: ...
    @overload
    def __call__(self, table: Literal["task_choices"], /) -> dict[str, TaskChoice]: ...
    @overload
    def __call__(self, table: Literal["rubrics"], /) -> dict[str, Rubric]: ...
    @overload
    def __call__(self, table: Literal["samples"], /) -> dict[str, Sample]: ...
    @overload
    def __call__(self, table: Literal["comments"], /) -> dict[str, Comment]: ...
    @overload
    def __call__(self, table: Literal["cards"], /) -> dict[str, Card]: ...
    @overload
    def __call__(self, table: Literal["glossary"], /) -> dict[str, GlossaryTerm]: ...
    @overload
    def __call__(self, table: Literal["terms"], /) -> dict[str, Term]: ...
    @overload
    def __call__(self, table: Literal["questions"], /) -> dict[str, Question]: ...
    @overload
    def __call__(self, table: Literal["objectives"], /) -> dict[str, Objective]: ...
    @overload
    def __call__(self, table: Literal["question_choices"], /) -> dict[str, QuestionChoice]: ...
    @overload
    def __call__(self, table: Literal["measures"], /) -> dict[str, Measure]: ...
    @overload
    def __call__(self, table: Literal["vietnam_starts"], /) -> dict[str, VietnamStart]: ...
    @overload
    def __call__(self, table: Literal["war_measures"], /) -> dict[str, WarMeasure]: ...
    @overload
    def __call__(self, table: Literal["death_counters"], /) -> dict[str, DeathCounter]: ...
    @overload
    def __call__(self, table: Literal["sources"], /) -> dict[str, Source]: ...
    @overload
    def __call__(self, table: Literal["passage_checks"], /) -> dict[str, PassageCheck]: ...
    @overload
    def __call__(self, table: Literal["coasts"], /) -> dict[str, Coast]: ...
    @overload
    def __call__(self, table: str, /) -> dict[str, Any]: ...


class Find(Protocol):
    """One row of a table: `choices.find`."""

    @overload
    def __call__(
        self, table: Literal["passages"], key: str, what: str | None = None, /
    ) -> Passage: ...
    @overload
    def __call__(
        self, table: Literal["paragraphs"], key: str, what: str | None = None, /
    ) -> Paragraph: ...
    @overload
    def __call__(
        self, table: Literal["people"], key: str, what: str | None = None, /
    ) -> Person: ...
    @overload
    def __call__(
        self, table: Literal["offices"], key: str, what: str | None = None, /
    ) -> Office: ...
    @overload
    def __call__(
        self, table: Literal["meetings"], key: str, what: str | None = None, /
    ) -> Meeting: ...
    @overload
    def __call__(self, table: Literal["places"], key: str, what: str | None = None, /) -> Place: ...
    @overload
    def __call__(self, table: Literal["events"], key: str, what: str | None = None, /) -> Event: ...
    @overload
    def __call__(
        self, table: Literal["horizons"], key: str, what: str | None = None, /
    ) -> Horizon: ...
    @overload
    def __call__(self, table: Literal["claims"], key: str, what: str | None = None, /) -> Claim: ...
    @overload
    def __call__(
        self, table: Literal["verdicts"], key: str, what: str | None = None, /
    ) -> Verdict: ...
    @overload
    def __call__(
        self, table: Literal["chosen_claims"], key: str, what: str | None = None, /
    ) -> ChosenClaim: ...
    @overload
    def __call__(
        self, table: Literal["hedge_numbers"], key: str, what: str | None = None, /
    ) -> HedgeNumber: ...
    @overload
    def __call__(
        self, table: Literal["witnesses"], key: str, what: str | None = None, /
    ) -> Witness: ...
    @overload
    def __call__(
        self, table: Literal["witness_relations"], key: str, what: str | None = None, /
    ) -> WitnessRelation: ...
    @overload
    def __call__(
        self, table: Literal["public_rules"], key: str, what: str | None = None, /
    ) -> PublicRule: ...
    @overload
    def __call__(
        self, table: Literal["parallels"], key: str, what: str | None = None, /
    ) -> Parallel: ...
    @overload
    def __call__(
        self, table: Literal["print_replies"], key: str, what: str | None = None, /
    ) -> PrintReply: ...
    @overload
    def __call__(self, table: Literal["drift"], key: str, what: str | None = None, /) -> Drift: ...
    @overload
    def __call__(
        self, table: Literal["drift_kinds"], key: str, what: str | None = None, /
    ) -> DriftKind: ...
    @overload
    def __call__(
        self, table: Literal["drift_prints"], key: str, what: str | None = None, /
    ) -> DriftPrint: ...
    @overload
    def __call__(
        self, table: Literal["drift_words"], key: str, what: str | None = None, /
    ) -> DriftWord: ...
    @overload
    def __call__(
        self, table: Literal["not_found"], key: str, what: str | None = None, /
    ) -> MissingItem: ...
    @overload
    def __call__(
        self, table: Literal["chain"], key: str, what: str | None = None, /
    ) -> LinkOfChain: ...
    @overload
    def __call__(
        self, table: Literal["oddities"], key: str, what: str | None = None, /
    ) -> Oddity: ...
    @overload
    def __call__(
        self, table: Literal["silences"], key: str, what: str | None = None, /
    ) -> Silence: ...
    @overload
    def __call__(
        self, table: Literal["framing"], key: str, what: str | None = None, /
    ) -> ClaimOfFrame: ...
    @overload
    def __call__(
        self, table: Literal["hypotheses"], key: str, what: str | None = None, /
    ) -> Hypothesis: ...
    @overload
    def __call__(
        self, table: Literal["hypothesis_rows"], key: str, what: str | None = None, /
    ) -> HypothesisRow: ...
    @overload
    def __call__(
        self, table: Literal["hypothesis_passages"], key: str, what: str | None = None, /
    ) -> HypothesisPassage: ...
    @overload
    def __call__(self, table: Literal["topics"], key: str, what: str | None = None, /) -> Topic: ...
    @overload
    def __call__(
        self, table: Literal["capital_voices"], key: str, what: str | None = None, /
    ) -> CapitalVoice: ...
    @overload
    def __call__(
        self, table: Literal["positions"], key: str, what: str | None = None, /
    ) -> Position: ...
    @overload
    def __call__(self, table: Literal["themes"], key: str, what: str | None = None, /) -> Theme: ...
    @overload
    def __call__(
        self, table: Literal["note_parts"], key: str, what: str | None = None, /
    ) -> NotePart: ...
    @overload
    def __call__(
        self, table: Literal["reading_moves"], key: str, what: str | None = None, /
    ) -> ReadingMove: ...
    @overload
    def __call__(
        self, table: Literal["analogies"], key: str, what: str | None = None, /
    ) -> Analogy: ...
    @overload
    def __call__(
        self, table: Literal["analogy_boxes"], key: str, what: str | None = None, /
    ) -> AnalogyBox: ...
    @overload
    def __call__(
        self, table: Literal["chain_replies"], key: str, what: str | None = None, /
    ) -> ChainReply: ...
    @overload
    def __call__(
        self, table: Literal["publicity"], key: str, what: str | None = None, /
    ) -> Publicity: ...
    @overload
    def __call__(
        self, table: Literal["deadlines"], key: str, what: str | None = None, /
    ) -> Deadline: ...
    @overload
    def __call__(
        self, table: Literal["named_days"], key: str, what: str | None = None, /
    ) -> NamedDay: ...
    @overload
    def __call__(self, table: Literal["hours"], key: str, what: str | None = None, /) -> Hour: ...
    @overload
    def __call__(self, table: Literal["clocks"], key: str, what: str | None = None, /) -> Clock: ...
    @overload
    def __call__(
        self, table: Literal["relations"], key: str, what: str | None = None, /
    ) -> Relation: ...
    @overload
    def __call__(
        self, table: Literal["criteria"], key: str, what: str | None = None, /
    ) -> Criterion: ...
    @overload
    def __call__(
        self, table: Literal["tell_apart"], key: str, what: str | None = None, /
    ) -> QuestionOfTwo: ...
    @overload
    def __call__(self, table: Literal["tasks"], key: str, what: str | None = None, /) -> Task: ...
    @overload
    def __call__(
        self, table: Literal["task_items"], key: str, what: str | None = None, /
    ) -> TaskItem: ...
    @overload
    def __call__(
        self, table: Literal["task_choices"], key: str, what: str | None = None, /
    ) -> TaskChoice: ...
    @overload
    def __call__(
        self, table: Literal["rubrics"], key: str, what: str | None = None, /
    ) -> Rubric: ...
    @overload
    def __call__(
        self, table: Literal["samples"], key: str, what: str | None = None, /
    ) -> Sample: ...
    @overload
    def __call__(
        self, table: Literal["comments"], key: str, what: str | None = None, /
    ) -> Comment: ...
    @overload
    def __call__(self, table: Literal["cards"], key: str, what: str | None = None, /) -> Card: ...
    @overload
    def __call__(
        self, table: Literal["glossary"], key: str, what: str | None = None, /
    ) -> GlossaryTerm: ...
    @overload
    def __call__(self, table: Literal["terms"], key: str, what: str | None = None, /) -> Term: ...
    @overload
    def __call__(
        self, table: Literal["questions"], key: str, what: str | None = None, /
    ) -> Question: ...
    @overload
    def __call__(
        self, table: Literal["objectives"], key: str, what: str | None = None, /
    ) -> Objective: ...
    @overload
    def __call__(
        self, table: Literal["question_choices"], key: str, what: str | None = None, /
    ) -> QuestionChoice: ...
    @overload
    def __call__(
        self, table: Literal["measures"], key: str, what: str | None = None, /
    ) -> Measure: ...
    @overload
    def __call__(
        self, table: Literal["vietnam_starts"], key: str, what: str | None = None, /
    ) -> VietnamStart: ...
    @overload
    def __call__(
        self, table: Literal["war_measures"], key: str, what: str | None = None, /
    ) -> WarMeasure: ...
    @overload
    def __call__(
        self, table: Literal["death_counters"], key: str, what: str | None = None, /
    ) -> DeathCounter: ...
    @overload
    def __call__(
        self, table: Literal["sources"], key: str, what: str | None = None, /
    ) -> Source: ...
    @overload
    def __call__(
        self, table: Literal["passage_checks"], key: str, what: str | None = None, /
    ) -> PassageCheck: ...
    @overload
    def __call__(self, table: Literal["coasts"], key: str, what: str | None = None, /) -> Coast: ...
    @overload
    def __call__(self, table: str, key: str, what: str | None = None, /) -> Any: ...
