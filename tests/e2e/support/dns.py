"""A name server on loopback whose answers the tests change at any time."""

import socket
import struct
import threading

NXDOMAIN = 3
SERVFAIL = 2
TYPE_A = 1
TYPE_AAAA = 28
TYPE_SRV = 33


class NameServer:
    """Answers A queries from `addresses`, a list for each name; all other names get `failure` (a
    response code). Queries of a type in `dropped` get no answer at all."""

    def __init__(self, port=0):
        self.addresses = {}
        self.failure = NXDOMAIN
        self.dropped = set()
        self.asked = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            query, client = self._socket.recvfrom(512)
            if not query:
                return
            if answer := self._answer(query):
                self._socket.sendto(answer, client)

    def _answer(self, query):
        """RFC 1035 §4.1: header, the question as it came, the answers."""
        labels, end = [], 12
        while length := query[end]:
            labels.append(query[end + 1 : end + 1 + length].decode())
            end += 1 + length
        name = ".".join(labels).lower()
        (kind,) = struct.unpack_from("!H", query, end + 1)
        question = query[12 : end + 5]
        self.asked.append(name)
        if kind in self.dropped:
            return None

        known = self.addresses.get(name, [])
        # the name as a pointer to the question; a long time to live, to tempt caches
        record = struct.pack("!HHHIH", 0xC00C, TYPE_A, 1, 3600, 4)
        answers = [record + socket.inet_aton(address) for address in known if kind == TYPE_A]
        flags = 0x8180 if known else 0x8180 | self.failure
        header = query[:2] + struct.pack("!HHHHH", flags, 1, len(answers), 0, 0)
        return header + question + b"".join(answers)

    def close(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", ("127.0.0.1", self.port))
