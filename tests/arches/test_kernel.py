"""The kernel's own PID 1, in virtual machines with kernels of Debian's: nothing ran before it, and
nobody else is there to mount /proc, reap or power off. What comes out of it shows on the console,
its exit code in the kernel's last words."""

import pytest
from boots import HOST
from support.ports import free_port
from support.secret import CANARY, IN_URL

TABLE = {
    "migrations": None,
    "migrations/1_users.up.sql": (0o644, b"CREATE TABLE users ();"),
}


@pytest.fixture(scope="module")
def life(boot, late_redis, postgres):
    """A whole one: wait, migrate, run as somebody else, end on TERM."""
    database = postgres.create_database()
    url = f"postgres://app:{IN_URL}@{HOST}:{postgres.port}/{database.name}"
    redis = f"redis://{HOST}:{late_redis.port}"
    tcp = f"tcp://{HOST}:{postgres.port}"
    machine = boot(
        "-w", boot.prepare, "-w", tcp, "-w", redis, "-m", "/migrations", "--database", url,
        "--user", "app", "/service", files=TABLE,
    )  # fmt: skip
    machine.database = database
    printed = f"postgres://{HOST}:{postgres.port}/{database.name}"
    machine.targets = {"exec:/prepare", tcp, redis, printed}

    def refused():
        pending = machine.events("target_pending")
        return any(line["target"] == redis and "refused" in line["error"] for line in pending)

    machine.until(refused, "Redis is waited for")
    late_redis.start_and_wait()
    machine.code = machine.finish()
    late_redis.stop()
    return machine


def test_it_waits_over_the_network(life):
    assert {line["target"] for line in life.events("target_ready")} == life.targets, life.console


def test_it_migrates(life):
    assert [line["version"] for line in life.events("migration_applied")] == [1], life.console
    assert life.database.server.query("SELECT * FROM users", life.database.name) == []


def test_the_service_runs_as_the_user(life):
    is_app = "users 1000 1000 1000, groups 1001 1001 1001 and 1010, home /srv/app, parent 1\n"
    assert is_app in life.console


def test_orphans_are_reaped(life):
    assert "PID 1 has 21 children\nPID 1 has 1 child\n" in life.console


def test_it_has_become_a_fresh_image(life):
    line = next(line for line in life.console.splitlines() if line.startswith("PID 1 is "))
    assert line.startswith("PID 1 is aweigh-init ") and CANARY not in line


def test_signals_are_forwarded(life):
    got = [line for line in life.console.splitlines() if line.startswith("got ")]
    assert got == [
        "got Hangup", "got Interrupt", "got User defined signal 1", "got User defined signal 2",
        "got Window changed", "got Terminated",
    ]  # fmt: skip


def test_the_exit_code_is_the_service_s(life):
    assert life.code == 42, life.console


def test_a_service_that_ignores_term_is_killed_with_what_it_has_left(boot):
    machine = boot("-w", boot.prepare, "--grace=500ms", "/deaf")
    assert machine.finish() == 137, machine.console
    assert "the grace is over" in machine.console


def test_a_death_by_signal_without_proc(boot):
    machine = boot("/crash")
    assert machine.finish() == 139, machine.console


def test_a_wait_in_vain_starts_no_service(boot):
    machine = boot("-t", "2s", "-w", boot.prepare, "-w", f"tcp://{HOST}:{free_port()}", "/service")
    assert machine.finish() == 124, machine.console
    assert "parent 1" not in machine.console
