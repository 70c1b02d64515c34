"""The conditions that a script line, an objection card or a question may ask for: each true of an account or not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from duecourse.domain.facts import BUSINESS, CONSUMER, DELAY_REASONS, PAYER
from duecourse.domain.payment_timing import MONTH_END
from duecourse.domain.spoken.caller import Caller
from duecourse.domain.spoken.view import AccountView

# Behaviour is stated from five paid invoices on; up to three days late is on time to anybody on a telephone.
ENOUGH_PAID, ON_TIME_DAYS = 5, 3
# A firm whose name gives its trade away tells everybody who hears it that a debt is being collected.
_TELLING_NAME = re.compile(
    r"\b(?:collect\w*|recover\w*|debts?|receivables?|arrears|inkasso|credit\s+(?:control|management))\b", re.IGNORECASE
)


def name_tells(company: str) -> bool:
    return _TELLING_NAME.search(company) is not None


@dataclass(frozen=True, slots=True)
class Condition:
    name: str
    meaning: str
    holds: Callable[[AccountView, Caller], bool]


def _usually_on_time(view: AccountView) -> bool:
    usual = view.habits.usual_days_late
    return view.habits.count >= ENOUGH_PAID and usual is not None and usual <= ON_TIME_DAYS


def _slower_lately(view: AccountView) -> bool:
    return view.habits.drift is not None and view.habits.drift.is_slower


def _no_order_number(view: AccountView) -> bool:
    """An overdue invoice without an order number, while others of this account carry one: a habit of theirs, missed."""
    return any(not i.po_number for i in view.asked) and any(i.po_number for i in view.facts.open_items)


def _waiting(view: AccountView) -> bool:
    return bool(view.coming) and view.coming[0].due_on < view.today


def _said(reason: str) -> Callable[[AccountView, Caller], bool]:
    return lambda view, caller: view.delay is not None and view.delay.delay_reason == reason


_ALL = (
    Condition("business", "the account is a company", lambda v, c: v.facts.kind == BUSINESS),
    Condition("consumer", "the account is a private person", lambda v, c: v.facts.kind == CONSUMER),
    Condition("payer", "the account is an insurer", lambda v, c: v.facts.kind == PAYER),
    Condition("agency", "we call for somebody else", lambda v, c: v.facts.creditor_is_client),
    Condition("in_us", "the account is in the United States", lambda v, c: v.facts.country == "US"),
    Condition(
        "name_tells", "our company's name says that we collect debts",
        lambda v, c: name_tells(c.company or v.facts.creditor),
    ),
    Condition("one_overdue", "one overdue invoice may be asked for", lambda v, c: len(v.asked) == 1),
    Condition("many_overdue", "several overdue invoices may be asked for", lambda v, c: len(v.asked) > 1),
    Condition("nothing_overdue", "nothing is overdue", lambda v, c: not v.overdue),
    Condition("open_not_due", "an invoice is open that is not late yet", lambda v, c: bool(v.not_due)),
    Condition("nothing_to_ask", "nothing overdue is free of dispute", lambda v, c: not v.asked),
    Condition("due_today", "an invoice is due today", lambda v, c: any(i.due_on == v.today for i in v.not_due)),
    Condition("disputed", "a dispute is open", lambda v, c: bool(v.disputes or v.disputed)),
    Condition("we_owe", "we have said we would do something", lambda v, c: bool(v.we_owe)),
    Condition(
        "we_are_late", "we have not done in time what we said",
        lambda v, c: any(o.due_on is not None and o.due_on < v.today for o in v.we_owe),
    ),
    Condition("paper_missing", "they asked for a paper that was not sent", lambda v, c: bool(v.papers)),
    Condition("talked_before", "somebody was reached before", lambda v, c: v.last_talk is not None),
    Condition("tried_before", "calls since then were not answered", lambda v, c: bool(v.unanswered)),
    Condition("part_paid", "part of an overdue invoice is paid", lambda v, c: bool(v.part_paid)),
    Condition("paid_recently", "a payment came in the last two weeks", lambda v, c: v.recent_payment is not None),
    Condition("money_unmatched", "money came that no invoice claims",
              lambda v, c: any(v.facts.unapplied_minor.values())),
    Condition("has_credit", "a credit is open in their favour", lambda v, c: bool(v.credits)),
    Condition("promise_broken", "the last agreed payment did not come", lambda v, c: v.broken is not None),
    Condition("promise_part_kept", "the last agreed payment came in part", lambda v, c: v.part_kept is not None),
    Condition("promise_coming", "an agreed payment is still to come", lambda v, c: bool(v.coming)),
    Condition("promise_waiting", "the day of an agreed payment has just passed", lambda v, c: _waiting(v)),
    Condition("several_coming", "several agreed payments are to come", lambda v, c: len(v.coming) > 1),
    Condition("kept_before", "they have kept what was agreed before", lambda v, c: v.kept > 0),
    Condition("usually_on_time", "they usually pay on time", lambda v, c: _usually_on_time(v)),
    Condition("slower_lately", "they pay later than they used to", lambda v, c: _slower_lately(v)),
    Condition("new_customer", "no invoice has been paid yet", lambda v, c: not v.facts.settled),
    Condition("has_pay_day", "they pay on a certain day", lambda v, c: v.habits.pay_day is not None),
    Condition(
        "pays_month_end", "they pay at the end of the month",
        lambda v, c: v.habits.pay_day is not None and v.habits.pay_day.kind == MONTH_END,
    ),
    Condition("no_order_number", "an overdue invoice lacks their order number", lambda v, c: _no_order_number(v)),
    Condition("due_assumed", "the oldest due date was worked out from the terms",
              lambda v, c: bool(v.asked) and v.asked[0].due_is_assumed),
    *(
        Condition(f"said_{r}", f"the last reason they gave was: {r.replace('_', ' ')}", _said(r))
        for r in DELAY_REASONS
    ),
)  # fmt: skip

CONDITIONS: dict[str, Condition] = {condition.name: condition for condition in _ALL}


def conditions_of(view: AccountView, caller: Caller) -> frozenset[str]:
    """The names of all conditions that are true of the account today."""
    return frozenset(name for name, condition in CONDITIONS.items() if condition.holds(view, caller))
