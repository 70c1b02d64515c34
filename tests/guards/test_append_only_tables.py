"""What was written once stays as it was written, whatever program asks: the database itself refuses.

SQLite rebuilds a table that a migration alters, and the table's triggers go with it. Then this fails, and the migration
has to end with `forbid_updates` again.
"""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from duecourse.calls.models import CallRecord, LiveTurn
from duecourse.compliance.models import ContactDecision, PolicyText
from duecourse.outbox.models import Sending
from duecourse.reviewer.models import SecondOpinion
from duecourse.teams.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (CallRecord, "discussed"),
        (LiveTurn, "text"),
        (AuditEntry, "verb"),
        (ContactDecision, "verdict"),
        (PolicyText, "text"),
        (SecondOpinion, "model"),
        (Sending, "subject"),
    ],
)
def test_a_row_that_was_written_once_cannot_be_changed(world, model, field):
    from duecourse.compliance.actions import keep_policy_texts
    from duecourse.playbooks.policies import shelf
    from duecourse.teams import audit
    from make import NOW

    keep_policy_texts(now=NOW, digests=[shelf().texts[0].digest])
    with transaction.atomic():
        audit.record(actor=world.people.alice, now=NOW, verb="test", subject=world.account)
    table, column = model._meta.db_table, model._meta.get_field(field).column
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'changed'")
