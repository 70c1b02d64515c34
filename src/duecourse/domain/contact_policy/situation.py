"""One case, indexed once so that every rule reads it cheaply: who is asked about, what was said, what was done."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Case, Event, Window
from duecourse.domain.contact_policy.clock import day_number, local, start_of_day

# A consent that follows an answered call within this time was given in that call.
SAME_CONTACT = timedelta(hours=2)
_AT = attrgetter("at")


class Situation:
    """What the rules ask of a case. `barred` is set by the decision: did that contact of ours break a bar of this
    situation? It is handed the situation and does not hold it: two that hold each other stay in memory until the
    collector looks for them, and a list asks for a hundred of them."""

    __slots__ = ("_by_kind", "_consents", "_days", "_more_calls", "barred", "case", "debtor", "query", "zones")

    def __init__(self, case: Case) -> None:
        self.case = case
        self.query = case.query
        self.debtor = case.debtor
        self.zones = case.debtor.candidate_zones()
        self.barred: Callable[[Situation, Event, list[Event]], bool] = _nothing_barred
        self._by_kind: defaultdict[str, list[Event]] = defaultdict(list)
        for event in case.events[: bisect_right(case.events, case.query.at, key=_AT)]:
            self._by_kind[event.kind].append(event)
        self._days: dict[tuple[int, str], int] = {}
        self._consents: list[Event] | None = None
        self._more_calls: dict[tuple[str, int], list[tuple[datetime, datetime]]] = {}

    # Events

    def kinds(self, *kinds: str) -> list[Event]:
        """Events of these kinds in the order of time."""
        if self._by_kind.keys().isdisjoint(kinds):  # most rules ask for what has never happened
            return []
        found = [listed for kind in kinds if (listed := self._by_kind.get(kind))]
        if len(found) == 1:
            return found[0]
        return sorted(chain.from_iterable(found), key=_AT)

    def day_of(self, event: Event, zone_name: str) -> int:
        """The event's local calendar day, as an ordinal."""
        key = (id(event), zone_name)
        if key not in self._days:
            self._days[key] = day_number(event.at, zone_name)
        return self._days[key]

    def by_asker(self, event: Event) -> bool:
        """Done by the collector who asks now, or said to them; they are meant where nobody is named, except in the
        file that came with the debt, which tells of the creditor's own contacts."""
        if event.actor is None:
            from_file = event.in_placement_file and self.case.party == words.THIRD_PARTY
            return not from_file or event.given_to == words.COLLECTOR
        return event.actor == self.query.actor

    def is_known(self, event: Event) -> bool:
        """The asker knows of it: it was said to the asker, or it stands in the file that came with the debt."""
        if event.in_placement_file:
            return True
        told_creditor = event.given_to == words.ORIGINAL_CREDITOR and self.case.party == words.THIRD_PARTY
        return not told_creditor and self.by_asker(event)

    def is_direct(self, consent: Event) -> bool:
        """Given to the one who wants to use it; what was said to the creditor does not serve an agency."""
        told_creditor = consent.given_to == words.ORIGINAL_CREDITOR and self.case.party == words.THIRD_PARTY
        return not told_creditor and self.by_asker(consent)

    def of_person(self, event: Event) -> bool:
        return event.person is None or event.person == self.query.person

    def about(self, event: Event, debts: Iterable[str]) -> bool:
        return not event.debts or any(debt in event.debts for debt in debts)

    def relation(self, person: str | None) -> str:
        """How the person stands to the one who owes; nobody listed is the one who owes."""
        return words.relation_word(self.debtor.relationships.get(person or "", "self"))

    def contacts(self, kinds: tuple[str, ...] = words.CONTACT_KINDS) -> list[Event]:
        """Calls and messages, in and out, with the person, by the asker."""
        return [event for event in self.kinds(*kinds) if self.of_person(event) and self.by_asker(event)]

    def calls_newest_first(self) -> Iterator[Event]:
        """The same for calls alone, for rules that stop at the first they look for."""
        return (event for event in reversed(self.kinds("call")) if self.of_person(event) and self.by_asker(event))

    def attempts_since(self, oldest: datetime) -> list[Event]:
        """Outgoing calls and messages by the asker, to anybody, from that instant on."""
        found: list[Event] = []
        for kind in words.CONTACT_KINDS:
            listed = self._by_kind.get(kind, [])
            recent = listed[bisect_left(listed, oldest, key=_AT) :]
            found += [event for event in recent if event.direction == "out" and self.by_asker(event)]
        return found

    # Exceptions

    def to_answer(self, since: datetime | None = None) -> Event | None:
        """What the person last wrote or said in this medium (after `since`), if nobody has answered there yet."""
        if not self.query.in_reply:
            return None
        asked: Event | None = None
        for event in self.contacts((*words.CONTACT_KINDS, *words.OWN_WORDS)):
            if event.channel != self.query.channel and not (event.kind == "call" and self.query.channel == words.PHONE):
                continue
            if event.direction == "in" and self.is_direct(event):
                asked = event if since is None or event.at > since else None
            elif event.kind in words.CONTACT_KINDS and event.purpose != words.CONFIRM_OPT_OUT:
                asked = None
        return asked

    def time_consents(self) -> list[Event]:
        """Consents to hours or places that stand: direct, and not given in a contact that broke those very bars."""
        if self._consents is None:
            self._consents = []
            for event in self.kinds("consent_time"):
                if self.of_person(event) and self.is_direct(event) and not self._was_void(event, self._consents):
                    self._consents.append(event)
        return self._consents

    def _was_void(self, consent: Event, earlier: list[Event]) -> bool:
        spoke = (e for e in self.contacts() if e.direction == "in" or e.outcome == words.CONVERSATION)
        before = [event for event in spoke if event.at <= consent.at and _may_be_one(event, consent)]
        if not before or consent.at - before[-1].at > SAME_CONTACT:
            return False
        contact = before[-1]
        return contact.direction == "out" and self.barred(self, contact, list(earlier))

    def more_calls(self, debt: str, days: int) -> list[tuple[datetime, datetime]]:
        """Spans in which the person agreed to more calls about the debt: `days` local days with the day of consent,
        shorter when so agreed, and over at the next conversation about it or when calls are refused."""
        if (debt, days) not in self._more_calls:
            self._more_calls[debt, days] = [
                (event.at, self._more_calls_end(event, debt, days))
                for event in self.kinds("consent_more_calls")
                if self.of_person(event) and self.is_direct(event) and self.about(event, (debt,))
            ]
        return self._more_calls[debt, days]

    def _more_calls_end(self, consent: Event, debt: str, days: int) -> datetime:
        days = min(days, consent.lasts_days or days)
        ends = [start_of_day(name, self.day_of(consent, name) + days) for name in self.zones]
        if consent.window and consent.window.last_on:
            ends += [start_of_day(name, consent.window.last_on.toordinal() + 1) for name in self.zones]
        for event in self.kinds("call", "stop_medium", "opt_out"):
            if event.at <= consent.at or not self.of_person(event) or not self.about(event, (debt,)):
                continue
            talked = event.kind == "call" and event.outcome == words.CONVERSATION and self.by_asker(event)
            refused = event.kind != "call" and (event.medium or event.channel) in (words.PHONE, words.ALL_MEDIA)
            if talked or refused:
                ends.append(event.at)
        return min(ends)

    def agreed_days(self) -> list[Window]:
        """Days on which the person asked to be called back."""
        found = (e for e in self.kinds("callback_agreed") if self.of_person(e) and self.about(e, self.query.debts))
        return [event.window for event in found if event.window is not None]

    # Time

    def hour_consents(self) -> list[Event]:
        """Those of them that say something of hours where this contact goes."""
        return hours_agreed(consents, self.query.places()) if (consents := self.time_consents()) else []

    def covered_by_consent(self, at: datetime, zone_name: str, consents: list[Event]) -> bool:
        """One of these consents covers this local time, in this medium."""
        return any(self._covers(consent, at, zone_name) for consent in consents)

    def _covers(self, consent: Event, at: datetime, zone_name: str) -> bool:
        if consent.at > at or consent.medium not in (None, words.ALL_MEDIA, self.query.channel):
            return False
        if consent.lasts_days and day_number(at, zone_name) >= self.day_of(consent, zone_name) + consent.lasts_days:
            return False
        return consent.window is None or consent.window.covers(local(at, zone_name))


def hours_agreed(consents: Iterable[Event], places: Container[str | None]) -> list[Event]:
    """Those that say something of hours for a contact that reaches these places. Who may be called at work, or there on
    weekdays, has not agreed to the night; who agreed to late hours at work has not agreed to them on a mobile, which is
    at no place that anybody knows."""
    return [
        consent for consent in consents
        if consent.place is None or (consent.place in places and consent.window and consent.window.names_hours)
    ]  # fmt: skip


def _nothing_barred(_situation: Situation, _contact: Event, _consents: list[Event]) -> bool:
    """No rule has been read yet."""
    return False


def _may_be_one(contact: Event, consent: Event) -> bool:
    """The consent may have been given in that contact: what comes by e-mail was not said in a call."""
    return consent.channel in (None, contact.channel or words.PHONE)
