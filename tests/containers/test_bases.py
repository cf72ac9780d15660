"""The binary in images with musl, with glibc, and (test_image.py) with nothing else."""

import images
import pytest

_DOCKERFILE = """
FROM {base}
COPY --from=aweigh /aweigh /aweigh
ENTRYPOINT ["/aweigh"]
"""


@pytest.fixture(params=[images.ALPINE, images.DEBIAN])
def image(request, docker, tmp_path):
    (tmp_path / "Dockerfile").write_text(_DOCKERFILE.format(base=request.param))
    name = f"aweigh-on-{request.param}"
    docker("build", "--tag", name, tmp_path)
    yield name
    docker("image", "rm", name)


def test_waits_and_runs_a_service_of_the_image(image, start):
    service = start(image, "-w", "redis://cache", "--", "sh", "-c", "echo served; exit 7")
    start(images.REDIS, name="cache")
    assert service.until_ended() == 7
    assert "redis://cache:6379 is ready" in service.log()
    assert "served" in service.log()


def test_users_are_those_of_the_image(docker, image):
    assert docker("run", "--rm", image, "--user", "nobody", "--", "id", "-un") == "nobody"
