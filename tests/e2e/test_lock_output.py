"""What a command under the lock writes comes out on stderr, line by line."""

import json

import pytest
from support.pipes import SharedPipe


@pytest.fixture
def words(database):
    return ["lock", "--database", database.url]


def output_of(result):
    return [line["msg"] for line in result.events("command_output")]


def test_both_outputs_go_to_stderr(anywhere, words):
    result = anywhere.run(*words, "-q", "sh", "-c", "echo one; echo two >&2; printf three")
    assert (result.code, result.stdout) == (0, ""), result
    assert result.stderr == "one\ntwo\nthree\n", "as it is, though we ourselves are quiet"


def test_in_json_each_line_is_an_event(aweigh, words):
    script = r"""printf '"quoted" \\ \t\n\n\377\000binary\n\303\244\n'"""
    result = aweigh.run(*words, "--log-format=json", "sh", "-c", script)
    assert output_of(result)[:2] == ['"quoted" \\ \t', ""]
    assert output_of(result)[2].endswith("\0binary")
    assert output_of(result)[3] == "ä"
    assert {line["level"] for line in result.events("command_output")} == {"info"}


def test_binary_output_is_passed_on_as_it_is(aweigh, words):
    result = aweigh.run(*words, "-q", "printf", r"\001\377\000\n")
    assert result.stderr.encode(errors="surrogateescape") == b"\x01\xff\x00\n"


def test_a_long_line_is_continued_and_nothing_is_lost(aweigh, words):
    result = aweigh.run(*words, "-q", "sh", "-c", "head -c 100000 /dev/zero | tr '\\0' 'x'; echo")
    assert result.stderr.replace("\n", "") == "x" * 100000
    assert max(len(line) for line in result.stderr.splitlines()) == 2048


def test_a_line_comes_out_when_it_is_written(aweigh, words, tmp_path):
    gate = tmp_path / "gate"
    script = f"echo one; until test -e {gate}; do sleep 0.02; done; echo two"
    running = aweigh.start(*words, "-q", "sh", "-c", script)
    running.until_stderr("one\n")
    assert "two" not in running.stderr
    gate.touch()
    assert running.finish().code == 0


@pytest.fixture
def urls(postgres):
    databases = [postgres.create_database() for _ in range(4)]
    yield [each.url for each in databases]
    for each in databases:
        postgres.query(f'DROP DATABASE "{each.name}" WITH (FORCE)')


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_lines_of_several_are_whole(aweigh, urls, tmp_path, log_format):
    """Four at once, under four locks, with one stderr; and who reads it begins late."""
    line = "x" * 300
    script = f'i=0; while [ $i -lt 400 ]; do echo "$0 $i {line}"; i=$((i+1)); done'
    pipe = SharedPipe(tmp_path / "stderr")
    several = aweigh.within(pipe.prefix, "lock", "-q", f"--log-format={log_format}", "--database")
    started = [
        several.start(url, "sh", "-c", script, name)
        for name, url in zip("abcd", urls, strict=True)
    ]  # fmt: skip
    seen = pipe.read_to_end(started).decode().splitlines()
    assert [running.finish().code for running in started] == [0] * 4
    if log_format == "json":
        seen = [json.loads(each)["msg"] for each in seen]
    assert sorted(seen) == sorted(f"{name} {i} {line}" for name in "abcd" for i in range(400))


def test_a_reader_that_stalls_holds_up_nobody_for_long(stalled, words):
    result = stalled.run(*words, "sh", "-c", "yes | head -n 200000; exit 5", within=20)
    assert result.code == 5, result


@pytest.mark.parametrize("stderr", ["2>&-", "2>&1 | true"], ids=["closed", "nobody reads"])
def test_without_anybody_to_tell_nobody_is_waited_for(aweigh, words, stderr):
    """Far more than a pipe holds."""
    cut_off = aweigh.within(["sh", "-c", f'exec 3>&1; {{ "$@"; echo $? >&3; }} {stderr}', "sh"])
    result = cut_off.run(*words, "sh", "-c", "yes | head -n 200000; exit 5")
    assert result.stdout == "5\n", result
    assert result.seconds < 4


def test_a_chatterbox_that_stays_behind_holds_up_nobody(aweigh, words):
    assert aweigh.run(*words, "sh", "-c", "yes & sleep 0.1; exit 3", within=10).code == 3
