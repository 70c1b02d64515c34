"""Rows → facts: everything a rule may know about one account, in a fixed number of statements.

Every brief, script and call page reads them, so they are plain SQL into plain values (see lib.sql).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from duecourse.calls.models import DocumentRequest
from duecourse.compliance.cases import DISCARDED
from duecourse.compliance.zones import candidate_zones
from duecourse.domain import facts
from duecourse.domain.contact_policy.words import CONFIRM_OPT_OUT, FAILED_DELIVERY
from duecourse.lib.sql import Row, json_of, places, rows_of, utc
from duecourse.receivables.models import Account, Dispute

HISTORY = 200  # settled invoices and payments that behaviour is read from
PAST_CALLS = 20


class _Person(NamedTuple):
    """A contact of the account, as its row stands."""

    pk: int
    name: str
    role: str
    phone: str
    email: str
    time_zone: str
    language: str
    is_primary: bool

    def fact(self, account: Account) -> facts.ContactFact:
        tz, language = self.time_zone or account.time_zone, self.language or account.language
        return facts.ContactFact(self.pk, self.name, self.role, self.phone, self.email, tz, language, self.is_primary)


_PEOPLE = """
SELECT id, name, role, phone, email, time_zone, language, is_primary FROM receivables_contact
WHERE account_id = %s ORDER BY is_primary DESC, name
"""

# The condition on the balance is the partial index's own.
_OPEN = """
SELECT number, currency, amount_minor, balance_minor, issued_on, due_on, due_is_assumed, instalment, is_disputed,
    po_number, description, id
FROM receivables_invoice WHERE account_id = %s AND NOT (balance_minor = 0) ORDER BY due_on, number, instalment
"""


def _open_items(account: Account, disputed: set[int]) -> tuple[facts.InvoiceFact, ...]:
    rows = ((row[-1], facts.InvoiceFact(*row[:-1])) for row in rows_of(_OPEN, account.pk))
    return tuple(replace(item, disputed=True) if pk in disputed else item for pk, item in rows)


# The conditions are the partial index's own: of a long history only its end is read.
_SETTLED = """
SELECT i.number, i.currency, i.amount_minor, i.due_on,
    i.closed_on,
    NOT EXISTS (SELECT 1 FROM receivables_allocation a WHERE a.invoice_id = i.id AND NOT (a.kind = 'payment'))
FROM (
    SELECT id, number, currency, amount_minor, due_on, closed_on FROM receivables_invoice
    WHERE account_id = %s AND balance_minor = 0 AND amount_minor > 0 AND closed_on IS NOT NULL
    ORDER BY closed_on DESC, id DESC LIMIT %s
) AS i ORDER BY i.closed_on DESC, i.id DESC
"""


def _settled(account: Account) -> tuple[facts.SettledFact, ...]:
    return tuple(
        facts.SettledFact(number, currency, minor, due_on, paid_on, bool(by_money))
        for number, currency, minor, due_on, paid_on, by_money in rows_of(_SETTLED, account.pk, HISTORY)
    )


# Without payments that were taken back, and the rows that did it.
_PAYMENTS = """
SELECT received_on, currency, amount_minor, unapplied_minor, reference, method FROM receivables_payment p
WHERE account_id = %s AND amount_minor > 0
    AND NOT EXISTS (SELECT 1 FROM receivables_payment t WHERE t.reverses_id = p.id)
ORDER BY received_on DESC, id DESC LIMIT %s
"""
_UNAPPLIED = """
SELECT currency, SUM(unapplied_minor) FROM receivables_payment p
WHERE account_id = %s AND unapplied_minor > 0
    AND NOT EXISTS (SELECT 1 FROM receivables_payment t WHERE t.reverses_id = p.id)
GROUP BY currency
"""
_PROMISES = """
SELECT id, currency, amount_minor, due_on, made_at, state, received_minor, promised_by, method, by_file_on
FROM calls_promise WHERE account_id = %s ORDER BY made_at DESC, id DESC
"""
_DISPUTES = """
SELECT d.invoice_id, d.id, d.reason, d.opened_at, d.state, i.number, d.currency, d.amount_minor, d.next_step, d.due_on
FROM receivables_dispute d LEFT JOIN receivables_invoice i ON i.id = d.invoice_id
WHERE d.account_id = %s ORDER BY d.opened_at DESC, d.id DESC
"""
_COMMITMENTS = """
SELECT c.id, c.what, c.made_at, c.due_on, u.first_name, u.username, c.state
FROM calls_commitment c LEFT JOIN teams_user u ON u.id = c.owner_id WHERE c.account_id = %s ORDER BY c.due_on, c.id
"""
_DOCUMENTS = """
SELECT call_id, id, what, made_at, due_on, state, closed_at FROM calls_documentrequest
WHERE account_id = %s ORDER BY made_at DESC, id DESC
"""
# What was taken back or did not arrive was not written to them.
_MESSAGES = """
SELECT e.at, e.channel, u.first_name, u.username, p.name, e.details
FROM compliance_contactevent e LEFT JOIN teams_user u ON u.id = e.recorded_by_id
    LEFT JOIN receivables_contact p ON p.id = e.contact_id
