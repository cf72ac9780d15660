"""Killed at any moment, however it migrates: the next run goes to the end and repeats nothing."""

import random
import signal

import pytest
from support.migration_modes import MODES
from support.waiting import eventually, scaled

REPLICAS = 6


@pytest.fixture(params=MODES, ids=lambda kind: kind.name)
def mode(request, aweigh, tmp_path):
    made = request.param(request, aweigh, tmp_path)
    yield made
    made.close()


@pytest.fixture
def undisturbed(aweigh, mode):
    """A run to the end, and what it makes of the database."""
    mode.begin_again()
    result = aweigh.run(*mode.words)
    assert result.code == 0, result
    return result, mode.outcome()


def moments(count, seconds):
    """All over these seconds, in no order, each by chance within its part: `wait(running)`."""
    chance = random.Random(count)
    for number in chance.sample(range(count), count):
        moment = (number + chance.random()) / count * seconds

        def wait(running, moment=moment):
            eventually(lambda: running.seconds() > moment, "the moment has come")

        yield wait


@pytest.fixture
def kill(mode, undisturbed):
    """`kill(running)`; tells in the end when the kills came: pytest -rP shows it."""
    ended, reached = mode.reached(), []
    mode.begin_again()
    begun = mode.reached()

    def kill(running):
        running.signal(signal.SIGKILL)
        reached.append(mode.reached())
        return reached[-1]

    yield kill
    between = [each for each in reached if each not in (begun, ended)]
    places = len(set(map(repr, between)))
    print(f"{mode.name}: {len(reached)} kills, {reached.count(begun)} before the first commit,")
    print(f"{len(between)} between two, at {places} places, {reached.count(ended)} after the last")


def test_the_next_run_goes_to_the_end(aweigh, mode, undisturbed, kill):
    whole, outcome = undisturbed
    for wait in moments(scaled(3, 200), whole.seconds):
        mode.begin_again()
        running = aweigh.start(*mode.words)
        wait(running)
        reached = kill(running)
        running.finish()
        result = aweigh.run(*mode.words)
        assert result.code == 0, (reached, result)
        assert mode.outcome() == outcome, (reached, result)


def test_other_replicas_go_on_for_one(aweigh, mode, undisturbed, kill):
    """That is killed while they wait for it."""
    whole, outcome = undisturbed
    for wait in moments(scaled(1, 20), 2 * whole.seconds):
        mode.begin_again()
        started = [aweigh.start(*mode.words) for _ in range(REPLICAS)]
        wait(started[0])
        at_work = [running for running in started if "lock_waiting" not in running.stderr]
        killed = at_work[0] if at_work else started[0]
        kill(killed)
        results = [running.finish() for running in started if running is not killed]
        assert [result.code for result in results] == [0] * (REPLICAS - 1), results
        assert mode.outcome() == outcome, results
