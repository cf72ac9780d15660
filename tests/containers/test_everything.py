"""examples/everything: eight servers that come up in any order."""

import random
import shutil
import time

import images
from support.waiting import scaled

SERVERS = ["db", "cache", "orders", "queue", "sessions", "events", "things", "web"]


def test_the_service_starts_first_time_whatever_comes_last(compose, tmp_path):
    project = compose(shutil.copytree(images.EXAMPLES / "everything", tmp_path / "everything"))
    for seed in range(scaled(1, 20)):
        chance = random.Random(seed)
        project("up", "-d", "app")
        app = project.container("app")
        for server in chance.sample(SERVERS, len(SERVERS)):
            project("up", "-d", server)
            time.sleep(chance.random())  # that they are apart
        app.until_log("serving", within=120)
        assert app.log().count(" is ready after ") == len(SERVERS), app.log()
        assert app.restarts() == 0
        project("down", "--timeout=0", "--volumes")
