"""The words about the mistakes that people make: what was meant, and how it is written."""

import pytest
from support.ports import free_port
from support.secret import CANARY

NOBODY = "tcp://127.0.0.1:1"

# a mistake: the words, and what the message says
WORDS = {
    "a misspelt option": (["--timout", "5", "true"], "did you mean --timeout?"),
    "an abbreviated option": (["--time", "5", "true"], "did you mean --timeout?"),
    "another action's option": (["wait", "--migrate", "x", "a:1"], "wait takes no --migrate"),
    "an option that check needs not": (["check", "--stable-for", "3s", "a:1"], "check takes no"),
    "one dash": (["-timeout", "5", "true"], "--timeout"),
    "one dash, read as -w": (["-wait", NOBODY, "-timeout", "5", "true"], "--wait"),
    "one dash, help": (["-help"], "--help"),
    "an option and its value in one word": (["-w db:5432", "--", "true"], "make them two"),
    "the same, long": (["--migrate /migrations", "--", "true"], "make them two"),
    "two values": (["-t", "5", "-t", "6", "true"], "--timeout is given twice"),
    "two directories": (
        ["-m", "a", "-m", "b", "--database", "postgres://h/x", "true"],
        "both have the version table",
    ),
    "an action behind options": (["-t", "5", "wait", "db:5432"], "aweigh wait [OPTIONS]"),
    "a program behind options": (["-t", "5", "wait", "db:5432"], "aweigh [OPTIONS] -- wait"),
    "install behind options": (["-q", "install", "/shared"], "aweigh install [OPTIONS]"),
    "migrate behind options": (["-t", "5m", "migrate", "up"], "aweigh migrate [OPTIONS]"),
    "wait-for-it's host": (["-h", "db", "-p", "1", "--", "false"], "-w HOST:PORT"),
    "wait-for-it's long names": (["--host=db", "--port=1", "--", "true"], "-w HOST:PORT"),
    "wait-for-it's --strict": ([NOBODY, "--strict", "--", "true"], "use -w"),
    "wait-for-it's --strict first": (["--strict", "--", "true"], "leave it out"),
    "tini's -s": (["-s", "--", "true"], "--init always"),
    "tini's -e": (["-e", "143", "--", "true"], "--map-exit CODE:0"),
    "tini's -p": (["-p", "SIGTERM", "--", "true"], "aweigh help pid1"),
    "tini's -v": (["-vvv", "--", "true"], "--log-level debug"),
    "dumb-init's -r": (["-r", "15:3", "--", "true"], "--rewrite FROM:TO"),
    "dumb-init's -c": (["-c", "--", "true"], "service alone"),
    "dumb-init's --single-child": (["--single-child", "--", "true"], "service alone"),
    "wait4x's -i": (["wait", "-i", "1s", "a:1"], "--interval"),
    "dockerize's -template": (["-template", "a:b", "true"], "no templates"),
    "golang-migrate's words": (
        ["-path", "m", "-database", f"postgres://u:{CANARY}@db", "up"],
        "aweigh migrate -path DIR -database URL up",
    ),
    "a misspelt command of migrate": (
        ["migrate", "statsu"],
        "unknown command of migrate: statsu; did you mean status?",
    ),
    "no command of migrate": (["migrate", "foo"], "migrate: foo; see aweigh help migrate"),
    "a URL in its place": (
        ["migrate", f"postgres://u:{CANARY}@db"],
        "unknown command of migrate; see",
    ),
    "a bundle with another's letter": (["migrate", "-foo", "up"], "unknown option -o in -foo;"),
    "a bundle with a password": (["-qp" + CANARY, "true"], "unknown option -p in -qp…;"),
    "COMMAND behind migrate": (["migrate", "-m", ".", "up", "--", "/bin/true"], "no COMMAND"),
    "a misspelt topic of help": (["help", "target"], "did you mean aweigh help targets?"),
    "a misspelt scheme": (["wait", "postgress://db"], "did you mean postgres://?"),
    "an unknown kind": (["wait", "pulsar://b:6650"], "tcp://b:6650 waits for the port alone"),
    "no port": (["wait", "db"], "host:port"),
    "one target of several": (["wait", "a:1", "db"], "cannot read target 2 of 2: it lacks a port"),
    "one -w of several": (
        ["-w", "a:1", "-w", CANARY, "true"],
        "cannot read --wait: target 2 of 2: ",
    ),
    "one value of several": (["--unset", "A", "--unset", "B=", "true"], "--unset: value 2 of 2: "),
    "an empty port": (["wait", "db:"], "host:port"),
    "no host": (["wait", ":5432"], "host:port"),
    "IPv6 without brackets": (["wait", "::1:1"], "[::1]:5432"),
    "a large port": (["wait", "db:99999"], "1 to 65535"),
    "quotes around a target": (["wait", '"redis://cache"'], "leave the quotes out"),
    "a variable of a shell": (["wait", "$URL"], "${NAME}"),
    "a command of a shell": (["wait", "$(cat url)"], "no shell"),
    "a default of a shell": (["wait", f"${{URL:-redis://:{CANARY}@h}}"], "write ${URL}"),
    "Java's URL": (["wait", f"jdbc:mysql://db/app?password={CANARY}"], "Java's"),
    "Go's MySQL": (["wait", f"mysql://u:{CANARY}@tcp(h:3306)/db"], "Go's"),
    "a blank behind": (["wait", "redis://cache "], "a blank"),
    "a misspelt option of a target": (["wait", "tcp://h:1#holdd=1s"], "did you mean hold?"),
    "MySQL to migrate": (
        ["-m", ".", "--database", f"mysql://u:{CANARY}@tcp(h:3306)/db", "true"],
        "only PostgreSQL",
    ),
    "Go's MySQL to migrate": (
        ["-m", ".", "--database", f"u:{CANARY}@tcp(h:3306)/db", "true"],
        "only PostgreSQL",
    ),
    "Go's MySQL on a socket": (
        ["-m", ".", "--database", f"u:{CANARY}@unix(/run/mysqld.sock)/db", "true"],
        "only PostgreSQL",
    ),
    "SQLAlchemy's MySQL to migrate": (
        ["-m", ".", "--database", f"mysql+pymysql://u:{CANARY}@h/db", "true"],
        "only PostgreSQL",
    ),
    "Java's MySQL to migrate": (
        ["-m", ".", "--database", f"jdbc:mysql://h/db?password={CANARY}", "true"],
        "only jdbc:postgresql: is known",
    ),
    "a file to migrate": (["-m", ".", "--database", "sqlite://x", "true"], "only PostgreSQL"),
}


