"""Notebook 05: witnesses side by side, what was public, one sentence through its prints.

All 38 themes with all 35 × 35 witnesses are 46,550 selections, with "not judged yet" and five
judgements each 279,300. Their verdicts follow from how the left speaks, how the right speaks and
how they are related: one pair of each such kind is asked for with every judgement, and of the
others, as of what the widget shows, a seeded sample.
"""

import itertools
import random
import re
from collections import Counter
from dataclasses import replace
from string import Formatter

import nbformat
import pytest
from conftest import ROOT, SCRIPT
from markupsafe import escape
from shown import foreign_colours, free, open_ours, unfolded, values
from words import plain

from khaddam_files import choices, compare, data, widgets
from khaddam_files.choices import find
from khaddam_files.compare.questions import choices_of
from khaddam_files.data import records
from khaddam_files.pages import elements
from khaddam_files.pages.prints import SECOND_READINGS, STANDING_SENTENCES
from khaddam_files.pages.sources import origin

THEMES = [value for _, value in compare.prints.witness_theme_options()]
WITNESSES = [value for _, value in compare.prints.witness_options()]
CORE = WITNESSES[:11]
JUDGEMENTS = [value for _, value in compare.prints.judgement_options()]
SENTENCES = [value for _, value in compare.prints.drift_options()]
RULES = [value for _, value in compare.prints.public_rule_options()]
KINDS = compare.prints.drift_kinds().values
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
MARKED = re.compile(r'<span lang="(?:ar|fa)" dir="rtl">[^<]*</span>')
SPEAKING = ("certain", "hedged", "certain and hedged")


def says(box, twin):
    assert box.result.value == twin.html
    assert plain(box.announcement.line.value) == plain(escape(twin.sentence))


def carried(theme, witness):
    return compare.prints.witnesses_side_by_side(theme, witness, witness).pair.left


def alone(theme, witness):
    """The page of one witness on both sides, where nothing is said of another."""
    return compare.prints.witnesses_side_by_side(theme, witness, witness).html


@pytest.fixture(scope="module")
def kinds():
    """One selection of each kind that the data hold, from all 46,550."""
    strengths = {key: carried(*key).strength for key in itertools.product(THEMES, WITNESSES)}
    relations = {
        pair: compare.prints.independence(*pair).relation
        for pair in itertools.product(WITNESSES, WITNESSES)
    }
    found = {}
    for theme, left, right in itertools.product(THEMES, WITNESSES, WITNESSES):
        kind = strengths[theme, left], strengths[theme, right], relations[left, right]
        found.setdefault(kind, (theme, left, right))
    return found


@pytest.fixture(scope="module")
def sample():
    chance = random.Random(5)
    return [
        (chance.choice(THEMES), chance.choice(WITNESSES), chance.choice(WITNESSES))
        for _ in range(150)
    ]


# --- the whole range


def test_the_range_is_what_the_tables_hold():
    assert (len(THEMES), len(WITNESSES), len(SENTENCES)) == (38, 35, 26)
    assert sorted(WITNESSES) == [row["witness_id"] for row in records("witnesses")]
    assert {row["witness_id"] for row in records("witnesses") if row["core"]} == set(CORE)
    assert set(SENTENCES) == {row["drift_id"] for row in records("drift")}
    known = Counter((row["theme_id"], row["witness_id"]) for row in records("parallels"))
    assert all((theme, witness) in known for theme in THEMES for witness in CORE), (
        "core: a row for every theme"
    )


def test_every_kind_of_pair_with_every_judgement(kinds, sample):
    starts = {judgement: f"Your “{judgement}” is " for judgement in compare.prints.PRINT_JUDGEMENTS}
    names = {theme: name for name, theme in compare.prints.witness_theme_options()}
    for theme, left, right in [*kinds.values(), *sample]:
        relation, verdicts = compare.prints.independence(left, right).relation, set()
        opening = names[theme].removesuffix("?")
        opening += "? " if opening != names[theme] else ": "
        for judgement in JUDGEMENTS:
            made = compare.prints.witnesses_side_by_side(theme, left, right, judgement)
            judged = judgement != compare.prints.UNJUDGED_PRINTS
            start = starts.get(judgement, "")
            assert start in made.sentence, (theme, left, right, judgement)
            assert (relation in made.sentence) == judged == ("Your “" in made.sentence)
            verdicts.add(made.sentence.partition(start)[2] if judged else "")
        assert len(made.sentence.split()) <= 40 and made.sentence.startswith(opening)
        assert {row.side for row in made.rows} == {"left", "right"}
        assert {row.witness_id for row in made.rows} == {left, right}
        assert not all(verdict.startswith("not supported") for verdict in verdicts - {""}), (
            "no judgement is left"
        )


