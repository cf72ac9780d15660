"""mysql: targets against MariaDB, which is what Debian has."""

import signal
import socket
from contextlib import ExitStack

import pytest
from support import fakes
from support.fake_mysql import error, first_packet
from support.mysql import IN_URL, PASSWORD, Mysql, literal
from support.ports import free_port
from support.waiting import eventually


@pytest.fixture(scope="module")
def mysql(scratch, mysql_template):
    """The server that most tests share: without TLS, with an account for each plugin."""
    server = Mysql(scratch(), free_port(), mysql_template).start_and_wait()
    server.query(
        "INSTALL SONAME 'auth_ed25519';"
        f"CREATE USER ed IDENTIFIED VIA ed25519 USING PASSWORD({literal(PASSWORD)});"
        "INSTALL SONAME 'auth_pam_v1';"
        "CREATE USER pam IDENTIFIED VIA pam; CREATE USER open;"
        "CREATE USER locked IDENTIFIED BY 'x' ACCOUNT LOCK;"
        "CREATE USER old IDENTIFIED BY 'x' PASSWORD EXPIRE;"
        "SET GLOBAL disconnect_on_expired_password = 1;"
        "CREATE USER all_of_it IDENTIFIED BY 'x'; GRANT ALL ON *.* TO all_of_it;"
    )
    yield server
    server.stop()


def test_a_server_that_starts_late(anywhere, new_mysql, later):
    server = new_mysql()
    later(0.5, server.start)
    result = anywhere.run("wait", server.target)
    assert result.code == 0, result
    assert "Connection refused" in result.stderr
    eventually(lambda: server.count("Threads_connected") == 1, "the last client is gone")
    assert server.count("Aborted_connects") == 0


READY = {
    "user, password and database": "mysql://app:{password}@{address}/app",
    "no database": "mysql://app:{password}@{address}",
    "no password": "mysql://open@{address}",
    "MariaDB's ed25519": "mysql://ed:{password}@{address}",
    "the other scheme": "mariadb://app:{password}@localhost:{port}/app",
    "a name": "mysql://app:{password}@localhost:{port}/app",
    "no user": "mysql://{address}",
    "no user, but a database": "mysql://{address}/missing",
    "settings of a client library": "mysql://open@{address}/?charset=utf8mb4&serverVersion=10.11",
    "a socket": "mysql://app:{password}@localhost/app#unix-socket={socket}",
    "a socket, no user": "mysql://localhost#unix-socket={socket}",
    "a socket, and who connects is proof enough": "mysql://root@localhost#unix-socket={socket}",
    "no TLS": "mysql://app:{password}@{address}/app#tls=off",
    "placeholders": "mysql://app:${{PASS}}@{address}/app",
}


@pytest.mark.parametrize("target", READY.values(), ids=READY)
def test_what_is_ready(aweigh, mysql, target):
    target = target.format(
        address=mysql.address, port=mysql.port, socket=mysql.socket, password=IN_URL
    )
    result = aweigh.run("wait", "-t", "0", target, env={"PASS": PASSWORD})
    assert result.code == 0, result


REJECTED = {
    "wrong password": ("app:wrong@{}/app", "Access denied for user 'app'", "check the user"),
    "no password": ("app@{}/app", "using password: NO", "check the user"),
    "unknown user": ("nobody:wrong@{}", "Access denied for user 'nobody'", "check the user"),
    "wrong ed25519": ("ed:wrong@{}", "Access denied for user 'ed'", "check the user"),
    "no database": ("all_of_it:x@{}/missing", "Unknown database 'missing'", "create the database"),
    "not its database": ("open@{}/mysql", "to database 'mysql'", "grant the user"),
    "locked account": ("locked:x@{}", "this account is locked", "unlock the account"),
    "expired password": ("old:x@{}", "password has expired", "change the account's password"),
    "unknown plugin": ("pam:x@{}", "authentication plugin dialog", "client_ed25519"),
}


