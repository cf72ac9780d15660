"""Kubernetes' own JSON schemas, as npm has them: compiled into validators, and once more into types
of TypeScript, for which an unknown field is an error, as for a strict API server."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

_PACKAGES = ["kubernetes-models@5.1.0", "typescript@5.9.3"]


def find_problems(manifests, directory):
    """`manifests` are lists of documents by name; the problems of each are returned by name."""
    (directory / "node_modules").symlink_to(_installed() / "node_modules")
    for name, documents in manifests.items():
        lines = []
        for number, document in enumerate(documents):
            kind, path = document["kind"], f"{document['apiVersion']}/{document['kind']}"
            names = f"{kind} as Kind{number}, type I{kind} as Fields{number}"
            lines.append(f'import {{ {names} }} from "kubernetes-models/{path}";')
            lines.append(f"const fields{number}: Fields{number} = {json.dumps(document)};")
            lines.append(f"new Kind{number}(fields{number}).validate();")
        (directory / f"{name}.mts").write_text("\n".join(lines))
    compiler = directory / "node_modules/.bin/tsc"
    options = ["--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"]
    unknown_fields = _run(compiler, *options, *(f"{name}.mts" for name in manifests), cwd=directory)
    return {
        name: "\n".join(line for line in unknown_fields.splitlines() if line.startswith(name))
        + _run("node", f"{name}.mjs", cwd=directory)
        for name in manifests
    }


def _run(*command, cwd):
    """What a program that fails has written."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr if done.returncode else ""


def _installed():
    """The packages, in a directory of the cache that appears complete."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aweigh"
    installed = cache / "_".join(_PACKAGES)
    if not installed.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as directory:
            made = Path(directory) / "packages"
            command = ["npm", "install", "--prefix", made, "--no-save", "--no-package-lock"]
            command += ["--ignore-scripts", "--no-audit", "--no-fund", *_PACKAGES]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stdout + done.stderr
            made.rename(installed)
    return installed
