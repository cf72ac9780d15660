"""A private certificate authority, made with the openssl command."""

import ipaddress
import subprocess
from pathlib import Path


def make_ca(directory):
    """A new authority that keeps its files in `directory`."""
    return CertificateAuthority(Path(directory))


def make_self_signed(directory, *names):
    """(certificate, key): a server's certificate that it signed itself."""
    cert, key = Path(directory) / "self-signed.crt", Path(directory) / "self-signed.key"
    _openssl(
        "req", "-x509", *_new_key(key), "-out", cert, "-days", "1", "-subj", f"/CN={names[0]}",
        "-addext", _alternative_names(names),
    )  # fmt: skip
    return cert, key


class CertificateAuthority:
    def __init__(self, directory):
        self.directory = directory
        self.file = directory / "ca.crt"
        self._key = directory / "ca.key"
        self._made = 0
        _openssl(
            "req", "-x509", *_new_key(self._key), "-out", self.file, "-days", "1",
            "-subj", "/CN=aweigh's tests",
        )  # fmt: skip

    def certificate(self, *names, expired=False, in_subject_alone=False):
        """(certificate, key) for a server, or a client, of these names or addresses."""
        self._made += 1
        cert, key, request, extensions = (
            self.directory / f"{self._made}.{kind}" for kind in ["crt", "key", "csr", "ext"]
        )
        _openssl("req", *_new_key(key), "-out", request, "-subj", f"/CN={names[0]}")
        extensions.write_text("" if in_subject_alone else _alternative_names(names))
        _openssl(
            "x509", "-req", "-in", request, "-out", cert, "-CA", self.file, "-CAkey", self._key,
            "-CAcreateserial", "-extfile", extensions, "-days", "-1" if expired else "1",
        )  # fmt: skip
        return cert, key


def _new_key(file):
    # quicker to make than RSA by far
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file]


def _alternative_names(names):
    return "subjectAltName=" + ",".join(
        f"{'IP' if _is_address(name) else 'DNS'}:{name}" for name in names
    )


def _is_address(name):
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def _openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=60)