def test_no_words_from_right_to_left_stand_bare_on_any_page():
    pages = [alone(theme, witness) for theme in THEMES for witness in WITNESSES]
    pages += [compare.prints.drift_of(drift).page() for drift in SENTENCES]
    pages += [compare.prints.public_and_private(rule).page() for rule in RULES]
    assert sum(bool(RTL.search(page)) for page in pages) > 50, (
        "the originals are shown in their own script"
    )
    for page in pages:
        assert not RTL.search(MARKED.sub("", page)), RTL.search(MARKED.sub("", page))


def test_every_excerpt_is_shown_in_its_own_language_with_our_rendering_marked_as_ours():
    for row in records("parallels"):
        page = alone(row["theme_id"], row["witness_id"])
        if row["excerpt"] and row["language"] != "en":
            assert elements.foreign_words(row["excerpt"], row["language"]) in page, row[
                "parallel_id"
            ]
            assert escape(row["rendering"]) in page and "Our rendering from the " in page
            assert f"Our rendering: {SECOND_READINGS[row['second_reading']]}." in page
        elif row["excerpt"]:
            assert escape(row["excerpt"]) in page
        elif row["passage_id"]:
            source = find("passages", row["passage_id"])
            assert escape(source["excerpt"] or "") in page and escape(source["gist"]) in page
            assert origin(row["witness_locator"]) in page
        if row["witness_locator"] and row["witness_id"] != "W04":
            assert (
                f"{escape(row['witness_locator'])} · speaks as <strong>{row['strength']}</strong>"
            ) in page
        if row["strength"] in ("not seen", "absent"):
            assert f"<strong>{row['strength']}</strong>" in page and "blockquote" not in page
        assert "href=" in page and f"[{row['witness_id']}]" in page


# --- the widget


def test_the_widget_shows_what_the_function_says(kinds, sample):
    box = free(widgets.two_witnesses())
    theme, left, right, judgement, _ = box.controls.values()
    assert values(theme) == THEMES and values(left) == values(right) == WITNESSES
    assert (
        values(judgement)
        == JUDGEMENTS
        == [compare.prints.UNJUDGED_PRINTS, *compare.prints.PRINT_JUDGEMENTS]
    )
    for selection, choice in zip(
        [*kinds.values(), *sample], itertools.cycle(JUDGEMENTS), strict=False
    ):
        theme.value, left.value, right.value = selection
        judgement.value = choice
        says(box, compare.prints.witnesses_side_by_side(*selection, choice))


def test_a_judgement_belongs_to_its_pair():
    box = free(widgets.two_witnesses())
    theme, left, right, judgement, _ = box.controls.values()
    judgement.value = "softer"
    right.value = "W02"
    assert judgement.value == compare.prints.UNJUDGED_PRINTS
    assert "Your “" not in box.announcement.line.value
    judgement.value = "same"
    right.value = "W04"
    assert judgement.value == "softer"
    says(box, compare.prints.witnesses_side_by_side(theme.value, left.value, "W04", "softer"))
    right.value = "W02"
    assert judgement.value == "same"
    again = free(widgets.two_witnesses())
    again.controls["right"].value = "W02"
    assert again.controls["judgement"].value == "same", "also after a restart"


def test_a_reader_may_render_a_foreign_line_anew(store):
    box = free(widgets.two_witnesses())
    own = box.controls["rendering"]
    own.value = "to seize Iraq <b>and its wells</b> 🙂 ترجمه"
    assert (
        "&lt;b&gt;and its wells&lt;/b&gt; 🙂 ترجمه" in box.result.value
        and "Your rendering of the left text" in box.result.value
    )
    says(
        box,
        compare.prints.witnesses_side_by_side(
            "eighteenth_century_oil", "W01", "W04", rendering=own.value
        ),
    )
    box.controls["left"].value = "W02"
    assert own.value == "" and "Your rendering" not in box.result.value
    own.value = "English is English"
    assert "the left text has no words in another language here" in box.result.value
    box.controls["left"].value = "W01"
    assert (
        own.value.startswith("to seize")
        and store.get("05.rendered.eighteenth_century_oil.W01") == own.value
    )


