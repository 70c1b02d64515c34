"""Words by an endpoint that speaks OpenAI's transcription interface, over HTTPS or on this machine.

It is not trusted: its answer is bounded in time and size, every value is checked, and nothing that it says or was sent
reaches a log or an error message. Redirects are not followed: they would carry the key elsewhere.
"""

from __future__ import annotations

import io
import json
import secrets
import time
import wave
from collections.abc import Iterator
from http.client import HTTPException
from math import isfinite
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from duecourse.speech.audio import RATE
from duecourse.speech.problems import RecogniserProblem, package
from duecourse.speech.recognisers import Heard, Hints

MOST_BYTES = 2 * 2**20  # of an answer about half a minute
MOST_CHARACTERS_A_SECOND = 60
_HERE = ("127.0.0.1", "localhost", "::1")
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given: Any, **_more: Any) -> None:
        """Never: the answer counts as what it is."""


class Endpoint:
    """`url` as far as `/v1`. `seconds` for one answer; `waits` before each further try."""

    def __init__(
        self,
        url: str,
        *,
        model: str = "whisper-1",
        key: str = "",
        seconds: float = 60.0,
        waits: tuple[float, ...] = (1.0, 4.0),
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RecogniserProblem("DUECOURSE_SPEECH_URL is no web address, such as https://speech.example.com/v1.")
        if parts.scheme == "http" and parts.hostname not in _HERE:
            raise RecogniserProblem("Voices leave this machine over https only: change DUECOURSE_SPEECH_URL.")
        self.name = f"{model} at {parts.hostname}"
        self._address = url.rstrip("/") + "/audio/transcriptions"
        self._model, self._key, self._seconds, self._waits = model, key, seconds, waits
        self._opener = build_opener(_Stay())

    def hear(self, samples: Any, hints: Hints) -> list[Heard]:
        length = len(samples) / RATE
        body, kind = _form(_wav(samples), {
            "model": self._model, "language": hints.language, "response_format": "verbose_json", "temperature": "0",
            **({"prompt": hints.text} if hints.text else {}),
        })  # fmt: skip
        trouble = ""
        for wait in (0.0, *self._waits):
            time.sleep(wait)
            try:
                return _read(self._ask(body, kind), length)
            except _Again as again:
                trouble = str(again)
        raise RecogniserProblem(f"The transcription endpoint {trouble}, {1 + len(self._waits)} times in a row.")

    def _ask(self, body: bytes, kind: str) -> bytes:
        headers = {"Content-Type": kind, "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = Request(self._address, data=body, headers=headers, method="POST")  # noqa: S310  # checked in __init__
        try:
            with self._opener.open(request, timeout=self._seconds) as answer:
                return _bounded(answer, time.monotonic() + self._seconds)
        except HTTPError as error:
            error.close()
            if error.code in _AGAIN:
                raise _Again(f"answers with {error.code}") from None
            raise RecogniserProblem(
                f"The transcription endpoint refuses with {error.code}.{_hint(error.code)}"
            ) from None
        except TimeoutError:
            raise _Again(f"gives no answer within {self._seconds:g} seconds") from None
        except URLError as error:
            slow = isinstance(error.reason, TimeoutError)
            raise _Again(f"gives no answer within {self._seconds:g} seconds" if slow else "cannot be reached") from None
        except (HTTPException, OSError):
            raise _Again("breaks off") from None


class _Again(Exception):
    """Worth another try; the text says what happened."""


def _hint(code: int) -> str:
    if code in (401, 403):
        return " Is DUECOURSE_SPEECH_KEY right?"
    if 300 <= code < 400:
        return " It sends elsewhere: put the right address into DUECOURSE_SPEECH_URL."
    return " Is the address right, as far as /v1?" if code == 404 else ""


def _bounded(answer: Any, until: float) -> bytes:
    """The whole answer, if it comes in time and is not too long."""
    got = bytearray()
    while piece := answer.read1(65_536):
        got += piece
        if len(got) > MOST_BYTES:
            raise RecogniserProblem("The transcription endpoint sends far too much for half a minute of speech.")
        if time.monotonic() > until:
            raise _Again("takes too long to send its answer")
    return bytes(got)


def _read(answer: bytes, length: float) -> list[Heard]:
    """Only what fits into the piece: times inside it, no more words than anybody can say."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        raise _Again("answers with something that is no JSON") from None
    if not isinstance(data, dict):
        raise _Again("answers with something that is no transcript")
    segments = data.get("segments")
    if isinstance(segments, list) and segments:
        return list(_checked(segments, length))
    text = data.get("text")
    if not isinstance(text, str):
        raise _Again("answers with something that is no transcript")
    return [Heard(0.0, length, _sayable(text, length))]


def _checked(segments: list[Any], length: float) -> Iterator[Heard]:
    for row in segments:
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise _Again("answers with something that is no transcript")
        start, end = (_time(row.get(name), length) for name in ("start", "end"))
        yield Heard(min(start, end), max(start, end), _sayable(row["text"], length))


def _time(value: Any, length: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise _Again("answers with times that are none")
    return min(max(float(value), 0.0), length)


def _sayable(text: str, length: float) -> str:
    return text[: int(MOST_CHARACTERS_A_SECOND * length) + 40]


def _wav(samples: Any) -> bytes:
    numpy = package("numpy", "Reading a recording")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((numpy.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def _form(sound: bytes, fields: dict[str, str]) -> tuple[bytes, str]:
    """A multipart form and its content type."""
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="speech.wav"\r\nContent-Type: audio/wav'
    parts += [f"--{border}\r\n{head}\r\n\r\n".encode(), sound, f"\r\n--{border}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={border}"
