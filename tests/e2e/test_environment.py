"""What the service finds in its environment: --env-file, --secret, --unset, socket activation."""

import os
import shlex
import sys
from pathlib import Path

import pytest
from support.ports import free_port
from support.secret import CANARY, IN_URL, PASSWORD
from support.waiting import eventually

SHOW = [sys.executable, "-ISc", "import os; print(dict(os.environ))"]


def variables(result):
    """What SHOW has printed, less what every service has."""
    assert result.code == 0, result
    found = eval(result.stdout)
    return {name: found[name] for name in found if name not in ("PATH", "HOME", "LC_CTYPE")}


@pytest.fixture
def env_file(tmp_path):
    """`env_file(text)` writes one and returns its path."""

    def make(text, name="env"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return make


# A file's text, and what of it a service sees whose own environment has KNOWN=outside.
FILES = {
    "a value": ("A=1\n", {"A": "1"}),
    "no end of line": ("A=1\nB=2", {"A": "1", "B": "2"}),
    "comments and blank lines": ("# A=1\n\n  \t\n  # B=2\nC=3\n", {"C": "3"}),
    "a comment that is none": ("A=1 # one\n#B=2\n", {"A": "1 # one"}),
    "an equals sign": ("A=b=c==\n", {"A": "b=c=="}),
    "quotes are kept": ("A=\"1\"\nB='2'\nC=\\3\n", {"A": '"1"', "B": "'2'", "C": "\\3"}),
    "blanks are kept": ("A=  1 2  \n", {"A": "  1 2  "}),
    "blanks before the name": (" \tA=1\n", {"A": "1"}),
    "nothing is expanded": ("A=$KNOWN ${KNOWN} $(id) `id`\n", {"A": "$KNOWN ${KNOWN} $(id) `id`"}),
    "an empty value": ("A=\n", {"A": ""}),
    "a name alone": ("KNOWN\nUNKNOWN\n", {}),
    "one that is known": ("KNOWN=inside\n", {"KNOWN": "inside"}),
    "the last one counts": ("A=1\nA=2\n", {"A": "2"}),
    "lines of Windows": ("\ufeffA=1\r\n\r\nB=\r\n# C\r\n", {"A": "1", "B": ""}),
    "odd names": ("a.b-c=1\n2=2\nÄ=3\n", {"a.b-c": "1", "2": "2", "Ä": "3"}),
    "our own": ("AWEIGH_TIMEOUT=soon\n", {}),
    "nothing": ("", {}),
}


@pytest.mark.parametrize("text, expected", FILES.values(), ids=FILES)
def test_an_env_file_is_read_as_docker_reads_it(aweigh, env_file, text, expected):
    path = env_file(text)
    result = aweigh.run("-q", "--env-file", path, *SHOW, env={"KNOWN": "outside"})
    assert variables(result) == {"KNOWN": "outside", **expected}


# the text, and the number of the line that is wrong
BAD_FILES = {
    "no name": (f"A=1\n={CANARY}\n", 2),
    "a blank in the name": (f"\n# x\nA B={CANARY}\n", 3),
    "a blank behind the name": (f"A ={CANARY}\n", 1),
    "export": (f"export A={CANARY}\n", 1),
    "no value and two words": (f"A\r\nB {CANARY}\r\n", 2),
}


@pytest.mark.parametrize("text, line", BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_line_is_named_by_its_number_and_not_shown(aweigh, env_file, text, line):
    path = env_file(text)
    result = aweigh.run("--env-file", path, "-w", f"127.0.0.1:{free_port()}", "echo", "started")
    assert (result.code, result.stdout) == (64, ""), result
    assert result.stderr.count("\n") == 1
    assert path in result.stderr and f"line {line} " in result.stderr, result


@pytest.mark.parametrize("words", [["--env-file", "{}"], ["--secret", "TOKEN"]], ids=" ".join)
@pytest.mark.parametrize("text, says", [(None, "o such file"), (b"A=1\0\n", "NUL")])
def test_a_file_that_cannot_be_read_is_named(aweigh, tmp_path, env_file, words, text, says):
    path = str(tmp_path / "missing") if text is None else env_file(text)
    words = [word.format(path) for word in words]
    result = aweigh.run(*words, "echo", "started", env={"TOKEN_FILE": path})
    assert (result.code, result.stdout) == (64, ""), result
    assert result.stderr.count("\n") == 1 and path in result.stderr and says in result.stderr


UNENDING = {
    "a pipe": (os.mkfifo, "pipe"),
    "zeros": (lambda path: os.symlink("/dev/zero", path), "16 MB"),
    "a directory": (os.mkdir, "s a directory"),
    "a large file": (lambda path: _grow(path, 17 << 20), "16 MB"),
}


def _grow(path, size):
    with open(path, "w") as file:
        file.truncate(size)


@pytest.mark.parametrize(
    "words",
    [["--env-file", "{}"], ["--secret", "TOKEN"], ["-w", "redis://:${{file:{}}}@127.0.0.1:1"]],
    ids=["an env file", "a secret", "a placeholder"],
)
@pytest.mark.parametrize("make, says", UNENDING.values(), ids=UNENDING)
def test_a_file_without_an_end_does_not_hold_pid_1(anywhere, tmp_path, words, make, says):
    path = str(tmp_path / "never ends")
    make(path)
    words = [word.format(path) for word in words]
    result = anywhere.run(*words, "echo", "started", env={"TOKEN_FILE": path})
    assert (result.code, result.stdout) == (64, ""), result
    assert result.stderr.count("\n") == 1 and path in result.stderr and says in result.stderr


def test_an_empty_device_is_an_empty_file(aweigh):
    assert aweigh.run("--env-file", "/dev/null", "true").code == 0


def test_env_files_in_order(aweigh, env_file):
    files = [env_file("A=1\nB=1\n", "one"), env_file("B=2\nC\n", "a two")]
    env = {"AWEIGH_ENV_FILE": shlex.join(files), "C": "3"}
    assert variables(aweigh.run("-q", *SHOW, env=env)) == {"A": "1", "B": "2", "C": "3"}


# a file's bytes, and the value
SECRETS = {
    "a line": (b"s3cret\n", "s3cret"),
    "no end of line": (b"s3cret", "s3cret"),
    "one newline goes": (b"s3cret\n\n", "s3cret\n"),
    "lines": (b"-----BEGIN-----\nx\n-----END-----\n", "-----BEGIN-----\nx\n-----END-----"),
    "blanks and quotes stay": (b" 's3 cret' \n", " 's3 cret' "),
    "it looks like another variable": (b"A=b\n", "A=b"),
    "empty": (b"", ""),
    "only a newline": (b"\n", ""),
    "long": (b"x" * 100_000, "x" * 100_000),
}


@pytest.mark.parametrize("content, value", SECRETS.values(), ids=SECRETS)
def test_a_secret_comes_from_the_file_and_the_file_s_name_goes(aweigh, env_file, content, value):
    env = {"TOKEN_FILE": env_file(content, "token")}
    result = aweigh.run("-q", "--secret", "TOKEN", *SHOW, env=env)
    assert variables(result) == {"TOKEN": value}


def test_several_secrets_from_a_list(aweigh, env_file):
    env = {"AWEIGH_SECRET": "A B"}
    env |= {f"{name}_FILE": env_file(name.lower(), name) for name in "ABC"}
    shown = variables(aweigh.run("-q", *SHOW, env=env))
    assert shown == {"A": "a", "B": "b", "C_FILE": env["C_FILE"]}


def test_an_empty_file_name_of_a_secret_counts_as_none_and_goes(aweigh):
    """As in the images that know this convention."""
    env = {"TOKEN": "t", "TOKEN_FILE": ""}
    assert variables(aweigh.run("-q", "--secret", "TOKEN", *SHOW, env=env)) == {"TOKEN": "t"}
    result = aweigh.run("--secret", "TOKEN", "true", env={"TOKEN_FILE": ""})
    assert result.code == 64 and "neither TOKEN_FILE nor TOKEN is set" in result.stderr, result


def test_an_empty_secret_gives_way_to_its_file(aweigh, env_file):
    env = {"TOKEN": "", "TOKEN_FILE": env_file("t", "token")}
    assert variables(aweigh.run("-q", "--secret", "TOKEN", *SHOW, env=env)) == {"TOKEN": "t"}


def test_a_secret_that_is_already_there_is_kept(aweigh):
    result = aweigh.run("-q", "--secret", "TOKEN", *SHOW, env={"TOKEN": "t"})
    assert variables(result) == {"TOKEN": "t"}


@pytest.mark.parametrize("both", [True, False], ids=["both", "neither"])
def test_a_secret_needs_exactly_one_source(aweigh, env_file, both):
    env = {"TOKEN": CANARY, "TOKEN_FILE": env_file(CANARY)} if both else {}
    words = ["--secret", "TOKEN", "-w", f"127.0.0.1:{free_port()}"]
    result = aweigh.run(*words, "echo", "started", env=env)
    assert (result.code, result.stdout) == (64, ""), result
    assert "TOKEN_FILE" in result.stderr and " TOKEN " in result.stderr


def test_a_value_in_place_of_a_secret_s_name_is_refused_and_not_shown(aweigh):
    result = aweigh.run("--secret", f"TOKEN={CANARY}", "true")
    assert result.code == 64 and "--secret" in result.stderr, result


def test_the_file_of_a_secret_may_be_named_in_an_env_file(aweigh, env_file):
    path = env_file(f"TOKEN_FILE={env_file('t', 'token')}\n")
    result = aweigh.run("-q", "--env-file", path, "--secret", "TOKEN", *SHOW)
    assert variables(result) == {"TOKEN": "t"}


def test_a_secret_is_read_before_the_user_changes(aweigh, env_file):
    path = env_file("t")
    os.chmod(path, 0o400)
    words = ["-q", "--secret", "TOKEN", "--user", "1000:1000"]
    script = 'echo "$TOKEN"; cat "$1" 2>&1 || true'
    result = aweigh.run(*words, "sh", "-c", script, "sh", path, env={"TOKEN_FILE": path})
    value, complaint = result.stdout.splitlines()
    assert (result.code, value) == (0, "t") and "ermission denied" in complaint, result


def test_the_resident_process_does_not_hold_the_secret(pid1, env_file):
    """Nor does anything that it says (which is looked at whenever a run ends)."""
    env = {"TOKEN_FILE": env_file(CANARY, "token"), "OTHER": CANARY}
    words = ["--log-level=trace", "--secret=TOKEN", f"--env-file={env_file(f'A={CANARY}')}"]
    script = 'test "$TOKEN$A$OTHER" = "$1$1$1" && echo >&2 ready; exec sleep 60'
    running = pid1.start(*words, "sh", "-c", script, "sh", CANARY, env=env)
    running.until_stderr("ready")
    for file in ["environ", "cmdline"]:
        held = Path(f"/proc/{running.pid}/{file}")
        eventually(lambda held=held: CANARY not in held.read_text(), f"no secret in {held}")
    running.process.terminate()


def test_unset(anywhere, env_file):
    words = ["-q", "--unset", "A", "--unset=B", "--unset=UNKNOWN"]
    env = {"A": "1", "AB": "2", "C": "3"}
    result = anywhere.run(*words, f"--env-file={env_file('B=1')}", *SHOW, env=env)
    assert variables(result) == {"AB": "2", "C": "3"}


def test_a_list_of_names_to_unset(aweigh):
    env = {"A": "1", "B": "2", "C": "3", "AWEIGH_UNSET": " A 'B'"}
    assert variables(aweigh.run("-q", *SHOW, env=env)) == {"C": "3"}


def _database_in_url(database):
    return f"DATABASE_URL={database.url}\n"


def _database_in_pg_variables(database):
    host, port = database.address.split(":")
    return f"PGHOST={host}\nPGPORT={port}\nPGUSER=app\nPGDATABASE={database.name}\n"


@pytest.mark.parametrize("make", [_database_in_url, _database_in_pg_variables])
def test_the_migration_uses_the_database_of_an_env_file(
    anywhere, database, migrations, env_file, make
):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    path = env_file(make(database) + f"PGPASSWORD={PASSWORD}\n")
    result = anywhere.run("--env-file", path, "-m", str(directory), "true")
    assert (result.code, database.tables()) == (0, {"a"}), result


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "unset"])
def test_the_migration_uses_the_database_of_a_secret(
    anywhere, database, migrations, env_file, kept
):
    """Whether or not the service is to have it."""
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    env = {"DATABASE_URL_FILE": env_file(database.url + "\n", "url")}
    words = ["-m", str(directory), "--secret", "DATABASE_URL"]
    words += [] if kept else ["--unset", "DATABASE_URL"]
    result = anywhere.run(*words, "sh", "-c", "echo ${DATABASE_URL+set}", env=env)
    assert (result.code, result.stdout.strip()) == (0, "set" if kept else ""), result
    assert database.tables() == {"a"}