def test_the_sides_can_be_swapped():
    box = free(widgets.two_witnesses())
    box.controls["theme"].value = "gulf_arab_warning"
    box.swap.click()
    assert (box.controls["left"].value, box.controls["right"].value) == ("W04", "W01")
    says(box, compare.prints.witnesses_side_by_side("gulf_arab_warning", "W04", "W01"))


def test_the_overview_under_every_rule_and_with_every_theme():
    box = free(widgets.public_and_private())
    rule, theme = box.controls["rule"], box.controls["theme"]
    assert values(rule) == RULES == ["irna", "agencies", "press"]
    assert values(theme) == [compare.prints.NO_THEME, *THEMES]
    for a, b in itertools.product(values(rule), values(theme)[:6]):
        rule.value, theme.value = a, b
        says(box, compare.prints.public_and_private(a, b))


def test_every_sentence_with_a_guess():
    box = free(widgets.drifting_sentence())
    drift, guess = box.controls["drift_id"], box.controls["guess"]
    assert values(drift) == SENTENCES and values(guess) == [compare.prints.UNJUDGED_PRINTS, *KINDS]
    for sentence, kind in zip(SENTENCES, itertools.cycle(KINDS), strict=False):
        drift.value = sentence
        assert guess.value == compare.prints.UNJUDGED_PRINTS
        says(box, replace(compare.prints.drift_of(sentence), locked=True))
        guess.value = kind
        says(box, compare.prints.drift_of(sentence, kind))
    drift.value = SENTENCES[0]
    assert guess.value == KINDS[0], "a guess is kept with its sentence"


def test_no_word_is_marked_before_the_reader_has_answered():
    box = widgets.drifting_sentence()
    asked = box.questions
    for row in asked.rows:
        asked.question.value = row["question_id"]
        assert "<mark" not in box.result.value
        open_ours(box)
        assert not asked.opened and "<mark" not in box.result.value, "an answer comes first"
        asked.answer.value = choices_of(row["question_id"])[0]["choice"]
        assert "<mark" not in box.result.value
        open_ours(box)
        assert asked.opened and "<mark" in unfolded(box.result.value)
    free(box)
    assert "<mark" not in box.result.value
    box.controls["guess"].value = "hedge"
    assert "<mark" in unfolded(box.result.value)


def test_judgement_and_rendering_stand_below_and_leave_with_the_lists():
    box = widgets.two_witnesses()
    below = box.children[-1]
    assert [control.description for control in below.members][0] == "Your judgement"
    assert below.layout.display == box.bar.layout.display == "none"
    assert not below.children, "the page has not heard of them"
    assert "The reply to each" not in box.result.value, "a question is open"
    free(box)
    assert below.layout.display is box.bar.layout.display is None
    assert below.children == below.members
    assert "The reply to each" in box.result.value


def test_two_days_on_one_line():
    def of(left, right, theme="prolong_war"):
        return compare.prints.witnesses_side_by_side(theme, left, right)

    made = of("W01", "W04", "eighteenth_century_oil")
    assert (
        made.sentence == "Conquest and oil: IRNA and Al Majalla both speak, printed 21 years apart."
    )
    assert "left : 16 March 2003 · ○ right : 23 March 2024" in plain(made.html)
    same_day = of("W01", "W02", "eighteenth_century_oil").sentence
    assert same_day.endswith("both speak, printed on one day.")
    assert of("W06", "W07").sentence.endswith("both speak, at least one without a date.")
    assert of("W11", "W07").sentence.endswith("both speak, printed in one year.")
    assert "no date shown" in of("W06", "W07").html
    assert of("W04", "W01").sentence.endswith("Al Majalla speaks; in IRNA the theme is not seen.")


@pytest.mark.parametrize(
    "make", [widgets.two_witnesses, widgets.public_and_private, widgets.drifting_sentence]
)
def test_every_control_has_a_label_of_its_own_and_a_value(make):
    box = make()
    controls = [*box.controls.values(), *([box.swap] if hasattr(box, "swap") else [])]
    labels = [control.description for control in controls]
    assert all(0 < len(label) <= 40 for label in labels) and len(set(labels)) == len(labels)
    assert all(control.value is not None for control in box.controls.values())


# --- the reply

BORNE, OPEN, NOT = "supported", "left open", "not supported"


