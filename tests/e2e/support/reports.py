"""Reads what `--report` has written."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import jsonschema

_SCHEMA = json.loads(
    (Path(__file__).resolve().parents[3] / "docs/report.schema.json").read_text()
)
SVG = "{http://www.w3.org/2000/svg}"


class _File:
    def __init__(self, path):
        self.path = path
        self.option = ["--report", str(path)]


class JsonReport(_File):
    """One line, which is as the schema says."""

    def read(self):
        jsonschema.Draft202012Validator.check_schema(_SCHEMA)
        text = self.path.read_text()
        assert text.endswith("}\n") and text.count("\n") == 1
        told = json.loads(text)
        jsonschema.validate(told, _SCHEMA, jsonschema.Draft202012Validator)
        return told


class Picture(_File):
    """Two parsers take it for XML."""

    def read(self):
        subprocess.run(["xmllint", "--noout", str(self.path)], check=True)
        return ElementTree.parse(self.path).getroot()


def texts(root, tag="text"):
    """What stands in each element of that name, and in those inside of it."""
    return ["".join(each.itertext()) for each in root.iter(SVG + tag)]