@pytest.mark.parametrize("words, says", WORDS.values(), ids=WORDS)
def test_a_mistake_is_one_short_line_that_says_what_was_meant(aweigh, words, says):
    result = aweigh.run(*words)
    assert (result.code, result.stdout) == (64, ""), result
    assert says in result.stderr, result
    assert result.stderr.count("\n") == 1 and len(result.stderr) < 220, result


VARIABLES = {
    "commas between targets": ({"AWEIGH_WAIT": "a:1,b:2"}, "not a comma"),
    "semicolons": ({"AWEIGH_WAIT": "a:1;b:2"}, "not a semicolon"),
    "one of a list": ({"AWEIGH_WAIT": "a:1 db"}, "AWEIGH_WAIT: target 2 of 2: it lacks a port"),
    "commas and blanks": ({"AWEIGH_WAIT": "a:1, b:2"}, "not a comma"),
    "commas between URLs": ({"AWEIGH_WAIT": "redis://a,redis://b"}, "not a comma"),
    "an empty placeholder": ({"AWEIGH_WAIT": "${URL}", "URL": ""}, "it is empty"),
    "quotes of an env file": ({"AWEIGH_WAIT": "${URL}", "URL": '"redis://h"'}, "quotes"),
    "a line of Windows": ({"AWEIGH_WAIT": "${URL}", "URL": "redis://h\r"}, "line's end"),
    "a secret that is not taken": ({"AWEIGH_WAIT": "${U}", "U_FILE": "/u"}, "--secret U"),
    "a database that is not taken": (
        {"AWEIGH_MIGRATE": ".", "DATABASE_URL_FILE": "/url"},
        "--secret DATABASE_URL",
    ),
}


@pytest.mark.parametrize("env, says", VARIABLES.values(), ids=VARIABLES)
def test_a_mistake_in_a_variable_says_what_was_meant(aweigh, env, says):
    result = aweigh.run("echo", "started", env=env)
    assert (result.code, result.stdout) == (64, ""), result
    assert says in result.stderr and result.stderr.count("\n") == 1, result


