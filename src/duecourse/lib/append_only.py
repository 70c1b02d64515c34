"""Tables whose rows are written once: the database itself refuses to change them, on SQLite and PostgreSQL.

One change may be let through, and only that one. Either `Emptied`: when the time for which words have to be kept is
over, they are taken out of the row, which from then on points to the tombstone that says why; it happens once. Or
`Masked`: digits that show themselves as a card's only later are masked. Every other column has to stay as it is.

SQLite rebuilds a table when a later migration alters it, and its triggers go with it: such a migration ends with this
operation again (a guard test looks for the triggers).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import migrations

GONE = "[deleted]"


@dataclass(frozen=True, slots=True)
class Emptied:
    """`tombstone` is the column that is set; `columns` what each emptied column may then hold."""

    tombstone: str
    columns: Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Masked:
    """`column` holds the words; `marker` counts up with each masking."""

    marker: str
    column: str


def _condition(but: Emptied | Masked, columns: list[str], *, same: str, jsonb: str) -> str:
    """SQL: this update does that one thing and nothing else."""
    if isinstance(but, Masked):
        kept = [name for name in columns if name not in (but.column, but.marker)]
        counted = f"COALESCE(NEW.{but.marker}, 0) > COALESCE(OLD.{but.marker}, 0)"
        return " AND ".join([counted, *(f'NEW."{name}" {same} OLD."{name}"' for name in kept)])
    return _emptying(but, columns, same=same, jsonb=jsonb)


def _emptying(emptied: Emptied, columns: list[str], *, same: str, jsonb: str) -> str:
    kept = [name for name in columns if name not in emptied.columns and name != emptied.tombstone]
    return " AND ".join(
        [
            f"OLD.{emptied.tombstone} IS NULL",
            f"NEW.{emptied.tombstone} IS NOT NULL",
            *(f'NEW."{name}" {same} OLD."{name}"' for name in kept),
            *(
                f'NEW."{name}" IN ({", ".join(_literal(value, jsonb) for value in allowed)})'
                for name, allowed in emptied.columns.items()
            ),
        ]
    )


def _literal(value: Any, jsonb: str) -> str:
    return f"'{value}'" if isinstance(value, str) else f"'{json.dumps(value)}'{jsonb}"


def _sqlite(table: str, columns: list[str], but: Emptied | Masked | None) -> str:
    when = f"WHEN NOT ({_condition(but, columns, same='IS', jsonb='')}) " if but else ""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str, columns: list[str], but: Emptied | Masked | None) -> str:
    condition = _condition(but, columns, same="IS NOT DISTINCT FROM", jsonb="::jsonb") if but else "FALSE"
    return (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {condition} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$; "
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )


def forbid_updates(table: str, *, but: Emptied | Masked | None = None) -> migrations.RunPython:
    """The migration operation that makes `table` append-only, `but` for one change."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        backwards(apps, schema_editor)  # where the table was not rebuilt, the trigger is still there
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        make = _postgresql if connection.vendor == "postgresql" else _sqlite
        schema_editor.execute(make(table, columns, but))

    def backwards(_apps: Any, schema_editor: Any) -> None:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on}")

    return migrations.RunPython(forwards, backwards)
