"""A screen that nobody looks at: a window manager and real keys.

Firefox and WebKit open a list in a window of the system, which only real keys reach. So both need
more of a desktop than a browser without a window has.
"""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

SIZE = "1280x1024x24"
PATIENCE = 60  # seconds; a bound against hanging, not a promise of speed


def wait(for_what, condition, seconds=PATIENCE):
    """The first value of a condition that is true."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"waited {seconds} seconds for {for_what}"
        time.sleep(0.05)
    return value


class Desk:
    """A screen with its keyboard. variables: for the programs that are to appear on it."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack):
        self.folder, self.home, self._stack = folder, folder / "home", stack
        self.variables = {
            name: value for name, value in os.environ.items() if not name.startswith("XDG_")
        }
        for name in ("home", "run"):
            (folder / name).mkdir(parents=True, mode=0o700)
        self.variables |= {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "LANG": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'run' / 'bus'}",
            "GSETTINGS_BACKEND": "memory",
        }

    def start(self, *command, **options) -> subprocess.Popen:
        """A program on this screen, which ends with it."""
        with open(self.folder / f"{Path(command[0]).name}.log", "ab") as log:
            program = subprocess.Popen(
                # whatever ends the tests ends it
                ["setpriv", "--pdeathsig", "TERM", *command],
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )
        self.at_end(end, program)
        return program

    def at_end(self, do, *arguments):
        """Do something when the screen is put away, before what was started earlier ends."""
        self._stack.callback(do, *arguments)

    def press(self, *keys):
        """Press keys one after the other, by the names that X gives them."""
        for key in keys:
            self._keyboard("key", "--clearmodifiers", key)
            time.sleep(0.1)  # a person's fingers

    def write(self, words):
        self._keyboard("type", "--delay", "30", words)

    def _keyboard(self, *command):
        subprocess.run(["xdotool", *command], env=self.variables, check=True, timeout=PATIENCE)


def end(program):
    """End a program and what it has started: some do not listen to the first, polite word."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, word)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(2)
    program.wait(PATIENCE)


@contextlib.contextmanager
def desk(folder: Path):
    """A `Desk` whose files lie in a new folder."""
    with contextlib.ExitStack() as stack:
        made = Desk(folder, stack)
        read, write = os.pipe()
        made.start(
            *("Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"),
            pass_fds=[write],
        )
        os.close(write)
        with open(read) as number:  # the first that is free
            made.variables["DISPLAY"] = f":{int(number.readline())}"
        made.start(
            "dbus-daemon",
            "--session",
            "--nofork",
            f"--address={made.variables['DBUS_SESSION_BUS_ADDRESS']}",
        )
        wait("the bus", (folder / "run" / "bus").exists)
        made.start("openbox")
        yield made
