"""One person at several accounts: what was said and done at one of them and counts at another.

Who a person is, only a shared telephone number or address can tell. What closes crosses over: wishes, stops, and our
own contacts, which rules count by person. What opens does not: a consent is recorded where it is used, and a stop that
was taken back at its own account never left it. Debts stay apart: a dispute, a notice or a hold is of its account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Event
from duecourse.domain.contact_policy.laws.media import medium_of

# What concerns the one who owes, whoever said it, and what ends it.
_OF_THE_DEBTOR = {
    "cease_notice": "cease_withdrawn",
    "attorney_representation": "attorney_consents_direct",
    "bankruptcy_filed": "bankruptcy_ended",
    "bankruptcy_discharged": None,
    "breathing_space_start": "breathing_space_end",
}
_OF_THE_PERSON = {
    "opt_out": "consent_channel",
    "stop_medium": "consent_channel",
    "wrong_party": "wrong_party_corrected",
    "deceased": "wrong_party_corrected",
    "inconvenient_time": None,
    "inconvenient_place": "consent_time",
    "employer_prohibits": "consent_time",
}
_ENDS = {**_OF_THE_DEBTOR, **_OF_THE_PERSON}
_MEDIUM_WISHES = ("opt_out", "stop_medium")
_PLACE_WISHES = ("inconvenient_place", "employer_prohibits")
# Words of a company's name that say nothing about which company it is.
_LEGAL_FORMS = frozenset(
    "ltd limited inc incorporated llc llp lp plc gmbh ag kg bv nv sa sas sarl srl spa pty co company corp "
    "corporation pvt private the and".split()
)
_NAME_WORD = re.compile(r"[^\W_]+")
NOTE, SHARED = "said at another account of theirs", f"said by {words.SHARER}"


@dataclass(frozen=True, slots=True)
class Reached:
    """One way to reach somebody at an account. `person` None: the account as such, whoever answers there; `name` is
    empty where nobody knows who that is."""

    person: str | None
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Side:
    """An account, as far as it tells who is reached there."""

    name: str
    creditor: str
    reached: tuple[Reached, ...]


def counts_here(events: Sequence[Event], there: Side, here: Side) -> tuple[Event, ...]:
    """Of another account's events (in the order of time) those that count here, in the terms of this account. None
    where the two share no number and no address."""
    if not any(_share(a, b) for a in there.reached for b in here.reached):
        return ()
    return tuple(_crossing(_standing(events), there, here))


def as_said_by(person: str, events: Sequence[Event], reached: Sequence[Reached], *, shared_close: bool) -> list[Event]:
    """The events of one account for a contact with this person, where the same person stands there twice: what the
    other row said and was told counts as theirs. `shared_close`: a number or an address that anybody there shut is shut
    for them as well, if it is theirs too."""
    own = [one for one in reached if one.person == person]
    others = [one for one in reached if one.person not in (None, person) and any(_share(one, mine) for mine in own)]
    if not others:
        return list(events)
    closing = {id(event) for event in _standing(events)}

    def theirs(event: Event) -> Event:
        pairs = [(one, mine) for one in others for mine in own if one.person == event.person]
        if event.kind != "call" and id(event) not in closing:
            return event
        if any(_is_one(event, *pair) for pair in pairs):
            return replace(event, person=person)
        shut = shared_close and any(_is_meant(event, *pair) for pair in pairs)
        return replace(event, person=person, note=_noted(event, SHARED)) if shut else event

    return [theirs(event) for event in events]


def _crossing(events: Iterable[Event], there: Side, here: Side) -> Iterator[Event]:
    one_debtor = same_name(there.name, here.name)
    for event in events:
        if event.kind in _OF_THE_DEBTOR:
            if one_debtor:
                yield replace(event, person=None, debts=(), creditor=there.creditor, note=_noted(event, NOTE))
            continue
        meant = [(other, own) for own in here.reached for other in _who(event, there) if _is_meant(event, other, own)]
        if not meant:
            continue
        named = {own.person for _other, own in meant} - {None}
        person = next(iter(named)) if len(named) == 1 else None
        one = any(_is_one(event, a, b) and (one_debtor or (a.name and b.name)) for a, b in meant)
        note = event.note if event.kind in words.CONTACT_KINDS else _noted(event, NOTE if one else SHARED)
        yield replace(event, person=person, creditor=there.creditor, note=note)


def _noted(event: Event, where: str) -> str:
    return f"{where}: {event.note}" if event.note else where


def _standing(events: Sequence[Event]) -> Iterator[Event]:
    """Our own contacts, and what was asked for and not taken back at that account since."""
    for index, event in enumerate(events):
        if event.kind in words.CONTACT_KINDS:
            if event.direction == "out":
                yield event
        elif event.kind in _ENDS and not any(_takes_back(later, event) for later in events[index + 1 :]):
            yield event


def _takes_back(later: Event, said: Event) -> bool:
    if later.kind != _ENDS[said.kind] or (said.person and later.person and later.person != said.person):
        return False
    if said.kind in _PLACE_WISHES:
        return later.place == (said.place or words.WORK) and later.window is None
    if said.kind not in _MEDIUM_WISHES:
        return True
    same_number = later.number in (None, said.number)
    return same_number and medium_of(later) in (medium_of(said), words.ALL_MEDIA)


def _who(event: Event, there: Side) -> list[Reached]:
    """Whom an event of that account was about."""
    if event.person is not None:
        return [one for one in there.reached if one.person == event.person]
    by_number = [one for one in there.reached if event.number and one.phone == event.number]
    return by_number or list(there.reached)


def _is_meant(event: Event, other: Reached, own: Reached) -> bool:
    """A number or an address that shall not be used is closed whoever asked for it; all else is of one person."""
    if event.kind in _MEDIUM_WISHES:
        medium = medium_of(event)
        if _same_number(other, own) and medium in (words.PHONE, words.SMS, words.ALL_MEDIA):
            return True
        if _same_address(other, own) and medium in (words.EMAIL, words.ALL_MEDIA):
            return True
    return _is_one(event, other, own)


def _is_one(_event: Event, other: Reached, own: Reached) -> bool:
    return _share(other, own) and _may_be_one(other.name, own.name)


def _share(a: Reached, b: Reached) -> bool:
    return _same_number(a, b) or _same_address(a, b)


def _same_number(a: Reached, b: Reached) -> bool:
    return bool(a.phone) and a.phone == b.phone


def _same_address(a: Reached, b: Reached) -> bool:
    return bool(a.email) and a.email.casefold() == b.email.casefold()


def _may_be_one(a: str, b: str) -> bool:
    return not a or not b or same_name(a, b)


def same_name(a: str, b: str) -> bool:
    """The same person or company, whatever the order of the words, an initial for a name, or the legal form."""
    one, other = sorted((_name_words(a), _name_words(b)), key=len)
    return bool(one) and all(any(_alike(word, x) for x in other) for word in one)


def _name_words(name: str) -> frozenset[str]:
    found = frozenset(_NAME_WORD.findall(name.casefold()))
    return found - _LEGAL_FORMS or found


def _alike(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
