"""One DATABASE_URL for the service and for us: the words of ORMs and drivers in it."""

from urllib.parse import quote

import pytest
from support.dsn import DsnWords
from support.migrations import table_per_version
from support.secret import CANARY, IN_URL


def with_check(url, sql):
    return f"{url}#query={quote(sql)}"


def setting(name, value):
    return f"select current_setting('{name}') = '{value}'"


# what stands in the query, and what is true of the session then
TRANSLATED = {
    "schema=public": setting("search_path", '"public"'),
    "schema=My%20Own,x": setting("search_path", '"My Own,x"'),
    "currentSchema=a,public": setting("search_path", "a,public"),
    "schema_search_path=a": setting("search_path", "a"),
    "ApplicationName=shop": setting("application_name", "shop"),
    "applicationname=shop": setting("application_name", "shop"),
    "readOnly=true": setting("default_transaction_read_only", "on"),
    "min_messages=error": setting("client_min_messages", "error"),
    "variables[statement_timeout]=5000": setting("statement_timeout", "5s"),
    "variables%5Block_timeout%5D=70": setting("lock_timeout", "70ms"),
    "targetServerType=primary": "select not pg_is_in_recovery()",
    "targetServerType=preferSlave": "select 1",
    "loadBalanceHosts=true": "select 1",
    "channelBinding=prefer": "select 1",
    "requireAuth=scram-sha-256": "select 1",
    "gssEncMode=disable": "select 1",
    "kerberosServerName=postgres": "select 1",
    "sslNegotiation=postgres": "select 1",
    "ssl=false": "select 1",
    "ssl=prefer": "select 1",
    "ssl-mode=prefer": "select 1",
    "ssl-root-cert=/none&ssl-ca=/none&ssl-cert=/none&ssl-key=/none&ssl-mode=disable": "select 1",
    "sslmode=disable": "select 1",
    "sslaccept=accept_invalid_certs": "select 1",
    "uselibpqcompat=true": "select 1",
    # what is the server's or libpq's own stays so
    "search_path=a": setting("search_path", "a"),
    "statement_timeout=5000": setting("statement_timeout", "5s"),
    "application_name=shop": setting("application_name", "shop"),
    "options=-c%20lock_timeout%3D70": setting("lock_timeout", "70ms"),
    "app.user=7": setting("app.user", "7"),
    "x-migrations-table=m&x-multi-statement=true": "select 1",
}


@pytest.mark.parametrize("query, sql", TRANSLATED.items(), ids=TRANSLATED)
def test_a_word_means_what_it_means_to_its_program(aweigh, database, query, sql):
    result = aweigh.run("wait", "-t", "0", with_check(f"{database.url}?{query}", sql))
    assert result.code == 0, result


def test_each_word_that_is_translated_has_been_tried(aweigh):
    """Those that are refused have no session."""
    tried = "&".join(TRANSLATED)
    for words, _, meaning in DsnWords(aweigh).translated:
        for word in words.split(", "):
            if "refused" not in meaning and word != "variables[NAME]":
                assert f"{word}=" in tried, word


def test_each_word_that_is_ignored_is_told_in_one_line(aweigh, database):
    words = DsnWords(aweigh).ignored_words
    query = "&".join(f"{word}={CANARY}" for word in words)
    url = f"{database.url}?{query}"
    quiet = aweigh.run("wait", "-t", "0", "--log-format=json", url)
    assert quiet.code == 0 and not quiet.events("words_ignored"), quiet
    result = aweigh.run("wait", "-t", "0", "--log-format=json", "--log-level=debug", url)
    assert result.code == 0, result
    (event,) = result.events("words_ignored")
    assert event["words"].split(", ") == words
    assert (event["target"], event["level"]) == (database.printed, "debug")
    assert aweigh.run("check", url).code == 0


def in_java(database):
    return f"jdbc:postgresql://{database.address}/{database.name}?user=app&password={IN_URL}"


SCHEMES = ["postgresql+psycopg", "postgresql+asyncpg", "POSTGRES+pg8000", "pgx5", "PGX", "postgis",
           "psql", "pgsql", "timescale", "ecto"]  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_of_another_tool_is_postgres(aweigh, database, migrations, scheme):
    url = database.url.replace("postgres", scheme, 1)
    assert aweigh.run("wait", "-t", "0", url).code == 0
    directory = migrations(table_per_version(1))
    result = aweigh.run("-m", str(directory), "true", env={"DATABASE_URL": url})
    assert (result.code, database.version()) == (0, [(1, False)]), result


