"""Tables whose rows are written once: the database itself refuses to change them, on SQLite and PostgreSQL.

SQLite rebuilds a table when a later migration alters it, and its triggers go with it: such a migration ends with this
operation again (a guard test looks for the triggers).
"""

from __future__ import annotations

from typing import Any

from django.db import migrations


def _sqlite(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$; "
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )


def forbid_updates(table: str) -> migrations.RunPython:
    """The migration operation that makes `table` append-only."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        backwards(apps, schema_editor)  # where the table was not rebuilt, the trigger is still there
        make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        schema_editor.execute(make(table))

    def backwards(_apps: Any, schema_editor: Any) -> None:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on}")

    return migrations.RunPython(forwards, backwards)
