"""What `docker build -t aweigh .` gives."""

import json
import re
import stat
import tarfile

import images
import pytest


@pytest.fixture(scope="module")
def files(docker, tmp_path_factory):
    """All that is in the image: archive entries and their content."""
    archive = tmp_path_factory.mktemp("image") / "image.tar"
    docker("save", f"--output={archive}", images.AWEIGH)
    found = []
    with tarfile.open(archive) as image:
        (manifest,) = json.load(image.extractfile("manifest.json"))
        for name in manifest["Layers"]:
            with tarfile.open(fileobj=image.extractfile(name)) as layer:
                found += [(entry, layer.extractfile(entry).read()) for entry in layer]
    return found


def test_the_image_is_one_file(files):
    ((entry, _),) = files
    assert (entry.name, stat.filemode(entry.mode)) == ("aweigh", "-rwxr-xr-x")


def test_the_image_is_small(docker):
    assert int(docker("image", "inspect", "--format={{.Size}}", images.AWEIGH)) < 6_000_000


def test_the_binary_does_not_tell_where_it_was_built(files):
    ((_, binary),) = files
    for path in (b"/root/", b"/aweigh/", b".cache"):
        assert path not in binary


def test_it_tells_its_version(docker):
    version = docker("run", "--rm", images.AWEIGH, "version")
    assert re.match(rf"aweigh [\d.]+ \({images.COMMIT[:12]}, linux/", version)


def test_it_runs_a_service_where_nothing_else_is(docker):
    assert docker("run", "--rm", images.AWEIGH, "--", "/aweigh", "version").startswith("aweigh ")
    missing = docker.run("run", "--rm", images.AWEIGH, "--", "/service")
    assert missing.returncode == 127
    assert "/service" in missing.stderr
