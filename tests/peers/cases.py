"""A directory of migrations and what is done with it, by chance: the same for the same seed."""

import random
from dataclasses import dataclass, field

# Made in each database before anything runs, and used by some files.
BASE = "CREATE TABLE base (id int); INSERT INTO base VALUES (1), (1)"

# Contents: how often, the up file, the down file; {n} is the version.
_CONTENTS = [
    (30, "CREATE TABLE t{n} (id int);\n", "DROP TABLE t{n};\n"),
    (6, "CREATE TABLE t{n} (id int PRIMARY KEY);\nINSERT INTO t{n} VALUES (1), (2);\n"
        "CREATE INDEX i{n} ON t{n} (id);\n", "DROP INDEX i{n};\nDROP TABLE t{n};\n"),
    (4, "", ""),
    (2, "\n \t\n", "-- nothing\n"),
    (3, "-- nothing; only a comment\n/* and /* a; nested */ one */", "-- nothing\n"),
    (2, ";;\n;", ";"),
    (5, "CREATE INDEX CONCURRENTLY i{n} ON base (id);\n", "DROP INDEX CONCURRENTLY i{n};\n"),
    (2, "-- why\ncreate index concurrently if not exists i{n} on public.base (id)",
        "DROP INDEX CONCURRENTLY IF EXISTS i{n}"),
    (2, "CREATE UNIQUE INDEX CONCURRENTLY i{n} ON base (id);\n", "DROP INDEX i{n};\n"),
    (3, "CREATE TABLE t{n} ();\nCREATE INDEX CONCURRENTLY i{n} ON base (id);\n",
        "DROP TABLE t{n};\n"),
    (4, "CREATE INDEX CONCURRENTLY i{n} ON base (id);\nCREATE INDEX CONCURRENTLY j{n} ON base (id);\n"
        "CREATE TABLE t{n} ();\n", "DROP INDEX CONCURRENTLY i{n};\nDROP INDEX CONCURRENTLY j{n};\n"),
    (3, "CREATE TABLE t{n} ();\nCREATE UNIQUE INDEX CONCURRENTLY i{n} ON base (id);\nSELECT 1;\n",
        "DROP TABLE t{n};\n"),
    (3, "VACUUM base;\n", "VACUUM base;\n"),
    (2, "CREATE TABLE t{n} ();\nVACUUM base;\n", "DROP TABLE t{n};\n"),
    (8, "CREATE TABLE t{n} ();\nSELECT 1/0;\n", "DROP TABLE t{n};\nSELECT 1/0;\n"),
    (3, "CREATE TABLES t{n} ();\n", "DROP TABLES t{n};\n"),
    (3, "CREATE TABLE t{n} ();\nCREATE TABLE base ();\n", "DROP TABLE nothing;\n"),
    (2, "CREATE TABLE t{n} (id text DEFAULT 'open;\n", "DROP TABLE t{n}"),
    (5, "BEGIN;\nCREATE TABLE t{n} ();\nCOMMIT;\n", "BEGIN;\nDROP TABLE t{n};\nCOMMIT;\n"),
    (2, "begin transaction;\ncreate table t{n} ();\nselect 1/0;\nend;\n", "BEGIN; COMMIT;"),
    (2, "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE t{n} ();\nCOMMIT;\n",
        "START TRANSACTION;\nDROP TABLE t{n};\nCOMMIT;\n"),
    (3, "CREATE TABLE t{n} ();\nCOMMIT;\nCREATE TABLE u{n} ();\n",
        "DROP TABLE u{n};\nCOMMIT;\nDROP TABLE t{n};\n"),
    (2, "CREATE TABLE t{n} ();\nCOMMIT;\nSELECT 1/0;\n", "DROP TABLE t{n};\nCOMMIT;\nSELECT 1/0"),
    (2, "BEGIN;\nCREATE TABLE t{n} ();\nCOMMIT;\nBEGIN;\nCREATE TABLE u{n} ();\nCOMMIT;\n",
        "DROP TABLE t{n}, u{n};\n"),
    (2, "BEGIN;\nCREATE TABLE t{n} ();\n", "DROP TABLE IF EXISTS t{n};\n"),
    (2, "CREATE TABLE t{n} ();\nROLLBACK;\n", "ROLLBACK;\n"),
    (2, "SAVEPOINT a;\nCREATE TABLE t{n} ();\nROLLBACK TO a;\n", "SELECT 1;\n"),
    (2, "BEGIN;\nSAVEPOINT a;\nCREATE TABLE t{n} ();\nROLLBACK TO a;\nCOMMIT;\n", "SELECT 1;\n"),
    (3, "SET search_path = other;\nCREATE TABLE t{n} ();\n", "DROP TABLE other.t{n};\n"),
    (2, "SET search_path = missing;\n", "SET search_path = public;\n"),
    (2, "SET LOCAL search_path = other;\nCREATE TABLE t{n} ();\n", "DROP TABLE other.t{n};\n"),
    (2, "CREATE TABLE t{n} (a text DEFAULT 'a\\');\n", "DROP TABLE t{n};\n"),
    (2, "SET standard_conforming_strings = off;\nCREATE TABLE t{n} (a text DEFAULT 'a\\';b');\n",
        "DROP TABLE t{n};\n"),
    (2, "SET DateStyle = 'German';\nCREATE TABLE t{n} (d date DEFAULT '01.02.2020');\n",
        "DROP TABLE t{n};\n"),
    (2, "CREATE TABLE t{n} (d date DEFAULT '01/02/2020', f float8 DEFAULT 0.1::float4);\n",
        "DROP TABLE t{n};\n"),
    (1, "SET default_transaction_read_only = on;\n", "SET default_transaction_read_only = off;\n"),
    (1, "SET ROLE app;\nRESET ALL;\nCREATE TABLE t{n} ();\n", "RESET ALL;\nDROP TABLE t{n};\n"),
    (1, "SELECT set_config('search_path', '', false);\nCREATE TABLE public.t{n} ();\n",
        "DROP TABLE public.t{n};\n"),
    (3, "CREATE FUNCTION f{n}() RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN 1; END; $f$;\n",
        "DROP FUNCTION f{n}();\n"),
    (2, "DO $$ BEGIN EXECUTE 'CREATE TABLE t{n} ()'; RAISE NOTICE 'a; b'; END $$;\n",
        "DO $$ BEGIN EXECUTE 'DROP TABLE t{n}'; END $$;\n"),
    (1, "CREATE PROCEDURE p{n}() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;\nCALL p{n}();\n",
        "DROP PROCEDURE p{n}();\n"),
    (2, "CREATE TYPE e{n} AS ENUM ('a');\nALTER TYPE e{n} ADD VALUE 'b; c';\n",
        "DROP TYPE e{n};\n"),
    (1, "CREATE TYPE e{n} AS ENUM ('a');\nCOMMIT;\nALTER TYPE e{n} ADD VALUE 'b';\n"
        "CREATE TABLE t{n} (e e{n} DEFAULT 'b');\n", "DROP TABLE t{n};\nDROP TYPE e{n};\n"),
    (2, 'CREATE TABLE "T;{n}" (a text DEFAULT E\'\\\';\', "b;" text DEFAULT U&\'\\0061\');\n',
        'DROP TABLE "T;{n}";\n'),
    (2, "CREATE TABLE zażółć{n} (größe int); -- ключ\n", "DROP TABLE zażółć{n};\n"),
    (2, "CREATE TABLE t{n} (id int REFERENCES t{p});\n", "DROP TABLE t{n};\n"),
    (2, "CREATE VIEW v{n} AS SELECT id FROM base;\n", "DROP VIEW v{n};\n"),
    (2, "CREATE SCHEMA s{n} CREATE TABLE a (id int);\n", "DROP SCHEMA s{n} CASCADE;\n"),
    (1, "CREATE TEMP TABLE x (id int);\nCREATE TABLE t{n} AS SELECT * FROM x;\n", "SELECT 1;\n"),
    (1, "CREATE TABLE t{n} (id int) PARTITION BY LIST (id);\n"
        "CREATE TABLE u{n} PARTITION OF t{n} FOR VALUES IN (1);\n", "DROP TABLE t{n};\n"),
    (1, "CREATE EXTENSION missing;\n", "SELECT 1;\n"),
    (1, "SELECT pg_advisory_unlock_all();\nCREATE TABLE t{n} ();\n", "DROP TABLE t{n};\n"),
    (1, "DISCARD ALL;\n", "DISCARD ALL;\n"),
    (1, "LOCK TABLE base;\nUPDATE base SET id = id + 1;\n", "UPDATE base SET id = id - 1;\n"),
    (1, "PREPARE q AS SELECT 1;\nEXECUTE q;\n", "DEALLOCATE q;\n"),
    (1, "DROP TABLE schema_migrations;\n", "SELECT 1;\n"),
    (1, "COPY base FROM STDIN;\n3\n\\.\n", "SELECT 1;\n"),
    (1, "\\set a 1\nCREATE TABLE t{n} ();\n", "DROP TABLE t{n};\n"),
    (1, "\ufeffCREATE TABLE t{n} ();\n", "DROP TABLE t{n};\n"),
    (1, "CREATE TABLE t{n} (); -- \udcff\n", "DROP TABLE t{n};\n"),
    (1, "CREATE TABLE t{n} (); -- \0\n", "DROP TABLE t{n};\n"),
    (1, "CREATE TABLE t{n} ();\n" + "-- a line that fills the file\n" * 9000, "DROP TABLE t{n};\n"),
]  # fmt: skip

