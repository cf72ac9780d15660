"""aweigh called wait-for-it or wait-for-it.sh, beside wait-for-it."""

import shlex

import pytest
from support import fakes
from support.ports import free_port
from support.stand_in import WaitForIt, side_by_side

GONE = "127.0.0.1:1"


@pytest.fixture(params=["wait-for-it", "wait-for-it.sh"])
def both(request, aweigh, tmp_path):
    with side_by_side(WaitForIt.paths[0], aweigh, tmp_path, name=request.param) as both:
        yield both


@pytest.fixture
def there(new_fake):
    """HOST:PORT of a server."""
    return new_fake(fakes.silence).start().address


# {} is the address of a server; what is waited for in vain takes a second of each.
ENDS = {
    "{}": 0,
    "-q {}": 0,
    "{} -s -t 5": 0,
    "-h 127.0.0.1 -p {port}": 0,
    "--host=127.0.0.1 --port={port} --timeout=3 --strict --quiet": 0,
    "127.0.0.1:1 -h 127.0.0.1 -p {port}": 0,
    "127.0.0.1:1 {}": 0,
    "{} -- echo -q ${HOME}": 0,
    "{} -t 0 -- sh -c 'exit 3'": 3,
    "-s {} -- sh -c 'echo $0' -s": 0,
    "{} --": 0,
    "{} -- no-such-program": 127,
    "{} -- /etc/passwd": 126,
    f"{GONE} -t 1": 124,
    f"{GONE} --timeout=1 --quiet": 124,
    f"{GONE} -t 1 --strict -- echo no": 124,
    f"{GONE} -t 1 -- echo yes": 0,
    f"{GONE} -t 1 -q -- sh -c 'exit 3'": 3,
    "": 1,
    "-h 127.0.0.1": 1,
    "-p 5432": 1,
    "127.0.0.1": 1,
    "{} echo": 1,
    "{} -x": 1,
    "{} --no-such-option": 1,
    "-h": 1,
    "-- echo": 1,
}


@pytest.mark.parametrize("words", ENDS)
def test_both_end_alike(both, there, words):
    port = there.rpartition(":")[2]
    both.assert_alike(ENDS[words], *shlex.split(words.replace("{port}", port).replace("{}", there)))


def test_the_timeout_is_15_seconds_unless_a_variable_says_otherwise(both):
    running = both.ours.start(GONE)
    running.until_stderr("waiting up to 15 s")
    running.process.terminate()
    result = both.ours.run(GONE, env={"AWEIGH_TIMEOUT": "0"})
    assert result.code == 124 and result.seconds < 5


def test_a_server_that_comes_late_is_waited_for(both, new_fake, later):
    fake = new_fake(fakes.silence)
    later(1.5, fake.start)
    both.assert_alike(0, fake.address, "-t", "20", "--", "echo", "started")


def test_a_second_is_not_waited_for_a_server_that_has_come(both, new_fake, later):
    """wait-for-it looks each second."""
    fake = new_fake(fakes.silence)
    later(0.5, fake.start)
    theirs, ours = both.run(fake.address, "-t", "20")
    assert (theirs.code, ours.code) == (0, 0)
    assert ours.seconds < 1


def test_help_is_no_failure(both):
    theirs, ours = both.run("--help")
    assert (theirs.code, ours.code) == (1, 0)
    assert "--strict" in ours.stdout


def test_a_time_that_is_none_is_refused(both, there):
    """wait-for-it waits without a limit then."""
    theirs, ours = both.run(there, "-t", "soon")
    assert (theirs.code, ours.code) == (0, 1)
    assert "-t" in ours.stderr


def test_the_environment_is_not_read(both):
    """Debian's version takes HOST, PORT and TIMEOUT from it, by accident."""
    port = free_port()
    env = {"HOST": "127.0.0.1", "PORT": str(port), "TIMEOUT": "1"}
    theirs, ours = both.run("-q", env=env)
    assert (theirs.code, ours.code) == (124, 1)


def test_more_is_waited_for_by_variables(both, there, tmp_path):
    (tmp_path / "there").touch()
    any_of = f"'file://{tmp_path}/there tcp://{GONE}'"
    env = {"AWEIGH_ANY": any_of, "AWEIGH_TIMEOUT": "5"}
    result = both.ours.run(there, "-s", "--", "echo", "started", env=env)
    assert (result.code, result.stdout) == (0, "started\n"), result
    assert f"file://{tmp_path}/there" in result.stderr
