"""A web server that plays every place a source can come from, well or badly."""

import contextlib
import http.server
import threading
import time
import urllib.parse


class Places:
    """Whoever asks for a path that has no answer gets 404."""

    def __init__(self, context=None):
        self.answers = {}  # by path; each writes to the request that it is given
        self.asked = []
        self.closing = threading.Event()
        places = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = urllib.parse.unquote(self.path)
                places.asked.append(path)
                with contextlib.suppress(OSError):  # who asked may go away before the end
                    places.answers.get(path, _missing)(self)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        scheme = "http"
        if context:
            scheme = "https"
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self):
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def stalls(self, content):
        """Half of it comes, then nothing."""

        def answer(request):
            _begin(request, len(content))
            request.wfile.write(content[: len(content) // 2])
            self.closing.wait()

        return answer

    def drips(self, content):
        """There is always another byte, but seldom."""

        def answer(request):
            _begin(request, len(content))
            for byte in content:
                request.wfile.write(bytes([byte]))
                if self.closing.wait(0.02):
                    return

        return answer


def right(content):
    def answer(request):
        _begin(request, len(content))
        request.wfile.write(content)

    return answer


def cut_short(content):
    def answer(request):
        _begin(request, len(content))
        request.wfile.write(content[:-1])

    return answer


def endless(request):
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"more and more " * 1000)


def garbled(request):
    request.wfile.write(b"220 this is no web server\r\n")


def broken_chunk(request):
    request.protocol_version = "HTTP/1.1"
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"400\r\nnot as much as that")


def moved(url):
    def answer(request):
        request.send_response(302)
        request.send_header("Location", url)
        request.end_headers()

    return answer


def page(*links):
    """Of a package index: PEP 503. A link is a name, an address, and attributes."""
    anchors = "".join(
        f'<a href="{href}" {" ".join(attributes)}>{name}</a><br/>\n'
        for name, href, *attributes in links
    )
    return right(f"<!DOCTYPE html><html><body>\n{anchors}</body></html>\n".encode())


def wait_until(true, seconds=10):
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.01)


def _begin(request, length):
    request.send_response(200)
    request.send_header("Content-Length", str(length))
    request.end_headers()


def _missing(request):
    request.send_error(404)
