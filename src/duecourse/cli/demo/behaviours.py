"""How accounts pay: each behaviour says when the parts of an invoice arrive, and what else happens to the ledger.

A rule gives the parts of one invoice with their days; days that lie ahead are left out, so that the invoice is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from duecourse.cli.demo import shapes
from duecourse.cli.demo.days import day_of_month, month_end, nearest_working, next_working, weekday_from
from duecourse.cli.demo.ledger import Ledger
from duecourse.domain.facts import BUSINESS, CONSUMER, PAYER
from duecourse.receivables.models import Invoice

Parts = list[tuple[date, int]]
Rule = Callable[[Random, Invoice, date], Parts]
Shape = Callable[[Random, Ledger, date], None]

THURSDAY = 3
DRIFTS_SINCE = timedelta(days=110)
STOPPED_SINCE = timedelta(days=150)
HARD_TIMES_SINCE = timedelta(days=120)


def _whole(invoice: Invoice, on: date) -> Parts:
    return [(on, invoice.balance_minor)]


def _after_due(first: int, last: int, usual: int) -> Rule:
    """Between `first` and `last` days after the due date, most often `usual`; negative is early."""

    def rule(rng: Random, invoice: Invoice, _today: date) -> Parts:
        return _whole(invoice, next_working(invoice.due_on + timedelta(days=round(rng.triangular(first, last, usual)))))

    return rule


def prompt(rng: Random, invoice: Invoice, _today: date) -> Parts:
    return _whole(invoice, nearest_working(invoice.due_on - timedelta(days=rng.randint(1, 6))))


def on_receipt(rng: Random, invoice: Invoice, _today: date) -> Parts:
    issued_on = invoice.issued_on or invoice.due_on
    return _whole(invoice, next_working(issued_on + timedelta(days=rng.randint(3, 9))))


def at_month_end(_rng: Random, invoice: Invoice, _today: date) -> Parts:
    return _whole(invoice, month_end(invoice.due_on - timedelta(days=3)))


def on_the_25th(_rng: Random, invoice: Invoice, _today: date) -> Parts:
    return _whole(invoice, day_of_month(invoice.due_on - timedelta(days=5), 25))


def on_thursdays(_rng: Random, invoice: Invoice, _today: date) -> Parts:
    return _whole(invoice, weekday_from(invoice.due_on, THURSDAY))


def drifting(rng: Random, invoice: Invoice, today: date) -> Parts:
    """On time until a day in summer, then later with every invoice."""
    since = (invoice.due_on - (today - DRIFTS_SINCE)).days
    late = rng.randint(-5, 0) if since < 0 else 14 + since // 4 + rng.randint(0, 8)
    return _whole(invoice, next_working(invoice.due_on + timedelta(days=late)))


def stopped(rng: Random, invoice: Invoice, today: date) -> Parts:
    """Nothing since spring."""
    if invoice.due_on > today - STOPPED_SINCE:
        return []
    return _whole(invoice, next_working(invoice.due_on + timedelta(days=rng.randint(4, 30))))


def hardship(rng: Random, invoice: Invoice, today: date) -> Parts:
    """On time until the bad news, then a fifth here and there."""
    if invoice.due_on <= today - HARD_TIMES_SINCE:
        return _whole(invoice, next_working(invoice.due_on + timedelta(days=rng.randint(-2, 6))))
    if rng.random() < 0.4:
        return [(next_working(invoice.due_on + timedelta(days=rng.randint(5, 25))), invoice.balance_minor // 5)]
    return []


def in_two_parts(rng: Random, invoice: Invoice, _today: date) -> Parts:
    """Something soon, the rest much later; one rest in six never comes."""
    first = int(invoice.balance_minor * rng.uniform(0.4, 0.7)) // 100 * 100
    parts = [(next_working(invoice.due_on + timedelta(days=rng.randint(0, 9))), first)]
    if first <= 0 or first >= invoice.balance_minor:
        return _whole(invoice, parts[0][0])
    if rng.random() < 5 / 6:
        rest_on = next_working(invoice.due_on + timedelta(days=rng.randint(30, 70)))
        parts.append((rest_on, invoice.balance_minor - first))
    return parts


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`weights`: how many of a hundred accounts of each kind pay this way. `new`: a customer of the last weeks.
    `size` multiplies the usual amounts. `instalments`, `assumed_due`, `two_currencies` change how they are billed."""

    name: str
    rule: Rule
    weights: dict[str, int]
    shape: Shape | None = None
    new: bool = False
    size: float = 1.0
    instalments: bool = False
    assumed_due: bool = False
    two_currencies: bool = False


