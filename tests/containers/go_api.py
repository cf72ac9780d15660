"""The stack of examples/go-api: an API that needs PostgreSQL and Redis when it starts."""

import re
import shutil
from pathlib import Path

from web_api import WebApi

_EXAMPLE = Path(__file__).resolve().parents[2] / "examples/go-api"
_PACKAGED_MODULES = "/usr/share/gocode/src"  # of Debian's golang-*-dev, in the stand-in for golang


def copy_example(docker, golang, to):
    """With a `vendor` directory, which Go takes instead of what go.mod would have it download."""
    shutil.copytree(_EXAMPLE, to)
    listed = []
    container = docker("create", golang)
    for module, version in re.findall(r"^\t(\S+) (v\S+)$", (to / "go.mod").read_text(), re.M):
        sources = to / "vendor" / module
        sources.parent.mkdir(parents=True, exist_ok=True)
        docker("cp", f"{container}:{_PACKAGED_MODULES}/{module}", sources)
        packages = {path.parent.relative_to(to / "vendor") for path in sources.rglob("*.go")}
        listed += [f"# {module} {version}", "## explicit", *sorted(map(str, packages))]
    docker("rm", container)
    (to / "vendor/modules.txt").write_text("\n".join([*listed, ""]))


class GoApi(WebApi):
    """A copy of it, of which a test may change any file before `project("up", "-d")`."""

    def __init__(self, daemon, directory, project):
        super().__init__(daemon, port=8080)
        self.directory = directory
        self.migrations = directory / "internal/db/migrations"
        self.project = project

    def override(self, **settings):
        """Of the service `api`, in the words of a compose file."""
        self.project.override("api", **settings)

    def crashes_of_a_first_start(self):
        """How often the API ends until it serves, on a fresh volume; nothing is left after."""
        self.project("up", "-d")
        self.until_answers()
        crashes = self.container.restarts()
        self.project.remove()
        return crashes

    @property
    def container(self):
        return self.project.container("api")

    def log(self):
        return self.container.log()

    def starts(self):
        """How often the API itself was started, if by aweigh."""
        return self.log().count("aweigh: starting /api ")

    def applied(self):
        """The migrations, in order."""
        return re.findall(r"^aweigh: applied (\S+)", self.log(), re.M)
