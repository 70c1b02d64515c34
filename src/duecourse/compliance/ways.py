"""What a number or a mailbox reaches: the telephone at work, a mobile, a mailbox of their own, or nobody has said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from duecourse.domain.contact_policy import Event, words
from duecourse.lib.phones import as_dialled

_DIALLED = re.compile(r"\+\d{7,15}")  # E.164: an extension or letters are not part of it


class Way(Protocol):
    """An account or a person at it, as far as they are reached."""

    @property
    def phone(self) -> str: ...
    @property
    def phone_kind(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def email_kind(self) -> str: ...


class NotANumber(ValueError):
    """What was typed cannot be dialled. The message says how to write it."""


def number_to_dial(way: Way, country: str, typed: str) -> str:
    """The number that was typed, as it is dialled from anywhere. A number on file is taken as it stands there. Raises
    NotANumber: what nobody can dial, no opt-out can be found for."""
    number = as_dialled(typed.strip(), country)
    if number and number != way.phone and not _DIALLED.fullmatch(number):
        how = "Write it whole, with its country: +1 207 555 0142."
        raise NotANumber(f"“{typed.strip()}” is no telephone number. {how}")
    return number


class Ways:
    """The numbers and mailboxes of one account. What is said to be at work for anybody is at work: where two people
    have it, a law about work had better hold."""

    def __init__(self, account: Way, contact: Way | None, people: Iterable[Way]) -> None:
        self._first, self._account = contact or account, account
        self._kinds: dict[str, str] = {}
        self._mailboxes: dict[str, str] = {}
        for way in (account, *people):
            if way.phone and way.phone_kind and self._kinds.get(way.phone) != words.WORK:
                self._kinds[way.phone] = way.phone_kind
            mailbox = way.email.casefold() if way.email_kind else ""
            if mailbox and self._mailboxes.get(mailbox) != words.WORK:
                self._mailboxes[mailbox] = way.email_kind

    def number(self, channel: str, number: str) -> str | None:
        """That would be dialled: a list asks about the same number as the call that is started from it."""
        if channel not in (words.PHONE, words.SMS):
            return number or None
        return number or self._first.phone or self._account.phone or None

    def number_type(self, channel: str, number: str) -> str | None:
        """Of the number that would be dialled; None where nobody has said it."""
        if channel not in (words.PHONE, words.SMS):
            return None
        return self._kinds.get(self.number(channel, number) or "")

    def address_type(self, channel: str) -> str | None:
        """Of the mailbox that would be written to."""
        if channel != words.EMAIL:
            return None
        return self._mailboxes.get((self._first.email or self._account.email).casefold())

    def placed(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """Calls and texts where they reached somebody: what is known of a number today was so then."""
        if not self._kinds:
            return tuple(events)
        return tuple(self._placed(event) for event in events)

    def _placed(self, event: Event) -> Event:
        kind = self._kinds.get(event.number or "")
        if event.place or kind not in (words.HOME, words.WORK) or event.kind not in words.CONTACT_KINDS:
            return event
        return replace(event, place=kind)