WHERE e.account_id = %s AND e.kind = 'message' AND e.direction = 'out' AND e.outcome NOT IN ({undone})
ORDER BY e.at DESC LIMIT %s
"""
_HOLDS = """
SELECT reason FROM compliance_hold
WHERE account_id = %s AND lifted_at IS NULL AND (until_on IS NULL OR until_on >= %s) ORDER BY id
"""


def _promise(row: Row) -> facts.PromiseFact:
    pk, currency, minor, due_on, made_at, *rest, by_file_on = row
    return replace(facts.PromiseFact(pk, currency, minor, due_on, utc(made_at).date(), *rest), by_file_on=by_file_on)


def _dispute(row: Row) -> facts.DisputeFact:
    _, pk, reason, opened_at, state, number, *rest = row
    return facts.DisputeFact(pk, reason, utc(opened_at).date(), state, number or "", *rest)


def _commitment(row: Row) -> facts.CommitmentFact:
    pk, what, made_at, due_on, first_name, username, state = row
    owner = first_name or username or "anyone"
    return facts.CommitmentFact(pk, what, utc(made_at).date(), due_on, owner, state)


def _messages(account: Account) -> tuple[facts.MessageFact, ...]:
    undone = (*sorted(FAILED_DELIVERY), DISCARDED)
    rows = rows_of(_MESSAGES.format(undone=places(undone)), account.pk, *undone, PAST_CALLS)
    return tuple(
        _message(json_of(details), utc(at), channel, first or username or "", contact or "")
        for at, channel, first, username, contact, details in rows
    )


def _message(details: dict[str, Any], at: datetime, channel: str, by: str, contact: str) -> facts.MessageFact:
    confirms_stop = details.get("purpose") == CONFIRM_OPT_OUT
    return facts.MessageFact(details.get("message"), at, channel, by, contact, confirms_stop)


def _document(row: Row) -> facts.DocumentFact:
    _, pk, what, made_at, due_on, state, closed_at = row
    sent_on = utc(closed_at).date() if closed_at and state == DocumentRequest.State.SENT else None
    return facts.DocumentFact(pk, what, utc(made_at).date(), due_on, state, sent_on)


# The record as it stands is its last version.
_CALLS = """
SELECT c.id, c.started_at, c.ended_at, c.direction, r.outcome, u.first_name, u.username, p.name, r.discussed,
    r.next_step, r.delay_reason, r.delay_words
FROM calls_call c JOIN teams_user u ON u.id = c.caller_id LEFT JOIN receivables_contact p ON p.id = c.contact_id
    JOIN calls_callrecord r ON r.call_id = c.id
        AND r.version = (SELECT MAX(v.version) FROM calls_callrecord v WHERE v.call_id = c.id)
WHERE c.account_id = %s AND c.state = 'closed' ORDER BY c.started_at DESC LIMIT %s
"""


def _calls(account: Account, documents: Sequence[Row]) -> tuple[facts.CallFact, ...]:
    asked: dict[int, list[str]] = defaultdict(list)
    for call, _, what, *_ in reversed(documents):
        asked[call].append(what)
    return tuple(_call(row, tuple(asked.get(row[0], ()))) for row in rows_of(_CALLS, account.pk, PAST_CALLS))


def _call(row: Row, asked: tuple[str, ...]) -> facts.CallFact:
    pk, started_at, ended_at, direction, outcome, first_name, username, contact, *said = row
    length = int((ended_at - started_at).total_seconds()) if ended_at else 0
    caller = first_name or username
    return facts.CallFact(pk, utc(started_at), direction, outcome, caller, contact or "", *(*said, asked, length))


def facts_for(account: Account, today: date) -> facts.AccountFacts:
    """The account on that day (local to the debtor): twelve statements, however long its history is."""
    people = [_Person._make(row) for row in rows_of(_PEOPLE, account.pk)]
    disputes = rows_of(_DISPUTES, account.pk)
    disputed = {row[0] for row in disputes if row[4] == Dispute.State.OPEN}
    documents = rows_of(_DOCUMENTS, account.pk)
    creditor = account.creditor
    return facts.AccountFacts(
        number=account.number,
        name=account.name,
        kind=account.kind,
        creditor=creditor.name,
        creditor_is_client=creditor.is_client,
        creditor_uses_other_name=creditor.uses_other_name,
        country=account.country,
        region=account.region,
        tz_candidates=candidate_zones(account, people[0] if people else None),
        currency=account.currency,
        terms_days=creditor.terms_days if account.terms_days is None else account.terms_days,
        language=account.language,
        contacts=tuple(person.fact(account) for person in people),
        open_items=_open_items(account, disputed),
        settled=_settled(account),
        payments=tuple(facts.PaymentFact(*row) for row in rows_of(_PAYMENTS, account.pk, HISTORY)),
        promises=tuple(map(_promise, rows_of(_PROMISES, account.pk))),
        disputes=tuple(map(_dispute, disputes)),
        commitments=tuple(map(_commitment, rows_of(_COMMITMENTS, account.pk))),
        calls=_calls(account, documents),
        holds=tuple(reason for (reason,) in rows_of(_HOLDS, account.pk, today)),
        unapplied_minor={currency: int(minor) for currency, minor in rows_of(_UNAPPLIED, account.pk)},
        documents=tuple(map(_document, documents)),
        messages=_messages(account),
    )
