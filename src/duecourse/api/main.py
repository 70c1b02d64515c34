"""The API put together: its door, its errors, its addresses."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.parser import Parser

from duecourse.api.door import Token
from duecourse.api.errors import handle_with
from duecourse.api.resources import calls, contact, ledger, live, messages, payments, reviews, worklist


class StrictJson(Parser):
    """JSON as its standard has it: Python would also take NaN and Infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return json.loads(request.body, parse_constant=_no_constant)
        except RecursionError:
            raise ValueError("it is nested too deeply") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function alone: what a generated client calls its method."""
        return operation.view_func.__name__


api = Api(
    title="Duecourse",
    version="1",
    description="The desk of an accounts-receivable caller. How to use it: docs/howto/use-the-api.md",
    auth=Token(),
    parser=StrictJson(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
handle_with(api)
for part in (ledger, payments, worklist, calls, live, reviews, contact, messages):
    api.add_router("", part.router)
