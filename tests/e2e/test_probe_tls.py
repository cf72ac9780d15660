"""tls:// and what all kinds with TLS have in common, against real servers."""

import shutil
import ssl
import subprocess

import pytest
from support import fakes
from support.ports import free_port
from support.tls import make_ca, make_self_signed
from support.waiting import eventually
from support.web import Nginx, TlsServer, with_tls

COPY = "COPY /etc/ssl/certs/ca-certificates.crt"


@pytest.fixture(scope="session")
def other_ca(tmp_path_factory):
    return make_ca(tmp_path_factory.mktemp("other-ca"))


@pytest.fixture(scope="session")
def files(ca, other_ca, tmp_path_factory):
    """What the targets below name: in {braces}."""
    directory = tmp_path_factory.mktemp("files")
    shutil.copy(ca.file, directory)
    subprocess.run(["openssl", "rehash", directory], check=True, timeout=60)
    cert, key = ca.certificate("client")
    strangers, strangers_key = other_ca.certificate("client")
    return {
        "ca": ca.file, "other_ca": other_ca.file, "ca_directory": directory,
        "self_signed": make_self_signed(directory, "127.0.0.1")[0],
        "ours": f"cert={cert}&key={key}", "strangers": f"cert={strangers}&key={strangers_key}",
    }  # fmt: skip


@pytest.fixture(scope="session")
def sites(scratch, ca, files):
    """The ports of one nginx, by what is particular to each."""
    good = ca.certificate("127.0.0.1", "::1", "localhost", "db.internal")
    named = [ca.certificate(name) for name in ["one.name", "two.name"]]
    self_signed = files["self_signed"]
    sites = {
        "good": [good],
        "expired": [ca.certificate("127.0.0.1", expired=True)],
        "self-signed": [(self_signed, self_signed.with_suffix(".key"))],
        "of other names": [ca.certificate("db.internal", "10.1.2.3")],
        "of no name": [ca.certificate("1.2.3.4")],
        "TLS 1.1": [good, "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"],
        "TLS 1.2": [good, "ssl_protocols TLSv1.2;"],
        "TLS 1.3": [good, "ssl_protocols TLSv1.3;"],
    }
    ports = {name: free_port() for name in [*sites, "plain", "named"]}
    server = Nginx(
        scratch(),
        ports["plain"],
        f"listen 127.0.0.1:{ports['plain']};",
        *(with_tls(ports[name], *rules) for name, rules in sites.items()),
        with_tls(ports["named"], named[0], "server_name one.name;"),
        with_tls(ports["named"], named[1], "server_name two.name;"),
    )
    server.start_and_wait()
    yield ports
    server.stop()


@pytest.fixture(params=["tls", "https"])
def scheme(request):
    return request.param


VERIFIED = {
    "by its authority": ("good", "ca={ca}"),
    "by its own certificate": ("self-signed", "ca={self_signed}"),
    "by a name of its own": ("of other names", "ca={ca}&servername=db.internal"),
    "by the name that it is asked for": ("named", "ca={ca}&servername=two.name"),
    "with TLS 1.2": ("TLS 1.2", "ca={ca}"),
    "with TLS 1.3": ("TLS 1.3", "ca={ca}"),
    "not at all": ("self-signed", "insecure"),
    "not at all, though expired": ("expired", "insecure"),
    "with a certificate that nobody wants": ("good", "ca={ca}&{ours}"),
}

REJECTED = {
    "self-signed": ("self-signed", "ca={ca}", "self-signed certificate (tls)", "#ca=FILE"),
    "unknown authority": ("good", "ca={other_ca}", "issuer certificate", "#ca=FILE"),
    "expired": ("expired", "ca={ca}", "certificate has expired (tls)", "renew"),
    "wrong address": (
        "of other names", "ca={ca}",
        "address mismatch: the certificate is for db.internal, 10.1.2.3 (tls)", "#servername=NAME",
    ),
    "wrong name": (
        "good", "ca={ca}&servername=db.example",
        "mismatch: the certificate is for 127.0.0.1, ::1, localhost, db.internal", "servername",
    ),
    "too old": ("TLS 1.1", "insecure", "protocol version", "TLS 1.2 or 1.3"),
    "no TLS": ("plain", "insecure", "wrong version number", "the port of a TLS server?"),
}  # fmt: skip


