"""What the frame of every served page refuses, whatever stands in it."""

import dataclasses
import os
import re
import signal
import subprocess
import sys

import pytest
from served import WAIT, ask, running

from khaddam_files import serving

SCRIPT = "document.title = 'ours';"


class Page(serving.Handler):
    def get(self):
        self.page("all of it")

    def post(self):
        self.answer({"heard": self.sent()["word"]})


class Broken(serving.Handler):
    def get(self):
        raise ValueError("a secret of the inside")


HANDLERS = [(r"/", Page), (r"/broken", Broken), serving.own_files({"page.js": SCRIPT})]


@pytest.fixture(scope="module")
def site():
    site = serving.Site(HANDLERS, token=serving.new_token(), most_bytes=1000)
    with running(site):
        yield site


def test_a_page_comes_with_headers_that_forbid_what_it_does_not_need(site):
    reply = ask(site, "/")
    assert (reply.status, reply.text) == (200, "all of it")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {name: reply.headers[name] for name in serving.HEADERS} == serving.HEADERS
    assert "unsafe" not in serving.POLICY and serving.POLICY.startswith("default-src 'none'")
    assert "Server" not in reply.headers and "Etag" not in reply.headers
    assert not [name for name in reply.headers if name.startswith("Access-Control")]


def test_a_script_of_ours_is_served_by_its_name_alone(site):
    reply = ask(site, "/own/page.js")
    assert reply.text == SCRIPT and reply.headers["Content-Type"].startswith("text/javascript")
    for name in ("../serving.py", "..%2Fserving.py", "other.js", "page.js/"):
        assert ask(site, f"/own/{name}").status == 404


@pytest.mark.parametrize("token", ["", "x", "%C3%A9", "A" * 32])
def test_without_the_token_nothing_is_there(site, token):
    other = dataclasses.replace(site, token=token)
    for path in ("/", "/own/page.js", "/nothing"):
        assert ask(other, path).status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost", "127.0.0.1"])
def test_another_name_for_this_machine_is_refused(site, host):
    assert ask(site, "/", Host=host).status == 403


def test_names_of_this_machine_are_its_own(site):
    for name in ("127.0.0.1", "localhost", "LOCALHOST"):
        assert ask(site, "/", Host=f"{name}:{site.port}").status == 200


def test_what_another_page_sends_is_refused(site):
    own = f"http://127.0.0.1:{site.port}"
    assert ask(site, "/", "POST", {"word": "yes"}, Origin=own).json == {"heard": "yes"}
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{site.port}", ""):
        assert ask(site, "/", "POST", {"word": "no"}, Origin=origin).status == 403


@pytest.mark.parametrize("body", ["", "[]", "3", "{", "[" * 900])
def test_what_is_no_object_is_refused(site, body):
    assert ask(site, "/", "POST", body).status == 400


def test_what_is_too_large_is_not_taken(site):
    assert ask(site, "/", "POST", {"word": "w" * 900}).status == 200
    with pytest.raises(OSError):  # the line is closed, with or without a word
        reply = ask(site, "/", "POST", {"word": "w" * 5000})
        assert reply.status >= 400
        raise OSError


def test_an_error_tells_nothing_of_the_inside(site, caplog):
    reply = ask(site, "/broken")
    assert reply.status == 500 and "secret" not in reply.text and "Traceback" not in reply.text
    assert reply.headers["Content-Security-Policy"] == serving.POLICY


def test_a_port_that_is_taken_is_told_in_a_sentence(site):
    with pytest.raises(serving.ServingError, match="cannot be used .* choose another port"):
        serving.serve(HANDLERS, port=site.port)


def test_tokens_are_long_and_never_the_same():
    tokens = {serving.new_token() for _ in range(100)}
    assert len(tokens) == 100 and min(map(len, tokens)) >= 32


def test_ctrl_c_ends_it_in_one_sentence():
    program = "from khaddam_files.serving import serve; serve([])"
    served = subprocess.Popen(
        [sys.executable, "-P", "-u", "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    first = served.stdout.readline()
    assert re.fullmatch(r"Open http://127\.0\.0\.1:\d+/[\w-]{32,}/\n", first)
    assert served.stdout.readline() == "Ctrl+C here ends it.\n"
    served.send_signal(signal.SIGINT)
    out, told = served.communicate(timeout=WAIT)
    assert out.strip() == serving.FAREWELL and told == "" and served.returncode == 0
