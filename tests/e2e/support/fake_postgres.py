"""As much of a PostgreSQL as logs a client in and answers what a test wants: the manual's
"Frontend/Backend Protocol"."""

import base64
import struct

_SSL_REQUEST, _GSS_REQUEST = 80877103, 80877104
_TEXT = 25  # the type's OID


def message(kind, payload=b""):
    return kind + struct.pack("!I", len(payload) + 4) + payload


def _string(text):
    return text.encode() + b"\0"


READY = message(b"Z", b"I")
PARSED = message(b"1") + message(b"2")


def rows(*values):
    """The answer to one query of the extended protocol; each of `values` is a row of texts."""
    width = len(values[0]) if values else 1
    columns = b"".join(_string("c") + struct.pack("!IhIhih", 0, 0, _TEXT, -1, -1, 0) for _ in range(width))
    answer = PARSED + message(b"T", struct.pack("!h", width) + columns)
    for row in values:
        cells = b"".join(struct.pack("!i", len(cell)) + cell.encode() for cell in row)
        answer += message(b"D", struct.pack("!h", len(row)) + cells)
    return answer + message(b"C", _string(f"SELECT {len(values)}")) + READY


def copy_both():
    """What only a replication session is told."""
    return PARSED + message(b"W", b"\0\0\0")


class FakePostgres:
    """The behaviour of a Fake: logs everybody in, and gives `answer(sql)` to each query; None is
    silence."""

    def __init__(self, answer):
        self.answer = answer

    def __call__(self, connection):
        stream = connection.makefile("rwb")
        while _first_message(stream) in (_SSL_REQUEST, _GSS_REQUEST):
            stream.write(b"N")
            stream.flush()
        stream.write(message(b"R", struct.pack("!I", 0)))
        stream.write(message(b"S", _string("server_version") + _string("15.0")))
        stream.write(message(b"K", struct.pack("!II", 4711, 0)) + READY)
        stream.flush()
        sql = ""
        while True:
            kind, payload = _next_message(stream)
            if kind == b"P":
                sql = payload.split(b"\0")[1].decode()
            elif kind == b"Q":
                sql = payload.rstrip(b"\0").decode()
            if kind in b"SQ" and (answer := self.answer(sql)) is not None:
                stream.write(answer)
                stream.flush()


def endless_scram(connection):
    """The behaviour of a Fake: wants the password to be hashed two thousand million times."""
    stream = connection.makefile("rwb")
    while _first_message(stream) in (_SSL_REQUEST, _GSS_REQUEST):
        stream.write(b"N")
        stream.flush()
    stream.write(message(b"R", struct.pack("!I", 10) + _string("SCRAM-SHA-256") + b"\0"))
    stream.flush()
    _, first = _next_message(stream)
    nonce = first.split(b"r=")[1] + b"server"
    challenge = b"r=" + nonce + b",s=" + base64.b64encode(b"salt" * 4) + b",i=2000000000"
    stream.write(message(b"R", struct.pack("!I", 11) + challenge))
    stream.flush()
    stream.read(1)


def _first_message(stream):
    """The code of a message without a kind: a request for encryption, or the protocol's version."""
    (length,) = struct.unpack("!I", _read(stream, 4))
    return struct.unpack("!I", _read(stream, length - 4)[:4])[0]


def _next_message(stream):
    kind = _read(stream, 1)
    (length,) = struct.unpack("!I", _read(stream, 4))
    return kind, _read(stream, length - 4)


def _read(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise ConnectionResetError
    return data
