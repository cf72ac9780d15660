"""What is told, how, and what is not."""

import json
import re
import signal

import pytest
from support import fakes
from support.migrations import table_per_version
from support.secret import CANARY, IN_KEY_VALUE
from support.waiting import eventually

RFC_3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.fixture
def words(redis, database, migrations):
    """A run in which something of everything happens."""
    directory = migrations(table_per_version(2))
    return ["-w", redis.target, "-m", str(directory), "--database", database.url]


def test_json_lines(anywhere, words, new_fake, later):
    fake = new_fake()
    later(0.3, fake.start)
    result = anywhere.run("--log-format=json", *words, "-w", f"tcp://{fake.address}", "true")
    assert result.code == 0
    assert result.events()
    for line in result.events():
        assert re.fullmatch(RFC_3339, line["time"]), line
        assert line["level"] in ("trace", "debug", "info", "warn", "error")
        assert line["event"] and line["msg"]
    for event in ("target_ready", "migration_applied", "service_started"):
        assert result.events(event), f"no {event} in {result}"


def test_json_lines_of_the_supervisor(pid1):
    service = "trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done"
    running = pid1.start("--log-format=json", "sh", "-c", service)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    result = running.finish()
    (forwarded,) = result.events("signal_forwarded")
    (exited,) = result.events("service_exited")
    assert "TERM" in forwarded["signal"]
    assert (exited["exit_code"], result.code) == (3, 3)
    for line in (forwarded, exited):
        assert re.fullmatch(RFC_3339, line["time"]) and line["level"] and line["msg"]
        assert line["pid"] > 1


def test_the_supervisor_tells_of_a_death_by_signal(pid1):
    result = pid1.run("--log-format=json", "sh", "-c", "kill -KILL $$")
    (exited,) = result.events("service_exited")
    assert "KILL" in exited["signal"]
    assert result.code == 137


def test_odd_characters_in_json(aweigh, tmp_path):
    """Quotes, line breaks, control characters and bytes that are no text stay one valid line."""
    name = b'no "such"\n\t\x01 \xff program'.decode(errors="surrogateescape")
    result = aweigh.run("--log-format=json", "--", str(tmp_path / name))
    assert result.code == 127
    for line in result.stderr.splitlines():
        json.loads(line.encode(errors="surrogateescape").decode())


def test_text_is_the_default_where_there_is_no_terminal(aweigh, words):
    result = aweigh.run(*words, "true")
    assert result.stderr and "{" not in result.stderr
    assert "\x1b" not in result.stderr and "\r" not in result.stderr


@pytest.mark.parametrize("option", ["-q", "--quiet", "--log-level=error"])
def test_quiet_says_nothing_of_what_goes_well(anywhere, words, option):
    result = anywhere.run(option, *words, "echo", "the service")
    assert (result.code, result.stdout, result.stderr) == (0, "the service\n", "")


def test_quiet_tells_errors(aweigh, new_fake):
    dead = new_fake()
    result = aweigh.run("wait", "-q", "-t", "200ms", f"tcp://{dead.address}")
    assert result.code == 124
    assert dead.address in result.stderr


def test_each_level_tells_at_least_as_much_as_the_one_above(aweigh, redis, new_fake):
    lines = []
    for level in ("error", "warn", "info", "debug", "trace"):
        dead = f"tcp://{new_fake().address}"
        result = aweigh.run("wait", f"--log-level={level}", "-t", "200ms", redis.target, dead)
        lines.append(result.stderr.count("\n"))
    assert lines == sorted(lines)
    assert lines[-1] > lines[0] > 0


def test_standard_output_is_the_service_s_alone(anywhere, words):
    assert anywhere.run("--log-level=trace", *words, "echo", "me").stdout == "me\n"


def test_a_wait_that_goes_on_is_told_once_and_not_at_every_attempt(aweigh, new_fake):
    result = aweigh.run("wait", "-t", "1s", f"tcp://{new_fake().address}")
    assert result.code == 124
    assert len(result.stderr.splitlines()) <= 12, result


def test_a_reader_that_stalls_does_not_delay_the_timeout(stalled, new_fake):
    dead = f"tcp://{new_fake().address}"
    result = stalled.run("wait", "--log-level=trace", "-t", "300ms", dead, within=3)
    assert result.code == 124


def test_a_reader_that_stalls_does_not_delay_a_signal(stalled, new_fake):
    fake = new_fake(fakes.early_close).start()
    running = stalled.start("wait", "--log-level=trace", f"redis://{fake.address}")
    eventually(lambda: len(fake.connected_at) > 1, "it waits")
    running.signal(signal.SIGTERM)
    assert running.finish(3).code == 143


