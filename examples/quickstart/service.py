"""A small service: lists the ships of a PostgreSQL table and counts its visits in Redis.

    DATABASE_URL=postgres://... REDIS_URL=redis://... service.py PORT

It retries nothing and creates no table: whoever starts it has seen to that.
"""

import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import psycopg2
import redis

EXIT_CODE = 7  # any code will do, as long as it is recognised when it comes out at the other end


class Harbour(BaseHTTPRequestHandler):
    def do_GET(self):
        with database.cursor() as cursor:
            cursor.execute("SELECT name, yard, launched FROM ships ORDER BY launched")
            lines = [f"{name}, launched at {yard} in {year}" for name, yard, year in cursor]
        lines.append(f"You are visitor number {visits.incr('visits')}.")

        body = "".join(line + "\n" for line in lines).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        say(f"{self.command} {self.path} {code}")


def say(text):
    print("service: " + text, flush=True)


signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # sigwait below takes it
database = psycopg2.connect(os.environ["DATABASE_URL"])
database.autocommit = True
visits = redis.Redis.from_url(os.environ["REDIS_URL"])

server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Harbour)
threading.Thread(target=server.serve_forever, args=[0.05]).start()
say(f"listening on port {server.server_port}")

signal.sigwait({signal.SIGTERM})
say("got TERM, finishing")
server.shutdown()  # returns when the request in hand is answered
server.server_close()
database.close()
visits.close()
say(f"finished, leaving with exit code {EXIT_CODE}")
sys.exit(EXIT_CODE)
