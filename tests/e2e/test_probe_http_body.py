"""The bodies of http://: what an answer holds, and what is sent."""

import uuid
from urllib.parse import quote

import pytest
from support.ports import free_port
from support.secret import CANARY
from support.web import Nginx

SITE = """
    listen 127.0.0.1:{port};
    location / {{ return 200 'hello, world'; }}
    location /json {{ default_type application/json; return 200 '{{"db":{{"up":true}},"n":[7]}}'; }}
    location /post {{ limit_except POST {{ deny all; }} return 200; }}
    location /sink {{ proxy_pass http://127.0.0.1:{port}/post; }}
    location /to/post {{ return 303 /json; }}
"""


@pytest.fixture(scope="module")
def web(scratch):
    port = free_port()
    server = Nginx(scratch(), port, SITE.format(port=port))
    yield server.start_and_wait()
    server.stop()


READY = {
    "an expression in the body": "/#body=/^(hello|bye), +w/",
    "a number in JSON": "/json#json=/n/0>=7&json=/n/0<=7.5",
    "a value in JSON that is no other": "/json#json=/db/up!=false|null",
    "a place in JSON": "/json#json=/db",
}

NOT_READY = {
    "an expression that is not there": ("/#body=/^world/", "body="),
    "a number that is too small": ("/json#json=/n/0>=8", "another value than 7"),
    "a value that must be another": ("/json#json=/db/up!=true", "another value than true"),
    "a place that is not there": ("/json#json=/dc", "nothing where json= looks"),
}


@pytest.mark.parametrize("rest", READY.values(), ids=READY)
def test_a_body_that_is_as_wanted(aweigh, web, rest):
    result = aweigh.run("check", f"http://127.0.0.1:{web.port}{rest}")
    assert result.code == 0, result


@pytest.mark.parametrize("rest, words", NOT_READY.values(), ids=NOT_READY)
def test_a_body_that_is_not(aweigh, web, rest, words):
    result = aweigh.run("wait", "-t", "300ms", f"http://127.0.0.1:{web.port}{rest}")
    assert result.code == 124, result
    assert words in result.stderr


@pytest.mark.parametrize(
    "data, kind",
    [
        ('{"a": "' + CANARY + '"}', "application/json"),
        (f"a={CANARY}", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_is_posted(aweigh, web, tmp_path, data, kind):
    file = tmp_path / "data"
    file.write_text(data + "\n")
    for given in [quote(data), f"${{file:{file}}}"]:
        once = uuid.uuid4().hex
        result = aweigh.run("check", f"http://127.0.0.1:{web.port}/sink?{once}#data={given}")
        assert result.code == 0, result
        asked = web.asked(f"POST /sink?{once} ")
        assert asked["type"] == kind
        assert asked["data"] == data


def test_a_body_may_have_another_method_and_type(aweigh, web):
    rest = "/sink?put#data=[1]&method=PUT&header=content-type:text/plain"
    result = aweigh.run("check", f"http://127.0.0.1:{web.port}{rest}")
    assert result.code == 1 and "403 Forbidden" in result.stdout, result
    asked = web.asked("PUT /sink?put ")
    assert asked["type"] == "text/plain"
    assert asked["data"] == "[1]"


def test_a_redirect_may_be_followed_without_the_body(aweigh, web):
    result = aweigh.run("check", f"http://127.0.0.1:{web.port}/to/post#data=[1]&json=/n")
    assert result.code == 0, result
    assert web.asked("GET /json")["type"] == ""
