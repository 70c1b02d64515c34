"""Plain SQL for what every page of every caller reads: putting a query of the mapper together takes longer than
answering it, and an object per row longer still. The statements are the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sized
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Func, IntegerField

Row = tuple[Any, ...]
T = TypeVar("T")
_PORTION = 500  # rows
_ROUND = 32  # values


def rows_of(sql: str, *parameters: Any) -> list[Row]:
    """All rows of one statement; `%s` stands for each parameter."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[Row] = cursor.fetchall()
    return rows


def rows_in_turn(sql: str, *parameters: Any) -> Iterator[Row]:
    """The same in portions, for thousands of which little is kept: memory that is used again at once is at hand."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while portion := cursor.fetchmany(_PORTION):
            yield from portion


def gather_statistics() -> None:
    """Let the database look at how its tables are filled, so that the first page after a large load is planned as well
    as the thousandth. SQLite never does by itself; it looks at samples only, which takes milliseconds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


def places(values: Sized) -> str:
    """As many `%s` as there are values: what stands between the brackets of IN."""
    return ", ".join(["%s"] * len(values))


def padded(values: Collection[T]) -> tuple[T, ...]:
    """The same values for an IN, the last of them repeated up to a round number: so a list of nearly any length is the
    same statement, and the database has it ready from the time before."""
    found = tuple(values)
    return (*found, *found[-1:] * (-len(found) % _ROUND))


def moment(at: datetime) -> Any:
    """An instant as a parameter."""
    return connection.ops.adapt_datetimefield_value(at)


def utc(at: datetime) -> datetime:
    """A stored instant: SQLite keeps UTC without saying so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def day(value: date | str) -> date:
    """A date that was worked out in the statement: SQLite gives it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def json_of(value: Any) -> Any:
    """A JSON column: both databases give its text."""
    return json.loads(value)


class Octets(Func):
    """How many bytes a text takes: as many as it has letters where all of them are of ASCII."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **context)
