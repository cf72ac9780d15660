"""docs/log.schema.json: what a line of a JSON log may be."""

import functools
import json
from pathlib import Path

import jsonschema

_SCHEMA = Path(__file__).resolve().parents[3] / "docs/log.schema.json"
_LONGEST = 4096  # PIPE_BUF


def branches():
    """The schema of each event, by its name."""
    schema = json.loads(_SCHEMA.read_text())
    return {branch["title"]: {"$defs": schema["$defs"], **branch} for branch in schema["oneOf"]}


@functools.cache
def _validators():
    jsonschema.Draft202012Validator.check_schema(json.loads(_SCHEMA.read_text()))
    return {name: jsonschema.Draft202012Validator(branch) for name, branch in branches().items()}


def field_names():
    """All fields that a line may have of its own."""
    return {name for branch in branches().values() for name in branch["properties"]}


def check_line(line, constants=()):
    """Holds one line against the schema; `constants` are the names of --log-field."""
    assert len(line.encode(errors="surrogateescape")) < _LONGEST, line
    event = {name: value for name, value in json.loads(line).items() if name not in constants}
    assert event["event"] in _validators(), f"the schema does not know the event of {line}"
    problems = list(_validators()[event["event"]].iter_errors(event))
    assert not problems, f"{line}: {[problem.message for problem in problems]}"
