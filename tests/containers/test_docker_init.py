"""`docker run --init` where the daemon's init is aweigh, called docker-init."""

import images
import pytest
from support.waiting import eventually


@pytest.fixture(scope="module")
def with_our_init(daemon, tmp_path_factory):
    docker = daemon.client
    init = tmp_path_factory.mktemp("init") / "docker-init"
    container = docker("create", images.AWEIGH)
    docker("cp", f"{container}:/aweigh", init)
    docker("rm", container)
    daemon.restart(f"--init-path={init}")
    yield
    daemon.restart()


@pytest.fixture
def start(with_our_init, start):
    """A program of the image, without its entrypoint, below the init."""

    def start_with_init(program, *words, **options):
        return start(images.APP, *words, init=True, entrypoint=program, **options)

    return start_with_init


def _names(app):
    return sorted(name for _, name, *_ in app.processes())


def test_docker_knows_its_version(with_our_init, docker):
    each = "{{range .Server.Components}}{{.Name}} {{.Version}};{{end}}"
    components = docker("version", f"--format={each}")
    assert ";docker-init 0.19.0 (aweigh " in components
    assert "docker-init" in docker("info", "--format={{.InitBinary}}")


def test_it_is_pid_1_and_takes_the_service_s_code(start):
    until_it_has_settled = 'until [ "$(cat /proc/1/comm)" = aweigh ]; do sleep 0.1; done'
    assert start("sh", "-c", f"{until_it_has_settled}; exit 3").until_ended() == 3


def test_the_service_s_options_are_its_own(start):
    app = start("echo", "-n", "-s", "--", "-g")
    assert (app.until_ended(), app.log()) == (0, "-s -- -g")


def test_docker_stop_reaches_the_service(start):
    app = start("sleep", "infinity")
    eventually(lambda: _names(app)[-1] == "sleep", "it runs")
    code, seconds = app.stop()
    assert code == 143 and seconds < 5


def test_an_orphan_is_reaped(start):
    app = start("sh", "-c", "(sleep 0.2 & exec sleep 0.1) & wait; exec sleep infinity")
    eventually(lambda: _names(app) == ["aweigh", "sleep"], "none is left")


def test_a_program_that_is_not_there_is_127(start):
    assert start("no-such-program").until_ended() == 127


def test_a_wait_is_added_by_a_variable(start):
    app = start("echo", "started", env=["AWEIGH_WAIT=file:///service", "AWEIGH_LOG_LEVEL=info"])
    assert app.until_ended() == 0
    assert "file:///service is ready" in app.log() and "started\n" in app.log()
