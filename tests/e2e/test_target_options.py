"""What every kind of target takes: limits of its own, placeholders, inversion, optional targets."""

import json

import pytest
from support import fakes
from support.secret import CANARY

ODD = CANARY + "p@ss/w:rd#%20 é${x}&'\\"


@pytest.fixture
def locked(new_redis):
    return new_redis(ODD).start_and_wait()


def test_a_password_from_the_environment_needs_no_escaping(anywhere, locked):
    target = f"redis://:${{PASS}}@127.0.0.1:{locked.port}"
    assert anywhere.run("wait", "-t", "0", target, env={"PASS": ODD}).code == 0
    assert anywhere.run("wait", "--fail-fast", target, env={"PASS": "wrong"}).code == 69


def test_a_password_from_a_file(anywhere, locked, tmp_path):
    file = tmp_path / "a:b #c"
    file.write_text(ODD + "\n")
    target = f"redis://:${{file:{file}}}@127.0.0.1:{locked.port}"
    assert anywhere.run("wait", "-t", "0", target).code == 0


def test_a_whole_target_from_the_environment(aweigh, redis):
    env = {"REDIS_URL": redis.target, "AWEIGH_WAIT": "'${REDIS_URL}#timeout=0'"}
    assert aweigh.run("--", "true", env=env).code == 0


@pytest.mark.parametrize("value", ["exec:touch {}", "!exec:touch {}", "file://{}"])
def test_a_placeholder_starts_no_program(anywhere, tmp_path, value):
    """A variable that is meant as an address may be under the control of somebody else."""
    witness = tmp_path / "witness"
    env = {"REDIS_URL": value.format(witness)}
    result = anywhere.run("-w", "${REDIS_URL}#timeout=0", "--", "true", env=env)
    assert result.code == 64, result
    assert "write" in result.stderr and str(witness) not in result.stderr
    assert not witness.exists()


def test_a_placeholder_may_follow_the_name_of_a_local_kind(aweigh, tmp_path):
    env = {"PROGRAM": "true", "FILE": str(tmp_path)}
    assert aweigh.run("check", "exec:${PROGRAM}", "file://${FILE}", env=env).code == 0


def test_placeholders_see_env_files_and_secrets(aweigh, locked, tmp_path):
    (tmp_path / "secret").write_text(ODD)
    (tmp_path / "env").write_text(f"PORT={locked.port}\nPASS_FILE={tmp_path}/secret\n")
    result = aweigh.run(
        "-w", "redis://:${PASS}@127.0.0.1:${PORT}", "--env-file", str(tmp_path / "env"),
        "--secret", "PASS", "-t", "0", "--", "true",
    )  # fmt: skip
    assert result.code == 0, result


@pytest.mark.parametrize(
    "placeholder, named", [("${MISSING}", "MISSING"), ("${file:/no/such}", "/no/such")]
)
def test_a_placeholder_that_stands_for_nothing_is_named(anywhere, tmp_path, placeholder, named):
    witness = tmp_path / "started"
    result = anywhere.run("-w", f"redis://:{placeholder}@cache", "--", "touch", str(witness))
    assert result.code == 64
    assert named in result.stderr
    assert not witness.exists()


def test_the_variables_of_others_hold_no_placeholders(aweigh, database, tmp_path):
    """DATABASE_URL was not written for aweigh: a ${ in it is part of a password."""
    env = {"DATABASE_URL": f"postgres://app:${{HOME}}@{database.address}/{database.name}"}
    (tmp_path / "1_a.up.sql").write_text("SELECT 1;")
    result = aweigh.run("--fail-fast", "-m", str(tmp_path), "--", "true", env=env)
    assert result.code == 69, result
    assert "password" in result.stderr


def test_an_unknown_option_is_named_with_the_known_ones(aweigh):
    result = aweigh.run("wait", "tcp://db:5432#timout=3s")
    assert result.code == 64
    assert '"timout"' in result.stderr and "timeout" in result.stderr


def test_a_password_that_holds_a_hash_is_not_taken_for_an_option(aweigh):
    result = aweigh.run("wait", f"redis://:x#{CANARY}@cache:6379")
    assert result.code == 64
    assert "%23" in result.stderr