@pytest.mark.parametrize(
    "theme, left, right, verdicts",
    [  # worked out by hand from the rows: same, softer, harder, missing, cannot tell
        ("eighteenth_century_oil", "W01", "W04", (OPEN, OPEN, OPEN, NOT, OPEN)),  # certain, certain
        ("redraw_region", "W01", "W04", (NOT, BORNE, NOT, NOT, NOT)),  # certain, “I believe”
        ("prolong_war", "W06", "W07", (NOT, NOT, BORNE, NOT, NOT)),  # “in our belief”, certain
        ("prolong_war", "W04", "W01", (NOT, NOT, NOT, NOT, BORNE)),  # IRNA's end was not read
        ("prolong_war", "W01", "W04", (NOT, NOT, NOT, NOT, BORNE)),  # the left is silent
        # the article was read whole
        ("gulf_arab_warning", "W01", "W04", (NOT, NOT, NOT, BORNE, NOT)),
        ("gulf_arab_warning", "W04", "W01", (NOT, NOT, NOT, NOT, BORNE)),
        ("gulf_arab_warning", "W02", "W04", (NOT, NOT, NOT, NOT, BORNE)),  # not seen, absent
        # W31 was read whole, but on another visit
        ("vietnam", "W01", "W31", (NOT, NOT, NOT, NOT, BORNE)),
        # the article has both certain and hedged
        ("prevent_war", "W01", "W04", (OPEN, OPEN, OPEN, NOT, OPEN)),
        ("vietnam", "W01", "W01", (BORNE, NOT, NOT, NOT, NOT)),  # one text
    ],
)
def test_the_reply_follows_the_rows(theme, left, right, verdicts):
    for judgement, verdict in zip(compare.prints.PRINT_JUDGEMENTS, verdicts, strict=True):
        made = compare.prints.witnesses_side_by_side(theme, left, right, judgement)
        assert f"Your “{judgement}” is {verdict};" in made.sentence, (judgement, made.sentence)
        assert f"“{judgement}”: {verdict}." in plain(made.html)


def test_silence_in_a_text_not_read_whole_is_never_called_absence():
    for theme, witness in itertools.product(THEMES, WITNESSES):
        strength, page = carried(theme, witness).strength, plain(alone(theme, witness))
        assert "absent" not in strength or witness == "W04", (theme, witness)
        assert ("that is absence" in page) == (strength == "absent")
        assert ("silence in a text not read whole is not absence" in page) == (
            strength == "not seen"
        )
        assert ("a missing entry proves nothing" in page) == (strength == compare.prints.NO_ENTRY)
    made = compare.prints.witnesses_side_by_side("prolong_war", "W04", "W01", "missing")
    assert (
        "silence in a text not read whole is not absence. Looked for: the end of the IRNA report"
    ) in plain(made.html)
    assert "There is no agreement here to weigh." in made.html


def test_every_judgement_has_one_reply_in_every_case():
    fields = {
        field["name"]: field
        for field in data.collection().resources["print_replies"]["schema"]["fields"]
    }
    replied = Counter(
        pair
        for row in records("print_replies")
        for pair in itertools.product(row["cases"], row["judgements"])
    )
    assert set(fields["judgements"]["itemEnum"]) == set(compare.prints.PRINT_JUDGEMENTS)
    assert set(replied) == set(
        itertools.product(fields["cases"]["itemEnum"], compare.prints.PRINT_JUDGEMENTS)
    )
    assert set(replied.values()) == {1}


def test_every_way_in_which_two_witnesses_hang_together_has_its_row():
    fields = {
        field["name"]: field
        for field in data.collection().resources["witness_relations"]["schema"]["fields"]
    }
    assert [row["case"] for row in records("witness_relations")] == fields["case"]["constraints"][
        "enum"
    ]


@pytest.mark.parametrize(
    "table, column, names",
    [
        ("print_replies", "reply", {"left", "right", "judgement"}),
        ("witness_relations", "meaning", {"later", "earlier", "shared", "aside"}),
    ],
)
def test_a_sentence_of_a_table_is_filled_with_the_names_that_its_codebook_lists(
    table, column, names
):
    field = next(
        f for f in data.collection().resources[table]["schema"]["fields"] if f["name"] == column
    )
    assert set(re.findall(r"{(\w+)}", field["description"])) == names
    used = {name for row in records(table) for _, name, _, _ in Formatter().parse(row[column])}
    assert used == names | {None}


def test_an_unjudged_pair_keeps_all_replies_folded():
    made = compare.prints.witnesses_side_by_side("prolong_war", "W06", "W07")
    shown = unfolded(made.html)
    assert "supported" in made.html and "supported" not in shown and "one voice" not in shown
    shown = unfolded(compare.prints.drift_of("DR18").html)
    assert "<mark" not in shown and "gloss" not in shown and "two Arabic words" not in shown, (
        "neither the kind nor a note gives the answer away"
    )


