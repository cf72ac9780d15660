"""The models in docs/model, searched by spin: what is said to hold does, and fails without its
guard."""

import re
import subprocess
from pathlib import Path

import pytest

_MODEL = Path(__file__).resolve().parents[2] / "docs/model"
_ROOT = _MODEL.parents[1]

HOLDS = [
    ("supervisor", "ends", ""),
    ("supervisor", "ends", "ENDS_BY_ITSELF"),
    ("supervisor", "ends", "GRACE ENDS_BY_ITSELF"),
    ("supervisor", "ends", "GRACE IMMUNE"),
    ("supervisor", "ends", "VFORK"),
    ("supervisor", "ends", "VFORK GRACE ENDS_BY_ITSELF"),
    ("supervisor", "ends", "WITHOUT_LOOK_AT_CHILD"),
    ("supervisor", "ends", "DELAY"),
    ("supervisor", "ends", "DELAY VFORK"),
    ("supervisor", "ends", "DELAY ENDS_BY_ITSELF"),
    ("supervisor", "ends", "DELAY GRACE ENDS_BY_ITSELF"),
    ("supervisor", "ends", "DELAY GRACE IMMUNE"),
    ("supervisor", "at_once", "DELAY LONG"),
    ("supervisor", "reaps", "NO_TERM"),
    *[("job_control", formula, "") for formula in ["goes_on", "once"]],
    *[("job_control", formula, "GROUP") for formula in ["goes_on", "once", "reads"]],
]

FAILS = [
    ("supervisor", "ends", "IMMUNE", "cycle"),
    ("supervisor", "ends", "WITHOUT_BLOCKED_SIGNALS", "cycle"),
    ("supervisor", "ends", "WITHOUT_SWEEP WITHOUT_LOOK_AT_CHILD", "cycle"),
    ("supervisor", "reaps", "NO_TERM WITHOUT_SWEEP", "cycle"),
    ("supervisor", "ends", "WITHOUT_SECOND_READ", "!(taken_after_exec)"),
    ("supervisor", "ends", "GRACE WITHOUT_END_OF_CHILD", "(number!=1)"),
    ("supervisor", "ends", "DELAY LONG", "cycle"),
    ("supervisor", "ends", "DELAY WITHOUT_IS_SERVICE", "(number!="),
    ("supervisor", "ends", "DELAY GRACE IMMUNE WITHOUT_ONE_FOR_BOTH", "(taken==1)"),
    ("supervisor", "ends", "DELAY GRACE ENDS_BY_ITSELF WITHOUT_DROP", "(number!=1)"),
    ("supervisor", "ends", "DELAY GRACE WITHOUT_LATER_GRACE", "!(held)||child_ended"),
    ("supervisor", "at_once", "DELAY LONG WITHOUT_SECOND_AT_ONCE", "cycle"),
    ("job_control", "goes_on", "WITHOUT_FOLLOWING", "cycle"),
    ("job_control", "goes_on", "GROUP WITHOUT_FOLLOWING", "cycle"),
    ("job_control", "once", "WITHOUT_REACHED_TOO", "assertion violated"),
    ("job_control", "reads", "GROUP WITHOUT_PASSING", "cycle"),
]


def _search(model, formula, macros, directory):
    """What spin's search of all states says, with each process getting its turns (-f)."""

    def run(*command):
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("spin", "-a", *[f"-D{macro}" for macro in macros.split()], _MODEL / f"{model}.pml")
    run("cc", "-O1", "-DNFAIR=3", "-o", "pan", "pan.c")
    said = run("./pan", "-a", "-f", "-m100000", "-N", formula)
    assert "search depth too small" not in said and "out of memory" not in said, said
    return said


@pytest.mark.parametrize("model, formula, macros", HOLDS)
def test_it_holds(tmp_path, model, formula, macros):
    said = _search(model, formula, macros, tmp_path)
    assert re.search(r"errors: 0$", said, re.MULTILINE), said


@pytest.mark.parametrize("model, formula, macros, how", FAILS)
def test_it_fails_without_its_guard(tmp_path, model, formula, macros, how):
    said = _search(model, formula, macros, tmp_path)
    assert re.search(r"errors: 1$", said, re.MULTILINE), said
    assert how in said, said


def _rows(heading):
    text = (_MODEL / "README.md").read_text()
    (table,) = re.findall(rf"\n## {heading}\n\n(.*?)\n\n", text, re.DOTALL)
    return [[cell.strip() for cell in row.split(" | ")] for row in table.splitlines()[2:]]


def _models():
    return "".join(path.read_text() for path in _MODEL.glob("*.pml"))


def test_what_stands_for_what_is_there():
    models = _models()
    for ours, file, there in _rows("What stands for what"):
        for word in re.findall(r"`(\w+)`", ours):
            assert re.search(rf"\b{word}\b", models), ours
        assert there.rstrip(" |").strip("`") in (_ROOT / file.strip("`")).read_text(), there


def test_each_guard_and_each_part_of_the_supervisor_has_its_row():
    told = " ".join(row[0] for row in _rows("What stands for what"))
    models = _models()
    for word in set(re.findall(r"WITHOUT_\w+", models)) - {"WITHOUT_"}:
        assert f"`{word}`" in told, word
    supervisor = (_MODEL / "supervisor.pml").read_text()
    ours = set(re.findall(r"/\* Supervisor::(\w+)", supervisor))
    assert ours == {
        "read_lifeline", "child_ended", "look_at", "reap_all", "reap", "forward", "send",
    }  # fmt: skip
