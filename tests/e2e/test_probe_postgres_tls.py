"""postgres:// and TLS: every sslmode, private and system authorities, client certificates."""

import shutil
from pathlib import Path

import pytest
from support.ports import free_port
from support.postgres import Database, Postgres, own
from support.secret import IN_URL, PASSWORD
from support.tls import make_ca

HBA = """
local   all postgres   trust
hostssl all encrypted  all scram-sha-256
hostnossl all plain    all scram-sha-256
hostssl all certified  all cert
host    all app        all scram-sha-256
"""


@pytest.fixture(scope="module")
def ca(tmp_path_factory):
    return make_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def other_ca(tmp_path_factory):
    return make_ca(tmp_path_factory.mktemp("other-ca"))


@pytest.fixture(scope="module")
def tls_database(scratch, postgres_template, ca):
    """On a server that speaks TLS, with a certificate for `localhost`."""
    server = Postgres(scratch(), free_port(), postgres_template)
    cert, key = ca.certificate("localhost")
    files = {"ssl_cert_file": cert, "ssl_key_file": key, "ssl_ca_file": ca.file}
    for setting, file in files.items():
        server.settings[setting] = own(shutil.copy(file, server.directory / setting))
    server.settings["ssl_key_file"].chmod(0o600)
    server.settings["ssl"] = "on"
    (server.data / "pg_hba.conf").write_text(HBA)
    server.start_and_wait()
    for role in ["encrypted", "plain", "certified"]:
        literal = "'" + PASSWORD.replace("'", "''") + "'"
        server.query(f"CREATE ROLE {role} LOGIN PASSWORD {literal}")
    yield Database(server)
    server.stop()


@pytest.fixture
def target(tls_database):
    """`target("sslmode=require", user="plain", host="127.0.0.1")`"""

    def make(parameters="", user="app", host="localhost"):
        return f"postgres://{user}:{IN_URL}@{host}:{tls_database.server.port}/app?{parameters}"

    return make


@pytest.mark.parametrize("sslmode, encrypted", [
    ("disable", "f"), ("allow", "f"), ("prefer", "t"), ("require", "t"), ("verify-ca", "t"),
    ("verify-full", "t"),
])  # fmt: skip
def test_each_sslmode(anywhere, target, ca, sslmode, encrypted):
    ask = f"select ssl = '{encrypted}' from pg_stat_ssl where pid = pg_backend_pid()"
    result = anywhere.run(
        "wait", "-t", "0", target(f"sslmode={sslmode}&sslrootcert={ca.file}") + f"#query={ask}"
    )
    assert result.code == 0, result


# sslmode, the user that pg_hba.conf lets in, and whether the two agree
AGREEMENT = [
    ("disable", "encrypted", False), ("allow", "encrypted", True),
    ("prefer", "encrypted", True), ("require", "encrypted", True),
    ("disable", "plain", True), ("allow", "plain", True),
    ("prefer", "plain", True), ("require", "plain", False),
]  # fmt: skip


@pytest.mark.parametrize("sslmode, user, agree", AGREEMENT)
def test_the_server_s_hba_file_may_want_it_or_not(aweigh, target, sslmode, user, agree):
    result = aweigh.run("wait", "--fail-fast", target(f"sslmode={sslmode}", user))
    assert result.code == (0 if agree else 69), result
    if not agree:
        assert "no pg_hba.conf entry" in result.stderr
        assert "check the user, and what the server's pg_hba.conf allows" in result.stderr


def test_a_server_without_tls_is_rejected(aweigh, database):
    result = aweigh.run("wait", "--fail-fast", f"{database.url}?sslmode=require")
    assert result.code == 69, result
    assert "configure TLS in the server, or set sslmode=disable" in result.stderr


def test_a_certificate_of_another_authority_is_rejected(aweigh, target, other_ca):
    for sslmode in ["verify-ca", "verify-full"]:
        wrong = target(f"sslmode={sslmode}&sslrootcert={other_ca.file}")
        result = aweigh.run("wait", "--fail-fast", "--log-format=json", wrong)
        assert result.code == 69, result
        (unready,) = result.events("target_unready")
        assert "certificate verify failed" in unready["error"]
        assert unready["stage"] == "tls"
        assert "name the server's authority with sslrootcert=FILE" in unready["msg"]
        assert aweigh.run("wait", "--fail-fast", "!" + wrong).code == 69, "nor is it a no"


def test_a_certificate_for_another_name_is_rejected_by_verify_full_alone(aweigh, target, ca):
    parameters = f"sslrootcert={ca.file}&sslmode="
    assert (
        aweigh.run("wait", "-t", "0", target(parameters + "verify-ca", host="127.0.0.1")).code == 0
    )
    full = target(parameters + "verify-full", host="127.0.0.1")
    result = aweigh.run("wait", "--fail-fast", full)
    assert result.code == 69, result
    assert "does not match host name" in result.stderr
    assert "use the host name of the certificate" in result.stderr


