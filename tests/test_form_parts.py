"""The two parts of the answer form that must agree with others: its reader of files with Python's,
its storage with other windows."""

import base64
import json
import random
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lab import chromium
from made_up import as_code

from khaddam_files import component
from khaddam_files.answers import LARGEST_FILE, AnswersError, read_export
from khaddam_files.answers.exports import Entry, as_file, canonical, moment
from khaddam_files.answers.values import LARGEST_VALUE

DAY = "2026-11-29T10:00:00.000Z"
ENTRIES = {
    f"ex.05.1.answer.05.1-{number}": Entry(f'choice {number} سلام “é” \\ "', DAY)
    for number in range(1, 6)
}
ENTRIES |= {"student": Entry("4711", DAY), "ex.05.11.answer": Entry("My text.\n🦉 S4.6\n" * 3, DAY)}
ENTRIES |= {"ex.05.1.hints": Entry(2, DAY), "ex.05.1.dispute.disputed": Entry(True, DAY)}
PARTS = "fileOf, codeOf, canonical, crc32, moment, read, readText, BrowserStorage, heads"
READ = """async given => { const found = []; for (const one of given) {
  const bytes = Uint8Array.from(atob(one.bytes), sign => sign.charCodeAt(0));
  try { const {entries, trouble} = await kf.read(one.pasted ? new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes) : new Blob([bytes])); found.push({entries, trouble}) }
  catch (problem) { found.push({refused: String(problem.message), kind: problem.constructor.name}) } } return JSON.stringify(found) }"""


@pytest.fixture(scope="module")
def parts():
    """A page on which the functions of the form can be called as kf.read(…) and so on."""
    with chromium() as browser:
        page = browser.new_page()
        page.add_script_tag(
            type="module", content=f"{component.script('storage')}\nglobalThis.kf = {{{PARTS}}};"
        )
        page.wait_for_function("() => globalThis.kf")
        yield page


def old(**answers) -> dict:
    """A file of version 0.2.0. answers: name -> value."""
    changed = "2026-11-25T10:00:00.000+00:00"
    return {
        "version": 1,
        "answers": {key: {"value": value, "changed": changed} for key, value in answers.items()},
    }


def packed(held) -> str:
    return base64.b64encode(zlib.compress(json.dumps(held).encode(), 9)).decode()


def in_page(parts, given: list, pasted=False) -> list[dict]:
    sent = [{"bytes": base64.b64encode(one).decode(), "pasted": pasted} for one in given]
    found = []
    for start in range(0, len(sent), 200):
        found += json.loads(parts.evaluate(READ, sent[start : start + 200]))
    return found


def in_python(raw) -> dict:
    try:
        found = read_export(raw)
    except AnswersError as problem:
        return {"refused": str(problem)}
    entries = {
        key: {"value": entry.value, "changed": entry.changed}
        for key, entry in found.entries.items()
    }
    return {"entries": entries, "trouble": found.trouble}


def agreed(parts, given: list, pasted=False) -> list[dict]:
    """What both readers find; fails where they differ in what they take, tell or refuse."""
    found = in_page(parts, given, pasted)
    for raw, one in zip(given, found, strict=True):
        other = in_python(raw.decode() if pasted else raw)
        assert ("refused" in one) == ("refused" in other), (raw[:300], one, other)
        assert one.get("kind", "Refusal") == "Refusal", (raw[:300], one)
        assert one.get("entries") == other.get("entries"), raw[:300]
        told = [held.get("trouble", "").partition("; ")[2] for held in (one, other)]
        assert told[0] == told[1], raw[:300]
    return found


OLD = old(
    **{
        "ex.05.1.answer": {"05.1-1": "a", "05.1-2": "b"},
        "ex.05.11.answer": "My words",
        "student": "4711",
    }
)
OLD["answers"]["ex.05.1.dispute"] = {"value": {"disputed": True, "reason": "S1.1"}, "changed": DAY}
LARGE = {"ex.05.11.answer": Entry("word " * 100_000, DAY), "student": Entry("4711", DAY)}
WHOLE = {
    "file": as_file(ENTRIES),
    "packed": as_file(LARGE),
    "code": as_code(ENTRIES).encode(),
    "old file": json.dumps(OLD, indent=1).encode(),
    "old packed": json.dumps({"version": 1, "packed": packed(OLD)}).encode(),
    "old code": f"KHADDAM-FILES-1:{packed(OLD)}".encode(),
}
CARRIED = {
    "as it is": lambda raw: raw,
    "BOM": lambda raw: b"\xef\xbb\xbf" + raw,
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "UTF-16": lambda raw: raw.decode().encode("utf-16"),
    "UTF-16 BE": lambda raw: b"\xfe\xff" + raw.decode().encode("utf-16-be"),
    "blanks": lambda raw: b"\n\n " + raw + b"\t\n",
    "re-indented": lambda raw: (
        json.dumps(json.loads(raw), indent=4).encode() if raw.startswith(b"{") else raw
    ),
}


