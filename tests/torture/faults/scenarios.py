"""What is run while one system call fails: each scenario once for each call and error."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from support.migrations import Directory, table_per_version
from support.namespaces import PID1
from support.secret import CANARY, PASSWORD

SERVICES_CODE = 7  # no code of ours

# An attempt that has lost its answer is over in time for the next.
_LIMITS = ["--timeout=6s", "--attempt-timeout=1s"]

NOTHING, PART, ALL = "nothing", "a part", "all"


@dataclass
class Place:
    """Where one run is: a directory of its own, and the servers of all runs."""

    directory: Path
    servers: object

    @property
    def mark(self):
        """The file in which the service tells that it runs."""
        return self.directory / "started"

    def starts(self):
        """How often the service has."""
        return self.mark.read_text().count("started\n") if self.mark.exists() else 0

    def service(self, then=f"exit {SERVICES_CODE}"):
        return ["--", "/bin/sh", "-c", f"echo started >>{self.mark}; {then}"]

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text)
        return path


def _nothing_else(place):
    return ALL


@dataclass
class Scenario:
    """`words` of the command line; what success is: the code, how often the service runs, and
    `effect`, which tells how much is done beside it. A run may do a part and fail if `in_parts`."""

    words: Callable[[Place], list]
    prefix: list = field(default_factory=list)
    variables: Callable[[Place], dict] = lambda place: {}
    code: int = SERVICES_CODE
    starts: int = 1
    effect: Callable[[Place], str] = _nothing_else
    in_parts: bool = False
    says: str = "aweigh: error: "  # when it fails
    makes: tuple = ()  # names of files that may lie in the directory after it
    before: Callable[[Place], None] = lambda place: None


def _waits(target):
    """For what `target` makes of the place, as an ordinary process."""
    return Scenario(lambda place: [*_LIMITS, "-w", target(place), *place.service()])


def _with_database(*options, then=f"exit {SERVICES_CODE}", **more):
    """Three files, a table each, in the one transaction that each of them has."""

    def words(place):
        directory = Directory(place.directory / "migrations", table_per_version(3))
        return [*_LIMITS, "-m", directory, "--database", place.servers.database.url, *options]

    return Scenario(
        lambda place: words(place) + place.service(then), before=_empty_schema, effect=_schema,
        in_parts=True, makes=("migrations",), **more,
    )  # fmt: skip


def _empty_schema(place):
    sql = "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app"
    place.servers.database.query(sql)


def _schema(place):
    """The tables are those of the version, which is clean."""
    database = place.servers.database
    rows = database.version()
    (version, dirty) = rows[0] if rows else (0, False)
    tables = database.tables()
    if dirty or tables != {f"t{n}" for n in range(1, version + 1)}:
        return f"version {version}, dirty: {dirty}, with {sorted(tables)}"
    return [NOTHING, PART, PART, ALL][version]


_ORPHANS = f"(sleep 0.01 &); (sleep 0.02 &); (trap '' TERM; sleep 100 &); exit {SERVICES_CODE}"
_FROM_PARENT = (
    f"trap 'exit {SERVICES_CODE}' USR1; while :; do kill -USR1 $PPID; sleep 0.05; done"
)
_SECRET_SEEN = f'test "$TOKEN" = {CANARY} -a "$PLAIN" = word && exit {SERVICES_CODE}; exit 8'
_WHO = f'test "$(id -u):$(id -g)" = 4321:4322 && exit {SERVICES_CODE}; exit 8'


def _secret_words(place):
    file = place.write("variables", "PLAIN=word\n")
    target = f"redis://:${{file:{place.write('password', PASSWORD)}}}@{place.servers.locked_redis}"
    return ["--secret", "TOKEN", "--env-file", file, *_LIMITS, "-w", target]


def _installed(place):
    copy = place.directory / "bin" / "aweigh"
    if not copy.exists():
        return NOTHING if not os.listdir(copy.parent) else f"{os.listdir(copy.parent)}"
    whole = copy.read_bytes() == Path(place.servers.binary).read_bytes()
    executable = stat.S_IMODE(copy.stat().st_mode) == 0o755
    alone = os.listdir(copy.parent) == ["aweigh"]
    return ALL if whole and executable and alone else "a copy that is not whole, or not alone"


# What is read of /proc is what the scenario has started.
_BELOW_PID1 = [*PID1, "sh", "-c", '"$@"; exit $?', "sh"]

SCENARIOS = {
    "plain-start": Scenario(lambda place: place.service()),
    "plain-path": Scenario(lambda place: ["--", "sh", *place.service()[2:]]),
    "supervised": Scenario(lambda place: ["--init=always", *place.service()]),
    "pid1": Scenario(lambda place: place.service(f"sleep 0.05; exit {SERVICES_CODE}"), PID1),
    "pid1-orphans": Scenario(lambda place: ["--grace=200ms", *place.service(_ORPHANS)], PID1),
    "subreaper-orphans": Scenario(
        lambda place: ["--grace=200ms", *place.service(_ORPHANS)], _BELOW_PID1
    ),
    "pid1-signals": Scenario(lambda place: place.service(_FROM_PARENT), PID1),
    "group-signals": Scenario(lambda place: ["--group", *place.service(_FROM_PARENT)]),
    "user": Scenario(
        lambda place: ["--user=4321:4322", "--no-new-privs", "--pdeath-signal=TERM", "-C", "/tmp",
                       *place.service(_WHO)],
    ),
    "secrets": Scenario(
        lambda place: _secret_words(place) + place.service(_SECRET_SEEN),
        variables=lambda place: {"TOKEN_FILE": str(place.write("token", CANARY))},
        makes=("variables", "password", "token"),
    ),
    "tcp": _waits(lambda place: place.servers.tcp),
    "unix": _waits(lambda place: place.servers.unix),
    "file": _waits(lambda place: f"file:{place.write('there', 'yes')}"),
    "dns": _waits(lambda place: place.servers.dns),
    "exec": _waits(lambda place: "exec:/bin/sh -c 'exit 0'"),
    "redis": _waits(lambda place: place.servers.redis),
    "http": _waits(lambda place: place.servers.http),
    "https": _waits(lambda place: place.servers.https),
    "postgres": _waits(lambda place: place.servers.database.url),
    "pid1-wait": Scenario(
        lambda place: [*_LIMITS, "-w", place.servers.tcp, "--report", place.directory / "r.json",
                       *place.service()],
        PID1, makes=("r.json",),
    ),
    "migrate": _with_database(),
    "pid1-migrate": _with_database(prefix=PID1),
    "user-migrate": _with_database("--user=4321:4322", then=_WHO),
    "lock": Scenario(
        lambda place: ["lock", *_LIMITS, "--database", place.servers.database.url,
                       *place.service()],
        before=_empty_schema,
    ),
    "check": Scenario(lambda place: ["check", place.servers.tcp], code=0, starts=0, says=""),
    "install": Scenario(
        lambda place: ["install", place.directory / "bin"], code=0, starts=0, effect=_installed,
        before=lambda place: (place.directory / "bin").mkdir(), makes=("bin",),
    ),
}  # fmt: skip
SCENARIOS["file"].makes = ("there",)
