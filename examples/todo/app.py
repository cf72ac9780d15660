"""A to-do list as a JSON API. Its table is made by the files in migrations/, before it starts."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse

import psycopg2
from psycopg2.extras import RealDictCursor

PORT = 8000


def query(statement, *values):
    connection = psycopg2.connect(os.environ["DATABASE_URL"], cursor_factory=RealDictCursor)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()
    finally:
        connection.close()


def all_tasks(_):
    return 200, query("SELECT id, title, done FROM tasks ORDER BY id")


def add_task(task):
    [added] = query(
        "INSERT INTO tasks (title) VALUES (%s) RETURNING id, title, done", task["title"]
    )
    return 201, added


def finish_task(task):
    done = query(
        "UPDATE tasks SET done = true WHERE id = %s RETURNING id, title, done", task["id"]
    )
    return (200, done[0]) if done else (404, {"error": "no such task"})


ROUTES = {
    ("GET", "/tasks"): all_tasks,
    ("POST", "/tasks"): add_task,
    ("POST", "/done"): finish_task,
}


class Handler(BaseHTTPRequestHandler):
    def _answer(self):
        length = int(self.headers.get("Content-Length", 0))
        try:
            route = ROUTES[self.command, urlparse(self.path).path]
        except KeyError:
            return self._send(404, {"error": "no such page"})
        try:
            code, value = route(json.loads(self.rfile.read(length) or "{}"))
        except (KeyError, TypeError, ValueError):
            code, value = 400, {"error": 'expected {"title": …} or {"id": …}'}
        self._send(code, value)

    do_GET = do_POST = _answer

    def _send(self, code, value):
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    [tasks] = query("SELECT count(*) FILTER (WHERE NOT done) AS open FROM tasks")
    server = ThreadingHTTPServer(("", PORT), Handler)
    print(f"{tasks['open']} tasks to do; serving on port {PORT}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
