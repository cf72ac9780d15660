"""docs/log.schema.json has all events. Each run of the suite that reads JSON lines is held against
it (Result.events); these make the events that no other test reads, and compare the names."""

import json
import os
import re
import signal
from pathlib import Path

import pytest
from support import log_schema
from support.migrations import golang_migrate_lock, held_advisory_lock, table_per_version
from support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
JSON = "--log-format=json"


def arguments_of(call):
    """The arguments of a call in C++, up to its closing parenthesis."""
    arguments, depth, current = [], 0, ""
    for part in re.findall(r'"(?:[^"\\]|\\.)*"|.', call, re.DOTALL):
        if part in "([{":
            depth += 1
        elif part in ")]}":
            if depth == 0:
                return [*arguments, current]
            depth -= 1
        elif part == "," and depth == 0:
            arguments.append(current)
            current = ""
            continue
        current += part
    raise AssertionError(f"no end of {call[:80]}")


def events_of_sources():
    """The names that the sources give to events."""
    names = set()
    files = [*ROOT.glob("src/**/*.cpp"), *ROOT.glob("probes/**/*.cpp")]
    for file in files:
        text = file.read_text()
        for call in re.finditer(r"(?:\blog_event|\bnotice_?\.write)\(", text):
            arguments = arguments_of(text[call.end() :])
            if len(arguments) > 2 and "LogLevel level" not in arguments[0]:
                names |= set(re.findall(r'"(\w+)"', arguments[1]))
        names |= set(re.findall(r'json_line\(LogLevel::info, "(\w+)"', text))
        names |= set(re.findall(r'const Ended \w+\{"[^"]*", "(\w+)"', text))
    return names


def test_the_schema_has_the_events_that_the_sources_have():
    assert events_of_sources() == set(log_schema.branches())


def test_no_constant_field_may_have_a_name_of_the_log_s_own(aweigh):
    for name in log_schema.field_names():
        result = aweigh.run("--log-field", f"{name}=x", "true")
        assert (result.code, result.stdout) == (64, ""), name
        assert "is a field of the log's own" in result.stderr


def test_the_schema_refuses_what_is_no_line():
    good = {"time": "2026-01-31T10:11:12.345Z", "level": "info", "event": "warning", "msg": "x"}
    log_schema.check_line(json.dumps(good))
    for odd in ({"extra": 1}, {"event": "unknown"}, {"time": "today"}, {"level": "fatal"}):
        with pytest.raises(AssertionError):
            log_schema.check_line(json.dumps(good | odd))


def failed(result):
    (event,) = result.events("failed")
    assert event["exit_code"] == result.code
    return event


def summary(result):
    (event,) = result.events("summary")
    return event


def test_the_summary_of_a_good_start(anywhere, redis, database, migrations):
    directory = migrations(table_per_version(3))
    words = ["-w", redis.target, "-m", str(directory), "--database", database.url]
    result = anywhere.run(JSON, *words, "true")
    assert result.code == 0
    sums = summary(result)
    assert (sums["outcome"], sums["applied"], sums["version"]) == ("starting", 3, 3)
    assert [target["outcome"] for target in sums["targets"]] == ["ready", "ready"]
    assert {target["target"] for target in sums["targets"]} >= {redis.target}
    assert sums["elapsed_ms"] >= sums["wait_ms"] >= sums["targets"][0]["elapsed_ms"]
    assert sums["elapsed_ms"] >= sums["migration_ms"]
    events = [line["event"] for line in result.events()]
    assert events[0] == "waiting"
    assert events.index("summary") == events.index("service_started") - 1
    (applied,) = result.events("migrations_applied")
    assert (applied["applied"], applied["version"]) == (3, 3)


def test_a_plain_start_is_silent(anywhere):
    assert anywhere.run(JSON, "--init=never", "true").stderr == ""