@pytest.mark.parametrize("carry", CARRIED.values(), ids=CARRIED)
def test_what_was_made_whole_is_read_whole_by_both(parts, carry):
    for found in agreed(parts, [carry(raw) for raw in WHOLE.values()]):
        assert found["trouble"] == "" and found["entries"]["student"]["value"] == "4711"


def test_what_the_page_makes_is_read_whole_by_python_and_the_other_way_round(parts):
    held = {key: {"value": entry.value, "changed": entry.changed} for key, entry in ENTRIES.items()}
    made = parts.evaluate("async held => [kf.fileOf(held), await kf.codeOf(held)]", held)
    assert [read_export(one).entries for one in made] == [ENTRIES, ENTRIES]
    assert [read_export(one).trouble for one in made] == ["", ""]


TEXTS = st.text(st.characters(), max_size=20)
VALUES = (
    st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | TEXTS
    | st.sampled_from([12.5, 0.25, 99.75])
)


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        TEXTS.filter(bool),
        VALUES | st.dictionaries(TEXTS, VALUES, max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_canonical_text_and_files_agree_for_any_characters(parts, values):
    answers = {key: {"changed": DAY, "value": value} for key, value in values.items()}
    held = json.dumps(answers)
    assert parts.evaluate("held => kf.canonical(JSON.parse(held))", held) == canonical(answers)
    made = parts.evaluate(
        "async held => [kf.fileOf(JSON.parse(held)), await kf.codeOf(JSON.parse(held))]", held
    )
    assert [in_python(one) for one in made] == [in_python(made[0])] * 2
    assert in_python(made[0])["trouble"] == ""
    agreed(parts, [one.encode() for one in made])


@pytest.mark.parametrize("kind", ["file", "code", "old file", "old packed", "old code"])
def test_torn_at_every_byte_it_is_refused_or_told(parts, kind):
    raw = WHOLE[kind].rstrip()
    for found in agreed(parts, [raw[:end] for end in range(len(raw))]):
        assert "refused" in found or found["trouble"]
        assert not ("code" in kind and "entries" in found), "a code is whole or refused"


def test_of_a_torn_file_what_could_be_read_is_told(parts):
    raw = WHOLE["file"]
    (found,) = agreed(parts, [raw[: raw.index(b'"ex.05.1.hints"') + 30]])
    assert found["trouble"] == "The file ends early; 6 of at least 9 answers could be read."


@pytest.mark.parametrize("kind", ["file", "old file", "code"])
def test_bits_that_flipped_are_told_where_there_is_a_check(parts, kind):
    chance = random.Random(kind)
    raw = WHOLE[kind]
    flipped = []
    for _ in range(600):
        place = chance.randrange(len(raw))
        flipped.append(
            raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]
        )
    before = in_python(raw)["entries"]
    for one, found in zip(flipped, agreed(parts, flipped), strict=True):
        if kind != "old file":
            assert "refused" in found or found["trouble"] or found["entries"] == before, one


def test_a_code_with_one_other_letter_is_refused(parts):
    code = WHOLE["code"].decode()
    changed = [
        code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :] for at in range(len(code))
    ]
    for found in agreed(parts, [one.encode() for one in changed], pasted=True):
        assert found["refused"].endswith("Nothing was changed here.")


def entry(value, changed=DAY):
    return {"changed": changed, "value": value}


def version_2(answers, **other) -> bytes:
    check = f"{zlib.crc32(canonical(answers).encode()):08x}" if isinstance(answers, dict) else ""
    return json.dumps(
        {"version": 2, "entries": len(answers or ()), "check": check, "answers": answers} | other
    ).encode()


