"""The fixtures of tests/e2e, and all servers of the scenarios at once."""

import importlib.util
import sys
from pathlib import Path

import pytest

_E2E = Path(__file__).parents[1] / "e2e"
sys.path.append(str(_E2E))

from support.ports import free_port
from support.web import Nginx, with_tls

_spec = importlib.util.spec_from_file_location("e2e_fixtures", _E2E / "conftest.py")
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)

binary = _fixtures.binary
aweigh = _fixtures.aweigh
ca = _fixtures.ca
locked_redis = _fixtures.locked_redis
postgres = _fixtures.postgres
postgres_template = _fixtures.postgres_template
redis = _fixtures.redis
scratch = _fixtures.scratch


@pytest.fixture(scope="session")
def database(postgres):
    return postgres.create_database()


@pytest.fixture(scope="session")
def name_server():
    server = _fixtures.NameServer()
    server.addresses["here.test"] = ["127.0.0.1"]
    yield server
    server.close()


@pytest.fixture(scope="session")
def web(scratch, ca):
    """Two sites: (HTTP, HTTPS)."""
    plain, tls = free_port(), free_port()
    site = f"listen 127.0.0.1:{plain}; location / {{ return 200 'hello'; }}"
    server = Nginx(scratch(), plain, site, with_tls(tls, ca.certificate("localhost")))
    server.start_and_wait()
    yield f"http://127.0.0.1:{plain}/", f"https://localhost:{tls}/#ca={ca.file}"
    server.stop()


class Servers:
    """The targets of the scenarios. A server is started when the first asks for it."""

    def __init__(self, fixture):
        self._fixture = fixture

    binary = property(lambda self: self._fixture("binary"))
    database = property(lambda self: self._fixture("database"))
    redis = property(lambda self: self._fixture("redis").target)
    locked_redis = property(lambda self: f"127.0.0.1:{self._fixture('locked_redis').port}")
    http = property(lambda self: self._fixture("web")[0])
    https = property(lambda self: self._fixture("web")[1])

    @property
    def tcp(self):
        return f"tcp://127.0.0.1:{self._fixture('redis').port}"

    @property
    def unix(self):
        server = self._fixture("postgres")
        return f"unix:{server.directory}/.s.PGSQL.{server.port}"

    @property
    def dns(self):
        return f"dns://here.test#server=127.0.0.1:{self._fixture('name_server').port}"


@pytest.fixture(scope="session")
def servers(request):
    return Servers(request.getfixturevalue)
