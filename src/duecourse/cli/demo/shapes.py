"""What happens to a ledger besides invoices being paid: credits, cash that nobody applied, disputes, closures.

Each function changes the ledger in place, through its own movements, so that every balance still explains itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from duecourse.cli.demo.days import next_working
from duecourse.cli.demo.ledger import Kind, Ledger
from duecourse.receivables.models import Invoice


def _open(ledger: Ledger) -> list[Invoice]:
    """Open invoices of the account's own currency, oldest due first."""
    rows = [i for i in ledger.invoices if i.balance_minor > 0 and i.currency == ledger.account.currency]
    return sorted(rows, key=lambda i: i.due_on)


def _issued(invoice: Invoice) -> date:
    return invoice.issued_on or invoice.due_on


def _hundreds(minor: float) -> int:
    """Rounded down to whole hundreds of minor units: people round what they pay and give back."""
    return int(minor) // 100 * 100


def has_credits(rng: Random, ledger: Ledger, today: date) -> None:
    """Three credit notes: one used up, one used in part when an invoice is open, one untouched."""
    bases = [i for i in ledger.invoices if _issued(i) < today - timedelta(days=40)] or list(ledger.invoices)
    for used, base in zip((1.0, 0.6, 0.0), rng.sample(bases, min(3, len(bases))), strict=False):
        amount = max(100, _hundreds(base.amount_minor * rng.uniform(0.08, 0.2)))
        issued_on = min(next_working(_issued(base) + timedelta(days=rng.randint(8, 25))), today)
        credit = ledger.add_invoice(
            f"CN-{base.number.removeprefix('INV-')}",
            -amount,
            issued_on=issued_on,
            due_on=issued_on,
            currency=base.currency,
            description=f"Credit for {base.number}: goods returned",
        )
        target = next(iter(_open(ledger)), None)
        if used and target is not None and target.currency == credit.currency:
            part = min(round(amount * used), target.balance_minor)
            on = max(issued_on, _issued(target)) + timedelta(days=2)
            ledger.apply_credit(credit, target, part, min(on, today))


def has_unapplied_cash(rng: Random, ledger: Ledger, today: date) -> None:
    """One payment that names no invoice, one that was more than what it paid, and one applied days after it came."""
    typical = max(abs(i.amount_minor) for i in ledger.invoices)
    on = next_working(today - timedelta(days=rng.randint(6, 25)))
    ledger.receive(_hundreds(typical * 0.4) or 1_000, on, method="bank transfer", reference="no reference given")
    target = next(iter(_open(ledger)), None)
    if target is not None:
        received_on = max(_issued(target), next_working(today - timedelta(days=9)))
        payment = ledger.receive(
            target.balance_minor + 2_500, received_on, method="bank transfer", reference=target.number
        )
        ledger.allocate(target, target.balance_minor, min(received_on + timedelta(days=3), today), payment=payment)


def disputes_an_invoice(_rng: Random, ledger: Ledger, today: date) -> None:
    """The invoice that is longest overdue is disputed; when all are paid, one payment had stayed away."""
    overdue = [i for i in _open(ledger) if i.due_on < today]
    if not overdue:
        latest = max((i for i in ledger.invoices if i.due_on < today - timedelta(days=10)), key=lambda i: i.due_on)
        withhold(ledger, latest)
        overdue = [latest]
    overdue[0].is_disputed = True


def withhold(ledger: Ledger, invoice: Invoice) -> None:
    """As if the money for that invoice had never come: take its movements and its share of the payments out."""
    gone = [a for a in ledger.allocations if a.invoice is invoice]
    ledger.allocations = [a for a in ledger.allocations if a.invoice is not invoice]
    for movement in gone:
        if movement.payment is not None:
            movement.payment.amount_minor -= movement.amount_minor
    ledger.payments = [p for p in ledger.payments if p.amount_minor > 0]
    invoice.balance_minor = invoice.amount_minor - invoice.paid_before_minor
    invoice.closed_on = None


def small_rest_written_off(rng: Random, ledger: Ledger, today: date) -> None:
    """A small rest that has waited for half a year is given up, if there is one."""
    for invoice in _open(ledger):
        is_small = invoice.balance_minor <= invoice.amount_minor // 2
        if is_small and invoice.due_on < today - timedelta(days=180) and rng.random() < 0.7:
            on = next_working(invoice.due_on + timedelta(days=170))
            ledger.allocate(invoice, invoice.balance_minor, on, Kind.WRITE_OFF)


def closed_by_file(_rng: Random, ledger: Ledger, today: date) -> None:
    """The oldest open invoice was no longer in last Monday's file."""
    overdue = [i for i in _open(ledger) if i.due_on < today]
    if overdue:
        last_monday = today - timedelta(days=today.weekday() + 7)
        on = max(last_monday, _issued(overdue[0]) + timedelta(days=1))
        ledger.allocate(overdue[0], overdue[0].balance_minor, min(on, today), Kind.CLOSURE)
