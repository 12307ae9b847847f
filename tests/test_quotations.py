"""The right to quote: excerpts are verbatim, short, few, and were checked since they last
changed."""

import re

import nbformat
import pytest
from conftest import ARTICLE, NOTEBOOKS, ROOT

from khaddam_files import verify
from khaddam_files.data import collection, records

WORDS_OF_THE_ARTICLE = sum(row["words"] for row in records("paragraphs"))
EXCERPTS = [row for row in records("passages") if row["excerpt"]]


def test_the_article_was_counted_whole():
    counts = records("paragraphs")
    assert WORDS_OF_THE_ARTICLE == 2929
    assert (
        sum(row["quotes_opened"] for row in counts) == 99
        and sum(row["quotes_closed"] for row in counts) == 90
    )
    assert sum(row["balance"] != "balanced" for row in counts) == 11
    assert sum(row["balance"] == "broken" for row in counts) == 4


def test_each_of_the_99_opening_marks_has_its_row():
    for paragraph in records("paragraphs"):
        rows = [
            row["passage_id"]
            for row in records("passages")
            if row["locator"] == paragraph["locator"] and row["mark"] == "quotation"
        ]
        assert rows == [
            f"{paragraph['locator']}-q{n}" for n in range(1, paragraph["quotes_opened"] + 1)
        ]


def test_an_id_says_what_its_passage_is():
    letter = {"quotation": "q", "paraphrase": "p", "bracket": "b", "caption": "c", "title": "h"}
    for row in records("passages"):
        assert re.fullmatch(
            rf"{re.escape(row['locator'])}-{letter[row['mark']]}\d+", row["passage_id"]
        ), row["passage_id"]


def within_another(row):
    """Whether another excerpt of the same paragraph holds this one whole."""
    words = verify.normal(row["excerpt"])
    return any(
        other is not row
        and other["locator"] == row["locator"]
        and len(other["excerpt"]) > len(row["excerpt"])
        and words in verify.normal(other["excerpt"])
        for other in EXCERPTS
    )


def test_no_excerpt_is_longer_than_forty_words_and_all_together_stay_under_the_share():
    assert max(len(row["excerpt"].split()) for row in EXCERPTS) <= verify.LONGEST_EXCERPT
    # words that two excerpts share are counted once where one holds the other whole, else twice: a
    # stricter sum than the one the verify command makes with the article
    words = sum(len(row["excerpt"].split()) for row in EXCERPTS if not within_another(row))
    assert words <= verify.LARGEST_SHARE * WORDS_OF_THE_ARTICLE


def test_excerpts_of_other_publications_are_short_too():
    for name in ("parallels", "drift_prints"):
        for row in records(name):
            assert len((row["excerpt"] or "").split()) <= verify.LONGEST_EXCERPT, row


def test_every_passage_was_checked_since_it_last_changed():
    """Neither a letter of an excerpt nor a speaker changes without somebody who holds it against
    the article again."""
    assert records("passage_checks") == [verify.checks(row) for row in records("passages")], (
        "look at the article again, then run python -m khaddam_files.verify ARTICLE --record"
    )


def test_other_tables_give_a_passage_to_the_same_speaker():
    speakers = {row["passage_id"]: row["speaker_id"] for row in records("passages")}
    for claim in records("claims"):
        named = {speakers[passage] for passage in claim["passage_ids"]} - {None}
        told = {*claim["speaker_ids"], claim["reported_by_id"]} - {None}
        assert not named or not told or named & told, claim["claim_id"]
    voices = {
        "Khatami": "mohammad_khatami",
        "Khamenei": "ali_khamenei",
        "Khaddam": "abdul_halim_khaddam",
    }
    for position in records("positions"):
        for passage in position["passage_ids"]:
            assert speakers[passage] == voices.get(position["voice"], "bashar_al_assad"), (
                position["position_id"],
                passage,
            )


def test_one_altered_letter_no_longer_fits_its_hash():
    row = EXCERPTS[0]
    assert verify.fingerprint(row["excerpt"][:-1] + "x") != verify.fingerprint(row["excerpt"])
    assert verify.fingerprint("“a”  b") == verify.fingerprint('"a" b')


def test_ambiguous_attribution_says_why():
    assert all(
        row["certainty_note"] for row in records("passages") if row["certainty"] == "ambiguous"
    )


