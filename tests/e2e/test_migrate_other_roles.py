"""Other roles of the database, which may create what they like in our schema, get no privileges of
ours. PostgreSQL before 15 lets every role do that in `public`."""

import uuid
from contextlib import closing

import pytest
from support.migrations import golang_migrate_lock, held_advisory_lock, table_per_version

VERSIONS = "public.schema_migrations (version bigint not null primary key, dirty boolean not null)"
JOURNAL = (
    "public.aweigh_schema_migrations (version bigint PRIMARY KEY, title text, sha256 text,"
    " host text, begun_in bigint, begun_at timestamptz, applied_at timestamptz)"
)


class Low:
    """A role that may create in the schema public, and wants to be a superuser."""

    def __init__(self, database):
        self.database = database
        self.name = f"low_{uuid.uuid4().hex[:12]}"
        self._server("CREATE ROLE {0} LOGIN")
        database.query(f"GRANT CREATE ON SCHEMA public TO {self.name}")

    def _server(self, sql):
        return self.database.server.query(sql.format(self.name))

    def creates(self, *statements):
        with closing(self.database.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"SET SESSION AUTHORIZATION {self.name}")
            for sql in statements:
                cursor.execute(sql)

    def creates_trap(self, signature, returns="boolean", value="true"):
        """A function whose caller makes this role a superuser."""
        self.creates(
            f"CREATE FUNCTION public.{signature} RETURNS {returns} LANGUAGE plpgsql AS $$ BEGIN "
            f"ALTER ROLE {self.name} SUPERUSER; RETURN {value}; END $$"
        )

    def is_superuser(self):
        return self._server("SELECT rolsuper FROM pg_roles WHERE rolname = '{0}'") == [(True,)]

    def leave(self):
        self.database.query(f"DROP OWNED BY {self.name} CASCADE")
        self._server("DROP ROLE {0}")


@pytest.fixture
def low(database):
    low = Low(database)
    yield low
    low.leave()


@pytest.fixture
def words(database):
    """As the superuser: what a trap does then is seen."""
    server = database.server
    url = f"host={server.directory} port={server.port} user=postgres dbname={database.name}"
    return lambda directory: ["-m", str(directory), "--database", url, "--log-format=json"]


def test_an_overload_of_a_function_of_ours_is_not_called(aweigh, low, migrations, words):
    low.creates_trap("pg_try_advisory_lock(text)")
    result = aweigh.run(*words(migrations(table_per_version(1))), "true")
    assert result.code == 0, result
    assert not low.is_superuser()


def test_a_journal_of_another_role_is_not_written(aweigh, database, low, migrations, words):
    low.creates_trap("trap()", returns="trigger", value="NEW")
    low.creates(
        f"CREATE TABLE {JOURNAL}",
        "CREATE TRIGGER trap BEFORE INSERT ON public.aweigh_schema_migrations"
        " FOR EACH ROW EXECUTE FUNCTION public.trap()",
    )
    result = aweigh.run(*words(migrations(table_per_version(1))), "true")
    assert result.code == 0, result
    assert f"belongs to {low.name}" in result.events("no_journal")[0]["msg"]
    assert not low.is_superuser()
    assert database.query("SELECT count(*) FROM aweigh_schema_migrations") == [(0,)]


@pytest.mark.parametrize("command", ["up", "status", "version"])
def test_a_version_table_of_another_role_is_refused(aweigh, low, migrations, words, command):
    """A view runs code as soon as it is read."""
    low.creates_trap("trap()", returns="bigint", value="1")
    low.creates("CREATE VIEW public.schema_migrations AS SELECT trap() AS version, false AS dirty")
    result = aweigh.run("migrate", command, *words(migrations(table_per_version(1))))
    assert result.code == 65, result
    assert "cannot use the version table" in result.stderr and "table" in result.stderr
    assert not low.is_superuser()


OBJECTIONABLE = {
    "another owner": f"CREATE TABLE {VERSIONS}",
    "a view": "CREATE VIEW public.schema_migrations AS SELECT 1::bigint AS version, false AS dirty",
}


@pytest.mark.parametrize("sql", OBJECTIONABLE.values(), ids=OBJECTIONABLE)
def test_it_is_said_what_is_wrong_with_the_version_table(aweigh, low, migrations, words, sql):
    low.creates(sql)
    result = aweigh.run(*words(migrations(table_per_version(1))), "true")
    assert result.code == 65, result
    said = f"belongs to {low.name}" if "TABLE" in sql else "no ordinary table"
    assert said in result.events("failed")[-1]["msg"], result


