"""Any chat endpoint that speaks the OpenAI form, reached over HTTP(S) with bounds on time, size and tries.

Nothing here trusts it: it may stall, send without end, send HTML, redirect elsewhere or lie about what it sends. What
goes wrong is said by what happened, never with the answer's text, the address's secrets or the key.
"""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

MOST_BYTES = 256 * 1024  # of an answer: a hundred quotes have a tenth of it
MOST_TOKENS = 4_000
TRIES = 3
LONGEST_WAIT = 20.0  # seconds between two tries, whatever the endpoint asks for
_DEFAULT_SECONDS, _MOST_SECONDS = 60, 600
_AGAIN = frozenset((408, 429, 500, 502, 503, 504, 529))
_WORDS = {
    400: "it does not understand the request (is the model's name right?)",
    401: "it refused the key", 403: "it refused the key", 404: "nothing is at that address, or it has no such model",
    413: "the call is too long for it", 429: "it has too much to do", 408: "it gave up waiting",
}  # fmt: skip


class NotSetUp(ValueError):
    """The settings cannot be used. The message names the setting."""


class NoAnswer(Exception):
    """The endpoint gave no usable answer. `code` is short and steady, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`seconds` is for everything together: all tries and the waiting between them."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: int = _DEFAULT_SECONDS

    def __post_init__(self) -> None:
        parts = _split(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotSetUp("DUECOURSE_REVIEWER_URL must be a web address such as https://models.example.com/v1.")
        if parts.username is not None or parts.query:
            raise NotSetUp(
                "DUECOURSE_REVIEWER_URL holds a name, a password or a query: put a key into its own setting."
            )
        if parts.scheme == "http" and not _is_near(parts.hostname):
            raise NotSetUp("DUECOURSE_REVIEWER_URL must begin with https:// unless it is on this machine or network.")
        if not self.model.strip() or any(not sign.isprintable() for sign in self.model + self.key):
            raise NotSetUp("DUECOURSE_REVIEWER_MODEL must name the model to ask; key and model are plain text.")

    @property
    def host(self) -> str:
        """Who gets to read it."""
        parts = _split(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    @property
    def path(self) -> str:
        path = _split(self.url).path.rstrip("/")
        return path if path.endswith("/chat/completions") else f"{path}/chat/completions"


@dataclass(frozen=True, slots=True)
class Reply:
    """`took_ms` for all tries together; tokens as the endpoint counts them, 0 where it does not."""

    text: str
    tries: int
    took_ms: int
    tokens_in: int = 0
    tokens_out: int = 0


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        parts.port  # noqa: B018 reading it checks it
    except ValueError as error:
        raise NotSetUp("DUECOURSE_REVIEWER_URL is not a web address.") from error
    return parts


def _is_near(host: str) -> bool:
    """This machine, or an address of a private network: the words need no encryption to get there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def configured(environment: Mapping[str, str] = os.environ, **instead: str | None) -> Endpoint | None:
    """The endpoint of the settings, with what is given `instead`; None where there is no address: it is off. Raises
    NotSetUp."""
    url = instead.get("url") or environment.get("DUECOURSE_REVIEWER_URL", "")
    if not url.strip():
        return None
    seconds = environment.get("DUECOURSE_REVIEWER_SECONDS", "").strip() or str(_DEFAULT_SECONDS)
    if not (seconds.isascii() and seconds.isdigit() and 0 < int(seconds) <= _MOST_SECONDS):
        raise NotSetUp(f"DUECOURSE_REVIEWER_SECONDS must be a whole number from 1 to {_MOST_SECONDS}.")
    return Endpoint(
        url=url.strip(),
        model=(instead.get("model") or environment.get("DUECOURSE_REVIEWER_MODEL", "")).strip(),
        key=environment.get("DUECOURSE_REVIEWER_KEY", "").strip(),
        seconds=int(seconds),
    )