def _weights(business: int = 0, consumer: int = 0, payer: int = 0) -> dict[str, int]:
    return {BUSINESS: business, CONSUMER: consumer, PAYER: payer}


_usual = _after_due(-6, 9, -1)
_slow = _after_due(8, 52, 20)

BEHAVIOURS = (
    Behaviour("prompt", prompt, _weights(22, 24, 18)),
    Behaviour("on_receipt", on_receipt, _weights(8, 8)),
    Behaviour("month_end", at_month_end, _weights(9, 6, 8)),
    Behaviour("on_the_25th", on_the_25th, _weights(6, 0, 4)),
    Behaviour("on_thursdays", on_thursdays, _weights(6, 0, 8)),
    Behaviour("slow", _slow, _weights(12, 16, 26)),
    Behaviour("drifting", drifting, _weights(6, 4, 8)),
    Behaviour("stopped", stopped, _weights(3, 6, 4)),
    Behaviour("disputing", _after_due(-2, 18, 5), _weights(5, 4, 8), shape=shapes.disputes_an_invoice),
    Behaviour("breaks_promises", _after_due(28, 85, 48), _weights(4, 6)),
    Behaviour("hardship", hardship, _weights(2, 6)),
    Behaviour("high_balance", _after_due(3, 34, 14), _weights(4), size=8.0),
    Behaviour("partial", in_two_parts, _weights(3, 4, 4), shape=shapes.small_rest_written_off),
    Behaviour("credits", _usual, _weights(4, 2, 4), shape=shapes.has_credits),
    Behaviour("unapplied", _usual, _weights(3, 2, 4), shape=shapes.has_unapplied_cash),
    Behaviour("instalments", _after_due(-4, 20, 2), _weights(2, 7), instalments=True),
    Behaviour("no_due_date", _slow, _weights(2, 2, 2), assumed_due=True),
    Behaviour("two_currencies", _usual, _weights(3), two_currencies=True),
    Behaviour("brand_new", _usual, _weights(4, 8), new=True),
    Behaviour("gone_from_file", _slow, _weights(2, 1, 2), shape=shapes.closed_by_file),
)

METHODS = {
    "US": ("bank transfer", "cheque", "card"),
    "CA": ("bank transfer", "cheque", "card"),
    "GB": ("bank transfer", "direct debit", "card"),
    "IN": ("NEFT", "cheque", "UPI"),
}
USUAL_METHODS = ("bank transfer", "direct debit", "card")


def settle(rng: Random, ledger: Ledger, behaviour: Behaviour, today: date) -> None:
    """Let the money arrive: what falls on one day in one currency is one payment."""
    arrivals: dict[tuple[date, str], list[tuple[Invoice, int]]] = {}
    for invoice in ledger.invoices:
        for on, amount_minor in behaviour.rule(rng, invoice, today):
            if on <= today and amount_minor > 0:
                arrivals.setdefault((on, invoice.currency), []).append((invoice, amount_minor))
    method = rng.choice(METHODS.get(ledger.account.country, USUAL_METHODS))
    for (on, currency), parts in sorted(arrivals.items(), key=lambda arrival: arrival[0]):
        ledger.receive(
            sum(amount for _, amount in parts),
            on,
            currency=currency,
            method=method,
            reference=f"{rng.randrange(10**6, 10**7)}",
            parts=parts,
        )
    if behaviour.shape is not None:
        behaviour.shape(rng, ledger, today)


def cycle_for(kind: str, rng: Random) -> tuple[Behaviour, ...]:
    """A hundred or so behaviours in the proportions of that kind, shuffled: the next account takes the next one."""
    drawn = [behaviour for behaviour in BEHAVIOURS for _ in range(behaviour.weights[kind])]
    rng.shuffle(drawn)
    return tuple(drawn)
