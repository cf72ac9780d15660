"""Real PostgreSQL servers."""

import functools
import os
import pwd
import re
import signal
import subprocess
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from support.secret import IN_KEY_VALUE, IN_URL, PASSWORD
from support.server import Server

# PostgreSQL refuses to run as root.
_USER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "autovacuum": "off",
}


def server_bin():
    """The directory that AWEIGH_POSTGRES names. Without it that of Debian's newest: it keeps one
    for each major version."""
    if named := os.environ.get("AWEIGH_POSTGRES"):
        return Path(named)
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(found, key=lambda path: int(re.findall(r"\d+", str(path))[0]), default=None)
    assert newest, "no PostgreSQL under /usr/lib/postgresql: apt install postgresql"
    return newest.parent


@functools.cache
def server_version():
    """The major version: 15."""
    told = subprocess.check_output([server_bin() / "postgres", "--version"], text=True)
    return int(re.search(r"\d+", told)[0])


def own(path):
    if _USER:
        account = pwd.getpwnam("postgres")
        os.chown(path, account.pw_uid, account.pw_gid)
    return path


def make_template(directory):
    """A cluster with the role and the database `app`, to be copied. TCP wants the password."""
    data = Path(own(directory)) / "data"
    bin = server_bin()
    quiet = {"cwd": directory, "check": True, "stdout": subprocess.DEVNULL, **_USER}
    options = "-U postgres --no-sync --wal-segsize=1 --locale=C.UTF-8"
    options += " --auth-local=trust --auth-host=scram-sha-256"
    subprocess.run([bin / "initdb", "-D", data, *options.split()], **quiet)
    literal = "'" + PASSWORD.replace("'", "''") + "'"
    sql = f"CREATE ROLE app LOGIN PASSWORD {literal};\n\nCREATE DATABASE app OWNER app;\n\n"
    subprocess.run(
        [bin / "postgres", "--single", "-F", "-j", "-D", data, "postgres"],
        input=sql.encode(), stderr=subprocess.DEVNULL, **quiet,
    )  # fmt: skip
    return data


class Postgres(Server):
    """A copy of the template on a port of its own."""

    package = "postgresql"

    def __init__(self, directory, port, template, **settings):
        super().__init__(own(directory), port)
        self.data = self.directory / "data"
        subprocess.run(["cp", "-a", template, self.data], check=True)
        self.settings = {**_SETTINGS, "port": port, "unix_socket_directories": self.directory}
        self.settings.update(settings)

    def command(self):
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        return [server_bin() / "postgres", "-D", self.data, *settings]

    def popen_options(self):
        return _USER

    def is_ready(self):
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def stop(self, how=signal.SIGQUIT):
        """By default at once: the data is thrown away."""
        super().stop(how)

    def connect(self, name="postgres"):
        """As the superuser, each statement in its own transaction."""
        connection = psycopg2.connect(
            host=self.directory, port=self.port, user="postgres", dbname=name
        )
        connection.autocommit = True
        return connection

    def query(self, sql, name="postgres"):
        """The rows, or nothing for a statement that has none."""
        with closing(self.connect(name)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def create_database(self, name=None):
        name = name or f"t{uuid.uuid4().hex[:12]}"
        self.query(f'CREATE DATABASE "{name}" OWNER app')
        return Database(self, name)

    def become_standby(self, takes_queries=False):
        """To be called before the start. One that takes no queries answers 57P03 to everybody until
        it is promoted."""
        self.settings["hot_standby"] = "on" if takes_queries else "off"
        signal_file = self.data / "standby.signal"
        signal_file.touch()
        own(signal_file)

    def follow(self, primary):
        """As a standby that takes queries. To be called before the start; the primary, a copy of
        the same template, has kept what it has written since (wal_keep_size)."""
        self.become_standby(takes_queries=True)
        self.settings["primary_conninfo"] = (
            f"host={primary.directory} port={primary.port} user=postgres"
        )

    def promote(self):
        command = [server_bin() / "pg_ctl", "promote", "--no-wait", "-D", self.data]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **_USER)


# All of the tables of the schema public, in words.
_TABLES = """
SELECT c.relname, pg_get_userbyid(c.relowner), a.attname, format_type(a.atttypid, a.atttypmod),
       a.attnotnull
FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname, a.attnum"""
_INDEXES = """
SELECT pg_get_indexdef(indexrelid), indisvalid, indisready FROM pg_index
WHERE indrelid::regclass::text !~ '^pg_' ORDER BY 1"""
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"""


@dataclass
class Database:
    server: Postgres
    name: str = "app"

    @property
    def address(self):
        return f"127.0.0.1:{self.server.port}"

    @property
    def url(self):
        return f"postgres://app:{IN_URL}@{self.address}/{self.name}"

    @property
    def key_values(self):
        return (
            f"host=127.0.0.1 port={self.server.port} user=app password={IN_KEY_VALUE} "
            f"dbname={self.name}"
        )

    @property
    def printed(self):
        """How aweigh may show it."""
        return f"postgres://{self.address}/{self.name}"

    def query(self, sql):
        return self.server.query(sql, self.name)

    def connect(self):
        return self.server.connect(self.name)

    def tables(self):
        rows = self.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in rows} - {"schema_migrations", "aweigh_schema_migrations"}

    def close_public(self):
        """To `app`. Before PostgreSQL 15 everybody may create tables in the schema public."""
        self.query("ALTER SCHEMA public OWNER TO postgres")
        self.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC")

    def schema(self):
        """To be compared with another database's on the same server."""
        return [self.query(sql) for sql in (_TABLES, _INDEXES, _CONSTRAINTS)]

    def version(self):
        """The rows of golang-migrate's table, (version, dirty); None without the table."""
        if self.query("SELECT to_regclass('public.schema_migrations')") == [(None,)]:
            return None
        return self.query("SELECT version, dirty FROM public.schema_migrations")

    def set_version(self, version, dirty=False):
        """As golang-migrate would have left it."""
        self.query(
            "CREATE TABLE public.schema_migrations "
            "(version bigint not null primary key, dirty boolean not null)"
        )
        self.query("ALTER TABLE public.schema_migrations OWNER TO app")
        self.query(f"INSERT INTO public.schema_migrations VALUES ({version}, {dirty})")
