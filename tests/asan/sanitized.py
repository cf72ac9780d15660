"""A plugin for tests/e2e: leaves out what a binary with AddressSanitizer cannot do, by name and with the reason, and
allows it more time."""

_DYNAMIC = "it is linked with the system's libraries, and an image from scratch has none"
_LARGE = "a container's memory that is next to nothing is too little for the shadow"
_GLIBC = "glibc's execvp hands to sh what musl's refuses"
_CALLS = "it refuses system calls as musl makes them; glibc makes others, and the sanitizer its own"
_COSTS = "they are those of the binary that ships"
_SLOW = "the moments that they allow are those of the binary that ships"

_FIXTURES = {
    "in_empty_root": _DYNAMIC,
    "from_scratch": _DYNAMIC,
    "memory_limit": _LARGE,
    "tiny_memory_limit": _LARGE,
}
_TESTS = {
    "test_costs.py::": _COSTS,
    "test_migrate_costs.py::test_a_password_is_hashed_once": _COSTS,
    "test_install.py::test_as_pid_1_of_an_image_from_scratch": _DYNAMIC,
    "test_lock.py::test_what_only_the_exec_can_tell": _GLIBC,
    "-no #!]": _GLIBC,
    "-no program at all]": _GLIBC,
    "::test_a_script_without_an_interpreter_is_not_run_by_a_shell": _GLIBC,
    "test_refused_calls.py::": _CALLS,
    "test_lock_output.py::test_without_anybody_to_tell_nobody_is_waited_for": _SLOW,
    "test_pid1_resident.py::test_the_end_of_the_service_does_not_wait": _SLOW,
    "test_signal_race.py::": _SLOW,
    "test_troubleshooting.py::test_each_message_is_one_that_somebody_says": _DYNAMIC,
    "test_version.py::test_the_libraries_are_those_of_the_lock": _DYNAMIC,
}


def _left_out(item):
    return _FIXTURES.keys() & set(item.fixturenames) or any(part in item.nodeid for part in _TESTS)


def pytest_collection_modifyitems(config, items):
    from support import limits  # found once tests/e2e is collected

    # The sanitizer lays its shadow over terabytes of it.
    limits.address_space = lambda size: []
    limits.slowness = 3
    config.hook.pytest_deselected(items=[each for each in items if _left_out(each)])
    items[:] = [each for each in items if not _left_out(each)]
