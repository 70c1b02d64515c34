"""One past call in the making: an account, a caller, a day, and the words for what happened, filled from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from duecourse.calls.models import Call, Promise
from duecourse.cli.demo import words
from duecourse.cli.demo.behaviours import METHODS, USUAL_METHODS
from duecourse.cli.demo.desk import Desk, Said, is_daytime
from duecourse.cli.demo.ledger import Ledger
from duecourse.domain import promises as rules
from duecourse.domain.facts import PromiseFact
from duecourse.domain.money import format_money
from duecourse.domain.record import NOBODY_REACHED, POINTS
from duecourse.domain.wording import plain_date, short_date
from duecourse.receivables.models import Invoice


@dataclass(slots=True)
class Scene:
    """`caller` speaks. With `at` the call is at that instant, otherwise on a free quarter of an hour of its day."""

    desk: Desk
    ledger: Ledger
    rng: Random
    caller: str
    at: datetime | None = None

    @property
    def today(self) -> date:
        return self.desk.today(self.ledger)

    @property
    def method(self) -> str:
        return METHODS.get(self.ledger.account.country, USUAL_METHODS)[0]

    def entry(self, key: str, **wanted: str) -> dict[str, Any] | None:
        """Of the texts of data/calls.toml that fit this account the one that was told least often, or None."""
        account = self.ledger.account
        here = {"kind": account.kind, "creditor": account.creditor.code, **wanted}
        fitting = [e for e in words.load("calls")[key] if all(e.get(k, v) == v for k, v in here.items())]
        return self.desk.least_told(self.rng, fitting) if fitting else None

    def fill(self, text: str, day: date, *, invoice: Invoice | None = None, **facts: Any) -> str:
        """The text with the ledger's figures as they stood on that day. Money and dates come as people write them."""
        ledger = self.ledger
        overdue = ledger.overdue_on(day)
        invoice = invoice or (overdue[0][0] if overdue else None)
        values: dict[str, Any] = {
            "who": ledger.contact.name.split()[0],
            "total": self.money(sum(balance for _, balance in overdue)),
            "method": self.method,
        }
        if invoice is not None:
            late = (day - invoice.due_on).days
            values |= {"invoice": invoice.number, "due": short_date(invoice.due_on, day), "late": late}
        for name, fact in facts.items():
            values[name] = plain_date(fact, day) if isinstance(fact, date) else fact
        return text.format(**values)

    def money(self, minor: int) -> str:
        return format_money(minor, self.ledger.account.currency)

    def moment(self, day: date, direction: str = Call.Direction.OUT) -> datetime | None:
        """When the call begins; None when there is no time on that day, or the gate forbids it. They may always ring
        us."""
        at = self.at or self.desk.free_moment(self.rng, self.caller, self.ledger, day)
        if at is None or not is_daytime(at, self.ledger):
            return None
        return at if direction == Call.Direction.IN or self.desk.verdict(self.ledger, at).allowed else None

    def tell(
        self, outcome: str, at: datetime, entry: dict[str, Any], day: date, *, next_step: str = "",
        next_on: date | None = None, direction: str = Call.Direction.OUT, **facts: Any,
    ) -> Call:  # fmt: skip
        """The call with its record. The texts are the entry's; `facts` go into them."""
        said = Said(
            discussed=self.fill(entry["discussed"], day, **facts),
            next_step=self.fill(next_step or entry["next_step"], day, **facts),
            next_on=next_on,
            reason=entry.get("reason", ""),
            words=entry.get("words", ""),
        )
        spoke = outcome not in NOBODY_REACHED
        seconds = self.rng.randint(120, 460) if spoke else self.rng.randint(25, 55)
        missed = set(self.rng.sample(POINTS[2:], self.rng.randint(0, 3)))
        return self.desk.call(
            self.ledger,
            caller=self.caller,
            at=at,
            lasted=timedelta(seconds=seconds),
            outcome=outcome,
            said=said,
            direction=direction,
            points=[p for p in POINTS if p not in missed] if spoke else [],
        )

    def verdict(self, amount_minor: int, made_on: date, due_on: date) -> str:
        """What would have become of such a promise by now."""
        creditor = self.ledger.account.creditor
        fact = PromiseFact(1, self.ledger.account.currency, amount_minor, due_on, made_on, rules.OPEN)
        return rules.judge(fact, self.ledger.payment_facts(), self.today, creditor.grace_days).state

    def promise(
        self, day: date, due_on: date, *, want: str, entry: dict[str, Any] | None = None, outcome: str = "promise",
        amount_minor: int = 0, invoice: Invoice | None = None, direction: str = Call.Direction.OUT,
    ) -> Promise | None:  # fmt: skip
        """A promise made on that day, if it would by now have become what is wanted. Without an amount it is what was
        open of the oldest overdue invoice."""
        overdue = self.ledger.overdue_on(day)
        entry = entry or self.entry("promise")
        if not overdue or entry is None:
            return None
        invoice = invoice or overdue[0][0]
        amount_minor = amount_minor or self.ledger.balance_on(invoice, day)
        if self.verdict(amount_minor, day, due_on) != want:
            return None
        at = self.moment(day, direction)
        if at is None:
            return None
        call = self.tell(
            outcome, at, entry, day, invoice=invoice, amount=self.money(amount_minor), on=due_on,
            next_step="See that {amount} arrived on {on}", next_on=due_on, direction=direction,
        )  # fmt: skip
        return self.desk.promise(call, amount_minor, due_on, self.method)