# What lies among migrations: how often, name, contents.
_STRAYS = [
    (3, "README.md", "text"),
    (2, "schema.sql", "DROP TABLE base;"),
    (2, "{n}_t.sql", "DROP TABLE base;"),
    (2, "{n}-t.up.sql", "DROP TABLE base;"),
    (1, "{n}_t.UP.sql", "DROP TABLE base;"),
    (1, "v{n}_t.up.sql", "DROP TABLE base;"),
    (1, ".{n}_t.up.sql", "DROP TABLE base;"),
    (1, "{n}_t.up.sql/a", "a directory with a migration's name"),
    (1, "sub/{n}_t.up.sql", "DROP TABLE base;"),
    (1, "99999999999999999999_t.up.sql", "DROP TABLE base;"),
    (1, "{v}_twice.up.sql", "SELECT 1;"),
]

_PARAMETERS = [
    (60, ""),
    (3, "x-migrations-table=moved"),
    (2, "search_path=other"),
    (2, "x-migrations-table-quoted=1&x-migrations-table=%22other%22.%22Moved%22"),
    (2, "x-statement-timeout=60000"),
    (2, "x-multi-statement=false"),
    (15, "x-multi-statement=true"),
]

# By hand, between two commands.
_BY_HAND = [
    "CREATE TABLE by_hand (id int)",
    "DROP TABLE IF EXISTS base CASCADE",
    "INSERT INTO base VALUES (7)",
    "DELETE FROM base",
    "CREATE TABLE IF NOT EXISTS t2 (id int)",
]


