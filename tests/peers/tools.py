"""The peers: each installed once on a machine, of one version, by its registry's client."""

import platform
import subprocess

from support.fetched import build_go, build_go_module, once

# Their databases but PostgreSQL take minutes to compile.
_NOT_IN_GOOSE = "clickhouse duckdb libsql mssql mysql spanner sqlite3 turso vertica ydb"
_GOOSE_TAGS = ",".join(f"no_{name}" for name in _NOT_IN_GOOSE.split())

DOCKER_COMPOSE = "5.6.0"


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

    def install(to):
        to.mkdir()
        command = ["npm", "install", "--silent", "--no-save", "--prefix", to, f"{package}@2.36.0"]
        subprocess.run(command, check=True)

    return once("dbmate-2.36.0", install) / "node_modules" / package / "bin/dbmate"


def docker_compose():
    """The newest of which the Go module proxy has all that it is built from. Its go.mod excludes
    versions, which `go install` takes of a main module alone."""
    module = f"github.com/docker/compose/v5@v{DOCKER_COMPOSE}"

    def build(to):
        build_go_module(module, {}, "./cmd", to)
        (to / "cmd").rename(to / "docker-compose")

    return once(f"docker-compose-{DOCKER_COMPOSE}", build) / "docker-compose"