STRICT = ["ssl=true", "ssl=1", "ssl", "sslaccept=strict", "sslaccept=strict&sslmode=require"]


@pytest.mark.parametrize("words", STRICT)
def test_a_driver_s_word_that_asks_for_verification_gets_it(aweigh, target, ca, other_ca, words):
    assert aweigh.run("wait", "-t", "0", target(f"{words}&sslrootcert={ca.file}")).code == 0
    unverified = [
        target(f"{words}&sslrootcert={other_ca.file}"),
        target(f"{words}&sslrootcert={ca.file}", host="127.0.0.1"),
        target(words),
    ]
    for url in unverified:
        assert aweigh.run("wait", "--fail-fast", url).code == 69, url


UNVERIFIED = ["ssl=no-verify", "sslmode=no-verify", "ssl=require", "ssl=true&sslmode=require"]


@pytest.mark.parametrize("words", UNVERIFIED)
def test_a_driver_s_word_that_asks_for_tls_alone(aweigh, target, words):
    assert aweigh.run("wait", "-t", "0", target(words, "encrypted")).code == 0
    assert aweigh.run("wait", "--fail-fast", target(words, "plain")).code == 69


def test_beside_sslaccept_sslcert_is_the_authority(aweigh, target, ca, other_ca):
    assert aweigh.run("wait", "-t", "0", target(f"sslaccept=strict&sslcert={ca.file}")).code == 0
    other = target(f"sslaccept=strict&sslcert={other_ca.file}")
    assert aweigh.run("wait", "--fail-fast", other).code == 69


def test_an_authority_in_the_home_directory(aweigh, target, ca):
    full = target("sslmode=verify-full")
    result = aweigh.run("wait", "--fail-fast", full)
    assert result.code == 69, result
    assert "take those of the image with sslrootcert=system" in result.stderr
    directory = aweigh.home / ".postgresql"
    directory.mkdir()
    shutil.copy(ca.file, directory / "root.crt")
    assert aweigh.run("wait", "-t", "0", full).code == 0


def test_the_system_s_authorities(aweigh, target, ca, other_ca):
    """Wherever they are: OpenSSL itself knows one place only."""
    system = target("sslrootcert=system")
    assert aweigh.run("wait", "-t", "0", system, env={"SSL_CERT_FILE": str(ca.file)}).code == 0
    for env in [{"SSL_CERT_FILE": str(other_ca.file)}, {}]:
        assert aweigh.run("wait", "--fail-fast", system, env=env).code == 69
    weak = aweigh.run("wait", "--fail-fast", target("sslrootcert=system&sslmode=require"))
    assert weak.code == 69, weak
    assert 'weak sslmode "require" may not be used with sslrootcert=system' in weak.stderr
    env = {"SSL_CERT_FILE": str(ca.file), "PGSSLROOTCERT": "system"}
    assert aweigh.run("wait", "-t", "0", target(), env=env).code == 0
    assert aweigh.run("wait", "--fail-fast", target(host="127.0.0.1"), env=env).code == 69


@pytest.mark.parametrize("bundle", [
    "etc/ssl/certs/ca-certificates.crt", "etc/pki/tls/certs/ca-bundle.crt", "etc/ssl/cert.pem",
])  # fmt: skip
def test_the_system_s_authorities_in_an_image_from_scratch(in_empty_root, target, ca, bundle):
    system = target("sslrootcert=system")
    result = in_empty_root.run("wait", "--fail-fast", system)
    assert result.code == 69, result
    file = in_empty_root.home / bundle
    file.parent.mkdir(parents=True)
    shutil.copy(ca.file, file)
    result = in_empty_root.run("wait", "-t", "0", system)
    assert result.code == 0, result


def test_a_client_certificate(aweigh, target, ca, tmp_path):
    cert, key = (Path(shutil.copy(file, tmp_path)) for file in ca.certificate("certified"))
    without = target("sslmode=require", "certified")
    result = aweigh.run("wait", "--fail-fast", without)
    assert result.code == 69, result
    assert "client certificate" in result.stderr
    with_it = f"{without}&sslcert={cert}&sslkey={key}"
    key.chmod(0o644)
    result = aweigh.run("wait", "--fail-fast", with_it)
    assert result.code == 69, result
    assert "has group or world access" in result.stderr
    key.chmod(0o600)
    assert aweigh.run("wait", "-t", "0", with_it).code == 0


def test_a_migration_takes_the_same_parameters(aweigh, target, ca, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1;"})
    result = aweigh.run(
        "-m", str(directory), "--database", target("sslrootcert=system"), "--", "true",
        env={"SSL_CERT_FILE": str(ca.file)},
    )  # fmt: skip
    assert result.code == 0, result
