"""Processes that a program of the tests may have left behind."""

import subprocess


def survivors(marker):
    """The processes with `marker` among their words."""
    pgrep = subprocess.run(["pgrep", "-f", "--", marker], capture_output=True, text=True)
    return [int(pid) for pid in pgrep.stdout.split()]
