"""What a brief may know about an account is read as the ledger and the records say it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.calls.facts import facts_for
from duecourse.calls.models import CallRecord, Commitment, DocumentRequest
from duecourse.compliance.models import Hold
from duecourse.receivables.models import Allocation, Dispute, Payment
from make import NOW, TODAY, make_account, make_call, make_contact, make_invoice, make_promise, pay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def account(people):
    return make_account(people.portfolio, name="Harbour Cafe")


def test_open_items_come_oldest_first_with_their_disputes(account):
    make_invoice(account, number="B", days_late=10)
    oldest = make_invoice(account, number="A", days_late=40)
    make_invoice(account, number="C", days_late=5, is_disputed=True)
    make_invoice(account, -1_000, number="D", days_late=0)
    pay(make_invoice(account, number="E"))
    Dispute.objects.create(account=account, invoice=oldest, reason="quality", currency="USD", opened_at=NOW)
    found = facts_for(account, TODAY)
    assert [(i.number, i.disputed, i.is_credit) for i in found.open_items] == [
        ("A", True, False), ("B", False, False), ("C", True, False), ("D", False, True),
    ]  # fmt: skip
    assert [(d.invoice_number, d.state, d.opened_on) for d in found.disputes] == [("A", "open", TODAY)]


def test_a_settled_dispute_marks_nothing(account):
    invoice = make_invoice(account)
    Dispute.objects.create(
        account=account, invoice=invoice, reason="quality", currency="USD", state="settled", opened_at=NOW
    )
    assert not facts_for(account, TODAY).open_items[0].disputed


def test_an_invoice_was_paid_on_the_day_of_its_last_money_the_newest_first(account):
    first, second = make_invoice(account, 500, number="A"), make_invoice(account, 700, number="B")
    pay(second, 300, on=TODAY - 9 * DAY)
    pay(second, 400, on=TODAY - 2 * DAY)
    pay(first, on=TODAY - 5 * DAY)
    found = facts_for(account, TODAY)
    assert [(s.number, s.amount_minor, s.paid_on) for s in found.settled] == [
        ("B", 700, TODAY - 2 * DAY), ("A", 500, TODAY - 5 * DAY),
    ]  # fmt: skip
    assert [p.amount_minor for p in found.payments] == [400, 500, 300]


def test_an_item_that_a_ledger_file_closed_was_settled_on_that_day(account):
    invoice = make_invoice(account, 500, balance_minor=0, closed_on=TODAY)
    Allocation.of(invoice, 500, TODAY, kind="closure").save()
    assert facts_for(account, TODAY).settled[0].paid_on == TODAY


def test_what_was_closed_before_we_knew_it_says_nothing_about_paying(account):
    make_invoice(account, 500, paid_before_minor=500, balance_minor=0)
    assert facts_for(account, TODAY).settled == ()


def test_unapplied_cash_is_added_up_per_currency(account):
    for currency, minor, rest in (("USD", 900, 400), ("USD", 500, 500), ("EUR", 300, 300), ("GBP", 200, 0)):
        Payment.objects.create(
            account=account, currency=currency, amount_minor=minor, unapplied_minor=rest, received_on=TODAY
        )
    assert facts_for(account, TODAY).unapplied_minor == {"USD": 900, "EUR": 300}


def test_a_call_is_told_by_the_last_version_of_its_record(people, account):
    contact = make_contact(account)
    call = make_call(account, people.alice, contact=contact)
    CallRecord.objects.create(
        call=call, version=2, written_at=NOW, written_by=people.bob, outcome="dispute", discussed="Short delivery.",
        next_step="Send proof", delay_words="Two boxes were missing", amends_because="Wrong box ticked",
    )  # fmt: skip
    make_call(account, people.bob, at=NOW - 3 * DAY, outcome="no_answer")
    for what in ("invoice", "statement"):
        DocumentRequest.objects.create(account=account, call=call, what=what, due_on=TODAY, made_at=NOW)
    newest, older = facts_for(account, TODAY).calls
    assert (newest.at, newest.outcome, newest.summary, newest.contact) == (
        NOW, "dispute", "Short delivery.", "Maria Lopez",
    )  # fmt: skip
    assert (newest.delay_words, newest.documents_requested) == ("Two boxes were missing", ("invoice", "statement"))
    assert (newest.caller, newest.duration_s) == (people.alice.label, 300)
    assert (older.outcome, older.contact, older.documents_requested) == ("no_answer", "", ())


def test_documents_that_nobody_asked_for_on_a_call_belong_to_no_call(people, account):
    DocumentRequest.objects.create(
        account=account, what="invoice", due_on=TODAY, made_at=NOW - DAY, state="sent", closed_at=NOW
    )
    make_call(account, people.alice)
    found = facts_for(account, TODAY)
    assert found.calls[0].documents_requested == ()
    assert [(d.what, d.asked_on, d.sent_on) for d in found.documents] == [("invoice", TODAY - DAY, TODAY)]


def test_whoever_is_asked_for_first_comes_first(account):
    make_contact(account, name="Ann Bell", is_primary=False, email="ann@example.com", time_zone="America/Chicago")
    make_contact(account, name="Zoe Hart")
    found = facts_for(account, TODAY)
    assert [(c.name, c.tz, c.language) for c in found.contacts] == [
        ("Zoe Hart", "America/New_York", "en"), ("Ann Bell", "America/Chicago", "en"),
    ]  # fmt: skip
    assert found.tz_candidates == ("America/New_York",)


def test_a_hold_counts_through_its_last_day_and_not_once_it_is_lifted(account):
    for reason, given in {
        "lawyers": {},
        "ends today": {"until_on": TODAY},
        "over": {"until_on": TODAY - DAY},
        "lifted": {"lifted_at": NOW},
    }.items():
        Hold.objects.create(account=account, kind="other", reason=reason, placed_at=NOW - 9 * DAY, **given)
    assert set(facts_for(account, TODAY).holds) == {"lawyers", "ends today"}


def test_promises_and_what_we_owe_them_carry_their_day_and_owner(people, account):
    make_promise(account, 89_000, made_at=NOW - DAY)
    make_promise(account, 1_000, made_at=NOW, state="kept", received_minor=1_000)
    for owner in (people.alice, None):
        Commitment.objects.create(account=account, owner=owner, what="Send the contract", due_on=TODAY, made_at=NOW)
    found = facts_for(account, TODAY)
    assert [(p.amount_minor, p.state, p.made_on) for p in found.promises] == [
        (1_000, "kept", TODAY), (89_000, "open", TODAY - DAY),
    ]  # fmt: skip
    assert [(c.owner, c.made_on) for c in found.commitments] == [(people.alice.label, TODAY), ("anyone", TODAY)]
