"""`aweigh migrate validate --against REF`: files that a schema of that revision would never get."""

import subprocess

import pytest
from support.migrations import Directory

JSON = "--log-format=json"


@pytest.fixture
def repository(tmp_path):
    """Its branch `main` has versions 1 and 3 in db/migrations; the working tree has 2 besides."""
    root = tmp_path / "repository"
    (root / "db").mkdir(parents=True)
    directory = Directory(root / "db" / "migrations", {"1_a.up.sql": "SELECT 1;"})
    directory.add("3_ü c.up.sql", "SELECT 1;")
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root)
    directory.add("2_b.up.sql", "SELECT 1;")
    return directory


def git(where, *words):
    author = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    return subprocess.run(["git", "-C", where, *author, *words], check=True, capture_output=True)


def commit(root):
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message=more")


@pytest.fixture
def validate(aweigh, repository):
    def run(*words, where=repository, **options):
        return aweigh.run("migrate", "validate", "-m", str(where), JSON, *words, **options)

    return run


def late(result):
    return [line["file"] for line in result.events("finding")]


def test_a_file_below_the_newest_version_of_the_revision_is_late(validate, repository):
    assert validate().code == 0
    result = validate("--against", "main")
    assert (result.code, late(result)) == (65, ["2_b.up.sql"]), result
    assert "newest version of main, 3" in result.events("finding")[0]["msg"]
    (repository.path / "2_b.up.sql").rename(repository.path / "4_b.up.sql")
    assert validate("--against=main").code == 0


def test_what_the_revision_has_is_not_late(validate, repository):
    commit(repository.path)
    assert validate("--against", "main").code == 0
    assert late(validate("--against", "main~1")) == ["2_b.up.sql"]


@pytest.mark.parametrize("cwd", ["/", "repository", "repository/db/migrations"])
def test_it_may_be_called_from_anywhere(validate, repository, tmp_path, cwd):
    assert late(validate("--against", "main", cwd=tmp_path / cwd)) == ["2_b.up.sql"]


def test_a_directory_may_be_named_from_where_one_is(validate, tmp_path, repository):
    result = validate("--against=main", where="migrations", cwd=tmp_path / "repository" / "db")
    assert late(result) == ["2_b.up.sql"]


def test_a_directory_that_the_revision_does_not_have_is_a_warning(validate, repository, tmp_path):
    new = Directory(tmp_path / "repository" / "new", {"1_a.up.sql": "SELECT 1;"})
    result = validate("--against", "main", where=new)
    assert result.code == 0, result
    assert "nothing to compare with" in result.events("finding")[0]["msg"]


@pytest.mark.parametrize(
    "revision", ["", "-h", "--output=stolen", "nobody", "main..main", "main nobody", "$(touch x)"]
)
def test_a_revision_that_is_none_is_a_usage_error(validate, repository, tmp_path, revision):
    result = validate(f"--against={revision}", cwd=tmp_path)
    assert result.code == 64, result
    assert not (tmp_path / "stolen").exists() and not (tmp_path / "x").exists()
    assert "--against" in result.stderr or "cannot compare" in result.stderr


def test_a_directory_outside_of_a_repository_is_a_usage_error(validate, migrations):
    result = validate("--against", "main", where=migrations({"1_a.up.sql": "SELECT 1;"}))
    assert result.code == 64 and "repository" in result.stderr, result


def test_git_must_be_there(validate, tmp_path):
    result = validate("--against", "main", env={"PATH": str(tmp_path)})
    assert result.code == 64 and "git: No such file" in result.stderr, result


def test_a_missing_directory_is_told_as_without_a_revision(validate, tmp_path):
    assert validate("--against", "main", where=tmp_path / "nowhere").code == 66


def test_other_commands_do_not_take_a_revision(aweigh, repository):
    result = aweigh.run("migrate", "status", "--against", "main", "-m", str(repository))
    assert result.code == 64 and "takes no --against" in result.stderr, result
