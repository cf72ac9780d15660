"""docs/coming-from.md: the program understands what it gives for each line of another tool."""

import re
import shlex

import pytest
from support.documents import page, rows, section
from support.stand_in import NAMES
from support.waiting import eventually

UNDER_THEIR_NAMES = "Under their names"  # test_as_*.py; the other sections are tools
TOOLS = [tool for tool in re.findall(r"^## (.*)$", page("coming-from"), re.M)
         if tool != UNDER_THEIR_NAMES]  # fmt: skip

OURS = re.compile(r"`((?:AWEIGH_\S+=(?:'.*?'|\S+) )*aweigh .*)`")


def lines(tool):
    """Those that name aweigh, in the right column of the tool's table."""
    cells = [row[-1] for row in rows(section(page("coming-from"), tool))]
    return [found[1] for cell in cells if (found := OURS.fullmatch(cell))]


@pytest.fixture
def is_understood(aweigh, tmp_path):
    """Whether a line begins to be done. What it waits for is not there, so it is stopped then."""

    def is_understood(line):
        words = shlex.split(line)
        name = words.index("aweigh")
        env = {"AWEIGH_TIMEOUT": "1"} | dict(word.split("=", 1) for word in words[:name])
        running = aweigh.start(*words[name + 1 :], env=env, cwd=tmp_path)
        begun = "waiting for"
        eventually(lambda: running.ended() or begun in running.stderr, f"{line} begins")
        running.process.terminate()
        return running.finish().code != 64

    return is_understood


@pytest.mark.parametrize("tool", TOOLS)
def test_each_line_is_understood(is_understood, tool):
    assert len(lines(tool)) >= 4
    for line in lines(tool):
        assert is_understood(line), line


def test_a_line_of_another_tool_s_is_not(is_understood):
    assert not is_understood("aweigh --strict -- /api")
    assert not is_understood("aweigh db:5432 -- /api")


def test_each_name_that_aweigh_stands_in_for_is_told():
    names, _, _ = section(page("coming-from"), UNDER_THEIR_NAMES).partition("aweigh")
    told = re.findall(r"`([\w.-]+)`", names)
    assert sorted(told) == sorted(NAMES)
