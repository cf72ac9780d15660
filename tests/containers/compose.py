"""docker-compose, 1.29 of Debian 12 as well as 2 of Debian 13, or another of its versions."""

import json

from container import Container


class Compose:
    """A project: `compose("up", "-d")` returns what was printed on stdout."""

    def __init__(self, docker, directory, name, program="docker-compose"):
        self._docker = docker
        self._directory = directory
        self._name = name
        self._program = program

    def __call__(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, f"{done.args}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def run(self, *words):
        """Returns the ended process, whatever its exit code."""
        return self._docker.run(
            "--project-name", self._name, *words,
            program=self._program, cwd=self._directory, within=120,
        )  # fmt: skip

    def override(self, service, **settings):
        """In the words of a compose file."""
        override = {"services": {service: settings}}
        (self._directory / "compose.override.yml").write_text(json.dumps(override))

    def container(self, service):
        """The one that `up` has made, running or not."""
        (container,) = self.containers(service)
        return container

    def containers(self, service):
        """All that `up` has made of it."""
        labels = {"project": self._name, "service": service}
        filters = [f"--filter=label=com.docker.compose.{key}={labels[key]}" for key in labels]
        listed = self._docker("ps", "--all", "--quiet", *filters)
        return [Container(self._docker, id) for id in listed.split()]

    def remove(self):
        """All of it; pytest shows the logs where the test has failed."""
        print(self.run("logs", "--no-color", "--timestamps").stdout)
        self.down()

    def down(self):
        """Containers, networks, volumes, and the images it has built."""
        self("down", "--timeout=0", "--volumes", "--remove-orphans", "--rmi=local")
