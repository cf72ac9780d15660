"""Listeners for what real servers cannot be made to do."""

import contextlib
import socket
import struct
import threading
import time

from support.waiting import eventually


def silence(connection):
    """Accepts and never says a word."""
    while connection.recv(1 << 16):
        pass


def early_close(connection):
    """Accepts and hangs up, as a proxy without its backend does."""


def garbage(connection):
    """Answers in a language that nobody speaks."""
    connection.sendall(b"\x01\x02 220 what do you want?\r\n" * 3)


def greeting(words):
    """Speaks first, and hangs up when it is not understood, as an SSH server does."""

    def behave(connection):
        connection.sendall(words)
        connection.recv(1 << 16)

    return behave


def saying(answer):
    """Gives the same answer to whatever is asked."""

    def behave(connection):
        while connection.recv(1 << 16):
            connection.sendall(answer)

    return behave


def postgres_message(kind, body):
    """As PostgreSQL's protocol frames it."""
    return kind + struct.pack("!I", 4 + len(body)) + body


class Fake:
    """Listens on a port from `start` to `stop` and treats each connection in one way."""

    def __init__(self, port, behaviour=silence, host="127.0.0.1"):
        self.port = port
        self.host = host
        self._accepted = {}  # whom, and when
        self._behaviour = behaviour
        self._listener = None
        self._connections = []

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    @property
    def connected_at(self):
        """When each connection was accepted; another may be waiting for that."""
        return list(self._accepted.values())

    def connections(self):
        """When each connection was accepted, of all that have been made until now."""
        with socket.create_connection((self.host, self.port)) as last:
            name = last.getsockname()
            eventually(lambda: name in self._accepted, "all in the queue are accepted")
        del self._accepted[name]
        return self.connected_at

    def start(self):
        self._listener = socket.create_server((self.host, self.port))
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()
        return self

    def _accept(self, listener):
        while True:
            try:
                connection, name = listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            self._accepted[name] = time.monotonic()
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection:
            self._behaviour(connection)

    def stop(self):
        """Once or twice."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        # shutdown, for close alone would leave the threads waiting in accept() and recv()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in self._connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def full_backlog(port, host="127.0.0.1"):
    """The kernel drops all connects to `port`, until the function that this yields is called."""
    with socket.create_server((host, port), backlog=0) as listener:
        with socket.create_connection((host, port)):  # a backlog of 0 has room for one
            yield lambda: listener.listen(64)
