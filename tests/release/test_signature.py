"""release/sign.sh with a key made for the test, and what the README says to verify it."""

import os
import subprocess

import pytest
from handed_out import ROOT, output


@pytest.fixture
def key(tmp_path):
    """Without a password, which would be asked for on a terminal; the public half is at key.pub."""
    key = tmp_path / "key"
    output("minisign", "-G", "-W", "-s", key, "-p", f"{key}.pub")
    return key


def _sign(dist, key):
    return subprocess.run(
        [ROOT / "release/sign.sh", key], env=os.environ | {"AWEIGH_DIST": str(dist.directory)},
        capture_output=True, text=True,
    )  # fmt: skip


def _verify(dist, key):
    command = ["minisign", "-V", "-m", "SHA256SUMS", "-p", f"{key}.pub"]
    return subprocess.run(command, cwd=dist.directory, capture_output=True, text=True)


def test_a_signature_verifies_and_names_the_version(copy, key):
    signed = _sign(copy, key)
    assert signed.returncode == 0, signed.stderr
    verified = _verify(copy, key)
    assert verified.returncode == 0, verified.stderr
    assert f"aweigh {copy.version}\n" in verified.stdout


def test_other_sums_do_not_verify(copy, key):
    assert _sign(copy, key).returncode == 0
    with (copy / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  another\n")
    assert _verify(copy, key).returncode == 1


def test_what_is_not_as_it_was_built_is_not_signed(copy, key):
    with copy.program.open("ab") as program:
        program.write(b"\0")
    signed = _sign(copy, key)
    assert signed.returncode == 1
    assert f"{copy.program.name}: FAILED" in signed.stdout + signed.stderr
    assert not (copy.directory / "SHA256SUMS.minisig").exists()
