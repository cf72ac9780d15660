"""A Docker daemon that ends with the benchmark, and images that hold what is compared."""

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent / name) for name in ("containers", "e2e")]

import images  # noqa: E402
from inits import AWEIGH  # noqa: E402


@contextlib.contextmanager
def daemon_with(image, make_programs, *stand_ins):
    """Builds the image of the directory `image` here, on images of tests/containers/standins;
    `make_programs(directory)` adds to it what the Dockerfile copies. Yields the client."""

    def make(docker):
        for name in stand_ins:
            images.build_stand_in(docker, name)
        with tempfile.TemporaryDirectory(prefix="aweigh-bench-") as directory:
            shutil.copy(_HERE / image / "Dockerfile", directory)
            shutil.copy(AWEIGH, Path(directory) / "aweigh")
            make_programs(directory)
            images.build(docker, tag(image), directory)

    with images.daemon_with_images(make) as daemon:
        yield daemon.client


def tag(image):
    return f"aweigh-bench-{image}"
