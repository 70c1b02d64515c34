"""Laws about a person's own wishes: the times and the places they, or their employer, have ruled out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Event, Query
from duecourse.domain.contact_policy.clock import day_number, local, next_instant, start_of_day_everywhere
from duecourse.domain.contact_policy.laws.hours import SEARCH_DAYS, edges
from duecourse.domain.contact_policy.pack import Bite, Prepared, Rule
from duecourse.domain.contact_policy.reading import Reader
from duecourse.domain.contact_policy.situation import Situation

PLACE_KINDS = ("inconvenient_place", "employer_prohibits")
LONGEST_SEARCH = 400


@dataclass(frozen=True, slots=True, eq=False)
class PersonTimes:
    """Times the person has called inconvenient stay closed until the person says otherwise; the last word on a time
    of day counts."""

    consent_lifts: bool

    @classmethod
    def read(cls, source: Reader) -> PersonTimes:
        return cls(source.flag("consent_lifts", True))

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        bars = bars_of_person(situation)
        if not bars:
            return None
        said = sorted([*bars, *(situation.hour_consents() if self.consent_lifts else ())], key=lambda e: e.at)

        def closed(at: datetime, name: str) -> bool:
            return last_word_bars(situation, said, at, name)

        def check(at: datetime) -> Bite | None:
            return _bite_in_zones(situation, at, said, closed, "the person has called this time inconvenient")

        return Prepared(check)


def bars_of_person(situation: Situation) -> list[Event]:
    return [e for e in situation.kinds("inconvenient_time") if situation.of_person(e) and situation.is_known(e)]


def last_word_bars(situation: Situation, said: list[Event], at: datetime, name: str) -> bool:
    """The newest statement that covers this local time is a refusal."""
    when = local(at, name)
    for event in reversed(said):
        if event.medium not in (None, words.ALL_MEDIA, situation.query.channel):
            continue
        if event.kind == "consent_time":
            if situation.covered_by_consent(at, name, [event]):
                return False
        elif event.window is None or event.window.covers(when):
            return True
    return False


def _reach(said: list[Event], at: datetime, name: str) -> int:
    """How many days ahead an opening is looked for: past the last date that anybody named, but never for ever."""
    dates = [day for e in said if e.window for day in (e.window.first_on, e.window.last_on) if day is not None]
    last = max((day.toordinal() for day in dates), default=0)
    return min(max(last - day_number(at, name), 0) + SEARCH_DAYS, LONGEST_SEARCH)


def _bite_in_zones(
    situation: Situation, at: datetime, said: list[Event], closed: Callable[[datetime, str], bool], text: str
) -> Bite | None:
    """Where the zones are shut, until what was `said` leaves a first instant open in each of them."""
    shut = [name for name in situation.zones if closed(at, name)]
    if not shut:
        return None
    marks = tuple(sorted({0, *edges(said)}))
    retries = [
        next_instant(at, name, marks, lambda t, name=name: not closed(t, name), days=_reach(said, at, name))  # type: ignore[misc]
        for name in shut
    ]
    known = [retry for retry in retries if retry is not None]
    when = local(at, shut[0])
    clock = f" ({when:%H:%M} on {when:%A} in {shut[0]})" if any(event.window for event in said) else ""
    return Bite(f"{text}{clock}", max(known) if len(known) == len(retries) else None)


@dataclass(frozen=True, slots=True, eq=False)
class PersonPlaces:
    """Places the person, or a known rule of the employer, has closed. A spoken request may lapse after `oral_days`
    (the day after it is day 1); a written one stays. `place_unknown`: only for a number or mailbox of which nobody has
    said where it reaches them: it may be the very place."""

    kinds: tuple[str, ...]
    only: str | None  # of all places, this one
    oral_days: int | None
    place_unknown: bool

    @classmethod
    def read(cls, source: Reader) -> PersonPlaces:
        return cls(
            source.words("kinds", PLACE_KINDS, PLACE_KINDS), source.word("only", (words.HOME, words.WORK), None),
            source.whole("oral_days", None, least=1), source.flag("place_unknown", False),
        )  # fmt: skip

    def _places(self, query: Query) -> frozenset[str]:
        """Where this contact reaches the person, or may reach them, as far as the rule asks about it."""
        if self.place_unknown:
            reached = frozenset((words.HOME, words.WORK)) if query.place_unknown else frozenset[str]()
        else:
            reached = query.places()
        return reached & {self.only} if self.only else reached

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None:
        places = self._places(situation.query)
        bars = [
            event for event in situation.kinds(*self.kinds)
            if _barred_place(event) in places and situation.of_person(event) and situation.is_known(event)
        ]  # fmt: skip
        if not bars:
            return None
        lifts = [c for c in situation.time_consents() if c.place is not None and c.place in places]
        said = sorted([*bars, *lifts], key=lambda event: event.at)
        ends = {id(event): self._end(situation, event) for event in bars}

        def closed(at: datetime, name: str) -> bool:
            standing = [e for e in said if ends.get(id(e)) is None or at < ends[id(e)]]  # type: ignore[operator]
            return last_word_bars(situation, standing, at, name)

        def check(at: datetime) -> Bite | None:
            return _bite_in_zones(situation, at, said, closed, self._words(bars))

        return Prepared(check)

    def _words(self, bars: list[Event]) -> str:
        place = " and at ".join(sorted({_barred_place(event) or "" for event in bars}))
        if self.place_unknown:
            return f"contact at {place} was refused, and nobody has said what this one is"
        return f"contact at this place ({place}) was refused"

    def _end(self, situation: Situation, bar: Event) -> datetime | None:
        """When a spoken request lapses; None: it stays. A written one, also one that confirms it, is its own."""
        if self.oral_days is None or bar.is_written:
            return None
        day = max(situation.day_of(bar, name) for name in situation.zones)
        return start_of_day_everywhere(situation.zones, day + self.oral_days + 1)


def _barred_place(event: Event) -> str | None:
    if event.place:
        return event.place
    if event.kind == "employer_prohibits" or event.number == words.WORK:
        return words.WORK
    return words.HOME if event.number == words.HOME else None


def place_was_barred(situation: Situation, contact: Event, consents: list[Event]) -> bool:
    """The contact reached the person at a place that was closed then. For judging a consent that was given in it."""
    places = {contact.place, contact.number} - {None}
    bars = [
        event for event in situation.kinds(*PLACE_KINDS)
        if event.at < contact.at and _barred_place(event) in places
        and situation.of_person(event) and situation.is_known(event)
    ]  # fmt: skip
    said = sorted([*bars, *(c for c in consents if c.place in places)], key=lambda event: event.at)
    return any(last_word_bars(situation, said, contact.at, name) for name in situation.zones)
