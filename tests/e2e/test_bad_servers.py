"""Every kind against servers that no real server can be made to be: each attempt ends in time, in
bounded memory, and with words that say what happened."""

import re
import socket
import struct
import time

import pytest
from support import fakes, limits
from support.kinds import all_kinds

LIMIT = 0.7  # of an attempt, for a binary that is not slow
MOST_MEMORY = 24 << 20  # of address space, the program's text included

# Of which no server can be bad: tcp and unix are ready once it accepts. mongodb+srv asks those that
# DNS names as mongodb does.
ASK_NO_SERVER = {"tcp", "unix", "mongodb+srv", "dns", "file", "exec"}
HOSTS = r"\bhost\b(:\w+)?|host1,host2:\d+"


def targets():
    """One of every other kind, made from its example."""
    for kind in all_kinds():
        if kind.scheme not in ASK_NO_SERVER:
            target, hosts = re.subn(HOSTS, "{}", kind.example)
            assert hosts == 1, f"where is the host in {kind.example}?"
            yield kind.scheme, target + "#" + "insecure&" * kind.has_tls


KINDS = dict(targets()) | {  # and the other ways to begin a conversation
    "postgres without user": "postgres://{}#",
    "postgres with TLS": "postgres://u:p@{}/app?sslmode=require#",
    "rediss without password": "rediss://{}#insecure&",
    "http with a body": "http://{}/#body=x&",
    "smtp in plain": "smtp://{}#",
    "tcp with an answer": r"tcp://{}#send=hello\r\n&expect=/^ready/&",
    "mysql without user": "mysql://{}#",
    "ldap without TLS": "ldap://{}#",
    "kafka with a login": "kafka://u:p@{}#",
    "mongodb without TLS": "mongodb://{}#",
    "cassandra without user": "cassandra://{}#",
}


def drip(connection):
    """A byte now and then: there is always something, and never enough."""
    while connection.send(b"\x16"):
        time.sleep(0.1)


def flood(connection):
    """As much as the other side takes, in no protocol at all."""
    while connection.send(b"A" * (1 << 20)):
        pass


def reset(connection):
    """Hangs up with RST as soon as it is spoken to, or after a moment."""
    connection.settimeout(0.1)
    try:
        connection.recv(1)
    except TimeoutError:
        pass
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half_a_handshake(connection):
    """The head of a TLS record that promises more than ever comes."""
    connection.recv(1 << 16)
    connection.sendall(b"\x16\x03\x03\x10\x00\x02\x00\x00\x50")
    fakes.silence(connection)


TIMED_OUT = "no answer within|timed out"
CLOSED = "closed|reset|EOF|lost|terminated|unexpected"
SERVERS = {
    "silence": (fakes.silence, TIMED_OUT),
    "half a handshake": (half_a_handshake, TIMED_OUT + "|not|is this|invalid|expected"),
    "garbage": (fakes.garbage, "not|is this|invalid|expected|wrong|bad|" + CLOSED),
    "drip": (drip, TIMED_OUT + "|not|invalid|expected|wrong"),
    "flood": (flood, "not|is this|invalid|expected|wrong|bad|too|" + CLOSED),
    "early close": (fakes.early_close, CLOSED),
    "reset": (reset, CLOSED),
}


def _ends():
    """An option of a target: enough for an emulated TLS handshake, too."""
    return f"attempt-timeout={LIMIT * limits.slowness:g}"


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("kind", KINDS)
def test_an_attempt_ends_in_time_and_says_what_happened(aweigh, new_fake, kind, server):
    behaviour, words = SERVERS[server]
    fake = new_fake(behaviour).start()
    target = KINDS[kind].format(fake.address) + _ends()
    bounded = aweigh.within(limits.address_space(MOST_MEMORY))
    result = bounded.run("check", target)
    assert result.code == 1, result
    assert result.seconds < LIMIT + 2, result
    line = result.stdout.rstrip("\n")
    assert line.isprintable(), repr(line)
    assert len(line) < 400, line
    assert re.search(words, line.split(": ", 1)[1]), line


@pytest.mark.parametrize("server", ["silence", "flood", "early close"])
def test_a_bad_server_is_no_success_for_an_inverted_target(aweigh, new_fake, server):
    fake = new_fake(SERVERS[server][0]).start()
    result = aweigh.run(
        "check", *(f"!{each.format(fake.address)}{_ends()}" for each in KINDS.values())
    )
    assert result.code == 1, result
    verdicts = [line.split("  ")[0] for line in result.stdout.splitlines()]
    assert verdicts == ["not ready"] * len(KINDS), result