def test_the_summary_of_a_wait_that_fails(aweigh, redis, new_fake):
    dead = f"tcp://{new_fake().address}"
    result = aweigh.run("wait", JSON, "-t", "300ms", redis.target, dead)
    assert result.code == 124
    sums, why = summary(result), failed(result)
    assert sums["outcome"] == why["reason"] == "timed_out"
    assert (sums["targets"][0]["target"], sums["targets"][0]["outcome"]) == (dead, "pending")
    assert (why["target"], why["stage"]) == (dead, "connect")
    assert why["elapsed_ms"] >= 300
    (unready,) = result.events("target_unready")
    assert unready["advice"].startswith("in a container 127.0.0.1 is the container itself")


def test_a_summary_of_many_targets_stays_one_line(aweigh, new_fake):
    address = new_fake().address
    targets = [f"postgres://u@{address}/{'d' * 100}{number}" for number in range(200)]
    result = aweigh.run("wait", JSON, "-t", "0", *targets)
    sums = summary(result)
    assert sums["target_count"] == 200 > len(sums["targets"]) > 5


def test_a_failed_file_tells_where(aweigh, database, migrations):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();", "2_b.up.sql": "SELECT 1;\n SELEC;"})
    result = aweigh.run("migrate", JSON, "-m", str(directory), "--database", database.url, "up")
    why = failed(result)
    assert result.code == 65
    told = {key: why[key] for key in ("reason", "file", "line", "column", "sqlstate", "version")}
    assert told == {"reason": "sql_error", "file": "2_b.up.sql", "line": 2, "column": 2,
                    "sqlstate": "42601", "version": 2}  # fmt: skip
    assert summary(result)["outcome"] == "sql_error"


REASONS = {
    "dirty": (lambda database: database.set_version(1, True), "dirty", {"version": 1}),
    "ahead": (lambda database: database.set_version(9), "database_ahead", {"version": 9}),
    "no file": (lambda database: database.set_version(0), "no_file", {"version": 0}),
}


@pytest.mark.parametrize("prepare, reason, fields", REASONS.values(), ids=REASONS)
def test_what_keeps_a_schema_from_being_migrated_is_a_reason(
    aweigh, database, migrations, prepare, reason, fields
):
    prepare(database)
    directory = migrations(table_per_version(2))
    result = aweigh.run("migrate", JSON, "-m", str(directory), "--database", database.url, "up")
    why = failed(result)
    assert why["reason"] == reason
    assert {key: why[key] for key in fields} == fields


def test_the_events_of_each_command_of_migrate(aweigh, database, migrations):
    files = table_per_version(2) | {"1_t1.down.sql": "DROP TABLE t1", "2_b.sql": "odd"}
    directory = migrations(files)
    own = ["-m", str(directory), "--database", database.url]

    def events(*words, code=0):
        result = aweigh.run("migrate", JSON, *words)
        assert result.code == code, result
        return {line["event"]: line for line in result.events()}

    assert "finding" in events("validate", "-m", str(directory), code=65)
    (directory.path / "2_b.sql").unlink()
    assert events("validate", "-m", str(directory))["migrations_valid"]["versions"] == 2
    applied = events("up", "1", *own)["migration_applied"]
    assert (applied["direction"], applied["version"]) == ("up", 1)
    assert applied["position"] == "file 1 of 1"
    assert events("down", "1", *own)["migration_applied"]["direction"] == "down"
    assert events("force", "2", *own)["version_forced"]["version"] == 2
    assert events("up", *own)["migrations_current"]["version"] == 2
    assert events("up", "--dry-run", *own)["migrations_current"]["version"] == 2
    assert events("force", "9", *own)["version_forced"]["version"] == 9
    ahead = events("up", "--if-ahead=ok", *own)["database_ahead"]
    assert (ahead["version"], ahead["newest"]) == (9, 2)
    assert events("drop", "-f", "--database", database.url)["tables_dropped"]["tables"] > 0


def test_a_wait_for_the_lock_names_its_holder(aweigh, database, migrations):
    own = ["-m", str(migrations(table_per_version(1))), "--database", database.url]
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        result = aweigh.run("migrate", JSON, *own, "--lock-timeout=500ms", "up")
    assert failed(result)["reason"] == "lock_timed_out"
    (waiting, *_) = result.events("lock_waiting")
    assert waiting["holder"].startswith("pid ")
    assert summary(result)["lock_wait_ms"] >= 500


