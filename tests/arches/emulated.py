"""A plugin for tests/e2e, that has them run the binary of another architecture:

    PYTHONPATH=tests/arches python3 -m pytest -p emulated --arch s390x [--short] tests/e2e

Where QEMU must emulate the program, these are the tests of wait, check, migrate and the targets,
less those that would test the emulator. Where the kernel runs it, as it does i386's, all of them."""

import os
from pathlib import Path

import pytest
from architectures import ARCHITECTURES, ROOT

# What they read off a wire or out of a library differs by the order of bytes and the size of words.
SHORT = ["test_check", "test_probe_postgres", "test_probe_redis", "test_probe_tcp"]
FILES = """
    test_bad_servers test_every_kind test_target_options test_wait test_wait_names
    test_wait_rejected test_wait_servers
    test_migrate test_migrate_blocked test_migrate_command test_migrate_commands test_migrate_fails
    test_migrate_files test_migrate_killed test_migrate_recovered test_migrate_session
    test_migrate_status test_migrate_together test_migrate_turns test_migrate_wait
""".split()
FILES += [path.stem for path in (ROOT / "tests/e2e").glob("test_probe_*.py")]

# A PID 1 and its kin execute /proc/self/exe, which is the emulator.
AS_PID1 = {"pid1", "supervisor", "in_empty_root", "stalled"}

_SLOW = "they allow less time than a login takes when its cryptography is emulated"
_EXACT = "they measure the times between attempts"
LEFT_OUT = {
    "test_an_endless_last_line_is_cut": "10 MB, at a megabyte a second",
    "test_a_row_without_an_end_does_not_fill_the_memory": "QEMU gives a single number for TCP_INFO",
    "test_traffic_flows_while_a_file_waits_for_its_lock": _SLOW,
    "test_what_may_yet_come_is_pending": _SLOW,
    "test_queries_that_hang_do_not_pile_up_in_the_server": _SLOW,
    "test_the_schema_s_version": _SLOW,
    "test_a_role_is_waited_for": _SLOW,
    "test_a_role_is_looked_for_among_all_hosts": _SLOW,
    "test_a_wait_that_times_out_within_the_grace_was_rejected_too": _SLOW,
    "test_only_the_unready_one_is_blamed": _SLOW,
    "test_its_time_is_that_of_the_whole_wait": _SLOW,
    "test_there_later": _EXACT,
    "test_pauses_grow_with_the_time_waited": _EXACT,
}


def pytest_addoption(parser):
    parser.addoption("--arch", required=True, choices=ARCHITECTURES)
    parser.addoption("--short", action="store_true", help="a few of the targets only")


def pytest_configure(config):
    assert all((ROOT / f"tests/e2e/{name}.py").is_file() for name in SHORT + FILES)
    architecture = ARCHITECTURES[config.option.arch]
    os.environ["AWEIGH_BINARY"] = str(
        _wrapper(architecture) if architecture.is_emulated else architecture.binary
    )


def _wrapper(architecture):
    path = architecture.binary.with_name("emulated")
    partial = path.with_name(f"emulated.{os.getpid()}")
    partial.write_text(f'#!/bin/sh\nexec {" ".join(architecture.command)} "$@"\n')
    partial.chmod(0o755)
    return partial.rename(path)  # each of several processes makes it


@pytest.fixture(autouse=True)
def unlimited_memory(request, monkeypatch):
    """The emulator needs more than the tests of endless answers leave the program."""
    from support.program import Program  # found once tests/e2e is collected

    within = Program.within
    if ARCHITECTURES[request.config.option.arch].is_emulated:
        monkeypatch.setattr(Program, "within", lambda program, prefix, *options: within(
            program, [] if prefix[:1] == ["prlimit"] else prefix, *options
        ))  # fmt: skip


def pytest_collection_modifyitems(config, items):
    files = SHORT if config.option.short else SHORT + FILES
    emulated = ARCHITECTURES[config.option.arch].is_emulated
    if emulated:
        from support import limits

        limits.slowness = 3
    kept = [item for item in items if not emulated or _is_wanted(item, files)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _is_wanted(item, files):
    return (
        Path(item.fspath).stem in files
        and item.originalname not in LEFT_OUT
        and AS_PID1.isdisjoint(item.fixturenames)
        and "PID 1" not in item.name
    )
