"""docs/recipes.md: each command does what its recipe says. It is taken out of the page, and gets
the names of what the test has started for those of the page."""

import json
import os
import re
import shlex
import time

import pytest
from support.documents import blocks, page, section
from support.migrations import table_per_version
from support.ports import free_port
from support.program import PATH
from support.secret import IN_URL, PASSWORD
from support.web import Nginx, with_tls

TOKEN = "ey.J9"


def recipe(heading, language="sh", number=0):
    return blocks(section(page("recipes"), heading), language)[number]


@pytest.fixture
def start(aweigh, tmp_path):
    """`start(recipe(…), {"db": address})` starts a shell with the recipe."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/aweigh").symlink_to(aweigh.binary)

    def start(text, names=(), **env):
        for name, ours in dict(names).items():
            assert name in text, f"{name} is not in {text}"
            text = text.replace(name, str(ours))
        env = {"PATH": f"{tmp_path}/bin:{PATH}", **env}
        return aweigh.start_command(["sh", "-c", text], env=env)

    return start


@pytest.fixture
def run(start):
    return lambda *words, **env: start(*words, **env).finish()


@pytest.fixture
def file_of(tmp_path):
    """A file with that text; an editor has put a newline behind it."""

    def file_of(text, name="file"):
        path = tmp_path / name
        path.write_text(f"{text}\n")
        return path

    return file_of


@pytest.fixture
def service(file_of):
    """A program that prints the variables of its environment."""
    path = file_of("#!/bin/sh\nexec env", "service")
    path.chmod(0o755)
    return path


@pytest.fixture
def nginx(scratch):
    """`nginx("location / { … }")`"""
    server = Nginx(scratch(), free_port())

    def start(rules):
        server.sites = [f"listen 127.0.0.1:{server.port}; {rules}"]
        return server.start_and_wait()

    yield start
    server.stop()


@pytest.fixture
def https(scratch, ca):
    """The same with TLS and a certificate of `ca`."""
    server = Nginx(scratch(), free_port())

    def start(rules="", location="location / { return 200; }"):
        tls = with_tls(server.port, ca.certificate("localhost"), rules)
        server.sites = [tls.replace("location / { return 200 'hello'; }", location)]
        return server.start_and_wait()

    yield start
    server.stop()


@pytest.mark.parametrize("number", [0, 1], ids=["for one target", "for all"])
def test_a_private_certificate_authority(run, https, ca, number):
    command = recipe("A private certificate authority", number=number)
    names = {"api.internal": f"localhost:{https().port}"}
    assert run(command, {**names, "/certs/ca.pem": ca.file}).code == 0
    names["/certs/ca.pem"] = "/dev/null"
    other = run(command.replace("wait", "wait --fail-fast"), names)
    assert other.code in (64, 69), other


def test_a_password_from_a_file(run, database, file_of):
    ours = f"{database.address}/{database.name}"
    names = {"/run/secrets/db_password": file_of(PASSWORD), "db/app": ours}
    assert run(recipe("Secrets"), names).code == 0


def test_a_variable_from_a_file(run, file_of, service):
    names = {"/run/secrets/database_url": file_of("postgres://db/app"), "/api": service}
    result = run(recipe("Secrets", number=1), names)
    assert "DATABASE_URL=postgres://db/app\n" in result.stdout
    assert "DATABASE_URL_FILE" not in result.stdout


def test_a_volume_that_belongs_to_root(run, tmp_path):
    data = tmp_path / "data"
    (data / "sub").mkdir(parents=True)
    result = run(recipe("A volume that belongs to root"), {"/data": data, "/api": "id -u"})
    assert (result.code, result.stdout) == (0, "1000\n"), result
    assert {os.stat(path).st_uid for path in [data, data / "sub"]} == {1000}


def test_a_worker_that_must_not_migrate(aweigh, start, database, migrations):
    directory = migrations(table_per_version(2))
    names = {"/migrations": directory, "/worker": "true"}
    worker = start(recipe("A worker that must not migrate"), names, DATABASE_URL=database.url)
    worker.until_stderr("waiting for")
    assert database.tables() == set()
    assert aweigh.run("migrate", "up", "-m", str(directory), "--database", database.url).code == 0
    assert worker.finish().code == 0


@pytest.mark.parametrize("status, code", [("yellow", 0), ("green", 0), ("red", 124)])
def test_elasticsearch(run, nginx, status, code):
    server = nginx(f"""location /_cluster/health {{ return 200 '{{"status":"{status}"}}'; }}""")
    command = recipe("Elasticsearch, yellow or green").replace("wait", "wait -t 300ms")
    assert run(command, {"search:9200": f"127.0.0.1:{server.port}"}).code == code


def test_servers_that_tell_their_health(aweigh):
    """Their targets can be read; none of the servers is there."""
    table = section(page("recipes"), "Servers that tell their health")
    targets = re.findall(r"^\| .* \| `(\S+)` \|$", table, re.M)
    assert len(targets) > 10
    result = aweigh.run("wait", "--explain", *targets)
    assert result.code == 0, result


def test_a_port(run, nginx):
    server = nginx("location / { return 200; }")
    heading = "A server of another kind"
    assert run(recipe(heading), {"pulsar:6650": f"127.0.0.1:{server.port}"}).code == 0


@pytest.mark.parametrize("succeeded, token, code", [(1, TOKEN, 0), (0, TOKEN, 124), (1, "x", 124)])
def test_a_kubernetes_job(run, https, ca, file_of, succeeded, token, code):
    server = https(location=f"""
        location = /apis/batch/v1/namespaces/shop/jobs/migrate {{
            if ($http_authorization != 'Bearer {TOKEN}') {{ return 401; }}
            return 200 '{{"kind":"Job","status":{{"succeeded":{succeeded}}}}}';
        }}""")
    account = "/var/run/secrets/kubernetes.io/serviceaccount"
    names = {
        "kubernetes.default": f"localhost:{server.port}",
        f"{account}/token": file_of(token),
        f"{account}/ca.crt": ca.file,
    }
    command = recipe("A Kubernetes Job").replace("wait", "wait -t 500ms")
    assert run(command, names).code == code


def test_several_directories(run, database, migrations):
    core = migrations(table_per_version(2), name="core")
    plugin = migrations({"1_p.up.sql": "CREATE TABLE p ()"}, name="plugin")
    names = {"/core": core, "/plugin#": f"{plugin}#", "/api": "true"}
    result = run(recipe("Several directories of migrations"), names, DATABASE_URL=database.url)
    assert result.code == 0, result
    assert database.tables() == {"t1", "t2", "p", "plugin_migrations", "aweigh_plugin_migrations"}
    assert database.version() == [(2, False)]
    assert database.query("SELECT version FROM plugin_migrations") == [(1,)]


HEARTBEAT = "/tmp/heartbeat"


def test_a_heartbeat_file(run, file_of):
    beat = file_of("")
    command = recipe("A heartbeat file")
    assert run(command, {HEARTBEAT: beat}).code == 0
    os.utime(beat, (time.time() - 31,) * 2)
    assert run(command, {HEARTBEAT: beat}).code == 1
    beat.unlink()
    assert run(command, {HEARTBEAT: beat}).code == 1


def test_health_check_of_a_worker(aweigh, file_of):
    text = recipe("Health check of a worker", "dockerfile")
    program, *words = json.loads(text[text.index("CMD ") + 4 :])
    assert program == "/aweigh"
    beat = file_of("")
    words = [word.replace(HEARTBEAT, str(beat)) for word in words]
    assert aweigh.run(*words).code == 0
    os.utime(beat, (0, 0))
    assert aweigh.run(*words).code == 1


def test_one_of_several(run, new_fake):
    fake, nobody = new_fake(), free_port()
    command = recipe("One of several").replace("wait", "wait -t 1s", 1)
    names = {"//a:5432": f"//127.0.0.1:{nobody}", "//b:5432": f"//{fake.address}"}
    assert run(command, names).code == 124
    fake.start()
    assert run(command, names).code == 0


def test_one_of_several_postgres(run, database, file_of):
    hosts = f"@127.0.0.1:{free_port()},{database.address}/{database.name}"
    names = {"/run/secrets/db_password": file_of(PASSWORD), "@a,b/app": hosts}
    assert run(recipe("One of several", number=1), names).code == 0


def test_create_the_database(run, postgres, database):
    name = f"{database.name}_new"
    words = f"host={postgres.directory} port={postgres.port} user=postgres"
    client = {"PGHOST": str(postgres.directory), "PGPORT": str(postgres.port), "PGUSER": "postgres"}
    for _ in range(2):  # the second time there is no need
        result = run(recipe("Create the database"), {"shop": name},
                     ADMIN_URL=f"{words} dbname=postgres", **client)  # fmt: skip
        assert result.code == 0, result
    assert postgres.query("SELECT current_database()", name) == [(name,)]
    postgres.query(f'DROP DATABASE "{name}"')


@pytest.mark.parametrize("password, words, code, said", [
    (PASSWORD, {}, 0, ""),
    (PASSWORD, {"@db": f"@127.0.0.1:{free_port()}"}, 124, "not up in time"),
    ("wrong", {}, 69, "refused"),
    (PASSWORD, {"--timeout": "--time-out"}, 64, "the command itself"),
])  # fmt: skip
def test_exit_codes_in_ci(run, database, password, words, code, said):
    names = {"60s": "500ms", "@db/app": f"@db/{database.name}", "@db": f"@{database.address}"}
    result = run(recipe("Exit codes in CI"), names | words, PASSWORD=password)
    assert result.code == code, result
    assert said in result.stdout and bool(said) == bool(result.stdout)


def test_a_podman_quadlet(aweigh, redis, file_of):
    text = recipe("A Podman Quadlet", "ini")
    lines = [line.split("=", 1) for line in text.splitlines() if "=" in line]
    words = [word for key, value in lines if key == "Environment" for word in shlex.split(value)]
    env = dict(word.split("=", 1) for word in words)
    assert env["DATABASE_URL_FILE"] == "/run/secrets/database_url"
    env["DATABASE_URL_FILE"] = str(file_of(f"postgres://app:{IN_URL}@db/app"))
    env["AWEIGH_WAIT"] = env["AWEIGH_WAIT"].replace("cache", f"127.0.0.1:{redis.port}")
    result = aweigh.run("sh", "-c", "case $DATABASE_URL in postgres:*) exit 7; esac", env=env)
    assert result.code == 7, result

    (health,) = [value for key, value in lines if key == "HealthCmd"]
    program, *words = json.loads(health.replace("8080", str(redis.port)))
    assert program == "/aweigh"
    assert aweigh.run(*words).code == 0