DEEP = "[" * 60_000 + "]" * 60_000
BOMB = base64.b64encode(zlib.compress(b" " * 60_000_000, 9)).decode()
ODD = {
    "nothing": b"",
    "blank": b" \n",
    "words": b"nonsense",
    "list": b"[]",
    "null": b"null",
    "number": b"12",
    "no answers": b'{"version": 2}',
    "answers null": version_2(None),
    "answers list": version_2([]),
    "answers empty": version_2({}),
    "old and empty": b'{"version": 1, "answers": {}}',
    "answers text": b'{"version": 2, "answers": "x"}',
    "an answer that is none": version_2({"student": 5, "ex.03.5.answer": entry("x")}),
    "null in it": version_2({"student": entry(None), "ex.03.5.answer": entry("x")}),
    "only null": version_2({"student": entry(None)}),
    "nothing chosen": json.dumps(old(**{"ex.05.1.answer": {}, "student": "1"})).encode(),
    "version 3": version_2({"student": entry("x")}, version=3),
    "version true": version_2({"student": entry("x")}, version=True),
    "version text": version_2({"student": entry("x")}, version="2"),
    "no version": json.dumps({"answers": {"student": entry("x")}}).encode(),
    "no check": json.dumps(
        {"version": 2, "entries": 1, "answers": {"student": entry("x")}}
    ).encode(),
    "more told": version_2({"student": entry("x")}, entries=9),
    "fewer told": version_2({"student": entry("x")}, entries=0),
    "deep": b'{"version": 2, "answers": {"student": {"value": ' + DEEP.encode() + b"}}}",
    "deep and good": b'{"version": 2, "answers": {"a": {"value": '
    + DEEP.encode()
    + (b'}, "student": {"value": "x"}}}'),
    "deep list": DEEP.encode(),
    "many pieces": b'{"version": 2, "answers": {"student": {"value": ['
    + b"0," * 1_100_000
    + b"0]}}}",
    "nan": b'{"version": 2, "answers": {"student": {"value": NaN}, "09.a": {"value": "x"}}}',
    "infinity": b'{"version": 2, "answers": {"student": {"value": 1e999}, "09.a": {"value": "x"}}}',
    "bomb packed": json.dumps({"version": 2, "packed": BOMB}).encode(),
    "bomb code": f"KHADDAM-FILES-1:{BOMB}".encode(),
    "not base64": b'{"version": 2, "packed": "%%%"}',
    "not packed": b'{"version": 2, "packed": "eJxLAAA="}',
    "packed list": json.dumps({"version": 2, "packed": packed([])}).encode(),
    "code of nothing": b"KHADDAM-FILES-1:abc",
    "code of null": f"KHADDAM-FILES-1:{packed(None)}".encode(),
    "code of version 9": b"KHADDAM-FILES-9:abc",
    "proto": b'{"version": 2, "answers": {"__proto__": {"value": "x"}, "constructor": {"value": '
    b'"y"}, "student": {"value": "z"}}}',
    "proto head": b'{"__proto__": {"answers": {"student": {"value": "x"}}}}',
    "proto items": json.dumps(
        old(**{"ex.05.1.answer": {"__proto__": "x", "constructor": "y"}})
    ).encode(),
    "same key twice": b'{"version": 1, "answers": {"student": {"value": "x"}, "student": '
    b'{"value": "y"}}}',
    "half a character": b'{"version": 1, "answers": {"student": {"value": '
    b'"\\ud800x\\udc00\\ud83e\\udd89"}}}',
    "foreign bytes": b'{"version": 1, "answers": {"student": {"value": "x\xe9y", "changed": ""}}}',
    "UTF-16 without its mark": WHOLE["old file"].decode().encode("utf-16-le"),
    "odd UTF-16": b"\xff\xfe\x00\xd8",
    "zeros": b"\0" * 500,
    "long key": version_2({"k" * 501: entry("x"), "student": entry("y")}),
    "no key": version_2({"": entry("x"), "student": entry("y")}),
    "large value": version_2({"09.a": entry("x" * LARGEST_VALUE), "student": entry("y")}),
    "long item": json.dumps(old(**{"ex.05.1.answer": {"i" * 486: "x", "i" * 485: "y"}})).encode(),
    "curly quotes": WHOLE["old file"].decode().replace('"', "”").encode(),
    "a page to log in": b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "rtf": b"{\\rtf1\\ansi " + WHOLE["old file"] + b"}",
    "two files": WHOLE["old file"] + WHOLE["old file"],
    "damaged inside": WHOLE["file"].replace(b'"value": "4711"', b'"value": 4711"'),
    "damaged name": WHOLE["old file"].replace(b'"student"', b'"stu"dent"'),
    "line break in a text": WHOLE["file"].replace(b"My text.\\n", b"My text.\n"),
    "merge marks": WHOLE["file"].replace(b' "entries"', b'<<<<<<< ours\n "entries"'),
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_of_odd_files_both_readers_say_the_same(parts, raw):
    (found,) = agreed(parts, [raw])
    assert "refused" in found or found["entries"]


def test_what_is_too_large_is_refused_before_it_is_read(parts):
    refused = """async size => { const blob = new Blob([new Uint8Array(size)]); blob.arrayBuffer = () => { throw new Error('read') };
      try { await kf.read(blob) } catch (problem) { return problem.message } }"""
    assert parts.evaluate(refused, LARGEST_FILE + 1).startswith("This has more than 16 MB")
    assert parts.evaluate(refused, LARGEST_FILE) == "read"


DATES = """zzzz 25/11/2026 2099-01-01 2026-11-29T10:00:00.000Z 2026-11-25T10:00:00.000+00:00 2026-11-25T12:00:00+02:00
2026-11-25T10:00:00 2026-11-25T10:00 2026-11-25T10:00:00.123456Z 2026-02-30T10:00:00Z 2026-11-25T24:00:00Z 2026-11-25T10:60:00Z
0000-01-01T00:00:00Z 0001-01-01T00:00:00+05:00 9999-12-31T23:59:59.999Z 9999-12-31T23:59:59-05:00 12026-11-25T10:00:00Z
2026-11-25T10:00:00-0530 2026-11-25t10:00:00z 2024-02-29T00:00:00Z 2023-02-29T00:00:00Z 2026-11-25T10:00:00,5Z 1969-12-31T23:59:59.999Z"""


def test_dates_are_read_alike(parts):
    dates = [
        *DATES.split(),
        "",
        " 2026-11-25T10:00:00Z",
        "2026-11-25 10:00:00",
        5,
        None,
        True,
        [],
        "2026-11-25T10:00:00Z" + "0" * 30,
    ]
    assert parts.evaluate("dates => dates.map(kf.moment)", dates) == [moment(one) for one in dates]


# ---------------------------------------------------------------- storage, with windows that see
# each other late

# A storage as browsers have it: one place for all windows, and in each window a copy that follows
# when it is told. What a window writes stands in its own copy at once; what others wrote arrives in
# order, whenever the window comes to it.
WINDOWS = """async ({seed, steps, keys}) => {
  let state = seed; const chance = n => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 2147483648 * n) };
  const place = new Map(), log = [], windows = [];
  const apply = (map, {name, text}) => text === null ? map.delete(name) : map.set(name, text);
  const copy = map => new Proxy({
      getItem: name => map.get(name) ?? null,
      setItem(name, text) { this.write(name, String(text)) }, removeItem(name) { this.write(name, null) },
      write(name, text) { const done = {name, text, by: map}; apply(map, done); apply(place, done); log.push(done) },
    }, { ownKeys: () => [...map.keys()], getOwnPropertyDescriptor: (_, name) => ({value: map.get(name), enumerable: true, configurable: true}) });
  const open = () => { const map = new Map(place), box = copy(map); windows.push({map, at: log.length, shown: {}, storage: new kf.BrowserStorage({box: () => box})}) };
  const follow = window => { while (window.at < log.length) one(window) };
  const one = window => { const done = log[window.at++]; if (done.by !== window.map) apply(window.map, done) };
  const written = [];
  open(); open();
  for (let step = 0; step < steps; step += 1) {
    const window = windows[chance(windows.length)], key = keys[chance(keys.length)], act = chance(10);
    if (act < 5) {
      const seen = chance(3) ? window.shown[key] ?? [] : [];
      const value = chance(8) ? `words ${step}` : null;
      const answer = window.storage.keep({[key]: {value, seen, n: step}}, [key]);
      const mine = written.filter(past => past.by === window && past.key === key).map(past => past.time);
      written.push({key, value, time: answer.saved[key].time, replaces: [...seen, ...mine], by: window});
    } else if (act < 7) { window.shown[key] = kf.heads(window.storage.read().get(key) ?? new Map()).map(head => head.time) }
    else if (act < 8) { for (let n = chance(4); n > 0 && window.at < log.length; n -= 1) one(window) }
    else if (act < 9) follow(window);
    else if (windows.length < 4) open();
    else { windows.splice(windows.indexOf(window), 1); open() }
  }
  const fresh = new Map(place), box = copy(fresh), last = new kf.BrowserStorage({box: () => box});
  const lost = [];
  for (const key of keys) {
    const standing = new Set(kf.heads(last.read().get(key) ?? new Map()).map(head => head.time));
    const replaced = new Set(written.filter(past => past.key === key).flatMap(past => past.replaces));
    for (const past of written.filter(past => past.key === key && past.value !== null)) if (!standing.has(past.time) && !replaced.has(past.time)) lost.push(past.time);
    for (const time of standing) if (replaced.has(time)) lost.push('back again: ' + time);
  }
  return {lost, written: written.length} }"""


@pytest.mark.parametrize("round", range(8))
def test_whatever_windows_see_late_no_word_is_undone_and_none_comes_back(parts, round):
    written = 0
    for seed in range(round * 50, round * 50 + 50):
        found = parts.evaluate(
            WINDOWS, {"seed": seed + 1, "steps": 60, "keys": ["student", "ex.03.5.answer"]}
        )
        assert found["lost"] == [], seed
        written += found["written"]
    assert written > 1000
