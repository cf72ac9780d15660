"""Random directories and commands, by aweigh and by golang-migrate: both make the same of them, but
for what docs/migrations.md says. The number of a case is its seed."""

import re
from pathlib import Path

import pytest
from cases import random_case
from differences import DECLARED
from histories import Play, script, smallest, told
from support.waiting import scaled


@pytest.fixture(scope="session")
def play(postgres, aweigh, golang_migrate):
    return Play(postgres, [aweigh, "migrate"], [golang_migrate])


@pytest.mark.parametrize("seed", range(scaled(60, 2000)))
def test_both_make_the_same_of_it(play, seed):
    case = random_case(seed)
    difference = play(case)
    if difference:
        case, difference = smallest(play, case, difference)
        pytest.fail(f"{script(case)}\n\n{told(difference)}", pytrace=False)


def test_each_declared_difference_is_a_row_of_the_document():
    text = (Path(__file__).parents[2] / "docs/migrations.md").read_text()
    (table,) = re.findall(r"\n### Different from golang-migrate\n(.*?)\n#", text, re.DOTALL)
    rows = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)
    assert [name for name in DECLARED if sum(row.startswith(name) for row in rows) != 1] == []
