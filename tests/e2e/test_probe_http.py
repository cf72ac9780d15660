"""http:// and https:// against real web servers."""

from urllib.parse import quote

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY
from support.web import Nginx, OldServer, with_tls

PASSWORD = f"{CANARY} p@ss/w:rd#%20 é"

SITE = """
    listen 127.0.0.1:{port};
    listen unix:{directory}/socket;
    location / {{ return 200 'hello, world'; }}
    location /missing {{ return 404; }}
    location /empty {{ return 204; }}
    location /down {{ return 503; }}
    location /secret {{ auth_basic secret; auth_basic_user_file passwords; try_files /page =404; }}
    location /json {{ default_type application/json; return 200 '{{"db":{{"up":true}},"n":[7]}}'; }}
    location /chunked {{ ssi on; ssi_types *; try_files /page =404; }}
    location /large {{ try_files /large =404; }}
    location /field {{ add_header X-State ready; return 200; }}
    location /post {{ limit_except POST {{ deny all; }} return 200; }}
    location /token {{ if ($http_x_token != 'a b') {{ return 403; }} return 200; }}
    location /named {{ if ($host != 'other.name') {{ return 421; }} return 200; }}
    location /warming {{ default_type text/plain; return 503 'warming up'; }}
    location /to/warming {{ return 302 /warming; }}
    location /to/query {{ return 302 /warming?token={canary}; }}
    location /late {{ try_files /late =503; }}
    location /to/absolute {{ return 301 http://127.0.0.1:{port}/json; }}
    location /to/path {{ return 302 /json; }}
    location /to/relative {{ return 307 ../json; }}
    location /to/scheme-relative {{ return 308 //127.0.0.1:{port}/json; }}
    location /to/down {{ return 302 /down; }}
    location /to/tls {{ return 302 https://127.0.0.1:{tls}/json; }}
    location /to/other-host {{ return 302 http://localhost:{port}/named; }}
    location /to/nobody {{ return 302 http://127.0.0.1:{dead}/; }}
    location /to/ftp {{ return 302 ftp://127.0.0.1/; }}
    location /to/itself {{ return 302 /to/itself; }}
    location /to/1 {{ return 302 2; }}
    location /to/2 {{ return 302 3; }}
    location /to/3 {{ return 302 4; }}
    location /to/4 {{ return 302 5; }}
    location /to/5 {{ return 302 6; }}
    location /to/6 {{ return 302 7; }}
    location /to/7 {{ return 200; }}
"""


@pytest.fixture(scope="session")
def web(scratch, ca):
    """One server for all: plain, with TLS, and on a Unix socket."""
    directory, tls = scratch(), free_port()
    server = Nginx(directory, free_port())
    server.tls = tls
    server.sites = [
        SITE.format(port=server.port, tls=tls, dead=free_port(), directory=directory,
                    canary=CANARY),
        with_tls(tls, ca.certificate("127.0.0.1"), "location /json { return 200 '{}'; }",
                 f"location /to/plain {{ return 302 http://127.0.0.1:{server.port}/json; }}"),
    ]  # fmt: skip
    server.add_password("passwords", "app", PASSWORD)
    (directory / "page").write_text("this is the page\n")
    (directory / "large").write_bytes(bytes(3 << 20))
    yield server.start_and_wait()
    server.stop()


READY = {
    "any status from 200 to 399": "/empty",
    "no path": "",
    "a query": "?a=b&c",
    "a status that is asked for": "/down#status=503",
    "a list of statuses": "/down#status=200,500-599",
    "text in the body": "/#body=lo%2C wor",
    "text in a chunked body": "/chunked#body=the page",
    "a value in JSON": "/json#json=/db/up=true&json=/n/0=7",
    "a field of the answer": "/field#expect-header=x-state:ready",
    "a field that is sent": "/token#header=X-Token: a b",
    "another Host": "/named#header=Host:other.name",
    "another method": "/post#method=POST",
    "HEAD": "/large#method=HEAD",
    "a large body that nobody wants": "/large",
    "a redirect to an address": "/to/absolute#body=db",
    "a redirect to a path": "/to/path#body=db",
    "a redirect from here": "/to/relative#body=db",
    "a redirect without a scheme": "/to/scheme-relative#body=db",
    "a redirect that is the wanted answer": "/to/down#status=302",
    "a redirect that is not followed": "/to/down#no-redirect",
    "five redirects": "/to/2#status=200",
}

