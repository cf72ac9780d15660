"""The list of parts as SPDX 2.3."""

import hashlib
import json
import re
import uuid

_NONE = "NOASSERTION"
_AWEIGH = "SPDXRef-Package-aweigh"


def make(release, parts):
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"aweigh-{release.version}",
        "creationInfo": {
            "created": release.created,
            "creators": ["Organization: The aweigh authors", "Tool: release/build.sh"],
        },
        "packages": [_aweigh(release), *map(_package, parts)],
        "files": [_file(release.program(machine)) for machine in release.machines],
    }
    document["relationships"] = [
        _relation("SPDXRef-DOCUMENT", "DESCRIBES", _AWEIGH),
        *(_relation(_id("Package", part.name), _role(part), _AWEIGH) for part in parts),
        *(_relation(file["SPDXID"], "GENERATED_FROM", _AWEIGH) for file in document["files"]),
    ]
    content = json.dumps(document, sort_keys=True)
    unique = uuid.uuid5(uuid.NAMESPACE_OID, content)
    document["documentNamespace"] = f"https://spdx.org/spdxdocs/aweigh-{release.version}-{unique}"
    release.write(f"aweigh-{release.version}.spdx.json", json.dumps(document, indent=1).encode())


def _aweigh(release):
    return {
        "SPDXID": _AWEIGH,
        "name": "aweigh",
        "versionInfo": release.version,
        "primaryPackagePurpose": "APPLICATION",
        "downloadLocation": _NONE,
        "filesAnalyzed": False,
        "licenseConcluded": "MIT",
        "licenseDeclared": "MIT",
        "copyrightText": "Copyright (c) 2026 The aweigh authors",
        "supplier": "Organization: The aweigh authors",
        "sourceInfo": f"built from commit {release.commit}",
    }


def _package(part):
    package = {
        "SPDXID": _id("Package", part.name),
        "name": part.name,
        "versionInfo": part.version,
        "primaryPackagePurpose": "LIBRARY",
        "downloadLocation": part.url or _NONE,
        "filesAnalyzed": False,
        "licenseConcluded": part.licence,
        "licenseDeclared": part.licence,
        "copyrightText": _NONE,
        "supplier": _NONE,
        "externalRefs": [
            _reference("PACKAGE-MANAGER", "purl", part.purl),
            _reference("SECURITY", "cpe23Type", part.cpe),
        ],
    }
    if part.sha256:
        package["checksums"] = [_checksum("SHA256", part.sha256)]
    if part.remark:
        package["sourceInfo"] = part.remark
    return package


def _reference(category, kind, locator):
    return {
        "referenceCategory": category,
        "referenceType": kind,
        "referenceLocator": locator,
    }


def _file(path):
    data = path.read_bytes()
    return {
        "SPDXID": _id("File", path.name),
        "fileName": f"./{path.name}",
        "fileTypes": ["BINARY"],
        "checksums": [
            _checksum("SHA1", hashlib.sha1(data).hexdigest()),
            _checksum("SHA256", hashlib.sha256(data).hexdigest()),
        ],
        "licenseConcluded": _NONE,
        "copyrightText": _NONE,
    }


def _role(part):
    return "DEPENDENCY_OF" if part.linked else "OPTIONAL_COMPONENT_OF"


def _relation(element, kind, other):
    return {
        "spdxElementId": element,
        "relationshipType": kind,
        "relatedSpdxElement": other,
    }


def _checksum(algorithm, value):
    return {"algorithm": algorithm, "checksumValue": value}


def _id(kind, name):
    return f"SPDXRef-{kind}-{re.sub('[^A-Za-z0-9.]', '-', name.replace('+', 'p'))}"