@pytest.mark.parametrize("rest, words, advice", REJECTED.values(), ids=REJECTED)
def test_a_login_that_is_refused(aweigh, mysql, rest, words, advice):
    target = "mysql://" + rest.format(mysql.address)
    result = aweigh.run("wait", "--fail-fast", "--log-format=json", target)
    assert result.code == 69, result
    assert words in result.stderr and advice in result.stderr
    assert {line["stage"] for line in result.events() if "stage" in line} == {"auth"}


OTHER_SERVERS = {
    "nobody knows what": fakes.garbage,
    "SSH": fakes.greeting(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
    "MySQL's other protocol": fakes.greeting(b"\x05\0\0\0\x0b\x08\x05\x1a\0"),
}


@pytest.mark.parametrize("behaviour", OTHER_SERVERS.values(), ids=OTHER_SERVERS)
@pytest.mark.parametrize("user", ["", "app:x@"])
def test_another_server_is_no_mysql(aweigh, new_fake, behaviour, user):
    fake = new_fake(behaviour).start()
    result = aweigh.run("wait", "--fail-fast", f"mysql://{user}{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a MySQL?" in result.stderr


@pytest.mark.parametrize("user", ["", "app:x@"])
def test_a_server_that_hangs_up_or_says_nothing_is_pending(aweigh, new_fake, user):
    early, silent = new_fake(fakes.early_close).start(), new_fake(fakes.silence).start()
    words = ["-t", "300ms", "--attempt-timeout", "100ms", "--log-format=json"]
    result = aweigh.run("wait", *words, *(f"mysql://{user}{f.address}" for f in (early, silent)))
    assert result.code == 124, result
    assert {line["stage"] for line in result.events() if "stage" in line} == {"auth"}


@pytest.mark.parametrize("user", ["", "app:x@"])
def test_an_error_that_nobody_foresaw_is_pending(aweigh, new_fake, user):
    """MySQL Router says this in place of a greeting as long as its server is down."""
    words = b"Can't connect to remote MySQL server for client connected to '0.0.0.0:6446'"
    fake = new_fake(first_packet(error(2003, b"HY000", words))).start()
    target = f"mysql://{user}{fake.address}"
    result = aweigh.run("wait", "-t", "1s", target)
    assert result.code == 124, result
    assert words.decode() in result.stderr
    assert aweigh.run("wait", "-t", "0", f"!{target}").code == 0


@pytest.mark.parametrize("user, taken", [("app", 10), (None, 11)])
def test_too_many_connections_are_pending(aweigh, new_mysql, later, user, taken):
    """MariaDB keeps one for an administrator, so whoever names no user finds room in that one."""
    server = new_mysql(max_connections=10).start_and_wait()
    eventually(lambda: server.count("Threads_connected") == 1, "the last client is gone")
    target = server.target if user else server.target_without_user
    with ExitStack() as connections:
        for _ in range(taken):
            connection = socket.create_connection(("127.0.0.1", server.port))
            connections.enter_context(connection)
            assert connection.recv(1)
        result = aweigh.run("wait", "-t", "1s", target)
        assert result.code == 124, result
        assert "Too many connections" in result.stderr
        later(0.3, connections.close)
        assert aweigh.run("wait", target).code == 0


def test_a_server_that_dies_in_the_middle_is_waited_for(aweigh, new_mysql, later):
    server = new_mysql().start_and_wait()
    server.signal(signal.SIGSTOP)
    running = aweigh.start("wait", server.target)
    running.until_stderr("waiting up to")
    later(0.3, server.stop)
    later(0.6, server.start)
    result = running.finish()
    assert result.code == 0, result
    assert "the server closed the connection" in result.stderr or "reset" in result.stderr


def test_an_inverted_target_is_gone_when_the_server_is(aweigh, new_mysql, later):
    server = new_mysql().start_and_wait()
    later(0.5, server.stop)
    result = aweigh.run("wait", f"!{server.target}")
    assert result.code == 0, result
    assert "it still answers" in result.stderr


def test_an_inverted_target_is_gone_when_the_account_is(aweigh, mysql):
    assert aweigh.run("wait", "-t", "0", f"!mysql://gone:x@{mysql.address}").code == 0
    assert aweigh.run("wait", "-t", "0", f"!mysql://{mysql.address}").code == 124
