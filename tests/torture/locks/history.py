"""What happened under the lock, and what of it must not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """A line of the record, which the programs under the lock write in turn; lines are whole, and
    in the order in which they were written."""

    what: str  # "begin", "end"
    run: str
    token: int

    @classmethod
    def of_line(cls, line):
        what, run, token = line.split()
        return cls(what, run, int(token))


def faults_in(events, codes):
    """What is wrong with a history. `codes` are the exit codes of all runs."""
    return [
        *_tokens_that_do_not_grow(events, codes),
        *_overlaps_that_nobody_noticed(events, codes),
        *_runs_that_are_not_whole(events, codes),
    ]


def _tokens_that_do_not_grow(events, codes):
    """A run that was held up before its program began has a lesser one, and must say so."""
    greatest, of = 0, ""
    for event in events:
        if event.what == "begin":
            if event.token == greatest or (event.token < greatest and codes[event.run] == 0):
                yield f"{event.run} has {event.token}, and {of} before it {greatest}"
            if event.token > greatest:
                greatest, of = event.token, event.run


def overlaps(events):
    """(the earlier, the later): a run that began while another had not ended."""
    open_ones = []
    for event in events:
        if event.what == "begin":
            yield from ((earlier, event.run) for earlier in open_ones)
            open_ones.append(event.run)
        elif event.run in open_ones:
            open_ones.remove(event.run)


def _overlaps_that_nobody_noticed(events, codes):
    """Who has lost the lock while its program ran must say so."""
    for earlier, later in overlaps(events):
        if codes[earlier] == 0:
            yield f"{earlier} ended well, though {later} began before it had ended"


def _runs_that_are_not_whole(events, codes):
    seen = {run: [event.what for event in events if event.run == run] for run in codes}
    for run, code in codes.items():
        if code == 0 and seen[run] != ["begin", "end"]:
            yield f"{run} ended well, with {seen[run]}"
        if len(seen[run]) != len(set(seen[run])):
            yield f"{run} did it twice: {seen[run]}"
