"""A port for a server of the tests."""

import contextlib
import secrets
import socket

import bootstrap


@contextlib.contextmanager
def free_port():
    """A port that nobody uses. The one above it is held meanwhile, so that tests that run at the
    same time choose another pair.

    It lies below the ports that the system gives to connections, one of which could take it before
    the server does.
    """
    for port in secrets.SystemRandom().sample(range(20_000, 32_000, 2), 1_000):
        with socket.socket() as above:
            try:
                above.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            if bootstrap.is_free(port):
                yield port
                return
    raise OSError("a thousand ports were tried, and each is taken")
