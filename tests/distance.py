"""A server seen from far away: `python tests/distance.py PORT` prints the port of a line to it on
this machine.

Every byte takes so many seconds in each direction; each number that is written to the standard
input sets them anew.
"""

import asyncio
import sys


class Line(asyncio.Protocol):
    """One direction of a connection: what comes in goes out on the other side, in order, after a
    while."""

    seconds = 0.0

    def __init__(self):
        self.other, self.waiting, self.last = None, [], 0.0

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.later(lambda: self.other.write(data))

    def connection_lost(self, _problem):
        self.later(lambda: self.other.close())

    def later(self, does):
        loop = asyncio.get_running_loop()
        self.last = max(loop.time() + Line.seconds, self.last)  # nothing overtakes what came before
        loop.call_at(self.last, self.on, does)

    def on(self, does):
        if self.other is None:
            self.waiting.append(does)
        else:
            does()

    def meet(self, other):
        self.other = other
        for does in self.waiting:
            does()


async def main(port: int) -> None:
    loop, joined = asyncio.get_running_loop(), set()

    def connection():
        near = Line()

        async def join():
            transport, far = await loop.create_connection(Line, "127.0.0.1", port)
            far.meet(near.transport)
            near.meet(transport)

        task = loop.create_task(join())
        joined.add(task)
        task.add_done_callback(joined.discard)
        return near

    server = await loop.create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        Line.seconds = float(line)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
