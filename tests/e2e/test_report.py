"""`--report`: how a start went, for machines."""

import json
import os
import signal
import stat

import pytest
from support import fakes, limits
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    golang_migrate_lock,
    held_advisory_lock,
    wait_until_at_gate,
)
from support.ports import free_port
from support.reports import JsonReport


@pytest.fixture
def report(tmp_path):
    report = JsonReport(tmp_path / "report.json")
    yield report
    assert list(tmp_path.glob("**/.aweigh.*")) == [], "no draft is left"


def in_order(spans, end):
    """Each begins where the one before has ended."""
    for before, after in zip(spans, spans[1:]):
        assert before["begun_ms"] <= before["ended_ms"] == after["begun_ms"]
    assert spans[-1]["begun_ms"] <= spans[-1]["ended_ms"] == end


def test_the_service_finds_it_there(anywhere, report, new_fake, later):
    fake = new_fake()
    later(0.5, fake.start)
    result = anywhere.run(*report.option, "-w", fake.address, "cat", str(report.path))
    assert result.code == 0, result
    told = report.read()
    assert json.loads(result.stdout) == told
    assert (told["outcome"], "exit_code" in told) == ("started", False)
    most_of_it = 500 / limits.slowness  # a slow binary has begun later
    assert most_of_it <= told["service_started_ms"] <= told["total_ms"]
    (target,) = told["targets"]
    assert target["target"] == f"tcp://{fake.address}"
    assert (target["outcome"], target["optional"]) == ("ready", False)
    refused, ready = target["answers"]
    assert (refused["outcome"], refused["stage"]) == ("pending", "connect")
    assert refused["error"] == "Connection refused"
    assert (ready["outcome"], ready["attempts"]) == ("ready", 1)
    assert refused["attempts"] + 1 == target["attempts"]
    in_order(target["answers"], target["ended_ms"])
    assert told["migrations"] == told["commands"] == told["lock_waits"] == []


def test_nothing_to_wait_for_is_a_report_too(anywhere, report):
    assert anywhere.run(*report.option, "true").code == 0
    assert report.read()["targets"] == []


def test_a_wait_that_times_out(anywhere, report, new_fake):
    there = new_fake().start()
    nobody = f"127.0.0.1:{free_port()}"
    targets = [there.address, nobody, f"tcp://{nobody}#optional&timeout=100ms"]
    result = anywhere.run("wait", "-t", "400ms", *report.option, *targets)
    assert result.code == 124, result
    told = report.read()
    assert (told["outcome"], told["exit_code"]) == ("timed_out", 124)
    assert [each["outcome"] for each in told["targets"]] == ["ready", "pending", "pending"]
    assert [each["optional"] for each in told["targets"]] == [False, False, True]
    ready, pending, given_up = (each["ended_ms"] for each in told["targets"])
    assert ready < 400 <= pending <= told["total_ms"]
    assert 100 <= given_up < pending


def test_a_wait_that_is_rejected(aweigh, report, new_fake):
    fake = new_fake(fakes.saying(b"-NOAUTH Authentication required.\r\n")).start()
    result = aweigh.run("wait", "--fail-fast", *report.option, f"redis://{fake.address}")
    assert result.code == 69, result
    told = report.read()
    assert (told["outcome"], told["exit_code"]) == ("rejected", 69)
    (answer,) = told["targets"][0]["answers"]
    assert answer["outcome"] == "rejected"
    assert "NOAUTH" in answer["error"]


@pytest.mark.parametrize("words", [["wait"], ["--", "true", "-w"]], ids=["wait", "run"])
def test_a_wait_that_a_signal_ends(anywhere, report, words):
    target = f"tcp://127.0.0.1:{free_port()}"
    command = ["wait", target] if words == ["wait"] else ["-w", target, "--", "true"]
    at = command.index("--") if "--" in command else len(command)
    running = anywhere.start(*command[:at], *report.option, *command[at:])
    running.until_stderr("Connection refused")
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143
    told = report.read()
    assert (told["outcome"], told["exit_code"]) == ("signalled", 143)
    assert told["targets"][0]["outcome"] == "pending"
    assert told["targets"][0]["ended_ms"] == told["total_ms"]


def test_migrations_up_and_down(aweigh, report, database, directory):
    words = ["-m", str(directory), "--database", database.url, *report.option]
    assert aweigh.run("migrate", "up", *words).code == 0
    told = report.read()
    assert (told["outcome"], told["exit_code"], told["database_version"]) == ("succeeded", 0, 3)
    assert [each["version"] for each in told["migrations"]] == [1, 2, 3]
    assert {each["direction"] for each in told["migrations"]} == {"up"}
    assert {each["outcome"] for each in told["migrations"]} == {"succeeded"}
    assert told["migrations"][0]["file"] == "000001_t1.up.sql"
    (lock,) = told["lock_waits"]
    assert told["targets"][0]["ended_ms"] <= lock["begun_ms"] <= lock["ended_ms"]
    assert lock["ended_ms"] <= told["migrations"][0]["begun_ms"]

    assert aweigh.run("migrate", "down", "1", *words).code == 0
    (down,) = report.read()["migrations"]
    assert (down["version"], down["direction"]) == (3, "down")


