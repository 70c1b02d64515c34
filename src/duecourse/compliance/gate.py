"""The one gate: worklist, call button, reminders and API ask here, at the moment of contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duecourse.compliance.cases import case_of, events_of
from duecourse.domain.contact_policy import Case, Decision, Reason, decide
from duecourse.playbooks.policies import all_packs
from duecourse.receivables.models import Account, Contact


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer for a page. `case` and `decision` are what a stored decision keeps."""

    case: Case
    decision: Decision

    @property
    def allowed(self) -> bool:
        return self.decision.is_open

    @property
    def verdict(self) -> str:
        return self.decision.verdict

    @property
    def headline(self) -> str:
        return "You may call" if self.allowed else "Not now"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.decision.reasons

    @property
    def warnings(self) -> tuple[Reason, ...]:
        return self.decision.warnings

    @property
    def earliest_allowed_at(self) -> datetime | None:
        return self.decision.earliest_allowed

    @property
    def zones(self) -> tuple[str, ...]:
        return self.decision.zones

    @property
    def packs(self) -> tuple[str, ...]:
        return self.decision.packs


def verdict_for(
    account: Account,
    contact: Contact | None,
    *,
    now: datetime,
    channel: str = "phone",
    number: str = "",
    purpose: str = "discuss_debt",
) -> Verdict:
    """May this person be contacted now? Reads the events afresh."""
    return _verdict(account, contact, events_of([account], now)[account.pk], now, channel, number, purpose)


def verdicts_for(
    accounts: Sequence[Account], contacts: dict[int, Contact], *, now: datetime, channel: str = "phone"
) -> dict[int, Verdict]:
    """The same for many accounts, each with the contact given for it, in a fixed number of queries."""
    events = events_of(accounts, now)
    return {
        a.pk: _verdict(a, contacts.get(a.pk), events[a.pk], now, channel, a.phone, "discuss_debt") for a in accounts
    }


def _verdict(
    account: Account,
    contact: Contact | None,
    events: list[dict[str, Any]],
    now: datetime,
    channel: str,
    number: str,
    purpose: str,
) -> Verdict:
    case = case_of(account, contact, events, now=now, channel=channel, number=number, purpose=purpose)
    return Verdict(case, decide(case, all_packs()))
