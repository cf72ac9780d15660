"""What holds under each name that aweigh stands in for, and under those that it does not."""

import os
import re
import shutil

import pytest
from support.program import Program
from support.stand_in import NAMES

OF_COMMANDS = NAMES[:4]


@pytest.fixture
def called(aweigh, tmp_path):
    """`called("tini")` is the binary under that name."""
    programs = []

    def called(name):
        link = tmp_path / name
        os.symlink(aweigh.binary, link)
        programs.append(Program(str(link), tmp_path))
        return programs[-1]

    yield called
    for program in programs:
        program.close()


@pytest.mark.parametrize("name", ["aweigh-2", "tini2", "Tini", "dumb-init.old", "init", "tini "])
def test_an_unknown_name_is_aweigh_s(called, name):
    program = called(name)
    assert program.run("--map-exit=3:5", "--", "sh", "-c", "exit 3").code == 5
    assert program.run("-x").code == 64


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_as_good_as_a_link(aweigh, called, tmp_path, name):
    (tmp_path / "copies").mkdir()
    copy = shutil.copy(aweigh.binary, tmp_path / "copies" / name)
    by_copy, by_link = Program(copy, tmp_path), called(name)
    words = ["--no-such-option"]
    assert by_copy.run(*words).stderr == by_link.run(*words).stderr
    by_copy.close()


@pytest.mark.parametrize("name", NAMES)
def test_found_in_path_it_is_that_name_s(called, tmp_path, name):
    program = called(name)
    script = ["sh", "-c", 'PATH="$1:$PATH" "$0" --no-such-option', name, str(tmp_path)]
    by_path = program.start_command(script).finish()
    assert by_path.stderr == program.run("--no-such-option").stderr
    assert by_path.code == 1


@pytest.mark.parametrize("name", OF_COMMANDS)
def test_a_plan_is_explained_with_the_defaults_of_the_name(called, name):
    result = called(name).run("--", "true", env={"AWEIGH_EXPLAIN": "1"})
    assert result.code == 0, result
    assert re.search(r"--init +always  \(default of (tini|dumb-init)\)", result.stdout), result


@pytest.mark.parametrize("name", OF_COMMANDS)
def test_the_environment_wins_over_a_default_of_the_name(called, name):
    env = {"AWEIGH_LOG_LEVEL": "info", "AWEIGH_LOG_FORMAT": "json"}
    (end,) = called(name).run("--", "false", env=env).events("service_exited")
    assert end["exit_code"] == 1


@pytest.mark.parametrize("name", OF_COMMANDS)
def test_a_code_of_that_name_s_stands_in_the_log_as_well(called, name):
    result = called(name).run("--no-such-option", env={"AWEIGH_LOG_FORMAT": "json"})
    (failed,) = result.events("failed")
    assert (result.code, failed["exit_code"], failed["reason"]) == (1, 1, "usage")


@pytest.mark.parametrize("name", NAMES[:-1])
def test_help_tells_who_it_is(called, name):
    result = called(name).run("--help" if name not in NAMES[:3] else "-h")
    told = result.stdout + result.stderr
    assert result.code == 0
    assert told.startswith("usage: ") and "AWEIGH_" in told
    assert max(map(len, told.splitlines())) <= 100
