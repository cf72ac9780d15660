"""The images in Docker: Debian 12's with the image store of old, where each architecture has a name
of its own, and Debian 13's with containerd's, where one name has them all. Neither has volumes that
are images: they came with Docker 28."""

import shutil

import pytest
from support.ports import free_port


@pytest.fixture(params=["", "-ca"])
def image(dist, loaded, request):
    return loaded(request.param, dist.this)


def test_it_runs(dist, container, image):
    assert container(image, "version").stdout.startswith(f"aweigh {dist.version} ")


def test_it_waits_as_nobody_in_particular(container, image, tls_server):
    target = f"tcp://127.0.0.1:{tls_server.port}"
    restricted = {"network": "host", "read_only": "true", "cap_drop": "ALL"}
    waited = container(image, "wait", target, **restricted)
    assert waited.returncode == 0, waited.stderr
    closed = f"tcp://127.0.0.1:{free_port()}"
    assert container(image, "check", closed, user="12345:54321", **restricted).returncode == 1


def test_the_authorities_are_where_they_are_looked_for(dist, container, loaded, tls_server):
    words = ["check", f"tls://127.0.0.1:{tls_server.port}"]
    without = container(loaded("", dist.this), *words, network="host")
    assert "into the image" in without.stdout + without.stderr  # the hint to copy them
    with_them = container(loaded("-ca", dist.this), *words, network="host")
    assert with_them.returncode == 1
    assert "self-signed certificate" in with_them.stdout
    assert "into the image" not in with_them.stdout + with_them.stderr


def test_an_image_copies_the_program(docker, dist, loaded, container, tmp_path):
    copy = f"COPY --from={loaded('', dist.this)} /aweigh /aweigh"
    (tmp_path / "Dockerfile").write_text(f'FROM scratch\n{copy}\nENTRYPOINT ["/aweigh"]\n')
    docker("build", "--quiet", "--tag=aweigh-copied", tmp_path)
    try:
        assert container("aweigh-copied", "--", "/aweigh", "version").returncode == 0
    finally:
        docker("image", "rm", "aweigh-copied")


def test_arm64s_runs_by_qemu(dist, arm64_by_qemu, container, loaded):
    done = container(loaded("", "arm64"), "version", platform="linux/arm64")
    assert "linux/arm64" in done.stdout, done.stderr
    closed = f"tcp://127.0.0.1:{free_port()}"
    checked = container(loaded("-ca", "arm64"), "check", closed, platform="linux/arm64")
    assert checked.returncode == 1, checked.stderr


@pytest.fixture
def newer(engine, dist):
    """Debian 13's, with the images."""
    archive = shutil.copy(dist.images, engine.directory)
    assert f"Loaded image: aweigh:{dist.version}-ca" in engine("load", f"--input={archive}")
    return engine


@pytest.mark.parametrize("variant", ["", "-ca"])
def test_one_name_gives_each_architecture_its_own(dist, newer, variant):
    dockerfile = f"FROM scratch\nCOPY --from=aweigh:{dist.version}{variant} /aweigh /aweigh\n"
    for arch in dist.architectures:
        built, to = newer.build(dockerfile, f"--platform=linux/{arch}")
        assert built
        program = dist / f"aweigh-VERSION-linux-{arch}"
        assert (to / "aweigh").read_bytes() == program.read_bytes()


def test_a_download_is_checked(dist, newer, web):
    """COPY's counterpart where there is no registry: the sum is the one in SHA256SUMS."""
    digest = dist.sums()[dist.program.name]
    address = f"http://127.0.0.1:{web.port}/aweigh"
    add = "FROM scratch\nADD --checksum=sha256:{} --chmod=755 {} /aweigh\n"
    built, to = newer.build(add.format(digest, address), "--network=host")
    assert built
    assert (to / "aweigh").read_bytes() == dist.program.read_bytes()
    assert not newer.build(add.format("0" * 64, address), "--network=host")[0]