WARNINGS = {
    "a misspelt variable": ({"AWEIGH_TIMOUT": "5s"}, "did you mean AWEIGH_TIMEOUT?"),
    "docker-compose-wait's": ({"WAIT_HOSTS": "a:1, b:2"}, "AWEIGH_WAIT='db:5432 cache:6379'"),
    "its timeout": ({"WAIT_HOSTS_TIMEOUT": "30"}, "AWEIGH_TIMEOUT=30s"),
    "tini's": ({"TINI_SUBREAPER": ""}, "AWEIGH_INIT=always"),
}


@pytest.mark.parametrize("env, says", WARNINGS.values(), ids=WARNINGS)
def test_a_variable_that_does_nothing_here_is_one_warning(aweigh, env, says):
    result = aweigh.run("echo", "started", env=env)
    assert (result.code, result.stdout) == (0, "started\n"), result
    assert says in result.stderr and result.stderr.count("\n") == 1, result


CASES = {
    "a scheme": (["wait", "-t", "0", "TCP://127.0.0.1:{port}"], {}),
    "minutes": (["-t", "5min", "true"], {}),
    "seconds": (["-t", "5Sec", "true"], {}),
    "days": (["-t", "1d", "true"], {}),
    "hours": (["-t", "2Hours", "true"], {}),
    "a level": (["--log-level", "WARNING", "true"], {}),
    "a format": (["--log-format", "JSON", "true"], {}),
    "a switch": (["true"], {"AWEIGH_QUIET": "True"}),
    "a switch that is off": (["true"], {"AWEIGH_GROUP": "FALSE"}),
    "the same value twice": (["-t", "5", "-t", "5", "true"], {}),
    "variables of waits in a check": (
        ["check", "127.0.0.1:{port}"],
        {"AWEIGH_STABLE_FOR": "1h", "AWEIGH_INTERVAL": "1h", "AWEIGH_REJECTION_GRACE": "1h"},
    ),
}


@pytest.mark.parametrize("words, env", CASES.values(), ids=CASES)
def test_what_can_mean_one_thing_alone_is_taken(aweigh, redis, words, env):
    result = aweigh.run(*[word.format(port=redis.port) for word in words], env=env)
    assert result.code == 0, result


@pytest.mark.parametrize("end", ["\r\n", " ", " \n", "\t"])
@pytest.mark.parametrize(
    "words, env",
    [
        (["--secret", "PASSWORD"], {"PASSWORD_FILE": "{}"}),
        (["-t", "0", "-w", "redis://:${{file:{}}}@127.0.0.1:1"], {}),
    ],
    ids=["a secret", "a placeholder"],
)
def test_white_space_at_the_end_of_a_secret_is_one_warning(aweigh, tmp_path, words, env, end):
    path = tmp_path / "password"
    path.write_text(CANARY + end, newline="")
    words = [word.format(path) for word in words]
    env = {name: value.format(path) for name, value in env.items()}
    result = aweigh.run(*words, "true", env=env)
    assert result.stderr.count(f"warning: {path} ends in a ") == 1, result


def test_no_warning_about_a_secret_that_ends_as_it_should(aweigh, tmp_path):
    path = tmp_path / "password"
    path.write_text("a secret\n")
    result = aweigh.run("--secret", "PASSWORD", "true", env={"PASSWORD_FILE": str(path)})
    assert (result.code, result.stderr) == (0, ""), result


def test_quotes_of_an_env_file_are_one_warning(aweigh, tmp_path):
    path = tmp_path / "env"
    path.write_text(f"A=1\nB=\"{CANARY}\"\nC='x'\n")
    result = aweigh.run("--env-file", str(path), "true")
    assert result.code == 0 and result.stderr.count("\n") == 1, result
    assert str(path) in result.stderr and "line 2 " in result.stderr, result


def test_the_database_may_be_one_placeholder(aweigh, migrations):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    url = f"postgres://127.0.0.1:{free_port()}/app"
    words = ["-t", "0", "-m", str(directory), "--database", "${URL}", "true"]
    result = aweigh.run(*words, env={"URL": url})
    assert result.code == 124 and url in result.stderr, result
