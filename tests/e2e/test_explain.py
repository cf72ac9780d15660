"""--explain tells what would be done, by which values and from where, and does nothing."""

import json
import re

import pytest
from support.options import WITHOUT_VARIABLE, all_options
from support.secret import CANARY, IN_URL, PASSWORD

DSN = f"postgres://app:{IN_URL}@db.invalid/app"


def plan_of(aweigh, *words, code=0, **options):
    result = aweigh.run(*words, "--output=json", "--explain", **options)
    assert result.code == code, result
    return json.loads(result.stdout)


def main_form(aweigh, *words, **options):
    """The options, then a COMMAND."""
    result = aweigh.run("--explain", "--output=json", *words, **options)
    return result, json.loads(result.stdout)


def sources(plan):
    return {each["option"]: (each["value"], each["source"]) for each in plan["options"]}


def step_names(plan):
    return [step["step"] for step in plan["steps"]]


@pytest.fixture
def directory(migrations):
    return migrations({"1_a.up.sql": "SELECT 1", "3_c.up.sql": "SELECT 1"}).path


def test_each_value_says_where_it_comes_from(aweigh):
    env = {"AWEIGH_TIMEOUT": "30", "AWEIGH_INTERVAL": "20ms", "AWEIGH_FAIL_FAST": "0"}
    result, plan = main_form(aweigh, "-t", "5s", "-g", "true", env=env)
    assert result.code == 0, result
    told = sources(plan)
    assert told["--timeout"] == ("5s", "command line")
    assert told["--group"] == ("on", "command line")
    assert told["--interval"] == ("20ms", "AWEIGH_INTERVAL")
    assert told["--fail-fast"] == ("off", "AWEIGH_FAIL_FAST")
    assert told["--max-interval"] == ("1s", "default")
    assert told["--start-anyway"] == ("off", "default")


def test_the_default_level_of_check_is_its_own(aweigh):
    assert sources(plan_of(aweigh, "check", "a:1"))["--log-level"] == ("error", "default")
    assert sources(plan_of(aweigh, "wait", "a:1"))["--log-level"] == ("info", "default")


def test_the_variable_asks_for_it_too(aweigh, tmp_path):
    result = aweigh.run("touch", tmp_path / "started", env={"AWEIGH_EXPLAIN": "1"})
    assert result.code == 0 and "would do this" in result.stdout, result
    assert not (tmp_path / "started").exists()


def test_the_steps_come_in_their_order(aweigh, directory):
    words = ["-w", "redis://cache.invalid", "-m", directory, "--database", DSN, "-C", "/tmp"]
    result, plan = main_form(aweigh, *words, "--", "sh", "-c", f"echo {CANARY}")
    assert (result.code, result.stderr) == (0, ""), result
    assert step_names(plan) == ["wait", "migrate", "run"]
    wait, migrate, run = (step["words"] for step in plan["steps"])
    assert "2 targets" in wait and "60s" in wait
    assert "2 files" in migrate and "version 3" in migrate and "postgres://db.invalid" in migrate
    assert re.search(r"/sh and 2 more words, in /tmp$", run)
    assert str(directory) in migrate


def test_nothing_is_contacted_and_nothing_waited_for(aweigh, new_fake, directory):
    fake = new_fake()
    fake.start()
    words = ["-w", f"tcp://{fake.address}", "-m", directory, "--database", DSN]
    result, _ = main_form(aweigh, *words, "true")
    assert result.code == 0 and result.seconds < 5, result
    assert fake.connections() == []


def test_a_target_is_told_with_its_own_limits(aweigh):
    (target,) = plan_of(aweigh, "wait", "redis://a#timeout=none&interval=2s&optional")["targets"]
    assert target["target"] == "redis://a:6379"
    assert target["timeout_ms"] is None and target["interval_ms"] == 2000
    assert target["attempt_timeout_ms"] == 5000 and target["optional"] is True


def test_check_asks_once(aweigh):
    plan = plan_of(aweigh, "check", "-t", "2s", "a:1")
    (target,) = plan["targets"]
    assert target["timeout_ms"] == 0 and target["attempt_timeout_ms"] == 2000
    assert step_names(plan) == ["check"]


def test_a_placeholder_says_what_fills_it(aweigh, tmp_path):
    (tmp_path / "pw").write_text(PASSWORD)
    env = {"HOST": "cache", "KEY_FILE": str(tmp_path / "pw"), "AWEIGH_SECRET": "KEY"}
    text = f"redis://${{KEY}}:${{file:{tmp_path}/pw}}@${{HOST}}"
    plan = plan_of(aweigh, "wait", text, env=env)
    (target,) = plan["targets"]
    assert target["placeholders"] == [
        "${KEY} is the variable KEY, by --secret",
        f"${{file:{tmp_path}/pw}} is the file {tmp_path}/pw",
        "${HOST} is the variable HOST",
    ]


