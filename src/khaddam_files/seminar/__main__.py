"""python -m khaddam_files.seminar"""

from __future__ import annotations

import argparse
import socket
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from khaddam_files.seminar import desk, room
from khaddam_files.seminar.ballots import SECOND, BallotError, Ballots, alone
from khaddam_files.seminar.desk import Desk
from khaddam_files.seminar.room import Room
from khaddam_files.serving import LOOPBACK, ServingError, Site, new_token, run, usable_port

FOLDER = "handed-in"
PORT = 8765  # of the page for phones, where it is free
FAREWELL = "Stopped: no phone can vote any more, and every ballot that was received is kept."
OPENING = """This opens a page on the network of this room, at http://{address}:{port}/
 - Whoever is on this network can open it. Without the room word it tells nothing and takes nothing.
 - What phones send is not encrypted: it is one choice of a list, without a name.
 - It ends with Ctrl+C here. Your own page, the key and all files stay on this machine."""
HELP = """
Without --room the page for phones opens on this machine alone, to try it. Ballots are files in
FOLDER/ballots; the class view and the wall read them, grading leaves them out. With --lines no page
is opened: lines of letters such as “Anna: 05.1 abacb cacbb ca” are read from a file (or from - for
what is typed), one person a line; those with a student number are handed in as files.
"""


def own_address() -> str:
    """The address of this machine on its network; that of itself where it has none. No packet is
    sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))  # an address of nobody, for documentation
            return line.getsockname()[0]
        except OSError:
            return LOOPBACK


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m khaddam_files.seminar",
        description="Let a class vote with its phones, one question at a time.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", default=FOLDER, help=f"of the class ({FOLDER})")
    parser.add_argument("--room", action="store_true", help="open it to the network of the room")
    parser.add_argument("--yes", action="store_true", help="with --room: do not ask once more")
    parser.add_argument("--address", help="with --room: which of this machine's addresses")
    parser.add_argument("--port", type=int, help=f"of the page for phones ({PORT})")
    parser.add_argument("--no-browser", action="store_true", help="print the addresses only")
    parser.add_argument("--lines", metavar="FILE", help="read lines of letters and end")
    parser.add_argument("--second", action="store_true", help="with --lines: of the second vote")
    return parser.parse_args(arguments)


def _take_lines(ballots: Ballots, given: argparse.Namespace) -> int:
    """Read lines of letters from a file and tell what could not be read."""
    try:
        raw = sys.stdin.buffer.read() if given.lines == "-" else Path(given.lines).read_bytes()
    except OSError as problem:
        print(f"{given.lines} cannot be read ({problem.strerror}).", file=sys.stderr)
        return 2
    text = raw.decode("utf-8-sig", "replace")
    taken = ballots.take_lines(text, SECOND if given.second else 1, graded=True)
    for unread in taken.unread:
        print(f"Line {unread.number}: {unread.why}", file=sys.stderr)
    print(taken.sentence)
    return 1 if taken.unread else 0


def _agreed(given: argparse.Namespace, address: str, port: int) -> bool:
    """Whether the teacher wants the page on the network, knowing what that means."""
    print(OPENING.format(address=address, port=port))
    if given.yes:
        return True
    try:
        return input("Open it now? Type yes: ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _port(ballots: Ballots, address: str) -> int:
    """The port that phones know from before, else the usual one, else any that is free."""
    wanted = ballots.state.port or PORT
    port = usable_port(address, wanted)
    if port != wanted:
        print(f"Port {wanted} is taken; phones open another one, as it stands on the wall.")
    return port


def _serve(ballots: Ballots, given: argparse.Namespace) -> int:
    """Open the class page until Ctrl+C."""
    address = (given.address or own_address()) if given.room else LOOPBACK
    port = _port(ballots, address) if given.port is None else given.port
    if given.room and not _agreed(given, address, port):
        print("Nothing was opened.")
        return 0
    phones = Room(ballots)
    for_phones = Site(room.handlers(phones), address, port, most_bytes=room.MOST_BYTES)
    own = Desk(phones, lambda: for_phones.url)
    for_teacher = Site(desk.handlers(own), token=new_token(), most_bytes=desk.MOST_BYTES)

    def ready() -> None:
        ballots.state.port, ballots.state.open = for_phones.port, False
        ballots.save()
        reach = "everybody on this network" if given.room else "this machine alone"
        print(f"Your page: {for_teacher.url}")
        print(f"For phones ({reach}): {for_phones.url}  room word: {ballots.state.word}")
        print("Ctrl+C here ends it.", flush=True)
        if not given.no_browser:
            webbrowser.open(for_teacher.url)

    run([for_phones, for_teacher], ready, FAREWELL)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the class page, or take in lines; gives the code with which the program ends."""
    given = _arguments(arguments)
    try:
        with alone(given.folder):
            ballots = Ballots(given.folder)
            return _take_lines(ballots, given) if given.lines else _serve(ballots, given)
    except (BallotError, ServingError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"{given.folder} cannot be used ({problem.strerror}).", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped before anything was opened.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
