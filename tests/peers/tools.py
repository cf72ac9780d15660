"""The peers: each installed once on a machine, of one version, by its registry's client."""

import fcntl
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_CACHE = Path.home() / ".cache/aweigh/peers"

# Their databases but PostgreSQL take minutes to compile.
_NOT_IN_GOOSE = "clickhouse duckdb libsql mssql mysql spanner sqlite3 turso vertica ydb"
_GOOSE_TAGS = ",".join(f"no_{name}" for name in _NOT_IN_GOOSE.split())


def golang_migrate():
    """4.19.1 has PostgreSQL and no other database."""
    package = "github.com/golang-migrate/migrate/v4/cmd/migrate@v4.19.1"
    return _once("golang-migrate-4.19.1", lambda to: _build(package, "postgres", to)) / "migrate"


def goose():
    package = "github.com/pressly/goose/v3/cmd/goose@v3.30.1"
    return _once("goose-3.30.1", lambda to: _build(package, _GOOSE_TAGS, to)) / "goose"


def dbmate():
    machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    package = f"@dbmate/linux-{machine}"

    def install(to):
        to.mkdir()
        command = ["npm", "install", "--silent", "--no-save", "--prefix", to, f"{package}@2.36.0"]
        subprocess.run(command, check=True)

    return _once("dbmate-2.36.0", install) / "node_modules" / package / "bin/dbmate"


def _once(name, make):
    """The directory that `make` fills, from another run of the tests if there was one."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    made = _CACHE / name
    with open(_CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            partial = _CACHE / f"{name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            make(partial)
            partial.rename(made)
    return made


def _build(package, tags, to):
    """Go comes from PyPI: that of Debian 12 is too old, and none but the tests need it."""
    with tempfile.TemporaryDirectory(prefix="aweigh-go-") as scratch:
        subprocess.run([sys.executable, "-m", "venv", f"{scratch}/venv"], check=True)
        requirements = Path(__file__).with_name("requirements.txt")
        pip = [f"{scratch}/venv/bin/pip", "install", "--quiet", "--require-hashes"]
        subprocess.run([*pip, "--requirement", requirements], check=True)
        env = os.environ | {
            "GOBIN": str(to), "GOCACHE": f"{scratch}/cache", "GOPATH": f"{scratch}/path",
            "GOFLAGS": "-modcacherw", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0",
        }  # fmt: skip
        go = [f"{scratch}/venv/bin/go", "install", "-trimpath", "-ldflags=-s -w", f"-tags={tags}"]
        subprocess.run([*go, package], env=env, check=True)
