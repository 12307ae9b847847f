"""Attacks on the store of answers, and the table of what was lost: `python tests/prove_answers.py
[name …]`, about ten minutes.

Each attack is a function that tests call with small numbers. It returns attempts, survivors, and
what was *told as saved and gone*.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from khaddam_files.answers import journal as journals
from khaddam_files.answers.folders import SUFFIX
from khaddam_files.answers.journal import Journal, compact
from khaddam_files.answers.takeover import OldFile
from khaddam_files.answers.values import AnswersError

SPAWN = multiprocessing.get_context("spawn")
WRITE = """
import sys
from khaddam_files.answers.journal import Journal, Refused
journal, name, number = Journal(sys.argv[1]), sys.argv[2], 0
while True:
    try:
        journal.put({f"{name}.{number % 37}": f"{number}-" + "x" * (number * 97 % 3000)})
        sys.stdout.write(f"{number}\\n")
        sys.stdout.flush()
    except Refused:  # told: only while its file is taken from it again and again
        continue
    number += 1
"""


def fresh(folder) -> Journal:
    """The journals of a folder as a kernel that just started reads them."""
    journal = Journal(Path(folder))
    journal.refresh()
    return journal


def kept(folder) -> dict:
    """Key -> value, read anew."""
    return {key: line.value for key, line in fresh(folder).values().items()}


@contextlib.contextmanager
def place():
    folder = Path(tempfile.mkdtemp(prefix="answers-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def writer(folder, name) -> subprocess.Popen:
    """A program that saves without end and tells each save; its first one is behind it."""
    started = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(folder), name], stdout=subprocess.PIPE
    )
    assert started.stdout.readline() == b"0\n"
    return started


def killed(started: subprocess.Popen) -> int:
    """Kill a writer; the number of the last save that it told."""
    started.send_signal(signal.SIGKILL)
    told = [0, *map(int, started.stdout.read().split(b"\n")[:-1])]
    started.wait()
    started.stdout.close()
    return told[-1]


def _gone(found: dict, name: str, last: int) -> int:
    """How many of the last saves under each key are older than what was told."""
    lost = 0
    for number in range(max(0, last - 36), last + 1):
        value = str(found.get(f"{name}.{number % 37}", "-1-"))
        lost += int(value.split("-")[0] or -1) < number
    return lost


def kill(kills: int = 550, compacted: bool = False) -> dict:
    """kill -9 of one, two, three and five writers on one folder; compacted: while their living
    journals are put together."""
    chance, acknowledged, lost, done = random.Random(5), 0, 0, 0
    with place() as folder:
        for many in itertools.cycle((1, 2, 3, 5)):
            if done >= kills:
                break
            names = [f"w{done}-{number}" for number in range(many)]
            writers = [writer(folder, name) for name in names]
            until = time.monotonic() + chance.random() * 0.05
            while time.monotonic() < until:
                if compacted:
                    compact(folder, rested=-1)
            told = [killed(one) for one in writers]
            found = kept(folder)
            acknowledged += sum(told) + many
            lost += sum(_gone(found, name, last) for name, last in zip(names, told, strict=True))
            done += many
            for path in folder.iterdir():
                path.unlink()
    return {
        "attempts": f"{done} kills, {acknowledged} saves told",
        "survived": "all",
        "told and gone": lost,
    }


def _saves(folder, name, count) -> None:
    journal = Journal(Path(folder))
    for number in range(count):
        journal.put({f"{name}.{number}": f"{name} ü ح {number}"})


def saves_in(journal, name, count) -> None:
    for number in range(count):
        journal.put({f"{name}.{number}": number})


def together(writers: int = 6, saves: int = 150) -> dict:
    """Writers at once, nobody killed."""
    with place() as folder:
        running = [
            SPAWN.Process(target=_saves, args=(folder, f"w{name}", saves))
            for name in range(writers)
        ]
        for one in running:
            one.start()
        for one in running:
            one.join()
        there = len(kept(folder))
    return {
        "attempts": f"{writers * saves} saves",
        "survived": there,
        "told and gone": writers * saves - there,
    }


def stopped(saves: int = 200) -> dict:
    """A writer is stopped at any moment of a save, another one saves, the first one goes on."""
    with place() as folder:
        first = writer(folder, "first")
        first.send_signal(signal.SIGSTOP)
        other = Journal(folder)
        for number in range(saves):
            other.put({f"other.{number}": number})
        during = sum(key.startswith("other.") for key in kept(folder))
        first.send_signal(signal.SIGCONT)
        first.stdout.readline()
        last = killed(first)
        found = kept(folder)
        lost = saves - sum(key.startswith("other.") for key in found) + _gone(found, "first", last)
    return {"attempts": f"{saves} saves of the other", "survived": during, "told and gone": lost}


def _journal(folder, count: int = 8) -> Path:
    journal = Journal(folder)
    for number in range(count):
        journal.put({f"k{number}": f"essay {number} ü “سلام”"})
    [path] = folder.glob(f"*{SUFFIX}")
    return path


def cut(lines: int = 8) -> dict:
    """A journal cut at each byte: at most the line without its end is missing, and that is told."""
    with place() as folder:
        path = _journal(folder, lines)
        raw, wrong = path.read_bytes(), 0
        ends = [at + 1 for at, byte in enumerate(raw) if byte == 10]
        for at in range(len(raw)):
            path.write_bytes(raw[:at])
            read = fresh(folder)
            whole = sum(end - 1 <= at for end in ends)
            torn = at not in (0, *ends) and at + 1 not in ends
            wrong += len(read.values()) != whole or bool(read.troubles()) != torn
    return {
        "attempts": len(raw),
        "survived": f"{len(raw) - wrong} told or whole",
        "told and gone": wrong,
    }


def flipped(lines: int = 8) -> dict:
    """One bit flipped at each byte: at most that line (two for a line's end) is missing, told, and
    no letter is changed unseen."""
    with place() as folder:
        path = _journal(folder, lines)
        raw, wrong = path.read_bytes(), 0
        for at in range(len(raw)):
            spoiled = bytearray(raw)
            spoiled[at] ^= 1 << at % 8
            path.write_bytes(spoiled)
            wrong += not _told_or_whole(fresh(folder), 1 + (raw[at] == 10), lines)
    return {
        "attempts": len(raw),
        "survived": f"{len(raw) - wrong} told or unchanged",
        "told and gone": wrong,
    }


def damaged(times: int = 2000) -> dict:
    """2 to 30 bytes anywhere replaced by chance."""
    chance, wrong = random.Random(7), 0
    with place() as folder:
        path = _journal(folder)
        raw = path.read_bytes()
        for _ in range(times):
            spoiled = bytearray(raw)
            at, many = chance.randrange(len(raw)), chance.randint(2, 30)
            spoiled[at : at + many] = chance.randbytes(len(spoiled[at : at + many]))
            path.write_bytes(spoiled)
            wrong += not _told_or_whole(fresh(folder), 8)
    return {
        "attempts": times,
        "survived": f"{times - wrong} told or unchanged",
        "told and gone": wrong,
    }


def _told_or_whole(read: Journal, most: int, count: int = 8) -> bool:
    found = read.values()
    right = all(line.value == f"essay {key[1:]} ü “سلام”" for key, line in found.items())
    return right and len(found) >= count - most and (len(found) == count or bool(read.troubles()))


@contextlib.contextmanager
def small_disk(size: str = "256k"):
    """A drive of its own; nothing where the system lets nobody mount one."""
    with place() as folder:
        drive = folder / "drive"
        drive.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", drive], capture_output=True
        )
        try:
            yield drive if mounted.returncode == 0 else None
        finally:
            if mounted.returncode == 0:
                subprocess.run(["umount", "-l", drive], check=True)


def full(saves: int = 600) -> dict:
    """A drive of 256 KB that is nearly full; then room is made, and the next save brings
    everything."""
    with small_disk() as drive:
        if drive is None:
            return {"attempts": "no drive could be mounted", "survived": "-", "told and gone": 0}
        (drive / "filling").write_bytes(b"x" * 150_000)
        journal, saved, refused = Journal(drive / "my-answers"), set(), 0
        for number in range(saves):
            try:
                journal.put({f"k{number}": "y" * 500})
                saved = {f"k{one}" for one in range(number + 1)}
            except AnswersError:
                refused += 1
        gone = len(saved - set(kept(drive / "my-answers")))
        os.truncate(drive / "filling", 0)
        # what waits is more than a full drive of this size has room for; a larger one, as after
        # emptying the bin
        subprocess.run(["mount", "-o", "remount,size=4m", drive], check=True)
        journal.put({})
        gone += saves - len(kept(drive / "my-answers"))
    return {"attempts": f"{saves} saves, {refused} told", "survived": saves, "told and gone": gone}


CODES = [
    "EACCES",
    "EPERM",
    "EROFS",
    "ENOSPC",
    "EDQUOT",
    "EIO",
    "EINVAL",
    "ENOTSUP",
    "ENOSYS",
    "EBUSY",
    "EAGAIN",
    "EINTR",
    "ENOENT",
    "ESTALE",
    "EFBIG",
    "EMFILE",
]


def refusals() -> dict:
    """Every call that a save makes fails once with each of 16 codes; then the next save has to
    bring everything."""
    calls, told, gone, raw = (
        ("mkdir", "open", "write", "fsync", "stat", "fstat", "ftruncate", "close", "unlink"),
        0,
        0,
        0,
    )
    for call in calls:
        for code in CODES:
            with place() as folder:
                journal, saved = Journal(folder / "my-answers"), ["before"]
                journal.put({"before": 1})
                with _failing(call, getattr(errno, code)):
                    try:
                        journal.put({"during": 2})
                        saved.append("during")
                    except AnswersError:
                        told += 1
                    except Exception:
                        raw += 1
                gone += len(set(saved) - set(kept(folder / "my-answers")))
                journal.put({"after": 3})
                gone += 3 - len(kept(folder / "my-answers"))
    many = len(calls) * len(CODES)
    return {
        "attempts": f"{many} errors",
        "survived": f"{told} told, {many - told - raw} saved, {raw} raw",
        "told and gone": gone,
    }


@contextlib.contextmanager
def _failing(call: str, code: int):
    """The first call of this kind is refused."""
    real, left = getattr(os, call), [1]

    def refused(*given, **named):
        if left:
            left.pop()
            raise OSError(code, os.strerror(code))
        return real(*given, **named)

    setattr(os, call, refused)
    try:
        yield
    finally:
        setattr(os, call, real)


def _steady(folder, name, until, told) -> None:
    journal, number = Journal(Path(folder)), 0
    while time.time() < until:
        with contextlib.suppress(AnswersError):
            journal.put({f"{name}.{number % 20}": number})
            told[name * 20 + number % 20] = number
        number += 1
        if number % 15 == 0:
            journal.refresh()


def _compactor(folder, until) -> None:
    while time.time() < until:
        compact(Path(folder), rested=-1, whose="")
        time.sleep(0.02)


def compaction(seconds: float = 12) -> dict:
    """Four writers whose living journals two others put together all the time; whoever reads has to
    find what was told before."""
    with place() as folder:
        told, until = SPAWN.Array("q", [-1] * 80, lock=False), time.time() + seconds + 1
        running = [
            SPAWN.Process(target=_steady, args=(folder, name, until, told)) for name in range(4)
        ]
        running += [SPAWN.Process(target=_compactor, args=(folder, until)) for _ in range(2)]
        for one in running:
            one.start()
        reads = missed = 0
        while any(one.is_alive() for one in running):
            reads, missed = reads + 1, missed + _older(folder, list(told))
        for one in running:
            one.join()
        gone = _older(folder, list(told))
    saves = sum(max(told[first : first + 20]) + 1 for first in range(0, 80, 20))
    return {
        "attempts": f"{saves} saves",
        "survived": f"{reads} readings, {missed} missed one",
        "told and gone": gone + missed,
    }


def _older(folder, told: list[int]) -> int:
    """How many keys hold something older than what had been told before they were read."""
    found = kept(folder)
    return sum(found.get(f"{at // 20}.{at % 20}", -1) < number for at, number in enumerate(told))


def _take_over(folder, old) -> None:
    from khaddam_files.answers import Answers

    assert Path(old).with_suffix("") == Path(folder)
    Answers(folder).put(f"own.{os.getpid()}", 1)


def takeover(processes: int = 4) -> dict:
    """The old file taken over by several at once."""
    import json

    with place() as home:
        old = home / "my-answers.json"
        entries = {
            f"ex.01.{n}.answer": {
                "value": {f"01.{n}-{i}": "a" for i in range(5)},
                "changed": "2026-03-01T10:00:00.000+00:00",
            }
            for n in range(20)
        }
        old.write_text(json.dumps({"version": 1, "answers": entries}))
        running = [
            SPAWN.Process(target=_take_over, args=(home / "my-answers", old))
            for _ in range(processes)
        ]
        for one in running:
            one.start()
        for one in running:
            one.join()
        found, files = kept(home / "my-answers"), list((home / "my-answers").glob("*old*.jsonl"))
        there = sum(key.startswith("ex.") for key in found)
        assert len(files) == 1 and len(OldFile(old).lines) == 100
    return {
        "attempts": f"100 items, {processes} at once",
        "survived": there,
        "told and gone": 100 - there,
    }


def times() -> dict:
    """Milliseconds, the best of some rounds: one save, a look at nothing new, 500 journals of 40
    lines opened, and put together."""
    with place() as folder:
        journal = Journal(folder)
        put = _best(lambda: journal.put({"09.what": "some words of an answer"}), 50)
        few = _best(journal.refresh, 20)
        for number in range(499):
            one = Journal(folder)
            one.put(
                {
                    f"ex.0{number % 9 + 1}.{(number * 7 + at) % 107}.answer": "some words of "
                    "an answer " * 4
                    for at in range(40)
                }
            )
            one.close()
        opening, reader = _best(lambda: fresh(folder), 5), fresh(folder)
        many = _best(reader.refresh, 20)
        begun = time.perf_counter()
        compact(folder, rested=-1)
        compacting = (time.perf_counter() - begun) * 1000
        after = _best(lambda: fresh(folder), 5)
    return {
        "attempts": f"put {put:.2f} ms, refresh {few:.2f} ms",
        "survived": f"500 journals: open {opening:.0f} ms, refresh {many:.1f} ms; put together in "
        f"{compacting:.0f} ms, then open {after:.0f} ms",
        "told and gone": 0,
    }


def _best(what, rounds: int) -> float:
    measured = []
    for _ in range(rounds):
        begun = time.perf_counter()
        what()
        measured.append((time.perf_counter() - begun) * 1000)
    return min(measured)


def growth(puts: int = 2000) -> dict:
    """A long text typed for half an hour and saved whole at every pause: how large its journal may
    become."""
    with place() as folder:
        journal, largest = Journal(folder), 0
        for number in range(puts):
            journal.put({"ex.05.11.answer": "word " * number})
            largest = max(largest, sum(path.stat().st_size for path in folder.iterdir()))
        right = kept(folder) == {"ex.05.11.answer": "word " * (puts - 1)}
    written = sum(5 * number for number in range(puts))
    return {
        "attempts": f"{puts} saves, {written / 1e6:.0f} MB written",
        "survived": f"at most {largest / 1e6:.1f} MB on disk",
        "told and gone": int(not right),
    }


ATTACKS = {
    "kill -9 of 1, 2, 3 and 5 writers on one folder": kill,
    "the same while living journals are put together": lambda: kill(150, compacted=True),
    "full disk (256 KB tmpfs)": full,
    "6 writers at once, no kill": together,
    "writer stopped in a save": stopped,
    "own journal cut at each byte": cut,
    "own journal, one bit flipped at each byte": flipped,
    "own journal, 2-30 bytes": damaged,
    "mkdir/open/write/fsync/stat/… errors (16 codes)": refusals,
    "compaction under living writers and a reader": compaction,
    "old file taken over by four at once": takeover,
    "a long text": growth,
    "time": times,
}


def main(names: list[str]) -> int:
    print("| attack | attempts | survived | told and gone |\n|---|---|---|---|")
    lost = 0
    for name, attack in ATTACKS.items():
        if not names or any(one in name for one in names):
            figures = attack()
            lost += figures["told and gone"]
            print(f"| {name} |", " | ".join(map(str, figures.values())), "|", flush=True)
    print(
        f"\n{journals.ROLL_ABOVE / 1e6:.0f} MB: a journal is begun anew. Told and gone in all "
        f"rows: {lost}"
    )
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
