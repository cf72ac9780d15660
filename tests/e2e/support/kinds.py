"""The kinds of targets, as the program tells them."""

import re
import subprocess
from dataclasses import dataclass

from support.program import path_of_binary


@dataclass
class Kind:
    """A row of the registry."""

    example: str
    has_tls: bool
    ready_when: str
    options: list[str]

    @property
    def scheme(self):
        return self.example.split(":")[0]


def read_kinds(help_text):
    """Those in the text of `aweigh help targets`."""
    rows = re.findall(r"^(\S.*?)( +\(TLS\))?\n    (\S.*)\n((?:  .*\n)*)", help_text, re.MULTILINE)
    return [
        Kind(example, bool(tls), ready_when, re.findall(r"^  (\S+)", options, re.MULTILINE))
        for example, tls, ready_when, options in rows
    ]


def all_kinds():
    """For the parameters of tests, which are told before there are fixtures."""
    command = [path_of_binary(), "help", "targets"]
    kinds = read_kinds(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert kinds
    return kinds