def test_java_s_url_has_the_password_in_its_query(aweigh, database, migrations):
    url = in_java(database)
    result = aweigh.run("wait", "--log-level=trace", "-t", "0", url)
    assert result.code == 0 and database.printed in result.stderr, result
    directory = migrations(table_per_version(1))
    env = {"DATABASE_URL": url + "&currentSchema=public&stringtype=unspecified"}
    result = aweigh.run("-m", str(directory), "--log-level=trace", "true", env=env)
    assert (result.code, database.version()) == (0, [(1, False)]), result
    plan = aweigh.run("-m", str(directory), "--explain", "true", env=env)
    assert plan.code == 0 and f"{database.printed}  (DATABASE_URL)" in plan.stdout, plan
    rejected = aweigh.run("wait", "--fail-fast", url.replace("user=app", "user=nobody"))
    assert rejected.code == 69, rejected


def test_java_s_url_without_a_host_is_of_this_machine(aweigh):
    url = f"jdbc:postgresql:shop?user=app&password={CANARY}"
    plan = aweigh.run("wait", "--explain", url)
    assert plan.code == 0 and "postgres://localhost/shop" in plan.stdout, plan


def test_a_dsn_of_keywords_takes_the_words_too(aweigh, database):
    dsn = f"postgres:{database.key_values} schema=public pgbouncer=true ssl=false"
    result = aweigh.run("wait", "-t", "0", "--log-format=json", "--log-level=debug", dsn)
    assert result.code == 0, result
    assert [event["words"] for event in result.events("words_ignored")] == ["pgbouncer"]


def test_tables_land_in_the_schema_of_prisma(aweigh, database, migrations):
    """A comma and a capital letter are of its name, and so is the lock, another one."""
    database.query('CREATE SCHEMA "My,App" AUTHORIZATION app')
    directory = migrations(table_per_version(2))
    env = {"DATABASE_URL": f"{database.url}?schema=My,App&connection_limit=5&pgbouncer=true"}
    assert aweigh.run("-m", str(directory), "true", env=env).code == 0
    assert aweigh.run("migrate", "-m", str(directory), "version", env=env).stdout == "2\n"
    sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'My,App' ORDER BY 1"
    tables = [name for (name,) in database.query(sql)]
    assert tables == ["aweigh_schema_migrations", "schema_migrations", "t1", "t2"]
    assert database.version() is None and database.tables() == set()


def test_a_schema_that_is_missing_is_not_created(aweigh, database, migrations):
    """Prisma would; an owner of the database does it for us."""
    directory = migrations(table_per_version(1))
    env = {"DATABASE_URL": f"{database.url}?schema=missing"}
    result = aweigh.run("-m", str(directory), "true", env=env)
    assert result.code == 65, result
    assert "no schema of its search_path exists" in result.stderr


MEANT = {
    "connect_timout": "connect_timeout", "curentSchema": "currentSchema", "pg_bouncer": "pgbouncer",
    "aplication_name": "application_name",
}  # fmt: skip


@pytest.mark.parametrize("word, meant", MEANT.items())
def test_a_misspelt_word_is_rejected_and_told_what_was_meant(aweigh, database, word, meant):
    result = aweigh.run("wait", "--fail-fast", f"{database.url}?{word}=1")
    assert result.code == 69, result
    assert f'unrecognized configuration parameter "{word}"' in result.stderr
    assert f"did you mean {meant}?" in result.stderr


def test_a_word_that_nobody_knows_is_rejected(aweigh, database):
    result = aweigh.run("wait", "--fail-fast", f"{database.url}?zzzzzz=1")
    assert result.code == 69, result
    assert 'parameter "zzzzzz"' in result.stderr and "did you mean" not in result.stderr