def test_a_whole_target_may_be_a_placeholder(aweigh):
    env = {"URL": f"redis://:{IN_URL}@cache"}
    (target,) = plan_of(aweigh, "wait", "${URL}#timeout=1s", env=env)["targets"]
    assert target["placeholders"] == ["${URL} is the variable URL"]
    assert target["target"] == "redis://cache:6379"


@pytest.mark.parametrize(
    "words, env, source",
    [
        (["--database", DSN], {"DATABASE_URL": "postgres://other"}, "--database, command line"),
        ([], {"AWEIGH_DATABASE": DSN, "DATABASE_URL": "x"}, "--database, AWEIGH_DATABASE"),
        ([], {"DATABASE_URL": DSN, "PGHOST": "x"}, "DATABASE_URL"),
        ([], {"PGHOST": "db", "PGPASSWORD": CANARY}, "PGHOST"),
    ],
)
def test_the_database_says_where_it_comes_from(aweigh, directory, words, env, source):
    plan = plan_of(aweigh, "migrate", "-m", directory, *words, "up", env=env)
    assert plan["targets"][-1]["source"] == source


@pytest.mark.parametrize("words", [["-w", "a:1"], []])
def test_targets_say_where_they_come_from(aweigh, words):
    plan = plan_of(aweigh, "wait", *words, env={"AWEIGH_WAIT": "b:2"})
    (target,) = plan["targets"]
    expected = ("tcp://a:1", "command line") if words else ("tcp://b:2", "AWEIGH_WAIT")
    assert (target["target"], target["source"]) == expected


def test_why_there_is_a_supervisor(aweigh, pid1):
    def why(program, *words):
        _, plan = main_form(program, *words, "true")
        return plan["supervisor"], plan["supervisor_because"]

    assert why(pid1) == (True, "this is PID 1")
    assert why(pid1, "--init", "never") == (False, "--init never")
    assert why(aweigh, "--init", "always") == (True, "--init always")
    assert why(aweigh, "--grace", "5s") == (True, "an option needs one")
    assert why(aweigh) == (False, "this is not PID 1, and no option needs one")


def test_lock_tells_what_decides_and_what_runs(aweigh):
    words = ["lock", "--output=json", "--explain", "--unless", f"test {CANARY} = x", "true", CANARY]
    result = aweigh.run(*words, env={"DATABASE_URL": DSN})
    assert result.code == 0, result
    plan = json.loads(result.stdout)
    assert step_names(plan) == ["wait", "lock", "run", "run"]
    assert "/test and 3 more words" in plan["steps"][2]["words"]
    assert "/true and 1 more word," in plan["steps"][3]["words"]


@pytest.mark.parametrize(
    "words",
    [["up"], ["up", "2"], ["down", "--all"], ["goto", "1"], ["force", "-1"], ["version"],
     ["status"], ["wait"], ["validate"], ["create", "x"], ["drop", "-f"]],
    ids=" ".join,
)  # fmt: skip
def test_each_command_of_migrate_is_explained_and_not_done(aweigh, directory, words):
    before = sorted(directory.iterdir())
    plan = plan_of(aweigh, "migrate", "-m", directory, *words, env={"DATABASE_URL": DSN})
    assert plan["steps"][-1]["words"].startswith(words[0])
    assert sorted(directory.iterdir()) == before


