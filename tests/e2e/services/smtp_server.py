"""aiosmtpd with settings that its own program does not take: its first argument, in JSON."""

import json
import logging
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

settings = json.loads(sys.argv[1])
logging.basicConfig(level=logging.INFO)


def judge(server, session, envelope, mechanism, data):
    known = (settings["user"].encode(), settings["password"].encode())
    return AuthResult(success=(data.login, data.password) == known, handled=False)


context = None
if "certificate" in settings:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*settings["certificate"])
within = {"ssl_context" if settings.get("tls_from_the_start") else "tls_context": context}
Controller(
    object(), "127.0.0.1", settings["port"], server_hostname="mail.test", authenticator=judge,
    auth_exclude_mechanism=[] if "user" in settings else ["LOGIN", "PLAIN"],
    auth_require_tls="ssl_context" not in within, **within,
).start()  # fmt: skip
signal.pause()
