"""An API that speaks JSON, on a port that its container publishes."""

import json

from support.waiting import eventually


class WebApi:
    def __init__(self, daemon, port):
        self._daemon = daemon
        self._port = port

    def until_answers(self, within=60):
        """Whatever it answers."""
        eventually(lambda: self._request("/").returncode == 0, "the API answers", within)

    def get(self, path):
        return self._answer(path)

    def post(self, path, body=None):
        json_body = ["--header", "Content-Type: application/json", "--data", json.dumps(body)]
        return self._answer(path, *json_body)

    def _answer(self, path, *options):
        done = self._request(path, "--fail-with-body", *options)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def _request(self, path, *options):
        return self._daemon.run_on_its_network(
            "curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "5", *options,
            f"http://127.0.0.1:{self._port}{path}",
        )  # fmt: skip
