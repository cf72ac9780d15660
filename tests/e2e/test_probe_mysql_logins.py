"""mysql: targets: TLS, the plugin that is MySQL 8's default, and what servers count."""

import subprocess

import pytest
from support.fake_mysql import GREETING, OK, Mysql8, make_rsa_key, packet
from support.mysql import IN_URL, PASSWORD, Mysql, literal
from support.namespaces import network_of_its_own
from support.ports import free_port
from support.waiting import eventually


@pytest.fixture(scope="module")
def tls_mysql(scratch, mysql_template, ca):
    """Its certificate is for localhost; `tls_only` must use TLS, `known` must show a certificate."""
    server = Mysql(scratch(), free_port(), mysql_template)
    server.use_tls(*ca.certificate("localhost"), ca.file)
    server.start_and_wait()
    server.query(
        "CREATE USER tls_only IDENTIFIED BY 'x' REQUIRE SSL;"
        "CREATE USER known IDENTIFIED BY 'x' REQUIRE X509;"
    )
    yield server
    server.stop()


@pytest.fixture(scope="module")
def files(ca, tmp_path_factory):
    """What the targets below name."""
    cert, key = ca.certificate("a client")
    other = tmp_path_factory.mktemp("other") / "ca.crt"
    other.write_bytes(ca.certificate("nobody")[0].read_bytes())
    return {"ca": ca.file, "cert": cert, "key": key, "other": other}


OVER_TLS = {
    "where it is offered": "tls_only:x@127.0.0.1:{port}",
    "required, not verified": "tls_only:x@127.0.0.1:{port}#tls=require",
    "verified": "tls_only:x@localhost:{port}#tls=verify&ca={ca}",
    "verified, for there is an authority": "tls_only:x@localhost:{port}#ca={ca}",
    "verified by another name": "tls_only:x@127.0.0.1:{port}#ca={ca}&servername=localhost",
    "verified by the image's authorities": "tls_only:x@localhost:{port}#tls=verify",
    "verified, no user": "localhost:{port}#ca={ca}",
    "with a certificate of our own": "known:x@127.0.0.1:{port}#cert={cert}&key={key}",
    "on a socket": "tls_only:x@localhost#unix-socket={socket}&tls=require",
}


@pytest.mark.parametrize("rest", OVER_TLS.values(), ids=OVER_TLS)
def test_logins_over_tls(aweigh, tls_mysql, files, rest):
    rest = rest.format(port=tls_mysql.port, socket=tls_mysql.socket, **files)
    env = {"SSL_CERT_FILE": str(files["ca"])}
    result = aweigh.run("wait", "-t", "0", f"mysql://{rest}", env=env)
    assert result.code == 0, result


NOT_OVER_TLS = {
    "not wanted": ("tls_only:x@127.0.0.1:{port}#tls=off", "Access denied", "auth"),
    "not on a socket": ("tls_only:x@localhost#unix-socket={socket}", "Access denied", "auth"),
    "no certificate of ours": ("known:x@127.0.0.1:{port}", "Access denied", "auth"),
    "another name": ("tls_only:x@127.0.0.1:{port}#ca={ca}", "address mismatch", "tls"),
    "another authority": ("tls_only:x@localhost:{port}#ca={other}", "certificate", "tls"),
    "not offered": ("app@127.0.0.1:{plain}#tls=require", "does not offer TLS", "tls"),
}


@pytest.mark.parametrize("rest, words, stage", NOT_OVER_TLS.values(), ids=NOT_OVER_TLS)
def test_logins_that_fail_for_tls(aweigh, tls_mysql, new_fake, files, rest, words, stage):
    plain = new_fake(Mysql8("x")).start().port
    rest = rest.format(port=tls_mysql.port, socket=tls_mysql.socket, plain=plain, **files)
    result = aweigh.run("wait", "--fail-fast", "--log-format=json", f"mysql://{rest}")
    assert result.code == 69, result
    assert words in result.stderr
    assert {line["stage"] for line in result.events() if "stage" in line} == {stage}


