"""grpc:// and grpcs://, against grpcio's server and etcd."""

import json
from pathlib import Path

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY
from support.server import Server
from support.tls import make_self_signed
from support.web import Nginx, TlsServer, accepts, with_tls

PROGRAM = Path(__file__).parent / "services/serve_health.py"
SERVING = {"": "SERVING"}


class GrpcHealth(Server):
    """With TLS, by a certificate of its own, unless `scheme` says grpc."""

    package = "python3-grpcio"
    kind = "grpcs"

    def __init__(self, directory, port, scheme="grpcs", statuses=SERVING, clients=None):
        super().__init__(directory, port)
        self.scheme = scheme
        self.clients = clients
        self.files = make_self_signed(directory, "127.0.0.1") if scheme == "grpcs" else ()
        if statuses is not None:
            self.set_statuses(statuses)

    def set_statuses(self, statuses):
        new = self.directory / "statuses.new"
        new.write_text(json.dumps(statuses))
        new.rename(self.directory / "statuses.json")

    def command(self):
        words = ["/usr/bin/python3", PROGRAM, self.port, self.directory, *self.files]
        return [str(word) for word in [*words, *([self.clients] if self.clients else [])]]

    def is_ready(self):
        return accepts(self.port)

    def asked(self):
        """The metadata of the last check."""
        return json.loads((self.directory / "asked").read_text())

    def at(self, service="", options=""):
        ca = f"ca={self.files[0]}" if self.files else ""
        fragment = "&".join(filter(None, [ca, options]))
        return f"{self.scheme}://127.0.0.1:{self.port}/{service}" + (fragment and f"#{fragment}")

    @property
    def target(self):
        return self.at()


class Etcd(Server):
    """In plain, unless `tls` are the files of a certificate, of its key, and of the authority that
    signs those of clients."""

    package = "etcd-server"
    kind = "grpc"

    def __init__(self, directory, port, tls=()):
        super().__init__(directory, port)
        names = ["--cert-file", "--key-file", "--trusted-ca-file"]
        self.tls = [f"{name}={file}" for name, file in zip(names, tls)]

    def command(self):
        scheme = "https" if self.tls else "http"
        at, peers = f"{scheme}://127.0.0.1:{self.port}", f"http://127.0.0.1:{free_port()}"
        return [
            "etcd", "--data-dir", str(self.directory / "data"),
            "--listen-client-urls", at, "--advertise-client-urls", at,
            "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
            "--initial-cluster", f"default={peers}", *self.tls,
            *(["--client-cert-auth"] if self.tls else []),
        ]  # fmt: skip

    def is_ready(self):
        return "ready to serve client requests" in (self.directory / "log").read_text()


@pytest.fixture
def grpc(scratch):
    servers = []

    def make(**options):
        servers.append(GrpcHealth(scratch(), free_port(), **options))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def etcd(scratch):
    servers = []

    def make(**options):
        servers.append(Etcd(scratch(), free_port(), **options))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture(params=["grpc", "grpcs"])
def scheme(request):
    return request.param


def reject(aweigh, target):
    result = aweigh.run("wait", "--rejection-grace", "300ms", target)
    assert result.code == 69, result
    return result.stderr


def pend(aweigh, target):
    result = aweigh.run("wait", "-t", "500ms", target)
    assert result.code == 124, result
    return result.stderr


