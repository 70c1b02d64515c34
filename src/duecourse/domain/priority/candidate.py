"""What the ranking may know about one account: one flat, frozen value."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

Amounts = tuple[tuple[str, int], ...]  # (currency, minor units), largest comparison value first


class Coming(NamedTuple):
    """What was promised for one day and has not come yet."""

    on: date
    amounts: Amounts
    amounts_base: int
    counts_until: date  # the last day on which money counts for it


class Candidate(NamedTuple):
    """One account on one day. A named tuple, because a thousand of them are made for every page.

    `…_base` figures are comparison values in minor units of the worklist's base currency: they order accounts of
    different currencies and are never shown as money that somebody owes.
    """

    account_id: int
    number: str
    name: str
    kind: str  # business, consumer, payer
    creditor: str
    currency: str  # the account's main currency
    tz: str = "UTC"  # IANA; the account's own time zone as far as it is known

    overdue: Amounts = ()
    overdue_base: int = 0
    oldest_days: int = 0  # days past due of the oldest overdue item
    disputed: Amounts = ()  # the part of `overdue` that is disputed
    disputed_base: int = 0
    unapplied: Amounts = ()  # cash that arrived and is not applied yet
    unapplied_base: int = 0
    last_paid: Amounts = ()  # what arrived on `last_paid_on`
    last_paid_base: int = 0
    last_paid_on: date | None = None

    broken: Amounts = ()  # newest broken promise; what is missing of it when a part came
    broken_in_part: bool = False
    broken_base: int = 0  # what is missing of it and still overdue
    broken_on: date | None = None  # the last day on which money would have counted
    promised: tuple[Coming, ...] = ()  # open promises day by day, the earliest first
    promised_base: int = 0  # all of them together

    callback_at: datetime | None = None  # UTC
    callback_is_due: bool = False  # its hour has come
    callback_is_mine: bool = False
    commitment: str = ""  # what we said we would do, the one that is latest
    commitment_due_on: date | None = None

    reached_on: date | None = None  # somebody last spoke to them
    tried_today: int = 0  # attempts today
    settled_count: int = 0  # invoices paid in full that the next three rest on
    late_count: int = 0
    usual_days_late: int | None = None  # median; negative: early
    pays_on: date | None = None  # the next day on which they pay by habit
    pays_on_text: str = ""  # "pays on the 25th"

    written_on: date | None = None  # the day of our last message, where it is a few days old at most
    written_by: str = ""  # email, letter, sms

    answers: str = ""  # "mornings": the part of their day in which they pick up
    part_of_day: str = ""  # what part of their day it is now

    hold: str = ""  # why nobody may contact them; "" when nothing holds
    hold_until: date | None = None
    dispute: str = ""  # reason of the open dispute over everything that is overdue
    dispute_until: date | None = None

    @property
    def at_risk_base(self) -> int:
        """Overdue money that is neither disputed nor promised: what a call can be about."""
        return max(0, self.overdue_base - self.disputed_base - self.promised_base)
