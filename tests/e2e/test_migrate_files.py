"""`aweigh migrate validate` and `create`, which need no database."""

import re

import pytest
from support.migrations import CREATE_USERS


@pytest.fixture
def validate(aweigh):
    return lambda directory: aweigh.run("migrate", "validate", "-m", str(directory))


def test_good_files_are_said_to_be_good(validate, migrations):
    files = {"1_a.up.sql": CREATE_USERS, "1_a.down.sql": "DROP TABLE users;", "README.md": "hello"}
    result = validate(migrations(files))
    assert (result.code, result.stdout) == (0, "")
    assert "are good: 1 migration\n" in result.stderr


def test_a_file_without_a_statement_is_a_warning(validate, migrations):
    result = validate(migrations({"1_a.up.sql": "-- nothing\n"}))
    assert result.code == 0
    assert "1_a.up.sql holds no statement" in result.stderr


MISTAKES = {
    "2_b.sql": ("SELECT 1;", "passed over"),
    "2-b.up.sql": ("SELECT 1;", "passed over"),
    "2_b.UP.sql": ("SELECT 1;", "passed over"),
    "2_b.down.sql": ("SELECT 1;", "no up file"),
    "1_a.down.sql": ("\\d\n", "command of psql"),
    "2_nul.up.sql": (b"SELECT 1;\0", "NUL"),
    "2_bom.up.sql": (b"\xef\xbb\xbfSELECT 1;", "byte order mark"),
    "2_latin.up.sql": (b"SELECT '\xe4';", "not UTF-8"),
    "2_copy.up.sql": ("COPY t FROM STDIN;\n1\n\\.\n", "2_copy.up.sql:1:1"),
    "1_again.up.sql": ("SELECT 1;", "same version"),
    "9223372036854775808_x.up.sql": ("SELECT 1;", "larger"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named(validate, migrations, name):
    content, words = MISTAKES[name]
    result = validate(migrations({"1_a.up.sql": CREATE_USERS, name: content}))
    assert result.code == 65, result
    assert name in result.stderr
    assert words in result.stderr


def test_all_mistakes_are_told_at_once(validate, migrations):
    directory = migrations({"1_a.up.sql": "\\d\n", "2_b.sql": "", "3_c.up.sql": b"\xff"})
    (directory.path / "4_d.up.sql").symlink_to("nowhere")
    result = validate(directory)
    assert result.code == 65
    for words in ("1_a.up.sql:1:1", "2_b.sql is passed", "3_c.up.sql:1:1", "broken symbolic", "4 f"):
        assert words in result.stderr, words


def test_no_directory_and_no_migration_are_66(validate, migrations, tmp_path):
    assert validate(tmp_path / "nowhere").code == 66
    assert validate(migrations({"README.md": ""})).code == 66


@pytest.fixture
def create(aweigh, tmp_path):
    def run(*words, **options):
        return aweigh.run("migrate", "create", "-dir", str(tmp_path / "new"), *words, **options)

    return run


def test_create_makes_two_empty_files_in_sequence(create, tmp_path):
    cases = [
        ("000001", ["-ext", "sql"]),
        ("0002", ["-ext", "sql", "-digits", "4"]),
        ("000003", ["-ext=.sql"]),
    ]
    for number, words in cases:
        result = create("-seq", *words, "add users")
        stem = tmp_path / "new" / f"{number}_add users"
        paths = [f"{stem}.up.sql", f"{stem}.down.sql"]
        assert (result.code, result.stdout.splitlines()) == (0, paths), result
        for path in paths:
            with open(path) as file:
                assert file.read() == ""


@pytest.mark.parametrize(
    "words, version",
    [([], r"20\d{12}"), (["-format", "unix"], r"\d{10}"), (["-format=unixNano"], r"\d{19}")],
)
def test_create_names_files_by_time(create, words, version):
    paths = create(*words, "x").stdout.splitlines()
    assert len(paths) == 2
    assert re.search(rf"/{version}_x\.up\.sql$", paths[0])


def test_create_refuses_what_golang_migrate_refuses(create, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "9_x.up.sql").touch()
    for words, complaint in [
        (["-seq", "-digits", "1", "x"], "next sequence number 10 too large"),
        (["-seq", "-format", "unix", "x"], "mutually exclusive"),
        (["-tz", "Nowhere/Land", "x"], "time zone"),
        (["a/b"], "slash"),
        ([], "needs an operand"),
    ]:
        result = create(*words)
        assert result.code == 64, result
        assert complaint in result.stderr
    assert len(list((tmp_path / "new").iterdir())) == 1
