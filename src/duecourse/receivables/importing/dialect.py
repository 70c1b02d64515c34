"""The few places where SQLite and PostgreSQL say the same thing in other words."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def plus_days(day: str, days: str) -> str:
    """SQL for a date so many days later."""
    return f"({day} + {days})" if is_postgresql() else f"date({day}, '+' || {days} || ' days')"


def json_object(columns: Sequence[str], alias: str) -> str:
    """SQL for a JSON object of those columns of a table."""
    pairs = ", ".join(f"'{column}', {alias}.{column}" for column in columns)
    return f"jsonb_build_object({pairs})" if is_postgresql() else f"json_object({pairs})"


def json_value(json: str, key: str, cast: str) -> str:
    """SQL for one value of a JSON column, in the type `cast` (bigint, integer, date, text, boolean)."""
    if is_postgresql():
        return f"({json} ->> '{key}')::{cast}"
    return f"json_extract({json}, '$.{key}')"


def insert_many(sql_table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows into a table as fast as the database takes them: COPY on PostgreSQL, one prepared INSERT on SQLite."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if is_postgresql():
            with cursor.copy(f"COPY {sql_table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            # Django's own executemany looks at the rows first and keeps them; a million of them should stay a stream.
            cursor.connection.executemany(f"INSERT INTO {sql_table} ({names}) VALUES ({marks})", rows)
