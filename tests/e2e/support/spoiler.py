"""Spoils what a server says."""

import contextlib
import itertools
import os
import random
import re
import socket
import threading

from support import limits
from support.waiting import scaled

SEED = int(os.environ.get("AWEIGH_SEED", "1"))
DIALOGUES = scaled(40, 4000)
AT_ONCE = 40
MOST_MEMORY = 64 << 20  # of address space, for so many attempts at once

_MOST_REPEATED = 10_000  # bytes: without a bound, five repeats make terabytes of a word


def spoil(words, chance):
    """The words as they might arrive of a broken or a hostile server."""
    words = bytearray(words)

    def place():
        return chance.randrange(len(words))

    def flip():
        words[place()] ^= 1 << chance.randrange(8)

    def overwrite():
        at = place()
        words[at : at + chance.randint(1, 8)] = chance.randbytes(chance.randint(1, 8))

    def extreme():
        """Of a length or a count, most likely."""
        at = place()
        words[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4)])

    def insert():
        at = place()
        words[at:at] = chance.randbytes(chance.randint(1, 300))

    def repeat():
        words[:] = words[:_MOST_REPEATED] * chance.randint(2, 200)

    def cut():
        del words[place() :]

    for _ in range(chance.choice([0, 1, 1, 1, 2, 5])):
        if words:
            chance.choice([flip, flip, overwrite, extreme, extreme, insert, repeat, cut])()
    return bytes(words)


def pieces(words, chance):
    """In what portions they come."""
    size = chance.choice([1, 2, 7, 1 << 20])
    return [words[at : at + size] for at in range(0, min(len(words), 200 * size), size)]


class Spoiler:
    """The behaviour of a fake that passes each connection on to the server at `port`, and spoils
    what comes back; of connection number N as the seed `first` + N says."""

    def __init__(self, port, first):
        self._port = port
        self._seeds = itertools.count(first)

    def __call__(self, client):
        chance = random.Random(next(self._seeds))
        # A long dialogue gets to its end only where nothing at all happens to it.
        is_spared = chance.randrange(8) == 0
        with socket.create_connection(("127.0.0.1", self._port)) as server:
            threading.Thread(target=_pass_on, args=[client, server], daemon=True).start()
            while words := server.recv(1 << 16):
                if is_spared:
                    client.sendall(words)
                    continue
                for piece in pieces(spoil(words, chance), chance):
                    client.sendall(piece)


def _pass_on(client, server):
    """Until the client hangs up, of which the server is told."""
    with contextlib.suppress(OSError):
        while words := client.recv(1 << 16):
            server.sendall(words)
    with contextlib.suppress(OSError):
        server.shutdown(socket.SHUT_WR)


def spoiled_answers(aweigh, new_fake, target, port):
    """Has many attempts at the target, with `PORT` in place of the port, go through a spoiler."""
    fake = new_fake(Spoiler(port, SEED)).start()
    asked = target.replace("PORT", str(fake.port))
    asked += ("&" if "#" in asked else "#") + f"attempt-timeout={limits.slowness}s"
    bounded = aweigh.within(limits.address_space(MOST_MEMORY))
    answers = []
    for _ in range(0, DIALOGUES, AT_ONCE):
        result = bounded.run("check", *[asked] * AT_ONCE)
        assert result.code in (0, 1), result
        assert result.seconds < 5, result
        lines = result.stdout.splitlines()
        assert len(lines) == AT_ONCE
        for line in lines:
            assert line.isprintable() and len(line) < 600, repr(line)
            assert re.match(r"(not )?ready +\S", line), line
        answers += lines
    return answers
