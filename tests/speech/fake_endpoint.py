"""A transcription endpoint on loopback that does as it is told: answers, stalls, breaks, sends elsewhere."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def endpoint(answers):
    """Gives these answers in turn, the last one again and again. Yields its address and what it was sent."""
    asked: list[tuple[dict[str, str], bytes]] = []
    done = threading.Event()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = answers[min(len(asked), len(answers) - 1)]
            asked.append((dict(self.headers), body))
            if answer == "stall":
                done.wait(20)
                return
            status, content = answer
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/", asked
    finally:
        done.set()
        server.shutdown()
        server.server_close()


def good(*segments):
    rows = [{"start": start, "end": end, "text": text} for start, end, text in segments]
    return 200, json.dumps({"text": " ".join(r["text"] for r in rows), "segments": rows}).encode()
