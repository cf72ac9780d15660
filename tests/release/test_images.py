"""The image layout, as skopeo and umoci read it."""

import json
import stat
import tarfile

import pytest
from handed_out import output


@pytest.fixture(params=["", "-ca"])
def tag(dist, request):
    return dist.version + request.param


def _inspect(dist, tag, *options):
    return json.loads(output("skopeo", "inspect", *options, f"oci-archive:{dist.images}:{tag}"))


def test_an_index_has_an_image_for_each_architecture(dist, tag):
    index = _inspect(dist, tag, "--raw")
    found = [manifest["platform"] for manifest in index["manifests"]]
    assert found == [{"architecture": name, "os": "linux"} for name in dist.architectures]


def test_an_image_says_what_it_is(dist, tag):
    labels = _inspect(dist, tag)["Labels"]
    assert labels == _inspect(dist, tag, "--raw")["annotations"]
    short = {name.removeprefix("org.opencontainers.image."): text for name, text in labels.items()}
    assert set(short) == {
        "created", "description", "licenses", "revision", "title", "version",
    }  # fmt: skip
    assert (short["title"], short["version"]) == ("aweigh", dist.version)
    assert ("MPL-2.0" in short["licenses"]) == tag.endswith("-ca")


def test_it_starts_the_program_and_not_as_root(dist, tag):
    config = _inspect(dist, tag, "--config")["config"]
    assert config["Entrypoint"] == ["/aweigh"]
    user, group = config["User"].split(":")
    assert int(user) > 0 and int(group) > 0  # numbers: there is no /etc/passwd


@pytest.fixture
def files(dist, tag, tmp_path):
    """All that is in the image for this machine, copied with each digest checked."""
    output("skopeo", "copy", f"oci-archive:{dist.images}:{tag}", f"dir:{tmp_path}")
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    found = {}
    for layer in manifest["layers"]:
        with tarfile.open(tmp_path / layer["digest"].removeprefix("sha256:")) as archive:
            for entry in archive:
                assert (entry.uid, entry.gid) == (0, 0)
                content = entry.isfile() and archive.extractfile(entry).read()
                found[entry.name] = (stat.filemode(entry.mode | _kind(entry)), content)
    return found


def _kind(entry):
    return stat.S_IFDIR if entry.isdir() else stat.S_IFREG


def test_it_holds_the_program_and_perhaps_authorities(dist, tag, files):
    assert files.pop("aweigh") == ("-rwxr-xr-x", dist.program.read_bytes())
    if tag.endswith("-ca"):
        mode, bundle = files.pop("etc/ssl/certs/ca-certificates.crt")
        assert mode == "-rw-r--r--"
        assert bundle.count(b"-----BEGIN CERTIFICATE-----") > 100
        assert {mode for mode, _ in files.values()} == {"drwxr-xr-x"}
        assert sorted(files) == ["etc", "etc/ssl", "etc/ssl/certs"]
    else:
        assert not files


def test_another_tool_reads_the_layout(dist, tmp_path):
    output("tar", "--extract", "--file", dist.images, "--directory", tmp_path)
    tags = output("umoci", "list", "--layout", tmp_path).split()
    assert tags == [dist.version, f"{dist.version}-ca"]
