"""examples/todo as it is, and as it was."""

import shutil

import images
import pytest
from support.waiting import eventually
from web_api import WebApi

FROM_A_REGISTRY = "COPY --from=migrate/migrate"


@pytest.fixture
def todo(tmp_path):
    """A copy of the example."""
    return shutil.copytree(images.EXAMPLES / "todo", tmp_path / "todo")


def test_one_step_gives_a_working_api(todo, compose, daemon):
    project = compose(todo)
    project("up", "-d")
    api = WebApi(daemon, 8000)
    api.until_answers()
    assert api.get("/tasks") == []
    assert project.container("api").restarts() == 0

    tea = {"id": 1, "title": "tea", "done": False}
    assert api.post("/tasks", {"title": "tea"}) == tea
    assert api.post("/done", {"id": 1}) == {**tea, "done": True}
    assert api.get("/tasks") == [{**tea, "done": True}]


def test_the_words_of_the_old_second_step_still_work(todo, compose):
    project = compose(todo)
    migrate = ["run", "--rm", "api", "migrate", "-path", "/migrations"]
    migrate += ["-database", "postgres://todo:secret@db/todo"]
    project(*migrate, "up", "1")
    assert project(*migrate, "version") == "1"


def test_the_old_way_fails_without_its_second_step(todo, compose):
    dockerfile = todo / "before/Dockerfile"  # what is left out is not needed to see it fail
    lines = dockerfile.read_text().splitlines(keepends=True)
    dockerfile.write_text("".join(line for line in lines if not line.startswith(FROM_A_REGISTRY)))
    project = compose(todo / "before")

    project("up", "-d")
    api = project.container("api")
    assert api.until_ended() == 1
    assert "Connection refused" in api.log()

    database = project.container("db")
    eventually(lambda: _is_up(database), "PostgreSQL is up for good")
    project("up", "-d", "api")
    assert api.until_ended() == 1
    assert 'relation "tasks" does not exist' in api.log()


def _is_up(database):
    return database.log().count("database system is ready to accept connections") == 2
