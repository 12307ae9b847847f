"""A file or a code that people carry is read whole, or it is told what is missing; whatever the
bytes, nothing else is raised."""

import base64
import json
import re
import tracemalloc
import zlib
from pathlib import Path

import jsonschema
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import as_code

from khaddam_files.answers import exports
from khaddam_files.answers.exports import Entry, Export, as_file, read_export
from khaddam_files.answers.values import AnswersError

SCHEMA = json.loads(
    (ROOT / "src/khaddam_files/answers/answers.schema.json").read_text(encoding="utf-8")
)
DAY = "2026-11-29T10:00:00.000Z"
ENTRIES = {
    f"ex.05.1.answer.05.1-{number}": Entry(f'choice {number} سلام “é” \\ "', DAY)
    for number in range(1, 13)
}
ENTRIES |= {"student": Entry("4711", DAY), "ex.05.11.answer": Entry("My long text.\n\n" * 20, DAY)}
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def version_1(**answers) -> dict:
    """A file of version 0.2.0. answers: name -> value."""
    changed = "2026-11-25T10:00:00.000+00:00"
    return {
        "version": 1,
        "answers": {key: {"value": value, "changed": changed} for key, value in answers.items()},
    }


def packed_1(held: dict) -> str:
    return base64.b64encode(
        zlib.compress(json.dumps(held, ensure_ascii=False, indent=1).encode(), 9)
    ).decode()


OLD = version_1(**{"ex.05.1.answer": {"05.1-1": "a", "05.1-2": "b"}, "student": "4711"})


# ---------------------------------------------------------------- whole


@pytest.mark.parametrize(
    "carry",
    [
        bytes,
        bytes.decode,
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.replace(b"\n", b"\r\n"),
    ],
)
def test_a_file_gives_the_same_entries_again(carry):
    raw = as_file(ENTRIES)
    assert read_export(carry(raw)) == Export(ENTRIES, "", True)
    assert raw.startswith(b'{\n "version": 2,\n "entries": 14,\n "check": "')


def test_a_file_that_an_editor_saved_as_utf_16_is_read():
    assert read_export(as_file(ENTRIES).decode().encode("utf-16")).entries == ENTRIES


def test_a_large_file_is_packed_and_read_again():
    large = {"ex.05.11.answer": Entry("word " * 100_000, DAY)}
    raw = as_file(large)
    assert len(raw) <= exports.PACK_ABOVE and read_export(raw) == Export(large, "", True)
    jsonschema.validate(json.loads(raw), SCHEMA)


def test_a_file_is_as_the_schema_says():
    jsonschema.validate(json.loads(as_file(ENTRIES)), SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(as_file({"nobody.uses.this": Entry(1, DAY)})), SCHEMA)


def test_the_check_is_made_of_the_text_that_a_browser_makes_too():
    held = json.loads(as_file({"a": Entry("é\ud7ff/", DAY), "09.what": Entry(True, DAY)}))
    text = '{"09.what":{"changed":"DAY","value":true},"a":{"changed":"DAY","value":"\\u00e9\\ud7ff/"}}'.replace(
        "DAY", DAY
    )
    assert held["check"] == f"{zlib.crc32(text.encode()):08x}"


def test_a_code_can_be_broken_into_lines():
    code = as_code(ENTRIES)
    assert read_export("\n ".join(re.findall(".{1,60}", code))) == Export(ENTRIES, "", True)
    assert re.fullmatch("KHADDAM-FILES-2:[0-9]+:[0-9a-f]{8}:[A-Za-z0-9+/=]+", code)


@pytest.mark.parametrize(
    "carried",
    [
        json.dumps(OLD),
        json.dumps({"version": 1, "packed": packed_1(OLD)}),
        "KHADDAM-FILES-1:" + packed_1(OLD),
    ],
    ids=["file", "packed", "code"],
)
def test_what_version_0_2_0_made_is_read_by_item(carried):
    day = "2026-11-25T10:00:00.000Z"
    expected = {"ex.05.1.answer.05.1-1": Entry("a", day), "ex.05.1.answer.05.1-2": Entry("b", day)}
    assert read_export(carried) == Export(expected | {"student": Entry("4711", day)}, "", True)