def test_a_trigger_of_another_role_and_a_rule_are_refused(
    aweigh, database, low, migrations, words
):
    """They are on a table of our own: the privilege TRIGGER was granted, the owner was changed."""
    directory = migrations(table_per_version(1))
    assert aweigh.run(*words(directory), "true").code == 0
    directory.add("2_b.up.sql", "CREATE TABLE b ();")
    database.query(f"GRANT TRIGGER ON schema_migrations TO {low.name}")
    low.creates_trap("trap()", returns="trigger", value="NEW")
    low.creates(
        "CREATE TRIGGER trap BEFORE INSERT ON public.schema_migrations"
        " FOR EACH ROW EXECUTE FUNCTION public.trap()",
    )
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65 and "trigger" in result.stderr, result
    database.query("DROP TRIGGER trap ON schema_migrations")
    database.query("CREATE RULE r AS ON INSERT TO schema_migrations DO ALSO SELECT 1")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65 and "rules" in result.stderr, result
    database.query("DROP RULE r ON schema_migrations")
    assert aweigh.run(*words(directory), "true").code == 0
    assert not low.is_superuser()


def test_a_trigger_of_our_own_role_is_left_alone(aweigh, database, migrations, words):
    """Somebody may want to be told of each version."""
    directory = migrations(table_per_version(1))
    assert aweigh.run(*words(directory), "true").code == 0
    database.query(
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;"
        "CREATE TRIGGER note BEFORE INSERT ON schema_migrations"
        " FOR EACH ROW EXECUTE FUNCTION note()"
    )
    directory.add("2_b.up.sql", "CREATE TABLE b ();")
    assert aweigh.run(*words(directory), "true").code == 0


def test_a_table_of_a_role_whose_privileges_we_have_is_trusted(
    aweigh, database, low, migrations
):
    """Roles that come and go, and share the one that owns everything."""
    low.creates(f"CREATE TABLE {VERSIONS}", f"CREATE TABLE {JOURNAL}")
    words = ["-m", str(migrations(table_per_version(1))), "--database", database.url, "true"]
    result = aweigh.run(*words)
    assert result.code == 65 and f"belongs to {low.name}" in result.stderr, result
    database.query(f"GRANT {low.name} TO app")
    result = aweigh.run(*words)
    assert result.code == 0, result
    assert database.query("SELECT count(*) FROM aweigh_schema_migrations") == [(1,)]


def test_what_others_create_does_not_get_into_a_drop(aweigh, database, low, words):
    database.query("CREATE TABLE kept_by_nobody ()")
    low.creates_trap("format(text, name, name)", returns="text", value="'x; SELECT 1'")
    low.creates_trap("quote_ident(name)", returns="text", value="'x; SELECT 1'")
    words = words("-")[2:]
    result = aweigh.run("migrate", "drop", "-f", *words)
    assert result.code == 0, result
    assert database.tables() == set()
    assert not low.is_superuser()


def test_an_operator_of_others_is_not_used_while_the_lock_is_waited_for(
    aweigh, database, low, migrations, words
):
    low.creates_trap('eq(oid, int)')
    low.creates("CREATE OPERATOR public.= (leftarg = oid, rightarg = int, function = public.eq)")
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        directory = migrations(table_per_version(1))
        result = aweigh.run(*words(directory), "--lock-timeout=0", "true")
    assert result.code == 75 and "held by pid" in result.stderr, result
    assert not low.is_superuser()


SHADOWS = [
    "current_database()", "current_schema()", "pg_is_in_recovery()", "pg_backend_pid()",
    "txid_current()", "transaction_timestamp()", "clock_timestamp()", "current_setting(text)",
    "set_config(text, text, boolean)", "pg_try_advisory_lock(bigint)", "pg_get_userbyid(oid)",
    "pg_has_role(oid, text)",
]  # fmt: skip
OPERANDS = ["name, name", "oid, oid", "bigint, bigint", "bigint, int", "text, text"]


def test_a_search_path_with_the_catalogue_behind_is_no_way_in_either(
    aweigh, database, low, migrations, words
):
    """There the schema's functions and operators win over those of PostgreSQL."""
    for signature in SHADOWS:
        low.creates_trap(signature)
    for at, operands in enumerate(OPERANDS):
        left, right = operands.split(", ")
        low.creates_trap(f"eq{at}({operands})")
        low.creates(
            f"CREATE OPERATOR public.= (leftarg = {left}, rightarg = {right}, function = eq{at})"
        )
    path = "SET search_path = public, pg_catalog"
    database.server.query(f'ALTER DATABASE "{database.name}" {path}')
    directory = migrations({"1_a.up.sql": "CREATE TABLE a (id int);"})
    directory.add("2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON a (id);")
    for _ in ["all of it", "nothing"]:
        result = aweigh.run(*words(directory), "true")
        assert result.code == 0, result
    assert not low.is_superuser()
    database.server.query(f'ALTER DATABASE "{database.name}" RESET search_path')
    assert database.version() == [(2, False)]
