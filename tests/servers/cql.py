"""The frames of CQL's native protocol, version 4: a client, and a stand-in for servers that cannot
be made to answer so."""

import contextlib
import socket
import struct

ERROR, STARTUP, READY, AUTHENTICATE, QUERY = 0, 1, 2, 3, 7
AUTH_CHALLENGE, AUTH_RESPONSE = 14, 15
_HEADER = struct.Struct(">BBhBi")  # version, flags, stream, opcode, length
_OF_SERVER = 0x80


class Refused(Exception):
    """The code and the words of an ERROR."""


def string(text):
    return struct.pack(">H", len(text)) + text.encode()


def error(code, words):
    return ERROR, struct.pack(">i", code) + string(words)


def _receive(connection, length):
    words = b""
    while len(words) < length:
        more = connection.recv(length - len(words))
        if not more:
            raise ConnectionError("the other side hung up")
        words += more
    return words


def _hear(connection):
    *_, stream, opcode, length = _HEADER.unpack(_receive(connection, _HEADER.size))
    return stream, opcode, _receive(connection, length)


class Session:
    """A connection that is logged in as `login`, a user and a password, where the server asks."""

    def __init__(self, port, login=("", "")):
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        options = struct.pack(">H", 1) + string("CQL_VERSION") + string("3.0.0")
        if self._call(STARTUP, options)[0] == AUTHENTICATE:
            token = "\0".join(("", *login)).encode()
            self._call(AUTH_RESPONSE, struct.pack(">i", len(token)) + token)

    def run(self, statement):
        """The body of its result."""
        text = struct.pack(">i", len(statement)) + statement.encode()
        return self._call(QUERY, text + struct.pack(">HB", 1, 0))[1]  # consistency ONE, no flags

    def _call(self, opcode, body):
        self._connection.sendall(_HEADER.pack(4, 0, 0, opcode, len(body)) + body)
        _, answered, words = _hear(self._connection)
        if answered == ERROR:
            (code,) = struct.unpack_from(">i", words)
            raise Refused(code, words[6:].decode())
        return answered, words

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._connection.close()


def answering(*answers):
    """Gives each connection these answers, each an opcode and a body."""

    def behave(connection):
        with contextlib.suppress(ConnectionError):
            for opcode, body in answers:
                stream, *_ = _hear(connection)
                header = _HEADER.pack(4 | _OF_SERVER, 0, stream, opcode, len(body))
                connection.sendall(header + body)
            connection.recv(1)

    return behave
