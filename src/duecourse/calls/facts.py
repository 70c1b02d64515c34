"""Rows → facts: everything a rule may know about one account, in a fixed number of queries."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, OuterRef, Prefetch, Subquery, Sum

from duecourse.calls.models import Call, CallRecord, Commitment, DocumentRequest, Promise
from duecourse.compliance.models import Hold
from duecourse.compliance.zones import candidate_zones
from duecourse.domain import facts
from duecourse.receivables.models import Account, Allocation, Contact, Dispute, Invoice, Payment

HISTORY = 200  # settled invoices and payments that behaviour is read from
PAST_CALLS = 20


def contact_fact(contact: Contact, account: Account) -> facts.ContactFact:
    return facts.ContactFact(
        id=contact.pk,
        name=contact.name,
        role=contact.role,
        phone=contact.phone,
        email=contact.email,
        tz=contact.time_zone or account.time_zone,
        language=contact.language or account.language,
        is_primary=contact.is_primary,
    )


def _invoice_fact(row: Invoice, disputed: set[int]) -> facts.InvoiceFact:
    return facts.InvoiceFact(
        number=row.number,
        currency=row.currency,
        amount_minor=row.amount_minor,
        balance_minor=row.balance_minor,
        issued_on=row.issued_on,
        due_on=row.due_on,
        due_is_assumed=row.due_is_assumed,
        instalment=row.instalment,
        disputed=row.is_disputed or row.pk in disputed,
        po_number=row.po_number,
        description=row.description,
    )


def _settled(account: Account) -> tuple[facts.SettledFact, ...]:
    last = Allocation.objects.filter(invoice=OuterRef("pk")).values("invoice")
    rows = (
        Invoice.objects.filter(account=account, balance_minor=0, amount_minor__gt=0)
        .annotate(paid_on=Subquery(last.annotate(on=Max("allocated_on")).values("on")))
        .filter(paid_on__isnull=False)
        .order_by("-paid_on")
        .values_list("number", "currency", "amount_minor", "due_on", "paid_on")[:HISTORY]
    )
    return tuple(facts.SettledFact(*row) for row in rows)


def promise_fact(row: Promise) -> facts.PromiseFact:
    return facts.PromiseFact(
        id=row.pk,
        currency=row.currency,
        amount_minor=row.amount_minor,
        due_on=row.due_on,
        made_on=row.made_at.date(),
        state=row.state,
        received_minor=row.received_minor,
        promised_by=row.promised_by,
        method=row.method,
    )


def document_fact(row: DocumentRequest) -> facts.DocumentFact:
    sent_on = row.closed_at.date() if row.closed_at and row.state == DocumentRequest.State.SENT else None
    return facts.DocumentFact(row.pk, row.what, row.made_at.date(), row.due_on, row.state, sent_on)


def _dispute_fact(row: Dispute) -> facts.DisputeFact:
    return facts.DisputeFact(
        id=row.pk,
        reason=row.reason,
        opened_on=row.opened_at.date(),
        state=row.state,
        invoice_number=row.invoice.number if row.invoice else "",
        currency=row.currency,
        amount_minor=row.amount_minor,
        next_step=row.next_step,
        due_on=row.due_on,
    )


def _calls(account: Account) -> tuple[facts.CallFact, ...]:
    records = Prefetch("records", CallRecord.objects.order_by("-version"))
    asked = Prefetch("documentrequests", DocumentRequest.objects.only("call", "what"))
    rows = (
        Call.objects.filter(account=account, state=Call.State.CLOSED)
        .select_related("caller", "contact")
        .prefetch_related(records, asked)
        .order_by("-started_at")[:PAST_CALLS]
    )
    return tuple(_call_fact(row) for row in rows)


def _call_fact(row: Call) -> facts.CallFact:
    record = row.records.all()[0]
    length = int((row.ended_at - row.started_at).total_seconds()) if row.ended_at else 0
    return facts.CallFact(
        id=row.pk,
        at=row.started_at,
        direction=row.direction,
        outcome=record.outcome,
        caller=row.caller.label,
        contact=row.contact.name if row.contact else "",
        summary=record.discussed,
        next_step=record.next_step,
        delay_reason=record.delay_reason,
        delay_words=record.delay_words,
        documents_requested=tuple(d.what for d in row.documentrequests.all()),
        duration_s=length,
    )


def facts_for(account: Account, today: date) -> facts.AccountFacts:
    """The account on that day (local to the debtor). About ten queries, however long its history is."""
    contacts = list(account.contacts.all())
    primary = next((c for c in contacts if c.is_primary), contacts[0] if contacts else None)
    disputes = list(account.disputes.select_related("invoice"))
    disputed = {d.invoice_id for d in disputes if d.state == Dispute.State.OPEN and d.invoice_id}
    items = Invoice.objects.filter(account=account).exclude(balance_minor=0).order_by("due_on", "number", "instalment")
    payments = list(Payment.objects.filter(account=account).order_by("-received_on", "-pk")[:HISTORY])
    commitments = list(Commitment.objects.filter(account=account).select_related("owner").order_by("due_on"))
    unapplied = (
        Payment.objects.filter(account=account, unapplied_minor__gt=0)
        .values_list("currency")
        .annotate(total=Sum("unapplied_minor"))
    )
    return facts.AccountFacts(
        number=account.number,
        name=account.name,
        kind=account.kind,
        creditor=account.creditor.name,
        creditor_is_client=account.creditor.is_client,
        country=account.country,
        region=account.region,
        tz_candidates=candidate_zones(account, primary),
        currency=account.currency,
        terms_days=account.creditor.terms_days if account.terms_days is None else account.terms_days,
        language=account.language,
        contacts=tuple(contact_fact(c, account) for c in contacts),
        open_items=tuple(_invoice_fact(i, disputed) for i in items),
        settled=_settled(account),
        payments=tuple(
            facts.PaymentFact(p.received_on, p.currency, p.amount_minor, p.unapplied_minor, p.reference, p.method)
            for p in payments
        ),
        promises=tuple(promise_fact(p) for p in account.promises.all()),
        disputes=tuple(_dispute_fact(d) for d in disputes),
        commitments=tuple(
            facts.CommitmentFact(
                c.pk, c.what, c.made_at.date(), c.due_on, c.owner.label if c.owner else "anyone", c.state
            )
            for c in commitments
        ),
        calls=_calls(account),
        holds=tuple(
            Hold.objects.filter(account=account, lifted_at__isnull=True)
            .exclude(until_on__lt=today)
            .values_list("reason", flat=True)
        ),
        unapplied_minor=dict(unapplied),
        documents=tuple(document_fact(d) for d in account.documentrequests.order_by("-made_at")),
    )
