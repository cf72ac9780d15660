"""Containers that run in the background."""

import time

from support.waiting import eventually


def run_container(docker, image, *words, **options):
    """Options are those of `docker run`; a list repeats one."""
    flags = []
    for name, values in options.items():
        for value in values if isinstance(values, list) else [values]:
            flags += [f"--{name.replace('_', '-')}={value}"]
    return Container(docker, docker("run", "--detach", *flags, image, *words))


class Container:
    def __init__(self, docker, id):
        self._docker = docker
        self.id = id

    def log(self):
        """What it wrote, stdout and stderr."""
        done = self._docker.run("logs", self.id)
        return done.stdout + done.stderr

    def until_log(self, text, within=30):
        eventually(lambda: text in self.log() or not self.runs(), f"{text!r} is logged", within)
        assert text in self.log(), self.log()

    def execute(self, *words):
        return self._docker("exec", self.id, *words)

    def succeeds(self, *words):
        """Whether that program, run in the container, exits 0."""
        return self._docker.run("exec", self.id, *words).returncode == 0

    def processes(self, columns="pid,comm"):
        """What ps says of each, zombies included."""
        lines = self._docker("top", self.id, "-eo", columns).splitlines()
        return [line.split() for line in lines[1:]]

    def signal(self, name):
        self._docker("kill", f"--signal={name}", self.id)

    def stop(self):
        """Returns the exit code and how many seconds it took to end."""
        started = time.monotonic()
        self._docker("stop", "--time=20", self.id)
        seconds = time.monotonic() - started
        return self.exit_code(), seconds

    def until_ended(self, within=30):
        """Returns the exit code."""
        eventually(lambda: not self.runs(), "it ends", within)
        return self.exit_code()

    def exit_code(self):
        return int(self.inspect("{{.State.ExitCode}}"))

    def runs(self):
        return self.inspect("{{.State.Running}}") == "true"

    def restarts(self):
        """How often it crashed and was started again, by its `restart:`."""
        return int(self.inspect("{{.RestartCount}}"))

    def published(self, port):
        """The port of the daemon's machine that leads to one of its own."""
        return int(self.inspect(f'{{{{(index .NetworkSettings.Ports "{port}/tcp" 0).HostPort}}}}'))

    def inspect(self, template):
        return self._docker("inspect", f"--format={template}", self.id)

    def remove(self):
        self._docker("rm", "--force", "--volumes", self.id)
