"""Windows of Firefox and of WebKitGTK, with the same few verbs, each driven by the protocol that it
speaks itself.

Playwright drives a Firefox of its own making only, and no driver between Selenium and Firefox is
packaged for Debian 12. Both protocols are standards of the W3C; of each a few commands are enough.
"""

import base64
import contextlib
import itertools
import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import websocket
from desk import PATIENCE, Desk, wait
from lab import HERE

NOWHERE = "127.0.0.1:9"  # what a page asks of the world goes there, where nobody listens

SLOW = re.compile(r"Plugin .* (took [\d.]+ms|is taking too long) to activate")
# WebKit's driver tells nothing of the console
LISTEN = """() => { const said = window.complaints = [];
  addEventListener('error', event => said.push(`error: ${event.message}`));
  addEventListener('unhandledrejection', event => said.push(`error: ${event.reason}`));
  for (const level of ['error', 'warn']) { const write = console[level];
    console[level] = (...words) => { said.push(`${level}: ${words.join(' ')}`); write.apply(console, words) } } }"""


class Window:
    """What both have in common. left: addresses outside this machine that pages have asked for."""

    def __init__(self, at: Desk):
        self.at, self.left = at, []

    def ask(self, function: str, *arguments):
        """What a function of the page returns, as JSON knows it."""
        given = ", ".join(json.dumps(one) for one in arguments)
        return json.loads(self._run(f"JSON.stringify(await ({function})({given}) ?? null)"))

    def until(self, function: str, *arguments, seconds=PATIENCE):
        """Wait for what a function of the page returns to be true."""
        return wait(function[:200], lambda: self.ask(function, *arguments), seconds)

    def downloaded(self, name: str) -> Path:
        """The file of this name, when all of it has come."""
        there = self.at.home / name
        wait(name, lambda: there.exists() and there.stat().st_size)
        return there


class Firefox(Window):
    """By WebDriver BiDi, which Firefox speaks itself."""

    PREFERENCES = {
        "browser.download.alwaysOpenPanel": False,
        "browser.download.folderList": 2,
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "network.proxy.type": 1,
        "network.proxy.http": NOWHERE.split(":")[0],
        "network.proxy.http_port": int(NOWHERE.split(":")[1]),
        "network.proxy.ssl": NOWHERE.split(":")[0],
        "network.proxy.ssl_port": int(NOWHERE.split(":")[1]),
    }

    def __init__(self, at: Desk, **preferences):
        """preferences: Firefox's own, besides those of the class, with _ for dots."""
        super().__init__(at)
        self._console: list[str] = []
        profile = at.folder / "firefox"
        profile.mkdir()
        own = {name.replace("_", "."): value for name, value in preferences.items()}
        chosen = self.PREFERENCES | {"browser.download.dir": str(at.home)} | own
        (profile / "user.js").write_text(
            "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in chosen.items())
        )
        at.start(
            *("firefox-esr", "--no-remote", "--profile", str(profile)),
            *("--remote-debugging-port", "0", "--kiosk", "data:text/html,"),
        )
        listening = profile / "WebDriverBiDiServer.json"
        wait("Firefox", lambda: listening.exists() and listening.stat().st_size)
        port = json.loads(listening.read_text())["ws_port"]
        self._line = websocket.create_connection(
            f"ws://127.0.0.1:{port}/session", timeout=PATIENCE, suppress_origin=True
        )
        at.at_end(self._line.close)
        self._number = itertools.count(1)
        capabilities = {"alwaysMatch": {"unhandledPromptBehavior": {"default": "accept"}}}
        self.version = self.command("session.new", capabilities=capabilities)["capabilities"][
            "browserVersion"
        ]
        self.command("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._page = self.command("browsingContext.getTree")["contexts"][0]["context"]

    def command(self, method: str, **parameters):
        """One command of the protocol. What is told meanwhile is noted."""
        number = next(self._number)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._line.recv())
            if message["type"] == "event":
                self._note(message["method"], message["params"])
            elif message["id"] == number:
                assert message["type"] == "success", (method, message)
                return message["result"]

    def _note(self, event, told):
        if event == "log.entryAdded" and told["level"] in ("error", "warn"):
            self._console.append(f"{told['level']}: {told['text']}")
        elif event == "network.beforeRequestSent" and not told["request"]["url"].startswith(HERE):
            self.left.append(told["request"]["url"])

    def complaints(self) -> list[str]:
        """What pages have written on the console since this was asked last: errors, and warnings
        but those that JupyterLab was slow to start."""
        self.command("session.status")  # what was told before has come then
        told, self._console = self._console, []
        return [line for line in told if not SLOW.search(line)]

    def go(self, address: str):
        self.command("browsingContext.navigate", context=self._page, url=address, wait="complete")
        self.command("browsingContext.activate", context=self._page)

    def _run(self, expression):
        result = self.command(
            "script.callFunction",
            functionDeclaration=f"async () => {expression}",
            awaitPromise=True,
            target={"context": self._page},
            userActivation=True,
        )
        assert result["type"] == "success", result["exceptionDetails"]["text"]
        return result["result"]["value"]

    def picture(self, path: Path):
        data = self.command("browsingContext.captureScreenshot", context=self._page)["data"]
        path.write_bytes(base64.b64decode(data))


class WebKit(Window):
    """The engine of Safari, as GTK builds it, by plain WebDriver."""

    DRIVER = "/usr/bin/WebKitWebDriver"

    def __init__(self, at: Desk, port: int):
        super().__init__(at)
        at.start("WebKitWebDriver", f"--port={port}")
        self._server, self._session = f"http://127.0.0.1:{port}", ""
        wait("WebKit's driver", self._listens)
        browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        options = {"binary": str(browser), "args": ["--automation"]}
        proxy = {
            "proxyType": "manual",
            "httpProxy": NOWHERE,
            "sslProxy": NOWHERE,
            "noProxy": ["127.0.0.1"],
        }
        wanted = {
            "webkitgtk:browserOptions": options,
            "proxy": proxy,
            "unhandledPromptBehavior": "accept",
        }
        made = self.command("", capabilities={"alwaysMatch": wanted})
        self._session = f"/{made['sessionId']}"
        self.version = made["capabilities"]["browserVersion"]
        self.command("/window/rect", width=1280, height=1000)

    def _listens(self):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{self._server}/status", timeout=PATIENCE)

    def command(self, path: str, **body):
        """One command of the protocol: what is sent to a path below the session."""
        request = urllib.request.Request(
            f"{self._server}/session{self._session}{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{path}: {json.load(refused)['value']['message']}") from refused

    def complaints(self) -> list[str]:
        """What the page has written on the console since its structure was there."""
        return [
            line for line in self.ask("() => window.complaints.splice(0)") if not SLOW.search(line)
        ]

    def go(self, address: str):
        self.command("/url", url=address)
        self.ask(LISTEN)

    def _run(self, expression):
        script = (
            f"const done = arguments[0]; (async () => {expression})()"
            ".then(done, error => done('!' + error))"
        )
        result = self.command("/execute/async", script=script, args=[])
        assert not result.startswith("!"), result
        return result