def test_the_migration_uses_the_password_of_a_secret(anywhere, database, migrations, env_file):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    env = {
        "PGPASSWORD_FILE": env_file(PASSWORD + "\n", "password"),
        "DATABASE_URL": database.url.replace(f":{IN_URL}", ""),
    }
    result = anywhere.run("--secret", "PGPASSWORD", "-m", str(directory), "true", env=env)
    assert (result.code, database.tables()) == (0, {"a"}), result


@pytest.mark.parametrize(
    "words", [[], ["--init=always"], ["--init=never"]], ids=["default", "always", "never"]
)
def test_sockets_that_are_handed_to_us_are_the_service_s(anywhere, words):
    """sd_listen_fds(3): the process that LISTEN_PID names may take them."""
    activate = [*anywhere.prefix, "sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh"]
    reader, writer = os.pipe()
    script = f'test "$LISTEN_PID" = $$ && echo $LISTEN_FDS && test -p /proc/$$/fd/{reader}'
    running = anywhere.within(activate).start("-q", *words, "sh", "-c", script, pass_fds=[reader])
    os.close(reader)
    os.close(writer)
    result = running.finish()
    assert (result.code, result.stdout) == (0, "1\n"), result


def test_sockets_of_another_process_stay_its_own(anywhere):
    env = {"LISTEN_PID": "12345", "LISTEN_FDS": "1"}
    assert variables(anywhere.run("-q", *SHOW, env=env)) == env
