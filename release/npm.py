"""npm packages: one for each platform, and `aweigh`, which asks for all and gets what fits."""

import json
from pathlib import Path

from archives import Entry, gzip, tar
from release import DESCRIPTION

_HERE = Path(__file__).parent
_LICENCE = _HERE.parent / "LICENSE"
_EPOCH = 499162500  # that of npm pack, for which all files are equally old


def make(release):
    notices = (release.directory / "THIRD-PARTY-NOTICES").read_bytes()
    for machine in release.machines:
        _pack(
            release,
            f"aweigh-{_platform(machine)}",
            _about(release, f"@aweigh/{_platform(machine)}", f"aweigh's program for {machine.name}")
            | {"os": ["linux"], "cpu": [machine.node], "preferUnplugged": True},
            [
                Entry("bin/aweigh", release.program(machine).read_bytes(), 0o755),
                Entry("THIRD-PARTY-NOTICES", notices),
            ],
        )
    platforms = {f"@aweigh/{_platform(machine)}": release.version for machine in release.machines}
    _pack(
        release,
        "aweigh",
        _about(release, "aweigh", DESCRIPTION)
        | {"bin": {"aweigh": "aweigh.js"}, "optionalDependencies": platforms},
        [
            Entry("README.md", (_HERE / "npm/README.md").read_bytes()),
            Entry("aweigh.js", (_HERE / "npm/aweigh.js").read_bytes(), 0o755),
        ],
    )


def _platform(machine):
    return f"linux-{machine.node}"


def _about(release, name, description):
    return {
        "name": name,
        "version": release.version,
        "description": description,
        "license": "MIT",
        "engines": {"node": ">=18"},
    }


def _pack(release, name, about, entries):
    """Not by `npm pack`: it compresses with the zlib of its Node.js, which is another in each."""
    manifest = json.dumps(about, indent=2).encode() + b"\n"
    files = [Entry("LICENSE", _LICENCE.read_bytes()), *entries, Entry("package.json", manifest)]
    packed = [file._replace(name=f"package/{file.name}") for file in files]
    release.write(f"{name}-{release.version}.tgz", gzip(tar(packed, _EPOCH)))