@dataclass
class Step:
    """One of: words of both tools, files that change (None: removed), a statement by hand."""

    words: tuple = ()
    files: dict = field(default_factory=dict)
    sql: str = ""


@dataclass
class Case:
    files: dict
    steps: list
    parameters: str = ""


def _chosen(chance, rows):
    return chance.choices(rows, [row[0] for row in rows])[0][1:]


def _contents(chance, version):
    """Of the up and of the down file."""

    def filled(text):
        text = text.replace("{n}", str(version)).replace("{p}", str(version - 1))
        ends = chance.random()
        if ends < 0.1:
            text = text.replace("\n", "\r\n")
        elif ends < 0.15:
            text = text.rstrip("\n;")
        return text.encode(errors="surrogateescape")

    up, down = _chosen(chance, _CONTENTS)
    return filled(up), filled(down)


def _migration(chance, version):
    name = f"{version:0{chance.choice((1, 1, 4, 6))}}_" + chance.choice(("t", "a.b", "A-b c", ""))
    extension = chance.choice(("sql",) * 18 + ("txt", "sql.bak"))
    up, down = _contents(chance, version)
    files = {f"{name}.up.{extension}": up, f"{name}.down.{extension}": down}
    missing = chance.random()
    if missing < 0.04:
        del files[f"{name}.down.{extension}"]
    elif missing < 0.06:
        del files[f"{name}.up.{extension}"]
    return files


def _versions(chance):
    version, found = chance.choice((0, 1, 1, 1, 1, 20260101000000)), []
    for _ in range(chance.randint(1, 7)):
        found.append(version)
        version += chance.choice((1, 1, 1, 1, 2, 9))
    return found


def _words(chance, versions):
    some = chance.choice((*versions, *versions, versions[-1] + 1, versions[0] - 1, -1))
    few = chance.choice((0, 1, 1, 1, 2, 2, 3, 9))
    choices = [
        (30, ("up",)),
        (20, ("up", str(few))),
        (20, ("down", str(few))),
        (8, ("down", "-all")),
        (20, ("goto", str(max(some, 0)))),
        (10, ("force", str(max(some, 0)))),
        (2, ("force", "--", "-1")),
        (4, ("drop", "-f")),
        (5, ("version",)),
        (1, ("down",)),
        (1, ("drop",)),
        (1, ("up", "x")),
        (1, ("goto", "-1")),
        (1, ("goto",)),
        (1, ("force", "x")),
    ]
    return _chosen(chance, choices)[0]


def _change(chance, files, versions):
    """Of the files that are there: one goes, gets other contents, or one comes."""
    what = chance.random()
    if what < 0.35:
        return dict.fromkeys([chance.choice(sorted(files))])
    if what < 0.6:
        return {chance.choice(sorted(files)): _contents(chance, chance.choice(versions))[0]}
    around = range(max(versions[-1] - 3, 0), versions[-1] + 3)
    new = [version for version in around if version not in versions]
    return _migration(chance, chance.choice(new))


def random_case(seed):
    chance = random.Random(seed)
    versions = _versions(chance)
    files = {}
    for version in versions:
        files |= _migration(chance, version)
    if chance.random() < 0.2:
        name, text = _chosen(chance, _STRAYS)
        name = name.replace("{v}", f"0{versions[0]}").replace("{n}", str(versions[-1] + 1))
        files[name] = text.encode()
    steps, now = [], dict(files)
    for _ in range(chance.randint(3, 9)):
        what = chance.random()
        if what < 0.08 and now:
            changed = _change(chance, now, versions)
            now = {name: text for name, text in (now | changed).items() if text is not None}
            steps.append(Step(files=changed))
        elif what < 0.12:
            steps.append(Step(sql=chance.choice(_BY_HAND)))
        else:
            steps.append(Step(words=_words(chance, versions)))
    return Case(files, steps, _chosen(chance, _PARAMETERS)[0])