USAGE = {
    "mysql://db#tls=sometimes": "off, prefer, require and verify",
    "mysql://db#tls=verify&insecure": "insecure contradicts",
    "mysql://db#tls=require&ca={ca}": "ca= is of use with tls=verify only",
    "mysql://db#ca=/no/such": "/no/such",
    "mysql://db?sslMode=VERIFY_CA": "#tls=verify",
    "mysql://:secret@db": "a password needs a user",
    "mysql://db#unix-socket=run/mysqld.sock": "absolute",
}


@pytest.mark.parametrize("target, words", USAGE.items())
def test_contradictions_are_found_before_anything_starts(aweigh, files, target, words):
    result = aweigh.run("wait", target.format(**files))
    assert result.code == 64, result
    assert words in result.stderr


def test_what_was_said_before_tls_is_no_answer_within(aweigh, new_fake, ca):
    """Whoever sits in between could add it to the server's greeting."""
    server = Mysql8(PASSWORD, certificate=ca.certificate("localhost"))
    server.smuggled = packet(2, OK) + packet(1, OK)
    fake = new_fake(server).start()
    target = f"mysql://app:x@localhost:{fake.port}#ca={ca.file}"
    result = aweigh.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert "not MySQL's protocol" in result.stderr


def test_logins_leave_no_trace_of_trouble(aweigh, new_mysql, ca):
    server = new_mysql(log_warnings=9)
    server.use_tls(*ca.certificate("localhost"), ca.file)
    server.start_and_wait()
    for options in ["#tls=off", "#tls=require", f"#unix-socket={server.socket}"]:
        assert aweigh.run("check", server.target + options).code == 0
    eventually(lambda: server.count("Threads_connected") == 1, "all of them are gone")
    assert server.count("Aborted_clients") == server.count("Aborted_connects") == 0
    assert "Aborted connection" not in (server.directory / "log").read_text()


def test_asking_does_not_block_the_host(aweigh, new_mysql, tmp_path):
    """But for loopback, a server shuts out who broke off max_connect_errors handshakes in a row."""
    prefix = network_of_its_own("10.9.1.1", "client.example", tmp_path / "hosts")
    server = new_mysql(prefix=prefix, bind_address="0.0.0.0", max_connect_errors=1)
    server.start_and_wait()
    # somebody unknown is asked for the proof that one of these would have to give
    server.query("INSTALL SONAME 'auth_ed25519'")
    for number in range(20):
        user = f"CREATE USER ed{number} IDENTIFIED VIA ed25519 USING PASSWORD"
        server.query(f"{user}({literal(PASSWORD)})")
    inside = aweigh.within(server.join)
    address = f"10.9.1.1:{server.port}"

    target = f"mysql://{address}"
    result = inside.run("wait", "--stable-for=1s", "--max-interval=10ms", target)
    assert result.code == 0, result
    assert server.count("Aborted_connects") >= 5
    for user in "abcdefgh":
        result = inside.run("check", f"mysql://{user}:x@{address}")
        assert "Access denied" in result.stdout
    assert inside.run("check", f"mysql://ed7:{IN_URL}@{address}").code == 0

    assert inside.run("check", f"tcp://{address}").code == 0  # hangs up
    eventually(lambda: inside.run("check", target).code == 1, "the host is blocked")
    result = inside.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert "is blocked because of many connection errors" in result.stderr
    assert "flush-hosts" in result.stderr


def test_what_ends_a_handshake_too_early_is_tried_once_a_second(aweigh, new_fake):
    fake = new_fake(Mysql8("x")).start()
    target = f"mysql://app:x@{fake.address}#tls=require"
    result = aweigh.run("wait", "--rejection-grace=1500ms", "--log-format=json", target)
    assert result.code == 69, result
    assert 2 <= len(fake.connections()) <= 3
    assert max(line.get("attempts", 0) for line in result.events()) > 5


