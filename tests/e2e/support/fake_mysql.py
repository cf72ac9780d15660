"""As much of a MySQL 8 as logs a client in, and answers with a single value.

Debian has MariaDB only. This follows MySQL's source documentation: "Protocol::HandshakeV10",
"Protocol::HandshakeResponse41", "Caching_sha2_password information",
"COM_QUERY Response". That a client of other people's making can log in here, too, is a test of its
own.
"""

import contextlib
import hashlib
import ssl
import struct
import subprocess

_CHALLENGE = b"abcdefghijklmnopqrst"
_PLUGIN = b"caching_sha2_password"
_PROTOCOL_41, _TLS, _SECURE_CONNECTION, _PLUGIN_AUTH = 1 << 9, 1 << 11, 1 << 15, 1 << 19
_WITH_DATABASE = 1 << 3
OK = b"\0\0\0\2\0\0\0"
_END = b"\xfe\0\0\2\0"  # EOF_Packet


def error(code, state, words):
    return b"\xff" + struct.pack("<H", code) + b"#" + state + words


def first_packet(payload):
    """Says this in place of a greeting, and hangs up."""

    def behave(connection):
        connection.sendall(packet(0, payload))

    return behave


def packet(sequence, payload):
    return struct.pack("<I", len(payload))[:3] + bytes([sequence]) + payload


def _greeting(offers_tls):
    able = _PROTOCOL_41 | _SECURE_CONNECTION | _PLUGIN_AUTH | _WITH_DATABASE
    able |= _TLS if offers_tls else 0
    return (
        b"\x0a8.0.36\0" + struct.pack("<I", 7) + _CHALLENGE[:8] + b"\0"
        + struct.pack("<HBHHB", able & 0xFFFF, 255, 2, able >> 16, len(_CHALLENGE) + 1)
        + bytes(10) + _CHALLENGE[8:] + b"\0" + _PLUGIN + b"\0"
    )  # fmt: skip


GREETING = _greeting(False)


class Mysql8:
    """The behaviour of a Fake: logs in whoever knows the password."""

    def __init__(self, password, cached=False, key=None, certificate=None, answer=None):
        self.password = password.encode()
        self.cached = cached  # whether the password's hash is known already
        self.key = key  # files, in PEM: of the RSA key for passwords …
        self.certificate = certificate  # … and (certificate, key) for TLS
        self.answer = answer or (lambda sql: None)  # its value; None: it has none
        self.smuggled = b""  # follows the greeting, though it is the client's turn
        self.seen = []  # what happened, in words

    def __call__(self, connection):
        with contextlib.suppress(EOFError):
            _Session(self, connection).run()


class _Session:
    def __init__(self, server, connection):
        self.server = server
        self.connection = connection
        self.encrypted = False

    def run(self):
        self.connection.sendall(packet(0, _greeting(self.server.certificate)) + self.server.smuggled)
        sequence, login = self._listen()
        if len(login) == 32:  # Protocol::SSLRequest
            self._start_tls()
            sequence, login = self._listen()
        self.server.seen.append("login over TLS" if self.encrypted else "login")
        proof, plugin = _read_login(login)
        if plugin != _PLUGIN:
            self._say(sequence + 1, b"\xfe" + _PLUGIN + b"\0" + _CHALLENGE + b"\0")
            sequence, proof = self._listen()
        sequence, known = self._authenticate(sequence, proof)
        if not known:
            return self._say(sequence + 1, error(1045, b"28000", b"Access denied for user 'app'"))
        self._say(sequence + 1, OK)
        while True:
            sequence, command = self._listen()
            if command == b"\x01":
                return self.server.seen.append("goodbye")
            if command[:1] == b"\x03":
                self._answer(sequence, command[1:].decode())
            else:
                self._say(sequence + 1, OK)

    def _answer(self, sequence, sql):
        self.server.seen.append(sql.partition("(")[0])
        value = self.server.answer(sql)
        if value is None:
            return self._say(sequence + 1, OK)
        column = b"\3def" + bytes(3) + b"\1v\0\x0c" + bytes(12)
        payloads = [b"\1", column, _END, bytes([len(value)]) + value.encode(), _END]
        for number, payload in enumerate(payloads):
            self._say(sequence + 1 + number, payload)

    def _authenticate(self, sequence, proof):
        """Whether the client knows the password."""
        if self.server.cached:
            known = proof == _proof(self.server.password)
            if known:
                self._say(sequence + 1, b"\x01\x03")
                self.server.seen.append("known by its hash")
            return sequence + known, known
        if proof == b"\0":
            return sequence, False
        self._say(sequence + 1, b"\x01\x04")
        sequence, answer = self._listen()
        if answer == b"\x02" and not self.encrypted:
            self._say(sequence + 1, b"\x01" + _public_half(self.server.key))
            sequence, sealed = self._listen()
            answer = _scramble(_decrypt(self.server.key, sealed))
            self.server.seen.append("known by its encrypted password")
        elif self.encrypted:
            self.server.seen.append("known by its password")
        else:
            return sequence, False
        return sequence, answer == self.server.password + b"\0"

    def _start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.server.certificate)
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.encrypted = True

    def _say(self, sequence, payload):
        self.connection.sendall(packet(sequence, payload))

    def _listen(self):
        header = self._receive(4)
        return header[3], self._receive(int.from_bytes(header[:3], "little"))

    def _receive(self, count):
        received = b""
        while len(received) < count:
            piece = self.connection.recv(count - len(received))
            if not piece:
                raise EOFError
            received += piece
        return received


def _read_login(payload):
    """(proof, plugin) of a Protocol::HandshakeResponse41."""
    able = int.from_bytes(payload[:4], "little")
    rest = payload[payload.index(b"\0", 32) + 1 :]
    proof, rest = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    if able & _WITH_DATABASE:
        rest = rest[rest.index(b"\0") + 1 :]
    return proof, rest.split(b"\0")[0]


def _sha256(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def _proof(password):
    """XOR(SHA256(password), SHA256(SHA256(SHA256(password)), challenge))"""
    once = _sha256(password)
    pad = _sha256(_sha256(once), _CHALLENGE)
    return bytes(a ^ b for a, b in zip(once, pad))


def _scramble(text):
    return bytes(byte ^ _CHALLENGE[at % len(_CHALLENGE)] for at, byte in enumerate(text))


def make_rsa_key(file):
    _openssl("genrsa", "-out", file, "2048")
    return file


def _public_half(key):
    return _openssl("rsa", "-in", key, "-pubout")


def _decrypt(key, sealed):
    padding = ["-pkeyopt", "rsa_padding_mode:oaep"]
    return _openssl("pkeyutl", "-decrypt", "-inkey", key, *padding, input=sealed)


def _openssl(*words, input=b""):
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, input=input, check=True, capture_output=True, timeout=60).stdout