@pytest.mark.parametrize("site, options", VERIFIED.values(), ids=VERIFIED)
def test_verified(aweigh, sites, files, scheme, site, options):
    target = f"{scheme}://127.0.0.1:{sites[site]}#{options.format(**files)}"
    result = aweigh.run("check", target)
    assert result.code == 0, result


@pytest.mark.parametrize("site, options, words, advice", REJECTED.values(), ids=REJECTED)
def test_rejected(aweigh, sites, files, scheme, site, options, words, advice):
    target = f"{scheme}://127.0.0.1:{sites[site]}#{options.format(**files)}"
    result = aweigh.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    last = next(line for line in result.stderr.splitlines() if "error: " in line)
    assert words in last and advice in last
    inverted = aweigh.run("check", "!" + target)
    assert inverted.code == 1, "a certificate that is not good is no sign that the server is gone"


@pytest.mark.parametrize("host", ["localhost", "LocalHost"])
def test_verified_by_the_name_that_is_connected_to(aweigh, sites, ca, host):
    assert aweigh.run("check", f"tls://{host}:{sites['good']}#ca={ca.file}").code == 0
    result = aweigh.run("check", f"tls://{host}:{sites['of other names']}#ca={ca.file}")
    assert result.code == 1
    assert "ostname mismatch: the certificate is for db.internal" in result.stdout


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_authorities_from_the_environment(aweigh, sites, files, scheme, name):
    where = files["ca" if name == "SSL_CERT_FILE" else "ca_directory"]
    target = f"{scheme}://127.0.0.1:{sites['good']}"
    assert aweigh.run("check", target, env={name: str(where)}).code == 0
    wrong = {"SSL_CERT_FILE": str(files["other_ca"])}
    assert aweigh.run("check", target, env=wrong).code == 1


def test_an_image_without_authorities_is_told_what_to_copy(in_empty_root, sites, scheme):
    target = f"{scheme}://127.0.0.1:{sites['good']}"
    result = in_empty_root.run("wait", target)
    assert result.code == 64, result
    assert COPY in result.stderr
    assert in_empty_root.run("wait", f"{target}#insecure").code == 0


@pytest.mark.parametrize(
    "path", ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/my/ca"]
)
def test_an_image_from_scratch_needs_one_file(in_empty_root, sites, ca, scheme, path):
    file = in_empty_root.home / path[1:]
    file.parent.mkdir(parents=True)
    shutil.copy(ca.file, file)
    target = f"{scheme}://127.0.0.1:{sites['good']}" + ("#ca=/my/ca" if path == "/my/ca" else "")
    result = in_empty_root.run("wait", "-t", "0", target)
    assert result.code == 0, result


def test_a_redirect_to_tls_in_an_image_without_authorities(in_empty_root, sites, new_fake):
    there = f"Location: https://127.0.0.1:{sites['good']}/"
    answer = f"HTTP/1.1 302 Found\r\n{there}\r\n\r\n".encode()
    fake = new_fake(fakes.saying(answer)).start()
    result = in_empty_root.run("wait", "--fail-fast", f"http://{fake.address}/")
    assert result.code == 69, result
    assert COPY in result.stderr


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_client_s_certificate(aweigh, ca, files, scratch, scheme, version):
    """With TLS 1.3 a server says what it thinks of it when for the client all is done."""
    wants = ["-Verify", "1", "-verify_return_error", "-CAfile", ca.file]
    kind = ["-www"] if scheme == "https" else []
    server = TlsServer(scratch(), free_port(), ca.certificate("127.0.0.1"), version, *wants, *kind)
    server.start_and_wait()
    try:
        target = f"{scheme}://127.0.0.1:{server.port}#ca={ca.file}"
        result = aweigh.run("check", f"{target}&{files['ours']}")
        assert result.code == 0, result
        none = aweigh.run("wait", "--fail-fast", target)
        assert none.code == 69, none
        assert "certificate required" in none.stderr or "handshake failure" in none.stderr
        assert "#cert=FILE&key=FILE" in none.stderr
        strangers = aweigh.run("wait", "--fail-fast", f"{target}&{files['strangers']}")
        assert strangers.code == 69, strangers
        assert "unknown ca" in strangers.stderr.lower()
    finally:
        server.stop()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_the_goodbye_is_heard(aweigh, ca, new_fake, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = version
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    context.load_cert_chain(*ca.certificate("127.0.0.1"))
    heard = []

    def listen(connection):
        """To hang up without close_notify is an error here."""
        with context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=False) as tls:
            heard.append(tls.recv(1))

    fake = new_fake(listen).start()
    assert aweigh.run("check", f"tls://{fake.address}#ca={ca.file}").code == 0
    eventually(lambda: heard == [b""], "close_notify")


