"""The peers: each installed once on a machine, of one version, by its registry's client."""

import platform
import subprocess
from pathlib import Path

from support.fetched import build_go, build_go_module, once

# Their databases but PostgreSQL take minutes to compile.
_NOT_IN_GOOSE = "clickhouse duckdb libsql mssql mysql spanner sqlite3 turso vertica ydb"
_GOOSE_TAGS = ",".join(f"no_{name}" for name in _NOT_IN_GOOSE.split())

DOCKER_COMPOSE = "5.6.0"
WAIT4X = "1.1.0"  # the newest that the module proxy hands out
DOCKERIZE = "0.6.1"  # the newest that the checksum database knows
WAIT_ON = "9.5.1"


def golang_migrate():
    """4.19.1 has PostgreSQL and no other database."""
    package = "github.com/golang-migrate/migrate/v4/cmd/migrate@v4.19.1"
    return once("golang-migrate-4.19.1", lambda to: build_go(package, "postgres", to)) / "migrate"


def goose():
    package = "github.com/pressly/goose/v3/cmd/goose@v3.30.1"
    return once("goose-3.30.1", lambda to: build_go(package, _GOOSE_TAGS, to)) / "goose"


def dbmate():
    machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    package = f"@dbmate/linux-{machine}"
    made = once("dbmate-2.36.0", lambda to: _install_npm(f"{package}@2.36.0", to))
    return made / "node_modules" / package / "bin/dbmate"


def docker_compose():
    """The newest of which the Go module proxy has all that it is built from. Its go.mod excludes
    versions, which `go install` takes of a main module alone."""
    module = f"github.com/docker/compose/v5@v{DOCKER_COMPOSE}"

    def build(to):
        build_go_module(module, {}, "./cmd", to)
        (to / "cmd").rename(to / "docker-compose")

    return once(f"docker-compose-{DOCKER_COMPOSE}", build) / "docker-compose"


def wait4x():
    module = f"github.com/atkrad/wait4x@v{WAIT4X}"
    made = once(f"wait4x-{WAIT4X}", lambda to: build_go_module(module, {}, "./cmd/wait4x", to))
    return made / "wait4x"


def dockerize():
    """From before modules named what they need: we do."""
    module = f"github.com/jwilder/dockerize@v{DOCKERIZE}"
    needs = Path(__file__).with_name("dockerize")
    files = {name: (needs / name).read_text() for name in ["go.mod", "go.sum"]}
    made = once(f"dockerize-{DOCKERIZE}", lambda to: build_go_module(module, files, ".", to))
    return made / "dockerize"


def wait_on():
    made = once(f"wait-on-{WAIT_ON}", lambda to: _install_npm(f"wait-on@{WAIT_ON}", to))
    return made / "node_modules/wait-on/bin/wait-on"


def _install_npm(package, to):
    to.mkdir()
    command = ["npm", "install", "--silent", "--no-save", "--prefix", to, package]
    subprocess.run(command, check=True)