@pytest.mark.parametrize("format", ["text", "json"])
def test_no_password_at_any_level(
    anywhere, locked_redis, database, postgres, new_fake, migrations, format
):
    """All runs of this suite are checked for it; these are the ones that say the most."""
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();", "2_b.up.sql": "SELEC"})
    trace = ["--log-level=trace", f"--log-format={format}"]
    locked, key_values = locked_redis.target_with_password, f"postgres:{database.key_values}"
    missing = database.url.replace(database.name, "missing")
    port = str(new_fake().port)
    dead = locked.replace(str(locked_redis.port), port)
    dead_key_values = key_values.replace(str(postgres.port), port)

    ready = anywhere.run("wait", *trace, locked, database.url, key_values)
    rejected = anywhere.run("wait", *trace, "--fail-fast", locked, missing)
    late = anywhere.run("wait", *trace, "-t", "200ms", dead, dead_key_values)
    failed = anywhere.run(*trace, "-m", str(directory), "--database", database.url, "true")
    checked = anywhere.run("check", *trace, locked, missing, dead)
    codes = [result.code for result in (ready, rejected, late, failed, checked)]
    assert codes == [0, 69, 124, 65, 1]


def test_no_password_of_a_dsn_in_the_place_of_a_database_s_name(aweigh, postgres):
    """A server would repeat it as the name of a database that it does not know."""
    words = f"host=127.0.0.1 port={postgres.port} user=app password={IN_KEY_VALUE}"
    dsn = f"postgres://app:{CANARY}@db/app"
    assert aweigh.run("check", "--log-level=trace", f"postgres:{words} dbname={dsn}").code != 0


# What acts on a terminal: ESC, C1 as a byte and in UTF-8, and a mark that turns the reading direction.
ACTING = "\x1b[31m\x1b[2J|\x9b2J|\u202egnp.exe|\x07"
FORGED = "aweigh: error: forged line"


def assert_only_text(output):
    """Lines of ours, in which a terminal finds nothing to obey."""
    for line in output.splitlines():
        assert line.isprintable(), ascii(line)
        assert not line.startswith(FORGED), output


def report(kind, *fields):
    """A notice or an error of PostgreSQL's."""
    body = b"".join(name + value + b"\0" for name, value in fields) + b"\0"
    return fakes.postgres_message(kind, body)


@pytest.mark.parametrize("format", ["text", "json"])
def test_the_words_of_a_stranger_s_server_stay_text(aweigh, new_fake, format):
    words = f"one\n{FORGED}\n{ACTING}".encode() + b" \x9b\xc3"
    fields = [(b"S", b"WARNING"), (b"V", b"WARNING"), (b"C", b"01000"), (b"M", words)]
    fatal = [(b"S", b"FATAL"), (b"V", b"FATAL"), (b"C", b"57P03"), (b"M", words.replace(b"\n", b" "))]
    let_in = fakes.postgres_message(b"R", bytes(4))
    answer = let_in + report(b"N", *fields) + report(b"E", *fatal)
    fake = new_fake(fakes.saying(answer)).start()
    target = f"postgres://app:x@{fake.address}/app?sslmode=disable"
    result = aweigh.run("check", "--log-level=info", f"--log-format={format}", target)
    assert result.code == 1
    assert "forged line" in result.stderr and "forged line" in result.stdout, result
    assert_only_text(result.stderr)
    assert_only_text(result.stdout)


def test_one_odd_byte_of_a_server_stays_out_of_the_log(aweigh, new_fake):
    fake = new_fake(fakes.saying(b"\x81")).start()
    target = f"postgres://app:x@{fake.address}/app?sslmode=require"
    result = aweigh.run("wait", "-t", "0", target)
    assert "SSL negotiation: ?" in result.stderr, ascii(result.stderr)
    assert_only_text(result.stderr)


MIGRATIONS_THAT_SHOUT = {
    "notice": "DO $$ BEGIN RAISE NOTICE '%', {text}; RAISE SQLSTATE '22000'; END $$;",
    "error": "DO $$ BEGIN RAISE EXCEPTION '%', {text}; END $$;",
    "detail": "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = {text}, HINT = {text}; END $$;",
    "a row": "CREATE TABLE t (n text PRIMARY KEY); INSERT INTO t VALUES ({text}), ({text});",
}


@pytest.mark.parametrize("script", MIGRATIONS_THAT_SHOUT)
def test_the_words_of_a_database_stay_text(migrate, directory, script):
    text = "E'" + f"one\n{FORGED}\n{ACTING}".encode("unicode_escape").decode() + "'"
    text = text.replace("\\x", "\\u00")  # \x in SQL is a byte
    directory.add("4_a.up.sql", MIGRATIONS_THAT_SHOUT[script].replace("{text}", text))
    result = migrate("up")
    assert result.code == 65
    assert "forged line" in result.stderr
    assert_only_text(result.stderr)
    assert all(line.startswith("aweigh: ") for line in result.stderr.splitlines()), result
