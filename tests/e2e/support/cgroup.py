"""A control group with little memory, in either version of the hierarchy."""

import contextlib
import os
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")


class MemoryLimit:
    """Needs root. What is started by `prefix` may use `limit` bytes, all of it together."""

    def __init__(self, limit):
        self.hierarchy = _ROOT
        files = {"memory.max": limit, "memory.swap.max": 0}
        if not (_ROOT / "cgroup.controllers").exists():
            self.hierarchy = _ROOT / "memory"
            files = {"memory.limit_in_bytes": limit, "memory.memsw.limit_in_bytes": limit}
        elif "memory" not in (_ROOT / "cgroup.subtree_control").read_text().split():
            (_ROOT / "cgroup.subtree_control").write_text("+memory")
        self.path = self.hierarchy / f"aweigh-{os.getpid()}"
        self.path.mkdir()
        for name, value in files.items():
            with contextlib.suppress(FileNotFoundError):  # no swap, no limit of it
                (self.path / name).write_text(str(value))
        self.prefix = ["sh", "-c", f'echo 0 >{self.path}/cgroup.procs && exec "$@"', "sh"]

    def as_in_a_container(self):
        """The same where nothing else of the hierarchy can be seen."""
        hide = f'mount --bind {self.path} {self.hierarchy} && exec "$@"'
        return [*self.prefix, "unshare", "--mount", "sh", "-c", hide, "sh"]

    def remove(self):
        self.path.rmdir()
