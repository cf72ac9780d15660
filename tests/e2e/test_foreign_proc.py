"""Below the /proc of another PID namespace the numbers in it are strangers'."""

import pytest
from support.namespaces import PID1, PID1_FOREIGN_PROC

# Whatever numbers are found out there: some of them are those of the innocents in here.
INNOCENTS = 40


@pytest.fixture
def below_foreign_proc(aweigh):
    return aweigh.within(PID1_FOREIGN_PROC)


def test_no_stranger_is_named_when_the_grace_is_over(below_foreign_proc):
    words = ["--grace=0.2s", "--log-format=json", "sh", "-c", "trap '' TERM; sleep 60 & exit 3"]
    result = below_foreign_proc.run(*words, within=5)
    assert result.code == 3
    (event,) = result.events("grace_over")
    assert (event["processes"], event["msg"]) == (0, "the grace is over, killing what is left")


def test_no_stranger_gets_a_signal(aweigh):
    """In the namespace around it number 2 has children; in here 2 is the supervisor, and those
    numbers belong to nobody that it has started."""
    inside = f"""
        "$@" sh -c 'sleep 1; (sleep 60 &); exit 3' & supervisor=$!
        for i in $(seq {INNOCENTS}); do sleep 60 & innocents="$innocents $!"; done
        wait $supervisor; code=$?
        for pid in $innocents; do kill -0 $pid || echo $pid was hit; done
        echo code $code
    """
    outside = f"""
        (for i in $(seq {INNOCENTS}); do sleep 60 & done; wait) &
        until [ "$(wc -w </proc/2/task/2/children)" = {INNOCENTS} ]; do sleep 0.02; done
        {' '.join(PID1_FOREIGN_PROC)} sh -c "$0" sh "$@"
    """
    command = [*PID1, "sh", "-c", outside, inside, aweigh.binary, "--init=always", "--grace=0.2s"]
    result = aweigh.start_command(command).finish(10)
    assert result.stdout == "code 3\n", result
