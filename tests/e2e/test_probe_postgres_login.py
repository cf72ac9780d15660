"""Where postgres:// has its server, its user and its password from."""

import struct
from urllib.parse import quote

import pytest
from support.postgres import Database
from support.secret import CANARY, IN_KEY_VALUE, PASSWORD
from support.waiting import eventually

ODD = CANARY + "p@ss/w:rd#%20 é${x}\\'\""


@pytest.fixture(scope="module")
def odd(postgres):
    """A user with a password that nothing is to be done to."""
    literal = ODD.replace("'", "''")
    postgres.query(f"CREATE ROLE odd LOGIN PASSWORD '{literal}'")
    yield Database(postgres)
    postgres.query("DROP ROLE odd")


def test_an_odd_password_is_written_with_percent_signs(anywhere, odd):
    target = f"postgres://odd:{quote(ODD, safe='')}@{odd.address}/app"
    result = anywhere.run("wait", "-t", "0", target)
    assert result.code == 0, result


@pytest.mark.parametrize("target", [
    "postgres://odd:${PASS}@{address}/app",
    "postgres://{address}/app?user=odd&password=${PASS}",
    "postgres:host=127.0.0.1 port={port} user=odd password=${PASS} dbname=app #query=select 1",
    "postgres:host=127.0.0.1 port={port} user=odd password='${PASS}' dbname=app",
])  # fmt: skip
def test_an_odd_password_needs_no_escaping_in_a_placeholder(aweigh, odd, target):
    target = target.replace("{address}", odd.address).replace("{port}", str(odd.server.port))
    result = aweigh.run("wait", "-t", "0", target, env={"PASS": ODD})
    assert result.code == 0, result
    wrong = aweigh.run("wait", "--fail-fast", target, env={"PASS": ODD + "!"})
    assert wrong.code == 69, wrong


def passwords(directory, line, mode=0o600, name="passwords"):
    file = directory / name
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    file.write_text(line.replace("{password}", escaped) + "\n")
    file.chmod(mode)
    return str(file)


def test_a_password_file(aweigh, postgres, tmp_path):
    target = f"postgres://app@127.0.0.1:{postgres.port}/app"
    file = passwords(tmp_path, f"127.0.0.1:{postgres.port}:app:app:{{password}}")
    assert aweigh.run("wait", "-t", "0", target, env={"PGPASSFILE": file}).code == 0
    assert aweigh.run("wait", "-t", "0", f"{target}?passfile={quote(file)}").code == 0


def test_a_password_file_goes_by_the_name_of_the_host(aweigh, postgres, tmp_path):
    file = passwords(tmp_path, f"localhost:{postgres.port}:*:app:{{password}}")
    for host, code in [("localhost", 0), ("127.0.0.1", 69)]:
        target = f"postgres://app@{host}:{postgres.port}/app"
        result = aweigh.run("wait", "--fail-fast", target, env={"PGPASSFILE": file})
        assert result.code == code, result


def test_a_password_that_is_missing_is_rejected_with_what_to_do(aweigh, postgres):
    result = aweigh.run("wait", "--fail-fast", f"postgres://app@127.0.0.1:{postgres.port}/app")
    assert result.code == 69, result
    assert "no password supplied (auth); give the target a password" in result.stderr


def test_a_service_file(aweigh, postgres, tmp_path):
    file = tmp_path / "services"
    file.write_text(
        f"[shop]\nhost=127.0.0.1\nport={postgres.port}\nuser=app\ndbname=app\n"
        f"password={PASSWORD}\n"
    )
    env = {"PGSERVICEFILE": str(file)}
    for target in ["postgres:service=shop", "postgres:service=shop #query=select current_user"]:
        result = aweigh.run("wait", "-t", "0", target, env=env)
        assert result.code == 0, result
    result = aweigh.run("wait", "-t", "0", "postgres:///", env={**env, "PGSERVICE": "shop"})
    assert result.code == 0, result
    result = aweigh.run("wait", "--fail-fast", "postgres:service=shops", env=env)
    assert result.code == 69, result
    assert 'definition of service "shops" not found' in result.stderr


@pytest.mark.parametrize("target", [
    "postgres:host={directory} port={port} user=app dbname=app",
    "postgres://app@/app?host={directory}&port={port}",
    "postgres://app@{quoted}:{port}/app",
])  # fmt: skip
def test_a_unix_socket(aweigh, postgres, target):
    directory = postgres.directory
    target = target.format(
        directory=directory, quoted=quote(str(directory), safe=""), port=postgres.port
    )
    result = aweigh.run("wait", "-t", "0", f"{target} #query=select 1" if " " in target else target)
    assert result.code == 0, result


def test_an_inverted_target_takes_a_missing_unix_socket_for_a_no(aweigh, late_database):
    server = late_database.server
    target = f"!postgres:host={server.directory} port={server.port} user=app"
    assert aweigh.run("wait", "-t", "0", target).code == 0


NO = {
    "nobody listens": lambda late, database: late.url,
    "no such database": lambda late, database: Database(database.server, "missing").url,
    "a wrong password": lambda late, database: f"postgres://app:wrong@{database.address}/app",
}


@pytest.mark.parametrize("target", NO.values(), ids=NO)
def test_an_inverted_target_takes_the_server_s_no(aweigh, late_database, database, target):
    result = aweigh.run("wait", "-t", "0", "!" + target(late_database, database))
    assert result.code == 0, result
    assert aweigh.run("wait", "-t", "200ms", "!" + database.url).code == 124


def test_several_hosts_share_an_attempt(aweigh, postgres, late_database):
    hosts = f"127.0.0.1:{late_database.server.port},127.0.0.1:{postgres.port}"
    key_values = (
        f"host=127.0.0.1,127.0.0.1 port={late_database.server.port},{postgres.port} "
        f"user=app password={IN_KEY_VALUE} dbname=app"
    )
    for target in [
        late_database.url.replace(late_database.address, hosts),
        f"postgres:{key_values}",
    ]:
        result = aweigh.run("wait", "-t", "0", target)
        assert result.code == 0, result


# What a server may ask for: the password itself, its MD5 sum, a proof.
ASKED = {
    "clear text": struct.pack("!cII", b"R", 8, 3),
    "MD5": struct.pack("!cII4s", b"R", 12, 5, b"salt"),
    "SCRAM": struct.pack("!cII", b"R", 23, 10) + b"SCRAM-SHA-256\0\0",
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_without_a_user_no_password_that_lies_about_is_shown(aweigh, new_fake, tmp_path, asked):
    answers = []

    def ask(connection):
        connection.recv(1 << 16)
        connection.sendall(asked)
        answers.append(connection.recv(1 << 16))

    fake = new_fake(ask).start()
    file = passwords(tmp_path, "*:*:*:*:{password}")
    for env in [{"PGPASSWORD": PASSWORD}, {"PGPASSFILE": file}]:
        target = f"postgres://{fake.address}?sslmode=disable"
        result = aweigh.run("wait", "-t", "0", target, env=env)
        assert result.code == 0, result
    eventually(lambda: answers == [b"", b""], f"it hung up, and did not say {answers}")