def test_it_is_waited_for(aweigh, grpc, scheme, later):
    server = grpc(scheme=scheme)
    later(0.3, server.start)
    result = aweigh.run("wait", server.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_it_asks_as_a_client_of_grpc_and_leaves_politely(aweigh, grpc, scheme):
    server = grpc(scheme=scheme, statuses={"db.Store": "SERVING"}).start_and_wait()
    for _ in range(5):
        assert aweigh.run("wait", server.at("db.Store")).code == 0
    assert server.asked()["user-agent"].startswith("aweigh/")
    assert (server.directory / "log").read_text() == ""


def test_etcd_serves_it(aweigh, etcd, later):
    server = etcd()
    later(0.3, server.start)
    result = aweigh.run("wait", server.target)
    assert result.code == 0, result
    for _ in range(5):
        assert aweigh.run("wait", server.target).code == 0
    log = (server.directory / "log").read_text()
    assert "transport:" not in log, log
    assert "rejected connection" not in log, log


def test_a_service_that_begins_to_serve_ends_the_wait(aweigh, grpc, scheme, later):
    server = grpc(scheme=scheme, statuses={"": "SERVING", "a.B": "NOT_SERVING"}).start_and_wait()
    assert "NOT_SERVING" in pend(aweigh, server.at("a.B"))
    later(0.3, lambda: server.set_statuses({"a.B": "SERVING"}))
    result = aweigh.run("wait", server.at("a.B"))
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_a_service_may_become_known(aweigh, grpc, later):
    server = grpc(scheme="grpc").start_and_wait()
    words = pend(aweigh, server.at("a.B"))
    assert "NOT_FOUND: unknown service" in words
    assert "does the server's health service call the service so?" in words
    later(0.3, lambda: server.set_statuses({"a.B": "SERVING"}))
    assert aweigh.run("wait", server.at("a.B")).code == 0


@pytest.mark.parametrize(
    "status", ["UNKNOWN", "UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED", "INTERNAL"]
)
def test_what_may_mend_itself_is_pending(aweigh, grpc, status):
    server = grpc(scheme="grpc", statuses={"": status}).start_and_wait()
    assert status in pend(aweigh, server.target)


def test_a_server_without_a_health_service_is_rejected(aweigh, grpc):
    server = grpc(scheme="grpc", statuses=None).start_and_wait()
    words = reject(aweigh, server.target)
    assert "UNIMPLEMENTED: Method not found!" in words
    assert "the server has no health service" in words


def test_metadata_is_sent_and_not_shown(aweigh, grpc):
    server = grpc(scheme="grpc").start_and_wait()
    (server.directory / "token").write_text(f"Bearer {CANARY}")
    words = reject(aweigh, server.target)
    assert "UNAUTHENTICATED: not None" in words
    assert "#header=authorization:VALUE" in words
    # The server repeats what it was given, and that is not shown.
    words = reject(aweigh, server.at(options=f"header=Authorization:Bearer {CANARY}!"))
    assert "UNAUTHENTICATED" in words
    assert CANARY in server.asked()["authorization"]
    options = f"header=Authorization: Bearer {CANARY}&header=X-Tenant:7"
    assert aweigh.run("wait", server.at(options=options)).code == 0
    assert server.asked()["x-tenant"] == "7"
    assert aweigh.run("wait", server.at(options="header=X-Tenant:7")).code != 0


def test_no_permission_is_rejected(aweigh, grpc):
    server = grpc(scheme="grpc", statuses={"": "PERMISSION_DENIED"}).start_and_wait()
    assert "PERMISSION_DENIED: as it was told" in reject(aweigh, server.target)


def test_a_server_may_want_a_certificate_of_ours(aweigh, grpc, etcd, ca):
    cert, key = ca.certificate("client")
    ours = f"cert={cert}&key={key}"
    server = grpc(clients=ca.file).start_and_wait()
    assert aweigh.run("wait", server.at(options=ours)).code == 0
    # gRPC's C core hangs up without a word.
    assert "is this the port of a gRPC server with TLS?" in pend(aweigh, server.target)
    server = etcd(tls=[*ca.certificate("127.0.0.1"), ca.file]).start_and_wait()
    at = f"grpcs://127.0.0.1:{server.port}#ca={ca.file}"
    assert aweigh.run("wait", f"{at}&{ours}").code == 0
    assert "#cert=FILE&key=FILE" in reject(aweigh, at)


def test_a_certificate_that_does_not_verify_is_rejected(aweigh, grpc, ca):
    server = grpc().start_and_wait()
    at = f"grpcs://127.0.0.1:{server.port}"
    assert "self-signed certificate" in reject(aweigh, f"{at}#ca={ca.file}")
    assert aweigh.run("wait", f"{at}#insecure").code == 0


def test_inverted_it_waits_for_a_no(aweigh, grpc, later):
    server = grpc(scheme="grpc").start_and_wait()
    later(0.3, lambda: server.set_statuses({"": "NOT_SERVING"}))
    assert aweigh.run("wait", f"!{server.target}").code == 0
    server.stop()
    assert aweigh.run("wait", f"!{server.target}").code == 0


@pytest.fixture
def nginx(scratch, ca):
    certificate = ca.certificate("127.0.0.1")
    ports = {name: free_port() for name in ["plain", "HTTP/1.1", "HTTP/2", "503"]}
    sites = [with_tls(ports[name], certificate) for name in ["HTTP/1.1", "HTTP/2", "503"]]
    sites[1] = sites[1].replace(" ssl;", " ssl http2;")
    sites[2] = sites[2].replace(" ssl;", " ssl http2;").replace("200 'hello'", "503")
    server = Nginx(scratch(), ports["plain"], f"listen 127.0.0.1:{ports['plain']};", *sites)
    server.start_and_wait()
    yield ports
    server.stop()


def test_a_web_server_is_no_grpc_server(aweigh, nginx, ca):
    hint = "is this the port of a gRPC server?"
    assert hint in reject(aweigh, f"grpc://127.0.0.1:{nginx['plain']}")
    assert hint in reject(aweigh, f"grpcs://127.0.0.1:{nginx['HTTP/2']}#ca={ca.file}")
    words = reject(aweigh, f"grpcs://127.0.0.1:{nginx['HTTP/1.1']}#ca={ca.file}")
    assert "no application protocol" in words
    assert "is it the right port?" in words


def test_a_proxy_without_its_backend_is_pending(aweigh, nginx, ca):
    assert "HTTP status 503" in pend(aweigh, f"grpcs://127.0.0.1:{nginx['503']}#ca={ca.file}")


def test_a_server_of_tls_that_knows_no_alpn_is_rejected(aweigh, scratch, ca):
    server = TlsServer(scratch(), free_port(), ca.certificate("127.0.0.1")).start_and_wait()
    try:
        words = reject(aweigh, f"grpcs://127.0.0.1:{server.port}#ca={ca.file}")
        assert "the server speaks TLS, but not h2 in it (ALPN)" in words
    finally:
        server.stop()


def test_tls_and_plain_do_not_mix(aweigh, grpc):
    plain = grpc(scheme="grpc").start_and_wait()
    assert "is this the port of a TLS server?" in reject(
        aweigh, f"grpcs://127.0.0.1:{plain.port}#insecure"
    )
    secure = grpc().start_and_wait()
    result = aweigh.run("wait", "-t", "500ms", f"grpc://127.0.0.1:{secure.port}")
    assert result.code in (69, 124), result
    assert "is this the port of a gRPC server" in result.stderr, result


def frame(kind, payload):
    """Of the connection itself: RFC 9113 §4.1."""
    return len(payload).to_bytes(3, "big") + bytes([kind, 0]) + bytes(4) + payload


def test_a_server_that_goes_away_is_pending(aweigh, new_fake):
    """As one does between its last answer and its end."""
    settings = frame(4, b"")
    fake = new_fake(fakes.greeting(settings + frame(7, bytes(8)))).start()
    assert "REFUSED_STREAM" in pend(aweigh, f"grpc://{fake.address}")
    fake.stop()
    late = new_fake(fakes.greeting(settings + frame(7, b"\x7f\xff\xff\xff" + bytes(4)))).start()
    assert "the server ended the connection: NO_ERROR" in pend(aweigh, f"grpc://{late.address}")
