"""Laws about the hour: opening hours by weekday, holidays, and the wait after a notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Event
from duecourse.domain.contact_policy.case_json import check_zone
from duecourse.domain.contact_policy.clock import (
    check_calendar,
    day_number,
    is_holiday,
    local,
    next_instant,
    start_of_day_everywhere,
)
from duecourse.domain.contact_policy.pack import BLOCK, Bite, Prepared, Rule
from duecourse.domain.contact_policy.reading import Malformed, Reader, clock_text, named, seconds_of_day
from duecourse.domain.contact_policy.situation import Situation, hours_agreed

Spans = tuple[tuple[int, int], ...]
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Holidays and closed weekdays in a row never come near this many days; the person's own windows repeat weekly.
SEARCH_DAYS = 40
_CALENDAR = re.compile(r"([A-Z]{2}(-[A-Z0-9]{1,3})?|\d\d-\d\d|easter([+-]\d{1,3})?|their_place|days_in_lieu)\Z")
# Holiday calendars that follow from the debtor's place: all of its own country and region, where there is one; of these
# only the days that make up for a holiday of the whole country that fell on a weekend.
THEIR_PLACE, IN_LIEU = "their_place", "days_in_lieu"
OF_THEIR_PLACE = frozenset((THEIR_PLACE, IN_LIEU))


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Contact is open only at these local times. `zones`: "all" candidates, "area_code" where that may be presumed, or
    one IANA zone. `place`: only for contacts that reach the person there."""

    week: tuple[Spans, ...]
    calendars: tuple[str, ...]
    holiday: Spans | None
    zones: str
    place: str | None
    consent_lifts: bool
    marks: tuple[int, ...]

    @classmethod
    def read(cls, source: Reader) -> Hours:
        week, holiday = _week(source.inner("open"))
        calendars = source.words("holidays", None, ())
        for name in calendars:
            if not _CALENDAR.match(name):
                raise Malformed(
                    f"{source.at('holidays')}: {named(name)} is no calendar (write CA-ON, 12-26 or easter+1)"
                )
        if (holiday is not None) != bool(calendars):
            raise Malformed(f"{source.at('open')}: `holidays` hours and a `holidays` calendar go together")
        zones = source.text("zones", "all")
        if zones not in ("all", "area_code"):
            check_zone(zones, source.at("zones"))
        marks = {0} | {mark for spans in (*week, holiday or ()) for span in spans for mark in span}
        return cls(
            week, calendars, holiday, zones, source.word("place", (words.HOME, words.WORK), None),
            source.flag("consent_lifts", True), tuple(sorted(marks)),
        )  # fmt: skip

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        if self.place and self.place not in situation.query.places():
            return None
        if (placed := self.here(situation)) is not self:
            return placed.prepare(rule, situation)
        zones = self.zones_for(situation)
        consents = situation.hour_consents() if self.consent_lifts else []

        def check(at: datetime) -> Bite | None:
            closed = [name for name in zones if self._closed(situation, at, name, consents)]
            if not closed:
                return None
            retries = [self._retry(situation, at, name, consents) for name in closed]
            known = [retry for retry in retries if retry is not None]
            said = _words(self, at, closed[0], closes=rule.effect == BLOCK, alone=len(zones) == 1)
            return Bite(said, max(known) if len(known) == len(retries) else None)

        presumed = self.zones == "area_code" and zones != situation.zones
        return Prepared(check, _presumed(zones[0]) if presumed else None)

    def here(self, situation: Situation) -> Hours:
        """The law with the holidays of the debtor's own place, if it asks for them."""
        placed = OF_THEIR_PLACE.isdisjoint(self.calendars)
        return self if placed else at_place(self, situation.case.jurisdiction)

    def zones_for(self, situation: Situation) -> tuple[str, ...]:
        debtor = situation.debtor
        if self.zones == "all":
            return situation.zones
        if self.zones == "area_code":
            presumed = debtor.area_code_zone and debtor.location_known is not True
            return (debtor.area_code_zone,) if presumed else situation.zones  # type: ignore[return-value]
        return (self.zones,)

    def was_closed(self, situation: Situation, contact: Event, consents: list[Event]) -> bool:
        """Were they closed to that contact, given only these consents? For judging a consent that was given in it.
        Hours that hold for one place only are left aside: where that contact was is seldom known."""
        law = self.here(situation)
        lifting = hours_agreed(consents, (contact.place, contact.number)) if self.consent_lifts else []
        return self.place is None and any(
            law._closed(situation, contact.at, name, lifting) for name in self.zones_for(situation)
        )

    def _closed(self, situation: Situation, at: datetime, name: str, consents: list[Event]) -> bool:
        return not is_open(self, at, name) and not situation.covered_by_consent(at, name, consents)

    def _retry(self, situation: Situation, at: datetime, name: str, consents: list[Event]) -> datetime | None:
        if not consents:
            return next_open(self, at, name)
        marks = self.marks + edges(consents)
        return next_instant(
            at, name, tuple(sorted(set(marks))), lambda t: not self._closed(situation, t, name, consents),
            days=SEARCH_DAYS,
        )  # fmt: skip

    def spans_on(self, day: date) -> Spans:
        if self.holiday is not None and is_holiday(self.calendars, day):
            return self.holiday
        return self.week[day.weekday()]


