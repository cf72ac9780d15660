"""What a binary tells of itself, and where it knows that from."""

import json
import os
import re
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMIT = r"unknown|[0-9a-f]{12}(?:-dirty)?"

# by the machine of the ELF header
PLATFORMS = {
    3: "linux/386",
    21: "linux/ppc64le",
    22: "linux/s390x",
    40: "linux/arm/v7",
    62: "linux/amd64",
    183: "linux/arm64",
    243: "linux/riscv64",
}


def platform_of(binary):
    with open(binary, "rb") as file:
        header = file.read(20)
    (machine,) = struct.unpack_from("<H" if header[5] == 1 else ">H", header, 18)
    return PLATFORMS[machine]


@pytest.fixture
def told(aweigh):
    result = aweigh.run("version", "--output=json")
    assert (result.code, result.stderr, result.stdout.count("\n")) == (0, "", 1), result
    return json.loads(result.stdout)


@pytest.mark.parametrize("word", ["version", "--version", "-V"])
def test_people_get_two_lines_on_stdout(anywhere, told, word):
    result = anywhere.run(word)
    libraries = ", ".join(f"{each['name']} {each['version']}" for each in told["libraries"])
    first = f"aweigh {told['version']} ({told['commit']}, {told['platform']})"
    assert (result.code, result.stdout, result.stderr) == (0, f"{first}\n{libraries}\n", "")


def test_the_version_is_the_project_s(told):
    assert f"project(aweigh VERSION {told['version']} " in (ROOT / "CMakeLists.txt").read_text()
    assert f"\n## [{told['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_commit_and_the_platform(aweigh, told):
    assert re.fullmatch(COMMIT, told["commit"])
    assert told["platform"] == platform_of(aweigh.binary)


def test_the_libraries_are_those_of_the_lock(told):
    of_the_build_alone = r"zig-.*|.*-fixes|doctest"
    rows = (ROOT / "cmake/toolchain/sources.lock").read_text().splitlines()
    locked = dict(row.split()[:2] for row in rows if row and not row.startswith("#"))
    versions = {each["name"].lower(): each["version"] for each in told["libraries"]}
    versions["postgresql"] = versions.pop("libpq")
    of_the_compiler = {versions.pop("libc++"), versions.pop("musl")}
    assert "" not in of_the_compiler
    assert versions == {
        name: version
        for name, version in locked.items()
        if not re.fullmatch(of_the_build_alone, name)
    }


def test_the_format_can_come_from_the_environment(aweigh):
    result = aweigh.run("version", env={"AWEIGH_OUTPUT": "json"})
    assert json.loads(result.stdout)["version"], result


@pytest.mark.parametrize("words, named", [
    (["--output=xml"], "--output"),
    (["--outptu=json"], "--outptu"),
    (["json"], "aweigh version [--output json]"),
    (["--", "json"], "aweigh version [--output json]"),
    (["--wait=tcp://db:1"], "--wait"),
])  # fmt: skip
def test_other_words_are_refused(aweigh, words, named):
    result = aweigh.run("version", *words)
    assert (result.code, result.stdout) == (64, ""), result
    assert named in result.stderr


@pytest.fixture
def sources(tmp_path):
    """A directory with sources, in a repository around it that is not theirs."""
    directory = tmp_path / "around" / "sources"
    (directory / "src").mkdir(parents=True)
    (directory / "src" / "main.cpp").write_text("int main() {}\n")
    (directory / "README.md").write_text("Hello.\n")
    git(directory.parent, "init", "--quiet")
    record(directory.parent)
    return directory


def git(directory, *words):
    command = ["git", "-C", directory, "-c", "user.name=a", "-c", "user.email=a@b.example", *words]
    return subprocess.check_output(command, text=True, timeout=60).strip()


def record(directory):
    git(directory, "add", ".")
    git(directory, "commit", "--quiet", "--message=All")
    return git(directory, "rev-parse", "HEAD")


@pytest.fixture
def commit(sources, tmp_path):
    """`commit("-DCOMMIT=…")` is what a build finds; None where it refuses."""
    output = tmp_path / "commit.cpp"

    def find(*words, **variables):
        script = [f"-DSOURCE={sources}", f"-DOUTPUT={output}", *words, "-P", "cmake/commit.cmake"]
        env = {"PATH": os.environ["PATH"], **variables}
        done = subprocess.run(
            ["cmake", *script], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
        )
        if done.returncode != 0:
            assert "give what `git rev-parse HEAD` prints" in " ".join(done.stderr.split()), done
            return None
        return re.search('"(.*)";', output.read_text())[1]

    find.output = output
    return find


def test_the_commit_is_that_of_the_repository(sources, commit):
    assert commit() == "unknown", "it is not the repository around it that is asked"
    git(sources, "init", "--quiet")
    assert commit() == "unknown", "there is no commit yet"
    head = record(sources)
    assert commit() == head[:12]
    subprocess.run(["chown", "-R", "65534", sources], check=True)
    assert commit() == head[:12], "in somebody else's checkout, too"


@pytest.mark.parametrize("file, marked", [
    ("src/main.cpp", True), ("src/new.cpp", True), ("README.md", False), ("build/x.cpp", False),
])  # fmt: skip
def test_only_what_the_binary_is_made_of_makes_it_dirty(sources, commit, file, marked):
    git(sources, "init", "--quiet")
    head = record(sources)
    (sources / file).parent.mkdir(exist_ok=True)
    (sources / file).write_text("int another;\n")
    assert commit() == head[:12] + "-dirty" * marked


def test_the_file_is_left_alone_while_the_commit_is_the_same(sources, commit):
    git(sources, "init", "--quiet")
    record(sources)
    commit()
    os.utime(commit.output, (1, 1))
    commit()
    assert commit.output.stat().st_mtime == 1
    (sources / "src" / "main.cpp").write_text("int main() { return 1; }\n")
    commit()
    assert commit.output.stat().st_mtime > 1


def test_without_a_repository_it_can_be_given(commit):
    given, other = "0123456789abcdef" * 4, "f" * 40
    assert commit(AWEIGH_COMMIT=given) == given[:12]
    assert commit(f"-DCOMMIT={other}", AWEIGH_COMMIT=given) == other[:12]
    assert commit("-DCOMMIT=", AWEIGH_COMMIT="") == "unknown"


@pytest.mark.parametrize("given", ["v0.2.0", "0123456789a", "0123456789ABCDEF", '0123456789ab"'])
def test_what_is_no_commit_is_refused(commit, given):
    assert commit(AWEIGH_COMMIT=given) is None
    assert not commit.output.exists()
