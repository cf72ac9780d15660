"""Each binary is what it is said to be, and starts."""

import subprocess

import pytest
from architectures import ARCHITECTURES, TESTED

PT_INTERP = 3


@pytest.fixture(params=TESTED)
def architecture(request):
    return ARCHITECTURES[request.param]


def _run(architecture, *words):
    done = subprocess.run(
        [*architecture.command, *words], capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def test_it_is_a_static_program_for_the_architecture(architecture):
    content = architecture.binary.read_bytes()
    assert content[:4] == b"\x7fELF"
    bits = {1: 32, 2: 64}[content[4]]
    order = {1: "little", 2: "big"}[content[5]]

    def number(offset, size):
        return int.from_bytes(content[offset : offset + size], order)

    assert (bits, order, number(18, 2)) == architecture.elf
    headers = number(32, 8) if bits == 64 else number(28, 4)
    size, count = (number(54, 2), number(56, 2)) if bits == 64 else (number(42, 2), number(44, 2))
    kinds = {number(headers + size * index, 4) for index in range(count)}
    assert kinds and PT_INTERP not in kinds


def test_version(architecture):
    first = _run(architecture, "version").splitlines()[0]
    assert first.startswith("aweigh ") and first.endswith(f", {architecture.platform})")


def test_help(architecture):
    assert "aweigh wait" in _run(architecture, "help")


def test_a_service_is_started(architecture):
    """A program of this machine's own."""
    done = _run(architecture, "-q", "sh", "-c", 'echo "$0 $1"', "it", "runs")
    assert done == "it runs\n"
