"""Exits 1 if a list of parts is not as its standard says. It needs what requirements.txt names."""

import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def faults(path):
    if path.endswith(".cdx.json"):
        with open(path) as file:
            fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
        return [fault] if fault else []
    try:
        found = validate_full_spdx_document(parse_file(path), "SPDX-2.3")
    except SPDXParsingError as error:
        return error.get_messages()
    return [fault.validation_message for fault in found]


found = faults(sys.argv[1])
for fault in found:
    print(fault, file=sys.stderr)
sys.exit(1 if found else 0)
