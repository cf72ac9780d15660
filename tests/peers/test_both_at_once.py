"""aweigh and golang-migrate at the same moment on one database."""

import subprocess

import pytest
from support.migrations import Directory, table_per_version_and_back
from support.waiting import scaled

VERSIONS = 12


@pytest.fixture
def start(aweigh, golang_migrate, database, tmp_path):
    """`start(*words)` starts two of each tool."""
    files = table_per_version_and_back(VERSIONS)
    own = ["-path", str(Directory(tmp_path / "migrations", files)), "-lock-timeout", "60"]
    own += ["-database", f"{database.url}?sslmode=disable"]

    def start(*words):
        tools = [[aweigh, "migrate"], [golang_migrate]] * 2
        return [
            subprocess.Popen(
                [*tool, *own, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, env={"HOME": str(tmp_path)},
            ) for tool in tools
        ]  # fmt: skip

    return start


def test_each_file_is_applied_and_taken_back_once(start, database):
    """A second time each of them would fail."""
    for _ in range(scaled(3, 40)):
        for words, last in [(["up"], VERSIONS), (["down", "-all"], 0)]:
            started = start(*words)
            said = [process.communicate(timeout=120)[0] for process in started]
            assert [process.returncode for process in started] == [0] * 4, said
            assert database.version() == ([(last, False)] if last else [])
            assert database.tables() == {f"t{n}" for n in range(1, last + 1)}
