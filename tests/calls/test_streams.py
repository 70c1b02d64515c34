"""Streams of open calls over the real server: `duecourse serve`, one process, in a folder of its own."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
CALLERS = 3
MAKE = """
import dataclasses, json, sys
from pathlib import Path
import live_bench
live_bench.prepare(Path(sys.argv[1]))
print(json.dumps([dataclasses.asdict(talker) for talker in live_bench.people_in_calls(int(sys.argv[2]))]))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The port of a running server, and callers in open calls."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the server is tried on SQLite; what it asks the database is tried on both elsewhere")
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        patch.setenv("DUECOURSE_HOME", str(home))
        patch.setenv("DUECOURSE_MAX_UPLOAD_MB", "1")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(BENCHMARKS), *filter(None, sys.path)]))
        patch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
        made = subprocess.run(
            [sys.executable, "-c", MAKE, str(home), str(CALLERS)], check=True, capture_output=True, text=True
        )
        import live_bench

        with live_bench.server() as port:
            yield port, json.loads(made.stdout)


class Stream:
    """One open stream, read event by event."""

    def __init__(self, port: int, talker: dict[str, Any], **headers: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        bearer = {"Authorization": f"Bearer {talker['token']}"}
        self.line.request("GET", f"/api/v1/calls/{talker['call']}/events", headers={**bearer, **headers})
        self.answer = self.line.getresponse()

    def next(self) -> dict[str, str]:
        """The next event, or {} at the end; what only keeps the line open is passed over."""
        block: dict[str, str] = {}
        while raw := self.answer.readline():
            line = raw.decode().rstrip("\n")
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                block[name] = value
            elif block:
                return block
        return block

    def close(self) -> None:
        self.answer.close()
        self.line.close()


def ask(port: int, talker: dict[str, Any], method: str, path: str, body: Any = None) -> tuple[int, Any]:
    import live_bench

    bearer = f"Bearer {talker['token']}"
    status, content, _ = live_bench.ask(port, method, f"/api/v1{path}", body, Authorization=bearer)
    return status, json.loads(content)


def say(port: int, talker: dict[str, Any], n: int, text: str) -> Any:
    body = {"turns": [{"n": n, "who": "caller", "text": text}]}
    status, answer = ask(port, talker, "POST", f"/calls/{talker['call']}/turns", body)
    assert status == 200, answer
    return answer


def test_each_turn_comes_as_it_is_said_and_a_cut_stream_goes_on_where_it_was(served) -> None:
    port, (talker, *_) = served
    stream = Stream(port, talker)
    assert stream.answer.headers["Content-Type"] == "text/event-stream"
    assert stream.next() == {"retry": "2000"}
    say(port, talker, 1, "You owe us 980 dollars on INV-1042.")
    told = stream.next()
    assert (told["id"], told["event"], json.loads(told["data"])["prompt"]["kind"]) == ("1", "turn", "third_party")
    stream.close()
    say(port, talker, 2, "Is that Maria Lopez?")
    say(port, talker, 3, "Hello?")
    again = Stream(port, talker, **{"Last-Event-ID": "1"})
    assert [again.next().get("id") for _ in range(3)] == [None, "2", "3"]
    again.close()


def test_one_person_has_only_so_many_and_gets_another_when_one_is_closed(served) -> None:
    port, (_, talker, *_) = served
    streams = [Stream(port, talker) for _ in range(4)]
    assert [stream.next() for stream in streams] == [{"retry": "2000"}] * 4
    refused = Stream(port, talker)
    assert refused.answer.status == 429
    assert json.loads(refused.answer.read())["error"]["code"] == "too_many_streams"
    status, detail = ask(port, talker, "GET", f"/calls/{talker['call']}")  # nobody else is held up
    assert (status, detail["state"]) == (200, "open")
    for stream in (*streams, refused):
        stream.close()
    until = time.monotonic() + 10
    while (another := Stream(port, talker)).answer.status == 429 and time.monotonic() < until:
        another.close()
        time.sleep(0.2)
    assert another.answer.status == 200
    another.close()


def test_the_end_of_the_call_is_the_end_of_its_stream(served) -> None:
    port, (*_, talker) = served
    stream = Stream(port, talker)
    stream.next()
    assert ask(port, talker, "POST", f"/calls/{talker['call']}/discard", {})[0] == 200
    assert stream.next()["event"] == "closed"
    assert stream.next() == {}
    stream.close()


def test_a_body_larger_than_anybody_may_send_is_not_read(served) -> None:
    import live_bench

    port, _ = served
    assert live_bench.ask(port, "POST", "/sign-in/", "x" * 1024)[0] == 403  # no form of ours
    assert live_bench.ask(port, "POST", "/sign-in/", "x" * (2 * 1024 * 1024 + 1))[0] == 413