def test_a_name_in_the_subject_alone_is_none(aweigh, ca, scratch, scheme):
    server = TlsServer(
        scratch(), free_port(), ca.certificate("localhost", in_subject_alone=True), "-www"
    ).start_and_wait()
    try:
        target = f"{scheme}://localhost:{server.port}#ca={ca.file}"
        result = aweigh.run("wait", "--fail-fast", target)
        assert result.code == 69, result
        assert "mismatch" in result.stderr
    finally:
        server.stop()


def test_a_server_that_hangs_up_or_stalls_in_the_handshake_is_pending(aweigh, new_fake, scheme):
    for behaviour in [fakes.early_close, fakes.silence]:
        fake = new_fake(behaviour).start()
        words = ["-t", "600ms", "--attempt-timeout=200ms", "--log-format=json"]
        result = aweigh.run("wait", *words, f"{scheme}://{fake.address}#insecure")
        assert result.code == 124, result
        assert {line["stage"] for line in result.events() if "stage" in line} == {"tls"}


@pytest.fixture
def not_loadable(ca, tmp_path):
    """Options that name files with something else in them than they should."""
    garbage, encrypted = tmp_path / "garbage", tmp_path / "encrypted"
    garbage.write_text("this is no certificate\n")
    cert, key = ca.certificate("client")
    _, foreign = ca.certificate("client")
    command = ["openssl", "pkey", "-in", key, "-aes128", "-passout", "pass:x", "-out", encrypted]
    subprocess.run(command, check=True, timeout=60)
    return {
        f"ca={garbage}": f"cannot load ca={garbage}: ",
        f"insecure&cert={garbage}": f"cannot load cert={garbage}: ",
        f"insecure&cert={cert}": f"cannot load key={cert}: ",
        f"insecure&cert={cert}&key={foreign}": "key values mismatch",
        f"insecure&cert={cert}&key={encrypted}": "not encrypted",
    }


def test_files_that_cannot_be_loaded(aweigh, sites, not_loadable):
    for options, words in not_loadable.items():
        result = aweigh.run("check", f"tls://127.0.0.1:{sites['good']}#{options}")
        assert result.code == 1, result
        assert words in result.stdout


def test_a_file_that_is_put_right_while_waiting(aweigh, sites, ca, tmp_path, later):
    file = tmp_path / "ca.crt"
    file.write_text("not yet\n")
    later(0.5, lambda: shutil.copy(ca.file, file))
    result = aweigh.run("wait", f"tls://127.0.0.1:{sites['good']}#ca={file}")
    assert result.code == 0, result
    assert result.seconds >= 0.5


USAGE = {
    "ca=/missing": "cannot read ca=/missing: No such file",
    "insecure&cert=/missing": "cannot read cert=/missing: No such file",
    "insecure&key=/dev/null": "cert=FILE",
}


@pytest.mark.parametrize("options, words", USAGE.items(), ids=USAGE)
def test_files_that_are_missing_are_a_usage_error(aweigh, scheme, options, words):
    result = aweigh.run("wait", f"{scheme}://127.0.0.1:1#{options}")
    assert result.code == 64, result
    assert words in result.stderr
