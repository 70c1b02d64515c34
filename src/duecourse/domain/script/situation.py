"""Which conversation this is: the first rule of an ordered list that fits the facts, with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from duecourse.domain.facts import PAYER, AccountFacts
from duecourse.domain.money import format_money
from duecourse.domain.spoken.view import AccountView, by_currency, local_date, money_text, view_of
from duecourse.domain.wording import count, plain_date, relative_day

# Who picked up. A script starts for the person; the caller switches when it is somebody else, or a machine.
PERSON, GATEKEEPER, VOICEMAIL = "person", "gatekeeper", "voicemail"
REACHED = (PERSON, GATEKEEPER, VOICEMAIL)

# Scripts for a machine or a third person never say that money is owed.
SILENT = frozenset({GATEKEEPER, VOICEMAIL})

TITLES: dict[str, str] = {
    "voicemail": "Voicemail",
    "gatekeeper": "Somebody else picks up",
    "payer_claim_status": "Where does the claim stand?",
    "nothing_open": "Nothing to pay",
    "open_dispute": "Open dispute",
    "broken_promise": "Agreed payment did not come",
    "part_payment": "Paid in part",
    "plan": "Agreed payments to come",
    "before_due": "Before the due date",
    "high_balance": "High balance",
    "later_reminder": "Later reminder",
    "first_reminder": "First reminder",
}
SITUATIONS = tuple(TITLES)
FALLBACK = "first_reminder"  # what it is when no other rule fits


@dataclass(frozen=True, slots=True)
class Limits:
    """What a team may set. `high_balance_minor` is per currency, in minor units; a currency that is not listed has no
    high balance. From `later_after_days` on a reminder is a later one, even if nobody was reached before."""

    high_balance_minor: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    later_after_days: int = 30


@dataclass(frozen=True, slots=True)
class Situation:
    """`reasons` say which facts chose it; `also` are other situations whose rule would fit too."""

    id: str
    reasons: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return TITLES[self.id]


_Rule = Callable[[AccountView, Limits], str]


def situation_for(
    facts: AccountFacts, today: date, *, reached: str = PERSON, limits: Limits | None = None
) -> Situation:
    """The first rule that gives a reason. `reached` says who is on the line. The last rule always fits."""
    if reached in SILENT:
        reason = "a machine answered" if reached == VOICEMAIL else "somebody else answered"
        return Situation(reached, (reason,))
    view, limits = view_of(facts, today), limits or Limits()
    fitting = [(name, reason) for name, rule in _RULES if (reason := rule(view, limits))]
    (chosen, reason), *others = fitting
    also = tuple(name for name, _ in others if name != FALLBACK)
    return Situation(chosen, (reason,), also)


def _payer(view: AccountView, limits: Limits) -> str:
    if view.facts.kind != PAYER:
        return ""
    return f"the account is an insurer with {count(len(view.overdue) + len(view.not_due), 'open claim')}"


def _nothing_open(view: AccountView, limits: Limits) -> str:
    return "" if view.overdue or view.not_due else "no invoice is open"


def _open_dispute(view: AccountView, limits: Limits) -> str:
    if view.disputes:
        dispute = view.disputes[0]
        what = f"{dispute.invoice_number}: " if dispute.invoice_number else ""
        return f"a dispute is open ({what}{dispute.reason.replace('_', ' ')}, since {_day(dispute.opened_on, view)})"
    if view.disputed:
        return f"{view.disputed[0].number} is marked as disputed"
    return ""


def _broken_promise(view: AccountView, limits: Limits) -> str:
    promise = view.broken
    if promise is None:
        return ""
    amount = format_money(promise.amount_minor, promise.currency)
    return f"{amount} was agreed for {_day(promise.due_on, view)} and did not come"


def _part_payment(view: AccountView, limits: Limits) -> str:
    promise = view.part_kept
    if promise is not None:
        received = format_money(promise.received_minor, promise.currency)
        agreed = format_money(promise.amount_minor, promise.currency)
        return f"{received} of the {agreed} agreed for {_day(promise.due_on, view)} came"
    if view.part_paid and view.recent_payment and not view.coming:
        item = view.part_paid[0]
        left = format_money(item.balance_minor, item.currency)
        came = _day(view.recent_payment.received_on, view)
        return f"{item.number} is paid in part, {left} is left; the last payment came {came}"
    return ""


def _plan(view: AccountView, limits: Limits) -> str:
    if not view.coming:
        return ""
    first = view.coming[0]
    amount = format_money(first.amount_minor, first.currency)
    return f"{count(len(view.coming), 'agreed payment')} to come, next {amount} for {_day(first.due_on, view)}"


def _before_due(view: AccountView, limits: Limits) -> str:
    if view.overdue:
        return ""
    item = view.not_due[0] if view.not_due else None
    return f"nothing is overdue; {item.number} is due {_day(item.due_on, view)}" if item else ""


def _high_balance(view: AccountView, limits: Limits) -> str:
    high = {
        currency: minor
        for currency, minor in by_currency(view.asked).items()
        if minor >= limits.high_balance_minor.get(currency, minor + 1)
    }
    return f"{money_text(high, view.facts.currency)} is overdue, a high balance here" if high else ""


def _later_reminder(view: AccountView, limits: Limits) -> str:
    if not view.overdue:
        return ""
    oldest = view.overdue[0]
    talked_on = local_date(view.last_talk.at, view.facts) if view.last_talk else None
    if talked_on and talked_on > oldest.due_on:
        return (
            f"{oldest.number} was due {_day(oldest.due_on, view)}, and you spoke on {plain_date(talked_on, view.today)}"
        )
    late = oldest.days_late(view.today)
    return f"{oldest.number} is {count(late, 'day')} late" if late > limits.later_after_days else ""


def _first_reminder(view: AccountView, limits: Limits) -> str:
    if not view.overdue:
        return "nothing else fits"
    oldest = view.overdue[0]
    return f"{oldest.number} is {count(oldest.days_late(view.today), 'day')} late, and nobody has spoken about it yet"


def _day(day: date, view: AccountView) -> str:
    near = relative_day(day, view.today)
    return near if near in ("today", "tomorrow", "yesterday") else plain_date(day, view.today)


# Order matters: a dispute comes before money, what was agreed before a plain reminder.
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("payer_claim_status", _payer),
    ("nothing_open", _nothing_open),
    ("open_dispute", _open_dispute),
    ("broken_promise", _broken_promise),
    ("part_payment", _part_payment),
    ("plan", _plan),
    ("before_due", _before_due),
    ("high_balance", _high_balance),
    ("later_reminder", _later_reminder),
    (FALLBACK, _first_reminder),
)