def test_a_pair_that_was_compared_by_hand_shows_it():
    def drifts(*selection):
        return [
            row["drift_id"] for row in compare.prints.witnesses_side_by_side(*selection).pair.drifts
        ]

    assert drifts("short_damage_superpower_fall", "W01", "W04") == ["DR13"]
    assert drifts("short_damage_superpower_fall", "W04", "W01") == ["DR13"]
    assert drifts("prolong_war", "W07", "W04") == [] == drifts("vietnam", "W01", "W01")
    assert "The end of the superpower:" in plain(
        compare.prints.witnesses_side_by_side("short_damage_superpower_fall", "W01", "W04").html
    )


# --- independence


@pytest.mark.parametrize(
    "left, right, relation",
    [
        ("W01", "W01", "one text"),
        ("W01", "W02", "one draws on the other"),  # the wire names IRNA
        ("W04", "W05", "one draws on the other"),  # the copy and the publisher's page
        ("W12", "W07", "one draws on the other"),  # through W10
        ("W11", "W15", "both draw on a third text"),  # through W20 on W07
        ("W04", "W07", "both go back to the minutes"),
        ("W04", "W06", "both go back to the minutes"),
        ("W04", "W28", "not known"),
        ("W01", "W33", "not about the talks"),  # a sermon of April
        ("W31", "W32", "not about the talks"),
        ("W01", "W04", "no dependence known"),
        ("W01", "W03", "no dependence known"),
    ],
)
def test_who_is_a_second_voice(left, right, relation):
    """By hand from the notes of witnesses.csv."""
    for a, b in ((left, right), (right, left)):
        made = compare.prints.independence(a, b)
        assert made.sentence.endswith(f": {relation}."), made.sentence
        assert list(made.frame.columns) == ["property", "left", "right"] and len(made.frame) == 5
    assert ("not verified" in made.html) == ("W06" in (left, right))


def test_a_text_on_other_days_is_named_and_two_of_them_are_two():
    assert "(W33) only helps to date" in compare.prints.independence("W01", "W33").meaning
    assert "(W31) and " in compare.prints.independence("W31", "W32").meaning
    assert "(W32) only help to date" in compare.prints.independence("W31", "W32").meaning


def test_only_texts_free_of_the_minutes_ever_confirm():
    """No two texts that go back to the minutes, and no text with its own source, count as two
    voices."""
    rows = {row["witness_id"]: row for row in records("witnesses")}

    def drawn_from(witness):
        return {witness}.union(*map(drawn_from, rows[witness]["depends_on"]))

    for left, right in itertools.product(WITNESSES, WITNESSES):
        confirms = compare.prints.independence(left, right).relation == "no dependence known"
        assert confirms == compare.prints.independence(right, left).meaning.startswith(
            "No road from one"
        )
        if confirms:
            free = {rows[witness]["independent_of_minutes"] for witness in (left, right)}
            assert "yes" in free and "unknown" not in free
            assert not drawn_from(left) & drawn_from(right)


# --- the overview


@pytest.mark.parametrize(
    "rule, counts",
    [("press", (13, 22, 3, 0)), ("agencies", (10, 25, 3, 0)), ("irna", (8, 27, 1, 2))],
)
def test_themes_counted_by_hand(rule, counts):
    made = compare.prints.public_and_private(rule)
    found = Counter(made.frame["found_in"])
    assert tuple(found[group] for group in compare.prints.THEME_GROUPS) == counts
    words = plain(made.html)
    for group, count in zip(compare.prints.THEME_GROUPS[:3], counts, strict=False):
        assert f"{group}: {count} " in words
    assert ("In neither: " in words) == bool(counts[3])
    assert (
        f", {counts[1]} of {len(THEMES)} themes were not seen there, but in texts" in made.sentence
    )


def test_what_a_rule_leaves_aside_is_not_counted_and_still_was_seen():
    made = compare.prints.public_and_private("irna", "military_governor_resistance")
    words = plain(made.html)
    assert "Public that day: not counted: Wire copy, 16 March 2003." in words
    assert "Military rule and its opponents not counted: W02 S6.3, S6.6 W06" in words
    for row in made.rows:
        seen = {
            each["witness_id"]
            for each in records("parallels")
            if each["theme_id"] == row.theme_id and each["strength"] in ("certain", "hedged")
        }
        named = set(re.findall(r"W0[1-3]", row.public + row.uncounted))
        assert named == seen & {"W01", "W02", "W03"}, row.theme


