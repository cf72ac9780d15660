"""A wire to PostgreSQL that is cut at an exact moment: before a query arrives, or when the server has
done it and nobody has heard of that."""

import socket
import struct
import threading

_QUERY = b"Q"
_READY = b"Z\0\0\0\5"  # ReadyForQuery, but for the state of the transaction


class CutWire:
    """Passes connections on to `port`, in plain text. At the simple query number `at` of all of
    them, counted from 0, `cut` is called, and nothing passes any more; with `behind`, the server
    runs that query first. Without `at` it only notes the queries."""

    def __init__(self, port, at=None, behind=False, cut=None):
        self.queries = []
        self._server_port = port
        self._at = at
        self._behind = behind
        self._cut = cut
        self._sockets = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        for each in [self._listener, *self._sockets]:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                return
            self._sockets += [client, server]
            due = threading.Event()
            for passing in (self._pass_queries, self._pass_answers):
                threading.Thread(target=passing, args=(client, server, due), daemon=True).start()

    def _pass_queries(self, client, server, due):
        try:
            stream = client.makefile("rb")
            server.sendall(_message(stream, b""))
            while kind := stream.read(1):
                message = _message(stream, kind)
                if kind == _QUERY:
                    self.queries.append(message[5:-1].decode())
                    if len(self.queries) - 1 == self._at:
                        if not self._behind:
                            return self._end()
                        due.set()
                server.sendall(message)
            server.shutdown(socket.SHUT_WR)
        except (OSError, struct.error):
            pass

    def _pass_answers(self, client, server, due):
        answer = b""
        try:
            while data := server.recv(1 << 16):
                if not due.is_set():
                    client.sendall(data)
                    continue
                answer += data
                if answer[-6:-1] == _READY:
                    return self._end()
            client.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _end(self):
        self._cut()
        self.close()


def _message(stream, kind):
    length = stream.read(4)
    return kind + length + stream.read(struct.unpack("!I", length)[0] - 4)
