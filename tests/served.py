"""A site that runs while a test asks it things, and requests that no browser would send."""

import asyncio
import contextlib
import http.client
import json
import threading

WAIT = 60  # seconds that a busy machine may take


@contextlib.contextmanager
def running(*sites):
    """Sites that listen in a thread of their own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    def work():
        asyncio.set_event_loop(loop)
        loop.call_soon(lambda: ([site.open() for site in sites], ready.set()))
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(WAIT)
    try:
        yield
    finally:

        async def end():
            for site in sites:
                site.close()
                await site.settled()
            loop.stop()

        asyncio.run_coroutine_threadsafe(end(), loop)
        thread.join(WAIT)


class Reply:
    """status, headers, text of an answer."""

    def __init__(self, answer):
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


def ask(site, path, method="GET", body=None, **headers):
    """One request to a site. path: below its token; headers: with _ for -."""
    connection = http.client.HTTPConnection(site.address, site.port, timeout=WAIT)
    start = f"/{site.token}" if site.token else ""
    if isinstance(body, dict):
        body = json.dumps(body)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, start + path, body, sent)
        return Reply(connection.getresponse())
    finally:
        connection.close()