@UNHURRIED
@given(st.dictionaries(st.text(min_size=1, max_size=20), VALUES, min_size=1, max_size=5))
def test_whatever_can_be_kept_comes_back_by_file_and_by_code(values):
    entries = {
        key: Entry(value, DAY)
        for key, value in values.items()
        if not re.match(r"ex\..*(answer|first|dispute)$", key)
    }
    if entries:
        assert (
            read_export(as_file(entries))
            == read_export(as_code(entries))
            == Export(entries, "", True)
        )


@pytest.mark.parametrize(
    ("changed", "read"),
    [
        ("2026-11-25T10:00:00.000+00:00", "2026-11-25T10:00:00.000Z"),
        ("2026-11-25T12:00:00+02:00", "2026-11-25T10:00:00.000Z"),
        ("2026-11-25T10:00:00", "2026-11-25T10:00:00.000Z"),
        *[
            (odd, "")
            for odd in (
                "zzzz",
                "25/11/2026",
                "",
                None,
                3,
                "2026-W48-3T10:00",
                "٢٠٢٦-11-25T10:00",
                "0001-01-01T00:00+14:00",
                "9" * 5000,
            )
        ],
    ],
)
def test_a_date_is_read_or_counts_as_none(changed, read):
    held = {"version": 1, "answers": {"a": {"value": 1, "changed": changed}}}
    assert read_export(json.dumps(held)).entries == {"a": Entry(1, read)}


# ---------------------------------------------------------------- not whole


@pytest.mark.parametrize(
    "raw", [as_file(ENTRIES), json.dumps(OLD | {"more": 1}, indent=1).encode()], ids=["2", "1"]
)
def test_a_file_cut_at_each_byte_is_told_or_refused(raw):
    whole = read_export(raw).entries
    least = 0
    for cut in range(len(raw.rstrip())):
        try:
            read = read_export(raw[:cut])
        except AnswersError as problem:
            assert "choose the file that the hand-in made" in str(problem) and not least
            continue
        assert not read.whole and re.fullmatch(
            r"The file ends early; \d+ of at least \d+ answers could be read\.", read.trouble
        )
        assert read.entries.items() <= whole.items() and len(read.entries) >= least
        least = len(read.entries)
    assert least == len(whole)


def test_how_many_are_missing_is_told():
    raw = as_file({f"09.{number}": Entry("x" * 50, DAY) for number in range(14)})
    assert (
        read_export(raw[: raw.index(b'"09.5"') + 30]).trouble
        == "The file ends early; 9 of at least 14 answers could be read."
    )


