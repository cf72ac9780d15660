"""A plugin for tests/e2e: leaves out what a binary with AddressSanitizer cannot do, by name and with the reason."""

_DYNAMIC = "it is linked with the system's libraries, and an image from scratch has none"
_LARGE = "a container's memory that is next to nothing is too little for the shadow"
_GLIBC = "glibc's execvp hands to sh what musl's refuses"
_SLOW = "it starts for longer than the moment in which the signals are shot"

_FIXTURES = {
    "in_empty_root": _DYNAMIC,
    "from_scratch": _DYNAMIC,
    "memory_limit": _LARGE,
    "tiny_memory_limit": _LARGE,
}
_TESTS = {
    "test_install.py::test_as_pid_1_of_an_image_from_scratch": _DYNAMIC,
    "test_lock.py::test_what_only_the_exec_can_tell": _GLIBC,
    "-no #!]": _GLIBC,
    "-no program at all]": _GLIBC,
    "test_signal_race.py::": _SLOW,
}


def _left_out(item):
    return _FIXTURES.keys() & set(item.fixturenames) or any(part in item.nodeid for part in _TESTS)


def pytest_collection_modifyitems(config, items):
    from support import limits  # found once tests/e2e is collected

    # The sanitizer lays its shadow over terabytes of it.
    limits.address_space = lambda size: []
    config.hook.pytest_deselected(items=[each for each in items if _left_out(each)])
    items[:] = [each for each in items if not _left_out(each)]
