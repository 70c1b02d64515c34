"""One message in the making: who it goes to and where, the text filled from the ledger, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.template.loader import render_to_string

from duecourse.calls.facts import facts_for
from duecourse.calls.models import Callback, DocumentRequest, Promise
from duecourse.calls.queries import zone_of
from duecourse.calls.saying import caller_of
from duecourse.domain.contact_policy.words import EMAIL, LETTER, SMS
from duecourse.domain.facts import AccountFacts
from duecourse.domain.spoken import view_of
from duecourse.domain.statement import HEADER, Statement, statement_of, table_of
from duecourse.domain.written import STOP_CONFIRMED, Basis, Composed, MessageTemplate
from duecourse.lib.spreadsheets import csv_lines
from duecourse.outbox.models import Message
from duecourse.playbooks.messages import composed, load_messages, texts_for
from duecourse.receivables.models import Account, Contact, Dispute, Payment
from duecourse.receivables.queries import owed_by_currency
from duecourse.teams.models import User


class NoSuchText(LookupError):
    """The text does not exist, does not suit the account today, or has no form for that channel."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A message that could be written. `texts` are those that suit the account today; `today` is the debtor's."""

    account: Account
    contact: Contact | None
    channel: str
    address: str
    facts: AccountFacts
    today: date
    texts: tuple[MessageTemplate, ...]
    template: MessageTemplate
    composed: Composed

    @property
    def paper_by_hand(self) -> bool:
        """The text says that a paper is with it, and we have none but the statement: a person attaches it."""
        papers = view_of(self.facts, self.today).papers
        return self.template.occasion == "document" and bool(papers) and papers[0].what != "statement"

    @property
    def statement(self) -> Statement:
        return statement_of(self.facts, self.today)


def writing_for(
    account: Account, contact: Contact | None, *, actor: User, now: datetime, channel: str, text: str = ""
) -> Writing:
    """That text (empty: the one that is most likely wanted) to that person by that channel. Raises NoSuchText, and
    PlaybookError where a file of the team's own cannot be used."""
    today = now.astimezone(zone_of(account, contact)).date()
    facts = addressed(facts_for(account, today), contact)
    caller = caller_of(actor, account)
    texts = texts_for(facts, today, caller=caller)
    template = _chosen(text, texts, channel)
    made = composed(template, facts, now, caller=caller, channel=channel)
    return Writing(
        account, contact, channel, address_of(account, contact, channel), facts, today, texts, template, made
    )


def _chosen(text: str, texts: Sequence[MessageTemplate], channel: str) -> MessageTemplate:
    """The confirmation of an opt-out is asked for by name alone: nobody picks it from a list."""
    last_words = [t for t in load_messages().values() if t.occasion == STOP_CONFIRMED and t.id == text]
    fitting = [t for t in (*texts, *last_words) if channel in t.channels and text in ("", t.id)]
    if not fitting:
        raise NoSuchText(f"There is no such text for {NAMES[channel]} to this account today.")
    return fitting[0]


NAMES = {EMAIL: "an e-mail", LETTER: "a letter", SMS: "a text message"}


def addressed(facts: AccountFacts, contact: Contact | None) -> AccountFacts:
    """The facts with that person as the one who is spoken to; None: nobody in particular."""
    if contact is None:
        return replace(facts, contacts=())
    return facts.spoken_to(contact.pk)


def address_of(account: Account, contact: Contact | None, channel: str) -> str:
    """Where it goes: the person's own mailbox or number, else the account's; for a letter what the last one had, else
    as much as the ledger knows."""
    if channel == EMAIL:
        return (contact.email if contact else "") or account.email
    if channel == SMS:
        return (contact.phone if contact else "") or account.phone
    last = Message.objects.filter(account=account, channel=LETTER, contact=contact).order_by("-written_at").first()
    if last is not None:
        return str(last.address)
    town = " ".join(part for part in (account.city, account.region, account.postal_code) if part)
    person = contact.name if contact and contact.name != account.name else ""
    return "\n".join(part for part in (account.name, person, town, account.country) if part)


def basis_of(account: Account) -> Basis:
    """What a text about this account rests on at this moment."""

    def newest(rows: Any) -> int:
        return int(rows.filter(account=account).aggregate(key=Max("pk"))["key"] or 0)

    asked = DocumentRequest.objects.all(), Callback.objects.filter(asked_by_client=True)
    owed = tuple(sorted((currency, minor) for currency, minor in owed_by_currency(account).items() if minor))
    return Basis(
        payment=newest(Payment.objects.all()),
        dispute=newest(Dispute.objects.all()),
        promise=newest(Promise.objects.all()),
        requests=sum(rows.filter(account=account).count() for rows in asked),
        owed=owed,
    )


def basis_as_json(basis: Basis) -> dict[str, Any]:
    return asdict(basis)


def basis_from_json(stored: dict[str, Any]) -> Basis:
    owed = tuple((str(currency), int(minor)) for currency, minor in stored["owed"])
    return Basis(stored["payment"], stored["dispute"], stored["promise"], stored["requests"], owed)


def attachments_of(statement: Statement) -> dict[str, str]:
    """File name → text: the statement for a spreadsheet, and as a page to print."""
    page = render_to_string("outbox/statement_attached.html", {"statement": statement})
    return {"statement.csv": statement_csv(statement), "statement.html": page}


def statement_csv(statement: Statement) -> str:
    """The statement for a spreadsheet; no cell can run."""
    return "".join(csv_lines(HEADER, table_of(statement)))
