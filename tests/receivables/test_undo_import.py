"""A batch can be taken back while nothing depends on it; otherwise it says what does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.receivables.importing import actions
from duecourse.receivables.importing.actions import CannotUndo
from duecourse.receivables.models import Account, Contact, Dispute, ImportBatch, Invoice, Payment
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, make_creditor, make_invoice, pay
from receivables.loading import HEADER, ITEMS, explained, ledger_totals, load, state_of_ledger

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
PAID = "Customer No,Payment Date,Amount,Currency,Reference,Invoice No\n"


def undo(people, batch: ImportBatch) -> None:
    actions.undo_batch(actor=people.bob, now=LATER, batch=batch)


def test_undoing_a_first_load_leaves_no_trace(people):
    creditor = make_creditor()
    before = state_of_ledger()
    batch, _ = load(ITEMS, creditor)
    undo(people, batch)
    assert state_of_ledger() == before
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == ("undone", LATER)
    assert AuditEntry.objects.filter(verb="undo_batch").count() == 1


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (ITEMS.replace("890.00,390.00", "890.00,90.00").replace("2026-11-19", "2026-12-19"), {}),
        (HEADER + "C1,Harbour Cafe,1001,2026-09-01,2026-10-01,890.00,390.00,USD\n", {"close_missing": True}),
        (ITEMS + "C3,New One,9,2026-10-01,2026-11-01,5.00,5.00,USD\n", {}),
        (PAID + "C1,2026-11-10,500.00,USD,R1,1001\n", {}),
        ("Customer Number,Customer Name,Country,Phone,Contact Person\nC1,Cafe,US,+12125552368,Ann\nC7,X,,,\n", {}),
        ("Customer Number,Phone,Phone Type,Debt Type,VAT Registered\nC1,+12125552368,work,rent,yes\n", {}),
        ("Customer,Invoice Number,Amount,Paid Date\nC1,1002,120.00,2026-11-15\n", {"kind": "paid_history"}),
    ],
    ids=["changed", "closed", "added", "payments", "customers", "kinds", "settled"],
)  # fmt: skip
def test_undoing_a_later_batch_puts_back_what_was(people, text, options):
    load(ITEMS)
    before = state_of_ledger()
    batch, result = load(text, now=LATER, **options)
    assert result.loaded or result.closed
    assert state_of_ledger() != before
    undo(people, batch)
    assert state_of_ledger() == before
    explained()
    ledger_totals()


def test_undo_puts_back_unapplied_payments_that_a_report_no_longer_had(people):
    text = "Customer,Invoice Number,Type,Invoice Date,Due Date,Amount\nA,1,Invoice,2026-09-01,2026-10-01,100.00\n"
    load(text + "A,777,Payment,2026-10-05,,-30.00\n")
    before = state_of_ledger()
    batch, _ = load(text, now=LATER, close_missing=True)
    assert not Payment.objects.exists()
    undo(people, batch)
    assert state_of_ledger() == before


def test_a_batch_that_a_later_one_changed_says_which(people):
    first, _ = load(ITEMS)
    later, _ = load(ITEMS.replace("890.00,390.00", "890.00,90.00"), now=LATER)
    with pytest.raises(CannotUndo, match=f"Batch {later.pk} .* undo that first"):
        undo(people, first)
    undo(people, later)
    undo(people, first)
    assert not Invoice.objects.exists()


def test_a_batch_whose_invoices_were_paid_by_a_later_file_stays(people):
    first, _ = load(ITEMS)
    later, _ = load(PAID + "C1,2026-11-10,100.00,USD,R1,1001\n", now=LATER)
    with pytest.raises(CannotUndo, match=f"Batch {later.pk}"):
        undo(people, first)


def test_a_payment_applied_by_hand_keeps_the_batch(people):
    batch, _ = load(ITEMS)
    pay(Invoice.objects.get(number="1001"), 100)
    with pytest.raises(CannotUndo, match="Money was entered"):
        undo(people, batch)


def test_a_dispute_keeps_the_batch(people):
    batch, _ = load(ITEMS)
    item = Invoice.objects.get(number="1001")
    Dispute.objects.create(account=item.account, invoice=item, reason="other", currency="USD", opened_at=LATER)
    with pytest.raises(CannotUndo, match=r"Dispute \d+ is about"):
        undo(people, batch)


def test_a_call_about_a_changed_account_keeps_the_batch(people):
    from duecourse.calls.models import Call

    load(ITEMS)
    batch, _ = load(ITEMS.replace("890.00,390.00", "890.00,90.00"), now=LATER)
    account = Account.objects.get(number="C1")
    call = Call.objects.create(account=account, caller=people.alice, number="1", started_at=NOW)
    undo(people, batch)
    batch, _ = load(ITEMS.replace("890.00,390.00", "890.00,90.00"), now=LATER)
    Call.objects.filter(pk=call.pk).update(started_at=LATER + timedelta(hours=1))
    with pytest.raises(CannotUndo, match=f"Call {call.pk} was made since"):
        undo(people, batch)


def test_a_stop_that_somebody_whom_it_brought_has_said_keeps_the_batch(people):
    """It was a page that said that something broke on our side."""
    from duecourse.compliance.actions import record_opt_out

    load(ITEMS)
    batch, _ = load("Customer No,Contact Name,Phone\nC1,Mia Reus,+16145550193\n", now=LATER)
    mia = Contact.objects.get(name="Mia Reus")
    record_opt_out(actor=people.bob, now=LATER, account=mia.account, medium="phone", contact=mia)
    with pytest.raises(CannotUndo, match=r"Contact event \d+ is about contacts that it loaded"):
        undo(people, batch)
    assert Contact.objects.filter(pk=mia.pk).exists()


def test_only_a_lead_may_undo_and_only_once(people):
    batch, _ = load(ITEMS)
    for person in (people.alice, people.dana):
        with pytest.raises(NotAllowed):
            actions.undo_batch(actor=person, now=LATER, batch=batch)
    undo(people, batch)
    with pytest.raises(CannotUndo, match="not loaded"):
        undo(people, batch)


def test_accounts_that_were_there_before_stay(people):
    creditor = make_creditor()
    kept = make_invoice(Account.objects.create(creditor=creditor, number="C1", name="Cafe", currency="USD"))
    batch, _ = load(ITEMS, creditor)
    undo(people, batch)
    assert list(Invoice.objects.all()) == [kept]
    assert Account.objects.get(number="C1").standings.get().open_minor == kept.balance_minor
