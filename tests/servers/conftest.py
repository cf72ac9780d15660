"""The fixtures of tests/e2e, for servers that are no Debian packages."""

import importlib.util
import sys
from pathlib import Path

import pytest

_E2E = Path(__file__).parents[1] / "e2e"
sys.path.append(str(_E2E))

_spec = importlib.util.spec_from_file_location("e2e_fixtures", _E2E / "conftest.py")
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)

binary = _fixtures.binary
aweigh = _fixtures.aweigh
ca = _fixtures.ca
later = _fixtures.later
new_fake = _fixtures.new_fake
scratch = _fixtures.scratch


@pytest.fixture(scope="session")
def lost():
    """Where nobody listens."""
    return f"127.0.0.1:{_fixtures.free_port()}"


@pytest.fixture
def pending(aweigh):
    """What is said of a target that is not ready yet, and is not rejected."""

    def words(target):
        result = aweigh.run("wait", "-t", "300ms", target)
        assert result.code == 124, result
        result = aweigh.run("check", target)
        assert result.code == 1, result
        return result.stdout

    return words
