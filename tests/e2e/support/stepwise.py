"""What files that run statement by statement are tried on, and what they have left."""

JOURNAL = "aweigh_schema_migrations"
BASE = """CREATE TABLE base (id int);
CREATE TABLE log (what text);
CREATE INDEX old ON base (id);
CREATE TYPE size AS ENUM ('s');
"""

# One of each kind, with what another run of it would add.
ALL_KINDS = """-- é
INSERT INTO log VALUES ('1'); CREATE TABLE more (id int);
CREATE INDEX CONCURRENTLY more_id ON more (id);
INSERT INTO log VALUES ('2');
BEGIN;
INSERT INTO log VALUES ('3');
COMMIT;
INSERT INTO log VALUES ('4');
DROP INDEX CONCURRENTLY old;
VACUUM base;
CREATE UNIQUE INDEX CONCURRENTLY "More" ON more (id);
INSERT INTO log VALUES ('5');
"""


def logged(database):
    return [what for (what,) in database.query("SELECT what FROM log ORDER BY what")]


def indexes(database):
    """Those of the users' tables, and whether they are valid."""
    return dict(
        database.query(
            "SELECT indexrelid::regclass::text, indisvalid FROM pg_index "
            "WHERE indrelid IN (SELECT oid FROM pg_class WHERE relname IN ('base', 'more'))"
        )
    )
