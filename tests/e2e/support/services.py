"""Command lines of the programs in services/."""

import sys
from pathlib import Path


def _service(name):
    return [sys.executable, "-IS", str(Path(__file__).parents[1] / "services" / name)]


LEAVE_DAEMONS = _service("leave_daemons.py")
RECORDER = _service("record_signals.py")
CHANGE_GROUP = _service("change_group.py")
WITH_ODD_SIGNALS = _service("with_odd_signals.py")
