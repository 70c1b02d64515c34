"""Every write leaves one entry, and a changed or missing entry shows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.html import strip_tags

from duecourse.teams import audit
from duecourse.teams.models import AuditEntry, AuditHead
from make import NOW

pytestmark = pytest.mark.django_db


def write(people, n: int) -> None:
    with transaction.atomic():
        for i in range(n):
            audit.record(actor=people.alice, now=NOW, verb="note", subject=people.alice, facts={"i": i})


def force(sql: str, *values: object) -> None:
    """Change the table as somebody with the database's password would: with the trigger out of the way."""
    on = " ON teams_auditentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER teams_auditentry_append_only{on}")
        cursor.execute(sql, values)


def test_a_whole_chain_verifies(people):
    write(people, 5)
    assert audit.verify() == audit.ChainReport(entries=5, first_broken=None)


def test_the_database_refuses_to_change_an_entry(people):
    write(people, 1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(verb="other")


def test_a_changed_entry_is_named(people):
    write(people, 5)
    force("UPDATE teams_auditentry SET actor_name = %s WHERE sequence = 3", "somebody else")
    report = audit.verify()
    assert report.first_broken == 3
    assert "changed" in report.reason


def test_a_missing_entry_is_named(people):
    write(people, 5)
    AuditEntry.objects.filter(sequence=2).delete()
    assert audit.verify().first_broken == 2


def test_a_missing_end_is_named(people):
    write(people, 5)
    AuditEntry.objects.filter(sequence=5).delete()
    assert audit.verify().first_broken == 5


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(people):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        audit.record(actor=None, now=NOW, verb="note", subject=people.alice)


def test_a_job_is_written_as_the_system(people):
    with transaction.atomic():
        entry = audit.record(actor=None, now=NOW, verb="judge", subject=people.alice)
    assert (entry.actor_name, AuditHead.objects.get().sequence) == ("system", 1)


def test_an_auditor_reads_money_lists_and_days_not_the_notation_of_a_program(people):
    facts = {
        "amount_minor": 500_000, "currency": "USD", "invoices": ["INV-1", "INV-2"], "totals": {"EUR": "200.00"},
        "close_missing": False, "note": "",
    }  # fmt: skip
    with transaction.atomic():
        audit.record(actor=people.alice, now=NOW, verb="enter_payment", subject=people.alice, facts=facts)
    client = Client()
    client.force_login(people.dana, backend="django.contrib.auth.backends.ModelBackend")
    page = " ".join(strip_tags(client.get("/audit/").content.decode()).split())
    for said in (
        "amount $5,000.00", "invoices INV-1; INV-2", "totals EUR 200.00", "close missing no", "note none",
        "18 Nov 2026, ",
    ):  # fmt: skip
        assert said in page
