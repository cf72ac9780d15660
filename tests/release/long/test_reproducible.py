"""Whoever builds the commit gets the same bytes: on another Debian, in another place, as another
user, with another umask, locale, time zone, time and number of jobs, and a kit of their own."""

import subprocess
from pathlib import Path

import images
import pytest
from handed_out import ROOT
from handed_out import output as run
from lock import CACHE

_HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def elsewhere(docker, dist, tmp_path_factory):
    """The directory that Debian 13 makes of the commit of `dist`."""
    output = tmp_path_factory.mktemp("elsewhere")
    output.chmod(0o711)  # pytest's is for its own user alone
    changes = run("git", "status", "--porcelain", cwd=ROOT)
    assert not changes, f"what is not committed is not built elsewhere:\n{changes}"
    source = output / "source"
    run("git", "clone", "--quiet", "--no-local", ROOT, source)
    volumes = {source: "/source", CACHE: "/sources", _HERE: "/tests"}
    docker(
        "run", "--rm", "--network=host", "--cpuset-cpus=0", f"--volume={output}:/output",
        *(f"--volume={here}:{there}:ro" for here, there in volumes.items()),
        images.DEBIAN, "/tests/reproduce", *dist.architectures, within=7200,
    )  # fmt: skip
    return output / "builders/dist"


def test_each_file_has_the_same_bytes(dist, elsewhere):
    names = sorted(path.name for path in dist.directory.iterdir())
    assert names == sorted(path.name for path in elsewhere.iterdir())
    different = [
        name for name in names
        if (dist.directory / name).read_bytes() != (elsewhere / name).read_bytes()
    ]  # fmt: skip
    assert not different, _explain(dist.directory / different[0], elsewhere / different[0])


def _explain(here, there):
    command = ["diffoscope", "--max-report-size", "20000", here, there]
    return subprocess.run(command, capture_output=True, text=True).stdout