def body_for(endpoint: Endpoint, messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """All that is sent besides the key."""
    return {"model": endpoint.model, "messages": list(messages), "temperature": 0, "max_tokens": MOST_TOKENS}


def ask(
    endpoint: Endpoint, messages: Sequence[Mapping[str, str]], *, sleep: Callable[[float], None] = time.sleep
) -> Reply:
    """The model's answer. Tried again after a refusal that passes, never after a stall. Raises NoAnswer."""
    body = json.dumps(body_for(endpoint, messages)).encode()
    begun = time.monotonic()
    deadline = begun + endpoint.seconds
    for tries in range(1, TRIES + 1):
        status, headers, content = _post(endpoint, body, deadline)
        if status == 200:
            text, tokens = _message(content)
            return Reply(text, tries, int((time.monotonic() - begun) * 1000), *tokens)
        wait = _wait(headers, tries)
        if status not in _AGAIN or tries == TRIES or time.monotonic() + wait >= deadline:
            raise _refusal(status, tries)
        sleep(wait)
    raise AssertionError("the last try has returned or raised")


def _wait(headers: Mapping[str, str], tries: int) -> float:
    """As long as it asks for in whole seconds, within reason; else one second, then two."""
    asked = headers.get("retry-after", "")
    seconds = float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else float(2 ** (tries - 1))
    return min(seconds, LONGEST_WAIT)


def _refusal(status: int, tries: int) -> NoAnswer:
    if 300 <= status < 400:
        return NoAnswer("redirect", f"The reviewer answers {status}: it sends us elsewhere, and that is not followed.")
    why = _WORDS.get(status, "it has trouble of its own" if status >= 500 else "it refused the request")
    after = f" after {tries} tries" if tries > 1 else ""
    return NoAnswer(f"http_{status}", f"The reviewer answers {status}{after}: {why}.")


def _post(endpoint: Endpoint, body: bytes, deadline: float) -> tuple[int, Mapping[str, str], bytes]:
    """One try. A refusal to connect counts as 503: it may pass. Raises NoAnswer for what takes too long or sends too
    much."""
    parts = _split(endpoint.url)
    left = deadline - time.monotonic()
    if left <= 0:
        raise _stalled(endpoint)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(str(parts.hostname), parts.port, timeout=left)
    line: list[socket.socket] = []
    watch = threading.Timer(left, _cut, [line])  # a timeout of the socket alone ends no answer that drips
    watch.daemon = True
    watch.start()
    try:
        connection.connect()
        line.append(connection.sock)  # kept: the connection lets go of it when the answer begins
        connection.request("POST", endpoint.path, body, _headers(endpoint))
        with connection.getresponse() as response:
            content = _content(response)
        if time.monotonic() >= deadline:  # the end of the connection was our doing
            raise _stalled(endpoint)
        return response.status, {name.lower(): value for name, value in response.getheaders()}, content
    except (OSError, HTTPException, ValueError, AttributeError) as error:  # the last two: cut off while it was reading
        if time.monotonic() >= deadline or isinstance(error, TimeoutError):
            raise _stalled(endpoint) from None
        if isinstance(error, ConnectionError | socket.gaierror):
            return 503, {}, b""
        raise NoAnswer("broken", "The connection to the reviewer broke off, or what it sends is no HTTP.") from None
    finally:
        watch.cancel()
        connection.close()
        for sock in line:
            sock.close()


def _headers(endpoint: Endpoint) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
    return {**headers, "Authorization": f"Bearer {endpoint.key}"} if endpoint.key else headers


def _cut(line: Sequence[socket.socket]) -> None:
    with suppress(OSError):
        for sock in line:
            sock.shutdown(socket.SHUT_RDWR)


def _content(response: HTTPResponse) -> bytes:
    content = response.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NoAnswer("too_large", f"The reviewer's answer is larger than {MOST_BYTES // 1024} KB.")
    return content


def _stalled(endpoint: Endpoint) -> NoAnswer:
    return NoAnswer("stalled", f"The reviewer took longer than {endpoint.seconds} seconds.")


def _message(content: bytes) -> tuple[str, tuple[int, int]]:
    """The text of the first choice, and the tokens in and out."""
    try:
        data = json.loads(content.decode("utf-8"))
        text = data["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, KeyError, IndexError, TypeError):
        raise NoAnswer("not_chat", "What the reviewer sends is not an answer of a chat endpoint.") from None
    if isinstance(text, list):
        text = "".join(str(part.get("text", "")) for part in text if isinstance(part, Mapping))
    if not isinstance(text, str) or not text.strip():
        raise NoAnswer("not_chat", "The reviewer sends an empty answer.")
    usage = data.get("usage")
    return text, (_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))


def _count(usage: Any, name: str) -> int:
    value = usage.get(name) if isinstance(usage, Mapping) else 0
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0
