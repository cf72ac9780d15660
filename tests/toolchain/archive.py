"""A made-up mirror of Debian, with indices that are signed with a throw-away key."""

import hashlib
import io
import lzma
import os
import subprocess
import tarfile

from web import right

SUITES = ("trixie", "trixie-security", "sid")


class Key:
    """In a keyring of its own, which nobody is asked a password for."""

    def __init__(self, home, name):
        home.mkdir(mode=0o700)
        self._environment = os.environ | {"GNUPGHOME": str(home)}
        self.public = home / "public.gpg"
        self._gpg("--quick-generate-key", f"{name} <nobody@example.org>", "ed25519", "sign", "1d")
        self.public.write_bytes(self._gpg("--export"))

    def armored(self):
        return self._gpg("--armor", "--export")

    def sign(self, content):
        return self._gpg("--armor", "--detach-sign", content=content)

    def clear_sign(self, content):
        return self._gpg("--clear-sign", content=content)

    def end(self):
        """gpg leaves an agent behind for each home."""
        subprocess.run(["gpgconf", "--kill", "all"], env=self._environment, check=True)

    def _gpg(self, *arguments, content=b""):
        command = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        return subprocess.run(
            [*command, *arguments],
            input=content,
            env=self._environment,
            check=True,
            capture_output=True,
        ).stdout


class Archive:
    """Served by `places` below /first, and nothing of it below /second."""

    def __init__(self, places, key):
        self.key = key
        self.valid_until = "Sat, 01 Jan 2146 00:00:00 UTC"
        self._places = places
        self._stanzas = {
            suite: {"source/Sources": [], "binary-amd64/Packages": []} for suite in SUITES
        }
        self.publish()

    def source(self, suite, package, version, files, there=True):
        """Names the files in the suite's index; if they are there, they can be fetched, too."""
        directory = f"pool/main/{package[0]}/{package}"
        checksums = "".join(
            f"\n {hashlib.sha256(content).hexdigest()} {len(content)} {name}"
            for name, content in files.items()
        )
        self._name(
            suite,
            "source/Sources",
            f"Package: {package}\nVersion: {version}\nFiles:\n 0 0 md5-sums\n"
            f"Directory: {directory}\nChecksums-Sha256:{checksums}\n",
        )
        if there:
            self.serve(directory, files)

    def binary(self, suite, package, version, content):
        directory = "pool/main/b/binary"
        file = f"{package}_{version.rpartition(':')[2]}_all.deb"
        self._name(
            suite,
            "binary-amd64/Packages",
            f"Package: {package}\nVersion: {version}\nFilename: {directory}/{file}\n"
            f"Size: {len(content)}\nSHA256: {hashlib.sha256(content).hexdigest()}\n",
        )
        self.serve(directory, {file: content})

    def serve(self, directory, files):
        for name, content in files.items():
            self._places.answers[f"/first/{directory}/{name}"] = right(content)

    def publish(self):
        for suite, indices in self._stanzas.items():
            checksums = ""
            for name, stanzas in indices.items():
                content = lzma.compress("\n".join(stanzas).encode(), preset=0)
                digest = hashlib.sha256(content).hexdigest()
                checksums += f" {digest} {len(content)} main/{name}.xz\n"
                path = f"/first/dists/{suite}/main/{name}.xz"
                self._places.answers[path] = right(content)
            release = f"Codename: {suite}\nDate: Sun, 01 Nov 2026 00:00:00 UTC\n"
            release += f"Valid-Until: {self.valid_until}\nSHA256:\n{checksums}"
            self.release(suite, self.key.clear_sign(release.encode()))

    def release(self, suite, content):
        self._places.answers[f"/first/dists/{suite}/InRelease"] = right(content)

    def _name(self, suite, index, stanza):
        self._stanzas[suite][index].append(stanza)
        self.publish()


def tar(files):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:xz", preset=0) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return made.getvalue()
