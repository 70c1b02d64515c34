"""The few places where SQLite and PostgreSQL say the same thing in other words."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import connection

_PARAMETERS = 900  # of one statement; SQLite before 3.32 takes 999


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def plus_days(day: str, days: str) -> str:
    """SQL for a date so many days later."""
    return f"({day} + {days})" if is_postgresql() else f"date({day}, '+' || {days} || ' days')"


def latest(*days: str) -> str:
    """SQL for the latest of several dates; those that are NULL do not count."""
    if is_postgresql():
        return f"GREATEST({', '.join(days)})"
    known = ", ".join(f"COALESCE({day}, '')" for day in days)
    return f"MAX({known})"


def json_object(columns: Sequence[str], alias: str) -> str:
    """SQL for a JSON object of those columns of a table."""
    pairs = ", ".join(f"'{column}', {alias}.{column}" for column in columns)
    return f"jsonb_build_object({pairs})" if is_postgresql() else f"json_object({pairs})"


def json_value(json: str, key: str, cast: str) -> str:
    """SQL for one value of a JSON column, in the type `cast` (bigint, integer, date, text, boolean)."""
    if is_postgresql():
        return f"({json} ->> '{key}')::{cast}"
    return f"json_extract({json}, '$.{key}')"


def insert_many(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """A chunk of rows into a table as fast as the database takes them: COPY on PostgreSQL, INSERTs of many rows on
    SQLite, where each statement costs more than the values in it."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if is_postgresql():
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        values = list(chain.from_iterable(rows))
        width = len(columns)
        one = f"({', '.join('?' * width)})"
        at_once = max(_PARAMETERS // width, 1)
        step = at_once * width
        whole = len(values) - len(values) % step
        insert = f"INSERT INTO {table} ({names}) VALUES "
        # The driver's own cursor: Django's looks at all the parameters first, for its log.
        driver = cursor.connection
        driver.executemany(
            insert + ", ".join([one] * at_once), (values[at : at + step] for at in range(0, whole, step))
        )
        if rest := (len(values) - whole) // width:
            driver.execute(insert + ", ".join([one] * rest), values[whole:])
