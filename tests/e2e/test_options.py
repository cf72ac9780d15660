"""Durations, and the environment as the second source of options."""

import shlex

import pytest
from support.options import WITHOUT_VARIABLE, all_options

SOON = 5.0


@pytest.mark.parametrize("duration", ["500ms", "2s", "1m30s", "1h", "1h2m3s4ms", "30", "none"])
@pytest.mark.parametrize("spelling", ["-t {}", "--timeout {}", "--timeout={}"])
def test_durations(aweigh, redis, spelling, duration):
    words = spelling.format(duration).split()
    assert aweigh.run("wait", *words, redis.target).code == 0


def test_a_bare_number_is_seconds(aweigh, new_fake):
    result = aweigh.run("wait", "-t", "1", f"tcp://{new_fake().address}")
    assert result.code == 124
    assert 1 <= result.seconds < 1 + SOON


# What a topic of help tells alone is asked of that form.
WORDS = {"check": ["check", "127.0.0.1:1"], "lock": ["lock", "true"]}


def test_every_option_has_a_variable(aweigh):
    """No option takes this value: as a list it has an open quote, as a name or a path it is none."""
    without = set()
    for option in all_options(aweigh):
        env = {"DATABASE_URL": "postgres://127.0.0.1:1/app", option.variable: "nonsense'"}
        result = aweigh.run(*WORDS.get(option.topic, ["true"]), env=env)
        assert option.variable in result.stderr or "nonsense" in result.stderr, (option, result)
        if result.code == 0:
            without.add(option.name)
    assert without == WITHOUT_VARIABLE


def test_variables_do_what_the_options_do(aweigh, late_database, new_redis, later, migrations):
    redis = new_redis()
    later(0.5, late_database.server.start)
    later(0.3, redis.start)
    env = {
        "AWEIGH_WAIT": redis.target,
        "AWEIGH_TIMEOUT": "30s",
        "AWEIGH_ATTEMPT_TIMEOUT": "2s",
        "AWEIGH_INTERVAL": "20ms",
        "AWEIGH_MAX_INTERVAL": "100ms",
        "AWEIGH_REJECTION_GRACE": "1s",
        "AWEIGH_MIGRATE": str(migrations({"1_a.up.sql": "CREATE TABLE a ();"})),
        "AWEIGH_DATABASE": late_database.url,
        "AWEIGH_LOCK_TIMEOUT": "1m",
        "AWEIGH_INIT": "always",
        "AWEIGH_LOG_LEVEL": "info",
        "AWEIGH_LOG_FORMAT": "json",
    }
    result = aweigh.run("sh", "-c", "exit 7", env=env)
    assert result.code == 7, result
    assert len(result.events("target_ready")) >= 1
    assert [line["version"] for line in result.events("migration_applied")] == [1]


INVALID = {
    "AWEIGH_TIMEOUT": "soon",
    "AWEIGH_WAIT": "gopher://h:70",
    "AWEIGH_INIT": "sometimes",
    "AWEIGH_FAIL_FAST": "perhaps",
    "AWEIGH_LOG_FORMAT": "xml",
}


@pytest.mark.parametrize("name, value", INVALID.items(), ids=INVALID)
def test_a_bad_value_is_refused_and_its_variable_named(aweigh, tmp_path, name, value):
    result = aweigh.run("touch", tmp_path / "started", env={name: value})
    assert result.code == 64, result
    assert name in result.stderr
    assert not (tmp_path / "started").exists()


def test_the_command_line_beats_the_environment(aweigh, new_fake):
    dead = f"tcp://{new_fake().address}"
    env = {"AWEIGH_TIMEOUT": "1h", "AWEIGH_LOG_FORMAT": "text"}
    result = aweigh.run("-w", dead, "-t", "200ms", "--log-format", "json", "true", env=env)
    assert result.code == 124
    assert result.seconds < SOON
    assert result.events()


@pytest.mark.parametrize("words", [["wait"], ["check"], ["wait", "-w"], ["-w"]], ids=" ".join)
def test_targets_on_the_command_line_replace_those_of_the_environment(
    aweigh, redis, new_fake, words
):
    env = {"AWEIGH_WAIT": f"tcp://{new_fake().address}", "AWEIGH_TIMEOUT": "200ms"}
    command = ["true"] if words == ["-w"] else []
    assert aweigh.run(*words, redis.target, *command, env=env).code == 0


@pytest.mark.parametrize("words", [["wait"], ["check"], ["true"]], ids=" ".join)
def test_targets_of_the_environment_are_used(aweigh, new_fake, words):
    env = {"AWEIGH_WAIT": f"tcp://{new_fake().address}", "AWEIGH_TIMEOUT": "200ms"}
    assert aweigh.run(*words, env=env).code == {"check": 1}.get(words[0], 124)


QUOTINGS = {
    "one": "{0}",
    "blanks and a line break between": "  {0} \t{1}\n {2} ",
    "single quotes": "{0} '{1}'",
    "double quotes": '"{0}" "{1}" {2}',
    "quotes inside a word": 'tcp"://"127.0.0.1:{3}',
    "backslash": "\\{0}",
}


@pytest.mark.parametrize("text", QUOTINGS.values(), ids=QUOTINGS)
def test_the_list_is_split_as_a_shell_would(aweigh, redis, postgres, text):
    targets = [f"tcp://127.0.0.1:{redis.port}", redis.target, f"tcp://127.0.0.1:{postgres.port}"]
    text = text.format(*targets, redis.port)
    result = aweigh.run("wait", env={"AWEIGH_WAIT": text, "AWEIGH_LOG_FORMAT": "json"})
    assert result.code == 0, result
    ready = {line["target"] for line in result.events("target_ready")}
    assert ready == set(shlex.split(text))


def test_quotes_protect_the_spaces_of_a_target(aweigh, database):
    target = shlex.quote(f"postgres:{database.key_values}")
    assert aweigh.run("wait", env={"AWEIGH_WAIT": target}).code == 0


@pytest.mark.parametrize(
    "text", ["'tcp://127.0.0.1:1", '"tcp://127.0.0.1:1', "tcp://127.0.0.1:1\\"]
)
def test_an_unfinished_quote_is_refused(aweigh, text):
    result = aweigh.run("wait", env={"AWEIGH_WAIT": text})
    assert result.code == 64
    assert "AWEIGH_WAIT" in result.stderr


def test_an_unknown_variable_is_only_a_warning(aweigh):
    result = aweigh.run("--log-format=json", "true", env={"AWEIGH_TIMOUT": "5s"})
    assert result.code == 0, result
    (warning,) = [line for line in result.events() if line["level"] == "warn"]
    assert "AWEIGH_TIMOUT" in warning["msg"]


@pytest.mark.parametrize("name", ["AWEIGH_PORT", "AWEIGH_SERVICE_HOST", "AWEIGH_PORT_80_TCP_ADDR"])
def test_the_variables_of_a_service_of_kubernetes_are_passed_over(aweigh, name):
    result = aweigh.run("--log-format=json", "true", env={name: "tcp://10.0.0.1:80"})
    assert result.code == 0, result
    assert not [line for line in result.events() if line["level"] == "warn"]


@pytest.mark.parametrize(
    "value, at_once", [("true", True), ("1", True), ("false", False), ("0", False)]
)
def test_switches_can_be_turned_on_and_off(aweigh, locked_redis, value, at_once):
    env = {"AWEIGH_FAIL_FAST": value, "AWEIGH_TIMEOUT": "2s"}
    result = aweigh.run("wait", locked_redis.target, env=env)
    assert result.code == 69
    assert result.seconds < 1.5 if at_once else result.seconds >= 1.5, result