def test_the_events_of_programs_under_the_lock(aweigh, database):
    lock = ["lock", JSON, "--database", database.url]
    result = aweigh.run(*lock, "sh", "-c", "echo hello; exit 3")
    assert result.code == 3
    assert result.events("command_output")[0]["msg"] == "hello"
    assert result.events("command_ended")[0]["exit_code"] == 3
    assert result.events("command_started")[0]["command"] == "sh"
    assert aweigh.run(*lock, "--unless", "true", "false").events("command_skipped")


def test_a_signal_is_spelt_one_way(supervisor):
    running = supervisor.start(JSON, "--grace=1m", "sh", "-c", "echo ready; sleep 100")
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    result = running.finish()
    (forwarded,) = result.events("signal_forwarded")
    (exited,) = result.events("service_exited")
    assert forwarded["signal"] == exited["signal"] == "TERM"
    assert "ended by TERM" in exited["msg"]


def test_term_in_a_wait_is_a_reason(aweigh, new_fake):
    running = aweigh.start("wait", JSON, f"tcp://{new_fake().address}")
    running.until_stderr("target_pending")
    running.signal(signal.SIGTERM)
    result = running.finish()
    why = failed(result)
    assert (why["reason"], why["signal"], result.code) == ("signalled", "TERM", 143)
    assert result.events("target_unready")


def test_a_preflight_that_is_killed_is_told_of_in_the_same_words(supervisor, new_fake):
    running = supervisor.start(JSON, "-w", f"tcp://{new_fake().address}", "true")
    running.until_stderr("target_pending")
    (preflight,) = eventually(running.children, "it has a child")
    os.kill(preflight, signal.SIGKILL)
    why = failed(running.finish())
    assert (why["reason"], why["signal"], why["exit_code"]) == ("killed", "KILL", 137)


BAD_USAGE = {
    "the environment": ([], {"AWEIGH_LOG_FORMAT": "json"}),
    "an option": ([JSON], {}),
    "an option behind the mistake": (None, {}),
}


@pytest.mark.parametrize("words, env", BAD_USAGE.values(), ids=BAD_USAGE)
def test_a_usage_error_is_json_where_json_is_asked_for(anywhere, words, env):
    asked = ["--no-such-option", JSON] if words is None else [*words, "--no-such-option"]
    result = anywhere.run(*asked, "true", env=env)
    assert result.code == 64
    assert failed(result)["reason"] == "usage"


def test_constant_fields_stand_in_all_lines(supervisor, redis):
    fields = ["--log-field", "service=api", "--log-field=note=a \"b\" \u00e9\\"]
    result = supervisor.run(JSON, *fields, "-w", redis.target, "sh", "-c", "kill -TERM $$")
    lines = result.events(constants=("service", "note"))
    assert {line["event"] for line in lines} >= {"waiting", "summary", "service_exited"}
    for line in lines:
        assert (line["service"], line["note"]) == ("api", 'a "b" \u00e9\\')


def test_constant_fields_stand_in_a_usage_error(aweigh):
    env = {"AWEIGH_LOG_FORMAT": "json", "AWEIGH_LOG_FIELD": "service=api 'team=a b'"}
    result = aweigh.run("--no-such-option", env=env)
    (line,) = result.events(constants=("service", "team"))
    assert (line["service"], line["team"]) == ("api", "a b")


def test_a_line_that_is_too_long_keeps_its_fields(aweigh, database, migrations):
    text = "x" * 5000
    script = f"DO $$ BEGIN RAISE EXCEPTION '%', '{text}'; END $$;"
    directory = migrations({"1_a.up.sql": script})
    result = aweigh.run("migrate", JSON, "-m", str(directory), "--database", database.url, "up")
    why = failed(result)
    assert why["sqlstate"] == "P0001" and why["file"] == "1_a.up.sql"
    assert why["msg"].endswith("…")
