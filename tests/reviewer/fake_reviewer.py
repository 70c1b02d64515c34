"""A chat endpoint on loopback that answers as it is told: rightly, with lies, slowly, or with garbage."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Handler = Callable[["Fake", BaseHTTPRequestHandler], None]


class Fake:
    """`seen` are the requests so far: path, headers and body."""

    def __init__(self, handle: Handler) -> None:
        self.seen: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.over = threading.Event()  # set when the test ends: whoever stalls goes home
        self._handle = handle
        self.url = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length", 0))
        body = json.loads(request.rfile.read(length))
        self.seen.append((request.path, dict(request.headers), body))
        self._handle(self, request)

    @property
    def asked(self) -> dict[str, Any]:
        """The call as the reviewer got it the last time."""
        return json.loads(self.seen[-1][2]["messages"][1]["content"])


@contextmanager
def a_reviewer(handle: Handler) -> Iterator[Fake]:
    fake = Fake(handle)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with suppress(OSError):  # the other side has heard enough
                fake.answer(self)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def send(request: BaseHTTPRequestHandler, status: int, content: bytes, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)


def says(text: str | Callable[[dict[str, Any]], Any]) -> Handler:
    """Answers with that text, or with what is made of the call it was asked about."""

    def handle(fake: Fake, request: BaseHTTPRequestHandler) -> None:
        content = text if isinstance(text, str) else json.dumps(text(fake.asked))
        reply = {
            "choices": [{"message": {"content": content}}],
            "usage": {"prompt_tokens": 900, "completion_tokens": 70},
        }
        send(request, 200, json.dumps(reply).encode(), Content_Type="application/json")

    return handle


def refuses(status: int, times: int = 99, then: Handler | None = None, **headers: str) -> Handler:
    """Answers with that status so many times, and then as told."""

    def handle(fake: Fake, request: BaseHTTPRequestHandler) -> None:
        if len(fake.seen) <= times or then is None:
            send(request, status, b'{"error": {"message": "secret sk-12345 was here"}}', **headers)
        else:
            then(fake, request)

    return handle


def stalls(fake: Fake, request: BaseHTTPRequestHandler) -> None:
    fake.over.wait(20)


def drips(fake: Fake, request: BaseHTTPRequestHandler) -> None:
    """A byte now and then, for ever: each one in time, the answer never."""
    request.send_response(200)
    request.end_headers()
    while not fake.over.wait(0.05):
        request.wfile.write(b" ")
        request.wfile.flush()


def drips_headers(fake: Fake, request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not fake.over.wait(0.05):
        request.wfile.write(b"a")
        request.wfile.flush()


def floods(fake: Fake, request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    while not fake.over.is_set():
        request.wfile.write(b"x" * 65_536)


def raw(content: bytes) -> Handler:
    def handle(fake: Fake, request: BaseHTTPRequestHandler) -> None:
        send(request, 200, content, Content_Type="text/html")

    return handle


def no_http(fake: Fake, request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"\x00\xff garbage, no status line\r\n\r\n")
