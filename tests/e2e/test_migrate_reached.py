"""A file that cannot be used stops the run that needs it, and no other."""

import pytest
from support.migrations import table_per_version

BAD_FILES = {
    "a byte order mark": b"\xef\xbb\xbfSELECT 1;",
    "no UTF-8": b"SELECT '\xe4';",
    "a NUL byte": b"SELECT 1;\0",
    "COPY FROM STDIN": "COPY t1 FROM STDIN;\n1\n\\.\n",
    "a command of psql": "\\d\n",
}


@pytest.fixture(params=BAD_FILES)
def bad_third(request, directory):
    """Three migrations, the last of which cannot be sent."""
    directory.add("000003_t3.up.sql", BAD_FILES[request.param])
    return directory


def test_a_file_that_cannot_be_sent_stops_only_what_reaches_it(
    migrate, aweigh, database, bad_third
):
    """Different from golang-migrate: all that will be reached is judged before the first file."""
    for words, code, row in [
        ("up 0", 0, []),
        ("up", 65, []),
        ("up 3", 65, []),
        ("goto 3", 65, []),
        ("up 1", 0, [(1, False)]),
        ("goto 2", 0, [(2, False)]),
        ("goto 2", 0, [(2, False)]),
        ("up --dry-run", 65, [(2, False)]),
        ("down 1", 0, [(1, False)]),
        ("up 2", 65, [(1, False)]),
    ]:
        result = migrate(*words.split())
        assert (result.code, database.version()) == (code, row), (words, result)
        assert ("000003_t3.up.sql" in result.stderr) == (code != 0), (words, result)
    service = aweigh.run("-m", str(bad_third), "--database", database.url, "true")
    assert service.code == 65, service


def test_an_applied_file_that_cannot_be_sent_blocks_nothing(aweigh, migrate, database, directory):
    assert migrate("up", "2").code == 0
    directory.add("000001_t1.up.sql", b"\xef\xbb\xbfSELECT 1;")
    directory.add("000002_t2.down.sql", b"\xff")
    result = aweigh.run("-m", str(directory), "--database", database.url, "true")
    assert (result.code, database.version()) == (0, [(3, False)]), result
    assert "000001_t1.up.sql was changed" in result.stderr
    assert migrate("status").stdout.count("changed since") == 1
    assert migrate("up").code == 0
    assert migrate("down", "1").code == 0
    result = migrate("down", "1")
    assert (result.code, database.version()) == (65, [(2, False)])
    assert "000002_t2.down.sql:1:1" in result.stderr


def test_an_applied_file_that_is_gone_or_unreadable_blocks_nothing(migrate, database, directory):
    assert migrate("up", "2").code == 0
    path = directory.path / "000001_t1.up.sql"
    path.unlink()
    path.symlink_to("nowhere")
    assert migrate("up").code == 0
    assert database.version() == [(3, False)]


@pytest.fixture
def without_second(directory):
    """Three versions, of which the second has a down file alone."""
    (directory.path / "000002_t2.up.sql").unlink()
    return directory


def told(result):
    return [line["file"] for line in result.events("no_up_file")]


def test_a_down_file_alone_stops_only_what_passes_over_it(
    migrate, aweigh, database, without_second
):
    """Different from golang-migrate, which records an empty migration."""
    for words, code, row in [
        ("down --all", 0, []),
        ("up 0", 0, []),
        ("up", 65, []),
        ("goto 3", 65, []),
        ("up 1", 0, [(1, False)]),
        ("goto 1", 0, [(1, False)]),
        ("up 1", 65, [(1, False)]),
    ]:
        result = migrate(*words.split(), "--log-format=json")
        assert (result.code, database.version()) == (code, row), (words, result)
        assert told(result) == ["000002_t2.down.sql"], words
        if code != 0:
            [failed] = result.events("failed")
            assert (failed["reason"], failed["version"]) == ("no_file", 2)
    words = ["-m", str(without_second), "--database", database.url, "--log-format=json", "true"]
    assert aweigh.run(*words).code == 65


def test_a_start_where_the_up_file_was_deleted_later_goes_on(migrate, aweigh, database, directory):
    assert migrate("up").code == 0
    words = ["-m", str(directory), "--database", database.url, "--log-format=json", "true"]
    (directory.path / "000002_t2.up.sql").unlink()
    result = aweigh.run(*words)
    assert (result.code, told(result)) == (0, ["000002_t2.down.sql"]), result
    (directory.path / "000003_t3.up.sql").unlink()
    result = aweigh.run(*words)
    assert (result.code, len(told(result))) == (0, 1), result
    assert "nor beside 1 more" in result.events("no_up_file")[0]["msg"]
    assert migrate("goto", "1").code == 65
    assert database.version() == [(3, False)]


def test_down_files_alone_are_no_migrations(migrate, database, directory):
    for path in directory.path.glob("*.up.sql"):
        path.unlink()
    result = migrate("up")
    assert (result.code, database.version()) == (65, None), result
    assert "000001_t1.down.sql" in result.stderr


def test_validate_names_them_all(aweigh, migrations):
    directory = migrations(table_per_version(1))
    directory.add("2_b.down.sql", "SELECT 1;")
    directory.add("3_c.up.sql", b"\xff")
    directory.add("4_d.up.sql", "\\d\n")
    result = aweigh.run("migrate", "validate", "-m", str(directory))
    assert result.code == 65
    for name in ("2_b.down.sql", "3_c.up.sql:1:1", "4_d.up.sql:1:1", "3 files need"):
        assert name in result.stderr, result


def test_explain_warns_of_what_may_stop_a_run(aweigh, migrations, database):
    directory = migrations({**table_per_version(1), "2_b.down.sql": "", "3_c.up.sql": b"\xff"})
    result = aweigh.run("--explain", "-m", str(directory), "--database", database.url, "true")
    assert result.code == 0, result
    assert "2_b.down.sql" in result.stdout and "3_c.up.sql:1:1" in result.stdout


def test_what_reads_no_directory_is_not_stopped_by_it(migrate, database, directory):
    """Different from golang-migrate, whose `force`, `version` and `drop` read it, too."""
    assert migrate("up").code == 0
    directory.add("2_again.up.sql", "SELECT 1;")
    assert migrate("up").code == 65
    assert migrate("version").stdout == "3\n"
    assert migrate("force", "2").code == 0
    assert migrate("drop", "-f").code == 0
    assert database.tables() == set()


def test_a_word_too_many_is_refused_and_minus_one_is_a_version(migrate, database):
    """Different from golang-migrate, which drops the word, and takes -1 behind `--` alone."""
    for words in ["up 1 2", "force 1 2"]:
        result = migrate(*words.split())
        assert (result.code, database.version()) == (64, None), result
        assert "too many operands" in result.stderr
    assert migrate("up").code == 0
    assert migrate("force", "-1").code == 0
    assert database.version() == []