def test_a_rule_moves_tiles_and_says_which():
    assert not compare.prints.public_and_private("irna").moved
    for rule in ("agencies", "press"):
        made = compare.prints.public_and_private(rule)
        before = {row.theme_id: row.found_in for row in compare.prints.public_and_private().rows}
        assert made.moved == {
            row.theme_id for row in made.rows if row.found_in != before[row.theme_id]
        }
        framed = re.findall(r"<li style=[^>]*border:2px solid;[^>]*>([^<]*)</li>", made.html)
        names = {row.theme for row in made.rows if row.theme_id in made.moved}
        assert {name.strip() for name in framed} == names and "Framed thick" in made.html


def test_an_open_theme_names_the_texts_that_speak():
    made = compare.prints.public_and_private("press", "syria_iran_next")
    words = plain(made.html)
    assert "Public that day: Al-Hayat, 17 March 2003 (hedged)." in words
    assert choices.by_key("themes")["syria_iran_next"]["definition"] in words
    assert made.sentence.endswith("Syria and Iran next?: public and minutes.")


def test_the_overview_agrees_with_the_rows_it_sums_up():
    made = compare.prints.public_and_private("press")
    assert list(made.frame.columns[7:]) == list(made.columns[7:]) == sorted(CORE)
    rows = {row["theme_id"]: row for row in made.frame.to_dict("records")}
    speaking = {
        (row["theme_id"], row["witness_id"])
        for row in records("parallels")
        if row["strength"] in ("certain", "hedged")
    }
    for theme, row in rows.items():
        assert bool(row["public"]) == any(
            (theme, text) in speaking for text in ("W01", "W02", "W03")
        )
        assert bool(row["article"]) == ((theme, "W04") in speaking)
        for text in CORE:
            assert (row[text] in ("not seen", "absent")) == ((theme, text) not in speaking)
        assert "W04" not in row["other"], "the article has a column of its own"
    assert (
        rows["syria_iran_next"]["public"] == "W03 (hedged)"
        and rows["prolong_war"]["article"] == "S6.5, S8.1"
    )


def test_what_the_notebook_says_of_the_overview():
    rows = compare.prints.public_and_private("press").rows
    minutes_only = [row for row in rows if row.found_in == "minutes only"]
    places = [re.findall(r"S(\d+)\.", row.article) for row in minutes_only]
    assert sum(bool(found) and {int(n) for n in found} <= {1, 2, 3, 4, 5} for found in places) == 9
    assert {row.theme_id for row in minutes_only} >= {"first_publication", "rafsanjani_bomb"}
    rows = compare.prints.public_and_private("irna").rows
    assert [row.theme_id for row in rows if row.found_in == "neither"] == [
        "un_inspections",
        "surprise_secrecy",
    ]


def test_a_rule_for_what_is_public_counts_only_public_texts():
    kinds = {row["witness_id"]: row["kind"] for row in records("witnesses")}
    for row in records("public_rules"):
        assert {kinds[witness] for witness in row["witness_ids"]} == {"same-day public"}


# --- one sentence through its prints


@pytest.mark.parametrize("drift_id", SENTENCES)
def test_a_drifting_sentence_shows_each_print_and_what_changed(drift_id):
    row = choices.by_key("drift")[drift_id]
    prints = [one for one in records("drift_prints") if one["drift_id"] == drift_id]
    made = compare.prints.drift_of(drift_id, row["kind"])
    assert [shown.position for shown in made.rows] == list(range(1, len(prints) + 1)) and len(
        prints
    ) in (2, 3)
    assert made.html.count("<figure") == 1 and made.html.count("<mark") >= 1
    assert "and so does the table" in made.sentence
    for text in (row["what_changed"], row["why_it_matters"], STANDING_SENTENCES[row["standing"]]):
        assert escape(text) in made.html
    parallels = choices.by_key("parallels")
    for one in prints:
        words = (
            find("passages", one["passage_id"])["excerpt"]
            if one["passage_id"]
            else (parallels[one["parallel_id"]] if one["parallel_id"] else one)["excerpt"]
        )
        shown = re.sub(r"</?mark[^>]*>", "", made.html)
        assert escape(words) in shown, one["print_id"]
    for kind in KINDS:
        if kind != row["kind"]:
            assert (
                f"the table says {row['kind']}." in compare.prints.drift_of(drift_id, kind).sentence
            )


