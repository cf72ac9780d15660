"""A real S3 server: Versity's gateway, whose buckets are directories."""

import hashlib
import json
import subprocess

from support.fetched import build_go, once
from support.secret import CANARY
from support.server import Server

VERSION = "1.8.0"
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = CANARY + "/e+c=r%t é"


def _program():
    package = f"github.com/versity/versitygw/cmd/versitygw@v{VERSION}"
    return once(f"versitygw-{VERSION}", lambda to: build_go(package, "", to)) / "versitygw"


class S3(Server):
    def __init__(self, directory, port, region="us-east-1", certificate=None):
        super().__init__(directory, port)
        self.region = region
        self.certificate = certificate
        self.data = self.directory / "data"
        self.data.mkdir()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def command(self):
        words = [_program(), "--access", KEY, "--secret", SECRET, "--region", self.region]
        words += ["--port", self.address]
        if self.certificate:
            cert, key = self.certificate
            words += ["--cert", cert, "--key", key]
        return [*map(str, words), "posix", str(self.data)]

    def is_ready(self):
        return self._curl(f"{self._origin}/") == "403"

    def create(self, bucket):
        (self.data / bucket).mkdir()

    def open_to_everybody(self, bucket):
        statement = {
            "Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket",
            "Resource": f"arn:aws:s3:::{bucket}",
        }  # fmt: skip
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        status = self._curl(
            "--aws-sigv4", f"aws:amz:{self.region}:s3", "--user", f"{KEY}:{SECRET}",
            "--header", "x-amz-content-sha256: " + hashlib.sha256(policy.encode()).hexdigest(),
            "--request", "PUT", "--data", policy, f"{self._origin}/{bucket}?policy=",
        )  # fmt: skip
        assert status == "204", status

    @property
    def _origin(self):
        return f"http{'s' if self.certificate else ''}://{self.address}"

    @staticmethod
    def _curl(*words):
        """The status alone; 000 if there is nobody to ask."""
        command = ["curl", "--silent", "--insecure", "--output", "/dev/null"]
        command += ["--write-out", "%{http_code}", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout
