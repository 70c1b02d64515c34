"""The ASGI entry that granian serves: pages as ever, one after the other in one thread, and beside them the streams of
open calls, each no more than a waiting coroutine. Why it is put together so:
docs/decisions/0002-streams-beside-pages.md."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

from asgiref.wsgi import WsgiToAsgi
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler

from duecourse.web.wsgi import application as wsgi

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

_STREAM = re.compile(r"/(?:api/v1/)?calls/\d+/events/?")
# An upload and what stands around it in a form; more is not read.
_LARGEST_BODY = (settings.MAX_UPLOAD_MB + 1) * 1024 * 1024


class _TooLarge(Exception):
    """The body goes on beyond what anybody may send."""


class _Streams(ASGIHandler):
    """Django's own handler without its thread for each request: the sign-in and the look at the call happen in the
    pages' thread, with its database connection, and an open stream holds neither."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.handle(scope, receive, send)


def _finished(environ: Any, start_response: Any) -> Iterator[bytes]:
    """The page's answer, closed when it is sent: that is when Django lets go of files and connections."""
    answer: Iterable[bytes] = wsgi(environ, start_response)
    try:
        yield from answer
    finally:
        answer.close()  # type: ignore[attr-defined]  # Django's answers all have it


_pages = WsgiToAsgi(_finished)  # type: ignore[no-untyped-call]  # it ships no types
_streams = _Streams()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http" and scope["method"] == "GET" and _STREAM.fullmatch(scope["path"]):
        await _streams(scope, receive, send)
        return

    async def send_on(message: Mapping[str, Any]) -> None:  # granian's own is no coroutine function; asgiref warns
        await send(message)

    try:
        await _pages(scope, _bounded(receive), send_on)
    except _TooLarge:
        head = [(b"content-type", b"text/plain; charset=utf-8")]
        await send({"type": "http.response.start", "status": 413, "headers": head})
        await send({"type": "http.response.body", "body": f"At most {settings.MAX_UPLOAD_MB} MB.".encode()})


def _bounded(receive: Receive) -> Receive:
    """The body as it comes, as long as it is not too large: it is put on disk before a page looks at it."""
    came = 0

    async def receive_some() -> Mapping[str, Any]:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > _LARGEST_BODY:
            raise _TooLarge
        return message

    return receive_some
