"""The list of parts as CycloneDX 1.6."""

import json
import uuid

from release import DESCRIPTION, sha256


def make(release, parts):
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": release.created, "component": _aweigh(release)},
        "components": [_component(part) for part in parts],
        "dependencies": [
            {"ref": "aweigh", "dependsOn": [part.purl for part in parts]},
            *({"ref": part.purl} for part in parts),
        ],
    }
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}"
    release.write(f"aweigh-{release.version}.cdx.json", json.dumps(document, indent=1).encode())


def _aweigh(release):
    return {
        "type": "application",
        "bom-ref": "aweigh",
        "name": "aweigh",
        "version": release.version,
        "description": DESCRIPTION,
        "licenses": _licences("MIT"),
        "purl": f"pkg:generic/aweigh@{release.version}",
        "components": [
            {
                "type": "file",
                "name": release.program(machine).name,
                "hashes": _hashes(sha256(release.program(machine).read_bytes())),
            }
            for machine in release.machines
        ],
        "properties": [{"name": "aweigh:commit", "value": release.commit}],
    }


def _component(part):
    component = {
        "type": "library" if part.linked else "data",
        "scope": "required" if part.linked else "optional",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "licenses": _licences(part.licence),
        "cpe": part.cpe,
        "purl": part.purl,
    }
    if part.url:
        component["externalReferences"] = [
            {"type": "source-distribution", "url": part.url, "hashes": _hashes(part.sha256)}
        ]
    if part.remark:
        component["pedigree"] = {"notes": part.remark}
    return component


def _licences(expression):
    return [{"expression": expression}]


def _hashes(value):
    return [{"alg": "SHA-256", "content": value}]