def test_the_words_that_drift_stand_in_their_print_once():
    """Whole words of the rendering, of the excerpt or of the gist, so that the mark finds them."""
    slots = Counter()
    for row in records("drift_words"):
        words_row = compare.prints.print_words(row["print_id"])
        if words_row["passage_id"]:
            source = find("passages", words_row["passage_id"])
            texts = [source["excerpt"] or "", source["gist"]]
        else:
            texts = [words_row["rendering"] or words_row["excerpt"]]
        pattern = rf"(?<!\w){re.escape(row['words'])}(?!\w)"
        found = [len(re.findall(pattern, text)) for text in texts]
        assert found[0] == 1 or found[0] == 0 and found[-1] == 1, row["word_id"]
        drift_id = row["print_id"][:4]
        slots[drift_id, row["slot"]] += 1
        made = compare.prints.drift_of(drift_id, "number").html
        assert f">{escape(row['words'])}</mark>" in made, row["word_id"]
    assert {drift for drift, _ in slots} == set(SENTENCES)
    assert all(len(slot) <= 24 for _, slot in slots)


def test_lessons_from_easy_to_hard_come_first():
    places = [choices.by_key("drift")[drift]["order_in_class"] for drift in SENTENCES]
    taught = [place for place in places if place]
    assert places[: len(taught)] == taught == sorted(taught) and SENTENCES[0] == "DR18"
    assert set(KINDS) == {row["kind"] for row in records("drift")}


def test_a_print_without_a_row_of_its_own_elsewhere_shows_its_words():
    made = compare.prints.drift_of("DR24")
    assert (
        'lang="ar" dir="rtl"' in made.html
        and "last March" in made.html
        and "February 2003" in made.html
    )


# --- refusals and strange input


@pytest.mark.parametrize(
    "call, said",
    [
        (
            lambda: compare.prints.witnesses_side_by_side("peace", "W01", "W04"),
            "There is no compared theme 'peace': expected one of prevent_war",
        ),
        (
            lambda: compare.prints.witnesses_side_by_side("vietnam", "W99", "W04"),
            "There is no witness 'W99': expected one of W01, W02",
        ),
        (
            lambda: compare.prints.witnesses_side_by_side("vietnam", "W01", None),
            "There is no witness None",
        ),
        (
            lambda: compare.prints.witnesses_side_by_side("vietnam", "W01", "W04", "louder"),
            "There is no judgement 'louder': expected one of same",
        ),
        (
            lambda: compare.prints.witnesses_side_by_side("azores_summit", "W01", "W04"),
            "There is no compared theme 'azores_summit'",
        ),
        (lambda: compare.prints.independence("W01", "W00"), "There is no witness 'W00'"),
        (
            lambda: compare.prints.public_and_private("radio"),
            "There is no rule 'radio': expected one of irna",
        ),
        (
            lambda: compare.prints.public_and_private("press", "secret"),
            "There is no compared theme 'secret': expected one of prevent_war",
        ),
        (
            lambda: compare.prints.drift_of("DR99"),
            "There is no drift 'DR99': expected one of DR01, DR02",
        ),
        (
            lambda: compare.prints.drift_of("DR18", "lie"),
            "There is no kind of change 'lie': expected one of hedge",
        ),
    ],
)
def test_a_wrong_selection_is_refused_with_a_sentence(call, said):
    with pytest.raises(choices.SelectionError) as caught:
        call()
    assert said in str(caught.value) and str(caught.value).endswith(".")


def test_a_script_in_any_field_is_shown_as_text(poisoned):
    made = [
        compare.prints.witnesses_side_by_side("prolong_war", "W04", "W07", "harder"),
        compare.prints.witnesses_side_by_side("prolong_war", "W01", "W06", "cannot tell"),
        compare.prints.witnesses_side_by_side("eighteenth_century_oil", "W01", "W02"),
        compare.prints.independence("W01", "W02"),
        compare.prints.public_and_private(),
        compare.prints.drift_of("DR24"),
        compare.prints.drift_of("DR13", "number"),
    ]
    for comparison in made:
        assert "<script" not in comparison.page() and str(escape(SCRIPT)) in comparison.page(), (
            comparison.sentence
        )


