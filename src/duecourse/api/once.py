"""`Idempotency-Key`: a request that creates something may be sent again when its answer got lost."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from pydantic import BaseModel

from duecourse.api.door import Asked
from duecourse.api.errors import Refused, refusal
from duecourse.api.models import KeptAnswer

KEPT_FOR = timedelta(days=1)
HEADER = "Idempotency-Key"
_LONGEST_KEY = 200
# For the documentation of an address.
TAKES_KEY = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "maxLength": _LONGEST_KEY, "pattern": "^[ -~]*$"},
            "description": "The same request with the same key gets the same answer for a day, and is done once",
        }
    ]
}
_CREATED = 201


def once(create: Callable[..., BaseModel]) -> Callable[..., HttpResponse]:
    """A resource that creates something: answers 201, and with the header the same answer for a day.

    The key's row, the write and its answer are one transaction: either all are there or none. A second request with
    the key waits for the first (SQLite has one writer, PostgreSQL holds it at the unique key). Only what succeeded is
    kept, so that a refused request may be mended and sent again with its key.
    """

    @wraps(create)
    def answer(request: Asked, **given: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        if not key:
            return _created(create(request, **given).model_dump_json())
        if len(key) > _LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise Refused(400, "bad_key", f"An {HEADER} has up to {_LONGEST_KEY} printable characters.")
        with transaction.atomic():
            return _first_or_same(create, request, key, given)

    # ninja reads the types of parameters here, where their names mean something.
    answer.__signature__ = inspect.signature(create, eval_str=True)  # type: ignore[attr-defined]
    return answer


def _first_or_same(create: Callable[..., BaseModel], request: Asked, key: str, given: dict[str, Any]) -> HttpResponse:
    user, now, digest = request.auth.user, request.auth.now, _digest(request)
    KeptAnswer.objects.filter(made_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            row = KeptAnswer.objects.create(user=user, key=key, request_digest=digest, made_at=now)
    except IntegrityError:
        return _the_same(KeptAnswer.objects.get(user=user, key=key), digest)
    try:
        row.body = create(request, **given).model_dump_json()
    except Exception as error:
        if known := refusal(error):
            row.delete()
            return known.response()
        raise
    row.save(update_fields=["body"])
    return _created(row.body)


def _the_same(row: KeptAnswer, digest: str) -> HttpResponse:
    if row.request_digest != digest:
        raise Refused(409, "key_used", f"This {HEADER} came with another request. Take a new key for each new thing.")
    response = _created(row.body)
    response["Idempotency-Replayed"] = "true"
    return response


def _created(body: str) -> HttpResponse:
    return HttpResponse(body, status=_CREATED, content_type="application/json; charset=utf-8")


def _digest(request: Asked) -> str:
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