def test_what_would_be_warned_of_is_in_the_plan(aweigh, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1", "2-b.up.sql": "SELECT 1"}).path
    env = {"AWEIGH_TIMEUOT": "1s", "DATABASE_URL": DSN}
    result, plan = main_form(aweigh, "-m", directory, "true", env=env)
    assert (result.code, result.stderr) == (0, ""), result
    unknown, passed_over = plan["warnings"]
    assert "AWEIGH_TIMEUOT" in unknown and "2-b.up.sql" in passed_over


# name: the words, and what the problem names
IMPOSSIBLE = {
    "no directory": (["-m", "/no/such", "true"], "/no/such"),
    "COMMAND is not there": (["no-such-program"], "no-such-program"),
    "COMMAND cannot be executed": (["/etc/passwd"], "/etc/passwd"),
    "program is not there": (["--migrate-command", "no-such x", "true"], "no-such"),
    "user is not there": (["-u", "nobody-of-that-name", "true"], "nobody-of-that-name"),
    "directory of the service is not there": (["-C", "/no/such", "true"], "/no/such"),
    "the interpreter of COMMAND is not there": (["{script}"], "interpreter /no/such/python,"),
    "report cannot be written": (["--report", "/no/such/start.svg", "true"], "/no/such"),
    "target makes no sense": (["-w", "tcp://user:x@h:1", "true"], "tcp://h:1"),
}


@pytest.mark.parametrize("words, named", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_could_not_run_is_told_with_the_plan(aweigh, script, words, named):
    path = script("#!/no/such/python -u\n")
    words = [word.format(script=path) for word in words]
    result, plan = main_form(aweigh, *words, env={"DATABASE_URL": DSN})
    assert result.code == 64, result
    (problem,) = plan["problems"]
    assert named in problem and problem in result.stderr
    assert result.stderr.endswith("(exit code 64: this could not run)\n")
    assert plan["steps"], "the plan is told all the same"


@pytest.mark.parametrize(
    "words", [["-w", "redis://:${UNSET}@a", "true"], ["-t", "soon", "true"]]
)
def test_a_usage_error_is_that_of_every_run(aweigh, words):
    without, explained = aweigh.run(*words), aweigh.run("--explain", *words)
    assert (explained.code, explained.stderr) == (64, without.stderr)
    assert explained.stdout == ""


REPLACED = "AWEIGH_EXPLAIN=1 in the container's environment (-e) explains it as it is"


def test_words_that_replace_the_image_s_are_told_how_it_is_explained_as_it_is(aweigh):
    result = aweigh.run("--explain")
    assert (result.code, result.stdout) == (64, ""), result
    assert REPLACED in result.stderr and "no COMMAND to explain" in result.stderr
    result = aweigh.run(env={"AWEIGH_EXPLAIN": "1"})
    assert result.code == 64 and "no COMMAND to run" in result.stderr, result


def test_the_help_tells_of_both_forms(aweigh):
    text = aweigh.run("help", "explain").stdout
    assert "  aweigh --explain " in text and "-e AWEIGH_EXPLAIN=1" in text


def test_help_wins(aweigh):
    assert aweigh.run("wait", "--explain", "--help").stdout == aweigh.run("help", "wait").stdout


def test_no_secret_is_told(aweigh, tmp_path, directory):
    """Every run checks that the canary is not printed."""
    (tmp_path / "env").write_text(f"PW={PASSWORD}\nTOKEN={CANARY}\n")
    words = [
        "--env-file", tmp_path / "env", "-w", "redis://:${PW}@cache",
        "-w", f"http://u:{IN_URL}@web/x?token={CANARY}#header=X-Token:{CANARY}",
        "-w", f"exec:true {CANARY}", "-w", f"mysql://app:{IN_URL}@db/app",
        "--database", DSN, "--migrate-command", f"true --password {CANARY}",
    ]  # fmt: skip
    for form in [[], ["--output", "json"]]:
        result = aweigh.run("--explain", *form, *words, "true", CANARY, env={"X": CANARY})
        assert result.code == 0 and "cache" in result.stdout, result


def test_every_option_whose_text_is_free_is_one_that_hides_it_or_holds_no_secret(aweigh):
    """A new option must be thought about: is what it takes a secret?"""
    harmless = re.compile(
        r"|D|N|SIG|NAME|NAME=VALUE|FILE|DIR|PATH|FROM:TO|REF|USER\[:GROUP\]|EXT|ZONE|[\w|]+\|\w+",
        re.ASCII,
    )
    hidden = {"any", "wait", "database", "migrate-command", "unless"}
    free = {each.name for each in all_options(aweigh) if not harmless.fullmatch(each.value)}
    assert free == hidden


def test_every_option_of_the_main_form_is_told(aweigh):
    _, plan = main_form(aweigh, "true")
    told = {each["option"] for each in plan["options"]}
    for option in all_options(aweigh):
        if option.topic == "run" and option.name not in WITHOUT_VARIABLE and option.default:
            assert f"--{option.name}" in told or option.name == "database", option


def test_the_text_for_people(aweigh):
    result = aweigh.run("wait", "--explain", "-t", "5s", "tcp://a:1", env={"AWEIGH_QUIET": "1"})
    assert result.code == 0
    assert result.stdout.startswith("aweigh wait would do this, in this order:\n  1  wait ")
    assert re.search(r"^  --timeout +5s  \(command line\)$", result.stdout, re.MULTILINE)
    assert re.search(r"^  --quiet +on  \(AWEIGH_QUIET\)$", result.stdout, re.MULTILINE)
    assert "  tcp://a:1  (command line)\n" in result.stdout
    assert "not shown" not in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())
