"""A reader as a server sees one: opens a notebook, runs it, types an answer, moves its lists.

What a page of JupyterLab says to its server is said here, and nothing is drawn: the server's
interface, and messages with the kernel over a websocket. A student is a reader on a hub.
"""

import asyncio
import json
import random
import re
import time
import uuid
from urllib.parse import urlencode, urlsplit

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

FOLDER = "khaddam-files"  # what nbgitpuller lays the copy into
PATIENCE = 240  # seconds for one answer
ANSWER = "In 30 days, measured by what two newspapers of each capital printed."
THINKING = (0.5, 1.5)  # seconds between two moves


class LostError(ConnectionError):
    """The websocket ended without having been closed here."""


class Reader:
    """One reader.

    server: address of a JupyterLab; headers: what lets one in, where no form does. times:
    milliseconds of each move that was answered; unanswered: moves that changed nothing; lost:
    websockets that ended by themselves. models: the state of each control of the notebook.
    """

    def __init__(self, server, headers=None):
        self.server = server
        self.times, self.unanswered, self.lost = [], 0, 0
        self.models, self._line = {}, None
        self.http = httpx.AsyncClient(follow_redirects=True, timeout=PATIENCE, headers=headers)

    async def close(self):
        self._hang_up()
        await self.http.aclose()

    def _hang_up(self):
        if self._line:
            self._line.close()

    def _mark(self):
        """What shows that a request comes from a page of this server."""
        folder = urlsplit(self.server).path + "/"
        for cookie in self.http.cookies.jar:
            if (cookie.name, cookie.path) == ("_xsrf", folder):
                return {"X-XSRFToken": cookie.value}
        return {}

    async def open_notebook(self, path):
        """Start the kernel of a notebook. The one that was open before keeps its own, as in
        another tab."""
        self._hang_up()
        asked = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        made = await self.http.post(f"{self.server}/api/sessions", json=asked, headers=self._mark())
        made.raise_for_status()
        self.kernel = made.json()["kernel"]["id"]
        await self.connect()

    async def connect(self):
        self._session = uuid.uuid4().hex
        path = f"{self.server}/api/kernels/{self.kernel}/channels?session_id={self._session}"
        sent = self.http.build_request("GET", path).headers
        shown = {name: sent[name] for name in ("cookie", "authorization") if name in sent}
        request = HTTPRequest(
            path.replace("http", "ws", 1), headers=shown, connect_timeout=PATIENCE
        )
        self._line = await websocket_connect(request, max_message_size=2**28)

    async def ask(self, kind, content):
        """Send one message to the kernel; (seconds, message) of all it says until it has done."""
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "version": "5.3", "date": ""}
        header |= {"username": "reader", "session": self._session}
        sent = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        try:
            await self._line.write_message(json.dumps(sent | {"channel": "shell", "buffers": []}))
        except WebSocketClosedError as problem:
            raise LostError("the websocket had ended") from problem
        wanted = {"idle"} if kind == "comm_msg" else {"idle", "execute_reply"}
        said = []
        while wanted:
            text = await asyncio.wait_for(self._line.read_message(), PATIENCE)
            if text is None:
                raise LostError(f"the websocket ended ({self._line.close_code})")
            message = json.loads(text)
            if message["parent_header"].get("msg_id") != name:
                continue
            if message["msg_type"] == "error":
                raise RuntimeError(message["content"]["evalue"])
            said.append((time.perf_counter(), message))
            wanted -= {message["msg_type"], message["content"].get("execution_state")}
        return said

    async def run(self, cells):
        """Run cells; what their controls are is in `models` afterwards."""
        self.models = {}
        for cell in cells:
            asked = {"code": cell, "silent": False, "store_history": True}
            asked |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
            for _, message in await self.ask("execute_request", asked):
                if message["msg_type"] == "comm_open":
                    content = message["content"]
                    self.models[content["comm_id"]] = content["data"]["state"]

    async def move(self, number):
        """Choose something else in one of the lists and note how long the changed words took."""
        lists = [
            (name, state)
            for name, state in self.models.items()
            if len(state.get("_options_labels", ())) > 1
        ]
        name, state = lists[number % len(lists)]
        choices = len(state["_options_labels"])
        state["index"] = (state["index"] + random.randrange(1, choices)) % choices
        data = {"method": "update", "state": {"index": state["index"]}, "buffer_paths": []}
        began = time.perf_counter()
        said = await self.ask("comm_msg", {"comm_id": name, "data": data})
        words = [
            when
            for when, message in said
            if "value" in message["content"].get("data", {}).get("state", {})
        ]
        if words:
            self.times.append(1000 * (words[-1] - began))
        else:
            self.unanswered += 1

    def box(self):
        """(name, specification) of the first box to write in."""
        for name, state in self.models.items():
            if state.get("spec", {}).get("text", {}).get("key"):
                return name, state["spec"]
        raise RuntimeError("this notebook has no box to write in")

    async def write(self, text):
        """Type into a box, as the task component tells the kernel, until it says that it is
        saved."""
        name, spec = self.box()
        key = spec["text"]["key"]
        seen = [head["time"] for head in spec["state"].get(key, [])]
        change = {"value": text, "seen": seen, "n": 1}
        told = {"type": "put", "page": "one", "left": True, "changes": {key: change}}
        data = {"method": "custom", "content": told}
        said = await self.ask("comm_msg", {"comm_id": name, "data": data})
        answers = [message["content"].get("data", {}).get("content", {}) for _, message in said]
        if not any(key in answer.get("saved", {}) for answer in answers):
            raise RuntimeError(f"what was typed was not saved: {answers}")

    def shown(self):
        """What the box shows of earlier."""
        _, spec = self.box()
        return [head["value"] for head in spec["state"].get(spec["text"]["key"], [])]

    async def take_part(self, moves, thinking=THINKING):
        """Move the lists, with some seconds to think between two moves."""
        for number in range(moves):
            await self.again(lambda number=number: self.move(number))
            await asyncio.sleep(random.uniform(*thinking))

    async def again(self, step, tries=3):
        """Do a step; where the line is lost meanwhile, connect as a page does and go on."""
        for left in reversed(range(tries)):
            try:
                return await step()
            except LostError:
                self.lost += 1
                if not left:
                    raise
                await asyncio.sleep(3)
                await self.connect()


