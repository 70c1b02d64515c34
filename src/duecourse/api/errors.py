"""Errors in one shape: {"error": {"code": ..., "message": ..., "fields": [{"field": ..., "message": ...}]}}."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from json import JSONDecodeError
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from duecourse.api.fields import PATTERNS
from duecourse.api.shapes.contact import DecisionOut, stored_decision
from duecourse.calls.actions import CallStillOpen, ColleagueInCall, ContactNotAllowed
from duecourse.compliance.ways import NotANumber
from duecourse.receivables.queries import AmbiguousAccount

log = logging.getLogger(__name__)


class FieldError(BaseModel):
    field: str = Field(description="Where in the request: `limit`, `record.promises.0.amount`")
    message: str


class ErrorBody(BaseModel):
    code: str = Field(description="For programs; one of the codes in docs/howto/use-the-api.md")
    message: str = Field(description="For people: what is wrong and what to do")
    fields: list[FieldError] = []
    call: int | None = Field(None, description="With `call_open`: the call whose record comes first")
    next: int | None = Field(None, description="With `turn_missing`: the turn that is waited for")
    decision: DecisionOut | None = Field(None, description="With `contact_not_allowed`: why, and from when")


class Error(BaseModel):
    error: ErrorBody


class Refused(Exception):
    """Any answer but the one that was asked for."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.body = status, ErrorBody(code=code, message=message, **more)

    def response(self) -> HttpResponse:
        answer = JsonResponse({"error": self.body.model_dump(mode="json", exclude_none=True)}, status=self.status)
        if self.status == 401:
            answer["WWW-Authenticate"] = "Bearer"
        return answer


def unreadable(fields: Iterable[FieldError]) -> Refused:
    listed = list(fields)
    return Refused(422, "invalid", "The request cannot be used: see `fields`.", fields=listed)


def not_signed_in() -> Refused:
    return Refused(
        401, "no_token", "Send a token that works: “Authorization: Bearer dc_...”. Make one under Your settings."
    )


def not_found() -> Refused:
    return Refused(404, "not_found", "There is nothing here that you may see.")


# Pydantic's words for what happens most, in ours.
_MESSAGES = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field here.",
    "string_unicode": "There is half a character in it (a lone surrogate): take it out.",
    "string_too_long": "This holds {max_length:,} characters at most: shorten it, or send it in parts.",
}


def _field_errors(errors: Iterable[dict[str, Any]]) -> list[FieldError]:
    """From pydantic: a place in a body begins with "body" and the name of our argument, in an address with "query"."""
    found = []
    for error in errors:
        source, *place = error["loc"]
        path = place[1:] if source == "body" else place[-1:]
        pattern = PATTERNS.get(error.get("ctx", {}).get("pattern", ""))
        told = pattern or _MESSAGES.get(error["type"], "").format(**error.get("ctx", {}))
        message = told or str(error["msg"]).removeprefix("Value error, ")
        found.append(FieldError(field=".".join(map(str, path)) or "body", message=message))
    return found


def _not_json(error: HttpError) -> Refused:
    cause = error.__cause__
    where = f": {cause.msg} at line {cause.lineno}, column {cause.colno}" if isinstance(cause, JSONDecodeError) else ""
    return Refused(400, "not_json", f"The body is not JSON{where or f': {cause}'}.")


def refusal(error: object) -> Refused | None:
    """What an exception of Django or ninja means here; None for one that nobody foresaw."""
    match error:
        case Refused():
            return error
        case AuthenticationError():
            return not_signed_in()
        case ValidationError():
            return unreadable(_field_errors(error.errors))
        case HttpError(status_code=400):
            return _not_json(error)
        case Http404() | ObjectDoesNotExist():
            return not_found()
        case AmbiguousAccount():
            return Refused(409, "ambiguous", f"{error} Write one of them.")
        case NotANumber():
            return unreadable([FieldError(field="number", message=str(error))])
        case PermissionDenied():
            return Refused(403, "not_allowed", str(error))
        case CallStillOpen() | ColleagueInCall() | ContactNotAllowed():
            return _no_call(error)
    return None


def _no_call(error: CallStillOpen | ColleagueInCall | ContactNotAllowed) -> Refused:
    """Why a call does not begin."""
    match error:
        case CallStillOpen():
            return Refused(409, "call_open", str(error), call=error.call.pk)
        case ColleagueInCall():
            return Refused(409, "in_a_call", str(error))
        case ContactNotAllowed():
            return Refused(409, "contact_not_allowed", f"Not now: {error}", decision=stored_decision(error.decision))


def handle_with(api: NinjaAPI) -> None:
    """Every exception becomes an answer in the one shape; what nobody foresaw is logged, and undone by its action."""

    def answer(_request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        if known := refusal(error):
            return known.response()
        log.exception("The API failed")
        return Refused(500, "failed", "Something went wrong on our side. Nothing was written.").response()

    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, answer)


def answers(model: Any, *codes: int, ok: int = 200) -> dict[int, Any]:
    """What an address documents: its answer, and the errors that it may give beside the two that all may."""
    return {ok: model, **dict.fromkeys(sorted({401, 422, *codes}), Error)}


WRITES = (400, 403, 409, 413)  # not JSON, not allowed, not now, too large