def test_a_migration_that_fails(anywhere, report, database, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1;", "2_b.up.sql": "SELECT nonsense;"})
    words = ["-m", str(directory), "--database", database.url]
    result = anywhere.run(*words, *report.option, "true")
    assert result.code == 65, result
    told = report.read()
    assert (told["outcome"], told["exit_code"]) == ("migration_failed", 65)
    assert [each["outcome"] for each in told["migrations"]] == ["succeeded", "failed"]
    assert "service_started_ms" not in told


def test_a_migration_that_a_signal_ends(aweigh, report, database, migrations):
    directory = migrations({"1_a.up.sql": AT_THE_GATE})
    words = ["-m", str(directory), "--database", database.url, *report.option]
    with gate_closed(database):
        running = aweigh.start("migrate", "up", *words)
        wait_until_at_gate(database)
        running.signal(signal.SIGTERM)
        assert running.finish().code == 143
    told = report.read()
    assert told["outcome"] == "signalled"
    assert [each["outcome"] for each in told["migrations"]] == ["failed"]


def test_who_had_the_lock(aweigh, report, database, directory):
    words = ["-m", str(directory), "--database", database.url, "--lock-timeout", "300ms"]
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        assert aweigh.run("migrate", "up", *words, *report.option).code == 75
    told = report.read()
    assert told["outcome"] == "lock_timed_out"
    (wait,) = told["lock_waits"]
    assert wait["ended_ms"] - wait["begun_ms"] >= 300
    assert wait["holder"].startswith("pid ")


@pytest.mark.parametrize("code, outcome", [(0, "succeeded"), (69, "command_failed")])
def test_a_command_under_the_lock(aweigh, report, database, code, outcome):
    words = ["lock", "--database", database.url, *report.option]
    assert aweigh.run(*words, "--", "sh", "-c", f"exit {code}").code == code
    told = report.read()
    assert (told["outcome"], told["exit_code"]) == (outcome, code)
    (command,) = told["commands"]
    assert (command["command"], command["outcome"]) == ("sh", "failed" if code else "succeeded")
    assert told["migrations"] == []


def test_a_service_that_cannot_be_started_did_not_start(aweigh, report, script):
    """It is found out after the report is written, as another user and in another directory."""
    words = ["--user", "12345", "--chdir", "/usr", str(script("#!/no/such/interpreter"))]
    result = aweigh.run(*report.option, *words)
    assert result.code in (126, 127), result
    told = report.read()
    assert told["exit_code"] == result.code
    assert told["outcome"] in ("not_found", "not_executable")
    assert "service_started_ms" not in told


def test_it_comes_with_a_variable_and_without_the_secret(aweigh, report, postgres, database):
    result = aweigh.run("-w", database.url, "env", env={"AWEIGH_REPORT": str(report.path)})
    assert result.code == 0, result
    assert "AWEIGH_REPORT" not in result.stdout
    assert report.read()["targets"][0]["target"] == database.printed


def test_it_replaces_what_is_there_with_the_usual_permissions(aweigh, report):
    report.path.write_text("old")
    report.path.chmod(0o600)
    command = aweigh.command(*report.option, "true")
    for umask, mode in [(0o022, 0o644), (0o077, 0o600)]:
        running = aweigh.start_command(["sh", "-c", f'umask {umask:o}; exec "$@"', "sh", *command])
        assert running.finish().code == 0
        assert stat.S_IMODE(report.path.stat().st_mode) == mode
        report.read()


REFUSED = {
    "another ending": ("report.txt", '"{}" is no name of a report (write FILE.json or FILE.svg)'),
    "no directory": ("none/report.json", "cannot write the report {}: no file can be made in"),
    "a directory": ("report.svg/", "is no name of a report"),
    "no file": ("fifo.json", "cannot write the report {}: something that is no file has this name"),
}


@pytest.mark.parametrize("name, message", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written_is_found_out_first(anywhere, tmp_path, name, message):
    os.mkfifo(tmp_path / "fifo.json")
    path = f"{tmp_path}/{name}"
    nobody = f"127.0.0.1:{free_port()}"
    result = anywhere.run("--report", path, "-w", nobody, "echo", "service")
    assert (result.code, result.stdout) == (64, ""), result
    assert message.format(path) in result.stderr
    assert "waiting" not in result.stderr


def test_a_directory_of_somebody_else(aweigh, tmp_path):
    """Root may write there: somebody else is to try."""
    words = ["--reuid=12345", "--regid=12345", "--clear-groups"]
    as_nobody = aweigh.within(["setpriv", *words])
    result = as_nobody.run("--report", "/etc/report.json", "echo", "service")
    assert (result.code, result.stdout) == (64, ""), result
    assert "no file can be made in /etc/: Permission denied" in result.stderr


def test_what_cannot_be_written_later_does_not_keep_the_service(aweigh, report, new_fake):
    """The directory is there when the wait begins, and gone when it ends."""
    place = report.path.parent / "place"
    place.mkdir()
    fake = new_fake()
    running = aweigh.start("--report", f"{place}/x.json", "-w", fake.address, "echo", "service")
    running.until_stderr("waiting")
    place.rmdir()
    fake.start()
    result = running.finish()
    assert (result.code, result.stdout) == (0, "service\n"), result
    assert "warning: cannot write the report" in result.stderr


def test_actions_without_a_start_have_no_report(aweigh, database):
    for words in ["check", "tcp://db:1"], ["migrate", "version", "--database", database.url]:
        assert aweigh.run(*words, "--report", "x.json").code == 64


def test_a_relative_name_is_of_the_directory_we_start_in(aweigh, report):
    running = aweigh.start("--report", "report.json", "--chdir", "/", "true", cwd=report.path.parent)
    assert running.finish().code == 0
    assert report.read()["outcome"] == "started"
