"""A letter on its paper: sender, window, date, text, and the statement behind it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from duecourse.calls.queries import zone_of
from duecourse.domain.facts import CONSUMER
from duecourse.domain.spoken.conditions import name_tells
from duecourse.outbox.models import Sending
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.messages import Stationery, load_stationery
from duecourse.receivables.models import Account

US_LETTER = frozenset({"US", "CA", "MX", "PH", "CL", "CO"})  # countries that print on US Letter; the rest on A4


@dataclass(frozen=True, slots=True)
class Letter:
    """`paper` is "letter" or "a4"; `statement` are the lines of the table that goes with it, its header first."""

    paper: str
    sender: tuple[str, ...]
    window: tuple[str, ...]
    on: date
    subject: str
    paragraphs: tuple[str, ...]
    statement: tuple[tuple[str, ...], ...]


def letter_of(sending: Sending) -> Letter:
    """As it was sent: the text and the statement of that moment."""
    account = sending.message.account
    attached = sending.attachments.get("statement.csv", "").removeprefix("\ufeff")
    rows = tuple(tuple(row) for row in csv.reader(io.StringIO(attached)))
    return Letter(
        paper="letter" if account.creditor.country in US_LETTER else "a4",
        sender=sender_of(account),
        window=tuple(line.strip() for line in sending.address.splitlines() if line.strip()),
        on=sending.at.astimezone(zone_of(account, sending.message.contact)).date(),
        subject=sending.subject,
        paragraphs=tuple(sending.text.split("\n\n")),
        statement=rows,
    )


def sender_of(account: Account) -> tuple[str, ...]:
    """The lines above the window. Nothing on an envelope to a private person tells that a debt is collected."""
    house = _stationery()
    lines = house.senders.get(account.creditor.code) or house.sender
    if not lines and not account.creditor.is_client:
        lines = (account.creditor.name,)
    return () if account.kind == CONSUMER and any(map(name_tells, lines)) else tuple(lines)


def _stationery() -> Stationery:
    try:
        return load_stationery()
    except PlaybookError:
        return load_stationery(SHIPPED)