def runs(text, length=8):
    """Every run of so many words: whoever shares one with the article quotes it."""
    words = re.findall(r"[a-z0-9’']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_nothing_in_our_own_words_is_the_articles(article):
    """Only columns named `excerpt` quote (elsewhere than in the passages they quote others); titles
    and addresses repeat its headline."""
    theirs = set().union(*map(runs, article.values()))
    for name in collection().names():
        for row in records(name):
            for column, value in row.items():
                # the slots of a sentence are pieces of the excerpts of its prints
                piece = (name, column) == ("drift_words", "words")
                if (
                    isinstance(value, str)
                    and column not in ("excerpt", "title", "url")
                    and not piece
                ):
                    assert not runs(value) & theirs, (name, column, value)


def test_the_tables_fit_the_article(article):
    assert verify.faults(article) == []


def test_the_command_reports_and_changes_nothing(article, capsys, tmp_path):
    before = {path: path.read_bytes() for path in (ROOT / "data").glob("*.csv")}
    assert verify.main([str(ARTICLE)]) == 0
    assert re.search(
        r"\d+ excerpts, \d+ of 2929 words \(2\d\.\d%\); 0 faults", capsys.readouterr().out
    )
    assert before == {path: path.read_bytes() for path in (ROOT / "data").glob("*.csv")}


def test_a_foreign_text_is_refused(tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_text("A text without sections.\n", encoding="utf-8")
    assert verify.main([str(other)]) == 1
    assert "lacks the section title" in capsys.readouterr().err
    assert verify.main([str(tmp_path / "none.txt")]) == 1
    assert "cannot be read as UTF-8 text" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change, sentence",
    [
        (
            lambda a: a.update({"S4.6": a["S4.6"].replace("Gul", "Gull")}),
            "S4.6-q2: the excerpt does not stand in S4.6",
        ),
        (
            lambda a: a.update({"S1.9": a["S1.9"] + " “One more.”"}),
            "S1.9-q3: this quotation has no row in passages.csv",
        ),
        (
            lambda a: a.update({"S1.9": a["S1.9"].replace("Yet, their", "Yet their own")}),
            "S1.9-q2: the quotation has 12 words, the table says 11",
        ),
        (lambda a: a.update({"S10.7": a["S10.7"].replace("Vietnam", "that")}), "term_counts.csv"),
        (lambda a: a.pop("S11.7"), "The paragraphs differ: ['S11.7']"),
    ],
)
def test_every_kind_of_difference_is_found(article, change, sentence):
    changed = dict(article)
    change(changed)
    assert any(sentence in fault for fault in verify.faults(changed)), verify.faults(changed)


def test_an_excerpt_of_too_many_words_is_found(article, monkeypatch):
    longest = max(EXCERPTS, key=lambda row: len(row["excerpt"].split()))
    words = len(longest["excerpt"].split())
    monkeypatch.setattr(verify, "LONGEST_EXCERPT", words - 1)
    assert (
        f"{longest['passage_id']}: the excerpt has {words} words; at most {words - 1} may "
        "be quoted." in verify.faults(article)
    )


@pytest.mark.parametrize(
    "words_to_each_quoted_one, sentence",
    [(3.34, ""), (3.3, "The excerpts take 30.3% of the article; at most 30%")],
)
def test_more_than_three_words_in_ten_may_not_be_quoted(words_to_each_quoted_one, sentence):
    """A text of nothing but the excerpts, made longer by words that nobody quotes."""
    article = {row["locator"]: "–" for row in records("paragraphs")}
    for row in EXCERPTS:
        article[row["locator"]] += f" {row['excerpt']} –"
    words = sum(len(paragraph.split()) for paragraph in article.values())
    article["S1.1"] += " –" * (
        round(verify.covered_words(article) * words_to_each_quoted_one) - words
    )
    found = [fault for fault in verify.faults(article) if "may be quoted" in fault]
    assert found == ([f"{sentence} may be quoted."] if sentence else [])


def test_quotation_rules_on_a_text_small_enough_to_count_by_hand():
    article = {"S1.1": "He said “one two", "S1.2": "three” and “four", "S1.3": "five “six” seven"}
    count = {
        rule: {
            k: sum(len(article[k][a:b].split()) for a, b in v)
            for k, v in verify.spans(article, rule).items()
        }
        for rule in verify.RULES
    }
    assert count["paragraph"] == {"S1.1": 2, "S1.2": 1, "S1.3": 1}
    assert count["until_closed"] == {"S1.1": 2, "S1.2": 2, "S1.3": 2}
    assert count["closed_only"] == {"S1.1": 0, "S1.2": 0, "S1.3": 1}


def test_the_notebooks_quote_nothing_beyond_the_excerpts(article):
    theirs = set().union(*map(runs, article.values())) - set().union(
        *(runs(row["excerpt"]) for row in EXCERPTS)
    )
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            assert cell.cell_type == "code" or not runs(cell.source) & theirs, (
                path.name,
                runs(cell.source) & theirs,
            )
