"""cassandra:// and cassandras://, with Apache's own node."""

import cql
import pytest
from cassandra import Cassandra
from support import fakes
from support.secret import CANARY, IN_URL, PASSWORD
from support.spoiler import spoiled_answers

GRACE = ("--rejection-grace", "200ms")
KEYSPACE = "WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
STARTED = ("-t", "5m")  # a JVM on a busy machine


@pytest.fixture(scope="session")
def cassandra(scratch, ca):
    """The node that most tests share: it wants a login, in plain and through TLS."""
    server = Cassandra(scratch(), login=True, certificate=ca.certificate("127.0.0.1"))
    try:
        server.start_and_wait()
        with server.session() as session:
            password = PASSWORD.replace("'", "''")
            session.run(f"CREATE ROLE app WITH PASSWORD = '{password}' AND LOGIN = true")
            session.run(f"CREATE ROLE closed WITH PASSWORD = '{password}' AND LOGIN = false")
            session.run(f"CREATE KEYSPACE shop {KEYSPACE}")
        yield server
    finally:
        server.stop()


@pytest.fixture
def new_cassandra(scratch):
    servers = []

    def make(**options):
        servers.append(Cassandra(scratch(), **options))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def test_it_is_waited_for(aweigh, new_cassandra, later):
    server = new_cassandra()
    later(0.3, server.start)
    result = aweigh.run("wait", *STARTED, f"cassandra://{server.at}", within=330)
    assert result.code == 0, result
    assert server.is_ready()
    # As of the drivers: a login that nobody asks for is none.
    assert aweigh.run("wait", f"cassandra://app:{IN_URL}@{server.at}/system").code == 0


def test_its_superuser_is_waited_for(aweigh, new_cassandra):
    """A node listens for seconds before it makes that role."""
    server = new_cassandra(login=True)
    server.start()
    target = f"cassandra://cassandra:cassandra@{server.at}"
    result = aweigh.run("wait", *STARTED, *GRACE, target, within=330)
    assert result.code == 0, result
    assert "Created default superuser role" in (server.directory / "log").read_text()


def test_a_superuser_who_is_refused_is_pending(pending, cassandra):
    words = pending(f"cassandra://cassandra:{CANARY}@{cassandra.at}")
    assert "authentication error: Provided username cassandra" in words
    assert "makes this role in the first ten seconds that it listens" in words


def test_a_login(aweigh, cassandra):
    assert aweigh.run("wait", f"cassandra://app:{IN_URL}@{cassandra.at}").code == 0
    for wrong in f"app:{IN_URL}wrong", f"nobody:{IN_URL}", f"closed:{IN_URL}":
        result = aweigh.run("wait", *GRACE, f"cassandra://{wrong}@{cassandra.at}")
        assert result.code == 69, result
        assert "authentication error: " in result.stderr
        assert "check the user and the password" in result.stderr


def test_a_login_that_is_wanted(aweigh, cassandra):
    result = aweigh.run("wait", *GRACE, f"cassandra://{cassandra.at}")
    assert result.code == 69, result
    assert "wants a login, by org.apache.cassandra.auth.PasswordAuthenticator" in result.stderr
    assert "give the target a user and a password" in result.stderr


def test_a_keyspace_is_waited_for(aweigh, pending, cassandra, later):
    at = f"cassandra://app:{IN_URL}@{cassandra.at}"
    assert aweigh.run("wait", f"{at}/shop").code == 0
    for missing in "awaited", "Shop", "local":
        assert f"there is no keyspace {missing}" in pending(f"{at}/{missing}")
    with cassandra.session() as session:
        later(0.3, lambda: session.run(f"CREATE KEYSPACE awaited {KEYSPACE}"))
        assert aweigh.run("wait", f"{at}/awaited").code == 0
        later.close()


