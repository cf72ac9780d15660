"""Who signed a file: gpgv says."""

import base64
import os
import re
import subprocess
import tarfile
from pathlib import Path

DEBIAN = os.environ.get("AWEIGH_DEBIAN_KEYRING") or "/usr/share/keyrings/debian-archive-keyring.gpg"
_ARMOR = re.compile(r"-----BEGIN PGP PUBLIC KEY BLOCK-----\n(.*?)\n-----END", re.DOTALL)


class BadSignature(Exception):
    """There is one, but of nobody known, or of other bytes."""


def signers(keyring, *files, output=os.devnull):
    """Those with a key in the keyring. The files are one that holds its signature, of which the
    part that is signed goes to `output`, or a signature and what it is of.
    """
    into = ["--output", output] if len(files) == 1 else []
    command = ["gpgv", "--status-fd", "1", "--keyring", keyring, *into, *files]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    # A copy of a key may be older than the key's new date of expiry.
    found = re.findall(r"^\[GNUPG:\] (GOOD|EXPKEY)SIG \w+ (.*)$", done.stdout, re.MULTILINE)
    if not found:
        cause = done.stderr.strip().splitlines()
        cause = cause[-1].removeprefix("gpgv: ") if cause else "gpgv failed"
        raise BadSignature(f"signature of {Path(files[-1]).name}: {cause}")
    return [name + (", whose key expired" if kind == "EXPKEY" else "") for kind, name in found]


def upstream_keyring(debian_tar, directory):
    """Of the keys that upstream signs releases with, if Debian's package brings them."""
    with tarfile.open(debian_tar) as archive:
        names = [name for name in archive.getnames() if "upstream/signing-key." in name]
        content = archive.extractfile(names[0]).read() if names else None
    if content is None:
        return None
    keyring = directory / "upstream.gpg"
    keyring.write_bytes(_without_armor(content) if names[0].endswith(".asc") else content)
    return keyring


def _without_armor(content):
    """gpgv reads keys in binary only."""
    keys = b""
    for block in _ARMOR.findall(content.decode().replace("\r", "")):
        body = re.sub(r"\A(?:\S+: .*\n)*\n", "", block)
        keys += base64.b64decode(re.sub(r"\n=.{4}\Z", "", body))
    return keys
