"""The tests of all that talks to PostgreSQL once more, where the server is PostgreSQL 17."""

import re
from pathlib import Path

import images

_TESTS = Path(__file__).resolve().parents[1]
_MAY_MAKE_NAMESPACES = [
    "--cap-add=SYS_ADMIN", "--cap-add=NET_ADMIN", "--security-opt=apparmor=unconfined",
    "--security-opt=seccomp=unconfined", "--security-opt=systempaths=unconfined",
]  # fmt: skip


def test_migrations_and_probes_on_postgresql_17(docker):
    assert "(PostgreSQL) 17." in docker("run", "--rm", images.E2E, "postgres", "--version")
    e2e = _TESTS / "e2e"
    files = [*e2e.glob("test_migrate*.py"), *e2e.glob("test_probe_postgres*.py")]
    done = docker.run(
        "run", "--rm", "--network=none", "--shm-size=4g", *_MAY_MAKE_NAMESPACES,
        f"--volume={_TESTS}:/tests:ro", f"--volume={_TESTS.parent / 'docs'}:/docs:ro", images.E2E,
        "python3", "-m", "pytest", "-q", "-n", "4", "-k", "not MariaDB",
        *(f"/tests/e2e/{file.name}" for file in files),
        within=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d{2,} passed", done.stdout, re.MULTILINE), done.stdout
