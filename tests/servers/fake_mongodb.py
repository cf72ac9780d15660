"""A stand-in for members of a replica set, which FerretDB has none of: it gives replies that were
written by hand after MongoDB's manual (hello) and specifications (server discovery)."""

import struct


def bson(document):
    elements = b"".join(_element(name.encode() + b"\0", value) for name, value in document.items())
    return struct.pack("<i", len(elements) + 5) + elements + b"\0"


def _element(name, value):
    if isinstance(value, bool):
        return b"\x08" + name + bytes([value])
    if isinstance(value, float):
        return b"\x01" + name + struct.pack("<d", value)
    if isinstance(value, int):
        return b"\x10" + name + struct.pack("<i", value)
    if isinstance(value, list):
        return b"\x04" + name + bson({str(at): each for at, each in enumerate(value)})
    text = value.encode() + b"\0"
    return b"\x02" + name + struct.pack("<i", len(text)) + text


def _receive(connection, count):
    got = b""
    while len(got) < count:
        more = connection.recv(count - len(got))
        if not more:
            raise ConnectionResetError
        got += more
    return got


def answering(replies):
    """Answers each command with the reply of its name."""

    def behave(connection):
        while True:
            length, request, _, _ = struct.unpack("<4i", _receive(connection, 16))
            body = _receive(connection, length - 16)
            command = body[10:].split(b"\0", 1)[0].decode()  # the name of the first element
            reply = b"\0\0\0\0\0" + bson(replies[command])
            header = struct.pack("<4i", 16 + len(reply), 1, request, 2013)
            connection.sendall(header + reply)

    return behave


def member(flag, **more):
    """One of the three of the set rs0."""
    hello = {
        "topologyVersion": 1, "hosts": ["mongo-0:27017", "mongo-1:27017", "mongo-2:27017"],
        "setName": "rs0", "setVersion": 1, "isWritablePrimary": False, "secondary": False,
        "maxBsonObjectSize": 16777216, "maxWireVersion": 21,
    }  # fmt: skip
    return {"hello": hello | {flag: True} | more | {"ok": 1.0}, "ping": {"ok": 1.0}}