# a value that would break out of its place, were it not quoted
HOSTILE = [
    "schema=a%22,%20pg_temp%20--", "schema=%27;DROP%20TABLE%20x;--", "schema=a%5C%20-c%20role=x",
    "currentSchema=a%20-c%20app.x=1", "ApplicationName=a%0A-c%20app.x=1",
    "variables[app.y]=1%20-c%20app.x=1", "variables[app.y%3D1%20-c%20app.x]=1",
    "variables[app.y]x=1", "a%20b=1", "%22=1",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_value_sets_nothing_else(aweigh, database, query):
    sql = "select current_setting('app.x', true) is null and current_user = 'app'"
    result = aweigh.run("wait", "--fail-fast", with_check(f"{database.url}?{query}", sql))
    assert result.code == 0 or "invalid" in result.stderr or "unrecognized" in result.stderr, result


REFUSED = {
    "TLS and none": ("?ssl=true&sslmode=disable", "asks for TLS"),
    "TLS and perhaps": ("?sslaccept=strict&sslmode=prefer", "asks for TLS"),
    "Prisma's PKCS#12": ("?sslidentity=x.p12", "sslcert=FILE"),
    "Java's class": ("?sslfactory=com.example.Own", "class of Java's"),
    "a value of ssl": (f"?ssl={CANARY}", "its ssl"),
    "a misspelt word of golang-migrate": (f"?x-migration-table={CANARY}", "x-migrations-table?"),
    "an unknown word of golang-migrate": (f"?x-{CANARY}=1", "known are"),
    "a time with a unit": ("?x-statement-timeout=5s", "milliseconds"),
    "no flag": ("?x-migrations-table-quoted=yes", "true or false"),
    "a table of locks": ("?x-lock-strategy=table", "advisory"),
}


@pytest.mark.parametrize("query, says", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_kept_is_a_mistake(aweigh, query, says):
    for words, env in [
        (["wait", f"postgres://u@h/db{query}"], {}),
        (["-m", ".", "true"], {"DATABASE_URL": f"postgres://u:{CANARY}@h/db{query}"}),
        (["-m", ".", "true"], {"DATABASE_URL": f"jdbc:postgresql://h/db{query}"}),
    ]:
        result = aweigh.run(*words, env=env)
        assert (result.code, result.stdout) == (64, ""), result
        assert says in result.stderr and result.stderr.count("\n") == 1, result


DOTNET = f"Host=db;Port=5432;Username=u;Password={CANARY};Database=d;SSL Mode=VerifyFull"


def test_dotnet_s_form_says_how_it_is_written(aweigh):
    for words, env in [(["wait", DOTNET], {}), (["-m", ".", "true"], {"DATABASE_URL": DOTNET})]:
        result = aweigh.run(*words, env=env)
        assert result.code == 64, result
        assert ".NET" in result.stderr and "postgres://user:password@host" in result.stderr


def slow_file(migrations):
    return migrations({"1_a.up.sql": "CREATE TABLE a ();\nSELECT pg_sleep(60);\n"})


def test_golang_migrate_s_statement_timeout_is_kept(aweigh, database, migrations):
    url = f"{database.url}?x-statement-timeout=300"
    for words in (["-m", str(slow_file(migrations)), "true"],):
        result = aweigh.run(*words, env={"DATABASE_URL": url}, within=10)
        assert result.code == 65 and "statement timeout" in result.stderr, result
    assert database.tables() == set()


@pytest.mark.parametrize("query, words, shown", [
    ("x-statement-timeout=300", [], "300ms"),
    ("x-statement-timeout=300", ["--statement-timeout=7s"], "7s"),
    ("x-statement-timeout=300", ["--statement-timeout=none"], "0"),
    ("x-statement-timeout=0", [], "0"),
    ("", [], "0"),
])  # fmt: skip
def test_the_option_wins(aweigh, database, migrations, query, words, shown):
    directory = migrations({
        "1_a.up.sql": "CREATE TABLE a AS SELECT current_setting('statement_timeout') AS s;\n"
    })  # fmt: skip
    env = {"DATABASE_URL": f"{database.url}?{query}"}
    assert aweigh.run("-m", str(directory), *words, "true", env=env).code == 0
    assert database.query("SELECT s FROM a") == [(shown,)]


def test_explain_tells_where_the_timeout_comes_from(aweigh, migrations):
    directory = str(migrations(table_per_version(1)))
    env = {"DATABASE_URL": "postgres://h/db?x-statement-timeout=300"}
    result = aweigh.run("-m", directory, "--explain", "true", env=env)
    assert result.code == 0 and "x-statement-timeout of the URL" in result.stdout, result
    result = aweigh.run("-m", directory, "--explain", "--statement-timeout=7s", "true", env=env)
    assert result.code == 0 and "x-statement-timeout" not in result.stdout, result