NOT_READY = {
    "another status": ("/down", "503 Service Temporarily Unavailable"),
    "no such path": ("/missing", "404 Not Found (query); check the path"),
    "not the status that is asked for": ("/#status=204", "200 OK, which is not what status="),
    "text that is not there": ("/#body=bye", "body="),
    "a value that is another": ("/json#json=/n/0=8", "another value than 7"),
    "a body too large to be read as JSON": ("/large#json=/a=b", "too long"),
    "a field that is not there": ("/#expect-header=x-state:ready", "expect-header="),
    "no password": ("/secret", "401 Unauthorized"),
    "a method that is not allowed": ("/post", "403 Forbidden"),
    "an error that explains itself": ("/warming", "503 Service Temporarily Unavailable: warming up"),
    "one that might repeat a query": ("/warming?x=1", "503 Service Temporarily Unavailable (query)"),
    "one behind a redirect": (
        "/to/warming", "redirected to http://127.0.0.1:{}/warming: 503 Service Temporarily "
                       "Unavailable: warming up"),
    "one behind a query": (
        "/to/query", "redirected to http://127.0.0.1:{}/warming: 503 Service Temporarily "
                     "Unavailable (query)"),
    "a redirect to what is down": ("/to/down", "redirected to http://127.0.0.1:{}/down: 503"),
    "a redirect to nobody": ("/to/nobody", "onnection refused"),
    "a redirect to somewhere else": ("/to/ftp", "302 Moved Temporarily, but not to an address"),
    "a redirect in circles": ("/to/itself", "more than 5 redirects"),
    "six redirects": ("/to/1", "more than 5 redirects"),
}


@pytest.mark.parametrize("rest", READY.values(), ids=READY)
def test_ready(aweigh, web, rest):
    result = aweigh.run("check", f"http://127.0.0.1:{web.port}{rest}")
    assert result.code == 0, result


@pytest.mark.parametrize("rest, words", NOT_READY.values(), ids=NOT_READY)
def test_not_ready(aweigh, web, rest, words):
    result = aweigh.run("wait", "-t", "300ms", f"http://127.0.0.1:{web.port}{rest}")
    assert result.code == 124, result
    assert words.format(web.port) in result.stderr


def test_a_status_that_becomes_good(aweigh, web, later):
    later(0.7, (web.directory / "late").touch)
    result = aweigh.run("wait", "--log-format=json", f"http://127.0.0.1:{web.port}/late")
    assert result.code == 0, result
    assert result.seconds >= 0.7
    (ready,) = result.events("target_ready")
    assert ready["attempts"] > 1


def test_an_inverted_target_waits_until_the_answer_is_no(aweigh, web):
    target = f"!http://127.0.0.1:{web.port}"
    assert aweigh.run("check", f"{target}/down").code == 0
    assert aweigh.run("check", f"{target}/").code == 1
    assert aweigh.run("check", f"!http://127.0.0.1:{free_port()}").code == 0


PASSWORDS = {
    "encoded": "app:" + quote(PASSWORD, safe=""),
    "from a variable": "app:${WEB_PASSWORD}",
    "from a file": "${WEB_USER}:${file:WEB_FILE}",
}


@pytest.mark.parametrize("userinfo", PASSWORDS.values(), ids=PASSWORDS)
def test_basic_authentication(aweigh, web, tmp_path, userinfo):
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    env = {"WEB_USER": "app", "WEB_PASSWORD": PASSWORD}
    address = f"127.0.0.1:{web.port}/secret"
    target = f"http://{userinfo.replace('WEB_FILE', str(file))}@{address}#body=the page"
    result = aweigh.run("check", target, env=env)
    assert result.code == 0, result
    assert f"http://{address}\n" in result.stdout


def test_a_wrong_password_is_pending_and_comes_with_advice(aweigh, web):
    result = aweigh.run("check", f"http://app:{CANARY}@127.0.0.1:{web.port}/secret")
    assert result.code == 1, result
    assert "401 Unauthorized" in result.stdout
    assert "check user and password" in result.stdout


def test_a_query_and_the_fields_are_not_printed(aweigh, web):
    """That would be noticed by the fixture."""
    rest = f"/down?token={CANARY}#header=X-Token:{CANARY}&body={CANARY}"
    result = aweigh.run("wait", "-t", "0", "--log-level=trace", f"http://127.0.0.1:{web.port}{rest}")
    assert result.code == 124
    assert f"http://127.0.0.1:{web.port}/down: 503" in result.stderr
    asked = web.asked(f"/down?token={CANARY}")
    assert asked["token"] == CANARY
    assert asked["agent"].startswith("aweigh/")