def test_pages_are_well_formed_and_set_only_our_colours(kinds):
    from shown import Structure

    pages = [compare.prints.witnesses_side_by_side(*one, "harder") for one in kinds.values()]
    pages += [
        compare.prints.witnesses_side_by_side("vietnam", "W01", "W04"),
        compare.prints.public_and_private(),
        compare.prints.independence("W01", "W02"),
    ]
    pages += [compare.prints.drift_of(drift) for drift in SENTENCES]
    for made in pages:
        parser = Structure()
        parser.feed(made.page())
        assert parser.open == [], made.sentence
        tags = [tag for tag, _ in parser.seen]
        assert tags.count("table") == tags.count("caption")
        for tag, attributes in parser.seen:
            assert tag != "th" or "scope" in attributes
            assert not foreign_colours(attributes.get("style", ""))


def test_the_notebook_quotes_the_numbers_of_the_tables():
    notebook = nbformat.read(
        ROOT / "notebooks" / "05-said-in-public-said-in-private.ipynb", as_version=4
    )
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    counts = {
        rule: Counter(row.found_in for row in compare.prints.public_and_private(rule).rows)
        for rule in ("irna", "press")
    }
    assert counts["irna"]["public and minutes"] == 8 and counts["press"]["public and minutes"] == 13
    assert (
        "If only IRNA counts, eight of 38 themes" in prose and "With comment they are 13" in prose
    )
    minutes_only = [
        row
        for row in compare.prints.public_and_private("irna").rows
        if row.found_in == compare.prints.MINUTES_ONLY
    ]
    places = [{int(n) for n in re.findall(r"S(\d+)\.", row.article)} for row in minutes_only]
    first_talk = sum(bool(found) and found <= {1, 2, 3, 4, 5} for found in places)
    assert (
        f"In {first_talk} of the {len(minutes_only)} themes that IRNA's opening lacks, all places"
        in prose
    )


def test_every_text_named_in_the_overview_is_explained_under_it():
    for rule in RULES:
        made = compare.prints.public_and_private(rule)
        named = {
            one for row in made.rows for one in re.findall(r"W\d+", f"{row.public} {row.other}")
        }
        legend = plain(made.html.rpartition("</table>")[2]).split("“Not seen”")[0]
        assert set(re.findall(r"W\d\d", legend)) >= named
        for one in named:
            assert f"{one} {choices.by_key('witnesses')[one]['short_name']}" in legend


def test_readers_are_told_what_a_row_says_and_not_its_code():
    pages = [
        label
        for options in (compare.prints.drift_options(), compare.prints.drift_guess_options())
        for label, _ in options
    ]
    pages += [compare.prints.drift_of(name, guess).page() for name in SENTENCES for guess in KINDS]
    pages += [compare.prints.public_and_private(rule).page() for rule in RULES]
    pages += [
        compare.prints.independence(one, "W04").page()
        for _, one in compare.prints.witness_options()
    ]
    pages += [
        compare.prints.witnesses_side_by_side(theme, one, "W04", "missing").page()
        for _, theme in compare.prints.witness_theme_options()
        for _, one in compare.prints.witness_options()
    ]
    pages += [compare.chain.chain_written_out().page()]
    pages += [
        compare.capitals.silences_side_by_side(one).page()
        for _, one in compare.capitals.silence_options()
    ]
    pages += [
        compare.forecasts.claim_to_judge(claim, 50, compare.forecasts.CLAIM_SKIPPED).page()
        for _, claim in compare.forecasts.forecast_options(compare.forecasts.ALL_CLAIMS)
    ]
    for page in pages:
        assert not re.search(r"\b(DR|NF|PL)\d{2,3}\b", plain(page)), page[:200]
    labels = [label for label, _ in compare.prints.drift_options()]
    assert len(set(labels)) == len(labels)


def test_a_theme_stands_once_in_every_text_that_speaks_of_it():
    for _, theme in compare.prints.witness_theme_options():
        found = compare.prints.one_theme(theme)
        rows = [row for row in records("parallels") if row["theme_id"] == theme]
        speaking = [row for row in rows if row["strength"] in ("certain", "hedged")]
        assert {row.parallel_id for row in found.rows} >= {row["parallel_id"] for row in speaking}
        core = {row["witness_id"] for row in records("witnesses") if row["core"]}
        told = {one.witness["witness_id"] for one in (*found.speaking, *found.silent)}
        assert core <= told and len(told) == len(found.speaking) + len(found.silent)
    assert compare.prints.one_theme("prevent_war").sentence == (
        "Preventing the war: 5 of 11 texts compared on every theme speak of it, 5 texts in all."
    )
    with pytest.raises(choices.SelectionError):
        compare.prints.one_theme("nothing")