def _presumed(name: str) -> Callable[[datetime], str]:
    """Of all the clocks they may be on, that of their area code counts."""
    return lambda at: f"it is {local(at, name):%H:%M} on the clock of their area code ({name}), which may be presumed"


@lru_cache(maxsize=1024)
def at_place(law: Hours, jurisdiction: str) -> Hours:
    """The law with the calendars of this place where it asks for them by OF_THEIR_PLACE."""
    own = _calendar_of(jurisdiction)
    theirs = {THEIR_PLACE: own, IN_LIEU: own and f"{own[:2]}>{own}"}
    return replace(law, calendars=tuple(found for name in law.calendars if (found := theirs.get(name, name))))


def _calendar_of(jurisdiction: str) -> str:
    """Its own; that of its country where the region has none; "" where neither has one."""
    country, *parts = jurisdiction.split("-")
    for name in ("-".join([country, *parts[:1]]), country):
        try:
            check_calendar(name)
        except ValueError:
            continue
        return name
    return ""


@lru_cache(maxsize=8192)
def is_open(law: Hours, at: datetime, zone_name: str) -> bool:
    when = local(at, zone_name)
    second = when.hour * 3600 + when.minute * 60 + when.second
    return any(start <= second < end for start, end in law.spans_on(when.date()))


@lru_cache(maxsize=8192)
def next_open(law: Hours, at: datetime, zone_name: str) -> datetime | None:
    return next_instant(at, zone_name, law.marks, lambda t: is_open(law, t, zone_name), days=SEARCH_DAYS)


@lru_cache(maxsize=1024)
def _words(law: Hours, at: datetime, zone_name: str, *, closes: bool, alone: bool) -> str:
    """What the clock shows and what the rule makes of it. `closes`: nobody may be contacted then; else it is no more
    than a warning. `alone`: no other zone is a candidate."""
    when = local(at, zone_name)
    holiday = " (a holiday)" if law.holiday is not None and is_holiday(law.calendars, when.date()) else ""
    where = "where they are" if alone else "in one of the places where they may be"
    clock = f"it is {when:%H:%M} on {when:%A}{holiday} {where} ({zone_name})"
    hours = " and ".join(f"from {clock_text(a)} to {clock_text(b)}" for a, b in law.spans_on(when.date()))
    if not closes:
        return f"{clock}; its hours that day are {hours}" if hours else clock
    allowed = f"allowed {hours}" if hours else "not allowed at all"
    return f"{clock}; contact is {allowed} that day{'' if alone else ', in every one of them'}"


def edges(events: list[Event]) -> tuple[int, ...]:
    """The times of day at which windows that people stated begin and end."""
    return tuple(mark for event in events if event.window for mark in (event.window.start_s, event.window.end_s))


