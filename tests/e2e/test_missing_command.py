"""COMMAND is looked up before the schema is changed for it, and what is not there is explained."""

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest


def with_path(program, path):
    """The binary with another PATH than what starts it."""
    return program.within([*program.prefix, "env", f"PATH={path}"])


# the words of a COMMAND that is not there, and what the message says
COMMANDS = {
    "an action": (["migrate", "status"], "aweigh migrate …"),
    "one near an action": (["chekc", "a:1"], "did you mean aweigh check?"),
    "a command of migrate": (["goto", "3"], "did you mean aweigh migrate goto?"),
    "a kind": (["postgres", "x"], "did you mean aweigh wait postgres://…?"),
    "wait-for": (["wait-for", "db:5432"], "aweigh -w TARGET -- COMMAND"),
    "run": (["run", "true"], "aweigh [OPTIONS] -- COMMAND"),
    "several words in one": (["/api --port 80"], "a word of its own"),
    "any other": (["no-such-program"], "not found in PATH"),
}


@pytest.mark.parametrize("command, says", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_is_not_there_is_told_what_it_could_be(anywhere, tmp_path, command, says):
    result = with_path(anywhere, tmp_path).run("--", *command)
    assert result.code == 127 and says in result.stderr, result
    assert result.stderr.count("\n") == 1, result


def test_a_program_with_the_name_of_an_action_is_run_behind_dashes(aweigh, tmp_path):
    os.symlink(shutil.which("echo"), tmp_path / "wait")
    result = aweigh.run("-q", "--", "wait", "here", env={"PATH": str(tmp_path)})
    assert (result.code, result.stdout) == (0, "here\n"), result


@pytest.fixture
def program():
    """A program in a directory that every user may enter."""
    with tempfile.TemporaryDirectory() as root:
        os.chmod(root, 0o755)
        directory = Path(root, "bin")
        directory.mkdir(mode=0o755)
        yield Path(shutil.copy(shutil.which("true"), directory / "service"))


def _missing(program):
    return ["--", "migrate", "status"]


def _not_executable(program):
    program.chmod(0o644)
    return ["--", str(program)]


def _without_interpreter(program):
    program.write_text("#! /no/such/python -u\n")
    return ["--", str(program)]


def _without_interpreter_in_path(program):
    return [*_without_interpreter(program)[:-1], program.name]


def _without_loader(program):
    content = program.read_bytes()
    loader = re.search(rb"/lib[\w./-]*/ld-[\w.-]+", content).group()
    program.write_bytes(content.replace(loader, loader[:-1] + b"!"))
    return ["--", str(program)]


def _in_another_directory(program):
    return ["-C", "/", "--", "./service"]


def _no_such_directory(program):
    return ["-C", "/no/such", "--", str(program)]


def _without_path(program):
    return ["--unset", "PATH", "--", program.name]


def _path_of_an_env_file(program):
    file = program.parent.parent / "env"
    file.write_text("PATH=/no/such\n")
    return ["--env-file", str(file), "--", program.name]


UNSTARTABLE = {
    "a word of ours": (_missing, 127, "aweigh migrate …"),
    "not executable": (_not_executable, 126, "ermission denied"),
    "no interpreter": (_without_interpreter, 127, "interpreter /no/such/python,"),
    "no interpreter, in PATH": (
        _without_interpreter_in_path,
        127,
        "bin/service: No such file or directory (the file is there: what is missing",
    ),
    "no dynamic loader": (_without_loader, 127, "what is missing is its interpreter /lib"),
    "not in the directory": (_in_another_directory, 127, "./service"),
    "no such directory": (_no_such_directory, 126, "cannot change to /no/such"),
    "no PATH": (_without_path, 127, "not found in PATH"),
    "the PATH of an env file": (_path_of_an_env_file, 127, "not found in PATH"),
}


@pytest.mark.parametrize("make, code, says", UNSTARTABLE.values(), ids=UNSTARTABLE)
def test_nothing_is_migrated_for_a_command_that_cannot_start(
    anywhere, database, migrations, program, make, code, says
):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    env = {"DATABASE_URL": database.url}
    words = ["-m", str(directory), *make(program)]
    result = with_path(anywhere, program.parent).run(*words, env=env)
    assert result.code == code and says in result.stderr, result
    assert database.tables() == set(), result


@pytest.mark.parametrize("mode, code", [(0o700, 126), (0o755, 0)])
def test_the_user_must_be_able_to_execute_it(aweigh, database, migrations, program, mode, code):
    program.chmod(mode)
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    words = ["-m", str(directory), "--database", database.url, "-u", "1000:1000"]
    result = aweigh.run(*words, str(program))
    assert (result.code, database.tables()) == (code, set() if code else {"a"}), result


def test_no_program_of_the_user_s_migrates_for_a_command_that_is_not_there(
    anywhere, database, tmp_path
):
    words = ["--migrate-command", f"touch {tmp_path}/migrated", "--database", database.url]
    result = anywhere.run(*words, "--", "no-such-program")
    assert result.code == 127, result
    assert not (tmp_path / "migrated").exists()


STARTABLE = {
    "in PATH": lambda program: [program.name],
    "in the directory": lambda program: ["-C", str(program.parent), "--", "./service"],
    "in a relative PATH": lambda program: ["-C", "/", "--", program.name],
    "in no PATH": lambda program: ["--unset", "PATH", "--", "true"],
}


@pytest.mark.parametrize("make", STARTABLE.values(), ids=STARTABLE)
def test_what_can_start_is_migrated_for(anywhere, database, migrations, program, make):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    path = f"{str(program.parent).removeprefix('/')}:{program.parent}"
    env = {"DATABASE_URL": database.url}
    words = ["-m", str(directory), *make(program)]
    result = with_path(anywhere, path).run(*words, env=env)
    assert (result.code, database.tables()) == (0, {"a"}), result


def test_a_command_may_come_during_the_wait(anywhere, late_database, migrations, program, later):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    hidden = program.rename(program.with_name("hidden"))
    later(0.3, lambda: hidden.rename(program))
    later(0.6, late_database.server.start)
    env = {"DATABASE_URL": late_database.url}
    result = anywhere.run("-m", str(directory), str(program), env=env)
    assert result.code == 0, result


def test_a_dry_run_needs_no_command_that_is_there(aweigh, database, migrations):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    words = ["-m", str(directory), "--dry-run", "--database", database.url]
    result = aweigh.run(*words, "no-such-program")
    assert (result.code, result.stdout) == (0, "1_a.up.sql\n"), result
