"""What is refused before anything is started, and what asks for nothing to be started."""

import shlex

import pytest
from support.options import all_actions
from support.secret import CANARY

# name: the words before COMMAND, and what the message must name
REFUSED = {
    "unknown option": (["--no-such-option"], ["--no-such-option"]),
    "unknown option after a known one": (["-t", "1s", "--wiat", "tcp://a:1"], ["--wiat"]),
    "unknown short option": (["-Z"], ["-Z"]),
    "duration without a number": (["-t", "soon"], ["--timeout"]),
    "duration of an unknown unit": (["--interval"], ["--interval"]),
    "negative duration": (["--attempt-timeout=-5s"], ["--attempt-timeout"]),
    "empty duration": (["--lock-timeout="], ["--lock-timeout"]),
    "pause without end": (["--interval", "none"], ["--interval"]),
    "attempt without time": (["--attempt-timeout", "0"], ["--attempt-timeout"]),
    "unknown scheme": (["-w", "gopher://h:70"], ["gopher", "tcp://h:70"]),
    "port that is no number": (["-w", "tcp://h:http"], ["port"]),
    "port out of range": (["-w", "tcp://h:65536"], ["port"]),
    "port zero": (["-w", "tcp://h:0"], ["port"]),
    "no port": (["-w", "tcp://h"], ["port"]),
    "empty target": (["-w", ""], ["--wait"]),
    "unclosed bracket": (["-w", "redis://[::1:6379"], []),
    "blank in a host": (["-w", "tcp://a b:1"], ["host"]),
    "user without a password": (["-w", "redis://user@host"], ["password"]),
    "second of two targets": (["-w", "tcp://h:1", "-w", "tcp://h:x"], ["port"]),
    "unknown init": (["--init", "sometimes"], ["--init", "auto", "always", "never"]),
    "unknown log level": (["--log-level", "loud"], ["--log-level", "debug"]),
    "unknown log format": (["--log-format", "xml"], ["--log-format", "json"]),
    "database of another kind": (["-m", ".", "--database", "redis://h"], ["--database"]),
}


@pytest.mark.parametrize("words, named", REFUSED.values(), ids=REFUSED)
def test_bad_usage_starts_nothing_and_says_what_is_wrong(anywhere, tmp_path, words, named):
    result = anywhere.run(*words, "--", "touch", tmp_path / "started")
    assert result.code == 64, result
    assert result.stdout == ""
    for word in named:
        assert word in result.stderr, result
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("words", [["db:5432"], ["-t", "1s", "db:5432"], ["tcp://db:5432"]])
def test_a_target_without_its_option_is_told_apart_from_a_command(aweigh, tmp_path, words):
    result = aweigh.run(*words, "--", "touch", tmp_path / "started")
    assert result.code == 64, result
    assert "a target? use -w" in result.stderr.lower()
    assert not (tmp_path / "started").exists()


NOTHING_TO_DO = {
    "no words at all": [],
    "no command": ["-w", "tcp://127.0.0.1:1"],
    "nothing after the double dash": ["-w", "tcp://127.0.0.1:1", "--"],
    "wait without a target": ["wait"],
    "check without a target": ["check"],
    "option without its value": ["-w"],
    "unknown help topic": ["help", "no-such-topic"],
}


@pytest.mark.parametrize("words", NOTHING_TO_DO.values(), ids=NOTHING_TO_DO)
def test_incomplete_usage_is_refused(aweigh, words):
    result = aweigh.run(*words)
    assert result.code == 64, result
    assert result.stderr and not result.stdout


@pytest.mark.parametrize("subcommand", ["wait", "check"])
@pytest.mark.parametrize("target", ["gopher://h:70", "tcp://h:x", "--no-such-option"])
def test_subcommands_refuse_what_the_main_form_refuses(aweigh, subcommand, target):
    assert aweigh.run(subcommand, target).code == 64


UNPARSABLE = [
    f"postgres://app:{CANARY}@db:port/app",
    f"postgres://app:{CANARY}@[::1/app",
    f"postgres://app:{CANARY}/with/slash@db/app",
    f"postgres://app:12/{CANARY}@db/app",
    f"redis://app:/{CANARY}@cache",
    f"tcp://u:12/{CANARY}@h:1",
    f"postgres:host=db password='{CANARY}",
    f"postgres:host=db {CANARY}",
    f"redis://:{CANARY}@db:99999",
    f"redis://user:{CANARY}@",
    f"gopher://user:{CANARY}@db:70",
    f"user:{CANARY}@db",
    f"{CANARY}",
]


@pytest.mark.parametrize("text", UNPARSABLE)
@pytest.mark.parametrize(
    "place", ["option", "word of wait", "AWEIGH_WAIT", "--database", "DATABASE_URL"]
)
def test_the_password_in_an_unparsable_target_is_not_printed(aweigh, migrations, place, text):
    directory = str(migrations({"1_a.up.sql": "SELECT 1"}))
    words, env = {
        "option": (["-w", text, "true"], {}),
        "word of wait": (["wait", text], {}),
        "AWEIGH_WAIT": (["true"], {"AWEIGH_WAIT": shlex.quote(text)}),
        "--database": (["-m", directory, "--database", text, "true"], {}),
        "DATABASE_URL": (["-m", directory, "true"], {"DATABASE_URL": text}),
    }[place]
    # every run checks that the canary is not printed
    result = aweigh.run(*words, env={"AWEIGH_LOG_LEVEL": "trace", **env})
    assert result.code == 64, result


OPTIONS = """--wait --timeout --attempt-timeout --interval --max-interval --rejection-grace
    --fail-fast --migrate --database --lock-timeout --init --log-level --quiet --log-format
""".split()


@pytest.mark.parametrize("words", [["help"], ["--help"], ["-h"], ["wait", "--help"]], ids=" ".join)
def test_help_goes_to_stdout(aweigh, words):
    result = aweigh.run(*words)
    assert (result.code, result.stderr) == (0, ""), result
    assert "--timeout" in result.stdout


def test_help_on_a_subcommand_tells_its_own_options_only(aweigh):
    text = aweigh.run("help", "wait").stdout
    told = {option for option in OPTIONS if option in text}
    assert set(OPTIONS) - told == {"--migrate", "--database", "--lock-timeout"}


def test_help_says_nothing_of_the_environment(aweigh):
    assert aweigh.run("help", env={"AWEIGH_NO_SUCH": "1"}).stderr == ""


def test_help_on_an_action_is_what_its_option_shows(aweigh):
    actions = all_actions(aweigh)
    assert {"wait", "check", "migrate", "lock", "install", "version", "help"} <= set(actions)
    for action in actions:
        text = aweigh.run("help", action).stdout
        assert text == aweigh.run(action, "--help").stdout
        assert text.startswith(f"usage:\n  aweigh {action} ")
        assert "--map-exit" not in text, "it is of the main form"


@pytest.mark.parametrize(
    "words", [["version"], ["help"], ["--", "/aweigh", "version"]], ids=" ".join
)
def test_an_empty_root_is_enough(in_empty_root, words):
    """Neither /proc nor /dev nor a library is there."""
    result = in_empty_root.run(*words)
    assert result.code == 0 and "aweigh" in result.stdout, result