def _week(source: Reader) -> tuple[tuple[Spans, ...], Spans | None]:
    week: list[Spans | None] = [None] * 7
    holiday: Spans | None = None
    for key in source.data:
        spans = _spans(source, key)
        if key == "holidays":
            holiday = spans
            continue
        first, _, last = key.partition("-")
        if first not in _WEEK or (last and last not in _WEEK):
            raise Malformed(f"{source.at(key)}: write mon, mon-fri, sat or holidays")
        start, end = _WEEK.index(first), _WEEK.index(last or first)
        for day in range(start, end + 1):
            week[day] = spans
    if missing := [name for name, spans in zip(_WEEK, week, strict=True) if spans is None]:
        raise Malformed(f"{source.place}: hours missing for {', '.join(missing)}")
    return tuple(week), holiday  # type: ignore[arg-type]


def _spans(source: Reader, key: str) -> Spans:
    value = source.raw(key)
    if value == "closed":
        return ()
    found = []
    for item in value if isinstance(value, list) else [value]:
        first, dash, last = item.partition("-") if isinstance(item, str) else ("", "", "")
        start, end = (seconds_of_day(part, source.at(key)) for part in (first, last))
        if not dash or start >= end:
            raise Malformed(f"{source.at(key)}: {named(item)} is no span like 08:00-21:00")
        found.append((start, end))
    return tuple(found)


def while_it_lasts(prepared: Prepared, asked: datetime) -> Prepared:
    """For a reply: who wrote at a closed time is answered in it. Once an open time has come the answer is bound as any
    other contact is."""
    bite = prepared.check(asked)
    if bite is None:
        return prepared
    until = bite.retry_at
    return Prepared(lambda at: None if until is None or at < until else prepared.check(at), prepared.note)


@dataclass(frozen=True, slots=True, eq=False)
class NoticeWait:
    """No contact until so many days after the asker's own notice was sent (the day after sending is day 1). Without a
    notice, or when the person says it never came, a new one must go out first."""

    notices: tuple[str, ...]
    days: int

    @classmethod
    def read(cls, source: Reader) -> NoticeWait:
        return cls(source.words("notices", words.KINDS), source.whole("days", least=1))

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        notices = [self._notice(situation, debt) for debt in situation.query.debts]
        sent = [notice for notice in notices if notice is not None]
        if not sent or len(sent) < len(notices):
            return Prepared(lambda _at: Bite("the written notice that must come first is not on file"))
        last = max(sent, key=lambda notice: notice.at)
        free_from = start_of_day_everywhere(
            situation.zones, max(situation.day_of(last, name) for name in situation.zones) + self.days + 1
        )

        def check(at: datetime) -> Bite | None:
            if at >= free_from:
                return None
            name = situation.zones[0]
            waited = max(0, day_number(at, name) - situation.day_of(last, name))
            first = local(free_from, name).date()
            return Bite(
                f"day {waited} of the {self.days} to wait after the notice; open from {first:%d %B %Y}", free_from
            )

        return Prepared(check)

    def _notice(self, situation: Situation, debt: str) -> Event | None:
        """The notice about this debt from which the days run: the first one that arrived."""
        sent: Event | None = None
        for event in situation.kinds(*self.notices, "statement"):
            if not situation.about(event, (debt,)):
                continue
            if event.kind == "statement":
                sent = None if event.text_class in words.NOTICE_NOT_RECEIVED else sent
            elif event.outcome not in words.FAILED_DELIVERY and self._serves(situation, event):
                sent = sent or event
        return sent

    def _serves(self, situation: Situation, notice: Event) -> bool:
        """Sent by the asker to the person who is asked about, or to the one who owes where that is somebody else."""
        if not situation.by_asker(notice):
            return False
        asked_for_other = situation.relation(situation.query.person) != "self"
        return situation.of_person(notice) or (asked_for_other and situation.relation(notice.person) == "self")


@dataclass(frozen=True, slots=True, eq=False)
class Undecided:
    """The law of the place is not on file, so nobody can say yes. `part_unknown`: only while it is not known in which
    part of the country the person is, whose parts have rules of their own."""

    part_unknown: bool = False

    @classmethod
    def read(cls, source: Reader) -> Undecided:
        return cls(bool(source.flag("part_unknown", False)))

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        place = situation.case.jurisdiction
        if not self.part_unknown:
            return Prepared(lambda _at: Bite("the contact rules of this place are not on file"))
        if "-" in place:
            return None
        return Prepared(lambda _at: Bite(f"which part of {place} they are in is not known"))
