"""A terminal that hangs up: the service hears of it once, as it would without us."""

import pytest
from support.waiting import eventually

SERVICE = r"""
open OUT, ">", "out"; OUT->autoflush(1);
$SIG{HUP} = sub { print OUT "hangup\n" };
print OUT "ready\n";
select undef, undef, undef, 0.1 for 1 .. 10;
print OUT "done\n";
"""

# Who is told by the kernel: the leader of the session; at its end the whole foreground group.
SHELL = {"in place of the shell": 'exec "$@" 2>log', "below a shell": '"$@" 2>log; :'}


@pytest.fixture
def hang_up(terminal, binary, tmp_path):
    """`hang_up(shell, mode)`: what the service got, and what we have said meanwhile."""

    def hang_up(shell, mode):
        out, log = tmp_path / "out", tmp_path / "log"
        command = [binary, mode, "perl", "-MIO::Handle", "-e", SERVICE]
        there = ["env", "-C", tmp_path]
        on_terminal = terminal([*there, "sh", "-c", shell, "sh", *command])
        eventually(lambda: out.exists() and "ready" in out.read_text(), "it runs")
        on_terminal.hang_up()
        eventually(lambda: "done" in out.read_text(), "it ends")
        if mode == "--init=always":
            eventually(lambda: "the service ended" in log.read_text(), "all is said")
        return out.read_text().split(), log.read_text()

    return hang_up


@pytest.mark.parametrize("mode", ["--init=never", "--init=always"])
@pytest.mark.parametrize("shell", SHELL.values(), ids=SHELL)
def test_a_hang_up_reaches_the_service_once(hang_up, shell, mode):
    got, _ = hang_up(shell, mode)
    assert got == ["ready", "hangup", "done"]


@pytest.mark.parametrize("shell", SHELL.values(), ids=SHELL)
def test_a_hang_up_is_forwarded_only_where_the_service_has_not_got_it(hang_up, shell):
    """Two that come at the same time may look like one."""
    _, log = hang_up(shell, "--init=always")
    assert log.count("forwarded HUP") == (1 if shell.startswith("exec") else 0), log
