"""docs/troubleshooting.md: each message that it quotes is the program's, or a real server's."""

import re
from pathlib import Path

import pytest
from support.documents import ROOT, page, rows
from support.ports import free_port
from support.waiting import eventually
from support.web import Nginx

MESSAGES = [row[0].strip("`") for row in rows(page("troubleshooting")) if row[0].startswith("`")]


def programs_words(binary):
    """The strings of the binary, which has its libraries' as well. A short one may be in its code
    alone, so the sources come behind it, with literals put together that stand in several lines."""
    paths = [path for top in ("src", "probes") for path in (ROOT / top).rglob("*.cpp")]
    sources = "".join(path.read_text() for path in paths)
    return Path(binary).read_bytes().decode(errors="replace") + re.sub(r'"\s*\n\s*"', "", sources)


def fixed_parts(message):
    return [part.strip() for part in message.split("…") if part.strip()]


@pytest.fixture
def servers_words(aweigh, postgres, new_postgres, redis, locked_redis, scratch):
    """What is printed of real servers' answers to whoever is wrong, or too early."""
    early = new_postgres(restore_command="sleep 60")
    early.become_standby()
    early.start()
    down = Nginx(scratch(), free_port(), "listen 127.0.0.1:{}; return 503;")
    down.sites = [site.format(down.port) for site in down.sites]
    down.start_and_wait()

    def said(target):
        return aweigh.run("check", target).stdout

    def starting_up():
        words = said(f"postgres://app@127.0.0.1:{early.port}/app")
        return words if "starting up" in words else None

    yield "".join([
        eventually(starting_up, "PostgreSQL is starting up"),
        said(f"postgres://app:wrong@127.0.0.1:{postgres.port}/app"),
        said(f"redis://127.0.0.1:{locked_redis.port}"),
        said(f"redis://:wrong@127.0.0.1:{locked_redis.port}"),
        said(f"http://127.0.0.1:{down.port}"),
    ])  # fmt: skip
    down.stop()


def test_each_message_is_one_that_somebody_says(aweigh, servers_words):
    program = programs_words(aweigh.binary)
    assert len(MESSAGES) > 40
    unknown = [
        part
        for message in MESSAGES
        for part in fixed_parts(message)
        if part not in program and part not in servers_words
    ]
    assert not unknown