def test_a_target_has_a_timeout_of_its_own(aweigh, redis, new_fake):
    fake = new_fake()  # not started
    result = aweigh.run("wait", redis.target, f"{fake.address}#timeout=300ms")
    assert result.code == 124
    assert result.seconds < 5
    assert fake.address in result.stderr


def test_an_attempt_timeout_of_its_own(aweigh, new_fake):
    fake = new_fake(fakes.silence).start()
    result = aweigh.run("check", f"redis://{fake.address}#attempt-timeout=200ms")
    assert result.code == 1
    assert "no answer within 200 ms" in result.stdout


def test_an_optional_target_is_reported_and_fails_nothing(anywhere, redis, new_fake):
    fake = new_fake()
    result = anywhere.run(
        "-w", redis.target, "-w", f"{fake.address}#optional&timeout=300ms", "--", "echo", "started"
    )
    assert result.code == 0, result
    assert result.stdout == "started\n"
    assert f"going on without tcp://{fake.address}: Connection refused" in result.stderr


def test_an_optional_target_that_rejects_ends_no_wait(aweigh, locked, new_fake, later):
    fake = new_fake()
    later(0.5, fake.start)
    result = aweigh.run(
        "wait", "--fail-fast", f"redis://127.0.0.1:{locked.port}#optional", fake.address
    )
    assert result.code == 0, result
    assert "NOAUTH" in result.stderr


def test_an_inverted_target_is_waited_out(aweigh, new_redis, later):
    server = new_redis().start_and_wait()
    later(0.5, server.stop)
    result = aweigh.run("wait", f"!{server.target}")
    assert result.code == 0, result
    assert "it still answers" in result.stderr
    assert f"!{server.target} is gone" in result.stderr


def test_an_inverted_target_takes_a_no_for_gone(aweigh, locked):
    assert aweigh.run("wait", "-t", "0", f"!redis://127.0.0.1:{locked.port}").code == 0


@pytest.mark.parametrize("host", ["no.such.name.invalid", "unreachable"])
def test_what_cannot_be_known_is_not_gone(aweigh, new_fake, host):
    fake = new_fake(fakes.early_close).start()
    address = fake.address if host == "unreachable" else f"{host}:{fake.port}"
    result = aweigh.run("wait", "-t", "300ms", f"!redis://{address}")
    assert result.code == 124, result


def test_a_target_must_stay_ready_as_long_as_asked(aweigh, new_fake, later):
    fake = new_fake().start()
    later(0.4, fake.stop)
    later(0.8, fake.start)
    result = aweigh.run("wait", "--stable-for", "1s", fake.address)
    assert result.code == 0, result
    assert result.seconds > 1.8
    assert "ready, but not yet for 1" in result.stderr


def test_stability_can_be_asked_of_one_target(aweigh, redis, new_fake):
    fake = new_fake().start()
    result = aweigh.run("wait", redis.target, f"{fake.address}#stable-for=500ms")
    assert result.code == 0
    assert result.seconds > 0.5


def test_start_anyway_goes_on_without(anywhere, new_fake):
    fake = new_fake()
    result = anywhere.run("-w", fake.address, "-t", "200ms", "--start-anyway", "--", "echo", "on")
    assert result.code == 0, result
    assert result.stdout == "on\n"
    assert "going on anyway" in result.stderr


def test_check_prints_json(aweigh, redis, new_fake):
    fake = new_fake()
    result = aweigh.run("check", "--output", "json", redis.target, fake.address, f"!{redis.target}")
    assert result.code == 1
    report = json.loads(result.stdout)
    assert report["outcome"] == "not ready"
    first, second, third = report["targets"]
    assert first["target"] == redis.target and first["outcome"] == "ready"
    assert second["outcome"] == "pending" and second["stage"] == "connect"
    assert second["error"] == "Connection refused" and second["attempts"] == 1
    assert third["error"] == "it still answers"


def test_check_counts_an_optional_target_as_no_failure(aweigh, redis, new_fake):
    fake = new_fake()
    result = aweigh.run("check", "--output=json", redis.target, f"{fake.address}#optional")
    assert result.code == 0, result
    assert json.loads(result.stdout)["outcome"] == "ready"
