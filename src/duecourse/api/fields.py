"""The kinds of value that requests carry, each with one way to write it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import CoreSchema, core_schema

_NO_NUL, _AMOUNT = r"^[^\x00]*$", r"^[0-9]{1,13}(\.[0-9]{1,4})?$"
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
# What is wrong where a text does not match, in words.
PATTERNS = {
    _NO_NUL: "There is a NUL character in it: take it out.",
    _AMOUNT: "Write an amount as decimal text, like 1840.50.",
    CLOCK: "Write the time of day like 09:30.",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
D = TypeVar("D", bound=date)


class Given(BaseModel):
    """A body or the parameters of an address: what is not in it is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class OneOf:
    """One of these words; the schema lists them."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.literal_schema(list(self.words))


def _day(value: Any) -> date:
    """Dates are written one way; pydantic would also take a number of seconds for one."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("Write the day like 2026-11-27.")
    return date.fromisoformat(value)


def _instant(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("Write the time like 2026-11-27T09:30:00-05:00.")
    return value


def _in_our_time(value: D) -> D:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError("Is the year right?")
    return value


def text(longest: int, **more: Any) -> Any:
    """Text without the NUL character, which PostgreSQL cannot keep."""
    return Field(max_length=longest, pattern=_NO_NUL, **more)


# Numbers in an address are text; in a body they are numbers, and "12" or true is none.
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
BodyKey = Annotated[int, Strict(), Field(ge=1, le=2**63 - 1)]
Day = Annotated[date, BeforeValidator(_day), AfterValidator(_in_our_time)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant), AfterValidator(_in_our_time)]
Amount = Annotated[str, Field(pattern=_AMOUNT, description="Decimal text, like 1840.50")]


class _NoNull:
    """There is no way to write null in an address: its documentation leaves it out."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: Any) -> dict[str, Any]:
        [one] = [choice for choice in handler(core)["anyOf"] if choice != {"type": "null"}]
        return dict(one)


T = TypeVar("T")
Maybe = Annotated[T | None, _NoNull()]  # a parameter that may be left out


class Pages(Given):
    """A list comes in pages: ask again with `after` = the `next` of the page before."""

    after: Maybe[Key] = Field(None, description="The `next` of the page before")
    limit: int = Field(50, ge=1, le=200, description="How many at most, up to 200")