class Student(Reader):
    """A reader on a hub.

    base: address of the hub; name, password: for its form; repository: what is pulled; notebooks:
    path and cells of each that is opened, one after the other.
    """

    def __init__(self, base, name, password, repository, notebooks):
        super().__init__(f"{base}/user/{name}")
        self.base, self.name, self.password = base, name, password
        self.repository, self.notebooks = repository, notebooks

    async def log_in(self):
        form = await self.http.get(f"{self.base}/hub/login")
        hidden = re.search(r'name="_xsrf"\s+value="([^"]+)"', form.text)[1]
        entered = {"username": self.name, "password": self.password, "_xsrf": hidden}
        (await self.http.post(f"{self.base}/hub/login", data=entered)).raise_for_status()

    async def reach_server(self):
        """Ask for the server until it answers, as the hub's waiting page does."""
        while True:
            said = await self.http.get(f"{self.server}/api/status")
            if said.status_code == 200 and "kernels" in said.text:
                return
            if said.status_code == 403:  # the server is there and has not seen this student yet
                await self.http.get(f"{self.server}/lab")
            elif said.status_code != 200:
                await self.http.get(f"{self.base}/hub/spawn/{self.name}")
            await asyncio.sleep(1)

    async def bring_copy(self):
        """Have nbgitpuller lay the copy, which the link of the class asks for."""
        asked = {"repo": self.repository, "branch": "main", "targetpath": FOLDER, "depth": 1}
        said = await self.http.get(f"{self.server}/git-pull/api?{urlencode(asked)}")
        if '"phase": "finished"' not in said.text:
            raise RuntimeError(f"no copy was brought: {said.status_code} {said.text[-200:]}")

    async def open(self):
        """Start the kernel of the first notebook."""
        await self.open_notebook(f"{FOLDER}/{self.notebooks[0][0]}")

    async def read(self):
        """Run the notebooks."""
        for number, (path, cells) in enumerate(self.notebooks):
            if number:
                await self.open_notebook(f"{FOLDER}/{path}")
            await self.again(lambda cells=cells: self.run(cells))

    async def answer(self):
        await self.again(lambda: self.write(ANSWER))
