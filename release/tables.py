"""The program's tables, as cmake/tables/tables.cpp prints them: what its texts are made of."""

import json
from pathlib import Path
from typing import NamedTuple


class Option(NamedTuple):
    name: str
    short: str
    value: str  # "" where it takes none
    section: str
    default: str
    help: str
    variable: str  # "": none
    repeatable: bool
    actions: list[str]

    @property
    def spellings(self):
        """As they stand on a command line."""
        return [f"-{self.short}"] * bool(self.short) + [f"--{self.name}"]

    @property
    def choices(self):
        return self.value.split("|") if "|" in self.value else []


class Tables:
    def __init__(self, text):
        self._all = json.loads(text)
        self.options = [
            Option(
                each["name"], each["short"], each["value"], each["section"], each["default"],
                each["help"], each["variable"], each["repeatable"], each["actions"],
            )
            for each in self._all["options"]
        ]  # fmt: skip

    def __getitem__(self, name):
        return self._all[name]

    def options_of(self, action):
        return [option for option in self.options if action["name"] in option.actions]

    @property
    def named_actions(self):
        """But for the main form, which has no word."""
        return self["actions"][1:]

    @property
    def beginnings(self):
        """What a target may begin with."""
        schemes = [kind["scheme"] + (":" if kind["words"] else "://") for kind in self["kinds"]]
        aliases = [f"{alias}://" for kind in self["kinds"] for alias in kind["aliases"]]
        return schemes + aliases


def read(path):
    return Tables(Path(path).read_text())
