"""A page that is served while somebody needs it: on this machine behind a token, or, where it was
asked for by name, on the network of a room.

    class Page(Handler):
        def get(self):
            self.page(templates.render("marking.html.j2"))

    serve([(r"/", Page), own_files({"marking.js": script})], opens=True)

Handlers are those of tornado, each a subclass of `Handler`; patterns begin with a stroke. Where a
site has a token, every address begins with it, so that links and requests of a page are relative
(`save`, never `/save`). Nothing starts by itself, and Ctrl+C ends it in one sentence.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import secrets
import socket
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import responses

from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

LOOPBACK = "127.0.0.1"
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")  # names of this machine for itself
MOST_BYTES = 100_000  # of one request
LAST_PORT = 65_535
LINES_WAITING = 256  # phones that may knock in one moment
MOST_SECONDS = 20  # in which a request has to arrive
FAREWELL = "Stopped: the page is closed, and what it had received is kept."
# Nothing is loaded from anywhere but from here, and no script or style that stands in the page
# itself runs, so that words which were not escaped would still do nothing.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


class ServingError(OSError):
    """A page that cannot be served; the message is one sentence."""


class Handler(RequestHandler):
    """What every page and request has in common: whose it is, what it may load, how it fails."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse what was meant for another name of this machine, comes from another page, or does
        not know the token."""
        hosts, token = self.settings["hosts"], self.settings["token"]
        if self.request.host.lower() not in hosts:
            raise HTTPError(403, reason="Open the address exactly as it was given")
        origin = self.request.headers.get("Origin")
        from_elsewhere = origin is not None and origin.lower() not in {f"http://{h}" for h in hosts}
        if self.request.method not in ("GET", "HEAD") and from_elsewhere:
            raise HTTPError(403, reason="Sent from another page")
        given = self.request.path.split("/")[1]
        if token and not hmac.compare_digest(given.encode(), token.encode()):
            raise HTTPError(404)

    def compute_etag(self) -> None:
        """None: nothing is kept by a browser."""

    def page(self, html: str) -> None:
        """Answer with a whole page, made from a template."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(html)

    def answer(self, data: object) -> None:
        """Answer with data for the page's own script."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(data, ensure_ascii=False))

    def sent(self) -> dict:
        """What the page's script has sent as JSON. Raises `HTTPError` 400 where it is no object."""
        try:
            data = json.loads(self.request.body)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise HTTPError(400, reason="Expected a JSON object")
        return data

    def write_error(self, status_code: int, **_more: object) -> None:
        """One line of plain text; what happened inside is no business of whoever asked."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason or responses.get(status_code, '')}\n")


class Unknown(Handler):
    """Every address that leads nowhere."""

    def prepare(self) -> None:
        super().prepare()
        raise HTTPError(404)


class OwnFile(Handler):
    """A script, style or picture of a page. files: name -> its text."""

    def initialize(self, files: Mapping[str, str]) -> None:
        self.files = files

    def get(self, name: str) -> None:
        if name not in self.files:
            raise HTTPError(404)
        self.set_header("Content-Type", f"{TYPES[name.rpartition('.')[2]]}; charset=utf-8")
        self.finish(self.files[name])


def own_files(files: Mapping[str, str]) -> tuple:
    """The handler of a site's own scripts, styles and pictures; in the page they are called
    `own/NAME`. files: name, whose ending is one of TYPES -> text."""
    return r"/own/([\w.-]+)", OwnFile, {"files": files}


@dataclass
class Site:
    """Handlers at one address. token: what every path begins with, "" for none; port: 0 for any
    that is free; most_bytes: of one request; names: by which it may be called besides its address.
    """

    handlers: Sequence[tuple]
    address: str = LOOPBACK
    port: int = 0
    token: str = ""
    most_bytes: int = MOST_BYTES
    names: Sequence[str] = ()

    @property
    def url(self) -> str:
        """Where the site is found, once it is open."""
        return f"http://{self.address}:{self.port}/" + (f"{self.token}/" if self.token else "")

    def open(self) -> None:
        """Listen, in the running loop. Raises `ServingError` where the port or the address cannot
        be had."""
        if not 0 <= self.port <= LAST_PORT:
            raise ServingError(f"{self.port} is no port: give a number from 1024 to {LAST_PORT}.")
        try:
            line = socket.create_server((self.address, self.port), backlog=LINES_WAITING)
        except OSError as problem:
            raise ServingError(
                f"{self.address} port {self.port} cannot be used ({problem.strerror}): choose "
                "another port, or leave it out for any that is free."
            ) from problem
        line.setblocking(False)
        self.port = line.getsockname()[1]
        self._server = HTTPServer(
            self._application(),
            max_body_size=self.most_bytes,
            max_header_size=16_384,
            body_timeout=MOST_SECONDS,
            idle_connection_timeout=MOST_SECONDS * 3,
        )
        self._server.add_socket(line)

    def _application(self) -> Application:
        names = {self.address, *self.names, *(OWN_NAMES if self.address == LOOPBACK else ())}
        before = r"/[\w-]+" if self.token else ""
        return Application(
            [(before + pattern, *rest) for pattern, *rest in self.handlers],
            default_handler_class=Unknown,
            log_function=lambda handler: None,  # nobody's address is written down
            hosts={f"{name}:{self.port}".lower() for name in names},
            token=self.token,
        )

    def close(self) -> None:
        """Listen no longer."""
        self._server.stop()

    async def settled(self) -> None:
        """Wait until every line that is still open is closed."""
        await self._server.close_all_connections()


def usable_port(address: str, wanted: int) -> int:
    """The port that is wanted, or one that is free where it is taken."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.create_server((address, port)) as line:
            return line.getsockname()[1]
    return wanted  # of an address that cannot be had: to open it says so


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(24)


async def _until_stopped(sites: Sequence[Site], ready: Callable[[], None]) -> None:
    opened: list[Site] = []
    try:
        for site in sites:
            site.open()
            opened.append(site)
        ready()
        await asyncio.Event().wait()
    finally:
        for site in opened:
            site.close()
            await site.settled()


def run(sites: Sequence[Site], ready: Callable[[], None], farewell: str = FAREWELL) -> None:
    """Serve some sites until Ctrl+C, which is answered by the farewell. ready: called once all of
    them listen. Raises `ServingError` where one cannot."""
    try:
        asyncio.run(_until_stopped(sites, ready))
    except KeyboardInterrupt:
        print(f"\n{farewell}")


def serve(
    handlers: Sequence[tuple],
    *,
    address: str = LOOPBACK,
    port: int = 0,
    token: str | None = None,
    most_bytes: int = MOST_BYTES,
    opens: bool = False,
    farewell: str = FAREWELL,
) -> None:
    """Serve one site until Ctrl+C and print where it is. token: None for a new one; opens: whether
    a browser is opened on it. Raises `ServingError` where the port cannot be had."""
    site = Site(handlers, address, port, new_token() if token is None else token, most_bytes)

    def ready() -> None:
        print(f"Open {site.url}\nCtrl+C here ends it.", flush=True)
        if opens:
            webbrowser.open(site.url)

    run([site], ready, farewell)