def test_of_a_packed_file_that_ends_early_the_beginning_is_read():
    words = {
        f"09.{number}": Entry(base64.b64encode(zlib.compress(b"%d" % number) * 200).decode(), DAY)
        for number in range(400)
    }
    raw = as_file(words)
    read = read_export(raw[: len(raw) * 2 // 3])
    assert 50 < len(read.entries) < 400 and read.entries.items() <= words.items()
    assert read.trouble == (
        f"The file ends early; {len(read.entries)} of at least 400 answers could be read."
    )


def test_a_file_with_one_bit_flipped_at_each_byte_is_told_or_refused():
    raw, silent = as_file(ENTRIES).rstrip(), []
    for at in range(len(raw)):
        flipped = bytearray(raw)
        flipped[at] ^= 1 << at % 7
        try:
            read = read_export(bytes(flipped))
        except AnswersError:
            continue
        if read.whole and read.entries != ENTRIES:
            silent.append(at)
    assert not silent


def test_a_changed_letter_is_told():
    read = read_export(as_file(ENTRIES).replace(b"choice 3", b"choice 4"))
    assert (
        read.trouble == ("The file was changed since it was made; 14 of 14 answers could be read.")
        and not read.whole
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.replace(b'"value": "choice 3', b'"value" "choice 3'),
        lambda raw: raw.replace(b'9"', b'9"\x00'),
    ],
)
def test_around_a_damaged_entry_all_others_are_read(spoil):
    read = read_export(spoil(as_file(ENTRIES)))
    assert len(read.entries) == 13 and read.trouble == (
        "The file is damaged; 13 of 14 answers could be read."
    )


@pytest.mark.parametrize("version", [0, 3, "next", None, True, [2], 10**400])
def test_another_version_is_read_as_far_as_possible_and_told(version):
    read = read_export(
        json.dumps({"version": version, "answers": {"a": {"value": 1, "changed": DAY}}})
    )
    assert read.entries == {"a": Entry(1, DAY)} and "of another version" in read.trouble


def test_an_item_with_an_endless_name_is_no_answer():
    held = version_1(a=1, **{"ex.05.1.answer": {"x" * 495: "a"}})
    assert (
        read_export(json.dumps(held)).trouble
        == "The file holds entries that are no answers; 1 of 2 answers could be read."
    )


def test_entries_that_are_no_answers_are_counted():
    held = {
        "version": 1,
        "answers": {
            "a": {"value": 1, "changed": DAY},
            "b": 1,
            "c": {"changed": DAY},
            "": {"value": 1},
        },
    }
    assert (
        read_export(json.dumps(held)).trouble
        == "The file holds entries that are no answers; 1 of 4 answers could be read."
    )


@pytest.mark.parametrize(
    "value",
    ["9" * 5000, "1e999", "NaN", "-Infinity", "[" * 100 + "]" * 100, "[" * 990 + "]" * 990, "null"],
)
def test_a_value_that_nobody_can_hold_is_told_and_the_others_are_read(value):
    raw = (
        '{"version": 1, "answers": {"a": {"value": 1, "changed": ""}, "b": {"value": ODD, '
        '"changed": ""}}}'
    ).replace("ODD", value)
    read = read_export(raw)
    assert read.entries == {"a": Entry(1, "")} and "1 of 2 answers could be read" in read.trouble


def test_half_a_character_is_replaced_and_two_halves_are_joined():
    raw = (
        r'{"version": 1, "answers": {"a": {"value": "x\ud800y \ud83d\ude00", "changed": ""}, '
        r'"\udcff": {"value": ["\udfff"]}}}'
    )
    read = read_export(raw)
    assert read.entries["a"].value == "x\ufffdy 😀" and read.entries["\ufffd"].value == ["\ufffd"]
    assert as_file(read.entries)


# ---------------------------------------------------------------- codes


def test_a_code_cut_at_each_sign_is_refused():
    code = as_code(ENTRIES)
    for cut in range(len(code)):
        with pytest.raises(AnswersError):
            read_export(code[:cut])
    with pytest.raises(
        AnswersError,
        match=rf"The code is not whole \({len(code) - 31} of {len(code) - 30}.* letters are "
        r"there\)|not whole",
    ):
        read_export(code[:-1])


@pytest.mark.parametrize(
    "code", [as_code(ENTRIES), "KHADDAM-FILES-1:" + packed_1(OLD)], ids=["2", "1"]
)
def test_a_code_with_one_wrong_letter_is_refused(code):
    whole = read_export(code).entries
    for at, letter in enumerate(code):
        for wrong in {"A", "b", "0", "+", ":", letter.swapcase()} - {letter}:
            try:
                read = read_export(code[:at] + wrong + code[at + 1 :])
            except AnswersError:
                continue
            assert read.entries == whole and code.startswith(
                "KHADDAM-FILES-1:"
            )  # a bit of base64 that counts for nothing


def test_a_code_of_version_1_cut_at_each_sign_is_refused():
    code = "KHADDAM-FILES-1:" + packed_1(OLD)
    for cut in range(len(code.rstrip("="))):
        with pytest.raises(AnswersError):
            read_export(code[:cut])


def test_a_code_of_a_later_version_says_so():
    with pytest.raises(AnswersError, match="This code is of version 3: expected 1 or 2"):
        read_export(as_code(ENTRIES).replace("FILES-2", "FILES-3"))


# ---------------------------------------------------------------- foreign


FOREIGN = [
    b"",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"{}",
    b"[1]",
    b"null",
    b"3",
    b'{"packed": "x"}',
    b'{"version": 2, "packed": ""}',
    b'{"packed": 3}',
    b'{"version": 1, "answers": 3}',
    b'{"version": 1, "answers": []}',
    b'{"answers": {"a": 1}}',
    b"KHADDAM-FILES-1:abc",
    b"KHADDAM-FILES-2:",
    b"KHADDAM-FILES-2:" + b"9" * 6000 + b":00000000:",
    "KHADDAM-FILES-2:٣:00000000:abc".encode(),
    b"{" * 100_000,
    b"[" * 100_000,
    b'{"answers":{' + b'"a":{"changed":' * 50_000,
    b"<html>",
    b'{"answers": {"a": {"value": ' + b"9" * 5000,
]


@pytest.mark.parametrize("foreign", FOREIGN, ids=lambda raw: repr(raw[:24]))
def test_what_is_no_export_is_refused_in_one_sentence(foreign):
    with pytest.raises(AnswersError) as refused:
        read_export(foreign)
    assert re.fullmatch(r"[A-Z][^\n]*\.", str(refused.value)) and len(str(refused.value)) < 300


def test_a_file_without_an_answer_says_so():
    with pytest.raises(AnswersError, match="This file holds no answer yet"):
        read_export(as_file({}))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_read_but_never_raise_anything_else(raw):
    try:
        read = read_export(raw)
    except AnswersError:
        return
    assert read.entries


@UNHURRIED
@given(st.data())
def test_any_change_to_a_file_or_code_is_refused_or_read_but_never_raises_anything_else(data):
    whole = data.draw(
        st.sampled_from(
            [
                as_file(ENTRIES),
                as_code(ENTRIES).encode(),
                json.dumps(OLD).encode(),
                packed_1(OLD).encode(),
            ]
        )
    )
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    raw = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    try:
        read = read_export(raw)
    except AnswersError:
        return
    assert (
        not read.whole
        or read.entries == read_export(whole).entries
        or whole == json.dumps(OLD).encode()
    )


# ---------------------------------------------------------------- too large


@pytest.mark.parametrize(
    "inner",
    [b'"' + b"x" * 60_000_000 + b'"', b"[" + b"[]," * 10_000_000 + b"1]"],
    ids=["text", "lists"],
)
@pytest.mark.parametrize("as_a_code", [True, False])
def test_a_bomb_is_refused_in_bounded_memory(inner, as_a_code):
    packed = base64.b64encode(
        zlib.compress(b'{"a":{"changed":"","value":' + inner + b"}}", 1)
    ).decode()
    del inner
    bomb = (
        f"KHADDAM-FILES-2:{len(packed)}:{zlib.crc32(packed.encode()):08x}:{packed}"
        if as_a_code
        else json.dumps({"version": 2, "packed": packed})
    )
    tracemalloc.start()
    with pytest.raises(AnswersError, match="more than 16 MB when it is unpacked"):
        read_export(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_millions_of_small_lists_are_refused():
    with pytest.raises(AnswersError, match="more than 1000000 lists and values"):
        read_export('{"version": 1, "answers": {"a": {"value": [' + "[]," * 4_000_000 + "1]}}}")


def test_commas_in_a_text_are_no_pieces():
    entries = {f"09.{number}": Entry("1," * 500_000, DAY) for number in range(3)}
    assert read_export(as_file(entries)) == Export(entries, "", True)


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(AnswersError, match="This file has 16.0 MB: expected at most 16 MB"):
        read_export(b"x" * 16_000_001)


def test_a_file_that_could_not_be_read_again_is_not_made():
    large = {f"09.{number}": Entry(f"{number}" * 1_000_000, DAY) for number in range(10, 20)}
    with pytest.raises(
        AnswersError,
        match=r"Your answers have 20.0 MB, more than a file to hand in may have "
        r"\(16 MB\)",
    ):
        as_file(large)


def test_a_honest_term_fits_many_times_over():
    term = {
        f"ex.{task}.answer": Entry(" ".join(["کلمه", "word"] * 1_500), DAY) for task in range(180)
    }
    assert read_export(as_file(term)) == read_export(as_code(term)) == Export(term, "", True)


def test_the_small_failing_inputs_of_the_field_are_told(tmp_path):
    """A file of 60 answers cut at 60 per cent, and one answer of 6 MB that 0.2.0 packed and could
    not read again."""
    kept = version_1(**{f"ex.01.{number}.answer": {"01.1-1": "x" * 100} for number in range(60)})
    Path(tmp_path, "torn.json").write_text(
        json.dumps(kept, indent=1)[: int(len(json.dumps(kept, indent=1)) * 0.6)], encoding="utf-8"
    )
    read = read_export(Path(tmp_path, "torn.json").read_bytes())
    assert not read.whole and re.fullmatch(
        r"The file ends early; 3\d of at least 3\d answers could be read\.", read.trouble
    )
    huge = version_1(
        student="4711",
        **{"ex.01.9.answer": "word " * 300_000, "ex.01.10.answer": "word " * 300_000},
    )
    assert len(read_export(json.dumps({"version": 1, "packed": packed_1(huge)})).entries) == 3
