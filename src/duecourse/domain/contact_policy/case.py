"""The facts of one "may I contact?": frozen values, in the terms of the published case format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from duecourse.domain.contact_policy import words


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the week in the debtor's place. Seconds since local midnight; `start_s` > `end_s` runs past midnight and
    belongs to the weekday it starts on. No weekdays means every day (0 is Monday)."""

    start_s: int = 0
    end_s: int = 86400
    weekdays: frozenset[int] = frozenset()
    first_on: date | None = None
    last_on: date | None = None

    @property
    def names_hours(self) -> bool:
        """It says something of the time of day, not of days alone."""
        return (self.start_s, self.end_s) != (0, 86400)

    def covers(self, local: datetime) -> bool:
        second = local.hour * 3600 + local.minute * 60 + local.second
        weekday = local.weekday()
        if self.start_s < self.end_s:
            if not self.start_s <= second < self.end_s:
                return False
        elif second < self.end_s:
            weekday = (weekday - 1) % 7
        elif second < self.start_s:
            return False
        if self.weekdays and weekday not in self.weekdays:
            return False
        day = local.date()
        return (self.first_on is None or day >= self.first_on) and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened before. No debts means it concerns every debt; no person means whoever is asked about."""

    at: datetime
    kind: str
    channel: str | None = None
    direction: str | None = None
    outcome: str | None = None
    debts: tuple[str, ...] = ()
    person: str | None = None
    account: str | None = None
    actor: str | None = None
    number: str | None = None
    purpose: str = words.DISCUSS
    in_reply: bool = False
    medium: str | None = None
    window: Window | None = None
    lasts_days: int | None = None  # a consent for so many days
    place: str | None = None
    given_to: str | None = None
    in_placement_file: bool = False
    written: bool | None = None
    text_class: str | None = None
    note: str = ""  # a reason in somebody's words, shown beside a stop
    creditor: str | None = None  # for whom it was done, where not for the creditor who is asked about

    @property
    def is_written(self) -> bool:
        """Said so, or came on paper or a screen."""
        return self.written if self.written is not None else self.channel in (words.LETTER, words.EMAIL, words.SMS)


@dataclass(frozen=True, slots=True)
class Query:
    """The contact that is being considered."""

    at: datetime
    channel: str
    debts: tuple[str, ...]
    person: str
    actor: str | None = None
    account: str | None = None
    number: str | None = None
    number_type: str | None = None
    address_type: str | None = None
    place: str | None = None
    known_place: str | None = None
    purpose: str = words.DISCUSS
    in_reply: bool = False
    includes_opt_out: bool = False

    @property
    def at_work(self) -> bool:
        return words.WORK in (self.number, self.number_type, self.address_type, self.place, self.known_place)

    def places(self) -> frozenset[str]:
        """Where this contact reaches the person. A landline and a letter are tied to a place, a mobile and a mailbox
        only when it is known where the person is."""
        found = {self.place, self.known_place}
        if words.WORK in (self.number, self.number_type, self.address_type):
            found.add(words.WORK)
        elif self.channel == words.LETTER or self.number == words.HOME or self.number_type in ("landline", words.HOME):
            found.add(words.HOME)
        return frozenset(place for place in found if place)

    @property
    def place_unknown(self) -> bool:
        """Nobody has said where this number or mailbox reaches the person, nor that it is tied to no place."""
        if self.channel == words.LETTER or self.places():
            return False
        return self.address_type is None if self.channel == words.EMAIL else not self._is_mobile

    @property
    def _is_mobile(self) -> bool:
        return words.CELL in (self.number, self.number_type) or self.number_type == "mobile"


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who owes and where they are. What is unknown is None, and rules decide what an unknown means for them."""

    zones: tuple[str, ...] = ()
    area_code_zone: str | None = None
    location_known: bool | None = None
    relationships: Mapping[str, str] = field(default_factory=dict)
    debt_kind: str | None = None
    debtor_is: str | None = None
    vat_registered: bool | None = None
    creditor_kind: str | None = None
    creditor: str | None = None  # who is owed, by the code of the creditor: for rules of one creditor's own
    third_party_name: bool = False  # collects under a name that suggests somebody else
    days_past_due: int | None = None

    @property
    def past_due_band(self) -> str | None:
        """As far as rules tell days past due apart."""
        if self.days_past_due is None:
            return None
        return "to_30" if self.days_past_due <= 30 else "over_30"

    def candidate_zones(self) -> tuple[str, ...]:
        """Every zone the person may be in. The area code is a hint only while the place is not known."""
        hint = self.area_code_zone
        if hint and self.location_known is not True and hint not in self.zones:
            return (*self.zones, hint)
        return self.zones


@dataclass(frozen=True, slots=True)
class Case:
    """One question with everything that is known. Events are in the order of time."""

    jurisdiction: str
    debt_type: str
    party: str
    debtor: Debtor
    events: tuple[Event, ...]
    query: Query
    id: str = ""
    notes: tuple[str, ...] = ()  # what was read but not understood, in words for a warning
