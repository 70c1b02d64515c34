"""Reminders that a creditor's table asks for today: who, which step, over how much, and what the gate says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from duecourse.calls.models import Callback, DocumentRequest, Promise
from duecourse.compliance.gate import Verdict, verdicts_for
from duecourse.compliance.models import Hold
from duecourse.domain.cadence import Step, reach_of, step_due
from duecourse.domain.contact_policy.words import EMAIL, LETTER
from duecourse.domain.money import format_money
from duecourse.domain.wording import count
from duecourse.followups.queries import today_of
from duecourse.outbox.models import Cadence, Declined, Message
from duecourse.playbooks.messages import load_messages
from duecourse.playbooks.priority import load_weights
from duecourse.receivables.models import Account, AccountStanding, Contact, Creditor, Dispute, Invoice, Payment
from duecourse.receivables.queries import accounts_for, creditors_for
from duecourse.teams.models import User

SHOWN = 200
# Who has just paid is not reminded of the rest for so long.
PAID_QUIET = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reminder to approve. `money` is everything overdue of the account (before the due date: what falls due)."""

    account: Account
    contact: Contact | None
    step: Step
    text_title: str
    invoice: str
    days_late: int
    money: tuple[tuple[str, int], ...]
    address: str
    verdict: Verdict

    @property
    def key(self) -> str:
        """What it is known by: kept with the message, so that no step is taken twice for an invoice."""
        return reminder_key(self.step, self.invoice)

    @property
    def money_text(self) -> str:
        return " + ".join(format_money(minor, currency) for currency, minor in self.money)

    @property
    def channel_text(self) -> str:
        return str(Message.Channel(self.step.channel).label)

    @property
    def late_text(self) -> str:
        if self.days_late > 0:
            return f"{count(self.days_late, 'day')} late"
        return f"due in {count(-self.days_late, 'day')}" if self.days_late else "due today"

    @property
    def may_go(self) -> bool:
        """It can be approved: there is an address, and the gate is open now or will be."""
        return bool(self.address) and (self.verdict.allowed or self.verdict.earliest_allowed_at is not None)

    @property
    def why_not(self) -> str:
        """In plain words why it cannot be approved; empty: it can."""
        if not self.address:
            letter = "No street is on file: write the first letter by hand."
            return letter if self.step.channel == LETTER else "No address is on file."
        return "" if self.may_go else self.verdict.reasons[0].text


def reminder_key(step: Step, invoice: str) -> str:
    return f"{step.days}:{invoice}"[:100]


def steps_of(cadence: Cadence) -> tuple[Step, ...]:
    return tuple(Step(row.days, row.template, row.channel) for row in cadence.steps.all())


def cadences_for(actor: User) -> list[tuple[Creditor, Cadence | None]]:
    """Every creditor of the actor with its table, if it has one."""
    tables = {table.creditor_id: table for table in Cadence.objects.prefetch_related("steps")}
    return [(creditor, tables.get(creditor.pk)) for creditor in creditors_for(actor).order_by("name")]


def proposals_for(actor: User, now: datetime) -> tuple[Proposal, ...]:
    """The reminders to approve, most money first; a fixed number of queries. Whoever paid, promised, disputes, is on
    hold or asked for something of late is not reminded."""
    today = today_of(actor, now)
    tables = {table.creditor_id: steps_of(table) for table in _in_force(actor)}
    if not tables:
        return ()
    oldest = _oldest(actor, tables, today)
    items = _items(oldest)
    done = _done(oldest)
    wanted: dict[int, tuple[Step, Invoice]] = {}
    for key, open_items in items.items():
        first = open_items[0]
        taken = {int(name.partition(":")[0]) for name in done[key] if name.partition(":")[2] == first.number}
        step = step_due(tables[first.account.creditor_id], (today - first.due_on).days, taken)
        if step is not None:
            wanted[key] = (step, first)
    return _told(wanted, items, now, today)


def _in_force(actor: User) -> QuerySet[Cadence]:
    return Cadence.objects.filter(is_on=True, creditor__in=creditors_for(actor)).prefetch_related("steps")


def _oldest(actor: User, tables: Mapping[int, tuple[Step, ...]], today: date) -> list[int]:
    """Accounts whose oldest open item may have a step today, and that nothing speaks against."""
    reaches = [reach_of(steps) for steps in tables.values() if steps]
    first, last = min((r.start for r in reaches), default=0), max((r.stop for r in reaches), default=0)
    accounts = _undisturbed(accounts_for(actor).filter(creditor__in=list(tables)), today)
    rows = AccountStanding.objects.filter(account__in=accounts, open_count__gt=0).order_by()
    found = rows.values("account").annotate(oldest=Min("oldest_due_on"))
    near = found.filter(oldest__lte=today - timedelta(days=first), oldest__gt=today - timedelta(days=last))
    return list(near.order_by("oldest", "account").values_list("account", flat=True)[:SHOWN])