@pytest.fixture(params=["cached", "over TLS", "over verified TLS", "encrypted"])
def mysql8(request, tmp_path, ca, new_fake):
    """(server, what it sees): one that knows the password's hash, one that wants the password."""
    server = Mysql8(PASSWORD)
    options, steps = {
        "cached": ("", ["login", "known by its hash"]),
        "over TLS": ("", ["login over TLS", "known by its password"]),
        "over verified TLS": (f"#ca={ca.file}", ["login over TLS", "known by its password"]),
        "encrypted": ("#trust-server", ["login", "known by its encrypted password"]),
    }[request.param]
    server.cached = request.param == "cached"
    if "TLS" in request.param:
        server.certificate = ca.certificate("localhost")
    if request.param == "encrypted":
        server.key = make_rsa_key(tmp_path / "rsa.key")
    server.port = new_fake(server).start().port
    server.options = options
    return server, steps


def test_a_login_by_caching_sha2_password(aweigh, mysql8):
    server, steps = mysql8
    target = f"mysql://app:{IN_URL}@localhost:{server.port}/app{server.options}"
    result = aweigh.run("wait", "-t", "0", target)
    assert result.code == 0, result
    eventually(lambda: server.seen == [*steps, "goodbye"], f"not {server.seen}")


def test_a_wrong_password_by_caching_sha2_password(aweigh, mysql8):
    server, _ = mysql8
    target = f"mysql://app:wrong@localhost:{server.port}{server.options}"
    result = aweigh.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert "Access denied" in result.stderr
    assert "goodbye" not in server.seen


def test_nobody_by_caching_sha2_password(aweigh, mysql8):
    server, _ = mysql8
    assert aweigh.run("wait", "-t", "0", f"mysql://127.0.0.1:{server.port}").code == 0
    assert len(server.seen) == 1, "a login that was refused"


@pytest.mark.parametrize("options", ["", "#tls=require", "#tls=off"])
def test_the_password_is_not_sealed_with_a_key_that_nobody_vouches_for(
    aweigh, new_fake, tmp_path, options
):
    """A machine in between has a key of its own."""
    server = Mysql8(PASSWORD, key=make_rsa_key(tmp_path / "rsa.key"))
    port = new_fake(server).start().port
    target = f"mysql://app:{IN_URL}@127.0.0.1:{port}{options}"
    result = aweigh.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert "TLS" in result.stderr or "#tls=verify" in result.stderr
    assert not any("known" in step for step in server.seen)


@pytest.mark.parametrize("options", ["", "#trust-server"])
def test_no_server_gets_a_password_in_clear_text_without_tls(aweigh, new_fake, options):
    request = b"\xfemysql_clear_password\0"
    received = []

    def behave(connection):
        connection.sendall(packet(0, GREETING))
        connection.recv(1 << 16)
        connection.sendall(packet(2, request))
        received.append(connection.recv(1 << 16))

    target = f"mysql://app:{IN_URL}@{new_fake(behave).start().address}{options}"
    result = aweigh.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert "password in clear text" in result.stderr and "#tls=" in result.stderr
    eventually(lambda: received == [b""], "it hangs up")


def test_the_fake_is_one_that_other_clients_log_in_to(mysql8):
    """MariaDB's own, which has the plugin of MySQL 8, too."""
    server, steps = mysql8
    command = ["mariadb", "--no-defaults", "--protocol=tcp", "--host=127.0.0.1", "--user=app"]
    command += [f"--port={server.port}", f"--password={PASSWORD}", "--execute=DO 0"]
    tls = ["--ssl", "--skip-ssl-verify-server-cert"] if server.certificate else ["--skip-ssl"]
    done = subprocess.run([*command, *tls], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert server.seen[: len(steps)] == steps
