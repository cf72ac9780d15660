"""The actions and their options, as the program's help tells them."""

import re
from typing import NamedTuple

# They are for one command of `migrate` or for a person at a terminal, and have no variable.
WITHOUT_VARIABLE = {"against", "all", "force", "seq", "digits", "format", "tz", "ext", "help", "version"}

_LINE = re.compile(
    r"^  (?:-(\w), |    )--([a-z-]+)(?: ('.*?'|\S+))?(?: \[(\S+)\])?(?:  |$)", re.MULTILINE
)


class Option(NamedTuple):
    topic: str  # of help, the first that tells the option; "run": of the main form
    short: str
    name: str
    value: str
    default: str

    @property
    def variable(self):
        return "AWEIGH_" + self.name.replace("-", "_").upper()


def all_actions(aweigh):
    """But for the main form, which has no word."""
    return re.findall(r"^  aweigh ([a-z]+) ", aweigh.run("help").stdout, re.MULTILINE)


def options_in(topic, text):
    """Those that a page of the help tells."""
    return [Option(topic, *words) for words in _LINE.findall(text)]


def all_options(aweigh):
    options = {}
    for topic in ["run", *all_actions(aweigh)]:
        for option in options_in(topic, aweigh.run("help", topic).stdout):
            options.setdefault(option.name, option)
    assert len(options) > 40 and options.keys() > WITHOUT_VARIABLE
    return options.values()