def test_tls(aweigh, cassandra, ca):
    login, port = f"app:{IN_URL}", cassandra.tls_port
    good = f"cassandras://{login}@127.0.0.1:{port}/shop#ca={ca.file}"
    assert aweigh.run("wait", good).code == 0
    result = aweigh.run("wait", *GRACE, f"cassandras://{login}@localhost:{port}#ca={ca.file}")
    assert result.code == 69, result
    assert "localhost" in result.stderr


def test_tls_where_there_is_none_and_the_reverse(aweigh, pending, cassandra):
    words = pending(f"cassandra://127.0.0.1:{cassandra.tls_port}")
    assert "is this the port of a Cassandra without TLS?" in words
    result = aweigh.run("check", f"cassandras://{cassandra.at}#insecure")
    assert result.code == 1, result
    assert "no TLS handshake" in result.stdout, result


def test_one_node_is_enough(aweigh, pending, cassandra, lost, new_fake):
    login, at = f"app:{IN_URL}", cassandra.at
    other = new_fake(fakes.garbage).start().address
    for hosts in f"{lost},{at}", f"{at},{lost}", f"{other},{at}":
        assert aweigh.run("wait", "-t", "5s", f"cassandra://{login}@{hosts}/shop").code == 0
    words = pending(f"cassandra://{login}@{lost},node.invalid")
    assert f"{lost}: Connection refused" in words


def test_a_silent_node_takes_its_share_of_the_time(aweigh, cassandra, new_fake):
    silent = new_fake(fakes.silence).start()
    hosts = f"{silent.address},{cassandra.at}"
    target = f"cassandra://app:{IN_URL}@{hosts}#attempt-timeout=4s"
    assert aweigh.run("check", target).code == 0


def test_it_is_waited_for_until_it_is_gone(aweigh, cassandra, lost):
    assert aweigh.run("wait", f"!cassandra://{lost}").code == 0
    target = f"!cassandra://app:{IN_URL}@{cassandra.at}"
    assert aweigh.run("wait", "-t", "300ms", target).code == 124


@pytest.mark.parametrize(
    "code, said", [(0x1000, "unavailable"), (0x1001, "overloaded"), (0x1002, "bootstrapping")]
)
def test_a_node_that_cannot_yet(pending, new_fake, code, said):
    """A stand-in: a node that is not out of its depth does not say so."""
    fake = new_fake(cql.answering((cql.READY, b""), cql.error(code, "later"))).start()
    assert f"{said}: later" in pending(f"cassandra://{fake.address}")


def test_a_server_that_wants_another_login(aweigh, new_fake):
    """A stand-in for DataStax Enterprise with GSSAPI, after the protocol's specification."""
    asks = cql.AUTHENTICATE, cql.string("com.example.Authenticator")
    fake = new_fake(cql.answering(asks, (cql.AUTH_CHALLENGE, b"\0\0\0\1x"))).start()
    result = aweigh.run("wait", *GRACE, f"cassandra://app:{CANARY}@{fake.address}")
    assert result.code == 69, result
    assert "com.example.Authenticator takes no login by a password alone" in result.stderr


def test_a_server_that_quotes_the_password(aweigh, new_fake):
    """Every run checks that it is not printed."""
    asks = cql.AUTHENTICATE, cql.string("com.example.Authenticator")
    fake = new_fake(cql.answering(asks, cql.error(0x0100, f"{CANARY} is wrong"))).start()
    result = aweigh.run("wait", *GRACE, f"cassandra://app:{CANARY}@{fake.address}")
    assert result.code == 69, result
    assert "authentication error (auth)" in result.stderr


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = aweigh.run("wait", *GRACE, f"cassandra://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a Cassandra?" in result.stderr


def test_what_it_says_may_be_spoiled(aweigh, new_fake, cassandra):
    for login in "", f"app:{IN_URL}@":
        target = f"cassandra://{login}127.0.0.1:PORT/shop"
        spoiled_answers(aweigh, new_fake, target, cassandra.port)