def test_a_placeholder_in_the_path_is_encoded(aweigh, web):
    target = f"http://127.0.0.1:{web.port}/${{NAME}}?q=${{NAME}}"
    assert aweigh.run("check", target, env={"NAME": "a b/c&é"}).code == 0
    assert web.asked("q=a%20b%2Fc%26%C3%A9")["request"].startswith("GET /a%20b%2Fc%26%C3%A9?")


CREDENTIALS = "#header=X-Token:" + CANARY


def test_another_host_is_told_no_secrets(aweigh, web):
    """Nor the Host that was meant for the first."""
    target = f"http://app:{CANARY}@127.0.0.1:{web.port}/to/other-host{CREDENTIALS}"
    result = aweigh.run("check", target + "&header=Host:other.name")
    assert result.code == 1 and "421" in result.stdout, result
    first, second = web.asked("/to/other-host"), web.asked("GET /named")
    assert first["token"] == CANARY and first["authorization"].startswith("Basic ")
    assert second["host"] == f"localhost:{web.port}"
    assert not second["token"] and not second["authorization"]


def test_another_port_of_the_same_host_is_told_no_secrets(aweigh, web, ca):
    """Somebody else may listen there. Only 443 belongs to the one who listens on 80."""
    env = {"SSL_CERT_FILE": str(ca.file)}
    up = f"http://app:{CANARY}@127.0.0.1:{web.port}/to/tls{CREDENTIALS}"
    assert aweigh.run("check", up, env=env).code == 0
    assert web.asked(f":{web.tls}")["token"] == ""
    assert web.asked(f":{web.tls}")["authorization"] == ""
    down = f"https://app:{CANARY}@127.0.0.1:{web.tls}/to/plain{CREDENTIALS}"
    assert aweigh.run("check", down, env=env).code == 0
    assert web.asked(f"GET /json HTTP/1.1|127.0.0.1:{web.port}")["token"] == ""


def test_a_unix_socket_instead_of_the_host(aweigh, web):
    socket = f"unix-socket={web.directory}/socket"
    result = aweigh.run("check", f"http://not.there/to/path#body=db&{socket}")
    assert result.code == 0, result
    assert web.asked("|not.there|")
    missing = aweigh.run("check", f"http://not.there/#{socket}.missing")
    assert missing.code == 1 and "No such file" in missing.stdout


def test_an_old_server_that_complains_of_those_who_do_not_listen(aweigh, scratch):
    server = OldServer(scratch(), free_port())
    (server.directory / "large").write_bytes(b"x" * 500_000)
    server.start_and_wait()
    try:
        for rest in ["", "/large", "/large#method=HEAD", "/log#body=GET / HTTP"]:
            result = aweigh.run("check", f"http://127.0.0.1:{server.port}{rest}")
            assert result.code == 0, result
        server.until_all_is_said()
    finally:
        server.stop()
    assert "rror" not in (server.directory / "log").read_text()


def test_a_server_that_never_ends_its_answer_is_not_waited_for(aweigh, new_fake):
    """As a stream of events."""

    def stream(connection):
        connection.recv(1 << 16)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nevent: up\n")
        fakes.silence(connection)

    target = f"http://{new_fake(stream).start().address}/"
    for options in ["", "#attempt-timeout=100ms"]:
        result = aweigh.run("check", target + options)
        assert result.code == 0, result
        assert result.seconds < 2


def test_a_server_of_tls_is_asked_without_it(aweigh, web):
    result = aweigh.run("check", f"http://127.0.0.1:{web.tls}/")
    assert result.code == 1
    assert "400 Bad Request" in result.stdout


USAGE = {
    "status": ("#status=banana", "status=200,204,300-399"),
    "body": ("#body=/(x/", "its option body is no regular expression: "),
    "json": ("#json=x", "json=/pointer=VALUE"),
    "a number in json": ("#json=/x>=many", "json=/pointer>=3"),
    "header": ("#header=x", "NAME:VALUE"),
    "a line break in a header": ("#header=X:a%0d%0aY:b", "control character"),
    "method": ("#method=get it", "method=HEAD"),
    "HEAD and body": ("#method=HEAD&body=x", "no body"),
    "unix-socket": ("#unix-socket=x", "absolute path"),
    "TLS": ("#insecure", "unknown option"),
}


@pytest.mark.parametrize("rest, words", USAGE.values(), ids=USAGE)
def test_a_wrong_option_is_a_usage_error(aweigh, rest, words):
    result = aweigh.run("wait", f"http://127.0.0.1/{rest}")
    assert result.code == 64, result
    assert words in result.stderr
