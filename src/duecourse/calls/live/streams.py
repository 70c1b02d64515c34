"""Telling of turns as they come: server-sent events, for the caller's page and for programs.

Where the server is asynchronous (`web/asgi.py`, what `duecourse serve` runs) a stream is one waiting coroutine. One
look at the database every third of a second asks for all streams of the process together, in a thread of its own, so
that fifty open calls neither hold up a page nor ask fifty times. Where it is not, the address answers at once with what
came since and lets the client ask again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import close_old_connections
from django.db.models import Max

from duecourse.calls.live.turns import heard_after
from duecourse.calls.models import Call
from duecourse.domain.conversation.results import TurnResult
from duecourse.domain.conversation.turns import Turn

LOOK_EVERY_S = 0.3
HEARTBEAT_S = 15.0  # keeps what stands between us and them from taking the line for dead
LONGEST_S = 900.0  # then the client asks again, where it stands
MOST_PER_PERSON = 4  # open windows and programs of one person, in one process
ASK_AGAIN_MS = 2_000  # what a client waits before it asks again


class TooManyStreams(Exception):
    """That person has as many streams open as are of use."""

    def __init__(self) -> None:
        super().__init__(f"At most {MOST_PER_PERSON} streams of one person: close one.")


def event(name: str, data: Any, id_: int | None = None) -> bytes:
    """One event as it goes over the line. The data is JSON on one line, so that nothing in it can end it."""
    head = "" if id_ is None else f"id: {id_}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def turn_event(turn: Turn, result: TurnResult) -> bytes:
    """What one turn brought. Its number is the event's id, so that a client goes on where it was cut off."""
    prompt = result.prompts[0].as_json() if result.prompts else None
    data = {
        "n": turn.n, "who": turn.who, "text": turn.text, "marks": [m.as_json() for m in result.marks],
        "client_acts": [a.as_json() for a in result.acts], "commitments": [c.as_json() for c in result.commitments],
        "points": list(result.points), "prompt": prompt,
    }  # fmt: skip
    return event("turn", data, turn.n)


def all_at_once(call: Call, after: int) -> Iterator[bytes]:
    """What came since, and the end: for a server that cannot keep a line open without holding up everybody."""
    yield f"retry: {ASK_AGAIN_MS}\n\n".encode()
    yield from (turn_event(turn, result) for turn, result in heard_after(call, after))
    if call.state != Call.State.OPEN:
        yield event("closed", {"state": call.state})


@dataclass(slots=True, eq=False)
class _Line:
    """One open stream."""

    call: int
    person: int
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """The open streams of one process."""

    def __init__(self) -> None:
        self.lines: set[_Line] = set()
        self.known: dict[int, tuple[int, str]] = {}  # call → its last turn and state, when we last looked
        self.looking: asyncio.Task[None] | None = None
        self.thread = ThreadPoolExecutor(1, "streams")  # its own connection to the database

    async def follow(self, call: Call, person: int, after: int) -> AsyncIterator[bytes]:
        """Events of that call behind turn `after`, until it is closed, the client goes, or the time is up."""
        line = _Line(call.pk, person)
        self.lines.add(line)
        try:
            self._look()
            yield f"retry: {ASK_AGAIN_MS}\n\n".encode()
            async for told in self._tell(line, call, after):
                yield told
        finally:
            self.lines.discard(line)

    def refuse_one_too_many(self, person: int) -> None:
        """Raises TooManyStreams."""
        if sum(line.person == person for line in tuple(self.lines)) >= MOST_PER_PERSON:
            raise TooManyStreams

    async def _tell(self, line: _Line, call: Call, after: int) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_S
        line.news.set()  # what came before the stream was opened
        while loop.time() < until:
            if not await _comes(line.news, min(HEARTBEAT_S, until - loop.time())):
                yield b": still here\n\n"
                continue
            line.news.clear()
            for turn, result in await self._in_thread(partial(heard_after, call, after)):
                after = turn.n
                yield turn_event(turn, result)
            state = self.known.get(call.pk, (0, call.state))[1]
            if state != Call.State.OPEN:
                yield event("closed", {"state": state})
                return

    async def _in_thread(self, work: Any) -> Any:
        def with_a_live_connection() -> Any:
            close_old_connections()
            return work()

        return await asyncio.get_running_loop().run_in_executor(self.thread, with_a_live_connection)

    def _look(self) -> None:
        if self.looking is None or self.looking.done():
            self.looking = asyncio.get_running_loop().create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        """One question for all streams, as long as there are any."""
        while self.lines:
            calls = {line.call for line in self.lines}
            found = await self._in_thread(partial(_where_calls_stand, calls))
            moved = {call for call, stands in found.items() if self.known.get(call) != stands}
            self.known = found
            for line in self.lines:
                if line.call in moved:
                    line.news.set()
            await asyncio.sleep(LOOK_EVERY_S)
        self.known = {}


HUB = Hub()


async def _comes(news: asyncio.Event, within_s: float) -> bool:
    try:
        async with asyncio.timeout(max(0.0, within_s)):
            await news.wait()
    except TimeoutError:
        return False
    return True


def _where_calls_stand(calls: Iterable[int]) -> dict[int, tuple[int, str]]:
    rows = Call.objects.filter(pk__in=calls).annotate(last=Max("live_turns__n")).values_list("pk", "last", "state")
    return {pk: (last or 0, state) for pk, last, state in rows.order_by()}