def _undisturbed(accounts: QuerySet[Account], today: date) -> QuerySet[Account]:
    """Without who paid, promised, disputes, is on hold, asked for something, or has a message on its way."""
    here = {"account": OuterRef("pk")}
    against: tuple[QuerySet[Any], ...] = (
        Promise.objects.filter(**here, state=Promise.State.OPEN),
        Dispute.objects.filter(**here, state=Dispute.State.OPEN),
        Hold.objects.filter(**here, lifted_at=None).filter(Q(until_on=None) | Q(until_on__gte=today)),
        DocumentRequest.objects.filter(**here, state=DocumentRequest.State.OPEN),
        Callback.objects.filter(**here, state=Callback.State.OPEN),
        Payment.objects.filter(**here, amount_minor__gt=0, received_on__gte=today - PAID_QUIET),
        Message.objects.filter(**here, state__in=(Message.State.WAITING, Message.State.SENDING, Message.State.HANDED)),
    )
    for rows in against:
        accounts = accounts.exclude(Exists(rows))
    return accounts


def _items(accounts: Sequence[int]) -> dict[int, list[Invoice]]:
    """What each owes, the oldest first."""
    rows = Invoice.objects.filter(account__in=accounts, balance_minor__gt=0)
    found: dict[int, list[Invoice]] = defaultdict(list)
    for row in rows.select_related("account__creditor").order_by("due_on", "number", "instalment"):
        found[row.account_id].append(row)
    return found


def _done(accounts: Sequence[int]) -> dict[int, list[str]]:
    """The steps that were taken or declined, by account."""
    found: dict[int, list[str]] = defaultdict(list)
    taken = Message.objects.filter(account__in=accounts).exclude(reminder="").order_by()
    declined = Declined.objects.filter(account__in=accounts)
    for rows in (taken, declined):
        for account, key in rows.values_list("account", "reminder"):
            found[account].append(key)
    return found


def _told(
    wanted: Mapping[int, tuple[Step, Invoice]], items: Mapping[int, list[Invoice]], now: datetime, today: date
) -> tuple[Proposal, ...]:
    accounts = {key: invoice.account for key, (_step, invoice) in wanted.items()}
    contacts: dict[int, Contact] = {}
    for contact in Contact.objects.filter(account__in=list(accounts)).order_by("-is_primary", "name"):
        contacts.setdefault(contact.account_id, contact)
    letters = _letters(list(accounts))
    verdicts = _verdicts(wanted, accounts, contacts, now)
    titles = {text.id: text.title for text in load_messages().values()}
    found = []
    for key, (step, invoice) in wanted.items():
        account, person = accounts[key], contacts.get(key)
        late = (today - invoice.due_on).days
        found.append(
            Proposal(
                account,
                person,
                step,
                titles.get(step.text, step.text),
                invoice.number,
                late,
                _money(items[key], today, overdue=late > 0),
                _address(account, person, step.channel, letters),
                verdicts[key],
            )
        )
    worth = load_weights().to_base
    return tuple(sorted(found, key=lambda p: (-sum(worth(minor, code) for code, minor in p.money), p.account.pk)))


def _verdicts(
    wanted: Mapping[int, tuple[Step, Invoice]], accounts: Mapping[int, Account], contacts: Mapping[int, Contact],
    now: datetime,
) -> dict[int, Verdict]:  # fmt: skip
    found: dict[int, Verdict] = {}
    for channel in Message.Channel.values:
        asked = [accounts[key] for key, (step, _) in wanted.items() if step.channel == channel]
        found |= verdicts_for(asked, contacts, now=now, channel=channel)
    return found


def _letters(accounts: Sequence[int]) -> dict[int, str]:
    """Where the last letter to each went: the ledger knows no street."""
    rows = Message.objects.filter(account__in=accounts, channel=LETTER).order_by("written_at", "pk")
    return dict(rows.values_list("account", "address"))


def _address(account: Account, contact: Contact | None, channel: str, letters: Mapping[int, str]) -> str:
    if channel == LETTER:
        return letters.get(account.pk, "")
    if channel == EMAIL:
        return (contact.email if contact else "") or account.email
    return (contact.phone if contact else "") or account.phone


def _money(items: Iterable[Invoice], today: date, *, overdue: bool) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for item in items:
        if (item.due_on < today) == overdue:
            sums[item.currency] = sums.get(item.currency, 0) + item.balance_minor
    return tuple(sorted(sums.items()))
